/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/run.h - one run of an engine: its limits, its best plan, what it
 * tells the host. Every engine keeps its incumbent here, so all compare plans
 * alike (makespan, then cost, then nodes used) and stop alike.
 *
 * Owner: whoever called weft_run_init(). */
#ifndef WEFT_ENGINE_RUN_H
#define WEFT_ENGINE_RUN_H

#include "engine/sgs.h"
#include "weft/engine.h"

struct weft_run {
    const struct weft_problem *q;    /* borrowed */
    const struct weft_solve_opts *o; /* borrowed */
    double end;   /* on the host's clock, when o->time is set */
    int64_t made; /* schedules, or whatever o->effort counts */
    int64_t work; /* options looked at, or what takes as long; in all */
    int64_t ask;  /* of work: when stop() and now() are asked next */
    int64_t turn; /* of work: when others have their turn; INT64_MAX: never */
    bool stopped; /* by the host, the clock or the effort */
    bool infeasible; /* proved */
    const char *why; /* then; static */

    bool has_prices;
    bool has_plan;
    struct weft_schedule best;
    int64_t makespan, cost;
    int32_t nodes;
    bool is_costed; /* cost and nodes are known */
    const char *found_by;
    int64_t plans; /* how many different plans have been the best */

    int64_t bound;
    const char *bound_by;

    struct weft_share *share; /* what runs of other threads found; borrowed,
                                 NULL: there are none */
};

/* The effort of a run: what the host asks for, or `otherwise` where it sets no
 * limit of any kind. */
int64_t weft_run_effort(const struct weft_solve_opts *o, int64_t otherwise);

/* Start the clock; o->start is not looked at. WEFT_E_NOMEM. */
enum weft_rc weft_run_init(struct weft_run *run, const struct weft_problem *q,
                           const struct weft_solve_opts *o,
                           struct weft_err *err);
void weft_run_release(struct weft_run *run);

/* Is it time to return: has the run come to its end, or the turn of an engine
 * among others? schedules and work (options looked at, or what takes as long,
 * some 0.05 us each) were done since the last call. By work, too, the host is
 * asked once in a while, and what other threads found is taken over: best and
 * bound may be new after this. */
bool weft_run_is_over(struct weft_run *run, int64_t schedules, int64_t work);
/* Has it come to its end: stopped, or a plan as short as the bound, or the
 * proof that there is none? */
bool weft_run_ended(const struct weft_run *run);
/* From now on it is over after so much more work; INT64_MAX: only when it has
 * ended. Turns do not nest. */
void weft_run_turn(struct weft_run *run, int64_t work);
/* For loops that cannot return in the middle of things: only whether the host
 * says stop. ctx is a run. Best and bound stay as they are. */
bool weft_run_stop(void *ctx);

/* Offer a whole, feasible schedule: it becomes the best plan if it is shorter,
 * or as short and cheaper, or that and on fewer nodes. Then the host is told,
 * under the name of the engine. Returns whether it was taken. */
bool weft_run_offer(struct weft_run *run, const char *engine,
                    const struct weft_schedule *s);

/* The same for a plan that the host was told of already. */
bool weft_run_adopt(struct weft_run *run, const char *engine,
                    const struct weft_schedule *s);

/* A proved lower bound; the host is told if it is news. */
void weft_run_bound(struct weft_run *run, const char *engine, int64_t bound);

/* It is proved that there is no plan at all. why: static. */
void weft_run_refute(struct weft_run *run, const char *why);

/* Move plan and bound to *r, which is emptied first, with the status they
 * prove. */
void weft_run_finish(struct weft_run *run, struct weft_result *r);

#endif
