/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/member.h - engines that take turns.
 *
 * A member of a portfolio works on a run that it shares with others: best plan
 * and bound are there, whoever found them, and may be better than when its
 * last turn ended. It keeps everything else to itself.
 *
 *     begin()             once; needs no plan yet
 *     turn(), turn(), ..  until it has no more to do or the run has ended
 *     end()               once, also after a failure
 *
 * A turn is over when weft_run_is_over() says so, which counts work and not
 * time: so a member just works in a loop that asks after every schedule, or
 * every some hundred conflicts, and is called again with its state as it was.
 * A turn may be as short as one round of that loop.
 *
 * An engine that is a member needs nothing else: weft_member_solve() makes a
 * struct weft_engine's solve() of it. */
#ifndef WEFT_ENGINE_MEMBER_H
#define WEFT_ENGINE_MEMBER_H

#include "engine/run.h"

struct weft_member {
    const char *name;
    /* *state: for the others, NULL where there was no memory. Limits and seed
     * are in run->o. Failures of all three: WEFT_E_NOMEM; WEFT_E_LIMIT where
     * the engine cannot take the problem, err says why. */
    enum weft_rc (*begin)(void **state, struct weft_run *run,
                          struct weft_err *err);
    /* *more: false if another turn would do nothing. */
    enum weft_rc (*turn)(void *state, bool *more, struct weft_err *err);
    void (*end)(void *state); /* NULL is fine */
};

/* The member alone, as an engine: rules first, for a plan to start from
 * (o->start too), then its turns. */
enum weft_rc weft_member_solve(const struct weft_member *m,
                               const struct weft_problem *q,
                               const struct weft_solve_opts *o,
                               struct weft_result *r, struct weft_err *err);

#endif
