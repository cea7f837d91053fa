/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dp.h"

#include <stdlib.h>

#include "engine/dp_expand.h"

#define NAME "dp"

#define DEFAULT_MEMORY ((size_t)512 << 20)

/* Sets of tasks are bits: what takes longer than this gets nowhere anyway. */
#define MOST_TASKS 4000

/* States of a stage in the first pass, and how many more in each next one. */
#define FIRST_WIDTH 100
#define WIDER       10

/* A state has this many active tasks, to work out how many fit in memory. */
#define TYPICAL_ACTIVE 12

/* A stage is trimmed when it has this many times its width. */
#define SPARE 3

struct dp {
    struct weft_run *run;
    struct dp_expander x;
    struct dp_layer from, to; /* this stage and the next */
    struct dp_records rec;
    int32_t width, most; /* of this pass, of the last one */
    int32_t stage, at;   /* tasks that have started; next state of `from` */
    int64_t dropped;     /* least bound of a state that was dropped */
    struct weft_schedule plan;
    bool in_pass, done;
};

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
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

static enum weft_rc begin_pass(struct dp *d, struct weft_err *err)
{
    enum weft_rc rc;
    bool all;

    weft_dp_layer_clear(&d->from);
    weft_dp_layer_clear(&d->to);
    d->rec.n = 0;
    d->x.nchoice = 0;
    d->dropped = INT64_MAX;
    d->stage = d->at = 0;
    d->in_pass = true;
    rc = weft_dp_first(&d->x, &d->from, d->width, &all, err);
    if (!rc && !all)
        d->dropped = 0;
    return rc;
}

/* The plan that ends with the best state. */
static void offer_best(struct dp *d)
{
    int32_t best = 0;

    for (int32_t s = 1; s < d->from.n; s++)
        if (d->from.state[s].end < d->from.state[best].end)
            best = s;
    for (int32_t r = d->from.state[best].record; r != WEFT_NONE;
         r = d->rec.r[r].parent) {
        d->plan.opt[d->rec.r[r].task] = d->rec.r[r].opt;
        d->plan.start[d->rec.r[r].task] = d->rec.r[r].start;
    }
    weft_run_offer(d->run, NAME, &d->plan);
}

/* What the pass has proved: plans of states that were dropped take at least
 * `dropped`, all others at least as long as the best plan. */
static void conclude(struct dp *d)
{
    int64_t bound = d->dropped;

    if (d->run->has_plan && bound > d->run->makespan)
        bound = d->run->makespan;
    if (bound < INT64_MAX)
        weft_run_bound(d->run, NAME, bound);
    else
        weft_run_refute(d->run, "no order of the tasks keeps deadlines, fixed "
                                "starts and budgets");
}

static void end_pass(struct dp *d)
{
    if (d->from.alive)
        offer_best(d);
    conclude(d);
    d->in_pass = false;
    d->done = d->dropped == INT64_MAX || d->width == d->most;
    d->width = d->width > d->most / WIDER ? d->most : d->width * WIDER;
}

/* One state further. Whatever a state that is not expanded stands for is no
 * shorter than the best plan. */
static enum weft_rc expand_next(struct dp *d, struct weft_err *err)
{
    int32_t s = d->at++;
    enum weft_rc rc;

    set_limit(d);
    if (d->from.state[s].dead || d->from.state[s].bound >= d->x.limit)
        return WEFT_OK;
    rc = weft_dp_expand(&d->x, &d->from, s, &d->to, &d->rec, err);
    if (!rc && d->to.n / SPARE >= d->width && !trim(d))
        rc = no_memory(err);
    return rc;
}

static enum weft_rc next_stage(struct dp *d, struct weft_err *err)
{
    struct dp_layer t = d->from;

    if (!trim(d))
        return no_memory(err);
    d->from = d->to;
    d->to = t;
    weft_dp_layer_clear(&d->to);
    d->stage++;
    d->at = 0;
    return WEFT_OK;
}

static enum weft_rc go_on(struct dp *d, struct weft_err *err)
{
    if (!d->in_pass)
        return begin_pass(d, err);
    if (d->stage == d->x.q->ntask || !d->from.alive) {
        end_pass(d);
        return WEFT_OK;
    }
    return d->at < d->from.n ? expand_next(d, err) : next_stage(d, err);
}

/* --- the member ----------------------------------------------------------- */

/* How many states of a stage fit. WEFT_E_LIMIT: too few, or too many tasks. */
static enum weft_rc find_most(const struct weft_problem *q, size_t memory,
                              int32_t *most, struct weft_err *err)
{
    const struct dp_layer l = { .q = q, .nword = (q->ntask + 63) / 64 };
    size_t size = 2 * SPARE * weft_dp_state_bytes(&l, TYPICAL_ACTIVE) +
                  (size_t)q->ntask * sizeof(struct dp_record);

    if (q->ntask > MOST_TASKS)
        return weft_err_set(err, WEFT_E_LIMIT, NAME,
                            "%d tasks: dynamic programming takes at most %d",
                            (int)q->ntask, MOST_TASKS);
    if (!memory)
        memory = DEFAULT_MEMORY;
    *most = memory / size < INT32_MAX / (2 * SPARE) ? (int32_t)(memory / size)
                                                    : INT32_MAX / (2 * SPARE);
    if (*most >= FIRST_WIDTH)
        return WEFT_OK;
    return weft_err_set(err, WEFT_E_LIMIT, NAME,
                        "%d tasks: dynamic programming has room for %d states "
                        "of a stage in %zu MiB, and %d are the least; more "
                        "memory or another engine helps",
                        (int)q->ntask, (int)*most, memory >> 20, FIRST_WIDTH);
}

static enum weft_rc begin(void **state, struct weft_run *run,
                          struct weft_err *err)
{
    struct dp *d = calloc(1, sizeof(*d));
    enum weft_rc rc;

    *state = d;
    if (!d)
        return no_memory(err);
    rc = find_most(run->q, run->o->memory, &d->most, err);
    if (rc)
        return rc;
    d->width = FIRST_WIDTH;
    d->run = run;
    d->from.q = d->to.q = run->q;
    d->from.nword = d->to.nword = (run->q->ntask + 63) / 64;
    rc = weft_schedule_init(&d->plan, run->q->ntask, err);
    return rc ? rc : weft_dp_expander_init(&d->x, run->q, err);
}

static enum weft_rc turn(void *state, bool *more, struct weft_err *err)
{
    struct dp *d = state;
    enum weft_rc rc = WEFT_OK;
    int64_t looks;

    do {
        looks = d->x.looks;
        rc = d->done ? WEFT_OK : go_on(d, err);
    } while (
        !rc && !d->done &&
        !weft_run_is_over(d->run, 1, 2 * (d->x.looks - looks) + d->x.q->ntask));
    *more = !d->done;
    return rc;
}

static void end(void *state)
{
    struct dp *d = state;

    if (!d)
        return;
    weft_dp_expander_release(&d->x);
    weft_dp_layer_release(&d->from);
    weft_dp_layer_release(&d->to);
    weft_schedule_release(&d->plan);
    free(d->rec.r);
    free(d);
}

const struct weft_member weft_member_dp = { NAME, begin, turn, end };

static enum weft_rc solve(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    int32_t most;
    enum weft_rc rc = find_most(q, o->memory, &most, err);

    return rc ? rc : weft_member_solve(&weft_member_dp, q, o, r, err);
}

const struct weft_engine weft_engine_dp = {
    .name = NAME,
    .summary = "dynamic programming over sets of started tasks: exact where "
               "these are few",
    .solve = solve,
};
