/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_unary.h - items of which no two run at once.
 *
 * What time-tabling and orders of two do not see, because it takes a whole set
 * of items: that a set does not fit between its earliest start and its latest
 * end (overload), that an item must come before or after a whole set (edge
 * finding: Nuijten 1994, section 4.5; here with optional items, of which only
 * those present push), and that an item starts after all that are known to
 * come before it, one by one. O(n^2) a run. Reasons are lifted by what the set
 * has to spare (Vilim, "Computing explanations for the unary resource
 * constraint", CPAIOR 2005). */
#ifndef WEFT_ENGINE_CP_UNARY_H
#define WEFT_ENGINE_CP_UNARY_H

#include "engine/cp_cumulative.h"

/* Items beyond this are too many. */
#define WEFT_CP_UNARY_MAX 200

/* before[i * n + j]: view of a Boolean that, both being present, says that i
 * ends before j starts, and denied that j ends before i starts; WEFT_NONE:
 * there is none. Owned from now, also on failure; items are copied. No item
 * is for all time. False without memory. */
bool weft_cp_unary(struct weft_cp_core *c, const struct weft_cp_item *item,
                   int32_t n, int32_t *before);

#endif
