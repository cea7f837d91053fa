/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/windows.h"

#include <stdlib.h>

/* Options looked at to tell whether the ends of links can share a copy; links
 * beyond count without their transfer. */
#define SHARE_WORK 5000000

/* Mark the copies of task i with `mark`. False if it may run on none. */
static bool mark_copies(const struct weft_problem *q, int32_t i, int32_t *mark)
{
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        if (q->option[o].copy == WEFT_NONE)
            return false;
        mark[q->option[o].copy] = i;
    }
    return true;
}

static bool meets_mark(const struct weft_problem *q, int32_t i,
                       const int32_t *mark, int32_t value)
{
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
        if (q->option[o].copy == WEFT_NONE || mark[q->option[o].copy] == value)
            return true;
    return false;
}

static int32_t noption(const struct weft_problem *q, int32_t i)
{
    return q->option_begin[i + 1] - q->option_begin[i];
}

static void fill_delays(struct weft_windows *w, const struct weft_problem *q,
                        int32_t *mark)
{
    const struct weft_graph *G = &q->graph;
    int64_t work = 0;

    for (int32_t c = 0; c < q->ncopy; c++)
        mark[c] = WEFT_NONE;
    for (int32_t i = 0; i < q->ntask; i++) {
        bool marked = false, on_copy = true;

        for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++) {
            int32_t l = G->succ_link[k];

            w->delay[l] = G->succ_w ? G->succ_w[k] : 0;
            if (!q->link_xfer[l] || work > SHARE_WORK)
                continue;
            if (!marked) {
                on_copy = mark_copies(q, i, mark);
                work += noption(q, i);
                marked = true;
            }
            work += noption(q, G->succ[k]);
            if (on_copy && !meets_mark(q, G->succ[k], mark, i))
                w->delay[l] += q->link_xfer[l];
        }
    }
}

void weft_windows_forward(const struct weft_windows *w,
                          const struct weft_problem *q, int64_t *head)
{
    const struct weft_graph *G = &q->graph;

    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t i = q->order[k];
        int64_t at = head[i];

        for (int32_t e = G->pred_begin[i]; e < G->pred_begin[i + 1]; e++) {
            int32_t p = G->pred[e];
            int64_t t = head[p] + q->min_dur[p] + w->delay[G->pred_link[e]];

            if (at < t)
                at = t;
        }
        head[i] = at;
    }
}

void weft_windows_backward(const struct weft_windows *w,
                           const struct weft_problem *q, int64_t *end)
{
    const struct weft_graph *G = &q->graph;

    for (int32_t k = q->ntask - 1; k >= 0; k--) {
        int32_t i = q->order[k];

        for (int32_t e = G->succ_begin[i]; e < G->succ_begin[i + 1]; e++) {
            int32_t s = G->succ[e];
            int64_t t = end[s];

            if (t == WEFT_FOREVER)
                continue;
            t -= q->min_dur[s] + w->delay[G->succ_link[e]];
            if (end[i] > t)
                end[i] = t;
        }
    }
}

enum weft_rc weft_windows_init(struct weft_windows *w,
                               const struct weft_problem *q,
                               struct weft_err *err)
{
    const struct weft_graph *G = &q->graph;
    size_t n = (size_t)q->ntask + 1;
    int32_t *mark = malloc(((size_t)q->ncopy + 1) * sizeof(*mark));

    *w = (struct weft_windows){
        .head = malloc(n * sizeof(*w->head)),
        .tail = calloc(n, sizeof(*w->tail)),
        .delay = malloc(((size_t)G->m + 1) * sizeof(*w->delay)),
    };
    if (!mark || !w->head || !w->tail || !w->delay) {
        free(mark);
        weft_windows_release(w);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    fill_delays(w, q, mark);
    free(mark);
    for (int32_t i = 0; i < q->ntask; i++)
        w->head[i] = q->release[i];
    weft_windows_forward(w, q, w->head);
    for (int32_t k = q->ntask - 1; k >= 0; k--) {
        int32_t i = q->order[k];

        for (int32_t e = G->succ_begin[i]; e < G->succ_begin[i + 1]; e++) {
            int32_t s = G->succ[e];
            int64_t t = w->tail[s] + q->min_dur[s] + w->delay[G->succ_link[e]];

            if (w->tail[i] < t)
                w->tail[i] = t;
        }
        if (w->critical_path < w->head[i] + q->min_dur[i] + w->tail[i])
            w->critical_path = w->head[i] + q->min_dur[i] + w->tail[i];
    }
    return WEFT_OK;
}

void weft_windows_release(struct weft_windows *w)
{
    free(w->head);
    free(w->tail);
    free(w->delay);
    *w = (struct weft_windows){ 0 };
}
