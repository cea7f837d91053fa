/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows of options: from links, and from what tasks certainly hold.
 *
 * Source of the time-table rule: Le Pape, "Des systemes d'ordonnancement
 * flexibles et opportunistes", PhD thesis, Orsay 1988; as described in
 * Schutt, Feydt, Stuckey, Wallace, "Explaining the cumulative propagator",
 * Constraints 16(3), 2011, section 3. */
#include <stdlib.h>
#include <string.h>

#include "engine/ilp_inst.h"

#define ROUNDS_MAX  100
#define DENSE_TICKS 65536 /* the time-table is left out beyond */

struct windows {
    struct ilp_inst *x;
    struct ilp_users users;
    int64_t *load; /* certain use by tick, of the cell at hand */
    bool changed;
};

static void windows_release(struct windows *w)
{
    weft_ilp_users_release(&w->users);
    free(w->load);
}

static bool windows_init(struct windows *w, struct ilp_inst *x)
{
    w->x = x;
    if (x->horizon <= DENSE_TICKS)
        w->load = calloc((size_t)x->horizon + 1, sizeof(*w->load));
    return weft_ilp_users_init(&w->users, x) &&
           (w->load || x->horizon > DENSE_TICKS);
}

static bool gone(const struct ilp_opt *o)
{
    return o->es > o->ls;
}

static void raise_es(struct windows *w, struct ilp_opt *o, int64_t es)
{
    if (es <= o->es)
        return;
    o->es = weft_ilp_after_down(w->x->q, o->place, o->dur, es);
    w->changed = true;
}

static void lower_ls(struct windows *w, struct ilp_opt *o, int64_t ls)
{
    if (ls >= o->ls)
        return;
    o->ls = weft_ilp_before_down(w->x->q, o->place, o->dur, ls);
    w->changed = true;
}

/* What the task as a whole may do; false if no option is left. */
static bool sum_up(struct ilp_inst *x, int32_t i)
{
    bool any = false;

    for (int32_t k = x->opt_begin[i]; k < x->opt_begin[i + 1]; k++) {
        const struct ilp_opt *o = &x->opt[k];

        if (gone(o))
            continue;
        if (!any || o->es < x->es[i])
            x->es[i] = o->es;
        if (!any || o->ls > x->ls[i])
            x->ls[i] = o->ls;
        if (!any || o->es + o->dur < x->ef[i])
            x->ef[i] = o->es + o->dur;
        if (!any || o->ls + o->dur > x->lf[i])
            x->lf[i] = o->ls + o->dur;
        any = true;
    }
    return any;
}

/* --- links ---------------------------------------------------------------- */

/* When task i, at its earliest, lets option b of a successor start. */
static int64_t earliest_after(const struct ilp_inst *x, int32_t i, int32_t l,
                              int64_t lag, const struct ilp_opt *b)
{
    int64_t best = INT64_MAX;

    if (!x->q->link_xfer[l])
        return x->ef[i] + lag;
    for (int32_t k = x->opt_begin[i]; k < x->opt_begin[i + 1]; k++) {
        const struct ilp_opt *a = &x->opt[k];
        int64_t t = a->es + a->dur + weft_ilp_delay(x, l, lag, a, b);

        if (!gone(a) && t < best)
            best = t;
    }
    return best;
}

/* When option a must have finished for task j, at its latest, to start. */
static int64_t latest_before(const struct ilp_inst *x, int32_t j, int32_t l,
                             int64_t lag, const struct ilp_opt *a)
{
    int64_t best = INT64_MIN;

    if (!x->q->link_xfer[l])
        return x->ls[j] - lag;
    for (int32_t k = x->opt_begin[j]; k < x->opt_begin[j + 1]; k++) {
        const struct ilp_opt *b = &x->opt[k];
        int64_t t = b->ls - weft_ilp_delay(x, l, lag, a, b);

        if (!gone(b) && t > best)
            best = t;
    }
    return best;
}

static bool forward(struct windows *w)
{
    struct ilp_inst *x = w->x;
    const struct weft_graph *g = &x->q->graph;

    for (int32_t at = 0; at < x->n; at++) {
        int32_t j = x->q->order[at];

        for (int32_t o = x->opt_begin[j]; o < x->opt_begin[j + 1]; o++)
            for (int32_t k = g->pred_begin[j]; k < g->pred_begin[j + 1]; k++)
                raise_es(w, &x->opt[o],
                         earliest_after(x, g->pred[k], g->pred_link[k],
                                        g->pred_w ? g->pred_w[k] : 0,
                                        &x->opt[o]));
        if (!sum_up(x, j))
            return false;
    }
    return true;
}

static bool backward(struct windows *w)
{
    struct ilp_inst *x = w->x;
    const struct weft_graph *g = &x->q->graph;

    for (int32_t at = x->n - 1; at >= 0; at--) {
        int32_t i = x->q->order[at];

        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
            for (int32_t k = g->succ_begin[i]; k < g->succ_begin[i + 1]; k++)
                lower_ls(w, &x->opt[o],
                         latest_before(x, g->succ[k], g->succ_link[k],
                                       g->succ_w ? g->succ_w[k] : 0,
                                       &x->opt[o]) -
                             x->opt[o].dur);
        if (!sum_up(x, i))
            return false;
    }
    return true;
}

