/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/profile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "weft/problem.h"

#ifdef WEFT_DEBUG
void weft_profile_check(const struct weft_profile *p)
{
    if (!p->at)
        return; /* a word per tick has no form to lose */
    assert(p->n > 0 && p->n <= p->cap && p->at[0] == 0);
    for (int32_t i = 0; i < p->n; i++) {
        assert(!(p->word[i] & p->guard));
        assert(!i || (p->at[i - 1] < p->at[i] && p->word[i - 1] != p->word[i]));
    }
}
#define CHECK(p) weft_profile_check(p)
#else
#define CHECK(p) ((void)(p))
#endif

/* --- break points --------------------------------------------------------- */

static bool steps_grow(struct weft_profile *p, int32_t more)
{
    int32_t cap = p->cap;
    int64_t *at;
    uint64_t *word;

    if (p->n + more <= cap)
        return true;
    while (cap < p->n + more) {
        if (cap > INT32_MAX / 2)
            return false;
        cap = cap ? cap * 2 : 8;
    }
    at = realloc(p->at, (size_t)cap * sizeof(*at));
    if (!at)
        return false;
    p->at = at;
    word = realloc(p->word, (size_t)cap * sizeof(*word));
    if (!word)
        return false;
    p->word = word;
    p->cap = cap;
    return true;
}

/* The step that t is in. The loop has no branch to mispredict. */
static int32_t steps_find(const struct weft_profile *p, int64_t t)
{
    const int64_t *at = p->at;
    int32_t n = p->n;

    while (n > 1) {
        int32_t half = n / 2;

        at += at[half] <= t ? half : 0;
        n -= half;
    }
    return (int32_t)(at - p->at);
}

/* A step that begins at t; room is there. */
static int32_t steps_split(struct weft_profile *p, int64_t t)
{
    int32_t i = steps_find(p, t);
    size_t tail = (size_t)(p->n - i - 1);

    if (p->at[i] == t)
        return i;
    memmove(p->at + i + 2, p->at + i + 1, tail * sizeof(*p->at));
    memmove(p->word + i + 2, p->word + i + 1, tail * sizeof(*p->word));
    p->at[i + 1] = t;
    p->word[i + 1] = p->word[i];
    p->n++;
    return i + 1;
}

/* Drop the break point of step i if nothing changes there. */
static void steps_join(struct weft_profile *p, int32_t i)
{
    size_t tail = (size_t)(p->n - i - 1);

    if (i <= 0 || i >= p->n || p->word[i - 1] != p->word[i])
        return;
    memmove(p->at + i, p->at + i + 1, tail * sizeof(*p->at));
    memmove(p->word + i, p->word + i + 1, tail * sizeof(*p->word));
    p->n--;
}

/* Subtract need (modulo 2^64) in [from, to). */
static bool steps_add(struct weft_profile *p, int64_t from, int64_t to,
                      uint64_t need)
{
    int32_t i, j;

    if (!steps_grow(p, 2))
        return false;
    i = steps_split(p, from);
    j = steps_split(p, to);
    for (int32_t k = i; k < j; k++)
        p->word[k] -= need;
    steps_join(p, j);
    steps_join(p, i);
    CHECK(p);
    return true;
}

static int64_t steps_fit(const struct weft_profile *p, int64_t from,
                         int64_t last, int64_t dur, uint64_t need)
{
    int32_t i = steps_find(p, from), n = p->n;
    int64_t t = from; /* need fits from t up to the start of step i */

    for (; i < n; i++) {
        if (weft_word_fits(p->word[i], need, p->guard)) {
            if (i + 1 == n || p->at[i + 1] - t >= dur)
                return t;
        } else {
            if (i + 1 == n || p->at[i + 1] > last)
                return WEFT_FOREVER;
            t = p->at[i + 1];
        }
    }
    return WEFT_FOREVER;
}

static int64_t steps_fit_last(const struct weft_profile *p, int64_t from,
                              int64_t last, int64_t dur, uint64_t need)
{
    int64_t end = last + dur; /* need fits from the end of step i up to end */
    int32_t i = steps_find(p, end - 1);

    for (; i >= 0; i--) {
        if (weft_word_fits(p->word[i], need, p->guard)) {
            if (p->at[i] <= end - dur)
                return end - dur;
        } else {
            end = p->at[i];
            if (end - dur < from)
                break;
        }
    }
    return WEFT_NONE;
}

/* --- a word per tick ------------------------------------------------------ */

static void dense_add(struct weft_profile *p, int64_t from, int64_t to,
                      uint64_t need)
{
    uint64_t *w = p->word;

    assert(from >= 0 && to <= p->horizon);
    for (int64_t t = from; t < to; t++)
        w[t] -= need;
    if (to > p->touched)
        p->touched = to;
}

/* The window is read from its end: the last tick that blocks it is the one
 * that says where the next window starts. No tick is read twice. */
static int64_t dense_fit(const struct weft_profile *p, int64_t from,
                         int64_t last, int64_t dur, uint64_t need)
{
    const uint64_t *w = p->word, guard = p->guard;
    int64_t t = from, known = from; /* it fits in [t, known) */

    if (last > p->horizon - dur)
        last = p->horizon - dur;
    while (t <= last) {
        int64_t end = t + dur, u = end;

        while (u > known && weft_word_fits(w[u - 1], need, guard))
            u--;
        if (u <= known)
            return t;
        t = u;
        known = end;
    }
    return WEFT_FOREVER;
}

