/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is lost: what happens to files while a plan is worked on. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "weft/edit.h"
#include "weft/io.h"

static char dir[64], name[128], journal[128], lock[128];
static struct weft_stamp stamp;

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/weft-keep-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(name, sizeof(name), "%s/genome.json", dir);
    snprintf(journal, sizeof(journal), "%s/.genome.json.jnl", dir);
    snprintf(lock, sizeof(lock), "%s/.genome.json.lock", dir);
    setenv("XDG_STATE_HOME", dir, 1);
    return 0;
}

static int remove_dir(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    return system(command);
}

static void put(const char *path, const char *text)
{
    assert_i64(weft_file_save(path, text, strlen(text), NULL), WEFT_OK);
}

static char *get(const char *path)
{
    char *text;
    size_t len;

    assert_i64(weft_file_read(path, &text, &len, NULL), WEFT_OK);
    return text;
}

static bool there(const char *path)
{
    return access(path, F_OK) == 0;
}

static char *genome(void)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/../tests/plans/genome.json",
             getenv("SAMPLES_DIR"));
    return get(path);
}

static void put_genome(void)
{
    char *text = genome();

    put(name, text);
    free(text);
}

/* As the program does it. */
static void start(struct uitest *t)
{
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };

    *t = (struct uitest){ .o = { .seed = 1, .keep = true, .stamp = &stamp } };
    weft_stamp_take(&stamp, name, 1000);
    if (weft_open(name, NULL, &t->plan, NULL, &d, &err))
        fail_msg("%s", err.msg);
    if (tui_session_init(&t->ses, t->plan, name, &t->o, 80, 24, &err))
        fail_msg("%s", err.msg);
}

static void end(struct uitest *t)
{
    tui_session_release(&t->ses);
    weft_plan_free(t->plan);
}

/* As a signal ends it. */
static void crash(struct uitest *t)
{
    assert_false(t->ses.quit);
    end(t);
}

static void leave(struct uitest *t, const char *keys)
{
    uitest_keys(t, keys);
    assert_true(t->ses.quit);
    end(t);
}

static char *doc(const struct uitest *t)
{
    char *text;
    size_t len;

    assert_i64(weft_plan_text(t->ses.m->doc, &text, &len, NULL), WEFT_OK);
    return text;
}

static void same(char *got, char *want)
{
    assert_string_equal(got, want);
    free(got);
    free(want);
}

/* --- recovery -------------------------------------------------------------- */

#define WORK                                                                   \
    "j ] ] : \"set task merge duration=4\" Enter u U d : \"link fetch qc\" Enter"

static void what_was_not_written_is_recovered(void **state)
{
    struct uitest t;
    char *want;

    (void)state;
    put_genome();
    start(&t);
    assert_false(there(journal)); /* nothing was done */
    assert_true(there(lock));
    uitest_keys(&t, WORK);
    want = doc(&t);
    crash(&t);
    assert_true(there(journal));
    start(&t);
    uitest_sees(&t, "unsaved commands from");
    uitest_keys(&t, "j a Esc"); /* nothing else is done before an answer */
    same(doc(&t), genome());
    uitest_keys(&t, "r");
    uitest_sees(&t, "recovered 7 commands");
    same(doc(&t), want);
    assert_true(ui_model_dirty(t.ses.m));
    same(get(name), genome()); /* never of itself */
    uitest_keys(&t, "9 u");
    assert_false(ui_model_dirty(t.ses.m));
    same(doc(&t), genome());
    leave(&t, "q");
    assert_false(there(journal));
    assert_false(there(lock));
}

static void it_is_recovered_again_after_the_next_crash(void **state)
{
    struct uitest t;
    char *want;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, WORK);
    crash(&t);
    start(&t);
    uitest_keys(&t, "r G d");
    want = doc(&t);
    crash(&t);
    start(&t);
    uitest_sees(&t, "8 unsaved commands");
    uitest_keys(&t, "r");
    same(doc(&t), want);
    crash(&t);
}

