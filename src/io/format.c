/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/format.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/utf8.h"

/* In the order they are tried and listed; the first of equals wins. */
static const struct weft_format *const formats[] = {
    &weft_format_weft,      &weft_format_wfformat, &weft_format_psplib,
    &weft_format_patterson, &weft_format_fjsp,     NULL,
};

const struct weft_format *const *weft_formats(void)
{
    return formats;
}

const struct weft_format *weft_format_find(const char *name)
{
    for (size_t i = 0; formats[i]; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

/* --- helpers of the formats ---------------------------------------------- */

bool weft_has_ext(const char *path, const char *ext)
{
    size_t n = path ? strlen(path) : 0, k = strlen(ext);

    return n > k && strcasecmp(path + n - k, ext) == 0;
}

/* Behind the string literal at s[at]. */
static size_t skip_string(const char *s, size_t len, size_t at)
{
    for (at++; at < len && s[at] != '"'; at++)
        if (s[at] == '\\')
            at++;
    return at + 1;
}

bool weft_json_has_member(const char *text, size_t len, const char *key)
{
    size_t at = weft_json_space(text, len, 0), n = strlen(key);
    int depth = 0;

    while (at < len) {
        size_t begin = at;

        switch (text[at]) {
        case '"':
            at = skip_string(text, len, at);
            if (depth == 1 && at - begin == n + 2 && at < len &&
                memcmp(text + begin + 1, key, n) == 0) {
                size_t colon = weft_json_space(text, len, at);

                if (colon < len && text[colon] == ':')
                    return true;
            }
            continue;
        case '{':
        case '[':
            depth++;
            break;
        case '}':
        case ']':
            depth--;
            break;
        default:
            break;
        }
        if (depth <= 0)
            return false;
        at++;
    }
    return false;
}

enum weft_rc weft_give(struct weft_buf *b, char **doc, size_t *len,
                       struct weft_err *err)
{
    size_t n = b->len;
    char *text = weft_buf_take(b);

    if (!text)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    *doc = text;
    *len = n;
    return WEFT_OK;
}

/* --- weft's own ---------------------------------------------------------- */

static int probe_weft(const char *text, size_t len, const char *path)
{
    size_t at = weft_json_space(text, len, 0);

    if (weft_json_has_member(text, len, "weft"))
        return 100;
    if (at < len && text[at] == '{')
        return 20;
    return weft_has_ext(path, ".json") ? 10 : 1;
}

static enum weft_rc read_weft(const char *text, size_t len, char **doc,
                              size_t *doclen, struct weft_diags *diags,
                              struct weft_err *err)
{
    struct weft_buf b = { 0 };

    (void)diags;
    weft_buf_add(&b, text, len);
    return weft_give(&b, doc, doclen, err);
}

static enum weft_rc write_weft(const struct weft_plan *p, char **text,
                               size_t *len, struct weft_diags *loss,
                               struct weft_err *err)
{
    (void)loss;
    return weft_plan_text(p, text, len, err);
}

const struct weft_format weft_format_weft = {
    .name = "weft",
    .summary = "plan document, see weft-plan(5)",
    .ext = ".json",
    .probe = probe_weft,
    .read = read_weft,
    .write = write_weft,
};

/* --- opening ------------------------------------------------------------- */

/* What is nothing else is read as a plan document: its faults are the ones to
 * report. */
static const struct weft_format *recognise(const char *text, size_t len,
                                           const char *path)
{
    const struct weft_format *best = &weft_format_weft;
    int most = 0;

    for (size_t i = 0; formats[i]; i++) {
        int score = formats[i]->probe ? formats[i]->probe(text, len, path) : 0;

        if (score > most) {
            most = score;
            best = formats[i];
        }
    }
    return best;
}

static enum weft_rc unknown_format(const char *name, struct weft_err *err)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_buf_adds(&b, "unknown format '");
    weft_utf8_show(&b, name, strlen(name), false);
    weft_buf_adds(&b, "'; known are");
    for (size_t i = 0; formats[i]; i++)
        if (formats[i]->read)
            weft_buf_addf(&b, "%s %s", i ? "," : "", formats[i]->name);
    rc = weft_err_set(err, WEFT_E_INVAL, NULL, "%s",
                      b.oom ? "unknown format" : b.p);
    weft_buf_release(&b);
    return rc;
}

/* Convert, then load. The document is ours: places in it mean nothing to the
 * owner of the file. */
static enum weft_rc load_foreign(const struct weft_format *f, const char *text,
                                 size_t len, struct weft_plan **out,
                                 struct weft_diags *diags, struct weft_err *err)
{
    char *doc = NULL;
    size_t n, doclen = 0;
    enum weft_rc rc = f->read(text, len, &doc, &doclen, diags, err);

    if (rc)
        return rc;
    n = diags->n;
    rc = weft_plan_load(doc, doclen, out, diags, err);
    for (; n < diags->n; n++) {
        diags->v[n].line = diags->v[n].column = 0;
        free(diags->v[n].pointer);
        diags->v[n].pointer = NULL;
    }
    if (rc && err)
        err->line = err->column = 0;
    free(doc);
    return rc;
}

enum weft_rc weft_open(const char *path, const char *from,
                       struct weft_plan **out,
                       const struct weft_format **format,
                       struct weft_diags *diags, struct weft_err *err)
{
    const struct weft_format *f = from ? weft_format_find(from) : NULL;
    char *text = NULL;
    size_t len = 0;
    enum weft_rc rc;

    if (from && (!f || !f->read))
        return unknown_format(from, err);
    rc = weft_file_read(path, &text, &len, err);
    if (rc)
        return rc;
    if (!f)
        f = recognise(text, len, path);
    if (f == &weft_format_weft)
        rc = weft_plan_load(text, len, out, diags, err);
    else
        rc = load_foreign(f, text, len, out, diags, err);
    free(text);
    if (!rc && format)
        *format = f;
    return rc;
}
