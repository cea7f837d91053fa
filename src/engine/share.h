/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/share.h - what runs in several threads tell each other.
 *
 * The best plan, the best bound and who found them; each run looks at it now
 * and then (weft_run_is_over()). Only the run of the caller's own thread has
 * a host, so only that thread calls the host's callbacks; but for now(),
 * which must be safe to call from any thread.
 *
 * Owner: whoever called weft_share_new(), when no run refers to it any more. */
#ifndef WEFT_ENGINE_SHARE_H
#define WEFT_ENGINE_SHARE_H

#include "engine/run.h"

struct weft_share;

enum weft_rc weft_share_new(struct weft_share **out,
                            const struct weft_problem *q, struct weft_err *err);
void weft_share_free(struct weft_share *s);

/* Give what run has and take what is better. Cheap where nothing is new. */
void weft_share_sync(struct weft_share *s, struct weft_run *run);

/* Every run is to stop: weft_share_is_stopped() is the stop() of those that
 * have no host; ctx is a weft_share. */
void weft_share_stop(struct weft_share *s);
bool weft_share_is_stopped(void *ctx);

#endif
