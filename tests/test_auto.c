/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The portfolio: members share what they find, alone and in threads. */
#include "lib/tweft.h"

#include <pthread.h>

#include "engine/cp.h"
#include "engine/crew.h"
#include "engine/sample.h"
#include "lib/oom.h"
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/valid.h"

static struct weft_problem *random_problem(uint64_t seed, int tasks,
                                           struct weft_plan **p)
{
    struct rand_opts o = rand_small(seed);

    o.tasks = tasks;
    o.nodes = 2 + (int)(seed % 2);
    *p = plan_of_rand(&o);
    return problem_of(*p);
}

static bool same(const struct weft_result *a, const struct weft_result *b)
{
    size_t n = (size_t)a->schedule.n;

    return a->status == b->status && a->makespan == b->makespan &&
           a->bound == b->bound && a->schedule.n == b->schedule.n &&
           !memcmp(a->schedule.opt, b->schedule.opt,
                   n * sizeof(*a->schedule.opt)) &&
           !memcmp(a->schedule.start, b->schedule.start,
                   n * sizeof(*a->schedule.start));
}

/* --- a host --------------------------------------------------------------- */

struct host {
    pthread_t thread; /* the one that called weft_solve() */
    int64_t makespan, bound;
    long polls, stop_at; /* stop() says yes from this call on; 0: never */
    int plans;
};

static bool stop(void *ctx)
{
    struct host *h = ctx;

    assert_true(pthread_equal(h->thread, pthread_self()));
    h->polls++;
    return h->stop_at && h->polls >= h->stop_at;
}

static void on_plan(void *ctx, const char *engine,
                    const struct weft_schedule *s, int64_t makespan)
{
    struct host *h = ctx;

    (void)s;
    assert_true(pthread_equal(h->thread, pthread_self()));
    assert_non_null(engine);
    if (h->plans++)
        assert_true(makespan <= h->makespan);
    h->makespan = makespan;
}

static void on_bound(void *ctx, const char *engine, int64_t bound)
{
    struct host *h = ctx;

    assert_true(pthread_equal(h->thread, pthread_self()));
    assert_non_null(engine);
    assert_true(bound > h->bound);
    h->bound = bound;
}

static struct weft_solve_opts watched(struct host *h)
{
    struct weft_solve_opts o;

    *h = (struct host){ .thread = pthread_self() };
    weft_solve_opts_init(&o);
    o.time = 0;
    o.ctx = h;
    o.stop = stop;
    o.on_plan = on_plan;
    o.on_bound = on_bound;
    return o;
}

/* --- the engine ----------------------------------------------------------- */

