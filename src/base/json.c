/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"

enum {
    DEPTH_MAX = 64,
    PAIRWISE_MAX = 16 /* members; larger objects check their keys by hashing */
};

/* What may stand at the current place. */
enum want {
    WANT_VALUE,
    WANT_VALUE_OR_CLOSE, /* after '[' */
    WANT_KEY,            /* after ',' in an object */
    WANT_KEY_OR_CLOSE,   /* after '{' */
    WANT_MORE_OR_CLOSE   /* after a member or an item */
};

struct parser {
    struct weft_json *j;
    const char *s;
    size_t len, at;
    int depth;               /* open containers */
    int32_t open[DEPTH_MAX]; /* their values, outermost first */
    int32_t last[DEPTH_MAX]; /* their newest child */
    size_t key, key_end;     /* of the value to come */
    size_t *fault;
    struct weft_err *err;
};

static enum weft_rc fail(struct parser *p, size_t at, enum weft_rc rc,
                         const char *text)
{
    *p->fault = at;
    return weft_err_set(p->err, rc, NULL, "%s", text);
}

static enum weft_rc syntax(struct parser *p, size_t at, const char *text)
{
    return fail(p, at, WEFT_E_PARSE, text);
}

/* "expected X, found Y" for the byte at p->at. */
static enum weft_rc unexpected(struct parser *p, const char *expected)
{
    unsigned char c;

    *p->fault = p->at;
    if (p->at >= p->len)
        return weft_err_set(p->err, WEFT_E_PARSE, NULL,
                            "expected %s, found the end of the text", expected);
    c = (unsigned char)p->s[p->at];
    if (c > 0x20 && c < 0x7f)
        return weft_err_set(p->err, WEFT_E_PARSE, NULL,
                            "expected %s, found '%c'", expected, c);
    return weft_err_set(p->err, WEFT_E_PARSE, NULL,
                        "expected %s, found the byte 0x%02x", expected, c);
}

