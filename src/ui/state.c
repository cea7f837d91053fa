/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/baseline.h"
#include "ui/commands.h"
#include "ui/copy.h"
#include "ui/dag.h"
#include "ui/export.h"
#include "ui/filter.h"
#include "ui/job.h"
#include "ui/marks.h"
#include "ui/past.h"
#include "ui/race.h"
#include "ui/recover.h"
#include "ui/scenario.h"
#include "ui/sweep.h"
#include "ui/text.h"
#include "ui/variants.h"

void ui_state_init(struct ui_state *s, int w, int h)
{
    memset(s, 0, sizeof(*s));
    ui_settings_init(&s->set);
    s->w = w;
    s->h = h;
    s->pane = UI_PANE_TASKS;
    s->task = WEFT_NONE;
    s->dag.from = s->dag.peek = WEFT_NONE;
    s->filter.also = WEFT_NONE;
    s->marks.anchor = WEFT_NONE;
    s->lane = (struct ui_lane){ WEFT_NONE, WEFT_NONE, WEFT_NONE, false, false };
    s->cursor = -1;
    s->lanes_all = -1;
    s->choice = -1;
    s->history_at = -1;
    s->link_from = WEFT_NONE;
    s->cap_pos = SIZE_MAX;
}

void ui_state_release(struct ui_state *s)
{
    free(s->dag.task_fold);
    s->dag.task_fold = NULL;
    s->dag.nfold = 0;
    ui_marks_release(&s->marks);
    ui_editing_release(s);
    weft_buf_release(&s->export_text);
    ui_past_release(&s->past);
    ui_race_release(s);
    ui_tracks_fold_all(s);
    weft_buf_release(&s->reg);
}

enum ui_show ui_shown(const struct ui_state *s)
{
    if (s->show != UI_SHOW_AUTO)
        return s->show;
    return (s->w >= UI_WIDE && s->h >= UI_TALL) || s->h >= UI_PORTRAIT
               ? UI_SHOW_GRAPH_TIME
               : UI_SHOW_RAIL_TIME;
}

void ui_say(struct ui *u, enum ui_role role, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(u->s->msg, sizeof(u->s->msg), fmt, ap);
    va_end(ap);
    u->s->msg_role = role;
    u->s->telling = u->s->msg_stays = false;
}

void ui_say_stays(struct ui *u)
{
    u->s->msg_stays = true;
}

void ui_normal(struct ui *u)
{
    u->s->mode = UI_MODE_NORMAL;
    u->s->choice = -1;
    u->s->history_at = -1;
    u->s->popup_top = u->s->popup_at = 0;
}

/* --- keeping the state within the plan ------------------------------------ */

