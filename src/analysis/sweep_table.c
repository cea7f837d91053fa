/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents that differ in a knob: whose plan holds for which, whose bound. */
#include "analysis/sweep_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft/analysis.h"
#include "weft/edit.h"

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

static void end_trial(struct table *t)
{
    weft_schedule_release(&t->start);
    weft_problem_free(t->problem);
    weft_plan_free(t->edited);
    t->problem = NULL;
    t->edited = NULL;
    t->at = WEFT_NONE;
}

void table_release(struct table *t)
{
    end_trial(t);
    for (int32_t i = 0; t->entry && i <= t->n; i++)
        free(t->entry[i].place);
    free(t->entry);
    *t = (struct table){ .at = WEFT_NONE };
}

enum weft_rc table_init(struct table *t, const struct weft_plan *p,
                        const struct weft_knob *knob, int32_t naxis, int32_t n,
                        struct weft_err *err)
{
    *t = (struct table){ .plan = p, .naxis = naxis, .n = n, .at = WEFT_NONE };
    t->entry = calloc((size_t)n + 1, sizeof(*t->entry));
    if (!t->entry)
        return no_memory(err);
    for (int32_t i = 0; i <= n; i++) {
        struct entry *e = &t->entry[i];

        e->pub = (struct weft_point){ .from = WEFT_NONE,
                                      .engine = e->engine,
                                      .reason = e->reason };
    }
    for (int32_t k = 0; k < naxis; k++) {
        t->knob[k] = knob[k];
        t->entry[n].pub.value[k] = weft_knob_value(p, &knob[k]);
    }
    return WEFT_OK;
}

bool table_has(const struct table *t, int32_t i)
{
    return t->entry[i].pub.from != WEFT_NONE;
}

/* Whether entry a has at least as much of everything as entry b. */
static bool has_more(const struct table *t, int32_t a, int32_t b)
{
    for (int32_t k = 0; k < t->naxis; k++)
        if (t->entry[a].pub.value[k] < t->entry[b].pub.value[k])
            return false;
    return true;
}

static void settle_status(struct entry *e)
{
    struct weft_point *p = &e->pub;

    if (p->from == WEFT_NONE)
        return;
    p->status = p->makespan == p->bound ? WEFT_OPTIMAL : WEFT_FEASIBLE;
    e->reason[0] = '\0';
}

/* --- one document --------------------------------------------------------- */

/* The document with the values of entry i. *edited is NULL where it refuses
 * them (the reason is in the entry) or its problem is too large. */
static enum weft_rc make_document(struct table *t, int32_t i,
                                  struct weft_plan **edited,
                                  struct weft_problem **problem,
                                  struct weft_err *err)
{
    struct entry *e = &t->entry[i];
    struct weft_plan *p = NULL;
    struct weft_err why = { 0 };
    enum weft_rc rc = weft_plan_copy(t->plan, &p, err);

    if (rc)
        return rc;
    for (int32_t k = 0; k < t->naxis && !rc && i < t->n; k++) {
        char *line = weft_knob_line(p, &t->knob[k], e->pub.value[k]);

        rc = line ? weft_edit(p, line, NULL, &why) : no_memory(&why);
        free(line);
    }
    if (rc && rc != WEFT_E_NOMEM)
        e->pub.status = WEFT_INFEASIBLE;
    if (!rc)
        rc = weft_problem_new(p, problem, &why);
    if (rc) {
        weft_plan_free(p);
        snprintf(e->reason, sizeof(e->reason), "%.255s", why.msg);
        return rc == WEFT_E_NOMEM ? no_memory(err) : WEFT_OK;
    }
    *edited = p;
    return WEFT_OK;
}

/* The places of a plan as a schedule of q, if weft_check agrees. */
static enum weft_rc carry(const struct weft_plan *p,
                          const struct weft_problem *q,
                          const struct weft_place *place,
                          struct weft_schedule *out, bool *ok,
                          struct weft_err *err)
{
    struct weft_schedule s = { 0 };
    struct weft_place *full = NULL;
    struct weft_diags d = { 0 };
    size_t n = (size_t)q->ntask;
    enum weft_rc rc = weft_schedule_init(&s, q->ntask, err);

