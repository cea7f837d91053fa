/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/bulk.h"
#include "ui/choices.h"
#include "ui/commands.h"
#include "ui/marks.h"
#include "ui/popup.h"

/* --- opening ------------------------------------------------------------------ */

static void enter_field(struct ui_form *f, int to)
{
    f->f[f->at].fresh = false;
    f->at = to;
    f->f[to].fresh = f->f[to].line.len > 0;
    f->f[to].line.at = f->f[to].line.len;
}

static void set_field(struct ui_form *f, int i, const char *text)
{
    ui_line_set(&f->f[i].line, text);
    memcpy(f->f[i].was, f->f[i].line.text, sizeof(f->f[i].was));
}

static const char *text_of(const struct weft_buf *b)
{
    return b->p ? b->p : "";
}

/* What another task has in its fields: where it differs the field is empty. */
static void merge(struct ui_form *f, struct weft_buf *texts)
{
    for (int i = 0; i < f->n; i++) {
        if (!f->f[i].mixed && strcmp(f->f[i].was, text_of(&texts[i])) != 0) {
            f->f[i].mixed = true;
            set_field(f, i, "");
        }
    }
}

static void fill(struct ui_form *f, const struct ui_model *m, int32_t index,
                 bool first)
{
    struct weft_buf texts[UI_FORM_FIELDS] = { { 0 } };

    ui_form_texts(m, f->type, index, f->other, texts);
    for (int i = 0; first && i < f->n; i++)
        set_field(f, i, text_of(&texts[i]));
    if (!first)
        merge(f, texts);
    for (int i = 0; i < UI_FORM_FIELDS; i++)
        weft_buf_release(&texts[i]);
}

/* A text that does not fit in a line of typing is not shown cut: taking it
 * would cut the member. */
static bool fits(const struct ui_model *m, const struct ui_form *f)
{
    struct weft_buf texts[UI_FORM_FIELDS] = { { 0 } };
    bool ok = true;

    ui_form_texts(m, f->type, f->index, f->other, texts);
    for (int i = 0; i < UI_FORM_FIELDS; i++) {
        ok = ok && texts[i].len < UI_LINE_MAX;
        weft_buf_release(&texts[i]);
    }
    return ok;
}

static struct ui_form *open(struct ui *u, enum ui_form_type type, int32_t index,
                            int32_t other)
{
    struct ui_form *f = &u->s->form;

    memset(f, 0, sizeof(*f));
    f->type = type;
    f->index = index;
    f->other = other;
    f->bad = -1;
    while (ui_form_specs(type)[f->n].label)
        f->n++;
    fill(f, u->m, index, true);
    u->s->mode = UI_MODE_FORM;
    u->s->choice = -1;
    u->s->msg[0] = '\0';
    if (!fits(u->m, f)) {
        ui_normal(u);
        ui_say(u, UI_WARN, "too long for a form; E edits it as JSON");
    }
    return f;
}

void ui_form_tasks(struct ui *u)
{
    int32_t n;
    int32_t *v;
    struct ui_form *f;

    ui_range_end(u->s, u->m);
    ui_mark_stage(u);
    v = ui_targets(u->s, u->m, &n);
    if (!v)
        return;
    f = open(u, UI_FORM_TASK, v[0], WEFT_NONE);
    f->many = n > 1;
    for (int32_t i = 1; i < n; i++)
        fill(f, u->m, v[i], false);
    free(v);
    enter_field(f, f->many ? 2 : 0);
}

void ui_form_node(struct ui *u, int32_t node)
{
    enter_field(open(u, UI_FORM_NODE, node, WEFT_NONE), 0);
}

void ui_form_resource(struct ui *u, int32_t res)
{
    enter_field(open(u, UI_FORM_RESOURCE, res, WEFT_NONE), 0);
}

void ui_form_link(struct ui *u, int32_t from, int32_t to)
{
    enter_field(open(u, UI_FORM_LINK, from, to), 0);
}

void ui_form_title(const struct ui_state *s, const struct ui_model *m,
                   char *out, size_t size)
{
    const struct ui_form *f = &s->form;
    char who[256];

    switch (f->type) {
    case UI_FORM_TASK:
        if (f->many)
            ui_targets_text(s, m, who, sizeof(who));
        else
            snprintf(who, sizeof(who), "task %.240s",
                     weft_plan_task(m->plan, f->index)->id);
        snprintf(out, size, "%s", who);
        break;
    case UI_FORM_NODE:
        snprintf(out, size, "node %s", weft_plan_node(m->plan, f->index)->id);
        break;
    case UI_FORM_RESOURCE:
        snprintf(out, size, "resource %s",
                 weft_plan_res(m->plan, f->index)->id);
        break;
    case UI_FORM_LINK:
        snprintf(out, size, "link %s > %s",
                 weft_plan_task(m->plan, f->index)->id,
                 weft_plan_task(m->plan, f->other)->id);
        break;
    }
}

/* --- keys ------------------------------------------------------------------------ */

