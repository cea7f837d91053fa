/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedule generation and justification on random plans with every feature. */
#include "lib/tweft.h"

#include "base/rng.h"
#include "engine/base.h"
#include "engine/rules.h"
#include "engine/sgs.h"
#include "engine/verify.h"
#include "lib/tplan.h"
#include "lib/valid.h"

#define PLANS 150

struct bench {
    struct weft_plan *p;
    struct weft_problem *q;
    struct weft_sgs *g;
    struct weft_orders w;
    struct weft_rng rng;
    int32_t *order;
    char what[32];
};

/* A plan of up to 40 tasks on a workbench; false if its reservations or
 * budgets found no base. */
static bool setup(struct bench *b, uint64_t seed)
{
    struct rand_opts o = rand_small(seed);
    enum weft_found found = WEFT_GAVE_UP;

    o.tasks = 5 + (int)(seed % 36);
    o.nodes = 1 + (int)(seed % 4);
    b->p = plan_of_rand(&o);
    b->q = problem_of(b->p);
    weft_rng_seed(&b->rng, seed);
    snprintf(b->what, sizeof(b->what), "seed %llu", (unsigned long long)seed);
    assert_i64(weft_sgs_new(b->q, &b->g, NULL), WEFT_OK);
    assert_i64(weft_orders_init(&b->w, b->q, NULL), WEFT_OK);
    assert_i64(weft_base_find(b->g, WEFT_BASE_FAST, &b->rng, &found, NULL),
               WEFT_OK);
    b->order = calloc((size_t)b->q->ntask + 1, sizeof(*b->order));
    assert_non_null(b->order);
    return found == WEFT_FOUND;
}

static void teardown(struct bench *b)
{
    free(b->order);
    weft_orders_release(&b->w);
    weft_sgs_free(b->g);
    weft_problem_free(b->q);
    weft_plan_free(b->p);
}

static void random_order(struct bench *b)
{
    assert_i64(weft_rule_values(&b->w, 0, NULL), WEFT_OK);
    weft_order_sample(&b->w, 0, &b->rng, b->order);
}

static void assert_whole(struct bench *b)
{
    struct weft_schedule s = weft_sgs_schedule(b->g);

    assert_valid(b->p, b->q, &s, b->what);
    assert_i64(b->g->makespan, weft_schedule_makespan(b->q, &s));
}

/* Call f with a schedule in b->g, from both schemes, for many plans. */
static void each_schedule(void (*f)(struct bench *b))
{
    int made = 0;

    for (uint64_t seed = 1; seed <= PLANS; seed++) {
        struct bench b;
        bool ready = setup(&b, seed);

        for (int k = 0; ready && k < 4; k++) {
            random_order(&b);
            assert_i64(k % 2 ? weft_sgs_serial(b.g, b.order, NULL, NULL)
                             : weft_sgs_parallel(b.g, b.order, NULL, NULL),
                       WEFT_OK);
            if (b.g->failed != WEFT_NONE)
                continue;
            made++;
            f(&b);
        }
        teardown(&b);
    }
    assert_true(made > 2 * PLANS);
}

static void every_schedule_passes_the_checker(void **state)
{
    (void)state;
    each_schedule(assert_whole);
}

static int64_t *starts(const struct bench *b)
{
    size_t n = (size_t)b->q->ntask;
    int64_t *v = malloc((n + 1) * sizeof(*v));

    assert_non_null(v);
    memcpy(v, b->g->start, n * sizeof(*v));
    return v;
}

static void check_right(struct bench *b)
{
    int64_t *before = starts(b), makespan = b->g->makespan;

    assert_i64(weft_sgs_right(b->g, NULL), WEFT_OK);
    for (int32_t i = 0; i < b->q->ntask; i++)
        if (b->g->start[i] < before[i])
            fail_msg("%s: task %d moved left", b->what, i);
    assert_i64(b->g->makespan, makespan);
    assert_whole(b);
    free(before);
}

static void justifying_to_the_right_moves_nothing_left(void **state)
{
    (void)state;
    each_schedule(check_right);
}

static void check_improve(struct bench *b)
{
    int64_t before = b->g->makespan, made = 0;

    assert_i64(weft_sgs_improve(b->g, true, 20, &made, NULL), WEFT_OK);
    assert_true(b->g->makespan <= before);
    assert_true(made >= 2);
    assert_whole(b);
}

static void improving_never_worsens(void **state)
{
    (void)state;
    each_schedule(check_improve);
}

/* Placing the tasks of a plan by start, options kept, moves none to the right;
 * doing it again changes nothing. */