    *ok = false;
    if (!rc)
        rc = weft_places_schedule(q, place, n, &s, err);
    if (!rc) /* with the run times of q */
        rc = weft_schedule_places(q, &s, &full, err);
    if (!rc)
        rc = weft_check(p, full, n, NULL, &d, err);
    *ok = !rc;
    weft_diags_release(&d);
    free(full);
    if (*ok)
        *out = s;
    else
        weft_schedule_release(&s);
    return rc == WEFT_E_NOMEM ? rc : WEFT_OK;
}

/* --- what a plan gives ------------------------------------------------------ */

/* Mean use of a consumable: what is spent of it. */
static int32_t spent(const struct weft_problem *q,
                     const struct weft_schedule *s, int32_t res)
{
    double sum = 0, cap = 0;

    for (int32_t b = 0; b < q->nbudget; b++)
        if (q->budget[b].res == res)
            cap = (double)q->budget[b].cap;
    for (int32_t i = 0; i < s->n; i++) {
        const struct weft_option *o = &q->option[s->opt[i]];

        for (int32_t k = 0; k < o->nspend; k++)
            if (q->budget[q->spend[o->spend_begin + k].cell].res == res)
                sum += (double)q->spend[o->spend_begin + k].qty;
    }
    return cap > 0 ? (int32_t)(1e6 * sum / cap) : 0;
}

/* Mean use of what the knob is about, millionths. */
static int32_t mean_use(const struct weft_problem *q,
                        const struct weft_schedule *s,
                        const struct weft_facts *f, const struct weft_knob *k)
{
    int64_t sum = 0, n = 0;

    for (int32_t c = 0; c < q->ncopy && k->kind == WEFT_KNOB_COUNT; c++) {
        if (q->copy[c].node != k->node)
            continue;
        n++;
        if (f->makespan > 0)
            sum += (int64_t)(1e6 * (double)f->copy_busy[c] /
                             (double)f->makespan);
    }
    for (int32_t c = 0; c < q->ncell && k->kind != WEFT_KNOB_COUNT; c++) {
        int32_t copy = q->cell[c].copy;

        if (q->cell[c].res != k->res ||
            (copy == WEFT_NONE ? WEFT_NONE : q->copy[copy].node) != k->node)
            continue;
        n++;
        sum += f->cell[c].mean;
    }
    if (n == 0 && k->kind == WEFT_KNOB_GLOBAL)
        return spent(q, s, k->res);
    return n > 0 ? (int32_t)(sum / n) : 0;
}

/* Entry i shows plan s of its problem q, which is that of entry `from`. */
static enum weft_rc show(struct table *t, int32_t i,
                         const struct weft_problem *q,
                         const struct weft_schedule *s, int32_t from,
                         struct weft_err *err)
{
    struct weft_point *p = &t->entry[i].pub;
    struct weft_facts *f = NULL;
    enum weft_rc rc = weft_facts_new(q, s, &f, err);

    if (rc)
        return rc;
    p->makespan = f->makespan * q->tick;
    p->cost = f->cost;
    p->use = mean_use(q, s, f, &t->knob[0]);
    p->from = from;
    if (from != i)
        memcpy(t->entry[i].engine, t->entry[from].engine,
               sizeof(t->entry[i].engine));
    settle_status(&t->entry[i]);
    weft_facts_free(f);
    return WEFT_OK;
}

/* --- conclusions -------------------------------------------------------------- */

/* A bound of entry i holds for all with less. */
static void spread_bound(struct table *t, int32_t i)
{
    for (int32_t k = 0; k <= t->n; k++) {
        struct entry *e = &t->entry[k];

        if (!has_more(t, i, k) || e->pub.bound >= t->entry[i].pub.bound)
            continue;
        e->pub.bound = t->entry[i].pub.bound;
        settle_status(e);
    }
}

/* So does the proof that there is no plan. */
static void spread_infeasible(struct table *t, int32_t i)
{
    for (int32_t k = 0; k <= t->n; k++) {
        struct entry *e = &t->entry[k];

        if (k == i || !has_more(t, i, k) || table_has(t, k))
            continue;
        e->pub.status = WEFT_INFEASIBLE;
        if (!e->reason[0])
            snprintf(e->reason, sizeof(e->reason),
                     "there is no plan even with more");
    }
}

