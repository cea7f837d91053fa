/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations: exchanging a piece of a plan for its other state. Nothing here
 * allocates or fails. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

/* --- owning -------------------------------------------------------------- */

void weft_text_free(const char *text)
{
    union { /* malloc'd; const only because it is never changed in place */
        const char *kept;
        char *given;
    } u = { text };

    free(u.given);
}

void weft_piece_release(struct weft_piece *piece)
{
    if (piece->own)
        weft_text_free(piece->text);
    *piece = (struct weft_piece){ 0 };
}

static void release_res(struct weft_res_state *r)
{
    weft_res_release(&r->table);
    free(r->to);
    free(r->from);
}

void weft_op_release(struct weft_op *op)
{
    if (!op->u.any)
        return;
    switch (op->kind) {
    case WEFT_OP_TASK_TEXT:
    case WEFT_OP_NODE_TEXT:
    case WEFT_OP_CLOSE:
        weft_piece_release(op->u.piece);
        break;
    case WEFT_OP_TASK_MEAN:
    case WEFT_OP_TASK_IN:
    case WEFT_OP_TASK_OUT:
        weft_piece_release(&op->u.task->piece);
        weft_arena_release(&op->u.task->mem);
        break;
    case WEFT_OP_NODE_MEAN:
    case WEFT_OP_NODE_IN:
    case WEFT_OP_NODE_OUT:
        weft_piece_release(&op->u.node->piece);
        weft_arena_release(&op->u.node->mem);
        break;
    case WEFT_OP_MEMBER:
    case WEFT_OP_MEMBER_IN:
    case WEFT_OP_MEMBER_OUT:
        if (op->u.member->own)
            weft_text_free(op->u.member->value.p);
        break;
    case WEFT_OP_HEAD:
        weft_arena_release(&op->u.head->mem);
        break;
    case WEFT_OP_RES:
        release_res(op->u.res);
        break;
    case WEFT_OP_TASK_MOVE:
        break;
    }
    free(op->u.any);
    op->u.any = NULL;
}

bool weft_op_reserve(struct weft_plan *p, size_t n)
{
    /* every exchange puts at most one id in, and may leave a tombstone */
    return weft_map_reserve(&p->tasks.map, 2 * n) == WEFT_OK &&
           weft_map_reserve(&p->nodes.map, 2 * n) == WEFT_OK;
}

/* --- sequences ----------------------------------------------------------- */

static void places_from(struct weft_seq *q, int32_t i, int32_t end)
{
    for (; i < end; i++)
        q->place[q->order[i]] = i;
}

/* Make element i a free slot, which the caller fills; returns the slot. */
static int32_t seq_insert(struct weft_seq *q, int32_t i)
{
    int32_t slot;

    if (q->n == q->nslot) {
        q->order[q->n] = q->nslot;
        q->nslot++;
    }
    slot = q->order[q->n];
    memmove(&q->order[i + 1], &q->order[i],
            (size_t)(q->n - i) * sizeof(*q->order));
    q->order[i] = slot;
    q->n++;
    places_from(q, i, q->n);
    return slot;
}

static void seq_remove(struct weft_seq *q, int32_t i)
{
    int32_t slot = q->order[i];

    q->n--;
    memmove(&q->order[i], &q->order[i + 1],
            (size_t)(q->n - i) * sizeof(*q->order));
    q->order[q->n] = slot;
    places_from(q, i, q->n);
}

static void map_put(struct weft_seq *q, const char *id, int32_t slot)
{
    /* room was reserved */
    (void)weft_map_put(&q->map, id, strlen(id), slot);
}

static void map_rename(struct weft_seq *q, const char *from, const char *to,
                       int32_t slot)
{
    if (strcmp(from, to) == 0)
        return;
    weft_map_del(&q->map, from, strlen(from));
    map_put(q, to, slot);
}

/* --- indices that move --------------------------------------------------- */

/* Element `from` goes to `to`, those between make room. WEFT_NONE as `from`:
 * it is new; as `to`: it goes. */
struct shift {
    int32_t from, to;
};

static int32_t shifted(struct shift s, int32_t i)
{
    if (s.from == WEFT_NONE)
        return i >= s.to ? i + 1 : i;
    if (s.to == WEFT_NONE)
        return i > s.from ? i - 1 : i;
    if (i == s.from)
        return s.to;
    if (s.from < s.to)
        return i > s.from && i <= s.to ? i - 1 : i;
    return i >= s.to && i < s.from ? i + 1 : i;
}

static void shift_links(struct weft_task *t, struct shift s)
{
    for (int32_t k = 0; k < t->nafter; k++)
        t->after[k].task = shifted(s, t->after[k].task);
}

static void shift_all_links(struct weft_plan *p, struct shift s)
{
    for (int32_t i = 0; i < p->tasks.n; i++)
        shift_links(&weft_task_at(p, i)->t, s);
}

