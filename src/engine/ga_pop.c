/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ga_pop.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

size_t weft_ga_pop_bytes(int32_t ntask)
{
    return 2 * (size_t)ntask * sizeof(int32_t) + sizeof(int64_t) +
           sizeof(uint64_t);
}

bool weft_ga_pop_init(struct weft_ga_pop *p, struct weft_sgs *g, int32_t room)
{
    size_t n = (size_t)g->q->ntask, k = (size_t)room;

    *p = (struct weft_ga_pop){
        .g = g,
        .ntask = g->q->ntask,
        .room = room,
        .order = calloc(k * n + 1, sizeof(*p->order)),
        .opt = calloc(k * n + 1, sizeof(*p->opt)),
        .makespan = calloc(k + 1, sizeof(*p->makespan)),
        .mark = calloc(k + 1, sizeof(*p->mark)),
        .best = WEFT_FOREVER,
    };
    return p->order && p->opt && p->makespan && p->mark;
}

void weft_ga_pop_release(struct weft_ga_pop *p)
{
    free(p->order);
    free(p->opt);
    free(p->makespan);
    free(p->mark);
    *p = (struct weft_ga_pop){ 0 };
}

static uint64_t mark_of(const struct weft_sgs *g)
{
    uint64_t h = 0;

    for (int32_t i = 0; i < g->q->ntask; i++) {
        h ^= (uint64_t)g->start[i] * 31 + (uint64_t)g->opt[i];
        h *= UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return h;
}

bool weft_ga_pop_has(const struct weft_ga_pop *p, int32_t but)
{
    uint64_t mark = mark_of(p->g);

    for (int32_t k = 0; k < p->size; k++)
        if (k != but && p->mark[k] == mark)
            return true;
    return false;
}

static void find_best(struct weft_ga_pop *p)
{
    p->best = WEFT_FOREVER;
    for (int32_t k = 0; k < p->size; k++)
        if (p->best > p->makespan[k])
            p->best = p->makespan[k];
}

void weft_ga_pop_put(struct weft_ga_pop *p, int32_t k)
{
    assert(p->g->failed == WEFT_NONE && k <= p->size && k < p->room);
    weft_sgs_order_back(p->g, weft_ga_pop_order(p, k));
    memcpy(weft_ga_pop_opt(p, k), p->g->opt,
           (size_t)p->ntask * sizeof(*p->opt));
    p->makespan[k] = p->g->makespan;
    p->mark[k] = mark_of(p->g);
    if (k == p->size)
        p->size++;
    find_best(p);
}

void weft_ga_pop_set(struct weft_ga_pop *p, int32_t k, const int32_t *order,
                     const struct weft_ga_pop *of)
{
    size_t size = (size_t)p->ntask * sizeof(*p->order);

    assert(k <= p->size && k < p->room);
    memcpy(weft_ga_pop_order(p, k), order, size);
    memcpy(weft_ga_pop_opt(p, k), weft_ga_pop_opt(of, k), size);
    p->makespan[k] = of->makespan[k];
    p->mark[k] = of->mark[k];
    if (k == p->size)
        p->size++;
    find_best(p);
}

void weft_ga_pop_cut(struct weft_ga_pop *p, int32_t n)
{
    if (p->size > n)
        p->size = n;
    find_best(p);
}

int32_t weft_ga_pop_draw(const struct weft_ga_pop *p, int32_t but,
                         struct weft_rng *rng)
{
    int32_t best = WEFT_NONE;

    assert(p->size > 1);
    for (int k = 0; k < 2; k++) {
        int32_t x = (int32_t)weft_rng_below(rng, (uint64_t)p->size - 1);

        x += x >= but;
        if (best == WEFT_NONE || p->makespan[x] < p->makespan[best])
            best = x;
    }
    return best;
}

int32_t weft_ga_pop_worst(const struct weft_ga_pop *p)
{
    int32_t worst = 0;

    for (int32_t k = 1; k < p->size; k++)
        if (p->makespan[k] > p->makespan[worst])
            worst = k;
    return worst;
}

static void swap(struct weft_ga_pop *p, int32_t a, int32_t b)
{
    int32_t *oa = weft_ga_pop_order(p, a), *ob = weft_ga_pop_order(p, b);
    int32_t *pa = weft_ga_pop_opt(p, a), *pb = weft_ga_pop_opt(p, b);
    int64_t makespan = p->makespan[a];
    uint64_t mark = p->mark[a];

    for (int32_t i = 0; i < p->ntask; i++) {
        int32_t t = oa[i], u = pa[i];

        oa[i] = ob[i];
        ob[i] = t;
        pa[i] = pb[i];
        pb[i] = u;
    }
    p->makespan[a] = p->makespan[b];
    p->makespan[b] = makespan;
    p->mark[a] = p->mark[b];
    p->mark[b] = mark;
}

void weft_ga_pop_elite(struct weft_ga_pop *p, int32_t n)
{
    for (int32_t k = 0; k < n && k < p->size; k++) {
        int32_t best = k;

        for (int32_t x = k + 1; x < p->size; x++)
            if (p->makespan[x] < p->makespan[best])
                best = x;
        if (best != k)
            swap(p, k, best);
    }
}
