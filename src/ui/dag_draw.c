/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boxes of the graph in cells, over its lines. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/dag_draw.h"
#include "ui/filter.h"
#include "ui/link.h"
#include "ui/marks.h"

enum { LIGHT = 1, HEAVY = 2 };

static enum ui_role role_of(const struct ui_dag_art *a, int32_t node)
{
    return a->d->m->pic.stale    ? UI_MUTED
           : a->dag->heavy[node] ? UI_CRITICAL
                                 : UI_TEXT;
}

static bool is_selected(const struct ui_dag_art *a, int32_t node)
{
    return a->dag->kin[node] == UI_KIN_SELF;
}

#define NODES_TOLD 64
#define LEGIBLE    6 /* columns of a name that are worth more than a portal */

/* Tasks x and y, on the same node, are told in the same words. */
static bool told_alike(const struct ui_dag_art *a, int32_t x, int32_t y)
{
    const struct ui_model *m = a->d->m;
    const struct ui_place *px = &m->pic.place[x], *py = &m->pic.place[y];
    int32_t nx, ny;
    const struct weft_amount *dx = ui_run_demand(m->plan, px, x, &nx);
    const struct weft_amount *dy = ui_run_demand(m->plan, py, y, &ny);

    if (px->copy != py->copy || nx != ny)
        return false;
    for (int32_t i = 0; i < nx; i++)
        if (dx[i].res != dy[i].res || dx[i].qty != dy[i].qty)
            return false;
    return true;
}

/* Where the element's tasks run: on a node, or on how many. */
static void where(const struct ui_dag_art *a, int32_t node, char *out,
                  size_t size)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];
    const struct ui_place *place = a->d->m->pic.place;
    int32_t first = a->dag->g.member[n->begin], seen[NODES_TOLD], k = 0;
    bool alike = true;

    for (int32_t i = 0; i < n->n && k < NODES_TOLD; i++) {
        int32_t task = a->dag->g.member[n->begin + i], j = 0;

        alike = alike && told_alike(a, first, task);
        while (j < k && seen[j] != place[task].node)
            j++;
        if (j == k)
            seen[k++] = place[task].node;
    }
    if (k > 1)
        snprintf(out, size, "%" PRId32 "%s nodes", k,
                 k == NODES_TOLD ? "+" : "");
    else if (alike || place[first].node == WEFT_NONE)
        ui_where_text(out, size, a->d->m->plan, &place[first], first);
    else
        ui_node_text(out, size, a->d->m->plan, place[first].node, WEFT_NONE);
}

int32_t ui_dag_matches(const struct ui_dag_art *a, int32_t node)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];
    int32_t count = 0;

    if (!a->d->s->search[0])
        return 0;
    for (int32_t i = 0; i < n->n; i++)
        count += ui_is_found(a->d->s, a->d->m, a->dag->g.member[n->begin + i]);
    return count;
}

static void highlight(const struct ui_dag_art *a, int32_t node, int x, int y,
                      int w)
{
    if (is_selected(a, node)) {
        if (a->focus)
            ui_paint(a->p, x, y, w, UI_SELECTED, UI_REVERSE);
        else
            ui_attr(a->p, x, y, w, UI_BOLD | UI_UNDERLINE);
        if (a->focus)
            ui_cursor(a->p, x, y, false);
    } else if (a->dag->kin[node] != UI_KIN_NONE) {
        ui_attr(a->p, x, y, w, UI_BOLD);
    }
}

/* --- dots ------------------------------------------------------------------- */

static void dot(const struct ui_dag_art *a, int32_t node, struct ui_dag_box b)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];
    bool heavy = a->dag->heavy[node], several = n->n > 1;
    enum ui_glyph_id g = several
                             ? (heavy ? UI_G_STAGE_CRITICAL : UI_G_STAGE_OTHER)
                             : (heavy ? UI_G_DOT_CRITICAL : UI_G_DOT_OTHER);
    enum ui_role role = ui_dag_matches(a, node) ? UI_MATCH : role_of(a, node);
    int x = b.x;

    if (!a->dag->look.down && (n->jump_in || n->away_in))
        ui_glyph(a->p, x++, b.y, UI_MUTED, UI_G_JUMP_IN);
    ui_glyph(a->p, x, b.y, role, g);
    if (!a->dag->look.down && (n->jump_out || n->away_out))
        ui_glyph(a->p, x + 1, b.y, UI_MUTED, UI_G_JUMP_OUT);
    highlight(a, node, x, b.y, 1);
}