static void shift_ref(struct weft_node_ref *ref, struct shift s)
{
    if (ref->node != WEFT_NONE)
        ref->node = shifted(s, ref->node);
}

static void shift_refs(struct weft_plan *p, struct shift s)
{
    for (int32_t i = 0; i < p->tasks.n; i++) {
        struct weft_task *t = &weft_task_at(p, i)->t;

        for (int32_t k = 0; k < t->nnode; k++)
            shift_ref(&t->node[k], s);
        for (int32_t k = 0; k < t->non; k++)
            shift_ref(&t->on[k].at, s);
        shift_ref(&t->pin, s);
        for (int32_t m = 0; m < t->nmode; m++)
            for (int32_t k = 0; k < t->mode[m].nnode; k++)
                shift_ref(&t->mode[m].node[k], s);
    }
}

/* --- tasks --------------------------------------------------------------- */

static void count_task(struct weft_plan *p, const struct weft_task *t, int sign)
{
    weft_res_count_task(p->res.used, t, sign);
    p->time_total += sign * weft_task_time(t);
}

static void task_text(struct weft_plan *p, struct weft_op *op)
{
    struct weft_task_slot *s = weft_task_at(p, op->at);
    struct weft_piece other = *op->u.piece;

    *op->u.piece = s->piece;
    s->piece = other;
}

static void task_mean(struct weft_plan *p, struct weft_op *op)
{
    struct weft_task_slot *s = weft_task_at(p, op->at), *o = op->u.task;
    struct weft_task_slot other = *o;

    count_task(p, &s->t, -1);
    o->t = s->t;
    o->mem = s->mem;
    s->t = other.t;
    s->mem = other.mem;
    count_task(p, &s->t, 1);
    map_rename(&p->tasks, o->t.id, s->t.id, p->tasks.order[op->at]);
}

static void task_in(struct weft_plan *p, struct weft_op *op)
{
    bool last = op->at == p->tasks.n;
    int32_t slot = seq_insert(&p->tasks, op->at);

    p->task[slot] = *op->u.task;
    *op->u.task = (struct weft_task_slot){ 0 };
    map_put(&p->tasks, p->task[slot].t.id, slot);
    count_task(p, &p->task[slot].t, 1);
    if (!last)
        shift_all_links(p, (struct shift){ WEFT_NONE, op->at });
}

static void task_out(struct weft_plan *p, struct weft_op *op)
{
    struct weft_task_slot *s = weft_task_at(p, op->at);

    if (op->at < p->tasks.n - 1)
        shift_all_links(p, (struct shift){ op->at, WEFT_NONE });
    count_task(p, &s->t, -1);
    weft_map_del(&p->tasks.map, s->t.id, strlen(s->t.id));
    *op->u.task = *s;
    *s = (struct weft_task_slot){ 0 };
    seq_remove(&p->tasks, op->at);
}

static void task_move(struct weft_plan *p, int32_t from, int32_t to)
{
    struct weft_seq *q = &p->tasks;
    int32_t slot = q->order[from];

    if (from < to)
        memmove(&q->order[from], &q->order[from + 1],
                (size_t)(to - from) * sizeof(*q->order));
    else
        memmove(&q->order[to + 1], &q->order[to],
                (size_t)(from - to) * sizeof(*q->order));
    q->order[to] = slot;
    places_from(q, from < to ? from : to, (from < to ? to : from) + 1);
    shift_all_links(p, (struct shift){ from, to });
}

/* --- nodes --------------------------------------------------------------- */

static void node_text(struct weft_plan *p, struct weft_op *op)
{
    struct weft_node_slot *s = weft_node_at(p, op->at);
    struct weft_piece other = *op->u.piece;

    *op->u.piece = s->piece;
    s->piece = other;
}

static void node_mean(struct weft_plan *p, struct weft_op *op)
{
    struct weft_node_slot *s = weft_node_at(p, op->at), *o = op->u.node;
    struct weft_node_slot other = *o;

    weft_res_count_node(p->res.used, &s->t, -1);
    o->t = s->t;
    o->mem = s->mem;
    s->t = other.t;
    s->mem = other.mem;
    weft_res_count_node(p->res.used, &s->t, 1);
    map_rename(&p->nodes, o->t.id, s->t.id, p->nodes.order[op->at]);
}

static void node_in(struct weft_plan *p, struct weft_op *op)
{
    bool last = op->at == p->nodes.n;
    int32_t slot = seq_insert(&p->nodes, op->at);

    p->node[slot] = *op->u.node;
    *op->u.node = (struct weft_node_slot){ 0 };
    map_put(&p->nodes, p->node[slot].t.id, slot);
    weft_res_count_node(p->res.used, &p->node[slot].t, 1);
    if (!last)
        shift_refs(p, (struct shift){ WEFT_NONE, op->at });
}

