/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/tries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/text.h"

#define NAME_BYTES 40 /* of a name made from what was tried */

static void release(struct ui_try *t)
{
    free(t->scenario);
    free(t->node);
    free(t->res);
    *t = (struct ui_try){ 0 };
}

void ui_tries_free(struct ui_model *m)
{
    for (size_t i = 0; i < m->ntry; i++)
        release(&m->tries[i]);
    free(m->tries);
    m->tries = NULL;
    m->ntry = 0;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* It is in what is shown, as the document is now. */
static bool holds(const struct ui_model *m, const struct ui_try *t)
{
    return t->pos <= m->pos && m->pos < t->end && t->from != t->to &&
           same(t->scenario, m->scenario);
}

bool ui_tries_on(const struct ui_model *m)
{
    for (size_t i = 0; i < m->ntry; i++)
        if (holds(m, &m->tries[i]))
            return true;
    return false;
}

int32_t ui_tries_resource(const struct ui_model *m, int32_t node)
{
    const char *id = weft_plan_node(m->plan, node)->id;

    for (size_t i = m->ntry; i-- > 0;)
        if (m->tries[i].res && same(m->tries[i].node, id) &&
            holds(m, &m->tries[i]))
            return weft_plan_find_res(m->plan, m->tries[i].res);
    return WEFT_NONE;
}

bool ui_tries_has(const struct ui_model *m, int32_t node, int32_t res)
{
    if (res == WEFT_NONE)
        return false;
    for (size_t i = 0; i < m->ntry; i++)
        if (holds(m, &m->tries[i]) &&
            same(m->tries[i].node, weft_plan_node(m->plan, node)->id) &&
            same(m->tries[i].res, weft_plan_res(m->plan, res)->id))
            return true;
    return false;
}

/* Some try was the step to this position. */
static bool is_step(const struct ui_model *m, size_t pos)
{
    for (size_t i = 0; i < m->ntry; i++)
        if (m->tries[i].pos == pos && same(m->tries[i].scenario, m->scenario))
            return true;
    return false;
}

size_t ui_tries_since(const struct ui_model *m)
{
    size_t first = SIZE_MAX;

    for (size_t i = 0; i < m->ntry; i++)
        if (holds(m, &m->tries[i]) && m->tries[i].pos < first)
            first = m->tries[i].pos;
    if (first == SIZE_MAX || first == 0)
        return SIZE_MAX;
    for (size_t pos = first; pos <= m->pos; pos++)
        if (!is_step(m, pos))
            return SIZE_MAX;
    return first - 1;
}

static char *copy(const char *s, bool *oom)
{
    char *c = s ? strdup(s) : NULL;

    *oom = *oom || (s && !c);
    return c;
}

void ui_tries_note(struct ui_model *m, const char *node, const char *res,
                   int64_t from, int64_t to)
{
    struct ui_try t = {
        .pos = m->pos, .end = SIZE_MAX, .from = from, .to = to
    };
    struct ui_try *v;
    bool oom = false;

    for (size_t i = 0; i < m->ntry; i++) { /* a run of keys is one step */
        v = &m->tries[i];
        if (v->pos == m->pos && same(v->node, node) && same(v->res, res) &&
            same(v->scenario, m->scenario)) {
            v->to = to;
            return;
        }
    }
    v = realloc(m->tries, (m->ntry + 1) * sizeof(*v));
    if (!v)
        return;
    m->tries = v;
    t.scenario = copy(m->scenario, &oom);
    t.node = copy(node, &oom);
    t.res = copy(res, &oom);
    if (oom)
        release(&t);
    else
        v[m->ntry++] = t;
}

void ui_tries_cut(struct ui_model *m)
{
    size_t k = 0;

    for (size_t i = 0; i < m->ntry; i++) {
        struct ui_try *t = &m->tries[i];

        if (t->pos >= m->pos) {
            release(t);
            continue;
        }
        if (t->end >= m->pos)
            t->end = SIZE_MAX;
        m->tries[k++] = *t;
    }
    m->ntry = k;
}

void ui_tries_end(struct ui_model *m)
{
    for (size_t i = 0; i < m->ntry; i++)
        if (holds(m, &m->tries[i]))
            m->tries[i].end = m->pos;
}

void ui_tries_keep(struct ui_model *m)
{
    ui_tries_free(m);
}

/* --- as edits ---------------------------------------------------------------- */

/* The same capacity was tried before (after: later, too). */
static bool tried(const struct ui_model *m, size_t i, bool after)
{
    const struct ui_try *t = &m->tries[i];
    size_t from = after ? i + 1 : 0, to = after ? m->ntry : i;

    for (size_t k = from; k < to; k++)
        if (holds(m, &m->tries[k]) && same(m->tries[k].node, t->node) &&
            same(m->tries[k].res, t->res))
            return true;
    return false;
}

static void add_id(struct weft_buf *b, const char *id)
{
    bool bare = true;

    for (const char *c = id; *c; c++)
        bare = bare && !strchr(" .=\"[{", *c);
    if (bare)
        weft_buf_adds(b, id);
    else
        weft_buf_add_json(b, id, strlen(id));
}

static char *line_of(const struct ui_try *t, int64_t value)
{
    struct weft_buf b = { 0 };
    char q[32];

    ui_quantity_text(q, sizeof(q), value);
    if (t->node) {
        weft_buf_adds(&b, "set node ");
        add_id(&b, t->node);
        weft_buf_adds(&b, t->res ? " capacity." : " count");
        if (t->res)
            add_id(&b, t->res);
    } else {
        weft_buf_adds(&b, "set plan resources.");
        add_id(&b, t->res);
        weft_buf_adds(&b, ".capacity");
    }
    weft_buf_addf(&b, "=%s", q);
    return weft_buf_take(&b);
}

void ui_tries_lines(const struct ui_model *m, bool back, struct ui_texts *out)
{
    for (size_t i = 0; i < m->ntry; i++) {
        const struct ui_try *t = &m->tries[i];

        if (holds(m, t) && !tried(m, i, !back))
            ui_texts_take(out, line_of(t, back ? t->from : t->to));
    }
}

/* --- a name ------------------------------------------------------------------- */

/* "cpu6": the node where it has only this resource, else both. */
static void add_name(struct weft_buf *b, const struct ui_model *m,
                     const struct ui_try *t)
{
    int32_t node = t->node ? weft_plan_find_node(m->plan, t->node) : WEFT_NONE;
    char q[32];

    ui_quantity_text(q, sizeof(q), t->to);
    weft_buf_adds(b, b->len ? "+" : "");
    if (!t->res)
        weft_buf_addf(b, "%sx%s", q, t->node);
    else if (node != WEFT_NONE && weft_plan_node(m->plan, node)->ncapacity == 1)
        weft_buf_addf(b, "%s%s", t->node, q);
    else if (t->node)
        weft_buf_addf(b, "%s.%s%s", t->node, t->res, q);
    else
        weft_buf_addf(b, "%s%s", t->res, q);
}

void ui_tries_name(const struct ui_model *m, char *out, size_t size)
{
    struct weft_buf b = { 0 };
    const char *stem;
    size_t n;

    if (m->scenario)
        weft_buf_adds(&b, m->scenario);
    for (size_t i = 0; i < m->ntry; i++)
        if (holds(m, &m->tries[i]) && !tried(m, i, true) && b.len < NAME_BYTES)
            add_name(&b, m, &m->tries[i]);
    stem = b.p && !b.oom ? b.p : "scenario";
    n = strlen(stem);
    snprintf(out, size, "%s", stem);
    for (int i = 2; ui_variant_find(m->doc, out) != WEFT_NONE && i < 1000; i++)
        snprintf(out, size, "%.*s-%d", (int)(n < size - 6 ? n : size - 6), stem,
                 i);
    weft_buf_release(&b);
}
