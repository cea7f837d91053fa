/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/dp_expand.h - from a state of the dynamic programme to those of the
 * next stage: one more task starts.
 *
 * Tasks start in the order of time, each at the earliest start, at or after the
 * clock of the state, that what runs leaves. Some optimal plan is made like
 * that: shift every task of an optimal plan to the left as long as one can
 * move. And a task need not come next if another could, whatever its option,
 * start earlier and be done by then (Giffler, Thompson, "Algorithms for solving
 * production-scheduling problems", Operations Research 8 (1960)).
 *
 * Owner: whoever called weft_dp_expander_init(). */
#ifndef WEFT_ENGINE_DP_EXPAND_H
#define WEFT_ENGINE_DP_EXPAND_H

#include "engine/dp_layer.h"
#include "engine/pools.h"
#include "engine/windows.h"

/* How a state was reached. */
struct dp_record {
    int32_t task, opt;
    int32_t parent; /* WEFT_NONE: nothing has started */
    int64_t start;
};

struct dp_records {
    struct dp_record *r;
    int32_t n, cap;
};

struct dp_cand { /* a task that may start next, in one option */
    int32_t task, opt;
    int64_t start, finish;
};

struct dp_expander {
    const struct weft_problem *q; /* borrowed */
    struct weft_windows w;
    struct weft_pools pools;
    int64_t *end;       /* by task: latest finish that deadlines allow */
    int64_t *min_spend; /* by task and budget */
    uint64_t *code;     /* by task: for hashes */
    uint64_t *pred;     /* by task, a set: its predecessors */
    int32_t nword;      /* of a set */
    int32_t *hold;      /* hold tasks; by choice and hold task, their options */
    int32_t nhold, *hold_opt, nchoice;
    int64_t limit; /* plans must end before it: states that cannot are cut */

    /* the state that is expanded */
    int32_t *at;      /* by task: its place among the active, WEFT_NONE */
    int64_t *used;    /* by cell: at the clock, by what runs */
    int64_t *held;    /* by cell: reserved */
    int32_t *running; /* the active, by finish */
    bool *busy;       /* by copy */
    int64_t *twin;    /* by group: the last task that tried an idle copy */
    int32_t *idle;    /* by group: that copy */
    int64_t tries;
    weft_wide *rest; /* by pool: energy of tasks that have not started, and of
                        what runs after the clock */
    struct dp_cand *cand;
    int32_t ncand, cap_cand;
    int64_t *first; /* by task: earliest start in any option, WEFT_FOREVER: it
                       cannot start next */
    int32_t *ready; /* tasks that can */
    int32_t nready;
    struct dp_active *work;
    int64_t looks; /* options looked at, ever */
};

enum weft_rc weft_dp_expander_init(struct dp_expander *x,
                                   const struct weft_problem *q,
                                   struct weft_err *err);
void weft_dp_expander_release(struct dp_expander *x);

/* The states in which nothing has started: one for each way to place what hold
 * tasks reserve. At most `most`; *all says whether these are all. Call once. */
enum weft_rc weft_dp_first(struct dp_expander *x, struct dp_layer *to,
                           int32_t most, bool *all, struct weft_err *err);

/* Add what can come of state s of `from` to `to`. */
enum weft_rc weft_dp_expand(struct dp_expander *x, const struct dp_layer *from,
                            int32_t s, struct dp_layer *to,
                            struct dp_records *rec, struct weft_err *err);

#endif