static void check_again(struct bench *b)
{
    int64_t *before = starts(b), *after;
    size_t n = (size_t)b->q->ntask;
    int32_t *pick = malloc((n + 1) * sizeof(*pick));

    assert_non_null(pick);
    memcpy(pick, b->g->opt, n * sizeof(*pick));
    weft_sgs_order(b->g, b->order);
    assert_i64(weft_sgs_serial(b->g, b->order, pick, NULL), WEFT_OK);
    assert_i64(b->g->failed, WEFT_NONE);
    for (size_t i = 0; i < n; i++)
        if (b->g->start[i] > before[i])
            fail_msg("%s: task %d moved right", b->what, (int)i);
    after = starts(b);
    weft_sgs_order(b->g, b->order);
    assert_i64(weft_sgs_serial(b->g, b->order, pick, NULL), WEFT_OK);
    assert_memory_equal(after, b->g->start, n * sizeof(*after));
    free(after);
    free(before);
    free(pick);
}

static void placing_a_plan_by_start_is_a_fixpoint(void **state)
{
    (void)state;
    each_schedule(check_again);
}

/* Move a task, change an option: does verify say what the checker says? */
static void check_verify(struct bench *b)
{
    struct weft_schedule s = weft_sgs_schedule(b->g);
    bool ok = false;

    assert_i64(weft_schedule_verify(b->q, &s, &ok, NULL), WEFT_OK);
    assert_true(ok);
    for (int k = 0; k < 10; k++) {
        int32_t i = (int32_t)weft_rng_below(&b->rng, (uint64_t)s.n);
        int32_t first = b->q->option_begin[i], old = s.opt[i];
        int64_t at = s.start[i];

        s.opt[i] = first +
                   (int32_t)weft_rng_below(
                       &b->rng, (uint64_t)(b->q->option_begin[i + 1] - first));
        s.start[i] += (int64_t)weft_rng_below(&b->rng, 7) - 3;
        if (s.start[i] < 0)
            s.start[i] = 0;
        assert_i64(weft_schedule_verify(b->q, &s, &ok, NULL), WEFT_OK);
        if (ok != is_valid(b->p, b->q, &s))
            fail_msg("%s: verify says %d of task %d", b->what, ok, i);
        s.opt[i] = old;
        s.start[i] = at;
    }
}

static void verifying_agrees_with_the_checker(void **state)
{
    (void)state;
    each_schedule(check_verify);
}

static void a_plan_that_is_not_whole_is_not_verified(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s;
    bool ok = true;

    (void)state;
    assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
    assert_i64(weft_schedule_verify(q, &s, &ok, NULL), WEFT_OK);
    assert_false(ok);
    s.n = 2;
    assert_i64(weft_schedule_verify(q, &s, &ok, NULL), WEFT_OK);
    assert_false(ok);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
}

static bool stop_at_once(void *ctx)
{
    (void)ctx;
    return true;
}

static void a_long_schedule_can_be_stopped(void **state)
{
    char *json = malloc(100000);
    struct weft_plan *p;
    struct weft_problem *q;
    struct weft_sgs *g;
    size_t n;

    (void)state;
    assert_non_null(json);
    n = (size_t)snprintf(json, 100, "{\"weft\": \"1.0\", \"tasks\": [");
    for (int i = 0; i < 1000; i++)
        n += (size_t)snprintf(json + n, 90,
                              "%s{\"id\": \"%d\", \"duration\": 1}",
                              i ? "," : "", i);
    snprintf(json + n, 10, "]}");
    p = plan_of_json(json);
    q = problem_of(p);
    assert_i64(weft_sgs_new(q, &g, NULL), WEFT_OK);
    g->stop = stop_at_once;
    assert_i64(weft_sgs_serial(g, q->order, NULL, NULL), WEFT_E_CANCELLED);
    assert_i64(weft_sgs_parallel(g, q->order, NULL, NULL), WEFT_E_CANCELLED);
    g->stop = NULL;
    assert_i64(weft_sgs_serial(g, q->order, NULL, NULL), WEFT_OK);
    assert_i64(g->makespan, 1);
    weft_sgs_free(g);
    weft_problem_free(q);
    weft_plan_free(p);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_schedule_passes_the_checker),
        cmocka_unit_test(justifying_to_the_right_moves_nothing_left),
        cmocka_unit_test(improving_never_worsens),
        cmocka_unit_test(placing_a_plan_by_start_is_a_fixpoint),
        cmocka_unit_test(verifying_agrees_with_the_checker),
        cmocka_unit_test(a_plan_that_is_not_whole_is_not_verified),
        cmocka_unit_test(a_long_schedule_can_be_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
