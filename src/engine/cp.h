/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp.h - the exact engine, for the registry and for measuring it. */
#ifndef WEFT_ENGINE_CP_H
#define WEFT_ENGINE_CP_H

#include "engine/cp_core.h"
#include "weft/engine.h"

extern const struct weft_engine weft_engine_cp;

/* The engine, which also says what it took; stats may be NULL. */
enum weft_rc weft_cp_solve(const struct weft_problem *q,
                           const struct weft_solve_opts *o,
                           struct weft_result *r, struct weft_cp_stats *stats,
                           struct weft_err *err);

#endif
