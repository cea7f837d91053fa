/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks as text: copied, pasted, and changed in an editor. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include <string.h>

#include "ui/tasks_json.h"
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

static const struct weft_task *task(const struct uitest *t, const char *id)
{
    int32_t i = weft_plan_find_task(t->plan, id);

    if (i == WEFT_NONE)
        fail_msg("there is no task '%s'", id);
    return weft_plan_task(t->plan, i);
}

/* The lines that turn one text into another, one after the other. */
static void change_is(const char *was, const char *now, const char *want)
{
    struct ui_lines l = { 0 };
    struct weft_err err = { 0 };
    struct weft_buf b = { 0 };

    if (ui_tasks_change(was, now, &l, &err))
        fail_msg("%s", err.msg);
    for (size_t i = 0; i < l.n; i++)
        weft_buf_addf(&b, "%s\n", l.v[i]);
    assert_string_equal(b.p ? b.p : "", want);
    weft_buf_release(&b);
    ui_lines_release(&l);
}

/* --- what a changed text means --------------------------------------------------- */

static void only_what_was_changed_becomes_lines(void **state)
{
    static const char was[] = "[{\"id\": \"a\", \"duration\": 1, \"name\": "
                              "\"x\"},\n {\"id\": \"b\", \"duration\": 2}]";

    (void)state;
    change_is(was, was, "");
    change_is(was,
              "[ {\"id\":\"a\",\"name\":\"x\",\n\"duration\" : 1},{\"id\": "
              "\"b\", \"duration\": 2}]",
              "");
    change_is(was,
              "[{\"id\": \"a\", \"duration\": 5},"
              " {\"id\": \"b\", \"duration\": 2, \"hold\": \"plan\"}]",
              "unset task \"a\" \"name\"\n"
              "set task \"a\" \"duration\"=5\n"
              "set task \"b\" \"hold\"=\"plan\"\n");
}

static void blanks_within_strings_count(void **state)
{
    (void)state;
    change_is("[{\"id\": \"a\", \"name\": \"x y\"}]",
              "[{\"id\": \"a\", \"name\": \"x  y\"}]",
              "set task \"a\" \"name\"=\"x  y\"\n");
    change_is("[{\"id\": \"a\", \"name\": \"\\\" q\"}]",
              "[{\"id\": \"a\", \"name\": \"\\\"  q\"}]",
              "set task \"a\" \"name\"=\"\\\"  q\"\n");
}

static void tasks_are_added_deleted_and_renamed(void **state)
{
    static const char was[] = "[{\"id\": \"a\"}, {\"id\": \"b\"}]";

    (void)state;
    change_is(was, "[{\"id\": \"a\"}]", "delete task \"b\"\n");
    change_is(was, "[]", "delete task \"a\"\ndelete task \"b\"\n");
    change_is(was, "[{\"id\": \"a\"}, {\"id\": \"c\"}]",
              "rename task \"b\" \"c\"\n");
    change_is(was, "[{\"id\": \"b\"}, {\"id\": \"a\"}]", "");
    change_is(was,
              "[{\"id\": \"a\"}, {\"id\": \"b\"}, {\"id\": \"c\", "
              "\"duration\": 3, \"after\": [\"a\"]}]",
              "add task \"c\"\nset task \"c\" \"duration\"=3\n"
              "set task \"c\" \"after\"=[\"a\"]\n");
}

static void links_that_go_go_before_those_that_come(void **state)
{
    (void)state;
    change_is("[{\"id\": \"a\"}, {\"id\": \"b\", \"after\": [\"a\"]}]",
              "[{\"id\": \"a\", \"after\": [\"b\"]}, {\"id\": \"b\"}]",
              "unset task \"b\" \"after\"\n"
              "set task \"a\" \"after\"=[\"b\"]\n");
}

static void a_wrong_text_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *want;
    } bad[] = {
        { "[\n  {\"id\": \"a\",\n   \"duration\": }\n]", "line 3: " },
        { "[\n {\"duration\": 1}]", "line 2: a task is an object with an" },
        { "[{\"id\": \"a\"},\n {\"id\": \"a\"}]", "line 2: this id stands" },
        { "7", "line 1: expected a list of tasks" },
        { "", "line 1: " },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ui_lines l = { 0 };
        struct weft_err err = { 0 };

        assert_true(ui_tasks_change("[{\"id\": \"a\"}]", bad[i].text, &l,
                                    &err) != WEFT_OK);
        if (!strstr(err.msg, bad[i].want))
            fail_msg("'%s', without '%s'", err.msg, bad[i].want);
        ui_lines_release(&l);
    }
}

/* --- copying and pasting ----------------------------------------------------------- */

