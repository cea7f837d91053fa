/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edit lines from what was changed in a form. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ui/form.h"
#include "ui/marks.h"

struct target {
    enum ui_form_type type;
    const char *kind, *id; /* "task", "a": as they are after a rename */
    int32_t index;
    bool mixed; /* the field's text is of several that differ */
};

/* "set task a member=" */
static void begin(struct weft_buf *b, const struct target *t, const char *verb,
                  const char *member, const struct ui_model *m)
{
    if (t->type == UI_FORM_RESOURCE) {
        const char *id = weft_plan_res(m->plan, t->index)->id;

        weft_buf_addf(b, "%s plan resources.", verb);
        weft_buf_add_json(b, id, strlen(id));
        weft_buf_addf(b, ".%s", member);
    } else {
        weft_buf_addf(b, "%s %s %s %s", verb, t->kind, t->id, member);
    }
}

static bool is_json(const char *text)
{
    return text[0] == '{' || text[0] == '[';
}

/* --- pairs ------------------------------------------------------------------- */

struct pair {
    const char *key, *value;
    size_t nkey, nvalue;
};

/* Next "key=value"; 1: there is one, 0: the end, -1: a word is none. */
static int next_pair(const char **text, struct pair *p)
{
    size_t n;
    const char *word = ui_next_word(text, &n);
    const char *eq = word ? memchr(word, '=', n) : NULL;

    if (!word)
        return 0;
    if (!eq || eq == word || eq + 1 == word + n)
        return -1;
    *p = (struct pair){ word, eq + 1, (size_t)(eq - word),
                        n - (size_t)(eq - word) - 1 };
    return 1;
}

static bool find_pair(const char *text, const struct pair *want,
                      struct pair *found)
{
    while (next_pair(&text, found) == 1)
        if (found->nkey == want->nkey &&
            memcmp(found->key, want->key, want->nkey) == 0)
            return true;
    return false;
}

static bool same_value(const struct pair *a, const struct pair *b)
{
    return a->nvalue == b->nvalue && memcmp(a->value, b->value, a->nvalue) == 0;
}

static void add_path(struct weft_buf *b, const struct pair *p)
{
    weft_buf_addc(b, '.');
    weft_buf_add_json(b, p->key, p->nkey);
}

/* A line for each pair that is new, other or gone. Where the targets differ
 * what is not typed stays. */
static enum weft_rc change_pairs(const struct target *t,
                                 const struct ui_form_spec *spec,
                                 const char *was, const char *now, int field,
                                 const struct ui_model *m, struct ui_lines *out,
                                 struct weft_err *err)
{
    const char *text = now;
    struct pair p, q;
    int is;

    while ((is = next_pair(&text, &p)) == 1) {
        struct weft_buf b = { 0 };

        if (!t->mixed && find_pair(was, &p, &q) && same_value(&p, &q))
            continue;
        begin(&b, t, "set", spec->member, m);
        add_path(&b, &p);
        weft_buf_addc(&b, '=');
        if (spec->value == UI_VALUE_LABELS)
            weft_buf_add_json(&b, p.value, p.nvalue);
        else
            ui_value_add(&b, p.value, p.nvalue);
        ui_lines_add(out, field, &b);
    }
    if (is < 0)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "%s: write name=value, parted by blanks",
                            spec->label);
    text = was;
    while (!t->mixed && next_pair(&text, &p) == 1) {
        struct weft_buf b = { 0 };

        if (find_pair(now, &p, &q))
            continue;
        begin(&b, t, "unset", spec->member, m);
        add_path(&b, &p);
        ui_lines_add(out, field, &b);
    }
    return WEFT_OK;
}

/* --- one field ------------------------------------------------------------------ */

static void add_nodes(struct weft_buf *b, const char *text)
{
    const char *word;
    size_t n;
    bool first = true;

    weft_buf_addc(b, '[');
    while ((word = ui_next_word(&text, &n))) {
        if (n == 1 && *word == '-')
            continue;
        if (!first)
            weft_buf_adds(b, ", ");
        weft_buf_add_json(b, word, n);
        first = false;
    }
    weft_buf_addc(b, ']');
}

static void add_value(struct weft_buf *b, enum ui_form_value value,
                      const char *text)
{
    if (value == UI_VALUE_JSON || (is_json(text) && value != UI_VALUE_TEXT))
        weft_buf_adds(b, text);
    else if (value == UI_VALUE_NODES)
        add_nodes(b, text);
    else if (value == UI_VALUE_TEXT)
        weft_buf_add_json(b, text, strlen(text));
    else
        ui_value_add(b, text, strlen(text));
}

static void set_member(const struct target *t, const struct ui_form_spec *spec,
                       const char *now, int field, const struct ui_model *m,
                       struct ui_lines *out)
{
    struct weft_buf b = { 0 };
    bool any = now[strspn(now, " ,")] != '\0';

    begin(&b, t, any ? "set" : "unset", spec->member, m);
    if (any) {
        weft_buf_addc(&b, '=');
        add_value(&b, spec->value, now);
    }
    ui_lines_add(out, field, &b);
}

static void set_link(const struct ui_form *f, const struct ui_form_spec *spec,
                     const char *now, int field, const struct ui_model *m,
                     struct ui_lines *out)
{
    struct weft_buf b = { 0 };

