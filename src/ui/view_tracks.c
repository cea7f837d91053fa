/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the time line that stand for several tasks. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/baseline.h"
#include "ui/compare.h"
#include "ui/filter.h"
#include "ui/marks.h"
#include "ui/text.h"
#include "ui/view.h"

#define COLUMNS_MAX 1024
#define NODES_MAX   256
#define LABEL_MIN   6 /* columns in a bar for a name that is cut */

/* --- how many run ------------------------------------------------------------ */

/* Task time in each column: what begins and ends in it, and by how much the
 * number of tasks that fill it changes there. */
struct area {
    double part[COLUMNS_MAX + 1], step[COLUMNS_MAX + 1];
};

static void add_span(struct area *s, const struct ui_axis *a, int64_t from,
                     int64_t to)
{
    int64_t end = ui_axis_end(a);
    int w = a->w < COLUMNS_MAX ? a->w : COLUMNS_MAX, b, e;

    from = from > a->t0 ? from : a->t0;
    to = to < end ? to : end;
    if (from >= to)
        return;
    b = ui_axis_column(a, from);
    e = ui_axis_column(a, to - 1);
    if (b >= w)
        return;
    if (b == e) {
        s->part[b] += (double)(to - from);
        return;
    }
    s->part[b] += (double)(a->t0 + (b + 1) * a->cell - from);
    s->step[b + 1] += 1;
    if (e < w) {
        s->part[e] += (double)(to - (a->t0 + e * a->cell));
        s->step[e] -= 1;
    }
}

static void put_level(struct ui_pad p, int x, double part, enum ui_role role)
{
    const struct ui_glyphs *g = p.c->glyphs;
    int level = part > 1 - 1e-9 ? g->nlevel : 1 + (int)(part * (g->nlevel - 1));

    ui_put(p, x, 0, role, g->level[level]);
}

/* Tasks that run, of the most that do; where none runs, whether any waits, or
 * ran in the baseline. */
static void density(const struct ui_draw *d, struct ui_pad p,
                    const struct ui_track *t)
{
    struct area run = { 0 }, crit = { 0 }, wait = { 0 }, was = { 0 };
    double nrun = 0, ncrit = 0, nwait = 0, nwas = 0, cell = (double)d->a.cell;
    bool compares = ui_baseline(d->m) && !d->m->pic.stale;

    for (int32_t k = 0; k < t->n; k++) {
        int32_t task = ui_track_task(d->m, t, k);
        const struct ui_place *pl = &d->m->pic.place[task];
        const struct ui_place *old = ui_baseline_place(d->m, task);
        int x = ui_axis_column(&d->a, pl->start);

        add_span(&run, &d->a, pl->start, pl->finish);
        if (pl->critical)
            add_span(&crit, &d->a, pl->start, pl->finish);
        if (!d->m->pic.stale)
            add_span(&wait, &d->a, pl->ready, pl->start);
        if (compares && old)
            add_span(&was, &d->a, old->start, old->finish);
        if (pl->placed && pl->start == pl->finish && x >= 0)
            ui_glyph(p, x < p.w ? x : p.w - 1, 0,
                     pl->critical ? UI_CRITICAL : UI_TEXT, UI_G_DIAMOND);
    }
    for (int x = 0; x < p.w && x < COLUMNS_MAX; x++) {
        double r, c, q, b;

        nrun += run.step[x];
        ncrit += crit.step[x];
        nwait += wait.step[x];
        nwas += was.step[x];
        r = nrun + run.part[x] / cell;
        c = ncrit + crit.part[x] / cell;
        q = nwait + wait.part[x] / cell;
        b = nwas + was.part[x] / cell;
        if (r > 0)
            put_level(p, x, t->peak > 0 ? r / t->peak : 1,
                      d->m->pic.stale ? UI_MUTED
                      : c > 0         ? UI_CRITICAL
                                      : UI_TEXT);
        else if (q > 0)
            ui_glyph(p, x, 0, UI_WAITING, UI_G_WAIT);
        else if (b > 0)
            ui_glyph(p, x, 0, UI_BASELINE, UI_G_BASELINE);
    }
}

/* --- columns ------------------------------------------------------------------ */

/* What the tasks of a row have in common. */
struct sum {
    int64_t finish, slack, longest;
    int64_t was; /* last finish in the baseline; -1: none */
    bool critical, marked;
    int32_t found; /* that the search is about */
    int32_t nnode; /* NODES_MAX: at least as many */
    int32_t first;
};

static struct sum sum_of(const struct ui_draw *d, const struct ui_track *t)
{
    struct sum s = { .finish = -1, .slack = INT64_MAX, .was = -1 };
    bool seen[NODES_MAX] = { false };

