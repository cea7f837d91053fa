/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/scenario.h - commands about scenarios. */
#ifndef UI_SCENARIO_H
#define UI_SCENARIO_H

#include "ui/commands.h"

/* Show a scenario (NULL: the base) and say so. */
void ui_scenario_show(struct ui *u, const char *name);
/* Make what is being tried, or nothing, a scenario of this name. */
void ui_scenario_save(struct ui *u, const char *name);
/* Take back what is being tried; false: nothing is. */
bool ui_scenario_discard(struct ui *u);
/* Would Esc in a pane do that now? */
bool ui_scenario_esc(const struct ui_state *s, const struct ui_model *m);
/* What was typed after ":sweep". */
void ui_sweep_typed(struct ui *u, const char *args);
/* " in all scenarios" where an edit is of what they share; else "". */
const char *ui_scenario_shared(const struct ui_model *m,
                               const struct ui_edits *e);

#endif
