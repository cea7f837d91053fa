/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/tgraph.h - small and random graphs for the tests of graph. */
#ifndef TGRAPH_H
#define TGRAPH_H

#include "base/rng.h"
#include "tweft.h"
#include "weft/graph.h"

/* A graph of n tasks from "0>1 1>2". */
static inline void graph_of(struct weft_graph *g, int32_t n, const char *links)
{
    int32_t from[64], to[64], m = 0;
    int used;

    while (sscanf(links, " %d>%d%n", &from[m], &to[m], &used) == 2) {
        links += used;
        m++;
    }
    assert_i64(weft_graph_build(g, n, m, from, to, NULL, NULL), WEFT_OK);
}

/* Up to max links among n tasks; forward ones only if acyclic. Weights 0..3
 * on some graphs. */
static inline void random_graph(struct weft_graph *g, struct weft_rng *r,
                                int32_t n, int32_t max, bool acyclic)
{
    int32_t from[256], to[256], m = (int32_t)weft_rng_below(r, (uint64_t)max);
    int64_t w[256];
    bool weighted = weft_rng_below(r, 2);
    int32_t k = 0;

    for (int32_t e = 0; e < m; e++) {
        int32_t a = (int32_t)weft_rng_below(r, (uint64_t)n);
        int32_t b = (int32_t)weft_rng_below(r, (uint64_t)n);

        if (acyclic && a == b)
            continue;
        from[k] = acyclic && a > b ? b : a;
        to[k] = acyclic && a > b ? a : b;
        w[k++] = (int64_t)weft_rng_below(r, 4);
    }
    assert_i64(weft_graph_build(g, n, k, from, to, weighted ? w : NULL, NULL),
               WEFT_OK);
}

static inline bool has_link(const struct weft_graph *g, int32_t a, int32_t b)
{
    for (int32_t e = g->succ_begin[a]; e < g->succ_begin[a + 1]; e++)
        if (g->succ[e] == b)
            return true;
    return false;
}

/* "3 1 2" */
static inline const char *list_text(const int32_t *v, int32_t n)
{
    static char s[512];
    size_t k = 0;

    s[0] = '\0';
    for (int32_t i = 0; i < n; i++)
        k += (size_t)snprintf(s + k, sizeof(s) - k, "%s%d", i ? " " : "", v[i]);
    return s;
}

enum { BIG = 1000000 };

/* A million tasks: 0 > 1 > 2 > ..., or backwards. */
static inline void big_chain(struct weft_graph *g, bool backwards)
{
    int32_t *from = malloc(BIG * sizeof(*from));
    int32_t *to = malloc(BIG * sizeof(*to));

    assert_true(from && to);
    for (int32_t i = 0; i + 1 < BIG; i++) {
        from[i] = backwards ? i + 1 : i;
        to[i] = backwards ? i : i + 1;
    }
    assert_i64(weft_graph_build(g, BIG, BIG - 1, from, to, NULL, NULL),
               WEFT_OK);
    free(from);
    free(to);
}

#endif
