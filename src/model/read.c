/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"

/* Deeper than a parse can be, with room for the piece itself. */
#define PATH_MAX_DEPTH 80

void weft_reader_release(struct weft_reader *r)
{
    weft_buf_release(&r->tmp);
}

/* --- where a fault is ---------------------------------------------------- */

void weft_pointer_key(struct weft_buf *b, const char *s, size_t n)
{
    weft_buf_addc(b, '/');
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '~')
            weft_buf_adds(b, "~0");
        else if (s[i] == '/')
            weft_buf_adds(b, "~1");
        else
            weft_buf_addc(b, s[i]);
    }
}

static void add_index(struct weft_reader *r, int32_t v,
                      struct weft_buf *pointer, struct weft_buf *msg)
{
    int32_t at = 0;

    for (int32_t c = r->j->v[r->j->v[v].parent].child; c != v;
         c = r->j->v[c].next)
        at++;
    weft_buf_addf(pointer, "/%d", (int)at);
    weft_buf_addf(msg, "[%d]", (int)at);
}

static void add_key(struct weft_reader *r, int32_t v, bool first,
                    struct weft_buf *pointer, struct weft_buf *msg)
{
    struct weft_slice key = weft_read_key(r, v);

    if (!key.p)
        return;
    weft_pointer_key(pointer, key.p, key.n);
    weft_buf_adds(msg, first ? ", " : ".");
    if (key.n > 64)
        weft_quote(msg, key.p, key.n);
    else
        weft_utf8_show(msg, key.p, key.n, false);
}

/* "/tasks/3" and "task 'v4'", or the name of the member. */
static void add_piece(struct weft_reader *r, struct weft_buf *pointer,
                      struct weft_buf *msg)
{
    weft_pointer_key(pointer, r->list, r->nlist);
    if (r->pos == WEFT_NONE) {
        weft_utf8_show(msg, r->list, r->nlist, false);
        return;
    }
    weft_buf_addf(pointer, "/%d", (int)r->pos);
    if (r->id) { /* "tasks" -> "task" */
        weft_buf_add(msg, r->list, r->nlist - 1);
        weft_buf_addc(msg, ' ');
        weft_quote(msg, r->id, strlen(r->id));
    } else {
        weft_buf_addf(msg, "%.*s[%d]", (int)r->nlist, r->list, (int)r->pos);
    }
}

static void add_path(struct weft_reader *r, int32_t v, struct weft_buf *pointer,
                     struct weft_buf *msg)
{
    int32_t up[PATH_MAX_DEPTH];
    int n = 0;

    add_piece(r, pointer, msg);
    for (int32_t i = v; i != 0 && n < PATH_MAX_DEPTH; i = r->j->v[i].parent)
        up[n++] = i;
    for (int k = n - 1; k >= 0; k--) {
        if (r->j->v[up[k]].key == r->j->v[up[k]].key_end)
            add_index(r, up[k], pointer, msg);
        else
            add_key(r, up[k], k == n - 1 && r->pos != WEFT_NONE, pointer, msg);
    }
    weft_buf_adds(msg, ": ");
}

/* malloc'd; NULL without memory. */
static char *format(const char *fmt, va_list ap) WEFT_PRINTF(1, 0);
static char *format(const char *fmt, va_list ap)
{
    va_list again;
    int n;
    char *s;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    s = n < 0 ? NULL : malloc((size_t)n + 1);
    if (s)
        vsnprintf(s, (size_t)n + 1, fmt, ap);
    return s;
}

static void fault(struct weft_reader *r, int32_t v, bool key, bool warning,
                  enum weft_rc code, const char *fmt, va_list ap)
    WEFT_PRINTF(6, 0);
static void fault(struct weft_reader *r, int32_t v, bool key, bool warning,
                  enum weft_rc code, const char *fmt, va_list ap)
{
    struct weft_buf pointer = { 0 }, msg = { 0 };
    const struct weft_json_val *x = &r->j->v[v];
    size_t at = r->base + (key ? x->key : x->begin);
    char *text;

    if (!weft_faults_count(r->f, at, warning))
        return;
    add_path(r, v, &pointer, &msg);
    text = format(fmt, ap);
    if (text)
        weft_buf_adds(&msg, text);
    free(text);
    weft_faults_put(r->f, at, warning, code, &pointer, &msg);
}

void weft_fault(struct weft_reader *r, int32_t v, enum weft_rc code,
                const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fault(r, v, false, false, code, fmt, ap);
    va_end(ap);
}

void weft_fault_key(struct weft_reader *r, int32_t v, enum weft_rc code,
                    const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fault(r, v, true, false, code, fmt, ap);
    va_end(ap);
}

