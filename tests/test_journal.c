/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journal, lock and stamp of a document. */
#include "lib/tweft.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/rng.h"
#include "io/journal.h"
#include "io/lock.h"
#include "io/stamp.h"
#include "lib/oom.h"
#include "lib/tplan.h"
#include "weft/edit.h"
#include "weft/io.h"

static char dir[64], name[128]; /* a folder for each test, a file in it */

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/weft-jnl-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(name, sizeof(name), "%s/f", dir);
    return 0;
}

static int remove_dir(void **state)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    char path[400];

    (void)state;
    while (d && (e = readdir(d))) {
        snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            remove(path);
    }
    if (d)
        closedir(d);
    return rmdir(dir);
}

static void put(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_i64(fwrite(text, 1, len, f), len);
    fclose(f);
}

static const struct weft_journal_base base = { 5, 0x1234, 1000 };

static void begin(struct weft_journal *j)
{
    struct weft_err err = { 0 };

    if (weft_journal_begin(j, name, &base, &err))
        fail_msg("%s", err.msg);
}

static void add(struct weft_journal *j, const char *text)
{
    assert_i64(weft_journal_add(j, text, strlen(text), NULL), WEFT_OK);
}

static void load(struct weft_loaded *l)
{
    struct weft_err err = { 0 };
    bool found;

    *l = (struct weft_loaded){ 0 };
    if (weft_journal_load(name, l, &found, &err))
        fail_msg("%s", err.msg);
    assert_true(found);
}

/* --- journal ------------------------------------------------------------- */

static void records_come_back_in_order(void **state)
{
    struct weft_journal j;
    struct weft_loaded l;
    struct stat st;

    (void)state;
    begin(&j);
    add(&j, "edit\nset task a duration=3");
    add(&j, "undo");
    add(&j, "writing 7 00000000000000ff");
    assert_i64(j.redos, 1);
    assert_i64(weft_journal_sync(&j, NULL), WEFT_OK);
    weft_journal_close(&j);
    load(&l);
    assert_i64(l.n, 3);
    assert_i64(l.commands, 2);
    assert_string_equal(l.record[0].text, "edit\nset task a duration=3");
    assert_i64(l.record[0].len, strlen(l.record[0].text));
    assert_string_equal(l.record[1].text, "undo");
    assert_true(l.writing && l.wrote_size == 7 && l.wrote_hash == 255);
    assert_true(l.base.size == 5 && l.base.hash == 0x1234 &&
                l.base.time == 1000);
    assert_false(l.torn);
    weft_loaded_release(&l);
    assert_i64(stat(name, &st), 0);
    assert_i64(st.st_mode & 0777, 0600);
}

static void none_is_no_error(void **state)
{
    struct weft_loaded l = { 0 };
    bool found = true;

    (void)state;
    assert_i64(weft_journal_load(name, &l, &found, NULL), WEFT_OK);
    assert_false(found);
}

static void one_is_begun_only_where_there_is_nothing(void **state)
{
    struct weft_journal j;

    (void)state;
    put(name, "x", 1);
    assert_i64(weft_journal_begin(&j, name, &base, NULL), WEFT_E_IO);
    assert_i64(access(name, F_OK), 0);
    unlink(name);
    assert_i64(symlink("/tmp/weft-nowhere", name), 0);
    assert_i64(weft_journal_begin(&j, name, &base, NULL), WEFT_E_IO);
}

/* Cut at any byte, or with any byte turned, what was whole before it counts,
 * and the journal goes on from there. */
static void a_damaged_tail_is_cut(void **state)
{
    static const char *const text[] = { "edit\nlink a b", "undo", "redo" };
    static char bytes[512];
    struct weft_journal j;
    struct weft_loaded l;
    size_t len;
    FILE *f;

    (void)state;
    begin(&j);
    for (size_t i = 0; i < 3; i++)
        add(&j, text[i]);
    weft_journal_close(&j);
    f = fopen(name, "r");
    assert_non_null(f);
    len = fread(bytes, 1, sizeof(bytes), f);
    fclose(f);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t cut = 0; cut < len; cut++) {
            struct weft_err err = { 0 };
            bool found;
            size_t n;

            bytes[cut] ^= turn ? 0x40 : 0;
            put(name, bytes, turn ? len : cut);
            bytes[cut] ^= turn ? 0x40 : 0;
            l = (struct weft_loaded){ 0 };
            if (weft_journal_load(name, &l, &found, &err)) {
                assert_i64(err.code, WEFT_E_PARSE);
                continue;
            }
            n = l.n;
            for (size_t i = 0; i < n; i++)
                assert_string_equal(l.record[i].text, text[i]);
            assert_true(n < 3);
            assert_i64(weft_journal_resume(&j, name, &l, NULL), WEFT_OK);
            weft_loaded_release(&l);
            add(&j, "edit\nnew");
            weft_journal_close(&j);
            load(&l);
            assert_i64(l.n, n + 1);
            assert_string_equal(l.record[n].text, "edit\nnew");
            assert_false(l.torn);
            weft_loaded_release(&l);
        }
    }
}

