/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the text of a task means. */
#include <string.h>

#include "model/read.h"

static struct weft_slice of_string(const char *s)
{
    return (struct weft_slice){ s, strlen(s) };
}

/* An array for the children of v; NULL without memory or children. */
static void *children(struct weft_reader *r, int32_t v, size_t size)
{
    void *a;

    if (r->j->v[v].nchild == 0)
        return NULL;
    a = weft_arena_array(r->mem, (size_t)r->j->v[v].nchild, size);
    if (!a)
        r->oom = true;
    return a;
}

/* --- references ---------------------------------------------------------- */

static void unknown(struct weft_reader *r, int32_t v, bool key, bool task,
                    struct weft_slice s)
{
    struct weft_buf b = { 0 };

    weft_quote(&b, s.p, s.n);
    if (task)
        weft_hint_task(&b, r->p, r->f, s.p, s.n);
    else
        weft_hint_node(&b, r->p, r->f, s.p, s.n);
    if (key)
        weft_fault_key(r, v, WEFT_E_REF, "no %s %s", task ? "task" : "node",
                       b.p ? b.p : "");
    else
        weft_fault(r, v, WEFT_E_REF, "no %s %s", task ? "task" : "node",
                   b.p ? b.p : "");
    weft_buf_release(&b);
}

static bool node_ref(struct weft_reader *r, int32_t v, bool key,
                     struct weft_node_ref *out)
{
    struct weft_slice s;

    if (!key && !weft_read_kind(r, v, WEFT_JSON_STRING))
        return false;
    s = key ? weft_read_key(r, v) : weft_read_slice(r, v);
    if (!s.p)
        return false;
    *out = weft_plan_ref_named(r->p, s.p, s.n);
    if (out->node != WEFT_NONE)
        return true;
    unknown(r, v, key, false, s);
    return false;
}

static bool node_refs(struct weft_reader *r, int32_t v,
                      struct weft_node_ref **out, int32_t *n)
{
    struct weft_node_ref *ref;
    int32_t k = 0;
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_ARRAY))
        return false;
    ref = children(r, v, sizeof(*ref));
    for (int32_t c = r->j->v[v].child; ref && c != WEFT_NONE;
         c = r->j->v[c].next) {
        if (node_ref(r, c, false, &ref[k]))
            k++;
        else
            ok = false;
    }
    *out = ref;
    *n = k;
    return ok && !r->oom;
}

/* --- after --------------------------------------------------------------- */

static bool link_task(struct weft_reader *r, int32_t v, struct weft_link *l)
{
    struct weft_slice s;

    if (!weft_read_kind(r, v, WEFT_JSON_STRING))
        return false;
    s = weft_read_slice(r, v);
    if (!s.p)
        return false;
    if (r->id && strlen(r->id) == s.n && memcmp(r->id, s.p, s.n) == 0) {
        weft_fault(r, v, WEFT_E_CYCLE, "a task cannot come after itself");
        return false;
    }
    l->task = weft_plan_task_named(r->p, s.p, s.n);
    if (l->task == WEFT_NONE) {
        unknown(r, v, false, true, s);
        return false;
    }
    if (r->seen && r->seen[l->task] == r->self + 1) {
        weft_fault_warn(r, v, "the task is already in this list; both hold");
    } else if (r->seen) {
        r->seen[l->task] = r->self + 1;
    }
    return true;
}

static bool link_object(struct weft_reader *r, int32_t v, struct weft_link *l)
{
    uint32_t seen = 0;
    bool ok = true;

    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        int m = weft_read_member(r, c, weft_link_schema);

        if (m < 0)
            continue;
        seen |= 1u << m;
        if (m == WEFT_LINK_TASK)
            ok = link_task(r, c, l) && ok;
        else if (m == WEFT_LINK_LAG)
            ok = weft_read_time(r, c, &l->lag) && ok;
        else
            ok = weft_read_quantity(r, c, &l->data) && ok;
    }
    return weft_read_required(r, v, weft_link_schema, seen) && ok;
}

