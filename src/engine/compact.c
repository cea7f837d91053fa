/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans that are as short as the best one, but cheaper or on fewer nodes. */
#include "engine/search.h"

#include <string.h>

/* Random orders that are tried for a cheaper plan. */
#define SHUFFLES 40

/* Let every task finish as late as the plan allows without growing, and take
 * the cheapest option that is done by then. aside: how likely a task comes out
 * of turn. */
static enum weft_rc place_cheaply(struct weft_search *s, double aside,
                                  struct weft_err *err)
{
    struct weft_sgs *g = s->g;
    enum weft_rc rc;

    weft_sgs_load(g, &s->run->best);
    rc = weft_sgs_right(g, err);
    if (rc)
        return rc;
    weft_sgs_order(g, s->order);
    memcpy(g->due, g->finish, (size_t)s->q->ntask * sizeof(*g->due));
    if (aside > 0) {
        for (int32_t k = 0; k < s->q->ntask; k++)
            s->w.value[s->order[k]] = k;
        weft_order_sample(&s->w, 1 - aside, &s->rng, s->order);
    }
    weft_search_pick(s, &s->run->best, true);
    g->policy = WEFT_BY_COST;
    rc = weft_search_make(s, WEFT_SERIAL, err);
    g->policy = WEFT_BY_FINISH;
    if (!rc && g->failed == WEFT_NONE)
        weft_search_offer(s);
    return rc;
}

/* Take the best plan's order and options. */
static void pick_best(struct weft_search *s)
{
    weft_search_pick(s, &s->run->best, false);
    weft_search_order(s, &s->run->best);
}

/* The best plan but for the option of one task. *gain: that was better. */
static enum weft_rc try_option(struct weft_search *s, int32_t i, int32_t o,
                               bool *gain, struct weft_err *err)
{
    int32_t before = s->pick[i];
    enum weft_rc rc;

    s->pick[i] = o;
    rc = weft_search_make(s, WEFT_SERIAL, err);
    *gain = false;
    if (!rc && s->g->failed == WEFT_NONE)
        *gain = weft_search_offer(s);
    s->pick[i] = before;
    return rc;
}

/* The shortest option of task i off this copy, on one in use if it can be. */
static int32_t option_off(const struct weft_search *s, int32_t i, int32_t copy)
{
    const struct weft_problem *q = s->q;
    int32_t best = WEFT_NONE;
    bool best_used = false;

    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        int32_t c = q->option[o].copy;
        bool used = c == WEFT_NONE || s->g->used[c];

        if (c == copy)
            continue;
        if (best == WEFT_NONE || used > best_used ||
            (used == best_used && q->option[o].dur < q->option[best].dur)) {
            best = o;
            best_used = used;
        }
    }
    return best;
}

/* The best plan without one of its copies: its tasks go elsewhere. */
static enum weft_rc try_without(struct weft_search *s, int32_t copy,
                                struct weft_err *err)
{
    const struct weft_problem *q = s->q;
    enum weft_rc rc;

    for (int32_t i = 0; i < q->ntask; i++) {
        if (q->option[s->pick[i]].copy != copy)
            continue;
        s->pick[i] = option_off(s, i, copy);
        if (s->pick[i] == WEFT_NONE)
            return WEFT_OK;
    }
    rc = weft_search_make(s, WEFT_SERIAL, err);
    if (!rc && s->g->failed == WEFT_NONE)
        weft_search_offer(s);
    return rc;
}

static enum weft_rc evacuate(struct weft_search *s, int64_t work,
                             struct weft_err *err)
{
    const struct weft_problem *q = s->q;
    enum weft_rc rc = WEFT_OK;

    for (int32_t c = 0; !rc && c < q->ncopy; c++) {
        work -= q->ntask;
        if (work < 0 || s->run->stopped)
            break;
        weft_sgs_load(s->g, &s->run->best);
        if (!s->g->used[c])
            continue;
        pick_best(s);
        rc = try_without(s, c, err);
    }
    return rc;
}

/* Change one option after the other while that gains anything. A try counts as
 * many units of work as there are tasks. */
static enum weft_rc polish(struct weft_search *s, int64_t work,
                           struct weft_err *err)
{
    const struct weft_problem *q = s->q;
    int32_t since = 0; /* tasks looked at since the last gain */
    enum weft_rc rc = WEFT_OK;

    pick_best(s);
    for (int32_t i = 0; !rc && since < q->ntask; since++) {
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
            bool gain;

            if (o == s->pick[i])
                continue;
            work -= q->ntask;
            if (work < 0 || s->run->stopped)
                return WEFT_OK;
            rc = try_option(s, i, o, &gain, err);
            if (rc)
                return rc;
            if (gain) {
                pick_best(s);
                since = 0;
            }
        }
        i = i + 1 < q->ntask ? i + 1 : 0;
    }
    return rc;
}

/* Could a plan of the same length be any better? */
static bool can_gain(const struct weft_search *s)
{
    const struct weft_run *run = s->run;

    return run->has_plan && !run->stopped && s->g->probes > s->q->ntask &&
           (run->has_prices || weft_schedule_nodes_used(s->q, &run->best) > 1);
}

enum weft_rc weft_search_compact(struct weft_search *s, int64_t work,
                                 struct weft_err *err)
{
    enum weft_rc rc;

    if (!can_gain(s))
        return WEFT_OK;
    rc = place_cheaply(s, 0, err);
    if (!rc)
        rc = evacuate(s, work / 4, err);
    for (int k = 0; k < SHUFFLES && !rc && !s->run->stopped; k++) {
        work -= s->q->ntask;
        if (work < 0)
            break;
        rc = place_cheaply(s, 0.3, err);
    }
    if (!rc)
        rc = polish(s, work, err);
    weft_search_pick(s, NULL, false);
    return rc;
}
