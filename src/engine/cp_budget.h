/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_budget.h - the total spending of all tasks is at most the cap.
 *
 * Every task spends at least the least of its options that are not out; what
 * is left decides which options are too dear. Explained by the cheaper
 * options being out, as far as that is needed. */
#ifndef WEFT_ENGINE_CP_BUDGET_H
#define WEFT_ENGINE_CP_BUDGET_H

#include "engine/cp_core.h"

struct weft_cp_spend {
    int32_t task; /* entries of a task are contiguous */
    int32_t pres; /* view of a Boolean, 0: the task has no other option */
    int64_t qty;  /* >= 0; the sum of the largest of every task fits int64_t */
};

/* False without memory. */
bool weft_cp_budget(struct weft_cp_core *c, const struct weft_cp_spend *s,
                    int32_t n, int64_t cap);

#endif
