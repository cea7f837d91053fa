/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More capacity or a link less never makes the shortest plan longer: a claim
 * on what exact engines prove that needs no second solver. A failure names the
 * seed and the edit. */
#include "lib/tweft.h"

#include "lib/tplan.h"
#include "lib/valid.h"
#include "weft/edit.h"
#include "weft/engine.h"

#define PLANS  1000
#define EDITS  3 /* one after the other */
#define EFFORT 4000

/* One more on a capacity; false: there is none. */
static bool more_capacity(const struct weft_plan *p, uint64_t *rng, char *line,
                          size_t size)
{
    const struct weft_node *n;
    const struct weft_amount *a;

    if (!weft_plan_nnode(p))
        return false;
    n = weft_plan_node(p, rand_below(rng, weft_plan_nnode(p)));
    if (!n->ncapacity)
        return false;
    a = &n->capacity[rand_below(rng, n->ncapacity)];
    snprintf(line, size, "set node %s capacity.%s=%lld", n->id,
             weft_plan_res(p, a->res)->id, (long long)(a->qty / 1000 + 1));
    return true;
}

static bool fewer_links(const struct weft_plan *p, uint64_t *rng, char *line,
                        size_t size)
{
    const struct weft_task *t = weft_plan_task(
        p, rand_below(rng, weft_plan_ntask(p)));

    if (!t->nafter)
        return false;
    snprintf(line, size, "unlink %s %s",
             weft_plan_task(p, t->after[rand_below(rng, t->nafter)].task)->id,
             t->id);
    return true;
}

static bool relax(struct weft_plan *p, uint64_t *rng, char *line, size_t size)
{
    struct weft_err err = { 0 };
    bool links = rand_below(rng, 2);

    if (!(links ? fewer_links : more_capacity)(p, rng, line, size) &&
        !(links ? more_capacity : fewer_links)(p, rng, line, size))
        return false;
    if (weft_edit(p, line, NULL, &err))
        fail_msg("%s: %s", line, err.msg);
    return true;
}

/* The status; *makespan in thousandths, as the tick may change. */
static enum weft_status solve(const struct weft_plan *p, const char *engine,
                              const char *what, int64_t *makespan)
{
    struct weft_problem *q = problem_of(p);
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };
    enum weft_status status;
    enum weft_rc rc;

    weft_solve_opts_init(&o);
    o.effort = EFFORT;
    rc = weft_solve(q, engine, &o, &r, &err);
    if (rc && rc != WEFT_E_LIMIT)
        fail_msg("%s: %s", what, err.msg);
    if (!rc)
        assert_result(p, q, &r, what);
    *makespan = r.makespan * q->tick;
    status = r.status;
    weft_result_release(&r);
    weft_problem_free(q);
    return status;
}

/* How many edits lie between two proved plans. */
static int compare(uint64_t seed, const char *engine)
{
    struct rand_opts o = rand_small(seed);
    uint64_t rng = seed * 31 + 7;
    enum weft_status was, is;
    int64_t before, after;
    char line[200], what[300];
    struct weft_plan *p;
    int proved = 0;

    o.tasks = 2 + rand_below(&rng, 4);
    o.max_duration = 4;
    p = plan_of_rand(&o);
    snprintf(what, sizeof(what), "seed %llu, %s", (unsigned long long)seed,
             engine);
    was = solve(p, engine, what, &before);
    for (int k = 0; k < EDITS && relax(p, &rng, line, sizeof(line)); k++) {
        snprintf(what, sizeof(what), "seed %llu, %s, edit %d: %s",
                 (unsigned long long)seed, engine, k, line);
        is = solve(p, engine, what, &after);
        if (was == WEFT_OPTIMAL && is == WEFT_INFEASIBLE)
            fail_msg("%s: no plan any more", what);
        if (was == WEFT_OPTIMAL && is == WEFT_OPTIMAL && after > before)
            fail_msg("%s: %lld -> %lld", what, (long long)before,
                     (long long)after);
        proved += was == WEFT_OPTIMAL && is == WEFT_OPTIMAL;
        was = is;
        before = after;
    }
    weft_plan_free(p);
    return proved;
}

static void survey(const char *engine)
{
    int proved = 0;

    for (uint64_t seed = 1; seed <= PLANS; seed++)
        proved += compare(seed, engine);
    if (proved < PLANS)
        fail_msg("%s proves too little to test it: %d", engine, proved);
}

static void less_to_keep_is_never_longer_for_cp(void **state)
{
    (void)state;
    survey("cp");
}

static void less_to_keep_is_never_longer_for_dp(void **state)
{
    (void)state;
    survey("dp");
}

static void less_to_keep_is_never_longer_for_ilp(void **state)
{
    (void)state;
    survey("ilp");
}

static void less_to_keep_is_never_longer_for_auto(void **state)
{
    (void)state;
    survey("auto");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(less_to_keep_is_never_longer_for_cp),
        cmocka_unit_test(less_to_keep_is_never_longer_for_dp),
        cmocka_unit_test(less_to_keep_is_never_longer_for_ilp),
        cmocka_unit_test(less_to_keep_is_never_longer_for_auto),
    };

    return cmocka_run_group_tests_name("monotone", tests, NULL, NULL);
}
