/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/lanes.h"

#include <string.h>

#include "ui/baseline.h"
#include "ui/text.h"
#include "ui/tries.h"

int ui_lanes_depth(const struct ui_state *s, const struct ui_model *m,
                   int32_t node, int depth)
{
    const struct weft_node *n = weft_plan_node(m->plan, node);

    for (int i = 0; i < s->nopen; i++)
        if (s->open_node[i] == node)
            depth = s->open_depth[i];
    if (n->count <= 1 && depth > 1)
        depth = 1;
    return depth;
}

/* The load of a resource of a node, of one copy or of all of them. */
static void sum_load(const struct ui_model *m, int32_t node, int32_t copy,
                     int32_t res, struct ui_lane_use *u)
{
    double used = 0;

    *u = (struct ui_lane_use){ 0 };
    for (int32_t i = 0; i < m->pic.nload; i++) {
        const struct ui_load *l = &m->pic.load[i];

        if (l->node != node || l->res != res ||
            (copy != WEFT_NONE && l->copy != copy))
            continue;
        u->ncopy++;
        u->full += l->full;
        used += (double)l->mean * (double)l->cap;
        if (__builtin_add_overflow(u->cap, l->cap, &u->cap))
            u->cap = INT64_MAX;
    }
    if (u->ncopy > 0)
        u->full /= u->ncopy;
    u->mean = u->cap > 0 ? (int32_t)(used / (double)u->cap) : 0;
}

void ui_lane_use(const struct ui_model *m, const struct ui_lane *lane,
                 struct ui_lane_use *u)
{
    *u = (struct ui_lane_use){ 0 };
    if (lane->res != WEFT_NONE)
        sum_load(m, lane->node, lane->copy, lane->res, u);
    if (lane->res == WEFT_NONE)
        return;
    if (lane->node == WEFT_NONE) {
        u->cap = weft_plan_res(m->plan, lane->res)->capacity;
    } else { /* as the document has it now */
        const struct weft_node *n = weft_plan_node(m->plan, lane->node);

        u->cap = ui_amount(n->capacity, n->ncapacity, lane->res);
    }
}

static int64_t use_at(const struct ui_picture *pic, const struct ui_load *l,
                      int64_t t)
{
    const struct weft_step *st = &pic->step[l->step_begin];
    int32_t lo = 0, hi = l->nstep; /* steps before lo begin at t or earlier */

    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;

        if (st[mid].at <= t)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 && t < pic->makespan ? st[lo - 1].use : 0;
}

int32_t ui_lane_use_at(const struct ui_model *m, const struct ui_lane *lane,
                       int64_t t)
{
    double used = 0, cap = 0;

    for (int32_t i = 0; i < m->pic.nload; i++) {
        const struct ui_load *l = &m->pic.load[i];

        if (l->node != lane->node || l->res != lane->res ||
            (lane->copy != WEFT_NONE && l->copy != lane->copy))
            continue;
        used += (double)use_at(&m->pic, l, t);
        cap += (double)l->cap;
    }
    return cap > 0 ? (int32_t)(1e6 * used / cap) : 0;
}

/* The resource of a node that is used most; the first if none is. */
static int32_t busiest(const struct ui_model *m, int32_t node, int32_t copy)
{
    const struct weft_node *n = weft_plan_node(m->plan, node);
    int32_t best = WEFT_NONE, mean = -1;

    for (int32_t k = 0; k < n->ncapacity; k++) {
        struct ui_lane_use u;

        sum_load(m, node, copy, n->capacity[k].res, &u);
        if (u.mean > mean) {
            mean = u.mean;
            best = n->capacity[k].res;
        }
    }
    return best;
}

void ui_lanes_begin(struct ui_lane_walk *it, int depth)
{
    *it = (struct ui_lane_walk){ .depth = depth };
}

/* A node has no capacity of what was tried down to zero; its line stays. */
static bool has(const struct ui_model *m, int32_t node, int32_t res)
{
    const struct weft_node *n = weft_plan_node(m->plan, node);

    for (int32_t k = 0; k < n->ncapacity; k++)
        if (n->capacity[k].res == res)
            return true;
    return ui_tries_has(m, node, res);
}

/* The k-th resource that a node has a line for; WEFT_NONE: so many it has not. */
static int32_t kth(const struct ui_model *m, int32_t node, int32_t k)
{
    const struct weft_node *n = weft_plan_node(m->plan, node);

    if (!ui_tries_on(m))
        return k < n->ncapacity ? n->capacity[k].res : WEFT_NONE;
    for (int32_t res = 0; res < weft_plan_nres(m->plan); res++)
        if (has(m, node, res) && k-- == 0)
            return res;
    return WEFT_NONE;
}

