/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Priority rules: their numbers by hand, and that orders are topological. */
#include "lib/tweft.h"

#include "engine/rules.h"
#include "lib/tplan.h"

/* a > c, b > c, c > d, with a lag of 2 on c > d and nothing else to e. */
#define PLAN                                                                   \
    "{'weft': '1.0', 'time_unit': 'none',"                                     \
    " 'nodes': [{'id': 'n', 'capacity': {'cpu': 4, 'mem': 10}}], 'tasks': ["   \
    "{'id': 'a', 'duration': 5, 'demand': {'cpu': 1, 'mem': 5}},"              \
    "{'id': 'b', 'duration': 3, 'demand': {'cpu': 4}, 'priority': 2.5},"       \
    "{'id': 'c', 'duration': 4, 'after': ['a', 'b'], 'demand': {'cpu': 2},"    \
    " 'priority': -1},"                                                        \
    "{'id': 'd', 'duration': 1, 'after': [{'task': 'c', 'lag': 2}]},"          \
    "{'id': 'e', 'duration': 6}]}"

struct ruled {
    struct weft_plan *p;
    struct weft_problem *q;
    struct weft_orders w;
};

static struct ruled setup(const char *quoted)
{
    struct ruled r = { .p = plan_of(quoted) };

    r.q = problem_of(r.p);
    assert_i64(weft_orders_init(&r.w, r.q, NULL), WEFT_OK);
    return r;
}

static void teardown(struct ruled *r)
{
    weft_orders_release(&r->w);
    weft_problem_free(r->q);
    weft_plan_free(r->p);
}

static void assert_values(struct ruled *r, const char *rule,
                          const int64_t *want)
{
    assert_i64(weft_rule_values(&r->w, weft_rule_find(rule), NULL), WEFT_OK);
    for (int32_t i = 0; i < r->q->ntask; i++)
        if (r->w.value[i] != want[i])
            fail_msg("%s of task %d: got %lld, want %lld", rule, i,
                     (long long)r->w.value[i], (long long)want[i]);
}

static void the_numbers_of_rules_are_those_by_hand(void **state)
{
    struct ruled r = setup(PLAN);

    (void)state;
    /* the critical path a, c, lag 2, d takes 12 */
    assert_values(&r, "lst", (int64_t[]){ 0, 2, 5, 11, 6 });
    assert_values(&r, "lft", (int64_t[]){ 5, 5, 9, 12, 12 });
    assert_values(&r, "slack", (int64_t[]){ 0, 2, 0, 0, 6 });
    assert_values(&r, "est", (int64_t[]){ 0, 0, 5, 11, 0 });
    assert_values(&r, "rank", (int64_t[]){ -12, -10, -7, -1, -6 });
    assert_values(&r, "mts", (int64_t[]){ -2, -2, -1, 0, 0 });
    assert_values(&r, "successors", (int64_t[]){ -1, -1, -1, 0, 0 });
    assert_values(&r, "grpw", (int64_t[]){ -9, -7, -5, -1, -6 });
    assert_values(&r, "spt", (int64_t[]){ 5, 3, 4, 1, 6 });
    assert_values(&r, "lpt", (int64_t[]){ -5, -3, -4, -1, -6 });
    assert_values(&r, "min-demand",
                  (int64_t[]){ 750000, 1000000, 500000, 0, 0 });
    assert_values(&r, "work",
                  (int64_t[]){ -3750000, -3000000, -2000000, 0, 0 });
    assert_values(&r, "file", (int64_t[]){ 0, 1, 2, 3, 4 });
    teardown(&r);
}

static void a_higher_priority_comes_first(void **state)
{
    struct ruled r = setup(PLAN);
    int32_t order[5];

    (void)state;
    assert_i64(weft_rule_values(&r.w, weft_rule_find("priority"), NULL),
               WEFT_OK);
    weft_order_by_value(&r.w, order);
    assert_i64(order[0], 1); /* b, 2.5 */
    assert_i64(order[1], 0); /* a, 0 */
    assert_i64(order[2], 4); /* e, 0 */
    assert_i64(order[3], 2); /* c, -1 */
    teardown(&r);
}

static void a_boost_goes_before_every_value(void **state)
{
    struct ruled r = setup(PLAN);
    int32_t order[5];

    (void)state;
    assert_i64(weft_rule_values(&r.w, weft_rule_find("file"), NULL), WEFT_OK);
    r.w.boost[4] = 1;
    weft_order_by_value(&r.w, order);
    assert_i64(order[0], 4);
    teardown(&r);
}

