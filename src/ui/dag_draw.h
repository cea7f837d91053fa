/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/dag_draw.h - drawing the graph's boxes and the small map of it. */
#ifndef UI_DAG_DRAW_H
#define UI_DAG_DRAW_H

#include "ui/dag.h"
#include "ui/view.h"

struct ui_dag_art {
    const struct ui_draw *d;
    const struct ui_dag *dag;
    const struct ui_dag_lines *lines; /* already drawn into p */
    struct ui_pad p;                  /* shows the window of the lines */
    bool focus;                       /* the graph has the keys */
};

void ui_dag_node_draw(const struct ui_dag_art *a, int32_t node);
/* Tasks of an element that match what was searched for. */
int32_t ui_dag_matches(const struct ui_dag_art *a, int32_t node);
/* The whole picture in a corner of p with the window on it, where there is
 * more of it than fits. */
void ui_dag_map(const struct ui_dag_art *a);

#endif
