/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits that other entities feel: rename and delete. */
#include <stdio.h>
#include <string.h>

#include "model/edit_int.h"

/* --- renaming in text ---------------------------------------------------- */

bool weft_refs_rename_id(const struct weft_rename *rn, const char *s, size_t n,
                         struct weft_buf *out)
{
    struct weft_node_ref ref;

    if (n == strlen(rn->from) && memcmp(s, rn->from, n) == 0) {
        weft_buf_adds(out, rn->to);
        return true;
    }
    if (rn->task)
        return false;
    ref = weft_plan_ref_named(rn->p, s, n);
    if (ref.node != rn->index || ref.copy == WEFT_NONE)
        return false;
    weft_buf_addf(out, "%s-%d", rn->to, (int)ref.copy + 1);
    return true;
}

struct rewriter {
    const struct weft_json *j;
    const struct weft_rename *rn;
    struct weft_buf *out;
    size_t done; /* text before this offset is in out */
    int n;
};

/* The string literal at [begin, end): v or its key. */
static void literal(struct rewriter *w, int32_t v, bool key)
{
    const struct weft_json_val *x = &w->j->v[v];
    size_t begin = key ? x->key : x->begin, end = key ? x->key_end : x->end;
    struct weft_buf s = { 0 }, to = { 0 };

    if (key)
        weft_json_key(w->j, v, &s);
    else if (x->kind == WEFT_JSON_STRING)
        weft_json_string(w->j, v, &s);
    else
        return;
    if (s.p && weft_refs_rename_id(w->rn, s.p, s.len, &to)) {
        weft_buf_add(w->out, w->j->text + w->done, begin - w->done);
        weft_buf_add_json(w->out, to.p ? to.p : "", to.len);
        w->done = end;
        w->n++;
    }
    w->out->oom = w->out->oom || s.oom || to.oom;
    weft_buf_release(&s);
    weft_buf_release(&to);
}

static void visit(struct rewriter *w, int32_t v,
                  const struct weft_schema *schema);

/* The members of v that table knows. */
static void visit_members(struct rewriter *w, int32_t v,
                          const struct weft_schema *table)
{
    const struct weft_json *j = w->j;

    for (int32_t c = j->v[v].child; c != WEFT_NONE; c = j->v[c].next) {
        struct weft_buf key = { 0 };
        int i;

        weft_json_key(j, c, &key);
        i = key.p ? weft_schema_find(table, key.p, key.len) : -1;
        w->out->oom = w->out->oom || key.oom;
        weft_buf_release(&key);
        if (i >= 0)
            visit(w, c, &table[i]);
    }
}

/* Values in the order of the text. Goes as deep as the schema, which is a
 * few levels. */
static void visit(struct rewriter *w, int32_t v,
                  const struct weft_schema *schema)
{
    const struct weft_json_val *x = &w->j->v[v];
    enum weft_json_kind kind = x->kind;

    switch (schema->type) {
    case WEFT_T_TASK:
    case WEFT_T_NODE:
        if ((schema->type == WEFT_T_TASK) == w->rn->task)
            literal(w, v, false);
        break;
    case WEFT_T_LINK:
        if (kind == WEFT_JSON_OBJECT)
            visit_members(w, v, schema->sub);
        else if (w->rn->task)
            literal(w, v, false);
        break;
    case WEFT_T_OBJECT:
        if (kind == WEFT_JSON_OBJECT)
            visit_members(w, v, schema->sub);
        break;
    case WEFT_T_NODE_MAP:
        for (int32_t c = x->child;
             kind == WEFT_JSON_OBJECT && !w->rn->task && c != WEFT_NONE;
             c = w->j->v[c].next)
            literal(w, c, true);
        break;
    case WEFT_T_LIST:
        for (int32_t c = x->child; kind == WEFT_JSON_ARRAY && c != WEFT_NONE;
             c = w->j->v[c].next)
            visit(w, c, schema->sub);
        break;
    case WEFT_T_MAP:
    case WEFT_T_STRING:
    case WEFT_T_ID:
    case WEFT_T_TIME:
    case WEFT_T_QUANTITY:
    case WEFT_T_NUMBER:
        break;
    }
}

