/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/rows.h - rows that stay where they are while plans are compared. */
#ifndef UI_ROWS_H
#define UI_ROWS_H

#include "ui/model.h"

/* The order of all rows, in terms of the tasks of problem q, where map
 * (NULL: everything where it was) says they are; malloc'd. NULL: q has other
 * tasks, or links against that order; or no memory. */
int32_t *ui_rows_held(const struct ui_picture *pic, const struct ui_map *map,
                      const struct weft_problem *q);
/* Put the rows of pic in this order. */
void ui_rows_set(struct ui_picture *pic, const int32_t *order);

#endif
