/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mouse does. Everything it does has keys too. */
#include "ui/commands.h"
#include "ui/dag.h"
#include "ui/form.h"
#include "ui/popup.h"

#define DOUBLE_MS     400
#define WHEEL_ROWS    3
#define WHEEL_COLUMNS 8

static bool same_lane(const struct ui_hot *h, const struct ui_lane *l)
{
    return h->id == l->node && h->sub == l->copy && h->res == l->res;
}

static void press_key(struct ui *u, uint32_t key)
{
    const struct ui_command *cmd;

    if (ui_keys_match(NULL, ui_context(u->s), &key, 1, &cmd) == UI_MATCH_FULL)
        ui_run(u, cmd, 0);
}

/* --- wheel --------------------------------------------------------------- */

/* The rows move, and the selection with them where it would leave. */
static void scroll_tasks(struct ui *u, int by)
{
    struct ui_state *s = u->s;
    int32_t n = ui_track_count(u->m), row, task;
    struct ui_frame f;

    ui_frame(s, u->m, &f);
    if (n == 0 || f.rows_h <= 0 || s->task == WEFT_NONE)
        return;
    s->top += by;
    if (s->top > n - f.rows_h)
        s->top = n - f.rows_h;
    if (s->top < 0)
        s->top = 0;
    row = ui_track_of(u->m, s->task);
    if (row >= s->top && row < s->top + f.rows_h)
        return;
    row = row < s->top ? s->top : s->top + f.rows_h - 1;
    task = ui_track_pick(u->m, row < n ? row : n - 1, s->task);
    if (task != WEFT_NONE)
        s->task = task;
}

static void scroll_lanes(struct ui *u, int by)
{
    struct ui_state *s = u->s;
    struct ui_frame f;
    int at, n;

    ui_frame(s, u->m, &f);
    n = ui_lanes_count(s, u->m, f.lane_depth);
    at = ui_lanes_find(s, u->m, &s->lane, f.lane_depth);
    if (at < 0)
        return;
    s->lane_top += by;
    if (s->lane_top > n - f.nodes_h)
        s->lane_top = n - f.nodes_h;
    if (s->lane_top < 0)
        s->lane_top = 0;
    if (at < s->lane_top)
        at = s->lane_top;
    if (at >= s->lane_top + f.nodes_h)
        at = s->lane_top + f.nodes_h - 1;
    ui_lanes_at(s, u->m, at, f.lane_depth, &s->lane);
}

static void scroll(struct ui *u, int pane, int by)
{
    if (pane == UI_PANE_TASKS)
        scroll_tasks(u, by);
    else if (pane == UI_PANE_NODES)
        scroll_lanes(u, by);
    else if (pane == UI_PANE_WHY)
        u->s->why_top += by;
    else if (pane == UI_PANE_GRAPH)
        u->s->dag.y += by;
}

/* Over a capacity that was clicked the wheel changes it. */
static bool turns_capacity(const struct ui *u, const struct ui_mouse *e)
{
    return e->hot.kind == UI_HOT_CAP && u->s->press.held.kind == UI_HOT_CAP &&
           u->s->pane == UI_PANE_NODES && same_lane(&e->hot, &u->s->lane) &&
           !ui_off_no_lane(u->s, u->m);
}

static void pan_time(struct ui *u, int dir)
{
    const char *why = ui_off_no_time(u->s, u->m);

    if (why)
        ui_say(u, UI_WARN, "pan: %s", why);
    else if (dir < 0)
        ui_run_pan_left(u, 0);
    else
        ui_run_pan_right(u, 0);
}

static void pan(struct ui *u, int pane, int dir)
{
    if (pane == UI_PANE_GRAPH) {
        u->s->dag.x += dir * WHEEL_COLUMNS;
        return;
    }
    pan_time(u, dir);
}

static void zoom(struct ui *u, int dir)
{
    if (ui_off_no_time(u->s, u->m))
        return;
    if (dir < 0)
        ui_run_zoom_in(u, 0);
    else
        ui_run_zoom_out(u, 0);
}

static void wheel(struct ui *u, const struct ui_mouse *e)
{
    int dir = e->button == UI_WHEEL_UP || e->button == UI_WHEEL_LEFT ? -1 : 1;
    bool sideways = e->button == UI_WHEEL_LEFT || e->button == UI_WHEEL_RIGHT ||
                    e->mods & (UI_SHIFT | UI_ALT);

    if (e->hot.kind == UI_HOT_POPUP || e->hot.kind == UI_HOT_LINE) {
        if (dir < 0)
            ui_run_pop_prev(u, WHEEL_ROWS);
        else
            ui_run_pop_next(u, WHEEL_ROWS);
    } else if (u->s->mode != UI_MODE_NORMAL && u->s->mode != UI_MODE_LINK) {
        return; /* the keyboard has the word */
    } else if (sideways) {
        pan(u, e->pane, dir);
    } else if (e->mods & UI_CTRL) {
        zoom(u, dir);
    } else if (turns_capacity(u, e)) {
        if (dir < 0)
            ui_run_cap_up(u, 0);
        else
            ui_run_cap_down(u, 0);
    } else {
        scroll(u, e->pane, dir * WHEEL_ROWS);
    }
}

