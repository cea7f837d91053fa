/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the workbench: cells packed into words, needs of options, windows. */
#include "engine/sgs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A word per tick pays while runs are a few ticks long: then reading them is
 * faster than finding one's way in break points. Measured: projects of PSPLIB
 * (5.5 ticks) take 0.6 times as long, job shops (50 ticks) twice as long. */
#define DENSE_HORIZON  16384
#define DENSE_DURATION 16
#define DENSE_WORDS    (INT64_C(1) << 22) /* all planes together */

/* What is learnt of the cells before they are packed. */
struct pack {
    int64_t *total; /* by cell: all tasks at once, at their greediest */
    int64_t *most;  /* of the task in `task` */
    int32_t *task;
    int64_t *largest;       /* by resource: capacity of any cell */
    uint64_t *free, *guard; /* by plane, so far */
    int32_t *up_plane;      /* by copy: its field that says it is up */
    int32_t *up_shift;
    int bits_left; /* in the plane that is being filled */
};

static void pack_release(struct pack *k)
{
    free(k->total);
    free(k->most);
    free(k->task);
    free(k->largest);
    free(k->free);
    free(k->guard);
    free(k->up_plane);
    free(k->up_shift);
}

static bool pack_init(struct pack *k, const struct weft_problem *q)
{
    size_t ncell = (size_t)q->ncell + 1, ncopy = (size_t)q->ncopy + 1;

    *k = (struct pack){
        .total = calloc(ncell, sizeof(*k->total)),
        .most = calloc(ncell, sizeof(*k->most)),
        .task = calloc(ncell, sizeof(*k->task)),
        .largest = calloc((size_t)q->nres + 1, sizeof(*k->largest)),
        .free = calloc(ncell + ncopy, sizeof(*k->free)),
        .guard = calloc(ncell + ncopy, sizeof(*k->guard)),
        .up_plane = calloc(ncopy, sizeof(*k->up_plane)),
        .up_shift = calloc(ncopy, sizeof(*k->up_shift)),
    };
    return k->total && k->most && k->task && k->largest && k->free &&
           k->guard && k->up_plane && k->up_shift;
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

static int64_t add_capped(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* The unit of each cell and the most that could ever be in use of it. */
static void survey(struct weft_sgs *g, struct pack *k)
{
    const struct weft_problem *q = g->q;
    int32_t c;

    for (c = 0; c < q->ncell; c++) {
        k->task[c] = WEFT_NONE;
        if (k->largest[q->cell[c].res] < q->cell[c].cap)
            k->largest[q->cell[c].res] = q->cell[c].cap;
    }
    for (int32_t i = 0; i < q->ntask; i++) {
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
            const struct weft_use *u = q->use + q->option[o].use_begin;

            for (int32_t x = 0; x < q->option[o].nuse; x++, u++) {
                c = u->cell;
                if (k->task[c] != i) {
                    k->total[c] = add_capped(k->total[c], k->most[c]);
                    k->task[c] = i;
                    k->most[c] = 0;
                }
                if (k->most[c] < u->qty)
                    k->most[c] = u->qty;
                if (!g->field[c].unit || u->qty % g->field[c].unit)
                    g->field[c].unit = gcd(u->qty, g->field[c].unit);
            }
        }
    }
    for (c = 0; c < q->ncell; c++)
        k->total[c] = add_capped(k->total[c], k->most[c]);
}

static int bit_length(uint64_t v)
{
    return v ? 64 - __builtin_clzll(v) : 0;
}

/* A field for values 0 .. free with its guard bit, in the current plane or in
 * a new one; returns its shift. */
static int32_t pack_field(struct weft_sgs *g, struct pack *k, uint64_t units)
{
    int bits = bit_length(units) + 1;
    int32_t p, shift;

    if (bits > k->bits_left) {
        g->nplane++;
        k->bits_left = 64;
    }
    p = g->nplane - 1;
    shift = 64 - k->bits_left;
    k->bits_left -= bits;
    k->free[p] |= units << shift;
    k->guard[p] |= UINT64_C(1) << (shift + bits - 1);
    return shift;
}

static void pack_cell(struct weft_sgs *g, struct pack *k, int32_t c)
{
    struct weft_field *f = &g->field[c];
    int64_t cap = g->q->cell[c].cap;
    int64_t largest = k->largest[g->q->cell[c].res];
    uint64_t units;

    f->plane = WEFT_NONE;
    if (!f->unit)
        return;
    units = (uint64_t)((cap < k->total[c] ? cap : k->total[c]) / f->unit);
    f->shift = pack_field(g, k, units);
    f->plane = g->nplane - 1;
    f->mask = (UINT64_C(1) << bit_length(units)) - 1;
    f->cap = cap / f->unit;
    f->share = (double)f->unit / (double)largest;
}

/* Cells of a copy share planes, so that one look at a word answers for all of
 * them; global cells share planes of their own. A copy with down windows gets
 * one more field, of which every run takes 1 and a down window all: so also a
 * run without demand keeps clear of them. */
static void pack_cells(struct weft_sgs *g, struct pack *k)
{
    const struct weft_problem *q = g->q;

    for (int32_t n = 0; n < q->ncopy; n++) {
        const struct weft_copy *copy = &q->copy[n];

        k->bits_left = 0;
        for (int32_t c = 0; c < copy->ncell; c++)
            pack_cell(g, k, copy->cell_begin + c);
        k->up_plane[n] = WEFT_NONE;
        if (copy->ndown) {
            k->up_shift[n] = pack_field(g, k, (uint64_t)q->ntask);
            k->up_plane[n] = g->nplane - 1;
            g->has_down = true;
        }
    }
    k->bits_left = 0;
    for (int32_t c = 0; c < q->ncell; c++)
        if (q->cell[c].copy == WEFT_NONE)
            pack_cell(g, k, c);
}

/* Add units to what option o needs; its needs so far begin at `begin`. */
static void need_add(struct weft_sgs *g, int32_t begin, int32_t *n,
                     int32_t plane, uint64_t units)
{
    for (int32_t i = begin; i < *n; i++) {
        if (g->need[i].plane == plane) {
            g->need[i].units += units;
            return;
        }
    }
    g->need[(*n)++] = (struct weft_need){ plane, units };
}

static void option_needs(struct weft_sgs *g, const struct pack *k, int32_t task,
                         int32_t o, int32_t *n)
{
    const struct weft_problem *q = g->q;
    const struct weft_option *opt = &q->option[o];
    int32_t begin = *n;

    g->need_begin[o] = begin;
    if (!opt->dur)
        return;
    for (int32_t x = 0; x < opt->nuse && !q->hold[task]; x++) {
        const struct weft_use *u = &q->use[opt->use_begin + x];
        const struct weft_field *f = &g->field[u->cell];
        int64_t units = f->unit == 1 ? u->qty : u->qty / f->unit;

        need_add(g, begin, n, f->plane, (uint64_t)units << f->shift);
    }
    if (opt->copy != WEFT_NONE && k->up_plane[opt->copy] != WEFT_NONE)
        need_add(g, begin, n, k->up_plane[opt->copy],
                 UINT64_C(1) << k->up_shift[opt->copy]);
}

static bool build_needs(struct weft_sgs *g, const struct pack *k)
{
    const struct weft_problem *q = g->q;
    int32_t noption = q->option_begin[q->ntask], n = 0;
    int64_t room = g->has_down ? noption : 0;

    for (int32_t o = 0; o < noption; o++)
        room += q->option[o].nuse;
    if (room >= INT32_MAX)
        return false;
    g->need_begin = malloc(((size_t)noption + 1) * sizeof(*g->need_begin));
    g->need = malloc(((size_t)room + 1) * sizeof(*g->need));
    if (!g->need_begin || !g->need)
        return false;
    for (int32_t i = 0; i < q->ntask; i++)
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            option_needs(g, k, i, o, &n);
    g->need_begin[noption] = n;
    return true;
}

/* No schedule made from left to right is longer: in the worst case tasks run
 * one after the other, after the last release and down window. */
static int64_t worst_makespan(const struct weft_sgs *g, int64_t *mean_dur)
{
    const struct weft_problem *q = g->q;
    const struct weft_graph *G = &q->graph;
    int64_t end = 0, sum = 0, runs = 0;

    for (int32_t n = 0; n < q->ncopy; n++)
        if (q->copy[n].ndown) {
            int32_t last = q->copy[n].down_begin + q->copy[n].ndown - 1;

            if (end < q->down[last].to)
                end = q->down[last].to;
        }
    for (int32_t i = 0; i < q->ntask; i++) {
        int64_t dur = 0, delay = 0;

        if (end < q->release[i])
            end = q->release[i];
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            if (dur < q->option[o].dur)
                dur = q->option[o].dur;
        for (int32_t k = G->pred_begin[i]; k < G->pred_begin[i + 1]; k++) {
            int64_t d = (G->pred_w ? G->pred_w[k] : 0) +
                        q->link_xfer[G->pred_link[k]];

            if (delay < d)
                delay = d;
        }
        sum += dur + delay;
        runs += dur;
    }
    *mean_dur = q->ntask ? runs / q->ntask : 0;
    return end + sum;
}

static bool block_down(struct weft_sgs *g, const struct pack *k)
{
    const struct weft_problem *q = g->q;

    for (int32_t n = 0; n < q->ncopy; n++) {
        uint64_t all = (uint64_t)q->ntask << k->up_shift[n];

        for (int32_t d = 0; d < q->copy[n].ndown; d++) {
            const struct weft_window *w = &q->down[q->copy[n].down_begin + d];

            if (!weft_profile_block(&g->plane[k->up_plane[n]], w->from, w->to,
                                    all))
                return false;
        }
    }
    return true;
}

static bool build_planes(struct weft_sgs *g, const struct pack *k)
{
    int64_t mean, horizon = worst_makespan(g, &mean) + 1;
    int32_t n = g->nplane;

    if (horizon > DENSE_HORIZON || mean > DENSE_DURATION ||
        horizon * (n + 1) > DENSE_WORDS)
        horizon = 0;
    g->plane = calloc((size_t)n + 1, sizeof(*g->plane));
    g->held = calloc((size_t)n + 1, sizeof(*g->held));
    if (!g->plane || !g->held)
        return false;
    for (int32_t p = 0; p < n; p++)
        if (!weft_profile_init(&g->plane[p], k->free[p], k->guard[p], horizon))
            return false;
    return block_down(g, k);
}

/* By when each task must be done, whatever the options. */
static bool build_windows(struct weft_sgs *g)
{
    const struct weft_problem *q = g->q;
    const struct weft_graph *G = &q->graph;

    g->last_finish = malloc(((size_t)q->ntask + 1) * sizeof(*g->last_finish));
    g->pinned = malloc(((size_t)q->ntask + 1) * sizeof(*g->pinned));
    if (!g->last_finish || !g->pinned)
        return false;
    for (int32_t k = q->ntask - 1; k >= 0; k--) {
        int32_t i = q->order[k];
        int64_t last = q->deadline[i];

        for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++) {
            int32_t j = G->succ[s];
            int64_t start = g->last_finish[j];

            if (start != WEFT_FOREVER)
                start -= q->min_dur[j];
            if (start > q->latest[j])
                start = q->latest[j];
            if (start != WEFT_FOREVER && G->succ_w)
                start -= G->succ_w[s];
            if (last > start)
                last = start;
        }
        g->last_finish[i] = last;
        if (last != WEFT_FOREVER || q->latest[i] != WEFT_FOREVER)
            g->has_windows = true;
    }
    for (int32_t k = 0; k < q->ntask; k++)
        if (q->latest[q->order[k]] == q->release[q->order[k]])
            g->pinned[g->npinned++] = q->order[k];
    weft_sort_by(&g->sort, q->latest, g->pinned, g->npinned);
    return true;
}

