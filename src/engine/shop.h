/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/shop.h - plans that are job shops: every node copy runs one task at a
 * time, and nothing else binds.
 *
 * Such a plan is an option for each task and an order of the tasks on each
 * machine: a graph whose longest path is the makespan (Roy, Sussmann 1964).
 * Tasks may have several options (flexible job shop), predecessors of any
 * number, lags, transfers and releases.
 *
 * Owner: whoever called the init functions. */
#ifndef WEFT_ENGINE_SHOP_H
#define WEFT_ENGINE_SHOP_H

#include "weft/problem.h"

struct weft_shop {
    const struct weft_problem *q; /* borrowed */
    int32_t *machine;             /* by option: copy, WEFT_NONE: needs none */
};

/* *fits: q is a job shop; else *s is empty. Told by structure: no holds,
 * budgets in use, down windows, deadlines, latest starts or negative lags; on
 * every copy any two tasks are too much for one of its cells, or all tasks
 * together are not; globals never bind. WEFT_E_NOMEM. O(options). */
enum weft_rc weft_shop_init(struct weft_shop *s, const struct weft_problem *q,
                            bool *fits, struct weft_err *err);
void weft_shop_release(struct weft_shop *s);

/* A plan of a shop: options, orders and the longest paths of its graph. */
struct weft_shop_plan {
    const struct weft_shop *shop; /* borrowed */
    int32_t n;
    int32_t *opt;
    int64_t *dur;            /* of the option */
    int32_t *before, *after; /* on the machine of its option, WEFT_NONE: none */
    int32_t *first;          /* by machine */
    int64_t *head;           /* longest path to the start of a task */
    int64_t *tail;           /* and from its end */
    int32_t *order, *pos;    /* topological, by weft_shop_plan_measure() */
    int64_t makespan;
    int32_t *missing;
};

/* False without memory. */
bool weft_shop_plan_init(struct weft_shop_plan *p, const struct weft_shop *s);
void weft_shop_plan_release(struct weft_shop_plan *p);
void weft_shop_plan_copy(struct weft_shop_plan *to,
                         const struct weft_shop_plan *from);

/* p := the options opt, each machine in the order of a topological order of
 * all tasks; measured. O(n + m). */
void weft_shop_plan_set(struct weft_shop_plan *p, const int32_t *order,
                        const int32_t *opt);

/* Heads, tails, order and makespan. The graph must have no cycle. O(n + m). */
void weft_shop_plan_measure(struct weft_shop_plan *p);

/* Length of the longest path to the start of task i without its machine, and
 * from its end, if it runs in option o. O(links of i). */
int64_t weft_shop_plan_head(const struct weft_shop_plan *p, int32_t i,
                            int32_t o);
int64_t weft_shop_plan_tail(const struct weft_shop_plan *p, int32_t i,
                            int32_t o);

/* Heads of what comes behind task i in p->order, and tails of what comes before
 * it, and the makespan, anew: after i was removed and its dur set to 0.
 * O(n + m). */
void weft_shop_plan_without(struct weft_shop_plan *p, int32_t i);

/* Take task i off its machine; put it on the machine of option o, behind task
 * `behind` (WEFT_NONE: first). Not measured. */
void weft_shop_plan_remove(struct weft_shop_plan *p, int32_t i);
void weft_shop_plan_insert(struct weft_shop_plan *p, int32_t i, int32_t o,
                           int32_t behind);

static inline int32_t weft_shop_machine(const struct weft_shop_plan *p,
                                        int32_t i)
{
    return p->shop->machine[p->opt[i]];
}

#endif
