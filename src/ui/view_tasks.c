/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/view.h"

#include <inttypes.h>
#include <stdio.h>

#include "ui/baseline.h"
#include "ui/compare.h"
#include "ui/filter.h"
#include "ui/link.h"
#include "ui/marks.h"
#include "ui/text.h"

static void head(const struct ui_draw *d)
{
    static const char *const title[] = {
        [UI_BY_TASK] = "TASK", [UI_BY_STAGE] = "STAGE", [UI_BY_NODE] = "NODE"
    };
    const struct ui_frame *f = &d->f;
    enum ui_by by = ui_tracks_by(d->m);
    int y = f->head_y, x;

    if (d->s->top > 0)
        ui_glyph(d->p, f->table.x, y, UI_MUTED, UI_G_MORE_UP);
    ui_textw(d->p, f->name.x, y, f->name.w, UI_TITLE, title[by]);
    ui_textw(d->p, f->node.x, y, f->node.w, UI_TITLE,
             by == UI_BY_NODE ? "UNIT" : "NODE");
    ui_textw(d->p, f->demand.x, y, f->demand.w, UI_TITLE,
             by == UI_BY_NODE ? "RESOURCE" : "DEMAND");
    ui_text_right(d->p, f->dur.x, y, f->dur.w, UI_TITLE, "dur");
    x = ui_textw(d->p, f->rail.x, y, f->rail.w, UI_TITLE, "DAG");
    if (!d->m->rail_all && x + 1 < f->rail.w) /* not every link is drawn */
        ui_glyph(d->p, f->rail.x + x, y, UI_TITLE, UI_G_ELLIPSIS);
    ui_text_right(d->p, f->end.x, y, f->end.w, UI_TITLE, "end");
    if (ui_baseline(d->m))
        ui_compare_head(d, f->slack.x, y, f->slack.w);
    else
        ui_text_right(d->p, f->slack.x, y, f->slack.w, UI_TITLE, "flt");
}

/* Labels of the time line, and the time cursor's among them. */
static void axis(const struct ui_draw *d)
{
    struct ui_pad p = ui_pad_sub(d->p, d->f.time.x, d->f.head_y, d->f.time.w,
                                 1);
    char text[32];
    int x, w;

    if (d->f.time.w == 0 || !d->m->pic.any)
        return;
    ui_axis_draw(p, 0, &d->a);
    ui_hot(p, 0, 0, p.w, 1, (struct ui_hot){ .kind = UI_HOT_AXIS });
    if (d->s->cursor < 0)
        return;
    x = ui_axis_column(&d->a, d->s->cursor);
    if (x < 0 || x >= d->a.w)
        return;
    ui_short_time(text, sizeof(text), d->m, d->s->cursor);
    w = ui_width(d->p.c, text);
    if (x + w > d->a.w)
        x = d->a.w - w;
    for (int i = -1; i <= w; i++) /* apart from other labels */
        ui_put(p, x + i, 0, UI_TEXT, ' ');
    ui_text(p, x, 0, UI_SELECTED, text);
    ui_attr(p, x, 0, w, UI_REVERSE);
}

/* How the row's task stands to the selected one. */
enum relation { REL_NONE, REL_SELF, REL_PRED, REL_SUCC };

static enum relation relation(const struct ui_draw *d, int32_t task)
{
    int32_t sel = d->s->task;

    if (sel == WEFT_NONE)
        return REL_NONE;
    if (sel == task)
        return REL_SELF;
    for (int32_t k = 0; k < ui_model_npred(d->m, sel); k++)
        if (ui_model_pred(d->m, sel, k) == task)
            return REL_PRED;
    for (int32_t k = 0; k < ui_model_npred(d->m, task); k++)
        if (ui_model_pred(d->m, task, k) == sel)
            return REL_SUCC;
    return REL_NONE;
}

static void margin(const struct ui_draw *d, int y, int32_t task,
                   enum relation rel)
{
    int x = d->f.table.x;

