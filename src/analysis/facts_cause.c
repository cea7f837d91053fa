/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a task starts when it does, and who passes units of resources to whom.
 *
 * Tasks are visited by start. In every cell each takes the units that have
 * been idle longest: never used ones, then those given back first. So it
 * depends on a task that ends at its very start only where there is no other
 * way, and then that task is a true cause of its waiting. */
#include <stdlib.h>
#include <string.h>

#include "analysis/facts_int.h"

__extension__ typedef __int128 wide;

struct giver { /* units that a run gives back when it ends */
    int64_t at, qty;
    int32_t task;
};

/* Who holds or has held units of one cell that nobody took over yet. */
struct pool {
    int64_t unused;     /* units that no run has had so far */
    struct giver *heap; /* runs that have not ended, earliest end first */
    int32_t nheap;
    struct giver *idle; /* ended ones, in order of their ends */
    int32_t head, tail;
};

struct flow {
    struct facts_build *b;
    struct pool *pool;
    struct giver *room; /* of heaps and idle lists */
    int64_t *root;      /* by task: start of the chain that leads to it */
    size_t arc_cap;
};

/* --- pools --------------------------------------------------------------- */

static bool earlier(const struct giver *a, const struct giver *b)
{
    return a->at != b->at ? a->at < b->at : a->task < b->task;
}

static void heap_push(struct pool *p, struct giver g)
{
    int32_t k = p->nheap++;

    while (k > 0 && earlier(&g, &p->heap[(k - 1) / 2])) {
        p->heap[k] = p->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    p->heap[k] = g;
}

static struct giver heap_pop(struct pool *p)
{
    struct giver top = p->heap[0], last = p->heap[--p->nheap];
    int32_t k = 0;

    for (;;) {
        int32_t child = 2 * k + 1;

        if (child >= p->nheap)
            break;
        if (child + 1 < p->nheap &&
            earlier(&p->heap[child + 1], &p->heap[child]))
            child++;
        if (!earlier(&p->heap[child], &last))
            break;
        p->heap[k] = p->heap[child];
        k = child;
    }
    p->heap[k] = last;
    return top;
}

static enum weft_rc make_pools(struct flow *w)
{
    const struct weft_problem *q = w->b->q;
    size_t n = 0;

    for (int32_t c = 0; c < q->ncell; c++)
        n += (size_t)w->b->nuser[c];
    w->pool = calloc((size_t)q->ncell + 1, sizeof(*w->pool));
    w->room = malloc((2 * n + 1) * sizeof(*w->room));
    w->root = calloc((size_t)q->ntask + 1, sizeof(*w->root));
    if (!w->pool || !w->room || !w->root)
        return facts_nomem(w->b);
    n = 0;
    for (int32_t c = 0; c < q->ncell; c++) {
        struct pool *p = &w->pool[c];

        p->unused = q->cell[c].cap - w->b->held[c];
        p->heap = w->room + 2 * n;
        p->idle = p->heap + w->b->nuser[c];
        n += (size_t)w->b->nuser[c];
    }
    return WEFT_OK;
}

/* --- arcs ---------------------------------------------------------------- */

static enum weft_rc add_arc(struct flow *w, int32_t from, int32_t to,
                            int32_t cell)
{
    struct weft_facts *f = w->b->f;

    if ((size_t)f->narc == w->arc_cap) {
        size_t cap = w->arc_cap ? 2 * w->arc_cap : 64;
        struct weft_arc *v = realloc(f->arc, cap * sizeof(*v));

        if (!v)
            return facts_nomem(w->b);
        f->arc = v;
        w->arc_cap = cap;
    }
    f->arc[f->narc++] = (struct weft_arc){ from, to, cell };
    return WEFT_OK;
}

/* Task i takes u->qty units of a cell at its start. */
static enum weft_rc take(struct flow *w, int32_t i, const struct weft_use *u)
{
    struct pool *p = &w->pool[u->cell];
    int64_t want = u->qty, at = w->b->s->start[i];
    int64_t fresh = want < p->unused ? want : p->unused;

    while (p->nheap && p->heap[0].at <= at)
        p->idle[p->tail++] = heap_pop(p);
    if (fresh > 0) {
        p->unused -= fresh;
        want -= fresh;
    }
    while (want > 0 && p->head < p->tail) {
        struct giver *g = &p->idle[p->head];
        int64_t part = want < g->qty ? want : g->qty;
        enum weft_rc rc = add_arc(w, g->task, i, u->cell);

        if (rc)
            return rc;
        want -= part;
        g->qty -= part;
        p->head += g->qty == 0;
    }
    heap_push(p, (struct giver){ w->b->f->finish[i], u->qty, i });
    if (want > 0)
        return weft_err_set(w->b->err, WEFT_E_INVAL, "",
                            "the schedule is over a capacity");
    return WEFT_OK;
}

static enum weft_rc take_all(struct flow *w, int32_t i)
{
    const struct weft_option *o = facts_option(w->b, i);
    enum weft_rc rc = WEFT_OK;

    w->b->arc_begin[i] = w->b->f->narc;
    if (facts_takes(w->b, i))
        for (int32_t k = 0; k < o->nuse && !rc; k++)
            rc = take(w, i, &w->b->q->use[o->use_begin + k]);
    w->b->arc_end[i] = w->b->f->narc;
    return rc;
}

/* --- causes -------------------------------------------------------------- */

/* When release and links let task i start; *pred is the one that does (its
 * chain goes back furthest), WEFT_NONE if none does. */
static int64_t ready_at(const struct flow *w, int32_t i, int32_t *pred,
                        int64_t *xfer)
{
    const struct weft_problem *q = w->b->q;
    const struct weft_graph *g = &q->graph;
    int64_t ready = q->release[i];

    *pred = WEFT_NONE;
    *xfer = 0;
    for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
        int32_t u = g->pred[e];
        int64_t delay = weft_problem_delay(q, g->pred_link[e], g->pred_w[e],
                                           w->b->s->opt[u], w->b->s->opt[i]);
        int64_t at = w->b->f->finish[u] + delay;

        if (at < ready)
            continue;
        if (at > ready || *pred == WEFT_NONE || w->root[u] < w->root[*pred]) {
            *pred = u;
            *xfer = delay - g->pred_w[e];
        }
        ready = at;
    }
    return ready;
}

