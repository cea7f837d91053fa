/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large plans: chains, fans, many cycles, hostile shapes. Also run with a
 * small stack (plan_stack.sh), so nothing may recurse over tasks. Times are
 * measured by bench/bench_load, not here. */
#include "lib/tweft.h"

#include "lib/plans.h"
#include "lib/tplan.h"

enum { MANY = 60000 };

struct text {
    char *s;
    size_t n, cap;
};

static void say(struct text *t, const char *fmt, ...) WEFT_PRINTF(2, 3);
static void say(struct text *t, const char *fmt, ...)
{
    va_list ap;

    if (t->cap - t->n < 128) {
        t->cap = t->cap ? t->cap * 2 : 4096;
        t->s = realloc(t->s, t->cap);
        assert_non_null(t->s);
    }
    va_start(ap, fmt);
    t->n += (size_t)vsnprintf(t->s + t->n, t->cap - t->n, fmt, ap);
    va_end(ap);
}

static struct weft_plan *plan_from(struct text *t)
{
    struct weft_plan *p = plan_of_json(t->s);

    assert_text(p, t->s);
    return p;
}

static void chain(struct text *t, int n, int last)
{
    say(t, "{\"weft\":\"1.0\",\"tasks\":[");
    if (last < 0)
        say(t, "{\"id\":\"t0\",\"duration\":1}");
    else
        say(t, "{\"id\":\"t0\",\"duration\":1,\"after\":[\"t%d\"]}", last);
    for (int i = 1; i < n; i++)
        say(t, ",\n{\"id\":\"t%d\",\"duration\":1,\"after\":[\"t%d\"]}", i,
            i - 1);
    say(t, "]}");
}

static void a_long_chain_loads_and_is_edited(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p;
    struct weft_err e = { 0 };
    char line[64];

    (void)state;
    chain(&t, MANY, -1);
    p = plan_from(&t);
    assert_i64(weft_plan_ntask(p), MANY);
    assert_i64(weft_plan_task(p, MANY - 1)->after[0].task, MANY - 2);
    snprintf(line, sizeof(line), "link t%d t0", MANY - 1);
    assert_i64(weft_edit(p, line, NULL, &e), WEFT_E_CYCLE);
    assert_i64(weft_edit(p, "delete task t5", NULL, NULL), WEFT_OK);
    assert_i64(weft_plan_task(p, 5)->nafter, 0);
    assert_i64(weft_plan_task(p, MANY - 2)->after[0].task, MANY - 3);
    snprintf(line, sizeof(line), "move task t%d before t1", MANY - 1);
    assert_i64(weft_edit(p, line, NULL, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "rename task t7 seven", NULL, NULL), WEFT_OK);
    assert_meaning_is_that_of_text(p);
    while (weft_undo(p, NULL, NULL, NULL) == WEFT_OK)
        ;
    assert_text(p, t.s);
    assert_meaning_is_that_of_text(p);
    weft_plan_free(p);
    free(t.s);
}

static void one_long_cycle_is_named(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };

    (void)state;
    chain(&t, MANY, MANY - 2);
    assert_i64(weft_plan_load(t.s, t.n, &p, &d, NULL), WEFT_E_CYCLE);
    assert_i64(d.n, 1);
    assert_string_equal(d.v[0].msg,
                        "task 't0', after[0]: dependency cycle: t0 > t1 > t2 "
                        "> t3 > t4 > t5 > t6 > t7 > t8 > t9 > t10 > t11 > t12 "
                        "> ... 59984 more ... > t59997 > t59998 > t0; 1 other "
                        "task is only behind it");
    weft_diags_release(&d);
    free(t.s);
}

static void many_cycles_are_counted(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };
    int n = MANY / 4;

    (void)state;
    say(&t, "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"x\",\"duration\":1}");
    for (int i = 0; i < n; i++) {
        say(&t, ",\n{\"id\":\"a%d\",\"duration\":1,\"after\":[\"b%d\"]}", i, i);
        say(&t, ",\n{\"id\":\"b%d\",\"duration\":1,\"after\":[\"a%d\"]}", i, i);
    }
    say(&t, "]}");
    assert_i64(weft_plan_load(t.s, t.n, &p, &d, NULL), WEFT_E_CYCLE);
    assert_i64(d.n, WEFT_DIAGS_MAX);
    assert_i64(d.errors, n);
    assert_string_equal(d.v[99].msg, "task 'a99', after[0]: dependency cycle: "
                                     "a99 > b99 > a99");
    weft_diags_release(&d);
    free(t.s);
}

