/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_order.h"

#include <stdlib.h>
#include <string.h>

enum {                 /* in o_at, instead of a column */
       ORDER_YES = -1, /* it always does */
       ORDER_NO = -2,  /* it never does */
       ORDER_FREE = -3 /* nobody asks: they share no cell */
};

struct task_use { /* a task on a cell, over its options that use it */
    int32_t task;
    int64_t lo, hi;
};

struct builder {
    struct ilp_order *s;
    const struct ilp_inst *x;
    struct ilp_users users;
    struct ilp_after after;
    struct task_use *use; /* of the cell at hand; run tasks, then hold tasks */
    int32_t nrun, nhold;
    int64_t unit, cap; /* of the cell at hand: what divides every use; its
                          capacity in such units */
    int32_t *flow;     /* nrun x nrun columns of the cell at hand */
};

void weft_ilp_order_release(struct ilp_order *s)
{
    weft_ilp_model_release(&s->m);
    free(s->x_at);
    free(s->s_at);
    free(s->o_at);
    memset(s, 0, sizeof(*s));
}

static void builder_release(struct builder *b)
{
    weft_ilp_users_release(&b->users);
    weft_ilp_after_release(&b->after);
    free(b->use);
    free(b->flow);
}

static bool builder_init(struct builder *b, const struct ilp_inst *x)
{
    b->x = x;
    b->use = calloc((size_t)x->n + 1, sizeof(*b->use));
    return weft_ilp_users_init(&b->users, x) &&
           weft_ilp_after_init(&b->after, x) && b->use;
}

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;

        a = b;
        b = r;
    }
    return a;
}

/* Gather the tasks on cell c. */
static void load_cell(struct builder *b, int32_t c)
{
    const struct ilp_inst *x = b->x;
    const struct ilp_user *u = b->users.user;
    int32_t end = b->users.begin[c + 1];

    b->nrun = b->nhold = 0;
    b->unit = 0;
    for (int32_t k = b->users.begin[c]; k < end; k++)
        b->unit = gcd(b->unit, u[k].qty);
    b->unit = b->unit ? b->unit : 1;
    b->cap = x->cap[c] / b->unit;
    for (int hold = 0; hold < 2; hold++)
        for (int32_t k = b->users.begin[c], j; k < end; k = j) {
            int32_t task = x->opt[u[k].opt].task;
            struct task_use e = { task, INT64_MAX, 0 };

            for (j = k; j < end && x->opt[u[j].opt].task == task; j++) {
                int64_t qty = u[j].qty / b->unit;

                e.lo = qty < e.lo ? qty : e.lo;
                e.hi = qty > e.hi ? qty : e.hi;
            }
            if (x->q->hold[task] != (hold == 1))
                continue;
            b->use[b->nrun + b->nhold] = e;
            *(hold ? &b->nhold : &b->nrun) += 1;
        }
}

/* Does every two of its users exclude each other? Then their order is all that
 * matters; with hold tasks it is not. */
static bool is_disjunctive(const struct builder *b)
{
    int64_t least = INT64_MAX, next = INT64_MAX;

    for (int32_t k = 0; k < b->nrun; k++) {
        if (b->use[k].lo < least) {
            next = least;
            least = b->use[k].lo;
        } else if (b->use[k].lo < next) {
            next = b->use[k].lo;
        }
    }
    return b->nhold == 0 && b->nrun > 1 && next > b->cap - least;
}

/* --- size ----------------------------------------------------------------- */

static bool is_ordered(const struct builder *b, int32_t u, int32_t v)
{
    return weft_ilp_follows(&b->after, u, v) ||
           weft_ilp_follows(&b->after, v, u);
}

static void cell_size(const struct builder *b, int64_t *pairs,
                      struct ilp_size *z)
{
    int64_t n = b->nrun, open = 0;

    for (int32_t i = 0; i < b->nrun; i++)
        for (int32_t j = 0; j < i; j++)
            open += !is_ordered(b, b->use[i].task, b->use[j].task);
    *pairs += open;
    z->cols += 2 * open;
    z->rows += 3 * open;
    z->terms += 14 * open;
    if (n && !is_disjunctive(b)) {
        z->cols += n * n + n;
        z->rows += n * n + 2 * n;
        z->terms += 4 * n * n;
    }
}

