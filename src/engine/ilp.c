/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine `ilp`: integer programmes, from the best plan of the list engines.
 *
 * The horizon of the model is one tick less than that plan: that a model has no
 * solution is the proof that the plan is optimal, and every solution is a
 * better plan. Windows refute short horizons before any model is built. What
 * GLPK finds is believed only as an order and a choice of options, from which
 * the schedule is generated anew. */
#include "engine/ilp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ilp_glpk.h"
#include "engine/ilp_step.h"
#include "engine/search.h"

#define WARM_UP   200   /* random schedules before the first model */
#define MAX_COLS  20000 /* above: not built */
#define MAX_ROWS  200000
#define MAX_TERMS 2000000
#define MEMORY    ((size_t)1 << 30)
#define ROUND_UP  1e-5 /* what a bound may lack of the next tick */
#define LP_WORK   50   /* nodes between two schedules made from an LP */

struct ilp {
    const struct weft_problem *q;
    const struct weft_solve_opts *o;
    struct weft_run run;
    struct weft_search search;
    struct ilp_inst inst;
    struct ilp_step step;
    int64_t nodes;
    bool broken; /* GLPK's solutions were wrong: its proofs may be, too */
    int32_t *opt, *pick, *order;
    int64_t *start;
    double *mean;
    char refusal[256];
};

static enum weft_rc nomem(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
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
    weft_ilp_step_release(&e->step);
    weft_ilp_inst_release(&e->inst);
    weft_search_release(&e->search);
    weft_run_release(&e->run);
    free(e->opt);
    free(e->pick);
    free(e->order);
    free(e->start);
    free(e->mean);
}

/* --- schedules from solutions --------------------------------------------- */

/* Generate a schedule: tasks by e->search.w.value, in the options of e->opt
 * (of the reduced problem; start: for handing out pools). Offers it. False if
 * none came out. */
static bool generate(struct ilp *e, int64_t *makespan)
{
    struct weft_sgs *g = e->search.g;
    struct weft_schedule s;

    if (weft_ilp_picks(&e->inst, e->opt, e->start, e->pick, NULL))
        return false;
    weft_order_by_value(&e->search.w, e->order);
    if (weft_sgs_serial(g, e->order, e->pick, NULL) || g->failed != WEFT_NONE)
        return false;
    if (weft_sgs_improve(g, false, NULL, NULL))
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

    weft_ilp_step_decode(&e->step, value, e->opt, e->start);
    for (int32_t i = 0; i < e->q->ntask; i++) {
        int64_t finish = e->start[i] + e->inst.opt[e->opt[i]].dur;

        claimed = finish > claimed ? finish : claimed;
        e->search.w.value[i] = e->start[i];
    }
    if (!generate(e, &makespan) || makespan > claimed)
        e->broken = true;
}

/* A schedule in the order of the mean starts of a relaxation. */
static bool on_relaxed(void *ctx, const double *value, double *better)
{
    struct ilp *e = ctx;
    int64_t makespan, before = e->run.has_plan ? e->run.makespan : INT64_MAX;

    e->run.made++;
    if (e->nodes++ % LP_WORK)
        return false;
    weft_ilp_step_mean(&e->step, value, e->opt, e->mean);
    for (int32_t i = 0; i < e->q->ntask; i++) {
        e->start[i] = (int64_t)e->mean[i];
        e->search.w.value[i] = (int64_t)(e->mean[i] * 1024);
    }
    if (!generate(e, &makespan) || makespan >= before)
        return false;
    return weft_ilp_step_encode(&e->step, e->opt, e->search.g->start, better);
}

static void on_bound(void *ctx, double bound)
{
    struct ilp *e = ctx;
    int64_t b = (int64_t)ceil(bound - ROUND_UP);

    /* what the model leaves out is longer than its horizon */
    if (b > e->inst.horizon + 1)
        b = e->inst.horizon + 1;
    if (!e->broken)
        weft_run_bound(&e->run, "ilp", b);
}

static bool on_stop(void *ctx)
{
    struct ilp *e = ctx;

    return weft_run_stop(&e->run) ||
           (e->o->effort > 0 && e->run.made >= e->o->effort) ||
           (e->run.has_plan && e->run.makespan <= e->run.bound);
}

/* --- bounds from windows -------------------------------------------------- */

/* The shortest horizon that windows alone do not refute, by bisection: what
 * they refute for one horizon they refute for every shorter one. */
static enum weft_rc raise_bound(struct ilp *e, int64_t hi, struct weft_err *err)
{
    int64_t lo = e->run.bound;
    enum weft_rc rc = WEFT_OK;

    while (lo < hi && !rc && !weft_run_stop(&e->run)) {
        int64_t mid = lo + (hi - lo) / 2;
        struct ilp_inst x;

        rc = weft_ilp_inst_init(&x, e->q, mid, err);
        if (rc)
            return rc;
        if (x.infeasible)
            lo = mid + 1;
        else
            hi = mid;
        weft_ilp_inst_release(&x);
    }
    if (!rc)
        weft_run_bound(&e->run, "ilp", lo);
    return rc;
}

/* No optimal schedule is longer: the runs one after the other, with every
 * delay, after all releases and down windows. */
