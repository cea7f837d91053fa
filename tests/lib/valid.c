/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/valid.h"

#include "lib/tweft.h"

#include "weft/analysis.h"
#include "weft/check.h"

void assert_valid(const struct weft_plan *p, const struct weft_problem *q,
                  const struct weft_schedule *s, const char *what)
{
    struct weft_place *place = NULL;
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };
    int64_t makespan = 0;

    assert_i64(s->n, q->ntask);
    for (int32_t i = 0; i < s->n; i++)
        if (s->opt[i] < q->option_begin[i] ||
            s->opt[i] >= q->option_begin[i + 1])
            fail_msg("%s: task %d has no option of its own", what, i);
    if (weft_schedule_places(q, s, &place, &err))
        fail_msg("%s: %s", what, err.msg);
    if (weft_check(p, place, (size_t)s->n, &makespan, &d, &err))
        fail_msg("%s: %s", what, d.n ? d.v[0].msg : err.msg);
    assert_i64(makespan, weft_schedule_makespan(q, s) * q->tick);
    weft_diags_release(&d);
    free(place);
}

bool is_valid(const struct weft_plan *p, const struct weft_problem *q,
              const struct weft_schedule *s)
{
    struct weft_place *place = NULL;
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc;

    if (weft_schedule_places(q, s, &place, &err))
        fail_msg("%s", err.msg);
    rc = weft_check(p, place, (size_t)s->n, NULL, &d, &err);
    if (rc && rc != WEFT_E_INVAL)
        fail_msg("%s", err.msg);
    weft_diags_release(&d);
    free(place);
    return !rc;
}

void assert_result(const struct weft_plan *p, const struct weft_problem *q,
                   const struct weft_result *r, const char *what)
{
    bool has_plan = r->status == WEFT_FEASIBLE || r->status == WEFT_OPTIMAL;

    if (has_plan) {
        assert_valid(p, q, &r->schedule, what);
        assert_i64(r->makespan, weft_schedule_makespan(q, &r->schedule));
        if (r->bound > r->makespan)
            fail_msg("%s: bound %lld above makespan %lld", what,
                     (long long)r->bound, (long long)r->makespan);
        if ((r->status == WEFT_OPTIMAL) != (r->bound == r->makespan))
            fail_msg("%s: status %d with bound %lld and makespan %lld", what,
                     (int)r->status, (long long)r->bound,
                     (long long)r->makespan);
    } else {
        assert_i64(r->schedule.n, 0);
        if (!r->reason[0])
            fail_msg("%s: no plan and no reason", what);
    }
}
