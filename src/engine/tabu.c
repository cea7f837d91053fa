/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tabu.h"

#include <stdlib.h>
#include <string.h>

#include "engine/search.h"
#include "engine/tabu_move.h"

#define NAME "tabu"

/* Plans in the pool. Measured, as the rest, on job shops of 50 to 300 tasks. */
#define POOL 16

/* Moves without a gain that end a descent. */
#define STALE 300

/* Crossing: the share of the order that is the mother's, at least and at most;
 * of the options that are drawn by chance. */
#define WINDOW_LEAST  0.25
#define WINDOW_MOST   0.75
#define MUTATE_OPTION 0.02

/* Moves where nothing limits them. */
#define UNLIMITED 20000

struct tabu {
    struct weft_search s;
    struct weft_run *run; /* borrowed */
    int32_t n;
    struct weft_shop shop;
    struct weft_descent d;
    bool descending;
    int64_t known; /* the shortest plan a descent has begun or ended with */

    int32_t npool;
    int32_t *order, *opt; /* of the pool: POOL rows of n */
    int64_t makespan[POOL];

    uint8_t *block; /* of a child: see cross() */
    int32_t *child, *pick;
};

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* --- the pool ------------------------------------------------------------- */

static int32_t *row(const struct tabu *t, int32_t *rows, int32_t k)
{
    return rows + (size_t)t->n * (size_t)k;
}

/* Is the best plan of the descent one of the pool? */
static bool is_in_pool(const struct tabu *t)
{
    size_t size = (size_t)t->n * sizeof(*t->opt);

    for (int32_t k = 0; k < t->npool; k++)
        if (t->makespan[k] == t->d.makespan &&
            !memcmp(row(t, t->opt, k), t->d.opt, size) &&
            !memcmp(row(t, t->order, k), t->d.order, size))
            return true;
    return false;
}

/* It becomes one, in the place of the longest if there is no other; not if it
 * is longer than that. */
static void keep(struct tabu *t)
{
    size_t size = (size_t)t->n * sizeof(*t->opt);
    int32_t k = 0;

    if (t->known > t->d.makespan)
        t->known = t->d.makespan;
    if (is_in_pool(t))
        return;
    for (int32_t x = 1; x < t->npool; x++)
        if (t->makespan[x] > t->makespan[k])
            k = x;
    if (t->npool < POOL)
        k = t->npool++;
    else if (t->makespan[k] < t->d.makespan)
        return;
    memcpy(row(t, t->order, k), t->d.order, size);
    memcpy(row(t, t->opt, k), t->d.opt, size);
    t->makespan[k] = t->d.makespan;
}

/* The tasks in a window of the mother's order with her options, those before
 * and behind it in the father's order with his. */
static void cross(struct tabu *t, int32_t mother, int32_t father)
{
    const int32_t *m = row(t, t->order, mother), *f = row(t, t->order, father);
    const int32_t *om = row(t, t->opt, mother), *of = row(t, t->opt, father);
    struct weft_rng *rng = &t->s.rng;
    double share = WINDOW_LEAST +
                   (WINDOW_MOST - WINDOW_LEAST) * weft_rng_unit(rng);
    int32_t len = (int32_t)(share * t->n), at[3];

    len += len == 0;
    at[0] = 0;
    at[1] = (int32_t)weft_rng_below(rng, (uint64_t)(t->n - len + 1));
    at[2] = at[1] + len;
    for (int32_t k = 0; k < t->n; k++)
        t->block[m[k]] = (uint8_t)((k >= at[1]) + (k >= at[2]));
    memcpy(t->child + at[1], m + at[1], (size_t)len * sizeof(*m));
    for (int32_t k = 0; k < t->n; k++)
        if (t->block[f[k]] != 1)
            t->child[at[t->block[f[k]]]++] = f[k];
    for (int32_t i = 0; i < t->n; i++)
        t->pick[i] = t->block[i] == 1 ? om[i] : of[i];
}

