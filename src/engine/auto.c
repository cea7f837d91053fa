/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The default engine: heuristics, then whatever can prove, then chance. */
#include "engine/list.h"

#include <stdio.h>

#include "engine/ilp_energy.h"
#include "engine/search.h"

/* Random schedules before the exact engine starts: they cost little, and it
 * gains from a short plan to start with. */
#define WARM_UP      300
#define WARM_UP_WORK 1000000

/* Schedules where the host sets no limit at all. */
#define DEFAULT_EFFORT 20000

/* Of the time that is left, for the bound by places. */
#define BOUND_SHARE 0.1

static bool has_limit(const struct weft_solve_opts *o)
{
    return o->effort > 0 || o->stop || (o->now && o->time > 0);
}

/* Sample for a while: effort is set for the time of the call. */
static enum weft_rc warm_up(struct weft_search *s, struct weft_solve_opts *o,
                            struct weft_err *err)
{
    int64_t effort = o->effort, more = WARM_UP_WORK / (s->g->probes + 1) + 1;
    enum weft_rc rc;

    more = s->run->made + (more < WARM_UP ? more : WARM_UP);
    if (effort > 0 && effort <= more)
        return weft_search_sample(s, err);
    o->effort = more;
    rc = weft_search_sample(s, err);
    o->effort = effort;
    s->run->stopped = false;
    return rc;
}

/* Hand over to the engine that can prove. Whatever it says but lack of memory
 * is fine: a refusal leaves the rest of the time to sampling. */
static enum weft_rc run_exact(struct weft_search *s, const char *name,
                              struct weft_err *err)
{
    const struct weft_engine *e = weft_engine_find(name);
    struct weft_run *run = s->run;
    struct weft_solve_opts o = *run->o;
    struct weft_result r = { 0 };
    enum weft_rc rc;

    if (!e)
        return WEFT_OK;
    o.start = run->has_plan ? &run->best : NULL;
    o.bound = run->bound;
    if (o.now && o.time > 0) {
        o.time = run->end - o.now(o.ctx);
        if (o.time <= 0)
            return WEFT_OK;
    }
    rc = e->solve(run->q, &o, &r, NULL);
    if (!rc && r.schedule.n)
        weft_run_adopt(run, r.engine ? r.engine : name, &r.schedule);
    if (!rc && r.bound > run->bound) {
        run->bound = r.bound;
        run->bound_by = r.bound_engine ? r.bound_engine : name;
    }
    if (!rc && r.status == WEFT_INFEASIBLE && !run->has_plan) {
        s->base = WEFT_PROVED;
        snprintf(s->why, sizeof(s->why), "%s", r.reason);
    }
    weft_result_release(&r);
    return rc == WEFT_E_NOMEM ? weft_err_set(err, rc, NULL, "out of memory")
                              : WEFT_OK;
}

/* Engines that can prove, the stronger first. */
static const char *const exact[] = { "cp", "ilp" };

/* A bound from the choice of places, before anything is proved the hard way:
 * often it is the optimum, and a plan as short is at hand. */
static enum weft_rc bound_places(struct weft_run *run, struct weft_err *err)
{
    const struct weft_solve_opts *o = run->o;
    double left = 0;

    if (!run->has_plan || weft_run_is_over(run, 0, 0))
        return WEFT_OK;
    if (o->now && o->time > 0)
        left = run->end - o->now(o->ctx);
    return weft_ilp_energy(run, run->makespan - 1, left * BOUND_SHARE, err);
}

static enum weft_rc make_auto(struct weft_search *s, struct weft_solve_opts *o,
                              struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    if (o->start) {
        s->engine = "start";
        rc = weft_search_start(s, o->start, err);
    }
    s->engine = "list";
    if (!rc)
        rc = weft_search_rules(s, err);
    if (!rc)
        rc = weft_search_compact(s, WEFT_COMPACT_WORK, err);
    s->engine = "auto";
    if (!rc && !weft_run_is_over(s->run, 0, 0))
        rc = warm_up(s, o, err);
    if (!rc && s->base != WEFT_PROVED)
        rc = bound_places(s->run, err);
    for (size_t k = 0; k < sizeof(exact) / sizeof(*exact) && !rc; k++)
        if (!weft_run_is_over(s->run, 0, 0) && s->base != WEFT_PROVED)
            rc = run_exact(s, exact[k], err);
    if (!rc && s->base != WEFT_PROVED)
        rc = weft_search_sample(s, err);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve_auto(const struct weft_problem *q,
                               const struct weft_solve_opts *opts,
                               struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts o = *opts;
    struct weft_run run;
    struct weft_search s;
    enum weft_rc rc;

    if (!has_limit(&o))
        o.effort = DEFAULT_EFFORT;
    rc = weft_run_init(&run, q, &o, err);
    if (rc)
        return rc;
    rc = weft_search_init(&s, &run, "list", err);
    if (!rc) {
        rc = make_auto(&s, &o, err);
        if (run.has_plan)
            rc = WEFT_OK;
        if (!rc)
            weft_search_finish(&s, r);
        weft_search_release(&s);
    }
    weft_run_release(&run);
    return rc;
}

const struct weft_engine weft_engine_auto = {
    .name = "auto",
    .summary = "the best of the list engines, then cp and ilp where they can, "
               "then random orders until time is up",
    .solve = solve_auto,
};
