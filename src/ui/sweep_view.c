/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sweep, or the ranking of all capacities, as a list over the screen. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/popup.h"
#include "ui/sweep.h"
#include "ui/sweep_view.h"
#include "ui/text.h"

#define SWEEP_W 64
#define RANK_W  76

static void owned(char *out, size_t size, char *text)
{
    snprintf(out, size, "%s", text ? text : "?");
    free(text);
}

void ui_knob_name(char *out, size_t size, const struct weft_plan *p,
                  const struct weft_knob *k)
{
    if (k->kind == WEFT_KNOB_COUNT)
        owned(out, size, weft_knob_name(p, k));
    else
        ui_capacity_name(out, size, p, k->node, k->res);
}

/* --- one knob --------------------------------------------------------------------- */

struct columns {
    struct ui_span value, time, bar, use, cost, mark;
    int64_t longest;
    struct weft_marks marks;
};

static struct columns measure(const struct ui_draw *d, int w)
{
    const struct ui_sweep *s = d->m->sweep;
    int32_t n = weft_sweep_count(s->sweep);
    struct columns c = { .value = { 1, 5 }, .time = { 0, 8 } };
    bool cost = false;
    int x;

    for (int32_t i = 0; i < n; i++) {
        const struct weft_point *p = weft_sweep_point(s->sweep, i);
        char text[64];

        owned(text, sizeof(text), weft_knob_value_text(&s->knob, p->value[0]));
        if (ui_width(d->p.c, text) > c.value.w)
            c.value.w = ui_width(d->p.c, text);
        if (p->from != WEFT_NONE && p->makespan > c.longest)
            c.longest = p->makespan;
        cost = cost || p->cost > 0;
    }
    weft_sweep_marks(s->sweep, &c.marks);
    c.time.x = c.value.x + c.value.w + 2;
    x = w - 5;
    c.mark = (struct ui_span){ x, 5 };
    if (cost) {
        x -= 9;
        c.cost = (struct ui_span){ x, 8 };
    }
    x -= 6;
    c.use = (struct ui_span){ x, 5 };
    c.bar.x = c.time.x + c.time.w + 1;
    c.bar.w = x - c.bar.x - 1;
    return c;
}

static void row(const struct ui_draw *d, struct ui_pad p, int y, int32_t i,
                const struct columns *c)
{
    const struct ui_sweep *s = d->m->sweep;
    const struct weft_point *pt = weft_sweep_point(s->sweep, i);
    char text[128];
    int bar;

    owned(text, sizeof(text), weft_knob_value_text(&s->knob, pt->value[0]));
    ui_text_right(p, c->value.x, y, c->value.w, UI_TEXT, text);
    if (i == c->marks.now)
        ui_text(p, c->mark.x, y, UI_TITLE, "now");
    if (pt->from == WEFT_NONE) {
        snprintf(text, sizeof(text), "%s%.100s",
                 pt->status == WEFT_INFEASIBLE ? "infeasible: " : "",
                 pt->done ? pt->reason : "...");
        ui_textw(p, c->time.x + 2, y, c->mark.x - c->time.x - 3,
                 pt->done ? UI_BAD : UI_MUTED, text);
        return;
    }
    ui_short_time(text, sizeof(text), d->m, pt->makespan);
    ui_text_right(p, c->time.x, y, c->time.w, UI_TEXT, text);
    bar = c->longest > 0
              ? (int)((double)pt->makespan / (double)c->longest * c->bar.w)
              : 0;
    ui_hline(p, c->bar.x, y, bar > 0 ? bar : 1,
             pt->status == WEFT_OPTIMAL ? UI_TEXT : UI_MUTED, UI_G_METER);
    snprintf(text, sizeof(text), "%" PRId32 "%%", (pt->use + 5000) / 10000);
    ui_text_right(p, c->use.x, y, c->use.w, UI_TEXT, text);
    if (c->cost.w) {
        ui_cost_text(text, sizeof(text), pt->cost);
        ui_text_right(p, c->cost.x, y, c->cost.w, UI_TEXT, text);
    }
    if (i == c->marks.now)
        return;
    if (i == c->marks.knee)
        ui_text(p, c->mark.x, y, UI_GOOD, "knee");
    else if (i == c->marks.best)
        ui_text(p, c->mark.x, y, UI_GOOD, "least");
}

static void head(struct ui_pad p, const struct columns *c)
{
    ui_text_right(p, c->value.x, 0, c->value.w, UI_TITLE, "cap");
    ui_text_right(p, c->time.x, 0, c->time.w, UI_TITLE, "makespan");
    ui_text_right(p, c->use.x, 0, c->use.w, UI_TITLE, "use");
    ui_text_right(p, c->cost.x, 0, c->cost.w, UI_TITLE, "cost");
}

/* What is left to do; "" if nothing is. */
static void progress(const struct ui_model *m, char *out, size_t size)
{
    const struct ui_sweep *s = m->sweep;
    int32_t left = s->sweep ? weft_sweep_left(s->sweep)
                            : weft_ranking_left(s->ranking);

    out[0] = '\0';
    if (s->fault[0])
        snprintf(out, size, "%s", s->fault);
    else if (s->stage == UI_SWEEP_HERE)
        snprintf(out, size, "planning: %" PRId32 " done, %" PRId32 " to go",
                 s->made, left);
    else if (s->stage == UI_SWEEP_SEARCH)
        snprintf(out, size,
                 "searching for better plans: %" PRId32 " done, %" PRId32
                 " to go",
                 s->searched, left + 1);
}

