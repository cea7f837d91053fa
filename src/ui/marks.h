/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/marks.h - tasks that are marked, for actions on several at once.
 *
 * A range is marked from where it began to the selected row, and follows it
 * until it ends. Actions are on the marked tasks, or without any on the
 * selected one. */
#ifndef UI_MARKS_H
#define UI_MARKS_H

#include "ui/ui.h"

bool ui_is_marked(const struct ui_state *s, const struct ui_model *m,
                  int32_t task);
/* How many are, those that a filter leaves out too. O(rows of the range) */
int32_t ui_mark_count(const struct ui_state *s, const struct ui_model *m);

/* What an action is on: the marked tasks in order of their rows, or the
 * selected one. malloc'd, *n of them; NULL: none, or no memory. */
int32_t *ui_targets(const struct ui_state *s, const struct ui_model *m,
                    int32_t *n);
/* "3 tasks", or the one's id. */
void ui_targets_text(const struct ui_state *s, const struct ui_model *m,
                     char *out, size_t size);

/* Before an action: where nothing is marked and the selection stands for
 * several tasks, mark them. */
void ui_mark_stage(struct ui *u);
/* The range becomes marks. */
void ui_range_end(struct ui_state *s, const struct ui_model *m);
void ui_marks_clear(struct ui_state *s);
/* After a change of the document. */
void ui_marks_carry(struct ui_state *s, const struct ui_model *m);
void ui_marks_release(struct ui_marks *k);

#endif