    if (ui_is_marked(d->s, d->m, task))
        ui_put(d->p, d->f.name.x - 1, y, UI_TITLE, '*');
    if (d->s->mode == UI_MODE_LINK && task != d->s->task) {
        enum ui_link_state l = ui_link_state(d->s, d->m, task);

        if (l == UI_LINK_CYCLE)
            ui_put(d->p, x, y, UI_BAD, 'x');
        else if (l == UI_LINK_THERE)
            ui_put(d->p, x, y, UI_MUTED, '=');
        else if (l == UI_LINK_SELF)
            ui_put(d->p, x, y, UI_TITLE, '*');
        return;
    }
    if (d->f.name.x < x + 2 && ui_is_marked(d->s, d->m, task))
        return; /* one column for both: the selected row is seen anyway */
    if (rel == REL_SELF)
        ui_glyph(d->p, x, y, UI_TITLE, UI_G_MARK);
    else if (d->f.name.x < x + 2)
        return; /* no blank column: it would read as part of the name */
    else if (rel == REL_PRED)
        ui_put(d->p, x, y, UI_MUTED, '^');
    else if (rel == REL_SUCC)
        ui_put(d->p, x, y, UI_MUTED, 'v');
}

static void columns(const struct ui_draw *d, int y, int32_t task, int indent)
{
    const struct ui_frame *f = &d->f;
    const struct weft_task *t = weft_plan_task(d->m->plan, task);
    const struct ui_place *pl = &d->m->pic.place[task];
    enum ui_role role = d->m->pic.stale ? UI_MUTED
                        : pl->critical  ? UI_CRITICAL
                                        : UI_TEXT;
    int32_t ndemand;
    const struct weft_amount *demand = ui_run_demand(d->m->plan, pl, task,
                                                     &ndemand);
    char text[UI_TEXT_MAX];

    ui_name(d->p, f->name.x + indent, y, f->name.w - indent, role, t->id);
    ui_where_text(text, sizeof(text), d->m->plan, pl, task);
    ui_name(d->p, f->node.x, y, f->node.w, UI_TEXT, text);
    ui_amounts_text(text, sizeof(text), d->m->plan, demand, ndemand);
    ui_textw(d->p, f->demand.x, y, f->demand.w, UI_TEXT, text);
    ui_time_text(text, sizeof(text), ui_run_time(d->m, task),
                 weft_plan_unit(d->m->plan), f->dur.w);
    ui_text_right(d->p, f->dur.x, y, f->dur.w, UI_TEXT, text);
    if (!pl->placed)
        return;
    ui_time_text(text, sizeof(text), pl->finish, weft_plan_unit(d->m->plan),
                 f->end.w);
    ui_text_right(d->p, f->end.x, y, f->end.w,
                  d->m->pic.stale ? UI_MUTED : UI_TEXT, text);
    if (d->m->pic.stale)
        return;
    if (ui_baseline(d->m)) {
        ui_compare_end(d, f->slack.x, y, f->slack.w, task);
        return;
    }
    ui_time_text(text, sizeof(text), pl->slack, weft_plan_unit(d->m->plan),
                 f->slack.w);
    ui_text_right(d->p, f->slack.x, y, f->slack.w, role, text);
}

/* Links that the rail leaves out, as numbers: "4<>1". */
static void counts(const struct ui_draw *d, int y, int32_t task)
{
    int w = d->m->pic.width.counts / 2, x = d->f.rail.x + d->f.rail.w - 2 * w;
    char text[16];

    if (d->m->rail_all || x < d->f.rail.x + ui_rail_width(d->m->rail.nlane))
        return;
    if (ui_model_npred(d->m, task) > 0) {
        snprintf(text, sizeof(text), "%" PRId32 "<",
                 ui_model_npred(d->m, task));
        ui_text_right(d->p, x, y, w, UI_MUTED, text);
    }
    if (ui_model_nsucc(d->m, task) > 0) {
        snprintf(text, sizeof(text), ">%" PRId32, ui_model_nsucc(d->m, task));
        ui_textw(d->p, x + w, y, w, UI_MUTED, text);
    }
}

static void rail(const struct ui_draw *d, int y, int32_t row, int32_t task)
{
    const struct ui_frame *f = &d->f;
    const struct ui_place *pl = &d->m->pic.place[task];
    struct ui_pad p = ui_pad_sub(d->p, f->rail.x, y, f->rail.w, 1);

    if (f->rail.w == 0)
        return;
    ui_rail_draw(p, 0, 0, &d->m->rail, row,
                 pl->critical && !d->m->pic.stale ? UI_CRITICAL : UI_TEXT);
    counts(d, y, task);
}

void ui_draw_cursor(const struct ui_draw *d, struct ui_pad p)
{
    int x = ui_axis_column(&d->a, d->s->cursor);

    if (d->s->cursor >= 0 && x >= 0 && x < d->a.w)
        ui_glyph(p, x, 0, UI_MUTED, UI_G_TIME);
}