static void build_flags(struct weft_sgs *g)
{
    const struct weft_problem *q = g->q;

    for (int32_t l = 0; l < q->graph.m; l++)
        g->has_xfer |= q->link_xfer[l] > 0;
    for (int32_t n = 0; n < q->ncopy; n++)
        g->has_prices |= q->copy[n].price > 0;
    for (int32_t r = 0; r < q->nres; r++)
        g->has_prices |= q->res_price[r] > 0;
    g->has_twins = q->ngroup < q->ncopy;
    g->probes = q->option_begin[q->ntask];
    for (int32_t i = 0; i < q->ntask; i++)
        if (q->hold[i])
            g->hold[g->nhold++] = i;
}

static bool build_schedule(struct weft_sgs *g)
{
    const struct weft_problem *q = g->q;
    size_t n = (size_t)q->ntask + 1;

    g->due = malloc(n * sizeof(*g->due));
    g->base = malloc(n * sizeof(*g->base));
    g->hold = malloc(n * sizeof(*g->hold));
    g->opt = malloc(n * sizeof(*g->opt));
    g->start = calloc(n, sizeof(*g->start));
    g->finish = calloc(n, sizeof(*g->finish));
    g->missing = malloc(n * sizeof(*g->missing));
    g->pos = malloc(n * sizeof(*g->pos));
    g->ready = malloc(n * sizeof(*g->ready));
    g->save_opt = malloc(n * sizeof(*g->save_opt));
    g->save_pick = malloc(n * sizeof(*g->save_pick));
    g->save_start = malloc(n * sizeof(*g->save_start));
    g->seq = malloc(n * sizeof(*g->seq));
    g->left = calloc((size_t)q->nbudget + 1, sizeof(*g->left));
    g->used = calloc((size_t)q->ncopy + 1, sizeof(*g->used));
    g->twin = calloc((size_t)q->ngroup + 1, sizeof(*g->twin));
    g->tried = calloc((size_t)q->ngroup + 1, sizeof(*g->tried));
    g->field = calloc((size_t)q->ncell + 1, sizeof(*g->field));
    if (!g->due || !g->base || !g->hold || !g->opt || !g->start || !g->finish ||
        !g->missing || !g->pos || !g->ready || !g->save_opt || !g->save_pick ||
        !g->save_start || !g->seq || !g->left || !g->used || !g->twin ||
        !g->tried || !g->field || !weft_sort_init(&g->sort, q->ntask))
        return false;
    for (int32_t i = 0; i < q->ntask; i++) {
        g->base[i] = g->opt[i] = WEFT_NONE;
        g->due[i] = WEFT_FOREVER;
    }
    return true;
}

