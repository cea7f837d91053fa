/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_lp.h - a model as a file for other solvers (CPLEX LP format). */
#ifndef WEFT_ENGINE_ILP_LP_H
#define WEFT_ENGINE_ILP_LP_H

#include "engine/ilp_inst.h"
#include "engine/ilp_model.h"

#define ILP_NAME_MAX 80

/* The name of a column: letters, digits and _, tasks and nodes counted from
 * 1, node 0: none. */
void weft_ilp_col_name(const struct ilp_col *c, char out[ILP_NAME_MAX]);

/* Write m, a model of x, to path: comments that say which number is which
 * task, node and cell, then objective, rows, bounds, kinds. The objective is
 * the column `makespan`, in ticks. `what` describes the model. WEFT_E_IO with
 * the system's reason; what was written is removed then. */
enum weft_rc weft_ilp_write_lp(const struct ilp_inst *x,
                               const struct ilp_model *m, const char *what,
                               const char *path, struct weft_err *err);

#endif
