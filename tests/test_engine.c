/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft_solve(), weft_quick() and the list engines on plans made by hand. */
#include <math.h>

#include "lib/tweft.h"

#include "lib/tplan.h"
#include "lib/valid.h"

static const char *const engines[] = { "auto", "list", "greedy", "heft", "cp",
                                       "dp",   "ga",   "rl",     "aco" };
#define NENGINE (sizeof(engines) / sizeof(*engines))

/* A plan, its problem, and what an engine made of it. */
struct solved {
    struct weft_plan *p;
    struct weft_problem *q;
    struct weft_result r;
};

static struct weft_solve_opts opts(void)
{
    struct weft_solve_opts o;

    weft_solve_opts_init(&o);
    o.effort = 2000;
    return o;
}

static void solve_again(struct solved *s, const char *engine,
                        const struct weft_solve_opts *o)
{
    struct weft_err err = { 0 };

    weft_result_release(&s->r);
    if (weft_solve(s->q, engine, o, &s->r, &err))
        fail_msg("%s: %s", engine, err.msg);
    assert_result(s->p, s->q, &s->r, engine);
}

static struct solved load(struct weft_plan *p)
{
    struct solved s = { .p = p, .q = problem_of(p) };

    return s;
}

static struct solved solve(const char *quoted, const char *engine)
{
    struct solved s = load(plan_of(quoted));
    struct weft_solve_opts o = opts();

    solve_again(&s, engine, &o);
    return s;
}

static void release(struct solved *s)
{
    weft_result_release(&s->r);
    weft_problem_free(s->q);
    weft_plan_free(s->p);
}

/* Times in the unit of the plan (none: a unit is 1000 thousandths). */
static int64_t start_of(const struct solved *s, const char *id)
{
    int32_t i = weft_plan_find_task(s->p, id);

    return s->r.schedule.start[i] * s->q->tick / 1000;
}

static int64_t makespan(const struct solved *s)
{
    return s->r.makespan * s->q->tick / 1000;
}

static const struct weft_option *option_of(const struct solved *s,
                                           const char *id)
{
    return &s->q->option[s->r.schedule.opt[weft_plan_find_task(s->p, id)]];
}

static const char *node_of(const struct solved *s, const char *id)
{
    int32_t copy = option_of(s, id)->copy;

    return weft_plan_node(s->p, s->q->copy[copy].node)->id;
}

/* --- the example, the frame, nothing at all ------------------------------- */

static void every_engine_proves_the_example_of_the_article(void **state)
{
    struct solved s = load(plan_of_sample("article"));
    struct weft_solve_opts o = opts();

    (void)state;
    for (size_t e = 0; e < NENGINE; e++) {
        solve_again(&s, engines[e], &o);
        assert_i64(makespan(&s), 70);
        assert_i64(s.r.status, WEFT_OPTIMAL);
    }
    release(&s);
}

static void the_plan_of_a_frame_is_checked_and_bounded(void **state)
{
    static const char *const sample[] = { "article",        "deep-research",
                                          "diamond",        "nightly-longpole",
                                          "rag-index",      "train-deploy",
                                          "variant-calling" };

    (void)state;
    for (size_t k = 0; k < sizeof(sample) / sizeof(*sample); k++) {
        struct solved s = load(plan_of_sample(sample[k]));
        struct weft_err err;

        assert_i64(weft_quick(s.q, NULL, &s.r, &err), WEFT_OK);
        assert_result(s.p, s.q, &s.r, sample[k]);
        /* near the optimum: the gap to the bound is below 10 % */
        if (s.r.makespan > s.r.bound + s.r.bound / 10)
            fail_msg("%s: %lld, bound %lld", sample[k], (long long)s.r.makespan,
                     (long long)s.r.bound);
        release(&s);
    }
}

