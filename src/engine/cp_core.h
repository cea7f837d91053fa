/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_core.h - bounds, trail, reasons: the heart of the exact engine.
 *
 * Lazy clause generation (Ohrimenko, Stuckey, Codish 2009; for scheduling:
 * Schutt, Feydy, Stuckey, Wallace, "Explaining the cumulative propagator",
 * Constraints 16, 2011) with literals that are bounds: nothing depends on
 * the length of the horizon.
 *
 * Every integer variable x has two *views*: 2x is x and 2x + 1 is -x, so that
 * lower and upper bounds are one thing: lb[view] is the greatest v for which
 * "view >= v" is known. A *literal* is such a claim (view, v); its negation is
 * (view ^ 1, 1 - v). A Boolean is a variable with domain 0..1.
 *
 * A variable may be *optional*: pres[x] is the view of the Boolean that says
 * whether it exists. Its bounds are claims under that condition: "x >= v" is
 * "absent, or x >= v". An empty domain makes it absent; once absent, its
 * bounds are no longer touched. Variable 0 is the constant 1, and the
 * presence of every variable that always exists.
 *
 * The *trail* lists the bound changes in order, each with a reason that can
 * be turned into premises later: literals that were true before the entry
 * and imply it. Premises that hold at the root are left out.
 *
 * Owner: whoever called weft_cp_core_init(); everything is released with it.
 * Running out of memory sets oom, after which propagation fails and the
 * caller must not draw conclusions from a conflict. */
#ifndef WEFT_ENGINE_CP_CORE_H
#define WEFT_ENGINE_CP_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "weft/err.h"

struct weft_cp_lit {
    int32_t view, val;
};

enum weft_cp_kind {
    WEFT_CP_DECISION,
    WEFT_CP_CLAUSE, /* a: clause */
    WEFT_CP_EDGE,   /* a: edge */
    WEFT_CP_GUARD,  /* a: guarded edge */
    WEFT_CP_EMPTY,  /* a: view whose bound b left no value */
    WEFT_CP_PROP    /* kind + propagator number; a, b: its own */
};

struct weft_cp_why {
    int32_t kind, a, b;
};

struct weft_cp_entry {
    int32_t view, old, val; /* lb[view] went from old to val */
    int32_t prev;           /* entry of the same view before, WEFT_NONE */
    int32_t level;
    struct weft_cp_why why;
};

struct weft_cp_lits { /* a growable list */
    struct weft_cp_lit *v;
    int32_t n, cap;
};

struct weft_cp_core;

/* A constraint with an algorithm of its own. */
struct weft_cp_prop {
    /* Tighten bounds; false on conflict (premises in core->expl). */
    bool (*run)(struct weft_cp_core *c, struct weft_cp_prop *p);
    /* Premises of (view, v), which this propagator put at trail position
     * pos with the reason w, into core->expl. */
    void (*explain)(struct weft_cp_core *c, struct weft_cp_prop *p,
                    struct weft_cp_lit l, struct weft_cp_why w, int32_t pos);
    /* The bound of a subscribed view moved (undone: back). */
    void (*touch)(struct weft_cp_prop *p, int32_t item, bool undone);
    void (*release)(struct weft_cp_prop *p);
    void *self;
    int32_t index;
    int32_t rank; /* queue, 0 runs first */
    int32_t cost; /* of a run, about, in what stats.work counts */
    bool queued;
};
#define WEFT_CP_RANKS 3

struct weft_cp_sub { /* a subscription to a view */
    int32_t prop, item;
};

/* Watch lists: one node per literal that some clause watches. The nodes of a
 * view are found through a table by value where its range is short, else in a
 * list sorted by value. */
struct weft_cp_watch {
    uint32_t clause;
    struct weft_cp_lit blocker; /* true: the clause needs no look */
};
struct weft_cp_node {
    struct weft_cp_watch *w;
    int32_t n, cap;
};
struct weft_cp_slot {
    int32_t val, node;
};
struct weft_cp_nodes {         /* of a view */
    int32_t fired;             /* nodes up to this value were visited */
    int32_t base, span;        /* table: values base .. base + span - 1 */
    int32_t *table;            /* node + 1, 0: none; NULL: not made yet */
    struct weft_cp_slot *slot; /* where the range is long */
    int32_t n, cap;
};

