/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/edit_text.h - changing JSON text as little as possible.
 *
 * A cut is one JSON value (a task, a node, the value of a member) with its
 * parse. Each operation replaces bytes and parses again. What is added follows
 * the style of what stands beside it: white space around colons and commas,
 * one line or many, indentation. */
#ifndef WEFT_MODEL_EDIT_TEXT_H
#define WEFT_MODEL_EDIT_TEXT_H

#include "model/plan_int.h"

struct weft_cut { /* zero-initialise; weft_cut_release() */
    struct weft_buf text;
    struct weft_json j, spare;
    /* style where the text itself shows none */
    bool spaced;   /* ": " and ", " */
    bool expanded; /* containers on several lines */
    bool oom;      /* an operation ran out of memory: text is worthless */
};

void weft_cut_release(struct weft_cut *c);
/* Start from text, which is valid JSON. */
void weft_cut_begin(struct weft_cut *c, const char *text, size_t n);
/* Bytes of value v, or of its key. */
void weft_cut_value(struct weft_cut *c, int32_t v, const char *s, size_t n);
void weft_cut_key(struct weft_cut *c, int32_t v, const char *s, size_t n);
/* Add a member to object obj, at its place in the saving order of table (NULL:
 * at the end). value is JSON text, key is not. */
void weft_cut_add_member(struct weft_cut *c, int32_t obj,
                         const struct weft_schema *table, const char *key,
                         size_t nkey, const char *value, size_t n);
void weft_cut_append(struct weft_cut *c, int32_t array, const char *value,
                     size_t n);
/* Take member or element v out, with its comma. */
void weft_cut_remove(struct weft_cut *c, int32_t v);

/* Is this container of several elements, or its first, on lines of its own? */
bool weft_cut_is_expanded(const struct weft_json *j, int32_t v);
/* The text of an object in the style of c for a new member of obj:
 * {"key": value}, or with key NULL the array [value]. */
void weft_cut_wrap(struct weft_cut *c, int32_t obj, struct weft_buf *out,
                   const char *key, size_t nkey, const char *value, size_t n);

#endif
