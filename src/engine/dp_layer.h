/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/dp_layer.h - the states of one stage of the dynamic programme.
 *
 * A state stands for all partial plans that may still end best, given the
 * tasks that have started: `now` is the start of the last one, and whatever
 * starts next starts no earlier. Of a started task only the active matter:
 * those that still run at `now`, or whose successors still have to wait.
 *
 * State a dominates b (same tasks started, same reservations) if a is no later
 * in anything that the rest of the plan can see: its clock, its makespan, what
 * is left of the budgets, and each of its active tasks. Then every completion
 * of b completes a as well. This is the cutset rule of Demeulemeester, Herroelen,
 * "A branch-and-bound procedure for the multiple resource-constrained project
 * scheduling problem", Management Science 38 (1992), theorem 4, for tasks with
 * options, transfers and budgets. */
#ifndef WEFT_ENGINE_DP_LAYER_H
#define WEFT_ENGINE_DP_LAYER_H

#include "weft/problem.h"

struct dp_active {
    int32_t task, opt;
    int64_t finish;
    int64_t until; /* when nothing sees it any more: >= finish */
};

struct dp_state {
    uint64_t hash; /* of the tasks started and the reservations */
    int64_t now;   /* start of the last task */
    int64_t end;   /* latest finish so far */
    int64_t bound; /* no completion ends earlier */
    size_t active; /* first in layer->active, by task */
    int32_t nactive;
    int32_t choice; /* of reservations */
    int32_t record; /* how it was reached */
    int32_t next;   /* in the bucket, WEFT_NONE: last */
    bool dead;      /* dominated */
};

struct dp_layer {
    const struct weft_problem *q;
    int32_t nword; /* of a set of tasks */
    struct dp_state *state;
    int32_t n, cap, alive;
    uint64_t *set; /* nword by state: tasks started */
    int64_t *left; /* by state and budget, after the least that the others
                       spend */
    struct dp_active *active;
    size_t nactive, cap_active;
    int32_t *bucket; /* first state, by hash */
    int32_t nbucket; /* a power of two; 0: none */
};

/* Zero-initialised but for q and nword, a layer is empty. */
void weft_dp_layer_release(struct dp_layer *l);
void weft_dp_layer_clear(struct dp_layer *l);

/* A new state at the end of the layer, not in its bucket yet: room for its set,
 * budgets and nactive active tasks. WEFT_NONE without memory. */
int32_t weft_dp_layer_push(struct dp_layer *l, int32_t nactive);

/* Put the last state into its bucket, unless another dominates it: then it is
 * taken away and *kept is false. States that it dominates die. False without
 * memory. */
bool weft_dp_layer_settle(struct dp_layer *l, bool *kept);

/* Keep the `most` states with the smallest bounds. *dropped becomes the least
 * bound of those that go, if that is less. False without memory. */
bool weft_dp_layer_trim(struct dp_layer *l, int32_t most, int64_t *dropped);

/* Bytes that a state takes, with this many active tasks. */
size_t weft_dp_state_bytes(const struct dp_layer *l, int32_t nactive);

static inline uint64_t *weft_dp_set(const struct dp_layer *l, int32_t s)
{
    return l->set + (size_t)s * (size_t)l->nword;
}

static inline int64_t *weft_dp_left(const struct dp_layer *l, int32_t s)
{
    return l->left + (size_t)s * (size_t)l->q->nbudget;
}

static inline bool weft_dp_is_in(const uint64_t *set, int32_t i)
{
    return set[i >> 6] >> (i & 63) & 1;
}

#endif