/* --- names -------------------------------------------------------------------- */

static int jump_mark(struct ui_pad p, int x, int y, enum ui_glyph_id g,
                     const struct ui_dag_mark *k)
{
    if (!k->text[0])
        return 0;
    ui_glyph(p, x, y, UI_MUTED, g);
    if (k->cut)
        ui_glyph(p, x + 1, y, UI_MUTED, UI_G_ELLIPSIS);
    return 1 + k->cut + ui_text(p, x + 1 + k->cut, y, UI_MUTED, k->text);
}

/* How many tasks, and how many of them match what was searched for. */
static void count_text(const struct ui_dag_label *l, int32_t found, char *out,
                       size_t size)
{
    if (l->count[0] && found)
        snprintf(out, size, "%" PRId32 " of %s", found, l->count + 1);
    else
        snprintf(out, size, "%s", l->count);
}

/* A name, how many it stands for, and where they run if that fits, in w
 * columns. */
static void name_and_place(const struct ui_dag_art *a, struct ui_pad p, int w,
                           int32_t node, const struct ui_dag_label *l)
{
    int32_t found = ui_dag_matches(a, node);
    enum ui_role role = found ? UI_MATCH : role_of(a, node);
    char place[UI_TEXT_MAX], count[48];
    int used, k;

    count_text(l, found, count, sizeof(count));
    k = count[0] ? 1 + ui_width(p.c, count) : 0;
    used = ui_dag_name_draw(a->dag, p, 0, 0, w - k, role, l->name);
    if (count[0])
        used += 1 + ui_textw(p, used + 1, 0, k - 1, role, count);
    where(a, node, place, sizeof(place));
    if (used + 2 + ui_width(p.c, place) <= w)
        ui_text_right(p, used + 2, 0, w - used - 2, UI_MUTED, place);
}

static void inside(const struct ui_dag_art *a, struct ui_pad p, int32_t node)
{
    struct ui_dag_label l;
    int x = 0, w = p.w, k;

    ui_dag_label(a->dag, a->d->m, node, &l);
    ui_blank(p, UI_TEXT);
    if (p.w - ui_dag_mark_w(&l.out) < LEGIBLE) /* cut off by the pane */
        l.out.text[0] = '\0';
    k = jump_mark(p, 0, 0, UI_G_JUMP_IN, &l.in);
    x = k ? k + 1 : 0;
    if (l.out.text[0]) {
        w -= ui_dag_mark_w(&l.out);
        jump_mark(p, w, 0, UI_G_JUMP_OUT, &l.out);
        w--;
    }
    if (l.count[0]) {
        ui_glyph(p, w - 1, 0, UI_MUTED, UI_G_FOLDED);
        w -= 2;
    }
    name_and_place(a, ui_pad_sub(p, x, 0, w - x, 1), w - x, node, &l);
}

/* --- sides and cards -------------------------------------------------------------- */

/* The weight of the line that touches cell x, y from the right or below. */
static uint8_t leaves(const struct ui_dag_art *a, int x, int y)
{
    const struct ui_dag_cell *k = ui_dag_cell_at(a->lines, x + a->lines->x,
                                                 y + a->lines->y);

    if (!k || k->arrow)
        return 0;
    return a->dag->look.down ? k->arms.up : k->arms.left;
}

static void side(const struct ui_dag_art *a, int32_t node, int x, int y,
                 uint8_t out)
{
    bool heavy = a->dag->heavy[node];
    uint8_t w = heavy ? HEAVY : LIGHT;
    const struct ui_glyphs *g = a->p.c->glyphs;

    if (g->ascii || !out)
        ui_glyph(a->p, x, y, role_of(a, node),
                 heavy ? UI_G_SIDE_HEAVY : UI_G_SIDE);
    else
        ui_put(a->p, x, y, role_of(a, node),
               ui_box(g, (struct ui_arms){ w, w, 0, out }));
}

/* "*" where all tasks are marked, "+" where some are. */
static void mark(const struct ui_dag_art *a, int32_t node, struct ui_dag_box b)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];
    int32_t on = 0;

    for (int32_t i = 0; i < n->n; i++)
        on += ui_is_marked(a->d->s, a->d->m, a->dag->g.member[n->begin + i]);
    if (on > 0)
        ui_put(a->p, b.x, b.y, UI_TITLE, on == n->n ? '*' : '+');
}

