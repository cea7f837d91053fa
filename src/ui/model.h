/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/model.h - the plan being edited and everything known about it.
 *
 * One object holds the document, the problem made from it, the best schedule
 * so far, the facts that follow, and the picture of them that views draw.
 * Edits go through it: after each one the picture is already that of the new
 * document (order, critical path, a quick plan, bounds), in the same frame.
 * Better plans come later, from a search elsewhere (ui_model_offer).
 *
 * Three promises:
 *  - Nothing is shown that weft_check has not passed.
 *  - The plan before an edit stays a candidate after it, so an edit that only
 *    loosens the problem never shows a worse plan.
 *  - Undo and redo return the plan that was on screen for that state of the
 *    document, not a new one.
 * While a document has no feasible plan, the last one stays in the picture,
 * marked stale.
 *
 * Owner: ui_model_free(). The plan it works on is borrowed. All times are
 * thousandths. */
#ifndef UI_MODEL_H
#define UI_MODEL_H

#include "base/buf.h"

#include "ui/rail.h"
#include "ui/stage.h"
#include "ui/track.h"
#include "weft/analysis.h"
#include "weft/check.h"
#include "weft/edit.h"

/* A task in the picture. */
struct ui_place {
    bool placed;
    bool critical;
    int32_t node, copy, mode; /* node WEFT_NONE: on none */
    int64_t ready, start, finish, slack;
};

/* A cell (one resource of one copy, or a global one) in the picture. */
struct ui_load {
    int32_t node, copy, res; /* node WEFT_NONE: global */
    int64_t cap;
    int64_t peak, full; /* full: time at which no user of it fits */
    int32_t mean;       /* millionths of cap */
    int32_t step_begin, nstep;
};

struct ui_picture {
    bool any;   /* there is a plan to show */
    bool stale; /* of an earlier document */
    int32_t ntask;
    struct ui_place *place;       /* by task */
    int32_t *order;               /* tasks: topological, by start */
    int32_t nrow;                 /* rows that are shown: see ui/filter.h */
    int32_t *row_task, *task_row; /* those first, then the others */
    int64_t makespan;
    int32_t *chain; /* what fixes the makespan */
    bool *chain_wait;
    int32_t nchain;
    struct ui_load *load;
    int32_t nload;
    struct weft_step *step; /* thousandths */
    int32_t nstep;
    /* identities, to carry the picture over an edit */
    char *ids; /* NUL-separated: tasks, nodes, resources */
    int32_t nnode, nres;
    /* the widest text of each column */
    struct ui_widths {
        int name, node, demand, dur, end, slack, lane, cap;
        int counts; /* of numbers of links: "12<>4" */
    } width;
};

/* Where the entities of before a change are after it; WEFT_NONE: deleted. */
struct ui_map {
    int32_t *task, *node, *res;
    int32_t ntask, nnode, nres;
};

/* What a search or an undo step knows of one state of the document. */
struct ui_kept {
    struct weft_schedule schedule; /* n == 0: none */
    enum weft_status status;
    int64_t makespan, bound; /* ticks */
    char engine[16], bound_by[16];
    char *reason;  /* owned; NULL: nothing kept */
    bool searched; /* a search of it has run to its end */
};

/* The same for all variants of a state: the base, then its scenarios. */
struct ui_kept_state {
    struct ui_kept *v; /* owned */
    int32_t n;
};

/* A capacity that was changed to see what it gives: see ui/tries.h. */
struct ui_try {
    size_t pos, end; /* undo positions: made by the step to pos, and no longer
                        a try from end on */
    char *scenario;  /* it was changed in; NULL: the base */
    char *node;      /* NULL: res is global */
    char *res;       /* NULL: copies of the node */
    int64_t from, to;
};

/* What the plan on screen is compared with: see ui/baseline.h. */
enum ui_compare { UI_COMPARE_AUTO, UI_COMPARE_ON, UI_COMPARE_OFF };
enum ui_base_kind { UI_BASE_NONE, UI_BASE_UNTRIED, UI_BASE_VARIANT };
struct ui_baseline {
    struct ui_baseline_key {
        enum ui_base_kind kind;
        int32_t variant;
        size_t pos;
        uint64_t doc, better;
    } key;                 /* what it was made from */
    struct ui_picture pic; /* any: there is one */
    struct ui_map map;     /* where its tasks are in what is shown */
    int32_t *was;          /* by task shown: the task in pic; WEFT_NONE */
    uint64_t mapped;       /* generation that map and was are for */
};

