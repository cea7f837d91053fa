/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters, searches, marks and what is done to several tasks at once. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/marks.h"
#include "weft/edit.h"

#define GENOME "../tests/plans/genome-planned.json"

static void open_genome(struct uitest *t)
{
    uitest_open(t, GENOME, 80, 24);
}

static void message_has(const struct uitest *t, const char *want)
{
    if (!strstr(t->ses.s->msg, want))
        fail_msg("the message is '%s', without '%s'", t->ses.s->msg, want);
}

/* The ids of the rows that are shown, parted by spaces. */
static void rows_are(const struct uitest *t, const char *want)
{
    const struct ui_picture *p = &t->ses.m->pic;
    char got[512] = "";
    size_t len = 0;

    for (int32_t r = 0; r < p->nrow; r++)
        len += (size_t)snprintf(got + len, sizeof(got) - len, "%s%s",
                                r ? " " : "",
                                weft_plan_task(t->plan, p->row_task[r])->id);
    assert_string_equal(got, want);
}

static void filter_gives(const char *text, const char *want)
{
    struct uitest t;
    char keys[256];

    open_genome(&t);
    snprintf(keys, sizeof(keys), "f \"%s\" Enter", text);
    uitest_keys(&t, keys);
    rows_are(&t, want);
    uitest_close(&t);
}

/* --- queries ------------------------------------------------------------------ */

static void words_must_all_hold(void **state)
{
    (void)state;
    filter_gives("align", "align_a align_b align_c");
    filter_gives("align !b", "align_a align_c");
    filter_gives("align crit", "align_a align_c");
    filter_gives("ALIGN", "");
}

static void members_are_asked_for_by_name(void **state)
{
    (void)state;
    filter_gives("node:gpu", "train score");
    filter_gives("id=merge", "merge");
    filter_gives("name~ain", "train");
    filter_gives("node!=cpu dur<3", "merge");
}

static void numbers_are_compared_in_the_units_of_the_plan(void **state)
{
    (void)state;
    filter_gives("dur>=6", "train call");
    filter_gives("dur=1", "");
    filter_gives("in>2", "merge");
    filter_gives("float>6", "train qc");
    filter_gives("slots>2", "call");
    filter_gives("start>=15 end<=20 !crit", "qc");
    filter_gives("wait>1", "align_c");
    filter_gives("wait", "align_c");
}

static void an_unfinished_word_is_left_out(void **state)
{
    (void)state;
    filter_gives("align dur>", "align_a align_b align_c");
    filter_gives("node:", "fetch index split align_a align_b train align_c "
                          "merge call qc score report");
}

static void a_word_that_is_no_field_is_text(void **state)
{
    (void)state;
    filter_gives("gpu:train", "");
    filter_gives("~crit", "");
}

static void a_number_that_is_none_is_told(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"dur>soon\" Enter");
    message_has(&t, "'soon' is no number");
    assert_i64(t.ses.s->mode, UI_MODE_LINE);
    uitest_keys(&t, "Ctrl-U \"speed>3\" Enter");
    message_has(&t, "no number called 'speed'");
    uitest_close(&t);
}

static void done_is_what_has_ended_at_the_time_cursor(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "l 9 l f \"done\" Enter");
    assert_true(t.ses.m->pic.nrow > 0);
    for (int32_t r = 0; r < t.ses.m->pic.nrow; r++)
        assert_true(t.ses.m->pic.place[t.ses.m->pic.row_task[r]].finish <=
                    t.ses.s->cursor);
    uitest_close(&t);
}

/* --- filters -------------------------------------------------------------------- */

static void a_filter_acts_while_it_is_typed_and_esc_takes_it_back(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "5 j f \"gpu\"");
    rows_are(&t, "");
    uitest_keys(&t, "Ctrl-U \"node:gpu\"");
    rows_are(&t, "train score");
    uitest_sees(&t, "2/12 node:gpu");
    uitest_keys(&t, "Esc");
    assert_i64(t.ses.m->pic.nrow, 12);
    assert_string_equal(uitest_task(&t), "train");
    uitest_sees_not(&t, "2/12");
    uitest_close(&t);
}

