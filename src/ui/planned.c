/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/planned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/picture.h"

void ui_planned_release(struct ui_planned *d)
{
    weft_facts_free(d->facts);
    weft_result_release(&d->result);
    weft_problem_free(d->problem);
    *d = (struct ui_planned){ 0 };
}

bool ui_stored_schedule(const struct weft_plan *p, const struct weft_problem *q,
                        struct weft_schedule *s, const char **engine)
{
    const struct weft_engine *e;
    struct weft_stored st = { 0 };
    struct weft_diags d = { 0 };
    bool ok = weft_stored_read(p, &st, &d, NULL) == WEFT_OK && st.present &&
              ui_places_schedule(p, q, st.place, st.n, s);

    e = ok ? weft_engine_find(st.engine) : NULL;
    *engine = e ? e->name : NULL;
    weft_diags_release(&d);
    weft_stored_release(&st);
    return ok;
}

/* An engine's plan is shown only if it holds. */
static bool verified(const struct weft_plan *p, const struct weft_problem *q,
                     const struct weft_schedule *s)
{
    struct weft_place *place = NULL;
    bool ok = weft_schedule_places(q, s, &place, NULL) == WEFT_OK &&
              ui_places_hold(p, place, (size_t)s->n);

    free(place);
    return ok;
}

/* The better of what the quick engine found and the plan there was. */
static void choose(struct ui_planned *d, const struct weft_plan *p,
                   struct weft_schedule *start)
{
    struct weft_result *r = &d->result;
    int64_t was = start->n ? weft_schedule_makespan(d->problem, start) : 0;
    bool wanted = r->schedule.n && (!start->n || r->makespan < was);

    if (wanted && !verified(p, d->problem, &r->schedule)) {
        weft_schedule_release(&r->schedule);
        r->status = WEFT_UNKNOWN;
        snprintf(r->reason, sizeof(r->reason),
                 "the quick plan did not pass the check");
    }
    if (r->engine && !strcmp(r->engine, "start")) /* the candidate, as it is */
        r->engine = NULL;
    if (!start->n || (r->schedule.n && r->makespan < was))
        return;
    weft_schedule_release(&r->schedule);
    r->schedule = *start;
    *start = (struct weft_schedule){ 0 };
    r->engine = NULL;
    r->makespan = was;
    r->status = r->bound == was ? WEFT_OPTIMAL : WEFT_FEASIBLE;
}

enum weft_rc ui_planned_make(const struct weft_plan *p,
                             struct weft_problem *problem,
                             struct weft_schedule *start,
                             struct ui_planned *out, struct weft_err *err)
{
    struct ui_planned d = { .problem = problem };
    enum weft_rc rc;

    rc = weft_quick(d.problem, start->n ? start : NULL, &d.result, err);
    if (rc == WEFT_E_NOMEM)
        goto fail;
    if (rc) /* refused: a start may still be there */
        snprintf(d.result.reason, sizeof(d.result.reason), "%.250s",
                 err ? err->msg : weft_rc_text(rc));
    choose(&d, p, start);
    if (d.result.schedule.n) {
        rc = weft_facts_new(d.problem, &d.result.schedule, &d.facts, err);
        if (rc)
            goto fail;
    }
    weft_schedule_release(start);
    *out = d;
    return WEFT_OK;
fail:
    weft_schedule_release(start);
    ui_planned_release(&d);
    return rc;
}

bool ui_facts_better(const struct weft_facts *was, const struct weft_facts *f)
{
    if (!was || f->makespan != was->makespan)
        return !was || f->makespan < was->makespan;
    if (f->cost != was->cost)
        return f->cost < was->cost;
    return f->nodes_used < was->nodes_used;
}
