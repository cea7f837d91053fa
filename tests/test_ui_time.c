/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time line and the load of nodes: flows fed as scripts, then looked at. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/lanes.h"

#define GENOME "../tests/plans/genome-planned.json"

static void open_genome(struct uitest *t)
{
    uitest_open(t, GENOME, 80, 24);
}

static void the_demand_shown_is_that_of_the_mode_that_runs(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(
        &t,
        "{\"weft\":\"1.0\",\"nodes\":[{\"id\":\"n\",\"capacity\":{\"cpu\":2}}],"
        "\"tasks\":[{\"id\":\"a\",\"duration\":9,\"demand\":{\"cpu\":1},"
        "\"modes\":[{\"name\":\"fast\",\"duration\":3,\"demand\":{\"cpu\":2}}]}]}",
        80, 24);
    uitest_sees(&t, "n 2 ");
    uitest_sees(&t, "Needs cpu 2");
    uitest_close(&t);
}

static void z_z_fits_the_selected_task_with_its_float(void **state)
{
    struct uitest t;
    const struct ui_state *s;

    (void)state;
    open_genome(&t);
    s = t.ses.s;
    uitest_keys(&t, "/ \"train\" Enter z z");
    assert_true(s->cell > 0);
    assert_true(s->t0 <= 5000); /* ready at 5, runs to 13, float to 23 */
    assert_true(s->t0 + s->cell * 36 >= 23000);
    assert_true(s->t0 > 0);
    uitest_keys(&t, "0");
    assert_i64(s->cell, 0);
    uitest_close(&t);
}

static void z_z_fits_all_marked_tasks(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "/ \"merge\" Enter Space /  \"qc\" Enter Space z z");
    assert_true(t.ses.s->t0 <= 15000);
    assert_true(t.ses.s->t0 + t.ses.s->cell * 36 >= 27000);
    uitest_close(&t);
}

static void the_lanes_tell_what_is_in_use_at_the_time_cursor(void **state)
{
    struct ui_lane cpu = { .node = 0, .copy = WEFT_NONE, .res = 0 };
    struct uitest t;

    (void)state;
    open_genome(&t);
    assert_i64(ui_lane_use_at(t.ses.m, &cpu, 0), 500000);
    assert_i64(ui_lane_use_at(t.ses.m, &cpu, 3000), 750000);
    assert_i64(ui_lane_use_at(t.ses.m, &cpu, 5999), 1000000);
    assert_i64(ui_lane_use_at(t.ses.m, &cpu, 28999), 250000);
    assert_i64(ui_lane_use_at(t.ses.m, &cpu, 29000), 0);
    uitest_sees(&t, "54%");
    uitest_keys(&t, "l");
    uitest_sees(&t, "now");
    uitest_sees(&t, "50%");
    uitest_keys(&t, "Esc");
    uitest_sees_not(&t, "now");
    uitest_close(&t);
}

static void the_rule_above_the_lanes_shows_the_window_of_time(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_sees_not(&t, "─━");
    uitest_keys(&t, "+ +");
    uitest_sees(&t, "━━━─");
    uitest_keys(&t, "L");
    uitest_sees(&t, "─━━━");
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demand_shown_is_that_of_the_mode_that_runs),
        cmocka_unit_test(z_z_fits_the_selected_task_with_its_float),
        cmocka_unit_test(z_z_fits_all_marked_tasks),
        cmocka_unit_test(the_lanes_tell_what_is_in_use_at_the_time_cursor),
        cmocka_unit_test(the_rule_above_the_lanes_shows_the_window_of_time),
    };

    return cmocka_run_group_tests_name("ui_time", tests, NULL, NULL);
}
