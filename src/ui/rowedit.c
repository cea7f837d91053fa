/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/rowedit.h"

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "ui/choices.h"
#include "ui/commands.h"
#include "ui/lines.h"
#include "ui/text.h"

static const struct {
    const char *label, *help;
} fields[UI_FIELD_KINDS] = {
    [UI_FIELD_ID] = { "name", "A name without blanks. With blanks, the text "
                              "becomes its title and hyphens its name." },
    [UI_FIELD_NODES] = { "node", "Nodes it may run on. Empty: any where it "
                                 "fits. -: on none (an approval, a timer). A "
                                 "name that is not there yet makes a node." },
    [UI_FIELD_DEMAND] = { "demand", "What it needs while it runs: cpu=2 "
                                    "memory=8Gi; a bare number is the node's "
                                    "first resource." },
    [UI_FIELD_DURATION] = { "dur", "How long it runs: " },
    [UI_FIELD_AFTER] = { "after", "Tasks that must have finished before." },
    [UI_FIELD_CAPACITY] = { "capacity", "What it has: cpu=16 memory=64Gi "
                                        "gpu=1." },
    [UI_FIELD_COUNT] = { "copies", "How many of it there are." },
    [UI_FIELD_MORE] = { "more", "Anything else: speed=2 price.per_hour=1.2 "
                                "labels.zone=a." },
};

const char *ui_field_label(enum ui_field_kind k)
{
    return fields[k].label;
}

static void add_field(struct ui_row *r, enum ui_field_kind k, const char *text)
{
    int i = r->nfield++;

    r->f[i].kind = k;
    ui_line_set(&r->f[i].line, text);
    memcpy(r->f[i].was, r->f[i].line.text, sizeof(r->f[i].was));
}

static struct ui_row *begin(struct ui *u, bool node, bool add, int32_t index)
{
    struct ui_row *r = &u->s->row;

    memset(r, 0, sizeof(*r));
    r->node = node;
    r->add = add;
    r->index = index;
    r->from = r->to = WEFT_NONE;
    u->s->mode = UI_MODE_ROW;
    u->s->pane = node ? UI_PANE_NODES : UI_PANE_TASKS;
    u->s->choice = -1;
    u->s->msg[0] = '\0';
    return r;
}

static void enter_field(struct ui_row *r)
{
    enum ui_field_kind k = r->f[r->field].kind;

    /* lists are more often added to */
    r->f[r->field].fresh = r->f[r->field].line.len > 0 && k != UI_FIELD_AFTER &&
                           k != UI_FIELD_NODES;
    r->f[r->field].line.at = r->f[r->field].line.len;
}

void ui_row_add_task(struct ui *u, int32_t below, int32_t from, int32_t to)
{
    struct ui_row *r = begin(u, false, true, below);

    r->from = from;
    r->to = to;
    add_field(r, UI_FIELD_ID, "");
    add_field(r, UI_FIELD_NODES, "");
    add_field(r, UI_FIELD_DEMAND, "");
    add_field(r, UI_FIELD_DURATION, "");
    add_field(r, UI_FIELD_AFTER,
              from == WEFT_NONE ? "" : weft_plan_task(u->m->plan, from)->id);
}

static void nodes_typed(char *out, size_t size, const struct weft_plan *p,
                        const struct weft_task *t)
{
    size_t len = 0;

    snprintf(out, size, "%s", t->has_nodes && t->nnode == 0 ? "-" : "");
    for (int32_t i = 0; i < t->nnode && len < size; i++) {
        char id[UI_TEXT_MAX];

        ui_node_text(id, sizeof(id), p, t->node[i].node, t->node[i].copy);
        len += (size_t)snprintf(out + len, size - len, "%s%s", i ? " " : "",
                                id);
    }
}

static void after_typed(char *out, size_t size, const struct weft_plan *p,
                        const struct weft_task *t)
{
    size_t len = 0;

    out[0] = '\0';
    for (int32_t i = 0; i < t->nafter && len < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s", i ? " " : "",
                                weft_plan_task(p, t->after[i].task)->id);
}

void ui_row_edit_task(struct ui *u, int32_t task)
{
    const struct weft_task *t = weft_plan_task(u->m->plan, task);
    struct ui_row *r = begin(u, false, false, task);
    struct weft_buf b = { 0 };
    char text[UI_LINE_MAX];

    add_field(r, UI_FIELD_ID, t->id);
    nodes_typed(text, sizeof(text), u->m->plan, t);
    add_field(r, UI_FIELD_NODES, text);
    ui_amounts_typed(text, sizeof(text), u->m->plan, t->demand, t->ndemand);
    add_field(r, UI_FIELD_DEMAND, text);
    weft_time_text(&b, t->duration, weft_plan_unit(u->m->plan));
    add_field(r, UI_FIELD_DURATION, b.p ? b.p : "");
    weft_buf_release(&b);
    after_typed(text, sizeof(text), u->m->plan, t);
    add_field(r, UI_FIELD_AFTER, text);
    r->field = 3; /* the duration is what changes most */
    enter_field(r);
}

void ui_row_add_node(struct ui *u, int32_t below)
{
    struct ui_row *r = begin(u, true, true, below);

    add_field(r, UI_FIELD_ID, "");
    add_field(r, UI_FIELD_CAPACITY, "");
    add_field(r, UI_FIELD_COUNT, "1");
    add_field(r, UI_FIELD_MORE, "");
}

