/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a plan cannot be planned, in words that name task, resource, node and
 * shortage. Slow paths, taken once for a problem. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/utf8.h"
#include "model/build.h"

static void add_name(struct weft_buf *s, const char *id)
{
    weft_utf8_show(s, id, strlen(id), false);
}

static void add_time(struct weft_buf *s, const struct weft_build *b, int64_t t)
{
    weft_time_text(s, t, weft_plan_unit(b->p));
}

/* "gpu 4" */
static void add_amount(struct weft_buf *s, const struct weft_build *b,
                       int32_t res, int64_t qty)
{
    add_name(s, weft_plan_res(b->p, res)->id);
    weft_buf_addc(s, ' ');
    weft_quantity_text(s, qty);
}

static void add_copy(struct weft_buf *s, const struct weft_build *b,
                     int32_t copy)
{
    const struct weft_copy *c = &b->q->copy[copy];
    const struct weft_node *node = weft_plan_node(b->p, c->node);

    add_name(s, node->id);
    if (node->count > 1)
        weft_buf_addf(s, "-%d", (int)c->index + 1);
}

/* The text becomes q->reason, cut between characters where it is too long. */
static enum weft_rc finish(struct weft_build *b, struct weft_buf *s,
                           int32_t task)
{
    struct weft_problem *q = b->q;
    size_t n = s->len;

    if (s->oom) {
        weft_buf_release(s);
        return weft_build_nomem(b);
    }
    if (n >= sizeof(q->reason))
        for (n = sizeof(q->reason) - 1; (s->p[n] & 0xc0) == 0x80; n--)
            ;
    memcpy(q->reason, s->p, n);
    q->reason[n] = '\0';
    q->reason_task = task;
    weft_buf_release(s);
    return WEFT_OK;
}

/* --- one task ------------------------------------------------------------ */

static int64_t node_capacity(const struct weft_node *node, int32_t res)
{
    for (int32_t i = 0; i < node->ncapacity; i++)
        if (node->capacity[i].res == res)
            return node->capacity[i].qty;
    return 0;
}

static const struct weft_node *node_of(const struct weft_build *b, int32_t copy)
{
    return weft_plan_node(b->p, b->q->copy[copy].node);
}

/* Make cand hold the copies that the task's own words allow. */
static void allowed(struct weft_build *b, const struct weft_task *t,
                    int32_t mode)
{
    weft_build_candidates(b, t, mode);
    if (!b->anywhere)
        return;
    b->ncand = b->q->ncopy;
    for (int32_t c = 0; c < b->ncand; c++)
        b->cand[c] = c;
}

static bool nowhere_allowed(struct weft_build *b, const struct weft_task *t)
{
    for (int32_t mode = 0; mode <= t->nmode; mode++) {
        allowed(b, t, mode);
        if (b->nowhere ? t->pin.node == WEFT_NONE : b->ncand > 0)
            return false;
    }
    return true;
}

/* No node fits what the task says about nodes, whatever it demands. */
static void explain_place(struct weft_build *b, struct weft_buf *s,
                          const struct weft_task *t)
{
    allowed(b, t, 0);
    if (t->pin.node != WEFT_NONE) {
        weft_buf_adds(s, " is pinned to ");
        add_name(s, weft_plan_node(b->p, t->pin.node)->id);
        weft_buf_adds(s, b->nowhere ? ", but its \"nodes\" is empty: it runs "
                                      "on no node"
                                    : ", where it may not run");
    } else if (b->q->ncopy == 0) {
        weft_buf_adds(s, " needs a node, but every node has count 0");
    } else if (t->nwhere) {
        weft_buf_adds(s, " may only run where ");
        for (int32_t i = 0; i < t->nwhere; i++) {
            weft_buf_adds(s, i ? " and " : "");
            add_name(s, t->where[i].key);
            weft_buf_adds(s, " is ");
            add_name(s, t->where[i].value);
        }
        weft_buf_adds(s, t->has_nodes ? ", and none of its nodes has that label"
                                      : ", and no node has that label");
    } else {
        weft_buf_adds(s, " may only run on nodes that have count 0");
    }
}

