/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a run is limited, watched, stopped and repeated; running out of memory. */
#include "lib/tweft.h"

#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/valid.h"

/* The engines of this file's kind: they share limits and callbacks. */
static const char *const engines[] = { "list", "greedy", "heft", "ga", "aco" };
#define NENGINE (sizeof(engines) / sizeof(*engines))

struct host {
    long polls, stop_at; /* stop() says yes from this call on; 0: never */
    double clock, step;  /* every look at the clock moves it on */
    int64_t makespan, bound;
    int plans, bounds;
    const struct weft_problem *q;
};

static bool stop(void *ctx)
{
    struct host *h = ctx;

    return ++h->polls >= h->stop_at && h->stop_at > 0;
}

static double now(void *ctx)
{
    struct host *h = ctx;

    return h->clock += h->step;
}

static void on_plan(void *ctx, const char *engine,
                    const struct weft_schedule *s, int64_t makespan)
{
    struct host *h = ctx;

    assert_true(strlen(engine) > 0);
    assert_i64(makespan, weft_schedule_makespan(h->q, s));
    if (h->plans++)
        assert_true(makespan <= h->makespan);
    h->makespan = makespan;
}

static void on_bound(void *ctx, const char *engine, int64_t bound)
{
    struct host *h = ctx;

    assert_true(strlen(engine) > 0);
    if (h->bounds++)
        assert_true(bound > h->bound);
    h->bound = bound;
}

static struct weft_solve_opts opts_for(struct host *h,
                                       const struct weft_problem *q)
{
    struct weft_solve_opts o;

    weft_solve_opts_init(&o);
    *h = (struct host){ .q = q };
    o.time = 0;
    o.ctx = h;
    o.stop = stop;
    o.now = now;
    o.on_plan = on_plan;
    o.on_bound = on_bound;
    return o;
}

static struct weft_plan *random_plan(uint64_t seed, int tasks,
                                     unsigned features)
{
    struct rand_opts o = rand_small(seed);

    o.tasks = tasks;
    o.nodes = 3;
    o.features = features;
    return plan_of_rand(&o);
}

static void stopped_anywhere_what_there_is_is_valid(void **state)
{
    struct weft_plan *p = random_plan(3, 40, RAND_ALL);
    struct weft_problem *q = problem_of(p);

    (void)state;
    for (size_t e = 0; e < NENGINE + 1; e++) {
        const char *name = e < NENGINE ? engines[e] : "auto";

        for (long k = 1; k < 60; k++) {
            struct host h;
            struct weft_solve_opts o = opts_for(&h, q);
            struct weft_result r;
            struct weft_err err;

            h.stop_at = k;
            o.effort = 3000;
            if (weft_solve(q, name, &o, &r, &err))
                fail_msg("%s: %s", name, err.msg);
            assert_result(p, q, &r, name);
            if (r.schedule.n && h.plans)
                assert_i64(r.makespan, h.makespan);
            weft_result_release(&r);
        }
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

static void the_clock_ends_a_run(void **state)
{
    struct weft_plan *p = plan_of_sample("deep-research");
    struct weft_problem *q = problem_of(p);
    struct host h;
    struct weft_solve_opts o = opts_for(&h, q);
    struct weft_result r;

    (void)state;
    o.time = 5;
    h.step = 0.01;
    assert_i64(weft_solve(q, "auto", &o, &r, NULL), WEFT_OK);
    assert_result(p, q, &r, "auto");
    assert_true(h.clock < 5.1);
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void the_host_hears_of_every_gain(void **state)
{
    struct weft_plan *p = plan_of_sample("rag-index");
    struct weft_problem *q = problem_of(p);
    struct host h;
    struct weft_solve_opts o = opts_for(&h, q);
    struct weft_result r;

    (void)state;
    o.effort = 5000;
    assert_i64(weft_solve(q, "auto", &o, &r, NULL), WEFT_OK);
    assert_true(h.plans > 1);
    assert_i64(h.makespan, r.makespan);
    assert_i64(h.bound, r.bound);
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void the_same_seed_and_effort_give_the_same_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct weft_plan *p = random_plan(seed, 30, RAND_ALL & ~RAND_HOLD);
        struct weft_problem *q = problem_of(p);
        struct weft_result a, b;
        struct weft_solve_opts o;

        weft_solve_opts_init(&o);
        o.effort = 600;
        o.seed = seed;
        assert_i64(weft_solve(q, "auto", &o, &a, NULL), WEFT_OK);
        assert_i64(weft_solve(q, "auto", &o, &b, NULL), WEFT_OK);
        assert_i64(a.schedule.n, b.schedule.n);
        assert_memory_equal(a.schedule.opt, b.schedule.opt,
                            (size_t)q->ntask * sizeof(*a.schedule.opt));
        assert_memory_equal(a.schedule.start, b.schedule.start,
                            (size_t)q->ntask * sizeof(*a.schedule.start));
        assert_i64(a.bound, b.bound);
        weft_result_release(&a);
        weft_result_release(&b);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void a_bound_known_beforehand_is_kept(void **state)
{
    struct weft_plan *p = plan_of_sample("rag-index");
    struct weft_problem *q = problem_of(p);
    struct host h;
    struct weft_solve_opts o = opts_for(&h, q);
    struct weft_result r;
    struct weft_bounds b;

    (void)state;
    assert_i64(weft_bounds(q, &b, NULL), WEFT_OK);
    o.bound = b.best + 1;
    o.effort = 50;
    assert_i64(weft_solve(q, "heft", &o, &r, NULL), WEFT_OK);
    assert_i64(r.bound, b.best + 1);
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

/* Whatever allocation fails: either the answer says so, or it is a valid
 * answer. Leaks are found by the sanitizers. */
static void out_of_memory_is_said_or_survived(void **state)
{
    struct weft_plan *p = random_plan(8, 9, RAND_ALL);
    struct weft_problem *q = problem_of(p);
    long k;

    (void)state;
    for (size_t e = 0; e < NENGINE + 1; e++) {
        const char *name = e < NENGINE ? engines[e] : "quick";

        for (k = 1;; k++) {
            struct weft_solve_opts o;
            struct weft_result r;
            enum weft_rc rc;
            bool failed;

            weft_solve_opts_init(&o);
            o.effort = 40;
            oom_at(k);
            rc = e < NENGINE ? weft_solve(q, name, &o, &r, NULL)
                             : weft_quick(q, NULL, &r, NULL);
            failed = oom_stop();
            if (!rc)
                assert_result(p, q, &r, name);
            else
                assert_i64(rc, WEFT_E_NOMEM);
            weft_result_release(&r);
            if (!failed)
                break;
        }
        assert_true(k > 20);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stopped_anywhere_what_there_is_is_valid),
        cmocka_unit_test(the_clock_ends_a_run),
        cmocka_unit_test(the_host_hears_of_every_gain),
        cmocka_unit_test(the_same_seed_and_effort_give_the_same_plan),
        cmocka_unit_test(a_bound_known_beforehand_is_kept),
        cmocka_unit_test(out_of_memory_is_said_or_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
