/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h" /* WEFT_DEBUG */

#include "engine/cp_cumulative.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cp_profile.h"

enum { PUSHED = 1, UNDONE = 2 };

struct part { /* what the profile holds of an item: [from, to) */
    int32_t from, to;
};

struct cumulative {
    struct weft_cp_prop prop;
    struct weft_cp_item *item;
    struct part *part;
    uint8_t *flag;
    int32_t *dirty;
    int32_t *cover; /* scratch of explain */
    int32_t n, ndirty;
    int32_t horizon;
    int64_t cap;
    struct weft_cp_profile profile;
    int32_t from, to; /* where it grew since the last filtering */
};

static int32_t latest_start(const struct weft_cp_core *c,
                            const struct weft_cp_item *i)
{
    return weft_cp_ub(c, i->start);
}
static int32_t earliest_end(const struct weft_cp_core *c,
                            const struct weft_cp_item *i)
{
    return c->lb[i->end] + i->add;
}

/* --- explanation ---------------------------------------------------------- */

/* Does item i certainly run at t? */
static bool covers(const struct weft_cp_core *c, const struct weft_cp_item *i,
                   int32_t t)
{
    return weft_cp_holds(c, i->pres) &&
           (i->start == WEFT_NONE ||
            (latest_start(c, i) <= t && earliest_end(c, i) > t));
}

static bool covered(const struct weft_cp_core *c, const struct weft_cp_item *i,
                    int32_t t, int32_t pos)
{
    return weft_cp_lb_at(c, i->pres, pos) >= 1 &&
           (i->start == WEFT_NONE ||
            (-weft_cp_lb_at(c, i->start ^ 1, pos) <= t &&
             weft_cp_lb_at(c, i->end, pos) + i->add > t));
}

/* Items other than `skip` that cover t at trail position pos: collected in
 * k->cover; returns their total. What does not cover t now did not then. */
static int64_t find_cover(struct weft_cp_core *c, struct cumulative *k,
                          int32_t t, int32_t skip, int32_t pos, int32_t *count)
{
    int64_t sum = 0;
    int32_t n = 0;

    for (int32_t j = 0; j < k->n; j++) {
        const struct weft_cp_item *i = &k->item[j];

        if (!covers(c, i, t) || j == skip ||
            (pos < c->ntrail && !covered(c, i, t, pos)))
            continue;
        sum += i->qty;
        k->cover[n++] = j;
    }
    *count = n;
    return sum;
}

/* Premises that more than cap - room units of others are in use at t. */
static void explain_use(struct weft_cp_core *c, struct cumulative *k, int32_t t,
                        int32_t skip, int64_t room, int32_t pos)
{
    int32_t n, j;
    int64_t spare = find_cover(c, k, t, skip, pos, &n) - room - 1;

    assert(spare >= 0);
    while (n > 0) {
        const struct weft_cp_item *i;

        j = k->cover[--n];
        i = &k->item[j];
        if (i->qty <= spare) {
            spare -= i->qty;
            continue;
        }
        weft_cp_premise(c, i->pres, 1);
        if (i->start == WEFT_NONE)
            continue;
        weft_cp_premise(c, i->start ^ 1, -t);
        weft_cp_premise(c, i->end, t + 1 - i->add);
    }
}

/* w.a: item, w.b: the instant. */
static void explain(struct weft_cp_core *c, struct weft_cp_prop *p,
                    struct weft_cp_lit l, struct weft_cp_why w, int32_t pos)
{
    struct cumulative *k = p->self;
    const struct weft_cp_item *i = &k->item[w.a];

    if (i->start != WEFT_NONE) {
        if (l.view == i->start)
            weft_cp_premise(c, i->end, w.b + 1 - i->add);
        else
            weft_cp_premise(c, i->start ^ 1, -w.b);
    }
    explain_use(c, k, w.b, w.a, k->cap - i->qty, pos);
}

/* --- the profile ---------------------------------------------------------- */

static bool overload(struct weft_cp_core *c, struct cumulative *k, int32_t t)
{
    c->expl.n = 0;
    explain_use(c, k, t, WEFT_NONE, k->cap, c->ntrail);
    return false;
}

/* Add qty to [a, b); false where the capacity is exceeded. */
static bool add(struct weft_cp_core *c, struct cumulative *k, int32_t a,
                int32_t b, int64_t qty)
{
    int32_t over;

    weft_cp_profile_add(&k->profile, a, b, qty);
    over = weft_cp_profile_last(&k->profile, a, b, k->cap);
    return over == WEFT_NONE || overload(c, k, over);
}

static void grow(struct cumulative *k, int32_t a, int32_t b)
{
    if (a >= b)
        return;
    if (a < k->from)
        k->from = a;
    if (b > k->to)
        k->to = b;
}