/* Judge a field when it is left: would its lines be taken? */
static void judge(struct ui *u, int i)
{
    struct ui_form *f = &u->s->form;
    struct ui_lines l = { 0 };
    struct weft_err err = { 0 };
    int field;
    enum weft_rc rc = ui_form_lines(u->s, u->m, i, &l, &field, &err);

    /* of many the first is asked about */
    if (!rc && l.n > 0)
        rc = weft_edit_check(u->m->plan, l.v[0], &err);
    if (rc) {
        f->bad = i;
        snprintf(f->fault, sizeof(f->fault), "%.190s", err.msg);
    } else if (f->bad == i) {
        f->bad = -1;
    }
    ui_lines_release(&l);
}

static void go(struct ui *u, int to)
{
    struct ui_form *f = &u->s->form;

    judge(u, f->at);
    enter_field(f, (to + f->n) % f->n);
    u->s->choice = -1;
    u->s->msg[0] = '\0';
}

void ui_form_at(struct ui *u, int field)
{
    if (field >= 0 && field < u->s->form.n)
        go(u, field);
}

void ui_run_form_next(struct ui *u, int count)
{
    (void)count;
    go(u, u->s->form.at + 1);
}

void ui_run_form_prev(struct ui *u, int count)
{
    (void)count;
    go(u, u->s->form.at - 1);
}

/* Complete what was begun, else on to the next field. */
void ui_run_form_tab(struct ui *u, int count)
{
    struct ui_form *f = &u->s->form;
    char before[UI_LINE_MAX];

    (void)count;
    memcpy(before, f->f[f->at].line.text, sizeof(before));
    if (u->s->choice < 0 && !f->f[f->at].fresh)
        ui_complete(u->s, u->m);
    if (strcmp(before, f->f[f->at].line.text) == 0)
        go(u, f->at + 1);
}

static void choose(struct ui *u, int dir)
{
    u->s->form.f[u->s->form.at].fresh = false;
    if (!ui_choose(u->s, u->m, dir))
        ui_say(u, UI_WARN, "nothing to choose from in this field");
}

void ui_run_form_choice(struct ui *u, int count)
{
    (void)count;
    choose(u, 1);
}

void ui_run_form_choice_back(struct ui *u, int count)
{
    (void)count;
    choose(u, -1);
}

void ui_run_form_cancel(struct ui *u, int count)
{
    struct ui_lines l = { 0 };
    int field;

    (void)count;
    if (ui_form_lines(u->s, u->m, -1, &l, &field, NULL) == WEFT_OK)
        for (size_t i = l.n; i-- > 0;)
            ui_remember(u->s, UI_ASK_COMMAND, l.v[i]);
    ui_normal(u);
    if (l.n)
        ui_say(u, UI_TEXT, "given up; : and Up bring it back as a command");
    else
        ui_say(u, UI_TEXT, "nothing changed");
    ui_lines_release(&l);
}

static void at_fault(struct ui *u, int field, const char *why)
{
    struct ui_form *f = &u->s->form;

    enter_field(f, field);
    f->bad = field;
    snprintf(f->fault, sizeof(f->fault), "%.190s", why);
}

/* The selection follows a rename. */
static void accept(struct ui *u, struct ui_lines *l)
{
    struct ui_form *f = &u->s->form;
    struct weft_err err = { 0 };
    size_t bad = 0;
    struct ui_edits e = { .line = (const char *const *)l->v,
                          .n = l->n,
                          .bad = &bad };
    char title[300], what[320];

    ui_form_title(u->s, u->m, title, sizeof(title));
    snprintf(what, sizeof(what), "changed %s", title);
    if (!ui_apply(u, &e, what, &err)) {
        at_fault(u, l->field[bad], err.msg);
        return;
    }
    for (size_t k = 0; k < l->n && !f->many; k++)
        ui_remember(u->s, UI_ASK_COMMAND, l->v[l->n - 1 - k]);
    ui_normal(u);
    if (f->type == UI_FORM_TASK && u->s->touched != WEFT_NONE && !f->many)
        ui_goto(u, u->s->touched, false);
}

void ui_run_form_enter(struct ui *u, int count)
{
    struct ui_lines l = { 0 };
    struct weft_err err = { 0 };
    int field = 0;

    (void)count;
    if (ui_form_lines(u->s, u->m, -1, &l, &field, &err)) {
        at_fault(u, field, err.msg);
    } else if (l.n == 0) {
        ui_normal(u);
        ui_say(u, UI_TEXT, "nothing changed");
    } else {
        accept(u, &l);
    }
    ui_lines_release(&l);
}

void ui_run_form(struct ui *u, int count)
{
    const struct ui_lane *l = &u->s->lane;

    (void)count;
    if (u->s->pane != UI_PANE_NODES)
        ui_form_tasks(u);
    else if (l->node != WEFT_NONE)
        ui_form_node(u, l->node);
    else
        ui_form_resource(u, l->res);
}

/* In the list of links: the one under the cursor. */
void ui_run_pick_edit(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    int32_t other;
    bool succ;

    (void)count;
    if (!ui_pick_at(s, u->m, s->popup_at, &other, &succ))
        return;
    ui_form_link(u, succ ? s->task : other, succ ? other : s->task);
}
