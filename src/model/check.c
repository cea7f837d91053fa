/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of weft-plan(5), word for word, on the document's own terms:
 * thousandths and ids, no ticks, no options, no code in common with what
 * computes plans. */
#include "weft/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/utf8.h"

__extension__ typedef __int128 wide;

struct check {
    const struct weft_plan *p;
    const struct weft_place *place;
    size_t n;
    struct weft_diags *diags;
    size_t faults;
    struct weft_buf msg; /* of the fault at hand */
    bool *sound;         /* by place: its indices mean something */
    int64_t *at;         /* by task: its place; -1: none */
    int64_t makespan;
};

/* --- words --------------------------------------------------------------- */

static void say(struct check *c, const char *text)
{
    weft_buf_adds(&c->msg, text);
}

static void say_name(struct check *c, const char *id)
{
    weft_buf_addc(&c->msg, '\'');
    weft_utf8_show(&c->msg, id, strlen(id), false);
    weft_buf_addc(&c->msg, '\'');
}

static void say_task(struct check *c, const struct weft_place *pl)
{
    say(c, "task ");
    say_name(c, weft_plan_task(c->p, pl->task)->id);
}

static void say_copy(struct check *c, int32_t node, int32_t copy)
{
    const struct weft_node *n = weft_plan_node(c->p, node);

    say(c, "node '");
    weft_utf8_show(&c->msg, n->id, strlen(n->id), false);
    if (n->count > 1)
        weft_buf_addf(&c->msg, "-%d", (int)copy + 1);
    weft_buf_addc(&c->msg, '\'');
}

static void say_time(struct check *c, int64_t t)
{
    if (t < 0) {
        weft_buf_addc(&c->msg, '-');
        t = t == INT64_MIN ? INT64_MAX : -t;
    }
    weft_time_text(&c->msg, t, weft_plan_unit(c->p));
}

static void say_quantity(struct check *c, wide q)
{
    weft_quantity_text(&c->msg, q > INT64_MAX ? INT64_MAX : (int64_t)q);
}

static void say_amount(struct check *c, int32_t res, int64_t qty)
{
    const char *id = weft_plan_res(c->p, res)->id;

    weft_utf8_show(&c->msg, id, strlen(id), false);
    weft_buf_addc(&c->msg, ' ');
    say_quantity(c, qty);
}

/* The words said since the last fault are one, of place k (or of all). */
static void fault(struct check *c, size_t k)
{
    char pointer[64] = "/schedule/tasks";

    if (k < c->n)
        snprintf(pointer, sizeof(pointer), "/schedule/tasks/%zu", k);
    weft_diags_add(c->diags, false, WEFT_E_INVAL, 0, 0, pointer, "%s",
                   c->msg.p ? c->msg.p : "out of memory");
    weft_buf_clear(&c->msg);
    c->faults++;
}

/* --- places -------------------------------------------------------------- */

static void check_sound(struct check *c, size_t k)
{
    const struct weft_place *pl = &c->place[k];
    const struct weft_task *t;

    if (pl->task < 0 || pl->task >= weft_plan_ntask(c->p)) {
        say(c, "this place is of no task");
        fault(c, k);
        return;
    }
    t = weft_plan_task(c->p, pl->task);
    if (c->at[pl->task] >= 0) {
        say_task(c, pl);
        say(c, " has a second place");
        fault(c, k);
        return;
    }
    c->at[pl->task] = (int64_t)k;
    if (pl->mode < 0 || pl->mode > t->nmode) {
        say_task(c, pl);
        say(c, " has no such mode");
        fault(c, k);
    } else if (pl->node != WEFT_NONE &&
               (pl->node < 0 || pl->node >= weft_plan_nnode(c->p) ||
                pl->copy < 0 ||
                pl->copy >= weft_plan_node(c->p, pl->node)->count)) {
        say_task(c, pl);
        say(c, " is on a node that does not exist");
        fault(c, k);
    } else {
        c->sound[k] = true;
    }
}

static bool names(struct weft_node_ref ref, const struct weft_place *pl)
{
    if (ref.node != pl->node)
        return false;
    return ref.copy == WEFT_NONE || ref.copy == pl->copy;
}

static bool listed(const struct weft_node_ref *ref, int32_t n,
                   const struct weft_place *pl)
{
    for (int32_t i = 0; i < n; i++)
        if (names(ref[i], pl))
            return true;
    return false;
}

static const char *label(const struct weft_node *node, const char *key)
{
    for (int32_t i = 0; i < node->nlabel; i++)
        if (!strcmp(node->label[i].key, key))
            return node->label[i].value;
    return "";
}

