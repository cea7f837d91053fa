/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fewer bends. Least squares leave a vertex a cell or two beside the one that
 * it is linked to, which draws a needless kink. Vertices, and the rows of
 * vertices that straight links hold together, are moved level with a neighbour
 * as long as that makes the drawing better; those in the way are pushed aside.
 * The order within layers stays. */
#include <stdlib.h>

#include "graph/layout_work.h"

#define PASSES 6
#define BUDGET 300000 /* links looked at; bounds the time */
#define NEAR   3      /* cells within which a kink looks like a mistake */

struct straightener {
    struct layout_work *w;
    int32_t *to; /* by vertex: where the move in hand puts it, if `moved` */
    int32_t *moved, *seen; /* by vertex: the move it was last in; by its two
                              sides: the count it was last in */
    int32_t *list, nlist;  /* vertices of the move in hand */
    bool changed;          /* it has got larger */
    int32_t turn, count;
    int32_t begin, end; /* cells across that there are */
    int64_t budget;
};

static int32_t place_of(const struct straightener *s, int32_t v)
{
    return s->moved[v] == s->turn ? s->to[v] : s->w->at[v];
}

/* --- what a drawing is worth ----------------------------------------------- */

static int64_t weight(const struct layout_work *w, int32_t a, int32_t b)
{
    int dummies = layout_is_dummy(w, a) + layout_is_dummy(w, b);

    return dummies == 2 ? 4 : dummies == 1 ? 2 : 1;
}

/* A link that is the only one at both of its ends ought to be straight. */
static int64_t link_cost(const struct straightener *s, int32_t a, int32_t b)
{
    const struct layout_work *w = s->w;
    int32_t far = abs(place_of(s, b) - place_of(s, a));
    bool only = w->down_begin[a + 1] - w->down_begin[a] == 1 &&
                w->up_begin[b + 1] - w->up_begin[b] == 1;

    return weight(w, a, b) * (2 * far + (only && far ? 20 : 0));
}

/* Kinks of a fork: a branch a few cells off the middle, without another that
 * is as far off on the other side. */
static int64_t fork_cost(const struct straightener *s, int32_t v,
                         const int32_t *begin, const int32_t *end)
{
    int32_t above = INT32_MAX / 2, below = INT32_MAX / 2, off;

    if (begin[v + 1] - begin[v] < 2)
        return 0;
    for (int32_t e = begin[v]; e < begin[v + 1]; e++) {
        int32_t d = place_of(s, end[e]) - place_of(s, v);

        if (d > 0 && d < below)
            below = d;
        if (d < 0 && -d < above)
            above = -d;
        if (d == 0)
            return 0;
    }
    off = above < below ? above : below;
    return off > NEAR || abs(above - below) <= 1 ? 0 : 3 * (NEAR + 1 - off);
}

static int64_t side_cost(struct straightener *s, int32_t v, bool down)
{
    const struct layout_work *w = s->w;
    const int32_t *begin = down ? w->down_begin : w->up_begin;
    const int32_t *end = down ? w->down : w->up;
    int64_t sum = 0;

    if (s->seen[2 * v + down] == s->count)
        return 0;
    s->seen[2 * v + down] = s->count;
    s->budget -= begin[v + 1] - begin[v] + 1;
    for (int32_t e = begin[v]; e < begin[v + 1] && down; e++)
        sum += link_cost(s, v, end[e]);
    return sum + fork_cost(s, v, begin, end);
}

/* Of all that the move in hand changes. */
static int64_t cost(struct straightener *s)
{
    const struct layout_work *w = s->w;
    int64_t sum = 0;

    s->count++;
    for (int32_t i = 0; i < s->nlist; i++) {
        int32_t v = s->list[i];

        sum += side_cost(s, v, false) + side_cost(s, v, true);
        s->budget -= w->up_begin[v + 1] - w->up_begin[v] +
                     w->down_begin[v + 1] - w->down_begin[v];
        for (int32_t e = w->up_begin[v]; e < w->up_begin[v + 1]; e++)
            sum += side_cost(s, w->up[e], true);
        for (int32_t e = w->down_begin[v]; e < w->down_begin[v + 1]; e++)
            sum += side_cost(s, w->down[e], false);
    }
    return sum;
}

