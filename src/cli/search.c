/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/search.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"
#include "cli/progress.h"
#include "weft/check.h"
#include "weft/io.h"
#include "worker/worker.h"

const char *cli_engine_name(const struct cli *c)
{
    return c->value[CLI_ENGINE] ? c->value[CLI_ENGINE] : "auto";
}

/* --- signals ------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;
static bool guarded; /* by cli_search_guard() */

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP };
#define NSIGNAL (sizeof(stop_signals) / sizeof(*stop_signals))

/* The first signal ends the search, a second one the program. SIGHUP stays
 * ignored under nohup; SIGINT does not, for a shell ignores it for every job
 * in the background and whoever sends it there means it. */
static void catch_signals(struct sigaction old[NSIGNAL])
{
    struct sigaction sa = { .sa_handler = on_signal,
                            .sa_flags = (int)SA_RESETHAND };

    if (guarded)
        return;
    for (size_t i = 0; i < NSIGNAL; i++) {
        sigaction(stop_signals[i], NULL, &old[i]);
        if (stop_signals[i] != SIGHUP || old[i].sa_handler != SIG_IGN)
            sigaction(stop_signals[i], &sa, NULL);
    }
}

static void restore_signals(const struct sigaction old[NSIGNAL])
{
    if (guarded)
        return;
    for (size_t i = 0; i < NSIGNAL; i++)
        sigaction(stop_signals[i], &old[i], NULL);
}

void cli_search_guard(bool on)
{
    static struct sigaction old[NSIGNAL];

    if (on) {
        catch_signals(old);
        guarded = true;
    } else {
        guarded = false;
        restore_signals(old);
    }
}

bool cli_search_interrupted(void)
{
    return interrupted;
}

/* Tasks from which on it matters what reading and compiling take. */
#define LARGE_PLAN 20000

/* --- the hunt for a plan ------------------------------------------------- */

struct hunt {
    const struct cli *cli;
    const char *file;
    const char *culprit; /* whom an error is about: file, or "--worker" */
    const struct weft_plan *plan;
    const struct weft_problem *problem;
    struct weft_schedule start; /* n == 0: none */
    int64_t bound;              /* proved beforehand, ticks */
    const char *bound_engine;   /* by whom; NULL: unknown */
    bool begun;                 /* start is what begin_large() made, and */
    bool start_proved;          /* none is shorter */
    bool has_policy;            /* --policy */
    struct weft_policy policy;
    bool part;       /* of a sweep: no word about each */
    bool verified;   /* the result has passed weft_check */
    double deadline; /* cli_now() */
    struct cli_progress progress;
};

static double left(const struct hunt *h)
{
    return h->deadline - cli_now();
}

/* The stored schedule, if it still is one: what was found before is never lost.
 * Only for auto; who names an engine wants to see what that engine does. */
static void take_start(struct hunt *h)
{
    struct weft_stored stored = { 0 };
    struct weft_diags diags = { 0 };
    struct weft_schedule s = { 0 };

    if (!strcmp(cli_engine_name(h->cli), "auto") &&
        !weft_stored_read(h->plan, &stored, &diags, NULL) && stored.n &&
        !weft_check(h->plan, stored.place, stored.n, NULL, &diags, NULL) &&
        !weft_schedule_init(&s, h->problem->ntask, NULL) &&
        !weft_places_schedule(h->problem, stored.place, stored.n, &s, NULL)) {
        h->start = s;
        s = (struct weft_schedule){ 0 };
    }
    weft_schedule_release(&s);
    weft_stored_release(&stored);
    weft_diags_release(&diags);
}

/* The policy to start from: of the file, or where there is none yet, the one
 * that weft ships. */
static enum weft_rc take_policy(struct hunt *h, struct weft_err *err)
{
    const char *path = h->cli->value[CLI_POLICY];

    if (!path)
        return WEFT_OK;
    h->has_policy = true;
    h->culprit = path;
    weft_policy_init(&h->policy);
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return WEFT_OK;
    return weft_policy_read(path, &h->policy, err);
}

