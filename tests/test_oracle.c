/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engines and bounds against brute force, on thousands of tiny random plans
 * with every feature. A failure names the seed. */
#include "lib/tweft.h"

#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/valid.h"

/* Choices of options that the oracle still looks through quickly. */
#define MAX_CHOICES 2000

/* Enough for auto to come to its exact engines. */
#define EFFORT 4000

static const char *const engines[] = { "quick", "greedy", "heft",
                                       "list",  "auto",   "dp",
                                       "ga",    "rl",     "aco" };
#define NENGINE (sizeof(engines) / sizeof(*engines))

/* How often each engine found the optimum, or nothing where a plan exists. */
struct tally {
    int plans, feasible;
    int best[NENGINE], nothing[NENGINE];
};

struct tiny {
    uint64_t seed;
    struct weft_plan *p;
    struct weft_problem *q;
    bool feasible;
    int64_t makespan;
};

static bool is_quick_to_solve(const struct weft_problem *q)
{
    int64_t choices = 1;

    for (int32_t i = 0; i < q->ntask && choices <= MAX_CHOICES; i++)
        choices *= q->option_begin[i + 1] - q->option_begin[i];
    return choices <= MAX_CHOICES;
}

/* A plan that the oracle can take; fewer tasks where there are too many
 * options. */
static struct tiny make(uint64_t seed, unsigned features)
{
    static const int links[] = { 0, 4, 12, 20 };
    struct tiny t = { .seed = seed };
    struct rand_opts o = rand_small(seed);
    uint64_t rng = seed * 77 + 5;

    o.features |= features;
    o.tasks = 1 + rand_below(&rng, 6);
    o.links = links[rand_below(&rng, 4)];
    o.nodes = 1 + rand_below(&rng, 3);
    o.max_capacity = 2 + rand_below(&rng, 3);
    for (;; o.tasks--) {
        t.p = plan_of_rand(&o);
        t.q = problem_of(t.p);
        if (is_quick_to_solve(t.q))
            break;
        weft_problem_free(t.q);
        weft_plan_free(t.p);
    }
    t.feasible = oracle(t.q, &t.makespan);
    return t;
}

static void release(struct tiny *t)
{
    weft_problem_free(t->q);
    weft_plan_free(t->p);
}

static void fail_at(const struct tiny *t, const char *engine, const char *what,
                    int64_t got)
{
    fail_msg("seed %llu, %s: %s %lld, the optimum is %lld (plan: %d)",
             (unsigned long long)t->seed, engine, what, (long long)got,
             (long long)t->makespan, t->feasible);
}

/* Lower bound <= optimum <= makespan, and proofs only of what is true. */
static void compare(const struct tiny *t, const char *engine,
                    const struct weft_result *r)
{
    char what[64];

    snprintf(what, sizeof(what), "seed %llu, %s", (unsigned long long)t->seed,
             engine);
    assert_result(t->p, t->q, r, what);
    if (r->schedule.n && (!t->feasible || r->makespan < t->makespan))
        fail_at(t, engine, "impossible makespan", r->makespan);
    if (t->feasible && r->bound > t->makespan)
        fail_at(t, engine, "wrong bound", r->bound);
    if (t->feasible && r->status == WEFT_INFEASIBLE)
        fail_at(t, engine, "not infeasible:", r->status);
}

static struct weft_result run(const struct tiny *t, const char *engine,
                              int64_t effort)
{
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };
    enum weft_rc rc;

    weft_solve_opts_init(&o);
    o.effort = effort;
    rc = strcmp(engine, "quick") ? weft_solve(t->q, engine, &o, &r, &err)
                                 : weft_quick(t->q, NULL, &r, &err);
    if (rc)
        fail_msg("seed %llu, %s: %s", (unsigned long long)t->seed, engine,
                 err.msg);
    return r;
}

static void try_engines(const struct tiny *t, struct tally *sum)
{
    if (t->feasible && t->q->reason[0])
        fail_msg("seed %llu: '%s' is not so", (unsigned long long)t->seed,
                 t->q->reason);
    sum->plans++;
    sum->feasible += t->feasible;
    for (size_t e = 0; e < NENGINE; e++) {
        struct weft_result r = run(t, engines[e], EFFORT);

        compare(t, engines[e], &r);
        sum->best[e] += t->feasible && r.makespan == t->makespan;
        sum->nothing[e] += t->feasible && !r.schedule.n;
        weft_result_release(&r);
    }
}

static struct tally survey(uint64_t from, uint64_t to, unsigned features)
{
    struct tally sum = { 0 };

    for (uint64_t seed = from; seed < to; seed++) {
        struct tiny t = make(seed, features);

        try_engines(&t, &sum);
        release(&t);
    }
    return sum;
}