/* --- clicks -------------------------------------------------------------- */

static void on_lane(struct ui *u, const struct ui_hot *h, bool twice)
{
    u->s->pane = UI_PANE_NODES;
    u->s->lane = (struct ui_lane){ .node = h->id,
                                   .copy = h->sub,
                                   .res = h->res };
    if (!twice)
        return;
    if (h->kind == UI_HOT_CAP && !ui_off_no_lane(u->s, u->m))
        ui_run_cap_type(u, 0);
    else if (!ui_off_no_entry(u->s, u->m))
        ui_run_edit(u, 0);
}

static void on_task(struct ui *u, const struct ui_mouse *e, bool twice)
{
    if (e->hot.id < 0 || e->hot.id >= u->m->pic.ntask)
        return;
    if (e->pane >= 0)
        u->s->pane = (enum ui_pane)e->pane;
    ui_goto(u, e->hot.id, false);
    if (u->s->mode == UI_MODE_LINK) {
        if (twice)
            ui_run_link_enter(u, 0);
    } else if (twice && ui_dag_is_stage(u, e->hot.id) &&
               u->s->pane == UI_PANE_GRAPH) {
        ui_run_graph_fold(u, 0);
    } else if (twice) {
        ui_run_edit(u, 0);
    }
}

/* The time cursor goes to where the axis is pressed. */
static void on_axis(struct ui *u, const struct ui_mouse *e)
{
    struct ui_frame f;
    struct ui_axis a;
    int64_t t;

    if (ui_off_no_time(u->s, u->m))
        return;
    ui_frame(u->s, u->m, &f);
    a = ui_frame_axis(u->s, u->m, &f);
    if (__builtin_mul_overflow(a.cell, (int64_t)(e->x - f.time.x), &t) ||
        __builtin_add_overflow(t, a.t0, &t) || t > u->m->pic.makespan)
        t = u->m->pic.makespan;
    u->s->cursor = t < 0 ? 0 : t;
    ui_tell_time(u);
}

static void on_line(struct ui *u, const struct ui_hot *h, bool twice)
{
    if (u->s->mode == UI_MODE_FORM) {
        ui_form_at(u, h->id);
        return;
    }
    u->s->popup_at = h->id;
    if (twice)
        press_key(u, UI_K_ENTER);
}

static void click(struct ui *u, const struct ui_mouse *e, bool twice)
{
    enum ui_mode mode = u->s->mode;

    if (e->hot.kind == UI_HOT_COMMAND) {
        int count = u->s->count;

        u->s->count = 0;
        ui_run(u, &ui_commands()[e->hot.id], count);
    } else if (e->hot.kind == UI_HOT_LINE) {
        on_line(u, &e->hot, twice);
    } else if (e->hot.kind == UI_HOT_POPUP) {
        return;
    } else if (mode == UI_MODE_ROW || mode == UI_MODE_LINE ||
               mode == UI_MODE_FORM) {
        ui_say(u, UI_TEXT, "Enter takes what is typed, Esc gives it up");
    } else if (mode == UI_MODE_LINK) {
        if (e->hot.kind == UI_HOT_TASK)
            on_task(u, e, twice);
    } else if (mode != UI_MODE_NORMAL) {
        press_key(u, UI_K_ESC); /* beside a list: it closes */
    } else if (e->hot.kind == UI_HOT_TASK) {
        on_task(u, e, twice);
    } else if (e->hot.kind == UI_HOT_LANE || e->hot.kind == UI_HOT_CAP) {
        on_lane(u, &e->hot, twice);
    } else if (e->hot.kind == UI_HOT_AXIS) {
        on_axis(u, e);
    } else if (e->pane >= 0) {
        u->s->pane = (enum ui_pane)e->pane;
    }
}

static void press(struct ui *u, const struct ui_mouse *e)
{
    struct ui_press *p = &u->s->press;
    bool twice = !p->twice && p->at > 0 && u->s->now >= p->at &&
                 u->s->now - p->at <= DOUBLE_MS && e->x == p->x && e->y == p->y;

    u->s->npending = 0;
    if (u->s->mode == UI_MODE_NORMAL)
        u->s->msg[0] = '\0';
    *p = (struct ui_press){
        .at = u->s->now, .x = e->x, .y = e->y, .twice = twice, .held = e->hot
    };
    click(u, e, twice);
}

static void drag(struct ui *u, const struct ui_mouse *e)
{
    if (u->s->press.held.kind == UI_HOT_AXIS && u->s->mode == UI_MODE_NORMAL)
        on_axis(u, e);
}

void ui_mouse(struct ui *u, const struct ui_mouse *e)
{
    if (u->s->w < UI_MIN_W || u->s->h < UI_MIN_H || !u->s->set.mouse)
        return;
    if (e->button >= UI_WHEEL_UP)
        wheel(u, e);
    else if (e->button == UI_BUTTON_LEFT && e->act == UI_PRESS)
        press(u, e);
    else if (e->button == UI_BUTTON_LEFT && e->act == UI_DRAG)
        drag(u, e);
}
