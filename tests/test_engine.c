/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft_solve() and the list engines on plans made by hand. */
#include "lib/tweft.h"

#include "lib/tplan.h"
#include "lib/valid.h"

static const char *const engines[] = { "auto", "list", "greedy", "heft",
                                       "cp" };
#define NENGINE (sizeof(engines) / sizeof(*engines))

static struct weft_result solve(const struct weft_plan *p,
                                const struct weft_problem *q,
                                const char *engine)
{
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };

    weft_solve_opts_init(&o);
    o.effort = 2000;
    if (weft_solve(q, engine, &o, &r, &err))
        fail_msg("%s: %s", engine, err.msg);
    if (q->ntask)
        assert_result(p, q, &r, engine);
    return r;
}

static void every_engine_proves_the_example_of_the_article(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_problem *q = problem_of(p);

    (void)state;
    for (size_t e = 0; e < NENGINE; e++) {
        struct weft_result r = solve(p, q, engines[e]);

        assert_i64(r.makespan * q->tick, 70000);
        assert_i64(r.status, WEFT_OPTIMAL);
        weft_result_release(&r);
    }
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_engine_proves_the_example_of_the_article),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