/* "bound 24 reached at 6; more cpu cannot help" */
static void verdict(const struct ui_draw *d, const struct columns *c, char *out,
                    size_t size)
{
    const struct ui_sweep *s = d->m->sweep;
    int32_t last = weft_sweep_count(s->sweep) - 1;
    const struct weft_point *top = weft_sweep_point(s->sweep, last), *best;
    char time[32], at[64], name[96], most[64];

    out[0] = '\0';
    if (c->marks.best == WEFT_NONE)
        return;
    best = weft_sweep_point(s->sweep, c->marks.best);
    ui_short_time(time, sizeof(time), d->m, best->makespan);
    owned(at, sizeof(at), weft_knob_value_text(&s->knob, best->value[0]));
    ui_knob_name(name, sizeof(name), d->m->plan, &s->knob);
    owned(most, sizeof(most), weft_knob_value_text(&s->knob, top->value[0]));
    if (best->makespan == top->bound &&
        top->value[0] >= weft_knob_enough(d->m->plan, &s->knob))
        snprintf(out, size, "bound %s reached at %s; more %s cannot help", time,
                 at, name);
    else if (best->makespan == top->bound)
        snprintf(out, size, "bound %s reached at %s; up to %s no more helps",
                 time, at, most);
    else
        snprintf(out, size, "best so far %s, at %s", time, at);
}

static bool all_proved(const struct ui_sweep *s)
{
    for (int32_t i = 0; i < weft_sweep_count(s->sweep); i++)
        if (weft_sweep_point(s->sweep, i)->status == WEFT_FEASIBLE)
            return false;
    return true;
}

static void draw_sweep(const struct ui_draw *d)
{
    const struct ui_sweep *s = d->m->sweep;
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int first = ui_list_first(0, d->s->popup_at, h);
    struct columns c;
    struct ui_pad p, list;
    char title[128], name[96], text[320];

    ui_knob_name(name, sizeof(name), d->m->plan, &s->knob);
    snprintf(title, sizeof(title), "SWEEP %s", name);
    p = ui_box_at(d, SWEEP_W, h + 5, title);
    c = measure(d, p.w);
    head(p, &c);
    list = ui_pad_sub(p, 0, 1, p.w, h);
    for (int i = 0; i < h && first + i < n; i++) {
        row(d, list, i, first + i, &c);
        ui_list_line(list, i, first + i, first + i == d->s->popup_at);
    }
    ui_more_marks(list, first, h, n);
    verdict(d, &c, text, sizeof(text));
    ui_textw(p, 1, h + 1, p.w - 2, UI_TEXT, text);
    progress(d->m, text, sizeof(text));
    ui_textw(p, 1, h + 2, p.w - 2, UI_MUTED,
             text[0]         ? text
             : all_proved(s) ? "every plan is proved to be the shortest"
                             : "dim bars are not proved to be the shortest");
}

/* --- all of them --------------------------------------------------------------------- */

static void gain(const struct ui_draw *d, struct ui_pad p, int y,
                 const struct weft_gain *g, int64_t base)
{
    char text[160], now[64], to[64];

    ui_knob_name(text, sizeof(text), d->m->plan, &g->knob);
    ui_name(p, 1, y, 22, UI_TEXT, text);
    owned(now, sizeof(now), weft_knob_value_text(&g->knob, g->now));
    owned(to, sizeof(to), weft_knob_value_text(&g->knob, g->value));
    if (!g->done) {
        ui_text(p, 24, y, UI_MUTED, "...");
        return;
    }
    if (!g->helps) {
        snprintf(text, sizeof(text), "%.40s: no effect up to %.40s%s", now, to,
                 g->proved ? "" : " (of what was tried)");
        ui_textw(p, 24, y, p.w - 25, UI_MUTED, text);
        return;
    }
    snprintf(text, sizeof(text), "%s -> %s", now, to);
    ui_textw(p, 24, y, 18, UI_TEXT, text);
    ui_makespan_change(text, sizeof(text), d->m, base, g->makespan);
    ui_textw(p, 43, y, p.w - 44, UI_GOOD, text);
}

static void draw_ranking(const struct ui_draw *d)
{
    const struct ui_sweep *s = d->m->sweep;
    const struct weft_point *base = weft_ranking_base(s->ranking);
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int first = ui_list_first(0, d->s->popup_at, h);
    struct ui_pad p = ui_box_at(d, RANK_W, h + 5,
                                "SWEEP all: the cheapest step that helps");
    struct ui_pad list = ui_pad_sub(p, 0, 1, p.w, h);
    char text[320], time[32];

    ui_text(p, 1, 0, UI_TITLE, "of");
    ui_text(p, 24, 0, UI_TITLE, "step");
    ui_text(p, 43, 0, UI_TITLE, "makespan");
    for (int i = 0; i < h && first + i < n; i++) {
        gain(d, list, i, weft_ranking_gain(s->ranking, first + i),
             base->makespan);
        ui_list_line(list, i, first + i, first + i == d->s->popup_at);
    }
    ui_more_marks(list, first, h, n);
    ui_short_time(time, sizeof(time), d->m, weft_ranking_path(s->ranking));
    snprintf(text, sizeof(text),
             base->makespan == weft_ranking_path(s->ranking)
                 ? "the critical path alone takes %s: no capacity can help"
                 : "the critical path alone takes %s",
             time);
    ui_textw(p, 1, h + 1, p.w - 2, UI_TEXT, text);
    progress(d->m, text, sizeof(text));
    ui_textw(p, 1, h + 2, p.w - 2, UI_MUTED, text);
}

void ui_view_sweep(const struct ui_draw *d)
{
    if (d->m->sweep && d->m->sweep->sweep)
        draw_sweep(d);
    else if (d->m->sweep)
        draw_ranking(d);
}
