/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_model.h - a problem as variables and constraints of the core.
 *
 * Every task has a start variable and an end (a variable only where its
 * options differ in duration). A task with several options has for each a
 * presence Boolean and an optional start (cp_option.h); copies of a group on
 * which no two tasks can run at once are one *pool* with a capacity in units,
 * coloured afterwards. Around them:
 *
 *  - links: edges; a transfer is an edge guarded by "they run on different
 *    copies" (cp_edge.h);
 *  - cells and pools: cumulative (cp_cumulative.h), for two tasks that cannot
 *    run at once a Boolean for which is first, with guarded edges, and for
 *    tasks of which no two can, cp_unary.h;
 *  - budgets (cp_budget.h), down windows (cp_forbid.h);
 *  - the makespan: an integer variable above every end.
 *
 * Owner: whoever called weft_cp_model_init(); the problem is borrowed. */
#ifndef WEFT_ENGINE_CP_MODEL_H
#define WEFT_ENGINE_CP_MODEL_H

#include "engine/cp_core.h"
#include "weft/problem.h"

struct weft_cp_pick { /* one way to run a task */
    int32_t opt;      /* index into problem->option; of a pool: the first */
    int32_t pres;     /* view of a Boolean, 0: the only way */
    int32_t start;    /* view */
    int32_t dur;
    int32_t place;  /* pool: ncopy + group; else the copy, WEFT_NONE */
    int32_t lo, hi; /* start window at the root */
};

struct weft_cp_task {
    int32_t start;    /* view */
    int32_t end, add; /* ends at view end + add */
    int32_t begin, n; /* picks */
};

/* Booleans that follow from a schedule, for setting phases. */
struct weft_cp_pair {
    int32_t var, i, j; /* 1: task i ends before j starts */
};
/* Picks a of task i and b of task j > i (both WEFT_NONE: any) cannot run at
 * once, and the pair's Boolean is guarded for them. Sorted by i, j, a, b. */
struct weft_cp_clash {
    int32_t i, j, a, b;
    int32_t var;
};
struct weft_cp_same {
    int32_t var, task, copy; /* 1: task runs on copy, or on none */
};

/* Part of a problem: the neighbourhood of a schedule (cp_lns.h). Borrowed. */
struct weft_cp_arc {
    int32_t i, j; /* task i ends before task j starts */
};
struct weft_cp_part {
    const int32_t *opt;   /* by task: the only option, WEFT_NONE: it is free */
    const int32_t *order; /* of tasks: topological, arcs included */
    const struct weft_cp_arc *arc; /* by i */
    int32_t narc;
};

struct weft_cp_model_opts {
    const struct weft_cp_part *part; /* NULL: the whole problem */
    int64_t limit;     /* makespan at most this; WEFT_FOREVER: any */
    int64_t bound;     /* makespan known to be at least this */
    size_t memory;     /* bytes */
    int32_t max_pairs; /* orders of two tasks as Booleans, at most */
};

struct weft_cp_model {
    const struct weft_problem *q;
    struct weft_cp_core core;
    struct weft_cp_task *task;
    struct weft_cp_pick *pick;
    int32_t npick, pick_cap;
    bool *pooled;       /* by group */
    int32_t *pool_size; /* by group */
    int32_t makespan;   /* view */
    int32_t horizon;    /* no task ends after it */
    struct weft_cp_pair *pair;
    int32_t npair, pair_cap;
    struct weft_cp_clash *clash;
    int32_t nclash, clash_cap;
    struct weft_cp_same *same;
    int32_t nsame, same_cap;
    bool infeasible;     /* no schedule keeps the limit */
    const char *refused; /* why the problem is not one for this engine */
    const struct weft_cp_part *part; /* NULL: the whole problem */
    int32_t *arc_begin; /* by i, into part->arc; NULL without a part */
};

/* Build the model and propagate its root. WEFT_E_NOMEM (also beyond
 * o->memory); WEFT_E_LIMIT with m->refused set. With m->infeasible there is
 * nothing to search. Release in every case. */
enum weft_rc weft_cp_model_init(struct weft_cp_model *m,
                                const struct weft_problem *q,
                                const struct weft_cp_model_opts *o,
                                struct weft_err *err);
void weft_cp_model_release(struct weft_cp_model *m);

/* All variables are fixed: read the schedule off (initialised by the
 * caller). */
enum weft_rc weft_cp_model_read(const struct weft_cp_model *m,
                                struct weft_schedule *s, struct weft_err *err);
/* Values of all variables in a schedule: value[core.nvar]. Pooled copies may
 * be any. */
void weft_cp_model_values(const struct weft_cp_model *m,
                          const struct weft_schedule *s, int32_t *value);

#endif
