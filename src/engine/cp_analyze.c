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

/* Minimisation looks into so many reasons per conflict, so deep. */
#define MAX_DEPTH 30
#define MAX_LOOKS 300

/* What a reason costs, or a literal, in steps of work. */
#define LEARN_WORK 2
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
        if (c->mark[p].need == UNMARKED) {
            if (p >= from)
                fresh++;
            else
                c->low[c->nlow++] = p;
        }
        if (c->mark[p].need < l.val)
            c->mark[p].need = l.val;
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
        need = c->mark[p].need;
        c->mark[p].need = UNMARKED;
        e = c->trail[p];
        if (need == UNMARKED) {
            weft_cp_pop(c);
            continue;
        }
        weft_cp_bump(c, e.view, need);
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
            c->mark[c->low[i]].need = UNMARKED;
    }
    c->nlow = n;
}

/* --- minimisation --------------------------------------------------------- */

static bool push_frame(struct weft_cp_core *c, int32_t p, int32_t val)
{
    const struct weft_cp_entry *e = &c->trail[p];
    int32_t begin = c->expl.n;

    if (!GROW(c, c->stack, c->stack_cap, c->nstack + 1))
        return false;
    weft_cp_explain(c, e->view, val, e->why, p);
    c->stack[c->nstack++] = (struct weft_cp_frame){ p, val, begin, begin };
    c->looks++;
    return true;
}

static void note(struct weft_cp_core *c, int32_t p)
{
    if (c->mark[p].yes == INT32_MIN && c->mark[p].no == INT32_MAX)
        c->seen[c->nseen++] = p;
}

/* Is it no use looking into the reason of (view, val), which came true at q? */
static bool is_hopeless(const struct weft_cp_core *c, int32_t q, int32_t val)
{
    const struct weft_cp_entry *e = &c->trail[q];

    return e->why.kind == WEFT_CP_DECISION || c->mark[q].no <= val ||
           c->level_seen[e->level - 1] != 2 * c->stats.conflicts ||
           c->nstack >= MAX_DEPTH || c->looks >= MAX_LOOKS;
}

/* Everything on the stack is, as far as was looked, not implied. */
static bool give_up(struct weft_cp_core *c)
{
    for (int32_t i = 0; i < c->nstack; i++) {
        int32_t p = c->stack[i].pos;

        note(c, p);
        if (c->mark[p].no > c->stack[i].val)
            c->mark[p].no = c->stack[i].val;
    }
    c->nstack = 0;
    c->expl.n = 0;
    return false;
}

/* Does literal l follow from the other marks? Each mark used lies before the
 * entry it helps to explain, which keeps the argument from going in a circle.
 * 1: yes, 0: its reason must be looked into, -1: no. */
static int covered(struct weft_cp_core *c, struct weft_cp_lit l, int32_t before)
{
    int32_t b = c->best[l.view], q;

    if (b != WEFT_NONE && b < before && c->mark[b].need >= l.val)
        return 1;
    q = position(c, l);
    if (c->mark[q].yes >= l.val)
        return 1;
    return is_hopeless(c, q, l.val) ? -1 : 0;
}

/* Sorensson, Biere, "Minimizing learned clauses" (SAT 2009), section 3,
 * without recursion, for positions that can be wanted at several values. */
static bool redundant(struct weft_cp_core *c, int32_t p)
{
    struct weft_cp_frame *f;
    struct weft_cp_lit l;
    int how;

    if (c->trail[p].why.kind == WEFT_CP_DECISION)
        return false;
    if (!push_frame(c, p, c->mark[p].need))
        return give_up(c);
    while (c->nstack > 0) {
        f = &c->stack[c->nstack - 1];
        if (f->next == c->expl.n) {
            note(c, f->pos);
            if (c->mark[f->pos].yes < f->val)
                c->mark[f->pos].yes = f->val;
            c->expl.n = f->begin;
            c->nstack--;
            continue;
        }
        l = c->expl.v[f->next++];
        how = covered(c, l, f->pos);
        if (how < 0 || (how == 0 && !push_frame(c, position(c, l), l.val)))
            return give_up(c);
    }
    return true;
}

/* What is found redundant is kept as ~position until unmark(). */
static void minimise(struct weft_cp_core *c, int32_t uip)
{
    drop_weaker(c, uip);
    for (int32_t i = 0; i < c->nlow; i++)
        c->level_seen[c->trail[c->low[i]].level - 1] = 2 * c->stats.conflicts;
    c->looks = 0;
    for (int32_t i = 0; i < c->nlow; i++)
        if (redundant(c, c->low[i]))
            c->low[i] = ~c->low[i];
    c->best[c->trail[uip].view] = WEFT_NONE;
    for (int32_t i = 0; i < c->nseen; i++) {
        c->mark[c->seen[i]].yes = INT32_MIN;
        c->mark[c->seen[i]].no = INT32_MAX;
    }
    c->nseen = 0;
}

/* Literal block distance: how many levels the clause spans (Audemard, Simon
 * 2009). */
static void count_level(struct weft_cp_core *c, int32_t level)
{
    if (c->level_seen[level - 1] == 2 * c->stats.conflicts + 1)
        return;
    c->level_seen[level - 1] = 2 * c->stats.conflicts + 1;
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
        weft_cp_bump(c, e->view, c->mark[p].need);
        if (e->level > c->jump) {
            c->jump = e->level;
            top = c->learnt.n;
        }
        l[c->learnt.n++] = (struct weft_cp_lit){ e->view ^ 1,
                                                 1 - c->mark[p].need };
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
        c->mark[p].need = UNMARKED;
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
    c->stats.work += LEARN_WORK * (c->looks + c->learnt.n);
    if (c->learnt.n == 1)
        return weft_cp_set(c, c->learnt.v->view, c->learnt.v->val,
                           WEFT_CP_DECISION, 0, 0);
    clause = weft_cp_clause_add(c, c->learnt.v, c->learnt.n, c->lbd);
    return !c->oom && weft_cp_set(c, c->learnt.v->view, c->learnt.v->val,
                                  WEFT_CP_CLAUSE, (int32_t)clause, 0);
}
