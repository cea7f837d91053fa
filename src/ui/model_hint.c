/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What more of a capacity would give, looked at before anyone asks. */
#include "ui/model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/picture.h"
#include "ui/text.h"
#include "weft/engine.h"

#define OPTIONS_MAX 4000 /* larger plans would take longer than a frame */

/* The quick plan of p; the one on screen is a candidate. -1: none. */
static int64_t quick(const struct ui_model *m, const struct weft_plan *p)
{
    struct weft_problem *q = NULL;
    struct weft_result r = { 0 };
    struct weft_schedule start = { 0 };
    int64_t makespan = -1;

    if (weft_problem_new(p, &q, NULL) == WEFT_OK && !q->reason[0] &&
        q->ntask == m->schedule.n) {
        bool ok = ui_picture_schedule(&m->pic, NULL, p, q, &start);

        if (weft_quick(q, ok ? &start : NULL, &r, NULL) == WEFT_OK &&
            r.schedule.n)
            makespan = r.makespan * q->tick;
        weft_schedule_release(&start);
    }
    weft_result_release(&r);
    weft_problem_free(q);
    return makespan;
}

int64_t ui_model_try(const struct ui_model *m, const char *line)
{
    struct weft_plan *copy = NULL;
    int64_t makespan = -1;

    if (!m->facts || !m->problem ||
        m->problem->option_begin[m->problem->ntask] > OPTIONS_MAX)
        return -1;
    if (weft_plan_copy(m->plan, &copy, NULL) == WEFT_OK &&
        weft_edit(copy, line, NULL, NULL) == WEFT_OK)
        makespan = quick(m, copy);
    weft_plan_free(copy);
    return makespan;
}

/* Of the cell that task waits for: what it is called, and how much it lacks. */
static bool awaited(const struct ui_model *m, int32_t task, int32_t *node,
                    int32_t *res, int64_t *cap, int64_t *lack)
{
    const struct weft_cause *c;
    const struct weft_cell *cell;

    if (!m->facts || task == WEFT_NONE)
        return false;
    c = &m->facts->cause[task];
    if (c->kind != WEFT_CAUSE_CAPACITY)
        return false;
    cell = &m->problem->cell[c->cell];
    *node = cell->copy < 0 ? WEFT_NONE : m->problem->copy[cell->copy].node;
    *res = cell->res;
    *cap = cell->cap;
    *lack = c->need - c->free;
    return *lack > 0 && *cap < INT64_MAX - *lack;
}

/* The keys that would do it, typed on the task. */
static void keys(char *out, size_t size, int64_t cap, int64_t lack)
{
    int64_t step = ui_capacity_step(cap), n = lack / step;

    out[0] = '\0';
    if (lack % step == 0 && n == 1)
        snprintf(out, size, "; ] tries it");
    else if (lack % step == 0)
        snprintf(out, size, "; %" PRId64 " ] tries it", n);
}

static void say(struct ui_model *m, const char *what, const char *typed,
                int64_t makespan)
{
    char by[96];

    ui_makespan_change(by, sizeof(by), m, m->pic.makespan, makespan);
    if (makespan < m->pic.makespan)
        snprintf(m->hint, sizeof(m->hint), "%.100s would make it %.80s%s.",
                 what, by, typed);
    else
        snprintf(m->hint, sizeof(m->hint),
                 "%.100s alone would not make the plan shorter.", what);
}

void ui_model_hint(struct ui_model *m, int32_t task)
{
    char line[UI_TEXT_MAX], what[300], name[256], to[32], typed[48];
    int32_t node, res;
    int64_t cap, lack, makespan;

    if (m->hint_serial == m->serial && m->hint_task == task)
        return;
    m->hint_serial = m->serial;
    m->hint_task = task;
    m->hint[0] = '\0';
    if (!awaited(m, task, &node, &res, &cap, &lack))
        return;
    ui_quantity_text(to, sizeof(to), cap + lack);
    ui_capacity_line(line, sizeof(line), m->plan, node, res, to);
    ui_capacity_name(name, sizeof(name), m->plan, node, res);
    snprintf(what, sizeof(what), "%s %s", name, to);
    keys(typed, sizeof(typed), cap, lack);
    makespan = ui_model_try(m, line);
    if (makespan >= 0)
        say(m, what, typed, makespan);
}

const char *ui_model_hint_of(const struct ui_model *m, int32_t task)
{
    return m->hint_serial == m->serial && m->hint_task == task ? m->hint : "";
}
