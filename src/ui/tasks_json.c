/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/tasks_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define ID_MAX     256
#define MOVES_MAX  256 /* above, pasted tasks stay at the end of the document */
#define SUFFIX_MAX 100000

/* A text and where its tasks are. */
struct tasks {
    struct weft_json j;
    int32_t *task; /* values of j; owned */
    int32_t n;
};

static void tasks_release(struct tasks *t)
{
    weft_json_release(&t->j);
    free(t->task);
    *t = (struct tasks){ 0 };
}

static enum weft_rc at_fault(struct weft_err *err, const char *text, size_t at,
                             enum weft_rc rc, const char *what)
{
    int line, column;

    weft_json_place(text, at, &line, &column);
    rc = weft_err_set(err, rc, NULL, "line %d: %s", line, what);
    if (err) {
        err->line = line;
        err->column = column;
    }
    return rc;
}

static enum weft_rc add_tasks(struct tasks *t, int32_t list,
                              struct weft_err *err)
{
    const struct weft_json *j = &t->j;

    t->task = calloc((size_t)j->v[list].nchild + 1, sizeof(*t->task));
    if (!t->task)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    for (int32_t c = j->v[list].child; c != WEFT_NONE; c = j->v[c].next) {
        int32_t id = j->v[c].kind == WEFT_JSON_OBJECT
                         ? weft_json_get(j, c, "id")
                         : WEFT_NONE;

        if (id == WEFT_NONE || j->v[id].kind != WEFT_JSON_STRING)
            return at_fault(err, j->text, j->v[c].begin, WEFT_E_INVAL,
                            "a task is an object with an \"id\"");
        t->task[t->n++] = c;
    }
    return WEFT_OK;
}

/* *t is released on failure. */
static enum weft_rc read_tasks(struct tasks *t, const char *text,
                               struct weft_err *err)
{
    struct weft_err own = { 0 };
    size_t at = 0;
    enum weft_rc rc;
    int32_t list = 0;

    *t = (struct tasks){ 0 };
    rc = weft_json_parse(&t->j, text, strlen(text), true, &at, &own);
    if (rc) {
        rc = at_fault(err, text, at, rc, own.msg);
        goto fail;
    }
    if (t->j.v[0].kind == WEFT_JSON_OBJECT &&
        weft_json_get(&t->j, 0, "id") != WEFT_NONE) {
        t->task = calloc(1, sizeof(*t->task));
        if (t->task) {
            t->n = 1; /* the one, v[0] */
            return WEFT_OK;
        }
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        goto fail;
    }
    if (t->j.v[0].kind == WEFT_JSON_OBJECT)
        list = weft_json_get(&t->j, 0, "tasks");
    if (list == WEFT_NONE || t->j.v[list].kind != WEFT_JSON_ARRAY)
        rc = at_fault(err, text, 0, WEFT_E_INVAL, "expected a list of tasks");
    else
        rc = add_tasks(t, list, err);
    if (!rc)
        return WEFT_OK;
fail:
    tasks_release(t);
    return rc;
}

/* The id of task k; malloc'd, NULL: no memory. */
static char *id_of(const struct tasks *t, int32_t k)
{
    struct weft_buf b = { 0 };

    weft_json_string(&t->j, weft_json_get(&t->j, t->task[k], "id"), &b);
    return weft_buf_take(&b);
}

