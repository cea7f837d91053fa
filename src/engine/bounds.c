/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lower bounds at the root: critical path, energy, time-table. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/pools.h"
#include "engine/sort.h"
#include "engine/timetable.h"
#include "engine/windows.h"
#include "weft/engine.h"

/* Items of a pool up to which every pair of head and tail is tried. */
#define ALL_PAIRS 256

/* Time-tables are tried up to this many items in all pools. */
#define TIMETABLE_ITEMS 40000

struct energy {
    const struct weft_windows *w;
    int32_t *index;    /* tasks of the pool, latest head first */
    weft_wide *amount; /* energy by task */
    int64_t *key;
    struct weft_sort sort;
};

static bool energy_init(struct energy *e, const struct weft_problem *q,
                        const struct weft_windows *w)
{
    size_t n = (size_t)q->ntask + 1;

    *e = (struct energy){ .w = w,
                          .index = malloc(n * sizeof(*e->index)),
                          .amount = malloc(n * sizeof(*e->amount)),
                          .key = malloc(n * sizeof(*e->key)) };
    return e->index && e->amount && e->key &&
           weft_sort_init(&e->sort, q->ntask);
}

static void energy_release(struct energy *e)
{
    free(e->index);
    free(e->amount);
    free(e->key);
    weft_sort_release(&e->sort);
}

/* Tasks with a tail of at least `tail` (and a head of at least each in turn)
 * must share the pool between head and tail: a bound, at least `best`. */
static int64_t energy_after(const struct energy *e, const struct weft_pool *p,
                            int64_t tail, int64_t best)
{
    weft_wide sum = 0;
    int64_t least_tail = INT64_MAX;

    for (int32_t k = 0; k < p->n; k++) {
        int32_t i = e->index[k];
        int64_t ends;

        if (e->w->tail[i] < tail)
            continue;
        sum += e->amount[i];
        if (least_tail > e->w->tail[i])
            least_tail = e->w->tail[i];
        ends = e->w->head[i] + least_tail;
        if (sum > (weft_wide)(best - ends) * p->cap)
            best = ends + (int64_t)((sum + p->cap - 1) / p->cap);
    }
    return best;
}

static int64_t energy_of_pool(struct energy *e, const struct weft_pools *pools,
                              const struct weft_pool *p, int64_t best)
{
    const struct weft_pool_item *it = pools->item + p->begin;
    int64_t tried = -1;

    for (int32_t k = 0; k < p->n; k++) {
        e->index[k] = it[k].task;
        e->amount[it[k].task] = it[k].energy;
        e->key[it[k].task] = -e->w->head[it[k].task];
    }
    weft_sort_by(&e->sort, e->key, e->index, p->n);
    best = energy_after(e, p, 0, best);
    for (int32_t k = 0; p->n <= ALL_PAIRS && k < p->n; k++) {
        int64_t tail = e->w->tail[it[k].task];

        if (tail != tried)
            best = energy_after(e, p, tail, best);
        tried = tail;
    }
    return best;
}

/* Pools that reservations leave nothing of, for tasks that need some. */
static bool find_reserved(const struct weft_problem *q,
                          const struct weft_pools *pools, struct weft_bounds *b)
{
    for (int32_t k = 0; k < pools->n; k++) {
        const struct weft_pool *p = &pools->pool[k];

        if (p->cap < 0)
            snprintf(b->reason, sizeof(b->reason),
                     "tasks with \"hold\": \"plan\" reserve more %s than the "
                     "nodes they may run on have",
                     weft_problem_res_id(q, p->res));
        for (int32_t x = 0; x < p->n && !b->reason[0]; x++)
            if (pools->item[p->begin + x].qty > p->cap)
                snprintf(
                    b->reason, sizeof(b->reason),
                    "tasks with \"hold\": \"plan\" leave too little %s "
                    "for %s",
                    weft_problem_res_id(q, p->res),
                    weft_problem_task_id(q, pools->item[p->begin + x].task));
        if (b->reason[0])
            return true;
    }
    return false;
}

static void bound_energy(struct energy *e, const struct weft_pools *pools,
                         struct weft_bounds *b)
{
    for (int32_t k = 0; k < pools->n; k++) {
        int64_t v = energy_of_pool(e, pools, &pools->pool[k], b->energy);

        if (v > b->energy) {
            b->energy = v;
            b->energy_res = pools->pool[k].res;
        }
    }
    if (b->best < b->energy)
        b->best = b->energy;
}

static void explain_refuted(const struct weft_problem *q,
                            const struct weft_pools *pools, int32_t pool,
                            int32_t task, struct weft_bounds *b)
{
    if (pool != WEFT_NONE)
        snprintf(b->reason, sizeof(b->reason),
                 "deadlines and start pins together need more %s than there is",
                 weft_problem_res_id(q, pools->pool[pool].res));
    else
        snprintf(b->reason, sizeof(b->reason),
                 "deadlines and start pins leave no room for %s",
                 weft_problem_task_id(q, task));
}

static enum weft_rc bound_timetable(const struct weft_problem *q,
                                    const struct weft_pools *pools,
                                    const struct weft_windows *w,
                                    struct weft_bounds *b, struct weft_err *err)
{
    struct weft_timetable *t = NULL;
    int32_t pool, task;
    enum weft_rc rc;

    if (pools->nitem > TIMETABLE_ITEMS)
        return WEFT_OK;
    rc = weft_timetable_new(q, pools, w, &t, err);
    if (rc)
        return rc;
    if (weft_timetable_refutes(t, WEFT_FOREVER, &pool, &task))
        explain_refuted(q, pools, pool, task, b);
    else
        b->best = b->timetable = weft_timetable_bound(t, b->best);
    weft_timetable_free(t);
    return WEFT_OK;
}

enum weft_rc weft_bounds(const struct weft_problem *q, struct weft_bounds *b,
                         struct weft_err *err)
{
    struct weft_bounds v = { .energy_res = WEFT_NONE };
    struct weft_windows w = { 0 };
    struct weft_pools pools = { 0 };
    struct energy e = { 0 };
    enum weft_rc rc = weft_windows_init(&w, q, err);

    if (!rc)
        rc = weft_pools_init(&pools, q, err);
    if (!rc && !energy_init(&e, q, &w))
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (rc)
        goto out;
    v.best = v.critical_path = w.critical_path;
    if (!find_reserved(q, &pools, &v)) {
        bound_energy(&e, &pools, &v);
        rc = bound_timetable(q, &pools, &w, &v, err);
    }
    if (!rc)
        *b = v;
out:
    energy_release(&e);
    weft_pools_release(&pools);
    weft_windows_release(&w);
    return rc;
}
