/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/reduce.h"

#include <stdlib.h>
#include <string.h>

#define BITS_MAX ((size_t)64 << 20) /* bytes of reachability kept at a time */

struct out { /* a link out of the task at hand, by the place of its end */
    int32_t place, link, to;
};

struct reduction {
    const struct weft_graph *g;
    const int32_t *order;
    int32_t *place;  /* of a task in order */
    uint64_t *reach; /* words per task: what it reaches in the block */
    size_t words;
    int32_t begin, end; /* the block: places [begin, end) */
    struct out *out;    /* as long as the largest out-degree */
    bool *implied;
};

static int by_place(const void *a, const void *b)
{
    const struct out *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->link > y->link) - (x->link < y->link);
}

static int32_t collect(const struct reduction *r, int32_t v)
{
    const struct weft_graph *g = r->g;
    int32_t n = 0;

    for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++)
        r->out[n++] = (struct out){ .place = r->place[g->succ[e]],
                                    .link = g->succ_link[e],
                                    .to = g->succ[e] };
    qsort(r->out, (size_t)n, sizeof(*r->out), by_place);
    return n;
}

/* Nearest ends first: what a nearer one reaches is known when a farther one
 * is looked at. */
static void reduce_task(struct reduction *r, int32_t v)
{
    uint64_t *mine = r->reach + (size_t)v * r->words;
    int32_t n = collect(r, v);

    for (int32_t k = 0; k < n; k++) {
        const struct out *o = &r->out[k];
        const uint64_t *other = r->reach + (size_t)o->to * r->words;

        if (o->place >= r->begin && o->place < r->end) {
            uint32_t bit = (uint32_t)(o->place - r->begin);

            if (mine[bit / 64] >> (bit % 64) & 1) {
                r->implied[o->link] = true;
                continue;
            }
            mine[bit / 64] |= (uint64_t)1 << (bit % 64);
        }
        for (size_t i = 0; i < r->words; i++)
            mine[i] |= other[i];
    }
}

enum weft_rc weft_graph_reduce(const struct weft_graph *g, const int32_t *order,
                               bool *implied, struct weft_err *err)
{
    struct reduction r = { .g = g, .order = order, .implied = implied };
    size_t n = (size_t)g->n;
    enum weft_rc rc = WEFT_OK;
    int32_t degree = 0, block;

    if (!g->m)
        return WEFT_OK;
    memset(implied, 0, (size_t)g->m * sizeof(*implied));
    for (int32_t v = 0; v < g->n; v++)
        if (g->succ_begin[v + 1] - g->succ_begin[v] > degree)
            degree = g->succ_begin[v + 1] - g->succ_begin[v];
    r.words = BITS_MAX / 8 / n;
    if (r.words > (n + 63) / 64)
        r.words = (n + 63) / 64;
    if (!r.words)
        r.words = 1;
    block = (int32_t)(r.words * 64);
    r.place = malloc(n * sizeof(*r.place));
    r.reach = malloc(n * r.words * sizeof(*r.reach));
    r.out = malloc((size_t)degree * sizeof(*r.out));
    if (!r.place || !r.reach || !r.out) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        goto out;
    }
    for (int32_t i = 0; i < g->n; i++)
        r.place[order[i]] = i;
    for (r.begin = 0; r.begin < g->n; r.begin = r.end) {
        r.end = g->n - r.begin > block ? r.begin + block : g->n;
        memset(r.reach, 0, n * r.words * sizeof(*r.reach));
        for (int32_t i = r.end; i-- > 0;)
            reduce_task(&r, order[i]);
    }
out:
    free(r.place);
    free(r.reach);
    free(r.out);
    return rc;
}
