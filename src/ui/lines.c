/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "ui/text.h"

void ui_lines_release(struct ui_lines *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i]);
    free(l->v);
    free(l->field);
    *l = (struct ui_lines){ 0 };
}

static bool grow(struct ui_lines *l)
{
    size_t cap = l->cap ? 2 * l->cap : 8;
    char **v = realloc(l->v, cap * sizeof(*v));
    int *field;

    if (!v)
        return false;
    l->v = v;
    field = realloc(l->field, cap * sizeof(*field));
    if (!field)
        return false;
    l->field = field;
    l->cap = cap;
    return true;
}

void ui_lines_add(struct ui_lines *l, int field, struct weft_buf *b)
{
    char *text = weft_buf_take(b);

    if (!text || (l->n == l->cap && !grow(l))) {
        free(text);
        l->oom = true;
        return;
    }
    l->v[l->n] = text;
    l->field[l->n++] = field;
}

const char *ui_next_word(const char **s, size_t *n)
{
    const char *p = *s + strspn(*s, " ,");

    *n = strcspn(p, " ,");
    *s = p + *n;
    return *n ? p : NULL;
}

void ui_value_add(struct weft_buf *b, const char *s, size_t n)
{
    bool bare = n > 0;

    for (size_t i = 0; i < n; i++)
        if (isspace((unsigned char)s[i]) || strchr("\"{}[],=", s[i]))
            bare = false;
    if (bare)
        weft_buf_add(b, s, n);
    else
        weft_buf_add_json(b, s, n);
}

/* Resource ids that can stand in a member path. */
static bool plain(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && s[i] != '-' && s[i] != '_')
            return false;
    return n > 0;
}

/* --- amounts: "cpu=2 memory=8Gi", "cpu 2", "2" ------------------------------ */

#define AMOUNTS_MAX 32

struct typed_amount {
    const char *res, *qty; /* not NUL-terminated */
    size_t nres, nqty;
};

static bool is_quantity(const char *s, size_t n)
{
    int64_t q;

    return weft_quantity_parse(s, n, &q, NULL) == WEFT_OK;
}

/* A number without a name means this resource. */
static const char *first_resource(const struct weft_plan *p, const char *nodes)
{
    size_t n;
    const char *word = ui_next_word(&nodes, &n);
    char id[256];

    if (word && n < sizeof(id)) {
        struct weft_node_ref at;

        memcpy(id, word, n);
        id[n] = '\0';
        at = weft_plan_find_ref(p, id);
        if (at.node != WEFT_NONE && weft_plan_node(p, at.node)->ncapacity > 0)
            return weft_plan_res(p, weft_plan_node(p, at.node)->capacity[0].res)
                ->id;
    }
    for (int32_t i = 0; i < weft_plan_nres(p); i++)
        if (!weft_plan_res(p, i)->global)
            return weft_plan_res(p, i)->id;
    return "cpu";
}

static enum weft_rc bad_amount(struct weft_err *err, const char *what,
                               const char *word, size_t n)
{
    return weft_err_set(err, WEFT_E_INVAL, NULL,
                        "%s: '%.*s' is no amount; write resource=number, "
                        "like cpu=2 memory=8Gi",
                        what, (int)n, word);
}

static enum weft_rc read_amounts(const char *what, const char *text,
                                 const char *unnamed, struct typed_amount *a,
                                 int *count, struct weft_err *err)
{
    const char *word;
    size_t n;

    *count = 0;
    while ((word = ui_next_word(&text, &n))) {
        const char *eq = memchr(word, '=', n), *rest = text, *next;
        struct typed_amount t = { word, eq ? eq + 1 : NULL, n, 0 };
        size_t nn = 0;

        if (*count == AMOUNTS_MAX)
            return weft_err_set(err, WEFT_E_LIMIT, NULL,
                                "%s: at most %d amounts", what, AMOUNTS_MAX);
        if (eq) {
            t.nres = (size_t)(eq - word);
            t.nqty = n - t.nres - 1;
        } else if (is_quantity(word, n)) {
            t = (struct typed_amount){ unnamed, word, strlen(unnamed), n };
        } else {
            next = ui_next_word(&rest, &nn);
            if (!next || !is_quantity(next, nn))
                return bad_amount(err, what, word, n);
            t.qty = next;
            t.nqty = nn;
            text = rest;
        }
        if (t.nres == 0 || !is_quantity(t.qty, t.nqty))
            return bad_amount(err, what, word, n);
        a[(*count)++] = t;
    }
    return WEFT_OK;
}

