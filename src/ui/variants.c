/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/kept.h"
#include "ui/overlay.h"
#include "ui/picture.h"
#include "ui/planned.h"
#include "ui/text.h"

static void release(struct ui_variant *v)
{
    free(v->name);
    free(v->place);
    free(v->cap);
    free(v->node);
    *v = (struct ui_variant){ 0 };
}

static void drop_job(struct ui_variants *a)
{
    weft_schedule_release(&a->start);
    weft_problem_free(a->problem);
    weft_plan_free(a->plan);
    a->problem = NULL;
    a->plan = NULL;
    a->job = WEFT_NONE;
}

static void release_all(struct ui_variants *a)
{
    for (int32_t i = 0; i < a->n; i++)
        release(&a->v[i]);
    free(a->v);
    free(a->lane);
    a->v = NULL;
    a->lane = NULL;
    a->n = a->nlane = 0;
}

void ui_variants_free(struct ui_model *m)
{
    drop_job(&m->variants);
    release_all(&m->variants);
}

int32_t ui_variants_count(const struct ui_model *m)
{
    return m->variants.n;
}

const struct ui_variant *ui_variants_at(const struct ui_model *m, int32_t i)
{
    return &m->variants.v[i];
}

/* --- the list ------------------------------------------------------------------ */

/* Every capacity of the document. False: no memory. */
static bool list_lanes(struct ui_variants *a, const struct weft_plan *doc)
{
    int32_t n = 0;

    for (int32_t i = 0; i < weft_plan_nnode(doc); i++)
        n += weft_plan_node(doc, i)->ncapacity;
    n += weft_plan_nres(doc);
    a->lane = calloc((size_t)n + 1, sizeof(*a->lane));
    if (!a->lane)
        return false;
    for (int32_t i = 0; i < weft_plan_nnode(doc); i++)
        for (int32_t k = 0; k < weft_plan_node(doc, i)->ncapacity; k++)
            a->lane[a->nlane++] = (struct ui_variant_lane){
                i, weft_plan_node(doc, i)->capacity[k].res
            };
    for (int32_t r = 0; r < weft_plan_nres(doc); r++)
        if (weft_plan_res(doc, r)->global)
            a->lane[a->nlane++] = (struct ui_variant_lane){ WEFT_NONE, r };
    return true;
}

