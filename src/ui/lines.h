/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/lines.h - edit lines made from typed fields. */
#ifndef UI_LINES_H
#define UI_LINES_H

#include "base/buf.h"
#include "ui/ui.h"

/* Zero-initialise; ui_lines_release(). Adding never fails visibly: oom. */
struct ui_lines {
    char **v;
    int *field; /* that each line came from */
    size_t n, cap;
    bool oom;
};
/* Takes what is in b (and empties it). */
void ui_lines_add(struct ui_lines *l, int field, struct weft_buf *b);
void ui_lines_release(struct ui_lines *l);

/* A value for an edit line: as it is where it is one bare word that means the
 * same, else a JSON string. */
void ui_value_add(struct weft_buf *b, const char *s, size_t n);
/* Next word of *s, parted by spaces or commas; NULL at the end. */
const char *ui_next_word(const char **s, size_t *n);

/* The lines that make the amounts of `member` (demand, capacity) of a task or
 * node those that were typed; keep: what is not typed stays as it was. A bare
 * number is of the first resource. WEFT_E_INVAL: text cannot be read. */
struct ui_amounts {
    const char *kind, *id, *member, *text;
    const struct weft_amount *was;
    int32_t nwas;
    int field;
    bool keep;
};
enum weft_rc ui_amount_lines(const struct ui_amounts *w,
                             const struct weft_plan *p, struct ui_lines *out,
                             struct weft_err *err);
/* The links that were typed in place of others, of task id. */
void ui_after_lines(const char *id, int field, const char *was, const char *now,
                    struct ui_lines *out);

/* The lines that turn the plan into what the row says. WEFT_E_INVAL with a
 * reason and *field if something is missing or cannot be read. */
enum weft_rc ui_row_lines(const struct ui_row *r, const struct ui_model *m,
                          struct ui_lines *out, int *field,
                          struct weft_err *err);

#endif
