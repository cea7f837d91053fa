/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ga.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ga_pop.h"
#include "engine/mirror.h"
#include "engine/search.h"

/* Members: so many for the square root of the schedules that can be made. By
 * measurement on PSPLIB from 1,000 to 150,000 schedules. */
#define SIZE_OF_ROOT 0.67
#define SIZE_LEAST   12
#define SIZE_MOST    400

/* Schedules to reckon with where nothing limits them. */
#define UNLIMITED 50000

/* Bytes for the populations where the host names no limit. */
#define MEMORY ((size_t)64 << 20)

/* Children of a mother, of which the best lives. */
#define CHILDREN 3

/* The window is so much of the order. */
#define WINDOW_LEAST 0.25
#define WINDOW_MOST  0.75

/* How often the window is the father's and the rest the mother's. */
#define FATHERS_WINDOW 0.3

/* Mutation: neighbours in the order that change places where the parents are
 * as long as each other; options drawn by chance; options left open, to be
 * chosen when the task is placed. Shares of the tasks. */
#define MUTATE_ORDER  0.05
#define MUTATE_OPTION 0.01
#define OPEN_OPTION   0.1

/* Generations without a gain before the population starts again. */
#define STALE 30

enum { FORWARD, BACKWARD };

/* What comes next. */
enum phase {
    BEGIN,
    FILL,   /* one more member */
    BREED,  /* the children of one more mother */
    SAMPLE, /* hardly any order gives a plan: any is welcome */
};

struct ga {
    struct weft_search s;
    struct weft_run *run; /* borrowed */
    struct weft_rng *rng;
    int32_t n;
    struct weft_mirror mirror;
    struct weft_sgs *back;
    struct weft_ga_pop side[2];
    int32_t *order, *spare, *pick; /* of the child in the making */
    uint8_t *block;                /* by task: 0, 1, 2: before, in, behind */
    bool has_options;

    enum phase phase;
    int32_t size, tries; /* members there are to be; tries to fill up */
    bool is_sized;       /* size is what suits the run */
    bool again;          /* filling up after a restart */
    double began;        /* on the host's clock */
    int64_t made;        /* schedules of this engine */
    int d;               /* population whose mothers are next */
    int32_t mother;
    int64_t best; /* when the generation began */
    int stale;    /* generations without a gain */
};

static bool is_over(struct ga *a)
{
    return weft_run_is_over(a->run, 0, 0);
}

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

static int32_t room_of(const struct ga *a)
{
    size_t memory = a->run->o->memory ? a->run->o->memory / 4 : MEMORY;
    size_t room = memory / (2 * weft_ga_pop_bytes(a->n));

    if (room > SIZE_MOST)
        return SIZE_MOST;
    return room < SIZE_LEAST ? SIZE_LEAST : (int32_t)room;
}

static enum weft_rc ga_init(struct ga *a, struct weft_run *run,
                            struct weft_err *err)
{
    size_t n = (size_t)run->q->ntask + 1;
    enum weft_rc rc;

    a->run = run;
    a->n = run->q->ntask;
    a->order = malloc(n * sizeof(*a->order));
    a->spare = malloc(n * sizeof(*a->spare));
    a->pick = malloc(n * sizeof(*a->pick));
    a->block = malloc(n * sizeof(*a->block));
    if (!a->order || !a->spare || !a->pick || !a->block)
        return no_memory(err);
    rc = weft_search_init(&a->s, run, "ga", err);
    if (!rc)
        rc = weft_mirror_init(&a->mirror, run->q, err);
    if (!rc)
        rc = weft_sgs_new(&a->mirror.q, &a->back, err);
    if (rc)
        return rc;
    a->rng = &a->s.rng;
    a->has_options = a->s.g->probes > a->n;
    a->back->stop = a->s.g->stop;
    a->back->stop_ctx = a->s.g->stop_ctx;
    if (!weft_ga_pop_init(&a->side[FORWARD], a->s.g, room_of(a)) ||
        !weft_ga_pop_init(&a->side[BACKWARD], a->back, room_of(a)))
        return no_memory(err);
    return WEFT_OK;
}

