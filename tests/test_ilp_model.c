/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both integer programmes against brute force, without any help: no plan to
 * start from, horizons around the optimum. A failure names the seed. */
#include "lib/tweft.h"

#include <math.h>

#include "engine/ilp_energy.h"
#include "engine/ilp_glpk.h"
#include "engine/ilp_prog.h"
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/valid.h"

/* Choices of options that the oracle still looks through quickly. */
#define MAX_CHOICES 1000

/* Columns of a step model that is solved in milliseconds. */
#define MAX_COLS 200

enum model { STEP, ORDER, MODELS };
static const char *const model_name[] = { "step", "order" };

struct trial {
    uint64_t seed;
    struct weft_plan *p;
    struct weft_problem *q;
    bool feasible;
    int64_t makespan;

    enum model model;
    struct ilp_inst x;
    struct ilp_step step;
    struct ilp_order order;
    int64_t best; /* of the solutions */
    int solved[MODELS];
    double *offer; /* a solution, by column */
    int offers;    /* how often it was offered */
};

static bool is_quick_to_solve(const struct weft_problem *q)
{
    int64_t choices = 1;

    for (int32_t i = 0; i < q->ntask && choices <= MAX_CHOICES; i++)
        choices *= q->option_begin[i + 1] - q->option_begin[i];
    return choices <= MAX_CHOICES;
}

/* false: too many options. */
static bool make(struct trial *t, uint64_t seed, unsigned features, int longest)
{
    struct rand_opts o = rand_small(seed);
    uint64_t rng = seed * 77 + 5;

    *t = (struct trial){ .seed = seed };
    o.features |= features;
    o.tasks = 1 + rand_below(&rng, 6);
    o.nodes = 1 + rand_below(&rng, 3);
    o.links = rand_below(&rng, 15);
    o.max_capacity = 2 + rand_below(&rng, 3);
    if (longest)
        o.max_duration = longest;
    t->p = plan_of_rand(&o);
    t->q = problem_of(t->p);
    if (is_quick_to_solve(t->q))
        return true;
    weft_problem_free(t->q);
    weft_plan_free(t->p);
    return false;
}

static void release(struct trial *t)
{
    weft_problem_free(t->q);
    weft_plan_free(t->p);
}

static void complain(const struct trial *t, const char *what, int64_t got)
{
    fail_msg("seed %llu, %s, horizon %lld: %s %lld; the optimum is %lld",
             (unsigned long long)t->seed, model_name[t->model],
             (long long)t->x.horizon, what, (long long)got,
             (long long)t->makespan);
}

/* value is a solution of the model, to the last row. */
static void assert_solves(const struct trial *t, const struct ilp_model *m,
                          const double *value)
{
    for (int32_t r = 0; r < m->nrow; r++) {
        const struct ilp_row *row = &m->row[r];
        double sum = 0;

        for (int32_t k = row->begin; k < row->begin + row->n; k++)
            sum += (double)m->term[k].coef * value[m->term[k].col];
        if (sum > (double)row->rhs + 1e-9 ||
            (row->equal && sum < (double)row->rhs - 1e-9))
            complain(t, "an encoded schedule breaks row", r);
    }
    for (int32_t j = 0; j < m->ncol; j++)
        if (value[j] < (double)m->col[j].lo - 1e-9 ||
            value[j] > (double)m->col[j].hi + 1e-9)
            complain(t, "an encoded schedule breaks the bounds of", j);
}

/* The schedule as the model says it; kept, to be offered to GLPK. */
static void encode(struct trial *t, const int32_t *opt, const int64_t *start)
{
    size_t n = (size_t)t->step.m.ncol;

    free(t->offer);
    t->offer = calloc(n + 1, sizeof(*t->offer));
    if (!weft_ilp_step_encode(&t->step, opt, start, t->offer))
        complain(t, "a solution cannot be encoded", 0);
    assert_solves(t, &t->step.m, t->offer);
}

static bool offer(void *ctx, const double *value, double *better)
{
    struct trial *t = ctx;

    (void)value;
    memcpy(better, t->offer, (size_t)t->step.m.ncol * sizeof(*better));
    t->offers++;
    return true;
}

/* What GLPK found, taken at its word, which is good for small numbers. */
static void on_solution(void *ctx, const double *value)
{
    struct trial *t = ctx;
    size_t n = (size_t)t->q->ntask;
    int32_t *opt;
    double *mean;
    struct weft_schedule s;
    char what[80];

    if (t->x.horizon > ILP_PROOF_MAX)
        return;
    opt = calloc(n + 1, sizeof(*opt));
    mean = calloc(n + 1, sizeof(*mean));
    snprintf(what, sizeof(what), "seed %llu, %s, horizon %lld",
             (unsigned long long)t->seed, model_name[t->model],
             (long long)t->x.horizon);
    assert_i64(weft_schedule_init(&s, t->q->ntask, NULL), WEFT_OK);
    if (t->model == STEP)
        weft_ilp_step_mean(&t->step, value, opt, mean);
    else
        weft_ilp_order_decode(&t->order, value, opt, mean);
    for (size_t i = 0; i < n; i++) {
        s.start[i] = (int64_t)(mean[i] + 0.5);
        if (fabs(mean[i] - (double)s.start[i]) > 0.01)
            complain(t, "a start that is no tick, task", (int64_t)i);
    }
    if (t->model == STEP)
        encode(t, opt, s.start);
    assert_i64(weft_ilp_picks(&t->x, opt, s.start, s.opt, NULL), WEFT_OK);
    assert_valid(t->p, t->q, &s, what);
    t->best = weft_schedule_makespan(t->q, &s);
    weft_schedule_release(&s);
    free(opt);
    free(mean);
}

