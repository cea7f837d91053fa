/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sweep.h"

#include <stdio.h>
#include <stdlib.h>

#include "ui/picture.h"

#define EFFORT     1000   /* schedules that are tried for a small plan */
#define EFFORT_ALL 200000 /* tasks placed by them, at most */

void ui_sweep_close(struct ui_model *m)
{
    struct ui_sweep *w = m->sweep;

    if (!w)
        return;
    weft_result_release(&w->best);
    weft_sweep_free(w->sweep);
    weft_ranking_free(w->ranking);
    free(w);
    m->sweep = NULL;
}

/* --- opening ----------------------------------------------------------------- */

static enum weft_rc open_sweep(struct ui_model *m, struct ui_sweep *w,
                               const char *range, struct weft_err *err)
{
    struct weft_axis a = { .knob = w->knob };
    int64_t *value = NULL;
    enum weft_rc rc = range
                          ? weft_knob_range(&w->knob, range, &value, &a.n, err)
                          : weft_knob_around(m->plan, &w->knob, &value, &a.n,
                                             err);

    if (rc)
        return rc;
    a.value = value;
    rc = weft_sweep_new(m->plan, &a, 1, &w->sweep, err);
    free(value);
    return rc;
}

/* The plan on screen is one of its values'. */
static enum weft_rc know(const struct ui_model *m, struct ui_sweep *w,
                         struct weft_err *err)
{
    struct weft_place *place = NULL;
    size_t n = (size_t)m->schedule.n;
    enum weft_rc rc;

    if (!m->facts || !m->problem)
        return WEFT_OK;
    rc = weft_schedule_places(m->problem, &m->schedule, &place, err);
    if (!rc)
        rc = w->sweep
                 ? weft_sweep_know(w->sweep, place, n, m->bound, m->engine, err)
                 : weft_ranking_know(w->ranking, place, n, m->bound, m->engine,
                                     err);
    free(place);
    return rc;
}

enum weft_rc ui_sweep_open(struct ui_model *m, const struct weft_knob *k,
                           const char *range, struct weft_err *err)
{
    struct ui_sweep *w = calloc(1, sizeof(*w));
    enum weft_rc rc;

    if (!w)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    ui_sweep_close(m);
    m->sweep = w;
    if (k) {
        w->knob = *k;
        rc = open_sweep(m, w, range, err);
    } else {
        rc = weft_ranking_new(m->plan, &w->ranking, err);
    }
    if (!rc)
        rc = know(m, w, err);
    if (rc)
        ui_sweep_close(m);
    return rc;
}

/* --- trials ------------------------------------------------------------------- */

static enum weft_rc next(struct ui_sweep *w, struct weft_trial *t,
                         struct weft_err *err)
{
    *t = (struct weft_trial){ 0 };
    return w->sweep ? weft_sweep_next(w->sweep, t, err)
                    : weft_ranking_next(w->ranking, t, err);
}

static enum weft_rc put(struct ui_sweep *w, const struct weft_result *r,
                        struct weft_err *err)
{
    return w->sweep ? weft_sweep_put(w->sweep, r, err)
                    : weft_ranking_put(w->ranking, r, err);
}

static void fail(struct ui_sweep *w, const struct weft_err *err)
{
    snprintf(w->fault, sizeof(w->fault), "%.190s", err->msg);
    w->stage = UI_SWEEP_DONE;
    w->trial.problem = NULL;
}

/* Make r at least as good as s; both are of the same problem. */
static void fold(struct weft_result *r, struct weft_result *s)
{
    bool better = s->schedule.n &&
                  (!r->schedule.n || s->makespan < r->makespan);
    int64_t bound = s->bound > r->bound ? s->bound : r->bound;

    if (better) {
        struct weft_result t = *r;

        *r = *s;
        *s = t;
    }
    r->bound = bound;
    if (r->schedule.n)
        r->status = r->bound == r->makespan ? WEFT_OPTIMAL : WEFT_FEASIBLE;
    weft_result_release(s);
}

/* A quick plan, and for plans of a size that a frame has time for some more. */
static enum weft_rc plan(const struct weft_trial *t, struct weft_result *r,
                         struct weft_err *err)
{
    struct weft_solve_opts o;
    struct weft_result more = { 0 };
    enum weft_rc rc = weft_quick(t->problem, t->start, r, err);

    if (rc || !r->schedule.n || r->status == WEFT_OPTIMAL ||
        EFFORT_ALL / t->problem->ntask < 20)
        return rc;
    if (t->bound > r->bound)
        r->bound = t->bound;
    weft_solve_opts_init(&o);
    o.time = 0;
    o.effort = EFFORT_ALL / t->problem->ntask;
    if (o.effort > EFFORT)
        o.effort = EFFORT;
    o.start = &r->schedule;
    rc = weft_solve(t->problem, "list", &o, &more, err);
    if (rc)
        weft_result_release(&more);
    else
        fold(r, &more);
    return rc == WEFT_E_NOMEM ? rc : WEFT_OK;
}

