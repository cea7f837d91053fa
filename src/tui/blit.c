/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/blit.h"

#include <curses.h>
#include <wchar.h>

static void put(int x, int y, const struct ui_cell *k, const struct tui_look *l)
{
    wchar_t text[4] = { (wchar_t)k->ch, (wchar_t)k->mark[0],
                        (wchar_t)k->mark[1], 0 };
    attr_t attr = (attr_t)l->attr;
    short pair = l->pair;
    cchar_t cc;

    if (k->attr & UI_REVERSE)
        attr |= A_REVERSE;
    if (k->attr & UI_BOLD)
        attr |= A_BOLD;
    if (k->attr & UI_UNDERLINE)
        attr |= A_UNDERLINE;
    if (attr & A_BOLD)
        attr &= ~A_DIM;
    if (k->ch == ' ' && !k->mark[0]) { /* no other blank, so it is not sent */
        attr &= A_REVERSE | A_UNDERLINE;
        pair = attr & A_REVERSE ? pair : 0;
    }
    if (setcchar(&cc, text, attr, pair, NULL) == OK)
        mvadd_wch(y, x, &cc);
}

void tui_blit(const struct ui_cells *c, const struct tui_theme *t)
{
    for (int y = 0; y < c->h && y < LINES; y++) {
        for (int x = 0; x < c->w && x < COLS; x++) {
            const struct ui_cell *k = &c->cell[y * c->w + x];

            if (k->width > 0)
                put(x, y, k, &t->look[k->role]);
        }
    }
    curs_set(c->cursor ? 1 : 0);
    move(c->cy < LINES ? c->cy : LINES - 1, c->cx < COLS ? c->cx : COLS - 1);
    wnoutrefresh(stdscr);
}
