/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/edit_path.h"

#include <string.h>

/* --- taking a key apart -------------------------------------------------- */

struct walker {
    struct weft_path *path;
    struct weft_slice raw; /* the rest of the key */
    struct weft_arena *mem;
    struct weft_err *err;
};

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

static enum weft_rc bad_key(struct walker *w, const char *why)
{
    return weft_err_set(w->err, WEFT_E_PARSE, NULL, "%s", why);
}

static void advance(struct walker *w, size_t n)
{
    w->raw.p += n;
    w->raw.n -= n;
}

/* Append a step named s. */
static enum weft_rc add_step(struct walker *w, const char *s, size_t n,
                             struct weft_step step)
{
    if (n == 0 || w->path->n == WEFT_PATH_STEPS)
        return bad_key(w, n == 0 ? "a part of the key is empty"
                                 : "the key has too many parts");
    step.s = weft_arena_string(w->mem, s, n);
    step.n = n;
    if (!step.s)
        return no_memory(w->err);
    w->path->step[w->path->n++] = step;
    return WEFT_OK;
}

/* A quoted part at the start of the rest. */
static enum weft_rc quoted(struct walker *w, struct weft_step step)
{
    struct weft_json j = { 0 };
    struct weft_buf b = { 0 };
    struct weft_err e = { 0 };
    enum weft_rc rc = weft_json_parse(&j, w->raw.p, w->raw.n, false, NULL, &e);

    if (rc == WEFT_E_PARSE)
        rc = bad_key(w, e.msg);
    else if (rc)
        rc = no_memory(w->err);
    if (!rc) {
        weft_json_string(&j, 0, &b);
        advance(w, j.stop);
        rc = b.oom ? no_memory(w->err) : add_step(w, b.p, b.len, step);
    }
    weft_buf_release(&b);
    weft_json_release(&j);
    return rc;
}

/* Bytes of a part that ends at the next dot, or at the end. */
static size_t to_dot(struct weft_slice raw)
{
    const char *dot = memchr(raw.p, '.', raw.n);

    return dot ? (size_t)(dot - raw.p) : raw.n;
}

/* Bytes of a name after which a member of table may follow: names of resources
 * and scenarios may contain dots. */
static size_t to_member(struct weft_slice raw, const struct weft_schema *table)
{
    for (size_t i = to_dot(raw); i < raw.n; i++) {
        struct weft_slice rest = { raw.p + i + 1, raw.n - i - 1 };

        if (raw.p[i] == '.' &&
            weft_schema_find(table, rest.p, to_dot(rest)) >= 0)
            return i;
    }
    return raw.n;
}

static enum weft_rc part(struct walker *w, size_t n, struct weft_step step)
{
    enum weft_rc rc;

    if (w->raw.n > 0 && *w->raw.p == '"')
        return quoted(w, step);
    rc = add_step(w, w->raw.p, n, step);
    advance(w, n);
    return rc;
}

/* A member of the object that table describes (NULL: not known). */
static enum weft_rc member(struct walker *w, const struct weft_schema *table,
                           const struct weft_schema **schema)
{
    struct weft_step *step = &w->path->step[w->path->n];
    enum weft_rc rc = part(w, to_dot(w->raw), (struct weft_step){ 0 });
    int i;

    if (rc)
        return rc;
    i = table ? weft_schema_find(table, step->s, step->n) : -1;
    step->table = table;
    step->schema = i < 0 ? NULL : &table[i];
    *schema = step->schema;
    return WEFT_OK;
}

static enum weft_rc no_members(struct walker *w, const struct weft_step *step)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_quote(&b, step->s, step->n);
    rc = weft_err_set(w->err, WEFT_E_REF, NULL,
                      "%s has no members to name; set it as a whole",
                      b.p ? b.p : "it");
    weft_buf_release(&b);
    return rc;
}

static enum weft_rc below(struct walker *w, const struct weft_schema **schema)
{
    const struct weft_schema *s = *schema, *sub = s ? s->sub : NULL;

    if (!s)
        return member(w, NULL, schema);
    switch (s->type) {
    case WEFT_T_OBJECT:
        return member(w, s->sub, schema);
    case WEFT_T_MAP:
    case WEFT_T_NODE_MAP:
        *schema = sub;
        return part(w,
                    sub->type == WEFT_T_OBJECT ? to_member(w->raw, sub->sub)
                                               : w->raw.n,
                    (struct weft_step){ .schema = sub });
    case WEFT_T_LIST:
        *schema = sub;
        if (sub->type == WEFT_T_OBJECT && sub->sub[0].key &&
            strcmp(sub->sub[0].key, "name") == 0)
            return part(w, to_member(w->raw, sub->sub),
                        (struct weft_step){ .schema = sub, .element = true });
        break;
    case WEFT_T_STRING:
    case WEFT_T_ID:
    case WEFT_T_TIME:
    case WEFT_T_QUANTITY:
    case WEFT_T_NUMBER:
    case WEFT_T_TASK:
    case WEFT_T_NODE:
    case WEFT_T_LINK:
        break;
    }
    return no_members(w, &w->path->step[w->path->n - 1]);
}

