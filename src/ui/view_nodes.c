/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/compare.h"
#include "ui/lanes.h"
#include "ui/text.h"

#define COLUMNS_MAX 1024
#define METER_MAX   16

/* Columns of a lane's label. */
struct label {
    struct ui_span name, res, cap, use, meter;
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Whether a node's only resource needs naming: not where all nodes have one
 * and the same. */
static bool resources_differ(const struct weft_plan *p)
{
    int32_t res = WEFT_NONE;

    for (int32_t i = 0; i < weft_plan_nnode(p); i++) {
        const struct weft_node *n = weft_plan_node(p, i);

        for (int32_t k = 0; k < n->ncapacity; k++) {
            if (res != WEFT_NONE && n->capacity[k].res != res)
                return true;
            res = n->capacity[k].res;
        }
    }
    return false;
}

static int widest_id(const struct ui_draw *d, bool res)
{
    const struct weft_plan *p = d->m->plan;
    int w = 0;
    int32_t n = res ? weft_plan_nres(p) : weft_plan_nnode(p);

    for (int32_t i = 0; i < n; i++) {
        int k = ui_width(d->p.c, res ? weft_plan_res(p, i)->id
                                     : weft_plan_node(p, i)->id);

        if (res && weft_plan_res(p, i)->global)
            continue;
        if (k > w)
            w = k;
    }
    return w;
}

static struct label label(const struct ui_draw *d)
{
    struct label l = { 0 };
    int w = d->f.nodes.w, x = d->f.nodes.x + 1, room;

