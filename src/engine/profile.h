/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/profile.h - free capacity over time, of several cells at once.
 *
 * A profile is a step function from ticks to words. A word holds the free
 * units of several cells side by side, a field each, with one bit above every
 * field (the guard bits) left clear. A need for units of all of them is a word
 * of the same shape, and whether it fits at an instant is one subtraction: a
 * field that would go below zero borrows its guard bit.
 *
 * Two forms with one meaning: dense (a word per tick, up to a horizon) where
 * time is short, sorted break points where it is long. A profile has a ground
 * state (everything free but for permanent blocks) to which it is reset in
 * time proportional to what was touched.
 *
 * Owner: whoever called weft_profile_init(). */
#ifndef WEFT_ENGINE_PROFILE_H
#define WEFT_ENGINE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

struct weft_profile {
    uint64_t guard;  /* the bit above every field */
    uint64_t free;   /* ground state where nothing is blocked */
    uint64_t held;   /* taken from every instant since the last reset */
    int64_t horizon; /* dense: [0, horizon) exists; 0: break points */
    int64_t touched; /* dense: the state from here on is the ground state */
    int64_t *at;     /* break points; at[0] == 0. NULL: dense */
    uint64_t *word;  /* free units, by tick or from break point to the next */
    int32_t n, cap;  /* break points: number, room */
    int64_t *ground_at; /* the ground state: break points, NULL if constant */
    uint64_t *ground;
    int32_t nground;
};

/* Everything is free. horizon > 0: dense, and only [0, horizon) may be asked
 * for or taken; 0: break points, without end. False without memory, and then
 * there is nothing to release. O(horizon). */
bool weft_profile_init(struct weft_profile *p, uint64_t free, uint64_t guard,
                       int64_t horizon);
void weft_profile_release(struct weft_profile *p);

/* Make need unavailable in [from, to) for good; it must be free there. Call it
 * before anything is taken. False without memory (the profile can then only
 * be released). O(length). */
bool weft_profile_block(struct weft_profile *p, int64_t from, int64_t to,
                        uint64_t need);

/* Back to the ground state, less held at every instant; held must fit it. */
bool weft_profile_reset(struct weft_profile *p, uint64_t held);

/* Free units at tick t >= 0. */
uint64_t weft_profile_at(const struct weft_profile *p, int64_t t);

/* First start in [from, last] at which need fits for dur > 0 ticks, or
 * WEFT_FOREVER. from >= 0. O(steps between from and the answer). */
int64_t weft_profile_fit(const struct weft_profile *p, int64_t from,
                         int64_t last, int64_t dur, uint64_t need);

/* Latest start in [from, last] at which it fits, or WEFT_NONE. */
int64_t weft_profile_fit_last(const struct weft_profile *p, int64_t from,
                              int64_t last, int64_t dur, uint64_t need);

/* Take need in [from, to), which must be free there, or give back what was
 * taken. False without memory: nothing has changed. */
bool weft_profile_take(struct weft_profile *p, int64_t from, int64_t to,
                       uint64_t need);
bool weft_profile_give(struct weft_profile *p, int64_t from, int64_t to,
                       uint64_t need);

/* Does need fit into the free units of word? */
static inline bool weft_word_fits(uint64_t word, uint64_t need, uint64_t guard)
{
    return (((word | guard) - need) & guard) == guard;
}

#ifdef WEFT_DEBUG
/* Assert the invariants: order of break points, no equal neighbours, no guard
 * bit set. O(steps). */
void weft_profile_check(const struct weft_profile *p);
#endif

#endif
