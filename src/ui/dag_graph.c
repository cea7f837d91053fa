/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the plan is in sight: folds, focus and filter applied to its tasks
 * and links. */
#include <stdlib.h>
#include <string.h>

#include "ui/dag.h"

struct sight {
    struct ui_dag_graph *g;
    const struct ui_state *s;
    const struct ui_model *m;
    const struct ui_stages *stages;
    const struct weft_graph *links;
    enum ui_fold_mode fold;
    bool all_folded; /* whatever was asked for */
    int hops;
    bool *seen;    /* by task: it is in sight */
    bool *folded;  /* by task: its stage stands for it */
    int32_t *work; /* a task or element each */
};

void ui_dag_graph_release(struct ui_dag_graph *g)
{
    free(g->node);
    free(g->member);
    free(g->node_of);
    free(g->from);
    free(g->to);
    *g = (struct ui_dag_graph){ 0 };
}

static enum ui_fold fold_of(const struct sight *b, int32_t task)
{
    const struct ui_dag_state *d = &b->s->dag;

    if (b->all_folded)
        return UI_FOLD_CLOSED;
    if (task == d->peek)
        return UI_FOLD_OPEN;
    if (task < d->nfold && d->task_fold[task] != UI_FOLD_ASIS)
        return (enum ui_fold)d->task_fold[task];
    return b->fold == UI_FOLD_ALL    ? UI_FOLD_CLOSED
           : b->fold == UI_FOLD_NONE ? UI_FOLD_OPEN
                                     : UI_FOLD_ASIS;
}

/* --- focus ---------------------------------------------------------------- */

/* Put a task that is d links away into the queue, with all that a folded stage
 * shows as one with it. */
static int32_t reach(const struct sight *b, int32_t task, int32_t d,
                     int32_t *dist, int32_t tail)
{
    const struct ui_stage *g = &b->stages->stage[b->stages->of[task]];

    if (dist[task] >= 0)
        return tail;
    dist[task] = d;
    b->work[tail++] = task;
    if (fold_of(b, task) != UI_FOLD_CLOSED)
        return tail;
    for (int32_t i = 0; i < g->n; i++) {
        int32_t mate = b->stages->member[g->begin + i];

        if (dist[mate] < 0 && fold_of(b, mate) == UI_FOLD_CLOSED) {
            dist[mate] = d;
            b->work[tail++] = mate;
        }
    }
    return tail;
}

/* Links from the focus to each task that it reaches; -1: it does not. */
static void distances(const struct sight *b, bool up, int32_t *dist)
{
    const int32_t *begin = up ? b->links->pred_begin : b->links->succ_begin;
    const int32_t *next = up ? b->links->pred : b->links->succ;
    int32_t tail;

    for (int32_t i = 0; i < b->g->ntask; i++)
        dist[i] = -1;
    tail = reach(b, b->s->task, 0, dist, 0);
    for (int32_t head = 0; head < tail; head++) {
        int32_t v = b->work[head];

        for (int32_t e = begin[v]; e < begin[v + 1]; e++)
            tail = reach(b, next[e], dist[v] + 1, dist, tail);
    }
}

/* Take what is farther than the hops allow out of sight; returns how much of
 * that has a path to (or from) the focus. */
static int32_t narrow(const struct sight *b, bool up, int32_t *dist,
                      bool *near_by)
{
    int32_t beyond = 0;

    distances(b, up, dist);
    for (int32_t i = 0; i < b->g->ntask; i++) {
        if (dist[i] >= 0 && dist[i] <= b->hops)
            near_by[i] = true;
        beyond += dist[i] > b->hops && b->seen[i];
    }
    return beyond;
}

