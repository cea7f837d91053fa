/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/policy.h"

static const char *const name[WEFT_POLICY_WEIGHTS] = {
    [WEFT_RL_RANK] = "rank",
    [WEFT_RL_SLACK] = "slack",
    [WEFT_RL_LENGTH] = "length",
    [WEFT_RL_SUCCESSORS] = "successors",
    [WEFT_RL_DEMAND] = "demand",
    [WEFT_RL_WORK] = "work",
    [WEFT_RL_WAITED] = "waited",
    [WEFT_RL_CROWD_LENGTH] = "crowd x length",
    [WEFT_RL_CROWD_DEMAND] = "crowd x demand",
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_FINISH] = "option finish",
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_WAIT] = "option wait",
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_LENGTH] = "option length",
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_FREE] = "option free",
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_OPENS] = "option opens a copy",
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_PRICE] = "option price",
};

/* Thousandths; made by bench/train_policy from the samples and random plans. */
static const int64_t shipped[WEFT_POLICY_WEIGHTS] = {
    10758, /* rank */
    2651,  /* slack */
    -1525, /* length */
    -2318, /* successors */
    112,   /* demand */
    1386,  /* work */
    3124,  /* waited */
    -2097, /* crowd x length */
    1066,  /* crowd x demand */
    -4727, /* option finish */
    700,   /* option wait */
    -231,  /* option length */
    -1896, /* option free */
    -1464, /* option opens a copy */
    620,   /* option price */
};

const char *weft_policy_feature(int feature)
{
    return name[feature];
}

void weft_policy_init(struct weft_policy *p)
{
    *p = (struct weft_policy){ 0 };
    for (int f = 0; f < WEFT_POLICY_WEIGHTS; f++)
        p->weight[f] = shipped[f] * (WEFT_POLICY_UNIT / 1000);
}