static void a_plan_without_tasks_is_optimal_at_0(void **state)
{
    (void)state;
    for (size_t e = 0; e < NENGINE; e++) {
        struct solved s = load(plan_of("{'weft': '1.0'}"));
        struct weft_solve_opts o = opts();

        assert_i64(weft_solve(s.q, engines[e], &o, &s.r, NULL), WEFT_OK);
        assert_i64(s.r.status, WEFT_OPTIMAL);
        assert_i64(s.r.makespan, 0);
        assert_i64(weft_quick(s.q, NULL, &s.r, NULL), WEFT_OK);
        assert_i64(s.r.status, WEFT_OPTIMAL);
        release(&s);
    }
}

static void without_nodes_the_critical_path_is_the_plan(void **state)
{
    struct solved s = solve("{'weft': '1.0', 'time_unit': 'none', 'tasks': ["
                            "{'id': 'a', 'duration': 3},"
                            "{'id': 'b', 'duration': 4},"
                            "{'id': 'c', 'duration': 5, 'after': ['a',"
                            " {'task': 'b', 'lag': 2}]}]}",
                            "list");

    (void)state;
    assert_i64(s.r.status, WEFT_OPTIMAL);
    assert_i64(makespan(&s), 11);
    release(&s);
}

/* --- options of the call -------------------------------------------------- */

static void refuse(const char *engine, const struct weft_solve_opts *o,
                   const char *word)
{
    struct solved s = load(plan_of_sample("article"));
    struct weft_err err = { 0 };

    assert_i64(weft_solve(s.q, engine, o, &s.r, &err), WEFT_E_INVAL);
    if (!strstr(err.msg, word))
        fail_msg("'%s' does not name %s", err.msg, word);
    release(&s);
}

static void options_out_of_range_are_refused(void **state)
{
    struct weft_solve_opts o = opts();

    (void)state;
    refuse("best", &o, "'best'");
    o.rule = "random";
    refuse("list", &o, "'random'");
    o = opts();
    o.time = (double)NAN;
    refuse("list", &o, "time");
    o = opts();
    o.effort = -1;
    refuse("list", &o, "effort");
    o = opts();
    o.bound = -5;
    refuse("list", &o, "bound");
}

static void every_registered_engine_is_found_by_its_name(void **state)
{
    (void)state;
    for (size_t k = 0; weft_engines()[k]; k++) {
        assert_ptr_equal(weft_engine_find(weft_engines()[k]->name),
                         weft_engines()[k]);
        assert_true(strlen(weft_engines()[k]->summary) > 10);
    }
    for (size_t e = 0; e < NENGINE; e++)
        assert_non_null(weft_engine_find(engines[e]));
}

#define TWO_JOBS                                                               \
    "{'weft': '1.0', 'time_unit': 'none',"                                     \
    " 'nodes': [{'id': 'n', 'capacity': {'cpu': 2}}], 'tasks': ["              \
    "{'id': 'long', 'duration': 9, 'demand': {'cpu': 2}, 'priority': 1},"      \
    "{'id': 'wide', 'duration': 2, 'demand': {'cpu': 2}},"                     \
    "{'id': 'slim', 'duration': 3, 'demand': {'cpu': 1}, 'priority': 7}]}"

static void a_rule_alone_gives_that_rules_order(void **state)
{
    static const struct {
        const char *rule, *first;
    } want[] = { { "spt", "wide" },        { "lpt", "long" },
                 { "file", "long" },       { "min-demand", "slim" },
                 { "max-demand", "long" }, { "priority", "slim" },
                 { "work", "long" } };
    struct solved s = load(plan_of(TWO_JOBS));

    (void)state;
    for (size_t k = 0; k < sizeof(want) / sizeof(*want); k++) {
        struct weft_solve_opts o = opts();

        o.rule = want[k].rule;
        solve_again(&s, "list", &o);
        if (start_of(&s, want[k].first))
            fail_msg("%s does not start with %s", want[k].rule, want[k].first);
    }
    release(&s);
}

