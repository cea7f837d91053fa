/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the plan: rows, capacities, undo. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/bulk.h"
#include "ui/commands.h"
#include "ui/marks.h"
#include "ui/rowedit.h"
#include "ui/text.h"
#include "ui/tries.h"

const char *ui_off_no_task(const struct ui_state *s, const struct ui_model *m)
{
    if (s->task != WEFT_NONE)
        return NULL;
    return m->pic.ntask ? "no task passes the filter; f changes it"
                        : "there is no task; a adds one";
}

const char *ui_off_empty(const struct ui_state *s, const struct ui_model *m)
{
    (void)s;
    return m->pic.ntask ? NULL : "there is no task; a adds one";
}

const char *ui_off_no_plan(const struct ui_state *s, const struct ui_model *m)
{
    (void)s;
    return m->facts && m->pic.nchain ? NULL : "there is no plan now";
}

const char *ui_off_no_entry(const struct ui_state *s, const struct ui_model *m)
{
    if (s->pane != UI_PANE_NODES)
        return ui_off_no_task(s, m);
    return s->lane.node == WEFT_NONE && s->lane.res == WEFT_NONE
               ? "there is no node; a adds one"
               : NULL;
}

/* --- rows -------------------------------------------------------------------- */

void ui_run_add(struct ui *u, int count)
{
    (void)count;
    if (u->s->pane == UI_PANE_NODES)
        ui_row_add_node(u, u->s->lane.node);
    else
        ui_row_add_task(u, u->s->task, WEFT_NONE, WEFT_NONE);
}

void ui_run_add_succ(struct ui *u, int count)
{
    (void)count;
    ui_row_add_task(u, u->s->task, u->s->task, WEFT_NONE);
}

void ui_run_add_pred(struct ui *u, int count)
{
    (void)count;
    ui_row_add_task(u, u->s->task, WEFT_NONE, u->s->task);
}

static void set_capacity(struct ui *u, const struct ui_lane *l, int64_t to);

void ui_run_edit(struct ui *u, int count)
{
    struct ui_lane *l = &u->s->lane;

    if (u->s->pane == UI_PANE_TASKS && ui_track_is_stage(u->m, u->s->task))
        ui_run_stage_fold(u, 0);
    else if (u->s->pane != UI_PANE_NODES)
        ui_row_edit_task(u, u->s->task);
    else if (count > 0 && l->res != WEFT_NONE)
        set_capacity(u, l, (int64_t)count * 1000);
    else if (l->node == WEFT_NONE)
        ui_run_cap_type(u, 0);
    else
        ui_row_edit_node(u, l->node);
}

static void delete_tasks(struct ui *u)
{
    struct ui_lines l = { 0 };
    char who[256], what[300];

    ui_targets_text(u->s, u->m, who, sizeof(who));
    snprintf(what, sizeof(what), "deleted %s", who);
    ui_bulk_verb(u->s, u->m, "delete", &l);
    if (ui_bulk_apply(u, &l, what))
        ui_marks_clear(u->s);
}

void ui_run_del(struct ui *u, int count)
{
    const struct ui_lane *l = &u->s->lane;
    char line[UI_LINE_MAX];

    (void)count;
    if (u->s->pane != UI_PANE_NODES) {
        ui_mark_stage(u);
        delete_tasks(u);
        return;
    }
    if (l->node == WEFT_NONE) {
        snprintf(line, sizeof(line), "unset plan resources.%s",
                 weft_plan_res(u->m->plan, l->res)->id);
    } else {
        snprintf(line, sizeof(line), "delete node %s",
                 weft_plan_node(u->m->plan, l->node)->id);
    }
    ui_apply_line(u, line);
}

/* --- capacities --------------------------------------------------------------- */

/* The resource most used on the node of the selected task. */
static bool lane_of_task(const struct ui_state *s, const struct ui_model *m,
                         struct ui_lane *lane)
{
    const struct ui_place *pl = &m->pic.place[s->task];
    const struct weft_node *n;
    const struct weft_task *t = weft_plan_task(m->plan, s->task);
    int32_t mean = -1;

