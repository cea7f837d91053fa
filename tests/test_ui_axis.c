/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/rng.h"
#include "ui/axis.h"

#define W 24

static void is_row(const struct ui_glyphs *g, int64_t cell,
                   const struct ui_bar *b, const char *want)
{
    struct ui_axis a = { .cell = cell, .w = W, .unit = WEFT_UNIT_NONE };
    struct ui_cells c;
    char *got;

    assert_true(ui_cells_init(&c, W, 1, g));
    ui_bar_draw(ui_pad_all(&c), 0, &a, b);
    got = ui_cells_dump(&c, true);
    assert_string_equal(got, want);
    free(got);
    ui_cells_release(&c);
}

static void labels_are(enum weft_unit unit, int64_t cell, int64_t t0,
                       const char *want)
{
    struct ui_axis a = { .t0 = t0, .cell = cell, .w = 40, .unit = unit };
    struct ui_cells c;
    char *got;

    assert_true(ui_cells_init(&c, 40, 1, &ui_glyphs_utf8));
    ui_axis_draw(ui_pad_all(&c), 0, &a);
    got = ui_cells_dump(&c, false);
    assert_string_equal(got, want);
    free(got);
    ui_cells_release(&c);
}

static void the_finest_round_scale_that_fits_is_taken(void **state)
{
    (void)state;
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 29000, 34, 0), 1000);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 70000, 60, 0), 1250);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 70000, 160, 0), 500);
    assert_i64(ui_axis_fit(WEFT_UNIT_S, 3 * 3600000 + 35 * 60000, 80, 0),
               3 * 60000);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 0, 80, 0), 1);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 29000, 0, 0), 30000);
}

static void a_scale_in_step_with_the_plan_is_preferred(void **state)
{
    (void)state;
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 29000, 44, 1000), 1000);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 29000, 29, 1000), 1000);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 29000, 28, 1000), 1250);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 70000, 54, 10000), 2000);
    assert_i64(ui_axis_fit(WEFT_UNIT_NONE, 20000, 54, 1000), 500);
}

static void everything_fits_the_scale_it_gets(void **state)
{
    struct weft_rng r;

    (void)state;
    weft_rng_seed(&r, 7);
    for (int i = 0; i < 2000; i++) {
        int64_t span = (int64_t)(weft_rng_next(&r) >> (3 + i % 60));
        int w = 1 + (int)weft_rng_below(&r, 300);
        enum weft_unit u = i % 2 ? WEFT_UNIT_S : WEFT_UNIT_NONE;
        int64_t cell = ui_axis_fit(u, span, w, 0);

        if (span < INT64_MAX / 1000)
            assert_true(cell >= span / w);
        assert_true(ui_axis_zoom(u, cell, -1) <= cell);
        assert_true(ui_axis_zoom(u, cell, 1) >= cell);
    }
}

static void zoom_goes_in_steps_of_1_2_5_and_of_the_clock(void **state)
{
    static const int64_t ten[] = { 100, 200, 500, 1000, 2000, 5000, 10000 };
    static const int64_t clock[] = { 500,   1000,  2000,  5000,  10000,
                                     15000, 30000, 60000, 120000 };

    (void)state;
    for (int i = 1; i < 7; i++) {
        assert_i64(ui_axis_zoom(WEFT_UNIT_NONE, ten[i - 1], 1), ten[i]);
        assert_i64(ui_axis_zoom(WEFT_UNIT_NONE, ten[i], -1), ten[i - 1]);
    }
    for (int i = 1; i < 9; i++) {
        assert_i64(ui_axis_zoom(WEFT_UNIT_S, clock[i - 1], 1), clock[i]);
        assert_i64(ui_axis_zoom(WEFT_UNIT_S, clock[i], -1), clock[i - 1]);
    }
    assert_i64(ui_axis_zoom(WEFT_UNIT_NONE, 1250, -1), 1000);
    assert_i64(ui_axis_zoom(WEFT_UNIT_NONE, 1250, 1), 2000);
}

static void zooming_in_and_out_moves_by_about_two(void **state)
{
    int64_t cell = 1000;

    (void)state;
    assert_i64(ui_axis_zoom(WEFT_UNIT_NONE, cell, -1), 500);
    assert_i64(ui_axis_zoom(WEFT_UNIT_NONE, cell, 1), 2000);
    assert_i64(ui_axis_zoom(WEFT_UNIT_S, 60000, 1), 120000);
    assert_i64(ui_axis_zoom(WEFT_UNIT_S, 60000, -1), 30000);
    assert_i64(ui_axis_zoom(WEFT_UNIT_S, 1, -1), 1);
}

