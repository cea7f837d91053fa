/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_inst.h"

#include <stdlib.h>
#include <string.h>

static void *zeros(size_t n, size_t size)
{
    return calloc(n ? n : 1, size);
}

void weft_ilp_inst_release(struct ilp_inst *x)
{
    free(x->opt_begin);
    free(x->opt);
    free(x->use);
    free(x->spend);
    free(x->cap);
    free(x->pool);
    free(x->alt);
    free(x->group);
    free(x->es);
    free(x->ls);
    free(x->ef);
    free(x->lf);
    memset(x, 0, sizeof(*x));
}

int64_t weft_ilp_delay(const struct ilp_inst *x, int32_t l, int64_t lag,
                       const struct ilp_opt *a, const struct ilp_opt *b)
{
    bool moves = a->place != b->place && a->place != WEFT_NONE &&
                 b->place != WEFT_NONE;

    return lag + (moves ? x->q->link_xfer[l] : 0);
}

int64_t weft_ilp_after_down(const struct weft_problem *q, int32_t copy,
                            int64_t dur, int64_t t)
{
    const struct weft_copy *c;

    if (copy == WEFT_NONE)
        return t;
    c = &q->copy[copy];
    for (int32_t k = c->down_begin; k < c->down_begin + c->ndown; k++)
        if (t < q->down[k].to && q->down[k].from < t + dur)
            t = q->down[k].to;
    return t;
}

int64_t weft_ilp_before_down(const struct weft_problem *q, int32_t copy,
                             int64_t dur, int64_t t)
{
    const struct weft_copy *c;

    if (copy == WEFT_NONE)
        return t;
    c = &q->copy[copy];
    for (int32_t k = c->down_begin + c->ndown - 1; k >= c->down_begin; k--)
        if (t < q->down[k].to && q->down[k].from < t + dur)
            t = q->down[k].from - dur;
    return t;
}

bool weft_ilp_users_init(struct ilp_users *u, const struct ilp_inst *x)
{
    size_t n = 0;

    for (int32_t o = 0; o < x->nopt; o++)
        n += (size_t)x->opt[o].nuse;
    u->begin = zeros((size_t)x->ncell + 2, sizeof(*u->begin));
    u->user = zeros(n, sizeof(*u->user));
    if (!u->begin || !u->user)
        return false;
    for (int32_t o = 0; o < x->nopt; o++)
        for (int32_t k = 0; k < x->opt[o].nuse; k++)
            u->begin[x->use[x->opt[o].use_begin + k].cell + 2]++;
    for (int32_t c = 1; c < x->ncell; c++)
        u->begin[c + 1] += u->begin[c];
    for (int32_t o = 0; o < x->nopt; o++)
        for (int32_t k = 0; k < x->opt[o].nuse; k++) {
            const struct weft_use *e = &x->use[x->opt[o].use_begin + k];

            u->user[u->begin[e->cell + 1]++] = (struct ilp_user){ o, e->qty };
        }
    return true;
}

void weft_ilp_users_release(struct ilp_users *u)
{
    free(u->begin);
    free(u->user);
    *u = (struct ilp_users){ 0 };
}

void weft_ilp_after_release(struct ilp_after *a)
{
    free(a->bit);
    *a = (struct ilp_after){ 0 };
}

static void set_after(struct ilp_after *a, int32_t u, int32_t v)
{
    a->bit[(size_t)u * a->words + (size_t)v / 64] |= (uint64_t)1 << (v % 64);
}

bool weft_ilp_after_init(struct ilp_after *a, const struct ilp_inst *x)
{
    const struct weft_graph *g = &x->q->graph;

    *a = (struct ilp_after){ .words = (size_t)x->n / 64 + 1 };
    if (x->n > ILP_AFTER_TASKS)
        return true;
    a->bit = zeros((size_t)x->n * a->words, sizeof(*a->bit));
    if (!a->bit)
        return false;
    for (int32_t at = x->n - 1; at >= 0; at--) {
        int32_t u = x->q->order[at];

        for (int32_t k = g->succ_begin[u]; k < g->succ_begin[u + 1]; k++) {
            int32_t v = g->succ[k];

            set_after(a, u, v);
            for (size_t w = 0; w < a->words; w++)
                a->bit[(size_t)u * a->words + w] |=
                    a->bit[(size_t)v * a->words + w];
        }
    }
    for (int32_t u = 0; u < x->n; u++)
        for (int32_t v = 0; v < x->n; v++)
            if (u != v && x->lf[u] <= x->es[v])
                set_after(a, u, v);
    return true;
}

