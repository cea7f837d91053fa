/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_glpk.h - solving a model with GLPK.
 *
 * GLPK aborts the process on errors of its own and when memory runs out, and
 * prints; here an error ends the run instead, and nothing is printed. One run
 * at a time in a thread. GLPK has one environment for each thread: a program
 * that uses GLPK itself keeps its own, unless an error ends the run, which
 * takes the environment with it; for its sake the simplex method is then not
 * interrupted (but by time) and memory not limited. */
#ifndef WEFT_ENGINE_ILP_GLPK_H
#define WEFT_ENGINE_ILP_GLPK_H

#include <stddef.h>

#include "engine/ilp_model.h"

enum ilp_end {
    ILP_OPTIMAL,    /* proved: the last bound is the optimum */
    ILP_INFEASIBLE, /* proved */
    ILP_UNPROVED,   /* the search came to its end, but the numbers of the model
                       are too large for floating point to prove anything */
    ILP_STOPPED,    /* by stop() or time */
    ILP_MEMORY,     /* out of memory */
    ILP_FAILED      /* GLPK gave up; text says what it said */
};

/* No number of a model may be larger for its search to be a proof. */
#define ILP_PROOF_MAX (1 << 17)

struct ilp_solver {
    const struct ilp_model *m; /* borrowed; at least one column */
    double time;               /* seconds; <= 0: no limit */
    size_t memory;             /* bytes; 0: no limit */
    bool root_only; /* no tree: OPTIMAL means that the relaxation is solved, its
                       solution went to on_relaxed (better: NULL) */

    void *ctx;
    /* asked at every node and now and then within one */
    bool (*stop)(void *ctx);
    /* an integer solution, better than those before; values by column */
    void (*on_solution)(void *ctx, const double *value);
    /* solution of the relaxation at a node. May put an integer solution of the
     * model into `better` and return true: nodes that cannot beat it go. */
    bool (*on_relaxed)(void *ctx, const double *value, double *better);
    /* every solution has at least this objective; proved */
    void (*on_bound)(void *ctx, int64_t bound);

    /* results */
    enum ilp_end end;
    char text[200];

    /* the run's own */
    struct ilp_glpk *glpk;
};

/* Solve; all results go to *s and the callbacks. WEFT_E_NOMEM only if it could
 * not begin. */
enum weft_rc weft_ilp_solve(struct ilp_solver *s, struct weft_err *err);

#endif
