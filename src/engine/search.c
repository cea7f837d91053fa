/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/verify.h"

/* How often an order is repaired before it is given up, and all orders. */
#define REPAIRS     60
#define ALL_REPAIRS 300

/* Passes of one improvement: gains get small long before. */
#define MOST_PASSES 30

/* Options from which on the serial scheme, which is faster then, is tried
 * before the parallel one. */
#define LARGE 8000

/* The rules that are tried again with other reservations and spending. */
#define LEADING_RULES 3

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

enum weft_rc weft_search_init(struct weft_search *s, struct weft_run *run,
                              const char *engine, struct weft_err *err)
{
    size_t n = (size_t)run->q->ntask + 1;
    enum weft_rc rc;

    *s = (struct weft_search){ .q = run->q,
                               .run = run,
                               .engine = engine,
                               .too_late = WEFT_NONE,
                               .repairs = ALL_REPAIRS,
                               .order = malloc(n * sizeof(*s->order)),
                               .pick = malloc(n * sizeof(*s->pick)) };
    weft_rng_seed(&s->rng, run->o->seed);
    rc = s->order && s->pick ? WEFT_OK : no_memory(err);
    if (!rc)
        rc = weft_sgs_new(s->q, &s->g, err);
    if (!rc)
        rc = weft_orders_init(&s->w, s->q, err);
    if (!rc)
        rc = weft_base_find(s->g, WEFT_BASE_FAST, &s->rng, &s->base, err);
    if (rc) {
        weft_search_release(s);
        return rc;
    }
    s->g->stop = weft_run_stop;
    s->g->stop_ctx = run;
    for (int32_t i = 0; i < s->q->ntask; i++)
        s->pick[i] = WEFT_NONE;
    return WEFT_OK;
}

void weft_search_release(struct weft_search *s)
{
    weft_sgs_free(s->g);
    weft_orders_release(&s->w);
    free(s->order);
    free(s->pick);
    *s = (struct weft_search){ 0 };
}

/* --- one schedule --------------------------------------------------------- */

/* Being stopped is no error here: the run knows. */
static enum weft_rc stopped_is_ok(enum weft_rc rc)
{
    return rc == WEFT_E_CANCELLED ? WEFT_OK : rc;
}

enum weft_rc weft_search_make(struct weft_search *s, enum weft_scheme scheme,
                              struct weft_err *err)
{
    enum weft_rc rc = scheme == WEFT_SERIAL
                          ? weft_sgs_serial(s->g, s->order, s->pick, err)
                          : weft_sgs_parallel(s->g, s->order, s->pick, err);

    if (rc == WEFT_E_CANCELLED)
        s->g->failed = s->order[0]; /* not whole */
    weft_run_is_over(s->run, 1, s->g->probes);
    return stopped_is_ok(rc);
}

bool weft_search_offer(struct weft_search *s)
{
    struct weft_schedule made = weft_sgs_schedule(s->g);

    return weft_run_offer(s->run, s->engine, &made);
}

enum weft_rc weft_search_improve(struct weft_search *s, struct weft_err *err)
{
    int64_t passes = 0, before = s->g->makespan, most = MOST_PASSES;
    enum weft_rc rc;

    if (weft_run_is_over(s->run, 0, 0))
        return WEFT_OK;
    if (s->run->o->effort > 0 && most > s->run->o->effort - s->run->made)
        most = s->run->o->effort - s->run->made;
    rc = weft_sgs_improve(s->g, true, most, &passes, err);
    weft_run_is_over(s->run, passes, passes * s->g->probes);
    if (!rc && s->g->makespan < before)
        weft_search_offer(s);
    return stopped_is_ok(rc);
}

/* --- repair --------------------------------------------------------------- */

