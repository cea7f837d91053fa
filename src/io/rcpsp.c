/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/rcpsp.h"

#include <inttypes.h>
#include <stdlib.h>

#include "io/format.h"
#include "weft/graph.h"

static int32_t width(const struct weft_rcpsp *p)
{
    return 1 + p->nren + p->nnon;
}

bool weft_rcpsp_init(struct weft_rcpsp *p, int32_t n, int32_t nren,
                     int32_t nnon)
{
    size_t nres = (size_t)nren + (size_t)nnon;

    *p = (struct weft_rcpsp){ .n = n, .nren = nren, .nnon = nnon };
    p->capacity = calloc(nres + 1, sizeof(*p->capacity));
    p->mode_begin = calloc((size_t)n + 1, sizeof(*p->mode_begin));
    return p->capacity && p->mode_begin;
}

void weft_rcpsp_release(struct weft_rcpsp *p)
{
    free(p->capacity);
    free(p->mode_begin);
    free(p->mode);
    free(p->from);
    free(p->to);
    *p = (struct weft_rcpsp){ 0 };
}

static bool grow(void **v, int32_t cap, size_t size)
{
    void *q;

    if ((size_t)cap > SIZE_MAX / size)
        return false;
    q = realloc(*v, (size_t)cap * size);
    if (!q)
        return false;
    *v = q;
    return true;
}

int64_t *weft_rcpsp_mode(struct weft_rcpsp *p)
{
    size_t row = (size_t)width(p);

    if (p->nmode == p->mode_cap) {
        int32_t cap = p->mode_cap ? p->mode_cap : 32;
        void *v = p->mode;

        if (cap > INT32_MAX / 2 || !grow(&v, cap * 2, row * sizeof(*p->mode)))
            return NULL;
        p->mode = v;
        p->mode_cap = cap * 2;
    }
    return p->mode + row * (size_t)p->nmode++;
}

bool weft_rcpsp_link(struct weft_rcpsp *p, int32_t from, int32_t to)
{
    if (p->nlink == p->link_cap) {
        int32_t cap = p->link_cap ? p->link_cap : 64;
        void *a = p->from, *b = p->to;

        if (cap > INT32_MAX / 2 || !grow(&a, cap * 2, sizeof(*p->from)))
            return false;
        p->from = a;
        if (!grow(&b, cap * 2, sizeof(*p->to)))
            return false;
        p->to = b;
        p->link_cap = cap * 2;
    }
    p->from[p->nlink] = from;
    p->to[p->nlink++] = to;
    return true;
}

/* --- writing ------------------------------------------------------------- */

static void add_name(struct weft_buf *b, const struct weft_rcpsp *p, int32_t k)
{
    if (k < p->nren)
        weft_buf_addf(b, "\"R%d\"", (int)(k + 1));
    else
        weft_buf_addf(b, "\"N%d\"", (int)(k - p->nren + 1));
}

static void add_resources(struct weft_buf *b, const struct weft_rcpsp *p)
{
    weft_buf_adds(b, "  \"resources\": {");
    for (int32_t k = 0; k < p->nren + p->nnon; k++) {
        weft_buf_adds(b, k ? ", " : "");
        add_name(b, p, k);
        if (k < p->nren)
            weft_buf_adds(b, ": {}");
        else
            weft_buf_addf(b,
                          ": {\"scope\": \"global\", \"kind\": \"consumable\", "
                          "\"capacity\": %" PRId64 "}",
                          p->capacity[k]);
    }
    weft_buf_adds(b, "},\n");
}

static void add_node(struct weft_buf *b, const struct weft_rcpsp *p)
{
    weft_buf_adds(b, "  \"nodes\": [\n    {\"id\": \"project\", "
                     "\"capacity\": {");
    for (int32_t k = 0; k < p->nren; k++) {
        weft_buf_adds(b, k ? ", " : "");
        add_name(b, p, k);
        weft_buf_addf(b, ": %" PRId64, p->capacity[k]);
    }
    weft_buf_adds(b, "}}\n  ],\n");
}

/* Duration and demand of one mode; demands of nothing are left out. */
static void add_mode(struct weft_buf *b, const struct weft_rcpsp *p, int32_t m)
{
    const int64_t *row = p->mode + (size_t)width(p) * (size_t)m;
    bool any = false;

    weft_buf_addf(b, "\"duration\": %" PRId64, row[0]);
    for (int32_t k = 0; k < p->nren + p->nnon; k++) {
        if (!row[1 + k])
            continue;
        weft_buf_adds(b, any ? ", " : ", \"demand\": {");
        add_name(b, p, k);
        weft_buf_addf(b, ": %" PRId64, row[1 + k]);
        any = true;
    }
    if (any)
        weft_buf_addc(b, '}');
}

static void add_modes(struct weft_buf *b, const struct weft_rcpsp *p, int32_t i)
{
    int32_t first = p->mode_begin[i];

    if (p->mode_begin[i + 1] - first < 2)
        return;
    weft_buf_adds(b, ", \"modes\": [");
    for (int32_t m = first + 1; m < p->mode_begin[i + 1]; m++) {
        weft_buf_addf(b, "%s{\"name\": \"%d\", ", m > first + 1 ? ", " : "",
                      (int)(m - first + 1));
        add_mode(b, p, m);
        weft_buf_addc(b, '}');
    }
    weft_buf_addc(b, ']');
}

static void add_task(struct weft_buf *b, const struct weft_rcpsp *p,
                     const struct weft_graph *g, int32_t i)
{
    int32_t begin = g->pred_begin[i], end = g->pred_begin[i + 1];

    weft_buf_addf(b, "    {\"id\": \"%d\", ", (int)(i + 1));
    add_mode(b, p, p->mode_begin[i]);
    for (int32_t e = begin; e < end; e++)
        /* links of one job stand together: repeated ones are neighbours */
        if (e == begin || g->pred[e] != g->pred[e - 1])
            weft_buf_addf(b, "%s\"%d\"", e > begin ? ", " : ", \"after\": [",
                          (int)(g->pred[e] + 1));
    if (end > begin)
        weft_buf_addc(b, ']');
    else if (p->release)
        weft_buf_addf(b, ", \"release\": %" PRId64, p->release);
    add_modes(b, p, i);
    weft_buf_adds(b, i + 1 < p->n ? "},\n" : "}\n");
}

enum weft_rc weft_rcpsp_write(const struct weft_rcpsp *p, char **doc,
                              size_t *len, struct weft_err *err)
{
    struct weft_graph g = { 0 };
    struct weft_buf b = { 0 };
    enum weft_rc rc = weft_graph_build(&g, p->n, p->nlink, p->from, p->to, NULL,
                                       err);

    if (rc)
        return rc;
    weft_buf_adds(&b, "{\n  \"weft\": \"1.0\",\n  \"time_unit\": \"none\",\n");
    add_resources(&b, p);
    add_node(&b, p);
    weft_buf_adds(&b, "  \"tasks\": [\n");
    for (int32_t i = 0; i < p->n; i++)
        add_task(&b, p, &g, i);
    weft_buf_adds(&b, "  ]\n}\n");
    weft_graph_release(&g);
    return weft_give(&b, doc, len, err);
}
