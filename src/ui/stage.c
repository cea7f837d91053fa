/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/stage.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATORS "_-.:/# "

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int32_t without_separators(const char *s, int32_t n)
{
    while (n > 0 && strchr(SEPARATORS, s[n - 1]))
        n--;
    return n;
}

/* Without "ID" (or "id") where a separator stands before it. */
static int32_t without_id(const char *s, int32_t n)
{
    if (n > 2 && (s[n - 1] == 'D' || s[n - 1] == 'd') &&
        (s[n - 2] == 'I' || s[n - 2] == 'i') && strchr(SEPARATORS, s[n - 3]))
        return without_separators(s, n - 2);
    return n;
}

int32_t ui_stage_name_len(const char *name)
{
    int32_t whole = (int32_t)strlen(name), n = whole;

    for (;;) {
        int32_t k = n;

        while (k > 0 && is_digit(name[k - 1]))
            k--;
        if (k == n)
            break;
        n = without_id(name, without_separators(name, k));
        if (n == 0)
            return whole;
    }
    return n;
}

void ui_stage_name(const struct weft_plan *p, const struct ui_stage *s,
                   char *out, size_t size)
{
    size_t n = (size_t)s->name_len;

    if (n > size - 1)
        n = size - 1;
    memcpy(out, weft_plan_task(p, s->first)->name, n);
    out[n] = '\0';
}

void ui_stages_release(struct ui_stages *s)
{
    free(s->stage);
    free(s->of);
    free(s->member);
    free(s->depth);
    *s = (struct ui_stages){ 0 };
}

/* Longest path to each task, in links. */
static enum weft_rc depths(const struct weft_graph *g, int32_t *depth,
                           struct weft_err *err)
{
    int32_t *order = malloc(((size_t)g->n + 1) * sizeof(*order));
    int32_t count = 0;
    enum weft_rc rc;

    if (!order)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    rc = weft_graph_order(g, order, &count, err);
    for (int32_t i = 0; !rc && i < count; i++) {
        int32_t v = order[i];

        for (int32_t e = g->succ_begin[v]; e < g->succ_begin[v + 1]; e++)
            if (depth[g->succ[e]] <= depth[v])
                depth[g->succ[e]] = depth[v] + 1;
    }
    free(order);
    return rc;
}

/* What tasks are sorted by to find those of one stage. */
struct key {
    const char *name;
    int32_t len, depth, task;
};

static int compare_stage(const struct key *a, const struct key *b)
{
    int by;

    if (a->depth != b->depth)
        return a->depth < b->depth ? -1 : 1;
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    by = a->len ? memcmp(a->name, b->name, (size_t)a->len) : 0;
    return by;
}

static int compare_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int by = compare_stage(x, y);

    return by ? by : (x->task > y->task) - (x->task < y->task);
}

static int compare_first(const void *a, const void *b)
{
    const struct ui_stage *x = a, *y = b;

    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Runs of equal keys become stages; their tasks stand in the sorted keys from
 * `begin` on. */
static void make_stages(struct ui_stages *s, const struct key *key)
{
    for (int32_t i = 0; i < s->ntask; i++) {
        if (i == 0 || compare_stage(&key[i - 1], &key[i]) != 0)
            s->stage[s->nstage++] = (struct ui_stage){ .first = key[i].task,
                                                       .name_len = key[i].len,
                                                       .depth = key[i].depth,
                                                       .begin = i };
        s->stage[s->nstage - 1].n++;
    }
    qsort(s->stage, (size_t)s->nstage, sizeof(*s->stage), compare_first);
}

static void list_members(struct ui_stages *s, const struct key *key)
{
    int32_t at = 0;

    for (int32_t k = 0; k < s->nstage; k++) {
        struct ui_stage *g = &s->stage[k];

        for (int32_t i = 0; i < g->n; i++) {
            s->member[at + i] = key[g->begin + i].task;
            s->of[s->member[at + i]] = k;
        }
        g->begin = at;
        at += g->n;
    }
}

static enum weft_rc build(struct ui_stages *s, const struct weft_plan *p,
                          const struct weft_graph *g, struct key *key,
                          struct weft_err *err)
{
    enum weft_rc rc = depths(g, s->depth, err);

    if (rc)
        return rc;
    for (int32_t i = 0; i < g->n; i++) {
        const char *name = weft_plan_task(p, i)->name;

        key[i] = (struct key){ .name = name,
                               .len = ui_stage_name_len(name),
                               .depth = s->depth[i],
                               .task = i };
    }
    qsort(key, (size_t)g->n, sizeof(*key), compare_key);
    make_stages(s, key);
    list_members(s, key);
    return WEFT_OK;
}

enum weft_rc ui_stages_build(struct ui_stages *s, const struct weft_plan *p,
                             const struct weft_graph *g, struct weft_err *err)
{
    size_t n = (size_t)g->n + 1;
    struct ui_stages b = { .ntask = g->n };
    struct key *key = malloc(n * sizeof(*key));
    enum weft_rc rc;

    b.stage = malloc(n * sizeof(*b.stage));
    b.of = malloc(n * sizeof(*b.of));
    b.member = malloc(n * sizeof(*b.member));
    b.depth = calloc(n, sizeof(*b.depth));
    if (key && b.stage && b.of && b.member && b.depth)
        rc = build(&b, p, g, key, err);
    else
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    free(key);
    if (rc) {
        ui_stages_release(&b);
        return rc;
    }
    ui_stages_release(s);
    *s = b;
    return WEFT_OK;
}
