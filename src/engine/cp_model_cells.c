/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells, pools and budgets. */
#include <stdlib.h>
#include <string.h>

#include "engine/cp_budget.h"
#include "engine/cp_build.h"
#include "engine/cp_cumulative.h"

/* Sums of a capacity and a few uses fit int64_t below this. */
#define MAX_CAP (INT64_MAX / 4)

struct use { /* of a cell or pool by a pick */
    int32_t place, pick, task;
    int64_t qty;
};

struct uses {
    struct use *v;
    int64_t n;
};

static int by_place(const void *a, const void *b)
{
    const struct use *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->pick < y->pick ? -1 : x->pick > y->pick;
}

/* Pools come after the cells: ncell + group. */
static void add_uses(const struct weft_cp_model *m, int32_t i, int32_t p,
                     struct uses *all)
{
    const struct weft_problem *q = m->q;
    const struct weft_option *o = weft_cp_pick_option(m, p);
    bool pool = m->pick[p].place >= q->ncopy;

    if (o->dur == 0 && !q->hold[i])
        return;
    for (int32_t u = o->use_begin; u < o->use_begin + o->nuse; u++)
        if (!pool || q->cell[q->use[u].cell].copy == WEFT_NONE)
            all->v[all->n++] = (struct use){ q->use[u].cell, p, i,
                                             q->use[u].qty };
    if (pool)
        all->v[all->n++] = (struct use){ q->ncell + m->pick[p].place - q->ncopy,
                                         p, i, 1 };
}

static bool collect(struct weft_cp_model *m, struct uses *all)
{
    int64_t n = 0;

    for (int32_t p = 0; p < m->npick; p++)
        n += weft_cp_pick_option(m, p)->nuse + 1;
    all->v = malloc((size_t)(n + 1) * sizeof(*all->v));
    if (!all->v) {
        m->core.oom = true;
        return false;
    }
    for (int32_t i = 0; i < m->q->ntask; i++)
        for (int32_t p = 0; p < m->task[i].n; p++)
            add_uses(m, i, m->task[i].begin + p, all);
    qsort(all->v, (size_t)all->n, sizeof(*all->v), by_place);
    return true;
}

/* All picks of the task use the place alike: one item for the task. */
static bool is_uniform(const struct weft_cp_model *m, const struct use *u,
                       int32_t n)
{
    for (int32_t k = 1; k < n; k++)
        if (u[k].qty != u[0].qty)
            return false;
    return n == m->task[u->task].n;
}

static int32_t least_dur(const struct weft_cp_model *m,
                         const struct weft_cp_task *t)
{
    int32_t least = INT32_MAX;

    for (int32_t p = t->begin; p < t->begin + t->n; p++)
        if (m->pick[p].dur < least)
            least = m->pick[p].dur;
    return least;
}

static int32_t make_users(const struct weft_cp_model *m, const struct use *u,
                          int32_t n, struct weft_cp_user *to, int64_t *cap)
{
    int32_t count = 0, k, end;

    for (k = 0; k < n; k = end) {
        const struct weft_cp_task *t = &m->task[u[k].task];
        bool hold = m->q->hold[u[k].task];
        bool uniform;

        for (end = k + 1; end < n && u[end].task == u[k].task; end++)
            ;
        uniform = is_uniform(m, u + k, end - k);
        if (uniform && hold) {
            *cap -= u[k].qty;
            continue;
        }
        if (uniform) {
            to[count++] = (struct weft_cp_user){
                { t->start, t->end, t->add, least_dur(m, t), 0, u[k].qty },
                u[k].task,
                WEFT_NONE
            };
            continue;
        }
        for (int32_t x = k; x < end; x++) {
            const struct weft_cp_pick *p = &m->pick[u[x].pick];
            int32_t start = hold ? WEFT_NONE : p->start;

            to[count++] = (struct weft_cp_user){ { start, start, p->dur, p->dur,
                                                   p->pres, u[x].qty },
                                                 u[x].task,
                                                 u[x].pick };
        }
    }
    return count;
}

/* Can the uses ever exceed the capacity? */
static bool binds(const struct weft_cp_user *u, int32_t n, int64_t cap)
{
    int64_t room = cap;

    for (int32_t k = 0; k < n; k++) {
        if (u[k].item.qty > room)
            return true;
        room -= u[k].item.qty;
    }
    return false;
}

/* One place: what uses it, scratch in user and item. */
static bool post(struct weft_cp_model *m, const struct use *u, int32_t n,
                 struct weft_cp_user *user, struct weft_cp_item *item)
{
    int32_t place = u->place;
    int64_t cap = place < m->q->ncell ? m->q->cell[place].cap
                                      : m->pool_size[place - m->q->ncell];

    if (cap > MAX_CAP) {
        m->refused = "a capacity is too large";
        return false;
    }
    n = make_users(m, u, n, user, &cap);
    if (cap < 0) {
        m->infeasible = true;
        return false;
    }
    if (!binds(user, n, cap))
        return true;
    for (int32_t k = 0; k < n; k++)
        item[k] = user[k].item;
    return weft_cp_cumulative(&m->core, item, n, cap) &&
           weft_cp_build_unary(m, user, n, cap);
}

bool weft_cp_build_cells(struct weft_cp_model *m)
{
    struct uses all = { 0 };
    struct weft_cp_item *item = NULL;
    struct weft_cp_user *user = NULL;
    bool ok = collect(m, &all);
    int64_t end;

    if (ok) {
        item = malloc(((size_t)all.n + 1) * sizeof(*item));
        user = malloc(((size_t)all.n + 1) * sizeof(*user));
        ok = item && user;
        m->core.oom |= !ok;
    }
    for (int64_t k = 0; ok && k < all.n; k = end) {
        for (end = k + 1; end < all.n && all.v[end].place == all.v[k].place;
             end++)
            ;
        ok = post(m, all.v + k, (int32_t)(end - k), user, item);
    }
    free(item);
    free(user);
    free(all.v);
    return ok;
}

/* --- budgets -------------------------------------------------------------- */

static int64_t spend_of(const struct weft_cp_model *m, int32_t pick, int32_t b)
{
    const struct weft_option *o = weft_cp_pick_option(m, pick);

    for (int32_t s = o->spend_begin; s < o->spend_begin + o->nspend; s++)
        if (m->q->spend[s].cell == b)
            return m->q->spend[s].qty;
    return 0;
}

static bool post_budget(struct weft_cp_model *m, int32_t b,
                        struct weft_cp_spend *s)
{
    int64_t cap = m->q->budget[b].cap, sum = 0, most;
    int32_t n = 0;

    for (int32_t i = 0; i < m->q->ntask; i++) {
        const struct weft_cp_task *t = &m->task[i];

        most = 0;
        for (int32_t p = t->begin; p < t->begin + t->n; p++) {
            s[n] = (struct weft_cp_spend){ i, m->pick[p].pres,
                                           spend_of(m, p, b) };
            most = s[n].qty > most ? s[n].qty : most;
            n++;
        }
        if (most == 0)
            n -= t->n;
        if (__builtin_add_overflow(sum, most, &sum)) {
            m->refused = "a budget is too large";
            return false;
        }
    }
    return sum <= cap || weft_cp_budget(&m->core, s, n, cap);
}

bool weft_cp_build_budgets(struct weft_cp_model *m)
{
    struct weft_cp_spend *s = malloc(((size_t)m->npick + 1) * sizeof(*s));
    bool ok = s;

    m->core.oom |= !s;
    for (int32_t b = 0; ok && b < m->q->nbudget; b++)
        ok = post_budget(m, b, s);
    free(s);
    return ok;
}
