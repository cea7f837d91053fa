/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conflict analysis: first unique implication point (Marques-Silva, Sakallah
 * 1999) over trail positions. A position is marked with the value that is
 * needed of it, which may be less than what it gave; a view may be marked at
 * two positions. Entries of the current level are undone on the way down, so
 * reasons are explained in the state in which they acted. */
#include "config.h" /* WEFT_DEBUG */

#include <assert.h>

#include "engine/cp_clause.h"
#include "engine/cp_core.h"
#include "engine/cp_order.h"

#define UNMARKED INT32_MIN
#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

/* Where (view, val) became true. */
static int32_t position(const struct weft_cp_core *c, struct weft_cp_lit l)
{
    int32_t p = c->last[l.view];

    while (c->trail[p].old >= l.val)
        p = c->trail[p].prev;
    return p;
}

/* Mark the premises in expl; returns how many new marks are at or after
 * trail position from. */
static int32_t mark(struct weft_cp_core *c, int32_t from)
{
    int32_t fresh = 0, p;
    struct weft_cp_lit l;

    for (int32_t i = 0; i < c->expl.n; i++) {
        l = c->expl.v[i];
        p = position(c, l);
        if (c->need[p] == UNMARKED) {
            if (p >= from)
                fresh++;
            else
                c->low[c->nlow++] = p;
        }
        if (c->need[p] < l.val)
            c->need[p] = l.val;
    }
    c->expl.n = 0;
    return fresh;
}

/* The highest level among the premises. */
static int32_t conflict_level(const struct weft_cp_core *c)
{
    int32_t level = 0, p;

    for (int32_t i = 0; i < c->expl.n; i++) {
        p = position(c, c->expl.v[i]);
        if (c->trail[p].level > level)
            level = c->trail[p].level;
    }
    return level;
}

/* Resolve back to the first unique implication point, which is returned. */
static struct weft_cp_lit resolve(struct weft_cp_core *c)
{
    int32_t begin = c->level_begin[c->level - 1], open, p, need;
    struct weft_cp_entry e;

    c->nlow = 0;
    open = mark(c, begin);
    for (;;) {
        p = c->ntrail - 1;
        need = c->need[p];
        c->need[p] = UNMARKED;
        e = c->trail[p];
        if (need == UNMARKED) {
            weft_cp_pop(c);
            continue;
        }
        weft_cp_bump(c, e.view, need, true);
        if (--open == 0)
            return (struct weft_cp_lit){ e.view, need };
        weft_cp_pop(c);
        weft_cp_explain(c, e.view, need, e.why, p);
        open += mark(c, begin);
    }
}

/* Of two marks on one view the later implies the earlier. */
static void drop_weaker(struct weft_cp_core *c, int32_t uip)
{
    int32_t n = 0, v;

    c->best[c->trail[uip].view] = uip;
    for (int32_t i = 0; i < c->nlow; i++) {
        v = c->trail[c->low[i]].view;
        if (c->best[v] < c->low[i])
            c->best[v] = c->low[i];
    }
    for (int32_t i = 0; i < c->nlow; i++) {
        v = c->trail[c->low[i]].view;
        if (c->best[v] == c->low[i])
            c->low[n++] = c->low[i];
        else
            c->need[c->low[i]] = UNMARKED;
    }
    c->nlow = n;
}

/* Do the other marks, each before this entry, imply its premises? Looking
 * only backwards keeps the argument from going in a circle. */
static bool redundant(struct weft_cp_core *c, int32_t p)
{
    const struct weft_cp_entry *e = &c->trail[p];
    struct weft_cp_lit l;
    int32_t b;
    bool ok = true;

    if (e->why.kind == WEFT_CP_DECISION)
        return false;
    weft_cp_explain(c, e->view, c->need[p], e->why, p);
    for (int32_t i = 0; ok && i < c->expl.n; i++) {
        l = c->expl.v[i];
        b = c->best[l.view];
        ok = b != WEFT_NONE && b < p && c->need[b] >= l.val;
    }
    c->expl.n = 0;
    return ok;
}

/* What is found redundant is kept as ~position until unmark(). */
static void minimise(struct weft_cp_core *c, int32_t uip)
{
    drop_weaker(c, uip);
    for (int32_t i = 0; i < c->nlow; i++)
        if (redundant(c, c->low[i]))
            c->low[i] = ~c->low[i];
    c->best[c->trail[uip].view] = WEFT_NONE;
}

/* Literal block distance: how many levels the clause spans (Audemard, Simon
 * 2009). */
static void count_level(struct weft_cp_core *c, int32_t level)
{
    if (c->level_seen[level - 1] == c->stats.conflicts)
        return;
    c->level_seen[level - 1] = c->stats.conflicts;
    c->lbd++;
}

/* Write the clause: the implication point first, then the highest level. */
static bool collect(struct weft_cp_core *c, struct weft_cp_lit uip)
{
    const struct weft_cp_entry *e;
    struct weft_cp_lit *l, t;
    int32_t top = 1, p;

    c->learnt.n = 0;
    c->jump = 0;
    c->lbd = 1;
    if (!GROW(c, c->learnt.v, c->learnt.cap, c->nlow + 1))
        return false;
    l = c->learnt.v;
    l[c->learnt.n++] = (struct weft_cp_lit){ uip.view ^ 1, 1 - uip.val };
    for (int32_t i = 0; i < c->nlow; i++) {
        if ((p = c->low[i]) < 0)
            continue;
        e = &c->trail[p];
        count_level(c, e->level);
        weft_cp_bump(c, e->view, c->need[p], true);
        if (e->level > c->jump) {
            c->jump = e->level;
            top = c->learnt.n;
        }
        l[c->learnt.n++] = (struct weft_cp_lit){ e->view ^ 1, 1 - c->need[p] };
    }
    if (c->learnt.n > 1) {
        t = l[1];
        l[1] = l[top];
        l[top] = t;
    }
    return true;
}

static void unmark(struct weft_cp_core *c)
{
    int32_t p;

    for (int32_t i = 0; i < c->nlow; i++) {
        p = c->low[i] < 0 ? ~c->low[i] : c->low[i];
        c->need[p] = UNMARKED;
        c->best[c->trail[p].view] = WEFT_NONE;
    }
}

bool weft_cp_learn(struct weft_cp_core *c)
{
    struct weft_cp_lit uip;
    uint32_t clause = 0;
    int32_t level;

    c->stats.conflicts++;
    if (c->oom || (level = conflict_level(c)) == 0)
        return false;
    weft_cp_cancel(c, level);
    uip = resolve(c);
    minimise(c, c->ntrail - 1);
    if (!collect(c, uip))
        return false;
    unmark(c);
#ifdef WEFT_DEBUG
    weft_cp_check_clause(c);
#endif
    weft_cp_cancel(c, c->jump);
    assert(!weft_cp_false(c, c->learnt.v->view, c->learnt.v->val));
    weft_cp_decay(c);
    c->stats.learnt_lits += c->learnt.n;
    if (c->learnt.n == 1)
        return weft_cp_set(c, c->learnt.v->view, c->learnt.v->val,
                           WEFT_CP_DECISION, 0, 0);
    clause = weft_cp_clause_add(c, c->learnt.v, c->learnt.n, c->lbd);
    return !c->oom && weft_cp_set(c, c->learnt.v->view, c->learnt.v->val,
                                  WEFT_CP_CLAUSE, (int32_t)clause, 0);
}
