/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/dag.h"
#include "ui/picture.h"
#include "weft/engine.h"

#define KEPT_BYTES ((size_t)64 << 20) /* of plans that undo can return to */

/* What planning a state of the document gives; moved into the model whole. */
struct planned {
    struct weft_problem *problem;
    struct weft_result result; /* a schedule in it has passed weft_check */
    struct weft_facts *facts;
};

static void planned_release(struct planned *d)
{
    weft_facts_free(d->facts);
    weft_result_release(&d->result);
    weft_problem_free(d->problem);
    *d = (struct planned){ 0 };
}

static void kept_release(struct ui_kept *k)
{
    weft_schedule_release(&k->schedule);
    free(k->reason);
    *k = (struct ui_kept){ 0 };
}

void ui_model_free(struct ui_model *m)
{
    if (!m)
        return;
    weft_facts_free(m->facts);
    weft_schedule_release(&m->schedule);
    weft_problem_free(m->problem);
    ui_picture_release(&m->pic);
    for (size_t i = 0; i < m->nkept; i++)
        kept_release(&m->kept[i]);
    free(m->kept);
    ui_map_release(&m->map);
    ui_rail_release(&m->rail);
    ui_stages_release(&m->stages);
    ui_dag_free(m->dag);
    free(m->left_out);
    free(m->reach);
    weft_buf_release(&m->log);
    free(m);
}

static bool stored(const struct weft_plan *p, const struct weft_problem *q,
                   struct weft_schedule *s)
{
    struct weft_stored st = { 0 };
    struct weft_diags d = { 0 };
    bool ok = weft_stored_read(p, &st, &d, NULL) == WEFT_OK && st.present &&
              ui_places_schedule(p, q, st.place, st.n, s);

    weft_diags_release(&d);
    weft_stored_release(&st);
    return ok;
}

/* An engine's plan is shown only if it holds. */
static bool verified(const struct weft_plan *p, const struct weft_problem *q,
                     const struct weft_schedule *s)
{
    struct weft_place *place = NULL;
    bool ok = weft_schedule_places(q, s, &place, NULL) == WEFT_OK &&
              ui_places_hold(p, place, (size_t)s->n);

    free(place);
    return ok;
}

/* The better of what the quick engine found and the plan there was. */
static void choose(struct planned *d, const struct weft_plan *p,
                   struct weft_schedule *start)
{
    struct weft_result *r = &d->result;
    int64_t was = start->n ? weft_schedule_makespan(d->problem, start) : 0;

    if (r->schedule.n && !verified(p, d->problem, &r->schedule)) {
        weft_schedule_release(&r->schedule);
        r->status = WEFT_UNKNOWN;
        snprintf(r->reason, sizeof(r->reason),
                 "the quick plan did not pass the check");
    }
    if (!start->n || (r->schedule.n && r->makespan < was))
        return;
    weft_schedule_release(&r->schedule);
    r->schedule = *start;
    *start = (struct weft_schedule){ 0 };
    r->makespan = was;
    r->status = r->bound == was ? WEFT_OPTIMAL : WEFT_FEASIBLE;
}

/* Plan the document p. start (may be empty) is taken over. WEFT_OK also where
 * there is no plan: result.reason says why. */
static enum weft_rc make_plan(const struct weft_plan *p,
                              struct weft_problem *problem,
                              struct weft_schedule *start, struct planned *out,
                              struct weft_err *err)
{
    struct planned d = { .problem = problem };
    enum weft_rc rc;

    rc = weft_quick(d.problem, start->n ? start : NULL, &d.result, err);
    if (rc == WEFT_E_NOMEM)
        goto fail;
    if (rc) /* refused: a start may still be there */
        snprintf(d.result.reason, sizeof(d.result.reason), "%.250s",
                 err ? err->msg : weft_rc_text(rc));
    choose(&d, p, start);
    if (d.result.schedule.n) {
        rc = weft_facts_new(d.problem, &d.result.schedule, &d.facts, err);
        if (rc)
            goto fail;
    }
    weft_schedule_release(start);
    *out = d;
    return WEFT_OK;
fail:
    weft_schedule_release(start);
    planned_release(&d);
    return rc;
}

/* Show what was planned; d is taken over. map: from the picture on screen. */
static enum weft_rc adopt(struct ui_model *m, struct planned *d,
                          struct weft_err *err)
{
    struct weft_result *r = &d->result;
    enum weft_rc rc;

