/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph/layout.h - layered drawing of a DAG on a grid of character cells.
 *
 * Sugiyama's scheme (Sugiyama, Tagawa, Toda, "Methods for visual understanding
 * of hierarchical system structures", IEEE Trans. SMC 11, 1981): layers by
 * longest path, dummies on links over several layers, crossing reduction by
 * barycentre sweeps, coordinates, orthogonal routing in the channels between
 * layers. Deterministic; reads no clock: the work is bounded by counts.
 *
 * There are two axes. `along` is the direction of the links, one layer after
 * the other; `across` is the order within a layer. Drawn left to right, along
 * is x and across is y; drawn top to bottom it is the other way round.
 *
 *     layer 0   channel 0   layer 1
 *     [ u ] ------+-------> [ v ]      a link has one leg per channel: it
 *                 |                    enters at `from`, changes over on
 *                 +-------> [ w ]      `track`, leaves at `to`
 *
 * Links share trunks, but the lines out of a node lead to the ends of its
 * links and nowhere else, if they are followed along `along` onward only,
 * across in both directions, and where a leg merges not into its trunk. What
 * cannot be drawn so becomes a portal.
 */
#ifndef WEFT_GRAPH_LAYOUT_H
#define WEFT_GRAPH_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "weft/err.h"

struct weft_layout_in {
    int32_t n, m;
    const int32_t *from, *to;      /* links; together acyclic */
    const int32_t *along, *across; /* size of each node in cells, >= 1 */
    const int32_t *attach; /* where links meet a node: cells from its first
                              across cell; NULL: in its middle */
    const int32_t *hint;   /* `meet` of each node in the drawing before this
                              one, WEFT_NONE for a new one; NULL: no drawing
                              before. Nodes of a layer keep their order. */
    const bool *loose;     /* nodes that need not: the hint is where they begin,
                              between those that do. NULL: none */
    int32_t gap;           /* free cells between neighbours in a layer */
    int32_t before;        /* free cells of a channel before its first track */
    int32_t after;         /* and after its last one, arrow head included */
    int32_t track_gap;     /* cells from one track to the next, >= 1 */
    int32_t max_span;  /* a link over more layers becomes a portal; 0: none */
    int32_t max_track; /* tracks of a channel; what has none becomes a portal;
                          0: as many as it takes */
    int32_t room;      /* cells across that there are: what is drawn in fewer
                          may use them to be straighter */
    bool bent;         /* no bends are taken out: that may take fewer tracks */
    int32_t wrap;      /* layers that nodes without links may spread over */
    bool keep_implied; /* draw links that other links imply, too */
    const bool *jump;  /* links that are portals in any case; NULL: none */
};
void weft_layout_in_init(struct weft_layout_in *in);

enum weft_link_shape {
    WEFT_LINK_DRAWN,
    WEFT_LINK_IMPLIED, /* not drawn: a longer path says the same */
    WEFT_LINK_PORTAL   /* only its two ends are drawn */
};

struct weft_leg {
    int32_t track;    /* along; WEFT_NONE where from == to: it is straight */
    int32_t from, to; /* across */
    int32_t via;      /* WEFT_NONE, or a row of its own that it goes through, */
    int32_t track2;   /* to turn into row `to` here */
    bool merges; /* where it turns into row `to`, others come along that row who
                    may not turn off there: show which way it leads */
};

/* The track on which a leg that is not straight turns into row `to`. */
static inline int32_t weft_leg_last_track(const struct weft_leg *g)
{
    return g->via == WEFT_NONE ? g->track : g->track2;
}

/* Zero-initialise; owner: weft_layout_release(). All in cells from 0. */
struct weft_layout {
    int32_t n, m, nlayer;
    int32_t *layer, *rank;          /* of each node, and its place therein */
    int32_t *x_along, *x_across;    /* its first cell */
    int32_t *meet;                  /* across cell where its links meet it */
    int32_t *layer_at, *layer_size; /* along, by layer */
    enum weft_link_shape *shape;    /* by link */
    int32_t *leg_begin;             /* m + 1; a drawn link has a leg for each
                                    channel from layer[from] on */
    struct weft_leg *leg;
    int32_t size_along, size_across; /* of the whole drawing */
    int64_t crossings;
    int32_t nimplied, nportal;
};

/* WEFT_E_CYCLE, WEFT_E_NOMEM, WEFT_E_INVAL (a size below 1). *out is replaced
 * on success, untouched otherwise.
 * O(k (V log V + E)) for the k <= 24 sweeps, V and E with dummies. */
enum weft_rc weft_layout_run(const struct weft_layout_in *in,
                             struct weft_layout *out, struct weft_err *err);
void weft_layout_release(struct weft_layout *l);

#endif
