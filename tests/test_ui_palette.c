/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ":" line offers, what was typed before, and what was done. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/choices.h"
#include "ui/past.h"
#include "ui/typed.h"
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

static int nearness(const char *word, const char *typed)
{
    return ui_fuzzy(word, typed, strlen(typed));
}

/* --- fuzzy --------------------------------------------------------------------- */

static void letters_must_come_in_order(void **state)
{
    (void)state;
    assert_true(nearness("goto-successor", "gsu") >= 0);
    assert_true(nearness("goto-successor", "usg") < 0);
    assert_true(nearness("add", "addd") < 0);
    assert_true(nearness("add", "") == 0);
}

static void letters_that_begin_parts_are_nearer(void **state)
{
    (void)state;

    assert_true(nearness("zoom-fit", "zf") < nearness("zoomxfit", "zf"));
    assert_true(nearness("align_c", "alc") < nearness("analytic", "alc"));
    assert_i64(nearness("Align", "align"), 0);
}

static void
what_begins_so_comes_first_and_the_nearest_of_the_others(void **state)
{
    struct uitest t;
    static struct ui_choices c;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"un\"");
    ui_choices(t.ses.s, t.ses.m, &c);
    assert_string_equal(c.text[0], "unset");
    assert_string_equal(c.text[1], "unlink");
    for (int i = 0; i + 1 < c.n; i++)
        for (int k = i + 1; k < c.n; k++)
            assert_string_not_equal(c.text[i], c.text[k]);
    uitest_keys(&t, "Ctrl-U \"gsu\"");
    ui_choices(t.ses.s, t.ses.m, &c);
    assert_true(c.n > 0);
    assert_i64(c.nnear, 0);
    assert_string_equal(c.text[0], "goto-successor");
    assert_non_null(c.help[0]);
    uitest_keys(&t, "Tab");
    assert_string_equal(t.ses.s->line.text, "goto-successor");
    uitest_close(&t);
}

static void names_are_found_by_their_letters(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"goto alc\" Tab Enter");
    assert_string_equal(uitest_task(&t), "align_c");
    uitest_close(&t);
}

static void an_unknown_command_names_the_nearest(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"gsuc\" Enter");
    message_has(&t, "did you mean goto-successor?");
    uitest_close(&t);
}

static void a_filter_offers_its_words(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "f \"nod\" Tab");
    assert_string_equal(t.ses.s->line.text, "node:");
    uitest_sees(&t, "the node it runs on");
    uitest_close(&t);
}

/* --- typed before -------------------------------------------------------------- */

static void what_was_typed_comes_back_in_another_session(void **state)
{
    struct uitest t, u;
    struct weft_buf b = { 0 };

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"set task fetch duration=4\" Enter "
                    "f \"node:gpu\" Enter / \"align\" Enter");
    ui_typed_text(t.ses.s, &b);
    assert_string_equal(b.p, ":set task fetch duration=4\n/align\n&node:gpu\n");
    uitest_close(&t);
    open_genome(&u);
    ui_typed_load(u.ses.s, b.p, b.len);
    uitest_keys(&u, ": Up");
    assert_string_equal(u.ses.s->line.text, "set task fetch duration=4");
    uitest_keys(&u, "Esc f Up Enter");
    assert_i64(u.ses.m->pic.nrow, 2);
    weft_buf_release(&b);
    uitest_close(&u);
}

static void two_sessions_do_not_lose_each_others_lines(void **state)
{
    struct uitest t;
    struct weft_buf b = { 0 };
    static const char other[] = ":undo\n:help x\n";

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"undo\" Enter : \"goto qc\" Enter");
    ui_typed_merge(t.ses.s, other, strlen(other));
    ui_typed_text(t.ses.s, &b);
    assert_string_equal(b.p, ":help x\n:undo\n:goto qc\n");
    weft_buf_release(&b);
    uitest_close(&t);
}

static void a_strange_file_does_no_harm(void **state)
{
    struct uitest t;
    static const char text[] = "\n:\n?x\n:\x1b[31mred\xff\n:ok\0:bad\n:last";

    (void)state;
    open_genome(&t);
    ui_typed_load(t.ses.s, text, sizeof(text) - 1);
    uitest_keys(&t, ": Up");
    assert_string_equal(t.ses.s->line.text, "last");
    uitest_keys(&t, "Up Up");
    assert_string_equal(t.ses.s->line.text, "[31mred");
    uitest_close(&t);
}

static void the_history_looks_for_what_begins_so(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"goto qc\" Enter : \"undo\" Enter : \"go\" Up");
    assert_string_equal(t.ses.s->line.text, "goto qc");
    uitest_keys(&t, "Up");
    assert_string_equal(t.ses.s->line.text, "goto qc");
    uitest_keys(&t, "Down");
    assert_string_equal(t.ses.s->line.text, "go");
    uitest_close(&t);
}

