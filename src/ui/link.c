/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/bulk.h"
#include "ui/commands.h"
#include "ui/marks.h"
#include "ui/text.h"

bool ui_task_matches(const struct ui_model *m, int32_t task, const char *text)
{
    const struct weft_task *t = weft_plan_task(m->plan, task);

    return ui_text_has(t->id, text) || ui_text_has(t->name, text);
}

/* --- link mode ----------------------------------------------------------------- */

/* Tasks at the near end of the links: the one, or those that are marked. */
static int32_t near(const struct ui_state *s)
{
    return s->link_marked ? s->marks.count : 1;
}

static bool is_near(const struct ui_state *s, int32_t task)
{
    return s->link_marked ? task < s->marks.n && s->marks.on[task]
                          : task == s->link_from;
}

enum ui_link_state ui_link_state(const struct ui_state *s,
                                 const struct ui_model *m, int32_t task)
{
    int32_t linked = 0, n;

    if (s->link_from == WEFT_NONE || is_near(s, task))
        return UI_LINK_SELF;
    n = s->link_back ? ui_model_nsucc(m, task) : ui_model_npred(m, task);
    for (int32_t k = 0; k < n; k++)
        linked += is_near(s, s->link_back ? ui_model_succ(m, task, k)
                                          : ui_model_pred(m, task, k));
    if (linked >= near(s))
        return UI_LINK_THERE;
    return m->reach && m->reach[task] ? UI_LINK_CYCLE : UI_LINK_FREE;
}

void ui_link_settle(struct ui_state *s, struct ui_model *m)
{
    int32_t n;
    int32_t *v;

    if (!s->link_marked) {
        ui_model_reach(m, &s->link_from, s->link_from != WEFT_NONE,
                       s->link_back, (uint64_t)(uint32_t)s->link_from);
        return;
    }
    v = ui_targets(s, m, &n);
    ui_model_reach(m, v, n, s->link_back, s->marks.serial << 32 | 1u << 31);
    free(v);
}

static void begin(struct ui *u, bool back)
{
    ui_range_end(u->s, u->m);
    ui_mark_stage(u);
    u->s->link_from = u->s->task;
    u->s->link_back = back;
    u->s->link_marked = u->s->marks.count > 0;
    u->s->mode = UI_MODE_LINK;
    u->s->link_typing = false;
    if (u->s->pane != UI_PANE_GRAPH)
        u->s->pane = UI_PANE_TASKS;
    ui_line_set(&u->s->line, "");
    u->s->msg[0] = '\0';
}

void ui_run_link_to(struct ui *u, int count)
{
    (void)count;
    begin(u, false);
}

void ui_run_link_from(struct ui *u, int count)
{
    (void)count;
    begin(u, true);
}

void ui_run_link_next(struct ui *u, int count)
{
    ui_run_next(u, count);
}

void ui_run_link_prev(struct ui *u, int count)
{
    ui_run_prev(u, count);
}

void ui_run_link_page_down(struct ui *u, int count)
{
    ui_run_page_down(u, count);
}

void ui_run_link_page_up(struct ui *u, int count)
{
    ui_run_page_up(u, count);
}

void ui_run_link_search(struct ui *u, int count)
{
    (void)count;
    u->s->link_typing = true;
}

/* Typed letters lead to the first task that begins with them, else contains
 * them; one that could be linked is preferred. */
void ui_link_typed(struct ui *u)
{
    const char *text = u->s->line.text;
    size_t n = strlen(text);
    int32_t best = WEFT_NONE;
    int rank = 0;

    for (int32_t r = 0; n > 0 && r < u->m->pic.nrow; r++) {
        int32_t i = u->m->pic.row_task[r];
        bool begins = strncmp(weft_plan_task(u->m->plan, i)->id, text, n) == 0;
        int k;

        if (!ui_task_matches(u->m, i, text))
            continue;
        k = 1 + (begins ? 2 : 0) +
            (ui_link_state(u->s, u->m, i) == UI_LINK_FREE);
        if (k > rank) {
            rank = k;
            best = i;
        }
    }
    if (best != WEFT_NONE)
        ui_goto(u, best, false);
    else if (n > 0)
        ui_say(u, UI_WARN, "no task matches '%s'", text);
}

/* A line for each link that is not there yet. */
static void add_links(const struct ui *u, int32_t far, struct ui_lines *l)
{
    const struct weft_plan *p = u->m->plan;
    bool back = u->s->link_back;
    int32_t n = 1, one = u->s->link_from;
    int32_t *v = u->s->link_marked ? ui_targets(u->s, u->m, &n) : &one;

    for (int32_t i = 0; i < n && v; i++) {
        int32_t from = back ? far : v[i], to = back ? v[i] : far;
        struct weft_buf b = { 0 };
        bool there = false;

        for (int32_t k = 0; k < ui_model_npred(u->m, to); k++)
            there |= ui_model_pred(u->m, to, k) == from;
        if (there && n > 1)
            continue;
        weft_buf_addf(&b, "link %s %s", weft_plan_task(p, from)->id,
                      weft_plan_task(p, to)->id);
        ui_lines_add(l, 0, &b);
    }
    if (v != &one)
        free(v);
}

void ui_link_text(const struct ui_state *s, const struct ui_model *m, char *out,
                  size_t size)
{
    char who[256];
    const char *other = ui_link_state(s, m, s->task) == UI_LINK_SELF
                            ? "..."
                            : weft_plan_task(m->plan, s->task)->id;

    if (s->link_marked)
        ui_targets_text(s, m, who, sizeof(who));
    else
        snprintf(who, sizeof(who), "%.250s",
                 weft_plan_task(m->plan, s->link_from)->id);
    snprintf(out, size, "link %.200s > %.200s", s->link_back ? other : who,
             s->link_back ? who : other);
}

void ui_run_link_enter(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    struct ui_lines l = { 0 };
    char what[UI_TEXT_MAX];

    (void)count;
    if (s->link_from == WEFT_NONE || s->task == WEFT_NONE) {
        ui_normal(u);
        return;
    }
    if (is_near(s, s->task)) {
        ui_say(u, UI_WARN, "a task cannot wait for itself: move to another");
        return;
    }
    ui_link_text(s, u->m, what, sizeof(what));
    add_links(u, s->task, &l);
    if (l.n == 0)
        ui_say(u, UI_TEXT, "they are linked already");
    else if (l.n == 1 && !s->link_marked)
        ui_remember(s, UI_ASK_COMMAND, l.v[0]);
    if (!ui_bulk_apply(u, &l, what))
        return; /* the message says why; choose another */
    ui_normal(u);
    s->link_typing = false;
    if (s->link_from != WEFT_NONE)
        ui_goto(u, s->link_from, false);
}

void ui_run_link_cancel(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    u->s->link_typing = false;
    ui_goto(u, u->s->link_from, false);
}
