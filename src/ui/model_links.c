/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The links of the model's plan: neighbours, the rail, what reaches what. */
#include "ui/model.h"

#include <stdlib.h>
#include <string.h>

int32_t ui_model_npred(const struct ui_model *m, int32_t task)
{
    return weft_plan_task(m->plan, task)->nafter;
}

int32_t ui_model_pred(const struct ui_model *m, int32_t task, int32_t k)
{
    return weft_plan_task(m->plan, task)->after[k].task;
}

int32_t ui_model_nsucc(const struct ui_model *m, int32_t task)
{
    const struct weft_graph *g = m->problem ? &m->problem->graph : NULL;

    return g ? g->succ_begin[task + 1] - g->succ_begin[task] : 0;
}

int32_t ui_model_succ(const struct ui_model *m, int32_t task, int32_t k)
{
    const struct weft_graph *g = &m->problem->graph;

    return g->succ[g->succ_begin[task] + k];
}

bool ui_model_link_critical(const struct ui_model *m, int32_t from, int32_t to)
{
    const struct ui_place *u = &m->pic.place[from], *v = &m->pic.place[to];

    return !m->pic.stale && u->critical && v->critical && m->facts &&
           m->facts->cause[to].kind == WEFT_CAUSE_LINK &&
           (m->facts->cause[to].pred == from || v->ready <= u->finish);
}

bool ui_model_stages(struct ui_model *m)
{
    if (!m->problem || m->lost)
        return false;
    if (m->stages_gen == m->gen && m->stages.stage)
        return true;
    if (ui_stages_build(&m->stages, m->plan, &m->problem->graph, NULL))
        return false;
    m->stages_gen = m->gen;
    return true;
}

/* If both ends have rows. */
static void add_arc(const struct ui_model *m, int32_t from, int32_t to,
                    struct ui_arc *arc, int32_t *n)
{
    struct ui_arc a = { m->pic.task_row[from], m->pic.task_row[to],
                        ui_model_link_critical(m, from, to) };

    if (a.from < m->pic.nrow && a.to < m->pic.nrow)
        arc[(*n)++] = a;
}

/* Every link; *n of them. */
static struct ui_arc *all_arcs(const struct ui_model *m, int32_t *n)
{
    const struct weft_graph *g = &m->problem->graph;
    struct ui_arc *arc = calloc((size_t)g->m + 1, sizeof(*arc));

    *n = 0;
    for (int32_t i = 0; arc && i < g->n; i++)
        for (int32_t e = g->succ_begin[i]; e < g->succ_begin[i + 1]; e++)
            add_arc(m, i, g->succ[e], arc, n);
    return arc;
}

/* The links of one task, and those of the critical chain. */
static struct ui_arc *some_arcs(const struct ui_model *m, int32_t task,
                                int32_t *n)
{
    const struct weft_graph *g = &m->problem->graph;
    int32_t own = task == WEFT_NONE
                      ? 0
                      : ui_model_npred(m, task) + ui_model_nsucc(m, task);
    struct ui_arc *arc = calloc((size_t)(own + m->pic.nchain) + 1,
                                sizeof(*arc));

    *n = 0;
    if (!arc)
        return NULL;
    for (int32_t i = 1; i < m->pic.nchain && !m->pic.stale; i++)
        if (!m->pic.chain_wait[i])
            add_arc(m, m->pic.chain[i - 1], m->pic.chain[i], arc, n);
    if (task == WEFT_NONE)
        return arc;
    for (int32_t e = g->pred_begin[task]; e < g->pred_begin[task + 1]; e++)
        add_arc(m, g->pred[e], task, arc, n);
    for (int32_t e = g->succ_begin[task]; e < g->succ_begin[task + 1]; e++)
        add_arc(m, task, g->succ[e], arc, n);
    return arc;
}

/* Below which row the links of a task end; its own if nowhere. */
static int32_t last_row(const struct ui_model *m, int32_t task)
{
    const struct weft_graph *g = &m->problem->graph;
    int32_t last = m->pic.task_row[task];

    for (int32_t e = g->succ_begin[task]; e < g->succ_begin[task + 1]; e++) {
        int32_t row = m->pic.task_row[g->succ[e]];

        if (row < m->pic.nrow && row > last)
            last = row;
    }
    return last;
}

/* Links of more tasks than that pass some row, so their lanes cannot do: told
 * without making any. */
