/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/decimal.h - exact decimals: times, quantities, factors.
 *
 * Times and quantities are int64_t thousandths, factors (speed, price)
 * int64_t billionths. Nothing is ever rounded silently: what does not fit is
 * WEFT_E_LIMIT (too large, or finer than the resolution), what is not in the
 * grammar WEFT_E_PARSE; err->msg says which. */
#ifndef WEFT_BASE_DECIMAL_H
#define WEFT_BASE_DECIMAL_H

#include <stdint.h>

#include "base/buf.h"
#include "weft/err.h"
#include "weft/unit.h"

#define WEFT_MILLI 1000
#define WEFT_NANO  1000000000

/* A JSON number literal (also with exponent) times scale, exactly. May be
 * negative: callers refuse that where it has no meaning. */
enum weft_rc weft_decimal(const char *s, size_t n, int64_t scale, int64_t *out,
                          struct weft_err *err);
/* Descending parts "1h30m", "90s", "250ms", "2d"; also a bare number, which
 * counts in unit. With WEFT_UNIT_NONE only a bare number. Non-negative. */
enum weft_rc weft_time_parse(const char *s, size_t n, enum weft_unit unit,
                             int64_t *out, struct weft_err *err);
/* Kubernetes quantity: number with optional m k M G T P E Ki Mi Gi Ti Pi Ei
 * or exponent. Non-negative. */
enum weft_rc weft_quantity_parse(const char *s, size_t n, int64_t *out,
                                 struct weft_err *err);

/* Thousandths in one unit: 1 (ms), 1000 (s, none), 60000 (min), ... */
int64_t weft_unit_milli(enum weft_unit unit);

/* For people: "1h30m", "250ms", "0"; plain decimal where the unit is none. */
void weft_time_text(struct weft_buf *b, int64_t t, enum weft_unit unit);
/* For documents: a JSON number in unit; where no finite decimal exists (20
 * minutes in hours) rounded to 9 places, which weft_time_near() reads back. */
void weft_time_number(struct weft_buf *b, int64_t t, enum weft_unit unit);
/* Read such a number, to the nearest thousandth. */
enum weft_rc weft_time_near(const char *s, size_t n, enum weft_unit unit,
                            int64_t *out, struct weft_err *err);
/* Shortest text that weft_quantity_parse reads back: "8Gi", "500m", "1.5". */
void weft_quantity_text(struct weft_buf *b, int64_t q);
/* Decimal of v / scale without trailing zeros: "1.25". */
void weft_decimal_text(struct weft_buf *b, int64_t v, int64_t scale);

#endif
