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

/* In whole numbers and thousandths. */
static const int64_t shipped[WEFT_POLICY_WEIGHTS] = {
    [WEFT_RL_RANK] = 30000,
    [WEFT_RL_FEATURES + WEFT_RL_OPTION_FINISH] = -6000,
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
