/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tgraph.h"

#include "lib/oom.h"

/* What a run gives for a graph, with the order it was run in. */
struct run {
    struct weft_graph g;
    struct weft_cpm c;
    int32_t order[64], path[64], len;
    enum weft_rc rc;
};

static void run_graph(struct run *r, const int64_t *dur, const int64_t *release)
{
    int32_t count;

    weft_cpm_init(&r->c, r->g.n, NULL);
    weft_graph_order(&r->g, r->order, &count, NULL);
    assert_i64(count, r->g.n);
    r->rc = weft_cpm_run(&r->c, &r->g, r->order, dur, release, NULL);
    r->len = r->rc ? 0 : weft_cpm_path(&r->c, &r->g, r->order, dur, r->path);
}

static void release_run(struct run *r)
{
    weft_graph_release(&r->g);
    weft_cpm_release(&r->c);
}

static void times_are(const int64_t *got, int n, const char *want)
{
    char s[512] = "";
    size_t k = 0;

    for (int i = 0; i < n; i++)
        k += (size_t)snprintf(s + k, sizeof(s) - k, "%s%lld", i ? " " : "",
                              (long long)got[i]);
    assert_string_equal(s, want);
}

static void the_articles_example_takes_70(void **state)
{
    static const int64_t dur[] = { 10, 20, 30, 20, 10 };
    struct run r = { 0 };

    (void)state;
    graph_of(&r.g, 5, "0>1 0>2 1>3 2>3 3>4");
    run_graph(&r, dur, NULL);
    assert_i64(r.c.makespan, 70);
    assert_string_equal(list_text(r.path, r.len), "0 2 3 4");
    times_are(r.c.es, 5, "0 10 10 40 60");
    times_are(r.c.ef, 5, "10 30 40 60 70");
    times_are(r.c.ls, 5, "0 20 10 40 60");
    times_are(r.c.lf, 5, "10 40 40 60 70");
    times_are(r.c.total, 5, "0 10 0 0 0");
    times_are(r.c.free_, 5, "0 10 0 0 0");
    release_run(&r);
}

/* 0(3) > 1(2) > 3(1) with lag 4; 0 > 2(5) > 3; 4(1) alone, released at 2. */
static void lags_and_releases_count(void **state)
{
    static const int32_t from[] = { 0, 1, 0, 2 }, to[] = { 1, 3, 2, 3 };
    static const int64_t lag[] = { 0, 4, 0, 0 };
    static const int64_t dur[] = { 3, 2, 5, 1, 1 };
    static const int64_t release[] = { 0, 0, 0, -9, 2 };
    struct run r = { 0 };

    (void)state;
    weft_graph_build(&r.g, 5, 4, from, to, lag, NULL);
    run_graph(&r, dur, release);
    assert_i64(r.c.makespan, 10);
    assert_string_equal(list_text(r.path, r.len), "0 1 3");
    times_are(r.c.es, 5, "0 3 3 9 2");
    times_are(r.c.ls, 5, "0 3 4 9 9");
    times_are(r.c.total, 5, "0 0 1 0 7");
    times_are(r.c.free_, 5, "0 0 1 0 7");
    release_run(&r);
}

static void free_slack_is_what_the_successors_do_not_feel(void **state)
{
    static const int64_t dur[] = { 1, 1, 1, 10 };
    struct run r = { 0 };

    (void)state;
    graph_of(&r.g, 4, "0>1 1>2");
    run_graph(&r, dur, NULL);
    times_are(r.c.total, 4, "7 7 7 0");
    times_are(r.c.free_, 4, "0 0 7 0");
    release_run(&r);
}

static void zero_durations_at_both_ends_are_on_the_path(void **state)
{
    static const int64_t dur[] = { 0, 5, 0, 3, 0 };
    struct run r = { 0 };

    (void)state;
    graph_of(&r.g, 5, "0>1 1>2 2>4 0>3 3>4");
    run_graph(&r, dur, NULL);
    assert_string_equal(list_text(r.path, r.len), "0 1 2 4");
    release_run(&r);
}