enum weft_rc weft_path_parse(struct weft_path *path,
                             const struct weft_schema *table,
                             struct weft_slice key, struct weft_arena *mem,
                             struct weft_err *err)
{
    struct walker w = { .path = path, .raw = key, .mem = mem, .err = err };
    const struct weft_schema *schema = NULL;
    enum weft_rc rc;

    *path = (struct weft_path){ 0 };
    rc = member(&w, table, &schema);
    while (!rc && w.raw.n > 0) {
        if (*w.raw.p != '.')
            return bad_key(&w, "expected '.' after a quoted part of the key");
        advance(&w, 1);
        rc = below(&w, &schema);
    }
    return rc;
}

/* --- values -------------------------------------------------------------- */

/* A word that is a JSON number (or, any set, another JSON value) as it is,
 * others as a string. */
static bool add_word(struct weft_buf *out, struct weft_slice s, bool any)
{
    struct weft_json j = { 0 };
    enum weft_rc rc = weft_json_parse(&j, s.p, s.n, true, NULL, NULL);

    if (!rc && (any || j.v[0].kind == WEFT_JSON_NUMBER))
        weft_buf_add(out, s.p, s.n);
    else
        weft_buf_add_json(out, s.p, s.n);
    weft_json_release(&j);
    return rc != WEFT_E_NOMEM;
}

/* a,b,c -> ["a", "b", "c"] */
static void add_list(struct weft_buf *out, struct weft_slice s, bool spaced)
{
    weft_buf_addc(out, '[');
    for (;;) {
        const char *comma = memchr(s.p, ',', s.n);
        size_t n = comma ? (size_t)(comma - s.p) : s.n;

        weft_buf_add_json(out, s.p, n);
        if (!comma)
            break;
        weft_buf_adds(out, spaced ? ", " : ",");
        s.p += n + 1;
        s.n -= n + 1;
    }
    weft_buf_addc(out, ']');
}

enum weft_rc weft_path_value(const struct weft_schema *schema,
                             struct weft_slice value, bool spaced,
                             struct weft_buf *out, struct weft_err *err)
{
    enum weft_type type = schema ? schema->type : WEFT_T_MAP;
    bool text = type == WEFT_T_STRING || type == WEFT_T_ID ||
                type == WEFT_T_TASK || type == WEFT_T_NODE;
    bool list = type == WEFT_T_LIST && schema->sub->type != WEFT_T_OBJECT;

    if (value.n > 0 && strchr("\"[{", *value.p)) /* checked by the line */
        weft_buf_add(out, value.p, value.n);
    else if (text)
        weft_buf_add_json(out, value.p, value.n);
    else if (value.n == 0)
        return weft_err_set(err, WEFT_E_PARSE, NULL,
                            "a value is missing after '='");
    else if (list)
        add_list(out, value, spaced);
    else if (!add_word(out, value,
                       type != WEFT_T_TIME && type != WEFT_T_QUANTITY))
        return no_memory(err);
    return out->oom ? no_memory(err) : WEFT_OK;
}

/* --- following a path ---------------------------------------------------- */

static bool kind_is(const struct weft_cut *c, int32_t v,
                    enum weft_json_kind kind)
{
    return c->j.v[v].kind == kind;
}

/* Does string v mean exactly this? */
static bool string_is(struct weft_cut *c, int32_t v, const char *s, size_t n)
{
    struct weft_buf b = { 0 };
    bool same;

    if (v == WEFT_NONE || !kind_is(c, v, WEFT_JSON_STRING))
        return false;
    weft_json_string(&c->j, v, &b);
    same = b.len == n && (n == 0 || memcmp(b.p, s, n) == 0);
    c->oom = c->oom || b.oom;
    weft_buf_release(&b);
    return same;
}

