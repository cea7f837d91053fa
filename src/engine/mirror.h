/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/mirror.h - a problem read from its end.
 *
 * Links point the other way, everything else is the same; so a schedule made
 * for the mirror, read from its end, keeps the links, capacities, transfers,
 * reservations and budgets of the problem. Releases, deadlines, start pins and
 * down windows are left out: of a mirrored schedule only the order of its
 * tasks is used where these matter.
 *
 * Owner: whoever called weft_mirror_init(). */
#ifndef WEFT_ENGINE_MIRROR_H
#define WEFT_ENGINE_MIRROR_H

#include "weft/problem.h"

struct weft_mirror {
    struct weft_problem q; /* shares most arrays with the problem */
    struct weft_copy *copy;
    int64_t *zero, *never;
    int32_t *order;
};

/* q must outlive the mirror. WEFT_E_NOMEM. O(tasks + copies). */
enum weft_rc weft_mirror_init(struct weft_mirror *m,
                              const struct weft_problem *q,
                              struct weft_err *err);
void weft_mirror_release(struct weft_mirror *m);

#endif