static void a_released_task_starts_the_path(void **state)
{
    static const int64_t dur[] = { 1, 2 }, release[] = { 0, 50 };
    struct run r = { 0 };

    (void)state;
    graph_of(&r.g, 2, "0>1");
    run_graph(&r, dur, release);
    assert_i64(r.c.makespan, 52);
    assert_string_equal(list_text(r.path, r.len), "1");
    release_run(&r);
}

static void no_tasks_take_no_time(void **state)
{
    struct run r = { 0 };

    (void)state;
    graph_of(&r.g, 0, "");
    run_graph(&r, NULL, NULL);
    assert_i64(r.c.makespan, 0);
    assert_i64(r.len, 0);
    release_run(&r);
}

static void overflow_is_an_error(void **state)
{
    static const int32_t from[] = { 0 }, to[] = { 1 };
    static const int64_t most[] = { INT64_MAX }, none[] = { 0 };
    static const int64_t dur[] = { INT64_MAX, 0 }, over[] = { INT64_MAX, 1 };
    static const int64_t one[] = { 1, 0 };
    struct run r = { 0 };

    (void)state;
    weft_graph_build(&r.g, 2, 1, from, to, none, NULL);
    run_graph(&r, dur, NULL);
    assert_i64(r.rc, WEFT_OK);
    assert_true(r.c.makespan == INT64_MAX);
    assert_i64(weft_cpm_run(&r.c, &r.g, r.order, over, NULL, NULL),
               WEFT_E_LIMIT);
    release_run(&r);
    weft_graph_build(&r.g, 2, 1, from, to, most, NULL);
    run_graph(&r, one, NULL);
    assert_i64(r.rc, WEFT_E_LIMIT);
    release_run(&r);
}

static void arrays_that_are_not_wanted_may_be_null(void **state)
{
    static const int64_t dur[] = { 10, 20, 30, 20, 10 };
    struct weft_cpm c = { 0 };
    struct run r = { 0 };
    int64_t total[5];

    (void)state;
    graph_of(&r.g, 5, "0>1 0>2 1>3 2>3 3>4");
    run_graph(&r, dur, NULL);
    c.total = total;
    assert_i64(weft_cpm_run(&c, &r.g, r.order, dur, NULL, NULL), WEFT_OK);
    assert_i64(c.makespan, 70);
    times_are(total, 5, "0 10 0 0 0");
    release_run(&r);
}

enum { N = 8 };

/* Longest way from a start to v's end, by trying all of them: an independent
 * check by value iteration over the links. */
static void slow_forward(const struct weft_graph *g, const int64_t *dur,
                         const int64_t *release, int64_t *es)
{
    for (int32_t v = 0; v < g->n; v++)
        es[v] = release[v];
    for (int32_t round = 0; round < g->n; round++)
        for (int32_t v = 0; v < g->n; v++)
            for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++) {
                int64_t t = es[v] + dur[v] + (g->succ_w ? g->succ_w[e] : 0);

                if (t > es[g->succ[e]])
                    es[g->succ[e]] = t;
            }
}

static int64_t slow_makespan(const struct weft_graph *g, const int64_t *dur,
                             const int64_t *release)
{
    int64_t es[N], end = 0;

    slow_forward(g, dur, release, es);
    for (int32_t v = 0; v < g->n; v++)
        end = es[v] + dur[v] > end ? es[v] + dur[v] : end;
    return end;
}

/* Total slack is how much later a task can be released without moving the
 * end; one more moves it by one. */
static void check_slack(const struct run *r, const int64_t *dur,
                        const int64_t *release)
{
    for (int32_t v = 0; v < r->g.n; v++) {
        int64_t later[N];

        memcpy(later, release, sizeof(later));
        later[v] = r->c.ls[v];
        assert_i64(slow_makespan(&r->g, dur, later), r->c.makespan);
        later[v]++;
        assert_i64(slow_makespan(&r->g, dur, later), r->c.makespan + 1);
        assert_i64(r->c.total[v], r->c.ls[v] - r->c.es[v]);
        assert_true(r->c.free_[v] >= 0 && r->c.free_[v] <= r->c.total[v]);
    }
}

