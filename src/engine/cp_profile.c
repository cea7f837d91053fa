/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_profile.h"

#include <stdlib.h>
#include <string.h>

/* Horizons up to this are kept by tick. */
#define MAX_DENSE 4096

bool weft_cp_profile_init(struct weft_cp_core *c, struct weft_cp_profile *p,
                          int32_t horizon, int32_t runs)
{
    int64_t n = horizon <= MAX_DENSE ? horizon + 1 : 2 * (int64_t)runs + 4;
    int32_t cap = 0;

    *p = (struct weft_cp_profile){ .horizon = horizon };
    if (!weft_cp_grow(c, (void **)&p->use, &cap, n, sizeof(*p->use)))
        return false;
    cap = 0;
    if (horizon > MAX_DENSE &&
        !weft_cp_grow(c, (void **)&p->at, &cap, n, sizeof(*p->at)))
        return false;
    memset(p->use, 0, (size_t)n * sizeof(*p->use));
    if (p->at) {
        p->at[0] = 0;
        p->n = 1;
    }
    return true;
}

void weft_cp_profile_release(struct weft_cp_profile *p)
{
    free(p->use);
    free(p->at);
}

/* --- break points --------------------------------------------------------- */

/* The step that t lies in. */
static int32_t step_of(const struct weft_cp_profile *p, int32_t t)
{
    int32_t lo = 0, hi = p->n - 1, mid;

    while (lo < hi) {
        mid = (lo + hi + 1) / 2;
        if (p->at[mid] <= t)
            lo = mid;
        else
            hi = mid - 1;
    }
    return lo;
}

static void move(struct weft_cp_profile *p, int32_t from, int32_t to)
{
    size_t n = (size_t)(p->n - from);

    memmove(p->at + to, p->at + from, n * sizeof(*p->at));
    memmove(p->use + to, p->use + from, n * sizeof(*p->use));
    p->n += to - from;
}

/* Make t a break point; returns its step. */
static int32_t split(struct weft_cp_profile *p, int32_t t)
{
    int32_t k = step_of(p, t);

    if (p->at[k] == t)
        return k;
    move(p, k + 1, k + 2);
    p->at[k + 1] = t;
    p->use[k + 1] = p->use[k];
    return k + 1;
}

/* Step k begins where nothing changes: drop it. */
static void merge(struct weft_cp_profile *p, int32_t k)
{
    if (k > 0 && k < p->n && p->use[k] == p->use[k - 1])
        move(p, k + 1, k);
}

static void add_steps(struct weft_cp_profile *p, int32_t a, int32_t b,
                      int64_t qty)
{
    int32_t from = split(p, a), to = split(p, b);

    for (int32_t k = from; k < to; k++)
        p->use[k] += qty;
    merge(p, to);
    merge(p, from);
}

static int32_t last_step(const struct weft_cp_profile *p, int32_t a, int32_t b,
                         int64_t limit)
{
    int32_t k = step_of(p, b - 1), end;

    while (p->use[k] <= limit) {
        if (p->at[k] <= a)
            return WEFT_NONE;
        k--;
    }
    end = k + 1 < p->n ? p->at[k + 1] : p->horizon;
    return (end < b ? end : b) - 1;
}

static int32_t first_step(const struct weft_cp_profile *p, int32_t a, int32_t b,
                          int64_t limit)
{
    int32_t k = step_of(p, a);

    while (p->use[k] <= limit)
        if (++k == p->n || p->at[k] >= b)
            return WEFT_NONE;
    return p->at[k] > a ? p->at[k] : a;
}

/* --- both ----------------------------------------------------------------- */

void weft_cp_profile_add(struct weft_cp_profile *p, int32_t a, int32_t b,
                         int64_t qty)
{
    if (a >= b)
        return;
    if (p->at) {
        add_steps(p, a, b, qty);
        return;
    }
    for (int32_t t = a; t < b; t++)
        p->use[t] += qty;
}

int32_t weft_cp_profile_last(const struct weft_cp_profile *p, int32_t a,
                             int32_t b, int64_t limit)
{
    if (a >= b)
        return WEFT_NONE;
    if (p->at)
        return last_step(p, a, b, limit);
    for (int32_t t = b - 1; t >= a; t--)
        if (p->use[t] > limit)
            return t;
    return WEFT_NONE;
}

int32_t weft_cp_profile_first(const struct weft_cp_profile *p, int32_t a,
                              int32_t b, int64_t limit)
{
    if (a >= b)
        return WEFT_NONE;
    if (p->at)
        return first_step(p, a, b, limit);
    for (int32_t t = a; t < b; t++)
        if (p->use[t] > limit)
            return t;
    return WEFT_NONE;
}
