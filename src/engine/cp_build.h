/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_build.h - the parts of building a model, between its files. */
#ifndef WEFT_ENGINE_CP_BUILD_H
#define WEFT_ENGINE_CP_BUILD_H

#include "engine/cp_cumulative.h"
#include "engine/cp_model.h"

/* Each returns false without memory (core.oom) or with m->refused or
 * m->infeasible set. */
bool weft_cp_build_windows(struct weft_cp_model *m,
                           const struct weft_cp_model_opts *o);
bool weft_cp_build_tasks(struct weft_cp_model *m);
bool weft_cp_build_links(struct weft_cp_model *m);
bool weft_cp_build_pairs(struct weft_cp_model *m, int32_t max_pairs);
bool weft_cp_build_cells(struct weft_cp_model *m); /* after the pairs */
bool weft_cp_build_budgets(struct weft_cp_model *m);

struct weft_cp_user { /* of a cell */
    struct weft_cp_item item;
    int32_t task, pick; /* pick: WEFT_NONE: any */
};
/* What the users of a cell that can only run one by one entail. Reorders u. */
bool weft_cp_build_unary(struct weft_cp_model *m, struct weft_cp_user *u,
                         int32_t n, int64_t cap);

static inline const struct weft_option *
weft_cp_pick_option(const struct weft_cp_model *m, int32_t pick)
{
    return &m->q->option[m->pick[pick].opt];
}

#endif