static void anything_can_be_in_the_file(void **state)
{
    struct weft_rng rng;
    char bytes[200];

    (void)state;
    weft_rng_seed(&rng, 7);
    for (int i = 0; i < 2000; i++) {
        size_t n = (size_t)weft_rng_below(&rng, sizeof(bytes));
        struct weft_loaded l = { 0 };
        bool found;

        for (size_t k = 0; k < n; k++)
            bytes[k] = (char)weft_rng_below(&rng, 256);
        if (n > 15 && i % 2)
            memcpy(bytes, "weft-journal 1\n", 15);
        put(name, bytes, n);
        assert_i64(weft_journal_load(name, &l, &found, NULL), WEFT_E_PARSE);
    }
}

/* --- replay -------------------------------------------------------------- */

static char *text_of(const struct weft_plan *p)
{
    char *text;
    size_t len;

    assert_i64(weft_plan_text(p, &text, &len, NULL), WEFT_OK);
    return text;
}

static void random_line(struct weft_rng *rng, const struct weft_plan *p,
                        char *out, size_t size)
{
    uint64_t n = (uint64_t)weft_plan_ntask(p);
    const char *a = weft_plan_task(p, (int32_t)weft_rng_below(rng, n))->id;
    const char *b = weft_plan_task(p, (int32_t)weft_rng_below(rng, n))->id;
    unsigned k = (unsigned)weft_rng_below(rng, 1000);

    switch (weft_rng_below(rng, 5)) {
    case 0:
        snprintf(out, size, "set task %s duration=%u", a, k);
        break;
    case 1:
        snprintf(out, size, "add task n%u duration=1 after=%s", k, a);
        break;
    case 2:
        snprintf(out, size, "link %s %s", a, b);
        break;
    case 3:
        snprintf(out, size, "rename task %s r%u", a, k);
        break;
    default:
        snprintf(out, size, n > 5 ? "delete task %s" : "set plan name=%s", a);
    }
}

/* One step of somebody's work, in the plan and in the journal. */
static void work(struct weft_rng *rng, struct weft_plan *p,
                 struct weft_journal *j)
{
    char line[200], record[220];
    bool redo = weft_rng_below(rng, 3) == 0;

    if (weft_rng_below(rng, 3) == 0) {
        if (redo ? weft_redo(p, NULL, NULL, NULL)
                 : weft_undo(p, NULL, NULL, NULL))
            return;
        snprintf(record, sizeof(record), "%s", redo ? "redo" : "undo");
    } else {
        bool merge = weft_undo_count(p) > 0 && weft_rng_below(rng, 4) == 0;

        random_line(rng, p, line, sizeof(line));
        if (weft_edit(p, line, NULL, NULL))
            return;
        if (merge)
            weft_undo_merge(p);
        snprintf(record, sizeof(record), "%s\n%s", merge ? "merge" : "edit",
                 line);
    }
    assert_true(weft_journal_follows(j, record));
    add(j, record);
}

static void done_again_it_is_the_document_and_its_history(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct weft_rng rng;
        struct weft_plan *live = plan_of_sample("variant-calling");
        struct weft_plan *again = plan_of_sample("variant-calling");
        struct weft_journal j;
        struct weft_loaded l;
        size_t refused;

        weft_rng_seed(&rng, seed);
        begin(&j);
        for (int i = 0; i < 40; i++)
            work(&rng, live, &j);
        weft_journal_close(&j);
        load(&l);
        assert_i64(weft_journal_replay(&l, &again, &refused, NULL), WEFT_OK);
        assert_i64(refused, 0);
        assert_i64(weft_undo_count(again), weft_undo_count(live));
        assert_i64(weft_redo_count(again), weft_redo_count(live));
        for (;;) { /* all the way back */
            char *a = text_of(live), *b = text_of(again);

            if (strcmp(a, b) != 0)
                fail_msg("seed %d: another document", (int)seed);
            free(a);
            free(b);
            if (weft_undo(live, NULL, NULL, NULL))
                break;
            assert_i64(weft_undo(again, NULL, NULL, NULL), WEFT_OK);
        }
        weft_loaded_release(&l);
        unlink(name);
        weft_plan_free(live);
        weft_plan_free(again);
    }
}