    s.first = t->n > 0 ? ui_track_task(d->m, t, 0) : WEFT_NONE;
    for (int32_t k = 0; k < t->n; k++) {
        int32_t i = ui_track_task(d->m, t, k);
        const struct ui_place *pl = &d->m->pic.place[i];
        const struct ui_place *was = ui_baseline_place(d->m, i);
        int64_t run = ui_run_time(d->m, i);

        s.longest = run > s.longest ? run : s.longest;
        s.marked |= ui_is_marked(d->s, d->m, i);
        s.found += ui_is_found(d->s, d->m, i);
        if (was && was->finish > s.was)
            s.was = was->finish;
        if (!pl->placed)
            continue;
        s.finish = pl->finish > s.finish ? pl->finish : s.finish;
        s.slack = pl->slack < s.slack ? pl->slack : s.slack;
        s.critical |= pl->critical;
        if (pl->node == WEFT_NONE || pl->node >= NODES_MAX || seen[pl->node])
            continue;
        seen[pl->node] = true;
        s.nnode++;
    }
    return s;
}

static void put_time(const struct ui_draw *d, struct ui_span c, int y,
                     int64_t t, enum ui_role role)
{
    char text[32];

    ui_time_text(text, sizeof(text), t, weft_plan_unit(d->m->plan), c.w);
    ui_text_right(d->p, c.x, y, c.w, role, text);
}

/* How much later the last of them ends than in the baseline. */
static void put_change(const struct ui_draw *d, int y, const struct sum *s)
{
    const struct ui_span *c = &d->f.slack;
    int64_t by = s->finish - s->was;
    char t[32], text[40];

    if (s->was < 0 || s->finish < 0 || c->w <= 0)
        return;
    if (by == 0) {
        ui_glyph(d->p, c->x + c->w - 1, y, UI_MUTED, UI_G_SEP);
        return;
    }
    ui_time_text(t, sizeof(t), by < 0 ? -by : by, weft_plan_unit(d->m->plan),
                 c->w - 1);
    snprintf(text, sizeof(text), "%c%s", by < 0 ? '-' : '+', t);
    ui_text_right(d->p, c->x, y, c->w, by < 0 ? UI_GOOD : UI_WARN, text);
}

static void ends(const struct ui_draw *d, int y, const struct sum *s,
                 enum ui_role role)
{
    bool stale = d->m->pic.stale;

    put_time(d, d->f.dur, y, s->longest, UI_TEXT);
    if (s->finish < 0)
        return;
    put_time(d, d->f.end, y, s->finish, stale ? UI_MUTED : UI_TEXT);
    if (ui_baseline(d->m))
        put_change(d, y, s);
    else if (!stale)
        put_time(d, d->f.slack, y, s->slack, role);
}

static void stage_name(const struct ui_draw *d, int y, const struct ui_track *t,
                       int32_t found, enum ui_role role)
{
    const struct ui_span *c = &d->f.name;
    char name[UI_TEXT_MAX], count[32];
    int w, x;

    if (found > 0 && t->kind == UI_TRACK_STAGE)
        snprintf(count, sizeof(count), " %" PRId32 "/%" PRId32, found, t->n);
    else
        snprintf(count, sizeof(count), " x%" PRId32, t->n);
    w = (int)strlen(count);
    ui_stage_name(d->m->plan, &d->m->stages.stage[t->stage], name,
                  sizeof(name));
    if (c->w < w + 2)
        return;
    x = c->x + ui_name(d->p, c->x, y, c->w - w - 2, role, name);
    ui_text(d->p, x, y, UI_MUTED, count);
    ui_glyph(d->p, c->x + c->w - 1, y, UI_MUTED,
             t->kind == UI_TRACK_HEAD ? UI_G_OPEN : UI_G_FOLDED);
}

/* How far the last of them can slip, where the row is still blank. */
static void put_float(const struct ui_draw *d, struct ui_pad p,
                      const struct ui_track *t)
{
    struct ui_bar b = { .finish = -1, .late = INT64_MAX };

    if (d->m->pic.stale || ui_baseline(d->m))
        return;
    for (int32_t k = 0; k < t->n; k++) {
        const struct ui_place *pl = &d->m->pic.place[ui_track_task(d->m, t, k)];

        if (pl->placed && pl->finish > b.finish)
            b.finish = pl->finish;
        if (pl->placed && pl->slack < b.late)
            b.late = pl->slack;
    }
    if (b.finish < 0)
        return;
    b.late += b.finish;
    b.ready = b.start = b.finish;
    ui_bar_draw_room(p, 0, &d->a, &b);
}

