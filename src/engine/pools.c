/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pools.h"

#include <stdlib.h>
#include <string.h>

/* Sets of copies told apart, and copies up to which they are looked for. */
#define MAX_SETS   64
#define MAX_COPIES 4096

/* Items in all pools together; pools beyond are left out. */
#define MAX_ITEMS 4000000

/* The least use of resource res by a task. */
struct least {
    int32_t res;
    int64_t qty;
    weft_wide energy;
};

struct build {
    const struct weft_problem *q;
    struct weft_pools *p;
    int32_t *begin; /* by task, in least[] */
    struct least *least;
    int32_t cap_least;
    int32_t words; /* of a set, 0: sets are not told apart */
    uint64_t *set; /* MAX_SETS + 1 of them; the last is scratch */
    int32_t nset;
    int32_t *set_of; /* by task; WEFT_NONE: any copy, or none */
    int32_t cap_item, cap_pool;
    /* by resource, while a task or a pool is looked at */
    int32_t *seen; /* options that use it */
    int64_t *qty;
    weft_wide *energy;
    int64_t *cap;
    int32_t *used; /* resources seen */
    int32_t nused;
};

static bool grow(void *v, int32_t n, int32_t *cap, size_t size)
{
    void *old, *new;
    int32_t want = *cap ? *cap * 2 : 64;

    if (n < *cap)
        return true;
    if (*cap > INT32_MAX / 2)
        return false;
    memcpy(&old, v, sizeof(old));
    new = realloc(old, (size_t)want * size);
    if (!new)
        return false;
    memcpy(v, &new, sizeof(new));
    *cap = want;
    return true;
}

static void build_release(struct build *b)
{
    free(b->begin);
    free(b->least);
    free(b->set);
    free(b->set_of);
    free(b->seen);
    free(b->qty);
    free(b->energy);
    free(b->cap);
    free(b->used);
}

static bool build_init(struct build *b)
{
    size_t n = (size_t)b->q->ntask + 1, nres = (size_t)b->q->nres + 1;

    b->words = b->q->ncopy <= MAX_COPIES ? (b->q->ncopy + 63) / 64 : 0;
    b->begin = malloc((n + 1) * sizeof(*b->begin));
    b->set = calloc((size_t)(MAX_SETS + 1) * (size_t)b->words + 1,
                    sizeof(*b->set));
    b->set_of = malloc(n * sizeof(*b->set_of));
    b->seen = calloc(nres, sizeof(*b->seen));
    b->qty = calloc(nres, sizeof(*b->qty));
    b->energy = calloc(nres, sizeof(*b->energy));
    b->cap = calloc(nres, sizeof(*b->cap));
    b->used = calloc(nres, sizeof(*b->used));
    return b->begin && b->set && b->set_of && b->seen && b->qty && b->energy &&
           b->cap && b->used;
}

/* --- the least a task uses ------------------------------------------------ */

static void see_option(struct build *b, const struct weft_option *opt)
{
    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &b->q->use[opt->use_begin + x];
        int32_t r = b->q->cell[u->cell].res;
        weft_wide energy = (weft_wide)u->qty * opt->dur;

        if (!b->seen[r]++) {
            b->used[b->nused++] = r;
            b->qty[r] = u->qty;
            b->energy[r] = energy;
        }
        if (b->qty[r] > u->qty)
            b->qty[r] = u->qty;
        if (b->energy[r] > energy)
            b->energy[r] = energy;
    }
}

static bool add_least(struct build *b, int32_t task, int32_t *n)
{
    const struct weft_problem *q = b->q;
    int32_t first = q->option_begin[task], end = q->option_begin[task + 1];

    b->nused = 0;
    for (int32_t o = first; o < end; o++)
        see_option(b, &q->option[o]);
    for (int32_t k = 0; k < b->nused; k++) {
        int32_t r = b->used[k];
        bool always = b->seen[r] == end - first;

        b->seen[r] = 0;
        if (!always || (!b->energy[r] && !q->hold[task]))
            continue;
        if (!grow(&b->least, *n, &b->cap_least, sizeof(*b->least)))
            return false;
        b->least[(*n)++] = (struct least){ r, b->qty[r], b->energy[r] };
    }
    return true;
}

static bool fill_least(struct build *b)
{
    int32_t n = 0;

    for (int32_t i = 0; i < b->q->ntask; i++) {
        b->begin[i] = n;
        if (!add_least(b, i, &n))
            return false;
    }
    b->begin[b->q->ntask] = n;
    return true;
}

/* --- sets of copies ------------------------------------------------------- */

static uint64_t *set_at(const struct build *b, int32_t s)
{
    return b->set + (size_t)s * (size_t)b->words;
}

