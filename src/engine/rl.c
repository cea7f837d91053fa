/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rl.h"

#include <math.h>
#include <string.h>

#include "engine/rl_rollout.h"

#define NW WEFT_POLICY_WEIGHTS

#define BATCH      16
#define STEP       0.4  /* of a weight, per batch */
#define BONUS      0.02 /* for entropy, against an advantage of one deviation */
#define DECAY_M    0.9  /* of Adam's two means */
#define DECAY_V    0.99
#define TINY       1e-8
#define PASSES     6     /* of justification, at most */
#define TELL       32    /* batches between two reports of the policy */
#define UNLIMITED  20000 /* schedules where nothing limits them */
#define WEIGHT_MAX ((double)(WEFT_POLICY_MAX / WEFT_POLICY_UNIT))

struct rl {
    struct weft_search *search;
    struct weft_run *run;
    struct weft_rollout roll;
    double weight[NW];
    double m[NW], v[NW]; /* Adam */
    double decay_m, decay_v;
    int64_t episodes;

    double grad[BATCH][NW], entropy[BATCH][NW];
    double cost[BATCH]; /* makespan; failures cost more than any */
};

static bool is_over(struct rl *x)
{
    return weft_run_is_over(x->run, 0, 0);
}

/* --- schedules ------------------------------------------------------------ */

static enum weft_rc improve(struct rl *x, struct weft_err *err)
{
    struct weft_sgs *g = x->search->g;
    int64_t passes = 0, before = g->makespan, most = PASSES;
    int64_t left = x->run->o->effort - x->run->made;
    enum weft_rc rc;

    if (x->run->o->effort > 0 && most > left)
        most = left > 0 ? left : 0;
    rc = weft_sgs_improve(g, true, most, &passes, err);
    weft_run_is_over(x->run, passes, passes * g->probes);
    if (!rc && g->makespan < before)
        weft_search_offer(x->search);
    return rc;
}

/* One schedule; *cost is its makespan. */
static enum weft_rc episode(struct rl *x, bool greedy, double *grad,
                            double *entropy, double *cost, struct weft_err *err)
{
    struct weft_sgs *g = x->search->g;
    int64_t work = x->roll.work;
    enum weft_rc rc = weft_rollout_run(&x->roll, x->weight, greedy, grad,
                                       entropy, err);

    weft_run_is_over(x->run, 1, g->probes + x->roll.work - work);
    x->episodes += !greedy;
    *cost = (double)NAN;
    if (rc || g->failed != WEFT_NONE)
        return rc;
    weft_search_offer(x->search);
    rc = improve(x, err);
    *cost = (double)g->makespan;
    return rc;
}

/* --- learning ------------------------------------------------------------- */

static void step(struct rl *x, const double *grad)
{
    x->decay_m *= DECAY_M;
    x->decay_v *= DECAY_V;
    for (int f = 0; f < NW; f++) {
        double g = grad[f], w;

        x->m[f] = DECAY_M * x->m[f] + (1 - DECAY_M) * g;
        x->v[f] = DECAY_V * x->v[f] + (1 - DECAY_V) * g * g;
        w = x->weight[f] + STEP * (x->m[f] / (1 - x->decay_m)) /
                               (sqrt(x->v[f] / (1 - x->decay_v)) + TINY);
        x->weight[f] = fmax(-WEIGHT_MAX, fmin(WEIGHT_MAX, w));
    }
}

/* What failed costs as much as the worst and the spread on top. */
static void price_failures(double *cost, int n)
{
    double worst = -1, best = HUGE_VAL;

    for (int b = 0; b < n; b++) {
        if (isnan(cost[b]))
            continue;
        worst = fmax(worst, cost[b]);
        best = fmin(best, cost[b]);
    }
    for (int b = 0; b < n; b++)
        if (isnan(cost[b]))
            cost[b] = worst < 0 ? 0 : 2 * worst - best + 1;
}

static void learn(struct rl *x, int n)
{
    double mean = 0, var = 0, grad[NW] = { 0 };

    price_failures(x->cost, n);
    for (int b = 0; b < n; b++)
        mean += x->cost[b] / n;
    for (int b = 0; b < n; b++)
        var += (x->cost[b] - mean) * (x->cost[b] - mean) / n;
    for (int b = 0; b < n; b++) {
        double gain = var > 0 ? (mean - x->cost[b]) / sqrt(var) : 0;

        for (int f = 0; f < NW; f++)
            grad[f] += (gain * x->grad[b][f] + BONUS * x->entropy[b][f]) / n;
    }
    step(x, grad);
}

static void tell(const struct rl *x)
{
    const struct weft_solve_opts *o = x->run->o;
    struct weft_policy p = { .episodes = x->episodes };

    if (!o->on_policy)
        return;
    for (int f = 0; f < NW; f++)
        p.weight[f] = (int64_t)llround(x->weight[f] * WEFT_POLICY_UNIT);
    o->on_policy(o->ctx, &p);
}

static enum weft_rc run_batches(struct rl *x, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (int64_t batch = 1; !rc && !is_over(x); batch++) {
        int n = 0;

        while (!rc && n < BATCH && !is_over(x)) {
            rc = episode(x, false, x->grad[n], x->entropy[n], &x->cost[n], err);
            n++;
        }
        if (rc || n < BATCH)
            break;
        learn(x, n);
        if (batch % TELL == 0)
            tell(x);
    }
    return rc;
}

/* --- the engine ----------------------------------------------------------- */

static void take_policy(struct rl *x)
{
    const struct weft_policy *given = x->run->o->policy;
    struct weft_policy p;

    weft_policy_init(&p);
    if (given)
        p = *given;
    for (int f = 0; f < NW; f++)
        x->weight[f] = (double)p.weight[f] / WEFT_POLICY_UNIT;
    x->episodes = p.episodes;
}

/* As the policy stands; where that breaks deadlines or budgets, the rules with
 * their repairs may find a plan. */
static enum weft_rc first_plan(struct rl *x, struct weft_err *err)
{
    double cost;
    enum weft_rc rc = episode(x, true, NULL, NULL, &cost, err);

    return rc || x->run->has_plan ? rc : weft_search_rules(x->search, err);
}

static enum weft_rc make(struct weft_search *s, struct weft_err *err)
{
    struct rl x = { .search = s, .run = s->run, .decay_m = 1, .decay_v = 1 };
    enum weft_rc rc;

    if (s->base != WEFT_FOUND)
        return weft_search_rules(s, err);
    rc = weft_rollout_init(&x.roll, s, err);
    if (rc)
        return rc;
    take_policy(&x);
    rc = first_plan(&x, err);
    if (!rc)
        rc = run_batches(&x, err);
    tell(&x);
    weft_rollout_release(&x.roll);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts some = *o;

    some.effort = weft_run_effort(o, UNLIMITED);
    return weft_search_solve(q, &some, "rl", make, r, err);
}

const struct weft_engine weft_engine_rl = {
    .name = "rl",
    .summary = "reinforcement learning: a dispatching policy that learns on "
               "this plan, see --policy",
    .solve = solve,
};
