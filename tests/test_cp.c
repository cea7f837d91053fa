/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact engine against brute force, and what it promises beside proofs. */
#include "lib/tweft.h"

#include "engine/cp.h"
#include "engine/cp_search.h"
#include "engine/verify.h"
#include "lib/oom.h"
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "lib/valid.h"
#include "weft/io.h"

#define MEMORY ((size_t)1 << 28)

/* A tiny plan; every third may be infeasible. */
static struct weft_problem *tiny(uint64_t seed, struct weft_plan **p)
{
    struct rand_opts o = rand_small(seed);
    uint64_t rng = seed * 77 + 5;

    o.tasks = 1 + rand_below(&rng, 5);
    o.nodes = 1 + rand_below(&rng, 3);
    if (seed % 3 == 0)
        o.features |= RAND_TIGHT;
    *p = plan_of_rand(&o);
    return problem_of(*p);
}

/* Deadlines by chance, after which many plans are infeasible. */
static void tighten(struct weft_problem *q, uint64_t seed, int64_t makespan)
{
    uint64_t rng = seed + 1;

    for (int32_t i = 0; i < q->ntask; i++) {
        int64_t late = rand_below(&rng, (int)(makespan / 2 + 1)) +
                       q->release[i] + q->min_dur[i];

        if (rand_below(&rng, 3) == 0 && late < q->deadline[i])
            q->deadline[i] = late;
    }
}

/* No time of the problem is longer than this. */
static bool is_short(const struct weft_problem *q, int64_t most)
{
    bool ok = true;

    for (int32_t i = 0; i < q->ntask; i++)
        ok &= q->release[i] <= most;
    for (int32_t o = 0; o < q->option_begin[q->ntask]; o++)
        ok &= q->option[o].dur <= most;
    for (int32_t e = 0; e < q->graph.m; e++)
        ok &= q->graph.succ_w[e] <= most && q->link_xfer[e] <= most;
    for (int32_t k = 0; k < q->ncopy; k++)
        for (int32_t w = 0; w < q->copy[k].ndown; w++)
            ok &= q->down[q->copy[k].down_begin + w].to <= most;
    return ok;
}

/* The same plan on a finer clock. */
static void stretch(struct weft_problem *q, int64_t by)
{
    int32_t ndown = 0;

    for (int32_t i = 0; i < q->ntask; i++) {
        q->release[i] *= by;
        q->min_dur[i] *= by;
        if (q->latest[i] != WEFT_FOREVER)
            q->latest[i] *= by;
        if (q->deadline[i] != WEFT_FOREVER)
            q->deadline[i] *= by;
    }
    for (int32_t o = 0; o < q->option_begin[q->ntask]; o++)
        q->option[o].dur *= by;
    for (int32_t e = 0; e < q->graph.m; e++) {
        q->graph.succ_w[e] *= by;
        q->graph.pred_w[e] *= by;
        q->link_xfer[e] *= by;
    }
    for (int32_t k = 0; k < q->ncopy; k++)
        if (q->copy[k].down_begin + q->copy[k].ndown > ndown) /* shared */
            ndown = q->copy[k].down_begin + q->copy[k].ndown;
    for (int32_t w = 0; w < ndown; w++) {
        q->down[w].from *= by;
        q->down[w].to *= by;
    }
}

/* --- model and search without any list schedule --------------------------- */

struct cold {
    struct weft_cp_model m;
    struct weft_cp_search s;
    struct weft_schedule found;
};

/* False: infeasible at the root. */
static bool cold_init(struct cold *x, const struct weft_problem *q,
                      int32_t max_pairs)
{
    struct weft_cp_model_opts o = { .limit = WEFT_FOREVER,
                                    .memory = MEMORY,
                                    .max_pairs = max_pairs };

    memset(x, 0, sizeof(*x));
    assert_i64(weft_schedule_init(&x->found, q->ntask, NULL), WEFT_OK);
    if (weft_cp_model_init(&x->m, q, &o, NULL))
        fail_msg("%s", x->m.refused ? x->m.refused : "no model");
    if (x->m.infeasible)
        return false;
    assert_i64(weft_cp_search_init(&x->s, &x->m, NULL), WEFT_OK);
    return true;
}

static void cold_release(struct cold *x)
{
    weft_cp_search_release(&x->s);
    weft_cp_model_release(&x->m);
    weft_schedule_release(&x->found);
}

