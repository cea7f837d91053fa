/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/tformat.h - converting texts with a file format. */
#ifndef TFORMAT_H
#define TFORMAT_H

#include "tweft.h"
#include "weft/io.h"

/* A text as a format understands it. Zero-initialise; release_import(). */
struct import {
    enum weft_rc rc;
    char *doc;
    size_t len;
    struct weft_plan *plan; /* if the document loads without errors */
    struct weft_diags diags;
    struct weft_err err;
};

static inline void import(struct import *m, const char *format,
                          const char *text, size_t len)
{
    const struct weft_format *f = weft_format_find(format);

    assert_non_null(f);
    *m = (struct import){ 0 };
    m->rc = f->read(text, len, &m->doc, &m->len, &m->diags, &m->err);
    if (!m->rc)
        m->rc = weft_plan_load(m->doc, m->len, &m->plan, &m->diags, &m->err);
}

static inline void release_import(struct import *m)
{
    free(m->doc);
    weft_plan_free(m->plan);
    weft_diags_release(&m->diags);
}

/* text becomes the document want, byte for byte. */
static inline void becomes(const char *format, const char *text,
                           const char *want)
{
    struct import m;

    import(&m, format, text, strlen(text));
    if (m.rc)
        fail_msg("%s: %d:%d: %s", format, m.err.line, m.err.column, m.err.msg);
    assert_string_equal(m.doc, want);
    release_import(&m);
}

/* text is refused at line:column with a message that holds why. */
static inline void is_refused(const char *format, const char *text, int line,
                              int column, const char *why)
{
    struct import m;

    import(&m, format, text, strlen(text));
    if (!m.rc)
        fail_msg("%s accepts %s", format, text);
    assert_true(m.diags.errors > 0 && m.diags.n > 0);
    for (size_t i = 0; i < m.diags.n; i++) {
        const struct weft_diag *d = &m.diags.v[i];

        if (d->warning || !strstr(d->msg, why))
            continue;
        if (d->line != line || d->column != column)
            fail_msg("'%s' at %d:%d, want %d:%d", d->msg, d->line, d->column,
                     line, column);
        release_import(&m);
        return;
    }
    fail_msg("refused with '%s', want '%s'", m.diags.v[0].msg, why);
}

/* A warning that holds these words was given. */
static inline bool warned(const struct import *m, const char *words)
{
    for (size_t i = 0; i < m->diags.n; i++)
        if (m->diags.v[i].warning && strstr(m->diags.v[i].msg, words))
            return true;
    return false;
}

#endif
