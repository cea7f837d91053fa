/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h" /* WEFT_DEBUG */

#include "engine/cp_core.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cp_clause.h"
#include "engine/cp_edge.h"
#include "engine/cp_order.h"

/* What it takes to look at edges and clauses of a view that moved. */
#define STEP_WORK 4

bool weft_cp_grow(struct weft_cp_core *c, void **p, int32_t *cap, int64_t need,
                  size_t elem)
{
    int64_t n = *cap;
    void *q;

    if (need <= n)
        return true;
    n = n ? n + n / 2 : 16;
    if (n < need)
        n = need;
    if (n > INT32_MAX || c->mem + (size_t)(n - *cap) * elem > c->mem_limit ||
        !(q = realloc(*p, (size_t)n * elem))) {
        c->oom = true;
        return false;
    }
    c->mem += (size_t)(n - *cap) * elem;
    *p = q;
    *cap = (int32_t)n;
    return true;
}
#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

enum weft_rc weft_cp_core_init(struct weft_cp_core *c, size_t mem_limit)
{
    memset(c, 0, sizeof(*c));
    c->mem_limit = mem_limit;
    c->order.inc = 1.0;
    if (weft_cp_var(c, 1, 1, 0) != 0)
        return WEFT_E_NOMEM;
    return WEFT_OK;
}

void weft_cp_core_release(struct weft_cp_core *c)
{
    for (int32_t i = 0; i < c->nprop; i++) {
        c->prop[i]->release(c->prop[i]);
        free(c->prop[i]);
    }
    for (int32_t i = 0; i < WEFT_CP_RANKS; i++)
        free(c->queue[i]);
    free(c->prop);
    free(c->sub);
    free(c->sub_begin);
    free(c->sub_view);
    free(c->lb);
    free(c->root);
    free(c->last);
    free(c->pres);
    free(c->trail);
    free(c->level_begin);
    free(c->level_out);
    free(c->level_seen);
    free(c->expl.v);
    free(c->learnt.v);
    free(c->mark);
    free(c->seen);
    free(c->stack);
    free(c->low);
    free(c->best);
    weft_cp_db_release(c);
    weft_cp_edges_release(c);
    weft_cp_order_release(c);
    memset(c, 0, sizeof(*c));
}

/* The arrays per view share var_cap. */
static bool var_room(struct weft_cp_core *c)
{
    int32_t cap = c->var_cap, old = c->var_cap;
    void **per_view[] = { (void **)&c->lb, (void **)&c->root, (void **)&c->last,
                          (void **)&c->best };

    if (c->nvar < old)
        return true;
    for (size_t i = 0; i < sizeof(per_view) / sizeof(*per_view); i++) {
        cap = old;
        if (!weft_cp_grow(c, per_view[i], &cap, c->nvar + 1,
                          2 * sizeof(int32_t)))
            return false;
    }
    cap = old;
    if (!weft_cp_grow(c, (void **)&c->db.nodes, &cap, c->nvar + 1,
                      2 * sizeof(*c->db.nodes)))
        return false;
    cap = old;
    if (!weft_cp_grow(c, (void **)&c->pres, &cap, c->nvar + 1, sizeof(int32_t)))
        return false;
    c->var_cap = cap;
    return true;
}

int32_t weft_cp_var(struct weft_cp_core *c, int32_t lo, int32_t hi,
                    int32_t pres)
{
    int32_t x = c->nvar;

    assert(c->level == 0 && lo <= hi);
    if (!var_room(c))
        return WEFT_NONE;
    for (int32_t v = 2 * x; v <= 2 * x + 1; v++) {
        c->lb[v] = c->root[v] = v & 1 ? -hi : lo;
        c->last[v] = c->best[v] = WEFT_NONE;
        c->db.nodes[v] = (struct weft_cp_nodes){ .fired = c->lb[v] };
    }
    c->pres[x] = pres;
    c->nvar++;
    return x;
}

int32_t weft_cp_prop_add(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    if (!GROW(c, c->prop, c->prop_cap, c->nprop + 1)) {
        p->release(p);
        free(p);
        return WEFT_NONE;
    }
    p->index = c->nprop;
    c->prop[c->nprop] = p;
    return c->nprop++;
}

void weft_cp_subscribe(struct weft_cp_core *c, int32_t view, int32_t prop,
                       int32_t item)
{
    int32_t cap = c->sub_cap;

    if (!GROW(c, c->sub, cap, c->nsub + 1))
        return;
    cap = c->sub_cap;
    if (!GROW(c, c->sub_view, cap, c->nsub + 1))
        return;
    c->sub_cap = cap;
    c->sub[c->nsub] = (struct weft_cp_sub){ prop, item };
    c->sub_view[c->nsub++] = view;
}

