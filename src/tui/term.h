/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/term.h - the terminal: taken over, given back as it was.
 *
 * Whatever ends the program, the terminal is restored: tui_term_close() on the
 * ordinary ways, a handler that only writes prepared bytes on fatal signals,
 * and the guard (tui/guard.h) where this process is not even told.
 * There is one terminal per process, so this module alone has static data. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>

#include "tui/theme.h"
#include "ui/glyph.h"
#include "weft/err.h"

struct tui_term_opts {
    bool ascii, mono;
};

struct tui_term {
    struct tui_theme theme;
    const struct ui_glyphs *glyphs; /* what suits it */
    bool utf8;                      /* it takes any character */
    bool mono;
    char notice[128]; /* for the first message line; "" if none */
    int wake;         /* readable when a signal has come: tui_term_signal() */
};

/* Take the terminal over and install signal handlers. WEFT_E_IO with a hint
 * if this one cannot show the interface; nothing has been changed then. */
enum weft_rc tui_term_open(struct tui_term *t, const struct tui_term_opts *o,
                           struct weft_err *err);
void tui_term_close(struct tui_term *t);

/* It knows xterm's sequences, or passes over what it does not know. */
bool tui_term_modern(void);

/* The next signal that has come: SIGWINCH, SIGTSTP, SIGCONT or one that ends
 * the program (INT, TERM, HUP, QUIT); 0: none. */
int tui_term_signal(struct tui_term *t);
/* Show this theme from now on. */
void tui_term_theme(struct tui_term *t, enum ui_theme theme);
/* Have the mouse reported, or left to the terminal. */
void tui_term_mouse(bool on);
/* The size the terminal has now; curses is told. */
void tui_term_resize(int *w, int *h);
/* Give the terminal back, stop until continued, take it again. */
void tui_term_suspend(void);
/* Give the terminal to another program for a while, and take it back. */
void tui_term_lend(void);
void tui_term_take_back(void);
/* The process goes on after a stop that was not tui_term_suspend()'s. */
void tui_term_continued(void);
/* Draw everything anew at the next update. */
void tui_term_redraw(void);
/* Restore the signal's default action and send it to this process. */
void tui_term_die(int sig);

#endif
