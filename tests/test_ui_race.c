/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The race on screen: what it shows, and what choosing a plan does. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "base/decimal.h"
#include "ui/race.h"

static struct race_row planned(const char *engine, int64_t first, int64_t best,
                               int64_t bound, const char *by, int64_t at)
{
    struct race_row w = { .engine = engine,
                          .stage = RACE_ENDED,
                          .status = best == bound ? WEFT_OPTIMAL
                                                  : WEFT_FEASIBLE,
                          .makespan = best,
                          .bound = bound,
                          .bound_engine = by,
                          .cost = INT64_C(5) * WEFT_NANO / 4,
                          .ran = 1000 };

    w.point[w.npoint++] = (struct race_point){ 2, first };
    if (best < first)
        w.point[w.npoint++] = (struct race_point){ at, best };
    return w;
}

static struct race_board some_board(void)
{
    struct race_board b = { .time = 1000, .bound = 29, .n = 6 };

    b.row[0] = planned("auto", 40, 29, 29, "cp", 80);
    b.row[1] = planned("list", 31, 31, 25, "energy", 0);
    b.row[2] = planned("cp", 40, 30, 29, "cp", 700);
    b.row[3] = (struct race_row){ .engine = "ilp", .stage = RACE_RUNNING };
    b.row[4] = (struct race_row){ .engine = "dp", .stage = RACE_WAITING };
    b.row[5] = (struct race_row){ .engine = "heft",
                                  .stage = RACE_REFUSED,
                                  .text = "it is too large" };
    return b;
}

static void open_race(struct uitest *t, struct race_board *b, int w, int h)
{
    uitest_open(t, "../tests/plans/genome-planned.json", w, h);
    uitest_keys(t, "g r");
    *b = some_board();
    tui_session_event(&t->ses,
                      &(struct ui_event){ .kind = UI_EV_RACE, .board = b });
}

static void a_race_stops_the_search_and_asks_for_the_engines(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/genome-planned.json", 80, 24);
    uitest_keys(&t, "7 g r");
    assert_true(t.ses.race);
    assert_false(t.ses.search);
    assert_true(t.ses.race_seconds > 6.9 && t.ses.race_seconds < 7.1);
    uitest_sees(&t, "the engines are being started");
    uitest_close(&t);
}

static void every_engine_has_a_line(void **state)
{
    struct race_board b;
    struct uitest t;

    (void)state;
    open_race(&t, &b, 100, 24);
    uitest_sees(&t, "auto   *       29 optimal       29  cp");
    uitest_sees(&t, "list           31   19.4%       25  energy");
    uitest_sees(&t, "no plan yet");
    uitest_sees(&t, "waits for its turn");
    uitest_sees(&t, "refused: it is too large");
    uitest_close(&t);
}

static void the_screen_is_as_it_was(void **state)
{
    static const struct {
        int w, h;
        const char *name;
    } size[] = { { 80, 24, "ui/race_80x24" }, { 160, 48, "ui/race_160x48" } };

    (void)state;
    for (size_t k = 0; k < sizeof(size) / sizeof(*size); k++) {
        struct race_board b;
        struct uitest t;
        char *screen;

        open_race(&t, &b, size[k].w, size[k].h);
        uitest_keys(&t, "j");
        screen = uitest_screen(&t, true);
        golden(size[k].name, screen);
        free(screen);
        uitest_close(&t);
    }
}

static void enter_takes_the_plan_of_the_line(void **state)
{
    struct race_board b;
    struct uitest t;

    (void)state;
    open_race(&t, &b, 100, 24);
    uitest_keys(&t, "j j Enter");
    assert_i64(t.ses.adopt, 2);
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_close(&t);
}

static void a_line_without_a_plan_says_so(void **state)
{
    struct race_board b;
    struct uitest t;

    (void)state;
    open_race(&t, &b, 100, 24);
    uitest_keys(&t, "G Enter");
    assert_i64(t.ses.adopt, -1);
    assert_i64(t.ses.s->mode, UI_MODE_RACE);
    uitest_sees(&t, "heft has no plan");
    uitest_close(&t);
}

/* Even if the one on screen is shorter: who chooses knows why. */
static void a_chosen_plan_is_shown_though_it_is_longer(void **state)
{
    struct weft_place *place = NULL;
    struct weft_result r;
    struct uitest t;
    int64_t before;

    (void)state;
    uitest_open(&t, "../tests/plans/genome-planned.json", 100, 24);
    before = t.ses.m->pic.makespan;
    assert_i64(weft_quick(t.ses.m->problem, NULL, &r, NULL), WEFT_OK);
    for (int32_t i = 0; i < r.schedule.n; i++) /* all of it later */
        r.schedule.start[i] += 5000 / t.ses.m->problem->tick;
    assert_i64(
        weft_schedule_places(t.ses.m->problem, &r.schedule, &place, NULL),
        WEFT_OK);
    tui_session_event(&t.ses,
                      &(struct ui_event){ .kind = UI_EV_ADOPT,
                                          .gen = t.ses.m->gen,
                                          .place = place,
                                          .nplace = (size_t)r.schedule.n,
                                          .engine = "list" });
    assert_true(t.ses.m->pic.makespan > before);
    uitest_sees(&t, "this is the plan of list now");
    free(place);
    weft_result_release(&r);
    uitest_close(&t);
}

static void news_after_the_race_was_left_change_nothing(void **state)
{
    struct race_board b;
    struct uitest t;

    (void)state;
    open_race(&t, &b, 100, 24);
    uitest_keys(&t, "Esc");
    tui_session_event(&t.ses,
                      &(struct ui_event){ .kind = UI_EV_RACE, .board = &b });
    uitest_sees_not(&t, "each engine");
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_race_stops_the_search_and_asks_for_the_engines),
        cmocka_unit_test(every_engine_has_a_line),
        cmocka_unit_test(the_screen_is_as_it_was),
        cmocka_unit_test(enter_takes_the_plan_of_the_line),
        cmocka_unit_test(a_line_without_a_plan_says_so),
        cmocka_unit_test(a_chosen_plan_is_shown_though_it_is_longer),
        cmocka_unit_test(news_after_the_race_was_left_change_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
