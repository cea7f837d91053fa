/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/linear.h - the plan in sentences, a line for each thing: for those who
 * hear it or feel it rather than see it. No pictures, no columns. */
#ifndef UI_LINEAR_H
#define UI_LINEAR_H

#include "ui/ui.h"

/* Does line ask for something to be told? Then it is added to out, and with
 * "next", "previous" and "task ID" the selection moves. */
bool ui_linear_view(struct ui *u, const char *line, struct weft_buf *out);
/* How the document and its plan stand, in one line. */
void ui_linear_status(const struct ui_state *s, const struct ui_model *m,
                      struct weft_buf *out);
/* What the question says that is open, and its answers; false: none is. */
bool ui_linear_question(const struct ui_state *s, struct weft_buf *out);

#endif