/* May its task run there: "nodes" (the mode's before the task's), "where". */
static void check_node(struct check *c, size_t k)
{
    const struct weft_place *pl = &c->place[k];
    const struct weft_task *t = weft_plan_task(c->p, pl->task);
    const struct weft_mode *m = pl->mode ? &t->mode[pl->mode - 1] : NULL;
    bool own = m && m->has_nodes;
    int32_t nref = own ? m->nnode : t->nnode;
    bool limited = own || t->has_nodes;
    bool none = weft_plan_nnode(c->p) == 0 || (limited && nref == 0);

    if (none != (pl->node == WEFT_NONE)) {
        say_task(c, pl);
        say(c, none ? " must run on no node" : " must run on a node");
        fault(c, k);
        return;
    }
    if (none)
        return;
    if (limited && !listed(own ? m->node : t->node, nref, pl)) {
        say_task(c, pl);
        say(c, " may not run on ");
        say_copy(c, pl->node, pl->copy);
        fault(c, k);
    }
    for (int32_t i = 0; i < t->nwhere; i++) {
        if (!strcmp(label(weft_plan_node(c->p, pl->node), t->where[i].key),
                    t->where[i].value))
            continue;
        say_task(c, pl);
        say(c, " may only run where ");
        say_name(c, t->where[i].key);
        say(c, " is ");
        say_name(c, t->where[i].value);
        say(c, ", not on ");
        say_copy(c, pl->node, pl->copy);
        fault(c, k);
    }
}

/* Thousandths its run takes there; -1: more than can be counted. */
static int64_t run_time(const struct weft_plan *p, const struct weft_place *pl)
{
    const struct weft_task *t = weft_plan_task(p, pl->task);
    int64_t base = pl->mode ? t->mode[pl->mode - 1].duration : t->duration;
    int64_t own = -1;
    wide at_speed;

    if (pl->node == WEFT_NONE)
        return base;
    for (int32_t i = 0; i < t->non && pl->mode == 0; i++)
        if (names(t->on[i].at, pl) &&
            (own < 0 || t->on[i].at.copy != WEFT_NONE))
            own = t->on[i].duration;
    if (own >= 0)
        return own;
    at_speed = (wide)base * WEFT_NANO;
    base = weft_plan_node(p, pl->node)->speed;
    at_speed = at_speed / base + (at_speed % base > 0);
    return at_speed > INT64_MAX ? -1 : (int64_t)at_speed;
}

static void check_times(struct check *c, size_t k)
{
    const struct weft_place *pl = &c->place[k];
    const struct weft_task *t = weft_plan_task(c->p, pl->task);
    int64_t run = run_time(c->p, pl), end = 0;

    if (pl->start < 0) {
        say_task(c, pl);
        say(c, " starts at ");
        say_time(c, pl->start);
        say(c, ", before the plan does");
        fault(c, k);
    }
    if (run < 0 || __builtin_add_overflow(pl->start, run, &end) ||
        end != pl->finish) {
        say_task(c, pl);
        say(c, " starts at ");
        say_time(c, pl->start);
        say(c, " and takes ");
        say_time(c, run < 0 ? INT64_MAX : run);
        if (pl->node != WEFT_NONE) {
            say(c, " on ");
            say_copy(c, pl->node, pl->copy);
        }
        say(c, ", so it cannot finish at ");
        say_time(c, pl->finish);
        fault(c, k);
    }
    if (pl->start < t->release) {
        say_task(c, pl);
        say(c, " starts at ");
        say_time(c, pl->start);
        say(c, ", before its release at ");
        say_time(c, t->release);
        fault(c, k);
    }
    if (t->has_deadline && pl->finish > t->deadline) {
        say_task(c, pl);
        say(c, " finishes at ");
        say_time(c, pl->finish);
        say(c, ", after its deadline at ");
        say_time(c, t->deadline);
        fault(c, k);
    }
}

static void check_pin(struct check *c, size_t k)
{
    const struct weft_place *pl = &c->place[k];
    const struct weft_task *t = weft_plan_task(c->p, pl->task);

    if (t->pin.node != WEFT_NONE && !names(t->pin, pl)) {
        say_task(c, pl);
        say(c, " is pinned to ");
        if (t->pin.copy == WEFT_NONE) {
            say(c, "node ");
            say_name(c, weft_plan_node(c->p, t->pin.node)->id);
        } else {
            say_copy(c, t->pin.node, t->pin.copy);
        }
        if (pl->node == WEFT_NONE) {
            say(c, ", but runs on no node");
        } else {
            say(c, ", not to ");
            say_copy(c, pl->node, pl->copy);
        }
        fault(c, k);
    }
    if (t->has_pin_start && pl->start != t->pin_start) {
        say_task(c, pl);
        say(c, " is pinned to start at ");
        say_time(c, t->pin_start);
        say(c, ", not at ");
        say_time(c, pl->start);
        fault(c, k);
    }
}

