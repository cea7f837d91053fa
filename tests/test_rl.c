/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The learning engine, and the file of what it has learned. */
#include <stdlib.h>
#include <unistd.h>

#include "lib/tweft.h"

#include "lib/tplan.h"
#include "lib/valid.h"
#include "weft/engine.h"
#include "weft/io.h"

/* 40 tasks on 3 nodes with 2 resources: no rule is best for all. */
static struct weft_plan *plan_of_seed(uint64_t seed)
{
    struct rand_opts o = { .seed = seed,
                           .features = RAND_RESOURCES | RAND_SPEED,
                           .tasks = 40,
                           .nodes = 3,
                           .links = 15,
                           .max_duration = 9,
                           .max_capacity = 4 };

    return plan_of_rand(&o);
}

static void learned(void *ctx, const struct weft_policy *p)
{
    *(struct weft_policy *)ctx = *p;
}

static int64_t solve(const struct weft_plan *p, const struct weft_problem *q,
                     struct weft_solve_opts *o, const char *engine)
{
    struct weft_result r;
    struct weft_err err = { 0 };
    int64_t makespan;

    if (weft_solve(q, engine, o, &r, &err))
        fail_msg("%s: %s", engine, err.msg);
    assert_result(p, q, &r, engine);
    makespan = r.makespan;
    weft_result_release(&r);
    return makespan;
}

static void what_is_learned_beats_every_single_rule(void **state)
{
    const struct weft_rule *rules = weft_rules();
    int64_t learning = 0, best = INT64_MAX;

    (void)state;
    for (int k = -1; k < 0 || rules[k].name; k++) {
        int64_t sum = 0;

        for (uint64_t seed = 1; seed <= 12; seed++) {
            struct weft_plan *p = plan_of_seed(seed);
            struct weft_problem *q = problem_of(p);
            struct weft_solve_opts o;

            weft_solve_opts_init(&o);
            o.effort = 1000;
            o.rule = k < 0 ? NULL : rules[k].name;
            sum += solve(p, q, &o, k < 0 ? "rl" : "list");
            weft_problem_free(q);
            weft_plan_free(p);
        }
        if (k < 0)
            learning = sum;
        else if (best > sum)
            best = sum;
    }
    if (learning >= best)
        fail_msg("learned %lld, the best rule %lld", (long long)learning,
                 (long long)best);
}

static void the_same_seed_learns_the_same(void **state)
{
    struct weft_plan *p = plan_of_seed(3);
    struct weft_problem *q = problem_of(p);
    struct weft_policy a, b;
    struct weft_solve_opts o;

    (void)state;
    weft_solve_opts_init(&o);
    o.effort = 500;
    o.on_policy = learned;
    o.ctx = &a;
    solve(p, q, &o, "rl");
    o.ctx = &b;
    solve(p, q, &o, "rl");
    assert_memory_equal(&a, &b, sizeof(a));
    assert_true(a.episodes > 0);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_run_goes_on_from_a_policy(void **state)
{
    struct weft_plan *p = plan_of_seed(4);
    struct weft_problem *q = problem_of(p);
    struct weft_policy first, second;
    struct weft_solve_opts o;

    (void)state;
    weft_solve_opts_init(&o);
    o.effort = 2000;
    o.on_policy = learned;
    o.ctx = &first;
    solve(p, q, &o, "rl");
    o.policy = &first;
    o.ctx = &second;
    o.effort = 100;
    solve(p, q, &o, "rl");
    assert_true(second.episodes > first.episodes);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_policy_is_read_as_it_was_written(void **state)
{
    char path[] = "policy-XXXXXX";
    struct weft_policy a, b;
    struct weft_err err = { 0 };
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    weft_policy_init(&a);
    a.weight[2] = -1234567;
    a.episodes = 99;
    assert_i64(weft_policy_write(path, &a, &err), WEFT_OK);
    assert_i64(weft_policy_read(path, &b, &err), WEFT_OK);
    assert_memory_equal(&a, &b, sizeof(a));
    unlink(path);
}

static void what_is_no_policy_is_refused(void **state)
{
    static const char *const text[] = {
        "",
        "[]",
        "{\"weft-policy\": 2, \"episodes\": 0, \"weights\": {}}",
        "{\"weft-policy\": 1, \"episodes\": -1, \"weights\": {}}",
        "{\"weft-policy\": 1, \"episodes\": 1, \"weights\": []}",
        "{\"weft-policy\": 1, \"episodes\": 1, \"weights\": {\"rank\": \"x\"}}",
        "{\"weft-policy\": 1, \"episodes\": 1, \"weights\": {\"rank\": 1001}}",
    };
    char path[] = "policy-XXXXXX";
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    for (size_t k = 0; k < sizeof(text) / sizeof(*text); k++) {
        struct weft_policy p;
        struct weft_err err = { 0 };

        assert_i64(weft_file_save(path, text[k], strlen(text[k]), &err),
                   WEFT_OK);
        assert_i64(weft_policy_read(path, &p, &err), WEFT_E_INVAL);
        assert_non_null(strstr(err.msg, "not a policy"));
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_learned_beats_every_single_rule),
        cmocka_unit_test(the_same_seed_learns_the_same),
        cmocka_unit_test(a_run_goes_on_from_a_policy),
        cmocka_unit_test(a_policy_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_policy_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
