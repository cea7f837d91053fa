/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies that are equal in all that is left of the problem, and pools of
 * them. */
#include <stdlib.h>
#include <string.h>

#include "engine/ilp_inst.h"

struct kind { /* a copy, as what its options look like */
    const int64_t *word;
    size_t n;
    int32_t copy;
};

struct merge {
    struct ilp_inst *x;
    int32_t *begin; /* by copy, ncopy + 1: its options in list */
    int32_t *list;
    int64_t *word;
    size_t nword;
    struct kind *kind; /* copies with options, equal ones side by side */
    int32_t nkind;
    int32_t *in;   /* by task: the group at hand, else WEFT_NONE */
    int64_t *size; /* scratch: 2 for each option of a copy */
    int64_t *unit; /* by cell: what divides every use of it */
};

static void merge_release(struct merge *m)
{
    free(m->begin);
    free(m->list);
    free(m->word);
    free(m->kind);
    free(m->in);
    free(m->size);
    free(m->unit);
}

static void *zeros(size_t n, size_t size)
{
    return calloc(n ? n : 1, size);
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

static bool merge_init(struct merge *m, struct ilp_inst *x)
{
    const struct weft_problem *q = x->q;
    size_t words = 0;

    m->x = x;
    m->begin = zeros((size_t)q->ncopy + 2, sizeof(*m->begin));
    m->list = zeros((size_t)x->nopt, sizeof(*m->list));
    m->kind = zeros((size_t)q->ncopy, sizeof(*m->kind));
    m->in = zeros((size_t)x->n, sizeof(*m->in));
    m->size = zeros(2 * (size_t)x->nopt, sizeof(*m->size));
    m->unit = zeros((size_t)x->ncell, sizeof(*m->unit));
    x->group = zeros((size_t)q->ncopy, sizeof(*x->group));
    x->pool = zeros((size_t)q->ncopy, sizeof(*x->pool));
    x->alt = zeros((size_t)x->nopt, sizeof(*x->alt));
    for (int32_t o = 0; o < x->nopt; o++)
        words += 4 + 3 * (size_t)x->opt[o].nuse + 2 * (size_t)x->opt[o].nspend;
    for (int32_t c = 0; c < q->ncopy; c++)
        words += 2 * (size_t)q->copy[c].ndown + 1;
    m->word = zeros(words, sizeof(*m->word));
    if (!m->begin || !m->list || !m->kind || !m->in || !m->size || !m->unit ||
        !m->word || !x->group || !x->pool || !x->alt)
        return false;
    for (int32_t c = 0; c < q->ncopy; c++)
        x->group[c] = WEFT_NONE;
    for (int32_t i = 0; i < x->n; i++)
        m->in[i] = WEFT_NONE;
    for (int32_t o = 0; o < x->nopt; o++) {
        const struct ilp_opt *p = &x->opt[o];

        if (p->place != WEFT_NONE)
            m->begin[p->place + 2]++;
        for (int32_t k = 0; k < p->nuse; k++) {
            const struct weft_use *u = &x->use[p->use_begin + k];

            m->unit[u->cell] = gcd(m->unit[u->cell], u->qty);
        }
    }
    for (int32_t c = 1; c < q->ncopy; c++)
        m->begin[c + 1] += m->begin[c];
    for (int32_t o = 0; o < x->nopt; o++)
        if (x->opt[o].place != WEFT_NONE)
            m->list[m->begin[x->opt[o].place + 1]++] = o;
    return true;
}

/* --- equal copies --------------------------------------------------------- */

static void add_word(struct merge *m, int64_t w)
{
    m->word[m->nword++] = w;
}

/* All that can be told of an option but the name of its copy. */
static void add_option(struct merge *m, const struct ilp_opt *o)
{
    const struct ilp_inst *x = m->x;

    add_word(m, o->task);
    add_word(m, o->dur);
    add_word(m, o->nuse);
    add_word(m, o->nspend);
    for (int32_t k = 0; k < o->nuse; k++) {
        const struct weft_use *u = &x->use[o->use_begin + k];
        const struct weft_cell *c = &x->q->cell[u->cell];

        add_word(m, c->copy == WEFT_NONE ? -1 - u->cell : c->res);
        add_word(m, u->qty / m->unit[u->cell]);
        add_word(m, x->cap[u->cell] / m->unit[u->cell]);
    }
    for (int32_t k = 0; k < o->nspend; k++) {
        add_word(m, x->spend[o->spend_begin + k].cell);
        add_word(m, x->spend[o->spend_begin + k].qty);
    }
}

static void add_kind(struct merge *m, int32_t copy)
{
    const struct weft_copy *c = &m->x->q->copy[copy];
    struct kind *k = &m->kind[m->nkind++];

    k->copy = copy;
    k->word = m->word + m->nword;
    add_word(m, c->ndown);
    for (int32_t d = c->down_begin; d < c->down_begin + c->ndown; d++) {
        add_word(m, m->x->q->down[d].from);
        add_word(m, m->x->q->down[d].to);
    }
    for (int32_t i = m->begin[copy]; i < m->begin[copy + 1]; i++)
        add_option(m, &m->x->opt[m->list[i]]);
    k->n = (size_t)(m->word + m->nword - k->word);
}

static int compare_words(const struct kind *a, const struct kind *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (size_t i = 0; i < a->n; i++)
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

static int by_words(const void *a, const void *b)
{
    const struct kind *x = a, *y = b;
    int by = compare_words(x, y);

    return by ? by : (x->copy > y->copy) - (x->copy < y->copy);
}

/* --- pools ---------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t use_of(const struct ilp_inst *x, const struct ilp_opt *o,
                      int32_t cell)
{
    for (int32_t k = 0; k < o->nuse; k++)
        if (x->use[o->use_begin + k].cell == cell)
            return x->use[o->use_begin + k].qty;
    return 0;
}

/* Does it use any cell of its copy? */
static bool uses_copy(const struct ilp_inst *x, const struct ilp_opt *o)
{
    for (int32_t k = 0; k < o->nuse; k++)
        if (x->q->cell[x->use[o->use_begin + k].cell].copy != WEFT_NONE)
            return true;
    return false;
}

/* How many of n sorted sizes certainly fit together (the largest of them), and
 * how many fit at most (the smallest). */
static void count_fits(const int64_t *size, int32_t n, int64_t cap,
                       bool largest, int64_t *count)
{
    int64_t sum = 0;
    int32_t k;

    for (k = 0; k < n; k++) {
        int64_t next = size[largest ? n - 1 - k : k];

        if (next > cap - sum)
            break;
        sum += next;
    }
    *count = k < *count ? k : *count;
}

/* Least and most use of a cell of `copy` by each task; returns how many tasks
 * use the copy at all. */
static int32_t sizes(const struct merge *m, int32_t copy, int32_t cell,
                     int64_t *lo, int64_t *hi)
{
    const struct ilp_inst *x = m->x;
    int32_t n = 0, last = WEFT_NONE;

    for (int32_t i = m->begin[copy]; i < m->begin[copy + 1]; i++) {
        const struct ilp_opt *o = &x->opt[m->list[i]];
        int64_t qty = use_of(x, o, cell);

        if (!uses_copy(x, o))
            continue;
        if (o->task != last) {
            lo[n] = hi[n] = qty;
            n++;
        }
        last = o->task;
        lo[n - 1] = qty < lo[n - 1] ? qty : lo[n - 1];
        hi[n - 1] = qty > hi[n - 1] ? qty : hi[n - 1];
    }
    return n;
}

/* Do any *room of the tasks fit the copy, and never more? */
static bool is_uniform(const struct merge *m, int32_t copy, int64_t *room)
{
    const struct weft_copy *c = &m->x->q->copy[copy];
    int64_t *lo = m->size, *hi = m->size + m->x->nopt;
    int64_t surely = INT64_MAX, at_most = INT64_MAX, ntask = 0;

    for (int32_t k = c->cell_begin; k < c->cell_begin + c->ncell; k++) {
        int32_t n = sizes(m, copy, k, lo, hi);

        qsort(lo, (size_t)n, sizeof(*lo), by_size);
        qsort(hi, (size_t)n, sizeof(*hi), by_size);
        count_fits(hi, n, m->x->cap[k], true, &surely);
        count_fits(lo, n, m->x->cap[k], false, &at_most);
        ntask = n;
    }
    *room = surely < ntask ? surely : 0;
    return surely >= ntask || surely == at_most;
}

/* May a transfer count between two tasks of the copies of first? Is one of
 * them a hold task? */
static bool is_tied(const struct merge *m, int32_t first)
{
    const struct ilp_inst *x = m->x;
    const struct weft_graph *g = &x->q->graph;
    bool tied = false;

    for (int32_t i = m->begin[first]; i < m->begin[first + 1]; i++)
        m->in[x->opt[m->list[i]].task] = first;
    for (int32_t i = m->begin[first]; i < m->begin[first + 1]; i++) {
        int32_t u = x->opt[m->list[i]].task;

        tied = tied || x->q->hold[u];
        for (int32_t k = g->succ_begin[u]; k < g->succ_begin[u + 1]; k++)
            tied = tied || (x->q->link_xfer[g->succ_link[k]] &&
                            m->in[g->succ[k]] == first);
    }
    return tied;
}

/* Copies k[0..n) become one pool: options stay on the first, which use a slot
 * instead of its cells; the others are marked to go (es > ls). */
static void make_pool(struct merge *m, const struct kind *k, int32_t n,
                      int64_t room, int32_t *nalt)
{
    struct ilp_inst *x = m->x;
    int32_t cell = WEFT_NONE, first = k[0].copy;

    if (room) {
        cell = x->ncell++;
        x->cap[cell] = room * n;
    }
    for (int32_t i = 0; i < m->begin[first + 1] - m->begin[first]; i++) {
        struct ilp_opt *o = &x->opt[m->list[m->begin[first] + i]];
        int32_t kept = 0;

        o->slot = uses_copy(x, o) && room;
        for (int32_t u = 0; u < o->nuse; u++)
            if (x->q->cell[x->use[o->use_begin + u].cell].copy == WEFT_NONE)
                x->use[o->use_begin + kept++] = x->use[o->use_begin + u];
        if (o->slot)
            x->use[o->use_begin + kept++] = (struct weft_use){ cell, 1 };
        o->nuse = kept;
        o->pool = x->npool;
        o->alt = *nalt;
        for (int32_t c = 0; c < n; c++) {
            struct ilp_opt *twin = &x->opt[m->list[m->begin[k[c].copy] + i]];

            x->alt[(*nalt)++] = twin->src;
            if (c)
                twin->es = twin->ls + 1;
        }
    }
    x->pool[x->npool++] = (struct ilp_pool){ .ncopy = n, .room = room };
}

static void drop_marked(struct ilp_inst *x)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < x->n; i++) {
        int32_t begin = x->opt_begin[i], end = x->opt_begin[i + 1];

        x->opt_begin[i] = kept;
        for (int32_t o = begin; o < end; o++)
            if (x->opt[o].es <= x->opt[o].ls)
                x->opt[kept++] = x->opt[o];
    }
    x->opt_begin[x->n] = x->nopt = kept;
}

enum weft_rc weft_ilp_merge(struct ilp_inst *x, struct weft_err *err)
{
    struct merge m = { 0 };
    int32_t nalt = 0;
    enum weft_rc rc = WEFT_OK;

    if (!merge_init(&m, x)) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
        goto out;
    }
    for (int32_t c = 0; c < x->q->ncopy; c++)
        if (m.begin[c] < m.begin[c + 1])
            add_kind(&m, c);
    qsort(m.kind, (size_t)m.nkind, sizeof(*m.kind), by_words);
    for (int32_t i = 0, j; i < m.nkind; i = j) {
        int64_t room;

        for (j = i + 1; j < m.nkind && !compare_words(&m.kind[i], &m.kind[j]);)
            j++;
        if (j - i < 2)
            continue;
        if (!is_tied(&m, m.kind[i].copy) &&
            is_uniform(&m, m.kind[i].copy, &room))
            make_pool(&m, &m.kind[i], j - i, room, &nalt);
        else
            for (int32_t k = i; k < j; k++)
                x->group[m.kind[k].copy] = m.kind[i].copy;
    }
    drop_marked(x);
out:
    merge_release(&m);
    return rc;
}
