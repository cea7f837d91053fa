/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Job shops: what is one, the graph of a plan, the local search. */
#include "lib/tweft.h"

#include "engine/shop.h"
#include "engine/tabu.h"
#include "lib/oom.h"
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/valid.h"

/* All that a job shop may have. */
#define SHOP                                                                   \
    (RAND_COPIES | RAND_SPEED | RAND_OVERRIDE | RAND_ALLOWED | RAND_LAG |      \
     RAND_NETWORK | RAND_RELEASE | RAND_ZERO | RAND_SHUFFLE | RAND_MODES |     \
     RAND_NOWHERE)

static struct weft_plan *random_shop(uint64_t seed, int tasks, unsigned without)
{
    struct rand_opts o = rand_small(seed);

    o.features = SHOP & ~without;
    o.tasks = tasks;
    o.nodes = 3;
    o.max_capacity = 1;
    return plan_of_rand(&o);
}

static bool is_shop(const struct weft_problem *q)
{
    struct weft_shop s;
    bool fits;

    assert_i64(weft_shop_init(&s, q, &fits, NULL), WEFT_OK);
    weft_shop_release(&s);
    return fits;
}

static bool is_shop_text(const char *quoted)
{
    struct weft_plan *p = plan_of(quoted);
    struct weft_problem *q = problem_of(p);
    bool fits = is_shop(q);

    weft_problem_free(q);
    weft_plan_free(p);
    return fits;
}

#define TASKS(demand, more)                                                    \
    "'tasks': [{'id': 'a', 'duration': 2, 'demand': {'cpu': " demand "}},"     \
    "{'id': 'b', 'duration': 3, 'demand': {'cpu': " demand "}" more "}]}"
#define NODE(capacity, more)                                                   \
    "{'weft': '1.0', 'time_unit': 'none', 'nodes': [{'id': 'n', 'count': 2,"   \
    " 'capacity': {'cpu': " capacity "}" more "}],"

static void a_job_shop_is_told_by_its_structure(void **state)
{
    (void)state;
    assert_true(is_shop_text(NODE("1", "") TASKS("1", "")));
    assert_true(is_shop_text(NODE("5", "") TASKS("3", "")));
    assert_true(is_shop_text(NODE("4", "") TASKS("2", ""))); /* never binds */
    assert_true(is_shop_text(NODE("1", "") TASKS("1", ", 'release': 4")));
    assert_false(is_shop_text(NODE("1", "") TASKS("1", ", 'deadline': 40")));
    assert_false(
        is_shop_text(NODE("4", "") TASKS("2", "},{'id': 'c',"
                                              " 'duration': 1,"
                                              " 'demand': {'cpu': 1}")));
    assert_false(is_shop_text(NODE("1", ", 'down': [{'from': 2, 'to': 5}]")
                                  TASKS("1", "")));
}

static void heads_are_starts_that_keep_the_problem(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct weft_plan *p = random_shop(seed, 15, 0);
        struct weft_problem *q = problem_of(p);
        struct weft_shop shop;
        struct weft_shop_plan plan;
        struct weft_schedule s = { 0 };
        bool fits;

        assert_i64(weft_shop_init(&shop, q, &fits, NULL), WEFT_OK);
        if (!fits)
            fail_msg("seed %llu", (unsigned long long)seed);
        assert_true(weft_shop_plan_init(&plan, &shop));
        assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
        for (int32_t i = 0; i < q->ntask; i++)
            s.opt[i] = q->option_begin[i];
        weft_shop_plan_set(&plan, q->order, s.opt);
        memcpy(s.start, plan.head, (size_t)q->ntask * sizeof(*s.start));
        assert_valid(p, q, &s, "heads");
        assert_i64(plan.makespan, weft_schedule_makespan(q, &s));
        for (int32_t i = 0; i < q->ntask; i++)
            assert_true(plan.head[i] + plan.dur[i] + plan.tail[i] <=
                        plan.makespan);
        weft_schedule_release(&s);
        weft_shop_plan_release(&plan);
        weft_shop_release(&shop);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static struct weft_result solve(const struct weft_plan *p,
                                const struct weft_problem *q, int64_t effort)
{
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };

    weft_solve_opts_init(&o);
    o.effort = effort;
    if (weft_solve(q, "tabu", &o, &r, &err))
        fail_msg("%s", err.msg);
    assert_result(p, q, &r, "tabu");
    return r;
}

static void tiny_shops_are_solved(void **state)
{
    int missed = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct weft_plan *p = random_shop(seed, 6, RAND_COPIES);
        struct weft_problem *q = problem_of(p);
        struct weft_result r = solve(p, q, 1500);
        int64_t best = 0;

        assert_true(oracle(q, &best));
        if (r.makespan < best || r.bound > best)
            fail_msg("seed %llu: %lld, the optimum is %lld",
                     (unsigned long long)seed, (long long)r.makespan,
                     (long long)best);
        missed += r.makespan > best;
        weft_result_release(&r);
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(missed <= 3);
}

