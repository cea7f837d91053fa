/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The core of the exact engine, on constraints made by hand. */
#include "lib/tweft.h"

#include "engine/cp_clause.h"
#include "engine/cp_core.h"
#include "engine/cp_cumulative.h"
#include "engine/cp_edge.h"
#include "engine/cp_forbid.h"
#include "engine/cp_order.h"
#include "engine/cp_profile.h"
#include "engine/cp_unary.h"
#include "lib/randplan.h"

#define MEMORY ((size_t)1 << 26)

/* Everything posted: propagate and make it the root. */
static bool start(struct weft_cp_core *c)
{
    if (!weft_cp_freeze(c) || !weft_cp_edges_start(c) || !weft_cp_propagate(c))
        return false;
    weft_cp_settle(c);
    return true;
}

static int32_t var(struct weft_cp_core *c, int32_t lo, int32_t hi)
{
    int32_t x = weft_cp_var(c, lo, hi, 0);

    assert_true(x > 0);
    return 2 * x;
}

static void edges_move_bounds_both_ways(void **state)
{
    struct weft_cp_core c;
    int32_t x, y;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    x = var(&c, 3, 20);
    y = var(&c, 0, 10);
    assert_true(weft_cp_edge_add(&c, x, y, 4));
    assert_true(start(&c));
    assert_i64(c.lb[y], 7);
    assert_i64(weft_cp_ub(&c, x), 6);
    weft_cp_core_release(&c);
}

static void clauses_at_the_ends_of_a_domain_are_not_lost(void **state)
{
    struct weft_cp_core c;
    int32_t x, b;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    x = var(&c, 0, 9);
    b = var(&c, 0, 1);
    assert_true(start(&c));
    /* x >= 9 or b; x <= 0 or not b */
    assert_true(weft_cp_clause_model(
        &c, (struct weft_cp_lit[]){ { x, 9 }, { b, 1 } }, 2));
    assert_true(weft_cp_clause_model(
        &c, (struct weft_cp_lit[]){ { x ^ 1, 0 }, { b ^ 1, 0 } }, 2));
    assert_true(weft_cp_decide(&c, b ^ 1, 0));
    assert_true(weft_cp_propagate(&c));
    assert_i64(c.lb[x], 9);
    weft_cp_cancel(&c, 0);
    assert_i64(c.lb[x], 0);
    assert_true(weft_cp_decide(&c, x, 1));
    assert_true(weft_cp_propagate(&c));
    assert_true(weft_cp_holds(&c, b ^ 1));
    assert_i64(c.lb[x], 9);
    weft_cp_core_release(&c);
}

static void a_long_domain_works_like_a_short_one(void **state)
{
    struct weft_cp_core c;
    int32_t x, b;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    x = var(&c, 0, 1000000000);
    b = var(&c, 0, 1);
    assert_true(start(&c));
    for (int32_t v = 10; v > 0; v--)
        assert_true(weft_cp_clause_model(
            &c,
            (struct weft_cp_lit[]){ { x ^ 1, -v * 1000000 },
                                    { v % 2 ? b : b ^ 1, v % 2 } },
            2));
    /* x > v million implies b for odd v, not b for even v */
    assert_true(weft_cp_decide(&c, x, 1000001));
    assert_true(weft_cp_propagate(&c));
    assert_true(weft_cp_holds(&c, b));
    assert_i64(weft_cp_ub(&c, x), 2000000);
    assert_true(weft_cp_decide(&c, x, 1500000));
    assert_true(weft_cp_propagate(&c));
    weft_cp_cancel(&c, 0);
    assert_true(weft_cp_decide(&c, x, 3000000));
    assert_false(weft_cp_propagate(&c));
    weft_cp_core_release(&c);
}

static void an_empty_domain_makes_the_optional_absent(void **state)
{
    struct weft_cp_core c;
    int32_t p, x;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    p = var(&c, 0, 1);
    x = 2 * weft_cp_var(&c, 5, 9, p);
    assert_true(start(&c));
    assert_true(weft_cp_set(&c, x, 10, WEFT_CP_DECISION, 0, 0));
    assert_true(weft_cp_holds(&c, p ^ 1));
    /* and then its bounds are left alone */
    assert_true(weft_cp_set(&c, x ^ 1, -3, WEFT_CP_DECISION, 0, 0));
    assert_i64(weft_cp_ub(&c, x), 9);
    weft_cp_core_release(&c);
}