static void ga_release(struct ga *a)
{
    for (int d = FORWARD; d <= BACKWARD; d++)
        weft_ga_pop_release(&a->side[d]);
    weft_sgs_free(a->back);
    weft_mirror_release(&a->mirror);
    if (a->s.g)
        weft_search_release(&a->s);
    free(a->order);
    free(a->spare);
    free(a->pick);
    free(a->block);
}

/* --- one schedule --------------------------------------------------------- */

/* The schedule of a->order and a->pick, from the end that d says. */
static enum weft_rc decode(struct ga *a, int d, struct weft_err *err)
{
    struct weft_sgs *g = a->side[d].g;
    enum weft_rc rc = weft_sgs_serial(g, a->order, a->pick, err);

    weft_run_is_over(a->run, 1, g->probes);
    a->made++;
    if (rc != WEFT_E_CANCELLED)
        return rc;
    g->failed = a->order[0]; /* not whole */
    return WEFT_OK;
}

/* The same; where inherited options break a budget or a window, once more with
 * the choice left open. */
static enum weft_rc make(struct ga *a, int d, struct weft_err *err)
{
    enum weft_rc rc = decode(a, d, err);

    if (rc || a->side[d].g->failed == WEFT_NONE || !a->has_options ||
        is_over(a))
        return rc;
    for (int32_t i = 0; i < a->n; i++)
        if (!a->run->q->hold[i])
            a->pick[i] = WEFT_NONE;
    return decode(a, d, err);
}

/* Offer what is in s.g; a new best plan is justified until nothing is
 * gained. */
static enum weft_rc offer(struct ga *a, struct weft_err *err)
{
    int64_t before = a->run->has_plan ? a->run->makespan : WEFT_FOREVER;

    if (a->s.g->makespan > before || !weft_search_offer(&a->s) ||
        a->run->makespan == before)
        return WEFT_OK;
    return weft_search_improve(&a->s, err);
}

/* --- the first generation ------------------------------------------------- */

/* Member k of the other end: member k of this one, justified. Where that fails
 * (options that are not the mirror's to keep), it stands as it is. */
static enum weft_rc justify(struct ga *a, int32_t k, struct weft_err *err)
{
    struct weft_ga_pop *x = &a->side[FORWARD], *y = &a->side[BACKWARD];
    size_t n = (size_t)a->n;
    enum weft_rc rc;

    memcpy(a->order, weft_ga_pop_order(x, k), n * sizeof(*a->order));
    memcpy(a->pick, weft_ga_pop_opt(x, k), n * sizeof(*a->pick));
    rc = decode(a, BACKWARD, err);
    if (rc)
        return rc;
    if (y->g->failed == WEFT_NONE) {
        weft_ga_pop_put(y, k);
        return WEFT_OK;
    }
    weft_sgs_order(a->s.g, a->order);
    weft_ga_pop_set(y, k, a->order, x);
    return WEFT_OK;
}

static enum weft_rc add_member(struct ga *a, struct weft_err *err)
{
    struct weft_ga_pop *x = &a->side[FORWARD];

    if (x->g->failed != WEFT_NONE || weft_ga_pop_has(x, WEFT_NONE))
        return WEFT_OK;
    weft_ga_pop_put(x, x->size);
    return justify(a, x->size - 1, err);
}

/* The best plan there is, perhaps another engine's, becomes member k. */
static enum weft_rc adopt(struct ga *a, int32_t k, struct weft_err *err)
{
    weft_sgs_load(a->s.g, &a->run->best);
    weft_ga_pop_put(&a->side[FORWARD], k);
    return justify(a, k, err);
}

