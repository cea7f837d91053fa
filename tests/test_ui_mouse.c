/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mouse, by what is on the screen. */
#include "lib/tweft.h"
#include "lib/uitest.h"

static void open_genome(struct uitest *t)
{
    uitest_open(t, "../tests/plans/genome.json", 80, 24);
}

/* A cell of the first place where text stands on the screen. */
static void find(struct uitest *t, const char *text, int *x, int *y)
{
    int w = t->ses.s->w, h = t->ses.s->h, n = (int)strlen(text);

    *x = *y = 0;
    assert_true(tui_session_draw(&t->ses));
    for (*y = 0; *y < h; (*y)++) {
        for (*x = 0; *x + n <= w; (*x)++) {
            const struct ui_cell *k = &t->ses.cells.cell[*y * w + *x];
            int i = 0;

            while (i < n && k[i].ch == (unsigned char)text[i])
                i++;
            if (i == n)
                return;
        }
    }
    fail_msg("'%s' is not on the screen", text);
}

/* Run a mouse directive at text. */
static void at(struct uitest *t, const char *what, const char *text, int dx)
{
    char script[64];
    int x, y;

    find(t, text, &x, &y);
    snprintf(script, sizeof(script), "@%s %d,%d", what, x + dx, y);
    uitest_keys(t, script);
}

static void a_click_selects_a_task_anywhere_in_its_row(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    at(&t, "click", "merge", 0);
    assert_string_equal(uitest_task(&t), "merge");
    at(&t, "click", "train", 40); /* its bar */
    assert_string_equal(uitest_task(&t), "train");
    uitest_close(&t);
}

static void a_double_click_edits(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    at(&t, "double", "split", 0);
    assert_i64(t.ses.s->mode, UI_MODE_ROW);
    uitest_keys(&t, "Esc");
    at(&t, "double", "[4]", 1);
    assert_i64(t.ses.s->mode, UI_MODE_LINE);
    uitest_close(&t);
}

static void two_slow_clicks_are_no_double_click(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    at(&t, "click", "split", 0);
    uitest_keys(&t, "@tick 500");
    at(&t, "click", "split", 0);
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_close(&t);
}

static void a_click_gives_a_pane_the_focus(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    at(&t, "click", "gpu", 0); /* of a task's row */
    assert_i64(t.ses.s->pane, UI_PANE_TASKS);
    at(&t, "click", "NODES", 0);
    assert_i64(t.ses.s->pane, UI_PANE_NODES);
    at(&t, "click", "NODE cpu", 0);
    assert_i64(t.ses.s->pane, UI_PANE_WHY);
    uitest_close(&t);
}

static void the_wheel_changes_a_capacity_that_was_clicked(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    at(&t, "up", "[4]", 1); /* not clicked: nothing */
    assert_i64(weft_undo_count(t.plan), 0);
    at(&t, "click", "[4]", 1);
    at(&t, "up", "[4]", 1);
    at(&t, "up", "[5]", 1);
    uitest_sees(&t, "cpu 4 -> 6: makespan 29 -> 24");
    assert_i64(weft_undo_count(t.plan), 1);
    at(&t, "down", "[6]", 1);
    uitest_sees(&t, "4 -> 5");
    uitest_close(&t);
}

static void the_wheel_scrolls_and_keeps_the_selection_in_sight(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/genome.json", 60, 14);
    uitest_keys(&t, "@down 5,4");
    assert_i64(t.ses.s->top, 3);
    assert_i64(t.ses.m->pic.task_row[t.ses.s->task], 3);
    uitest_keys(&t, "@up 5,4 @up 5,4");
    assert_i64(t.ses.s->top, 0);
    uitest_close(&t);
}

static void shift_and_the_wheel_pan_time(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "+ +");
    at(&t, "shift-down", "merge", 0);
    assert_true(t.ses.s->t0 > 0);
    at(&t, "shift-up", "merge", 0);
    assert_i64(t.ses.s->t0, 0);
    uitest_close(&t);
}

static void a_click_on_the_axis_puts_the_time_cursor_there(void **state)
{
    struct uitest t;
    int64_t first;

    (void)state;
    open_genome(&t);
    at(&t, "click", "10   ", 0);
    first = t.ses.s->cursor;
    assert_true(first > 0);
    uitest_sees(&t, "running");
    at(&t, "drag", "20   ", 0);
    assert_true(t.ses.s->cursor > first);
    uitest_close(&t);
}

static void a_click_on_a_hint_runs_it(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    at(&t, "click", "a add", 0);
    assert_i64(t.ses.s->mode, UI_MODE_ROW);
    at(&t, "click", "give up", 1);
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    at(&t, "click", "[ ] capacity", 2);
    uitest_sees(&t, "2 -> 3");
    at(&t, "click", "? help", 3);
    assert_i64(t.ses.s->mode, UI_MODE_HELP);
    uitest_close(&t);
}

static void lists_take_clicks_and_close_beside_them(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "j j w");
    assert_i64(t.ses.s->mode, UI_MODE_CHAIN);
    at(&t, "double", "merge", 0);
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_keys(&t, "w @click 0,0");
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_close(&t);
}

static void a_click_chooses_the_other_end_of_a_link(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ">");
    at(&t, "click", "report", 0);
    uitest_sees(&t, "link fetch > report");
    uitest_keys(&t, "@tick 500");
    at(&t, "double", "report", 0);
    uitest_sees(&t, "link fetch > report");
    uitest_close(&t);
}

static void what_is_being_typed_is_safe_from_clicks(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "a \"half\"");
    at(&t, "click", "merge", 0);
    assert_i64(t.ses.s->mode, UI_MODE_ROW);
    uitest_sees(&t, "half");
    uitest_close(&t);
}

static void the_mouse_can_be_switched_off(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"set mouse off\" Enter");
    at(&t, "click", "merge", 0);
    assert_string_equal(uitest_task(&t), "fetch");
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_selects_a_task_anywhere_in_its_row),
        cmocka_unit_test(a_double_click_edits),
        cmocka_unit_test(two_slow_clicks_are_no_double_click),
        cmocka_unit_test(a_click_gives_a_pane_the_focus),
        cmocka_unit_test(the_wheel_changes_a_capacity_that_was_clicked),
        cmocka_unit_test(the_wheel_scrolls_and_keeps_the_selection_in_sight),
        cmocka_unit_test(shift_and_the_wheel_pan_time),
        cmocka_unit_test(a_click_on_the_axis_puts_the_time_cursor_there),
        cmocka_unit_test(a_click_on_a_hint_runs_it),
        cmocka_unit_test(lists_take_clicks_and_close_beside_them),
        cmocka_unit_test(a_click_chooses_the_other_end_of_a_link),
        cmocka_unit_test(what_is_being_typed_is_safe_from_clicks),
        cmocka_unit_test(the_mouse_can_be_switched_off),
    };

    return cmocka_run_group_tests_name("ui_mouse", tests, NULL, NULL);
}
