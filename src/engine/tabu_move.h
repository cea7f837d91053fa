/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/tabu_move.h - one descent of the local search of engine/tabu.h: the
 * plan it is at, what is tabu, the best it has seen.
 *
 * Owner: whoever called weft_descent_init(). */
#ifndef WEFT_ENGINE_TABU_MOVE_H
#define WEFT_ENGINE_TABU_MOVE_H

#include "base/rng.h"
#include "engine/run.h"
#include "engine/shop.h"

struct weft_descent {
    struct weft_run *run;      /* borrowed */
    struct weft_rng *rng;      /* borrowed */
    struct weft_shop_plan now; /* where the search is */
    struct weft_shop_plan mid; /* the same without the task that may move */
    int32_t *path;             /* a longest path, last task first */
    int32_t npath;

    int64_t step;    /* moves, in all descents */
    int64_t *option; /* by option: tabu before this step */
    int64_t *pair;   /* by a hash of two tasks: u before v is, likewise */

    int32_t *order, *opt; /* the best plan of this descent, */
    int64_t makespan;     /* its length, */
    int64_t gained;       /* and when it was found */
};

/* False without memory; release it then, too. */
bool weft_descent_init(struct weft_descent *d, struct weft_run *run,
                       struct weft_rng *rng, const struct weft_shop *shop);
void weft_descent_release(struct weft_descent *d);

/* Begin a descent at a plan; see weft_shop_plan_set(). */
void weft_descent_start(struct weft_descent *d, const int32_t *order,
                        const int32_t *opt);

/* The best move that is not tabu, or any where all are; counted as a step of
 * the run, and what is the run's best is offered to it. When the run is over
 * in the middle of it, not all moves are looked at. False: no task of a longest
 * path can be moved. O(tasks of the path x (n + m)). */
bool weft_descent_move(struct weft_descent *d);

#endif
