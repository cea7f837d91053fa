/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/tplan.h - plans, problems and schedules for tests.
 *
 * Everything here fails the running test where the library reports an error,
 * with the text of that error. */
#ifndef TPLAN_H
#define TPLAN_H

#include <stdbool.h>

#include "randplan.h"
#include "weft/plan.h"
#include "weft/problem.h"

/* Quotes would drown the text of a document in backslashes: in it, ' is ". */
struct weft_plan *plan_of(const char *quoted);
/* The same as it stands. */
struct weft_plan *plan_of_json(const char *json);
/* samples/NAME.json */
struct weft_plan *plan_of_sample(const char *name);
struct weft_plan *plan_of_rand(const struct rand_opts *o);
struct weft_problem *problem_of(const struct weft_plan *p);

/* A schedule by inserting the tasks one after the other, in the order of
 * their longest paths to the end, each where it ends first. No engine: slow,
 * simple, the same for ever. false: some task found no room. s: initialised. */
bool serial_schedule(const struct weft_problem *q, struct weft_schedule *s);
/* The same with the order, the options and some idle time by chance. */
bool serial_random(const struct weft_problem *q, uint64_t *rng,
                   struct weft_schedule *s);

#endif
