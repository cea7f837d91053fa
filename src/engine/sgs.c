/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sgs.h"

#include <assert.h>
#include <string.h>

/* Tasks placed between two looks at stop(). */
#define POLL 256

/* How often the parallel scheme may look at every option. */
#define LOOKS 50

/* The finish of a task that is not placed: earlier than anything, and delays
 * may be added to it. */
#define NEVER (INT64_MIN / 2)

/* An option of a task and when it can run. */
struct cand {
    int32_t opt; /* WEFT_NONE: none */
    int64_t start, finish;
};

/* When the links into a task allow it to start, on any copy. */
struct arrival {
    int64_t any;   /* without transfers */
    int64_t first; /* with the latest transfer, */
    int32_t from;  /* which comes from this copy: */
    int64_t other; /* and the latest of those from other copies */
};

static struct arrival arrival_of(const struct weft_sgs *g, int32_t i)
{
    const struct weft_problem *q = g->q;
    const struct weft_graph *G = &q->graph;
    struct arrival a = { q->release[i], NEVER, WEFT_NONE, NEVER };

    for (int32_t k = G->pred_begin[i]; k < G->pred_begin[i + 1]; k++) {
        int32_t p = G->pred[k], copy;
        int64_t t = g->finish[p] + (G->pred_w ? G->pred_w[k] : 0), xfer;

        if (a.any < t)
            a.any = t;
        if (!g->has_xfer || g->opt[p] == WEFT_NONE)
            continue;
        xfer = q->link_xfer[G->pred_link[k]];
        copy = q->option[g->opt[p]].copy;
        if (!xfer || copy == WEFT_NONE)
            continue;
        t += xfer;
        if (copy == a.from) {
            if (a.first < t)
                a.first = t;
        } else if (a.first < t) {
            a.other = a.first;
            a.first = t;
            a.from = copy;
        } else if (a.other < t) {
            a.other = t;
        }
    }
    return a;
}

static int64_t arrival_at(const struct arrival *a, int32_t copy)
{
    int64_t t = copy == a->from ? a->other : a->first;

    return copy == WEFT_NONE || t < a->any ? a->any : t;
}

/* By when task i must be done in option o: its window, and successors that
 * are placed already (those with a fixed start). */
static int64_t finish_limit(const struct weft_sgs *g, int32_t i, int32_t o)
{
    const struct weft_problem *q = g->q;
    const struct weft_graph *G = &q->graph;
    int64_t lim = g->last_finish[i];

    for (int32_t k = G->succ_begin[i]; g->npinned && k < G->succ_begin[i + 1];
         k++) {
        int32_t s = G->succ[k];
        int64_t t;

        if (g->opt[s] == WEFT_NONE)
            continue;
        t = g->start[s] - weft_problem_delay(q, G->succ_link[k],
                                             G->succ_w ? G->succ_w[k] : 0, o,
                                             g->opt[s]);
        if (lim > t)
            lim = t;
    }
    return lim;
}

/* A run of no length holds nothing, but must not lie within a down window. */
static int64_t fit_instant(const struct weft_problem *q, int32_t copy,
                           int64_t from, int64_t last)
{
    if (copy != WEFT_NONE) {
        const struct weft_window *w = q->down + q->copy[copy].down_begin;

        for (int32_t d = 0; d < q->copy[copy].ndown; d++)
            if (w[d].from < from && from < w[d].to)
                from = w[d].to;
    }
    return from <= last ? from : WEFT_FOREVER;
}

/* First start of option o in [from, last], on all its planes. */
static int64_t fit_option(const struct weft_sgs *g, int32_t o, int64_t from,
                          int64_t last)
{
    const struct weft_need *a = g->need + g->need_begin[o];
    const struct weft_need *end = g->need + g->need_begin[o + 1];
    int64_t dur = g->q->option[o].dur, t = from;
    ptrdiff_t n = end - a, agree = 0;

    if (!dur)
        return fit_instant(g->q, g->q->option[o].copy, from, last);
    if (n == 1)
        return weft_profile_fit(&g->plane[a->plane], from, last, dur, a->units);
    if (from > last)
        return WEFT_FOREVER;
    for (ptrdiff_t i = 0; agree < n; i = i + 1 < n ? i + 1 : 0) {
        int64_t s = weft_profile_fit(&g->plane[a[i].plane], t, last, dur,
                                     a[i].units);

        if (s == WEFT_FOREVER)
            return s;
        agree = s == t ? agree + 1 : 1;
        t = s;
    }
    return t;
}

