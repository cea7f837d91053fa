/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/typed.h - lines that were typed: commands, searches, filters. */
#ifndef UI_TYPED_H
#define UI_TYPED_H

#include "base/buf.h"
#include "ui/ui.h"

/* The next older (by 1) or newer (-1) line after h->text[from] that begins
 * so; from where there is none older, -1 where there is none newer. */
int ui_recall(const struct ui_history *h, int from, int by, const char *begin);

/* As lines of a file, oldest first, ":", "/" or "&" before each. */
void ui_typed_text(const struct ui_state *s, struct weft_buf *b);
/* Remember the lines of such a file; others in it are ignored. */
void ui_typed_load(struct ui_state *s, const char *text, size_t len);
/* The same, as older ones: what another session has written meanwhile. */
void ui_typed_merge(struct ui_state *s, const char *text, size_t len);

#endif
