/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the time line by stage and by node. */
#include "lib/randplan.h"
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/text.h"
#include "ui/track.h"

#define GENOME "../tests/plans/genome-planned.json"
#define RAG    "../tests/plans/rag-index.json"

static void message_has(const struct uitest *t, const char *want)
{
    if (!strstr(t->ses.s->msg, want))
        fail_msg("the message is '%s', without '%s'", t->ses.s->msg, want);
}

static int32_t row_count(const struct uitest *t)
{
    return ui_track_count(t->ses.m);
}

static enum ui_track_kind kind_here(const struct uitest *t)
{
    return ui_track_at(t->ses.m, ui_track_of(t->ses.m, t->ses.s->task)).kind;
}

static void t_goes_from_tasks_to_stages_to_nodes_and_back(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_TASK);
    uitest_keys(&t, "t");
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_STAGE);
    assert_i64(row_count(&t), 13);
    uitest_sees(&t, "parse x4");
    uitest_keys(&t, "t");
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_NODE);
    uitest_sees(&t, "UNIT");
    uitest_keys(&t, "t");
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_TASK);
    uitest_keys(&t, "3 t");
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_NODE);
    uitest_close(&t);
}

static void the_selection_stays_when_the_rows_change(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "/ \"embed-2\" Enter t");
    assert_string_equal(uitest_task(&t), "embed-2");
    uitest_keys(&t, "t");
    assert_string_equal(uitest_task(&t), "embed-2");
    uitest_keys(&t, "t");
    assert_string_equal(uitest_task(&t), "embed-2");
    uitest_close(&t);
}

static void a_stage_opens_and_folds(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t j j");
    assert_i64(kind_here(&t), UI_TRACK_STAGE);
    uitest_keys(&t, "Enter");
    assert_i64(kind_here(&t), UI_TRACK_TASK);
    assert_i64(row_count(&t), 17);
    uitest_sees(&t, "parse-4");
    uitest_keys(&t, "z a");
    assert_i64(row_count(&t), 13);
    uitest_keys(&t, "z R");
    assert_i64(row_count(&t), 13 + 4 * 5);
    uitest_keys(&t, "z M");
    assert_i64(row_count(&t), 13);
    uitest_close(&t);
}

static void the_task_with_the_least_float_stands_for_its_stage(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t j j");
    assert_string_equal(uitest_task(&t), "parse-3");
    uitest_close(&t);
}

static void the_heading_of_an_open_stage_is_stepped_over(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t j j Enter g g j j");
    assert_i64(ui_track_of(t.ses.m, t.ses.s->task), 3);
    uitest_keys(&t, "k");
    assert_string_equal(uitest_task(&t), "dedup");
    uitest_close(&t);
}

static void a_stage_stays_open_over_an_edit(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t j j Enter");
    uitest_keys(&t, ": \"delete task crawl\" Enter");
    assert_i64(row_count(&t), 16);
    uitest_keys(&t, "u");
    assert_i64(row_count(&t), 17);
    uitest_close(&t);
}

static void marking_a_folded_stage_marks_all_of_it(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t j j Space");
    assert_i64(t.ses.s->marks.count, 4);
    uitest_close(&t);
}

static void deleting_a_folded_stage_is_one_step(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t j j d");
    assert_i64(weft_plan_ntask(t.plan), 24);
    message_has(&t, "4 tasks");
    uitest_keys(&t, "u");
    assert_i64(weft_plan_ntask(t.plan), 28);
    uitest_close(&t);
}

static void a_folded_stage_says_how_many_of_it_are_found(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t / \"ocr-1\" Enter");
    uitest_sees(&t, "ocr 1/4");
    uitest_close(&t);
}

static void folds_need_rows_by_stage(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "z a");
    message_has(&t, "t changes that");
    uitest_close(&t);
}

static void h_and_l_go_along_a_row_of_a_node(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, GENOME, 80, 24);
    uitest_keys(&t, "/ \"train\" Enter 3 t l");
    assert_string_equal(uitest_task(&t), "score");
    uitest_keys(&t, "l");
    assert_string_equal(uitest_task(&t), "score");
    uitest_keys(&t, "h");
    assert_string_equal(uitest_task(&t), "train");
    uitest_close(&t);
}

static void filtered_tasks_have_no_place_in_the_rows(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, RAG, 80, 24);
    uitest_keys(&t, "t f \"ocr\" Enter");
    assert_i64(row_count(&t), 1);
    uitest_keys(&t, "t");
    for (int32_t r = 0; r < row_count(&t); r++) {
        struct ui_track k = ui_track_at(t.ses.m, r);

        for (int32_t i = 0; i < k.n; i++)
            assert_non_null(strstr(
                weft_plan_task(t.plan, ui_track_task(t.ses.m, &k, i))->id,
                "ocr"));
    }
    uitest_close(&t);
}

/* n independent tasks. */
static char *many(int n)
{
    struct rand_opts o = { .seed = 1,
                           .tasks = n,
                           .nodes = 3,
                           .links = 0,
                           .max_duration = 9,
                           .max_capacity = 8 };

    return rand_plan(&o);
}

static void many_tasks_open_as_stages(void **state)
{
    struct uitest t;
    char *text = many(UI_TRACK_MANY);

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_STAGE);
    assert_true(row_count(&t) < UI_TRACK_MANY);
    uitest_keys(&t, "1 t");
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_TASK);
    uitest_close(&t);
    free(text);
}

/* --- on random plans ----------------------------------------------------------- */

static int64_t units(const struct uitest *t, const struct ui_track *k,
                     int32_t task)
{
    int32_t n;
    const struct weft_amount *a = ui_run_demand(
        t->ses.m->plan, &t->ses.m->pic.place[task], task, &n);

    return k->res == WEFT_NONE ? 0 : ui_amount(a, n, k->res) / 1000;
}