int weft_refs_rename(const struct weft_json *j,
                     const struct weft_schema *schema,
                     const struct weft_rename *rn, struct weft_buf *out)
{
    struct rewriter w = { .j = j, .rn = rn, .out = out };

    visit(&w, 0, schema);
    weft_buf_add(out, j->text + w.done, j->v[0].end - w.done);
    return w.n;
}

/* --- who refers to it ---------------------------------------------------- */

static bool has_ref(const struct weft_node_ref *ref, int32_t n, int32_t node)
{
    for (int32_t i = 0; i < n; i++)
        if (ref[i].node == node)
            return true;
    return false;
}

static bool refers_to_node(const struct weft_task *t, int32_t node)
{
    if (t->pin.node == node || has_ref(t->node, t->nnode, node))
        return true;
    for (int32_t i = 0; i < t->non; i++)
        if (t->on[i].at.node == node)
            return true;
    for (int32_t i = 0; i < t->nmode; i++)
        if (has_ref(t->mode[i].node, t->mode[i].nnode, node))
            return true;
    return false;
}

static bool refers_to_task(const struct weft_task *t, int32_t task)
{
    for (int32_t i = 0; i < t->nafter; i++)
        if (t->after[i].task == task)
            return true;
    return false;
}

static bool refers(const struct weft_plan *p, int32_t i, bool task, int32_t to)
{
    const struct weft_task *t = &weft_task_at(p, i)->t;

    return task ? refers_to_task(t, to) : refers_to_node(t, to);
}

/* --- rename -------------------------------------------------------------- */

/* s->cut becomes its own text with the references changed. */
static enum weft_rc cut_renamed(struct weft_stage *s,
                                const struct weft_schema *schema,
                                const struct weft_rename *rn, int *n)
{
    struct weft_buf b = { 0 };

    *n = weft_refs_rename(&s->cut.j, schema, rn, &b);
    if (b.oom)
        s->cut.oom = true;
    else if (*n > 0)
        weft_cut_begin(&s->cut, b.p, b.len);
    weft_buf_release(&b);
    return s->cut.oom ? weft_stage_no_memory(s) : WEFT_OK;
}

static enum weft_rc rename_in_tasks(struct weft_stage *s,
                                    const struct weft_rename *rn)
{
    const struct weft_plan *p = s->p;
    const struct weft_schema *schema = weft_plan_schema[WEFT_PLAN_TASKS].sub;

    for (int32_t i = 0; i < p->tasks.n; i++) {
        const struct weft_piece *piece = &weft_task_at(p, i)->piece;
        enum weft_rc rc;
        int n;

        if (!refers(p, i, rn->task, rn->index))
            continue;
        weft_cut_begin(&s->cut, piece->text + piece->lead, piece->len);
        if (s->cut.oom)
            return weft_stage_no_memory(s);
        rc = cut_renamed(s, schema, rn, &n);
        rc = rc ? rc : weft_stage_text(s, true, i, NULL, true);
        if (rc)
            return rc;
    }
    return WEFT_OK;
}

/* The stored schedule stays true under a rename, if its names follow. */
static enum weft_rc rename_in_schedule(struct weft_stage *s,
                                       const struct weft_rename *rn)
{
    int32_t i = weft_plan_known_member(s->p, WEFT_PLAN_SCHEDULE);
    const struct weft_member *m = i == WEFT_NONE ? NULL : &s->p->member[i];
    enum weft_rc rc;
    int n;

    if (!m)
        return WEFT_OK;
    weft_cut_begin(&s->cut, m->value.p, m->value.n);
    if (s->cut.oom)
        return weft_stage_no_memory(s);
    rc = cut_renamed(s, &weft_plan_schema[WEFT_PLAN_SCHEDULE], rn, &n);
    if (rc || n == 0)
        return rc;
    return weft_stage_member(
        s, m->key, &(struct weft_slice){ s->cut.text.p, s->cut.text.len });
}

static enum weft_rc rename_in_scenarios(struct weft_stage *s,
                                        const struct weft_rename *rn)
{
    struct weft_buf b = { 0 };
    bool changed = false;
    enum weft_rc rc = WEFT_OK;

    if (!weft_scenarios_rename(rn, &b, &changed))
        rc = weft_stage_no_memory(s);
    else if (changed)
        rc = weft_stage_member(s, "scenarios",
                               &(struct weft_slice){ b.p, b.len });
    weft_buf_release(&b);
    return rc;
}

