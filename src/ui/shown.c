/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/shown.h"

#include <stdlib.h>
#include <string.h>

#include "model/edit_line.h"

/* --- what is shown ---------------------------------------------------------- */

/* p: the document with the variant applied, taken over; NULL: the base. */
static void show(struct ui_model *m, int32_t variant, struct weft_plan *p)
{
    if (m->plan != m->doc)
        weft_plan_free(m->plan);
    m->plan = p ? p : m->doc;
    m->variant = p ? variant : 0;
}

enum weft_rc ui_shown_set(struct ui_model *m, const char *scenario,
                          struct weft_err *err)
{
    int32_t k = ui_variant_find(m->doc, scenario);
    char *name = scenario ? strdup(scenario) : NULL;
    struct weft_plan *p = NULL;
    enum weft_rc rc = WEFT_OK;

    if (k == WEFT_NONE)
        rc = weft_err_set(err, WEFT_E_REF, NULL, "no scenario '%.100s'",
                          scenario);
    else if (scenario && !name)
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    else if (k > 0)
        rc = ui_overlay_plan(m->doc, k, &p, err);
    if (rc) {
        free(name);
        return rc;
    }
    free(m->scenario);
    m->scenario = name;
    show(m, k, p);
    return WEFT_OK;
}

enum weft_rc ui_shown_sync(struct ui_model *m, struct weft_err *err)
{
    int32_t k = ui_variant_find(m->doc, m->scenario);
    struct weft_plan *p = NULL;
    enum weft_rc rc = k > 0 ? ui_overlay_plan(m->doc, k, &p, err) : WEFT_OK;

    show(m, k, p);
    if (rc == WEFT_E_NOMEM)
        return rc; /* the scenario is still the one to show */
    if (!p) {
        free(m->scenario);
        m->scenario = NULL;
    }
    return WEFT_OK;
}

/* --- editing ------------------------------------------------------------------- */

/* What a touch of the document is in what is shown. */
static void translate(const struct ui_model *m, struct weft_touch *touch)
{
    int32_t i = touch->index;

    if (m->plan == m->doc || i == WEFT_NONE)
        return;
    if (touch->kind == WEFT_ON_TASK)
        touch->index = weft_plan_find_task(m->plan,
                                           weft_plan_task(m->doc, i)->id);
    else if (touch->kind == WEFT_ON_NODE)
        touch->index = weft_plan_find_node(m->plan,
                                           weft_plan_node(m->doc, i)->id);
}

/* The node that a scenario's line is about. */
static bool touch_node(const struct ui_model *m, const char *line,
                       struct weft_touch *touch)
{
    struct weft_edit_line l = { 0 };
    bool ok = ui_overlay_takes(line) &&
              weft_edit_line_parse(&l, line, strlen(line), NULL) == WEFT_OK &&
              l.on == WEFT_ON_NODE;

    if (ok) {
        touch->kind = WEFT_ON_NODE;
        touch->index = weft_plan_find_node(m->plan, l.id.s);
    }
    weft_edit_line_release(&l);
    return ok;
}

/* Why the scenario cannot take these lines, said of the line itself. */
static void explain(const struct ui_model *m, const struct ui_edits *e,
                    struct weft_err *err)
{
    struct weft_plan *p = NULL;
    struct weft_err own = { 0 };
    size_t i = 0;

    if (weft_plan_copy(m->plan, &p, NULL))
        return;
    while (i < e->n && weft_edit(p, e->line[i], NULL, &own) == WEFT_OK)
        i++;
    weft_plan_free(p);
    if (i == e->n)
        return;
    if (err)
        *err = own;
    if (e->bad)
        *e->bad = i;
}

/* Apply lines to the document, in the open group. */
static enum weft_rc apply(struct ui_model *m, const struct ui_texts *l,
                          struct weft_touch *touch, size_t *bad,
                          struct weft_err *err)
{
    for (size_t i = 0; i < l->n; i++) {
        struct weft_touch t;
        enum weft_rc rc = weft_edit(m->doc, l->line[i], &t, err);

        if (rc) {
            if (bad)
                *bad = i;
            return rc;
        }
        if (i == 0)
            *touch = t;
        touch->replan |= t.replan;
        touch->looser &= t.looser;
    }
    return WEFT_OK;
}

