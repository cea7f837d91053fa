/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dp.h"

#include <stdlib.h>

#include "engine/dp_expand.h"
#include "engine/search.h"

#define DEFAULT_MEMORY ((size_t)512 << 20)

/* States of a stage in the first pass, and how many more in each next one. */
#define FIRST_WIDTH 100
#define WIDER       10

/* A state has this many active tasks, to work out how many fit in memory. */
#define TYPICAL_ACTIVE 12

/* A stage is trimmed when it has this many times its width. */
#define SPARE 3

struct dp {
    struct weft_search *search;
    struct weft_run *run;
    struct dp_expander x;
    struct dp_layer from, to;
    struct dp_records rec;
    size_t memory;
    int32_t width, most; /* of this pass, of the last one */
    int64_t dropped;     /* least bound of a state that was dropped */
    bool stopped;
};

static bool is_over(struct dp *d, int64_t states, int64_t work)
{
    if (!d->stopped)
        d->stopped = weft_run_is_over(d->run, states, work);
    return d->stopped;
}

/* Only what is shorter than the best plan is of interest. */
static void set_limit(struct dp *d)
{
    d->x.limit = d->run->has_plan ? d->run->makespan : INT64_MAX;
}

static bool trim(struct dp *d)
{
    return weft_dp_layer_trim(&d->to, d->width, &d->dropped);
}

/* From one stage to the next. */
static enum weft_rc step(struct dp *d, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    weft_dp_layer_clear(&d->to);
    for (int32_t s = 0; s < d->from.n && !rc; s++) {
        int64_t looks = d->x.looks;

        if (d->from.state[s].dead || d->from.state[s].bound >= d->x.limit)
            continue;
        if (d->stopped) { /* not expanded: what it stands for is left out */
            if (d->dropped > d->from.state[s].bound)
                d->dropped = d->from.state[s].bound;
            continue;
        }
        rc = weft_dp_expand(&d->x, &d->from, s, &d->to, &d->rec, err);
        if (!rc && d->to.n / SPARE >= d->width && !trim(d))
            rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        is_over(d, 1, d->x.looks - looks + d->x.q->ntask);
    }
    if (!rc && !trim(d))
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    return rc;
}

/* The plan that ends with this record. */
static void offer(struct dp *d, int32_t last)
{
    struct weft_sgs *g = d->search->g;
    struct weft_schedule s = { d->x.q->ntask, g->opt, g->start };

    for (int32_t r = last; r != WEFT_NONE; r = d->rec.r[r].parent) {
        s.opt[d->rec.r[r].task] = d->rec.r[r].opt;
        s.start[d->rec.r[r].task] = d->rec.r[r].start;
    }
    weft_run_offer(d->run, "dp", &s);
    set_limit(d);
}

static void offer_best(struct dp *d)
{
    int32_t best = WEFT_NONE;

    for (int32_t s = 0; s < d->from.n; s++)
        if (best == WEFT_NONE || d->from.state[s].end < d->from.state[best].end)
            best = s;
    if (best != WEFT_NONE)
        offer(d, d->from.state[best].record);
}

/* Stages until all tasks have started. */
static enum weft_rc run_stages(struct dp *d, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;
    bool all;

    weft_dp_layer_clear(&d->from);
    d->rec.n = 0;
    d->x.nchoice = 0;
    d->dropped = INT64_MAX;
    set_limit(d);
    rc = weft_dp_first(&d->x, &d->from, d->width, &all, err);
    if (!rc && !all)
        d->dropped = 0;
    for (int32_t k = 0; k < d->x.q->ntask && !rc && d->from.alive; k++) {
        struct dp_layer t;

        rc = step(d, err);
        t = d->from;
        d->from = d->to;
        d->to = t;
    }
    if (!rc && !d->stopped)
        offer_best(d);
    return rc;
}

/* What the pass has proved: plans of states that were dropped take at least
 * `dropped`, all others at least as long as the best plan. */
static void conclude(struct dp *d)
{
    int64_t bound = d->dropped;

    if (d->run->has_plan && bound > d->run->makespan)
        bound = d->run->makespan;
    if (bound < INT64_MAX)
        weft_run_bound(d->run, "dp", bound);
    else if (!d->run->has_plan && !d->stopped)
        d->search->base = WEFT_PROVED;
}

static enum weft_rc run_passes(struct dp *d, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (d->width = d->most < FIRST_WIDTH ? d->most : FIRST_WIDTH; !rc;) {
        rc = run_stages(d, err);
        if (rc == WEFT_E_NOMEM && d->run->has_plan)
            return WEFT_OK;
        if (!rc)
            conclude(d);
        if (d->stopped || d->dropped == INT64_MAX || d->width == d->most)
            break;
        if (weft_run_is_over(d->run, 0, 0))
            break;
        d->width = d->width > d->most / WIDER ? d->most : d->width * WIDER;
    }
    return rc;
}

static enum weft_rc init(struct dp *d, struct weft_search *s,
                         struct weft_err *err)
{
    const struct weft_problem *q = s->q;
    size_t size;

    *d = (struct dp){ .search = s, .run = s->run, .from.q = q, .to.q = q };
    d->from.nword = d->to.nword = (q->ntask + 63) / 64;
    d->memory = s->run->o->memory ? s->run->o->memory : DEFAULT_MEMORY;
    size = 2 * SPARE * weft_dp_state_bytes(&d->from, TYPICAL_ACTIVE) +
           (size_t)q->ntask * sizeof(struct dp_record);
    d->most = d->memory / size < INT32_MAX / (2 * SPARE)
                  ? (int32_t)(d->memory / size)
                  : INT32_MAX / (2 * SPARE);
    return weft_dp_expander_init(&d->x, q, err);
}

static void release(struct dp *d)
{
    weft_dp_expander_release(&d->x);
    weft_dp_layer_release(&d->from);
    weft_dp_layer_release(&d->to);
    free(d->rec.r);
}

/* With less the first pass would not be worth it. */
static enum weft_rc check_size(const struct dp *d, struct weft_err *err)
{
    if (d->most >= FIRST_WIDTH)
        return WEFT_OK;
    return weft_err_set(err, WEFT_E_LIMIT, "dp",
                        "%d tasks: dynamic programming has room for %d states "
                        "of a stage in %zu MiB, and %d are the least; more "
                        "memory or another engine helps",
                        (int)d->x.q->ntask, (int)d->most, d->memory >> 20,
                        FIRST_WIDTH);
}

static enum weft_rc make(struct weft_search *s, struct weft_err *err)
{
    struct dp d;
    enum weft_rc rc = weft_search_rules(s, err);

    if (!rc)
        rc = init(&d, s, err);
    if (rc)
        return rc;
    rc = check_size(&d, err);
    if (!rc && s->base != WEFT_PROVED && !weft_run_is_over(s->run, 0, 0))
        rc = run_passes(&d, err);
    release(&d);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    return weft_search_solve(q, o, "dp", make, r, err);
}

const struct weft_engine weft_engine_dp = {
    .name = "dp",
    .summary = "dynamic programming over sets of started tasks: exact where "
               "these are few",
    .solve = solve,
};
