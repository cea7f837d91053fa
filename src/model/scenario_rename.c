/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rename in the edit lines of scenarios. A line names an entity of the base
 * document only until the scenario (or a parent) renames or deletes it. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"
#include "model/scenario.h"

struct liner {
    const struct weft_rename *rn;
    const char *line;
    struct weft_edit_line l;
    struct weft_buf out;
    size_t done; /* line before this offset is in out */
    bool oom;
};

static void replace(struct liner *w, size_t begin, size_t end, const char *s,
                    size_t n)
{
    weft_buf_add(&w->out, w->line + w->done, begin - w->done);
    weft_buf_add(&w->out, s, n);
    w->done = end;
}

static bool is_from(const struct weft_rename *rn, const struct weft_edit_id *id)
{
    return id->n == strlen(rn->from) && memcmp(id->s, rn->from, id->n) == 0;
}

static void replace_id(struct liner *w, const struct weft_edit_id *id)
{
    /* an id has no blanks and no quotes, so it can stand bare */
    if (is_from(w->rn, id))
        replace(w, id->begin, id->end, w->rn->to, strlen(w->rn->to));
}

/* --- arguments ----------------------------------------------------------- */

/* A bare word in place of a value must not look like JSON. */
static bool needs_quotes(const char *s, size_t n)
{
    return n == 0 || strchr("[{\"", *s);
}

static void add_id_value(struct weft_buf *b, const char *s, size_t n)
{
    if (needs_quotes(s, n))
        weft_buf_add_json(b, s, n);
    else
        weft_buf_add(b, s, n);
}

/* One bare id. */
static void bare_id(struct liner *w, struct weft_slice value)
{
    struct weft_buf to = { 0 }, b = { 0 };

    if (weft_refs_rename_id(w->rn, value.p, value.n, &to)) {
        size_t at = (size_t)(value.p - w->line);

        add_id_value(&b, to.p ? to.p : "", to.len);
        replace(w, at, at + value.n, b.p ? b.p : "", b.len);
    }
    w->oom = w->oom || to.oom || b.oom;
    weft_buf_release(&to);
    weft_buf_release(&b);
}

/* Ids with commas between: as a JSON list if any is renamed. */
static void bare_list(struct liner *w, struct weft_slice value)
{
    size_t at = (size_t)(value.p - w->line), end = at + value.n;
    struct weft_buf b = { 0 };
    bool any = false;

    weft_buf_addc(&b, '[');
    for (;;) {
        const char *comma = memchr(value.p, ',', value.n);
        size_t n = comma ? (size_t)(comma - value.p) : value.n;
        struct weft_buf to = { 0 };

        if (weft_refs_rename_id(w->rn, value.p, n, &to)) {
            weft_buf_add_json(&b, to.p ? to.p : "", to.len);
            any = true;
        } else {
            weft_buf_add_json(&b, value.p, n);
        }
        w->oom = w->oom || to.oom;
        weft_buf_release(&to);
        if (!comma)
            break;
        weft_buf_addc(&b, ',');
        value.p += n + 1;
        value.n -= n + 1;
    }
    weft_buf_addc(&b, ']');
    if (any && b.p)
        replace(w, at, end, b.p, b.len);
    w->oom = w->oom || b.oom;
    weft_buf_release(&b);
}

static void json_value(struct liner *w, struct weft_slice value,
                       const struct weft_schema *schema)
{
    struct weft_json j = { 0 };
    struct weft_buf b = { 0 };
    size_t at = (size_t)(value.p - w->line);

    if (weft_json_parse(&j, value.p, value.n, true, NULL, NULL))
        w->oom = true; /* the line was parsed before */
    else if (weft_refs_rename(&j, schema, w->rn, &b) > 0 && b.p)
        replace(w, at, at + value.n, b.p, b.len);
    w->oom = w->oom || b.oom;
    weft_buf_release(&b);
    weft_json_release(&j);
}

