/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/crew.h - more lanes, each in a thread of its own.
 *
 * They share plan and bound with the run of the caller's thread, look at no
 * host, and draw other random numbers. Fewer threads than asked for are no
 * failure: the caller has a lane of its own.
 *
 * Owner: whoever called weft_crew_start(). */
#ifndef WEFT_ENGINE_CREW_H
#define WEFT_ENGINE_CREW_H

#include "engine/lane.h"

struct weft_crew;

/* Start n lanes, n >= 1, that begin with what run has. seat() fills the lane
 * with number k, 1 .. n. *out: NULL if there is no memory. run->share is set
 * until weft_crew_end(), which also gives run what they found and waits for
 * them: they stop within a schedule or so. */
void weft_crew_start(struct weft_crew **out, struct weft_run *run, int n,
                     void (*seat)(struct weft_lane *l, int k));
void weft_crew_end(struct weft_crew *c);

#endif