/* --- one move ----------------------------------------------------------------- */

/* False: it would leave the drawing. */
static bool put(struct straightener *s, int32_t v, int32_t row)
{
    const struct layout_work *w = s->w;

    if (row - w->meet[v] < s->begin || row - w->meet[v] + w->size[v] > s->end)
        return false;
    if (s->moved[v] != s->turn)
        s->list[s->nlist++] = v;
    s->moved[v] = s->turn;
    s->to[v] = row;
    s->changed = true;
    return true;
}

/* The vertex that v has a straight link with on one side; WEFT_NONE. */
static int32_t level_with(const struct layout_work *w, int32_t v, bool down)
{
    const int32_t *begin = down ? w->down_begin : w->up_begin;
    const int32_t *end = down ? w->down : w->up;

    for (int32_t e = begin[v]; e < begin[v + 1]; e++)
        if (w->at[end[e]] == w->at[v])
            return end[e];
    return WEFT_NONE;
}

/* Neighbours of v in its layer that stand where it comes to. */
static bool push(struct straightener *s, int32_t v, int step)
{
    const struct layout_work *w = s->w;
    int32_t i = w->layer_begin[w->layer[v]] + w->pos[v];

    for (;;) {
        int32_t u, apart;

        i += step;
        if (i < w->layer_begin[w->layer[v]] ||
            i >= w->layer_begin[w->layer[v] + 1])
            return true;
        u = w->vertex[i];
        apart = step > 0 ? layout_apart(w, v, u) : layout_apart(w, u, v);
        if ((place_of(s, u) - place_of(s, v)) * step >= apart)
            return true;
        if (!put(s, u, place_of(s, v) + step * apart))
            return false;
        s->budget--;
        v = u;
    }
}

/* What is level with v comes along as far. */
static bool drag(struct straightener *s, int32_t v, bool down, int step)
{
    const struct layout_work *w = s->w;
    int32_t by = place_of(s, v) - w->at[v];
    int32_t x = level_with(w, v, down);

    if (x == WEFT_NONE || (place_of(s, x) - w->at[x]) * step >= by * step)
        return true;
    return put(s, x, w->at[x] + by);
}

enum {
    UP = 1,
    DOWN = 2,
    ALL = 4
}; /* what comes along with a vertex: what is
                                       level with it before, after, and with
                                       those that it pushes aside */

/* Move v by some cells. The move stays in hand. */
static bool move(struct straightener *s, int32_t v, int32_t by, int with)
{
    const struct layout_work *w = s->w;
    int step = by > 0 ? 1 : -1;

    s->turn++;
    s->nlist = 0;
    if (!put(s, v, w->at[v] + by))
        return false;
    for (int32_t x = v; with & UP && x != WEFT_NONE;
         x = level_with(w, x, false))
        if (!put(s, x, w->at[x] + by))
            return false;
    for (int32_t x = v; with & DOWN && x != WEFT_NONE;
         x = level_with(w, x, true))
        if (!put(s, x, w->at[x] + by))
            return false;
    do {
        s->changed = false;
        for (int32_t i = 0; i < s->nlist; i++)
            if (!push(s, s->list[i], step) ||
                (with & ALL && (!drag(s, s->list[i], false, step) ||
                                !drag(s, s->list[i], true, step))))
                return false;
    } while (s->changed && s->budget-- > 0);
    return !s->changed;
}

/* What the move in hand costs more than it saves. */
static int64_t balance(struct straightener *s)
{
    int64_t after = cost(s);

    s->turn++; /* nothing has moved */
    return after - cost(s);
}

static void take(struct straightener *s)
{
    for (int32_t i = 0; i < s->nlist; i++)
        s->w->at[s->list[i]] = s->to[s->list[i]];
}

