/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_forbid.h"

#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

struct start {
    int32_t view;
    int32_t begin, n; /* gaps */
};

struct weft_cp_forbid {
    struct weft_cp_prop prop;
    struct start *start;
    int32_t nstart, start_cap;
    struct weft_cp_gap *gap;
    int32_t ngap, gap_cap;
    int32_t *dirty;
    int32_t ndirty, dirty_cap;
    bool *flag;
    int32_t flag_cap;
};

/* The gap that t lies in, WEFT_NONE if there is none. */
static int32_t find(const struct weft_cp_forbid *f, const struct start *s,
                    int32_t t)
{
    int32_t lo = s->begin, hi = s->begin + s->n, mid;

    while (lo < hi) {
        mid = lo + (hi - lo) / 2;
        if (f->gap[mid].last < t)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->begin + s->n && f->gap[lo].first <= t ? lo : WEFT_NONE;
}

static bool process(struct weft_cp_core *c, struct weft_cp_forbid *f,
                    const struct start *s)
{
    int32_t kind = WEFT_CP_PROP + f->prop.index;
    int32_t g = find(f, s, c->lb[s->view]);

    if (g != WEFT_NONE &&
        !weft_cp_set(c, s->view, f->gap[g].last + 1, kind, g, 0))
        return false;
    g = find(f, s, weft_cp_ub(c, s->view));
    return g == WEFT_NONE ||
           weft_cp_set(c, s->view ^ 1, 1 - f->gap[g].first, kind, g, 0);
}

static bool run(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    struct weft_cp_forbid *f = p->self;
    int32_t i;

    while (f->ndirty > 0) {
        i = f->dirty[--f->ndirty];
        f->flag[i] = false;
        if (!process(c, f, &f->start[i]))
            return false;
    }
    return true;
}

/* w.a: the gap. Any value inside it is reason enough. */
static void explain(struct weft_cp_core *c, struct weft_cp_prop *p,
                    struct weft_cp_lit l, struct weft_cp_why w, int32_t pos)
{
    const struct weft_cp_forbid *f = p->self;
    const struct weft_cp_gap *g = &f->gap[w.a];

    (void)pos;
    weft_cp_premise(c, l.view, l.view & 1 ? -g->last : g->first);
}

static void touch(struct weft_cp_prop *p, int32_t item, bool undone)
{
    struct weft_cp_forbid *f = p->self;

    if (undone || f->flag[item])
        return;
    f->flag[item] = true;
    f->dirty[f->ndirty++] = item;
}

static void release(struct weft_cp_prop *p)
{
    struct weft_cp_forbid *f = p->self;

    free(f->start);
    free(f->gap);
    free(f->dirty);
    free(f->flag);
}

struct weft_cp_forbid *weft_cp_forbid_new(struct weft_cp_core *c)
{
    struct weft_cp_forbid *f = calloc(1, sizeof(*f));

    if (!f)
        return NULL;
    f->prop = (struct weft_cp_prop){ .run = run,
                                     .explain = explain,
                                     .touch = touch,
                                     .release = release,
                                     .self = f,
                                     .rank = 0,
                                     .cost = 4 };
    return weft_cp_prop_add(c, &f->prop) == WEFT_NONE ? NULL : f;
}

bool weft_cp_forbid_add(struct weft_cp_core *c, struct weft_cp_forbid *f,
                        int32_t start, const struct weft_cp_gap *gap, int32_t n)
{
    int32_t i = f->nstart;

    if (!GROW(c, f->start, f->start_cap, i + 1) ||
        !GROW(c, f->dirty, f->dirty_cap, i + 1) ||
        !GROW(c, f->flag, f->flag_cap, i + 1) ||
        !GROW(c, f->gap, f->gap_cap, f->ngap + n))
        return false;
    f->start[i] = (struct start){ start, f->ngap, n };
    memcpy(f->gap + f->ngap, gap, (size_t)n * sizeof(*gap));
    f->ngap += n;
    f->flag[i] = true;
    f->dirty[f->ndirty++] = i;
    f->nstart++;
    weft_cp_subscribe(c, start, f->prop.index, i);
    weft_cp_subscribe(c, start ^ 1, f->prop.index, i);
    return !c->oom;
}
