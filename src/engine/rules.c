/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rules.h"

#include <stdlib.h>
#include <string.h>

/* Counting all successors takes n^2 steps in the worst case. */
#define MTS_MAX     200000
#define REACH_WORDS 4

struct weft_order_item {
    int64_t value;
    int32_t boost, task;
};

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* --- the rules ------------------------------------------------------------ */

typedef enum weft_rc (*rule_fn)(struct weft_orders *w, struct weft_err *err);

static enum weft_rc by_latest_start(struct weft_orders *w, struct weft_err *err)
{
    (void)err;
    memcpy(w->value, w->ls, (size_t)w->q->ntask * sizeof(*w->value));
    return WEFT_OK;
}

static enum weft_rc by_latest_finish(struct weft_orders *w,
                                     struct weft_err *err)
{
    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++)
        w->value[i] = w->ls[i] + w->q->min_dur[i];
    return WEFT_OK;
}

static enum weft_rc by_slack(struct weft_orders *w, struct weft_err *err)
{
    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++)
        w->value[i] = w->ls[i] - w->es[i];
    return WEFT_OK;
}

static enum weft_rc by_upward_rank(struct weft_orders *w, struct weft_err *err)
{
    const struct weft_problem *q = w->q;
    const struct weft_graph *G = &q->graph;

    (void)err;
    for (int32_t k = q->ntask - 1; k >= 0; k--) {
        int32_t i = q->order[k];
        int64_t rest = 0;

        for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++) {
            int64_t r = q->link_xfer[G->succ_link[s]] - w->value[G->succ[s]] +
                        (G->succ_w ? G->succ_w[s] : 0);

            if (rest < r)
                rest = r;
        }
        w->value[i] = -w->mean_dur[i] - rest;
    }
    return WEFT_OK;
}

static enum weft_rc by_shortest(struct weft_orders *w, struct weft_err *err)
{
    (void)err;
    memcpy(w->value, w->mean_dur, (size_t)w->q->ntask * sizeof(*w->value));
    return WEFT_OK;
}

static enum weft_rc by_longest(struct weft_orders *w, struct weft_err *err)
{
    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++)
        w->value[i] = -w->mean_dur[i];
    return WEFT_OK;
}

/* Demand of task i in its first option: millionths of the largest capacity of
 * each resource, added up. */
static int64_t demand_of(const struct weft_problem *q, const int64_t *largest,
                         int32_t i)
{
    const struct weft_option *opt = &q->option[q->option_begin[i]];
    double sum = 0;

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &q->use[opt->use_begin + x];

        sum += (double)u->qty / (double)largest[q->cell[u->cell].res];
    }
    return (int64_t)(sum * 1e6);
}

static enum weft_rc demands(struct weft_orders *w, int64_t sign,
                            struct weft_err *err)
{
    const struct weft_problem *q = w->q;
    int64_t *largest = calloc((size_t)q->nres + 1, sizeof(*largest));

    if (!largest)
        return no_memory(err);
    for (int32_t c = 0; c < q->ncell; c++)
        if (largest[q->cell[c].res] < q->cell[c].cap)
            largest[q->cell[c].res] = q->cell[c].cap;
    for (int32_t i = 0; i < q->ntask; i++)
        w->value[i] = sign * demand_of(q, largest, i);
    free(largest);
    return WEFT_OK;
}

static enum weft_rc by_small_demand(struct weft_orders *w, struct weft_err *err)
{
    return demands(w, 1, err);
}

static enum weft_rc by_large_demand(struct weft_orders *w, struct weft_err *err)
{
    return demands(w, -1, err);
}

/* Demand x duration, the largest first. */
static enum weft_rc by_work(struct weft_orders *w, struct weft_err *err)
{
    enum weft_rc rc = demands(w, 1, err);

    for (int32_t i = 0; !rc && i < w->q->ntask; i++) {
        double v = (double)w->value[i] * (double)w->mean_dur[i];

        w->value[i] = v < 9e18 ? -(int64_t)v : -INT64_MAX;
    }
    return rc;
}

