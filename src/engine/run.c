/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run.h"

#include <stdio.h>
#include <string.h>

#include "engine/share.h"

/* Options looked at between two questions to the host: some 0.1 ms. */
#define POLL_WORK 2000

int64_t weft_run_effort(const struct weft_solve_opts *o, int64_t otherwise)
{
    bool limited = o->effort > 0 || o->stop || (o->now && o->time > 0);

    return limited ? o->effort : otherwise;
}

enum weft_rc weft_run_init(struct weft_run *run, const struct weft_problem *q,
                           const struct weft_solve_opts *o,
                           struct weft_err *err)
{
    *run = (struct weft_run){
        .q = q, .o = o, .ask = POLL_WORK, .turn = INT64_MAX, .bound = o->bound
    };
    if (o->now && o->time > 0)
        run->end = o->now(o->ctx) + o->time;
    for (int32_t n = 0; n < q->ncopy; n++)
        run->has_prices |= q->copy[n].price > 0;
    for (int32_t r = 0; r < q->nres; r++)
        run->has_prices |= q->res_price[r] > 0;
    return weft_schedule_init(&run->best, q->ntask, err);
}

void weft_run_release(struct weft_run *run)
{
    weft_schedule_release(&run->best);
}

static bool host_says_stop(const struct weft_run *run)
{
    const struct weft_solve_opts *o = run->o;

    return (o->stop && o->stop(o->ctx)) ||
           (o->now && o->time > 0 && o->now(o->ctx) >= run->end);
}

bool weft_run_ended(const struct weft_run *run)
{
    return run->stopped || run->infeasible ||
           (run->has_plan && run->makespan <= run->bound);
}

bool weft_run_is_over(struct weft_run *run, int64_t schedules, int64_t work)
{
    if (__builtin_add_overflow(run->made, schedules, &run->made))
        run->made = INT64_MAX;
    if (__builtin_add_overflow(run->work, work, &run->work))
        run->work = INT64_MAX;
    if (run->o->effort > 0 && run->made >= run->o->effort)
        run->stopped = true;
    if (!run->stopped && run->work >= run->ask) {
        run->ask = run->work + POLL_WORK;
        run->stopped = host_says_stop(run);
        if (run->share)
            weft_share_sync(run->share, run);
    }
    return run->work >= run->turn || weft_run_ended(run);
}

void weft_run_turn(struct weft_run *run, int64_t work)
{
    if (__builtin_add_overflow(run->work, work, &run->turn))
        run->turn = INT64_MAX;
}

bool weft_run_stop(void *ctx)
{
    struct weft_run *run = ctx;

    if (!run->stopped)
        run->stopped = host_says_stop(run);
    return run->stopped;
}

/* Is the plan s, as long as the best one, cheaper or on fewer nodes? Costs are
 * worked out only when plans tie, and not where nothing can differ. */
static bool wins_tie(struct weft_run *run, const struct weft_schedule *s,
                     int64_t *cost, int32_t *nodes)
{
    const struct weft_problem *q = run->q;

    if (!run->has_prices && q->ncopy < 2)
        return false;
    if (!run->is_costed) {
        run->cost = run->has_prices ? weft_schedule_cost(q, &run->best) : 0;
        run->nodes = weft_schedule_nodes_used(q, &run->best);
        run->is_costed = true;
    }
    *cost = run->has_prices ? weft_schedule_cost(q, s) : 0;
    *nodes = weft_schedule_nodes_used(q, s);
    if (*cost < 0 || *nodes < 0 || run->cost < 0 || run->nodes < 0) {
        run->is_costed = false; /* no memory: leave things as they are */
        return false;
    }
    return *cost != run->cost ? *cost < run->cost : *nodes < run->nodes;
}

bool weft_run_adopt(struct weft_run *run, const char *engine,
                    const struct weft_schedule *s)
{
    int64_t makespan = weft_schedule_makespan(run->q, s), cost = 0;
    int32_t nodes = 0;
    size_t n = (size_t)run->q->ntask;
    bool tie = run->has_plan && makespan == run->makespan;

    if (run->has_plan && makespan > run->makespan)
        return false;
    if (tie && !wins_tie(run, s, &cost, &nodes))
        return false;
    memcpy(run->best.opt, s->opt, n * sizeof(*s->opt));
    memcpy(run->best.start, s->start, n * sizeof(*s->start));
    run->has_plan = true;
    run->makespan = makespan;
    run->is_costed = tie;
    run->cost = cost;
    run->nodes = nodes;
    run->found_by = engine;
    run->plans++;
    return true;
}

bool weft_run_offer(struct weft_run *run, const char *engine,
                    const struct weft_schedule *s)
{
    if (!weft_run_adopt(run, engine, s))
        return false;
    if (run->o->on_plan)
        run->o->on_plan(run->o->ctx, engine, &run->best, run->makespan);
    if (run->share)
        weft_share_sync(run->share, run);
    return true;
}

void weft_run_bound(struct weft_run *run, const char *engine, int64_t bound)
{
    if (bound <= run->bound)
        return;
    run->bound = bound;
    run->bound_by = engine;
    if (run->o->on_bound)
        run->o->on_bound(run->o->ctx, engine, bound);
    if (run->share)
        weft_share_sync(run->share, run);
}

void weft_run_refute(struct weft_run *run, const char *why)
{
    run->infeasible = true;
    run->why = why;
    if (run->share)
        weft_share_sync(run->share, run);
}

void weft_run_finish(struct weft_run *run, struct weft_result *r)
{
    *r = (struct weft_result){ .bound = run->bound,
                               .bound_engine = run->bound_by };
    if (!run->has_plan && run->infeasible) {
        r->status = WEFT_INFEASIBLE;
        snprintf(r->reason, sizeof(r->reason), "%s", run->why);
    }
    if (!run->has_plan)
        return;
    r->status = run->makespan == run->bound ? WEFT_OPTIMAL : WEFT_FEASIBLE;
    r->schedule = run->best;
    r->makespan = run->makespan;
    r->engine = run->found_by;
    run->best = (struct weft_schedule){ 0 };
}
