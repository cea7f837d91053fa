/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/frame.h"

#include "ui/baseline.h"
#include "ui/lanes.h"

#define LOW         18 /* lines below which the accordion is played */
#define NARROW      60 /* columns below which the rail is left out */
#define LANES       6
#define LANES_WIDE  8
#define TIME_MIN    14
#define LABEL_W     34 /* columns that a lane's label likes */
#define LABEL_MIN   40 /* needs to be level with the table */
#define LABEL_ALONE 56 /* and takes at most */
#define GRAPH_W     44 /* columns of a graph beside the table, at least */
#define WHY_W       30 /* and of the text beside the lanes */

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

/* Rows of the table; a filter does not change what they are given. */
static int rows_of(const struct ui_model *m)
{
    int32_t n = ui_tracks_by(m) == UI_BY_TASK ? m->pic.ntask
                                              : ui_track_count(m);

    return max((int)n, 1);
}

static int clamp(int v, int lo, int hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

/* Unfold the nodes if all their lines have room; returns the lines. */
static int set_depth(const struct ui_state *s, const struct ui_model *m,
                     struct ui_frame *f, int room)
{
    f->lane_depth = s->lanes_all >= 0 ? s->lanes_all : 1;
    if (s->lanes_all < 0 && ui_lanes_count(s, m, 1) > room)
        f->lane_depth = 0;
    return ui_lanes_count(s, m, f->lane_depth);
}

/* --- lines --------------------------------------------------------------- */

/* The pane that the others make room for: a row is typed where it stands. */
static enum ui_pane main_pane(const struct ui_state *s)
{
    if (s->mode == UI_MODE_ROW)
        return s->row.node ? UI_PANE_NODES : UI_PANE_TASKS;
    return s->pane;
}

static int text_lines(int h)
{
    return h >= 40 ? 5 : h >= 24 ? 3 : h >= 14 ? 2 : 1;
}

static void accordion(const struct ui_state *s, const struct ui_model *m,
                      struct ui_frame *f)
{
    enum ui_pane pane = main_pane(s);
    int body = f->h - 4; /* between headings and message */

    if (!s->whole) {
        f->why_h = pane == UI_PANE_WHY ? 0 : text_lines(f->h);
        body -= 1 + f->why_h;
        f->strip_y = 2 + body;
        f->why_y = f->strip_y; /* the strip is its rule */
    }
    f->why = (struct ui_span){ 0, f->w };
    f->nodes = (struct ui_span){ 0, 0 };
    if (pane == UI_PANE_GRAPH) {
        f->graph_y = 1;
        f->graph_h = body;
        f->graph = (struct ui_span){ 0, f->w };
    } else if (pane == UI_PANE_TASKS) {
        f->rows_h = body;
    } else if (pane == UI_PANE_NODES) {
        f->nodes_y = 1;
        f->nodes_h = body;
        set_depth(s, m, f, body);
    } else {
        f->why_y = 1;
        f->why_h = body;
    }
}

static void beside(const struct ui_state *s, const struct ui_model *m,
                   struct ui_frame *f)
{
    int body = f->h - 4, rows = rows_of(m);
    int most = max(body / 3, 11);
    int band = clamp(set_depth(s, m, f, most), 11, most);

    if (f->graph.w) /* the taller the better */
        rows = max(rows, body - 1 - most);
    if (rows < body - 1 - band) /* what the table leaves is used below */
        band = min(body - 1 - rows, max(band, body / 2));
    f->rows_h = body - 1 - band;
    f->nodes_y = f->why_y = 2 + f->rows_h;
    f->nodes_h = f->why_h = band;
}

static void stacked(const struct ui_state *s, const struct ui_model *m,
                    struct ui_frame *f)
{
    int body = f->h - 6, rows = f->graph.w ? f->h : rows_of(m);
    bool above = f->graph.w && f->div_x < 0;
    int lanes, spare;

    f->why_h = f->h >= 24 && !above ? 3 : 2;
    lanes = set_depth(s, m, f, max(body / 4, body - f->why_h - rows));
    f->nodes_h = clamp(lanes, 1, max(body / (above ? 8 : 4), 2));
    f->rows_h = body - f->why_h - f->nodes_h;
    spare = f->rows_h - rows;
    if (spare > 0) { /* first to lanes that are hidden, then to the text */
        int more = clamp(lanes - f->nodes_h, 0, spare);

        f->nodes_h += more;
        f->rows_h -= more;
        more = clamp(6 - f->why_h, 0, spare - more);
        f->why_h += more;
        f->rows_h -= more;
    }
    f->nodes_y = 2 + f->rows_h;
    f->why_y = f->nodes_y + 1 + f->nodes_h;
    f->why = (struct ui_span){ 0, f->w };
}

/* The graph takes the table's lines, or more than half of them. */
static void place_graph(const struct ui_model *m, struct ui_frame *f)
{
    int lines = f->rows_h - 1, rows;

    if (!f->graph.w || f->graph_h || f->rows_h == 0)
        return;
    f->graph_y = 1;
    if (f->div_x >= 0) {
        f->graph_h = f->rows_h;
        return;
    }
    rows = clamp(rows_of(m), 1, lines - lines * 3 / 5);
    f->graph_h = lines - rows;
    f->head_y = f->graph_y + f->graph_h + 1;
    f->rows_y = f->head_y + 1;
    f->rows_h = rows;
}

/* --- columns ------------------------------------------------------------- */

static void split(struct ui_frame *f)
{
    f->table = (struct ui_span){ 0, f->w };
    f->div_x = -1;
    if (f->show != UI_SHOW_GRAPH_TIME || f->accordion)
        return;
    f->graph = (struct ui_span){ 0, f->w };
    if (f->w < UI_WIDE)
        return;
    f->graph.w = max(f->w * 2 / 5, GRAPH_W);
    f->div_x = f->graph.w;
    f->table.x = f->div_x + 1;
    f->table.w = f->w - f->table.x;
}

/* The same for every selected task. */
static int lanes_width(const struct ui_model *m, int max_lane)
{
    int32_t n = m->rail_all ? m->rail.nlane : m->rail_most;

    return ui_rail_width(min(n, max_lane));
}

static int rail_width(const struct ui_model *m, int max_lane)
{
    int w = lanes_width(m, max_lane);

    return m->rail_all ? w : w + m->pic.width.counts + 1;
}

/* Widths the texts would like, within what the window's width allows. */
static void want_columns(const struct ui_model *m, struct ui_frame *f)
{
    const struct ui_widths *w = &m->pic.width;
    bool wide = f->table.w >= UI_WIDE;

    f->max_lane = wide ? LANES_WIDE : LANES;
    f->name.w = clamp(w->name, 4, wide ? 32 : f->table.w < NARROW ? 12 : 18);
    f->node.w = clamp(w->node, 4, wide ? 16 : 8);
    if (wide)
        f->demand.w = clamp(w->demand, 6, f->table.w >= UI_WIDE + 30 ? 40 : 28);
    f->dur.w = clamp(w->dur, 3, wide ? 8 : 5);
    if (f->show == UI_SHOW_RAIL_TIME && f->table.w >= NARROW && !f->accordion &&
        ui_tracks_by(m) == UI_BY_TASK)
        f->rail.w = max(rail_width(m, f->max_lane), 3);
    f->end.w = f->table.w >= NARROW ? clamp(w->end, 3, wide ? 8 : 6) : 0;
    f->slack.w = clamp(w->slack, ui_baseline(m) ? 5 : 3, wide ? 8 : 6);
}

static int columns_width(const struct ui_frame *f)
{
    const int w[] = { f->name.w, f->node.w, f->demand.w, f->dur.w,
                      f->rail.w, f->end.w,  f->slack.w };
    int sum = 2 + (f->table.w >= NARROW); /* the marker and the side */

    for (int i = 0; i < (int)(sizeof(w) / sizeof(*w)); i++)
        sum += w[i] ? w[i] + 1 : 0;
    return sum;
}

/* Give up columns, the dearest last, until the time line has its width.
 * lanes: of the rail without the numbers beside it. compared: the last column
 * says how plans differ. */
static void fit_columns(struct ui_frame *f, int time_min, int lanes,
                        bool compared)
{
    struct ui_span *first = compared ? &f->end : &f->slack;
    struct ui_span *second = compared ? &f->slack : &f->end;
    struct {
        struct ui_span *c;
        int least;
    } give[] = { { &f->demand, 12 },  { &f->name, 14 }, { &f->demand, 0 },
                 { &f->rail, lanes }, { first, 0 },     { &f->node, 6 },
                 { &f->name, 12 },    { second, 0 },    { &f->name, 8 },
                 { &f->node, 0 },     { &f->dur, 0 },   { &f->rail, 0 } };

    for (int i = 0; i < (int)(sizeof(give) / sizeof(*give)); i++) {
        int lack = time_min - (f->table.w - columns_width(f));

        if (lack <= 0)
            return;
        if (give[i].c->w <= give[i].least)
            continue;
        if (give[i].least == 0 || give[i].c == &f->rail)
            give[i].c->w = give[i].least; /* whole or not at all */
        else
            give[i].c->w = max(give[i].c->w - lack, give[i].least);
    }
}

/* The node pane's labels stand under the table: widen a narrow one for them as
 * far as the time line can spare it. */
static void widen_name(struct ui_frame *f, int time_min)
{
    int left = columns_width(f) - (f->end.w ? f->end.w + 1 : 0) -
               (f->slack.w ? f->slack.w + 1 : 0);
    int spare = f->table.w - columns_width(f) - time_min;

    f->name.w += clamp(LABEL_W - left, 0, max(spare, 0));
}

static int place(struct ui_span *c, int x)
{
    c->x = x;
    return c->w ? x + c->w + 1 : x;
}

static void place_columns(struct ui_frame *f)
{
    int x = f->table.x + (f->table.w < NARROW ? 1 : 2);
    int right = f->table.x + f->table.w;

    x = place(&f->name, x);
    x = place(&f->node, x);
    x = place(&f->demand, x);
    x = place(&f->dur, x);
    x = place(&f->rail, x);
    if (f->slack.w) {
        right -= f->slack.w;
        f->slack.x = right;
        right--;
    }
    if (f->end.w) {
        right -= f->end.w;
        f->end.x = right;
        right--;
    }
    f->side_x = f->rail.w ? x - 1 : x;
    f->time = (struct ui_span){ f->side_x + 1, max(right - f->side_x - 1, 1) };
}

/* The node pane alone: columns of its own. */
static void place_lanes(struct ui_frame *f)
{
    int right = f->end.w ? f->end.x : f->slack.w ? f->slack.x : f->w;

    f->side_x = clamp(f->w * 45 / 100, 22, LABEL_ALONE);
    f->time = (struct ui_span){ f->side_x + 1, max(right - f->side_x - 2, 1) };
}

bool ui_is_low(const struct ui_state *s)
{
    return s->h < LOW || s->whole;
}

bool ui_in_view(const struct ui_state *s, enum ui_pane p)
{
    enum ui_show show = ui_shown(s);

    if (ui_is_low(s))
        return true;
    if (p == UI_PANE_GRAPH)
        return show == UI_SHOW_GRAPH || show == UI_SHOW_GRAPH_TIME;
    return p != UI_PANE_TASKS || show != UI_SHOW_GRAPH;
}

void ui_frame(const struct ui_state *s, const struct ui_model *m,
              struct ui_frame *f)
{
    int time_min;

    *f = (struct ui_frame){ .w = s->w, .h = s->h, .show = ui_shown(s) };
    f->head_y = 1;
    f->rows_y = 2;
    f->strip_y = -1;
    f->msg_y = s->h - 2;
    f->foot_y = s->h - 1;
    f->tiny = s->w < UI_MIN_W || s->h < UI_MIN_H;
    if (f->tiny)
        return;
    if (f->show == UI_SHOW_GRAPH && main_pane(s) == UI_PANE_TASKS)
        f->show = UI_SHOW_GRAPH_TIME; /* a row is being typed */
    f->accordion = ui_is_low(s) || f->show == UI_SHOW_GRAPH;
    split(f);
    time_min = max(TIME_MIN, f->table.w * 35 / 100);
    want_columns(m, f);
    fit_columns(f, time_min, lanes_width(m, f->max_lane),
                ui_baseline(m) != NULL);
    widen_name(f, max(time_min, f->table.w / 2));
    place_columns(f);
    f->beside = s->w >= UI_WIDE && s->h >= UI_TALL && !f->accordion &&
                f->side_x >= LABEL_W + WHY_W;
    if (f->accordion)
        accordion(s, m, f);
    else if (f->beside)
        beside(s, m, f);
    else
        stacked(s, m, f);
    place_graph(m, f);
    if (f->rows_h == 0 && f->nodes_h > 0)
        place_lanes(f);
    f->nodes.w = f->side_x > 0 ? f->side_x : min(f->w, LABEL_ALONE);
    if (f->beside) {
        f->nodes.w = clamp(f->side_x / 2, 34, 44);
        if (f->side_x - f->table.x >= LABEL_MIN && f->table.x > 0)
            f->nodes.w = f->side_x - f->table.x; /* under the table */
        f->nodes.x = f->side_x - f->nodes.w;
        f->why = (struct ui_span){ 0, max(f->nodes.x - 1, 0) };
    }
}

struct ui_axis ui_frame_axis(const struct ui_state *s, const struct ui_model *m,
                             const struct ui_frame *f)
{
    struct ui_axis a = { .w = f->time.w, .unit = weft_plan_unit(m->plan) };
    int64_t span = m->pic.makespan;

    if (ui_baseline(m) && ui_baseline(m)->makespan > span)
        span = ui_baseline(m)->makespan;

    a.cell = s->cell ? s->cell
                     : ui_axis_fit(a.unit, span, f->time.w,
                                   m->problem ? m->problem->tick : 0);
    a.t0 = s->cell ? s->t0 : 0;
    return a;
}
