/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tabu_move.h"

#include <stdlib.h>
#include <string.h>

/* Slots of the memory of pairs; where there are more pairs, some share. */
#define PAIRS 65536

/* How long a change may not be undone: so many moves, up to as many again by
 * chance, and some for every task of the path. */
#define TENURE       12
#define TENURE_SHARE 4

/* Work of looking at one task: one for so many tasks in the plan. */
#define LOOK_SHARE 4

/* Where a place is, seen from where the task is now. */
enum side { ELSEWHERE, EARLIER, HERE, LATER };

struct move {
    int32_t task, opt, behind;
    int64_t makespan; /* after it */
    int64_t via;      /* longest path through the task, then */
};

struct choice {
    struct move best;     /* of those allowed */
    struct move any;      /* drawn from all */
    uint64_t nbest, nany; /* as good as best; all */
};

bool weft_descent_init(struct weft_descent *d, struct weft_run *run,
                       struct weft_rng *rng, const struct weft_shop *shop)
{
    size_t n = (size_t)run->q->ntask + 1;
    size_t noption = (size_t)run->q->option_begin[run->q->ntask] + 1;

    *d = (struct weft_descent){
        .run = run,
        .rng = rng,
        .path = malloc(n * sizeof(*d->path)),
        .option = calloc(noption, sizeof(*d->option)),
        .pair = calloc(PAIRS, sizeof(*d->pair)),
        .order = malloc(n * sizeof(*d->order)),
        .opt = malloc(n * sizeof(*d->opt)),
    };
    return weft_shop_plan_init(&d->now, shop) &&
           weft_shop_plan_init(&d->mid, shop) && d->path && d->option &&
           d->pair && d->order && d->opt;
}

void weft_descent_release(struct weft_descent *d)
{
    weft_shop_plan_release(&d->now);
    weft_shop_plan_release(&d->mid);
    free(d->path);
    free(d->option);
    free(d->pair);
    free(d->order);
    free(d->opt);
    *d = (struct weft_descent){ 0 };
}

static void keep_best(struct weft_descent *d)
{
    struct weft_schedule s = { d->now.n, d->now.opt, d->now.head };
    size_t n = (size_t)d->now.n;

    if (d->now.makespan >= d->makespan)
        return;
    d->makespan = d->now.makespan;
    d->gained = d->step;
    memcpy(d->order, d->now.order, n * sizeof(*d->order));
    memcpy(d->opt, d->now.opt, n * sizeof(*d->opt));
    if (!d->run->has_plan || d->makespan < d->run->makespan)
        weft_run_offer(d->run, "tabu", &s);
}

void weft_descent_start(struct weft_descent *d, const int32_t *order,
                        const int32_t *opt)
{
    weft_shop_plan_set(&d->now, order, opt);
    d->makespan = WEFT_FOREVER;
    keep_best(d);
    d->gained = d->step;
}

/* --- a longest path ------------------------------------------------------- */

/* Is this the one to take, of all so far that are as good? */
static bool is_drawn(struct weft_descent *d, uint64_t *seen)
{
    return weft_rng_below(d->rng, ++*seen) == 0;
}

static int32_t path_end(struct weft_descent *d)
{
    const struct weft_shop_plan *p = &d->now;
    int32_t end = WEFT_NONE;
    uint64_t seen = 0;

    for (int32_t i = 0; i < p->n; i++)
        if (p->head[i] + p->dur[i] == p->makespan && is_drawn(d, &seen))
            end = i;
    return end;
}