/* Demand of resource v->res above all there is. */
static bool explain_amount(struct weft_build *b, struct weft_buf *s,
                           const struct weft_amount *v)
{
    const struct weft_resource *res = weft_plan_res(b->p, v->res);
    int32_t best = WEFT_NONE;
    int64_t most = res->global ? res->capacity : 0;
    bool everywhere = b->ncand == b->q->ncopy;

    for (int32_t i = 0; i < b->ncand && !res->global; i++) {
        int64_t cap = node_capacity(node_of(b, b->cand[i]), v->res);

        if (cap > most) {
            best = b->cand[i];
            most = cap;
        }
    }
    if (v->qty <= most || (b->nowhere && !res->global))
        return false;
    weft_buf_adds(s, " needs ");
    add_amount(s, b, v->res, v->qty);
    if (res->global) {
        weft_buf_adds(s, res->consumable ? "; the budget is " : "; there is ");
        weft_quantity_text(s, most);
        return true;
    }
    if (b->ncand == 1) {
        weft_buf_adds(s, "; ");
        add_copy(s, b, b->cand[0]);
        weft_buf_adds(s, " has ");
        weft_quantity_text(s, most);
    } else if (best == WEFT_NONE) {
        weft_buf_adds(s, everywhere ? "; no node has any"
                                    : "; no node it may run on has any");
    } else {
        weft_buf_adds(s, everywhere ? "; the largest node, "
                                    : "; the largest node it may run on, ");
        add_copy(s, b, best);
        weft_buf_adds(s, ", has ");
        weft_quantity_text(s, most);
    }
    return true;
}

static int32_t count_short(const struct weft_build *b,
                           const struct weft_amount *v, int32_t n, int32_t copy)
{
    int32_t lacking = 0;

    for (int32_t i = 0; i < n; i++)
        if (!weft_plan_res(b->p, v[i].res)->global)
            lacking += v[i].qty > node_capacity(node_of(b, copy), v[i].res);
    return lacking;
}

/* Each amount is found somewhere, but no node has all of them. */
static bool explain_together(struct weft_build *b, struct weft_buf *s,
                             const struct weft_amount *v, int32_t n)
{
    int32_t best = WEFT_NONE, fewest = 0;
    const char *and = "";

    for (int32_t i = 0; i < b->ncand; i++) {
        int32_t lacking = count_short(b, v, n, b->cand[i]);

        if (lacking == 0)
            return false;
        if (best == WEFT_NONE || lacking < fewest) {
            best = b->cand[i];
            fewest = lacking;
        }
    }
    if (best == WEFT_NONE)
        return false;
    weft_buf_adds(s, " needs ");
    for (int32_t i = 0; i < n; i++) {
        if (weft_plan_res(b->p, v[i].res)->global)
            continue;
        weft_buf_adds(s, and);
        add_amount(s, b, v[i].res, v[i].qty);
        and = " and ";
    }
    weft_buf_adds(s, " on one node; ");
    add_copy(s, b, best);
    weft_buf_adds(s, " comes nearest, with ");
    and = "";
    for (int32_t i = 0; i < n; i++) {
        int64_t cap = node_capacity(node_of(b, best), v[i].res);

        if (weft_plan_res(b->p, v[i].res)->global || v[i].qty <= cap)
            continue;
        weft_buf_adds(s, and);
        add_amount(s, b, v[i].res, cap);
        and = " and ";
    }
    return true;
}

static bool explain_demand(struct weft_build *b, struct weft_buf *s,
                           const struct weft_task *t, int32_t mode)
{
    const struct weft_amount *v = mode ? t->mode[mode - 1].demand : t->demand;
    int32_t n = mode ? t->mode[mode - 1].ndemand : t->ndemand;

    allowed(b, t, mode);
    for (int32_t i = 0; i < n; i++)
        if (explain_amount(b, s, &v[i]))
            return true;
    return explain_together(b, s, v, n);
}

