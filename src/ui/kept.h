/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/kept.h - the plans of states of the document that undo can return to.
 *
 * A state is an undo position; it has a plan for the base and for each of its
 * scenarios that was planned. */
#ifndef UI_KEPT_H
#define UI_KEPT_H

#include "ui/model.h"

void ui_kept_free(struct ui_model *m);

/* Room for the states 0 .. pos. What is beyond is dropped unless it can be
 * redone; else also what was kept for pos, which is a new state. */
enum weft_rc ui_kept_reach(struct ui_model *m, size_t pos, bool redoable,
                           struct weft_err *err);
/* What is kept of a variant (0: the base, k: scenario k - 1) of the state the
 * document is in; NULL: nothing. */
struct ui_kept *ui_kept_of(const struct ui_model *m, int32_t variant);
/* The same of another state. */
struct ui_kept *ui_kept_at(const struct ui_model *m, size_t pos,
                           int32_t variant);
/* Keep this, s may be empty. Without memory nothing is kept: the state is
 * planned anew when undo returns to it. */
struct ui_kept_facts {
    const struct weft_schedule *schedule;
    enum weft_status status;
    int64_t makespan, bound; /* ticks */
    const char *engine, *bound_by, *reason;
};
void ui_kept_put(struct ui_model *m, int32_t variant,
                 const struct ui_kept_facts *f);
/* Drop the plans of the states farthest in the past above a limit. */
void ui_kept_trim(struct ui_model *m);

#endif
