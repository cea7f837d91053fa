/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/problem.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/utf8.h"
#include "model/build.h"

#define MAX_COPIES 1000000

enum weft_rc weft_build_nomem(const struct weft_build *b)
{
    return weft_err_set(b->err, WEFT_E_NOMEM, "", "out of memory");
}

void *weft_build_zeros(size_t n, size_t size)
{
    return calloc(n ? n : 1, size);
}

enum weft_rc weft_build_too_long(struct weft_build *b,
                                 const struct weft_task *t)
{
    return weft_err_set(b->err, WEFT_E_LIMIT, t->id,
                        "task '%s' takes longer than weft can count", t->id);
}

__extension__ typedef __int128 wide;

int64_t weft_build_scale_up(int64_t a, int64_t b, int64_t c)
{
    wide v = ((wide)a * b + (c - 1)) / c;

    return v > INT64_MAX ? WEFT_NONE : (int64_t)v;
}

/* --- copies, cells, budgets ---------------------------------------------- */

static bool is_cell_of_node(const struct weft_build *b, int32_t res)
{
    return b->wanted[res] && !weft_plan_res(b->p, res)->global;
}

static enum weft_rc count_copies(struct weft_build *b)
{
    int64_t ncopy = 0, ncell = 0, ndown = 0;

    b->first_copy = weft_build_zeros((size_t)b->nnode + 1,
                                     sizeof(*b->first_copy));
    if (!b->first_copy)
        return weft_build_nomem(b);
    for (int32_t i = 0; i < b->nnode; i++) {
        const struct weft_node *node = weft_plan_node(b->p, i);
        int64_t each = 0;

        b->first_copy[i] = (int32_t)ncopy;
        ncopy += node->count;
        ndown += node->ndown;
        for (int32_t k = 0; k < node->ncapacity; k++)
            each += is_cell_of_node(b, node->capacity[k].res);
        ncell += each * node->count;
        if (ncopy > MAX_COPIES || ncell > INT32_MAX / 2 || ndown > INT32_MAX)
            return weft_err_set(b->err, WEFT_E_LIMIT, node->id,
                                "too many node copies: at most %d are planned",
                                MAX_COPIES);
    }
    b->first_copy[b->nnode] = (int32_t)ncopy;
    b->q->ncopy = (int32_t)ncopy;
    b->q->copy = weft_build_zeros((size_t)ncopy, sizeof(*b->q->copy));
    b->q->cell = weft_build_zeros((size_t)ncell + (size_t)b->nres,
                                  sizeof(*b->q->cell));
    b->q->budget = weft_build_zeros((size_t)b->nres, sizeof(*b->q->budget));
    b->q->down = weft_build_zeros((size_t)ndown, sizeof(*b->q->down));
    b->where_is = weft_build_zeros((size_t)b->nres, sizeof(*b->where_is));
    b->q->res_price = weft_build_zeros((size_t)b->nres,
                                       sizeof(*b->q->res_price));
    if (!b->q->copy || !b->q->cell || !b->q->budget || !b->q->down ||
        !b->where_is || !b->q->res_price)
        return weft_build_nomem(b);
    return WEFT_OK;
}

static void fill_copies(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    int32_t ndown = 0;

    for (int32_t i = 0; i < b->nnode; i++) {
        const struct weft_node *node = weft_plan_node(b->p, i);

        if (node->ndown)
            memcpy(q->down + ndown, node->down,
                   (size_t)node->ndown * sizeof(*q->down));
        for (int32_t k = 0; k < node->count; k++) {
            struct weft_copy *c = &q->copy[b->first_copy[i] + k];

            *c = (struct weft_copy){ .node = i,
                                     .index = k,
                                     .cell_begin = q->ncell,
                                     .price = node->price,
                                     .billing = node->billing,
                                     .down_begin = ndown,
                                     .ndown = node->ndown };
            for (int32_t j = 0; j < node->ncapacity; j++)
                if (is_cell_of_node(b, node->capacity[j].res))
                    q->cell[q->ncell++] = (struct weft_cell){
                        .copy = b->first_copy[i] + k,
                        .res = node->capacity[j].res,
                        .cap = node->capacity[j].qty
                    };
            c->ncell = q->ncell - c->cell_begin;
        }
        ndown += node->ndown;
    }
}

