/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/edit_int.h - how edits are made, for src/model/edit*.c only.
 *
 * An edit is staged and then applied. Staging makes a list of operations
 * against the plan as it is: everything that can fail (memory, faults of new
 * text) fails there. An operation holds the state that is not current and
 * exchanges it with the plan's; it cannot fail, and doing it twice restores
 * every byte. Undo is the same operations backwards. A projection held by an
 * operation names tasks, nodes and resources by index: it becomes current only
 * when all that happened since has been taken back, so the indices are right
 * again. */
#ifndef WEFT_MODEL_EDIT_INT_H
#define WEFT_MODEL_EDIT_INT_H

#include "model/edit_line.h"
#include "model/edit_path.h"
#include "model/read.h"

/* --- operations (edit_op.c) ---------------------------------------------- */

enum weft_op_kind {
    WEFT_OP_TASK_TEXT, /* at: index; piece */
    WEFT_OP_TASK_MEAN, /* at: index; task */
    WEFT_OP_TASK_IN,   /* at: index; task, piece */
    WEFT_OP_TASK_OUT,
    WEFT_OP_TASK_MOVE, /* at: from; to */
    WEFT_OP_NODE_TEXT,
    WEFT_OP_NODE_MEAN,
    WEFT_OP_NODE_IN,
    WEFT_OP_NODE_OUT,
    WEFT_OP_CLOSE,  /* at: 1 tasks, 0 nodes; piece */
    WEFT_OP_MEMBER, /* at: index; member */
    WEFT_OP_MEMBER_IN,
    WEFT_OP_MEMBER_OUT,
    WEFT_OP_HEAD, /* head */
    WEFT_OP_RES   /* res */
};

struct weft_res_state {
    struct weft_res_table table;
    int32_t *to, *from; /* indices before to indices after, and back */
    bool same;          /* no amount gets another index */
};

struct weft_op {
    enum weft_op_kind kind;
    int32_t at, to;
    uint64_t stamp; /* of a schedule; see weft_op_exchange */
    union {
        void *any;
        struct weft_piece *piece;
        struct weft_task_slot *task;
        struct weft_node_slot *node;
        struct weft_member *member;
        struct weft_head *head;
        struct weft_res_state *res;
    } u; /* owned: weft_op_release() */
};

/* Exchange the states of an operation and the plan, forwards or backwards.
 * Room for what an IN or OUT needs must have been reserved. */
void weft_op_apply(struct weft_plan *p, struct weft_op *op);
void weft_op_revert(struct weft_plan *p, struct weft_op *op);
void weft_op_release(struct weft_op *op);
/* Make sure that n operations find room, in either direction. */
bool weft_op_reserve(struct weft_plan *p, size_t n);

void weft_piece_release(struct weft_piece *piece);
/* Free text that a piece or member owns. */
void weft_text_free(const char *text);

/* --- changes and steps (edit_undo.c) ------------------------------------- */

/* One edit line that was applied. */
struct weft_change {
    struct weft_change *prev, *next; /* in its step */
    struct weft_op *op;
    size_t nop;
    struct weft_touch after;  /* what applying it touched */
    struct weft_touch before; /* what undoing it touches */
};

void weft_change_free(struct weft_change *c);
/* Append an applied change to the history. Takes c; on failure the caller
 * still owns it and the history is as it was. */
enum weft_rc weft_history_add(struct weft_plan *p, struct weft_change *c,
                              const char *line, struct weft_err *err);
struct weft_history *weft_history_new(void); /* NULL without memory */
void weft_history_free(struct weft_history *h);
/* The newest change of the open group, and taking back what came after it. */
bool weft_history_is_open(const struct weft_plan *p);
struct weft_change *weft_history_mark(const struct weft_plan *p);
enum weft_rc weft_history_rewind(struct weft_plan *p, struct weft_change *mark,
                                 struct weft_err *err);

/* What an edit means for a schedule; see edit_touch.c. */
struct weft_verdict {
    bool same;    /* it is still what an engine would give */
    bool looser;  /* it stays feasible */
    bool tighter; /* it stays feasible when the edit is taken back */
};

/* --- staging (edit_stage.c) ---------------------------------------------- */

struct weft_stage {
    struct weft_plan *p;
    struct weft_err *err;
    struct weft_op *op;
    size_t nop, cap;
    struct weft_faults faults;
    struct weft_reader r;
    struct weft_cut cut;   /* the text being made */
    struct weft_arena mem; /* decoded parts of the line */
    struct weft_touch touch;
    int32_t old_index;   /* of the subject before the edit */
    enum weft_unit unit; /* after the edit */
    struct weft_verdict verdict;
    bool nodes_changed; /* ids or counts: names of copies may clash now */
    /* resources as declared after the edit, where that changes */
    bool has_declared;
    struct weft_resource *declared;
    int32_t ndeclared;
    struct weft_arena declared_mem;
};

