/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tgraph.h"

#include <sys/resource.h>

#include "lib/oom.h"

static void order_is(int32_t n, const char *links, const char *want)
{
    struct weft_graph g = { 0 };
    int32_t order[64], count = -1;

    graph_of(&g, n, links);
    assert_i64(weft_graph_order(&g, order, &count, NULL), WEFT_OK);
    if (strcmp(list_text(order, count), want))
        fail_msg("%s: order %s, want %s", links, list_text(order, count), want);
    weft_graph_release(&g);
}

static void both_directions_hold_every_link(void **state)
{
    static const int32_t from[] = { 2, 0, 0, 2, 0 }, to[] = { 1, 2, 1, 1, 2 };
    static const int64_t w[] = { 10, 11, 12, 13, 14 };
    struct weft_graph g = { 0 };

    (void)state;
    assert_i64(weft_graph_build(&g, 3, 5, from, to, w, NULL), WEFT_OK);
    assert_string_equal(list_text(g.succ_begin, 4), "0 3 3 5");
    assert_string_equal(list_text(g.succ, 5), "2 1 2 1 1");
    assert_string_equal(list_text(g.succ_link, 5), "1 2 4 0 3");
    assert_string_equal(list_text(g.pred_begin, 4), "0 0 3 5");
    assert_string_equal(list_text(g.pred, 5), "2 0 2 0 0");
    assert_string_equal(list_text(g.pred_link, 5), "0 2 3 1 4");
    for (int32_t e = 0; e < 5; e++) {
        assert_i64(g.succ_w[e], w[g.succ_link[e]]);
        assert_i64(g.pred_w[e], w[g.pred_link[e]]);
    }
    weft_graph_release(&g);
}

static void a_link_to_nowhere_is_refused(void **state)
{
    static const int32_t good[] = { 0 }, bad[] = { 2 }, worse[] = { -1 };
    struct weft_graph g = { 0 };
    struct weft_err e;

    (void)state;
    assert_i64(weft_graph_build(&g, 2, 1, good, bad, NULL, &e), WEFT_E_INVAL);
    assert_string_equal(e.msg,
                        "link 0 joins tasks 0 and 2, but the tasks are 0 to 1");
    assert_i64(weft_graph_build(&g, 2, 1, worse, good, NULL, &e), WEFT_E_INVAL);
    assert_i64(weft_graph_build(&g, -1, 0, NULL, NULL, NULL, &e), WEFT_E_INVAL);
    assert_null(g.succ);
}

static void an_empty_graph_has_an_empty_order(void **state)
{
    (void)state;
    order_is(0, "", "");
    order_is(1, "", "0");
}

static void ties_go_by_input_order(void **state)
{
    (void)state;
    order_is(4, "", "0 1 2 3");
    order_is(5, "0>1 0>2 1>3 2>3 3>4", "0 1 2 3 4"); /* the article's */
    order_is(4, "3>0 2>1", "2 1 3 0");
    order_is(4, "3>0", "1 2 3 0");
    order_is(6, "5>0 4>5 1>4", "1 2 3 4 5 0");
}

static void parallel_links_count_each(void **state)
{
    (void)state;
    order_is(3, "0>1 0>1 1>2 0>2", "0 1 2");
}

static void a_cycle_ends_the_order_early(void **state)
{
    (void)state;
    order_is(1, "0>0", "");
    order_is(2, "0>1 1>0", "");
    order_is(5, "0>1 1>2 2>1 2>3", "0 4");
}

/* The definition, word by word: each time the lowest-numbered task whose
 * predecessors are all placed. */
static int32_t slow_order(const struct weft_graph *g, int32_t *order)
{
    bool placed[16] = { false };
    int32_t n = 0;

    for (int32_t v = 0; v < g->n; v++) {
        bool ready = !placed[v];

        for (int32_t e = g->pred_begin[v]; e < g->pred_begin[v + 1]; e++)
            ready = ready && placed[g->pred[e]];
        if (!ready)
            continue;
        placed[v] = true;
        order[n++] = v;
        v = -1;
    }
    return n;
}

static void random_graphs_are_ordered_as_defined(void **state)
{
    struct weft_rng r;

    (void)state;
    weft_rng_seed(&r, 21);
    for (int round = 0; round < 20000; round++) {
        struct weft_graph g = { 0 };
        int32_t order[16], want[16], count, n;

        n = 1 + (int32_t)weft_rng_below(&r, 9);
        random_graph(&g, &r, n, 2 * n, round % 2);
        weft_graph_order(&g, order, &count, NULL);
        assert_i64(count, slow_order(&g, want));
        assert_memory_equal(order, want, (size_t)count * sizeof(*order));
        weft_graph_release(&g);
    }
}

