/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_inst.h - a problem, reduced to what an integer programme needs.
 *
 * Within a horizon (every task must have finished by then), options that can
 * no longer be used, that another option of the task makes superfluous, or
 * that differ from another only by which of several equal copies they use, are
 * left out; so are cells and budgets that can never be overdrawn. The horizon
 * has a schedule of the problem if and only if the reduced one has.
 *
 * Copies that have become equal (to which no price or name matters here) are
 * merged into a *pool* where that is exact: any `room` tasks fit one copy
 * together and never more, and no transfer between two of them counts. A pool
 * is a cell of room x copies slots. Equal copies that cannot be merged keep
 * their group for breaking symmetries.
 *
 * Owner: weft_ilp_inst_release().
 */
#ifndef WEFT_ENGINE_ILP_INST_H
#define WEFT_ENGINE_ILP_INST_H

#include "weft/problem.h"

struct ilp_opt {
    int32_t task;
    int32_t src;   /* an option of the problem with this effect */
    int32_t place; /* copy (of a pool: its first), WEFT_NONE: on no node */
    int32_t pool;  /* index, WEFT_NONE: a copy of its own */
    int32_t alt;   /* in a pool: in inst->alt, an option like src for each of
                      its copies */
    bool slot;     /* takes one of the pool's slots, also where these are not
                      scarce */
    int64_t dur;
    int32_t use_begin, nuse;     /* in inst->use: cells that can be overdrawn */
    int32_t spend_begin, nspend; /* in inst->spend: such budgets */
    int64_t es, ls;              /* first and last start; es <= ls */
};

struct ilp_pool {
    int32_t ncopy;
    int64_t room; /* tasks a copy holds at once; 0: any number */
};

struct ilp_inst {
    const struct weft_problem *q; /* borrowed */
    int64_t horizon;
    bool infeasible; /* no schedule within the horizon; all else is void */
    int32_t n, nopt;
    int32_t *opt_begin; /* n + 1 */
    struct ilp_opt *opt;
    struct weft_use *use, *spend; /* sorted by cell within an option */
    int32_t ncell; /* those of the problem, then those of pools */
    int64_t *cap;  /* by cell */
    int32_t npool;
    struct ilp_pool *pool;
    int32_t *alt;
    int32_t *group;   /* by copy: equal copies, the first of them; WEFT_NONE if
                       it is the only one of its kind, or in a pool */
    int64_t *es, *ls; /* of a task: over its options */
    int64_t *ef, *lf; /* finish */
};

/* Which options use a cell: user[begin[c] .. begin[c + 1]), by task. */
struct ilp_user {
    int32_t opt;
    int64_t qty;
};
struct ilp_users {
    int32_t *begin;
    struct ilp_user *user;
};

/* horizon: latest finish of all tasks, ticks. whole: only what the horizon
 * excludes is left out. WEFT_E_NOMEM, or WEFT_E_LIMIT if the problem has too
 * many options to look at (ILP_OPTIONS_MAX). */
#define ILP_OPTIONS_MAX 200000
enum weft_rc weft_ilp_inst_init(struct ilp_inst *x,
                                const struct weft_problem *q, int64_t horizon,
                                bool whole, struct weft_err *err);
void weft_ilp_inst_release(struct ilp_inst *x);

/* Do windows alone show that no schedule ends by `horizon`? */
enum weft_rc weft_ilp_refutes(const struct weft_problem *q, int64_t horizon,
                              bool *refuted, struct weft_err *err);

bool weft_ilp_users_init(struct ilp_users *u, const struct ilp_inst *x);
void weft_ilp_users_release(struct ilp_users *u);

/* Who cannot start before whom has ended: by links, and by windows that do not
 * meet. Transitive: what follows by links has later windows. bit is NULL if
 * there are more than ILP_AFTER_TASKS tasks. */
#define ILP_AFTER_TASKS 2000
struct ilp_after {
    uint64_t *bit; /* of task v in row u: v follows u */
    size_t words;  /* of a row */
};
bool weft_ilp_after_init(struct ilp_after *a, const struct ilp_inst *x);
void weft_ilp_after_release(struct ilp_after *a);
static inline bool weft_ilp_follows(const struct ilp_after *a, int32_t u,
                                    int32_t v)
{
    return a->bit[(size_t)u * a->words + (size_t)v / 64] >> (v % 64) & 1;
}

/* Steps of weft_ilp_inst_init: drop cells, budgets and options that do not
 * matter; merge copies. */
enum weft_rc weft_ilp_reduce(struct ilp_inst *x, struct weft_err *err);
enum weft_rc weft_ilp_merge(struct ilp_inst *x, struct weft_err *err);

/* Tighten es and ls of all options: links, down windows, deadlines, and what
 * tasks certainly hold of a cell. Drops options; sets infeasible. */
enum weft_rc weft_ilp_windows(struct ilp_inst *x, struct weft_err *err);

/* First start >= t (last start <= t) of a run of dur on a copy that meets none
 * of its down windows. copy may be WEFT_NONE. May be < 0 for _before. */
int64_t weft_ilp_after_down(const struct weft_problem *q, int32_t copy,
                            int64_t dur, int64_t t);
int64_t weft_ilp_before_down(const struct weft_problem *q, int32_t copy,
                             int64_t dur, int64_t t);

/* What link l adds between finish in option a and start in option b. */
int64_t weft_ilp_delay(const struct ilp_inst *x, int32_t l, int64_t lag,
                       const struct ilp_opt *a, const struct ilp_opt *b);

/* Which option of the problem each task takes when it runs in opt[i] (index
 * into x->opt) from start[i]: pools hand out their copies. pick has room for
 * n. */
enum weft_rc weft_ilp_picks(const struct ilp_inst *x, const int32_t *opt,
                            const int64_t *start, int32_t *pick,
                            struct weft_err *err);

#endif