void weft_stage_release(struct weft_stage *s);
enum weft_rc weft_stage_no_memory(struct weft_stage *s);
/* A name in messages, quoted and safe to show, in s->mem. */
const char *weft_stage_quote(struct weft_stage *s, const char *name, size_t n);
/* "task 'a'": the subject in messages, in s->mem. */
const char *weft_stage_what(struct weft_stage *s, bool task, const char *id);
/* WEFT_E_REF "no task 'x'; did you mean 'y'?" */
enum weft_rc weft_stage_find(struct weft_stage *s, bool task,
                             const struct weft_edit_id *id, int32_t *out);
/* The rule of ids, and that none has it yet. */
enum weft_rc weft_stage_new_id(struct weft_stage *s, bool task,
                               const struct weft_edit_id *id);

/* Style for s->cut where its text shows none: of the last elements. */
void weft_stage_style(struct weft_stage *s, bool task);
/* Begin s->cut with the text of element i, with the style of its neighbours
 * where it shows none. */
enum weft_rc weft_stage_cut(struct weft_stage *s, bool task, int32_t i);
/* Add an operation, in the state (zeroed, owned by it) of this many bytes. */
struct weft_op *weft_stage_op(struct weft_stage *s, enum weft_op_kind kind,
                              int32_t at, size_t state);
/* The text of element i becomes s->cut's (whole text NULL: stays), its lead
 * this one (NULL: stays). */
enum weft_rc weft_stage_text(struct weft_stage *s, bool task, int32_t i,
                             const struct weft_slice *lead, bool text);
/* Read s->cut as element i (id in the plan's ids) and make that its meaning. */
enum weft_rc weft_stage_mean(struct weft_stage *s, bool task, int32_t i,
                             const char *id);
/* s->cut becomes a new element at the end. */
enum weft_rc weft_stage_insert(struct weft_stage *s, bool task, const char *id);
/* The value of a top-level member becomes *value (copied); the member is made
 * where it is absent. NULL: an empty sequence (nodes, tasks), if absent. */
enum weft_rc weft_stage_member(struct weft_stage *s, const char *key,
                               const struct weft_slice *value);
/* The error that refuses an edit, from the faults that reading found. */
enum weft_rc weft_stage_refuse(struct weft_stage *s);
/* Apply all, check what needs the whole plan, settle the resources. On failure
 * the plan is as it was. */
enum weft_rc weft_stage_apply(struct weft_stage *s);
void weft_stage_revert(struct weft_stage *s);

/* --- verbs --------------------------------------------------------------- */
/* Set or unset the arguments of l in s->cut, which has members as in table. */
enum weft_rc weft_edit_arguments(struct weft_stage *s,
                                 const struct weft_schema *table,
                                 const struct weft_edit_line *l,
                                 const char *what);
enum weft_rc weft_edit_plan(struct weft_stage *s,
                            const struct weft_edit_line *l);
enum weft_rc weft_edit_rename(struct weft_stage *s,
                              const struct weft_edit_line *l);
enum weft_rc weft_edit_delete(struct weft_stage *s,
                              const struct weft_edit_line *l);

/* --- renaming what text refers to (edit_refs.c) -------------------------- */

struct weft_rename {
    const struct weft_plan *p; /* before the rename */
    bool task;
    int32_t index; /* of the entity */
    const char *from, *to;
};

/* Append j's text to out, with the references of the rename changed; v is
 * described by schema (an element's or member's). Returns how many there
 * were. */
int weft_refs_rename(const struct weft_json *j,
                     const struct weft_schema *schema,
                     const struct weft_rename *rn, struct weft_buf *out);
/* The new text of one reference s[0..n); false: it is another. */
bool weft_refs_rename_id(const struct weft_rename *rn, const char *s, size_t n,
                         struct weft_buf *out);
/* The scenarios' edit lines (scenario_rename.c): the whole value of the
 * member. false: no memory. *changed: is out another text? */
bool weft_scenarios_rename(const struct weft_rename *rn, struct weft_buf *out,
                           bool *changed);

/* Path refused if it names what is not there and may not be made. */
enum weft_rc weft_edit_check_path(struct weft_stage *s,
                                  const struct weft_path *path,
                                  const char *what, bool exists);
/* WEFT_E_CYCLE if task i (which now has these links) would wait for itself. */
enum weft_rc weft_edit_check_cycle(struct weft_stage *s, int32_t i,
                                   const struct weft_task *now);
/* "would close a cycle: i > next > ... > i", see weft_cycle_text(). */
enum weft_rc weft_edit_refuse_cycle(struct weft_stage *s, int32_t i,
                                    int32_t next, const int32_t *via);
/* Take all entries that name task from out of "after" of the task in s->cut,
 * and the list if it becomes empty. false: there was none. */
bool weft_edit_drop_links(struct weft_stage *s, int32_t from);

/* --- what an edit means for a schedule (edit_touch.c) --------------------- */

/* Add what an operation did, which was applied just now, to a verdict. */
void weft_judge(const struct weft_plan *p, const struct weft_op *op,
                struct weft_verdict *v);

#endif
