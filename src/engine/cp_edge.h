/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_edge.h - precedence between views.
 *
 * An edge says dst >= src + c. Its mirror, -src >= -dst + c, is stored too, so
 * that only lower bounds are ever propagated. Explained by
 * (dst, v) <- (src, v - c): lifted for free.
 *
 * A *guarded* edge holds only if three Booleans do: a condition, the presence
 * of the source's task and that of the destination's. The destination's
 * bound, being conditional on its presence, moves as soon as the first two
 * hold; when the bounds clash and two of the three hold, the third is false. */
#ifndef WEFT_ENGINE_CP_EDGE_H
#define WEFT_ENGINE_CP_EDGE_H

#include "engine/cp_core.h"

/* Before freezing. False without memory. An arc has no mirror. */
bool weft_cp_arc_add(struct weft_cp_core *c, int32_t src, int32_t dst,
                     int32_t add);
bool weft_cp_edge_add(struct weft_cp_core *c, int32_t src, int32_t dst,
                      int32_t add);
/* when, psrc, pdst: views of Booleans, 0 = always. */
bool weft_cp_guard_add(struct weft_cp_core *c, const struct weft_cp_guard *g);
bool weft_cp_edges_freeze(struct weft_cp_core *c);
/* At the root, settled: drop guarded edges that can do nothing any more. */
void weft_cp_edges_reduce(struct weft_cp_core *c);
void weft_cp_edges_release(struct weft_cp_core *c);

/* All of them, once, at the root: from then on they are looked at when a
 * bound moves. */
bool weft_cp_edges_start(struct weft_cp_core *c);
bool weft_cp_edges_propagate(struct weft_cp_core *c, int32_t view);
void weft_cp_edge_explain(struct weft_cp_core *c, int32_t v,
                          struct weft_cp_why w);
void weft_cp_guard_explain(struct weft_cp_core *c, int32_t view, int32_t v,
                           struct weft_cp_why w, int32_t pos);

#endif
