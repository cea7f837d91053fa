/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios: what is shown, what an edit changes, what undo returns to. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/overlay.h"
#include "weft/edit.h"

static const char *const text =
    "{\"weft\": \"1.0\", \"name\": \"s\", \"time_unit\": \"none\",\n"
    " \"nodes\": [{\"id\": \"n\", \"capacity\": {\"cpu\": 1}}],\n"
    " \"tasks\": [{\"id\": \"a\", \"duration\": 4, \"demand\": {\"cpu\": 1}},\n"
    "  {\"id\": \"b\", \"duration\": 4, \"demand\": {\"cpu\": 1}},\n"
    "  {\"id\": \"c\", \"duration\": 2, \"demand\": {\"cpu\": 1}}],\n"
    " \"scenarios\": [\n"
    "  {\"name\": \"two\", \"edits\": [\"set node n capacity.cpu=2\"]},\n"
    "  {\"name\": \"a b.c\", \"parent\": \"two\", \"edits\": []}]}\n";

static void show(struct uitest *t, const char *scenario)
{
    struct ui_change c;

    assert_i64(ui_model_show(t->ses.m, scenario, &c, NULL), WEFT_OK);
}

static enum weft_rc edit(struct uitest *t, const char *line,
                         struct weft_err *err)
{
    struct ui_change c;
    struct ui_edits e = { .line = &line, .n = 1 };

    return ui_model_edit(t->ses.m, &e, &c, err);
}

static void doc_has(const struct uitest *t, const char *what)
{
    char *doc = uitest_doc(t);

    if (!strstr(doc, what))
        fail_msg("no '%s' in\n%s", what, doc);
    free(doc);
}

static int64_t makespan(const struct uitest *t)
{
    return t->ses.m->pic.makespan / 1000;
}

static void a_scenario_is_shown_without_changing_the_document(void **state)
{
    struct uitest t;
    char *before, *after;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    before = uitest_doc(&t);
    assert_i64(makespan(&t), 10);
    show(&t, "two");
    assert_i64(makespan(&t), 6);
    show(&t, "a b.c");
    assert_i64(makespan(&t), 6);
    show(&t, NULL);
    assert_i64(makespan(&t), 10);
    after = uitest_doc(&t);
    assert_string_equal(before, after);
    assert_false(ui_model_dirty(t.ses.m));
    free(before);
    free(after);
    uitest_close(&t);
}

static void node_edits_go_into_the_scenario_that_is_shown(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    show(&t, "two");
    assert_i64(edit(&t, "set node n capacity.cpu=3", NULL), WEFT_OK);
    doc_has(&t, "\"edits\": [\"set node n capacity.cpu=3\"]");
    doc_has(&t, "\"capacity\": {\"cpu\": 1}");
    assert_i64(makespan(&t), 4);
    show(&t, NULL);
    assert_i64(makespan(&t), 10);
    show(&t, "a b.c");
    assert_i64(makespan(&t), 4);
    assert_i64(edit(&t, "set node n speed=2", NULL), WEFT_OK);
    doc_has(&t, "\"edits\": [\"set node n speed=2\"]");
    assert_i64(makespan(&t), 2);
    uitest_close(&t);
}

static void task_edits_are_shared_by_all_scenarios(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    show(&t, "two");
    assert_i64(edit(&t, "set task c duration=4", NULL), WEFT_OK);
    assert_i64(edit(&t, "link a b", NULL), WEFT_OK);
    doc_has(&t, "\"edits\": [\"set node n capacity.cpu=2\"]");
    assert_i64(makespan(&t), 8);
    show(&t, NULL);
    assert_i64(makespan(&t), 12);
    uitest_close(&t);
}

static void a_line_the_scenario_cannot_take_is_refused_and_named(void **state)
{
    struct uitest t;
    struct weft_err err = { 0 };
    char *before, *after;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    before = uitest_doc(&t);
    show(&t, "two");
    assert_i64(edit(&t, "set node m capacity.cpu=3", &err), WEFT_E_REF);
    assert_string_equal(err.msg, "no node 'm'");
    assert_i64(edit(&t, "set node n capacity.cpu=-3", &err), WEFT_E_INVAL);
    after = uitest_doc(&t);
    assert_string_equal(before, after);
    assert_i64(makespan(&t), 6);
    assert_string_equal(t.ses.m->scenario, "two");
    free(before);
    free(after);
    uitest_close(&t);
}

