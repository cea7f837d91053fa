/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/typed_file.h - commands, searches and filters kept between sessions, in
 * $XDG_STATE_HOME/weft/history (~/.local/state/weft/history), which only its
 * owner can read. Without such a folder, or if it cannot be written, they are
 * not kept: that is no fault worth telling. */
#ifndef TUI_TYPED_FILE_H
#define TUI_TYPED_FILE_H

#include "ui/ui.h"

void tui_typed_load(struct ui_state *s);
/* Add them to what is there now: other sessions may have written it. */
void tui_typed_save(struct ui_state *s);

#endif
