/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/oracle.h - the shortest plan of a tiny problem, by brute force.
 *
 * Tries every order in which links allow the tasks to be placed, and for each
 * task every option, at the earliest start that is left for it. Shares no code
 * with the engines: what is in use at an instant is added up from the tasks
 * placed so far.
 *
 * Why that finds an optimum. Take any plan S that keeps the problem. Place its
 * tasks, with their options, by start in S (ties: links first). Claim: each
 * gets a start no later than in S. For task i, suppose it is true of those
 * placed before it. They started by S(i) in S. At an instant t >= S(i) such a
 * task j runs in the new plan only if s'(j) <= S(j) <= S(i) <= t < s'(j) + d(j)
 * <= S(j) + d(j), so it runs at t in S as well: from S(i) on, no more is in use
 * than in S, and reservations are the same, since they depend on options
 * alone; down windows do not move. Predecessors end no later than in S, and
 * lags and transfers depend on options alone. So S(i) is left for i, and the
 * earliest start left is no later. Releases are kept because placing never
 * goes below them, deadlines because nothing is later than in S; a fixed start
 * is both: the only start allowed, and left. Budgets depend on options alone.
 * So one of the orders gives a plan that is no longer than S. */
#ifndef ORACLE_H
#define ORACLE_H

#include "weft/problem.h"

#define ORACLE_TASKS 8

/* True, and *makespan, if q has a plan. At most ORACLE_TASKS tasks. */
bool oracle(const struct weft_problem *q, int64_t *makespan);

#endif
