/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/sgs.h - schedule generation: from an order of tasks to a schedule.
 *
 * A struct weft_sgs is a workbench: built once for a problem, it makes
 * thousands of schedules without allocating. Every schedule it makes keeps
 * links, capacities, windows, pins, reservations and budgets; or it says which
 * task it could not place (failed), which proves nothing.
 *
 * - Serial: tasks in the given order, each at its earliest start.
 * - Parallel: time moves on, what can start does, in the given order.
 *
 * Reservations (hold tasks) and budgets are settled before the first task is
 * placed. base[] names an option for each task (engine/base.h): those of hold
 * tasks are used as they are; for the others it says what a task may always
 * fall back on, so that what is left of a budget is never spent on early tasks
 * at the expense of later ones. Tasks with a fixed start are placed first.
 *
 * Source: Kolisch, "Serial and parallel resource-constrained project
 * scheduling methods revisited", EJOR 90 (1996), sections 2 and 3.
 *
 * Owner: whoever called weft_sgs_new(). */
#ifndef WEFT_ENGINE_SGS_H
#define WEFT_ENGINE_SGS_H

#include "engine/profile.h"
#include "engine/sort.h"
#include "weft/problem.h"

/* How the option of a task is chosen where it is not given: what comes first
 * decides, ties by the next, in the end by the lowest index. "Most free" is the
 * sum, over the resources the option uses, of the share of that resource's
 * largest capacity that is left when it starts. */
enum weft_choice {
    WEFT_BY_FINISH, /* earliest finish, cheapest, most free */
    WEFT_BY_FREE,   /* earliest start, most free, earliest finish, cheapest */
    WEFT_BY_COST    /* finished when due, cheapest, on a copy in use, earliest
                       finish, most free; none by when due: earliest finish */
};

/* Where a cell lives: a field of the words of a profile ("plane"). */
struct weft_field {
    int32_t plane; /* WEFT_NONE: no option uses the cell */
    int32_t shift;
    uint64_t mask; /* of the field, shifted down */
    int64_t unit;  /* quantity of one unit; divides every use of the cell */
    int64_t cap;   /* in units; the field holds no more than can be used */
    double share;  /* unit / the largest such capacity of any copy */
};

struct weft_need {
    int32_t plane;
    uint64_t units; /* word for weft_profile_fit() */
};

struct weft_ready { /* heap entry of the parallel scheme */
    int64_t start;
    int32_t rank, task, opt;
    int32_t stamp; /* placements seen when start was worked out */
};

struct weft_sgs {
    const struct weft_problem *q; /* borrowed */

    /* compiled */
    int32_t nplane;
    struct weft_profile *plane;
    struct weft_field *field; /* by cell */
    int32_t *need_begin;      /* by option, noption + 1 */
    struct weft_need *need;
    int64_t *last_finish; /* by deadlines, pins and the shortest options after
                             it, else WEFT_FOREVER */
    int32_t *pinned;      /* tasks with a fixed start, by start */
    int32_t npinned;
    int32_t *hold; /* hold tasks */
    int32_t nhold;
    bool has_xfer, has_windows, has_down, has_prices, has_twins;
    int64_t probes; /* options of all tasks: the size of one schedule */

    /* settings, the caller's to change */
    enum weft_choice policy;
    int64_t *due;  /* for WEFT_BY_COST; by task */
    int32_t *base; /* by task; see above, WEFT_NONE where nothing binds */
    bool (*stop)(void *ctx); /* asked now and then; NULL: never */
    void *stop_ctx;

    /* the schedule */
    int32_t *opt; /* WEFT_NONE: not placed */
    int64_t *start, *finish;
    int64_t makespan;
    int32_t failed; /* the task that could not be placed, or WEFT_NONE */
    bool crowded;   /* parallel: given up because too many tasks were waiting */

