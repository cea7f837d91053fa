/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_prog.h - the integer programme of a problem within a horizon,
 * whichever model suits.
 *
 * Owner: weft_ilp_prog_release(). */
#ifndef WEFT_ENGINE_ILP_PROG_H
#define WEFT_ENGINE_ILP_PROG_H

#include "engine/ilp_order.h"
#include "engine/ilp_step.h"

enum ilp_kind {
    ILP_STEP, /* time-dynamic */
    ILP_ORDER /* assignment, orders where they matter */
};

struct ilp_prog {
    struct ilp_inst x; /* x.infeasible: no model was needed */
    enum ilp_kind kind;
    struct ilp_step step;
    struct ilp_order order;
};

/* No optimal schedule is longer: the runs one after the other, with every
 * delay, after all releases and down windows. */
int64_t weft_ilp_safe_horizon(const struct weft_problem *q);

struct ilp_prog_opts {
    int64_t horizon; /* latest finish */
    int64_t bound;   /* of every schedule, proved; <= horizon */
    bool whole;      /* do not reduce the problem (engine/ilp_inst.h) */
    struct ilp_size max;
    struct ilp_stop stop; /* then WEFT_E_LIMIT */
};

/* Reduce and build. WEFT_E_NOMEM; WEFT_E_LIMIT with the figures in err->msg
 * where no model fits max. */
enum weft_rc weft_ilp_prog_init(struct ilp_prog *p,
                                const struct weft_problem *q,
                                const struct ilp_prog_opts *o,
                                struct weft_err *err);
void weft_ilp_prog_release(struct ilp_prog *p);

const struct ilp_model *weft_ilp_prog_model(const struct ilp_prog *p);
bool weft_ilp_prog_infeasible(const struct ilp_prog *p);

/* Options (of p->x) and starts in a solution; of a fractional one the
 * likeliest options and the mean starts. value: by column. */
void weft_ilp_prog_decode(const struct ilp_prog *p, const double *value,
                          int32_t *opt, double *start);
/* The other way round. False if the model leaves it out or has no easy way to
 * say it. */
bool weft_ilp_prog_encode(const struct ilp_prog *p, const int32_t *opt,
                          const int64_t *start, double *value);

#endif