/* Show the plan of entry `from` at entry i, whose document must be made. */
static enum weft_rc show_carried(struct table *t, int32_t i, int32_t from,
                                 struct weft_err *err)
{
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_schedule s = { 0 };
    bool ok = false;
    enum weft_rc rc = make_document(t, i, &p, &q, err);

    if (!rc && p)
        rc = carry(p, q, t->entry[from].place, &s, &ok, err);
    if (!rc && ok)
        rc = show(t, i, q, &s, from, err);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
    return rc;
}

/* A plan of entry i is a candidate for all with more that had their turn; the
 * others take it when theirs comes. */
static enum weft_rc spread_plan(struct table *t, int32_t i,
                                struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (int32_t k = 0; k < t->n && !rc; k++)
        if (k != i && t->entry[k].pub.done && has_more(t, k, i) &&
            (!table_has(t, k) ||
             t->entry[k].pub.makespan > t->entry[i].pub.makespan))
            rc = show_carried(t, k, i, err);
    return rc;
}

/* --- trials ------------------------------------------------------------------ */

/* The shortest plan that one of the entries has and entry i can use. */
static int32_t candidate(const struct table *t, int32_t i)
{
    int32_t best = WEFT_NONE;

    for (int32_t k = 0; k <= t->n; k++) {
        const struct entry *e = &t->entry[k];

        if (!e->place || !has_more(t, i, k))
            continue;
        if (best == WEFT_NONE ||
            e->pub.makespan < t->entry[best].pub.makespan ||
            (e->pub.makespan == t->entry[best].pub.makespan && k == i))
            best = k;
    }
    return best;
}

static enum weft_rc set_start(struct table *t, int32_t i, struct weft_err *err)
{
    int32_t from = candidate(t, i);
    bool ok = false;
    enum weft_rc rc;

    if (from == WEFT_NONE)
        return WEFT_OK;
    rc = carry(t->edited, t->problem, t->entry[from].place, &t->start, &ok,
               err);
    if (rc || !ok)
        return rc;
    t->start_from = from;
    t->start_makespan = weft_schedule_makespan(t->problem, &t->start);
    return show(t, i, t->problem, &t->start, from, err);
}

static bool has_prices(const struct weft_problem *q)
{
    for (int32_t c = 0; c < q->ncopy; c++)
        if (q->copy[c].price > 0)
            return true;
    for (int32_t r = 0; r < q->nres; r++)
        if (q->res_price[r] > 0)
            return true;
    return false;
}

/* Offer the document that was made for a trial, unless its answer is known. */
static void offer(struct table *t, int32_t i, struct weft_trial *trial,
                  bool *open)
{
    struct weft_trial x = {
        .plan = t->edited,
        .problem = t->problem,
        .start = t->start.n ? &t->start : NULL,
        .bound = (t->entry[i].pub.bound + t->problem->tick - 1) /
                 t->problem->tick,
    };

    x.decided = x.start && t->start_makespan == x.bound;
    *open = !x.decided || has_prices(t->problem);
    if (*open)
        *trial = x;
    t->at = *open ? i : WEFT_NONE;
}

enum weft_rc table_begin(struct table *t, int32_t i, struct weft_trial *trial,
                         bool *open, struct weft_err *err)
{
    struct entry *e = &t->entry[i];
    enum weft_rc rc;

    *open = false;
    end_trial(t);
    rc = make_document(t, i, &t->edited, &t->problem, err);
    if (rc)
        return rc;
    if (t->problem && t->problem->reason[0]) {
        e->pub.status = WEFT_INFEASIBLE;
        snprintf(e->reason, sizeof(e->reason), "%s", t->problem->reason);
    } else if (t->problem) {
        rc = set_start(t, i, err);
        if (!rc && (e->pub.status != WEFT_INFEASIBLE || table_has(t, i)))
            offer(t, i, trial, open);
    }
    if (rc || *open)
        return rc;
    e->pub.done = true;
    if (e->pub.status == WEFT_INFEASIBLE)
        spread_infeasible(t, i);
    end_trial(t);
    return WEFT_OK;
}

/* Whether r's plan is better than the one the trial began with. */
static bool is_better(const struct table *t, const struct weft_result *r)
{
    int64_t makespan = weft_schedule_makespan(t->problem, &r->schedule);

    if (!t->start.n || makespan != t->start_makespan)
        return !t->start.n || makespan < t->start_makespan;
    return weft_schedule_cost(t->problem, &r->schedule) <
           weft_schedule_cost(t->problem, &t->start);
}

