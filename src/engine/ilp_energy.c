/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_energy.h"

#include <stdlib.h>
#include <string.h>

#include "engine/ilp_glpk.h"
#include "engine/ilp_order.h"
#include "engine/windows.h"

#define NAME        "places" /* of the bound */
#define MAX_OPTIONS 20000    /* of the problem: above, not tried */
#define MAX_ROUNDS  30
#define VIOLATED    1e-4 /* of the capacity x makespan of a cell */

struct item { /* a task on a cell */
    int32_t task;
    int64_t head, tail;
    double work; /* in the last solution */
};

struct energy {
    struct weft_run *run;
    struct ilp_inst x;
    struct ilp_users users;
    struct weft_windows w; /* tails */
    struct ilp_order lp;
    double *value;             /* the last solution, by column */
    struct item *item, *order; /* of the cell at hand */
    int32_t nitem;
    int64_t unit, cap; /* of it: what divides every use; capacity in units, less
                          what is reserved at the least */
    bool more;         /* a row was added */
};

static void energy_release(struct energy *e)
{
    weft_ilp_order_release(&e->lp);
    weft_ilp_users_release(&e->users);
    weft_ilp_inst_release(&e->x);
    weft_windows_release(&e->w);
    free(e->value);
    free(e->item);
    free(e->order);
}

static enum weft_rc energy_init(struct energy *e, int64_t horizon,
                                struct weft_err *err)
{
    const struct weft_problem *q = e->run->q;
    enum weft_rc rc = weft_ilp_inst_init(&e->x, q, horizon, false, err);

    if (rc || e->x.infeasible)
        return rc;
    rc = weft_windows_init(&e->w, q, err);
    if (!rc)
        rc = weft_ilp_order_relax(&e->lp, &e->x, e->run->bound, err);
    if (rc)
        return rc;
    e->value = calloc((size_t)e->lp.m.ncol + 1, sizeof(*e->value));
    e->item = calloc((size_t)e->x.n + 1, sizeof(*e->item));
    e->order = calloc((size_t)e->x.n + 1, sizeof(*e->order));
    if (!weft_ilp_users_init(&e->users, &e->x) || !e->value || !e->item ||
        !e->order)
        return weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
    return WEFT_OK;
}

/* --- a cell --------------------------------------------------------------- */

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;

        a = b;
        b = r;
    }
    return a;
}

static double x_value(const struct energy *e, int32_t o)
{
    return e->lp.x_at[o] == WEFT_NONE ? 1 : e->value[e->lp.x_at[o]];
}

/* What a hold task reserves whatever it does: it is on the cell in all of its
 * n options. */
static int64_t reserved(const struct energy *e, const struct ilp_user *u,
                        int32_t n, int32_t task)
{
    int64_t least = INT64_MAX;

    if (n < e->x.opt_begin[task + 1] - e->x.opt_begin[task])
        return 0;
    for (int32_t k = 0; k < n; k++)
        least = u[k].qty < least ? u[k].qty : least;
    return least;
}

static void load_cell(struct energy *e, int32_t c)
{
    const struct ilp_inst *x = &e->x;
    const struct ilp_user *u = e->users.user;
    int32_t end = e->users.begin[c + 1];
    int64_t cap = x->cap[c];

    e->nitem = 0;
    e->unit = 0;
    for (int32_t k = e->users.begin[c]; k < end; k++)
        e->unit = gcd(e->unit, u[k].qty);
    for (int32_t k = e->users.begin[c], j; k < end; k = j) {
        struct item *it = &e->item[e->nitem];
        int32_t task = x->opt[u[k].opt].task;

        *it = (struct item){ .task = task,
                             .head = x->es[task],
                             .tail = e->w.tail[task] };
        for (j = k; j < end && x->opt[u[j].opt].task == task; j++)
            it->work += (double)(u[j].qty / e->unit) *
                        (double)x->opt[u[j].opt].dur * x_value(e, u[j].opt);
        if (x->q->hold[task])
            cap -= reserved(e, &u[k], j - k, task);
        else
            e->nitem++;
    }
    e->cap = cap > 0 && e->unit ? cap / e->unit : 0;
}

static int by_tail(const void *a, const void *b)
{
    const struct item *x = a, *y = b;

    if (x->tail != y->tail)
        return x->tail > y->tail ? -1 : 1;
    return (x->task > y->task) - (x->task < y->task);
}

/* The row of cell c for the first n of e->order. */
static void add_row(struct energy *e, int32_t c, int32_t n, int64_t head,
                    int64_t tail)
{
    struct ilp_model *m = &e->lp.m;
    int32_t rows = m->nrow;
    int64_t fixed, qty;

    for (int32_t i = 0; i < n; i++)
        for (int32_t k = e->users.begin[c]; k < e->users.begin[c + 1]; k++) {
            const struct ilp_user *u = &e->users.user[k];

            if (e->x.opt[u->opt].task != e->order[i].task)
                continue;
            if (__builtin_mul_overflow(u->qty / e->unit, e->x.opt[u->opt].dur,
                                       &qty))
                m->too_large = true;
            else
                weft_ilp_add_x(m, e->lp.x_at, u->opt, qty);
        }
    weft_ilp_term(m, e->lp.makespan, -e->cap);
    if (__builtin_mul_overflow(e->cap, head + tail, &fixed))
        m->too_large = true;
    else
        weft_ilp_row(m, -fixed, false);
    e->more = e->more || m->nrow > rows || m->infeasible;
}

