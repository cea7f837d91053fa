/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edit lines that change one task or node: add, set, unset, link, unlink and
 * move. */
#include "weft/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/edit_int.h"

/* --- keys and values ----------------------------------------------------- */

/* What a key that is not a member was probably meant to be: a member of
 * nearly that name, or a resource. */
static void hint_key(struct weft_stage *s, struct weft_buf *b,
                     const struct weft_step *step)
{
    const struct weft_schema *near = weft_schema_near(step->table, step->s,
                                                      step->n);
    bool task = step->table == weft_task_schema;

    if (near) {
        weft_buf_addf(b, "; did you mean '%s'?", near->key);
    } else if ((task || step->table == weft_node_schema) &&
               weft_map_get(&s->p->res.map, step->s, step->n) != WEFT_NONE) {
        weft_buf_addf(b, "; did you mean '%s.", task ? "demand" : "capacity");
        weft_utf8_show(b, step->s, step->n, false);
        weft_buf_adds(b, "'?");
    } else {
        weft_buf_adds(b, "; members of your own start with 'x-'");
    }
}

enum weft_rc weft_edit_check_path(struct weft_stage *s,
                                  const struct weft_path *path,
                                  const char *what, bool exists)
{
    const struct weft_step *step = path->step;
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    if (path->n == 1 && step->schema && step->schema->type == WEFT_T_ID)
        return weft_err_set(s->err, WEFT_E_INVAL, NULL,
                            "an id is changed by: rename %s NEW", what);
    for (; step < path->step + path->n; step++)
        if (step->table && !step->schema)
            break;
    if (step == path->step + path->n || exists ||
        (step->n > 2 && memcmp(step->s, "x-", 2) == 0))
        return WEFT_OK;
    weft_quote(&b, step->s, step->n);
    hint_key(s, &b, step);
    rc = weft_err_set(s->err, WEFT_E_REF, NULL, "%s: no member %s", what,
                      b.p ? b.p : "");
    weft_buf_release(&b);
    return rc;
}

static enum weft_rc argument(struct weft_stage *s,
                             const struct weft_schema *table,
                             const struct weft_edit_arg *a, bool unset,
                             const char *what)
{
    struct weft_path path;
    struct weft_buf value = { 0 };
    bool exists;
    enum weft_rc rc = weft_path_parse(&path, table, a->key, &s->mem, s->err);

    if (rc)
        return rc;
    exists = weft_path_exists(&s->cut, &path);
    rc = s->cut.oom ? weft_stage_no_memory(s)
                    : weft_edit_check_path(s, &path, what, exists);
    if (!rc && unset)
        return weft_path_unset(&s->cut, &path, what, s->err);
    if (!rc)
        rc = weft_path_value(path.step[path.n - 1].schema, a->value,
                             s->cut.spaced, &value, s->err);
    if (!rc)
        rc = weft_path_set(&s->cut, &path, value.p, value.len, what, s->err);
    weft_buf_release(&value);
    return rc;
}

enum weft_rc weft_edit_arguments(struct weft_stage *s,
                                 const struct weft_schema *table,
                                 const struct weft_edit_line *l,
                                 const char *what)
{
    enum weft_rc rc = WEFT_OK;

    for (int i = 0; i < l->narg && !rc; i++)
        rc = argument(s, table, &l->arg[i], l->verb == WEFT_VERB_UNSET, what);
    return rc;
}

/* --- set and unset ------------------------------------------------------- */

static const char *id_at(const struct weft_plan *p, bool task, int32_t i)
{
    return task ? weft_task_at(p, i)->t.id : weft_node_at(p, i)->t.id;
}

/* s->cut, changed, becomes text and meaning of element i. */
static enum weft_rc stage_changed(struct weft_stage *s, bool task, int32_t i)
{
    enum weft_rc rc = weft_stage_text(s, task, i, NULL, true);

    rc = rc ? rc : weft_stage_mean(s, task, i, id_at(s->p, task, i));
    if (rc || !task)
        return rc;
    return weft_edit_check_cycle(s, i, &s->op[s->nop - 1].u.task->t);
}

static enum weft_rc set(struct weft_stage *s, const struct weft_edit_line *l)
{
    bool task = l->on == WEFT_ON_TASK;
    int32_t i;
    enum weft_rc rc = weft_stage_find(s, task, &l->id, &i);

    if (rc)
        return rc;
    s->touch.index = s->old_index = i;
    s->nodes_changed = !task;
    rc = weft_stage_cut(s, task, i);
    rc = rc ? rc
            : weft_edit_arguments(s, task ? weft_task_schema : weft_node_schema,
                                  l, weft_stage_what(s, task, l->id.s));
    return rc ? rc : stage_changed(s, task, i);
}

/* --- add ----------------------------------------------------------------- */

