/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the graph in cells. A cell has arms to its neighbours; lines
 * out of one element share cells, lines of different ones only cross. A cell
 * is a joint where some line turns off in it, else four arms are a crossing. */
#include <stdlib.h>

#include "ui/dag.h"

struct pen {
    struct ui_dag_lines *c;
    bool down; /* along is y */
    uint8_t weight;
    bool lit;
};

void ui_dag_lines_release(struct ui_dag_lines *c)
{
    free(c->cell);
    c->cell = NULL;
}

const struct ui_dag_cell *ui_dag_cell_at(const struct ui_dag_lines *c, int x,
                                         int y)
{
    x -= c->x;
    y -= c->y;
    if (x < 0 || y < 0 || x >= c->w || y >= c->h)
        return NULL;
    return &c->cell[y * c->w + x];
}

static struct ui_dag_cell *at(const struct pen *p, int along, int across)
{
    int x = (p->down ? across : along) - p->c->x;
    int y = (p->down ? along : across) - p->c->y;

    if (x < 0 || y < 0 || x >= p->c->w || y >= p->c->h)
        return NULL;
    return &p->c->cell[y * p->c->w + x];
}

static void widen(uint8_t *arm, uint8_t weight)
{
    if (*arm < weight)
        *arm = weight;
}

/* Arms of a cell: against the links, with them, to lower and higher across. */
static void mark(const struct pen *p, int along, int across, bool back, bool on,
                 bool minus, bool plus)
{
    struct ui_dag_cell *k = at(p, along, across);

    if (!k)
        return;
    if (back)
        widen(p->down ? &k->arms.up : &k->arms.left, p->weight);
    if (on)
        widen(p->down ? &k->arms.down : &k->arms.right, p->weight);
    if (minus)
        widen(p->down ? &k->arms.left : &k->arms.up, p->weight);
    if (plus)
        widen(p->down ? &k->arms.right : &k->arms.down, p->weight);
    if ((back || on) && (minus || plus))
        k->joined = true;
    k->lit |= p->lit;
}

static void clip(int *a, int *b, int from, int size)
{
    if (*a < from)
        *a = from;
    if (*b > from + size - 1)
        *b = from + size - 1;
}

static void run_along(const struct pen *p, int across, int a, int b)
{
    clip(&a, &b, p->down ? p->c->y : p->c->x, p->down ? p->c->h : p->c->w);
    for (; a <= b; a++)
        mark(p, a, across, true, true, false, false);
}

static void run_across(const struct pen *p, int along, int a, int b)
{
    clip(&a, &b, p->down ? p->c->x : p->c->y, p->down ? p->c->w : p->c->h);
    for (; a <= b; a++)
        mark(p, along, a, false, false, true, true);
}

/* From one row to another. */
static void change_over(const struct pen *p, int track, int from, int to)
{
    bool up = to < from;

    mark(p, track, from, true, false, up, !up);
    run_across(p, track, (up ? to : from) + 1, (up ? from : to) - 1);
    mark(p, track, to, false, true, !up, up);
}

/* One channel, from cell a on to its end. */
static void draw_leg(const struct pen *p, const struct weft_leg *g, int a,
                     int end)
{
    int from = g->from, track = g->track;

    if (track == WEFT_NONE) {
        run_along(p, from, a, end);
        return;
    }
    if (g->via != WEFT_NONE) {
        run_along(p, from, a, track - 1);
        change_over(p, track, from, g->via);
        a = track + 1;
        from = g->via;
        track = g->track2;
    }
    run_along(p, from, a, track - 1);
    change_over(p, track, from, g->to);
    if (g->merges && at(p, track, g->to))
        at(p, track, g->to)->merges = g->to < from ? UI_MERGE_UP
                                                   : UI_MERGE_DOWN;
    run_along(p, g->to, track + 1, end);
}

static void draw_link(const struct pen *p, const struct ui_dag *d, int32_t l)
{
    const struct weft_layout *o = &d->lay;
    int32_t u = d->g.from[l], layer = o->layer[u];
    struct ui_dag_box b = ui_dag_box(d, u);
    int a = p->down ? b.y + b.h : b.x + b.w;

    for (int32_t k = o->leg_begin[l]; k < o->leg_begin[l + 1]; k++) {
        layer++;
        draw_leg(p, &o->leg[k], a, o->layer_at[layer] - 1);
        a = o->layer_at[layer];
    }
    if (d->look.step != UI_STEP_DOTS) {
        struct ui_dag_cell *k = at(p, a - 1, o->meet[d->g.to[l]]);

        if (k)
            k->arrow = true;
    }
}

bool ui_dag_lines_make(struct ui_dag_lines *c, const struct ui_dag *d,
                       struct ui_dag_box window)
{
    struct pen p = { .c = c, .down = d->look.down };

    *c = (struct ui_dag_lines){ window.x, window.y, window.w, window.h, NULL };
    if (c->w < 0 || c->h < 0)
        c->w = c->h = 0;
    c->cell = calloc((size_t)c->w * (size_t)c->h + 1, sizeof(*c->cell));
    if (!c->cell)
        return false;
    for (int32_t l = 0; l < d->g.nlink; l++) {
        if (d->lay.shape[l] != WEFT_LINK_DRAWN)
            continue;
        p.weight = d->link_heavy[l] ? 2 : 1;
        p.lit = ui_dag_link_lit(d, l);
        draw_link(&p, d, l);
    }
    return true;
}

static enum ui_role role_of(const struct ui_dag_cell *k)
{
    if (k->arms.up == 2 || k->arms.down == 2 || k->arms.left == 2 ||
        k->arms.right == 2)
        return UI_CRITICAL;
    return k->lit ? UI_TEXT : UI_MUTED;
}

/* An arrow along the trunk, into the line that it joins. */
static uint32_t merge_glyph(const struct ui_glyphs *g, bool down, uint8_t merge)
{
    if (down)
        return g->g[merge == UI_MERGE_UP ? UI_G_ARROW_LEFT : UI_G_ARROW_RIGHT];
    return g->g[merge == UI_MERGE_UP ? UI_G_ARROW_UP : UI_G_ARROW_DOWN];
}

void ui_dag_lines_draw(const struct ui_dag_lines *c, const struct ui_dag *d,
                       struct ui_pad p)
{
    const struct ui_glyphs *g = p.c->glyphs;

    for (int y = 0; y < c->h; y++)
        for (int x = 0; x < c->w; x++) {
            const struct ui_dag_cell *k = &c->cell[y * c->w + x];
            uint32_t ch = ui_line_glyph(g, k->arms, k->joined);

            if (k->merges)
                ch = merge_glyph(g, d->look.down, k->merges);
            if (k->arrow)
                ch = g->g[d->look.down ? UI_G_ARROW_DOWN : UI_G_ARROW_RIGHT];
            if (ch == ' ')
                continue;
            ui_put(p, x, y, role_of(k), ch);
            if (k->lit)
                ui_attr(p, x, y, 1, UI_BOLD);
        }
}
