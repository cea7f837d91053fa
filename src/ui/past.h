/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/past.h - what was done, step by step, and going back to any of it.
 *
 * The steps are those of the document's history (weft/edit.h); this keeps, by
 * undo position, what was said of each, when, and the makespan after it. */
#ifndef UI_PAST_H
#define UI_PAST_H

#include "ui/ui.h"

/* The step that led to where the document is: told as `what`. */
void ui_past_note(struct ui_state *s, const struct ui_model *m,
                  const char *what);
/* The makespan of this state may have changed. */
void ui_past_settle(struct ui_state *s, const struct ui_model *m);
void ui_past_release(struct ui_past *p);

/* States of the document that can be gone to: 0 is how it was opened. */
size_t ui_past_count(const struct ui_model *m);
/* What led to state i (> 0), in one line: what was said of it, else its edit
 * lines. */
void ui_past_text(const struct ui_state *s, const struct ui_model *m, size_t i,
                  char *out, size_t size);
/* Thousandths; -1: not known, or there was no plan. */
int64_t ui_past_makespan(const struct ui_state *s, size_t i);
/* Milliseconds since; -1: not known. */
int64_t ui_past_age(const struct ui_state *s, size_t i);

#endif