static enum weft_rc by_successors(struct weft_orders *w, struct weft_err *err)
{
    const struct weft_graph *G = &w->q->graph;

    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++)
        w->value[i] = -(int64_t)(G->succ_begin[i + 1] - G->succ_begin[i]);
    return WEFT_OK;
}

/* All successors, 64 x REACH_WORDS of them at a time: which of these does a
 * task reach? */
static enum weft_rc by_all_successors(struct weft_orders *w,
                                      struct weft_err *err)
{
    const struct weft_problem *q = w->q;
    const struct weft_graph *G = &q->graph;
    int32_t n = q->ntask;
    uint64_t *reach;

    if (n > MTS_MAX)
        return weft_err_set(err, WEFT_E_LIMIT, NULL,
                            "the rule mts counts at most %d tasks", MTS_MAX);
    reach = malloc(((size_t)n + 1) * REACH_WORDS * sizeof(*reach));
    if (!reach)
        return no_memory(err);
    memset(w->value, 0, (size_t)n * sizeof(*w->value));
    for (int32_t first = 0; first < n; first += 64 * REACH_WORDS) {
        for (int32_t k = n - 1; k >= 0; k--) {
            int32_t i = q->order[k];
            uint64_t *r = reach + (size_t)i * REACH_WORDS;

            memset(r, 0, REACH_WORDS * sizeof(*r));
            for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++) {
                int32_t j = G->succ[s], at = j - first;
                const uint64_t *from = reach + (size_t)j * REACH_WORDS;

                for (int b = 0; b < REACH_WORDS; b++)
                    r[b] |= from[b];
                if (at >= 0 && at < 64 * REACH_WORDS)
                    r[at / 64] |= UINT64_C(1) << at % 64;
            }
            for (int b = 0; b < REACH_WORDS; b++)
                w->value[i] -= __builtin_popcountll(r[b]);
        }
    }
    free(reach);
    return WEFT_OK;
}

/* Greatest rank positional weight: own duration and those of the direct
 * successors. */
static enum weft_rc by_weight(struct weft_orders *w, struct weft_err *err)
{
    const struct weft_graph *G = &w->q->graph;

    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++) {
        w->value[i] = -w->mean_dur[i];
        for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++)
            w->value[i] -= w->mean_dur[G->succ[s]];
    }
    return WEFT_OK;
}

static enum weft_rc by_earliest_start(struct weft_orders *w,
                                      struct weft_err *err)
{
    (void)err;
    memcpy(w->value, w->es, (size_t)w->q->ntask * sizeof(*w->value));
    return WEFT_OK;
}

static enum weft_rc by_file(struct weft_orders *w, struct weft_err *err)
{
    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++)
        w->value[i] = i;
    return WEFT_OK;
}

/* The bits of a double, arranged so that they compare as it does. */
static enum weft_rc by_priority(struct weft_orders *w, struct weft_err *err)
{
    (void)err;
    for (int32_t i = 0; i < w->q->ntask; i++) {
        double p = -w->q->priority[i];
        int64_t bits;

        memcpy(&bits, &p, sizeof(bits));
        w->value[i] = bits < 0 ? INT64_MIN - bits : bits;
    }
    return WEFT_OK;
}

/* What leads in experiments stands first: list engines try them in this
 * order, as far as time goes. */
#define RULES(X)                                                               \
    X("lst", by_latest_start,                                                  \
      "earliest latest start first (longest path to the end)")                 \
    X("lft", by_latest_finish, "earliest latest finish first")                 \
    X("rank", by_upward_rank,                                                  \
      "highest upward rank first (mean durations and transfers)")              \
    X("mts", by_all_successors, "most successors first, all that follow")      \
    X("slack", by_slack, "least slack first")                                  \
    X("grpw", by_weight,                                                       \
      "most duration first, with that of the direct successors")               \
    X("work", by_work, "most demand x duration first")                         \
    X("lpt", by_longest, "longest duration first")                             \
    X("max-demand", by_large_demand, "largest resource demand first")          \
    X("successors", by_successors, "most direct successors first")             \
    X("est", by_earliest_start, "earliest start first")                        \
    X("spt", by_shortest, "shortest duration first")                           \
    X("min-demand", by_small_demand, "smallest resource demand first")         \
    X("priority", by_priority, "highest \"priority\" of the plan first")       \
    X("file", by_file, "the order of the file")

