/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "base/buf.h"
#include "weft/edit.h"
#include "weft/whatif.h"

static const char *const farm =
    "{'weft':'1.0','time_unit':'none','resources':{'llm':{'scope':'global',"
    "'capacity':4},'usd':{'kind':'consumable','capacity':100}},'nodes':["
    "{'id':'a','capacity':{'cpu':16,'memory':'64Gi','gpu':0,'disk':9}},"
    "{'id':'b','count':2,'capacity':{'cpu':8,'memory':'32Gi'}}],'tasks':["
    "{'id':'t','duration':5,'demand':{'cpu':2,'memory':'4Gi','llm':1}},"
    "{'id':'u','duration':5,'demand':{'cpu':4,'memory':'6Gi'},'modes':["
    "{'name':'m','duration':9,'demand':{'cpu':6,'usd':3,'gpu':1}}]}]}";

static struct weft_knob knob_of(const struct weft_plan *p, const char *text)
{
    struct weft_knob k;
    struct weft_err err = { 0 };

    if (weft_knob_parse(p, text, &k, &err))
        fail_msg("%s: %s", text, err.msg);
    return k;
}

/* --- knobs ------------------------------------------------------------------ */

static void a_knob_is_read_and_written(void **state)
{
    static const struct {
        const char *text, *name, *line;
        int64_t now, to;
    } c[] = {
        { "node a capacity.cpu", "a cpu", "set node a capacity.cpu=20", 16000,
          20000 },
        { "node a capacity.memory", "a memory",
          "set node a capacity.memory=96Gi", INT64_C(64) << 30,
          INT64_C(96) << 30 },
        { "node b count", "copies of b", "set node b count=3", 2000, 3000 },
        { "resource llm capacity", "llm", "set plan resources.llm.capacity=8",
          4000, 8000 },
        { "resource usd capacity", "usd",
          "set plan resources.usd.capacity=50.5", 100000, 50500 },
    };
    struct weft_plan *p = plan_of(farm);

    (void)state;
    for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
        struct weft_knob k = knob_of(p, c[i].text);
        bool memory = strstr(c[i].text, "memory");
        int64_t scale = memory ? 1000 : 1;
        char *text = weft_knob_text(p, &k), *name = weft_knob_name(p, &k);
        char *line = weft_knob_line(p, &k, c[i].to * scale);

        assert_string_equal(text, c[i].text);
        assert_string_equal(name, c[i].name);
        assert_string_equal(line, c[i].line);
        assert_i64(weft_knob_value(p, &k), c[i].now * scale);
        assert_i64(weft_edit(p, line, NULL, NULL), WEFT_OK);
        assert_i64(weft_knob_value(p, &k), c[i].to * scale);
        free(text);
        free(name);
        free(line);
    }
    weft_plan_free(p);
}

static void a_knob_is_read_in_short(void **state)
{
    static const struct {
        const char *brief, *text;
    } c[] = {
        { "a cpu", "node a capacity.cpu" },
        { " a   capacity.cpu ", "node a capacity.cpu" },
        { "a.memory", "node a capacity.memory" },
        { "b count", "node b count" },
        { "b.count", "node b count" },
        { "llm", "resource llm capacity" },
        { "llm capacity", "resource llm capacity" },
    };
    struct weft_plan *p = plan_of(farm);

    (void)state;
    for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
        struct weft_knob k = knob_of(p, c[i].brief);
        char *text = weft_knob_text(p, &k);

        assert_string_equal(text, c[i].text);
        free(text);
    }
    weft_plan_free(p);
}

static void a_node_with_one_capacity_stands_for_it(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','nodes':[{'id':'n.1','capacity':{'slot':2}},{'id':'n',"
        "'capacity':{'slot':2}}],'tasks':[{'id':'t','duration':1,'demand':"
        "{'slot':1}}]}");
    struct weft_knob k = knob_of(p, "n.1");

    (void)state;
    assert_i64(k.kind, WEFT_KNOB_CAPACITY);
    assert_i64(k.node, 0);
    k = knob_of(p, "n.1.slot");
    assert_i64(k.node, 0);
    k = knob_of(p, "n.slot");
    assert_i64(k.node, 1);
    weft_plan_free(p);
}

