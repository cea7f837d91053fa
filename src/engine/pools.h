/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/pools.h - a relaxation for bounds: pools of capacity.
 *
 * A pool is one resource of a set of node copies taken together (or a global
 * resource), with the tasks that must run in the set whatever option they
 * take, and the least each uses in any option. Whatever overloads a pool
 * overloads one of its copies in every plan. Sets are: all copies, and every
 * set of copies that some task is confined to.
 *
 * Owner: whoever called weft_pools_init(). */
#ifndef WEFT_ENGINE_POOLS_H
#define WEFT_ENGINE_POOLS_H

#include "engine/wide.h"
#include "weft/problem.h"

struct weft_pool_item {
    int32_t task;
    int64_t qty;      /* least use at an instant, > 0 */
    weft_wide energy; /* least use x duration */
};

struct weft_pool {
    int32_t res;
    int64_t cap;      /* less the least that hold tasks in it reserve; may be
                     negative: then there is no plan */
    int32_t begin, n; /* in item[]; no hold tasks, no runs of no length */
};

struct weft_pools {
    struct weft_pool *pool;
    int32_t n;
    struct weft_pool_item *item;
    int32_t nitem;
};

/* WEFT_E_NOMEM. O(options), and O(tasks x sets); sets are limited. */
enum weft_rc weft_pools_init(struct weft_pools *p, const struct weft_problem *q,
                             struct weft_err *err);
void weft_pools_release(struct weft_pools *p);

#endif
