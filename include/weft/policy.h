/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/policy.h - what the engine rl has learned: weights of features.
 *
 * A policy is a few numbers and knows nothing of a plan: one that was learned
 * on a plan is a good start for that plan after an edit, and for others like
 * it. In the softmax that decides what comes next, the score of a task (or of
 * an option for it) is the sum of its features times their weights. */
#ifndef WEFT_POLICY_H
#define WEFT_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "weft/err.h"

/* Features of a task that could come next. Times are shares of the critical
 * path. */
enum weft_task_feature {
    WEFT_RL_RANK,   /* longest path from its start to the end */
    WEFT_RL_SLACK,  /* between its earliest and latest start */
    WEFT_RL_LENGTH, /* mean duration */
    WEFT_RL_SUCCESSORS,
    WEFT_RL_DEMAND, /* of its first option, against the largest capacity */
    WEFT_RL_WORK,   /* demand x duration */
    WEFT_RL_WAITED, /* since its predecessors ended, till the last placed
                         task started */
    WEFT_RL_CROWD_LENGTH, /* length, the more tasks could come next */
    WEFT_RL_CROWD_DEMAND, /* demand, likewise */
    WEFT_RL_FEATURES
};

/* Features of an option for the task that comes next. */
enum weft_option_feature {
    WEFT_RL_OPTION_FINISH, /* after the option that is done first */
    WEFT_RL_OPTION_WAIT,   /* from when links allow it to its start */
    WEFT_RL_OPTION_LENGTH, /* against the mean of its options */
    WEFT_RL_OPTION_FREE,   /* share left of what it uses */
    WEFT_RL_OPTION_OPENS,  /* its copy is not in use yet */
    WEFT_RL_OPTION_PRICE,  /* against the dearest */
    WEFT_RL_OPTION_FEATURES
};

#define WEFT_POLICY_WEIGHTS (WEFT_RL_FEATURES + WEFT_RL_OPTION_FEATURES)

/* Weights in millionths, of tasks, then of options. */
#define WEFT_POLICY_UNIT 1000000
#define WEFT_POLICY_MAX  (1000 * (int64_t)WEFT_POLICY_UNIT)
struct weft_policy {
    int64_t weight[WEFT_POLICY_WEIGHTS];
    int64_t episodes; /* schedules it was learned from */
};

/* "rank", "slack", ..., "option finish", ...: static. */
const char *weft_policy_feature(int feature);

/* The policy that weft ships: learned on the samples and on random plans. */
void weft_policy_init(struct weft_policy *p);

#endif