static void add_quantity(struct weft_buf *b, const char *s, size_t n)
{
    bool number = true;

    for (size_t i = 0; i < n; i++)
        number = number && (isdigit((unsigned char)s[i]) ||
                            (s[i] == '.' && i > 0 && i + 1 < n));
    if (number && !(n > 1 && s[0] == '0' && s[1] != '.'))
        weft_buf_add(b, s, n);
    else
        weft_buf_add_json(b, s, n);
}

static void add_object(struct weft_buf *b, const struct typed_amount *a, int n)
{
    weft_buf_addc(b, '{');
    for (int i = 0; i < n; i++) {
        if (i)
            weft_buf_adds(b, ", ");
        weft_buf_add_json(b, a[i].res, a[i].nres);
        weft_buf_adds(b, ": ");
        add_quantity(b, a[i].qty, a[i].nqty);
    }
    weft_buf_addc(b, '}');
}

/* --- changes of one entity -------------------------------------------------- */

/* What the lines are about. */
struct subject {
    const char *kind; /* "task", "node" */
    const char *id;
    int field;
    struct ui_lines *out;
    bool keep; /* amounts that are not named stay */
};

static bool named(const struct typed_amount *a, int n, const char *id)
{
    for (int i = 0; i < n; i++)
        if (strlen(id) == a[i].nres && memcmp(id, a[i].res, a[i].nres) == 0)
            return true;
    return false;
}

/* `demand` or `capacity` from `was` to a[0..n): only what differs, by member;
 * or the whole object where an id cannot stand in a path. */
static void change_amounts(const struct subject *s, const char *member,
                           const struct weft_plan *p,
                           const struct weft_amount *was, int32_t nwas,
                           const struct typed_amount *a, int n)
{
    struct weft_buf b = { 0 };
    bool paths = n > 0, any = false;

    for (int i = 0; i < n; i++)
        paths = paths && plain(a[i].res, a[i].nres);
    for (int32_t i = 0; i < nwas; i++)
        paths = paths && plain(weft_plan_res(p, was[i].res)->id,
                               strlen(weft_plan_res(p, was[i].res)->id));
    if (!paths && !(s->keep && n == 0)) {
        weft_buf_addf(&b, n ? "set %s %s %s=" : "unset %s %s %s", s->kind,
                      s->id, member);
        if (n)
            add_object(&b, a, n);
        ui_lines_add(s->out, s->field, &b);
        return;
    }
    weft_buf_addf(&b, "set %s %s", s->kind, s->id);
    for (int i = 0; i < n; i++) {
        int64_t q = 0;
        int32_t k = 0;

        weft_quantity_parse(a[i].qty, a[i].nqty, &q, NULL);
        while (k < nwas && !named(&a[i], 1, weft_plan_res(p, was[k].res)->id))
            k++;
        if (k < nwas && was[k].qty == q)
            continue;
        any = true;
        weft_buf_addf(&b, " %s.%.*s=", member, (int)a[i].nres, a[i].res);
        add_quantity(&b, a[i].qty, a[i].nqty);
    }
    if (any)
        ui_lines_add(s->out, s->field, &b);
    weft_buf_release(&b);
    for (int32_t i = 0; i < nwas && !s->keep; i++) {
        const char *id = weft_plan_res(p, was[i].res)->id;

        if (named(a, n, id))
            continue;
        weft_buf_addf(&b, "unset %s %s %s.%s", s->kind, s->id, member, id);
        ui_lines_add(s->out, s->field, &b);
    }
}

