/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest step of every knob that makes the plan shorter. */
#include <stdlib.h>
#include <string.h>

#include "analysis/sweep_int.h"
#include "weft/edit.h"

#define LADDER_MAX 130
#define FINE_STEPS 64 /* grains up to what is enough, before steps get coarse */
#define COPIES_MAX 16 /* more of a node than there are, that are looked at */

enum phase { PHASE_TOP, PHASE_HALVE, PHASE_LESS, PHASE_END };

struct weft_ranking {
    const struct weft_plan *plan;
    struct table base; /* the document alone */
    int64_t path;      /* -1: not looked at yet */
    struct weft_knob *knob;
    struct weft_gain *gain;
    int32_t *sorted;
    int32_t n;
    int32_t at; /* knob under way */

    /* of that knob: entry 0 has one step less, 1 .. top ever more; lo is not
     * shorter (0: the document itself), hi is */
    bool open;
    struct table t;
    enum phase phase;
    int32_t top, lo, hi;
};

void weft_ranking_free(struct weft_ranking *k)
{
    if (!k)
        return;
    table_release(&k->base);
    table_release(&k->t);
    free(k->knob);
    free(k->gain);
    free(k->sorted);
    free(k);
}

enum weft_rc weft_ranking_new(const struct weft_plan *p,
                              struct weft_ranking **out, struct weft_err *err)
{
    struct weft_ranking *k = calloc(1, sizeof(*k));
    enum weft_rc rc;

    if (!k)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    k->plan = p;
    k->path = -1;
    k->t.at = WEFT_NONE;
    rc = table_init(&k->base, p, NULL, 0, 0, err);
    if (!rc)
        rc = weft_knob_all(p, &k->knob, &k->n, err);
    if (!rc) {
        k->gain = calloc((size_t)k->n + 1, sizeof(*k->gain));
        k->sorted = calloc((size_t)k->n + 1, sizeof(*k->sorted));
        if (!k->gain || !k->sorted)
            rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    for (int32_t i = 0; i < k->n && !rc; i++) {
        k->sorted[i] = i;
        k->gain[i] = (struct weft_gain){ .knob = k->knob[i],
                                         .now = weft_knob_value(p, &k->knob[i]),
                                         .less = -1,
                                         .less_makespan = -1 };
    }
    if (rc)
        weft_ranking_free(k);
    else
        *out = k;
    return rc;
}

enum weft_rc weft_ranking_know(struct weft_ranking *k,
                               const struct weft_place *place, size_t n,
                               int64_t bound, const char *engine,
                               struct weft_err *err)
{
    enum weft_rc rc = table_know(&k->base, place, n, bound, engine, err);

    if (k->base.entry[0].pub.status != WEFT_OPTIMAL)
        k->base.entry[0].pub.done = false; /* it can be looked for again */
    return rc;
}

/* --- can any capacity help? -------------------------------------------------- */

static bool base_has(const struct weft_ranking *k)
{
    return table_has(&k->base, 0);
}

/* The critical path with room for everything: capacities decide which modes
 * and nodes a task can have at all. */
static enum weft_rc find_path(struct weft_ranking *k, struct weft_err *err)
{
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_bounds b;
    enum weft_rc rc = weft_plan_copy(k->plan, &p, err);

