/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/baseline.h"
#include "ui/dag.h"
#include "ui/kept.h"
#include "ui/overlay.h"
#include "ui/picture.h"
#include "ui/planned.h"
#include "ui/rows.h"
#include "ui/shown.h"
#include "ui/sweep.h"
#include "ui/tries.h"
#include "ui/variants.h"

void ui_model_free(struct ui_model *m)
{
    if (!m)
        return;
    weft_facts_free(m->facts);
    weft_schedule_release(&m->schedule);
    weft_problem_free(m->problem);
    ui_picture_release(&m->pic);
    ui_picture_release(&m->before);
    ui_kept_free(m);
    ui_tries_free(m);
    ui_baseline_free(m);
    ui_variants_free(m);
    ui_sweep_close(m);
    if (m->plan != m->doc)
        weft_plan_free(m->plan);
    free(m->scenario);
    ui_map_release(&m->map);
    ui_rail_release(&m->rail);
    ui_stages_release(&m->stages);
    ui_tracks_release(&m->tracks);
    ui_dag_free(m->dag);
    free(m->left_out);
    free(m->reach);
    weft_buf_release(&m->log);
    free(m);
}

/* The picture on screen gives way to another. */
static void set_aside(struct ui_model *m)
{
    if (!m->first_try) {
        ui_picture_release(&m->pic);
        return;
    }
    ui_picture_release(&m->before);
    m->before = m->pic;
    m->before_solid = m->solid;
    m->before_variant = m->variant;
}

/* The picture of a plan; while plans are compared rows stay where they are. */
static enum weft_rc draw(struct ui_model *m, const struct weft_problem *q,
                         const struct weft_schedule *s,
                         const struct weft_facts *f, const struct ui_map *map,
                         struct weft_err *err)
{
    bool held = m->holding || m->variant > 0 || ui_compares(m);
    int32_t *rows = held ? ui_rows_held(&m->pic, map, q) : NULL;
    struct ui_picture made = { 0 };
    enum weft_rc rc = ui_picture_make(&made, m->plan, q, s, f, err);

    if (!rc) {
        set_aside(m);
        m->pic = made;
    }
    if (!rc && rows)
        ui_rows_set(&m->pic, rows);
    free(rows);
    return rc;
}

/* Show what was planned; d is taken over. map: from the picture on screen. */
static enum weft_rc adopt(struct ui_model *m, struct ui_planned *d,
                          struct weft_err *err)
{
    struct weft_result *r = &d->result;
    enum weft_rc rc;

    if (d->facts)
        rc = draw(m, d->problem, &r->schedule, d->facts, &m->map, err);
    else
        rc = ui_picture_carry(&m->pic, m->plan, d->problem, &m->map, err);
    if (rc) {
        ui_planned_release(d);
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
    snprintf(m->bound_by, sizeof(m->bound_by), "%s",
             r->bound_engine ? r->bound_engine : "");
    snprintf(m->reason, sizeof(m->reason), "%s",
             d->problem && d->problem->reason[0] ? d->problem->reason
                                                 : r->reason);
    m->reason_task = d->problem ? d->problem->reason_task : WEFT_NONE;
    weft_result_release(r);
    m->serial++;
    return WEFT_OK;
}

/* Remember the plan on screen for this state of the document. */
static void keep(struct ui_model *m)
{
    ui_kept_put(m, m->variant,
                &(struct ui_kept_facts){
                    .schedule = &m->schedule,
                    .status = m->status,
                    .makespan = m->facts ? m->facts->makespan : 0,
                    .bound = m->problem ? m->bound / m->problem->tick : 0,
                    .engine = m->engine,
                    .bound_by = m->bound_by,
                    .reason = m->reason,
                });
}

void ui_model_searched(struct ui_model *m, uint64_t gen)
{
    struct ui_kept *k = ui_kept_of(m, m->variant);

    if (gen == m->gen && k)
        k->searched = true;
}

bool ui_model_wants_search(const struct ui_model *m)
{
    const struct ui_kept *k = ui_kept_of(m, m->variant);

    return m->problem && !m->problem->reason[0] &&
           (m->status == WEFT_FEASIBLE || m->status == WEFT_UNKNOWN) &&
           m->problem->ntask > 0 && !(k && k->searched);
}

/* The plan to begin with, and whose it is: the one on screen, else the one
 * that is stored, else that of another variant. */
static void candidate(const struct ui_model *m, const struct weft_problem *q,
                      struct weft_schedule *start, char *from, size_t size)
{
    const char *engine = NULL;
    const int64_t *own;