/* An edit line is one line: breaks between values become blanks. */
static void add_raw(struct weft_buf *b, const struct weft_json *j, int32_t v)
{
    for (size_t i = j->v[v].begin; i < j->v[v].end; i++) {
        char c = j->text[i];

        weft_buf_addc(b, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
}

static void add_key(struct weft_buf *b, const struct weft_json *j, int32_t v)
{
    weft_buf_add(b, j->text + j->v[v].key, j->v[v].key_end - j->v[v].key);
}

static bool is_key(const struct weft_json *j, int32_t v, const char *key)
{
    struct weft_buf b = { 0 };
    bool is;

    weft_json_key(j, v, &b);
    is = b.p && strcmp(b.p, key) == 0;
    weft_buf_release(&b);
    return is;
}

/* --- text ------------------------------------------------------------------- */

void ui_tasks_text(const struct weft_plan *p, const int32_t *v, int32_t n,
                   struct weft_buf *b)
{
    weft_buf_adds(b, "[\n");
    for (int32_t i = 0; i < n; i++) {
        size_t len;
        const char *text = weft_plan_task_text(p, v[i], &len);

        weft_buf_add(b, text, len);
        weft_buf_adds(b, i + 1 < n ? ",\n" : "\n");
    }
    weft_buf_adds(b, "]\n");
}

bool ui_is_tasks(const char *text)
{
    text += strspn(text, " \t\r\n");
    return (*text == '[' || *text == '{') && strstr(text, "\"id\"");
}

/* --- pasting ------------------------------------------------------------------ */

struct paste {
    const struct weft_plan *p;
    struct tasks t;
    char **was, **now; /* ids */
    struct ui_lines *out;
};

static bool is_taken(const struct paste *s, int32_t n, const char *id)
{
    if (weft_plan_find_task(s->p, id) != WEFT_NONE)
        return true;
    for (int32_t i = 0; i < n; i++)
        if (strcmp(s->now[i], id) == 0)
            return true;
    return false;
}

/* "align" if it is free, else "align-2", "align-3", ... */
static char *free_id(const struct paste *s, int32_t n, const char *id)
{
    char text[ID_MAX + 16];
    int base = (int)strlen(id);

    if (!is_taken(s, n, id))
        return strdup(id);
    for (int k = base; k > 0 && id[k - 1] >= '0' && id[k - 1] <= '9'; k--)
        if (k > 1 && id[k - 2] == '-')
            base = k - 2; /* a copy of a copy counts on */
    for (int k = 2; k < SUFFIX_MAX; k++) {
        snprintf(text, sizeof(text), "%.*s-%d", base < ID_MAX ? base : ID_MAX,
                 id, k);
        if (!is_taken(s, n, text))
            return strdup(text);
    }
    return NULL;
}

static bool name_all(struct paste *s)
{
    s->was = calloc((size_t)s->t.n + 1, sizeof(*s->was));
    s->now = calloc((size_t)s->t.n + 1, sizeof(*s->now));
    for (int32_t i = 0; s->was && s->now && i < s->t.n; i++) {
        s->was[i] = id_of(&s->t, i);
        s->now[i] = s->was[i] ? free_id(s, i, s->was[i]) : NULL;
        if (!s->now[i])
            return false;
    }
    return s->was && s->now;
}

static void paste_release(struct paste *s)
{
    for (int32_t i = 0; i < s->t.n; i++) {
        if (s->was)
            free(s->was[i]);
        if (s->now)
            free(s->now[i]);
    }
    free(s->was);
    free(s->now);
    tasks_release(&s->t);
}

static void add_task(struct paste *s, int32_t i)
{
    const struct weft_json *j = &s->t.j;
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "add task ");
    weft_buf_add_json(&b, s->now[i], strlen(s->now[i]));
    for (int32_t c = j->v[s->t.task[i]].child; c != WEFT_NONE;
         c = j->v[c].next) {
        if (is_key(j, c, "id") || is_key(j, c, "after"))
            continue;
        weft_buf_addc(&b, ' ');
        add_key(&b, j, c);
        weft_buf_addc(&b, '=');
        add_raw(&b, j, c);
    }
    ui_lines_add(s->out, (int)j->v[s->t.task[i]].begin, &b);
}

/* The new id of what a link names; NULL: there is no such task. */
static const char *renamed(const struct paste *s, const char *id)
{
    for (int32_t i = 0; i < s->t.n; i++)
        if (strcmp(s->was[i], id) == 0)
            return s->now[i];
    return weft_plan_find_task(s->p, id) == WEFT_NONE ? NULL : id;
}

static void add_attribute(struct weft_buf *b, const struct weft_json *j,
                          int32_t link, const char *key)
{
    int32_t v = j->v[link].kind == WEFT_JSON_OBJECT
                    ? weft_json_get(j, link, key)
                    : WEFT_NONE;

    if (v == WEFT_NONE)
        return;
    weft_buf_addf(b, " %s=", key);
    add_raw(b, j, v);
}

static void add_links(struct paste *s, int32_t i)
{
    const struct weft_json *j = &s->t.j;
    int32_t after = weft_json_get(j, s->t.task[i], "after");

    if (after == WEFT_NONE || j->v[after].kind != WEFT_JSON_ARRAY)
        return;
    for (int32_t c = j->v[after].child; c != WEFT_NONE; c = j->v[c].next) {
        int32_t v = j->v[c].kind == WEFT_JSON_OBJECT
                        ? weft_json_get(j, c, "task")
                        : c;
        struct weft_buf id = { 0 }, b = { 0 };
        const char *from = NULL;

        if (v != WEFT_NONE && j->v[v].kind == WEFT_JSON_STRING)
            weft_json_string(j, v, &id);
        if (id.p)
            from = renamed(s, id.p);
        if (from) {
            weft_buf_adds(&b, "link ");
            weft_buf_add_json(&b, from, strlen(from));
            weft_buf_addc(&b, ' ');
            weft_buf_add_json(&b, s->now[i], strlen(s->now[i]));
            add_attribute(&b, j, c, "lag");
            add_attribute(&b, j, c, "data");
            ui_lines_add(s->out, (int)j->v[c].begin, &b);
        }
        weft_buf_release(&id);
    }
}

static void add_moves(struct paste *s, int32_t below)
{
    const char *last = below == WEFT_NONE ? NULL
                                          : weft_plan_task(s->p, below)->id;

    for (int32_t i = 0; last && i < s->t.n && s->t.n <= MOVES_MAX; i++) {
        struct weft_buf b = { 0 };

        weft_buf_adds(&b, "move task ");
        weft_buf_add_json(&b, s->now[i], strlen(s->now[i]));
        weft_buf_adds(&b, " after ");
        weft_buf_add_json(&b, last, strlen(last));
        ui_lines_add(s->out, 0, &b);
        last = s->now[i];
    }
}

enum weft_rc ui_tasks_paste(const struct weft_plan *p, const char *text,
                            int32_t below, struct ui_lines *out, char *first,
                            struct weft_err *err)
{
    struct paste s = { .p = p, .out = out };
    enum weft_rc rc = read_tasks(&s.t, text, err);

    if (rc)
        return rc;
    if (!name_all(&s))
        out->oom = true;
    for (int32_t i = 0; i < s.t.n && !out->oom; i++)
        add_task(&s, i);
    for (int32_t i = 0; i < s.t.n && !out->oom; i++)
        add_links(&s, i);
    if (!out->oom)
        add_moves(&s, below);
    snprintf(first, ID_MAX, "%.*s", ID_MAX - 1,
             s.t.n > 0 && !out->oom ? s.now[0] : "");
    paste_release(&s);
    return out->oom ? weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory")
                    : WEFT_OK;
}

/* --- changing ------------------------------------------------------------------- */

struct change {
    struct tasks was, now;
    char **was_id, **now_id;
    int32_t *from; /* by task of now: the one of was it comes from */
    bool *kept;    /* by task of was */
    struct ui_lines *out;
};

/* Are two values the same text, but for blanks between tokens? */
static bool same_value(const struct weft_json *a, int32_t x,
                       const struct weft_json *b, int32_t y)
{
    size_t i = a->v[x].begin, k = b->v[y].begin;
    bool quoted = false;

    for (;;) {
        while (!quoted && i < a->v[x].end && strchr(" \t\r\n", a->text[i]))
            i++;
        while (!quoted && k < b->v[y].end && strchr(" \t\r\n", b->text[k]))
            k++;
        if (i >= a->v[x].end || k >= b->v[y].end)
            return i >= a->v[x].end && k >= b->v[y].end;
        if (a->text[i] != b->text[k])
            return false;
        if (quoted && a->text[i] == '\\' && a->text[i + 1] == b->text[k + 1]) {
            i++;
            k++;
        } else if (a->text[i] == '"') {
            quoted = !quoted;
        }
        i++;
        k++;
    }
}

static int32_t find_id(char *const *id, int32_t n, const char *want)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(id[i], want) == 0)
            return i;
    return WEFT_NONE;
}

