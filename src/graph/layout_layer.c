/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers, dummies and connected components of a layout. */
#include <string.h>

#include "graph/layout_work.h"

static bool shown(const struct layout_work *w, int32_t link)
{
    return w->shape[link] != WEFT_LINK_IMPLIED;
}

static void longest_path(struct layout_work *w)
{
    const struct weft_graph *g = &w->g;

    for (int32_t i = 0; i < g->n; i++) {
        int32_t v = w->order[i];

        for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++)
            if (w->layer[g->succ[e]] <= w->layer[v])
                w->layer[g->succ[e]] = w->layer[v] + 1;
    }
}

/* A node with more links out than in goes as near to its successors as it
 * can: that shortens more links than it makes longer. */
static void shorten_links(struct layout_work *w)
{
    const struct weft_graph *g = &w->g;

    for (int32_t i = g->n; i-- > 0;) {
        int32_t v = w->order[i], balance = 0, limit = INT32_MAX;

        for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++) {
            balance += shown(w, g->succ_link[e]);
            if (w->layer[g->succ[e]] - 1 < limit)
                limit = w->layer[g->succ[e]] - 1;
        }
        for (int32_t e = g->pred_begin[v]; e < g->pred_begin[v + 1]; e++)
            balance -= shown(w, g->pred_link[e]);
        if (balance > 0 && limit != INT32_MAX)
            w->layer[v] = limit;
    }
}

static void find_portals(struct layout_work *w)
{
    const struct weft_layout_in *in = w->in;

    for (int32_t l = 0; l < in->m; l++)
        if (in->max_span && shown(w, l) &&
            w->layer[in->to[l]] - w->layer[in->from[l]] > in->max_span)
            w->shape[l] = WEFT_LINK_PORTAL;
}

/* Nodes without links fill the layers in turn, below everything else. */
static void spread_single_nodes(struct layout_work *w)
{
    const struct weft_graph *g = &w->g;
    int32_t k = 0, columns = w->in->wrap;

    if (columns < 1)
        columns = w->nlayer ? w->nlayer : 1;
    for (int32_t v = 0; v < g->n; v++)
        if (g->succ_begin[v] == g->succ_begin[v + 1] &&
            g->pred_begin[v] == g->pred_begin[v + 1]) {
            w->layer[v] = k++ % columns;
            w->comp[v] = g->n;
        }
    if (k > columns)
        k = columns;
    if (k > w->nlayer)
        w->nlayer = k;
}

static int32_t root_of(int32_t *parent, int32_t v)
{
    while (parent[v] != v)
        v = parent[v] = parent[parent[v]];
    return v;
}

/* Union-find in w->comp; the root of a component is its lowest node. */
static void components(struct layout_work *w)
{
    const struct weft_layout_in *in = w->in;

    for (int32_t v = 0; v < in->n; v++)
        w->comp[v] = v;
    for (int32_t l = 0; l < in->m; l++) {
        int32_t a = root_of(w->comp, in->from[l]);
        int32_t b = root_of(w->comp, in->to[l]);

        if (a < b)
            w->comp[b] = a;
        else
            w->comp[a] = b;
    }
    for (int32_t v = 0; v < in->n; v++)
        w->comp[v] = root_of(w->comp, v);
}

void layout_layers(struct layout_work *w)
{
    w->layer = layout_alloc(w, w->in->n, sizeof(*w->layer));
    w->comp = layout_alloc(w, w->in->n, sizeof(*w->comp));
    if (w->oom)
        return;
    longest_path(w);
    shorten_links(w);
    find_portals(w);
    components(w);
    for (int32_t v = 0; v < w->in->n; v++)
        if (w->layer[v] + 1 > w->nlayer && w->g.m)
            w->nlayer = w->layer[v] + 1;
    spread_single_nodes(w);
}

/* Dummies that node u needs: up to the layer before its farthest target. */
static int32_t chain_length(const struct layout_work *w, int32_t u)
{
    const struct weft_graph *g = &w->g;
    int32_t most = 0;

    for (int32_t e = g->succ_begin[u]; e < g->succ_begin[u + 1]; e++)
        if (w->shape[g->succ_link[e]] == WEFT_LINK_DRAWN &&
            w->layer[g->succ[e]] - w->layer[u] - 1 > most)
            most = w->layer[g->succ[e]] - w->layer[u] - 1;
    return most;
}

