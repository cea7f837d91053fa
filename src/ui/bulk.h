/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/bulk.h - one action on every marked task, as one undo step. */
#ifndef UI_BULK_H
#define UI_BULK_H

#include "ui/lines.h"

/* An edit line with the word "@" (of a plan without a task of that name). */
bool ui_is_bulk(const struct ui_model *m, const char *line);
/* Add the line once for each target, "@" being the target's id. */
void ui_bulk_lines(const struct ui_state *s, const struct ui_model *m,
                   const char *line, struct ui_lines *out);
/* Add "VERB task ID" for each target. */
void ui_bulk_verb(const struct ui_state *s, const struct ui_model *m,
                  const char *verb, struct ui_lines *out);
/* Apply lines as one step; false: refused, or there are none. Releases them.
 * The message is about `what`. */
bool ui_bulk_apply(struct ui *u, struct ui_lines *l, const char *what);

#endif
