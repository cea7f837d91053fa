/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/aco.h - ant colonies, for the registry and for portfolios.
 *
 * Two colonies, one from each end of time (engine/mirror.h). An ant writes an
 * order from its first place to its last: of the tasks that can come next it
 * draws one with a weight that grows with the pheromone the task has for this
 * place and all places before (summation), and with how early it has to start
 * compared with the others (regret on the latest start). Options are left open
 * or drawn by pheromone of their own. The best ant of a generation is
 * justified; it and the colony's best leave pheromone, the rest evaporates. A
 * colony that finds nothing for long forgets its best and begins again.
 *
 * Source: Merkle, Middendorf, Schmeck, "Ant colony optimization for
 * resource-constrained project scheduling", IEEE Trans. Evolutionary
 * Computation 6 (2002), sections III and IV. */
#ifndef WEFT_ENGINE_ACO_H
#define WEFT_ENGINE_ACO_H

#include "engine/member.h"

/* Refuses plans of so many tasks that the pheromone, a number for each task
 * and place, would take more than a quarter of o->memory (64 MiB where that is
 * 0): WEFT_E_LIMIT. */
extern const struct weft_member weft_member_aco;

extern const struct weft_engine weft_engine_aco;

#endif
