/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine `cp`: proves, and improves while it proves. */
#include "engine/cp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cp_lns.h"
#include "engine/cp_search.h"
#include "engine/search.h"

#define DEFAULT_MEMORY ((size_t)1 << 30)
#define MAX_PAIRS      50000

/* Random schedules to begin with, and options they may look at. */
#define WARM_UP      200
#define WARM_UP_WORK 2000000

/* With this many tasks, neighbourhoods are searched in turns with the whole.
 * A turn of either is that many conflicts. */
#define LNS_TASKS     50
#define LNS_CONFLICTS 400
#define FIRST_TURN    500
#define TURN          2000

/* What trying a neighbourhood costs beside conflicts, in conflicts. */
#define LNS_COST 20

struct cp {
    const struct weft_problem *q;
    struct weft_solve_opts o; /* effort is set for parts of the run */
    struct weft_run run;
    struct weft_search lists; /* schedules to start from, and to improve on */
    struct weft_cp_model m;
    struct weft_cp_search s;
    struct weft_cp_lns lns;
    struct weft_schedule found; /* scratch */
    bool done;                  /* the whole is refuted, or cannot go on */
    bool infeasible;            /* proved */
    struct weft_err *err;
};

/* --- list schedules ------------------------------------------------------- */

static enum weft_rc warm_up(struct cp *x)
{
    int64_t more = WARM_UP_WORK / (x->lists.g->probes + 1) + 1;
    int64_t effort = x->o.effort;
    enum weft_rc rc = WEFT_OK;

    if (x->o.start)
        rc = weft_search_start(&x->lists, x->o.start, x->err);
    if (!rc)
        rc = weft_search_rules(&x->lists, x->err);
    if (rc || weft_run_is_over(&x->run, 0, 0))
        return rc;
    more = x->run.made + (more < WARM_UP ? more : WARM_UP);
    if (effort > 0 && effort <= more)
        return weft_search_sample(&x->lists, x->err);
    x->o.effort = more;
    rc = weft_search_sample(&x->lists, x->err);
    x->o.effort = effort;
    x->run.stopped = false;
    return rc;
}

/* What a search found, and what justification makes of it. */
static enum weft_rc take(struct cp *x, const struct weft_schedule *found)
{
    struct weft_schedule made;
    enum weft_rc rc;

    weft_run_offer(&x->run, "cp", found);
    weft_sgs_load(x->lists.g, found);
    rc = weft_sgs_improve(x->lists.g, true, 30, NULL, x->err);
    if (rc == WEFT_E_CANCELLED)
        return WEFT_OK;
    if (!rc && x->lists.g->makespan < x->run.makespan) {
        made = weft_sgs_schedule(x->lists.g);
        weft_run_offer(&x->run, "cp", &made);
    }
    return rc;
}

/* --- the exact search ----------------------------------------------------- */

/* No plan, or no shorter one, exists. */
static void refuted(struct cp *x)
{
    if (x->run.has_plan)
        weft_run_bound(&x->run, "cp", x->run.makespan);
    else
        x->infeasible = true;
    x->done = true;
}

/* The best plan leads, and has to be beaten. */
static void follow(struct cp *x)
{
    weft_cp_search_lead(&x->s, &x->run.best);
    if (!weft_cp_search_limit(&x->s, x->run.makespan - 1))
        refuted(x);
}

/* What others found meanwhile. */
static void hear(struct cp *x)
{
    int64_t makespan = x->run.makespan, bound = x->run.bound;
    bool had = x->run.has_plan;

    if (!weft_run_news(&x->run))
        return;
    if (x->run.has_plan && (!had || x->run.makespan < makespan))
        follow(x);
    if (!x->done && x->run.bound > bound &&
        !weft_cp_search_raise(&x->s, x->run.bound))
        refuted(x);
}

/* Search the whole up to the next restart, but no longer than for some
 * conflicts, or until something is found. */
static enum weft_rc search(struct cp *x, int64_t conflicts)
{
    int64_t before = x->m.core.stats.conflicts;
    enum weft_cp_end end;
    enum weft_rc rc;

    if (x->s.left > 0 && conflicts > x->s.left)
        conflicts = x->s.left;
    end = weft_cp_search_run(&x->s, conflicts, WEFT_FOREVER);
    weft_run_is_over(&x->run, x->m.core.stats.conflicts - before, 0);
    if (end == WEFT_CP_REFUTED) {
        refuted(x);
        return WEFT_OK;
    }
    weft_run_bound(&x->run, "cp", weft_cp_search_bound(&x->s));
    if (end == WEFT_CP_NOMEM)
        return weft_err_set(x->err, WEFT_E_NOMEM, "cp", "out of memory");
    if (end != WEFT_CP_FOUND)
        return WEFT_OK;
    rc = weft_cp_model_read(&x->m, &x->found, x->err);
    if (!rc)
        rc = take(x, &x->found);
    if (!rc)
        follow(x);
    return rc;
}

