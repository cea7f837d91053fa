/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tasks that cannot run at once: a Boolean for which comes first. */
#include <stdlib.h>
#include <string.h>

#include "engine/cp_build.h"
#include "engine/cp_edge.h"

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

/* Up to this many tasks; the closure of the links is a bit matrix. */
#define MAX_TASKS 2000
/* Pairs of picks to look at; beyond it there are too many anyway. */
#define MAX_WORK INT64_C(30000000)

struct finder {
    struct weft_cp_model *m;
    uint64_t *after; /* bit j of row i: a chain of links from i to j */
    size_t words;
    int32_t n, limit; /* clashes */
    int64_t work;
};

static bool is_after(const struct finder *f, int32_t i, int32_t j)
{
    return f->after[(size_t)i * f->words + (size_t)j / 64] >> (j % 64) & 1;
}

/* j, and all after it, comes after i. */
static void put_after(struct finder *f, int32_t i, int32_t j)
{
    uint64_t *row = f->after + (size_t)i * f->words;
    const uint64_t *of = f->after + (size_t)j * f->words;

    row[j / 64] |= UINT64_C(1) << (j % 64);
    for (size_t w = 0; w < f->words; w++)
        row[w] |= of[w];
}

static bool close_links(struct finder *f)
{
    const struct weft_cp_part *part = f->m->part;
    const struct weft_problem *q = f->m->q;
    const struct weft_graph *g = &q->graph;
    size_t n = (size_t)q->ntask;

    f->words = (n + 63) / 64;
    f->after = calloc(n * f->words + 1, sizeof(*f->after));
    if (!f->after) {
        f->m->core.oom = true;
        return false;
    }
    for (int32_t x = q->ntask - 1; x >= 0; x--) {
        int32_t i = part ? part->order[x] : q->order[x];

        for (int32_t e = g->succ_begin[i]; e < g->succ_begin[i + 1]; e++)
            put_after(f, i, g->succ[e]);
        for (int32_t e = part ? f->m->arc_begin[i] : 0;
             part && e < f->m->arc_begin[i + 1]; e++)
            put_after(f, i, part->arc[e].j);
    }
    return true;
}

/* --- finding -------------------------------------------------------------- */

/* Use of a cell by an option. */
static int64_t use_of(const struct weft_problem *q, const struct weft_option *o,
                      int32_t cell)
{
    for (int32_t u = o->use_begin; u < o->use_begin + o->nuse; u++)
        if (q->use[u].cell == cell)
            return q->use[u].qty;
    return 0;
}

/* Do the two, run at once, exceed a cell? Pools have room for two. */
static bool exceed(const struct weft_cp_model *m, int32_t a, int32_t b)
{
    const struct weft_problem *q = m->q;
    const struct weft_option *x = weft_cp_pick_option(m, a);
    const struct weft_option *y = weft_cp_pick_option(m, b);
    bool pooled = m->pick[a].place >= q->ncopy;

    for (int32_t u = x->use_begin; u < x->use_begin + x->nuse; u++) {
        int32_t cell = q->use[u].cell;
        int64_t sum = q->use[u].qty + use_of(q, y, cell);

        if (sum > q->cell[cell].cap && sum > q->use[u].qty &&
            !(pooled && q->cell[cell].copy != WEFT_NONE))
            return true;
    }
    return false;
}

/* Could the two run at once, by their windows? */
static bool is_open(const struct weft_cp_pick *a, const struct weft_cp_pick *b)
{
    return a->lo < b->hi + b->dur && b->lo < a->hi + a->dur;
}

static bool add_clash(struct finder *f, int32_t i, int32_t j, int32_t a,
                      int32_t b)
{
    if (f->n >= f->limit) {
        f->n = f->limit + 1;
        return true;
    }
    if (!GROW(&f->m->core, f->m->clash, f->m->clash_cap, f->n + 1))
        return false;
    f->m->clash[f->n++] = (struct weft_cp_clash){ i, j, a, b, WEFT_NONE };
    return true;
}

