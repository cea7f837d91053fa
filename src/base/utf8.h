/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/utf8.h - decoding, display width, making foreign text safe to show. */
#ifndef WEFT_BASE_UTF8_H
#define WEFT_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Decode one code point of s[0..n), n > 0. Returns bytes used (>= 1); an
 * invalid sequence gives U+FFFD and uses its maximal valid prefix. */
size_t weft_utf8_decode(const char *s, size_t n, uint32_t *cp);
/* Length of the valid sequence that s[0..n) starts with; 0 if there is none. */
size_t weft_utf8_sequence(const char *s, size_t n);
/* Bytes written to out[4]. */
size_t weft_utf8_encode(uint32_t cp, char *out);
bool weft_utf8_valid(const char *s, size_t n);
/* Cells: 0 combining, 1, 2 wide; own table, no locale. */
int weft_utf8_width(uint32_t cp);
/* Must not reach a terminal as it is: C0, C1, DEL, bidi controls, format
 * characters, line separators, tags, private use, noncharacters. */
bool weft_utf8_dangerous(uint32_t cp);
/* Append s with every dangerous or invalid character replaced by U+FFFD (as
 * "?" with ascii set, which also replaces everything above 0x7e) and at most
 * 4 combining marks on a base. Use it for every text that comes from a file
 * and goes to a screen, stdout or stderr as text. */
void weft_utf8_show(struct weft_buf *b, const char *s, size_t n, bool ascii);

#endif