    weft_buf_addf(&b, "link %s %s %s=", weft_plan_task(m->plan, f->index)->id,
                  weft_plan_task(m->plan, f->other)->id, spec->member);
    ui_value_add(&b, now[0] ? now : "0", now[0] ? strlen(now) : 1);
    ui_lines_add(out, field, &b);
}

static void set_more(const struct target *t, const char *now, int field,
                     struct ui_lines *out)
{
    struct weft_buf b = { 0 };

    if (!now[strspn(now, " ")])
        return;
    weft_buf_addf(&b, "set %s %s %s", t->kind, t->id, now);
    ui_lines_add(out, field, &b);
}

static enum weft_rc amounts(const struct target *t,
                            const struct ui_form_spec *spec, const char *now,
                            int field, const struct ui_model *m,
                            struct ui_lines *out, struct weft_err *err)
{
    const struct weft_plan *p = m->plan;
    struct ui_amounts a = { .kind = t->kind,
                            .id = t->id,
                            .member = spec->member,
                            .text = now,
                            .field = field,
                            .keep = t->mixed };

    if (t->type == UI_FORM_TASK) {
        a.was = weft_plan_task(p, t->index)->demand;
        a.nwas = weft_plan_task(p, t->index)->ndemand;
    } else {
        a.was = weft_plan_node(p, t->index)->capacity;
        a.nwas = weft_plan_node(p, t->index)->ncapacity;
    }
    return ui_amount_lines(&a, p, out, err);
}

/* What its own text was, for a field that is for several. */
static enum weft_rc change(const struct ui_form *f, const struct target *t,
                           int i, const struct ui_model *m,
                           struct ui_lines *out, struct weft_err *err)
{
    const struct ui_form_spec *spec = &ui_form_specs(f->type)[i];
    const char *now = f->f[i].line.text, *was = f->f[i].was;

    switch (spec->value) {
    case UI_VALUE_ID:
        break; /* comes first */
    case UI_VALUE_AMOUNTS:
        return amounts(t, spec, now, i, m, out, err);
    case UI_VALUE_PAIRS:
    case UI_VALUE_LABELS:
        if (!is_json(now) && !is_json(was))
            return change_pairs(t, spec, was, now, i, m, out, err);
        set_member(t, spec, now, i, m, out);
        break;
    case UI_VALUE_AFTER:
        ui_after_lines(t->id, i, t->mixed ? "" : was, now, out);
        break;
    case UI_VALUE_LINK:
        set_link(f, spec, now, i, m, out);
        break;
    case UI_VALUE_MORE:
        set_more(t, now, i, out);
        break;
    case UI_VALUE_TEXT:
    case UI_VALUE_WORD:
    case UI_VALUE_NODES:
    case UI_VALUE_JSON:
        set_member(t, spec, now, i, m, out);
        break;
    }
    return WEFT_OK;
}

/* --- the form --------------------------------------------------------------------- */

static bool differs(const struct ui_form *f, int i)
{
    return strcmp(f->f[i].line.text, f->f[i].was) != 0;
}

static enum weft_rc lines_of(const struct ui_form *f, struct target *t,
                             int only, const struct ui_model *m,
                             struct ui_lines *out, int *field,
                             struct weft_err *err)
{
    const struct ui_form_spec *specs = ui_form_specs(f->type);

    for (int i = 0; i < f->n; i++) {
        enum weft_rc rc;

        if (!differs(f, i) || (only >= 0 && i != only))
            continue;
        *field = i;
        t->mixed = f->f[i].mixed;
        if (specs[i].value == UI_VALUE_ID) {
            struct weft_buf b = { 0 };

            weft_buf_addf(&b, "rename %s %s %s", t->kind, t->id,
                          f->f[i].line.text);
            ui_lines_add(out, i, &b);
            if (only < 0)
                t->id = f->f[i].line.text;
            continue;
        }
        rc = change(f, t, i, m, out, err);
        if (rc)
            return rc;
    }
    return WEFT_OK;
}

static const char *id_of(const struct ui_model *m, enum ui_form_type type,
                         int32_t i)
{
    if (type == UI_FORM_TASK)
        return weft_plan_task(m->plan, i)->id;
    return type == UI_FORM_NODE ? weft_plan_node(m->plan, i)->id : "";
}

enum weft_rc ui_form_lines(const struct ui_state *s, const struct ui_model *m,
                           int only, struct ui_lines *out, int *field,
                           struct weft_err *err)
{
    const struct ui_form *f = &s->form;
    int32_t n = 1, one = f->index;
    int32_t *v = f->many ? ui_targets(s, m, &n) : &one;
    enum weft_rc rc = WEFT_OK;

    *field = f->at;
    for (int32_t i = 0; v && i < n && !rc; i++) {
        struct target t = { .type = f->type,
                            .kind = f->type == UI_FORM_TASK ? "task" : "node",
                            .id = id_of(m, f->type, v[i]),
                            .index = v[i] };

        rc = lines_of(f, &t, only, m, out, field, err);
    }
    if (v != &one)
        free(v);
    if (!rc && (out->oom || !v))
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    return rc;
}