/* What task i waits for, WEFT_NONE: nothing, or its release. */
static int32_t path_before(struct weft_descent *d, int32_t i)
{
    const struct weft_shop_plan *p = &d->now;
    const struct weft_graph *G = &d->run->q->graph;
    int32_t b = p->before[i], from = WEFT_NONE;
    uint64_t seen = 0;

    if (b != WEFT_NONE && p->head[b] + p->dur[b] == p->head[i] &&
        is_drawn(d, &seen))
        from = b;
    for (int32_t k = G->pred_begin[i]; k < G->pred_begin[i + 1]; k++) {
        int32_t u = G->pred[k];
        int64_t t = p->head[u] + p->dur[u] +
                    weft_problem_delay(d->run->q, G->pred_link[k],
                                       G->pred_w ? G->pred_w[k] : 0, p->opt[u],
                                       p->opt[i]);

        if (t == p->head[i] && is_drawn(d, &seen))
            from = u;
    }
    return from;
}

static void find_path(struct weft_descent *d)
{
    d->npath = 0;
    for (int32_t i = path_end(d); i != WEFT_NONE; i = path_before(d, i))
        d->path[d->npath++] = i;
}

/* --- what is tabu --------------------------------------------------------- */

static int64_t *pair_of(const struct weft_descent *d, int32_t u, int32_t v)
{
    uint64_t k = (uint64_t)u * (uint64_t)d->now.n + (uint64_t)v;

    return &d->pair[k % PAIRS];
}

/* Of the tasks that v would pass, the last one stands for all. */
static bool is_tabu(const struct weft_descent *d, const struct move *m,
                    int32_t next, enum side side)
{
    switch (side) {
    case EARLIER:
        return *pair_of(d, m->task, next) > d->step;
    case LATER:
        return *pair_of(d, m->behind, m->task) > d->step;
    case ELSEWHERE:
    case HERE:
        break;
    }
    return d->option[m->opt] > d->step;
}

/* The machine it leaves, or the order with the tasks it passes. */
static void make_tabu(struct weft_descent *d, const struct move *m)
{
    const struct weft_shop_plan *p = &d->now;
    const int32_t *machine = p->shop->machine;
    const struct weft_problem *q = d->run->q;
    int32_t v = m->task, old = p->opt[v], x = p->after[v];
    int64_t until = d->step + TENURE + d->npath / TENURE_SHARE +
                    (int64_t)weft_rng_below(d->rng, TENURE + 1);

    if (m->opt != old)
        for (int32_t o = q->option_begin[v]; o < q->option_begin[v + 1]; o++)
            if (o == old ||
                (machine[o] == machine[old] && machine[m->opt] != machine[old]))
                d->option[o] = until;
    if (machine[m->opt] != machine[old])
        return;
    while (x != WEFT_NONE && x != m->behind)
        x = p->after[x];
    if (x == WEFT_NONE) { /* not later: to the front */
        for (x = p->before[v]; x != WEFT_NONE && x != m->behind;
             x = p->before[x])
            *pair_of(d, x, v) = until;
        return;
    }
    for (; x != v; x = p->before[x])
        *pair_of(d, v, x) = until;
}

/* --- which moves there are ------------------------------------------------ */

static void consider(struct weft_descent *d, struct choice *c,
                     const struct move *m, bool tabu)
{
    if (is_drawn(d, &c->nany))
        c->any = *m;
    if (tabu && m->makespan >= d->makespan)
        return;
    if (c->nbest && m->makespan == c->best.makespan && m->via == c->best.via) {
        if (is_drawn(d, &c->nbest))
            c->best = *m;
    } else if (!c->nbest || m->makespan < c->best.makespan ||
               (m->makespan == c->best.makespan && m->via < c->best.via)) {
        c->best = *m;
        c->nbest = 1;
    }
}

/* Done before v can start? Then v behind it closes no cycle. */
static bool ends_before(const struct weft_shop_plan *p, int32_t x, int32_t v)
{
    return p->head[x] + p->dur[x] <= p->head[v];
}

/* The same, seen from the end. */
static bool starts_behind(const struct weft_shop_plan *p, int32_t x, int32_t v)
{
    return p->tail[x] + p->dur[x] <= p->tail[v];
}

