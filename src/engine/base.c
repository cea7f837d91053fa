/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base.h"

#include <stdlib.h>
#include <string.h>

#include "engine/wide.h"

/* Limits of backtracking, in options looked at. */
#define HOLD_WORK  4000000
#define SPEND_WORK 1000000

struct search {
    struct weft_sgs *g;
    const struct weft_problem *q;
    enum weft_base_kind kind;
    struct weft_rng *rng;
    int64_t *cell_left;     /* by cell, without what is reserved */
    weft_wide *budget_left; /* by budget, without what is spent */
    int32_t *hold;          /* hold tasks, those that need most first */
    int32_t *try_begin;     /* by place in hold: its options in try[] */
    int32_t *try;           /* options in the order to try them */
    int32_t *next;          /* by place in hold: the next to try */
    int32_t *open;          /* tasks with a choice of what to spend */
    weft_wide *least; /* by place in open and budget: least spent from there */
    double *score;    /* scratch of ordering options, by place in try */
    int64_t *key;
    struct weft_sort sort;
    int64_t work;
    bool cut; /* something was left out: no proof */
};

static void search_release(struct search *s)
{
    free(s->cell_left);
    free(s->budget_left);
    free(s->hold);
    free(s->try_begin);
    free(s->try);
    free(s->next);
    free(s->open);
    free(s->least);
    free(s->score);
    free(s->key);
    weft_sort_release(&s->sort);
}

static bool search_init(struct search *s)
{
    const struct weft_problem *q = s->q;
    size_t nhold = (size_t)s->g->nhold + 1, n = (size_t)q->ntask + 1, ntry = 1;
    int32_t most = s->g->nhold;

    for (int32_t h = 0; h < s->g->nhold; h++) {
        int32_t i = s->g->hold[h];
        int32_t options = q->option_begin[i + 1] - q->option_begin[i];

        ntry += (size_t)options;
        most = most < options ? options : most;
    }
    s->cell_left = malloc(((size_t)q->ncell + 1) * sizeof(*s->cell_left));
    s->budget_left = malloc(((size_t)q->nbudget + 1) * sizeof(*s->budget_left));
    s->hold = malloc(nhold * sizeof(*s->hold));
    s->try_begin = malloc((nhold + 1) * sizeof(*s->try_begin));
    s->try = malloc(ntry * sizeof(*s->try));
    s->next = malloc(nhold * sizeof(*s->next));
    s->open = malloc(n * sizeof(*s->open));
    s->least = malloc((n + 1) * ((size_t)q->nbudget + 1) * sizeof(*s->least));
    s->score = malloc(ntry * sizeof(*s->score));
    s->key = malloc(((size_t)q->option_begin[q->ntask] + n) * sizeof(*s->key));
    return s->cell_left && s->budget_left && s->hold && s->try_begin &&
           s->try && s->next && s->open && s->least && s->score && s->key &&
           weft_sort_init(&s->sort, most);
}

/* --- reserving ------------------------------------------------------------ */

static bool cells_fit(const struct search *s, int32_t o)
{
    const struct weft_option *opt = &s->q->option[o];

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &s->q->use[opt->use_begin + x];

        if (u->qty > s->cell_left[u->cell])
            return false;
    }
    return true;
}

static void cells_take(struct search *s, int32_t o, int64_t sign)
{
    const struct weft_option *opt = &s->q->option[o];

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &s->q->use[opt->use_begin + x];

        s->cell_left[u->cell] -= sign * u->qty;
    }
}

static void budgets_take(struct search *s, int32_t o, int64_t sign)
{
    const struct weft_option *opt = &s->q->option[o];

    for (int32_t x = 0; x < opt->nspend; x++) {
        const struct weft_use *u = &s->q->spend[opt->spend_begin + x];

        s->budget_left[u->cell] -= sign * u->qty;
    }
}

/* Largest share of a cell that the task reserves where that is smallest. */
static double hold_size(const struct weft_problem *q, int32_t i)
{
    double size = 2;

    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        double most = 0;

        for (int32_t x = 0; x < q->option[o].nuse; x++) {
            const struct weft_use *u = &q->use[q->option[o].use_begin + x];
            double share = (double)u->qty / (double)q->cell[u->cell].cap;

            most = most < share ? share : most;
        }
        size = size > most ? most : size;
    }
    return size;
}

/* What is left, after it, of the resources that option o uses. */
static double share_left(const struct search *s, int32_t o)
{
    const struct weft_option *opt = &s->q->option[o];
    double sum = 0;

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &s->q->use[opt->use_begin + x];
        const struct weft_field *f = &s->g->field[u->cell];

        sum += (double)(s->cell_left[u->cell] - u->qty) / (double)f->unit *
               f->share;
    }
    return sum;
}

/* Numbers to sort by: the order of doubles as integers. */
static int64_t sort_key(double v)
{
    return (int64_t)(v * 0x1p40);
}

