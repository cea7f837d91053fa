/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_step.h - the time-dynamic model: capacity at every instant.
 *
 * For each option o and tick t of its window, y(o,t) = 1 says that the task
 * runs in o and has started by t; y(o,last) = x(o) says that it runs in o. A
 * link is a row for each tick (disaggregated): whatever has started by t, its
 * predecessor started a duration and a delay before. A cell is a row for each
 * tick: y(o,t) - y(o,t - duration) says that o runs at t. end(t) = 1 says that
 * everything has finished by t; the makespan is the horizon less their sum.
 *
 * Source: Christofides, Alvarez-Valdes, Tamarit, "Project scheduling with
 * resource constraints: a branch and bound approach", EJOR 29 (1987) (the
 * disaggregated rows), in the step form of Pritsker and Watters as surveyed by
 * Artigues, "On the strength of time-indexed formulations for the
 * resource-constrained project scheduling problem", Operations Research
 * Letters 45 (2017).
 *
 * Owner: weft_ilp_step_release().
 */
#ifndef WEFT_ENGINE_ILP_STEP_H
#define WEFT_ENGINE_ILP_STEP_H

#include "engine/ilp_rows.h"

struct ilp_step {
    const struct ilp_inst *x; /* borrowed */
    int64_t bound;            /* no schedule is shorter */
    struct ilp_model m;
    int32_t *at_begin; /* by option, nopt + 1: its starts in at[] */
    int64_t *at;       /* ascending */
    int32_t *first;    /* by option: column of at[at_begin[o]] */
    int32_t *x_at;     /* by option: see ilp_rows.h */
    int32_t end_first; /* column of end(bound) */
};

/* What weft_ilp_step_init would build. O(options + links + cells users). */
void weft_ilp_step_size(const struct ilp_inst *x, int64_t bound,
                        struct ilp_size *out);

/* bound <= x->horizon: a lower bound on the makespan. WEFT_E_NOMEM, or
 * WEFT_E_LIMIT above the limit, which may be NULL. m->infeasible: there is no schedule. */
enum weft_rc weft_ilp_step_init(struct ilp_step *s, const struct ilp_inst *x,
                                int64_t bound, const struct ilp_limit *limit,
                                struct weft_err *err);
void weft_ilp_step_release(struct ilp_step *s);

/* The likeliest option (of x) and the mean start of each task in a solution of
 * m, which may be fractional. */
void weft_ilp_step_mean(const struct ilp_step *s, const double *value,
                        int32_t *opt, double *mean);
/* The other way round; false if the model leaves that schedule out. */
bool weft_ilp_step_encode(const struct ilp_step *s, const int32_t *opt,
                          const int64_t *start, double *value);

#endif
