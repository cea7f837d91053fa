/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Justification of schedules: right, left, and the two in turns. */
#include "engine/sgs.h"

#include <assert.h>
#include <string.h>

void weft_sgs_order(struct weft_sgs *g, int32_t *order)
{
    /* stable, from a topological order: runs of no length stay in place */
    memcpy(order, g->q->order, (size_t)g->q->ntask * sizeof(*order));
    weft_sort_by(&g->sort, g->start, order, g->q->ntask);
}

/* By when task i must start so that its window and its successors, which are
 * where they will stay, allow it. */
static int64_t start_limit(const struct weft_sgs *g, int32_t i)
{
    const struct weft_problem *q = g->q;
    const struct weft_graph *G = &q->graph;
    int32_t o = g->opt[i];
    int64_t end = g->makespan;

    if (end > q->deadline[i])
        end = q->deadline[i];
    for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++) {
        int64_t t = g->start[G->succ[k]] - (G->succ_w ? G->succ_w[k] : 0);

        if (g->has_xfer)
            t = g->start[G->succ[k]] -
                weft_problem_delay(q, G->succ_link[k],
                                   G->succ_w ? G->succ_w[k] : 0, o,
                                   g->opt[G->succ[k]]);
        if (end > t)
            end = t;
    }
    end -= q->option[o].dur;
    return end < q->latest[i] ? end : q->latest[i];
}

/* Latest start in [from, last]; a run of no length only avoids down windows. */
static int64_t fit_instant_last(const struct weft_problem *q, int32_t copy,
                                int64_t from, int64_t last)
{
    if (copy != WEFT_NONE) {
        const struct weft_window *w = q->down + q->copy[copy].down_begin;

        for (int32_t d = q->copy[copy].ndown - 1; d >= 0; d--)
            if (w[d].from < last && last < w[d].to)
                last = w[d].from;
    }
    return last >= from ? last : WEFT_NONE;
}

static int64_t fit_option_last(const struct weft_sgs *g, int32_t o,
                               int64_t from, int64_t last)
{
    const struct weft_need *a = g->need + g->need_begin[o];
    const struct weft_need *end = g->need + g->need_begin[o + 1];
    int64_t dur = g->q->option[o].dur, t = last;
    ptrdiff_t n = end - a, agree = 0;

    if (!dur)
        return fit_instant_last(g->q, g->q->option[o].copy, from, last);
    for (ptrdiff_t i = 0; agree < n; i = i + 1 < n ? i + 1 : 0) {
        int64_t s = weft_profile_fit_last(&g->plane[a[i].plane], from, t, dur,
                                          a[i].units);

        if (s == WEFT_NONE)
            return s;
        agree = s == t ? agree + 1 : 1;
        t = s;
    }
    return t;
}

void weft_sgs_order_back(struct weft_sgs *g, int32_t *order)
{
    int32_t n = g->q->ntask;

    memcpy(order, g->q->order, (size_t)n * sizeof(*order));
    weft_sort_by(&g->sort, g->finish, order, n);
    for (int32_t i = 0, j = n - 1; i < j; i++, j--) {
        int32_t t = order[i];

        order[i] = order[j];
        order[j] = t;
    }
}

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* Where a task is now always is a place for it: what is placed so far stands
 * where it stood or to the right of it. So the search never fails. */
enum weft_rc weft_sgs_right(struct weft_sgs *g, struct weft_err *err)
{
    int32_t n = g->q->ntask;

    weft_sgs_order_back(g, g->seq);
    for (int32_t p = 0; p < g->nplane; p++)
        if (!weft_profile_reset(&g->plane[p], g->held[p]))
            return no_memory(err);
    for (int32_t k = 0; k < n; k++) {
        int32_t i = g->seq[k], o = g->opt[i];
        const struct weft_need *a = g->need + g->need_begin[o];
        const struct weft_need *end = g->need + g->need_begin[o + 1];
        int64_t s = fit_option_last(g, o, g->start[i], start_limit(g, i));

        assert(s >= g->start[i]);
        g->start[i] = s;
        g->finish[i] = s + g->q->option[o].dur;
        for (; a < end; a++)
            if (!weft_profile_take(&g->plane[a->plane], s, g->finish[i],
                                   a->units))
                return no_memory(err);
    }
    return WEFT_OK;
}

static void save(struct weft_sgs *g)
{
    size_t n = (size_t)g->q->ntask;

    memcpy(g->save_opt, g->opt, n * sizeof(*g->opt));
    memcpy(g->save_start, g->start, n * sizeof(*g->start));
}

static void restore(struct weft_sgs *g, int64_t makespan)
{
    g->failed = WEFT_NONE;
    g->makespan = makespan;
    for (int32_t i = 0; i < g->q->ntask; i++) {
        g->opt[i] = g->save_opt[i];
        g->start[i] = g->save_start[i];
        g->finish[i] = g->start[i] + g->q->option[g->opt[i]].dur;
    }
}

/* A left pass in the order of the right one. First with the options kept,
 * which never gives a longer schedule; then, if that gains nothing, with
 * options chosen anew. */
static enum weft_rc left(struct weft_sgs *g, bool rechoose, int64_t best,
                         int64_t *made, struct weft_err *err)
{
    enum weft_rc rc;

    weft_sgs_order(g, g->seq);
    rc = weft_sgs_serial(g, g->seq, g->save_opt, err);
    ++*made;
    if (rc || g->makespan < best || !rechoose)
        return rc;
    for (int32_t i = 0; i < g->q->ntask; i++)
        g->save_pick[i] = g->q->hold[i] ? g->save_opt[i] : WEFT_NONE;
    rc = weft_sgs_serial(g, g->seq, g->save_pick, err);
    ++*made;
    return rc;
}

enum weft_rc weft_sgs_improve(struct weft_sgs *g, bool rechoose, int64_t most,
                              int64_t *made, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;
    int64_t best, passes = 0;

    rechoose = rechoose && g->probes > g->q->ntask;
    do {
        best = g->makespan;
        save(g);
        rc = weft_sgs_right(g, err);
        passes++;
        if (!rc)
            rc = left(g, rechoose, best, &passes, err);
        if (rc || g->failed != WEFT_NONE || g->makespan >= best) {
            restore(g, best);
            break;
        }
    } while (passes < most);
    if (made)
        *made += passes;
    return rc;
}