static enum weft_rc begin(struct ga *a, struct weft_err *err)
{
    const struct weft_solve_opts *o = a->run->o;

    a->size = SIZE_LEAST;
    a->began = o->now ? o->now(o->ctx) : 0;
    a->phase = a->s.base == WEFT_FOUND ? FILL : SAMPLE;
    if (!a->run->has_plan || a->s.base != WEFT_FOUND)
        return WEFT_OK;
    return adopt(a, 0, err);
}

/* How many members suit the schedules that can still be made, by the time the
 * first ones took. */
static int32_t suitable_size(const struct ga *a)
{
    const struct weft_solve_opts *o = a->run->o;
    double n = UNLIMITED, size;

    if (o->effort > 0)
        n = (double)(o->effort - a->run->made);
    if (o->now && o->time > 0) {
        double now = o->now(o->ctx), spent = now - a->began;
        double fit = (a->run->end - now) / spent * (double)a->made;

        if (spent > 0 && (o->effort <= 0 || n > fit))
            n = fit;
    }
    size = SIZE_OF_ROOT * sqrt(n > 0 ? n : 0);
    if (size > SIZE_MOST)
        return SIZE_MOST;
    return size < SIZE_LEAST ? SIZE_LEAST : (int32_t)size;
}

/* Enough members, or enough tries. */
static void fill_done(struct ga *a)
{
    a->tries = 0;
    if (!a->is_sized) {
        a->is_sized = true;
        a->size = suitable_size(a);
        return;
    }
    a->phase = a->side[FORWARD].size < 2 ? SAMPLE : BREED;
    a->d = FORWARD;
    a->mother = 0;
    a->best = a->side[FORWARD].best;
    a->stale = 0;
}

/* One more member, drawn by chance; after a restart, half of them are close to
 * the best plan. */
static enum weft_rc fill(struct ga *a, struct weft_err *err)
{
    struct weft_ga_pop *x = &a->side[FORWARD];
    int32_t k = a->tries++;
    enum weft_rc rc;

    if (x->size >= a->size || x->size >= x->room || k >= 4 * a->size) {
        fill_done(a);
        return WEFT_OK;
    }
    rc = weft_search_draw(&a->s, k % 2 ? WEFT_SERIAL : WEFT_PARALLEL,
                          a->again && k % 4 < 2, err);
    a->made++;
    if (rc || x->g->failed != WEFT_NONE)
        return rc;
    rc = offer(a, err);
    return rc ? rc : add_member(a, err);
}

/* --- children ------------------------------------------------------------- */

/* A window [*from, *to) of the order, by chance. */
static void draw_window(struct ga *a, int32_t *from, int32_t *to)
{
    double share = WINDOW_LEAST +
                   (WINDOW_MOST - WINDOW_LEAST) * weft_rng_unit(a->rng);
    int32_t len = (int32_t)(share * a->n);

    if (len < 1)
        len = 1;
    *from = (int32_t)weft_rng_below(a->rng, (uint64_t)(a->n - len + 1));
    *to = *from + len;
}

/* Mother's order in the blocks of rank `own`, father's in the others. */
static void mix(struct ga *a, const struct weft_ga_pop *x, int32_t mother,
                int32_t father)
{
    const int32_t *m = weft_ga_pop_order(x, mother);
    const int32_t *f = weft_ga_pop_order(x, father);
    const int32_t *om = weft_ga_pop_opt(x, mother);
    const int32_t *of = weft_ga_pop_opt(x, father);
    bool inside = weft_rng_unit(a->rng) < FATHERS_WINDOW;
    int32_t from, to, *at[3];

    draw_window(a, &from, &to);
    for (int32_t k = 0; k < a->n; k++)
        a->block[m[k]] = (uint8_t)((k >= from) + (k >= to));
    at[0] = inside ? a->spare : a->order;
    at[1] = inside ? a->order + from : a->spare;
    at[2] = inside ? a->spare : a->order + to;
    if (inside)
        memcpy(a->order, m, (size_t)a->n * sizeof(*m));
    else
        memcpy(a->order + from, m + from, (size_t)(to - from) * sizeof(*m));
    for (int32_t k = 0; k < a->n; k++)
        *at[a->block[f[k]]]++ = f[k];
    for (int32_t i = 0; i < a->n; i++)
        a->pick[i] = (a->block[i] == 1) == inside ? of[i] : om[i];
}