/* Choose what a search is to work on; no more: it is done. */
static void choose(struct ui_model *m)
{
    struct ui_sweep *w = m->sweep;
    struct weft_err err = { 0 };

    weft_result_release(&w->best);
    if (next(w, &w->trial, &err)) {
        fail(w, &err);
        return;
    }
    if (!w->trial.problem) {
        w->stage = UI_SWEEP_DONE;
        return;
    }
    w->gen = UI_JOB_GEN + ++m->jobs;
    w->best.bound = w->trial.bound;
}

bool ui_sweep_wants_step(const struct ui_model *m)
{
    return m->sweep && m->sweep->stage == UI_SWEEP_HERE;
}

void ui_sweep_step(struct ui_model *m)
{
    struct ui_sweep *w = m->sweep;
    struct weft_result r = { 0 };
    struct weft_err err = { 0 };
    struct weft_trial t;
    enum weft_rc rc = next(w, &t, &err);

    if (!rc && !t.problem) { /* every value had its turn */
        w->stage = UI_SWEEP_DONE;
        if (w->sweep && weft_sweep_again(w->sweep) > 0) {
            w->stage = UI_SWEEP_SEARCH;
            choose(m);
        }
        return;
    }
    if (!rc && !t.decided)
        rc = plan(&t, &r, &err);
    if (rc != WEFT_E_NOMEM)
        rc = put(w, rc || t.decided ? NULL : &r, &err);
    weft_result_release(&r);
    w->made++;
    if (rc)
        fail(w, &err);
}

/* --- a search elsewhere ----------------------------------------------------------- */

bool ui_sweep_job(const struct ui_model *m, struct ui_job *job)
{
    const struct ui_sweep *w = m->sweep;

    if (!w || w->stage != UI_SWEEP_SEARCH || !w->trial.problem)
        return false;
    *job = (struct ui_job){ .gen = w->gen,
                            .plan = w->trial.plan,
                            .problem = w->trial.problem,
                            .start = w->trial.start,
                            .bound = w->trial.bound };
    return true;
}

static void on_plan(struct ui_sweep *w, const struct ui_event *ev)
{
    struct weft_result r = { .status = WEFT_FEASIBLE, .engine = "auto" };

    if (!ui_places_schedule(w->trial.plan, w->trial.problem, ev->place,
                            ev->nplace, &r.schedule))
        return;
    r.makespan = weft_schedule_makespan(w->trial.problem, &r.schedule);
    fold(&w->best, &r);
}

static void on_end(struct ui_model *m, const struct ui_event *ev)
{
    struct ui_sweep *w = m->sweep;
    struct weft_err err = { 0 };
    enum weft_rc rc;

    if (ev->kind == UI_EV_DONE && ev->status == WEFT_INFEASIBLE &&
        !w->best.schedule.n) {
        w->best.status = WEFT_INFEASIBLE;
        snprintf(w->best.reason, sizeof(w->best.reason), "%.250s",
                 ev->text ? ev->text : "");
    }
    rc = put(w, ev->kind == UI_EV_DONE ? &w->best : NULL, &err);
    w->searched++;
    if (rc)
        fail(w, &err);
    else
        choose(m);
}

static void on_bound(struct ui_sweep *w, int64_t bound)
{
    struct weft_result *r = &w->best;

    if (bound <= r->bound || (r->schedule.n && bound > r->makespan))
        return;
    r->bound = bound;
    if (r->schedule.n && r->bound == r->makespan)
        r->status = WEFT_OPTIMAL;
}

void ui_sweep_event(struct ui_model *m, const struct ui_event *ev)
{
    struct ui_sweep *w = m->sweep;

    if (ev->kind == UI_EV_PLAN)
        on_plan(w, ev);
    else if (ev->kind == UI_EV_BOUND)
        on_bound(w, ev->bound / w->trial.problem->tick);
    else if (ev->kind == UI_EV_DONE || ev->kind == UI_EV_FAILED)
        on_end(m, ev);
}

/* --- the table ------------------------------------------------------------------- */

int ui_sweep_count(const struct ui_model *m)
{
    const struct ui_sweep *w = m->sweep;

    if (!w)
        return 0;
    return (int)(w->sweep ? weft_sweep_count(w->sweep)
                          : weft_ranking_count(w->ranking));
}

bool ui_sweep_choice(const struct ui_model *m, int i, struct weft_knob *k,
                     int64_t *value)
{
    const struct ui_sweep *w = m->sweep;

    if (i < 0 || i >= ui_sweep_count(m))
        return false;
    if (w->sweep) {
        *k = w->knob;
        *value = weft_sweep_point(w->sweep, i)->value[0];
    } else {
        const struct weft_gain *g = weft_ranking_gain(w->ranking, i);

        *k = g->knob;
        *value = g->value;
        if (!g->helps)
            return false;
    }
    return *value != weft_knob_value(m->plan, k);
}

int ui_sweep_now(const struct ui_model *m)
{
    struct weft_marks marks = { .now = WEFT_NONE };

    if (m->sweep && m->sweep->sweep)
        weft_sweep_marks(m->sweep->sweep, &marks);
    return marks.now == WEFT_NONE ? 0 : (int)marks.now;
}