    if (!pl->placed || pl->node == WEFT_NONE)
        return false;
    n = weft_plan_node(m->plan, pl->node);
    for (int32_t k = 0; k < n->ncapacity; k++) {
        struct ui_lane l = { .node = pl->node,
                             .copy = WEFT_NONE,
                             .res = n->capacity[k].res };
        struct ui_lane_use use;

        ui_lane_use(m, &l, &use);
        if (!ui_amount(t->demand, t->ndemand, l.res))
            use.mean = 0; /* what it does not need comes last */
        if (use.mean <= mean)
            continue;
        mean = use.mean;
        *lane = l;
    }
    return mean >= 0;
}

/* What the selected task waits for. */
static bool lane_awaited(const struct ui_state *s, const struct ui_model *m,
                         struct ui_lane *lane)
{
    const struct weft_cause *c;
    const struct weft_cell *cell;

    if (!m->facts)
        return false;
    c = &m->facts->cause[s->task];
    if (c->kind != WEFT_CAUSE_CAPACITY)
        return false;
    cell = &m->problem->cell[c->cell];
    *lane = (struct ui_lane){ .node = cell->copy < 0
                                          ? WEFT_NONE
                                          : m->problem->copy[cell->copy].node,
                              .copy = WEFT_NONE,
                              .res = cell->res };
    return true;
}

bool ui_target_lane(const struct ui_state *s, const struct ui_model *m,
                    struct ui_lane *lane)
{
    if (s->pane == UI_PANE_NODES) {
        *lane = s->lane;
        return lane->res != WEFT_NONE;
    }
    if (s->task == WEFT_NONE)
        return false;
    return lane_awaited(s, m, lane) || lane_of_task(s, m, lane);
}

const char *ui_off_no_lane(const struct ui_state *s, const struct ui_model *m)
{
    struct ui_lane l;

    if (ui_target_lane(s, m, &l))
        return NULL;
    if (s->pane == UI_PANE_NODES && s->lane.node != WEFT_NONE)
        return "this node has no capacity yet; Enter gives it one";
    return s->pane == UI_PANE_NODES ? "there is no node; a adds one"
                                    : "this task runs on no node";
}

static int64_t capacity_of(const struct ui *u, const struct ui_lane *l)
{
    const struct weft_node *n;

    if (l->node == WEFT_NONE)
        return weft_plan_res(u->m->plan, l->res)->capacity;
    n = weft_plan_node(u->m->plan, l->node);
    return ui_amount(n->capacity, n->ncapacity, l->res);
}

static bool same_lane(const struct ui_lane *a, const struct ui_lane *b)
{
    return a->node == b->node && a->res == b->res;
}

/* If there is no plan after this, the one on screen is for this capacity. */
static void note_last_plan(struct ui *u, const char *name, int64_t cap)
{
    char q[32];

    if (!u->m->facts)
        return;
    ui_quantity_text(q, sizeof(q), cap);
    snprintf(u->s->plan_for, sizeof(u->s->plan_for), "%.60s %s", name, q);
}