    if (d->facts)
        rc = ui_picture_make(&m->pic, m->plan, d->problem, &r->schedule,
                             d->facts, err);
    else
        rc = ui_picture_carry(&m->pic, m->plan, d->problem, &m->map, err);
    if (rc) {
        planned_release(d);
        return rc;
    }
    weft_facts_free(m->facts);
    weft_schedule_release(&m->schedule);
    weft_problem_free(m->problem);
    m->problem = d->problem;
    m->facts = d->facts;
    m->schedule = r->schedule;
    r->schedule = (struct weft_schedule){ 0 };
    m->status = r->status;
    m->bound = d->problem ? r->bound * d->problem->tick : 0;
    snprintf(m->engine, sizeof(m->engine), "%s", r->engine ? r->engine : "");
    snprintf(m->reason, sizeof(m->reason), "%s",
             d->problem && d->problem->reason[0] ? d->problem->reason
                                                 : r->reason);
    m->reason_task = d->problem ? d->problem->reason_task : WEFT_NONE;
    weft_result_release(r);
    m->serial++;
    return WEFT_OK;
}

/* Remember the plan on screen for this state of the document. Without memory
 * the state is planned anew when undo returns to it. */
static void keep(struct ui_model *m)
{
    struct ui_kept *k = &m->kept[m->pos];

    kept_release(k);
    if (m->schedule.n &&
        (weft_schedule_init(&k->schedule, m->schedule.n, NULL) ||
         weft_schedule_copy(&k->schedule, &m->schedule, NULL))) {
        weft_schedule_release(&k->schedule);
        return;
    }
    k->status = m->status;
    k->makespan = m->facts ? m->facts->makespan : 0;
    k->bound = m->problem ? m->bound / m->problem->tick : 0;
    snprintf(k->engine, sizeof(k->engine), "%s", m->engine);
    k->reason = strdup(m->reason);
    k->searched = false;
}

void ui_model_searched(struct ui_model *m, uint64_t gen)
{
    if (gen == m->gen)
        m->kept[m->pos].searched = true;
}

bool ui_model_wants_search(const struct ui_model *m)
{
    return m->problem && !m->problem->reason[0] &&
           (m->status == WEFT_FEASIBLE || m->status == WEFT_UNKNOWN) &&
           m->problem->ntask > 0 && !m->kept[m->pos].searched;
}

static size_t kept_size(const struct ui_kept *k)
{
    return (size_t)k->schedule.n *
           (sizeof(*k->schedule.opt) + sizeof(*k->schedule.start));
}

/* Drop the plans of states farthest in the past above the limit. */
static void trim_kept(struct ui_model *m)
{
    size_t sum = 0;

    for (size_t i = m->nkept; i-- > 0;) {
        sum += kept_size(&m->kept[i]);
        if (sum > KEPT_BYTES && i != m->pos)
            kept_release(&m->kept[i]);
    }
}

/* Room for the plans of undo positions 0 .. pos; what is beyond is dropped
 * unless it can be redone. */
static enum weft_rc set_kept(struct ui_model *m, size_t pos, bool redoable,
                             struct weft_err *err)
{
    while (!redoable && m->nkept > pos + 1)
        kept_release(&m->kept[--m->nkept]);
    if (m->nkept <= pos) {
        struct ui_kept *k = realloc(m->kept, (pos + 1) * sizeof(*k));

        if (!k)
            return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        m->kept = k;
        memset(&k[m->nkept], 0, (pos + 1 - m->nkept) * sizeof(*k));
        m->nkept = pos + 1;
    }
    return WEFT_OK;
}

/* Plan the document as it is now. */
static enum weft_rc replan(struct ui_model *m, struct weft_err *err)
{
    struct weft_schedule start = { 0 };
    struct weft_problem *q = NULL;
    struct planned d = { 0 };
    enum weft_rc rc = weft_problem_new(m->plan, &q, err);

    if (rc == WEFT_E_NOMEM)
        return rc;
    if (rc) { /* too large to plan; it can still be edited */
        snprintf(d.result.reason, sizeof(d.result.reason), "%.250s",
                 err ? err->msg : weft_rc_text(rc));
    } else {
        if (!q->reason[0] &&
            !ui_picture_schedule(&m->pic, &m->map, m->plan, q, &start) &&
            m->gen == 0)
            stored(m->plan, q, &start);
        rc = make_plan(m->plan, q, &start, &d, err);
        if (rc)
            return rc;
    }
    rc = adopt(m, &d, err);
    if (rc)
        return rc;
    m->gen++;
    keep(m);
    return WEFT_OK;
}

/* Show the plan kept for the state of the document that is there again. */
static enum weft_rc recall(struct ui_model *m, struct weft_err *err)
{
    struct ui_kept *k = &m->kept[m->pos];
    struct planned d = { 0 };
    enum weft_rc rc;