    for (int32_t i = 0; i < k->n && !rc; i++) {
        char *line;

        if (k->knob[i].kind == WEFT_KNOB_COUNT)
            continue;
        line = weft_knob_line(p, &k->knob[i], weft_knob_enough(p, &k->knob[i]));
        rc = line ? weft_edit(p, line, NULL, err)
                  : weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        free(line);
    }
    if (!rc)
        rc = weft_problem_new(p, &q, err);
    if (!rc)
        rc = weft_bounds(q, &b, err);
    k->path = rc ? 0 : b.critical_path * q->tick;
    weft_problem_free(q);
    weft_plan_free(p);
    return rc == WEFT_E_NOMEM ? rc : WEFT_OK;
}

/* --- the steps of a knob ----------------------------------------------------- */

static int64_t step_of(const struct weft_ranking *k, const struct weft_knob *b)
{
    int64_t now = weft_knob_value(k->plan, b), grain, coarse;

    grain = weft_knob_grain(k->plan, b);
    if (b->kind == WEFT_KNOB_COUNT ||
        (weft_knob_enough(k->plan, b) - now) / grain <= FINE_STEPS)
        return grain;
    coarse = knob_fine_step(now);
    return coarse > grain ? coarse : grain;
}

/* The most that is looked at: every copy multiplies the options of tasks. */
static int64_t most_of(const struct weft_ranking *k, const struct weft_knob *b)
{
    int64_t enough = weft_knob_enough(k->plan, b);
    int64_t most = weft_knob_value(k->plan, b) + COPIES_MAX * 1000;

    return b->kind == WEFT_KNOB_COUNT && enough > most ? most : enough;
}

/* 1, 2, 3, 4, 6, 8, 12, 16, ... steps above what there is, up to enough.
 * Returns how many. */
static int32_t ladder(int64_t now, int64_t step, int64_t enough, int64_t *v)
{
    int64_t from = now / step * step, times = 1;
    int32_t n = 0;

    if (enough <= now)
        return 0;
    while (n < LADDER_MAX - 1) {
        int64_t at;

        if (__builtin_mul_overflow(step, times, &at) ||
            __builtin_add_overflow(from, at, &at) || at >= enough)
            break;
        v[n++] = at;
        if (times < 4)
            times++;
        else
            times += (times & (times - 1)) ? times / 3 : times / 2;
    }
    v[n++] = enough;
    return n;
}

/* Make the table of the knob whose turn it is. */
static enum weft_rc open_knob(struct weft_ranking *k, struct weft_err *err)
{
    const struct weft_knob *b = &k->knob[k->at];
    struct weft_gain *g = &k->gain[k->at];
    int64_t value[LADDER_MAX + 1], step = step_of(k, b);
    const struct entry *base = &k->base.entry[0];
    enum weft_rc rc;

    g->less = g->now > 0 ? g->now > step ? g->now - step : 0 : -1;
    value[0] = g->less < 0 ? 0 : g->less;
    k->top = ladder(g->now, step, most_of(k, b), value + 1);
    table_release(&k->t);
    rc = table_init(&k->t, k->plan, b, 1, k->top + 1, err);
    for (int32_t i = 0; i <= k->top && !rc; i++)
        k->t.entry[i].pub.value[0] = value[i];
    if (!rc)
        rc = table_know(&k->t, base->place, (size_t)weft_plan_ntask(k->plan),
                        base->pub.bound, base->engine, err);
    k->open = !rc;
    k->phase = PHASE_TOP;
    return rc;
}

/* Whether entry i has a shorter plan than the document. */
static bool is_shorter(const struct weft_ranking *k, int32_t i)
{
    return table_has(&k->t, i) &&
           (!base_has(k) ||
            k->t.entry[i].pub.makespan < k->base.entry[0].pub.makespan);
}

/* Whether it is proved that it can have none. */
static bool is_hopeless(const struct weft_ranking *k, int32_t i)
{
    const struct weft_point *p = &k->t.entry[i].pub;

    if (i == 0)
        return true; /* stands for the document itself */
    return base_has(k) ? p->bound >= k->base.entry[0].pub.makespan
                       : p->status == WEFT_INFEASIBLE;
}

static void note_gain(struct weft_ranking *k, bool helps, int32_t at,
                      bool proved)
{
    struct weft_gain *g = &k->gain[k->at];
    const struct weft_point *p = &k->t.entry[at].pub;

    g->helps = helps;
    g->proved = proved;
    g->value = k->top > 0 ? p->value[0] : g->now;
    g->makespan = helps ? p->makespan : k->base.entry[0].pub.makespan;
    g->cost = helps ? p->cost : k->base.entry[0].pub.cost;
}

/* What the answer about the top says. */
static void after_top(struct weft_ranking *k)
{
    bool capped = base_has(k) && k->base.entry[0].pub.makespan <= k->path;

    k->phase = PHASE_LESS;
    if (capped || k->top == 0) {
        note_gain(k, false, k->top, true);
    } else if (!is_shorter(k, k->top)) {
        note_gain(k, false, k->top, is_hopeless(k, k->top));
    } else {
        k->lo = 0;
        k->hi = k->top;
        k->phase = PHASE_HALVE;
    }
}

static void after_less(struct weft_ranking *k)
{
    struct weft_gain *g = &k->gain[k->at];
    const struct weft_point *p = &k->t.entry[0].pub;

    k->phase = PHASE_END;
    if (g->less < 0)
        return;
    g->less_status = p->status;
    g->less_makespan = table_has(&k->t, 0) ? p->makespan : -1;
}

/* Which entry to try now; WEFT_NONE: the phase is over. */
static int32_t to_try(struct weft_ranking *k)
{
    bool capped = base_has(k) && k->base.entry[0].pub.makespan <= k->path;

    switch (k->phase) {
    case PHASE_TOP:
        return capped || k->top == 0 || k->t.entry[k->top].pub.done ? WEFT_NONE
                                                                    : k->top;
    case PHASE_HALVE:
        while (k->hi - k->lo > 1) {
            int32_t mid = k->lo + (k->hi - k->lo) / 2;

            if (!k->t.entry[mid].pub.done && !is_hopeless(k, mid))
                return mid;
            if (is_shorter(k, mid))
                k->hi = mid;
            else
                k->lo = mid;
        }
        return WEFT_NONE;
    case PHASE_LESS:
        return k->gain[k->at].less < 0 || k->t.entry[0].pub.done ? WEFT_NONE
                                                                 : 0;
    case PHASE_END:
        break;
    }
    return WEFT_NONE;
}

static void end_phase(struct weft_ranking *k)
{
    switch (k->phase) {
    case PHASE_TOP:
        after_top(k);
        break;
    case PHASE_HALVE:
        note_gain(k, true, k->hi, is_hopeless(k, k->lo));
        k->phase = PHASE_LESS;
        break;
    case PHASE_LESS:
        after_less(k);
        break;
    case PHASE_END:
        break;
    }
}

/* --- turns --------------------------------------------------------------------- */

static int64_t saved(const struct weft_ranking *k, const struct weft_gain *g)
{
    return g->helps && base_has(k) ? k->base.entry[0].pub.makespan - g->makespan
                                   : 0;
}

static bool comes_before(const struct weft_ranking *k, int32_t i, int32_t j)
{
    const struct weft_gain *a = &k->gain[i], *b = &k->gain[j];
    double x, y;

    if (a->helps != b->helps)
        return a->helps;
    if (saved(k, a) != saved(k, b))
        return saved(k, a) > saved(k, b);
    if (a->helps && a->cost != b->cost)
        return a->cost < b->cost;
    x = (double)(a->value - a->now) / (double)(a->now + 1);
    y = (double)(b->value - b->now) / (double)(b->now + 1);
    if (a->helps && (x < y || x > y))
        return x < y;
    return i < j;
}

/* Put the knob that is done to its place among those before it. */
static void insert(struct weft_ranking *k)
{
    int32_t at = k->at;

    for (; at > 0 && comes_before(k, k->at, k->sorted[at - 1]); at--)
        k->sorted[at] = k->sorted[at - 1];
    k->sorted[at] = k->at;
}

/* Begin the next trial of the knob under way. *open false: it is done. */
static enum weft_rc next_of_knob(struct weft_ranking *k, struct weft_trial *t,
                                 bool *open, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    *open = false;
    while (!rc && !*open && k->phase != PHASE_END) {
        int32_t i = to_try(k);

        if (i == WEFT_NONE)
            end_phase(k);
        else
            rc = table_begin(&k->t, i, t, open, err);
    }
    return rc;
}

enum weft_rc weft_ranking_next(struct weft_ranking *k, struct weft_trial *t,
                               struct weft_err *err)
{
    bool open = false;
    enum weft_rc rc = WEFT_OK;

