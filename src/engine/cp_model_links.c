/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links: lags, and transfers between copies. */
#include "engine/cp_build.h"
#include "engine/cp_clause.h"
#include "engine/cp_edge.h"

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

struct link {
    int32_t u, v;
    int32_t lag, far; /* delay on one copy, on different ones */
};

/* Delays beyond the horizon are all the same. */
static int32_t clamp(const struct weft_cp_model *m, int64_t delay)
{
    return delay > m->horizon ? m->horizon + 1 : (int32_t)delay;
}

static int32_t copy_of(const struct weft_cp_model *m, int32_t pick)
{
    return weft_cp_pick_option(m, pick)->copy;
}

static bool is_near(const struct weft_cp_model *m, int32_t pick, int32_t copy)
{
    int32_t k = copy_of(m, pick);

    return k == copy || k == WEFT_NONE;
}

/* The Boolean "task runs on copy or on none", made of several picks. */
static int32_t make_same(struct weft_cp_model *m, int32_t task, int32_t copy)
{
    struct weft_cp_core *c = &m->core;
    const struct weft_cp_task *t = &m->task[task];
    struct weft_cp_lit two[2];
    int32_t x;

    for (int32_t s = 0; s < m->nsame; s++)
        if (m->same[s].task == task && m->same[s].copy == copy)
            return 2 * m->same[s].var;
    x = weft_cp_var(c, 0, 1, 0);
    if (x == WEFT_NONE || !GROW(c, m->same, m->same_cap, m->nsame + 1))
        return WEFT_NONE;
    m->same[m->nsame++] = (struct weft_cp_same){ x, task, copy };
    for (int32_t p = t->begin; p < t->begin + t->n; p++) {
        two[0] = weft_cp_bool(m->pick[p].pres ^ 1);
        two[1] = weft_cp_bool(2 * x ^ !is_near(m, p, copy));
        if (!weft_cp_clause_model(c, two, 2))
            return WEFT_NONE;
    }
    return 2 * x;
}

/* View of a Boolean that says that the task is near the copy; 0: always, 1:
 * never. WEFT_NONE without memory. */
static int32_t near_view(struct weft_cp_model *m, int32_t task, int32_t copy)
{
    const struct weft_cp_task *t = &m->task[task];
    int32_t n = 0, one = 0;

    for (int32_t p = t->begin; p < t->begin + t->n; p++)
        if (is_near(m, p, copy)) {
            one = p;
            n++;
        }
    if (n == 0)
        return 1;
    if (n == t->n)
        return 0;
    return n == 1 ? m->pick[one].pres : make_same(m, task, copy);
}

/* The end of u, by any option, against each option of v: far unless u is
 * near. And the same backwards. */
static bool transfer(struct weft_cp_model *m, const struct link *l)
{
    const struct weft_cp_task *u = &m->task[l->u], *v = &m->task[l->v];
    struct weft_cp_guard g;
    int32_t near;

    for (int32_t p = v->begin; p < v->begin + v->n; p++) {
        if (copy_of(m, p) == WEFT_NONE)
            continue;
        near = near_view(m, l->u, copy_of(m, p));
        if (near == WEFT_NONE)
            return false;
        g = (struct weft_cp_guard){
            u->end, m->pick[p].start, u->add + l->far, near ^ 1,
            0,      m->pick[p].pres
        };
        if (near != 0 && !weft_cp_guard_add(&m->core, &g))
            return false;
    }
    for (int32_t p = u->begin; u->n > 1 && p < u->begin + u->n; p++) {
        if (copy_of(m, p) == WEFT_NONE)
            continue;
        near = near_view(m, l->v, copy_of(m, p));
        if (near == WEFT_NONE)
            return false;
        g = (struct weft_cp_guard){ m->pick[p].start,        v->start,
                                    m->pick[p].dur + l->far, near ^ 1,
                                    m->pick[p].pres,         0 };
        if (near != 0 && !weft_cp_guard_add(&m->core, &g))
            return false;
    }
    return true;
}

static bool build_arcs(struct weft_cp_model *m)
{
    for (int32_t e = 0; m->part && e < m->part->narc; e++) {
        const struct weft_cp_task *t = &m->task[m->part->arc[e].i];

        if (!weft_cp_edge_add(&m->core, t->end,
                              m->task[m->part->arc[e].j].start, t->add))
            return false;
    }
    return true;
}

bool weft_cp_build_links(struct weft_cp_model *m)
{
    const struct weft_graph *g = &m->q->graph;
    struct link l;

    for (l.u = 0; l.u < m->q->ntask; l.u++) {
        const struct weft_cp_task *t = &m->task[l.u];

        for (int32_t e = g->succ_begin[l.u]; e < g->succ_begin[l.u + 1]; e++) {
            int64_t lag = g->succ_w[e];
            int64_t xfer = m->q->link_xfer[g->succ_link[e]];

            l.v = g->succ[e];
            l.lag = clamp(m, lag);
            l.far = clamp(m, lag + xfer);
            if (!weft_cp_edge_add(&m->core, t->end, m->task[l.v].start,
                                  t->add + l.lag))
                return false;
            if (l.far > l.lag && !transfer(m, &l))
                return false;
        }
    }
    return build_arcs(m);
}
