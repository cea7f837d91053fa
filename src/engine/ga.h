/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ga.h - the genetic engine, for the registry and for portfolios.
 *
 * Two populations look at the plan from its two ends (engine/mirror.h). Every
 * member is the order in which its tasks are placed from the other end of
 * time, with their options. A child takes the tasks in a window of its
 * mother's order as she has them and those before and behind the window in the
 * order of its father; it is made from the other end, so that making it also
 * justifies what it inherits (forward-backward improvement, one schedule for a
 * child), and lives in the population of that end. There, the best child of a
 * mother takes the place with her number; only what is as short as the
 * population's best gives way to nothing longer. No schedule is twice in a
 * population. When nothing is gained for long, a larger population starts from
 * the best members, schedules near them, and new ones.
 *
 * Sources: Debels, Vanhoucke, "A bi-population based genetic algorithm for the
 * resource-constrained project scheduling problem", LNCS 3483 (2005), for the
 * two populations; Hartmann, "A competitive genetic algorithm for
 * resource-constrained project scheduling", NRL 45 (1998), for lists and
 * two-point crossover; Hartmann, "Project scheduling with multiple modes: a
 * genetic algorithm", AOR 102 (2001), for options as genes. Peak crossover
 * (Valls, Ballestin, Quintanilla, EJOR 185 (2008)) was measured and gained
 * nothing here: windows by chance are as good. */
#ifndef WEFT_ENGINE_GA_H
#define WEFT_ENGINE_GA_H

#include "engine/member.h"

/* For the whole problem. Starts with the run's plan, where it has one, and
 * takes over what others find. Memory: a quarter of o->memory, at most 64 MiB
 * where that is 0. */
extern const struct weft_member weft_member_ga;

extern const struct weft_engine weft_engine_ga;

#endif