    /* while one is made */
    const int32_t *pick; /* borrowed */
    uint64_t *held;      /* by plane */
    int64_t *left;       /* by budget, after base options of the unplaced */
    bool *used;          /* by copy */
    int32_t *twin;       /* by group of equal copies: the empty one tried, */
    uint64_t *tried;     /* at this try */
    uint64_t tries;
    int32_t nplaced;
    int32_t *missing; /* by task: predecessors not placed */
    int32_t *pos;     /* by task: place in the order */
    struct weft_ready *ready;
    int32_t nready;
    int64_t looks; /* options looked at by the parallel scheme */
    struct weft_sort sort;
    int32_t *seq, *save_opt, *save_pick; /* weft_sgs_improve() */
    int64_t *save_start;
};

/* WEFT_E_NOMEM. O(options + links), and the horizon where time is short. */
enum weft_rc weft_sgs_new(const struct weft_problem *q, struct weft_sgs **out,
                          struct weft_err *err);
void weft_sgs_free(struct weft_sgs *g);

/* Make a schedule from order, a topological order of all tasks. pick[i] is the
 * option that task i must take or WEFT_NONE, pick itself may be NULL; picks
 * count as base. WEFT_E_NOMEM, or WEFT_E_CANCELLED if stop() said so; otherwise
 * look at failed. O(options x steps of their profiles). */
enum weft_rc weft_sgs_serial(struct weft_sgs *g, const int32_t *order,
                             const int32_t *pick, struct weft_err *err);
/* The same; order is a priority here and need not be topological. Where
 * thousands of tasks wait for the same capacity, each is looked at whenever
 * some of it comes free: then this gives up, with failed and crowded set, after
 * looking at 50 times the options of the problem. */
enum weft_rc weft_sgs_parallel(struct weft_sgs *g, const int32_t *order,
                               const int32_t *pick, struct weft_err *err);

/* The same step by step, for who chooses each task and its option: begin, then
 * put a task whose predecessors are placed, until none is left (tasks with a
 * fixed start are placed by begin). g->failed says whether begin succeeded. */
struct weft_cand {
    int32_t opt;
    int64_t start, finish;
    double free;  /* "most free", see enum weft_choice */
    double price; /* up to a factor; 0 where nothing has a price */
};
enum weft_rc weft_sgs_begin(struct weft_sgs *g, const int32_t *pick,
                            struct weft_err *err);
/* The options of task i that can run, each at its earliest start; of equal
 * empty copies one. out has room for all options. Returns their number. */
int32_t weft_sgs_cands(struct weft_sgs *g, int32_t i, struct weft_cand *out);
/* WEFT_E_NOMEM. */
enum weft_rc weft_sgs_put(struct weft_sgs *g, int32_t i,
                          const struct weft_cand *c, struct weft_err *err);

/* Justify the schedule in g to the right: every task as late as it can be
 * without moving the makespan, later tasks first, options kept. No task starts
 * earlier than before. WEFT_E_NOMEM. */
enum weft_rc weft_sgs_right(struct weft_sgs *g, struct weft_err *err);

/* Forward-backward improvement of the schedule in g: right, then left again,
 * until the makespan stays or `most` passes are made (two or three belong
 * together and are not cut short). The result is never longer than what was
 * there. rechoose: let the left pass also try new options. made (may be NULL)
 * is increased by the number of passes.
 * Source: Valls, Ballestin, Quintanilla, "Justification and RCPSP: a technique
 * that pays", EJOR 165 (2005), section 2. */
enum weft_rc weft_sgs_improve(struct weft_sgs *g, bool rechoose, int64_t most,
                              int64_t *made, struct weft_err *err);

/* order := the tasks by start, topological. g's schedule must be whole. */
void weft_sgs_order(struct weft_sgs *g, int32_t *order);
/* The same from the end: latest finish first, every task after its
 * successors. */
void weft_sgs_order_back(struct weft_sgs *g, int32_t *order);

/* The schedule in g, borrowed until the next one is made. */
static inline struct weft_schedule weft_sgs_schedule(const struct weft_sgs *g)
{
    return (struct weft_schedule){ g->q->ntask, g->opt, g->start };
}

/* Put a whole, feasible schedule into g, as weft_sgs_serial would leave it. */
void weft_sgs_load(struct weft_sgs *g, const struct weft_schedule *s);

#endif