struct weft_cp_db { /* clauses; cp_clause.h */
    int32_t *arena;
    size_t len, cap, limit;
    uint32_t *learnt;
    int32_t nlearnt, learnt_cap;
    int32_t nfixed; /* clauses of the model, at the arena's start */
    struct weft_cp_nodes *nodes; /* per view */
    struct weft_cp_node *node;
    int32_t nnode, node_cap;
};

struct weft_cp_edge { /* dst >= src + c */
    int32_t src, dst, c;
};
struct weft_cp_guard { /* cp_edge.h */
    int32_t src, dst, c, when, psrc, pdst;
};
struct weft_cp_edges {
    struct weft_cp_edge *edge;
    int32_t nedge, edge_cap;
    int32_t *edge_begin; /* by source view */
    struct weft_cp_guard *guard;
    int32_t nguard, guard_cap;
    int32_t *guard_begin;       /* by source view */
    int32_t *cond_begin, *cond; /* by condition view: guarded edges */
};

struct weft_cp_atom { /* a literal worth deciding */
    int32_t var, val;
    int32_t heap; /* position, WEFT_NONE: not in the heap */
    double act;
};
struct weft_cp_order { /* cp_order.h */
    struct weft_cp_atom *atom;
    int32_t natom, atom_cap;
    int32_t *hash; /* atom + 1, 0: free */
    uint32_t hash_size;
    int32_t *heap;
    int32_t nheap, heap_cap;
    int32_t *out; /* popped while decided, newest last */
    int32_t nout, out_cap;
    double inc;
};

/* What conflict analysis knows of a trail entry. */
struct weft_cp_mark {
    int32_t need; /* value wanted of it, INT32_MIN: none */
    int32_t yes;  /* values up to this follow from the marks */
    int32_t no;   /* values from this on do not, as far as was looked */
};
struct weft_cp_frame { /* a reason being looked into */
    int32_t pos, val;
    int32_t begin, next; /* its premises in expl */
};

struct weft_cp_stats {
    int64_t conflicts, decisions, propagations, restarts, learnt_lits, runs;
    int64_t work; /* steps of some 0.05 us */
};

struct weft_cp_core {
    int32_t nvar, var_cap;
    int32_t *lb, *root, *last; /* per view */
    int32_t *pres;             /* per variable */

    struct weft_cp_entry *trail;
    int32_t ntrail, trail_cap, head;
    int32_t *level_begin; /* trail length at the decision of level k + 1 */
    int32_t *level_out;   /* order.nout then */
    int64_t *level_seen;  /* conflict at which it was counted last */
    int32_t level, level_cap;
    int64_t root_moves; /* bounds that became the root's */

    struct weft_cp_prop **prop; /* owned */
    int32_t nprop, prop_cap;
    int32_t *queue[WEFT_CP_RANKS]; /* rings of nprop + 1 */
    int32_t qhead[WEFT_CP_RANKS], qtail[WEFT_CP_RANKS], qsize;
    struct weft_cp_sub *sub;
    int32_t nsub, sub_cap;
    int32_t *sub_begin; /* per view, after freezing */
    int32_t *sub_view;  /* before it */

    struct weft_cp_db db;
    struct weft_cp_edges edges;
    struct weft_cp_order order;

    /* conflict analysis: cp_analyze.c */
    struct weft_cp_lits expl;   /* premises wanted */
    struct weft_cp_lits learnt; /* the clause learnt last */
    struct weft_cp_mark *mark;  /* per trail position */
    int32_t *low;               /* marked positions below the level */
    int32_t nlow;
    int32_t *seen; /* positions with yes or no set */
    int32_t nseen;
    struct weft_cp_frame *stack;
    int32_t nstack, stack_cap;
    int32_t looks; /* reasons looked into at this conflict */
    int32_t *best; /* per view */
    int32_t jump;  /* level to return to */
    int32_t lbd;