static void check_path(const struct run *r, const int64_t *dur)
{
    const int32_t *p = r->path;

    assert_true(r->len > 0);
    for (int32_t i = 0; i < r->len; i++)
        assert_i64(r->c.total[p[i]], 0);
    for (int32_t i = 0; i + 1 < r->len; i++)
        assert_true(has_link(&r->g, p[i], p[i + 1]));
    assert_i64(r->c.es[p[r->len - 1]] + dur[p[r->len - 1]], r->c.makespan);
}

static void random_graphs_agree_with_the_definition(void **state)
{
    struct weft_rng rng;

    (void)state;
    weft_rng_seed(&rng, 41);
    for (int round = 0; round < 10000; round++) {
        struct run r = { 0 };
        int64_t dur[N], release[N], es[N];
        int32_t n = 1 + (int32_t)weft_rng_below(&rng, N);

        random_graph(&r.g, &rng, n, 3 * n, true);
        for (int i = 0; i < N; i++) {
            dur[i] = (int64_t)weft_rng_below(&rng, 6);
            release[i] = (int64_t)(weft_rng_below(&rng, 4) / 3 * 5);
        }
        run_graph(&r, dur, release);
        slow_forward(&r.g, dur, release, es);
        for (int32_t v = 0; v < n; v++)
            assert_i64(r.c.es[v], es[v]);
        assert_i64(r.c.makespan, slow_makespan(&r.g, dur, release));
        check_slack(&r, dur, release);
        check_path(&r, dur);
        release_run(&r);
    }
}

static void a_chain_of_a_million_adds_up(void **state)
{
    struct weft_graph g = { 0 };
    struct weft_cpm c = { 0 };
    int32_t *order = malloc(BIG * sizeof(*order)), *path, count;
    int64_t *dur = malloc(BIG * sizeof(*dur));

    (void)state;
    path = malloc(BIG * sizeof(*path));
    assert_true(order && path && dur);
    for (int32_t i = 0; i < BIG; i++)
        dur[i] = 3;
    big_chain(&g, true);
    weft_graph_order(&g, order, &count, NULL);
    assert_i64(weft_cpm_init(&c, BIG, NULL), WEFT_OK);
    assert_i64(weft_cpm_run(&c, &g, order, dur, NULL, NULL), WEFT_OK);
    assert_i64(c.makespan, 3LL * BIG);
    assert_i64(weft_cpm_path(&c, &g, order, dur, path), BIG);
    assert_i64(path[0], BIG - 1);
    weft_graph_release(&g);
    weft_cpm_release(&c);
    free(order);
    free(path);
    free(dur);
}

static void every_failed_allocation_is_reported(void **state)
{
    (void)state;
    for (long k = 1;; k++) {
        struct weft_cpm c;
        enum weft_rc rc;

        oom_at(k);
        rc = weft_cpm_init(&c, 5, NULL);
        weft_cpm_release(&c);
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
        cmocka_unit_test(the_articles_example_takes_70),
        cmocka_unit_test(lags_and_releases_count),
        cmocka_unit_test(free_slack_is_what_the_successors_do_not_feel),
        cmocka_unit_test(zero_durations_at_both_ends_are_on_the_path),
        cmocka_unit_test(a_released_task_starts_the_path),
        cmocka_unit_test(no_tasks_take_no_time),
        cmocka_unit_test(overflow_is_an_error),
        cmocka_unit_test(arrays_that_are_not_wanted_may_be_null),
        cmocka_unit_test(random_graphs_agree_with_the_definition),
        cmocka_unit_test(a_chain_of_a_million_adds_up),
        cmocka_unit_test(every_failed_allocation_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
