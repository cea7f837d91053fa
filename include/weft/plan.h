/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/plan.h - the plan document: text, and what it means.
 *
 * The document is kept as text in pieces (every task, node and top-level
 * member is a piece), so a plan that is opened and saved without an edit is
 * byte-identical and members that weft does not know survive. The structs
 * below are a projection of those pieces, brought up to date after each edit.
 * Only edits (weft/edit.h) change a plan.
 *
 * Times are int64_t thousandths of a second (of the unit, where it is none),
 * quantities int64_t thousandths, speed and prices int64_t billionths.
 * Strings are NUL-terminated UTF-8 without U+0000. Indices into the task,
 * node and resource arrays are valid until the next edit.
 */
#ifndef WEFT_PLAN_H
#define WEFT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "weft/err.h"
#include "weft/unit.h"

enum weft_billing { WEFT_BILL_USE, WEFT_BILL_LEASE, WEFT_BILL_FIXED };

/* One entry of a demand or capacity, sorted by res, res unique. */
struct weft_amount {
    int32_t res;
    int64_t qty; /* thousandths, >= 0; zero entries are dropped */
};

/* The declared ones in the order of the document, then those that a node or
 * task names with an amount above 0, by id. */
struct weft_resource {
    const char *id;
    const char *unit; /* "" if none */
    bool declared;    /* in "resources"; else only named by a node or task */
    bool global;
    bool consumable;  /* implies global */
    int64_t capacity; /* global only */
    int64_t price;    /* billionths per unit: of use (consumable), per
                         unit-hour (renewable) */
};

struct weft_label {
    const char *key, *value;
};

struct weft_window {
    int64_t from, to; /* [from, to) */
};

struct weft_node {
    const char *id;
    const char *name; /* the id if none */
    int32_t count;    /* >= 1 identical copies; 0 is allowed: none */
    struct weft_amount *capacity;
    int32_t ncapacity;
    int64_t speed; /* billionths, > 0 */
    int64_t price; /* billionths per hour */
    enum weft_billing billing;
    struct weft_label *label;
    int32_t nlabel;
    struct weft_window *down; /* sorted, disjoint */
    int32_t ndown;
};

/* A dependency as it stands in the successor's "after". A predecessor may stand
 * there twice (loading warns): then both hold. */
struct weft_link {
    int32_t task; /* the predecessor */
    int64_t lag;  /* >= 0 */
    int64_t data; /* quantity, thousandths */
};

/* "n" means every copy of the node (copy == WEFT_NONE), "n-2" one copy
 * (copy == 1, zero-based). A node whose id is exactly the text wins. */
struct weft_node_ref {
    int32_t node;
    int32_t copy;
};

struct weft_node_time {
    struct weft_node_ref at;
    int64_t duration;
};

struct weft_mode {
    const char *name;
    int64_t duration;
    struct weft_amount *demand; /* its own: not the task's */
    int32_t ndemand;
    struct weft_node_ref *node;
    int32_t nnode;
    bool has_nodes; /* else the task's restriction holds */
};

struct weft_task {
    const char *id;
    const char *name; /* the id if none */
    int64_t duration;
    struct weft_amount *demand;
    int32_t ndemand;
    struct weft_link *after;
    int32_t nafter;
    struct weft_node_ref *node; /* "nodes" */
    int32_t nnode;
    bool has_nodes; /* "nodes" is given; with nnode == 0: runs on no node */
    struct weft_label *where;
    int32_t nwhere;
    struct weft_node_time *on; /* "durations" */
    int32_t non;
    struct weft_mode *mode; /* the other modes, besides the default one */
    int32_t nmode;
    struct weft_node_ref pin; /* node == WEFT_NONE: not pinned to a node */
    bool has_pin_start, has_deadline;
    bool hold_plan;
    int64_t pin_start, release, deadline;
    int64_t priority; /* billionths */
    const char *command, *image; /* "" if none */
};

struct weft_plan; /* opaque; one owner, weft_plan_free() */

