/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "ui/popup.h"
#include "ui/race.h"
#include "ui/text.h"

#define MOST_W 100
#define SPARK  24

/* Columns from the left: engine, makespan, gap, bound, who proved it, cost,
 * when. */
enum { X_TIME = 9, X_GAP = 18, X_BOUND = 26, X_BY = 36, X_COST = 46 };
#define X_AFTER(costs) ((costs) ? 55 : 46)
#define X_SPARK(costs) ((costs) ? 66 : 57)

static bool has_costs(const struct race_board *b)
{
    for (int k = 0; k < b->n; k++)
        if (b->row[k].npoint && b->row[k].cost)
            return true;
    return false;
}

static void time_at(const struct ui_draw *d, struct ui_pad p, int x, int y,
                    int64_t ticks)
{
    char text[32];
    int64_t t;

    if (__builtin_mul_overflow(ticks, d->m->problem->tick, &t))
        snprintf(text, sizeof(text), "?");
    else
        ui_short_time(text, sizeof(text), d->m, t);
    ui_text_right(p, x, y, 8, UI_TEXT, text);
}

static void cost_at(struct ui_pad p, int x, int y, int64_t cost)
{
    struct weft_buf b = { 0 };

    weft_decimal_text(&b, cost / (WEFT_NANO / 100), 100);
    if (!b.oom)
        ui_text_right(p, x, y, 8, UI_TEXT, b.p);
    weft_buf_release(&b);
}

static void spark(const struct race_board *b, const struct race_row *w,
                  struct ui_pad p, int x, int y)
{
    const struct ui_glyphs *g = p.c->glyphs;
    int columns = p.w - x - 1 < SPARK ? p.w - x - 1 : SPARK;

    for (int c = 0; c < columns; c++) {
        int level = race_level(b, w, c, columns, g->nlevel - 1);

        if (level >= 0)
            ui_put(p, x + c, y, level ? UI_MUTED : UI_GOOD,
                   g->level[level + 1]);
    }
}

/* Only what is optimal has no gap. */
static void gap_text(const struct race_row *w, char *out, size_t size)
{
    double gap = (double)(w->makespan - w->bound) / (double)w->makespan;

    if (w->makespan == w->bound)
        snprintf(out, size, "optimal");
    else if (gap < 0.001)
        snprintf(out, size, "<0.1%%");
    else
        snprintf(out, size, "%.1f%%", 100 * gap);
}

static void figures(const struct ui_draw *d, struct ui_pad p, int y,
                    const struct race_row *w, bool costs)
{
    char text[32];

    time_at(d, p, X_TIME, y, w->makespan);
    gap_text(w, text, sizeof(text));
    ui_text_right(p, X_GAP, y, 7, w->makespan == w->bound ? UI_GOOD : UI_WARN,
                  text);
    time_at(d, p, X_BOUND, y, w->bound);
    ui_textw(p, X_BY, y, 9, UI_MUTED, w->bound_engine ? w->bound_engine : "");
    if (costs)
        cost_at(p, X_COST, y, w->cost);
    snprintf(text, sizeof(text), "%.2f s",
             (double)w->point[w->npoint - 1].at / 1000);
    ui_text_right(p, X_AFTER(costs), y, 9, UI_MUTED, text);
    spark(d->s->race, w, p, X_SPARK(costs), y);
}

static void stage(const struct ui_draw *d, struct ui_pad p, int y,
                  const struct race_row *w)
{
    char text[600];

    (void)d;
    switch (w->stage) {
    case RACE_WAITING:
        snprintf(text, sizeof(text), "waits for its turn");
        break;
    case RACE_RUNNING:
        snprintf(text, sizeof(text), "no plan yet");
        break;
    case RACE_ENDED:
        snprintf(text, sizeof(text), "%s%s",
                 w->status == WEFT_INFEASIBLE ? "infeasible: " : "no plan: ",
                 w->text);
        break;
    case RACE_REFUSED:
        snprintf(text, sizeof(text), "refused: %s", w->text);
        break;
    }
    ui_textw(p, X_TIME + 1, y, p.w - X_TIME - 2, UI_MUTED, text);
}

static void row(const struct ui_draw *d, struct ui_pad p, int y, int i,
                bool costs)
{
    const struct race_row *w = &d->s->race->row[i];
    bool leads = i == race_leader(d->s->race);

    ui_textw(p, 0, y, 7, w->stage == RACE_RUNNING ? UI_WAITING : UI_TEXT,
             w->engine);
    if (leads)
        ui_put(p, 7, y, UI_GOOD, '*');
    if (w->npoint)
        figures(d, p, y, w, costs);
    else
        stage(d, p, y, w);
    ui_hot(p, 0, y, p.w, 1, (struct ui_hot){ .kind = UI_HOT_LINE, .id = i });
    if (i != d->s->popup_at)
        return;
    ui_paint(p, 0, y, p.w, UI_SELECTED, UI_REVERSE);
    ui_cursor(p, 0, y, false);
}

static void heading(struct ui_pad p, bool costs)
{
    ui_text_right(p, X_TIME, 0, 8, UI_TITLE, "makespan");
    ui_text_right(p, X_GAP, 0, 7, UI_TITLE, "gap");
    ui_text_right(p, X_BOUND, 0, 8, UI_TITLE, "bound");
    ui_textw(p, X_BY, 0, 9, UI_TITLE, "by");
    if (costs)
        ui_text_right(p, X_COST, 0, 8, UI_TITLE, "cost");
    ui_text_right(p, X_AFTER(costs), 0, 9, UI_TITLE, "after");
    ui_textw(p, X_SPARK(costs), 0, p.w - X_SPARK(costs) - 1, UI_TITLE,
             "over time");
}

void ui_view_race(const struct ui_draw *d)
{
    const struct race_board *b = d->s->race;
    int h = ui_popup_height(d->s, d->m), w = d->f.w - 2, first = 0;
    char title[80];
    struct ui_pad p;
    bool costs;

    if (!b || !d->m->problem) {
        p = ui_box_at(d, 40, 3, "race");
        ui_text(p, 0, 0, UI_MUTED, "the engines are being started");
        ui_cursor(p, 0, 0, false);
        return;
    }
    costs = has_costs(b);
    snprintf(title, sizeof(title), "each engine for %g s in one thread",
             (double)b->time / 1000);
    p = ui_box_at(d, w > MOST_W ? MOST_W : w, h + 3, title);
    heading(p, costs);
    if (d->s->popup_at >= h)
        first = d->s->popup_at - h + 1;
    for (int i = 0; i < h && first + i < b->n; i++)
        row(d, p, i + 1, first + i, costs);
}
