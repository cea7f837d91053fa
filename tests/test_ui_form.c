/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: every member of tasks, nodes, resources and links. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "weft/edit.h"

#define GENOME "../tests/plans/genome-planned.json"

static const char all[] =
    "{\"weft\": \"1.0\", \"time_unit\": \"min\",\n"
    " \"resources\": {\"llm\": {\"scope\": \"global\", \"capacity\": 2, "
    "\"unit\": \"calls\"}},\n"
    " \"nodes\": [{\"id\": \"n1\", \"capacity\": {\"cpu\": 4}, \"labels\": "
    "{\"zone\": \"a\"}},\n"
    "  {\"id\": \"n2\", \"capacity\": {\"cpu\": 8}, \"speed\": 2}],\n"
    " \"tasks\": [\n"
    "  {\"id\": \"a\", \"name\": \"First one\", \"duration\": \"1h30m\", "
    "\"demand\": {\"cpu\": 2}, \"nodes\": [\"n1\", \"n2\"],\n"
    "   \"durations\": {\"n2\": 40}, \"where\": {\"zone\": \"a\"}, "
    "\"command\": \"run --fast\", \"x-team\": \"ops\"},\n"
    "  {\"id\": \"b\", \"duration\": 5, \"demand\": {\"cpu\": 1}, "
    "\"after\": [{\"task\": \"a\", \"lag\": 3}]},\n"
    "  {\"id\": \"c\", \"duration\": 5, \"demand\": {\"cpu\": 1, \"llm\": 1}}"
    "]}\n";

static void doc_has(const struct uitest *t, const char *want)
{
    char *doc = uitest_doc(t);

    if (!strstr(doc, want))
        fail_msg("'%s' is not in the document:\n%s", want, doc);
    free(doc);
}

static void doc_lacks(const struct uitest *t, const char *want)
{
    char *doc = uitest_doc(t);

    if (strstr(doc, want))
        fail_msg("'%s' is in the document:\n%s", want, doc);
    free(doc);
}

static void message_has(const struct uitest *t, const char *want)
{
    if (!strstr(t->ses.s->msg, want))
        fail_msg("the message is '%s', without '%s'", t->ses.s->msg, want);
}

/* Keys on the form of task a, counting fields from the top; undone, the
 * document is as before. */
static void form_makes(const char *keys, const char *want)
{
    struct uitest t;
    char *before, *after, script[512];

    uitest_open_text(&t, all, 80, 24);
    before = uitest_doc(&t);
    snprintf(script, sizeof(script), ": \"goto a\" Enter e %s Enter", keys);
    uitest_keys(&t, script);
    assert_i64((long long)weft_undo_count(t.plan), 1);
    doc_has(&t, want);
    uitest_keys(&t, "u");
    after = uitest_doc(&t);
    assert_string_equal(after, before);
    free(before);
    free(after);
    uitest_close(&t);
}

static void it_shows_the_members_as_they_are_typed(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto a\" Enter e");
    uitest_sees(&t, "name       First one");
    uitest_sees(&t, "duration   1h30m");
    uitest_sees(&t, "demand     cpu=2");
    uitest_sees(&t, "nodes      n1 n2");
    uitest_sees(&t, "where      zone=a");
    uitest_sees(&t, "durations  n2=40");
    uitest_sees(&t, "command    run --fast");
    uitest_close(&t);
}

static void an_untouched_form_changes_nothing(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "e Tab Tab Down Down Up Enter");
    message_has(&t, "nothing changed");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_close(&t);
}

static void each_kind_of_field_becomes_its_member(void **state)
{
    (void)state;
    form_makes("\"first\"", "\"id\": \"first\"");
    form_makes("Down \"true\"", "\"name\": \"true\"");
    form_makes("2 Down Down \"2h\"", "\"duration\": \"2h\"");
    form_makes("Down Down Down \"cpu=3 llm=1\"", "\"llm\": 1");
    form_makes("Down Down Down Down Down \"-\"", "\"nodes\": []");
    form_makes("Down Down Down Down Down Down \"zone=b tier=1\"",
               "\"tier\": \"1\"");
    form_makes("Down Down Down Down Down Down Down \"n1=50 n2=40\"",
               "\"n1\": 50");
    form_makes("Down Down Down Down Down Down Down Down \"n1\"",
               "\"pin\": {\"node\": \"n1\"}");
    form_makes("Up \"x-cost=3 priority=2\"", "\"x-cost\": 3");
    form_makes("Up Up "
               "\"[{\\\"name\\\": \\\"slow\\\", \\\"duration\\\": 200}]\"",
               "\"name\": \"slow\"");
}

static void an_emptied_field_takes_its_member_away(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto a\" Enter e Down Ctrl-U Down Down Down Down "
                    "Down Ctrl-U Enter");
    doc_lacks(&t, "First one");
    doc_lacks(&t, "\"where\"");
    doc_has(&t, "x-team");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_close(&t);
}

static void a_renamed_task_keeps_the_selection(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto b\" Enter e \"bee\" Down Down \"7\" Enter");
    assert_string_equal(uitest_task(&t), "bee");
    message_has(&t, "changed task b; makespan");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_close(&t);
}

static void a_wrong_field_is_told_when_it_is_left(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto a\" Enter e Down Down \"soon\" Down");
    assert_i64(t.ses.s->form.bad, 2);
    uitest_sees(&t, "soon");
    uitest_keys(&t, "Enter");
    assert_i64(t.ses.s->mode, UI_MODE_FORM);
    assert_i64(t.ses.s->form.at, 2);
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_keys(&t, "Ctrl-U \"4\" Enter");
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_close(&t);
}