static void fill_globals(struct weft_build *b)
{
    struct weft_problem *q = b->q;

    q->nres = b->nres;
    for (int32_t r = 0; r < b->nres; r++) {
        const struct weft_resource *res = weft_plan_res(b->p, r);

        q->res_price[r] = res->price;
        b->where_is[r] = WEFT_NONE;
        if (!res->global || !b->wanted[r])
            continue;
        if (res->consumable) {
            b->where_is[r] = q->nbudget;
            q->budget[q->nbudget++] = (struct weft_budget){
                .res = r, .cap = res->capacity
            };
        } else {
            b->where_is[r] = q->ncell;
            q->cell[q->ncell++] = (struct weft_cell){ .copy = WEFT_NONE,
                                                      .res = r,
                                                      .cap = res->capacity };
        }
    }
}

static void fill_times(struct weft_build *b)
{
    struct weft_problem *q = b->q;

    for (int32_t i = 0; i < q->ntask; i++) {
        const struct weft_task *t = weft_plan_task(b->p, i);

        q->release[i] = t->release;
        q->latest[i] = WEFT_FOREVER;
        q->deadline[i] = t->has_deadline ? t->deadline : WEFT_FOREVER;
        q->hold[i] = t->hold_plan;
        q->priority[i] = (double)t->priority / WEFT_NANO;
        if (!t->has_pin_start)
            continue;
        q->latest[i] = t->pin_start;
        if (t->pin_start > t->release)
            q->release[i] = t->pin_start;
    }
}

/* --- links --------------------------------------------------------------- */

/* Extra delay of a link between different copies; WEFT_NONE on overflow. */
static int64_t transfer(const struct weft_plan *p, const struct weft_link *l)
{
    int64_t bandwidth = weft_plan_bandwidth(p), t = 0;

    if (!l->data || !weft_plan_has_network(p))
        return 0;
    if (bandwidth)
        t = weft_build_scale_up(l->data, 1000, bandwidth);
    if (t < 0 || __builtin_add_overflow(t, weft_plan_latency(p), &t))
        return WEFT_NONE;
    return t;
}

static enum weft_rc build_graph(struct weft_build *b, int32_t *from,
                                int32_t *to, int64_t *lag, int32_t m)
{
    struct weft_problem *q = b->q;
    int32_t l = 0, count;
    enum weft_rc rc;

    for (int32_t i = 0; i < q->ntask; i++) {
        const struct weft_task *t = weft_plan_task(b->p, i);

        for (int32_t k = 0; k < t->nafter; k++, l++) {
            from[l] = t->after[k].task;
            to[l] = i;
            lag[l] = t->after[k].lag;
            q->link_xfer[l] = transfer(b->p, &t->after[k]);
            if (q->link_xfer[l] < 0)
                return weft_build_too_long(b, t);
        }
    }
    rc = weft_graph_build(&q->graph, q->ntask, m, from, to, lag, b->err);
    if (rc)
        return rc;
    rc = weft_graph_order(&q->graph, q->order, &count, b->err);
    if (rc)
        return rc;
    if (count < q->ntask)
        return weft_err_set(b->err, WEFT_E_CYCLE, "", "the links form a cycle");
    return WEFT_OK;
}

static enum weft_rc fill_links(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    int64_t m = 0;
    int32_t *ends;
    int64_t *lag;
    enum weft_rc rc;

    for (int32_t i = 0; i < q->ntask; i++)
        m += weft_plan_task(b->p, i)->nafter;
    if (m > INT32_MAX)
        return weft_err_set(b->err, WEFT_E_LIMIT, "", "too many links");
    ends = weft_build_zeros(2 * (size_t)m, sizeof(*ends));
    lag = weft_build_zeros((size_t)m, sizeof(*lag));
    q->link_xfer = weft_build_zeros((size_t)m, sizeof(*q->link_xfer));
    q->order = weft_build_zeros((size_t)q->ntask, sizeof(*q->order));
    if (ends && lag && q->link_xfer && q->order)
        rc = build_graph(b, ends, ends + m, lag, (int32_t)m);
    else
        rc = weft_build_nomem(b);
    free(ends);
    free(lag);
    return rc;
}

/* --- ticks --------------------------------------------------------------- */

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;

        a = b;
        b = r;
    }
    return a;
}