static bool link_of(struct weft_reader *r, int32_t v, struct weft_link *l)
{
    *l = (struct weft_link){ .task = WEFT_NONE };
    if (r->j->v[v].kind == WEFT_JSON_OBJECT)
        return link_object(r, v, l);
    if (r->j->v[v].kind == WEFT_JSON_STRING)
        return link_task(r, v, l);
    weft_fault(r, v, WEFT_E_INVAL,
               "expected a task's id or {\"task\": id, \"lag\": time, "
               "\"data\": quantity}");
    return false;
}

static bool read_after(struct weft_reader *r, int32_t v, struct weft_task *t)
{
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_ARRAY))
        return false;
    t->after = children(r, v, sizeof(*t->after));
    for (int32_t c = r->j->v[v].child; t->after && c != WEFT_NONE;
         c = r->j->v[c].next) {
        if (link_of(r, c, &t->after[t->nafter]))
            t->nafter++;
        else
            ok = false;
    }
    return ok && !r->oom;
}

/* --- durations, pin, modes ----------------------------------------------- */

static bool read_durations(struct weft_reader *r, int32_t v,
                           struct weft_task *t)
{
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    t->on = children(r, v, sizeof(*t->on));
    for (int32_t c = r->j->v[v].child; t->on && c != WEFT_NONE;
         c = r->j->v[c].next) {
        struct weft_node_time *at = &t->on[t->non];
        bool known = node_ref(r, c, true, &at->at);

        if (weft_read_time(r, c, &at->duration) && known)
            t->non++;
        else
            ok = false;
    }
    return ok && !r->oom;
}

static bool read_pin(struct weft_reader *r, int32_t v, struct weft_task *t)
{
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        switch (weft_read_member(r, c, weft_pin_schema)) {
        case WEFT_PIN_NODE:
            ok = node_ref(r, c, false, &t->pin) && ok;
            break;
        case WEFT_PIN_START:
            t->has_pin_start = true;
            ok = weft_read_time(r, c, &t->pin_start) && ok;
            break;
        default:
            break;
        }
    }
    return ok;
}

static bool mode_members(struct weft_reader *r, int32_t v, struct weft_mode *m)
{
    uint32_t seen = 0;
    bool ok = true;

    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        int i = weft_read_member(r, c, weft_mode_schema);

        if (i < 0)
            continue;
        seen |= 1u << i;
        switch (i) {
        case WEFT_MODE_NAME:
            ok = weft_read_string(r, c, &m->name) && ok;
            break;
        case WEFT_MODE_DURATION:
            ok = weft_read_time(r, c, &m->duration) && ok;
            break;
        case WEFT_MODE_DEMAND:
            ok = weft_read_amounts(r, c, false, &m->demand, &m->ndemand) && ok;
            break;
        default:
            m->has_nodes = true;
            ok = node_refs(r, c, &m->node, &m->nnode) && ok;
        }
    }
    return weft_read_required(r, v, weft_mode_schema, seen) && ok;
}

/* Modes are told apart by name, and the task's own one is "default". */
static bool mode_name_rule(struct weft_reader *r, int32_t v,
                           struct weft_map *names, const struct weft_mode *m)
{
    const char *wrong = NULL;

    if (!*m->name)
        wrong = "a mode's name must not be empty";
    else if (strcmp(m->name, "default") == 0)
        wrong = "\"default\" is the task itself; name the mode otherwise";
    else if (weft_map_get(names, m->name, strlen(m->name)) != WEFT_NONE)
        wrong = "another mode of this task has the same name";
    else if (weft_map_put(names, m->name, strlen(m->name), 0))
        r->oom = true;
    if (wrong)
        weft_fault(r, weft_json_get(r->j, v, "name"), WEFT_E_INVAL, "%s",
                   wrong);
    return !wrong;
}

