/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the "schedule" member tell the truth about its own tasks. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/utf8.h"
#include "model/stored.h"

__extension__ typedef unsigned __int128 wide;

struct truth {
    const struct weft_plan *p;
    const struct weft_stored *s;
    struct weft_diags *diags;
    size_t faults;
    int64_t makespan;
    size_t *at; /* by task: its place; all have one */
    bool oom;
    struct weft_buf text[3];
};

WEFT_PRINTF(3, 4)
static void fault(struct truth *c, const char *pointer, const char *fmt, ...)
{
    char msg[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(msg, sizeof(msg), fmt, ap);
    va_end(ap);
    weft_diags_add(c->diags, false, WEFT_E_INVAL, 0, 0, pointer, "%s", msg);
    c->faults++;
}

/* Texts for messages; slot: which of the three buffers to use. */
static const char *time_text(struct truth *c, int slot, int64_t t)
{
    weft_buf_clear(&c->text[slot]);
    weft_time_text(&c->text[slot], t, weft_plan_unit(c->p));
    return c->text[slot].p ? c->text[slot].p : "?";
}

static const char *name_text(struct truth *c, int slot, const char *id)
{
    weft_buf_clear(&c->text[slot]);
    weft_utf8_show(&c->text[slot], id, strlen(id), false);
    return c->text[slot].p ? c->text[slot].p : "?";
}

static const char *task_text(struct truth *c, int slot, int32_t task)
{
    return name_text(c, slot, weft_plan_task(c->p, task)->id);
}

static const struct weft_place *place_of(const struct truth *c, int32_t task)
{
    return &c->s->place[c->at[task]];
}

/* --- figures ------------------------------------------------------------- */

static void check_figures(struct truth *c)
{
    const struct weft_stored *s = c->s;
    bool met = s->bound == c->makespan;

    if (s->makespan != WEFT_NONE && s->makespan != c->makespan)
        fault(c, "/schedule/makespan", "says %s, but the last task ends at %s",
              time_text(c, 0, s->makespan), time_text(c, 1, c->makespan));
    if (s->bound != WEFT_NONE && s->bound > c->makespan)
        fault(c, "/schedule/bound", "says %s, but the plan takes only %s",
              time_text(c, 0, s->bound), time_text(c, 1, c->makespan));
    if (!strcmp(s->status, "optimal") && !met)
        fault(c, "/schedule/status",
              "says optimal, but the bound is not the makespan %s",
              time_text(c, 0, c->makespan));
    if (!strcmp(s->status, "feasible") && met)
        fault(c, "/schedule/status",
              "says feasible, but the bound is met: optimal");
}

/* --- order --------------------------------------------------------------- */

/* rank[task] = position in the order. */
static void check_sequence(struct truth *c, const int32_t *order, int32_t n,
                           const int32_t *rank)
{
    char pointer[64];

    for (int32_t k = 0; k < n; k++) {
        const struct weft_task *t = weft_plan_task(c->p, order[k]);

        snprintf(pointer, sizeof(pointer), "/schedule/order/%d", (int)k);
        if (k > 0 &&
            place_of(c, order[k])->start < place_of(c, order[k - 1])->start)
            fault(c, pointer, "'%s' starts before '%s' and must come first",
                  task_text(c, 0, order[k]), task_text(c, 1, order[k - 1]));
        for (int32_t i = 0; i < t->nafter; i++)
            if (rank[t->after[i].task] > k)
                fault(c, pointer, "'%s' comes before '%s', which it waits for",
                      task_text(c, 0, order[k]),
                      task_text(c, 1, t->after[i].task));
    }
}

static void check_order(struct truth *c)
{
    int32_t n = weft_plan_ntask(c->p), k = 0;
    int32_t *order = calloc((size_t)n + 1, sizeof(*order));
    int32_t *rank = malloc(((size_t)n + 1) * sizeof(*rank));
    size_t before = c->faults;

    if (!order || !rank) {
        c->oom = true;
        goto out;
    }
    for (int32_t i = 0; i < n; i++)
        rank[i] = WEFT_NONE;
    for (size_t i = 0; i < c->s->norder; i++) {
        const char *id = c->s->order[i];
        int32_t task = weft_plan_find_task(c->p, id);
        char pointer[64];

        snprintf(pointer, sizeof(pointer), "/schedule/order/%zu", i);
        if (task == WEFT_NONE) {
            fault(c, pointer, "no task '%s'", name_text(c, 0, id));
        } else if (rank[task] != WEFT_NONE) {
            fault(c, pointer, "'%s' is here twice", name_text(c, 0, id));
        } else {
            rank[task] = k;
            order[k++] = task;
        }
    }
    for (int32_t i = 0; i < n; i++)
        if (rank[i] == WEFT_NONE)
            fault(c, "/schedule/order", "'%s' is missing", task_text(c, 0, i));
    if (c->faults == before)
        check_sequence(c, order, n, rank);
out:
    free(order);
    free(rank);
}

/* --- critical chain ------------------------------------------------------ */

static int64_t transfer(const struct weft_plan *p, const struct weft_link *l,
                        const struct weft_place *from,
                        const struct weft_place *to)
{
    int64_t rate = weft_plan_bandwidth(p), t = 0;

    if (!l->data || !weft_plan_has_network(p) || from->node == WEFT_NONE ||
        to->node == WEFT_NONE ||
        (from->node == to->node && from->copy == to->copy))
        return 0;
    /* weft_check has seen that it fits: the successor starts after it. */
    if (rate)
        t = (int64_t)(((wide)l->data * 1000 + (uint64_t)rate - 1) /
                      (uint64_t)rate);
    return t + weft_plan_latency(p);
}

static bool follows_by_link(const struct truth *c, int32_t a, int32_t b)
{
    const struct weft_task *t = weft_plan_task(c->p, b);
    const struct weft_place *from = place_of(c, a), *to = place_of(c, b);

    for (int32_t i = 0; i < t->nafter; i++)
        if (t->after[i].task == a &&
            from->finish + t->after[i].lag +
                    transfer(c->p, &t->after[i], from, to) ==
                to->start)
            return true;
    return false;
}

static bool demands(const struct weft_plan *p, const struct weft_place *pl,
                    int32_t res)
{
    const struct weft_task *t = weft_plan_task(p, pl->task);
    const struct weft_amount *v = pl->mode ? t->mode[pl->mode - 1].demand
                                           : t->demand;
    int32_t n = pl->mode ? t->mode[pl->mode - 1].ndemand : t->ndemand;

    for (int32_t i = 0; i < n; i++)
        if (v[i].res == res)
            return true;
    return false;
}

/* b starts the moment a ends, and both want something that is shared. */
static bool follows_by_capacity(const struct truth *c, int32_t a, int32_t b)
{
    const struct weft_place *from = place_of(c, a), *to = place_of(c, b);
    bool together = from->node != WEFT_NONE && from->node == to->node &&
                    from->copy == to->copy;

    if (from->finish != to->start)
        return false;
    for (int32_t r = 0; r < weft_plan_nres(c->p); r++) {
        const struct weft_resource *res = weft_plan_res(c->p, r);

        if (!res->consumable && (res->global || together) &&
            demands(c->p, from, r) && demands(c->p, to, r))
            return true;
    }
    return false;
}

static void check_critical(struct truth *c)
{
    int32_t before = WEFT_NONE;

    if (!c->s->ncritical && c->s->n)
        fault(c, "/schedule/critical", "is empty");
    for (size_t i = 0; i < c->s->ncritical; i++) {
        const char *id = c->s->critical[i];
        int32_t task = weft_plan_find_task(c->p, id);
        char pointer[64];

        snprintf(pointer, sizeof(pointer), "/schedule/critical/%zu", i);
        if (task == WEFT_NONE) {
            fault(c, pointer, "no task '%s'", name_text(c, 0, id));
            return;
        }
        if (before != WEFT_NONE && !follows_by_link(c, before, task) &&
            !follows_by_capacity(c, before, task))
            fault(c, pointer,
                  "'%s' does not start because '%s' ends: neither a link nor "
                  "a resource ties them at %s",
                  task_text(c, 0, task), task_text(c, 1, before),
                  time_text(c, 2, place_of(c, task)->start));
        if (c->s->slack[c->at[task]] > 0)
            fault(c, pointer, "'%s' has slack %s", task_text(c, 0, task),
                  time_text(c, 1, c->s->slack[c->at[task]]));
        before = task;
    }
    if (before != WEFT_NONE && place_of(c, before)->finish != c->makespan)
        fault(c, "/schedule/critical", "ends with '%s' at %s, the plan at %s",
              task_text(c, 0, before),
              time_text(c, 1, place_of(c, before)->finish),
              time_text(c, 2, c->makespan));
}

/* --- slack --------------------------------------------------------------- */

/* Latest finish of every task by links, deadlines and the makespan, with the
 * runs of the plan: resources can only leave less. Tasks are visited when all
 * their successors were. */
static bool latest_finish(struct truth *c, int64_t *latest)
{
    int32_t n = weft_plan_ntask(c->p), k = 0;
    int32_t *waits = calloc((size_t)n + 1, sizeof(*waits));
    int32_t *stack = malloc(((size_t)n + 1) * sizeof(*stack));
    bool done = waits && stack;

    for (int32_t v = 0; done && v < n; v++) {
        const struct weft_task *t = weft_plan_task(c->p, v);

        latest[v] = c->makespan;
        if (t->has_deadline && t->deadline < latest[v])
            latest[v] = t->deadline;
        if (t->has_pin_start)
            latest[v] = place_of(c, v)->finish;
        for (int32_t i = 0; i < t->nafter; i++)
            waits[t->after[i].task]++;
    }
    for (int32_t v = 0; done && v < n; v++)
        if (!waits[v])
            stack[k++] = v;
    while (done && k > 0) {
        int32_t v = stack[--k];
        const struct weft_task *t = weft_plan_task(c->p, v);
        const struct weft_place *to = place_of(c, v);
        int64_t start = latest[v] - (to->finish - to->start);

        for (int32_t i = 0; i < t->nafter; i++) {
            int32_t u = t->after[i].task;
            int64_t end = start - t->after[i].lag -
                          transfer(c->p, &t->after[i], place_of(c, u), to);

            latest[u] = end < latest[u] ? end : latest[u];
            if (--waits[u] == 0)
                stack[k++] = u;
        }
    }
    free(waits);
    free(stack);
    return done;
}

static void check_slack(struct truth *c)
{
    int32_t n = weft_plan_ntask(c->p);
    int64_t *latest = malloc(((size_t)n + 1) * sizeof(*latest));

    if (!latest || !latest_finish(c, latest)) {
        c->oom = true;
        free(latest);
        return;
    }
    for (size_t k = 0; k < c->s->n; k++) {
        const struct weft_place *pl = &c->s->place[k];
        int64_t most = latest[pl->task] - pl->finish;
        char pointer[64];

        if (c->s->slack[k] <= most)
            continue;
        snprintf(pointer, sizeof(pointer), "/schedule/tasks/%zu/slack", k);
        fault(c, pointer, "'%s' has slack %s, but links and times leave %s",
              task_text(c, 0, pl->task), time_text(c, 1, c->s->slack[k]),
              time_text(c, 2, most));
    }
    free(latest);
}

/* --- all of it ----------------------------------------------------------- */

static void check_infeasible(struct truth *c)
{
    if (c->s->n)
        fault(c, "/schedule/status", "says infeasible, but there is a plan");
    if (!c->s->reason)
        fault(c, "/schedule", "says infeasible, but gives no reason");
}

static void check_claims(struct truth *c)
{
    c->at = calloc(c->s->n + 1, sizeof(*c->at));
    if (!c->at) {
        c->oom = true;
        return;
    }
    for (size_t k = 0; k < c->s->n; k++)
        c->at[c->s->place[k].task] = k;
    check_figures(c);
    if (c->s->order)
        check_order(c);
    if (c->s->critical)
        check_critical(c);
    check_slack(c);
    free(c->at);
}

enum weft_rc weft_check_stored(const struct weft_plan *p,
                               const struct weft_stored *s,
                               struct weft_diags *diags, struct weft_err *err)
{
    struct truth c = { .p = p, .s = s, .diags = diags };
    size_t first = diags->n;
    enum weft_rc rc = WEFT_OK;

    if (!s->present)
        return WEFT_OK;
    if (!strcmp(s->status, "infeasible"))
        check_infeasible(&c);
    else
        rc = weft_check(p, s->place, s->n, &c.makespan, diags, err);
    if (!rc && strcmp(s->status, "infeasible") != 0)
        check_claims(&c);
    for (int i = 0; i < 3; i++) {
        c.oom |= c.text[i].oom;
        weft_buf_release(&c.text[i]);
    }
    if (c.oom || weft_stored_locate(p, diags, first))
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    if (c.faults)
        return weft_err_set(err, WEFT_E_INVAL, "",
                            "the schedule says what is not so");
    return rc;
}