static void what_is_refused_is_left_out_with_its_undo(void **state)
{
    static const char *const text[] = { "edit\nset task fetch duration=5",
                                        "edit\nset task gone duration=1",
                                        "undo", /* of what could not be done */
                                        "redo",
                                        "merge\nset task split duration=9" };
    char path[512];
    struct weft_plan *p;
    struct weft_diags d = { 0 };
    struct weft_journal j;
    struct weft_loaded l;
    struct weft_err err = { 0 };
    size_t refused;

    (void)state;
    snprintf(path, sizeof(path), "%s/../tests/plans/genome.json",
             getenv("SAMPLES_DIR"));
    assert_i64(weft_open(path, NULL, &p, NULL, &d, NULL), WEFT_OK);
    begin(&j);
    for (size_t i = 0; i < 5; i++)
        add(&j, text[i]);
    weft_journal_close(&j);
    load(&l);
    assert_i64(weft_journal_replay(&l, &p, &refused, &err), WEFT_OK);
    assert_i64(refused, 1);
    assert_non_null(strstr(err.msg, "gone"));
    assert_i64(weft_undo_count(p), 2);
    assert_i64(weft_plan_task(p, weft_plan_find_task(p, "split"))->duration,
               9000);
    weft_loaded_release(&l);
    weft_plan_free(p);
}

static void a_document_takes_the_place_of_all_before(void **state)
{
    struct weft_plan *p = plan_of_sample("article"), *q;
    char *want, *got;
    struct weft_buf b = { 0 };
    struct weft_journal j;
    struct weft_loaded l;
    size_t refused;

    (void)state;
    q = plan_of_sample("rag-index");
    want = text_of(q);
    weft_buf_addf(&b, "document\n%s", want);
    begin(&j);
    add(&j, "edit\nset plan name=x");
    assert_false(weft_journal_follows(&j, "redo"));
    assert_true(weft_journal_follows(&j, "undo"));
    add(&j, b.p);
    assert_false(weft_journal_follows(&j, "undo"));
    weft_journal_close(&j);
    load(&l);
    assert_i64(weft_journal_replay(&l, &p, &refused, NULL), WEFT_OK);
    got = text_of(p);
    assert_string_equal(got, want);
    assert_i64(weft_undo_count(p), 0);
    free(got);
    free(want);
    weft_buf_release(&b);
    weft_loaded_release(&l);
    weft_plan_free(p);
    weft_plan_free(q);
}

static void without_memory_it_says_so(void **state)
{
    struct weft_journal j;

    (void)state;
    begin(&j);
    add(&j, "edit\nset plan name=x\nset plan name=y");
    add(&j, "merge\nset plan name=z");
    weft_journal_close(&j);
    for (long k = 1; k < 100000; k++) {
        struct weft_plan *p = plan_of_sample("article");
        struct weft_loaded l = { 0 };
        size_t refused = 0;
        enum weft_rc rc;
        bool found, failed;

        oom_at(k);
        rc = weft_journal_load(name, &l, &found, NULL);
        if (!rc)
            rc = weft_journal_replay(&l, &p, &refused, NULL);
        failed = oom_stop();
        weft_loaded_release(&l);
        weft_plan_free(p);
        assert_i64(rc, rc && failed ? WEFT_E_NOMEM : WEFT_OK);
        assert_i64(refused, 0);
        if (!failed)
            return;
    }
}

/* --- lock ------------------------------------------------------------------ */

static enum weft_lock take(struct weft_holder *h)
{
    return weft_lock_take(name, "ada", 5000, h);
}

static void a_lock_is_had_by_one(void **state)
{
    struct weft_holder h;

    (void)state;
    assert_i64(take(&h), WEFT_LOCK_OURS);
    assert_i64(take(&h), WEFT_LOCK_BUSY);
    assert_i64(h.pid, getpid());
    assert_i64(h.since, 5000);
    assert_string_equal(h.who, "ada");
    weft_lock_drop(name);
    assert_true(access(name, F_OK) != 0);
    assert_i64(take(&h), WEFT_LOCK_OURS);
}

static void the_lock_of_a_dead_process_is_taken_over(void **state)
{
    struct weft_holder h;
    int status;
    pid_t pid = fork();

    (void)state;
    if (pid == 0)
        _exit(take(&h) == WEFT_LOCK_OURS ? 0 : 1);
    assert_i64(waitpid(pid, &status, 0), pid);
    assert_i64(status, 0);
    assert_i64(access(name, F_OK), 0);
    assert_i64(take(&h), WEFT_LOCK_OURS);
}