/* The plan of an answer becomes the entry's own. */
static enum weft_rc take_plan(struct table *t, const struct weft_result *r,
                              struct weft_err *err)
{
    struct entry *e = &t->entry[t->at];
    struct weft_place *place = NULL;
    struct weft_diags d = { 0 };
    enum weft_rc rc;

    if (!r->schedule.n || !is_better(t, r))
        return WEFT_OK;
    rc = weft_schedule_places(t->problem, &r->schedule, &place, err);
    if (!rc)
        rc = weft_check(t->edited, place, (size_t)r->schedule.n, NULL, &d, err);
    if (rc && rc != WEFT_E_NOMEM)
        rc = weft_err_set(
            err, WEFT_E_SOLVER, NULL, "engine %s gave a wrong plan: %s",
            r->engine ? r->engine : "?", d.n ? d.v[0].msg : "it is not whole");
    weft_diags_release(&d);
    if (!rc)
        rc = show(t, t->at, t->problem, &r->schedule, t->at, err);
    if (rc) {
        free(place);
        return rc;
    }
    free(e->place);
    e->place = place;
    snprintf(e->engine, sizeof(e->engine), "%.15s", r->engine ? r->engine : "");
    return WEFT_OK;
}

static enum weft_rc take_bound(struct table *t, const struct weft_result *r,
                               struct weft_err *err)
{
    struct entry *e = &t->entry[t->at];
    int64_t bound = r->bound * t->problem->tick;

    for (int32_t k = 0; k <= t->n; k++) {
        if (!table_has(t, k) || !has_more(t, t->at, k) ||
            (bound <= t->entry[k].pub.makespan && r->status != WEFT_INFEASIBLE))
            continue;
        return weft_err_set(err, WEFT_E_SOLVER, NULL,
                            "%s proved that there is no plan like the one "
                            "that was found",
                            r->bound_engine ? r->bound_engine : "the engine");
    }
    if (bound > e->pub.bound)
        e->pub.bound = bound;
    return WEFT_OK;
}

static void no_plan(struct entry *e, const struct weft_result *r)
{
    e->pub.status = r->status == WEFT_INFEASIBLE ? WEFT_INFEASIBLE
                                                 : WEFT_UNKNOWN;
    snprintf(e->reason, sizeof(e->reason), "%s",
             r->reason[0]                       ? r->reason
             : e->pub.status == WEFT_INFEASIBLE ? "there is no plan"
                                                : "no plan was found");
}

enum weft_rc table_end(struct table *t, const struct weft_result *r,
                       struct weft_err *err)
{
    int32_t i = t->at;
    struct entry *e = &t->entry[i];
    enum weft_rc rc = WEFT_OK;

    if (r)
        rc = take_plan(t, r, err);
    if (r && !rc)
        rc = take_bound(t, r, err);
    if (!rc) {
        e->pub.done = true;
        if (r && !table_has(t, i))
            no_plan(e, r);
        settle_status(e);
        spread_bound(t, i);
        if (e->pub.status == WEFT_INFEASIBLE)
            spread_infeasible(t, i);
        else if (e->place)
            rc = spread_plan(t, i, err);
    }
    end_trial(t);
    return rc;
}

enum weft_rc table_know(struct table *t, const struct weft_place *place,
                        size_t n, int64_t bound, const char *engine,
                        struct weft_err *err)
{
    struct entry *e = &t->entry[t->n];
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_schedule s = { 0 };
    bool ok = false;
    enum weft_rc rc;

    e->pub.bound = bound;
    rc = make_document(t, t->n, &p, &q, err);
    if (!rc && place && p && n == (size_t)q->ntask)
        rc = carry(p, q, place, &s, &ok, err);
    if (!rc && ok) {
        e->place = malloc((n + 1) * sizeof(*place));
        rc = e->place ? WEFT_OK : no_memory(err);
    }
    if (!rc && ok) {
        memcpy(e->place, place, n * sizeof(*place));
        snprintf(e->engine, sizeof(e->engine), "%.15s", engine ? engine : "");
        rc = show(t, t->n, q, &s, t->n, err);
        e->pub.done = !rc;
    }
    if (!rc)
        spread_bound(t, t->n);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
    return rc;
}
