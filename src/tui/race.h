/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/race.h - every engine in a worker of its own, for the race on screen.
 *
 * Owner: tui_race_release(). A zeroed one is no race. */
#ifndef TUI_RACE_H
#define TUI_RACE_H

#include "tui/session.h"
#include "worker/race.h"

struct tui_race {
    struct race *race; /* NULL: none */
    uint64_t gen;      /* of the model that it is of */
    uint64_t serial;   /* of the board that was shown */
    int64_t shown;     /* ms; when that was */
};

void tui_race_release(struct tui_race *r);
/* Start what the session asks for, take what the workers said into it, hand
 * over the plan that was chosen, end what is no longer shown. True: there is
 * something new to draw. */
bool tui_race_step(struct tui_race *r, struct tui_session *t, int64_t now);
/* What to wait for; fd has room for RACE_FDS. */
int tui_race_fds(const struct tui_race *r, struct pollfd *fd);
/* Milliseconds until a step is due; -1: no need. */
int tui_race_timeout(const struct tui_race *r, const struct tui_session *t);

#endif
