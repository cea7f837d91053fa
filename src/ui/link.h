/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/link.h - choosing the other end of a link, and finding tasks by text. */
#ifndef UI_LINK_H
#define UI_LINK_H

#include "ui/ui.h"

/* What a link from s->link_from (or to it, s->link_back) to a task would be. */
enum ui_link_state {
    UI_LINK_FREE,
    UI_LINK_SELF,
    UI_LINK_THERE, /* already linked */
    UI_LINK_CYCLE  /* would close a cycle */
};
enum ui_link_state ui_link_state(const struct ui_state *s,
                                 const struct ui_model *m, int32_t task);

/* Have the model say what could close a cycle. */
void ui_link_settle(struct ui_state *s, struct ui_model *m);
/* "link split > dedup", of the mode that is on. */
void ui_link_text(const struct ui_state *s, const struct ui_model *m, char *out,
                  size_t size);

/* Whether text occurs in the task's id or name; letters of ASCII match in both
 * cases unless text has a capital. */
bool ui_task_matches(const struct ui_model *m, int32_t task, const char *text);

#endif
