/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"
#include "ui/axis.h"

#define TIME_COLUMNS     8
#define QUANTITY_COLUMNS 7
#define SAMPLE           1000 /* tasks that column widths are taken from */

void ui_quantity_text(char *out, size_t size, int64_t q)
{
    struct weft_buf b = { 0 };

    weft_quantity_text(&b, q);
    snprintf(out, size, "%s", b.p ? b.p : "?");
    weft_buf_release(&b);
}

void ui_quantity_short(char *out, size_t size, int64_t q, int w)
{
    static const char unit[] = "KMGTPE";
    double v = (double)q / 1000;
    int i = -1;

    ui_quantity_text(out, size, q);
    if ((int)strlen(out) <= w)
        return;
    while (v >= 1024 && unit[i + 1]) {
        v /= 1024;
        i++;
    }
    if (i >= 0)
        snprintf(out, size, "~%.0f%ci", v, unit[i]);
    else
        snprintf(out, size, "~%.0f", v);
}

/* Each as `resource<by>quantity`. */
static void amounts(char *out, size_t size, const struct weft_plan *p,
                    const struct weft_amount *a, int32_t n, char by)
{
    const int w = by == ' ' ? QUANTITY_COLUMNS
                            : 64; /* what is typed is exact */

    size_t len = 0;

    out[0] = '\0';
    for (int32_t i = 0; i < n && len < size; i++) {
        char q[32];

        ui_quantity_short(q, sizeof(q), a[i].qty, w);
        len += (size_t)snprintf(out + len, size - len, "%s%s%c%s", i ? " " : "",
                                weft_plan_res(p, a[i].res)->id, by, q);
    }
}

void ui_amounts_text(char *out, size_t size, const struct weft_plan *p,
                     const struct weft_amount *a, int32_t n)
{
    amounts(out, size, p, a, n, ' ');
}

void ui_amounts_typed(char *out, size_t size, const struct weft_plan *p,
                      const struct weft_amount *a, int32_t n)
{
    amounts(out, size, p, a, n, '=');
}

void ui_node_text(char *out, size_t size, const struct weft_plan *p,
                  int32_t node, int32_t copy)
{
    const struct weft_node *n = weft_plan_node(p, node);

    if (copy != WEFT_NONE && n->count > 1)
        snprintf(out, size, "%s-%" PRId32, n->id, copy + 1);
    else
        snprintf(out, size, "%s", n->id);
}

void ui_node_label(char *out, size_t size, const struct weft_plan *p,
                   int32_t node)
{
    const struct weft_node *n = weft_plan_node(p, node);

    if (n->count != 1)
        snprintf(out, size, "%" PRId32 " x %s", n->count, n->id);
    else
        snprintf(out, size, "%s", n->id);
}

/* Whether all nodes have one and the same resource, and nothing is global. */
static bool one_resource(const struct weft_plan *p)
{
    for (int32_t i = 0; i < weft_plan_nnode(p); i++)
        if (weft_plan_node(p, i)->ncapacity > 1)
            return false;
    return weft_plan_nres(p) == 1 && !weft_plan_res(p, 0)->global;
}

void ui_where_text(char *out, size_t size, const struct weft_plan *p,
                   const struct ui_place *pl, int32_t task)
{
    const struct weft_task *t = weft_plan_task(p, task);
    int32_t n;
    const struct weft_amount *demand = ui_run_demand(p, pl, task, &n);
    char q[32];

    out[0] = '\0';
    if (pl->placed && pl->node != WEFT_NONE)
        ui_node_text(out, size, p, pl->node, pl->copy);
    else if (!pl->placed && t->nnode > 0)
        ui_node_text(out, size, p, t->node[0].node, t->node[0].copy);
    else if (t->has_nodes && t->nnode == 0)
        snprintf(out, size, "-");
    if (out[0] && n == 1 && one_resource(p)) {
        ui_quantity_text(q, sizeof(q), demand[0].qty);
        snprintf(out + strlen(out), size - strlen(out), " %s", q);
    }
}

const struct weft_amount *ui_run_demand(const struct weft_plan *p,
                                        const struct ui_place *pl, int32_t task,
                                        int32_t *n)
{
    const struct weft_task *t = weft_plan_task(p, task);
    int32_t mode = pl->placed ? pl->mode : 0;

    if (mode > 0 && mode <= t->nmode) {
        *n = t->mode[mode - 1].ndemand;
        return t->mode[mode - 1].demand;
    }
    *n = t->ndemand;
    return t->demand;
}

