/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_budget.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

struct budget {
    struct weft_cp_prop prop;
    struct weft_cp_spend *spend;
    int32_t *begin; /* by task: entries; ntask + 1 */
    int64_t *least; /* by task: scratch */
    int32_t n, ntask;
    int64_t cap;
};

/* The least that task i spends at position pos; with no option left, the
 * most, which is as true as anything. */
static int64_t least_at(const struct weft_cp_core *c, const struct budget *b,
                        int32_t i, int32_t pos)
{
    int64_t least = INT64_MAX, most = 0;

    for (int32_t k = b->begin[i]; k < b->begin[i + 1]; k++) {
        if (b->spend[k].qty > most)
            most = b->spend[k].qty;
        if (b->spend[k].qty < least &&
            weft_cp_lb_at(c, b->spend[k].pres | 1, pos) < 0)
            least = b->spend[k].qty;
    }
    return least < INT64_MAX ? least : most;
}

static int64_t least_root(const struct weft_cp_core *c, const struct budget *b,
                          int32_t i)
{
    int64_t least = INT64_MAX;

    for (int32_t k = b->begin[i]; k < b->begin[i + 1]; k++)
        if (b->spend[k].qty < least && c->root[b->spend[k].pres | 1] < 0)
            least = b->spend[k].qty;
    return least;
}

/* Premises that task i spends at least `least`. */
static void explain_task(struct weft_cp_core *c, const struct budget *b,
                         int32_t i, int64_t least)
{
    for (int32_t k = b->begin[i]; k < b->begin[i + 1]; k++)
        if (b->spend[k].qty < least)
            weft_cp_premise(c, b->spend[k].pres | 1, 0);
}

/* Premises that the tasks other than skip spend more than room. */
static void explain_total(struct weft_cp_core *c, const struct budget *b,
                          int32_t skip, int64_t room, int32_t pos)
{
    int64_t spare = -room - 1, least, gain;

    for (int32_t i = 0; i < b->ntask; i++)
        if (i != skip)
            spare += least_at(c, b, i, pos);
    assert(spare >= 0);
    for (int32_t i = 0; i < b->ntask; i++) {
        if (i == skip)
            continue;
        least = least_at(c, b, i, pos);
        gain = least - least_root(c, b, i);
        if (gain <= spare)
            spare -= gain;
        else
            explain_task(c, b, i, least);
    }
}

/* w.a: entry that is too dear. */
static void explain(struct weft_cp_core *c, struct weft_cp_prop *p,
                    struct weft_cp_lit l, struct weft_cp_why w, int32_t pos)
{
    const struct budget *b = p->self;
    const struct weft_cp_spend *s = &b->spend[w.a];

    (void)l;
    explain_total(c, b, s->task, b->cap - s->qty, pos);
}

static bool run(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    struct budget *b = p->self;
    int64_t total = 0;

    for (int32_t i = 0; i < b->ntask; i++) {
        b->least[i] = least_at(c, b, i, c->ntrail);
        total += b->least[i];
    }
    if (total > b->cap) {
        c->expl.n = 0;
        explain_total(c, b, WEFT_NONE, b->cap, c->ntrail);
        return false;
    }
    for (int32_t k = 0; k < b->n; k++) {
        const struct weft_cp_spend *s = &b->spend[k];

        if (total - b->least[s->task] + s->qty > b->cap &&
            !weft_cp_set(c, s->pres | 1, 0, WEFT_CP_PROP + p->index, k, 0))
            return false;
    }
    return true;
}

static void touch(struct weft_cp_prop *p, int32_t item, bool undone)
{
    (void)p;
    (void)item;
    (void)undone;
}

static void release(struct weft_cp_prop *p)
{
    struct budget *b = p->self;

    free(b->spend);
    free(b->begin);
    free(b->least);
}

/* Copy the entries with tasks numbered from 0. */
static bool fill(struct weft_cp_core *c, struct budget *b,
                 const struct weft_cp_spend *s, int32_t n)
{
    int32_t cap = 0;

    if (!GROW(c, b->spend, cap, n + 1))
        return false;
    cap = 0;
    if (!GROW(c, b->begin, cap, n + 1))
        return false;
    cap = 0;
    if (!GROW(c, b->least, cap, n + 1))
        return false;
    memcpy(b->spend, s, (size_t)n * sizeof(*s));
    b->n = n;
    for (int32_t k = 0; k < n; k++) {
        if (k == 0 || s[k].task != s[k - 1].task)
            b->begin[b->ntask++] = k;
        b->spend[k].task = b->ntask - 1;
    }
    b->begin[b->ntask] = n;
    return true;
}

bool weft_cp_budget(struct weft_cp_core *c, const struct weft_cp_spend *s,
                    int32_t n, int64_t cap)
{
    struct budget *b = calloc(1, sizeof(*b));

    if (!b)
        return false;
    b->prop = (struct weft_cp_prop){ .run = run,
                                     .explain = explain,
                                     .touch = touch,
                                     .release = release,
                                     .self = b,
                                     .rank = 1,
                                     .cost = 4 + n };
    if (weft_cp_prop_add(c, &b->prop) == WEFT_NONE || !fill(c, b, s, n))
        return false;
    b->cap = cap;
    for (int32_t k = 0; k < n; k++)
        if (s[k].pres)
            weft_cp_subscribe(c, s[k].pres ^ 1, b->prop.index, k);
    return !c->oom;
}