static void node_out(struct weft_plan *p, struct weft_op *op)
{
    struct weft_node_slot *s = weft_node_at(p, op->at);

    if (op->at < p->nodes.n - 1)
        shift_refs(p, (struct shift){ op->at, WEFT_NONE });
    weft_res_count_node(p->res.used, &s->t, -1);
    weft_map_del(&p->nodes.map, s->t.id, strlen(s->t.id));
    *op->u.node = *s;
    *s = (struct weft_node_slot){ 0 };
    seq_remove(&p->nodes, op->at);
}

/* --- the rest ------------------------------------------------------------ */

static void closing(struct weft_plan *p, struct weft_op *op)
{
    struct weft_seq *q = op->at ? &p->tasks : &p->nodes;
    struct weft_piece other = *op->u.piece;

    *op->u.piece = q->close;
    q->close = other;
}

/* The schedule is also written from outside the history; an operation on one
 * that is no longer there is left out. */
static bool is_stale(const struct weft_plan *p, const struct weft_op *op)
{
    return op->u.member->known == WEFT_PLAN_SCHEDULE &&
           op->stamp != p->schedule_stamp;
}

static void member(struct weft_plan *p, struct weft_op *op)
{
    int32_t i = weft_plan_member_index(p, op->u.member->key,
                                       op->u.member->nkey);
    struct weft_member other = *op->u.member;

    if (i == WEFT_NONE || is_stale(p, op))
        return;
    *op->u.member = p->member[i];
    p->member[i] = other;
}

static void member_in(struct weft_plan *p, struct weft_op *op)
{
    int32_t i = op->at < p->nmember ? op->at : p->nmember;

    if (is_stale(p, op))
        return;
    memmove(&p->member[i + 1], &p->member[i],
            (size_t)(p->nmember - i) * sizeof(*p->member));
    p->member[i] = *op->u.member;
    p->nmember++;
    op->u.member->own = false; /* the plan's now */
}

static void member_out(struct weft_plan *p, struct weft_op *op)
{
    int32_t i = weft_plan_member_index(p, op->u.member->key,
                                       op->u.member->nkey);

    if (i == WEFT_NONE || is_stale(p, op))
        return;
    op->at = i; /* where it comes back */
    *op->u.member = p->member[i];
    p->nmember--;
    memmove(&p->member[i], &p->member[i + 1],
            (size_t)(p->nmember - i) * sizeof(*p->member));
}

static void head(struct weft_plan *p, struct weft_op *op)
{
    struct weft_head other = *op->u.head;

    *op->u.head = p->head;
    p->head = other;
}

static void resources(struct weft_plan *p, struct weft_op *op,
                      const int32_t *map)
{
    struct weft_res_table other = op->u.res->table;

    op->u.res->table = p->res;
    p->res = other;
    if (!op->u.res->same)
        weft_res_renumber(p, map);
}

/* What IN does forwards, OUT does backwards, and the other way round. */
static void exchange(struct weft_plan *p, struct weft_op *op, bool forwards)
{
    switch (op->kind) {
    case WEFT_OP_TASK_TEXT:
        task_text(p, op);
        break;
    case WEFT_OP_TASK_MEAN:
        task_mean(p, op);
        break;
    case WEFT_OP_TASK_IN:
    case WEFT_OP_TASK_OUT:
        if ((op->kind == WEFT_OP_TASK_IN) == forwards)
            task_in(p, op);
        else
            task_out(p, op);
        break;
    case WEFT_OP_TASK_MOVE:
        if (forwards)
            task_move(p, op->at, op->to);
        else
            task_move(p, op->to, op->at);
        break;
    case WEFT_OP_NODE_TEXT:
        node_text(p, op);
        break;
    case WEFT_OP_NODE_MEAN:
        node_mean(p, op);
        break;
    case WEFT_OP_NODE_IN:
    case WEFT_OP_NODE_OUT:
        if ((op->kind == WEFT_OP_NODE_IN) == forwards)
            node_in(p, op);
        else
            node_out(p, op);
        break;
    case WEFT_OP_CLOSE:
        closing(p, op);
        break;
    case WEFT_OP_MEMBER:
        member(p, op);
        break;
    case WEFT_OP_MEMBER_IN:
    case WEFT_OP_MEMBER_OUT:
        if ((op->kind == WEFT_OP_MEMBER_IN) == forwards)
            member_in(p, op);
        else
            member_out(p, op);
        break;
    case WEFT_OP_HEAD:
        head(p, op);
        break;
    case WEFT_OP_RES:
        resources(p, op, forwards ? op->u.res->to : op->u.res->from);
        break;
    }
}

void weft_op_apply(struct weft_plan *p, struct weft_op *op)
{
    exchange(p, op, true);
}

void weft_op_revert(struct weft_plan *p, struct weft_op *op)
{
    exchange(p, op, false);
}
