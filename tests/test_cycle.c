/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tgraph.h"

#include <sys/resource.h>

#include "lib/oom.h"

static void cycle_is(int32_t n, const char *links, const char *want,
                     const char *want_behind)
{
    struct weft_graph g = { 0 };
    int32_t cycle[64], len = -1, who[64], k = 0;
    bool behind[64];

    graph_of(&g, n, links);
    assert_i64(weft_graph_cycle(&g, cycle, &len, behind, NULL), WEFT_OK);
    if (strcmp(list_text(cycle, len), want))
        fail_msg("%s: cycle %s, want %s", links, list_text(cycle, len), want);
    for (int32_t i = 0; i < n; i++)
        if (behind[i])
            who[k++] = i;
    if (strcmp(list_text(who, k), want_behind))
        fail_msg("%s: behind %s, want %s", links, list_text(who, k),
                 want_behind);
    weft_graph_release(&g);
}

static void a_graph_without_cycles_has_none(void **state)
{
    (void)state;
    cycle_is(0, "", "", "");
    cycle_is(5, "0>1 0>2 1>3 2>3 3>4", "", "");
}

static void a_cycle_is_named_from_its_lowest_task(void **state)
{
    (void)state;
    cycle_is(1, "0>0", "0", "");
    cycle_is(2, "1>0 0>1", "0 1", "");
    cycle_is(4, "3>1 1>2 2>3", "1 2 3", "");
}

static void the_cycle_is_a_shortest_one(void **state)
{
    (void)state;
    cycle_is(5, "0>1 1>2 2>3 3>0 2>0", "0 1 2", "");
    cycle_is(5, "0>1 1>2 2>3 3>4 4>0 0>3", "0 3 4", "");
}

static void tasks_behind_are_told_from_tasks_on_a_cycle(void **state)
{
    (void)state;
    cycle_is(5, "0>1 1>2 2>1 2>3 3>4", "1 2", "3 4");
    /* 3 lies between two cycles, on neither */
    cycle_is(6, "1>2 2>1 2>3 3>4 4>5 5>4", "1 2", "3");
    cycle_is(3, "0>1 2>2", "2", "");
}

static void every_component_gives_a_cycle(void **state)
{
    struct weft_graph g = { 0 };
    int32_t cycle[9], begin[9], count = 0;

    (void)state;
    graph_of(&g, 8, "6>7 7>6 0>1 1>5 5>0 3>3 2>3 5>2 5>1");
    assert_i64(weft_graph_cycles(&g, cycle, begin, 8, &count, NULL, NULL),
               WEFT_OK);
    assert_i64(count, 3);
    assert_string_equal(list_text(begin, 4), "0 3 4 6");
    assert_string_equal(list_text(cycle, 6), "0 1 5 3 6 7");
    weft_graph_cycles(&g, cycle, begin, 2, &count, NULL, NULL);
    assert_i64(count, 2);
    weft_graph_release(&g);
}

static void path_is(int32_t from, int32_t to, const char *want)
{
    struct weft_graph g = { 0 };
    int32_t path[8], len = -1;

    graph_of(&g, 6, "0>1 1>2 2>3 0>4 4>3 3>3");
    assert_i64(weft_graph_path(&g, from, to, path, &len, NULL), WEFT_OK);
    assert_string_equal(list_text(path, len), want);
    weft_graph_release(&g);
}

static void the_path_is_a_shortest_one(void **state)
{
    (void)state;
    path_is(0, 3, "0 4 3");
    path_is(1, 3, "1 2 3");
    path_is(3, 0, "");
    path_is(0, 5, "");
    path_is(5, 5, "5");
    path_is(3, 3, "3");
}

enum { N = 7, FAR = 99 };

/* Links on a shortest walk of at least one link (Floyd, Warshall). */
static void distances(const struct weft_graph *g, int d[N][N])
{
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++)
            d[a][b] = a < g->n && b < g->n && has_link(g, a, b) ? 1 : FAR;
    for (int k = 0; k < N; k++)
        for (int a = 0; a < N; a++)
            for (int b = 0; b < N; b++)
                if (d[a][k] + d[k][b] < d[a][b])
                    d[a][b] = d[a][k] + d[k][b];
}