static void a_cycle_typed_in_it_is_refused_with_the_path(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto a\" Enter e Down Down Down Down \"b\" Enter");
    uitest_sees(&t, "would close a cycle: ");
    assert_i64(t.ses.s->form.at, 4);
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_close(&t);
}

static void given_up_its_lines_are_in_the_history(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto a\" Enter e Down Down \"9\" Esc");
    message_has(&t, "given up");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_keys(&t, ": Up Enter");
    doc_has(&t, "\"duration\": 9");
    uitest_close(&t);
}

static void what_fields_may_hold_completes(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto c\" Enter e Down Down Down Down Down \"n\" "
                    "Ctrl-N Ctrl-N Enter");
    doc_has(&t, "\"nodes\": [\"n2\"]");
    uitest_keys(&t, "e Up Up Up Up Up Up Ctrl-N Ctrl-N Enter");
    doc_has(&t, "\"hold\": \"plan\"");
    uitest_close(&t);
}

/* --- other things ------------------------------------------------------------- */

static void a_node_has_a_form(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "g 3 e");
    uitest_sees(&t, "node n1");
    uitest_keys(&t, "Down Down \"cpu=6 gpu=1\" Down \"2\" Down Down \"1.5\" "
                    "Enter");
    doc_has(&t, "\"gpu\": 1");
    doc_has(&t, "\"count\": 2");
    doc_has(&t, "\"per_hour\": 1.5");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_close(&t);
}

static void a_resource_has_a_form(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "g 3 G e");
    uitest_sees(&t, "resource llm");
    uitest_keys(&t, "\"5\" Down Down \"0.2\" Enter");
    doc_has(&t, "\"capacity\": 5");
    doc_has(&t, "\"price\": 0.2");
    uitest_close(&t);
}

static void a_link_has_a_form(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, ": \"goto b\" Enter x e");
    uitest_sees(&t, "link a > b");
    uitest_sees(&t, "lag        3m");
    uitest_keys(&t, "\"10\" Down \"2Gi\" Enter");
    doc_has(&t, "\"lag\": 10");
    doc_has(&t, "\"data\": \"2Gi\"");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_close(&t);
}

static void a_form_of_several_tasks_changes_all_of_them(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "* e");
    uitest_sees(&t, "3 tasks");
    uitest_sees(&t, "demand     (they differ)");
    uitest_keys(&t, "\"8\" Down \"cpu=2\" Enter");
    message_has(&t, "changed 3 tasks; makespan");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    for (int32_t i = 0; i < 3; i++)
        assert_i64(weft_plan_task(t.plan, i)->duration, 8 * 60000);
    doc_has(&t, "\"llm\": 1"); /* was not typed: stays */
    doc_has(&t, "First one");
    uitest_close(&t);
}

static void one_of_several_that_refuses_keeps_all_as_they_were(void **state)
{
    struct uitest t;
    char *before, *after;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    before = uitest_doc(&t);
    uitest_keys(&t, "* e Down Down \"b\" Enter");
    assert_i64(t.ses.s->mode, UI_MODE_FORM);
    after = uitest_doc(&t);
    assert_string_equal(after, before);
    assert_i64((long long)weft_undo_count(t.plan), 0);
    free(before);
    free(after);
    uitest_close(&t);
}

static void the_hint_says_what_a_bare_number_is(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "Enter");
    uitest_sees(&t, "; 4 = 4m");
    uitest_keys(&t, "Esc e Down Down");
    uitest_sees(&t, "how long it runs: 90s, 1h30m; 4 = 4m");
    uitest_close(&t);
}

static void where_nothing_can_be_chosen_it_is_not_offered(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "e");
    uitest_sees_not(&t, "choices");
    uitest_keys(&t, "Down Down Down");
    uitest_sees(&t, "Ctrl-N choices");
    uitest_keys(&t, "Esc a");
    uitest_sees_not(&t, "choices");
    uitest_keys(&t, "Tab");
    uitest_sees(&t, "Ctrl-N choices");
    uitest_close(&t);
}

static void a_form_can_be_drawn_at_every_size(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, all, 80, 24);
    uitest_keys(&t, "e");
    for (int w = 1; w < 130; w += 7) {
        for (int h = 1; h < 40; h += 5) {
            char keys[64];
            char *screen;

            snprintf(keys, sizeof(keys), "@size %dx%d Down", w, h);
            uitest_keys(&t, keys);
            screen = uitest_screen(&t, true);
            free(screen);
        }
    }
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_shows_the_members_as_they_are_typed),
        cmocka_unit_test(an_untouched_form_changes_nothing),
        cmocka_unit_test(each_kind_of_field_becomes_its_member),
        cmocka_unit_test(an_emptied_field_takes_its_member_away),
        cmocka_unit_test(a_renamed_task_keeps_the_selection),
        cmocka_unit_test(a_wrong_field_is_told_when_it_is_left),
        cmocka_unit_test(a_cycle_typed_in_it_is_refused_with_the_path),
        cmocka_unit_test(given_up_its_lines_are_in_the_history),
        cmocka_unit_test(what_fields_may_hold_completes),
        cmocka_unit_test(a_node_has_a_form),
        cmocka_unit_test(a_resource_has_a_form),
        cmocka_unit_test(a_link_has_a_form),
        cmocka_unit_test(a_form_of_several_tasks_changes_all_of_them),
        cmocka_unit_test(one_of_several_that_refuses_keeps_all_as_they_were),
        cmocka_unit_test(the_hint_says_what_a_bare_number_is),
        cmocka_unit_test(where_nothing_can_be_chosen_it_is_not_offered),
        cmocka_unit_test(a_form_can_be_drawn_at_every_size),
    };

    return cmocka_run_group_tests_name("ui_form", tests, NULL, NULL);
}