enum weft_rc weft_ilp_order_size(const struct ilp_inst *x, int64_t *pairs,
                                 struct ilp_size *out, struct weft_err *err)
{
    struct ilp_size z = { .cols = x->n + x->nopt, .rows = 3 * (int64_t)x->n };
    struct builder b = { 0 };
    int64_t p = 0;

    if (!builder_init(&b, x)) {
        builder_release(&b);
        return weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
    }
    z.terms = 4 * (int64_t)x->nopt;
    for (int32_t i = 0; i < x->n; i++)
        for (int32_t k = x->q->graph.succ_begin[i];
             k < x->q->graph.succ_begin[i + 1]; k++) {
            int32_t j = x->q->graph.succ[k];
            int64_t ni = x->opt_begin[i + 1] - x->opt_begin[i];
            int64_t nj = x->q->link_xfer[x->q->graph.succ_link[k]]
                             ? x->opt_begin[j + 1] - x->opt_begin[j] + 1
                             : 1;

            z.rows += nj;
            z.terms += nj * (2 * ni + 3);
        }
    for (int32_t c = 0; c < x->ncell && b.after.bit; c++) {
        load_cell(&b, c);
        cell_size(&b, &p, &z);
    }
    if (!b.after.bit) /* too many tasks to ask */
        p = z.cols = z.rows = z.terms = INT32_MAX;
    *pairs = p;
    *out = z;
    builder_release(&b);
    return WEFT_OK;
}

/* --- places and starts ---------------------------------------------------- */

static bool alloc_model(struct ilp_order *s, const struct ilp_inst *x)
{
    s->x_at = calloc((size_t)x->nopt + 1, sizeof(*s->x_at));
    s->s_at = calloc((size_t)x->n + 1, sizeof(*s->s_at));
    return s->x_at && s->s_at;
}

static void add_columns(struct ilp_order *s)
{
    const struct ilp_inst *x = s->x;

    for (int32_t i = 0; i < x->n; i++) {
        bool single = x->opt_begin[i + 1] - x->opt_begin[i] == 1;

        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
            s->x_at[o] = single ? WEFT_NONE
                                : weft_ilp_col(&s->m, weft_ilp_place_col(x, o));
        s->s_at[i] = weft_ilp_col(&s->m, (struct ilp_col){ .lo = x->es[i],
                                                           .hi = x->ls[i],
                                                           .what = ILP_START,
                                                           .a = i });
    }
    s->makespan = weft_ilp_col(&s->m, (struct ilp_col){ .lo = s->bound,
                                                        .hi = x->horizon,
                                                        .obj = 1,
                                                        .integer = true,
                                                        .what = ILP_MAKESPAN });
}

/* + coef * duration of task i */
static void add_duration(struct ilp_order *s, int32_t i, int64_t coef)
{
    const struct ilp_inst *x = s->x;

    for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
        weft_ilp_add_x(&s->m, s->x_at, o, coef * x->opt[o].dur);
}

/* s(i) + duration - s(j): to be <= -delay. */
static void add_gap(struct ilp_order *s, int32_t i, int32_t j)
{
    weft_ilp_term(&s->m, s->s_at[i], 1);
    add_duration(s, i, 1);
    weft_ilp_term(&s->m, s->s_at[j], -1);
}

/* The transfer counts where j runs on `place` and i neither there nor on no
 * node. */
static void transfer_row(struct ilp_order *s, int32_t i, int32_t j,
                         int64_t xfer, int64_t lag, int32_t place)
{
    const struct ilp_inst *x = s->x;

    add_gap(s, i, j);
    for (int32_t o = x->opt_begin[j]; o < x->opt_begin[j + 1]; o++)
        if (x->opt[o].place == place)
            weft_ilp_add_x(&s->m, s->x_at, o, xfer);
    for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
        if (x->opt[o].place == place || x->opt[o].place == WEFT_NONE)
            weft_ilp_add_x(&s->m, s->x_at, o, -xfer);
    weft_ilp_row(&s->m, -lag, false);
}

static void link_rows(struct ilp_order *s)
{
    const struct ilp_inst *x = s->x;
    const struct weft_graph *g = &x->q->graph;

    for (int32_t i = 0; i < x->n; i++)
        for (int32_t k = g->succ_begin[i]; k < g->succ_begin[i + 1]; k++) {
            int64_t lag = g->succ_w ? g->succ_w[k] : 0;
            int64_t xfer = x->q->link_xfer[g->succ_link[k]];
            int32_t j = g->succ[k];

            add_gap(s, i, j);
            weft_ilp_row(&s->m, -lag, false);
            for (int32_t o = x->opt_begin[j]; o < x->opt_begin[j + 1] && xfer;
                 o++)
                if (x->opt[o].place != WEFT_NONE)
                    transfer_row(s, i, j, xfer, lag, x->opt[o].place);
        }
}

