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

#define FEW   64
#define MANY  256 /* nets from which on no detours are looked for */
#define AGAIN 64  /* detours of a channel */

/* Rows of n's lines at the near or far side of the channel that lie strictly
 * within (lo, hi). */
static int32_t rows_within(const struct layout_channel *c,
                           const struct layout_net *n, bool near, int32_t lo,
                           int32_t hi)
{
    const int32_t *v = near ? c->near + n->near_begin : c->far + n->far_begin;
    int32_t size = near ? n->nnear : n->nfar, count = 0;

    for (int32_t i = 0; i < size; i++)
        count += c->w->at[v[i]] > lo && c->w->at[v[i]] < hi;
    if (size == 0)
        count = n->via > lo && n->via < hi;
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

/* One that waits for no other, at the least cost; WEFT_NONE: there is none. */
static int32_t pick(const struct layout_channel *c, const int32_t *todo,
                    int32_t ntodo, const int32_t *cost)
{
    int32_t best = WEFT_NONE, least = 0;

    for (int32_t i = 0; i < ntodo; i++) {
        int32_t r;

        if (c->net[todo[i]].waits)
            continue;
        r = regret(c, todo[i], todo, ntodo, cost);
        if (best == WEFT_NONE || r < least) {
            best = i;
            least = r;
        }
    }
    return best;
}

static bool precedes(const struct layout_channel *c, int32_t a, int32_t b)
{
    const struct layout_net *n = &c->net[a];

    for (int32_t i = 0; i < n->nlater; i++)
        if (c->later[n->later_begin + i] == b)
            return true;
    return false;
}

static int32_t before(const struct layout_channel *c, const int32_t *todo,
                      int32_t at)
{
    int32_t i = 0;

    while (!precedes(c, todo[i], todo[at]))
        i++;
    return i;
}

/* All nets wait for others: go back from one to the next until one comes
 * again. The ring is put into c->list[0], as places in todo; its length. */
static int32_t find_ring(struct layout_channel *c, const int32_t *todo,
                         int32_t ntodo)
{
    int32_t at = 0, n = 0, first;

    c->turn++;
    for (int32_t k = 0; k < ntodo && c->seen[todo[at]] != c->turn; k++) {
        c->seen[todo[at]] = c->turn;
        at = before(c, todo, at);
    }
    first = at;
    do {
        c->list[0][n++] = at;
        at = before(c, todo, at);
    } while (at != first);
    return n;
}

static int32_t links(const struct layout_net *n)
{
    return n->nnear * n->nfar;
}

/* Drop the smallest net of the ring; its place in todo. */
static int32_t drop_one(struct layout_channel *c, const int32_t *todo,
                        int32_t nring)
{
    int32_t best = c->list[0][0];

    for (int32_t i = 1; i < nring; i++) {
        int32_t at = c->list[0][i];

        if (links(&c->net[todo[at]]) < links(&c->net[todo[best]]))
            best = at;
    }
    c->net[todo[best]].dropped = true;
    return best;
}

static bool find_detour(struct layout_channel *c, const int32_t *todo,
                        int32_t nring)
{
    if (c->again >= AGAIN || c->nnet > MANY)
        return false;
    for (int32_t i = 0; i < nring; i++)
        c->list[1][i] = todo[c->list[0][i]];
    return layout_detour(c, c->list[1], nring);
}

static int32_t first_track(const struct layout_channel *c, int32_t k,
                           const int32_t *done, int32_t ndone)
{
    const struct layout_net *n = &c->net[k];
    int32_t track = 0;

    for (int32_t i = 0; i < ndone; i++) {
        const struct layout_net *other = &c->net[done[i]];
        bool after = overlap(n, other) || precedes(c, done[i], k);

        if (after && other->track >= track)
            track = other->track + 1;
    }
    return track;
}

static bool sequence(struct layout_channel *c, int32_t *todo, int32_t ntodo)
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
        int32_t i = pick(c, todo, ntodo, cost);

        if (i == WEFT_NONE) {
            int32_t nring = find_ring(c, todo, ntodo);

            if (find_detour(c, todo, nring))
                return false;
            i = drop_one(c, todo, nring);
        } else {
            placed(c, todo[i], first_track(c, todo[i], done, ndone));
            done[ndone++] = todo[i];
        }
        release_later(c, todo[i]);
        for (ntodo--; i < ntodo; i++)
            todo[i] = todo[i + 1];
    }
    return true;
}

/* todo is sorted by lo. One track after the other takes what fits. */
static bool left_edge(struct layout_channel *c, int32_t *todo, int32_t ntodo)
{
    for (int32_t track = 0; ntodo; track++) {
        int32_t hi = -1, left = 0;
        bool any = false;

        for (int32_t i = 0; i < ntodo; i++) {
            struct layout_net *n = &c->net[todo[i]];

            if (n->waits || n->lo <= hi)
                continue;
            placed(c, todo[i], track);
            hi = n->hi;
            any = true;
        }
        if (!any) {
            int32_t nring = find_ring(c, todo, ntodo);

            if (find_detour(c, todo, nring))
                return false;
            drop_one(c, todo, nring);
            track--;
        }
        for (int32_t i = 0; i < ntodo; i++) {
            if (c->net[todo[i]].track == WEFT_NONE && !c->net[todo[i]].dropped)
                todo[left++] = todo[i];
            else
                release_later(c, todo[i]);
        }
        ntodo = left;
    }
    return true;
}

static void limit(struct layout_channel *c)
{
    int32_t most = c->w->in->max_track;

    if (most < 1 || c->ntrack <= most)
        return;
    for (int32_t k = 0; k < c->nnet; k++)
        if (c->net[k].track >= most) {
            c->net[k].track = WEFT_NONE;
            c->net[k].dropped = true;
        }
    c->ntrack = most;
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

static bool sort_by_lo(struct layout_channel *c, int32_t *todo, int32_t n)
{
    struct by_lo *sorted = malloc((size_t)(n + 1) * sizeof(*sorted));

    if (!sorted) {
        c->w->oom = true;
        return false;
    }
    for (int32_t i = 0; i < n; i++)
        sorted[i] = (struct by_lo){ c->net[todo[i]].lo, todo[i] };
    qsort(sorted, (size_t)n, sizeof(*sorted), compare_lo);
    for (int32_t i = 0; i < n; i++)
        todo[i] = sorted[i].k;
    free(sorted);
    return true;
}

bool layout_tracks(struct layout_channel *c)
{
    int32_t n = 0;
    bool done;

    c->ntrack = 0;
    for (int32_t k = 0; k < c->nnet; k++)
        if (!layout_net_straight(&c->net[k]))
            c->order[n++] = k;
    if (c->nnet <= FEW)
        done = sequence(c, c->order, n);
    else
        done = sort_by_lo(c, c->order, n) && left_edge(c, c->order, n);
    limit(c);
    return done;
}
