/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_lns.h"

#include <stdlib.h>
#include <string.h>

#include "engine/cp_search.h"

#define FIRST_SIZE 20.0
#define LEAST_SIZE 6.0
#define MAX_PAIRS  20000

/* Of a part that was too small to be worth it. */
#define FEW_CONFLICTS 40

/* What it takes to build a part: for each task, pick, arc and pair. */
#define BUILD_WORK 8

struct weft_cp_left { /* units of a cell that a task leaves at its end */
    int32_t task;
    int64_t qty, end;
};

enum weft_rc weft_cp_lns_init(struct weft_cp_lns *l, struct weft_run *run,
                              size_t memory, struct weft_err *err)
{
    size_t n = (size_t)run->q->ntask + 1;

    memset(l, 0, sizeof(*l));
    l->run = run;
    l->memory = memory;
    weft_rng_seed(&l->rng, run->o->seed + 1);
    for (int k = 0; k < WEFT_CP_SHAPES; k++) {
        l->size[k] = FIRST_SIZE;
        l->gain[k] = 1.0;
    }
    l->opt = malloc(n * sizeof(*l->opt));
    l->order = malloc(n * sizeof(*l->order));
    l->free_ = malloc(n * sizeof(*l->free_));
    l->score = malloc(n * sizeof(*l->score));
    l->left = malloc(n * sizeof(*l->left));
    if (!l->opt || !l->order || !l->free_ || !l->score || !l->left)
        return weft_err_set(err, WEFT_E_NOMEM, "cp", "out of memory");
    return weft_schedule_init(&l->found, run->q->ntask, err);
}

void weft_cp_lns_release(struct weft_cp_lns *l)
{
    free(l->opt);
    free(l->order);
    free(l->free_);
    free(l->score);
    free(l->left);
    free(l->arc);
    weft_schedule_release(&l->found);
}

/* --- choosing ------------------------------------------------------------- */

static int64_t finish_of(const struct weft_cp_lns *l, int32_t i)
{
    const struct weft_schedule *s = &l->run->best;

    return s->start[i] + l->run->q->option[s->opt[i]].dur;
}

static double distance(const struct weft_cp_lns *l, int32_t i, int64_t at)
{
    int64_t s = l->run->best.start[i], e = finish_of(l, i);

    if (at < s)
        return (double)(s - at);
    return at > e ? (double)(at - e) : 0.0;
}

static bool share_cell(const struct weft_problem *q, int32_t a, int32_t b)
{
    const struct weft_option *x = &q->option[a], *y = &q->option[b];
    int32_t u = x->use_begin, v = y->use_begin;

    while (u < x->use_begin + x->nuse && v < y->use_begin + y->nuse) {
        if (q->use[u].cell == q->use[v].cell)
            return true;
        if (q->use[u].cell < q->use[v].cell)
            u++;
        else
            v++;
    }
    return false;
}

/* Score around task t: time apart, less if linked or on the same cells. */
static void score_near(struct weft_cp_lns *l, int32_t t)
{
    const struct weft_problem *q = l->run->q;
    const struct weft_graph *g = &q->graph;
    const int32_t *opt = l->run->best.opt;
    int64_t mid = l->run->best.start[t] + q->option[opt[t]].dur / 2;
    double span = (double)l->run->makespan + 1.0;

    for (int32_t i = 0; i < q->ntask; i++) {
        l->score[i] = distance(l, i, mid) / span;
        if (!share_cell(q, opt[i], opt[t]))
            l->score[i] += 0.15;
        l->score[i] += 0.1 * weft_rng_unit(&l->rng);
    }
    for (int32_t e = g->succ_begin[t]; e < g->succ_begin[t + 1]; e++)
        l->score[g->succ[e]] -= 0.2;
    for (int32_t e = g->pred_begin[t]; e < g->pred_begin[t + 1]; e++)
        l->score[g->pred[e]] -= 0.2;
    l->score[t] = -1.0;
}

static void score_all(struct weft_cp_lns *l, enum weft_cp_shape shape)
{
    int32_t n = l->run->q->ntask;
    int32_t t = (int32_t)weft_rng_below(&l->rng, (uint64_t)n);
    int64_t at;
    double span = (double)l->run->makespan + 1.0;

    if (shape == WEFT_CP_NEAR) {
        score_near(l, t);
        return;
    }
    at = (int64_t)weft_rng_below(&l->rng, (uint64_t)l->run->makespan + 1);
    for (int32_t i = 0; i < n; i++) {
        l->score[i] = distance(l, i, at) / span;
        l->score[i] += (shape == WEFT_CP_RANDOM ? 0.5 : 0.02) *
                       weft_rng_unit(&l->rng);
    }
}

struct pick {
    double score;
    int32_t task;
};