/* The search stopped with all variables fixed: the schedule must be right. */
static int64_t cold_read(struct cold *x, uint64_t seed)
{
    bool ok;

    assert_i64(weft_cp_model_read(&x->m, &x->found, NULL), WEFT_OK);
    assert_i64(weft_schedule_verify(x->m.q, &x->found, &ok, NULL), WEFT_OK);
    if (!ok)
        fail_msg("seed %llu: a schedule that breaks the plan",
                 (unsigned long long)seed);
    return weft_schedule_makespan(x->m.q, &x->found);
}

/* From above: shorter and shorter, until there is none. WEFT_NONE: none. */
static int64_t shrink(const struct weft_problem *q, uint64_t seed)
{
    int64_t best = WEFT_NONE;
    struct cold x;

    if (cold_init(&x, q, seed % 4 ? 1000 : 0))
        for (;;) {
            enum weft_cp_end end = weft_cp_search_run(
                &x.s, 1 + (int64_t)(seed % 50), WEFT_FOREVER);

            if (end == WEFT_CP_LIMIT)
                continue;
            if (end == WEFT_CP_REFUTED)
                break;
            assert_i64(end, WEFT_CP_FOUND);
            best = cold_read(&x, seed);
            weft_cp_search_lead(&x.s, &x.found);
            if (!weft_cp_search_limit(&x.s, best - 1))
                break;
        }
    cold_release(&x);
    return best;
}

/* From below: refute makespan after makespan. In a debug build every reason
 * and every clause learnt is checked against the planted optimum. */
static int64_t climb(const struct weft_problem *q,
                     const struct weft_schedule *planted, uint64_t seed)
{
    int64_t best = WEFT_NONE;
    int32_t *value;
    struct cold x;

    if (!cold_init(&x, q, seed % 4 ? 1000 : 0)) {
        cold_release(&x);
        return WEFT_NONE;
    }
    value = malloc((size_t)x.m.core.nvar * sizeof(*value));
    assert_non_null(value);
    weft_cp_model_values(&x.m, planted, value);
    x.m.core.planted = value;
    while (best == WEFT_NONE) {
        int64_t at = weft_cp_search_bound(&x.s);
        enum weft_cp_end end = weft_cp_search_run(&x.s,
                                                  1 + (int64_t)(seed % 30), at);

        if (end == WEFT_CP_FOUND)
            best = cold_read(&x, seed);
        else if (end == WEFT_CP_REFUTED)
            break;
        else if (end != WEFT_CP_LIMIT)
            assert_i64(end, WEFT_CP_RAISED);
    }
    free(value);
    cold_release(&x);
    return best;
}

static void expect(uint64_t seed, const char *how, int64_t got, int64_t want)
{
    if (got != want)
        fail_msg("seed %llu, %s: got %lld, brute force says %lld",
                 (unsigned long long)seed, how, (long long)got,
                 (long long)want);
}

