/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/graph.h"

#include <stdlib.h>
#include <string.h>

/* Work space of the search for cycles, n entries each, one block. */
struct search {
    const struct weft_graph *g;
    int32_t *home;  /* lowest-numbered task of the component, if that has a
                      cycle; else WEFT_NONE */
    int32_t *num;   /* order of discovery from 1; 0: not seen yet */
    int32_t *low;   /* smallest num known to be reachable on the stack */
    int32_t *edge;  /* next successor entry to follow */
    int32_t *call;  /* the path from the root, instead of recursion */
    int32_t *stack; /* tasks whose component is not complete */
    int32_t ncall, nstack, seen;
};

enum { SEARCH_ARRAYS = 6 };

static bool search_init(struct search *s, const struct weft_graph *g)
{
    size_t n = (size_t)g->n;
    int32_t *block = calloc(n * SEARCH_ARRAYS + 1, sizeof(*block));

    if (!block)
        return false;
    *s = (struct search){ .g = g,
                          .home = block,
                          .num = block + n,
                          .low = block + 2 * n,
                          .edge = block + 3 * n,
                          .call = block + 4 * n,
                          .stack = block + 5 * n };
    for (size_t i = 0; i < n; i++)
        s->home[i] = WEFT_NONE;
    return true;
}

static void search_release(struct search *s)
{
    free(s->home);
}

static void enter(struct search *s, int32_t v)
{
    s->num[v] = s->low[v] = ++s->seen;
    s->edge[v] = s->g->succ_begin[v];
    s->call[s->ncall++] = v;
    s->stack[s->nstack++] = v;
}

static bool links_to_itself(const struct weft_graph *g, int32_t v)
{
    for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++)
        if (g->succ[e] == v)
            return true;
    return false;
}

/* The tasks on the stack from v up are one component. They leave the stack:
 * low is raised so that nobody counts them as being on it. */
static void close_component(struct search *s, int32_t v)
{
    int32_t top = s->nstack, least = v;
    bool cyclic;

    do {
        int32_t u = s->stack[--s->nstack];

        least = u < least ? u : least;
        s->num[u] = INT32_MAX;
    } while (s->stack[s->nstack] != v);
    cyclic = top - s->nstack > 1 || links_to_itself(s->g, v);
    for (int32_t i = s->nstack; cyclic && i < top; i++)
        s->home[s->stack[i]] = least;
}

static void leave(struct search *s)
{
    int32_t v = s->call[--s->ncall];

    if (s->ncall) {
        int32_t u = s->call[s->ncall - 1];

        s->low[u] = s->low[v] < s->low[u] ? s->low[v] : s->low[u];
    }
    if (s->low[v] == s->num[v])
        close_component(s, v);
}

/* Strongly connected components (Tarjan 1972), without recursion. */
static void find_components(struct search *s)
{
    for (int32_t root = 0; root < s->g->n; root++) {
        if (s->num[root])
            continue;
        enter(s, root);
        while (s->ncall) {
            int32_t v = s->call[s->ncall - 1], w;

            if (s->edge[v] == s->g->succ_begin[v + 1]) {
                leave(s);
                continue;
            }
            w = s->g->succ[s->edge[v]++];
            if (!s->num[w])
                enter(s, w);
            else if (s->num[w] < s->low[v])
                s->low[v] = s->num[w];
        }
    }
}

/* Write the path that ends in `last`, following parent[] to its beginning;
 * returns its length. */
static int32_t write_path(const int32_t *parent, int32_t last, int32_t *path)
{
    int32_t len = 0;

    for (int32_t v = last; v != WEFT_NONE; v = parent[v])
        path[len++] = v;
    for (int32_t i = 0; i < len / 2; i++) {
        int32_t t = path[i];

        path[i] = path[len - 1 - i];
        path[len - 1 - i] = t;
    }
    return len;
}

/* Breadth first from `start`, inside its component, until a link comes back.
 * Uses low as the parents and call as the queue; num marks who was seen. */
static int32_t shortest_cycle(struct search *s, int32_t start, int32_t *cycle)
{
    const struct weft_graph *g = s->g;
    int32_t head = 0, tail = 0;

    s->call[tail++] = start;
    s->num[start] = 0;
    s->low[start] = WEFT_NONE;
    for (;;) {
        int32_t u = s->call[head++];

        for (int32_t e = g->succ_begin[u]; e < g->succ_begin[u + 1]; e++) {
            int32_t w = g->succ[e];

            if (w == start)
                return write_path(s->low, u, cycle);
            if (s->home[w] != start || s->num[w] == 0)
                continue;
            s->num[w] = 0;
            s->low[w] = u;
            s->call[tail++] = w;
        }
    }
}

/* Tasks that are reachable from a cycle but on none. */
static void find_behind(struct search *s, bool *behind)
{
    const struct weft_graph *g = s->g;
    int32_t n = 0;

    memset(behind, 0, (size_t)g->n * sizeof(*behind));
    for (int32_t v = 0; v < g->n; v++)
        if (s->home[v] != WEFT_NONE)
            s->call[n++] = v;
    for (int32_t i = 0; i < n; i++) {
        int32_t u = s->call[i];

        for (int32_t e = g->succ_begin[u]; e < g->succ_begin[u + 1]; e++) {
            int32_t w = g->succ[e];

            if (s->home[w] != WEFT_NONE || behind[w])
                continue;
            behind[w] = true;
            s->call[n++] = w;
        }
    }
}

enum weft_rc weft_graph_cycles(const struct weft_graph *g, int32_t *cycle,
                               int32_t *begin, int32_t max, int32_t *count,
                               bool *behind, struct weft_err *err)
{
    struct search s;
    int32_t n = 0, used = 0;

    if (!search_init(&s, g))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    find_components(&s);
    if (behind)
        find_behind(&s, behind);
    begin[0] = 0;
    for (int32_t v = 0; v < g->n && n < max; v++) {
        if (s.home[v] != v)
            continue;
        used += shortest_cycle(&s, v, cycle + used);
        begin[++n] = used;
    }
    *count = n;
    search_release(&s);
    return WEFT_OK;
}

enum weft_rc weft_graph_cycle(const struct weft_graph *g, int32_t *cycle,
                              int32_t *len, bool *behind, struct weft_err *err)
{
    int32_t begin[2], count;
    enum weft_rc rc = weft_graph_cycles(g, cycle, begin, 1, &count, behind,
                                        err);

    if (!rc)
        *len = count ? begin[1] : 0;
    return rc;
}

enum weft_rc weft_graph_path(const struct weft_graph *g, int32_t from,
                             int32_t to, int32_t *path, int32_t *len,
                             struct weft_err *err)
{
    enum { UNSEEN = -2 };
    size_t n = (size_t)g->n;
    int32_t *parent = malloc(2 * n * sizeof(*parent) + 1), *queue;
    int32_t head = 0, tail = 0;

    if (!parent)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    queue = parent + n;
    for (size_t i = 0; i < n; i++)
        parent[i] = UNSEEN;
    parent[from] = WEFT_NONE;
    queue[tail++] = from;
    while (head < tail && parent[to] == UNSEEN) {
        int32_t u = queue[head++];

        for (int32_t e = g->succ_begin[u]; e < g->succ_begin[u + 1]; e++) {
            if (parent[g->succ[e]] != UNSEEN)
                continue;
            parent[g->succ[e]] = u;
            queue[tail++] = g->succ[e];
        }
    }
    *len = parent[to] == UNSEEN ? 0 : write_path(parent, to, path);
    free(parent);
    return WEFT_OK;
}