/* Call f on every time of q but the durations of options. */
static void each_time(struct weft_problem *q,
                      void (*f)(int64_t *t, int64_t *arg), int64_t *arg)
{
    for (int32_t i = 0; i < q->ntask; i++) {
        f(&q->release[i], arg);
        f(&q->latest[i], arg);
        f(&q->deadline[i], arg);
        f(&q->min_dur[i], arg);
    }
    for (int32_t l = 0; l < q->graph.m; l++) {
        f(&q->graph.succ_w[l], arg);
        f(&q->graph.pred_w[l], arg);
        f(&q->link_xfer[l], arg);
    }
    for (int32_t c = 0, k = 0; c < q->ncopy; c++) {
        int32_t end = q->copy[c].down_begin + q->copy[c].ndown;

        for (; k < end; k++) { /* copies of a node share their windows */
            f(&q->down[k].from, arg);
            f(&q->down[k].to, arg);
        }
    }
}

static void into_gcd(int64_t *t, int64_t *g)
{
    if (*t && *t != WEFT_FOREVER && (*g == 0 || *t % *g))
        *g = gcd(*t, *g);
}

static void divide(int64_t *t, int64_t *d)
{
    if (*t && *t != WEFT_FOREVER)
        *t /= *d;
}

/* Options of a task mostly take equally long: divide once for each run of
 * equal durations. */
static void divide_options(struct weft_option *o, size_t n, int64_t d)
{
    int64_t last = 0, quotient = 0;

    for (size_t i = 0; i < n; i++) {
        if (o[i].dur != last) {
            last = o[i].dur;
            quotient = last / d;
        }
        o[i].dur = quotient;
    }
}

static void into_max(int64_t *t, int64_t *most)
{
    *most = *t > *most ? *t : *most;
}

/* The latest end of any sensible schedule: everything waits for the last
 * release and window, then runs one after the other. */
static enum weft_rc limit_times(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    int64_t last = 0, sum = 0;

    for (int32_t i = 0; i < q->ntask; i++) {
        int64_t most = 0;

        into_max(&q->release[i], &last);
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            into_max(&q->option[o].dur, &most);
        if (__builtin_add_overflow(sum, most, &sum))
            sum = INT64_MAX;
    }
    for (int32_t c = 0; c < q->ncopy; c++)
        if (q->copy[c].ndown)
            into_max(&q->down[q->copy[c].down_begin + q->copy[c].ndown - 1].to,
                     &last);
    for (int32_t l = 0; l < q->graph.m; l++)
        if (__builtin_add_overflow(sum, q->graph.succ_w[l], &sum) ||
            __builtin_add_overflow(sum, q->link_xfer[l], &sum))
            sum = INT64_MAX;
    if (__builtin_add_overflow(sum, last, &sum) || sum > WEFT_BUILD_MAX_TIME)
        return weft_err_set(b->err, WEFT_E_LIMIT, "",
                            "the times of the plan add up to more than weft "
                            "can count");
    return WEFT_OK;
}

static enum weft_rc choose_tick(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    enum weft_rc rc = limit_times(b);

    if (rc)
        return rc;
    q->tick = 0;
    each_time(q, into_gcd, &q->tick);
    for (size_t o = 0; o < b->noption; o++)
        if (o == 0 || q->option[o].dur != q->option[o - 1].dur)
            into_gcd(&q->option[o].dur, &q->tick);
    if (q->tick == 0)
        q->tick = 1;
    if (q->tick == 1)
        return WEFT_OK;
    each_time(q, divide, &q->tick);
    divide_options(q->option, b->noption, q->tick);
    return WEFT_OK;
}

/* --- ids ----------------------------------------------------------------- */

static void add_id(struct weft_buf *s, size_t *at, const char *id)
{
    size_t n = strlen(id), k = 0;

    *at = s->len;
    while (k < n && id[k] > 0x20 && id[k] < 0x7f)
        k++;
    if (k == n) /* nothing to make safe in it */
        weft_buf_add(s, id, n);
    else
        weft_utf8_show(s, id, n, false);
    weft_buf_addc(s, '\0');
}

static enum weft_rc fill_ids(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    struct weft_buf s = { 0 };

    q->task_id = weft_build_zeros((size_t)q->ntask, sizeof(*q->task_id));
    q->node_id = weft_build_zeros((size_t)b->nnode, sizeof(*q->node_id));
    q->res_id = weft_build_zeros((size_t)b->nres, sizeof(*q->res_id));
    if (!q->task_id || !q->node_id || !q->res_id)
        return weft_build_nomem(b);
    for (int32_t i = 0; i < q->ntask; i++)
        add_id(&s, &q->task_id[i], weft_plan_task(b->p, i)->id);
    for (int32_t i = 0; i < b->nnode; i++)
        add_id(&s, &q->node_id[i], weft_plan_node(b->p, i)->id);
    for (int32_t i = 0; i < b->nres; i++)
        add_id(&s, &q->res_id[i], weft_plan_res(b->p, i)->id);
    q->ids = weft_buf_take(&s);
    return q->ids ? WEFT_OK : weft_build_nomem(b);
}

