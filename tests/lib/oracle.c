/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oracle.h"

#include "lib/tweft.h"

#define NO_PLAN INT64_MAX

struct oracle {
    const struct weft_problem *q;
    int64_t start[ORACLE_TASKS];
    int32_t opt[ORACLE_TASKS];
    bool placed[ORACLE_TASKS];
    int64_t best; /* makespan, NO_PLAN if there is none so far */
};

static const struct weft_option *option_of(const struct oracle *x, int32_t i)
{
    return &x->q->option[x->opt[i]];
}

static int64_t use_of(const struct oracle *x, int32_t i, int32_t cell)
{
    const struct weft_option *o = option_of(x, i);
    int64_t sum = 0;

    for (int32_t k = 0; k < o->nuse; k++)
        if (x->q->use[o->use_begin + k].cell == cell)
            sum += x->q->use[o->use_begin + k].qty;
    return sum;
}

/* In use of a cell at instant t, without task i. */
static int64_t use_at(const struct oracle *x, int32_t i, int32_t cell,
                      int64_t t)
{
    int64_t sum = 0;

    for (int32_t j = 0; j < x->q->ntask; j++) {
        if (x->q->hold[j])
            sum += use_of(x, j, cell);
        else if (j != i && x->placed[j] && x->start[j] <= t &&
                 t < x->start[j] + option_of(x, j)->dur)
            sum += use_of(x, j, cell);
    }
    return sum;
}

/* Use grows at starts only: those are the instants to look at. */
static bool cells_allow(const struct oracle *x, int32_t i, int64_t t)
{
    const struct weft_option *o = option_of(x, i);

    if (x->q->hold[i] || !o->dur)
        return true;
    for (int32_t k = 0; k < o->nuse; k++) {
        const struct weft_use *u = &x->q->use[o->use_begin + k];
        int64_t room = x->q->cell[u->cell].cap - u->qty;

        if (use_at(x, i, u->cell, t) > room)
            return false;
        for (int32_t j = 0; j < x->q->ntask; j++)
            if (x->placed[j] && x->start[j] > t && x->start[j] < t + o->dur &&
                use_at(x, i, u->cell, x->start[j]) > room)
                return false;
    }
    return true;
}

static bool down_allows(const struct oracle *x, int32_t i, int64_t t)
{
    const struct weft_option *o = option_of(x, i);

    if (o->copy == WEFT_NONE)
        return true;
    for (int32_t k = 0; k < x->q->copy[o->copy].ndown; k++) {
        int32_t d = x->q->copy[o->copy].down_begin + k;

        if (t < x->q->down[d].to && x->q->down[d].from < t + o->dur)
            return false;
    }
    return true;
}

static int64_t ready_at(const struct oracle *x, int32_t i)
{
    const struct weft_graph *g = &x->q->graph;
    int64_t ready = x->q->release[i];

    for (int32_t k = g->pred_begin[i]; k < g->pred_begin[i + 1]; k++) {
        int32_t p = g->pred[k], from = option_of(x, p)->copy;
        int32_t to = option_of(x, i)->copy;
        int64_t t = x->start[p] + option_of(x, p)->dur + g->pred_w[k];

        if (from != WEFT_NONE && to != WEFT_NONE && from != to)
            t += x->q->link_xfer[g->pred_link[k]];
        if (t > ready)
            ready = t;
    }
    return ready;
}

static void try_start(const struct oracle *x, int32_t i, int64_t ready,
                      int64_t t, int64_t *best)
{
    if (t >= ready && t < *best && down_allows(x, i, t) && cells_allow(x, i, t))
        *best = t;
}

/* Earliest start of task i in its option: when it is ready, or when something
 * ends. NO_PLAN if that is outside its window. */
static int64_t earliest(const struct oracle *x, int32_t i)
{
    const struct weft_problem *q = x->q;
    const struct weft_option *o = option_of(x, i);
    int64_t ready = ready_at(x, i), best = NO_PLAN;

    try_start(x, i, ready, ready, &best);
    for (int32_t j = 0; j < q->ntask; j++)
        if (x->placed[j])
            try_start(x, i, ready, x->start[j] + option_of(x, j)->dur, &best);
    for (int32_t k = 0; o->copy != WEFT_NONE && k < q->copy[o->copy].ndown; k++)
        try_start(x, i, ready, q->down[q->copy[o->copy].down_begin + k].to,
                  &best);
    if (best == NO_PLAN || best > q->latest[i] ||
        best + o->dur > q->deadline[i])
        return NO_PLAN;
    return best;
}

static bool can_be_next(const struct oracle *x, int32_t i)
{
    const struct weft_graph *g = &x->q->graph;

    if (x->placed[i])
        return false;
    for (int32_t k = g->pred_begin[i]; k < g->pred_begin[i + 1]; k++)
        if (!x->placed[g->pred[k]])
            return false;
    return true;
}

/* Depth is at most ORACLE_TASKS. A branch that already ends as late as the
 * best plan cannot lead to a shorter one. */
static void place_rest(struct oracle *x, int32_t count, int64_t makespan)
{
    if (count == x->q->ntask) {
        x->best = makespan;
        return;
    }
    for (int32_t i = 0; i < x->q->ntask; i++) {
        int64_t end;

        if (!can_be_next(x, i))
            continue;
        x->start[i] = earliest(x, i);
        if (x->start[i] == NO_PLAN)
            continue;
        end = x->start[i] + option_of(x, i)->dur;
        if (end < makespan)
            end = makespan;
        if (end >= x->best)
            continue;
        x->placed[i] = true;
        place_rest(x, count + 1, end);
        x->placed[i] = false;
    }
}

static bool totals_allow(const struct oracle *x)
{
    const struct weft_problem *q = x->q;

    for (int32_t b = 0; b < q->nbudget; b++) {
        int64_t sum = 0;

        for (int32_t i = 0; i < q->ntask; i++)
            for (int32_t k = 0; k < option_of(x, i)->nspend; k++) {
                int32_t s = option_of(x, i)->spend_begin + k;

                if (q->spend[s].cell == b)
                    sum += q->spend[s].qty;
            }
        if (sum > q->budget[b].cap)
            return false;
    }
    for (int32_t c = 0; c < q->ncell; c++)
        if (use_at(x, WEFT_NONE, c, -1) > q->cell[c].cap)
            return false;
    return true;
}

bool oracle(const struct weft_problem *q, int64_t *makespan)
{
    struct oracle x = { .q = q, .best = NO_PLAN };
    int32_t i;

    assert_true(q->ntask <= ORACLE_TASKS);
    for (i = 0; i < q->ntask; i++) {
        x.opt[i] = q->option_begin[i];
        if (x.opt[i] == q->option_begin[i + 1])
            return false;
    }
    do { /* every choice of options, counted like digits */
        if (totals_allow(&x))
            place_rest(&x, 0, 0);
        for (i = 0; i < q->ntask && ++x.opt[i] == q->option_begin[i + 1]; i++)
            x.opt[i] = q->option_begin[i];
    } while (i < q->ntask);
    *makespan = x.best;
    return x.best != NO_PLAN;
}
