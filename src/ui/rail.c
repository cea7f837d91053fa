/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/rail.h"

#include <stdlib.h>

enum { LIGHT = 1, HEAVY = 2 };

int ui_rail_width(int32_t nlane)
{
    return 1 + 2 * nlane;
}

void ui_rail_release(struct ui_rail *r)
{
    free(r->trunk);
    free(r->to);
    *r = (struct ui_rail){ 0 };
}

static int by_rows(const void *a, const void *b)
{
    const struct ui_arc *p = a, *q = b;

    if (p->from != q->from)
        return p->from < q->from ? -1 : 1;
    if (p->to != q->to)
        return p->to < q->to ? -1 : 1;
    return 0;
}

/* Sort, and make one of several arcs between the same rows. */
static int32_t unique(struct ui_arc *arc, int32_t n)
{
    int32_t k = 0;

    if (n > 0)
        qsort(arc, (size_t)n, sizeof(*arc), by_rows);
    for (int32_t i = 0; i < n; i++) {
        if (k > 0 && by_rows(&arc[k - 1], &arc[i]) == 0)
            arc[k - 1].critical |= arc[i].critical;
        else
            arc[k++] = arc[i];
    }
    return k;
}

static void make_trunks(struct ui_rail *r, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        const struct ui_arc *a = &r->to[i];
        struct ui_trunk *t = r->ntrunk ? &r->trunk[r->ntrunk - 1] : NULL;

        if (!t || t->from != a->from) {
            t = &r->trunk[r->ntrunk++];
            *t = (struct ui_trunk){ .from = a->from,
                                    .critical_last = a->from,
                                    .to_begin = i };
        }
        t->last = a->to;
        t->nto++;
        if (a->critical)
            t->critical_last = a->to;
    }
}

struct by_length {
    int32_t length, index;
};

static int shorter(const void *a, const void *b)
{
    const struct by_length *p = a, *q = b;

    if (p->length != q->length)
        return p->length < q->length ? -1 : 1;
    return p->index < q->index ? -1 : 1;
}

/* The most trunks that pass one row: no fewer lanes will do. Counts to one
 * above UI_RAIL_LANES. */
static int32_t widest(const struct ui_rail *r)
{
    int32_t last[UI_RAIL_LANES + 1];
    int32_t open = 0, most = 0;

    for (int32_t i = 0; i < r->ntrunk && most <= UI_RAIL_LANES; i++) {
        int32_t kept = 0;

        for (int32_t k = 0; k < open; k++)
            if (last[k] >= r->trunk[i].from)
                last[kept++] = last[k];
        last[kept++] = r->trunk[i].last;
        open = kept;
        if (open > most)
            most = open;
    }
    return most;
}

/* The innermost lane that no other trunk takes along t's rows; used[row] has a
 * bit per lane. */
static int32_t free_lane(const struct ui_trunk *t, const uint32_t *used)
{
    uint32_t mask = 0;
    int32_t lane = 0;

    for (int32_t row = t->from; row <= t->last; row++)
        mask |= used[row];
    while (mask >> lane & 1)
        lane++;
    return lane;
}

/* Shortest first, each as far in as it can. The lengths of all trunks sum to
 * at most rows x lanes. */
static bool give_lanes(struct ui_rail *r, int32_t max_lane)
{
    int32_t rows = 1;
    struct by_length *o = malloc(((size_t)r->ntrunk + 1) * sizeof(*o));
    uint32_t *used;

    for (int32_t i = 0; i < r->ntrunk; i++)
        if (r->trunk[i].last >= rows)
            rows = r->trunk[i].last + 1;
    used = calloc((size_t)rows, sizeof(*used));
    if (!o || !used) {
        free(o);
        free(used);
        return false;
    }
    for (int32_t i = 0; i < r->ntrunk; i++)
        o[i] = (struct by_length){ r->trunk[i].last - r->trunk[i].from, i };
    qsort(o, (size_t)r->ntrunk, sizeof(*o), shorter);
    for (int32_t i = 0; i < r->ntrunk && r->nlane <= max_lane; i++) {
        struct ui_trunk *t = &r->trunk[o[i].index];

        t->lane = free_lane(t, used);
        for (int32_t row = t->from; row <= t->last; row++)
            used[row] |= UINT32_C(1) << t->lane;
        if (t->lane >= r->nlane)
            r->nlane = t->lane + 1;
    }
    free(o);
    free(used);
    return true;
}

