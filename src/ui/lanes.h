/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/lanes.h - the lines of the node pane, from the plan and what is folded.
 *
 * A node is one line for its most used resource, or the one that is being
 * changed; unfolded, a line for each of its resources (depth 1), then for each of its copies (depth 2, where there
 * are several). Global resources follow, a line each. */
#ifndef UI_LANES_H
#define UI_LANES_H

#include "ui/ui.h"

/* Walk the lanes. depth: of nodes whose fold was not chosen by hand. */
struct ui_lane_walk {
    int depth;
    int32_t node, copy, k; /* next */
    struct ui_lane lane;
};
void ui_lanes_begin(struct ui_lane_walk *it, int depth);
bool ui_lanes_next(struct ui_lane_walk *it, const struct ui_state *s,
                   const struct ui_model *m); /* false: that was all */

int ui_lanes_count(const struct ui_state *s, const struct ui_model *m,
                   int depth);
/* Index of a lane, or of the nearest one if it is not there; -1: no lanes. */
int ui_lanes_find(const struct ui_state *s, const struct ui_model *m,
                  const struct ui_lane *lane, int depth);
bool ui_lanes_at(const struct ui_state *s, const struct ui_model *m, int i,
                 int depth, struct ui_lane *lane);
/* How far node is unfolded: 0, 1, 2. */
int ui_lanes_depth(const struct ui_state *s, const struct ui_model *m,
                   int32_t node, int depth);

/* Use of a lane: capacity (of all its copies), mean in millionths, time at
 * the limit. */
struct ui_lane_use {
    int64_t cap, full;
    int32_t mean;
    int32_t ncopy; /* copies that cap is the sum of */
};
void ui_lane_use(const struct ui_model *m, const struct ui_lane *lane,
                 struct ui_lane_use *u);

/* Its use at time t, in millionths of its capacity. O(cells + log steps) */
int32_t ui_lane_use_at(const struct ui_model *m, const struct ui_lane *lane,
                       int64_t t);

#endif
