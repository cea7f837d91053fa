/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry, and what weft_solve() does for every engine. */
#include "weft/engine.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/aco.h"
#include "engine/cp.h"
#include "engine/dp.h"
#include "engine/ga.h"
#include "engine/ilp.h"
#include "engine/list.h"
#include "engine/quick.h"
#include "engine/rl.h"
#include "engine/rules.h"
#include "engine/run.h"
#include "engine/tabu.h"
#include "engine/verify.h"

static const struct weft_engine *const engines[] = {
    &weft_engine_auto,
    &weft_engine_list,
    &weft_engine_greedy,
    &weft_engine_heft,
    &weft_engine_ga,
    &weft_engine_aco,
    &weft_engine_tabu,
    &weft_engine_ilp,
    &weft_engine_cp,
    &weft_engine_dp,
    &weft_engine_rl,
    NULL,
};

const struct weft_engine *const *weft_engines(void)
{
    return engines;
}

const struct weft_engine *weft_engine_find(const char *name)
{
    for (size_t k = 0; engines[k]; k++)
        if (!strcmp(engines[k]->name, name))
            return engines[k];
    return NULL;
}

void weft_solve_opts_init(struct weft_solve_opts *o)
{
    *o = (struct weft_solve_opts){ .time = 10, .seed = 1, .threads = 1 };
}

void weft_result_release(struct weft_result *r)
{
    weft_schedule_release(&r->schedule);
    *r = (struct weft_result){ 0 };
}

static enum weft_rc check_opts(const struct weft_solve_opts *o,
                               struct weft_err *err)
{
    if (isnan(o->time))
        return weft_err_set(err, WEFT_E_INVAL, "time",
                            "the time limit is not a number");
    if (o->effort < 0)
        return weft_err_set(err, WEFT_E_INVAL, "effort",
                            "the effort limit is negative");
    if (o->bound < 0)
        return weft_err_set(err, WEFT_E_INVAL, "bound",
                            "the known bound is negative");
    if (o->rule && weft_rule_find(o->rule) == WEFT_NONE)
        return weft_err_set(err, WEFT_E_INVAL, "rule",
                            "no priority rule '%s'; weft engines lists them",
                            o->rule);
    return WEFT_OK;
}

/* What needs no engine: contradictions, nothing to plan. */
static bool is_settled(const struct weft_problem *q, struct weft_result *r)
{
    if (q->reason[0]) {
        r->status = WEFT_INFEASIBLE;
        snprintf(r->reason, sizeof(r->reason), "%s", q->reason);
        return true;
    }
    if (!q->ntask) {
        r->status = WEFT_OPTIMAL;
        return true;
    }
    return false;
}

/* What a reader of the report knows the bound by. */
static const char *bound_name(const struct weft_bounds *b)
{
    if (b->best == b->critical_path)
        return "path";
    return b->best == b->energy ? "energy" : "timetable";
}

enum weft_rc weft_result_root(const struct weft_problem *q, int64_t known,
                              struct weft_result *r, bool *settled,
                              struct weft_err *err)
{
    struct weft_bounds b;
    enum weft_rc rc;

    *r = (struct weft_result){ 0 };
    *settled = is_settled(q, r);
    if (*settled)
        return WEFT_OK;
    rc = weft_bounds(q, &b, err);
    if (rc)
        return rc;
    r->bound = b.best > known ? b.best : known;
    r->bound_engine = b.best >= known ? bound_name(&b) : "known";
    if (b.reason[0]) {
        *settled = true;
        r->status = WEFT_INFEASIBLE;
        memcpy(r->reason, b.reason, sizeof(r->reason));
    }
    return WEFT_OK;
}

/* Check, and add to run, what the engine answered. */
static enum weft_rc take_answer(struct weft_run *run, const char *name,
                                const struct weft_result *x,
                                struct weft_err *err)
{
    bool ok = true;
    enum weft_rc rc = WEFT_OK;

    if (x->schedule.n)
        rc = weft_schedule_verify(run->q, &x->schedule, &ok, err);
    if (rc)
        return rc;
    if (!ok)
        return weft_err_set(err, WEFT_E_SOLVER, name,
                            "%s returned a plan that breaks its own problem",
                            name);
    if (x->schedule.n)
        weft_run_adopt(run, x->engine ? x->engine : name, &x->schedule);
    if (x->bound > run->bound) {
        run->bound = x->bound;
        run->bound_by = x->bound_engine ? x->bound_engine : name;
    }
    if (run->has_plan && run->makespan < run->bound)
        return weft_err_set(err, WEFT_E_SOLVER, name,
                            "%s proved a bound above the length of a plan",
                            run->bound_by);
    return WEFT_OK;
}

/* The engine's answer x and the plan that was there before become *r. */
static enum weft_rc merge(struct weft_run *run, const struct weft_engine *e,
                          struct weft_result *x, struct weft_result *r,
                          struct weft_err *err)
{
    const struct weft_schedule *start = run->o->start;
    enum weft_rc rc;

    if (start)
        weft_run_adopt(run, "start", start);
    rc = take_answer(run, e->name, x, err);
    if (rc)
        return rc;
    weft_run_finish(run, r);
    if (r->status == WEFT_UNKNOWN && x->status == WEFT_INFEASIBLE)
        r->status = WEFT_INFEASIBLE;
    memcpy(r->reason, x->reason, sizeof(r->reason));
    return WEFT_OK;
}

/* Run the engine with what is known at the root. */
static enum weft_rc solve_with(const struct weft_problem *q,
                               const struct weft_engine *e,
                               const struct weft_solve_opts *o,
                               struct weft_result *r, struct weft_err *err)
{
    struct weft_result x = { 0 };
    struct weft_err why = { 0 };
    struct weft_run run;
    enum weft_rc rc = weft_run_init(&run, q, o, err);

    if (rc)
        return rc;
    run.bound_by = r->bound_engine;
    rc = e->solve(q, o, &x, &why);
    if (rc) {
        if (err)
            *err = why;
        snprintf(r->reason, sizeof(r->reason), "%.255s",
                 x.reason[0] ? x.reason : why.msg);
    } else {
        rc = merge(&run, e, &x, r, err);
    }
    weft_result_release(&x);
    weft_run_release(&run);
    return rc;
}

enum weft_rc weft_solve(const struct weft_problem *q, const char *name,
                        const struct weft_solve_opts *o, struct weft_result *r,
                        struct weft_err *err)
{
    const struct weft_engine *e = weft_engine_find(name);
    struct weft_solve_opts opts = *o;
    double began = o->now && o->time > 0 ? o->now(o->ctx) : 0;
    bool settled = false, ok = false;
    enum weft_rc rc;

    *r = (struct weft_result){ 0 };
    if (!e)
        return weft_err_set(err, WEFT_E_INVAL, "engine",
                            "no engine '%s'; weft engines lists them", name);
    rc = check_opts(o, err);
    if (!rc)
        rc = weft_result_root(q, o->bound, r, &settled, err);
    if (rc || settled)
        return rc;
    if (o->start)
        rc = weft_schedule_verify(q, o->start, &ok, err);
    if (rc)
        return rc;
    if (!ok)
        opts.start = NULL;
    opts.bound = r->bound;
    if (o->now && o->time > 0) { /* what the root took is gone */
        opts.time -= o->now(o->ctx) - began;
        if (opts.time <= 0)
            opts.time = DBL_MIN;
    }
    if (opts.on_bound)
        opts.on_bound(opts.ctx, r->bound_engine, r->bound);
    return solve_with(q, e, &opts, r, err);
}
