/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knobs: the numbers of a document that say how much there is of something. */
#include <stdlib.h>
#include <string.h>

#include "analysis/sweep_int.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "model/fault.h"
#include "weft/edit.h"

/* --- reading ------------------------------------------------------------- */

#define KNOB_USAGE                                                             \
    "expected 'node ID capacity.RES', 'NODE RES', 'NODE count' or 'RES'"

struct word {
    const char *s;
    size_t n;
};

/* The next word at *s; n == 0 at the end. */
static struct word next_word(const char **s)
{
    struct word w;

    *s += strspn(*s, " \t");
    w = (struct word){ *s, strcspn(*s, " \t") };
    *s += w.n;
    return w;
}

static bool is(struct word w, const char *text)
{
    return strlen(text) == w.n && strncmp(w.s, text, w.n) == 0;
}

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* "no WHAT 'NAME'AFTER" */
static enum weft_rc unknown(struct weft_err *err, const char *what,
                            struct word name, const char *after)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_quote(&b, name.s, name.n);
    rc = weft_err_set(err, WEFT_E_REF, NULL, "no %s %s%s", what,
                      b.p ? b.p : "''", after);
    weft_buf_release(&b);
    return rc;
}

/* Which edit would be refused with the names that are like it. */
static enum weft_rc no_node(const struct weft_plan *p, const char *id,
                            struct weft_err *err)
{
    struct weft_plan *copy = NULL;
    struct weft_buf line = { 0 };
    enum weft_rc rc = weft_plan_copy(p, &copy, err);

    weft_buf_addf(&line, "set node %s count=1", id);
    if (!rc)
        rc = line.oom ? no_memory(err) : weft_edit(copy, line.p, NULL, err);
    weft_buf_release(&line);
    weft_plan_free(copy);
    return rc ? rc : unknown(err, "node", (struct word){ id, strlen(id) }, "");
}

static enum weft_rc find_res(const struct weft_plan *p, struct word name,
                             bool global, int32_t *res, struct weft_err *err)
{
    char *id = strndup(name.s, name.n);
    int32_t i;

    if (!id)
        return no_memory(err);
    i = weft_plan_find_res(p, id);
    free(id);
    if (i == WEFT_NONE)
        return unknown(err, "resource", name, " is known to this plan");
    if (weft_plan_res(p, i)->global != global)
        return weft_err_set(err, WEFT_E_REF, NULL,
                            global ? "resource '%s' is of nodes: 'node ID "
                                     "capacity.%s'"
                                   : "resource '%s' is global: 'resource %s "
                                     "capacity'",
                            weft_plan_res(p, i)->id, weft_plan_res(p, i)->id);
    *res = i;
    return WEFT_OK;
}

/* brief: a resource may stand without "capacity." */
static enum weft_rc parse_node(const struct weft_plan *p, struct word id,
                               struct word what, bool brief,
                               struct weft_knob *k, struct weft_err *err)
{
    static const char capacity[] = "capacity.";
    size_t head = sizeof(capacity) - 1;
    char *name = strndup(id.s, id.n);
    enum weft_rc rc = WEFT_OK;

    if (!name)
        return no_memory(err);
    k->node = weft_plan_find_node(p, name);
    if (k->node == WEFT_NONE) {
        rc = no_node(p, name, err);
    } else if (is(what, "count")) {
        k->kind = WEFT_KNOB_COUNT;
    } else if (what.n > head && strncmp(what.s, capacity, head) == 0) {
        k->kind = WEFT_KNOB_CAPACITY;
        rc = find_res(p, (struct word){ what.s + head, what.n - head }, false,
                      &k->res, err);
    } else if (brief) {
        k->kind = WEFT_KNOB_CAPACITY;
        rc = find_res(p, what, false, &k->res, err);
    } else {
        rc = weft_err_set(err, WEFT_E_PARSE, NULL, KNOB_USAGE);
    }
    free(name);
    return rc;
}

