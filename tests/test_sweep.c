/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/analysis.h"
#include "weft/edit.h"
#include "weft/whatif.h"

/* --- running ---------------------------------------------------------------- */

struct how {
    const char *engine, *rule;
    int64_t effort;
};
static const struct how exact = { "cp", NULL, 0 };
static const struct how serial = { "list", "file", 0 };

static void solve(const struct weft_trial *t, const struct how *how,
                  struct weft_result *r)
{
    struct weft_solve_opts o;
    struct weft_err err = { 0 };

    weft_solve_opts_init(&o);
    o.time = 0;
    o.effort = how->effort;
    o.rule = how->rule;
    o.start = t->start;
    o.bound = t->bound;
    if (weft_solve(t->problem, how->engine, &o, r, &err))
        fail_msg("%s: %s", how->engine, err.msg);
}

static void run(struct weft_sweep *s, const struct how *how)
{
    struct weft_trial t;
    struct weft_err err = { 0 };
    enum weft_rc rc;

    while (!(rc = weft_sweep_next(s, &t, &err)) && t.problem) {
        struct weft_result r;

        solve(&t, how, &r);
        rc = weft_sweep_put(s, &r, &err);
        weft_result_release(&r);
        if (rc)
            break;
    }
    if (rc)
        fail_msg("%s", err.msg);
    assert_i64(weft_sweep_left(s), 0);
}

static struct weft_sweep *sweep_of(const struct weft_plan *p, const char *knob,
                                   const char *values, const struct how *how)
{
    struct weft_axis a = { .n = 0 };
    struct weft_sweep *s;
    struct weft_err err = { 0 };
    int64_t *v;

    if (weft_knob_parse(p, knob, &a.knob, &err) ||
        weft_knob_range(&a.knob, values, &v, &a.n, &err))
        fail_msg("%s", err.msg);
    a.value = v;
    if (weft_sweep_new(p, &a, 1, &s, &err))
        fail_msg("%s", err.msg);
    free(v);
    if (how)
        run(s, how);
    return s;
}

/* Makespans as "16 16 inf ?"; at the marks "now", "best", "knee" stand their
 * letters. */
static char *told(const struct weft_sweep *s)
{
    struct weft_marks m;
    static char text[2000];
    size_t n = 0;

    weft_sweep_marks(s, &m);
    text[0] = '\0';
    for (int32_t i = 0; i < weft_sweep_count(s); i++) {
        const struct weft_point *p = weft_sweep_point(s, i);

        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", i ? " " : "");
        if (p->from != WEFT_NONE)
            n += (size_t)snprintf(text + n, sizeof(text) - n, "%g",
                                  (double)p->makespan / 1000);
        else
            n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
                                  p->status == WEFT_INFEASIBLE ? "inf" : "?");
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%s",
                              i == m.now ? "n" : "", i == m.best ? "b" : "",
                              i == m.knee ? "k" : "");
    }
    return text;
}

static void expect(const char *doc, const char *knob, const char *values,
                   const struct how *how, const char *want)
{
    struct weft_plan *p = plan_of(doc);
    struct weft_sweep *s = sweep_of(p, knob, values, how);

    assert_string_equal(told(s), want);
    weft_sweep_free(s);
    weft_plan_free(p);
}

/* --- Graham's trap ------------------------------------------------------------- */

/* Fit for a list scheduler that takes tasks as they come: with capacity 4 its
 * plan is shorter than with 5. */
#define TRAP(cap)                                                                 \
    "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','capacity':{'cpu':" #cap \
    "}}],'tasks':["                                                               \
    "{'id':'t0','duration':9,'demand':{'cpu':1}},"                                \
    "{'id':'t1','duration':2,'demand':{'cpu':2}},"                                \
    "{'id':'t2','duration':7,'demand':{'cpu':2}},"                                \
    "{'id':'t3','duration':6,'demand':{'cpu':2}},"                                \
    "{'id':'t4','duration':7,'demand':{'cpu':1}},"                                \
    "{'id':'t5','duration':7,'demand':{'cpu':2},'after':['t0','t4']}]}"

static int64_t serial_makespan(const char *doc)
{
    struct weft_plan *p = plan_of(doc);
    struct weft_problem *q = problem_of(p);
    struct weft_trial t = { .plan = p, .problem = q };
    struct weft_result r;
    int64_t makespan;

    solve(&t, &serial, &r);
    makespan = r.makespan * q->tick / 1000;
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
    return makespan;
}

