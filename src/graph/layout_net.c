/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nets: which edges of a channel share a trunk.
 *
 * Who follows a line from a vertex with the arrows, along trunks in both
 * directions, must come to its targets and to no others. So
 *  - a trunk with several near vertices is the last thing on their rows: what
 *    comes out of one could else go on along the row of another;
 *  - a trunk with several far vertices is the first thing on the rows of those
 *    that it does not end at: what is on such a row could else go astray into
 *    the trunk. Where a trunk ends, the drawing can say which way it leads.
 * A vertex has at most one net of either kind, and none that its straight
 * edge to a level vertex is not part of. */
#include <stdlib.h>

#include "graph/layout_net.h"

int32_t layout_new_net(struct layout_channel *c)
{
    c->net[c->nnet] = (struct layout_net){ .track = WEFT_NONE,
                                           .via = WEFT_NONE };
    return c->nnet++;
}

/* May a go into a net with several near vertices, in which edge a -> b is? */
static bool entry_is_free(const struct layout_channel *c, int32_t a, int32_t b)
{
    return c->entry_net[a] == WEFT_NONE &&
           (c->level_out[a] == WEFT_NONE || c->level_out[a] == b);
}

static bool exit_is_free(const struct layout_channel *c, int32_t a, int32_t b)
{
    return c->exit_net[b] == WEFT_NONE &&
           (c->level_in[b] == WEFT_NONE || c->level_in[b] == a);
}

/* --- stars ------------------------------------------------------------------- */

struct star {
    int32_t degree, v;
    bool out;
};

static int compare_stars(const void *a, const void *b)
{
    const struct star *x = a, *y = b;

    if (x->degree != y->degree)
        return x->degree > y->degree ? -1 : 1;
    if (x->out != y->out)
        return x->out ? -1 : 1;
    return (x->v > y->v) - (x->v < y->v);
}

static int32_t list_stars(const struct layout_channel *c, struct star *s)
{
    const struct layout_work *w = c->w;
    int32_t mid = w->layer_begin[c->layer + 1], n = 0;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 2];
         i++) {
        int32_t v = w->vertex[i];
        int32_t d = layout_degree(i < mid ? w->down_begin : w->up_begin, v);

        if (d > 1)
            s[n++] = (struct star){ d, v, i < mid };
    }
    qsort(s, (size_t)n, sizeof(*s), compare_stars);
    return n;
}

/* The ends of the trunk out of a, with what is free only; *n: of those. */
static void reach_of(const struct layout_channel *c, int32_t a, int32_t *lo,
                     int32_t *hi, int32_t *n)
{
    const struct layout_work *w = c->w;

    *lo = *hi = w->at[a];
    *n = 0;
    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
        int32_t y = w->at[w->down[e]];

        if (c->edge_net[e] != WEFT_NONE || !exit_is_free(c, a, w->down[e]))
            continue;
        *lo = y < *lo ? y : *lo;
        *hi = y > *hi ? y : *hi;
        (*n)++;
    }
}

/* Beyond those, the nearest target on either side can be where the trunk
 * ends. Returns its edge. */
static int32_t end_beyond(const struct layout_channel *c, int32_t a,
                          int32_t row, bool above)
{
    const struct layout_work *w = c->w;
    int32_t best = WEFT_NONE;

    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
        int32_t y = w->at[w->down[e]];

        if (c->edge_net[e] != WEFT_NONE || exit_is_free(c, a, w->down[e]) ||
            (above ? y >= row : y <= row))
            continue;
        if (best == WEFT_NONE ||
            (above ? y > w->at[w->down[best]] : y < w->at[w->down[best]]))
            best = e;
    }
    return best;
}

static void star_out(struct layout_channel *c, int32_t a)
{
    const struct layout_work *w = c->w;
    int32_t lo, hi, n, up, down, k;

    reach_of(c, a, &lo, &hi, &n);
    up = end_beyond(c, a, lo, true);
    down = end_beyond(c, a, hi, false);
    if (n + (up != WEFT_NONE) + (down != WEFT_NONE) < 2)
        return;
    k = layout_new_net(c);
    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
        if (c->edge_net[e] != WEFT_NONE || !exit_is_free(c, a, w->down[e]))
            continue;
        c->edge_net[e] = k;
        c->exit_net[w->down[e]] = k;
    }
    if (up != WEFT_NONE)
        c->edge_net[up] = k;
    if (down != WEFT_NONE)
        c->edge_net[down] = k;
}

static void star_in(struct layout_channel *c, int32_t b)
{
    const struct layout_work *w = c->w;
    int32_t n = 0, k;

    for (int32_t i = w->up_begin[b]; i < w->up_begin[b + 1]; i++)
        n += c->edge_net[w->up_edge[i]] == WEFT_NONE &&
             entry_is_free(c, w->up[i], b);
    if (n < 2)
        return;
    k = layout_new_net(c);
    for (int32_t i = w->up_begin[b]; i < w->up_begin[b + 1]; i++) {
        if (c->edge_net[w->up_edge[i]] != WEFT_NONE ||
            !entry_is_free(c, w->up[i], b))
            continue;
        c->edge_net[w->up_edge[i]] = k;
        c->entry_net[w->up[i]] = k;
    }
}