/* What is known of the base or a scenario: see ui/variants.h. */
struct ui_variant_lane {
    int32_t node, res; /* of the document; node WEFT_NONE: global */
};
struct ui_variant_cap {
    int64_t cap;  /* -1: it has none */
    int32_t mean; /* use, millionths */
};
struct ui_variant {
    char *name;   /* NULL: the base */
    bool known;   /* it was planned since the document changed */
    bool refused; /* it cannot be applied */
    bool searched;
    enum weft_status status;
    int64_t makespan, bound;  /* thousandths */
    int64_t cost;             /* billionths */
    char reason[160];         /* refused or without a plan: why */
    struct weft_place *place; /* of the last plan it had; n of them; owned */
    int32_t n;
    int32_t *node; /* of the document, by its node; WEFT_NONE: an own one.
                      Owned, NULL: not known */
    int32_t nnode;
    struct ui_variant_cap *cap; /* by lane; owned, NULL: not known */
    uint64_t stamp;             /* when its plan came */
    uint64_t seen;              /* plans of others up to then were tried */
    uint64_t serial;            /* of the picture, for the one on screen */
};
struct ui_variants {
    struct ui_variant *v;         /* the base, then the scenarios; owned */
    int32_t n;                    /* 0: there are no scenarios */
    struct ui_variant_lane *lane; /* every capacity of the document; owned */
    int32_t nlane;
    uint64_t doc;   /* state of the document that this is of */
    uint64_t stamp; /* of the newest plan */
    int32_t job;    /* the variant that a search works on; WEFT_NONE */
    uint64_t gen;
    struct weft_plan *plan; /* of the job; these are owned */
    struct weft_problem *problem;
    struct weft_schedule start;
};

struct ui_model {
    struct weft_plan *doc;  /* what is edited and written; borrowed */
    struct weft_plan *plan; /* what is planned and shown: the document, or a
                               copy with the scenario that is shown applied */
    int32_t variant;        /* 0: the base, k: scenario k - 1 of the document */
    char *scenario;         /* its name; NULL: the base. Owned */
    uint64_t doc_gen;       /* changes with the document */
    uint64_t solid;         /* the same, but for capacities being tried */
    bool holding;           /* the last change leaves rows where they were */
    uint64_t better; /* changes when a plan of a variant not shown does */

    struct ui_try *tries;
    size_t ntry;
    enum ui_compare compare;
    char *baseline; /* name of the scenario; NULL: the base. Owned */
    struct ui_baseline base;
    /* what was on screen before the first capacity was tried, to be compared
     * with: of this variant, while solid is the same */
    struct ui_picture before;
    uint64_t before_solid;
    int32_t before_variant;
    bool first_try; /* it is being made */
    struct ui_variants variants;
    struct ui_sweep *sweep; /* see ui/sweep.h; NULL: none is open */
    uint64_t jobs;          /* made so far */
    uint64_t news;          /* changes with what is known of them */

    uint64_t gen; /* changes whenever the schedule may have to */

    struct weft_problem *problem; /* of the document as it is; NULL: none */
    enum weft_status status;
    struct weft_schedule schedule; /* of problem; n == 0: none */
    int64_t bound;                 /* thousandths */
    /* who found the plan and who proved the bound; "": not known */
    char engine[16], bound_by[16];
    char reason[256]; /* infeasible or unknown: why */
    int32_t reason_task;
    struct weft_facts *facts; /* NULL: none */
    struct ui_picture pic;

    struct ui_kept_state *kept; /* by undo position; see ui/kept.h */
    size_t nkept, pos;
    size_t saved_pos; /* SIZE_MAX: no state on disk can be reached */

    struct ui_map map; /* over the last change */

    /* What was done to the document, for a journal: a record for each step,
     * ended by a NUL, "edit" or "merge" (into the step before) and then a line
     * for each edit line, or "undo" or "redo". Whoever reads it clears it. */
    struct weft_buf log;
    bool lost; /* memory ran out: no picture of the document */

    struct ui_stages stages; /* see ui_model_stages */
    uint64_t stages_gen;
    struct ui_tracks tracks; /* see ui/track.h */
    struct ui_dag *dag;      /* see ui/dag.h; NULL: no graph was drawn yet */
    bool *left_out; /* by task: a filter leaves it out; NULL: no filter */
    uint64_t filter_serial; /* changes with it */

    struct ui_rail rail; /* see ui_model_rail */
    bool rail_all;       /* it shows every link */
    int32_t rail_task, rail_lanes;
    int32_t rail_most; /* lanes to leave room for, whatever task it is of */
    uint64_t rail_serial, rail_filter, serial; /* serial: of the picture */
    char hint[256];                            /* see ui_model_hint */
    int32_t hint_task;
    uint64_t hint_serial;
    bool *reach; /* see ui_model_reach; NULL: not known */
    uint64_t reach_key;
    bool reach_back;
    uint64_t reach_serial;
};

/* What a change did, for the message. */
struct ui_change {
    struct weft_touch touch;
    bool had, has;         /* a feasible plan, before and after */
    int64_t before, after; /* makespans */
};

/* Make the model of plan and plan it once. A schedule stored in the document
 * that holds is the first candidate. */
enum weft_rc ui_model_new(struct ui_model **out, struct weft_plan *plan,
                          struct weft_err *err);
void ui_model_free(struct ui_model *m);