/* While a link is being made: what a link to this task would be. */
static void link_mark(const struct ui_dag_art *a, int32_t node,
                      struct ui_dag_box b)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];

    mark(a, node, b);
    if (a->d->s->mode != UI_MODE_LINK || n->n > 1)
        return;
    switch (ui_link_state(a->d->s, a->d->m, n->task)) {
    case UI_LINK_CYCLE:
        ui_put(a->p, b.x, b.y, UI_BAD, 'x');
        break;
    case UI_LINK_THERE:
        ui_put(a->p, b.x, b.y, UI_MUTED, '=');
        break;
    case UI_LINK_SELF:
        ui_put(a->p, b.x, b.y, UI_TITLE, '*');
        break;
    case UI_LINK_FREE:
        break;
    }
}

static void name_box(const struct ui_dag_art *a, int32_t node,
                     struct ui_dag_box b)
{
    inside(a, ui_pad_sub(a->p, b.x + 1, b.y, b.w - 2, 1), node);
    side(a, node, b.x, b.y, 0);
    side(a, node, b.x + b.w - 1, b.y,
         a->dag->look.down ? 0 : leaves(a, b.x + b.w, b.y));
    highlight(a, node, b.x + 1, b.y, b.w - 2);
    link_mark(a, node, b);
}

/* A frame whose sides take up the lines that leave it. */
static void frame(const struct ui_dag_art *a, int32_t node, struct ui_dag_box b)
{
    const struct ui_glyphs *g = a->p.c->glyphs;
    uint8_t w = a->dag->heavy[node] ? HEAVY : LIGHT;
    enum ui_role role = role_of(a, node);
    int right = b.x + b.w - 1, foot = b.y + b.h - 1;

    for (int x = b.x + 1; x < right; x++) {
        uint8_t out = a->dag->look.down ? leaves(a, x, foot + 1) : 0;

        ui_put(a->p, x, b.y, role, ui_box(g, (struct ui_arms){ 0, 0, w, w }));
        ui_put(a->p, x, foot, role,
               ui_box(g, (struct ui_arms){ 0, out, w, w }));
    }
    for (int y = b.y + 1; y < foot; y++) {
        side(a, node, b.x, y, 0);
        side(a, node, right, y,
             a->dag->look.down ? 0 : leaves(a, right + 1, y));
    }
    ui_put(a->p, b.x, b.y, role, ui_box(g, (struct ui_arms){ 0, w, 0, w }));
    ui_put(a->p, right, b.y, role, ui_box(g, (struct ui_arms){ 0, w, w, 0 }));
    ui_put(a->p, b.x, foot, role, ui_box(g, (struct ui_arms){ w, 0, 0, w }));
    ui_put(a->p, right, foot, role, ui_box(g, (struct ui_arms){ w, 0, w, 0 }));
}

/* From the first start to the last end of an element's tasks, and the least
 * float among them; false: none is placed. */
static bool span_of(const struct ui_dag_art *a, int32_t node,
                    struct ui_place *out)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];

    *out = (struct ui_place){ .start = INT64_MAX, .slack = INT64_MAX };
    for (int32_t i = 0; i < n->n; i++) {
        const struct ui_place *pl =
            &a->d->m->pic.place[a->dag->g.member[n->begin + i]];

        if (!pl->placed)
            continue;
        out->placed = true;
        out->start = pl->start < out->start ? pl->start : out->start;
        out->finish = pl->finish > out->finish ? pl->finish : out->finish;
        out->slack = pl->slack < out->slack ? pl->slack : out->slack;
    }
    return out->placed;
}

/* "3 - 10" and "float 4" below each other where they have no room side by
 * side; free: columns that are free at the end of the line above. */
