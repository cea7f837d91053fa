/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/buf.h - a growable byte string.
 *
 * Zero-initialise. Adding never fails visibly: when memory runs out, oom is
 * set and later additions are ignored, so a writer checks once at its end. */
#ifndef WEFT_BASE_BUF_H
#define WEFT_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "weft/err.h"

struct weft_buf {
    char *p; /* NUL-terminated while p is not NULL; owned */
    size_t len, cap;
    bool oom;
};

void weft_buf_release(struct weft_buf *b); /* back to zero */
void weft_buf_clear(struct weft_buf *b);   /* len = 0, memory and oom kept */
void weft_buf_add(struct weft_buf *b, const void *bytes, size_t n);
void weft_buf_adds(struct weft_buf *b, const char *text);
void weft_buf_addc(struct weft_buf *b, char c);
void weft_buf_addf(struct weft_buf *b, const char *fmt, ...) WEFT_PRINTF(2, 3);
/* A JSON string literal, quotes included, of n bytes of UTF-8. */
void weft_buf_add_json(struct weft_buf *b, const char *s, size_t n);
/* The string, now the caller's (free()); NULL if memory ran out. "" if empty.
 * Leaves *b zeroed. */
char *weft_buf_take(struct weft_buf *b);

#endif
