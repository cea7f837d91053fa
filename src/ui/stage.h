/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/stage.h - tasks of one kind at one depth, taken together.
 *
 * A stage is what people mean by "the 96 aligners": the tasks whose names
 * differ only in the numbers at their end, at the same depth (the longest
 * path of links that leads to them). Links always lead to a deeper stage, so
 * the graph of stages has no cycle. */
#ifndef UI_STAGE_H
#define UI_STAGE_H

#include "weft/graph.h"
#include "weft/plan.h"

struct ui_stage {
    int32_t first;    /* its first task in the document */
    int32_t name_len; /* bytes of that task's name which name the stage */
    int32_t depth;
    int32_t begin, n; /* its tasks: in `member`, in document order */
};

struct ui_stages { /* zero-initialise; owner: ui_stages_release() */
    int32_t ntask, nstage;
    struct ui_stage *stage; /* by depth, then by first task */
    int32_t *of;            /* by task */
    int32_t *member;
    int32_t *depth; /* by task */
};

/* Replace s by the stages of plan p, whose links are g (acyclic). On error s
 * is as it was. O(n log n + m). */
enum weft_rc ui_stages_build(struct ui_stages *s, const struct weft_plan *p,
                             const struct weft_graph *g, struct weft_err *err);
void ui_stages_release(struct ui_stages *s);

/* Bytes of a name that are left without the numbers at its end, and without
 * an "ID", "#" or separator before them: "align_ID0012" gives 5. A name of
 * nothing else is taken whole. */
int32_t ui_stage_name_len(const char *name);
/* The name of a stage, cut to size - 1 bytes at most. */
void ui_stage_name(const struct weft_plan *p, const struct ui_stage *s,
                   char *out, size_t size);

#endif