/* It fits somewhere, but not in time. */
static void explain_time(struct weft_build *b, struct weft_buf *s,
                         const struct weft_task *t, int32_t i)
{
    const struct weft_problem *q = b->q;

    if (t->has_pin_start && t->pin_start < t->release) {
        weft_buf_adds(s, " is pinned to start at ");
        add_time(s, b, t->pin_start);
        weft_buf_adds(s, ", before its release at ");
        add_time(s, b, t->release);
        return;
    }
    weft_buf_adds(s, t->has_pin_start ? " is pinned to start at "
                                      : " may start at ");
    add_time(s, b, q->release[i]);
    if (t->has_deadline) {
        weft_buf_adds(s, " and cannot finish by its deadline ");
        add_time(s, b, t->deadline);
    } else {
        weft_buf_adds(s, ", when the nodes it fits are down");
    }
}

enum weft_rc weft_build_explain(struct weft_build *b, int32_t task,
                                int32_t more)
{
    const struct weft_task *t = weft_plan_task(b->p, task);
    struct weft_buf s = { 0 };

    add_name(&s, t->id);
    if (nowhere_allowed(b, t)) {
        explain_place(b, &s, t);
    } else if (explain_demand(b, &s, t, 0)) {
        if (t->nmode)
            weft_buf_adds(&s, t->nmode > 1 ? "; its other modes do not fit"
                                           : "; its other mode does not fit");
    } else {
        bool found = false;

        for (int32_t mode = 1; mode <= t->nmode && !found; mode++)
            found = explain_demand(b, &s, t, mode);
        if (!found)
            explain_time(b, &s, t, task);
    }
    if (more)
        weft_buf_addf(&s, " (and %d more task%s nowhere)", (int)more,
                      more > 1 ? "s fit" : " fits");
    return finish(b, &s, task);
}

/* --- several tasks ------------------------------------------------------- */

/* Earliest starts by links, releases and shortest options alone, in ticks. */
static void earliest(const struct weft_problem *q, int64_t *es, int32_t *by)
{
    const struct weft_graph *g = &q->graph;

    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t v = q->order[k];

        es[v] = q->release[v];
        by[v] = WEFT_NONE;
        for (int32_t e = g->pred_begin[v]; e < g->pred_begin[v + 1]; e++) {
            int32_t u = g->pred[e];
            int64_t at = es[u] + q->min_dur[u] + g->pred_w[e];

            if (at > es[v]) {
                es[v] = at;
                by[v] = u;
            }
        }
    }
}

static enum weft_rc explain_late(struct weft_build *b, int32_t v,
                                 const int64_t *es, const int32_t *by)
{
    const struct weft_problem *q = b->q;
    struct weft_buf s = { 0 };

    add_name(&s, weft_plan_task(b->p, v)->id);
    if (es[v] > q->latest[v]) {
        weft_buf_adds(&s, " is pinned to start at ");
        add_time(&s, b, q->latest[v] * q->tick);
        weft_buf_adds(&s, ", but cannot start before ");
        add_time(&s, b, es[v] * q->tick);
    } else {
        weft_buf_adds(&s, " has its deadline at ");
        add_time(&s, b, q->deadline[v] * q->tick);
        weft_buf_adds(&s, ", but cannot finish before ");
        add_time(&s, b, (es[v] + q->min_dur[v]) * q->tick);
    }
    if (by[v] != WEFT_NONE) {
        weft_buf_adds(&s, " (after ");
        add_name(&s, weft_plan_task(b->p, by[v])->id);
        weft_buf_adds(&s, ", which ends at ");
        add_time(&s, b, (es[by[v]] + q->min_dur[by[v]]) * q->tick);
        weft_buf_adds(&s, " at best)");
    }
    return finish(b, &s, v);
}

static enum weft_rc find_late(struct weft_build *b)
{
    const struct weft_problem *q = b->q;
    size_t n = (size_t)q->ntask + 1;
    int64_t *es = malloc(n * sizeof(*es));
    int32_t *by = malloc(n * sizeof(*by));
    enum weft_rc rc = WEFT_OK;

    if (!es || !by) {
        rc = weft_build_nomem(b);
        goto out;
    }
    earliest(q, es, by);
    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t v = q->order[k];

        if (es[v] > q->latest[v] || es[v] > q->deadline[v] - q->min_dur[v]) {
            rc = explain_late(b, v, es, by);
            break;
        }
    }
