/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/rl_rollout.h - schedules from a policy, and how to change the policy
 * so that schedules like one that was made become more likely.
 *
 * A roll-out places one task after the other: first which of those that could
 * come next, then in which option, both by softmax (or the best, if greedy).
 *
 * Owner: whoever called weft_rollout_init(). */
#ifndef WEFT_ENGINE_RL_ROLLOUT_H
#define WEFT_ENGINE_RL_ROLLOUT_H

#include "engine/search.h"
#include "weft/policy.h"

struct weft_rollout {
    struct weft_search *search;        /* borrowed */
    const struct weft_problem *q;      /* of search */
    double (*fixed)[WEFT_RL_FEATURES]; /* by task, what does not change */
    double span;                       /* critical path, at least 1 tick */
    int64_t *rank;                     /* by task; larger: more urgent */

    /* while one is made */
    int32_t *missing;
    int64_t *ready;    /* by task: when its predecessors are done */
    int32_t *eligible; /* by rank, the most urgent last */
    int32_t neligible;
    int64_t clock; /* start of the last task placed */
    struct weft_cand *cand;
    double (*task_f)[WEFT_RL_FEATURES];          /* of eligible */
    double (*option_f)[WEFT_RL_OPTION_FEATURES]; /* of cand */
    double *p;                                   /* probabilities of either */
    int64_t work;                                /* features looked at, ever */
};

/* WEFT_E_NOMEM. */
enum weft_rc weft_rollout_init(struct weft_rollout *r, struct weft_search *s,
                               struct weft_err *err);
void weft_rollout_release(struct weft_rollout *r);

/* A schedule in search->g; look at g->failed. grad (NULL: none) becomes the
 * gradient of the logarithm of its probability, entropy that of the entropy of
 * its decisions. greedy: no chance. */
enum weft_rc weft_rollout_run(struct weft_rollout *r, const double *weight,
                              bool greedy, double *grad, double *entropy,
                              struct weft_err *err);

#endif
