/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which copies are interchangeable: engines need to try only one of those that
 * are still empty. Nodes that look alike start in one class; every list of a
 * task that tells some of them apart splits it. */
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

struct class
{
    int32_t size;
    int32_t touched; /* by the list at hand */
    int64_t key;     /* of the first one touched */
    bool mixed;      /* touched with different keys */
};

struct split { /* a copy touched by a list, with its class and key */
    int32_t class, copy;
    int64_t key;
};

struct groups {
    struct weft_build *b;
    int32_t *of; /* class of a copy */
    struct class *class;
    int32_t nclass;
    struct split *touched;
    int32_t ntouched;
    int32_t *seen, serial;
};

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_labels(const struct weft_node *a, const struct weft_node *b)
{
    int by = order(a->nlabel, b->nlabel);

    for (int32_t i = 0; i < a->nlabel && !by; i++) {
        by = strcmp(a->label[i].key, b->label[i].key);
        if (!by)
            by = strcmp(a->label[i].value, b->label[i].value);
    }
    return by;
}

static int compare_lists(const struct weft_node *a, const struct weft_node *b)
{
    int by = order(a->ncapacity, b->ncapacity);

    if (!by)
        by = order(a->ndown, b->ndown);
    for (int32_t i = 0; i < a->ncapacity && !by; i++) {
        by = order(a->capacity[i].res, b->capacity[i].res);
        if (!by)
            by = order(a->capacity[i].qty, b->capacity[i].qty);
    }
    for (int32_t i = 0; i < a->ndown && !by; i++) {
        by = order(a->down[i].from, b->down[i].from);
        if (!by)
            by = order(a->down[i].to, b->down[i].to);
    }
    return by ? by : compare_labels(a, b);
}

/* 0: the two differ in nothing but their names. */
static int compare_nodes(const struct weft_node *a, const struct weft_node *b)
{
    int by = order(a->speed, b->speed);

    if (!by)
        by = order(a->price, b->price);
    if (!by)
        by = order(a->billing, b->billing);
    return by ? by : compare_lists(a, b);
}

struct entry {
    const struct weft_node *node;
    int32_t index;
};

static int by_looks(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int by = compare_nodes(x->node, y->node);

    return by ? by : order(x->index, y->index);
}

static enum weft_rc first_classes(struct groups *g)
{
    const struct weft_build *b = g->b;
    struct entry *e = malloc(((size_t)b->nnode + 1) * sizeof(*e));
    int32_t n = 0;

    if (!e)
        return weft_build_nomem(b);
    for (int32_t i = 0; i < b->nnode; i++)
        if (weft_plan_node(b->p, i)->count > 0)
            e[n++] = (struct entry){ weft_plan_node(b->p, i), i };
    qsort(e, (size_t)n, sizeof(*e), by_looks);
    for (int32_t i = 0; i < n; i++) {
        int32_t node = e[i].index;

        if (i == 0 || compare_nodes(e[i - 1].node, e[i].node))
            g->nclass++;
        for (int32_t c = b->first_copy[node]; c < b->first_copy[node + 1];
             c++) {
            g->of[c] = g->nclass - 1;
            g->class[g->nclass - 1].size++;
        }
    }
    free(e);
    return WEFT_OK;
}

static void touch(struct groups *g, struct weft_node_ref ref, int64_t key)
{
    int32_t begin = g->b->first_copy[ref.node];
    int32_t end = g->b->first_copy[ref.node + 1];

    for (int32_t c = begin; c < end; c++) {
        struct class *class = &g->class[g->of[c]];

        if (ref.copy != WEFT_NONE && c != begin + ref.copy)
            continue;
        if (class->size == 1 || g->seen[c] == g->serial)
            continue;
        g->seen[c] = g->serial;
        if (!class->touched++)
            class->key = key;
        class->mixed |= class->key != key;
        g->touched[g->ntouched++] = (struct split){ g->of[c], c, key };
    }
}

