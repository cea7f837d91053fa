/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/edit_line.h - an edit line, taken apart.
 *
 * Words are separated by blanks. An id is a bare word, or a JSON string. An
 * argument is KEY or KEY=VALUE; a part of KEY may be a JSON string
 * (labels."my zone"), and VALUE is a bare word or a JSON value, which may
 * contain blanks. Nothing is looked up here: the same parse serves applying a
 * line and renaming what it names. */
#ifndef WEFT_MODEL_EDIT_LINE_H
#define WEFT_MODEL_EDIT_LINE_H

#include "model/plan_int.h"
#include "weft/edit.h"

enum weft_verb {
    WEFT_VERB_ADD,
    WEFT_VERB_SET,
    WEFT_VERB_UNSET,
    WEFT_VERB_LINK,
    WEFT_VERB_UNLINK,
    WEFT_VERB_RENAME,
    WEFT_VERB_DELETE,
    WEFT_VERB_MOVE
};

struct weft_edit_arg {
    struct weft_slice key;   /* as written */
    struct weft_slice value; /* as written; p is NULL where none is given */
};

/* Ids are decoded; where they stand in the line is kept beside them. */
struct weft_edit_id {
    const char *s; /* NUL-terminated, in mem */
    size_t n;
    size_t begin, end; /* in the line */
};

struct weft_edit_line { /* zero-initialise; weft_edit_line_release() */
    enum weft_verb verb;
    enum weft_subject on;
    struct weft_edit_id id;    /* of the entity; link: FROM */
    struct weft_edit_id other; /* link: TO; rename: NEW; move: OTHER */
    bool before;               /* move */
    struct weft_edit_arg *arg;
    int narg;
    struct weft_arena mem;
};

/* Parse line[0..n) (borrowed: arguments point into it). WEFT_E_PARSE with a
 * message that shows how the line is written; WEFT_E_NOMEM. */
enum weft_rc weft_edit_line_parse(struct weft_edit_line *l, const char *line,
                                  size_t n, struct weft_err *err);
void weft_edit_line_release(struct weft_edit_line *l);

#endif