static void plans_are_never_better_than_the_best(void **state)
{
    struct tally sum = survey(0, 1200, 0);

    (void)state;
    assert_i64(sum.feasible, sum.plans);
    for (size_t e = 0; e < NENGINE; e++)
        assert_i64(sum.nothing[e], 0);
    /* what is measured today, with room: a change that loses it is looked at */
    assert_true(sum.best[1] * 100 >= sum.plans * 75); /* greedy */
    assert_true(sum.best[3] * 100 >= sum.plans * 97); /* list */
    assert_i64(sum.best[4], sum.plans);               /* auto */
}

static void proofs_of_infeasibility_are_true(void **state)
{
    struct tally sum = survey(0, 800, RAND_TIGHT);

    (void)state;
    assert_true(sum.feasible < sum.plans);
    for (size_t e = 0; e < NENGINE; e++) /* hardly ever a plan is missed */
        assert_true(sum.nothing[e] * 200 <= sum.feasible);
}

/* Move every deadline to `end` if it is later. */
static void set_deadlines(struct weft_problem *q, int64_t end)
{
    for (int32_t i = 0; i < q->ntask; i++)
        if (q->deadline[i] > end)
            q->deadline[i] = end;
}

static void a_plan_that_must_be_optimal_is_found(void **state)
{
    int missed = 0, tried = 0;

    (void)state;
    for (uint64_t seed = 5000; seed < 5600; seed++) {
        struct tiny t = make(seed, 0);
        struct weft_result r;

        set_deadlines(t.q, t.makespan);
        r = run(&t, "list", 1000);
        if (r.status == WEFT_INFEASIBLE)
            fail_at(&t, "list", "not infeasible:", r.makespan);
        if (r.schedule.n)
            assert_i64(r.makespan, t.makespan);
        missed += !r.schedule.n;
        tried++;
        weft_result_release(&r);
        set_deadlines(t.q, t.makespan - 1);
        r = run(&t, "auto", 1000);
        if (r.schedule.n)
            fail_at(&t, "auto", "impossible makespan", r.makespan);
        weft_result_release(&r);
        release(&t);
    }
    assert_true(missed * 200 <= tried);
}

static void dp_proves_every_tiny_plan_or_that_there_is_none(void **state)
{
    (void)state;
    for (uint64_t seed = 20000; seed < 21500; seed++) {
        struct tiny t = make(seed, seed % 3 ? 0 : RAND_TIGHT);
        struct weft_result r = run(&t, "dp", 1000000);

        compare(&t, "dp", &r);
        if (r.status != (t.feasible ? WEFT_OPTIMAL : WEFT_INFEASIBLE))
            fail_at(&t, "dp", "not proved, status", r.status);
        weft_result_release(&r);
        release(&t);
    }
}

static void dp_refuses_what_is_beyond_it_with_the_reason(void **state)
{
    static const struct {
        int tasks;
        size_t memory;
        const char *why;
    } beyond[] = { { 5000, 0, "at most 4000" }, { 40, 4096, "more memory" } };

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct rand_opts o = { .seed = 1,
                               .tasks = beyond[k].tasks,
                               .nodes = 1,
                               .max_duration = 9,
                               .max_capacity = 4 };
        struct weft_plan *p = plan_of_rand(&o);
        struct weft_problem *q = problem_of(p);
        struct weft_solve_opts opts;
        struct weft_result r;
        struct weft_err err = { 0 };

        weft_solve_opts_init(&opts);
        opts.memory = beyond[k].memory;
        assert_i64(weft_solve(q, "dp", &opts, &r, &err), WEFT_E_LIMIT);
        assert_non_null(strstr(err.msg, beyond[k].why));
        weft_result_release(&r);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

/* Each bound of its own. */
static void every_bound_is_at_most_the_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 9000; seed < 9800; seed++) {
        struct tiny t = make(seed, seed % 2 ? RAND_TIGHT : 0);
        struct weft_bounds b;

        if (t.feasible) {
            assert_i64(weft_bounds(t.q, &b, NULL), WEFT_OK);
            if (b.reason[0])
                fail_at(&t, b.reason, "infeasible?", 0);
            if (b.critical_path > t.makespan)
                fail_at(&t, "bounds", "critical path", b.critical_path);
            if (b.energy > t.makespan)
                fail_at(&t, "bounds", "energy", b.energy);
            if (b.timetable > t.makespan)
                fail_at(&t, "bounds", "time-table", b.timetable);
        }
        release(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_never_better_than_the_best),
        cmocka_unit_test(proofs_of_infeasibility_are_true),
        cmocka_unit_test(a_plan_that_must_be_optimal_is_found),
        cmocka_unit_test(dp_refuses_what_is_beyond_it_with_the_reason),
        cmocka_unit_test(dp_proves_every_tiny_plan_or_that_there_is_none),
        cmocka_unit_test(every_bound_is_at_most_the_optimum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