/* What was learned, if anything was. */
static enum weft_rc keep_policy(struct hunt *h, int64_t episodes,
                                struct weft_err *err)
{
    if (!h->has_policy || h->policy.episodes == episodes)
        return WEFT_OK;
    h->culprit = h->cli->value[CLI_POLICY];
    return weft_policy_write(h->culprit, &h->policy, err);
}

static void on_change(void *ctx, const struct weft_result *r)
{
    struct cli_progress *g = ctx;

    if (r->engine)
        g->engine = r->engine;
    g->planned = r->schedule.n > 0;
    g->makespan = r->makespan;
    g->bound = r->bound;
    cli_progress_show(g);
}

static enum weft_rc hunt_in_worker(struct hunt *h, struct weft_result *r,
                                   struct weft_err *err)
{
    const struct cli *c = h->cli;
    const struct worker_run_opts o = {
        .policy = h->has_policy ? &h->policy : NULL,
        .command = { .program = "/proc/self/exe",
                     .shell = c->value[CLI_WORKER] },
        .stop = &interrupted,
        .ctx = &h->progress,
        .on_change = on_change,
        .every = 250,
    };
    struct worker_request q;
    enum weft_rc rc;
    char *doc;
    size_t len;

    rc = weft_plan_text(h->plan, &doc, &len, err);
    if (rc)
        return rc;
    worker_request_init(&q);
    q.doc = doc;
    q.len = len;
    q.problem = h->problem;
    q.engine = cli_engine_name(c);
    q.rule = c->value[CLI_RULE];
    q.time = fmax(left(h), 1e-3);
    q.effort = c->effort;
    q.seed = c->seed;
    q.memory = c->memory;
    q.threads = c->threads;
    q.policy = h->has_policy ? &h->policy : NULL;
    q.start = h->start.n ? &h->start : NULL;
    q.bound = h->bound;
    rc = worker_run(&o, &q, h->plan, r, err);
    free(doc);
    return rc;
}

static double host_now(void *ctx)
{
    (void)ctx;
    return cli_now();
}

static bool host_stop(void *ctx)
{
    return interrupted || left(ctx) <= 0;
}

/* Without a child: an engine that does not look at stop() often enough can be
 * late, nothing else is lost. */
static enum weft_rc hunt_here(struct hunt *h, struct weft_result *r,
                              struct weft_err *err)
{
    struct weft_solve_opts o;

    weft_solve_opts_init(&o);
    o.time = fmax(left(h), 1e-3);
    o.effort = h->cli->effort;
    o.seed = h->cli->seed;
    o.memory = h->cli->memory;
    o.threads = h->cli->threads > 0 ? h->cli->threads : 1;
    o.rule = h->cli->value[CLI_RULE];
    o.policy = h->has_policy ? &h->policy : NULL;
    o.start = h->start.n ? &h->start : NULL;
    o.bound = h->bound;
    o.ctx = h;
    o.now = host_now;
    o.stop = host_stop;
    return weft_solve(h->problem, cli_engine_name(h->cli), &o, r, err);
}

static void forget(struct weft_result *r)
{
    weft_result_release(r);
    *r = (struct weft_result){ 0 };
}

/* The plan of a moment, where the search had no time for one. What it proved
 * until then still holds. */
static enum weft_rc quick(struct hunt *h, struct weft_result *r,
                          struct weft_err *err)
{
    int64_t bound = r->bound;
    const char *bound_engine = r->bound_engine;
    enum weft_rc rc;

    forget(r);
    h->verified = false;
    rc = weft_quick(h->problem, h->start.n ? &h->start : NULL, r, err);
    if (rc || bound <= r->bound)
        return rc;
    r->bound = bound;
    r->bound_engine = bound_engine;
    if (r->schedule.n && r->makespan == bound)
        r->status = WEFT_OPTIMAL;
    return WEFT_OK;
}

/* What is still possible after the worker failed. */
static enum weft_rc recover(struct hunt *h, enum weft_rc rc,
                            struct weft_result *r, struct weft_err *err)
{
    bool foreign = h->cli->value[CLI_WORKER];

