/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/valid.h - what engines return, through the checker. */
#ifndef VALID_H
#define VALID_H

#include "weft/engine.h"

/* Fail the test, naming `what`, unless s is a whole schedule that passes
 * weft_check() on the plan q was made from. */
void assert_valid(const struct weft_plan *p, const struct weft_problem *q,
                  const struct weft_schedule *s, const char *what);

/* Does it pass? */
bool is_valid(const struct weft_plan *p, const struct weft_problem *q,
              const struct weft_schedule *s);

/* Fail the test unless what *r claims agrees with itself and passes
 * assert_valid(): status, makespan, bound, reason. */
void assert_result(const struct weft_plan *p, const struct weft_problem *q,
                   const struct weft_result *r, const char *what);

#endif