static void a_guard_forbids_what_clashes(void **state)
{
    struct weft_cp_core c;
    int32_t x, y, b;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    x = var(&c, 4, 9);
    y = var(&c, 0, 6);
    b = var(&c, 0, 1);
    /* if b: y >= x + 3 */
    assert_true(
        weft_cp_guard_add(&c, &(struct weft_cp_guard){ x, y, 3, b, 0, 0 }));
    assert_true(start(&c));
    assert_true(weft_cp_holds(&c, b ^ 1));
    weft_cp_core_release(&c);
}

static void a_start_leaves_what_is_forbidden(void **state)
{
    static const struct weft_cp_gap gap[] = { { 0, 2 }, { 5, 7 }, { 12, 20 } };
    struct weft_cp_core c;
    struct weft_cp_forbid *f;
    int32_t x;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    x = var(&c, 1, 15);
    f = weft_cp_forbid_new(&c);
    assert_non_null(f);
    assert_true(weft_cp_forbid_add(&c, f, x, gap, 3));
    assert_true(start(&c));
    assert_i64(c.lb[x], 3);
    assert_i64(weft_cp_ub(&c, x), 11);
    assert_true(weft_cp_decide(&c, x, 5));
    assert_true(weft_cp_propagate(&c));
    assert_i64(c.lb[x], 8);
    weft_cp_core_release(&c);
}

/* Three tasks of 3 ticks, two at once at the most. */
static void post_three(struct weft_cp_core *c, int32_t *s, int32_t last_end)
{
    struct weft_cp_item item[3];

    for (int k = 0; k < 3; k++) {
        s[k] = var(c, 0, last_end - 3);
        item[k] = (struct weft_cp_item){ s[k], s[k], 3, 3, 0, 1 };
    }
    assert_true(weft_cp_cumulative(c, item, 3, 2));
}

static void time_tables_push_what_does_not_fit(void **state)
{
    struct weft_cp_core c;
    int32_t s[3];

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    post_three(&c, s, 12);
    assert_true(start(&c));
    assert_true(weft_cp_decide(&c, s[0] ^ 1, 0));
    assert_true(weft_cp_propagate(&c));
    assert_true(weft_cp_decide(&c, s[1] ^ 1, 0));
    assert_true(weft_cp_propagate(&c));
    assert_i64(c.lb[s[2]], 3);
    weft_cp_core_release(&c);
}

/* One after the other: item k takes dur[k] ticks within [from[k], to[k]]. */
static void post_line(struct weft_cp_core *c, int32_t *s, int n,
                      const int *from, const int *to, const int *dur)
{
    struct weft_cp_item item[8];
    int32_t *before = malloc((size_t)n * (size_t)n * sizeof(*before));

    assert_non_null(before);
    for (int k = 0; k < n; k++) {
        s[k] = var(c, from[k], to[k] - dur[k]);
        item[k] = (struct weft_cp_item){ s[k], s[k], dur[k], dur[k], 0, 1 };
    }
    for (int k = 0; k < n * n; k++)
        before[k] = WEFT_NONE;
    assert_true(weft_cp_unary(c, item, n, before));
}

static void a_set_that_does_not_fit_is_refused(void **state)
{
    struct weft_cp_core c;
    int32_t s[4];

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    /* two by two they fit, and no part of one is compulsory */
    post_line(&c, s, 4, (int[]){ 1, 1, 1, 0 }, (int[]){ 12, 12, 12, 30 },
              (int[]){ 4, 4, 4, 1 });
    assert_false(start(&c));
    weft_cp_core_release(&c);
}