static void names_with_odd_letters_make_lines_that_are_understood(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','resources':{'a=b.c':{'scope':'global','capacity':1}},"
        "'nodes':[{'id':'n=1','capacity':{'x.y=z':2}}],'tasks':[{'id':'t',"
        "'duration':1,'demand':{'x.y=z':1,'a=b.c':1}}]}");
    struct weft_knob *k;
    int32_t n;

    (void)state;
    assert_i64(weft_knob_all(p, &k, &n, NULL), WEFT_OK);
    assert_i64(n, 3);
    for (int32_t i = 0; i < n; i++) {
        char *line = weft_knob_line(p, &k[i], 7000);
        char *text = weft_knob_text(p, &k[i]);
        struct weft_knob again = knob_of(p, text);
        struct weft_err err = { 0 };

        if (weft_edit(p, line, NULL, &err))
            fail_msg("%s: %s", line, err.msg);
        assert_i64(weft_knob_value(p, &again), 7000);
        free(line);
        free(text);
    }
    free(k);
    weft_plan_free(p);
}

static void what_is_no_knob_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum weft_rc rc;
        const char *msg;
    } c[] = {
        { "", WEFT_E_PARSE, "expected 'node ID capacity.RES'" },
        { "node a", WEFT_E_PARSE, "expected 'node ID" },
        { "a", WEFT_E_PARSE, "node 'a' has 3 capacities: 'a cpu'" },
        { "c cpu", WEFT_E_REF, "no node 'c'" },
        { "a tpu", WEFT_E_REF, "no resource 'tpu' is known" },
        { "a.tpu", WEFT_E_REF, "no resource 'tpu' is known" },
        { "cpu", WEFT_E_REF, "'cpu' is of nodes" },
        { "x", WEFT_E_REF, "no resource 'x'" },
        { "node a speed", WEFT_E_PARSE, "expected" },
        { "node a capacity.", WEFT_E_PARSE, "expected" },
        { "node a count 3", WEFT_E_PARSE, "expected" },
        { "task t duration", WEFT_E_PARSE, "expected" },
        { "resource llm price", WEFT_E_PARSE, "expected" },
        { "node c capacity.cpu", WEFT_E_REF, "no node 'c'" },
        { "node a capacity.tpu", WEFT_E_REF, "no resource 'tpu' is known" },
        { "node a capacity.llm", WEFT_E_REF, "'llm' is global" },
        { "resource cpu capacity", WEFT_E_REF, "'cpu' is of nodes" },
        { "resource x capacity", WEFT_E_REF, "no resource 'x'" },
    };
    struct weft_plan *p = plan_of(farm);

    (void)state;
    for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
        struct weft_knob k = { .node = 77 };
        struct weft_err err = { 0 };

        assert_i64(weft_knob_parse(p, c[i].text, &k, &err), c[i].rc);
        if (!strstr(err.msg, c[i].msg))
            fail_msg("'%s' says: %s", c[i].text, err.msg);
        assert_i64(k.node, 77);
    }
    weft_plan_free(p);
}

static void every_knob_that_can_be_felt_is_listed(void **state)
{
    static const char *const want[] = {
        "a cpu",    "a memory",    "copies of a", "b cpu",
        "b memory", "copies of b", "llm",         "usd",
    };
    struct weft_plan *p = plan_of(farm);
    struct weft_knob *k;
    int32_t n;

    (void)state;
    assert_i64(weft_knob_all(p, &k, &n, NULL), WEFT_OK);
    assert_i64(n, sizeof(want) / sizeof(*want));
    for (int32_t i = 0; i < n; i++) {
        char *name = weft_knob_name(p, &k[i]);

        assert_string_equal(name, want[i]);
        free(name);
    }
    free(k);
    weft_plan_free(p);
}

static void demands_tell_grain_and_what_is_enough(void **state)
{
    struct weft_plan *p = plan_of(farm);
    struct weft_knob cpu = knob_of(p, "node a capacity.cpu");
    struct weft_knob memory = knob_of(p, "node b capacity.memory");
    struct weft_knob count = knob_of(p, "node b count");
    struct weft_knob llm = knob_of(p, "resource llm capacity");

    (void)state;
    assert_i64(weft_knob_grain(p, &cpu), 2000);
    assert_i64(weft_knob_grain(p, &memory), (INT64_C(2) << 30) * 1000);
    assert_i64(weft_knob_grain(p, &count), 1000);
    assert_i64(weft_knob_enough(p, &cpu), 16000); /* has more than 2 + 6 */
    assert_i64(weft_knob_enough(p, &count), 2000);
    assert_i64(weft_knob_enough(p, &llm), 4000);
    weft_plan_free(p);
}

/* --- values ------------------------------------------------------------------ */

static char *listed(const struct weft_knob *k, const int64_t *v, int32_t n)
{
    struct weft_buf b = { 0 };

    for (int32_t i = 0; i < n; i++) {
        char *text = weft_knob_value_text(k, v[i]);

        weft_buf_addf(&b, "%s%s", i ? " " : "", text);
        free(text);
    }
    return weft_buf_take(&b);
}

