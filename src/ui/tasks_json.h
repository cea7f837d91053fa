/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/tasks_json.h - tasks as JSON text, and the edit lines that text means.
 *
 * Text is a list of tasks as they stand in a document, one task, or an object
 * with such a list as its "tasks". */
#ifndef UI_TASKS_JSON_H
#define UI_TASKS_JSON_H

#include "ui/lines.h"

/* The text of tasks v[0..n): a list, each as it stands in the document. */
void ui_tasks_text(const struct weft_plan *p, const int32_t *v, int32_t n,
                   struct weft_buf *b);

/* Is this such a text? (It may still be wrong further on.) */
bool ui_is_tasks(const char *text);

/* Lines that add the tasks of the text below task `below` (WEFT_NONE: at the
 * end). Ids that are taken get a number; links among them follow, links to
 * other tasks stay where there is such a task. first: the id of the first one,
 * of 256 bytes. WEFT_E_PARSE, WEFT_E_INVAL with line and column. */
enum weft_rc ui_tasks_paste(const struct weft_plan *p, const char *text,
                            int32_t below, struct ui_lines *out, char *first,
                            struct weft_err *err);

/* Lines that turn the tasks of text `was` into those of `now`: members set and
 * unset, tasks added, deleted and renamed. The field of a line is the byte in
 * `now` that it comes from. */
enum weft_rc ui_tasks_change(const char *was, const char *now,
                             struct ui_lines *out, struct weft_err *err);

#endif
