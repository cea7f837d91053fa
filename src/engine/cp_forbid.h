/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_forbid.h - intervals in which a start cannot lie.
 *
 * A down window [from, to) of a node forbids starts from - dur < s < to. A
 * bound that enters such an interval leaves it on the other side; the reason
 * is one literal. */
#ifndef WEFT_ENGINE_CP_FORBID_H
#define WEFT_ENGINE_CP_FORBID_H

#include "engine/cp_core.h"

struct weft_cp_gap { /* forbidden: first..last */
    int32_t first, last;
};

struct weft_cp_forbid; /* owned by the core */

/* The one propagator for all starts. NULL without memory. */
struct weft_cp_forbid *weft_cp_forbid_new(struct weft_cp_core *c);
/* gap: sorted, disjoint, not adjacent; copied. False without memory. */
bool weft_cp_forbid_add(struct weft_cp_core *c, struct weft_cp_forbid *f,
                        int32_t start, const struct weft_cp_gap *gap,
                        int32_t n);

#endif
