/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_edge.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

/* Guarded edges looked at in a step of work. */
#define GUARDS_STEP 8

bool weft_cp_arc_add(struct weft_cp_core *c, int32_t src, int32_t dst,
                     int32_t add)
{
    struct weft_cp_edges *e = &c->edges;

    if (!GROW(c, e->edge, e->edge_cap, e->nedge + 1))
        return false;
    e->edge[e->nedge++] = (struct weft_cp_edge){ src, dst, add };
    return true;
}

bool weft_cp_edge_add(struct weft_cp_core *c, int32_t src, int32_t dst,
                      int32_t add)
{
    return weft_cp_arc_add(c, src, dst, add) &&
           weft_cp_arc_add(c, dst ^ 1, src ^ 1, add);
}

bool weft_cp_guard_add(struct weft_cp_core *c, const struct weft_cp_guard *g)
{
    struct weft_cp_edges *e = &c->edges;
    struct weft_cp_guard m = *g;

    if (!GROW(c, e->guard, e->guard_cap, e->nguard + 2))
        return false;
    e->guard[e->nguard++] = *g;
    m.src = g->dst ^ 1;
    m.dst = g->src ^ 1;
    m.psrc = g->pdst;
    m.pdst = g->psrc;
    e->guard[e->nguard++] = m;
    return true;
}

/* begin[v]: where the entries of view v begin, given how many there are in
 * begin[v + 2]; entries are then put at begin[v + 1]++. */
static void add_up(int32_t *begin, int32_t nview)
{
    for (int32_t v = 0; v < nview; v++)
        begin[v + 2] += begin[v + 1];
}

/* Order by source view, so that what leaves a view lies together. */
static bool sort_edges(struct weft_cp_core *c)
{
    struct weft_cp_edges *e = &c->edges;
    int32_t nview = 2 * c->nvar, cap = 0, *at;
    struct weft_cp_edge *s = NULL;

    if (!GROW(c, e->edge_begin, cap, nview + 2))
        return false;
    cap = 0;
    if (!GROW(c, s, cap, e->nedge + 1))
        return false;
    at = e->edge_begin;
    memset(at, 0, (size_t)(nview + 2) * sizeof(*at));
    for (int32_t i = 0; i < e->nedge; i++)
        at[e->edge[i].src + 2]++;
    add_up(at, nview);
    for (int32_t i = 0; i < e->nedge; i++)
        s[at[e->edge[i].src + 1]++] = e->edge[i];
    free(e->edge);
    e->edge = s;
    e->edge_cap = cap;
    return true;
}

static bool sort_guards(struct weft_cp_core *c)
{
    struct weft_cp_edges *e = &c->edges;
    int32_t nview = 2 * c->nvar, cap = 0, *at;
    struct weft_cp_guard *s = NULL;

    if (!GROW(c, e->guard_begin, cap, nview + 2))
        return false;
    cap = 0;
    if (!GROW(c, s, cap, e->nguard + 1))
        return false;
    at = e->guard_begin;
    memset(at, 0, (size_t)(nview + 2) * sizeof(*at));
    for (int32_t i = 0; i < e->nguard; i++)
        at[e->guard[i].src + 2]++;
    add_up(at, nview);
    for (int32_t i = 0; i < e->nguard; i++)
        s[at[e->guard[i].src + 1]++] = e->guard[i];
    free(e->guard);
    e->guard = s;
    e->guard_cap = cap;
    return true;
}

/* List the guarded edges under each of their conditions. */
static void list_conditions(struct weft_cp_core *c)
{
    struct weft_cp_edges *e = &c->edges;
    int32_t nview = 2 * c->nvar, *at = e->cond_begin, by[3];

    memset(at, 0, (size_t)(nview + 2) * sizeof(*at));
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < e->nguard; i++) {
            by[0] = e->guard[i].when;
            by[1] = e->guard[i].psrc;
            by[2] = e->guard[i].pdst;
            for (int k = 0; k < 3; k++) {
                if (by[k] == 0)
                    continue;
                if (pass == 0)
                    at[by[k] + 2]++;
                else
                    e->cond[at[by[k] + 1]++] = i;
            }
        }
        if (pass == 0)
            add_up(at, nview);
    }
}

bool weft_cp_edges_freeze(struct weft_cp_core *c)
{
    struct weft_cp_edges *e = &c->edges;
    int32_t cap = 0;

    if (!sort_edges(c) || !sort_guards(c) ||
        !GROW(c, e->cond_begin, cap, 2 * (int64_t)c->nvar + 2))
        return false;
    cap = 0;
    if (!GROW(c, e->cond, cap, 3 * (int64_t)e->nguard + 1))
        return false;
    list_conditions(c);
    return true;
}

static bool is_false(const struct weft_cp_core *c, int32_t view)
{
    return weft_cp_holds(c, view ^ 1);
}