enum weft_rc weft_sgs_new(const struct weft_problem *q, struct weft_sgs **out,
                          struct weft_err *err)
{
    struct weft_sgs *g = calloc(1, sizeof(*g));
    struct pack k = { 0 };
    bool ok = g && pack_init(&k, q);

    if (ok) {
        g->q = q;
        g->failed = WEFT_NONE;
        ok = build_schedule(g);
    }
    if (ok) {
        survey(g, &k);
        pack_cells(g, &k);
        build_flags(g);
        ok = build_needs(g, &k) && build_windows(g) && build_planes(g, &k);
    }
    pack_release(&k);
    if (!ok) {
        weft_sgs_free(g);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    *out = g;
    return WEFT_OK;
}

void weft_sgs_free(struct weft_sgs *g)
{
    if (!g)
        return;
    for (int32_t p = 0; g->plane && p < g->nplane; p++)
        weft_profile_release(&g->plane[p]);
    free(g->plane);
    free(g->held);
    free(g->field);
    free(g->need_begin);
    free(g->need);
    free(g->last_finish);
    free(g->pinned);
    free(g->hold);
    free(g->due);
    free(g->base);
    free(g->opt);
    free(g->start);
    free(g->finish);
    free(g->left);
    free(g->used);
    free(g->twin);
    free(g->tried);
    free(g->missing);
    free(g->pos);
    free(g->ready);
    free(g->save_opt);
    free(g->save_pick);
    free(g->save_start);
    free(g->seq);
    weft_sort_release(&g->sort);
    free(g);
}
