/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways around rings: nets whose trunks would all have to come before each
 * other. Where one goes from row 1 to row 2 and the other from row 2 to row 1,
 * neither can be first, unless one of them changes over in two steps ("dogleg"
 * in channel routing; Deutsch, "A dogleg channel router", DAC 1976). */
#include "graph/layout_net.h"

#define GROW 4 /* rows below all others that a detour may use */

static int32_t edge_of(const struct layout_channel *c, int32_t k, int32_t a)
{
    const struct layout_work *w = c->w;
    int32_t e = w->down_begin[a];

    while (c->edge_net[e] != k)
        e++;
    return e;
}

/* The vertex of a layer in this row, or WEFT_NONE. */
static int32_t vertex_at(const struct layout_work *w, int32_t layer,
                         int32_t row)
{
    int32_t lo = w->layer_begin[layer], end = w->layer_begin[layer + 1];
    int32_t hi = end;

    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;

        if (w->at[w->vertex[mid]] < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < end && w->at[w->vertex[lo]] == row ? w->vertex[lo] : WEFT_NONE;
}

/* Nothing runs along this row of the channel. */
static bool row_is_free(const struct layout_channel *c, int32_t row)
{
    const struct layout_work *w = c->w;
    int32_t a = vertex_at(w, c->layer, row);
    int32_t b = vertex_at(w, c->layer + 1, row);

    if (a != WEFT_NONE && w->down_begin[a] < w->down_begin[a + 1])
        return false;
    if (b != WEFT_NONE && w->up_begin[b] < w->up_begin[b + 1])
        return false;
    for (int32_t k = 0; k < c->nnet; k++)
        if (c->net[k].via == row)
            return false;
    return true;
}

/* The free row nearest to the middle of a net; WEFT_NONE: there is none. */
static int32_t free_row(const struct layout_channel *c,
                        const struct layout_net *n)
{
    int32_t mid = n->lo + (n->hi - n->lo) / 2, last = c->w->across + GROW;

    for (int32_t far = 0; far <= last; far++) {
        if (mid - far >= 0 && row_is_free(c, mid - far))
            return mid - far;
        if (mid + far < last && row_is_free(c, mid + far))
            return mid + far;
    }
    return WEFT_NONE;
}

/* How much longer a line gets by this row. */
static int32_t longer(const struct layout_net *n, int32_t row)
{
    return row < n->lo ? n->lo - row : row > n->hi ? row - n->hi : 0;
}

static bool bend(struct layout_channel *c, const int32_t *ring, int32_t n)
{
    int32_t best = WEFT_NONE, row = WEFT_NONE;

    for (int32_t i = 0; i < n; i++) {
        const struct layout_net *k = &c->net[ring[i]];
        int32_t r;

        if (k->nnear != 1 || k->nfar != 1)
            continue;
        r = free_row(c, k);
        if (r != WEFT_NONE &&
            (best == WEFT_NONE || longer(k, r) < longer(&c->net[best], row))) {
            best = ring[i];
            row = r;
        }
    }
    if (best == WEFT_NONE)
        return false;
    c->via[edge_of(c, best, c->near[c->net[best].near_begin])] = row;
    c->alone[edge_of(c, best, c->near[c->net[best].near_begin])] = true;
    if (row >= c->w->across)
        c->w->across = row + 1;
    return true;
}

/* The edges of net k at one vertex: how many, and with store each gets a trunk
 * of its own. */
static int32_t detach(struct layout_channel *c, int32_t k, int32_t v, bool far,
                      bool store)
{
    const struct layout_work *w = c->w;
    const int32_t *begin = far ? w->up_begin : w->down_begin;
    int32_t n = 0;

    for (int32_t i = begin[v]; i < begin[v + 1]; i++) {
        int32_t e = far ? w->up_edge[i] : i;

        if (c->edge_net[e] != k)
            continue;
        n++;
        c->alone[e] |= store;
    }
    return n;
}

static bool is_near(const struct layout_channel *c, int32_t k, int32_t v)
{
    const struct layout_net *n = &c->net[k];

    for (int32_t i = 0; i < n->nnear; i++)
        if (c->near[n->near_begin + i] == v)
            return true;
    return false;
}

static bool is_far(const struct layout_channel *c, int32_t k, int32_t v)
{
    const struct layout_net *n = &c->net[k];

    for (int32_t i = 0; i < n->nfar; i++)
        if (c->far[n->far_begin + i] == v)
            return true;
    return false;
}

struct cut { /* of edges out of their net, that it need not wait any more */
    int32_t net, v, size;
    bool far;
};

/* Taking the edges at v out of a net with several vertices on that side. */
static void consider(struct layout_channel *c, struct cut *best, int32_t k,
                     int32_t v, bool far)
{
    const struct layout_net *n = &c->net[k];
    int32_t size;

    if ((far ? n->nfar : n->nnear) < 2)
        return;
    size = detach(c, k, v, far, false);
    if (best->net == WEFT_NONE || size < best->size)
        *best = (struct cut){ k, v, size, far };
}

/* Why x has to come before y, and what to take out of them that it need not:
 * they share the row of a near vertex, of a far one, or of one of each. */
static void reasons(struct layout_channel *c, int32_t x, int32_t y,
                    struct cut *best)
{
    const struct layout_net *n = &c->net[x];

    for (int32_t i = 0; i < n->nnear; i++) {
        int32_t a = c->near[n->near_begin + i];
        int32_t b = vertex_at(c->w, c->layer + 1, c->w->at[a]);

        if (is_near(c, y, a))
            consider(c, best, y, a, false);
        if (b != WEFT_NONE && is_far(c, y, b)) {
            consider(c, best, x, a, false);
            consider(c, best, y, b, true);
        }
    }
    for (int32_t i = 0; i < n->nfar; i++)
        if (is_far(c, y, c->far[n->far_begin + i]))
            consider(c, best, x, c->far[n->far_begin + i], true);
}

/* Take as few edges as possible out of a net of the ring. */
static bool break_up(struct layout_channel *c, const int32_t *ring, int32_t n)
{
    struct cut best = { WEFT_NONE, WEFT_NONE, 0, false };

    for (int32_t i = 0; i < n; i++) /* each waits for the one after it */
        reasons(c, ring[(i + 1) % n], ring[i], &best);
    if (best.net == WEFT_NONE)
        return false;
    detach(c, best.net, best.v, best.far, true);
    return true;
}

bool layout_detour(struct layout_channel *c, const int32_t *ring, int32_t n)
{
    return bend(c, ring, n) || break_up(c, ring, n);
}