enum weft_rc weft_edit_rename(struct weft_stage *s,
                              const struct weft_edit_line *l)
{
    struct weft_rename rn = { .p = s->p,
                              .task = l->on == WEFT_ON_TASK,
                              .from = l->id.s };
    struct weft_buf b = { 0 };
    enum weft_rc rc = weft_stage_find(s, rn.task, &l->id, &rn.index);

    if (rc)
        return rc;
    s->touch.index = s->old_index = rn.index;
    s->nodes_changed = !rn.task;
    rc = weft_stage_new_id(s, rn.task, &l->other);
    if (rc)
        return rc;
    rn.to = weft_arena_string(&s->p->ids, l->other.s, l->other.n);
    rc = rn.to ? rename_in_tasks(s, &rn) : weft_stage_no_memory(s);
    rc = rc ? rc : rename_in_schedule(s, &rn);
    rc = rc ? rc : rename_in_scenarios(s, &rn);
    rc = rc ? rc : weft_stage_cut(s, rn.task, rn.index);
    if (rc)
        return rc;
    weft_buf_add_json(&b, rn.to, l->other.n);
    if (b.oom)
        s->cut.oom = true;
    else
        weft_cut_value(&s->cut, weft_json_get(&s->cut.j, 0, "id"), b.p, b.len);
    weft_buf_release(&b);
    rc = s->cut.oom ? weft_stage_no_memory(s)
                    : weft_stage_text(s, rn.task, rn.index, NULL, true);
    return rc ? rc : weft_stage_mean(s, rn.task, rn.index, rn.to);
}

/* --- delete: references to a node ---------------------------------------- */

/* The string (or key) at v names the node or a copy of it. */
static bool names_node(struct weft_stage *s, int32_t v, bool key, int32_t node)
{
    struct weft_buf b = { 0 };
    bool yes;

    if (!key && s->cut.j.v[v].kind != WEFT_JSON_STRING)
        return false;
    if (key)
        weft_json_key(&s->cut.j, v, &b);
    else
        weft_json_string(&s->cut.j, v, &b);
    yes = b.p && weft_plan_ref_named(s->p, b.p, b.len).node == node;
    s->cut.oom = s->cut.oom || b.oom;
    weft_buf_release(&b);
    return yes;
}

/* Take the children of v that name the node out. */
static void drop_children(struct weft_stage *s, int32_t v, bool key,
                          int32_t node)
{
    int32_t c = v == WEFT_NONE ? WEFT_NONE : s->cut.j.v[v].child;

    while (c != WEFT_NONE && !s->cut.oom) {
        if (names_node(s, c, key, node)) {
            weft_cut_remove(&s->cut, c); /* parsed anew: v stays, c does not */
            c = s->cut.oom ? WEFT_NONE : s->cut.j.v[v].child;
        } else {
            c = s->cut.j.v[c].next;
        }
    }
}

static void drop_if_empty(struct weft_stage *s, const char *key)
{
    int32_t v = s->cut.oom ? WEFT_NONE : weft_json_get(&s->cut.j, 0, key);

    if (v != WEFT_NONE && s->cut.j.v[v].nchild == 0)
        weft_cut_remove(&s->cut, v);
}

static void drop_node(struct weft_stage *s, int32_t node)
{
    int32_t v;

    drop_children(s, weft_json_get(&s->cut.j, 0, "nodes"), false, node);
    v = s->cut.oom ? WEFT_NONE : weft_json_get(&s->cut.j, 0, "durations");
    if (v != WEFT_NONE) {
        drop_children(s, v, true, node);
        drop_if_empty(s, "durations");
    }
    v = s->cut.oom ? WEFT_NONE : weft_json_get(&s->cut.j, 0, "pin");
    v = v == WEFT_NONE ? v : weft_json_get(&s->cut.j, v, "node");
    if (v != WEFT_NONE && names_node(s, v, false, node)) {
        weft_cut_remove(&s->cut, v);
        drop_if_empty(s, "pin");
    }
    v = s->cut.oom ? WEFT_NONE : weft_json_get(&s->cut.j, 0, "modes");
    v = v == WEFT_NONE ? v : s->cut.j.v[v].child;
    for (; v != WEFT_NONE && !s->cut.oom; v = s->cut.j.v[v].next)
        if (s->cut.j.v[v].kind == WEFT_JSON_OBJECT)
            drop_children(s, weft_json_get(&s->cut.j, v, "nodes"), false, node);
}