static void check_down(struct check *c, size_t k)
{
    const struct weft_place *pl = &c->place[k];
    const struct weft_node *node;

    if (pl->node == WEFT_NONE)
        return;
    node = weft_plan_node(c->p, pl->node);
    for (int32_t i = 0; i < node->ndown; i++) {
        if (pl->start >= node->down[i].to || pl->finish <= node->down[i].from)
            continue;
        say_task(c, pl);
        say(c, " runs from ");
        say_time(c, pl->start);
        say(c, " to ");
        say_time(c, pl->finish);
        say(c, " on ");
        say_copy(c, pl->node, pl->copy);
        say(c, ", which is down from ");
        say_time(c, node->down[i].from);
        say(c, " to ");
        say_time(c, node->down[i].to);
        fault(c, k);
    }
}

/* --- links --------------------------------------------------------------- */

static wide transfer(const struct weft_plan *p, const struct weft_link *l,
                     const struct weft_place *from, const struct weft_place *to)
{
    int64_t rate = weft_plan_bandwidth(p);
    wide t = weft_plan_latency(p);

    if (!l->data || !weft_plan_has_network(p))
        return 0;
    if (from->node == WEFT_NONE || to->node == WEFT_NONE ||
        (from->node == to->node && from->copy == to->copy))
        return 0;
    if (rate)
        t += ((wide)l->data * 1000 + rate - 1) / rate;
    return t;
}

static void check_links(struct check *c, size_t k)
{
    const struct weft_place *to = &c->place[k];
    const struct weft_task *t = weft_plan_task(c->p, to->task);

    for (int32_t i = 0; i < t->nafter; i++) {
        const struct weft_link *l = &t->after[i];
        const struct weft_place *from;
        wide extra;

        if (c->at[l->task] < 0 || !c->sound[c->at[l->task]])
            continue;
        from = &c->place[c->at[l->task]];
        extra = transfer(c->p, l, from, to);
        if ((wide)to->start >= (wide)from->finish + l->lag + extra)
            continue;
        say_task(c, to);
        say(c, " starts at ");
        say_time(c, to->start);
        say(c, ", too early after ");
        say_name(c, weft_plan_task(c->p, l->task)->id);
        say(c, ", which finishes at ");
        say_time(c, from->finish);
        if (l->lag) {
            say(c, ", lag ");
            say_time(c, l->lag);
        }
        if (extra) {
            say(c, ", transfer ");
            say_time(c, extra > INT64_MAX ? INT64_MAX : (int64_t)extra);
        }
        fault(c, k);
    }
}

/* --- capacity ------------------------------------------------------------ */

/* At time `at`, place k takes qty of what `cell` counts (gives it, < 0). A
 * reservation takes it before all time. */
struct event {
    int64_t cell, at, qty;
    size_t place;
};

static uint64_t sort_key(const struct event *e, bool cell)
{
    return (uint64_t)(cell ? e->cell : e->at) ^ UINT64_C(1) << 63;
}

/* One byte of a key; equal ones keep their order. */
static void radix_pass(const struct event *from, struct event *to, size_t n,
                       bool cell, int shift)
{
    size_t count[257] = { 0 };

    for (size_t i = 0; i < n; i++)
        count[(sort_key(&from[i], cell) >> shift & 255) + 1]++;
    for (int b = 0; b < 256; b++)
        count[b + 1] += count[b];
    for (size_t i = 0; i < n; i++)
        to[count[sort_key(&from[i], cell) >> shift & 255]++] = from[i];
}

/* By cell, then by time: a byte at a time, where they differ. This is most of
 * the work of checking a large schedule. tmp: room for as many. */
static void sort_events(struct event *v, struct event *tmp, size_t n)
{
    struct event *a = v, *b = tmp, *t;

    for (int cell = 0; cell < 2; cell++) {
        uint64_t differ = 0;

        for (size_t i = 1; i < n; i++)
            differ |= sort_key(&a[i], cell) ^ sort_key(&a[0], cell);
        for (int shift = 0; shift < 64; shift += 8) {
            if (!(differ >> shift & 255))
                continue;
            radix_pass(a, b, n, cell, shift);
            t = a;
            a = b;
            b = t;
        }
    }
    if (a != v)
        memcpy(v, a, n * sizeof(*v));
}