    *t = (struct weft_trial){ 0 };
    if (!k->base.entry[0].pub.done)
        rc = table_begin(&k->base, 0, t, &open, err);
    if (!rc && !open && k->path < 0)
        rc = find_path(k, err);
    while (!rc && !open && k->at < k->n) {
        if (!k->open)
            rc = open_knob(k, err);
        if (!rc)
            rc = next_of_knob(k, t, &open, err);
        if (rc || open)
            break;
        k->gain[k->at].done = true;
        insert(k);
        table_release(&k->t);
        k->open = false;
        k->at++;
    }
    return rc;
}

enum weft_rc weft_ranking_put(struct weft_ranking *k,
                              const struct weft_result *r, struct weft_err *err)
{
    if (k->base.at != WEFT_NONE)
        return table_end(&k->base, r, err);
    if (k->t.at == WEFT_NONE)
        return weft_err_set(err, WEFT_E_INVAL, NULL, "no trial is under way");
    return table_end(&k->t, r, err);
}

int32_t weft_ranking_left(const struct weft_ranking *k)
{
    return (k->n - k->at) * 3 + !k->base.entry[0].pub.done;
}

const struct weft_point *weft_ranking_base(const struct weft_ranking *k)
{
    return &k->base.entry[0].pub;
}

int64_t weft_ranking_path(const struct weft_ranking *k)
{
    return k->path > 0 ? k->path : 0;
}

int32_t weft_ranking_count(const struct weft_ranking *k)
{
    return k->n;
}

const struct weft_gain *weft_ranking_gain(const struct weft_ranking *k,
                                          int32_t i)
{
    return &k->gain[k->sorted[i]];
}
