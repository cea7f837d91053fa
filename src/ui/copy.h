/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/copy.h - tasks copied, pasted, and edited in the user's editor. */
#ifndef UI_COPY_H
#define UI_COPY_H

#include "base/buf.h"
#include "ui/ui.h"

/* The tasks an action is on, as JSON. False: no memory, and it was told. */
bool ui_copy_text(struct ui *u, struct weft_buf *b);
/* Paste tasks in JSON below the selected one. */
void ui_paste_tasks(struct ui *u, const char *text);

/* The editor has ended: what the file has now; NULL: it could not be used, and
 * why. */
void ui_edited(struct ui *u, const char *text, const char *why);
/* Forget a text that could not be taken; false: there is none. */
bool ui_editing_drop(struct ui *u);
void ui_editing_release(struct ui_state *s);

#endif