/* All clashes of the picks of i and j; one for all where every two clash. */
static bool find_clashes(struct finder *f, int32_t i, int32_t j)
{
    const struct weft_cp_model *m = f->m;
    const struct weft_cp_task *t = &m->task[i], *u = &m->task[j];
    int32_t before = f->n, seen = 0;

    f->work += (int64_t)t->n * u->n;
    if (f->work > MAX_WORK) {
        f->n = f->limit + 1;
        return true;
    }
    for (int32_t a = t->begin; a < t->begin + t->n; a++)
        for (int32_t b = u->begin; b < u->begin + u->n; b++) {
            if (m->pick[a].dur == 0 || m->pick[b].dur == 0 || !exceed(m, a, b))
                continue;
            seen++;
            if (is_open(&m->pick[a], &m->pick[b]) && !add_clash(f, i, j, a, b))
                return false;
        }
    if (seen == t->n * u->n && f->n > before && f->n <= f->limit) {
        f->n = before;
        return add_clash(f, i, j, WEFT_NONE, WEFT_NONE);
    }
    return true;
}

/* In a part, what is not free keeps the order it has by the arcs. */
static bool is_concerned(const struct weft_cp_model *m, int32_t i, int32_t j)
{
    const struct weft_cp_part *part = m->part;

    return !m->q->hold[i] && !m->q->hold[j] &&
           (!part || part->opt[i] == WEFT_NONE || part->opt[j] == WEFT_NONE);
}

static bool find_all(struct finder *f)
{
    const struct weft_problem *q = f->m->q;

    for (int32_t i = 0; i < q->ntask; i++)
        for (int32_t j = i + 1; j < q->ntask && f->n <= f->limit; j++)
            if (is_concerned(f->m, i, j) && !is_after(f, i, j) &&
                !is_after(f, j, i) && !find_clashes(f, i, j))
                return false;
    return true;
}

/* --- posting -------------------------------------------------------------- */

/* i (as a, or any) ends before j (as b, or any) starts, if `when` holds. */
static bool post(struct weft_cp_model *m, int32_t when, int32_t i, int32_t j,
                 int32_t a, int32_t b)
{
    struct weft_cp_guard g = {
        m->task[i].end, m->task[j].start, m->task[i].add, when, 0, 0
    };

    if (a != WEFT_NONE) {
        g.src = m->pick[a].start;
        g.c = m->pick[a].dur;
        g.psrc = m->pick[a].pres;
        g.dst = m->pick[b].start;
        g.pdst = m->pick[b].pres;
    }
    return weft_cp_guard_add(&m->core, &g);
}

static bool post_all(struct finder *f)
{
    struct weft_cp_model *m = f->m;
    int32_t x = WEFT_NONE;

    for (int32_t k = 0; k < f->n; k++) {
        struct weft_cp_clash *z = &m->clash[k];

        if (k == 0 || z->i != z[-1].i || z->j != z[-1].j) {
            x = weft_cp_var(&m->core, 0, 1, 0);
            if (x == WEFT_NONE ||
                !GROW(&m->core, m->pair, m->pair_cap, m->npair + 1))
                return false;
            m->pair[m->npair++] = (struct weft_cp_pair){ x, z->i, z->j };
        }
        z->var = x;
        if (!post(m, 2 * x, z->i, z->j, z->a, z->b) ||
            !post(m, 2 * x + 1, z->j, z->i, z->b, z->a))
            return false;
    }
    m->nclash = f->n;
    return true;
}

bool weft_cp_build_pairs(struct weft_cp_model *m, int32_t max_pairs)
{
    struct finder f = { .m = m, .limit = max_pairs };
    bool ok;

    if (m->q->ntask > MAX_TASKS)
        return true;
    ok = close_links(&f) && find_all(&f);
    if (ok && f.n <= f.limit)
        ok = post_all(&f);
    free(f.after);
    return ok;
}
