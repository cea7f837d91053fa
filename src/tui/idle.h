/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/idle.h - a mark for tests: the interface waits for input.
 *
 * Where the environment has WEFT_IDLE_FD, an open descriptor, a line
 *
 *     EVENTS WIDTHxHEIGHT SEARCHING
 *
 * is written to it whenever all that came has been taken and drawn: how many
 * keys, pastes and mouse events that were, the size of the screen drawn last,
 * and 1 while a search is wanted or under way. So nothing that drives the
 * program has to sleep. Never blocks; lines nobody reads are lost. */
#ifndef TUI_IDLE_H
#define TUI_IDLE_H

#include <stdbool.h>
#include <stdint.h>

struct tui_idle {
    int fd; /* -1: nobody wants to know */
};

void tui_idle_init(struct tui_idle *i);
/* About to wait; pending input makes this no mark. */
void tui_idle_mark(const struct tui_idle *i, uint64_t events, int w, int h,
                   bool searching);

#endif
