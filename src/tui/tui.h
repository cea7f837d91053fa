/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/tui.h - the terminal interface, as the program starts it. */
#ifndef WEFT_TUI_TUI_H
#define WEFT_TUI_TUI_H

#include <stdbool.h>
#include <stdint.h>

#include "weft/plan.h"

struct tui_opts {
    const char *engine; /* NULL: auto */
    const char *rule;   /* NULL: the engine's default */
    double time;        /* seconds for each search */
    uint64_t seed;
    bool ascii; /* the locale is not UTF-8 */
};

/* Work on p, which stays the caller's, until the user leaves. path is where
 * it is written, NULL: nowhere yet. Standard input and output are a terminal,
 * left as it was found.
 * WEFT_E_IO: this terminal cannot be used, err says why; WEFT_E_NOMEM. */
enum weft_rc tui_run(struct weft_plan *p, const char *path,
                     const struct tui_opts *o, struct weft_err *err);

/* Name and version of the screen library, static: "ncurses 6.4.20221231". */
const char *tui_library(void);

#endif
