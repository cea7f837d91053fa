/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"
#include "cli/race.h"

#define LEVELS 8
/* Columns of a curve, and of what stands before it. */
#define SPARK_MIN   12
#define SPARK_MAX   40
#define BEFORE      55
#define BEFORE_COST 9

struct table {
    struct weft_buf b;
    const struct race_view *v;
    bool costs; /* any plan has a cost */
    int spark;  /* columns of the curves */
};

/* One field, right-aligned in w cells, or left-aligned for w < 0. */
static void put(struct table *t, int w, const char *s)
{
    weft_buf_addf(&t->b, "%*s", w, s);
}

static void put_buf(struct table *t, int w, struct weft_buf *x)
{
    if (x->oom)
        t->b.oom = true;
    else
        put(t, w, x->p ? x->p : "");
    weft_buf_release(x);
}

static void put_time(struct table *t, int w, int64_t ticks)
{
    struct weft_buf x = { 0 };
    int64_t milli;

    if (__builtin_mul_overflow(ticks, t->v->tick, &milli))
        weft_buf_addc(&x, '?');
    else
        weft_time_text(&x, milli, weft_plan_unit(t->v->plan));
    put_buf(t, w, &x);
}

static void put_gap(struct table *t, int w, const struct race_row *r)
{
    double gap = (double)(r->makespan - r->bound) / (double)r->makespan;
    struct weft_buf x = { 0 };

    if (r->makespan == r->bound)
        weft_buf_adds(&x, "0");
    else if (gap < 0.001)
        weft_buf_adds(&x, "<0.1%");
    else
        weft_buf_addf(&x, "%.1f%%", 100 * gap);
    put_buf(t, w, &x);
}

/* Cents, as everywhere. */
static void put_cost(struct table *t, int w, int64_t cost)
{
    struct weft_buf x = { 0 };
    int64_t cent = WEFT_NANO / 100;

    weft_decimal_text(&x, cost / cent + (cost % cent * 2 >= cent), 100);
    put_buf(t, w, &x);
}

static void put_seconds(struct table *t, int w, int64_t ms)
{
    struct weft_buf x = { 0 };

    weft_buf_addf(&x, "%.*f s", ms < 10000 ? 3 : 1, (double)ms / 1000);
    put_buf(t, w, &x);
}

static void put_spark(struct table *t, const struct race_row *r)
{
    static const char *const block[] = {
        "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
    };
    static const char ascii[] = "_.-:=+*#";

    for (int c = 0; c < t->spark; c++) {
        int level = race_level(t->v->board, r, c, t->spark, LEVELS);

        if (level < 0)
            weft_buf_addc(&t->b, ' ');
        else if (t->v->cli->ascii)
            weft_buf_addc(&t->b, ascii[level]);
        else
            weft_buf_adds(&t->b, block[level]);
    }
}

static const char *no_plan(const struct race_row *r)
{
    if (r->status == WEFT_INFEASIBLE)
        return "infeasible: ";
    return r->stage == RACE_REFUSED ? "refused: " : "no plan: ";
}

static void put_row(struct table *t, const struct race_row *r, bool leads)
{
    put(t, -7, r->engine);
    if (!r->npoint) {
        put(t, 0, leads ? "*" : " ");
        weft_buf_adds(&t->b, no_plan(r));
        weft_utf8_show(&t->b, r->text, strlen(r->text), t->v->cli->ascii);
        weft_buf_addc(&t->b, '\n');
        return;
    }
    put(t, 0, leads ? "*" : " ");
    put_time(t, 9, r->makespan);
    put_gap(t, 7, r);
    put_time(t, 9, r->bound);
    put(t, 0, "  ");
    put(t, -9, r->bound_engine ? r->bound_engine : "");
    if (t->costs)
        put_cost(t, 9, r->cost);
    put_seconds(t, 9, r->point[r->npoint - 1].at);
    put(t, 0, "  ");
    put_spark(t, r);
    while (t->b.len && t->b.p[t->b.len - 1] == ' ')
        t->b.len--;
    weft_buf_addc(&t->b, '\n');
}

static void put_heading(struct table *t)
{
    weft_utf8_show(&t->b, t->v->file, strlen(t->v->file), t->v->cli->ascii);
    weft_buf_addf(&t->b, ": each engine for %g s in one thread\n",
                  (double)t->v->board->time / 1000);
    put(t, -7, "engine");
    put(t, 10, "makespan");
    put(t, 7, "gap");
    put(t, 9, "bound");
    put(t, -11, "  by");
    if (t->costs)
        put(t, 9, "cost");
    put(t, 9, "after");
    weft_buf_addf(&t->b, "  1 ms%*g s\n", t->spark - 6,
                  (double)t->v->board->time / 1000);
}

char *cli_race_text(const struct race_view *v)
{
    struct table t = { .v = v };
    int best = race_leader(v->board);

    for (int k = 0; k < v->board->n; k++)
        t.costs = t.costs || (v->board->row[k].npoint && v->board->row[k].cost);
    t.spark = v->width - BEFORE - (t.costs ? BEFORE_COST : 0);
    t.spark = t.spark > SPARK_MAX ? SPARK_MAX : t.spark;
    t.spark = t.spark < SPARK_MIN ? SPARK_MIN : t.spark;
    put_heading(&t);
    for (int k = 0; k < v->board->n; k++)
        put_row(&t, &v->board->row[k], k == best);
    return weft_buf_take(&t.b);
}