static void equal_seeds_and_efforts_give_equal_plans(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = random_problem(seed, 60, &p);
        struct weft_solve_opts o;
        struct weft_result first, again;

        weft_solve_opts_init(&o);
        o.time = 0;
        o.effort = 3000;
        o.threads = 2; /* not where the effort is counted */
        assert_i64(weft_solve(q, "auto", &o, &first, NULL), WEFT_OK);
        assert_i64(weft_solve(q, "auto", &o, &again, NULL), WEFT_OK);
        if (!same(&first, &again))
            fail_msg("seed %llu", (unsigned long long)seed);
        weft_result_release(&first);
        weft_result_release(&again);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void a_stopped_portfolio_has_its_best_plan(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = random_problem(3, 70, &p);

    (void)state;
    for (int threads = 1; threads <= 2; threads++)
        for (long at = 1; at <= 4096; at *= 4) {
            struct host h;
            struct weft_solve_opts o = watched(&h);
            struct weft_result r;

            h.stop_at = at;
            o.threads = threads;
            assert_i64(weft_solve(q, "auto", &o, &r, NULL), WEFT_OK);
            if (h.plans) {
                assert_result(p, q, &r, "stopped");
                assert_i64(r.makespan, h.makespan);
            }
            weft_result_release(&r);
        }
    weft_problem_free(q);
    weft_plan_free(p);
}

/* --- threads -------------------------------------------------------------- */

static void seat_both(struct weft_lane *l, int k)
{
    weft_lane_seat(l, k % 2 ? &weft_member_sample : &weft_member_cp, 1);
}

/* Lanes from the first instant, without a plan to start from. */
static void solve_in_lanes(const struct weft_problem *q, int threads,
                           uint64_t seed, struct weft_result *r)
{
    struct host h;
    struct weft_solve_opts o = watched(&h);
    struct weft_run run;
    struct weft_lane l = { .run = &run };
    struct weft_crew *crew;

    o.seed = seed;
    assert_i64(weft_run_init(&run, q, &o, NULL), WEFT_OK);
    weft_crew_start(&crew, &run, threads - 1, seat_both);
    assert_non_null(crew);
    seat_both(&l, 0);
    weft_lane_run(&l, INT64_MAX);
    weft_lane_release(&l);
    weft_crew_end(crew);
    assert_null(run.share);
    weft_run_finish(&run, r);
    if (r->schedule.n)
        assert_i64(h.makespan, r->makespan);
    weft_run_release(&run);
}

/* And the host hears of everything, in its own thread. */
static void lanes_agree_with_brute_force(void **state)
{
    int plans = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = random_problem(seed, 5, &p);
        int64_t want = 0;
        bool feasible = oracle(q, &want);

        for (int threads = 2; threads <= 4; threads++) {
            struct weft_result r;
            char what[60];

            snprintf(what, sizeof(what), "seed %llu, %d threads",
                     (unsigned long long)seed, threads);
            solve_in_lanes(q, threads, seed, &r);
            if (r.status != (feasible ? WEFT_OPTIMAL : WEFT_INFEASIBLE) ||
                r.makespan != want)
                fail_msg("%s: status %d, %lld instead of %lld", what,
                         (int)r.status, (long long)r.makespan, (long long)want);
            if (feasible)
                assert_result(p, q, &r, what);
            plans += feasible;
            weft_result_release(&r);
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(plans > 60);
}

/* --- all engines ---------------------------------------------------------- */

/* No plan is shorter than the shortest, no bound above it, no proof wrong. */
static void judge(const char *engine, uint64_t seed,
                  const struct weft_result *r, bool feasible, int64_t want)
{
    bool wrong = feasible
                     ? r->status == WEFT_INFEASIBLE || r->bound > want ||
                           (r->schedule.n && r->makespan < want) ||
                           (r->status == WEFT_OPTIMAL && r->makespan != want)
                     : r->schedule.n > 0;

    if (wrong)
        fail_msg("%s, seed %llu: status %d, plan %lld, bound %lld, but %lld",
                 engine, (unsigned long long)seed, (int)r->status,
                 (long long)r->makespan, (long long)r->bound,
                 feasible ? (long long)want : -1);
}

static void every_engine_agrees_with_brute_force(void **state)
{
    (void)state;
    for (uint64_t seed = 100; seed < 160; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = random_problem(seed, 5, &p);
        int64_t want = 0;
        bool feasible = oracle(q, &want);

        for (size_t k = 0; weft_engines()[k]; k++) {
            const char *engine = weft_engines()[k]->name;
            struct weft_solve_opts o;
            struct weft_result r;

            weft_solve_opts_init(&o);
            o.time = 0;
            o.effort = 300;
            if (!weft_solve(q, engine, &o, &r, NULL)) {
                judge(engine, seed, &r, feasible, want);
                assert_result(p, q, &r, engine);
            }
            weft_result_release(&r);
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

/* --- memory --------------------------------------------------------------- */

/* Of single allocations: some member has to go on without, no more. */
static void lack_of_memory_costs_no_plan(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = random_problem(5, 12, &p);

    (void)state;
    for (long k = 1;; k += 1 + k / 8) {
        struct weft_solve_opts o;
        struct weft_result r;
        enum weft_rc rc;
        bool failed;

        weft_solve_opts_init(&o);
        o.time = 0;
        o.effort = 1000;
        oom_at(k);
        rc = weft_solve(q, "auto", &o, &r, NULL);
        failed = oom_stop();
        if (rc)
            assert_i64(rc, WEFT_E_NOMEM);
        else
            assert_result(p, q, &r, "one allocation failed");
        weft_result_release(&r);
        if (!failed)
            break;
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_cap_on_memory_costs_no_plan(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = random_problem(9, 60, &p);

    (void)state;
    for (size_t memory = 1; memory <= 4u << 20; memory *= 8) {
        struct weft_solve_opts o;
        struct weft_result r;

        weft_solve_opts_init(&o);
        o.time = 0;
        o.effort = 3000;
        o.memory = memory;
        assert_i64(weft_solve(q, "auto", &o, &r, NULL), WEFT_OK);
        assert_result(p, q, &r, "little memory");
        weft_result_release(&r);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_seeds_and_efforts_give_equal_plans),
        cmocka_unit_test(a_stopped_portfolio_has_its_best_plan),
        cmocka_unit_test(lanes_agree_with_brute_force),
        cmocka_unit_test(every_engine_agrees_with_brute_force),
        cmocka_unit_test(lack_of_memory_costs_no_plan),
        cmocka_unit_test(a_cap_on_memory_costs_no_plan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
