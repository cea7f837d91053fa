/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles: vertices that have several targets in common share one trunk to
 * them, which is the last thing on their rows and the first on the targets'.
 * In a channel with few such vertices the largest set of common targets goes
 * first; in one with many only those whose targets are all the same. */
#include <stdlib.h>

#include "graph/layout_net.h"

#define FEW       64 /* vertices that a set of bits can tell apart */
#define FEW_EDGES 2000

/* --- many: the same targets -------------------------------------------------- */

struct twin {
    uint64_t hash; /* of the set of its targets */
    int32_t degree, v;
};

static int compare_twins(const void *a, const void *b)
{
    const struct twin *x = a, *y = b;

    if (x->degree != y->degree)
        return x->degree > y->degree ? -1 : 1;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->v > y->v) - (x->v < y->v);
}

static uint64_t mixed(uint64_t x) /* the finaliser of splitmix64 */
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* No edge out of a has its net yet. */
static bool is_free(const struct layout_channel *c, int32_t a)
{
    const struct layout_work *w = c->w;

    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
        if (c->edge_net[e] != WEFT_NONE)
            return false;
    return true;
}

static int32_t list_twins(const struct layout_channel *c, struct twin *t)
{
    const struct layout_work *w = c->w;
    int32_t n = 0;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        if (layout_degree(w->down_begin, a) < 2 || !is_free(c, a))
            continue;
        t[n] = (struct twin){ .degree = layout_degree(w->down_begin, a),
                              .v = a };
        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
            t[n].hash += mixed((uint64_t)w->down[e] + 1);
        n++;
    }
    qsort(t, (size_t)n, sizeof(*t), compare_twins);
    return n;
}

/* c->stamp[b] == a for every target b of a. */
static bool same_targets(const struct layout_channel *c, int32_t a, int32_t x)
{
    const struct layout_work *w = c->w;

    for (int32_t e = w->down_begin[x]; e < w->down_begin[x + 1]; e++)
        if (c->stamp[w->down[e]] != a)
            return false;
    return true;
}

/* Whether the targets of t[0] can be reached through one trunk from it and the
 * n - 1 others. */
static bool can_join(struct layout_channel *c, const struct twin *t, int32_t n)
{
    const struct layout_work *w = c->w;
    int32_t a = t[0].v;

    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
        int32_t b = w->down[e], level = c->level_in[b];
        bool ours = level == WEFT_NONE;

        for (int32_t i = 0; i < n && !ours; i++)
            ours = t[i].v == level;
        if (!ours || c->exit_net[b] != WEFT_NONE)
            return false;
    }
    return true;
}

static void join_twins(struct layout_channel *c, const struct twin *t,
                       int32_t n)
{
    const struct layout_work *w = c->w;
    int32_t k = layout_new_net(c);

    for (int32_t i = 0; i < n; i++) {
        int32_t a = t[i].v;

        c->entry_net[a] = k;
        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            c->edge_net[e] = k;
            c->exit_net[w->down[e]] = k;
        }
    }
}

/* Vertices with the same targets share one trunk to all of them. */
static void twins(struct layout_channel *c)
{
    struct layout_work *w = c->w;
    int32_t size = w->layer_begin[c->layer + 1] - w->layer_begin[c->layer];
    struct twin *t = malloc(((size_t)size + 1) * sizeof(*t));
    int32_t n, len;

    if (!t) {
        w->oom = true;
        return;
    }
    n = list_twins(c, t);
    for (int32_t i = 0; i < n; i += len) {
        int32_t a = t[i].v;

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
            c->stamp[w->down[e]] = a;
        for (len = 1; i + len < n && t[i + len].degree == t[i].degree &&
                      t[i + len].hash == t[i].hash &&
                      same_targets(c, a, t[i + len].v);)
            len++;
        if (len > 1 && can_join(c, t + i, len))
            join_twins(c, t + i, len);
    }
    free(t);
}

/* --- few: targets in common --------------------------------------------------- */

struct sharing {
    struct layout_channel *c;
    int32_t near[FEW], nnear; /* with several edges that are free */
    uint64_t *mask; /* by place in the far layer: which of them lead there */
    int32_t *set, nset; /* the targets of the bundle in hand */
    uint64_t members;   /* and its near vertices */
};

static uint64_t mask_of(const struct sharing *s, int32_t b)
{
    return s->mask[s->c->w->pos[b]];
}

static uint64_t bit_of(const struct sharing *s, int32_t a)
{
    for (int32_t i = 0; i < s->nnear; i++)
        if (s->near[i] == a)
            return UINT64_C(1) << i;
    return 0;
}

/* A straight line along the row of a near vertex has to be part of the
 * bundle: is there one to a target that is not? */
