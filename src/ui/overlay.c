/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "model/edit_line.h"
#include "model/scenario.h"

int32_t ui_variant_find(const struct weft_plan *doc, const char *name)
{
    if (!name)
        return 0;
    for (int32_t i = 0; i < weft_plan_nscenario(doc); i++)
        if (strcmp(weft_plan_scenario_name(doc, i), name) == 0)
            return i + 1;
    return WEFT_NONE;
}

const char *ui_variant_name(const struct weft_plan *doc, int32_t variant)
{
    return variant > 0 ? weft_plan_scenario_name(doc, variant - 1) : "base";
}

enum weft_rc ui_overlay_plan(const struct weft_plan *doc, int32_t variant,
                             struct weft_plan **out, struct weft_err *err)
{
    struct weft_plan *p = NULL;
    enum weft_rc rc = weft_plan_copy(doc, &p, err);

    if (!rc && variant > 0)
        rc = weft_scenario_apply(p, ui_variant_name(doc, variant), err);
    if (rc) {
        weft_plan_free(p);
        return rc;
    }
    *out = p;
    return WEFT_OK;
}

/* --- lists of lines -------------------------------------------------------- */

void ui_texts_release(struct ui_texts *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->line[i]);
    free(l->line);
    *l = (struct ui_texts){ 0 };
}

void ui_texts_take(struct ui_texts *l, char *text)
{
    if (text && l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 8;
        char **line = realloc(l->line, cap * sizeof(*line));

        if (line) {
            l->line = line;
            l->cap = cap;
        }
    }
    if (!text || l->n == l->cap) {
        free(text);
        l->oom = true;
        return;
    }
    l->line[l->n++] = text;
}

void ui_texts_add(struct ui_texts *l, const char *text)
{
    ui_texts_take(l, strdup(text));
}

/* --- a scenario's lines ------------------------------------------------------ */

void ui_overlay_lines(const struct weft_plan *doc, int32_t variant,
                      struct ui_texts *out)
{
    struct weft_scenarios s;
    int32_t v;

    if (weft_scenarios_read(doc, &s)) {
        out->oom = true;
        return;
    }
    v = variant > 0 && variant <= s.n ? s.v[variant - 1].edits : WEFT_NONE;
    for (v = v == WEFT_NONE ? v : s.j.v[v].child; v != WEFT_NONE;
         v = s.j.v[v].next) {
        struct weft_buf b = { 0 };

        weft_json_string(&s.j, v, &b);
        ui_texts_take(out, weft_buf_take(&b));
    }
    weft_scenarios_release(&s);
}

/* Members of the document that a scenario has its own of. */
static bool is_own_member(struct weft_slice key)
{
    static const char *const own[] = { "resources", "network" };

    for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
        size_t n = strlen(own[i]);

        if (key.n >= n && memcmp(key.p, own[i], n) == 0 &&
            (key.n == n || key.p[n] == '.'))
            return true;
    }
    return false;
}

/* A renamed node is the same node under another name everywhere. */
static bool takes(const struct weft_edit_line *l)
{
    if (l->on == WEFT_ON_NODE)
        return l->verb != WEFT_VERB_RENAME;
    if (l->on == WEFT_ON_TASK || l->narg == 0)
        return false;
    for (int i = 0; i < l->narg; i++)
        if (!is_own_member(l->arg[i].key))
            return false;
    return true;
}

bool ui_overlay_takes(const char *line)
{
    struct weft_edit_line l = { 0 };
    bool yes = weft_edit_line_parse(&l, line, strlen(line), NULL) == WEFT_OK &&
               takes(&l);

    weft_edit_line_release(&l);
    return yes;
}