static void check_cycle(const struct weft_graph *g, int d[N][N],
                        const int32_t *cycle, int32_t len)
{
    int32_t lowest = 0;

    while (lowest < g->n && d[lowest][lowest] == FAR)
        lowest++;
    if (lowest == g->n) {
        assert_i64(len, 0);
        return;
    }
    assert_i64(cycle[0], lowest);
    assert_i64(len, d[lowest][lowest]);
    for (int32_t i = 0; i < len; i++)
        assert_true(has_link(g, cycle[i], cycle[(i + 1) % len]));
}

static bool is_behind(const struct weft_graph *g, int d[N][N], int32_t v)
{
    for (int32_t u = 0; u < g->n; u++)
        if (d[u][u] != FAR && d[u][v] != FAR)
            return d[v][v] == FAR;
    return false;
}

static void random_graphs_agree_with_the_definition(void **state)
{
    struct weft_rng r;

    (void)state;
    weft_rng_seed(&r, 31);
    for (int round = 0; round < 20000; round++) {
        struct weft_graph g = { 0 };
        int32_t cycle[N], len, path[N], n = 1 + (int32_t)weft_rng_below(&r, N);
        bool behind[N];
        int d[N][N];

        random_graph(&g, &r, n, 2 * n, round % 8 == 0);
        distances(&g, d);
        weft_graph_cycle(&g, cycle, &len, behind, NULL);
        check_cycle(&g, d, cycle, len);
        for (int32_t v = 0; v < n; v++)
            assert_i64(behind[v], is_behind(&g, d, v));
        weft_graph_path(&g, 0, n - 1, path, &len, NULL);
        assert_i64(len, n == 1 ? 1 : d[0][n - 1] == FAR ? 0 : d[0][n - 1] + 1);
        for (int32_t i = 0; i + 1 < len; i++)
            assert_true(has_link(&g, path[i], path[i + 1]));
        weft_graph_release(&g);
    }
}

static void a_cycle_of_a_million_is_found_on_a_small_stack(void **state)
{
    struct rlimit old, small;
    int32_t *from = malloc(BIG * sizeof(*from)),
            *to = malloc(BIG * sizeof(*to));
    int32_t *cycle = malloc(BIG * sizeof(*cycle)), len = 0;
    struct weft_graph g = { 0 };

    (void)state;
    assert_true(from && to && cycle);
    for (int32_t i = 0; i < BIG; i++) {
        from[i] = i;
        to[i] = (i + 1) % BIG;
    }
    getrlimit(RLIMIT_STACK, &old);
    small = old;
    small.rlim_cur = 256 * 1024;
    setrlimit(RLIMIT_STACK, &small);
    weft_graph_build(&g, BIG, BIG, from, to, NULL, NULL);
    assert_i64(weft_graph_cycle(&g, cycle, &len, NULL, NULL), WEFT_OK);
    setrlimit(RLIMIT_STACK, &old);
    assert_i64(len, BIG);
    assert_i64(cycle[BIG - 1], BIG - 1);
    weft_graph_release(&g);
    free(from);
    free(to);
    free(cycle);
}

static void without_memory_nothing_is_claimed(void **state)
{
    struct weft_graph g = { 0 };
    int32_t v[4], len = -5;

    (void)state;
    graph_of(&g, 3, "0>1 1>0");
    oom_at(1);
    assert_i64(weft_graph_cycle(&g, v, &len, NULL, NULL), WEFT_E_NOMEM);
    oom_at(1);
    assert_i64(weft_graph_path(&g, 0, 1, v, &len, NULL), WEFT_E_NOMEM);
    oom_stop();
    assert_i64(len, -5);
    weft_graph_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_graph_without_cycles_has_none),
        cmocka_unit_test(a_cycle_is_named_from_its_lowest_task),
        cmocka_unit_test(the_cycle_is_a_shortest_one),
        cmocka_unit_test(tasks_behind_are_told_from_tasks_on_a_cycle),
        cmocka_unit_test(every_component_gives_a_cycle),
        cmocka_unit_test(the_path_is_a_shortest_one),
        cmocka_unit_test(random_graphs_agree_with_the_definition),
        cmocka_unit_test(a_cycle_of_a_million_is_found_on_a_small_stack),
        cmocka_unit_test(without_memory_nothing_is_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
