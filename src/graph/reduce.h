/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph/reduce.h - links that other links imply. */
#ifndef WEFT_GRAPH_REDUCE_H
#define WEFT_GRAPH_REDUCE_H

#include "weft/graph.h"

/* Set implied[l] for every input link l = (u, v) of the acyclic graph g for
 * which there is a path u -> ... -> v of two links or more, and for all but
 * the first of parallel links; clear it for the others, which are the
 * transitive reduction (Aho, Garey, Ullman, "The transitive reduction of a
 * directed graph", SIAM J. Comput. 1, 1972: unique for a DAG).
 *
 * order: as weft_graph_order gives it. implied: g->m entries.
 * O(n m / 64) time; at most 64 MiB of bits at a time, whatever n is. */
enum weft_rc weft_graph_reduce(const struct weft_graph *g, const int32_t *order,
                               bool *implied, struct weft_err *err);

#endif
