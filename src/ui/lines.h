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

/* The lines that turn the plan into what the row says. WEFT_E_INVAL with a
 * reason and *field if something is missing or cannot be read. */
enum weft_rc ui_row_lines(const struct ui_row *r, const struct ui_model *m,
                          struct ui_lines *out, int *field,
                          struct weft_err *err);

#endif