static void the_commands_can_be_seen_first(void **state)
{
    struct uitest t;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, WORK);
    crash(&t);
    start(&t);
    uitest_keys(&t, "v");
    uitest_sees(&t, "set task merge duration=4");
    uitest_sees(&t, "link fetch qc");
    uitest_keys(&t, "v");
    uitest_sees(&t, "recover: do them again");
    leave(&t, "q");
    assert_true(there(journal)); /* the question comes again */
}

static void discarded_is_gone(void **state)
{
    struct uitest t;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, WORK);
    crash(&t);
    start(&t);
    uitest_keys(&t, "d");
    assert_false(there(journal));
    assert_false(ui_model_dirty(t.ses.m));
    same(doc(&t), genome());
    uitest_keys(&t, "]"); /* a new one is begun */
    assert_true(there(journal));
    leave(&t, "q d");
    assert_false(there(journal));
}

static void writing_leaves_nothing_to_recover(void **state)
{
    struct uitest t;
    char *want;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, WORK);
    want = doc(&t);
    uitest_keys(&t, "W");
    uitest_sees(&t, "written to");
    assert_false(there(journal));
    same(get(name), want);
    leave(&t, "q");
    start(&t);
    uitest_sees_not(&t, "unsaved");
    leave(&t, "q");
}

/* Undo goes on across a save; the journal of after it cannot. */
static void what_is_undone_beyond_what_was_written_is_recovered(void **state)
{
    struct uitest t;
    char *want;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, "j ] ] G d W u u U : \"set plan name=x\" Enter u");
    want = doc(&t);
    crash(&t);
    start(&t);
    uitest_keys(&t, "r");
    same(doc(&t), want);
    assert_true(ui_model_dirty(t.ses.m));
    crash(&t);
}

/* It was written, but the journal is still there. */
static void a_crash_while_writing_asks_nothing(void **state)
{
    struct weft_loaded l = { 0 };
    struct weft_journal j;
    struct uitest t;
    char line[80], *text;
    bool found;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, WORK);
    text = doc(&t);
    crash(&t);
    snprintf(line, sizeof(line), "writing %zu %016llx", strlen(text),
             (unsigned long long)weft_stamp_hash(text, strlen(text)));
    assert_i64(weft_journal_load(journal, &l, &found, NULL), WEFT_OK);
    assert_i64(weft_journal_resume(&j, journal, &l, NULL), WEFT_OK);
    assert_i64(weft_journal_add(&j, line, strlen(line), NULL), WEFT_OK);
    weft_journal_close(&j);
    weft_loaded_release(&l);
    start(&t); /* not written after all */
    uitest_sees(&t, "unsaved commands");
    leave(&t, "q");
    put(name, text);
    free(text);
    start(&t);
    uitest_sees_not(&t, "unsaved commands");
    assert_false(there(journal));
    leave(&t, "q");
}

static void edits_of_the_command_line_are_in_the_journal(void **state)
{
    struct uitest t = { .o = { .seed = 1, .keep = true, .stamp = &stamp } };
    char *want;

    (void)state;
    put_genome();
    weft_stamp_take(&stamp, name, 1000);
    assert_i64(
        weft_open(name, NULL, &t.plan, NULL, &(struct weft_diags){ 0 }, NULL),
        WEFT_OK);
    assert_i64(weft_edit(t.plan, "set task merge duration=7", NULL, NULL),
               WEFT_OK);
    assert_i64(tui_session_init(&t.ses, t.plan, name, &t.o, 80, 24, NULL),
               WEFT_OK);
    uitest_keys(&t, "j ]");
    want = doc(&t);
    crash(&t);
    start(&t);
    uitest_sees(&t, "2 unsaved commands");
    uitest_keys(&t, "r");
    same(doc(&t), want);
    crash(&t);
}

static void a_damaged_journal_is_put_aside(void **state)
{
    char aside[160];
    struct uitest t;

    (void)state;
    put_genome();
    put(journal, "what is this?");
    start(&t);
    uitest_sees(&t, "cannot be read was put aside: .genome.json.jnl.damaged");
    snprintf(aside, sizeof(aside), "%s.damaged", journal);
    assert_true(there(aside));
    uitest_keys(&t, "]");
    assert_true(there(journal));
    crash(&t);
}

