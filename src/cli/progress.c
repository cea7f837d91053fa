/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/decimal.h"
#include "cli/cli.h"

#define INTERVAL 0.25 /* seconds between two lines */

void cli_progress_begin(struct cli_progress *g, const struct weft_problem *q,
                        const char *engine)
{
    *g = (struct cli_progress){ .on = isatty(STDERR_FILENO),
                                .unit = q->unit,
                                .tick = q->tick,
                                .engine = engine,
                                .began = cli_now() };
    g->next = g->began + INTERVAL;
}

static void add_ticks(struct weft_buf *b, const struct cli_progress *g,
                      const char *what, int64_t ticks)
{
    int64_t t;

    weft_buf_addf(b, "  %s ", what);
    if (__builtin_mul_overflow(ticks, g->tick, &t))
        weft_buf_addc(b, '?');
    else
        weft_time_text(b, t, g->unit);
}

static void add_line(struct weft_buf *b, const struct cli_progress *g)
{
    weft_buf_addf(b, "weft: %s  %.1f s", g->engine, cli_now() - g->began);
    if (g->planned)
        add_ticks(b, g, "plan", g->makespan);
    else
        weft_buf_adds(b, "  no plan yet");
    if (g->bound > 0)
        add_ticks(b, g, "bound", g->bound);
    if (g->planned && g->bound > 0 && g->makespan > 0)
        weft_buf_addf(b, "  gap %.1f %%",
                      100.0 * (double)(g->makespan - g->bound) /
                          (double)g->makespan);
}

/* Write text over what the line holds. It must not wrap: '\r' goes back to the
 * begin of a row only. */
static void rewrite(struct cli_progress *g, const char *text, size_t len)
{
    struct winsize w = { 0 };
    size_t room = 79;

    if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &w) && w.ws_col > 1)
        room = w.ws_col - 1u;
    if (len > room)
        len = room;
    fprintf(stderr, "\r%.*s%*s%s", (int)len, text,
            (int)(g->shown > len ? g->shown - len : 0), "", len ? "" : "\r");
    fflush(stderr);
    g->shown = len;
}

void cli_progress_show(struct cli_progress *g)
{
    struct weft_buf b = { 0 };
    double now = cli_now();

    if (!g->on || now < g->next)
        return;
    g->next = now + INTERVAL;
    add_line(&b, g);
    if (!b.oom)
        rewrite(g, b.p, b.len);
    weft_buf_release(&b);
}

void cli_progress_end(struct cli_progress *g)
{
    if (g->on && g->shown)
        rewrite(g, "", 0);
    g->on = false;
}
