/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dp_expand.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* --- set-up --------------------------------------------------------------- */

static void least_spend(struct dp_expander *x, int32_t i)
{
    const struct weft_problem *q = x->q;
    int64_t *least = x->min_spend + (size_t)i * (size_t)q->nbudget;

    for (int32_t b = 0; b < q->nbudget; b++)
        least[b] = INT64_MAX;
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        const struct weft_use *u = q->spend + q->option[o].spend_begin;

        for (int32_t b = 0; b < q->nbudget; b++) {
            int64_t qty = 0;

            for (int32_t k = 0; k < q->option[o].nspend; k++)
                if (u[k].cell == b)
                    qty = u[k].qty;
            if (least[b] > qty)
                least[b] = qty;
        }
    }
}

static void fill_tables(struct dp_expander *x)
{
    const struct weft_problem *q = x->q;
    struct weft_rng rng;

    weft_rng_seed(&rng, 1);
    for (int32_t i = 0; i < q->ntask; i++) {
        x->code[i] = weft_rng_next(&rng);
        x->end[i] = q->deadline[i];
        if (q->latest[i] != WEFT_FOREVER &&
            x->end[i] > q->latest[i] + q->min_dur[i] &&
            q->option_begin[i + 1] - q->option_begin[i] == 1)
            x->end[i] = q->latest[i] + q->min_dur[i];
        x->at[i] = WEFT_NONE;
        least_spend(x, i);
        if (q->hold[i])
            x->hold[x->nhold++] = i;
        for (int32_t k = q->graph.pred_begin[i]; k < q->graph.pred_begin[i + 1];
             k++)
            x->pred[i * x->nword + (q->graph.pred[k] >> 6)] |=
                (uint64_t)1 << (q->graph.pred[k] & 63);
    }
    weft_windows_backward(&x->w, q, x->end);
    for (int32_t g = 0; g < q->ngroup; g++)
        x->twin[g] = -1;
}

enum weft_rc weft_dp_expander_init(struct dp_expander *x,
                                   const struct weft_problem *q,
                                   struct weft_err *err)
{
    size_t n = (size_t)q->ntask + 1;
    enum weft_rc rc;

    *x = (struct dp_expander){ .q = q, .limit = INT64_MAX };
    rc = weft_windows_init(&x->w, q, err);
    if (rc)
        return rc;
    rc = weft_pools_init(&x->pools, q, err);
    if (rc) {
        weft_windows_release(&x->w);
        return rc;
    }
    x->end = malloc(n * sizeof(*x->end));
    x->min_spend = calloc(n * (size_t)(q->nbudget + 1), sizeof(*x->min_spend));
    x->code = malloc(n * sizeof(*x->code));
    x->nword = (q->ntask + 63) / 64;
    x->pred = calloc(n * (size_t)(x->nword + 1), sizeof(*x->pred));
    x->hold = malloc(n * sizeof(*x->hold));
    x->at = malloc(n * sizeof(*x->at));
    x->used = calloc((size_t)q->ncell + 1, sizeof(*x->used));
    x->held = calloc((size_t)q->ncell + 1, sizeof(*x->held));
    x->running = malloc(n * sizeof(*x->running));
    x->busy = calloc((size_t)q->ncopy + 1, sizeof(*x->busy));
    x->twin = malloc(((size_t)q->ngroup + 1) * sizeof(*x->twin));
    x->idle = malloc(((size_t)q->ngroup + 1) * sizeof(*x->idle));
    x->rest = malloc(((size_t)x->pools.n + 1) * sizeof(*x->rest));
    x->first = malloc(n * sizeof(*x->first));
    x->ready = malloc(n * sizeof(*x->ready));
    x->work = malloc(n * sizeof(*x->work));
    if (!x->end || !x->min_spend || !x->code || !x->pred || !x->hold ||
        !x->at || !x->used || !x->held || !x->running || !x->busy || !x->twin ||
        !x->idle || !x->rest || !x->first || !x->ready || !x->work) {
        weft_dp_expander_release(x);
        return no_memory(err);
    }
    fill_tables(x);
    return WEFT_OK;
}

