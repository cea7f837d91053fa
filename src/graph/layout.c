/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#include "graph/layout_work.h"
#include "graph/reduce.h"

void weft_layout_in_init(struct weft_layout_in *in)
{
    *in = (struct weft_layout_in){ .gap = 1,
                                   .before = 1,
                                   .after = 2,
                                   .track_gap = 1,
                                   .max_span = 6,
                                   .max_track = 12 };
}

void *layout_alloc(struct layout_work *w, int32_t n, size_t size)
{
    void *p = NULL;

    if (w->nmemory < LAYOUT_MEMORY)
        p = calloc((size_t)n + 1, size);
    if (p)
        w->memory[w->nmemory++] = p;
    else
        w->oom = true;
    return p;
}

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, "", "no memory for the drawing");
}

static enum weft_rc sort_out(struct layout_work *w, struct weft_err *err)
{
    const struct weft_layout_in *in = w->in;
    bool *implied;
    int32_t count = 0;
    enum weft_rc rc;

    for (int32_t v = 0; v < in->n; v++)
        if (in->along[v] < 1 || in->across[v] < 1)
            return weft_err_set(err, WEFT_E_INVAL, "", "node without a size");
    rc = weft_graph_build(&w->g, in->n, in->m, in->from, in->to, NULL, err);
    if (rc)
        return rc;
    w->order = layout_alloc(w, in->n, sizeof(*w->order));
    w->place = layout_alloc(w, in->n, sizeof(*w->place));
    w->shape = layout_alloc(w, in->m, sizeof(*w->shape));
    implied = layout_alloc(w, in->m, sizeof(*implied));
    if (w->oom)
        return no_memory(err);
    rc = weft_graph_order(&w->g, w->order, &count, err);
    if (rc)
        return rc;
    if (count < in->n)
        return weft_err_set(err, WEFT_E_CYCLE, "", "the links have a cycle");
    for (int32_t i = 0; i < in->n; i++)
        w->place[w->order[i]] = i;
    if (!in->keep_implied)
        rc = weft_graph_reduce(&w->g, w->order, implied, err);
    for (int32_t l = 0; l < in->m && !rc; l++)
        w->shape[l] = implied[l]                ? WEFT_LINK_IMPLIED
                      : in->jump && in->jump[l] ? WEFT_LINK_PORTAL
                                                : WEFT_LINK_DRAWN;
    return rc;
}

static enum weft_rc allocate_out(const struct layout_work *w,
                                 struct weft_layout *out, struct weft_err *err)
{
    size_t n = (size_t)w->in->n + 1, m = (size_t)w->in->m + 1;
    size_t layers = (size_t)w->nlayer + 1;

    out->layer = calloc(n, sizeof(*out->layer));
    out->rank = calloc(n, sizeof(*out->rank));
    out->x_along = calloc(n, sizeof(*out->x_along));
    out->x_across = calloc(n, sizeof(*out->x_across));
    out->meet = calloc(n, sizeof(*out->meet));
    out->layer_at = calloc(layers, sizeof(*out->layer_at));
    out->layer_size = calloc(layers, sizeof(*out->layer_size));
    out->shape = calloc(m, sizeof(*out->shape));
    out->leg_begin = calloc(m, sizeof(*out->leg_begin));
    if (!out->layer || !out->rank || !out->x_along || !out->x_across ||
        !out->meet || !out->layer_at || !out->layer_size || !out->shape ||
        !out->leg_begin)
        return no_memory(err);
    return WEFT_OK;
}

static int32_t channel_size(const struct layout_work *w, int32_t layer)
{
    int32_t tracks = w->ntrack[layer];

    return w->in->before + w->in->after +
           (tracks ? (tracks - 1) * w->in->track_gap + 1 : 0);
}

static void place_along(const struct layout_work *w, struct weft_layout *out)
{
    const struct weft_layout_in *in = w->in;
    int32_t at = 0;

    for (int32_t v = 0; v < in->n; v++)
        if (in->along[v] > out->layer_size[w->layer[v]])
            out->layer_size[w->layer[v]] = in->along[v];
    for (int32_t l = 0; l < w->nlayer; l++) {
        out->layer_at[l] = at;
        at += out->layer_size[l];
        out->size_along = at;
        at += channel_size(w, l);
    }
    for (int32_t v = 0; v < in->n; v++) {
        out->layer[v] = w->layer[v];
        out->rank[v] = w->pos[v];
        out->x_along[v] = out->layer_at[w->layer[v]];
        out->x_across[v] = w->at[v] - w->meet[v];
        out->meet[v] = w->at[v];
    }
    out->size_across = w->across;
}

