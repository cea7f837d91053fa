/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Horizon, start windows, the ways to run each task, and their variables. */
#include <stdlib.h>
#include <string.h>

#include "engine/cp_build.h"
#include "engine/cp_edge.h"
#include "engine/cp_forbid.h"
#include "engine/cp_option.h"

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

/* Times stay below this, so that sums of two and differences fit int32_t. */
#define MAX_HORIZON ((INT32_C(1) << 30) - 2)

struct window {
    int64_t est, eet; /* earliest start, end */
    int64_t lst, let; /* latest */
};

/* --- pools ---------------------------------------------------------------- */

/* Does option o use more than half of a cell of its copy's resource res? */
static bool fills(const struct weft_problem *q, const struct weft_option *o,
                  int32_t res)
{
    for (int32_t u = o->use_begin; u < o->use_begin + o->nuse; u++) {
        const struct weft_cell *cell = &q->cell[q->use[u].cell];

        if (cell->copy == o->copy && cell->res == res)
            return q->use[u].qty > cell->cap / 2;
    }
    return false;
}

/* Of the resources that all options seen so far fill, keep those that o
 * fills: res[0..*n). */
static void keep_filled(const struct weft_problem *q,
                        const struct weft_option *o, int32_t *res, int32_t *n)
{
    int32_t keep = 0;

    for (int32_t k = 0; k < *n; k++)
        if (fills(q, o, res[k]))
            res[keep++] = res[k];
    *n = keep;
}

/* A task that sends or receives over a network cares which copy it is on. */
static bool transfers(const struct weft_problem *q, int32_t i)
{
    const struct weft_graph *g = &q->graph;

    for (int32_t e = g->succ_begin[i]; e < g->succ_begin[i + 1]; e++)
        if (q->link_xfer[g->succ_link[e]] > 0)
            return true;
    for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++)
        if (q->link_xfer[g->pred_link[e]] > 0)
            return true;
    return false;
}

/* A group is pooled if its copies differ in nothing that matters (no
 * transfers, no reservations) and no two runs fit on one copy at once: some
 * resource of which every run takes more than half. */
static void try_pool(struct weft_cp_model *m, int32_t group, int32_t first,
                     int32_t *res)
{
    const struct weft_problem *q = m->q;
    const struct weft_copy *copy = &q->copy[first];
    int32_t n = copy->ncell;

    for (int32_t k = 0; k < n; k++)
        res[k] = q->cell[copy->cell_begin + k].res;
    for (int32_t i = 0; i < q->ntask; i++)
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
            if (q->option[o].copy != first)
                continue;
            if (q->hold[i] || transfers(q, i))
                return;
            if (q->option[o].dur > 0)
                keep_filled(q, &q->option[o], res, &n);
            if (n == 0)
                return;
        }
    m->pooled[group] = true;
}

static bool find_pools(struct weft_cp_model *m)
{
    const struct weft_problem *q = m->q;
    int32_t *first = malloc(((size_t)q->ngroup + 1) * sizeof(*first));
    int32_t *res = malloc(((size_t)q->ncell + 1) * sizeof(*res));

    m->pooled = calloc((size_t)q->ngroup + 1, sizeof(*m->pooled));
    m->pool_size = calloc((size_t)q->ngroup + 1, sizeof(*m->pool_size));
    if (!first || !res || !m->pooled || !m->pool_size) {
        m->core.oom = true;
    } else {
        for (int32_t k = q->ncopy - 1; k >= 0; k--) {
            m->pool_size[q->copy[k].group]++;
            first[q->copy[k].group] = k;
        }
        for (int32_t g = 0; g < q->ngroup; g++)
            if (m->pool_size[g] > 1)
                try_pool(m, g, first[g], res);
    }
    free(first);
    free(res);
    return !m->core.oom;
}

/* --- windows -------------------------------------------------------------- */

/* First start at or after t that no down window of the copy forbids. */
static int64_t after_down(const struct weft_problem *q, int32_t copy,
                          int64_t dur, int64_t t)
{
    const struct weft_copy *k;

    if (copy == WEFT_NONE)
        return t;
    k = &q->copy[copy];
    for (int32_t w = k->down_begin; w < k->down_begin + k->ndown; w++)
        if (t < q->down[w].to && q->down[w].from - dur < t)
            t = q->down[w].to;
    return t;
}

