/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* One write for a line, so that lines of several programs do not mix. */
static void put(const struct cli *c, const char *text, size_t len)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "weft: ");
    weft_utf8_show(&b, text, len, c->ascii);
    weft_buf_addc(&b, '\n');
    if (b.oom)
        fputs("weft: out of memory\n", stderr);
    else
        fwrite(b.p, 1, b.len, stderr);
    weft_buf_release(&b);
}

WEFT_PRINTF(2, 0)
static void vsay(const struct cli *c, const char *fmt, va_list ap)
{
    char few[512];
    va_list again;
    char *text = few;
    int n;

    va_copy(again, ap);
    n = vsnprintf(few, sizeof(few), fmt, ap);
    if (n >= (int)sizeof(few)) {
        text = malloc((size_t)n + 1);
        if (text)
            vsnprintf(text, (size_t)n + 1, fmt, again);
        else
            text = few;
    }
    va_end(again);
    put(c, text, strlen(text));
    if (text != few)
        free(text);
}

void cli_say(const struct cli *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsay(c, fmt, ap);
    va_end(ap);
}

enum cli_exit cli_usage(const struct cli *c, const char *fmt, ...)
{
    const char *name = c->command ? c->command->name : "";
    va_list ap;

    va_start(ap, fmt);
    vsay(c, fmt, ap);
    va_end(ap);
    fprintf(stderr, "Try 'weft %s%s--help'.\n", name, *name ? " " : "");
    return CLI_USAGE;
}

static void say_diag(const struct cli *c, const char *file,
                     const struct weft_diag *d)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, file);
    if (d->line > 0)
        weft_buf_addf(&b, ":%d:%d", d->line, d->column);
    weft_buf_adds(&b, ": ");
    if (d->pointer && *d->pointer)
        weft_buf_addf(&b, "%s: ", d->pointer);
    if (d->warning)
        weft_buf_adds(&b, "warning: ");
    weft_buf_adds(&b, d->msg);
    if (b.oom)
        cli_no_memory(c);
    else
        put(c, b.p, b.len);
    weft_buf_release(&b);
}

void cli_say_diags(const struct cli *c, const char *file,
                   const struct weft_diags *diags)
{
    for (size_t i = 0; i < diags->n; i++)
        say_diag(c, file, &diags->v[i]);
    if (diags->dropped)
        cli_say(c, "%s: %zu more", file, diags->dropped);
}

static enum cli_exit exit_of(enum weft_rc rc)
{
    switch (rc) {
    case WEFT_OK:
        return CLI_DONE;
    case WEFT_E_IO:
        return CLI_FILE;
    case WEFT_E_NOMEM:
    case WEFT_E_SOLVER:
    case WEFT_RC_COUNT:
        return CLI_INTERNAL;
    case WEFT_E_CANCELLED:
        return CLI_INTERRUPTED;
    case WEFT_E_INVAL:
    case WEFT_E_PARSE:
    case WEFT_E_REF:
    case WEFT_E_CYCLE:
    case WEFT_E_LIMIT:
        return CLI_INVALID;
    }
    return CLI_INTERNAL;
}

enum cli_exit cli_fail(const struct cli *c, const char *file,
                       const struct weft_err *err)
{
    const char *msg = *err->msg ? err->msg : weft_rc_text(err->code);

    cli_say(c, "%s: %s", file, msg);
    return exit_of(err->code);
}

enum cli_exit cli_no_memory(const struct cli *c)
{
    (void)c;
    fputs("weft: out of memory\n", stderr);
    return CLI_INTERNAL;
}
