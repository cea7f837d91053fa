/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_step.h"

#include <stdlib.h>
#include <string.h>

#include "engine/ilp_clique.h"

#define COVER_MAX      3   /* see cover_row */
#define CLIQUE_OPTIONS 500 /* above: no cliques */

void weft_ilp_step_release(struct ilp_step *s)
{
    weft_ilp_model_release(&s->m);
    free(s->at_begin);
    free(s->at);
    free(s->first);
    free(s->x_at);
    memset(s, 0, sizeof(*s));
}

static bool single(const struct ilp_inst *x, int32_t task)
{
    return x->opt_begin[task + 1] - x->opt_begin[task] == 1;
}

static bool is_sink(const struct ilp_inst *x, int32_t task)
{
    const struct weft_graph *g = &x->q->graph;

    return g->succ_begin[task] == g->succ_begin[task + 1];
}

/* --- size ----------------------------------------------------------------- */

static void link_size(const struct ilp_inst *x, int32_t i, int32_t j,
                      bool transfer, struct ilp_size *z)
{
    int64_t ni = x->opt_begin[i + 1] - x->opt_begin[i];
    int64_t nj = x->opt_begin[j + 1] - x->opt_begin[j];
    int64_t rows = x->ls[j] - x->es[j] + 1;

    z->rows += transfer ? rows * nj : rows;
    z->terms += transfer ? rows * nj * (ni + 1) : rows * (ni + nj);
}

void weft_ilp_step_size(const struct ilp_inst *x, int64_t bound,
                        struct ilp_size *out)
{
    const struct weft_graph *g = &x->q->graph;
    struct ilp_size z = { .cols = x->horizon - bound };

    for (int32_t o = 0; o < x->nopt; o++) {
        const struct ilp_opt *p = &x->opt[o];
        int64_t starts = p->ls - p->es + 1;
        int64_t runs = starts + p->dur;

        z.cols += starts;
        z.rows += starts + starts * p->nuse;
        z.terms += 2 * starts + 2 * runs * p->nuse;
    }
    for (int32_t i = 0; i < x->n; i++) {
        for (int32_t k = g->succ_begin[i]; k < g->succ_begin[i + 1]; k++)
            link_size(x, i, g->succ[k], x->q->link_xfer[g->succ_link[k]] != 0,
                      &z);
        if (is_sink(x, i)) {
            z.rows += x->horizon - bound;
            z.terms += (x->horizon - bound) * 2;
        }
    }
    *out = z;
}

/* --- columns -------------------------------------------------------------- */

static bool list_starts(struct ilp_step *s)
{
    const struct ilp_inst *x = s->x;
    size_t n = 0;

    for (int32_t o = 0; o < x->nopt; o++)
        n += (size_t)(x->opt[o].ls - x->opt[o].es + 1);
    s->at_begin = calloc((size_t)x->nopt + 1, sizeof(*s->at_begin));
    s->first = calloc((size_t)x->nopt + 1, sizeof(*s->first));
    s->x_at = calloc((size_t)x->nopt + 1, sizeof(*s->x_at));
    s->at = calloc(n + 1, sizeof(*s->at));
    if (!s->at_begin || !s->first || !s->x_at || !s->at)
        return false;
    n = 0;
    for (int32_t o = 0; o < x->nopt; o++) {
        const struct ilp_opt *p = &x->opt[o];

        s->at_begin[o] = (int32_t)n;
        for (int64_t t = p->es; t <= p->ls; t++) {
            t = weft_ilp_after_down(x->q, p->place, p->dur, t);
            if (t <= p->ls)
                s->at[n++] = t;
        }
    }
    s->at_begin[x->nopt] = (int32_t)n;
    return true;
}

/* A task with one option has started by the last of its starts: no column. */
static void add_columns(struct ilp_step *s)
{
    const struct ilp_inst *x = s->x;

    for (int32_t o = 0; o < x->nopt; o++) {
        const struct ilp_opt *p = &x->opt[o];
        int32_t last = s->at_begin[o + 1] - single(x, p->task);

        s->first[o] = s->m.ncol;
        for (int32_t k = s->at_begin[o]; k < last; k++)
            weft_ilp_col(&s->m,
                         (struct ilp_col){ .hi = 1,
                                           .integer = true,
                                           .what = ILP_X,
                                           .a = p->task,
                                           .b = p->place,
                                           .c = x->q->option[p->src].mode,
                                           .t = s->at[k] });
        s->x_at[o] = single(x, p->task) ? WEFT_NONE : s->m.ncol - 1;
    }
    s->end_first = s->m.ncol;
    s->m.obj_const = x->horizon;
    for (int64_t t = s->bound; t < x->horizon; t++)
        weft_ilp_col(
            &s->m,
            (struct ilp_col){
                .hi = 1, .obj = -1, .integer = true, .what = ILP_END, .t = t });
}

