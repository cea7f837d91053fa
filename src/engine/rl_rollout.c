/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rl_rollout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the tasks that could come next, so many of the most urgent are scored. */
#define MOST_CHOICES 128

static enum weft_rc no_memory(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

/* --- features ------------------------------------------------------------- */

/* Numbers of rule `name` as shares of `unit`, into column `feature`. */
static enum weft_rc take_rule(struct weft_rollout *r, const char *name,
                              double unit, int feature, struct weft_err *err)
{
    struct weft_orders *w = &r->search->w;
    enum weft_rc rc = weft_rule_values(w, weft_rule_find(name), err);

    for (int32_t i = 0; !rc && i < r->q->ntask; i++)
        r->fixed[i][feature] = (double)w->value[i] / unit;
    return rc;
}

static enum weft_rc fill_fixed(struct weft_rollout *r, struct weft_err *err)
{
    struct weft_orders *w = &r->search->w;
    const struct weft_graph *G = &r->q->graph;
    double most = 1;
    enum weft_rc rc;

    r->span = r->search->run->bound > 0 ? (double)r->search->run->bound : 1;
    rc = take_rule(r, "rank", -r->span, WEFT_RL_RANK, err);
    for (int32_t i = 0; !rc && i < r->q->ntask; i++)
        r->rank[i] = -w->value[i];
    if (!rc)
        rc = take_rule(r, "slack", r->span, WEFT_RL_SLACK, err);
    if (!rc)
        rc = take_rule(r, "min-demand", 1e6, WEFT_RL_DEMAND, err);
    for (int32_t i = 0; !rc && i < r->q->ntask; i++) {
        double n = G->succ_begin[i + 1] - G->succ_begin[i];

        most = n > most ? n : most;
    }
    for (int32_t i = 0; !rc && i < r->q->ntask; i++) {
        double *f = r->fixed[i];

        f[WEFT_RL_LENGTH] = (double)w->mean_dur[i] / r->span;
        f[WEFT_RL_SUCCESSORS] = (G->succ_begin[i + 1] - G->succ_begin[i]) /
                                most;
        f[WEFT_RL_WORK] = f[WEFT_RL_DEMAND] * f[WEFT_RL_LENGTH];
    }
    return rc;
}

static void task_features(const struct weft_rollout *r, int32_t i, double crowd,
                          double *f)
{
    int64_t waited = r->clock - r->ready[i];

    memcpy(f, r->fixed[i], sizeof(r->fixed[i]));
    f[WEFT_RL_WAITED] = (double)waited / r->span;
    f[WEFT_RL_CROWD_LENGTH] = crowd * f[WEFT_RL_LENGTH];
    f[WEFT_RL_CROWD_DEMAND] = crowd * f[WEFT_RL_DEMAND];
}

static void option_features(const struct weft_rollout *r, int32_t i, int32_t n)
{
    const struct weft_sgs *g = r->search->g;
    const struct weft_cand *c = r->cand;
    int64_t first = INT64_MAX, mean = r->search->w.mean_dur[i];
    double dearest = 0;

    for (int32_t k = 0; k < n; k++) {
        first = c[k].finish < first ? c[k].finish : first;
        dearest = c[k].price > dearest ? c[k].price : dearest;
    }
    for (int32_t k = 0; k < n; k++) {
        const struct weft_option *opt = &r->q->option[c[k].opt];
        double *f = r->option_f[k];
        double length = mean > 0 ? (double)mean : 1;

        f[WEFT_RL_OPTION_FINISH] = (double)(c[k].finish - first) / length;
        f[WEFT_RL_OPTION_WAIT] = (double)(c[k].start - r->ready[i]) / length;
        f[WEFT_RL_OPTION_LENGTH] = (double)opt->dur / length - 1;
        f[WEFT_RL_OPTION_FREE] = c[k].free;
        f[WEFT_RL_OPTION_OPENS] = opt->copy != WEFT_NONE && !g->used[opt->copy];
        f[WEFT_RL_OPTION_PRICE] = dearest > 0 ? c[k].price / dearest : 0;
    }
}

/* --- softmax -------------------------------------------------------------- */

/* p := the probabilities of n rows of k features. Returns the best row. */
static int32_t softmax(const double *row, int32_t n, int k,
                       const double *weight, double *p)
{
    int32_t best = 0;
    double sum = 0, top;

    for (int32_t a = 0; a < n; a++) {
        p[a] = 0;
        for (int f = 0; f < k; f++)
            p[a] += weight[f] * row[a * k + f];
        if (p[a] > p[best])
            best = a;
    }
    top = p[best];
    for (int32_t a = 0; a < n; a++)
        sum += p[a] = exp(p[a] - top);
    for (int32_t a = 0; a < n; a++)
        p[a] /= sum;
    return best;
}

static int32_t draw(struct weft_rng *rng, const double *p, int32_t n)
{
    double u = weft_rng_unit(rng);
    int32_t a = 0;

    while (a + 1 < n && u >= p[a])
        u -= p[a++];
    return a;
}

/* Gradients of log p(chosen) and of the entropy of p, added. */
static void add_gradients(const double *row, int32_t n, int k, const double *p,
                          int32_t chosen, double *grad, double *entropy)
{
    double h = 0;

    for (int32_t a = 0; a < n; a++)
        h -= p[a] > 0 ? p[a] * log(p[a]) : 0;
    for (int f = 0; f < k; f++) {
        double mean = 0, spread = 0;

        for (int32_t a = 0; a < n; a++) {
            mean += p[a] * row[a * k + f];
            if (p[a] > 0)
                spread -= p[a] * (log(p[a]) + h) * row[a * k + f];
        }
        grad[f] += row[chosen * k + f] - mean;
        entropy[f] += spread;
    }
}

/* --- one schedule --------------------------------------------------------- */

static void make_eligible(struct weft_rollout *r, int32_t i)
{
    int32_t k = r->neligible++;

    for (; k > 0 && r->rank[r->eligible[k - 1]] > r->rank[i]; k--)
        r->eligible[k] = r->eligible[k - 1];
    r->eligible[k] = i;
}

static void open_successors(struct weft_rollout *r, int32_t i)
{
    const struct weft_graph *G = &r->q->graph;
    const struct weft_sgs *g = r->search->g;

    for (int32_t k = G->succ_begin[i]; k < G->succ_begin[i + 1]; k++) {
        int32_t s = G->succ[k];
        int64_t t = g->finish[i] + (G->succ_w ? G->succ_w[k] : 0);

        if (r->ready[s] < t)
            r->ready[s] = t;
        if (!--r->missing[s] && g->opt[s] == WEFT_NONE)
            make_eligible(r, s);
    }
}

static void open_first(struct weft_rollout *r)
{
    const struct weft_graph *G = &r->q->graph;
    const struct weft_sgs *g = r->search->g;

    r->neligible = 0;
    r->clock = 0;
    for (int32_t i = 0; i < r->q->ntask; i++) {
        r->missing[i] = G->pred_begin[i + 1] - G->pred_begin[i];
        r->ready[i] = r->q->release[i];
    }
    for (int32_t i = 0; i < r->q->ntask; i++)
        if (!r->missing[i] && g->opt[i] == WEFT_NONE)
            make_eligible(r, i);
    for (int32_t k = 0; k < g->npinned; k++)
        open_successors(r, g->pinned[k]);
}

struct gradients {
    double *task, *option; /* of log p; NULL: none */
    double *task_h, *option_h;
};

/* Which of the eligible comes next: its place. */
static int32_t choose_task(struct weft_rollout *r, const double *weight,
                           bool greedy, const struct gradients *d)
{
    int32_t n = r->neligible < MOST_CHOICES ? r->neligible : MOST_CHOICES;
    int32_t from = r->neligible - n, a;
    double crowd = 1 - 1.0 / r->neligible;

    if (n == 1)
        return from;
    for (int32_t k = 0; k < n; k++)
        task_features(r, r->eligible[from + k], crowd, r->task_f[k]);
    r->work += n;
    a = softmax(r->task_f[0], n, WEFT_RL_FEATURES, weight, r->p);
    if (!greedy)
        a = draw(&r->search->rng, r->p, n);
    if (d->task)
        add_gradients(r->task_f[0], n, WEFT_RL_FEATURES, r->p, a, d->task,
                      d->task_h);
    return from + a;
}

/* Which of n candidates. */
static int32_t choose_option(struct weft_rollout *r, int32_t i, int32_t n,
                             const double *weight, bool greedy,
                             const struct gradients *d)
{
    int32_t a;

    r->work += n;
    if (n == 1)
        return 0;
    option_features(r, i, n);
    a = softmax(r->option_f[0], n, WEFT_RL_OPTION_FEATURES,
                weight + WEFT_RL_FEATURES, r->p);
    if (!greedy)
        a = draw(&r->search->rng, r->p, n);
    if (d->option)
        add_gradients(r->option_f[0], n, WEFT_RL_OPTION_FEATURES, r->p, a,
                      d->option, d->option_h);
    return a;
}

enum weft_rc weft_rollout_run(struct weft_rollout *r, const double *weight,
                              bool greedy, double *grad, double *entropy,
                              struct weft_err *err)
{
    struct weft_sgs *g = r->search->g;
    struct gradients d = { grad, grad ? grad + WEFT_RL_FEATURES : NULL, entropy,
                           entropy ? entropy + WEFT_RL_FEATURES : NULL };
    enum weft_rc rc = weft_sgs_begin(g, r->search->pick, err);

    if (grad)
        memset(grad, 0, WEFT_POLICY_WEIGHTS * sizeof(*grad));
    if (entropy)
        memset(entropy, 0, WEFT_POLICY_WEIGHTS * sizeof(*entropy));
    if (!rc && g->failed == WEFT_NONE)
        open_first(r);
    else
        r->neligible = 0;
    while (!rc && g->failed == WEFT_NONE && r->neligible) {
        int32_t k = choose_task(r, weight, greedy, &d), i = r->eligible[k];
        int32_t n = weft_sgs_cands(g, i, r->cand);

        memmove(r->eligible + k, r->eligible + k + 1,
                (size_t)(--r->neligible - k) * sizeof(*r->eligible));
        if (!n) {
            g->failed = i;
            break;
        }
        k = choose_option(r, i, n, weight, greedy, &d);
        rc = weft_sgs_put(g, i, &r->cand[k], err);
        if (r->clock < r->cand[k].start)
            r->clock = r->cand[k].start;
        if (!rc)
            open_successors(r, i);
    }
    return rc;
}

/* --- set-up --------------------------------------------------------------- */

enum weft_rc weft_rollout_init(struct weft_rollout *r, struct weft_search *s,
                               struct weft_err *err)
{
    const struct weft_problem *q = s->q;
    size_t n = (size_t)q->ntask + 1, most = 1, width;
    enum weft_rc rc;

    for (int32_t i = 0; i < q->ntask; i++)
        if (most < (size_t)(q->option_begin[i + 1] - q->option_begin[i]))
            most = (size_t)(q->option_begin[i + 1] - q->option_begin[i]);
    width = most > MOST_CHOICES ? most : MOST_CHOICES;
    *r = (struct weft_rollout){ .search = s, .q = q };
    r->fixed = calloc(n, sizeof(*r->fixed));
    r->rank = malloc(n * sizeof(*r->rank));
    r->missing = malloc(n * sizeof(*r->missing));
    r->ready = malloc(n * sizeof(*r->ready));
    r->eligible = malloc(n * sizeof(*r->eligible));
    r->cand = malloc(most * sizeof(*r->cand));
    r->task_f = malloc(MOST_CHOICES * sizeof(*r->task_f));
    r->option_f = malloc(most * sizeof(*r->option_f));
    r->p = malloc(width * sizeof(*r->p));
    if (!r->fixed || !r->rank || !r->missing || !r->ready || !r->eligible ||
        !r->cand || !r->task_f || !r->option_f || !r->p)
        rc = no_memory(err);
    else
        rc = fill_fixed(r, err);
    if (rc)
        weft_rollout_release(r);
    return rc;
}

void weft_rollout_release(struct weft_rollout *r)
{
    free(r->fixed);
    free(r->rank);
    free(r->missing);
    free(r->ready);
    free(r->eligible);
    free(r->cand);
    free(r->task_f);
    free(r->option_f);
    free(r->p);
    *r = (struct weft_rollout){ 0 };
}
