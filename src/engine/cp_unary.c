/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_unary.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

/* Two sides: time as it is, and time reversed, in which an item starts where
 * it ended. Everything below is written once, for starts. */
struct job {
    int32_t lo[2];  /* view that bounds the start of either side from below */
    int32_t off[2]; /* that start is the view plus this */
    int32_t dur, pres;
};

/* Why something was pushed: a reason to be worked out later. */
struct record {
    int32_t pos; /* trail position of what it is for */
    int32_t job, side;
    int32_t est;   /* the set: present, starts at or after this ... */
    int32_t let;   /* ... and ends by this; or else: comes before the job */
    int32_t from;  /* its part that pushes: starts at or after this */
    bool by_order; /* the set is of those known to come before */
};

/* Of a range of places: the sum of those in the set, and their earliest end
 * (Vilim, Bartak, Cepek, "Unary resource constraint with optional activities",
 * CP 2004, section 2.1). */
struct node {
    int32_t sum, ect;
};

struct unary {
    struct weft_cp_prop prop;
    struct job *job;
    int32_t *before; /* n x n */
    int32_t n;

    struct record *rec; /* by trail position, but for what was undone */
    int32_t nrec, rec_cap;

    /* of a run, by job, as it was when that began */
    int32_t *est[2];    /* earliest start on either side */
    bool *here;         /* present */
    int32_t *by_est[2]; /* all jobs; what is absent is last */
    int32_t m;          /* not absent */
    /* of the jobs present, by place in the order of starts */
    int32_t *job_at;
    int32_t h;
    struct node *tree; /* sets of them; leaves from `leaf` on */
    int32_t leaf;
    int32_t *sum, *ect, *from; /* of a set from a place in by_est on */
    int32_t *set;              /* of a reason */
};

