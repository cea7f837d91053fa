/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/dp.h - dynamic programming over sets of started tasks.
 *
 * Stage k holds the states in which k tasks have started (dp_layer.h), each
 * expanded by one more (dp_expand.h). Passes keep at most 100, 1,000, 10,000,
 * ... states of a stage, the most promising ones, so there is a plan soon; a
 * pass that drops nothing that could be better proves its plan, and what it
 * drops is a bound. Small, deep or narrow plans end within the first passes:
 * chains, trees, fewer than some 30 tasks. */
#ifndef WEFT_ENGINE_DP_H
#define WEFT_ENGINE_DP_H

#include "engine/member.h"

extern const struct weft_member weft_member_dp;
extern const struct weft_engine weft_engine_dp;

#endif
