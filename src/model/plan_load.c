/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a document: split it, then one pass over each kind of piece. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

/* Names compared for hints in one load at most, whatever the faults. */
#define HINTS_MAX 2000000

struct loader {
    struct weft_plan *p;
    struct weft_faults f;
    struct weft_reader r; /* set up anew for each piece */
    bool doubles;         /* some ids are not unique */
    bool oom;
};

/* A fault at an offset that no reader is at; the text of both is taken. */
static void fault_at(struct loader *l, size_t at, bool warning,
                     struct weft_buf *pointer, struct weft_buf *msg)
{
    if (weft_faults_count(&l->f, at, warning))
        weft_faults_put(&l->f, at, warning, WEFT_E_INVAL, pointer, msg);
    weft_buf_release(pointer);
    weft_buf_release(msg);
}

/* Parse text as the piece that l->r is to read. */
static bool parse(struct loader *l, const char *text, size_t len)
{
    size_t at;

    l->r.base = (size_t)(text - l->p->doc);
    l->oom = l->oom || weft_json_parse(&l->p->json, text, len, true, &at,
                                       NULL) != WEFT_OK;
    return !l->oom; /* it was parsed before: only memory can fail */
}

/* --- members ------------------------------------------------------------- */

static void name_member(struct loader *l, const struct weft_member *m)
{
    l->r.list = m->key;
    l->r.nlist = m->nkey;
    l->r.pos = WEFT_NONE;
    l->r.id = NULL;
}

static void read_known(struct loader *l, int known)
{
    struct weft_plan *p = l->p;
    struct weft_reader *r = &l->r;
    const char *text;

    switch (known) {
    case WEFT_PLAN_NAME:
        weft_read_string(r, 0, &p->head.name);
        break;
    case WEFT_PLAN_DESCRIPTION:
        weft_read_string(r, 0, &text);
        break;
    case WEFT_PLAN_TIME_UNIT:
        weft_read_unit(r, &p->head.unit);
        break;
    case WEFT_PLAN_NETWORK:
        weft_read_network(r, &p->head);
        break;
    case WEFT_PLAN_SCENARIOS:
        weft_read_scenarios(r, &p->head);
        break;
    case WEFT_PLAN_SCHEDULE:
        weft_read_kind(r, 0, WEFT_JSON_OBJECT);
        break;
    case WEFT_PLAN_NODES:
    case WEFT_PLAN_TASKS: /* sequences are read elsewhere */
        weft_read_kind(r, 0, WEFT_JSON_ARRAY);
        break;
    default:
        break;
    }
}

/* Read member number known, if it is there. */
static void read_member(struct loader *l, int known)
{
    int32_t i = weft_plan_known_member(l->p, known);
    const struct weft_member *m;

    if (i == WEFT_NONE)
        return;
    m = &l->p->member[i];
    /* a schedule can be large and is judged when it is used */
    if (m->sequence || (known == WEFT_PLAN_SCHEDULE && *m->value.p == '{'))
        return;
    name_member(l, m);
    if (parse(l, m->value.p, m->value.n))
        read_known(l, known);
}

/* false: the version rules out reading on. */
static bool read_version(struct loader *l)
{
    int32_t i = weft_plan_known_member(l->p, WEFT_PLAN_WEFT);
    struct weft_buf root = { 0 }, msg = { 0 };
    const struct weft_member *m;
    bool foreign = false;

    if (i == WEFT_NONE) {
        weft_buf_adds(&root, "");
        weft_buf_adds(&msg, "missing member 'weft': the version of the "
                            "format, \"1.0\"");
        fault_at(l, l->p->open.n - 1, false, &root, &msg);
        return true;
    }
    m = &l->p->member[i];
    name_member(l, m);
    if (parse(l, m->value.p, m->value.n))
        weft_read_version(&l->r, &foreign);
    return !foreign;
}

static void warn_unknown(struct loader *l)
{
    for (int32_t i = 0; i < l->p->nmember; i++) {
        const struct weft_member *m = &l->p->member[i];
        const struct weft_schema *near;
        struct weft_buf b = { 0 }, pointer = { 0 };

        if (m->known >= 0)
            continue;
        near = weft_schema_near(weft_plan_schema, m->key, m->nkey);
        if (!near)
            continue;
        weft_buf_adds(&b, "unknown member ");
        weft_quote(&b, m->key, m->nkey);
        weft_buf_addf(&b, "; did you mean '%s'?", near->key);
        weft_pointer_key(&pointer, m->key, m->nkey);
        fault_at(l,
                 weft_json_space(m->before.p, m->before.n, 0) +
                     (size_t)(m->before.p - l->p->doc),
                 true, &pointer, &b);
    }
}