static void a_range_gives_its_values(void **state)
{
    static const struct {
        const char *range, *want;
    } c[] = {
        { "2..8", "2 3 4 5 6 7 8" },
        { "4..4", "4" },
        { "7", "7" },
        { "8,2,4,2", "2 4 8" },
        { "0..3", "0 1 2 3" },
        { "2..9..3", "2 5 8 9" },
        { "1..20..x3", "1 3 9 20" },
        { "0..8..x2", "0 1 2 4 8" },
        { "500m..2", "500m 1 1.5 2" },
        { "1..2..250m", "1 1.25 1.5 1.75 2" },
        { "16Gi..18Gi", "16Gi 17Gi 18Gi" },
        { "16Gi..256Gi", "16Gi 32Gi 64Gi 128Gi 256Gi" },
        { "512Mi..1Gi..256Mi", "512Mi 768Mi 1Gi" },
        { "100k..102k", "100k 101k 102k" },
        { "1..3,8", "1 2 3 8" },
    };
    struct weft_plan *p = plan_of(farm);
    struct weft_knob k = knob_of(p, "node a capacity.cpu");

    (void)state;
    for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
        struct weft_err err = { 0 };
        int64_t *v;
        int32_t n;
        char *got;

        if (weft_knob_range(&k, c[i].range, &v, &n, &err))
            fail_msg("%s: %s", c[i].range, err.msg);
        got = listed(&k, v, n);
        assert_string_equal(got, c[i].want);
        free(got);
        free(v);
    }
    weft_plan_free(p);
}

static void a_range_that_is_none_is_refused(void **state)
{
    static const struct {
        const char *range;
        enum weft_rc rc;
        const char *msg;
    } c[] = {
        { "", WEFT_E_PARSE, "expected A..B" },
        { "..4", WEFT_E_PARSE, "expected A..B" },
        { "4..", WEFT_E_PARSE, "expected A..B" },
        { "8..2", WEFT_E_PARSE, "the first value is the smaller one" },
        { "1..8..0", WEFT_E_PARSE, "a step is above 0" },
        { "1..8..x1", WEFT_E_PARSE, "factor of at least 2" },
        { "1..8..2..3", WEFT_E_PARSE, "" },
        { "-1..8", WEFT_E_PARSE, "" },
        { "a..b", WEFT_E_PARSE, "" },
        { "1,,2", WEFT_E_PARSE, "expected A..B" },
        { "1..1001", WEFT_E_LIMIT, "more than 1000 values" },
        { "0..9223372036854775", WEFT_E_LIMIT, "more than 1000 values" },
    };
    struct weft_plan *p = plan_of(farm);
    struct weft_knob k = knob_of(p, "node a capacity.cpu");
    struct weft_knob count = knob_of(p, "node a count");
    int64_t *v = NULL;
    int32_t n;

    (void)state;
    for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
        struct weft_err err = { 0 };

        assert_i64(weft_knob_range(&k, c[i].range, &v, &n, &err), c[i].rc);
        if (!strstr(err.msg, c[i].msg))
            fail_msg("'%s' says: %s", c[i].range, err.msg);
    }
    assert_i64(weft_knob_range(&count, "0.5..2", &v, &n, NULL), WEFT_E_PARSE);
    assert_null(v);
    weft_plan_free(p);
}