/* Counting sort of the subscriptions by view. */
static bool sort_subs(struct weft_cp_core *c)
{
    int32_t nview = 2 * c->nvar, cap = 0;
    struct weft_cp_sub *s = NULL;
    int32_t *at;

    if (!GROW(c, c->sub_begin, cap, nview + 2))
        return false;
    cap = 0;
    if (!GROW(c, s, cap, c->nsub + 1))
        return false;
    at = c->sub_begin;
    memset(at, 0, (size_t)(nview + 2) * sizeof(*at));
    for (int32_t i = 0; i < c->nsub; i++)
        at[c->sub_view[i] + 2]++;
    for (int32_t v = 0; v < nview; v++)
        at[v + 2] += at[v + 1];
    for (int32_t i = 0; i < c->nsub; i++)
        s[at[c->sub_view[i] + 1]++] = c->sub[i];
    free(c->sub);
    free(c->sub_view);
    c->sub_view = NULL;
    c->sub = s;
    return true;
}

bool weft_cp_freeze(struct weft_cp_core *c)
{
    int32_t cap;

    if (c->oom || !sort_subs(c) || !weft_cp_edges_freeze(c))
        return false;
    c->qsize = c->nprop + 1;
    for (int32_t i = 0; i < WEFT_CP_RANKS; i++) {
        cap = 0;
        if (!GROW(c, c->queue[i], cap, c->qsize))
            return false;
    }
    for (int32_t i = 0; i < c->nprop; i++)
        weft_cp_queue(c, c->prop[i]);
    return true;
}

/* --- reasons -------------------------------------------------------------- */

void weft_cp_premise(struct weft_cp_core *c, int32_t view, int32_t val)
{
    if (c->root[view] >= val || !GROW(c, c->expl.v, c->expl.cap, c->expl.n + 1))
        return;
    c->expl.v[c->expl.n++] = (struct weft_cp_lit){ view, val };
}

int32_t weft_cp_lb_at(const struct weft_cp_core *c, int32_t view, int32_t pos)
{
    int32_t p = c->last[view], lb = c->lb[view];

    while (p >= pos) {
        lb = c->trail[p].old;
        p = c->trail[p].prev;
    }
    return lb;
}

static void explain_clause(struct weft_cp_core *c, struct weft_cp_why w)
{
    uint32_t cl = (uint32_t)w.a;
    int32_t n = weft_cp_clause_size(c, cl);
    struct weft_cp_lit l;

    weft_cp_clause_use(c, cl);
    for (int32_t k = 1; k < n; k++) {
        l = weft_cp_clause_lit(c, cl, k);
        weft_cp_premise(c, l.view ^ 1, 1 - l.val);
    }
}

#ifdef WEFT_DEBUG
/* Is the literal true in the planted solution? Of an absent variable all are. */
static bool claims(const struct weft_cp_core *c, struct weft_cp_lit l)
{
    int32_t x = c->planted[l.view >> 1];

    return !c->planted[c->pres[l.view >> 1] >> 1] ||
           (l.view & 1 ? -x : x) >= l.val;
}

/* Every premise was true before the entry it explains, and in the planted
 * solution they imply it. */
static void check_premises(const struct weft_cp_core *c, int32_t from,
                           int32_t pos, struct weft_cp_lit l)
{
    bool all = true;

    for (int32_t i = from; i < c->expl.n; i++) {
        assert(weft_cp_lb_at(c, c->expl.v[i].view, pos) >= c->expl.v[i].val);
        all = all && c->planted && claims(c, c->expl.v[i]);
    }
    assert(!all || !c->planted || claims(c, l));
}

void weft_cp_check_clause(const struct weft_cp_core *c)
{
    const struct weft_cp_lit *l = c->learnt.v;

    for (int32_t i = 0; i < c->learnt.n; i++)
        assert(weft_cp_false(c, l[i].view, l[i].val));
    for (int32_t i = 0; c->planted; i++) {
        assert(i < c->learnt.n);
        if (!claims(c, (struct weft_cp_lit){ l[i].view ^ 1, 1 - l[i].val }))
            break;
    }
}
#endif

void weft_cp_explain(struct weft_cp_core *c, int32_t view, int32_t v,
                     struct weft_cp_why w, int32_t pos)
{
#ifdef WEFT_DEBUG
    int32_t from = c->expl.n;
#endif

