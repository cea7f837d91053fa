/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker/race.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft/analysis.h"
#include "worker/process.h"

#define LATE_MS 200 /* patience beyond the time of an engine */

struct race {
    struct race_opts o;
    struct race_board board;
    struct weft_result result[RACE_MAX];
    struct worker *worker[RACE_SLOTS];
    int of[RACE_SLOTS];      /* row that runs there, -1: none */
    int64_t began[RACE_MAX]; /* ms */
    uint64_t generation;
    char *doc;
    size_t len;
    int next; /* row to start */
};

/* --- rows ----------------------------------------------------------------- */

static void add_point(struct race_row *w, int64_t at, int64_t makespan)
{
    if (w->npoint && w->point[w->npoint - 1].makespan == makespan)
        return;                     /* cheaper, no shorter */
    if (w->npoint == RACE_POINTS) { /* every other one, but for the first */
        int n = 1;

        for (int k = 2; k < w->npoint; k += 2)
            w->point[n++] = w->point[k];
        w->npoint = n;
    }
    w->point[w->npoint++] = (struct race_point){ at, makespan };
}

/* What the result of row k is now. */
static void update(struct race *r, int k)
{
    struct race_row *w = &r->board.row[k];
    const struct weft_result *x = &r->result[k];

    w->status = x->status;
    w->bound = x->bound;
    w->bound_engine = x->bound_engine;
    if (x->bound > r->board.bound)
        r->board.bound = x->bound;
    if (x->schedule.n) {
        w->makespan = x->makespan;
        w->cost = weft_schedule_cost(r->o.problem, &x->schedule);
        add_point(w, w->ran, x->makespan);
    }
    r->board.serial++;
}

static void end_row(struct race *r, int slot, enum race_stage stage,
                    const char *text)
{
    struct race_row *w = &r->board.row[r->of[slot]];

    w->stage = stage;
    if (strlen(text) < sizeof(w->text))
        memcpy(w->text, text, strlen(text) + 1);
    r->of[slot] = -1;
    r->board.serial++;
}

/* --- workers -------------------------------------------------------------- */

/* Start a row in a slot. */
static void start(struct race *r, int slot, int k)
{
    struct worker_request q;
    struct weft_err err = { 0 };

    worker_request_init(&q);
    q.generation = ++r->generation;
    q.doc = r->doc;
    q.len = r->len;
    q.problem = r->o.problem;
    q.engine = r->board.row[k].engine;
    q.time = r->o.time;
    q.effort = r->o.effort;
    q.seed = r->o.seed;
    q.memory = r->o.memory;
    q.threads = 1;
    r->of[slot] = k;
    r->began[k] = process_now();
    r->board.row[k].stage = RACE_RUNNING;
    r->board.serial++;
    if (worker_start(r->worker[slot], &q, &err))
        end_row(r, slot, RACE_REFUSED, err.msg);
}

static void on_event(struct race *r, int slot, const struct worker_event *ev)
{
    int k = r->of[slot];
    struct weft_err err = { 0 };
    bool changed = false;

    if (worker_apply(ev, r->o.plan, r->o.problem, &r->result[k], &changed,
                     &err)) {
        end_row(r, slot, RACE_REFUSED, err.msg);
        return;
    }
    if (changed)
        update(r, k);
    if (ev->kind == WORKER_DONE) {
        update(r, k);
        end_row(r, slot, RACE_ENDED, r->result[k].reason);
    }
}

static void read_slot(struct race *r, int slot)
{
    struct worker_event ev;
    int64_t now = process_now(), most = r->board.time;
    struct race_row *w;

    while (r->of[slot] >= 0) {
        w = &r->board.row[r->of[slot]];
        w->ran = now - r->began[r->of[slot]];
        w->ran = w->ran > most ? most : w->ran;
        if (!worker_next(r->worker[slot], &ev))
            break;
        on_event(r, slot, &ev);
    }
    if (r->of[slot] >= 0 && now - r->began[r->of[slot]] > most + LATE_MS) {
        worker_cancel(r->worker[slot]);
        end_row(r, slot, RACE_ENDED, "stopped at the time limit");
    }
}

enum weft_rc race_new(struct race **out, const struct race_opts *o,
                      struct weft_err *err)
{
    struct race *r = calloc(1, sizeof(*r));
    int slots = o->slots > 0 ? o->slots : process_processors();
    enum weft_rc rc;

    if (!r)
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    r->o = *o;
    r->board.time = (int64_t)(o->time * 1000);
    for (; weft_engines()[r->board.n] && r->board.n < RACE_MAX; r->board.n++)
        r->board.row[r->board.n].engine = weft_engines()[r->board.n]->name;
    r->o.slots = slots < RACE_SLOTS ? slots : RACE_SLOTS;
    rc = weft_plan_text(o->plan, &r->doc, &r->len, err);
    for (int k = 0; k < r->o.slots && !rc; k++) {
        r->of[k] = -1;
        rc = worker_new(&o->command, &r->worker[k], err);
    }
    if (rc) {
        race_free(r);
        return rc;
    }
    *out = r;
    return WEFT_OK;
}

void race_free(struct race *r)
{
    if (!r)
        return;
    for (int k = 0; k < r->o.slots; k++)
        worker_free(r->worker[k]);
    for (int k = 0; k < r->board.n; k++)
        weft_result_release(&r->result[k]);
    free(r->doc);
    free(r);
}

int race_fds(const struct race *r, struct pollfd *fd)
{
    int n = 0;

    for (int k = 0; k < r->o.slots; k++)
        n += worker_fds(r->worker[k], fd + n);
    return n;
}

int race_timeout(const struct race *r)
{
    int64_t now = process_now();
    int due = -1;

    for (int k = 0; k < r->o.slots; k++) {
        int t = worker_timeout(r->worker[k]);
        int64_t end;

        if (t >= 0 && (due < 0 || t < due))
            due = t;
        if (r->of[k] < 0) {
            if (r->next < r->board.n)
                return 0;
            continue;
        }
        end = r->began[r->of[k]] + r->board.time + LATE_MS + 1 - now;
        end = end < 0 ? 0 : end;
        if (due < 0 || end < due)
            due = (int)end;
    }
    return due;
}

void race_step(struct race *r)
{
    for (int k = 0; k < r->o.slots; k++) {
        read_slot(r, k);
        if (r->of[k] < 0 && r->next < r->board.n)
            start(r, k, r->next++);
    }
}

bool race_is_over(const struct race *r)
{
    for (int k = 0; k < r->o.slots; k++)
        if (r->of[k] >= 0)
            return false;
    return r->next == r->board.n;
}

const struct race_board *race_board(const struct race *r)
{
    return &r->board;
}

const struct weft_result *race_result(const struct race *r, int k)
{
    return &r->result[k];
}
