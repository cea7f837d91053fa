/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/job.h - what a search elsewhere is to work on next.
 *
 * One at a time: a value of a sweep that is open, else the plan on screen,
 * else the plan of a scenario that is not shown. Events of the search carry
 * the generation of the job. */
#ifndef UI_JOB_H
#define UI_JOB_H

#include "ui/ui.h"

/* Generations of jobs other than the plan on screen are above this. */
#define UI_JOB_GEN (UINT64_C(1) << 62)

/* Borrowed from the model until its next change. */
struct ui_job {
    uint64_t gen;
    const struct weft_plan *plan;
    const struct weft_problem *problem;
    const struct weft_schedule *start; /* NULL: none */
    int64_t bound;                     /* proved, ticks */
};

/* The next job; false: there is nothing to search. */
bool ui_job(const struct ui_model *m, struct ui_job *job);
/* The same where someone asked for a search: also of a plan that was searched
 * before. */
bool ui_job_shown(const struct ui_model *m, struct ui_job *job);
/* Ask the host for a search of it, if there is one. */
void ui_job_ask(struct ui *u);

/* A job that is not the plan on screen: news of it. False: it is no such
 * generation. */
bool ui_job_event(struct ui *u, const struct ui_event *ev);

/* Work that is done here, a little at a time, while no key is waiting. */
bool ui_idle_wanted(const struct ui_model *m);
/* A piece of it, at most about a quick plan. */
void ui_idle(struct ui *u);

#endif