/* {"id": "x"} with the white space of the last element of its kind. */
static enum weft_rc begin_new(struct weft_stage *s, bool task, const char *id,
                              size_t n)
{
    const struct weft_plan *p = s->p;
    int32_t last = (task ? p->tasks.n : p->nodes.n) - 1;
    const struct weft_json *j = &s->cut.j;
    struct weft_buf b = { 0 };

    weft_stage_style(s, task);
    if (last >= 0 && weft_stage_cut(s, task, last))
        return weft_stage_no_memory(s);
    weft_buf_addc(&b, '{');
    if (last >= 0 && j->v[0].child != WEFT_NONE) {
        const struct weft_json_val *v = &j->v[j->v[0].child];

        weft_buf_add(&b, j->text + 1, v->key - 1);
        weft_buf_adds(&b, "\"id\"");
        weft_buf_add(&b, j->text + v->key_end, v->begin - v->key_end);
        weft_buf_add_json(&b, id, n);
        for (v = &j->v[j->v[0].child]; v->next != WEFT_NONE;)
            v = &j->v[v->next];
        weft_buf_add(&b, j->text + v->end, j->v[0].end - v->end);
    } else {
        weft_buf_adds(&b, s->cut.spaced ? "\"id\": " : "\"id\":");
        weft_buf_add_json(&b, id, n);
        weft_buf_addc(&b, '}');
    }
    if (!b.oom)
        weft_cut_begin(&s->cut, b.p, b.len);
    s->cut.oom = s->cut.oom || b.oom;
    weft_buf_release(&b);
    return s->cut.oom ? weft_stage_no_memory(s) : WEFT_OK;
}

static enum weft_rc add(struct weft_stage *s, const struct weft_edit_line *l)
{
    bool task = l->on == WEFT_ON_TASK;
    const char *id;
    enum weft_rc rc = weft_stage_new_id(s, task, &l->id);

    rc = rc ? rc : begin_new(s, task, l->id.s, l->id.n);
    if (rc)
        return rc;
    if (task) /* required; 0 until the user says otherwise */
        weft_cut_add_member(&s->cut, 0, weft_task_schema, "duration", 8, "0",
                            1);
    rc = weft_edit_arguments(s, task ? weft_task_schema : weft_node_schema, l,
                             weft_stage_what(s, task, l->id.s));
    if (rc)
        return rc;
    id = weft_arena_string(&s->p->ids, l->id.s, l->id.n);
    if (!id)
        return weft_stage_no_memory(s);
    s->touch.index = task ? s->p->tasks.n : s->p->nodes.n;
    s->old_index = WEFT_NONE;
    s->nodes_changed = !task;
    return weft_stage_insert(s, task, id);
}

/* --- link and unlink ----------------------------------------------------- */

/* The id that an entry of "after" names, as index; WEFT_NONE. */
static int32_t entry_task(struct weft_stage *s, int32_t v)
{
    struct weft_buf b = { 0 };
    int32_t i;

    if (s->cut.j.v[v].kind == WEFT_JSON_OBJECT)
        v = weft_json_get(&s->cut.j, v, "task");
    if (v == WEFT_NONE || s->cut.j.v[v].kind != WEFT_JSON_STRING)
        return WEFT_NONE;
    weft_json_string(&s->cut.j, v, &b);
    s->cut.oom = s->cut.oom || b.oom;
    i = b.oom ? WEFT_NONE : weft_plan_task_named(s->p, b.p ? b.p : "", b.len);
    weft_buf_release(&b);
    return i;
}

/* The entry number skip + 1 of "after" in s->cut that names task i. */
static int32_t find_entry(struct weft_stage *s, int32_t i, int skip)
{
    int32_t after = weft_json_get(&s->cut.j, 0, "after");

    for (int32_t v = after == WEFT_NONE ? WEFT_NONE : s->cut.j.v[after].child;
         v != WEFT_NONE; v = s->cut.j.v[v].next)
        if (entry_task(s, v) == i && skip-- == 0)
            return v;
    return WEFT_NONE;
}

/* "a", or {"task": "a"} if there is more to say. */
static void new_entry(struct weft_stage *s, const char *id, bool object,
                      struct weft_buf *b)
{
    if (object)
        weft_buf_adds(b, s->cut.spaced ? "{\"task\": " : "{\"task\":");
    weft_buf_add_json(b, id, strlen(id));
    if (object)
        weft_buf_addc(b, '}');
}

