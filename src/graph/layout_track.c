/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tracks of a channel.
 *
 * Few nets: each takes the place in a sequence where it crosses the others
 * least, and then the first track after all that it overlaps and that come
 * before it. Many nets: the constrained left-edge algorithm (Hashimoto,
 * Stevens, "Wire routing by optimizing channel assignment within large
 * apertures", 1971), which only packs. */
#include <stdlib.h>

#include "graph/layout_net.h"

#define FEW 64

/* Rows of n's edges at the near (enters) or far (leaves) side of the channel
 * that lie strictly within (lo, hi). */
static int32_t rows_within(const struct layout_channel *c,
                           const struct layout_net *n, bool enters, int32_t lo,
                           int32_t hi)
{
    const struct layout_work *w = c->w;
    int32_t count = 0;

    if (n->out == enters) /* one row: the hub's */
        return w->at[n->hub] > lo && w->at[n->hub] < hi;
    for (int32_t i = 0; i < n->nedge; i++) {
        int32_t e = c->edge[n->edge_begin + i];
        int32_t row = w->at[enters ? w->edge_from[e] : w->down[e]];

        count += row > lo && row < hi;
    }
    return count;
}

/* Crossings of two nets if the trunk of a comes before that of b: b's way in
 * crosses a's trunk, a's way out crosses b's. */
static int32_t cost_before(const struct layout_channel *c,
                           const struct layout_net *a,
                           const struct layout_net *b)
{
    return rows_within(c, b, true, a->lo, a->hi) +
           rows_within(c, a, false, b->lo, b->hi);
}

static bool overlap(const struct layout_net *a, const struct layout_net *b)
{
    return a->lo <= b->hi && b->lo <= a->hi;
}

static void placed(struct layout_channel *c, int32_t k, int32_t track)
{
    struct layout_net *n = &c->net[k];

    n->track = track;
    if (track + 1 > c->ntrack)
        c->ntrack = track + 1;
}

static void release_later(struct layout_channel *c, int32_t k)
{
    const struct layout_net *n = &c->net[k];

    for (int32_t i = 0; i < n->nlater; i++)
        c->net[c->later[n->later_begin + i]].waits--;
}

/* What it costs to put net k before all that are still to come, rather than
 * after them. */
static int32_t regret(const struct layout_channel *c, int32_t k,
                      const int32_t *todo, int32_t ntodo, const int32_t *cost)
{
    int32_t sum = 0;

    for (int32_t i = 0; i < ntodo; i++)
        if (todo[i] != k)
            sum += cost[k * c->nnet + todo[i]] - cost[todo[i] * c->nnet + k];
    return sum;
}

static int32_t pick(struct layout_channel *c, const int32_t *todo,
                    int32_t ntodo, const int32_t *cost)
{
    int32_t best = WEFT_NONE, best_regret = 0, best_waits = 0;

    for (int32_t i = 0; i < ntodo; i++) {
        int32_t waits = c->net[todo[i]].waits;
        int32_t r = regret(c, todo[i], todo, ntodo, cost);

        if (best == WEFT_NONE || waits < best_waits ||
            (waits == best_waits && r < best_regret)) {
            best = i;
            best_waits = waits;
            best_regret = r;
        }
    }
    c->w->nambiguous += best_waits > 0;
    return best;
}

static int32_t first_track(const struct layout_channel *c, int32_t k,
                           const int32_t *done, int32_t ndone)
{
    const struct layout_net *n = &c->net[k];
    int32_t track = 0;

    for (int32_t i = 0; i < ndone; i++) {
        const struct layout_net *other = &c->net[done[i]];
        bool after = overlap(n, other);

        for (int32_t j = 0; j < other->nlater && !after; j++)
            after = c->later[other->later_begin + j] == k;
        if (after && other->track >= track)
            track = other->track + 1;
    }
    return track;
}

static void sequence(struct layout_channel *c, int32_t *todo, int32_t ntodo)
{
    int32_t cost[FEW * FEW], done[FEW], ndone = 0;

    for (int32_t i = 0; i < ntodo; i++)
        for (int32_t j = 0; j < ntodo; j++) {
            const struct layout_net *a = &c->net[todo[i]];
            const struct layout_net *b = &c->net[todo[j]];

            cost[todo[i] * c->nnet + todo[j]] = i != j && overlap(a, b)
                                                    ? cost_before(c, a, b)
                                                    : 0;
        }
    while (ntodo) {
        int32_t i = pick(c, todo, ntodo, cost), k = todo[i];

        placed(c, k, first_track(c, k, done, ndone));
        release_later(c, k);
        done[ndone++] = k;
        for (ntodo--; i < ntodo; i++)
            todo[i] = todo[i + 1];
    }
}

static int32_t least_waiting(const struct layout_channel *c,
                             const int32_t *todo, int32_t ntodo)
{
    int32_t best = 0;

    for (int32_t i = 1; i < ntodo; i++)
        if (c->net[todo[i]].waits < c->net[todo[best]].waits)
            best = i;
    return best;
}

/* todo is sorted by lo. One track after the other takes what fits. */
static void left_edge(struct layout_channel *c, int32_t *todo, int32_t ntodo)
{
    for (int32_t track = 0; ntodo; track++) {
        int32_t hi = -1, left = 0, first = ntodo;

        for (int32_t i = 0; i < ntodo; i++) {
            struct layout_net *n = &c->net[todo[i]];

            if (n->waits || n->lo <= hi)
                continue;
            placed(c, todo[i], track);
            hi = n->hi;
            first = 0;
        }
        if (first == ntodo) { /* each waits for another: break the ring */
            placed(c, todo[least_waiting(c, todo, ntodo)], track);
            c->w->nambiguous++;
        }
        for (int32_t i = 0; i < ntodo; i++) {
            if (c->net[todo[i]].track == WEFT_NONE)
                todo[left++] = todo[i];
            else
                release_later(c, todo[i]);
        }
        ntodo = left;
    }
}

static void bundle(struct layout_channel *c)
{
    int32_t last = c->w->in->max_track - 1;

    if (last < 0 || c->ntrack <= last + 1)
        return;
    for (int32_t k = 0; k < c->nnet; k++)
        if (c->net[k].track > last) {
            c->net[k].track = last;
            c->w->nbundled++;
        }
    c->ntrack = last + 1;
}

struct by_lo {
    int32_t lo, k;
};

static int compare_lo(const void *a, const void *b)
{
    const struct by_lo *x = a, *y = b;

    if (x->lo != y->lo)
        return x->lo < y->lo ? -1 : 1;
    return (x->k > y->k) - (x->k < y->k);
}

void layout_tracks(struct layout_channel *c)
{
    struct by_lo *sorted;
    int32_t n = 0;

    c->ntrack = 0;
    for (int32_t k = 0; k < c->nnet; k++)
        if (!layout_net_straight(&c->net[k]))
            c->order[n++] = k;
    if (c->nnet <= FEW) {
        sequence(c, c->order, n);
    } else {
        sorted = malloc((size_t)(n + 1) * sizeof(*sorted));
        if (!sorted) {
            c->w->oom = true;
            return;
        }
        for (int32_t i = 0; i < n; i++)
            sorted[i] = (struct by_lo){ c->net[c->order[i]].lo, c->order[i] };
        qsort(sorted, (size_t)n, sizeof(*sorted), compare_lo);
        for (int32_t i = 0; i < n; i++)
            c->order[i] = sorted[i].k;
        free(sorted);
        left_edge(c, c->order, n);
    }
    bundle(c);
}
