/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane.h"

#include <stddef.h>

/* Work of a turn: some 20 ms. */
#define TURN 400000

void weft_lane_seat(struct weft_lane *l, const struct weft_member *m,
                    double weight)
{
    l->seat[l->n++] = (struct weft_seat){ .member = m, .weight = weight };
}

/* Who has done the least of what it is to do; NULL: nobody is left. */
static struct weft_seat *next(struct weft_lane *l)
{
    struct weft_seat *best = NULL;

    for (int k = 0; k < l->n; k++)
        if (!l->seat[k].done && (!best || l->seat[k].used < best->used))
            best = &l->seat[k];
    return best;
}

static void leave(struct weft_seat *s)
{
    if (s->begun)
        s->member->end(s->state);
    s->begun = false;
    s->done = true;
}

static void take_turn(struct weft_lane *l, struct weft_seat *s)
{
    int64_t before = l->run->work;
    bool more = true;
    enum weft_rc rc = WEFT_OK;

    weft_run_turn(l->run, TURN);
    if (!s->begun) {
        s->begun = true;
        rc = s->member->begin(&s->state, l->run, NULL);
    }
    if (!rc)
        rc = s->member->turn(s->state, &more, NULL);
    weft_run_turn(l->run, INT64_MAX);
    s->used += (double)(l->run->work - before + 1) / s->weight;
    if (rc || !more)
        leave(s);
}

void weft_lane_run(struct weft_lane *l, int64_t work)
{
    int64_t end;
    struct weft_seat *s;

    if (__builtin_add_overflow(l->run->work, work, &end))
        end = INT64_MAX;
    while (l->run->work < end && !weft_run_ended(l->run) && (s = next(l)))
        take_turn(l, s);
}

void weft_lane_dismiss(struct weft_lane *l, const struct weft_member *m)
{
    for (int k = 0; k < l->n; k++)
        if (l->seat[k].member == m)
            leave(&l->seat[k]);
}

void weft_lane_release(struct weft_lane *l)
{
    for (int k = 0; k < l->n; k++)
        leave(&l->seat[k]);
    *l = (struct weft_lane){ 0 };
}