static void values_around_what_there_is(void **state)
{
    static const struct {
        const char *cpu, *want;
    } c[] = {
        { "0", "0 1 2 3 4" },
        { "1", "0 1 2 3 4 5" },
        { "2", "1 2 3 4 5 6" },
        { "4", "2 3 4 5 6 7 8" },
        { "10", "6 8 10 12 14 16 18 20" },
        { "16", "8 12 16 20 24 28 32" },
        { "'64Gi'", "32Gi 48Gi 64Gi 80Gi 96Gi 112Gi 128Gi" },
        { "'1Gi'", "512Mi 768Mi 1Gi 1280Mi 1.5Gi 1792Mi 2Gi" },
        { "'200k'", "100k 150k 200k 250k 300k 350k 400k" },
        { "'500m'", "300m 400m 500m 600m 700m 800m 900m 1" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
        char doc[256];
        struct weft_plan *p;
        struct weft_knob k;
        int64_t *v;
        int32_t n;
        char *got;

        snprintf(doc, sizeof(doc),
                 "{'weft':'1.0','nodes':[{'id':'n','capacity':{'cpu':%s}}],"
                 "'tasks':[{'id':'t','duration':1,'demand':{'cpu':1}}]}",
                 c[i].cpu);
        p = plan_of(doc);
        k = knob_of(p, "node n capacity.cpu");
        assert_i64(weft_knob_around(p, &k, &v, &n, NULL), WEFT_OK);
        got = listed(&k, v, n);
        assert_string_equal(got, c[i].want);
        free(got);
        free(v);
        weft_plan_free(p);
    }
}

/* --- the cheapest step that helps --------------------------------------------- */

static enum weft_rc rank(struct weft_ranking *k, struct weft_err *err)
{
    struct weft_trial t;
    enum weft_rc rc;

    while (!(rc = weft_ranking_next(k, &t, err)) && t.problem) {
        struct weft_solve_opts o;
        struct weft_result r;

        weft_solve_opts_init(&o);
        o.time = 0;
        o.start = t.start;
        o.bound = t.bound;
        rc = weft_solve(t.problem, "cp", &o, &r, err);
        if (!rc)
            rc = weft_ranking_put(k, &r, err);
        weft_result_release(&r);
        if (rc)
            return rc;
    }
    return rc;
}

static struct weft_ranking *ranking_of(const struct weft_plan *p)
{
    struct weft_ranking *k;
    struct weft_err err = { 0 };

    if (weft_ranking_new(p, &k, &err) || rank(k, &err))
        fail_msg("%s", err.msg);
    assert_i64(weft_ranking_left(k), 0);
    return k;
}

/* "cpu slots 4 -> 6: 24" or "gpu slots: no", and "; 3: 34" for one less. */
static void told(const struct weft_plan *p, const struct weft_gain *g,
                 char *out, size_t size)
{
    char *name = weft_knob_name(p, &g->knob);
    size_t n;

    if (g->helps)
        n = (size_t)snprintf(out, size, "%s %g -> %g: %g", name,
                             (double)g->now / 1000, (double)g->value / 1000,
                             (double)g->makespan / 1000);
    else
        n = (size_t)snprintf(out, size, "%s: no%s", name, g->proved ? "" : "?");
    if (g->less_makespan >= 0)
        snprintf(out + n, size - n, "; %g: %g", (double)g->less / 1000,
                 (double)g->less_makespan / 1000);
    else if (g->less >= 0)
        snprintf(out + n, size - n, "; %g: %s", (double)g->less / 1000,
                 g->less_status == WEFT_INFEASIBLE ? "infeasible" : "?");
    free(name);
}

static void expect_ranking(const struct weft_plan *p, const char *const *want,
                           int32_t n)
{
    struct weft_ranking *k = ranking_of(p);

    for (int32_t i = 0; i < n; i++) {
        char got[300];

        told(p, weft_ranking_gain(k, i), got, sizeof(got));
        assert_string_equal(got, want[i]);
        assert_true(weft_ranking_gain(k, i)->proved);
    }
    weft_ranking_free(k);
}

static struct weft_plan *genome(void)
{
    char path[512], text[8000];
    FILE *f;

    snprintf(path, sizeof(path), "%s/../tests/plans/genome.json",
             getenv("SAMPLES_DIR"));
    f = fopen(path, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    fclose(f);
    return plan_of_json(text);
}

static void the_smallest_step_that_helps_is_found(void **state)
{
    static const char *const want[] = {
        "cpu slots 4 -> 6: 24; 3: 34",
        "copies of cpu 1 -> 2: 24; 0: infeasible",
        "gpu slots: no; 0: infeasible",
        "copies of gpu: no; 0: infeasible",
        "disk slots: no; 1: 29",
        "copies of disk: no; 0: infeasible",
    };
    struct weft_plan *p = genome();

    (void)state;
    expect_ranking(p, want, sizeof(want) / sizeof(*want));
    weft_plan_free(p);
}

static void nothing_helps_a_plan_as_short_as_its_critical_path(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_ranking *k = ranking_of(p);

    (void)state;
    assert_i64(weft_ranking_path(k), 70000);
    assert_i64(weft_ranking_base(k)->makespan, 70000);
    for (int32_t i = 0; i < weft_ranking_count(k); i++) {
        assert_false(weft_ranking_gain(k, i)->helps);
        assert_true(weft_ranking_gain(k, i)->proved);
    }
    weft_ranking_free(k);
    weft_plan_free(p);
}

/* One more GPU of either node: as the plan's critical path; no CPU, no memory
 * helps. */
static void a_second_gpu_is_what_rag_index_needs(void **state)
{
    struct weft_plan *p = plan_of_sample("rag-index");
    struct weft_ranking *k = ranking_of(p);

    (void)state;
    for (int32_t i = 0; i < weft_ranking_count(k); i++) {
        const struct weft_gain *g = weft_ranking_gain(k, i);
        char *name = weft_knob_name(p, &g->knob);

        if (strstr(name, " gpu"))
            assert_i64(g->makespan, (3 * 60 + 5) * 60000);
        assert_true(g->helps == (strstr(name, "gpu-") && !strstr(name, "cpu") &&
                                 !strstr(name, "memory")));
        free(name);
    }
    weft_ranking_free(k);
    weft_plan_free(p);
}

/* Without a plan, what makes one possible. */
static void what_makes_a_plan_possible_helps(void **state)
{
    static const char *const want[] = { "n cpu 2 -> 3: 5; 0: infeasible",
                                        "copies of n: no; 0: infeasible" };
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','capacity':"
        "{'cpu':2}}],'tasks':[{'id':'t','duration':5,'demand':{'cpu':3}}]}");
    struct weft_ranking *k;

    (void)state;
    expect_ranking(p, want, 2);
    k = ranking_of(p);
    assert_i64(weft_ranking_base(k)->status, WEFT_INFEASIBLE);
    weft_ranking_free(k);
    weft_plan_free(p);
}

static void a_ranking_without_memory_says_so(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','capacity':"
        "{'cpu':2}}],'tasks':[{'id':'t','duration':5,'demand':{'cpu':2}},"
        "{'id':'u','duration':5,'demand':{'cpu':1}}]}");

    (void)state;
    for (long i = 1;; i++) {
        struct weft_ranking *k = NULL;
        struct weft_trial t;
        enum weft_rc rc;

        oom_at(i);
        rc = weft_ranking_new(p, &k, NULL);
        while (!rc && !(rc = weft_ranking_next(k, &t, NULL)) && t.problem) {
            struct weft_result r;

            rc = weft_quick(t.problem, t.start, &r, NULL);
            if (!rc)
                rc = weft_ranking_put(k, &r, NULL);
            weft_result_release(&r);
        }
        weft_ranking_free(k);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_OK);
            break;
        }
    }
    weft_plan_free(p);
}