void ui_row_edit_node(struct ui *u, int32_t node)
{
    const struct weft_node *n = weft_plan_node(u->m->plan, node);
    struct ui_row *r = begin(u, true, false, node);
    char text[UI_LINE_MAX];

    add_field(r, UI_FIELD_ID, n->id);
    ui_amounts_typed(text, sizeof(text), u->m->plan, n->capacity, n->ncapacity);
    add_field(r, UI_FIELD_CAPACITY, text);
    snprintf(text, sizeof(text), "%d", (int)n->count);
    add_field(r, UI_FIELD_COUNT, text);
    add_field(r, UI_FIELD_MORE, "");
    r->field = 1;
    enter_field(r);
}

void ui_row_help(const struct ui_state *s, const struct ui_model *m,
                 struct weft_buf *b)
{
    struct ui_choices c;

    weft_buf_addf(b, "%s: %s", fields[s->row.f[s->row.field].kind].label,
                  fields[s->row.f[s->row.field].kind].help);
    if (s->row.f[s->row.field].kind == UI_FIELD_DURATION)
        ui_time_typed(b, m->plan);
    ui_choices(s, m, &c);
    for (int i = 0; i < c.n && i < 12; i++)
        weft_buf_addf(b, "%s%s", i ? "  " : "\n", c.text[i]);
    if (c.n > 12 || c.more)
        weft_buf_adds(b, "  ...");
}

/* --- its keys --------------------------------------------------------------- */

static void to_field(struct ui *u, int by)
{
    struct ui_row *r = &u->s->row;

    r->f[r->field].fresh = false;
    r->field = (r->field + by + r->nfield) % r->nfield;
    enter_field(r);
    u->s->choice = -1;
}

void ui_run_row_next(struct ui *u, int count)
{
    (void)count;
    if (u->s->choice < 0)
        ui_complete(u->s, u->m);
    to_field(u, 1);
}

void ui_run_row_prev(struct ui *u, int count)
{
    (void)count;
    to_field(u, -1);
}

void ui_run_row_down(struct ui *u, int count)
{
    (void)count;
    if (!ui_choose(u->s, u->m, 1))
        ui_say(u, UI_WARN, "nothing to choose from in this field");
}

void ui_run_row_up(struct ui *u, int count)
{
    (void)count;
    if (!ui_choose(u->s, u->m, -1))
        ui_say(u, UI_WARN, "nothing to choose from in this field");
}

/* What was typed is not lost: the lines it would have been can be had from
 * the history of ":". */
void ui_run_row_cancel(struct ui *u, int count)
{
    struct ui_lines l = { 0 };
    int field;

    (void)count;
    if (ui_row_lines(&u->s->row, u->m, &l, &field, NULL) == WEFT_OK) {
        for (size_t i = l.n; i-- > 0;)
            ui_remember(u->s, UI_ASK_COMMAND, l.v[i]);
    }
    if (l.n)
        ui_say(u, UI_TEXT, "given up; : and Up bring it back as a command");
    else
        ui_say(u, UI_TEXT, "nothing changed");
    ui_lines_release(&l);
    ui_normal(u);
}

/* A node the row names that is not there; NULL: none. */
static const char *unknown_node(const struct ui_row *r,
                                const struct weft_plan *p, size_t *n)
{
    for (int i = 0; i < r->nfield; i++) {
        const char *text = r->f[i].line.text, *word;

        while (r->f[i].kind == UI_FIELD_NODES &&
               (word = ui_next_word(&text, n))) {
            char id[UI_LINE_MAX];

            memcpy(id, word, *n);
            id[*n] = '\0';
            if (strcmp(id, "-") != 0 &&
                weft_plan_find_ref(p, id).node == WEFT_NONE)
                return word;
        }
    }
    return NULL;
}

static void accept(struct ui *u, struct ui_lines *l)
{
    struct ui_row *r = &u->s->row;
    struct weft_err err = { 0 };
    size_t bad = 0;
    struct ui_edits e = { .line = (const char *const *)l->v,
                          .n = l->n,
                          .bad = &bad };
    char id[UI_LINE_MAX], what[UI_LINE_MAX + 16];
    int32_t i;

    snprintf(id, sizeof(id), "%s", r->f[0].line.text);
    for (char *c = id; *c; c++)
        if (*c == ' ')
            *c = '-';
    snprintf(what, sizeof(what), "%s %s", r->add ? "added" : "changed", id);
    if (!ui_apply(u, &e, what, &err)) {
        r->field = l->field[bad];
        return;
    }
    for (size_t k = 0; k < l->n; k++)
        ui_remember(u->s, UI_ASK_COMMAND, l->v[l->n - 1 - k]);
    ui_normal(u);
    i = r->node ? weft_plan_find_node(u->m->plan, id)
                : weft_plan_find_task(u->m->plan, id);
    if (i == WEFT_NONE)
        return;
    if (r->node)
        u->s->lane = (struct ui_lane){ i, WEFT_NONE, WEFT_NONE, false, false };
    else
        ui_goto(u, i, false);
}

void ui_run_row_enter(struct ui *u, int count)
{
    struct ui_row *r = &u->s->row;
    struct ui_lines l = { 0 };
    struct weft_err err = { 0 };
    const char *word;
    size_t n;
    int field = r->field;

    (void)count;
    word = unknown_node(r, u->m->plan, &n);
    if (word && !r->create) {
        r->create = true;
        ui_say(u, UI_WARN,
               "there is no node '%.*s': Enter again makes it, with this "
               "demand as its capacity",
               (int)n, word);
        return;
    }
    if (ui_row_lines(r, u->m, &l, &field, &err)) {
        r->field = field;
        ui_say(u, UI_BAD, "%s", err.msg);
    } else if (l.n == 0) {
        ui_say(u, UI_TEXT, "nothing changed");
        ui_normal(u);
    } else {
        accept(u, &l);
    }
    ui_lines_release(&l);
}
