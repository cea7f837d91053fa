/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a frame: what can be had in a few milliseconds. */
#include "engine/quick.h"

#include "engine/search.h"

/* Options that may be looked at, in all schedules together: a few
 * milliseconds. One schedule is made whatever it takes. */
#define PROBES 40000

/* Work on the cost of the plan, and the options above which even the first try
 * at it would take longer than the plan itself: that is left to a search. */
#define COMPACT     5000
#define COMPACTABLE 25000

/* Above this, a serial pass by upward rank: the parallel scheme looks at tasks
 * more than once. */
#define LARGE 8000

static enum weft_rc first_plan(struct weft_search *s, struct weft_err *err)
{
    bool large = s->g->probes > LARGE;
    enum weft_rc rc;

    rc = weft_rule_values(&s->w, weft_rule_find(large ? "rank" : "lst"), err);
    if (rc)
        return rc;
    return weft_search_try(s, large ? WEFT_SERIAL : WEFT_PARALLEL, true, err);
}

static enum weft_rc make_quick(struct weft_search *s,
                               const struct weft_schedule *start,
                               struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    if (start) {
        s->engine = "start";
        rc = weft_search_start(s, start, err);
    }
    s->engine = "list";
    if (!rc && (!s->run->has_plan || !weft_run_is_over(s->run, 0, 0)))
        rc = first_plan(s, err);
    if (!rc && !weft_run_is_over(s->run, 0, 0))
        rc = weft_search_rules(s, err);
    s->run->stopped = s->g->probes > COMPACTABLE;
    return rc ? rc : weft_search_compact(s, COMPACT, err);
}

enum weft_rc weft_quick(const struct weft_problem *q,
                        const struct weft_schedule *start,
                        struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts o;
    struct weft_search s;
    struct weft_run run;
    bool settled;
    enum weft_rc rc = weft_result_root(q, 0, r, &settled, err);

    if (rc || settled)
        return rc;
    weft_solve_opts_init(&o);
    o.time = 0;
    o.effort = PROBES / (q->option_begin[q->ntask] + 1) + 1;
    o.bound = r->bound;
    rc = weft_run_init(&run, q, &o, err);
    if (rc)
        return rc;
    run.bound_by = r->bound_engine;
    rc = weft_search_init(&s, &run, "list", err);
    if (!rc) {
        rc = make_quick(&s, start, err);
        if (run.has_plan)
            rc = WEFT_OK;
        if (!rc)
            weft_search_finish(&s, r);
        weft_search_release(&s);
    }
    weft_run_release(&run);
    return rc;
}
