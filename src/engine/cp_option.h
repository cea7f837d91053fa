/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_option.h - a task runs in exactly one of its options.
 *
 * Each option has a presence Boolean and a start of its own, optional: what
 * its bounds say holds if the task runs that way. The task's start and end
 * are then those of the option that is present, and until that is known they
 * lie within the hull of the options that are still possible. The bounds of
 * the task are passed on to the options by plain edges. */
#ifndef WEFT_ENGINE_CP_OPTION_H
#define WEFT_ENGINE_CP_OPTION_H

#include "engine/cp_core.h"

struct weft_cp_choice {
    int32_t pres;  /* view of a Boolean */
    int32_t start; /* view of an optional variable */
    int32_t dur;
};

struct weft_cp_options; /* owned by the core */

/* The one propagator for all tasks with several options. NULL without
 * memory. */
struct weft_cp_options *weft_cp_options_new(struct weft_cp_core *c);
/* A task that starts at view `start` and ends at view end + add, with n >= 2
 * choices (copied). False without memory. */
bool weft_cp_options_add(struct weft_cp_core *c, struct weft_cp_options *o,
                         int32_t start, int32_t end, int32_t add,
                         const struct weft_cp_choice *choice, int32_t n);

#endif
