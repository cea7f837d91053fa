/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine `cp`: proves, and improves while it proves. */
#include "engine/cp.h"

#include <stdlib.h>

#include "engine/cp_lns.h"
#include "engine/cp_search.h"
#include "engine/search.h"

#define DEFAULT_MEMORY ((size_t)1 << 30)
#define MAX_PAIRS      50000

/* With this many tasks, neighbourhoods are searched in turns with the whole.
 * A turn of either is that much work (cp_core.h), some 15 ms first and 50 ms
 * later; neighbourhoods go on as long as they gain. */
#define LNS_TASKS     50
#define LNS_CONFLICTS 150
#define FIRST_TURN    300000
#define TURN          1000000

/* Conflicts between two looks at what others found. */
#define CHUNK 300

/* What trying a neighbourhood costs beside conflicts, in conflicts. */
#define LNS_COST 20

struct cp {
    struct weft_run *run;     /* borrowed */
    struct weft_search lists; /* to improve on what is found */
    struct weft_cp_model m;
    struct weft_cp_search s;
    struct weft_cp_lns lns;
    struct weft_schedule found; /* scratch */
    int64_t beat;               /* makespan of the plan that leads; the search
                                   is for a shorter one */
    int64_t bound;              /* that the search knows */
    int64_t left;               /* work, of the turn of the whole or of
                                   neighbourhoods */
    bool near;                  /* it is that of neighbourhoods */
    bool gained;                /* in this turn */
    bool done;                  /* the whole is refuted, or cannot go on */
};

/* What a search found, and what justification makes of it. */
static enum weft_rc take(struct cp *x, const struct weft_schedule *found,
                         struct weft_err *err)
{
    struct weft_schedule made;
    enum weft_rc rc;

    weft_run_offer(x->run, "cp", found);
    weft_sgs_load(x->lists.g, found);
    rc = weft_sgs_improve(x->lists.g, true, 30, NULL, err);
    if (rc == WEFT_E_CANCELLED)
        return WEFT_OK;
    if (!rc && x->lists.g->makespan < x->run->makespan) {
        made = weft_sgs_schedule(x->lists.g);
        weft_run_offer(x->run, "cp", &made);
    }
    return rc;
}

/* --- the exact search ----------------------------------------------------- */

/* No plan, or none shorter than the one that leads, exists. */
static void refuted(struct cp *x)
{
    if (x->beat == WEFT_FOREVER)
        weft_run_refute(x->run,
                        "every way to keep deadlines, start pins, budgets and "
                        "reservations was tried");
    else
        weft_run_bound(x->run, "cp", x->beat);
    x->done = true;
}

/* The best plan leads, and has to be beaten; the best bound holds. Whoever
 * found them. */
static void follow(struct cp *x)
{
    if (x->run->has_plan && x->run->makespan < x->beat) {
        x->beat = x->run->makespan;
        weft_cp_search_lead(&x->s, &x->run->best);
        if (!weft_cp_search_limit(&x->s, x->beat - 1))
            refuted(x);
    }
    if (!x->done && x->run->bound > x->bound) {
        x->bound = x->run->bound;
        if (!weft_cp_search_raise(&x->s, x->bound))
            refuted(x);
    }
}

/* Search the whole up to the next restart, but no longer than for some
 * conflicts, or until something is found. */
static enum weft_rc search(struct cp *x, int64_t conflicts,
                           struct weft_err *err)
{
    struct weft_cp_stats before = x->m.core.stats;
    const struct weft_cp_stats *now = &x->m.core.stats;
    enum weft_cp_end end;
    enum weft_rc rc;

    if (x->s.left > 0 && conflicts > x->s.left)
        conflicts = x->s.left;
    end = weft_cp_search_run(&x->s, conflicts, WEFT_FOREVER);
    x->left -= now->work - before.work;
    weft_run_is_over(x->run, now->conflicts - before.conflicts,
                     now->work - before.work);
    if (end == WEFT_CP_REFUTED) {
        refuted(x);
        return WEFT_OK;
    }
    weft_run_bound(x->run, "cp", weft_cp_search_bound(&x->s));
    if (end == WEFT_CP_NOMEM)
        return weft_err_set(err, WEFT_E_NOMEM, "cp", "out of memory");
    if (end != WEFT_CP_FOUND)
        return WEFT_OK;
    rc = weft_cp_model_read(&x->m, &x->found, err);
    return rc ? rc : take(x, &x->found, err);
}

