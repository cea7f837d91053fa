/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/overlay.h - scenarios: what of an edit goes into one, and what is shared.
 *
 * Nodes, resources and the network are a scenario's own; tasks and links are
 * the document's, and with them the plan's name and other members. */
#ifndef UI_OVERLAY_H
#define UI_OVERLAY_H

#include "ui/model.h"

/* The variants of a document: 0 is the base, k is scenario k - 1. By name
 * (NULL: the base); WEFT_NONE if there is none. */
int32_t ui_variant_find(const struct weft_plan *doc, const char *name);
/* "base" or the scenario's name. */
const char *ui_variant_name(const struct weft_plan *doc, int32_t variant);

/* The document with a variant applied; the caller's. Refused with the edit
 * line at fault. */
enum weft_rc ui_overlay_plan(const struct weft_plan *doc, int32_t variant,
                             struct weft_plan **out, struct weft_err *err);

/* Edit lines, malloc'd. Owner: ui_texts_release(). */
struct ui_texts {
    char **line;
    size_t n, cap;
    bool oom;
};
void ui_texts_release(struct ui_texts *l);
/* Add text, which is taken over; NULL counts as no memory. */
void ui_texts_take(struct ui_texts *l, char *text);
void ui_texts_add(struct ui_texts *l, const char *text);

/* A scenario's own lines. */
void ui_overlay_lines(const struct weft_plan *doc, int32_t variant,
                      struct ui_texts *out);
/* Does this line go into the scenario that is shown? */
bool ui_overlay_takes(const char *line);
/* Add a line; one that sets the same one value before is dropped. */
void ui_overlay_join(struct ui_texts *l, const char *line);
/* The line that makes these the edits of a scenario of the document; that adds
 * a scenario (parent: variant); that removes one. malloc'd; NULL: no memory. */
char *ui_overlay_set_line(const char *name, const struct ui_texts *edits);
char *ui_overlay_add_line(const struct weft_plan *doc, const char *name,
                          int32_t parent, const struct ui_texts *edits);
char *ui_overlay_remove_line(const char *name);

/* The lines that do to the document what these do where variant is shown. */
void ui_overlay_route(const struct weft_plan *doc, int32_t variant,
                      const struct ui_edits *e, struct ui_texts *out);

#endif
