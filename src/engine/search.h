/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/search.h - what the list engines share: trying orders.
 *
 * Plans go to the run under the search's engine name. Where deadlines, fixed
 * starts, reservations or budgets make an order fail, it is repaired: tasks
 * that came too late, and all before them, are moved to the front, then other
 * options and reservations are tried. That finds plans, it proves nothing.
 *
 * Owner: whoever called weft_search_init(). */
#ifndef WEFT_ENGINE_SEARCH_H
#define WEFT_ENGINE_SEARCH_H

#include "base/rng.h"
#include "engine/base.h"
#include "engine/rules.h"
#include "engine/run.h"

enum weft_scheme { WEFT_SERIAL, WEFT_PARALLEL };

struct weft_search {
    const struct weft_problem *q; /* borrowed */
    struct weft_run *run;         /* borrowed */
    struct weft_sgs *g;
    struct weft_orders w;
    struct weft_rng rng;
    const char *engine;   /* name for what is found now, static */
    enum weft_found base; /* PROVED: the problem is infeasible */
    int32_t *order;
    int32_t *pick;    /* by task, for every schedule; normally WEFT_NONE */
    int32_t too_late; /* the task that failed last, WEFT_NONE */
    int repairs;      /* still allowed, in all */
};

/* WEFT_E_NOMEM. Finds base options, too: O(options + links). */
enum weft_rc weft_search_init(struct weft_search *s, struct weft_run *run,
                              const char *engine, struct weft_err *err);
void weft_search_release(struct weft_search *s);

/* A whole engine: `make` searches, with what weft_search_init() gives it, and
 * what it found goes to *r. */
typedef enum weft_rc (*weft_search_fn)(struct weft_search *s,
                                       struct weft_err *err);
enum weft_rc weft_search_solve(const struct weft_problem *q,
                               const struct weft_solve_opts *o,
                               const char *engine, weft_search_fn make,
                               struct weft_result *r, struct weft_err *err);

/* Move the run's plan and bound to *r; where there is no plan, say why, and
 * whether it is proved that there is none. */
void weft_search_finish(struct weft_search *s, struct weft_result *r);

/* The steps that searches are made of. One schedule from s->order and s->pick,
 * in s->g, counted as one; look at s->g->failed. */
enum weft_rc weft_search_make(struct weft_search *s, enum weft_scheme scheme,
                              struct weft_err *err);
/* Offer what is in s->g; true if it was taken. */
bool weft_search_offer(struct weft_search *s);
/* s->pick := the options of p (those of hold tasks alone), as far as they are
 * options of their tasks; p NULL: none. */
void weft_search_pick(struct weft_search *s, const struct weft_schedule *p,
                      bool only_holds);
/* s->order := by start in p, which may lack tasks: those come as early as
 * links allow. Spoils s->w.value. */
void weft_search_order(struct weft_search *s, const struct weft_schedule *p);

/* All of these return WEFT_OK or WEFT_E_NOMEM; they end early when the run is
 * over. */

/* Justify what is in s->g until nothing is gained, and offer it if it became
 * shorter. */
enum weft_rc weft_search_improve(struct weft_search *s, struct weft_err *err);

/* One schedule by chance, by rule or (near) close to the best plan, if there
 * is one; look at s->g->failed. It is not offered. Spoils s->pick. */
enum weft_rc weft_search_draw(struct weft_search *s, enum weft_scheme scheme,
                              bool near, struct weft_err *err);

/* One schedule from the order of s->w.value (see weft_rule_values()), repaired
 * if need be, then improved by justification if `improve`. */
enum weft_rc weft_search_try(struct weft_search *s, enum weft_scheme scheme,
                             bool improve, struct weft_err *err);

/* Every rule with both schemes, improved; then, where these matter, other
 * reservations and thriftier spending. */
enum weft_rc weft_search_rules(struct weft_search *s, struct weft_err *err);

/* From the best plan, one that is as short but cheaper or on fewer nodes. work
 * limits it: tries x tasks; some 0.1 us each. */
enum weft_rc weft_search_compact(struct weft_search *s, int64_t work,
                                 struct weft_err *err);

/* For engines that have time. */
#define WEFT_COMPACT_WORK 500000

/* The old plan as a candidate, whatever it holds: as it is, its order and
 * options, its order alone. */
enum weft_rc weft_search_start(struct weft_search *s,
                               const struct weft_schedule *start,
                               struct weft_err *err);

/* Random orders, half of them by rule, half near the best plan, improved; until
 * the run is over. */
enum weft_rc weft_search_sample(struct weft_search *s, struct weft_err *err);

/* The start (may be NULL) and the rules: what comes before everything else. The
 * run is told if there can be no plan. */
enum weft_rc weft_search_first(struct weft_search *s,
                               const struct weft_schedule *start,
                               struct weft_err *err);

/* As many random orders, or fewer where they are a lot of work. */
enum weft_rc weft_search_warm_up(struct weft_search *s, int32_t schedules,
                                 int64_t work, struct weft_err *err);

#endif