/* Task i and all before it come first from now on. */
static void boost(struct weft_search *s, int32_t i, int32_t level)
{
    const struct weft_graph *G = &s->q->graph;
    int32_t *in = s->w.missing; /* free between two orders */

    memset(in, 0, (size_t)s->q->ntask * sizeof(*in));
    in[i] = 1;
    for (int32_t k = s->q->ntask - 1; k >= 0; k--) {
        int32_t v = s->q->order[k];

        if (!in[v])
            continue;
        s->w.boost[v] = level;
        for (int32_t e = G->pred_begin[v]; e < G->pred_begin[v + 1]; e++)
            in[G->pred[e]] = 1;
    }
}

/* A task with a fixed start that found no place is placed before the others
 * that have one. */
static void pinned_to_front(struct weft_sgs *g, int32_t i)
{
    int32_t k = 0;

    while (k < g->npinned && g->pinned[k] != i)
        k++;
    if (k == g->npinned)
        return;
    memmove(g->pinned + 1, g->pinned, (size_t)k * sizeof(*g->pinned));
    g->pinned[0] = i;
}

/* Random options for some of the tasks that have a window to keep. */
static void pick_at_random(struct weft_search *s)
{
    const struct weft_problem *q = s->q;

    for (int32_t i = 0; i < q->ntask; i++) {
        int32_t n = q->option_begin[i + 1] - q->option_begin[i];

        s->pick[i] = WEFT_NONE;
        if (n < 2 || q->hold[i] || s->g->last_finish[i] == WEFT_FOREVER ||
            weft_rng_below(&s->rng, 3))
            continue;
        s->pick[i] = q->option_begin[i] +
                     (int32_t)weft_rng_below(&s->rng, (uint64_t)n);
    }
}

/* Other reservations; where none are found, those of before stay. */
static enum weft_rc other_base(struct weft_search *s, enum weft_base_kind kind,
                               struct weft_err *err)
{
    struct weft_sgs *g = s->g;
    size_t size = (size_t)s->q->ntask * sizeof(*g->base);
    enum weft_found before = s->base;
    enum weft_rc rc;

    if (!g->nhold)
        return WEFT_OK;
    memcpy(g->save_pick, g->base, size);
    rc = weft_base_find(g, kind, &s->rng, &s->base, err);
    if (!rc && s->base != WEFT_FOUND && before == WEFT_FOUND) {
        memcpy(g->base, g->save_pick, size);
        s->base = before;
    }
    return rc;
}

static enum weft_rc repair(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;
    int32_t highest = 0;

    for (int32_t i = 0; i < s->q->ntask; i++)
        if (highest < s->w.boost[i])
            highest = s->w.boost[i];
    for (int k = 1;
         k <= REPAIRS && s->repairs && !rc && s->g->failed != WEFT_NONE &&
         s->base == WEFT_FOUND && !weft_run_is_over(s->run, 0, 0);
         k++, s->repairs--) {
        s->too_late = s->g->failed;
        boost(s, s->g->failed, highest + k);
        pinned_to_front(s->g, s->g->failed);
        if (k % 4 == 3)
            pick_at_random(s);
        if (k % 8 == 7)
            rc = other_base(s, WEFT_BASE_RANDOM, err);
        if (rc || s->base != WEFT_FOUND)
            break;
        weft_order_by_value(&s->w, s->order);
        rc = weft_search_make(s, WEFT_SERIAL, err);
    }
    return rc;
}

enum weft_rc weft_search_try(struct weft_search *s, enum weft_scheme scheme,
                             bool improve, struct weft_err *err)
{
    enum weft_rc rc;

    if (s->base != WEFT_FOUND)
        return WEFT_OK;
    weft_order_by_value(&s->w, s->order);
    rc = weft_search_make(s, scheme, err);
    if (!rc && s->g->crowded)
        rc = weft_search_make(s, WEFT_SERIAL, err);
    if (!rc && s->g->failed != WEFT_NONE)
        rc = repair(s, err);
    if (rc || s->g->failed != WEFT_NONE)
        return rc;
    weft_search_offer(s);
    return improve ? weft_search_improve(s, err) : WEFT_OK;
}

