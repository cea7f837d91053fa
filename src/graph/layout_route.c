/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing in the channels: the order that nets need to be told apart, and
 * where the drawing has to say which way a trunk leads. */
#include "graph/layout_net.h"

/* --- order ------------------------------------------------------------------- */

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

/* The nets at one side of a vertex, each once, into list; their number. */
static int32_t nets_of(struct layout_channel *c, int32_t v, bool far,
                       int32_t *list)
{
    const struct layout_work *w = c->w;
    const int32_t *begin = far ? w->up_begin : w->down_begin;
    int32_t n = 0;

    c->turn++;
    for (int32_t k = begin[v]; k < begin[v + 1]; k++) {
        int32_t id = far ? c->edge_far[w->up_edge[k]] : c->edge_net[k];

        if (id < 0 || c->seen[id] == c->turn)
            continue;
        c->seen[id] = c->turn;
        list[n++] = id;
    }
    return n;
}

/* The row of a and b: what comes from a leaves it before what goes to b comes
 * in. The net of the edge a -> b has it whole. */
static void share_row(struct layout_channel *c, int32_t a, int32_t b,
                      bool store)
{
    int32_t *out = c->list[0], *in = c->list[1];
    int32_t nout = nets_of(c, a, false, out), nin = nets_of(c, b, true, in);
    int32_t own = WEFT_NONE;

    for (int32_t i = 0; i < nout && c->level_out[a] == b; i++)
        for (int32_t j = 0; j < nin; j++)
            if (out[i] == in[j])
                own = out[i];
    for (int32_t i = 0; i < nout; i++)
        for (int32_t j = 0; j < nin; j++) {
            if ((out[i] == own && c->net[own].nfar == 1) ||
                (in[j] == own && c->net[own].nnear == 1))
                continue;
            precede(c, out[i], in[j], store);
        }
}

static void constrain_near(struct layout_channel *c, int32_t a, bool store)
{
    int32_t n = c->entry_net[a] == WEFT_NONE ? 0
                                             : nets_of(c, a, false, c->list[0]);
    int32_t b = level_with(c, c->w->at[a]);

    for (int32_t i = 0; i < n; i++)
        precede(c, c->list[0][i], c->entry_net[a], store);
    if (b != WEFT_NONE)
        share_row(c, a, b, store);
}

static void constrain_far(struct layout_channel *c, int32_t b, bool store)
{
    int32_t n = c->exit_net[b] == WEFT_NONE ? 0
                                            : nets_of(c, b, true, c->list[0]);

    for (int32_t i = 0; i < n; i++)
        precede(c, c->exit_net[b], c->list[0][i], store);
}

/* The halves of a detour come in order, like all else. */
static void constrain_halves(struct layout_channel *c, bool store)
{
    const struct layout_work *w = c->w;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++)
            if (c->edge_net[e] >= 0)
                precede(c, c->edge_net[e], c->edge_far[e], store);
    }
}

static void constrain_all(struct layout_channel *c, bool store)
{
    struct layout_work *w = c->w;
    int32_t l = c->layer;

    for (int32_t i = w->layer_begin[l]; i < w->layer_begin[l + 1]; i++)
        constrain_near(c, w->vertex[i], store);
    for (int32_t i = w->layer_begin[l + 1]; i < w->layer_begin[l + 2]; i++)
        constrain_far(c, w->vertex[i], store);
    constrain_halves(c, store);
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

/* --- which way ----------------------------------------------------------------- */

/* Another net is on the row of a vertex where this one's trunk meets it: on the
 * near side farther on, on the far side before. Straight ones are all along. */
static bool shares(const struct layout_channel *c, int32_t v, bool far,
                   int32_t self)
{
    const struct layout_work *w = c->w;
    const int32_t *begin = far ? w->up_begin : w->down_begin;
    int32_t track = c->net[self].track;

    for (int32_t k = begin[v]; k < begin[v + 1]; k++) {
        int32_t id = far ? c->edge_far[w->up_edge[k]] : c->edge_net[k];
        int32_t other = far ? w->up[k] : w->down[k];

        if (id < 0 || id == self || c->net[id].dropped)
            continue;
        if (w->at[other] == w->at[v] ||
            (far ? c->net[id].track < track : c->net[id].track > track))
            return true;
    }
    return false;
}

/* Nobody can get out of the net who came into it at its far end. */
static bool is_dead_end(const struct layout_channel *c, int32_t k)
{
    const struct layout_net *n = &c->net[k];

    if (n->nfar > 1)
        return false;
    for (int32_t i = 0; i < n->nnear; i++)
        if (shares(c, c->near[n->near_begin + i], false, k))
            return false;
    return true;
}

/* Say which way a trunk leads where it comes into a row that others are on
 * already. c->list[0][k]: whether net k is a dead end. */
static void mark_merges(struct layout_channel *c)
{
    struct layout_work *w = c->w;

    for (int32_t k = 0; k < c->nnet; k++)
        c->list[0][k] = c->net[k].dropped || layout_net_straight(&c->net[k]) ||
                        is_dead_end(c, k);
    for (int32_t k = 0; k < c->nnet; k++) {
        const struct layout_net *n = &c->net[k];

        for (int32_t i = 0; i < n->nfar && !c->list[0][k]; i++) {
            int32_t b = c->far[n->far_begin + i];

            if (!shares(c, b, true, k))
                continue;
            for (int32_t u = w->up_begin[b]; u < w->up_begin[b + 1]; u++)
                if (c->edge_far[w->up_edge[u]] == k)
                    w->merges[w->up_edge[u]] = true;
        }
    }
}

/* --- the whole -------------------------------------------------------------------- */

static void take_tracks(struct layout_channel *c)
{
    struct layout_work *w = c->w;

    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++) {
        int32_t a = w->vertex[i];

        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            int32_t near = c->edge_net[e], far = c->edge_far[e];

            w->merges[e] = false;
            w->via[e] = c->via[e];
            w->track[e] = w->track2[e] = WEFT_NONE;
            w->lost[e] = near < 0 || c->net[near].dropped ||
                         c->net[far].dropped;
            if (w->lost[e])
                continue;
            w->track[e] = c->net[near].track;
            w->track2[e] = c->net[far].track;
        }
    }
}

