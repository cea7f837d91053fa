/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of a cell of which no two can run at once. */
#include <stdlib.h>

#include "engine/cp_build.h"
#include "engine/cp_unary.h"

/* Fewer items have nothing to say beyond their order two by two. */
#define MIN_ITEMS 3

static int by_qty(const void *a, const void *b)
{
    const struct weft_cp_user *x = a, *y = b;

    if (x->item.qty != y->item.qty)
        return x->item.qty > y->item.qty ? -1 : 1;
    if (x->task != y->task)
        return x->task < y->task ? -1 : 1;
    return x->pick < y->pick ? -1 : x->pick > y->pick;
}

static int by_pair(const void *a, const void *b)
{
    const struct weft_cp_clash *x = a, *y = b;

    if (x->i != y->i)
        return x->i < y->i ? -1 : 1;
    if (x->j != y->j)
        return x->j < y->j ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

/* The Boolean that says that user x, of the task with the lower number, ends
 * before y starts; WEFT_NONE: there is none for just these two. */
static int32_t order_of(const struct weft_cp_model *m,
                        const struct weft_cp_user *x,
                        const struct weft_cp_user *y)
{
    struct weft_cp_clash key = { x->task, y->task, WEFT_NONE, WEFT_NONE, 0 };
    const struct weft_cp_clash *z = NULL;
    size_t n = (size_t)m->nclash;

    if (n == 0)
        return WEFT_NONE;
    z = bsearch(&key, m->clash, n, sizeof(key), by_pair);
    if (!z && x->pick != WEFT_NONE && y->pick != WEFT_NONE) {
        key.a = x->pick;
        key.b = y->pick;
        z = bsearch(&key, m->clash, n, sizeof(key), by_pair);
    }
    return z ? z->var : WEFT_NONE;
}

static void find_orders(const struct weft_cp_model *m,
                        const struct weft_cp_user *u, int32_t n,
                        int32_t *before)
{
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            int32_t x = WEFT_NONE;

            if (u[i].task < u[j].task)
                x = order_of(m, &u[i], &u[j]);
            before[i * n + j] = x == WEFT_NONE ? WEFT_NONE : 2 * x;
        }
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++)
            if (u[i].task > u[j].task && before[j * n + i] != WEFT_NONE)
                before[i * n + j] = before[j * n + i] ^ 1;
}

/* How many of the users, by quantity, can never share the capacity, two by
 * two: the least two of them exceed it. */
static int32_t count_unary(const struct weft_cp_user *u, int32_t n, int64_t cap)
{
    int32_t k = 0;

    while (k < n && (k == 0 || u[k - 1].item.qty + u[k].item.qty > cap))
        k++;
    return k;
}

bool weft_cp_build_unary(struct weft_cp_model *m, struct weft_cp_user *u,
                         int32_t n, int64_t cap)
{
    struct weft_cp_item *item;
    int32_t timed = 0, *before;
    bool ok;

    for (int32_t k = 0; k < n; k++)
        if (u[k].item.start != WEFT_NONE)
            u[timed++] = u[k];
    qsort(u, (size_t)timed, sizeof(*u), by_qty);
    n = count_unary(u, timed, cap);
    if (n < MIN_ITEMS || n > WEFT_CP_UNARY_MAX)
        return true;
    item = malloc((size_t)n * sizeof(*item));
    before = malloc((size_t)n * (size_t)n * sizeof(*before));
    ok = item && before;
    m->core.oom |= !ok;
    if (ok) {
        for (int32_t k = 0; k < n; k++)
            item[k] = u[k].item;
        find_orders(m, u, n, before);
        ok = weft_cp_unary(&m->core, item, n, before);
    } else {
        free(before);
    }
    free(item);
    return ok;
}
