/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving: rows, panes, the window of time, along links. */
#include <stdio.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/copy.h"
#include "ui/dag.h"
#include "ui/filter.h"
#include "ui/marks.h"
#include "ui/scenario.h"
#include "ui/text.h"
#include "ui/view.h"

/* --- rows ------------------------------------------------------------------ */

static void move_rows(struct ui *u, int64_t by)
{
    if (u->m->pic.nrow > 0 && u->s->task != WEFT_NONE)
        u->s->task = ui_track_move(u->m, u->s->task, by);
}

static void move_lanes(struct ui *u, int64_t by)
{
    struct ui_frame f;
    int64_t at;
    int n;

    ui_frame(u->s, u->m, &f);
    n = ui_lanes_count(u->s, u->m, f.lane_depth);
    if (n == 0)
        return;
    at = ui_lanes_find(u->s, u->m, &u->s->lane, f.lane_depth) + by;
    at = at < 0 ? 0 : at >= n ? n - 1 : at;
    ui_lanes_at(u->s, u->m, (int)at, f.lane_depth, &u->s->lane);
}

static void move(struct ui *u, int64_t by)
{
    struct ui_state *s = u->s;

    if (s->pane == UI_PANE_GRAPH)
        ui_dag_move(u, by < 0 ? UI_UP : UI_DOWN, by < 0 ? -by : by);
    else if (s->pane == UI_PANE_TASKS)
        move_rows(u, by);
    else if (s->pane == UI_PANE_NODES)
        move_lanes(u, by);
    else
        s->why_top = s->why_top + by < 0     ? 0
                     : s->why_top + by > 500 ? 500
                                             : (int)(s->why_top + by);
}

static int page(const struct ui *u)
{
    struct ui_frame f;
    int h;

    ui_frame(u->s, u->m, &f);
    h = u->s->pane == UI_PANE_GRAPH   ? f.graph_h / 2
        : u->s->pane == UI_PANE_TASKS ? f.rows_h
        : u->s->pane == UI_PANE_NODES ? f.nodes_h
                                      : f.why_h;
    return h > 1 ? h - 1 : 1;
}

static int times(int count)
{
    return count > 0 ? count : 1;
}

void ui_run_next(struct ui *u, int count)
{
    move(u, times(count));
}

void ui_run_prev(struct ui *u, int count)
{
    move(u, -(int64_t)times(count));
}

void ui_run_first(struct ui *u, int count)
{
    move(u, -(int64_t)INT32_MAX);
    if (count > 1)
        move(u, count - 1);
}

void ui_run_last(struct ui *u, int count)
{
    if (count > 0)
        ui_run_first(u, count);
    else
        move(u, INT32_MAX);
}

void ui_run_half_down(struct ui *u, int count)
{
    move(u, (int64_t)times(count) * (page(u) / 2 + 1));
}

void ui_run_half_up(struct ui *u, int count)
{
    move(u, -(int64_t)times(count) * (page(u) / 2 + 1));
}

void ui_run_page_down(struct ui *u, int count)
{
    move(u, (int64_t)times(count) * page(u));
}

void ui_run_page_up(struct ui *u, int count)
{
    move(u, -(int64_t)times(count) * page(u));
}

/* --- time ------------------------------------------------------------------- */

const char *ui_off_no_time(const struct ui_state *s, const struct ui_model *m)
{
    if (ui_shown(s) == UI_SHOW_GRAPH)
        return "this view has no time line; V changes the view";
    return m->pic.any ? NULL : "there is no plan";
}

static struct ui_axis window(const struct ui *u)
{
    struct ui_frame f;

    ui_frame(u->s, u->m, &f);
    return ui_frame_axis(u->s, u->m, &f);
}

/* What the nodes do at the time cursor. */
void ui_tell_time(struct ui *u)
{
    const struct ui_picture *p = &u->m->pic;
    int32_t running = 0, waiting = 0;
    char at[32];

    for (int32_t i = 0; i < p->ntask; i++) {
        const struct ui_place *pl = &p->place[i];

        if (!pl->placed)
            continue;
        running += pl->start <= u->s->cursor && u->s->cursor < pl->finish;
        waiting += pl->ready <= u->s->cursor && u->s->cursor < pl->start;
    }
    ui_short_time(at, sizeof(at), u->m, u->s->cursor);
    ui_say(u, UI_TEXT, "at %s: %d running, %d ready and waiting", at, running,
           waiting);
}