static char **ids_of(const struct tasks *t)
{
    char **id = calloc((size_t)t->n + 1, sizeof(*id));

    for (int32_t i = 0; id && i < t->n; i++)
        id[i] = id_of(t, i);
    return id;
}

static void ids_free(char **id, int32_t n)
{
    for (int32_t i = 0; id && i < n; i++)
        free(id[i]);
    free(id);
}

/* Which task became which: by id, else by place if the list is as long. */
static void pair(struct change *c)
{
    bool same = c->was.n == c->now.n;

    for (int32_t i = 0; i < c->now.n; i++) {
        c->from[i] = find_id(c->was_id, c->was.n, c->now_id[i]);
        if (c->from[i] != WEFT_NONE)
            c->kept[c->from[i]] = true;
    }
    for (int32_t i = 0; same && i < c->now.n; i++) {
        if (c->from[i] != WEFT_NONE || c->kept[i])
            continue;
        c->from[i] = i;
        c->kept[i] = true;
    }
}

static int at(const struct change *c, int32_t i)
{
    return (int)c->now.j.v[c->now.task[i]].begin;
}

static void verb_line(struct change *c, const char *verb, const char *id,
                      const char *to, int field)
{
    struct weft_buf b = { 0 };

    weft_buf_addf(&b, "%s task ", verb);
    weft_buf_add_json(&b, id, strlen(id));
    if (to) {
        weft_buf_addc(&b, ' ');
        weft_buf_add_json(&b, to, strlen(to));
    }
    ui_lines_add(c->out, field, &b);
}

static void set_line(struct change *c, int32_t i, int32_t member)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "set task ");
    weft_buf_add_json(&b, c->now_id[i], strlen(c->now_id[i]));
    weft_buf_addc(&b, ' ');
    add_key(&b, &c->now.j, member);
    weft_buf_addc(&b, '=');
    add_raw(&b, &c->now.j, member);
    ui_lines_add(c->out, (int)c->now.j.v[member].begin, &b);
}

