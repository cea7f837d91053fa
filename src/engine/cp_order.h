/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_order.h - which literal to decide: activity.
 *
 * Literals met in conflicts become *atoms*, found by hashing (variable,
 * value), kept in a binary heap by activity that decays with each conflict
 * (VSIDS; Moskewicz et al. 2001, in the form of MiniSat). An atom popped
 * although its truth is known goes to a list, and comes back when the search
 * leaves the level at which it was popped. */
#ifndef WEFT_ENGINE_CP_ORDER_H
#define WEFT_ENGINE_CP_ORDER_H

#include "engine/cp_core.h"

/* Raise the activity of literal (view, val), which becomes an atom. */
void weft_cp_bump(struct weft_cp_core *c, int32_t view, int32_t val);
void weft_cp_decay(struct weft_cp_core *c);
/* The undecided atom of highest activity, WEFT_NONE if there is none. */
int32_t weft_cp_order_pop(struct weft_cp_core *c);
void weft_cp_order_undo(struct weft_cp_core *c, int32_t nout);
/* At the root: forget atoms that are decided there. */
void weft_cp_order_settle(struct weft_cp_core *c);
void weft_cp_order_release(struct weft_cp_core *c);

#endif
