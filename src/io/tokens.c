/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/tokens.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"

enum { SHOWN = 30 /* bytes of a wrong word in a message */ };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool weft_token_space(struct weft_tokens *t)
{
    while (t->at < t->len && is_space(t->s[t->at]))
        t->at++;
    return t->at < t->len;
}

static void note(struct weft_tokens *t, size_t at, enum weft_rc code,
                 const char *msg)
{
    int line, column;

    weft_json_place(t->s, at, &line, &column);
    if (t->diags)
        weft_diags_add(t->diags, false, code, line, column, NULL, "%s", msg);
    if (t->failed)
        return;
    t->failed = true;
    weft_err_set(t->err, code, NULL, "%s", msg);
    if (t->err) {
        t->err->line = line;
        t->err->column = column;
    }
}

bool weft_token_fault(struct weft_tokens *t, size_t at, enum weft_rc code,
                      const char *fmt, ...)
{
    char msg[256];
    va_list ap;

    if (!t->diags && !t->err) {
        t->failed = true;
        return false;
    }
    va_start(ap, fmt);
    vsnprintf(msg, sizeof(msg), fmt, ap);
    va_end(ap);
    note(t, at, code, msg);
    return false;
}

bool weft_token_nomem(struct weft_tokens *t)
{
    t->failed = true;
    weft_err_set(t->err, WEFT_E_NOMEM, NULL, "out of memory");
    return false;
}

/* "'WORD'" for what stands at offset at. */
static void add_word(struct weft_buf *b, const struct weft_tokens *t, size_t at)
{
    size_t n = 0;

    while (at + n < t->len && !is_space(t->s[at + n]) && n < SHOWN)
        n++;
    if (!n) {
        weft_buf_adds(b, "the end of the file");
        return;
    }
    weft_buf_addc(b, '\'');
    weft_utf8_show(b, t->s + at, n, false);
    weft_buf_addc(b, '\'');
}

/* Digits with an optional sign up to white space or the end. */
static bool scan_int(struct weft_tokens *t, int64_t *out)
{
    bool negative = t->at < t->len && t->s[t->at] == '-';
    size_t i = t->at + negative, begin = i;
    int64_t v = 0;

    for (; i < t->len && t->s[i] >= '0' && t->s[i] <= '9'; i++) {
        if (v > WEFT_NUMBER_MAX)
            continue; /* too large already: refused by the range */
        v = v * 10 + (t->s[i] - '0');
    }
    if (i == begin || (i < t->len && !is_space(t->s[i])))
        return false;
    t->at = i;
    *out = negative ? -v : v;
    return true;
}

bool weft_token_int(struct weft_tokens *t, int64_t lo, int64_t hi, int64_t *out,
                    const char *what, ...)
{
    struct weft_buf word = { 0 };
    char name[100];
    size_t begin;
    va_list ap;
    int64_t v;

    weft_token_space(t);
    begin = t->at;
    if (scan_int(t, &v) && v >= lo && v <= hi) {
        *out = v;
        return true;
    }
    va_start(ap, what);
    vsnprintf(name, sizeof(name), what, ap);
    va_end(ap);
    add_word(&word, t, begin);
    if (lo == hi)
        weft_token_fault(t, begin, WEFT_E_PARSE,
                         "expected %s, %" PRId64 ", found %s", name, lo,
                         word.p ? word.p : "something else");
    else
        weft_token_fault(t, begin, WEFT_E_PARSE,
                         "expected %s, a number from %" PRId64 " to %" PRId64
                         ", found %s",
                         name, lo, hi, word.p ? word.p : "something else");
    weft_buf_release(&word);
    return false;
}

bool weft_token_count(struct weft_tokens *t, int64_t lo, size_t bytes,
                      int32_t *out, const char *what)
{
    size_t begin;
    int64_t v;

    weft_token_space(t);
    begin = t->at;
    if (!weft_token_int(t, lo, INT32_MAX, &v, "%s", what))
        return false;
    if ((uint64_t)v > (t->len - t->at) / bytes + 1)
        return weft_token_fault(t, begin, WEFT_E_PARSE,
                                "%s is %" PRId64
                                ", but the file is too short for so many",
                                what, v);
    *out = (int32_t)v;
    return true;
}

void weft_token_line(struct weft_tokens *t)
{
    const char *nl = memchr(t->s + t->at, '\n', t->len - t->at);

    t->at = nl ? (size_t)(nl - t->s) + 1 : t->len;
}

bool weft_token_end(struct weft_tokens *t)
{
    struct weft_buf word = { 0 };

    if (!weft_token_space(t))
        return true;
    add_word(&word, t, t->at);
    weft_token_fault(t, t->at, WEFT_E_PARSE,
                     "expected the end of the file, found %s",
                     word.p ? word.p : "more");
    weft_buf_release(&word);
    return false;
}
