/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a document, with the plan that goes with it. */
#include <stdio.h>
#include <stdlib.h>

#include "ui/kept.h"
#include "ui/planned.h"

/* A document and what is known of it; nothing here is owned. */
struct written {
    const struct weft_plan *plan;
    const struct weft_problem *problem;
    const struct weft_facts *facts;
    struct weft_result r;
};

/* Stored plans are brought up to date only where something changed: a file
 * that is opened and written back stays as it is. */
static bool is_due(const struct ui_model *m, const struct written *w)
{
    struct weft_stored st = { 0 };
    struct weft_diags d = { 0 };
    int64_t makespan = w->facts ? w->facts->makespan * w->problem->tick : 0;
    bool due;

    due = m->pos != 0 || weft_stored_read(w->plan, &st, &d, NULL) ||
          st.makespan != makespan || !w->facts;
    weft_diags_release(&d);
    weft_stored_release(&st);
    return due;
}

static enum weft_rc with_schedule(const struct written *w, const char *engine,
                                  uint64_t seed, char **text, size_t *len,
                                  struct weft_err *err)
{
    char *json = weft_schedule_json(w->plan, w->problem, &w->r, w->facts,
                                    engine, seed);
    struct weft_plan *copy = NULL;
    enum weft_rc rc = json ? weft_plan_copy(w->plan, &copy, err)
                           : weft_err_set(err, WEFT_E_NOMEM, NULL,
                                          "out of memory");

    if (!rc)
        rc = weft_plan_put_member(copy, "schedule", json, err);
    if (!rc)
        rc = weft_plan_text(copy, text, len, err);
    weft_plan_free(copy);
    free(json);
    return rc;
}

/* What is shown. */
static struct written shown(const struct ui_model *m)
{
    struct written w = { .plan = m->plan,
                         .problem = m->problem,
                         .facts = m->facts,
                         .r = { .status = m->status,
                                .engine = m->engine,
                                .bound_engine = m->bound_by } };

    if (!m->problem)
        return w;
    w.r.schedule = m->schedule;
    w.r.makespan = m->facts ? m->facts->makespan : 0;
    w.r.bound = m->bound / m->problem->tick;
    snprintf(w.r.reason, sizeof(w.r.reason), "%s", m->reason);
    return w;
}

/* The base, while a scenario is shown: its plan is the one kept, or a new
 * one. */
static enum weft_rc plan_base(const struct ui_model *m, struct ui_planned *out,
                              struct weft_err *err)
{
    const struct ui_kept *k = ui_kept_of(m, 0);
    struct weft_schedule start = { 0 };
    struct weft_problem *q = NULL;
    enum weft_rc rc = weft_problem_new(m->doc, &q, err);

    if (rc)
        return rc;
    if (k && k->schedule.n &&
        (weft_schedule_init(&start, q->ntask, NULL) ||
         weft_schedule_copy(&start, &k->schedule, NULL)))
        weft_schedule_release(&start);
    rc = ui_planned_make(m->doc, q, &start, out, err);
    if (!rc && k && k->bound > out->result.bound) {
        out->result.bound = k->bound;
        out->result.bound_engine = k->bound_by;
        out->result.status = k->status;
    }
    return rc;
}

static enum weft_rc base_text(const struct ui_model *m, const char *engine,
                              uint64_t seed, char **text, size_t *len,
                              struct weft_err *err)
{
    struct ui_planned d = { 0 };
    struct written w = { .plan = m->doc };
    enum weft_rc rc = plan_base(m, &d, err);

    if (rc == WEFT_E_NOMEM)
        return rc;
    w.problem = d.problem;
    w.facts = d.facts;
    w.r = d.result; /* lent */
    if (!rc && w.r.status != WEFT_UNKNOWN && is_due(m, &w))
        rc = with_schedule(&w, engine, seed, text, len, err);
    else
        rc = weft_plan_text(m->doc, text, len, err);
    ui_planned_release(&d);
    return rc;
}

enum weft_rc ui_model_text(const struct ui_model *m, bool schedule,
                           const char *engine, uint64_t seed, char **text,
                           size_t *len, struct weft_err *err)
{
    struct written w = shown(m);
    bool planned = w.problem && w.r.status != WEFT_UNKNOWN &&
                   (w.facts || w.r.status == WEFT_INFEASIBLE);
    bool stored = weft_plan_member(m->doc, "schedule", len) != NULL;

    if (schedule)
        return planned ? with_schedule(&w, engine, seed, text, len, err)
                       : weft_plan_text(m->plan, text, len, err);
    if (stored && m->variant > 0)
        return base_text(m, engine, seed, text, len, err);
    if (stored && planned && is_due(m, &w))
        return with_schedule(&w, engine, seed, text, len, err);
    return weft_plan_text(m->doc, text, len, err);
}