/* Read a document from text[0..len) (copied). Every fault is added to diags
 * (may be NULL) with its place; *out is set only without errors (warnings are
 * allowed). Returns WEFT_OK, the code of the first error in the text (err has
 * its message and place), or WEFT_E_NOMEM. O(len).
 *
 * Beyond types, ranges and references it is an error:
 * - what no plan can be: a cycle, of tasks (each knot of tasks is named as a
 *   path, with how many others are only behind it) or of scenario parents; a
 *   global resource without capacity, or with one on a node; a consumable with
 *   scope node (none given means global); a mode named "default", or twice;
 * - more than 1,000,000 copies of nodes, or times of all tasks together
 *   (longest run, longest lag, release or start pin) above 2^61 thousandths;
 * - another major version of the format: then nothing else is judged.
 * A warning: a newer minor version; an unknown member that resembles a known
 * one; a predecessor that stands twice; a capacity of a resource that is not
 * global (ignored); a node that has the name of another node's copy. */
enum weft_rc weft_plan_load(const char *text, size_t len,
                            struct weft_plan **out, struct weft_diags *diags,
                            struct weft_err *err);
/* A new document with no tasks and no nodes, as weft writes one. */
enum weft_rc weft_plan_new(struct weft_plan **out, struct weft_err *err);
/* Deep copy, without the undo history. */
enum weft_rc weft_plan_copy(const struct weft_plan *p, struct weft_plan **out,
                            struct weft_err *err);
void weft_plan_free(struct weft_plan *p);

/* The document's bytes, malloc'd; *len excludes the NUL after them. */
enum weft_rc weft_plan_text(const struct weft_plan *p, char **text,
                            size_t *len, struct weft_err *err);

/* --- what the document means; all borrowed until the next edit ----------- */
const char *weft_plan_name(const struct weft_plan *p); /* "" if none */
enum weft_unit weft_plan_unit(const struct weft_plan *p);
int32_t weft_plan_ntask(const struct weft_plan *p);
int32_t weft_plan_nnode(const struct weft_plan *p);
int32_t weft_plan_nres(const struct weft_plan *p);
const struct weft_task *weft_plan_task(const struct weft_plan *p, int32_t i);
const struct weft_node *weft_plan_node(const struct weft_plan *p, int32_t i);
const struct weft_resource *weft_plan_res(const struct weft_plan *p, int32_t i);
/* By id; WEFT_NONE if there is none. O(1). */
int32_t weft_plan_find_task(const struct weft_plan *p, const char *id);
int32_t weft_plan_find_node(const struct weft_plan *p, const char *id);
int32_t weft_plan_find_res(const struct weft_plan *p, const char *id);
/* "n" or "n-2"; ref->node == WEFT_NONE if unknown. */
struct weft_node_ref weft_plan_find_ref(const struct weft_plan *p,
                                        const char *id);
bool weft_plan_has_network(const struct weft_plan *p);
int64_t weft_plan_latency(const struct weft_plan *p);
int64_t weft_plan_bandwidth(const struct weft_plan *p); /* thousandths of a
                                          quantity per second; 0: unlimited */
int32_t weft_plan_nscenario(const struct weft_plan *p);
const char *weft_plan_scenario_name(const struct weft_plan *p, int32_t i);

/* --- pieces of text ------------------------------------------------------ */
/* The JSON text of an entity, as it stands in the document (not
 * NUL-terminated; *len bytes). */
const char *weft_plan_task_text(const struct weft_plan *p, int32_t i,
                                size_t *len);
const char *weft_plan_node_text(const struct weft_plan *p, int32_t i,
                                size_t *len);
/* The text of a top-level member's value; NULL if absent, and for nodes and
 * tasks, which are kept in pieces. */
const char *weft_plan_member(const struct weft_plan *p, const char *key,
                             size_t *len);
/* Replace, add (at its place in the saving order) or, with value NULL, remove
 * the member "schedule", outside the undo history; value is a JSON object.
 * WEFT_E_INVAL for any other key: edits change those. An undo that would
 * change the schedule leaves one alone that was put since. */
enum weft_rc weft_plan_put_member(struct weft_plan *p, const char *key,
                                  const char *value, struct weft_err *err);

#endif
