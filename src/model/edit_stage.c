/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the operations of an edit, and applying them. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

void weft_stage_release(struct weft_stage *s)
{
    for (size_t i = 0; i < s->nop; i++)
        weft_op_release(&s->op[i]);
    free(s->op);
    weft_faults_release(&s->faults);
    weft_reader_release(&s->r);
    weft_cut_release(&s->cut);
    weft_arena_release(&s->mem);
    weft_arena_release(&s->declared_mem);
}

enum weft_rc weft_stage_no_memory(struct weft_stage *s)
{
    return weft_err_set(s->err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* --- names --------------------------------------------------------------- */

const char *weft_stage_quote(struct weft_stage *s, const char *name, size_t n)
{
    struct weft_buf b = { 0 };
    const char *quoted;

    weft_quote(&b, name, n);
    quoted = b.oom ? NULL : weft_arena_string(&s->mem, b.p, b.len);
    weft_buf_release(&b);
    return quoted ? quoted : "''";
}

const char *weft_stage_what(struct weft_stage *s, bool task, const char *id)
{
    struct weft_buf b = { 0 };
    const char *what;

    weft_buf_adds(&b, task ? "task " : "node ");
    weft_quote(&b, id, strlen(id));
    what = b.oom ? NULL : weft_arena_string(&s->mem, b.p, b.len);
    weft_buf_release(&b);
    return what ? what : task ? "the task" : "the node";
}

enum weft_rc weft_stage_find(struct weft_stage *s, bool task,
                             const struct weft_edit_id *id, int32_t *out)
{
    int32_t i = task ? weft_plan_task_named(s->p, id->s, id->n)
                     : weft_plan_node_named(s->p, id->s, id->n);
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    *out = i;
    if (i != WEFT_NONE)
        return WEFT_OK;
    weft_quote(&b, id->s, id->n);
    if (task)
        weft_hint_task(&b, s->p, &s->faults, id->s, id->n);
    else
        weft_hint_node(&b, s->p, &s->faults, id->s, id->n);
    rc = weft_err_set(s->err, WEFT_E_REF, NULL, "no %s %s",
                      task ? "task" : "node", b.p ? b.p : "");
    weft_buf_release(&b);
    return rc;
}

enum weft_rc weft_stage_new_id(struct weft_stage *s, bool task,
                               const struct weft_edit_id *id)
{
    const char *wrong = weft_id_fault(id->s, id->n);
    int32_t i = task ? weft_plan_task_named(s->p, id->s, id->n)
                     : weft_plan_node_named(s->p, id->s, id->n);

    if (wrong)
        return weft_err_set(s->err, WEFT_E_INVAL, NULL, "%s: %s",
                            weft_stage_what(s, task, id->s), wrong);
    if (i != WEFT_NONE)
        return weft_err_set(s->err, WEFT_E_INVAL, NULL, "%s exists already",
                            weft_stage_what(s, task, id->s));
    return WEFT_OK;
}

/* --- operations ---------------------------------------------------------- */

struct weft_op *weft_stage_op(struct weft_stage *s, enum weft_op_kind kind,
                              int32_t at, size_t state)
{
    struct weft_op *op;

    if (s->nop == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 4;

        op = cap > SIZE_MAX / sizeof(*op) ? NULL
                                          : realloc(s->op, cap * sizeof(*op));
        if (!op)
            return NULL;
        s->op = op;
        s->cap = cap;
    }
    op = &s->op[s->nop];
    *op = (struct weft_op){ .kind = kind,
                            .at = at,
                            .stamp = s->p->schedule_stamp };
    op->u.any = calloc(1, state);
    if (!op->u.any)
        return NULL;
    s->nop++;
    return op;
}

static const struct weft_piece *piece_at(const struct weft_plan *p, bool task,
                                         int32_t i)
{
    return task ? &weft_task_at(p, i)->piece : &weft_node_at(p, i)->piece;
}

/* An owned piece of these two texts. */
static enum weft_rc make_piece(struct weft_stage *s, struct weft_slice lead,
                               struct weft_slice text, struct weft_piece *out)
{
    char *own;

    if (lead.n + text.n > WEFT_TEXT_MAX)
        return weft_err_set(s->err, WEFT_E_LIMIT, NULL,
                            "the text of one entity would become too long");
    own = malloc(lead.n + text.n + 1);
    if (!own)
        return weft_stage_no_memory(s);
    memcpy(own, lead.p, lead.n);
    memcpy(own + lead.n, text.p, text.n);
    *out = (struct weft_piece){ .text = own,
                                .lead = (uint32_t)lead.n,
                                .len = (uint32_t)text.n,
                                .own = true };
    return WEFT_OK;
}

static struct weft_slice cut_text(const struct weft_stage *s)
{
    return (struct weft_slice){ s->cut.text.p, s->cut.text.len };
}

enum weft_rc weft_stage_text(struct weft_stage *s, bool task, int32_t i,
                             const struct weft_slice *lead, bool text)
{
    const struct weft_piece *old = piece_at(s->p, task, i);
    struct weft_slice old_lead = { old->text, old->lead };
    struct weft_slice old_text = { old->text + old->lead, old->len };
    struct weft_op *op = weft_stage_op(
        s, task ? WEFT_OP_TASK_TEXT : WEFT_OP_NODE_TEXT, i,
        sizeof(*op->u.piece));

    if (!op)
        return weft_stage_no_memory(s);
    return make_piece(s, lead ? *lead : old_lead, text ? cut_text(s) : old_text,
                      op->u.piece);
}

/* --- meaning ------------------------------------------------------------- */

enum weft_rc weft_stage_refuse(struct weft_stage *s)
{
    if (s->r.oom || s->cut.oom)
        return weft_stage_no_memory(s);
    return weft_faults_report(&s->faults, NULL, NULL, s->err);
}

/* Point the reader at s->cut, which will be element i. */
static void aim(struct weft_stage *s, bool task, int32_t i, const char *id,
                struct weft_arena *mem)
{
    struct weft_buf tmp = s->r.tmp;

    s->r = (struct weft_reader){
        .p = s->p,
        .f = &s->faults,
        .mem = mem,
        .j = &s->cut.j,
        .list = task ? "tasks" : "nodes",
        .nlist = 5,
        .pos = i,
        .id = id,
        .self = i,
        .unit = s->unit,
        .tmp = tmp,
    };
}

static enum weft_rc read_task(struct weft_stage *s, int32_t i, const char *id,
                              struct weft_task_slot *slot)
{
    aim(s, true, i, id, &slot->mem);
    return weft_read_task(&s->r, &slot->t) ? WEFT_OK : weft_stage_refuse(s);
}

static enum weft_rc read_node(struct weft_stage *s, int32_t i, const char *id,
                              struct weft_node_slot *slot)
{
    aim(s, false, i, id, &slot->mem);
    return weft_read_node(&s->r, &slot->t) ? WEFT_OK : weft_stage_refuse(s);
}

enum weft_rc weft_stage_mean(struct weft_stage *s, bool task, int32_t i,
                             const char *id)
{
    struct weft_op *op;

    if (s->cut.oom)
        return weft_stage_no_memory(s);
    op = task ? weft_stage_op(s, WEFT_OP_TASK_MEAN, i, sizeof(*op->u.task))
              : weft_stage_op(s, WEFT_OP_NODE_MEAN, i, sizeof(*op->u.node));
    if (!op)
        return weft_stage_no_memory(s);
    return task ? read_task(s, i, id, op->u.task)
                : read_node(s, i, id, op->u.node);
}

/* --- style --------------------------------------------------------------- */

/* Does the text of this element have a nested container on several lines? */
static bool shows_expanded(struct weft_json *j, const struct weft_piece *piece,
                           bool *shows)
{
    *shows = false;
    if (weft_json_parse(j, piece->text + piece->lead, piece->len, true, NULL,
                        NULL))
        return false;
    for (int32_t c = j->v[0].child; c != WEFT_NONE; c = j->v[c].next) {
        if (j->v[c].nchild == 0)
            continue;
        *shows = true;
        if (weft_cut_is_expanded(j, c))
            return true;
    }
    return false;
}

/* Style for what s->cut does not show: of element i or, if that is silent
 * (or WEFT_NONE), of those before and after it. */
static void take_style(struct weft_stage *s, bool task, int32_t i)
{
    const struct weft_plan *p = s->p;
    int32_t n = task ? p->tasks.n : p->nodes.n;
    const struct weft_member *m = &p->member[0];
    bool shows = false;

    s->cut.spaced = m->before.n > 0 && m->before.p[m->before.n - 1] != ':';
    s->cut.expanded = false;
    if (i == WEFT_NONE)
        i = n;
    for (int32_t d = 0; d <= 4 && !shows; d++) {
        if (i - d >= 0 && i - d < n)
            s->cut.expanded = shows_expanded(&s->p->json,
                                             piece_at(p, task, i - d), &shows);
        if (!shows && d > 0 && i + d < n)
            s->cut.expanded = shows_expanded(&s->p->json,
                                             piece_at(p, task, i + d), &shows);
    }
}

void weft_stage_style(struct weft_stage *s, bool task)
{
    take_style(s, task, WEFT_NONE);
}

enum weft_rc weft_stage_cut(struct weft_stage *s, bool task, int32_t i)
{
    const struct weft_piece *piece = piece_at(s->p, task, i);

    take_style(s, task, i);
    weft_cut_begin(&s->cut, piece->text + piece->lead, piece->len);
    return s->cut.oom ? weft_stage_no_memory(s) : WEFT_OK;
}

/* --- inserting ----------------------------------------------------------- */

/* White space before member i, from its comma on. */
static struct weft_slice white_before(const struct weft_plan *p, int32_t i)
{
    const struct weft_member *m = &p->member[i];

    return (struct weft_slice){ m->before.p,
                                weft_json_space(m->before.p, m->before.n, 0) };
}

/* Does the document have a line for each member? *indent starts such a
 * line. */
static bool member_indent(const struct weft_plan *p, struct weft_slice *indent)
{
    *indent = white_before(p, 0);
    return memchr(indent->p, '\n', indent->n) != NULL;
}

/* Lead of a new last element: as the last one has it, or made from the
 * indentation of the document. */
static void new_lead(struct weft_stage *s, bool task, struct weft_buf *b)
{
    const struct weft_plan *p = s->p;
    int32_t n = task ? p->tasks.n : p->nodes.n;
    struct weft_slice indent;
    const struct weft_piece *last = n > 0 ? piece_at(p, task, n - 1) : NULL;

    if (n > 1) {
        weft_buf_add(b, last->text, last->lead);
    } else if (n == 1) {
        weft_buf_addc(b, ',');
        if (last->lead > 0)
            weft_buf_add(b, last->text, last->lead);
        else if (s->cut.spaced)
            weft_buf_addc(b, ' ');
    } else if (member_indent(p, &indent)) {
        const char *nl = memchr(indent.p, '\n', indent.n);

        weft_buf_add(b, indent.p, indent.n);
        /* one level more: what follows the newline, again */
        weft_buf_add(b, nl + 1, (size_t)(indent.p + indent.n - nl - 1));
    }
}

/* The bracket behind the first element of a document in lines gets a line. */
static enum weft_rc close_on_own_line(struct weft_stage *s, bool task)
{
    const struct weft_seq *q = task ? &s->p->tasks : &s->p->nodes;
    struct weft_slice indent;
    struct weft_op *op;

    if (q->n > 0 || !member_indent(s->p, &indent) ||
        memchr(q->close.text ? q->close.text : "", '\n', q->close.len))
        return WEFT_OK;
    op = weft_stage_op(s, WEFT_OP_CLOSE, task, sizeof(*op->u.piece));
    if (!op)
        return weft_stage_no_memory(s);
    return make_piece(s, (struct weft_slice){ "", 0 }, indent, op->u.piece);
}

enum weft_rc weft_stage_insert(struct weft_stage *s, bool task, const char *id)
{
    struct weft_plan *p = s->p;
    int32_t n = task ? p->tasks.n : p->nodes.n;
    struct weft_buf lead = { 0 };
    struct weft_slice before;
    struct weft_op *op;
    enum weft_rc rc;

    if (s->cut.oom || !(task ? weft_tasks_reserve(p) : weft_nodes_reserve(p)))
        return weft_stage_no_memory(s);
    rc = weft_stage_member(s, task ? "tasks" : "nodes", NULL);
    rc = rc ? rc : close_on_own_line(s, task);
    if (rc)
        return rc;
    op = task ? weft_stage_op(s, WEFT_OP_TASK_IN, n, sizeof(*op->u.task))
              : weft_stage_op(s, WEFT_OP_NODE_IN, n, sizeof(*op->u.node));
    if (!op)
        return weft_stage_no_memory(s);
    new_lead(s, task, &lead);
    before = (struct weft_slice){ lead.p ? lead.p : "", lead.len };
    rc = lead.oom ? weft_stage_no_memory(s)
                  : make_piece(s, before, cut_text(s),
                               task ? &op->u.task->piece : &op->u.node->piece);
    weft_buf_release(&lead);
    if (rc)
        return rc;
    return task ? read_task(s, n, id, op->u.task)
                : read_node(s, n, id, op->u.node);
}

/* --- checks of the whole plan -------------------------------------------- */

static enum weft_rc check_times(struct weft_stage *s)
{
    if (s->p->time_total <= WEFT_TIME_TOTAL_MAX)
        return WEFT_OK;
    return weft_err_set(s->err, WEFT_E_LIMIT, NULL,
                        "the times of all tasks would add up to more than "
                        "2^61 thousandths");
}

/* Does a task name copy k (WEFT_NONE: some copy from `from` on) of node i? */
static const char *user_of_copy(const struct weft_plan *p, int32_t i,
                                int32_t from, int32_t to)
{
    for (int32_t k = 0; k < p->tasks.n; k++) {
        const struct weft_task *t = &weft_task_at(p, k)->t;
        bool found = t->pin.node == i && t->pin.copy >= from &&
                     t->pin.copy < to;

        for (int32_t r = 0; r < t->nnode && !found; r++)
            found = t->node[r].node == i && t->node[r].copy >= from &&
                    t->node[r].copy < to;
        for (int32_t r = 0; r < t->non && !found; r++)
            found = t->on[r].at.node == i && t->on[r].at.copy >= from &&
                    t->on[r].at.copy < to;
        for (int32_t m = 0; m < t->nmode && !found; m++)
            for (int32_t r = 0; r < t->mode[m].nnode && !found; r++)
                found = t->mode[m].node[r].node == i &&
                        t->mode[m].node[r].copy >= from &&
                        t->mode[m].node[r].copy < to;
        if (found)
            return t->id;
    }
    return NULL;
}

static enum weft_rc clash(struct weft_stage *s, int32_t node,
                          struct weft_node_ref copy)
{
    char of[192];
    const char *what = weft_stage_what(s, false,
                                       weft_node_at(s->p, copy.node)->t.id);
    size_t n = strlen(what) < sizeof(of) ? strlen(what) : sizeof(of) - 1;

    memcpy(of, what, n);
    of[n] = '\0';
    return weft_err_set(
        s->err, WEFT_E_INVAL, NULL,
        "the name of %s would also be that of copy %d of %s",
        weft_stage_what(s, false, weft_node_at(s->p, node)->t.id),
        (int)copy.copy + 1, of);
}

/* After node i got its id or count, which it had not before (old count; 0 for
 * a new id): no name may have two meanings that did not. */
static enum weft_rc check_names(struct weft_stage *s, int32_t i, int32_t old)
{
    const struct weft_plan *p = s->p;
    const struct weft_node *t = &weft_node_at(p, i)->t;
    struct weft_node_ref ref = weft_plan_copy_named(p, t->id, strlen(t->id));
    const char *user;

    if (old == 0 && ref.node != WEFT_NONE) {
        if (weft_node_at(p, ref.node)->t.count > 1)
            return clash(s, i, ref);
        user = user_of_copy(p, ref.node, ref.copy, ref.copy + 1);
        if (user)
            return weft_err_set(s->err, WEFT_E_INVAL, NULL,
                                "%s uses the name for a copy of another node",
                                weft_stage_what(s, true, user));
    }
    for (int32_t k = 0; k < p->nodes.n && t->count > 1; k++) {
        const char *id = weft_node_at(p, k)->t.id;

        ref = weft_plan_copy_named(p, id, strlen(id));
        if (ref.node == i && (old <= 1 || ref.copy >= old))
            return clash(s, k, ref);
    }
    user = user_of_copy(p, i, t->count, INT32_MAX);
    if (user)
        return weft_err_set(s->err, WEFT_E_REF, NULL,
                            "%s names a copy that %s would no longer have",
                            weft_stage_what(s, true, user),
                            weft_stage_what(s, false, t->id));
    return WEFT_OK;
}

static enum weft_rc check_nodes(struct weft_stage *s)
{
    const struct weft_plan *p = s->p;
    int64_t copies = 0;

    for (int32_t i = 0; i < p->nodes.n; i++)
        copies += weft_node_at(p, i)->t.count;
    if (copies > WEFT_COPIES_MAX)
        return weft_err_set(s->err, WEFT_E_LIMIT, NULL,
                            "more than %d copies of nodes together",
                            WEFT_COPIES_MAX);
    for (size_t k = 0; k < s->nop; k++) {
        const struct weft_op *op = &s->op[k];
        enum weft_rc rc = WEFT_OK;

        if (op->kind == WEFT_OP_NODE_IN)
            rc = check_names(s, op->at, 0);
        else if (op->kind == WEFT_OP_NODE_MEAN) {
            const struct weft_node *now = &weft_node_at(p, op->at)->t;
            bool renamed = strcmp(now->id, op->u.node->t.id) != 0;

            if (renamed || now->count != op->u.node->t.count)
                rc = check_names(s, op->at, renamed ? 0 : op->u.node->t.count);
        }
        if (rc)
            return rc;
    }
    return WEFT_OK;
}

/* A capacity of this node that a global resource cannot have; WEFT_NONE. */
static int32_t global_of(const struct weft_node *t, const bool *global)
{
    for (int32_t k = 0; k < t->ncapacity; k++)
        if (global[t->capacity[k].res])
            return t->capacity[k].res;
    return WEFT_NONE;
}

static enum weft_rc check_globals(struct weft_stage *s)
{
    const struct weft_plan *p = s->p;
    enum weft_rc rc = WEFT_OK;
    bool *global;

    if (!s->has_declared)
        return WEFT_OK;
    global = calloc((size_t)p->res.nall + 1, sizeof(*global));
    if (!global)
        return weft_stage_no_memory(s);
    for (int32_t d = 0; d < s->ndeclared; d++) {
        const char *id = s->declared[d].id;

        if (s->declared[d].global)
            global[weft_map_get(&p->res.map, id, strlen(id))] = true;
    }
    for (int32_t i = 0; i < p->nodes.n && !rc; i++) {
        const struct weft_node *t = &weft_node_at(p, i)->t;
        int32_t res = global_of(t, global);

        if (res != WEFT_NONE)
            rc = weft_err_set(
                s->err, WEFT_E_INVAL, NULL,
                "resource %s cannot be global while %s has a "
                "capacity of it",
                weft_stage_quote(s, p->res.v[res].id, strlen(p->res.v[res].id)),
                weft_stage_what(s, false, t->id));
    }
    free(global);
    return rc;
}

/* --- resources ----------------------------------------------------------- */

static bool res_unsettled(const struct weft_res_table *t)
{
    for (int32_t i = 0; i < t->nall; i++)
        if ((t->used[i] > 0 || (i < t->n && t->v[i].declared)) != (i < t->n))
            return true;
    return false;
}

/* An operation that gives the table the resources it should have now. */
static enum weft_rc settle(struct weft_stage *s)
{
    struct weft_plan *p = s->p;
    struct weft_op *op;
    struct weft_res_state *state;

    if (!s->has_declared && !res_unsettled(&p->res))
        return WEFT_OK;
    if (!s->has_declared) {
        s->declared = weft_arena_array(&s->declared_mem, (size_t)p->res.n + 1,
                                       sizeof(*s->declared));
        if (!s->declared)
            return weft_stage_no_memory(s);
        for (int32_t i = 0; i < p->res.n; i++)
            if (p->res.v[i].declared)
                s->declared[s->ndeclared++] = p->res.v[i];
    }
    op = weft_stage_op(s, WEFT_OP_RES, 0, sizeof(*state));
    if (!op)
        return weft_stage_no_memory(s);
    state = op->u.res;
    if (weft_res_rebuild(p, s->declared, s->ndeclared, p->res.used,
                         &state->table, &state->to, &state->from)) {
        s->nop--; /* nothing to exchange */
        weft_op_release(op);
        return weft_stage_no_memory(s);
    }
    state->same = true;
    for (int32_t i = 0; i < p->res.nall; i++)
        if (p->res.used[i] > 0 && state->to[i] != i)
            state->same = false;
    weft_op_apply(p, op);
    weft_judge(p, op, &s->verdict);
    return WEFT_OK;
}

/* --- applying ------------------------------------------------------------ */

void weft_stage_revert(struct weft_stage *s)
{
    for (size_t i = s->nop; i > 0; i--)
        weft_op_revert(s->p, &s->op[i - 1]);
}

enum weft_rc weft_stage_apply(struct weft_stage *s)
{
    enum weft_rc rc;

    if (!weft_op_reserve(s->p, s->nop))
        return weft_stage_no_memory(s);
    s->verdict = (struct weft_verdict){ true, true, true };
    for (size_t i = 0; i < s->nop; i++) {
        weft_op_apply(s->p, &s->op[i]);
        weft_judge(s->p, &s->op[i], &s->verdict);
    }
    rc = check_times(s);
    if (!rc && s->nodes_changed)
        rc = check_nodes(s);
    rc = rc ? rc : check_globals(s);
    rc = rc ? rc : settle(s);
    if (rc)
        weft_stage_revert(s);
    return rc;
}
