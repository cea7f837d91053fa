/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine `ilp`: integer programmes, from the best plan of the list engines.
 *
 * The horizon of the model is one tick less than that plan: that a model has no
 * solution is the proof that the plan is optimal, and every solution is a
 * better plan. Windows refute short horizons before any model is built. What
 * GLPK finds is believed only as an order and a choice of options, from which
 * the schedule is generated anew. */
#include "engine/ilp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ilp_energy.h"
#include "engine/ilp_glpk.h"
#include "engine/ilp_prog.h"
#include "engine/search.h"

#define WARM_UP      200     /* random schedules before the first model, */
#define WARM_UP_WORK 2000000 /* and the most work on them */
#define IMPROVE      30      /* passes of justification, at most */
#define LP_EVERY     50 /* nodes between two schedules made from a relaxation */
#define MEMORY       ((size_t)1 << 30)

/* Models are not built above this. */
static const struct ilp_size solve_max = { 20000, 200000, 2000000 };

struct ilp {
    const struct weft_problem *q;
    struct weft_solve_opts *o;
    struct weft_run run;
    struct weft_search search;
    struct ilp_prog prog;
    int64_t nodes;
    bool broken; /* GLPK's solutions were wrong: its proofs may be, too */
    int32_t *opt, *pick, *order;
    int64_t *start;
    double *mean;
    char refusal[256];
};

static enum weft_rc nomem(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
}

static bool ilp_alloc(struct ilp *e)
{
    size_t n = (size_t)e->q->ntask + 1;

    e->opt = calloc(n, sizeof(*e->opt));
    e->pick = calloc(n, sizeof(*e->pick));
    e->order = calloc(n, sizeof(*e->order));
    e->start = calloc(n, sizeof(*e->start));
    e->mean = calloc(n, sizeof(*e->mean));
    return e->opt && e->pick && e->order && e->start && e->mean;
}

static void ilp_free(struct ilp *e)
{
    weft_ilp_prog_release(&e->prog);
    weft_search_release(&e->search);
    weft_run_release(&e->run);
    free(e->opt);
    free(e->pick);
    free(e->order);
    free(e->start);
    free(e->mean);
}

/* --- schedules from solutions --------------------------------------------- */

/* Generate a schedule: tasks in order of e->mean, in the options of e->opt (of
 * the reduced problem). Offers it. False if none came out. */
static bool generate(struct ilp *e, int64_t *makespan)
{
    struct weft_sgs *g = e->search.g;
    struct weft_schedule s;

    for (int32_t i = 0; i < e->q->ntask; i++) {
        e->start[i] = (int64_t)(e->mean[i] + 0.5);
        e->search.w.value[i] = (int64_t)(e->mean[i] * 1024);
    }
    if (weft_ilp_picks(&e->prog.x, e->opt, e->start, e->pick, NULL))
        return false;
    weft_order_by_value(&e->search.w, e->order);
    if (weft_sgs_serial(g, e->order, e->pick, NULL) || g->failed != WEFT_NONE ||
        weft_sgs_improve(g, false, IMPROVE, NULL, NULL))
        return false;
    *makespan = g->makespan;
    s = (struct weft_schedule){ .n = e->q->ntask,
                                .opt = g->opt,
                                .start = g->start };
    weft_run_offer(&e->run, "ilp", &s);
    return true;
}

static void on_solution(void *ctx, const double *value)
{
    struct ilp *e = ctx;
    int64_t makespan, claimed = 0;

    weft_ilp_prog_decode(&e->prog, value, e->opt, e->mean);
    for (int32_t i = 0; i < e->q->ntask; i++) {
        int64_t finish = (int64_t)(e->mean[i] + 0.5) +
                         e->prog.x.opt[e->opt[i]].dur;

        claimed = finish > claimed ? finish : claimed;
    }
    if (!generate(e, &makespan) || makespan > claimed)
        e->broken = true;
}

/* A schedule in the order of the mean starts of a relaxation. */
static bool on_relaxed(void *ctx, const double *value, double *better)
{
    struct ilp *e = ctx;
    int64_t makespan, before = e->run.has_plan ? e->run.makespan : INT64_MAX;

    weft_run_is_over(&e->run, 1, 0); /* a node is what o->effort counts */
    if (e->nodes++ % LP_EVERY)
        return false;
    weft_ilp_prog_decode(&e->prog, value, e->opt, e->mean);
    return generate(e, &makespan) && makespan < before &&
           weft_ilp_prog_encode(&e->prog, e->opt, e->search.g->start, better);
}

/* What the model leaves out is longer than its horizon. */
static void on_bound(void *ctx, int64_t bound)
{
    struct ilp *e = ctx;
    int64_t beyond = e->prog.x.horizon + 1;

    if (!e->broken)
        weft_run_bound(&e->run, "ilp", bound < beyond ? bound : beyond);
}

static bool on_stop(void *ctx)
{
    struct ilp *e = ctx;

    return weft_run_stop(&e->run) ||
           (e->run.has_plan && e->run.makespan <= e->run.bound);
}

static double time_left(const struct ilp *e)
{
    double left;

    if (!e->o->now || e->o->time <= 0)
        return 0;
    left = e->run.end - e->o->now(e->o->ctx);
    return left > 0.001 ? left : 0.001;
}

/* --- horizons ------------------------------------------------------------- */

/* The shortest horizon that windows alone do not refute, by bisection: what
 * they refute for one horizon they refute for every shorter one. hi: of a plan,
 * or none is longer. */
