/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/graph.h"

#include <stdlib.h>

enum weft_rc weft_cpm_init(struct weft_cpm *c, int32_t n, struct weft_err *err)
{
    size_t k = n > 0 ? (size_t)n : 1;
    int64_t **part[] = { &c->es, &c->ef, &c->ls, &c->lf, &c->total, &c->free_ };

    *c = (struct weft_cpm){ 0 };
    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
        *part[i] = malloc(k * sizeof(int64_t));
        if (!*part[i]) {
            weft_cpm_release(c);
            return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        }
    }
    return WEFT_OK;
}

void weft_cpm_release(struct weft_cpm *c)
{
    free(c->es);
    free(c->ef);
    free(c->ls);
    free(c->lf);
    free(c->total);
    free(c->free_);
    *c = (struct weft_cpm){ 0 };
}

static int64_t weight(const int64_t *w, int32_t e)
{
    return w ? w[e] : 0;
}

/* Earliest finishes and the makespan; false on overflow. */
static bool forward(const struct weft_graph *g, const int32_t *order,
                    const int64_t *dur, const int64_t *release, int64_t *ef,
                    int64_t *makespan)
{
    int64_t end = 0;

    for (int32_t k = 0; k < g->n; k++) {
        int32_t v = order[k];
        int64_t t = release && release[v] > 0 ? release[v] : 0, f;

        for (int32_t e = g->pred_begin[v]; e < g->pred_begin[v + 1]; e++) {
            if (__builtin_add_overflow(ef[g->pred[e]], weight(g->pred_w, e),
                                       &f))
                return false;
            t = f > t ? f : t;
        }
        if (__builtin_add_overflow(t, dur[v], &ef[v]))
            return false;
        end = ef[v] > end ? ef[v] : end;
    }
    *makespan = end;
    return true;
}

/* The latest that v may finish if its successors start at start[]. */
static int64_t latest_finish(const struct weft_graph *g, int32_t v,
                             const int64_t *start, int64_t makespan)
{
    int64_t t = makespan;

    for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++) {
        int64_t f = start[g->succ[e]] - weight(g->succ_w, e);

        t = f < t ? f : t;
    }
    return t;
}

/* All else from the earliest finishes in es, which becomes what it is called.
 * Lags are not negative, so es <= ls and nothing overflows. */
static void derive(const struct weft_cpm *c, const struct weft_graph *g,
                   const int32_t *order, const int64_t *dur, int64_t *es,
                   int64_t *ls)
{
    for (int32_t k = g->n - 1; k >= 0; k--) {
        int32_t v = order[k];

        ls[v] = latest_finish(g, v, ls, c->makespan) - dur[v];
    }
    for (int32_t v = 0; v < g->n; v++) {
        if (c->ef)
            c->ef[v] = es[v];
        es[v] -= dur[v];
        if (c->lf)
            c->lf[v] = ls[v] + dur[v];
        if (c->total)
            c->total[v] = ls[v] - es[v];
    }
    for (int32_t v = 0; c->free_ && v < g->n; v++)
        c->free_[v] = latest_finish(g, v, es, c->makespan) - es[v] - dur[v];
}

enum weft_rc weft_cpm_run(struct weft_cpm *c, const struct weft_graph *g,
                          const int32_t *order, const int64_t *dur,
                          const int64_t *release, struct weft_err *err)
{
    size_t size = ((size_t)g->n + 1) * sizeof(int64_t);
    int64_t *es = c->es ? c->es : malloc(size);
    int64_t *ls = c->ls ? c->ls : malloc(size);
    enum weft_rc rc = WEFT_OK;

    if (!es || !ls)
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    else if (!forward(g, order, dur, release, es, &c->makespan))
        rc = weft_err_set(err, WEFT_E_LIMIT, NULL,
                          "the durations and lags along a path add up to "
                          "more than 64 bits hold");
    else
        derive(c, g, order, dur, es, ls);
    if (es != c->es)
        free(es);
    if (ls != c->ls)
        free(ls);
    return rc;
}

/* A predecessor that v's earliest start waits for, or WEFT_NONE. */
static int32_t tight_pred(const struct weft_cpm *c, const struct weft_graph *g,
                          const int64_t *dur, int32_t v)
{
    for (int32_t e = g->pred_begin[v]; e < g->pred_begin[v + 1]; e++) {
        int32_t u = g->pred[e];

        if (c->es[u] + dur[u] + weight(g->pred_w, e) == c->es[v])
            return u;
    }
    return WEFT_NONE;
}

int32_t weft_cpm_path(const struct weft_cpm *c, const struct weft_graph *g,
                      const int32_t *order, const int64_t *dur, int32_t *path)
{
    int32_t k = g->n - 1, len = 0;

    /* the last in order: what has no duration at the end belongs to it */
    while (k >= 0 && c->es[order[k]] + dur[order[k]] != c->makespan)
        k--;
    for (int32_t v = k < 0 ? WEFT_NONE : order[k]; v != WEFT_NONE;
         v = tight_pred(c, g, dur, v))
        path[len++] = v;
    for (int32_t i = 0; i < len / 2; i++) {
        int32_t t = path[i];

        path[i] = path[len - 1 - i];
        path[len - 1 - i] = t;
    }
    return len;
}