    switch (w.kind) {
    case WEFT_CP_DECISION:
        assert(c->level == 0);
        break;
    case WEFT_CP_CLAUSE:
        explain_clause(c, w);
        break;
    case WEFT_CP_EDGE:
        weft_cp_edge_explain(c, v, w);
        break;
    case WEFT_CP_GUARD:
        weft_cp_guard_explain(c, view, v, w, pos);
        break;
    case WEFT_CP_EMPTY:
        weft_cp_premise(c, w.a, w.b);
        weft_cp_premise(c, w.a ^ 1, 1 - w.b);
        break;
    default: {
        struct weft_cp_prop *p = c->prop[w.kind - WEFT_CP_PROP];

        p->explain(c, p, (struct weft_cp_lit){ view, v }, w, pos);
    }
    }
#ifdef WEFT_DEBUG
    if (!c->oom)
        check_premises(c, from, pos, (struct weft_cp_lit){ view, v });
#endif
}

/* --- the trail ------------------------------------------------------------ */

/* The arrays per trail position share trail_cap. */
static bool trail_room(struct weft_cp_core *c)
{
    int32_t cap = c->trail_cap, need = cap + 1;

    if (!GROW(c, c->mark, cap, need))
        return false;
    for (int32_t i = c->trail_cap; i < cap; i++)
        c->mark[i] = (struct weft_cp_mark){ INT32_MIN, INT32_MIN, INT32_MAX };
    cap = c->trail_cap;
    if (!GROW(c, c->low, cap, need))
        return false;
    cap = c->trail_cap;
    if (!GROW(c, c->seen, cap, need))
        return false;
    cap = c->trail_cap;
    if (!GROW(c, c->trail, cap, need))
        return false;
    c->trail_cap = cap;
    return true;
}

static bool append(struct weft_cp_core *c, int32_t view, int32_t val,
                   struct weft_cp_why w)
{
    int32_t n = c->ntrail;

    if (n == c->trail_cap && !trail_room(c))
        return false;
    c->trail[n] = (struct weft_cp_entry){ .view = view,
                                          .old = c->lb[view],
                                          .val = val,
                                          .prev = c->last[view],
                                          .level = c->level,
                                          .why = w };
    c->lb[view] = val;
    c->last[view] = n;
    c->ntrail = n + 1;
    return true;
}

/* lb[view] >= val leaves no value for a variable that exists. Only the value
 * just beyond the upper bound needs a reason. */
static bool clash(struct weft_cp_core *c, int32_t view, struct weft_cp_why w)
{
    int32_t v = 1 - c->lb[view ^ 1];

    c->expl.n = 0;
    weft_cp_explain(c, view, v, w, c->ntrail);
    weft_cp_premise(c, view ^ 1, 1 - v);
    weft_cp_premise(c, c->pres[view >> 1], 1);
    return false;
}

/* A clause that asks for a bound of an absent variable: its other literals
 * imply presence. */
static bool clash_absent(struct weft_cp_core *c, int32_t view, int32_t val,
                         struct weft_cp_why w)
{
    c->expl.n = 0;
    weft_cp_explain(c, view, val, w, c->ntrail);
    weft_cp_premise(c, c->pres[view >> 1] | 1, 0);
    return false;
}

static bool push_optional(struct weft_cp_core *c, int32_t view, int32_t val,
                          struct weft_cp_why w)
{
    int32_t p = c->pres[view >> 1];

    if (weft_cp_holds(c, p | 1))
        return w.kind != WEFT_CP_CLAUSE || clash_absent(c, view, val, w);
    if (val > weft_cp_ub(c, view)) {
        if (weft_cp_holds(c, p))
            return clash(c, view, w);
        val = weft_cp_ub(c, view) + 1;
        return append(c, view, val, w) &&
               weft_cp_set(c, p | 1, 0, WEFT_CP_EMPTY, view, val);
    }
    if (!append(c, view, val, w))
        return false;
    /* the clause's literal means "present, and below": see cp_analyze.c */
    return w.kind != WEFT_CP_CLAUSE || weft_cp_holds(c, p) ||
           weft_cp_push(c, p, 1, w);
}

bool weft_cp_push(struct weft_cp_core *c, int32_t view, int32_t val,
                  struct weft_cp_why w)
{
    if (c->pres[view >> 1])
        return push_optional(c, view, val, w);
    if (val > weft_cp_ub(c, view))
        return clash(c, view, w);
    return append(c, view, val, w);
}