static void labels_stand_at_their_time(void **state)
{
    (void)state;
    labels_are(WEFT_UNIT_NONE, 1000, 0,
               "0    5    10   15   20   25   30   35\n");
    labels_are(WEFT_UNIT_S, 180000, 0, "0         30m       1h        1h30m\n");
    labels_are(WEFT_UNIT_NONE, 1000, 7000,
               "   10   15   20   25   30   35   40   45\n");
    labels_are(WEFT_UNIT_NONE, 250, 0, "0       2       4       6       8\n");
}

static void a_critical_bar_is_solid(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){ .start = 3000,
                             .finish = 6000,
                             .ready = 3000,
                             .late = 6000,
                             .critical = true },
           "   ███\n--\n...ccc\n");
    is_row(&ui_glyphs_ascii, 1000,
           &(struct ui_bar){ .start = 3000,
                             .finish = 6000,
                             .ready = 3000,
                             .late = 6000,
                             .critical = true },
           "   ###\n--\n...ccc\n");
}

static void its_ends_are_exact_to_an_eighth(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){ .start = 2250,
                             .finish = 4500,
                             .ready = 2250,
                             .late = 4500,
                             .critical = true },
           "  ▎█▌\n--\n..Ccc\n");
    is_row(&ui_glyphs_cp437, 1000,
           &(struct ui_bar){ .start = 2250,
                             .finish = 4500,
                             .ready = 2250,
                             .late = 4500,
                             .critical = true },
           "  ███\n--\n..ccc\n");
}

static void an_ordinary_bar_keeps_a_whole_cell_between_its_ends(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){
               .start = 2250, .finish = 5500, .ready = 1000, .late = 7000 },
           " ░▎▒▒▌·\n--\n.w:...f\n");
    is_row(&ui_glyphs_utf8, 1000, /* none: to whole cells */
           &(struct ui_bar){
               .start = 2250, .finish = 3500, .ready = 2250, .late = 3500 },
           "  ▒▒\n--\n\n");
}

static void a_bar_can_stand_out(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){ .start = 2000,
                             .finish = 4000,
                             .ready = 1000,
                             .late = 4000,
                             .lit = true },
           " ░▒▒\n--\n.whh\n");
}

static void waiting_comes_before_and_float_after(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){
               .ready = 1000, .start = 3000, .finish = 5000, .late = 8000 },
           " ░░▒▒···\n--\n.ww..fff\n");
}

static void where_the_bar_was_stays_visible_beside_it(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){ .ready = 2000,
                             .start = 2000,
                             .finish = 4000,
                             .late = 4000,
                             .was_start = 3000,
                             .was_finish = 6000 },
           "  ▒▒╌╌\n--\n....bb\n");
}

static void no_task_is_invisible(void **state)
{
    const struct ui_glyphs *set[] = { &ui_glyphs_utf8, &ui_glyphs_cp437,
                                      &ui_glyphs_ascii };

    (void)state;
    for (int k = 0; k < 3; k++) {
        for (int64_t start = 0; start < W * 1000; start += 77) {
            struct ui_axis a = { .cell = 1000, .w = W };
            struct ui_bar b = { .ready = start,
                                .start = start,
                                .finish = start + 1,
                                .late = start + 1,
                                .critical = start % 2 };
            struct ui_cells c;
            int drawn = 0;

            assert_true(ui_cells_init(&c, W, 1, set[k]));
            ui_bar_draw(ui_pad_all(&c), 0, &a, &b);
            for (int i = 0; i < W; i++)
                drawn += c.cell[i].ch != ' ';
            assert_i64(drawn, 1);
            ui_cells_release(&c);
        }
    }
}

static void a_task_of_no_length_is_a_diamond(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){
               .ready = 3000, .start = 3000, .finish = 3000, .late = 3000 },
           "   ◆\n--\n\n");
    is_row(&ui_glyphs_utf8, 1000, /* at the very end of the plan */
           &(struct ui_bar){
               .ready = 24000, .start = 24000, .finish = 24000, .late = 24000 },
           "                       ◆\n--\n\n");
}

static void bars_outside_the_window_leave_a_hint(void **state)
{
    (void)state;
    is_row(&ui_glyphs_ascii, 1000,
           &(struct ui_bar){
               .ready = 90000, .start = 90000, .finish = 91000, .late = 91000 },
           "                       >\n--\n.......................m\n");
}

static void a_stale_bar_is_not_solid(void **state)
{
    (void)state;
    is_row(&ui_glyphs_utf8, 1000,
           &(struct ui_bar){ .ready = 0,
                             .start = 1000,
                             .finish = 3000,
                             .late = 3000,
                             .critical = true,
                             .stale = true },
           " ▒▒\n--\n.mm\n");
}

