/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/share.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct weft_share {
    atomic_bool stopped;
    pthread_mutex_t lock; /* of what follows */
    bool has_plan;
    struct weft_schedule best;
    int64_t makespan;
    const char *found_by;
    int64_t bound;
    const char *bound_by;
    bool infeasible;
    const char *why;
};

enum weft_rc weft_share_new(struct weft_share **out,
                            const struct weft_problem *q, struct weft_err *err)
{
    struct weft_share *s = calloc(1, sizeof(*s));

    if (!s)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (weft_schedule_init(&s->best, q->ntask, err) ||
        pthread_mutex_init(&s->lock, NULL)) {
        weft_schedule_release(&s->best);
        free(s);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    *out = s;
    return WEFT_OK;
}

void weft_share_free(struct weft_share *s)
{
    if (!s)
        return;
    pthread_mutex_destroy(&s->lock);
    weft_schedule_release(&s->best);
    free(s);
}

static void give(struct weft_share *s, const struct weft_run *run)
{
    if (run->has_plan && (!s->has_plan || run->makespan < s->makespan) &&
        !weft_schedule_copy(&s->best, &run->best, NULL)) {
        s->has_plan = true;
        s->makespan = run->makespan;
        s->found_by = run->found_by;
    }
    if (run->bound > s->bound) {
        s->bound = run->bound;
        s->bound_by = run->bound_by;
    }
    if (run->infeasible && !s->infeasible) {
        s->infeasible = true;
        s->why = run->why;
    }
}

/* The host is told later, without the lock. */
static void take(const struct weft_share *s, struct weft_run *run, bool *plan,
                 bool *bound)
{
    *plan = s->has_plan && (!run->has_plan || s->makespan < run->makespan) &&
            weft_run_adopt(run, s->found_by, &s->best);
    *bound = s->bound > run->bound;
    if (*bound) {
        run->bound = s->bound;
        run->bound_by = s->bound_by;
    }
    if (s->infeasible && !run->infeasible) {
        run->infeasible = true;
        run->why = s->why;
    }
}

void weft_share_sync(struct weft_share *s, struct weft_run *run)
{
    const struct weft_solve_opts *o = run->o;
    bool plan, bound;

    pthread_mutex_lock(&s->lock);
    give(s, run);
    take(s, run, &plan, &bound);
    pthread_mutex_unlock(&s->lock);
    if (plan && o->on_plan)
        o->on_plan(o->ctx, run->found_by, &run->best, run->makespan);
    if (bound && o->on_bound)
        o->on_bound(o->ctx, run->bound_by, run->bound);
}

void weft_share_stop(struct weft_share *s)
{
    atomic_store(&s->stopped, true);
}

bool weft_share_is_stopped(void *ctx)
{
    return atomic_load(&((struct weft_share *)ctx)->stopped);
}
