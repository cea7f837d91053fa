/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Insertion of one task after the other, as plain as can be: every question is
 * answered by looking at all tasks placed so far. */
#include <stdlib.h>

#include "lib/tplan.h"

#define NOT_YET (INT64_MAX / 4) /* start of a hold task that has a copy */

struct serial {
    const struct weft_problem *q;
    struct weft_schedule *s;
    int64_t *spent;
    uint64_t *rng; /* NULL: by longest path and earliest end */
};

static const struct weft_option *option_of(const struct serial *x, int32_t i)
{
    return &x->q->option[x->s->opt[i]];
}

static int64_t use_of(const struct weft_problem *q, const struct weft_option *o,
                      int32_t cell)
{
    int64_t sum = 0;

    for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
        if (q->use[k].cell == cell)
            sum += q->use[k].qty;
    return sum;
}

/* In use of a cell at time t by placed tasks, reservations included. */
static int64_t load_at(const struct serial *x, int32_t cell, int64_t t)
{
    int64_t sum = 0;

    for (int32_t i = 0; i < x->q->ntask; i++) {
        const struct weft_option *o;

        if (x->s->opt[i] == WEFT_NONE)
            continue;
        o = option_of(x, i);
        if (x->q->hold[i] ||
            (x->s->start[i] <= t && t < x->s->start[i] + o->dur))
            sum += use_of(x->q, o, cell);
    }
    return sum;
}

static bool fits_at(const struct serial *x, int32_t i,
                    const struct weft_option *o, int64_t t)
{
    const struct weft_problem *q = x->q;

    if (o->copy != WEFT_NONE)
        for (int32_t k = 0; k < q->copy[o->copy].ndown; k++) {
            const struct weft_window *w =
                &q->down[q->copy[o->copy].down_begin + k];

            if (t < w->to && w->from < t + o->dur)
                return false;
        }
    for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++) {
        int64_t room = q->cell[q->use[k].cell].cap - q->use[k].qty;

        if (q->hold[i] || o->dur == 0)
            continue;
        if (load_at(x, q->use[k].cell, t) > room)
            return false;
        for (int32_t j = 0; j < q->ntask; j++)
            if (x->s->opt[j] != WEFT_NONE && x->s->start[j] > t &&
                x->s->start[j] < t + o->dur &&
                load_at(x, q->use[k].cell, x->s->start[j]) > room)
                return false;
    }
    return true;
}

static int64_t ready_at(const struct serial *x, int32_t i, int32_t opt)
{
    const struct weft_graph *g = &x->q->graph;
    int64_t at = x->q->release[i];

    for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
        int32_t u = g->pred[e];
        int64_t t = x->s->start[u] + option_of(x, u)->dur +
                    weft_problem_delay(x->q, g->pred_link[e], g->pred_w[e],
                                       x->s->opt[u], opt);

        at = t > at ? t : at;
    }
    return at;
}

/* Earliest start >= at. What can end a conflict is the end of a run or of a
 * window; after the last one everything fits. */
static int64_t earliest(const struct serial *x, int32_t i,
                        const struct weft_option *o, int64_t at)
{
    while (!fits_at(x, i, o, at)) {
        int64_t next = INT64_MAX;

        for (int32_t j = 0; j < x->q->ntask; j++)
            if (x->s->opt[j] != WEFT_NONE) {
                int64_t end = x->s->start[j] + option_of(x, j)->dur;

                if (end > at && end < next && x->s->start[j] != NOT_YET)
                    next = end;
            }
        for (int32_t k = 0;
             o->copy != WEFT_NONE && k < x->q->copy[o->copy].ndown; k++) {
            int64_t end = x->q->down[x->q->copy[o->copy].down_begin + k].to;

            if (end > at && end < next)
                next = end;
        }
        if (next == INT64_MAX)
            return next;
        at = next;
    }
    return at;
}

static bool spends(struct serial *x, const struct weft_option *o, bool book)
{
    for (int32_t k = o->spend_begin; k < o->spend_begin + o->nspend; k++) {
        int32_t r = x->q->spend[k].cell;

        if (x->spent[r] + x->q->spend[k].qty > x->q->budget[r].cap)
            return false;
        if (book)
            x->spent[r] += x->q->spend[k].qty;
    }
    return true;
}

static bool reserves(const struct serial *x, const struct weft_option *o)
{
    for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
        if (load_at(x, x->q->use[k].cell, -1) + x->q->use[k].qty >
            x->q->cell[x->q->use[k].cell].cap)
            return false;
    return true;
}

static bool in_time(const struct serial *x, int32_t i,
                    const struct weft_option *o, int64_t at)
{
    return at != INT64_MAX && at <= x->q->latest[i] &&
           at + o->dur <= x->q->deadline[i];
}

