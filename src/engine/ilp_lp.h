/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_lp.h - a model as text for other solvers (CPLEX LP format). */
#ifndef WEFT_ENGINE_ILP_LP_H
#define WEFT_ENGINE_ILP_LP_H

#include "base/buf.h"
#include "engine/ilp_prog.h"

#define ILP_NAME_MAX 80

/* The name of a column: letters, digits and _, tasks and nodes counted from
 * 1, node 0: none. */
void weft_ilp_col_name(const struct ilp_col *c, char out[ILP_NAME_MAX]);

/* Append the model as text: comments that say which number is which task,
 * node and cell, then objective, rows, bounds, kinds. The objective is the
 * column `makespan`, in ticks. Sets b->oom without memory. False: stop
 * said so. */
bool weft_ilp_lp(struct weft_buf *b, const struct ilp_prog *p,
                 const struct ilp_stop *stop);

#endif
