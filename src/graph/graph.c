/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/graph.h"

#include <stdlib.h>
#include <string.h>

/* One direction of the adjacency, while it is built. */
struct side {
    int32_t *begin, *end, *link;
    int64_t *w;
};

/* calloc(0) may return NULL, which is no failure here. */
static void *array(size_t n, size_t size)
{
    return calloc(n ? n : 1, size);
}

static bool alloc_side(struct side *s, int32_t n, int32_t m, bool weighted)
{
    s->begin = array((size_t)n + 1, sizeof(*s->begin));
    s->end = array((size_t)m, sizeof(*s->end));
    s->link = array((size_t)m, sizeof(*s->link));
    s->w = weighted ? array((size_t)m, sizeof(*s->w)) : NULL;
    return s->begin && s->end && s->link && (s->w || !weighted);
}

static void release_side(struct side *s)
{
    free(s->begin);
    free(s->end);
    free(s->link);
    free(s->w);
}

/* Sort the links by `at` (counting sort, stable); the other end is stored. */
static void fill_side(struct side *s, int32_t n, int32_t m, const int32_t *at,
                      const int32_t *other, const int64_t *w)
{
    for (int32_t e = 0; e < m; e++)
        s->begin[at[e] + 1]++;
    for (int32_t i = 0; i < n; i++)
        s->begin[i + 1] += s->begin[i];
    for (int32_t e = 0; e < m; e++) {
        int32_t k = s->begin[at[e]]++;

        s->end[k] = other[e];
        s->link[k] = e;
        if (w)
            s->w[k] = w[e];
    }
    /* every begin has moved on to the next one's place: move them back */
    memmove(s->begin + 1, s->begin, (size_t)n * sizeof(*s->begin));
    s->begin[0] = 0;
}

static enum weft_rc check_links(int32_t n, int32_t m, const int32_t *from,
                                const int32_t *to, struct weft_err *err)
{
    if (n < 0 || m < 0)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "a graph cannot have %d tasks and %d links", n, m);
    for (int32_t e = 0; e < m; e++)
        if (from[e] < 0 || from[e] >= n || to[e] < 0 || to[e] >= n)
            return weft_err_set(err, WEFT_E_INVAL, NULL,
                                "link %d joins tasks %d and %d, but the tasks "
                                "are 0 to %d",
                                e, from[e], to[e], n - 1);
    return WEFT_OK;
}

enum weft_rc weft_graph_build(struct weft_graph *g, int32_t n, int32_t m,
                              const int32_t *from, const int32_t *to,
                              const int64_t *w, struct weft_err *err)
{
    struct side out = { 0 }, in = { 0 };
    enum weft_rc rc = check_links(n, m, from, to, err);

    if (rc)
        return rc;
    if (!alloc_side(&out, n, m, w) || !alloc_side(&in, n, m, w)) {
        release_side(&out);
        release_side(&in);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    fill_side(&out, n, m, from, to, w);
    fill_side(&in, n, m, to, from, w);
    *g = (struct weft_graph){ .n = n,
                              .m = m,
                              .succ_begin = out.begin,
                              .succ = out.end,
                              .succ_w = out.w,
                              .succ_link = out.link,
                              .pred_begin = in.begin,
                              .pred = in.end,
                              .pred_w = in.w,
                              .pred_link = in.link };
    return WEFT_OK;
}

void weft_graph_release(struct weft_graph *g)
{
    free(g->succ_begin);
    free(g->succ);
    free(g->succ_w);
    free(g->succ_link);
    free(g->pred_begin);
    free(g->pred);
    free(g->pred_w);
    free(g->pred_link);
    *g = (struct weft_graph){ 0 };
}