    if (!k->reason || (!k->schedule.n && k->status == WEFT_UNKNOWN))
        return replan(m, err);
    rc = weft_problem_new(m->plan, &d.problem, err);
    if (rc)
        return rc == WEFT_E_NOMEM ? rc : replan(m, err);
    d.result = (struct weft_result){ .status = k->status,
                                     .makespan = k->makespan,
                                     .bound = k->bound,
                                     .engine = k->engine };
    snprintf(d.result.reason, sizeof(d.result.reason), "%s", k->reason);
    if (k->schedule.n) {
        rc = weft_schedule_init(&d.result.schedule, k->schedule.n, err);
        if (!rc)
            rc = weft_schedule_copy(&d.result.schedule, &k->schedule, err);
        if (!rc)
            rc = weft_facts_new(d.problem, &d.result.schedule, &d.facts, err);
        if (rc) {
            planned_release(&d);
            return rc;
        }
    }
    rc = adopt(m, &d, err);
    if (!rc)
        m->gen++;
    return rc;
}

enum weft_rc ui_model_new(struct ui_model **out, struct weft_plan *plan,
                          struct weft_err *err)
{
    struct ui_model *m = calloc(1, sizeof(*m));
    enum weft_rc rc;

    if (!m)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    m->plan = plan;
    m->rail_task = WEFT_NONE;
    m->pos = weft_undo_count(plan);
    rc = set_kept(m, m->pos, false, err);
    if (!rc)
        rc = replan(m, err);
    if (rc) {
        ui_model_free(m);
        return rc;
    }
    *out = m;
    return WEFT_OK;
}

static void note_before(const struct ui_model *m, struct ui_change *c)
{
    c->had = m->facts != NULL;
    c->before = m->pic.makespan;
}

static void note_after(const struct ui_model *m, struct ui_change *c)
{
    c->has = m->facts != NULL;
    c->after = m->pic.makespan;
}

/* All lines, or none of them. */
static enum weft_rc apply(struct weft_plan *p, const struct ui_edits *e,
                          struct weft_touch *touch, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    if (e->n == 1)
        return weft_edit(p, e->line[0], touch, err);
    weft_edit_begin(p);
    for (size_t i = 0; i < e->n; i++) {
        struct weft_touch t;

        rc = weft_edit(p, e->line[i], &t, err);
        if (rc) {
            if (e->bad)
                *e->bad = i;
            weft_edit_abort(p, NULL);
            return rc;
        }
        if (i == 0)
            *touch = t;
        touch->replan |= t.replan;
        touch->looser &= t.looser;
    }
    weft_edit_end(p);
    return WEFT_OK;
}

/* Without memory the document is safe, but there is nothing to show of it
 * until ui_model_refresh() succeeds. */
static void lose(struct ui_model *m)
{
    weft_facts_free(m->facts);
    m->facts = NULL;
    weft_schedule_release(&m->schedule);
    ui_picture_release(&m->pic);
    m->status = WEFT_UNKNOWN;
    snprintf(m->reason, sizeof(m->reason),
             "out of memory: the document is kept, write it");
    m->lost = true;
    m->gen++;
    m->serial++;
}

/* The document has changed: where everything went, and the plan of it. */
static enum weft_rc follow(struct ui_model *m, const struct weft_touch *touch,
                           bool recalled, struct weft_err *err)
{
    enum weft_rc rc = set_kept(m, m->pos, recalled, err);

    if (!rc)
        rc = ui_picture_map(&m->pic, m->plan, touch, &m->map, err);
    if (!rc)
        rc = recalled ? recall(m, err) : replan(m, err);
    if (rc)
        lose(m);
    else
        trim_kept(m);
    return rc;
}

enum weft_rc ui_model_refresh(struct ui_model *m, struct weft_err *err)
{
    enum weft_rc rc;

    if (!m->lost)
        return WEFT_OK;
    m->lost = false;
    rc = follow(m, NULL, true, err);
    return rc;
}

static void log_edit(struct ui_model *m, const struct ui_edits *e, bool merge)
{
    weft_buf_adds(&m->log, merge ? "merge" : "edit");
    for (size_t i = 0; i < e->n; i++) {
        weft_buf_addc(&m->log, '\n');
        weft_buf_adds(&m->log, e->line[i]);
    }
    weft_buf_addc(&m->log, '\0');
}

enum weft_rc ui_model_edit(struct ui_model *m, const struct ui_edits *e,
                           struct ui_change *c, struct weft_err *err)
{
    bool merge = e->merge && m->pos > 0;
    enum weft_rc rc;

    if (e->bad)
        *e->bad = 0;
    *c = (struct ui_change){ 0 };
    note_before(m, c);
    rc = apply(m->plan, e, &c->touch, err);
    if (rc)
        return rc;
    if (merge)
        weft_undo_merge(m->plan);
    else
        m->pos++;
    log_edit(m, e, merge);
    if (m->saved_pos >= m->pos)
        m->saved_pos = SIZE_MAX;
    rc = follow(m, &c->touch, false, err);
    note_after(m, c);
    return rc;
}