/* --- all of it ----------------------------------------------------------- */

static enum weft_rc alloc_tasks(struct weft_build *b)
{
    struct weft_problem *q = b->q;
    size_t n = (size_t)q->ntask;

    q->release = weft_build_zeros(n, sizeof(*q->release));
    q->latest = weft_build_zeros(n, sizeof(*q->latest));
    q->deadline = weft_build_zeros(n, sizeof(*q->deadline));
    q->hold = weft_build_zeros(n, sizeof(*q->hold));
    q->priority = weft_build_zeros(n, sizeof(*q->priority));
    if (!q->release || !q->latest || !q->deadline || !q->hold || !q->priority)
        return weft_build_nomem(b);
    return WEFT_OK;
}

static enum weft_rc compile(struct weft_build *b)
{
    enum weft_rc rc;

    if ((rc = alloc_tasks(b)) || (rc = weft_build_demands(b)) ||
        (rc = count_copies(b)))
        return rc;
    fill_copies(b);
    fill_globals(b);
    fill_times(b);
    if ((rc = weft_build_options(b)) || (rc = fill_links(b)) ||
        (rc = weft_build_groups(b)) || (rc = choose_tick(b)) ||
        (rc = fill_ids(b)))
        return rc;
    b->q->nuse = (int32_t)b->nuse;
    b->q->nspend = (int32_t)b->nspend;
    return b->q->reason[0] ? WEFT_OK : weft_build_contradiction(b);
}

static void build_release(struct weft_build *b)
{
    for (int32_t i = 0; i < b->ndemand; i++)
        free(b->demand[i].use);
    free(b->demand);
    free(b->demand_of);
    free(b->first_copy);
    free(b->where_is);
    free(b->wanted);
    free(b->cand);
    free(b->stamp);
    free(b->own_stamp);
    free(b->own_dur);
    free(b->speed);
}

enum weft_rc weft_problem_new(const struct weft_plan *p,
                              struct weft_problem **out, struct weft_err *err)
{
    struct weft_build b = { .p = p, .err = err };
    enum weft_rc rc;

    b.q = calloc(1, sizeof(*b.q));
    if (!b.q)
        return weft_build_nomem(&b);
    b.nnode = weft_plan_nnode(p);
    b.nres = weft_plan_nres(p);
    b.q->unit = weft_plan_unit(p);
    b.q->ntask = weft_plan_ntask(p);
    b.q->no_nodes = b.nnode == 0;
    b.q->reason_task = WEFT_NONE;
    rc = compile(&b);
    build_release(&b);
    if (rc)
        weft_problem_free(b.q);
    else
        *out = b.q;
    return rc;
}

void weft_problem_free(struct weft_problem *q)
{
    if (!q)
        return;
    free(q->copy);
    free(q->cell);
    free(q->budget);
    free(q->down);
    free(q->option_begin);
    free(q->option);
    free(q->use);
    free(q->spend);
    free(q->release);
    free(q->latest);
    free(q->deadline);
    free(q->hold);
    free(q->min_dur);
    free(q->priority);
    weft_graph_release(&q->graph);
    free(q->link_xfer);
    free(q->res_price);
    free(q->order);
    free(q->ids);
    free(q->task_id);
    free(q->node_id);
    free(q->res_id);
    free(q);
}

int64_t weft_problem_delay(const struct weft_problem *q, int32_t l, int64_t lag,
                           int32_t a, int32_t b)
{
    int32_t from = q->option[a].copy, to = q->option[b].copy;

    if (from == to || from == WEFT_NONE || to == WEFT_NONE)
        return lag;
    return lag + q->link_xfer[l];
}

void weft_copy_id(const struct weft_plan *p, const struct weft_problem *q,
                  int32_t copy, char *out, size_t size)
{
    const struct weft_copy *c = &q->copy[copy];
    const struct weft_node *node = weft_plan_node(p, c->node);

    if (node->count > 1)
        snprintf(out, size, "%s-%d", node->id, (int)c->index + 1);
    else
        snprintf(out, size, "%s", node->id);
}
