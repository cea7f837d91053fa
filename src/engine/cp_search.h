/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_search.h - decisions and restarts over a model.
 *
 * Until the first restart, schedule generation: the task that can start
 * first starts then, in the option that ends first. Afterwards the literal of
 * highest activity, on the side where the best schedule known is (solution
 * phase saving); where no literal is left, schedule generation again. Luby
 * restarts. ("Hot restart" of Schutt, Feydy, Stuckey, Wallace 2011.) */
#ifndef WEFT_ENGINE_CP_SEARCH_H
#define WEFT_ENGINE_CP_SEARCH_H

#include "engine/cp_model.h"

enum weft_cp_end {
    WEFT_CP_FOUND,   /* all variables are fixed: read the schedule */
    WEFT_CP_REFUTED, /* no (better) schedule exists */
    WEFT_CP_RAISED,  /* none exists up to the assumed makespan */
    WEFT_CP_LIMIT,   /* conflicts used up */
    WEFT_CP_STOPPED,
    WEFT_CP_NOMEM
};

struct weft_cp_search {
    struct weft_cp_model *m; /* borrowed */
    int32_t *phase;          /* preferred value of every variable */
    bool has_phase;
    bool by_activity;
    int32_t restarts;
    int64_t left; /* conflicts before the next restart */
    int32_t max_learnt;
    int64_t root_moves;      /* when edges were reduced last */
    bool (*stop)(void *ctx); /* NULL: never */
    void *ctx;
};

enum weft_rc weft_cp_search_init(struct weft_cp_search *s,
                                 struct weft_cp_model *m, struct weft_err *err);
void weft_cp_search_release(struct weft_cp_search *s);

/* Search on for up to `conflicts` conflicts. assume: makespan to try not to
 * exceed, for a bound from below; WEFT_FOREVER: none. */
enum weft_cp_end weft_cp_search_run(struct weft_cp_search *s, int64_t conflicts,
                                    int64_t assume);
/* Take the values of a schedule as phases. */
void weft_cp_search_lead(struct weft_cp_search *s,
                         const struct weft_schedule *from);
/* From now on the makespan is at most limit; false: that is refuted. */
bool weft_cp_search_limit(struct weft_cp_search *s, int64_t limit);
/* From now on it is at least bound, which was proved elsewhere; false: then
 * nothing is left. */
bool weft_cp_search_raise(struct weft_cp_search *s, int64_t bound);
/* The makespan is proved to be at least this. */
int64_t weft_cp_search_bound(const struct weft_cp_search *s);

#endif