struct load {
    struct event *v;
    size_t n;
    int64_t *first; /* by node: number of its first copy; then their count */
    wide *spent;    /* by resource: consumables */
};

static int64_t capacity_of(const struct weft_plan *p, int32_t node, int32_t res)
{
    const struct weft_node *n = weft_plan_node(p, node);

    for (int32_t i = 0; i < n->ncapacity; i++)
        if (n->capacity[i].res == res)
            return n->capacity[i].qty;
    return 0;
}

static const struct weft_amount *
demand_of(const struct weft_plan *p, const struct weft_place *pl, int32_t *n)
{
    const struct weft_task *t = weft_plan_task(p, pl->task);

    *n = pl->mode ? t->mode[pl->mode - 1].ndemand : t->ndemand;
    return pl->mode ? t->mode[pl->mode - 1].demand : t->demand;
}

static void too_much(struct check *c, size_t k, const struct weft_amount *v,
                     int64_t cap)
{
    const struct weft_place *pl = &c->place[k];

    say_task(c, pl);
    say(c, " needs ");
    say_amount(c, v->res, v->qty);
    say(c, ", but ");
    if (weft_plan_res(c->p, v->res)->global)
        say(c, "there is ");
    else
        say_copy(c, pl->node, pl->copy);
    say(c, weft_plan_res(c->p, v->res)->global ? "" : " has ");
    say_quantity(c, cap);
    fault(c, k);
}

/* Book one amount that place k demands. */
static void add_load(struct check *c, struct load *load, size_t k,
                     const struct weft_amount *v)
{
    const struct weft_place *pl = &c->place[k];
    const struct weft_resource *res = weft_plan_res(c->p, v->res);
    int64_t ncopy = load->first[weft_plan_nnode(c->p)];
    int64_t nres = weft_plan_nres(c->p);
    int64_t cap, cell;

    if (res->consumable) {
        load->spent[v->res] += v->qty;
        return;
    }
    if (!res->global && pl->node == WEFT_NONE)
        return;
    cap = res->global ? res->capacity : capacity_of(c->p, pl->node, v->res);
    cell = res->global ? ncopy : load->first[pl->node] + pl->copy;
    cell = cell * nres + v->res;
    if (v->qty > cap) {
        too_much(c, k, v, cap);
        return;
    }
    if (weft_plan_task(c->p, pl->task)->hold_plan) {
        load->v[load->n++] = (struct event){ cell, INT64_MIN, v->qty, k };
    } else if (pl->start < pl->finish) {
        load->v[load->n++] = (struct event){ cell, pl->start, v->qty, k };
        load->v[load->n++] = (struct event){ cell, pl->finish, -v->qty, k };
    }
}

static void overload(struct check *c, const struct event *e, wide use,
                     int64_t cap, int32_t res)
{
    const struct weft_place *pl = &c->place[e->place];

    say_task(c, pl);
    say(c, e->at == INT64_MIN ? " reserves " : " overloads ");
    weft_utf8_show(&c->msg, weft_plan_res(c->p, res)->id,
                   strlen(weft_plan_res(c->p, res)->id), false);
    if (!weft_plan_res(c->p, res)->global) {
        say(c, " of ");
        say_copy(c, pl->node, pl->copy);
    }
    if (e->at != INT64_MIN) {
        say(c, " at ");
        say_time(c, e->at);
    }
    say(c, ": ");
    say_quantity(c, use);
    say(c, " in use, capacity ");
    say_quantity(c, cap);
    fault(c, e->place);
}

/* Of the events of a cell that end with e and are at one time: the one that
 * takes most, the last of those. */
static const struct event *largest(const struct load *load,
                                   const struct event *e)
{
    const struct event *best = e;

    for (; e > load->v && e[-1].cell == e->cell && e[-1].at == e->at; e--)
        if (e[-1].qty > best->qty)
            best = e - 1;
    return best;
}

/* One fault for every stretch of time in which a cell is over its capacity,
 * of the last task that started there. */
