/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/job.h"

#include "ui/sweep.h"
#include "ui/variants.h"

#define TRIAL_SECONDS 2 /* of a search of one value of a sweep */

static bool shown(const struct ui_model *m, struct ui_job *job)
{
    if (!m->problem)
        return false;
    *job = (struct ui_job){ .gen = m->gen,
                            .plan = m->plan,
                            .problem = m->problem,
                            .start = m->schedule.n ? &m->schedule : NULL,
                            .bound = m->bound / m->problem->tick };
    return true;
}

bool ui_job(const struct ui_model *m, struct ui_job *job)
{
    return ui_sweep_job(m, job) ||
           (ui_model_wants_search(m) && shown(m, job)) ||
           (!m->sweep && ui_variants_job(m, job));
}

bool ui_job_shown(const struct ui_model *m, struct ui_job *job)
{
    return ui_sweep_job(m, job) || shown(m, job);
}

void ui_job_ask(struct ui *u)
{
    struct ui_job job;

    if (!u->m->sweep && !ui_model_wants_search(u->m))
        ui_variants_choose(u->m);
    if (!ui_job(u->m, &job))
        return;
    u->fx->bits |= UI_FX_SEARCH;
    u->fx->seconds = u->m->sweep ? TRIAL_SECONDS : 0;
}

bool ui_job_event(struct ui *u, const struct ui_event *ev)
{
    struct ui_model *m = u->m;
    bool ended = ev->kind == UI_EV_DONE || ev->kind == UI_EV_FAILED;

    if (ev->gen < UI_JOB_GEN)
        return false;
    m->news++;
    if (m->sweep && m->sweep->trial.problem && ev->gen == m->sweep->gen)
        ui_sweep_event(m, ev);
    else if (!ui_variants_event(m, ev))
        return true; /* of a job that is no longer wanted */
    if (ended)
        ui_job_ask(u);
    return true;
}

bool ui_idle_wanted(const struct ui_model *m)
{
    return ui_sweep_wants_step(m) || ui_variants_wants_step(m);
}

void ui_idle(struct ui *u)
{
    if (!ui_sweep_wants_step(u->m)) {
        if (ui_variants_wants_step(u->m))
            ui_variants_step(u->m);
        if (!ui_idle_wanted(u->m) && !u->s->searching.on)
            ui_job_ask(u);
        return;
    }
    ui_sweep_step(u->m);
    if (!ui_sweep_wants_step(u->m))
        ui_job_ask(u);
}
