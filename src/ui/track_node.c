/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by node: the tasks of a copy packed into units of a resource; where
 * those cannot be counted, as few rows as there are tasks at a time.
 *
 * Tasks are taken by start, and each gets the lowest units that are free then.
 * As no more units are in use at any time than there are, that never fails for
 * a plan that holds; units of one task need not be neighbours. */
#include <stdlib.h>

#include "ui/lanes.h"
#include "ui/text.h"
#include "ui/track_make.h"

#define UNIT  1000 /* thousandths of a quantity */
#define SPARE 8    /* rows for tasks that need no unit */

struct item {
    int64_t start;
    int32_t node, copy; /* node == nnode: on none, nnode + 1: not placed */
    int32_t row, task;
    uint32_t slots; /* bit k: it has unit k */
};

struct maker {
    struct ui_tracks *t;
    const struct ui_model *m;
    struct item *item;
    int32_t nitem;
    int64_t *room;
    size_t member_cap;
    int32_t nmember;
    int32_t node, res; /* what units of a node are of */
};

static int by_place(const void *a, const void *b)
{
    const struct item *x = a, *y = b;

    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->copy != y->copy)
        return x->copy < y->copy ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void list_items(struct maker *k)
{
    const struct ui_picture *pic = &k->m->pic;
    int32_t nnode = weft_plan_nnode(k->m->plan);

    for (int32_t r = 0; r < pic->nrow; r++) {
        int32_t task = pic->row_task[r];
        const struct ui_place *pl = &pic->place[task];

        k->item[k->nitem++] = (struct item){
            .start = pl->start,
            .node = !pl->placed             ? nnode + 1
                    : pl->node == WEFT_NONE ? nnode
                                            : pl->node,
            .copy = pl->placed && pl->node != WEFT_NONE ? pl->copy : 0,
            .row = r,
            .task = task
        };
    }
    qsort(k->item, (size_t)k->nitem, sizeof(*k->item), by_place);
}

/* --- packing ---------------------------------------------------------------- */

/* The lowest `want` of units [from, to) that are free at time t, until `end`;
 * 0: there are not as many. */
static uint32_t take(int64_t *free_at, int from, int to, int64_t want,
                     int64_t t, int64_t end)
{
    uint32_t got = 0;

    for (int i = from; i < to && want > 0; i++)
        if (free_at[i] <= t) {
            got |= 1u << i;
            want--;
        }
    if (want > 0)
        return 0;
    for (int i = from; i < to; i++)
        if (got >> i & 1)
            free_at[i] = end;
    return got;
}

static uint32_t place(const struct maker *k, const struct item *i, int32_t res,
                      int nslot, int64_t *free_at)
{
    const struct weft_plan *p = k->m->plan;
    const struct ui_place *pl = &k->m->pic.place[i->task];
    bool hold = weft_plan_task(p, i->task)->hold_plan;
    int64_t end = hold ? INT64_MAX : pl->finish;
    int32_t n;
    const struct weft_amount *a = ui_run_demand(p, pl, i->task, &n);
    int64_t need = res == WEFT_NONE ? 0 : ui_amount(a, n, res);

    if (need % UNIT)
        return 0;
    if (need == 0 || (pl->start == pl->finish && !hold))
        return take(free_at, need ? 0 : nslot, nslot + SPARE, 1, pl->start,
                    end);
    return take(free_at, 0, nslot, need / UNIT, hold ? 0 : pl->start, end);
}

/* Units for all of n items; false: they cannot be told apart. *rows: how many
 * are in use or there to be used. */
static bool pack(const struct maker *k, struct item *i, int32_t n, int32_t res,
                 int nslot, int *rows)
{
    int64_t free_at[UI_SLOTS + SPARE] = { 0 };

    *rows = nslot;
    for (int pass = 0; pass < 2; pass++)
        for (int32_t e = 0; e < n; e++) {
            if (weft_plan_task(k->m->plan, i[e].task)->hold_plan != (pass == 0))
                continue;
            i[e].slots = place(k, &i[e], res, nslot, free_at);
            if (i[e].slots == 0)
                return false;
            while (i[e].slots >> *rows)
                ++*rows;
        }
    return true;
}

/* --- rows ------------------------------------------------------------------- */

static bool grow(struct maker *k, int32_t rows, int32_t members)
{
    struct ui_tracks *t = k->t;
    struct ui_track *v = realloc(t->v,
                                 ((size_t)t->n + (size_t)rows) * sizeof(*v));
    size_t need = (size_t)k->nmember + (size_t)members;

    if (!v)
        return false;
    t->v = v;
    if (need > k->member_cap) {
        size_t cap = 2 * need + 64;
        int32_t *member = realloc(t->member, cap * sizeof(*member));

        if (!member)
            return false;
        t->member = member;
        k->member_cap = cap;
    }
    return true;
}

static void add_member(struct maker *k, struct ui_track *row, int32_t task)
{
    k->t->member[k->nmember++] = task;
    if (k->t->of[task] == WEFT_NONE)
        k->t->of[task] = k->t->n;
    row->n++;
}

