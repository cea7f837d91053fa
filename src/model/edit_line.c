/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/edit_line.h"

#include <string.h>

#include "base/utf8.h"

/* Arguments of one line; a line is typed by a person or made by a key. */
#define ARGS_MAX 256

struct scanner {
    const char *s;
    size_t n, at;
    struct weft_edit_line *l;
    struct weft_err *err;
};

static const char *const verb_name[] = {
    [WEFT_VERB_ADD] = "add",       [WEFT_VERB_SET] = "set",
    [WEFT_VERB_UNSET] = "unset",   [WEFT_VERB_LINK] = "link",
    [WEFT_VERB_UNLINK] = "unlink", [WEFT_VERB_RENAME] = "rename",
    [WEFT_VERB_DELETE] = "delete", [WEFT_VERB_MOVE] = "move",
};
enum { VERBS = sizeof(verb_name) / sizeof(*verb_name) };

#define SET_USAGE "set task|node ID KEY=VALUE ..., or set plan KEY=VALUE ..."
static const char *const usage[] = {
    [WEFT_VERB_ADD] = "add task|node ID [KEY=VALUE ...]",
    [WEFT_VERB_SET] = SET_USAGE,
    [WEFT_VERB_UNSET] = "unset task|node ID KEY ..., or unset plan KEY ...",
    [WEFT_VERB_LINK] = "link FROM TO [lag=TIME] [data=QUANTITY]",
    [WEFT_VERB_UNLINK] = "unlink FROM TO",
    [WEFT_VERB_RENAME] = "rename task|node ID NEW",
    [WEFT_VERB_DELETE] = "delete task|node ID",
    [WEFT_VERB_MOVE] = "move task ID before|after OTHER",
};

void weft_edit_line_release(struct weft_edit_line *l)
{
    weft_arena_release(&l->mem);
    *l = (struct weft_edit_line){ 0 };
}

/* --- faults -------------------------------------------------------------- */

static enum weft_rc no_memory(struct scanner *s)
{
    return weft_err_set(s->err, WEFT_E_NOMEM, NULL, "out of memory");
}

static enum weft_rc misused(struct scanner *s, const char *what)
{
    return weft_err_set(s->err, WEFT_E_PARSE, NULL, "%s; usage: %s", what,
                        usage[s->l->verb]);
}

/* "... 'word' ..." */
static enum weft_rc fault_word(struct scanner *s, const char *before,
                               struct weft_slice word, const char *after)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_quote(&b, word.p, word.n);
    rc = weft_err_set(s->err, WEFT_E_PARSE, NULL, "%s%s%s", before,
                      b.p ? b.p : "''", after);
    weft_buf_release(&b);
    return rc;
}

/* --- words --------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void blanks(struct scanner *s)
{
    while (s->at < s->n && is_blank(s->s[s->at]))
        s->at++;
}

static bool at_end(struct scanner *s)
{
    blanks(s);
    return s->at == s->n;
}

/* The next word up to a blank; empty at the end. */
static struct weft_slice word(struct scanner *s)
{
    size_t from;

    blanks(s);
    from = s->at;
    while (s->at < s->n && !is_blank(s->s[s->at]))
        s->at++;
    return (struct weft_slice){ s->s + from, s->at - from };
}

static bool is(struct weft_slice w, const char *text)
{
    return w.n == strlen(text) && memcmp(w.p, text, w.n) == 0;
}

/* The JSON value at s->at; s->at goes behind it. */
static enum weft_rc json_value(struct scanner *s, struct weft_json *j)
{
    struct weft_err e = { 0 };
    size_t at = 0;
    enum weft_rc rc = weft_json_parse(j, s->s + s->at, s->n - s->at, false, &at,
                                      &e);

    if (rc == WEFT_E_NOMEM)
        return no_memory(s);
    if (rc)
        return weft_err_set(s->err, WEFT_E_PARSE, NULL, "at byte %zu: %s",
                            s->at + at + 1, e.msg);
    s->at += j->stop;
    return WEFT_OK;
}