/* --- the time-table ------------------------------------------------------- */

/* The users u[0..n) belong to one task. What it certainly holds of the cell,
 * and when: *from < *to, or nothing. */
static int64_t certain(const struct windows *w, const struct ilp_user *u,
                       int32_t n, int64_t *from, int64_t *to)
{
    const struct ilp_inst *x = w->x;
    int32_t i = x->opt[u->opt].task, left = 0, using = 0;
    int64_t qty = INT64_MAX;

    for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
        left += !gone(&x->opt[o]);
    for (int32_t k = 0; k < n; k++)
        if (!gone(&x->opt[u[k].opt])) {
            using ++;
            qty = u[k].qty < qty ? u[k].qty : qty;
        }
    *from = *to = 0;
    if (using == 0 || using < left)
        return 0;
    *from = x->q->hold[i] ? 0 : x->ls[i];
    *to = x->q->hold[i] ? x->horizon : x->ef[i];
    return *from < *to ? qty : 0;
}

static int32_t same_task(const struct windows *w, int32_t k, int32_t end)
{
    int32_t n = 1, task = w->x->opt[w->users.user[k].opt].task;

    while (k + n < end && w->x->opt[w->users.user[k + n].opt].task == task)
        n++;
    return n;
}

/* First tick of [from, to) where qty does not fit beside the others, from the
 * right; -1 if none. own is held in [own_from, own_to) by the task itself. */
static int64_t clash(const struct windows *w, int64_t room, int64_t from,
                     int64_t to, int64_t own, int64_t own_from, int64_t own_to)
{
    for (int64_t t = to - 1; t >= from; t--) {
        int64_t mine = t >= own_from && t < own_to ? own : 0;

        if (w->load[t] - mine > room)
            return t;
    }
    return -1;
}

static int64_t clash_left(const struct windows *w, int64_t room, int64_t from,
                          int64_t to, int64_t own, int64_t own_from,
                          int64_t own_to)
{
    for (int64_t t = from; t < to; t++) {
        int64_t mine = t >= own_from && t < own_to ? own : 0;

        if (w->load[t] - mine > room)
            return t;
    }
    return -1;
}

static void push_option(struct windows *w, struct ilp_opt *o, int64_t room,
                        int64_t own, int64_t from, int64_t to)
{
    int64_t t;

    if (w->x->q->hold[o->task]) {
        if (clash(w, room, 0, w->x->horizon, own, from, to) >= 0)
            raise_es(w, o, o->ls + 1);
        return;
    }
    while (!gone(o) &&
           (t = clash(w, room, o->es, o->es + o->dur, own, from, to)) >= 0)
        raise_es(w, o, t + 1);
    while (!gone(o) &&
           (t = clash_left(w, room, o->ls, o->ls + o->dur, own, from, to)) >= 0)
        lower_ls(w, o, t - o->dur);
}

static bool timetable_cell(struct windows *w, int32_t c)
{
    struct ilp_inst *x = w->x;
    int32_t begin = w->users.begin[c], end = w->users.begin[c + 1];
    int64_t from, to, qty;

    memset(w->load, 0, ((size_t)x->horizon + 1) * sizeof(*w->load));
    for (int32_t k = begin, n; k < end; k += n) {
        n = same_task(w, k, end);
        qty = certain(w, &w->users.user[k], n, &from, &to);
        for (int64_t t = from; t < to && qty; t++) {
            if (__builtin_add_overflow(w->load[t], qty, &w->load[t]) ||
                w->load[t] > x->cap[c])
                return false;
        }
    }
    for (int32_t k = begin, n; k < end; k += n) {
        n = same_task(w, k, end);
        qty = certain(w, &w->users.user[k], n, &from, &to);
        for (int32_t u = k; u < k + n; u++)
            push_option(w, &x->opt[w->users.user[u].opt],
                        x->cap[c] - w->users.user[u].qty, qty, from, to);
        if (!sum_up(x, x->opt[w->users.user[k].opt].task))
            return false;
    }
    return true;
}

static bool timetable(struct windows *w)
{
    for (int32_t c = 0; c < w->x->ncell && w->load; c++)
        if (w->users.begin[c] < w->users.begin[c + 1] && !timetable_cell(w, c))
            return false;
    return true;
}

static void drop_gone(struct ilp_inst *x)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < x->n; i++) {
        int32_t begin = x->opt_begin[i], end = x->opt_begin[i + 1];

        x->opt_begin[i] = kept;
        for (int32_t o = begin; o < end; o++)
            if (!gone(&x->opt[o]))
                x->opt[kept++] = x->opt[o];
    }
    x->opt_begin[x->n] = x->nopt = kept;
}

enum weft_rc weft_ilp_windows(struct ilp_inst *x, struct weft_err *err)
{
    struct windows w = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (!windows_init(&w, x)) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
        goto out;
    }
    w.changed = true;
    /* stopping early is right too: the windows are only wider */
    for (int round = 0; round < ROUNDS_MAX && w.changed; round++) {
        w.changed = false;
        if (!forward(&w) || !backward(&w) || !timetable(&w)) {
            x->infeasible = true;
            goto out;
        }
    }
    drop_gone(x);
    for (int32_t i = 0; i < x->n; i++)
        sum_up(x, i);
out:
    windows_release(&w);
    return rc;
}