static const struct weft_node *node_named(const struct weft_plan *p,
                                          struct word id)
{
    for (int32_t i = 0; i < weft_plan_nnode(p); i++)
        if (is(id, weft_plan_node(p, i)->id))
            return weft_plan_node(p, i);
    return NULL;
}

static bool is_resource(const struct weft_plan *p, struct word id)
{
    for (int32_t i = 0; i < weft_plan_nres(p); i++)
        if (is(id, weft_plan_res(p, i)->id))
            return true;
    return false;
}

/* "gpu-a.gpu": a node and what of it. An id may hold dots: rather those parts
 * of which the second is a resource. */
static bool split(const struct weft_plan *p, struct word w, struct word *id,
                  struct word *what)
{
    bool found = false;

    for (int32_t i = 0; i < weft_plan_nnode(p); i++) {
        const char *node = weft_plan_node(p, i)->id;
        size_t n = strlen(node);
        struct word rest;

        if (w.n < n + 2 || strncmp(w.s, node, n) != 0 || w.s[n] != '.')
            continue;
        rest = (struct word){ w.s + n + 1, w.n - n - 1 };
        if (found && !is_resource(p, rest))
            continue;
        *id = (struct word){ w.s, n };
        *what = rest;
        found = true;
    }
    return found;
}

/* A node and its resource with a dot between them, a node that has only one,
 * or a global resource. */
static enum weft_rc parse_alone(const struct weft_plan *p, struct word w,
                                struct weft_knob *k, struct weft_err *err)
{
    const struct weft_node *node = node_named(p, w);
    struct word id, what;

    if (!node && split(p, w, &id, &what))
        return parse_node(p, id, what, true, k, err);
    if (!node || is_resource(p, w)) {
        k->kind = WEFT_KNOB_GLOBAL;
        return find_res(p, w, true, &k->res, err);
    }
    if (node->ncapacity == 0)
        return weft_err_set(err, WEFT_E_PARSE, NULL, KNOB_USAGE);
    if (node->ncapacity > 1)
        return weft_err_set(err, WEFT_E_PARSE, NULL,
                            "node '%s' has %d capacities: '%s %s'", node->id,
                            (int)node->ncapacity, node->id,
                            weft_plan_res(p, node->capacity[0].res)->id);
    k->kind = WEFT_KNOB_CAPACITY;
    k->node = weft_plan_find_node(p, node->id);
    k->res = node->capacity[0].res;
    return WEFT_OK;
}

/* As people speak of it: one or two words, as weft_knob_name has them. */
static enum weft_rc parse_brief(const struct weft_plan *p, struct word id,
                                struct word what, struct weft_knob *k,
                                struct weft_err *err)
{
    bool cut = is(id, "node") || is(id, "resource"); /* of the long form */

    if (id.n == 0 || (cut && !node_named(p, id)))
        return weft_err_set(err, WEFT_E_PARSE, NULL, KNOB_USAGE);
    if (what.n == 0 || (is(what, "capacity") && !node_named(p, id)))
        return parse_alone(p, id, k, err);
    return parse_node(p, id, what, true, k, err);
}

enum weft_rc weft_knob_parse(const struct weft_plan *p, const char *text,
                             struct weft_knob *out, struct weft_err *err)
{
    struct weft_knob k = { .node = WEFT_NONE, .res = WEFT_NONE };
    struct word kind = next_word(&text), id = next_word(&text);
    struct word what = next_word(&text), rest = next_word(&text);
    enum weft_rc rc;

    if (rest.n > 0)
        return weft_err_set(err, WEFT_E_PARSE, NULL, KNOB_USAGE);
    if (what.n == 0) {
        rc = parse_brief(p, kind, id, &k, err);
    } else if (is(kind, "node")) {
        rc = parse_node(p, id, what, false, &k, err);
    } else if (is(kind, "resource") && is(what, "capacity")) {
        k.kind = WEFT_KNOB_GLOBAL;
        rc = find_res(p, id, true, &k.res, err);
    } else {
        rc = weft_err_set(err, WEFT_E_PARSE, NULL, KNOB_USAGE);
    }
    if (!rc)
        *out = k;
    return rc;
}

