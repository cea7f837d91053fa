/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analysis/facts_int.h"

__extension__ typedef __int128 wide;

/* Steps are searched block by block: a block all above or all within a limit
 * is skipped whole. Every block lies in one cell. */
#define BLOCK 64

static int32_t block_count(const struct weft_cell_use *u)
{
    return u->nstep / BLOCK + 1;
}

/* Blocks are numbered over all cells: cell c begins at step_begin / BLOCK + c,
 * which leaves room for every cell's incomplete last block. */
static int32_t first_block(const struct weft_cell_use *u, int32_t c)
{
    return u->step_begin / BLOCK + c;
}

/* --- the steps ----------------------------------------------------------- */

static void count_users(struct facts_build *b)
{
    for (int32_t i = 0; i < b->q->ntask; i++) {
        const struct weft_option *o = facts_option(b, i);

        for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++) {
            const struct weft_use *u = &b->q->use[k];

            if (b->q->hold[i])
                b->held[u->cell] += u->qty;
            else if (o->dur > 0)
                b->nuser[u->cell]++;
        }
    }
}

static void change(struct weft_facts *f, const struct weft_use *u, int64_t at,
                   int64_t qty)
{
    struct weft_cell_use *c = &f->cell[u->cell];
    struct weft_step *last = &f->step[c->step_begin + c->nstep - 1];

    if (last->at == at) {
        last->use += qty;
        return;
    }
    f->step[c->step_begin + c->nstep++] = (struct weft_step){
        .at = at, .use = last->use + qty
    };
}

static void change_all(struct facts_build *b, int32_t i, int64_t at, int sign)
{
    const struct weft_option *o = facts_option(b, i);

    for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
        change(b->f, &b->q->use[k], at, sign * b->q->use[k].qty);
}

/* Walk through time: runs that end before those that start. */
static void make_steps(struct facts_build *b)
{
    const int32_t *end = b->by_end;
    int32_t n = b->q->ntask, e = 0;

    for (int32_t k = 0; k < n; k++) {
        int32_t i = b->seq[k];

        if (!facts_takes(b, i))
            continue;
        for (; e < n && b->f->finish[end[e]] <= b->s->start[i]; e++)
            if (facts_takes(b, end[e]))
                change_all(b, end[e], b->f->finish[end[e]], -1);
        change_all(b, i, b->s->start[i], 1);
    }
    for (; e < n; e++)
        if (facts_takes(b, end[e]))
            change_all(b, end[e], b->f->finish[end[e]], -1);
}

static enum weft_rc fill_steps(struct facts_build *b)
{
    const struct weft_problem *q = b->q;
    int32_t total = 0;

    for (int32_t c = 0; c < q->ncell; c++)
        total += 2 * b->nuser[c] + 1;
    b->f->step = malloc(((size_t)total + 1) * sizeof(*b->f->step));
    if (!b->f->step)
        return facts_nomem(b);
    total = 0;
    for (int32_t c = 0; c < q->ncell; c++) {
        b->f->cell[c].step_begin = total;
        b->f->cell[c].nstep = 1;
        b->f->step[total] = (struct weft_step){ .at = 0, .use = b->held[c] };
        total += 2 * b->nuser[c] + 1;
    }
    make_steps(b);
    return WEFT_OK;
}

static enum weft_rc fill_blocks(struct facts_build *b)
{
    const struct weft_facts *f = b->f;
    size_t n = 1;

    for (int32_t c = 0; c < b->q->ncell; c++)
        n = (size_t)first_block(&f->cell[c], c) +
            (size_t)block_count(&f->cell[c]);
    b->block_min = malloc(n * sizeof(*b->block_min));
    b->block_max = malloc(n * sizeof(*b->block_max));
    if (!b->block_min || !b->block_max)
        return facts_nomem(b);
    for (int32_t c = 0; c < b->q->ncell; c++) {
        const struct weft_cell_use *u = &f->cell[c];
        const struct weft_step *step = f->step + u->step_begin;
        int32_t first = first_block(u, c);

        for (int32_t k = 0; k < u->nstep; k++) {
            int32_t at = first + k / BLOCK;

            if (k % BLOCK == 0 || step[k].use < b->block_min[at])
                b->block_min[at] = step[k].use;
            if (k % BLOCK == 0 || step[k].use > b->block_max[at])
                b->block_max[at] = step[k].use;
        }
    }
    return WEFT_OK;
}

/* --- questions to them --------------------------------------------------- */

/* Index of the step of cell c that holds at time t. */
static int32_t step_at(const struct weft_facts *f, int32_t c, int64_t t)
{
    const struct weft_step *step = f->step + f->cell[c].step_begin;
    int32_t low = 0, high = f->cell[c].nstep;

    while (high - low > 1) {
        int32_t mid = low + (high - low) / 2;

        if (step[mid].at <= t)
            low = mid;
        else
            high = mid;
    }
    return low;
}

