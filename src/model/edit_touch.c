/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an edit means for a schedule that was there before it.
 *
 * replan: an engine could give another plan: any member that planning reads
 * has another meaning (names, texts and the spelling of a number do not).
 *
 * looser: every schedule that was right is still right as it stands: each
 * task on the same node (or none) in the same mode with the same start *and*
 * finish. So more capacity, fewer demands, links or limits are looser; a
 * shorter duration is not, because the finish would be wrong, nor is anything
 * that gives tasks other indices. Where it would be costly to tell, the answer
 * is no. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

/* Longer lists of links are compared in order only. */
#define LINKS_COMPARED 256

/* --- amounts ------------------------------------------------------------- */

static bool same_amounts(const struct weft_amount *a, int32_t na,
                         const struct weft_amount *b, int32_t nb)
{
    for (int32_t i = 0; i < na && i < nb; i++)
        if (a[i].res != b[i].res || a[i].qty != b[i].qty)
            return false;
    return na == nb;
}

/* a <= b for every resource; both are sorted. */
static bool at_most(const struct weft_amount *a, int32_t na,
                    const struct weft_amount *b, int32_t nb)
{
    int32_t k = 0;

    for (int32_t i = 0; i < na; i++) {
        while (k < nb && b[k].res < a[i].res)
            k++;
        if (k == nb || b[k].res != a[i].res || a[i].qty > b[k].qty)
            return false;
    }
    return true;
}

/* --- nodes allowed ------------------------------------------------------- */

static bool same_ref(struct weft_node_ref a, struct weft_node_ref b)
{
    return a.node == b.node && a.copy == b.copy;
}

static bool same_refs(const struct weft_node_ref *a, int32_t na,
                      const struct weft_node_ref *b, int32_t nb)
{
    for (int32_t i = 0; i < na && i < nb; i++)
        if (!same_ref(a[i], b[i]))
            return false;
    return na == nb;
}

/* Every copy that a allows, b allows. */
static bool covered(struct weft_node_ref a, const struct weft_node_ref *b,
                    int32_t nb)
{
    for (int32_t i = 0; i < nb; i++)
        if (b[i].node == a.node &&
            (b[i].copy == WEFT_NONE || b[i].copy == a.copy))
            return true;
    return false;
}

static bool allows(bool has_a, const struct weft_node_ref *a, int32_t na,
                   bool has_b, const struct weft_node_ref *b, int32_t nb)
{
    if (has_a && has_b && same_refs(a, na, b, nb))
        return true;
    if (has_a && na == 0) /* ran on no node */
        return has_b && nb == 0;
    if (!has_b)
        return true;
    for (int32_t i = 0; i < na && has_a; i++)
        if (!covered(a[i], b, nb))
            return false;
    return has_a;
}

/* --- labels -------------------------------------------------------------- */

static bool has_label(const struct weft_label *l, int32_t n,
                      const struct weft_label *want)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(l[i].key, want->key) == 0 &&
            strcmp(l[i].value, want->value) == 0)
            return true;
    return false;
}

/* Every label of a is one of b. */
static bool labels_in(const struct weft_label *a, int32_t na,
                      const struct weft_label *b, int32_t nb)
{
    for (int32_t i = 0; i < na; i++)
        if (!has_label(b, nb, &a[i]))
            return false;
    return true;
}

/* --- tasks --------------------------------------------------------------- */

static bool same_times(const struct weft_task *a, const struct weft_task *b)
{
    for (int32_t i = 0; i < a->non && i < b->non; i++)
        if (!same_ref(a->on[i].at, b->on[i].at) ||
            a->on[i].duration != b->on[i].duration)
            return false;
    return a->duration == b->duration && a->non == b->non;
}

static bool same_links(const struct weft_task *a, const struct weft_task *b)
{
    for (int32_t i = 0; i < a->nafter && i < b->nafter; i++)
        if (a->after[i].task != b->after[i].task ||
            a->after[i].lag != b->after[i].lag ||
            a->after[i].data != b->after[i].data)
            return false;
    return a->nafter == b->nafter;
}

static bool same_modes(const struct weft_task *a, const struct weft_task *b)
{
    for (int32_t i = 0; i < a->nmode && i < b->nmode; i++) {
        const struct weft_mode *x = &a->mode[i], *y = &b->mode[i];

        if (x->duration != y->duration || x->has_nodes != y->has_nodes ||
            !same_amounts(x->demand, x->ndemand, y->demand, y->ndemand) ||
            !same_refs(x->node, x->nnode, y->node, y->nnode))
            return false;
    }
    return a->nmode == b->nmode;
}

