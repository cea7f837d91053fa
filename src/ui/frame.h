/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/frame.h - where everything stands on a screen of a given size.
 *
 *   stacked    status, table, nodes, why, message, hints from top to bottom
 *   beside     wide and tall: why stands left of the node lanes, under the
 *              table, and the lanes keep the time line's columns
 *   accordion  low, or the graph alone: the focused pane keeps its place, the
 *              others become one line
 *   tiny       below 40x10: nothing but a word
 *
 * The graph stands left of the table where the screen is wide, else above it.
 * A pure function of the state and the widths of the plan's texts. */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include "ui/axis.h"
#include "ui/ui.h"

struct ui_span {
    int x, w; /* w == 0: not shown */
};

struct ui_frame {
    bool tiny, accordion, beside;
    enum ui_show show; /* the view that is on */
    int w, h;
    struct ui_span graph; /* its columns */
    int graph_y, graph_h; /* its rule, and lines below that; 0: not shown */
    int div_x;            /* the line between graph and table; -1: none */
    struct ui_span table; /* all columns of the table, its margin included */
    int head_y;           /* headings and time labels */
    int rows_y, rows_h;   /* the table; rows_h == 0: not shown */
    int nodes_y, nodes_h; /* its rule, and lines below that */
    int why_y, why_h;
    struct ui_span why;
    int strip_y; /* accordion: the line that stands for the others;
                            -1 if none */
    int msg_y, foot_y;
    struct ui_span nodes; /* labels of the lanes */
    int lane_depth;       /* of nodes whose fold was not chosen by hand */

    /* columns of the table */
    struct ui_span name, node, demand, dur, rail, time, end, slack;
    int side_x;   /* the line left of the time line; -1: none */
    int max_lane; /* lanes of the rail that there is room for */
};

/* Only one pane has room beside the lines that stand for the others. */
bool ui_is_low(const struct ui_state *s);
/* The view has this pane, or it can be turned to. */
bool ui_in_view(const struct ui_state *s, enum ui_pane p);
void ui_frame(const struct ui_state *s, const struct ui_model *m,
              struct ui_frame *f);
/* The window of time on screen. */
struct ui_axis ui_frame_axis(const struct ui_state *s, const struct ui_model *m,
                             const struct ui_frame *f);

#endif
