/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of every task: where it may run, how long it takes there, what
 * it uses. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "model/build.h"

#define MAX_OPTIONS 50000000

/* Make room for `more` elements after n of them in *v. */
static enum weft_rc grow(struct weft_build *b, void *v, size_t n, size_t more,
                         size_t *cap, size_t size)
{
    size_t want = n + more > *cap * 2 ? n + more : *cap * 2;
    void *old, *new;

    if (n + more <= *cap)
        return WEFT_OK;
    memcpy(&old, v, sizeof(old));
    new = want > SIZE_MAX / size ? NULL : realloc(old, want * size);
    if (!new)
        return weft_build_nomem(b);
    memcpy(v, &new, sizeof(new));
    *cap = want;
    return WEFT_OK;
}

/* --- demands ------------------------------------------------------------- */

static int32_t nmode(const struct weft_task *t)
{
    return t->nmode + 1;
}

static int64_t mode_duration(const struct weft_task *t, int32_t mode)
{
    return mode ? t->mode[mode - 1].duration : t->duration;
}

static const struct weft_amount *mode_demand(const struct weft_task *t,
                                             int32_t mode, int32_t *n)
{
    *n = mode ? t->mode[mode - 1].ndemand : t->ndemand;
    return mode ? t->mode[mode - 1].demand : t->demand;
}

static uint64_t demand_hash(const struct weft_amount *v, int32_t n)
{
    uint64_t h = (uint64_t)n;

    for (int32_t i = 0; i < n; i++) {
        h = (h ^ (uint64_t)v[i].res) * 0x9e3779b97f4a7c15u;
        h = (h ^ (h >> 29) ^ (uint64_t)v[i].qty) * 0xbf58476d1ce4e5b9u;
    }
    return h ^ (h >> 32);
}

static bool demand_equal(const struct weft_demand *d,
                         const struct weft_amount *v, int32_t n)
{
    if (d->n != n)
        return false;
    for (int32_t i = 0; i < n; i++)
        if (d->v[i].res != v[i].res || d->v[i].qty != v[i].qty)
            return false;
    return true;
}

/* Number of the demand v, a new one if it was not met before. */
static int32_t demand_intern(struct weft_build *b, int32_t *head, size_t mask,
                             const struct weft_amount *v, int32_t n)
{
    int32_t *slot = &head[demand_hash(v, n) & mask];
    int32_t d;

    for (d = *slot - 1; d >= 0; d = b->demand[d].next)
        if (demand_equal(&b->demand[d], v, n))
            return d;
    d = b->ndemand++;
    b->demand[d] = (struct weft_demand){ .v = v, .n = n, .next = *slot - 1 };
    *slot = d + 1;
    for (int32_t i = 0; i < n; i++)
        b->wanted[v[i].res] = true;
    return d;
}

enum weft_rc weft_build_demands(struct weft_build *b)
{
    int32_t ntask = b->q->ntask;
    size_t total = 0, size = 16, at = 0;
    int32_t *head;

    for (int32_t i = 0; i < ntask; i++)
        total += (size_t)nmode(weft_plan_task(b->p, i));
    while (size < 2 * total)
        size *= 2;
    if (total > INT32_MAX)
        return weft_err_set(b->err, WEFT_E_LIMIT, "", "too many modes");
    head = weft_build_zeros(size, sizeof(*head));
    b->demand_of = weft_build_zeros(total, sizeof(*b->demand_of));
    b->demand = weft_build_zeros(total, sizeof(*b->demand));
    b->wanted = weft_build_zeros((size_t)b->nres, sizeof(*b->wanted));
    if (!head || !b->demand_of || !b->demand || !b->wanted) {
        free(head);
        return weft_build_nomem(b);
    }
    for (int32_t i = 0; i < ntask; i++) {
        const struct weft_task *t = weft_plan_task(b->p, i);

        for (int32_t k = 0; k < nmode(t); k++) {
            int32_t n;
            const struct weft_amount *v = mode_demand(t, k, &n);

            b->demand_of[at++] = demand_intern(b, head, size - 1, v, n);
        }
    }
    free(head);
    return WEFT_OK;
}

/* What of every demand is the same wherever it runs. */
static enum weft_rc fill_demands(struct weft_build *b)
{
    struct weft_problem *q = b->q;