static void mutate(struct tabu *t)
{
    const int32_t *begin = t->run->q->option_begin;

    for (int32_t i = 0; i < t->n; i++) {
        uint64_t n = (uint64_t)(begin[i + 1] - begin[i]);

        if (weft_rng_unit(&t->s.rng) < MUTATE_OPTION)
            t->pick[i] = begin[i] + (int32_t)weft_rng_below(&t->s.rng, n);
    }
}

/* --- descents ------------------------------------------------------------- */

/* Where the next descent begins: at the run's plan if it is news, at random
 * plans until the pool is full, then at children of two of them. */
static enum weft_rc next_start(struct tabu *t, struct weft_err *err)
{
    struct weft_search *s = &t->s;
    enum weft_rc rc;

    if (t->run->has_plan && t->run->makespan < t->known) {
        weft_search_order(s, &t->run->best);
        weft_descent_start(&t->d, s->order, t->run->best.opt);
    } else if (t->npool < POOL) {
        rc = weft_search_draw(s, (enum weft_scheme)weft_rng_below(&s->rng, 2),
                              false, err);
        if (rc || s->g->failed != WEFT_NONE)
            return rc;
        weft_sgs_order(s->g, s->order);
        weft_descent_start(&t->d, s->order, s->g->opt);
    } else {
        int32_t a = (int32_t)weft_rng_below(&s->rng, POOL);
        int32_t b = (int32_t)weft_rng_below(&s->rng, POOL - 1);

        cross(t, a, b + (b >= a));
        mutate(t);
        weft_descent_start(&t->d, t->child, t->pick);
    }
    t->descending = true;
    return WEFT_OK;
}

static enum weft_rc step(struct tabu *t, struct weft_err *err)
{
    bool moved;

    if (!t->descending)
        return next_start(t, err);
    moved = weft_descent_move(&t->d);
    if (moved && t->d.step - t->d.gained <= STALE)
        return WEFT_OK;
    keep(t);
    t->descending = false;
    return WEFT_OK;
}

/* --- the member ----------------------------------------------------------- */

static enum weft_rc init(struct tabu *t, struct weft_run *run,
                         struct weft_err *err)
{
    size_t n = (size_t)run->q->ntask + 1;
    bool fits;
    enum weft_rc rc = weft_shop_init(&t->shop, run->q, &fits, err);

    t->run = run;
    t->n = run->q->ntask;
    t->known = WEFT_FOREVER;
    if (rc)
        return rc;
    if (!fits)
        return weft_err_set(err, WEFT_E_LIMIT, NULL,
                            "not a job shop: one task at a time on each "
                            "node, no other limit");
    rc = weft_search_init(&t->s, run, NAME, err);
    if (rc)
        return rc;
    t->order = malloc(POOL * n * sizeof(*t->order));
    t->opt = malloc(POOL * n * sizeof(*t->opt));
    t->block = malloc(n * sizeof(*t->block));
    t->child = malloc(n * sizeof(*t->child));
    t->pick = malloc(n * sizeof(*t->pick));
    if (!weft_descent_init(&t->d, run, &t->s.rng, &t->shop) || !t->order ||
        !t->opt || !t->block || !t->child || !t->pick)
        return no_memory(err);
    return WEFT_OK;
}

static enum weft_rc begin(void **state, struct weft_run *run,
                          struct weft_err *err)
{
    struct tabu *t = calloc(1, sizeof(*t));

    *state = t;
    return t ? init(t, run, err) : no_memory(err);
}

static enum weft_rc turn(void *state, bool *more, struct weft_err *err)
{
    struct tabu *t = state;
    enum weft_rc rc;

    *more = true;
    do
        rc = step(t, err);
    while (!rc && !weft_run_is_over(t->run, 0, 0));
    return rc;
}

static void end(void *state)
{
    struct tabu *t = state;

    if (!t)
        return;
    weft_descent_release(&t->d);
    weft_shop_release(&t->shop);
    if (t->s.g)
        weft_search_release(&t->s);
    free(t->order);
    free(t->opt);
    free(t->block);
    free(t->child);
    free(t->pick);
    free(t);
}

const struct weft_member weft_member_tabu = { NAME, begin, turn, end };

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

const struct weft_engine weft_engine_tabu = {
    .name = NAME,
    .summary = "job shops only: local search on longest paths, with a memory",
    .solve = solve,
};
