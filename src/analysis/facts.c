/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analysis/facts_int.h"
#include "engine/sort.h"

enum weft_rc facts_nomem(const struct facts_build *b)
{
    return weft_err_set(b->err, WEFT_E_NOMEM, "", "out of memory");
}

/* --- order --------------------------------------------------------------- */

struct key {
    int64_t at;
    int32_t pos, task;
};

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->pos > y->pos) - (x->pos < y->pos);
}

/* seq[] = tasks by start, then in topological order; by_end[] = by finish, then
 * in that of the plan. */
static enum weft_rc sort_tasks(const struct facts_build *b)
{
    int32_t n = b->q->ntask;
    struct weft_sort sort;

    if (!weft_sort_init(&sort, n))
        return facts_nomem(b);
    for (int32_t i = 0; i < n; i++) {
        b->seq[i] = b->q->order[i];
        b->by_end[i] = i;
    }
    weft_sort_by(&sort, b->s->start, b->seq, n);
    weft_sort_by(&sort, b->f->finish, b->by_end, n);
    weft_sort_release(&sort);
    return WEFT_OK;
}

/* f->order[] = seq[] with tasks of the same start by slack. A link between two
 * of them is tight, so its first task has no more slack than its second: the
 * order is topological. */
static void order_tasks(const struct facts_build *b, struct key *key)
{
    int32_t n = b->q->ntask, end;

    for (int32_t k = 0; k < n; k = end) {
        int64_t start = b->s->start[b->seq[k]];

        for (end = k; end < n && b->s->start[b->seq[end]] == start; end++)
            key[end] = (struct key){ b->f->slack[b->seq[end]],
                                     b->pos[b->seq[end]], b->seq[end] };
        if (end - k > 1)
            qsort(key + k, (size_t)(end - k), sizeof(*key), by_key);
    }
    for (int32_t k = 0; k < n; k++)
        b->f->order[k] = key[k].task;
}

/* --- slack --------------------------------------------------------------- */

/* How late task i may end where it is, successors and makespan left aside. */
static int64_t own_limit(const struct facts_build *b, int32_t i)
{
    const struct weft_problem *q = b->q;
    const struct weft_option *o = facts_option(b, i);
    int64_t finish = b->f->finish[i], limit = q->deadline[i];

    if (q->latest[i] != WEFT_FOREVER)
        return finish; /* pinned */
    if (o->copy == WEFT_NONE)
        return limit;
    for (int32_t k = 0; k < q->copy[o->copy].ndown; k++) {
        int64_t from = q->down[q->copy[o->copy].down_begin + k].from;

        if (from >= finish) /* sorted: it is the next window */
            return from < limit ? from : limit;
    }
    return limit;
}

/* No task before i may end so late that i, ending at `end`, would have to
 * move. */
static void push_back(const struct facts_build *b, int32_t i, int64_t end,
                      int64_t *latest)
{
    const struct weft_problem *q = b->q;
    const struct weft_graph *g = &q->graph;
    int64_t start = end - facts_option(b, i)->dur;

    for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
        int32_t u = g->pred[e];
        int64_t at = start - weft_problem_delay(q, g->pred_link[e],
                                                g->pred_w[e], b->s->opt[u],
                                                b->s->opt[i]);

        latest[u] = at < latest[u] ? at : latest[u];
    }
    for (int32_t k = b->arc_begin[i]; k < b->arc_end[i]; k++) {
        int32_t u = b->f->arc[k].from;

        latest[u] = start < latest[u] ? start : latest[u];
    }
}

/* Backward pass over links and arcs, twice: with the makespan alone, which
 * tells what is critical, and with every limit, which is the slack. */
static enum weft_rc find_slack(struct facts_build *b)
{
    struct weft_facts *f = b->f;
    int32_t n = f->n;
    int64_t *latest = malloc(((size_t)n + 1) * sizeof(*latest));

    if (!latest)
        return facts_nomem(b);
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < n; i++)
            latest[i] = f->makespan;
        for (int32_t k = n - 1; k >= 0; k--) {
            int32_t i = b->seq[k];
            int64_t own = pass ? own_limit(b, i) : f->makespan;

            latest[i] = own < latest[i] ? own : latest[i];
            push_back(b, i, latest[i], latest);
            if (pass)
                f->slack[i] = latest[i] - f->finish[i];
            else
                f->critical[i] = latest[i] == f->finish[i];
        }
    }
    free(latest);
    return WEFT_OK;
}

/* --- the chain ----------------------------------------------------------- */

static enum weft_rc find_chain(struct facts_build *b)
{
    struct weft_facts *f = b->f;
    int32_t last = WEFT_NONE, n = 0;

