/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/timetable.h"

#include <stdlib.h>
#include <string.h>

#include "engine/sort.h"

/* Rounds of pushing before it is left at that: what is found holds anyway. */
#define ROUNDS 50

struct weft_timetable {
    const struct weft_problem *q;
    const struct weft_pools *pools;
    const struct weft_windows *w;
    int64_t *head, *end; /* windows at the moment, by task */
    int64_t *key;        /* scratch: times of events */
    int64_t *delta;      /* and what changes */
    int32_t *index;
    int64_t *at, *use; /* certain use as steps; use[k] from at[k] on */
    int32_t nstep;
    struct weft_sort sort;
};

void weft_timetable_free(struct weft_timetable *t)
{
    if (!t)
        return;
    free(t->head);
    free(t->end);
    free(t->key);
    free(t->delta);
    free(t->index);
    free(t->at);
    free(t->use);
    weft_sort_release(&t->sort);
    free(t);
}

enum weft_rc weft_timetable_new(const struct weft_problem *q,
                                const struct weft_pools *pools,
                                const struct weft_windows *w,
                                struct weft_timetable **out,
                                struct weft_err *err)
{
    struct weft_timetable *t = calloc(1, sizeof(*t));
    size_t n = (size_t)q->ntask + 1;

    if (t) {
        t->q = q;
        t->pools = pools;
        t->w = w;
        t->head = malloc(n * sizeof(*t->head));
        t->end = malloc(n * sizeof(*t->end));
        t->key = malloc(2 * n * sizeof(*t->key));
        t->delta = malloc(2 * n * sizeof(*t->delta));
        t->index = malloc(2 * n * sizeof(*t->index));
        t->at = malloc(2 * n * sizeof(*t->at));
        t->use = malloc(2 * n * sizeof(*t->use));
    }
    if (!t || !t->head || !t->end || !t->key || !t->delta || !t->index ||
        !t->at || !t->use || !weft_sort_init(&t->sort, 2 * q->ntask)) {
        weft_timetable_free(t);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    *out = t;
    return WEFT_OK;
}

static int64_t latest_start(const struct weft_timetable *t, int32_t i)
{
    int64_t last = t->end[i] == WEFT_FOREVER ? WEFT_FOREVER
                                             : t->end[i] - t->q->min_dur[i];

    return last < t->q->latest[i] ? last : t->q->latest[i];
}

/* The run of task i that is certain: [*from, *to), empty if from >= to. */
static void certain(const struct weft_timetable *t, int32_t i, int64_t *from,
                    int64_t *to)
{
    *from = latest_start(t, i);
    *to = t->head[i] + t->q->min_dur[i];
}

/* Add up the certain runs of a pool. False: above its capacity. */
static bool fill_steps(struct weft_timetable *t, const struct weft_pool *pool)
{
    const struct weft_pool_item *item = t->pools->item + pool->begin;
    weft_wide use = 0;
    int32_t n = 0;

    for (int32_t k = 0; k < pool->n; k++) {
        int64_t from, to;

        certain(t, item[k].task, &from, &to);
        if (from >= to)
            continue;
        t->key[n] = from;
        t->delta[n] = item[k].qty;
        t->key[n + 1] = to;
        t->delta[n + 1] = -item[k].qty;
        n += 2;
    }
    for (int32_t k = 0; k < n; k++)
        t->index[k] = k;
    weft_sort_by(&t->sort, t->key, t->index, n);
    t->nstep = 0;
    for (int32_t k = 0; k < n; k++) {
        int64_t at = t->key[t->index[k]];

        use += t->delta[t->index[k]];
        if (k + 1 < n && t->key[t->index[k + 1]] == at)
            continue;
        if (use > pool->cap)
            return false;
        t->at[t->nstep] = at;
        t->use[t->nstep++] = (int64_t)use;
    }
    return true;
}

/* First step that ends after time `at`. */
static int32_t step_after(const struct weft_timetable *t, int64_t at)
{
    int32_t lo = 0, hi = t->nstep;

    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;

        if (mid + 1 < t->nstep && t->at[mid + 1] <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* What step k leaves for task i, whose own certain run is [from, to). */
static int64_t room_at(const struct weft_timetable *t,
                       const struct weft_pool *pool, int32_t k, int64_t from,
                       int64_t to, int64_t qty)
{
    bool own = from < to && t->at[k] >= from && t->at[k] < to;

    return pool->cap - t->use[k] + (own ? qty : 0);
}

/* Push the window of one task past steps that leave no room for it. True if
 * it moved. */
static bool push(struct weft_timetable *t, const struct weft_pool *pool,
                 const struct weft_pool_item *it)
{
    int32_t i = it->task;
    int64_t dur = t->q->min_dur[i], from, to, head = t->head[i];
    int64_t end = t->end[i];
    int32_t k;

    certain(t, i, &from, &to);
    if (!dur || from == t->head[i])
        return false; /* nothing to move: it is where it must be */
    for (k = step_after(t, head); k + 1 < t->nstep && t->at[k] < head + dur;
         k++)
        if (t->at[k + 1] > head &&
            room_at(t, pool, k, from, to, it->qty) < it->qty)
            head = t->at[k + 1];
    if (end != WEFT_FOREVER) {
        for (k = step_after(t, end - 1); k >= 0; k--) {
            if (k + 1 < t->nstep && t->at[k + 1] <= end - dur)
                break;
            if (t->at[k] < end && k + 1 < t->nstep &&
                room_at(t, pool, k, from, to, it->qty) < it->qty)
                end = t->at[k];
        }
    }
    if (head == t->head[i] && end == t->end[i])
        return false;
    t->head[i] = head;
    t->end[i] = end;
    return true;
}

static int32_t find_empty(const struct weft_timetable *t)
{
    for (int32_t i = 0; i < t->q->ntask; i++)
        if (t->head[i] > latest_start(t, i))
            return i;
    return WEFT_NONE;
}

static void open_windows(struct weft_timetable *t, int64_t end)
{
    const struct weft_problem *q = t->q;

    for (int32_t i = 0; i < q->ntask; i++) {
        int64_t last = q->deadline[i];

        t->head[i] = t->w->head[i];
        if (end != WEFT_FOREVER && last > end - t->w->tail[i])
            last = end - t->w->tail[i];
        t->end[i] = last;
    }
    weft_windows_backward(t->w, q, t->end);
}

bool weft_timetable_refutes(struct weft_timetable *t, int64_t end,
                            int32_t *pool, int32_t *task)
{
    const struct weft_pools *p = t->pools;
    bool moved = true;

    if (pool)
        *pool = WEFT_NONE;
    if (task)
        *task = WEFT_NONE;
    open_windows(t, end);
    for (int round = 0; moved && round < ROUNDS; round++) {
        int32_t empty = find_empty(t);

        moved = false;
        if (empty != WEFT_NONE) {
            if (task)
                *task = empty;
            return true;
        }
        for (int32_t k = 0; k < p->n; k++) {
            if (!fill_steps(t, &p->pool[k])) {
                if (pool)
                    *pool = k;
                return true;
            }
            for (int32_t x = 0; t->nstep && x < p->pool[k].n; x++)
                moved |= push(t, &p->pool[k], &p->item[p->pool[k].begin + x]);
        }
        if (moved) {
            weft_windows_forward(t->w, t->q, t->head);
            weft_windows_backward(t->w, t->q, t->end);
        }
    }
    return find_empty(t) != WEFT_NONE;
}

int64_t weft_timetable_bound(struct weft_timetable *t, int64_t from)
{
    int64_t refuted = from - 1, open, step = 1;

    for (open = from; weft_timetable_refutes(t, open, NULL, NULL);
         open += step) {
        refuted = open;
        step *= 2;
    }
    while (open - refuted > 1) {
        int64_t mid = refuted + (open - refuted) / 2;

        if (weft_timetable_refutes(t, mid, NULL, NULL))
            refuted = mid;
        else
            open = mid;
    }
    return open;
}