static void value(struct liner *w, struct weft_slice value,
                  const struct weft_schema *schema)
{
    bool wanted = w->rn->task ? schema->type == WEFT_T_TASK
                              : schema->type == WEFT_T_NODE;
    enum weft_type element = schema->sub ? schema->sub->type : WEFT_T_STRING;

    if (value.n > 0 && strchr("\"[{", *value.p))
        json_value(w, value, schema);
    else if (wanted)
        bare_id(w, value);
    else if (schema->type == WEFT_T_LIST &&
             element == (w->rn->task ? WEFT_T_LINK : WEFT_T_NODE))
        bare_list(w, value);
}

/* durations.NODE: the node is the rest of the key. */
static void key(struct liner *w, const struct weft_edit_arg *a,
                const struct weft_path *path)
{
    const struct weft_schema *map = path->step[0].schema;
    struct weft_buf to = { 0 }, b = { 0 };

    if (path->n != 2 || !map || map->type != WEFT_T_NODE_MAP || w->rn->task)
        return;
    if (weft_refs_rename_id(w->rn, path->step[1].s, path->step[1].n, &to)) {
        size_t at = (size_t)(a->key.p - w->line);

        weft_buf_addf(&b, "%s.", map->key);
        if (to.p && (memchr(to.p, '=', to.len) || *to.p == '"'))
            weft_buf_add_json(&b, to.p, to.len);
        else
            weft_buf_add(&b, to.p ? to.p : "", to.len);
        replace(w, at, at + a->key.n, b.p ? b.p : "", b.len);
    }
    w->oom = w->oom || to.oom || b.oom;
    weft_buf_release(&to);
    weft_buf_release(&b);
}

static void arguments(struct liner *w)
{
    struct weft_arena mem = { 0 };

    for (int i = 0; i < w->l.narg && w->l.on == WEFT_ON_TASK; i++) {
        const struct weft_edit_arg *a = &w->l.arg[i];
        struct weft_path path;
        enum weft_rc rc = weft_path_parse(&path, weft_task_schema, a->key, &mem,
                                          NULL);
        const struct weft_schema *schema = rc ? NULL
                                              : path.step[path.n - 1].schema;

        w->oom = w->oom || rc == WEFT_E_NOMEM;
        if (rc) /* a key that leads nowhere names nothing */
            continue;
        key(w, a, &path);
        if (schema && a->value.p)
            value(w, a->value, schema);
    }
    weft_arena_release(&mem);
}

/* --- lines --------------------------------------------------------------- */

/* Does the entity lose its name by this line? */
static bool ends(const struct weft_edit_line *l, const struct weft_rename *rn)
{
    return (l->verb == WEFT_VERB_RENAME || l->verb == WEFT_VERB_DELETE) &&
           l->on == (rn->task ? WEFT_ON_TASK : WEFT_ON_NODE) &&
           is_from(rn, &l->id);
}

static void rewrite(struct liner *w)
{
    const struct weft_edit_line *l = &w->l;
    bool same = l->on == (w->rn->task ? WEFT_ON_TASK : WEFT_ON_NODE);

    if (same && l->verb != WEFT_VERB_ADD)
        replace_id(w, &l->id);
    if (same && (l->verb == WEFT_VERB_LINK || l->verb == WEFT_VERB_UNLINK ||
                 l->verb == WEFT_VERB_MOVE))
        replace_id(w, &l->other);
    if (l->verb == WEFT_VERB_ADD || l->verb == WEFT_VERB_SET ||
        l->verb == WEFT_VERB_UNSET)
        arguments(w);
    weft_buf_adds(&w->out, w->line + w->done);
}

/* One edit line: string v. *alive: the name still means the base's entity.
 * With out, the JSON text of the changed line goes there. Returns whether the
 * line changed. */
