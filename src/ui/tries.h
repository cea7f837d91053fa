/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/tries.h - capacities that were changed to see what they give.
 *
 * They are edits like others: in the document, in its history, written with
 * it. Until it is written they can also be taken back all at once, or made a
 * scenario, which leaves what they were tried on as it was. */
#ifndef UI_TRIES_H
#define UI_TRIES_H

#include "ui/overlay.h"

void ui_tries_free(struct ui_model *m);

/* Is anything being tried in what is shown? */
bool ui_tries_on(const struct ui_model *m);
/* The undo position from before the first of them; SIZE_MAX: none, or there
 * were other edits since. */
size_t ui_tries_since(const struct ui_model *m);

/* The resource of node that was tried last; WEFT_NONE: none. */
int32_t ui_tries_resource(const struct ui_model *m, int32_t node);
/* Was this capacity tried? */
bool ui_tries_has(const struct ui_model *m, int32_t node, int32_t res);

/* The last edit of what is shown set this capacity (node NULL: of a global
 * resource; res NULL: the number of copies). Forgotten without memory: then it is an edit as any other. */
void ui_tries_note(struct ui_model *m, const char *node, const char *res,
                   int64_t from, int64_t to);
/* A new step was made: what it makes impossible to redo is forgotten. */
void ui_tries_cut(struct ui_model *m);
/* The last step took back or saved what was tried. */
void ui_tries_end(struct ui_model *m);
/* The document is written: what was tried is kept. */
void ui_tries_keep(struct ui_model *m);

/* The edit lines that make them (back: take them back). */
void ui_tries_lines(const struct ui_model *m, bool back, struct ui_texts *out);
/* A name for a scenario of them that is not taken: "cpu6", "gpu-a.gpu2+io3";
 * where nothing is tried, one from what is shown. */
void ui_tries_name(const struct ui_model *m, char *out, size_t size);

#endif