static void sweep(struct check *c, struct load *load)
{
    int32_t nres = weft_plan_nres(c->p);
    bool over = false;
    wide use = 0;

    sort_events(load->v, load->v + load->n, load->n);
    for (size_t i = 0; i < load->n; i++) {
        const struct event *e = &load->v[i];
        int32_t res = (int32_t)(e->cell % nres);
        const struct weft_place *pl = &c->place[e->place];
        int64_t cap;

        if (i == 0 || e->cell != e[-1].cell) {
            use = 0;
            over = false;
        }
        use += e->qty;
        if (i + 1 < load->n && e[1].cell == e->cell && e[1].at == e->at)
            continue;
        cap = weft_plan_res(c->p, res)->global
                  ? weft_plan_res(c->p, res)->capacity
                  : capacity_of(c->p, pl->node, res);
        if (use > cap && !over)
            overload(c, largest(load, e), use, cap, res);
        over = use > cap;
    }
}

static void check_budgets(struct check *c, const wide *spent)
{
    for (int32_t r = 0; r < weft_plan_nres(c->p); r++) {
        const struct weft_resource *res = weft_plan_res(c->p, r);

        if (!res->consumable || spent[r] <= res->capacity)
            continue;
        say(c, "the plan uses ");
        weft_utf8_show(&c->msg, res->id, strlen(res->id), false);
        say(c, " ");
        say_quantity(c, spent[r]);
        say(c, " of a budget of ");
        say_quantity(c, res->capacity);
        fault(c, c->n);
    }
}

static bool check_load(struct check *c)
{
    struct load load = { 0 };
    int32_t nnode = weft_plan_nnode(c->p), n;
    size_t most = 1;
    bool done = false;

    for (size_t k = 0; k < c->n; k++)
        if (c->sound[k]) {
            demand_of(c->p, &c->place[k], &n);
            most += 2 * (size_t)n;
        }
    load.v = calloc(most, 2 * sizeof(*load.v)); /* and to sort them */
    load.first = calloc((size_t)nnode + 1, sizeof(*load.first));
    load.spent = calloc((size_t)weft_plan_nres(c->p) + 1, sizeof(*load.spent));
    if (!load.v || !load.first || !load.spent)
        goto out;
    for (int32_t i = 0; i < nnode; i++)
        load.first[i + 1] = load.first[i] + weft_plan_node(c->p, i)->count;
    for (size_t k = 0; k < c->n; k++) {
        const struct weft_amount *v;

        if (!c->sound[k])
            continue;
        v = demand_of(c->p, &c->place[k], &n);
        for (int32_t i = 0; i < n; i++)
            add_load(c, &load, k, &v[i]);
    }
    sweep(c, &load);
    check_budgets(c, load.spent);
    done = true;
out:
    free(load.v);
    free(load.first);
    free(load.spent);
    return done;
}

/* --- all of it ----------------------------------------------------------- */

static void check_missing(struct check *c)
{
    for (int32_t i = 0; i < weft_plan_ntask(c->p); i++) {
        if (c->at[i] >= 0)
            continue;
        say(c, "task ");
        say_name(c, weft_plan_task(c->p, i)->id);
        say(c, " has no place");
        fault(c, c->n);
    }
}

static bool check_all(struct check *c)
{
    for (int32_t i = 0; i < weft_plan_ntask(c->p); i++)
        c->at[i] = -1;
    for (size_t k = 0; k < c->n; k++)
        check_sound(c, k);
    for (size_t k = 0; k < c->n; k++) {
        if (!c->sound[k])
            continue;
        check_node(c, k);
        check_times(c, k);
        check_pin(c, k);
        check_down(c, k);
        check_links(c, k);
        if (c->place[k].finish > c->makespan)
            c->makespan = c->place[k].finish;
    }
    if (!check_load(c))
        return false;
    check_missing(c);
    return !c->msg.oom;
}

enum weft_rc weft_check(const struct weft_plan *p,
                        const struct weft_place *place, size_t n,
                        int64_t *makespan, struct weft_diags *diags,
                        struct weft_err *err)
{
    struct check c = { .p = p, .place = place, .n = n, .diags = diags };
    bool told = false;

    c.sound = calloc(n + 1, sizeof(*c.sound));
    c.at = calloc((size_t)weft_plan_ntask(p) + 1, sizeof(*c.at));
    if (c.sound && c.at)
        told = check_all(&c);
    free(c.sound);
    free(c.at);
    weft_buf_release(&c.msg);
    if (!told)
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    if (makespan)
        *makespan = c.makespan;
    if (c.faults)
        return weft_err_set(err, WEFT_E_INVAL, "",
                            "the schedule breaks the plan in %zu place%s",
                            c.faults, c.faults > 1 ? "s" : "");
    return WEFT_OK;
}
