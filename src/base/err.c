/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *weft_rc_text(enum weft_rc rc)
{
    static const char *const text[WEFT_RC_COUNT] = {
#define X(name, text) [WEFT_##name] = text,
        WEFT_RC_MAP(X)
#undef X
    };

    return (unsigned)rc < WEFT_RC_COUNT ? text[rc] : "unknown result code";
}

enum weft_rc weft_err_set(struct weft_err *err, enum weft_rc rc,
                          const char *where, const char *fmt, ...)
{
    va_list ap;

    if (!err)
        return rc;
    *err = (struct weft_err){ .code = rc };
    snprintf(err->where, sizeof(err->where), "%s", where ? where : "");
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
    va_end(ap);
    return rc;
}

static struct weft_diag *diags_slot(struct weft_diags *d)
{
    struct weft_diag *v;
    size_t cap = d->cap ? d->cap * 2 : 8;

    if (d->n >= WEFT_DIAGS_MAX)
        return NULL;
    if (d->n == d->cap) {
        v = realloc(d->v, cap * sizeof(*v));
        if (!v)
            return NULL;
        d->v = v;
        d->cap = cap;
    }
    return &d->v[d->n];
}

static char *format(const char *fmt, va_list ap) WEFT_PRINTF(1, 0);

/* vasprintf without the extension. */
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

void weft_diags_add(struct weft_diags *d, bool warning, enum weft_rc code,
                    int line, int column, const char *pointer, const char *fmt,
                    ...)
{
    struct weft_diag *slot = diags_slot(d);
    va_list ap;

    if (!warning)
        d->errors++;
    if (!slot) {
        d->dropped++;
        return;
    }
    *slot = (struct weft_diag){
        .warning = warning, .code = code, .line = line, .column = column
    };
    if (pointer)
        slot->pointer = strdup(pointer);
    va_start(ap, fmt);
    slot->msg = format(fmt, ap);
    va_end(ap);
    if ((pointer && !slot->pointer) || !slot->msg) {
        free(slot->pointer);
        free(slot->msg);
        d->dropped++;
        return;
    }
    d->n++;
}

void weft_diags_release(struct weft_diags *d)
{
    for (size_t i = 0; i < d->n; i++) {
        free(d->v[i].pointer);
        free(d->v[i].msg);
    }
    free(d->v);
    *d = (struct weft_diags){ 0 };
}
