/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model need not say: cells and budgets that cannot be overdrawn, or
 * only if another one is; options that another option makes superfluous. */
#include <stdlib.h>
#include <string.h>

#include "engine/ilp_inst.h"

__extension__ typedef __int128 wide;

#define CHAIN_TASKS   200 /* users of a cell: above, no antichains */
#define REDUCE_ROUNDS 5

struct reduce {
    struct ilp_inst *x;
    struct ilp_users users;
    bool *drop;          /* by cell or budget */
    int64_t *sum, *most; /* by cell or budget */
    struct ilp_after after;
    bool changed;
};

static void reduce_release(struct reduce *r)
{
    weft_ilp_users_release(&r->users);
    free(r->drop);
    free(r->sum);
    free(r->most);
    weft_ilp_after_release(&r->after);
}

static bool reduce_init(struct reduce *r, struct ilp_inst *x)
{
    size_t n = (size_t)x->ncell + (size_t)x->q->nbudget + 1;

    r->x = x;
    r->drop = calloc(n, sizeof(*r->drop));
    r->sum = calloc(n, sizeof(*r->sum));
    r->most = calloc(n, sizeof(*r->most));
    if (!r->drop || !r->sum || !r->most)
        return false;
    return weft_ilp_after_init(&r->after, x);
}

/* --- budgets -------------------------------------------------------------- */

static void add_to(int64_t *sum, int64_t v)
{
    if (__builtin_add_overflow(*sum, v, sum))
        *sum = INT64_MAX; /* and stays: later terms overflow as well */
}

static int32_t filter(struct weft_use *list, int32_t n, const bool *drop)
{
    int32_t kept = 0;

    for (int32_t k = 0; k < n; k++)
        if (!drop[list[k].cell])
            list[kept++] = list[k];
    return kept;
}

/* Budgets that all tasks, each at its most, do not overdraw. */
static void drop_budgets(struct reduce *r)
{
    struct ilp_inst *x = r->x;
    int32_t nb = x->q->nbudget;

    memset(r->sum, 0, (size_t)nb * sizeof(*r->sum));
    for (int32_t i = 0; i < x->n; i++) {
        memset(r->most, 0, (size_t)nb * sizeof(*r->most));
        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
            for (int32_t k = 0; k < x->opt[o].nspend; k++) {
                struct weft_use *e = &x->spend[x->opt[o].spend_begin + k];

                if (e->qty > r->most[e->cell]) {
                    add_to(&r->sum[e->cell], e->qty - r->most[e->cell]);
                    r->most[e->cell] = e->qty;
                }
            }
    }
    for (int32_t b = 0; b < nb; b++)
        r->drop[b] = r->sum[b] < INT64_MAX && r->sum[b] <= x->q->budget[b].cap;
    for (int32_t o = 0; o < x->nopt; o++)
        x->opt[o].nspend = filter(&x->spend[x->opt[o].spend_begin],
                                  x->opt[o].nspend, r->drop);
}

/* --- cells: the most that can run together -------------------------------- */

/* The heaviest set of tasks of which none must follow another. By Dilworth's
 * theorem with weights it is the total weight less a maximum flow from tasks
 * to tasks that follow them. Source: Ford and Fulkerson, "Flows in Networks",
 * 1962, chapter II, sections 8 and 9. */
struct chains {
    const struct reduce *r;
    int32_t n;
    int32_t task[CHAIN_TASKS];
    int64_t left[CHAIN_TASKS], right[CHAIN_TASKS]; /* not yet in the flow */
    int64_t *flow;                                 /* n x n */
    int32_t from[2 * CHAIN_TASKS]; /* search tree: predecessor, -1: unseen */
    int32_t queue[2 * CHAIN_TASKS];
};

/* Shortest augmenting path; nodes 0..n-1 are left, n..2n-1 right. Returns its
 * last node or -1. */
static int32_t find_path(struct chains *c)
{
    int32_t head = 0, tail = 0;

    for (int32_t k = 0; k < 2 * c->n; k++)
        c->from[k] = -1;
    for (int32_t u = 0; u < c->n; u++)
        if (c->left[u]) {
            c->from[u] = u;
            c->queue[tail++] = u;
        }
    while (head < tail) {
        int32_t a = c->queue[head++];

        if (a >= c->n && c->right[a - c->n])
            return a;
        for (int32_t k = 0; k < c->n; k++) {
            int32_t b = a < c->n ? c->n + k : k;
            bool open =
                a < c->n
                    ? weft_ilp_follows(&c->r->after, c->task[a], c->task[k])
                    : c->flow[(size_t)k * (size_t)c->n + (size_t)(a - c->n)] >
                          0;

            if (open && c->from[b] < 0) {
                c->from[b] = a;
                c->queue[tail++] = b;
            }
        }
    }
    return -1;
}

