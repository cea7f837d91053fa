/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/shop.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- is it one? ----------------------------------------------------------- */

/* What the tasks of a cell use. */
struct cell_use {
    int64_t least; /* of any option on its copy; 0: one does without */
    int64_t total; /* all tasks at once, at their greediest; saturates */
    int64_t most;  /* of the task that is looked at */
    int32_t options;
};

static int64_t add_capped(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* Nothing but links, releases and capacities. */
static bool is_plain(const struct weft_problem *q)
{
    const struct weft_graph *G = &q->graph;

    for (int32_t i = 0; i < q->ntask; i++)
        if (q->hold[i] || q->latest[i] != WEFT_FOREVER ||
            q->deadline[i] != WEFT_FOREVER)
            return false;
    for (int32_t c = 0; c < q->ncopy; c++)
        if (q->copy[c].ndown)
            return false;
    for (int32_t k = 0; G->succ_w && k < G->m; k++)
        if (G->succ_w[k] < 0)
            return false;
    return !q->nspend;
}

/* cell[] for all cells, options[] (by copy): those that use anything of it. */
static void survey(const struct weft_problem *q, struct cell_use *cell,
                   int32_t *options)
{
    for (int32_t i = 0; i < q->ntask; i++) {
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
            const struct weft_option *opt = &q->option[o];
            bool uses = false;

            for (int32_t x = 0; opt->dur && x < opt->nuse; x++) {
                const struct weft_use *u = &q->use[opt->use_begin + x];
                struct cell_use *c = &cell[u->cell];

                uses |= q->cell[u->cell].copy == opt->copy;
                if (!c->options++ || c->least > u->qty)
                    c->least = u->qty;
                if (c->most < u->qty)
                    c->most = u->qty;
            }
            if (uses && opt->copy != WEFT_NONE)
                options[opt->copy]++;
        }
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
            for (int32_t x = 0; x < q->option[o].nuse; x++) {
                struct cell_use *c =
                    &cell[q->use[q->option[o].use_begin + x].cell];

                c->total = add_capped(c->total, c->most);
                c->most = 0;
            }
        }
    }
}

/* Any two tasks on the copy are too much for one of its cells. */
static bool is_machine(const struct weft_problem *q,
                       const struct weft_copy *copy,
                       const struct cell_use *cell, int32_t options)
{
    for (int32_t c = copy->cell_begin; c < copy->cell_begin + copy->ncell; c++)
        if (cell[c].options == options &&
            cell[c].least > q->cell[c].cap - cell[c].least)
            return true;
    return false;
}

static bool never_binds(const struct weft_problem *q,
                        const struct weft_copy *copy,
                        const struct cell_use *cell)
{
    for (int32_t c = copy->cell_begin; c < copy->cell_begin + copy->ncell; c++)
        if (cell[c].total > q->cell[c].cap)
            return false;
    return true;
}

/* Does option o keep others off its copy? */
static bool needs_machine(const struct weft_problem *q, int32_t o)
{
    const struct weft_option *opt = &q->option[o];

    for (int32_t x = 0; opt->dur && x < opt->nuse; x++)
        if (q->cell[q->use[opt->use_begin + x].cell].copy != WEFT_NONE)
            return true;
    return false;
}

static bool find_machines(struct weft_shop *s, const struct cell_use *cell,
                          int32_t *options)
{
    const struct weft_problem *q = s->q;

    for (int32_t c = 0; c < q->ncell; c++)
        if (q->cell[c].copy == WEFT_NONE && cell[c].total > q->cell[c].cap)
            return false;
    for (int32_t n = 0; n < q->ncopy; n++) {
        if (is_machine(q, &q->copy[n], cell, options[n]))
            continue;
        if (!never_binds(q, &q->copy[n], cell))
            return false;
        options[n] = 0;
    }
    for (int32_t o = 0; o < q->option_begin[q->ntask]; o++) {
        int32_t copy = q->option[o].copy;

        s->machine[o] = copy != WEFT_NONE && options[copy] &&
                                needs_machine(q, o)
                            ? copy
                            : WEFT_NONE;
    }
    return true;
}

