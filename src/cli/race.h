/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/race.h - `weft solve --race`: every engine side by side. */
#ifndef WEFT_CLI_RACE_H
#define WEFT_CLI_RACE_H

#include "cli/search.h"
#include "worker/race.h"

/* Let every engine plan p (of file) for --time and print the table. *s holds
 * the best plan, as cli_search() leaves it. */
enum cli_exit cli_race(const struct cli *c, const char *file,
                       const struct weft_plan *p, struct cli_search *s);

struct race_view {
    const struct cli *cli;
    const char *file;
    const struct weft_plan *plan;
    int64_t tick; /* thousandths */
    int width;    /* columns of text */
    const struct race_board *board;
};

/* Both malloc'd; NULL without memory. */
char *cli_race_text(const struct race_view *v);
char *cli_race_json(const struct race_view *v);

#endif