/* Could option o ever fit beside what hold tasks reserve? Without them every
 * option does. Saves a search to the end of time. */
static bool fits_reserved(const struct weft_sgs *g, int32_t o)
{
    const struct weft_need *a = g->need + g->need_begin[o];
    const struct weft_need *end = g->need + g->need_begin[o + 1];

    for (; a < end; a++) {
        const struct weft_profile *p = &g->plane[a->plane];

        if (!weft_word_fits(p->free - p->held, a->units, p->guard))
            return false;
    }
    return true;
}

/* --- budgets -------------------------------------------------------------- */

static int32_t base_of(const struct weft_sgs *g, int32_t i)
{
    return g->pick && g->pick[i] != WEFT_NONE ? g->pick[i] : g->base[i];
}

static void spend(struct weft_sgs *g, int32_t o, int64_t sign)
{
    const struct weft_option *opt = &g->q->option[o];

    for (int32_t x = 0; x < opt->nspend; x++) {
        const struct weft_use *u = &g->q->spend[opt->spend_begin + x];

        g->left[u->cell] -= sign * u->qty;
    }
}

/* Does what is left allow option o in place of the task's base option? */
static bool can_afford(struct weft_sgs *g, int32_t i, int32_t o)
{
    int32_t base = base_of(g, i);
    bool ok = true;

    if (o == base)
        return true;
    spend(g, base, -1);
    spend(g, o, 1);
    for (int32_t b = 0; b < g->q->nbudget; b++)
        ok &= g->left[b] >= 0;
    spend(g, o, -1);
    spend(g, base, 1);
    return ok;
}

/* --- choosing an option --------------------------------------------------- */

/* Price of a run in option o, up to a factor; only to break ties. */
static double price_of(const struct weft_sgs *g, int32_t o)
{
    const struct weft_problem *q = g->q;
    const struct weft_option *opt = &q->option[o];
    /* hours of the run; without a time unit, prices are per unit */
    double hours = (double)opt->dur * (double)q->tick /
                   (q->unit == WEFT_UNIT_NONE ? 1e3 : 3.6e6);
    double sum = 0;

    if (opt->copy != WEFT_NONE && q->copy[opt->copy].billing != WEFT_BILL_FIXED)
        sum += (double)q->copy[opt->copy].price * hours;
    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &q->use[opt->use_begin + x];

        sum += (double)q->res_price[q->cell[u->cell].res] *
               ((double)u->qty / 1e3) * hours;
    }
    for (int32_t x = 0; x < opt->nspend; x++) {
        const struct weft_use *u = &q->spend[opt->spend_begin + x];

        sum += (double)q->res_price[q->budget[u->cell].res] *
               ((double)u->qty / 1e3);
    }
    return sum;
}

/* What is left of the resources that option o uses when it starts at t. */
static double share_left(const struct weft_sgs *g, int32_t o, int64_t t)
{
    const struct weft_problem *q = g->q;
    const struct weft_option *opt = &q->option[o];
    double sum = 0;

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &q->use[opt->use_begin + x];
        const struct weft_field *f = &g->field[u->cell];
        const struct weft_profile *p = &g->plane[f->plane];
        uint64_t taken = ((p->free >> f->shift) & f->mask) -
                         ((weft_profile_at(p, t) >> f->shift) & f->mask);

        sum += (double)(f->cap - (int64_t)taken - u->qty / f->unit) * f->share;
    }
    return sum;
}

static int order_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int order_price(const struct weft_sgs *g, int32_t a, int32_t b)
{
    double x, y;

    if (!g->has_prices)
        return 0;
    x = price_of(g, a);
    y = price_of(g, b);
    return (x > y) - (x < y);
}

/* The emptier one first. */
static int order_share(const struct weft_sgs *g, const struct cand *a,
                       const struct cand *b)
{
    double x = share_left(g, a->opt, a->start);
    double y = share_left(g, b->opt, b->start);

    return (x < y) - (x > y);
}

static bool opens_copy(const struct weft_sgs *g, int32_t o)
{
    int32_t copy = g->q->option[o].copy;

    return copy != WEFT_NONE && !g->used[copy];
}

