/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "lib/oom.h"
#include "weft/io.h"

enum { NOBODY = 65534 };

static char dir[64];   /* a fresh folder for each test */
static char name[128]; /* "f" in it */

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/weft-save-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    chmod(dir, 0777);
    snprintf(name, sizeof(name), "%s/f", dir);
    return 0;
}

static int remove_dir(void **state)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    char path[400];

    (void)state;
    chmod(dir, 0777);
    while (d && (e = readdir(d))) {
        snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            remove(path);
    }
    if (d)
        closedir(d);
    return rmdir(dir);
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void holds(const char *path, const char *want)
{
    char *text = NULL;
    size_t len = 0;
    struct weft_err e;

    if (weft_file_read(path, &text, &len, &e))
        fail_msg("%s: %s", path, e.msg);
    assert_string_equal(text, want);
    free(text);
}

static void has_entries(int want)
{
    DIR *d = opendir(dir);
    int n = 0;

    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    assert_i64(n - 2, want);
}

static void save(const char *path, const char *text)
{
    struct weft_err e = { 0 };

    if (weft_file_save(path, text, strlen(text), &e))
        fail_msg("%s: %s", path, e.msg);
}

static void cannot_save(const char *path, const char *text, const char *why)
{
    struct weft_err e = { 0 };

    assert_i64(weft_file_save(path, text, strlen(text), &e), WEFT_E_IO);
    if (!strstr(e.msg, why))
        fail_msg("message '%s', want '%s'", e.msg, why);
}

static struct stat stat_of(const char *path)
{
    struct stat st = { 0 };

    assert_i64(lstat(path, &st), 0);
    return st;
}

/* Save "new" without root's rights. The child reports through shared memory:
 * an assertion that fails there would go on with the tests there. */
static enum weft_rc save_as_nobody(struct weft_err *err)
{
    struct weft_err *shared = mmap(NULL, sizeof(*shared),
                                   PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = -1;
    pid_t pid;

    assert_true(shared != MAP_FAILED);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (geteuid() == 0 &&
            (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY)))
            _exit(99);
        _exit((int)weft_file_save(name, "new", 3, shared));
    }
    waitpid(pid, &status, 0);
    *err = *shared;
    munmap(shared, sizeof(*shared));
    assert_true(WIFEXITED(status));
    return (enum weft_rc)WEXITSTATUS(status);
}

static void a_new_file_gets_the_usual_mode(void **state)
{
    mode_t old = umask(027);

    (void)state;
    save(name, "new");
    umask(old);
    holds(name, "new");
    assert_i64(stat_of(name).st_mode & 07777, 0640);
    has_entries(1);
}

static void an_old_file_is_replaced_and_keeps_its_mode(void **state)
{
    struct stat before;

    (void)state;
    put(name, "a longer old content");
    chmod(name, 0604);
    before = stat_of(name);
    save(name, "new");
    holds(name, "new");
    assert_i64(stat_of(name).st_mode & 07777, 0604);
    assert_true(stat_of(name).st_ino != before.st_ino);
    has_entries(1);
}

static void nothing_is_a_content_too(void **state)
{
    (void)state;
    put(name, "old");
    save(name, "");
    holds(name, "");
}

static void a_symlink_stays_and_its_target_is_replaced(void **state)
{
    char link[128];

    (void)state;
    snprintf(link, sizeof(link), "%s/link", dir);
    put(name, "old");
    assert_i64(symlink("f", link), 0);
    save(link, "new");
    assert_true(S_ISLNK(stat_of(link).st_mode));
    assert_true(S_ISREG(stat_of(name).st_mode));
    holds(name, "new");
    has_entries(2);
}

static void a_dangling_symlink_gets_its_target(void **state)
{
    char link[128], second[128];

    (void)state;
    snprintf(link, sizeof(link), "%s/link", dir);
    snprintf(second, sizeof(second), "%s/second", dir);
    assert_i64(symlink("f", link), 0);
    assert_i64(symlink(link, second), 0);
    save(second, "new");
    assert_true(S_ISLNK(stat_of(link).st_mode));
    holds(name, "new");
    has_entries(3);
}

static void symlinks_in_a_circle_are_an_error(void **state)
{
    char link[128];

    (void)state;
    snprintf(link, sizeof(link), "%s/link", dir);
    assert_i64(symlink("link", link), 0);
    cannot_save(link, "x", strerror(ELOOP));
}

