/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of forms, and what stands in them. */
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/json.h"
#include "ui/form.h"
#include "ui/text.h"

/* clang-format off */
static const struct ui_form_spec task_specs[] = {
    { "id", NULL, "its name in links; without blanks",
      UI_VALUE_ID, UI_CHOOSE_NONE },
    { "name", "name", "a title, if the id is not enough",
      UI_VALUE_TEXT, UI_CHOOSE_NONE },
    { "duration", "duration", "how long it runs",
      UI_VALUE_WORD, UI_CHOOSE_TIME },
    { "demand", "demand", "what it needs while it runs: cpu=2 memory=8Gi",
      UI_VALUE_AMOUNTS, UI_CHOOSE_DEMAND },
    { "after", "after", "tasks that must have finished before; x and then e "
      "edits a link's lag", UI_VALUE_AFTER, UI_CHOOSE_TASKS },
    { "nodes", "nodes", "where it may run; empty: anywhere; -: on no node",
      UI_VALUE_NODES, UI_CHOOSE_NODES },
    { "where", "where", "labels its node must have: zone=a",
      UI_VALUE_LABELS, UI_CHOOSE_LABELS },
    { "durations", "durations", "how long on some nodes, as n1=4",
      UI_VALUE_PAIRS, UI_CHOOSE_NODE_TIMES },
    { "pin node", "pin.node", "the node it must run on",
      UI_VALUE_TEXT, UI_CHOOSE_NODES },
    { "pin start", "pin.start", "when it must start",
      UI_VALUE_WORD, UI_CHOOSE_TIME },
    { "release", "release", "when it may start at the earliest",
      UI_VALUE_WORD, UI_CHOOSE_TIME },
    { "deadline", "deadline", "when it must have ended",
      UI_VALUE_WORD, UI_CHOOSE_TIME },
    { "hold", "hold", "run: it needs what it needs while it runs; plan: "
      "for the whole plan", UI_VALUE_WORD, UI_CHOOSE_HOLD },
    { "priority", "priority", "a number; higher goes first in some rules",
      UI_VALUE_WORD, UI_CHOOSE_NONE },
    { "command", "command", "what it runs", UI_VALUE_TEXT, UI_CHOOSE_NONE },
    { "image", "image", "the container it runs in",
      UI_VALUE_TEXT, UI_CHOOSE_NONE },
    { "modes", "modes", "other ways to run it, as JSON",
      UI_VALUE_JSON, UI_CHOOSE_NONE },
    { "more", NULL, "anything else: x-team=ops modes.fast.duration=2",
      UI_VALUE_MORE, UI_CHOOSE_NONE },
    { NULL, NULL, NULL, UI_VALUE_ID, UI_CHOOSE_NONE }
};
static const struct ui_form_spec node_specs[] = {
    { "id", NULL, "its name; without blanks", UI_VALUE_ID, UI_CHOOSE_NONE },
    { "name", "name", "a title, if the id is not enough",
      UI_VALUE_TEXT, UI_CHOOSE_NONE },
    { "capacity", "capacity", "what it has: cpu=16 memory=64Gi gpu=1",
      UI_VALUE_AMOUNTS, UI_CHOOSE_CAPACITY },
    { "count", "count", "how many of it there are",
      UI_VALUE_WORD, UI_CHOOSE_NONE },
    { "speed", "speed", "run time is duration / speed",
      UI_VALUE_WORD, UI_CHOOSE_NONE },
    { "price/h", "price.per_hour", "what an hour of it costs",
      UI_VALUE_WORD, UI_CHOOSE_NONE },
    { "billing", "price.billing", "use: hours in use; lease: from first to "
      "last use; fixed: the whole plan", UI_VALUE_WORD, UI_CHOOSE_BILLING },
    { "labels", "labels", "what tasks can ask for: zone=a",
      UI_VALUE_LABELS, UI_CHOOSE_LABELS },
    { "down", "down", "when it is not there: [{\"from\": 4, \"to\": 8}]",
      UI_VALUE_JSON, UI_CHOOSE_NONE },
    { "more", NULL, "anything else: x-rack=7", UI_VALUE_MORE,
      UI_CHOOSE_NONE },
    { NULL, NULL, NULL, UI_VALUE_ID, UI_CHOOSE_NONE }
};
static const struct ui_form_spec resource_specs[] = {
    { "capacity", "capacity", "how much of it there is for the whole plan",
      UI_VALUE_WORD, UI_CHOOSE_NONE },
    { "unit", "unit", "what it is counted in", UI_VALUE_TEXT,
      UI_CHOOSE_NONE },
    { "price", "price", "what a unit of it costs", UI_VALUE_WORD,
      UI_CHOOSE_NONE },
    { NULL, NULL, NULL, UI_VALUE_ID, UI_CHOOSE_NONE }
};
static const struct ui_form_spec link_specs[] = {
    { "lag", "lag", "how long the second waits after the end of the first",
      UI_VALUE_LINK, UI_CHOOSE_TIME },
    { "data", "data", "what is sent if they run on different nodes: 2Gi",
      UI_VALUE_LINK, UI_CHOOSE_NONE },
    { NULL, NULL, NULL, UI_VALUE_ID, UI_CHOOSE_NONE }
};
/* clang-format on */