static void append_entry(struct weft_stage *s, const char *id, bool object)
{
    int32_t after = weft_json_get(&s->cut.j, 0, "after");
    struct weft_buf b = { 0 }, list = { 0 };

    new_entry(s, id, object, &b);
    if (b.oom) {
        s->cut.oom = true;
    } else if (after != WEFT_NONE) {
        weft_cut_append(&s->cut, after, b.p, b.len);
    } else {
        weft_cut_wrap(&s->cut, 0, &list, NULL, 0, b.p, b.len);
        weft_cut_add_member(&s->cut, 0, weft_task_schema, "after", 5, list.p,
                            list.len);
        s->cut.oom = s->cut.oom || list.oom;
    }
    weft_buf_release(&b);
    weft_buf_release(&list);
}

/* Make the entry at v an object, so that lag and data have a place. */
static void entry_to_object(struct weft_stage *s, int32_t v, const char *id)
{
    struct weft_buf b = { 0 };

    if (s->cut.j.v[v].kind == WEFT_JSON_OBJECT)
        return;
    new_entry(s, id, true, &b);
    if (!b.oom)
        weft_cut_value(&s->cut, v, b.p, b.len);
    s->cut.oom = s->cut.oom || b.oom;
    weft_buf_release(&b);
}

/* lag=TIME or data=QUANTITY into the object of task from. */
static enum weft_rc set_entry(struct weft_stage *s, int32_t from,
                              const struct weft_edit_arg *a)
{
    int m = weft_schema_find(weft_link_schema, a->key.p, a->key.n);
    int32_t entry = find_entry(s, from, 0), v;
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    if (m != WEFT_LINK_LAG && m != WEFT_LINK_DATA)
        return weft_err_set(s->err, WEFT_E_REF, NULL,
                            "a link has lag=TIME and data=QUANTITY only");
    rc = weft_path_value(&weft_link_schema[m], a->value, s->cut.spaced, &b,
                         s->err);
    if (!rc && entry != WEFT_NONE) {
        v = weft_json_get(&s->cut.j, entry, weft_link_schema[m].key);
        if (v != WEFT_NONE)
            weft_cut_value(&s->cut, v, b.p, b.len);
        else
            weft_cut_add_member(&s->cut, entry, weft_link_schema,
                                weft_link_schema[m].key,
                                weft_link_schema[m].len, b.p, b.len);
    }
    weft_buf_release(&b);
    return rc;
}

/* Both ends, and the text of TO in s->cut. */
static enum weft_rc link_ends(struct weft_stage *s,
                              const struct weft_edit_line *l, int32_t *from,
                              int32_t *to)
{
    enum weft_rc rc = weft_stage_find(s, true, &l->id, from);

    rc = rc ? rc : weft_stage_find(s, true, &l->other, to);
    if (rc)
        return rc;
    s->touch.index = s->old_index = *to;
    return weft_stage_cut(s, true, *to);
}

static enum weft_rc add_link(struct weft_stage *s,
                             const struct weft_edit_line *l)
{
    int32_t from, to, v;
    enum weft_rc rc = link_ends(s, l, &from, &to);

    if (rc)
        return rc;
    if (from == to)
        return weft_edit_refuse_cycle(s, to, to, NULL);
    while ((v = find_entry(s, from, 1)) != WEFT_NONE && !s->cut.oom)
        weft_cut_remove(&s->cut, v); /* one link, with one lag */
    v = find_entry(s, from, 0);
    if (v == WEFT_NONE)
        append_entry(s, l->id.s, l->narg > 0);
    else if (l->narg > 0)
        entry_to_object(s, v, l->id.s);
    for (int i = 0; i < l->narg && !rc && !s->cut.oom; i++)
        rc = set_entry(s, from, &l->arg[i]);
    if (s->cut.oom)
        return weft_stage_no_memory(s);
    return rc ? rc : stage_changed(s, true, to);
}

static enum weft_rc remove_link(struct weft_stage *s,
                                const struct weft_edit_line *l)
{
    int32_t from, to;
    bool any;
    enum weft_rc rc = link_ends(s, l, &from, &to);

    if (rc)
        return rc;
    any = weft_edit_drop_links(s, from);
    if (s->cut.oom)
        return weft_stage_no_memory(s);
    if (!any)
        return weft_err_set(s->err, WEFT_E_REF, NULL,
                            "%s does not come after %s",
                            weft_stage_what(s, true, l->other.s),
                            weft_stage_quote(s, l->id.s, l->id.n));
    return stage_changed(s, true, to);
}

bool weft_edit_drop_links(struct weft_stage *s, int32_t from)
{
    bool any = false;
    int32_t v, after;

    while ((v = find_entry(s, from, 0)) != WEFT_NONE && !s->cut.oom) {
        weft_cut_remove(&s->cut, v);
        any = true;
    }
    after = s->cut.oom ? WEFT_NONE : weft_json_get(&s->cut.j, 0, "after");
    if (any && after != WEFT_NONE && s->cut.j.v[after].nchild == 0)
        weft_cut_remove(&s->cut, after);
    return any;
}

/* --- move ---------------------------------------------------------------- */