/* Search a neighbourhood. */
static enum weft_rc search_near(struct cp *x, struct weft_err *err)
{
    int64_t spent = LNS_CONFLICTS;
    int64_t before = x->lns.work;
    bool better;
    enum weft_rc rc = weft_cp_lns_step(&x->lns, &spent, &better, err);

    if (!rc && better)
        rc = take(x, &x->lns.found, err);
    x->gained |= better;
    x->left -= x->lns.work - before;
    weft_run_is_over(x->run, spent + LNS_COST, x->lns.work - before);
    return rc;
}

/* The whole and neighbourhoods in turns. */
static enum weft_rc go_on(struct cp *x, struct weft_err *err)
{
    int64_t most = x->run->o->effort > 0 ? x->run->o->effort - x->run->made
                                         : INT64_MAX;

    follow(x);
    if (x->done)
        return WEFT_OK;
    if (x->run->q->ntask < LNS_TASKS || !x->run->has_plan)
        return search(x, most < CHUNK ? most : CHUNK, err);
    if (x->left <= 0) {
        x->near = !x->near || x->gained;
        x->gained = false;
        x->left = TURN;
    }
    if (x->near)
        return search_near(x, err);
    return search(x, most < CHUNK ? most : CHUNK, err);
}

/* --- a member ------------------------------------------------------------- */

static enum weft_rc make_model(struct cp *x, struct weft_err *err)
{
    const struct weft_solve_opts *o = x->run->o;
    struct weft_cp_model_opts mo = { .limit = WEFT_FOREVER,
                                     .bound = x->run->bound,
                                     .memory = o->memory ? o->memory
                                                         : DEFAULT_MEMORY,
                                     .max_pairs = MAX_PAIRS };
    enum weft_rc rc;

    x->bound = x->run->bound;
    if (x->run->has_plan) {
        x->beat = x->run->makespan;
        mo.limit = x->beat - 1;
    }
    rc = weft_cp_model_init(&x->m, x->run->q, &mo, err);
    if (rc)
        return rc;
    if (x->m.infeasible) {
        refuted(x);
        return WEFT_OK;
    }
    rc = weft_cp_search_init(&x->s, &x->m, err);
    if (rc)
        return rc;
    x->s.stop = weft_run_stop;
    x->s.ctx = x->run;
    if (x->run->has_plan)
        weft_cp_search_lead(&x->s, &x->run->best);
    return weft_cp_lns_init(&x->lns, x->run, mo.memory, err);
}

static enum weft_rc begin(void **state, struct weft_run *run,
                          struct weft_err *err)
{
    struct cp *x = calloc(1, sizeof(*x));
    enum weft_rc rc;

    *state = x;
    if (!x)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    x->run = run;
    x->beat = WEFT_FOREVER;
    x->left = FIRST_TURN;
    rc = weft_schedule_init(&x->found, run->q->ntask, err);
    if (!rc)
        rc = weft_search_init(&x->lists, run, "cp", err);
    return rc ? rc : make_model(x, err);
}

static enum weft_rc turn(void *state, bool *more, struct weft_err *err)
{
    struct cp *x = state;
    enum weft_rc rc = WEFT_OK;

    do
        rc = x->done ? WEFT_OK : go_on(x, err);
    while (!rc && !x->done && !weft_run_is_over(x->run, 0, 0));
    *more = !x->done;
    return rc;
}

static void end(void *state)
{
    struct cp *x = state;

    if (!x)
        return;
    weft_cp_lns_release(&x->lns);
    weft_cp_search_release(&x->s);
    weft_cp_model_release(&x->m);
    if (x->lists.g)
        weft_search_release(&x->lists);
    weft_schedule_release(&x->found);
    free(x);
}

const struct weft_member weft_member_cp = { "cp", begin, turn, end };

static enum weft_rc solve(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    return weft_member_solve(&weft_member_cp, q, o, r, err);
}

const struct weft_engine weft_engine_cp = {
    .name = "cp",
    .summary = "exact: searches with learning from conflicts until the "
               "shortest plan is proved",
    .solve = solve,
};