int64_t ui_run_time(const struct ui_model *m, int32_t task)
{
    const struct ui_place *pl = &m->pic.place[task];

    if (pl->placed && !m->pic.stale)
        return pl->finish - pl->start;
    return weft_plan_task(m->plan, task)->duration;
}

void ui_time_typed(struct weft_buf *b, const struct weft_plan *p)
{
    enum weft_unit unit = weft_plan_unit(p);

    if (unit == WEFT_UNIT_NONE) {
        weft_buf_adds(b, "4, 2.5 (no unit)");
        return;
    }
    weft_buf_adds(b, "90s, 1h30m; 4 = ");
    weft_time_text(b, 4 * weft_unit_milli(unit), unit);
}

void ui_short_time(char *out, size_t size, const struct ui_model *m, int64_t t)
{
    ui_time_text(out, size, t, weft_plan_unit(m->plan), TIME_COLUMNS);
}

void ui_makespan_change(char *out, size_t size, const struct ui_model *m,
                        int64_t before, int64_t after)
{
    char from[32], to[32], by[32];
    int64_t d = after - before;
    double percent = before ? 100.0 * (double)d / (double)before : 0;

    ui_short_time(from, sizeof(from), m, before);
    ui_short_time(to, sizeof(to), m, after);
    ui_short_time(by, sizeof(by), m, d < 0 ? -d : d);
    if (d == 0 || before == 0)
        snprintf(out, size, "%s -> %s", from, to);
    else
        snprintf(out, size, "%s -> %s (%c%s, %+.*f%%)", from, to,
                 d < 0 ? '-' : '+', by, percent > -1 && percent < 1 ? 1 : 0,
                 percent);
}

int64_t ui_amount(const struct weft_amount *a, int32_t n, int32_t res)
{
    for (int32_t i = 0; i < n; i++)
        if (a[i].res == res)
            return a[i].qty;
    return 0;
}

void ui_capacity_name(char *out, size_t size, const struct weft_plan *p,
                      int32_t node, int32_t res)
{
    const char *id = weft_plan_res(p, res)->id;

    if (node == WEFT_NONE)
        snprintf(out, size, "%s", id);
    else if (weft_plan_node(p, node)->ncapacity == 1)
        snprintf(out, size, "%s", weft_plan_node(p, node)->id);
    else
        snprintf(out, size, "%s %s", weft_plan_node(p, node)->id, id);
}

void ui_capacity_line(char *out, size_t size, const struct weft_plan *p,
                      int32_t node, int32_t res, const char *q)
{
    const char *id = weft_plan_res(p, res)->id;

    if (node == WEFT_NONE)
        snprintf(out, size, "set plan resources.%s.capacity=%s", id, q);
    else
        snprintf(out, size, "set node %s capacity.%s=%s",
                 weft_plan_node(p, node)->id, id, q);
}

void ui_cost_text(char *out, size_t size, int64_t cost)
{
    bool whole = cost >= WEFT_NANO;
    int64_t parts = whole ? 100 : 10000, unit = WEFT_NANO / parts;
    int64_t n = cost / unit + (cost % unit * 2 >= unit);

    snprintf(out, size, "%" PRId64 ".%0*" PRId64, n / parts, whole ? 2 : 4,
             n % parts);
}

int64_t ui_capacity_step(int64_t cap)
{
    const int64_t unit[] = { INT64_C(1024) * 1024 * 1024 * 1024,
                             INT64_C(1024) * 1024 * 1024,
                             INT64_C(1024) * 1024 };
    int64_t whole = cap / 1000;

    for (size_t i = 0; i < sizeof(unit) / sizeof(*unit); i++)
        if (whole >= unit[i] && whole % unit[i] == 0)
            return unit[i] * 1000;
    for (int64_t ten = INT64_C(1000000000000); ten >= 1000; ten /= 10)
        if (whole >= 5 * ten && whole % ten == 0)
            return ten * 1000; /* 200k: 10k */
    return 1000;
}

static int columns(const char *s)
{
    int w = 0;
    size_t n = strlen(s);

    while (n > 0) {
        uint32_t cp;
        size_t used = weft_utf8_decode(s, n, &cp);

        w += weft_utf8_dangerous(cp) ? 1 : weft_utf8_width(cp);
        s += used;
        n -= used;
    }
    return w;
}

static void widen(int *w, const char *s)
{
    int c = columns(s);

    if (c > *w)
        *w = c;
}