    for (int32_t i = 0; i < f->n; i++)
        if (f->finish[i] == f->makespan &&
            (last == WEFT_NONE || b->s->start[i] > b->s->start[last]))
            last = i;
    for (int32_t i = last; i != WEFT_NONE; i = f->cause[i].pred)
        n++;
    f->chain = malloc(((size_t)n + 1) * sizeof(*f->chain));
    f->chain_wait = malloc(((size_t)n + 1) * sizeof(*f->chain_wait));
    if (!f->chain || !f->chain_wait)
        return facts_nomem(b);
    f->nchain = n;
    for (int32_t i = last; i != WEFT_NONE; i = f->cause[i].pred) {
        f->chain[--n] = i;
        f->chain_wait[n] = f->cause[i].kind == WEFT_CAUSE_CAPACITY;
    }
    return WEFT_OK;
}

/* --- all of it ----------------------------------------------------------- */

static enum weft_rc alloc_facts(struct facts_build *b)
{
    struct weft_facts *f = b->f;
    size_t n = (size_t)b->q->ntask + 1, ncell = (size_t)b->q->ncell + 1;

    f->n = b->q->ntask;
    f->finish = malloc(n * sizeof(*f->finish));
    f->order = malloc(n * sizeof(*f->order));
    f->slack = malloc(n * sizeof(*f->slack));
    f->critical = malloc(n * sizeof(*f->critical));
    f->cause = malloc(n * sizeof(*f->cause));
    f->cell = calloc(ncell, sizeof(*f->cell));
    f->copy_busy = calloc((size_t)b->q->ncopy + 1, sizeof(*f->copy_busy));
    b->pos = malloc(n * sizeof(*b->pos));
    b->seq = malloc(n * sizeof(*b->seq));
    b->by_end = malloc(n * sizeof(*b->by_end));
    b->held = calloc(ncell, sizeof(*b->held));
    b->nuser = calloc(ncell, sizeof(*b->nuser));
    b->arc_begin = malloc(n * sizeof(*b->arc_begin));
    b->arc_end = malloc(n * sizeof(*b->arc_end));
    if (!f->finish || !f->order || !f->slack || !f->critical || !f->cause ||
        !f->cell || !f->copy_busy || !b->pos || !b->seq || !b->by_end ||
        !b->held || !b->nuser || !b->arc_begin || !b->arc_end)
        return facts_nomem(b);
    return WEFT_OK;
}

static enum weft_rc find_facts(struct facts_build *b)
{
    const struct weft_problem *q = b->q;
    struct weft_facts *f = b->f;
    struct key *key;
    enum weft_rc rc = alloc_facts(b);

    if (rc)
        return rc;
    for (int32_t i = 0; i < f->n; i++) {
        if (b->s->opt[i] < q->option_begin[i] ||
            b->s->opt[i] >= q->option_begin[i + 1] || b->s->start[i] < 0)
            return weft_err_set(b->err, WEFT_E_INVAL, "",
                                "the schedule has no place for every task");
        f->finish[i] = b->s->start[i] + facts_option(b, i)->dur;
        b->pos[q->order[i]] = i;
    }
    f->makespan = weft_schedule_makespan(q, b->s);
    f->cost = weft_schedule_cost(q, b->s);
    f->nodes_used = weft_schedule_nodes_used(q, b->s);
    if (f->cost < 0 || f->nodes_used < 0)
        return facts_nomem(b);
    key = malloc(((size_t)f->n + 1) * sizeof(*key));
    if (!key)
        return facts_nomem(b);
    if (!(rc = sort_tasks(b)) && !(rc = facts_load(b)) &&
        !(rc = facts_causes(b)) && !(rc = find_slack(b)) &&
        !(rc = find_chain(b)))
        order_tasks(b, key);
    free(key);
    return rc;
}

enum weft_rc weft_facts_new(const struct weft_problem *q,
                            const struct weft_schedule *s,
                            struct weft_facts **out, struct weft_err *err)
{
    struct facts_build b = { .q = q, .s = s, .err = err };
    enum weft_rc rc;

    if (s->n != q->ntask)
        return weft_err_set(err, WEFT_E_INVAL, "",
                            "the schedule is of another plan");
    b.f = calloc(1, sizeof(*b.f));
    rc = b.f ? find_facts(&b) : facts_nomem(&b);
    free(b.pos);
    free(b.seq);
    free(b.by_end);
    free(b.held);
    free(b.nuser);
    free(b.block_min);
    free(b.block_max);
    free(b.arc_begin);
    free(b.arc_end);
    if (rc)
        weft_facts_free(b.f);
    else
        *out = b.f;
    return rc;
}

void weft_facts_free(struct weft_facts *f)
{
    if (!f)
        return;
    free(f->finish);
    free(f->order);
    free(f->slack);
    free(f->critical);
    free(f->arc);
    free(f->cause);
    free(f->chain);
    free(f->chain_wait);
    free(f->cell);
    free(f->step);
    free(f->copy_busy);
    free(f);
}
