/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/load.h"
#include "tui/guard.h"
#include "tui/tui.h"
#include "weft/io.h"

/* `weft reprot` is no file that someone forgot to create. */
static bool is_mistyped_command(const struct cli *c, const char *file)
{
    const char *near = cli_nearest_command(file);

    if (!near || strpbrk(file, "./") || !access(file, F_OK))
        return false;
    cli_usage(c, "no command and no file '%s'; did you mean '%s'?", file, near);
    return true;
}

/* Keys from a script, a printed screen and commands in lines need none. */
static bool without_terminal(const struct cli *c)
{
    return c->value[CLI_KEYS] || c->value[CLI_DUMP] || c->value[CLI_LINEAR];
}

/* Characters that pictures are made of take two columns. */
static bool is_wide(const struct cli *c)
{
    const char *n = c->value[CLI_AMBIGUOUS];

    return n && strcmp(n, "2") == 0;
}

static enum cli_exit open_screen(const struct cli *c, struct weft_plan *p,
                                 const char *path, bool imported,
                                 const struct weft_stamp *stamp, bool first,
                                 struct tui_next *next)
{
    const struct tui_opts opts = {
        .engine = c->value[CLI_ENGINE],
        .rule = c->value[CLI_RULE],
        .time = c->value[CLI_TIME] ? c->time : 0, /* else as configured */
        .seed = c->seed,
        .threads = c->threads,
        .memory = c->memory,
        .ascii = c->ascii || is_wide(c),
        .mono = c->value[CLI_MONO],
        .imported = imported,
        .warnings = c->warnings,
        .next = without_terminal(c) ? NULL : next,
        .example = first && !c->narg,
        .scenario = first ? c->value[CLI_SCENARIO] : NULL,
        .keep = c->value[CLI_LINEAR] || !without_terminal(c),
        .linear = c->value[CLI_LINEAR],
        .stamp = path ? stamp : NULL,
        .worker = c->value[CLI_WORKER],
        .keys = c->value[CLI_KEYS],
        .dump = c->value[CLI_DUMP],
        .roles = c->value[CLI_ROLES],
        .width = c->columns,
        .height = c->rows,
    };
    struct weft_err err = { 0 };

    if (tui_run(p, path, &opts, &err))
        return cli_fail(c, path ? path : "example", &err);
    return CLI_DONE;
}

/* A plan from standard input leaves none to take keys from. */
static bool has_terminal(const struct cli *c, const char *file)
{
    return without_terminal(c) ||
           (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
            !(file && !strcmp(file, "-")));
}

/* The documents that the user goes on with, one after the other. */
static enum cli_exit go_on(struct cli *c, struct tui_next *next)
{
    enum cli_exit rc = CLI_DONE;

    while (!rc && next->any) {
        const struct weft_format *format = NULL;
        struct weft_diags d = { 0 };
        struct weft_stamp stamp = { 0 };
        struct weft_plan *p = NULL;
        struct weft_err err = { 0 };
        char path[sizeof(next->path)];

        memcpy(path, next->path, sizeof(path));
        next->any = false;
        if (path[0]) {
            weft_stamp_take(&stamp, path, (int64_t)time(NULL));
            rc = cli_open_plan(c, path, NULL, &p, &format, &d);
        } else if (weft_plan_new(&p, &err)) {
            rc = cli_fail(c, "new", &err);
        }
        c->warnings = d.n + d.dropped;
        if (!rc)
            rc = open_screen(c, p, path[0] ? path : NULL,
                             format && strcmp(format->name, "weft"), &stamp,
                             false, next);
        weft_diags_release(&d);
        weft_plan_free(p);
    }
    return rc;
}

static enum cli_exit run(struct cli *c)
{
    const char *file = c->narg ? c->arg[0] : NULL;
    const struct weft_format *format = NULL;
    struct weft_stamp stamp = { 0 };
    struct weft_plan *p = NULL;
    struct tui_next next = { 0 };
    enum cli_exit rc;
    int code;

    if (file && is_mistyped_command(c, file))
        return CLI_USAGE;
    if (c->value[CLI_AMBIGUOUS] && strcmp(c->value[CLI_AMBIGUOUS], "1") &&
        !is_wide(c))
        return cli_usage(c, "--ambiguous-width is 1 or 2, not '%s'",
                         c->value[CLI_AMBIGUOUS]);
    if (c->value[CLI_LINEAR] && file && !strcmp(file, "-"))
        return cli_usage(c, "with --linear standard input has the commands, "
                            "not the plan");
    if (!has_terminal(c, file))
        return cli_usage(c,
                         "the screen needs a terminal; without one, try "
                         "'weft --linear' or 'weft report %s'",
                         file ? file : "FILE");
    if (!without_terminal(c) && tui_guard(&code))
        return (enum cli_exit)code;
    if (file && strcmp(file, "-"))
        weft_stamp_take(&stamp, file, (int64_t)time(NULL));
    rc = cli_load_edited(c, file, NULL, &p, &format);
    if (!rc)
        rc = open_screen(c, p, file && strcmp(file, "-") ? file : NULL,
                         format && strcmp(format->name, "weft"), &stamp, true,
                         &next);
    weft_plan_free(p);
    return rc ? rc : go_on(c, &next);
}

const struct cli_command cli_open = {
    .name = "",
    .usage = "[FILE]",
    .summary = "open FILE in the terminal",
    .options = CLI_PLANNING | CLI_BIT(CLI_WORKER) | CLI_BIT(CLI_ASCII) |
               CLI_BIT(CLI_LINEAR) | CLI_BIT(CLI_AMBIGUOUS) |
               CLI_BIT(CLI_MONO) | CLI_BIT(CLI_KEYS) | CLI_BIT(CLI_SIZE) |
               CLI_BIT(CLI_DUMP) | CLI_BIT(CLI_ROLES),
    .max_arg = 1,
    .run = run,
};