static void the_selection_moves_among_the_rows_that_are_left(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "j f \"align\" Enter");
    assert_string_equal(uitest_task(&t), "align_a");
    uitest_keys(&t, "9 j");
    assert_string_equal(uitest_task(&t), "align_c");
    uitest_keys(&t, "g g c");
    assert_string_equal(uitest_task(&t), "align_c");
    uitest_keys(&t, "Esc");
    assert_i64(t.ses.m->pic.nrow, 12);
    assert_string_equal(uitest_task(&t), "align_c");
    uitest_close(&t);
}

static void a_jump_shows_a_task_that_is_filtered_out(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"align\" Enter : \"goto report\" Enter");
    assert_string_equal(uitest_task(&t), "report");
    rows_are(&t, "align_a align_b align_c report");
    uitest_close(&t);
}

static void nothing_is_edited_when_nothing_is_shown(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"nosuch\" Enter d");
    message_has(&t, "no task passes the filter");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_sees(&t, "No task passes the filter");
    uitest_close(&t);
}

static void rows_stay_filtered_while_the_plan_changes(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"align\" Enter ]");
    rows_are(&t, "align_a align_b align_c");
    uitest_keys(&t, "u @solve");
    rows_are(&t, "align_a align_b align_c");
    uitest_close(&t);
}

/* --- searches -------------------------------------------------------------------- */

static void a_search_goes_along_while_it_is_typed(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "/ \"node:g\"");
    assert_string_equal(uitest_task(&t), "train");
    uitest_keys(&t, "Esc");
    assert_string_equal(uitest_task(&t), "fetch");
    uitest_keys(&t, "/ \"dur>5\" Enter");
    message_has(&t, "2 tasks match 'dur>5'");
    assert_string_equal(uitest_task(&t), "train");
    uitest_keys(&t, "n");
    assert_string_equal(uitest_task(&t), "call");
    uitest_keys(&t, "n N N");
    assert_string_equal(uitest_task(&t), "train");
    uitest_close(&t);
}

static void a_search_says_what_the_filter_hides(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"cpu>2\" Enter f Ctrl-U \"node:gpu\" Enter");
    uitest_keys(&t, "/ \"r\" Enter");
    message_has(&t, "of them filtered out");
    uitest_close(&t);
}

/* --- marks ----------------------------------------------------------------------- */

static void marks_are_set_and_taken_away(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Space Space");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 2);
    assert_string_equal(uitest_task(&t), "split");
    uitest_sees(&t, "2 marked");
    uitest_keys(&t, "k Space");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 1);
    uitest_keys(&t, "*");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 11);
    uitest_keys(&t, "Esc");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 0);
    uitest_close(&t);
}

static void a_range_follows_the_selection(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "j v 3 j");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 4);
    uitest_keys(&t, "k");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 3);
    uitest_keys(&t, "v G");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 3);
    uitest_close(&t);
}

static void inverting_is_about_the_rows_that_are_shown(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"node:gpu\" Enter * Esc");
    assert_i64(t.ses.m->pic.nrow, 2);
    uitest_keys(&t, "* f Ctrl-U Enter");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 2);
    uitest_keys(&t, "f \"mark\" Enter");
    rows_are(&t, "train score");
    uitest_close(&t);
}

static void marked_tasks_are_deleted_as_one_step(void **state)
{
    struct uitest t;
    char *before, *after;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "j v j j d");
    message_has(&t, "deleted 3 tasks; makespan");
    assert_i64(weft_plan_ntask(t.plan), 9);
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 0);
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_keys(&t, "u");
    after = uitest_doc(&t);
    assert_string_equal(after, before);
    free(before);
    free(after);
    uitest_close(&t);
}