static int64_t safe_horizon(const struct weft_problem *q)
{
    int64_t first = 0, sum = 0;

    for (int32_t k = 0; k < q->ncopy; k++)
        for (int32_t d = 0; d < q->copy[k].ndown; d++) {
            int64_t to = q->down[q->copy[k].down_begin + d].to;

            first = to > first ? to : first;
        }
    for (int32_t i = 0; i < q->ntask; i++) {
        int64_t most = 0;

        first = q->release[i] > first ? q->release[i] : first;
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            most = q->option[o].dur > most ? q->option[o].dur : most;
        sum += most;
        for (int32_t k = q->graph.succ_begin[i]; k < q->graph.succ_begin[i + 1];
             k++)
            sum += (q->graph.succ_w ? q->graph.succ_w[k] : 0) +
                   q->link_xfer[q->graph.succ_link[k]];
    }
    return first + sum;
}

/* --- the model ------------------------------------------------------------ */

static void refuse(struct ilp *e, const struct ilp_size *z)
{
    snprintf(e->refusal, sizeof(e->refusal),
             "the integer programme is too large to build: about %lld columns, "
             "%lld rows, %lld terms, at most %d, %d, %d are tried; a coarser "
             "time unit, fewer tasks or nodes make it smaller",
             (long long)z->cols, (long long)z->rows, (long long)z->terms,
             MAX_COLS, MAX_ROWS, MAX_TERMS);
}

static double time_left(const struct ilp *e)
{
    double left;

    if (!e->o->now || e->o->time <= 0)
        return 0;
    left = e->run.end - e->o->now(e->o->ctx);
    return left > 0.001 ? left : 0.001;
}

/* Solve the model of e->inst. *over: nothing is left to do. */
static enum weft_rc solve_model(struct ilp *e, bool *over, struct weft_err *err)
{
    struct ilp_solver s = { .m = &e->step.m,
                            .time = time_left(e),
                            .memory = e->o->memory ? e->o->memory : MEMORY,
                            .ctx = e,
                            .stop = on_stop,
                            .on_solution = on_solution,
                            .on_relaxed = on_relaxed,
                            .on_bound = on_bound };
    enum weft_rc rc;

    *over = true;
    if (s.m->infeasible || s.m->ncol == 0) {
        s.end = ILP_INFEASIBLE;
    } else {
        rc = weft_ilp_solve(&s, err);
        if (rc)
            return rc;
    }
    switch (s.end) {
    case ILP_INFEASIBLE:
        if (!e->broken)
            on_bound(e, (double)e->inst.horizon + 1);
        break;
    case ILP_OPTIMAL:
    case ILP_STOPPED:
        break;
    case ILP_MEMORY:
        return nomem(err);
    case ILP_FAILED:
        snprintf(e->refusal, sizeof(e->refusal), "GLPK gave up: %s", s.text);
        break;
    }
    return WEFT_OK;
}

static enum weft_rc exact(struct ilp *e, bool *refused, struct weft_err *err)
{
    struct ilp_size z;
    enum weft_rc rc;
    bool over;
    int64_t horizon = e->run.has_plan ? e->run.makespan - 1
                                      : safe_horizon(e->q);

    rc = raise_bound(e, horizon + 1, err);
    if (rc || weft_run_is_over(&e->run, 0, 0))
        return rc;
    rc = weft_ilp_inst_init(&e->inst, e->q, horizon, err);
    if (rc)
        return rc;
    weft_ilp_step_size(&e->inst, e->run.bound, &z);
    if (z.cols > MAX_COLS || z.rows > MAX_ROWS || z.terms > MAX_TERMS) {
        refuse(e, &z);
        *refused = true;
        return WEFT_OK;
    }
    rc = weft_ilp_step_init(&e->step, &e->inst, e->run.bound, MAX_TERMS, err);
    return rc ? rc : solve_model(e, &over, err);
}

/* --- the engine ----------------------------------------------------------- */

static enum weft_rc first_plan(struct ilp *e, struct weft_solve_opts *o,
                               struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    if (o->start) {
        e->search.engine = "start";
        rc = weft_search_start(&e->search, o->start, err);
    }
    e->search.engine = "list";
    if (!rc)
        rc = weft_search_rules(&e->search, err);
    if (!rc && !weft_run_is_over(&e->run, 0, 0)) {
        int64_t effort = o->effort;

        o->effort = e->run.made + WARM_UP;
        rc = weft_search_sample(&e->search, err);
        o->effort = effort;
        e->run.stopped = false;
    }
    return rc ? rc : weft_search_compact(&e->search, err);
}

static enum weft_rc solve(struct ilp *e, struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    bool refused = false;
    enum weft_rc rc = weft_search_init(&e->search, &e->run, "list", err);

    if (rc)
        return rc;
    if (!ilp_alloc(e))
        return nomem(err);
    rc = first_plan(e, o, err);
    if (!rc && e->search.base != WEFT_PROVED &&
        !weft_run_is_over(&e->run, 0, 0))
        rc = exact(e, &refused, err);
    if (rc)
        return rc;
    weft_search_finish(&e->search, r);
    if (e->refusal[0])
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
        rc = solve(&e, &o, r, err);
    ilp_free(&e);
    return rc;
}

const struct weft_engine weft_engine_ilp = {
    .name = "ilp",
    .summary = "integer programme (GLPK): proves small plans optimal",
    .solve = solve_ilp,
};
