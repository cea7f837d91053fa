/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "ui/kept.h"
#include "ui/overlay.h"
#include "ui/picture.h"
#include "ui/planned.h"
#include "ui/tries.h"

static void drop(struct ui_baseline *b)
{
    ui_picture_release(&b->pic);
    ui_map_release(&b->map);
    free(b->was);
    b->was = NULL;
    b->mapped = 0;
}

void ui_baseline_free(struct ui_model *m)
{
    drop(&m->base);
    free(m->baseline);
    m->baseline = NULL;
}

bool ui_compares(const struct ui_model *m)
{
    return m->compare == UI_COMPARE_ON ||
           (m->compare == UI_COMPARE_AUTO && ui_tries_on(m));
}

const char *ui_baseline_name(const struct ui_model *m)
{
    return m->baseline ? m->baseline : "base";
}

/* --- what it is --------------------------------------------------------------- */

static int32_t baseline_variant(const struct ui_model *m)
{
    int32_t k = ui_variant_find(m->doc, m->baseline);

    return k == WEFT_NONE ? 0 : k; /* a scenario that is gone: the base */
}

static struct ui_baseline_key key_of(const struct ui_model *m)
{
    struct ui_baseline_key k = { .variant = baseline_variant(m),
                                 .pos = SIZE_MAX };

    if (!ui_compares(m) || m->lost)
        return k;
    if (k.variant != m->variant) {
        k.kind = UI_BASE_VARIANT;
        k.doc = m->doc_gen;
        k.better = m->better;
    } else if (ui_tries_on(m)) {
        k.kind = UI_BASE_UNTRIED;
        k.pos = ui_tries_since(m);
        k.doc = k.pos == SIZE_MAX ? m->doc_gen : m->solid;
    }
    return k;
}

static bool same_key(const struct ui_baseline_key *a,
                     const struct ui_baseline_key *b)
{
    return a->kind == b->kind && a->variant == b->variant && a->pos == b->pos &&
           a->doc == b->doc && a->better == b->better;
}

/* What is shown, without what is being tried. */
static enum weft_rc untried(const struct ui_model *m, struct weft_plan **out)
{
    struct ui_texts l = { 0 };
    enum weft_rc rc = weft_plan_copy(m->plan, out, NULL);

    if (!rc)
        ui_tries_lines(m, true, &l);
    for (size_t i = 0; i < l.n && !rc; i++)
        rc = weft_edit(*out, l.line[i], NULL, NULL);
    if (l.oom)
        rc = WEFT_E_NOMEM;
    ui_texts_release(&l);
    if (rc) {
        weft_plan_free(*out);
        *out = NULL;
    }
    return rc;
}

/* The plan that is kept of it. */
static bool kept_of(const struct ui_model *m, const struct ui_baseline_key *k,
                    const struct weft_problem *q, struct weft_schedule *s)
{
    size_t pos = k->kind == UI_BASE_VARIANT ? m->pos : k->pos;
    const struct ui_kept *kept = ui_kept_at(m, pos, k->variant);

    if (kept && kept->schedule.n == q->ntask &&
        weft_schedule_init(s, q->ntask, NULL) == WEFT_OK &&
        weft_schedule_copy(s, &kept->schedule, NULL) == WEFT_OK)
        return true;
    weft_schedule_release(s);
    return false;
}

/* That plan; else a quick one, with the one on screen as a candidate. */
static enum weft_rc plan_it(const struct ui_model *m,
                            const struct ui_baseline_key *k,
                            const struct weft_plan *p, struct weft_problem *q,
                            struct ui_planned *d)
{
    struct weft_schedule start = { 0 };

    if (kept_of(m, k, q, &start)) {
        d->problem = q;
        d->result.schedule = start;
        return weft_facts_new(q, &d->result.schedule, &d->facts, NULL);
    }
    ui_picture_schedule(&m->pic, NULL, p, q, &start);
    return ui_planned_make(p, q, &start, d, NULL);
}

/* It was on screen a moment ago. */
static bool was_shown(struct ui_model *m, const struct ui_baseline_key *k)
{
    if (k->kind != UI_BASE_UNTRIED || !m->before.any ||
        m->before_solid != m->solid || m->before_variant != m->variant)
        return false;
    m->base.pic = m->before;
    m->before = (struct ui_picture){ 0 };
    return true;
}