/* Apply n edit lines as one undo step, or none of them: then the reason is in
 * err, the index of the line in *bad (may be NULL), and nothing has changed.
 * merge: join the step to the one before it. */
struct ui_edits {
    const char *const *line;
    size_t n;
    bool merge;
    bool trial; /* a capacity to be tried: rows keep their order */
    size_t *bad;
};
enum weft_rc ui_model_edit(struct ui_model *m, const struct ui_edits *e,
                           struct ui_change *c, struct weft_err *err);
/* WEFT_E_NOMEM from these two can also mean that the change was made but
 * cannot be shown (m->lost). */
/* Undo (or redo) one step; *text: its edit lines, borrowed until the next
 * change. */
enum weft_rc ui_model_undo(struct ui_model *m, bool redo, const char **text,
                           struct ui_change *c, struct weft_err *err);

/* Show a scenario of the document (NULL: the base): a view, not a step of the
 * history. WEFT_E_REF, or why it cannot be applied: nothing has changed. */
enum weft_rc ui_model_show(struct ui_model *m, const char *scenario,
                           struct ui_change *c, struct weft_err *err);

/* Work on another document from now on, which the caller keeps alive: recovered,
 * merged or read again. Its history is the one there is; saved: undoing all of
 * it leads to what is on disk. WEFT_E_NOMEM can mean that it cannot be shown
 * (m->lost). */
enum weft_rc ui_model_swap(struct ui_model *m, struct weft_plan *doc,
                           bool saved, struct ui_change *c,
                           struct weft_err *err);

/* A plan found by a search on generation gen: taken if it is of this
 * generation, passes weft_check and is better. Returns whether it was. */
bool ui_model_offer(struct ui_model *m, uint64_t gen,
                    const struct weft_place *place, size_t n,
                    const char *engine);
/* The same whether it is better or not. */
bool ui_model_adopt(struct ui_model *m, uint64_t gen,
                    const struct weft_place *place, size_t n,
                    const char *engine);
/* A lower bound, thousandths, that `by` has proved; stale or weaker ones are
 * ignored. */
void ui_model_bound(struct ui_model *m, uint64_t gen, int64_t bound,
                    const char *by);
/* Proved infeasible by a search. */
void ui_model_infeasible(struct ui_model *m, uint64_t gen, const char *reason);

/* A search of generation gen has ended (not: was stopped). */
void ui_model_searched(struct ui_model *m, uint64_t gen);
/* Not proved, and not searched to the end yet. */
bool ui_model_wants_search(const struct ui_model *m);
/* After a change that memory ran out for: try again to show the document. */
enum weft_rc ui_model_refresh(struct ui_model *m, struct weft_err *err);

bool ui_model_dirty(const struct ui_model *m);
void ui_model_saved(struct ui_model *m);
/* The document's bytes: as it stands, except that a "schedule" it already has
 * is brought up to date if the document or the base's plan has changed.
 * schedule: what is shown instead, with its "schedule" that of the plan on
 * screen. */
enum weft_rc ui_model_text(const struct ui_model *m, bool schedule,
                           const char *engine, uint64_t seed, char **text,
                           size_t *len, struct weft_err *err);

/* Have m->rail show all links if max_lane lanes do, else the links of task
 * (WEFT_NONE: none) and the critical chain. Cached. */
void ui_model_rail(struct ui_model *m, int32_t task, int32_t max_lane);

/* Makespan of a quick plan of the document with one more edit line, which is
 * not made; the plan on screen is a candidate. -1: no plan, or the document is
 * too large to look at within a frame. */
int64_t ui_model_try(const struct ui_model *m, const char *line);
/* Have m->hint say what more of the capacity that task waits for would give;
 * "" if it waits for none. Cached. */
void ui_model_hint(struct ui_model *m, int32_t task);
/* That text, "" if it is not about this task. */
const char *ui_model_hint_of(const struct ui_model *m, int32_t task);

/* Links of a task, from both ends: preds are in the plan's "after". */
int32_t ui_model_npred(const struct ui_model *m, int32_t task);
int32_t ui_model_nsucc(const struct ui_model *m, int32_t task);
int32_t ui_model_pred(const struct ui_model *m, int32_t task, int32_t k);
int32_t ui_model_succ(const struct ui_model *m, int32_t task, int32_t k);
/* A link that holds its successor back and lies on what fixes the makespan. */
bool ui_model_link_critical(const struct ui_model *m, int32_t from, int32_t to);
/* Have m->stages be those of the document. Cached. False: no memory, or the
 * document has no problem to take the links from. */
bool ui_model_stages(struct ui_model *m);
/* Have m->reach[i] say whether a path of links leads from task i to one of the
 * n tasks (back: from one of them to i). Cached: key stands for the tasks.
 * O(tasks + links) */
void ui_model_reach(struct ui_model *m, const int32_t *of, int32_t n, bool back,
                    uint64_t key);

#endif
