/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cp_build.h"
#include "engine/cp_edge.h"

void weft_cp_model_release(struct weft_cp_model *m)
{
    weft_cp_core_release(&m->core);
    free(m->task);
    free(m->pick);
    free(m->pooled);
    free(m->pool_size);
    free(m->pair);
    free(m->clash);
    free(m->same);
    free(m->arc_begin);
    memset(m, 0, sizeof(*m));
}

/* Above the end of every task that nothing follows. */
static bool build_makespan(struct weft_cp_model *m, int64_t bound)
{
    const struct weft_graph *g = &m->q->graph;
    struct weft_cp_core *c = &m->core;

    m->makespan = 2 * weft_cp_var(c, (int32_t)bound, m->horizon, 0);
    for (int32_t i = 0; !c->oom && i < m->q->ntask; i++)
        if (g->succ_begin[i] == g->succ_begin[i + 1])
            weft_cp_edge_add(c, m->task[i].end, m->makespan, m->task[i].add);
    return !c->oom;
}

/* At level 0: the bounds that follow, and those that do not. */
static bool settle_root(struct weft_cp_model *m)
{
    if (!weft_cp_freeze(&m->core))
        return false;
    if (!weft_cp_edges_start(&m->core) || !weft_cp_propagate(&m->core)) {
        m->infeasible = !m->core.oom;
        return false;
    }
    weft_cp_settle(&m->core);
    weft_cp_edges_reduce(&m->core);
    return true;
}

enum weft_rc weft_cp_model_init(struct weft_cp_model *m,
                                const struct weft_problem *q,
                                const struct weft_cp_model_opts *o,
                                struct weft_err *err)
{
    bool ok;

    memset(m, 0, sizeof(*m));
    m->q = q;
    m->part = o->part;
    ok = weft_cp_core_init(&m->core, o->memory) == WEFT_OK &&
         weft_cp_build_windows(m, o) && weft_cp_build_tasks(m) &&
         build_makespan(m, o->bound > 0 ? o->bound : 0) &&
         weft_cp_build_links(m) && weft_cp_build_pairs(m, o->max_pairs) &&
         weft_cp_build_cells(m) && weft_cp_build_budgets(m) && settle_root(m);
    if (ok || m->infeasible)
        return WEFT_OK;
    if (m->refused)
        return weft_err_set(err, WEFT_E_LIMIT, "cp", "%s", m->refused);
    return weft_err_set(err, WEFT_E_NOMEM, "cp",
                        "not enough memory for the model");
}

/* --- schedules ------------------------------------------------------------ */

static bool is_present(const struct weft_cp_model *m,
                       const struct weft_cp_pick *p)
{
    return weft_cp_holds(&m->core, p->pres);
}

/* The option of task i like that of pick p, but on the given copy. */
static int32_t option_on(const struct weft_cp_model *m, int32_t i, int32_t pick,
                         int32_t copy)
{
    const struct weft_problem *q = m->q;

    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
        if (q->option[o].copy == copy &&
            q->option[o].mode == weft_cp_pick_option(m, pick)->mode)
            return o;
    return m->pick[pick].opt;
}

struct run {
    int64_t start;
    int32_t task, pick;
};

static int by_start(const void *a, const void *b)
{
    const struct run *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->task < y->task ? -1 : x->task > y->task;
}

/* Colour the runs of pools: by start, each on the first copy that is free.
 * Never more copies are needed than run at once. */
static void colour(const struct weft_cp_model *m, const struct run *r,
                   int32_t n, int64_t *busy, struct weft_schedule *s)
{
    const struct weft_problem *q = m->q;

    for (int32_t k = 0; k < n; k++) {
        int32_t group = m->pick[r[k].pick].place - q->ncopy;
        int32_t dur = m->pick[r[k].pick].dur, copy = 0;

        if (dur == 0)
            continue;
        while (q->copy[copy].group != group || busy[copy] > r[k].start)
            copy++;
        assert(copy < q->ncopy);
        busy[copy] = r[k].start + dur;
        s->opt[r[k].task] = option_on(m, r[k].task, r[k].pick, copy);
    }
}

enum weft_rc weft_cp_model_read(const struct weft_cp_model *m,
                                struct weft_schedule *s, struct weft_err *err)
{
    const struct weft_problem *q = m->q;
    struct run *r = malloc(((size_t)q->ntask + 1) * sizeof(*r));
    int64_t *busy = calloc((size_t)q->ncopy + 1, sizeof(*busy));
    int32_t n = 0;

    if (!r || !busy) {
        free(r);
        free(busy);
        return weft_err_set(err, WEFT_E_NOMEM, "cp", "out of memory");
    }
    for (int32_t i = 0; i < q->ntask; i++) {
        const struct weft_cp_task *t = &m->task[i];
        int32_t p = t->begin;

        while (!is_present(m, &m->pick[p]))
            p++;
        s->start[i] = m->core.lb[t->start];
        s->opt[i] = m->pick[p].opt;
        if (m->pick[p].place >= q->ncopy)
            r[n++] = (struct run){ s->start[i], i, p };
    }
    qsort(r, (size_t)n, sizeof(*r), by_start);
    colour(m, r, n, busy, s);
    free(r);
    free(busy);
    return WEFT_OK;
}

static bool is_pick_of(const struct weft_cp_model *m, int32_t p, int32_t opt)
{
    const struct weft_option *o = &m->q->option[opt];

    if (m->pick[p].place < m->q->ncopy)
        return m->pick[p].opt == opt;
    return weft_cp_pick_option(m, p)->mode == o->mode && o->copy != WEFT_NONE &&
           m->q->ncopy + m->q->copy[o->copy].group == m->pick[p].place;
}

void weft_cp_model_values(const struct weft_cp_model *m,
                          const struct weft_schedule *s, int32_t *value)
{
    const struct weft_problem *q = m->q;

    for (int32_t x = 0; x < m->core.nvar; x++)
        value[x] = m->core.lb[2 * x];
    for (int32_t i = 0; i < q->ntask; i++) {
        const struct weft_cp_task *t = &m->task[i];
        int32_t start = (int32_t)s->start[i];

        value[t->start / 2] = start;
        if (t->end != t->start)
            value[t->end / 2] = start + (int32_t)q->option[s->opt[i]].dur;
        for (int32_t p = t->begin; t->n > 1 && p < t->begin + t->n; p++) {
            value[m->pick[p].pres / 2] = is_pick_of(m, p, s->opt[i]);
            value[m->pick[p].start / 2] = start;
        }
    }
    for (int32_t k = 0; k < m->npair; k++) {
        int32_t i = m->pair[k].i, j = m->pair[k].j;

        value[m->pair[k].var] = s->start[i] + q->option[s->opt[i]].dur <=
                                s->start[j];
    }
    for (int32_t k = 0; k < m->nsame; k++) {
        int32_t copy = q->option[s->opt[m->same[k].task]].copy;

        value[m->same[k].var] = copy == m->same[k].copy || copy == WEFT_NONE;
    }
    value[m->makespan / 2] = (int32_t)weft_schedule_makespan(q, s);
}
