/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp_build.h - the parts of building a model, between its files. */
#ifndef WEFT_ENGINE_CP_BUILD_H
#define WEFT_ENGINE_CP_BUILD_H

#include "engine/cp_model.h"

/* Each returns false without memory (core.oom) or with m->refused or
 * m->infeasible set. */
bool weft_cp_build_windows(struct weft_cp_model *m,
                           const struct weft_cp_model_opts *o);
bool weft_cp_build_tasks(struct weft_cp_model *m);
bool weft_cp_build_links(struct weft_cp_model *m);
bool weft_cp_build_cells(struct weft_cp_model *m);
bool weft_cp_build_budgets(struct weft_cp_model *m);
bool weft_cp_build_pairs(struct weft_cp_model *m, int32_t max_pairs);

static inline const struct weft_option *
weft_cp_pick_option(const struct weft_cp_model *m, int32_t pick)
{
    return &m->q->option[m->pick[pick].opt];
}

#endif
