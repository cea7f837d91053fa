/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/planned.h - what planning a document at once gives. */
#ifndef UI_PLANNED_H
#define UI_PLANNED_H

#include "ui/model.h"

/* Owner: ui_planned_release(). */
struct ui_planned {
    struct weft_problem *problem;
    /* a schedule in it has passed weft_check; engine is NULL where it is the
     * candidate that was given */
    struct weft_result result;
    struct weft_facts *facts; /* NULL: there is no schedule */
};
void ui_planned_release(struct ui_planned *d);

/* Plan document p, whose problem it is (taken over, also on failure). start
 * (may be empty) is a candidate and is taken over too. WEFT_OK also where
 * there is no plan: result.reason says why. */
enum weft_rc ui_planned_make(const struct weft_plan *p,
                             struct weft_problem *problem,
                             struct weft_schedule *start,
                             struct ui_planned *out, struct weft_err *err);
/* The objective: makespan, then cost, then nodes used. was NULL: no plan. */
bool ui_facts_better(const struct weft_facts *was, const struct weft_facts *f);

/* The schedule stored in p, if it holds. *engine: that found it, static; NULL:
 * it names none that weft has. */
bool ui_stored_schedule(const struct weft_plan *p, const struct weft_problem *q,
                        struct weft_schedule *s, const char **engine);

#endif
