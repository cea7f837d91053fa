/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_order.h - the assignment model, with orders where they matter.
 *
 * x(o) = 1 says that a task runs in option o, s(i) is its start, and a link is
 * a row s(j) >= s(i) + duration + delay. Reservations are rows over x alone: if
 * every task that can overdraw a cell is a hold task, that is all, and the
 * model has no ticks. Otherwise o(i,j) = 1 says that i ends before j starts,
 * for pairs that share a cell; where not every two of its users exclude each
 * other, the units of a cell are handed on as a flow, from task to task along
 * such pairs.
 *
 * Its size does not depend on how long things take; the relaxation is weak.
 *
 * Source: Artigues, Michelon, Reusser, "Insertion techniques for static and
 * dynamic resource-constrained project scheduling", EJOR 149 (2003), section 2
 * (the flow).
 *
 * Owner: weft_ilp_order_release(). */
#ifndef WEFT_ENGINE_ILP_ORDER_H
#define WEFT_ENGINE_ILP_ORDER_H

#include "engine/ilp_rows.h"

struct ilp_order {
    const struct ilp_inst *x; /* borrowed */
    int64_t bound;
    struct ilp_model m;
    int32_t *x_at;    /* by option: see ilp_rows.h */
    int32_t *s_at;    /* by task: column of its start */
    int32_t *o_at;    /* by pair u * n + v: column; ORDER_YES, _NO, _FREE */
    int32_t makespan; /* column */
    int64_t pairs;    /* undecided ones that share a cell */
};

/* Size for a horizon of any length. WEFT_E_NOMEM. */
enum weft_rc weft_ilp_order_size(const struct ilp_inst *x, int64_t *pairs,
                                 struct ilp_size *out, struct weft_err *err);

/* As weft_ilp_step_init. At most ILP_AFTER_TASKS tasks. */
enum weft_rc weft_ilp_order_init(struct ilp_order *s, const struct ilp_inst *x,
                                 int64_t bound, const struct ilp_limit *limit,
                                 struct weft_err *err);
/* Only places, starts, links and reservations: what runs at the same time may
 * overdraw a cell. Of any size. */
enum weft_rc weft_ilp_order_relax(struct ilp_order *s, const struct ilp_inst *x,
                                  int64_t bound, struct weft_err *err);
void weft_ilp_order_release(struct ilp_order *s);

/* Options (of x) and starts in a solution, also a fractional one: then the
 * likeliest options and starts that need not fit. */
void weft_ilp_order_decode(const struct ilp_order *s, const double *value,
                           int32_t *opt, double *start);

#endif