static void search_agrees_with_brute_force(void **state)
{
    int infeasible = 0, tried = 0, fine = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = tiny(seed, &p);
        int64_t want = WEFT_NONE;

        if (seed % 3 == 0 && is_short(q, 1000)) {
            stretch(q, 997);
            fine++;
        }
        if (!q->reason[0] && oracle(q, &want) && seed % 2) {
            tighten(q, seed, want);
            if (!oracle(q, &want))
                want = WEFT_NONE;
        }
        if (!q->reason[0]) {
            expect(seed, "shrinking", shrink(q, seed), want);
            infeasible += want == WEFT_NONE;
            tried++;
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(tried > 1800 && infeasible > 100 && fine > 100);
}

static void no_reason_excludes_a_planted_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 3000; seed < 4200; seed++) {
        struct weft_solve_opts o;
        struct weft_result r;
        struct weft_plan *p;
        struct weft_problem *q = tiny(seed, &p);
        int64_t want = WEFT_NONE;

        weft_solve_opts_init(&o);
        assert_i64(weft_solve(q, "cp", &o, &r, NULL), WEFT_OK);
        if (!q->reason[0] && !oracle(q, &want))
            want = WEFT_NONE;
        if (want != WEFT_NONE) {
            assert_result(p, q, &r, "cp");
            expect(seed, "the engine's plan", r.makespan, want);
            expect(seed, "the engine's bound", r.bound, want);
            expect(seed, "climbing", climb(q, &r.schedule, seed), want);
        } else {
            assert_i64(r.status, WEFT_INFEASIBLE);
        }
        weft_result_release(&r);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

/* --- larger plans --------------------------------------------------------- */

static struct weft_problem *middling(uint64_t seed, struct weft_plan **p)
{
    struct rand_opts o = rand_small(seed);

    o.features &= ~(unsigned)(RAND_DEADLINE | RAND_PIN);
    o.tasks = 12;
    o.nodes = 2;
    *p = plan_of_rand(&o);
    return problem_of(*p);
}

static struct weft_result solve(const struct weft_problem *q,
                                const struct weft_solve_opts *o)
{
    struct weft_result r;
    struct weft_err err = { 0 };

    if (weft_solve(q, "cp", o, &r, &err))
        fail_msg("%s", err.msg);
    return r;
}

static int64_t optimum(const struct weft_problem *q)
{
    struct weft_solve_opts o;
    struct weft_result r;
    int64_t makespan;

    weft_solve_opts_init(&o);
    o.effort = 100000;
    r = solve(q, &o);
    makespan = r.status == WEFT_OPTIMAL ? r.makespan : WEFT_NONE;
    weft_result_release(&r);
    return makespan;
}

static void looser_plans_are_never_longer(void **state)
{
    int proved = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = middling(seed, &p);
        int64_t before = optimum(q), after;

        for (int32_t c = 0; c < q->ncell; c++)
            q->cell[c].cap += 1000;
        after = optimum(q);
        if (before != WEFT_NONE && after != WEFT_NONE) {
            if (after > before)
                fail_msg("seed %llu: more capacity, a longer plan",
                         (unsigned long long)seed);
            proved++;
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(proved >= 55);
}

static void same_seed_and_effort_give_the_same_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = middling(seed, &p);
        struct weft_solve_opts o;
        struct weft_result a, b;
        size_t n = (size_t)q->ntask;

        weft_solve_opts_init(&o);
        o.effort = 400;
        a = solve(q, &o);
        b = solve(q, &o);
        assert_i64(a.bound, b.bound);
        assert_memory_equal(a.schedule.opt, b.schedule.opt,
                            n * sizeof(*a.schedule.opt));
        assert_memory_equal(a.schedule.start, b.schedule.start,
                            n * sizeof(*a.schedule.start));
        weft_result_release(&a);
        weft_result_release(&b);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static bool after_some_calls(void *ctx)
{
    int *left = ctx;

    return --*left < 0;
}

static void a_cancelled_run_returns_its_best_plan(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = middling(7, &p);
    int64_t best = optimum(q);

    (void)state;
    for (int calls = 0; calls < 60; calls++) {
        int left = calls;
        struct weft_solve_opts o;
        struct weft_result r;

        weft_solve_opts_init(&o);
        o.stop = after_some_calls;
        o.ctx = &left;
        r = solve(q, &o);
        if (r.schedule.n) {
            assert_result(p, q, &r, "cancelled");
            assert_true(r.makespan >= best);
        }
        assert_true(r.bound <= best);
        weft_result_release(&r);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

/* Plans and bounds that others find between two turns. */
static void what_others_find_ends_the_search(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct weft_plan *p;
        struct weft_problem *q = middling(seed, &p);
        struct weft_solve_opts o;
        struct weft_result r;
        struct weft_run run;
        void *cp;
        bool more = true;

        weft_solve_opts_init(&o);
        r = solve(q, &o);
        o.time = 0;
        assert_i64(weft_run_init(&run, q, &o, NULL), WEFT_OK);
        assert_i64(weft_member_cp.begin(&cp, &run, NULL), WEFT_OK);
        weft_run_offer(&run, "other", &r.schedule);
        if (seed % 2) /* else it is proved */
            weft_run_bound(&run, "other", r.makespan);
        while (more && !weft_run_ended(&run)) {
            weft_run_turn(&run, 1000);
            assert_i64(weft_member_cp.turn(cp, &more, NULL), WEFT_OK);
        }
        assert_i64(run.makespan, r.makespan);
        assert_i64(run.bound, r.makespan);
        assert_string_equal(run.found_by, "other");
        assert_i64(strcmp(run.bound_by, seed % 2 ? "other" : "cp"), 0);
        weft_member_cp.end(cp);
        weft_run_release(&run);
        weft_result_release(&r);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void little_memory_costs_the_proof_not_the_plan(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = middling(3, &p);

    (void)state;
    for (size_t memory = 100; memory < 400000; memory += memory / 3) {
        struct weft_solve_opts o;
        struct weft_result r;

        weft_solve_opts_init(&o);
        o.effort = 2000;
        o.memory = memory;
        r = solve(q, &o);
        assert_true(r.schedule.n > 0);
        assert_result(p, q, &r, "little memory");
        weft_result_release(&r);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

static void lack_of_memory_is_never_a_proof(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = tiny(12, &p);
    int64_t want;

    (void)state;
    assert_true(oracle(q, &want));
    for (long k = 1;; k++) {
        struct weft_solve_opts o;
        struct weft_result r;
        enum weft_rc rc;

        weft_solve_opts_init(&o);
        oom_at(k);
        rc = weft_solve(q, "cp", &o, &r, NULL);
        if (!oom_stop()) {
            assert_i64(r.makespan, want);
            weft_result_release(&r);
            break;
        }
        if (rc)
            assert_i64(rc, WEFT_E_NOMEM);
        assert_true(r.bound <= want);
        assert_true(r.status != WEFT_INFEASIBLE);
        weft_result_release(&r);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_plan_too_long_for_its_tick_is_refused(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','time_unit':'ms','nodes':[{'id':'n','capacity':{'r':1}}"
        "],'tasks':[{'id':'a','duration':2000000001,'demand':{'r':1}},"
        "{'id':'b','duration':2000000000,'demand':{'r':1}}]}");
    struct weft_problem *q = problem_of(p);
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };

    (void)state;
    weft_solve_opts_init(&o);
    /* the list schedule is the answer, and here the bound proves it */
    assert_i64(weft_solve(q, "cp", &o, &r, &err), WEFT_OK);
    assert_i64(r.makespan, 4000000001);
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

/* --- published optima ----------------------------------------------------- */

static const struct {
    const char *file;
    int64_t makespan;
} known[] = {
    { "psplib/j30/j3029_1.sm", 85 }, /* clauses minimised in a circle: 86 */
    { "psplib/j30/j305_1.sm", 53 },
    { "psplib/j60/j6037_1.sm", 97 },
    { "fjsp/brandimarte/mk01.fjs", 40 },
    { "fjsp/hurink/la01_edata.fjs", 609 },
    { "fjsp/hurink/la14_edata.fjs", 1123 }, /* with edge finding only */
};
#define NKNOWN (sizeof(known) / sizeof(*known))

static void path_of(size_t k, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", getenv("WEFT_DATA"), known[k].file);
}

static bool are_there(void)
{
    char path[1024];
    FILE *f;

    for (size_t k = 0; k < NKNOWN; k++) {
        path_of(k, path, sizeof(path));
        f = fopen(path, "r");
        if (!f)
            return false;
        fclose(f);
    }
    return true;
}

static void published_optima_are_proved(void **state)
{
    (void)state;
    for (size_t k = 0; k < NKNOWN; k++) {
        struct weft_plan *p = NULL;
        struct weft_problem *q = NULL;
        struct weft_diags d = { 0 };
        struct weft_err err = { 0 };
        char path[1024];

        path_of(k, path, sizeof(path));
        if (weft_open(path, NULL, &p, NULL, &d, &err) ||
            weft_problem_new(p, &q, &err))
            fail_msg("%s: %s", path, err.msg);
        assert_i64(optimum(q) * q->tick, known[k].makespan * 1000);
        weft_problem_free(q);
        weft_plan_free(p);
        weft_diags_release(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_agrees_with_brute_force),
        cmocka_unit_test(no_reason_excludes_a_planted_optimum),
        cmocka_unit_test(looser_plans_are_never_longer),
        cmocka_unit_test(same_seed_and_effort_give_the_same_plan),
        cmocka_unit_test(a_cancelled_run_returns_its_best_plan),
        cmocka_unit_test(what_others_find_ends_the_search),
        cmocka_unit_test(little_memory_costs_the_proof_not_the_plan),
        cmocka_unit_test(lack_of_memory_is_never_a_proof),
        cmocka_unit_test(a_plan_too_long_for_its_tick_is_refused),
        cmocka_unit_test(published_optima_are_proved), /* last */
    };
    size_t n = sizeof(tests) / sizeof(*tests);

    if (!are_there()) {
        puts("# SKIP published optima: set WEFT_DATA");
        n--;
    }
    return _cmocka_run_group_tests("tests", tests, n, NULL, NULL);
}
