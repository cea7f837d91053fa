/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph/layout_net.h - the nets of one channel: links that share a trunk.
 *
 * A net joins each of its near vertices (in the layer before the channel) with
 * each of its far ones. A line runs from a near vertex along its row to the
 * trunk, a line across from row lo to row hi, and from there along the far
 * vertex's row.
 *
 * An edge that has no way so may take a detour through a row that nothing else
 * is in: then it has two nets, one from its near end to that row and one from
 * there to its far end. */
#ifndef WEFT_GRAPH_LAYOUT_NET_H
#define WEFT_GRAPH_LAYOUT_NET_H

#include "graph/layout_work.h"

struct layout_net {
    int32_t near_begin, nnear; /* in channel->near */
    int32_t far_begin, nfar;   /* in channel->far */
    int32_t via; /* half a detour: the row in between, for the end that it
                    lacks; else WEFT_NONE */
    int32_t lo, hi;
    int32_t later_begin, nlater; /* in channel->later: nets whose trunk must
                                    come after this one's */
    int32_t waits; /* nets that must come before it, not yet placed */
    int32_t track; /* WEFT_NONE: not yet; straight nets get none */
    bool dropped;  /* there is no way for it: its links become portals */
};

struct layout_channel {
    struct layout_work *w;
    int32_t layer;     /* before the channel */
    int32_t *edge_net; /* by edge: its net, of a detour the first half; below
                          0: the edge is lost */
    int32_t *edge_far; /* the same, of a detour the second half */
    bool *alone;       /* by edge: it shares no trunk */
    int32_t *via;      /* by edge: row of its detour, or WEFT_NONE */
    int32_t again;     /* times that the channel was begun anew */
    struct layout_net *net;
    int32_t nnet;
    int32_t *near, *far; /* vertices, by net */
    /* by vertex: its net with several near (far) vertices; WEFT_NONE */
    int32_t *entry_net, *exit_net;
    /* by vertex: the one at the other side in the same row, if an edge joins
     * them; WEFT_NONE */
    int32_t *level_out, *level_in;
    int32_t *stamp; /* by vertex: scratch */
    int32_t *seen;  /* by net: scratch, with */
    int32_t turn;
    int32_t *list[2]; /* scratch: nets */
    int32_t *later, later_cap;
    int32_t *order; /* scratch of the tracks: a net each */
    int32_t ntrack;
};

static inline bool layout_net_straight(const struct layout_net *n)
{
    return n->lo == n->hi;
}

static inline int32_t layout_degree(const int32_t *begin, int32_t v)
{
    return begin[v + 1] - begin[v];
}

/* Gather the edges of the channel into nets. */
void layout_nets(struct layout_channel *c);
int32_t layout_new_net(struct layout_channel *c);
/* Nets of several near and several far vertices. */
void layout_bundles(struct layout_channel *c);
/* Give every net that is not straight a track, or drop it; sets c->ntrack.
 * False: nets wait for each other in a ring, and with the way that was found
 * around it (c->alone, c->via, w->lost) all is to be done again. */
bool layout_tracks(struct layout_channel *c);
/* Find a way around the ring of nets ring[0..n). False: none. */
bool layout_detour(struct layout_channel *c, const int32_t *ring, int32_t n);

#define LAYOUT_LOST (-2) /* in edge_net */

#endif
