/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/fault.h - faults of a document while it is being read.
 *
 * Faults are found in several passes over the document; the list keeps the
 * WEFT_DIAGS_MAX that matter most (errors before warnings, then the first in
 * the text), counts the others, and is handed over sorted, with line and
 * column, at the end. Zero-initialise; weft_faults_release(). */
#ifndef WEFT_MODEL_FAULT_H
#define WEFT_MODEL_FAULT_H

#include <stdint.h>

#include "base/buf.h"
#include "weft/err.h"

struct weft_fault {
    bool warning;
    enum weft_rc code;
    size_t at;     /* offset in the document */
    char *pointer; /* owned; NULL where the text is no JSON */
    char *msg;     /* owned */
};

struct weft_faults {
    struct weft_fault v[WEFT_DIAGS_MAX];
    size_t n;
    size_t worst; /* index of the entry to give up next; valid when full */
    size_t errors, dropped;
    int hints; /* names that may still be compared to find a near one */
};

void weft_faults_release(struct weft_faults *f);
/* Count a fault at this offset; true if its text is worth making, and then
 * weft_faults_put() must follow. */
bool weft_faults_count(struct weft_faults *f, size_t at, bool warning);
/* Takes the text of both buffers (leaves them zeroed); pointer may be NULL. */
void weft_faults_put(struct weft_faults *f, size_t at, bool warning,
                     enum weft_rc code, struct weft_buf *pointer,
                     struct weft_buf *msg);
/* Add all faults to diags (may be NULL) in the order of the text; where text is
 * NULL, without a place. Returns the code of the first error, WEFT_OK if there is none;
 * its text goes to err. */
enum weft_rc weft_faults_report(struct weft_faults *f, const char *text,
                                struct weft_diags *diags, struct weft_err *err);

/* Distance in insertions, deletions, replacements and swaps of neighbours,
 * if it is at most most (<= 2); else most + 1. O(na), no memory.
 * Source: the "optimal string alignment" variant of Damerau, "A technique for
 * computer detection and correction of spelling errors", CACM 7(3), 1964. */
int weft_near(const char *a, size_t na, const char *b, size_t nb, int most);

/* A name from a file in single quotes, safe to show, long ones cut. */
void weft_quote(struct weft_buf *b, const char *s, size_t n);

#endif