/* --- building ------------------------------------------------------------- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* An option's own window: release, pin, deadline, horizon, down windows. False
 * if it is empty. */
static bool make_option(const struct ilp_inst *x, int32_t task, int32_t src,
                        struct ilp_opt *out)
{
    const struct weft_problem *q = x->q;
    const struct weft_option *o = &q->option[src];
    int64_t end = least(x->horizon, q->deadline[task]);

    *out = (struct ilp_opt){
        .task = task,
        .src = src,
        .place = o->copy,
        .pool = WEFT_NONE,
        .dur = o->dur,
        .es = weft_ilp_after_down(q, o->copy, o->dur, q->release[task]),
        .ls = weft_ilp_before_down(q, o->copy, o->dur,
                                   least(q->latest[task], end - o->dur)),
    };
    return out->es <= out->ls;
}

/* What it holds and spends; a run of no length holds nothing. */
static void add_uses(struct ilp_inst *x, struct ilp_opt *o, size_t *nuse,
                     size_t *nspend)
{
    const struct weft_problem *q = x->q;
    const struct weft_option *src = &q->option[o->src];

    o->use_begin = (int32_t)*nuse;
    o->nuse = src->dur || q->hold[o->task] ? src->nuse : 0;
    for (int32_t k = 0; k < o->nuse; k++)
        x->use[(*nuse)++] = q->use[src->use_begin + k];
    o->spend_begin = (int32_t)*nspend;
    o->nspend = src->nspend;
    for (int32_t k = 0; k < o->nspend; k++)
        x->spend[(*nspend)++] = q->spend[src->spend_begin + k];
}

static bool alloc_options(struct ilp_inst *x)
{
    const struct weft_problem *q = x->q;
    size_t n = (size_t)q->ntask, nopt = (size_t)q->option_begin[n];
    size_t nuse = 0, nspend = 0;

    for (size_t o = 0; o < nopt; o++) {
        nuse += (size_t)q->option[o].nuse + 1; /* a pool may add one */
        nspend += (size_t)q->option[o].nspend;
    }
    if (nuse > INT32_MAX || nspend > INT32_MAX)
        return false;
    x->opt_begin = zeros(n + 1, sizeof(*x->opt_begin));
    x->opt = zeros(nopt, sizeof(*x->opt));
    x->use = zeros(nuse, sizeof(*x->use));
    x->spend = zeros(nspend, sizeof(*x->spend));
    x->cap = zeros((size_t)q->ncell + (size_t)q->ncopy, sizeof(*x->cap));
    x->es = zeros(n, sizeof(*x->es));
    x->ls = zeros(n, sizeof(*x->ls));
    x->ef = zeros(n, sizeof(*x->ef));
    x->lf = zeros(n, sizeof(*x->lf));
    return x->opt_begin && x->opt && x->use && x->spend && x->cap && x->es &&
           x->ls && x->ef && x->lf;
}

static void make_options(struct ilp_inst *x)
{
    const struct weft_problem *q = x->q;
    size_t nuse = 0, nspend = 0;

    x->ncell = q->ncell;
    for (int32_t c = 0; c < q->ncell; c++)
        x->cap[c] = q->cell[c].cap;
    for (int32_t i = 0; i < q->ntask; i++) {
        x->opt_begin[i] = x->nopt;
        for (int32_t s = q->option_begin[i]; s < q->option_begin[i + 1]; s++) {
            struct ilp_opt *o = &x->opt[x->nopt];

            if (!make_option(x, i, s, o))
                continue;
            add_uses(x, o, &nuse, &nspend);
            x->nopt++;
        }
        if (x->opt_begin[i] == x->nopt)
            x->infeasible = true;
    }
    x->opt_begin[q->ntask] = x->nopt;
}