static void every_rule_gives_a_plan(void **state)
{
    struct solved s = load(plan_of_sample("rag-index"));

    (void)state;
    for (size_t k = 0; weft_rules()[k].name; k++) {
        struct weft_solve_opts o = opts();

        o.rule = weft_rules()[k].name;
        solve_again(&s, "list", &o);
        assert_true(s.r.schedule.n > 0);
    }
    release(&s);
}

/* --- nodes and options ---------------------------------------------------- */

static void a_transfer_keeps_tasks_together(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 's',"
        " 'network': {'latency': 10, 'bandwidth': 1},"
        " 'nodes': [{'id': 'slow', 'capacity': {'cpu': 1}},"
        "           {'id': 'fast', 'capacity': {'cpu': 1}, 'speed': 2}],"
        " 'tasks': [{'id': 'a', 'duration': 10, 'nodes': ['slow'],"
        "            'demand': {'cpu': 1}},"
        "           {'id': 'b', 'duration': 10, 'demand': {'cpu': 1},"
        "            'after': [{'task': 'a', 'data': 1}]}]}",
        "heft");

    (void)state;
    assert_string_equal(node_of(&s, "b"), "slow");
    assert_i64(makespan(&s), 20);
    release(&s);
}

static void the_greedy_engine_takes_the_node_with_the_most_free(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'small', 'capacity': {'cpu': 4}},"
        "           {'id': 'big', 'capacity': {'cpu': 8}}],"
        " 'tasks': [{'id': 'a', 'duration': 1, 'demand': {'cpu': 3}},"
        "           {'id': 'b', 'duration': 2, 'demand': {'cpu': 2}},"
        "           {'id': 'c', 'duration': 3, 'demand': {'cpu': 1}},"
        "           {'id': 'd', 'duration': 4, 'demand': {'cpu': 1}}]}",
        "greedy");

    (void)state;
    assert_string_equal(node_of(&s, "a"), "big");   /* 8 against 4 */
    assert_string_equal(node_of(&s, "b"), "big");   /* 5 against 4 */
    assert_string_equal(node_of(&s, "c"), "small"); /* 3 against 4 */
    assert_string_equal(node_of(&s, "d"), "small"); /* 3 each: the first */
    release(&s);
}

static void plans_of_equal_length_prefer_the_cheaper_node(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'h',"
        " 'nodes': [{'id': 'dear', 'capacity': {'cpu': 4},"
        "            'price': {'per_hour': 5}},"
        "           {'id': 'cheap', 'capacity': {'cpu': 4},"
        "            'price': {'per_hour': 1}}],"
        " 'tasks': [{'id': 'a', 'duration': 2, 'demand': {'cpu': 1}},"
        "           {'id': 'b', 'duration': 2, 'demand': {'cpu': 1}}]}",
        "list");

    (void)state;
    assert_string_equal(node_of(&s, "a"), "cheap");
    assert_string_equal(node_of(&s, "b"), "cheap");
    release(&s);
}

static void a_copy_is_left_where_its_tasks_fit_elsewhere(void **state)
{
    /* by finish, the three go to three nodes */
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'h',"
        " 'nodes': [{'id': 'n', 'count': 3, 'capacity': {'cpu': 3},"
        "            'price': {'per_hour': 2, 'billing': 'lease'}}],"
        " 'tasks': [{'id': 'a', 'duration': 2, 'demand': {'cpu': 1}},"
        "           {'id': 'b', 'duration': 2, 'demand': {'cpu': 1}},"
        "           {'id': 'c', 'duration': 2, 'demand': {'cpu': 1}}]}",
        "list");

    (void)state;
    assert_i64(weft_schedule_nodes_used(s.q, &s.r.schedule), 1);
    assert_i64(weft_schedule_cost(s.q, &s.r.schedule), 4000000000);
    release(&s);
}

