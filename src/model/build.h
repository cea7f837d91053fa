/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/build.h - a problem under construction; private to problem*.c. */
#ifndef WEFT_MODEL_BUILD_H
#define WEFT_MODEL_BUILD_H

#include "weft/problem.h"

/* One distinct demand among all tasks and modes. Options with equal demand on
 * the same copy share their use entries: it is what keeps the problem of
 * 10,000 tasks in the cache. */
struct weft_demand {
    const struct weft_amount *v; /* borrowed from the plan */
    int32_t n;
    int32_t next;                /* in the chain of equal hashes */
    int32_t spend_begin, nspend; /* its budgets, in problem->spend */
    int32_t nglobal;             /* global cells it uses */
    bool misfit;                 /* above a global capacity: fits nowhere */
    int32_t *use;                /* by copy: use_begin, or one of below; NULL
                                    until a task without restriction has it */
};

enum {
    WEFT_USE_UNKNOWN = -1,
    WEFT_USE_MISFIT = -2 /* does not fit this copy */
};

struct weft_build {
    const struct weft_plan *p;
    struct weft_problem *q;
    struct weft_err *err;
    int32_t nnode, nres;
    int32_t *first_copy; /* by node, nnode + 1 entries */
    int32_t *where_is;   /* by resource: cell of a global renewable, budget of
                            a consumable, else WEFT_NONE */
    bool *wanted;        /* by resource: some task demands it */

    struct weft_demand *demand; /* distinct demands */
    int32_t ndemand;
    int32_t *demand_of; /* by task and mode, in document order */

    size_t noption, option_cap;
    size_t nuse, use_cap;
    size_t nspend, spend_cap;

    /* copies where the task and mode at hand may run, ascending */
    int32_t *cand, ncand;
    bool anywhere; /* no restriction: all copies */
    bool nowhere;  /* runs on no node */
    int32_t *stamp, serial;
    /* durations per copy of the task at hand; valid where its stamp says so */
    int64_t *own_dur;
    int32_t *own_stamp, own_serial;
    int64_t *speed; /* by copy */
};

/* No time of a plan may be longer, in thousandths. */
#define WEFT_BUILD_MAX_TIME ((int64_t)1 << 61)

enum weft_rc weft_build_nomem(const struct weft_build *b);
enum weft_rc weft_build_too_long(struct weft_build *b,
                                 const struct weft_task *t);
/* calloc that gives a pointer for n == 0 too. */
void *weft_build_zeros(size_t n, size_t size);
/* ceil(a * b / c), WEFT_NONE where it does not fit. */
int64_t weft_build_scale_up(int64_t a, int64_t b, int64_t c);

/* Find the distinct demands and the resources they want; then, when copies
 * and cells are known, the options of every task. */
enum weft_rc weft_build_demands(struct weft_build *b);
enum weft_rc weft_build_options(struct weft_build *b);

/* Where task t in `mode` (0 = default) may run by nodes, where and pin, its
 * demand left aside. Fills cand, ncand, anywhere, nowhere. */
void weft_build_candidates(struct weft_build *b, const struct weft_task *t,
                           int32_t mode);
/* Earliest start >= at of a run of dur on a node that avoids its down
 * windows. */
int64_t weft_build_after_down(const struct weft_node *node, int64_t at,
                              int64_t dur);
/* Number the interchangeable copies: copy[].group, ngroup. */
enum weft_rc weft_build_groups(struct weft_build *b);

/* Say in q->reason why a task has no option, and that `more` others have
 * none either. WEFT_E_NOMEM. */
enum weft_rc weft_build_explain(struct weft_build *b, int32_t task,
                                int32_t more);
/* Deadlines and start pins against the links, budgets, reservations. Sets
 * q->reason at the first contradiction; q is complete. WEFT_E_NOMEM. */
enum weft_rc weft_build_contradiction(struct weft_build *b);

#endif
