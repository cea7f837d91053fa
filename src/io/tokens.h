/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tokens.h - reading texts that are lists of whole numbers. */
#ifndef WEFT_IO_TOKENS_H
#define WEFT_IO_TOKENS_H

#include <stdint.h>

#include "weft/err.h"

/* Larger numbers are refused: thousandths of them must fit as well. */
#define WEFT_NUMBER_MAX INT64_C(1000000000000000)

struct weft_tokens {
    const char *s;
    size_t len, at;
    struct weft_diags *diags; /* NULL: faults are only returned */
    struct weft_err *err;     /* the first fault */
    bool failed;
};

/* Skip white space. False at the end. */
bool weft_token_space(struct weft_tokens *t);
/* The next number, lo to hi; what names it ("the duration of job 7").
 * False: a fault has been noted. */
bool weft_token_int(struct weft_tokens *t, int64_t lo, int64_t hi, int64_t *out,
                    const char *what, ...) WEFT_PRINTF(5, 6);
/* The same for counts that size memory: each of what is counted needs at
 * least `bytes` bytes of the rest of the text. */
bool weft_token_count(struct weft_tokens *t, int64_t lo, size_t bytes,
                      int32_t *out, const char *what);
/* Note a fault at offset at; always false. */
bool weft_token_fault(struct weft_tokens *t, size_t at, enum weft_rc code,
                      const char *fmt, ...) WEFT_PRINTF(4, 5);
bool weft_token_nomem(struct weft_tokens *t);
/* Move behind the end of the line. */
void weft_token_line(struct weft_tokens *t);
/* Only white space may follow. */
bool weft_token_end(struct weft_tokens *t);

#endif