int64_t facts_use_at(const struct facts_build *b, int32_t c, int64_t t)
{
    const struct weft_facts *f = b->f;

    return f->step[f->cell[c].step_begin + step_at(f, c, t)].use;
}

/* First step from k on with (use > allowed) == above, or one that begins at
 * `end` or later; u->nstep if there is neither. */
static int32_t next_step(const struct facts_build *b, int32_t c, int32_t k,
                         int64_t allowed, bool above, int64_t end)
{
    const struct weft_cell_use *u = &b->f->cell[c];
    const struct weft_step *step = b->f->step + u->step_begin;
    int32_t first = first_block(u, c);

    while (k < u->nstep && step[k].at < end) {
        int32_t block = first + k / BLOCK;

        if (k % BLOCK == 0 && (above ? b->block_max[block] <= allowed
                                     : b->block_min[block] > allowed)) {
            k += BLOCK;
            continue;
        }
        if ((step[k].use > allowed) == above)
            return k;
        k++;
    }
    return k < u->nstep ? k : u->nstep;
}

int64_t facts_fit(const struct facts_build *b, int32_t c, int64_t allowed,
                  int64_t dur, int64_t at, int64_t limit)
{
    const struct weft_cell_use *u = &b->f->cell[c];
    const struct weft_step *step = b->f->step + u->step_begin;
    int32_t k = step_at(b->f, c, at);

    while (at < limit) {
        int64_t end;

        k = next_step(b, c, k, allowed, false, limit);
        if (k == u->nstep || step[k].at >= limit)
            return limit; /* above until then */
        at = step[k].at > at ? step[k].at : at;
        end = limit - at > dur ? at + dur : limit;
        k = next_step(b, c, k, allowed, true, end);
        if (k == u->nstep || step[k].at >= end)
            return at;
    }
    return limit;
}

/* --- sums ---------------------------------------------------------------- */

/* The least that any task wants of each cell. */
static void least_demands(const struct weft_problem *q, int64_t *least)
{
    for (int32_t c = 0; c < q->ncell; c++)
        least[c] = 1;
    for (int32_t k = 0; k < q->nuse; k++)
        least[q->use[k].cell] = INT64_MAX;
    for (int32_t k = 0; k < q->nuse; k++)
        if (q->use[k].qty < least[q->use[k].cell])
            least[q->use[k].cell] = q->use[k].qty;
}

static void sum_cell(const struct facts_build *b, int32_t c, int64_t least)
{
    struct weft_cell_use *u = &b->f->cell[c];
    const struct weft_step *step = b->f->step + u->step_begin;
    int64_t cap = b->q->cell[c].cap, makespan = b->f->makespan;
    wide area = 0, most = (wide)cap * makespan;

    for (int32_t k = 0; k < u->nstep; k++) {
        int64_t end = k + 1 < u->nstep ? step[k + 1].at : makespan;
        int64_t length = (end < makespan ? end : makespan) - step[k].at;

        if (length <= 0)
            continue;
        area += (wide)step[k].use * length;
        u->peak = step[k].use > u->peak ? step[k].use : u->peak;
        if (cap - step[k].use < least)
            u->full += length;
    }
    if (most > 0) /* in two steps: a million times the area may not fit */
        u->mean = most > (wide)1 << 100
                      ? (int32_t)(area / (most / 1000000))
                      : (int32_t)((area * 1000000 + most / 2) / most);
}

static enum weft_rc sum_copies(struct facts_build *b)
{
    const struct weft_problem *q = b->q;
    int64_t *last = calloc((size_t)q->ncopy + 1, sizeof(*last));

    if (!last)
        return facts_nomem(b);
    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t i = b->seq[k], c = facts_option(b, i)->copy;
        int64_t from, to;

        if (c == WEFT_NONE)
            continue;
        from = b->s->start[i] > last[c] ? b->s->start[i] : last[c];
        to = b->f->finish[i];
        if (to > from) {
            b->f->copy_busy[c] += to - from;
            last[c] = to;
        }
    }
    for (int32_t i = 0; i < q->ntask; i++)
        if (q->hold[i] && facts_option(b, i)->copy != WEFT_NONE)
            b->f->copy_busy[facts_option(b, i)->copy] = b->f->makespan;
    free(last);
    return WEFT_OK;
}

enum weft_rc facts_load(struct facts_build *b)
{
    const struct weft_problem *q = b->q;
    int64_t *least = malloc(((size_t)q->ncell + 1) * sizeof(*least));
    enum weft_rc rc;

    if (!least)
        return facts_nomem(b);
    count_users(b);
    rc = fill_steps(b);
    if (!rc)
        rc = fill_blocks(b);
    if (!rc)
        rc = sum_copies(b);
    if (!rc) {
        least_demands(q, least);
        for (int32_t c = 0; c < q->ncell; c++)
            sum_cell(b, c, least[c]);
    }
    free(least);
    return rc;
}
