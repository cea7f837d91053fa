/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/problem.h - what an engine sees: integers only.
 *
 * Every task runs once, in one of its options. An option is a node copy (or
 * none) and a mode, with a duration and an amount of use of some cells. A
 * cell is one node copy x resource, or one global renewable resource; at
 * every instant the use of a cell is at most its capacity. A budget is one
 * consumable: the total over all tasks is at most its capacity.
 *
 * Times are ticks: the greatest common divisor of all times of the plan,
 * problem->tick thousandths long. A problem is immutable and holds no
 * pointers into the plan.
 *
 * The rules that engines and checker share:
 * - a run is [start, start + dur) and holds its use of cells meanwhile; a run
 *   of 0 ticks holds nothing, but its demand must still fit its node;
 * - it does not overlap a down window [from, to) of its copy: never
 *   start < to && from < start + dur;
 * - a hold task's use is reserved at every instant, also before and after its
 *   run; the run itself adds nothing;
 * - a task on no node uses global cells and budgets only;
 * - a link's transfer counts when both tasks run on a copy and these differ;
 *   a task on no node sends and receives for free.
 */
#ifndef WEFT_PROBLEM_H
#define WEFT_PROBLEM_H

#include "weft/graph.h"
#include "weft/plan.h"

#define WEFT_FOREVER INT64_MAX

struct weft_use {
    int32_t cell;
    int64_t qty; /* > 0 */
};

struct weft_option {
    int32_t copy;                /* node copy, WEFT_NONE: on no node */
    int32_t mode;                /* 0 = default, k = task->mode[k - 1] */
    int64_t dur;                 /* ticks */
    int32_t use_begin, nuse;     /* in problem->use; sorted by cell; options
                                    with equal use may share the entries */
    int32_t spend_begin, nspend; /* in problem->spend: budgets */
};

struct weft_copy { /* one copy of one node; a node's copies are contiguous */
    int32_t node;  /* plan index */
    int32_t index; /* 0-based among the node's copies */
    int32_t group; /* copies with equal group are interchangeable: swapping
                      them turns any schedule into an equally good one */
    int32_t cell_begin, ncell; /* its cells, contiguous */
    int64_t price;             /* billionths per hour */
    enum weft_billing billing;
    int32_t down_begin, ndown; /* in problem->down; ticks */
};

struct weft_cell {
    int32_t copy; /* WEFT_NONE: global */
    int32_t res;
    int64_t cap;
};

struct weft_budget {
    int32_t res;
    int64_t cap;
};

struct weft_problem {
    int64_t tick;        /* thousandths per tick, >= 1 */
    enum weft_unit unit; /* of the plan; only costs need it */
    int32_t ntask, ncopy, ncell, nbudget;
    int32_t ngroup; /* copy[].group is 0 .. ngroup - 1 */
    struct weft_copy *copy;
    struct weft_cell *cell;
    struct weft_budget *budget;
    struct weft_window *down;
    /* options of task i: option[option_begin[i]] .. [option_begin[i + 1] - 1];
     * every task of a valid problem has at least one */
    int32_t *option_begin; /* ntask + 1 */
    struct weft_option *option;
    struct weft_use *use;
    struct weft_use *spend; /* cell = index of a budget */
    int32_t nuse, nspend;
    int64_t *release;  /* earliest start, ticks; a start pin is in both */
    int64_t *latest;   /* latest start, ticks (start pin), else WEFT_FOREVER */
    int64_t *deadline; /* latest finish, ticks, else WEFT_FOREVER */
    bool *hold;        /* demand reserved for the whole plan, on its cells */
    int64_t *min_dur;  /* shortest option */
    double *priority;
    struct weft_graph graph; /* links; weight = lag in ticks */
    int64_t *link_xfer;      /* by graph.*_link: extra delay when the two run
                                on different copies */
    int64_t *res_price;      /* billionths, by plan resource index */
    int32_t nres;
    int32_t *order; /* a topological order, ties by input */
    bool no_nodes;  /* planned without capacities */
    /* infeasible without a search ("" if not): which task, resource, node and
     * shortage. A task that fits nowhere, a deadline or start pin before the
     * links allow it, a budget or reservations above what there is. Names are
     * as weft_utf8_show makes them. */
    char reason[256];
    int32_t reason_task; /* WEFT_NONE if it is not one task */
    /* ids of tasks, nodes and plan resources, for what engines have to say:
     * offsets into ids. NULL in a problem made by hand. Safe to show: as
     * weft_utf8_show makes them */
    char *ids;
    size_t *task_id, *node_id, *res_id;
};