/* All edges out of a vertex, or all into one, the largest stars first. */
static void stars(struct layout_channel *c)
{
    struct layout_work *w = c->w;
    int32_t size = w->layer_begin[c->layer + 2] - w->layer_begin[c->layer];
    struct star *s = malloc(((size_t)size + 1) * sizeof(*s));
    int32_t n;

    if (!s) {
        w->oom = true;
        return;
    }
    n = list_stars(c, s);
    for (int32_t i = 0; i < n; i++) {
        if (s[i].out)
            star_out(c, s[i].v);
        else
            star_in(c, s[i].v);
    }
    free(s);
}

/* --- the whole ------------------------------------------------------------------ */

static void find_level(struct layout_channel *c)
{
    const struct layout_work *w = c->w;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 2];
         i++) {
        int32_t v = w->vertex[i];

        c->entry_net[v] = c->exit_net[v] = WEFT_NONE;
        c->level_out[v] = c->level_in[v] = WEFT_NONE;
        c->stamp[v] = WEFT_NONE;
    }
    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            c->edge_net[e] = w->lost[e] ? LAYOUT_LOST : WEFT_NONE;
            if (w->at[w->down[e]] == w->at[a]) {
                c->level_out[a] = w->down[e];
                c->level_in[w->down[e]] = a;
            }
        }
    }
}

/* Nets of one edge, for those that are to be alone or for all that are left. */
static void single_edges(struct layout_channel *c, bool all)
{
    const struct layout_work *w = c->w;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
            if (c->edge_net[e] == WEFT_NONE && (all || c->alone[e]))
                c->edge_net[e] = layout_new_net(c);
    }
}

/* Second halves of detours. */
static void halves(struct layout_channel *c)
{
    const struct layout_work *w = c->w;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            c->edge_far[e] = c->edge_net[e];
            if (c->via[e] == WEFT_NONE || c->edge_net[e] < 0)
                continue;
            c->edge_far[e] = layout_new_net(c);
            c->net[c->edge_net[e]].via = c->via[e];
            c->net[c->edge_far[e]].via = c->via[e];
        }
    }
}

static void reach_row(struct layout_net *n, int32_t row)
{
    n->lo = row < n->lo ? row : n->lo;
    n->hi = row > n->hi ? row : n->hi;
}

/* One side of all nets: its vertices are those of the layer, each once a net.
 * store: the second pass. */
static void list_side(struct layout_channel *c, bool far, bool store)
{
    const struct layout_work *w = c->w;
    int32_t layer = c->layer + far;
    const int32_t *begin = far ? w->up_begin : w->down_begin;

    for (int32_t i = w->layer_begin[layer]; i < w->layer_begin[layer + 1];
         i++) {
        int32_t v = w->vertex[i];

        c->turn++;
        for (int32_t k = begin[v]; k < begin[v + 1]; k++) {
            int32_t id = far ? c->edge_far[w->up_edge[k]] : c->edge_net[k];
            struct layout_net *n;

            if (id < 0 || c->seen[id] == c->turn)
                continue;
            c->seen[id] = c->turn;
            n = &c->net[id];
            if (!store)
                reach_row(n, w->at[v]);
            else if (far)
                c->far[n->far_begin + n->nfar] = v;
            else
                c->near[n->near_begin + n->nnear] = v;
            n->nfar += far;
            n->nnear += !far;
        }
    }
}

static void list_ends(struct layout_channel *c)
{
    int32_t near = 0, far = 0;

    for (int32_t k = 0; k < c->nnet; k++) {
        int32_t via = c->net[k].via;

        c->net[k].lo = via == WEFT_NONE ? INT32_MAX : via;
        c->net[k].hi = via == WEFT_NONE ? INT32_MIN : via;
    }
    for (int pass = 0; pass < 2; pass++) {
        list_side(c, false, pass);
        list_side(c, true, pass);
        for (int32_t k = 0; k < c->nnet && pass == 0; k++) {
            c->net[k].near_begin = near;
            c->net[k].far_begin = far;
            near += c->net[k].nnear;
            far += c->net[k].nfar;
            c->net[k].nnear = c->net[k].nfar = 0;
        }
    }
}

void layout_nets(struct layout_channel *c)
{
    c->nnet = 0;
    find_level(c);
    single_edges(c, false);
    layout_bundles(c);
    if (!c->w->oom)
        stars(c);
    if (c->w->oom)
        return;
    single_edges(c, true);
    halves(c);
    list_ends(c);
}
