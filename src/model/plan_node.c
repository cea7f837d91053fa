/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the text of a node means. */
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "model/read.h"

static bool read_id(struct weft_reader *r, int32_t v, struct weft_node *t)
{
    if (!weft_read_kind(r, v, WEFT_JSON_STRING) || !t->id)
        return false;
    return weft_read_id_rule(r, v, false,
                             (struct weft_slice){ t->id, strlen(t->id) });
}

static bool read_count(struct weft_reader *r, int32_t v, struct weft_node *t)
{
    int64_t n;

    if (!weft_read_number(r, v, &n))
        return false;
    if (n % WEFT_NANO != 0 || n / WEFT_NANO > WEFT_COPIES_MAX) {
        weft_fault(r, v, WEFT_E_LIMIT,
                   "expected a whole number of copies, 0 to %d",
                   WEFT_COPIES_MAX);
        return false;
    }
    t->count = (int32_t)(n / WEFT_NANO);
    return true;
}

static bool read_speed(struct weft_reader *r, int32_t v, struct weft_node *t)
{
    if (!weft_read_number(r, v, &t->speed))
        return false;
    if (t->speed > 0)
        return true;
    t->speed = WEFT_NANO;
    weft_fault(r, v, WEFT_E_INVAL, "a speed must be greater than 0");
    return false;
}

static bool read_price(struct weft_reader *r, int32_t v, struct weft_node *t)
{
    static const char *const word[] = { [WEFT_BILL_USE] = "use",
                                        [WEFT_BILL_LEASE] = "lease",
                                        [WEFT_BILL_FIXED] = "fixed",
                                        NULL };
    bool ok = true;
    int i = 0;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        switch (weft_read_member(r, c, weft_price_schema)) {
        case WEFT_PRICE_PER_HOUR:
            ok = weft_read_number(r, c, &t->price) && ok;
            break;
        case WEFT_PRICE_BILLING:
            ok = weft_read_word(r, c, word, &i) && ok;
            t->billing = (enum weft_billing)i;
            break;
        default:
            break;
        }
    }
    return ok;
}

/* --- down windows -------------------------------------------------------- */

static bool window(struct weft_reader *r, int32_t v, struct weft_window *w)
{
    uint32_t seen = 0;
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        int m = weft_read_member(r, c, weft_down_schema);

        if (m >= 0) {
            seen |= 1u << m;
            ok = weft_read_time(r, c,
                                m == WEFT_DOWN_FROM ? &w->from : &w->to) &&
                 ok;
        }
    }
    ok = weft_read_required(r, v, weft_down_schema, seen) && ok;
    if (ok && w->from >= w->to) {
        weft_fault(r, v, WEFT_E_INVAL, "\"from\" must be before \"to\"");
        return false;
    }
    return ok;
}

static int by_start(const void *a, const void *b)
{
    const struct weft_window *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Sort, and join windows that touch. */
static int32_t tidy(struct weft_window *w, int32_t n)
{
    int32_t k = 0;

    if (n > 1)
        qsort(w, (size_t)n, sizeof(*w), by_start);
    for (int32_t i = 0; i < n; i++) {
        if (k > 0 && w[i].from <= w[k - 1].to) {
            if (w[i].to > w[k - 1].to)
                w[k - 1].to = w[i].to;
        } else {
            w[k++] = w[i];
        }
    }
    return k;
}

static bool read_down(struct weft_reader *r, int32_t v, struct weft_node *t)
{
    int32_t n = 0;
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_ARRAY))
        return false;
    if (r->j->v[v].nchild == 0)
        return true;
    t->down = weft_arena_array(r->mem, (size_t)r->j->v[v].nchild,
                               sizeof(*t->down));
    if (!t->down) {
        r->oom = true;
        return false;
    }
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        if (window(r, c, &t->down[n]))
            n++;
        else
            ok = false;
    }
    t->ndown = tidy(t->down, n);
    return ok;
}

/* --- the node ------------------------------------------------------------ */

static bool node_member(struct weft_reader *r, int m, int32_t c,
                        struct weft_node *t)
{
    switch (m) {
    case WEFT_NODE_ID:
        return read_id(r, c, t);
    case WEFT_NODE_NAME:
        return weft_read_string(r, c, &t->name);
    case WEFT_NODE_COUNT:
        return read_count(r, c, t);
    case WEFT_NODE_CAPACITY:
        return weft_read_amounts(r, c, true, &t->capacity, &t->ncapacity);
    case WEFT_NODE_SPEED:
        return read_speed(r, c, t);
    case WEFT_NODE_PRICE:
        return read_price(r, c, t);
    case WEFT_NODE_LABELS:
        return weft_read_labels(r, c, &t->label, &t->nlabel);
    case WEFT_NODE_DOWN:
        return read_down(r, c, t);
    default:
        return true;
    }
}

bool weft_read_node(struct weft_reader *r, struct weft_node *t)
{
    uint32_t seen = 0;
    bool ok = true;

    *t = (struct weft_node){
        .id = r->id, .name = r->id, .count = 1, .speed = WEFT_NANO
    };
    if (!weft_read_kind(r, 0, WEFT_JSON_OBJECT))
        return false;
    for (int32_t c = r->j->v[0].child; c != WEFT_NONE && !r->oom;
         c = r->j->v[c].next) {
        int m = weft_read_member(r, c, weft_node_schema);

        if (m >= 0)
            seen |= 1u << m;
        ok = node_member(r, m, c, t) && ok;
    }
    return weft_read_required(r, 0, weft_node_schema, seen) && ok && !r->oom;
}
