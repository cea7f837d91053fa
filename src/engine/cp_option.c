/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_option.h"

#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))

/* What a reason says (why.b), besides the number of the present choice. */
enum { BY_HULL = -1, BY_REST = -2 };

struct task {
    int32_t start, end, add;
    int32_t begin, n; /* choices */
};

struct weft_cp_options {
    struct weft_cp_prop prop;
    struct task *task;
    int32_t ntask, task_cap;
    struct weft_cp_choice *choice;
    int32_t nchoice, choice_cap;
    int32_t *dirty;
    int32_t ndirty, dirty_cap;
    bool *flag;
    int32_t flag_cap;
};

static bool is_absent(const struct weft_cp_core *c,
                      const struct weft_cp_choice *k)
{
    return weft_cp_holds(c, k->pres ^ 1);
}

/* --- reasons -------------------------------------------------------------- */

/* One choice's share in a hull bound: it cannot do better, or it is out. */
static void explain_choice(struct weft_cp_core *c,
                           const struct weft_cp_choice *k, int32_t view,
                           int32_t v, int32_t pos)
{
    struct weft_cp_lit out = weft_cp_bool(k->pres ^ 1);

    if (c->root[out.view] >= out.val)
        return;
    if (weft_cp_lb_at(c, view, pos) >= v)
        weft_cp_premise(c, view, v);
    else
        weft_cp_premise(c, out.view, out.val);
}

/* Where choice k's bound stands for the task's view `of` >= v. */
static struct weft_cp_lit translate(const struct task *t,
                                    const struct weft_cp_choice *k, int32_t of,
                                    int32_t v)
{
    bool is_end = t->end != t->start && of >> 1 == t->end >> 1;
    int32_t shift = is_end ? k->dur - t->add : 0;

    return of & 1 ? (struct weft_cp_lit){ k->start ^ 1, v + shift }
                  : (struct weft_cp_lit){ k->start, v - shift };
}

static void explain_rest(struct weft_cp_core *c, const struct task *t,
                         const struct weft_cp_choice *k, int32_t but)
{
    struct weft_cp_lit out;

    for (int32_t j = 0; j < t->n; j++) {
        if (k[j].pres == but)
            continue;
        out = weft_cp_bool(k[j].pres ^ 1);
        weft_cp_premise(c, out.view, out.val);
    }
}

/* w.a: task; w.b: the present choice, BY_HULL or BY_REST. */
static void explain(struct weft_cp_core *c, struct weft_cp_prop *p,
                    struct weft_cp_lit l, struct weft_cp_why w, int32_t pos)
{
    struct weft_cp_options *o = p->self;
    const struct task *t = &o->task[w.a];
    const struct weft_cp_choice *k = o->choice + t->begin;
    struct weft_cp_lit m;

    if (w.b == BY_REST) {
        explain_rest(c, t, k, l.view);
        return;
    }
    if (w.b != BY_HULL) {
        m = weft_cp_bool(k[w.b].pres);
        weft_cp_premise(c, m.view, m.val);
        if (l.view >> 1 != t->start >> 1 && l.view >> 1 != t->end >> 1)
            return; /* another choice is out */
        m = translate(t, &k[w.b], l.view, l.val);
        weft_cp_premise(c, m.view, m.val);
        return;
    }
    for (int32_t j = 0; j < t->n; j++) {
        m = translate(t, &k[j], l.view, l.val);
        explain_choice(c, &k[j], m.view, m.val, pos);
    }
}

/* --- propagation ---------------------------------------------------------- */

static bool set(struct weft_cp_core *c, const struct weft_cp_options *o,
                int32_t task, int32_t by, int32_t view, int32_t val)
{
    return weft_cp_set(c, view, val, WEFT_CP_PROP + o->prop.index, task, by);
}

/* Bounds of the task from choices [from, to) that are not out. */
static bool hull(struct weft_cp_core *c, const struct weft_cp_options *o,
                 int32_t task, int32_t from, int32_t to, int32_t by)
{
    const struct task *t = &o->task[task];
    const struct weft_cp_choice *k = o->choice + t->begin;
    int32_t est = INT32_MAX, lst = INT32_MIN, eet = INT32_MAX, let = INT32_MIN;

    for (int32_t j = from; j < to; j++) {
        int32_t lo = c->lb[k[j].start], hi = weft_cp_ub(c, k[j].start);

        if (is_absent(c, &k[j]))
            continue;
        est = lo < est ? lo : est;
        lst = hi > lst ? hi : lst;
        eet = lo + k[j].dur < eet ? lo + k[j].dur : eet;
        let = hi + k[j].dur > let ? hi + k[j].dur : let;
    }
    if (!set(c, o, task, by, t->start, est) ||
        !set(c, o, task, by, t->start ^ 1, -lst))
        return false;
    return t->end == t->start ||
           (set(c, o, task, by, t->end, eet - t->add) &&
            set(c, o, task, by, t->end ^ 1, t->add - let));
}

