/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dp_layer.h"

#include <stdlib.h>
#include <string.h>

void weft_dp_layer_release(struct dp_layer *l)
{
    free(l->state);
    free(l->set);
    free(l->left);
    free(l->active);
    free(l->bucket);
    *l = (struct dp_layer){ .q = l->q, .nword = l->nword };
}

void weft_dp_layer_clear(struct dp_layer *l)
{
    l->n = l->alive = 0;
    l->nactive = 0;
    for (int32_t b = 0; b < l->nbucket; b++)
        l->bucket[b] = WEFT_NONE;
}

size_t weft_dp_state_bytes(const struct dp_layer *l, int32_t nactive)
{
    return sizeof(struct dp_state) + 2 * sizeof(int32_t) +
           (size_t)l->nword * sizeof(*l->set) +
           (size_t)l->q->nbudget * sizeof(*l->left) +
           (size_t)nactive * sizeof(struct dp_active);
}

/* --- room ----------------------------------------------------------------- */

static bool grow(void **p, size_t n, size_t size)
{
    void *more = realloc(*p, n * size + 1);

    if (!more)
        return false;
    *p = more;
    return true;
}

static bool grow_states(struct dp_layer *l)
{
    int32_t cap;

    if (l->n < l->cap)
        return true;
    cap = l->cap ? l->cap + l->cap / 2 : 64;
    if (!grow((void **)&l->state, (size_t)cap, sizeof(*l->state)) ||
        !grow((void **)&l->set, (size_t)cap * (size_t)l->nword,
              sizeof(*l->set)) ||
        !grow((void **)&l->left, (size_t)cap * (size_t)l->q->nbudget,
              sizeof(*l->left)))
        return false;
    l->cap = cap;
    return true;
}

static bool grow_active(struct dp_layer *l, size_t more)
{
    size_t cap = l->cap_active ? l->cap_active + l->cap_active / 2 : 256;

    if (l->nactive + more <= l->cap_active)
        return true;
    if (cap < l->nactive + more)
        cap = l->nactive + more;
    if (!grow((void **)&l->active, cap, sizeof(*l->active)))
        return false;
    l->cap_active = cap;
    return true;
}

static void enter_bucket(struct dp_layer *l, int32_t s)
{
    int32_t *head = &l->bucket[l->state[s].hash & (uint64_t)(l->nbucket - 1)];

    l->state[s].next = *head;
    *head = s;
}

/* Room for one more state in the buckets; those of dead states are not kept. */
static bool grow_buckets(struct dp_layer *l)
{
    int32_t n = l->nbucket ? l->nbucket * 2 : 256;

    if (l->n < l->nbucket)
        return true;
    if (!grow((void **)&l->bucket, (size_t)n, sizeof(*l->bucket)))
        return false;
    l->nbucket = n;
    for (int32_t b = 0; b < n; b++)
        l->bucket[b] = WEFT_NONE;
    for (int32_t s = 0; s + 1 < l->n; s++)
        if (!l->state[s].dead)
            enter_bucket(l, s);
    return true;
}

int32_t weft_dp_layer_push(struct dp_layer *l, int32_t nactive)
{
    if (l->n == INT32_MAX / 2 || !grow_states(l) ||
        !grow_active(l, (size_t)nactive))
        return WEFT_NONE;
    l->state[l->n] = (struct dp_state){ .active = l->nactive,
                                        .nactive = nactive };
    l->nactive += (size_t)nactive;
    return l->n++;
}

/* --- dominance ------------------------------------------------------------ */

/* Does option a use no more of any cell than option b? */
static bool uses_no_more(const struct weft_problem *q, int32_t a, int32_t b)
{
    const struct weft_option *x = &q->option[a], *y = &q->option[b];
    const struct weft_use *u = q->use + x->use_begin,
                          *v = q->use + y->use_begin;
    const struct weft_use *end = v + y->nuse;

    if (a == b)
        return true;
    for (int32_t k = 0; k < x->nuse; k++) {
        while (v < end && v->cell < u[k].cell)
            v++;
        if (v == end || v->cell != u[k].cell || v->qty < u[k].qty)
            return false;
    }
    return true;
}

/* Nothing that starts at `now` or later sees a later in x than in y. */
static bool is_no_later(const struct weft_problem *q, const struct dp_active *x,
                        const struct dp_active *y, int64_t now)
{
    if (x->finish > y->finish || x->until > y->until)
        return false;
    if (x->until > x->finish && x->until > now &&
        q->option[x->opt].copy != q->option[y->opt].copy)
        return false;
    return x->finish <= now || uses_no_more(q, x->opt, y->opt);
}