/* First start in [at, limit] on its node and in its mode at which task i would
 * not disturb the others; it fits at limit, where it is. */
static int64_t could_start(const struct facts_build *b, int32_t i, int64_t at,
                           int64_t limit)
{
    const struct weft_problem *q = b->q;
    const struct weft_option *o = facts_option(b, i);
    int32_t ndown = o->copy == WEFT_NONE ? 0 : q->copy[o->copy].ndown;
    const struct weft_window *down = ndown
                                         ? q->down + q->copy[o->copy].down_begin
                                         : NULL;
    bool again = true;

    while (again && at < limit) {
        again = false;
        for (int32_t k = 0; k < ndown; k++)
            if (at < down[k].to && down[k].from < at + o->dur) {
                at = down[k].to;
                again = true;
            }
        for (int32_t k = 0; facts_takes(b, i) && k < o->nuse; k++) {
            const struct weft_use *u = &q->use[o->use_begin + k];
            int64_t fit = facts_fit(b, u->cell, q->cell[u->cell].cap - u->qty,
                                    o->dur, at, limit);

            if (fit == at)
                continue;
            at = fit;
            again = true;
        }
    }
    return at < limit ? at : limit;
}

static bool down_until(const struct facts_build *b, int32_t i, int64_t at)
{
    const struct weft_option *o = facts_option(b, i);

    if (o->copy == WEFT_NONE)
        return false;
    for (int32_t k = 0; k < b->q->copy[o->copy].ndown; k++)
        if (b->q->down[b->q->copy[o->copy].down_begin + k].to == at)
            return true;
    return false;
}

/* The cell that lacks most of what task i needs in the tick before its start;
 * WEFT_NONE if every cell has room. */
static int32_t fullest(const struct facts_build *b, int32_t i)
{
    const struct weft_problem *q = b->q;
    const struct weft_option *o = facts_option(b, i);
    int32_t best = WEFT_NONE;
    int64_t lack = 0;

    for (int32_t k = 0; k < o->nuse; k++) {
        const struct weft_use *u = &q->use[o->use_begin + k];
        int64_t cap = q->cell[u->cell].cap;
        int64_t over = facts_use_at(b, u->cell, b->s->start[i] - 1) + u->qty -
                       cap;

        if (over <= 0)
            continue;
        if (best == WEFT_NONE ||
            (wide)over * q->cell[best].cap > (wide)lack * cap) {
            best = u->cell;
            lack = over;
        }
    }
    return best;
}

static int64_t need_of(const struct weft_problem *q, int32_t option,
                       int32_t cell)
{
    const struct weft_option *o = &q->option[option];

    for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
        if (q->use[k].cell == cell)
            return q->use[k].qty;
    return 0;
}

static enum weft_rc broken(const struct flow *w)
{
    return weft_err_set(w->b->err, WEFT_E_INVAL, "",
                        "the schedule breaks the plan");
}

/* It waits, and could not have run earlier. */
static enum weft_rc find_wait(struct flow *w, int32_t i)
{
    const struct facts_build *b = w->b;
    struct weft_cause *c = &b->f->cause[i];
    int64_t at = b->s->start[i];

    if (down_until(b, i, at)) {
        c->kind = WEFT_CAUSE_DOWN;
        return WEFT_OK;
    }
    c->kind = WEFT_CAUSE_CAPACITY;
    c->cell = fullest(b, i);
    if (c->cell == WEFT_NONE)
        return broken(w);
    c->need = need_of(b->q, b->s->opt[i], c->cell);
    c->free = b->q->cell[c->cell].cap - facts_use_at(b, c->cell, at - 1);
    return WEFT_OK;
}