const struct ui_form_spec *ui_form_specs(enum ui_form_type type)
{
    static const struct ui_form_spec *const specs[] = {
        [UI_FORM_TASK] = task_specs,
        [UI_FORM_NODE] = node_specs,
        [UI_FORM_RESOURCE] = resource_specs,
        [UI_FORM_LINK] = link_specs,
    };

    return specs[type];
}

void ui_form_help(struct weft_buf *b, const struct weft_plan *p,
                  const struct ui_form_spec *spec)
{
    weft_buf_adds(b, spec->help);
    if (spec->choice == UI_CHOOSE_TIME ||
        spec->choice == UI_CHOOSE_NODE_TIMES) {
        weft_buf_adds(b, ": ");
        ui_time_typed(b, p);
    }
}

/* --- JSON as it is typed ------------------------------------------------------- */

static void add_raw(struct weft_buf *b, const struct weft_json *j, int32_t v)
{
    weft_buf_add(b, j->text + j->v[v].begin, j->v[v].end - j->v[v].begin);
}

static bool is_scalar(const struct weft_json *j, int32_t v)
{
    return j->v[v].kind != WEFT_JSON_ARRAY && j->v[v].kind != WEFT_JSON_OBJECT;
}

static void add_scalar(struct weft_buf *b, const struct weft_json *j, int32_t v)
{
    if (j->v[v].kind == WEFT_JSON_STRING)
        weft_json_string(j, v, b);
    else
        add_raw(b, j, v);
}

/* Words can be parted again where they were joined. */
static bool can_part(const char *s)
{
    return s && s[0] && !strpbrk(s, " ,=\"{}[]");
}

static bool all_words(const struct weft_json *j, int32_t v)
{
    bool ok = true;

    for (int32_t c = j->v[v].child; c != WEFT_NONE; c = j->v[c].next) {
        struct weft_buf b = { 0 }, key = { 0 };

        if (is_scalar(j, c))
            add_scalar(&b, j, c);
        if (j->v[v].kind == WEFT_JSON_OBJECT)
            weft_json_key(j, c, &key);
        ok = ok && can_part(b.p) &&
             (j->v[v].kind == WEFT_JSON_ARRAY || can_part(key.p));
        weft_buf_release(&b);
        weft_buf_release(&key);
    }
    return ok;
}

static void add_words(struct weft_buf *b, const struct weft_json *j, int32_t v)
{
    for (int32_t c = j->v[v].child; c != WEFT_NONE; c = j->v[c].next) {
        if (c != j->v[v].child)
            weft_buf_addc(b, ' ');
        if (j->v[v].kind == WEFT_JSON_OBJECT) {
            weft_json_key(j, c, b);
            weft_buf_addc(b, '=');
        }
        add_scalar(b, j, c);
    }
}

static void add_value(struct weft_buf *b, const struct weft_json *j, int32_t v,
                      const struct ui_form_spec *spec)
{
    if (is_scalar(j, v))
        add_scalar(b, j, v);
    else if (spec->value == UI_VALUE_NODES && j->v[v].nchild == 0)
        weft_buf_addc(b, '-');
    else if (spec->value != UI_VALUE_JSON && all_words(j, v))
        add_words(b, j, v);
    else
        add_raw(b, j, v);
}

/* The value at a path of members, from v[at] on; WEFT_NONE: it is not there. */
static int32_t member_at(const struct weft_json *j, int32_t at,
                         const char *path)
{
    while (at != WEFT_NONE && *path) {
        size_t n = strcspn(path, ".");
        char key[64];

        snprintf(key, sizeof(key), "%.*s", (int)n, path);
        at = j->v[at].kind == WEFT_JSON_OBJECT ? weft_json_get(j, at, key)
                                               : WEFT_NONE;
        path += n + (path[n] == '.');
    }
    return at;
}