    for (int32_t i = 0; i < b->ndemand; i++) {
        struct weft_demand *d = &b->demand[i];
        enum weft_rc rc = grow(b, &q->spend, b->nspend, (size_t)d->n,
                               &b->spend_cap, sizeof(*q->spend));

        if (rc)
            return rc;
        if (b->nspend > (size_t)(INT32_MAX - d->n))
            return weft_err_set(b->err, WEFT_E_LIMIT, "", "too many demands");
        d->spend_begin = (int32_t)b->nspend;
        for (int32_t k = 0; k < d->n; k++) {
            const struct weft_resource *res = weft_plan_res(b->p, d->v[k].res);

            if (!res->global)
                continue;
            d->misfit |= d->v[k].qty > res->capacity;
            d->nglobal += !res->consumable;
            if (res->consumable)
                q->spend[b->nspend++] = (struct weft_use){
                    .cell = b->where_is[d->v[k].res], .qty = d->v[k].qty
                };
        }
        d->nspend = (int32_t)b->nspend - d->spend_begin;
    }
    return WEFT_OK;
}

/* --- where a task may run ------------------------------------------------ */

static bool has_label(const struct weft_node *node, const struct weft_label *l)
{
    for (int32_t i = 0; i < node->nlabel; i++)
        if (!strcmp(node->label[i].key, l->key))
            return !strcmp(node->label[i].value, l->value);
    return false;
}

static bool where_holds(const struct weft_task *t, const struct weft_node *node)
{
    for (int32_t i = 0; i < t->nwhere; i++)
        if (!has_label(node, &t->where[i]))
            return false;
    return true;
}

/* The copies [*begin, *end) that a reference names. */
static void ref_copies(const struct weft_build *b, struct weft_node_ref ref,
                       int32_t *begin, int32_t *end)
{
    *begin = b->first_copy[ref.node];
    *end = b->first_copy[ref.node + 1];
    if (ref.copy == WEFT_NONE)
        return;
    *begin = ref.copy < *end - *begin ? *begin + ref.copy : *end;
    *end = *begin < *end ? *begin + 1 : *end;
}

static bool ref_contains(struct weft_node_ref ref, const struct weft_copy *c)
{
    return ref.node == c->node &&
           (ref.copy == WEFT_NONE || ref.copy == c->index);
}

static int by_number(const void *a, const void *b)
{
    int32_t x, y;

    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return (x > y) - (x < y);
}

/* Ascending and without doubles. */
static void take_refs(struct weft_build *b, const struct weft_node_ref *ref,
                      int32_t nref)
{
    bool sorted = true;

    b->serial++;
    for (int32_t i = 0; i < nref; i++) {
        int32_t c, end;

        for (ref_copies(b, ref[i], &c, &end); c < end; c++) {
            if (b->stamp[c] == b->serial)
                continue;
            b->stamp[c] = b->serial;
            sorted &= !b->ncand || b->cand[b->ncand - 1] < c;
            b->cand[b->ncand++] = c;
        }
    }
    if (!sorted)
        qsort(b->cand, (size_t)b->ncand, sizeof(*b->cand), by_number);
}

static void keep_candidates(struct weft_build *b, const struct weft_task *t)
{
    int32_t n = 0;

    for (int32_t i = 0; i < b->ncand; i++) {
        const struct weft_copy *c = &b->q->copy[b->cand[i]];

        if (t->pin.node != WEFT_NONE && !ref_contains(t->pin, c))
            continue;
        if (where_holds(t, weft_plan_node(b->p, c->node)))
            b->cand[n++] = b->cand[i];
    }
    b->ncand = n;
}

void weft_build_candidates(struct weft_build *b, const struct weft_task *t,
                           int32_t mode)
{
    const struct weft_mode *m = mode ? &t->mode[mode - 1] : NULL;
    bool own = m && m->has_nodes;
    bool given = own || t->has_nodes;
    int32_t nref = own ? m->nnode : t->nnode;

    b->ncand = 0;
    b->nowhere = b->q->no_nodes || (given && nref == 0);
    b->anywhere = !b->nowhere && !given && !t->nwhere &&
                  t->pin.node == WEFT_NONE;
    if (b->nowhere || b->anywhere)
        return;
    if (given) {
        take_refs(b, own ? m->node : t->node, nref);
    } else {
        b->ncand = b->q->ncopy;
        for (int32_t c = 0; c < b->ncand; c++)
            b->cand[c] = c;
    }
    if (t->nwhere || t->pin.node != WEFT_NONE)
        keep_candidates(b, t);
}

/* --- how long it takes --------------------------------------------------- */

/* "durations" are of the default mode. One for a copy ("n-2") goes before one
 * for its node. */
static void take_durations(struct weft_build *b, const struct weft_task *t)
{
    b->own_serial++;
    for (int pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < t->non; i++) {
            int32_t c, end;

            if ((t->on[i].at.copy != WEFT_NONE) != (pass == 1))
                continue;
            for (ref_copies(b, t->on[i].at, &c, &end); c < end; c++) {
                b->own_stamp[c] = b->own_serial;
                b->own_dur[c] = t->on[i].duration;
            }
        }
}

int64_t weft_build_after_down(const struct weft_node *node, int64_t at,
                              int64_t dur)
{
    for (int32_t i = 0; i < node->ndown; i++)
        if (at < node->down[i].to && node->down[i].from - at < dur)
            at = node->down[i].to;
    return at;
}

