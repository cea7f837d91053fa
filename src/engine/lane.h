/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/lane.h - members of a portfolio that take turns in one thread.
 *
 * Each has a seat with a weight: what share of the work it is to do. Turns are
 * measured in work, not in time, so a lane alone does the same every time. */
#ifndef WEFT_ENGINE_LANE_H
#define WEFT_ENGINE_LANE_H

#include "engine/member.h"

#define WEFT_SEATS 6

struct weft_seat {
    const struct weft_member *member;
    void *state; /* once it has begun */
    double weight;
    double used; /* work so far / weight */
    bool begun, done;
};

struct weft_lane {
    struct weft_run *run; /* borrowed */
    struct weft_seat seat[WEFT_SEATS];
    int n;
};

/* weight > 0. There must be room. */
void weft_lane_seat(struct weft_lane *l, const struct weft_member *m,
                    double weight);
/* Until the run has ended, nobody has anything to do, or, after a turn, so much
 * work was done (INT64_MAX: no limit). A member that runs out of memory or
 * cannot take the problem loses its seat; that is no failure. */
void weft_lane_run(struct weft_lane *l, int64_t work);
/* Whoever has that member's seat leaves it. */
void weft_lane_dismiss(struct weft_lane *l, const struct weft_member *m);
/* Ends the members. A zeroed lane is fine. */
void weft_lane_release(struct weft_lane *l);

#endif
