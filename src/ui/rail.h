/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/rail.h - the dependencies beside the rows, as an arc diagram.
 *
 * Rows are in a topological order, so every arc points down. Arcs from one
 * row share a trunk: a vertical line in a lane right of the row's dot, from
 * the row to its last successor, joined to each successor's dot. Lanes are
 * given to short trunks first, so they lie innermost. Two trunks share a lane
 * only if their rows do not touch. Crossings are not joints: at a crossing one
 * line passes over the other (critical over ordinary, else the vertical one);
 * joints are drawn as such.
 *
 * Owner: ui_rail_release(). */
#ifndef UI_RAIL_H
#define UI_RAIL_H

#include "ui/cells.h"

struct ui_arc {
    int32_t from, to; /* rows, from < to */
    bool critical;
};

struct ui_trunk {
    int32_t from, last;    /* rows */
    int32_t critical_last; /* last row that a critical arc goes to; else from */
    int32_t lane;
    int32_t to_begin, nto; /* in ui_rail.to, rising */
};

struct ui_rail {            /* zero-initialise */
    struct ui_trunk *trunk; /* by rising `from` */
    int32_t ntrunk;
    struct ui_arc *to; /* the arcs, by trunk */
    int32_t nlane;
};

/* Replace the contents of r by these arcs (sorted in place by from, to;
 * doubled ones are merged). r->nlane > max_lane afterwards: there are more
 * lanes than can be read, and no lane is set. False: no memory, r unchanged.
 * O(n log n + rows x lanes). */
bool ui_rail_build(struct ui_rail *r, struct ui_arc *arc, int32_t n,
                   int32_t max_lane);
void ui_rail_release(struct ui_rail *r);

/* Columns that nlane lanes take, the dot included. */
int ui_rail_width(int32_t nlane);

/* Draw row `row` (of the rail) on line y of p, from column x on. */
void ui_rail_draw(struct ui_pad p, int x, int y, const struct ui_rail *r,
                  int32_t row, enum ui_role dot);

#define UI_RAIL_LANES 24 /* drawn at most */

#endif
