/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/plans.h - comparing plans, and writing them otherwise. */
#ifndef PLANS_H
#define PLANS_H

#include <stdint.h>

#include "weft/edit.h"

/* The text of a plan, malloc'd. */
char *text_of(const struct weft_plan *p);
/* Fail unless p is saved as exactly this. */
void assert_text(const struct weft_plan *p, const char *want);
/* Fail unless all that plan.h tells is the same of both, indices included. */
void assert_same_meaning(const struct weft_plan *p, const struct weft_plan *q);
/* Fail unless p means what its text means when it is loaded. */
void assert_meaning_is_that_of_text(const struct weft_plan *p);

/* The same JSON with other white space: style 0 none, 1 as json.dumps writes
 * it, 2 indented, 3 at random (seed). malloc'd. */
char *restyled(const char *json, int style, uint64_t seed);

#endif