/* One row for each unit. */
static bool add_slots(struct maker *k, const struct ui_track *like,
                      const struct item *i, int32_t n, int rows)
{
    if (!grow(k, rows, rows * n))
        return false;
    for (int slot = 0; slot < rows; slot++) {
        struct ui_track row = *like;

        row.kind = UI_TRACK_SLOT;
        row.slot = slot;
        row.begin = k->nmember;
        for (int32_t e = 0; e < n; e++)
            if (i[e].slots >> slot & 1)
                add_member(k, &row, i[e].task);
        k->t->v[k->t->n++] = row;
    }
    return true;
}

static bool add_copy(struct maker *k, const struct ui_track *like,
                     const struct item *i, int32_t n)
{
    struct ui_track row = *like;

    if (!grow(k, 1, n))
        return false;
    row.kind = UI_TRACK_COPY;
    row.begin = k->nmember;
    for (int32_t e = 0; e < n; e++)
        add_member(k, &row, i[e].task);
    row.peak = ui_tracks_peak(k->m, k->t->member + row.begin, n, k->room);
    k->t->v[k->t->n++] = row;
    return true;
}

static bool countable(int64_t cap)
{
    return cap >= UNIT && cap % UNIT == 0 && cap / UNIT <= UI_SLOTS;
}

/* Of the resources of a node that are few enough to be counted, the one that
 * is used most; WEFT_NONE: there is none. */
static int32_t unit_of(struct maker *k, int32_t node)
{
    const struct weft_node *n = weft_plan_node(k->m->plan, node);
    int32_t mean = -1;

    if (k->node == node)
        return k->res;
    k->node = node;
    k->res = WEFT_NONE;
    for (int32_t i = 0; i < n->ncapacity; i++) {
        struct ui_lane lane = { .node = node,
                                .copy = WEFT_NONE,
                                .res = n->capacity[i].res };
        struct ui_lane_use u;

        if (!countable(n->capacity[i].qty))
            continue;
        ui_lane_use(k->m, &lane, &u);
        if (u.mean > mean) {
            mean = u.mean;
            k->res = lane.res;
        }
    }
    return k->res;
}

/* The rows of the tasks of one copy. */
static bool add_group(struct maker *k, struct item *i, int32_t n, int32_t node,
                      int32_t copy)
{
    const struct weft_plan *p = k->m->plan;
    struct ui_track like = { .task = WEFT_NONE,
                             .stage = WEFT_NONE,
                             .node = node,
                             .copy = copy,
                             .res = WEFT_NONE };
    int rows;

    if (node != WEFT_NONE)
        like.res = unit_of(k, node);
    if (like.res != WEFT_NONE)
        like.nslot = (int32_t)(ui_amount(weft_plan_node(p, node)->capacity,
                                         weft_plan_node(p, node)->ncapacity,
                                         like.res) /
                               UNIT);
    if ((node == WEFT_NONE || like.res != WEFT_NONE) &&
        pack(k, i, n, like.res, like.nslot, &rows) && rows > 0)
        return add_slots(k, &like, i, n, rows);
    like.nslot = 0;
    like.res = WEFT_NONE;
    if (pack(k, i, n, WEFT_NONE, 0, &rows) && rows > 0)
        return add_slots(k, &like, i, n, rows);
    return add_copy(k, &like, i, n);
}

static bool add_unplaced(struct maker *k, const struct item *i)
{
    struct ui_track row = { .kind = UI_TRACK_TASK,
                            .task = i->task,
                            .stage = WEFT_NONE,
                            .node = WEFT_NONE,
                            .res = WEFT_NONE };

    if (!grow(k, 1, 1))
        return false;
    row.begin = k->nmember;
    add_member(k, &row, i->task);
    k->t->v[k->t->n++] = row;
    return true;
}

/* The nodes before `to` that nothing runs on. */
static bool add_idle(struct maker *k, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to && i < weft_plan_nnode(k->m->plan); i++)
        if (!add_group(k, k->item, 0, i,
                       weft_plan_node(k->m->plan, i)->count > 1 ? WEFT_NONE
                                                                : 0))
            return false;
    return true;
}

static bool make(struct maker *k)
{
    int32_t nnode = weft_plan_nnode(k->m->plan), next = 0, end;
    bool ok = true;

    for (int32_t b = 0; ok && b < k->nitem; b = end) {
        struct item *i = &k->item[b];

        for (end = b + 1; end < k->nitem && k->item[end].node == i->node &&
                          k->item[end].copy == i->copy;)
            end++;
        ok = add_idle(k, next, i->node);
        next = i->node + 1;
        if (ok && i->node > nnode) {
            end = b + 1;
            ok = add_unplaced(k, i);
        } else if (ok) {
            ok = add_group(k, i, end - b, i->node < nnode ? i->node : WEFT_NONE,
                           i->copy);
        }
    }
    return ok && add_idle(k, next, nnode) && k->t->n > 0;
}

bool ui_tracks_make_nodes(struct ui_tracks *t, const struct ui_model *m)
{
    struct maker k = { .t = t, .m = m, .node = WEFT_NONE };
    size_t n = (size_t)m->pic.ntask + 1;
    bool ok;

    k.item = malloc(n * sizeof(*k.item));
    k.room = malloc(2 * n * sizeof(*k.room));
    t->of = malloc(n * sizeof(*t->of));
    ok = k.item && k.room && t->of;
    for (size_t i = 0; ok && i < n; i++)
        t->of[i] = WEFT_NONE;
    if (ok) {
        list_items(&k);
        ok = make(&k);
    }
    free(k.item);
    free(k.room);
    return ok;
}
