/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "analysis/words.h"

#define NAMES_MAX 4

struct why {
    struct words w;
    const struct weft_schedule *s;
    const struct weft_facts *f;
    int32_t task;
};

static void say(struct why *y, const char *text)
{
    weft_buf_adds(&y->w.b, text);
}

static void say_time(struct why *y, int64_t t)
{
    words_time(&y->w, t);
}

/* "a, b and 3 more": call for every name, then say_more(). */
static void say_name(struct why *y, int32_t task, int32_t k)
{
    if (k >= NAMES_MAX)
        return;
    say(y, k ? ", " : "");
    words_task(&y->w, task);
}

static void say_more(struct why *y, int32_t n)
{
    if (n > NAMES_MAX)
        weft_buf_addf(&y->w.b, " and %d more", (int)(n - NAMES_MAX));
}

/* What made it ready: " (after index, split)", " (its release)" or nothing. */
static void say_ready(struct why *y, int64_t ready)
{
    const struct weft_problem *q = y->w.q;
    const struct weft_graph *g = &q->graph;
    int32_t n = 0;

    for (int32_t e = g->pred_begin[y->task]; e < g->pred_begin[y->task + 1];
         e++) {
        int32_t u = g->pred[e];
        int64_t delay = weft_problem_delay(q, g->pred_link[e], g->pred_w[e],
                                           y->s->opt[u], y->s->opt[y->task]);

        if (y->f->finish[u] + delay < ready)
            continue;
        if (n == 0)
            say(y, " (after ");
        say_name(y, u, n++);
    }
    say_more(y, n);
    if (n)
        say(y, ")");
    else if (ready > 0)
        say(y, " (its release)");
}

static void say_link(struct why *y, const struct weft_cause *c)
{
    int64_t end = y->f->finish[c->pred];
    int64_t lag = y->s->start[y->task] - end - c->xfer;

    say(y, ": after ");
    words_task(&y->w, c->pred);
    if (lag == 0 && c->xfer == 0)
        return;
    say(y, ", which ends at ");
    say_time(y, end);
    if (lag) {
        say(y, ", lag ");
        say_time(y, lag);
    }
    if (c->xfer) {
        say(y, ", transfer ");
        say_time(y, c->xfer);
    }
}

static void say_blockers(struct why *y)
{
    int32_t task[NAMES_MAX], n;
    int32_t all = weft_facts_blockers(y->w.q, y->s, y->f, y->task, task,
                                      NAMES_MAX, &n);

    say(y, " (");
    for (int32_t k = 0; k < n; k++) {
        say_name(y, task[k], k);
        if (y->w.q->hold[task[k]])
            say(y, " for the whole plan");
    }
    say_more(y, all);
    say(y, ")");
}

static void say_capacity(struct why *y, const struct weft_cause *c)
{
    const struct weft_cell *cell = &y->w.q->cell[c->cell];

    say(y, " but needs ");
    words_res(&y->w, cell->res);
    say(y, " ");
    words_quantity(&y->w, c->need);
    say(y, " and ");
    words_cell(&y->w, c->cell);
    say(y, " is ");
    words_quantity(&y->w, cell->cap - c->free);
    say(y, "/");
    words_quantity(&y->w, cell->cap);
    say(y, " busy until ");
    say_time(y, y->s->start[y->task]);
    say_blockers(y);
}

static void say_wait(struct why *y, const struct weft_cause *c)
{
    say(y, ", not ");
    say_time(y, c->ready);
    say(y, ": ready at ");
    say_time(y, c->ready);
    say_ready(y, c->ready);
    if (c->kind == WEFT_CAUSE_CAPACITY) {
        say_capacity(y, c);
        return;
    }
    say(y, " but ");
    words_copy(&y->w, y->w.q->option[y->s->opt[y->task]].copy);
    say(y, " is down until ");
    say_time(y, y->s->start[y->task]);
}

static void say_cause(struct why *y)
{
    const struct weft_cause *c = &y->f->cause[y->task];

    say(y, "starts at ");
    say_time(y, y->s->start[y->task]);
    switch (c->kind) {
    case WEFT_CAUSE_START:
        say(y, ": nothing before it");
        break;
    case WEFT_CAUSE_LINK:
        say_link(y, c);
        break;
    case WEFT_CAUSE_RELEASE:
        say(y, ": not released before");
        break;
    case WEFT_CAUSE_PIN:
        say(y, ": pinned");
        break;
    case WEFT_CAUSE_DOWN:
    case WEFT_CAUSE_CAPACITY:
        say_wait(y, c);
        break;
    case WEFT_CAUSE_NONE:
        say(y, ", but could start at ");
        say_time(y, c->could);
        say(y, " without moving another task");
        break;
    }
    say(y, ". ");
}

static void say_slack(struct why *y)
{
    int64_t slack = y->f->slack[y->task];
    const struct weft_problem *q = y->w.q;

    if (y->f->critical[y->task]) {
        say(y, "Critical: a delay here delays the whole plan.");
    } else if (slack > 0) {
        say(y, "Can slip ");
        say_time(y, slack);
        say(y, " before the plan takes longer.");
    } else if (q->latest[y->task] != WEFT_FOREVER) {
        say(y, "Pinned: cannot slip.");
    } else {
        say(y, "Cannot slip: a deadline, a pin or a down time is next.");
    }
}

char *weft_why_text(const struct weft_plan *p, const struct weft_problem *q,
                    const struct weft_schedule *s, const struct weft_facts *f,
                    int32_t task)
{
    struct why y = { .w = { .p = p, .q = q }, .s = s, .f = f, .task = task };

    say_cause(&y);
    say_slack(&y);
    return weft_buf_take(&y.w.b);
}