static void order_holds(struct search *s)
{
    int32_t n = s->g->nhold;

    memcpy(s->hold, s->g->hold, (size_t)n * sizeof(*s->hold));
    for (int32_t h = 0; h < n; h++)
        s->key[s->hold[h]] = -sort_key(hold_size(s->q, s->hold[h]));
    weft_sort_by(&s->sort, s->key, s->hold, n);
    s->try_begin[0] = 0;
    for (int32_t h = 0; h < n; h++) {
        int32_t i = s->hold[h];

        s->try_begin[h + 1] = s->try_begin[h] + s->q->option_begin[i + 1] -
                              s->q->option_begin[i];
    }
}

/* List the options of hold task number h in the order to try them. */
static void order_options(struct search *s, int32_t h)
{
    const struct weft_problem *q = s->q;
    int32_t first = q->option_begin[s->hold[h]];
    int32_t *try = s->try + s->try_begin[h];
    int32_t n = s->try_begin[h + 1] - s->try_begin[h];

    for (int32_t k = 0; k < n; k++) {
        double left = share_left(s, first + k);

        try[k] = first + k;
        if (s->kind == WEFT_BASE_RANDOM)
            left = weft_rng_unit(s->rng);
        s->key[first + k] = s->kind == WEFT_BASE_PACK ? sort_key(left)
                                                      : -sort_key(left);
    }
    weft_sort_by(&s->sort, s->key, try, n);
    if (s->kind == WEFT_BASE_FAST) {
        for (int32_t k = 0; k < n; k++)
            s->key[first + k] = q->option[first + k].dur;
        weft_sort_by(&s->sort, s->key, try, n);
    }
    s->next[h] = 0;
    s->work += n;
}

/* --- budgets -------------------------------------------------------------- */

/* Can task i, no hold task, still run in option o beside what is reserved? */
static bool usable(const struct search *s, int32_t o)
{
    return !s->q->option[o].dur || cells_fit(s, o);
}

static int64_t spends(const struct weft_problem *q, int32_t o, int32_t budget)
{
    const struct weft_option *opt = &q->option[o];

    for (int32_t x = 0; x < opt->nspend; x++)
        if (q->spend[opt->spend_begin + x].cell == budget)
            return q->spend[opt->spend_begin + x].qty;
    return 0;
}

/* What option o spends, each budget's part as a share of it. */
static double spend_weight(const struct weft_problem *q, int32_t o)
{
    const struct weft_option *opt = &q->option[o];
    double sum = 0;

    for (int32_t x = 0; x < opt->nspend; x++) {
        const struct weft_use *u = &q->spend[opt->spend_begin + x];

        sum += (double)u->qty / ((double)q->budget[u->cell].cap + 1);
    }
    return sum;
}

/* The option of task i that spends least, ties by the shorter; WEFT_NONE if
 * none is usable. */
static int32_t thriftiest(const struct search *s, int32_t i)
{
    const struct weft_problem *q = s->q;
    int32_t best = WEFT_NONE;
    double least = 0;

    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        double w;

        if (!usable(s, o))
            continue;
        w = q->nbudget == 1 ? (double)spends(q, o, 0) : spend_weight(q, o);
        if (best == WEFT_NONE || w < least ||
            (w <= least && q->option[o].dur < q->option[best].dur)) {
            best = o;
            least = w;
        }
    }
    return best;
}

/* Every task gets its thriftiest option, and those with a choice are listed.
 * False: a task cannot run beside what is reserved. */
static bool start_thrifty(struct search *s, int32_t *nopen)
{
    const struct weft_problem *q = s->q;

    *nopen = 0;
    for (int32_t i = 0; i < q->ntask; i++) {
        int32_t begin = q->option_begin[i], end = q->option_begin[i + 1], o;

        if (q->hold[i])
            continue;
        s->work += end - begin;
        s->g->base[i] = o = thriftiest(s, i);
        if (o == WEFT_NONE)
            return false;
        if (!q->nbudget) {
            s->g->base[i] = WEFT_NONE;
            continue;
        }
        budgets_take(s, o, 1);
        if (q->nbudget > 1 && end - begin > 1)
            s->open[(*nopen)++] = i;
    }
    return true;
}

static void undo_thrifty(struct search *s)
{
    for (int32_t i = 0; i < s->q->ntask; i++)
        if (!s->q->hold[i] && s->g->base[i] != WEFT_NONE) {
            budgets_take(s, s->g->base[i], -1);
            s->g->base[i] = WEFT_NONE;
        }
}

static bool budgets_kept(const struct search *s)
{
    for (int32_t b = 0; b < s->q->nbudget; b++)
        if (s->budget_left[b] < 0)
            return false;
    return true;
}

