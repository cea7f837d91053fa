/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/theme.h - what a role looks like: colours of a palette, attributes.
 *
 * Themes paint no background, so what is drawn stands on the terminal's own.
 * Nothing means anything by its colour alone; the theme "mono" is what remains
 * of every other one where there is no colour. */
#ifndef UI_THEME_H
#define UI_THEME_H

#include "ui/cells.h"

#define UI_THEME_MAP(X)                                                        \
    X(TERMINAL, "terminal", "readable on any background")                      \
    X(DARK, "dark", "for a dark background")                                   \
    X(LIGHT, "light", "for a light background")                                \
    X(HIGH_CONTRAST, "high-contrast",                                          \
      "the terminal's own colours at full strength")                           \
    X(COLOUR_BLIND, "colour-blind", "blue and orange, no red and green")       \
    X(MONO, "mono", "no colours")

enum ui_theme {
#define X(id, name, text) UI_THEME_##id,
    UI_THEME_MAP(X)
#undef X
        UI_THEMES
};

struct ui_look {
    short rich;    /* of 256 colours; -1: the terminal's own */
    short basic;   /* of 16, and of 8 (bright ones bold); -1 as above */
    unsigned attr; /* UI_BOLD | UI_UNDERLINE | UI_DIM | UI_REVERSE */
};

const char *ui_theme_name(enum ui_theme t);
const char *ui_theme_text(enum ui_theme t); /* what it is for */
const struct ui_look *ui_theme_look(enum ui_theme t, enum ui_role r);

#endif