static int64_t dense_fit_last(const struct weft_profile *p, int64_t from,
                              int64_t last, int64_t dur, uint64_t need)
{
    const uint64_t *w = p->word, guard = p->guard;
    int64_t t = last, known = last + dur; /* it fits in [known, t + dur) */

    assert(known <= p->horizon);
    while (t >= from) {
        int64_t u = t;

        while (u < known && weft_word_fits(w[u], need, guard))
            u++;
        if (u >= known)
            return t;
        known = t;
        t = u - dur;
    }
    return WEFT_NONE;
}

static void dense_fill(struct weft_profile *p, int64_t end)
{
    uint64_t free = p->free - p->held;

    if (!p->nground) {
        for (int64_t t = 0; t < end; t++)
            p->word[t] = free;
        return;
    }
    for (int32_t i = 0; i < p->nground && p->ground_at[i] < end; i++) {
        int64_t to = i + 1 < p->nground ? p->ground_at[i + 1] : end;

        for (int64_t t = p->ground_at[i]; t < to && t < end; t++)
            p->word[t] = p->ground[i] - p->held;
    }
}

/* --- both ----------------------------------------------------------------- */

bool weft_profile_init(struct weft_profile *p, uint64_t free_, uint64_t guard,
                       int64_t horizon)
{
    *p = (struct weft_profile){ .guard = guard,
                                .free = free_,
                                .horizon = horizon };
    assert(!(free_ & guard));
    if (horizon) {
        if ((uint64_t)horizon > SIZE_MAX / sizeof(*p->word))
            return false;
        p->word = malloc((size_t)horizon * sizeof(*p->word));
        if (!p->word)
            return false;
        dense_fill(p, horizon);
        return true;
    }
    if (!steps_grow(p, 8)) {
        weft_profile_release(p);
        return false;
    }
    p->at[0] = 0;
    p->word[0] = free_;
    p->n = 1;
    return true;
}

void weft_profile_release(struct weft_profile *p)
{
    free(p->at);
    free(p->word);
    free(p->ground_at);
    free(p->ground);
    *p = (struct weft_profile){ 0 };
}

/* The ground state is kept as break points in either form: blocks are few.
 * They are worked out by a profile of break points of its own. */
bool weft_profile_block(struct weft_profile *p, int64_t from, int64_t to,
                        uint64_t need)
{
    struct weft_profile g = { .guard = p->guard, .free = p->free };

    assert(!p->held);
    if (from >= to)
        return true;
    if (!p->nground) {
        if (!weft_profile_init(&g, p->free, p->guard, 0))
            return false;
    } else {
        g.at = p->ground_at;
        g.word = p->ground;
        g.n = g.cap = p->nground;
    }
    p->ground_at = NULL;
    p->ground = NULL;
    if (!steps_add(&g, from, to, need)) {
        weft_profile_release(&g);
        return false;
    }
    p->ground_at = g.at;
    p->ground = g.word;
    p->nground = g.n;
    p->touched = p->horizon;
    return weft_profile_reset(p, 0);
}

bool weft_profile_reset(struct weft_profile *p, uint64_t held)
{
    if (!p->at) {
        int64_t end = held == p->held ? p->touched : p->horizon;

        p->held = held;
        dense_fill(p, end);
        p->touched = 0;
        return true;
    }
    p->held = held;
    p->n = 1;
    p->word[0] = p->free - held;
    if (!p->nground)
        return true;
    p->n = 0;
    if (!steps_grow(p, p->nground))
        return false;
    p->n = p->nground;
    memcpy(p->at, p->ground_at, (size_t)p->n * sizeof(*p->at));
    for (int32_t i = 0; i < p->n; i++)
        p->word[i] = p->ground[i] - held;
    return true;
}

uint64_t weft_profile_at(const struct weft_profile *p, int64_t t)
{
    if (p->at)
        return p->word[steps_find(p, t)];
    return t < p->horizon ? p->word[t] : p->free - p->held;
}

int64_t weft_profile_fit(const struct weft_profile *p, int64_t from,
                         int64_t last, int64_t dur, uint64_t need)
{
    assert(from >= 0 && dur > 0);
    if (from > last)
        return WEFT_FOREVER;
    return p->at ? steps_fit(p, from, last, dur, need)
                 : dense_fit(p, from, last, dur, need);
}

int64_t weft_profile_fit_last(const struct weft_profile *p, int64_t from,
                              int64_t last, int64_t dur, uint64_t need)
{
    assert(from >= 0 && dur > 0);
    if (from > last)
        return WEFT_NONE;
    return p->at ? steps_fit_last(p, from, last, dur, need)
                 : dense_fit_last(p, from, last, dur, need);
}

bool weft_profile_take(struct weft_profile *p, int64_t from, int64_t to,
                       uint64_t need)
{
    if (from >= to)
        return true;
    if (p->at)
        return steps_add(p, from, to, need);
    dense_add(p, from, to, need);
    return true;
}

bool weft_profile_give(struct weft_profile *p, int64_t from, int64_t to,
                       uint64_t need)
{
    return weft_profile_take(p, from, to, 0 - need);
}