/* --- rules ---------------------------------------------------------------- */

static enum weft_rc try_rule(struct weft_search *s, int32_t rule,
                             struct weft_err *err)
{
    bool large = s->g->probes > LARGE;
    enum weft_rc rc = weft_rule_values(&s->w, rule, err);

    if (rc == WEFT_E_LIMIT)
        return WEFT_OK; /* too large for this rule; there are others */
    if (!rc)
        rc = weft_search_try(s, large ? WEFT_SERIAL : WEFT_PARALLEL, true, err);
    if (!rc && !weft_run_is_over(s->run, 0, 0))
        rc = weft_search_try(s, large ? WEFT_PARALLEL : WEFT_SERIAL, true, err);
    return rc;
}

static enum weft_rc try_leading(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (int32_t r = 0; !rc && r < LEADING_RULES; r++)
        if (!weft_run_is_over(s->run, 0, 0))
            rc = try_rule(s, r, err);
    return rc;
}

/* Tasks with more slack than `most` keep to their base options, so that what
 * a budget has to spare goes to those with less. */
static void spare_budgets(struct weft_search *s, int64_t most)
{
    for (int32_t i = 0; i < s->q->ntask; i++)
        s->pick[i] = s->w.ls[i] - s->w.es[i] > most ? s->g->base[i] : WEFT_NONE;
}

static enum weft_rc try_spending(struct weft_search *s, struct weft_err *err)
{
    static const int percent[] = { 0, 5, 20, 50 };
    enum weft_rc rc = WEFT_OK;
    int64_t longest = 0;

    for (int32_t i = 0; i < s->q->ntask; i++)
        if (longest < s->w.es[i] + s->q->min_dur[i])
            longest = s->w.es[i] + s->q->min_dur[i];
    for (size_t k = 0; !rc && k < sizeof(percent) / sizeof(*percent); k++) {
        spare_budgets(s, longest / 100 * percent[k]);
        rc = try_leading(s, err);
    }
    for (int32_t i = 0; i < s->q->ntask; i++)
        s->pick[i] = WEFT_NONE;
    return rc;
}

enum weft_rc weft_search_rules(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (int32_t r = 0; !rc && weft_rules()[r].name; r++)
        if (!r || !weft_run_is_over(s->run, 0, 0))
            rc = try_rule(s, r, err);
    if (!rc && s->q->nbudget && s->base == WEFT_FOUND)
        rc = try_spending(s, err);
    for (int kind = WEFT_BASE_SPREAD; !rc && kind <= WEFT_BASE_RANDOM; kind++) {
        if (!s->g->nhold || weft_run_is_over(s->run, 0, 0))
            break;
        rc = other_base(s, (enum weft_base_kind)kind, err);
        if (!rc && s->base == WEFT_FOUND)
            rc = try_leading(s, err);
    }
    return rc;
}

/* --- from a plan ---------------------------------------------------------- */

/* order := by start in plan p, which may lack tasks: those come as early as
 * links allow. */
void weft_search_order(struct weft_search *s, const struct weft_schedule *p)
{
    const struct weft_problem *q = s->q;
    const struct weft_graph *G = &q->graph;

    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t i = q->order[k];
        int64_t at = p->opt[i] == WEFT_NONE ? 0 : p->start[i];

        for (int32_t e = G->pred_begin[i]; e < G->pred_begin[i + 1]; e++)
            if (at < s->w.value[G->pred[e]])
                at = s->w.value[G->pred[e]];
        s->w.value[i] = at;
    }
    weft_order_by_value(&s->w, s->order);
}

static bool is_option(const struct weft_problem *q, int32_t i, int32_t o)
{
    return o >= q->option_begin[i] && o < q->option_begin[i + 1];
}

