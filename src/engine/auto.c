/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The default engine: heuristics at once, then a portfolio of members that
 * share plan and bound, in turns and, where there are several processors, in
 * threads. */
#include "engine/list.h"

#include "engine/cp.h"
#include "engine/crew.h"
#include "engine/dp.h"
#include "engine/ga.h"
#include "engine/ilp_energy.h"
#include "engine/lane.h"
#include "engine/search.h"
#include "engine/tabu.h"

/* Random schedules before the members begin: they cost little, and all gain
 * from a short plan to start with. */
#define WARM_UP      300
#define WARM_UP_WORK 1000000

/* Schedules where the host sets no limit at all. */
#define DEFAULT_EFFORT 20000

/* Of the time that is left, for the bound by places. */
#define BOUND_SHARE 0.1

/* Threads that find something to do. */
#define MOST_LANES 4

/* Work before there are several: some 50 ms. */
#define ALONE 1000000

/* A bound from the choice of places, before anything is proved the hard way:
 * often it is the optimum, and a plan as short is at hand. */
static enum weft_rc bound_places(struct weft_run *run, struct weft_err *err)
{
    const struct weft_solve_opts *o = run->o;
    double left = 0;

    if (!run->has_plan || weft_run_ended(run))
        return WEFT_OK;
    if (o->now && o->time > 0 && o->effort <= 0) /* else it is repeatable */
        left = run->end - o->now(o->ctx);
    return weft_ilp_energy(run, run->makespan - 1, left * BOUND_SHARE, err);
}

/* One thread has everybody; of several, the first has those that prove. */
static void seat_all(struct weft_lane *l)
{
    weft_lane_seat(l, &weft_member_cp, 8);
    weft_lane_seat(l, &weft_member_ga, 3);
    weft_lane_seat(l, &weft_member_tabu, 12); /* job shops only */
    weft_lane_seat(l, &weft_member_dp, 6);
}

static void seat_helpers(struct weft_lane *l, int k)
{
    if (k % 2 == 1) {
        weft_lane_seat(l, &weft_member_ga, 4);
        weft_lane_seat(l, &weft_member_tabu, 4);
    }
    weft_lane_seat(l, &weft_member_cp, 1);
}

/* What is soon over needs no help, and does not depend on chance. */
static void run_members(struct weft_run *run)
{
    int lanes = run->o->effort > 0 ? 1 : run->o->threads;
    struct weft_lane l = { .run = run };
    struct weft_crew *crew = NULL;

    seat_all(&l);
    weft_lane_run(&l, lanes > 1 ? ALONE : INT64_MAX);
    if (lanes > 1 && !weft_run_ended(run)) {
        weft_crew_start(&crew, run,
                        (lanes < MOST_LANES ? lanes : MOST_LANES) - 1,
                        seat_helpers);
        if (crew) {
            weft_lane_dismiss(&l, &weft_member_ga);
            weft_lane_dismiss(&l, &weft_member_tabu);
        }
        weft_lane_run(&l, INT64_MAX);
    }
    weft_lane_release(&l);
    weft_crew_end(crew);
}

static enum weft_rc make_auto(struct weft_search *s, struct weft_err *err)
{
    struct weft_run *run = s->run;
    enum weft_rc rc = weft_search_first(s, run->o->start, err);

    if (!rc)
        rc = weft_search_compact(s, WEFT_COMPACT_WORK, err);
    if (!rc && !weft_run_ended(run))
        rc = weft_search_warm_up(s, WARM_UP, WARM_UP_WORK, err);
    if (!rc)
        rc = bound_places(run, err);
    if (!rc && !weft_run_ended(run))
        run_members(run);
    if (!rc && !weft_run_ended(run)) /* they gave up */
        rc = weft_search_sample(s, err);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve_auto(const struct weft_problem *q,
                               const struct weft_solve_opts *opts,
                               struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts o = *opts;
    struct weft_run run;
    struct weft_search s;
    enum weft_rc rc;

    o.effort = weft_run_effort(&o, DEFAULT_EFFORT);
    rc = weft_run_init(&run, q, &o, err);
    if (rc)
        return rc;
    rc = weft_search_init(&s, &run, "list", err);
    if (!rc) {
        rc = make_auto(&s, err);
        if (run.has_plan)
            rc = WEFT_OK;
        if (!rc)
            weft_search_finish(&s, r);
        weft_search_release(&s);
    }
    weft_run_release(&run);
    return rc;
}

const struct weft_engine weft_engine_auto = {
    .name = "auto",
    .summary =
        "everything: the list engines at once, then in turns cp, ga and, "
        "on job shops, tabu, which share plan and bound",
    .solve = solve_auto,
};