/* An id: a JSON string, or everything up to the next blank. */
static enum weft_rc id(struct scanner *s, struct weft_edit_id *out,
                       const char *what)
{
    struct weft_json j = { 0 };
    struct weft_buf b = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (at_end(s))
        return misused(s, what);
    out->begin = s->at;
    if (s->s[s->at] == '"') {
        rc = json_value(s, &j);
        if (!rc)
            weft_json_string(&j, 0, &b);
    } else {
        struct weft_slice w = word(s);

        weft_buf_add(&b, w.p, w.n);
    }
    out->end = s->at;
    out->n = b.len;
    out->s = b.oom ? NULL
                   : weft_arena_string(&s->l->mem, b.p ? b.p : "", b.len);
    if (!rc && !out->s)
        rc = no_memory(s);
    weft_json_release(&j);
    weft_buf_release(&b);
    if (!rc && s->at < s->n && !is_blank(s->s[s->at]))
        rc = weft_err_set(s->err, WEFT_E_PARSE, NULL,
                          "at byte %zu: expected a blank after the string",
                          s->at + 1);
    return rc;
}

/* --- arguments ----------------------------------------------------------- */

/* KEY up to '=' or a blank; quoted parts may contain both. */
static enum weft_rc key(struct scanner *s, struct weft_slice *out)
{
    size_t from = s->at;
    struct weft_json j = { 0 };
    enum weft_rc rc = WEFT_OK;

    while (!rc && s->at < s->n && s->s[s->at] != '=' &&
           !is_blank(s->s[s->at])) {
        if (s->s[s->at] == '"')
            rc = json_value(s, &j);
        else
            s->at++;
    }
    weft_json_release(&j);
    *out = (struct weft_slice){ s->s + from, s->at - from };
    return rc;
}

static enum weft_rc value(struct scanner *s, struct weft_slice *out)
{
    size_t from = s->at;
    char c = s->at < s->n ? s->s[s->at] : '\0';
    struct weft_json j = { 0 };
    enum weft_rc rc;

    if (c != '"' && c != '[' && c != '{') {
        while (s->at < s->n && !is_blank(s->s[s->at]))
            s->at++;
        *out = (struct weft_slice){ s->s + from, s->at - from };
        return WEFT_OK;
    }
    rc = json_value(s, &j);
    weft_json_release(&j);
    *out = (struct weft_slice){ s->s + from, s->at - from };
    if (!rc && s->at < s->n && !is_blank(s->s[s->at]))
        rc = weft_err_set(s->err, WEFT_E_PARSE, NULL,
                          "at byte %zu: expected a blank after the value",
                          s->at + 1);
    return rc;
}

static enum weft_rc argument(struct scanner *s, struct weft_edit_arg *a,
                             bool values)
{
    enum weft_rc rc = key(s, &a->key);

    if (rc)
        return rc;
    if (a->key.n == 0)
        return misused(s, "expected KEY=VALUE, found '='");
    if (!values && s->at < s->n && s->s[s->at] == '=')
        return misused(s, "expected only a KEY, found '='");
    if (!values)
        return WEFT_OK;
    if (s->at == s->n || s->s[s->at] != '=')
        return fault_word(s, "expected KEY=VALUE, found ", a->key, "");
    s->at++;
    return value(s, &a->value);
}

static enum weft_rc arguments(struct scanner *s, bool values, bool required)
{
    struct weft_edit_arg arg[ARGS_MAX] = { 0 };
    struct weft_edit_line *l = s->l;

    while (!at_end(s)) {
        enum weft_rc rc;

        if (l->narg == ARGS_MAX)
            return misused(s, "too many arguments");
        rc = argument(s, &arg[l->narg], values);
        if (rc)
            return rc;
        l->narg++;
    }
    if (required && l->narg == 0)
        return misused(s, values ? "expected KEY=VALUE" : "expected a KEY");
    if (l->narg == 0)
        return WEFT_OK;
    l->arg = weft_arena_array(&l->mem, (size_t)l->narg, sizeof(*arg));
    if (!l->arg)
        return no_memory(s);
    memcpy(l->arg, arg, (size_t)l->narg * sizeof(*arg));
    return WEFT_OK;
}

/* --- the line ------------------------------------------------------------ */