static void add_nodes(struct weft_buf *b, const char *text)
{
    const char *word;
    size_t n;
    bool first = true;

    weft_buf_addc(b, '[');
    while ((word = ui_next_word(&text, &n))) {
        if (n == 1 && *word == '-')
            continue; /* on no node */
        if (!first)
            weft_buf_adds(b, ", ");
        weft_buf_add_json(b, word, n);
        first = false;
    }
    weft_buf_addc(b, ']');
}

static bool has_word(const char *text, const char *id)
{
    const char *word;
    size_t n;

    while ((word = ui_next_word(&text, &n)))
        if (strlen(id) == n && memcmp(word, id, n) == 0)
            return true;
    return false;
}

static void change_after(const struct subject *s, const char *was,
                         const char *now)
{
    struct weft_buf b = { 0 };
    const char *word, *text = was;
    char id[UI_LINE_MAX];
    size_t n;

    while ((word = ui_next_word(&text, &n))) {
        memcpy(id, word, n);
        id[n] = '\0';
        if (has_word(now, id))
            continue;
        weft_buf_addf(&b, "unlink %s %s", id, s->id);
        ui_lines_add(s->out, s->field, &b);
    }
    text = now;
    while ((word = ui_next_word(&text, &n))) {
        memcpy(id, word, n);
        id[n] = '\0';
        if (has_word(was, id))
            continue;
        weft_buf_addf(&b, "link %s %s", id, s->id);
        ui_lines_add(s->out, s->field, &b);
    }
}

enum weft_rc ui_amount_lines(const struct ui_amounts *w,
                             const struct weft_plan *p, struct ui_lines *out,
                             struct weft_err *err)
{
    const struct subject s = { w->kind, w->id, w->field, out, w->keep };
    struct typed_amount a[AMOUNTS_MAX];
    int n;
    enum weft_rc rc = read_amounts(w->member, w->text, first_resource(p, ""), a,
                                   &n, err);

    if (!rc)
        change_amounts(&s, w->member, p, w->was, w->nwas, a, n);
    return rc;
}

void ui_after_lines(const char *id, int field, const char *was, const char *now,
                    struct ui_lines *out)
{
    change_after(&(struct subject){ "task", id, field, out, false }, was, now);
}

/* --- rows -------------------------------------------------------------------- */

static const char *field_text(const struct ui_row *r, enum ui_field_kind k,
                              int *index)
{
    for (int i = 0; i < r->nfield; i++) {
        if (r->f[i].kind != k)
            continue;
        *index = i;
        return r->f[i].line.text;
    }
    *index = 0;
    return "";
}

static bool differs(const struct ui_row *r, int i)
{
    return strcmp(r->f[i].line.text, r->f[i].was) != 0;
}

/* An id from what was typed: blanks become hyphens, and the text the name. */
static bool make_id(const char *text, char *id)
{
    size_t n = strlen(text);
    bool spaces = false;

    while (n > 0 && text[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < n; i++) {
        id[i] = text[i];
        if (text[i] == ' ' || text[i] == '"')
            id[i] = '-';
        spaces |= text[i] == ' ';
    }
    id[n] = '\0';
    return spaces;
}

/* Checked here, so that the cursor can go to the field. */
static enum weft_rc check_duration(const char *text, const struct ui_model *m,
                                   struct weft_err *err)
{
    int64_t t;

    if (!text[0])
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "duration: how long "
                            "does it run? 4, 90s, 1h30m");
    if (weft_time_parse(text, strlen(text), weft_plan_unit(m->plan), &t, NULL))
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "duration: '%.60s' is no "
                            "time; write 4, 90s or 1h30m",
                            text);
    return WEFT_OK;
}