static bool one_line(const struct weft_rename *rn, const struct weft_json *j,
                     int32_t v, bool *alive, struct weft_buf *out, bool *oom)
{
    struct weft_buf line = { 0 };
    struct liner w = { .rn = rn };
    bool changed = false;
    enum weft_rc rc;

    weft_json_string(j, v, &line);
    w.line = line.p ? line.p : "";
    rc = weft_edit_line_parse(&w.l, w.line, line.len, NULL);
    if (!rc && *alive && out) {
        rewrite(&w);
        changed = w.done > 0;
        if (changed && w.out.p)
            weft_buf_add_json(out, w.out.p, w.out.len);
    }
    if (!rc && ends(&w.l, rn))
        *alive = false;
    *oom = *oom || line.oom || w.oom || w.out.oom || rc == WEFT_E_NOMEM;
    weft_edit_line_release(&w.l);
    weft_buf_release(&w.out);
    weft_buf_release(&line);
    return changed;
}

/* --- scenarios ----------------------------------------------------------- */

enum { UNKNOWN, ALIVE, GONE };

struct renamer {
    const struct weft_rename *rn;
    struct weft_scenarios s;
    char *end;      /* by scenario: the name after its lines */
    int32_t *chain; /* scratch */
    bool oom;
};

static bool run(struct renamer *r, int32_t i, bool alive)
{
    int32_t v = r->s.v[i].edits;

    for (int32_t c = v == WEFT_NONE ? v : r->s.j.v[v].child; c != WEFT_NONE;
         c = r->s.j.v[c].next)
        one_line(r->rn, &r->s.j, c, &alive, NULL, &r->oom);
    return alive;
}

/* What the name means before the lines of scenario i. */
static bool alive_before(struct renamer *r, int32_t i)
{
    int32_t n = 0, k = r->s.v[i].parent;
    bool alive = true;

    for (; k != WEFT_NONE && r->end[k] == UNKNOWN; k = r->s.v[k].parent)
        r->chain[n++] = k;
    if (k != WEFT_NONE)
        alive = r->end[k] == ALIVE;
    while (n > 0) {
        k = r->chain[--n];
        alive = run(r, k, alive);
        r->end[k] = alive ? ALIVE : GONE;
    }
    return alive;
}

static void rename_scenario(struct renamer *r, int32_t i, struct weft_buf *out,
                            size_t *done, bool *changed)
{
    int32_t v = r->s.v[i].edits;
    bool alive = alive_before(r, i);

    for (int32_t c = v == WEFT_NONE ? v : r->s.j.v[v].child; c != WEFT_NONE;
         c = r->s.j.v[c].next) {
        struct weft_buf b = { 0 };

        if (one_line(r->rn, &r->s.j, c, &alive, &b, &r->oom)) {
            weft_buf_add(out, r->s.j.text + *done, r->s.j.v[c].begin - *done);
            weft_buf_add(out, b.p ? b.p : "", b.len);
            *done = r->s.j.v[c].end;
            *changed = true;
        }
        r->oom = r->oom || b.oom;
        weft_buf_release(&b);
    }
}

bool weft_scenarios_rename(const struct weft_rename *rn, struct weft_buf *out,
                           bool *changed)
{
    struct renamer r = { .rn = rn };
    size_t done = 0;

    *changed = false;
    if (weft_scenarios_read(rn->p, &r.s))
        return false;
    if (r.s.n == 0)
        return true;
    r.end = calloc((size_t)r.s.n, 1);
    r.chain = calloc((size_t)r.s.n, sizeof(*r.chain));
    r.oom = !r.end || !r.chain;
    for (int32_t i = 0; i < r.s.n && !r.oom; i++)
        rename_scenario(&r, i, out, &done, changed);
    weft_buf_add(out, r.s.j.text + done, r.s.j.v[0].end - done);
    free(r.end);
    free(r.chain);
    weft_scenarios_release(&r.s);
    return !r.oom && !out->oom;
}