    if (rc == WEFT_E_LIMIT)
        return rc;
    if (foreign && (rc == WEFT_E_IO || rc == WEFT_E_PARSE)) {
        h->culprit = "--worker";
        return err->code = WEFT_E_IO;
    }
    if (rc == WEFT_E_IO) {
        forget(r);
        h->verified = false;
        return hunt_here(h, r, err);
    }
    cli_say(h->cli, "%s: the search ended early: %s", h->file, err->msg);
    return r->schedule.n ? WEFT_OK : quick(h, r, err);
}

/* The plan that a large one begins with is all there is. */
static void take_begun(struct hunt *h, struct weft_result *r)
{
    if (h->bound > r->bound) {
        r->bound = h->bound;
        r->bound_engine = h->bound_engine;
    }
    r->schedule = h->start;
    h->start = (struct weft_schedule){ 0 };
    h->verified = false;
    r->makespan = weft_schedule_makespan(h->problem, &r->schedule);
    r->status = r->makespan == r->bound ? WEFT_OPTIMAL : WEFT_FEASIBLE;
    r->engine = "list";
}

/* Stopped before the first plan: there is one all the same, and no secret
 * about where it is from. */
static enum weft_rc stopped_early(struct hunt *h, struct weft_result *r,
                                  struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    if (h->begun)
        take_begun(h, r);
    else
        rc = quick(h, r, err);

    if (!rc && r->schedule.n && !h->part)
        cli_say(h->cli,
                "%s: the search was stopped before it had a plan; this is the "
                "first one of %s",
                h->file, r->engine ? r->engine : "list");
    return rc;
}

/* Of a large plan the first one takes a while: it is made at once, and then
 * the search, which may not get to one of its own, starts from it. */
static enum weft_rc begin_large(struct hunt *h, struct weft_err *err)
{
    struct weft_result first;
    enum weft_rc rc;

    if (strcmp(cli_engine_name(h->cli), "auto"))
        return WEFT_OK;
    rc = weft_quick(h->problem, NULL, &first, err);
    if (!rc && first.schedule.n) {
        h->start = first.schedule;
        first.schedule = (struct weft_schedule){ 0 };
        h->bound = first.bound;
        h->bound_engine = first.bound_engine;
        h->begun = true;
        h->start_proved = first.status == WEFT_OPTIMAL;
    }
    weft_result_release(&first);
    return rc;
}

/* A worker reads and compiles the plan first, as was done here: where that is
 * all that there is time for, the plan of a moment is what can be had. */
static bool is_too_late(const struct hunt *h)
{
    return !h->part && !h->cli->value[CLI_WORKER] &&
           h->problem->ntask > LARGE_PLAN && left(h) < cli_worked();
}

static enum weft_rc hunt(struct hunt *h, struct weft_result *r,
                         struct weft_err *err)
{
    struct sigaction old[NSIGNAL];
    enum weft_rc rc = WEFT_OK;

    if (left(h) <= 0 || h->problem->ntask == 0 || is_too_late(h))
        return quick(h, r, err);
    if (h->problem->ntask > LARGE_PLAN && !h->part && !h->start.n)
        rc = begin_large(h, err);
    if (rc)
        return rc;
    if (h->begun && h->start_proved) {
        take_begun(h, r);
        return WEFT_OK;
    }
    catch_signals(old);
    h->verified = true; /* worker_run does that */
    cli_progress_begin(&h->progress, h->problem, cli_engine_name(h->cli));
    rc = hunt_in_worker(h, r, err);
    cli_progress_end(&h->progress);
    if (rc)
        rc = recover(h, rc, r, err);
    else if (r->status == WEFT_UNKNOWN && !r->schedule.n &&
             (interrupted || left(h) <= 0))
        rc = stopped_early(h, r, err);
    restore_signals(old);
    return rc;
}

/* --- after the search ---------------------------------------------------- */

/* No engine is believed: weft_check shares no code with them. */
static enum cli_exit verify(const struct hunt *h, const struct weft_result *r)
{
    struct weft_place *place = NULL;
    struct weft_diags diags = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc;

