/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_dual.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wide.h"

#define MAX_BITS  50 /* of the denominator of the multipliers */
#define MIN_BITS  10
#define STEP_BITS 8

static const weft_wide most = (weft_wide)1 << 125;

/* *sum += a * b. False: too large. */
static bool add_product(weft_wide *sum, weft_wide a, int64_t b)
{
    weft_wide size = a < 0 ? -a : a, by = b < 0 ? -(weft_wide)b : b;

    if (by && size > most / by)
        return false;
    *sum += a * b;
    return *sum <= most && *sum >= -most;
}

/* y * 2^bits, to the nearest; false if that does not fit 62 bits. */
static bool scale(double y, bool equal, int bits, int64_t *out)
{
    double v = ldexp(y, bits);

    if (!(fabs(v) < 0x1p62))
        return false;
    *out = (int64_t)v;
    if (!equal && *out < 0) /* a wrong sign is round-off */
        *out = 0;
    return true;
}

/* The sum times 2^bits. reduced: scratch by column. */
static bool dual_sum(const struct ilp_model *m, const double *y, int bits,
                     weft_wide *reduced, weft_wide *sum)
{
    *sum = 0;
    if (!add_product(sum, (weft_wide)1 << bits, m->obj_const))
        return false;
    for (int32_t j = 0; j < m->ncol; j++) {
        reduced[j] = 0;
        if (!add_product(&reduced[j], (weft_wide)1 << bits, m->col[j].obj))
            return false;
    }
    for (int32_t r = 0; r < m->nrow; r++) {
        const struct ilp_row *row = &m->row[r];
        int64_t k;

        if (!scale(y[r], row->equal, bits, &k) ||
            !add_product(sum, -(weft_wide)k, row->rhs))
            return false;
        for (int32_t t = row->begin; t < row->begin + row->n; t++)
            if (!add_product(&reduced[m->term[t].col], k, m->term[t].coef))
                return false;
    }
    for (int32_t j = 0; j < m->ncol; j++)
        if (!add_product(sum, reduced[j],
                         reduced[j] > 0 ? m->col[j].lo : m->col[j].hi))
            return false;
    return true;
}

bool weft_ilp_dual_bound(const struct ilp_model *m, const double *y,
                         int64_t *bound)
{
    weft_wide *reduced = calloc((size_t)m->ncol + 1, sizeof(*reduced));
    weft_wide sum = 0, whole;
    int bits = MAX_BITS;
    bool ok = false;

    while (reduced && bits >= MIN_BITS &&
           !(ok = dual_sum(m, y, bits, reduced, &sum)))
        bits -= STEP_BITS;
    free(reduced);
    if (!ok)
        return false;
    whole = sum >> bits; /* rounds down */
    whole += (sum & (((weft_wide)1 << bits) - 1)) != 0;
    if (whole > INT64_MAX || whole < INT64_MIN)
        return false;
    *bound = (int64_t)whole;
    return true;
}
