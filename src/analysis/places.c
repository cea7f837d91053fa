/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "weft/analysis.h"
#include "weft/check.h"

enum weft_rc weft_schedule_places(const struct weft_problem *q,
                                  const struct weft_schedule *s,
                                  struct weft_place **out, struct weft_err *err)
{
    struct weft_place *v = calloc((size_t)s->n + 1, sizeof(*v));

    if (!v)
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    for (int32_t i = 0; i < s->n; i++) {
        const struct weft_option *o;

        if (s->opt[i] == WEFT_NONE) {
            free(v);
            return weft_err_set(err, WEFT_E_INVAL, weft_problem_task_id(q, i),
                                "task '%s' has no place",
                                weft_problem_task_id(q, i));
        }
        o = &q->option[s->opt[i]];
        v[i] = (struct weft_place){
            .task = i,
            .node = o->copy == WEFT_NONE ? WEFT_NONE : q->copy[o->copy].node,
            .copy = o->copy == WEFT_NONE ? WEFT_NONE : q->copy[o->copy].index,
            .mode = o->mode,
            .start = s->start[i] * q->tick,
            .finish = (s->start[i] + o->dur) * q->tick
        };
    }
    *out = v;
    return WEFT_OK;
}

/* The option of its task that a place describes; WEFT_NONE if there is none. */
static int32_t find_option(const struct weft_problem *q,
                           const struct weft_place *pl)
{
    for (int32_t o = q->option_begin[pl->task];
         o < q->option_begin[pl->task + 1]; o++) {
        int32_t c = q->option[o].copy;
        bool here = c == WEFT_NONE ? pl->node == WEFT_NONE
                                   : q->copy[c].node == pl->node &&
                                         q->copy[c].index == pl->copy;

        if (here && q->option[o].mode == pl->mode)
            return o;
    }
    return WEFT_NONE;
}

enum weft_rc weft_places_schedule(const struct weft_problem *q,
                                  const struct weft_place *place, size_t n,
                                  struct weft_schedule *s, struct weft_err *err)
{
    for (int32_t i = 0; i < s->n; i++)
        s->opt[i] = WEFT_NONE;
    for (size_t k = 0; k < n; k++) {
        const struct weft_place *pl = &place[k];
        int32_t o;

        if (pl->task < 0 || pl->task >= q->ntask)
            return weft_err_set(err, WEFT_E_REF, "",
                                "place %zu is of no task of the plan", k);
        o = find_option(q, pl);
        if (o == WEFT_NONE)
            return weft_err_set(err, WEFT_E_REF,
                                weft_problem_task_id(q, pl->task),
                                "task '%s' cannot run there",
                                weft_problem_task_id(q, pl->task));
        if (pl->start < 0 || pl->start % q->tick)
            return weft_err_set(err, WEFT_E_INVAL,
                                weft_problem_task_id(q, pl->task),
                                "task '%s' starts between two ticks",
                                weft_problem_task_id(q, pl->task));
        s->opt[pl->task] = o;
        s->start[pl->task] = pl->start / q->tick;
    }
    return WEFT_OK;
}