/* Last start at or before t. */
static int64_t before_down(const struct weft_problem *q, int32_t copy,
                           int64_t dur, int64_t t)
{
    const struct weft_copy *k;

    if (copy == WEFT_NONE)
        return t;
    k = &q->copy[copy];
    for (int32_t w = k->down_begin + k->ndown - 1; w >= k->down_begin; w--)
        if (t < q->down[w].to && q->down[w].from - dur < t)
            t = q->down[w].from - dur;
    return t;
}

/* No later than this does an optimal plan end: after the last event that
 * does not depend on the plan, tasks run one by one with all delays. */
static int64_t natural_horizon(const struct weft_problem *q)
{
    int64_t at = 0, sum = 0, due = 0, most;

    for (int32_t k = 0; k < q->ncopy; k++)
        for (int32_t w = 0; w < q->copy[k].ndown; w++)
            if (q->down[q->copy[k].down_begin + w].to > at)
                at = q->down[q->copy[k].down_begin + w].to;
    for (int32_t i = 0; i < q->ntask; i++) {
        if (q->release[i] > at)
            at = q->release[i];
        if (q->deadline[i] > due)
            due = q->deadline[i];
        most = 0;
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            if (q->option[o].dur > most)
                most = q->option[o].dur;
        sum += most;
    }
    for (int32_t e = 0; e < q->graph.m; e++)
        sum += q->graph.succ_w[e] + q->link_xfer[q->graph.succ_link[e]];
    if (__builtin_add_overflow(at, sum, &at))
        at = INT64_MAX;
    return at < due ? at : due;
}

static bool set_horizon(struct weft_cp_model *m,
                        const struct weft_cp_model_opts *o)
{
    int64_t h = natural_horizon(m->q);

    if (h > o->limit)
        h = o->limit;
    if (h < 0 || h < o->bound) {
        m->infeasible = true;
        return false;
    }
    if (h > MAX_HORIZON) {
        m->refused = "the plan is too long for its tick: more than 2^30 ticks";
        return false;
    }
    m->horizon = (int32_t)h;
    return true;
}

static void raise_to(int64_t *t, int64_t to)
{
    if (*t < to)
        *t = to;
}

static void lower_to(int64_t *t, int64_t to)
{
    if (*t > to)
        *t = to;
}

static const int32_t *order_of(const struct weft_cp_model *m)
{
    return m->part ? m->part->order : m->q->order;
}

/* May task i take option o? */
static bool is_allowed(const struct weft_cp_model *m, int32_t i, int32_t o)
{
    return !m->part || m->part->opt[i] == WEFT_NONE || m->part->opt[i] == o;
}

/* Earliest starts and ends, over links without transfers, and arcs. */
static void forward(const struct weft_cp_model *m, struct window *w)
{
    const struct weft_problem *q = m->q;
    const struct weft_graph *g = &q->graph;

    for (int32_t i = 0; i < q->ntask; i++)
        w[i].est = q->release[i];
    for (int32_t x = 0; x < q->ntask; x++) {
        int32_t i = order_of(m)[x];
        int64_t est = w[i].est, t;

        w[i].est = w[i].eet = INT64_MAX;
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
            const struct weft_option *k = &q->option[o];

            if (!is_allowed(m, i, o))
                continue;
            t = after_down(q, k->copy, k->dur, est);
            lower_to(&w[i].est, t);
            lower_to(&w[i].eet, t + k->dur);
        }
        for (int32_t e = g->succ_begin[i]; e < g->succ_begin[i + 1]; e++)
            raise_to(&w[g->succ[e]].est, w[i].eet + g->succ_w[e]);
        for (int32_t e = m->part ? m->arc_begin[i] : 0;
             m->part && e < m->arc_begin[i + 1]; e++)
            raise_to(&w[m->part->arc[e].j].est, w[i].eet);
    }
}

static int64_t latest_start(const struct weft_problem *q, int32_t i,
                            const struct weft_option *k, int64_t let)
{
    int64_t t = let - k->dur;

    if (t > q->latest[i])
        t = q->latest[i];
    return before_down(q, k->copy, k->dur, t);
}

/* Latest starts and ends, within the horizon. */
static void backward(const struct weft_cp_model *m, struct window *w)
{
    const struct weft_problem *q = m->q;
    const struct weft_graph *g = &q->graph;

    for (int32_t x = q->ntask - 1; x >= 0; x--) {
        int32_t i = order_of(m)[x];

        w[i].let = q->deadline[i];
        lower_to(&w[i].let, m->horizon);
        for (int32_t e = g->succ_begin[i]; e < g->succ_begin[i + 1]; e++)
            lower_to(&w[i].let, w[g->succ[e]].lst - g->succ_w[e]);
        for (int32_t e = m->part ? m->arc_begin[i] : 0;
             m->part && e < m->arc_begin[i + 1]; e++)
            lower_to(&w[i].let, w[m->part->arc[e].j].lst);
        w[i].lst = INT64_MIN / 4;
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            if (is_allowed(m, i, o))
                raise_to(&w[i].lst,
                         latest_start(q, i, &q->option[o], w[i].let));
    }
}