enum weft_rc ui_model_undo(struct ui_model *m, bool redo, const char **text,
                           struct ui_change *c, struct weft_err *err)
{
    enum weft_rc rc;

    *c = (struct ui_change){ 0 };
    note_before(m, c);
    rc = redo ? weft_redo(m->plan, text, &c->touch, err)
              : weft_undo(m->plan, text, &c->touch, err);
    if (rc)
        return rc;
    m->pos = weft_undo_count(m->plan);
    weft_buf_adds(&m->log, redo ? "redo" : "undo");
    weft_buf_addc(&m->log, '\0');
    rc = follow(m, &c->touch, true, err);
    note_after(m, c);
    return rc;
}

/* The objective: makespan, then cost, then nodes used. */
static bool is_better(const struct weft_facts *was, const struct weft_facts *f)
{
    if (!was || f->makespan != was->makespan)
        return !was || f->makespan < was->makespan;
    if (f->cost != was->cost)
        return f->cost < was->cost;
    return f->nodes_used < was->nodes_used;
}

bool ui_model_offer(struct ui_model *m, uint64_t gen,
                    const struct weft_place *place, size_t n,
                    const char *engine)
{
    struct weft_schedule s = { 0 };
    struct weft_facts *f = NULL;

    if (gen != m->gen || !m->problem ||
        !ui_places_schedule(m->plan, m->problem, place, n, &s))
        return false;
    if (weft_facts_new(m->problem, &s, &f, NULL) || !is_better(m->facts, f) ||
        ui_picture_make(&m->pic, m->plan, m->problem, &s, f, NULL)) {
        weft_facts_free(f);
        weft_schedule_release(&s);
        return false;
    }
    weft_schedule_release(&m->schedule);
    weft_facts_free(m->facts);
    m->schedule = s;
    m->facts = f;
    m->reason[0] = '\0';
    m->status = m->pic.makespan == m->bound ? WEFT_OPTIMAL : WEFT_FEASIBLE;
    snprintf(m->engine, sizeof(m->engine), "%s", engine);
    m->serial++;
    keep(m);
    return true;
}

void ui_model_bound(struct ui_model *m, uint64_t gen, int64_t bound)
{
    if (gen != m->gen || bound <= m->bound ||
        (m->facts && bound > m->pic.makespan))
        return;
    m->bound = bound;
    if (m->facts && m->bound == m->pic.makespan)
        m->status = WEFT_OPTIMAL;
    keep(m);
}

void ui_model_infeasible(struct ui_model *m, uint64_t gen, const char *reason)
{
    if (gen != m->gen || m->facts)
        return;
    m->status = WEFT_INFEASIBLE;
    snprintf(m->reason, sizeof(m->reason), "%s", reason);
    keep(m);
}

bool ui_model_dirty(const struct ui_model *m)
{
    return m->pos != m->saved_pos;
}

void ui_model_saved(struct ui_model *m)
{
    m->saved_pos = m->pos;
}

/* The stored schedule is brought up to date only where something changed: a
 * file that is opened and written back stays as it is. */
static bool schedule_is_due(const struct ui_model *m)
{
    struct weft_stored st = { 0 };
    struct weft_diags d = { 0 };
    size_t len;
    bool due;

    if (!weft_plan_member(m->plan, "schedule", &len))
        return false;
    due = m->pos != 0 || weft_stored_read(m->plan, &st, &d, NULL) ||
          st.makespan != m->pic.makespan || m->pic.stale;
    weft_diags_release(&d);
    weft_stored_release(&st);
    return due;
}

enum weft_rc ui_model_text(const struct ui_model *m, bool schedule,
                           const char *engine, uint64_t seed, char **text,
                           size_t *len, struct weft_err *err)
{
    struct weft_result r = { .status = m->status, .engine = m->engine };
    struct weft_plan *copy = NULL;
    char *json = NULL;
    enum weft_rc rc;

    if (!m->problem || m->status == WEFT_UNKNOWN ||
        !(schedule || schedule_is_due(m)))
        return weft_plan_text(m->plan, text, len, err);
    r.schedule = m->schedule; /* lent */
    r.makespan = m->facts ? m->facts->makespan : 0;
    r.bound = m->bound / m->problem->tick;
    snprintf(r.reason, sizeof(r.reason), "%s", m->reason);
    json = weft_schedule_json(m->plan, m->problem, &r, m->facts, engine, seed);
    rc = json ? weft_plan_copy(m->plan, &copy, err)
              : weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (!rc)
        rc = weft_plan_put_member(copy, "schedule", json, err);
    if (!rc)
        rc = weft_plan_text(copy, text, len, err);
    weft_plan_free(copy);
    free(json);
    return rc;
}
