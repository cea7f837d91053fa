/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweeps: a plan for each of several values. */
#include <stdlib.h>
#include <string.h>

#include "analysis/sweep_int.h"

#define PLACES_MAX 10000000 /* of all points together */

struct weft_sweep {
    struct table t;
    int32_t *order; /* of turns */
    int32_t next;   /* in order */
    int32_t left;
};

void weft_sweep_free(struct weft_sweep *s)
{
    if (!s)
        return;
    table_release(&s->t);
    free(s->order);
    free(s);
}

/* --- the order of turns ------------------------------------------------------ */

/* The last of n values, the first, then the middles of what is between: the
 * extremes decide most of the others. rank[i]: the turn of value i. */
static void rank_values(int32_t n, int32_t *rank)
{
    int32_t turn = 0, gap = 1;

    for (int32_t i = 0; i < n; i++)
        rank[i] = WEFT_NONE;
    rank[n - 1] = turn++;
    if (n > 1)
        rank[0] = turn++;
    while (gap < n)
        gap *= 2;
    for (gap /= 2; gap > 0; gap /= 2)
        for (int32_t i = gap; i < n; i += gap)
            if (rank[i] == WEFT_NONE)
                rank[i] = turn++;
}

struct turn {
    int32_t key, point;
};

static int by_key(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->point < y->point ? -1 : 1;
}

static bool set_order(struct weft_sweep *s, const int32_t n[2])
{
    int32_t total = n[0] * n[1], most = n[0] > n[1] ? n[0] : n[1];
    int32_t *a = malloc(((size_t)n[0] + 1) * sizeof(*a));
    int32_t *b = malloc(((size_t)n[1] + 1) * sizeof(*b));
    struct turn *turn = malloc(((size_t)total + 1) * sizeof(*turn));
    bool ok = a && b && turn;

    if (ok) {
        rank_values(n[0], a);
        rank_values(n[1], b);
    }
    for (int32_t i = 0; i < total && ok; i++) {
        int32_t x = a[i / n[1]], y = b[i % n[1]];

        turn[i] = (struct turn){ (x > y ? x : y) * most + x + y, i };
    }
    if (ok)
        qsort(turn, (size_t)total, sizeof(*turn), by_key);
    for (int32_t i = 0; i < total && ok; i++)
        s->order[i] = turn[i].point;
    free(a);
    free(b);
    free(turn);
    return ok;
}

/* --- making ------------------------------------------------------------------ */

static bool same_knob(const struct weft_knob *a, const struct weft_knob *b)
{
    return a->kind == b->kind && a->node == b->node && a->res == b->res;
}

static enum weft_rc check_axes(const struct weft_axis *axis, int32_t naxis,
                               struct weft_err *err)
{
    for (int32_t k = 0; k < naxis; k++)
        for (int32_t i = 0; i < axis[k].n; i++)
            if (axis[k].value[i] < 0 ||
                (i > 0 && axis[k].value[i] <= axis[k].value[i - 1]))
                return weft_err_set(err, WEFT_E_INVAL, NULL,
                                    "values of a sweep ascend");
    if (naxis < 1 || naxis > 2 || axis[0].n < 1 || axis[naxis - 1].n < 1)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "a sweep has one or two axes with values");
    if (naxis == 2 && same_knob(&axis[0].knob, &axis[1].knob))
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "both values are of the same thing");
    return WEFT_OK;
}

static enum weft_rc check_size(const struct weft_plan *p, const int32_t n[2],
                               struct weft_err *err)
{
    int64_t points = (int64_t)n[0] * n[1];

    if (points > WEFT_VALUES_MAX ||
        points * (weft_plan_ntask(p) + 1) > PLACES_MAX)
        return weft_err_set(err, WEFT_E_LIMIT, NULL,
                            "%lld plans of %d tasks are too many to compare",
                            (long long)points, (int)weft_plan_ntask(p));
    return WEFT_OK;
}

static enum weft_rc fill(struct weft_sweep *s, const struct weft_plan *p,
                         const struct weft_axis *axis, int32_t naxis,
                         const int32_t n[2], struct weft_err *err)
{
    struct weft_knob knob[2] = { axis[0].knob, axis[naxis - 1].knob };
    int32_t total = n[0] * n[1];
    enum weft_rc rc = table_init(&s->t, p, knob, naxis, total, err);

    if (rc)
        return rc;
    s->left = total;
    s->order = malloc((size_t)total * sizeof(*s->order));
    if (!s->order || !set_order(s, n))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    for (int32_t i = 0; i < total; i++) {
        s->t.entry[i].pub.value[0] = axis[0].value[i / n[1]];
        if (naxis > 1)
            s->t.entry[i].pub.value[1] = axis[1].value[i % n[1]];
    }
    return WEFT_OK;
}

enum weft_rc weft_sweep_new(const struct weft_plan *p,
                            const struct weft_axis *axis, int32_t naxis,
                            struct weft_sweep **out, struct weft_err *err)
{
    enum weft_rc rc = check_axes(axis, naxis, err);
    int32_t n[2] = { 1, 1 };
    struct weft_sweep *s;

