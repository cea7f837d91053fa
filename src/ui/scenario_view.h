/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/scenario_view.h - the table of the base and all scenarios. */
#ifndef UI_SCENARIO_VIEW_H
#define UI_SCENARIO_VIEW_H

#include "ui/view.h"

/* The variant in line i of the table, sorted as the state says. */
int32_t ui_scenario_at(const struct ui_state *s, const struct ui_model *m,
                       int i);
/* The list over the screen. */
void ui_view_scenarios(const struct ui_draw *d);
/* Lines that the table would like below the text of another pane: 0 if there
 * is nothing to show, or less room than room / 2 for it. */
int ui_scenario_lines(const struct ui_draw *d, int room);
/* That table, its rule in line 0 of p. */
void ui_view_scenario_part(const struct ui_draw *d, struct ui_pad p);

#endif