static void a_deadline_draws_the_latest_start_forward(void **state)
{
    struct ruled r = setup("{'weft': '1.0', 'time_unit': 'none', 'tasks': ["
                           "{'id': 'a', 'duration': 5},"
                           "{'id': 'b', 'duration': 2},"
                           "{'id': 'c', 'duration': 2, 'after': ['b'],"
                           " 'deadline': 4}]}");

    (void)state;
    assert_values(&r, "lst", (int64_t[]){ 0, 0, 2 });
    teardown(&r);
}

static void assert_topological(const struct weft_problem *q,
                               const int32_t *order, const char *what)
{
    int32_t *pos = malloc(((size_t)q->ntask + 1) * sizeof(*pos));

    assert_non_null(pos);
    for (int32_t i = 0; i < q->ntask; i++)
        pos[i] = WEFT_NONE;
    for (int32_t k = 0; k < q->ntask; k++)
        pos[order[k]] = k;
    for (int32_t i = 0; i < q->ntask; i++) {
        if (pos[i] == WEFT_NONE)
            fail_msg("%s: task %d is missing", what, i);
        for (int32_t k = q->graph.pred_begin[i]; k < q->graph.pred_begin[i + 1];
             k++)
            if (pos[q->graph.pred[k]] > pos[i])
                fail_msg("%s: task %d before its predecessor", what, i);
    }
    free(pos);
}

static void every_order_is_topological(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct rand_opts o = rand_small(seed);
        struct ruled r = { 0 };
        struct weft_rng rng;
        int32_t order[60];

        o.tasks = 60;
        o.features |= RAND_SHUFFLE | RAND_ZERO;
        r.p = plan_of_rand(&o);
        r.q = problem_of(r.p);
        weft_rng_seed(&rng, seed);
        assert_i64(weft_orders_init(&r.w, r.q, NULL), WEFT_OK);
        for (int32_t k = 0; weft_rules()[k].name; k++) {
            assert_i64(weft_rule_values(&r.w, k, NULL), WEFT_OK);
            weft_order_by_value(&r.w, order);
            assert_topological(r.q, order, weft_rules()[k].name);
            weft_order_sample(&r.w, k % 2 * 0.8, &rng, order);
            assert_topological(r.q, order, "sample");
        }
        teardown(&r);
    }
}

/* Successors of every task by following all links. */
static int64_t count_successors(const struct weft_problem *q, int32_t from)
{
    bool *seen = calloc((size_t)q->ntask, sizeof(*seen));
    int64_t n = 0;

    assert_non_null(seen);
    seen[from] = true;
    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t i = q->order[k];

        for (int32_t e = q->graph.succ_begin[i];
             seen[i] && e < q->graph.succ_begin[i + 1]; e++)
            if (!seen[q->graph.succ[e]]) {
                seen[q->graph.succ[e]] = true;
                n++;
            }
    }
    free(seen);
    return n;
}

static void mts_counts_each_successor_once(void **state)
{
    struct rand_opts o = rand_small(5);
    struct ruled r = { 0 };

    (void)state;
    o.tasks = 700; /* more than one block of columns */
    o.links = 20;
    r.p = plan_of_rand(&o);
    r.q = problem_of(r.p);
    assert_i64(weft_orders_init(&r.w, r.q, NULL), WEFT_OK);
    assert_i64(weft_rule_values(&r.w, weft_rule_find("mts"), NULL), WEFT_OK);
    for (int32_t i = 0; i < r.q->ntask; i += 7)
        assert_i64(-r.w.value[i], count_successors(r.q, i));
    teardown(&r);
}

static void an_unknown_rule_has_no_number(void **state)
{
    (void)state;
    assert_i64(weft_rule_find("nonsense"), WEFT_NONE);
    assert_i64(weft_rule_find(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_rules_are_those_by_hand),
        cmocka_unit_test(a_higher_priority_comes_first),
        cmocka_unit_test(a_boost_goes_before_every_value),
        cmocka_unit_test(a_deadline_draws_the_latest_start_forward),
        cmocka_unit_test(every_order_is_topological),
        cmocka_unit_test(mts_counts_each_successor_once),
        cmocka_unit_test(an_unknown_rule_has_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
