/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/script.h - the interface without a terminal, fed by a script of keys.
 *
 * A script is words, parted by white space; "#" begins a comment.
 *
 *     j  G  Ctrl-R  Enter     a key, as it is called in weft-keys(7)
 *     "text"                  typed letter by letter; \" \\ \n inside
 *     @paste "text"           pasted
 *     @click X,Y              the left button, at a cell (from 0); also @double,
 *                             @drag, and of the wheel @up, @down, @shift-up,
 *                             @shift-down
 *     @size WxH               the screen has this size now
 *     @solve                  let the search that is wanted run to its end
 *     @race                   let the race that is wanted run to its end
 *     @tick MS                time passes
 *     @dump                   print the screen
 *     @roles                  print it with what each cell means
 *
 * Time is a counter that starts at 0; a search runs in this process with a
 * fixed effort. So a script always gives the same output. */
#ifndef TUI_SCRIPT_H
#define TUI_SCRIPT_H

#include <stdio.h>

#include "tui/session.h"

/* Run script text[0..len) and print screens to out. WEFT_E_PARSE with the line
 * and column of a word that is none. */
enum weft_rc tui_script_run(struct tui_session *t, const char *text, size_t len,
                            FILE *out, struct weft_err *err);
/* Print the screen. */
enum weft_rc tui_script_dump(struct tui_session *t, bool roles, FILE *out,
                             struct weft_err *err);
/* The whole of tui_run() with keys or dump set. */
enum weft_rc tui_script_main(struct tui_session *t, struct weft_err *err);

#endif