/* At the root: can this guarded edge still do anything? */
static bool is_void(const struct weft_cp_core *c, const struct weft_cp_guard *g)
{
    return is_false(c, g->when) || is_false(c, g->psrc) ||
           is_false(c, g->pdst) ||
           weft_cp_ub(c, g->src) + g->c <= c->lb[g->dst];
}

void weft_cp_edges_reduce(struct weft_cp_core *c)
{
    struct weft_cp_edges *e = &c->edges;
    int32_t n = 0, from = 0, end;

    for (int32_t v = 0; v < 2 * c->nvar; v++) {
        end = e->guard_begin[v + 1];
        for (; from < end; from++) {
            e->guard[n] = e->guard[from];
            if (is_void(c, &e->guard[n]))
                continue;
            if (weft_cp_holds(c, e->guard[n].when))
                e->guard[n].when = 0;
            n++;
        }
        e->guard_begin[v + 1] = n;
    }
    if (n == e->nguard)
        return;
    e->nguard = n;
    list_conditions(c);
}

void weft_cp_edges_release(struct weft_cp_core *c)
{
    free(c->edges.edge);
    free(c->edges.edge_begin);
    free(c->edges.guard);
    free(c->edges.guard_begin);
    free(c->edges.cond);
    free(c->edges.cond_begin);
}

/* Bounds clash: if two of the conditions hold, the third does not. */
static bool forbid(struct weft_cp_core *c, int32_t index,
                   const struct weft_cp_guard *g)
{
    bool when = weft_cp_holds(c, g->when);
    bool psrc = weft_cp_holds(c, g->psrc), pdst = weft_cp_holds(c, g->pdst);
    struct weft_cp_lit no;

    if (when + psrc + pdst < 2)
        return true;
    no = weft_cp_bool((!when ? g->when : !psrc ? g->psrc : g->pdst) ^ 1);
    return weft_cp_set(c, no.view, no.val, WEFT_CP_GUARD, index, 0);
}

static inline bool check(struct weft_cp_core *c, int32_t index)
{
    const struct weft_cp_guard *g = &c->edges.guard[index];
    int32_t v = c->lb[g->src] + g->c;

    if (v <= c->lb[g->dst])
        return true;
    if (v > weft_cp_ub(c, g->dst))
        return forbid(c, index, g);
    if (!weft_cp_holds(c, g->when) || !weft_cp_holds(c, g->psrc))
        return true;
    return weft_cp_set(c, g->dst, v, WEFT_CP_GUARD, index, 0);
}

bool weft_cp_edges_propagate(struct weft_cp_core *c, int32_t view)
{
    const struct weft_cp_edges *e = &c->edges;

    c->stats.work += (e->guard_begin[view + 1] - e->guard_begin[view] +
                      e->cond_begin[view + 1] - e->cond_begin[view]) /
                     GUARDS_STEP;
    for (int32_t i = e->edge_begin[view]; i < e->edge_begin[view + 1]; i++)
        if (!weft_cp_set(c, e->edge[i].dst, c->lb[view] + e->edge[i].c,
                         WEFT_CP_EDGE, i, 0))
            return false;
    for (int32_t i = e->guard_begin[view]; i < e->guard_begin[view + 1]; i++)
        if (!check(c, i))
            return false;
    for (int32_t i = e->cond_begin[view]; i < e->cond_begin[view + 1]; i++)
        if (!check(c, e->cond[i]))
            return false;
    return true;
}

bool weft_cp_edges_start(struct weft_cp_core *c)
{
    const struct weft_cp_edges *e = &c->edges;

    for (int32_t i = 0; i < e->nedge; i++)
        if (!weft_cp_set(c, e->edge[i].dst,
                         c->lb[e->edge[i].src] + e->edge[i].c, WEFT_CP_EDGE, i,
                         0))
            return false;
    for (int32_t i = 0; i < e->nguard; i++)
        if (!check(c, i))
            return false;
    return true;
}

void weft_cp_edge_explain(struct weft_cp_core *c, int32_t v,
                          struct weft_cp_why w)
{
    const struct weft_cp_edge *e = &c->edges.edge[w.a];

    weft_cp_premise(c, e->src, v - e->c);
}

void weft_cp_guard_explain(struct weft_cp_core *c, int32_t view, int32_t v,
                           struct weft_cp_why w, int32_t pos)
{
    const struct weft_cp_guard *g = &c->edges.guard[w.a];
    struct weft_cp_lit by[3] = { weft_cp_bool(g->when), weft_cp_bool(g->psrc),
                                 weft_cp_bool(g->pdst) };

    if (view == g->dst) {
        weft_cp_premise(c, by[0].view, by[0].val);
        weft_cp_premise(c, by[1].view, by[1].val);
        weft_cp_premise(c, g->src, v - g->c);
        return;
    }
    for (int k = 0; k < 3; k++)
        if (by[k].view != (view ^ 1))
            weft_cp_premise(c, by[k].view, by[k].val);
    v = weft_cp_lb_at(c, g->src, pos) + g->c;
    weft_cp_premise(c, g->src, v - g->c);
    weft_cp_premise(c, g->dst ^ 1, 1 - v);
}