/* Windows of the chosen option; the end. */
static void window_rows(struct ilp_order *s)
{
    const struct ilp_inst *x = s->x;

    for (int32_t i = 0; i < x->n; i++) {
        weft_ilp_term(&s->m, s->s_at[i], -1);
        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
            weft_ilp_add_x(&s->m, s->x_at, o, x->opt[o].es);
        weft_ilp_row(&s->m, 0, false);
        weft_ilp_term(&s->m, s->s_at[i], 1);
        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
            weft_ilp_add_x(&s->m, s->x_at, o, -x->opt[o].ls);
        weft_ilp_row(&s->m, 0, false);
        if (x->q->graph.succ_begin[i] == x->q->graph.succ_begin[i + 1]) {
            weft_ilp_term(&s->m, s->s_at[i], 1);
            add_duration(s, i, 1);
            weft_ilp_term(&s->m, s->makespan, -1);
            weft_ilp_row(&s->m, 0, false);
        }
    }
}

/* In option o: before window d of its copy or after it. */
static void down_row(struct ilp_order *s, int32_t o, int32_t d)
{
    const struct ilp_inst *x = s->x;
    const struct ilp_opt *p = &x->opt[o];
    const struct weft_window *w = &x->q->down[d];
    int64_t last = w->from - p->dur; /* start, if before */
    int32_t i = p->task, col;

    if (p->es >= w->to || p->ls <= last)
        return;
    col = weft_ilp_col(&s->m, (struct ilp_col){ .hi = 1,
                                                .integer = true,
                                                .what = ILP_EARLY,
                                                .a = i,
                                                .b = p->place,
                                                .c = x->q->option[p->src].mode,
                                                .t = w->from });
    if (s->m.oom)
        return;
    weft_ilp_term(&s->m, col, 1); /* early only in this option */
    weft_ilp_add_x(&s->m, s->x_at, o, -1);
    weft_ilp_row(&s->m, 0, false);
    weft_ilp_term(&s->m, s->s_at[i], 1); /* s <= last where early */
    weft_ilp_term(&s->m, col, x->ls[i] - last);
    weft_ilp_row(&s->m, x->ls[i], false);
    weft_ilp_term(&s->m, s->s_at[i], -1); /* s >= to where x and not early */
    weft_ilp_add_x(&s->m, s->x_at, o, w->to - x->es[i]);
    weft_ilp_term(&s->m, col, -(w->to - x->es[i]));
    weft_ilp_row(&s->m, -x->es[i], false);
}

static void down_rows(struct ilp_order *s)
{
    const struct weft_problem *q = s->x->q;

    for (int32_t o = 0; o < s->x->nopt; o++) {
        const struct weft_copy *c;

        if (s->x->opt[o].place == WEFT_NONE)
            continue;
        c = &q->copy[s->x->opt[o].place];
        for (int32_t d = c->down_begin; d < c->down_begin + c->ndown; d++)
            down_row(s, o, d);
    }
}

/* --- orders --------------------------------------------------------------- */

static int32_t *order_at(const struct ilp_order *s, int32_t u, int32_t v)
{
    return &s->o_at[(size_t)u * (size_t)s->x->n + (size_t)v];
}

static bool alloc_orders(struct ilp_order *s)
{
    size_t n = (size_t)s->x->n;

    s->o_at = calloc(n * n + 1, sizeof(*s->o_at));
    for (size_t k = 0; k < n * n && s->o_at; k++)
        s->o_at[k] = ORDER_FREE;
    return s->o_at != NULL;
}

/* o(u,v) as a column, with what it means. */
static void open_order(struct ilp_order *s, int32_t u, int32_t v)
{
    int64_t slack = s->x->lf[u] - s->x->es[v];
    int32_t col = weft_ilp_col(
        &s->m,
        (struct ilp_col){
            .hi = 1, .integer = true, .what = ILP_BEFORE, .a = u, .b = v });

    *order_at(s, u, v) = col;
    if (s->m.oom)
        return;
    add_gap(s, u, v); /* <= 0 where o = 1 */
    weft_ilp_term(&s->m, col, slack);
    weft_ilp_row(&s->m, slack, false);
}

