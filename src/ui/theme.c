/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/theme.h"

static const struct {
    const char *name, *text;
} themes[UI_THEMES] = {
#define X(id, name, text) { name, text },
    UI_THEME_MAP(X)
#undef X
};

#define PLAIN                                                                  \
    {                                                                          \
        -1, -1, 0                                                              \
    }

/* "terminal" takes colours of middle lightness: a contrast of 3 to 1 on black
 * and on white. "dark" and "light" have 4.5 to 1 on theirs. Blue and orange of
 * "colour-blind" are told apart by everyone; see Okabe and Ito, Color
 * Universal Design (2008). */
static const struct ui_look looks[UI_THEMES][UI_ROLES] = {
    [UI_THEME_TERMINAL] = {
        [UI_TEXT] = PLAIN,
        [UI_MUTED] = { -1, -1, UI_DIM },
        [UI_SELECTED] = { -1, -1, UI_BOLD },
        [UI_CRITICAL] = { 167, 1, UI_BOLD },
        [UI_WAITING] = { 136, 3, 0 },
        [UI_FLOAT] = { 66, 6, UI_DIM },
        [UI_BASELINE] = { 96, 5, UI_DIM },
        [UI_GOOD] = { 65, 2, 0 },
        [UI_BAD] = { 160, 1, UI_BOLD },
        [UI_WARN] = { 136, 3, 0 },
        [UI_TITLE] = { -1, -1, UI_BOLD },
        [UI_MATCH] = { 133, 5, UI_UNDERLINE },
    },
    [UI_THEME_DARK] = {
        [UI_TEXT] = PLAIN,
        [UI_MUTED] = { 246, 7, 0 },
        [UI_SELECTED] = { -1, -1, UI_BOLD },
        [UI_CRITICAL] = { 209, 9, UI_BOLD },
        [UI_WAITING] = { 179, 11, 0 },
        [UI_FLOAT] = { 109, 6, 0 },
        [UI_BASELINE] = { 139, 5, 0 },
        [UI_GOOD] = { 114, 10, 0 },
        [UI_BAD] = { 203, 9, UI_BOLD },
        [UI_WARN] = { 214, 11, 0 },
        [UI_TITLE] = { 110, 14, UI_BOLD },
        [UI_MATCH] = { 176, 13, UI_UNDERLINE },
    },
    [UI_THEME_LIGHT] = {
        [UI_TEXT] = PLAIN,
        [UI_MUTED] = { 242, -1, UI_DIM },
        [UI_SELECTED] = { -1, -1, UI_BOLD },
        [UI_CRITICAL] = { 160, 1, UI_BOLD },
        [UI_WAITING] = { 94, 3, 0 },
        [UI_FLOAT] = { 24, 6, 0 },
        [UI_BASELINE] = { 60, 5, 0 },
        [UI_GOOD] = { 28, 2, 0 },
        [UI_BAD] = { 124, 1, UI_BOLD },
        [UI_WARN] = { 94, 3, 0 },
        [UI_TITLE] = { 25, 4, UI_BOLD },
        [UI_MATCH] = { 127, 5, UI_UNDERLINE },
    },
    [UI_THEME_HIGH_CONTRAST] = {
        [UI_TEXT] = PLAIN,
        [UI_MUTED] = PLAIN,
        [UI_SELECTED] = { -1, -1, UI_BOLD },
        [UI_CRITICAL] = { -1, -1, UI_BOLD },
        [UI_WAITING] = PLAIN,
        [UI_FLOAT] = PLAIN,
        [UI_BASELINE] = PLAIN,
        [UI_GOOD] = { -1, -1, UI_BOLD },
        [UI_BAD] = { -1, -1, UI_BOLD | UI_REVERSE },
        [UI_WARN] = { -1, -1, UI_BOLD | UI_UNDERLINE },
        [UI_TITLE] = { -1, -1, UI_BOLD },
        [UI_MATCH] = { -1, -1, UI_UNDERLINE },
    },
    [UI_THEME_COLOUR_BLIND] = {
        [UI_TEXT] = PLAIN,
        [UI_MUTED] = { -1, -1, UI_DIM },
        [UI_SELECTED] = { -1, -1, UI_BOLD },
        [UI_CRITICAL] = { 166, 3, UI_BOLD },
        [UI_WAITING] = { 136, 3, 0 },
        [UI_FLOAT] = { 32, 4, UI_DIM },
        [UI_BASELINE] = { 97, 5, UI_DIM },
        [UI_GOOD] = { 32, 4, 0 },
        [UI_BAD] = { 166, 3, UI_BOLD | UI_UNDERLINE },
        [UI_WARN] = { 136, 3, UI_UNDERLINE },
        [UI_TITLE] = { -1, -1, UI_BOLD },
        [UI_MATCH] = { 132, 5, UI_UNDERLINE },
    },
    [UI_THEME_MONO] = {
        [UI_TEXT] = PLAIN,
        [UI_MUTED] = { -1, -1, UI_DIM },
        [UI_SELECTED] = { -1, -1, UI_BOLD },
        [UI_CRITICAL] = { -1, -1, UI_BOLD },
        [UI_WAITING] = PLAIN,
        [UI_FLOAT] = { -1, -1, UI_DIM },
        [UI_BASELINE] = { -1, -1, UI_DIM },
        [UI_GOOD] = PLAIN,
        [UI_BAD] = { -1, -1, UI_BOLD },
        [UI_WARN] = PLAIN,
        [UI_TITLE] = { -1, -1, UI_BOLD },
        [UI_MATCH] = { -1, -1, UI_UNDERLINE },
    },
};

const char *ui_theme_name(enum ui_theme t)
{
    return themes[t].name;
}

const char *ui_theme_text(enum ui_theme t)
{
    return themes[t].text;
}

const struct ui_look *ui_theme_look(enum ui_theme t, enum ui_role r)
{
    return &looks[t][r];
}