static int order_cost(const struct weft_sgs *g, int32_t i, const struct cand *a,
                      const struct cand *b)
{
    bool late_a = a->finish > g->due[i], late_b = b->finish > g->due[i];
    int c = late_a - late_b;

    if (!c && late_a)
        c = order_i64(a->finish, b->finish);
    if (!c)
        c = order_price(g, a->opt, b->opt);
    if (!c)
        c = opens_copy(g, a->opt) - opens_copy(g, b->opt);
    if (!c)
        c = order_i64(a->finish, b->finish);
    return c ? c : order_share(g, a, b);
}

/* Is a strictly better than b for task i? See enum weft_choice. */
static bool is_better(const struct weft_sgs *g, int32_t i, const struct cand *a,
                      const struct cand *b)
{
    int c;

    if (b->opt == WEFT_NONE)
        return true;
    switch (g->policy) {
    case WEFT_BY_FINISH:
        c = order_i64(a->finish, b->finish);
        if (!c)
            c = order_price(g, a->opt, b->opt);
        return c ? c < 0 : order_share(g, a, b) < 0;
    case WEFT_BY_FREE:
        c = order_i64(a->start, b->start);
        if (!c)
            c = order_share(g, a, b);
        if (!c)
            c = order_i64(a->finish, b->finish);
        return c ? c < 0 : order_price(g, a->opt, b->opt) < 0;
    case WEFT_BY_COST:
        return order_cost(g, i, a, b) < 0;
    }
    return false;
}

/* The latest start at which an option of duration dur could still be better
 * than b. */
static int64_t worth_until(const struct weft_sgs *g, int32_t i,
                           const struct cand *b, int64_t dur)
{
    if (b->opt == WEFT_NONE)
        return WEFT_FOREVER;
    switch (g->policy) {
    case WEFT_BY_FINISH:
        return b->finish - dur;
    case WEFT_BY_FREE:
        return b->start;
    case WEFT_BY_COST:
        return (b->finish > g->due[i] ? b->finish : g->due[i]) - dur;
    }
    return WEFT_FOREVER;
}

/* Of copies that are equal and empty, the first speaks for all. */
static bool twin_was_tried(struct weft_sgs *g, const struct weft_option *opt)
{
    int32_t group;

    if (opt->copy == WEFT_NONE || g->used[opt->copy])
        return false;
    group = g->q->copy[opt->copy].group;
    if (g->tried[group] == g->tries)
        return g->twin[group] != opt->copy;
    g->tried[group] = g->tries;
    g->twin[group] = opt->copy;
    return false;
}

/* The option that task i must take, WEFT_NONE if there is a choice. */
static int32_t settled_option(const struct weft_sgs *g, int32_t i)
{
    int32_t first = g->q->option_begin[i];

    if (g->pick && g->pick[i] != WEFT_NONE)
        return g->pick[i];
    if (g->q->hold[i])
        return g->base[i];
    return g->q->option_begin[i + 1] - first == 1 ? first : WEFT_NONE;
}

/* The latest start of task i in option o that its windows allow. */
static int64_t start_limit(const struct weft_sgs *g, int32_t i, int32_t o)
{
    int64_t last = g->q->latest[i], lim;

    if (!g->has_windows)
        return WEFT_FOREVER;
    lim = finish_limit(g, i, o);
    if (lim != WEFT_FOREVER && last > lim - g->q->option[o].dur)
        last = lim - g->q->option[o].dur;
    return last;
}

static bool is_allowed(struct weft_sgs *g, int32_t i, int32_t o)
{
    return (!g->nhold || fits_reserved(g, o)) &&
           (!g->q->nbudget || can_afford(g, i, o));
}

/* Task i in option o, starting at `from` or later. */
static struct cand consider(struct weft_sgs *g, int32_t i, int32_t o,
                            int64_t from, int64_t last)
{
    struct cand c = { .opt = WEFT_NONE };
    int64_t lim = start_limit(g, i, o);

    if (last > lim)
        last = lim;
    if (from > last || !is_allowed(g, i, o))
        return c;
    c.start = fit_option(g, o, from, last);
    if (c.start == WEFT_FOREVER)
        return c;
    c.opt = o;
    c.finish = c.start + g->q->option[o].dur;
    return c;
}

/* The best option of task i. */
static struct cand choose(struct weft_sgs *g, int32_t i)
{
    const struct weft_problem *q = g->q;
    struct arrival arr = arrival_of(g, i);
    struct cand best = { .opt = WEFT_NONE }, c;
    int32_t settled = settled_option(g, i);

