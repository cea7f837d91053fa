/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "weft/problem.h"

__extension__ typedef __int128 wide;

#define HOUR 3600000 /* thousandths of a second */

enum weft_rc weft_schedule_init(struct weft_schedule *s, int32_t n,
                                struct weft_err *err)
{
    size_t room = n ? (size_t)n : 1;
    int32_t *opt = malloc(room * sizeof(*opt));
    int64_t *start = calloc(room, sizeof(*start));

    if (!opt || !start) {
        free(opt);
        free(start);
        weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        return WEFT_E_NOMEM;
    }
    for (int32_t i = 0; i < n; i++)
        opt[i] = WEFT_NONE;
    *s = (struct weft_schedule){ .n = n, .opt = opt, .start = start };
    return WEFT_OK;
}

/* Both have the same n. */
static void fill(struct weft_schedule *to, const struct weft_schedule *from)
{
    if (from->n == 0)
        return;
    memcpy(to->opt, from->opt, (size_t)from->n * sizeof(*to->opt));
    memcpy(to->start, from->start, (size_t)from->n * sizeof(*to->start));
}

enum weft_rc weft_schedule_copy(struct weft_schedule *to,
                                const struct weft_schedule *from,
                                struct weft_err *err)
{
    struct weft_schedule fresh;
    enum weft_rc rc;

    if (to == from)
        return WEFT_OK;
    if (to->n == from->n) {
        fill(to, from);
        return WEFT_OK;
    }
    rc = weft_schedule_init(&fresh, from->n, err);
    if (rc)
        return rc;
    fill(&fresh, from);
    weft_schedule_release(to);
    *to = fresh;
    return WEFT_OK;
}

void weft_schedule_release(struct weft_schedule *s)
{
    free(s->opt);
    free(s->start);
    *s = (struct weft_schedule){ 0 };
}

int64_t weft_schedule_makespan(const struct weft_problem *q,
                               const struct weft_schedule *s)
{
    int64_t last = 0;

    for (int32_t i = 0; i < s->n; i++)
        if (s->opt[i] != WEFT_NONE) {
            int64_t end = s->start[i] + q->option[s->opt[i]].dur;

            last = end > last ? end : last;
        }
    return last;
}

/* --- cost ---------------------------------------------------------------- */

struct run {
    int32_t copy;
    int64_t from, to;
};

static int by_copy_and_start(const void *a, const void *b)
{
    const struct run *x = a, *y = b;

    if (x->copy != y->copy)
        return x->copy < y->copy ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* Runs on priced copies, sorted; a hold task runs all the time. */
static size_t priced_runs(const struct weft_problem *q,
                          const struct weft_schedule *s, int64_t makespan,
                          struct run *run)
{
    size_t n = 0;

    for (int32_t i = 0; i < s->n; i++) {
        const struct weft_option *o;

        if (s->opt[i] == WEFT_NONE)
            continue;
        o = &q->option[s->opt[i]];
        if (o->copy == WEFT_NONE || !q->copy[o->copy].price ||
            q->copy[o->copy].billing == WEFT_BILL_FIXED)
            continue;
        run[n].copy = o->copy;
        run[n].from = q->hold[i] ? 0 : s->start[i];
        run[n].to = q->hold[i] ? makespan : s->start[i] + o->dur;
        n++;
    }
    qsort(run, n, sizeof(*run), by_copy_and_start);
    return n;
}

/* Sum in units of price x tick x thousandth, so that nothing is rounded on
 * the way. Saturates. */
static void add_product(wide *sum, int64_t a, int64_t b, int64_t c)
{
    const wide most = ((((wide)1 << 126) - 1) << 1) + 1;
    wide v = (wide)a * b;

    if (__builtin_mul_overflow(v, (wide)c, &v) ||
        __builtin_add_overflow(*sum, v, sum))
        *sum = most;
}

static void add_runs(const struct weft_problem *q, const struct run *run,
                     size_t n, wide *sum)
{
    size_t end;

    for (size_t i = 0; i < n; i = end) {
        const struct weft_copy *c = &q->copy[run[i].copy];
        int64_t busy = 0, last = run[i].from;

        for (end = i; end < n && run[end].copy == run[i].copy; end++) {
            int64_t from = run[end].from > last ? run[end].from : last;

            if (run[end].to <= from)
                continue;
            busy += run[end].to - from;
            last = run[end].to;
        }
        if (c->billing == WEFT_BILL_LEASE)
            busy = last - run[i].from;
        add_product(sum, c->price, busy, 1000);
    }
}

static void add_uses(const struct weft_problem *q,
                     const struct weft_schedule *s, int64_t makespan,
                     wide *hours, wide *spent)
{
    for (int32_t i = 0; i < s->n; i++) {
        const struct weft_option *o;

        if (s->opt[i] == WEFT_NONE)
            continue;
        o = &q->option[s->opt[i]];
        for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
            add_product(hours, q->res_price[q->cell[q->use[k].cell].res],
                        q->use[k].qty, q->hold[i] ? makespan : o->dur);
        for (int32_t k = o->spend_begin; k < o->spend_begin + o->nspend; k++)
            add_product(spent, q->res_price[q->budget[q->spend[k].cell].res],
                        q->spend[k].qty, 1);
    }
}

static wide divide_nearest(wide v, wide by)
{
    return v / by + (v % by >= (by + 1) / 2);
}

int64_t weft_schedule_cost(const struct weft_problem *q,
                           const struct weft_schedule *s)
{
    int64_t makespan = weft_schedule_makespan(q, s);
    wide hour = q->unit == WEFT_UNIT_NONE ? WEFT_MILLI : HOUR;
    wide hours = 0, spent = 0, total;
    struct run *run = malloc(((size_t)s->n + 1) * sizeof(*run));

    if (!run)
        return WEFT_NONE;
    add_runs(q, run, priced_runs(q, s, makespan, run), &hours);
    free(run);
    for (int32_t c = 0; c < q->ncopy; c++)
        if (q->copy[c].billing == WEFT_BILL_FIXED)
            add_product(&hours, q->copy[c].price, makespan, 1000);
    add_uses(q, s, makespan, &hours, &spent);
    /* hours counts ticks x thousandths of an amount; to the same measure: */
    if (__builtin_mul_overflow(hours, (wide)q->tick, &hours) ||
        __builtin_mul_overflow(spent, hour, &spent) ||
        __builtin_add_overflow(hours, spent, &hours))
        return INT64_MAX;
    total = divide_nearest(hours, hour * 1000);
    return total > INT64_MAX ? INT64_MAX : (int64_t)total;
}

int32_t weft_schedule_nodes_used(const struct weft_problem *q,
                                 const struct weft_schedule *s)
{
    bool *used = calloc((size_t)q->ncopy + 1, sizeof(*used));
    int32_t n = 0;

    if (!used)
        return WEFT_NONE;
    for (int32_t i = 0; i < s->n; i++) {
        int32_t copy = s->opt[i] == WEFT_NONE ? WEFT_NONE
                                              : q->option[s->opt[i]].copy;

        if (copy == WEFT_NONE || used[copy])
            continue;
        used[copy] = true;
        n++;
    }
    free(used);
    return n;
}