out:
    free(es);
    free(by);
    return rc;
}

/* Least that task i takes of each entry of total[] in any of its modes,
 * added. least is scratch. Saturates. */
static void add_least_spend(const struct weft_problem *q, int32_t i,
                            int64_t *least, int64_t *total)
{
    int32_t mode = WEFT_NONE;
    bool first = true;

    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        const struct weft_option *op = &q->option[o];

        if (op->mode == mode)
            continue;
        mode = op->mode;
        for (int32_t r = 0; r < q->nbudget; r++) {
            int64_t qty = 0;

            for (int32_t k = op->spend_begin; k < op->spend_begin + op->nspend;
                 k++)
                if (q->spend[k].cell == r)
                    qty = q->spend[k].qty;
            least[r] = first || qty < least[r] ? qty : least[r];
        }
        first = false;
    }
    for (int32_t r = 0; r < q->nbudget && !first; r++)
        if (__builtin_add_overflow(total[r], least[r], &total[r]))
            total[r] = INT64_MAX;
}

static enum weft_rc find_overspent(struct weft_build *b)
{
    const struct weft_problem *q = b->q;
    int64_t *total, *least;
    struct weft_buf s = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (!q->nbudget)
        return WEFT_OK;
    total = calloc(2 * (size_t)q->nbudget, sizeof(*total));
    if (!total)
        return weft_build_nomem(b);
    least = total + q->nbudget;
    for (int32_t i = 0; i < q->ntask; i++)
        add_least_spend(q, i, least, total);
    for (int32_t r = 0; r < q->nbudget; r++) {
        if (total[r] <= q->budget[r].cap)
            continue;
        weft_buf_adds(&s, "the tasks need ");
        add_amount(&s, b, q->budget[r].res, total[r]);
        weft_buf_adds(&s, " at least; the budget is ");
        weft_quantity_text(&s, q->budget[r].cap);
        rc = finish(b, &s, WEFT_NONE);
        break;
    }
    free(total);
    return rc;
}

/* Least that hold task i reserves of resource r. */
static int64_t least_reserved(const struct weft_problem *q, int32_t i,
                              int32_t r)
{
    int64_t least = INT64_MAX;

    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        const struct weft_option *op = &q->option[o];
        int64_t qty = 0;

        for (int32_t k = op->use_begin; k < op->use_begin + op->nuse; k++)
            if (q->cell[q->use[k].cell].res == r)
                qty = q->use[k].qty;
        least = qty < least ? qty : least;
    }
    return least == INT64_MAX ? 0 : least;
}

/* Reservations of a resource against all there is of it. */
static enum weft_rc find_overreserved(struct weft_build *b)
{
    const struct weft_problem *q = b->q;
    struct weft_buf s = { 0 };
    bool any = false;

    for (int32_t i = 0; i < q->ntask; i++)
        any |= q->hold[i];
    for (int32_t r = 0; any && r < q->nres; r++) {
        int64_t need = 0, have = 0;

        for (int32_t i = 0; i < q->ntask; i++)
            if (q->hold[i] &&
                __builtin_add_overflow(need, least_reserved(q, i, r), &need))
                need = INT64_MAX;
        for (int32_t c = 0; need && c < q->ncell; c++)
            if (q->cell[c].res == r &&
                __builtin_add_overflow(have, q->cell[c].cap, &have))
                have = INT64_MAX;
        if (need <= have)
            continue;
        weft_buf_adds(&s, "the tasks that hold for the whole plan reserve ");
        add_amount(&s, b, r, need);
        weft_buf_adds(&s, "; there is ");
        weft_quantity_text(&s, have);
        weft_buf_adds(&s, " in all");
        return finish(b, &s, WEFT_NONE);
    }
    return WEFT_OK;
}

enum weft_rc weft_build_contradiction(struct weft_build *b)
{
    enum weft_rc rc = find_late(b);

    if (!rc && !b->q->reason[0])
        rc = find_overspent(b);
    if (!rc && !b->q->reason[0])
        rc = find_overreserved(b);
    return rc;
}
