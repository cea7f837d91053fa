/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_order.h"

#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

void weft_cp_order_release(struct weft_cp_core *c)
{
    free(c->order.atom);
    free(c->order.hash);
    free(c->order.heap);
    free(c->order.out);
}

/* --- heap ----------------------------------------------------------------- */

static bool before(const struct weft_cp_order *o, int32_t a, int32_t b)
{
    if (o->atom[a].act > o->atom[b].act)
        return true;
    return !(o->atom[a].act < o->atom[b].act) && a < b;
}

static void place(struct weft_cp_order *o, int32_t pos, int32_t a)
{
    o->heap[pos] = a;
    o->atom[a].heap = pos;
}

static void sift_up(struct weft_cp_order *o, int32_t pos)
{
    int32_t a = o->heap[pos], up;

    while (pos > 0 && before(o, a, o->heap[up = (pos - 1) / 2])) {
        place(o, pos, o->heap[up]);
        pos = up;
    }
    place(o, pos, a);
}

static void sift_down(struct weft_cp_order *o, int32_t pos)
{
    int32_t a = o->heap[pos], kid;

    while ((kid = 2 * pos + 1) < o->nheap) {
        if (kid + 1 < o->nheap && before(o, o->heap[kid + 1], o->heap[kid]))
            kid++;
        if (!before(o, o->heap[kid], a))
            break;
        place(o, pos, o->heap[kid]);
        pos = kid;
    }
    place(o, pos, a);
}

static void insert(struct weft_cp_core *c, int32_t a)
{
    struct weft_cp_order *o = &c->order;

    if (o->atom[a].heap != WEFT_NONE ||
        !GROW(c, o->heap, o->heap_cap, o->nheap + 1))
        return;
    o->heap[o->nheap] = a;
    sift_up(o, o->nheap++);
}

static int32_t take_first(struct weft_cp_order *o)
{
    int32_t a = o->heap[0];

    o->atom[a].heap = WEFT_NONE;
    if (--o->nheap > 0) {
        o->heap[0] = o->heap[o->nheap];
        sift_down(o, 0);
    }
    return a;
}

/* --- atoms ---------------------------------------------------------------- */

static uint32_t hash(int32_t var, int32_t val)
{
    uint64_t h = (uint64_t)(uint32_t)var << 32 | (uint32_t)val;

    h *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(h >> 32);
}

static void hash_put(struct weft_cp_order *o, int32_t a)
{
    uint32_t mask = o->hash_size - 1;
    uint32_t i = hash(o->atom[a].var, o->atom[a].val) & mask;

    while (o->hash[i])
        i = (i + 1) & mask;
    o->hash[i] = a + 1;
}

static bool hash_room(struct weft_cp_core *c)
{
    struct weft_cp_order *o = &c->order;
    uint32_t size = o->hash_size ? 2 * o->hash_size : 1024;
    int32_t cap = 0, *h = NULL;

    if ((uint32_t)o->natom * 2 < o->hash_size)
        return true;
    if (!GROW(c, h, cap, size))
        return false;
    memset(h, 0, size * sizeof(*h));
    c->mem -= (size_t)o->hash_size * sizeof(*h);
    free(o->hash);
    o->hash = h;
    o->hash_size = size;
    for (int32_t a = 0; a < o->natom; a++)
        hash_put(o, a);
    return true;
}

static int32_t find(const struct weft_cp_order *o, int32_t var, int32_t val)
{
    uint32_t mask = o->hash_size - 1, i = hash(var, val) & mask;
    int32_t a;

    if (!o->hash_size)
        return WEFT_NONE;
    while ((a = o->hash[i] - 1) >= 0) {
        if (o->atom[a].var == var && o->atom[a].val == val)
            return a;
        i = (i + 1) & mask;
    }
    return WEFT_NONE;
}

static int32_t make_atom(struct weft_cp_core *c, int32_t var, int32_t val)
{
    struct weft_cp_order *o = &c->order;

    if (!GROW(c, o->atom, o->atom_cap, o->natom + 1) || !hash_room(c))
        return WEFT_NONE;
    o->atom[o->natom] = (struct weft_cp_atom){ var, val, WEFT_NONE, 0.0 };
    hash_put(o, o->natom);
    return o->natom++;
}

static void rescale(struct weft_cp_order *o)
{
    for (int32_t a = 0; a < o->natom; a++)
        o->atom[a].act *= 1e-100;
    o->inc *= 1e-100;
}

void weft_cp_bump(struct weft_cp_core *c, int32_t view, int32_t val)
{
    struct weft_cp_order *o = &c->order;
    int32_t v = view & 1 ? 1 - val : val;
    int32_t a = find(o, view >> 1, v);

    if (a == WEFT_NONE) {
        if ((a = make_atom(c, view >> 1, v)) == WEFT_NONE)
            return;
        insert(c, a);
    }
    if ((o->atom[a].act += o->inc) > 1e100)
        rescale(o);
    if (o->atom[a].heap != WEFT_NONE)
        sift_up(o, o->atom[a].heap);
}

void weft_cp_decay(struct weft_cp_core *c)
{
    c->order.inc *= 1.0 / 0.95;
}

static bool decided(const struct weft_cp_core *c, const struct weft_cp_atom *a)
{
    int32_t view = 2 * a->var;

    return weft_cp_true(c, view, a->val) || weft_cp_false(c, view, a->val) ||
           weft_cp_holds(c, c->pres[a->var] | 1);
}

int32_t weft_cp_order_pop(struct weft_cp_core *c)
{
    struct weft_cp_order *o = &c->order;
    int32_t a;

    while (o->nheap > 0) {
        a = o->heap[0];
        if (!decided(c, &o->atom[a]))
            return a;
        if (!GROW(c, o->out, o->out_cap, o->nout + 1))
            return WEFT_NONE;
        o->out[o->nout++] = take_first(o);
    }
    return WEFT_NONE;
}

void weft_cp_order_undo(struct weft_cp_core *c, int32_t nout)
{
    struct weft_cp_order *o = &c->order;

    while (o->nout > nout)
        insert(c, o->out[--o->nout]);
}

void weft_cp_order_settle(struct weft_cp_core *c)
{
    struct weft_cp_order *o = &c->order;
    int32_t n = 0;

    o->nout = 0;
    o->nheap = 0;
    for (int32_t a = 0; a < o->natom; a++)
        if (!decided(c, &o->atom[a])) {
            o->atom[n] = o->atom[a];
            o->atom[n++].heap = WEFT_NONE;
        }
    o->natom = n;
    if (o->hash_size)
        memset(o->hash, 0, o->hash_size * sizeof(*o->hash));
    for (int32_t a = 0; a < n; a++) {
        hash_put(o, a);
        insert(c, a);
    }
}
