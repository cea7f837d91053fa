/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph/layout_work.h - what the steps of a layout hand on to each other.
 *
 * Vertices 0..n-1 are the nodes, the others dummies. All links out of one
 * node share one chain of dummies, as long as its longest link needs: the
 * dummies of node u are chain[u], chain[u] + 1, ..., one per layer after
 * layer[u]. Edges join neighbouring layers only. */
#ifndef WEFT_GRAPH_LAYOUT_WORK_H
#define WEFT_GRAPH_LAYOUT_WORK_H

#include "graph/layout.h"
#include "weft/graph.h"

#define LAYOUT_MEMORY 96

struct layout_work {
    const struct weft_layout_in *in;
    struct weft_graph g;    /* the input links */
    int32_t *order, *place; /* topological order and its inverse */
    enum weft_link_shape *shape;

    int32_t nv, ne, nlayer;
    int32_t *chain;        /* by node */
    int32_t *layer, *comp; /* by vertex */
    int32_t *size, *meet;  /* across size; offset where links meet it */
    /* edges a -> b, layer[b] == layer[a] + 1: down[] from a, up[] from b */
    int32_t *down_begin, *down, *up_begin, *up;
    int32_t *up_edge;   /* by up[]: the same edge, as an index into down[] */
    int32_t *edge_from; /* by down[]: a */
    int32_t *last_edge; /* by drawn link: its edge into its target */
    /* vertices by layer, in drawing order */
    int32_t *layer_begin, *vertex, *pos;
    int64_t crossings;

    int32_t *at;    /* across cell where links meet the vertex */
    int32_t across; /* cells that all of it takes */

    int32_t *track;        /* by edge (index into down[]): counted from 0 in its
                        channel; WEFT_NONE where it is straight */
    int32_t *track2, *via; /* by edge: as in weft_leg */
    bool *lost;            /* by edge: there is no way for it */
    bool *merges;          /* by edge: see weft_leg */
    int32_t *ntrack;       /* by layer: of the channel after it */

    void *memory[LAYOUT_MEMORY];
    int nmemory;
    bool oom;
};

/* n zeroed objects, freed with the work; NULL and w->oom without memory. */
void *layout_alloc(struct layout_work *w, int32_t n, size_t size);

/* The steps, in this order. */
void layout_layers(struct layout_work *w);
void layout_dummies(struct layout_work *w);
void layout_order(struct layout_work *w);
void layout_place(struct layout_work *w);
void layout_route(struct layout_work *w);
/* Part of layout_place: moves vertices level with their neighbours. */
void layout_straighten(struct layout_work *w);

static inline bool layout_is_dummy(const struct layout_work *w, int32_t v)
{
    return v >= w->in->n;
}

/* Cells from the meeting cell of a to that of b, b next after a. */
int32_t layout_apart(const struct layout_work *w, int32_t a, int32_t b);

#endif
