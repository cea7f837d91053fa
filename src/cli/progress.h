/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/progress.h - one line on stderr that tells how a search is going. */
#ifndef WEFT_CLI_PROGRESS_H
#define WEFT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "weft/problem.h"

struct cli_progress {
    bool on; /* stderr is a terminal */
    enum weft_unit unit;
    int64_t tick; /* thousandths per tick of the times below */
    const char *engine;
    bool planned;       /* there is a plan, its makespan is: */
    int64_t makespan;   /* ticks */
    int64_t bound;      /* ticks */
    double began, next; /* cli_now(): of the search, of the next line */
    size_t shown;       /* cells in use on the line */
};

void cli_progress_begin(struct cli_progress *g, const struct weft_problem *q,
                        const char *engine);
/* Rewrite the line, at most four times a second. */
void cli_progress_show(struct cli_progress *g);
/* Leave the line empty. */
void cli_progress_end(struct cli_progress *g);

#endif
