/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The genetic engine and the ants: what they find, how they are repeated,
 * limited and shared. */
#include "lib/tweft.h"

#include "engine/ga.h"
#include "engine/mirror.h"
#include "engine/verify.h"
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/valid.h"

struct host {
    double clock, step; /* every look at the clock moves it on */
    int plans;
};

static double now(void *ctx)
{
    struct host *h = ctx;

    return h->clock += h->step;
}

static void on_plan(void *ctx, const char *engine,
                    const struct weft_schedule *s, int64_t makespan)
{
    struct host *h = ctx;

    (void)engine;
    (void)s;
    (void)makespan;
    h->plans++;
}

static struct weft_solve_opts opts(struct host *h)
{
    struct weft_solve_opts o;

    *h = (struct host){ 0 };
    weft_solve_opts_init(&o);
    o.time = 0;
    o.ctx = h;
    o.now = now;
    o.on_plan = on_plan;
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

/* A run of a problem that has no end, and the member at work on it. */
struct setup {
    struct weft_plan *p;
    struct weft_problem *q;
    struct host h;
    struct weft_solve_opts o;
    struct weft_run run;
    void *state;
};

static void set_up(struct setup *x, struct weft_plan *p)
{
    x->p = p;
    x->q = problem_of(p);
    x->o = opts(&x->h);
    assert_i64(weft_run_init(&x->run, x->q, &x->o, NULL), WEFT_OK);
    assert_i64(weft_member_ga.begin(&x->state, &x->run, NULL), WEFT_OK);
}

static void turn(struct setup *x, int64_t work)
{
    bool more;

    weft_run_turn(&x->run, work);
    assert_i64(weft_member_ga.turn(x->state, &more, NULL), WEFT_OK);
    assert_true(more);
}

static void tear_down(struct setup *x)
{
    weft_member_ga.end(x->state);
    weft_run_release(&x->run);
    weft_problem_free(x->q);
    weft_plan_free(x->p);
}

static void same_plan_twice(const char *engine)
{
    for (uint64_t seed = 1; seed < 6; seed++) {
        struct weft_plan *p = random_plan(seed, 40, RAND_ALL);
        struct weft_problem *q = problem_of(p);
        struct weft_result r[2];

        for (int k = 0; k < 2; k++) {
            struct host h;
            struct weft_solve_opts o = opts(&h);

            o.effort = 3000;
            o.seed = seed;
            assert_i64(weft_solve(q, engine, &o, &r[k], NULL), WEFT_OK);
            assert_result(p, q, &r[k], engine);
        }
        assert_i64(r[0].schedule.n, q->ntask);
        for (int32_t i = 0; i < q->ntask; i++) {
            assert_i64(r[0].schedule.opt[i], r[1].schedule.opt[i]);
            assert_i64(r[0].schedule.start[i], r[1].schedule.start[i]);
        }
        for (int k = 0; k < 2; k++)
            weft_result_release(&r[k]);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void the_same_effort_gives_the_same_plan(void **state)
{
    (void)state;
    same_plan_twice("ga");
    same_plan_twice("aco");
}

static int64_t makespan_of(const struct weft_plan *p,
                           const struct weft_problem *q, const char *engine,
                           int64_t effort)
{
    struct host h;
    struct weft_solve_opts o = opts(&h);
    struct weft_result r;
    int64_t makespan;

    o.effort = effort;
    assert_i64(weft_solve(q, engine, &o, &r, NULL), WEFT_OK);
    assert_result(p, q, &r, engine);
    makespan = r.makespan;
    weft_result_release(&r);
    return makespan;
}

/* How often it is shorter. */
static int compare_with_list(const char *engine)
{
    int shorter = 0;

    for (uint64_t seed = 20; seed < 40; seed++) {
        struct weft_plan *p = random_plan(seed, 60, RAND_RESOURCES | RAND_LAG);
        struct weft_problem *q = problem_of(p);
        int64_t list = makespan_of(p, q, "list", 4000);
        int64_t got = makespan_of(p, q, engine, 4000);

        if (got > list)
            fail_msg("seed %llu: %s %lld, list %lld", (unsigned long long)seed,
                     engine, (long long)got, (long long)list);
        shorter += got < list;
        weft_problem_free(q);
        weft_plan_free(p);
    }
    return shorter;
}

static void they_are_never_behind_the_list_engine(void **state)
{
    (void)state;
    assert_true(compare_with_list("ga") > 0);
    compare_with_list("aco");
}

static void a_run_without_limits_ends(void **state)
{
    struct weft_plan *p = random_plan(4, 12, RAND_RESOURCES);
    struct weft_problem *q = problem_of(p);
    struct weft_solve_opts o;
    struct weft_result r;

    (void)state;
    weft_solve_opts_init(&o);
    o.time = 0;
    assert_i64(weft_solve(q, "ga", &o, &r, NULL), WEFT_OK);
    assert_result(p, q, &r, "ga");
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_turn_ends_after_its_work(void **state)
{
    struct setup x;
    int64_t schedule;

    (void)state;
    set_up(&x, random_plan(5, 50, RAND_RESOURCES | RAND_LAG));
    schedule = x.q->option_begin[x.q->ntask];
    for (int k = 1; k < 50; k++) {
        int64_t before = x.run.work;

        turn(&x, k * schedule);
        assert_true(x.run.work - before >= k * schedule);
        assert_true(x.run.work - before <= (k + 40) * schedule);
    }
    assert_true(!x.run.stopped);
    assert_true(x.run.has_plan && x.h.plans > 0);
    assert_valid(x.p, x.q, &x.run.best, "ga");
    tear_down(&x);
}

static void many_turns_are_as_good_as_one(void **state)
{
    struct setup x, y;

    (void)state;
    set_up(&x, random_plan(11, 60, RAND_RESOURCES | RAND_MODES));
    set_up(&y, random_plan(11, 60, RAND_RESOURCES | RAND_MODES));
    turn(&x, 500000);
    while (y.run.work < 500000)
        turn(&y, 500);
    assert_true(y.run.makespan <= x.run.makespan + x.run.makespan / 50);
    tear_down(&x);
    tear_down(&y);
}

static void it_goes_on_from_what_others_find(void **state)
{
    struct setup x;
    struct weft_schedule s;
    struct weft_plan *p = random_plan(6, 40, RAND_RESOURCES);

    (void)state;
    set_up(&x, p);
    assert_i64(weft_schedule_init(&s, x.q->ntask, NULL), WEFT_OK);
    assert_true(serial_schedule(x.q, &s));
    weft_run_offer(&x.run, "start", &s);
    for (int k = 0; k < 20; k++) {
        int64_t before = x.run.makespan;

        turn(&x, 20000);
        assert_true(x.run.makespan <= before);
        assert_valid(x.p, x.q, &x.run.best, "ga");
    }
    weft_schedule_release(&s);
    tear_down(&x);
}

static void it_begins_again_from_its_elite(void **state)
{
    struct setup x;

    (void)state;
    set_up(&x, random_plan(7, 8, RAND_RESOURCES)); /* soon all alike */
    turn(&x, 200000);
    assert_valid(x.p, x.q, &x.run.best, "ga");
    tear_down(&x);
}

static void ants_refuse_what_is_too_large_for_them(void **state)
{
    struct weft_plan *p = random_plan(2, 200, RAND_RESOURCES);
    struct weft_problem *q = problem_of(p);
    struct host h;
    struct weft_solve_opts o = opts(&h);
    struct weft_result r;
    struct weft_err err = { 0 };

    (void)state;
    o.memory = 1 << 20;
    assert_i64(weft_solve(q, "aco", &o, &r, &err), WEFT_E_LIMIT);
    assert_non_null(strstr(err.msg, "pheromone for 200 tasks"));
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_mirrored_schedule_keeps_the_links_backwards(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct weft_plan *p = random_plan(seed, 20,
                                          RAND_RESOURCES | RAND_LAG |
                                              RAND_NETWORK | RAND_COPIES |
                                              RAND_MODES | RAND_GLOBAL);
        struct weft_problem *q = problem_of(p);
        struct weft_mirror m;
        struct weft_sgs *g = NULL;
        struct weft_schedule s;
        bool ok = false;

        assert_i64(weft_mirror_init(&m, q, NULL), WEFT_OK);
        assert_i64(weft_sgs_new(&m.q, &g, NULL), WEFT_OK);
        assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
        assert_i64(weft_sgs_serial(g, m.q.order, NULL, NULL), WEFT_OK);
        for (int32_t i = 0; i < q->ntask; i++) {
            s.opt[i] = g->opt[i];
            s.start[i] = g->makespan - g->finish[i];
        }
        assert_i64(weft_schedule_verify(q, &s, &ok, NULL), WEFT_OK);
        if (!ok)
            fail_msg("seed %llu", (unsigned long long)seed);
        weft_schedule_release(&s);
        weft_sgs_free(g);
        weft_mirror_release(&m);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void without_memory_the_plan_so_far_is_returned(void **state)
{
    struct weft_plan *p = random_plan(8, 20, RAND_ALL);
    struct weft_problem *q = problem_of(p);

    (void)state;
    for (long k = 1;; k++) {
        struct host h;
        struct weft_solve_opts o = opts(&h);
        struct weft_result r;
        enum weft_rc rc;
        bool failed;

        o.effort = 400;
        oom_at(k);
        rc = weft_solve(q, "ga", &o, &r, NULL);
        failed = oom_stop();
        assert_true(rc == WEFT_OK || (failed && rc == WEFT_E_NOMEM));
        if (!rc)
            assert_result(p, q, &r, "ga");
        weft_result_release(&r);
        if (!failed)
            break;
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_effort_gives_the_same_plan),
        cmocka_unit_test(they_are_never_behind_the_list_engine),
        cmocka_unit_test(a_run_without_limits_ends),
        cmocka_unit_test(a_turn_ends_after_its_work),
        cmocka_unit_test(many_turns_are_as_good_as_one),
        cmocka_unit_test(it_goes_on_from_what_others_find),
        cmocka_unit_test(it_begins_again_from_its_elite),
        cmocka_unit_test(ants_refuse_what_is_too_large_for_them),
        cmocka_unit_test(a_mirrored_schedule_keeps_the_links_backwards),
        cmocka_unit_test(without_memory_the_plan_so_far_is_returned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