/* least[k][b]: what the tasks open[k..] spend of b at the very least. */
static void fill_least(struct search *s, int32_t nopen)
{
    const struct weft_problem *q = s->q;
    weft_wide *row = s->least + (int64_t)nopen * q->nbudget;

    for (int32_t b = 0; b < q->nbudget; b++)
        row[b] = 0;
    for (int32_t k = nopen - 1; k >= 0; k--) {
        int32_t i = s->open[k];

        row -= q->nbudget;
        for (int32_t b = 0; b < q->nbudget; b++) {
            int64_t least = INT64_MAX;

            for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1];
                 o++)
                if (usable(s, o) && spends(q, o, b) < least)
                    least = spends(q, o, b);
            row[b] = row[b + q->nbudget] + least;
        }
    }
}

static bool room_for(const struct search *s, int32_t k)
{
    const weft_wide *least = s->least + (int64_t)k * s->q->nbudget;

    for (int32_t b = 0; b < s->q->nbudget; b++)
        if (s->budget_left[b] < least[b])
            return false;
    return true;
}

/* With several budgets the thriftiest options may still break one: look
 * through the choices of the open tasks, depth first, never into a branch that
 * even the least spending cannot save. */
static bool search_spending(struct search *s, int32_t nopen)
{
    const struct weft_problem *q = s->q;
    int64_t work = 0;
    int32_t k = 0;

    fill_least(s, nopen);
    for (int32_t x = 0; x < nopen; x++) {
        budgets_take(s, s->g->base[s->open[x]], -1);
        s->g->base[s->open[x]] = WEFT_NONE;
    }
    if (!room_for(s, 0))
        return false;
    while (k >= 0 && k < nopen) {
        int32_t i = s->open[k], o = s->g->base[i];

        if (o != WEFT_NONE)
            budgets_take(s, o, -1);
        o = o == WEFT_NONE ? q->option_begin[i] : o + 1;
        for (; o < q->option_begin[i + 1]; o++) {
            work++;
            if (!usable(s, o))
                continue;
            budgets_take(s, o, 1);
            if (room_for(s, k + 1))
                break;
            budgets_take(s, o, -1);
        }
        if (o == q->option_begin[i + 1]) {
            s->g->base[i] = WEFT_NONE;
            k--;
        } else {
            s->g->base[i] = o;
            k++;
        }
        if (work > SPEND_WORK) {
            s->cut = true;
            return false;
        }
    }
    s->work += work;
    return k == nopen;
}

/* Hold tasks have their options: do the others have a way to live with it? */
static bool rest_can_live(struct search *s)
{
    int32_t nopen;
    bool ok = start_thrifty(s, &nopen);

    if (ok && !budgets_kept(s))
        ok = nopen > 0 && search_spending(s, nopen);
    if (!ok)
        undo_thrifty(s);
    return ok;
}

/* --- both ----------------------------------------------------------------- */

/* The next option that fits for hold task number h, taken; WEFT_NONE when all
 * were tried. */
static int32_t next_option(struct search *s, int32_t h)
{
    int32_t n = s->try_begin[h + 1] - s->try_begin[h];

    while (s->next[h] < n) {
        int32_t o = s->try[s->try_begin[h] + s->next[h]++];

        s->work++;
        if (cells_fit(s, o)) {
            cells_take(s, o, 1);
            budgets_take(s, o, 1);
            return o;
        }
    }
    return WEFT_NONE;
}

/* Depth first over the hold tasks. */
static bool search_holds(struct search *s)
{
    int32_t n = s->g->nhold, h = 0;

    if (!n)
        return rest_can_live(s);
    order_options(s, 0);
    while (h >= 0) {
        int32_t *base = &s->g->base[s->hold[h]];

        if (*base != WEFT_NONE) {
            cells_take(s, *base, -1);
            budgets_take(s, *base, -1);
        }
        *base = next_option(s, h);
        if (*base == WEFT_NONE) {
            h--;
        } else if (!budgets_kept(s)) {
            continue;
        } else if (h + 1 == n) {
            if (rest_can_live(s))
                return true;
        } else {
            order_options(s, ++h);
        }
        if (s->work > HOLD_WORK) {
            s->cut = true;
            return false;
        }
    }
    return false;
}

enum weft_rc weft_base_find(struct weft_sgs *g, enum weft_base_kind kind,
                            struct weft_rng *rng, enum weft_found *found,
                            struct weft_err *err)
{
    const struct weft_problem *q = g->q;
    struct search s = { .g = g, .q = q, .kind = kind, .rng = rng };

    for (int32_t i = 0; i < q->ntask; i++)
        g->base[i] = WEFT_NONE;
    *found = WEFT_FOUND;
    if (!g->nhold && !q->nbudget)
        return WEFT_OK;
    if (!search_init(&s)) {
        search_release(&s);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    for (int32_t c = 0; c < q->ncell; c++)
        s.cell_left[c] = q->cell[c].cap;
    for (int32_t b = 0; b < q->nbudget; b++)
        s.budget_left[b] = q->budget[b].cap;
    order_holds(&s);
    if (!search_holds(&s))
        *found = s.cut ? WEFT_GAVE_UP : WEFT_PROVED;
    search_release(&s);
    return WEFT_OK;
}