static struct part compulsory(const struct weft_cp_core *c,
                              const struct cumulative *k,
                              const struct weft_cp_item *i)
{
    struct part p = { 0, 0 };

    if (!weft_cp_holds(c, i->pres))
        return p;
    if (i->start == WEFT_NONE) {
        p.to = k->horizon;
        return p;
    }
    p.from = latest_start(c, i);
    p.to = earliest_end(c, i);
    if (p.from >= p.to)
        p.from = p.to = 0;
    return p;
}

static int32_t imin(int32_t a, int32_t b)
{
    return a < b ? a : b;
}
static int32_t imax(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Take out of the profile what is no longer compulsory of item j. */
static void shrink(const struct weft_cp_core *c, struct cumulative *k,
                   int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];
    struct part was = k->part[j], is = compulsory(c, k, i), both;

    if (k->flag[j] & UNDONE)
        grow(k, is.from, is.to);
    both = (struct part){ imax(was.from, is.from), imin(was.to, is.to) };
    if (both.from >= both.to)
        both = (struct part){ was.to, was.to };
    weft_cp_profile_add(&k->profile, was.from, both.from, -i->qty);
    weft_cp_profile_add(&k->profile, both.to, was.to, -i->qty);
    k->part[j] = both;
}

/* Add what is newly compulsory of item j; it contains what was. After an
 * overload the item is taken out again: what stays in the profile never
 * exceeds the capacity, so that only additions need to be looked at. */
static bool extend(struct weft_cp_core *c, struct cumulative *k, int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];
    struct part was = k->part[j], is = compulsory(c, k, i);
    bool ok;

    if (was.from >= was.to)
        was = (struct part){ is.to, is.to };
    k->part[j] = is;
    grow(k, is.from, was.from);
    grow(k, was.to, is.to);
    ok = add(c, k, is.from, was.from, i->qty);
    ok = add(c, k, was.to, is.to, i->qty) && ok;
    if (!ok) {
        weft_cp_profile_add(&k->profile, is.from, is.to, -i->qty);
        k->part[j] = (struct part){ 0, 0 };
    }
    return ok;
}

/* Bring the profile up to date. What shrank goes first: until then the
 * profile may be higher than the truth. */
static bool update(struct weft_cp_core *c, struct cumulative *k)
{
    int32_t n = k->ndirty;

    for (int32_t d = 0; d < n; d++)
        shrink(c, k, k->dirty[d]);
    for (int32_t d = 0; d < n; d++) {
        if (!extend(c, k, k->dirty[d])) {
            k->ndirty = n - d;
            memmove(k->dirty, k->dirty + d,
                    (size_t)k->ndirty * sizeof(*k->dirty));
            return false;
        }
        k->flag[k->dirty[d]] = 0;
    }
    k->ndirty = 0;
    return true;
}

/* --- filtering ------------------------------------------------------------ */

static bool push_start(struct weft_cp_core *c, struct cumulative *k, int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];
    int64_t room = k->cap - i->qty;
    int32_t t;

    do {
        t = earliest_end(c, i);
        if (k->part[j].from < k->part[j].to)
            t = imin(t, k->part[j].from);
        t = weft_cp_profile_last(&k->profile, c->lb[i->start], t, room);
        if (t == WEFT_NONE)
            return true;
        if (!weft_cp_set(c, i->start, t + 1, WEFT_CP_PROP + k->prop.index, j,
                         t))
            return false;
    } while (!weft_cp_holds(c, i->pres ^ 1));
    return true;
}

static bool push_end(struct weft_cp_core *c, struct cumulative *k, int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];
    int64_t room = k->cap - i->qty;
    int32_t t;

    do {
        t = latest_start(c, i);
        if (k->part[j].from < k->part[j].to)
            t = imax(t, k->part[j].to);
        t = weft_cp_profile_first(&k->profile, t,
                                  weft_cp_ub(c, i->end) + i->add, room);
        if (t == WEFT_NONE)
            return true;
        if (!weft_cp_set(c, i->end ^ 1, i->add - t,
                         WEFT_CP_PROP + k->prop.index, j, t))
            return false;
    } while (!weft_cp_holds(c, i->pres ^ 1));
    return true;
}

/* A reservation that does not fit beside the peak is not made. */
static bool push_reservation(struct weft_cp_core *c, struct cumulative *k,
                             int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];
    int32_t t;

    if (weft_cp_holds(c, i->pres))
        return true;
    t = weft_cp_profile_first(&k->profile, 0, k->horizon, k->cap - i->qty);
    return t == WEFT_NONE ||
           weft_cp_set(c, i->pres ^ 1, 0, WEFT_CP_PROP + k->prop.index, j, t);
}

static bool filter(struct weft_cp_core *c, struct cumulative *k, int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];

    if (weft_cp_holds(c, i->pres ^ 1))
        return true;
    if (i->start == WEFT_NONE)
        return push_reservation(c, k, j);
    if (c->lb[i->start] < latest_start(c, i) && !push_start(c, k, j))
        return false;
    if (weft_cp_holds(c, i->pres ^ 1))
        return true;
    return earliest_end(c, i) >= weft_cp_ub(c, i->end) + i->add ||
           push_end(c, k, j);
}