static bool too_wide(const struct ui_model *m, int32_t max_lane)
{
    int32_t n = m->pic.nrow, open = 0, most = 0;
    int32_t *change = calloc((size_t)n + 2, sizeof(*change));

    for (int32_t i = 0; change && i < m->problem->graph.n; i++) {
        int32_t row = m->pic.task_row[i];
        int32_t last = row < n ? last_row(m, i) : row;

        if (last <= row + 1)
            continue;
        change[row + 1]++;
        change[last]--;
    }
    for (int32_t i = 0; change && i < n; i++) {
        open += change[i];
        most = open > most ? open : most;
    }
    free(change);
    return most > max_lane;
}

/* Every link, if so many lanes can be read. */
static bool build_all(struct ui_model *m, int32_t max_lane)
{
    int32_t n = 0;
    struct ui_arc *arc = too_wide(m, max_lane) ? NULL : all_arcs(m, &n);
    bool fits = arc && ui_rail_build(&m->rail, arc, n, max_lane) &&
                m->rail.nlane <= max_lane;

    free(arc);
    return fits;
}

static void build_some(struct ui_model *m, int32_t task, int32_t max_lane)
{
    int32_t n;
    struct ui_arc *arc = some_arcs(m, task, &n);

    ui_rail_release(&m->rail);
    if (arc && ui_rail_build(&m->rail, arc, n, max_lane) &&
        m->rail.nlane > m->rail_most)
        m->rail_most = m->rail.nlane < max_lane ? m->rail.nlane : max_lane;
    free(arc);
}

static int32_t most_linked(const struct ui_model *m)
{
    int32_t best = WEFT_NONE, most = -1;

    for (int32_t i = 0; i < m->pic.ntask; i++) {
        int32_t k = ui_model_npred(m, i) + ui_model_nsucc(m, i);

        if (k <= most)
            continue;
        most = k;
        best = i;
    }
    return best;
}

void ui_model_rail(struct ui_model *m, int32_t task, int32_t max_lane)
{
    bool known = m->rail_serial == m->serial && m->rail_lanes == max_lane &&
                 m->rail_filter == m->filter_serial;

    if (m->rail_lanes != max_lane)
        m->rail_most = 0;

    if (known && (m->rail_all || m->rail_task == task))
        return;
    m->rail_serial = m->serial;
    m->rail_filter = m->filter_serial;
    m->rail_task = task;
    m->rail_lanes = max_lane;
    if (!m->problem || m->lost) {
        ui_rail_release(&m->rail);
        m->rail_all = true;
        return;
    }
    m->rail_all = !known && build_all(m, max_lane);
    if (m->rail_all)
        return;
    if (!known) /* so that the columns stay where they are */
        build_some(m, most_linked(m), max_lane);
    build_some(m, task, max_lane);
}

/* Breadth first along the links, against them unless back, from the n tasks
 * in queue, which has room for all. */
static void spread(const struct weft_graph *g, bool back, bool *reach,
                   int32_t *queue, int32_t n)
{
    const int32_t *begin = back ? g->succ_begin : g->pred_begin;
    const int32_t *next = back ? g->succ : g->pred;

    for (int32_t head = 0; head < n; head++) {
        int32_t i = queue[head];

        for (int32_t e = begin[i]; e < begin[i + 1]; e++) {
            if (reach[next[e]])
                continue;
            reach[next[e]] = true;
            queue[n++] = next[e];
        }
    }
}

void ui_model_reach(struct ui_model *m, const int32_t *of, int32_t n, bool back,
                    uint64_t key)
{
    int32_t *queue;

    if (m->reach && m->reach_serial == m->serial && m->reach_key == key &&
        m->reach_back == back)
        return;
    free(m->reach);
    m->reach = NULL;
    if (!m->problem || m->lost || n == 0)
        return;
    /* those it starts from may be reached, too */
    queue = malloc(((size_t)m->pic.ntask + (size_t)n) * sizeof(*queue));
    m->reach = calloc((size_t)m->pic.ntask + 1, sizeof(*m->reach));
    if (!queue || !m->reach) {
        free(queue);
        free(m->reach);
        m->reach = NULL;
        return;
    }
    memcpy(queue, of, (size_t)n * sizeof(*queue));
    spread(&m->problem->graph, back, m->reach, queue, n);
    free(queue);
    m->reach_serial = m->serial;
    m->reach_key = key;
    m->reach_back = back;
}
