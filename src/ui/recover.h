/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/recover.h - what was not written before, and a file that other programs
 * work on: the questions. */
#ifndef UI_RECOVER_H
#define UI_RECOVER_H

#include "ui/ui.h"

/* The events of these kinds. */
void ui_on_found(struct ui *u, const struct ui_event *ev);
void ui_on_held(struct ui *u, const struct ui_event *ev);
void ui_on_doc(struct ui *u, const struct ui_event *ev);
/* A save was refused since the file is another by now. */
void ui_on_changed(struct ui *u);

/* Line i of the list of commands that were found. */
void ui_found_line(const struct ui_state *s, int i, char *out, size_t size);

/* After an edit: the first one of a document that another program has says
 * that it is not for the file. */
void ui_tell_held(struct ui *u);

#endif