/* The set of copies that task i is confined to, as a number. */
static int32_t set_number(struct build *b, int32_t i)
{
    const struct weft_problem *q = b->q;
    size_t bytes = (size_t)b->words * sizeof(*b->set);
    uint64_t *mine = set_at(b, MAX_SETS);
    int32_t count = 0;

    memset(mine, 0, bytes);
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        int32_t c = q->option[o].copy;

        if (c == WEFT_NONE)
            return WEFT_NONE;
        count += !(mine[c / 64] >> c % 64 & 1);
        mine[c / 64] |= UINT64_C(1) << c % 64;
    }
    if (count == q->ncopy)
        return WEFT_NONE;
    for (int32_t s = b->nset - 1; s >= 0; s--)
        if (!memcmp(set_at(b, s), mine, bytes))
            return s;
    if (b->nset == MAX_SETS)
        return WEFT_NONE;
    memcpy(set_at(b, b->nset), mine, bytes);
    return b->nset++;
}

static bool is_subset(const struct build *b, int32_t s, int32_t of)
{
    for (int32_t w = 0; w < b->words; w++)
        if (set_at(b, s)[w] & ~set_at(b, of)[w])
            return false;
    return true;
}

/* --- pools ---------------------------------------------------------------- */

/* cap[r] := all there is of r in set s (WEFT_NONE: in all). */
static void set_capacity(struct build *b, int32_t s)
{
    const struct weft_problem *q = b->q;

    memset(b->cap, 0, (size_t)q->nres * sizeof(*b->cap));
    for (int32_t c = 0; c < q->ncell; c++) {
        int32_t copy = q->cell[c].copy;
        int64_t *cap = &b->cap[q->cell[c].res];

        if (s != WEFT_NONE &&
            (copy == WEFT_NONE || !(set_at(b, s)[copy / 64] >> copy % 64 & 1)))
            continue;
        if (__builtin_add_overflow(*cap, q->cell[c].cap, cap))
            *cap = INT64_MAX;
    }
}

static const struct least *find_least(const struct build *b, int32_t i,
                                      int32_t res)
{
    for (int32_t k = b->begin[i]; k < b->begin[i + 1]; k++)
        if (b->least[k].res == res)
            return &b->least[k];
    return NULL;
}

/* One pool: resource res of set s. Pools that hold nothing are not kept. */
static bool add_pool(struct build *b, int32_t s, int32_t res,
                     const bool *subset)
{
    const struct weft_problem *q = b->q;
    struct weft_pools *p = b->p;
    struct weft_pool pool = { .res = res,
                              .cap = b->cap[res],
                              .begin = p->nitem };

    for (int32_t i = 0; i < q->ntask; i++) {
        const struct least *l;

        if (s != WEFT_NONE &&
            (b->set_of[i] == WEFT_NONE || !subset[b->set_of[i]]))
            continue;
        l = find_least(b, i, res);
        if (!l)
            continue;
        if (q->hold[i]) {
            if (__builtin_sub_overflow(pool.cap, l->qty, &pool.cap))
                pool.cap = INT64_MIN;
            continue;
        }
        if (!grow(&p->item, p->nitem, &b->cap_item, sizeof(*p->item)))
            return false;
        p->item[p->nitem++] = (struct weft_pool_item){ i, l->qty, l->energy };
    }
    pool.n = p->nitem - pool.begin;
    if (!pool.n && pool.cap >= 0)
        return true;
    if (!grow(&p->pool, p->n, &b->cap_pool, sizeof(*p->pool)))
        return false;
    p->pool[p->n++] = pool;
    return true;
}

static bool add_pools(struct build *b, int32_t s)
{
    bool subset[MAX_SETS] = { false };

    for (int32_t t = 0; s != WEFT_NONE && t < b->nset; t++)
        subset[t] = is_subset(b, t, s);
    set_capacity(b, s);
    for (int32_t r = 0; r < b->q->nres; r++)
        if (b->cap[r] && b->p->nitem < MAX_ITEMS && !add_pool(b, s, r, subset))
            return false;
    return true;
}

enum weft_rc weft_pools_init(struct weft_pools *p, const struct weft_problem *q,
                             struct weft_err *err)
{
    struct build b = { .q = q, .p = p };
    bool ok;

    *p = (struct weft_pools){ 0 };
    ok = build_init(&b) && fill_least(&b);
    for (int32_t i = 0; ok && i < q->ntask; i++)
        b.set_of[i] = b.words ? set_number(&b, i) : WEFT_NONE;
    ok = ok && add_pools(&b, WEFT_NONE);
    for (int32_t s = 0; ok && s < b.nset; s++)
        ok = add_pools(&b, s);
    build_release(&b);
    if (ok)
        return WEFT_OK;
    weft_pools_release(p);
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

void weft_pools_release(struct weft_pools *p)
{
    free(p->pool);
    free(p->item);
    *p = (struct weft_pools){ 0 };
}
