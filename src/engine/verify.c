/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/verify.h"

#include <stdlib.h>

#include "engine/sort.h"

static bool keeps_down(const struct weft_problem *q, int32_t copy, int64_t from,
                       int64_t to)
{
    if (copy == WEFT_NONE)
        return true;
    for (int32_t d = 0; d < q->copy[copy].ndown; d++) {
        const struct weft_window *w = &q->down[q->copy[copy].down_begin + d];

        if (from < w->to && w->from < to)
            return false;
    }
    return true;
}

/* What task i must keep on its own. */
static bool keeps_windows(const struct weft_problem *q,
                          const struct weft_schedule *s, int32_t i)
{
    int32_t o = s->opt[i];
    int64_t start = s->start[i], finish;

    if (o < q->option_begin[i] || o >= q->option_begin[i + 1] ||
        start < q->release[i] || start > q->latest[i] ||
        __builtin_add_overflow(start, q->option[o].dur, &finish))
        return false;
    return finish <= q->deadline[i] &&
           keeps_down(q, q->option[o].copy, start, finish);
}

static bool keeps_links(const struct weft_problem *q,
                        const struct weft_schedule *s, int32_t i)
{
    const struct weft_graph *G = &q->graph;

    for (int32_t k = G->pred_begin[i]; k < G->pred_begin[i + 1]; k++) {
        int32_t p = G->pred[k];
        int64_t lag = G->pred_w ? G->pred_w[k] : 0, t;

        t = weft_problem_delay(q, G->pred_link[k], lag, s->opt[p], s->opt[i]);
        if (__builtin_add_overflow(t, s->start[p], &t) ||
            __builtin_add_overflow(t, q->option[s->opt[p]].dur, &t) ||
            s->start[i] < t)
            return false;
    }
    return true;
}

/* Add the use of option o to used[]. False: above a capacity. */
static bool take(const struct weft_problem *q, int32_t o, int64_t *used)
{
    const struct weft_option *opt = &q->option[o];

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &q->use[opt->use_begin + x];

        if (u->qty > q->cell[u->cell].cap - used[u->cell])
            return false;
        used[u->cell] += u->qty;
    }
    return true;
}

static void give_back(const struct weft_problem *q, int32_t o, int64_t *used)
{
    const struct weft_option *opt = &q->option[o];

    for (int32_t x = 0; x < opt->nuse; x++) {
        const struct weft_use *u = &q->use[opt->use_begin + x];

        used[u->cell] -= u->qty;
    }
}

/* Walk through starts and finishes by time, finishes first. */
static bool keeps_cells(const struct weft_problem *q,
                        const struct weft_schedule *s, const int32_t *by_start,
                        const int32_t *by_finish, const int64_t *finish,
                        int64_t *used)
{
    int32_t n = q->ntask, f = 0;

    for (int32_t i = 0; i < n; i++)
        if (q->hold[i] && !take(q, s->opt[i], used))
            return false;
    for (int32_t k = 0; k < n; k++) {
        int32_t i = by_start[k];

        if (q->hold[i] || finish[i] == s->start[i])
            continue;
        for (; finish[by_finish[f]] <= s->start[i]; f++) {
            int32_t j = by_finish[f];

            if (!q->hold[j] && finish[j] > s->start[j])
                give_back(q, s->opt[j], used);
        }
        if (!take(q, s->opt[i], used))
            return false;
    }
    return true;
}

static bool keeps_budgets(const struct weft_problem *q,
                          const struct weft_schedule *s, int64_t *spent)
{
    for (int32_t b = 0; b < q->nbudget; b++)
        spent[b] = 0;
    for (int32_t i = 0; q->nbudget && i < q->ntask; i++) {
        const struct weft_option *opt = &q->option[s->opt[i]];

        for (int32_t x = 0; x < opt->nspend; x++) {
            const struct weft_use *u = &q->spend[opt->spend_begin + x];

            if (__builtin_add_overflow(spent[u->cell], u->qty,
                                       &spent[u->cell]) ||
                spent[u->cell] > q->budget[u->cell].cap)
                return false;
        }
    }
    return true;
}

static bool keeps_alone(const struct weft_problem *q,
                        const struct weft_schedule *s)
{
    if (s->n != q->ntask)
        return false;
    for (int32_t i = 0; i < q->ntask; i++)
        if (!keeps_windows(q, s, i))
            return false;
    for (int32_t i = 0; i < q->ntask; i++)
        if (!keeps_links(q, s, i))
            return false;
    return true;
}

enum weft_rc weft_schedule_verify(const struct weft_problem *q,
                                  const struct weft_schedule *s, bool *ok,
                                  struct weft_err *err)
{
    size_t n = (size_t)q->ntask + 1;
    int32_t *by_start = malloc(n * sizeof(*by_start));
    int32_t *by_finish = malloc(n * sizeof(*by_finish));
    int64_t *finish = malloc(n * sizeof(*finish));
    int64_t *used = calloc((size_t)q->ncell + (size_t)q->nbudget + 1,
                           sizeof(*used));
    struct weft_sort sort = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (!by_start || !by_finish || !finish || !used ||
        !weft_sort_init(&sort, q->ntask)) {
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        goto out;
    }
    *ok = keeps_alone(q, s);
    if (!*ok)
        goto out;
    for (int32_t i = 0; i < q->ntask; i++) {
        by_start[i] = by_finish[i] = i;
        finish[i] = s->start[i] + q->option[s->opt[i]].dur;
    }
    weft_sort_by(&sort, s->start, by_start, q->ntask);
    weft_sort_by(&sort, finish, by_finish, q->ntask);
    *ok = keeps_cells(q, s, by_start, by_finish, finish, used) &&
          keeps_budgets(q, s, used);
out:
    free(by_start);
    free(by_finish);
    free(finish);
    free(used);
    weft_sort_release(&sort);
    return rc;
}