void weft_fault_warn(struct weft_reader *r, int32_t v, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fault(r, v, r->j->v[v].key < r->j->v[v].key_end, true, WEFT_E_INVAL, fmt,
          ap);
    va_end(ap);
}

/* --- strings ------------------------------------------------------------- */

static struct weft_slice unescape(struct weft_reader *r, int32_t v, bool key)
{
    const struct weft_json_val *x = &r->j->v[v];
    size_t begin = (key ? x->key : x->begin) + 1;
    size_t end = (key ? x->key_end : x->end) - 1;
    const char *s = r->j->text + begin;

    if (!memchr(s, '\\', end - begin))
        return (struct weft_slice){ s, end - begin };
    weft_buf_clear(&r->tmp);
    if (key)
        weft_json_key(r->j, v, &r->tmp);
    else
        weft_json_string(r->j, v, &r->tmp);
    if (r->tmp.oom) {
        weft_buf_release(&r->tmp);
        r->oom = true;
        return (struct weft_slice){ NULL, 0 };
    }
    return (struct weft_slice){ r->tmp.p ? r->tmp.p : "", r->tmp.len };
}

struct weft_slice weft_read_slice(struct weft_reader *r, int32_t v)
{
    return unescape(r, v, false);
}

struct weft_slice weft_read_key(struct weft_reader *r, int32_t v)
{
    return unescape(r, v, true);
}

static const char *keep(struct weft_reader *r, struct weft_slice s)
{
    const char *copy = s.p ? weft_arena_string(r->mem, s.p, s.n) : NULL;

    if (!copy)
        r->oom = true;
    return copy;
}

/* --- kinds --------------------------------------------------------------- */

static const char *kind_name(enum weft_json_kind kind)
{
    static const char *const name[] = {
        [WEFT_JSON_NULL] = "null",        [WEFT_JSON_FALSE] = "false",
        [WEFT_JSON_TRUE] = "true",        [WEFT_JSON_NUMBER] = "a number",
        [WEFT_JSON_STRING] = "a string",  [WEFT_JSON_ARRAY] = "an array",
        [WEFT_JSON_OBJECT] = "an object",
    };

    return name[kind];
}

static bool expected(struct weft_reader *r, int32_t v, const char *what)
{
    weft_fault(r, v, WEFT_E_INVAL, "expected %s, found %s", what,
               kind_name(r->j->v[v].kind));
    return false;
}

bool weft_read_kind(struct weft_reader *r, int32_t v, enum weft_json_kind kind)
{
    return r->j->v[v].kind == kind || expected(r, v, kind_name(kind));
}

bool weft_read_string(struct weft_reader *r, int32_t v, const char **out)
{
    const char *s;

    if (!weft_read_kind(r, v, WEFT_JSON_STRING))
        return false;
    s = keep(r, weft_read_slice(r, v));
    if (s)
        *out = s;
    return s;
}

/* --- numbers ------------------------------------------------------------- */

static bool fault_of(struct weft_reader *r, int32_t v, enum weft_rc rc,
                     const struct weft_err *e)
{
    if (rc == WEFT_E_NOMEM)
        r->oom = true;
    else
        weft_fault(r, v, rc == WEFT_E_PARSE ? WEFT_E_INVAL : rc, "%s", e->msg);
    return false;
}

/* A JSON number times scale. */
static bool decimal(struct weft_reader *r, int32_t v, int64_t scale,
                    int64_t *out)
{
    const struct weft_json_val *x = &r->j->v[v];
    struct weft_err e = { 0 };
    enum weft_rc rc = weft_decimal(r->j->text + x->begin, x->end - x->begin,
                                   scale, out, &e);

    return rc == WEFT_OK || fault_of(r, v, rc, &e);
}

static bool scaled(struct weft_reader *r, int32_t v, int64_t scale,
                   int64_t *out)
{
    int64_t n;

    if (!decimal(r, v, scale, &n))
        return false;
    if (n < 0) {
        weft_fault(r, v, WEFT_E_INVAL, "must not be negative");
        return false;
    }
    *out = n;
    return true;
}

bool weft_read_number(struct weft_reader *r, int32_t v, int64_t *out)
{
    if (r->j->v[v].kind != WEFT_JSON_NUMBER)
        return expected(r, v, "a number");
    return scaled(r, v, WEFT_NANO, out);
}

bool weft_read_signed(struct weft_reader *r, int32_t v, int64_t *out)
{
    if (r->j->v[v].kind != WEFT_JSON_NUMBER)
        return expected(r, v, "a number");
    return decimal(r, v, WEFT_NANO, out);
}

