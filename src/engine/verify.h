/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/verify.h - does a schedule keep the problem? For plans that come from
 * outside (the start of a run) and, once more, for those that engines return.
 * weft_check() says the same of the plan document, by other means. */
#ifndef WEFT_ENGINE_VERIFY_H
#define WEFT_ENGINE_VERIFY_H

#include "weft/problem.h"

/* *ok: s is whole and keeps options, links, windows, down windows, capacities,
 * reservations and budgets of q. s may hold anything. WEFT_E_NOMEM. O(n + m),
 * but for sorting. */
enum weft_rc weft_schedule_verify(const struct weft_problem *q,
                                  const struct weft_schedule *s, bool *ok,
                                  struct weft_err *err);

#endif