/* The last task that v has to be behind on machine m. */
static int32_t first_place(const struct weft_shop_plan *p, int32_t m, int32_t v)
{
    int32_t last = WEFT_NONE;

    for (int32_t x = p->first[m]; x != WEFT_NONE; x = p->after[x])
        if (ends_before(p, x, v) && !starts_behind(p, x, v))
            last = x;
    return last;
}

/* m->task between m->behind and next; head and tail: of its links, dur: in
 * its option. */
static void look_at_place(struct weft_descent *d, struct choice *c,
                          struct move *m, int32_t next, enum side side,
                          int64_t head, int64_t dur, int64_t tail)
{
    const struct weft_shop_plan *p = &d->mid;
    int32_t x = m->behind;

    if (x != WEFT_NONE && head < p->head[x] + p->dur[x])
        head = p->head[x] + p->dur[x];
    if (next != WEFT_NONE && tail < p->tail[next] + p->dur[next])
        tail = p->tail[next] + p->dur[next];
    m->via = head + dur + tail;
    m->makespan = m->via > p->makespan ? m->via : p->makespan;
    consider(d, c, m, is_tabu(d, m, next, side));
}

/* All places for task v in option o; d->mid lacks it. */
static void look_at_option(struct weft_descent *d, struct choice *c, int32_t v,
                           int32_t o)
{
    const struct weft_shop_plan *p = &d->mid;
    const int32_t *machine = p->shop->machine;
    int32_t now = d->now.opt[v], old = d->now.before[v];
    int32_t next = WEFT_NONE, least = WEFT_NONE;
    int64_t head = weft_shop_plan_head(p, v, o);
    int64_t tail = weft_shop_plan_tail(p, v, o);
    int64_t dur = d->run->q->option[o].dur;
    enum side side = machine[o] == machine[now] ? EARLIER : ELSEWHERE;
    struct move m = { .task = v, .opt = o, .behind = WEFT_NONE };
    bool open;

    if (machine[o] != WEFT_NONE) {
        next = p->first[machine[o]];
        least = first_place(p, machine[o], v);
    }
    open = least == WEFT_NONE;
    for (;;) {
        if (side == EARLIER && m.behind == old)
            side = HERE;
        open |= m.behind == least;
        if (open && !(side == HERE && o == now))
            look_at_place(d, c, &m, next, side, head, dur, tail);
        if (side == HERE)
            side = LATER;
        if (next == WEFT_NONE ||
            (!ends_before(p, next, v) && starts_behind(p, next, v)))
            return;
        m.behind = next;
        next = p->after[next];
    }
}

static void look_at_task(struct weft_descent *d, struct choice *c, int32_t v)
{
    const struct weft_problem *q = d->run->q;
    struct weft_shop_plan *p = &d->mid;

    weft_shop_plan_copy(p, &d->now);
    weft_shop_plan_remove(p, v);
    p->dur[v] = 0;
    p->head[v] = weft_shop_plan_head(p, v, p->opt[v]);
    p->tail[v] = weft_shop_plan_tail(p, v, p->opt[v]);
    weft_shop_plan_without(p, v);
    for (int32_t o = q->option_begin[v]; o < q->option_begin[v + 1]; o++)
        look_at_option(d, c, v, o);
}

bool weft_descent_move(struct weft_descent *d)
{
    struct choice c = { 0 };
    int64_t look = 1 + d->now.n / LOOK_SHARE;
    bool over = false;

    find_path(d);
    for (int32_t k = 0; k < d->npath && !over; k++) {
        look_at_task(d, &c, d->path[k]);
        over = weft_run_is_over(d->run, 0, look);
    }
    d->step++;
    weft_run_is_over(d->run, 1, 1);
    if (!c.nany)
        return over;
    if (!c.nbest)
        c.best = c.any;
    make_tabu(d, &c.best);
    weft_shop_plan_remove(&d->now, c.best.task);
    weft_shop_plan_insert(&d->now, c.best.task, c.best.opt, c.best.behind);
    weft_shop_plan_measure(&d->now);
    keep_best(d);
    return true;
}
