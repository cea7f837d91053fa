/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/timetable.h - refuting a makespan by time-table reasoning.
 *
 * If the plan must end by T, every task has a window, and where the window is
 * shorter than two durations the task certainly runs in the middle of it. These
 * certain runs fill the pools; what they overload is refuted, and what does not
 * fit beside them is pushed on, along the links, to a fixpoint.
 *
 * Source: Klein, Scholl, "Computing lower bounds by destructive improvement",
 * EJOR 112 (1999); time-tabling: Baptiste, Le Pape, Nuijten, "Constraint-Based
 * Scheduling" (2001), section 2.1.1. */
#ifndef WEFT_ENGINE_TIMETABLE_H
#define WEFT_ENGINE_TIMETABLE_H

#include "engine/pools.h"
#include "engine/windows.h"

struct weft_timetable;

/* pools and w are borrowed. WEFT_E_NOMEM. */
enum weft_rc weft_timetable_new(const struct weft_problem *q,
                                const struct weft_pools *pools,
                                const struct weft_windows *w,
                                struct weft_timetable **out,
                                struct weft_err *err);
void weft_timetable_free(struct weft_timetable *t);

/* Is a plan that ends by `end` refuted? WEFT_FOREVER asks about deadlines and
 * pins alone. *pool (may be NULL): the pool that was overloaded or WEFT_NONE,
 * *task: one that has no room left, WEFT_NONE if none is to blame. */
bool weft_timetable_refutes(struct weft_timetable *t, int64_t end,
                            int32_t *pool, int32_t *task);

/* The least end from `from` on that is not refuted. Looks further and further,
 * then bisects: refutation is monotone. */
int64_t weft_timetable_bound(struct weft_timetable *t, int64_t from);

#endif
