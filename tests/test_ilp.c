/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine ilp as a whole: what it proves, refuses and survives. Limits are
 * counts, so that runs repeat. */
#include "lib/tweft.h"

#include <glpk.h>

#include "engine/ilp_glpk.h"
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/valid.h"
#include "weft/edit.h"
#include "weft/engine.h"
#include "weft/io.h"

#define NODES 1500 /* of the search tree, and the schedules before it */

struct host {
    int asked, stop_at; /* questions of stop(); 0: never yes */
    int plans, bounds;
    int64_t makespan;
};

static bool host_stop(void *ctx)
{
    struct host *h = ctx;

    return ++h->asked >= h->stop_at && h->stop_at;
}

static void host_plan(void *ctx, const char *engine,
                      const struct weft_schedule *s, int64_t makespan)
{
    struct host *h = ctx;

    (void)engine;
    (void)s;
    h->plans++;
    h->makespan = makespan;
}

static void host_bound(void *ctx, const char *engine, int64_t bound)
{
    struct host *h = ctx;

    (void)engine;
    (void)bound;
    h->bounds++;
}

static struct weft_solve_opts opts_for(struct host *h)
{
    struct weft_solve_opts o;

    weft_solve_opts_init(&o);
    o.effort = NODES;
    o.ctx = h;
    o.stop = host_stop;
    o.on_plan = host_plan;
    o.on_bound = host_bound;
    return o;
}