static void plans_of_equal_cost_prefer_fewer_nodes(void **state)
{
    struct solved s = load(plan_of_sample("article"));
    struct weft_solve_opts o = opts();

    (void)state;
    solve_again(&s, "list", &o);
    assert_i64(weft_schedule_nodes_used(s.q, &s.r.schedule), 1);
    release(&s);
}

static void a_task_without_length_keeps_out_of_down_windows(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 1},"
        "            'down': [{'from': 2, 'to': 5}, {'from': 9, 'to': 12}]}],"
        " 'tasks': [{'id': 'a', 'duration': 3, 'demand': {'cpu': 1}},"
        "           {'id': 'm', 'duration': 0, 'release': 3},"
        "           {'id': 'z', 'duration': 2, 'after': ['a', 'm']}]}",
        "list");

    (void)state;
    assert_i64(start_of(&s, "a"), 5);
    assert_i64(start_of(&s, "m"), 5);
    assert_i64(start_of(&s, "z"), 12);
    release(&s);
}

/* --- what must be settled first ------------------------------------------- */

static void reservations_leave_room_for_the_others(void **state)
{
    /* on big, keep would leave 2 cpu there, and job needs 6 */
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'big', 'capacity': {'cpu': 8}},"
        "           {'id': 'small', 'capacity': {'cpu': 6}}],"
        " 'tasks': [{'id': 'keep', 'duration': 1, 'hold': 'plan',"
        "            'demand': {'cpu': 6}},"
        "           {'id': 'job', 'duration': 4, 'nodes': ['big'],"
        "            'demand': {'cpu': 6}}]}",
        "list");

    (void)state;
    assert_string_equal(node_of(&s, "keep"), "small");
    assert_i64(makespan(&s), 4);
    release(&s);
}

static void reservations_that_cannot_be_placed_are_proved(void **state)
{
    (void)state;
    for (size_t e = 0; e < NENGINE; e++) {
        struct solved s = solve(
            "{'weft': '1.0', 'nodes': [{'id': 'n', 'count': 2,"
            " 'capacity': {'cpu': 5}}], 'tasks': ["
            "{'id': 'a', 'duration': 1, 'hold': 'plan', 'demand': {'cpu': 3}},"
            "{'id': 'b', 'duration': 1, 'hold': 'plan', 'demand': {'cpu': 3}},"
            "{'id': 'c', 'duration': 1, 'hold': 'plan', 'demand': {'cpu': 3}}]}",
            engines[e]);

        assert_i64(s.r.status, WEFT_INFEASIBLE);
        release(&s);
    }
}

static void a_budget_is_not_spent_on_early_tasks(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'resources': {'usd': {'kind': 'consumable', 'capacity': 10}},"
        " 'nodes': [{'id': 'n', 'capacity': {}}], 'tasks': ["
        "{'id': 'a', 'duration': 1, 'demand': {'usd': 9},"
        " 'modes': [{'name': 'slow', 'duration': 5, 'demand': {'usd': 1}}]},"
        "{'id': 'b', 'duration': 2, 'demand': {'usd': 6}, 'after': ['a']}]}",
        "list");

    (void)state;
    assert_i64(option_of(&s, "a")->mode, 1);
    assert_i64(makespan(&s), 7);
    release(&s);
}

static void what_a_budget_spares_goes_to_the_critical_task(void **state)
{
    /* both cannot be fast; the short one comes first and must not be */
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'resources': {'usd': {'kind': 'consumable', 'capacity': 10}},"
        " 'nodes': [{'id': 'n', 'capacity': {}}], 'tasks': ["
        "{'id': 'early', 'duration': 2, 'demand': {'usd': 9},"
        " 'modes': [{'name': 'slow', 'duration': 4, 'demand': {'usd': 1}}]},"
        "{'id': 'first', 'duration': 5},"
        "{'id': 'last', 'duration': 3, 'after': ['first'],"
        " 'demand': {'usd': 9},"
        " 'modes': [{'name': 'slow', 'duration': 9, 'demand': {'usd': 1}}]}]}",
        "list");

    (void)state;
    assert_i64(makespan(&s), 8);
    release(&s);
}