/* --- picks ---------------------------------------------------------------- */

static int32_t place_of(const struct weft_cp_model *m,
                        const struct weft_option *o)
{
    if (o->copy != WEFT_NONE && m->pooled[m->q->copy[o->copy].group])
        return m->q->ncopy + m->q->copy[o->copy].group;
    return o->copy;
}

/* Of a pool one copy stands for all. */
static bool is_twin(const struct weft_cp_model *m, int32_t begin,
                    const struct weft_option *o, int32_t place)
{
    if (place < m->q->ncopy)
        return false;
    for (int32_t p = begin; p < m->npick; p++)
        if (m->pick[p].place == place &&
            weft_cp_pick_option(m, p)->mode == o->mode)
            return true;
    return false;
}

static bool add_picks(struct weft_cp_model *m, int32_t i,
                      const struct window *w)
{
    const struct weft_problem *q = m->q;
    struct weft_cp_task *t = &m->task[i];
    int64_t lo, hi;

    t->begin = m->npick;
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        const struct weft_option *k = &q->option[o];
        int32_t place = place_of(m, k);

        lo = after_down(q, k->copy, k->dur, w->est);
        hi = latest_start(q, i, k, w->let);
        if (!is_allowed(m, i, o) || lo > hi || is_twin(m, t->begin, k, place))
            continue;
        if (!GROW(&m->core, m->pick, m->pick_cap, m->npick + 1))
            return false;
        m->pick[m->npick++] = (struct weft_cp_pick){ .opt = o,
                                                     .dur = (int32_t)k->dur,
                                                     .place = place,
                                                     .lo = (int32_t)lo,
                                                     .hi = (int32_t)hi };
    }
    t->n = m->npick - t->begin;
    m->infeasible |= t->n == 0;
    return t->n > 0;
}

/* Where the arcs of each task begin. */
static bool find_arcs(struct weft_cp_model *m)
{
    int32_t n = m->q->ntask;

    m->arc_begin = calloc((size_t)n + 1, sizeof(*m->arc_begin));
    if (!m->arc_begin) {
        m->core.oom = true;
        return false;
    }
    for (int32_t e = 0; e < m->part->narc; e++)
        m->arc_begin[m->part->arc[e].i + 1]++;
    for (int32_t i = 0; i < n; i++)
        m->arc_begin[i + 1] += m->arc_begin[i];
    return true;
}

bool weft_cp_build_windows(struct weft_cp_model *m,
                           const struct weft_cp_model_opts *o)
{
    const struct weft_problem *q = m->q;
    struct window *w;
    bool ok;

    m->task = calloc((size_t)q->ntask + 1, sizeof(*m->task));
    w = malloc(((size_t)q->ntask + 1) * sizeof(*w));
    m->core.oom |= !m->task || !w;
    ok = !m->core.oom && set_horizon(m, o) && find_pools(m) &&
         (!m->part || find_arcs(m));
    if (ok) {
        forward(m, w);
        backward(m, w);
    }
    for (int32_t i = 0; ok && i < q->ntask; i++)
        ok = add_picks(m, i, &w[i]);
    free(w);
    return ok;
}

/* --- variables ------------------------------------------------------------ */

/* From the task's bounds to an option's: one way only, for what holds of an
 * option that is not taken says nothing about the task. */
static bool tie(struct weft_cp_model *m, const struct weft_cp_task *t,
                const struct weft_cp_pick *p)
{
    struct weft_cp_core *c = &m->core;
    int32_t back = t->add - p->dur;

    return weft_cp_arc_add(c, t->start, p->start, 0) &&
           weft_cp_arc_add(c, t->start ^ 1, p->start ^ 1, 0) &&
           (t->end == t->start ||
            (weft_cp_arc_add(c, t->end, p->start, back) &&
             weft_cp_arc_add(c, t->end ^ 1, p->start ^ 1, -back)));
}

static bool make_choices(struct weft_cp_model *m, int32_t i,
                         struct weft_cp_options *all)
{
    struct weft_cp_core *c = &m->core;
    struct weft_cp_task *t = &m->task[i];
    struct weft_cp_choice *k;
    int32_t x, y;
    bool ok;