/* One task after all others: its text is large, its links are many. */
static void a_wide_fan_loads_and_is_edited(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p;

    (void)state;
    say(&t, "{\"weft\":\"1.0\",\"tasks\":[");
    for (int i = 0; i < MANY; i++)
        say(&t, "{\"id\":\"t%d\",\"duration\":1},\n", i);
    say(&t, "{\"id\":\"end\",\"duration\":1,\"after\":[\"t0\"");
    for (int i = 1; i < MANY; i++)
        say(&t, ",\"t%d\"", i);
    say(&t, "]}]}");
    p = plan_from(&t);
    assert_i64(weft_plan_task(p, MANY)->nafter, MANY);
    assert_i64(weft_edit(p, "delete task t1", NULL, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "rename task t2 two", NULL, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "link end t0", NULL, NULL), WEFT_E_CYCLE);
    assert_i64(weft_edit(p, "link t9 end lag=4", NULL, NULL), WEFT_OK);
    assert_meaning_is_that_of_text(p);
    while (weft_undo(p, NULL, NULL, NULL) == WEFT_OK)
        ;
    assert_text(p, t.s);
    weft_plan_free(p);
    free(t.s);
}

/* Every task names a resource of its own. */
static void a_resource_for_every_task_is_survived(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p;

    (void)state;
    say(&t, "{\"weft\":\"1.0\",\"tasks\":[");
    for (int i = 0; i < MANY / 4; i++)
        say(&t, "%s{\"id\":\"t%d\",\"duration\":1,\"demand\":{\"r%d\":1}}",
            i ? ",\n" : "", i, i * 7919 % (MANY / 4));
    say(&t, "]}");
    p = plan_from(&t);
    assert_i64(weft_plan_nres(p), MANY / 4);
    assert_i64(weft_edit(p, "set task t0 demand.new=1", NULL, NULL), WEFT_OK);
    assert_i64(weft_plan_nres(p), MANY / 4 + 1);
    assert_i64(weft_edit(p, "unset task t1 demand", NULL, NULL), WEFT_OK);
    assert_i64(weft_plan_nres(p), MANY / 4);
    assert_meaning_is_that_of_text(p);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_meaning_is_that_of_text(p);
    weft_plan_free(p);
    free(t.s);
}

/* Unknown references by the thousand do not make hints quadratic. */
static void many_unknown_names_are_survived(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };

    (void)state;
    say(&t, "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"x\",\"duration\":1}");
    for (int i = 0; i < MANY / 2; i++)
        say(&t,
            ",\n{\"id\":\"task-%d\",\"duration\":1,\"after\":[\"nobody-%d\"]}",
            i, i);
    say(&t, "]}");
    assert_i64(weft_plan_load(t.s, t.n, &p, &d, NULL), WEFT_E_REF);
    assert_i64(d.errors, MANY / 2);
    weft_diags_release(&d);
    free(t.s);
}

/* Scenarios that build on each other, thousands deep. */
static void a_long_line_of_scenarios_is_applied(void **state)
{
    struct text t = { 0 };
    struct weft_plan *p;
    int n = 2000;
    char name[32];

    (void)state;
    say(&t, "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"a\",\"duration\":1}],"
            "\"scenarios\":[{\"name\":\"s0\",\"edits\":[]}");
    for (int i = 1; i < n; i++)
        say(&t,
            ",\n{\"name\":\"s%d\",\"parent\":\"s%d\",\"edits\":[\"set task "
            "a duration=2\"]}",
            i, i - 1);
    say(&t, "]}");
    p = plan_from(&t);
    snprintf(name, sizeof(name), "s%d", n - 1);
    assert_i64(weft_scenario_apply(p, name, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "rename task a b", NULL, NULL), WEFT_OK);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, t.s);
    weft_plan_free(p);
    free(t.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_chain_loads_and_is_edited),
        cmocka_unit_test(one_long_cycle_is_named),
        cmocka_unit_test(many_cycles_are_counted),
        cmocka_unit_test(a_wide_fan_loads_and_is_edited),
        cmocka_unit_test(a_resource_for_every_task_is_survived),
        cmocka_unit_test(many_unknown_names_are_survived),
        cmocka_unit_test(a_long_line_of_scenarios_is_applied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
