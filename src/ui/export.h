/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/export.h - what is on screen in other formats.
 *
 * X lists them, with the first lines of each; Enter asks for the path. */
#ifndef UI_EXPORT_H
#define UI_EXPORT_H

#include "base/buf.h"
#include "ui/ui.h"

struct ui_export_format {
    const char *name, *ext, *help;
    bool plan; /* made anew when it is written: with engine and seed */
    void (*make)(const struct ui_model *m, struct weft_buf *b);
};
const struct ui_export_format *ui_export_formats(void); /* name NULL: end */

/* The state's text becomes that of format i. */
void ui_export_make(struct ui_state *s, const struct ui_model *m, int i);
/* Write it to path, or what the path's ending asks for if no format was
 * chosen. */
void ui_export_to(struct ui *u, const char *path);
/* The text that is to be written; NULL: the plan as JSON. */
const char *ui_export_text(const struct ui_state *s, size_t *len);

#endif