/* Sizes around the words of the ready set; 64^2 and 64^3 too. */
static void ready_tasks_are_taken_in_order_at_any_size(void **state)
{
    static const int32_t size[] = { 63,   64,    65,     4095,  4096,
                                    4097, 70000, 262144, 262145 };

    (void)state;
    for (size_t k = 0; k < sizeof(size) / sizeof(size[0]); k++) {
        int32_t n = size[k], count, from = n - 1, to = 0;
        int32_t *order = malloc((size_t)n * sizeof(*order));
        struct weft_graph g = { 0 };

        assert_non_null(order);
        weft_graph_build(&g, n, 1, &from, &to, NULL, NULL);
        weft_graph_order(&g, order, &count, NULL);
        assert_i64(count, n);
        for (int32_t i = 0; i < n - 1; i++)
            assert_i64(order[i], i + 1);
        assert_i64(order[n - 1], 0);
        weft_graph_release(&g);
        free(order);
    }
}

static void a_chain_of_a_million_is_ordered_on_a_small_stack(void **state)
{
    struct rlimit old, small;
    struct weft_graph g = { 0 };
    int32_t *order = malloc(BIG * sizeof(*order)), count = 0;

    (void)state;
    assert_non_null(order);
    getrlimit(RLIMIT_STACK, &old);
    small = old;
    small.rlim_cur = 256 * 1024;
    setrlimit(RLIMIT_STACK, &small);
    big_chain(&g, true);
    assert_i64(weft_graph_order(&g, order, &count, NULL), WEFT_OK);
    setrlimit(RLIMIT_STACK, &old);
    assert_i64(count, BIG);
    assert_i64(order[0], BIG - 1);
    assert_i64(order[BIG - 1], 0);
    weft_graph_release(&g);
    free(order);
}

/* 0 before all others, and all others before the last. */
static void a_fan_of_a_million_is_ordered(void **state)
{
    int32_t *from = malloc(2 * BIG * sizeof(*from)), m = 0, count = 0;
    int32_t *to = malloc(2 * BIG * sizeof(*to));
    int32_t *order = malloc(BIG * sizeof(*order));
    struct weft_graph g = { 0 };

    (void)state;
    assert_true(from && to && order);
    for (int32_t i = BIG - 2; i > 0; i--) {
        from[m] = 0;
        to[m++] = i;
        from[m] = i;
        to[m++] = BIG - 1;
    }
    assert_i64(weft_graph_build(&g, BIG, m, from, to, NULL, NULL), WEFT_OK);
    assert_i64(weft_graph_order(&g, order, &count, NULL), WEFT_OK);
    assert_i64(count, BIG);
    for (int32_t i = 0; i < BIG; i++)
        if (order[i] != i)
            fail_msg("task %d at %d", order[i], i);
    weft_graph_release(&g);
    free(from);
    free(to);
    free(order);
}

static void every_failed_allocation_is_reported(void **state)
{
    (void)state;
    for (long k = 1;; k++) {
        static const int32_t from[] = { 0, 1 }, to[] = { 1, 2 };
        static const int64_t w[] = { 1, 2 };
        struct weft_graph g = { 0 };
        int32_t order[3], count;
        enum weft_rc rc;

        oom_at(k);
        rc = weft_graph_build(&g, 3, 2, from, to, w, NULL);
        if (!rc)
            rc = weft_graph_order(&g, order, &count, NULL);
        weft_graph_release(&g);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_OK);
            break;
        }
        assert_i64(rc, WEFT_E_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_directions_hold_every_link),
        cmocka_unit_test(a_link_to_nowhere_is_refused),
        cmocka_unit_test(an_empty_graph_has_an_empty_order),
        cmocka_unit_test(ties_go_by_input_order),
        cmocka_unit_test(parallel_links_count_each),
        cmocka_unit_test(a_cycle_ends_the_order_early),
        cmocka_unit_test(random_graphs_are_ordered_as_defined),
        cmocka_unit_test(ready_tasks_are_taken_in_order_at_any_size),
        cmocka_unit_test(a_chain_of_a_million_is_ordered_on_a_small_stack),
        cmocka_unit_test(a_fan_of_a_million_is_ordered),
        cmocka_unit_test(every_failed_allocation_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