static void what_cannot_come_before_or_within_a_set_follows_it(void **state)
{
    struct weft_cp_core c;
    int32_t s[4];

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    /* the first three fill 10 of [2, 13]: no room for 3 more, until 12 */
    post_line(&c, s, 4, (int[]){ 2, 2, 3, 1 }, (int[]){ 13, 13, 13, 30 },
              (int[]){ 3, 3, 4, 3 });
    assert_true(start(&c));
    assert_i64(c.lb[s[3]], 12);
    weft_cp_core_release(&c);
    /* and the same, mirrored */
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    post_line(&c, s, 4, (int[]){ 17, 17, 17, 0 }, (int[]){ 28, 28, 27, 29 },
              (int[]){ 3, 3, 4, 3 });
    assert_true(start(&c));
    assert_i64(weft_cp_ub(&c, s[3]), 15);
    weft_cp_core_release(&c);
}

static void what_follows_several_starts_after_their_sum(void **state)
{
    struct weft_cp_core c;
    int32_t s[3];

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    /* neither can start as late as 8, so both are before the third */
    post_line(&c, s, 3, (int[]){ 0, 1, 3 }, (int[]){ 11, 11, 30 },
              (int[]){ 4, 4, 5 });
    assert_true(start(&c));
    assert_i64(c.lb[s[2]], 8);
    weft_cp_core_release(&c);
}

/* Runs come and go in a profile by tick and in one of steps. */
static void both_forms_of_a_profile_say_the_same(void **state)
{
    enum { RUNS = 12, SHORT = 4096, LONG = 4097 };
    struct weft_cp_core c;
    struct weft_cp_profile p[2];
    int32_t from[RUNS], to[RUNS] = { 0 };
    int64_t qty[RUNS] = { 0 };
    uint64_t rng = 17;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    assert_true(weft_cp_profile_init(&c, &p[0], SHORT, RUNS));
    assert_true(weft_cp_profile_init(&c, &p[1], LONG, RUNS));
    assert_true(!p[0].at && p[1].at);
    for (int step = 0; step < 3000; step++) {
        int k = rand_below(&rng, RUNS), limit = rand_below(&rng, 20);
        int32_t a = rand_below(&rng, 60), b = a + rand_below(&rng, 40);

        for (int f = 0; f < 2; f++) {
            if (qty[k])
                weft_cp_profile_add(&p[f], from[k], to[k], -qty[k]);
            weft_cp_profile_add(&p[f], a, b, 1 + k % 5);
        }
        from[k] = a;
        to[k] = b;
        qty[k] = 1 + k % 5;
        a = rand_below(&rng, 90);
        b = a + rand_below(&rng, 30);
        assert_i64(weft_cp_profile_first(&p[0], a, b, limit),
                   weft_cp_profile_first(&p[1], a, b, limit));
        assert_i64(weft_cp_profile_last(&p[0], a, b, limit),
                   weft_cp_profile_last(&p[1], a, b, limit));
        assert_true(p[1].n <= 2 * RUNS + 1);
    }
    weft_cp_profile_release(&p[0]);
    weft_cp_profile_release(&p[1]);
    weft_cp_core_release(&c);
}

static void an_overload_that_was_undone_is_seen_again(void **state)
{
    struct weft_cp_core c;
    int32_t s[3];

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    post_three(&c, s, 5); /* too short: all three run at tick 2 */
    assert_true(weft_cp_freeze(&c));
    assert_false(weft_cp_propagate(&c));
    assert_i64(c.expl.n, 0); /* at the root nothing is to blame */
    weft_cp_core_release(&c);

    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    post_three(&c, s, 9);
    assert_true(start(&c));
    for (int again = 0; again < 3; again++) {
        for (int k = 0; k < 3; k++)
            if (c.lb[s[k]] < 2)
                assert_true(weft_cp_decide(&c, s[k], 2));
        for (int k = 0; k < 3; k++)
            if (weft_cp_ub(&c, s[k]) > 4)
                assert_true(weft_cp_decide(&c, s[k] ^ 1, -4));
        assert_false(weft_cp_propagate(&c));
        weft_cp_cancel(&c, 0);
    }
    weft_cp_core_release(&c);
}

