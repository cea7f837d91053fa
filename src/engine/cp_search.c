/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_search.h"

#include <stdlib.h>
#include <string.h>

#include "engine/cp_clause.h"
#include "engine/cp_edge.h"
#include "engine/cp_order.h"

#define RESTART_UNIT   100
#define FIRST_REDUCE   2000
#define MORE_REDUCE    200
#define POLL_CONFLICTS 64
#define POLL_DECISIONS 256

enum weft_rc weft_cp_search_init(struct weft_cp_search *s,
                                 struct weft_cp_model *m, struct weft_err *err)
{
    memset(s, 0, sizeof(*s));
    s->m = m;
    s->left = RESTART_UNIT;
    s->max_learnt = FIRST_REDUCE;
    s->phase = calloc((size_t)m->core.nvar, sizeof(*s->phase));
    if (!s->phase)
        return weft_err_set(err, WEFT_E_NOMEM, "cp", "out of memory");
    return WEFT_OK;
}

void weft_cp_search_release(struct weft_cp_search *s)
{
    free(s->phase);
    memset(s, 0, sizeof(*s));
}

void weft_cp_search_lead(struct weft_cp_search *s,
                         const struct weft_schedule *from)
{
    weft_cp_model_values(s->m, from, s->phase);
    s->has_phase = true;
}

int64_t weft_cp_search_bound(const struct weft_cp_search *s)
{
    return s->m->core.root[s->m->makespan];
}

/* At the root, the makespan's view is at least val; false: refuted. */
static bool tighten(struct weft_cp_search *s, int32_t view, int64_t val)
{
    struct weft_cp_core *c = &s->m->core;

    weft_cp_cancel(c, 0);
    if (val <= c->lb[view])
        return true;
    if (val > weft_cp_ub(c, view))
        return false;
    if (!weft_cp_set(c, view, (int32_t)val, WEFT_CP_DECISION, 0, 0) ||
        !weft_cp_propagate(c))
        return c->oom; /* out of memory is found again by the search */
    weft_cp_settle(c);
    return true;
}

bool weft_cp_search_limit(struct weft_cp_search *s, int64_t limit)
{
    return tighten(s, s->m->makespan ^ 1, -limit);
}

bool weft_cp_search_raise(struct weft_cp_search *s, int64_t bound)
{
    return tighten(s, s->m->makespan, bound);
}

/* The Luby sequence 1 1 2 1 1 2 4 ... (Luby, Sinclair, Zuckerman 1993). */
static int64_t luby(int64_t i)
{
    int64_t size = 1, value = 1;

    while (size < i + 1) {
        size = 2 * size + 1;
        value *= 2;
    }
    while (size - 1 != i) {
        size = (size - 1) / 2;
        value /= 2;
        i %= size;
    }
    return value;
}

/* --- decisions ------------------------------------------------------------ */

static bool decide_atom(struct weft_cp_search *s, int32_t a)
{
    struct weft_cp_core *c = &s->m->core;
    const struct weft_cp_atom *t = &c->order.atom[a];

    if (s->has_phase && s->phase[t->var] >= t->val)
        return weft_cp_decide(c, 2 * t->var, t->val);
    return weft_cp_decide(c, 2 * t->var + 1, 1 - t->val);
}

static bool is_fixed(const struct weft_cp_search *s,
                     const struct weft_cp_task *t)
{
    const struct weft_cp_core *c = &s->m->core;

    if (c->lb[t->start] < weft_cp_ub(c, t->start))
        return false;
    for (int32_t p = t->begin; t->n > 1 && p < t->begin + t->n; p++)
        if (weft_cp_holds(c, s->m->pick[p].pres))
            return true;
    return t->n == 1;
}

/* The task that can start first, the most urgent of these. */
static int32_t next_task(const struct weft_cp_search *s)
{
    const struct weft_cp_core *c = &s->m->core;
    int32_t best = WEFT_NONE, est = 0, lst = 0;

    for (int32_t i = 0; i < s->m->q->ntask; i++) {
        const struct weft_cp_task *t = &s->m->task[i];
        int32_t e = c->lb[t->start], l = weft_cp_ub(c, t->start);

        if ((best != WEFT_NONE && (e > est || (e == est && l >= lst))) ||
            is_fixed(s, t))
            continue;
        best = i;
        est = e;
        lst = l;
    }
    return best;
}