static bool same_name(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The plan that a variant of this name had is still a candidate. */
static void inherit(struct ui_variant *v, struct ui_variants *old)
{
    for (int32_t i = 0; i < old->n; i++) {
        struct ui_variant *o = &old->v[i];

        if (!o->place || !same_name(o->name, v->name))
            continue;
        v->place = o->place;
        v->n = o->n;
        o->place = NULL;
        return;
    }
}

/* The variants of the document as it is now; without memory there are none. */
static void list(struct ui_model *m)
{
    struct ui_variants old = m->variants, *a = &m->variants;
    int32_t n = weft_plan_nscenario(m->doc) + 1;
    bool ok;

    drop_job(&old);
    *a = (struct ui_variants){ .doc = m->doc_gen,
                               .job = WEFT_NONE,
                               .stamp = old.stamp };
    a->v = n > 1 ? calloc((size_t)n, sizeof(*a->v)) : NULL;
    ok = a->v && list_lanes(a, m->doc);
    for (int32_t i = 0; ok && i < n; i++) {
        a->n = i + 1;
        if (i > 0) {
            a->v[i].name = strdup(ui_variant_name(m->doc, i));
            ok = a->v[i].name != NULL;
        }
        inherit(&a->v[i], &old);
    }
    release_all(&old);
    if (!ok)
        release_all(a);
}

/* --- what is known of one -------------------------------------------------------- */

static int64_t capacity(const struct weft_plan *p, const struct weft_plan *doc,
                        const struct ui_variant_lane *l, int32_t *node,
                        int32_t *res)
{
    const struct weft_node *n;

    *res = weft_plan_find_res(p, weft_plan_res(doc, l->res)->id);
    *node = WEFT_NONE;
    if (*res == WEFT_NONE)
        return -1;
    if (l->node == WEFT_NONE)
        return weft_plan_res(p, *res)->capacity;
    *node = weft_plan_find_node(p, weft_plan_node(doc, l->node)->id);
    if (*node == WEFT_NONE)
        return -1;
    n = weft_plan_node(p, *node);
    return ui_amount(n->capacity, n->ncapacity, *res);
}

/* Mean use of a capacity over all copies of its node, millionths. */
static int32_t mean_use(const struct weft_problem *q,
                        const struct weft_facts *f, int32_t node, int32_t res)
{
    int64_t sum = 0, n = 0;

    for (int32_t c = 0; f && c < q->ncell; c++) {
        int32_t copy = q->cell[c].copy;

        if (q->cell[c].res != res ||
            (copy < 0 ? WEFT_NONE : q->copy[copy].node) != node)
            continue;
        sum += f->cell[c].mean;
        n++;
    }
    return n ? (int32_t)(sum / n) : 0;
}

static void set_caps(struct ui_model *m, struct ui_variant *v,
                     const struct weft_plan *p, const struct weft_problem *q,
                     const struct weft_facts *f)
{
    struct ui_variants *a = &m->variants;

    free(v->cap);
    v->cap = calloc((size_t)a->nlane + 1, sizeof(*v->cap));
    for (int32_t i = 0; v->cap && i < a->nlane; i++) {
        int32_t node, res;

        v->cap[i].cap = capacity(p, m->doc, &a->lane[i], &node, &res);
        if (q && v->cap[i].cap >= 0)
            v->cap[i].mean = mean_use(q, f, node, res);
    }
}

/* Its nodes, in terms of the document. */
static void set_nodes(struct ui_model *m, struct ui_variant *v,
                      const struct weft_plan *p)
{
    int32_t n = weft_plan_nnode(p);

    free(v->node);
    v->node = calloc((size_t)n + 1, sizeof(*v->node));
    v->nnode = v->node ? n : 0;
    for (int32_t i = 0; i < v->nnode; i++)
        v->node[i] = weft_plan_find_node(m->doc, weft_plan_node(p, i)->id);
}

/* What planning variant i of document p gave. */
static void know(struct ui_model *m, int32_t i, const struct weft_plan *p,
                 const struct weft_problem *q, const struct weft_schedule *s,
                 const struct weft_facts *f)
{
    struct ui_variants *a = &m->variants;
    struct ui_variant *v = &a->v[i];
    struct weft_place *place = NULL;

    v->known = true;
    set_caps(m, v, p, q, f);
    set_nodes(m, v, p);
    v->makespan = f ? f->makespan * q->tick : 0;
    v->cost = f ? f->cost : 0;
    if (!f || weft_schedule_places(q, s, &place, NULL))
        return;
    free(v->place);
    v->place = place;
    v->n = s->n;
    v->stamp = ++a->stamp;
    m->better++;
}

/* The entry of what is on screen follows it. */
static void know_shown(struct ui_model *m)
{
    struct ui_variant *v = &m->variants.v[m->variant];
    const struct ui_kept *k = ui_kept_of(m, m->variant);
    uint64_t better = m->better;

    if (!v->known || v->serial != m->serial)
        know(m, m->variant, m->plan, m->problem, &m->schedule, m->facts);
    m->better = better; /* of those not shown */
    v->serial = m->serial;
    v->refused = false;
    v->status = m->status;
    v->bound = m->bound;
    v->searched = k && k->searched;
    snprintf(v->reason, sizeof(v->reason), "%.150s", m->reason);
}

void ui_variants_settle(struct ui_model *m)
{
    struct ui_variants *a = &m->variants;

    if (a->doc != m->doc_gen || (a->n == 0 && weft_plan_nscenario(m->doc) > 0))
        list(m);
    if (a->n == 0 || m->lost)
        return;
    if (a->job == m->variant)
        drop_job(a); /* it is searched as the plan on screen */
    know_shown(m);
}

bool ui_variants_start(const struct ui_model *m, const struct weft_plan *p,
                       const struct weft_problem *q, struct weft_schedule *s)
{
    const struct ui_variants *a = &m->variants;
    int64_t best = 0;

    for (int32_t i = 0; i < a->n; i++) {
        struct weft_schedule t = { 0 };
        int64_t makespan;

        if (!a->v[i].place || a->v[i].n != q->ntask ||
            !ui_places_schedule(p, q, a->v[i].place, (size_t)a->v[i].n, &t))
            continue;
        makespan = weft_schedule_makespan(q, &t);
        if (s->n && makespan >= best) {
            weft_schedule_release(&t);
            continue;
        }
        weft_schedule_release(s);
        *s = t;
        best = makespan;
    }
    return s->n > 0;
}

/* --- looking at them ----------------------------------------------------------------- */

int32_t ui_variants_differ(const struct ui_model *m, int32_t lane)
{
    const struct ui_variants *a = &m->variants;
    int32_t n = 0;

    for (int32_t i = 1; i < a->n; i++)
        n += a->v[0].cap && a->v[i].cap &&
             a->v[i].cap[lane].cap != a->v[0].cap[lane].cap;
    return n;
}

int32_t ui_variants_use(const struct ui_model *m, int32_t i)
{
    const struct ui_variants *a = &m->variants;
    int32_t most = 0;

    for (int32_t l = 0; a->v[i].cap && l < a->nlane; l++) {
        if (ui_variants_differ(m, l))
            return a->v[i].cap[l].mean;
        if (a->v[i].cap[l].mean > most)
            most = a->v[i].cap[l].mean;
    }
    return most;
}

static int32_t node_of(const struct ui_variant *v, int32_t node)
{
    return node >= 0 && node < v->nnode ? v->node[node] : WEFT_NONE;
}

int32_t ui_variants_moved(const struct ui_model *m, int32_t i)
{
    const struct ui_variant *a = &m->variants.v[0], *b = &m->variants.v[i];
    int32_t n = 0;

    for (int32_t k = 0; a->place && b->place && k < a->n && k < b->n; k++)
        n += a->place[k].start != b->place[k].start ||
             node_of(a, a->place[k].node) != node_of(b, b->place[k].node) ||
             a->place[k].copy != b->place[k].copy;
    return n;
}

/* --- planning them here ------------------------------------------------------------ */

static void refuse(struct ui_variant *v, const char *why)
{
    v->known = v->refused = true;
    v->status = WEFT_UNKNOWN;
    snprintf(v->reason, sizeof(v->reason), "%.150s", why);
}

/* The plan kept of this state, or a new one. */
static enum weft_rc make(struct ui_model *m, int32_t i,
                         const struct weft_plan *p, struct weft_problem *q,
                         struct ui_planned *d, struct weft_err *err)
{
    const struct ui_kept *k = ui_kept_of(m, i);
    struct weft_schedule start = { 0 };
    enum weft_rc rc;

    if (!k || !k->schedule.n || weft_schedule_init(&start, q->ntask, NULL) ||
        weft_schedule_copy(&start, &k->schedule, NULL)) {
        weft_schedule_release(&start);
        ui_variants_start(m, p, q, &start);
    }
    rc = ui_planned_make(p, q, &start, d, err);
    if (!rc && k && k->bound > d->result.bound) {
        d->result.bound = k->bound;
        d->result.bound_engine = k->bound_by;
        d->result.status = k->status;
    }
    if (!d->result.engine && k && k->schedule.n)
        d->result.engine = k->engine;
    return rc;
}

static void plan(struct ui_model *m, int32_t i)
{
    struct ui_variant *v = &m->variants.v[i];
    const struct ui_kept *k = ui_kept_of(m, i);
    bool searched = k && k->searched;
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct ui_planned d = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc = ui_overlay_plan(m->doc, i, &p, &err);

    if (!rc)
        rc = weft_problem_new(p, &q, &err);
    if (!rc)
        rc = make(m, i, p, q, &d, &err);
    if (rc) {
        refuse(v, err.msg);
    } else {
        const char *why = d.problem->reason[0] ? d.problem->reason
                                               : d.result.reason;
        const char *by = d.result.bound_engine;

        know(m, i, p, d.problem, &d.result.schedule, d.facts);
        v->refused = false;
        v->status = d.result.status;
        v->bound = d.result.bound * d.problem->tick;
        v->searched = searched;
        snprintf(v->reason, sizeof(v->reason), "%.150s", why);
        ui_kept_put(m, i,
                    &(struct ui_kept_facts){
                        .schedule = &d.result.schedule,
                        .status = d.result.status,
                        .makespan = d.result.makespan,
                        .bound = d.result.bound,
                        .engine = d.result.engine ? d.result.engine : "",
                        .bound_by = by ? by : "",
                        .reason = why });
        if (searched && ui_kept_of(m, i))
            ui_kept_of(m, i)->searched = true;
    }
    ui_planned_release(&d);
    weft_plan_free(p);
}

/* A variant whose plan is longer than one that came since it was looked at. */
static bool is_behind(const struct ui_variants *a, int32_t i)
{
    const struct ui_variant *v = &a->v[i];

    if (!v->known || v->refused || v->status == WEFT_OPTIMAL ||
        v->seen == a->stamp)
        return false;
    for (int32_t k = 0; k < a->n; k++)
        if (k != i && a->v[k].stamp > v->seen && a->v[k].place &&
            (!v->place || a->v[k].makespan < v->makespan))
            return true;
    return false;
}

static int32_t behind(const struct ui_variants *a)
{
    for (int32_t i = 0; i < a->n; i++)
        if (is_behind(a, i))
            return i;
    return WEFT_NONE;
}

/* Take the best plan of the others, if it holds. */
static void catch_up(struct ui_model *m, int32_t i)
{
    struct ui_variants *a = &m->variants;

    if (i != m->variant) {
        struct ui_kept *k = ui_kept_of(m, i);

        if (k) /* so that all are candidates */
            weft_schedule_release(&k->schedule);
        plan(m, i);
    } else {
        for (int32_t k = 0; k < a->n; k++)
            if (k != i && a->v[k].place && a->v[k].stamp > a->v[i].seen)
                ui_model_offer(m, m->gen, a->v[k].place, (size_t)a->v[k].n,
                               m->engine);
        know_shown(m);
    }
    a->v[i].seen = a->stamp;
}

static int32_t unknown(const struct ui_variants *a)
{
    for (int32_t i = 0; i < a->n; i++)
        if (!a->v[i].known)
            return i;
    return WEFT_NONE;
}

bool ui_variants_wants_step(const struct ui_model *m)
{
    const struct ui_variants *a = &m->variants;

    return a->n > 0 && a->doc == m->doc_gen && !m->lost &&
           (unknown(a) != WEFT_NONE || behind(a) != WEFT_NONE);
}

void ui_variants_step(struct ui_model *m)
{
    int32_t i = unknown(&m->variants);

    if (i != WEFT_NONE)
        plan(m, i);
    else
        catch_up(m, behind(&m->variants));
}

/* --- a search elsewhere -------------------------------------------------------------- */

static bool is_open(const struct ui_model *m, int32_t i)
{
    const struct ui_variant *v = &m->variants.v[i];

    return i != m->variant && v->known && !v->refused && !v->searched &&
           (v->status == WEFT_FEASIBLE || v->status == WEFT_UNKNOWN);
}

void ui_variants_choose(struct ui_model *m)
{
    struct ui_variants *a = &m->variants;
    int32_t i = 0;

    if (a->n == 0 || a->job != WEFT_NONE || a->doc != m->doc_gen)
        return;
    while (i < a->n && !is_open(m, i))
        i++;
    if (i == a->n || ui_overlay_plan(m->doc, i, &a->plan, NULL))
        return;
    if (weft_problem_new(a->plan, &a->problem, NULL)) {
        drop_job(a);
        a->v[i].searched = true;
        return;
    }
    if (a->v[i].place)
        ui_places_schedule(a->plan, a->problem, a->v[i].place,
                           (size_t)a->v[i].n, &a->start);
    a->job = i;
    a->gen = UI_JOB_GEN + ++m->jobs;
}

bool ui_variants_job(const struct ui_model *m, struct ui_job *job)
{
    const struct ui_variants *a = &m->variants;

    if (a->n == 0 || a->job == WEFT_NONE)
        return false;
    *job = (struct ui_job){ .gen = a->gen,
                            .plan = a->plan,
                            .problem = a->problem,
                            .start = a->start.n ? &a->start : NULL,
                            .bound = a->v[a->job].bound / a->problem->tick };
    return true;
}

/* What is kept of the job's variant, so that it is there when it is shown.
 * engine, by: NULL where it is as before. */
static void keep(struct ui_model *m, const char *engine, const char *by)
{
    struct ui_variants *a = &m->variants;
    const struct ui_variant *v = &a->v[a->job];
    const struct ui_kept *k = ui_kept_of(m, a->job);

    if (!engine)
        engine = k ? k->engine : "";
    if (!by)
        by = k ? k->bound_by : "";
    ui_kept_put(
        m, a->job,
        &(struct ui_kept_facts){ .schedule = &a->start,
                                 .status = v->status,
                                 .makespan = v->makespan / a->problem->tick,
                                 .bound = v->bound / a->problem->tick,
                                 .engine = engine,
                                 .bound_by = by,
                                 .reason = v->reason });
}

static void on_plan(struct ui_model *m, const struct ui_event *ev)
{
    struct ui_variants *a = &m->variants;
    struct ui_variant *v = &a->v[a->job];
    struct weft_schedule s = { 0 };
    struct weft_facts *f = NULL;

    if (!ui_places_schedule(a->plan, a->problem, ev->place, ev->nplace, &s))
        return;
    if (weft_facts_new(a->problem, &s, &f, NULL) ||
        (v->place && f->makespan * a->problem->tick >= v->makespan)) {
        weft_facts_free(f);
        weft_schedule_release(&s);
        return;
    }
    weft_schedule_release(&a->start);
    a->start = s;
    know(m, a->job, a->plan, a->problem, &a->start, f);
    v->status = v->bound == v->makespan ? WEFT_OPTIMAL : WEFT_FEASIBLE;
    v->reason[0] = '\0';
    keep(m, ev->engine ? ev->engine : "", NULL);
    weft_facts_free(f);
}

static void on_bound(struct ui_model *m, int64_t bound, const char *by)
{
    struct ui_variant *v = &m->variants.v[m->variants.job];

    if (bound <= v->bound || (v->place && bound > v->makespan))
        return;
    v->bound = bound;
    if (v->place && v->bound == v->makespan)
        v->status = WEFT_OPTIMAL;
    keep(m, NULL, by ? by : "");
}

static void on_end(struct ui_model *m, const struct ui_event *ev)
{
    struct ui_variants *a = &m->variants;
    struct ui_variant *v = &a->v[a->job];

    v->searched = true;
    if (ev->kind == UI_EV_DONE && ev->status == WEFT_INFEASIBLE && !v->place) {
        v->status = WEFT_INFEASIBLE;
        snprintf(v->reason, sizeof(v->reason), "%.150s",
                 ev->text ? ev->text : "");
        keep(m, NULL, NULL);
    }
    if (ui_kept_of(m, a->job))
        ui_kept_of(m, a->job)->searched = true;
    drop_job(a);
}

bool ui_variants_event(struct ui_model *m, const struct ui_event *ev)
{
    struct ui_variants *a = &m->variants;

    if (a->n == 0 || a->job == WEFT_NONE || ev->gen != a->gen ||
        a->doc != m->doc_gen)
        return false;
    if (ev->kind == UI_EV_PLAN)
        on_plan(m, ev);
    else if (ev->kind == UI_EV_BOUND)
        on_bound(m, ev->bound, ev->engine);
    else if (ev->kind == UI_EV_DONE || ev->kind == UI_EV_FAILED)
        on_end(m, ev);
    return true;
}