static const struct weft_rule table[] = {
#define X(name, fn, summary) { name, summary },
    RULES(X)
#undef X
        { NULL, NULL },
};

static const rule_fn function[] = {
#define X(name, fn, summary) fn,
    RULES(X)
#undef X
};

const struct weft_rule *weft_rules(void)
{
    return table;
}

int32_t weft_rule_find(const char *name)
{
    if (!name)
        return 0;
    for (int32_t r = 0; table[r].name; r++)
        if (!strcmp(table[r].name, name))
            return r;
    return WEFT_NONE;
}

enum weft_rc weft_rule_values(struct weft_orders *w, int32_t rule,
                              struct weft_err *err)
{
    return function[rule](w, err);
}

/* --- windows -------------------------------------------------------------- */

/* The mean over the options, rounded down, without a sum that overflows. */
static int64_t mean_of(const struct weft_problem *q, int32_t i)
{
    int32_t begin = q->option_begin[i], end = q->option_begin[i + 1];
    int64_t n = end - begin, whole = 0, rest = 0;

    for (int32_t o = begin; o < end; o++) {
        whole += q->option[o].dur / n;
        rest += q->option[o].dur % n;
    }
    return n ? whole + rest / n : 0;
}

static void fill_windows(struct weft_orders *w)
{
    const struct weft_problem *q = w->q;
    const struct weft_graph *G = &q->graph;
    int64_t end = 0;

    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t i = q->order[k];

        w->es[i] = q->release[i];
        for (int32_t e = G->pred_begin[i]; e < G->pred_begin[i + 1]; e++) {
            int64_t t = w->es[G->pred[e]] + q->min_dur[G->pred[e]] +
                        (G->pred_w ? G->pred_w[e] : 0);

            if (w->es[i] < t)
                w->es[i] = t;
        }
        if (end < w->es[i] + q->min_dur[i])
            end = w->es[i] + q->min_dur[i];
    }
    for (int32_t k = q->ntask - 1; k >= 0; k--) {
        int32_t i = q->order[k];
        int64_t last = end < q->deadline[i] ? end : q->deadline[i];

        for (int32_t e = G->succ_begin[i]; e < G->succ_begin[i + 1]; e++) {
            int64_t t = w->ls[G->succ[e]] - (G->succ_w ? G->succ_w[e] : 0);

            if (last > t)
                last = t;
        }
        last -= q->min_dur[i];
        w->ls[i] = last < q->latest[i] ? last : q->latest[i];
        w->mean_dur[i] = mean_of(q, i);
    }
}

enum weft_rc weft_orders_init(struct weft_orders *w,
                              const struct weft_problem *q,
                              struct weft_err *err)
{
    size_t n = (size_t)q->ntask + 1;

    *w = (struct weft_orders){
        .q = q,
        .es = malloc(n * sizeof(*w->es)),
        .ls = malloc(n * sizeof(*w->ls)),
        .mean_dur = malloc(n * sizeof(*w->mean_dur)),
        .value = malloc(n * sizeof(*w->value)),
        .boost = calloc(n, sizeof(*w->boost)),
        .heap = malloc(n * sizeof(*w->heap)),
        .missing = malloc(n * sizeof(*w->missing)),
        .weight = malloc(n * sizeof(*w->weight)),
    };
    if (!w->es || !w->ls || !w->mean_dur || !w->value || !w->boost ||
        !w->heap || !w->missing || !w->weight) {
        weft_orders_release(w);
        return no_memory(err);
    }
    fill_windows(w);
    return WEFT_OK;
}