static int by_class(const void *a, const void *b)
{
    const struct split *x = a, *y = b;
    int by = order(x->class, y->class);

    if (!by)
        by = order(x->key, y->key);
    return by ? by : order(x->copy, y->copy);
}

/* Split the classes of which the list touched a part, or parts with different
 * keys. */
static void split(struct groups *g)
{
    bool any = false;
    int32_t end;

    for (int32_t i = 0; i < g->ntouched; i++) {
        struct class *class = &g->class[g->touched[i].class];

        any |= class->mixed || class->touched < class->size;
    }
    if (any)
        qsort(g->touched, (size_t)g->ntouched, sizeof(*g->touched), by_class);
    for (int32_t i = 0; any && i < g->ntouched; i = end) {
        const struct split *s = &g->touched[i];
        struct class *from = &g->class[s->class];

        for (end = i; end < g->ntouched && g->touched[end].class == s->class &&
                      g->touched[end].key == s->key;
             end++)
            ;
        if (end - i == from->size)
            continue;
        from->size -= end - i;
        g->class[g->nclass] = (struct class){ .size = end - i };
        for (int32_t k = i; k < end; k++)
            g->of[g->touched[k].copy] = g->nclass;
        g->nclass++;
    }
    for (int32_t i = 0; i < g->ntouched; i++) {
        struct class *class = &g->class[g->touched[i].class];

        class->touched = 0;
        class->mixed = false;
    }
    g->ntouched = 0;
    g->serial++;
}

static void split_by_refs(struct groups *g, const struct weft_node_ref *ref,
                          int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        touch(g, ref[i], 0);
    split(g);
}

/* Lists of a task that treat some copies otherwise than others; where does so
 * by labels, in which interchangeable nodes agree. */
static void split_by_task(struct groups *g, const struct weft_task *t)
{
    split_by_refs(g, t->node, t->nnode);
    for (int32_t i = 0; i < t->nmode; i++)
        split_by_refs(g, t->mode[i].node, t->mode[i].nnode);
    if (t->pin.node != WEFT_NONE)
        split_by_refs(g, &t->pin, 1);
    /* A copy's own duration goes before its node's. */
    for (int pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < t->non; i++)
            if ((t->on[i].at.copy == WEFT_NONE) == (pass == 1))
                touch(g, t->on[i].at, t->on[i].duration);
    split(g);
}

/* Number the classes by their first copy. */
static void number(struct groups *g)
{
    struct weft_problem *q = g->b->q;

    for (int32_t k = 0; k < g->nclass; k++)
        g->class[k].touched = WEFT_NONE;
    for (int32_t c = 0; c < q->ncopy; c++) {
        struct class *class = &g->class[g->of[c]];

        if (class->touched == WEFT_NONE)
            class->touched = q->ngroup++;
        q->copy[c].group = class->touched;
    }
}

static enum weft_rc find_groups(struct groups *g)
{
    const struct weft_build *b = g->b;
    enum weft_rc rc = first_classes(g);

    if (rc)
        return rc;
    for (int32_t i = 0; i < b->q->ntask && g->nclass < b->q->ncopy; i++)
        split_by_task(g, weft_plan_task(b->p, i));
    number(g);
    return WEFT_OK;
}

enum weft_rc weft_build_groups(struct weft_build *b)
{
    size_t n = (size_t)b->q->ncopy + 1;
    struct groups g = { .b = b, .serial = 1 };
    enum weft_rc rc;

    g.of = calloc(n, sizeof(*g.of));
    g.class = calloc(n, sizeof(*g.class));
    g.touched = calloc(n, sizeof(*g.touched));
    g.seen = calloc(n, sizeof(*g.seen));
    rc = g.of && g.class && g.touched && g.seen ? find_groups(&g)
                                                : weft_build_nomem(b);
    free(g.of);
    free(g.class);
    free(g.touched);
    free(g.seen);
    return rc;
}