#ifdef WEFT_DEBUG
/* The profile is the sum of the parts, and no part is out of date. */
static void check(const struct weft_cp_core *c, const struct cumulative *k)
{
    struct part p;

    for (int32_t t = 0; t < k->horizon && !k->profile.at; t++) {
        int64_t use = 0;

        for (int32_t j = 0; j < k->n; j++)
            if (k->part[j].from <= t && t < k->part[j].to)
                use += k->item[j].qty;
        assert(use == k->profile.use[t]);
        assert(use <= k->cap);
    }
    for (int32_t j = 0; j < k->n; j++) {
        p = compulsory(c, k, &k->item[j]);
        assert(p.from == k->part[j].from && p.to == k->part[j].to);
    }
}
#endif

/* Does the profile's growth matter to item j? */
static bool is_near(const struct weft_cp_core *c, const struct cumulative *k,
                    int32_t j)
{
    const struct weft_cp_item *i = &k->item[j];

    return i->start == WEFT_NONE || (c->lb[i->start] < k->to &&
                                     weft_cp_ub(c, i->end) + i->add > k->from);
}

static bool run(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    struct cumulative *k = p->self;
    int32_t own = k->ndirty;

    k->from = INT32_MAX;
    k->to = 0;
    if (!update(c, k))
        return false;
#ifdef WEFT_DEBUG
    check(c, k);
#endif
    /* touches come after the run: the list of what moved is still there */
    for (int32_t d = 0; d < own; d++)
        if (!filter(c, k, k->dirty[d]))
            return false;
    for (int32_t j = 0; k->from < k->to && j < k->n; j++)
        if (is_near(c, k, j) && !filter(c, k, j))
            return false;
    return true;
}

static void touch(struct weft_cp_prop *p, int32_t item, bool undone)
{
    struct cumulative *k = p->self;

    if (!k->flag[item])
        k->dirty[k->ndirty++] = item;
    k->flag[item] |= undone ? UNDONE : PUSHED;
}

/* --- posting -------------------------------------------------------------- */

static void release(struct weft_cp_prop *p)
{
    struct cumulative *k = p->self;

    free(k->item);
    free(k->part);
    free(k->flag);
    free(k->dirty);
    free(k->cover);
    weft_cp_profile_release(&k->profile);
}

static bool alloc(struct weft_cp_core *c, struct cumulative *k, int32_t n,
                  int32_t horizon)
{
    int32_t cap = 0;

    if (!weft_cp_grow(c, (void **)&k->item, &cap, n, sizeof(*k->item)))
        return false;
    cap = 0;
    if (!weft_cp_grow(c, (void **)&k->part, &cap, n, sizeof(*k->part)))
        return false;
    cap = 0;
    if (!weft_cp_grow(c, (void **)&k->flag, &cap, n, sizeof(*k->flag)))
        return false;
    cap = 0;
    if (!weft_cp_grow(c, (void **)&k->dirty, &cap, n, sizeof(*k->dirty)))
        return false;
    cap = 0;
    if (!weft_cp_grow(c, (void **)&k->cover, &cap, n, sizeof(*k->cover)))
        return false;
    return weft_cp_profile_init(c, &k->profile, horizon, n);
}

bool weft_cp_cumulative(struct weft_cp_core *c, const struct weft_cp_item *item,
                        int32_t n, int64_t cap)
{
    struct cumulative *k = calloc(1, sizeof(*k));
    int32_t p, horizon = 0;

    if (!k)
        return false;
    k->prop = (struct weft_cp_prop){ .run = run,
                                     .explain = explain,
                                     .touch = touch,
                                     .release = release,
                                     .self = k,
                                     .rank = 1,
                                     .cost = 4 + n };
    for (int32_t j = 0; j < n; j++)
        if (item[j].start != WEFT_NONE)
            horizon = imax(horizon, weft_cp_ub(c, item[j].end) + item[j].add);
    p = weft_cp_prop_add(c, &k->prop);
    if (p == WEFT_NONE || !alloc(c, k, n, horizon))
        return false;
    memcpy(k->item, item, (size_t)n * sizeof(*item));
    k->n = n;
    k->cap = cap;
    k->horizon = horizon;
    for (int32_t j = 0; j < n; j++) {
        k->part[j] = (struct part){ 0, 0 };
        k->flag[j] = PUSHED;
        k->dirty[k->ndirty++] = j;
        if (item[j].pres)
            weft_cp_subscribe(c, item[j].pres, p, j);
        if (item[j].start == WEFT_NONE)
            continue;
        weft_cp_subscribe(c, item[j].start, p, j);
        weft_cp_subscribe(c, item[j].start ^ 1, p, j);
        if (item[j].end != item[j].start) {
            weft_cp_subscribe(c, item[j].end, p, j);
            weft_cp_subscribe(c, item[j].end ^ 1, p, j);
        }
    }
    return true;
}