/* The options and their windows; nothing is dropped yet. */
static enum weft_rc begin(struct ilp_inst *x, const struct weft_problem *q,
                          int64_t horizon, struct weft_err *err)
{
    *x = (struct ilp_inst){ .q = q, .horizon = horizon, .n = q->ntask };
    if (q->option_begin[q->ntask] > ILP_OPTIONS_MAX)
        return weft_err_set(err, WEFT_E_LIMIT, "ilp",
                            "%d ways to place the tasks, more than the %d that "
                            "an integer programme is tried with",
                            (int)q->option_begin[q->ntask], ILP_OPTIONS_MAX);
    if (!alloc_options(x))
        return weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
    make_options(x);
    return x->infeasible ? WEFT_OK : weft_ilp_windows(x, err);
}

enum weft_rc weft_ilp_refutes(const struct weft_problem *q, int64_t horizon,
                              bool *refuted, struct weft_err *err)
{
    struct ilp_inst x;
    enum weft_rc rc = begin(&x, q, horizon, err);

    if (!rc)
        *refuted = x.infeasible;
    weft_ilp_inst_release(&x);
    return rc;
}

/* Leave out what does not matter, until the windows too are settled. */
static enum weft_rc reduce(struct ilp_inst *x, struct weft_err *err)
{
    enum weft_rc rc = weft_ilp_reduce(x, err);

    if (!rc)
        rc = weft_ilp_merge(x, err);
    if (!rc)
        rc = weft_ilp_reduce(x, err); /* a pool may have room for all */
    return rc ? rc : weft_ilp_windows(x, err);
}

enum weft_rc weft_ilp_inst_init(struct ilp_inst *x,
                                const struct weft_problem *q, int64_t horizon,
                                bool whole, struct weft_err *err)
{
    enum weft_rc rc = begin(x, q, horizon, err);

    if (!rc && !x->infeasible && !whole)
        rc = reduce(x, err);
    if (rc)
        weft_ilp_inst_release(x);
    return rc;
}

/* --- back to the problem -------------------------------------------------- */

struct slot_run {
    int64_t start;
    int32_t task;
};

static int by_start(const void *a, const void *b)
{
    const struct slot_run *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->task > y->task) - (x->task < y->task);
}

/* Hand the slots of a pool to its runs in order of start: as their number
 * never exceeds that of the slots, one is always free (interval graphs). */
static void fill_pool(const struct ilp_inst *x, const struct ilp_pool *p,
                      const int32_t *opt, const struct slot_run *run,
                      int32_t nrun, int64_t *free_at, int32_t *pick)
{
    int64_t slots = p->room ? least(p->room * p->ncopy, nrun) : 1;

    for (int64_t s = 0; s < slots; s++)
        free_at[s] = 0;
    for (int32_t r = 0; r < nrun; r++) {
        const struct ilp_opt *o = &x->opt[opt[run[r].task]];
        int64_t s = 0;

        while (o->slot && s < slots - 1 && free_at[s] > run[r].start)
            s++;
        if (o->slot)
            free_at[s] = run[r].start + o->dur;
        pick[run[r].task] = x->alt[o->alt + (p->room ? s / p->room : 0)];
    }
}

enum weft_rc weft_ilp_picks(const struct ilp_inst *x, const int32_t *opt,
                            const int64_t *start, int32_t *pick,
                            struct weft_err *err)
{
    struct slot_run *run = zeros((size_t)x->n, sizeof(*run));
    int64_t *free_at = zeros((size_t)x->n, sizeof(*free_at));
    enum weft_rc rc = WEFT_OK;

    if (!run || !free_at) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
        goto out;
    }
    for (int32_t i = 0; i < x->n; i++)
        pick[i] = x->opt[opt[i]].src;
    for (int32_t k = 0; k < x->npool; k++) {
        int32_t nrun = 0;

        for (int32_t i = 0; i < x->n; i++)
            if (x->opt[opt[i]].pool == k)
                run[nrun++] = (struct slot_run){ start[i], i };
        qsort(run, (size_t)nrun, sizeof(*run), by_start);
        fill_pool(x, &x->pool[k], opt, run, nrun, free_at, pick);
    }
out:
    free(run);
    free(free_at);
    return rc;
}