static void move_cursor(struct ui *u, int64_t by)
{
    struct ui_state *s = u->s;
    struct ui_axis a = window(u);
    int64_t t = s->cursor;

    if (t < 0) { /* appears where the selected task starts */
        t = s->task != WEFT_NONE && u->m->pic.place[s->task].placed
                ? u->m->pic.place[s->task].start
                : a.t0;
    } else if (__builtin_mul_overflow(by, a.cell, &by) ||
               __builtin_add_overflow(t, by, &t)) {
        t = by < 0 ? 0 : u->m->pic.makespan;
    }
    s->cursor = t < 0 ? 0 : t > u->m->pic.makespan ? u->m->pic.makespan : t;
    if (s->cell && (s->cursor < a.t0 || s->cursor >= ui_axis_end(&a)))
        s->t0 = s->cursor - a.cell * (a.w / 2);
    ui_tell_time(u);
}

/* Rows by node: along the tasks of the row, and the time cursor with them if
 * it is on. */
static void move_time(struct ui *u, int64_t by)
{
    if (u->s->pane != UI_PANE_TASKS || u->s->task == WEFT_NONE ||
        ui_tracks_by(u->m) != UI_BY_NODE) {
        move_cursor(u, by);
        return;
    }
    ui_goto(u, ui_track_beside(u->m, u->s->task, by), false);
    if (u->s->cursor < 0)
        return;
    u->s->cursor = u->m->pic.place[u->s->task].start;
    ui_tell_time(u);
}

void ui_run_time_left(struct ui *u, int count)
{
    move_time(u, -(int64_t)times(count));
}

void ui_run_time_right(struct ui *u, int count)
{
    move_time(u, times(count));
}

/* Zoom about the time cursor, else the selected task, so it stays in sight. */
static void zoom(struct ui *u, int dir, int count)
{
    struct ui_state *s = u->s;
    struct ui_axis a = window(u);
    int64_t fit = ui_axis_fit(a.unit, u->m->pic.makespan, a.w, 0);
    int64_t about = s->cursor, cell = a.cell;

    if (about < 0 && s->task != WEFT_NONE && u->m->pic.place[s->task].placed)
        about = u->m->pic.place[s->task].start;
    if (about < a.t0 || about > ui_axis_end(&a))
        about = a.t0;
    for (int i = 0; i < times(count) && i < 64; i++)
        cell = ui_axis_zoom(a.unit, cell, dir);
    if (cell >= fit) {
        s->cell = s->t0 = 0;
        ui_say(u, UI_TEXT, "the whole plan");
        return;
    }
    s->t0 = about - (about - a.t0) / a.cell * cell;
    s->cell = cell;
}

void ui_run_zoom_in(struct ui *u, int count)
{
    zoom(u, -1, count);
}

void ui_run_zoom_out(struct ui *u, int count)
{
    zoom(u, 1, count);
}

void ui_run_zoom_fit(struct ui *u, int count)
{
    (void)count;
    u->s->cell = u->s->t0 = 0;
}

/* When something of the marked tasks goes on, from when they are ready to as
 * late as they could end; of the selected one where none are marked. */
static bool selected_span(const struct ui *u, int64_t *from, int64_t *to)
{
    bool marked = ui_mark_count(u->s, u->m) > 0;

    *from = INT64_MAX;
    *to = -1;
    for (int32_t i = 0; i < u->m->pic.ntask; i++) {
        const struct ui_place *pl = &u->m->pic.place[i];
        int64_t late = u->m->pic.stale ? pl->finish : pl->finish + pl->slack;

        if (!pl->placed ||
            !(marked ? ui_is_marked(u->s, u->m, i) : i == u->s->task))
            continue;
        *from = pl->ready < *from ? pl->ready : *from;
        *to = late > *to ? late : *to;
    }
    return *to >= 0;
}

void ui_run_zoom_selection(struct ui *u, int count)
{
    struct ui_axis a = window(u);
    int64_t from, to, rest;

    (void)count;
    if (!selected_span(u, &from, &to)) {
        ui_say(u, UI_WARN, "the selected task has no place in the plan");
        return;
    }
    u->s->cell = ui_axis_fit(a.unit, to - from, a.w - a.w / 8, 0);
    rest = u->s->cell * a.w - (to - from);
    u->s->t0 = from - (rest > 0 ? rest / 2 : 0);
}