static void several_budgets_are_searched_for_together(void **state)
{
    /* each alone allows any mode; together only a:x b:y c:x */
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'resources': {'usd': {'kind': 'consumable', 'capacity': 10},"
        "               'tok': {'kind': 'consumable', 'capacity': 10}},"
        " 'nodes': [{'id': 'n', 'capacity': {}}], 'tasks': ["
        "{'id': 'a', 'duration': 1, 'demand': {'usd': 5},"
        " 'modes': [{'name': 'y', 'duration': 1, 'demand': {'tok': 6}}]},"
        "{'id': 'b', 'duration': 1, 'demand': {'usd': 6},"
        " 'modes': [{'name': 'y', 'duration': 1, 'demand': {'tok': 10}}]},"
        "{'id': 'c', 'duration': 1, 'demand': {'usd': 5},"
        " 'modes': [{'name': 'y', 'duration': 1, 'demand': {'tok': 4}}]}]}",
        "heft");

    (void)state;
    assert_i64(s.r.status, WEFT_OPTIMAL);
    release(&s);
}

static void budgets_near_the_limit_do_not_overflow(void **state)
{
    (void)state;
    for (size_t e = 0; e < NENGINE; e++) {
        struct solved s = solve(
            "{'weft': '1.0', 'time_unit': 'none', 'resources': {"
            "'x': {'kind': 'consumable', 'capacity': 9000000000000000},"
            "'y': {'kind': 'consumable', 'capacity': 9000000000000000}},"
            " 'nodes': [{'id': 'n', 'capacity': {}}], 'tasks': ["
            "{'id': 'a', 'duration': 1, 'demand': {'x': 8000000000000000},"
            " 'modes': [{'name': 'y', 'duration': 1,"
            "            'demand': {'y': 8000000000000000}}]},"
            "{'id': 'b', 'duration': 1, 'demand': {'x': 8000000000000000},"
            " 'modes': [{'name': 'y', 'duration': 1,"
            "            'demand': {'y': 8000000000000000}}]},"
            "{'id': 'c', 'duration': 1, 'demand': {'x': 8000000000000000},"
            " 'modes': [{'name': 'y', 'duration': 1,"
            "            'demand': {'y': 8000000000000000}}]}]}",
            engines[e]);

        assert_i64(s.r.status, WEFT_INFEASIBLE);
        release(&s);
    }
}

/* --- windows -------------------------------------------------------------- */

static void a_deadline_moves_a_task_to_the_front(void **state)
{
    (void)state;
    for (size_t e = 0; e < NENGINE; e++) {
        struct solved s = solve(
            "{'weft': '1.0', 'time_unit': 'none',"
            " 'nodes': [{'id': 'n', 'capacity': {'cpu': 1}}], 'tasks': ["
            "{'id': 'a', 'duration': 1, 'demand': {'cpu': 1}},"
            "{'id': 'b', 'duration': 2, 'demand': {'cpu': 1}},"
            "{'id': 'c', 'duration': 4, 'demand': {'cpu': 1}},"
            "{'id': 'd', 'duration': 9, 'after': ['c'],"
            " 'demand': {'cpu': 1}, 'deadline': 13}]}",
            engines[e]);

        if (s.r.status != WEFT_OPTIMAL)
            fail_msg("%s: status %d", engines[e], (int)s.r.status);
        assert_i64(start_of(&s, "c"), 0);
        release(&s);
    }
}

