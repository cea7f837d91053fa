/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/shown.h - the document that is edited and the one that is shown.
 *
 * They are the same while the base is shown; else what is shown is a copy with
 * a scenario applied, made anew after each change. Part of the model: these
 * leave its picture and plan to their caller. */
#ifndef UI_SHOWN_H
#define UI_SHOWN_H

#include "ui/overlay.h"

/* Show a scenario (NULL: the base). On failure nothing has changed. */
enum weft_rc ui_shown_set(struct ui_model *m, const char *scenario,
                          struct weft_err *err);
/* The document has changed: what is shown follows. A scenario that is gone, or
 * can no longer be applied, gives way to the base. */
enum weft_rc ui_shown_sync(struct ui_model *m, struct weft_err *err);

/* Edit what is shown: one step of the document's history, or nothing. *done:
 * the lines it was done with. */
enum weft_rc ui_shown_edit(struct ui_model *m, const struct ui_edits *e,
                           struct ui_texts *done, struct weft_touch *touch,
                           struct weft_err *err);
/* A step with these lines was undone or redone: show the scenario that it was
 * about. *touch becomes that of what is shown. */
enum weft_rc ui_shown_return(struct ui_model *m, const char *text,
                             struct weft_touch *touch, struct weft_err *err);

#endif
