/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/theme.h"

#include <curses.h>

#define BRIGHT 8 /* of 16 colours, the second half */

static unsigned long attributes(unsigned attr)
{
    return (attr & UI_BOLD ? A_BOLD : 0) | (attr & UI_DIM ? A_DIM : 0) |
           (attr & UI_UNDERLINE ? A_UNDERLINE : 0) |
           (attr & UI_REVERSE ? A_REVERSE : 0);
}

static struct tui_look look_of(const struct ui_look *l, short pair, bool colour)
{
    struct tui_look out = { .attr = attributes(l->attr) };
    short c = COLORS >= 256 ? l->rich : l->basic;

    if (!colour || c < 0 || pair >= COLOR_PAIRS)
        return out;
    if (COLORS < 2 * BRIGHT && c >= BRIGHT) {
        c = (short)(c - BRIGHT);
        out.attr |= A_BOLD;
    }
    if (init_pair(pair, c, -1) == OK)
        out.pair = pair;
    return out;
}

void tui_theme_init(struct tui_theme *t, enum ui_theme theme, bool mono)
{
    bool colour = !mono && has_colors() && start_color() == OK &&
                  use_default_colors() == OK;

    if (mono) /* also of what a theme tells apart by colour alone */
        theme = UI_THEME_MONO;
    for (int r = 0; r < UI_ROLES; r++)
        t->look[r] = look_of(ui_theme_look(theme, (enum ui_role)r),
                             (short)(r + 1), colour);
}