    if (settled != WEFT_NONE)
        return consider(g, i, settled,
                        arrival_at(&arr, q->option[settled].copy),
                        WEFT_FOREVER);
    g->tries++;
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        const struct weft_option *opt = &q->option[o];
        int64_t at = arrival_at(&arr, opt->copy);
        int64_t last = worth_until(g, i, &best, opt->dur);

        if (at > last || (g->has_twins && twin_was_tried(g, opt)))
            continue;
        c = consider(g, i, o, at, last);
        if (c.opt != WEFT_NONE && is_better(g, i, &c, &best))
            best = c;
    }
    return best;
}

/* --- placing -------------------------------------------------------------- */

static bool place(struct weft_sgs *g, int32_t i, const struct cand *c)
{
    const struct weft_option *opt = &g->q->option[c->opt];
    const struct weft_need *a = g->need + g->need_begin[c->opt];
    const struct weft_need *end = g->need + g->need_begin[c->opt + 1];

    for (; a < end; a++)
        if (!weft_profile_take(&g->plane[a->plane], c->start, c->finish,
                               a->units))
            return false;
    if (g->q->nbudget) {
        spend(g, base_of(g, i), -1);
        spend(g, c->opt, 1);
    }
    if (opt->copy != WEFT_NONE)
        g->used[opt->copy] = true;
    g->opt[i] = c->opt;
    g->start[i] = c->start;
    g->finish[i] = c->finish;
    if (g->makespan < c->finish)
        g->makespan = c->finish;
    g->nplaced++;
    return true;
}

/* Add what option o uses to held[]. False: it is more than there is. */
static bool reserve_option(struct weft_sgs *g, int32_t o)
{
    const struct weft_option *opt = &g->q->option[o];

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &g->q->use[opt->use_begin + x];
        const struct weft_field *f = &g->field[u->cell];
        const struct weft_profile *p = &g->plane[f->plane];
        uint64_t units = (uint64_t)(u->qty / f->unit) << f->shift;

        if (!weft_word_fits(p->free - g->held[f->plane], units, p->guard))
            return false;
        g->held[f->plane] += units;
    }
    if (opt->copy != WEFT_NONE)
        g->used[opt->copy] = true;
    return true;
}

/* Reserve what the hold tasks take. False: see failed. */
static bool reserve(struct weft_sgs *g)
{
    memset(g->held, 0, (size_t)g->nplane * sizeof(*g->held));
    for (int32_t h = 0; h < g->nhold; h++) {
        int32_t o = base_of(g, g->hold[h]);

        if (o == WEFT_NONE || !reserve_option(g, o)) {
            g->failed = g->hold[h];
            return false;
        }
    }
    return true;
}

/* False: even base options are beyond a budget. */
static bool set_budgets(struct weft_sgs *g)
{
    const struct weft_problem *q = g->q;

    for (int32_t b = 0; b < q->nbudget; b++)
        g->left[b] = q->budget[b].cap;
    for (int32_t i = 0; q->nbudget && i < q->ntask; i++) {
        if (base_of(g, i) == WEFT_NONE) {
            g->failed = i;
            return false;
        }
        spend(g, base_of(g, i), 1);
        for (int32_t b = 0; b < q->nbudget; b++)
            if (g->left[b] < 0) {
                g->failed = i;
                return false;
            }
    }
    return true;
}

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* Back to nothing placed, but for tasks with a fixed start. */
static enum weft_rc begin(struct weft_sgs *g, const int32_t *pick,
                          struct weft_err *err)
{
    const struct weft_problem *q = g->q;

    g->pick = pick;
    g->makespan = 0;
    g->failed = WEFT_NONE;
    g->crowded = false;
    g->looks = 0;
    g->nplaced = 0;
    memset(g->used, 0, (size_t)q->ncopy * sizeof(*g->used));
    for (int32_t i = 0; i < q->ntask; i++) {
        g->opt[i] = WEFT_NONE;
        g->finish[i] = NEVER;
    }
    if (!reserve(g) || !set_budgets(g))
        return WEFT_OK;
    for (int32_t p = 0; p < g->nplane; p++)
        if (!weft_profile_reset(&g->plane[p], g->held[p]))
            return no_memory(err);
    for (int32_t k = 0; k < g->npinned; k++) {
        int32_t i = g->pinned[k];
        struct cand c = choose(g, i);

        if (c.opt == WEFT_NONE) {
            g->failed = i;
            return WEFT_OK;
        }
        if (!place(g, i, &c))
            return no_memory(err);
    }
    return WEFT_OK;
}