/* --- options ------------------------------------------------------------- */

/* Use entries of demand d on copy (or on none), appended. *begin is
 * WEFT_USE_MISFIT if it does not fit. Both lists are sorted by resource. */
static enum weft_rc add_uses(struct weft_build *b, const struct weft_demand *d,
                             int32_t copy, int32_t *begin)
{
    struct weft_problem *q = b->q;
    int32_t k = copy == WEFT_NONE ? 0 : q->copy[copy].cell_begin;
    int32_t end = copy == WEFT_NONE ? 0 : k + q->copy[copy].ncell;
    size_t n = b->nuse;
    enum weft_rc rc = grow(b, &q->use, n, (size_t)d->n, &b->use_cap,
                           sizeof(*q->use));

    if (rc)
        return rc;
    *begin = WEFT_USE_MISFIT;
    for (int32_t i = 0; i < d->n; i++) {
        if (weft_plan_res(b->p, d->v[i].res)->global)
            continue;
        if (copy == WEFT_NONE)
            continue;
        while (k < end && q->cell[k].res < d->v[i].res)
            k++;
        if (k == end || q->cell[k].res != d->v[i].res ||
            q->cell[k].cap < d->v[i].qty)
            return WEFT_OK;
        q->use[n++] = (struct weft_use){ .cell = k, .qty = d->v[i].qty };
    }
    for (int32_t i = 0; i < d->n; i++) {
        const struct weft_resource *res = weft_plan_res(b->p, d->v[i].res);

        if (res->global && !res->consumable)
            q->use[n++] = (struct weft_use){ .cell = b->where_is[d->v[i].res],
                                             .qty = d->v[i].qty };
    }
    if (n > INT32_MAX)
        return weft_err_set(b->err, WEFT_E_LIMIT, "",
                            "too many options: tasks x nodes x resources");
    *begin = (int32_t)b->nuse;
    b->nuse = n;
    return WEFT_OK;
}

/* Uses of d on copy, shared with earlier options where possible. */
static enum weft_rc find_uses(struct weft_build *b, struct weft_demand *d,
                              int32_t copy, int32_t *begin)
{
    enum weft_rc rc;

    if (copy != WEFT_NONE && !d->use && b->anywhere) {
        d->use = malloc((size_t)b->q->ncopy * sizeof(*d->use));
        if (!d->use)
            return weft_build_nomem(b);
        for (int32_t c = 0; c < b->q->ncopy; c++)
            d->use[c] = WEFT_USE_UNKNOWN;
    }
    if (copy == WEFT_NONE || !d->use)
        return add_uses(b, d, copy, begin);
    if (d->use[copy] == WEFT_USE_UNKNOWN) {
        rc = add_uses(b, d, copy, &d->use[copy]);
        if (rc)
            return rc;
    }
    *begin = d->use[copy];
    return WEFT_OK;
}

/* Can a run of dur on copy (or none) meet release, pin and deadline of task
 * i at all? */
static bool in_time(const struct weft_build *b, int32_t i, int32_t copy,
                    int64_t dur)
{
    const struct weft_problem *q = b->q;
    int64_t at = q->release[i];

    if (copy != WEFT_NONE)
        at = weft_build_after_down(weft_plan_node(b->p, q->copy[copy].node), at,
                                   dur);
    return at <= q->latest[i] && q->deadline[i] - at >= dur;
}

/* What the options of a task in one mode have in common. */
struct kind {
    const struct weft_task *t;
    struct weft_demand *d;
    int32_t i, mode;
    bool timed;            /* in_time() can say no */
    bool own;              /* "durations" hold */
    int64_t base;          /* duration at speed 1 */
    int64_t speed, scaled; /* the last quotient */
};

/* Thousandths it takes on copy; WEFT_NONE: too many. */
static int64_t duration_on(const struct weft_build *b, struct kind *k,
                           int32_t copy)
{
    if (copy == WEFT_NONE)
        return k->base;
    if (k->own && b->own_stamp[copy] == b->own_serial)
        return b->own_dur[copy];
    if (b->speed[copy] != k->speed) {
        k->speed = b->speed[copy];
        k->scaled = weft_build_scale_up(k->base, WEFT_NANO, k->speed);
    }
    return k->scaled;
}

