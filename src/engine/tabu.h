/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/tabu.h - local search for job shops, for the registry and portfolios.
 *
 * A move takes a task of one longest path off its machine and puts it where it
 * does best, on the same machine or in another option. With v taken out, heads
 * and tails of the other tasks say where v can stand without closing a cycle:
 * behind all that have a tail longer than v's but are done before v can start,
 * before all that are the other way round; and they give the length of the
 * longest path after the move exactly (where there are no transfers). What was
 * undone lately is tabu unless it makes the best plan of this descent.
 *
 * Descents start from a pool of good plans that are crossed with each other:
 * a memetic algorithm.
 *
 * Sources: Mastrolilli, Gambardella, "Effective neighbourhood functions for
 * the flexible job shop problem", J. Scheduling 3 (2000); Li, Gao, "An
 * effective hybrid genetic algorithm and tabu search for flexible job shop
 * scheduling problem", IJPE 174 (2016). */
#ifndef WEFT_ENGINE_TABU_H
#define WEFT_ENGINE_TABU_H

#include "engine/member.h"

/* Refuses what is not a job shop (engine/shop.h): WEFT_E_LIMIT. */
extern const struct weft_member weft_member_tabu;

extern const struct weft_engine weft_engine_tabu;

#endif
