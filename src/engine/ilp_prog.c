/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_prog.h"

#include <string.h>

/* The model of orders is weak, but its size does not grow with time: it is
 * taken where it has few pairs and the other one many columns, or where
 * nothing but reservations matters. */
#define ORDER_PAIRS   60
#define STEP_COLS     3000
#define ORDER_HORIZON 1000000000 /* beyond, doubles find nothing either */

int64_t weft_ilp_safe_horizon(const struct weft_problem *q)
{
    int64_t first = 0, sum = 0;

    for (int32_t k = 0; k < q->ncopy; k++)
        for (int32_t d = 0; d < q->copy[k].ndown; d++) {
            int64_t to = q->down[q->copy[k].down_begin + d].to;

            first = to > first ? to : first;
        }
    for (int32_t i = 0; i < q->ntask; i++) {
        int64_t most = 0;

        first = q->release[i] > first ? q->release[i] : first;
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            most = q->option[o].dur > most ? q->option[o].dur : most;
        sum += most;
        for (int32_t k = q->graph.succ_begin[i]; k < q->graph.succ_begin[i + 1];
             k++)
            sum += (q->graph.succ_w ? q->graph.succ_w[k] : 0) +
                   q->link_xfer[q->graph.succ_link[k]];
    }
    return first + sum;
}

static bool fits(const struct ilp_size *z, const struct ilp_size *max)
{
    return z->cols <= max->cols && z->rows <= max->rows &&
           z->terms <= max->terms;
}

/* Which model says p->x within max. */
static enum weft_rc choose(struct ilp_prog *p, int64_t bound,
                           const struct ilp_prog_opts *o, struct weft_err *err)
{
    const struct ilp_size *max = &o->max;
    struct ilp_size step, order;
    const struct ilp_size *least = &step;
    int64_t pairs;
    bool ticks, orders, suits;
    enum weft_rc rc = weft_ilp_order_size(&p->x, &pairs, &order, err);

    if (rc)
        return rc;
    weft_ilp_step_size(&p->x, bound, &step);
    ticks = fits(&step, max);
    orders = fits(&order, max) && p->x.horizon <= ORDER_HORIZON;
    suits = pairs == 0 || (pairs <= ORDER_PAIRS && step.cols > STEP_COLS);
    p->kind = orders && (!ticks || suits) ? ILP_ORDER : ILP_STEP;
    if (ticks || orders)
        return WEFT_OK;
    if (order.terms < step.terms)
        least = &order;
    return weft_err_set(
        err, WEFT_E_LIMIT, "ilp",
        "the integer programme is too large: %lld columns, %lld rows, %lld "
        "terms, at most %lld, %lld and %lld are tried; coarser times or fewer "
        "tasks make it smaller, other engines have no such limit",
        (long long)least->cols, (long long)least->rows, (long long)least->terms,
        (long long)max->cols, (long long)max->rows, (long long)max->terms);
}

enum weft_rc weft_ilp_prog_init(struct ilp_prog *p,
                                const struct weft_problem *q,
                                const struct ilp_prog_opts *o,
                                struct weft_err *err)
{
    struct ilp_limit limit = { (int32_t)o->max.terms, o->stop };
    int64_t bound = o->bound;
    enum weft_rc rc;

    *p = (struct ilp_prog){ .kind = ILP_STEP };
    rc = weft_ilp_inst_init(&p->x, q, o->horizon, o->whole, err);
    for (int32_t i = 0; !rc && !p->x.infeasible && i < p->x.n; i++)
        bound = p->x.ef[i] > bound ? p->x.ef[i] : bound;
    if (!rc && !p->x.infeasible)
        rc = choose(p, bound, o, err);
    if (!rc && !p->x.infeasible)
        rc = p->kind == ILP_STEP
                 ? weft_ilp_step_init(&p->step, &p->x, bound, &limit, err)
                 : weft_ilp_order_init(&p->order, &p->x, bound, &limit, err);
    if (rc)
        weft_ilp_prog_release(p);
    return rc;
}

void weft_ilp_prog_release(struct ilp_prog *p)
{
    weft_ilp_step_release(&p->step);
    weft_ilp_order_release(&p->order);
    weft_ilp_inst_release(&p->x);
    memset(p, 0, sizeof(*p));
}

const struct ilp_model *weft_ilp_prog_model(const struct ilp_prog *p)
{
    return p->kind == ILP_STEP ? &p->step.m : &p->order.m;
}

bool weft_ilp_prog_infeasible(const struct ilp_prog *p)
{
    return p->x.infeasible || weft_ilp_prog_model(p)->infeasible;
}

void weft_ilp_prog_decode(const struct ilp_prog *p, const double *value,
                          int32_t *opt, double *start)
{
    if (p->kind == ILP_STEP)
        weft_ilp_step_mean(&p->step, value, opt, start);
    else
        weft_ilp_order_decode(&p->order, value, opt, start);
}

bool weft_ilp_prog_encode(const struct ilp_prog *p, const int32_t *opt,
                          const int64_t *start, double *value)
{
    return p->kind == ILP_STEP &&
           weft_ilp_step_encode(&p->step, opt, start, value);
}