static void make(struct ui_model *m, const struct ui_baseline_key *k)
{
    struct ui_baseline *b = &m->base;
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct ui_planned d = { 0 };
    enum weft_rc rc = k->kind == UI_BASE_UNTRIED
                          ? untried(m, &p)
                          : ui_overlay_plan(m->doc, k->variant, &p, NULL);

    if (!rc)
        rc = weft_problem_new(p, &q, NULL);
    if (!rc)
        rc = plan_it(m, k, p, q, &d);
    if (!rc && d.facts)
        ui_picture_make(&b->pic, p, d.problem, &d.result.schedule, d.facts,
                        NULL);
    ui_planned_release(&d);
    weft_plan_free(p);
}

/* Where its tasks are in what is shown. */
static void map_tasks(struct ui_model *m)
{
    struct ui_baseline *b = &m->base;
    int32_t n = weft_plan_ntask(m->plan);

    free(b->was);
    b->was = calloc((size_t)n + 1, sizeof(*b->was));
    b->mapped = m->gen;
    if (!b->was || ui_picture_map(&b->pic, m->plan, NULL, &b->map, NULL)) {
        drop(b);
        return;
    }
    for (int32_t i = 0; i < n; i++)
        b->was[i] = WEFT_NONE;
    for (int32_t i = 0; i < b->pic.ntask; i++)
        if (b->map.task[i] != WEFT_NONE)
            b->was[b->map.task[i]] = i;
}

void ui_baseline_settle(struct ui_model *m)
{
    struct ui_baseline_key k = key_of(m);

    if (!same_key(&k, &m->base.key)) {
        drop(&m->base);
        m->base.key = k;
        if (k.kind != UI_BASE_NONE && !was_shown(m, &k))
            make(m, &k);
    }
    if (m->base.pic.any && m->base.mapped != m->gen)
        map_tasks(m);
}

/* --- looking at it ------------------------------------------------------------- */

const struct ui_picture *ui_baseline(const struct ui_model *m)
{
    return m->base.was ? &m->base.pic : NULL;
}

const struct ui_place *ui_baseline_place(const struct ui_model *m, int32_t task)
{
    const struct ui_baseline *b = &m->base;

    if (!b->was || b->was[task] == WEFT_NONE ||
        !b->pic.place[b->was[task]].placed)
        return NULL;
    return &b->pic.place[b->was[task]];
}

int64_t ui_baseline_capacity(const struct ui_model *m, int32_t node,
                             int32_t res)
{
    const struct ui_baseline *b = &m->base;
    int64_t sum = -1;

    for (int32_t i = 0; b->was && i < b->pic.nload; i++) {
        const struct ui_load *l = &b->pic.load[i];
        int32_t at = l->node == WEFT_NONE ? WEFT_NONE : b->map.node[l->node];

        if (b->map.res[l->res] != res || at != node ||
            (l->node != WEFT_NONE && at == WEFT_NONE))
            continue;
        sum = sum < 0 ? l->cap : sum + l->cap;
    }
    return sum;
}

int32_t ui_baseline_use(const struct ui_model *m, int32_t node, int32_t res)
{
    const struct ui_baseline *b = &m->base;
    double used = 0, cap = 0;
    bool any = false;

    for (int32_t i = 0; b->was && i < b->pic.nload; i++) {
        const struct ui_load *l = &b->pic.load[i];

        if (l->node == WEFT_NONE || b->map.node[l->node] != node ||
            b->map.res[l->res] != res)
            continue;
        any = true;
        used += (double)l->mean * (double)l->cap;
        cap += (double)l->cap;
    }
    return !any ? -1 : cap > 0 ? (int32_t)(used / cap) : 0;
}

int32_t ui_baseline_moved(const struct ui_model *m)
{
    int32_t n = 0;

    for (int32_t i = 0; i < m->pic.ntask; i++) {
        const struct ui_place *a = &m->pic.place[i];
        const struct ui_place *b = ui_baseline_place(m, i);
        int32_t node = b && b->node != WEFT_NONE ? m->base.map.node[b->node]
                                                 : WEFT_NONE;

        n += !b || a->start != b->start || a->node != node ||
             (a->node != WEFT_NONE && a->copy != b->copy);
    }
    return n;
}
