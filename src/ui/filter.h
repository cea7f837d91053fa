/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/filter.h - rows that a query leaves, and tasks that a search finds.
 *
 * The state keeps the texts. What follows from them (the queries read, rows
 * of the picture, left_out of the model) is brought up to date after every
 * event by ui_filter_settle(). */
#ifndef UI_FILTER_H
#define UI_FILTER_H

#include "ui/ui.h"

/* O(tasks) where anything changed, else O(1). */
void ui_filter_settle(struct ui_state *s, struct ui_model *m);
/* Whether the filter leaves a task out. */
bool ui_is_hidden(const struct ui_model *m, int32_t task);
/* Show a task that the filter would leave out. */
void ui_filter_admit(struct ui_state *s, struct ui_model *m, int32_t task);
/* Whether the text searched for is about a task; nothing searched: no. */
bool ui_is_found(const struct ui_state *s, const struct ui_model *m,
                 int32_t task);
/* Have the search be for text. */
void ui_search_set(struct ui_state *s, const struct ui_model *m,
                   const char *text);
void ui_filter_off(struct ui *u);
/* Their lines: changed while being typed; given up; accepted (false: the text
 * cannot be read, and the message says why). */
void ui_filter_typed(struct ui *u);
void ui_filter_cancel(struct ui *u);
bool ui_filter_accept(struct ui *u, const char *text);
void ui_search_typed(struct ui *u);
void ui_search_cancel(struct ui *u);
void ui_search_accept(struct ui *u, const char *text);

#endif