static bool all_refs(const struct weft_node_ref *ref, int32_t n, int32_t node)
{
    for (int32_t i = 0; i < n; i++)
        if (ref[i].node != node)
            return false;
    return n > 0;
}

/* An empty list would mean "runs on no node", which is something else. */
static bool needs_node(const struct weft_task *t, int32_t node)
{
    if (all_refs(t->node, t->nnode, node))
        return true;
    for (int32_t i = 0; i < t->nmode; i++)
        if (all_refs(t->mode[i].node, t->mode[i].nnode, node))
            return true;
    return false;
}

static enum weft_rc check_needed(struct weft_stage *s, int32_t node)
{
    const struct weft_plan *p = s->p;
    const char *first = NULL;
    int32_t others = 0;
    char more[48] = "";

    for (int32_t i = 0; i < p->tasks.n; i++) {
        const struct weft_task *t = &weft_task_at(p, i)->t;

        if (!needs_node(t, node))
            continue;
        others += first != NULL;
        first = first ? first : t->id;
    }
    if (!first)
        return WEFT_OK;
    if (others > 0)
        snprintf(more, sizeof(more), " and %d other task%s", (int)others,
                 others == 1 ? "" : "s");
    return weft_err_set(s->err, WEFT_E_REF, weft_node_at(p, node)->t.id,
                        "%s may be run by no other node than this%s: change "
                        "'nodes' there first",
                        weft_stage_what(s, true, first), more);
}

/* --- delete -------------------------------------------------------------- */

static enum weft_rc drop_references(struct weft_stage *s, bool task,
                                    int32_t gone, bool *cut_next)
{
    const struct weft_plan *p = s->p;
    struct weft_slice lead = { 0 };
    enum weft_rc rc = WEFT_OK;

    for (int32_t i = 0; i < p->tasks.n && !rc; i++) {
        const struct weft_piece *piece = &weft_task_at(p, i)->piece;
        bool next = task && gone == 0 && i == 1;

        if (i == gone && task)
            continue;
        if (!refers(p, i, task, gone))
            continue;
        weft_cut_begin(&s->cut, piece->text + piece->lead, piece->len);
        if (s->cut.oom)
            return weft_stage_no_memory(s);
        if (task)
            weft_edit_drop_links(s, gone);
        else
            drop_node(s, gone);
        if (s->cut.oom)
            return weft_stage_no_memory(s);
        if (next) {
            lead.p = weft_task_at(p, 0)->piece.text;
            lead.n = weft_task_at(p, 0)->piece.lead;
            *cut_next = true;
        }
        rc = weft_stage_text(s, true, i, next ? &lead : NULL, true);
        rc = rc ? rc : weft_stage_mean(s, true, i, weft_task_at(p, i)->t.id);
    }
    return rc;
}

/* The second element becomes the first: no comma before it. */
static enum weft_rc lead_for_next(struct weft_stage *s, bool task)
{
    const struct weft_piece *first = task ? &weft_task_at(s->p, 0)->piece
                                          : &weft_node_at(s->p, 0)->piece;

    return weft_stage_text(
        s, task, 1, &(struct weft_slice){ first->text, first->lead }, false);
}

enum weft_rc weft_edit_delete(struct weft_stage *s,
                              const struct weft_edit_line *l)
{
    bool task = l->on == WEFT_ON_TASK, cut_next = false;
    int32_t gone, n;
    enum weft_rc rc = weft_stage_find(s, task, &l->id, &gone);

    if (rc)
        return rc;
    s->old_index = gone;
    s->touch.index = WEFT_NONE;
    n = task ? s->p->tasks.n : s->p->nodes.n;
    if (!task)
        rc = check_needed(s, gone);
    rc = rc ? rc : drop_references(s, task, gone, &cut_next);
    if (!rc && gone == 0 && n > 1 && !cut_next)
        rc = lead_for_next(s, task);
    if (rc)
        return rc;
    if (!weft_stage_op(s, task ? WEFT_OP_TASK_OUT : WEFT_OP_NODE_OUT, gone,
                       task ? sizeof(struct weft_task_slot)
                            : sizeof(struct weft_node_slot)))
        return weft_stage_no_memory(s);
    return WEFT_OK;
}
