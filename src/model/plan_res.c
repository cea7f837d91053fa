/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resource table: numbering, counting, renumbering. */
#include <stdlib.h>
#include <string.h>

#include "model/plan_int.h"

void weft_res_release(struct weft_res_table *t)
{
    free(t->v);
    free(t->used);
    weft_map_release(&t->map);
    *t = (struct weft_res_table){ 0 };
}

static bool res_reserve(struct weft_res_table *t, int32_t want)
{
    int32_t cap = t->cap ? t->cap : 8;
    struct weft_resource *v;
    int32_t *used;

    if (want <= t->cap)
        return true;
    while (cap < want) {
        if (cap > INT32_MAX / 2)
            return false;
        cap *= 2;
    }
    v = realloc(t->v, (size_t)cap * sizeof(*v));
    if (!v)
        return false;
    t->v = v;
    used = realloc(t->used, (size_t)cap * sizeof(*used));
    if (!used)
        return false;
    t->used = used;
    t->cap = cap;
    return true;
}

/* Append; the id must lie in the plan's ids. */
static bool res_add(struct weft_res_table *t, const struct weft_resource *r)
{
    if (!res_reserve(t, t->nall + 1) ||
        weft_map_put(&t->map, r->id, strlen(r->id), t->nall))
        return false;
    t->v[t->nall] = *r;
    t->used[t->nall++] = 0;
    return true;
}

int32_t weft_res_intern(struct weft_plan *p, const char *id, size_t n)
{
    int32_t i = weft_map_get(&p->res.map, id, n);
    struct weft_resource r = { .unit = "" };

    if (i != WEFT_NONE)
        return i;
    r.id = weft_arena_string(&p->ids, id, n);
    return r.id && res_add(&p->res, &r) ? p->res.nall - 1 : WEFT_NONE;
}

static void count(int32_t *used, const struct weft_amount *a, int32_t n,
                  int sign)
{
    for (int32_t i = 0; i < n; i++)
        used[a[i].res] += sign;
}

void weft_res_count_task(int32_t *used, const struct weft_task *t, int sign)
{
    count(used, t->demand, t->ndemand, sign);
    for (int32_t i = 0; i < t->nmode; i++)
        count(used, t->mode[i].demand, t->mode[i].ndemand, sign);
}

void weft_res_count_node(int32_t *used, const struct weft_node *t, int sign)
{
    count(used, t->capacity, t->ncapacity, sign);
}

/* --- a new numbering ----------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    const struct weft_resource *x = a, *y = b;

    return strcmp(x->id, y->id);
}

/* Append what is used but not declared, by id. */
static bool add_undeclared(const struct weft_res_table *old,
                           const int32_t *used, struct weft_res_table *t)
{
    struct weft_resource *extra;
    int32_t n = 0;
    bool ok = true;

    extra = malloc(((size_t)old->nall + 1) * sizeof(*extra));
    if (!extra)
        return false;
    for (int32_t i = 0; i < old->nall; i++) {
        const char *id = old->v[i].id;

        if (used[i] > 0 && weft_map_get(&t->map, id, strlen(id)) == WEFT_NONE)
            extra[n++] = (struct weft_resource){ .id = id, .unit = "" };
    }
    qsort(extra, (size_t)n, sizeof(*extra), by_id);
    for (int32_t i = 0; i < n && ok; i++)
        ok = res_add(t, &extra[i]);
    free(extra);
    return ok;
}

static enum weft_rc out_of_memory(struct weft_res_table *t, int32_t *a,
                                  int32_t *b)
{
    weft_res_release(t);
    free(a);
    free(b);
    return WEFT_E_NOMEM;
}

enum weft_rc weft_res_rebuild(const struct weft_plan *p,
                              const struct weft_resource *declared, int32_t n,
                              const int32_t *used, struct weft_res_table *out,
                              int32_t **to, int32_t **from)
{
    const struct weft_res_table *old = &p->res;
    struct weft_res_table t = { 0 };
    int32_t *forth = NULL, *back = NULL;

    for (int32_t i = 0; i < n; i++)
        if (!res_add(&t, &declared[i]))
            return out_of_memory(&t, NULL, NULL);
    if (!add_undeclared(old, used, &t))
        return out_of_memory(&t, NULL, NULL);
    t.n = t.nall;
    forth = malloc(((size_t)old->nall + 1) * sizeof(*forth));
    back = malloc(((size_t)t.n + 1) * sizeof(*back));
    if (!forth || !back)
        return out_of_memory(&t, forth, back);
    for (int32_t i = 0; i < old->nall; i++) {
        int32_t now = weft_map_get(&t.map, old->v[i].id, strlen(old->v[i].id));

        forth[i] = now;
        if (now != WEFT_NONE) {
            back[now] = i;
            t.used[now] = used[i];
        }
    }
    *out = t;
    *to = forth;
    *from = back;
    return WEFT_OK;
}

static int by_resource(const void *a, const void *b)
{
    const struct weft_amount *x = a, *y = b;

    return (x->res > y->res) - (x->res < y->res);
}

static void renumber(struct weft_amount *a, int32_t n, const int32_t *to)
{
    bool sorted = true;

    for (int32_t i = 0; i < n; i++) {
        a[i].res = to[a[i].res];
        sorted = sorted && (i == 0 || a[i - 1].res < a[i].res);
    }
    if (!sorted)
        qsort(a, (size_t)n, sizeof(*a), by_resource);
}

void weft_res_renumber(struct weft_plan *p, const int32_t *to)
{
    for (int32_t i = 0; i < p->tasks.n; i++) {
        struct weft_task *t = &weft_task_at(p, i)->t;

        renumber(t->demand, t->ndemand, to);
        for (int32_t m = 0; m < t->nmode; m++)
            renumber(t->mode[m].demand, t->mode[m].ndemand, to);
    }
    for (int32_t i = 0; i < p->nodes.n; i++) {
        struct weft_node *t = &weft_node_at(p, i)->t;

        renumber(t->capacity, t->ncapacity, to);
    }
}