/* Send what the path to `end` can carry. */
static int64_t augment(struct chains *c, int32_t end)
{
    size_t n = (size_t)c->n;
    int64_t amount = c->right[end - c->n];
    int32_t b;

    for (b = end; c->from[b] != b; b = c->from[b]) {
        int32_t a = c->from[b];

        if (a >= c->n) { /* back along the flow b -> a */
            int64_t f = c->flow[(size_t)b * n + (size_t)(a - c->n)];

            amount = f < amount ? f : amount;
        }
    }
    amount = c->left[b] < amount ? c->left[b] : amount;
    c->left[b] -= amount;
    c->right[end - c->n] -= amount;
    for (b = end; c->from[b] != b; b = c->from[b]) {
        int32_t a = c->from[b];

        if (a >= c->n)
            c->flow[(size_t)b * n + (size_t)(a - c->n)] -= amount;
        else
            c->flow[(size_t)a * n + (size_t)(b - c->n)] += amount;
    }
    return amount;
}

/* Can the tasks of c, each with what it weighs, ever need more than cap? */
static bool overdraws(struct chains *c, int64_t total, int64_t cap)
{
    while (total > cap) {
        int32_t end = find_path(c);

        if (end < 0)
            return true;
        total -= augment(c, end);
    }
    return false;
}

/* The users of cell k by task, each with the most it may hold. false: too
 * many. *always: what hold tasks hold; *total: all together. */
static bool load_chains(struct reduce *r, int32_t k, struct chains *c,
                        int64_t *always, int64_t *total)
{
    const struct ilp_inst *x = r->x;
    int32_t at = r->users.begin[k], end = r->users.begin[k + 1];
    bool few = r->after.bit != NULL;

    c->n = 0;
    *always = *total = 0;
    while (at < end) {
        int32_t task = x->opt[r->users.user[at].opt].task;
        int64_t qty = 0;

        for (; at < end && x->opt[r->users.user[at].opt].task == task; at++)
            if (r->users.user[at].qty > qty)
                qty = r->users.user[at].qty;
        add_to(total, qty);
        if (x->q->hold[task]) {
            add_to(always, qty);
        } else if (c->n == CHAIN_TASKS) {
            few = false;
        } else {
            c->task[c->n] = task;
            c->left[c->n] = c->right[c->n] = qty;
            c->n++;
        }
    }
    return few;
}

static bool cell_is_slack(struct reduce *r, int32_t k, struct chains *c)
{
    int64_t always, total, cap = r->x->cap[k];
    bool few = load_chains(r, k, c, &always, &total);

    if (total == INT64_MAX)
        return false;
    if (total <= cap)
        return true;
    if (!few || always > cap)
        return false;
    memset(c->flow, 0, (size_t)c->n * (size_t)c->n * sizeof(*c->flow));
    return !overdraws(c, total - always, cap - always);
}

static void drop_uses(struct reduce *r)
{
    struct ilp_inst *x = r->x;

    for (int32_t o = 0; o < x->nopt; o++) {
        int32_t n = filter(&x->use[x->opt[o].use_begin], x->opt[o].nuse,
                           r->drop);

        r->changed |= n != x->opt[o].nuse;
        x->opt[o].nuse = n;
    }
}

static bool drop_slack_cells(struct reduce *r)
{
    struct chains *c = calloc(1, sizeof(*c));

    if (c)
        c->flow = calloc((size_t)CHAIN_TASKS * CHAIN_TASKS, sizeof(*c->flow));
    if (!c || !c->flow || !weft_ilp_users_init(&r->users, r->x)) {
        free(c ? c->flow : NULL);
        free(c);
        return false;
    }
    c->r = r;
    for (int32_t k = 0; k < r->x->ncell; k++)
        r->drop[k] = r->users.begin[k] < r->users.begin[k + 1] &&
                     cell_is_slack(r, k, c);
    drop_uses(r);
    free(c->flow);
    free(c);
    return true;
}

/* --- cells: implied by another one ---------------------------------------- */

static const struct weft_use *find_use(const struct ilp_inst *x, int32_t o,
                                       int32_t cell)
{
    for (int32_t k = 0; k < x->opt[o].nuse; k++)
        if (x->use[x->opt[o].use_begin + k].cell == cell)
            return &x->use[x->opt[o].use_begin + k];
    return NULL;
}

