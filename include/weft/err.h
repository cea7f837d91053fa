/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/err.h - result codes, error reports, lists of diagnostics.
 *
 * Every fallible library function returns enum weft_rc and takes a
 * struct weft_err * as its last argument (NULL: "I do not want the text").
 * The report is caller-owned and fixed-size: setting it never allocates.
 */
#ifndef WEFT_ERR_H
#define WEFT_ERR_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __GNUC__
#define WEFT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define WEFT_PRINTF(f, a)
#endif

#define WEFT_RC_MAP(X)                                                         \
    X(OK, "success")                                                           \
    X(E_NOMEM, "out of memory")                                                \
    X(E_INVAL, "invalid value")                                                \
    X(E_IO, "input/output error")                                              \
    X(E_PARSE, "syntax error")                                                 \
    X(E_REF, "unknown reference")                                              \
    X(E_CYCLE, "dependency cycle")                                             \
    X(E_LIMIT, "size limit exceeded")                                          \
    X(E_SOLVER, "solver failure")                                              \
    X(E_CANCELLED, "cancelled")

enum weft_rc {
#define X(name, text) WEFT_##name,
    WEFT_RC_MAP(X)
#undef X
        WEFT_RC_COUNT
};

#define WEFT_NONE (-1) /* "no index" for every int32_t index */

struct weft_err {
    enum weft_rc code;
    int line;       /* 1-based line in the input; 0 = none */
    int column;     /* 1-based byte column; 0 = none */
    char where[64]; /* subject: file name or task id, "" = none */
    char msg[512];  /* sentence for the user, no trailing newline */
};

/* Fixed text of rc; never NULL, static storage. */
const char *weft_rc_text(enum weft_rc rc);

/* Fill *err (may be NULL) and return rc, so that callers can write
 * `return weft_err_set(err, WEFT_E_REF, id, "no task '%s'", id);`. */
enum weft_rc weft_err_set(struct weft_err *err, enum weft_rc rc,
                          const char *where, const char *fmt, ...)
    WEFT_PRINTF(4, 5);

/* One fault of an input, as data. */
struct weft_diag {
    bool warning; /* false: the input is refused */
    enum weft_rc code;
    int line, column; /* 1-based, bytes; 0 = no place */
    char *pointer;    /* JSON pointer ("/tasks/3/after/0"), "" for the root,
                         NULL where the input is not JSON; owned */
    char *msg;        /* owned */
};

/* All faults of an input, in input order. Zero-initialise; the owner calls
 * weft_diags_release(). At most WEFT_DIAGS_MAX are kept, more are counted. */
#define WEFT_DIAGS_MAX 100
struct weft_diags {
    struct weft_diag *v;
    size_t n, cap;
    size_t dropped; /* faults beyond WEFT_DIAGS_MAX */
    size_t errors;  /* faults that are not warnings, dropped ones included */
};

/* Append a fault; pointer and text are copied. Never fails: without memory
 * the fault is only counted. */
void weft_diags_add(struct weft_diags *d, bool warning, enum weft_rc code,
                    int line, int column, const char *pointer,
                    const char *fmt, ...) WEFT_PRINTF(7, 8);
void weft_diags_release(struct weft_diags *d);

#endif