static void more_capacity_traps_a_list_scheduler(void **state)
{
    (void)state;
    assert_i64(serial_makespan(TRAP(4)), 16);
    assert_i64(serial_makespan(TRAP(5)), 21);
}

static void a_sweep_does_not_fall_into_the_trap(void **state)
{
    (void)state;
    expect(TRAP(4), "node n capacity.cpu", "4..5", &serial, "16nb 16");
    expect(TRAP(5), "node n capacity.cpu", "4..5", &serial, "16b 16n");
}

/* --- figures known by hand --------------------------------------------------------- */

static char *genome(void)
{
    char path[512];
    static char text[8000];
    FILE *f;

    snprintf(path, sizeof(path), "%s/../tests/plans/genome.json",
             getenv("SAMPLES_DIR"));
    f = fopen(path, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    fclose(f);
    return text;
}

static void the_worked_example_of_a_sweep(void **state)
{
    (void)state;
    expect(genome(), "node cpu capacity.slots", "2..8", &exact,
           "inf 34 29n 29 24bk 24 24");
}

static void an_infeasible_value_says_why(void **state)
{
    struct weft_plan *p = plan_of(genome());
    struct weft_sweep *s = sweep_of(p, "node cpu capacity.slots", "1..4",
                                    &exact);

    (void)state;
    assert_i64(weft_sweep_point(s, 1)->status, WEFT_INFEASIBLE);
    assert_non_null(strstr(weft_sweep_point(s, 1)->reason, "call"));
    assert_string_equal(weft_sweep_point(s, 3)->reason, "");
    weft_sweep_free(s);
    weft_plan_free(p);
}

/* Of a list scheduler, these stand in the literature of the project as 4h47m,
 * 3h35m and 3h05m; a proof is at least as good. */
static void copies_of_a_node_bring_the_plan_to_its_critical_path(void **state)
{
    struct weft_plan *p = plan_of_sample("rag-index");
    struct weft_sweep *s = sweep_of(p, "node gpu-b count", "0..3", &exact);
    struct weft_marks m;

    (void)state;
    assert_true(weft_sweep_point(s, 0)->makespan <= (4 * 60 + 47) * 60000);
    assert_true(weft_sweep_point(s, 1)->makespan <= (3 * 60 + 35) * 60000);
    assert_i64(weft_sweep_point(s, 2)->makespan, (3 * 60 + 5) * 60000);
    assert_i64(weft_sweep_point(s, 3)->makespan, (3 * 60 + 5) * 60000);
    weft_sweep_marks(s, &m);
    assert_i64(m.now, 1);
    assert_i64(m.best, 2);
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void a_global_resource_can_be_swept(void **state)
{
    struct weft_plan *p = plan_of_sample("deep-research");
    struct weft_sweep *s = sweep_of(p, "resource llm-tpm capacity",
                                    "100k,200k,300k", &exact);

    (void)state;
    assert_i64(weft_sweep_point(s, 2)->makespan, 450000); /* 7m30s */
    assert_true(weft_sweep_point(s, 0)->makespan >
                weft_sweep_point(s, 1)->makespan);
    weft_sweep_free(s);
    weft_plan_free(p);
}

/* --- what is carried ------------------------------------------------------------------ */

static void a_plan_that_is_known_stands_for_more(void **state)
{
    static const char doc[] = TRAP(4);
    struct weft_plan *p = plan_of(doc);
    struct weft_sweep *s = sweep_of(p, "node n capacity.cpu", "5", NULL);
    struct weft_problem *q = problem_of(p);
    struct weft_trial t = { .plan = p, .problem = q };
    struct weft_place *place;
    struct weft_result r;
    size_t n;

    (void)state;
    solve(&t, &serial, &r);
    assert_i64(weft_schedule_places(q, &r.schedule, &place, NULL), WEFT_OK);
    assert_i64(weft_sweep_know(s, place, 6, 0, "mine", NULL), WEFT_OK);
    run(s, &serial);
    assert_string_equal(told(s), "16b");
    assert_string_equal(weft_sweep_point(s, 0)->engine, "mine");
    assert_i64(weft_sweep_point(s, 0)->from, weft_sweep_count(s));
    assert_memory_equal(weft_sweep_places(s, 0, &n), place, 6 * sizeof(*place));
    free(place);
    weft_result_release(&r);
    weft_problem_free(q);
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void a_bound_of_more_holds_for_less(void **state)
{
    struct weft_plan *p = plan_of(TRAP(4));
    struct weft_sweep *s = sweep_of(p, "node n capacity.cpu", "4..6", NULL);
    struct weft_trial t;
    struct weft_result r = { .bound = 15, .status = WEFT_UNKNOWN };

    (void)state;
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK);
    assert_i64(weft_sweep_put(s, &r, NULL), WEFT_OK); /* 6 */
    assert_i64(weft_sweep_point(s, 0)->bound, 15000);
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK); /* 4 */
    assert_i64(t.bound, 15);
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void a_bound_above_a_plan_is_refused(void **state)
{
    struct weft_plan *p = plan_of(TRAP(4));
    struct weft_sweep *s = sweep_of(p, "node n capacity.cpu", "4..5", NULL);
    struct weft_trial t;
    struct weft_result r = { .bound = 17 };

    (void)state;
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK); /* 5 */
    assert_i64(weft_sweep_put(s, NULL, NULL), WEFT_OK);
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK); /* 4 */
    solve(&t, &serial, &r);
    assert_i64(weft_sweep_put(s, &r, NULL), WEFT_OK);
    weft_result_release(&r);
    assert_i64(weft_sweep_again(s), 1);
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK); /* 5 again */
    r = (struct weft_result){ .bound = 17 };
    assert_i64(weft_sweep_put(s, &r, NULL), WEFT_E_SOLVER);
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void a_wrong_plan_is_refused(void **state)
{
    struct weft_plan *p = plan_of(TRAP(4));
    struct weft_sweep *s = sweep_of(p, "node n capacity.cpu", "4", NULL);
    struct weft_trial t;
    struct weft_result r = { 0 };
    struct weft_err err = { 0 };

    (void)state;
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK);
    solve(&t, &serial, &r);
    r.schedule.start[5] = 0; /* before its links */
    assert_i64(weft_sweep_put(s, &r, &err), WEFT_E_SOLVER);
    assert_non_null(strstr(err.msg, "wrong plan"));
    weft_result_release(&r);
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void a_value_that_the_document_refuses_is_infeasible(void **state)
{
    (void)state;
    expect("{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','count':2}],"
           "'tasks':[{'id':'a','duration':3,'pin':{'node':'n-2'}}]}",
           "node n count", "1..3", &exact, "inf 3nb 3");
}

