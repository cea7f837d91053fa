/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/tui.h - the terminal interface, as the program starts it. */
#ifndef WEFT_TUI_TUI_H
#define WEFT_TUI_TUI_H

#include <stdbool.h>
#include <stdint.h>

#include "io/stamp.h"
#include "weft/plan.h"

/* What the user wants to go on with. */
struct tui_next {
    bool any;
    char path[4096]; /* "": a new document */
};

/* Zero-initialise: zero and NULL mean the default. */
struct tui_opts {
    struct tui_next *next; /* NULL: it can only be left */
    const char *engine;    /* NULL: auto */
    const char *rule;      /* NULL: the engine's default */
    double time;           /* seconds for each search; 0: 10 */
    uint64_t seed;
    int threads;   /* 0: one for each processor */
    size_t memory; /* bytes for the search, 0: the default */
    bool ascii;    /* the locale is not UTF-8, or asked for */
    bool mono;     /* attributes, no colour (also with NO_COLOR) */
    bool imported; /* path is of another format: never written over */
    size_t warnings; /* things of path that p has not, or not as they were */
    bool example;  /* no FILE was given: p is the worked example, show the
                       short tour */
    const char *scenario; /* of p, to be shown first; NULL: the base */
    bool keep;            /* take the document's lock and keep a journal */
    const struct weft_stamp *stamp; /* of path, from before p was read from it;
                                       NULL: p comes from no file */
    const char *worker; /* command that speaks the worker protocol; NULL:
                             this program, as `weft worker` */

    /* Without a terminal, for tests and pictures: run a script of keys (see
     * tui/script.h) on a screen of width x height, print the last screen. */
    const char *keys;  /* script file, "-": standard input; NULL: none */
    bool dump;         /* print the first screen; implied by keys */
    bool roles;        /* with what each cell means below it */
    int width, height; /* 0: 80 x 24 */

    bool linear; /* without a terminal: commands from standard input, answers
                    in plain lines; see tui/linear.h */
};

/* Work on p, which stays the caller's, until the user leaves. Edits already
 * in p's history (--edit) count as unsaved and can be undone. path is where
 * it is written, NULL: nowhere yet. Without keys and dump, standard input and
 * output are a terminal, left as it was found.
 * WEFT_E_IO: this terminal or the script cannot be used, err says why;
 * WEFT_E_PARSE: the script is wrong; WEFT_E_NOMEM. */
enum weft_rc tui_run(struct weft_plan *p, const char *path,
                     const struct tui_opts *o, struct weft_err *err);

/* Name and version of the screen library, static: "ncurses 6.4.20221231". */
const char *tui_library(void);

#endif
