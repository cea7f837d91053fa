/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/edit.h - changing a plan: edit lines, undo and redo, scenarios.
 *
 * An edit is one line of text (format.md 2, weft-plan(5)). It is applied
 * wholly or refused with a reason, in which case the plan is unchanged. Every
 * edit is undone exactly: undoing everything gives the original bytes.
 */
#ifndef WEFT_EDIT_H
#define WEFT_EDIT_H

#include "weft/plan.h"

/* Which entity an edit touched, for the cursor. */
enum weft_subject { WEFT_ON_PLAN, WEFT_ON_TASK, WEFT_ON_NODE };
struct weft_touch {
    enum weft_subject kind;
    int32_t index;   /* after the edit; WEFT_NONE where it was deleted */
    bool replan;     /* it can change the schedule (not only a name) */
    bool looser;     /* it only loosens: the old schedule stays feasible */
};

/* Apply one edit line as a new undo step (or as part of the open group).
 * touch may be NULL. A refused edit returns WEFT_E_PARSE (not an edit line),
 * WEFT_E_REF, WEFT_E_INVAL, WEFT_E_CYCLE (message "would close a cycle:
 * v4 > v5 > v1 > v4") or WEFT_E_LIMIT with err->msg. O(size of the entity),
 * O(plan) where indices move. */
enum weft_rc weft_edit(struct weft_plan *p, const char *line,
                       struct weft_touch *touch, struct weft_err *err);

/* Several edits as one undo step. Groups do not nest. weft_edit_abort undoes
 * what the open group did and closes it. */
void weft_edit_begin(struct weft_plan *p);
void weft_edit_end(struct weft_plan *p);
enum weft_rc weft_edit_abort(struct weft_plan *p, struct weft_err *err);

/* Undo or redo one step; *text (may be NULL) receives the edit lines of the
 * step, newline-separated, borrowed until the next call. WEFT_E_INVAL with
 * "nothing to undo" at the end. */
enum weft_rc weft_undo(struct weft_plan *p, const char **text,
                       struct weft_touch *touch, struct weft_err *err);
enum weft_rc weft_redo(struct weft_plan *p, const char **text,
                       struct weft_touch *touch, struct weft_err *err);
size_t weft_undo_count(const struct weft_plan *p);
size_t weft_redo_count(const struct weft_plan *p);
/* Edit lines of undo step i (0 = oldest). */
const char *weft_undo_text(const struct weft_plan *p, size_t i);
/* Join the newest step to the one before it (repeated capacity keys). */
void weft_undo_merge(struct weft_plan *p);

/* Apply scenario name and, before it, its parents. Refused with the edit line
 * at fault. */
enum weft_rc weft_scenario_apply(struct weft_plan *p, const char *name,
                                 struct weft_err *err);

#endif