void weft_dp_expander_release(struct dp_expander *x)
{
    weft_windows_release(&x->w);
    weft_pools_release(&x->pools);
    free(x->end);
    free(x->min_spend);
    free(x->code);
    free(x->pred);
    free(x->hold);
    free(x->hold_opt);
    free(x->at);
    free(x->used);
    free(x->held);
    free(x->running);
    free(x->busy);
    free(x->twin);
    free(x->idle);
    free(x->rest);
    free(x->cand);
    free(x->first);
    free(x->ready);
    free(x->work);
    *x = (struct dp_expander){ 0 };
}

/* --- reservations --------------------------------------------------------- */

/* Add what option o uses to held[]. Does it fit? */
static bool hold_option(struct dp_expander *x, int32_t o, int64_t sign)
{
    const struct weft_problem *q = x->q;
    const struct weft_use *u = q->use + q->option[o].use_begin;
    bool fits = true;

    for (int32_t k = 0; k < q->option[o].nuse; k++) {
        x->held[u[k].cell] += sign * u[k].qty;
        fits &= x->held[u[k].cell] <= q->cell[u[k].cell].cap;
    }
    return fits;
}

static bool add_choice(struct dp_expander *x, const int32_t *opt)
{
    size_t n = (size_t)x->nhold;
    int32_t *more = realloc(x->hold_opt,
                            ((size_t)x->nchoice + 1) * n * sizeof(*more) + 1);

    if (!more)
        return false;
    x->hold_opt = more;
    if (n)
        memcpy(more + (size_t)x->nchoice * n, opt, n * sizeof(*opt));
    x->nchoice++;
    return true;
}

/* Every choice of options for the hold tasks whose reservations fit, in the
 * order of the options; no recursion: opt[] counts like a number. */
static enum weft_rc find_choices(struct dp_expander *x, int32_t *opt,
                                 int32_t most, bool *all, struct weft_err *err)
{
    const int32_t *begin = x->q->option_begin;
    int32_t h = 0;

    *all = true;
    if (!x->nhold)
        return add_choice(x, opt) ? WEFT_OK : no_memory(err);
    opt[0] = begin[x->hold[0]] - 1;
    while (h >= 0) {
        bool has = opt[h] >= begin[x->hold[h]];

        if (has)
            hold_option(x, opt[h], -1);
        if (++opt[h] == begin[x->hold[h] + 1]) {
            h--;
        } else if (hold_option(x, opt[h], 1) && h + 1 < x->nhold) {
            h++;
            opt[h] = begin[x->hold[h]] - 1;
        } else if (h + 1 == x->nhold) {
            bool fits = hold_option(x, opt[h], 0);

            if (fits && x->nchoice == most) {
                *all = false;
                break;
            }
            if (fits && !add_choice(x, opt))
                return no_memory(err);
        }
    }
    return WEFT_OK;
}

static void set_budgets(const struct dp_expander *x, int64_t *left)
{
    const struct weft_problem *q = x->q;

    for (int32_t b = 0; b < q->nbudget; b++) {
        left[b] = q->budget[b].cap;
        for (int32_t i = 0; i < q->ntask; i++)
            left[b] -= x->min_spend[i * q->nbudget + b];
    }
}

enum weft_rc weft_dp_first(struct dp_expander *x, struct dp_layer *to,
                           int32_t most, bool *all, struct weft_err *err)
{
    int32_t *opt = calloc((size_t)x->nhold + 1, sizeof(*opt));
    enum weft_rc rc;
    bool kept;

    if (!opt)
        return no_memory(err);
    rc = find_choices(x, opt, most, all, err);
    free(opt);
    memset(x->held, 0, (size_t)x->q->ncell * sizeof(*x->held));
    for (int32_t c = 0; !rc && c < x->nchoice; c++) {
        int32_t s = weft_dp_layer_push(to, 0);

        if (s == WEFT_NONE)
            return no_memory(err);
        to->state[s].choice = c;
        to->state[s].hash = (uint64_t)c * 0x9e3779b97f4a7c15u;
        to->state[s].record = WEFT_NONE;
        memset(weft_dp_set(to, s), 0, (size_t)to->nword * sizeof(*to->set));
        set_budgets(x, weft_dp_left(to, s));
        if (!weft_dp_layer_settle(to, &kept))
            return no_memory(err);
    }
    return rc;
}

/* --- what is known of a state --------------------------------------------- */