/* --- values and texts ---------------------------------------------------- */

static int64_t amount(const struct weft_amount *a, int32_t n, int32_t res)
{
    for (int32_t i = 0; i < n; i++)
        if (a[i].res == res)
            return a[i].qty;
    return 0;
}

int64_t weft_knob_value(const struct weft_plan *p, const struct weft_knob *k)
{
    const struct weft_node *n;

    if (k->kind == WEFT_KNOB_GLOBAL)
        return weft_plan_res(p, k->res)->capacity;
    n = weft_plan_node(p, k->node);
    return k->kind == WEFT_KNOB_COUNT
               ? (int64_t)n->count * 1000
               : amount(n->capacity, n->ncapacity, k->res);
}

/* An id as one part of a member path. */
static void add_key(struct weft_buf *b, const char *id)
{
    if (strpbrk(id, "=\""))
        weft_buf_add_json(b, id, strlen(id));
    else
        weft_buf_adds(b, id);
}

char *weft_knob_text(const struct weft_plan *p, const struct weft_knob *k)
{
    const char *node = k->node < 0 ? "" : weft_plan_node(p, k->node)->id;
    const char *res = k->res < 0 ? "" : weft_plan_res(p, k->res)->id;
    struct weft_buf b = { 0 };

    if (k->kind == WEFT_KNOB_GLOBAL)
        weft_buf_addf(&b, "resource %s capacity", res);
    else if (k->kind == WEFT_KNOB_COUNT)
        weft_buf_addf(&b, "node %s count", node);
    else
        weft_buf_addf(&b, "node %s capacity.%s", node, res);
    return weft_buf_take(&b);
}

char *weft_knob_name(const struct weft_plan *p, const struct weft_knob *k)
{
    const char *node = k->node < 0 ? "" : weft_plan_node(p, k->node)->id;
    const char *res = k->res < 0 ? "" : weft_plan_res(p, k->res)->id;
    struct weft_buf b = { 0 };

    if (k->kind == WEFT_KNOB_GLOBAL)
        weft_buf_adds(&b, res);
    else if (k->kind == WEFT_KNOB_COUNT)
        weft_buf_addf(&b, "copies of %s", node);
    else
        weft_buf_addf(&b, "%s %s", node, res);
    return weft_buf_take(&b);
}

static void add_value(struct weft_buf *b, const struct weft_knob *k,
                      int64_t value)
{
    if (k->kind == WEFT_KNOB_COUNT)
        weft_decimal_text(b, value, WEFT_MILLI);
    else
        weft_quantity_text(b, value);
}

char *weft_knob_line(const struct weft_plan *p, const struct weft_knob *k,
                     int64_t value)
{
    struct weft_buf b = { 0 };

    if (k->kind == WEFT_KNOB_GLOBAL) {
        weft_buf_adds(&b, "set plan resources.");
        add_key(&b, weft_plan_res(p, k->res)->id);
        weft_buf_adds(&b, ".capacity=");
    } else {
        weft_buf_addf(&b, "set node %s ", weft_plan_node(p, k->node)->id);
        if (k->kind == WEFT_KNOB_COUNT) {
            weft_buf_adds(&b, "count=");
        } else {
            weft_buf_adds(&b, "capacity.");
            add_key(&b, weft_plan_res(p, k->res)->id);
            weft_buf_addc(&b, '=');
        }
    }
    add_value(&b, k, value);
    return weft_buf_take(&b);
}

char *weft_knob_value_text(const struct weft_knob *k, int64_t value)
{
    struct weft_buf b = { 0 };

    add_value(&b, k, value);
    return weft_buf_take(&b);
}

/* --- what tasks demand ----------------------------------------------------- */