/* The resource that was used most before what is compared with it; WEFT_NONE:
 * nothing is compared, or it had no such node. */
static int32_t busiest_before(const struct ui_model *m, int32_t node)
{
    const struct weft_node *n = weft_plan_node(m->plan, node);
    int32_t best = WEFT_NONE, mean = -1;

    for (int32_t k = 0; k < n->ncapacity; k++) {
        int32_t use = ui_baseline_use(m, node, n->capacity[k].res);

        if (use > mean) {
            mean = use;
            best = n->capacity[k].res;
        }
    }
    return best;
}

/* What stands for a folded node. Under the cursor, and where a capacity was
 * tried, it stays what it is: the next key is for the same one, however the
 * plan changed in between. Elsewhere the most used resource, while plans are
 * compared that of the plan compared with. */
static int32_t folded(const struct ui_state *s, const struct ui_model *m,
                      int32_t node)
{
    bool held = s->pane == UI_PANE_NODES || ui_tries_on(m);
    int32_t res;

    if (held && s->lane.node == node && has(m, node, s->lane.res))
        return s->lane.res;
    res = ui_tries_resource(m, node);
    if (res != WEFT_NONE)
        return res;
    res = busiest_before(m, node);
    return res != WEFT_NONE ? res : busiest(m, node, WEFT_NONE);
}

/* One line for a node's k-th resource, or for its k-th copy. */
static bool node_lane(struct ui_lane_walk *it, const struct ui_state *s,
                      const struct ui_model *m)
{
    const struct weft_node *n = weft_plan_node(m->plan, it->node);
    int depth = ui_lanes_depth(s, m, it->node, it->depth);
    int32_t res = depth == 1 ? kth(m, it->node, it->k) : WEFT_NONE;
    bool more = depth == 0   ? it->k < 1
                : depth == 1 ? res != WEFT_NONE
                             : it->k < n->count;

    if (!more && it->k > 0) {
        it->node++;
        it->k = 0;
        return false;
    }
    it->lane = (struct ui_lane){ .node = it->node,
                                 .copy = WEFT_NONE,
                                 .first = it->k == 0,
                                 .folded = depth == 0 &&
                                           kth(m, it->node, 1) != WEFT_NONE };
    if (depth == 0) {
        it->lane.res = folded(s, m, it->node);
    } else if (depth == 1) {
        it->lane.res = res;
    } else {
        it->lane.copy = it->k;
        it->lane.res = busiest(m, it->node, it->k);
        it->lane.first = true;
    }
    it->k++;
    return true;
}

bool ui_lanes_next(struct ui_lane_walk *it, const struct ui_state *s,
                   const struct ui_model *m)
{
    while (it->node < weft_plan_nnode(m->plan))
        if (node_lane(it, s, m))
            return true;
    while (it->k < weft_plan_nres(m->plan)) {
        const struct weft_resource *r = weft_plan_res(m->plan, it->k++);

        if (!r->global)
            continue;
        it->lane = (struct ui_lane){ .node = WEFT_NONE,
                                     .copy = WEFT_NONE,
                                     .res = it->k - 1,
                                     .first = true };
        return true;
    }
    return false;
}

int ui_lanes_count(const struct ui_state *s, const struct ui_model *m,
                   int depth)
{
    struct ui_lane_walk it;
    int n = 0;

    ui_lanes_begin(&it, depth);
    while (ui_lanes_next(&it, s, m))
        n++;
    return n;
}

static bool same(const struct ui_lane *a, const struct ui_lane *b)
{
    return a->node == b->node && a->copy == b->copy && a->res == b->res;
}

int ui_lanes_find(const struct ui_state *s, const struct ui_model *m,
                  const struct ui_lane *lane, int depth)
{
    struct ui_lane_walk it;
    int near = -1;

    ui_lanes_begin(&it, depth);
    for (int i = 0; ui_lanes_next(&it, s, m); i++) {
        if (same(&it.lane, lane))
            return i;
        if (near < 0 || (it.lane.node == lane->node && it.lane.first &&
                         lane->node != WEFT_NONE))
            near = i;
    }
    return near;
}

bool ui_lanes_at(const struct ui_state *s, const struct ui_model *m, int i,
                 int depth, struct ui_lane *lane)
{
    struct ui_lane_walk it;

    ui_lanes_begin(&it, depth);
    for (int k = 0; ui_lanes_next(&it, s, m); k++) {
        if (k < i)
            continue;
        *lane = it.lane;
        return true;
    }
    return false;
}
