/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/plan_int.h - the inside of a plan, for src/model/{plan,edit}*.c only.
 *
 * A document is head, members, tail. A member is the text before its value
 * (white space, key, colon), the value, and the white space after it; commas
 * between members are implied. The values of "nodes" and "tasks" are sequences
 * of pieces instead: every element is one piece of text, commas included, with
 * its projection beside it in a slot. */
#ifndef WEFT_MODEL_PLAN_INT_H
#define WEFT_MODEL_PLAN_INT_H

#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "model/arena.h"
#include "model/fault.h"
#include "model/schema.h"
#include "weft/plan.h"

/* Documents beyond this are refused, so that offsets in a piece fit 32 bits. */
#define WEFT_TEXT_MAX ((size_t)1 << 30)
/* Largest total of all times of a plan, thousandths. */
#define WEFT_TIME_TOTAL_MAX ((int64_t)1 << 61)
#define WEFT_ID_MAX         253
#define WEFT_COPIES_MAX     1000000 /* of all nodes together */
#define WEFT_VERSION_MAJOR  1
#define WEFT_VERSION_MINOR  0

__extension__ typedef __int128 weft_wide; /* totals before they are judged */

struct weft_slice {
    const char *p;
    size_t n;
};

/* text[0..lead) is what stands before the element (comma, white space),
 * text[lead..lead + len) the element. Either part of the loaded document or,
 * with own set, malloc'd. Never changed in place. */
struct weft_piece {
    const char *text;
    uint32_t lead, len;
    bool own;
};

/* A projection lies in the plan's mem (as loaded) or in the slot's own. */
struct weft_task_slot {
    struct weft_task t;
    struct weft_piece piece;
    struct weft_arena mem;
};
struct weft_node_slot {
    struct weft_node t;
    struct weft_piece piece;
    struct weft_arena mem;
};

/* What tasks and nodes have in common: elements have a place (index) that
 * changes as others come and go, and a slot that does not. */
struct weft_seq {
    int32_t n;           /* elements */
    int32_t nslot;       /* slots in use or free: order[n..nslot) are free */
    int32_t cap;         /* room in order, place and the slots */
    int32_t *order;      /* index -> slot */
    int32_t *place;      /* slot -> index */
    struct weft_map map; /* id -> slot */
    struct weft_piece close; /* white space before ']'; lead unused */
};

struct weft_member {
    const char *key; /* unescaped, in the plan's ids */
    size_t nkey;
    int known;                /* index into weft_plan_schema, or -1 */
    struct weft_slice before; /* up to the value */
    struct weft_slice value;  /* empty for sequences */
    struct weft_slice after;  /* white space before the comma */
    bool sequence;            /* nodes or tasks, kept in pieces */
    bool own;                 /* value is malloc'd */
};

/* Resources by index: the declared ones in the order of the document, then
 * those that nodes and tasks name (with an amount above 0), by id. Entries
 * from n to nall are named only by projections that are not current (refused,
 * undone): they keep their index, so that those stay valid. Ids and units lie
 * in the plan's ids. */
struct weft_res_table {
    struct weft_resource *v;
    int32_t *used; /* amounts > 0 of current nodes and tasks that name it */
    int32_t n, nall, cap;
    struct weft_map map; /* id -> index, of all */
};

/* What the other top-level members mean. */
struct weft_head {
    const char *name;
    enum weft_unit unit;
    bool has_network;
    int64_t latency, bandwidth;
    const char **scenario; /* names */
    int32_t nscenario;
    struct weft_arena mem; /* of all the above */
};

struct weft_history;

