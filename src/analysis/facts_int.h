/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis/facts_int.h - facts under construction; private to facts*.c. */
#ifndef WEFT_ANALYSIS_FACTS_INT_H
#define WEFT_ANALYSIS_FACTS_INT_H

#include "weft/analysis.h"

struct facts_build {
    const struct weft_problem *q;
    const struct weft_schedule *s;
    struct weft_facts *f;
    struct weft_err *err;
    int32_t *pos;    /* by task: its place in q->order */
    int32_t *seq;    /* tasks by (start, pos) */
    int32_t *by_end; /* tasks by (finish, task) */
    int64_t *held;   /* by cell: reserved for the whole plan */
    int32_t *nuser;  /* by cell: runs of some length that use it */
    /* over blocks of steps of f->step, for skipping: see facts_load.c */
    int64_t *block_min, *block_max;
    int32_t *arc_begin, *arc_end; /* by task: arcs to it in f->arc */
};

enum weft_rc facts_nomem(const struct facts_build *b);

/* The option that task i runs in. */
static inline const struct weft_option *
facts_option(const struct facts_build *b, int32_t i)
{
    return &b->q->option[b->s->opt[i]];
}

/* Does the run of task i take units of cells while it lasts. */
static inline bool facts_takes(const struct facts_build *b, int32_t i)
{
    return !b->q->hold[i] && facts_option(b, i)->dur > 0;
}

/* Use of every cell over time: f->step, f->cell, f->copy_busy; held,
 * nuser. */
enum weft_rc facts_load(struct facts_build *b);
/* Use of cell c at time t >= 0. O(log steps). */
int64_t facts_use_at(const struct facts_build *b, int32_t c, int64_t t);
/* First start in [at, limit] from which on cell c has at most `allowed` in use
 * for dur ticks, as far as they lie before limit; limit if there is none.
 * O(log steps + steps between the two), less where whole blocks of steps are
 * above or within. */
int64_t facts_fit(const struct facts_build *b, int32_t c, int64_t allowed,
                  int64_t dur, int64_t at, int64_t limit);

/* Why every task starts when it does, and the resource arcs. */
enum weft_rc facts_causes(struct facts_build *b);

#endif