/* Index in at[] of the last start of o that is <= t; -1: none. */
static int32_t start_by(const struct ilp_step *s, int32_t o, int64_t t)
{
    int32_t lo = s->at_begin[o], hi = s->at_begin[o + 1];

    if (t < s->at[lo])
        return -1;
    if (t >= s->at[hi - 1])
        return hi - 1;
    while (hi - lo > 1) { /* at[lo] <= t < at[hi] */
        int32_t mid = lo + (hi - lo) / 2;

        if (s->at[mid] <= t)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

/* Add coef * y(o,t) to the open row. */
static void add_y(struct ilp_step *s, int32_t o, int64_t t, int64_t coef)
{
    int32_t k = start_by(s, o, t);

    if (k < 0)
        return;
    if (k == s->at_begin[o + 1] - 1 && single(s->x, s->x->opt[o].task))
        weft_ilp_const(&s->m, coef);
    else
        weft_ilp_term(&s->m, s->first[o] + k - s->at_begin[o], coef);
}

/* --- rows ----------------------------------------------------------------- */

/* Started by t, so started by the next tick. */
static void order_rows(struct ilp_step *s)
{
    for (int32_t o = 0; o < s->x->nopt; o++)
        for (int32_t k = s->at_begin[o] + 1; k < s->at_begin[o + 1]; k++) {
            add_y(s, o, s->at[k - 1], 1);
            add_y(s, o, s->at[k], -1);
            weft_ilp_row(&s->m, 0, false);
        }
}

static bool starts_at(const struct ilp_step *s, int32_t o, int64_t t)
{
    int32_t k = start_by(s, o, t);

    return k >= 0 && s->at[k] == t;
}

/* Rows of a link for the options of j on one place (or on any, where no
 * transfer counts). A tick at which none of them can start gives no row: the
 * one before says more. */
static void link_rows(struct ilp_step *s, int32_t i, int32_t j, int32_t l,
                      int64_t lag, int32_t model)
{
    const struct ilp_inst *x = s->x;
    bool any = x->q->link_xfer[l] == 0;
    int32_t end = x->opt_begin[j + 1];

    for (int64_t t = x->es[j]; t <= x->ls[j]; t++) {
        bool starts = false;

        for (int32_t b = x->opt_begin[j]; b < end && !starts; b++)
            starts = (any || x->opt[b].place == x->opt[model].place) &&
                     starts_at(s, b, t);
        if (!starts)
            continue;
        for (int32_t b = x->opt_begin[j]; b < end; b++)
            if (any || x->opt[b].place == x->opt[model].place)
                add_y(s, b, t, 1);
        for (int32_t a = x->opt_begin[i]; a < x->opt_begin[i + 1]; a++)
            add_y(s, a,
                  t - x->opt[a].dur -
                      weft_ilp_delay(x, l, lag, &x->opt[a], &x->opt[model]),
                  -1);
        weft_ilp_row(&s->m, 0, false);
    }
}

/* Is b the first option of its task on its place? */
static bool first_there(const struct ilp_inst *x, int32_t b)
{
    for (int32_t o = x->opt_begin[x->opt[b].task]; o < b; o++)
        if (x->opt[o].place == x->opt[b].place)
            return false;
    return true;
}

static void all_link_rows(struct ilp_step *s)
{
    const struct ilp_inst *x = s->x;
    const struct weft_graph *g = &x->q->graph;

    for (int32_t i = 0; i < x->n; i++)
        for (int32_t k = g->succ_begin[i]; k < g->succ_begin[i + 1]; k++) {
            int32_t j = g->succ[k], l = g->succ_link[k];
            int64_t lag = g->succ_w ? g->succ_w[k] : 0;

            for (int32_t b = x->opt_begin[j]; b < x->opt_begin[j + 1]; b++) {
                if (b == x->opt_begin[j] ||
                    (x->q->link_xfer[l] && first_there(x, b)))
                    link_rows(s, i, j, l, lag, b);
            }
        }
}

/* end(t): a task without successors is the last to finish. */
static void end_rows(struct ilp_step *s)
{
    const struct ilp_inst *x = s->x;

    for (int64_t t = s->bound; t < x->horizon; t++) {
        int32_t col = s->end_first + (int32_t)(t - s->bound);

        if (t + 1 < x->horizon) {
            weft_ilp_term(&s->m, col, 1);
            weft_ilp_term(&s->m, col + 1, -1);
            weft_ilp_row(&s->m, 0, false);
        }
        for (int32_t i = 0; i < x->n; i++) {
            if (!is_sink(x, i))
                continue;
            weft_ilp_term(&s->m, col, 1);
            for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
                add_y(s, o, t - x->opt[o].dur, -1);
            weft_ilp_row(&s->m, 0, false);
        }
    }
}

/* --- cells ---------------------------------------------------------------- */

/* At tick t; before the first tick it is what hold tasks reserve. Use rises
 * only where something starts: other ticks give no row. */
static void cell_row(struct ilp_step *s, const struct ilp_user *user, int32_t n,
                     int64_t cap, int64_t t)
{
    const struct ilp_inst *x = s->x;

    for (int32_t k = 0; k < n; k++) {
        const struct ilp_opt *o = &x->opt[user[k].opt];

        if (x->q->hold[o->task]) {
            weft_ilp_add_x(&s->m, s->x_at, user[k].opt, user[k].qty);
        } else {
            add_y(s, user[k].opt, t, user[k].qty);
            add_y(s, user[k].opt, t - o->dur, -user[k].qty);
        }
    }
    weft_ilp_row(&s->m, cap, false);
}

static int by_qty(const void *a, const void *b)
{
    const struct ilp_user *x = a, *y = b;

    if (x->qty != y->qty)
        return x->qty > y->qty ? -1 : 1;
    return (x->opt > y->opt) - (x->opt < y->opt);
}

/* Do the k + 1 entries up to item[end - 1] overdraw the cell? */
static bool covers(const struct ilp_user *item, int32_t end, int32_t k,
                   int64_t cap)
{
    int64_t sum = 0;

    for (int32_t i = end - k - 1; i < end; i++) {
        if (item[i].qty > cap - sum)
            return true;
        sum += item[i].qty;
    }
    return false;
}

/* Of the users that may run at t, largest first: the longest run of them of
 * which no k + 1 fit together. At most k of those run, and a relaxation does
 * not know that from the cell's own row. */
static void cover_row(struct ilp_step *s, const struct ilp_user *item,
                      int32_t n, int32_t k, int64_t cap, int64_t t)
{
    int32_t end = n;

    while (end > k && !covers(item, end, k, cap))
        end--;
    /* the cell's row says it where even the smallest takes a k-th of cap */
    if (end <= k || item[end - 1].qty >= cap / k + (cap % k > 0))
        return;
    for (int32_t i = 0; i < end; i++) {
        add_y(s, item[i].opt, t, 1);
        add_y(s, item[i].opt, t - s->x->opt[item[i].opt].dur, -1);
    }
    weft_ilp_row(&s->m, k, false);
}

static void cover_rows(struct ilp_step *s, const struct ilp_user *user,
                       int32_t n, struct ilp_user *item, int64_t cap, int64_t t)
{
    const struct ilp_inst *x = s->x;
    int32_t count = 0;

    for (int32_t k = 0; k < n; k++) {
        const struct ilp_opt *o = &x->opt[user[k].opt];

        if (!x->q->hold[o->task] && o->es <= t && t < o->ls + o->dur)
            item[count++] = user[k];
    }
    qsort(item, (size_t)count, sizeof(*item), by_qty);
    for (int32_t k = 1; k <= COVER_MAX && k < count; k++)
        cover_row(s, item, count, k, cap, t);
}

/* starts: by tick, zero on entry and exit. item: room for all options. */
static void cell_rows(struct ilp_step *s, const struct ilp_users *users,
                      int32_t c, bool *starts, struct ilp_user *item)
{
    const struct ilp_inst *x = s->x;
    const struct ilp_user *user = users->user + users->begin[c];
    int32_t n = users->begin[c + 1] - users->begin[c];

    if (!n)
        return;
    for (int32_t k = 0; k < n; k++)
        if (!x->q->hold[x->opt[user[k].opt].task])
            for (int32_t i = s->at_begin[user[k].opt];
                 i < s->at_begin[user[k].opt + 1]; i++)
                starts[s->at[i]] = true;
    cell_row(s, user, n, x->cap[c], -1);
    for (int64_t t = 0; t <= x->horizon; t++) {
        if (starts[t]) {
            cell_row(s, user, n, x->cap[c], t);
            cover_rows(s, user, n, item, x->cap[c], t);
        }
        starts[t] = false;
    }
}

static bool all_cell_rows(struct ilp_step *s)
{
    const struct ilp_inst *x = s->x;
    struct ilp_users users = { 0 };
    bool *starts = calloc((size_t)x->horizon + 1, sizeof(*starts));
    struct ilp_user *item = calloc((size_t)x->nopt + 1, sizeof(*item));
    bool ok = weft_ilp_users_init(&users, x) && starts && item;

    for (int32_t c = 0; c < x->ncell && ok; c++)
        cell_rows(s, &users, c, starts, item);
    weft_ilp_users_release(&users);
    free(item);
    free(starts);
    return ok;
}

/* --- cliques -------------------------------------------------------------- */

/* Tasks of which no two fit together, by whatever cell: at most one of them
 * runs. No single cell's row says that. */
static bool clique_rows(struct ilp_step *s)
{
    const struct ilp_inst *x = s->x;
    struct ilp_cliques c = { 0 };
    bool ok = x->nopt > CLIQUE_OPTIONS || weft_ilp_cliques_init(&c, x);

    for (int64_t t = 0; t < x->horizon && ok && c.bit; t++) {
        weft_ilp_cliques_at(&c, x, t);
        while (weft_ilp_cliques_next(&c)) {
            if (c.nmember < 3) /* covers have the pairs */
                continue;
            for (int32_t i = 0; i < c.nmember; i++) {
                add_y(s, c.member[i], t, 1);
                add_y(s, c.member[i], t - x->opt[c.member[i]].dur, -1);
            }
            weft_ilp_row(&s->m, 1, false);
        }
    }
    weft_ilp_cliques_release(&c);
    return ok;
}

enum weft_rc weft_ilp_step_init(struct ilp_step *s, const struct ilp_inst *x,
                                int64_t bound, const struct ilp_limit *limit,
                                struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    *s = (struct ilp_step){ .x = x, .bound = bound };
    weft_ilp_model_limit(&s->m, limit);
    if (!list_starts(s)) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        goto out;
    }
    add_columns(s);
    if (!s->m.oom) {
        weft_ilp_assign_rows(&s->m, x, s->x_at);
        order_rows(s);
        all_link_rows(s);
        end_rows(s);
        weft_ilp_budget_rows(&s->m, x, s->x_at);
        weft_ilp_symmetry_rows(&s->m, x, s->x_at);
    }
    if (!s->m.oom && (!all_cell_rows(s) || !clique_rows(s)))
        s->m.oom = true;
    rc = weft_ilp_model_whole(&s->m, err);
out:
    if (rc)
        weft_ilp_step_release(s);
    return rc;
}

/* --- solutions ------------------------------------------------------------ */

/* Value of y(o, at[k]). */
static double y_value(const struct ilp_step *s, const double *value, int32_t o,
                      int32_t k)
{
    if (k == s->at_begin[o + 1] - 1 && single(s->x, s->x->opt[o].task))
        return 1;
    return value[s->first[o] + k - s->at_begin[o]];
}

void weft_ilp_step_mean(const struct ilp_step *s, const double *value,
                        int32_t *opt, double *mean)
{
    const struct ilp_inst *x = s->x;

    for (int32_t i = 0; i < x->n; i++) {
        double best = -1;

        mean[i] = 0;
        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++) {
            double before = 0;

            for (int32_t k = s->at_begin[o]; k < s->at_begin[o + 1]; k++) {
                double y = y_value(s, value, o, k);

                mean[i] += (y - before) * (double)s->at[k];
                before = y;
            }
            if (before > best) {
                best = before;
                opt[i] = o;
            }
        }
    }
}

bool weft_ilp_step_encode(const struct ilp_step *s, const int32_t *opt,
                          const int64_t *start, double *value)
{
    const struct ilp_inst *x = s->x;
    int64_t end = 0;

    for (int32_t c = 0; c < s->m.ncol; c++)
        value[c] = 0;
    for (int32_t i = 0; i < x->n; i++) {
        int32_t o = opt[i], k = start_by(s, o, start[i]);
        int32_t last = s->at_begin[o + 1] - single(x, i);

        if (k < 0 || s->at[k] != start[i])
            return false;
        for (; k < last; k++)
            value[s->first[o] + k - s->at_begin[o]] = 1;
        if (start[i] + x->opt[o].dur > end)
            end = start[i] + x->opt[o].dur;
    }
    if (end > x->horizon)
        return false;
    for (int64_t t = end > s->bound ? end : s->bound; t < x->horizon; t++)
        value[s->end_first + (t - s->bound)] = 1;
    return true;
}
