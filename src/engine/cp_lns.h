/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_lns.h - large neighbourhood search with the exact engine.
 *
 * Some tasks of the best schedule are freed; the others keep their options
 * and a partial order (who hands units of a cell to whom), so they can still
 * slide. The part is searched for a shorter schedule under a small limit of
 * conflicts; the number of freed tasks follows what can be searched to the
 * end. Godard, Laborie, Nuijten, "Randomized large neighborhood search for
 * cumulative scheduling" (ICAPS 2005), sections 3 and 4.
 *
 * Owner: whoever called weft_cp_lns_init(). */
#ifndef WEFT_ENGINE_CP_LNS_H
#define WEFT_ENGINE_CP_LNS_H

#include "base/rng.h"
#include "engine/cp_model.h"
#include "engine/run.h"

/* Ways to choose the tasks to free. */
enum weft_cp_shape {
    WEFT_CP_WINDOW, /* those that run around some instant */
    WEFT_CP_NEAR,   /* a task and what is linked to it or competes with it */
    WEFT_CP_RANDOM, /* any, with a window */
    WEFT_CP_SHAPES
};

struct weft_cp_lns {
    struct weft_run *run; /* borrowed */
    struct weft_rng rng;
    double size[WEFT_CP_SHAPES]; /* tasks to free */
    double gain[WEFT_CP_SHAPES]; /* recent success of the shape */
    size_t memory;
    int64_t tried, improved;
    int64_t work; /* in all, as stats.work of the core */
    bool exhausted; /* everything was free, and refuted */

    /* the part at hand */
    int32_t *opt, *order;
    bool *free_;
    double *score;
    struct weft_cp_arc *arc;
    int32_t narc, arc_cap;
    struct weft_cp_left *left; /* units on offer while chaining */
    int32_t nleft;
    struct weft_schedule found;
};

enum weft_rc weft_cp_lns_init(struct weft_cp_lns *l, struct weft_run *run,
                              size_t memory, struct weft_err *err);
void weft_cp_lns_release(struct weft_cp_lns *l);

/* Try one neighbourhood of the run's best schedule. *conflicts: in: the most
 * to spend, out: spent. A better schedule is in l->found if *better. */
enum weft_rc weft_cp_lns_step(struct weft_cp_lns *l, int64_t *conflicts,
                              bool *better, struct weft_err *err);

#endif