/* Whoever uses c uses at least as large a share of d. */
static bool implies(const struct reduce *r, int32_t d, int32_t c)
{
    const struct ilp_inst *x = r->x;

    for (int32_t k = r->users.begin[c]; k < r->users.begin[c + 1]; k++) {
        const struct weft_use *e = find_use(x, r->users.user[k].opt, d);

        if (!e ||
            (wide)r->users.user[k].qty * x->cap[d] > (wide)e->qty * x->cap[c])
            return false;
    }
    return true;
}

static bool drop_implied_cells(struct reduce *r)
{
    struct ilp_inst *x = r->x;

    weft_ilp_users_release(&r->users);
    if (!weft_ilp_users_init(&r->users, x))
        return false;
    memset(r->drop, 0, (size_t)x->ncell * sizeof(*r->drop));
    for (int32_t c = 0; c < x->ncell; c++) {
        int32_t first = r->users.begin[c];
        const struct ilp_opt *o;

        if (first == r->users.begin[c + 1])
            continue;
        /* d must be used by the first user of c, too; of two that imply each
         * other only one goes */
        o = &x->opt[r->users.user[first].opt];
        for (int32_t k = 0; k < o->nuse && !r->drop[c]; k++) {
            int32_t d = x->use[o->use_begin + k].cell;

            r->drop[c] = d != c && !r->drop[d] && implies(r, d, c);
        }
    }
    drop_uses(r);
    return true;
}

/* --- options -------------------------------------------------------------- */

/* Every entry of a is in b with at least as much; both sorted by cell. */
static bool within(const struct weft_use *a, int32_t na,
                   const struct weft_use *b, int32_t nb)
{
    int32_t j = 0;

    for (int32_t i = 0; i < na; i++) {
        while (j < nb && b[j].cell < a[i].cell)
            j++;
        if (j == nb || b[j].cell != a[i].cell || b[j].qty < a[i].qty)
            return false;
    }
    return true;
}

/* Whatever b does, a does as well: it is never longer and needs no more. */
static bool dominates(const struct ilp_inst *x, const struct ilp_opt *a,
                      const struct ilp_opt *b, bool transfers)
{
    if (a->dur > b->dur)
        return false;
    if (a->place != b->place && a->place != WEFT_NONE &&
        (transfers || x->q->copy[a->place].ndown))
        return false;
    return within(&x->use[a->use_begin], a->nuse, &x->use[b->use_begin],
                  b->nuse) &&
           within(&x->spend[a->spend_begin], a->nspend,
                  &x->spend[b->spend_begin], b->nspend);
}

static bool task_has_transfers(const struct weft_problem *q, int32_t i)
{
    const struct weft_graph *g = &q->graph;

    for (int32_t k = g->succ_begin[i]; k < g->succ_begin[i + 1]; k++)
        if (q->link_xfer[g->succ_link[k]])
            return true;
    for (int32_t k = g->pred_begin[i]; k < g->pred_begin[i + 1]; k++)
        if (q->link_xfer[g->pred_link[k]])
            return true;
    return false;
}

/* Keep of every task the options that no other one dominates, of equals the
 * first. */
static void drop_dominated(struct reduce *r)
{
    struct ilp_inst *x = r->x;
    int32_t kept = 0;

    for (int32_t i = 0; i < x->n; i++) {
        int32_t begin = x->opt_begin[i], end = x->opt_begin[i + 1];
        int32_t first = kept;
        bool transfers = task_has_transfers(x->q, i);

        x->opt_begin[i] = kept;
        for (int32_t b = begin; b < end; b++) {
            struct ilp_opt ob = x->opt[b];
            bool drop = false;

            for (int32_t a = first; a < kept && !drop; a++)
                drop = dominates(x, &x->opt[a], &ob, transfers);
            for (int32_t a = b + 1; a < end && !drop; a++)
                drop = dominates(x, &x->opt[a], &ob, transfers) &&
                       !dominates(x, &ob, &x->opt[a], transfers);
            if (!drop)
                x->opt[kept++] = ob;
        }
    }
    r->changed |= kept != x->nopt;
    x->opt_begin[x->n] = x->nopt = kept;
}

enum weft_rc weft_ilp_reduce(struct ilp_inst *x, struct weft_err *err)
{
    struct reduce r = { 0 };
    bool ok = reduce_init(&r, x);

    if (ok)
        drop_budgets(&r);
    for (int round = 0; ok && round < REDUCE_ROUNDS; round++) {
        r.changed = false;
        weft_ilp_users_release(&r.users);
        ok = drop_slack_cells(&r) && drop_implied_cells(&r);
        drop_dominated(&r);
        if (!r.changed)
            break;
    }
    reduce_release(&r);
    return ok ? WEFT_OK
              : weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
}