static enum weft_rc cancelled(struct weft_sgs *g, struct weft_err *err)
{
    if (g->nplaced % POLL || !g->stop || !g->stop(g->stop_ctx))
        return WEFT_OK;
    return weft_err_set(err, WEFT_E_CANCELLED, NULL, "stopped");
}

enum weft_rc weft_sgs_serial(struct weft_sgs *g, const int32_t *order,
                             const int32_t *pick, struct weft_err *err)
{
    enum weft_rc rc = begin(g, pick, err);

    for (int32_t k = 0; !rc && g->failed == WEFT_NONE && k < g->q->ntask; k++) {
        int32_t i = order[k];
        struct cand c;

        if (g->opt[i] != WEFT_NONE)
            continue;
        c = choose(g, i);
        if (c.opt == WEFT_NONE)
            g->failed = i;
        else if (!place(g, i, &c))
            rc = no_memory(err);
        else
            rc = cancelled(g, err);
    }
    return rc;
}

/* --- step by step --------------------------------------------------------- */

enum weft_rc weft_sgs_begin(struct weft_sgs *g, const int32_t *pick,
                            struct weft_err *err)
{
    return begin(g, pick, err);
}

int32_t weft_sgs_cands(struct weft_sgs *g, int32_t i, struct weft_cand *out)
{
    struct arrival arr = arrival_of(g, i);
    int32_t settled = settled_option(g, i), n = 0;
    int32_t from = settled == WEFT_NONE ? g->q->option_begin[i] : settled;
    int32_t to = settled == WEFT_NONE ? g->q->option_begin[i + 1] : from + 1;

    g->tries++;
    for (int32_t o = from; o < to; o++) {
        const struct weft_option *opt = &g->q->option[o];
        struct cand c;

        if (settled == WEFT_NONE && g->has_twins && twin_was_tried(g, opt))
            continue;
        c = consider(g, i, o, arrival_at(&arr, opt->copy), WEFT_FOREVER);
        if (c.opt == WEFT_NONE)
            continue;
        out[n++] = (struct weft_cand){
            .opt = o,
            .start = c.start,
            .finish = c.finish,
            .free = to - from > 1 ? share_left(g, o, c.start) : 0,
            .price = to - from > 1 && g->has_prices ? price_of(g, o) : 0,
        };
    }
    return n;
}

enum weft_rc weft_sgs_put(struct weft_sgs *g, int32_t i,
                          const struct weft_cand *c, struct weft_err *err)
{
    struct cand own = { c->opt, c->start, c->finish };

    return place(g, i, &own) ? WEFT_OK : no_memory(err);
}

/* --- parallel ------------------------------------------------------------- */

static bool is_before(const struct weft_ready *a, const struct weft_ready *b)
{
    return a->start != b->start ? a->start < b->start : a->rank < b->rank;
}

static void ready_sink(struct weft_sgs *g)
{
    struct weft_ready *h = g->ready, x = h[0];
    int32_t i = 0, n = g->nready;

    for (;;) {
        int32_t c = 2 * i + 1;

        if (c + 1 < n && is_before(&h[c + 1], &h[c]))
            c++;
        if (c >= n || !is_before(&h[c], &x))
            break;
        h[i] = h[c];
        i = c;
    }
    h[i] = x;
}

static void ready_push(struct weft_sgs *g, const struct weft_ready *x)
{
    struct weft_ready *h = g->ready;
    int32_t i = g->nready++;

    for (; i > 0 && is_before(x, &h[(i - 1) / 2]); i = (i - 1) / 2)
        h[i] = h[(i - 1) / 2];
    h[i] = *x;
}

/* Task i has all its predecessors placed: queue it at the earliest start that
 * is left for it. */
static void queue(struct weft_sgs *g, int32_t i)
{
    struct cand c = choose(g, i);

    if (c.opt == WEFT_NONE) {
        g->failed = i;
        return;
    }
    ready_push(g, &(struct weft_ready){ .start = c.start,
                                        .rank = g->pos[i],
                                        .task = i,
                                        .opt = c.opt,
                                        .stamp = g->nplaced });
}