void weft_cp_pop(struct weft_cp_core *c)
{
    const struct weft_cp_entry *e = &c->trail[--c->ntrail];
    const struct weft_cp_sub *s = c->sub + c->sub_begin[e->view];
    const struct weft_cp_sub *end = c->sub + c->sub_begin[e->view + 1];

    c->lb[e->view] = e->old;
    c->last[e->view] = e->prev;
    weft_cp_clause_undo(c, e->view, e->old);
    for (; s < end; s++)
        c->prop[s->prop]->touch(c->prop[s->prop], s->item, true);
}

static void unqueue(struct weft_cp_core *c)
{
    for (int32_t r = 0; r < WEFT_CP_RANKS; r++)
        while (c->qhead[r] != c->qtail[r]) {
            c->prop[c->queue[r][c->qhead[r]]]->queued = false;
            if (++c->qhead[r] == c->qsize)
                c->qhead[r] = 0;
        }
}

void weft_cp_cancel(struct weft_cp_core *c, int32_t level)
{
    if (level >= c->level)
        return;
    while (c->ntrail > c->level_begin[level])
        weft_cp_pop(c);
    weft_cp_order_undo(c, c->level_out[level]);
    unqueue(c);
    c->head = c->ntrail;
    c->level = level;
}

bool weft_cp_decide(struct weft_cp_core *c, int32_t view, int32_t val)
{
    int32_t cap = c->level_cap;

    assert(!weft_cp_true(c, view, val) && !weft_cp_false(c, view, val));
    if (c->level == cap) {
        if (!GROW(c, c->level_begin, cap, c->level + 1))
            return false;
        cap = c->level_cap;
        if (!GROW(c, c->level_out, cap, c->level + 1))
            return false;
        cap = c->level_cap;
        if (!GROW(c, c->level_seen, cap, c->level + 1))
            return false;
        for (int32_t i = c->level_cap; i < cap; i++)
            c->level_seen[i] = 0;
        c->level_cap = cap;
    }
    c->level_begin[c->level] = c->ntrail;
    c->level_out[c->level] = c->order.nout;
    c->level++;
    c->stats.decisions++;
    return weft_cp_push(c, view, val,
                        (struct weft_cp_why){ WEFT_CP_DECISION, 0, 0 });
}

void weft_cp_settle(struct weft_cp_core *c)
{
    assert(c->level == 0 && c->head == c->ntrail);
    for (int32_t i = 0; i < c->ntrail; i++) {
        c->root[c->trail[i].view] = c->lb[c->trail[i].view];
        c->last[c->trail[i].view] = WEFT_NONE;
    }
    c->root_moves += c->ntrail;
    c->ntrail = c->head = 0;
}

/* --- propagation ---------------------------------------------------------- */

void weft_cp_queue(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    int32_t r = p->rank;

    if (p->queued)
        return;
    p->queued = true;
    c->queue[r][c->qtail[r]] = p->index;
    if (++c->qtail[r] == c->qsize)
        c->qtail[r] = 0;
}

static struct weft_cp_prop *queue_take(struct weft_cp_core *c)
{
    struct weft_cp_prop *p;

    for (int32_t r = 0; r < WEFT_CP_RANKS; r++) {
        if (c->qhead[r] == c->qtail[r])
            continue;
        p = c->prop[c->queue[r][c->qhead[r]]];
        if (++c->qhead[r] == c->qsize)
            c->qhead[r] = 0;
        p->queued = false;
        return p;
    }
    return NULL;
}

static void touch_subscribers(struct weft_cp_core *c, int32_t view)
{
    const struct weft_cp_sub *s = c->sub + c->sub_begin[view];
    const struct weft_cp_sub *end = c->sub + c->sub_begin[view + 1];

    for (; s < end; s++) {
        c->prop[s->prop]->touch(c->prop[s->prop], s->item, false);
        weft_cp_queue(c, c->prop[s->prop]);
    }
}

bool weft_cp_propagate(struct weft_cp_core *c)
{
    struct weft_cp_prop *p;
    int32_t view;

    for (;;) {
        while (c->head < c->ntrail) {
            view = c->trail[c->head++].view;
            c->stats.propagations++;
            c->stats.work += STEP_WORK;
            touch_subscribers(c, view);
            if (!weft_cp_edges_propagate(c, view) ||
                !weft_cp_clause_propagate(c, view))
                return false;
        }
        p = queue_take(c);
        if (!p)
            return !c->oom;
        c->stats.runs++;
        c->stats.work += p->cost;
        if (!p->run(c, p))
            return false;
    }
}