static void times(const struct ui_dag_art *a, int32_t node, struct ui_pad p,
                  int free)
{
    const struct ui_model *m = a->d->m;
    char from[32], to[32], text[96];
    struct ui_place s;
    int used, w;

    if (!span_of(a, node, &s)) {
        ui_textw(p, 0, 1, p.w, UI_MUTED, "not placed");
        return;
    }
    ui_short_time(from, sizeof(from), m, s.start);
    ui_short_time(to, sizeof(to), m, s.finish);
    snprintf(text, sizeof(text), "%s - %s", from, to);
    used = ui_textw(p, 0, 1, p.w, UI_TEXT, text);
    if (m->pic.stale)
        return;
    ui_short_time(from, sizeof(from), m, s.slack);
    snprintf(text, sizeof(text), "flt %s", from);
    w = ui_width(p.c, text);
    if (used + 1 + w <= p.w)
        ui_text_right(p, used + 1, 1, p.w - used - 1, UI_MUTED, text);
    else if (w < free)
        ui_text_right(p, p.w - free, 0, free, UI_MUTED, text);
}

static void card_title(const struct ui_dag_art *a, int32_t node,
                       struct ui_pad p, const struct ui_dag_label *l)
{
    int32_t found = ui_dag_matches(a, node);
    enum ui_role role = found ? UI_MATCH : role_of(a, node);
    char count[48];
    int x, k;

    count_text(l, found, count, sizeof(count));
    k = count[0] ? 1 + ui_width(p.c, count) : 0;
    ui_put(p, 0, 0, UI_TEXT, ' ');
    x = 1 + ui_dag_name_draw(a->dag, p, 1, 0, p.w - 2 - k, role, l->name);
    if (k) {
        ui_put(p, x, 0, UI_TEXT, ' ');
        x += 1 + ui_textw(p, x + 1, 0, k - 1, role, count);
    }
    ui_put(p, x, 0, UI_TEXT, ' ');
}

/* Where it runs, with what it needs there if that is not said yet. Returns the
 * columns used. */
static int card_place(const struct ui_dag_art *a, int32_t node, struct ui_pad p)
{
    const struct ui_dag_node *n = &a->dag->g.node[node];
    const struct ui_model *m = a->d->m;
    const struct weft_amount *demand;
    int32_t ndemand;
    char text[UI_TEXT_MAX];
    int x;

    where(a, node, text, sizeof(text));
    x = ui_name(p, 0, 0, p.w, UI_TEXT, text);
    if (n->n > 1 || x + 4 >= p.w || strchr(text, ' '))
        return x;
    demand = ui_run_demand(m->plan, &m->pic.place[n->task], n->task, &ndemand);
    ui_amounts_text(text, sizeof(text), m->plan, demand, ndemand);
    return x + 1 + ui_textw(p, x + 1, 0, p.w - x - 1, UI_MUTED, text);
}

static void card(const struct ui_dag_art *a, int32_t node, struct ui_dag_box b)
{
    struct ui_pad in = ui_pad_sub(a->p, b.x + 2, b.y + 1, b.w - 4, 2);
    struct ui_dag_label l;
    int x, end = in.w, used;

    ui_dag_label(a->dag, a->d->m, node, &l);
    frame(a, node, b);
    card_title(a, node, ui_pad_sub(a->p, b.x + 1, b.y, b.w - 2, 1), &l);
    ui_blank(ui_pad_sub(a->p, b.x + 1, b.y + 1, b.w - 2, 2), UI_TEXT);
    if (l.out.text[0]) {
        end -= ui_dag_mark_w(&l.out);
        jump_mark(in, end, 0, UI_G_JUMP_OUT, &l.out);
        end--;
    }
    x = jump_mark(in, 0, 0, UI_G_JUMP_IN, &l.in);
    x = x ? x + 1 : 0;
    used = x + card_place(a, node, ui_pad_sub(in, x, 0, end - x, 1));
    times(a, node, in, end == in.w ? end - used : 0);
    highlight(a, node, b.x + 2, b.y, b.w - 4);
    link_mark(a, node, b);
}

void ui_dag_node_draw(const struct ui_dag_art *a, int32_t node)
{
    struct ui_dag_box b = ui_dag_box(a->dag, node);

    b.x -= a->lines->x;
    b.y -= a->lines->y;
    if (b.x >= a->p.w || b.y >= a->p.h || b.x + b.w <= 0 || b.y + b.h <= 0)
        return;
    ui_hot(a->p, b.x, b.y, b.w, b.h,
           (struct ui_hot){ .kind = UI_HOT_TASK,
                            .id = a->dag->g.node[node].task });
    switch (a->dag->look.step) {
    case UI_STEP_DOTS:
        dot(a, node, b);
        break;
    case UI_STEP_NAMES:
        name_box(a, node, b);
        break;
    case UI_STEP_CARDS:
        card(a, node, b);
        break;
    }
}