static void on_bound(void *ctx, int64_t bound)
{
    struct trial *t = ctx;

    if (t->feasible && t->makespan <= t->x.horizon && bound > t->makespan)
        complain(t, "bound", bound);
}

static enum ilp_end solve(struct trial *t)
{
    struct ilp_solver s = { .m = t->model == STEP ? &t->step.m : &t->order.m,
                            .ctx = t,
                            .on_solution = on_solution,
                            .on_bound = on_bound };
    enum weft_rc rc;

    if (t->model == STEP)
        rc = weft_ilp_step_init(&t->step, &t->x, 0, 0, NULL);
    else
        rc = weft_ilp_order_init(&t->order, &t->x, 0, 0, NULL);
    assert_i64(rc, WEFT_OK);
    if (s.m->infeasible) {
        s.end = ILP_INFEASIBLE;
    } else if (s.m->ncol == 0) { /* the windows leave one schedule */
        on_solution(t, NULL);
        s.end = ILP_OPTIMAL;
    } else {
        assert_i64(weft_ilp_solve(&s, NULL), WEFT_OK);
    }
    if (t->offer && s.m->ncol) { /* once more, with the optimum at hand */
        s.on_relaxed = offer;
        s.on_solution = NULL;
        assert_i64(weft_ilp_solve(&s, NULL), WEFT_OK);
    }
    free(t->offer);
    t->offer = NULL;
    weft_ilp_step_release(&t->step);
    weft_ilp_order_release(&t->order);
    return s.end;
}

/* With every plan that ends by `horizon`, and no other one. */
static void check(struct trial *t, enum model model, int64_t horizon)
{
    bool has = t->feasible && t->makespan <= horizon;
    enum ilp_end end;
    struct ilp_size size;

    t->model = model;
    t->best = -1;
    assert_i64(
        weft_ilp_inst_init(&t->x, t->q, horizon, (t->seed & 7) == 0, NULL),
        WEFT_OK);
    weft_ilp_step_size(&t->x, 0, &size);
    if (model == STEP && size.cols > MAX_COLS) {
        weft_ilp_inst_release(&t->x);
        return;
    }
    end = t->x.infeasible ? ILP_INFEASIBLE : solve(t);
    if (horizon > ILP_PROOF_MAX && (end == ILP_UNPROVED || end == ILP_FAILED)) {
        weft_ilp_inst_release(&t->x);
        return; /* it says so, and its bounds were right */
    }
    t->solved[model]++;
    if (end != (has ? ILP_OPTIMAL : ILP_INFEASIBLE))
        complain(t, "ends with", end);
    if (end == ILP_OPTIMAL && t->best != t->makespan)
        complain(t, "optimum", t->best);
    weft_ilp_inst_release(&t->x);
}

/* The bound by places, from several horizons. */
static void check_energy(struct trial *t)
{
    for (int64_t more = -1; more < 6; more++) {
        struct weft_solve_opts o;
        struct weft_run run;

        weft_solve_opts_init(&o);
        assert_i64(weft_run_init(&run, t->q, &o, NULL), WEFT_OK);
        assert_i64(weft_ilp_energy(&run, t->makespan + more, 0, NULL), WEFT_OK);
        if (run.bound > t->makespan)
            complain(t, "bound by places", run.bound);
        if (run.bound > 0)
            assert_string_equal(run.bound_by, "places");
        weft_run_release(&run);
    }
}

/* How many models of each kind were solved. */
static void survey(uint64_t from, uint64_t to, unsigned features, int longest,
                   int *solved)
{
    int offers = 0;

    for (uint64_t seed = from; seed < to; seed++) {
        struct trial t;
        int64_t base;

        if (!make(&t, seed, features, longest))
            continue;
        t.feasible = !t.q->reason[0] && oracle(t.q, &t.makespan);
        base = t.feasible ? t.makespan : 20;
        for (int m = 0; m < MODELS && !t.q->reason[0]; m++) {
            check(&t, (enum model)m, base + (int64_t)(seed % 5));
            check(&t, (enum model)m, base);
            if (base)
                check(&t, (enum model)m, base - 1);
        }
        if (t.feasible)
            check_energy(&t);
        for (int m = 0; m < MODELS; m++)
            solved[m] += t.solved[m];
        offers += t.offers;
        release(&t);
    }
    assert_true(offers > 0 || longest);
}

static void both_models_have_the_optimum_of_every_plan(void **state)
{
    int solved[MODELS] = { 0 };

    (void)state;
    survey(0, 700, 0, 0, solved);
    assert_true(solved[STEP] > 700);
    assert_true(solved[ORDER] > 1000);
}

static void both_models_agree_that_tight_plans_have_none(void **state)
{
    int solved[MODELS] = { 0 };

    (void)state;
    survey(0, 500, RAND_TIGHT, 0, solved);
    assert_true(solved[STEP] > 500);
    assert_true(solved[ORDER] > 700);
}

/* Durations of many digits: the model of orders does not mind. */
static void long_plans_have_their_optimum_to_the_tick(void **state)
{
    int solved[MODELS] = { 0 };

    (void)state;
    survey(0, 300, 0, 150001, solved);
    assert_true(solved[ORDER] > 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_models_have_the_optimum_of_every_plan),
        cmocka_unit_test(both_models_agree_that_tight_plans_have_none),
        cmocka_unit_test(long_plans_have_their_optimum_to_the_tick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