/* The possible pick that ends first; WEFT_NONE if it is settled. */
static int32_t next_pick(const struct weft_cp_search *s,
                         const struct weft_cp_task *t)
{
    const struct weft_cp_core *c = &s->m->core;
    int32_t best = WEFT_NONE, end = 0, e;

    for (int32_t p = t->begin; t->n > 1 && p < t->begin + t->n; p++) {
        const struct weft_cp_pick *k = &s->m->pick[p];

        if (weft_cp_holds(c, k->pres))
            return WEFT_NONE;
        if (weft_cp_holds(c, k->pres ^ 1))
            continue;
        e = c->lb[k->start] + k->dur;
        if (best == WEFT_NONE || e < end) {
            best = p;
            end = e;
        }
    }
    return best;
}

/* False: nothing is left to decide. */
static bool decide(struct weft_cp_search *s, int64_t assume)
{
    struct weft_cp_core *c = &s->m->core;
    const struct weft_cp_task *t;
    int32_t a, i, p;

    if (assume < weft_cp_ub(c, s->m->makespan)) {
        weft_cp_decide(c, s->m->makespan ^ 1, -(int32_t)assume);
        return true;
    }
    if (s->by_activity && (a = weft_cp_order_pop(c)) != WEFT_NONE) {
        decide_atom(s, a);
        return true;
    }
    i = next_task(s);
    if (i == WEFT_NONE)
        return false;
    t = &s->m->task[i];
    p = next_pick(s, t);
    if (p != WEFT_NONE)
        weft_cp_decide(c, s->m->pick[p].pres, 1);
    else
        weft_cp_decide(c, t->start ^ 1, -c->lb[t->start]);
    return true;
}

/* --- the loop ------------------------------------------------------------- */

/* At level 0, propagated: make it the root and tidy up. False: refuted. */
static bool restart(struct weft_cp_search *s)
{
    struct weft_cp_core *c = &s->m->core;

    c->stats.restarts++;
    s->by_activity = true;
    s->left = RESTART_UNIT * luby(s->restarts++);
    weft_cp_cancel(c, 0);
    if (!weft_cp_propagate(c))
        return false;
    weft_cp_settle(c);
    if (c->db.nlearnt > s->max_learnt) {
        if (!weft_cp_clause_reduce(c, true) || !weft_cp_propagate(c))
            return false;
        weft_cp_settle(c);
        s->max_learnt += MORE_REDUCE;
    }
    weft_cp_order_settle(c);
    if (c->root_moves != s->root_moves)
        weft_cp_edges_reduce(c);
    s->root_moves = c->root_moves;
    return true;
}

static bool is_stopped(const struct weft_cp_search *s, int64_t count,
                       int64_t every)
{
    return s->stop && count % every == 0 && s->stop(s->ctx);
}

static enum weft_cp_end lost(const struct weft_cp_search *s)
{
    return s->m->core.oom ? WEFT_CP_NOMEM : WEFT_CP_REFUTED;
}

enum weft_cp_end weft_cp_search_run(struct weft_cp_search *s, int64_t conflicts,
                                    int64_t assume)
{
    struct weft_cp_core *c = &s->m->core;

    weft_cp_cancel(c, 0);
    for (;;) {
        if (!weft_cp_propagate(c)) {
            if (c->oom || !weft_cp_learn(c))
                return lost(s);
            s->left--;
            conflicts--;
            if (is_stopped(s, c->stats.conflicts, POLL_CONFLICTS))
                return WEFT_CP_STOPPED;
            continue;
        }
        if (c->level == 0) {
            weft_cp_settle(c);
            if (c->lb[s->m->makespan] > assume)
                return WEFT_CP_RAISED;
        }
        if (conflicts <= 0)
            return WEFT_CP_LIMIT;
        if (s->left <= 0 && !restart(s))
            return lost(s);
        if (is_stopped(s, c->stats.decisions, POLL_DECISIONS))
            return WEFT_CP_STOPPED;
        if (!decide(s, assume))
            return WEFT_CP_FOUND;
        if (c->oom)
            return WEFT_CP_NOMEM;
    }
}