struct weft_plan {
    char *doc; /* as loaded */
    size_t ndoc;
    struct weft_arena mem;         /* projections as loaded */
    struct weft_arena ids;         /* ids and keys, current and former */
    struct weft_slice open, close; /* "{" and "}" with all around them */
    struct weft_member *member;
    int32_t nmember, member_cap;
    struct weft_seq tasks, nodes;
    struct weft_task_slot *task; /* by slot */
    struct weft_node_slot *node; /* by slot */
    struct weft_res_table res;
    struct weft_head head;
    weft_wide time_total;    /* durations, lags, releases of all tasks */
    uint64_t schedule_stamp; /* counts weft_plan_put_member() */
    struct weft_history *history;
    /* scratch, so that an edit of a small entity allocates little */
    struct weft_json json;
    struct weft_buf tmp;
};

static inline struct weft_task_slot *weft_task_at(const struct weft_plan *p,
                                                  int32_t i)
{
    return &p->task[p->tasks.order[i]];
}
static inline struct weft_node_slot *weft_node_at(const struct weft_plan *p,
                                                  int32_t i)
{
    return &p->node[p->nodes.order[i]];
}

/* --- plan_split.c: text into pieces ------------------------------------------- */
/* Read p->doc into members and pieces; ids go to the maps, the first of equal
 * ones (*doubles) wins. Only what is no JSON is a fault here. false: faults or
 * no memory (*oom). */
bool weft_plan_split(struct weft_plan *p, struct weft_faults *f, bool *doubles,
                     bool *oom);
/* Room for one more element. false: no memory, nothing changed. */
bool weft_tasks_reserve(struct weft_plan *p);
bool weft_nodes_reserve(struct weft_plan *p);
bool weft_members_reserve(struct weft_plan *p, size_t extra);

/* --- plan.c -------------------------------------------------------------- */
int32_t weft_plan_member_index(const struct weft_plan *p, const char *key,
                               size_t n);
int32_t weft_plan_known_member(const struct weft_plan *p, int known);
/* Index of a task or node by the bytes of its id; WEFT_NONE. */
int32_t weft_plan_task_named(const struct weft_plan *p, const char *s,
                             size_t n);
int32_t weft_plan_node_named(const struct weft_plan *p, const char *s,
                             size_t n);
struct weft_node_ref weft_plan_ref_named(const struct weft_plan *p,
                                         const char *s, size_t n);
/* The node that "id-k" would name a copy of, if it had as many; WEFT_NONE. */
int32_t weft_plan_copy_owner(const struct weft_plan *p, const char *s,
                             size_t n);
/* Only as the name of one copy, "id-k". */
struct weft_node_ref weft_plan_copy_named(const struct weft_plan *p,
                                          const char *s, size_t n);

/* --- plan_res.c: the resource table -------------------------------------- */
void weft_res_release(struct weft_res_table *t);
/* Index of a resource, made if it is new; WEFT_NONE without memory. */
int32_t weft_res_intern(struct weft_plan *p, const char *id, size_t n);
/* Count the amounts of an entity into used (sign 1) or out of it (-1). */
void weft_res_count_task(int32_t *used, const struct weft_task *t, int sign);
void weft_res_count_node(int32_t *used, const struct weft_node *t, int sign);
/* The table that p->res becomes with these declarations (their ids in
 * p->res) and used counts. *to, malloc'd, maps old indices to new ones
 * (WEFT_NONE: gone), *from back. */
enum weft_rc weft_res_rebuild(const struct weft_plan *p,
                              const struct weft_resource *declared, int32_t n,
                              const int32_t *used, struct weft_res_table *out,
                              int32_t **to, int32_t **from);
/* Every current amount from one numbering to another. */
void weft_res_renumber(struct weft_plan *p, const int32_t *to);

/* --- plan_cycle.c -------------------------------------------------------- */
/* A fault for each knot of tasks that wait for each other. false: no memory. */
bool weft_plan_cycles(struct weft_plan *p, struct weft_faults *f);
/* Append "first > next > ... > first": after a task comes via[task] - 1. Long
 * cycles are cut in the middle. */
void weft_cycle_text(struct weft_buf *b, const struct weft_plan *p,
                     int32_t first, int32_t next, const int32_t *via);

#endif