/* The reserved option of hold task i. */
static int32_t held_option(const struct dp_expander *x, int32_t choice,
                           int32_t i)
{
    for (int32_t h = 0; h < x->nhold; h++)
        if (x->hold[h] == i)
            return x->hold_opt[choice * x->nhold + h];
    return WEFT_NONE;
}

static void load_reserved(struct dp_expander *x, int32_t choice)
{
    const struct weft_problem *q = x->q;

    if (!x->nhold)
        return;
    memset(x->held, 0, (size_t)q->ncell * sizeof(*x->held));
    for (int32_t h = 0; h < x->nhold; h++) {
        int32_t o = x->hold_opt[choice * x->nhold + h];

        hold_option(x, o, 1);
        if (q->option[o].copy != WEFT_NONE)
            x->busy[q->option[o].copy] = true;
    }
}

/* What runs at the clock, by finish; used[], at[] and busy[]. */
static void load_active(struct dp_expander *x, const struct dp_active *a,
                        int32_t n)
{
    const struct weft_problem *q = x->q;

    memset(x->used, 0, (size_t)q->ncell * sizeof(*x->used));
    memset(x->busy, 0, (size_t)q->ncopy * sizeof(*x->busy));
    for (int32_t k = 0; k < n; k++) {
        const struct weft_option *opt = &q->option[a[k].opt];
        int32_t p = k;

        x->at[a[k].task] = k;
        for (; p > 0 && a[x->running[p - 1]].finish > a[k].finish; p--)
            x->running[p] = x->running[p - 1];
        x->running[p] = k;
        if (opt->copy != WEFT_NONE)
            x->busy[opt->copy] = true;
        if (q->hold[a[k].task])
            continue;
        for (int32_t u = 0; u < opt->nuse; u++)
            x->used[q->use[opt->use_begin + u].cell] +=
                q->use[opt->use_begin + u].qty;
    }
}

static int64_t use_of(const struct weft_problem *q, int32_t o, int32_t cell)
{
    const struct weft_option *opt = &q->option[o];

    for (int32_t k = 0; k < opt->nuse; k++)
        if (q->use[opt->use_begin + k].cell == cell)
            return q->use[opt->use_begin + k].qty;
    return 0;
}

/* When enough of a cell is free, at t or later: use only shrinks after the
 * clock. WEFT_FOREVER: never. */
static int64_t free_from(const struct dp_expander *x, const struct dp_active *a,
                         int32_t n, const struct weft_use *u, int64_t t)
{
    int64_t room = x->q->cell[u->cell].cap - x->held[u->cell] - u->qty;
    int64_t used = x->used[u->cell];

    if (room < 0)
        return WEFT_FOREVER;
    for (int32_t k = 0; k < n && used > room; k++) {
        const struct dp_active *r = &a[x->running[k]];
        int64_t qty = x->q->hold[r->task] ? 0 : use_of(x->q, r->opt, u->cell);

        used -= qty;
        if (qty && t < r->finish)
            t = r->finish;
    }
    return t;
}

/* When task i could start on this copy, as far as links and its release go. */
static int64_t ready_at(const struct dp_expander *x, const struct dp_active *a,
                        int32_t i, int32_t copy)
{
    const struct weft_graph *G = &x->q->graph;
    int64_t t = x->q->release[i];

    for (int32_t k = G->pred_begin[i]; k < G->pred_begin[i + 1]; k++) {
        int32_t p = x->at[G->pred[k]], from;
        int64_t at;

        if (p == WEFT_NONE)
            continue;
        at = a[p].finish + (G->pred_w ? G->pred_w[k] : 0);
        from = x->q->option[a[p].opt].copy;
        if (copy != WEFT_NONE && from != WEFT_NONE && copy != from)
            at += x->q->link_xfer[G->pred_link[k]];
        if (t < at)
            t = at;
    }
    return t;
}

/* Past the down windows of the copy. */
static int64_t skip_down(const struct weft_problem *q, int32_t copy, int64_t t,
                         int64_t dur)
{
    const struct weft_window *w;

    if (copy == WEFT_NONE)
        return t;
    w = q->down + q->copy[copy].down_begin;
    for (int32_t d = 0; d < q->copy[copy].ndown; d++)
        if (t < w[d].to && w[d].from < t + dur)
            t = w[d].to;
    return t;
}

