/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/quick.h - what weft_solve() and weft_quick() begin with. */
#ifndef WEFT_ENGINE_QUICK_H
#define WEFT_ENGINE_QUICK_H

#include "weft/engine.h"

/* Fill *r with what is known before any engine runs: the root bound (at least
 * `known`, proved elsewhere), or, if *settled, the whole answer. */
enum weft_rc weft_result_root(const struct weft_problem *q, int64_t known,
                              struct weft_result *r, bool *settled,
                              struct weft_err *err);

#endif
