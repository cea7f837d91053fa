/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_dual.h - a bound that does not rest on floating point.
 *
 * For any multipliers y of the rows, y >= 0 where they are at most rows,
 *
 *     constant - y b + sum over columns of min { (c + y A)(j) x : lo <= x <= hi }
 *
 * is at most the optimum (weak duality). A solver's multipliers, rounded to
 * fractions with a common denominator, make it a calculation in integers that
 * loses next to nothing.
 *
 * Source: Neumaier, Shcherbina, "Safe bounds in linear and mixed-integer linear
 * programming", Mathematical Programming 99 (2004), section 2. */
#ifndef WEFT_ENGINE_ILP_DUAL_H
#define WEFT_ENGINE_ILP_DUAL_H

#include "engine/ilp_model.h"

/* y: by row. *bound is rounded up: all solutions are integer. False without
 * memory, or where the numbers do not fit. */
bool weft_ilp_dual_bound(const struct ilp_model *m, const double *y,
                         int64_t *bound);

#endif