/* All but the blocker of a wait for capacity, which the arcs tell. */
static enum weft_rc find_cause(struct flow *w, int32_t i)
{
    const struct facts_build *b = w->b;
    struct weft_cause *c = &b->f->cause[i];
    int64_t at = b->s->start[i], xfer;
    int32_t pred;

    *c = (struct weft_cause){ .pred = WEFT_NONE, .cell = WEFT_NONE };
    c->ready = ready_at(w, i, &pred, &xfer);
    c->could = at;
    if (at < c->ready)
        return broken(w);
    if (at > c->ready) {
        c->could = could_start(b, i, c->ready, at);
        c->kind = WEFT_CAUSE_NONE;
        return c->could < at ? WEFT_OK : find_wait(w, i);
    }
    if (pred != WEFT_NONE) {
        c->kind = WEFT_CAUSE_LINK;
        c->pred = pred;
        c->xfer = xfer;
    } else if (b->q->latest[i] == at) {
        c->kind = WEFT_CAUSE_PIN;
    } else {
        c->kind = at > 0 ? WEFT_CAUSE_RELEASE : WEFT_CAUSE_START;
    }
    return WEFT_OK;
}

/* Where the chain to task i begins; for a wait, who ended it. */
static void find_root(struct flow *w, int32_t i)
{
    const struct weft_facts *f = w->b->f;
    struct weft_cause *c = &f->cause[i];

    for (int32_t k = w->b->arc_begin[i];
         c->kind == WEFT_CAUSE_CAPACITY && k < w->b->arc_end[i]; k++) {
        int32_t u = f->arc[k].from;

        if (f->arc[k].cell != c->cell || f->finish[u] != w->b->s->start[i])
            continue;
        if (c->pred == WEFT_NONE || w->root[u] < w->root[c->pred] ||
            (w->root[u] == w->root[c->pred] && u < c->pred))
            c->pred = u;
    }
    w->root[i] = c->pred == WEFT_NONE ? w->b->s->start[i] : w->root[c->pred];
}

/* Visit the tasks that start at the same time, seq[begin..end): those that
 * could not have started earlier anyway take idle units first, so that those
 * that waited get the ones they waited for. */
static enum weft_rc visit(struct flow *w, int32_t begin, int32_t end)
{
    const int32_t *seq = w->b->seq;
    const struct weft_cause *cause = w->b->f->cause;
    enum weft_rc rc = WEFT_OK;

    for (int pass = 0; pass < 2; pass++)
        for (int32_t k = begin; k < end && !rc; k++) {
            int32_t i = seq[k];

            if (pass == 0)
                rc = find_cause(w, i);
            if (rc || (cause[i].kind == WEFT_CAUSE_CAPACITY) != (pass == 1))
                continue;
            rc = take_all(w, i);
            find_root(w, i);
        }
    return rc;
}

enum weft_rc facts_causes(struct facts_build *b)
{
    struct flow w = { .b = b };
    enum weft_rc rc = make_pools(&w);
    int32_t n = b->q->ntask, end;

    for (int32_t k = 0; k < n && !rc; k = end) {
        for (end = k + 1;
             end < n && b->s->start[b->seq[end]] == b->s->start[b->seq[k]];
             end++)
            ;
        rc = visit(&w, k, end);
    }
    free(w.pool);
    free(w.room);
    free(w.root);
    return rc;
}

/* --- blockers ------------------------------------------------------------ */

/* What task i does to a cell just before time t. */
enum holder { NOT, ENDING, STAYING, HOLDING };

static enum holder holder(const struct weft_problem *q,
                          const struct weft_schedule *s,
                          const struct weft_facts *f, int32_t i, int32_t cell,
                          int64_t t)
{
    if (!q->hold[i] && (s->start[i] >= t || f->finish[i] < t))
        return NOT;
    if (need_of(q, s->opt[i], cell) == 0)
        return NOT;
    if (q->hold[i])
        return HOLDING;
    return f->finish[i] == s->start[i] ? NOT
           : f->finish[i] == t         ? ENDING
                                       : STAYING;
}

int32_t weft_facts_blockers(const struct weft_problem *q,
                            const struct weft_schedule *s,
                            const struct weft_facts *f, int32_t task,
                            int32_t *out, int32_t size, int32_t *n)
{
    const struct weft_cause *c = &f->cause[task];
    int64_t t = s->start[task];
    int32_t all = 0;

    *n = 0;
    if (c->kind != WEFT_CAUSE_CAPACITY)
        return 0;
    for (enum holder h = ENDING; h <= HOLDING; h++)
        for (int32_t k = 0; k < f->n; k++) {
            int32_t i = f->order[k];

            if (holder(q, s, f, i, c->cell, t) != h)
                continue;
            all++;
            if (*n < size)
                out[(*n)++] = i;
        }
    return all;
}