static bool read_modes(struct weft_reader *r, int32_t v, struct weft_task *t)
{
    struct weft_map names = { 0 };
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_ARRAY))
        return false;
    t->mode = children(r, v, sizeof(*t->mode));
    for (int32_t c = r->j->v[v].child; t->mode && c != WEFT_NONE;
         c = r->j->v[c].next) {
        struct weft_mode *m = &t->mode[t->nmode];
        bool fine = weft_read_kind(r, c, WEFT_JSON_OBJECT) &&
                    mode_members(r, c, m);

        if (fine && mode_name_rule(r, c, &names, m))
            t->nmode++;
        else
            ok = false;
    }
    weft_map_release(&names);
    return ok && !r->oom;
}

static bool read_hold(struct weft_reader *r, int32_t v, struct weft_task *t)
{
    static const char *const word[] = { "run", "plan", NULL };
    int i;

    if (!weft_read_word(r, v, word, &i))
        return false;
    t->hold_plan = i == 1;
    return true;
}

/* --- the task ------------------------------------------------------------ */

static bool read_id(struct weft_reader *r, int32_t v, struct weft_task *t)
{
    if (!weft_read_kind(r, v, WEFT_JSON_STRING) || !t->id)
        return false;
    return weft_read_id_rule(r, v, false, of_string(t->id));
}

static bool task_member(struct weft_reader *r, int m, int32_t c,
                        struct weft_task *t)
{
    switch (m) {
    case WEFT_TASK_ID:
        return read_id(r, c, t);
    case WEFT_TASK_NAME:
        return weft_read_string(r, c, &t->name);
    case WEFT_TASK_DURATION:
        return weft_read_time(r, c, &t->duration);
    case WEFT_TASK_DEMAND:
        return weft_read_amounts(r, c, false, &t->demand, &t->ndemand);
    case WEFT_TASK_AFTER:
        return read_after(r, c, t);
    case WEFT_TASK_NODES:
        t->has_nodes = true;
        return node_refs(r, c, &t->node, &t->nnode);
    case WEFT_TASK_WHERE:
        return weft_read_labels(r, c, &t->where, &t->nwhere);
    case WEFT_TASK_DURATIONS:
        return read_durations(r, c, t);
    case WEFT_TASK_PIN:
        return read_pin(r, c, t);
    case WEFT_TASK_RELEASE:
        return weft_read_time(r, c, &t->release);
    case WEFT_TASK_DEADLINE:
        t->has_deadline = true;
        return weft_read_time(r, c, &t->deadline);
    case WEFT_TASK_HOLD:
        return read_hold(r, c, t);
    case WEFT_TASK_MODES:
        return read_modes(r, c, t);
    case WEFT_TASK_PRIORITY:
        return weft_read_signed(r, c, &t->priority);
    case WEFT_TASK_COMMAND:
        return weft_read_string(r, c, &t->command);
    case WEFT_TASK_IMAGE:
        return weft_read_string(r, c, &t->image);
    default:
        return true;
    }
}

bool weft_read_task(struct weft_reader *r, struct weft_task *t)
{
    uint32_t seen = 0;
    bool ok = true;

    *t = (struct weft_task){ .id = r->id,
                             .name = r->id,
                             .pin = { WEFT_NONE, WEFT_NONE },
                             .command = "",
                             .image = "" };
    if (!weft_read_kind(r, 0, WEFT_JSON_OBJECT))
        return false;
    for (int32_t c = r->j->v[0].child; c != WEFT_NONE && !r->oom;
         c = r->j->v[c].next) {
        int m = weft_read_member(r, c, weft_task_schema);

        if (m >= 0)
            seen |= 1u << m;
        ok = task_member(r, m, c, t) && ok;
    }
    return weft_read_required(r, 0, weft_task_schema, seen) && ok && !r->oom;
}

weft_wide weft_task_time(const struct weft_task *t)
{
    int64_t run = t->duration, lag = 0;
    int64_t from = t->release > t->pin_start ? t->release : t->pin_start;

    for (int32_t i = 0; i < t->non; i++)
        run = t->on[i].duration > run ? t->on[i].duration : run;
    for (int32_t i = 0; i < t->nmode; i++)
        run = t->mode[i].duration > run ? t->mode[i].duration : run;
    for (int32_t i = 0; i < t->nafter; i++)
        lag = t->after[i].lag > lag ? t->after[i].lag : lag;
    return (weft_wide)run + lag + from;
}
