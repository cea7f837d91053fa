/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/theme.h"

#include <curses.h>

/* Colours of the basic palette, and of the 256 where there are so many; -1:
 * the terminal's own. No role means anything by its colour alone. */
static const struct {
    unsigned long attr;
    int basic, rich;
} roles[UI_ROLES] = {
    [UI_TEXT] = { A_NORMAL, -1, -1 },
    [UI_MUTED] = { A_DIM, -1, -1 },
    [UI_SELECTED] = { A_BOLD, -1, -1 },
    [UI_CRITICAL] = { A_BOLD, COLOR_RED, 167 },
    [UI_WAITING] = { A_NORMAL, COLOR_YELLOW, 136 },
    [UI_FLOAT] = { A_DIM, COLOR_CYAN, 66 },
    [UI_BASELINE] = { A_DIM, COLOR_MAGENTA, 96 },
    [UI_GOOD] = { A_NORMAL, COLOR_GREEN, 65 },
    [UI_BAD] = { A_BOLD, COLOR_RED, 160 },
    [UI_WARN] = { A_NORMAL, COLOR_YELLOW, 136 },
    [UI_TITLE] = { A_BOLD, -1, -1 },
    [UI_MATCH] = { A_UNDERLINE, COLOR_MAGENTA, 133 },
};

void tui_theme_init(struct tui_theme *t, bool mono)
{
    bool colour = !mono && has_colors() && start_color() == OK &&
                  use_default_colors() == OK;

    for (int i = 0; i < UI_ROLES; i++) {
        int c = COLORS >= 256 ? roles[i].rich : roles[i].basic;

        t->look[i] = (struct tui_look){ .attr = roles[i].attr };
        if (!colour || c < 0 || i + 1 >= COLOR_PAIRS)
            continue;
        init_pair((short)(i + 1), (short)c, -1);
        t->look[i].pair = (short)(i + 1);
    }
}
