/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/edit_text.h"

#include <string.h>

void weft_cut_release(struct weft_cut *c)
{
    weft_buf_release(&c->text);
    weft_json_release(&c->j);
    weft_json_release(&c->spare);
}

static const struct weft_json_val *val(const struct weft_cut *c, int32_t v)
{
    return &c->j.v[v];
}

/* b becomes the text, if it is complete and can be parsed: otherwise text and
 * parse stay as they are, and fit together. */
static void replace_text(struct weft_cut *c, struct weft_buf *b)
{
    struct weft_buf old = c->text;
    struct weft_json j = c->j;

    if (b->oom || weft_json_parse(&c->spare, b->p, b->len, true, NULL, NULL)) {
        c->oom = true;
        weft_buf_release(b);
        return;
    }
    c->text = *b;
    c->j = c->spare;
    c->spare = j;
    weft_buf_release(&old);
}

/* Where a member or element starts: at its key if it has one. */
static size_t start(const struct weft_json_val *v)
{
    return v->key < v->key_end ? v->key : v->begin;
}

void weft_cut_begin(struct weft_cut *c, const char *text, size_t n)
{
    struct weft_buf b = { 0 };
    int32_t first;

    weft_buf_add(&b, text, n);
    replace_text(c, &b);
    if (c->oom)
        return;
    first = val(c, 0)->child;
    if (first != WEFT_NONE && val(c, first)->key < val(c, first)->key_end)
        c->spaced = val(c, first)->begin - val(c, first)->key_end > 1;
}

/* text[from..to) becomes s[0..n). */
static void splice(struct weft_cut *c, size_t from, size_t to, const char *s,
                   size_t n)
{
    struct weft_buf b = { 0 };

    if (c->oom)
        return;
    weft_buf_add(&b, c->text.p, from);
    weft_buf_add(&b, s, n);
    weft_buf_add(&b, c->text.p + to, c->text.len - to);
    replace_text(c, &b);
}

void weft_cut_value(struct weft_cut *c, int32_t v, const char *s, size_t n)
{
    splice(c, val(c, v)->begin, val(c, v)->end, s, n);
}

void weft_cut_key(struct weft_cut *c, int32_t v, const char *s, size_t n)
{
    splice(c, val(c, v)->key, val(c, v)->key_end, s, n);
}

/* --- style --------------------------------------------------------------- */

static bool has_newline(const char *s, size_t n)
{
    return memchr(s, '\n', n) != NULL;
}

/* White space between the bracket of v and its first child. */
static struct weft_slice lead_of(const struct weft_json *j, int32_t v)
{
    const struct weft_json_val *x = &j->v[v];
    size_t from = x->begin + 1;

    if (x->child == WEFT_NONE)
        return (struct weft_slice){ j->text + from, 0 };
    return (struct weft_slice){ j->text + from, start(&j->v[x->child]) - from };
}

bool weft_cut_is_expanded(const struct weft_json *j, int32_t v)
{
    struct weft_slice lead = lead_of(j, v);

    return has_newline(lead.p, lead.n);
}

/* Key and colon in the style of the children of obj, or of the cut. */
static void add_key(struct weft_cut *c, int32_t obj, struct weft_buf *b,
                    const char *key, size_t n)
{
    int32_t first = val(c, obj)->child;

    weft_buf_add_json(b, key, n);
    if (first != WEFT_NONE && val(c, first)->key < val(c, first)->key_end)
        weft_buf_add(b, c->text.p + val(c, first)->key_end,
                     val(c, first)->begin - val(c, first)->key_end);
    else
        weft_buf_adds(b, c->spaced ? ": " : ":");
}

/* Comma and white space between children of v: what stands between the two
 * nearest to child at; else, after the only child, made from its lead. */
static void add_separator(struct weft_cut *c, int32_t v, int32_t at,
                          struct weft_buf *b)
{
    const struct weft_json_val *x = val(c, v);
    int32_t prev = x->child, next;
    struct weft_slice lead;

    if (val(c, prev)->next == WEFT_NONE) {
        lead = lead_of(&c->j, v);
        weft_buf_addc(b, ',');
        if (has_newline(lead.p, lead.n))
            weft_buf_add(b, lead.p, lead.n);
        else if (c->spaced)
            weft_buf_addc(b, ' ');
        return;
    }
    while (val(c, prev)->next != at &&
           val(c, val(c, prev)->next)->next != WEFT_NONE)
        prev = val(c, prev)->next;
    next = val(c, prev)->next;
    weft_buf_add(b, c->text.p + val(c, prev)->end,
                 start(val(c, next)) - val(c, prev)->end);
}

/* --- members and elements ------------------------------------------------ */

/* Place of member v in the saving order; -1 if it is not known. */
static int rank_of(struct weft_cut *c, int32_t v,
                   const struct weft_schema *table)
{
    const char *key = c->text.p + val(c, v)->key + 1;
    size_t n = val(c, v)->key_end - val(c, v)->key - 2;
    struct weft_buf b = { 0 };
    int rank;

    if (!memchr(key, '\\', n))
        return weft_schema_find(table, key, n);
    weft_json_key(&c->j, v, &b);
    rank = b.oom ? -1 : weft_schema_find(table, b.p ? b.p : "", b.len);
    weft_buf_release(&b);
    return rank;
}