static void release_successors(struct weft_sgs *g, int32_t i)
{
    const struct weft_graph *G = &g->q->graph;

    for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++) {
        int32_t s = G->succ[k];

        if (!--g->missing[s] && g->opt[s] == WEFT_NONE &&
            g->failed == WEFT_NONE)
            queue(g, s);
    }
}

/* Queue what can start without a placed predecessor, or after fixed ones. */
static void queue_first(struct weft_sgs *g, const int32_t *order)
{
    const struct weft_graph *G = &g->q->graph;
    int32_t n = g->q->ntask;

    g->nready = 0;
    for (int32_t k = 0; k < n; k++)
        g->pos[order[k]] = k;
    for (int32_t i = 0; i < n; i++)
        g->missing[i] = G->pred_begin[i + 1] - G->pred_begin[i];
    for (int32_t k = 0; k < g->npinned; k++) {
        int32_t i = g->pinned[k];

        for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++)
            g->missing[G->succ[s]]--;
    }
    for (int32_t i = 0; i < n && g->failed == WEFT_NONE; i++)
        if (!g->missing[i] && g->opt[i] == WEFT_NONE)
            queue(g, i);
}

/* The candidate of a waiting task is out of date: look again. Options only
 * become worse while tasks are placed, so where there is no choice of them the
 * task cannot start earlier than it thought; and what finished first and still
 * fits where it did, still does. */
static struct cand look_again(struct weft_sgs *g, const struct weft_ready *top)
{
    int32_t i = top->task;
    struct cand same = { top->opt, top->start, 0 };

    if (settled_option(g, i) != WEFT_NONE) {
        g->looks++;
        return consider(g, i, top->opt, top->start, WEFT_FOREVER);
    }
    if (g->policy == WEFT_BY_FINISH && !g->q->nbudget &&
        fit_option(g, top->opt, top->start, top->start) == top->start)
        return same;
    g->looks += g->q->option_begin[i + 1] - g->q->option_begin[i];
    return choose(g, i);
}

/* The task at the top: what was placed since may be in its way. */
static void requeue(struct weft_sgs *g, struct weft_ready *top)
{
    struct cand c = look_again(g, top);

    g->crowded = g->looks > LOOKS * (g->probes + 1000);
    if (c.opt == WEFT_NONE || g->crowded) {
        g->failed = top->task;
        return;
    }
    top->opt = c.opt;
    top->stamp = g->nplaced;
    if (top->start == c.start)
        return;
    top->start = c.start;
    ready_sink(g);
}

/* The parallel scheme, with the ready tasks in a heap by start, then rank:
 * starts only grow while tasks are placed, so the top, if it is up to date, is
 * the best of what can start first. */
enum weft_rc weft_sgs_parallel(struct weft_sgs *g, const int32_t *order,
                               const int32_t *pick, struct weft_err *err)
{
    enum weft_rc rc = begin(g, pick, err);

    if (!rc && g->failed == WEFT_NONE)
        queue_first(g, order);
    else
        g->nready = 0;
    while (!rc && g->failed == WEFT_NONE && g->nready) {
        struct weft_ready *top = &g->ready[0];
        int32_t i = top->task;
        struct cand c = { top->opt, top->start, top->start };

        if (top->stamp != g->nplaced) {
            requeue(g, top);
            continue;
        }
        c.finish += g->q->option[c.opt].dur;
        *top = g->ready[--g->nready];
        ready_sink(g);
        if (!place(g, i, &c))
            return no_memory(err);
        rc = cancelled(g, err);
        release_successors(g, i);
    }
    return rc;
}

void weft_sgs_load(struct weft_sgs *g, const struct weft_schedule *s)
{
    bool ok;

    g->pick = s->opt;
    g->makespan = 0;
    g->failed = WEFT_NONE;
    memset(g->used, 0, (size_t)g->q->ncopy * sizeof(*g->used));
    ok = reserve(g);
    assert(ok);
    (void)ok;
    for (int32_t i = 0; i < g->q->ntask; i++) {
        const struct weft_option *opt = &g->q->option[s->opt[i]];

        g->opt[i] = s->opt[i];
        g->start[i] = s->start[i];
        g->finish[i] = s->start[i] + opt->dur;
        if (opt->copy != WEFT_NONE)
            g->used[opt->copy] = true;
        if (g->makespan < g->finish[i])
            g->makespan = g->finish[i];
    }
    g->pick = NULL;
}
