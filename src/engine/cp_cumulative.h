/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_cumulative.h - the use of one cell never exceeds its capacity.
 *
 * Time-tabling: the *compulsory part* of an item, from its latest start to
 * its earliest end, is in use whatever happens. Their sum is kept in a
 * profile; where an item would not fit beside it, its bounds move. Reasons
 * are pointwise (Schutt et al. 2011): for the one instant t at which the item
 * does not fit, "starts at or before t and ends after t" for just enough of
 * the others. */
#ifndef WEFT_ENGINE_CP_CUMULATIVE_H
#define WEFT_ENGINE_CP_CUMULATIVE_H

#include "engine/cp_core.h"

/* One possible use of the cell, from start to end. With a fixed duration,
 * end is the view of the start and add the duration. start == WEFT_NONE: for
 * all time (a reservation). */
struct weft_cp_item {
    int32_t start, end, add; /* ends at end + add */
    int32_t dur;             /* the least it can be */
    int32_t pres;            /* view of a Boolean, 0: always */
    int64_t qty;             /* > 0 */
};

/* All starts are >= 0. False without memory. */
bool weft_cp_cumulative(struct weft_cp_core *c, const struct weft_cp_item *item,
                        int32_t n, int64_t cap);

#endif