/* Of all modes of a task: the divisor of *grain and its demands; the most. */
static int64_t task_demand(const struct weft_task *t, int32_t res,
                           int64_t *grain)
{
    int64_t most = amount(t->demand, t->ndemand, res);

    *grain = knob_gcd(*grain, most);
    for (int32_t i = 0; i < t->nmode; i++) {
        int64_t q = amount(t->mode[i].demand, t->mode[i].ndemand, res);

        *grain = knob_gcd(*grain, q);
        if (q > most)
            most = q;
    }
    return most;
}

/* The same of all tasks; the sum of what is the most of each. */
static int64_t all_demands(const struct weft_plan *p, int32_t res,
                           int64_t *grain)
{
    int64_t sum = 0;

    *grain = 0;
    for (int32_t i = 0; i < weft_plan_ntask(p); i++) {
        int64_t q = task_demand(weft_plan_task(p, i), res, grain);

        if (__builtin_add_overflow(sum, q, &sum))
            sum = INT64_MAX;
    }
    return sum;
}

int64_t weft_knob_grain(const struct weft_plan *p, const struct weft_knob *k)
{
    int64_t grain = 0;

    if (k->kind != WEFT_KNOB_COUNT)
        all_demands(p, k->res, &grain);
    return grain > 0 ? grain : 1000;
}

int64_t weft_knob_enough(const struct weft_plan *p, const struct weft_knob *k)
{
    int64_t now = weft_knob_value(p, k), grain, all;

    if (k->kind == WEFT_KNOB_COUNT)
        all = (int64_t)weft_plan_ntask(p) * 1000; /* a copy for every task */
    else
        all = all_demands(p, k->res, &grain);
    return all > now ? all : now;
}

/* --- all of them ----------------------------------------------------------- */

struct list {
    struct weft_knob *v;
    int32_t n, cap;
    bool oom;
};

static void add(struct list *l, enum weft_knob_kind kind, int32_t node,
                int32_t res)
{
    if (l->n == l->cap) {
        int32_t cap = l->cap ? 2 * l->cap : 16;
        struct weft_knob *v = realloc(l->v, (size_t)cap * sizeof(*v));

        if (!v) {
            l->oom = true;
            return;
        }
        l->v = v;
        l->cap = cap;
    }
    l->v[l->n++] = (struct weft_knob){ kind, node, res };
}

/* demanded: by resource. */
static void add_node(struct list *l, const struct weft_plan *p, int32_t node,
                     const bool *demanded)
{
    const struct weft_node *n = weft_plan_node(p, node);

    for (int32_t i = 0; i < n->ncapacity && n->count > 0; i++)
        if (n->capacity[i].qty > 0 && demanded[n->capacity[i].res])
            add(l, WEFT_KNOB_CAPACITY, node, n->capacity[i].res);
    add(l, WEFT_KNOB_COUNT, node, WEFT_NONE);
}

enum weft_rc weft_knob_all(const struct weft_plan *p, struct weft_knob **out,
                           int32_t *n, struct weft_err *err)
{
    int32_t nres = weft_plan_nres(p);
    bool *demanded = calloc((size_t)nres + 1, sizeof(*demanded));
    struct list l = { 0 };

    if (!demanded)
        return no_memory(err);
    for (int32_t r = 0; r < nres; r++) {
        int64_t grain;

        demanded[r] = all_demands(p, r, &grain) > 0;
    }
    for (int32_t i = 0; i < weft_plan_nnode(p) && !l.oom; i++)
        add_node(&l, p, i, demanded);
    for (int32_t r = 0; r < nres && !l.oom; r++)
        if (weft_plan_res(p, r)->global && demanded[r])
            add(&l, WEFT_KNOB_GLOBAL, WEFT_NONE, r);
    free(demanded);
    if (l.oom) {
        free(l.v);
        return no_memory(err);
    }
    *out = l.v;
    *n = l.n;
    return WEFT_OK;
}
