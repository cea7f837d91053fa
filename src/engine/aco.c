/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/aco.h"

#include <stdlib.h>
#include <string.h>

#include "engine/mirror.h"
#include "engine/search.h"

#define NAME "aco"

/* Ants of a generation, and how much of the pheromone it renews. */
#define ANTS        5
#define EVAPORATION 0.025F

/* What always stays: nothing becomes impossible, and no number so small that
 * it is slow to work with. */
#define FLOOR 1e-9F

/* An option is drawn by pheromone so often; else it is left open. */
#define DRAW_OPTION 0.5

/* Generations without a gain until a colony forgets. */
#define STALE 300

/* Bytes for pheromone where the host names no limit. */
#define MEMORY ((size_t)64 << 20)

/* Schedules where nothing limits them. */
#define UNLIMITED 50000

enum { FORWARD, BACKWARD };

struct colony {
    struct weft_sgs *g;   /* borrowed */
    struct weft_orders w; /* latest starts, seen from this end */
    float *place;         /* pheromone: by place, then task */
    float *option;        /* by option */
    int32_t *order, *opt; /* the best so far */
    int64_t makespan;
    int stale;
};

struct aco {
    struct weft_search s;
    struct weft_run *run; /* borrowed */
    int32_t n;
    struct weft_mirror mirror;
    struct weft_sgs *back;
    struct colony colony[2];
    int d; /* whose turn it is */

    /* an ant at work */
    int32_t *order, *pick;
    int32_t *ready, *missing;
    float *sum;    /* by task: its pheromone up to the place */
    float *weight; /* by ready task */
    /* the best ant of its generation */
    int32_t *best_order, *best_opt;
    int64_t best;
};

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* --- pheromone ------------------------------------------------------------ */

static void forget(struct aco *a, struct colony *c)
{
    size_t n = (size_t)a->n;
    const int32_t *begin = a->run->q->option_begin;

    for (size_t k = 0; k < n * n; k++)
        c->place[k] = 1.0F / (float)n;
    for (int32_t i = 0; i < a->n; i++)
        for (int32_t o = begin[i]; o < begin[i + 1]; o++)
            c->option[o] = 1.0F / (float)(begin[i + 1] - begin[i]);
    c->makespan = WEFT_FOREVER;
    c->stale = 0;
}

/* Some of it goes. */
static void evaporate(struct aco *a, struct colony *c)
{
    size_t n = (size_t)a->n;
    size_t noption = (size_t)a->run->q->option_begin[a->n];

    for (size_t k = 0; k < n * n; k++)
        c->place[k] = c->place[k] * (1 - EVAPORATION) + FLOOR;
    for (size_t o = 0; o < noption; o++)
        c->option[o] = c->option[o] * (1 - EVAPORATION) + FLOOR;
}

static void leave(struct aco *a, struct colony *c, const int32_t *order,
                  const int32_t *opt)
{
    for (int32_t k = 0; k < a->n; k++) {
        c->place[(size_t)k * (size_t)a->n + (size_t)order[k]] += EVAPORATION /
                                                                 2;
        c->option[opt[k]] += EVAPORATION / 2;
    }
}

/* --- one ant -------------------------------------------------------------- */

/* Which of the numbers, with a chance that is its share of their sum. */
static int32_t draw(struct aco *a, const float *weight, int32_t n)
{
    double sum = 0, at;
    int32_t k;

    for (k = 0; k < n; k++)
        sum += (double)weight[k];
    at = weft_rng_unit(&a->s.rng) * sum;
    for (k = 0; k < n - 1; k++) {
        at -= (double)weight[k];
        if (at < 0)
            break;
    }
    return k;
}

/* The next task of the nready that are. */
static int32_t choose(struct aco *a, const struct colony *c, int32_t nready)
{
    int64_t worst = INT64_MIN;

    if (nready == 1)
        return 0;
    for (int32_t k = 0; k < nready; k++)
        if (worst < c->w.ls[a->ready[k]])
            worst = c->w.ls[a->ready[k]];
    for (int32_t k = 0; k < nready; k++) {
        int32_t i = a->ready[k];

        a->weight[k] = a->sum[i] * (float)(worst - c->w.ls[i] + 1);
    }
    return draw(a, a->weight, nready);
}