static void undo_shows_the_scenario_it_is_about_with_its_plan(void **state)
{
    struct uitest t;
    struct ui_change c;
    const char *line;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    show(&t, "two");
    assert_i64(edit(&t, "set node n capacity.cpu=3", NULL), WEFT_OK);
    show(&t, NULL);
    assert_i64(ui_model_undo(t.ses.m, false, &line, &c, NULL), WEFT_OK);
    assert_string_equal(t.ses.m->scenario, "two");
    assert_i64(makespan(&t), 6);
    assert_i64(ui_model_undo(t.ses.m, true, &line, &c, NULL), WEFT_OK);
    assert_i64(makespan(&t), 4);
    uitest_close(&t);
}

static void a_scenario_that_is_gone_gives_way_to_the_base(void **state)
{
    struct uitest t;
    struct ui_change c;
    const char *line;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    show(&t, "a b.c");
    assert_i64(edit(&t, "unset plan scenarios.\"a b.c\"", NULL), WEFT_OK);
    assert_null(t.ses.m->scenario);
    assert_i64(makespan(&t), 10);
    assert_i64(ui_model_undo(t.ses.m, false, &line, &c, NULL), WEFT_OK);
    assert_string_equal(t.ses.m->scenario, "a b.c");
    assert_i64(makespan(&t), 6);
    uitest_close(&t);
}

static void a_scenario_that_no_longer_fits_gives_way_to_the_base(void **state)
{
    struct uitest t;
    struct weft_err err = { 0 };
    struct ui_change c;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    assert_i64(edit(&t, "add node m capacity.cpu=1", NULL), WEFT_OK);
    show(&t, "two");
    assert_i64(edit(&t, "set node m capacity.cpu=2", NULL), WEFT_OK);
    show(&t, NULL);
    assert_i64(edit(&t, "delete node m", NULL), WEFT_OK);
    assert_i64(ui_model_show(t.ses.m, "two", &c, &err), WEFT_E_REF);
    assert_null(t.ses.m->scenario);
    assert_non_null(strstr(err.msg, "no node 'm'"));
    uitest_close(&t);
}

static void edit_lines_that_set_one_value_replace_each_other(void **state)
{
    struct ui_texts l = { 0 };

    (void)state;
    ui_overlay_join(&l, "set node n capacity.cpu=2");
    ui_overlay_join(&l, "set node n capacity.gpu=2");
    ui_overlay_join(&l, "set node \"n\" capacity.cpu=3");
    ui_overlay_join(&l, "set node m capacity.cpu=3");
    assert_i64((int64_t)l.n, 3);
    assert_string_equal(l.line[1], "set node \"n\" capacity.cpu=3");
    ui_texts_release(&l);
}

static void a_scenario_is_added_to_none_and_to_some(void **state)
{
    struct uitest t;
    struct ui_texts l = { 0 };
    char *line;

    (void)state;
    uitest_open_text(&t, text, 80, 24);
    ui_texts_add(&l, "set node n capacity.cpu=3");
    for (int i = 0; i < 2; i++) {
        line = ui_overlay_add_line(t.ses.m->doc, i ? "x.y" : "three", i ? 1 : 0,
                                   &l);
        assert_i64(edit(&t, line, NULL), WEFT_OK);
        free(line);
        if (i == 0)
            show(&t, "three");
        assert_i64(makespan(&t), 4);
        if (i == 0) {
            assert_i64(edit(&t, "unset plan scenarios", NULL), WEFT_OK);
            show(&t, NULL);
            line = ui_overlay_add_line(t.ses.m->doc, "three", 0, &l);
            assert_i64(edit(&t, line, NULL), WEFT_OK);
            free(line);
            show(&t, "three");
        }
    }
    doc_has(&t, "\"parent\": \"three\"");
    ui_texts_release(&l);
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_is_shown_without_changing_the_document),
        cmocka_unit_test(node_edits_go_into_the_scenario_that_is_shown),
        cmocka_unit_test(task_edits_are_shared_by_all_scenarios),
        cmocka_unit_test(a_line_the_scenario_cannot_take_is_refused_and_named),
        cmocka_unit_test(undo_shows_the_scenario_it_is_about_with_its_plan),
        cmocka_unit_test(a_scenario_that_is_gone_gives_way_to_the_base),
        cmocka_unit_test(a_scenario_that_no_longer_fits_gives_way_to_the_base),
        cmocka_unit_test(edit_lines_that_set_one_value_replace_each_other),
        cmocka_unit_test(a_scenario_is_added_to_none_and_to_some),
    };

    return cmocka_run_group_tests_name("ui_scenario", tests, NULL, NULL);
}