enum weft_rc weft_shop_init(struct weft_shop *s, const struct weft_problem *q,
                            bool *fits, struct weft_err *err)
{
    struct cell_use *cell = calloc((size_t)q->ncell + 1, sizeof(*cell));
    int32_t *options = calloc((size_t)q->ncopy + 1, sizeof(*options));
    size_t noption = (size_t)q->option_begin[q->ntask];
    enum weft_rc rc = WEFT_OK;

    *s = (struct weft_shop){
        .q = q,
        .machine = malloc((noption + 1) * sizeof(*s->machine)),
    };
    *fits = false;
    if (!cell || !options || !s->machine)
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (!rc && is_plain(q)) {
        survey(q, cell, options);
        *fits = find_machines(s, cell, options);
    }
    free(cell);
    free(options);
    if (!*fits)
        weft_shop_release(s);
    return rc;
}

void weft_shop_release(struct weft_shop *s)
{
    free(s->machine);
    *s = (struct weft_shop){ 0 };
}

/* --- plans ---------------------------------------------------------------- */

bool weft_shop_plan_init(struct weft_shop_plan *p, const struct weft_shop *s)
{
    size_t n = (size_t)s->q->ntask + 1, m = (size_t)s->q->ncopy + 1;

    *p = (struct weft_shop_plan){
        .shop = s,
        .n = s->q->ntask,
        .opt = calloc(n, sizeof(*p->opt)),
        .dur = calloc(n, sizeof(*p->dur)),
        .before = calloc(n, sizeof(*p->before)),
        .after = calloc(n, sizeof(*p->after)),
        .first = calloc(m, sizeof(*p->first)),
        .head = calloc(n, sizeof(*p->head)),
        .tail = calloc(n, sizeof(*p->tail)),
        .order = calloc(n, sizeof(*p->order)),
        .pos = calloc(n, sizeof(*p->pos)),
        .missing = calloc(n, sizeof(*p->missing)),
    };
    return p->opt && p->dur && p->before && p->after && p->first && p->head &&
           p->tail && p->order && p->pos && p->missing;
}

void weft_shop_plan_release(struct weft_shop_plan *p)
{
    free(p->opt);
    free(p->dur);
    free(p->before);
    free(p->after);
    free(p->first);
    free(p->head);
    free(p->tail);
    free(p->order);
    free(p->pos);
    free(p->missing);
    *p = (struct weft_shop_plan){ 0 };
}

void weft_shop_plan_copy(struct weft_shop_plan *to,
                         const struct weft_shop_plan *from)
{
    size_t n = (size_t)from->n;

    memcpy(to->opt, from->opt, n * sizeof(*to->opt));
    memcpy(to->dur, from->dur, n * sizeof(*to->dur));
    memcpy(to->before, from->before, n * sizeof(*to->before));
    memcpy(to->after, from->after, n * sizeof(*to->after));
    memcpy(to->first, from->first,
           (size_t)from->shop->q->ncopy * sizeof(*to->first));
    memcpy(to->head, from->head, n * sizeof(*to->head));
    memcpy(to->tail, from->tail, n * sizeof(*to->tail));
    memcpy(to->order, from->order, n * sizeof(*to->order));
    memcpy(to->pos, from->pos, n * sizeof(*to->pos));
    to->makespan = from->makespan;
}

void weft_shop_plan_set(struct weft_shop_plan *p, const int32_t *order,
                        const int32_t *opt)
{
    const struct weft_problem *q = p->shop->q;

    for (int32_t m = 0; m < q->ncopy; m++)
        p->first[m] = WEFT_NONE;
    for (int32_t i = 0; i < p->n; i++) {
        p->opt[i] = opt[i];
        p->dur[i] = q->option[opt[i]].dur;
    }
    for (int32_t k = p->n - 1; k >= 0; k--) {
        int32_t i = order[k], m = weft_shop_machine(p, i);

        p->before[i] = p->after[i] = WEFT_NONE;
        if (m == WEFT_NONE)
            continue;
        p->after[i] = p->first[m];
        if (p->first[m] != WEFT_NONE)
            p->before[p->first[m]] = i;
        p->first[m] = i;
    }
    weft_shop_plan_measure(p);
}

/* Kahn's algorithm on links and machine orders. */
static void sort_tasks(struct weft_shop_plan *p)
{
    const struct weft_graph *G = &p->shop->q->graph;
    int32_t done = 0, n = 0;

    for (int32_t i = 0; i < p->n; i++) {
        p->missing[i] = G->pred_begin[i + 1] - G->pred_begin[i] +
                        (p->before[i] != WEFT_NONE);
        if (!p->missing[i])
            p->order[n++] = i;
    }
    for (; done < n; done++) {
        int32_t i = p->order[done], j = p->after[i];

        p->pos[i] = done;
        for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++)
            if (!--p->missing[G->succ[k]])
                p->order[n++] = G->succ[k];
        if (j != WEFT_NONE && !--p->missing[j])
            p->order[n++] = j;
    }
    assert(n == p->n);
}