static void a_hard_link_keeps_both_names(void **state)
{
    char other[128];
    struct stat before;

    (void)state;
    snprintf(other, sizeof(other), "%s/other", dir);
    put(name, "old content, longer than the new");
    assert_i64(link(name, other), 0);
    before = stat_of(name);
    save(name, "new");
    holds(other, "new");
    assert_true(stat_of(name).st_ino == before.st_ino);
    save(other, "longer than what was there before it");
    holds(name, "longer than what was there before it");
    has_entries(2);
}

static void a_folder_is_no_target(void **state)
{
    (void)state;
    cannot_save(dir, "x", strerror(EISDIR));
    has_entries(0);
}

static void a_missing_folder_is_named_as_the_reason(void **state)
{
    char path[128];

    (void)state;
    snprintf(path, sizeof(path), "%s/no/f", dir);
    cannot_save(path, "x", strerror(ENOENT));
}

static void devices_are_written_to(void **state)
{
    (void)state;
    save("/dev/null", "x");
    assert_true(S_ISCHR(stat_of("/dev/null").st_mode));
    if (access("/dev/full", W_OK) == 0)
        cannot_save("/dev/full", "x", strerror(ENOSPC));
}

static void a_read_only_file_is_refused(void **state)
{
    struct weft_err e;

    (void)state;
    put(name, "old");
    chmod(name, 0444);
    assert_i64(save_as_nobody(&e), WEFT_E_IO);
    assert_non_null(strstr(e.msg, strerror(EACCES)));
    holds(name, "old");
    has_entries(1);
}

static void in_a_read_only_folder_the_file_is_rewritten(void **state)
{
    struct stat before;
    struct weft_err e;

    (void)state;
    put(name, "old");
    chmod(name, 0666);
    chmod(dir, 0555);
    before = stat_of(name);
    assert_i64(save_as_nobody(&e), WEFT_OK);
    holds(name, "new");
    assert_true(stat_of(name).st_ino == before.st_ino);
    has_entries(1);
}

static void in_a_read_only_folder_no_file_is_made(void **state)
{
    struct weft_err e;

    (void)state;
    chmod(dir, 0555);
    assert_i64(save_as_nobody(&e), WEFT_E_IO);
    assert_non_null(strstr(e.msg, strerror(EACCES)));
    has_entries(0);
}

static void a_foreign_owner_is_kept(void **state)
{
    struct stat before;
    struct weft_err e;

    (void)state;
    put(name, "old");
    chmod(name, 0666);
    before = stat_of(name);
    assert_i64(save_as_nobody(&e), WEFT_OK);
    holds(name, "new");
    assert_i64(stat_of(name).st_uid, before.st_uid);
    assert_i64(stat_of(name).st_gid, before.st_gid);
    has_entries(1);
}

static void root_gives_the_file_back_to_its_owner(void **state)
{
    (void)state;
    put(name, "old");
    if (chown(name, 1234, 4321))
        return; /* not root: cannot be set up, and cannot happen */
    chmod(name, 04755);
    save(name, "new");
    assert_i64(stat_of(name).st_uid, 1234);
    assert_i64(stat_of(name).st_gid, 4321);
    assert_i64(stat_of(name).st_mode & 07777, 04755);
}

static void extended_attributes_are_kept(void **state)
{
    char got[8] = "";

    (void)state;
    put(name, "old");
    if (setxattr(name, "user.weft", "abc", 3, 0))
        return; /* this file system has none */
    save(name, "new");
    assert_i64(getxattr(name, "user.weft", got, sizeof(got)), 3);
    assert_memory_equal(got, "abc", 3);
}

static void with_size_limit(void (*act)(void), rlim_t limit)
{
    struct rlimit old, small;

    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = limit;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    act();
    setrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, SIG_DFL);
}

static struct weft_err limit_err;
static enum weft_rc limit_rc;
static void save_too_much(void)
{
    static char text[20000];

    memset(text, 'x', sizeof(text));
    limit_rc = weft_file_save(name, text, sizeof(text), &limit_err);
}

static void a_short_write_leaves_the_old_file(void **state)
{
    (void)state;
    put(name, "old");
    with_size_limit(save_too_much, 8192);
    assert_i64(limit_rc, WEFT_E_IO);
    assert_non_null(strstr(limit_err.msg, strerror(EFBIG)));
    holds(name, "old");
    has_entries(1);
}