static bool focus(struct sight *b)
{
    int32_t n = b->g->ntask;
    int32_t *dist = malloc(((size_t)n + 1) * sizeof(*dist));
    bool *near_by = calloc((size_t)n + 1, sizeof(*near_by));
    bool ok = dist && near_by;

    if (ok) {
        b->g->above = narrow(b, true, dist, near_by);
        b->g->below = narrow(b, false, dist, near_by);
        b->g->focused = true;
        for (int32_t i = 0; i < n; i++)
            b->seen[i] &= near_by[i] || i == b->s->task;
    }
    free(dist);
    free(near_by);
    return ok;
}

/* --- folds ----------------------------------------------------------------- */

/* A task without a fold of its own goes with most of its stage: one that was
 * just added to an open stage stands beside the others. */
static bool stage_is_open(const struct sight *b, const struct ui_stage *g,
                          bool otherwise)
{
    int32_t open = 0, closed = 0;

    for (int32_t i = 0; i < g->n; i++) {
        enum ui_fold f = fold_of(b, b->stages->member[g->begin + i]);

        open += f == UI_FOLD_OPEN;
        closed += f == UI_FOLD_CLOSED;
    }
    return open * 2 > g->n || (closed * 2 <= g->n && otherwise);
}

static void fold_stages(struct sight *b)
{
    b->g->grouped = b->all_folded || b->fold == UI_FOLD_ALL ||
                    (b->fold == UI_FOLD_AUTO && b->g->nsight > UI_DAG_MANY);
    for (int32_t k = 0; k < b->stages->nstage; k++) {
        const struct ui_stage *g = &b->stages->stage[k];
        bool open = stage_is_open(b, g, !b->g->grouped);

        for (int32_t i = 0; i < g->n; i++) {
            int32_t t = b->stages->member[g->begin + i];
            enum ui_fold f = fold_of(b, t);

            b->folded[t] = f == UI_FOLD_CLOSED || (f == UI_FOLD_ASIS && !open);
        }
    }
}

/* --- elements ---------------------------------------------------------------- */

static void add_node(struct ui_dag_graph *g, int32_t task, int32_t stage,
                     int32_t begin)
{
    g->node[g->nnode++] = (struct ui_dag_node){ .task = task,
                                                .stage = stage,
                                                .begin = begin };
}

static void add_member(struct ui_dag_graph *g, int32_t *at, int32_t task)
{
    g->member[(*at)++] = task;
    g->node_of[task] = g->nnode - 1;
    g->node[g->nnode - 1].n++;
}

/* What stands for one task that is left over in its stage says no more than
 * the task does. */
static void stage_nodes(struct sight *b, int32_t k, int32_t *at)
{
    const struct ui_stage *g = &b->stages->stage[k];
    const int32_t *member = b->stages->member + g->begin;
    int32_t together = 0;

    for (int32_t i = 0; i < g->n; i++)
        together += b->seen[member[i]] && b->folded[member[i]];
    for (int32_t i = 0; i < g->n && together > 1; i++) {
        if (!b->seen[member[i]] || !b->folded[member[i]])
            continue;
        if (b->g->nnode == 0 || b->g->node[b->g->nnode - 1].stage != k)
            add_node(b->g, member[i], k, *at);
        add_member(b->g, at, member[i]);
    }
    for (int32_t i = 0; i < g->n; i++) {
        if (!b->seen[member[i]] || (b->folded[member[i]] && together > 1))
            continue;
        add_node(b->g, member[i], WEFT_NONE, *at);
        add_member(b->g, at, member[i]);
    }
}

static void make_nodes(struct sight *b)
{
    int32_t at = 0;

    for (int32_t i = 0; i < b->g->ntask; i++)
        b->g->node_of[i] = WEFT_NONE;
    for (int32_t k = 0; k < b->stages->nstage; k++)
        stage_nodes(b, k, &at);
}

/* Links from the tasks of one element; b->work[x] is a where the link to
 * element x is there already. */