void weft_orders_release(struct weft_orders *w)
{
    free(w->es);
    free(w->ls);
    free(w->mean_dur);
    free(w->value);
    free(w->boost);
    free(w->heap);
    free(w->missing);
    free(w->weight);
    *w = (struct weft_orders){ 0 };
}

/* --- orders --------------------------------------------------------------- */

static bool is_before(const struct weft_order_item *a,
                      const struct weft_order_item *b)
{
    if (a->boost != b->boost)
        return a->boost > b->boost;
    return a->value != b->value ? a->value < b->value : a->task < b->task;
}

static struct weft_order_item item_of(const struct weft_orders *w, int32_t i)
{
    return (struct weft_order_item){ w->value[i], w->boost[i], i };
}

static void push(struct weft_order_item *h, int32_t *n,
                 struct weft_order_item x)
{
    int32_t i = (*n)++;

    for (; i > 0 && is_before(&x, &h[(i - 1) / 2]); i = (i - 1) / 2)
        h[i] = h[(i - 1) / 2];
    h[i] = x;
}

static int32_t pop(struct weft_order_item *h, int32_t *n)
{
    int32_t task = h[0].task, i = 0;
    struct weft_order_item x = h[--*n];

    for (;;) {
        int32_t c = 2 * i + 1;

        if (c + 1 < *n && is_before(&h[c + 1], &h[c]))
            c++;
        if (c >= *n || !is_before(&h[c], &x))
            break;
        h[i] = h[c];
        i = c;
    }
    h[i] = x;
    return task;
}

static void count_missing(struct weft_orders *w)
{
    const struct weft_graph *G = &w->q->graph;

    for (int32_t i = 0; i < w->q->ntask; i++)
        w->missing[i] = G->pred_begin[i + 1] - G->pred_begin[i];
}

void weft_order_by_value(struct weft_orders *w, int32_t *order)
{
    const struct weft_graph *G = &w->q->graph;
    int32_t n = 0;

    count_missing(w);
    for (int32_t i = 0; i < w->q->ntask; i++)
        if (!w->missing[i])
            push(w->heap, &n, item_of(w, i));
    while (n) {
        int32_t i = pop(w->heap, &n);

        *order++ = i;
        for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++)
            if (!--w->missing[G->succ[k]])
                push(w->heap, &n, item_of(w, G->succ[k]));
    }
}

/* One of the n items, drawn by regret. */
static int32_t draw(struct weft_orders *w, int32_t n, double greed,
                    struct weft_rng *rng)
{
    const struct weft_order_item *h = w->heap;
    int32_t best = 0, k;
    int64_t worst = h[0].value;
    double sum = 0, at;

    for (k = 1; k < n; k++) {
        if (is_before(&h[k], &h[best]))
            best = k;
        if (worst < h[k].value)
            worst = h[k].value;
    }
    if (n == 1 || (greed > 0 && weft_rng_unit(rng) < greed))
        return best;
    for (k = 0; k < n; k++) {
        sum += (double)worst - (double)h[k].value + 1;
        w->weight[k] = sum;
    }
    at = weft_rng_unit(rng) * sum;
    for (k = 0; k < n - 1 && w->weight[k] <= at; k++)
        ;
    return k;
}

void weft_order_sample(struct weft_orders *w, double greed,
                       struct weft_rng *rng, int32_t *order)
{
    const struct weft_graph *G = &w->q->graph;
    struct weft_order_item *h = w->heap;
    int32_t n = 0;

    count_missing(w);
    for (int32_t i = 0; i < w->q->ntask; i++)
        if (!w->missing[i])
            h[n++] = item_of(w, i);
    while (n) {
        int32_t k = draw(w, n, greed, rng), i = h[k].task;

        *order++ = i;
        h[k] = h[--n];
        for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++)
            if (!--w->missing[G->succ[s]])
                h[n++] = item_of(w, G->succ[s]);
    }
}
