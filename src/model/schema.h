/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/schema.h - the members of a plan document, as data.
 *
 * One description serves reading (which members are known), editing (where a
 * new member goes, how a bare word is written, which paths exist) and renaming
 * (where references stand). Tables are in saving order. */
#ifndef WEFT_MODEL_SCHEMA_H
#define WEFT_MODEL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

enum weft_type {
    WEFT_T_STRING,
    WEFT_T_ID, /* of the entity itself: changed by rename only */
    WEFT_T_TIME,
    WEFT_T_QUANTITY,
    WEFT_T_NUMBER,
    WEFT_T_TASK,     /* a task's id */
    WEFT_T_NODE,     /* a node's id, or "id-k" for one copy */
    WEFT_T_LINK,     /* a task's id or an object (sub: its members) */
    WEFT_T_OBJECT,   /* sub: its members */
    WEFT_T_MAP,      /* any keys; sub: what each value is */
    WEFT_T_NODE_MAP, /* keys are nodes */
    WEFT_T_LIST      /* sub: what each element is */
};

struct weft_schema {
    const char *key; /* NULL after the last member */
    size_t len;
    enum weft_type type;
    const struct weft_schema *sub;
    bool required;
};

/* Indices into the tables below, in saving order. */
enum {
    WEFT_PLAN_WEFT,
    WEFT_PLAN_NAME,
    WEFT_PLAN_DESCRIPTION,
    WEFT_PLAN_TIME_UNIT,
    WEFT_PLAN_RESOURCES,
    WEFT_PLAN_NODES,
    WEFT_PLAN_TASKS,
    WEFT_PLAN_NETWORK,
    WEFT_PLAN_SCENARIOS,
    WEFT_PLAN_SCHEDULE,
    WEFT_PLAN_MEMBERS
};
enum {
    WEFT_RES_SCOPE,
    WEFT_RES_KIND,
    WEFT_RES_CAPACITY,
    WEFT_RES_UNIT,
    WEFT_RES_PRICE
};
enum {
    WEFT_NODE_ID,
    WEFT_NODE_NAME,
    WEFT_NODE_COUNT,
    WEFT_NODE_CAPACITY,
    WEFT_NODE_SPEED,
    WEFT_NODE_PRICE,
    WEFT_NODE_LABELS,
    WEFT_NODE_DOWN
};
enum { WEFT_PRICE_PER_HOUR, WEFT_PRICE_BILLING };
enum { WEFT_DOWN_FROM, WEFT_DOWN_TO };
enum {
    WEFT_TASK_ID,
    WEFT_TASK_NAME,
    WEFT_TASK_DURATION,
    WEFT_TASK_DEMAND,
    WEFT_TASK_AFTER,
    WEFT_TASK_NODES,
    WEFT_TASK_WHERE,
    WEFT_TASK_DURATIONS,
    WEFT_TASK_PIN,
    WEFT_TASK_RELEASE,
    WEFT_TASK_DEADLINE,
    WEFT_TASK_HOLD,
    WEFT_TASK_MODES,
    WEFT_TASK_PRIORITY,
    WEFT_TASK_COMMAND,
    WEFT_TASK_IMAGE
};
enum { WEFT_LINK_TASK, WEFT_LINK_LAG, WEFT_LINK_DATA };
enum { WEFT_PIN_NODE, WEFT_PIN_START };
enum { WEFT_MODE_NAME, WEFT_MODE_DURATION, WEFT_MODE_DEMAND, WEFT_MODE_NODES };
enum { WEFT_NET_LATENCY, WEFT_NET_BANDWIDTH };
enum { WEFT_SCEN_NAME, WEFT_SCEN_PARENT, WEFT_SCEN_EDITS };

extern const struct weft_schema weft_plan_schema[];
extern const struct weft_schema weft_res_schema[];
extern const struct weft_schema weft_node_schema[];
extern const struct weft_schema weft_price_schema[];
extern const struct weft_schema weft_down_schema[];
extern const struct weft_schema weft_task_schema[];
extern const struct weft_schema weft_link_schema[];
extern const struct weft_schema weft_pin_schema[];
extern const struct weft_schema weft_mode_schema[];
extern const struct weft_schema weft_net_schema[];
extern const struct weft_schema weft_scen_schema[];
/* Of a stored schedule only what names tasks and nodes. */
extern const struct weft_schema weft_schedule_schema[];

/* Index of the member called key in table; -1 if it is not known. */
int weft_schema_find(const struct weft_schema *table, const char *key,
                     size_t len);
/* The known member that an unknown one was probably meant to be; NULL if it
 * resembles none. */
const struct weft_schema *weft_schema_near(const struct weft_schema *table,
                                           const char *key, size_t len);

#endif