/* The present choice, else WEFT_NONE; *left: how many are not out, *last: one
 * of them. */
static int32_t survey(const struct weft_cp_core *c, const struct task *t,
                      const struct weft_cp_choice *k, int32_t *left,
                      int32_t *last)
{
    *left = 0;
    for (int32_t j = 0; j < t->n; j++) {
        if (weft_cp_holds(c, k[j].pres))
            return j;
        if (!is_absent(c, &k[j])) {
            ++*left;
            *last = j;
        }
    }
    return WEFT_NONE;
}

static bool process(struct weft_cp_core *c, struct weft_cp_options *o,
                    int32_t task)
{
    const struct task *t = &o->task[task];
    const struct weft_cp_choice *k = o->choice + t->begin;
    struct weft_cp_lit yes;
    int32_t left = 0, last = 0, is = survey(c, t, k, &left, &last);

    if (is == WEFT_NONE && left <= 1) {
        /* none left: the last one is out, so this is a conflict */
        yes = weft_cp_bool(k[last].pres);
        if (!set(c, o, task, BY_REST, yes.view, yes.val))
            return false;
        is = last;
    }
    if (is == WEFT_NONE)
        return hull(c, o, task, 0, t->n, BY_HULL);
    for (int32_t j = 0; j < t->n; j++) {
        struct weft_cp_lit no = weft_cp_bool(k[j].pres ^ 1);

        if (j != is && !set(c, o, task, is, no.view, no.val))
            return false;
    }
    return hull(c, o, task, is, is + 1, is);
}

static bool run(struct weft_cp_core *c, struct weft_cp_prop *p)
{
    struct weft_cp_options *o = p->self;
    int32_t task;

    while (o->ndirty > 0) {
        task = o->dirty[--o->ndirty];
        o->flag[task] = false;
        if (!process(c, o, task))
            return false;
    }
    return true;
}

static void touch(struct weft_cp_prop *p, int32_t item, bool undone)
{
    struct weft_cp_options *o = p->self;

    if (undone || o->flag[item])
        return;
    o->flag[item] = true;
    o->dirty[o->ndirty++] = item;
}

static void release(struct weft_cp_prop *p)
{
    struct weft_cp_options *o = p->self;

    free(o->task);
    free(o->choice);
    free(o->dirty);
    free(o->flag);
}

struct weft_cp_options *weft_cp_options_new(struct weft_cp_core *c)
{
    struct weft_cp_options *o = calloc(1, sizeof(*o));

    if (!o)
        return NULL;
    o->prop = (struct weft_cp_prop){ .run = run,
                                     .explain = explain,
                                     .touch = touch,
                                     .release = release,
                                     .self = o,
                                     .rank = 0,
                                     .cost = 4 };
    return weft_cp_prop_add(c, &o->prop) == WEFT_NONE ? NULL : o;
}

bool weft_cp_options_add(struct weft_cp_core *c, struct weft_cp_options *o,
                         int32_t start, int32_t end, int32_t add,
                         const struct weft_cp_choice *choice, int32_t n)
{
    int32_t i = o->ntask;

    if (!GROW(c, o->task, o->task_cap, i + 1) ||
        !GROW(c, o->dirty, o->dirty_cap, i + 1) ||
        !GROW(c, o->flag, o->flag_cap, i + 1) ||
        !GROW(c, o->choice, o->choice_cap, o->nchoice + n))
        return false;
    o->task[i] = (struct task){ start, end, add, o->nchoice, n };
    memcpy(o->choice + o->nchoice, choice, (size_t)n * sizeof(*choice));
    o->nchoice += n;
    o->flag[i] = true;
    o->dirty[o->ndirty++] = i;
    o->ntask++;
    for (int32_t j = 0; j < n; j++) {
        weft_cp_subscribe(c, choice[j].pres, o->prop.index, i);
        weft_cp_subscribe(c, choice[j].pres ^ 1, o->prop.index, i);
        weft_cp_subscribe(c, choice[j].start, o->prop.index, i);
        weft_cp_subscribe(c, choice[j].start ^ 1, o->prop.index, i);
    }
    return !c->oom;
}
