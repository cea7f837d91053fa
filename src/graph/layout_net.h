/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph/layout_net.h - the nets of one channel: links that share a trunk.
 *
 * A net is a star: all edges out of one vertex, or all edges into one. Rows
 * are cells across; the trunk of a net runs from row lo to row hi. */
#ifndef WEFT_GRAPH_LAYOUT_NET_H
#define WEFT_GRAPH_LAYOUT_NET_H

#include "graph/layout_work.h"

struct layout_net {
    int32_t hub; /* the vertex of the star */
    bool out;    /* edges go out of the hub, else into it */
    int32_t lo, hi;
    int32_t edge_begin, nedge;   /* in channel->edge */
    int32_t later_begin, nlater; /* in channel->later: nets whose trunk must
                                    come after this one's */
    int32_t waits; /* nets that must come before it, not yet placed */
    int32_t track; /* WEFT_NONE: not yet; straight nets get none */
};

struct layout_channel {
    struct layout_work *w;
    int32_t layer;             /* before the channel */
    int32_t *out_net, *in_net; /* by vertex: its star, or WEFT_NONE */
    int32_t *edge_net;         /* by edge */
    struct layout_net *net;
    int32_t nnet;
    int32_t *edge; /* edges by net */
    int32_t *later, later_cap;
    int32_t *order; /* scratch of the tracks: a net each */
    int32_t ntrack;
};

static inline bool layout_net_straight(const struct layout_net *n)
{
    return n->lo == n->hi;
}

/* Give every net that is not straight a track; sets c->ntrack. */
void layout_tracks(struct layout_channel *c);

#endif