static struct weft_slice lead_at(const struct weft_plan *p, int32_t i)
{
    const struct weft_piece *piece = &weft_task_at(p, i)->piece;

    return (struct weft_slice){ piece->text, piece->lead };
}

/* Elements i and k exchange what stands before them. */
static enum weft_rc exchange_leads(struct weft_stage *s, int32_t i, int32_t k)
{
    struct weft_slice a = lead_at(s->p, i), b = lead_at(s->p, k);
    enum weft_rc rc = weft_stage_text(s, true, i, &b, false);

    return rc ? rc : weft_stage_text(s, true, k, &a, false);
}

static enum weft_rc move(struct weft_stage *s, const struct weft_edit_line *l)
{
    int32_t from, other = WEFT_NONE, to;
    enum weft_rc rc = weft_stage_find(s, true, &l->id, &from);
    struct weft_op *op;

    rc = rc ? rc : weft_stage_find(s, true, &l->other, &other);
    if (rc)
        return rc;
    if (from == other)
        return weft_err_set(s->err, WEFT_E_INVAL, NULL,
                            "a task cannot move next to itself");
    to = other + !l->before - (other > from);
    s->old_index = from;
    s->touch.index = to;
    if (from == to)
        return WEFT_OK;
    /* only the first element has no comma before it */
    if (from == 0)
        rc = exchange_leads(s, 0, 1);
    else if (to == 0)
        rc = exchange_leads(s, from, 0);
    if (rc)
        return rc;
    op = weft_stage_op(s, WEFT_OP_TASK_MOVE, from, 1);
    if (!op)
        return weft_stage_no_memory(s);
    op->to = to;
    return WEFT_OK;
}

/* Names compared to find a near one: a few milliseconds. */
#define HINTS_MAX 50000

/* --- one line ------------------------------------------------------------ */

static enum weft_rc stage(struct weft_stage *s, const struct weft_edit_line *l)
{
    s->touch.kind = l->on;
    s->touch.index = s->old_index = WEFT_NONE;
    if (l->on == WEFT_ON_PLAN)
        return weft_edit_plan(s, l);
    switch (l->verb) {
    case WEFT_VERB_ADD:
        return add(s, l);
    case WEFT_VERB_SET:
    case WEFT_VERB_UNSET:
        return set(s, l);
    case WEFT_VERB_LINK:
        return add_link(s, l);
    case WEFT_VERB_UNLINK:
        return remove_link(s, l);
    case WEFT_VERB_RENAME:
        return weft_edit_rename(s, l);
    case WEFT_VERB_DELETE:
        return weft_edit_delete(s, l);
    case WEFT_VERB_MOVE:
        return move(s, l);
    }
    return WEFT_E_INVAL;
}

/* Hand the applied operations over to the history. */
static enum weft_rc record(struct weft_stage *s, const char *line)
{
    struct weft_change *c = calloc(1, sizeof(*c));
    enum weft_rc rc;

    if (!c)
        return weft_stage_no_memory(s);
    s->touch.replan = !s->verdict.same;
    c->after = c->before = s->touch;
    c->after.looser = s->verdict.same || s->verdict.looser;
    c->before.looser = s->verdict.same || s->verdict.tighter;
    c->before.index = s->old_index;
    c->op = s->op;
    c->nop = s->nop;
    rc = weft_history_add(s->p, c, line, s->err);
    if (rc) {
        free(c);
        return rc;
    }
    s->touch = c->after;
    s->op = NULL;
    s->nop = 0;
    return WEFT_OK;
}

/* Apply a line, or only see whether it could be. */
static enum weft_rc run(struct weft_plan *p, const char *line, bool keep,
                        struct weft_touch *touch, struct weft_err *err)
{
    struct weft_edit_line l = { 0 };
    struct weft_stage *s = calloc(1, sizeof(*s));
    enum weft_rc rc;

    if (!s)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    s->p = p;
    s->err = err;
    s->unit = p->head.unit;
    s->faults.hints = HINTS_MAX;
    rc = weft_edit_line_parse(&l, line, strlen(line), err);
    rc = rc ? rc : stage(s, &l);
    rc = rc ? rc : weft_stage_apply(s);
    if (!rc) {
        rc = keep ? record(s, line) : WEFT_OK;
        if (rc || !keep)
            weft_stage_revert(s);
        else if (touch)
            *touch = s->touch;
    }
    weft_stage_release(s);
    weft_edit_line_release(&l);
    free(s);
    return rc;
}

enum weft_rc weft_edit(struct weft_plan *p, const char *line,
                       struct weft_touch *touch, struct weft_err *err)
{
    return run(p, line, true, touch, err);
}

enum weft_rc weft_edit_check(struct weft_plan *p, const char *line,
                             struct weft_err *err)
{
    return run(p, line, false, NULL, err);
}