/* --- all moves ---------------------------------------------------------------- */

struct best {
    int64_t balance;
    int32_t by;
    int with;
};

static void consider(struct straightener *s, int32_t v, int32_t by,
                     struct best *best)
{
    static const int kinds[] = { 0, UP, DOWN, UP | DOWN, ALL };

    for (int k = 0; k < 5 - s->w->in->bent && by; k++) {
        int with = kinds[k];
        int64_t b;

        if ((with & UP && level_with(s->w, v, false) == WEFT_NONE) ||
            (with & DOWN && level_with(s->w, v, true) == WEFT_NONE) ||
            !move(s, v, by, with))
            continue;
        b = balance(s);
        if (b < best->balance)
            *best = (struct best){ b, by, with };
    }
}

/* Cells to where the next vertex in its layer stands in the way of v. */
static int32_t free_cells(const struct straightener *s, int32_t v, int step)
{
    const struct layout_work *w = s->w;
    int32_t first = w->at[v] - w->meet[v];
    int32_t i = w->layer_begin[w->layer[v]] + w->pos[v] + step;

    if (i < w->layer_begin[w->layer[v]])
        return first - s->begin;
    if (i >= w->layer_begin[w->layer[v] + 1])
        return s->end - first - w->size[v];
    if (step < 0)
        return w->at[v] - w->at[w->vertex[i]] -
               layout_apart(w, w->vertex[i], v);
    return w->at[w->vertex[i]] - w->at[v] - layout_apart(w, v, w->vertex[i]);
}

/* Level with a vertex that is d cells off, or as near as it gets. */
static void approach(struct straightener *s, int32_t v, int32_t d,
                     struct best *best)
{
    int step = d > 0 ? 1 : -1;
    int32_t room = free_cells(s, v, step);

    consider(s, v, d, best);
    if (room > 0 && room < d * step)
        consider(s, v, room * step, best);
}

static void consider_side(struct straightener *s, int32_t v,
                          const int32_t *begin, const int32_t *end,
                          struct best *best)
{
    const struct layout_work *w = s->w;
    int32_t above = INT32_MIN / 2, below = INT32_MAX / 2;

    for (int32_t e = begin[v]; e < begin[v + 1]; e++) {
        int32_t d = w->at[end[e]] - w->at[v];

        if (d == 0)
            continue;
        if (d < 0 && d > above)
            above = d;
        if (d > 0 && d < below)
            below = d;
    }
    if (above > INT32_MIN / 2)
        approach(s, v, above, best);
    if (below < INT32_MAX / 2)
        approach(s, v, below, best);
}

/* Level with the nearest neighbours on either side. */
static bool improve(struct straightener *s, int32_t v)
{
    const struct layout_work *w = s->w;
    struct best best = { 0 };

    consider_side(s, v, w->up_begin, w->up, &best);
    consider_side(s, v, w->down_begin, w->down, &best);
    if (best.balance >= 0 || !move(s, v, best.by, best.with))
        return false;
    take(s);
    return true;
}

void layout_straighten(struct layout_work *w)
{
    int32_t room = w->in->room > w->across ? w->in->room - w->across : 0;
    struct straightener s = { .w = w,
                              .begin = -room / 2,
                              .end = w->across + room - room / 2,
                              .budget = BUDGET };
    bool again = true;

    s.to = layout_alloc(w, w->nv, sizeof(*s.to));
    s.moved = layout_alloc(w, w->nv, sizeof(*s.moved));
    s.seen = layout_alloc(w, 2 * w->nv, sizeof(*s.seen));
    s.list = layout_alloc(w, w->nv, sizeof(*s.list));
    for (int pass = 0; pass < PASSES && again && !w->oom; pass++) {
        again = false;
        for (int32_t i = 0; i < w->nv && s.budget > 0; i++)
            again |= improve(&s, w->vertex[pass % 2 ? w->nv - 1 - i : i]);
    }
}
