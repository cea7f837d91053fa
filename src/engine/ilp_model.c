/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_model.h"

#include <stdlib.h>
#include <string.h>

#define ASK_ROWS 256 /* from one look at the clock to the next */

void weft_ilp_model_release(struct ilp_model *m)
{
    free(m->col);
    free(m->row);
    free(m->term);
    free(m->open);
    free(m->hash);
    memset(m, 0, sizeof(*m));
}

/* Room for one more of n entries in *v. */
static bool grow(struct ilp_model *m, void *v, int32_t n, int32_t *cap,
                 size_t size)
{
    void *old, *p;
    int32_t want = *cap ? *cap : 64;

    if (n < *cap)
        return true;
    if (*cap > INT32_MAX / 2) {
        m->too_large = true;
        return false;
    }
    want = *cap ? want * 2 : want;
    memcpy(&old, v, sizeof(old)); /* v is the address of some pointer */
    p = realloc(old, (size_t)want * size);
    if (!p) {
        m->oom = true;
        return false;
    }
    memcpy(v, &p, sizeof(p));
    *cap = want;
    return true;
}

int32_t weft_ilp_col(struct ilp_model *m, struct ilp_col c)
{
    if (!grow(m, &m->col, m->ncol, &m->col_cap, sizeof(*m->col)))
        return 0;
    m->col[m->ncol] = c;
    return m->ncol++;
}

void weft_ilp_term(struct ilp_model *m, int32_t col, int64_t coef)
{
    if (coef == 0 ||
        !grow(m, &m->open, m->nopen, &m->open_cap, sizeof(*m->open)))
        return;
    m->open[m->nopen++] = (struct ilp_term){ col, coef };
}

void weft_ilp_const(struct ilp_model *m, int64_t value)
{
    if (__builtin_add_overflow(m->open_const, value, &m->open_const))
        m->too_large = true;
}

/* --- cleaning ------------------------------------------------------------- */

static int by_col(const void *a, const void *b)
{
    const struct ilp_term *x = a, *y = b;

    return (x->col > y->col) - (x->col < y->col);
}

/* Columns in order, one term each, none of zero, none of a fixed column. */
static void sum_terms(struct ilp_model *m)
{
    int32_t kept = 0;

    if (m->nopen)
        qsort(m->open, (size_t)m->nopen, sizeof(*m->open), by_col);
    for (int32_t k = 0; k < m->nopen;) {
        struct ilp_term t = m->open[k];
        const struct ilp_col *c = &m->col[t.col];
        int64_t v;

        for (k++; k < m->nopen && m->open[k].col == t.col; k++)
            if (__builtin_add_overflow(t.coef, m->open[k].coef, &t.coef))
                m->too_large = true;
        if (c->lo == c->hi) {
            if (__builtin_mul_overflow(t.coef, c->lo, &v))
                m->too_large = true;
            else
                weft_ilp_const(m, v);
        } else if (t.coef) {
            m->open[kept++] = t;
        }
    }
    m->nopen = kept;
}

/* Least (greatest) value of the open terms; false if it does not fit. */
static bool activity(const struct ilp_model *m, bool greatest, int64_t *out)
{
    int64_t sum = 0, v;

    for (int32_t k = 0; k < m->nopen; k++) {
        const struct ilp_col *c = &m->col[m->open[k].col];
        int64_t at = (m->open[k].coef > 0) == greatest ? c->hi : c->lo;

        if (__builtin_mul_overflow(m->open[k].coef, at, &v) ||
            __builtin_add_overflow(sum, v, &sum))
            return false;
    }
    *out = sum;
    return true;
}

static int64_t floor_div(int64_t a, int64_t b) /* b > 0 */
{
    return a / b - (a % b < 0);
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t r = a % b;

        a = b;
        b = r;
    }
    return a;
}

/* Divide by what all coefficients have in common. False: cannot hold. */
static bool divide(struct ilp_model *m, int64_t *rhs, bool equal)
{
    uint64_t g = 0;
    bool whole = true;

    for (int32_t k = 0; k < m->nopen; k++) {
        int64_t c = m->open[k].coef;

        g = gcd(g, c < 0 ? 0 - (uint64_t)c : (uint64_t)c);
        whole = whole && m->col[m->open[k].col].integer;
    }
    if (g < 2 || g > INT64_MAX || (!whole && *rhs % (int64_t)g))
        return true;
    if (equal && *rhs % (int64_t)g)
        return false;
    for (int32_t k = 0; k < m->nopen; k++)
        m->open[k].coef /= (int64_t)g;
    *rhs = floor_div(*rhs, (int64_t)g);
    return true;
}

/* coef x <= rhs as a bound. */
static void tighten(struct ilp_model *m, struct ilp_term t, int64_t rhs)
{
    struct ilp_col *c = &m->col[t.col];

    if (t.coef > 0) {
        int64_t hi = floor_div(rhs, t.coef);

        if (hi < c->hi)
            c->hi = hi;
    } else {
        int64_t lo = -floor_div(rhs, -t.coef);

        if (lo > c->lo)
            c->lo = lo;
    }
    if (c->lo > c->hi)
        m->infeasible = true;
}

