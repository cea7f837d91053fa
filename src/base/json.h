/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/json.h - strict, lossless reading of JSON text (RFC 8259).
 *
 * A parse makes a flat list of values that point into the text: nothing is
 * converted, so numbers keep their spelling and unknown members survive.
 * Refused: everything the grammar forbids, duplicate keys, invalid UTF-8,
 * lone surrogates, U+0000, nesting over 64. No recursion. */
#ifndef WEFT_BASE_JSON_H
#define WEFT_BASE_JSON_H

#include <stdint.h>

#include "base/buf.h"
#include "weft/err.h"

enum weft_json_kind {
    WEFT_JSON_NULL,
    WEFT_JSON_FALSE,
    WEFT_JSON_TRUE,
    WEFT_JSON_NUMBER,
    WEFT_JSON_STRING,
    WEFT_JSON_ARRAY,
    WEFT_JSON_OBJECT
};

/* Offsets are bytes from the start of the text given to weft_json_parse. */
struct weft_json_val {
    enum weft_json_kind kind;
    int32_t child;  /* first child, WEFT_NONE if none */
    int32_t next;   /* next sibling, WEFT_NONE at the end */
    int32_t parent; /* WEFT_NONE for the root */
    int32_t nchild;
    size_t key, key_end; /* member name with its quotes; equal: no key */
    size_t begin, end;   /* the value's text, quotes/brackets included */
};

struct weft_json {           /* zero-initialise; reusable; release once */
    const char *text;        /* borrowed from the last parse */
    struct weft_json_val *v; /* v[0] is the root */
    int32_t n, cap;
    size_t stop; /* offset after the root value */
};

/* Parse one value at text[0..len) into *j (emptied first). Leading white
 * space is skipped. With whole set, only white space may follow the value;
 * otherwise j->stop says where the value ended.
 * Errors: WEFT_E_PARSE with err->msg set and *at = offset of the fault;
 * WEFT_E_LIMIT (depth); WEFT_E_NOMEM. O(len). */
enum weft_rc weft_json_parse(struct weft_json *j, const char *text, size_t len,
                             bool whole, size_t *at, struct weft_err *err);
void weft_json_release(struct weft_json *j);

/* Member of object v[obj] whose unescaped name is key; WEFT_NONE if absent. */
int32_t weft_json_get(const struct weft_json *j, int32_t obj, const char *key);
/* Append the unescaped bytes of string v[i] (or of its key) to b. */
void weft_json_string(const struct weft_json *j, int32_t i, struct weft_buf *b);
void weft_json_key(const struct weft_json *j, int32_t i, struct weft_buf *b);
/* Skip white space from text[at]; returns the offset of the next byte. */
size_t weft_json_space(const char *text, size_t len, size_t at);
/* 1-based line and byte column of an offset. O(at). */
void weft_json_place(const char *text, size_t at, int *line, int *column);

#endif