/* Killed, and nobody has waited for it yet. */
static void a_zombie_holds_no_lock(void **state)
{
    struct weft_holder h;
    siginfo_t info;
    int status;
    pid_t pid = fork();

    (void)state;
    if (pid == 0) {
        if (take(&h) == WEFT_LOCK_OURS)
            raise(SIGKILL);
        _exit(1);
    }
    assert_i64(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    assert_i64(access(name, F_OK), 0);
    assert_i64(take(&h), WEFT_LOCK_OURS);
    assert_i64(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

/* The lock's text with other words in places. */
static void change(int word, const char *with)
{
    char text[512] = "", *at = text, *save = NULL;
    struct weft_buf b = { 0 };
    FILE *f = fopen(name, "r");
    int i = 0;

    assert_non_null(f);
    assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
    fclose(f);
    for (char *w = strtok_r(at, " ", &save); w;
         w = strtok_r(NULL, " ", &save)) {
        weft_buf_addf(&b, "%s%s", i ? " " : "", i == word ? with : w);
        i++;
    }
    put(name, b.p, b.len);
    weft_buf_release(&b);
}

static void its_number_in_another_process_is_no_lock(void **state)
{
    struct weft_holder h;

    (void)state;
    assert_i64(take(&h), WEFT_LOCK_OURS);
    change(2, "1"); /* it began at another time */
    assert_i64(take(&h), WEFT_LOCK_OURS);
    change(3, "another-start-of-the-machine");
    assert_i64(take(&h), WEFT_LOCK_OURS);
}

static void that_of_another_machine_is_left_alone(void **state)
{
    struct weft_holder h;

    (void)state;
    assert_i64(take(&h), WEFT_LOCK_OURS);
    change(4, "elsewhere");
    assert_i64(take(&h), WEFT_LOCK_REMOTE);
    assert_string_equal(h.host, "elsewhere");
}

static void half_a_lock_is_busy_until_it_is_old(void **state)
{
    const struct timespec old[2] = { { 1, 0 }, { 1, 0 } };
    struct weft_holder h;

    (void)state;
    put(name, "we", 2);
    assert_true(weft_lock_take(name, "", 0, &h) != WEFT_LOCK_OURS);
    assert_i64(utimensat(AT_FDCWD, name, old, 0), 0);
    assert_i64(take(&h), WEFT_LOCK_OURS);
}

static void no_lock_where_nothing_can_be_written(void **state)
{
    struct weft_holder h;

    (void)state;
    assert_i64(weft_lock_take("/proc/weft.lock", "", 0, &h), WEFT_LOCK_NONE);
}

/* --- stamp ----------------------------------------------------------------- */

#define LATER 4000000000 /* long after the file was written */

static void a_file_left_alone_is_the_same(void **state)
{
    struct weft_stamp s;

    (void)state;
    put(name, "one", 3);
    weft_stamp_take(&s, name, LATER);
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_SAME);
    put(name, "one", 3); /* with what it had */
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_SAME);
    put(name, "two", 3);
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_CHANGED);
    unlink(name);
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_GONE);
}

/* Written again within the clock's step, with the same size. */
static void the_same_date_is_no_proof(void **state)
{
    struct weft_stamp s;
    struct stat st;

    (void)state;
    put(name, "one", 3);
    assert_i64(stat(name, &st), 0);
    weft_stamp_take(&s, name, st.st_mtim.tv_sec);
    put(name, "two", 3);
    assert_i64(stat(name, &st), 0);
    s.mtime = st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    s.ctime = st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec;
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_CHANGED);
}

static void one_that_comes_to_be_is_a_change(void **state)
{
    struct weft_stamp s;

    (void)state;
    weft_stamp_take(&s, name, LATER);
    assert_false(s.exists);
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_SAME);
    put(name, "one", 3);
    assert_i64(weft_stamp_check(&s, name, LATER), WEFT_STAMP_CHANGED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_come_back_in_order),
        TEST(none_is_no_error),
        TEST(one_is_begun_only_where_there_is_nothing),
        TEST(a_damaged_tail_is_cut),
        TEST(anything_can_be_in_the_file),
        TEST(done_again_it_is_the_document_and_its_history),
        TEST(what_is_refused_is_left_out_with_its_undo),
        TEST(a_document_takes_the_place_of_all_before),
        TEST(without_memory_it_says_so),
        TEST(a_lock_is_had_by_one),
        TEST(the_lock_of_a_dead_process_is_taken_over),
        TEST(a_zombie_holds_no_lock),
        TEST(its_number_in_another_process_is_no_lock),
        TEST(that_of_another_machine_is_left_alone),
        TEST(half_a_lock_is_busy_until_it_is_old),
        TEST(no_lock_where_nothing_can_be_written),
        TEST(a_file_left_alone_is_the_same),
        TEST(the_same_date_is_no_proof),
        TEST(one_that_comes_to_be_is_a_change),
    };

    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