bool ui_rail_build(struct ui_rail *r, struct ui_arc *arc, int32_t n,
                   int32_t max_lane)
{
    struct ui_rail b = { 0 };

    if (max_lane > UI_RAIL_LANES)
        max_lane = UI_RAIL_LANES;
    n = unique(arc, n);
    b.trunk = calloc((size_t)n + 1, sizeof(*b.trunk));
    b.to = malloc(((size_t)n + 1) * sizeof(*b.to));
    if (!b.trunk || !b.to) {
        ui_rail_release(&b);
        return false;
    }
    for (int32_t i = 0; i < n; i++)
        b.to[i] = arc[i];
    make_trunks(&b, n);
    b.nlane = widest(&b);
    if (b.nlane <= max_lane) {
        b.nlane = 0;
        if (!give_lanes(&b, max_lane)) {
            ui_rail_release(&b);
            return false;
        }
    }
    ui_rail_release(r);
    *r = b;
    return true;
}

/* The arms of one row, by column. */
struct row_arms {
    struct ui_arms at[1 + 2 * UI_RAIL_LANES];
    uint8_t across[1 + 2 * UI_RAIL_LANES]; /* line through, to a joint farther
                                              right */
    bool joint[1 + 2 * UI_RAIL_LANES];
};

static uint8_t weight(bool critical)
{
    return critical ? HEAVY : LIGHT;
}

static const struct ui_arc *arc_to(const struct ui_rail *r,
                                   const struct ui_trunk *t, int32_t row)
{
    int32_t lo = t->to_begin, hi = t->to_begin + t->nto;

    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;

        if (r->to[mid].to < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < t->to_begin + t->nto && r->to[lo].to == row ? &r->to[lo] : NULL;
}

static void add_trunk(struct row_arms *a, const struct ui_rail *r,
                      const struct ui_trunk *t, int32_t row)
{
    int x = ui_rail_width(t->lane) + 1;
    const struct ui_arc *in = row > t->from ? arc_to(r, t, row) : NULL;
    uint8_t w;

    if (row > t->from)
        a->at[x].up = weight(t->critical_last >= row);
    if (row < t->last)
        a->at[x].down = weight(t->critical_last > row);
    if (!in && row != t->from)
        return;
    a->joint[x] = true;
    w = weight(in ? in->critical : t->critical_last > t->from);
    a->at[x].left = w;
    for (int i = 1; i < x; i++)
        if (a->across[i] < w)
            a->across[i] = w;
}

static void draw_cell(struct ui_pad p, int x, int y, const struct row_arms *a,
                      int i)
{
    struct ui_arms m = a->at[i];
    uint8_t across = a->across[i];

    if (a->joint[i]) {
        if (m.left < across)
            m.left = across;
        m.right = across;
    } else if (!m.up || (across == HEAVY && m.up == LIGHT)) {
        m = (struct ui_arms){ .left = across, .right = across };
    }
    if (!m.up && !m.down && !m.left)
        return;
    ui_put(p, x + i, y,
           m.up == HEAVY || m.down == HEAVY || m.left == HEAVY ? UI_CRITICAL
                                                               : UI_MUTED,
           ui_box(p.c->glyphs, m));
}

void ui_rail_draw(struct ui_pad p, int x, int y, const struct ui_rail *r,
                  int32_t row, enum ui_role dot)
{
    struct row_arms a = { 0 };

    if (r->nlane <= UI_RAIL_LANES)
        for (int32_t i = 0; i < r->ntrunk && r->trunk[i].from <= row; i++)
            if (r->trunk[i].last >= row)
                add_trunk(&a, r, &r->trunk[i], row);
    ui_glyph(p, x, y, dot, UI_G_DOT);
    for (int i = 1; i < ui_rail_width(r->nlane) && i <= 2 * UI_RAIL_LANES; i++)
        draw_cell(p, x, y, &a, i);
}