static void copied_tasks_are_pasted_with_their_links(void **state)
{
    struct uitest t;
    char *before, *after;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, ": \"goto call\" Enter v : \"goto report\" Enter y");
    message_has(&t, "copied 4 tasks");
    uitest_keys(&t, "Esc P");
    message_has(&t, "pasted 4 tasks; makespan");
    assert_string_equal(uitest_task(&t), "call-2");
    assert_i64(task(&t, "call-2")->duration, task(&t, "call")->duration);
    assert_string_equal(
        weft_plan_task(t.plan, task(&t, "score-2")->after[0].task)->id,
        weft_plan_task(t.plan, task(&t, "score")->after[0].task)->id[0] == 'c'
            ? "call-2"
            : "train");
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_keys(&t, "u");
    after = uitest_doc(&t);
    assert_string_equal(after, before);
    free(before);
    free(after);
    uitest_close(&t);
}

static void a_copy_of_a_copy_counts_on(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "y P y P");
    assert_string_equal(uitest_task(&t), "fetch-3");
    uitest_close(&t);
}

static void nothing_is_pasted_before_something_was_copied(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "P");
    message_has(&t, "nothing is copied");
    uitest_close(&t);
}

static void pasted_json_becomes_tasks(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "@paste \"[{\\\"id\\\": \\\"new one\\\"}]\"");
    message_has(&t, "cannot: ");
    uitest_keys(&t, "@paste \"{\\\"id\\\": \\\"solo\\\", \\\"duration\\\": "
                    "3,\\n \\\"after\\\": [{\\\"task\\\": \\\"fetch\\\", "
                    "\\\"lag\\\": 2}, \\\"nosuch\\\"]}\"");
    message_has(&t, "pasted solo");
    assert_i64(task(&t, "solo")->nafter, 1);
    assert_i64(task(&t, "solo")->after[0].lag, 2000);
    uitest_keys(&t, "@paste \"[{\\\"id\\\": 7}]\"");
    message_has(&t, "paste: line 1: a task is an object");
    uitest_keys(&t, "@paste \"hello\"");
    message_has(&t, "nothing is being typed");
    uitest_close(&t);
}

/* --- the editor ---------------------------------------------------------------------- */

static void the_editor_changes_the_marked_tasks(void **state)
{
    struct uitest t;

    (void)state;
    setenv("VISUAL",
           "sed -i 's/\"duration\": 3/\"duration\": 9/; "
           "s/\"id\": \"split\"/\"id\": \"cut\"/'",
           1);
    open_genome(&t);
    uitest_keys(&t, "v j j E");
    message_has(&t, "edited as text; makespan 29 -> 35");
    assert_i64(task(&t, "fetch")->duration, 9000);
    assert_i64(task(&t, "cut")->duration, 2000);
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_keys(&t, "Esc : \"goto report\" Enter E");
    message_has(&t, "nothing changed");
    uitest_close(&t);
}

static void a_text_that_cannot_be_taken_is_gone_on_with(void **state)
{
    struct uitest t;

    (void)state;
    setenv("VISUAL", "sed -i 's/\"duration\": 3/\"duration\": \"soon\"/'", 1);
    open_genome(&t);
    uitest_keys(&t, "E");
    message_has(&t, "line 2: ");
    message_has(&t, "E goes on with that text");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    setenv("VISUAL", "sed -i 's/\"soon\"/4/'", 1);
    uitest_keys(&t, "E");
    assert_i64(task(&t, "fetch")->duration, 4000);
    setenv("VISUAL", "sed -i 's/{/{{/'", 1);
    uitest_keys(&t, "E");
    message_has(&t, "line 2: ");
    uitest_keys(&t, "Esc");
    message_has(&t, "was dropped");
    uitest_close(&t);
}

static void an_editor_that_fails_changes_nothing(void **state)
{
    struct uitest t;

    (void)state;
    setenv("VISUAL", "false", 1);
    open_genome(&t);
    uitest_keys(&t, "E");
    message_has(&t, "'false' has failed");
    setenv("VISUAL", "/nowhere/ed", 1);
    uitest_keys(&t, "E");
    message_has(&t, "cannot be run");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_was_changed_becomes_lines),
        cmocka_unit_test(blanks_within_strings_count),
        cmocka_unit_test(tasks_are_added_deleted_and_renamed),
        cmocka_unit_test(links_that_go_go_before_those_that_come),
        cmocka_unit_test(a_wrong_text_is_told_with_its_line),
        cmocka_unit_test(copied_tasks_are_pasted_with_their_links),
        cmocka_unit_test(a_copy_of_a_copy_counts_on),
        cmocka_unit_test(nothing_is_pasted_before_something_was_copied),
        cmocka_unit_test(pasted_json_becomes_tasks),
        cmocka_unit_test(the_editor_changes_the_marked_tasks),
        cmocka_unit_test(a_text_that_cannot_be_taken_is_gone_on_with),
        cmocka_unit_test(an_editor_that_fails_changes_nothing),
    };

    return cmocka_run_group_tests_name("ui_copy", tests, NULL, NULL);
}
