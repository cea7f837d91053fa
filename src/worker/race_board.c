/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is worked out from a board: no processes here. */
#include <math.h>

#include "worker/race.h"

int race_leader(const struct race_board *b)
{
    int best = -1;

    for (int k = 0; k < b->n; k++) {
        const struct race_row *x = &b->row[k],
                              *y = &b->row[best < 0 ? k : best];

        if (!x->npoint)
            continue;
        if (best < 0 || x->makespan < y->makespan ||
            (x->makespan == y->makespan &&
             (x->cost < y->cost ||
              (x->cost == y->cost &&
               x->point[x->npoint - 1].at < y->point[y->npoint - 1].at))))
            best = k;
    }
    return best;
}

static int64_t makespan_at(const struct race_row *w, int64_t at)
{
    int64_t found = -1;

    for (int k = 0; k < w->npoint && w->point[k].at <= at; k++)
        found = w->point[k].makespan;
    return found;
}

int race_level(const struct race_board *b, const struct race_row *w, int c,
               int columns, int levels)
{
    double end = pow((double)b->time, (double)(c + 1) / columns);
    int64_t now = makespan_at(w, (int64_t)end), best = INT64_MAX, worst = 0;

    if (now < 0 || (w->stage == RACE_RUNNING && (int64_t)end > w->ran))
        return -1;
    for (int k = 0; k < b->n; k++) {
        const struct race_row *x = &b->row[k];

        if (!x->npoint)
            continue;
        best = x->makespan < best ? x->makespan : best;
        worst = x->point[0].makespan > worst ? x->point[0].makespan : worst;
    }
    if (worst <= best || now <= best)
        return 0;
    return 1 + (int)((double)(now - best) / (double)(worst - best) *
                     (levels - 1.001));
}
