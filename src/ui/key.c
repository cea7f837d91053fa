/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/key.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const struct {
    const char *word;
    uint32_t key;
} names[] = {
    { "Up", UI_K_UP },         { "Down", UI_K_DOWN },
    { "Left", UI_K_LEFT },     { "Right", UI_K_RIGHT },
    { "Home", UI_K_HOME },     { "End", UI_K_END },
    { "PgUp", UI_K_PGUP },     { "PgDn", UI_K_PGDN },
    { "Delete", UI_K_DELETE }, { "Backspace", UI_K_BACKSPACE },
    { "Tab", UI_K_TAB },       { "Enter", UI_K_ENTER },
    { "Esc", UI_K_ESC },       { "Space", ' ' },
    { "Insert", UI_K_INSERT }, { "F1", UI_K_F1 },
    { "F2", UI_K_F1 + 1 },     { "F3", UI_K_F1 + 2 },
    { "F4", UI_K_F1 + 3 },     { "F5", UI_K_F1 + 4 },
    { "F6", UI_K_F1 + 5 },     { "F7", UI_K_F1 + 6 },
    { "F8", UI_K_F1 + 7 },     { "F9", UI_K_F1 + 8 },
    { "F10", UI_K_F1 + 9 },    { "F11", UI_K_F1 + 10 },
    { "F12", UI_K_F12 },
};
static const struct {
    const char *word;
    uint32_t bit;
} modifiers[] = {
    { "Ctrl-", UI_CTRL },
    { "Alt-", UI_ALT },
    { "Shift-", UI_SHIFT },
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

void ui_key_word(uint32_t key, char *out, size_t size)
{
    char word[32] = "", utf8[5] = "";
    const char *base = utf8;
    uint32_t code = key & ~(uint32_t)(UI_SHIFT | UI_CTRL | UI_ALT);

    for (size_t i = 0; i < LEN(modifiers); i++)
        if (key & modifiers[i].bit)
            strncat(word, modifiers[i].word, sizeof(word) - strlen(word) - 1);
    if (key & UI_CTRL && code >= 'a' && code <= 'z')
        code -= 'a' - 'A';
    if (code < UI_K_UP)
        utf8[weft_utf8_encode(code, utf8)] = '\0';
    for (size_t i = 0; i < LEN(names); i++)
        if (names[i].key == code)
            base = names[i].word;
    snprintf(out, size, "%s%s", word, base);
}

bool ui_key_parse(const char *s, size_t n, uint32_t *key)
{
    uint32_t bits = 0, cp;

    for (size_t i = 0; i < LEN(modifiers); i++) {
        size_t len = strlen(modifiers[i].word);

        if (n > len && strncmp(s, modifiers[i].word, len) == 0) {
            bits |= modifiers[i].bit;
            s += len;
            n -= len;
        }
    }
    for (size_t i = 0; i < LEN(names); i++) {
        if (strlen(names[i].word) == n && strncmp(s, names[i].word, n) == 0) {
            *key = names[i].key | bits;
            return true;
        }
    }
    if (n == 0 || weft_utf8_decode(s, n, &cp) != n)
        return false;
    if (bits & UI_CTRL && cp >= 'A' && cp <= 'Z')
        cp += 'a' - 'A';
    *key = cp | bits;
    return true;
}

bool ui_key_is_text(uint32_t key)
{
    return key >= ' ' && key != 0x7f && key < UI_K_UP;
}