    l.cap.w = least(d->m->pic.width.cap, 8) + 2;
    if (l.cap.w < 5)
        l.cap.w = 5;
    l.res.w = resources_differ(d->m->plan) ? least(widest_id(d, true), 10) : 0;
    l.use.w = 4;
    room = w - 3 - l.cap.w - l.use.w;
    if (l.res.w && room - l.res.w - 1 < 6)
        l.res.w = 0; /* the name comes first */
    room -= l.res.w ? l.res.w + 1 : 0;
    l.name.w = least(d->m->pic.width.lane > 4 ? d->m->pic.width.lane : 4, room);
    l.name.x = x;
    x += l.name.w + 1;
    l.res.x = x;
    x += l.res.w ? l.res.w + 1 : 0;
    l.cap.x = x;
    l.use.x = x + l.cap.w;
    l.meter.x = l.use.x + l.use.w + 1;
    l.meter.w = d->f.nodes.x + w - l.meter.x - 1;
    if (l.meter.w < 4)
        l.meter.w = 0;
    if (l.meter.w > METER_MAX)
        l.meter.w = METER_MAX;
    return l;
}

/* amount x time of a load in each column. */
static void add_load(const struct ui_draw *d, const struct ui_load *l,
                     double *used, int w)
{
    const struct weft_step *st = &d->m->pic.step[l->step_begin];

    for (int32_t k = 0; k < l->nstep; k++) {
        int64_t from = st[k].at;
        int64_t to = k + 1 < l->nstep ? st[k + 1].at : d->m->pic.makespan;
        int x = ui_axis_column(&d->a, from > d->a.t0 ? from : d->a.t0);

        if (st[k].use == 0 || to <= d->a.t0)
            continue;
        for (; x < w; x++) {
            int64_t left = d->a.t0 + x * d->a.cell;
            int64_t right = left + d->a.cell;
            int64_t b = from > left ? from : left, e = to < right ? to : right;

            if (b >= to)
                break;
            used[x] += (double)st[k].use * (double)(e - b);
        }
    }
}

static void lane_over_time(const struct ui_draw *d, int y,
                           const struct ui_lane *lane)
{
    struct ui_pad p = ui_pad_sub(d->p, d->f.time.x, y, d->f.time.w, 1);
    double used[COLUMNS_MAX] = { 0 }, room = 0;
    int w = least(d->f.time.w, COLUMNS_MAX), at;

    for (int32_t i = 0; i < d->m->pic.nload; i++) {
        const struct ui_load *l = &d->m->pic.load[i];

        if (l->node != lane->node || l->res != lane->res ||
            (lane->copy != WEFT_NONE && l->copy != lane->copy))
            continue;
        add_load(d, l, used, w);
        room += (double)l->cap * (double)d->a.cell;
    }
    for (int x = 0; x < w; x++)
        ui_load_draw(p, x, 0, used[x], room);
    at = ui_axis_column(&d->a, d->s->cursor);
    if (d->s->cursor >= 0 && at >= 0 && at < w && used[at] <= 0)
        ui_glyph(p, at, 0, UI_MUTED, UI_G_TIME);
    if (d->m->pic.stale)
        ui_paint(p, 0, 0, w, UI_MUTED, 0);
}

/* What a consumable is used up by, and a line that says so. */
static int64_t budget_use(const struct ui_draw *d, int32_t res)
{
    const struct weft_plan *p = d->m->plan;
    int64_t sum = 0;

    for (int32_t i = 0; i < weft_plan_ntask(p); i++) {
        int32_t n;
        const struct weft_amount *a = ui_run_demand(p, &d->m->pic.place[i], i,
                                                    &n);

        if (__builtin_add_overflow(sum, ui_amount(a, n, res), &sum))
            return INT64_MAX;
    }
    return sum;
}

static int32_t budget(const struct ui_draw *d, int y, int32_t res)
{
    int64_t cap = weft_plan_res(d->m->plan, res)->capacity;
    int64_t used = budget_use(d, res);
    char text[96], a[32], b[32];

    ui_quantity_text(a, sizeof(a), used);
    ui_quantity_text(b, sizeof(b), cap);
    snprintf(text, sizeof(text), "%s of %s is used up", a, b);
    ui_textw(d->p, d->f.time.x, y, d->f.time.w, used > cap ? UI_BAD : UI_MUTED,
             text);
    return cap > 0 ? (int32_t)(1e6 * (double)used / (double)cap) : 0;
}

static void lane_name(const struct ui_draw *d, const struct ui_lane *lane,
                      char *out, size_t size)
{
    const struct weft_plan *p = d->m->plan;

    if (lane->node == WEFT_NONE)
        snprintf(out, size, "%s", weft_plan_res(p, lane->res)->id);
    else if (lane->copy == WEFT_NONE)
        ui_node_label(out, size, p, lane->node);
    else
        ui_node_text(out, size, p, lane->node, lane->copy);
}

static void names(const struct ui_draw *d, int y, const struct label *l,
                  const struct ui_lane *lane)
{
    char text[UI_TEXT_MAX];

    if (lane->first) {
        lane_name(d, lane, text, sizeof(text));
        ui_name(d->p, l->name.x, y, l->name.w, UI_TEXT, text);
    }
    if (lane->node == WEFT_NONE)
        ui_textw(d->p, l->res.x, y, l->res.w, UI_MUTED, "global");
    else if (lane->res != WEFT_NONE)
        ui_name(d->p, l->res.x, y, l->res.w, UI_MUTED,
                weft_plan_res(d->m->plan, lane->res)->id);
    if (lane->folded)
        ui_glyph(d->p, l->cap.x - 1, y, UI_MUTED, UI_G_FOLDED);
}

static void meter(const struct ui_draw *d, int y, const struct label *l,
                  int32_t mean)
{
    int full = (int)(((int64_t)mean * l->meter.w + 500000) / 1000000);

    if (full == 0 && mean > 0)
        full = 1;
    if (full > l->meter.w)
        full = l->meter.w;
    ui_hline(d->p, l->meter.x, y, full, UI_TEXT, UI_G_METER);
    ui_hline(d->p, l->meter.x + full, y, l->meter.w - full, UI_MUTED,
             UI_G_METER_FREE);
}

/* Time at the limit, of the makespan where there is room, at the right where
 * tasks have end and float. */
static void at_limit(const struct ui_draw *d, int y, int64_t full)
{
    int right = d->f.slack.w ? d->f.slack.x + d->f.slack.w
                             : d->f.end.x + d->f.end.w;
    int left = d->f.end.w ? d->f.end.x : d->f.slack.x;
    char text[80], at[32], of[32];

    if ((!d->f.slack.w && !d->f.end.w) || d->m->pic.stale)
        return;
    ui_short_time(at, sizeof(at), d->m, full);
    ui_short_time(of, sizeof(of), d->m, d->m->pic.makespan);
    /* for all lanes alike, whatever the share */
    if (2 * (int)strlen(of) + 1 <= right - left)
        snprintf(text, sizeof(text), "%s/%s", at, of);
    else
        snprintf(text, sizeof(text), "%s", at);
    ui_text_right(d->p, left, y, right - left, full ? UI_WARN : UI_MUTED, text);
}

static void draw_lane(const struct ui_draw *d, int y, const struct label *l,
                      const struct ui_lane *lane)
{
    const struct weft_resource *r = lane->res == WEFT_NONE
                                        ? NULL
                                        : weft_plan_res(d->m->plan, lane->res);
    struct ui_hot hot = { .kind = UI_HOT_LANE,
                          .id = lane->node,
                          .sub = lane->copy,
                          .res = lane->res };
    struct ui_lane_use u;
    char text[48], cap[32];

    ui_hot(d->p, d->f.nodes.x, y, d->f.w - d->f.nodes.x, 1, hot);
    hot.kind = UI_HOT_CAP;
    ui_hot(d->p, l->cap.x, y, l->cap.w, 1, hot);
    names(d, y, l, lane);
    if (d->f.time.w)
        ui_glyph(d->p, d->f.side_x, y, UI_MUTED, UI_G_SIDE);
    if (!r) {
        ui_textw(d->p, l->cap.x, y, l->cap.w, UI_MUTED, "[ ]");
        return;
    }
    ui_lane_use(d->m, lane, &u);
    ui_quantity_short(cap, sizeof(cap), u.cap, l->cap.w - 2);
    snprintf(text, sizeof(text), "[%s]", cap);
    ui_textw(d->p, l->cap.x, y, l->cap.w, UI_TEXT, text);
    if (r->consumable) {
        u.mean = budget(d, y, lane->res);
    } else {
        lane_over_time(d, y, lane);
        at_limit(d, y, u.full);
        if (d->s->cursor >= 0)
            u.mean = ui_lane_use_at(d->m, lane, d->s->cursor);
    }
    if (!d->m->pic.any)
        return;
    snprintf(text, sizeof(text), "%" PRId32 "%%", (u.mean + 5000) / 10000);
    ui_text_right(d->p, l->use.x, y, l->use.w, UI_TEXT, text);
    ui_compare_capacity(d->m, lane, u.cap, text, sizeof(text));
    if (text[0] && !l->meter.w) /* overridden */
        ui_put(d->p, l->cap.x + ui_width(d->p.c, cap) + 2, y, UI_BASELINE, '*');
    if (text[0] && l->meter.w)
        ui_textw(d->p, l->meter.x, y, l->meter.w, UI_BASELINE, text);
    else
        meter(d, y, l, u.mean);
}

static bool selected(const struct ui_lane *a, const struct ui_lane *b)
{
    return a->node == b->node && a->copy == b->copy && a->res == b->res;
}

/* What part of the plan's time is on screen, as a heavy part of the rule, which
 * is light beside it also where the pane has the focus. */
static void window(const struct ui_draw *d)
{
    int64_t all = d->m->pic.makespan, end = ui_axis_end(&d->a);
    int w = d->f.time.w, from, to;

    if (!d->s->cell || all <= 0 || d->f.nodes_y == d->f.head_y)
        return;
    if (end > all)
        end = all;
    from = (int)((double)d->a.t0 / (double)all * w);
    to = (int)((double)end / (double)all * w + 0.5);
    ui_hline(d->p, d->f.time.x, d->f.nodes_y, w, UI_MUTED, UI_G_RULE);
    for (int x = from; x < to || x == from; x++)
        ui_put(d->p, d->f.time.x + least(x, w - 1), d->f.nodes_y, UI_TEXT,
               ui_box(d->p.c->glyphs, (struct ui_arms){ 0, 0, 2, 2 }));
}

static void heading(const struct ui_draw *d, const struct label *l)
{
    bool focus = d->s->pane == UI_PANE_NODES;
    struct ui_pad p = ui_pad_sub(d->p, d->f.nodes.x, d->f.nodes_y,
                                 d->f.w - d->f.nodes.x, 1);
    int right = d->f.slack.w ? d->f.slack.x + d->f.slack.w
                             : d->f.end.x + d->f.end.w;

    ui_rule(p, 0, focus, "NODES");
    ui_textw(d->p, l->cap.x + 1, d->f.nodes_y, 3, UI_TITLE, "cap");
    ui_text_right(d->p, l->use.x, d->f.nodes_y, l->use.w, UI_TITLE,
                  d->s->cursor >= 0 ? "now" : "use");
    window(d);
    if (d->f.slack.w || d->f.end.w)
        ui_text_right(d->p, right - 4, d->f.nodes_y, 4, UI_TITLE, "full");
    if (d->f.nodes_y == d->f.head_y && d->f.time.w) {
        struct ui_pad t = ui_pad_sub(d->p, d->f.time.x, d->f.head_y,
                                     d->f.time.w, 1);
        ui_blank(t, UI_TEXT);
        ui_axis_draw(t, 0, &d->a);
        ui_hot(t, 0, 0, t.w, 1, (struct ui_hot){ .kind = UI_HOT_AXIS });
    }
}

static void no_lanes(const struct ui_draw *d, int y)
{
    struct ui_pad p = ui_pad_sub(d->p, d->f.nodes.x + 1, y,
                                 d->f.w - d->f.nodes.x - 2, d->f.nodes_h);

    ui_wrap(p, 0, 0, UI_MUTED,
            "No nodes: planned without capacities. Tab here and a adds one.");
}

void ui_view_nodes(const struct ui_draw *d)
{
    const struct ui_row *e = &d->s->row;
    bool typing = d->s->mode == UI_MODE_ROW && e->node, any = false;
    int y = d->f.nodes_y + 1, end = y + d->f.nodes_h;
    struct label l = label(d);
    struct ui_lane_walk it;

    heading(d, &l);
    if (typing && e->add && e->index == WEFT_NONE)
        ui_view_row(d, y++);
    ui_lanes_begin(&it, d->f.lane_depth);
    for (int i = 0; y < end && ui_lanes_next(&it, d->s, d->m); i++) {
        bool here = typing && it.lane.node == e->index && it.lane.first &&
                    it.lane.node != WEFT_NONE;

        any = true;
        if (i < d->s->lane_top)
            continue;
        if (here && !e->add) {
            ui_view_row(d, y++);
            continue;
        }
        draw_lane(d, y, &l, &it.lane);
        if (d->s->pane == UI_PANE_NODES && selected(&it.lane, &d->s->lane)) {
            ui_glyph(d->p, d->f.nodes.x, y, UI_TITLE, UI_G_MARK);
            ui_paint(d->p, l.name.x, y, l.use.x + l.use.w - l.name.x,
                     UI_SELECTED, UI_REVERSE);
            ui_cursor(d->p, d->f.nodes.x, y, false);
        }
        y++;
        if (here && e->add && y < end)
            ui_view_row(d, y++);
    }
    if (!any && !typing)
        no_lanes(d, y);
}

void ui_nodes_summary(const struct ui_draw *d, char *out, size_t size)
{
    struct ui_lane_walk it;
    size_t len = 0;

    out[0] = '\0';
    ui_lanes_begin(&it, 0);
    while (len < size && ui_lanes_next(&it, d->s, d->m)) {
        const char *id = it.lane.node != WEFT_NONE
                             ? weft_plan_node(d->m->plan, it.lane.node)->id
                             : weft_plan_res(d->m->plan, it.lane.res)->id;
        struct ui_lane_use u;
        char cap[32];

        ui_lane_use(d->m, &it.lane, &u);
        ui_quantity_text(cap, sizeof(cap), u.cap);
        len += (size_t)snprintf(out + len, size - len, " %s %s", id, cap);
    }
}
