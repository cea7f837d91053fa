/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ui/job.h"

#define QUIET_MS 120 /* of no edits before a search starts */

enum weft_rc tui_search_init(struct tui_search *r, const struct tui_opts *o,
                             struct weft_err *err)
{
    static const char self[] = "/proc/self/exe";
    char program[4096];
    struct worker_command c = { .shell = o->worker };
    ssize_t n = readlink(self, program, sizeof(program) - 1);

    *r = (struct tui_search){ 0 };
    program[n > 0 ? n : 0] = '\0';
    c.program = n > 0 ? program : "weft";
    return worker_new(&c, &r->worker, err);
}

void tui_search_release(struct tui_search *r)
{
    worker_free(r->worker);
    *r = (struct tui_search){ 0 };
}

static void failed(struct tui_session *t, int64_t now, uint64_t gen,
                   const char *text)
{
    tui_session_event(
        t, &(struct ui_event){
               .kind = UI_EV_FAILED, .now = now, .gen = gen, .text = text });
}

static void start(struct tui_search *r, struct tui_session *t, int64_t now)
{
    struct worker_request q;
    struct ui_job job;
    struct weft_err err = { 0 };
    enum weft_rc rc;
    char *doc = NULL;

    if (!ui_job(t->m, &job) && !ui_job_shown(t->m, &job))
        return;
    worker_request_init(&q);
    rc = weft_plan_text(job.plan, &doc, &q.len, &err);
    if (rc) {
        failed(t, now, job.gen, err.msg);
        return;
    }
    q.generation = ++r->asked;
    q.doc = doc;
    q.problem = job.problem;
    q.engine = tui_session_engine(t);
    q.rule = t->o->rule;
    q.time = t->seconds;
    q.seed = t->o->seed;
    q.threads = t->o->threads;
    q.memory = t->o->memory;
    q.start = job.start;
    q.bound = job.bound;
    rc = worker_start(r->worker, &q, &err);
    free(doc);
    if (rc) {
        failed(t, now, job.gen, err.msg);
        return;
    }
    r->on = true;
    r->gen = job.gen;
    r->tick = job.problem->tick;
    tui_session_event(t, &(struct ui_event){
                             .kind = UI_EV_SEARCH, .now = now, .gen = r->gen });
}

void tui_search_step(struct tui_search *r, struct tui_session *t, int64_t now)
{
    if (t->stop) {
        if (r->on)
            worker_cancel(r->worker);
        r->on = false;
        t->stop = false;
    }
    if (t->search && now - t->asked_at >= QUIET_MS) {
        t->search = false;
        start(r, t, now);
    }
}

static void on_event(struct tui_search *r, struct tui_session *t,
                     const struct worker_event *w, int64_t now)
{
    struct ui_event ev = { .now = now,
                           .gen = r->gen,
                           .engine = w->engine,
                           .text = w->text,
                           .status = w->status };

    switch (w->kind) {
    case WORKER_PLAN:
        ev.kind = UI_EV_PLAN;
        ev.place = w->place;
        ev.nplace = (size_t)w->nplace;
        break;
    case WORKER_BOUND:
        ev.kind = UI_EV_BOUND;
        ev.bound = w->bound * r->tick;
        break;
    case WORKER_DONE:
        ev.kind = UI_EV_DONE;
        r->on = false;
        break;
    case WORKER_FAILED:
        ev.kind = UI_EV_FAILED;
        r->on = false;
        break;
    }
    tui_session_event(t, &ev);
}

void tui_search_read(struct tui_search *r, struct tui_session *t, int64_t now)
{
    struct worker_event ev;

    /* an event may lead to a stop, after which no more of this search count */
    while (worker_next(r->worker, &ev))
        if (r->on && !t->stop)
            on_event(r, t, &ev, now);
}

int tui_search_timeout(const struct tui_search *r, const struct tui_session *t,
                       int64_t now)
{
    int due = worker_timeout(r->worker);
    int64_t left;

    if (!t->search)
        return due;
    left = t->asked_at + QUIET_MS - now;
    left = left < 0 ? 0 : left;
    return due >= 0 && due < left ? due : (int)left;
}