static void read_resources(struct loader *l)
{
    struct weft_plan *p = l->p;
    int32_t i = weft_plan_known_member(p, WEFT_PLAN_RESOURCES), n = 0;
    struct weft_resource *v = NULL;

    if (i == WEFT_NONE)
        return;
    name_member(l, &p->member[i]);
    if (!parse(l, p->member[i].value.p, p->member[i].value.n))
        return;
    weft_read_resources(&l->r, &v, &n);
    for (int32_t k = 0; k < n; k++) {
        int32_t at = weft_map_get(&p->res.map, v[k].id, strlen(v[k].id));

        p->res.v[at] = v[k];
    }
}

static void read_head(struct loader *l)
{
    l->p->head.unit = WEFT_UNIT_S;
    read_member(l, WEFT_PLAN_TIME_UNIT);
    l->r.unit = l->p->head.unit;
    for (int known = 0; known < WEFT_PLAN_MEMBERS; known++)
        if (known != WEFT_PLAN_WEFT && known != WEFT_PLAN_TIME_UNIT &&
            known != WEFT_PLAN_RESOURCES)
            read_member(l, known);
    warn_unknown(l);
    l->r.mem = &l->p->mem;
    read_resources(l);
}

/* --- elements ------------------------------------------------------------ */

static bool begin_element(struct loader *l, const struct weft_piece *piece,
                          const char *list, int32_t i, const char *id)
{
    l->r.list = list;
    l->r.nlist = strlen(list);
    l->r.pos = i;
    l->r.id = id;
    return parse(l, piece->text + piece->lead, piece->len);
}

/* A fault if another element had the id of element i first. */
static void check_unique(struct loader *l, const struct weft_seq *q,
                         const char *id, int32_t i)
{
    int32_t first = l->doubles && id ? weft_map_get(&q->map, id, strlen(id))
                                     : i;

    if (first != i)
        weft_fault(&l->r, weft_json_get(l->r.j, 0, "id"), WEFT_E_INVAL,
                   "duplicate id: /%s/%d has it already", l->r.list,
                   (int)first);
}

static void read_nodes(struct loader *l)
{
    struct weft_plan *p = l->p;
    int64_t copies = 0;

    for (int32_t i = 0; i < p->nodes.n && !l->oom; i++) {
        struct weft_node_slot *s = weft_node_at(p, i);
        const char *id = s->t.id;

        if (!begin_element(l, &s->piece, "nodes", i, id))
            return;
        weft_read_node(&l->r, &s->t);
        weft_res_count_node(p->res.used, &s->t, 1);
        check_unique(l, &p->nodes, id, i);
        copies += s->t.count;
        if (copies > WEFT_COPIES_MAX && copies - s->t.count <= WEFT_COPIES_MAX)
            weft_fault(&l->r, 0, WEFT_E_LIMIT,
                       "more than %d copies of nodes together",
                       WEFT_COPIES_MAX);
        l->oom = l->r.oom;
    }
}

/* "n-2" is a node and also copy 2 of node "n": allowed, and the node wins,
 * but a reader of the plan should know. */
static void warn_copy_names(struct loader *l)
{
    struct weft_plan *p = l->p;

    for (int32_t i = 0; i < p->nodes.n && !l->oom; i++) {
        struct weft_node_slot *s = weft_node_at(p, i);
        struct weft_node_ref ref;

        if (!s->t.id)
            continue;
        ref = weft_plan_copy_named(p, s->t.id, strlen(s->t.id));
        if (ref.node == WEFT_NONE || weft_node_at(p, ref.node)->t.count < 2)
            continue;
        if (begin_element(l, &s->piece, "nodes", i, s->t.id))
            weft_fault_warn(&l->r, weft_json_get(l->r.j, 0, "id"),
                            "copy %d of the node /nodes/%d has the same name; "
                            "the name means this node",
                            (int)ref.copy + 1, (int)ref.node);
    }
}

