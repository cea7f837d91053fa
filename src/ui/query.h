/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/query.h - which tasks a text is about: "node:gpu crit dur>5 !mark align".
 *
 * A text is words, all of which must hold; "!" before one denies it.
 *
 *     align  ~align          part of the id or the name
 *     id~x  name~x           part of that; = the whole of it
 *     node:x                 runs (without a plan: may run) on a node so called
 *     res:x  cmd~x  image~x  needs such a resource; part of the member
 *     dur>5  start<=1h  end  float  wait  in  out  prio    and any resource,
 *                            with > >= < <= = !=
 *     crit wait mark pin done runs     is so; done and runs: at the time cursor
 *
 * Letters match in both cases unless the word has a capital. A word that has a
 * ":" or "=" but no field's name before it is text too. */
#ifndef UI_QUERY_H
#define UI_QUERY_H

#include "ui/model.h"

#define UI_TERMS    16
#define UI_TERM_MAX 256

enum ui_term_kind {
    UI_TERM_TEXT,   /* of id or name */
    UI_TERM_STRING, /* of one member */
    UI_TERM_NUMBER,
    UI_TERM_FLAG
};
enum ui_term_op {
    UI_OP_HAS,
    UI_OP_EQ,
    UI_OP_NE,
    UI_OP_LT,
    UI_OP_LE,
    UI_OP_GT,
    UI_OP_GE
};

struct ui_term {
    enum ui_term_kind kind;
    int field; /* of the kind */
    bool deny;
    bool exact; /* capitals count */
    enum ui_term_op op;
    int64_t number; /* thousandths, or a count */
    int32_t res;    /* of a number of a resource; else WEFT_NONE */
    char text[UI_TERM_MAX];
};

struct ui_query { /* zero: every task */
    int n;
    struct ui_term term[UI_TERMS];
};

/* What the flags need to know beside the plan. */
struct ui_query_at {
    const uint8_t *mark; /* by task; NULL: none is marked */
    int32_t nmark;
    int64_t now; /* of the time cursor; -1: off */
};

/* Read text; words that are not finished ("dur>") are left out. False: a word
 * cannot be read, why says so, and *q is as far as it got. */
bool ui_query_read(struct ui_query *q, const char *text,
                   const struct weft_plan *p, char *why, size_t size);
/* O(length of the texts looked at) */
bool ui_query_holds(const struct ui_query *q, const struct ui_model *m,
                    const struct ui_query_at *at, int32_t task);
/* Whether text occurs in s; see above for capitals. */
bool ui_text_has(const char *s, const char *text);

/* Names of fields and flags as they are typed ("node:", "dur>", "crit"), NULL
 * at the end; and what one is, NULL: no field. */
const char *ui_query_word(int i);
const char *ui_query_help(const char *word, size_t len);

#endif
