/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/theme.h - what a role looks like on this terminal. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

#include "ui/theme.h"

struct tui_look {
    unsigned long attr; /* attr_t */
    short pair;
};

struct tui_theme {
    struct tui_look look[UI_ROLES];
};

/* A theme on the terminal that curses has open; mono: attributes only. The
 * background stays the terminal's own. */
void tui_theme_init(struct tui_theme *t, enum ui_theme theme, bool mono);

#endif
