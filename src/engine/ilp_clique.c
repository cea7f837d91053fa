/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_clique.h"

#include <stdlib.h>
#include <string.h>

void weft_ilp_cliques_release(struct ilp_cliques *c)
{
    free(c->bit);
    free(c->cand);
    free(c->degree);
    free(c->open);
    free(c->member);
    free(c->covered);
    *c = (struct ilp_cliques){ 0 };
}

static bool is_excluded(const struct ilp_cliques *c, int32_t a, int32_t b)
{
    return c->bit[(size_t)a * c->words + (size_t)b / 64] >> (b % 64) & 1;
}

static bool exclude(const struct ilp_inst *x, const struct ilp_opt *a,
                    const struct ilp_opt *b)
{
    int32_t j = 0;

    if (a->task == b->task)
        return true;
    for (int32_t i = 0; i < a->nuse; i++) {
        const struct weft_use *u = &x->use[a->use_begin + i], *v;

        while (j < b->nuse && x->use[b->use_begin + j].cell < u->cell)
            j++;
        if (j == b->nuse)
            return false;
        v = &x->use[b->use_begin + j];
        if (v->cell == u->cell && v->qty > x->cap[u->cell] - u->qty)
            return true;
    }
    return false;
}

static bool runs(const struct ilp_inst *x, const struct ilp_opt *o)
{
    return o->nuse && !x->q->hold[o->task];
}

bool weft_ilp_cliques_init(struct ilp_cliques *c, const struct ilp_inst *x)
{
    size_t n = (size_t)x->nopt;

    c->words = n / 64 + 1;
    c->bit = calloc(n * c->words + 1, sizeof(*c->bit));
    c->cand = calloc(n + 1, sizeof(*c->cand));
    c->degree = calloc(n + 1, sizeof(*c->degree));
    c->open = calloc(n + 1, sizeof(*c->open));
    c->member = calloc(n + 1, sizeof(*c->member));
    c->covered = calloc(n + 1, sizeof(*c->covered));
    if (!c->bit || !c->cand || !c->degree || !c->open || !c->member ||
        !c->covered)
        return false;
    for (int32_t a = 0; a < x->nopt; a++)
        for (int32_t b = 0; b < x->nopt; b++)
            if (a != b && runs(x, &x->opt[a]) && runs(x, &x->opt[b]) &&
                exclude(x, &x->opt[a], &x->opt[b]))
                c->bit[(size_t)a * c->words + (size_t)b / 64] |= (uint64_t)1
                                                                 << (b % 64);
    return true;
}

void weft_ilp_cliques_at(struct ilp_cliques *c, const struct ilp_inst *x,
                         int64_t t)
{
    c->ncand = 0;
    for (int32_t o = 0; o < x->nopt; o++)
        if (runs(x, &x->opt[o]) && x->opt[o].es <= t &&
            t < x->opt[o].ls + x->opt[o].dur)
            c->cand[c->ncand++] = o;
    for (int32_t i = 0; i < c->ncand; i++) {
        c->covered[c->cand[i]] = false;
        c->degree[c->cand[i]] = 0;
        for (int32_t j = 0; j < c->ncand; j++)
            c->degree[c->cand[i]] += is_excluded(c, c->cand[i], c->cand[j]);
    }
}

/* Take o into the set: what it does not exclude is out. */
static void join(struct ilp_cliques *c, int32_t o)
{
    int32_t kept = 0;

    c->member[c->nmember++] = o;
    c->covered[o] = true;
    for (int32_t i = 0; i < c->nopen; i++)
        if (is_excluded(c, o, c->open[i]))
            c->open[kept++] = c->open[i];
    c->nopen = kept;
}

/* Around what no set of this tick covers yet, by degree. */
bool weft_ilp_cliques_next(struct ilp_cliques *c)
{
    int32_t seed = -1;

    for (int32_t i = 0; i < c->ncand; i++)
        if (!c->covered[c->cand[i]] &&
            (seed < 0 || c->degree[c->cand[i]] > c->degree[seed]))
            seed = c->cand[i];
    if (seed < 0)
        return false;
    memcpy(c->open, c->cand, (size_t)c->ncand * sizeof(*c->open));
    c->nopen = c->ncand;
    c->nmember = 0;
    for (join(c, seed); c->nopen;) {
        int32_t best = 0;

        for (int32_t i = 1; i < c->nopen; i++)
            if (c->degree[c->open[i]] > c->degree[c->open[best]])
                best = i;
        join(c, c->open[best]);
    }
    return true;
}