/* Nodes that are named but do not exist are made, with the task's demand. */
static void make_nodes(const struct ui_row *r, const struct weft_plan *p,
                       struct ui_lines *out)
{
    int field, at;
    const char *text = field_text(r, UI_FIELD_NODES, &field), *word;
    const char *demand = field_text(r, UI_FIELD_DEMAND, &at);
    struct typed_amount a[AMOUNTS_MAX];
    int n;
    size_t len;

    if (read_amounts("demand", demand, first_resource(p, ""), a, &n, NULL))
        return;
    while ((word = ui_next_word(&text, &len))) {
        struct weft_buf b = { 0 };
        char id[UI_LINE_MAX];

        memcpy(id, word, len);
        id[len] = '\0';
        if (strcmp(id, "-") == 0 || weft_plan_find_ref(p, id).node != WEFT_NONE)
            continue;
        weft_buf_addf(&b, "add node %s capacity=", id);
        add_object(&b, a, n);
        ui_lines_add(out, field, &b);
    }
}

static enum weft_rc new_task(const struct ui_row *r, const struct ui_model *m,
                             struct ui_lines *out, int *field,
                             struct weft_err *err)
{
    struct weft_buf b = { 0 };
    struct typed_amount a[AMOUNTS_MAX];
    char id[UI_LINE_MAX];
    const char *nodes = field_text(r, UI_FIELD_NODES, field), *text;
    bool spaces;
    int n, i;

    text = field_text(r, UI_FIELD_DEMAND, field);
    if (read_amounts("demand", text, first_resource(m->plan, nodes), a, &n,
                     err))
        return WEFT_E_INVAL;
    if (check_duration(field_text(r, UI_FIELD_DURATION, field), m, err))
        return WEFT_E_INVAL;
    text = field_text(r, UI_FIELD_ID, field);
    spaces = make_id(text, id);
    weft_buf_addf(&b, "add task %s", id);
    if (spaces) {
        weft_buf_adds(&b, " name=");
        ui_value_add(&b, text, strlen(text));
    }
    weft_buf_adds(&b, " duration=");
    text = field_text(r, UI_FIELD_DURATION, &i);
    ui_value_add(&b, text, strlen(text));
    if (n) {
        weft_buf_adds(&b, " demand=");
        add_object(&b, a, n);
    }
    if (nodes[strspn(nodes, " ,")]) {
        weft_buf_adds(&b, " nodes=");
        add_nodes(&b, nodes);
    }
    ui_lines_add(out, *field, &b);
    if (r->index != WEFT_NONE) {
        weft_buf_addf(&b, "move task %s after %s", id,
                      weft_plan_task(m->plan, r->index)->id);
        ui_lines_add(out, *field, &b);
    }
    text = field_text(r, UI_FIELD_AFTER, &i);
    change_after(&(struct subject){ "task", id, i, out, false }, "", text);
    if (r->to != WEFT_NONE) {
        weft_buf_addf(&b, "link %s %s", id, weft_plan_task(m->plan, r->to)->id);
        ui_lines_add(out, *field, &b);
    }
    return WEFT_OK;
}

static enum weft_rc old_task(const struct ui_row *r, const struct ui_model *m,
                             struct ui_lines *out, int *field,
                             struct weft_err *err)
{
    const struct weft_task *t = weft_plan_task(m->plan, r->index);
    struct typed_amount a[AMOUNTS_MAX];
    struct weft_buf b = { 0 };
    char id[UI_LINE_MAX];
    const char *text, *nodes;
    int n, i;

