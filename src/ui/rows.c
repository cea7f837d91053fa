/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/rows.h"

#include <stdlib.h>
#include <string.h>

#include "ui/picture.h"

/* Every link of q leads downwards. */
static bool is_topological(const struct weft_problem *q, const int32_t *row)
{
    for (int32_t i = 0; i < q->ntask; i++)
        for (int32_t e = q->graph.succ_begin[i]; e < q->graph.succ_begin[i + 1];
             e++)
            if (row[q->graph.succ[e]] < row[i])
                return false;
    return true;
}

int32_t *ui_rows_held(const struct ui_picture *pic, const struct ui_map *map,
                      const struct weft_problem *q)
{
    size_t n = (size_t)q->ntask;
    int32_t *task = calloc(n + 1, sizeof(*task));
    int32_t *row = calloc(n + 1, sizeof(*row));
    bool ok = task && row && pic->ntask == q->ntask && pic->order;

    for (int32_t i = 0; ok && i < q->ntask; i++)
        row[i] = WEFT_NONE;
    for (int32_t r = 0; ok && r < q->ntask; r++) {
        int32_t t = pic->order[r];

        t = map ? map->task[t] : t;
        ok = t != WEFT_NONE && row[t] == WEFT_NONE;
        if (ok) {
            task[r] = t;
            row[t] = r;
        }
    }
    ok = ok && is_topological(q, row);
    free(row);
    if (!ok) {
        free(task);
        return NULL;
    }
    return task;
}

void ui_rows_set(struct ui_picture *pic, const int32_t *order)
{
    memcpy(pic->order, order, (size_t)pic->ntask * sizeof(*order));
    ui_picture_rows(pic, NULL);
}
