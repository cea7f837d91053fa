/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places across: every vertex wants to be level with its neighbours in the
 * layers beside it. Within one layer, with the order given, the nearest to
 * those wishes (least squares) is an isotonic regression, solved exactly by
 * pooling adjacent violators (Barlow et al., "Statistical inference under
 * order restrictions", 1972). Links between dummies pull hardest, so that
 * long links become straight. */
#include <math.h>

#include "graph/layout_work.h"

#define ROUNDS 8

struct pool {           /* vertices that move together */
    double sum, weight; /* of their wishes */
    int32_t n;
};

struct placing {
    struct layout_work *w;
    double *y;             /* where each vertex is, across */
    double *wish, *weight; /* of the vertices of a layer, in order */
    struct pool *pool;
};

int32_t layout_apart(const struct layout_work *w, int32_t a, int32_t b)
{
    int32_t gap = w->in->gap;

    if (gap > 1 && (layout_is_dummy(w, a) || layout_is_dummy(w, b)))
        gap = 1;
    if (w->comp[a] != w->comp[b] && w->comp[b] < w->in->n)
        gap++;
    return w->size[a] - w->meet[a] + gap + w->meet[b];
}

static double pull(const struct layout_work *w, int32_t a, int32_t b)
{
    int dummies = layout_is_dummy(w, a) + layout_is_dummy(w, b);

    return dummies == 2 ? 8 : dummies == 1 ? 2 : 1;
}

static void add_wishes(const struct placing *p, int32_t v, const int32_t *begin,
                       const int32_t *end, double *sum, double *weight)
{
    for (int32_t e = begin[v]; e < begin[v + 1]; e++) {
        double k = pull(p->w, v, end[e]);

        *sum += k * p->y[end[e]];
        *weight += k;
    }
}

/* The wishes of a layer less the room that the vertices before take, so that
 * a non-decreasing answer is one without overlaps. */
static void make_wishes(struct placing *p, int32_t layer, bool up, bool down)
{
    const struct layout_work *w = p->w;
    int32_t begin = w->layer_begin[layer], offset = 0;

    for (int32_t i = begin; i < w->layer_begin[layer + 1]; i++) {
        int32_t v = w->vertex[i];
        double sum = 0, weight = 0;

        if (up)
            add_wishes(p, v, w->up_begin, w->up, &sum, &weight);
        if (down)
            add_wishes(p, v, w->down_begin, w->down, &sum, &weight);
        if (weight <= 0) { /* it stays, if nothing pushes it */
            sum = 0.1 * p->y[v];
            weight = 0.1;
        }
        if (i > begin)
            offset += layout_apart(w, w->vertex[i - 1], v);
        p->wish[i - begin] = sum / weight - offset;
        p->weight[i - begin] = weight;
    }
}

static double level(const struct pool *p)
{
    return p->sum / p->weight;
}

/* Pools of p->wish, in order; their number. */
static int32_t pool_violators(struct placing *p, int32_t n)
{
    int32_t k = 0;

    for (int32_t i = 0; i < n; i++) {
        p->pool[k++] = (struct pool){ .sum = p->wish[i] * p->weight[i],
                                      .weight = p->weight[i],
                                      .n = 1 };
        while (k > 1 && level(&p->pool[k - 2]) >= level(&p->pool[k - 1])) {
            p->pool[k - 2].sum += p->pool[k - 1].sum;
            p->pool[k - 2].weight += p->pool[k - 1].weight;
            p->pool[k - 2].n += p->pool[k - 1].n;
            k--;
        }
    }
    return k;
}

static void settle_layer(struct placing *p, int32_t layer, bool up, bool down)
{
    struct layout_work *w = p->w;
    int32_t i = w->layer_begin[layer], offset = 0, npool;

    make_wishes(p, layer, up, down);
    npool = pool_violators(p, w->layer_begin[layer + 1] - i);
    for (int32_t k = 0; k < npool; k++)
        for (int32_t j = 0; j < p->pool[k].n; j++, i++) {
            if (i > w->layer_begin[layer])
                offset += layout_apart(w, w->vertex[i - 1], w->vertex[i]);
            p->y[w->vertex[i]] = level(&p->pool[k]) + offset;
        }
}

static void start_packed(struct placing *p)
{
    struct layout_work *w = p->w;

    for (int32_t l = 0; l < w->nlayer; l++) {
        int32_t y = 0;

        for (int32_t i = w->layer_begin[l]; i < w->layer_begin[l + 1]; i++) {
            if (i > w->layer_begin[l])
                y += layout_apart(w, w->vertex[i - 1], w->vertex[i]);
            p->y[w->vertex[i]] = y;
        }
    }
}

/* To whole cells: the places less their offsets do not decrease, so their
 * nearest integers do not either. */
static void round_layer(struct placing *p, int32_t layer)
{
    struct layout_work *w = p->w;
    int32_t offset = 0;

    for (int32_t i = w->layer_begin[layer]; i < w->layer_begin[layer + 1];
         i++) {
        int32_t v = w->vertex[i];

        if (i > w->layer_begin[layer])
            offset += layout_apart(w, w->vertex[i - 1], v);
        w->at[v] = (int32_t)floor(p->y[v] - offset + 0.5) + offset;
    }
}

static void start_at_zero(struct layout_work *w)
{
    int32_t least = INT32_MAX;

    w->across = 0;
    for (int32_t v = 0; v < w->nv; v++)
        if (w->at[v] - w->meet[v] < least)
            least = w->at[v] - w->meet[v];
    for (int32_t v = 0; v < w->nv; v++) {
        int32_t end;

        w->at[v] -= least;
        end = w->at[v] - w->meet[v] + w->size[v];
        if (end > w->across)
            w->across = end;
    }
}

void layout_place(struct layout_work *w)
{
    struct placing p = { .w = w };

    w->at = layout_alloc(w, w->nv, sizeof(*w->at));
    p.y = layout_alloc(w, w->nv, sizeof(*p.y));
    p.wish = layout_alloc(w, w->nv, sizeof(*p.wish));
    p.weight = layout_alloc(w, w->nv, sizeof(*p.weight));
    p.pool = layout_alloc(w, w->nv, sizeof(*p.pool));
    if (w->oom)
        return;
    start_packed(&p);
    for (int round = 0; round < ROUNDS; round++) {
        for (int32_t l = 1; l < w->nlayer; l++)
            settle_layer(&p, l, true, round >= ROUNDS / 2);
        for (int32_t l = w->nlayer - 1; l-- > 0;)
            settle_layer(&p, l, round >= ROUNDS / 2, true);
    }
    for (int32_t l = 0; l < w->nlayer; l++)
        round_layer(&p, l);
    start_at_zero(w);
    layout_straighten(w);
    start_at_zero(w);
}