static enum weft_rc edit_base(struct ui_model *m, const struct ui_edits *e,
                              struct ui_texts *done, struct weft_touch *touch,
                              struct weft_err *err)
{
    enum weft_rc rc;

    for (size_t i = 0; i < e->n; i++)
        ui_texts_add(done, e->line[i]);
    if (done->oom)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (e->n == 1)
        return weft_edit(m->doc, e->line[0], touch, err);
    weft_edit_begin(m->doc);
    rc = apply(m, done, touch, e->bad, err);
    if (rc)
        weft_edit_abort(m->doc, NULL);
    else
        weft_edit_end(m->doc);
    return rc;
}

enum weft_rc ui_shown_edit(struct ui_model *m, const struct ui_edits *e,
                           struct ui_texts *done, struct weft_touch *touch,
                           struct weft_err *err)
{
    struct weft_plan *p = NULL;
    int32_t k;
    enum weft_rc rc;

    if (m->variant == 0)
        return edit_base(m, e, done, touch, err);
    ui_overlay_route(m->doc, m->variant, e, done);
    if (done->oom)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    weft_edit_begin(m->doc);
    rc = apply(m, done, touch, NULL, err);
    k = rc ? 0 : ui_variant_find(m->doc, m->scenario);
    if (k > 0) /* else the line was about the scenarios themselves */
        rc = ui_overlay_plan(m->doc, k, &p, err);
    if (rc) {
        weft_edit_abort(m->doc, NULL);
        if (rc != WEFT_E_NOMEM)
            explain(m, e, err);
        return rc;
    }
    weft_edit_end(m->doc);
    show(m, k, p);
    if (!p) {
        free(m->scenario);
        m->scenario = NULL;
    }
    if (!touch_node(m, e->line[0], touch))
        translate(m, touch);
    return WEFT_OK;
}

/* --- undo ------------------------------------------------------------------------ */

/* key begins with "scenarios." and this text, and a part ends there. */
static bool key_names(struct weft_slice key, const char *name, size_t n)
{
    static const char head[] = "scenarios.";
    size_t h = sizeof(head) - 1;

    return key.n >= h + n && memcmp(key.p, head, h) == 0 &&
           memcmp(key.p + h, name, n) == 0 &&
           (key.n == h + n || key.p[h + n] == '.');
}

/* The variant that the key of a member of the document is about; 0: none. */
static int32_t variant_of(const struct weft_plan *doc, struct weft_slice key)
{
    int32_t n = weft_plan_nscenario(doc);

    if (key.n == 9 && memcmp(key.p, "scenarios", 9) == 0)
        return n; /* the last one was added */
    for (int32_t i = 0; i < n; i++) {
        const char *name = weft_plan_scenario_name(doc, i);
        struct weft_buf b = { 0 };
        bool yes;

        weft_buf_add_json(&b, name, strlen(name));
        yes = key_names(key, name, strlen(name)) ||
              (b.p && key_names(key, b.p, b.len));
        weft_buf_release(&b);
        if (yes)
            return i + 1;
    }
    return 0;
}

/* The scenario that this line is about, as far as the document has it. */
static const char *scenario_of(const struct weft_plan *doc, const char *line,
                               size_t n)
{
    struct weft_edit_line l = { 0 };
    int32_t k = 0;

    if (weft_edit_line_parse(&l, line, n, NULL) == WEFT_OK &&
        l.on == WEFT_ON_PLAN && l.narg > 0)
        k = variant_of(doc, l.arg->key);
    weft_edit_line_release(&l);
    return k > 0 ? weft_plan_scenario_name(doc, k - 1) : NULL;
}

enum weft_rc ui_shown_return(struct ui_model *m, const char *text,
                             struct weft_touch *touch, struct weft_err *err)
{
    const char *name = scenario_of(m->doc, text, strcspn(text, "\n"));
    enum weft_rc rc;

    if (name && (!m->scenario || strcmp(name, m->scenario) != 0)) {
        char *copy = strdup(name);

        if (copy) {
            free(m->scenario);
            m->scenario = copy;
        }
    }
    rc = ui_shown_sync(m, err);
    if (!rc)
        translate(m, touch);
    return rc;
}