/* The byte at p->at, NUL at the end. */
static char peek(const struct parser *p)
{
    if (p->at < p->len)
        return p->s[p->at];
    return '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- values -------------------------------------------------------------- */

static enum weft_rc grow(struct parser *p)
{
    struct weft_json *j = p->j;
    int32_t cap = j->cap ? j->cap : 32;
    struct weft_json_val *v;

    if (j->n == INT32_MAX)
        return fail(p, p->at, WEFT_E_LIMIT, "too many values");
    if (j->cap)
        cap = cap > INT32_MAX / 2 ? INT32_MAX : cap * 2;
    if ((size_t)cap > SIZE_MAX / sizeof(*v))
        return fail(p, p->at, WEFT_E_NOMEM, "out of memory");
    v = realloc(j->v, (size_t)cap * sizeof(*v));
    if (!v)
        return fail(p, p->at, WEFT_E_NOMEM, "out of memory");
    j->v = v;
    j->cap = cap;
    return WEFT_OK;
}

/* Append the value that begins at p->at and hook it to its parent. */
static enum weft_rc add_value(struct parser *p, enum weft_json_kind kind)
{
    struct weft_json *j = p->j;
    int32_t i = j->n, parent = WEFT_NONE;

    if (i == j->cap) {
        enum weft_rc rc = grow(p);

        if (rc)
            return rc;
    }
    if (p->depth) {
        int32_t prev = p->last[p->depth - 1];

        parent = p->open[p->depth - 1];
        if (prev == WEFT_NONE)
            j->v[parent].child = i;
        else
            j->v[prev].next = i;
        p->last[p->depth - 1] = i;
        j->v[parent].nchild++;
    }
    j->v[i] = (struct weft_json_val){ .kind = kind,
                                      .child = WEFT_NONE,
                                      .next = WEFT_NONE,
                                      .parent = parent,
                                      .key = p->key,
                                      .key_end = p->key_end,
                                      .begin = p->at,
                                      .end = p->at };
    p->key = p->key_end = 0;
    j->n++;
    return WEFT_OK;
}

/* --- strings ------------------------------------------------------------- */

/* Value of the four hex digits at s, or -1. */
static int32_t hex4(const char *s)
{
    int32_t x = 0;

    for (int i = 0; i < 4; i++) {
        char c = s[i];

        if (is_digit(c))
            x = x * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            x = x * 16 + (c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            x = x * 16 + (c - 'A' + 10);
        else
            return -1;
    }
    return x;
}

static bool is_high(int32_t u)
{
    return u >= 0xd800 && u <= 0xdbff;
}

static bool is_low(int32_t u)
{
    return u >= 0xdc00 && u <= 0xdfff;
}

/* At the backslash of "\u"; moves behind the escape (both of a pair). */
static enum weft_rc scan_unicode_escape(struct parser *p)
{
    size_t at = p->at, left = p->len - at;
    int32_t u = left < 6 ? -1 : hex4(p->s + at + 2);

    if (u < 0)
        return syntax(p, at, "expected four hex digits after '\\u'");
    if (u == 0)
        return syntax(p, at, "U+0000 is not allowed");
    p->at += 6;
    if (!is_high(u) && !is_low(u))
        return WEFT_OK;
    if (is_low(u) || left < 12 || p->s[at + 6] != '\\' || p->s[at + 7] != 'u' ||
        !is_low(hex4(p->s + at + 8)))
        return syntax(p, at, "half of a surrogate pair on its own");
    p->at += 6;
    return WEFT_OK;
}

static enum weft_rc scan_escape(struct parser *p)
{
    char c = '\0';

    if (p->at + 1 < p->len)
        c = p->s[p->at + 1];
    if (c == 'u')
        return scan_unicode_escape(p);
    if (c == '\0' || !strchr("\"\\/bfnrt", c))
        return syntax(p, p->at,
                      "unknown escape in a string: a backslash itself is "
                      "written '\\\\'");
    p->at += 2;
    return WEFT_OK;
}

/* A byte of a string that is not plain ASCII, not the closing quote. */
static enum weft_rc scan_special(struct parser *p)
{
    unsigned char c = (unsigned char)p->s[p->at];
    size_t n;

    if (c == '\\')
        return scan_escape(p);
    if (c < 0x20) {
        *p->fault = p->at;
        return weft_err_set(p->err, WEFT_E_PARSE, NULL,
                            "control character 0x%02x in a string: write it "
                            "as an escape such as '\\n'",
                            c);
    }
    n = weft_utf8_sequence(p->s + p->at, p->len - p->at);
    if (!n)
        return syntax(p, p->at, "invalid UTF-8 in a string");
    p->at += n;
    return WEFT_OK;
}

/* At the opening quote; moves behind the closing one. */
static enum weft_rc scan_string(struct parser *p)
{
    size_t begin = p->at++;

    for (;;) {
        enum weft_rc rc;

        while (p->at < p->len && (signed char)p->s[p->at] >= 0x20 &&
               p->s[p->at] != '"' && p->s[p->at] != '\\')
            p->at++;
        if (p->at >= p->len)
            return syntax(p, begin, "this string is never closed");
        if (p->s[p->at] == '"') {
            p->at++;
            return WEFT_OK;
        }
        rc = scan_special(p);
        if (rc)
            return rc;
    }
}

/* --- numbers and names --------------------------------------------------- */

static void skip_digits(struct parser *p)
{
    while (p->at < p->len && is_digit(p->s[p->at]))
        p->at++;
}

static enum weft_rc scan_digits(struct parser *p, const char *expected)
{
    if (p->at >= p->len || !is_digit(p->s[p->at]))
        return unexpected(p, expected);
    skip_digits(p);
    return WEFT_OK;
}

static enum weft_rc scan_exponent(struct parser *p)
{
    if (p->at >= p->len || (p->s[p->at] | 0x20) != 'e')
        return WEFT_OK;
    p->at++;
    if (p->at < p->len && (p->s[p->at] == '+' || p->s[p->at] == '-'))
        p->at++;
    return scan_digits(p, "a digit in the exponent");
}

static enum weft_rc scan_number(struct parser *p)
{
    enum weft_rc rc = WEFT_OK;

    if (p->s[p->at] == '-')
        p->at++;
    if (p->at < p->len && p->s[p->at] == '0') {
        p->at++;
        if (p->at < p->len && is_digit(p->s[p->at]))
            return syntax(p, p->at - 1, "a number cannot have leading zeros");
    } else {
        rc = scan_digits(p, "a digit");
    }
    if (!rc && p->at < p->len && p->s[p->at] == '.') {
        p->at++;
        rc = scan_digits(p, "a digit after the decimal point");
    }
    return rc ? rc : scan_exponent(p);
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_';
}

/* Hints for the mistakes people make when they write JSON by hand. */
static enum weft_rc bad_value(struct parser *p)
{
    size_t left = p->len - p->at;
    const char *s = p->s + p->at;

    if (left >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
        return syntax(p, p->at,
                      "expected a value, found a byte order mark: save the "
                      "file as UTF-8 without one");
    if (left && *s == '\'')
        return syntax(p, p->at, "strings are written in double quotes");
    if (left && *s == '/')
        return syntax(p, p->at, "comments are not allowed");
    if (left && *s == '+')
        return syntax(p, p->at, "a number cannot start with '+'");
    if (left && *s == '.')
        return syntax(p, p->at, "a number needs a digit before the point");
    if (left && is_word(*s))
        return syntax(p, p->at,
                      "expected a value: a bare word is none, strings are "
                      "written in double quotes");
    return unexpected(p, "a value");
}

static enum weft_rc scan_word(struct parser *p, const char *word)
{
    size_t n = strlen(word);

    if (p->len - p->at < n || memcmp(p->s + p->at, word, n) != 0 ||
        (p->len - p->at > n && is_word(p->s[p->at + n])))
        return bad_value(p);
    p->at += n;
    return WEFT_OK;
}

/* --- duplicate keys ------------------------------------------------------ */

static bool has_escape(const struct weft_json *j, const struct weft_json_val *v)
{
    return memchr(j->text + v->key, '\\', v->key_end - v->key) != NULL;
}

static enum weft_rc duplicate(struct parser *p, int32_t i)
{
    const struct weft_json_val *v = &p->j->v[i];
    struct weft_buf shown = { 0 };
    size_t n = v->key_end - v->key;

    *p->fault = v->key;
    weft_utf8_show(&shown, p->s + v->key, n < 100 ? n : 100, false);
    weft_err_set(p->err, WEFT_E_PARSE, NULL,
                 "the member %s%s appears twice in this object",
                 shown.p ? shown.p : "", n < 100 ? "" : "...");
    weft_buf_release(&shown);
    return WEFT_E_PARSE;
}

static bool same_key(const struct weft_json *j, const struct weft_json_val *a,
                     const struct weft_json_val *b)
{
    size_t n = a->key_end - a->key;

    return n == b->key_end - b->key &&
           memcmp(j->text + a->key, j->text + b->key, n) == 0;
}

static enum weft_rc check_keys_pairwise(struct parser *p, int32_t first)
{
    const struct weft_json_val *v = p->j->v;

    for (int32_t i = v[first].next; i != WEFT_NONE; i = v[i].next)
        for (int32_t k = first; k != i; k = v[k].next)
            if (same_key(p->j, &v[i], &v[k]))
                return duplicate(p, i);
    return WEFT_OK;
}

/* Keys with escapes are compared by what they mean: they are unescaped into
 * pool, which has room for all of them and so does not move. */
static enum weft_rc check_keys_hashed(struct parser *p, int32_t first,
                                      struct weft_map *seen,
                                      struct weft_buf *pool)
{
    const struct weft_json *j = p->j;

    for (int32_t i = first; i != WEFT_NONE; i = j->v[i].next) {
        const char *key = j->text + j->v[i].key + 1;
        size_t n = j->v[i].key_end - j->v[i].key - 2;

        if (has_escape(j, &j->v[i])) {
            size_t from = pool->len;

            weft_json_key(j, i, pool);
            key = pool->p + from;
            n = pool->len - from;
        }
        if (weft_map_get(seen, key, n) != WEFT_NONE)
            return duplicate(p, i);
        if (weft_map_put(seen, key, n, i))
            return fail(p, j->v[i].key, WEFT_E_NOMEM, "out of memory");
    }
    return WEFT_OK;
}

/* Called when an object closes. O(its members) expected. */
static enum weft_rc check_keys(struct parser *p, int32_t obj)
{
    const struct weft_json *j = p->j;
    struct weft_map seen = { 0 };
    struct weft_buf pool = { 0 };
    size_t escaped = 0;
    enum weft_rc rc = WEFT_OK;

    for (int32_t i = j->v[obj].child; i != WEFT_NONE; i = j->v[i].next)
        if (has_escape(j, &j->v[i]))
            escaped += j->v[i].key_end - j->v[i].key;
    if (!escaped && j->v[obj].nchild <= PAIRWISE_MAX)
        return check_keys_pairwise(p, j->v[obj].child);
    if (escaped) {
        pool.p = malloc(escaped + 1);
        pool.cap = escaped + 1;
        if (!pool.p)
            rc = fail(p, j->v[obj].begin, WEFT_E_NOMEM, "out of memory");
    }
    if (!rc)
        rc = check_keys_hashed(p, j->v[obj].child, &seen, &pool);
    weft_map_release(&seen);
    weft_buf_release(&pool);
    return rc;
}

/* --- the machine --------------------------------------------------------- */

size_t weft_json_space(const char *text, size_t len, size_t at)
{
    while (at < len && (text[at] == ' ' || text[at] == '\n' ||
                        text[at] == '\r' || text[at] == '\t'))
        at++;
    return at;
}

static enum weft_rc open_container(struct parser *p, enum weft_json_kind kind)
{
    enum weft_rc rc;

    if (p->depth == DEPTH_MAX)
        return fail(p, p->at, WEFT_E_LIMIT, "nested more than 64 levels deep");
    rc = add_value(p, kind);
    if (rc)
        return rc;
    p->open[p->depth] = p->j->n - 1;
    p->last[p->depth] = WEFT_NONE;
    p->depth++;
    p->at++;
    return WEFT_OK;
}

static enum weft_rc close_container(struct parser *p, enum want *want)
{
    int32_t i = p->open[p->depth - 1];

    if (p->j->v[i].kind == WEFT_JSON_OBJECT && p->j->v[i].nchild > 1) {
        enum weft_rc rc = check_keys(p, i);

        if (rc)
            return rc;
    }
    p->at++;
    p->j->v[i].end = p->at;
    p->depth--;
    *want = WANT_MORE_OR_CLOSE;
    return WEFT_OK;
}

/* A value without children: mark its end. */
static enum weft_rc scalar(struct parser *p, enum weft_json_kind kind,
                           const char *word)
{
    enum weft_rc rc = add_value(p, kind);

    if (rc)
        return rc;
    if (kind == WEFT_JSON_STRING)
        rc = scan_string(p);
    else if (kind == WEFT_JSON_NUMBER)
        rc = scan_number(p);
    else
        rc = scan_word(p, word);
    p->j->v[p->j->n - 1].end = p->at;
    return rc;
}

static enum weft_rc step_value(struct parser *p, enum want *want)
{
    char c = peek(p);

    *want = WANT_MORE_OR_CLOSE;
    switch (c) {
    case '{':
        *want = WANT_KEY_OR_CLOSE;
        return open_container(p, WEFT_JSON_OBJECT);
    case '[':
        *want = WANT_VALUE_OR_CLOSE;
        return open_container(p, WEFT_JSON_ARRAY);
    case '"':
        return scalar(p, WEFT_JSON_STRING, NULL);
    case 't':
        return scalar(p, WEFT_JSON_TRUE, "true");
    case 'f':
        return scalar(p, WEFT_JSON_FALSE, "false");
    case 'n':
        return scalar(p, WEFT_JSON_NULL, "null");
    default:
        if (c == '-' || is_digit(c))
            return scalar(p, WEFT_JSON_NUMBER, NULL);
        return bad_value(p);
    }
}

static enum weft_rc step_key(struct parser *p, enum want *want)
{
    enum weft_rc rc;

    if (p->at >= p->len || p->s[p->at] != '"')
        return unexpected(p, *want == WANT_KEY_OR_CLOSE
                                 ? "a member name in double quotes or '}'"
                                 : "a member name in double quotes after ','");
    p->key = p->at;
    rc = scan_string(p);
    if (rc)
        return rc;
    p->key_end = p->at;
    p->at = weft_json_space(p->s, p->len, p->at);
    if (p->at >= p->len || p->s[p->at] != ':')
        return unexpected(p, "':' after a member name");
    p->at++;
    *want = WANT_VALUE;
    return WEFT_OK;
}

static enum weft_rc step_more(struct parser *p, enum want *want)
{
    bool object = p->j->v[p->open[p->depth - 1]].kind == WEFT_JSON_OBJECT;
    char c = peek(p);

    if (c == (object ? '}' : ']'))
        return close_container(p, want);
    if (c != ',')
        return unexpected(p, object ? "',' or '}' after a member"
                                    : "',' or ']' after an item");
    p->at++;
    *want = object ? WANT_KEY : WANT_VALUE;
    return WEFT_OK;
}

static enum weft_rc step(struct parser *p, enum want *want)
{
    char c;

    p->at = weft_json_space(p->s, p->len, p->at);
    c = peek(p);
    switch (*want) {
    case WANT_VALUE_OR_CLOSE:
        if (c == ']')
            return close_container(p, want);
        return step_value(p, want);
    case WANT_VALUE:
        return step_value(p, want);
    case WANT_KEY_OR_CLOSE:
        if (c == '}')
            return close_container(p, want);
        return step_key(p, want);
    case WANT_KEY:
        return step_key(p, want);
    case WANT_MORE_OR_CLOSE:
        return step_more(p, want);
    }
    return WEFT_OK;
}

enum weft_rc weft_json_parse(struct weft_json *j, const char *text, size_t len,
                             bool whole, size_t *at, struct weft_err *err)
{
    size_t fault = 0;
    struct parser p = { .j = j, .s = text, .len = len, .err = err };
    enum want want = WANT_VALUE;
    enum weft_rc rc;

    p.fault = at ? at : &fault;
    j->text = text;
    j->n = 0;
    j->stop = 0;
    do {
        rc = step(&p, &want);
    } while (!rc && p.depth);
    if (rc)
        return rc;
    j->stop = p.at;
    p.at = weft_json_space(text, len, p.at);
    if (whole && p.at < len)
        return unexpected(&p, "nothing after the end of the document");
    return WEFT_OK;
}

void weft_json_release(struct weft_json *j)
{
    free(j->v);
    *j = (struct weft_json){ 0 };
}

/* --- reading ------------------------------------------------------------- */

/* Decode the escape at *s (behind its backslash) and move *s behind it; text
 * has been parsed, so it is valid. Returns the bytes put into out[4]. */
static size_t unescape(const char **s, char *out)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    char c = *(*s)++;
    const char *f = strchr(from, c);
    int32_t u;

    if (c != 'u') {
        if (f)
            c = to[f - from];
        out[0] = c;
        return 1;
    }
    u = hex4(*s);
    *s += 4;
    if (is_high(u)) {
        u = 0x10000 + (u - 0xd800) * 0x400 + (hex4(*s + 2) - 0xdc00);
        *s += 6;
    }
    return weft_utf8_encode((uint32_t)u, out);
}

/* Append the meaning of the literal from[0..n), quotes included. */
static void add_unescaped(struct weft_buf *b, const char *literal, size_t n)
{
    const char *s = literal + 1, *end = literal + n - 1;

    while (s < end) {
        const char *bs = memchr(s, '\\', (size_t)(end - s));
        char out[4];

        weft_buf_add(b, s, (size_t)((bs ? bs : end) - s));
        if (!bs)
            return;
        s = bs + 1;
        weft_buf_add(b, out, unescape(&s, out));
    }
}

void weft_json_string(const struct weft_json *j, int32_t i, struct weft_buf *b)
{
    const struct weft_json_val *v = &j->v[i];

    add_unescaped(b, j->text + v->begin, v->end - v->begin);
}

void weft_json_key(const struct weft_json *j, int32_t i, struct weft_buf *b)
{
    const struct weft_json_val *v = &j->v[i];

    add_unescaped(b, j->text + v->key, v->key_end - v->key);
}

/* Does the literal mean key[0..n)? */
static bool literal_is(const char *literal, size_t len, const char *key,
                       size_t n)
{
    const char *s = literal + 1, *end = literal + len - 1;
    char out[4];

    if (!memchr(s, '\\', (size_t)(end - s)))
        return (size_t)(end - s) == n && memcmp(s, key, n) == 0;
    while (s < end) {
        size_t k = 1;

        out[0] = *s++;
        if (out[0] == '\\')
            k = unescape(&s, out);
        if (k > n || memcmp(out, key, k) != 0)
            return false;
        key += k;
        n -= k;
    }
    return n == 0;
}

int32_t weft_json_get(const struct weft_json *j, int32_t obj, const char *key)
{
    size_t n = strlen(key);

    for (int32_t i = j->v[obj].child; i != WEFT_NONE; i = j->v[i].next) {
        const struct weft_json_val *v = &j->v[i];

        if (literal_is(j->text + v->key, v->key_end - v->key, key, n))
            return i;
    }
    return WEFT_NONE;
}

void weft_json_place(const char *text, size_t at, int *line, int *column)
{
    size_t begin = 0;
    int n = 1;

    for (size_t i = 0; i < at; i++) {
        if (text[i] != '\n')
            continue;
        begin = i + 1;
        n++;
    }
    *line = n;
    *column = (int)(at - begin) + 1;
}