/* --- what was done -------------------------------------------------------------- */

static void every_step_is_listed_with_its_makespan(void **state)
{
    struct uitest t;
    char text[200];

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "8 j ] ] j d u : \"history\" Enter");
    assert_i64((long long)ui_past_count(t.ses.m), 3);
    ui_past_text(t.ses.s, t.ses.m, 1, text, sizeof(text));
    assert_string_equal(text, "cpu 4 -> 6");
    assert_i64(ui_past_makespan(t.ses.s, 0), 29000);
    assert_i64(ui_past_makespan(t.ses.s, 1), 24000);
    uitest_sees(&t, "as it was opened");
    uitest_sees(&t, "cpu 4 -> 6");
    uitest_sees(&t, "-5");
    uitest_close(&t);
}

static void any_step_can_be_gone_to(void **state)
{
    struct uitest t;
    char *before, *now;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, ": \"set task fetch duration=4\" Enter d j d");
    uitest_keys(&t, "g u g g Enter");
    message_has(&t, "undid 3 steps");
    now = uitest_doc(&t);
    assert_string_equal(now, before);
    free(now);
    uitest_keys(&t, "g u G Enter");
    message_has(&t, "redid 3 steps");
    assert_i64((long long)weft_undo_count(t.plan), 3);
    uitest_keys(&t, "g u Enter");
    message_has(&t, "that is where you are");
    free(before);
    uitest_close(&t);
}

static void undo_says_what_was_done_not_how(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "v j j d u");
    message_has(&t, "undid: deleted 3 tasks; makespan ");
    uitest_keys(&t, "U");
    message_has(&t, "redid: deleted 3 tasks; makespan ");
    uitest_close(&t);
}

static void steps_of_the_command_line_are_listed_by_their_lines(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    assert_i64(weft_edit(t.plan, "set task fetch duration=9", NULL, NULL),
               WEFT_OK);
    tui_session_release(&t.ses);
    assert_i64(tui_session_init(&t.ses, t.plan, "x", &t.o, 80, 24, NULL),
               WEFT_OK);
    uitest_keys(&t, "g u");
    uitest_sees(&t, "set task fetch duration=9");
    uitest_close(&t);
}

/* --- another document ------------------------------------------------------------- */

static void another_document_is_looked_at_before_this_one_is_left(void **state)
{
    struct uitest t;
    char path[512], keys[600];

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"open /nowhere/plan.json\" Enter");
    message_has(&t, "cannot open: ");
    assert_false(t.ses.quit);
    assert_false(t.ses.s->going);
    snprintf(path, sizeof(path), "%s/../tests/plans/article.json",
             getenv("SAMPLES_DIR"));
    snprintf(keys, sizeof(keys), ": \"open %s\" Enter", path);
    uitest_keys(&t, keys);
    assert_true(t.ses.quit);
    assert_true(t.ses.s->going);
    assert_string_equal(t.ses.s->next, path);
    uitest_close(&t);
}

static void what_is_not_written_is_asked_about_first(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "d : \"new\" Enter");
    assert_i64(t.ses.s->mode, UI_MODE_QUIT);
    uitest_keys(&t, "Esc");
    assert_false(t.ses.quit);
    assert_false(t.ses.s->going);
    uitest_keys(&t, ": \"new\" Enter d");
    assert_true(t.ses.quit);
    assert_true(t.ses.s->going);
    assert_string_equal(t.ses.s->next, "");
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_must_come_in_order),
        cmocka_unit_test(letters_that_begin_parts_are_nearer),
        cmocka_unit_test(
            what_begins_so_comes_first_and_the_nearest_of_the_others),
        cmocka_unit_test(names_are_found_by_their_letters),
        cmocka_unit_test(an_unknown_command_names_the_nearest),
        cmocka_unit_test(a_filter_offers_its_words),
        cmocka_unit_test(what_was_typed_comes_back_in_another_session),
        cmocka_unit_test(two_sessions_do_not_lose_each_others_lines),
        cmocka_unit_test(a_strange_file_does_no_harm),
        cmocka_unit_test(the_history_looks_for_what_begins_so),
        cmocka_unit_test(every_step_is_listed_with_its_makespan),
        cmocka_unit_test(any_step_can_be_gone_to),
        cmocka_unit_test(undo_says_what_was_done_not_how),
        cmocka_unit_test(steps_of_the_command_line_are_listed_by_their_lines),
        cmocka_unit_test(another_document_is_looked_at_before_this_one_is_left),
        cmocka_unit_test(what_is_not_written_is_asked_about_first),
    };

    return cmocka_run_group_tests_name("ui_palette", tests, NULL, NULL);
}