static void large_shops_stay_valid_and_gain_on_the_list(void **state)
{
    int gains = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct weft_plan *p = random_shop(seed, 60,
                                          RAND_RELEASE | RAND_ALLOWED);
        struct weft_problem *q = problem_of(p);
        struct weft_result r = solve(p, q, 1500), list;
        struct weft_solve_opts o;

        weft_solve_opts_init(&o);
        assert_i64(weft_solve(q, "list", &o, &list, NULL), WEFT_OK);
        assert_true(r.makespan <= list.makespan);
        gains += r.makespan < list.makespan;
        weft_result_release(&list);
        weft_result_release(&r);
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(gains > 0);
}

static void the_same_effort_gives_the_same_plan(void **state)
{
    struct weft_plan *p = random_shop(3, 60, 0);
    struct weft_problem *q = problem_of(p);
    struct weft_result a = solve(p, q, 3000), b = solve(p, q, 3000);

    (void)state;
    for (int32_t i = 0; i < q->ntask; i++) {
        assert_i64(a.schedule.opt[i], b.schedule.opt[i]);
        assert_i64(a.schedule.start[i], b.schedule.start[i]);
    }
    weft_result_release(&a);
    weft_result_release(&b);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void what_is_no_job_shop_is_refused_with_the_reason(void **state)
{
    struct weft_plan *p = plan_of(NODE("4", "") TASKS("2", ", 'deadline': 9"));
    struct weft_problem *q = problem_of(p);
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };

    (void)state;
    weft_solve_opts_init(&o);
    assert_i64(weft_solve(q, "tabu", &o, &r, &err), WEFT_E_LIMIT);
    assert_non_null(strstr(err.msg, "job shop"));
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static bool stop_at_once(void *ctx)
{
    return ++*(int *)ctx > 3;
}

static void stopped_it_returns_its_plan(void **state)
{
    struct weft_plan *p = random_shop(4, 80, 0);
    struct weft_problem *q = problem_of(p);
    struct weft_solve_opts o;
    struct weft_result r;
    int asked = 0;

    (void)state;
    weft_solve_opts_init(&o);
    o.time = 0;
    o.stop = stop_at_once;
    o.ctx = &asked;
    assert_i64(weft_solve(q, "tabu", &o, &r, NULL), WEFT_OK);
    assert_result(p, q, &r, "tabu");
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void turns_take_about_their_work(void **state)
{
    struct weft_plan *p = random_shop(5, 40, 0);
    struct weft_problem *q = problem_of(p);
    struct weft_solve_opts o;
    struct weft_run run;
    void *tabu;
    bool more;

    (void)state;
    weft_solve_opts_init(&o);
    assert_i64(weft_run_init(&run, q, &o, NULL), WEFT_OK);
    assert_i64(weft_member_tabu.begin(&tabu, &run, NULL), WEFT_OK);
    for (int k = 0; k < 40; k++) {
        int64_t before = run.work;

        weft_run_turn(&run, 1000);
        assert_i64(weft_member_tabu.turn(tabu, &more, NULL), WEFT_OK);
        assert_true(run.work - before >= 1000 && run.work - before < 2500);
    }
    assert_valid(p, q, &run.best, "tabu");
    weft_member_tabu.end(tabu);
    weft_run_release(&run);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void without_memory_the_plan_so_far_is_returned(void **state)
{
    struct weft_plan *p = random_shop(8, 12, 0);
    struct weft_problem *q = problem_of(p);
    bool failed = true;

    (void)state;
    for (long k = 1; failed; k++) {
        struct weft_solve_opts o;
        struct weft_result r;
        enum weft_rc rc;

        weft_solve_opts_init(&o);
        o.effort = 100;
        oom_at(k);
        rc = weft_solve(q, "tabu", &o, &r, NULL);
        failed = oom_stop();
        assert_true(rc == WEFT_OK || (failed && rc == WEFT_E_NOMEM));
        if (!rc)
            assert_result(p, q, &r, "tabu");
        weft_result_release(&r);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_shop_is_told_by_its_structure),
        cmocka_unit_test(heads_are_starts_that_keep_the_problem),
        cmocka_unit_test(tiny_shops_are_solved),
        cmocka_unit_test(large_shops_stay_valid_and_gain_on_the_list),
        cmocka_unit_test(the_same_effort_gives_the_same_plan),
        cmocka_unit_test(what_is_no_job_shop_is_refused_with_the_reason),
        cmocka_unit_test(stopped_it_returns_its_plan),
        cmocka_unit_test(turns_take_about_their_work),
        cmocka_unit_test(without_memory_the_plan_so_far_is_returned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