static enum weft_rc unknown_verb(struct scanner *s, struct weft_slice w,
                                 const char *near)
{
    struct weft_buf hint = { 0 };
    enum weft_rc rc;

    if (near)
        weft_buf_addf(&hint, "; did you mean '%s'?", near);
    else
        weft_buf_adds(&hint, "; edits start with add, set, unset, link, ...");
    rc = fault_word(s, "unknown edit ", w, hint.p ? hint.p : "");
    weft_buf_release(&hint);
    return rc;
}

static enum weft_rc verb(struct scanner *s)
{
    struct weft_slice w = word(s);
    const char *near = NULL;

    if (w.n == 0)
        return weft_err_set(s->err, WEFT_E_PARSE, NULL, "the edit is empty");
    for (int i = 0; i < VERBS; i++) {
        if (is(w, verb_name[i])) {
            s->l->verb = (enum weft_verb)i;
            return WEFT_OK;
        }
        if (weft_near(w.p, w.n, verb_name[i], strlen(verb_name[i]), 2) <= 2)
            near = verb_name[i];
    }
    return unknown_verb(s, w, near);
}

/* task, node or (for set and unset) plan; and the id. */
static enum weft_rc subject(struct scanner *s)
{
    struct weft_edit_line *l = s->l;
    bool plan = l->verb == WEFT_VERB_SET || l->verb == WEFT_VERB_UNSET;
    struct weft_slice w = word(s);

    if (is(w, "task"))
        l->on = WEFT_ON_TASK;
    else if (is(w, "node") && l->verb != WEFT_VERB_MOVE)
        l->on = WEFT_ON_NODE;
    else if (is(w, "plan") && plan)
        l->on = WEFT_ON_PLAN;
    else
        return misused(s, w.n == 0 ? "the edit is incomplete"
                                   : "expected what to edit");
    if (l->on == WEFT_ON_PLAN)
        return WEFT_OK;
    return id(s, &l->id, "expected an id");
}

static enum weft_rc move_where(struct scanner *s)
{
    struct weft_slice w = word(s);

    s->l->before = is(w, "before");
    if (!s->l->before && !is(w, "after"))
        return misused(s, "expected 'before' or 'after'");
    return id(s, &s->l->other, "expected an id");
}

static enum weft_rc operands(struct scanner *s)
{
    struct weft_edit_line *l = s->l;
    enum weft_rc rc;

    switch (l->verb) {
    case WEFT_VERB_ADD:
        rc = subject(s);
        return rc ? rc : arguments(s, true, false);
    case WEFT_VERB_SET:
        rc = subject(s);
        return rc ? rc : arguments(s, true, true);
    case WEFT_VERB_UNSET:
        rc = subject(s);
        return rc ? rc : arguments(s, false, true);
    case WEFT_VERB_LINK:
    case WEFT_VERB_UNLINK:
        l->on = WEFT_ON_TASK;
        rc = id(s, &l->id, "expected the task FROM");
        rc = rc ? rc : id(s, &l->other, "expected the task TO");
        if (!rc && l->verb == WEFT_VERB_LINK)
            rc = arguments(s, true, false);
        return rc;
    case WEFT_VERB_RENAME:
        rc = subject(s);
        return rc ? rc : id(s, &l->other, "expected the new id");
    case WEFT_VERB_DELETE:
        return subject(s);
    case WEFT_VERB_MOVE:
        rc = subject(s);
        return rc ? rc : move_where(s);
    }
    return WEFT_E_INVAL;
}

enum weft_rc weft_edit_line_parse(struct weft_edit_line *l, const char *line,
                                  size_t n, struct weft_err *err)
{
    struct scanner s = { .s = line, .n = n, .l = l, .err = err };
    enum weft_rc rc;

    if (memchr(line, '\n', n) || memchr(line, '\r', n))
        return weft_err_set(err, WEFT_E_PARSE, NULL,
                            "an edit is one line of text");
    if (!weft_utf8_valid(line, n))
        return weft_err_set(err, WEFT_E_PARSE, NULL,
                            "the edit is not valid UTF-8");
    rc = verb(&s);
    rc = rc ? rc : operands(&s);
    if (!rc && !at_end(&s))
        rc = misused(&s, "the edit goes on after its end");
    if (rc)
        weft_edit_line_release(l);
    return rc;
}
