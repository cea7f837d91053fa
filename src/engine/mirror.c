/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/mirror.h"

#include <stdlib.h>
#include <string.h>

static void turn_graph(struct weft_graph *to, const struct weft_graph *from)
{
    to->succ_begin = from->pred_begin;
    to->succ = from->pred;
    to->succ_w = from->pred_w;
    to->succ_link = from->pred_link;
    to->pred_begin = from->succ_begin;
    to->pred = from->succ;
    to->pred_w = from->succ_w;
    to->pred_link = from->succ_link;
}

static void turn(struct weft_mirror *m, const struct weft_problem *q)
{
    int32_t n = q->ntask;

    m->q = *q;
    turn_graph(&m->q.graph, &q->graph);
    for (int32_t i = 0; i < n; i++) {
        m->never[i] = WEFT_FOREVER;
        m->order[i] = q->order[n - 1 - i];
    }
    for (int32_t c = 0; c < q->ncopy; c++) {
        m->copy[c] = q->copy[c];
        m->copy[c].ndown = 0;
    }
    m->q.copy = m->copy;
    m->q.order = m->order;
    m->q.release = m->zero;
    m->q.latest = m->never;
    m->q.deadline = m->never;
}

enum weft_rc weft_mirror_init(struct weft_mirror *m,
                              const struct weft_problem *q,
                              struct weft_err *err)
{
    size_t n = (size_t)q->ntask + 1;

    *m = (struct weft_mirror){
        .copy = malloc(((size_t)q->ncopy + 1) * sizeof(*m->copy)),
        .zero = calloc(n, sizeof(*m->zero)),
        .never = malloc(n * sizeof(*m->never)),
        .order = malloc(n * sizeof(*m->order)),
    };
    if (!m->copy || !m->zero || !m->never || !m->order) {
        weft_mirror_release(m);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    turn(m, q);
    return WEFT_OK;
}

void weft_mirror_release(struct weft_mirror *m)
{
    free(m->copy);
    free(m->zero);
    free(m->never);
    free(m->order);
    *m = (struct weft_mirror){ 0 };
}
