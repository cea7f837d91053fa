/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_clause.h - clauses over bound literals.
 *
 * Clauses lie one after the other in an arena of int32_t: size, flags and
 * LBD, use, then the literals. Two literals are watched (Moskewicz et al.
 * 2001): the first two. The one that a clause made true is always first. A
 * watch hangs on the *negation* of its literal, in lists by view and value, so
 * that raising a bound visits exactly the clauses concerned. */
#ifndef WEFT_ENGINE_CP_CLAUSE_H
#define WEFT_ENGINE_CP_CLAUSE_H

#include "engine/cp_core.h"

#define WEFT_CP_CLAUSE_HEAD 3

static inline struct weft_cp_lit
weft_cp_clause_lit(const struct weft_cp_core *c, uint32_t clause, int32_t k)
{
    const int32_t *p = c->db.arena + clause + WEFT_CP_CLAUSE_HEAD + 2 * k;

    return (struct weft_cp_lit){ p[0], p[1] };
}
static inline int32_t weft_cp_clause_size(const struct weft_cp_core *c,
                                          uint32_t clause)
{
    return c->db.arena[clause];
}

/* It took part in a conflict: it survives the next reduction. */
static inline void weft_cp_clause_use(struct weft_cp_core *c, uint32_t clause)
{
    c->db.arena[clause + 2] = 1;
}

/* Store a clause of at least two literals and watch the first two; lbd 0: of
 * the model, never dropped. UINT32_MAX without memory. */
uint32_t weft_cp_clause_add(struct weft_cp_core *c, const struct weft_cp_lit *l,
                            int32_t n, int32_t lbd);
/* A clause of the model, at level 0; false: the model has no solution. */
bool weft_cp_clause_model(struct weft_cp_core *c, const struct weft_cp_lit *l,
                          int32_t n);
/* Visit the clauses that literals of view, true up to lb[view], make false. */
bool weft_cp_clause_propagate(struct weft_cp_core *c, int32_t view);
/* lb[view] went back to val. */
static inline void weft_cp_clause_undo(struct weft_cp_core *c, int32_t view,
                                       int32_t val)
{
    if (c->db.nodes[view].fired > val)
        c->db.nodes[view].fired = val;
}
/* At the root: drop satisfied clauses and false literals and, if half is
 * set, the worse half of what was learnt. False: refuted. */
bool weft_cp_clause_reduce(struct weft_cp_core *c, bool half);
void weft_cp_db_release(struct weft_cp_core *c);

#endif
