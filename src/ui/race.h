/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/race.h - the engines side by side, while they run. */
#ifndef UI_RACE_H
#define UI_RACE_H

#include "ui/view.h"
#include "worker/race.h"

/* Row i of the race that is shown; NULL: there is none (yet). */
const struct race_row *ui_race_row(const struct ui_state *s, int i);
void ui_race_release(struct ui_state *s);

/* UI_EV_RACE and UI_EV_ADOPT. */
void ui_race_event(struct ui *u, const struct ui_event *ev);
void ui_race_adopted(struct ui *u, const struct ui_event *ev);

void ui_view_race(const struct ui_draw *d);

#endif