    if (ui_picture_schedule(&m->pic, &m->map, m->plan, q, start))
        engine = m->engine;
    else if (m->gen == 0)
        ui_stored_schedule(m->plan, q, start, &engine);
    own = start->start;
    ui_variants_start(m, m->plan, q, start);
    snprintf(from, size, "%s", engine && start->start == own ? engine : "");
}

/* Plan the document as it is now. */
static enum weft_rc replan(struct ui_model *m, struct weft_err *err)
{
    char from[sizeof(m->engine)];
    struct weft_schedule start = { 0 };
    struct weft_problem *q = NULL;
    struct ui_planned d = { 0 };
    enum weft_rc rc = weft_problem_new(m->plan, &q, err);

    if (rc == WEFT_E_NOMEM)
        return rc;
    if (rc) { /* too large to plan; it can still be edited */
        snprintf(d.result.reason, sizeof(d.result.reason), "%.250s",
                 err ? err->msg : weft_rc_text(rc));
    } else {
        if (!q->reason[0])
            candidate(m, q, &start, from, sizeof(from));
        rc = ui_planned_make(m->plan, q, &start, &d, err);
        if (rc)
            return rc;
        if (!d.result.engine)
            d.result.engine = from;
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
    struct ui_kept *k = ui_kept_of(m, m->variant);
    struct ui_planned d = { 0 };
    enum weft_rc rc;

    if (!k || (!k->schedule.n && k->status == WEFT_UNKNOWN))
        return replan(m, err);
    rc = weft_problem_new(m->plan, &d.problem, err);
    if (rc)
        return rc == WEFT_E_NOMEM ? rc : replan(m, err);
    d.result = (struct weft_result){ .status = k->status,
                                     .makespan = k->makespan,
                                     .bound = k->bound,
                                     .engine = k->engine,
                                     .bound_engine = k->bound_by };
    snprintf(d.result.reason, sizeof(d.result.reason), "%s", k->reason);
    if (k->schedule.n) {
        rc = weft_schedule_init(&d.result.schedule, k->schedule.n, err);
        if (!rc)
            rc = weft_schedule_copy(&d.result.schedule, &k->schedule, err);
        if (!rc)
            rc = weft_facts_new(d.problem, &d.result.schedule, &d.facts, err);
        if (rc) {
            ui_planned_release(&d);
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
    m->doc = m->plan = plan;
    m->variants.job = WEFT_NONE;
    m->rail_task = WEFT_NONE;
    m->pos = weft_undo_count(plan);
    rc = ui_kept_reach(m, m->pos, false, err);
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
    enum weft_rc rc = ui_kept_reach(m, m->pos, recalled, err);

    if (!rc)
        rc = ui_picture_map(&m->pic, m->plan, touch, &m->map, err);
    if (!rc)
        rc = recalled ? recall(m, err) : replan(m, err);
    if (rc)
        lose(m);
    else
        ui_kept_trim(m);
    return rc;
}

enum weft_rc ui_model_refresh(struct ui_model *m, struct weft_err *err)
{
    enum weft_rc rc;

    if (!m->lost)
        return WEFT_OK;
    m->lost = false;
    rc = ui_shown_sync(m, err);
    if (rc)
        lose(m);
    else
        rc = follow(m, NULL, true, err);
    return rc;
}

static void log_edit(struct ui_model *m, const struct ui_texts *l, bool merge)
{
    weft_buf_adds(&m->log, merge ? "merge" : "edit");
    for (size_t i = 0; i < l->n; i++) {
        weft_buf_addc(&m->log, '\n');
        weft_buf_adds(&m->log, l->line[i]);
    }
    weft_buf_addc(&m->log, '\0');
}

enum weft_rc ui_model_edit(struct ui_model *m, const struct ui_edits *e,
                           struct ui_change *c, struct weft_err *err)
{
    bool merge = e->merge && m->pos > 0;
    struct ui_texts done = { 0 };
    enum weft_rc rc;

    if (e->bad)
        *e->bad = 0;
    *c = (struct ui_change){ 0 };
    note_before(m, c);
    m->first_try = e->trial && m->facts && !ui_tries_on(m);
    ui_sweep_close(m);
    rc = ui_shown_edit(m, e, &done, &c->touch, err);
    if (rc) {
        ui_texts_release(&done);
        return rc;
    }
    if (merge)
        weft_undo_merge(m->doc);
    else
        m->pos++;
    if (!merge)
        ui_tries_cut(m);
    m->doc_gen++;
    m->solid += !e->trial;
    m->holding = e->trial;
    log_edit(m, &done, merge);
    ui_texts_release(&done);
    if (m->saved_pos >= m->pos)
        m->saved_pos = SIZE_MAX;
    rc = follow(m, &c->touch, false, err);
    m->first_try = false;
    note_after(m, c);
    return rc;
}

enum weft_rc ui_model_undo(struct ui_model *m, bool redo, const char **text,
                           struct ui_change *c, struct weft_err *err)
{
    enum weft_rc rc;

    *c = (struct ui_change){ 0 };
    note_before(m, c);
    ui_sweep_close(m);
    rc = redo ? weft_redo(m->doc, text, &c->touch, err)
              : weft_undo(m->doc, text, &c->touch, err);
    if (rc)
        return rc;
    m->pos = weft_undo_count(m->doc);
    m->doc_gen++;
    m->solid++;
    m->holding = ui_tries_on(m);
    weft_buf_adds(&m->log, redo ? "redo" : "undo");
    weft_buf_addc(&m->log, '\0');
    rc = ui_shown_return(m, *text, &c->touch, err);
    if (rc)
        lose(m);
    else
        rc = follow(m, &c->touch, true, err);
    note_after(m, c);
    return rc;
}

enum weft_rc ui_model_show(struct ui_model *m, const char *scenario,
                           struct ui_change *c, struct weft_err *err)
{
    enum weft_rc rc;

    *c = (struct ui_change){ .touch = { .index = WEFT_NONE } };
    note_before(m, c);
    rc = ui_shown_set(m, scenario, err);
    if (rc)
        return rc;
    ui_sweep_close(m);
    m->solid++;
    m->holding = true;
    rc = follow(m, NULL, true, err);
    note_after(m, c);
    return rc;
}

enum weft_rc ui_model_swap(struct ui_model *m, struct weft_plan *doc,
                           bool saved, struct ui_change *c,
                           struct weft_err *err)
{
    enum weft_rc rc;

    *c = (struct ui_change){ .touch = { .index = WEFT_NONE } };
    note_before(m, c);
    ui_sweep_close(m);
    ui_tries_free(m);
    if (m->plan == m->doc)
        m->plan = doc;
    m->doc = doc;
    m->doc_gen++;
    m->solid++;
    ui_kept_free(m);
    m->pos = weft_undo_count(doc);
    m->saved_pos = saved ? 0 : SIZE_MAX;
    m->doc_gen++;
    m->solid++;
    ui_tries_free(m);
    weft_buf_clear(&m->log);
    rc = ui_shown_sync(m, err);
    if (rc)
        lose(m);
    else
        rc = follow(m, NULL, false, err);
    note_after(m, c);
    return rc;
}

static bool take_plan(struct ui_model *m, uint64_t gen,
                      const struct weft_place *place, size_t n,
                      const char *engine, bool any)
{
    struct weft_schedule s = { 0 };
    struct weft_facts *f = NULL;

    if (gen != m->gen || !m->problem ||
        !ui_places_schedule(m->plan, m->problem, place, n, &s))
        return false;
    if (weft_facts_new(m->problem, &s, &f, NULL) ||
        (!any && !ui_facts_better(m->facts, f)) ||
        draw(m, m->problem, &s, f, NULL, NULL)) {
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

bool ui_model_offer(struct ui_model *m, uint64_t gen,
                    const struct weft_place *place, size_t n,
                    const char *engine)
{
    return take_plan(m, gen, place, n, engine, false);
}

bool ui_model_adopt(struct ui_model *m, uint64_t gen,
                    const struct weft_place *place, size_t n,
                    const char *engine)
{
    return take_plan(m, gen, place, n, engine, true);
}

void ui_model_bound(struct ui_model *m, uint64_t gen, int64_t bound,
                    const char *by)
{
    if (gen != m->gen || bound <= m->bound ||
        (m->facts && bound > m->pic.makespan))
        return;
    m->bound = bound;
    snprintf(m->bound_by, sizeof(m->bound_by), "%s", by ? by : "");
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