/* Widths of quantities that came before: most tasks ask for the same few. */
struct seen {
    struct {
        int64_t qty;
        int w; /* 0: none */
    } v[64];
};

static int quantity_width(struct seen *s, int64_t qty)
{
    size_t i = (size_t)((uint64_t)qty * 0x9e3779b97f4a7c15u >> 58);
    char text[32];

    if (!s->v[i].w || s->v[i].qty != qty) {
        ui_quantity_short(text, sizeof(text), qty, QUANTITY_COLUMNS);
        s->v[i].qty = qty;
        s->v[i].w = (int)strlen(text);
    }
    return s->v[i].w;
}

/* That of ui_amounts_text(). */
static int amounts_width(struct seen *s, const struct weft_plan *p,
                         const struct weft_amount *a, int32_t n)
{
    int w = n > 0 ? (int)n - 1 : 0;

    for (int32_t i = 0; i < n; i++)
        w += columns(weft_plan_res(p, a[i].res)->id) + 1 +
             quantity_width(s, a[i].qty);
    return w;
}

static void task_widths(struct ui_widths *w, const struct ui_picture *pic,
                        const struct weft_plan *p, int32_t i, struct seen *s)
{
    const struct ui_place *pl = &pic->place[i];
    const struct weft_task *t = weft_plan_task(p, i);
    enum weft_unit unit = weft_plan_unit(p);
    int32_t ndemand;
    const struct weft_amount *demand = ui_run_demand(p, pl, i, &ndemand);
    int wide = amounts_width(s, p, demand, ndemand);
    char text[UI_TEXT_MAX];

    widen(&w->name, t->id);
    ui_where_text(text, sizeof(text), p, pl, i);
    widen(&w->node, text);
    w->demand = wide > w->demand ? wide : w->demand;
    ui_time_text(text, sizeof(text), t->duration, unit, TIME_COLUMNS);
    widen(&w->dur, text);
    if (!pl->placed)
        return;
    ui_time_text(text, sizeof(text), pl->finish - pl->start, unit,
                 TIME_COLUMNS);
    widen(&w->dur, text);
    ui_time_text(text, sizeof(text), pl->finish, unit, TIME_COLUMNS);
    widen(&w->end, text);
    ui_time_text(text, sizeof(text), pl->slack, unit, TIME_COLUMNS);
    widen(&w->slack, text);
}

static int digits(int32_t n)
{
    int d = 1;

    for (; n > 9; n /= 10)
        d++;
    return d;
}

/* The most links that one end of a task has. */
static int32_t most_links(const struct ui_picture *pic,
                          const struct weft_plan *p)
{
    int32_t *nsucc = calloc((size_t)pic->ntask + 1, sizeof(*nsucc));
    int32_t most = 0;

    for (int32_t i = 0; i < pic->ntask; i++) {
        const struct weft_task *t = weft_plan_task(p, i);

        if (t->nafter > most)
            most = t->nafter;
        for (int32_t k = 0; nsucc && k < t->nafter; k++)
            if (++nsucc[t->after[k].task] > most)
                most = nsucc[t->after[k].task];
    }
    free(nsucc);
    return most;
}

void ui_widths_of(struct ui_picture *pic, const struct weft_plan *p)
{
    int32_t n = pic->ntask < SAMPLE ? pic->ntask : SAMPLE;
    struct ui_widths w = { 0 };
    struct seen seen = { 0 };
    char text[UI_TEXT_MAX];

    for (int32_t i = 0; i < n; i++)
        task_widths(&w, pic, p, (int32_t)((int64_t)i * pic->ntask / n), &seen);
    w.counts = 2 * digits(most_links(pic, p)) + 2;
    for (int32_t i = 0; i < weft_plan_nnode(p); i++) {
        const struct weft_node *node = weft_plan_node(p, i);

        ui_node_label(text, sizeof(text), p, i);
        widen(&w.lane, text);
        for (int32_t k = 0; k < node->ncapacity; k++) {
            ui_quantity_short(text, sizeof(text), node->capacity[k].qty,
                              QUANTITY_COLUMNS);
            widen(&w.cap, text);
        }
    }
    for (int32_t i = 0; i < weft_plan_nres(p); i++) {
        const struct weft_resource *r = weft_plan_res(p, i);

        widen(&w.lane, r->id);
        ui_quantity_short(text, sizeof(text), r->capacity, QUANTITY_COLUMNS);
        if (r->global)
            widen(&w.cap, text);
    }
    pic->width = w;
}
