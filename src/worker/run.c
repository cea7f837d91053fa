/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "worker/process.h"
#include "worker/worker.h"

#define LOOK_MS 50  /* how often *stop is looked at */
#define LATE_MS 150 /* patience beyond the request's time */

struct run {
    const struct worker_run_opts *o;
    const struct weft_plan *plan;
    const struct weft_problem *problem;
    struct worker *worker;
    struct weft_result *result;
    int64_t give_up; /* INT64_MAX: never */
    int64_t told;    /* when on_change was last called */
};

static void tell(struct run *x)
{
    x->told = process_now();
    if (x->o->on_change)
        x->o->on_change(x->o->ctx, x->result);
}

/* One round of waiting and taking what came. */
static enum weft_rc step(struct run *x, struct weft_err *err)
{
    struct pollfd fd[WORKER_FDS];
    struct worker_event ev;
    int wait = worker_timeout(x->worker), n = worker_fds(x->worker, fd);

    if (wait < 0 || wait > LOOK_MS)
        wait = LOOK_MS;
    poll(fd, (nfds_t)n, wait);
    while (worker_next(x->worker, &ev)) {
        bool changed;
        enum weft_rc rc = worker_apply(&ev, x->plan, x->problem, x->result,
                                       &changed, err);

        if (rc)
            return rc;
        if (changed)
            tell(x);
    }
    if (x->o->every > 0 && process_now() - x->told >= x->o->every)
        tell(x);
    return WEFT_OK;
}

static enum weft_rc loop(struct run *x, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    while (!rc && worker_busy(x->worker)) {
        const char *reason = NULL;

        if (x->o->stop && *x->o->stop)
            reason = "interrupted";
        else if (process_now() >= x->give_up)
            reason = "stopped at the time limit";
        if (reason) {
            snprintf(x->result->reason, sizeof(x->result->reason), "%s",
                     reason);
            return WEFT_OK;
        }
        rc = step(x, err);
    }
    return rc;
}

enum weft_rc worker_run(const struct worker_run_opts *o,
                        const struct worker_request *r,
                        const struct weft_plan *p, struct weft_result *out,
                        struct weft_err *err)
{
    struct run x = { .o = o,
                     .plan = p,
                     .problem = r->problem,
                     .result = out,
                     .give_up = INT64_MAX,
                     .told = process_now() };
    enum weft_rc rc;

    memset(out, 0, sizeof(*out));
    if (r->time > 0 && r->time < 1e12)
        x.give_up = x.told + (int64_t)(r->time * 1000) + LATE_MS;
    rc = worker_new(&o->command, &x.worker, err);
    if (!rc)
        rc = worker_start(x.worker, r, err);
    if (!rc)
        rc = loop(&x, err);
    if (o->policy && x.worker && worker_policy(x.worker))
        *o->policy = *worker_policy(x.worker);
    worker_free(x.worker);
    return rc;
}