/* Both set one value, and the same one. */
static bool same_value(const struct weft_edit_line *a,
                       const struct weft_edit_line *b)
{
    return a->verb == WEFT_VERB_SET && b->verb == WEFT_VERB_SET &&
           a->on == b->on && a->narg == 1 && b->narg == 1 &&
           a->id.n == b->id.n &&
           (a->id.n == 0 || memcmp(a->id.s, b->id.s, a->id.n) == 0) &&
           a->arg->key.n == b->arg->key.n &&
           memcmp(a->arg->key.p, b->arg->key.p, a->arg->key.n) == 0;
}

static bool replaces(const char *line, const char *old)
{
    struct weft_edit_line a = { 0 }, b = { 0 };
    bool yes = weft_edit_line_parse(&a, line, strlen(line), NULL) == WEFT_OK &&
               weft_edit_line_parse(&b, old, strlen(old), NULL) == WEFT_OK &&
               same_value(&a, &b);

    weft_edit_line_release(&a);
    weft_edit_line_release(&b);
    return yes;
}

void ui_overlay_join(struct ui_texts *l, const char *line)
{
    size_t k = 0;

    for (size_t i = 0; i < l->n; i++) {
        if (replaces(line, l->line[i]))
            free(l->line[i]);
        else
            l->line[k++] = l->line[i];
    }
    l->n = k;
    ui_texts_add(l, line);
}

/* --- lines about a scenario ---------------------------------------------------- */

static void add_key(struct weft_buf *b, const char *name)
{
    weft_buf_adds(b, "scenarios.");
    weft_buf_add_json(b, name, strlen(name)); /* it may have dots, blanks, = */
}

static void add_edits(struct weft_buf *b, const struct ui_texts *edits)
{
    weft_buf_addc(b, '[');
    for (size_t i = 0; i < edits->n; i++) {
        weft_buf_adds(b, i ? ", " : "");
        weft_buf_add_json(b, edits->line[i], strlen(edits->line[i]));
    }
    weft_buf_addc(b, ']');
    b->oom = b->oom || edits->oom;
}

static char *taken(struct weft_buf *b)
{
    if (!b->oom)
        return weft_buf_take(b);
    weft_buf_release(b);
    return NULL;
}

char *ui_overlay_set_line(const char *name, const struct ui_texts *edits)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "set plan ");
    add_key(&b, name);
    weft_buf_adds(&b, ".edits=");
    add_edits(&b, edits);
    return taken(&b);
}

char *ui_overlay_add_line(const struct weft_plan *doc, const char *name,
                          int32_t parent, const struct ui_texts *edits)
{
    size_t len;
    bool first = !weft_plan_member(doc, "scenarios", &len);
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "set plan ");
    if (first)
        weft_buf_adds(&b, "scenarios=[");
    else
        add_key(&b, name);
    weft_buf_adds(&b, first ? "{\"name\": " : "={\"name\": ");
    weft_buf_add_json(&b, name, strlen(name));
    if (parent > 0) {
        const char *p = ui_variant_name(doc, parent);

        weft_buf_adds(&b, ", \"parent\": ");
        weft_buf_add_json(&b, p, strlen(p));
    }
    weft_buf_adds(&b, ", \"edits\": ");
    add_edits(&b, edits);
    weft_buf_adds(&b, first ? "}]" : "}");
    return taken(&b);
}

char *ui_overlay_remove_line(const char *name)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "unset plan ");
    add_key(&b, name);
    return taken(&b);
}

void ui_overlay_route(const struct weft_plan *doc, int32_t variant,
                      const struct ui_edits *e, struct ui_texts *out)
{
    struct ui_texts own = { 0 };
    bool any = false;

    if (variant > 0)
        ui_overlay_lines(doc, variant, &own);
    for (size_t i = 0; i < e->n; i++) {
        if (variant == 0 || !ui_overlay_takes(e->line[i])) {
            ui_texts_add(out, e->line[i]);
            continue;
        }
        ui_overlay_join(&own, e->line[i]);
        any = true;
    }
    if (any)
        ui_texts_take(out,
                      ui_overlay_set_line(ui_variant_name(doc, variant), &own));
    out->oom = out->oom || own.oom;
    ui_texts_release(&own);
}