    rc = weft_schedule_places(h->problem, &r->schedule, &place, &err);
    if (!rc)
        rc = weft_check(h->plan, place, (size_t)h->problem->ntask, NULL, &diags,
                        &err);
    if (rc) {
        cli_say_diags(h->cli, h->file, &diags);
        cli_say(h->cli, "%s: engine %s gave a wrong plan: %s", h->file,
                r->engine ? r->engine : cli_engine_name(h->cli),
                weft_rc_text(rc));
    }
    weft_diags_release(&diags);
    free(place);
    return rc ? CLI_INTERNAL : CLI_DONE;
}

static enum cli_exit derive(const struct hunt *h, struct cli_search *s)
{
    struct weft_err err = { 0 };
    enum cli_exit rc;

    if (s->result.status != WEFT_FEASIBLE && s->result.status != WEFT_OPTIMAL)
        return CLI_DONE;
    rc = h->verified ? CLI_DONE : verify(h, &s->result);
    if (!rc && weft_facts_new(s->problem, &s->result.schedule, &s->facts, &err))
        rc = cli_fail(h->cli, h->file, &err);
    return rc;
}

/* What the program has worked until now is about what is to come: to analyse
 * and write a plan costs like to read and compile it. */
double cli_search_end(const struct cli *c)
{
    return c->began + c->time - cli_worked();
}

enum cli_exit cli_search(const struct cli *c, const char *file,
                         const struct weft_plan *p, struct cli_search *s)
{
    struct hunt h = { .cli = c, .file = file, .culprit = file, .plan = p };
    struct weft_err err = { 0 };
    int64_t episodes;
    enum weft_rc rc;

    if (weft_problem_new(p, &s->problem, &err))
        return cli_fail(c, file, &err);
    h.problem = s->problem;
    h.deadline = cli_search_end(c);
    rc = take_policy(&h, &err);
    if (rc)
        return cli_fail(c, h.culprit, &err);
    episodes = h.policy.episodes;
    h.culprit = file;
    take_start(&h);
    rc = hunt(&h, &s->result, &err);
    weft_schedule_release(&h.start);
    if (!rc)
        rc = keep_policy(&h, episodes, &err);
    s->interrupted = interrupted;
    if (rc == WEFT_E_LIMIT) {
        /* Nothing is wrong with the plan, only too large for this engine. */
        cli_say(c, "%s: engine %s: %s", file, cli_engine_name(c), err.msg);
        return CLI_NO;
    }
    return rc ? cli_fail(c, h.culprit, &err) : derive(&h, s);
}

enum cli_exit cli_search_trial(const struct cli *c, const char *file,
                               const struct weft_trial *t, double seconds,
                               struct weft_result *r)
{
    struct hunt h = { .cli = c,
                      .file = file,
                      .culprit = file,
                      .plan = t->plan,
                      .problem = t->problem,
                      .bound = t->bound,
                      .part = true,
                      .deadline = cli_now() + seconds };
    struct weft_err err = { 0 };
    enum weft_rc rc;

    if (t->start)
        h.start = *t->start; /* lent */
    rc = hunt(&h, r, &err);
    if (rc == WEFT_E_LIMIT) {
        forget(r);
        snprintf(r->reason, sizeof(r->reason), "%.255s", err.msg);
        return CLI_DONE;
    }
    return rc ? cli_fail(c, h.culprit, &err) : CLI_DONE;
}

void cli_search_release(struct cli_search *s)
{
    weft_facts_free(s->facts);
    weft_result_release(&s->result);
    weft_problem_free(s->problem);
    *s = (struct cli_search){ 0 };
}

enum cli_exit cli_search_exit(const struct cli_search *s)
{
    if (s->interrupted)
        return CLI_INTERRUPTED;
    return s->facts ? CLI_DONE : CLI_NO;
}

void cli_say_unknown(const struct cli *c, const char *file,
                     const struct weft_plan *p, const struct cli_search *s)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "no plan was found, and none was proved impossible");
    if (s->result.bound > 0) {
        weft_buf_adds(&b, "; none is shorter than ");
        weft_time_text(&b, s->result.bound * s->problem->tick,
                       weft_plan_unit(p));
    }
    if (*s->result.reason)
        weft_buf_addf(&b, " (%s)", s->result.reason);
    if (b.oom)
        cli_no_memory(c);
    else
        cli_say(c, "%s: %s; more --time or another --engine may find one", file,
                b.p);
    weft_buf_release(&b);
}
