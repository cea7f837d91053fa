/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema.h"

#include <string.h>

#include "model/fault.h"

#define MEMBER(k, t, s)                                                        \
    {                                                                          \
        k, sizeof(k) - 1, WEFT_T_##t, s, false                                 \
    }
#define REQUIRED(k, t, s)                                                      \
    {                                                                          \
        k, sizeof(k) - 1, WEFT_T_##t, s, true                                  \
    }
#define ELEMENT(t, s)                                                          \
    {                                                                          \
        NULL, 0, WEFT_T_##t, s, false                                          \
    }
#define END                                                                    \
    {                                                                          \
        NULL, 0, WEFT_T_STRING, NULL, false                                    \
    }

/* What a list or map holds: a table of one entry without a name. */
static const struct weft_schema string_element[] = { ELEMENT(STRING, NULL) };
static const struct weft_schema time_element[] = { ELEMENT(TIME, NULL) };
static const struct weft_schema quantity_element[] = { ELEMENT(QUANTITY,
                                                               NULL) };
static const struct weft_schema node_element[] = { ELEMENT(NODE, NULL) };
static const struct weft_schema task_element[] = { ELEMENT(TASK, NULL) };
static const struct weft_schema link_element[] = { ELEMENT(LINK,
                                                           weft_link_schema) };
static const struct weft_schema mode_element[] = { ELEMENT(OBJECT,
                                                           weft_mode_schema) };
static const struct weft_schema down_element[] = { ELEMENT(OBJECT,
                                                           weft_down_schema) };
static const struct weft_schema node_item[] = { ELEMENT(OBJECT,
                                                        weft_node_schema) };
static const struct weft_schema task_item[] = { ELEMENT(OBJECT,
                                                        weft_task_schema) };
static const struct weft_schema res_element[] = { ELEMENT(OBJECT,
                                                          weft_res_schema) };
static const struct weft_schema scen_element[] = { ELEMENT(OBJECT,
                                                           weft_scen_schema) };

const struct weft_schema weft_plan_schema[] = {
    REQUIRED("weft", STRING, NULL),
    MEMBER("name", STRING, NULL),
    MEMBER("description", STRING, NULL),
    MEMBER("time_unit", STRING, NULL),
    MEMBER("resources", MAP, res_element),
    MEMBER("nodes", LIST, node_item),
    MEMBER("tasks", LIST, task_item),
    MEMBER("network", OBJECT, weft_net_schema),
    MEMBER("scenarios", LIST, scen_element),
    MEMBER("schedule", OBJECT, weft_schedule_schema),
    END,
};

const struct weft_schema weft_res_schema[] = {
    MEMBER("scope", STRING, NULL),      MEMBER("kind", STRING, NULL),
    MEMBER("capacity", QUANTITY, NULL), MEMBER("unit", STRING, NULL),
    MEMBER("price", NUMBER, NULL),      END,
};

const struct weft_schema weft_node_schema[] = {
    REQUIRED("id", ID, NULL),
    MEMBER("name", STRING, NULL),
    MEMBER("count", NUMBER, NULL),
    MEMBER("capacity", MAP, quantity_element),
    MEMBER("speed", NUMBER, NULL),
    MEMBER("price", OBJECT, weft_price_schema),
    MEMBER("labels", MAP, string_element),
    MEMBER("down", LIST, down_element),
    END,
};

const struct weft_schema weft_price_schema[] = {
    MEMBER("per_hour", NUMBER, NULL),
    MEMBER("billing", STRING, NULL),
    END,
};

const struct weft_schema weft_down_schema[] = {
    REQUIRED("from", TIME, NULL),
    REQUIRED("to", TIME, NULL),
    END,
};

const struct weft_schema weft_task_schema[] = {
    REQUIRED("id", ID, NULL),
    MEMBER("name", STRING, NULL),
    REQUIRED("duration", TIME, NULL),
    MEMBER("demand", MAP, quantity_element),
    MEMBER("after", LIST, link_element),
    MEMBER("nodes", LIST, node_element),
    MEMBER("where", MAP, string_element),
    MEMBER("durations", NODE_MAP, time_element),
    MEMBER("pin", OBJECT, weft_pin_schema),
    MEMBER("release", TIME, NULL),
    MEMBER("deadline", TIME, NULL),
    MEMBER("hold", STRING, NULL),
    MEMBER("modes", LIST, mode_element),
    MEMBER("priority", NUMBER, NULL),
    MEMBER("command", STRING, NULL),
    MEMBER("image", STRING, NULL),
    END,
};

const struct weft_schema weft_link_schema[] = {
    REQUIRED("task", TASK, NULL),
    MEMBER("lag", TIME, NULL),
    MEMBER("data", QUANTITY, NULL),
    END,
};

const struct weft_schema weft_pin_schema[] = {
    MEMBER("node", NODE, NULL),
    MEMBER("start", TIME, NULL),
    END,
};

const struct weft_schema weft_mode_schema[] = {
    REQUIRED("name", STRING, NULL),
    REQUIRED("duration", TIME, NULL),
    MEMBER("demand", MAP, quantity_element),
    MEMBER("nodes", LIST, node_element),
    END,
};

const struct weft_schema weft_net_schema[] = {
    MEMBER("latency", TIME, NULL),
    MEMBER("bandwidth", QUANTITY, NULL),
    END,
};

const struct weft_schema weft_scen_schema[] = {
    REQUIRED("name", STRING, NULL),
    MEMBER("parent", STRING, NULL),
    MEMBER("edits", LIST, string_element),
    END,
};

static const struct weft_schema place_schema[] = {
    MEMBER("id", TASK, NULL),
    MEMBER("node", NODE, NULL),
    END,
};
static const struct weft_schema place_element[] = { ELEMENT(OBJECT,
                                                            place_schema) };
const struct weft_schema weft_schedule_schema[] = {
    MEMBER("order", LIST, task_element),
    MEMBER("critical", LIST, task_element),
    MEMBER("tasks", LIST, place_element),
    END,
};

int weft_schema_find(const struct weft_schema *table, const char *key,
                     size_t len)
{
    for (int i = 0; table[i].key; i++)
        if (table[i].len == len && memcmp(table[i].key, key, len) == 0)
            return i;
    return -1;
}

const struct weft_schema *weft_schema_near(const struct weft_schema *table,
                                           const char *key, size_t len)
{
    const struct weft_schema *best = NULL;
    /* two slips in a short word make another word ("note", "node") */
    int most = len < 5 ? 1 : 2;

    for (int i = 0; table[i].key; i++) {
        int d = weft_near(key, len, table[i].key, table[i].len, most);

        if (d > 0 && d <= most) {
            best = &table[i];
            most = d - 1;
        }
    }
    return best;
}
