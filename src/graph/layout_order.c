/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crossing reduction: barycentre sweeps (Sugiyama, Tagawa, Toda 1981), then
 * swaps of neighbours. Crossings are counted with a Fenwick tree (Barth,
 * Juenger, Mutzel, "Simple and efficient bilayer cross counting", 2002). */
#include <stdlib.h>
#include <string.h>

#include "graph/layout_work.h"

#define SWEEPS      24
#define PATIENCE    4   /* sweeps without a better picture */
#define SWAP_WIDTH  200 /* layers up to this wide are improved by swaps */
#define SWAP_PASSES 8
#define SWAP_LINKS  10000 /* pairs of links that a swap may look at */

struct slot {
    int32_t comp, pos, v;
    double key;
};

struct ordering {
    struct layout_work *w;
    struct slot *slot; /* as long as the widest layer */
    int32_t *tree;     /* Fenwick tree, one more */
    int32_t *best;     /* vertex[] with the fewest crossings so far */
};

static int by_key(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;

    if (x->comp != y->comp)
        return x->comp < y->comp ? -1 : 1;
    if (x->key < y->key || x->key > y->key)
        return x->key < y->key ? -1 : 1;
    return (x->pos > y->pos) - (x->pos < y->pos);
}

/* Sort n slots into the places from vertex[begin] on. */
static void sort_run(struct ordering *o, int32_t layer, int32_t begin,
                     int32_t n)
{
    struct layout_work *w = o->w;
    int32_t *v = w->vertex + begin;

    qsort(o->slot, (size_t)n, sizeof(*o->slot), by_key);
    for (int32_t i = 0; i < n; i++) {
        v[i] = o->slot[i].v;
        w->pos[v[i]] = begin + i - w->layer_begin[layer];
    }
}

/* Where a vertex stood in the drawing before, or its place in the topological
 * order. A new node goes beside a predecessor, else below all others. */
static void node_keys(const struct layout_work *w, double *key)
{
    const int32_t *hint = w->in->hint;

    for (int32_t i = 0; i < w->in->n; i++) {
        int32_t v = w->order[i], e = w->g.pred_begin[v];

        if (!hint)
            key[v] = i;
        else if (hint[v] != WEFT_NONE)
            key[v] = hint[v];
        else
            key[v] = e < w->g.pred_begin[v + 1] ? key[w->g.pred[e]]
                                                : (double)INT32_MAX;
    }
}

/* Dummies lie on the straight line to the end of their chain. */
static void dummy_keys(const struct layout_work *w, double *key)
{
    for (int32_t u = 0; u < w->in->n; u++) {
        int32_t end = u + 1 < w->in->n ? w->chain[u + 1] : w->nv;
        int32_t length = end - w->chain[u];
        double target;

        if (!length)
            continue;
        target = key[w->down[w->down_begin[end - 1]]];
        for (int32_t k = 0; k < length; k++)
            key[w->chain[u] + k] = key[u] +
                                   (target - key[u]) * (k + 1) / (length + 1);
    }
}

static void first_order(struct ordering *o, const double *key)
{
    struct layout_work *w = o->w;

    for (int32_t v = 0; v < w->nv; v++)
        w->layer_begin[w->layer[v] + 1]++;
    for (int32_t l = 0; l < w->nlayer; l++)
        w->layer_begin[l + 1] += w->layer_begin[l];
    for (int32_t v = 0; v < w->nv; v++)
        w->vertex[w->layer_begin[w->layer[v]]++] = v;
    for (int32_t l = w->nlayer; l > 0; l--)
        w->layer_begin[l] = w->layer_begin[l - 1];
    w->layer_begin[0] = 0;
    for (int32_t l = 0; l < w->nlayer; l++) {
        int32_t begin = w->layer_begin[l];

        for (int32_t i = begin; i < w->layer_begin[l + 1]; i++) {
            int32_t v = w->vertex[i];

            o->slot[i - begin] = (struct slot){ .comp = w->in->hint
                                                            ? 0
                                                            : w->comp[v],
                                                .key = key[v],
                                                .pos = v,
                                                .v = v };
        }
        sort_run(o, l, begin, w->layer_begin[l + 1] - begin);
    }
}

/* Pairs of edges that cross between a layer and the one after it. */
static int64_t channel_crossings(struct ordering *o, int32_t layer)
{
    const struct layout_work *w = o->w;
    int32_t size = w->layer_begin[layer + 2] - w->layer_begin[layer + 1];
    int32_t seen = 0;
    int64_t crossings = 0;

    memset(o->tree, 0, ((size_t)size + 1) * sizeof(*o->tree));
    for (int32_t i = w->layer_begin[layer]; i < w->layer_begin[layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            int32_t before = 0;

            for (int32_t k = w->pos[w->down[e]] + 1; k > 0; k -= k & -k)
                before += o->tree[k];
            crossings += seen - before;
        }
        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            for (int32_t k = w->pos[w->down[e]] + 1; k <= size; k += k & -k)
                o->tree[k]++;
            seen++;
        }
    }
    return crossings;
}

static int64_t all_crossings(struct ordering *o)
{
    int64_t sum = 0;

    for (int32_t l = 0; l + 1 < o->w->nlayer; l++)
        sum += channel_crossings(o, l);
    return sum;
}

static bool keeps_order(const struct layout_work *w, int32_t v)
{
    const struct weft_layout_in *in = w->in;

    return in->hint && !layout_is_dummy(w, v) && in->hint[v] != WEFT_NONE &&
           !(in->loose && in->loose[v]);
}