static void grow_vertices(struct layout_work *w)
{
    int32_t n = w->in->n;
    int32_t *layer = layout_alloc(w, w->nv, sizeof(*layer));
    int32_t *comp = layout_alloc(w, w->nv, sizeof(*comp));

    w->size = layout_alloc(w, w->nv, sizeof(*w->size));
    w->meet = layout_alloc(w, w->nv, sizeof(*w->meet));
    if (w->oom)
        return;
    if (n) {
        memcpy(layer, w->layer, (size_t)n * sizeof(*layer));
        memcpy(comp, w->comp, (size_t)n * sizeof(*comp));
    }
    w->layer = layer;
    w->comp = comp;
    for (int32_t v = 0; v < n; v++) {
        w->size[v] = w->in->across[v];
        w->meet[v] = w->in->attach ? w->in->attach[v] : w->in->across[v] / 2;
    }
    for (int32_t u = 0; u < n; u++)
        for (int32_t k = 0; k < chain_length(w, u); k++) {
            int32_t d = w->chain[u] + k;

            layer[d] = layer[u] + 1 + k;
            comp[d] = comp[u];
            w->size[d] = 1;
        }
}

/* The vertex before v on the link from u: u itself or a dummy of its chain. */
static int32_t before_end(const struct layout_work *w, int32_t u, int32_t v)
{
    int32_t k = w->layer[v] - w->layer[u] - 1;

    return k ? w->chain[u] + k - 1 : u;
}

/* Both passes of a counting sort of the edges by their first end: count, then
 * store. The edge along a chain comes first at each of its vertices. */
static void each_edge(struct layout_work *w, int32_t *begin, bool store)
{
    const struct weft_layout_in *in = w->in;

    for (int32_t u = 0; u < in->n; u++) {
        int32_t length = chain_length(w, u), a = u;

        for (int32_t k = 0; k < length; k++) {
            if (store) {
                w->edge_from[begin[a]] = a;
                w->down[begin[a]] = w->chain[u] + k;
            }
            begin[a]++;
            a = w->chain[u] + k;
        }
    }
    for (int32_t l = 0; l < in->m; l++) {
        int32_t a;

        if (w->shape[l] != WEFT_LINK_DRAWN)
            continue;
        a = before_end(w, in->from[l], in->to[l]);
        if (store) {
            w->edge_from[begin[a]] = a;
            w->down[begin[a]] = in->to[l];
            w->last_edge[l] = begin[a];
        }
        begin[a]++;
    }
}

static void adjacency(struct layout_work *w)
{
    int32_t total = 0;

    w->down_begin = layout_alloc(w, w->nv + 1, sizeof(*w->down_begin));
    w->up_begin = layout_alloc(w, w->nv + 2, sizeof(*w->up_begin));
    if (w->oom)
        return;
    each_edge(w, w->down_begin, false);
    for (int32_t v = 0; v <= w->nv; v++) {
        int32_t count = v < w->nv ? w->down_begin[v] : 0;

        w->down_begin[v] = total;
        total += count;
    }
    w->ne = total;
    w->down = layout_alloc(w, total, sizeof(*w->down));
    w->edge_from = layout_alloc(w, total, sizeof(*w->edge_from));
    w->last_edge = layout_alloc(w, w->in->m, sizeof(*w->last_edge));
    w->up = layout_alloc(w, total, sizeof(*w->up));
    w->up_edge = layout_alloc(w, total, sizeof(*w->up_edge));
    if (w->oom)
        return;
    each_edge(w, w->down_begin, true);
    for (int32_t v = w->nv; v > 0; v--) /* each moved on to the next begin */
        w->down_begin[v] = w->down_begin[v - 1];
    w->down_begin[0] = 0;
    for (int32_t e = 0; e < total; e++)
        w->up_begin[w->down[e] + 2]++;
    for (int32_t v = 2; v <= w->nv + 1; v++)
        w->up_begin[v] += w->up_begin[v - 1];
    for (int32_t a = 0; a < w->nv; a++)
        for (int32_t e = w->down_begin[a]; e < w->down_begin[a + 1]; e++) {
            int32_t k = w->up_begin[w->down[e] + 1]++;

            w->up[k] = a;
            w->up_edge[k] = e;
        }
}

void layout_dummies(struct layout_work *w)
{
    w->chain = layout_alloc(w, w->in->n, sizeof(*w->chain));
    if (w->oom)
        return;
    w->nv = w->in->n;
    for (int32_t u = 0; u < w->in->n; u++) {
        w->chain[u] = w->nv;
        w->nv += chain_length(w, u);
    }
    grow_vertices(w);
    if (!w->oom)
        adjacency(w);
}