/* Settle the order of two tasks on a cell, once. */
static void want_order(struct builder *b, int32_t u, int32_t v)
{
    struct ilp_order *s = b->s;

    if (*order_at(s, u, v) != ORDER_FREE)
        return;
    if (weft_ilp_follows(&b->after, u, v)) {
        *order_at(s, u, v) = ORDER_YES;
        *order_at(s, v, u) = ORDER_NO;
    } else if (weft_ilp_follows(&b->after, v, u)) {
        *order_at(s, u, v) = ORDER_NO;
        *order_at(s, v, u) = ORDER_YES;
    } else {
        s->pairs++;
        open_order(s, u, v);
        open_order(s, v, u);
        weft_ilp_term(&s->m, *order_at(s, u, v), 1);
        weft_ilp_term(&s->m, *order_at(s, v, u), 1);
        weft_ilp_row(&s->m, 1, false);
    }
}

static void add_order(struct ilp_order *s, int32_t u, int32_t v, int64_t coef)
{
    int32_t col = *order_at(s, u, v);

    if (col == ORDER_YES)
        weft_ilp_const(&s->m, coef);
    else if (col >= 0)
        weft_ilp_term(&s->m, col, coef);
}

/* Tasks e and f never fit the cell together: one before the other, if both are
 * on it. */
static void exclude(struct builder *b, int32_t c, const struct task_use *e,
                    const struct task_use *f)
{
    struct ilp_order *s = b->s;
    const struct task_use *both[] = { e, f };

    if (e->lo <= b->cap - f->lo)
        return;
    for (int t = 0; t < 2; t++)
        for (int32_t k = b->users.begin[c]; k < b->users.begin[c + 1]; k++)
            if (b->x->opt[b->users.user[k].opt].task == both[t]->task)
                weft_ilp_add_x(&s->m, s->x_at, b->users.user[k].opt, 1);
    add_order(s, e->task, f->task, -1);
    add_order(s, f->task, e->task, -1);
    weft_ilp_row(&s->m, 1, false);
}

/* + coef * what task holds of cell c */
static void add_qty(struct builder *b, int32_t c, int32_t task, int64_t coef)
{
    for (int32_t k = b->users.begin[c]; k < b->users.begin[c + 1]; k++) {
        const struct ilp_user *u = &b->users.user[k];

        if (b->x->opt[u->opt].task == task)
            weft_ilp_add_x(&b->s->m, b->s->x_at, u->opt,
                           coef * (u->qty / b->unit));
    }
}

static void hold_row(struct builder *b, int32_t c)
{
    for (int32_t k = b->nrun; k < b->nrun + b->nhold; k++)
        add_qty(b, c, b->use[k].task, 1);
    weft_ilp_row(&b->s->m, b->cap, false);
}

/* --- flows ---------------------------------------------------------------- */

/* Units that go from task k (nrun: from the start) to task l; at most what
 * either can hold, and only in their order. */
static void open_flow(struct builder *b, int32_t c, int32_t k, int32_t l)
{
    struct ilp_order *s = b->s;
    bool first = k == b->nrun;
    int32_t u = first ? WEFT_NONE : b->use[k].task, v = b->use[l].task, col;
    int64_t most = b->use[l].hi;

    b->flow[k * b->nrun + l] = WEFT_NONE;
    if (!first && (k == l || *order_at(s, u, v) == ORDER_NO))
        return;
    if (!first && b->use[k].hi < most)
        most = b->use[k].hi;
    col = weft_ilp_col(
        &s->m, (struct ilp_col){
                   .hi = most, .what = ILP_FLOW, .a = u, .b = v, .c = c });
    b->flow[k * b->nrun + l] = col;
    if (first || s->m.oom)
        return;
    weft_ilp_term(&s->m, col, 1);
    add_order(s, u, v, -most);
    weft_ilp_row(&s->m, 0, false);
}

/* What a task holds comes in, and no more goes out; at the start there is the
 * capacity, less what is reserved. */