static void agrees_with_brute_force(void **state)
{
    int plans = 0, proved = 0;

    (void)state;
    for (uint64_t seed = 40000; seed < 40400; seed++) {
        struct rand_opts ro = rand_small(seed);
        struct host h = { 0 };
        struct weft_solve_opts o = opts_for(&h);
        struct weft_plan *p;
        struct weft_problem *q;
        struct weft_result r;
        struct weft_err err = { 0 };
        int64_t want = -1, choices = 1;
        char what[64];

        ro.tasks = 2 + (int)(seed % 4);
        ro.features |= seed % 3 ? 0 : RAND_TIGHT;
        p = plan_of_rand(&ro);
        q = problem_of(p);
        for (int32_t i = 0; i < q->ntask && choices < 1000; i++)
            choices *= q->option_begin[i + 1] - q->option_begin[i];
        if (choices < 1000) {
            bool feasible = oracle(q, &want);

            snprintf(what, sizeof(what), "seed %llu", (unsigned long long)seed);
            if (weft_solve(q, "ilp", &o, &r, &err) && err.code != WEFT_E_LIMIT)
                fail_msg("%s: %s", what, err.msg);
            plans++;
            proved += r.status == WEFT_OPTIMAL || r.status == WEFT_INFEASIBLE;
            if (r.status == WEFT_INFEASIBLE ? feasible
                                            : feasible && r.bound > want)
                fail_msg("%s: status %d, bound %lld, the optimum is %lld", what,
                         r.status, (long long)r.bound, (long long)want);
            if (r.schedule.n)
                assert_result(p, q, &r, what);
            weft_result_release(&r);
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(plans > 250);
    assert_true(proved * 100 >= plans * 98);
}

/* Solve p, which is released. */
static struct weft_result solve(struct weft_plan *p, const char *what,
                                const struct weft_solve_opts *o)
{
    struct weft_problem *q = problem_of(p);
    struct weft_result r;
    struct weft_err err = { 0 };

    if (weft_solve(q, "ilp", o, &r, &err))
        fail_msg("%s: %s", what, err.msg);
    if (r.schedule.n)
        assert_result(p, q, &r, what);
    weft_problem_free(q);
    weft_plan_free(p);
    return r;
}

/* Eight tasks that compete for two resources. */
static struct weft_plan *crowded(void)
{
    uint64_t rng = 3; /* one with some hundred questions to stop() */
    char doc[4000] = "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n',"
                     "'capacity':{'a':10,'b':10}}],'tasks':[";
    size_t n = strlen(doc);

    for (int i = 0; i < 8; i++) {
        int d = 1 + rand_below(&rng, 6);
        int a = 2 + rand_below(&rng, 6), b = 2 + rand_below(&rng, 6);

        n += (size_t)snprintf(doc + n, sizeof(doc) - n,
                              "%s{'id':'t%d','duration':%d,"
                              "'demand':{'a':%d,'b':%d}}",
                              i ? "," : "", i, d, a, b);
    }
    snprintf(doc + n, sizeof(doc) - n, "]}");
    return plan_of(doc);
}

static void the_small_samples_are_proved(void **state)
{
    static const char *const name[] = { "article",         "diamond",
                                        "rag-index",       "train-deploy",
                                        "variant-calling", "nightly-longpole" };

    (void)state;
    for (size_t k = 0; k < sizeof(name) / sizeof(*name); k++) {
        struct host h = { 0 };
        struct weft_solve_opts o = opts_for(&h);
        struct weft_result r = solve(plan_of_sample(name[k]), name[k], &o);

        if (r.status != WEFT_OPTIMAL)
            fail_msg("%s: %lld..%lld", name[k], (long long)r.bound,
                     (long long)r.makespan);
        weft_result_release(&r);
    }
}

/* The article's example in its other reading: everything reserved. */
static void reservations_are_proved_as_well(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_result r;
    char edit[64];

    (void)state;
    for (int k = 1; k <= 5; k++) {
        snprintf(edit, sizeof(edit), "set task v%d hold=plan", k);
        assert_i64(weft_edit(p, edit, NULL, NULL), WEFT_OK);
    }
    r = solve(p, "article, reserved", &o);
    assert_i64(r.status, WEFT_OPTIMAL);
    assert_i64(r.makespan, 7);
    weft_result_release(&r);
}

static void runs_with_equal_counts_repeat(void **state)
{
    struct host a = { 0 }, b = { 0 };
    struct weft_solve_opts o = opts_for(&a);
    struct weft_result first, second;

    (void)state;
    first = solve(crowded(), "first", &o);
    o.ctx = &b;
    second = solve(crowded(), "second", &o);
    assert_i64(first.status, WEFT_OPTIMAL);
    assert_i64(first.makespan, second.makespan);
    assert_i64(first.bound, second.bound);
    assert_i64(a.plans, b.plans);
    assert_i64(a.bounds, b.bounds);
    assert_memory_equal(first.schedule.start, second.schedule.start,
                        (size_t)first.schedule.n * sizeof(int64_t));
    weft_result_release(&first);
    weft_result_release(&second);
}

static void a_host_that_says_stop_gets_the_plan_so_far(void **state)
{
    struct host h = { .stop_at = 1 };
    struct weft_solve_opts o = opts_for(&h);
    int stopped = 0;

    (void)state;
    o.effort = 0;
    for (int at = 1; at < 1000; at += 1 + at / 10) {
        struct weft_result r;

        h = (struct host){ .stop_at = at };
        r = solve(crowded(), "stopped", &o);
        assert_true(h.asked < at + 10); /* it does not ask again and go on */
        assert_true(r.schedule.n > 0 || at < 10);
        stopped += h.asked >= at;
        weft_result_release(&r);
    }
    assert_true(stopped > 20);
}

/* A clock that goes on by a millisecond whenever it is looked at. */
static double host_now(void *ctx)
{
    return ++((struct host *)ctx)->asked / 1000.0;
}

static void time_that_is_over_ends_the_search(void **state)
{
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_result r;

    (void)state;
    o.effort = 0;
    o.stop = NULL;
    o.now = host_now;
    o.time = 0.1;
    r = solve(crowded(), "out of time", &o);
    assert_i64(r.status, WEFT_FEASIBLE);
    assert_true(h.asked < 120);
    weft_result_release(&r);
}

static void a_plan_to_start_from_is_kept(void **state)
{
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_result first = solve(crowded(), "first", &o), second;

    (void)state;
    o.start = &first.schedule;
    o.effort = 1;
    second = solve(crowded(), "second", &o);
    assert_i64(second.makespan, first.makespan);
    weft_result_release(&first);
    weft_result_release(&second);
}

/* 3 + 3 + 4 before and after a fixed task: 5 and 5 are left, but no two of
 * them are 5. No bound sees that, and there is no plan to start from. */
static const char parted[] =
    "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','capacity':{'c':1}}],"
    "'tasks':[{'id':'fix','duration':1,'demand':{'c':1},'pin':{'start':5}},"
    "{'id':'a','duration':3,'demand':{'c':1},'deadline':%d},"
    "{'id':'b','duration':3,'demand':{'c':1},'deadline':%d},"
    "{'id':'c','duration':4,'demand':{'c':1},'deadline':%d}]}";

static void that_there_is_no_plan_is_proved(void **state)
{
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_result r;
    char doc[1000];

    (void)state;
    snprintf(doc, sizeof(doc), parted, 11, 11, 11);
    r = solve(plan_of(doc), "parted", &o);
    assert_i64(r.status, WEFT_INFEASIBLE);
    assert_non_null(strstr(r.reason, "deadlines"));
    weft_result_release(&r);
    snprintf(doc, sizeof(doc), parted, 12, 13, 12);
    r = solve(plan_of(doc), "parted later", &o);
    assert_i64(r.status, WEFT_OPTIMAL);
    assert_i64(r.makespan, 12);
    weft_result_release(&r);
}

static void a_model_that_does_not_fit_the_memory_is_no_error(void **state)
{
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_result r;

    (void)state;
    o.memory = 2 << 20;
    r = solve(plan_of_sample("deep-research"), "little memory", &o);
    assert_i64(r.status, WEFT_FEASIBLE);
    assert_non_null(strstr(r.reason, "memory"));
    weft_result_release(&r);
}

/* Long tasks with odd lengths, so with many ticks, and many pairs compete. */
static struct weft_plan *too_large(void)
{
    char doc[40000] = "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n',"
                      "'capacity':{'c':5}},{'id':'m','capacity':{'c':7}}],"
                      "'tasks':[";
    size_t n = strlen(doc);

    for (int i = 0; i < 120; i++)
        n += (size_t)snprintf(doc + n, sizeof(doc) - n,
                              "%s{'id':'t%d','duration':%d,"
                              "'demand':{'c':%d}}",
                              i ? "," : "", i, 3000017 + 977 * i, 2 + i % 3);
    snprintf(doc + n, sizeof(doc) - n, "]}");
    return plan_of(doc);
}

static void what_is_too_large_is_refused_with_figures(void **state)
{
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_plan *p = too_large();
    struct weft_problem *q = problem_of(p);
    struct weft_result r;
    struct weft_err err = { 0 };

    (void)state;
    assert_i64(weft_solve(q, "ilp", &o, &r, &err), WEFT_E_LIMIT);
    assert_non_null(strstr(r.reason, "columns"));
    assert_non_null(strstr(r.reason, "at most"));
    assert_true(h.plans > 0); /* the host has plan and bound all the same */
    assert_true(h.bounds > 0);
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

/* A program that uses GLPK itself loses nothing. */
static void other_users_of_glpk_keep_their_problems(void **state)
{
    struct host h = { 0 };
    struct weft_solve_opts o = opts_for(&h);
    struct weft_result r;
    glp_prob *mine = glp_create_prob();

    (void)state;
    glp_add_cols(mine, 3);
    r = solve(crowded(), "beside another", &o);
    assert_i64(glp_get_num_cols(mine), 3);
    glp_delete_prob(mine);
    glp_free_env();
    weft_result_release(&r);
}

static void glpk_s_own_errors_are_answers(void **state)
{
    struct ilp_model m = { 0 };
    struct ilp_solver s = { .m = &m };
    int32_t x = weft_ilp_col(&m, (struct ilp_col){ .hi = 1, .integer = true });
    int32_t y = weft_ilp_col(&m, (struct ilp_col){ .hi = 1, .integer = true });

    (void)state;
    weft_ilp_term(&m, x, 1);
    weft_ilp_term(&m, y, 1);
    weft_ilp_row(&m, 1, false);
    m.term[1].col = x; /* a column twice in a row: GLPK would abort */
    assert_i64(weft_ilp_solve(&s, NULL), WEFT_OK);
    assert_i64(s.end, ILP_FAILED);
    assert_true(s.text[0] != '\0');
    m.term[1].col = y; /* and the next run is as good as any */
    assert_i64(weft_ilp_solve(&s, NULL), WEFT_OK);
    assert_i64(s.end, ILP_OPTIMAL);
    weft_ilp_model_release(&m);
}

/* --- public instances, where $WEFT_DATA has them -------------------------- */

static bool find_instance(const char *name, char *path, size_t size)
{
    FILE *f;

    snprintf(path, size, "%s/psplib/j30/%s", getenv("WEFT_DATA"), name);
    f = fopen(path, "r");
    if (f)
        fclose(f);
    return f;
}

/* Neither bounds nor windows settle these: it takes the relaxation. */
static void known_optima_of_j30_are_proved(void **state)
{
    static const struct {
        const char *name;
        int64_t optimum;
    } known[] = { { "j306_3.sm", 48 },
                  { "j3033_3.sm", 55 },
                  { "j3043_3.sm", 57 } };

    (void)state;
    for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
        struct host h = { 0 };
        struct weft_solve_opts o = opts_for(&h);
        struct weft_diags d = { 0 };
        struct weft_plan *p;
        struct weft_result r;
        char path[1024];

        if (!find_instance(known[k].name, path, sizeof(path)))
            fail_msg("%s was there", path);
        assert_i64(weft_open(path, NULL, &p, NULL, &d, NULL), WEFT_OK);
        r = solve(p, known[k].name, &o);
        assert_i64(r.makespan, known[k].optimum);
        assert_i64(r.status, WEFT_OPTIMAL);
        weft_result_release(&r);
        weft_diags_release(&d);
    }
}

#define ALWAYS                                                                 \
    cmocka_unit_test(agrees_with_brute_force),                                 \
        cmocka_unit_test(the_small_samples_are_proved),                        \
        cmocka_unit_test(reservations_are_proved_as_well),                     \
        cmocka_unit_test(runs_with_equal_counts_repeat),                       \
        cmocka_unit_test(a_host_that_says_stop_gets_the_plan_so_far),          \
        cmocka_unit_test(time_that_is_over_ends_the_search),                   \
        cmocka_unit_test(a_plan_to_start_from_is_kept),                        \
        cmocka_unit_test(that_there_is_no_plan_is_proved),                     \
        cmocka_unit_test(a_model_that_does_not_fit_the_memory_is_no_error),    \
        cmocka_unit_test(what_is_too_large_is_refused_with_figures),           \
        cmocka_unit_test(other_users_of_glpk_keep_their_problems),             \
        cmocka_unit_test(glpk_s_own_errors_are_answers)

int main(void)
{
    const struct CMUnitTest alone[] = { ALWAYS };
    const struct CMUnitTest with_data[] = {
        ALWAYS,
        cmocka_unit_test(known_optima_of_j30_are_proved),
    };
    char path[1024];

    if (getenv("WEFT_DATA") && find_instance("j306_3.sm", path, sizeof(path)))
        return cmocka_run_group_tests(with_data, NULL, NULL);
    puts("# SKIP known_optima_of_j30_are_proved: no such data");
    return cmocka_run_group_tests(alone, NULL, NULL);
}