/* The channel cell of a track of edge e, along. */
static int32_t track_cell(const struct layout_work *w,
                          const struct weft_layout *out, int32_t e,
                          int32_t track)
{
    int32_t l = w->layer[w->edge_from[e]];

    if (track == WEFT_NONE || w->at[w->edge_from[e]] == w->at[w->down[e]])
        return WEFT_NONE;
    return out->layer_at[l] + out->layer_size[l] + w->in->before +
           track * w->in->track_gap;
}

static struct weft_leg leg_of(const struct layout_work *w,
                              const struct weft_layout *out, int32_t a,
                              int32_t e)
{
    return (struct weft_leg){ .track = track_cell(w, out, e, w->track[e]),
                              .from = w->at[a],
                              .to = w->at[w->down[e]],
                              .via = w->via[e],
                              .track2 = track_cell(w, out, e, w->track2[e]),
                              .merges = w->merges[e] };
}

static void make_legs(const struct layout_work *w, struct weft_layout *out)
{
    const struct weft_layout_in *in = w->in;
    int32_t k = 0;

    for (int32_t l = 0; l < in->m; l++) {
        int32_t a = in->from[l];

        out->leg_begin[l] = k;
        out->shape[l] = w->shape[l];
        out->nimplied += w->shape[l] == WEFT_LINK_IMPLIED;
        out->nportal += w->shape[l] == WEFT_LINK_PORTAL;
        if (w->shape[l] != WEFT_LINK_DRAWN)
            continue;
        do { /* along the chain of u, then off it */
            bool last = w->layer[a] + 1 == w->layer[in->to[l]];
            int32_t e = last ? w->last_edge[l] : w->down_begin[a];

            out->leg[k++] = leg_of(w, out, a, e);
            a = w->down[e];
        } while (a != in->to[l]);
    }
    out->leg_begin[in->m] = k;
}

static enum weft_rc finish(const struct layout_work *w, struct weft_layout *out,
                           struct weft_err *err)
{
    const struct weft_layout_in *in = w->in;
    size_t legs = 1;

    for (int32_t l = 0; l < in->m; l++)
        if (w->shape[l] == WEFT_LINK_DRAWN)
            legs += (size_t)(w->layer[in->to[l]] - w->layer[in->from[l]]);
    out->leg = calloc(legs, sizeof(*out->leg));
    if (!out->leg)
        return no_memory(err);
    out->n = in->n;
    out->m = in->m;
    out->nlayer = w->nlayer;
    out->crossings = w->crossings;
    place_along(w, out);
    make_legs(w, out);
    return WEFT_OK;
}

static enum weft_rc run(struct layout_work *w, struct weft_layout *out,
                        struct weft_err *err)
{
    void (*const steps[])(struct layout_work *) = {
        layout_layers, layout_dummies, layout_order, layout_place, layout_route
    };
    enum weft_rc rc = sort_out(w, err);

    for (size_t i = 0; !rc && i < sizeof(steps) / sizeof(*steps); i++) {
        steps[i](w);
        if (w->oom)
            rc = no_memory(err);
    }
    if (!rc)
        rc = allocate_out(w, out, err);
    if (!rc)
        rc = finish(w, out, err);
    return rc;
}

enum weft_rc weft_layout_run(const struct weft_layout_in *in,
                             struct weft_layout *out, struct weft_err *err)
{
    struct layout_work w = { .in = in };
    struct weft_layout made = { 0 };
    enum weft_rc rc = run(&w, &made, err);

    weft_graph_release(&w.g);
    while (w.nmemory)
        free(w.memory[--w.nmemory]);
    if (rc) {
        weft_layout_release(&made);
        return rc;
    }
    weft_layout_release(out);
    *out = made;
    return WEFT_OK;
}

void weft_layout_release(struct weft_layout *l)
{
    free(l->layer);
    free(l->rank);
    free(l->x_along);
    free(l->x_across);
    free(l->meet);
    free(l->layer_at);
    free(l->layer_size);
    free(l->shape);
    free(l->leg_begin);
    free(l->leg);
    *l = (struct weft_layout){ 0 };
}
