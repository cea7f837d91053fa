/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/editor.h - a text in the user's editor: $VISUAL, $EDITOR, else vi. */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include <stddef.h>

#include "weft/err.h"

/* Write text to a private file, wait for the editor, read it back: *out is
 * malloc'd. The terminal is the editor's meanwhile. WEFT_E_IO: why not. */
enum weft_rc tui_editor(const char *text, char **out, struct weft_err *err);

#endif
