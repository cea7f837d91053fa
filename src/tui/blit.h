/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/blit.h - cells onto the screen. The only drawing with curses. */
#ifndef TUI_BLIT_H
#define TUI_BLIT_H

#include "tui/theme.h"
#include "ui/cells.h"

/* Copy c to the top-left of stdscr and put the cursor where c says. The caller
 * calls doupdate(); what has not changed is not sent. */
void tui_blit(const struct ui_cells *c, const struct tui_theme *t);

#endif