/* Earliest start of task i in option o, WEFT_FOREVER: none in its window. */
static int64_t earliest(const struct dp_expander *x, const struct dp_active *a,
                        const struct dp_state *s, int32_t i, int32_t o)
{
    const struct weft_problem *q = x->q;
    const struct weft_option *opt = &q->option[o];
    int64_t t = ready_at(x, a, i, opt->copy);

    if (t < s->now)
        t = s->now;
    for (int32_t k = 0; opt->dur && !q->hold[i] && k < opt->nuse; k++) {
        t = free_from(x, a, s->nactive, &q->use[opt->use_begin + k], t);
        if (t == WEFT_FOREVER)
            return t;
    }
    t = skip_down(q, opt->copy, t, opt->dur);
    if (t > q->latest[i] ||
        (x->end[i] != WEFT_FOREVER && t > x->end[i] - opt->dur))
        return WEFT_FOREVER;
    return t;
}

/* Copies that are equal and idle: the first speaks for all. */
static bool twin_was_tried(struct dp_expander *x, int32_t copy)
{
    int32_t g;

    if (copy == WEFT_NONE || x->busy[copy])
        return false;
    g = x->q->copy[copy].group;
    if (x->twin[g] == x->tries)
        return x->idle[g] != copy;
    x->twin[g] = x->tries;
    x->idle[g] = copy;
    return false;
}

/* --- candidates ----------------------------------------------------------- */

static bool can_spend(const struct dp_expander *x, const int64_t *left,
                      int32_t i, int32_t o)
{
    const struct weft_option *opt = &x->q->option[o];

    for (int32_t k = 0; k < opt->nspend; k++) {
        const struct weft_use *u = &x->q->spend[opt->spend_begin + k];

        if (u->qty - x->min_spend[i * x->q->nbudget + u->cell] > left[u->cell])
            return false;
    }
    return true;
}

static bool add_cand(struct dp_expander *x, int32_t i, int32_t o, int64_t start)
{
    if (x->ncand == x->cap_cand) {
        int32_t cap = x->cap_cand ? 2 * x->cap_cand : 64;
        struct dp_cand *more = realloc(x->cand, (size_t)cap * sizeof(*more));

        if (!more)
            return false;
        x->cand = more;
        x->cap_cand = cap;
    }
    x->cand[x->ncand++] = (struct dp_cand){ i, o, start,
                                            start + x->q->option[o].dur };
    return true;
}

static bool is_ready(const struct dp_expander *x, const uint64_t *set,
                     int32_t i)
{
    const uint64_t *pred = x->pred + (size_t)i * (size_t)x->nword;

    for (int32_t w = 0; w < x->nword; w++)
        if (pred[w] & ~set[w])
            return false;
    return true;
}

/* The options of task i. */
static bool look_at(struct dp_expander *x, const struct dp_layer *l, int32_t s,
                    int32_t i)
{
    const struct weft_problem *q = x->q;
    const struct dp_state *st = &l->state[s];
    const struct dp_active *a = l->active + st->active;
    int32_t from = q->option_begin[i], to = q->option_begin[i + 1];

    if (q->hold[i]) {
        from = held_option(x, st->choice, i);
        to = from + 1;
    }
    x->first[i] = WEFT_FOREVER;
    x->tries++;
    for (int32_t o = from; o < to; o++) {
        int64_t t;

        x->looks++;
        if ((!q->hold[i] && twin_was_tried(x, q->option[o].copy)) ||
            !can_spend(x, weft_dp_left(l, s), i, o))
            continue;
        t = earliest(x, a, st, i, o);
        if (t == WEFT_FOREVER)
            continue;
        if (x->first[i] > t)
            x->first[i] = t;
        if (!add_cand(x, i, o, t))
            return false;
    }
    return true;
}

/* All candidates. *dead: some task can never start. */
static bool find_cands(struct dp_expander *x, const struct dp_layer *l,
                       int32_t s, bool *dead)
{
    const uint64_t *set = weft_dp_set(l, s);

    x->ncand = x->nready = 0;
    *dead = false;
    for (int32_t i = 0; i < x->q->ntask && !*dead; i++) {
        if (weft_dp_is_in(set, i) || !is_ready(x, set, i))
            continue;
        if (!look_at(x, l, s, i))
            return false;
        x->ready[x->nready++] = i;
        *dead = x->first[i] == WEFT_FOREVER;
    }
    return true;
}

