/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/rules.h - priority rules: numbers for tasks, and orders from them.
 *
 * A rule gives every task a number, small ones first; an order is topological
 * and takes, of the tasks whose predecessors are in it, the one with the
 * smallest number (ties: first in the file). Adding a rule is a function and a
 * line in the table of rules.c.
 *
 * Source: Kolisch, "Efficient priority rules for the resource-constrained
 * project scheduling problem", J. Oper. Manag. 14 (1996), table 1; upward
 * rank: Topcuoglu, Hariri, Wu, IEEE TPDS 13 (2002), equation 8.
 *
 * Owner: whoever called weft_rules_init(). */
#ifndef WEFT_ENGINE_RULES_H
#define WEFT_ENGINE_RULES_H

#include "base/rng.h"
#include "weft/engine.h"

struct weft_order_item;

struct weft_orders {
    const struct weft_problem *q; /* borrowed */
    int64_t *es, *ls;  /* start windows: links, releases, deadlines, shortest
                          options; ls as if the plan took the critical path */
    int64_t *mean_dur; /* over the options, rounded down */
    int64_t *value;    /* of the rule in use, by task */
    int32_t *boost;    /* by task: higher first, before any value; normally 0 */
    struct weft_order_item *heap;
    int32_t *missing;
    double *weight; /* scratch of sampling */
};

/* WEFT_E_NOMEM. O(options + links). */
enum weft_rc weft_orders_init(struct weft_orders *w,
                              const struct weft_problem *q,
                              struct weft_err *err);
void weft_orders_release(struct weft_orders *w);

/* Number of the rule with this name in weft_rules(), WEFT_NONE if there is
 * none. NULL names the default, the first one. */
int32_t weft_rule_find(const char *name);

/* Fill w->value with the numbers of rule number `rule`. WEFT_E_LIMIT if the
 * problem is too large for it. O(options + links) but for mts. */
enum weft_rc weft_rule_values(struct weft_orders *w, int32_t rule,
                              struct weft_err *err);

/* order := the tasks by boost, then w->value. O((n + m) log n). */
void weft_order_by_value(struct weft_orders *w, int32_t *order);

/* The same by chance: of the tasks that can come next, one is drawn with a
 * weight that grows with how much better its value is than the worst.
 * Regret-based biased random sampling with alpha = 1 (Kolisch, Drexl, Annals
 * of Operations Research 64 (1996), section 3.2). With greed > 0 the best one
 * is taken outright with that probability. O(n x tasks that can come next). */
void weft_order_sample(struct weft_orders *w, double greed,
                       struct weft_rng *rng, int32_t *order);

#endif
