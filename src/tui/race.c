/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/race.h"

#include <poll.h>
#include <stdlib.h>

#define SHOW_MS 100 /* curves grow this often at most */

void tui_race_release(struct tui_race *r)
{
    race_free(r->race);
    *r = (struct tui_race){ 0 };
}

static void start(struct tui_race *r, struct tui_session *t, int64_t now)
{
    struct race_opts o = { .command = { .program = "/proc/self/exe",
                                        .shell = t->o->worker },
                           .plan = t->m->plan,
                           .problem = t->m->problem,
                           .time = t->race_seconds,
                           .seed = t->o->seed,
                           .memory = t->o->memory,
                           .slots = t->o->threads };
    struct weft_err err = { 0 };

    t->race = false;
    tui_race_release(r);
    if (!t->m->problem)
        return;
    if (race_new(&r->race, &o, &err)) {
        tui_session_event(t, &(struct ui_event){ .kind = UI_EV_NOTICE,
                                                 .now = now,
                                                 .text = err.msg });
        return;
    }
    r->gen = t->m->gen;
}

/* Who proved the best bound; NULL: nobody. */
static const char *prover(const struct race_board *b)
{
    for (int k = 0; k < b->n; k++)
        if (b->row[k].bound == b->bound)
            return b->row[k].bound_engine;
    return NULL;
}

/* The plan that was chosen becomes the session's. */
static void adopt(struct tui_race *r, struct tui_session *t, int64_t now)
{
    const struct weft_result *x = race_result(r->race, t->adopt);
    const struct race_board *b = race_board(r->race);
    struct weft_place *place = NULL;

    if (r->gen == t->m->gen && x->schedule.n &&
        !weft_schedule_places(t->m->problem, &x->schedule, &place, NULL)) {
        tui_session_event(
            t, &(struct ui_event){ .kind = UI_EV_BOUND,
                                   .now = now,
                                   .gen = r->gen,
                                   .bound = b->bound * t->m->problem->tick,
                                   .engine = prover(b) });
        tui_session_event(
            t, &(struct ui_event){ .kind = UI_EV_ADOPT,
                                   .now = now,
                                   .gen = r->gen,
                                   .place = place,
                                   .nplace = (size_t)x->schedule.n,
                                   .engine = x->engine ? x->engine : "" });
    }
    free(place);
    t->adopt = -1;
}

/* Did it end, or was anything but the plan edited? */
static bool is_left(const struct tui_race *r, const struct tui_session *t)
{
    return t->s->mode != UI_MODE_RACE || r->gen != t->m->gen;
}

static bool show(struct tui_race *r, struct tui_session *t, int64_t now)
{
    const struct race_board *b = race_board(r->race);
    bool over = race_is_over(r->race);

    if (r->serial == b->serial + 1 && (over || now - r->shown < SHOW_MS))
        return false;
    r->serial = b->serial + 1;
    r->shown = now;
    tui_session_event(
        t, &(struct ui_event){ .kind = UI_EV_RACE, .now = now, .board = b });
    return true;
}

bool tui_race_step(struct tui_race *r, struct tui_session *t, int64_t now)
{
    if (t->race)
        start(r, t, now);
    if (r->race && t->adopt >= 0) {
        adopt(r, t, now);
        tui_race_release(r);
        return true;
    }
    t->adopt = -1;
    if (r->race && is_left(r, t))
        tui_race_release(r);
    if (!r->race)
        return false;
    race_step(r->race);
    return show(r, t, now);
}

int tui_race_fds(const struct tui_race *r, struct pollfd *fd)
{
    return r->race ? race_fds(r->race, fd) : 0;
}

int tui_race_timeout(const struct tui_race *r, const struct tui_session *t)
{
    int due;

    if (t->race || t->adopt >= 0)
        return 0;
    if (!r->race || race_is_over(r->race))
        return -1;
    due = race_timeout(r->race);
    return due < 0 || due > SHOW_MS ? SHOW_MS : due;
}
