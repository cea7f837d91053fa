/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/keeper.h - sees to it that nothing is lost: the lock of the document, the
 * journal of what was not written, and whether another program has changed the
 * file.
 *
 * Part of a session, which it tells what it finds as events. Works only where
 * tui_opts.keep says so. */
#ifndef TUI_KEEPER_H
#define TUI_KEEPER_H

#include "io/journal.h"
#include "io/stamp.h"
#include "ui/ui.h"

struct tui_session;

struct tui_keeper { /* zero-initialise */
    bool on;
    char *file;           /* where the document is, symlinks followed; NULL:
                              nowhere yet. Owned, as the next two: */
    char *lock, *journal; /* NULL: there can be none */
    bool locked;          /* by this process */
    bool silent;          /* that there is no journal has been told */
    struct weft_stamp stamp;
    struct weft_journal jnl;
    struct weft_loaded found; /* until it is recovered or discarded */
    struct weft_plan *own;    /* what the session works on instead of its
                                  caller's plan; NULL: that */
    int64_t sync_at, look_at; /* ms; 0: not due */
    bool told;                /* of a change of the file */
};

/* Take the lock, look for a journal. stamp: of the file, from before it was
 * read; NULL: there is no file. */
void tui_keeper_open(struct tui_session *t, const struct weft_stamp *stamp);
/* Give all back. left: the user has left and wants nothing kept. */
void tui_keeper_close(struct tui_session *t, bool left);

/* After each event: what it did to the document goes into the journal. */
void tui_keeper_note(struct tui_session *t);
/* Do what is due; true: there was something to tell. */
bool tui_keeper_step(struct tui_session *t, int64_t now);
/* Milliseconds until something is due, -1: nothing. */
int tui_keeper_timeout(const struct tui_session *t, int64_t now);
/* Before the end by a signal. */
void tui_keeper_sync(struct tui_session *t);

/* Write the document. ev: what became of it. */
void tui_keeper_save(struct tui_session *t, const struct ui_fx *fx,
                     const char *text, size_t len, struct ui_event *ev,
                     struct weft_err *err);
/* Effects of these kinds. */
void tui_keeper_recover(struct tui_session *t);
void tui_keeper_discard(struct tui_session *t);
void tui_keeper_reload(struct tui_session *t, bool merge);

#endif