static void a_conflict_teaches_a_clause_that_asserts(void **state)
{
    struct weft_cp_core c;
    int32_t a, b, d, x;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    a = var(&c, 0, 1);
    b = var(&c, 0, 1);
    d = var(&c, 0, 1);
    x = var(&c, 0, 10);
    /* if a: x >= 5; b and x >= 3 imply d, b and d imply not b */
    assert_true(
        weft_cp_guard_add(&c, &(struct weft_cp_guard){ 0, x, 4, a, 0, 0 }));
    assert_true(start(&c));
    assert_true(weft_cp_clause_model(
        &c, (struct weft_cp_lit[]){ { x ^ 1, -2 }, { b ^ 1, 0 }, { d, 1 } },
        3));
    assert_true(weft_cp_clause_model(
        &c, (struct weft_cp_lit[]){ { b ^ 1, 0 }, { d ^ 1, 0 } }, 2));
    assert_true(weft_cp_decide(&c, a, 1));
    assert_true(weft_cp_propagate(&c));
    assert_i64(c.lb[x], 5);
    assert_true(weft_cp_decide(&c, b, 1));
    assert_false(weft_cp_propagate(&c));
    assert_true(weft_cp_learn(&c));
    /* not (b and x >= 3): only as much of x as was needed */
    assert_i64(c.learnt.n, 2);
    assert_i64(c.learnt.v[0].view, b ^ 1);
    assert_i64(c.learnt.v[1].view, x ^ 1);
    assert_i64(c.learnt.v[1].val, -2);
    assert_i64(c.level, 1);
    assert_true(weft_cp_holds(&c, b ^ 1));
    weft_cp_core_release(&c);
}

static void activity_brings_up_what_conflicts_met(void **state)
{
    struct weft_cp_core c;
    int32_t x, y, a;

    (void)state;
    assert_i64(weft_cp_core_init(&c, MEMORY), WEFT_OK);
    x = var(&c, 0, 10);
    y = var(&c, 0, 10);
    assert_true(start(&c));
    weft_cp_bump(&c, x, 4);
    weft_cp_bump(&c, y, 7);
    weft_cp_decay(&c);
    weft_cp_bump(&c, x ^ 1, -3); /* x <= 3: the same atom */
    a = weft_cp_order_pop(&c);
    assert_i64(c.order.atom[a].var, x / 2);
    assert_i64(c.order.atom[a].val, 4);
    assert_true(weft_cp_decide(&c, x, 4));
    a = weft_cp_order_pop(&c);
    assert_i64(c.order.atom[a].var, y / 2);
    assert_true(weft_cp_decide(&c, y, 7));
    assert_i64(weft_cp_order_pop(&c), WEFT_NONE);
    weft_cp_cancel(&c, 0);
    a = weft_cp_order_pop(&c);
    assert_i64(c.order.atom[a].var, x / 2);
    weft_cp_core_release(&c);
}

static void memory_beyond_the_limit_is_refused(void **state)
{
    struct weft_cp_core c;

    (void)state;
    assert_i64(weft_cp_core_init(&c, 4000), WEFT_OK);
    for (int k = 0; k < 1000 && !c.oom; k++)
        weft_cp_var(&c, 0, 1, 0);
    assert_true(c.oom);
    assert_true(c.mem <= 4000);
    weft_cp_core_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_move_bounds_both_ways),
        cmocka_unit_test(clauses_at_the_ends_of_a_domain_are_not_lost),
        cmocka_unit_test(a_long_domain_works_like_a_short_one),
        cmocka_unit_test(an_empty_domain_makes_the_optional_absent),
        cmocka_unit_test(a_guard_forbids_what_clashes),
        cmocka_unit_test(a_start_leaves_what_is_forbidden),
        cmocka_unit_test(time_tables_push_what_does_not_fit),
        cmocka_unit_test(a_set_that_does_not_fit_is_refused),
        cmocka_unit_test(what_cannot_come_before_or_within_a_set_follows_it),
        cmocka_unit_test(what_follows_several_starts_after_their_sum),
        cmocka_unit_test(both_forms_of_a_profile_say_the_same),
        cmocka_unit_test(an_overload_that_was_undone_is_seen_again),
        cmocka_unit_test(a_conflict_teaches_a_clause_that_asserts),
        cmocka_unit_test(activity_brings_up_what_conflicts_met),
        cmocka_unit_test(memory_beyond_the_limit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
