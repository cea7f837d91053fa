/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft/analysis.h"
#include "worker/worker.h"

static enum weft_rc wrong(struct weft_err *err, const char *what)
{
    return weft_err_set(err, WEFT_E_SOLVER, "",
                        "the worker's answer is wrong: %s", what);
}

/* places of s -> weft_check; the first violation is the report. */
static enum weft_rc verify(const struct weft_plan *p,
                           const struct weft_problem *q,
                           const struct weft_schedule *s, int64_t *milli,
                           struct weft_err *err)
{
    struct weft_place *place = NULL;
    struct weft_diags diags = { 0 };
    enum weft_rc rc = weft_schedule_places(q, s, &place, err);

    if (rc)
        return rc;
    rc = weft_check(p, place, (size_t)s->n, milli, &diags, err);
    if (rc == WEFT_E_INVAL)
        rc = wrong(err, diags.n ? diags.v[0].msg : "it violates the plan");
    weft_diags_release(&diags);
    free(place);
    return rc;
}

enum weft_rc worker_schedule(const struct worker_event *ev,
                             const struct weft_plan *p,
                             const struct weft_problem *q,
                             struct weft_schedule *out, int64_t *makespan,
                             struct weft_err *err)
{
    struct weft_schedule s = { 0 };
    struct weft_err why = { 0 };
    int64_t milli = 0;
    enum weft_rc rc;

    if (ev->kind != WORKER_PLAN || ev->nplace != q->ntask)
        return wrong(err, "it is no plan of this problem");
    rc = weft_schedule_init(&s, q->ntask, err);
    if (rc)
        return rc;
    rc = weft_places_schedule(q, ev->place, (size_t)ev->nplace, &s, &why);
    if (rc)
        rc = rc == WEFT_E_NOMEM ? weft_err_set(err, rc, "", "out of memory")
                                : wrong(err, why.msg);
    else
        rc = verify(p, q, &s, &milli, err);
    if (!rc && milli != ev->makespan * q->tick)
        rc = wrong(err, "its makespan is not that of its plan");
    if (rc) {
        weft_schedule_release(&s);
        return rc;
    }
    *out = s;
    *makespan = ev->makespan;
    return WEFT_OK;
}

/* Names in a result are static: those of the registry and of root bounds. */
static const char *static_name(const char *name)
{
    static const char *const bound[] = { "path", "energy", "timetable",
                                         "places", "known" };
    const struct weft_engine *e = weft_engine_find(name);

    for (size_t i = 0; i < sizeof(bound) / sizeof(bound[0]); i++)
        if (!strcmp(name, bound[i]))
            return bound[i];
    return e ? e->name : "worker";
}

/* Format.md's order of plans: makespan, then cost, then nodes used. */
static bool is_better(const struct weft_problem *q,
                      const struct weft_schedule *s, int64_t makespan,
                      const struct weft_result *r)
{
    int64_t a, b;

    if (r->schedule.n == 0 || makespan != r->makespan)
        return r->schedule.n == 0 || makespan < r->makespan;
    a = weft_schedule_cost(q, s);
    b = weft_schedule_cost(q, &r->schedule);
    if (a != b)
        return a < b;
    return weft_schedule_nodes_used(q, s) <
           weft_schedule_nodes_used(q, &r->schedule);
}

static void derive_status(struct weft_result *r)
{
    if (r->schedule.n == 0)
        r->status = WEFT_UNKNOWN;
    else
        r->status = r->makespan == r->bound ? WEFT_OPTIMAL : WEFT_FEASIBLE;
}

static enum weft_rc apply_plan(const struct worker_event *ev,
                               const struct weft_plan *p,
                               const struct weft_problem *q,
                               struct weft_result *r, bool *changed,
                               struct weft_err *err)
{
    struct weft_schedule s = { 0 };
    int64_t makespan = 0;
    enum weft_rc rc = worker_schedule(ev, p, q, &s, &makespan, err);

    if (rc)
        return rc;
    if (makespan < r->bound || r->status == WEFT_INFEASIBLE) {
        rc = wrong(err, "a plan below the bound that was claimed");
    } else if (is_better(q, &s, makespan, r)) {
        struct weft_schedule old = r->schedule;

        r->schedule = s;
        s = old;
        r->makespan = makespan;
        r->engine = static_name(ev->engine);
        derive_status(r);
        *changed = true;
    }
    weft_schedule_release(&s);
    return rc;
}

static enum weft_rc apply_bound(const struct worker_event *ev,
                                struct weft_result *r, bool *changed,
                                struct weft_err *err)
{
    if (r->schedule.n && ev->bound > r->makespan)
        return wrong(err, "a bound above the makespan of a plan");
    if (ev->bound <= r->bound)
        return WEFT_OK;
    r->bound = ev->bound;
    r->bound_engine = static_name(ev->engine);
    if (r->status != WEFT_INFEASIBLE)
        derive_status(r);
    *changed = true;
    return WEFT_OK;
}

static enum weft_rc apply_done(const struct worker_event *ev,
                               struct weft_result *r, bool *changed,
                               struct weft_err *err)
{
    if (ev->status == WEFT_INFEASIBLE) {
        if (r->schedule.n)
            return wrong(err, "infeasible, but there is a plan");
        *changed = r->status != WEFT_INFEASIBLE;
        r->status = WEFT_INFEASIBLE;
    }
    snprintf(r->reason, sizeof(r->reason), "%.255s", ev->text);
    return WEFT_OK;
}

enum weft_rc worker_apply(const struct worker_event *ev,
                          const struct weft_plan *p,
                          const struct weft_problem *q, struct weft_result *r,
                          bool *changed, struct weft_err *err)
{
    bool new_ = false;
    enum weft_rc rc = WEFT_OK;

    switch (ev->kind) {
    case WORKER_PLAN:
        rc = apply_plan(ev, p, q, r, &new_, err);
        break;
    case WORKER_BOUND:
        rc = apply_bound(ev, r, &new_, err);
        break;
    case WORKER_DONE:
        rc = apply_done(ev, r, &new_, err);
        break;
    case WORKER_FAILED:
        rc = weft_err_set(err, ev->code ? ev->code : WEFT_E_SOLVER, "", "%s",
                          ev->text);
        break;
    }
    if (changed)
        *changed = new_;
    return rc;
}
