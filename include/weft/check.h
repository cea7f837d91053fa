/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/check.h - verify a plan from its definition alone.
 *
 * Works on the plan document (not on the problem) and on names, in
 * thousandths; shares no code with compile or engines. Exact.
 */
#ifndef WEFT_CHECK_H
#define WEFT_CHECK_H

#include "weft/plan.h"

/* Where and when a task runs, as a document says it. */
struct weft_place {
    int32_t task;
    int32_t node, copy;    /* WEFT_NONE: on no node */
    int32_t mode;          /* 0 = default */
    int64_t start, finish; /* thousandths */
};

/* Verify places (any order) against p. Every violation is one diag (code
 * WEFT_E_INVAL, pointer "/schedule/tasks/K" with K the index of the place)
 * that names the task, node, resource and time: missing or doubled task,
 * not-allowed node or mode, wrong finish, release, deadline, pin, down time,
 * link (with lag and transfer), capacity at an instant, budget.
 * *makespan (may be NULL) receives the latest finish. Returns WEFT_OK if p and
 * places agree, WEFT_E_INVAL if there are violations, WEFT_E_NOMEM if it could
 * not tell. O(n log n). */
enum weft_rc weft_check(const struct weft_plan *p,
                        const struct weft_place *place, size_t n,
                        int64_t *makespan, struct weft_diags *diags,
                        struct weft_err *err);

/* The "schedule" member of a document, read. */
struct weft_stored {
    bool present;
    char engine[32], status[16];
    char *reason; /* NULL if none; owned */
    uint64_t seed;
    int64_t makespan, bound, cost; /* thousandths; cost billionths */
    struct weft_place *place;
    int64_t *slack; /* by place; WEFT_NONE: the document does not say */
    size_t n;
    char **order, **critical; /* ids, owned */
    size_t norder, ncritical;
};
/* Faults of form (code WEFT_E_INVAL) or reference (WEFT_E_REF: made for another
 * plan) go to diags with pointer, line and column: then WEFT_E_INVAL and *out
 * is zeroed. Without the member, WEFT_OK and
 * present == false. Owner of *out: weft_stored_release(). */
enum weft_rc weft_stored_read(const struct weft_plan *p,
                              struct weft_stored *out, struct weft_diags *diags,
                              struct weft_err *err);
void weft_stored_release(struct weft_stored *s);

/* weft_check on the stored plan, and that makespan, bound, status, order,
 * critical chain, finish and slack members tell the truth. Diags have line and
 * column. Returns as weft_check does. */
enum weft_rc weft_check_stored(const struct weft_plan *p,
                               const struct weft_stored *s,
                               struct weft_diags *diags, struct weft_err *err);

#endif