/* a dominates b, apart from hash and set, which are equal. */
static bool dominates(const struct dp_layer *l, int32_t a, int32_t b)
{
    const struct dp_state *x = &l->state[a], *y = &l->state[b];
    const struct dp_active *u = l->active + x->active;
    const struct dp_active *v = l->active + y->active, *end = v + y->nactive;

    if (x->now > y->now || x->end > y->end)
        return false;
    for (int32_t k = 0; k < l->q->nbudget; k++)
        if (weft_dp_left(l, a)[k] < weft_dp_left(l, b)[k])
            return false;
    for (int32_t k = 0; k < x->nactive; k++) {
        if (u[k].until <= y->now)
            continue;
        while (v < end && v->task < u[k].task)
            v++;
        if (v == end || v->task != u[k].task ||
            !is_no_later(l->q, &u[k], v, y->now))
            return false;
    }
    return true;
}

/* The hashes are equal already. Rarely asked: only when one dominates. */
static bool is_alike(const struct dp_layer *l, int32_t a, int32_t b)
{
    return l->state[a].choice == l->state[b].choice &&
           !memcmp(weft_dp_set(l, a), weft_dp_set(l, b),
                   (size_t)l->nword * sizeof(*l->set));
}

bool weft_dp_layer_settle(struct dp_layer *l, bool *kept)
{
    int32_t s = l->n - 1, *link;

    if (!grow_buckets(l))
        return false;
    *kept = false;
    link = &l->bucket[l->state[s].hash & (uint64_t)(l->nbucket - 1)];
    while (*link != WEFT_NONE) {
        int32_t t = *link;

        if (l->state[t].hash != l->state[s].hash) {
            link = &l->state[t].next;
            continue;
        }
        if (dominates(l, t, s) && is_alike(l, s, t)) {
            l->nactive = l->state[s].active;
            l->n--;
            return true;
        }
        if (dominates(l, s, t) && is_alike(l, s, t)) {
            l->state[t].dead = true;
            l->alive--;
            *link = l->state[t].next;
        } else {
            link = &l->state[t].next;
        }
    }
    enter_bucket(l, s);
    l->alive++;
    *kept = true;
    return true;
}

/* --- trimming ------------------------------------------------------------- */

struct rank {
    int64_t bound, now;
    int32_t s;
};

static int order_rank(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    if (x->now != y->now)
        return x->now < y->now ? -1 : 1;
    return (x->s > y->s) - (x->s < y->s);
}

static int order_place(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    return (x->s > y->s) - (x->s < y->s);
}

/* State s moves to place `to`, which is not after it. */
static void move(struct dp_layer *l, int32_t s, int32_t to)
{
    size_t words = (size_t)l->nword, budgets = (size_t)l->q->nbudget;
    struct dp_state *x = &l->state[to];

    *x = l->state[s];
    memmove(weft_dp_set(l, to), weft_dp_set(l, s), words * sizeof(*l->set));
    memmove(weft_dp_left(l, to), weft_dp_left(l, s),
            budgets * sizeof(*l->left));
    if (x->nactive)
        memmove(l->active + l->nactive, l->active + x->active,
                (size_t)x->nactive * sizeof(*l->active));
    x->active = l->nactive;
    l->nactive += (size_t)x->nactive;
}

bool weft_dp_layer_trim(struct dp_layer *l, int32_t most, int64_t *dropped)
{
    struct rank *r = malloc((size_t)l->alive * sizeof(*r) + 1);
    int32_t n = 0;

    if (!r)
        return false;
    for (int32_t s = 0; s < l->n; s++)
        if (!l->state[s].dead)
            r[n++] = (struct rank){ l->state[s].bound, l->state[s].now, s };
    if (n > most) {
        qsort(r, (size_t)n, sizeof(*r), order_rank);
        if (*dropped > r[most].bound)
            *dropped = r[most].bound;
        n = most;
        qsort(r, (size_t)n, sizeof(*r), order_place);
    }
    weft_dp_layer_clear(l);
    for (int32_t k = 0; k < n; k++) {
        move(l, r[k].s, k);
        l->n++;
        enter_bucket(l, k);
    }
    l->alive = n;
    free(r);
    return true;
}