static void stage_columns(const struct ui_draw *d, int y,
                          const struct ui_track *t)
{
    struct sum s = sum_of(d, t);
    enum ui_role role = d->m->pic.stale ? UI_MUTED
                        : s.critical    ? UI_CRITICAL
                                        : UI_TEXT;
    const struct weft_amount *demand;
    char text[UI_TEXT_MAX];
    int32_t n;

    stage_name(d, y, t, s.found, t->kind == UI_TRACK_HEAD ? UI_MUTED : role);
    if (s.found)
        ui_paint(d->p, d->f.name.x, y, d->f.name.w, UI_MATCH, UI_UNDERLINE);
    if (s.marked)
        ui_put(d->p, d->f.name.x - 1, y, UI_TITLE, '*');
    if (t->kind == UI_TRACK_HEAD)
        return;
    if (s.nnode > 1)
        snprintf(text, sizeof(text),
                 d->f.node.w < 8 ? "x%" PRId32 : "%" PRId32 " nodes", s.nnode);
    else
        ui_where_text(text, sizeof(text), d->m->plan, &d->m->pic.place[s.first],
                      s.first);
    ui_textw(d->p, d->f.node.x, y, d->f.node.w, UI_TEXT, text);
    demand = ui_run_demand(d->m->plan, &d->m->pic.place[s.first], s.first, &n);
    ui_amounts_text(text, sizeof(text), d->m->plan, demand, n);
    ui_textw(d->p, d->f.demand.x, y, d->f.demand.w, UI_TEXT, text);
    ends(d, y, &s, role);
}

/* Of a node: its name, the unit, and what is known of the selected task. */
static void node_columns(const struct ui_draw *d, int y,
                         const struct ui_track *t, bool selected)
{
    const struct ui_track one = { .kind = UI_TRACK_TASK,
                                  .task = d->s->task,
                                  .n = 1 };
    char text[UI_TEXT_MAX] = "-";
    struct sum s;

    if (t->slot == 0 || selected) {
        if (t->node != WEFT_NONE && t->copy == WEFT_NONE)
            ui_node_label(text, sizeof(text), d->m->plan, t->node);
        else if (t->node != WEFT_NONE)
            ui_node_text(text, sizeof(text), d->m->plan, t->node, t->copy);
        else
            snprintf(text, sizeof(text), "(no node)");
        ui_name(d->p, d->f.name.x, y, d->f.name.w, UI_TEXT, text);
    }
    if (t->kind == UI_TRACK_COPY)
        snprintf(text, sizeof(text), "x%" PRId32, t->peak);
    else if (t->slot < t->nslot)
        snprintf(text, sizeof(text), "%" PRId32 "/%" PRId32, t->slot + 1,
                 t->nslot);
    else
        snprintf(text, sizeof(text), t->nslot ? "-" : "%" PRId32, t->slot + 1);
    ui_textw(d->p, d->f.node.x, y, d->f.node.w, UI_MUTED, text);
    if (t->res != WEFT_NONE && t->slot == 0)
        ui_textw(d->p, d->f.demand.x, y, d->f.demand.w, UI_MUTED,
                 weft_plan_res(d->m->plan, t->res)->id);
    if (!selected)
        return;
    s = sum_of(d, &one);
    ends(d, y, &s, s.critical ? UI_CRITICAL : UI_TEXT);
}

/* --- tasks one after the other ---------------------------------------------- */

static bool linked(const struct ui_draw *d, int32_t task)
{
    int32_t sel = d->s->task;

    for (int32_t k = 0; k < ui_model_npred(d->m, sel); k++)
        if (ui_model_pred(d->m, sel, k) == task)
            return true;
    for (int32_t k = 0; k < ui_model_npred(d->m, task); k++)
        if (ui_model_pred(d->m, task, k) == sel)
            return true;
    return false;
}

static struct ui_bar bar_of(const struct ui_draw *d, int32_t task)
{
    const struct ui_place *pl = &d->m->pic.place[task];

    return (struct ui_bar){ .ready = pl->ready,
                            .start = pl->start,
                            .finish = pl->finish,
                            .late = pl->finish + pl->slack,
                            .critical = pl->critical,
                            .stale = d->m->pic.stale };
}

/* Cells that the last bar of a row took. */
struct drawn {
    int from, to;
    int64_t finish;
};

/* Its name between the ends of a bar. */
static void put_label(const struct ui_draw *d, struct ui_pad p, int32_t task,
                      int from, int to, enum ui_role role)
{
    const char *id = weft_plan_task(d->m->plan, task)->id;
    int w = to - from - 2;

    if (w >= LABEL_MIN || w >= ui_width(p.c, id))
        ui_name(p, from + 1, 0, w, role, id);
}

static void slot_bar(const struct ui_draw *d, struct ui_pad p, int32_t task,
                     struct drawn *last)
{
    struct ui_bar b = bar_of(d, task);
    bool self = task == d->s->task;
    enum ui_role role = self         ? UI_SELECTED
                        : b.stale    ? UI_MUTED
                        : b.critical ? UI_CRITICAL
                                     : UI_TEXT;
    int from, to;