static int64_t delay(const struct weft_shop_plan *p, int32_t l, int64_t lag,
                     int32_t a, int32_t b)
{
    return p->shop->q->link_xfer[l]
               ? weft_problem_delay(p->shop->q, l, lag, a, b)
               : lag;
}

int64_t weft_shop_plan_head(const struct weft_shop_plan *p, int32_t i,
                            int32_t o)
{
    const struct weft_graph *G = &p->shop->q->graph;
    int64_t head = p->shop->q->release[i];

    for (int32_t k = G->pred_begin[i]; k < G->pred_begin[i + 1]; k++) {
        int32_t u = G->pred[k];
        int64_t t = p->head[u] + p->dur[u] +
                    delay(p, G->pred_link[k], G->pred_w ? G->pred_w[k] : 0,
                          p->opt[u], o);

        if (head < t)
            head = t;
    }
    return head;
}

int64_t weft_shop_plan_tail(const struct weft_shop_plan *p, int32_t i,
                            int32_t o)
{
    const struct weft_graph *G = &p->shop->q->graph;
    int64_t tail = 0;

    for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++) {
        int32_t u = G->succ[k];
        int64_t t = p->tail[u] + p->dur[u] +
                    delay(p, G->succ_link[k], G->succ_w ? G->succ_w[k] : 0, o,
                          p->opt[u]);

        if (tail < t)
            tail = t;
    }
    return tail;
}

static void measure_head(struct weft_shop_plan *p, int32_t i)
{
    int32_t b = p->before[i];
    int64_t head = weft_shop_plan_head(p, i, p->opt[i]);

    if (b != WEFT_NONE && head < p->head[b] + p->dur[b])
        head = p->head[b] + p->dur[b];
    p->head[i] = head;
}

static void measure_tail(struct weft_shop_plan *p, int32_t i)
{
    int32_t a = p->after[i];
    int64_t tail = weft_shop_plan_tail(p, i, p->opt[i]);

    if (a != WEFT_NONE && tail < p->tail[a] + p->dur[a])
        tail = p->tail[a] + p->dur[a];
    p->tail[i] = tail;
}

static void measure_from(struct weft_shop_plan *p, int32_t from, int32_t to)
{
    p->makespan = 0;
    for (int32_t k = from; k < p->n; k++)
        measure_head(p, p->order[k]);
    for (int32_t k = to - 1; k >= 0; k--)
        measure_tail(p, p->order[k]);
    for (int32_t i = 0; i < p->n; i++)
        if (p->makespan < p->head[i] + p->dur[i])
            p->makespan = p->head[i] + p->dur[i];
}

void weft_shop_plan_measure(struct weft_shop_plan *p)
{
    sort_tasks(p);
    measure_from(p, 0, p->n);
}

void weft_shop_plan_without(struct weft_shop_plan *p, int32_t i)
{
    measure_from(p, p->pos[i] + 1, p->pos[i]);
}

void weft_shop_plan_remove(struct weft_shop_plan *p, int32_t i)
{
    int32_t m = weft_shop_machine(p, i), b = p->before[i], a = p->after[i];

    if (m == WEFT_NONE)
        return;
    if (b == WEFT_NONE)
        p->first[m] = a;
    else
        p->after[b] = a;
    if (a != WEFT_NONE)
        p->before[a] = b;
    p->before[i] = p->after[i] = WEFT_NONE;
}

void weft_shop_plan_insert(struct weft_shop_plan *p, int32_t i, int32_t o,
                           int32_t behind)
{
    int32_t m = p->shop->machine[o], next;

    p->opt[i] = o;
    p->dur[i] = p->shop->q->option[o].dur;
    if (m == WEFT_NONE)
        return;
    next = behind == WEFT_NONE ? p->first[m] : p->after[behind];
    p->before[i] = behind;
    p->after[i] = next;
    if (behind == WEFT_NONE)
        p->first[m] = i;
    else
        p->after[behind] = i;
    if (next != WEFT_NONE)
        p->before[next] = i;
}