/* --- which of them come next ---------------------------------------------- */

/* By when a task would have started and be done, whatever its option; the two
 * smallest, of different tasks. */
struct done {
    int64_t at[2];
    int32_t task;
};

static struct done find_done(const struct dp_expander *x)
{
    struct done d = { { INT64_MAX, INT64_MAX }, WEFT_NONE };

    for (int32_t k = 0; k < x->ncand;) {
        int32_t i = x->cand[k].task;
        int64_t at = 0;

        for (; k < x->ncand && x->cand[k].task == i; k++) {
            const struct dp_cand *c = &x->cand[k];
            int64_t t = c->finish > c->start ? c->finish : c->start + 1;

            if (at < t)
                at = t;
        }
        if (at < d.at[0]) {
            d.at[1] = d.at[0];
            d.at[0] = at;
            d.task = i;
        } else if (at < d.at[1]) {
            d.at[1] = at;
        }
    }
    return d;
}

/* Energy that is still to be spent after the clock, by pool. */
static void load_rest(struct dp_expander *x, const struct dp_layer *l,
                      int32_t s)
{
    const uint64_t *set = weft_dp_set(l, s);
    const struct dp_state *st = &l->state[s];

    for (int32_t p = 0; p < x->pools.n; p++) {
        const struct weft_pool *pool = &x->pools.pool[p];
        weft_wide sum = 0;

        for (int32_t k = pool->begin; k < pool->begin + pool->n; k++) {
            const struct weft_pool_item *it = &x->pools.item[k];
            int32_t at = x->at[it->task];

            if (!weft_dp_is_in(set, it->task))
                sum += it->energy;
            else if (at != WEFT_NONE &&
                     l->active[st->active + (size_t)at].finish > st->now)
                sum += (weft_wide)it->qty *
                       (l->active[st->active + (size_t)at].finish - st->now);
        }
        x->rest[p] = sum;
    }
}

/* No plan that goes on from the state ends before. */
static int64_t energy_bound(const struct dp_expander *x,
                            const struct dp_state *st)
{
    int64_t best = 0;

    for (int32_t p = 0; p < x->pools.n; p++) {
        int64_t cap = x->pools.pool[p].cap, t;

        if (cap <= 0)
            continue;
        t = st->now + (int64_t)((x->rest[p] + cap - 1) / cap);
        if (best < t)
            best = t;
    }
    return best;
}

/* The same once candidate c has started. */
static int64_t bound_of(const struct dp_expander *x, const struct dp_state *st,
                        const struct dp_cand *c, int64_t energy)
{
    const struct weft_problem *q = x->q;
    int64_t b = c->finish + x->w.tail[c->task];

    if (b < st->bound)
        b = st->bound;
    if (b < energy)
        b = energy;
    for (int32_t k = 0; k < x->nready; k++) {
        int32_t i = x->ready[k];
        int64_t t = x->first[i] > c->start ? x->first[i] : c->start;

        if (i != c->task && b < t + q->min_dur[i] + x->w.tail[i])
            b = t + q->min_dur[i] + x->w.tail[i];
    }
    return b;
}

/* --- the next state ------------------------------------------------------- */

/* Until when a task that has started is seen by one that has not. */
static int64_t seen_until(const struct dp_expander *x, const uint64_t *set,
                          int32_t opened, const struct dp_active *a)
{
    const struct weft_graph *G = &x->q->graph;
    int32_t i = a->task;
    int64_t until = a->finish;

    for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++) {
        int64_t t = a->finish + (G->succ_w ? G->succ_w[k] : 0);

        if (G->succ[k] == opened || weft_dp_is_in(set, G->succ[k]))
            continue;
        if (x->q->option[a->opt].copy != WEFT_NONE)
            t += x->q->link_xfer[G->succ_link[k]];
        if (until < t)
            until = t;
    }
    return until;
}

/* The active of the next state, by task, in x->work. */
static int32_t next_active(struct dp_expander *x, const struct dp_layer *l,
                           int32_t s, const struct dp_cand *c)
{
    const struct dp_active *a = l->active + l->state[s].active;
    struct dp_active mine = { c->task, c->opt, c->finish, 0 };
    const uint64_t *set = weft_dp_set(l, s);
    int32_t n = 0;
    bool in = false;

    for (int32_t k = 0; k <= l->state[s].nactive; k++) {
        bool last = k == l->state[s].nactive;

        if (!in && (last || a[k].task > mine.task)) {
            mine.until = seen_until(x, set, mine.task, &mine);
            if (mine.until > c->start)
                x->work[n++] = mine;
            in = true;
        }
        if (last)
            break;
        x->work[n] = a[k];
        x->work[n].until = seen_until(x, set, mine.task, &a[k]);
        n += x->work[n].until > c->start;
    }
    return n;
}