/* First a long plan of the larger value, then a short one of the smaller. */
static void a_later_plan_of_less_reaches_those_with_more(void **state)
{
    struct weft_plan *p = plan_of(TRAP(4));
    struct weft_sweep *s = sweep_of(p, "node n capacity.cpu", "4..5", NULL);
    struct weft_trial t;
    struct weft_result r;

    (void)state;
    assert_i64(weft_sweep_next(s, &t, NULL), WEFT_OK); /* 5 */
    solve(&t, &serial, &r);
    assert_i64(weft_sweep_put(s, &r, NULL), WEFT_OK);
    weft_result_release(&r);
    assert_string_equal(told(s), "?n 21b");
    run(s, &serial);
    assert_string_equal(told(s), "16nb 16");
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void two_knobs_make_a_table(void **state)
{
    struct weft_plan *p = plan_of(genome());
    static const int64_t cpu[] = { 4000, 6000 }, disk[] = { 1000, 2000 };
    struct weft_axis a[2] = { { .value = cpu, .n = 2 },
                              { .value = disk, .n = 2 } };
    struct weft_sweep *s;

    (void)state;
    weft_knob_parse(p, "node cpu capacity.slots", &a[0].knob, NULL);
    weft_knob_parse(p, "node disk capacity.slots", &a[1].knob, NULL);
    assert_i64(weft_sweep_new(p, a, 2, &s, NULL), WEFT_OK);
    run(s, &exact);
    assert_string_equal(told(s), "29 29 24 24");
    assert_i64(weft_sweep_point(s, 2)->value[0], 6000);
    assert_i64(weft_sweep_point(s, 2)->value[1], 1000);
    weft_sweep_free(s);
    weft_plan_free(p);
}

static void use_is_that_of_the_knob(void **state)
{
    struct weft_plan *p = plan_of("{'weft':'1.0','time_unit':'none','nodes':["
                                  "{'id':'n','capacity':{'cpu':2}}],'tasks':["
                                  "{'id':'a','duration':4,'demand':{'cpu':1}}"
                                  "]}");
    struct weft_sweep *s = sweep_of(p, "node n capacity.cpu", "1,4", &exact);

    (void)state;
    assert_i64(weft_sweep_point(s, 0)->use, 1000000);
    assert_i64(weft_sweep_point(s, 1)->use, 250000);
    weft_sweep_free(s);
    weft_plan_free(p);
}

/* --- properties -------------------------------------------------------------------------- */

/* How many choices of options there are, for brute force. */
static double choices(const struct weft_problem *q)
{
    double n = 1;

    for (int32_t i = 0; i < q->ntask; i++)
        n *= q->option_begin[i + 1] - q->option_begin[i];
    return n;
}

/* Every knob of a small random plan, by an engine that can be trapped: never
 * longer with more, bounds and plans on their sides of the optimum. */
static void check_knob(const struct weft_plan *p, const struct weft_knob *k,
                       const struct how *how, uint64_t seed)
{
    struct weft_axis a = { .knob = *k };
    struct weft_sweep *s;
    int64_t *v, before = INT64_MAX;

    assert_i64(weft_knob_around(p, k, &v, &a.n, NULL), WEFT_OK);
    a.value = v;
    assert_i64(weft_sweep_new(p, &a, 1, &s, NULL), WEFT_OK);
    run(s, how);
    for (int32_t i = 0; i < a.n; i++) {
        const struct weft_point *pt = weft_sweep_point(s, i);
        int64_t now = pt->from == WEFT_NONE ? INT64_MAX : pt->makespan;
        char *line = weft_knob_line(p, k, v[i]);
        struct weft_plan *copy;
        int64_t best;

        if (now > before)
            fail_msg("seed %llu, %s: longer with more",
                     (unsigned long long)seed, line);
        before = now;
        assert_i64(weft_plan_copy(p, &copy, NULL), WEFT_OK);
        if (weft_edit(copy, line, NULL, NULL) == WEFT_OK) {
            struct weft_problem *q = problem_of(copy);
            bool few = choices(q) < 400, any = few && oracle(q, &best);

            if (few && any
                    ? pt->status == WEFT_INFEASIBLE || best * q->tick > now ||
                          best * q->tick < pt->bound
                    : few && now != INT64_MAX)
                fail_msg("seed %llu, %s: not as brute force says",
                         (unsigned long long)seed, line);
            if (any && how == &exact)
                assert_i64(now, best * q->tick);
            weft_problem_free(q);
        }
        weft_plan_free(copy);
        free(line);
    }
    weft_sweep_free(s);
    free(v);
}

static void every_knob_of_random_plans(const struct how *how, uint64_t seeds)
{
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        struct rand_opts o = rand_small(seed);
        struct weft_plan *p;
        struct weft_knob *k;
        int32_t n;

        o.tasks = 6;
        p = plan_of_rand(&o);
        assert_i64(weft_knob_all(p, &k, &n, NULL), WEFT_OK);
        for (int32_t i = 0; i < n; i++)
            check_knob(p, &k[i], how, seed);
        free(k);
        weft_plan_free(p);
    }
}