/* Rows of a packed copy: no two tasks at a time on one, each task on as many
 * as it needs. */
static void check_slots(const struct uitest *t, int seed)
{
    const struct ui_model *m = t->ses.m;
    int32_t n = m->pic.ntask;
    int32_t *rows = calloc((size_t)n + 1, sizeof(*rows));

    for (int32_t r = 0; r < row_count(t); r++) {
        struct ui_track k = ui_track_at(m, r);
        int64_t end = 0;

        for (int32_t i = 0; k.kind == UI_TRACK_SLOT && i < k.n; i++) {
            int32_t task = ui_track_task(m, &k, i);
            const struct ui_place *pl = &m->pic.place[task];

            if (pl->node != k.node || (pl->node >= 0 && pl->copy != k.copy))
                fail_msg("seed %d: task %d is on another node", seed, task);
            if (pl->start < end)
                fail_msg("seed %d: task %d overlaps on row %d", seed, task, r);
            end = pl->finish;
            if (k.slot < k.nslot && pl->finish > pl->start)
                rows[task]++;
        }
    }
    for (int32_t r = 0; r < row_count(t); r++) {
        struct ui_track k = ui_track_at(m, r);

        for (int32_t i = 0; k.kind == UI_TRACK_SLOT && i < k.n; i++) {
            int32_t task = ui_track_task(m, &k, i);
            const struct ui_place *pl = &m->pic.place[task];

            if (pl->finish > pl->start && rows[task] != units(t, &k, task))
                fail_msg("seed %d: task %d has %d of %d units", seed, task,
                         rows[task], (int)units(t, &k, task));
        }
    }
    free(rows);
}

/* Every task has a row that it stands on, and every row has some. */
static void check_rows(const struct uitest *t, int seed)
{
    const struct ui_model *m = t->ses.m;

    for (int32_t i = 0; i < m->pic.ntask; i++) {
        int32_t r = ui_track_of(m, i);
        struct ui_track k;
        bool found = false;

        if (r < 0 || r >= row_count(t))
            fail_msg("seed %d: task %d has no row", seed, i);
        k = ui_track_at(m, r);
        for (int32_t e = 0; e < k.n; e++)
            found |= ui_track_task(m, &k, e) == i;
        if (!found)
            fail_msg("seed %d: task %d is not on its row", seed, i);
    }
}

/* j from the first row to the last, k back: the selection moves one way. */
static void check_moves(struct uitest *t, int seed)
{
    for (int back = 0; back < 2; back++) {
        uitest_keys(t, back ? "G" : "g g");
        for (int step = 0; step <= row_count(t); step++) {
            int32_t was = ui_track_of(t->ses.m, t->ses.s->task), now;

            uitest_keys(t, back ? "k" : "j");
            now = ui_track_of(t->ses.m, t->ses.s->task);
            if (back ? now > was : now < was)
                fail_msg("seed %d: from row %d to %d", seed, was, now);
        }
    }
}

static void rows_of_random_plans_hold_every_task(void **state)
{
    static const char *const keys[] = { "1 t", "2 t", "2 t z R", "3 t" };

    (void)state;
    for (int seed = 1; seed <= 25; seed++) {
        struct rand_opts o = { .seed = (uint64_t)seed,
                               .features = RAND_ALL & ~(unsigned)RAND_DEADLINE,
                               .tasks = 14,
                               .nodes = 3,
                               .links = 12,
                               .max_duration = 6,
                               .max_capacity = seed % 2 ? 5 : 12 };
        char *text = rand_plan(&o);
        struct uitest t;

        uitest_open_text(&t, text, 80, 24);
        for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
            uitest_keys(&t, keys[k]);
            check_rows(&t, seed);
            check_slots(&t, seed);
            check_moves(&t, seed);
            free(uitest_screen(&t, false));
        }
        uitest_close(&t);
        free(text);
    }
}

static void a_plan_without_nodes_has_rows_all_the_same(void **state)
{
    struct rand_opts o = { .seed = 5,
                           .features = RAND_NO_NODES,
                           .tasks = 6,
                           .links = 8,
                           .max_duration = 4,
                           .max_capacity = 2 };
    char *text = rand_plan(&o);
    struct uitest t;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    uitest_keys(&t, "3 t");
    assert_i64(ui_tracks_by(t.ses.m), UI_BY_NODE);
    check_rows(&t, 5);
    uitest_sees(&t, "(no node)");
    uitest_close(&t);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t_goes_from_tasks_to_stages_to_nodes_and_back),
        cmocka_unit_test(the_selection_stays_when_the_rows_change),
        cmocka_unit_test(a_stage_opens_and_folds),
        cmocka_unit_test(the_task_with_the_least_float_stands_for_its_stage),
        cmocka_unit_test(the_heading_of_an_open_stage_is_stepped_over),
        cmocka_unit_test(a_stage_stays_open_over_an_edit),
        cmocka_unit_test(marking_a_folded_stage_marks_all_of_it),
        cmocka_unit_test(deleting_a_folded_stage_is_one_step),
        cmocka_unit_test(a_folded_stage_says_how_many_of_it_are_found),
        cmocka_unit_test(folds_need_rows_by_stage),
        cmocka_unit_test(h_and_l_go_along_a_row_of_a_node),
        cmocka_unit_test(filtered_tasks_have_no_place_in_the_rows),
        cmocka_unit_test(many_tasks_open_as_stages),
        cmocka_unit_test(rows_of_random_plans_hold_every_task),
        cmocka_unit_test(a_plan_without_nodes_has_rows_all_the_same),
    };

    return cmocka_run_group_tests_name("ui_track", tests, NULL, NULL);
}
