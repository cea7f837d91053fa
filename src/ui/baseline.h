/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/baseline.h - what the plan on screen is compared with.
 *
 * That is the base, or the scenario that was made the baseline; while
 * capacities are being tried, the plan from before them. */
#ifndef UI_BASELINE_H
#define UI_BASELINE_H

#include "ui/model.h"

void ui_baseline_free(struct ui_model *m);

/* Are plans compared now? */
bool ui_compares(const struct ui_model *m);
/* Have m->base be what the plan on screen is compared with, if anything.
 * Cached; to be called before a frame. */
void ui_baseline_settle(struct ui_model *m);

/* What there is to compare with; NULL: nothing. */
const struct ui_picture *ui_baseline(const struct ui_model *m);
/* Its name: "base", or the scenario's. */
const char *ui_baseline_name(const struct ui_model *m);
/* Where task was in it; NULL: nowhere. */
const struct ui_place *ui_baseline_place(const struct ui_model *m,
                                         int32_t task);
/* Its capacity of a node (WEFT_NONE: a global resource); -1: it has no such
 * node or resource. */
int64_t ui_baseline_capacity(const struct ui_model *m, int32_t node,
                             int32_t res);
/* Mean use of a resource of a node in it, in millionths; -1: as above. */
int32_t ui_baseline_use(const struct ui_model *m, int32_t node, int32_t res);
/* Tasks that start at another time or run elsewhere. */
int32_t ui_baseline_moved(const struct ui_model *m);

#endif
