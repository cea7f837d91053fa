/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/race.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "cli/progress.h"

#define LOOK_MS 100 /* how often signals are looked at */

/* The best plan so far, as one line. */
static void show(struct cli_progress *g, const struct race *r)
{
    const struct race_board *b = race_board(r);
    int best = race_leader(b);

    g->bound = b->bound;
    for (int k = 0; k < b->n; k++)
        if (b->row[k].stage == RACE_RUNNING)
            g->engine = b->row[k].engine;
    if (best >= 0) {
        g->planned = true;
        g->makespan = b->row[best].makespan;
    }
    cli_progress_show(g);
}

static void loop(struct race *r, struct cli_progress *g)
{
    struct pollfd fd[RACE_FDS];

    while (!race_is_over(r) && !cli_search_interrupted()) {
        int n = race_fds(r, fd), wait = race_timeout(r);

        if (wait < 0 || wait > LOOK_MS)
            wait = LOOK_MS;
        poll(fd, (nfds_t)n, wait);
        race_step(r);
        show(g, r);
    }
}

/* The best plan, or the reason that there is none. */
static enum cli_exit take_best(const struct cli *c, const char *file,
                               const struct race *r, struct cli_search *s)
{
    const struct race_board *b = race_board(r);
    const struct weft_result *x;
    struct weft_err err = { 0 };
    int k = race_leader(b);

    for (int i = 0; i < b->n && k < 0; i++)
        if (b->row[i].status == WEFT_INFEASIBLE)
            s->result.status = WEFT_INFEASIBLE;
    if (k < 0)
        return CLI_DONE;
    x = race_result(r, k);
    s->result = *x;
    s->result.schedule = (struct weft_schedule){ 0 };
    s->result.bound = b->bound;
    if (x->makespan == b->bound)
        s->result.status = WEFT_OPTIMAL;
    for (int i = 0; i < b->n; i++)
        if (b->row[i].bound == b->bound && b->row[i].bound_engine)
            s->result.bound_engine = b->row[i].bound_engine;
    if (weft_schedule_init(&s->result.schedule, x->schedule.n, &err) ||
        weft_schedule_copy(&s->result.schedule, &x->schedule, &err) ||
        weft_facts_new(s->problem, &s->result.schedule, &s->facts, &err))
        return cli_fail(c, file, &err);
    return CLI_DONE;
}

static enum cli_exit print(const struct race_view *v)
{
    char *text = v->cli->value[CLI_JSON] ? cli_race_json(v) : cli_race_text(v);
    enum cli_exit rc;

    if (!text)
        return cli_no_memory(v->cli);
    rc = cli_print(v->cli, text, strlen(text));
    free(text);
    return rc;
}

enum cli_exit cli_race(const struct cli *c, const char *file,
                       const struct weft_plan *p, struct cli_search *s)
{
    struct race_opts o = { .command = { .program = "/proc/self/exe",
                                        .shell = c->value[CLI_WORKER] },
                           .plan = p,
                           .time = fmax(c->time, 1e-3),
                           .effort = c->effort,
                           .seed = c->seed,
                           .memory = c->memory,
                           .slots = c->threads };
    struct race_view v = {
        .cli = c, .file = file, .plan = p, .width = cli_width()
    };
    struct cli_progress g;
    struct weft_err err = { 0 };
    struct race *r;
    enum cli_exit rc;

    if (weft_problem_new(p, &s->problem, &err))
        return cli_fail(c, file, &err);
    o.problem = s->problem;
    if (race_new(&r, &o, &err))
        return cli_fail(c, file, &err);
    v.tick = s->problem->tick;
    v.board = race_board(r);
    cli_search_guard(true);
    cli_progress_begin(&g, s->problem, "race");
    loop(r, &g);
    cli_progress_end(&g);
    cli_search_guard(false);
    s->interrupted = cli_search_interrupted();
    rc = take_best(c, file, r, s);
    if (!rc)
        rc = print(&v);
    race_free(r);
    return rc;
}
