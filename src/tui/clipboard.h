/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/clipboard.h - text for the clipboard of the terminal (OSC 52). */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include "base/buf.h"

/* Send it; what terminals would not take (over 74,994 bytes) is not sent, nor
 * anything to a console that does not know the sequence. tmux takes it for its
 * own where set-clipboard is on; through screen it is passed on. */
void tui_clipboard_put(const struct weft_buf *text);

#endif