static void far_times_do_not_overflow(void **state)
{
    struct ui_axis a = { .t0 = INT64_MAX - 5,
                         .cell = INT64_MAX / 1000,
                         .w = W };
    struct ui_bar b = { .ready = 0,
                        .start = 5,
                        .finish = INT64_MAX,
                        .late = INT64_MAX,
                        .critical = true };
    struct ui_cells c;

    (void)state;
    assert_true(ui_cells_init(&c, W, 1, &ui_glyphs_utf8));
    assert_i64(ui_axis_end(&a), INT64_MAX);
    ui_bar_draw(ui_pad_all(&c), 0, &a, &b);
    ui_axis_draw(ui_pad_all(&c), 0, &a);
    a.t0 = 0;
    a.cell = 1;
    ui_bar_draw(ui_pad_all(&c), 0, &a, &b);
    ui_cells_release(&c);
}

static void time_text_is(int64_t t, enum weft_unit u, int w, const char *want)
{
    char got[32];

    ui_time_text(got, sizeof(got), t, u, w);
    assert_string_equal(got, want);
}

static void times_are_cut_to_their_largest_parts(void **state)
{
    (void)state;
    time_text_is(12900000, WEFT_UNIT_S, 8, "3h35m");
    time_text_is(12903250, WEFT_UNIT_S, 8, "3h35m3s");
    time_text_is(12903250, WEFT_UNIT_S, 5, "3h35m");
    time_text_is(12903250, WEFT_UNIT_S, 4, "3h");
    time_text_is(44772, WEFT_UNIT_S, 8, "44.772s");
    time_text_is(44772, WEFT_UNIT_S, 5, "44.8s");
    time_text_is(59999, WEFT_UNIT_S, 5, "59s");
    time_text_is(2500, WEFT_UNIT_S, 8, "2.5s");
    time_text_is(1050, WEFT_UNIT_S, 8, "1.05s");
    time_text_is(102772, WEFT_UNIT_S, 8, "1m42s");
    time_text_is(90000000, WEFT_UNIT_S, 8, "1d1h");
    time_text_is(0, WEFT_UNIT_S, 8, "0");
    time_text_is(250, WEFT_UNIT_MS, 8, "250ms");
    time_text_is(29000, WEFT_UNIT_NONE, 8, "29");
    time_text_is(29250, WEFT_UNIT_NONE, 8, "29.25");
    time_text_is(29250, WEFT_UNIT_NONE, 4, "29.2");
    time_text_is(INT64_C(12345678901000), WEFT_UNIT_NONE, 8, "1.2e+10");
}

static void full_looks_unlike_nearly_full(void **state)
{
    struct ui_cells c;
    struct ui_pad p;
    char *got;

    (void)state;
    assert_true(ui_cells_init(&c, 6, 1, &ui_glyphs_utf8));
    p = ui_pad_all(&c);
    ui_load_draw(p, 0, 0, 0, 8);
    ui_load_draw(p, 1, 0, 0.01, 8);
    ui_load_draw(p, 2, 0, 4, 8);
    ui_load_draw(p, 3, 0, 7.99, 8);
    ui_load_draw(p, 4, 0, 8, 8);
    got = ui_cells_dump(&c, true);
    assert_string_equal(got, " ▁▄▇█\n--\n....a\n");
    free(got);
    ui_cells_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_finest_round_scale_that_fits_is_taken),
        cmocka_unit_test(a_scale_in_step_with_the_plan_is_preferred),
        cmocka_unit_test(everything_fits_the_scale_it_gets),
        cmocka_unit_test(zooming_in_and_out_moves_by_about_two),
        cmocka_unit_test(labels_stand_at_their_time),
        cmocka_unit_test(a_critical_bar_is_solid),
        cmocka_unit_test(its_ends_are_exact_to_an_eighth),
        cmocka_unit_test(an_ordinary_bar_keeps_a_whole_cell_between_its_ends),
        cmocka_unit_test(a_bar_can_stand_out),
        cmocka_unit_test(zoom_goes_in_steps_of_1_2_5_and_of_the_clock),
        cmocka_unit_test(waiting_comes_before_and_float_after),
        cmocka_unit_test(where_the_bar_was_stays_visible_beside_it),
        cmocka_unit_test(no_task_is_invisible),
        cmocka_unit_test(a_task_of_no_length_is_a_diamond),
        cmocka_unit_test(bars_outside_the_window_leave_a_hint),
        cmocka_unit_test(a_stale_bar_is_not_solid),
        cmocka_unit_test(far_times_do_not_overflow),
        cmocka_unit_test(times_are_cut_to_their_largest_parts),
        cmocka_unit_test(full_looks_unlike_nearly_full),
    };

    return cmocka_run_group_tests_name("ui_axis", tests, NULL, NULL);
}