static enum weft_rc add_option(struct weft_build *b, struct kind *k,
                               int32_t copy)
{
    int64_t dur = duration_on(b, k, copy);
    int32_t use = copy != WEFT_NONE && k->d->use ? k->d->use[copy]
                                                 : WEFT_USE_UNKNOWN;
    enum weft_rc rc;

    if (dur < 0 || dur > WEFT_BUILD_MAX_TIME)
        return weft_build_too_long(b, k->t);
    if (use == WEFT_USE_UNKNOWN) {
        rc = find_uses(b, k->d, copy, &use);
        if (rc)
            return rc;
    }
    if (use == WEFT_USE_MISFIT || (k->timed && !in_time(b, k->i, copy, dur)))
        return WEFT_OK;
    if (b->noption == MAX_OPTIONS)
        return weft_err_set(b->err, WEFT_E_LIMIT, k->t->id,
                            "too many options: tasks x nodes x modes is over "
                            "%d",
                            MAX_OPTIONS);
    b->q->option[b->noption++] = (struct weft_option){
        .copy = copy,
        .mode = k->mode,
        .dur = dur,
        .use_begin = use,
        .nuse = copy == WEFT_NONE ? k->d->nglobal : k->d->n - k->d->nspend,
        .spend_begin = k->d->spend_begin,
        .nspend = k->d->nspend
    };
    return WEFT_OK;
}

static enum weft_rc add_mode_options(struct weft_build *b, struct kind *k)
{
    int32_t n = b->nowhere ? 1 : b->anywhere ? b->q->ncopy : b->ncand;
    enum weft_rc rc = grow(b, &b->q->option, b->noption, (size_t)n,
                           &b->option_cap, sizeof(*b->q->option));

    if (b->nowhere) {
        if (!rc && k->t->pin.node == WEFT_NONE)
            rc = add_option(b, k, WEFT_NONE);
    } else if (b->anywhere) {
        for (int32_t c = 0; c < n && !rc; c++)
            rc = add_option(b, k, c);
    } else {
        for (int32_t c = 0; c < n && !rc; c++)
            rc = add_option(b, k, b->cand[c]);
    }
    return rc;
}

static enum weft_rc add_task_options(struct weft_build *b, int32_t i,
                                     const int32_t *demand_of)
{
    const struct weft_task *t = weft_plan_task(b->p, i);
    const struct weft_problem *q = b->q;
    struct kind k = { .t = t, .i = i };
    enum weft_rc rc = WEFT_OK;

    if (t->non)
        take_durations(b, t);
    k.timed = q->latest[i] != WEFT_FOREVER || q->deadline[i] != WEFT_FOREVER;
    for (k.mode = 0; k.mode < nmode(t) && !rc; k.mode++) {
        k.d = &b->demand[demand_of[k.mode]];
        k.own = !k.mode && t->non;
        k.base = mode_duration(t, k.mode);
        k.speed = WEFT_NANO;
        k.scaled = k.base;
        if (k.d->misfit)
            continue;
        weft_build_candidates(b, t, k.mode);
        rc = add_mode_options(b, &k);
    }
    return rc;
}

static enum weft_rc alloc_options(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    size_t n = (size_t)q->ntask, copies = (size_t)q->ncopy;

    q->option_begin = weft_build_zeros(n + 1, sizeof(*q->option_begin));
    q->min_dur = weft_build_zeros(n, sizeof(*q->min_dur));
    b->cand = weft_build_zeros(copies, sizeof(*b->cand));
    b->stamp = weft_build_zeros(copies, sizeof(*b->stamp));
    b->own_stamp = weft_build_zeros(copies, sizeof(*b->own_stamp));
    b->own_dur = weft_build_zeros(copies, sizeof(*b->own_dur));
    b->speed = weft_build_zeros(copies, sizeof(*b->speed));
    if (!q->option_begin || !q->min_dur || !b->cand || !b->stamp ||
        !b->own_stamp || !b->own_dur || !b->speed)
        return weft_build_nomem(b);
    for (int32_t c = 0; c < q->ncopy; c++)
        b->speed[c] = weft_plan_node(b->p, q->copy[c].node)->speed;
    return grow(b, &q->option, 0, n + 1, &b->option_cap, sizeof(*q->option));
}

static int64_t shortest(const struct weft_option *o, size_t n)
{
    int64_t least = n ? o->dur : 0;

    for (size_t i = 1; i < n; i++)
        least = o[i].dur < least ? o[i].dur : least;
    return least;
}

enum weft_rc weft_build_options(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    const int32_t *demand_of = b->demand_of;
    int32_t none = 0, first = WEFT_NONE;
    enum weft_rc rc = fill_demands(b);

    if (!rc)
        rc = alloc_options(b);
    for (int32_t i = 0; i < q->ntask && !rc; i++) {
        size_t begin = b->noption;

        rc = add_task_options(b, i, demand_of);
        demand_of += nmode(weft_plan_task(b->p, i));
        q->option_begin[i + 1] = (int32_t)b->noption;
        q->min_dur[i] = shortest(q->option + begin, b->noption - begin);
        if (begin == b->noption)
            first = none++ ? first : i;
    }
    return rc || !none ? rc : weft_build_explain(b, first, none - 1);
}
