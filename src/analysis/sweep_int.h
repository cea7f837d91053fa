/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis/sweep_int.h - what sweeps and rankings share; private to sweep*.c.
 *
 * A table holds what is known of several documents that differ in one or two
 * knobs only, and carries plans to those with more, bounds to those with less.
 * Entry `n` is the document as it is. */
#ifndef WEFT_ANALYSIS_SWEEP_INT_H
#define WEFT_ANALYSIS_SWEEP_INT_H

#include "weft/whatif.h"

struct entry {
    struct weft_point pub;
    struct weft_place *place; /* a plan of its own; NULL: none, or another's */
    char engine[16];
    char reason[256];
};

struct table {
    const struct weft_plan *plan;
    struct weft_knob knob[2];
    int32_t naxis;
    int32_t n;
    struct entry *entry; /* n + 1 */
    /* the trial under way; at == WEFT_NONE: none */
    int32_t at;
    struct weft_plan *edited;
    struct weft_problem *problem;
    struct weft_schedule start; /* n == 0: none */
    int64_t start_makespan;     /* ticks */
    int32_t start_from;
};

/* Entries are zeroed but for the document's own; the caller sets their
 * values. */
enum weft_rc table_init(struct table *t, const struct weft_plan *p,
                        const struct weft_knob *knob, int32_t naxis, int32_t n,
                        struct weft_err *err);
void table_release(struct table *t);
enum weft_rc table_know(struct table *t, const struct weft_place *place,
                        size_t n, int64_t bound, const char *engine,
                        struct weft_err *err);
/* Begin a trial of entry i. *open: an answer is expected; else the entry is
 * done without one (the document refuses the value, or compiling it shows that
 * there is no plan). */
enum weft_rc table_begin(struct table *t, int32_t i, struct weft_trial *trial,
                         bool *open, struct weft_err *err);
/* End it. r NULL: no answer. */
enum weft_rc table_end(struct table *t, const struct weft_result *r,
                       struct weft_err *err);
/* Has a plan. */
bool table_has(const struct table *t, int32_t i);

/* About a quarter of a value, rounded down to the unit it is written in; above
 * 0. */
int64_t knob_round_step(int64_t now);
/* At most a sixteenth of it, round: 10k for 200k, 4Gi for 64Gi. */
int64_t knob_fine_step(int64_t now);
/* Greatest common divisor; gcd(0, b) = b. */
int64_t knob_gcd(int64_t a, int64_t b);

#endif
