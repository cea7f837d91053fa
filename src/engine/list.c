/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engines that make schedules from lists: list, greedy, heft. */
#include "engine/list.h"

#include "engine/search.h"

/* --- list ----------------------------------------------------------------- */

static enum weft_rc make_list(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc;

    if (s->run->o->rule) {
        rc = weft_rule_values(&s->w, weft_rule_find(s->run->o->rule), err);
        return rc ? rc : weft_search_try(s, WEFT_SERIAL, false, err);
    }
    rc = weft_search_rules(s, err);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve_list(const struct weft_problem *q,
                               const struct weft_solve_opts *o,
                               struct weft_result *r, struct weft_err *err)
{
    return weft_search_solve(q, o, "list", make_list, r, err);
}

const struct weft_engine weft_engine_list = {
    .name = "list",
    .summary = "list scheduling: every priority rule, serial and parallel, "
               "improved by justification; with --rule, that rule alone",
    .solve = solve_list,
};

/* --- greedy --------------------------------------------------------------- */

/* Whatever can start does, the shortest task first, on the node with the most
 * free capacity of what it needs. */
static enum weft_rc make_greedy(struct weft_search *s, struct weft_err *err)
{
    const char *rule = s->run->o->rule;
    enum weft_rc rc;

    rc = weft_rule_values(&s->w, weft_rule_find(rule ? rule : "spt"), err);
    s->g->policy = WEFT_BY_FREE;
    return rc ? rc : weft_search_try(s, WEFT_PARALLEL, false, err);
}

static enum weft_rc solve_greedy(const struct weft_problem *q,
                                 const struct weft_solve_opts *o,
                                 struct weft_result *r, struct weft_err *err)
{
    return weft_search_solve(q, o, "greedy", make_greedy, r, err);
}

const struct weft_engine weft_engine_greedy = {
    .name = "greedy",
    .summary = "as tasks become ready, shortest first, each on the node with "
               "the most free capacity",
    .solve = solve_greedy,
};

/* --- heft ----------------------------------------------------------------- */

/* Topcuoglu, Hariri, Wu, "Performance-effective and low-complexity task
 * scheduling for heterogeneous computing", IEEE TPDS 13 (2002), section 4.1;
 * insertion is what serial generation does anyway. */
static enum weft_rc make_heft(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc = weft_rule_values(&s->w, weft_rule_find("rank"), err);

    return rc ? rc : weft_search_try(s, WEFT_SERIAL, false, err);
}

static enum weft_rc solve_heft(const struct weft_problem *q,
                               const struct weft_solve_opts *o,
                               struct weft_result *r, struct weft_err *err)
{
    return weft_search_solve(q, o, "heft", make_heft, r, err);
}

const struct weft_engine weft_engine_heft = {
    .name = "heft",
    .summary = "heterogeneous earliest finish time: by upward rank, each task "
               "where it finishes first",
    .solve = solve_heft,
};