static bool are_linked(const struct weft_problem *q, int32_t u, int32_t v)
{
    const struct weft_graph *G = &q->graph;

    for (int32_t k = G->succ_begin[u]; k < G->succ_begin[u + 1]; k++)
        if (G->succ[k] == v)
            return true;
    return false;
}

static void mutate_order(struct ga *a, const struct weft_problem *q)
{
    for (int32_t k = 0; k + 1 < a->n; k++) {
        int32_t u = a->order[k], v = a->order[k + 1];

        if (weft_rng_unit(a->rng) >= MUTATE_ORDER || are_linked(q, u, v))
            continue;
        a->order[k] = v;
        a->order[k + 1] = u;
    }
}

/* Reservations are one choice together: they stay as they are. */
static void mutate_options(struct ga *a)
{
    const struct weft_problem *q = a->run->q;

    for (int32_t i = 0; i < a->n; i++) {
        int32_t first = q->option_begin[i];
        int32_t n = q->option_begin[i + 1] - first;
        double u;

        if (n < 2 || q->hold[i])
            continue;
        u = weft_rng_unit(a->rng);
        if (u < MUTATE_OPTION)
            a->pick[i] = first + (int32_t)weft_rng_below(a->rng, (uint64_t)n);
        else if (u < MUTATE_OPTION + OPEN_OPTION)
            a->pick[i] = WEFT_NONE;
    }
}

/* All reservations as one parent has them: each is a choice that fits. */
static void keep_reservations(struct ga *a, const int32_t *opt)
{
    for (int32_t h = 0; h < a->s.g->nhold; h++)
        a->pick[a->s.g->hold[h]] = opt[a->s.g->hold[h]];
}

/* A child of member `mother` of the population at the other end than d. */
static enum weft_rc child(struct ga *a, int d, int32_t mother,
                          struct weft_err *err)
{
    struct weft_ga_pop *x = &a->side[1 - d];
    int32_t father = weft_ga_pop_draw(x, mother, a->rng);
    enum weft_rc rc;

    mix(a, x, mother, father);
    keep_reservations(a, weft_ga_pop_opt(x, mother));
    if (x->makespan[mother] == x->makespan[father])
        mutate_order(a, a->side[d].g->q);
    if (a->has_options)
        mutate_options(a);
    rc = make(a, d, err);
    if (!rc && d == FORWARD && a->s.g->failed == WEFT_NONE)
        rc = offer(a, err);
    return rc;
}

/* The children of one mother: the best takes her place in population d, unless
 * that would lose its best member. */
static enum weft_rc breed(struct ga *a, int d, int32_t mother,
                          struct weft_err *err)
{
    struct weft_ga_pop *y = &a->side[d];
    int64_t least = WEFT_FOREVER;
    enum weft_rc rc = WEFT_OK;

    if (y->makespan[mother] == y->best)
        least = y->best + 1;
    for (int c = 0; !rc && c < CHILDREN && !is_over(a); c++) {
        rc = child(a, d, mother, err);
        if (rc || y->g->failed != WEFT_NONE || y->g->makespan >= least ||
            weft_ga_pop_has(y, mother))
            continue;
        least = y->g->makespan;
        weft_ga_pop_put(y, mother);
    }
    return rc;
}

/* --- generations ---------------------------------------------------------- */

/* The best of the old population, magnified: they stay, schedules near the
 * best one come to them, and new ones. */