static int by_score(const void *a, const void *b)
{
    const struct pick *x = a, *y = b;

    if (x->score < y->score)
        return -1;
    if (x->score > y->score)
        return 1;
    return x->task < y->task ? -1 : x->task > y->task;
}

/* Free the `size` tasks with the least score. */
static bool choose(struct weft_cp_lns *l, enum weft_cp_shape shape)
{
    int32_t n = l->run->q->ntask, size = (int32_t)l->size[shape];
    struct pick *p = malloc(((size_t)n + 1) * sizeof(*p));

    if (!p)
        return false;
    score_all(l, shape);
    for (int32_t i = 0; i < n; i++)
        p[i] = (struct pick){ l->score[i], i };
    qsort(p, (size_t)n, sizeof(*p), by_score);
    for (int32_t k = 0; k < n; k++) {
        int32_t i = p[k].task;

        l->free_[i] = k < size;
        l->opt[i] = k < size ? WEFT_NONE : l->run->best.opt[i];
    }
    free(p);
    return true;
}

/* --- the partial order ---------------------------------------------------- */

struct timed {
    int64_t start;
    int32_t task, rank;
};

static int by_start(const void *a, const void *b)
{
    const struct timed *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Tasks by start; where these are equal, links first. */
static bool sort_tasks(struct weft_cp_lns *l)
{
    const struct weft_problem *q = l->run->q;
    struct timed *t = malloc(((size_t)q->ntask + 1) * sizeof(*t));

    if (!t)
        return false;
    for (int32_t k = 0; k < q->ntask; k++)
        t[k] = (struct timed){ l->run->best.start[q->order[k]], q->order[k],
                               k };
    qsort(t, (size_t)q->ntask, sizeof(*t), by_start);
    for (int32_t k = 0; k < q->ntask; k++)
        l->order[k] = t[k].task;
    free(t);
    return true;
}

static bool add_arc(struct weft_cp_lns *l, int32_t i, int32_t j)
{
    struct weft_cp_arc *a;
    int32_t cap = l->arc_cap ? 2 * l->arc_cap : 256;

    if (l->narc == l->arc_cap) {
        a = realloc(l->arc, (size_t)cap * sizeof(*a));
        if (!a)
            return false;
        l->arc = a;
        l->arc_cap = cap;
    }
    l->arc[l->narc++] = (struct weft_cp_arc){ i, j };
    return true;
}

static int64_t use_of(const struct weft_problem *q, int32_t opt, int32_t cell)
{
    const struct weft_option *o = &q->option[opt];

    for (int32_t u = o->use_begin; u < o->use_begin + o->nuse; u++)
        if (q->use[u].cell == cell)
            return q->use[u].qty;
    return 0;
}

/* Task j takes qty units that others have left, the latest first: the others
 * then hand over what they have held the longest. */
static bool take_units(struct weft_cp_lns *l, int32_t j, int64_t qty,
                       int64_t *fresh)
{
    int64_t start = l->run->best.start[j], take;
    int32_t best;

    while (qty > 0) {
        best = WEFT_NONE;
        for (int32_t k = 0; k < l->nleft; k++)
            if (l->left[k].end <= start &&
                (best == WEFT_NONE || l->left[k].end > l->left[best].end))
                best = k;
        if (best == WEFT_NONE) {
            *fresh -= qty;
            return true;
        }
        take = l->left[best].qty < qty ? l->left[best].qty : qty;
        if (!add_arc(l, l->left[best].task, j))
            return false;
        qty -= take;
        l->left[best].qty -= take;
        if (l->left[best].qty == 0)
            l->left[best] = l->left[--l->nleft];
    }
    return true;
}

static bool chain_cell(struct weft_cp_lns *l, int32_t cell)
{
    const struct weft_problem *q = l->run->q;
    const int32_t *opt = l->run->best.opt;
    int64_t fresh = q->cell[cell].cap, qty;

    l->nleft = 0;
    for (int32_t k = 0; k < q->ntask; k++) {
        int32_t j = l->order[k];

        if (l->free_[j] || q->hold[j] || q->option[opt[j]].dur == 0 ||
            (qty = use_of(q, opt[j], cell)) == 0)
            continue;
        if (!take_units(l, j, qty, &fresh))
            return false;
        l->left[l->nleft++] = (struct weft_cp_left){ j, qty, finish_of(l, j) };
    }
    return true;
}

static int by_source(const void *a, const void *b)
{
    const struct weft_cp_arc *x = a, *y = b;

    if (x->i != y->i)
        return x->i < y->i ? -1 : 1;
    return x->j < y->j ? -1 : x->j > y->j;
}

static bool chain(struct weft_cp_lns *l)
{
    int32_t n = 0;

    l->narc = 0;
    if (!sort_tasks(l))
        return false;
    for (int32_t c = 0; c < l->run->q->ncell; c++)
        if (!chain_cell(l, c))
            return false;
    if (l->narc)
        qsort(l->arc, (size_t)l->narc, sizeof(*l->arc), by_source);
    for (int32_t k = 0; k < l->narc; k++)
        if (k == 0 || l->arc[k].i != l->arc[k - 1].i ||
            l->arc[k].j != l->arc[k - 1].j)
            l->arc[n++] = l->arc[k];
    l->narc = n;
    return true;
}

/* --- a step --------------------------------------------------------------- */

/* Search the part; returns how it ended. What is found is in l->found if
 * *better; then the part is searched on for an even shorter one. */
static enum weft_cp_end search(struct weft_cp_lns *l, struct weft_cp_model *m,
                               int64_t *conflicts, bool *better,
                               struct weft_err *err)
{
    struct weft_cp_search s;
    enum weft_cp_end end = WEFT_CP_NOMEM;
    int64_t length;

    if (weft_cp_search_init(&s, m, err) == WEFT_OK) {
        s.stop = weft_run_stop;
        s.ctx = l->run;
        s.by_activity = true;
        weft_cp_search_lead(&s, &l->run->best);
        end = weft_cp_search_run(&s, *conflicts, WEFT_FOREVER);
        while (end == WEFT_CP_FOUND) {
            if (weft_cp_model_read(m, &l->found, err) != WEFT_OK) {
                end = WEFT_CP_NOMEM;
                break;
            }
            *better = true;
            weft_cp_search_lead(&s, &l->found);
            length = weft_schedule_makespan(m->q, &l->found);
            if (!weft_cp_search_limit(&s, length - 1))
                break;
            end = weft_cp_search_run(&s, *conflicts - m->core.stats.conflicts,
                                     WEFT_FOREVER);
        }
    }
    *conflicts = m->core.stats.conflicts;
    l->work += m->core.stats.work;
    weft_cp_search_release(&s);
    return end;
}

/* As many tasks as can just be searched to the end. */
static void adapt(struct weft_cp_lns *l, enum weft_cp_shape shape,
                  enum weft_cp_end end, int64_t conflicts, bool better)
{
    double n = l->run->q->ntask, *size = &l->size[shape];

    l->gain[shape] = 0.95 * l->gain[shape] + 0.05 * better;
    if (end == WEFT_CP_REFUTED) {
        l->exhausted |= (int32_t)*size >= l->run->q->ntask;
        *size *= conflicts == 0              ? 1.15
                 : conflicts < FEW_CONFLICTS ? 1.06
                                             : 1.03;
    } else if (end == WEFT_CP_LIMIT) {
        *size *= 0.97;
    }
    if (*size > n)
        *size = n;
    if (*size < LEAST_SIZE)
        *size = LEAST_SIZE;
}

/* A shape at random, those that gained lately more often. */
static enum weft_cp_shape choose_shape(struct weft_cp_lns *l)
{
    double sum = 0.0, at;
    int k = 0;

    for (int s = 0; s < WEFT_CP_SHAPES; s++)
        sum += l->gain[s] + 0.05;
    at = weft_rng_unit(&l->rng) * sum;
    while (k + 1 < WEFT_CP_SHAPES && at >= l->gain[k] + 0.05)
        at -= l->gain[k++] + 0.05;
    return (enum weft_cp_shape)k;
}

enum weft_rc weft_cp_lns_step(struct weft_cp_lns *l, int64_t *conflicts,
                              bool *better, struct weft_err *err)
{
    enum weft_cp_shape shape = choose_shape(l);
    struct weft_cp_part part = { l->opt, l->order, NULL, 0 };
    struct weft_cp_model_opts mo = { .part = &part,
                                     .limit = l->run->makespan - 1,
                                     .bound = l->run->bound,
                                     .memory = l->memory,
                                     .max_pairs = MAX_PAIRS };
    enum weft_cp_end end = WEFT_CP_REFUTED;
    struct weft_cp_model m;
    enum weft_rc rc;

    *better = false;
    if (!choose(l, shape) || !chain(l))
        return weft_err_set(err, WEFT_E_NOMEM, "cp", "out of memory");
    part.arc = l->arc;
    part.narc = l->narc;
    l->tried++;
    rc = weft_cp_model_init(&m, l->run->q, &mo, err);
    l->work += BUILD_WORK * (l->run->q->ntask + m.npick + l->narc + m.nclash);
    if (rc || m.infeasible)
        *conflicts = 0;
    else
        end = search(l, &m, conflicts, better, err);
    weft_cp_model_release(&m);
    if (rc)
        return rc;
    if (end == WEFT_CP_NOMEM)
        return weft_err_set(err, WEFT_E_NOMEM, "cp", "out of memory");
    adapt(l, shape, end, *conflicts, *better);
    l->improved += *better;
    return WEFT_OK;
}
