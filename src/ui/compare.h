/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/compare.h - differences from the baseline, as they are shown. */
#ifndef UI_COMPARE_H
#define UI_COMPARE_H

#include "ui/view.h"

/* "-5 (-17%) vs base"; "" if nothing is compared. */
enum ui_role ui_compare_makespan(const struct ui_model *m, char *out,
                                 size_t size);
/* "[what-if]", "[base]", "[cpu6 what-if]" */
void ui_compare_title(const struct ui_model *m, char *out, size_t size);
/* The column of differences: its heading, and how much later a task ends. */
void ui_compare_head(const struct ui_draw *d, int x, int y, int w);
void ui_compare_end(const struct ui_draw *d, int x, int y, int w, int32_t task);
/* Where the bar of a task was. */
void ui_compare_bar(const struct ui_model *m, int32_t task, struct ui_bar *b);
/* "was 4" where the lane's capacity is another; "" otherwise. */
void ui_compare_capacity(const struct ui_model *m, const struct ui_lane *lane,
                         int64_t cap, char *out, size_t size);

#endif