static void write_order(struct aco *a, const struct colony *c)
{
    const struct weft_graph *G = &c->g->q->graph;
    int32_t nready = 0;

    memset(a->sum, 0, (size_t)a->n * sizeof(*a->sum));
    for (int32_t i = 0; i < a->n; i++) {
        a->missing[i] = G->pred_begin[i + 1] - G->pred_begin[i];
        if (!a->missing[i])
            a->ready[nready++] = i;
    }
    for (int32_t k = 0; k < a->n; k++) {
        const float *place = c->place + (size_t)k * (size_t)a->n;
        int32_t x, i;

        for (int32_t j = 0; j < a->n; j++)
            a->sum[j] += place[j];
        x = choose(a, c, nready);
        i = a->ready[x];
        a->order[k] = i;
        a->ready[x] = a->ready[--nready];
        for (int32_t s = G->succ_begin[i]; s < G->succ_begin[i + 1]; s++)
            if (!--a->missing[G->succ[s]])
                a->ready[nready++] = G->succ[s];
    }
}

/* Reservations are one choice together: those of base. */
static void write_options(struct aco *a, const struct colony *c)
{
    const struct weft_problem *q = a->run->q;

    for (int32_t i = 0; i < a->n; i++) {
        int32_t o = q->option_begin[i], n = q->option_begin[i + 1] - o;

        a->pick[i] = WEFT_NONE;
        if (q->hold[i])
            a->pick[i] = a->s.g->base[i];
        else if (n > 1 && weft_rng_unit(&a->s.rng) < DRAW_OPTION)
            a->pick[i] = o + draw(a, c->option + o, n);
    }
}

/* Schedule a->order from the end of c. Look at its failed. */
static enum weft_rc decode(struct aco *a, struct colony *c,
                           struct weft_err *err)
{
    enum weft_rc rc = weft_sgs_serial(c->g, a->order, a->pick, err);

    /* writing the order takes about as long as n^2 / 32 options */
    weft_run_is_over(a->run, 1,
                     c->g->probes + (int64_t)a->n * (int64_t)a->n / 32);
    if (rc != WEFT_E_CANCELLED)
        return rc;
    c->g->failed = a->order[0]; /* not whole */
    return WEFT_OK;
}

static enum weft_rc send_ant(struct aco *a, struct colony *c,
                             struct weft_err *err)
{
    size_t size = (size_t)a->n * sizeof(*a->order);
    enum weft_rc rc;

    write_order(a, c);
    write_options(a, c);
    rc = decode(a, c, err);
    if (rc || c->g->failed != WEFT_NONE || c->g->makespan >= a->best)
        return rc;
    a->best = c->g->makespan;
    memcpy(a->best_order, a->order, size);
    memcpy(a->best_opt, c->g->opt, size);
    if (c->g == a->back) /* its order from the other end */
        weft_sgs_order_back(c->g, a->best_order);
    return WEFT_OK;
}

/* --- a generation --------------------------------------------------------- */

/* The best ant's plan, forward and justified, is offered, and becomes the
 * colony's if it is shorter. */
static enum weft_rc take_best(struct aco *a, struct colony *c,
                              struct weft_err *err)
{
    struct weft_sgs *g = a->s.g;
    size_t size = (size_t)a->n * sizeof(*a->order);
    enum weft_rc rc;

    memcpy(a->order, a->best_order, size);
    memcpy(a->pick, a->best_opt, size);
    rc = decode(a, &a->colony[FORWARD], err);
    if (rc || g->failed != WEFT_NONE)
        return rc;
    weft_search_offer(&a->s);
    rc = weft_search_improve(&a->s, err);
    if (rc)
        return rc;
    if (g == c->g)
        weft_sgs_order(g, a->best_order);
    else
        weft_sgs_order_back(g, a->best_order);
    memcpy(a->best_opt, g->opt, size);
    c->stale++;
    if (g->makespan < c->makespan) {
        c->makespan = g->makespan;
        c->stale = 0;
        memcpy(c->order, a->best_order, size);
        memcpy(c->opt, a->best_opt, size);
    }
    return WEFT_OK;
}

static enum weft_rc generation(struct aco *a, struct colony *c,
                               struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    a->best = WEFT_FOREVER;
    for (int k = 0; !rc && k < ANTS; k++)
        if (!k || !weft_run_is_over(a->run, 0, 0))
            rc = send_ant(a, c, err);
    if (rc)
        return rc;
    if (a->best == WEFT_FOREVER) /* hardly any order gives a plan */
        return weft_search_draw(&a->s, WEFT_SERIAL, true, err);
    rc = take_best(a, c, err);
    if (rc || c->makespan == WEFT_FOREVER)
        return rc;
    evaporate(a, c);
    leave(a, c, a->best_order, a->best_opt);
    leave(a, c, c->order, c->opt);
    if (c->stale > STALE)
        forget(a, c);
    return WEFT_OK;
}

/* --- the member ----------------------------------------------------------- */

