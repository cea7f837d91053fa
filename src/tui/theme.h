/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/theme.h - what a role looks like on this terminal. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

#include "ui/cells.h"

struct tui_look {
    unsigned long attr; /* attr_t */
    short pair;
};

struct tui_theme {
    struct tui_look look[UI_ROLES];
};

/* For the terminal that curses has open; mono: attributes only. Foreground and
 * background stay the terminal's own, so every role is readable on any. */
void tui_theme_init(struct tui_theme *t, bool mono);

#endif
