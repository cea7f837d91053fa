/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/base.h - what has to be settled before anything is scheduled.
 *
 * Where hold tasks reserve, for that decides how much the others have at any
 * instant; and options that keep every budget, for tasks to fall back on. Both
 * are searched for together, exactly if the search comes to an end. */
#ifndef WEFT_ENGINE_BASE_H
#define WEFT_ENGINE_BASE_H

#include "base/rng.h"
#include "engine/sgs.h"

/* Which option a hold task tries first. */
enum weft_base_kind {
    WEFT_BASE_FAST,   /* shortest, then the copy that is left most free */
    WEFT_BASE_SPREAD, /* the copy that is left most free */
    WEFT_BASE_PACK,   /* the copy that is left least free */
    WEFT_BASE_RANDOM
};

enum weft_found {
    WEFT_FOUND,
    WEFT_GAVE_UP, /* none found, but there may be one */
    WEFT_PROVED   /* there is none: the problem is infeasible */
};

/* Fill g->base. rng is used by WEFT_BASE_RANDOM only. *found == WEFT_FOUND
 * where neither hold tasks nor budgets bind (base is all WEFT_NONE then).
 * O(options), unless backtracking is needed; that is limited by count. */
enum weft_rc weft_base_find(struct weft_sgs *g, enum weft_base_kind kind,
                            struct weft_rng *rng, enum weft_found *found,
                            struct weft_err *err);

#endif