void weft_search_pick(struct weft_search *s, const struct weft_schedule *p,
                      bool only_holds)
{
    for (int32_t i = 0; i < s->q->ntask; i++) {
        bool keep = p && is_option(s->q, i, p->opt[i]) &&
                    (!only_holds || s->q->hold[i]);

        s->pick[i] = keep ? p->opt[i] : WEFT_NONE;
    }
}

enum weft_rc weft_search_start(struct weft_search *s,
                               const struct weft_schedule *start,
                               struct weft_err *err)
{
    enum weft_rc rc;
    bool ok = false;

    if (start->n != s->q->ntask)
        return WEFT_OK;
    rc = weft_schedule_verify(s->q, start, &ok, err);
    if (!rc && ok)
        weft_run_offer(s->run, s->engine, start);
    if (!rc && ok && s->base != WEFT_FOUND) {
        memcpy(s->g->base, start->opt, (size_t)start->n * sizeof(*start->opt));
        s->base = WEFT_FOUND;
    }
    if (s->base != WEFT_FOUND)
        return rc;
    for (int only_holds = 0; !rc && only_holds <= 1; only_holds++) {
        weft_search_pick(s, start, only_holds);
        weft_search_order(s, start);
        rc = weft_search_make(s, WEFT_SERIAL, err);
        if (rc || s->g->failed != WEFT_NONE)
            continue;
        weft_search_offer(s);
        rc = weft_search_improve(s, err);
    }
    weft_search_pick(s, NULL, false);
    return rc;
}

/* --- sampling ------------------------------------------------------------- */

/* Some tasks get an option by chance: finishing first is not always best. */
static void stray(struct weft_search *s, double share)
{
    const struct weft_problem *q = s->q;

    for (int32_t i = 0; i < q->ntask; i++) {
        int32_t n = q->option_begin[i + 1] - q->option_begin[i];

        if (n > 1 && !q->hold[i] && weft_rng_unit(&s->rng) < share)
            s->pick[i] = q->option_begin[i] +
                         (int32_t)weft_rng_below(&s->rng, (uint64_t)n);
    }
}

/* Near the best plan: its order with some steps aside, its options but for a
 * few, or all options open. */
static void sample_near(struct weft_search *s, double aside)
{
    const struct weft_schedule *best = &s->run->best;
    int32_t n = s->q->ntask;
    bool keep = weft_rng_below(&s->rng, 2);

    weft_search_order(s, best);
    for (int32_t k = 0; k < n; k++)
        s->w.value[s->order[k]] = k;
    weft_order_sample(&s->w, 1 - aside, &s->rng, s->order);
    weft_search_pick(s, best, !keep);
    for (int32_t i = 0; keep && i < n; i++)
        if (!s->q->hold[i] && weft_rng_unit(&s->rng) < aside)
            s->pick[i] = WEFT_NONE;
}

static enum weft_rc sample_rule(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc;

    weft_search_pick(s, NULL, false);
    rc = weft_rule_values(&s->w, (int32_t)weft_rng_below(&s->rng, 3), err);
    if (!rc && weft_rng_below(&s->rng, 8) == 0)
        rc = other_base(s, WEFT_BASE_RANDOM, err);
    if (!rc)
        weft_order_sample(&s->w, 0, &s->rng, s->order);
    return rc;
}

/* An order and picks by chance. */
static enum weft_rc sample(struct weft_search *s, bool near,
                           struct weft_err *err)
{
    double aside = 20.0 / s->q->ntask < 0.5 ? 20.0 / s->q->ntask : 0.5;
    enum weft_rc rc = WEFT_OK;

    if (near)
        sample_near(s, aside);
    else
        rc = sample_rule(s, err);
    if (!rc && s->g->probes > s->q->ntask && weft_rng_below(&s->rng, 2))
        stray(s, aside / 4);
    return rc;
}

enum weft_rc weft_search_draw(struct weft_search *s, enum weft_scheme scheme,
                              bool near, struct weft_err *err)
{
    enum weft_rc rc = sample(s, near && s->run->has_plan, err);

    if (rc || s->base != WEFT_FOUND) {
        s->g->failed = s->order[0];
        weft_run_is_over(s->run, 1, s->g->probes);
        return rc;
    }
    return weft_search_make(s, scheme, err);
}

