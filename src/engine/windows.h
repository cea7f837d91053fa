/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/windows.h - what links, releases and shortest options say of time.
 *
 * head[i]: earliest start of task i. tail[i]: from its finish to the end of
 * the plan at the least. Transfers count where two tasks can never share a
 * copy.
 *
 * Owner: whoever called weft_windows_init(). */
#ifndef WEFT_ENGINE_WINDOWS_H
#define WEFT_ENGINE_WINDOWS_H

#include "weft/problem.h"

struct weft_windows {
    int64_t *head, *tail;
    int64_t *delay; /* by link: least delay from finish to start */
    int64_t critical_path;
};

/* WEFT_E_NOMEM. O(options + links). */
enum weft_rc weft_windows_init(struct weft_windows *w,
                               const struct weft_problem *q,
                               struct weft_err *err);
void weft_windows_release(struct weft_windows *w);

/* Raise head[] along the links, lower end[] (latest finishes, at most
 * WEFT_FOREVER) against them. */
void weft_windows_forward(const struct weft_windows *w,
                          const struct weft_problem *q, int64_t *head);
void weft_windows_backward(const struct weft_windows *w,
                           const struct weft_problem *q, int64_t *end);

#endif