static void pan(struct ui *u, int64_t by)
{
    struct ui_axis a = window(u);
    int64_t step;

    if (!u->s->cell) {
        ui_say(u, UI_TEXT, "the whole plan is on screen; + zooms in");
        return;
    }
    if (__builtin_mul_overflow(by * (a.w / 2), a.cell, &step) ||
        __builtin_add_overflow(u->s->t0, step, &step))
        step = by < 0 ? 0 : u->m->pic.makespan;
    u->s->t0 = step;
}

void ui_run_pan_left(struct ui *u, int count)
{
    pan(u, -(int64_t)times(count));
}

void ui_run_pan_right(struct ui *u, int count)
{
    pan(u, times(count));
}

/* --- panes ------------------------------------------------------------------ */

/* A pane that this view does not have brings its view along. */
static void to_pane(struct ui *u, enum ui_pane p)
{
    if (!ui_in_view(u->s, p))
        u->s->show = UI_SHOW_GRAPH_TIME;
    u->s->pane = p;
    u->s->why_top = 0;
}

static void step_pane(struct ui *u, int by)
{
    enum ui_pane p = u->s->pane;

    do
        p = (enum ui_pane)((p + UI_PANES + by) % UI_PANES);
    while (!ui_in_view(u->s, p));
    to_pane(u, p);
}

void ui_run_pane_next(struct ui *u, int count)
{
    for (int i = 0; i < times(count) % 100; i++)
        step_pane(u, 1);
}

void ui_run_pane_prev(struct ui *u, int count)
{
    for (int i = 0; i < times(count) % 100; i++)
        step_pane(u, -1);
}

void ui_run_pane_1(struct ui *u, int count)
{
    (void)count;
    to_pane(u, UI_PANE_GRAPH);
}

void ui_run_pane_2(struct ui *u, int count)
{
    (void)count;
    to_pane(u, UI_PANE_TASKS);
}

void ui_run_pane_3(struct ui *u, int count)
{
    (void)count;
    to_pane(u, UI_PANE_NODES);
}

void ui_run_pane_4(struct ui *u, int count)
{
    (void)count;
    to_pane(u, UI_PANE_WHY);
}

void ui_run_whole(struct ui *u, int count)
{
    (void)count;
    u->s->whole = !u->s->whole;
}

void ui_run_view(struct ui *u, int count)
{
    static const char *const name[UI_SHOWS] = {
        [UI_SHOW_RAIL_TIME] = "rail and time line",
        [UI_SHOW_GRAPH_TIME] = "graph and time line",
        [UI_SHOW_GRAPH] = "graph alone",
        [UI_SHOW_TIME] = "time line alone",
    };
    struct ui_state *s = u->s;
    int n = UI_SHOWS - 1; /* the first is for ui_shown() to choose */

    s->show = (enum ui_show)((ui_shown(s) - 1 + times(count)) % n + 1);
    if (s->pane == UI_PANE_GRAPH || s->pane == UI_PANE_TASKS)
        s->pane = s->show == UI_SHOW_GRAPH                  ? UI_PANE_GRAPH
                  : ui_in_view(s, s->pane) && !ui_is_low(s) ? s->pane
                  : s->show == UI_SHOW_GRAPH_TIME           ? UI_PANE_GRAPH
                                                            : UI_PANE_TASKS;
    ui_say(u, UI_TEXT, "view: %s", name[s->show]);
}

/* --- folds of the node pane --------------------------------------------------- */

static void set_depth(struct ui_state *s, int32_t node, int depth)
{
    int i = 0;

    while (i < s->nopen && s->open_node[i] != node)
        i++;
    if (i == UI_OPEN) { /* the oldest goes */
        memmove(s->open_node, s->open_node + 1,
                (UI_OPEN - 1) * sizeof(*s->open_node));
        memmove(s->open_depth, s->open_depth + 1,
                (UI_OPEN - 1) * sizeof(*s->open_depth));
        i--;
    }
    if (i == s->nopen && s->nopen < UI_OPEN)
        s->nopen++;
    s->open_node[i] = node;
    s->open_depth[i] = (uint8_t)depth;
}