/* Of the tasks that start at `head` or later, the set with large tails that
 * overdraws the cell the most, if one does. */
static void separate(struct energy *e, int32_t c, int64_t head)
{
    double length = e->value[e->lp.makespan], sum = 0, worst = 0;
    int64_t first = INT64_MAX, at_head = 0;
    int32_t n = 0, count = 0;

    for (int32_t i = 0; i < e->nitem; i++)
        if (e->item[i].head >= head)
            e->order[n++] = e->item[i];
    qsort(e->order, (size_t)n, sizeof(*e->order), by_tail);
    for (int32_t i = 0; i < n; i++) {
        const struct item *it = &e->order[i];
        double over;

        sum += it->work;
        first = it->head < first ? it->head : first;
        if (i + 1 < n && e->order[i + 1].tail == it->tail)
            continue;
        over = sum -
               (double)e->cap * (length - (double)first - (double)it->tail);
        if (over > worst + VIOLATED * (double)e->cap * length) {
            worst = over;
            count = i + 1;
            at_head = first;
        }
    }
    if (count)
        add_row(e, c, count, at_head, e->order[count - 1].tail);
}

static void separate_cell(struct energy *e, int32_t c)
{
    int64_t last = -1;

    load_cell(e, c);
    if (e->nitem == 0 || e->cap == 0)
        return;
    for (;;) { /* each head once, in order */
        int64_t next = INT64_MAX;

        for (int32_t i = 0; i < e->nitem; i++)
            if (e->item[i].head > last && e->item[i].head < next)
                next = e->item[i].head;
        if (next == INT64_MAX)
            return;
        separate(e, c, next);
        last = next;
    }
}

/* --- rounds --------------------------------------------------------------- */

static bool on_stop(void *ctx)
{
    return weft_run_stop(((struct energy *)ctx)->run);
}

static bool on_relaxed(void *ctx, const double *value, double *better)
{
    struct energy *e = ctx;

    (void)better;
    memcpy(e->value, value, (size_t)e->lp.m.ncol * sizeof(*value));
    return false;
}

static void on_bound(void *ctx, int64_t bound)
{
    struct energy *e = ctx;
    int64_t beyond = e->x.horizon + 1;

    weft_run_bound(e->run, NAME, bound < beyond ? bound : beyond);
}

/* For the next round; 0: no limit. */
static double time_left(const struct energy *e, double end)
{
    double left;

    if (end <= 0)
        return 0;
    left = end - e->run->o->now(e->run->o->ctx);
    return left > 0.001 ? left : 0.001;
}

static enum weft_rc rounds(struct energy *e, double end, struct weft_err *err)
{
    struct ilp_solver s = { .m = &e->lp.m,
                            .root_only = true,
                            .ctx = e,
                            .stop = on_stop,
                            .on_relaxed = on_relaxed,
                            .on_bound = on_bound };
    enum weft_rc rc = WEFT_OK;

    e->more = true;
    for (int k = 0; k < MAX_ROUNDS && e->more && !e->lp.m.infeasible; k++) {
        if (weft_run_is_over(e->run, 0, 0))
            return WEFT_OK;
        s.time = time_left(e, end);
        rc = weft_ilp_solve(&s, err);
        if (rc || s.end != ILP_OPTIMAL)
            break;
        e->more = false;
        for (int32_t c = 0; c < e->x.ncell; c++)
            separate_cell(e, c);
        if (e->lp.m.oom)
            return weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
        if (e->lp.m.too_large)
            return WEFT_OK;
    }
    if (!rc && (e->lp.m.infeasible || s.end == ILP_INFEASIBLE))
        on_bound(e, e->x.horizon + 1);
    return rc;
}

enum weft_rc weft_ilp_energy(struct weft_run *run, int64_t horizon,
                             double seconds, struct weft_err *err)
{
    struct energy e = { .run = run };
    double end = 0;
    enum weft_rc rc;

    if (horizon < run->bound ||
        run->q->option_begin[run->q->ntask] > MAX_OPTIONS)
        return WEFT_OK;
    if (seconds > 0 && run->o->now)
        end = run->o->now(run->o->ctx) + seconds;
    rc = energy_init(&e, horizon, err);
    if (!rc && e.x.infeasible)
        weft_run_bound(run, NAME, horizon + 1);
    else if (!rc)
        rc = rounds(&e, end, err);
    energy_release(&e);
    return rc;
}