/* The value that a step leads to from v; WEFT_NONE. */
static int32_t follow(struct weft_cut *c, int32_t v,
                      const struct weft_step *step)
{
    if (!step->element)
        return kind_is(c, v, WEFT_JSON_OBJECT)
                   ? weft_json_get(&c->j, v, step->s)
                   : WEFT_NONE;
    if (!kind_is(c, v, WEFT_JSON_ARRAY))
        return WEFT_NONE;
    for (int32_t i = c->j.v[v].child; i != WEFT_NONE; i = c->j.v[i].next)
        if (kind_is(c, i, WEFT_JSON_OBJECT) &&
            string_is(c, weft_json_get(&c->j, i, "name"), step->s, step->n))
            return i;
    return WEFT_NONE;
}

bool weft_path_exists(struct weft_cut *c, const struct weft_path *path)
{
    int32_t v = 0;

    for (int i = 0; i < path->n && v != WEFT_NONE; i++)
        v = follow(c, v, &path->step[i]);
    return v != WEFT_NONE;
}

static enum weft_rc nowhere(const struct weft_path *path, int at,
                            const char *what, struct weft_err *err)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    for (int i = 0; i <= at; i++) {
        weft_buf_adds(&b, i ? "." : "");
        weft_buf_add(&b, path->step[i].s, path->step[i].n);
    }
    if (b.oom) {
        rc = no_memory(err);
    } else {
        struct weft_buf q = { 0 };

        weft_quote(&q, b.p, b.len);
        rc = weft_err_set(err, WEFT_E_REF, NULL, "%s has no %s", what,
                          q.p ? q.p : "such member");
        weft_buf_release(&q);
    }
    weft_buf_release(&b);
    return rc;
}

/* {"a": {"b": value}} without its outermost key, for the steps after at. */
static bool nest(struct weft_cut *c, int32_t obj, const struct weft_path *path,
                 int at, struct weft_buf *value)
{
    for (int i = path->n - 1; i > at; i--) {
        struct weft_buf b = { 0 };

        if (path->step[i].element)
            return false;
        weft_cut_wrap(c, obj, &b, path->step[i].s, path->step[i].n, value->p,
                      value->len);
        weft_buf_release(value);
        *value = b;
    }
    return true;
}

/* What is missing at step at of path, below v. */
static enum weft_rc make(struct weft_cut *c, int32_t v,
                         const struct weft_path *path, int at,
                         struct weft_buf *value, const char *what,
                         struct weft_err *err)
{
    const struct weft_step *step = &path->step[at];

    if (step->element) {
        /* the whole element must be given: it holds its own name */
        if (at < path->n - 1 || !kind_is(c, v, WEFT_JSON_ARRAY))
            return nowhere(path, at, what, err);
        weft_cut_append(c, v, value->p, value->len);
        return WEFT_OK;
    }
    if (!kind_is(c, v, WEFT_JSON_OBJECT) || !nest(c, v, path, at, value))
        return nowhere(path, at, what, err);
    weft_cut_add_member(c, v, step->table, step->s, step->n, value->p,
                        value->len);
    return WEFT_OK;
}

enum weft_rc weft_path_set(struct weft_cut *c, const struct weft_path *path,
                           const char *value, size_t n, const char *what,
                           struct weft_err *err)
{
    struct weft_buf text = { 0 };
    int32_t v = 0, next = 0;
    enum weft_rc rc = WEFT_OK;
    int at = 0;

    weft_buf_add(&text, value, n);
    for (; at < path->n; at++, v = next) {
        next = follow(c, v, &path->step[at]);
        if (next == WEFT_NONE)
            break;
    }
    if (text.oom || c->oom)
        rc = no_memory(err);
    else if (at == path->n)
        weft_cut_value(c, v, text.p, text.len);
    else
        rc = make(c, v, path, at, &text, what, err);
    weft_buf_release(&text);
    return rc || !c->oom ? rc : no_memory(err);
}

/* Containers that mean the same empty as absent go when they become empty. */
static bool may_go(const struct weft_schema *s)
{
    return s &&
           (s->type == WEFT_T_MAP || s->type == WEFT_T_NODE_MAP ||
            s->type == WEFT_T_OBJECT || s->type == WEFT_T_LIST) &&
           s->key && !s->required;
}

enum weft_rc weft_path_unset(struct weft_cut *c, const struct weft_path *path,
                             const char *what, struct weft_err *err)
{
    int32_t v = 0;
    int at = 0;

    for (; at < path->n; at++) {
        v = follow(c, v, &path->step[at]);
        if (v == WEFT_NONE)
            return c->oom ? no_memory(err) : nowhere(path, at, what, err);
    }
    for (at = path->n - 2; at >= 0; at--) {
        int32_t up = c->j.v[v].parent;

        if (c->j.v[up].nchild > 1 || !may_go(path->step[at].schema))
            break;
        v = up;
    }
    weft_cut_remove(c, v);
    return c->oom ? no_memory(err) : WEFT_OK;
}
