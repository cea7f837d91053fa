/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/graph.h"

#include <stdlib.h>

enum { LEVELS_MAX = 6 /* 64^6 > 2^31 */ };

/* A set of task indices that gives up its smallest member: a bit for each
 * task, a bit for each 64-bit word of those that is not 0, and so on up to a
 * single word. Adding and taking cost one word a level: four at a million. */
struct ready {
    uint64_t *level[LEVELS_MAX];
    int nlevel;
    uint64_t *words; /* all of them; owned */
};

static bool ready_init(struct ready *r, int32_t n)
{
    size_t size[LEVELS_MAX], total = 0, bits = n > 0 ? (size_t)n : 1;

    r->nlevel = 0;
    do {
        bits = (bits + 63) / 64;
        size[r->nlevel++] = bits;
        total += bits;
    } while (bits > 1);
    r->words = calloc(total, sizeof(*r->words));
    if (!r->words)
        return false;
    r->level[0] = r->words;
    for (int k = 1; k < r->nlevel; k++)
        r->level[k] = r->level[k - 1] + size[k - 1];
    return true;
}

static void ready_add(struct ready *r, int32_t task)
{
    uint32_t i = (uint32_t)task;

    for (int k = 0; k < r->nlevel; k++, i >>= 6) {
        uint64_t *w = &r->level[k][i >> 6];
        bool known = *w != 0; /* then the levels above know it too */

        *w |= (uint64_t)1 << (i & 63);
        if (known)
            return;
    }
}

static bool ready_is_empty(const struct ready *r)
{
    return r->level[r->nlevel - 1][0] == 0;
}

/* The smallest member of a set that is not empty. */
static int32_t ready_take(struct ready *r)
{
    uint32_t task = 0, i;

    for (int k = r->nlevel - 1; k >= 0; k--)
        task = task << 6 | (uint32_t)__builtin_ctzll(r->level[k][task]);
    i = task;
    for (int k = 0; k < r->nlevel; k++, i >>= 6) {
        uint64_t *w = &r->level[k][i >> 6];

        *w &= *w - 1;
        if (*w)
            break;
    }
    return (int32_t)task;
}

enum weft_rc weft_graph_order(const struct weft_graph *g, int32_t *order,
                              int32_t *count, struct weft_err *err)
{
    struct ready ready = { 0 };
    int32_t *waits = malloc(((size_t)g->n + 1) * sizeof(*waits)), n = 0;

    if (!waits || !ready_init(&ready, g->n)) {
        free(waits);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    for (int32_t i = 0; i < g->n; i++) {
        waits[i] = g->pred_begin[i + 1] - g->pred_begin[i];
        if (!waits[i])
            ready_add(&ready, i);
    }
    while (!ready_is_empty(&ready)) {
        int32_t i = ready_take(&ready);

        order[n++] = i;
        for (int32_t e = g->succ_begin[i]; e < g->succ_begin[i + 1]; e++)
            if (--waits[g->succ[e]] == 0)
                ready_add(&ready, g->succ[e]);
    }
    *count = n;
    free(ready.words);
    free(waits);
    return WEFT_OK;
}
