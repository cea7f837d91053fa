/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/popup.h - what stands in the lists that open over the screen. */
#ifndef UI_POPUP_H
#define UI_POPUP_H

#include "ui/keys.h"

/* Lines of the list that is open. */
int ui_popup_count(const struct ui_state *s, const struct ui_model *m);

/* Line i of a list of tasks: the task, and whether it is a successor. */
bool ui_pick_at(const struct ui_state *s, const struct ui_model *m, int i,
                int32_t *task, bool *succ);

/* A line of the help: a title (cmd NULL) or a command. */
struct ui_help_line {
    const char *title;
    const struct ui_command *cmd;
    const char *text; /* what of its help is on this line; not terminated */
    int len;
};
#define UI_HELP_MAX 1024
/* Columns of the help, and of these for the keys. */
int ui_help_width(const struct ui_state *s, int *keys);
int ui_help_lines(const struct ui_state *s, struct ui_help_line *out);

/* Lines a list shows at once on this screen. */
int ui_popup_height(const struct ui_state *s, const struct ui_model *m);

#endif