/* --- others ------------------------------------------------------------------ */

static void theirs(void)
{
    struct weft_plan *p;
    char *text;
    size_t len;

    assert_i64(weft_open(name, NULL, &p, NULL, &(struct weft_diags){ 0 }, NULL),
               WEFT_OK);
    assert_i64(weft_edit(p, "set task report duration=9", NULL, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "delete task qc", NULL, NULL), WEFT_OK);
    assert_i64(weft_plan_text(p, &text, &len, NULL), WEFT_OK);
    put(name, text);
    free(text);
    weft_plan_free(p);
}

static void conflict(struct uitest *t)
{
    put_genome();
    start(t);
    uitest_keys(t, "j ] : \"set task qc duration=8\" Enter g g j");
    theirs();
    uitest_keys(t, "W");
    uitest_sees(t, "the file has changed");
}

static void a_changed_file_is_not_written_over(void **state)
{
    struct uitest t;
    char *was;

    (void)state;
    conflict(&t);
    was = get(name);
    uitest_keys(&t, "Esc");
    assert_true(ui_model_dirty(t.ses.m));
    uitest_keys(&t, ": \"wq\" Enter");
    assert_false(t.ses.quit);
    same(get(name), was);
    crash(&t);
}

static void mine_goes_to_a_file_of_its_own(void **state)
{
    char path[160];
    struct uitest t;

    (void)state;
    conflict(&t);
    uitest_keys(&t, "m");
    snprintf(path, sizeof(path), "%s/genome.mine.json", dir);
    same(get(path), doc(&t));
    assert_true(ui_model_dirty(t.ses.m));
    crash(&t);
}

static void it_can_be_read_again(void **state)
{
    struct uitest t;

    (void)state;
    conflict(&t);
    uitest_keys(&t, "r");
    same(doc(&t), get(name));
    assert_false(ui_model_dirty(t.ses.m));
    assert_false(there(journal));
    assert_string_equal(uitest_task(&t), "index"); /* as before */
    uitest_keys(&t, "] W");
    uitest_sees(&t, "written to");
    leave(&t, "q");
}

static void mine_can_be_done_on_top_of_theirs(void **state)
{
    struct uitest t;
    char *want;

    (void)state;
    conflict(&t);
    uitest_keys(&t, "a");
    uitest_sees(&t, "applied 1 command, 1 could not be done");
    assert_i64(weft_plan_find_task(t.ses.m->doc, "qc"), WEFT_NONE);
    want = doc(&t);
    assert_non_null(strstr(want, "\"slots\": 5"));
    assert_true(ui_model_dirty(t.ses.m));
    crash(&t);
    start(&t); /* that, too, is in the journal */
    uitest_keys(&t, "r");
    same(doc(&t), want);
    uitest_keys(&t, "W");
    uitest_sees(&t, "written to");
    leave(&t, "q");
}

static void it_can_be_written_over(void **state)
{
    struct uitest t;

    (void)state;
    conflict(&t);
    uitest_keys(&t, "o");
    same(get(name), doc(&t));
    assert_false(ui_model_dirty(t.ses.m));
    leave(&t, "q");
}

static void a_change_is_noticed_without_writing(void **state)
{
    struct uitest t;

    (void)state;
    put_genome();
    start(&t);
    tui_keeper_step(&t.ses, 10000);
    uitest_sees_not(&t, "another program");
    theirs();
    assert_true(tui_keeper_step(&t.ses, 20000));
    uitest_sees(&t, "changed by another program; :reload takes it");
    assert_false(tui_keeper_step(&t.ses, 30000)); /* told once */
    uitest_keys(&t, ": \"reload\" Enter");
    same(doc(&t), get(name));
    leave(&t, "q");
}

/* The search for what is shown ends. */
static void proved(struct uitest *t)
{
    tui_session_event(&t->ses, &(struct ui_event){ .kind = UI_EV_DONE,
                                                   .gen = t->ses.m->gen,
                                                   .status = WEFT_OPTIMAL });
}

