/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of a command line fails once: it ends with exit code 5 or
 * does its work, and a file it was to replace is whole. */
#include "lib/tweft.h"

#include <fcntl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "lib/oom.h"

#define ARGS_MAX 12

static int ours[3] = { -1, -1, -1 }; /* where 1 and 2 went meanwhile */

static void mute(void)
{
    int null = open("/dev/null", O_WRONLY);

    fflush(stdout);
    assert_true(null >= 0);
    for (int fd = 1; fd <= 2; fd++) {
        ours[fd] = dup(fd);
        assert_true(ours[fd] >= 0 && dup2(null, fd) == fd);
    }
    close(null);
}

static void unmute(void)
{
    for (int fd = 1; fd <= 2; fd++) {
        dup2(ours[fd], fd);
        close(ours[fd]);
    }
}

/* weft LINE..., up to a NULL, with "%" for the sample and "@" for out. */
static enum cli_exit run(const char *const *line, const char *sample,
                         const char *out)
{
    char word[ARGS_MAX + 1][512];
    char *argv[ARGS_MAX + 1] = { word[0] };
    struct cli c = { .began = cli_now() };
    enum cli_exit rc;
    int argc = 1;

    strcpy(word[0], "weft");
    for (; *line; line++, argc++) {
        snprintf(word[argc], sizeof(word[argc]), "%s",
                 !strcmp(*line, "%")   ? sample
                 : !strcmp(*line, "@") ? out
                                       : *line);
        argv[argc] = word[argc];
    }
    rc = cli_parse(&c, argc, argv);
    if (!rc && c.value[CLI_HELP])
        rc = cli_print_help(&c);
    else if (!rc)
        rc = c.command->run(&c);
    cli_release(&c);
    return rc;
}

static void sample_path(char *path, size_t size)
{
    snprintf(path, size, "%s/diamond.json", getenv("SAMPLES_DIR"));
}

static void every_command_survives_every_failure(void **state)
{
    static const char *const lines[][ARGS_MAX] = {
        { "check", "--json", "%" },
        { "edit", "%", "set task a duration=3", "link a d lag=1" },
        { "convert", "--to", "wfformat", "%", "-" },
        { "engines", "--json" },
        { "solve", "--help" },
        { "report", "--time", "0", "%" },
        { "report", "--time=0", "--json", "%" },
        { "solve", "--time=0", "--edit", "set task b duration=9", "%" },
        { "sweep", "--time=0", "%", "node n1 capacity.cpu", "1..2" },
        { "sweep", "--time=0", "--json", "%", "all" },
    };
    char sample[512];

    (void)state;
    sample_path(sample, sizeof(sample));
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        bool failed = true;

        for (long k = 1; failed; k++) {
            enum cli_exit rc;

            mute();
            oom_at(k);
            rc = run(lines[i], sample, NULL);
            failed = oom_stop();
            unmute();
            if (rc != CLI_DONE && (rc != CLI_INTERNAL || !failed))
                fail_msg("weft %s: exit code %d with allocation %ld failed",
                         lines[i][0], (int)rc, k);
        }
    }
}

static size_t slurp(const char *path, char *text, size_t size)
{
    FILE *f = fopen(path, "r");
    size_t n;

    assert_non_null(f);
    n = fread(text, 1, size - 1, f);
    fclose(f);
    text[n] = '\0';
    return n;
}

static void a_file_is_old_or_new_after_every_failure(void **state)
{
    static const char *const line[] = { "edit", "%", "set task a duration=3",
                                        "-o",   "@", NULL };
    char out[] = "/tmp/weft-oom-XXXXXX";
    char sample[512], old[8192], text[8192];
    bool failed = true;
    int fd = mkstemp(out);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    sample_path(sample, sizeof(sample));
    assert_true(slurp(sample, old, sizeof(old)) > 0);
    for (long k = 1; failed; k++) {
        enum cli_exit rc;
        FILE *f = fopen(out, "w");

        assert_non_null(f);
        fputs("old", f);
        fclose(f);
        mute();
        oom_at(k);
        rc = run(line, sample, out);
        failed = oom_stop();
        unmute();
        slurp(out, text, sizeof(text));
        if (rc == CLI_DONE)
            assert_non_null(strstr(text, "\"id\": \"a\", \"duration\": 3,"));
        else
            assert_string_equal(text, "old");
    }
    unlink(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_survives_every_failure),
        cmocka_unit_test(a_file_is_old_or_new_after_every_failure),
    };

    cli_system_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
