/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/edit_path.h - the KEY and VALUE of an edit line. */
#ifndef WEFT_MODEL_EDIT_PATH_H
#define WEFT_MODEL_EDIT_PATH_H

#include "model/edit_text.h"

enum { WEFT_PATH_STEPS = 8 };

/* One part of a member path: a member of an object, or the element of a list
 * of objects that has this name. */
struct weft_step {
    const char *s; /* decoded; NUL-terminated */
    size_t n;
    bool element;
    const struct weft_schema *schema; /* of what is reached; NULL: unknown */
    const struct weft_schema *table;  /* of the object it is a member of;
                                         NULL: none */
};

struct weft_path {
    struct weft_step step[WEFT_PATH_STEPS];
    int n;
};

/* Take key apart along table. Decoded parts lie in mem. WEFT_E_PARSE,
 * WEFT_E_REF (no such member, with a hint) or WEFT_E_NOMEM. Unknown first
 * parts are allowed: schema is NULL. */
enum weft_rc weft_path_parse(struct weft_path *path,
                             const struct weft_schema *table,
                             struct weft_slice key, struct weft_arena *mem,
                             struct weft_err *err);

/* Append the JSON text of value as it is written into a member of this kind:
 * JSON stays as it is; a bare word becomes a string where the member is one
 * (a number with a unit too), and a list where the member is a list. */
enum weft_rc weft_path_value(const struct weft_schema *schema,
                             struct weft_slice value, bool spaced,
                             struct weft_buf *out, struct weft_err *err);

/* Set or remove what path leads to, from object 0 of the cut. what names the
 * entity in messages. WEFT_E_REF where the path leads nowhere. */
enum weft_rc weft_path_set(struct weft_cut *c, const struct weft_path *path,
                           const char *value, size_t n, const char *what,
                           struct weft_err *err);
enum weft_rc weft_path_unset(struct weft_cut *c, const struct weft_path *path,
                             const char *what, struct weft_err *err);
/* Is there anything at the end of path? */
bool weft_path_exists(struct weft_cut *c, const struct weft_path *path);

#endif