void ui_run_fold(struct ui *u, int count)
{
    int32_t node = u->s->lane.node;
    const struct weft_node *n;
    struct ui_frame f;
    int depth;

    (void)count;
    if (node == WEFT_NONE) {
        ui_say(u, UI_WARN, "a global resource has nothing to unfold");
        return;
    }
    n = weft_plan_node(u->m->plan, node);
    if (n->ncapacity < 2 && n->count < 2) {
        ui_say(u, UI_TEXT, "one copy with one resource: there is no more");
        return;
    }
    ui_frame(u->s, u->m, &f);
    depth = ui_lanes_depth(u->s, u->m, node, f.lane_depth) + 1;
    if (depth > (n->count > 1 ? 2 : 1))
        depth = 0;
    set_depth(u->s, node, depth);
    u->s->lane = (struct ui_lane){ node, WEFT_NONE, WEFT_NONE, false, false };
}

static void all_depths(struct ui *u, int depth)
{
    u->s->nopen = 0;
    u->s->lanes_all = depth;
}

void ui_run_fold_all(struct ui *u, int count)
{
    (void)count;
    all_depths(u, 0);
}

void ui_run_unfold_all(struct ui *u, int count)
{
    (void)count;
    all_depths(u, 1);
}

/* --- along links and the chain ------------------------------------------------- */

const char *ui_off_no_pred(const struct ui_state *s, const struct ui_model *m)
{
    if (s->task == WEFT_NONE)
        return "there is no task";
    return ui_model_npred(m, s->task) ? NULL : "it has no predecessor";
}

const char *ui_off_no_succ(const struct ui_state *s, const struct ui_model *m)
{
    if (s->task == WEFT_NONE)
        return "there is no task";
    return ui_model_nsucc(m, s->task) ? NULL : "it has no successor";
}

const char *ui_off_no_back(const struct ui_state *s, const struct ui_model *m)
{
    (void)m;
    return s->nback ? NULL : "nothing was jumped from";
}

static void along(struct ui *u, enum ui_pick pick)
{
    bool succ = pick == UI_PICK_SUCC;
    int32_t t = u->s->task;
    int32_t n = succ ? ui_model_nsucc(u->m, t) : ui_model_npred(u->m, t);

    if (n == 1) {
        ui_goto(u, succ ? ui_model_succ(u->m, t, 0) : ui_model_pred(u->m, t, 0),
                true);
        return;
    }
    u->s->mode = UI_MODE_PICK;
    u->s->pick = pick;
    u->s->popup_at = u->s->popup_top = 0;
}

void ui_run_goto_pred(struct ui *u, int count)
{
    (void)count;
    along(u, UI_PICK_PRED);
}

void ui_run_goto_succ(struct ui *u, int count)
{
    (void)count;
    along(u, UI_PICK_SUCC);
}

void ui_run_back(struct ui *u, int count)
{
    (void)count;
    ui_goto(u, u->s->back[--u->s->nback], false);
}

/* The next task of the chain below (dir 1) or above (-1) the selected row. */
static void along_chain(struct ui *u, int dir)
{
    const struct ui_picture *p = &u->m->pic;
    int32_t here = u->s->task == WEFT_NONE ? -1 : p->task_row[u->s->task];
    int32_t best = WEFT_NONE;

    for (int32_t i = 0; i < p->nchain; i++) {
        int32_t row = p->task_row[p->chain[i]];

        if (row >= p->nrow || (dir > 0 ? row <= here : row >= here))
            continue;
        if (best == WEFT_NONE || (dir > 0 ? row < best : row > best))
            best = row;
    }
    if (best == WEFT_NONE)
        ui_say(u, UI_TEXT, "no more critical tasks %s",
               dir > 0 ? "below" : "above");
    else
        ui_goto(u, p->row_task[best], true);
}

void ui_run_chain_next(struct ui *u, int count)
{
    for (int i = 0; i < times(count) && i < 1000; i++)
        along_chain(u, 1);
}

void ui_run_chain_prev(struct ui *u, int count)
{
    for (int i = 0; i < times(count) && i < 1000; i++)
        along_chain(u, -1);
}

void ui_run_escape(struct ui *u, int count)
{
    (void)count;
    if (ui_editing_drop(u))
        ui_say(u, UI_TEXT, "the edited text was dropped");
    else if (u->s->whole)
        u->s->whole = false;
    else if (u->s->cursor >= 0)
        u->s->cursor = -1;
    else if (ui_mark_count(u->s, u->m) > 0)
        ui_marks_clear(u->s);
    else if (ui_scenario_discard(u))
        return;
    else if (u->s->search[0])
        u->s->search[0] = '\0';
    else
        ui_filter_off(u);
}