/* The same to an engine. */
static bool same_task(const struct weft_task *a, const struct weft_task *b)
{
    return same_times(a, b) && same_links(a, b) && same_modes(a, b) &&
           same_amounts(a->demand, a->ndemand, b->demand, b->ndemand) &&
           a->has_nodes == b->has_nodes &&
           same_refs(a->node, a->nnode, b->node, b->nnode) &&
           a->nwhere == b->nwhere &&
           labels_in(a->where, a->nwhere, b->where, b->nwhere) &&
           same_ref(a->pin, b->pin) && a->has_pin_start == b->has_pin_start &&
           a->pin_start == b->pin_start && a->release == b->release &&
           a->has_deadline == b->has_deadline && a->deadline == b->deadline &&
           a->hold_plan == b->hold_plan && a->priority == b->priority;
}

/* Some link of a asks for all that l asks for. */
static bool implied(const struct weft_link *l, const struct weft_task *a)
{
    for (int32_t i = 0; i < a->nafter; i++)
        if (a->after[i].task == l->task && a->after[i].lag >= l->lag &&
            a->after[i].data >= l->data)
            return true;
    return false;
}

static bool links_looser(const struct weft_task *a, const struct weft_task *b)
{
    if (same_links(a, b))
        return true;
    if (a->nafter > LINKS_COMPARED || b->nafter > LINKS_COMPARED)
        return false;
    for (int32_t i = 0; i < b->nafter; i++)
        if (!implied(&b->after[i], a))
            return false;
    return true;
}

static bool modes_looser(const struct weft_task *a, const struct weft_task *b)
{
    for (int32_t i = 0; i < a->nmode; i++) {
        const struct weft_mode *x = &a->mode[i], *y = &b->mode[i];

        if (i >= b->nmode || strcmp(x->name, y->name) != 0 ||
            x->duration != y->duration ||
            !at_most(y->demand, y->ndemand, x->demand, x->ndemand) ||
            x->has_nodes != y->has_nodes ||
            !allows(x->has_nodes, x->node, x->nnode, y->has_nodes, y->node,
                    y->nnode))
            return false;
    }
    return true;
}

static bool limits_looser(const struct weft_task *a, const struct weft_task *b)
{
    if (b->release > a->release)
        return false;
    if (b->has_pin_start && !(a->has_pin_start && a->pin_start == b->pin_start))
        return false;
    if (b->has_deadline && !(a->has_deadline && a->deadline <= b->deadline))
        return false;
    if (b->pin.node != WEFT_NONE && !covered(a->pin, &b->pin, 1))
        return false;
    return a->hold_plan || !b->hold_plan;
}

/* What was right for a is right for b. */
static bool task_looser(const struct weft_task *a, const struct weft_task *b)
{
    return same_times(a, b) && links_looser(a, b) && modes_looser(a, b) &&
           limits_looser(a, b) &&
           at_most(b->demand, b->ndemand, a->demand, a->ndemand) &&
           allows(a->has_nodes, a->node, a->nnode, b->has_nodes, b->node,
                  b->nnode) &&
           labels_in(b->where, b->nwhere, a->where, a->nwhere);
}

/* --- nodes --------------------------------------------------------------- */

/* Is a label in which the two differ asked for by a task? */
static bool labels_matter(const struct weft_plan *p, const struct weft_node *a,
                          const struct weft_node *b)
{
    if (a->nlabel == b->nlabel &&
        labels_in(a->label, a->nlabel, b->label, b->nlabel))
        return false;
    for (int32_t i = 0; i < p->tasks.n; i++) {
        const struct weft_task *t = &weft_task_at(p, i)->t;

        for (int32_t k = 0; k < t->nwhere; k++)
            if (has_label(a->label, a->nlabel, &t->where[k]) !=
                has_label(b->label, b->nlabel, &t->where[k]))
                return true;
    }
    return false;
}

/* Every window of a lies in one of b. */
static bool windows_in(const struct weft_node *a, const struct weft_node *b)
{
    int32_t k = 0;

    for (int32_t i = 0; i < a->ndown; i++) {
        while (k < b->ndown && b->down[k].to < a->down[i].to)
            k++;
        if (k == b->ndown || b->down[k].from > a->down[i].from)
            return false;
    }
    return true;
}

static bool same_node(const struct weft_plan *p, const struct weft_node *a,
                      const struct weft_node *b)
{
    return a->count == b->count && a->speed == b->speed &&
           a->price == b->price && a->billing == b->billing &&
           same_amounts(a->capacity, a->ncapacity, b->capacity, b->ncapacity) &&
           windows_in(a, b) && windows_in(b, a) && !labels_matter(p, a, b);
}

