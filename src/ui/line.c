/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/line.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/key.h"

void ui_line_set(struct ui_line *l, const char *text)
{
    *l = (struct ui_line){ 0 };
    for (int n = (int)strnlen(text, UI_LINE_MAX - 1); n > 0; n--)
        if (ui_line_insert(l, text, n))
            break; /* else: shorter, to end between characters */
}

/* What of one character is taken: n bytes of utf8 (0: nothing). */
static size_t typed(uint32_t cp, char *utf8)
{
    if (cp == '\n' || cp == '\t' || cp == '\r')
        cp = ' ';
    if (cp < ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0xfffd)
        return 0;
    return weft_utf8_encode(cp, utf8);
}

bool ui_line_insert(struct ui_line *l, const char *text, int n)
{
    char in[UI_LINE_MAX], utf8[4];
    size_t len = 0;

    for (int i = 0; i < n;) {
        uint32_t cp;
        size_t k;

        i += (int)weft_utf8_decode(text + i, (size_t)(n - i), &cp);
        k = typed(cp, utf8);
        if ((size_t)l->len + len + k >= UI_LINE_MAX)
            return false;
        memcpy(in + len, utf8, k);
        len += k;
    }
    memmove(l->text + l->at + len, l->text + l->at,
            (size_t)(l->len - l->at) + 1);
    memcpy(l->text + l->at, in, len);
    l->len += (int)len;
    l->at += (int)len;
    return true;
}

bool ui_line_replace(struct ui_line *l, int begin, const char *text)
{
    struct ui_line to = *l;

    memmove(to.text + begin, to.text + l->at, (size_t)(l->len - l->at) + 1);
    to.len -= l->at - begin;
    to.at = begin;
    if (!ui_line_insert(&to, text, (int)strlen(text)))
        return false;
    *l = to;
    return true;
}

int ui_line_word(const struct ui_line *l)
{
    int i = l->at;

    while (i > 0 && l->text[i - 1] != ' ')
        i--;
    return i;
}

static bool is_mark(const char *s)
{
    uint32_t cp;

    weft_utf8_decode(s, strlen(s), &cp);
    return weft_utf8_width(cp) == 0;
}

/* To the next character with a width of its own. */
static int right(const struct ui_line *l)
{
    int i = l->at;
    uint32_t cp;

    if (i >= l->len)
        return l->len;
    do
        i += (int)weft_utf8_decode(l->text + i, (size_t)(l->len - i), &cp);
    while (i < l->len && is_mark(l->text + i));
    return i;
}

static int left(const struct ui_line *l)
{
    int i = l->at;

    while (i > 0) {
        do
            i--;
        while (i > 0 && ((unsigned char)l->text[i] & 0xc0) == 0x80);
        if (!is_mark(l->text + i))
            break;
    }
    return i;
}

static int word_left(const struct ui_line *l)
{
    int i = l->at;

    while (i > 0 && l->text[i - 1] == ' ')
        i--;
    while (i > 0 && l->text[i - 1] != ' ')
        i--;
    return i;
}

static void cut(struct ui_line *l, int begin, int end)
{
    memmove(l->text + begin, l->text + end, (size_t)(l->len - end) + 1);
    l->len -= end - begin;
    l->at = begin;
}

bool ui_line_key(struct ui_line *l, uint32_t key)
{
    char utf8[4];

    if (ui_key_is_text(key)) {
        ui_line_insert(l, utf8, (int)weft_utf8_encode(key, utf8));
        return true;
    }
    switch (key) {
    case UI_K_LEFT:
    case UI_CTRL | 'b':
        l->at = left(l);
        return true;
    case UI_K_RIGHT:
    case UI_CTRL | 'f':
        l->at = right(l);
        return true;
    case UI_K_HOME:
    case UI_CTRL | 'a':
        l->at = 0;
        return true;
    case UI_K_END:
    case UI_CTRL | 'e':
        l->at = l->len;
        return true;
    case UI_K_BACKSPACE:
    case UI_CTRL | 'h':
        cut(l, left(l), l->at);
        return true;
    case UI_K_DELETE:
    case UI_CTRL | 'd':
        cut(l, l->at, right(l));
        return true;
    case UI_CTRL | 'w':
        cut(l, word_left(l), l->at);
        return true;
    case UI_CTRL | 'u':
        cut(l, 0, l->at);
        return true;
    case UI_CTRL | 'k':
        cut(l, l->at, l->len);
        return true;
    default:
        return false;
    }
}