static void a_short_write_in_place_is_taken_back(void **state)
{
    char other[128];

    (void)state;
    snprintf(other, sizeof(other), "%s/other", dir);
    put(name, "old");
    assert_i64(link(name, other), 0);
    with_size_limit(save_too_much, 8192);
    assert_i64(limit_rc, WEFT_E_IO);
    holds(name, "old");
    has_entries(2);
}

static void a_long_name_can_be_saved(void **state)
{
    char path[400];

    (void)state;
    snprintf(path, sizeof(path), "%s/%0250d", dir, 7);
    save(path, "one");
    save(path, "two");
    holds(path, "two");
    has_entries(1);
}

static void without_memory_the_file_is_old_or_new(void **state)
{
    char other[128];

    (void)state;
    snprintf(other, sizeof(other), "%s/other", dir);
    for (int hard = 0; hard < 2; hard++) {
        for (long k = 1;; k++) {
            enum weft_rc rc;
            bool failed;

            remove(other);
            put(name, "old");
            if (hard)
                assert_i64(link(name, other), 0);
            oom_at(k);
            rc = weft_file_save(name, "new", 3, NULL);
            failed = oom_stop();
            holds(name, rc ? "old" : "new");
            has_entries(1 + hard);
            if (!failed)
                break;
        }
    }
}

static void reading_says_why_it_cannot(void **state)
{
    char *text = NULL;
    size_t len;
    struct weft_err e;

    (void)state;
    assert_i64(weft_file_read(name, &text, &len, &e), WEFT_E_IO);
    assert_non_null(strstr(e.msg, strerror(ENOENT)));
    assert_i64(weft_file_read(dir, &text, &len, &e), WEFT_E_IO);
    assert_non_null(strstr(e.msg, strerror(EISDIR)));
    assert_null(text);
}

static void too_large_a_file_is_refused(void **state)
{
    char *text = NULL;
    size_t len;
    struct weft_err e;

    (void)state;
    put(name, "x");
    assert_i64(truncate(name, (1LL << 30) + 1), 0);
    assert_i64(weft_file_read(name, &text, &len, &e), WEFT_E_IO);
    assert_non_null(strstr(e.msg, "larger than 1 GiB"));
}

static void reading_without_memory_is_reported(void **state)
{
    char *text = NULL;
    size_t len;

    (void)state;
    put(name, "text");
    oom_at(1);
    assert_i64(weft_file_read(name, &text, &len, NULL), WEFT_E_NOMEM);
    oom_stop();
}

static void a_pipe_is_read_to_its_end(void **state)
{
    char *text = NULL;
    size_t len;
    pid_t pid;

    (void)state;
    assert_i64(mkfifo(name, 0600), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        FILE *f = fopen(name, "w");

        for (int i = 0; f && i < 50000; i++)
            fprintf(f, "%04d\n", i % 10000);
        _exit(!f || fclose(f));
    }
    assert_i64(weft_file_read(name, &text, &len, NULL), WEFT_OK);
    waitpid(pid, NULL, 0);
    assert_i64(len, 250000);
    assert_memory_equal(text + len - 5, "9999\n", 6);
    free(text);
}

#define IN_DIR(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_DIR(a_new_file_gets_the_usual_mode),
        IN_DIR(an_old_file_is_replaced_and_keeps_its_mode),
        IN_DIR(nothing_is_a_content_too),
        IN_DIR(a_symlink_stays_and_its_target_is_replaced),
        IN_DIR(a_dangling_symlink_gets_its_target),
        IN_DIR(symlinks_in_a_circle_are_an_error),
        IN_DIR(a_hard_link_keeps_both_names),
        IN_DIR(a_folder_is_no_target),
        IN_DIR(a_missing_folder_is_named_as_the_reason),
        IN_DIR(devices_are_written_to),
        IN_DIR(a_read_only_file_is_refused),
        IN_DIR(in_a_read_only_folder_the_file_is_rewritten),
        IN_DIR(in_a_read_only_folder_no_file_is_made),
        IN_DIR(a_foreign_owner_is_kept),
        IN_DIR(root_gives_the_file_back_to_its_owner),
        IN_DIR(extended_attributes_are_kept),
        IN_DIR(a_short_write_leaves_the_old_file),
        IN_DIR(a_short_write_in_place_is_taken_back),
        IN_DIR(a_long_name_can_be_saved),
        IN_DIR(without_memory_the_file_is_old_or_new),
        IN_DIR(reading_says_why_it_cannot),
        IN_DIR(too_large_a_file_is_refused),
        IN_DIR(reading_without_memory_is_reported),
        IN_DIR(a_pipe_is_read_to_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