static void a_line_with_at_is_for_each_marked_task(void **state)
{
    struct uitest t;
    char *doc;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"align\" Enter * : \"set task @ duration=7\" Enter");
    message_has(&t, "(3 tasks); makespan");
    for (int32_t i = 0; i < weft_plan_ntask(t.plan); i++)
        if (strncmp(weft_plan_task(t.plan, i)->id, "align", 5) == 0)
            assert_i64(weft_plan_task(t.plan, i)->duration, 7000);
    assert_i64((long long)weft_undo_count(t.plan), 1);
    doc = uitest_doc(&t);
    uitest_keys(&t, ": \"set task @ duration=often\" Enter");
    message_has(&t, "cannot: ");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    free(doc);
    uitest_close(&t);
}

static void marks_stay_on_their_tasks_when_others_go(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "G Space : \"delete task fetch\" Enter");
    assert_i64(ui_mark_count(t.ses.s, t.ses.m), 1);
    assert_true(
        ui_is_marked(t.ses.s, t.ses.m, weft_plan_find_task(t.plan, "report")));
    uitest_close(&t);
}

/* --- links of several tasks -------------------------------------------------------- */

static bool is_linked(const struct uitest *t, const char *from, const char *to)
{
    const struct weft_task *w = weft_plan_task(
        t->plan, weft_plan_find_task(t->plan, to));

    for (int32_t k = 0; k < w->nafter; k++)
        if (w->after[k].task == weft_plan_find_task(t->plan, from))
            return true;
    return false;
}

static void marked_tasks_are_linked_together(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"align\" Enter * Esc f Ctrl-U Enter");
    uitest_keys(&t, "f \"align\" Enter * f Ctrl-U Enter "
                    ": \"goto report\" Enter > Enter");
    message_has(&t, "link 3 tasks > report; makespan");
    assert_true(is_linked(&t, "align_a", "report"));
    assert_true(is_linked(&t, "align_b", "report"));
    assert_true(is_linked(&t, "align_c", "report"));
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_keys(&t, "> Enter");
    message_has(&t, "they are linked already");
    uitest_close(&t);
}

static void what_would_close_a_cycle_with_any_of_them_is_marked(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"align\" Enter * f Ctrl-U Enter "
                    ": \"goto fetch\" Enter >");
    uitest_sees(&t, "link 3 tasks > fetch");
    uitest_keys(&t, "Enter");
    message_has(&t, "would close a cycle: ");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_must_all_hold),
        cmocka_unit_test(members_are_asked_for_by_name),
        cmocka_unit_test(numbers_are_compared_in_the_units_of_the_plan),
        cmocka_unit_test(an_unfinished_word_is_left_out),
        cmocka_unit_test(a_word_that_is_no_field_is_text),
        cmocka_unit_test(a_number_that_is_none_is_told),
        cmocka_unit_test(done_is_what_has_ended_at_the_time_cursor),
        cmocka_unit_test(a_filter_acts_while_it_is_typed_and_esc_takes_it_back),
        cmocka_unit_test(the_selection_moves_among_the_rows_that_are_left),
        cmocka_unit_test(a_jump_shows_a_task_that_is_filtered_out),
        cmocka_unit_test(nothing_is_edited_when_nothing_is_shown),
        cmocka_unit_test(rows_stay_filtered_while_the_plan_changes),
        cmocka_unit_test(a_search_goes_along_while_it_is_typed),
        cmocka_unit_test(a_search_says_what_the_filter_hides),
        cmocka_unit_test(marks_are_set_and_taken_away),
        cmocka_unit_test(a_range_follows_the_selection),
        cmocka_unit_test(inverting_is_about_the_rows_that_are_shown),
        cmocka_unit_test(marked_tasks_are_deleted_as_one_step),
        cmocka_unit_test(a_line_with_at_is_for_each_marked_task),
        cmocka_unit_test(marks_stay_on_their_tasks_when_others_go),
        cmocka_unit_test(marked_tasks_are_linked_together),
        cmocka_unit_test(what_would_close_a_cycle_with_any_of_them_is_marked),
    };

    return cmocka_run_group_tests_name("ui_marks", tests, NULL, NULL);
}
