/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/engine.h - solving a problem: the registry of engines.
 *
 * An engine is a file in src/engine with one struct weft_engine in the
 * registry. Engines read no clock: the host gives now() and stop(). All are
 * anytime: they report incumbents and bounds as they find them, and return
 * the best they have when stopped or out of memory.
 */
#ifndef WEFT_ENGINE_H
#define WEFT_ENGINE_H

#include "weft/policy.h"
#include "weft/problem.h"

enum weft_status {
    WEFT_UNKNOWN,    /* no plan found, infeasibility not proved */
    WEFT_FEASIBLE,
    WEFT_OPTIMAL,    /* makespan == bound, proved */
    WEFT_INFEASIBLE  /* proved; reason says why */
};

struct weft_solve_opts { /* weft_solve_opts_init() first */
    double time;    /* seconds from the call; <= 0: no limit of its own */
    int64_t effort; /* iterations (schedules, conflicts, ...); 0: no limit */
    uint64_t seed;
    size_t memory;  /* bytes an engine may take for search; 0: its default */
    int threads;    /* that auto may use, this one included; 1. Without limits
                       of effort only: what comes first depends on chance */
    const char *rule;      /* priority rule of list engines; NULL: default */
    const struct weft_policy *policy; /* engine rl starts from it; NULL: from
                                         the one that weft ships */
    const struct weft_schedule *start; /* a feasible plan to start from */
    int64_t bound;  /* a proved lower bound known beforehand, ticks; 0 */

    void *ctx; /* for the callbacks, each may be NULL */
    double (*now)(void *ctx);  /* monotonic seconds; called from any thread */
    bool (*stop)(void *ctx);   /* cheap; polled often */
    void (*on_plan)(void *ctx, const char *engine,
                    const struct weft_schedule *s, int64_t makespan);
    void (*on_bound)(void *ctx, const char *engine, int64_t bound);
    /* what engine rl has learned, now and then and at its end */
    void (*on_policy)(void *ctx, const struct weft_policy *p);
};
void weft_solve_opts_init(struct weft_solve_opts *o);

struct weft_result {
    enum weft_status status;
    struct weft_schedule schedule; /* n == 0 if there is none */
    int64_t makespan, bound;       /* ticks; bound is proved */
    const char *engine;            /* that found the schedule; static */
    const char *bound_engine;      /* that proved the bound, or "path", "energy",
                                      "timetable", "places", "known"; static */
    char reason[256];              /* infeasible, refused, stopped: why */
};
void weft_result_release(struct weft_result *r);

struct weft_engine {
    const char *name;
    const char *summary; /* a line for `weft engines` */
    /* Fills *r. WEFT_OK also for infeasible and unknown; WEFT_E_LIMIT if the
     * engine refuses the problem (r->reason); WEFT_E_NOMEM; WEFT_E_SOLVER. */
    enum weft_rc (*solve)(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err);
};

struct weft_rule {
    const char *name;
    const char *summary;
};

/* NULL-terminated tables, static. */
const struct weft_engine *const *weft_engines(void);
const struct weft_engine *weft_engine_find(const char *name); /* NULL: none */
const struct weft_rule *weft_rules(void); /* ends with name == NULL */

/* Name and version of the library the ilp engine is built with, static. */
const char *weft_engine_library(void);

/* The integer programme of engine ilp for other solvers, in CPLEX LP format,
 * malloc'd: every plan that is no longer than `plan` (NULL: than the one of
 * weft_quick), so an optimal one. The objective is the column makespan, in
 * ticks; comments say which number is which task and node. WEFT_E_LIMIT if it
 * would be too large (the figures are in err->msg) or o->stop says so, else o
 * (may be NULL) does not matter. WEFT_E_INVAL if it is known that there is no
 * plan. */
enum weft_rc weft_lp_text(const struct weft_problem *q,
                          const struct weft_schedule *plan,
                          const struct weft_solve_opts *o, char **text,
                          size_t *len, struct weft_err *err);

/* Run engine `name`. Handles for all engines: problem->reason (infeasible),
 * no tasks, NaN options; bound = max of the root bounds; status derived. */
enum weft_rc weft_solve(const struct weft_problem *q, const char *name,
                        const struct weft_solve_opts *o, struct weft_result *r,
                        struct weft_err *err);

/* The frame: one good list schedule and the cheap bounds, in-process. For
 * 1,000 tasks on 20 nodes a few milliseconds. */
enum weft_rc weft_quick(const struct weft_problem *q,
                        const struct weft_schedule *start,
                        struct weft_result *r, struct weft_err *err);

/* Lower bounds on the makespan, ticks, each proved. */
struct weft_bounds {
    int64_t critical_path; /* longest path with the shortest options */
    int64_t energy;        /* demand x duration against capacity */
    int32_t energy_res;    /* plan resource that gives it, WEFT_NONE */
    int64_t timetable;     /* by refutation: in any shorter plan, tasks that
                              then have little room to move overload a resource;
                              0 where the problem is too large to try */
    int64_t best;
    char reason[256]; /* "" unless it is proved that there is no plan */
};
/* Microseconds for a hundred tasks. O(options + links), and O(n log n) for
 * each resource. */
enum weft_rc weft_bounds(const struct weft_problem *q, struct weft_bounds *b,
                         struct weft_err *err);

#endif
