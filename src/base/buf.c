/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for n more bytes and the NUL. */
static bool reserve(struct weft_buf *b, size_t n)
{
    size_t need, cap;
    char *p;

    if (b->oom)
        return false;
    if (__builtin_add_overflow(b->len, n, &need) || need >= SIZE_MAX / 2) {
        b->oom = true;
        return false;
    }
    if (need < b->cap)
        return true;
    cap = b->cap < 32 ? 32 : b->cap;
    while (cap <= need)
        cap *= 2;
    p = realloc(b->p, cap);
    if (!p) {
        b->oom = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void weft_buf_release(struct weft_buf *b)
{
    free(b->p);
    *b = (struct weft_buf){ 0 };
}

void weft_buf_clear(struct weft_buf *b)
{
    b->len = 0;
    if (b->p)
        b->p[0] = '\0';
}

void weft_buf_add(struct weft_buf *b, const void *bytes, size_t n)
{
    if (!reserve(b, n))
        return;
    if (n)
        memcpy(b->p + b->len, bytes, n);
    b->len += n;
    b->p[b->len] = '\0';
}

void weft_buf_adds(struct weft_buf *b, const char *text)
{
    weft_buf_add(b, text, strlen(text));
}

void weft_buf_addc(struct weft_buf *b, char c)
{
    weft_buf_add(b, &c, 1);
}

void weft_buf_addf(struct weft_buf *b, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0) {
        b->oom = true;
        return;
    }
    if (!reserve(b, (size_t)n))
        return;
    va_start(ap, fmt);
    vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
}

/* The letter of a two-character escape, 0 where there is none. */
static char short_escape(unsigned char c)
{
    switch (c) {
    case '"':
    case '\\':
        return (char)c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static void add_escaped(struct weft_buf *b, unsigned char c)
{
    char letter = short_escape(c);

    if (letter) {
        weft_buf_addc(b, '\\');
        weft_buf_addc(b, letter);
    } else {
        weft_buf_addf(b, "\\u%04x", c);
    }
}

void weft_buf_add_json(struct weft_buf *b, const char *s, size_t n)
{
    size_t from = 0;

    weft_buf_addc(b, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        weft_buf_add(b, s + from, i - from);
        add_escaped(b, c);
        from = i + 1;
    }
    weft_buf_add(b, s + from, n - from);
    weft_buf_addc(b, '"');
}

char *weft_buf_take(struct weft_buf *b)
{
    char *p;

    reserve(b, 0);
    p = b->oom ? NULL : b->p;
    if (!p)
        free(b->p);
    else
        p[b->len] = '\0';
    *b = (struct weft_buf){ 0 };
    return p;
}
