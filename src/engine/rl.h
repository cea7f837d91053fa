/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/rl.h - a dispatching policy that learns by trial on this plan.
 *
 * REINFORCE with a baseline (Williams, "Simple statistical gradient-following
 * algorithms for connectionist reinforcement learning", Machine Learning 8
 * (1992)): batches of schedules are drawn from the policy, each improved by
 * justification; what made the shorter ones becomes more likely. Steps by
 * Adam (Kingma, Ba, 2015); a bonus for entropy keeps it from settling early. */
#ifndef WEFT_ENGINE_RL_H
#define WEFT_ENGINE_RL_H

#include "weft/engine.h"

extern const struct weft_engine weft_engine_rl;

#endif