static bool leads_out(const struct sharing *s, int32_t a)
{
    int32_t level = s->c->level_out[a];

    for (int32_t i = 0; i < s->nset && level != WEFT_NONE; i++)
        if (s->set[i] == level)
            level = WEFT_NONE;
    return level != WEFT_NONE;
}

/* The near vertices that lead to all of the set. */
static void find_members(struct sharing *s, uint64_t without)
{
    s->members = s->nset ? ~without : 0;
    for (int32_t i = 0; i < s->nset; i++)
        s->members &= mask_of(s, s->set[i]);
}

/* Drop targets that others come straight to, and vertices that go straight on
 * elsewhere. */
static void prune(struct sharing *s)
{
    uint64_t without = 0, had;

    find_members(s, 0);
    do {
        int32_t left = 0;

        had = s->members;
        for (int32_t i = 0; i < s->nnear; i++)
            if ((had >> i & 1) && leads_out(s, s->near[i]))
                without |= UINT64_C(1) << i;
        find_members(s, without);
        for (int32_t i = 0; i < s->nset; i++) {
            int32_t level = s->c->level_in[s->set[i]];

            if (level == WEFT_NONE || (bit_of(s, level) & s->members))
                s->set[left++] = s->set[i];
        }
        had ^= s->members | (uint64_t)(left != s->nset);
        s->nset = left;
        find_members(s, without);
    } while (had);
}

/* Lines that the bundle of what i and j have in common saves; below 0: none
 * is worth it. */
static int32_t gain(struct sharing *s, int32_t i, int32_t j)
{
    const struct layout_work *w = s->c->w;
    uint64_t both = UINT64_C(1) << i | UINT64_C(1) << j;
    int32_t a = s->near[i], members = 0;

    s->nset = 0;
    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
        if ((mask_of(s, w->down[e]) & both) == both)
            s->set[s->nset++] = w->down[e];
    if (s->nset > 1)
        prune(s);
    if (s->nset < 2)
        return -1;
    for (uint64_t m = s->members; m; m &= m - 1)
        members++;
    return members < 2 ? -1 : members * s->nset - members - s->nset;
}

static void join(struct sharing *s)
{
    const struct layout_work *w = s->c->w;
    int32_t k = layout_new_net(s->c);
    int32_t far = w->layer_begin[s->c->layer + 1];

    for (int32_t i = 0; i < s->nset; i++) {
        int32_t b = s->set[i];

        s->c->exit_net[b] = k;
        for (int32_t u = w->up_begin[b]; u < w->up_begin[b + 1]; u++)
            if (bit_of(s, w->up[u]) & s->members)
                s->c->edge_net[w->up_edge[u]] = k;
        s->mask[w->pos[b]] = 0;
    }
    for (int32_t i = 0; i < s->nnear; i++)
        if (s->members >> i & 1)
            s->c->entry_net[s->near[i]] = k;
    for (int32_t i = far; i < w->layer_begin[s->c->layer + 2]; i++)
        s->mask[i - far] &= ~s->members;
}

static void share(struct sharing *s)
{
    for (int32_t best = 0; best >= 0;) {
        int32_t at = 0, with = 0;

        best = -1;
        for (int32_t i = 0; i < s->nnear; i++)
            for (int32_t j = i + 1; j < s->nnear; j++) {
                int32_t g = gain(s, i, j);

                if (g > best) {
                    best = g;
                    at = i;
                    with = j;
                }
            }
        if (best >= 0) {
            gain(s, at, with);
            join(s);
        }
    }
}

/* The vertices that may share, and where they lead. False: too many. */
static bool list_sharing(struct sharing *s)
{
    const struct layout_channel *c = s->c;
    const struct layout_work *w = c->w;
    int32_t edges = 0;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        if (layout_degree(w->down_begin, a) < 2)
            continue;
        edges += layout_degree(w->down_begin, a);
        if (s->nnear >= FEW || edges > FEW_EDGES)
            return false;
        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
            if (c->edge_net[e] == WEFT_NONE)
                s->mask[w->pos[w->down[e]]] |= UINT64_C(1) << s->nnear;
        s->near[s->nnear++] = a;
    }
    return true;
}

void layout_bundles(struct layout_channel *c)
{
    struct layout_work *w = c->w;
    int32_t far = w->layer_begin[c->layer + 2] - w->layer_begin[c->layer + 1];
    struct sharing s = { .c = c };

    s.mask = calloc((size_t)far + 1, sizeof(*s.mask));
    s.set = malloc(FEW_EDGES * sizeof(*s.set));
    if (!s.mask || !s.set)
        w->oom = true;
    else if (list_sharing(&s))
        share(&s);
    else
        twins(c);
    free(s.mask);
    free(s.set);
}