    for (int32_t k = 0; k < naxis && !rc; k++)
        n[k] = axis[k].n;
    if (!rc)
        rc = check_size(p, n, err);
    if (rc)
        return rc;
    s = calloc(1, sizeof(*s));
    if (!s)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    rc = fill(s, p, axis, naxis, n, err);
    if (rc)
        weft_sweep_free(s);
    else
        *out = s;
    return rc;
}

enum weft_rc weft_sweep_know(struct weft_sweep *s,
                             const struct weft_place *place, size_t n,
                             int64_t bound, const char *engine,
                             struct weft_err *err)
{
    return table_know(&s->t, place, n, bound, engine, err);
}

/* --- turns --------------------------------------------------------------------- */

enum weft_rc weft_sweep_next(struct weft_sweep *s, struct weft_trial *t,
                             struct weft_err *err)
{
    *t = (struct weft_trial){ 0 };
    while (s->next < s->t.n) {
        int32_t i = s->order[s->next];
        bool open = false, waits = !s->t.entry[i].pub.done;
        enum weft_rc rc = WEFT_OK;

        if (waits)
            rc = table_begin(&s->t, i, t, &open, err);
        if (rc || open)
            return rc;
        s->next++;
        s->left -= waits;
    }
    return WEFT_OK;
}

enum weft_rc weft_sweep_put(struct weft_sweep *s, const struct weft_result *r,
                            struct weft_err *err)
{
    enum weft_rc rc;

    if (s->t.at == WEFT_NONE)
        return weft_err_set(err, WEFT_E_INVAL, NULL, "no trial is under way");
    rc = table_end(&s->t, r, err);
    if (!rc) {
        s->next++;
        s->left--;
    }
    return rc;
}

int32_t weft_sweep_again(struct weft_sweep *s)
{
    s->left = 0;
    s->next = 0;
    for (int32_t i = 0; i < s->t.n; i++) {
        struct weft_point *p = &s->t.entry[i].pub;

        p->done = p->status == WEFT_OPTIMAL || p->status == WEFT_INFEASIBLE;
        s->left += !p->done;
    }
    return s->left;
}

int32_t weft_sweep_left(const struct weft_sweep *s)
{
    return s->left;
}

int32_t weft_sweep_count(const struct weft_sweep *s)
{
    return s->t.n;
}

const struct weft_point *weft_sweep_point(const struct weft_sweep *s, int32_t i)
{
    return &s->t.entry[i].pub;
}

const struct weft_place *weft_sweep_places(const struct weft_sweep *s,
                                           int32_t i, size_t *n)
{
    int32_t from = s->t.entry[i].pub.from;

    *n = (size_t)weft_plan_ntask(s->t.plan);
    return from == WEFT_NONE ? NULL : s->t.entry[from].place;
}

/* --- what stands out -------------------------------------------------------------- */

/* How far point i is above the straight line from (x0, y0) to (x1, y1), with
 * both axes from 0 to 1. */
static double above(const struct weft_point *p, const struct weft_point *first,
                    const struct weft_point *last)
{
    double x = (double)(p->value[0] - first->value[0]) /
               (double)(last->value[0] - first->value[0]);
    double y = (double)(first->makespan - p->makespan) /
               (double)(first->makespan - last->makespan);

    return y - x;
}

static int32_t knee(const struct weft_sweep *s, int32_t first, int32_t last)
{
    const struct weft_point *a = weft_sweep_point(s, first);
    const struct weft_point *b = weft_sweep_point(s, last);
    double most = 1e-9;
    int32_t best = WEFT_NONE;

    if (a->makespan <= b->makespan)
        return WEFT_NONE;
    for (int32_t i = first; i <= last; i++) {
        const struct weft_point *p = weft_sweep_point(s, i);

        if (p->from == WEFT_NONE || above(p, a, b) <= most)
            continue;
        most = above(p, a, b) + 1e-9; /* of equal ones the first */
        best = i;
    }
    return best;
}

void weft_sweep_marks(const struct weft_sweep *s, struct weft_marks *m)
{
    int32_t first = WEFT_NONE, last = WEFT_NONE;

    *m = (struct weft_marks){ WEFT_NONE, WEFT_NONE, WEFT_NONE };
    for (int32_t i = 0; i < s->t.n && s->t.naxis == 1; i++) {
        const struct weft_point *p = weft_sweep_point(s, i);

        if (p->value[0] == s->t.entry[s->t.n].pub.value[0])
            m->now = i;
        if (p->from == WEFT_NONE)
            continue;
        if (first == WEFT_NONE)
            first = i;
        if (last == WEFT_NONE ||
            p->makespan < weft_sweep_point(s, last)->makespan)
            m->best = i;
        last = i;
    }
    if (first != WEFT_NONE)
        m->knee = knee(s, first, last);
}