static bool colony_init(struct colony *c, struct weft_sgs *g)
{
    size_t n = (size_t)g->q->ntask + 1;

    c->g = g;
    c->place = malloc(n * n * sizeof(*c->place));
    c->option = malloc(((size_t)g->probes + 1) * sizeof(*c->option));
    c->order = malloc(n * sizeof(*c->order));
    c->opt = malloc(n * sizeof(*c->opt));
    return c->place && c->option && c->order && c->opt;
}

static bool alloc(struct aco *a)
{
    size_t n = (size_t)a->n + 1;

    a->order = malloc(n * sizeof(*a->order));
    a->pick = malloc(n * sizeof(*a->pick));
    a->ready = malloc(n * sizeof(*a->ready));
    a->missing = malloc(n * sizeof(*a->missing));
    a->sum = malloc(n * sizeof(*a->sum));
    a->weight = malloc(n * sizeof(*a->weight));
    a->best_order = malloc(n * sizeof(*a->best_order));
    a->best_opt = malloc(n * sizeof(*a->best_opt));
    return a->order && a->pick && a->ready && a->missing && a->sum &&
           a->weight && a->best_order && a->best_opt &&
           colony_init(&a->colony[FORWARD], a->s.g) &&
           colony_init(&a->colony[BACKWARD], a->back);
}

static enum weft_rc init(struct aco *a, struct weft_run *run,
                         struct weft_err *err)
{
    size_t memory = run->o->memory ? run->o->memory / 4 : MEMORY;
    size_t n = (size_t)run->q->ntask;
    enum weft_rc rc;

    a->run = run;
    a->n = run->q->ntask;
    if (2 * n * n * sizeof(float) > memory)
        return weft_err_set(err, WEFT_E_LIMIT, NULL,
                            "too large: pheromone for %d tasks takes %zu MiB",
                            a->n, (2 * n * n * sizeof(float) >> 20) + 1);
    rc = weft_search_init(&a->s, run, NAME, err);
    if (!rc)
        rc = weft_mirror_init(&a->mirror, run->q, err);
    if (!rc)
        rc = weft_sgs_new(&a->mirror.q, &a->back, err);
    if (rc)
        return rc;
    a->back->stop = a->s.g->stop;
    a->back->stop_ctx = a->s.g->stop_ctx;
    memcpy(a->back->base, a->s.g->base, n * sizeof(*a->back->base));
    if (!alloc(a))
        return no_memory(err);
    for (int d = FORWARD; !rc && d <= BACKWARD; d++) {
        rc = weft_orders_init(&a->colony[d].w, a->colony[d].g->q, err);
        forget(a, &a->colony[d]);
    }
    return rc;
}

static enum weft_rc begin(void **state, struct weft_run *run,
                          struct weft_err *err)
{
    struct aco *a = calloc(1, sizeof(*a));

    *state = a;
    return a ? init(a, run, err) : no_memory(err);
}

static enum weft_rc turn(void *state, bool *more, struct weft_err *err)
{
    struct aco *a = state;
    enum weft_rc rc = WEFT_OK;

    *more = true;
    if (a->s.base != WEFT_FOUND)
        return weft_search_sample(&a->s, err);
    do {
        rc = generation(a, &a->colony[a->d], err);
        a->d = 1 - a->d;
    } while (!rc && !weft_run_is_over(a->run, 0, 0));
    return rc;
}

static void end(void *state)
{
    struct aco *a = state;

    if (!a)
        return;
    for (int d = FORWARD; d <= BACKWARD; d++) {
        weft_orders_release(&a->colony[d].w);
        free(a->colony[d].place);
        free(a->colony[d].option);
        free(a->colony[d].order);
        free(a->colony[d].opt);
    }
    weft_sgs_free(a->back);
    weft_mirror_release(&a->mirror);
    if (a->s.g)
        weft_search_release(&a->s);
    free(a->order);
    free(a->pick);
    free(a->ready);
    free(a->missing);
    free(a->sum);
    free(a->weight);
    free(a->best_order);
    free(a->best_opt);
    free(a);
}

const struct weft_member weft_member_aco = { NAME, begin, turn, end };

/* --- the engine ----------------------------------------------------------- */

static enum weft_rc search(struct weft_search *s, struct weft_err *err)
{
    void *state;
    bool more;
    enum weft_rc rc = begin(&state, s->run, err);

    if (!rc)
        rc = weft_search_first(s, s->run->o->start, err);
    while (!rc && !weft_run_ended(s->run))
        rc = turn(state, &more, err);
    end(state);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve(const struct weft_problem *q,
                          const struct weft_solve_opts *o,
                          struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts opts = *o;

    opts.effort = weft_run_effort(o, UNLIMITED);
    return weft_search_solve(q, &opts, NAME, search, r, err);
}

const struct weft_engine weft_engine_aco = {
    .name = NAME,
    .summary = "ant colonies from both ends of time, justified",
    .solve = solve,
};
