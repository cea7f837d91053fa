/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_out.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"

#define BAR_MAX  40
#define NAME_MAX 40 /* columns of a knob's name */

struct text {
    const struct sweep_view *v;
    struct weft_buf b;
};

static int width_of(const char *s, size_t n)
{
    int w = 0;

    for (size_t i = 0; i < n;) {
        uint32_t cp;

        i += weft_utf8_decode(s + i, n - i, &cp);
        w += weft_utf8_width(cp);
    }
    return w;
}

/* Make the text since `from` `w` columns wide. */
static void pad(struct text *t, size_t from, int w, bool right)
{
    struct weft_buf kept = { 0 };
    int lack;

    if (t->b.oom)
        return;
    lack = w - width_of(t->b.p + from, t->b.len - from);
    if (lack <= 0)
        return;
    if (right) {
        weft_buf_add(&kept, t->b.p + from, t->b.len - from);
        t->b.len = from;
    }
    weft_buf_addf(&t->b, "%*s", lack, "");
    if (right)
        weft_buf_adds(&t->b, kept.p ? kept.p : "");
    t->b.oom = t->b.oom || kept.oom;
    weft_buf_release(&kept);
}

/* Text of a document, safe to show, and freed where it is owned. */
static void show(struct text *t, const char *s)
{
    weft_utf8_show(&t->b, s, strlen(s), t->v->cli->ascii);
}

static void show_owned(struct text *t, char *s)
{
    if (s)
        show(t, s);
    else
        t->b.oom = true;
    free(s);
}

static void add_time(struct text *t, int64_t v)
{
    weft_time_text(&t->b, v, weft_plan_unit(t->v->plan));
}

/* Cents, or where it is less than 1, four places. */
static void add_cost(struct text *t, int64_t cost)
{
    int64_t size = cost < 0 ? -cost : cost;
    int64_t unit = size >= WEFT_NANO ? WEFT_NANO / 100 : WEFT_NANO / 10000;
    int64_t n = size / unit + (size % unit * 2 >= unit);

    if (cost < 0)
        weft_buf_addc(&t->b, '-');
    weft_decimal_text(&t->b, n, WEFT_NANO / unit);
}

/* "-5 (-17%)" */
static void add_change(struct text *t, int64_t before, int64_t after)
{
    int64_t by = after - before;
    double percent = before > 0 ? 100.0 * (double)by / (double)before : 0;

    weft_buf_addc(&t->b, by < 0 ? '-' : '+');
    add_time(t, by < 0 ? -by : by);
    if (before > 0)
        weft_buf_addf(&t->b, " (%+.*f%%)", percent > -1 && percent < 1 ? 1 : 0,
                      percent);
}

static void add_title(struct text *t, const char *what)
{
    show(t, t->v->file);
    weft_buf_addf(&t->b, ": %s", what);
}

/* --- one knob ------------------------------------------------------------------ */

struct columns {
    int value, time, bar, cost; /* widths; 0: not shown */
    int64_t longest;
    struct weft_marks marks;
};

static int measure_time(struct text *t, int64_t v)
{
    size_t from = t->b.len;
    int w;

    add_time(t, v);
    w = t->b.oom ? 0 : width_of(t->b.p + from, t->b.len - from);
    t->b.len = t->b.oom ? t->b.len : from;
    return w;
}

static int measure_cost(struct text *t, int64_t cost)
{
    size_t from = t->b.len;
    int w;

    add_cost(t, cost);
    w = t->b.oom ? 0 : width_of(t->b.p + from, t->b.len - from);
    t->b.len = t->b.oom ? t->b.len : from;
    return w;
}

