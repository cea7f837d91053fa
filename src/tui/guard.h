/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/guard.h - a small parent process that outlives the interface.
 *
 * Whatever kills the interface (SIGKILL and a lack of memory included), its
 * parent is there to give the terminal back as it was. It passes signals and
 * the exit code on and stops when the interface stops, so the shell sees one
 * program. If the parent is killed, the interface ends.
 *
 *     if (tui_guard(&code))
 *         return code;      the parent; it is over
 *     ...                   the child goes on with the work
 *
 * Call it before anything large is in memory. There is one terminal per
 * process, so this module has static data. */
#ifndef TUI_GUARD_H
#define TUI_GUARD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#define TUI_RESTORE_MAX 512

/* What parent and child both see. */
struct tui_shared {
    volatile sig_atomic_t open;   /* the terminal is taken: it is to be restored
                                     with the bytes below */
    volatile sig_atomic_t parked; /* the parent restored it while the child was
                                     stopped */
    volatile sig_atomic_t len;
    char bytes[TUI_RESTORE_MAX];
    char journal[4096]; /* path of what can be recovered; "" if nothing */
};

/* True in the parent, once the child has ended: *code is its exit code. If the
 * child was killed by a signal the parent dies by the same. False in the child;
 * also where there is no process to be had, then without a guard. */
bool tui_guard(int *code);

/* Never NULL; without a guard only this process sees it. */
struct tui_shared *tui_shared(void);

/* The settings of the terminal from before: standard input's. Async-signal-
 * safe. Notes them when called the first time. */
void tui_guard_note(void);
/* Write the bytes and put the settings back. Async-signal-safe. */
void tui_guard_restore(void);

#endif