static void other_tasks_flow_around_a_fixed_start(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 1}}], 'tasks': ["
        "{'id': 'a', 'duration': 4, 'demand': {'cpu': 1}},"
        "{'id': 'b', 'duration': 3, 'demand': {'cpu': 1}},"
        "{'id': 'fixed', 'duration': 2, 'demand': {'cpu': 1},"
        " 'pin': {'start': 3}}]}",
        "list");

    (void)state;
    assert_i64(start_of(&s, "fixed"), 3);
    assert_i64(start_of(&s, "b"), 0);
    assert_i64(makespan(&s), 9);
    release(&s);
}

static void fixed_starts_that_collide_are_proved(void **state)
{
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 1}}], 'tasks': ["
        "{'id': 'a', 'duration': 4, 'demand': {'cpu': 1}, 'pin': {'start': 2}},"
        "{'id': 'b', 'duration': 4, 'demand': {'cpu': 1},"
        " 'pin': {'start': 5}}]}",
        "list");

    (void)state;
    assert_i64(s.r.status, WEFT_INFEASIBLE);
    if (!strstr(s.r.reason, "cpu"))
        fail_msg("'%s' does not name the resource", s.r.reason);
    release(&s);
}

static void what_is_not_proved_is_not_called_infeasible(void **state)
{
    /* three tasks of 2 by 7, two at a time, in 6 ticks: room enough by
     * energy, none in fact */
    struct solved s = solve(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 3}}], 'tasks': ["
        "{'id': 'a', 'duration': 2, 'demand': {'cpu': 2}, 'deadline': 5},"
        "{'id': 'b', 'duration': 2, 'demand': {'cpu': 2}, 'deadline': 5},"
        "{'id': 'c', 'duration': 2, 'demand': {'cpu': 2}, 'deadline': 5}]}",
        "list");

    (void)state;
    assert_true(s.r.status == WEFT_UNKNOWN || s.r.status == WEFT_INFEASIBLE);
    assert_i64(s.r.schedule.n, 0);
    release(&s);
}

/* --- a plan from before --------------------------------------------------- */

/* Graham's example: nine tasks, three processors, list order; with a fourth,
 * the same list takes longer. */
#define GRAHAM(count)                                                          \
    "{'weft': '1.0', 'time_unit': 'none',"                                     \
    " 'nodes': [{'id': 'p', 'count': " count ", 'capacity': {'cpu': 1}}],"     \
    " 'tasks': ["                                                              \
    "{'id': 't1', 'duration': 3, 'demand': {'cpu': 1}},"                       \
    "{'id': 't2', 'duration': 2, 'demand': {'cpu': 1}},"                       \
    "{'id': 't3', 'duration': 2, 'demand': {'cpu': 1}},"                       \
    "{'id': 't4', 'duration': 2, 'demand': {'cpu': 1}},"                       \
    "{'id': 't5', 'duration': 4, 'demand': {'cpu': 1}, 'after': ['t4']},"      \
    "{'id': 't6', 'duration': 4, 'demand': {'cpu': 1}, 'after': ['t4']},"      \
    "{'id': 't7', 'duration': 4, 'demand': {'cpu': 1}, 'after': ['t4']},"      \
    "{'id': 't8', 'duration': 4, 'demand': {'cpu': 1}, 'after': ['t4']},"      \
    "{'id': 't9', 'duration': 9, 'demand': {'cpu': 1}, 'after': ['t1']}]}"

static void the_better_of_engine_and_start_is_kept(void **state)
{
    struct solved three = solve(GRAHAM("3"), "list");
    struct solved four = load(plan_of(GRAHAM("4")));
    struct weft_solve_opts o = opts();

    (void)state;
    assert_i64(makespan(&three), 12);
    o.rule = "file";
    solve_again(&four, "greedy", &o);
    assert_i64(makespan(&four), 15);
    /* the old plan on the new nodes: options are listed alike, copy by copy */
    for (int32_t i = 0; i < 9; i++) {
        int32_t copy = three.r.schedule.opt[i] - three.q->option_begin[i];

        three.r.schedule.opt[i] = four.q->option_begin[i] + copy;
    }
    o.start = &three.r.schedule;
    solve_again(&four, "greedy", &o);
    assert_i64(makespan(&four), 12);
    assert_string_equal(four.r.engine, "start");
    release(&three);
    release(&four);
}

