/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ga_pop.h - a population of schedules, as the next generation needs
 * them: for each member the order in which its tasks are placed from the other
 * end of time, and their options.
 *
 * Owner: whoever called weft_ga_pop_init(). */
#ifndef WEFT_ENGINE_GA_POP_H
#define WEFT_ENGINE_GA_POP_H

#include "base/rng.h"
#include "engine/sgs.h"

struct weft_ga_pop {
    struct weft_sgs *g; /* borrowed; makes the members */
    int32_t ntask, size, room;
    int32_t *order, *opt; /* room x ntask, a row for each member */
    int64_t *makespan;    /* by member */
    uint64_t *mark;       /* by member: a hash of its starts and options */
    int64_t best;         /* the least makespan */
};

/* Room for so many members, of which there are none. False without memory. */
bool weft_ga_pop_init(struct weft_ga_pop *p, struct weft_sgs *g, int32_t room);
void weft_ga_pop_release(struct weft_ga_pop *p);

/* Bytes that one member takes. */
size_t weft_ga_pop_bytes(int32_t ntask);

static inline int32_t *weft_ga_pop_order(const struct weft_ga_pop *p, int32_t k)
{
    return p->order + (size_t)p->ntask * (size_t)k;
}

static inline int32_t *weft_ga_pop_opt(const struct weft_ga_pop *p, int32_t k)
{
    return p->opt + (size_t)p->ntask * (size_t)k;
}

/* Is the schedule in p->g that of a member other than k? */
bool weft_ga_pop_has(const struct weft_ga_pop *p, int32_t but);

/* Member k becomes the schedule in p->g, which must be whole; k == size adds
 * one, which needs room. O(n). */
void weft_ga_pop_put(struct weft_ga_pop *p, int32_t k);

/* Member k becomes a row of another population: member k of `of`, whose tasks
 * are placed from the other end in this order. */
void weft_ga_pop_set(struct weft_ga_pop *p, int32_t k, const int32_t *order,
                     const struct weft_ga_pop *of);

/* Keep the first n members only. */
void weft_ga_pop_cut(struct weft_ga_pop *p, int32_t n);

/* Of two members drawn by chance, neither of them member `but`, the shorter.
 * The population has at least two. */
int32_t weft_ga_pop_draw(const struct weft_ga_pop *p, int32_t but,
                         struct weft_rng *rng);

/* A member that is as long as any. */
int32_t weft_ga_pop_worst(const struct weft_ga_pop *p);

/* Bring the best `n` members to the front, shortest first. O(size x n). */
void weft_ga_pop_elite(struct weft_ga_pop *p, int32_t n);

#endif