/* --- what stands in a field ------------------------------------------------------ */

static void add_after(struct weft_buf *b, const struct weft_plan *p,
                      const struct weft_task *t)
{
    for (int32_t i = 0; i < t->nafter; i++)
        weft_buf_addf(b, "%s%s", i ? " " : "",
                      weft_plan_task(p, t->after[i].task)->id);
}

static void add_link(struct weft_buf *b, const struct ui_model *m, int32_t from,
                     int32_t to, const char *member)
{
    const struct weft_task *t = weft_plan_task(m->plan, to);

    for (int32_t i = 0; i < t->nafter; i++) {
        const struct weft_link *l = &t->after[i];

        if (l->task != from)
            continue;
        if (strcmp(member, "lag") == 0 && l->lag > 0)
            weft_time_text(b, l->lag, weft_plan_unit(m->plan));
        else if (strcmp(member, "data") == 0 && l->data > 0)
            weft_quantity_text(b, l->data);
        return;
    }
}

static void add_amounts(struct weft_buf *b, const struct ui_model *m,
                        enum ui_form_type type, int32_t index)
{
    const struct weft_plan *p = m->plan;
    char text[UI_LINE_MAX];

    if (type == UI_FORM_TASK)
        ui_amounts_typed(text, sizeof(text), p,
                         weft_plan_task(p, index)->demand,
                         weft_plan_task(p, index)->ndemand);
    else
        ui_amounts_typed(text, sizeof(text), p,
                         weft_plan_node(p, index)->capacity,
                         weft_plan_node(p, index)->ncapacity);
    weft_buf_adds(b, text);
}

/* The entity as it stands in the document; *v: its value. False: it cannot be
 * read. */
static bool read_entity(const struct ui_model *m, enum ui_form_type type,
                        int32_t index, struct weft_json *j, int32_t *v)
{
    size_t len = 0, at;
    const char *text = NULL;

    if (type == UI_FORM_TASK)
        text = weft_plan_task_text(m->plan, index, &len);
    else if (type == UI_FORM_NODE)
        text = weft_plan_node_text(m->plan, index, &len);
    else if (type == UI_FORM_RESOURCE)
        text = weft_plan_member(m->plan, "resources", &len);
    if (!text || weft_json_parse(j, text, len, true, &at, NULL))
        return false;
    *v = type == UI_FORM_RESOURCE
             ? weft_json_get(j, 0, weft_plan_res(m->plan, index)->id)
             : 0;
    return *v != WEFT_NONE;
}

static void add_field(struct weft_buf *b, const struct ui_model *m,
                      enum ui_form_type type, int32_t index, int32_t other,
                      const struct ui_form_spec *spec)
{
    switch (spec->value) {
    case UI_VALUE_ID:
        weft_buf_adds(b, type == UI_FORM_TASK
                             ? weft_plan_task(m->plan, index)->id
                             : weft_plan_node(m->plan, index)->id);
        break;
    case UI_VALUE_AMOUNTS:
        add_amounts(b, m, type, index);
        break;
    case UI_VALUE_AFTER:
        add_after(b, m->plan, weft_plan_task(m->plan, index));
        break;
    case UI_VALUE_LINK:
        add_link(b, m, index, other, spec->member);
        break;
    case UI_VALUE_TEXT:
    case UI_VALUE_WORD:
    case UI_VALUE_PAIRS:
    case UI_VALUE_LABELS:
    case UI_VALUE_NODES:
    case UI_VALUE_JSON:
    case UI_VALUE_MORE:
        break;
    }
}

void ui_form_texts(const struct ui_model *m, enum ui_form_type type,
                   int32_t index, int32_t other, struct weft_buf *out)
{
    const struct ui_form_spec *specs = ui_form_specs(type);
    struct weft_json j = { 0 };
    int32_t v;
    bool ok = read_entity(m, type, index, &j, &v);

    for (int i = 0; specs[i].label; i++) {
        int32_t at = ok && specs[i].member &&
                             specs[i].value != UI_VALUE_AMOUNTS &&
                             specs[i].value != UI_VALUE_AFTER
                         ? member_at(&j, v, specs[i].member)
                         : WEFT_NONE;

        if (at != WEFT_NONE)
            add_value(&out[i], &j, at, &specs[i]);
        else
            add_field(&out[i], m, type, index, other, &specs[i]);
    }
    weft_json_release(&j);
}
