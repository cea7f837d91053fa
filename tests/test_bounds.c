/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Root bounds by hand. */
#include "lib/tweft.h"

#include "lib/tplan.h"
#include "weft/engine.h"

struct bounded {
    struct weft_plan *p;
    struct weft_problem *q;
    struct weft_bounds b;
};

/* All bounds in units of the plan. */
static struct bounded bounds_of(const char *quoted)
{
    struct bounded x = { .p = plan_of(quoted) };

    x.q = problem_of(x.p);
    assert_i64(weft_bounds(x.q, &x.b, NULL), WEFT_OK);
    x.b.critical_path = x.b.critical_path * x.q->tick / 1000;
    x.b.energy = x.b.energy * x.q->tick / 1000;
    x.b.timetable = x.b.timetable * x.q->tick / 1000;
    x.b.best = x.b.best * x.q->tick / 1000;
    return x;
}

static void release(struct bounded *x)
{
    weft_problem_free(x->q);
    weft_plan_free(x->p);
}

static void the_critical_path_counts_lags_and_releases(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none', 'tasks': ["
        "{'id': 'a', 'duration': 2, 'release': 3},"
        "{'id': 'b', 'duration': 4, 'after': [{'task': 'a', 'lag': 5}]}]}");

    (void)state;
    assert_i64(x.b.critical_path, 14);
    assert_i64(x.b.best, 14);
    release(&x);
}

static void a_transfer_counts_where_no_copy_can_be_shared(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 's', 'network': {'latency': 7},"
        " 'nodes': [{'id': 'n', 'capacity': {}}, {'id': 'm', 'capacity': {}}],"
        " 'tasks': ["
        "{'id': 'a', 'duration': 2, 'nodes': ['n']},"
        "{'id': 'b', 'duration': 4, 'nodes': ['m'],"
        " 'after': [{'task': 'a', 'data': 1}]},"
        "{'id': 'c', 'duration': 4, 'after': [{'task': 'a', 'data': 1}]}]}");

    (void)state;
    assert_i64(x.b.critical_path, 13);
    release(&x);
}

static void energy_is_shared_by_all_copies(void **state)
{
    /* 5 tasks of 2 cpu x 3 on 2 x 2 cpu: 30 / 4, rounded up */
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'count': 2, 'capacity': {'cpu': 2}}],"
        " 'tasks': ["
        "{'id': 'a', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'b', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'c', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'd', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'e', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'one', 'duration': 1}]}"); /* makes the tick 1 */

    (void)state;
    assert_i64(x.b.energy, 8);
    assert_string_equal(weft_plan_res(x.p, x.b.energy_res)->id, "cpu");
    release(&x);
}

static void what_is_confined_to_a_node_must_share_it(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 1}},"
        "           {'id': 'm', 'capacity': {'cpu': 9}}], 'tasks': ["
        "{'id': 'a', 'duration': 3, 'demand': {'cpu': 1}, 'nodes': ['n']},"
        "{'id': 'b', 'duration': 4, 'demand': {'cpu': 1}, 'nodes': ['n']},"
        "{'id': 'c', 'duration': 2, 'demand': {'cpu': 1}}]}");

    (void)state;
    assert_i64(x.b.energy, 7);
    release(&x);
}

static void reservations_leave_less_for_the_others(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 3}}], 'tasks': ["
        "{'id': 'h', 'duration': 1, 'hold': 'plan', 'demand': {'cpu': 2}},"
        "{'id': 'a', 'duration': 3, 'demand': {'cpu': 1}},"
        "{'id': 'b', 'duration': 4, 'demand': {'cpu': 1}}]}");

    (void)state;
    assert_i64(x.b.energy, 7);
    release(&x);
}

static void the_time_table_sees_what_energy_does_not(void **state)
{
    /* Energy: 4 x 2 x 2 / 3 = 6 ticks; but two never run together. In 7, the
     * tasks have windows too wide to be certain of anything, so this is seen
     * for three that must run between 0 and 4. */
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'cpu': 3}}], 'tasks': ["
        "{'id': 'a', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'b', 'duration': 3, 'demand': {'cpu': 2}},"
        "{'id': 'one', 'duration': 1}]}");

    (void)state;
    assert_i64(x.b.energy, 4);
    assert_i64(x.b.timetable, 6);
    assert_i64(x.b.best, 6);
    release(&x);
}

static void windows_that_overload_a_resource_are_named(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'gpu': 1}}], 'tasks': ["
        "{'id': 'a', 'duration': 3, 'demand': {'gpu': 1}, 'deadline': 4},"
        "{'id': 'b', 'duration': 3, 'demand': {'gpu': 1}, 'deadline': 4}]}");

    (void)state;
    if (!strstr(x.b.reason, "gpu"))
        fail_msg("reason: '%s'", x.b.reason);
    release(&x);
}

static void a_reservation_that_shuts_a_task_out_is_named(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'none',"
        " 'nodes': [{'id': 'n', 'capacity': {'gpu': 4}}], 'tasks': ["
        "{'id': 'h', 'duration': 1, 'hold': 'plan', 'demand': {'gpu': 2}},"
        "{'id': 'train', 'duration': 3, 'demand': {'gpu': 3}}]}");

    (void)state;
    if (!strstr(x.b.reason, "gpu") || !strstr(x.b.reason, "train"))
        fail_msg("reason: '%s'", x.b.reason);
    release(&x);
}

static void amounts_near_the_limit_do_not_overflow(void **state)
{
    struct bounded x = bounds_of(
        "{'weft': '1.0', 'time_unit': 'd',"
        " 'nodes': [{'id': 'n', 'count': 3,"
        "            'capacity': {'mem': 9000000000000000}}], 'tasks': ["
        "{'id': 'a', 'duration': 1000000, 'demand': {'mem': 8999999999999999}},"
        "{'id': 'b', 'duration': 999999, 'demand': {'mem': 8999999999999999}},"
        "{'id': 'c', 'duration': 7, 'demand': {'mem': 5000000000000000}}]}");

    (void)state;
    assert_true(x.b.best > 0);
    assert_i64(x.b.reason[0], 0);
    release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_critical_path_counts_lags_and_releases),
        cmocka_unit_test(a_transfer_counts_where_no_copy_can_be_shared),
        cmocka_unit_test(energy_is_shared_by_all_copies),
        cmocka_unit_test(what_is_confined_to_a_node_must_share_it),
        cmocka_unit_test(reservations_leave_less_for_the_others),
        cmocka_unit_test(the_time_table_sees_what_energy_does_not),
        cmocka_unit_test(windows_that_overload_a_resource_are_named),
        cmocka_unit_test(a_reservation_that_shuts_a_task_out_is_named),
        cmocka_unit_test(amounts_near_the_limit_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
