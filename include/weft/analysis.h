/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/analysis.h - what follows from a plan and its schedule. */
#ifndef WEFT_ANALYSIS_H
#define WEFT_ANALYSIS_H

#include "weft/engine.h"

/* Why a task starts when it does: what is tight at its start. */
enum weft_cause_kind {
    WEFT_CAUSE_START, /* at 0, nothing before it */
    WEFT_CAUSE_LINK,  /* a predecessor's finish + lag + transfer */
    WEFT_CAUSE_RELEASE,
    WEFT_CAUSE_PIN,
    WEFT_CAUSE_DOWN,     /* its node is down until then */
    WEFT_CAUSE_CAPACITY, /* a cell is too full until blockers finish */
    WEFT_CAUSE_NONE      /* it could start earlier: at `could` */
};

struct weft_cause {
    enum weft_cause_kind kind;
    int32_t pred;       /* LINK: the predecessor; CAPACITY: a blocker whose end
                         released it (there is an arc from it) */
    int64_t xfer;       /* LINK: transfer part of the delay */
    int64_t ready;      /* when links, release and pin allow it */
    int64_t could;      /* NONE: earliest feasible start on this node */
    int32_t cell;       /* CAPACITY */
    int64_t need, free; /* CAPACITY: just before the start; who holds the
                           rest: weft_facts_blockers() */
};

struct weft_cell_use {
    int32_t mean; /* over the makespan, millionths of the capacity */
    int64_t full; /* ticks at which no task that uses the cell at all and
                         demands the least of it would fit */
    int64_t peak;
    int32_t step_begin, nstep; /* in facts->step: use over time */
};

/* Use of a cell from `at` until the next step (the last one: to the end). */
struct weft_step {
    int64_t at, use;
};

/* `to` gets units of a cell that `from` gave back: start(to) >= finish(from)
 * in this plan. Every choice of starts that keeps links and arcs keeps the
 * capacities too: the arcs carry a flow of units from task to task. */
struct weft_arc {
    int32_t from, to, cell;
};

/* All times in ticks. Owner: weft_facts_free(). */
struct weft_facts {
    int32_t n;
    int64_t makespan;
    int64_t cost; /* billionths */
    int32_t nodes_used;
    int64_t *finish;
    int32_t *order; /* topological, sorted by start */
    int64_t *slack; /* with the arcs of this plan kept; never past a start
                          pin, a deadline or the next down window */
    bool *critical; /* slack == 0 and on a chain that fixes the makespan */
    struct weft_arc *arc; /* resource arcs, ordered by start(to) */
    int32_t narc;
    struct weft_cause *cause;
    /* the chain that fixes the makespan, first to last; entry i > 0 is
     * reached from entry i - 1 by chain_wait[i]: false = link, true = a wait
     * for capacity */
    int32_t *chain;
    bool *chain_wait;
    int32_t nchain;
    struct weft_cell_use *cell; /* by problem cell */
    struct weft_step *step;
    int64_t *copy_busy; /* ticks with at least one task, by copy; a hold task
                           keeps its copy busy from 0 to the makespan */
};

/* s: a schedule of q that passes weft_check, every task with an option
 * (else WEFT_E_INVAL). O((n + m) log n) but for crowded cells. */
enum weft_rc weft_facts_new(const struct weft_problem *q,
                            const struct weft_schedule *s,
                            struct weft_facts **out, struct weft_err *err);
void weft_facts_free(struct weft_facts *f);

/* The tasks that hold the cell which `task` waits for (its cause is CAPACITY,
 * else there are none) just before it starts: those that end then first, hold
 * tasks last. *n of them are written to out, at most size; returns how many
 * there are. O(n). */
int32_t weft_facts_blockers(const struct weft_problem *q,
                            const struct weft_schedule *s,
                            const struct weft_facts *f, int32_t task,
                            int32_t *out, int32_t size, int32_t *n);

/* A sentence or two for people: "starts at 10, not 5: ready at 5 (after
 * index, split) but needs cpu 2 and n1 is 4/4 busy until 10 (align_a,
 * align_b)." malloc'd, NULL without memory. Names are shown as
 * weft_utf8_show makes them. */
char *weft_why_text(const struct weft_plan *p, const struct weft_problem *q,
                    const struct weft_schedule *s, const struct weft_facts *f,
                    int32_t task);

/* The whole report of `weft report`, as text `width` cells wide: order,
 * critical path, makespan and bound, placement, Gantt, node use. malloc'd.
 * ascii: no byte above 0x7e. */
struct weft_report_opts {
    int width;
    bool ascii;
    const char *file; /* shown in the title; NULL */
};
char *weft_report_text(const struct weft_plan *p, const struct weft_problem *q,
                       const struct weft_result *r, const struct weft_facts *f,
                       const struct weft_report_opts *o);

/* The "schedule" member (weft-plan(5)) as JSON text, malloc'd; r may be
 * infeasible (f NULL) but not unknown: a document has no word for that.
 * engine and seed as asked. */
char *weft_schedule_json(const struct weft_plan *p,
                         const struct weft_problem *q,
                         const struct weft_result *r,
                         const struct weft_facts *f, const char *engine,
                         uint64_t seed);
/* Places for weft_check, malloc'd (n entries), and back: a stored or foreign
 * plan as a schedule of q (s: initialised, every task gets its place or
 * WEFT_NONE). weft_places_schedule gives WEFT_E_REF when a place is no option
 * of its task, WEFT_E_INVAL when a start is not a whole number of ticks. */
struct weft_place;
enum weft_rc weft_schedule_places(const struct weft_problem *q,
                                  const struct weft_schedule *s,
                                  struct weft_place **out,
                                  struct weft_err *err);
enum weft_rc weft_places_schedule(const struct weft_problem *q,
                                  const struct weft_place *place, size_t n,
                                  struct weft_schedule *s,
                                  struct weft_err *err);

#endif
