/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing in the channels: edges are gathered into nets, and the nets that
 * could be mistaken for each other get an order.
 *
 * Where net A enters from a row and net B leaves into the same row, A's trunk
 * must come before B's: else both would run along the row between the two
 * trunks and nobody could tell them apart. For the same reason the star out
 * of a vertex comes before a star into another that it is part of. */
#include "graph/layout_net.h"

static int32_t degree(const int32_t *begin, int32_t v)
{
    return begin[v + 1] - begin[v];
}

static int32_t net_of(struct layout_channel *c, int32_t *slot, int32_t hub,
                      bool out)
{
    int32_t row = c->w->at[hub];

    if (*slot == WEFT_NONE) {
        *slot = c->nnet;
        c->net[c->nnet++] = (struct layout_net){
            .hub = hub, .out = out, .lo = row, .hi = row, .track = WEFT_NONE
        };
    }
    return *slot;
}

static void join(struct layout_channel *c, int32_t k, int32_t e, int32_t row)
{
    struct layout_net *n = &c->net[k];

    c->edge_net[e] = k;
    n->nedge++;
    if (row < n->lo)
        n->lo = row;
    if (row > n->hi)
        n->hi = row;
}

/* An edge joins the star of its end with more edges. A vertex is part of one
 * star into another at most: two could not be told apart. */
static void make_nets(struct layout_channel *c)
{
    struct layout_work *w = c->w;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];
        bool into = false;

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            int32_t b = w->down[e];

            if (!into && degree(w->up_begin, b) > degree(w->down_begin, a)) {
                into = true;
                join(c, net_of(c, &c->in_net[b], b, false), e, w->at[a]);
            } else {
                join(c, net_of(c, &c->out_net[a], a, true), e, w->at[b]);
            }
        }
    }
}

static void list_edges(struct layout_channel *c)
{
    struct layout_work *w = c->w;
    int32_t at = 0;

    for (int32_t k = 0; k < c->nnet; k++) {
        c->net[k].edge_begin = at;
        at += c->net[k].nedge;
        c->net[k].nedge = 0;
    }
    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            struct layout_net *n = &c->net[c->edge_net[e]];

            c->edge[n->edge_begin + n->nedge++] = e;
        }
    }
}

static void precede(struct layout_channel *c, int32_t first, int32_t second,
                    bool store)
{
    struct layout_net *n;

    if (first == WEFT_NONE || second == WEFT_NONE || first == second ||
        layout_net_straight(&c->net[first]) ||
        layout_net_straight(&c->net[second]))
        return;
    n = &c->net[first];
    if (store) {
        c->later[n->later_begin + n->nlater] = second;
        c->net[second].waits++;
    }
    n->nlater++;
}

/* The vertex of the next layer in this row, or WEFT_NONE. */
static int32_t level_with(const struct layout_channel *c, int32_t row)
{
    const struct layout_work *w = c->w;
    int32_t lo = w->layer_begin[c->layer + 1];
    int32_t end = w->layer_begin[c->layer + 2], hi = end;

    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;

        if (w->at[w->vertex[mid]] < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < end && w->at[w->vertex[lo]] == row ? w->vertex[lo] : WEFT_NONE;
}

static void constrain_from(struct layout_channel *c, int32_t a, bool store)
{
    struct layout_work *w = c->w;
    int32_t out = c->out_net[a], into = WEFT_NONE;
    int32_t b = level_with(c, w->at[a]);

    for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
        if (c->edge_net[e] != out)
            into = c->edge_net[e];
    precede(c, out, into, store);
    if (b == WEFT_NONE)
        return;
    for (int32_t k = w->up_begin[b]; k < w->up_begin[b + 1]; k++) {
        precede(c, out, c->edge_net[w->up_edge[k]], store);
        precede(c, into, c->edge_net[w->up_edge[k]], store);
    }
}

static void constrain_into(struct layout_channel *c, int32_t b, bool store)
{
    struct layout_work *w = c->w;

    for (int32_t k = w->up_begin[b]; k < w->up_begin[b + 1]; k++)
        precede(c, c->edge_net[w->up_edge[k]], c->in_net[b], store);
}

static void constrain_all(struct layout_channel *c, bool store)
{
    struct layout_work *w = c->w;
    int32_t l = c->layer;

    for (int32_t i = w->layer_begin[l]; i < w->layer_begin[l + 1]; i++)
        constrain_from(c, w->vertex[i], store);
    for (int32_t i = w->layer_begin[l + 1]; i < w->layer_begin[l + 2]; i++)
        constrain_into(c, w->vertex[i], store);
}

static void constrain(struct layout_channel *c)
{
    int32_t total = 0;

    constrain_all(c, false);
    for (int32_t k = 0; k < c->nnet; k++) {
        c->net[k].later_begin = total;
        total += c->net[k].nlater;
        c->net[k].nlater = 0;
    }
    if (total > c->later_cap) {
        c->later_cap = 2 * total;
        c->later = layout_alloc(c->w, c->later_cap, sizeof(*c->later));
    }
    if (!c->w->oom)
        constrain_all(c, true);
}

static void route_channel(struct layout_channel *c)
{
    struct layout_work *w = c->w;

    c->nnet = 0;
    make_nets(c);
    list_edges(c);
    constrain(c);
    if (w->oom)
        return;
    layout_tracks(c);
    w->ntrack[c->layer] = c->ntrack;
    for (int32_t k = 0; k < c->nnet; k++)
        for (int32_t i = 0; i < c->net[k].nedge; i++)
            w->track[c->edge[c->net[k].edge_begin + i]] = c->net[k].track;
}

void layout_route(struct layout_work *w)
{
    struct layout_channel c = { .w = w };

    w->track = layout_alloc(w, w->ne, sizeof(*w->track));
    w->ntrack = layout_alloc(w, w->nlayer, sizeof(*w->ntrack));
    c.out_net = layout_alloc(w, w->nv, sizeof(*c.out_net));
    c.in_net = layout_alloc(w, w->nv, sizeof(*c.in_net));
    c.edge_net = layout_alloc(w, w->ne, sizeof(*c.edge_net));
    c.net = layout_alloc(w, w->ne, sizeof(*c.net));
    c.edge = layout_alloc(w, w->ne, sizeof(*c.edge));
    c.order = layout_alloc(w, w->ne, sizeof(*c.order));
    if (w->oom)
        return;
    for (int32_t v = 0; v < w->nv; v++)
        c.out_net[v] = c.in_net[v] = WEFT_NONE;
    for (c.layer = 0; c.layer + 1 < w->nlayer && !w->oom; c.layer++)
        route_channel(&c);
}