/* One undo step for a run of changes of one capacity. */
static void set_capacity(struct ui *u, const struct ui_lane *l, int64_t to)
{
    struct ui_state *s = u->s;
    bool again = s->cap_pos == u->m->pos && same_lane(&s->cap_lane, l) &&
                 !u->m->lost;
    int64_t from = capacity_of(u, l);
    char line[UI_LINE_MAX], a[32], b[32], what[256], name[128];
    const char *lines[1] = { line };
    struct ui_edits e = {
        .line = lines, .n = 1, .merge = again, .trial = true
    };
    struct ui_lane lane = *l;

    if (to == from) {
        ui_say(u, UI_TEXT, "it is that already");
        return;
    }
    if (!again) {
        s->cap_from = from;
        s->cap_was = u->m->facts ? u->m->pic.makespan : -1;
    }
    ui_quantity_text(b, sizeof(b), to);
    ui_capacity_line(line, sizeof(line), u->m->plan, l->node, l->res, b);
    ui_quantity_text(a, sizeof(a), s->cap_from);
    ui_capacity_name(name, sizeof(name), u->m->plan, l->node, l->res);
    snprintf(what, sizeof(what), "%s %s -> %s:", name, a, b);
    note_last_plan(u, name, from);
    if (!ui_apply(u, &e, what, NULL))
        return;
    ui_tries_note(
        u->m,
        l->node == WEFT_NONE ? NULL : weft_plan_node(u->m->plan, l->node)->id,
        weft_plan_res(u->m->plan, l->res)->id, from, to);
    if (s->lane.node == lane.node && s->lane.copy == WEFT_NONE)
        s->lane.res = lane.res; /* a folded node shows what was changed */
    s->cap_lane = lane;
    s->cap_pos = u->m->pos;
    if (again)
        ui_tell_since(u, s->cap_was, what); /* since the first key */
}

static void step(struct ui *u, int count, int dir)
{
    struct ui_lane l;
    int64_t cap, by, size;

    if (!ui_target_lane(u->s, u->m, &l))
        return;
    cap = capacity_of(u, &l);
    size = ui_capacity_step(cap);
    if (cap == 0 && u->s->cap_pos == u->m->pos &&
        same_lane(&u->s->cap_lane, &l))
        size = ui_capacity_step(u->s->cap_from); /* 0Gi is 0 */
    if (__builtin_mul_overflow(size, (int64_t)(count > 0 ? count : 1), &by) ||
        __builtin_add_overflow(cap, dir * by, &by)) {
        ui_say(u, UI_WARN, "that is too much");
        return;
    }
    set_capacity(u, &l, by < 0 ? 0 : by);
}

void ui_run_cap_up(struct ui *u, int count)
{
    step(u, count, 1);
}

void ui_run_cap_down(struct ui *u, int count)
{
    step(u, count, -1);
}

void ui_run_cap_double(struct ui *u, int count)
{
    struct ui_lane l;
    int64_t to;

    (void)count;
    if (!ui_target_lane(u->s, u->m, &l))
        return;
    to = capacity_of(u, &l);
    if (__builtin_mul_overflow(to, INT64_C(2), &to))
        ui_say(u, UI_WARN, "that is too much");
    else
        set_capacity(u, &l, to ? to : 1000);
}

void ui_run_cap_halve(struct ui *u, int count)
{
    struct ui_lane l;
    int64_t cap;

    (void)count;
    if (!ui_target_lane(u->s, u->m, &l))
        return;
    cap = capacity_of(u, &l);
    set_capacity(u, &l, cap % 2000 == 0 ? cap / 2 : cap / 2000 * 1000);
}

void ui_run_cap_type(struct ui *u, int count)
{
    struct ui_lane l;
    char q[32];

    (void)count;
    if (!ui_target_lane(u->s, u->m, &l))
        return;
    ui_quantity_text(q, sizeof(q), capacity_of(u, &l));
    ui_ask(u, UI_ASK_CAPACITY, q);
}

/* --- undo ----------------------------------------------------------------------- */

const char *ui_off_no_undo(const struct ui_state *s, const struct ui_model *m)
{
    (void)s;
    return weft_undo_count(m->doc) ? NULL : "nothing to undo";
}

const char *ui_off_no_redo(const struct ui_state *s, const struct ui_model *m)
{
    (void)s;
    return weft_redo_count(m->doc) ? NULL : "nothing to redo";
}

void ui_run_undo(struct ui *u, int count)
{
    ui_undo_steps(u, count > 0 ? count : 1, false);
}

void ui_run_redo(struct ui *u, int count)
{
    ui_undo_steps(u, count > 0 ? count : 1, true);
}