/* The child after which a member of this name goes: the one nearest before it
 * in the saving order, the last for unknown names; WEFT_NONE: first. */
static int32_t place_for(struct weft_cut *c, int32_t obj,
                         const struct weft_schema *table, const char *key,
                         size_t nkey)
{
    int rank = table ? weft_schema_find(table, key, nkey) : -1;
    int32_t after = WEFT_NONE, last = WEFT_NONE;
    int best = -1;

    for (int32_t i = val(c, obj)->child; i != WEFT_NONE; i = val(c, i)->next) {
        int r = rank < 0 ? -1 : rank_of(c, i, table);

        last = i;
        if (r > best && r < rank) {
            best = r;
            after = i;
        }
    }
    return rank < 0 ? last : after;
}

/* The only child of an empty container. */
static void fill(struct weft_cut *c, int32_t v, struct weft_buf *child)
{
    splice(c, val(c, v)->begin + 1, val(c, v)->end - 1, child->p, child->len);
}

void weft_cut_add_member(struct weft_cut *c, int32_t obj,
                         const struct weft_schema *table, const char *key,
                         size_t nkey, const char *value, size_t n)
{
    struct weft_buf b = { 0 };
    int32_t first = val(c, obj)->child, after;

    if (c->oom)
        return;
    after = place_for(c, obj, table, key, nkey);
    if (after != WEFT_NONE)
        add_separator(c, obj, after, &b);
    add_key(c, obj, &b, key, nkey);
    weft_buf_add(&b, value, n);
    if (first != WEFT_NONE && after == WEFT_NONE)
        add_separator(c, obj, first, &b);
    if (b.oom)
        c->oom = true;
    else if (first == WEFT_NONE)
        fill(c, obj, &b);
    else if (after == WEFT_NONE)
        splice(c, start(val(c, first)), start(val(c, first)), b.p, b.len);
    else
        splice(c, val(c, after)->end, val(c, after)->end, b.p, b.len);
    weft_buf_release(&b);
}

void weft_cut_append(struct weft_cut *c, int32_t array, const char *value,
                     size_t n)
{
    struct weft_buf b = { 0 };
    int32_t last = val(c, array)->child;

    if (c->oom)
        return;
    while (last != WEFT_NONE && val(c, last)->next != WEFT_NONE)
        last = val(c, last)->next;
    if (last != WEFT_NONE)
        add_separator(c, array, last, &b);
    weft_buf_add(&b, value, n);
    if (b.oom)
        c->oom = true;
    else if (last == WEFT_NONE)
        fill(c, array, &b);
    else
        splice(c, val(c, last)->end, val(c, last)->end, b.p, b.len);
    weft_buf_release(&b);
}

/* With a next one: up to it, so that it stands where this one stood. Else
 * from the end of the one before. */
void weft_cut_remove(struct weft_cut *c, int32_t v)
{
    const struct weft_json_val *x = val(c, v), *up = val(c, x->parent);
    int32_t prev = WEFT_NONE;

    if (c->oom)
        return;
    if (x->next != WEFT_NONE) {
        splice(c, start(x), start(val(c, x->next)), "", 0);
        return;
    }
    for (int32_t i = up->child; i != v; i = val(c, i)->next)
        prev = i;
    if (prev != WEFT_NONE)
        splice(c, val(c, prev)->end, x->end, "", 0);
    else
        splice(c, up->begin + 1, up->end - 1, "", 0);
}

/* --- new containers ------------------------------------------------------ */

/* The white space that starts a line before a child of obj, and one level
 * deeper; false if obj is on one line. */
static bool indents(struct weft_cut *c, int32_t obj, struct weft_slice *here,
                    size_t *step)
{
    struct weft_slice lead = lead_of(&c->j, obj);
    const struct weft_json_val *x = val(c, obj);
    size_t outer = 0;

    if (!has_newline(lead.p, lead.n))
        return false;
    while (has_newline(lead.p, lead.n)) { /* keep the last line's part */
        const char *nl = memchr(lead.p, '\n', lead.n);

        lead.n -= (size_t)(nl + 1 - lead.p);
        lead.p = nl + 1;
    }
    for (size_t i = x->end - 1;
         i > x->begin && c->text.p[i - 1] != '\n' &&
         (c->text.p[i - 1] == ' ' || c->text.p[i - 1] == '\t');
         i--)
        outer++;
    *here = lead;
    *step = lead.n > outer ? lead.n - outer : 0;
    return true;
}

void weft_cut_wrap(struct weft_cut *c, int32_t obj, struct weft_buf *out,
                   const char *key, size_t nkey, const char *value, size_t n)
{
    struct weft_slice here = { NULL, 0 };
    size_t step = 0;
    bool lines = c->expanded && indents(c, obj, &here, &step);

    weft_buf_addc(out, key ? '{' : '[');
    if (lines) {
        weft_buf_addc(out, '\n');
        weft_buf_add(out, here.p, here.n);
        weft_buf_add(out, here.p, step);
    }
    if (key) {
        weft_buf_add_json(out, key, nkey);
        weft_buf_adds(out, c->spaced ? ": " : ":");
    }
    weft_buf_add(out, value, n);
    if (lines) {
        weft_buf_addc(out, '\n');
        weft_buf_add(out, here.p, here.n);
    }
    weft_buf_addc(out, key ? '}' : ']');
}