static void unset_line(struct change *c, int32_t i, int32_t member)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "unset task ");
    weft_buf_add_json(&b, c->now_id[i], strlen(c->now_id[i]));
    weft_buf_addc(&b, ' ');
    add_key(&b, &c->was.j, member);
    ui_lines_add(c->out, at(c, i), &b);
}

/* The member of one text that a member of the other is; WEFT_NONE. */
static int32_t same_member(const struct weft_json *j, int32_t member,
                           const struct weft_json *in, int32_t task)
{
    struct weft_buf key = { 0 };
    int32_t v;

    weft_json_key(j, member, &key);
    v = key.p ? weft_json_get(in, task, key.p) : WEFT_NONE;
    weft_buf_release(&key);
    return v;
}

/* What is gone from task i; links that changed go first, so that none is in
 * the way of those that come. */
static void unset_members(struct change *c, int32_t i)
{
    const struct weft_json *j = &c->was.j;
    int32_t task = c->was.task[c->from[i]];

    for (int32_t m = j->v[task].child; m != WEFT_NONE; m = j->v[m].next) {
        int32_t v = same_member(j, m, &c->now.j, c->now.task[i]);

        if (is_key(j, m, "id"))
            continue;
        if (v == WEFT_NONE ||
            (is_key(j, m, "after") && !same_value(j, m, &c->now.j, v)))
            unset_line(c, i, m);
    }
}

static void set_members(struct change *c, int32_t i, bool links)
{
    const struct weft_json *j = &c->now.j;
    int32_t task = c->now.task[i];

    for (int32_t m = j->v[task].child; m != WEFT_NONE; m = j->v[m].next) {
        int32_t v = WEFT_NONE;

        if (is_key(j, m, "id") || is_key(j, m, "after") != links)
            continue;
        if (c->from[i] != WEFT_NONE)
            v = same_member(j, m, &c->was.j, c->was.task[c->from[i]]);
        if (v == WEFT_NONE || !same_value(j, m, &c->was.j, v))
            set_line(c, i, m);
    }
}

static void add_lines(struct change *c)
{
    for (int32_t i = 0; i < c->now.n; i++)
        if (c->from[i] != WEFT_NONE &&
            strcmp(c->was_id[c->from[i]], c->now_id[i]) != 0)
            verb_line(c, "rename", c->was_id[c->from[i]], c->now_id[i],
                      at(c, i));
    for (int32_t i = 0; i < c->now.n; i++) {
        if (c->from[i] == WEFT_NONE)
            verb_line(c, "add", c->now_id[i], NULL, at(c, i));
        else
            unset_members(c, i);
    }
    for (int32_t i = 0; i < c->now.n; i++)
        set_members(c, i, false);
    for (int32_t i = 0; i < c->now.n; i++)
        set_members(c, i, true);
    for (int32_t i = 0; i < c->was.n; i++)
        if (!c->kept[i])
            verb_line(c, "delete", c->was_id[i], NULL, 0);
}

static enum weft_rc twice(const struct change *c, struct weft_err *err)
{
    for (int32_t i = 0; i < c->now.n; i++)
        if (find_id(c->now_id, i, c->now_id[i]) != WEFT_NONE)
            return at_fault(err, c->now.j.text, (size_t)at(c, i), WEFT_E_INVAL,
                            "this id stands twice");
    return WEFT_OK;
}

static bool ids_read(const struct change *c)
{
    for (int32_t i = 0; c->was_id && i < c->was.n; i++)
        if (!c->was_id[i])
            return false;
    for (int32_t i = 0; c->now_id && i < c->now.n; i++)
        if (!c->now_id[i])
            return false;
    return c->was_id && c->now_id && c->from && c->kept;
}

enum weft_rc ui_tasks_change(const char *was, const char *now,
                             struct ui_lines *out, struct weft_err *err)
{
    struct change c = { .out = out };
    enum weft_rc rc = read_tasks(&c.was, was, err);

    if (!rc)
        rc = read_tasks(&c.now, now, err);
    if (rc)
        goto out;
    c.was_id = ids_of(&c.was);
    c.now_id = ids_of(&c.now);
    c.from = calloc((size_t)c.now.n + 1, sizeof(*c.from));
    c.kept = calloc((size_t)c.was.n + 1, sizeof(*c.kept));
    if (!ids_read(&c)) {
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        goto out;
    }
    rc = twice(&c, err);
    if (rc)
        goto out;
    pair(&c);
    add_lines(&c);
    if (out->oom)
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
out:
    ids_free(c.was_id, c.was.n);
    ids_free(c.now_id, c.now.n);
    free(c.from);
    free(c.kept);
    tasks_release(&c.was);
    tasks_release(&c.now);
    return rc;
}