static inline const char *weft_problem_task_id(const struct weft_problem *q,
                                               int32_t task)
{
    return q->ids ? q->ids + q->task_id[task] : "?";
}

static inline const char *weft_problem_node_id(const struct weft_problem *q,
                                               int32_t node)
{
    return q->ids ? q->ids + q->node_id[node] : "?";
}

static inline const char *weft_problem_res_id(const struct weft_problem *q,
                                              int32_t res)
{
    return q->ids ? q->ids + q->res_id[res] : "?";
}

/* Compile a plan. A task that fits nowhere is not an error: *out is complete
 * for the other tasks and says so in reason (that task has no options).
 * Options that can never be used are left out: demand above the copy's
 * capacity, or no room between release, down windows and deadline.
 * WEFT_E_LIMIT on too many options (over 50,000,000) or copies (over
 * 1,000,000), or if one task after the other, with every delay, would take
 * more than 2^61 thousandths: sums of times never overflow afterwards.
 * Owner of *out: weft_problem_free(). O(tasks x eligible copies + links). */
enum weft_rc weft_problem_new(const struct weft_plan *p,
                              struct weft_problem **out, struct weft_err *err);
void weft_problem_free(struct weft_problem *q);

/* Delay from finish to start along link number l when task u runs in option a
 * and v in option b (indices into problem->option): lag + transfer. */
int64_t weft_problem_delay(const struct weft_problem *q, int32_t l, int64_t lag,
                           int32_t a, int32_t b);

/* A plan: an option and a start per task; everything else is derived. */
struct weft_schedule {
    int32_t n;
    int32_t *opt;   /* absolute index into problem->option; WEFT_NONE: none */
    int64_t *start; /* ticks */
};

enum weft_rc weft_schedule_init(struct weft_schedule *s, int32_t n,
                                struct weft_err *err);
enum weft_rc weft_schedule_copy(struct weft_schedule *to,
                                const struct weft_schedule *from,
                                struct weft_err *err); /* to: initialised */
void weft_schedule_release(struct weft_schedule *s);
/* Latest finish, 0 if nothing runs. Tasks without an option are ignored here
 * and below. */
int64_t weft_schedule_makespan(const struct weft_problem *q,
                               const struct weft_schedule *s);
/* Billionths: node prices (use: busy hours per copy, i.e. the length of the
 * union of its tasks' runs; lease: first start to last end; fixed: the plan's
 * whole makespan, used or not; a hold task counts as running from 0 to the
 * makespan), prices of renewables (use x hours; hold: for the makespan) and of
 * consumables (spending). Where the time unit is none, prices per hour are per
 * unit. Rounded to the nearest, halves up. Saturates. WEFT_NONE without
 * memory. O(n log n). */
int64_t weft_schedule_cost(const struct weft_problem *q,
                           const struct weft_schedule *s);
/* Copies on which at least one task runs. WEFT_NONE without memory. */
int32_t weft_schedule_nodes_used(const struct weft_problem *q,
                                 const struct weft_schedule *s);

/* Id of a copy ("n1", or "n1-2" where count > 1), of the plan q came from. */
void weft_copy_id(const struct weft_plan *p, const struct weft_problem *q,
                  int32_t copy, char *out, size_t size);

#endif