/* --- keeping -------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h ^= v;
    h *= 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

static uint64_t hash_terms(const struct ilp_term *t, int32_t n, bool equal)
{
    uint64_t h = (uint64_t)n * 2 + equal;

    for (int32_t k = 0; k < n; k++)
        h = mix(mix(h, (uint64_t)t[k].col), (uint64_t)t[k].coef);
    return mix(h, 0);
}

static bool same_terms(const struct ilp_model *m, const struct ilp_row *r,
                       const struct ilp_term *t, int32_t n, bool equal)
{
    if (r->n != n || r->equal != equal)
        return false;
    for (int32_t k = 0; k < n; k++)
        if (m->term[r->begin + k].col != t[k].col ||
            m->term[r->begin + k].coef != t[k].coef)
            return false;
    return true;
}

/* Where a row with these terms is in the table, or may go. */
static int32_t slot_of(const struct ilp_model *m, const struct ilp_term *t,
                       int32_t n, bool equal)
{
    uint64_t mask = (uint64_t)m->hash_cap - 1, at = hash_terms(t, n, equal);

    for (at &= mask; m->hash[at]; at = (at + 1) & mask)
        if (same_terms(m, &m->row[m->hash[at] - 1], t, n, equal))
            break;
    return (int32_t)at;
}

static bool grow_hash(struct ilp_model *m)
{
    int32_t cap = m->hash_cap ? m->hash_cap * 2 : 256;
    int32_t *old = m->hash;

    if (m->nrow < m->hash_cap / 2)
        return true;
    m->hash = cap > 0 ? calloc((size_t)cap, sizeof(*m->hash)) : NULL;
    if (!m->hash) {
        m->hash = old;
        m->oom = true;
        return false;
    }
    free(old);
    m->hash_cap = cap;
    for (int32_t r = 0; r < m->nrow; r++) {
        const struct ilp_row *row = &m->row[r];

        m->hash[slot_of(m, &m->term[row->begin], row->n, row->equal)] = r + 1;
    }
    return true;
}

/* Of rows with equal terms the tighter one is kept. */
static void keep(struct ilp_model *m, int64_t rhs, bool equal)
{
    int32_t at;

    if (!grow_hash(m) ||
        !grow(m, &m->row, m->nrow, &m->row_cap, sizeof(*m->row)))
        return;
    at = slot_of(m, m->open, m->nopen, equal);
    if (m->hash[at]) {
        struct ilp_row *r = &m->row[m->hash[at] - 1];

        if (equal && r->rhs != rhs)
            m->infeasible = true;
        if (rhs < r->rhs)
            r->rhs = rhs;
        return;
    }
    if (m->max_term && m->nterm > m->max_term - m->nopen) {
        m->too_large = true;
        return;
    }
    m->row[m->nrow] = (struct ilp_row){ m->nterm, m->nopen, rhs, equal };
    for (int32_t k = 0; k < m->nopen; k++) {
        if (!grow(m, &m->term, m->nterm, &m->term_cap, sizeof(*m->term)))
            return;
        m->term[m->nterm++] = m->open[k];
    }
    m->hash[at] = ++m->nrow;
}

void weft_ilp_model_limit(struct ilp_model *m, const struct ilp_limit *limit)
{
    m->max_term = limit ? limit->terms : 0;
    m->stop = limit ? limit->stop : (struct ilp_stop){ 0 };
}

enum weft_rc weft_ilp_model_whole(const struct ilp_model *m,
                                  struct weft_err *err)
{
    if (m->oom)
        return weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
    if (m->stopped)
        return weft_err_set(err, WEFT_E_LIMIT, "ilp",
                            "there is no time left for the integer programme, "
                            "with %lld terms and more to come",
                            (long long)m->nterm);
    if (m->too_large)
        return weft_err_set(err, WEFT_E_LIMIT, "ilp",
                            "the model has more than %lld terms",
                            (long long)m->max_term);
    return WEFT_OK;
}

static void ask(struct ilp_model *m)
{
    if (m->stop.ask && m->asked++ % ASK_ROWS == 0 && m->stop.ask(m->stop.ctx))
        m->stopped = m->too_large = true;
}

void weft_ilp_row(struct ilp_model *m, int64_t rhs, bool equal)
{
    int64_t least, greatest;

    ask(m);
    if (m->oom || m->too_large)
        goto out;
    sum_terms(m);
    if (__builtin_sub_overflow(rhs, m->open_const, &rhs) ||
        !activity(m, false, &least) || !activity(m, true, &greatest)) {
        m->too_large = true;
        goto out;
    }
    if (greatest <= rhs && (!equal || (least == rhs && greatest == rhs)))
        goto out; /* always holds */
    if (least > rhs || (equal && greatest < rhs) || !divide(m, &rhs, equal))
        m->infeasible = true;
    else if (m->nopen == 1 && !equal)
        tighten(m, m->open[0], rhs);
    else
        keep(m, rhs, equal);
out:
    m->nopen = 0;
    m->open_const = 0;
}