static void links_from(struct sight *b, int32_t a, int32_t task)
{
    struct ui_dag_graph *g = b->g;

    for (int32_t e = b->links->succ_begin[task];
         e < b->links->succ_begin[task + 1]; e++) {
        int32_t to = g->node_of[b->links->succ[e]];

        if (to == WEFT_NONE) {
            g->node[a].away_out++;
            continue;
        }
        g->ntask_link++;
        if (to == a || b->work[to] == a)
            continue;
        b->work[to] = a;
        g->from[g->nlink] = a;
        g->to[g->nlink++] = to;
    }
    for (int32_t e = b->links->pred_begin[task];
         e < b->links->pred_begin[task + 1]; e++)
        g->node[a].away_in += g->node_of[b->links->pred[e]] == WEFT_NONE;
}

static void make_links(struct sight *b)
{
    for (int32_t i = 0; i < b->g->nnode; i++)
        b->work[i] = WEFT_NONE;
    for (int32_t a = 0; a < b->g->nnode; a++)
        for (int32_t i = 0; i < b->g->node[a].n; i++)
            links_from(b, a, b->g->member[b->g->node[a].begin + i]);
}

/* --- the whole ----------------------------------------------------------------- */

static bool look_at(struct sight *b)
{
    for (int32_t i = 0; i < b->g->ntask; i++)
        b->seen[i] = !b->m->left_out || !b->m->left_out[i];
    if (b->hops > 0 && b->s->task != WEFT_NONE && !focus(b))
        return false;
    for (int32_t i = 0; i < b->g->ntask; i++)
        b->g->nsight += b->seen[i];
    return true;
}

static bool make(struct sight *b)
{
    size_t n = (size_t)b->links->n + 1, m = (size_t)b->links->m + 1;
    struct ui_dag_graph *g = b->g;

    *g = (struct ui_dag_graph){ .ntask = b->links->n };
    g->node = malloc(n * sizeof(*g->node));
    g->member = malloc(n * sizeof(*g->member));
    g->node_of = malloc(n * sizeof(*g->node_of));
    g->from = malloc(m * sizeof(*g->from));
    g->to = malloc(m * sizeof(*g->to));
    if (!g->node || !g->member || !g->node_of || !g->from || !g->to)
        return false;
    if (!look_at(b))
        return false;
    fold_stages(b);
    make_nodes(b);
    make_links(b);
    g->is = g->nnode == 0           ? UI_DAG_EMPTY
            : g->nnode > UI_DAG_CAP ? UI_DAG_LARGE
                                    : UI_DAG_DRAWN;
    return true;
}

/* More elements than can be drawn: first everything is folded, then only what
 * is near the selection is shown. */
static bool make_smaller(struct sight *b)
{
    bool ok = make(b);

    if (ok && b->g->is == UI_DAG_LARGE) {
        ui_dag_graph_release(b->g);
        b->all_folded = true;
        ok = make(b);
    }
    if (ok && b->g->is == UI_DAG_LARGE && b->hops == 0) {
        ui_dag_graph_release(b->g);
        b->hops = UI_DAG_HOPS;
        b->all_folded = false;
        b->fold = UI_FOLD_AUTO;
        ok = make(b);
    }
    return ok;
}

bool ui_dag_graph_make(struct ui_dag_graph *g, const struct ui_state *s,
                       const struct ui_model *m)
{
    struct sight b = { .g = g,
                       .s = s,
                       .m = m,
                       .stages = &m->stages,
                       .links = &m->problem->graph,
                       .fold = s->dag.fold,
                       .hops = s->dag.hops };
    size_t n = (size_t)b.links->n + 1;
    bool ok;

    b.seen = malloc(n * sizeof(*b.seen));
    b.folded = malloc(n * sizeof(*b.folded));
    b.work = malloc(n * sizeof(*b.work));
    ok = b.seen && b.folded && b.work && make_smaller(&b);
    free(b.seen);
    free(b.folded);
    free(b.work);
    if (!ok)
        ui_dag_graph_release(g);
    return ok;
}