bool weft_read_time(struct weft_reader *r, int32_t v, int64_t *out)
{
    enum weft_json_kind kind = r->j->v[v].kind;
    struct weft_err e = { 0 };
    struct weft_slice s;
    enum weft_rc rc;

    if (kind == WEFT_JSON_NUMBER)
        return scaled(r, v, weft_unit_milli(r->unit), out);
    if (kind != WEFT_JSON_STRING)
        return expected(r, v,
                        r->unit == WEFT_UNIT_NONE
                            ? "a time (a number)"
                            : "a time (90, \"90s\", \"1h30m\")");
    s = weft_read_slice(r, v);
    if (!s.p)
        return false;
    rc = weft_time_parse(s.p, s.n, r->unit, out, &e);
    return rc == WEFT_OK || fault_of(r, v, rc, &e);
}

bool weft_read_quantity(struct weft_reader *r, int32_t v, int64_t *out)
{
    enum weft_json_kind kind = r->j->v[v].kind;
    struct weft_err e = { 0 };
    struct weft_slice s;
    enum weft_rc rc;

    if (kind == WEFT_JSON_NUMBER)
        return scaled(r, v, WEFT_MILLI, out);
    if (kind != WEFT_JSON_STRING)
        return expected(r, v, "a quantity (2, \"500m\", \"8Gi\")");
    s = weft_read_slice(r, v);
    if (!s.p)
        return false;
    rc = weft_quantity_parse(s.p, s.n, out, &e);
    return rc == WEFT_OK || fault_of(r, v, rc, &e);
}

bool weft_read_word(struct weft_reader *r, int32_t v, const char *const *word,
                    int *out)
{
    struct weft_buf b = { 0 };
    struct weft_slice s;

    if (!weft_read_kind(r, v, WEFT_JSON_STRING))
        return false;
    s = weft_read_slice(r, v);
    if (!s.p)
        return false;
    for (int i = 0; word[i]; i++) {
        if (strlen(word[i]) == s.n && memcmp(word[i], s.p, s.n) == 0) {
            *out = i;
            return true;
        }
    }
    for (int i = 0; word[i]; i++)
        weft_buf_addf(&b, "%s\"%s\"",
                      i == 0        ? ""
                      : word[i + 1] ? ", "
                                    : " or ",
                      word[i]);
    weft_buf_adds(&b, ", found ");
    weft_quote(&b, s.p, s.n);
    weft_fault(r, v, WEFT_E_INVAL, "expected %s", b.p ? b.p : "another word");
    weft_buf_release(&b);
    return false;
}

/* --- ids ----------------------------------------------------------------- */