static int measure_value(struct text *t, int axis, int64_t value)
{
    char *s = weft_knob_value_text(&t->v->knob[axis], value);
    int w = s ? width_of(s, strlen(s)) : 0;

    t->b.oom = t->b.oom || !s;
    free(s);
    return w;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static struct columns measure(struct text *t, const struct weft_sweep *s)
{
    struct columns c = { .value = 5, .time = 8 };
    bool costs = false;

    weft_sweep_marks(s, &c.marks);
    for (int32_t i = 0; i < weft_sweep_count(s); i++) {
        const struct weft_point *p = weft_sweep_point(s, i);

        c.value = most(c.value, measure_value(t, 0, p->value[0]));
        if (p->from == WEFT_NONE)
            continue;
        c.time = most(c.time, measure_time(t, p->makespan));
        if (p->makespan > c.longest)
            c.longest = p->makespan;
        costs = costs || p->cost != 0;
        c.cost = most(c.cost, measure_cost(t, p->cost));
    }
    c.cost = costs ? most(c.cost, 4) : 0;
    /* what follows the bar: use, cost, marks */
    c.bar = t->v->width - c.value - c.time - 2 * 4 - 5 -
            (c.cost ? c.cost + 2 : 0) - 18;
    c.bar = c.bar > BAR_MAX ? BAR_MAX : c.bar < 8 ? 0 : c.bar;
    return c;
}

static void add_bar(struct text *t, const struct columns *c, int64_t makespan)
{
    int full = c->longest > 0
                   ? (int)((double)makespan / (double)c->longest * c->bar + 0.5)
                   : 0;
    size_t from;

    if (c->bar == 0)
        return;
    weft_buf_adds(&t->b, "  ");
    from = t->b.len;
    for (int i = 0; i < full; i++)
        weft_buf_adds(&t->b, t->v->cli->ascii ? "#" : "█");
    pad(t, from, c->bar, false);
}

static void add_marks(struct text *t, const struct columns *c,
                      const struct weft_point *p, int32_t i)
{
    const char *between = "  ";

    if (i == c->marks.now) {
        weft_buf_addf(&t->b, "%snow", between);
        between = ", ";
    }
    if (i == c->marks.knee) {
        weft_buf_addf(&t->b, "%sknee", between);
        between = ", ";
    }
    if (i == c->marks.best && i != c->marks.knee) {
        weft_buf_addf(&t->b, "%sbest", between);
        between = ", ";
    }
    if (p->status == WEFT_FEASIBLE) {
        weft_buf_addf(&t->b, "%sbound ", between);
        add_time(t, p->bound);
    }
}

static void add_row(struct text *t, const struct columns *c,
                    const struct weft_point *p, int32_t i)
{
    size_t from;

    weft_buf_adds(&t->b, "  ");
    from = t->b.len;
    show_owned(t, weft_knob_value_text(&t->v->knob[0], p->value[0]));
    pad(t, from, c->value, true);
    weft_buf_adds(&t->b, "  ");
    from = t->b.len;
    if (p->from == WEFT_NONE) {
        weft_buf_adds(&t->b, p->status == WEFT_INFEASIBLE ? "infeasible: "
                                                          : "no plan: ");
        show(t, p->done ? p->reason : "time is over");
        weft_buf_addc(&t->b, '\n');
        return;
    }
    add_time(t, p->makespan);
    pad(t, from, c->time, true);
    add_bar(t, c, p->makespan);
    weft_buf_addf(&t->b, "  %3d%%", (p->use + 5000) / 10000);
    if (c->cost) {
        weft_buf_adds(&t->b, "  ");
        from = t->b.len;
        add_cost(t, p->cost);
        pad(t, from, c->cost, true);
    }
    add_marks(t, c, p, i);
    weft_buf_addc(&t->b, '\n');
}

static void add_heading(struct text *t, const struct columns *c)
{
    size_t from;

    weft_buf_adds(&t->b, "  ");
    from = t->b.len;
    weft_buf_adds(&t->b,
                  t->v->knob[0].kind == WEFT_KNOB_COUNT ? "count" : "cap");
    pad(t, from, c->value, true);
    weft_buf_adds(&t->b, "  ");
    from = t->b.len;
    weft_buf_adds(&t->b, "makespan");
    pad(t, from, c->time, true);
    if (c->bar)
        weft_buf_addf(&t->b, "  %*s", c->bar, "");
    weft_buf_adds(&t->b, "   use");
    if (c->cost) {
        weft_buf_adds(&t->b, "  ");
        from = t->b.len;
        weft_buf_adds(&t->b, "cost");
        pad(t, from, c->cost, true);
    }
    weft_buf_addc(&t->b, '\n');
}

/* What follows from the table, in a sentence. */
static void add_verdict(struct text *t, const struct weft_sweep *s,
                        const struct weft_marks *m)
{
    const struct weft_point *best, *last;

    if (m->best == WEFT_NONE) {
        weft_buf_adds(&t->b, "No value gives a plan.\n");
        return;
    }
    best = weft_sweep_point(s, m->best);
    last = weft_sweep_point(s, weft_sweep_count(s) - 1);
    weft_buf_adds(&t->b, "The shortest plan, ");
    add_time(t, best->makespan);
    weft_buf_adds(&t->b, ", is reached at ");
    show_owned(t, weft_knob_value_text(&t->v->knob[0], best->value[0]));
    if (m->best == weft_sweep_count(s) - 1)
        weft_buf_adds(&t->b, ", the largest value tried.\n");
    else if (last->bound >= best->makespan)
        weft_buf_adds(&t->b, "; more is proved not to help.\n");
    else
        weft_buf_adds(&t->b, "; more was not found to help.\n");
}

static void add_list(struct text *t, const struct weft_sweep *s)
{
    struct columns c = measure(t, s);

    add_title(t, "sweep of ");
    show_owned(t, weft_knob_name(t->v->plan, &t->v->knob[0]));
    weft_buf_adds(&t->b, "\n\n");
    add_heading(t, &c);
    for (int32_t i = 0; i < weft_sweep_count(s); i++)
        add_row(t, &c, weft_sweep_point(s, i), i);
    weft_buf_addc(&t->b, '\n');
    add_verdict(t, s, &c.marks);
}

/* --- two knobs ------------------------------------------------------------------- */

static void add_cell(struct text *t, const struct weft_point *p)
{
    if (p->from != WEFT_NONE)
        add_time(t, p->makespan);
    else
        weft_buf_addc(&t->b, p->status == WEFT_INFEASIBLE ? '-' : '?');
    if (p->status == WEFT_FEASIBLE)
        weft_buf_addc(&t->b, '~');
}

/* Widest text of the second knob's columns; they are all as wide. */
static int cell_width(struct text *t, const struct weft_sweep *s)
{
    int w = 3;

    for (int32_t i = 0; i < weft_sweep_count(s); i++) {
        const struct weft_point *p = weft_sweep_point(s, i);

        w = most(w, measure_value(t, 1, p->value[1]));
        if (p->from != WEFT_NONE)
            w = most(w, measure_time(t, p->makespan) + 1);
    }
    return w;
}

static void add_table(struct text *t, const struct weft_sweep *s)
{
    int w = cell_width(t, s), first = 0;
    size_t from;

    for (int32_t i = 0; i < weft_sweep_count(s); i++)
        first = most(first,
                     measure_value(t, 0, weft_sweep_point(s, i)->value[0]));
    add_title(t, "makespan by ");
    show_owned(t, weft_knob_name(t->v->plan, &t->v->knob[0]));
    weft_buf_adds(&t->b, " (down) and ");
    show_owned(t, weft_knob_name(t->v->plan, &t->v->knob[1]));
    weft_buf_addf(&t->b, " (across)\n\n  %*s", first, "");
    for (int32_t k = 0; k < t->v->n[1]; k++) {
        weft_buf_adds(&t->b, "  ");
        from = t->b.len;
        show_owned(t, weft_knob_value_text(&t->v->knob[1],
                                           weft_sweep_point(s, k)->value[1]));
        pad(t, from, w, true);
    }
    for (int32_t i = 0; i < weft_sweep_count(s); i++) {
        if (i % t->v->n[1] == 0) {
            weft_buf_adds(&t->b, "\n  ");
            from = t->b.len;
            show_owned(t,
                       weft_knob_value_text(&t->v->knob[0],
                                            weft_sweep_point(s, i)->value[0]));
            pad(t, from, first, true);
        }
        weft_buf_adds(&t->b, "  ");
        from = t->b.len;
        add_cell(t, weft_sweep_point(s, i));
        pad(t, from, w, true);
    }
    weft_buf_adds(&t->b, "\n\n-: infeasible  ?: no plan found  ~: not proved "
                         "the shortest\n");
}

char *cli_sweep_text(const struct sweep_view *v, const struct weft_sweep *s)
{
    struct text t = { .v = v };

    if (v->naxis == 1)
        add_list(&t, s);
    else
        add_table(&t, s);
    return weft_buf_take(&t.b);
}

/* --- all knobs --------------------------------------------------------------------- */

static bool costs_differ(const struct weft_ranking *k)
{
    for (int32_t i = 0; i < weft_ranking_count(k); i++)
        if (weft_ranking_gain(k, i)->cost != weft_ranking_base(k)->cost &&
            weft_ranking_gain(k, i)->helps)
            return true;
    return false;
}

static int name_width(struct text *t, const struct weft_ranking *k)
{
    int w = 4;

    for (int32_t i = 0; i < weft_ranking_count(k); i++) {
        size_t from = t->b.len;

        show_owned(t,
                   weft_knob_name(t->v->plan, &weft_ranking_gain(k, i)->knob));
        if (t->b.oom)
            break;
        w = most(w, width_of(t->b.p + from, t->b.len - from));
        t->b.len = from;
    }
    return w > NAME_MAX ? NAME_MAX : w;
}

/* The plan is as short as it could be with room for everything. */
static bool is_capped(const struct weft_ranking *k)
{
    const struct weft_point *base = weft_ranking_base(k);

    return base->from != WEFT_NONE && weft_ranking_path(k) >= base->makespan;
}

/* The step, and what it gives. */
static void add_step(struct text *t, const struct weft_ranking *k,
                     const struct weft_gain *g)
{
    const struct weft_point *base = weft_ranking_base(k);

    show_owned(t, weft_knob_value_text(&g->knob, g->now));
    if (!g->done) {
        weft_buf_adds(&t->b, ": time is over");
        return;
    }
    if (!g->helps) {
        weft_buf_addf(&t->b, ": %s",
                      g->proved ? "no help" : "no help was found");
        if (g->value > g->now && !is_capped(k)) {
            weft_buf_adds(&t->b, " up to ");
            show_owned(t, weft_knob_value_text(&g->knob, g->value));
        }
        return;
    }
    weft_buf_adds(&t->b, " -> ");
    show_owned(t, weft_knob_value_text(&g->knob, g->value));
    weft_buf_adds(&t->b, ": ");
    add_time(t, g->makespan);
    if (base->from == WEFT_NONE)
        return;
    weft_buf_addc(&t->b, ' ');
    add_change(t, base->makespan, g->makespan);
    if (costs_differ(k)) {
        weft_buf_adds(&t->b, ", cost ");
        add_cost(t, g->cost);
    }
}

static int step_width(struct text *t, const struct weft_ranking *k)
{
    int w = 24;

    for (int32_t i = 0; i < weft_ranking_count(k); i++) {
        size_t from = t->b.len;

        add_step(t, k, weft_ranking_gain(k, i));
        if (t->b.oom)
            break;
        w = most(w, width_of(t->b.p + from, t->b.len - from));
        t->b.len = from;
    }
    return w;
}

static void add_less(struct text *t, const struct weft_ranking *k,
                     const struct weft_gain *g)
{
    const struct weft_point *base = weft_ranking_base(k);

    if (!g->done || g->less < 0)
        return;
    show_owned(t, weft_knob_value_text(&g->knob, g->less));
    weft_buf_adds(&t->b, ": ");
    if (g->less_makespan < 0)
        weft_buf_adds(&t->b, g->less_status == WEFT_INFEASIBLE ? "no plan"
                                                               : "none found");
    else if (base->from != WEFT_NONE && g->less_makespan == base->makespan)
        weft_buf_adds(&t->b, "the same");
    else
        add_time(t, g->less_makespan);
}

static void add_base(struct text *t, const struct weft_ranking *k)
{
    const struct weft_point *base = weft_ranking_base(k);

    if (base->from == WEFT_NONE) {
        weft_buf_adds(&t->b, "There is no plan: ");
        show(t, base->reason);
    } else {
        weft_buf_adds(&t->b, "The plan takes ");
        add_time(t, base->makespan);
        if (base->status == WEFT_OPTIMAL) {
            weft_buf_adds(&t->b, " (optimal)");
        } else {
            weft_buf_adds(&t->b, " (bound ");
            add_time(t, base->bound);
            weft_buf_addc(&t->b, ')');
        }
        if (costs_differ(k)) {
            weft_buf_adds(&t->b, " and costs ");
            add_cost(t, base->cost);
        }
    }
    weft_buf_adds(&t->b, ". ");
    if (is_capped(k)) {
        weft_buf_adds(&t->b, "No capacity can help: the critical path alone "
                             "takes ");
        add_time(t, weft_ranking_path(k));
    } else {
        weft_buf_adds(&t->b,
                      "With room for everything it would take at least ");
        add_time(t, weft_ranking_path(k));
    }
    weft_buf_adds(&t->b, ".\n\n");
}

char *cli_ranking_text(const struct sweep_view *v, const struct weft_ranking *k)
{
    struct text t = { .v = v };
    int name = name_width(&t, k), step = step_width(&t, k);

    add_title(&t, "the smallest step of everything that helps\n\n");
    add_base(&t, k);
    weft_buf_addf(&t.b, "  %-*s  %-*s  %s\n", name, "what", step,
                  "smallest step that helps", "one step less");
    for (int32_t i = 0; i < weft_ranking_count(k) && !t.b.oom; i++) {
        const struct weft_gain *g = weft_ranking_gain(k, i);
        size_t from;

        weft_buf_adds(&t.b, "  ");
        from = t.b.len;
        show_owned(&t, weft_knob_name(v->plan, &g->knob));
        pad(&t, from, name, false);
        weft_buf_adds(&t.b, "  ");
        from = t.b.len;
        add_step(&t, k, g);
        pad(&t, from, step, false);
        weft_buf_adds(&t.b, "  ");
        add_less(&t, k, g);
        while (t.b.len > 0 && !t.b.oom && t.b.p[t.b.len - 1] == ' ')
            t.b.len--;
        weft_buf_addc(&t.b, '\n');
    }
    return weft_buf_take(&t.b);
}