static void a_start_that_breaks_the_problem_is_no_candidate(void **state)
{
    struct solved s = solve(TWO_JOBS, "list");
    struct weft_solve_opts o = opts();
    struct weft_schedule bad = { 0 };

    (void)state;
    assert_i64(weft_schedule_init(&bad, 3, NULL), WEFT_OK);
    for (int32_t i = 0; i < 3; i++)
        bad.opt[i] = s.q->option_begin[i]; /* all at 0: too much */
    o.start = &bad;
    solve_again(&s, "list", &o);
    assert_string_equal(s.r.engine, "list");
    weft_result_release(&s.r);
    assert_i64(weft_quick(s.q, &bad, &s.r, NULL), WEFT_OK);
    assert_result(s.p, s.q, &s.r, "quick");
    bad.opt[1] = 99; /* no option at all */
    bad.start[2] = INT64_MIN;
    weft_result_release(&s.r);
    assert_i64(weft_quick(s.q, &bad, &s.r, NULL), WEFT_OK);
    assert_result(s.p, s.q, &s.r, "quick");
    weft_schedule_release(&bad);
    release(&s);
}

static void quick_keeps_a_better_plan_from_before(void **state)
{
    struct solved s = load(plan_of_sample("rag-index"));
    struct weft_solve_opts o = opts();
    struct weft_result r;

    (void)state;
    o.effort = 20000;
    solve_again(&s, "auto", &o);
    assert_i64(weft_quick(s.q, &s.r.schedule, &r, NULL), WEFT_OK);
    assert_result(s.p, s.q, &r, "quick");
    assert_true(r.makespan <= s.r.makespan);
    weft_result_release(&r);
    release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_engine_proves_the_example_of_the_article),
        cmocka_unit_test(the_plan_of_a_frame_is_checked_and_bounded),
        cmocka_unit_test(a_plan_without_tasks_is_optimal_at_0),
        cmocka_unit_test(without_nodes_the_critical_path_is_the_plan),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(every_registered_engine_is_found_by_its_name),
        cmocka_unit_test(a_rule_alone_gives_that_rules_order),
        cmocka_unit_test(every_rule_gives_a_plan),
        cmocka_unit_test(a_transfer_keeps_tasks_together),
        cmocka_unit_test(the_greedy_engine_takes_the_node_with_the_most_free),
        cmocka_unit_test(plans_of_equal_length_prefer_the_cheaper_node),
        cmocka_unit_test(a_copy_is_left_where_its_tasks_fit_elsewhere),
        cmocka_unit_test(plans_of_equal_cost_prefer_fewer_nodes),
        cmocka_unit_test(a_task_without_length_keeps_out_of_down_windows),
        cmocka_unit_test(reservations_leave_room_for_the_others),
        cmocka_unit_test(reservations_that_cannot_be_placed_are_proved),
        cmocka_unit_test(a_budget_is_not_spent_on_early_tasks),
        cmocka_unit_test(what_a_budget_spares_goes_to_the_critical_task),
        cmocka_unit_test(several_budgets_are_searched_for_together),
        cmocka_unit_test(budgets_near_the_limit_do_not_overflow),
        cmocka_unit_test(a_deadline_moves_a_task_to_the_front),
        cmocka_unit_test(other_tasks_flow_around_a_fixed_start),
        cmocka_unit_test(fixed_starts_that_collide_are_proved),
        cmocka_unit_test(what_is_not_proved_is_not_called_infeasible),
        cmocka_unit_test(the_better_of_engine_and_start_is_kept),
        cmocka_unit_test(a_start_that_breaks_the_problem_is_no_candidate),
        cmocka_unit_test(quick_keeps_a_better_plan_from_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
