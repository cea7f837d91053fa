/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/rowedit.h - a task or node typed in its row, field by field. */
#ifndef UI_ROWEDIT_H
#define UI_ROWEDIT_H

#include "base/buf.h"
#include "ui/ui.h"

/* Begin a new task below task `below` (WEFT_NONE: at the top); from, to: it
 * comes with a link from / to these; WEFT_NONE. */
void ui_row_add_task(struct ui *u, int32_t below, int32_t from, int32_t to);
void ui_row_edit_task(struct ui *u, int32_t task);
void ui_row_add_node(struct ui *u, int32_t below);
void ui_row_edit_node(struct ui *u, int32_t node);

/* What may stand in the field, for the pane that says why. */
void ui_row_help(const struct ui_state *s, const struct ui_model *m,
                 struct weft_buf *b);
const char *ui_field_label(enum ui_field_kind k);

#endif