static void a_sweep_without_memory_says_so(void **state)
{
    struct weft_plan *p = plan_of(farm);
    bool failed = false;

    (void)state;
    for (long i = 1;; i++) {
        struct weft_axis a = { .n = 0 };
        struct weft_sweep *s = NULL;
        struct weft_trial t;
        int64_t *v = NULL;
        enum weft_rc rc;

        oom_at(i);
        rc = weft_knob_parse(p, "node a capacity.cpu", &a.knob, NULL);
        if (!rc)
            rc = weft_knob_range(&a.knob, "4..7", &v, &a.n, NULL);
        a.value = v;
        if (!rc)
            rc = weft_sweep_new(p, &a, 1, &s, NULL);
        while (!rc && !(rc = weft_sweep_next(s, &t, NULL)) && t.problem) {
            struct weft_result r;

            rc = weft_quick(t.problem, t.start, &r, NULL);
            if (!rc)
                rc = weft_sweep_put(s, &r, NULL);
            weft_result_release(&r);
        }
        free(v);
        weft_sweep_free(s);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_OK);
            break;
        }
        assert_true(rc == WEFT_OK || rc == WEFT_E_NOMEM);
        failed = failed || rc == WEFT_E_NOMEM;
    }
    assert_true(failed);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_knob_is_read_and_written),
        cmocka_unit_test(a_knob_is_read_in_short),
        cmocka_unit_test(a_node_with_one_capacity_stands_for_it),
        cmocka_unit_test(names_with_odd_letters_make_lines_that_are_understood),
        cmocka_unit_test(what_is_no_knob_is_refused),
        cmocka_unit_test(every_knob_that_can_be_felt_is_listed),
        cmocka_unit_test(demands_tell_grain_and_what_is_enough),
        cmocka_unit_test(a_range_gives_its_values),
        cmocka_unit_test(a_range_that_is_none_is_refused),
        cmocka_unit_test(values_around_what_there_is),
        cmocka_unit_test(the_smallest_step_that_helps_is_found),
        cmocka_unit_test(nothing_helps_a_plan_as_short_as_its_critical_path),
        cmocka_unit_test(a_second_gpu_is_what_rag_index_needs),
        cmocka_unit_test(what_makes_a_plan_possible_helps),
        cmocka_unit_test(a_ranking_without_memory_says_so),
        cmocka_unit_test(a_sweep_without_memory_says_so),
    };

    return cmocka_run_group_tests_name("whatif", tests, NULL, NULL);
}