static bool node_looser(const struct weft_plan *p, const struct weft_node *a,
                        const struct weft_node *b)
{
    return b->count >= a->count && a->speed == b->speed &&
           at_most(a->capacity, a->ncapacity, b->capacity, b->ncapacity) &&
           windows_in(b, a) &&
           (labels_in(a->label, a->nlabel, b->label, b->nlabel) ||
            !labels_matter(p, a, b));
}

/* --- resources and network ----------------------------------------------- */

static bool same_res(const struct weft_resource *a,
                     const struct weft_resource *b)
{
    return a->global == b->global && a->consumable == b->consumable &&
           a->capacity == b->capacity && a->price == b->price;
}

static bool res_looser(const struct weft_resource *a,
                       const struct weft_resource *b)
{
    return a->global == b->global && a->consumable == b->consumable &&
           a->capacity <= b->capacity;
}

/* An absent resource is a node resource that nobody has. */
static const struct weft_resource *res_named(const struct weft_res_table *t,
                                             const char *id)
{
    static const struct weft_resource absent = { .id = "", .unit = "" };
    int32_t i = weft_map_get(&t->map, id, strlen(id));

    return i != WEFT_NONE && i < t->n ? &t->v[i] : &absent;
}

/* Both directions at once over the resources of a. */
static void judge_table(const struct weft_res_table *a,
                        const struct weft_res_table *b, bool *same,
                        bool *looser, bool *tighter)
{
    for (int32_t i = 0; i < a->n; i++) {
        const struct weft_resource *x = &a->v[i], *y = res_named(b, x->id);

        *same = *same && same_res(x, y);
        *looser = *looser && res_looser(x, y);
        *tighter = *tighter && res_looser(y, x);
    }
}

static bool network_looser(const struct weft_head *a, const struct weft_head *b)
{
    return b->latency <= a->latency &&
           (b->bandwidth == 0 ||
            (a->bandwidth > 0 && b->bandwidth >= a->bandwidth));
}

static bool same_network(const struct weft_head *a, const struct weft_head *b)
{
    return a->latency == b->latency && a->bandwidth == b->bandwidth;
}

/* --- the edit ------------------------------------------------------------ */

static void add_verdict(struct weft_verdict *v, bool same, bool looser,
                        bool tighter)
{
    v->same = v->same && same;
    v->looser = v->looser && looser;
    v->tighter = v->tighter && tighter;
}

void weft_judge(const struct weft_plan *p, const struct weft_op *op,
                struct weft_verdict *v)
{
    const struct weft_task *was, *now;
    const struct weft_node *had, *has;
    bool same = true, looser = true, tighter = true;

    switch (op->kind) {
    case WEFT_OP_TASK_MEAN:
        was = &op->u.task->t;
        now = &weft_task_at(p, op->at)->t;
        add_verdict(v, same_task(was, now), task_looser(was, now),
                    task_looser(now, was));
        break;
    case WEFT_OP_NODE_MEAN:
        had = &op->u.node->t;
        has = &weft_node_at(p, op->at)->t;
        add_verdict(v, same_node(p, had, has), node_looser(p, had, has),
                    node_looser(p, has, had));
        break;
    case WEFT_OP_NODE_IN: /* the first node brings capacities */
        add_verdict(v, false, p->nodes.n > 1, false);
        break;
    case WEFT_OP_TASK_IN:
    case WEFT_OP_TASK_OUT:
    case WEFT_OP_TASK_MOVE:
    case WEFT_OP_NODE_OUT:
        add_verdict(v, false, false, false);
        break;
    case WEFT_OP_HEAD:
        add_verdict(v,
                    same_network(op->u.head, &p->head) &&
                        op->u.head->unit == p->head.unit,
                    network_looser(op->u.head, &p->head) &&
                        op->u.head->unit == p->head.unit,
                    network_looser(&p->head, op->u.head) &&
                        op->u.head->unit == p->head.unit);
        break;
    case WEFT_OP_RES:
        judge_table(&op->u.res->table, &p->res, &same, &looser, &tighter);
        judge_table(&p->res, &op->u.res->table, &same, &tighter, &looser);
        add_verdict(v, same, looser, tighter);
        break;
    case WEFT_OP_TASK_TEXT:
    case WEFT_OP_NODE_TEXT:
    case WEFT_OP_CLOSE:
    case WEFT_OP_MEMBER:
    case WEFT_OP_MEMBER_IN:
    case WEFT_OP_MEMBER_OUT:
        break;
    }
}
