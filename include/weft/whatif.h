/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/whatif.h - what other capacities would give.
 *
 * A knob is one number of a document that says how much there is of something.
 * A sweep plans the document for several values of one or two knobs; a ranking
 * looks for the smallest step of every knob that makes the plan shorter.
 *
 * Both choose what to plan next and draw the conclusions; the host plans, with
 * the engine, the limits and the process it likes:
 *
 *     struct weft_trial t;
 *     while (!(rc = weft_sweep_next(s, &t, err)) && t.problem) {
 *         rc = weft_solve(t.problem, engine, &opts, &result, err);
 *         ... weft_sweep_put(s, &result, err) ...
 *     }
 *
 * Conclusions: a plan stays right when there is more of something, so it is a
 * candidate for every larger value, and more of it never shows a longer plan
 * (engines alone do not promise that: Graham 1969, "Bounds on multiprocessing
 * timing anomalies"). A lower bound, and the proof that there is no plan, hold
 * for every smaller value.
 *
 * Values are thousandths, those of counts too; times are thousandths as in
 * weft/plan.h. The plan is borrowed and must not change meanwhile. */
#ifndef WEFT_WHATIF_H
#define WEFT_WHATIF_H

#include "weft/check.h"
#include "weft/engine.h"

/* --- knobs --------------------------------------------------------------- */

enum weft_knob_kind {
    WEFT_KNOB_CAPACITY, /* of res on node, on each of its copies */
    WEFT_KNOB_COUNT,    /* copies of node; res is WEFT_NONE */
    WEFT_KNOB_GLOBAL    /* of the global resource res; node is WEFT_NONE */
};

struct weft_knob {
    enum weft_knob_kind kind;
    int32_t node, res; /* plan indices */
};

/* "node ID capacity.RES", "node ID count" or "resource ID capacity", blanks
 * between the words; in short "NODE RES", "NODE.RES", "NODE count", or "RES" of
 * a global resource, "NODE" of a node with one capacity. WEFT_E_PARSE, WEFT_E_REF (also where no task needs the
 * resource of a node), WEFT_E_NOMEM. */
enum weft_rc weft_knob_parse(const struct weft_plan *p, const char *text,
                             struct weft_knob *out, struct weft_err *err);
int64_t weft_knob_value(const struct weft_plan *p, const struct weft_knob *k);
/* The text that weft_knob_parse reads; for people: "n1 cpu", "copies of n1",
 * "llm-slots" (names as in the document); the edit line that sets it; a value.
 * All malloc'd, NULL without memory. */
char *weft_knob_text(const struct weft_plan *p, const struct weft_knob *k);
char *weft_knob_name(const struct weft_plan *p, const struct weft_knob *k);
char *weft_knob_line(const struct weft_plan *p, const struct weft_knob *k,
                     int64_t value);
char *weft_knob_value_text(const struct weft_knob *k, int64_t value);

/* What demands come in: the greatest common divisor of all demands of the
 * resource (1 of a count). Only multiples of it can make a difference. */
int64_t weft_knob_grain(const struct weft_plan *p, const struct weft_knob *k);
/* A value from which on more cannot help: room for everything at once. */
int64_t weft_knob_enough(const struct weft_plan *p, const struct weft_knob *k);

/* Every knob that a task could feel: capacities above 0 of resources that are
 * demanded, counts, global resources in use. malloc'd; nodes in order, each
 * with its count last, then the global resources. */
enum weft_rc weft_knob_all(const struct weft_plan *p, struct weft_knob **out,
                           int32_t *n, struct weft_err *err);

/* --- values -------------------------------------------------------------- */

#define WEFT_VALUES_MAX 1000

/* Values to try, ascending; malloc'd, at least one. WEFT_E_PARSE, WEFT_E_LIMIT
 * (more than WEFT_VALUES_MAX), WEFT_E_NOMEM.
 *
 *     A,B,...       these
 *     A..B          every whole number; quantities with a unit (16Gi..256Gi)
 *                   every unit, or twice the one before where that would be
 *                   more than 32; fractions in steps of their common divisor
 *     A..B..STEP    every STEP
 *     A..B..xF      F times the one before, F a whole number above 1
 *
 * B itself is always among them. */
enum weft_rc weft_knob_range(const struct weft_knob *k, const char *text,
                             int64_t **value, int32_t *n, struct weft_err *err);
/* Some 5 to 10 round values from half to twice of what the plan has, and that
 * one. */
enum weft_rc weft_knob_around(const struct weft_plan *p,
                              const struct weft_knob *k, int64_t **value,
                              int32_t *n, struct weft_err *err);

/* --- trials -------------------------------------------------------------- */

/* A document to plan, with the values of a point. Borrowed until the next call
 * with the same sweep or ranking. */
struct weft_trial {
    const struct weft_plan *plan;
    const struct weft_problem *problem; /* NULL: nothing is left to plan */
    const struct weft_schedule *start;  /* a plan that holds; NULL: none */
    int64_t bound;                      /* proved, ticks */
    bool decided; /* start is as short as the bound: all a search could find
                     is a cheaper plan. (Without prices there is no such
                     trial.) */
};

/* --- sweeps -------------------------------------------------------------- */

struct weft_axis {
    struct weft_knob knob;
    const int64_t *value; /* ascending, no two equal; copied */
    int32_t n;
};

struct weft_point {
    int64_t value[2];
    bool done; /* it had its turn: what follows is known */
    /* INFEASIBLE: proved, or the document refuses the value; UNKNOWN: no plan
     * was found */
    enum weft_status status;
    int64_t makespan, bound; /* makespan: with a plan only */
    int64_t cost;            /* billionths */
    int32_t use;        /* mean use of what the first knob is about over the
                          whole plan, millionths */
    int32_t from;       /* the point whose plan this is, itself or one with
                          less; WEFT_NONE: no plan. weft_sweep_count(): the
                          plan that weft_sweep_know() was told */
    const char *engine; /* that found the plan, "" if none */
    const char *reason; /* why there is no plan, "" if there is one */
};

struct weft_sweep; /* opaque; owner: weft_sweep_free() */

/* One or two axes, of different knobs. WEFT_E_INVAL, WEFT_E_NOMEM,
 * WEFT_E_LIMIT (points times tasks above 10 million). */
enum weft_rc weft_sweep_new(const struct weft_plan *p,
                            const struct weft_axis *axis, int32_t naxis,
                            struct weft_sweep **out, struct weft_err *err);
void weft_sweep_free(struct weft_sweep *s);

/* What is known of the document as it is, before the first trial: a plan (NULL:
 * none) and a bound. A plan that weft_check refuses is ignored. */
enum weft_rc weft_sweep_know(struct weft_sweep *s,
                             const struct weft_place *place, size_t n,
                             int64_t bound, const char *engine,
                             struct weft_err *err);

/* The next point to plan, largest and smallest values first, then halves. Its
 * answer must be put before the next. WEFT_E_NOMEM. O(document). */
enum weft_rc weft_sweep_next(struct weft_sweep *s, struct weft_trial *t,
                             struct weft_err *err);
/* The answer; NULL: none, what is known already stands. r's schedule is one of
 * the trial's problem and is checked. WEFT_E_SOLVER if it is wrong or its
 * bound contradicts a plan, WEFT_E_NOMEM. */
enum weft_rc weft_sweep_put(struct weft_sweep *s, const struct weft_result *r,
                            struct weft_err *err);
/* Give every point that is not proved another turn; how many there are. */
int32_t weft_sweep_again(struct weft_sweep *s);
/* Points that wait for their turn. */
int32_t weft_sweep_left(const struct weft_sweep *s);

int32_t weft_sweep_count(const struct weft_sweep *s);
/* Row-major: the second knob's values follow each other. Borrowed until the
 * next put. */
const struct weft_point *weft_sweep_point(const struct weft_sweep *s,
                                          int32_t i);
/* The plan of point i, n places; NULL: none. Borrowed as the point is. */
const struct weft_place *weft_sweep_places(const struct weft_sweep *s,
                                           int32_t i, size_t *n);

/* Which points stand out; WEFT_NONE: none does. One axis only. */
struct weft_marks {
    int32_t now;  /* the document's own value */
    int32_t best; /* the first one with the shortest plan */
    int32_t knee; /* after it, more buys less than its share: the largest
                     distance from the straight line between the first and
                     the last plan (Satopaa et al. 2011, "Finding a kneedle in
                     a haystack", section 3, without smoothing) */
};
void weft_sweep_marks(const struct weft_sweep *s, struct weft_marks *m);

/* --- the cheapest step that helps ----------------------------------------- */

struct weft_gain {
    struct weft_knob knob;
    int64_t now; /* its value */
    bool done;
    bool helps;
    int64_t value;    /* helps: the smallest step tried that makes the plan
                         shorter; else the largest value looked at */
    int64_t makespan; /* with that value */
    int64_t cost;     /* billionths, with that value */
    bool proved;      /* that nothing smaller helps (of the steps tried), or
                         where !helps that nothing up to value does */
    /* one step less; less < 0: there is none */
    int64_t less, less_makespan; /* less_makespan < 0: no plan */
    enum weft_status less_status;
};

struct weft_ranking; /* opaque; owner: weft_ranking_free() */

enum weft_rc weft_ranking_new(const struct weft_plan *p,
                              struct weft_ranking **out, struct weft_err *err);
void weft_ranking_free(struct weft_ranking *k);
/* As for a sweep. The first trial is the document as it is, unless a plan was
 * told that its bound proves. */
enum weft_rc weft_ranking_know(struct weft_ranking *k,
                               const struct weft_place *place, size_t n,
                               int64_t bound, const char *engine,
                               struct weft_err *err);
enum weft_rc weft_ranking_next(struct weft_ranking *k, struct weft_trial *t,
                               struct weft_err *err);
enum weft_rc weft_ranking_put(struct weft_ranking *k,
                              const struct weft_result *r,
                              struct weft_err *err);
/* About how many trials are left. */
int32_t weft_ranking_left(const struct weft_ranking *k);

/* The document as it is: borrowed as a sweep's point is. */
const struct weft_point *weft_ranking_base(const struct weft_ranking *k);
/* The critical path with as much as one likes of everything; where the plan is
 * as short as that, no capacity can help and only less is tried. */
int64_t weft_ranking_path(const struct weft_ranking *k);
int32_t weft_ranking_count(const struct weft_ranking *k);
/* The i-th best: what helps first, then by the time saved, the cost, the size
 * of the step against what there is, the order of the document. */
const struct weft_gain *weft_ranking_gain(const struct weft_ranking *k,
                                          int32_t i);

#endif