    k = malloc((size_t)t->n * sizeof(*k));
    c->oom |= !k;
    for (int32_t j = 0; !c->oom && j < t->n; j++) {
        struct weft_cp_pick *p = &m->pick[t->begin + j];

        x = weft_cp_var(c, 0, 1, 0);
        y = weft_cp_var(c, p->lo, p->hi, 2 * x);
        p->pres = 2 * x;
        p->start = 2 * y;
        k[j] = (struct weft_cp_choice){ p->pres, p->start, p->dur };
        if (!c->oom)
            c->oom |= !tie(m, t, p);
    }
    ok = !c->oom &&
         weft_cp_options_add(c, all, t->start, t->end, t->add, k, t->n);
    free(k);
    return ok;
}

static bool make_task(struct weft_cp_model *m, int32_t i,
                      struct weft_cp_options *all)
{
    struct weft_cp_core *c = &m->core;
    struct weft_cp_task *t = &m->task[i];
    struct weft_cp_pick *p = &m->pick[t->begin];
    int32_t lo = p->lo, hi = p->hi, least = p->dur, most = p->dur;
    int32_t first = p->lo + p->dur, last = p->hi + p->dur;

    for (int32_t j = 1; j < t->n; j++) {
        lo = p[j].lo < lo ? p[j].lo : lo;
        hi = p[j].hi > hi ? p[j].hi : hi;
        least = p[j].dur < least ? p[j].dur : least;
        most = p[j].dur > most ? p[j].dur : most;
        first = p[j].lo + p[j].dur < first ? p[j].lo + p[j].dur : first;
        last = p[j].hi + p[j].dur > last ? p[j].hi + p[j].dur : last;
    }
    t->start = t->end = 2 * weft_cp_var(c, lo, hi, 0);
    t->add = least;
    if (least < most) {
        t->end = 2 * weft_cp_var(c, first, last, 0);
        t->add = 0;
    }
    if (c->oom)
        return false;
    if (least < most && (!weft_cp_edge_add(c, t->start, t->end, least) ||
                         !weft_cp_edge_add(c, t->end, t->start, -most)))
        return false;
    if (t->n > 1)
        return make_choices(m, i, all);
    p->pres = 0;
    p->start = t->start;
    return true;
}

/* The starts that down windows forbid; those that touch are joined. */
static bool forbid(struct weft_cp_model *m, struct weft_cp_forbid *f,
                   const struct weft_cp_pick *p)
{
    const struct weft_copy *k = &m->q->copy[m->q->option[p->opt].copy];
    struct weft_cp_gap *gap = malloc(((size_t)k->ndown + 1) * sizeof(*gap));
    int32_t n = 0;
    int64_t first, last;
    bool ok;

    m->core.oom |= !gap;
    for (int32_t w = 0; gap && w < k->ndown; w++) {
        first = m->q->down[k->down_begin + w].from - p->dur + 1;
        last = m->q->down[k->down_begin + w].to - 1;
        if (last < p->lo || first > p->hi || first > last)
            continue;
        if (last > MAX_HORIZON)
            last = MAX_HORIZON;
        if (n > 0 && first <= gap[n - 1].last + 1)
            gap[n - 1].last = (int32_t)last;
        else
            gap[n++] = (struct weft_cp_gap){ (int32_t)first, (int32_t)last };
    }
    ok = gap && (n == 0 || weft_cp_forbid_add(&m->core, f, p->start, gap, n));
    free(gap);
    return ok;
}

static bool make_windows(struct weft_cp_model *m)
{
    struct weft_cp_forbid *f = weft_cp_forbid_new(&m->core);

    m->core.oom |= !f;
    for (int32_t p = 0; f && p < m->npick; p++) {
        int32_t copy = weft_cp_pick_option(m, p)->copy;

        if (copy != WEFT_NONE && m->q->copy[copy].ndown > 0 &&
            !forbid(m, f, &m->pick[p]))
            return false;
    }
    return f;
}

bool weft_cp_build_tasks(struct weft_cp_model *m)
{
    struct weft_cp_core *c = &m->core;
    struct weft_cp_options *all = weft_cp_options_new(c);
    bool has_down = false;

    c->oom |= !all;
    for (int32_t i = 0; all && i < m->q->ntask; i++)
        if (!make_task(m, i, all))
            return false;
    for (int32_t k = 0; k < m->q->ncopy; k++)
        has_down |= m->q->copy[k].ndown > 0;
    return all && (!has_down || make_windows(m));
}
