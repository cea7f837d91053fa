/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include "base/utf8_table.h"

enum { CLASS_DANGEROUS = 3, MARKS_MAX = 4 };

#define REPLACEMENT 0xfffdu

static bool between(unsigned char c, unsigned char lo, unsigned char hi)
{
    return c >= lo && c <= hi;
}

/* Length of the sequence that lead byte c announces, 0 if it is none, and the
 * range of its second byte (Unicode 15, table 3-7). */
static size_t announced(unsigned char c, unsigned char *lo, unsigned char *hi)
{
    *lo = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    *hi = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (c < 0x80)
        return 1;
    if (between(c, 0xc2, 0xdf))
        return 2;
    if (between(c, 0xe0, 0xef))
        return 3;
    return between(c, 0xf0, 0xf4) ? 4 : 0;
}

/* Bytes at s that are a valid sequence or the beginning of one; *whole says
 * which. */
static size_t prefix(const char *s, size_t n, bool *whole)
{
    unsigned char lo = 0, hi = 0;
    size_t i, need;

    *whole = false;
    need = n ? announced((unsigned char)s[0], &lo, &hi) : 0;
    if (!need)
        return 0;
    for (i = 1; i < need; i++) {
        if (i == n || !between((unsigned char)s[i], lo, hi))
            return i;
        lo = 0x80;
        hi = 0xbf;
    }
    *whole = true;
    return need;
}

size_t weft_utf8_sequence(const char *s, size_t n)
{
    bool whole;
    size_t len = prefix(s, n, &whole);

    return whole ? len : 0;
}

size_t weft_utf8_decode(const char *s, size_t n, uint32_t *cp)
{
    static const unsigned char mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    bool whole;
    size_t len = prefix(s, n, &whole);

    if (!whole) {
        *cp = REPLACEMENT;
        return len ? len : 1;
    }
    *cp = (unsigned char)s[0] & mask[len];
    for (size_t i = 1; i < len; i++)
        *cp = *cp << 6 | ((unsigned char)s[i] & 0x3f);
    return len;
}

size_t weft_utf8_encode(uint32_t cp, char *out)
{
    if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        cp = REPLACEMENT;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

bool weft_utf8_valid(const char *s, size_t n)
{
    size_t i = 0, len;

    while (i < n) {
        len = weft_utf8_sequence(s + i, n - i);
        if (!len)
            return false;
        i += len;
    }
    return true;
}

static unsigned class_of(uint32_t cp)
{
    size_t lo = 0, hi = sizeof(utf8_run) / sizeof(utf8_run[0]);

    if (cp >= 0x20 && cp < 0x7f)
        return 1;
    if (cp > 0x10ffff)
        return CLASS_DANGEROUS;
    /* the last run that begins at or before cp */
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;

        if (utf8_run[mid] >> 2 <= cp)
            lo = mid;
        else
            hi = mid;
    }
    return utf8_run[lo] & 3;
}

int weft_utf8_width(uint32_t cp)
{
    unsigned c = class_of(cp);

    return c == CLASS_DANGEROUS ? 1 : (int)c;
}

bool weft_utf8_dangerous(uint32_t cp)
{
    return class_of(cp) == CLASS_DANGEROUS;
}

/* Terminals disagree about the cells of a character with a selector behind
 * it; without the selector they agree. */
static bool is_variation_selector(uint32_t cp)
{
    return (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0100 && cp <= 0xe01ef);
}

void weft_utf8_show(struct weft_buf *b, const char *s, size_t n, bool ascii)
{
    int marks = 0;
    bool base = false;

    for (size_t i = 0; i < n;) {
        uint32_t cp;
        char out[4];

        i += weft_utf8_decode(s + i, n - i, &cp);
        if (is_variation_selector(cp))
            continue;
        if (weft_utf8_dangerous(cp) || (!base && weft_utf8_width(cp) == 0))
            cp = REPLACEMENT;
        if (weft_utf8_width(cp) != 0) {
            base = true;
            marks = 0;
        } else if (++marks > MARKS_MAX) {
            continue;
        }
        if (ascii && cp > 0x7e)
            cp = '?';
        weft_buf_add(b, out, weft_utf8_encode(cp, out));
    }
}