static void more_is_never_longer_whatever_the_engine(void **state)
{
    (void)state;
    every_knob_of_random_plans(&serial, 100);
}

static void proofs_agree_with_brute_force(void **state)
{
    (void)state;
    every_knob_of_random_plans(&exact, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_capacity_traps_a_list_scheduler),
        cmocka_unit_test(a_sweep_does_not_fall_into_the_trap),
        cmocka_unit_test(the_worked_example_of_a_sweep),
        cmocka_unit_test(an_infeasible_value_says_why),
        cmocka_unit_test(copies_of_a_node_bring_the_plan_to_its_critical_path),
        cmocka_unit_test(a_global_resource_can_be_swept),
        cmocka_unit_test(a_plan_that_is_known_stands_for_more),
        cmocka_unit_test(a_bound_of_more_holds_for_less),
        cmocka_unit_test(a_bound_above_a_plan_is_refused),
        cmocka_unit_test(a_wrong_plan_is_refused),
        cmocka_unit_test(a_value_that_the_document_refuses_is_infeasible),
        cmocka_unit_test(a_later_plan_of_less_reaches_those_with_more),
        cmocka_unit_test(two_knobs_make_a_table),
        cmocka_unit_test(use_is_that_of_the_knob),
        cmocka_unit_test(more_is_never_longer_whatever_the_engine),
        cmocka_unit_test(proofs_agree_with_brute_force),
    };

    return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