static void flow_rows(struct builder *b, int32_t c)
{
    struct ilp_model *m = &b->s->m;
    int32_t n = b->nrun;

    for (int32_t l = 0; l < n; l++) {
        for (int32_t k = 0; k <= n; k++)
            if (b->flow[k * n + l] != WEFT_NONE)
                weft_ilp_term(m, b->flow[k * n + l], 1);
        add_qty(b, c, b->use[l].task, -1);
        weft_ilp_row(m, 0, true);
    }
    for (int32_t k = 0; k <= n; k++) {
        for (int32_t l = 0; l < n; l++)
            if (b->flow[k * n + l] != WEFT_NONE)
                weft_ilp_term(m, b->flow[k * n + l], 1);
        for (int32_t h = n; h < n + b->nhold && k == n; h++)
            add_qty(b, c, b->use[h].task, 1);
        if (k < n)
            add_qty(b, c, b->use[k].task, -1);
        weft_ilp_row(m, k < n ? 0 : b->cap, false);
    }
}

static bool flow_cell(struct builder *b, int32_t c)
{
    int32_t n = b->nrun;

    free(b->flow);
    b->flow = calloc((size_t)n * (size_t)n + (size_t)n, sizeof(*b->flow));
    if (!b->flow)
        return false;
    for (int32_t k = 0; k <= n; k++)
        for (int32_t l = 0; l < n; l++)
            open_flow(b, c, k, l);
    if (!b->s->m.oom)
        flow_rows(b, c);
    return true;
}

static bool cell_rows(struct builder *b, int32_t c)
{
    load_cell(b, c);
    if (b->nhold)
        hold_row(b, c);
    for (int32_t k = 0; k < b->nrun && !b->s->m.oom; k++)
        for (int32_t l = 0; l < k && !b->s->m.oom; l++) {
            want_order(b, b->use[k].task, b->use[l].task);
            exclude(b, c, &b->use[k], &b->use[l]);
        }
    if (b->nrun == 0 || b->s->m.oom || is_disjunctive(b))
        return true;
    return flow_cell(b, c);
}

/* All but the orders. */
static bool begin(struct ilp_order *s, const struct ilp_inst *x, int64_t bound)
{
    *s = (struct ilp_order){ .x = x, .bound = bound };
    if (!alloc_model(s, x))
        return false;
    add_columns(s);
    if (s->m.oom)
        return false;
    weft_ilp_assign_rows(&s->m, x, s->x_at);
    link_rows(s);
    window_rows(s);
    weft_ilp_budget_rows(&s->m, x, s->x_at);
    return true;
}

enum weft_rc weft_ilp_order_relax(struct ilp_order *s, const struct ilp_inst *x,
                                  int64_t bound, struct weft_err *err)
{
    struct builder b = { .s = s, .x = x };
    bool ok = begin(s, x, bound) && weft_ilp_users_init(&b.users, x);

    b.use = calloc((size_t)x->n + 1, sizeof(*b.use));
    for (int32_t c = 0; c < x->ncell && ok && b.use; c++) {
        load_cell(&b, c);
        if (b.nhold)
            hold_row(&b, c);
    }
    ok = ok && b.use && !s->m.oom;
    if (!ok)
        weft_ilp_order_release(s);
    builder_release(&b);
    return ok ? WEFT_OK
              : weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
}

enum weft_rc weft_ilp_order_init(struct ilp_order *s, const struct ilp_inst *x,
                                 int64_t bound, const struct ilp_limit *limit,
                                 struct weft_err *err)
{
    struct builder b = { .s = s };
    enum weft_rc rc = WEFT_OK;
    bool ok = begin(s, x, bound) && builder_init(&b, x) && alloc_orders(s);

    weft_ilp_model_limit(&s->m, limit);
    if (ok) {
        weft_ilp_symmetry_rows(&s->m, x, s->x_at);
        down_rows(s);
    }
    for (int32_t c = 0; c < x->ncell && ok && !s->m.oom; c++)
        ok = cell_rows(&b, c);
    if (!ok)
        rc = weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
    else
        rc = weft_ilp_model_whole(&s->m, err);
    if (rc)
        weft_ilp_order_release(s);
    builder_release(&b);
    return rc;
}

void weft_ilp_order_decode(const struct ilp_order *s, const double *value,
                           int32_t *opt, double *start)
{
    const struct ilp_inst *x = s->x;

    for (int32_t i = 0; i < x->n; i++) {
        opt[i] = x->opt_begin[i];
        for (int32_t o = opt[i] + 1; o < x->opt_begin[i + 1]; o++)
            if (value[s->x_at[o]] > value[s->x_at[opt[i]]])
                opt[i] = o;
        start[i] = value[s->s_at[i]];
    }
}