    if (!ui_bar_cells(&d->a, b.start, b.finish, &from, &to))
        return;
    if (!self && from == last->from && to == last->to && to == from + 1)
        return; /* another one stands for it */
    ui_hot(p, from, 0, to - from, 1,
           (struct ui_hot){ .kind = UI_HOT_TASK, .id = task });
    b.ready = b.start;
    b.late = b.finish;
    b.lit = !self && linked(d, task);
    ui_bar_draw(p, 0, &d->a, &b);
    if (self)
        for (int x = from; x < to && b.finish > b.start; x++)
            ui_put(p, x, 0, role, ' ');
    else if (b.start == last->finish && from == last->to && to > from + 1 &&
             b.start > d->a.t0)
        ui_glyph(p, from, 0, UI_MUTED, UI_G_SIDE);
    put_label(d, p, task, from, to, b.lit ? UI_MATCH : role);
    if (self)
        ui_paint(p, from, 0, to - from, UI_SELECTED, UI_REVERSE);
    *last = (struct drawn){ from, to, b.finish };
}

static void slot(const struct ui_draw *d, struct ui_pad p,
                 const struct ui_track *t)
{
    struct drawn last = { -1, -1, -1 };

    for (int32_t k = 0; k < t->n; k++)
        if (ui_track_task(d->m, t, k) == d->s->task) {
            struct ui_bar b = bar_of(d, d->s->task);

            if (b.stale)
                b.late = b.finish;
            ui_compare_bar(d->m, d->s->task, &b);
            ui_bar_draw_room(p, 0, &d->a, &b);
        }
    for (int32_t k = 0; k < t->n; k++)
        slot_bar(d, p, ui_track_task(d->m, t, k), &last);
}

/* --- the row ------------------------------------------------------------------ */

/* Whether tasks before or after the selected one are on the row. */
static void relations(const struct ui_draw *d, int y, int32_t row)
{
    int32_t sel = d->s->task;

    if (sel == WEFT_NONE || d->f.name.x < d->f.table.x + 2)
        return;
    for (int32_t k = 0; k < ui_model_nsucc(d->m, sel); k++)
        if (ui_track_of(d->m, ui_model_succ(d->m, sel, k)) == row)
            ui_put(d->p, d->f.table.x, y, UI_MUTED, 'v');
    for (int32_t k = 0; k < ui_model_npred(d->m, sel); k++)
        if (ui_track_of(d->m, ui_model_pred(d->m, sel, k)) == row)
            ui_put(d->p, d->f.table.x, y, UI_MUTED, '^');
}

static void select_row(const struct ui_draw *d, int y)
{
    int w = d->f.dur.w ? d->f.dur.x + d->f.dur.w : d->f.name.x + d->f.name.w;

    ui_glyph(d->p, d->f.table.x, y, UI_TITLE, UI_G_MARK);
    if (d->s->pane != UI_PANE_GRAPH)
        ui_cursor(d->p, d->f.table.x, y, false);
    if (d->s->pane == UI_PANE_TASKS)
        ui_paint(d->p, d->f.name.x, y, w - d->f.name.x, UI_SELECTED,
                 UI_REVERSE);
    else
        ui_attr(d->p, d->f.name.x, y, w - d->f.name.x, UI_BOLD);
}

void ui_view_track(const struct ui_draw *d, int y, int32_t row,
                   const struct ui_track *t)
{
    struct ui_pad p = ui_pad_sub(d->p, d->f.time.x, y, d->f.time.w, 1);
    bool stage = t->kind == UI_TRACK_STAGE || t->kind == UI_TRACK_HEAD;
    bool selected = d->s->task != WEFT_NONE && t->kind != UI_TRACK_HEAD &&
                    t->n > 0 && ui_track_of(d->m, d->s->task) == row;
    int32_t pick = ui_track_pick(d->m, row, d->s->task);

    if (t->kind == UI_TRACK_HEAD)
        pick = t->task;
    if (pick != WEFT_NONE)
        ui_hot(d->p, d->f.table.x, y, d->f.table.w, 1,
               (struct ui_hot){ .kind = UI_HOT_TASK, .id = pick });
    if (stage)
        stage_columns(d, y, t);
    else
        node_columns(d, y, t, selected);
    relations(d, y, row);
    if (d->f.time.w > 0) {
        ui_glyph(d->p, d->f.side_x, y, UI_MUTED, UI_G_SIDE);
        ui_draw_cursor(d, p);
        if (stage)
            put_float(d, p, t);
        if (t->kind == UI_TRACK_SLOT)
            slot(d, p, t);
        else
            density(d, p, t);
    }
    if (selected)
        select_row(d, y);
}