static enum weft_rc raise_bound(struct ilp *e, int64_t hi, struct weft_err *err)
{
    int64_t lo = e->run.bound;
    enum weft_rc rc = WEFT_OK;

    while (lo < hi && !rc && !weft_run_stop(&e->run)) {
        int64_t mid = lo + (hi - lo) / 2;
        bool refuted = false;

        rc = weft_ilp_refutes(e->q, mid, &refuted, err);
        if (refuted)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!rc)
        weft_run_bound(&e->run, "ilp", lo);
    return rc;
}

/* --- the model ------------------------------------------------------------ */

static enum weft_rc solve_model(struct ilp *e, struct weft_err *err)
{
    struct ilp_solver s = { .m = weft_ilp_prog_model(&e->prog),
                            .time = time_left(e),
                            .memory = e->o->memory ? e->o->memory : MEMORY,
                            .ctx = e,
                            .stop = on_stop,
                            .on_solution = on_solution,
                            .on_relaxed = on_relaxed,
                            .on_bound = on_bound };
    enum weft_rc rc = WEFT_OK;

    if (weft_ilp_prog_infeasible(&e->prog))
        s.end = ILP_INFEASIBLE;
    else
        rc = weft_ilp_solve(&s, err);
    if (rc)
        return rc;
    switch (s.end) {
    case ILP_INFEASIBLE:
        on_bound(e, e->prog.x.horizon + 1);
        break;
    case ILP_OPTIMAL:
    case ILP_STOPPED:
        break;
    case ILP_UNPROVED:
        snprintf(e->refusal, sizeof(e->refusal),
                 "times or quantities have too many digits for GLPK to prove "
                 "anything: times in coarser steps help");
        break;
    case ILP_MEMORY:
        snprintf(e->refusal, sizeof(e->refusal),
                 "the integer programme ran out of memory");
        break;
    case ILP_FAILED:
        snprintf(e->refusal, sizeof(e->refusal), "GLPK gave up: %.200s",
                 s.text);
        break;
    }
    return WEFT_OK;
}

/* Without a plan, no solution within the safe horizon is the proof that there
 * is none at all. */
static void conclude(struct ilp *e, int64_t horizon)
{
    if (e->run.has_plan || e->run.bound <= horizon)
        return;
    weft_run_refute(
        &e->run,
        "deadlines, fixed starts, reservations and budgets cannot all be "
        "kept: the integer programme has no solution");
}

/* A refusal is no error yet: what is known so far is still the answer. */
static enum weft_rc exact(struct ilp *e, bool *refused, struct weft_err *err)
{
    int64_t horizon = e->run.has_plan ? e->run.makespan - 1
                                      : weft_ilp_safe_horizon(e->q);
    struct ilp_prog_opts o = { .horizon = horizon, .max = solve_max };
    struct weft_err why = { 0 };
    enum weft_rc rc = raise_bound(e, horizon + 1, &why);

    if (!rc)
        rc = weft_ilp_energy(&e->run, horizon, time_left(e), &why);
    o.bound = e->run.bound;
    if (!rc && o.bound <= horizon) {
        rc = weft_ilp_prog_init(&e->prog, e->q, &o, &why);
        if (!rc)
            rc = solve_model(e, &why);
    }
    *refused = rc == WEFT_E_LIMIT;
    if (*refused)
        snprintf(e->refusal, sizeof(e->refusal), "%.255s", why.msg);
    else if (rc)
        return weft_err_set(err, rc, "ilp", "%s", why.msg);
    conclude(e, horizon);
    return WEFT_OK;
}

/* --- the engine ----------------------------------------------------------- */

static enum weft_rc first_plan(struct ilp *e, struct weft_err *err)
{
    enum weft_rc rc = weft_search_first(&e->search, e->o->start, err);

    if (!rc && !weft_run_is_over(&e->run, 0, 0))
        rc = weft_search_warm_up(&e->search, WARM_UP, WARM_UP_WORK, err);
    return rc ? rc : weft_search_compact(&e->search, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve(struct ilp *e, struct weft_result *r,
                          struct weft_err *err)
{
    bool refused = false;
    enum weft_rc rc = weft_search_init(&e->search, &e->run, "list", err);

    if (rc)
        return rc;
    if (!ilp_alloc(e))
        return nomem(err);
    rc = first_plan(e, err);
    if (!rc && !weft_run_is_over(&e->run, 0, 0))
        rc = exact(e, &refused, err);
    if (rc)
        return rc;
    weft_search_finish(&e->search, r);
    if (e->refusal[0] && r->status != WEFT_OPTIMAL &&
        r->status != WEFT_INFEASIBLE)
        memcpy(r->reason, e->refusal, sizeof(r->reason));
    return refused ? weft_err_set(err, WEFT_E_LIMIT, "ilp", "%s", e->refusal)
                   : WEFT_OK;
}

static enum weft_rc solve_ilp(const struct weft_problem *q,
                              const struct weft_solve_opts *opts,
                              struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts o = *opts;
    struct ilp e = { .q = q, .o = &o };
    enum weft_rc rc = weft_run_init(&e.run, q, &o, err);

    if (!rc)
        rc = solve(&e, r, err);
    ilp_free(&e);
    return rc;
}

const struct weft_engine weft_engine_ilp = {
    .name = "ilp",
    .summary = "the article's integer programme, with GLPK: proves small plans",
    .solve = solve_ilp,
};
