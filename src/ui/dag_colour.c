/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is critical, and what is on a path to or from the selection. A picture
 * is recoloured without being laid out again. */
#include <stdlib.h>

#include "ui/dag.h"

/* The links of an element begin at begin[element]: they are sorted by it. */
static void link_begins(const struct ui_dag_graph *g, int32_t *begin)
{
    int32_t l = 0;

    for (int32_t a = 0; a <= g->nnode; a++) {
        while (l < g->nlink && g->from[l] < a)
            l++;
        begin[a] = l;
    }
}

static bool critical(const struct ui_model *m, int32_t task)
{
    return !m->pic.stale && task < m->pic.ntask && m->pic.place[task].critical;
}

/* link[x]: the link from element a to element x. */
static void heavy_links(struct ui_dag *d, const struct ui_model *m, int32_t a,
                        const int32_t *link)
{
    const struct weft_graph *g = &m->problem->graph;
    const struct ui_dag_node *n = &d->g.node[a];

    for (int32_t i = 0; i < n->n; i++) {
        int32_t u = d->g.member[n->begin + i];

        if (!critical(m, u))
            continue;
        d->heavy[a] = true;
        for (int32_t e = g->succ_begin[u]; e < g->succ_begin[u + 1]; e++) {
            int32_t b = d->g.node_of[g->succ[e]];

            if (b != WEFT_NONE && b != a &&
                ui_model_link_critical(m, u, g->succ[e]))
                d->link_heavy[link[b]] = true;
        }
    }
}

static void find_heavy(struct ui_dag *d, const struct ui_model *m,
                       const int32_t *begin, int32_t *link)
{
    for (int32_t l = 0; l < d->g.nlink; l++)
        d->link_heavy[l] = false;
    for (int32_t a = 0; a < d->g.nnode; a++) {
        for (int32_t l = begin[a]; l < begin[a + 1]; l++)
            link[d->g.to[l]] = l;
        d->heavy[a] = false;
        heavy_links(d, m, a, link);
    }
}

/* Everything that the selected element leads to. */
static void find_after(struct ui_dag *d, const int32_t *begin, int32_t from,
                       int32_t *queue)
{
    int32_t tail = 0;

    queue[tail++] = from;
    for (int32_t head = 0; head < tail; head++)
        for (int32_t l = begin[queue[head]]; l < begin[queue[head] + 1]; l++) {
            int32_t b = d->g.to[l];

            if (d->kin[b] != UI_KIN_NONE)
                continue;
            d->kin[b] = UI_KIN_AFTER;
            queue[tail++] = b;
        }
}

/* Everything that leads to it: in reverse topological order, what has a link
 * to something that does. */
static bool find_before(struct ui_dag *d, int32_t *queue)
{
    int32_t *begin = calloc((size_t)d->g.nnode + 2, sizeof(*begin));
    int32_t *pred = malloc(((size_t)d->g.nlink + 1) * sizeof(*pred));
    int32_t tail = 1; /* the queue's first is the selected element */

    if (!begin || !pred) {
        free(begin);
        free(pred);
        return false;
    }
    for (int32_t l = 0; l < d->g.nlink; l++)
        begin[d->g.to[l] + 2]++;
    for (int32_t v = 2; v <= d->g.nnode; v++)
        begin[v] += begin[v - 1];
    for (int32_t l = 0; l < d->g.nlink; l++)
        pred[begin[d->g.to[l] + 1]++] = d->g.from[l];
    for (int32_t head = 0; head < tail; head++)
        for (int32_t k = begin[queue[head]]; k < begin[queue[head] + 1]; k++) {
            if (d->kin[pred[k]] != UI_KIN_NONE)
                continue;
            d->kin[pred[k]] = UI_KIN_BEFORE;
            queue[tail++] = pred[k];
        }
    free(begin);
    free(pred);
    return true;
}

static bool find_kin(struct ui_dag *d, const struct ui_state *s,
                     const int32_t *begin, int32_t *queue)
{
    int32_t v = ui_dag_node_of(d, s->task);

    for (int32_t i = 0; i < d->g.nnode; i++)
        d->kin[i] = UI_KIN_NONE;
    if (v == WEFT_NONE)
        return true;
    d->kin[v] = UI_KIN_SELF;
    find_after(d, begin, v, queue);
    return find_before(d, queue);
}

static bool allocate(struct ui_dag *d)
{
    size_t n = (size_t)d->g.nnode + 1, m = (size_t)d->g.nlink + 1;

    free(d->heavy);
    free(d->link_heavy);
    free(d->kin);
    d->heavy = malloc(n * sizeof(*d->heavy));
    d->link_heavy = malloc(m * sizeof(*d->link_heavy));
    d->kin = malloc(n * sizeof(*d->kin));
    return d->heavy && d->link_heavy && d->kin;
}

bool ui_dag_colour(struct ui_dag *d, const struct ui_state *s,
                   const struct ui_model *m)
{
    int32_t *begin = malloc(((size_t)d->g.nnode + 2) * sizeof(*begin));
    int32_t *work = malloc(((size_t)d->g.nnode + 1) * sizeof(*work));
    bool ok = begin && work && allocate(d);

    if (ok) {
        link_begins(&d->g, begin);
        find_heavy(d, m, begin, work);
        ok = find_kin(d, s, begin, work);
    }
    free(begin);
    free(work);
    d->colour_serial = m->serial;
    d->colour_task = s->task;
    return ok;
}

bool ui_dag_link_lit(const struct ui_dag *d, int32_t link)
{
    enum ui_kin a = d->kin[d->g.from[link]], b = d->kin[d->g.to[link]];

    if (a == UI_KIN_BEFORE)
        return b == UI_KIN_BEFORE || b == UI_KIN_SELF;
    return (a == UI_KIN_SELF || a == UI_KIN_AFTER) && b == UI_KIN_AFTER;
}