    make_id(field_text(r, UI_FIELD_ID, &i), id);
    if (strcmp(id, t->id) != 0) {
        weft_buf_addf(&b, "rename task %s %s", t->id, id);
        ui_lines_add(out, i, &b);
    }
    nodes = field_text(r, UI_FIELD_NODES, &i);
    if (differs(r, i)) {
        bool any = nodes[strspn(nodes, " ,")];

        weft_buf_addf(&b, any ? "set task %s nodes=" : "unset task %s nodes",
                      id);
        if (any)
            add_nodes(&b, nodes);
        ui_lines_add(out, i, &b);
    }
    text = field_text(r, UI_FIELD_DEMAND, field);
    if (read_amounts("demand", text, first_resource(m->plan, nodes), a, &n,
                     err))
        return WEFT_E_INVAL;
    if (differs(r, *field))
        change_amounts(&(struct subject){ "task", id, *field, out, false },
                       "demand", m->plan, t->demand, t->ndemand, a, n);
    text = field_text(r, UI_FIELD_DURATION, field);
    i = *field;
    if (check_duration(text, m, err))
        return WEFT_E_INVAL;
    if (differs(r, i)) {
        weft_buf_addf(&b, "set task %s duration=", id);
        ui_value_add(&b, text, strlen(text));
        ui_lines_add(out, i, &b);
    }
    text = field_text(r, UI_FIELD_AFTER, &i);
    if (differs(r, i))
        change_after(&(struct subject){ "task", id, i, out, false },
                     r->f[i].was, text);
    return WEFT_OK;
}

static void more(const struct ui_row *r, const char *id, struct ui_lines *out)
{
    struct weft_buf b = { 0 };
    int i;
    const char *text = field_text(r, UI_FIELD_COUNT, &i);

    if (differs(r, i) && text[0]) {
        weft_buf_addf(&b, "set node %s count=", id);
        ui_value_add(&b, text, strlen(text));
        ui_lines_add(out, i, &b);
    }
    text = field_text(r, UI_FIELD_MORE, &i);
    if (text[strspn(text, " ")]) {
        weft_buf_addf(&b, "set node %s %s", id, text);
        ui_lines_add(out, i, &b);
    }
}

static enum weft_rc node(const struct ui_row *r, const struct ui_model *m,
                         struct ui_lines *out, int *field, struct weft_err *err)
{
    const struct weft_node *was = r->add ? NULL
                                         : weft_plan_node(m->plan, r->index);
    struct typed_amount a[AMOUNTS_MAX];
    struct weft_buf b = { 0 };
    char id[UI_LINE_MAX];
    const char *text;
    int n, at;

    text = field_text(r, UI_FIELD_CAPACITY, field);
    if (read_amounts("capacity", text, first_resource(m->plan, ""), a, &n, err))
        return WEFT_E_INVAL;
    make_id(field_text(r, UI_FIELD_ID, &at), id);
    if (!was) {
        weft_buf_addf(&b, "add node %s capacity=", id);
        add_object(&b, a, n);
        ui_lines_add(out, *field, &b);
    } else {
        if (strcmp(id, was->id) != 0) {
            weft_buf_addf(&b, "rename node %s %s", was->id, id);
            ui_lines_add(out, at, &b);
        }
        if (differs(r, *field))
            change_amounts(&(struct subject){ "node", id, *field, out, false },
                           "capacity", m->plan, was->capacity, was->ncapacity,
                           a, n);
    }
    more(r, id, out);
    return WEFT_OK;
}

enum weft_rc ui_row_lines(const struct ui_row *r, const struct ui_model *m,
                          struct ui_lines *out, int *field,
                          struct weft_err *err)
{
    const char *id = field_text(r, UI_FIELD_ID, field);
    enum weft_rc rc;

    if (!id[strspn(id, " ")])
        return weft_err_set(err, WEFT_E_INVAL, NULL, "a %s needs a name",
                            r->node ? "node" : "task");
    if (r->node)
        return node(r, m, out, field, err);
    if (r->create)
        make_nodes(r, m->plan, out);
    rc = r->add ? new_task(r, m, out, field, err)
                : old_task(r, m, out, field, err);
    if (!rc && out->oom)
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    return rc;
}