static struct slot slot_of(const struct layout_work *w, int32_t v,
                           const int32_t *begin, const int32_t *end)
{
    int32_t degree = begin[v + 1] - begin[v];
    double sum = 0;

    for (int32_t e = begin[v]; e < begin[v + 1]; e++)
        sum += w->pos[end[e]];
    return (struct slot){ .comp = w->in->hint ? 0 : w->comp[v],
                          .pos = w->pos[v],
                          .v = v,
                          .key = degree ? sum / degree : w->pos[v] };
}

/* Sort a layer by where its neighbours are: all of it, or what stands between
 * vertices that keep their order. */
static void sweep_layer(struct ordering *o, int32_t layer, const int32_t *begin,
                        const int32_t *end)
{
    const struct layout_work *w = o->w;
    int32_t i = w->layer_begin[layer];

    while (i < w->layer_begin[layer + 1]) {
        int32_t n = 0;

        while (i + n < w->layer_begin[layer + 1] &&
               !keeps_order(w, w->vertex[i + n])) {
            o->slot[n] = slot_of(w, w->vertex[i + n], begin, end);
            n++;
        }
        if (n > 1)
            sort_run(o, layer, i, n);
        i += n + 1;
    }
}

static void restore(struct ordering *o)
{
    struct layout_work *w = o->w;

    memcpy(w->vertex, o->best, (size_t)w->nv * sizeof(*w->vertex));
    for (int32_t l = 0; l < w->nlayer; l++)
        for (int32_t i = w->layer_begin[l]; i < w->layer_begin[l + 1]; i++)
            w->pos[w->vertex[i]] = i - w->layer_begin[l];
}

static void sweeps(struct ordering *o)
{
    struct layout_work *w = o->w;
    size_t bytes = (size_t)w->nv * sizeof(*w->vertex);
    int idle = 0;

    w->crossings = all_crossings(o);
    memcpy(o->best, w->vertex, bytes);
    for (int k = 0; k < SWEEPS && idle < PATIENCE && w->crossings; k++) {
        int64_t now;

        if (k % 2 == 0)
            for (int32_t l = 1; l < w->nlayer; l++)
                sweep_layer(o, l, w->up_begin, w->up);
        else
            for (int32_t l = w->nlayer - 1; l-- > 0;)
                sweep_layer(o, l, w->down_begin, w->down);
        now = all_crossings(o);
        idle++;
        if (now < w->crossings) {
            w->crossings = now;
            memcpy(o->best, w->vertex, bytes);
            idle = 0;
        }
    }
    restore(o);
}

/* Crossings between the edges of u and those of v to one side: with u first,
 * and with v first. */
static void pair_crossings(const struct layout_work *w, const int32_t *begin,
                           const int32_t *end, int32_t u, int32_t v,
                           int64_t *uv, int64_t *vu)
{
    if ((int64_t)(begin[u + 1] - begin[u]) * (begin[v + 1] - begin[v]) >
        SWAP_LINKS)
        return;
    for (int32_t i = begin[u]; i < begin[u + 1]; i++)
        for (int32_t j = begin[v]; j < begin[v + 1]; j++) {
            *uv += w->pos[end[i]] > w->pos[end[j]];
            *vu += w->pos[end[i]] < w->pos[end[j]];
        }
}

static bool swap_better(struct layout_work *w, int32_t i)
{
    int32_t u = w->vertex[i], v = w->vertex[i + 1];
    int64_t uv = 0, vu = 0;

    if (w->comp[u] != w->comp[v] || (keeps_order(w, u) && keeps_order(w, v)))
        return false;
    pair_crossings(w, w->up_begin, w->up, u, v, &uv, &vu);
    pair_crossings(w, w->down_begin, w->down, u, v, &uv, &vu);
    if (vu >= uv)
        return false;
    w->vertex[i] = v;
    w->vertex[i + 1] = u;
    w->pos[v]--;
    w->pos[u]++;
    w->crossings -= uv - vu;
    return true;
}

static void swaps(struct layout_work *w)
{
    bool again = w->crossings > 0;

    for (int pass = 0; pass < SWAP_PASSES && again; pass++) {
        again = false;
        for (int32_t l = 0; l < w->nlayer; l++) {
            if (w->layer_begin[l + 1] - w->layer_begin[l] > SWAP_WIDTH)
                continue;
            for (int32_t i = w->layer_begin[l]; i + 1 < w->layer_begin[l + 1];
                 i++)
                again |= swap_better(w, i);
        }
    }
}

void layout_order(struct layout_work *w)
{
    struct ordering o = { .w = w };
    double *key = layout_alloc(w, w->nv, sizeof(*key));

    w->vertex = layout_alloc(w, w->nv, sizeof(*w->vertex));
    w->pos = layout_alloc(w, w->nv, sizeof(*w->pos));
    w->layer_begin = layout_alloc(w, w->nlayer + 1, sizeof(*w->layer_begin));
    o.best = layout_alloc(w, w->nv, sizeof(*o.best));
    o.slot = layout_alloc(w, w->nv, sizeof(*o.slot));
    o.tree = layout_alloc(w, w->nv + 1, sizeof(*o.tree));
    if (w->oom)
        return;
    node_keys(w, key);
    dummy_keys(w, key);
    first_order(&o, key);
    sweeps(&o);
    swaps(w);
}
