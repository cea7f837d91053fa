/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/axis.h - time across the screen: scale, labels, bars.
 *
 * All times are thousandths (weft/plan.h). A cell is a whole number of
 * thousandths wide, taken from a series of round numbers, so that labels stand
 * at even distances and bars of different rows line up. */
#ifndef UI_AXIS_H
#define UI_AXIS_H

#include <stddef.h>

#include "ui/cells.h"
#include "weft/unit.h"

struct ui_axis {
    int64_t t0;   /* time at the left edge */
    int64_t cell; /* time per cell, >= 1 */
    int w;        /* cells */
    enum weft_unit unit;
};

/* A round scale at which span takes at most w cells: the finest, or one not
 * much coarser at which every multiple of tick is a whole number of cells, so
 * that bars end where cells do. tick 0: not known. */
int64_t ui_axis_fit(enum weft_unit unit, int64_t span, int w, int64_t tick);
/* The next scale of 1, 2, 5, 10, ... (or of the clock) that is coarser
 * (dir > 0) or finer (dir < 0). */
int64_t ui_axis_zoom(enum weft_unit unit, int64_t cell, int dir);
/* Column of time t, rounded down; -1 left of the window, w right of it. */
int ui_axis_column(const struct ui_axis *a, int64_t t);
/* End of the window; saturates. */
int64_t ui_axis_end(const struct ui_axis *a);

/* Labels of time along row y. */
void ui_axis_draw(struct ui_pad p, int y, const struct ui_axis *a);

/* What a task's row shows, from left to right. */
struct ui_bar {
    int64_t ready; /* waits from here to start */
    int64_t start, finish;
    int64_t late;                  /* could finish as late as this */
    int64_t was_start, was_finish; /* in the baseline; equal: none */
    bool critical;
    bool lit;   /* drawn so that it stands out */
    bool stale; /* of a plan that no longer holds */
};
void ui_bar_draw(struct ui_pad p, int y, const struct ui_axis *a,
                 const struct ui_bar *b);

/* Which cells of the window the bar of [start, finish) has: [*from, *to); at
 * least one unless it is outside (false). */
bool ui_bar_cells(const struct ui_axis *a, int64_t start, int64_t finish,
                  int *from, int *to);
/* The spans before and after a bar alone. */
void ui_bar_draw_room(struct ui_pad p, int y, const struct ui_axis *a,
                      const struct ui_bar *b);

/* One column of a load lane: used of room (amount x time) as a height. */
void ui_load_draw(struct ui_pad p, int x, int y, double used, double room);

/* Time t for people in at most w columns (w >= 4), exact where it fits, else
 * its largest parts. */
void ui_time_text(char *out, size_t size, int64_t t, enum weft_unit unit,
                  int w);

#endif