static int32_t clamp32(int32_t v, int32_t lo, int32_t hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

/* The next task in order that is shown, else the last one. */
static int32_t shown_near(const struct ui_model *m, int32_t task)
{
    int32_t best = m->pic.row_task[m->pic.nrow - 1];
    bool past = false;

    for (int32_t i = 0; i < m->pic.ntask; i++) {
        past |= m->pic.order[i] == task;
        if (past && !ui_is_hidden(m, m->pic.order[i]))
            return m->pic.order[i];
    }
    return best;
}

/* Rows that are scrolled at once, beyond what has to be. Scrolling sends a tall
 * table anew, which over a slow line is felt: rather seldom and then more. */
static int32_t scroll_by(const struct ui_frame *f)
{
    return f->rows_h >= 24 ? f->rows_h / 3 : 0;
}

static void settle_task(struct ui_state *s, const struct ui_model *m,
                        const struct ui_frame *f)
{
    int32_t n = ui_track_count(m), row;

    if (m->pic.nrow == 0) {
        s->task = WEFT_NONE;
        s->top = 0;
        return;
    }
    if (s->task == WEFT_NONE)
        s->task = ui_track_move(m, m->pic.row_task[0], -(int64_t)n);
    s->task = clamp32(s->task, 0, m->pic.ntask - 1);
    if (ui_is_hidden(m, s->task))
        s->task = shown_near(m, s->task);
    if (f->rows_h <= 0)
        return;
    row = ui_track_of(m, s->task);
    if (s->top > row)
        s->top = row - scroll_by(f);
    if (s->top < row - f->rows_h + 1)
        s->top = row - f->rows_h + 1 + scroll_by(f);
    s->top = clamp32(s->top, 0, n > f->rows_h ? n - f->rows_h : 0);
    /* a new row stands below the selected one */
    if (s->mode == UI_MODE_ROW && !s->row.node && s->row.add &&
        row - s->top >= f->rows_h - 1 && s->top < row)
        s->top = row - f->rows_h + 2;
}

static void settle_lane(struct ui_state *s, const struct ui_model *m,
                        const struct ui_frame *f)
{
    int at = ui_lanes_find(s, m, &s->lane, f->lane_depth);
    int n = ui_lanes_count(s, m, f->lane_depth);

    if (at < 0) {
        s->lane = (struct ui_lane){ WEFT_NONE, WEFT_NONE, WEFT_NONE, false,
                                    false };
        s->lane_top = 0;
        return;
    }
    ui_lanes_at(s, m, at, f->lane_depth, &s->lane);
    if (f->nodes_h <= 0)
        return;
    if (s->lane_top > at)
        s->lane_top = at;
    if (s->lane_top < at - f->nodes_h + 1)
        s->lane_top = at - f->nodes_h + 1;
    s->lane_top = clamp32(s->lane_top, 0, n > f->nodes_h ? n - f->nodes_h : 0);
}

static void settle_time(struct ui_state *s, const struct ui_model *m)
{
    if (s->t0 < 0)
        s->t0 = 0;
    if (s->t0 > m->pic.makespan)
        s->t0 = m->pic.makespan;
    if (s->cursor > m->pic.makespan)
        s->cursor = m->pic.makespan;
    if (s->cell < 0)
        s->cell = 0;
}

void ui_settle(struct ui_state *s, struct ui_model *m)
{
    struct ui_frame f;

    if (s->lane.node != WEFT_NONE && s->lane.node >= weft_plan_nnode(m->plan))
        s->lane.node = weft_plan_nnode(m->plan) - 1;
    settle_time(s, m);
    ui_filter_settle(s, m);
    ui_past_settle(s, m);
    if (s->mode == UI_MODE_EXPORT && s->export_at != s->popup_at)
        ui_export_make(s, m, s->popup_at);
    if (!ui_in_view(s, s->pane))
        s->pane = s->pane == UI_PANE_GRAPH ? UI_PANE_TASKS : UI_PANE_GRAPH;
    if (m->sweep && s->mode != UI_MODE_SWEEP)
        ui_sweep_close(m);
    ui_variants_settle(m);
    ui_baseline_settle(m);
    ui_tracks_settle(s, m);
    ui_frame(s, m, &f);
    settle_task(s, m, &f);
    if (f.rail.w > 0)
        ui_model_rail(m, s->task, f.max_lane);
    if (s->mode == UI_MODE_NORMAL && s->pane != UI_PANE_NODES)
        ui_model_hint(m, s->task);
    if (s->mode == UI_MODE_LINK)
        ui_link_settle(s, m);
    if (f.tiny)
        return;
    settle_lane(s, m, &f);
    ui_dag_settle(s, m, &f);
    if (s->why_top < 0)
        s->why_top = 0;
    if (s->popup_at < 0)
        s->popup_at = 0;
}

/* --- after a change of the document ---------------------------------------- */

static int32_t moved(const int32_t *to, int32_t n, int32_t i)
{
    return i >= 0 && i < n ? to[i] : WEFT_NONE;
}

static void carry(struct ui_state *s, struct ui_model *m)
{
    const struct ui_map *map = &m->map;
    int k = 0;

    s->task = moved(map->task, map->ntask, s->task);
    s->link_from = moved(map->task, map->ntask, s->link_from);
    s->search_from = moved(map->task, map->ntask, s->search_from);
    s->filter.also = moved(map->task, map->ntask, s->filter.also);
    ui_marks_carry(s, m);
    s->dag.from = moved(map->task, map->ntask, s->dag.from);
    s->dag.peek = moved(map->task, map->ntask, s->dag.peek);
    ui_dag_carry(s, m);
    ui_tracks_carry(s, m);
    s->lane.node = moved(map->node, map->nnode, s->lane.node);
    s->lane.res = moved(map->res, map->nres, s->lane.res);
    for (int i = 0; i < s->nback; i++) {
        s->back[k] = moved(map->task, map->ntask, s->back[i]);
        k += s->back[k] != WEFT_NONE;
    }
    s->nback = k;
    k = 0;
    for (int i = 0; i < s->nopen; i++) {
        s->open_node[k] = moved(map->node, map->nnode, s->open_node[i]);
        s->open_depth[k] = s->open_depth[i];
        k += s->open_node[k] != WEFT_NONE;
    }
    s->nopen = k;
}

/* The selected task stays on its line of the screen while rows are sorted
 * anew; a deleted one leaves the selection to the row that takes its place. */
static void follow_row(struct ui_state *s, struct ui_model *m, int32_t row)
{
    int32_t line = row - s->top;

    ui_filter_settle(s, m);
    ui_tracks_settle(s, m);
    if (m->pic.nrow == 0)
        return;
    if (s->task == WEFT_NONE)
        s->task = ui_track_pick(m, clamp32(row, 0, ui_track_count(m) - 1),
                                WEFT_NONE);
    if (s->task == WEFT_NONE)
        s->task = m->pic.row_task[0];
    s->top = ui_track_of(m, s->task) - line;
    if (s->top < 0)
        s->top = 0;
}

/* "cpu 4 -> 6: makespan ...", "delete task a; makespan ..." */
static const char *after_told(const struct ui_state *s)
{
    size_t n = strlen(s->told);

    return n > 0 && s->told[n - 1] == ':' ? "" : ";";
}

static void tell_again(struct ui *u)
{
    const char *sep = after_told(u->s);
    int64_t before = u->s->told_before, after = u->m->pic.makespan;
    char by[96];

    if (!u->m->facts && u->m->pic.ntask > 0) {
        ui_say(u, UI_BAD, "%s%s no plan: %.200s", u->s->told, sep,
               u->m->reason);
    } else if (before >= 0 && u->m->facts) {
        ui_makespan_change(by, sizeof(by), u->m, before, after);
        ui_say(u,
               after < before   ? UI_GOOD
               : after > before ? UI_WARN
                                : UI_TEXT,
               "%s%s makespan %s", u->s->told, sep, by);
    } else {
        ui_say(u, UI_TEXT, "%s", u->s->told);
    }
    u->s->telling = true;
}

void ui_tell_since(struct ui *u, int64_t before, const char *what)
{
    snprintf(u->s->told, sizeof(u->s->told), "%.255s", what);
    u->s->told_before = before;
    tell_again(u);
}

void ui_tell_better(struct ui *u)
{
    if (u->s->telling)
        tell_again(u);
}

/* A change or its undoing is followed by a search, unless its plan is proved
 * or was searched before. */
void ui_want_search(struct ui *u)
{
    struct ui_search *r = &u->s->searching;

    *r = (struct ui_search){ .since = u->s->now, .gen = u->m->gen };
    r->on = ui_model_wants_search(u->m);
    u->fx->bits |= UI_FX_STOP;
    ui_variants_settle(u->m);
    ui_job_ask(u);
}

void ui_turned(struct ui *u, const struct ui_change *c, const char *what)
{
    struct ui_state *s = u->s;

    s->cap_pos = SIZE_MAX;
    carry(s, u->m);
    follow_row(s, u->m, s->changed_row);
    ui_tell_since(u, c->had ? c->before : -1, what);
    ui_want_search(u);
}

void ui_changed(struct ui *u, const struct ui_change *c, const char *what)
{
    ui_turned(u, c, what);
    ui_past_note(u->s, u->m, what);
    ui_tell_held(u);
}

void ui_note_row(struct ui *u)
{
    u->s->changed_row = u->s->task == WEFT_NONE || u->m->pic.ntask == 0
                            ? 0
                            : ui_track_of(u->m, u->s->task);
}

bool ui_apply(struct ui *u, const struct ui_edits *e, const char *what,
              struct weft_err *err)
{
    struct weft_err own = { 0 };
    struct ui_change c;
    enum weft_rc rc;
    char told[256];

    if (!err)
        err = &own;
    if (!e->trial && u->m->facts)
        u->s->plan_for[0] = '\0';
    ui_note_row(u);
    rc = ui_model_edit(u->m, e, &c, err);
    if (rc && !u->m->lost) {
        ui_say(u, UI_BAD, "cannot: %s", err->msg);
        return false;
    }
    if (rc) {
        u->s->task = WEFT_NONE;
        ui_say(u, UI_BAD, "%s", u->m->reason);
        return false;
    }
    snprintf(told, sizeof(told), "%.200s%s", what, ui_scenario_shared(u->m, e));
    ui_changed(u, &c, told);
    u->s->touched = c.touch.kind == WEFT_ON_TASK ? c.touch.index : WEFT_NONE;
    return true;
}

void ui_swap(struct ui *u, struct weft_plan *doc, bool saved, const char *what)
{
    struct weft_err err = { 0 };
    struct ui_change c;

    ui_note_row(u);
    if (ui_model_swap(u->m, doc, saved, &c, &err)) {
        u->s->task = WEFT_NONE;
        ui_say(u, UI_BAD, "%s", u->m->reason);
        return;
    }
    ui_changed(u, &c, what);
    u->s->touched = WEFT_NONE;
}

bool ui_apply_line(struct ui *u, const char *line)
{
    struct ui_edits e = { .line = &line, .n = 1 };

    return ui_apply(u, &e, line, NULL);
}

void ui_undo_steps(struct ui *u, int n, bool redo)
{
    struct ui_change c = { 0 };
    struct weft_err err = { 0 };
    char what[256] = "";
    int64_t before = u->m->facts ? u->m->pic.makespan : -1;
    int done = 0;

    for (; done < n; done++) {
        char step[200] = "";
        const char *text;

        ui_note_row(u);
        if (redo ? weft_redo_count(u->m->doc) : u->m->pos)
            ui_past_text(u->s, u->m, u->m->pos + redo, step, sizeof(step));
        if (ui_model_undo(u->m, redo, &text, &c, &err))
            break;
        snprintf(what, sizeof(what), "%s: %s", redo ? "redid" : "undid", step);
        carry(u->s, u->m);
        follow_row(u->s, u->m, u->s->changed_row);
    }
    u->s->cap_pos = SIZE_MAX;
    if (done == 0) {
        ui_say(u, UI_WARN, "%s", u->m->lost ? u->m->reason : err.msg);
        return;
    }
    if (done > 1)
        snprintf(what, sizeof(what), "%s %d steps", redo ? "redid" : "undid",
                 done);
    ui_tell_since(u, before, what);
    ui_want_search(u);
    if (c.touch.kind == WEFT_ON_TASK && c.touch.index != WEFT_NONE)
        ui_goto(u, c.touch.index, false);
    else if (c.touch.kind == WEFT_ON_NODE && c.touch.index != WEFT_NONE &&
             u->s->lane.node != c.touch.index)
        u->s->lane = (struct ui_lane){ c.touch.index, WEFT_NONE, WEFT_NONE,
                                       false, false };
}

void ui_goto(struct ui *u, int32_t task, bool jump)
{
    struct ui_state *s = u->s;
    struct ui_frame f;
    int32_t row;

    if (task == WEFT_NONE || task >= u->m->pic.ntask)
        return;
    if (jump && s->task != WEFT_NONE && s->task != task) {
        if (s->nback == UI_BACK) {
            memmove(s->back, s->back + 1, sizeof(s->back) - sizeof(*s->back));
            s->nback--;
        }
        s->back[s->nback++] = s->task;
    }
    s->task = task;
    ui_filter_settle(s, u->m);
    if (ui_is_hidden(u->m, task))
        ui_filter_admit(s, u->m, task);
    ui_tracks_settle(s, u->m);
    ui_frame(s, u->m, &f);
    row = ui_track_of(u->m, task);
    if (row < s->top || row >= s->top + f.rows_h) /* far: to the middle */
        s->top = row - f.rows_h / 2;
    if (s->top < 0)
        s->top = 0;
    /* its bar, too */
    if (s->cell && u->m->pic.place[task].placed && f.time.w > 0) {
        struct ui_axis a = ui_frame_axis(s, u->m, &f);
        int64_t at = u->m->pic.place[task].start;

        if (at < a.t0 || at >= ui_axis_end(&a))
            s->t0 = at - a.cell * (a.w / 4);
    }
}
