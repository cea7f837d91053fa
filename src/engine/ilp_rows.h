/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_rows.h - rows that only say where tasks run, for every model.
 *
 * x(o) is the column of `at` (by option of the instance), or 1 where that is
 * WEFT_NONE: the only option of its task. */
#ifndef WEFT_ENGINE_ILP_ROWS_H
#define WEFT_ENGINE_ILP_ROWS_H

#include "engine/ilp_inst.h"
#include "engine/ilp_model.h"

struct ilp_size {
    int64_t cols, rows, terms; /* upper bounds */
};

/* Add coef * x(o) to the open row. */
void weft_ilp_add_x(struct ilp_model *m, const int32_t *at, int32_t o,
                    int64_t coef);

/* One option for each task. */
void weft_ilp_assign_rows(struct ilp_model *m, const struct ilp_inst *x,
                          const int32_t *at);
/* Consumables. */
void weft_ilp_budget_rows(struct ilp_model *m, const struct ilp_inst *x,
                          const int32_t *at);
/* Equal copies c1, c2, ...: a task takes c(k) only if one before it (by index)
 * takes c(k-1). Every schedule can be renamed to that. Left out where it would
 * take too many terms. */
void weft_ilp_symmetry_rows(struct ilp_model *m, const struct ilp_inst *x,
                            const int32_t *at);

/* The column that x(o) is, for the caller to add. */
struct ilp_col weft_ilp_place_col(const struct ilp_inst *x, int32_t o);

#endif
