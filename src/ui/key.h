/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/key.h - keys as numbers and as words.
 *
 * A key is a code point or a named key, with modifier bits. Letters carry no
 * UI_SHIFT: they are upper case. A word for every key: "j", "G", "Space",
 * "Ctrl-R", "Shift-Tab", "PgDn"; the same words in the key table, the manual
 * and scripts. */
#ifndef UI_KEY_H
#define UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    UI_K_UP = 0x110000, /* above every code point */
    UI_K_DOWN,
    UI_K_LEFT,
    UI_K_RIGHT,
    UI_K_HOME,
    UI_K_END,
    UI_K_PGUP,
    UI_K_PGDN,
    UI_K_DELETE,
    UI_K_BACKSPACE,
    UI_K_TAB,
    UI_K_ENTER,
    UI_K_ESC,
    UI_K_INSERT,
    UI_K_F1, /* and so on to F12 */
    UI_K_F12 = UI_K_F1 + 11,
    UI_K_LIMIT,

    UI_SHIFT = 1 << 24,
    UI_CTRL = 1 << 25,
    UI_ALT = 1 << 26
};

/* The word for key, always NUL-terminated. */
void ui_key_word(uint32_t key, char *out, size_t size);
/* The key that s[0..n) names; false: none. */
bool ui_key_parse(const char *s, size_t n, uint32_t *key);
/* A character that is typed into a text; false: a command key. */
bool ui_key_is_text(uint32_t key);

#endif