/* Unicode's White_Space above ASCII. */
static bool is_space(uint32_t c)
{
    return c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

const char *weft_id_fault(const char *s, size_t n)
{
    size_t used;

    if (n == 0)
        return "an id must not be empty";
    if (n > WEFT_ID_MAX)
        return "an id is at most 253 bytes long";
    for (size_t i = 0; i < n; i += used) {
        uint32_t c = (unsigned char)s[i];

        used = c < 0x80 ? 1 : weft_utf8_decode(s + i, n - i, &c);
        if (c == ' ' || (c >= 9 && c <= 13) || (c >= 0x80 && is_space(c)))
            return "an id must not contain white space";
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            return "an id must not contain control characters";
        if (c == '"')
            return "an id must not contain '\"'";
    }
    return NULL;
}

bool weft_read_id_rule(struct weft_reader *r, int32_t v, bool key,
                       struct weft_slice id)
{
    const char *wrong = weft_id_fault(id.p, id.n);

    if (wrong && key)
        weft_fault_key(r, v, WEFT_E_INVAL, "%s", wrong);
    else if (wrong)
        weft_fault(r, v, WEFT_E_INVAL, "%s", wrong);
    return !wrong;
}

/* --- amounts and labels -------------------------------------------------- */

static int by_resource(const void *a, const void *b)
{
    const struct weft_amount *x = a, *y = b;

    return (x->res > y->res) - (x->res < y->res);
}

static bool amount(struct weft_reader *r, int32_t v, bool of_node,
                   struct weft_amount *a)
{
    struct weft_slice key = weft_read_key(r, v);

    if (!key.p || !weft_read_id_rule(r, v, true, key))
        return false;
    /* the key may lie in r->tmp, which reading the value reuses */
    a->res = weft_res_intern(r->p, key.p, key.n);
    if (a->res == WEFT_NONE)
        r->oom = true;
    if (r->oom || !weft_read_quantity(r, v, &a->qty))
        return false;
    if (of_node && a->qty > 0 && r->p->res.v[a->res].global) {
        weft_fault(r, v, WEFT_E_INVAL,
                   "a global resource has its capacity in \"resources\", not "
                   "on a node");
        return false;
    }
    return true;
}

bool weft_read_amounts(struct weft_reader *r, int32_t v, bool of_node,
                       struct weft_amount **out, int32_t *n)
{
    const struct weft_json_val *x = &r->j->v[v];
    struct weft_amount *a = NULL;
    int32_t k = 0;
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    if (x->nchild > 0) {
        a = weft_arena_array(r->mem, (size_t)x->nchild, sizeof(*a));
        if (!a)
            r->oom = true;
    }
    for (int32_t c = x->child; a && c != WEFT_NONE; c = r->j->v[c].next) {
        ok = amount(r, c, of_node, &a[k]) && ok;
        if (a[k].qty > 0)
            k++;
    }
    for (int32_t i = 1; i < k; i++) /* mostly sorted already */
        if (a[i - 1].res > a[i].res) {
            qsort(a, (size_t)k, sizeof(*a), by_resource);
            break;
        }
    *out = a;
    *n = k;
    return ok && !r->oom;
}

bool weft_read_labels(struct weft_reader *r, int32_t v, struct weft_label **out,
                      int32_t *n)
{
    const struct weft_json_val *x = &r->j->v[v];
    struct weft_label *l = NULL;
    int32_t k = 0;
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    if (x->nchild > 0) {
        l = weft_arena_array(r->mem, (size_t)x->nchild, sizeof(*l));
        if (!l)
            r->oom = true;
    }
    for (int32_t c = x->child; l && c != WEFT_NONE; c = r->j->v[c].next) {
        l[k].key = keep(r, weft_read_key(r, c));
        if (weft_read_string(r, c, &l[k].value) && l[k].key)
            k++;
        else
            ok = false;
    }
    *out = l;
    *n = k;
    return ok && !r->oom;
}

/* --- members ------------------------------------------------------------- */

int weft_read_member(struct weft_reader *r, int32_t v,
                     const struct weft_schema *table)
{
    struct weft_slice key = weft_read_key(r, v);
    const struct weft_schema *near;
    struct weft_buf b = { 0 };
    int i;

    if (!key.p)
        return -1;
    i = weft_schema_find(table, key.p, key.n);
    near = i < 0 ? weft_schema_near(table, key.p, key.n) : NULL;
    if (near) {
        weft_quote(&b, key.p, key.n);
        weft_fault_warn(r, v, "unknown member %s; did you mean '%s'?",
                        b.p ? b.p : "", near->key);
        weft_buf_release(&b);
    }
    return i;
}

bool weft_read_required(struct weft_reader *r, int32_t obj,
                        const struct weft_schema *table, uint32_t seen)
{
    bool ok = true;

    for (int i = 0; table[i].key; i++) {
        if (table[i].required && !(seen & 1u << i)) {
            weft_fault(r, obj, WEFT_E_INVAL, "missing member '%s'",
                       table[i].key);
            ok = false;
        }
    }
    return ok;
}

/* --- near names ---------------------------------------------------------- */

static const char *name_of(const struct weft_plan *p, bool task, int32_t i)
{
    return task ? weft_task_at(p, i)->t.id : weft_node_at(p, i)->t.id;
}

static void hint(struct weft_buf *b, const struct weft_plan *p,
                 struct weft_faults *f, bool task, const char *s, size_t n)
{
    int32_t count = task ? p->tasks.n : p->nodes.n;
    const char *best = NULL;
    int most = n < 3 ? 0 : n < 5 ? 1 : 2; /* short ids are all alike */

    for (int32_t i = 0; i < count && most > 0; i++) {
        const char *name = name_of(p, task, i);
        int d;

        if (f->hints-- <= 0)
            break;
        d = name ? weft_near(s, n, name, strlen(name), most) : most + 1;
        if (d > 0 && d <= most) {
            best = name;
            most = d - 1;
        }
    }
    if (best) {
        weft_buf_adds(b, "; did you mean ");
        weft_quote(b, best, strlen(best));
        weft_buf_addc(b, '?');
    }
}

void weft_hint_task(struct weft_buf *b, const struct weft_plan *p,
                    struct weft_faults *f, const char *s, size_t n)
{
    hint(b, p, f, true, s, n);
}

void weft_hint_node(struct weft_buf *b, const struct weft_plan *p,
                    struct weft_faults *f, const char *s, size_t n)
{
    int32_t node = weft_plan_copy_owner(p, s, n);
    const struct weft_node *t;

    if (node == WEFT_NONE) {
        hint(b, p, f, false, s, n);
        return;
    }
    t = &weft_node_at(p, node)->t;
    weft_buf_adds(b, "; node ");
    weft_quote(b, t->id, strlen(t->id));
    weft_buf_addf(b, " has %d cop%s", (int)t->count,
                  t->count == 1 ? "y" : "ies");
}