/* Search neighbourhoods for some conflicts. */
static enum weft_rc search_near(struct cp *x, int64_t conflicts)
{
    enum weft_rc rc = WEFT_OK;
    bool any = false, better;

    while (!rc && conflicts > 0 && !weft_run_is_over(&x->run, 0, 0)) {
        int64_t spent = LNS_CONFLICTS;

        rc = weft_cp_lns_step(&x->lns, &spent, &better, x->err);
        if (!rc && better)
            rc = take(x, &x->lns.found);
        any |= better;
        spent += LNS_COST;
        conflicts -= spent;
        weft_run_is_over(&x->run, spent, 0);
    }
    if (!rc && any)
        follow(x);
    return rc;
}

static int64_t effort_left(const struct cp *x)
{
    return x->o.effort > 0 ? x->o.effort - x->run.made : INT64_MAX;
}

/* Neighbourhoods and the whole in turns, the whole alone where it is small;
 * others are heard before each step. */
static enum weft_rc take_turns(struct cp *x)
{
    int64_t turn = FIRST_TURN, before;
    enum weft_rc rc = WEFT_OK;

    for (;;) {
        hear(x);
        if (rc || x->done || weft_run_is_over(&x->run, 0, 0))
            return rc;
        before = x->run.made;
        if (turn > 0 || x->q->ntask < LNS_TASKS || !x->run.has_plan)
            rc = search(x, turn > 0 && turn < effort_left(x) ? turn
                                                             : effort_left(x));
        else
            rc = search_near(x, TURN < effort_left(x) ? TURN : effort_left(x));
        turn = turn > 0 ? turn - (x->run.made - before) : TURN;
    }
}

static enum weft_rc solve_model(struct cp *x)
{
    struct weft_cp_model_opts mo = { .limit = WEFT_FOREVER,
                                     .bound = x->run.bound,
                                     .memory = x->o.memory,
                                     .max_pairs = MAX_PAIRS };
    enum weft_rc rc;

    if (!mo.memory)
        mo.memory = DEFAULT_MEMORY;
    if (x->run.has_plan)
        mo.limit = x->run.makespan - 1;
    rc = weft_cp_model_init(&x->m, x->q, &mo, x->err);
    if (rc)
        return rc;
    if (x->m.infeasible) {
        refuted(x);
        return WEFT_OK;
    }
    rc = weft_cp_search_init(&x->s, &x->m, x->err);
    if (rc)
        return rc;
    x->s.stop = weft_run_stop;
    x->s.ctx = &x->run;
    if (x->run.has_plan)
        weft_cp_search_lead(&x->s, &x->run.best);
    rc = weft_cp_lns_init(&x->lns, &x->run, mo.memory, x->err);
    return rc ? rc : take_turns(x);
}

static enum weft_rc make(struct cp *x)
{
    enum weft_rc rc;

    if (x->lists.base == WEFT_PROVED)
        return WEFT_OK; /* infeasible, weft_search_finish() says why */
    rc = warm_up(x);
    if (!rc && !weft_run_is_over(&x->run, 0, 0))
        rc = solve_model(x);
    return rc;
}

/* *r from what was found and proved. */
static void finish(struct cp *x, struct weft_result *r)
{
    weft_search_finish(&x->lists, r);
    if (!x->infeasible)
        return;
    r->status = WEFT_INFEASIBLE;
    snprintf(r->reason, sizeof(r->reason),
             "every way to keep deadlines, start pins, budgets and "
             "reservations was tried");
}

static void release(struct cp *x)
{
    weft_cp_lns_release(&x->lns);
    weft_cp_search_release(&x->s);
    weft_cp_model_release(&x->m);
    if (x->lists.g)
        weft_search_release(&x->lists);
    weft_schedule_release(&x->found);
    weft_run_release(&x->run);
    free(x);
}

enum weft_rc weft_cp_solve(const struct weft_problem *q,
                           const struct weft_solve_opts *o,
                           struct weft_result *r, struct weft_cp_stats *stats,
                           struct weft_err *err)
{
    struct cp *x = calloc(1, sizeof(*x));
    enum weft_rc rc;

    if (!x)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    x->q = q;
    x->o = *o;
    x->err = err;
    rc = weft_run_init(&x->run, q, &x->o, err);
    if (!rc)
        rc = weft_schedule_init(&x->found, q->ntask, err);
    if (!rc)
        rc = weft_search_init(&x->lists, &x->run, "cp", err);
    if (!rc)
        rc = make(x);
    if (x->run.has_plan)
        rc = WEFT_OK; /* out of memory after a plan: the plan it is */
    if (!rc)
        finish(x, r);
    if (stats)
        *stats = x->m.core.stats;
    release(x);
    return rc;
}

static enum weft_rc solve(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    return weft_cp_solve(q, o, r, NULL, err);
}

const struct weft_engine weft_engine_cp = {
    .name = "cp",
    .summary = "exact: searches with learning from conflicts until the "
               "shortest plan is proved",
    .solve = solve,
};
