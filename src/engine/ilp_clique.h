/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_clique.h - options of which no two can run at the same time.
 *
 * Two options exclude each other if they are of one task or overdraw some cell
 * together. For the options that may run at a tick, large sets of them that
 * all exclude each other are made greedily, until every option is in one.
 *
 * Owner: weft_ilp_cliques_release(). Zero-initialise. */
#ifndef WEFT_ENGINE_ILP_CLIQUE_H
#define WEFT_ENGINE_ILP_CLIQUE_H

#include "engine/ilp_inst.h"

struct ilp_cliques {
    uint64_t *bit; /* of option b in row a: they exclude each other */
    size_t words;
    int32_t *cand, ncand;     /* options that may run at the tick at hand */
    int32_t *degree;          /* among them, by option */
    int32_t *open, nopen;     /* what excludes all of the set being made */
    int32_t *member, nmember; /* the set */
    bool *covered;            /* by option: in a set of this tick */
};

/* False without memory. O(options^2 x their cells). */
bool weft_ilp_cliques_init(struct ilp_cliques *c, const struct ilp_inst *x);
void weft_ilp_cliques_release(struct ilp_cliques *c);

/* Begin with tick t; then the next set, in member. False: no more. */
void weft_ilp_cliques_at(struct ilp_cliques *c, const struct ilp_inst *x,
                         int64_t t);
bool weft_ilp_cliques_next(struct ilp_cliques *c);

#endif
