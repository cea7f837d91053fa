/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/session.h - one plan being worked on: state, model, and what the effects
 * of events do to files. Knows no terminal; a loop (tui.c) or a script
 * (script.c) feeds it.
 *
 * Owner: tui_session_release(). */
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include "tui/keeper.h"
#include "tui/tui.h"
#include "ui/ui.h"

struct tui_session {
    const struct tui_opts *o;
    struct ui_state *s;
    struct ui_model *m;
    struct ui_cells cells;
    struct tui_keeper keeper;
    size_t given; /* steps of the history that came with the document */
    const struct ui_glyphs *glyphs; /* what suits the terminal */
    bool utf8;                      /* it can show the others too */
    bool quit, suspend, redraw;
    bool edit;    /* a text waits for the editor */
    bool restyle; /* the settings have changed */
    bool copy;    /* the state's register goes to the clipboard */
    /* a search that was asked for and is not under way */
    bool search;
    bool stop;        /* what is under way is to stop */
    int64_t asked_at; /* ms */
    double seconds;
    /* a race that was asked for; the row of the one that runs whose plan is to
     * be taken, -1: none */
    bool race;
    double race_seconds;
    int adopt;
};

enum weft_rc tui_session_init(struct tui_session *t, struct weft_plan *p,
                              const char *path, const struct tui_opts *o, int w,
                              int h, struct weft_err *err);
void tui_session_release(struct tui_session *t);

/* Take an event: update, then do what the effects say. */
void tui_session_event(struct tui_session *t, const struct ui_event *ev);
/* Draw into t->cells, which are made to fit. False: no memory. */
bool tui_session_draw(struct tui_session *t);
/* Have the text that waits edited; the terminal is the editor's meanwhile. */
void tui_session_edit(struct tui_session *t, int64_t now);
/* A mouse event at a cell of what was drawn last. */
void tui_session_mouse(struct tui_session *t, struct ui_event *ev);
/* The settings in force. */
const char *tui_session_engine(const struct tui_session *t);

#endif