    /* With WEFT_DEBUG: values of all variables in a solution that keeps the
     * root bounds, which no reason and no learnt clause may exclude; NULL:
     * none. Borrowed. */
    const int32_t *planted;

    size_t mem, mem_limit; /* bytes */
    bool oom;
    struct weft_cp_stats stats;
};

enum weft_rc weft_cp_core_init(struct weft_cp_core *c, size_t mem_limit);
void weft_cp_core_release(struct weft_cp_core *c);

/* Make room for need elements in *p; sets oom and returns false if it cannot.
 * Contents and *cap stay as they were then. */
bool weft_cp_grow(struct weft_cp_core *c, void **p, int32_t *cap, int64_t need,
                  size_t elem);

/* New variable lo..hi; pres: view of its presence, 0 for always. Returns its
 * number, WEFT_NONE without memory. */
int32_t weft_cp_var(struct weft_cp_core *c, int32_t lo, int32_t hi,
                    int32_t pres);
/* Add a propagator (owned from now, also on failure). Returns its index. */
int32_t weft_cp_prop_add(struct weft_cp_core *c, struct weft_cp_prop *p);
void weft_cp_subscribe(struct weft_cp_core *c, int32_t view, int32_t prop,
                       int32_t item);
/* After the last variable, edge, propagator and subscription. */
bool weft_cp_freeze(struct weft_cp_core *c);

/* Premises for the explanation being built. */
void weft_cp_premise(struct weft_cp_core *c, int32_t view, int32_t val);
/* Premises of (view, v) given with reason w at position pos. */
void weft_cp_explain(struct weft_cp_core *c, int32_t view, int32_t v,
                     struct weft_cp_why w, int32_t pos);
/* lb[view] as it was before the entry at pos. */
int32_t weft_cp_lb_at(const struct weft_cp_core *c, int32_t view, int32_t pos);

/* Raise lb[view] to val > lb[view]; false on conflict. */
bool weft_cp_push(struct weft_cp_core *c, int32_t view, int32_t val,
                  struct weft_cp_why w);
void weft_cp_queue(struct weft_cp_core *c, struct weft_cp_prop *p);
bool weft_cp_propagate(struct weft_cp_core *c);
/* Take l as decided; only when all is propagated. */
bool weft_cp_decide(struct weft_cp_core *c, int32_t view, int32_t val);
void weft_cp_pop(struct weft_cp_core *c); /* the last entry */
void weft_cp_cancel(struct weft_cp_core *c, int32_t level);
/* At level 0, all propagated: make the bounds the root. */
void weft_cp_settle(struct weft_cp_core *c);

/* From the conflict in expl: learn a clause, return to the level where it is
 * unit and assert it. False: refuted, there is no solution (or oom). */
bool weft_cp_learn(struct weft_cp_core *c);

#ifdef WEFT_DEBUG
/* The clause just learnt is false now, but not in the planted solution. */
void weft_cp_check_clause(const struct weft_cp_core *c);
#endif

static inline bool weft_cp_true(const struct weft_cp_core *c, int32_t view,
                                int32_t val)
{
    return c->lb[view] >= val;
}

static inline bool weft_cp_false(const struct weft_cp_core *c, int32_t view,
                                 int32_t val)
{
    return c->lb[view ^ 1] >= 1 - val;
}

/* Booleans by view: 2b says b, 2b + 1 says not b. */
static inline bool weft_cp_holds(const struct weft_cp_core *c, int32_t view)
{
    return c->lb[view] >= 1 - (view & 1);
}

static inline struct weft_cp_lit weft_cp_bool(int32_t view)
{
    return (struct weft_cp_lit){ view, 1 - (view & 1) };
}

static inline int32_t weft_cp_ub(const struct weft_cp_core *c, int32_t view)
{
    return -c->lb[view ^ 1];
}

static inline bool weft_cp_set(struct weft_cp_core *c, int32_t view,
                               int32_t val, int32_t kind, int32_t a, int32_t b)
{
    if (c->lb[view] >= val)
        return true;
    return weft_cp_push(c, view, val, (struct weft_cp_why){ kind, a, b });
}

#endif
