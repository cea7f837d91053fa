/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/linear.h - working on a plan line by line, without a screen. */
#ifndef TUI_LINEAR_H
#define TUI_LINEAR_H

#include "tui/session.h"

/* Take commands from standard input until one leaves or they end, and answer
 * each with lines on standard output: no cursor movement, no colours, nothing
 * that comes by itself. Searches run only when asked for; SIGINT ends one. */
enum weft_rc tui_linear_main(struct tui_session *t, struct weft_err *err);

#endif