enum weft_rc weft_search_sample(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    while (!rc && !weft_run_is_over(s->run, 0, 0)) {
        enum weft_scheme scheme = (enum weft_scheme)weft_rng_below(&s->rng, 2);
        bool near = s->run->has_plan && weft_rng_below(&s->rng, 2);

        rc = weft_search_draw(s, scheme, near, err);
        if (rc || s->g->failed != WEFT_NONE)
            continue;
        weft_search_offer(s);
        rc = weft_search_improve(s, err);
    }
    return rc;
}

/* --- without a plan ------------------------------------------------------- */

static const char *base_reason(const struct weft_search *s)
{
    if (s->base == WEFT_GAVE_UP)
        return "no choice of nodes and modes was found that keeps budgets and "
               "reservations; there may be one";
    if (!s->g->nhold)
        return "no choice of modes keeps every budget";
    if (!s->q->nbudget)
        return "tasks with \"hold\": \"plan\" cannot be placed so that every "
               "task still fits a node";
    return "no choice of nodes and modes keeps both the budgets and what tasks "
           "with \"hold\": \"plan\" reserve";
}

void weft_search_finish(struct weft_search *s, struct weft_result *r)
{
    if (s->base == WEFT_PROVED && !s->run->infeasible)
        weft_run_refute(s->run, base_reason(s));
    weft_run_finish(s->run, r);
    if (r->status != WEFT_UNKNOWN)
        return;
    if (s->base != WEFT_FOUND)
        snprintf(r->reason, sizeof(r->reason), "%s", base_reason(s));
    else if (s->too_late != WEFT_NONE)
        snprintf(r->reason, sizeof(r->reason),
                 "no plan was found that keeps every deadline and start pin "
                 "(the last try failed at %s); there may be one",
                 weft_problem_task_id(s->q, s->too_late));
    else
        snprintf(r->reason, sizeof(r->reason),
                 "stopped before a plan was found");
}

enum weft_rc weft_search_solve(const struct weft_problem *q,
                               const struct weft_solve_opts *o,
                               const char *engine, weft_search_fn make,
                               struct weft_result *r, struct weft_err *err)
{
    struct weft_run run;
    struct weft_search s;
    enum weft_rc rc = weft_run_init(&run, q, o, err);

    if (rc)
        return rc;
    rc = weft_search_init(&s, &run, engine, err);
    if (rc) {
        weft_run_release(&run);
        return rc;
    }
    rc = make(&s, err);
    if (run.has_plan)
        rc = WEFT_OK; /* out of memory after a plan: the plan it is */
    if (!rc)
        weft_search_finish(&s, r);
    weft_search_release(&s);
    weft_run_release(&run);
    return rc;
}

/* --- before everything else ----------------------------------------------- */

enum weft_rc weft_search_first(struct weft_search *s,
                               const struct weft_schedule *start,
                               struct weft_err *err)
{
    const char *engine = s->engine;
    enum weft_rc rc = WEFT_OK;

    if (start) {
        s->engine = "start";
        rc = weft_search_start(s, start, err);
    }
    s->engine = "list";
    if (!rc)
        rc = weft_search_rules(s, err);
    s->engine = engine;
    if (s->base == WEFT_PROVED)
        weft_run_refute(s->run, base_reason(s));
    return rc;
}

enum weft_rc weft_search_warm_up(struct weft_search *s, int32_t schedules,
                                 int64_t work, struct weft_err *err)
{
    int64_t most = schedules * (s->g->probes + 1);
    enum weft_rc rc;

    weft_run_turn(s->run, most < work ? most : work);
    rc = weft_search_sample(s, err);
    weft_run_turn(s->run, INT64_MAX);
    return rc;
}
