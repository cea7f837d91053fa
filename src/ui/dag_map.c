/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map of the whole picture in a corner of the pane, with the pane on it. */
#include "ui/dag_draw.h"

#define MAP_W 22 /* with its frame */
#define MAP_H 8

struct map {
    struct ui_pad p;  /* inside its frame */
    int w, h;         /* of the plane */
    int x, y, x2, y2; /* the window, in cells of the map */
};

static int scaled(int at, int size, int to)
{
    return size > 0 ? (int)((int64_t)at * to / size) : 0;
}

/* Cells of boxes that a map at x, y of the pane would hide; the selected one
 * counts most. */
static int64_t hides(const struct ui_dag_art *a, int x, int y, int w, int h)
{
    int64_t sum = 0;

    x += a->lines->x;
    y += a->lines->y;
    for (int32_t i = 0; i < a->dag->g.nnode; i++) {
        struct ui_dag_box b = ui_dag_box(a->dag, i);
        int right = b.x + b.w < x + w ? b.x + b.w : x + w;
        int foot = b.y + b.h < y + h ? b.y + b.h : y + h;
        int left = b.x > x ? b.x : x, top = b.y > y ? b.y : y;

        if (right > left && foot > top)
            sum += (int64_t)(right - left) * (foot - top) +
                   (a->dag->kin[i] == UI_KIN_SELF ? 100000 : 0);
    }
    return sum;
}

/* The corner where it hides least. */
static bool map_at(const struct ui_dag_art *a, struct map *m)
{
    const struct ui_dag *g = a->dag;
    int corner[4][2] = { { a->p.w - MAP_W, a->p.h - MAP_H },
                         { 0, a->p.h - MAP_H },
                         { a->p.w - MAP_W, 0 },
                         { 0, 0 } };
    int64_t least = INT64_MAX;
    int best = 0;

    m->w = g->look.down ? g->lay.size_across : g->lay.size_along;
    m->h = g->look.down ? g->lay.size_along : g->lay.size_across;
    if (a->p.w < MAP_W * 2 || a->p.h < MAP_H * 2 ||
        (m->w <= a->p.w * 3 / 2 && m->h <= a->p.h * 3 / 2))
        return false;
    for (int i = 0; i < 4; i++) {
        int64_t h = hides(a, corner[i][0], corner[i][1], MAP_W, MAP_H);

        if (h < least) {
            least = h;
            best = i;
        }
    }
    m->p = ui_pad_sub(a->p, corner[best][0], corner[best][1], MAP_W, MAP_H);
    return true;
}

static void map_frame(struct map *m)
{
    const struct ui_glyphs *g = m->p.c->glyphs;
    struct ui_pad p = m->p;

    ui_blank(p, UI_TEXT);
    for (int x = 0; x < p.w; x++) {
        ui_put(p, x, 0, UI_MUTED, ui_box(g, (struct ui_arms){ 0, 0, 1, 1 }));
        ui_put(p, x, p.h - 1, UI_MUTED,
               ui_box(g, (struct ui_arms){ 0, 0, 1, 1 }));
    }
    for (int y = 0; y < p.h; y++) {
        ui_put(p, 0, y, UI_MUTED, ui_box(g, (struct ui_arms){ 1, 1, 0, 0 }));
        ui_put(p, p.w - 1, y, UI_MUTED,
               ui_box(g, (struct ui_arms){ 1, 1, 0, 0 }));
    }
    ui_put(p, 0, 0, UI_MUTED, ui_box(g, (struct ui_arms){ 0, 1, 0, 1 }));
    ui_put(p, p.w - 1, 0, UI_MUTED, ui_box(g, (struct ui_arms){ 0, 1, 1, 0 }));
    ui_put(p, 0, p.h - 1, UI_MUTED, ui_box(g, (struct ui_arms){ 1, 0, 0, 1 }));
    ui_put(p, p.w - 1, p.h - 1, UI_MUTED,
           ui_box(g, (struct ui_arms){ 1, 0, 1, 0 }));
    m->p = ui_pad_sub(p, 1, 1, p.w - 2, p.h - 2);
}

/* The cells of the map that the window covers. */
static void map_window(const struct ui_dag_art *a, struct map *m)
{
    const struct ui_dag_lines *v = a->lines;

    m->x = scaled(v->x > 0 ? v->x : 0, m->w, m->p.w);
    m->y = scaled(v->y > 0 ? v->y : 0, m->h, m->p.h);
    m->x2 = scaled(v->x + v->w - 1, m->w, m->p.w);
    m->y2 = scaled(v->y + v->h - 1, m->h, m->p.h);
    for (int y = m->y; y <= m->y2; y++)
        for (int x = m->x; x <= m->x2; x++)
            ui_glyph(m->p, x, y, UI_MUTED, UI_G_MAP_WINDOW);
}

void ui_dag_map(const struct ui_dag_art *a)
{
    const struct ui_dag *g = a->dag;
    struct map m;

    if (!map_at(a, &m))
        return;
    map_frame(&m);
    map_window(a, &m);
    for (int32_t i = 0; i < g->g.nnode; i++) {
        struct ui_dag_box b = ui_dag_box(g, i);
        int y = scaled(b.y + b.h / 2, m.h, m.p.h);
        int x2 = scaled(b.x + b.w - 1, m.w, m.p.w);

        for (int x = scaled(b.x, m.w, m.p.w); x <= x2; x++) {
            bool in = x >= m.x && x <= m.x2 && y >= m.y && y <= m.y2;

            ui_glyph(m.p, x, y, g->heavy[i] ? UI_CRITICAL : UI_TEXT,
                     in ? UI_G_MAP_BOTH : UI_G_MAP);
        }
    }
}
