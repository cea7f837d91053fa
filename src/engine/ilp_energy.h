/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_energy.h - a lower bound by assigning work to places.
 *
 * The relaxation forgets when tasks run: every task is spread over its options,
 * and what the tasks of a cell use, times how long, must fit between the first
 * of them can start and the last must end:
 *
 *     sum of q(o) d(o) x(o) over S  <=  capacity (C - head(S) - tail(S))
 *
 * for sets S of tasks that start at `head` at the earliest and need `tail`
 * after them; rows for the sets that are violated are added in rounds. Tight
 * where the choice of places is what is hard (flexible job shops).
 *
 * Source: Lawler, Labetoulle, "On preemptive scheduling of unrelated parallel
 * processors by linear programming", J. ACM 25 (1978), with heads and tails. */
#ifndef WEFT_ENGINE_ILP_ENERGY_H
#define WEFT_ENGINE_ILP_ENERGY_H

#include "engine/run.h"

/* Raise run->bound, in the name of `places`; looks at plans up to `horizon` only, which
 * are shorter than any known one: if none is left, the bound is horizon + 1.
 * Ends when the run does, or (seconds > 0) after that time. WEFT_OK also if
 * there is nothing to gain; WEFT_E_NOMEM. Tens of milliseconds for a hundred
 * tasks with a few places each. */
enum weft_rc weft_ilp_energy(struct weft_run *run, int64_t horizon,
                             double seconds, struct weft_err *err);

#endif