static enum weft_rc restart(struct ga *a, struct weft_err *err)
{
    struct weft_ga_pop *x = &a->side[FORWARD], *y = &a->side[BACKWARD];
    int32_t elite = x->size / 8 + 1;
    enum weft_rc rc = WEFT_OK;

    weft_ga_pop_elite(x, elite);
    weft_ga_pop_cut(x, elite);
    weft_ga_pop_cut(y, 0);
    for (int32_t k = 0; !rc && k < elite; k++)
        rc = justify(a, k, err);
    if (a->size < SIZE_MOST / 2)
        a->size *= 2;
    a->again = true;
    a->phase = FILL;
    return rc;
}

/* Before a generation. What others found joins in the worst one's place. */
static enum weft_rc next_generation(struct ga *a, struct weft_err *err)
{
    struct weft_ga_pop *x = &a->side[FORWARD];

    memcpy(a->back->base, a->s.g->base, (size_t)a->n * sizeof(*a->back->base));
    a->stale = x->best < a->best ? 0 : a->stale + 1;
    a->best = x->best;
    if (a->stale >= STALE)
        return restart(a, err);
    if (a->run->has_plan && a->run->makespan < x->best)
        return adopt(a, weft_ga_pop_worst(x), err);
    return WEFT_OK;
}

static enum weft_rc breed_next(struct ga *a, struct weft_err *err)
{
    if (a->mother == a->side[a->d].size) {
        a->mother = 0;
        a->d = 1 - a->d;
        if (a->d == FORWARD)
            return next_generation(a, err);
    }
    return breed(a, a->d, a->mother++, err);
}

/* --- the member ----------------------------------------------------------- */

static enum weft_rc member_begin(void **state, struct weft_run *run,
                                 struct weft_err *err)
{
    struct ga *a = calloc(1, sizeof(*a));

    *state = a;
    return a ? ga_init(a, run, err) : no_memory(err);
}

static enum weft_rc step(struct ga *a, struct weft_err *err)
{
    switch (a->phase) {
    case BEGIN:
        return begin(a, err);
    case FILL:
        return fill(a, err);
    case BREED:
        return breed_next(a, err);
    case SAMPLE:
        return weft_search_sample(&a->s, err);
    }
    return WEFT_OK;
}

static enum weft_rc member_turn(void *state, bool *more, struct weft_err *err)
{
    enum weft_rc rc;

    *more = true;
    do
        rc = step(state, err);
    while (!rc && !is_over(state));
    return rc;
}

static void member_end(void *state)
{
    if (state)
        ga_release(state);
    free(state);
}

const struct weft_member weft_member_ga = { "ga", member_begin, member_turn,
                                            member_end };

/* --- the engine ----------------------------------------------------------- */

static enum weft_rc evolve(struct weft_run *run, struct weft_err *err)
{
    void *state;
    bool more;
    enum weft_rc rc = member_begin(&state, run, err);

    while (!rc && !weft_run_ended(run))
        rc = member_turn(state, &more, err);
    member_end(state);
    return rc;
}

static enum weft_rc make_ga(struct weft_search *s, struct weft_err *err)
{
    enum weft_rc rc = weft_search_first(s, s->run->o->start, err);

    if (!rc && !weft_run_ended(s->run))
        rc = evolve(s->run, err);
    return rc ? rc : weft_search_compact(s, WEFT_COMPACT_WORK, err);
}

static enum weft_rc solve_ga(const struct weft_problem *q,
                             const struct weft_solve_opts *o,
                             struct weft_result *r, struct weft_err *err)
{
    struct weft_solve_opts opts = *o;

    opts.effort = weft_run_effort(o, UNLIMITED);
    return weft_search_solve(q, &opts, "ga", make_ga, r, err);
}

const struct weft_engine weft_engine_ga = {
    .name = "ga",
    .summary = "genetic: orders and options bred from both ends of time",
    .solve = solve_ga,
};