static void read_tasks(struct loader *l)
{
    struct weft_plan *p = l->p;

    l->r.seen = calloc((size_t)p->tasks.n + 1, sizeof(*l->r.seen));
    l->oom = l->oom || !l->r.seen;
    for (int32_t i = 0; i < p->tasks.n && !l->oom; i++) {
        struct weft_task_slot *s = weft_task_at(p, i);
        const char *id = s->t.id;
        weft_wide before = p->time_total;

        if (!begin_element(l, &s->piece, "tasks", i, id))
            break;
        l->r.self = i;
        weft_read_task(&l->r, &s->t);
        weft_res_count_task(p->res.used, &s->t, 1);
        check_unique(l, &p->tasks, id, i);
        p->time_total += weft_task_time(&s->t);
        if (p->time_total > WEFT_TIME_TOTAL_MAX &&
            before <= WEFT_TIME_TOTAL_MAX)
            weft_fault(&l->r, 0, WEFT_E_LIMIT,
                       "the times of the tasks up to this one add up to "
                       "more than 2^61 thousandths");
        l->oom = l->r.oom;
    }
    free(l->r.seen);
    l->r.seen = NULL;
}

/* Final numbers for the resources. */
static void settle_resources(struct loader *l)
{
    struct weft_plan *p = l->p;
    struct weft_res_table t;
    struct weft_resource *declared;
    int32_t n = 0, *to, *from;

    declared = malloc(((size_t)p->res.nall + 1) * sizeof(*declared));
    if (!declared) {
        l->oom = true;
        return;
    }
    for (int32_t i = 0; i < p->res.nall; i++)
        if (p->res.v[i].declared)
            declared[n++] = p->res.v[i];
    if (weft_res_rebuild(p, declared, n, p->res.used, &t, &to, &from)) {
        l->oom = true;
    } else {
        bool same = true;

        for (int32_t i = 0; i < t.n && same; i++)
            same = from[i] == i;
        if (!same)
            weft_res_renumber(p, to);
        weft_res_release(&p->res);
        p->res = t;
        free(to);
        free(from);
    }
    free(declared);
}

static void interpret(struct loader *l)
{
    l->r = (struct weft_reader){ .p = l->p,
                                 .f = &l->f,
                                 .j = &l->p->json,
                                 .mem = &l->p->head.mem,
                                 .self = WEFT_NONE };
    if (!read_version(l))
        return;
    read_head(l);
    l->oom = l->oom || l->r.oom;
    read_nodes(l);
    warn_copy_names(l);
    read_tasks(l);
    l->oom = l->oom || !weft_plan_cycles(l->p, &l->f);
    if (!l->oom && l->f.errors == 0)
        settle_resources(l);
}

static enum weft_rc load(struct loader *l, struct weft_diags *diags,
                         struct weft_err *err)
{
    if (weft_plan_split(l->p, &l->f, &l->doubles, &l->oom))
        interpret(l);
    weft_reader_release(&l->r);
    if (l->oom)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    return weft_faults_report(&l->f, l->p->doc, diags, err);
}

enum weft_rc weft_plan_load(const char *text, size_t len,
                            struct weft_plan **out, struct weft_diags *diags,
                            struct weft_err *err)
{
    struct loader *l;
    enum weft_rc rc = WEFT_E_NOMEM;

    if (len > WEFT_TEXT_MAX) {
        if (diags)
            weft_diags_add(diags, false, WEFT_E_LIMIT, 0, 0, NULL,
                           "a document is at most %d MiB long",
                           (int)(WEFT_TEXT_MAX >> 20));
        return weft_err_set(err, WEFT_E_LIMIT, NULL,
                            "a document is at most %d MiB long",
                            (int)(WEFT_TEXT_MAX >> 20));
    }
    l = calloc(1, sizeof(*l));
    if (l)
        l->p = calloc(1, sizeof(*l->p));
    if (l && l->p) {
        l->p->doc = malloc(len + 1);
        l->p->history = weft_history_new();
    }
    if (!l || !l->p || !l->p->doc || !l->p->history) {
        weft_err_set(err, rc, NULL, "out of memory");
        goto out;
    }
    memcpy(l->p->doc, text, len);
    l->p->doc[len] = '\0';
    l->p->ndoc = len;
    l->f.hints = HINTS_MAX;
    l->p->head.name = "";
    rc = load(l, diags, err);
    if (rc == WEFT_OK) {
        *out = l->p;
        l->p = NULL;
    }
out:
    if (l) {
        weft_plan_free(l->p);
        weft_faults_release(&l->f);
    }
    free(l);
    return rc;
}