/* Hold tasks take their copies first: a reservation is for all time. */
static bool place_hold(struct serial *x, int32_t i)
{
    int32_t begin = x->q->option_begin[i];
    int32_t n = x->q->option_begin[i + 1] - begin;
    int32_t shift = x->rng && n ? rand_below(x->rng, n) : 0;

    for (int32_t k = 0; k < n; k++) {
        int32_t o = begin + (k + shift) % n;

        if (!reserves(x, &x->q->option[o]) ||
            !spends(x, &x->q->option[o], false))
            continue;
        spends(x, &x->q->option[o], true);
        x->s->opt[i] = o;
        x->s->start[i] = NOT_YET;
        return true;
    }
    return false;
}

static bool place(struct serial *x, int32_t i)
{
    int32_t begin = x->q->option_begin[i], best = WEFT_NONE;
    int32_t n = x->q->option_begin[i + 1] - begin;
    int32_t shift = x->rng && n ? rand_below(x->rng, n) : 0;
    int64_t start = 0;

    if (x->q->hold[i]) {
        begin = x->s->opt[i];
        n = 1;
        shift = 0;
        x->s->start[i] = NOT_YET;
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t o = begin + (k + shift) % n;
        const struct weft_option *op = &x->q->option[o];
        int64_t at = ready_at(x, i, o);

        if (x->rng && rand_below(x->rng, 5) == 0 &&
            x->q->latest[i] == WEFT_FOREVER)
            at += rand_below(x->rng, 4);
        at = earliest(x, i, op, at);
        if (!in_time(x, i, op, at) || (!x->q->hold[i] && !spends(x, op, false)))
            continue;
        if (best == WEFT_NONE ||
            (!x->rng && at + op->dur < start + x->q->option[best].dur)) {
            best = o;
            start = at;
        }
        if (x->rng)
            break;
    }
    if (best == WEFT_NONE)
        return false;
    if (!x->q->hold[i])
        spends(x, &x->q->option[best], true);
    x->s->opt[i] = best;
    x->s->start[i] = start;
    return true;
}

/* Of the tasks whose predecessors are placed: the one with the longest path
 * to the end, or one by chance. */
static int32_t choose(const struct serial *x, const bool *done,
                      const int64_t *tail)
{
    const struct weft_graph *g = &x->q->graph;
    int32_t best = WEFT_NONE, seen = 0;

    for (int32_t i = 0; i < x->q->ntask; i++) {
        bool ready = !done[i];

        for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++)
            ready &= done[g->pred[e]];
        if (!ready)
            continue;
        seen++;
        if (best == WEFT_NONE ||
            (x->rng ? rand_below(x->rng, seen) == 0 : tail[i] > tail[best]))
            best = i;
    }
    return best;
}

static void find_tails(const struct weft_problem *q, int64_t *tail)
{
    for (int32_t k = q->ntask - 1; k >= 0; k--) {
        int32_t i = q->order[k];

        for (int32_t e = q->graph.succ_begin[i]; e < q->graph.succ_begin[i + 1];
             e++) {
            int64_t t = tail[q->graph.succ[e]] + q->graph.succ_w[e];

            tail[i] = t > tail[i] ? t : tail[i];
        }
        tail[i] += q->min_dur[i];
    }
}

static bool run(struct serial *x)
{
    size_t n = (size_t)x->q->ntask + 1;
    bool *done = calloc(n, sizeof(*done));
    int64_t *tail = calloc(n, sizeof(*tail));
    bool good = true;

    if (!done || !tail)
        abort();
    find_tails(x->q, tail);
    for (int32_t i = 0; i < x->q->ntask; i++)
        x->s->opt[i] = WEFT_NONE;
    for (int32_t i = 0; i < x->q->ntask; i++)
        good &= !x->q->hold[i] || place_hold(x, i);
    for (int32_t k = 0; k < x->q->ntask && good; k++) {
        int32_t i = choose(x, done, tail);

        good = i != WEFT_NONE && place(x, i);
        if (good)
            done[i] = true;
    }
    free(done);
    free(tail);
    return good;
}

bool serial_random(const struct weft_problem *q, uint64_t *rng,
                   struct weft_schedule *s)
{
    struct serial x = { .q = q, .s = s, .rng = rng };
    bool good;

    x.spent = calloc((size_t)q->nbudget + 1, sizeof(*x.spent));
    if (!x.spent)
        abort();
    good = run(&x);
    free(x.spent);
    return good;
}

bool serial_schedule(const struct weft_problem *q, struct weft_schedule *s)
{
    return serial_random(q, NULL, s);
}