static void begin_channel(struct layout_channel *c)
{
    const struct layout_work *w = c->w;

    c->again = 0;
    for (int32_t i = w->layer_begin[c->layer]; i < w->layer_begin[c->layer + 1];
         i++)
        for (int32_t e = w->down_begin[w->vertex[i]];
             e < w->down_begin[w->vertex[i] + 1]; e++)
            c->via[e] = WEFT_NONE;
}

static void route_channel(struct layout_channel *c)
{
    struct layout_work *w = c->w;
    bool done = false;

    begin_channel(c);
    while (!done && !w->oom) {
        layout_nets(c);
        if (!w->oom)
            constrain(c);
        if (!w->oom)
            done = layout_tracks(c);
        c->again++;
    }
    if (w->oom)
        return;
    w->ntrack[c->layer] = c->ntrack;
    take_tracks(c);
    mark_merges(c);
}

/* Links that lead over an edge without a way. */
static void lose_links(struct layout_work *w)
{
    const struct weft_layout_in *in = w->in;

    for (int32_t l = 0; l < in->m; l++) {
        int32_t a = in->from[l];

        if (w->shape[l] != WEFT_LINK_DRAWN)
            continue;
        do {
            bool last = w->layer[a] + 1 == w->layer[in->to[l]];
            int32_t e = last ? w->last_edge[l] : w->down_begin[a];

            if (w->lost[e])
                w->shape[l] = WEFT_LINK_PORTAL;
            a = w->down[e];
        } while (a != in->to[l]);
    }
}

void layout_route(struct layout_work *w)
{
    struct layout_channel c = { .w = w };

    w->track = layout_alloc(w, w->ne, sizeof(*w->track));
    w->track2 = layout_alloc(w, w->ne, sizeof(*w->track2));
    w->via = layout_alloc(w, w->ne, sizeof(*w->via));
    w->lost = layout_alloc(w, w->ne, sizeof(*w->lost));
    w->merges = layout_alloc(w, w->ne, sizeof(*w->merges));
    w->ntrack = layout_alloc(w, w->nlayer, sizeof(*w->ntrack));
    c.edge_net = layout_alloc(w, w->ne, sizeof(*c.edge_net));
    c.edge_far = layout_alloc(w, w->ne, sizeof(*c.edge_far));
    c.alone = layout_alloc(w, w->ne, sizeof(*c.alone));
    c.via = layout_alloc(w, w->ne, sizeof(*c.via));
    c.net = layout_alloc(w, 2 * w->ne, sizeof(*c.net));
    c.near = layout_alloc(w, 2 * w->ne, sizeof(*c.near));
    c.far = layout_alloc(w, 2 * w->ne, sizeof(*c.far));
    c.entry_net = layout_alloc(w, w->nv, sizeof(*c.entry_net));
    c.exit_net = layout_alloc(w, w->nv, sizeof(*c.exit_net));
    c.level_out = layout_alloc(w, w->nv, sizeof(*c.level_out));
    c.level_in = layout_alloc(w, w->nv, sizeof(*c.level_in));
    c.stamp = layout_alloc(w, w->nv, sizeof(*c.stamp));
    c.seen = layout_alloc(w, 2 * w->ne, sizeof(*c.seen));
    c.list[0] = layout_alloc(w, 2 * w->ne, sizeof(*c.list[0]));
    c.list[1] = layout_alloc(w, 2 * w->ne, sizeof(*c.list[1]));
    c.order = layout_alloc(w, 2 * w->ne, sizeof(*c.order));
    if (w->oom)
        return;
    for (c.layer = 0; c.layer + 1 < w->nlayer && !w->oom; c.layer++)
        route_channel(&c);
    if (!w->oom)
        lose_links(w);
}