static void the_second_is_read_only(void **state)
{
    struct uitest a, b;
    char path[160], *was;

    (void)state;
    put_genome();
    start(&a);
    uitest_keys(&a, "j ]");
    was = get(journal);
    start(&b);
    uitest_sees(&b, "read-only: process");
    uitest_sees(&b, "[read-only]");
    assert_non_null(strstr(b.ses.s->holder, "with unwritten work"));
    proved(&b); /* which does not talk over it */
    uitest_sees(&b, "read-only: process");
    uitest_keys(&b, "j ]");
    uitest_sees(&b, "kept in memory only: process");
    uitest_sees(&b, "has genome.json open; :w NAME");
    proved(&b);
    uitest_sees(&b, "kept in memory only: process");
    uitest_keys(&b, "]");
    uitest_sees_not(&b, "kept in memory only"); /* told once */
    uitest_keys(&b, "W");
    uitest_sees(&b, "write a copy as");
    uitest_keys(&b, "Enter");
    snprintf(path, sizeof(path), "%s/genome.mine.json", dir);
    same(get(path), doc(&b));
    same(get(name), genome());
    same(get(journal), was);
    leave(&a, "q d");
    uitest_keys(&b, ": \"w\" Enter Esc");
    leave(&b, "q d");
}

static void a_fault_leaves_it_unsaved(void **state)
{
    struct uitest t;

    (void)state;
    put_genome();
    start(&t);
    uitest_keys(&t, "j ]");
    unlink(name);
    assert_i64(mkdir(name, 0700), 0); /* nothing can be written there */
    uitest_keys(&t, "W");
    uitest_sees(&t, "not written: ");
    assert_true(ui_model_dirty(t.ses.m));
    assert_true(there(journal));
    uitest_keys(&t, "q w");
    assert_false(t.ses.quit);
    uitest_keys(&t, "Esc");
    crash(&t);
}

static void a_first_name_takes_the_journal_along(void **state)
{
    struct uitest t = { .o = { .seed = 1, .keep = true, .example = true } };
    struct weft_diags d = { 0 };
    char *text = genome(), keys[200];

    (void)state;
    assert_i64(weft_plan_load(text, strlen(text), &t.plan, &d, NULL), WEFT_OK);
    free(text);
    assert_i64(tui_session_init(&t.ses, t.plan, NULL, &t.o, 80, 24, NULL),
               WEFT_OK);
    uitest_keys(&t, "j ]");
    assert_false(there(journal));
    snprintf(keys, sizeof(keys), ": \"w %s\" Enter ]", name);
    uitest_keys(&t, keys);
    assert_true(there(journal));
    assert_true(there(lock));
    crash(&t);
}

static void the_screen_can_be_written(void **state)
{
    struct uitest t;
    char keys[200], path[128], *screen;

    (void)state;
    put_genome();
    start(&t);
    snprintf(path, sizeof(path), "%s/screen.txt", dir);
    snprintf(keys, sizeof(keys), "j j : \"dump-screen %s\" Enter", path);
    uitest_keys(&t, keys);
    screen = uitest_screen(&t, false);
    same(get(path), screen);
    crash(&t);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_not_written_is_recovered),
        TEST(it_is_recovered_again_after_the_next_crash),
        TEST(the_commands_can_be_seen_first),
        TEST(discarded_is_gone),
        TEST(writing_leaves_nothing_to_recover),
        TEST(what_is_undone_beyond_what_was_written_is_recovered),
        TEST(a_crash_while_writing_asks_nothing),
        TEST(edits_of_the_command_line_are_in_the_journal),
        TEST(a_damaged_journal_is_put_aside),
        TEST(a_changed_file_is_not_written_over),
        TEST(mine_goes_to_a_file_of_its_own),
        TEST(it_can_be_read_again),
        TEST(mine_can_be_done_on_top_of_theirs),
        TEST(it_can_be_written_over),
        TEST(a_change_is_noticed_without_writing),
        TEST(the_second_is_read_only),
        TEST(a_fault_leaves_it_unsaved),
        TEST(a_first_name_takes_the_journal_along),
        TEST(the_screen_can_be_written),
    };

    return cmocka_run_group_tests_name("keeper", tests, NULL, NULL);
}
