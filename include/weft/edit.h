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
    int32_t index; /* after the edit; WEFT_NONE where it was deleted */
    bool replan;   /* an engine could give another plan: something that
                      planning reads has another meaning (not so for names,
                      texts, labels that no task asks for, or the spelling of
                      a number) */
    bool looser;   /* every schedule that was right is right as it stands: same
                      node, mode, start and finish of every task index. True
                      for more capacity, copies or nodes, for fewer demands,
                      links and limits; not for shorter durations (another
                      finish) nor where tasks get other indices. May be false
                      where it would be costly to tell. */
};

/* The line (weft-plan(5)):
 *
 *     add task|node ID [KEY=VALUE ...]     delete task|node ID
 *     set task|node ID KEY=VALUE ...       set plan KEY=VALUE ...
 *     unset task|node ID KEY ...           unset plan KEY ...
 *     link FROM TO [lag=TIME] [data=Q]     unlink FROM TO
 *     rename task|node ID NEW              move task ID before|after OTHER
 *
 * An ID is a word without blanks, or a JSON string. KEY is a member with the
 * members below it after dots; below demand, capacity, labels, where and
 * durations the rest of KEY is one name, dots included; modes and scenarios
 * are named (modes.fast.duration), resources too (resources.llm.capacity). Any
 * part of KEY may be a JSON string. VALUE is a JSON value, which is written as
 * it is, or a word without blanks, which becomes a string where the member is
 * one (or a time or quantity with a unit), and where the member is a list of
 * ids the list of its parts between commas. Members that weft does not know
 * can be set where they exist, or with a name that starts with "x-".
 *
 * A new task has duration 0 unless the line says otherwise. A container that
 * unset, unlink or delete leaves empty goes too. Rename changes every
 * reference, also in edit lines of scenarios (up to where the scenario itself
 * renames or deletes the entity) and in a stored schedule. Deleting a task
 * takes its links along; deleting a node takes it out of nodes, durations and
 * pins, and is refused where it is the last of a list of allowed nodes, since
 * the empty list means something else. Scenario lines about what is deleted
 * stay and are refused when applied. link on a link that exists sets its lag
 * or data, as far as given.
 *
 * Apply one edit line as a new undo step (or as part of the open group).
 * touch may be NULL. A refused edit returns WEFT_E_PARSE (not an edit line),
 * WEFT_E_REF, WEFT_E_INVAL, WEFT_E_CYCLE (message "would close a cycle:
 * v4 > v5 > v1 > v4") or WEFT_E_LIMIT with err->msg. O(size of the entity),
 * O(plan) where indices move. */
enum weft_rc weft_edit(struct weft_plan *p, const char *line,
                       struct weft_touch *touch, struct weft_err *err);

/* Would weft_edit() take this line? The same answer and cost, but the plan and
 * its history are as they were. */
enum weft_rc weft_edit_check(struct weft_plan *p, const char *line,
                             struct weft_err *err);

/* Several edits as one undo step. Groups do not nest; while one is open, undo
 * and redo are refused. weft_edit_abort undoes what the open group did and
 * closes it, and what could be redone before can be again; without memory
 * (WEFT_E_NOMEM) it does neither. */
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
/* Edit lines of undo step i (0 = oldest); steps that were undone follow those
 * that were not. */
const char *weft_undo_text(const struct weft_plan *p, size_t i);
/* Join the newest step to the one before it (repeated capacity keys). */
void weft_undo_merge(struct weft_plan *p);

/* Apply scenario name and, before it, its parents, as one undo step (or as
 * part of the open group). Refused with the edit line at fault; the plan is
 * unchanged then. */
enum weft_rc weft_scenario_apply(struct weft_plan *p, const char *name,
                                 struct weft_err *err);

#endif