static void bar(const struct ui_draw *d, int y, int32_t task, enum relation rel)
{
    const struct ui_place *pl = &d->m->pic.place[task];
    struct ui_pad p = ui_pad_sub(d->p, d->f.time.x, y, d->f.time.w, 1);
    struct ui_bar b = { .ready = pl->ready,
                        .start = pl->start,
                        .finish = pl->finish,
                        .late = pl->finish + pl->slack,
                        .critical = pl->critical,
                        .lit = rel == REL_PRED || rel == REL_SUCC,
                        .stale = d->m->pic.stale };

    if (d->f.time.w == 0)
        return;
    ui_glyph(d->p, d->f.side_x, y, UI_MUTED, UI_G_SIDE);
    ui_draw_cursor(d, p);
    if (!pl->placed) {
        ui_textw(p, 0, 0, p.w, UI_MUTED, "not placed");
        return;
    }
    if (b.stale)
        b.late = b.finish;
    ui_compare_bar(d->m, task, &b);
    ui_bar_draw(p, 0, &d->a, &b);
}

static void task_row(const struct ui_draw *d, int y, int32_t r,
                     const struct ui_track *t)
{
    int32_t task = t->task;
    enum relation rel = relation(d, task);
    bool indent = t->stage != WEFT_NONE;
    int w = d->f.dur.w ? d->f.dur.x + d->f.dur.w : d->f.name.x + d->f.name.w;

    ui_hot(d->p, d->f.table.x, y, d->f.table.w, 1,
           (struct ui_hot){ .kind = UI_HOT_TASK, .id = task });
    columns(d, y, task, indent);
    rail(d, y, r, task);
    bar(d, y, task, rel);
    margin(d, y, task, rel);
    if (ui_is_found(d->s, d->m, task))
        ui_paint(d->p, d->f.name.x, y, d->f.name.w, UI_MATCH, UI_UNDERLINE);
    if (rel != REL_SELF)
        return;
    if (d->s->pane != UI_PANE_GRAPH)
        ui_cursor(d->p, d->f.table.x, y, false);
    if (d->s->pane == UI_PANE_TASKS)
        ui_paint(d->p, d->f.name.x, y, w - d->f.name.x, UI_SELECTED,
                 UI_REVERSE);
    else
        ui_attr(d->p, d->f.name.x, y, w - d->f.name.x, UI_BOLD);
}

static void row(const struct ui_draw *d, int y, int32_t r)
{
    struct ui_track t = ui_track_at(d->m, r);

    if (t.kind == UI_TRACK_TASK)
        task_row(d, y, r, &t);
    else
        ui_view_track(d, y, r, &t);
}

/* Without tasks the table says how to begin. */
static void empty(const struct ui_draw *d)
{
    struct ui_pad p = ui_pad_sub(d->p, d->f.table.x + 2, d->f.rows_y,
                                 d->f.table.w - 4, d->f.rows_h);

    if (d->m->lost)
        ui_wrap(p, 0, 0, UI_BAD, d->m->reason);
    else if (d->m->pic.ntask > 0)
        ui_wrap(p, 0, 0, UI_MUTED,
                "No task passes the filter. f changes it, Esc removes it.");
    else
        ui_wrap(p, 0, 0, UI_MUTED,
                "No tasks yet. Press a to add one: type its name, then Tab "
                "through node, demand and duration, and Enter. Press Tab and "
                "then a to add a node to run it on.");
    ui_cursor(d->p, d->f.table.x, d->f.rows_y, false);
}

void ui_view_tasks(const struct ui_draw *d)
{
    const struct ui_row *e = &d->s->row;
    bool typing = d->s->mode == UI_MODE_ROW && !e->node;
    int y = d->f.rows_y, end = y + d->f.rows_h;

    head(d);
    axis(d);
    if (d->m->pic.nrow == 0 && !typing)
        empty(d);
    if (typing && e->add && e->index == WEFT_NONE)
        ui_view_row(d, y++);
    for (int32_t r = d->s->top; r < ui_track_count(d->m) && y < end; r++) {
        bool here = typing && e->index != WEFT_NONE &&
                    ui_track_of(d->m, e->index) == r;

        if (here && !e->add)
            ui_view_row(d, y++);
        else
            row(d, y++, r);
        if (here && e->add && y < end)
            ui_view_row(d, y++);
    }
    for (; y < end && d->m->pic.nrow > 0 && d->f.time.w; y++)
        ui_glyph(d->p, d->f.side_x, y, UI_MUTED, UI_G_SIDE);
}