static int32_t imax(int32_t a, int32_t b)
{
    return a > b ? a : b;
}
static int32_t imin(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t start_at(const struct weft_cp_core *c, const struct job *j,
                        int32_t side, int32_t pos)
{
    return weft_cp_lb_at(c, j->lo[side], pos) + j->off[side];
}

static int32_t end_at(const struct weft_cp_core *c, const struct job *j,
                      int32_t side, int32_t pos)
{
    return -start_at(c, j, !side, pos);
}

/* --- reasons -------------------------------------------------------------- */

static void starts_after(struct weft_cp_core *c, const struct job *j,
                         int32_t side, int32_t t)
{
    weft_cp_premise(c, j->lo[side], t - j->off[side]);
}

static void ends_by(struct weft_cp_core *c, const struct job *j, int32_t side,
                    int32_t t)
{
    starts_after(c, j, !side, -t);
}

/* Literal "i comes before j" on this side, if there is a Boolean. */
static bool order_lit(const struct unary *u, int32_t side, int32_t i, int32_t j,
                      struct weft_cp_lit *l)
{
    int32_t view = u->before[side ? j * u->n + i : i * u->n + j];

    if (view == WEFT_NONE)
        return false;
    *l = weft_cp_bool(view);
    return true;
}

/* The set of those between est and let at pos, without `skip`, in u->set. */
static int32_t find_set(const struct weft_cp_core *c, struct unary *u,
                        int32_t side, int32_t est, int32_t let, int32_t skip,
                        int32_t pos, int32_t *sum)
{
    int32_t n = 0;

    *sum = 0;
    for (int32_t j = 0; j < u->n; j++) {
        const struct job *k = &u->job[j];

        if (j == skip || weft_cp_lb_at(c, k->pres, pos) < 1 ||
            start_at(c, k, side, pos) < est || end_at(c, k, side, pos) > let)
            continue;
        u->set[n++] = j;
        *sum += k->dur;
    }
    return n;
}

/* Premises that the set fills [est, let] and more: sum > let - est. What it
 * has too much of is spent on dropping items, then on a later end. */
static void explain_overload(struct weft_cp_core *c, struct unary *u,
                             int32_t side, int32_t est, int32_t let)
{
    int32_t sum, n, spare;

    c->expl.n = 0;
    n = find_set(c, u, side, est, let, WEFT_NONE, c->ntrail, &sum);
    spare = est + sum - let - 1;
    assert(spare >= 0);
    for (int32_t k = 0; k < n; k++)
        if (u->job[u->set[k]].dur <= spare) {
            spare -= u->job[u->set[k]].dur;
            u->set[k--] = u->set[--n];
        }
    for (int32_t k = 0; k < n; k++) {
        const struct job *j = &u->job[u->set[k]];

        weft_cp_premise(c, j->pres, 1);
        starts_after(c, j, side, est);
        ends_by(c, j, side, let + spare);
    }
}

/* The job, starting at `est` or later, does not fit with the set before `let`,
 * unless after it; and that part of the set which starts at `from` or later
 * ends no sooner than v. */
static void explain_edge(struct weft_cp_core *c, struct unary *u,
                         const struct record *r, int32_t v, int32_t pos)
{
    const struct job *i = &u->job[r->job];
    int32_t est = imin(r->est, start_at(c, i, r->side, pos));
    int32_t sum, part = 0, n, spare, push;

    n = find_set(c, u, r->side, r->est, r->let, r->job, pos, &sum);
    for (int32_t k = 0; k < n; k++)
        if (start_at(c, &u->job[u->set[k]], r->side, pos) >= r->from)
            part += u->job[u->set[k]].dur;
    spare = est + sum + i->dur - r->let - 1;
    push = v - part; /* the part starts no sooner than this */
    assert(spare >= 0 && push <= r->from);
    for (int32_t k = 0; k < n; k++) {
        const struct job *j = &u->job[u->set[k]];
        bool pushes = start_at(c, j, r->side, pos) >= r->from;

        if (!pushes && j->dur <= spare) {
            spare -= j->dur;
            u->set[k--] = u->set[--n];
        }
    }
    starts_after(c, i, r->side, est);
    for (int32_t k = 0; k < n; k++) {
        const struct job *j = &u->job[u->set[k]];
        bool pushes = start_at(c, j, r->side, pos) >= r->from;

        weft_cp_premise(c, j->pres, 1);
        starts_after(c, j, r->side, pushes ? imax(est, push) : est);
        ends_by(c, j, r->side, r->let + spare);
    }
}

/* Is j known to come before i: by its Boolean, else by bounds? */
static bool comes_before(const struct weft_cp_core *c, const struct unary *u,
                         int32_t side, int32_t j, int32_t i, int32_t pos,
                         bool *by_bounds)
{
    const struct job *a = &u->job[j], *b = &u->job[i];
    struct weft_cp_lit l;

    *by_bounds = false;
    if (order_lit(u, side, j, i, &l) && weft_cp_lb_at(c, l.view, pos) >= l.val)
        return true;
    *by_bounds = start_at(c, b, side, pos) + b->dur >
                 end_at(c, a, side, pos) - a->dur;
    return *by_bounds;
}

/* The part of those known to come before the job that starts at `from` or
 * later ends no sooner than v. */
static void explain_order(struct weft_cp_core *c, struct unary *u,
                          const struct record *r, int32_t v, int32_t pos)
{
    const struct job *i = &u->job[r->job];
    int32_t n = 0, sum = 0, last = INT32_MIN, side = r->side;
    struct weft_cp_lit l;
    bool by_bounds;

    for (int32_t j = 0; j < u->n; j++) {
        const struct job *k = &u->job[j];

        if (j == r->job || weft_cp_lb_at(c, k->pres, pos) < 1 ||
            start_at(c, k, side, pos) < r->from ||
            !comes_before(c, u, side, j, r->job, pos, &by_bounds))
            continue;
        u->set[n++] = by_bounds ? ~j : j;
        sum += k->dur;
        if (by_bounds)
            last = imax(last, end_at(c, k, side, pos) - k->dur);
    }
    assert(r->from + sum >= v);
    if (last != INT32_MIN)
        starts_after(c, i, side, last + 1 - i->dur);
    for (int32_t k = 0; k < n; k++) {
        int32_t j = u->set[k] < 0 ? ~u->set[k] : u->set[k];

        weft_cp_premise(c, u->job[j].pres, 1);
        starts_after(c, &u->job[j], side, v - sum);
        if (u->set[k] < 0)
            ends_by(c, &u->job[j], side, last + u->job[j].dur);
        else if (order_lit(u, side, j, r->job, &l))
            weft_cp_premise(c, l.view, l.val);
    }
}

/* w.a: record */
static void explain(struct weft_cp_core *c, struct weft_cp_prop *p,
                    struct weft_cp_lit l, struct weft_cp_why w, int32_t pos)
{
    struct unary *u = p->self;
    const struct record *r = &u->rec[w.a];
    int32_t v = l.val + u->job[r->job].off[r->side];

    if (r->by_order)
        explain_order(c, u, r, v, pos);
    else
        explain_edge(c, u, r, v, pos);
}

/* --- propagation ---------------------------------------------------------- */

/* Job i starts at t or later. */
static bool push(struct weft_cp_core *c, struct unary *u, struct record r,
                 int32_t t)
{
    const struct job *i = &u->job[r.job];
    int32_t view = i->lo[r.side], val = t - i->off[r.side];

    if (c->lb[view] >= val || weft_cp_holds(c, i->pres ^ 1))
        return true;
    while (u->nrec > 0 && u->rec[u->nrec - 1].pos >= c->ntrail)
        u->nrec--;
    if (!GROW(c, u->rec, u->rec_cap, u->nrec + 1))
        return false;
    r.pos = c->ntrail;
    u->rec[u->nrec] = r;
    return weft_cp_set(c, view, val, WEFT_CP_PROP + u->prop.index, u->nrec++,
                       0);
}

static int32_t latest_end(const struct unary *u, int32_t side, int32_t j)
{
    return -u->est[!side][j];
}

/* Sets of present jobs that end by `let`: for each of the first m places in
 * the order of starts (those beyond start later than that), what all from
 * there on sum up to, and when they end at the earliest. False: they do not
 * fit. */
static bool sum_up(struct weft_cp_core *c, struct unary *u, int32_t side,
                   int32_t let, int32_t m)
{
    const int32_t *by = u->by_est[side], *est = u->est[side];
    int32_t sum = 0, ect = INT32_MIN, from = 0;

    for (int32_t x = m - 1; x >= 0; x--) {
        int32_t j = by[x];

        if (u->here[j] && latest_end(u, side, j) <= let) {
            sum += u->job[j].dur;
            if (est[j] + sum > ect) {
                ect = est[j] + sum;
                from = est[j];
            }
            if (est[j] + sum > let) {
                explain_overload(c, u, side, est[j], let);
                return false;
            }
        }
        u->sum[x] = sum;
        u->ect[x] = ect;
        u->from[x] = from;
    }
    return true;
}

/* Jobs outside the sets that must come after one of them. */
static bool push_after(struct weft_cp_core *c, struct unary *u, int32_t side,
                       int32_t let, int32_t m)
{
    const int32_t *by = u->by_est[side], *est = u->est[side];
    int32_t most = INT32_MIN / 2, best = 0;

    for (int32_t x = 0; x < m; x++) {
        int32_t i = by[x], dur = u->job[i].dur;

        if (u->here[i] && latest_end(u, side, i) <= let) {
            if (est[i] + u->sum[x] > most) {
                most = est[i] + u->sum[x];
                best = x;
            }
            continue;
        }
        if (u->sum[x] > 0 && u->ect[x] > est[i] &&
            est[i] + u->sum[x] + dur > let) {
            if (!push(c, u,
                      (struct record){ 0, i, side, est[i], let, u->from[x],
                                       false },
                      u->ect[x]))
                return false;
        }
        if (most + dur > let && u->ect[best] > est[i]) {
            if (!push(c, u,
                      (struct record){ 0, i, side, est[by[best]], let,
                                       u->from[best], false },
                      u->ect[best]))
                return false;
        }
    }
    return true;
}

/* Put the job at a place into the set; returns the earliest end of the set. */
static int32_t tree_add(struct unary *u, int32_t side, int32_t place)
{
    struct node *t = u->tree;
    int32_t j = u->job_at[place], k = u->leaf + place;

    t[k] = (struct node){ u->job[j].dur, u->est[side][j] + u->job[j].dur };
    while (k > 1) {
        const struct node *l, *r;

        k /= 2;
        l = &t[2 * k];
        r = &t[2 * k + 1];
        t[k].sum = l->sum + r->sum;
        t[k].ect = imax(r->ect, l->ect + r->sum);
    }
    return t[1].ect;
}

/* The places of the jobs present, in u->set, and an empty tree over them. */
static void plant(struct unary *u, int32_t side)
{
    u->h = 0;
    for (int32_t x = 0; x < u->m; x++) {
        int32_t j = u->by_est[side][x];

        if (!u->here[j])
            continue;
        u->set[j] = u->h;
        u->job_at[u->h++] = j;
    }
    for (u->leaf = 1; u->leaf < u->h; u->leaf *= 2)
        ;
    for (int32_t k = 0; k < 2 * u->leaf; k++)
        u->tree[k] = (struct node){ 0, INT32_MIN / 2 };
}

/* Could job i still be pushed? */
static bool is_loose(const struct unary *u, int32_t side, int32_t i)
{
    return !u->here[i] ||
           u->est[side][i] + u->job[i].dur < latest_end(u, side, i);
}

/* By latest end. A set pushes only what starts before it ends and can move:
 * if nothing of that kind is long enough, there is no need to look closer. */
static bool find_edges(struct weft_cp_core *c, struct unary *u, int32_t side)
{
    const int32_t *by_let = u->by_est[!side], *by = u->by_est[side];
    int32_t ect = INT32_MIN, let, most = 0, y = 0;

    plant(u, side);
    /* starts of the other side from late to early are ends from early on */
    for (int32_t x = u->n - 1; x >= 0; x--) {
        int32_t j = by_let[x];

        if (!u->here[j])
            continue;
        let = latest_end(u, side, j);
        ect = tree_add(u, side, u->set[j]);
        for (; y < u->m && u->est[side][by[y]] < let; y++)
            if (u->job[by[y]].dur > most && is_loose(u, side, by[y]))
                most = u->job[by[y]].dur;
        if (ect + most <= let)
            continue;
        if (!sum_up(c, u, side, let, y) || !push_after(c, u, side, let, y))
            return false;
        /* u->set is where reasons are made, too */
        for (int32_t k = 0; k < u->h; k++)
            u->set[u->job_at[k]] = k;
    }
    return true;
}

/* Job i starts after all that come before it. */
static bool push_order(struct weft_cp_core *c, struct unary *u, int32_t side,
                       int32_t i)
{
    const int32_t *est = u->est[side];
    const int32_t *row = u->before + (size_t)i * (size_t)u->n;
    int32_t t = INT32_MIN, eet = est[i] + u->job[i].dur;
    struct record r = { .job = i, .side = side, .by_order = true };

    for (int32_t x = 0; x < u->h; x++) {
        int32_t j = u->job_at[x];

        if (j == i ||
            (eet <= latest_end(u, side, j) - u->job[j].dur &&
             (row[j] == WEFT_NONE || !weft_cp_holds(c, row[j] ^ !side))))
            continue;
        if (est[j] >= t) {
            t = est[j];
            r.from = t;
        }
        t += u->job[j].dur;
    }
    return t <= est[i] || push(c, u, r, t);
}

/* In order of starts; `ect` is when all that start before i end. */
static bool push_orders(struct weft_cp_core *c, struct unary *u, int32_t side)
{
    int32_t ect = INT32_MIN;

    for (int32_t x = 0; x < u->m; x++) {
        int32_t i = u->by_est[side][x], est = u->est[side][i];

        if (ect > est && is_loose(u, side, i) && !push_order(c, u, side, i))
            return false;
        if (u->here[i])
            ect = imax(ect, est) + u->job[i].dur;
    }
    return true;
}

/* Sort by start; the order of the last run is nearly it. */
static void sort_by_est(struct unary *u, int32_t side)
{
    const int32_t *est = u->est[side];
    int32_t *by = u->by_est[side];

    for (int32_t x = 1; x < u->n; x++) {
        int32_t j = by[x], y = x;

        while (y > 0 && est[by[y - 1]] > est[j]) {
            by[y] = by[y - 1];
            y--;
        }
        by[y] = j;
    }
}

static void load(const struct weft_cp_core *c, struct unary *u)
{
    u->m = 0;
    for (int32_t j = 0; j < u->n; j++) {
        const struct job *k = &u->job[j];

        u->here[j] = weft_cp_holds(c, k->pres);
        for (int32_t side = 0; side < 2; side++)
            u->est[side][j] = c->lb[k->lo[side]] + k->off[side];
        if (weft_cp_holds(c, k->pres ^ 1)) {
            u->est[0][j] = u->est[1][j] = INT32_MAX;
            continue;
        }
        u->m++;
    }
    sort_by_est(u, 0);
    sort_by_est(u, 1);
}

static bool run(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    struct unary *u = p->self;

    for (int32_t side = 0; side < 2; side++) {
        load(c, u);
        if (!find_edges(c, u, side) || !push_orders(c, u, side))
            return false;
    }
    return true;
}

static void touch(struct weft_cp_prop *p, int32_t item, bool undone)
{
    (void)p;
    (void)item;
    (void)undone;
}

/* --- posting -------------------------------------------------------------- */

static void release(struct weft_cp_prop *p)
{
    struct unary *u = p->self;

    free(u->job);
    free(u->before);
    free(u->rec);
    free(u->est[0]);
    free(u->est[1]);
    free(u->here);
    free(u->job_at);
    free(u->tree);
    free(u->by_est[0]);
    free(u->by_est[1]);
    free(u->sum);
    free(u->ect);
    free(u->from);
    free(u->set);
}

static bool alloc(struct weft_cp_core *c, struct unary *u)
{
    int32_t **list[] = { &u->est[0],    &u->est[1], &u->by_est[0],
                         &u->by_est[1], &u->job_at, &u->sum,
                         &u->ect,       &u->from,   &u->set };
    int32_t cap = 0;

    for (size_t k = 0; k < sizeof(list) / sizeof(*list); k++) {
        cap = 0;
        if (!GROW(c, *list[k], cap, u->n))
            return false;
    }
    cap = 0;
    if (!GROW(c, u->here, cap, u->n))
        return false;
    cap = 0;
    if (!GROW(c, u->tree, cap, 4 * (int64_t)u->n))
        return false;
    cap = 0;
    return GROW(c, u->job, cap, u->n);
}

bool weft_cp_unary(struct weft_cp_core *c, const struct weft_cp_item *item,
                   int32_t n, int32_t *before)
{
    struct unary *u = calloc(1, sizeof(*u));
    int32_t p;

    if (!u) {
        free(before);
        return false;
    }
    u->prop = (struct weft_cp_prop){ .run = run,
                                     .explain = explain,
                                     .touch = touch,
                                     .release = release,
                                     .self = u,
                                     .rank = 2,
                                     .cost = 4 * n };
    u->before = before;
    u->n = n;
    p = weft_cp_prop_add(c, &u->prop);
    if (p == WEFT_NONE || !alloc(c, u))
        return false;
    for (int32_t j = 0; j < n; j++) {
        const struct weft_cp_item *i = &item[j];

        u->job[j] = (struct job){ .lo = { i->start, i->end ^ 1 },
                                  .off = { 0, -i->add },
                                  .dur = i->dur,
                                  .pres = i->pres };
        u->by_est[0][j] = u->by_est[1][j] = j;
        weft_cp_subscribe(c, i->start, p, j);
        weft_cp_subscribe(c, i->end ^ 1, p, j);
        if (i->pres)
            weft_cp_subscribe(c, i->pres, p, j);
    }
    return !c->oom;
}
