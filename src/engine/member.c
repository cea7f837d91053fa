/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/member.h"

#include "engine/search.h"

/* Random schedules to begin with, and the most work on them. */
#define WARM_UP      200
#define WARM_UP_WORK 2000000

static enum weft_rc take_turns(const struct weft_member *m,
                               struct weft_run *run, struct weft_err *err)
{
    void *state = NULL;
    bool more = true;
    enum weft_rc rc = m->begin(&state, run, err);

    while (!rc && more && !weft_run_ended(run))
        rc = m->turn(state, &more, err);
    m->end(state);
    return rc;
}

static enum weft_rc make(struct weft_search *s, const struct weft_member *m,
                         struct weft_err *err)
{
    enum weft_rc rc = weft_search_first(s, s->run->o->start, err);

    if (!rc && !weft_run_ended(s->run))
        rc = weft_search_warm_up(s, WARM_UP, WARM_UP_WORK, err);
    if (!rc && !weft_run_ended(s->run))
        rc = take_turns(m, s->run, err);
    return rc;
}

enum weft_rc weft_member_solve(const struct weft_member *m,
                               const struct weft_problem *q,
                               const struct weft_solve_opts *o,
                               struct weft_result *r, struct weft_err *err)
{
    struct weft_run run;
    struct weft_search s;
    enum weft_rc rc = weft_run_init(&run, q, o, err);

    if (rc)
        return rc;
    rc = weft_search_init(&s, &run, "list", err);
    if (!rc) {
        rc = make(&s, m, err);
        if (run.has_plan)
            rc = WEFT_OK; /* out of memory after a plan: the plan it is */
        if (!rc)
            weft_search_finish(&s, r);
        weft_search_release(&s);
    }
    weft_run_release(&run);
    return rc;
}