static bool record(struct dp_records *rec, const struct dp_cand *c,
                   int32_t parent)
{
    if (rec->n == rec->cap) {
        int32_t cap = rec->cap ? rec->cap + rec->cap / 2 : 256;
        struct dp_record *more;

        if (rec->cap > INT32_MAX / 2)
            return false;
        more = realloc(rec->r, (size_t)cap * sizeof(*more));
        if (!more)
            return false;
        rec->r = more;
        rec->cap = cap;
    }
    rec->r[rec->n++] = (struct dp_record){ c->task, c->opt, parent, c->start };
    return true;
}

static bool add_state(struct dp_expander *x, const struct dp_layer *from,
                      int32_t s, const struct dp_cand *c, int64_t bound,
                      struct dp_layer *to, struct dp_records *rec)
{
    const struct dp_state *st = &from->state[s];
    const struct weft_option *opt = &x->q->option[c->opt];
    int32_t i = c->task, n = next_active(x, from, s, c);
    int32_t t = weft_dp_layer_push(to, n);
    struct dp_state *out;
    int64_t *left;
    bool kept;

    if (t == WEFT_NONE)
        return false;
    out = &to->state[t];
    out->hash = st->hash ^ x->code[i];
    out->choice = st->choice;
    out->now = c->start;
    out->end = st->end > c->finish ? st->end : c->finish;
    out->bound = bound;
    out->record = rec->n;
    if (n)
        memcpy(to->active + out->active, x->work, (size_t)n * sizeof(*x->work));
    memcpy(weft_dp_set(to, t), weft_dp_set(from, s),
           (size_t)to->nword * sizeof(*to->set));
    weft_dp_set(to, t)[i >> 6] |= (uint64_t)1 << (i & 63);
    left = weft_dp_left(to, t);
    for (int32_t b = 0; b < x->q->nbudget; b++)
        left[b] = weft_dp_left(from, s)[b] +
                  x->min_spend[i * x->q->nbudget + b];
    for (int32_t k = 0; k < opt->nspend; k++)
        left[x->q->spend[opt->spend_begin + k].cell] -=
            x->q->spend[opt->spend_begin + k].qty;
    if (!weft_dp_layer_settle(to, &kept))
        return false;
    return !kept || record(rec, c, st->record);
}

static void unload(struct dp_expander *x, const struct dp_active *a, int32_t n)
{
    for (int32_t k = 0; k < n; k++)
        x->at[a[k].task] = WEFT_NONE;
}

/* The candidates of a loaded state that can still give a shorter plan. */
static bool branch(struct dp_expander *x, const struct dp_layer *from,
                   int32_t s, struct dp_layer *to, struct dp_records *rec)
{
    const struct dp_state *st = &from->state[s];
    struct done done = find_done(x);
    int64_t energy = energy_bound(x, st);

    for (int32_t k = 0; k < x->ncand; k++) {
        const struct dp_cand *c = &x->cand[k];
        int64_t bound = bound_of(x, st, c, energy);

        if (bound >= x->limit || c->start >= done.at[c->task == done.task])
            continue;
        if (!add_state(x, from, s, c, bound, to, rec))
            return false;
    }
    return true;
}

enum weft_rc weft_dp_expand(struct dp_expander *x, const struct dp_layer *from,
                            int32_t s, struct dp_layer *to,
                            struct dp_records *rec, struct weft_err *err)
{
    const struct dp_state *st = &from->state[s];
    const struct dp_active *a = from->active + st->active;
    bool dead, ok;

    load_active(x, a, st->nactive);
    load_reserved(x, st->choice);
    ok = find_cands(x, from, s, &dead);
    if (ok && !dead) {
        load_rest(x, from, s);
        ok = branch(x, from, s, to, rec);
    }
    unload(x, a, st->nactive);
    return ok ? WEFT_OK : no_memory(err);
}
