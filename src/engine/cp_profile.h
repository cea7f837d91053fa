/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_profile.h - units in use over time, to be raised and lowered.
 *
 * A step function on [0, horizon), zero at first. Two forms with one meaning:
 * an amount per tick where the horizon is short, else sorted break points,
 * of which there are never more than the runs that were added have ends.
 *
 * Owner: whoever called weft_cp_profile_init(). */
#ifndef WEFT_ENGINE_CP_PROFILE_H
#define WEFT_ENGINE_CP_PROFILE_H

#include "engine/cp_core.h"

struct weft_cp_profile {
    int64_t *use; /* by tick, or from break point to the next */
    int32_t *at;  /* break points, at[0] == 0; NULL: by tick */
    int32_t n;    /* break points */
    int32_t horizon;
};

/* For at most `runs` runs at a time. False without memory (core.oom). */
bool weft_cp_profile_init(struct weft_cp_core *c, struct weft_cp_profile *p,
                          int32_t horizon, int32_t runs);
void weft_cp_profile_release(struct weft_cp_profile *p);

/* Add qty (which may be negative) on [a, b), 0 <= a, b <= horizon. */
void weft_cp_profile_add(struct weft_cp_profile *p, int32_t a, int32_t b,
                         int64_t qty);
/* The last / first instant of [a, b) with more than limit in use; WEFT_NONE:
 * there is none, or the interval is empty. */
int32_t weft_cp_profile_last(const struct weft_cp_profile *p, int32_t a,
                             int32_t b, int64_t limit);
int32_t weft_cp_profile_first(const struct weft_cp_profile *p, int32_t a,
                              int32_t b, int64_t limit);

#endif
