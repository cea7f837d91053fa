/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the boxes, and how large that makes them. Sizes follow from
 * the document alone: a better plan never moves a box. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/dag.h"

#define NAME_MIN   2
#define PORTAL_MAX 12 /* columns of the name at a portal */
#define WHERE_MAX  8
#define SHORT_W    14 /* of a box with a short name */
#define CARD_MIN   22 /* two times */

int ui_dag_count_w(const struct ui_dag *d, int32_t node)
{
    int w = 4; /* blank, x, blank, the sign of a fold */

    if (d->g.node[node].n < 2)
        return 0;
    for (int32_t n = d->g.node[node].n; n; n /= 10)
        w++;
    return w;
}

static size_t tail_of(const char *name, int w)
{
    const struct ui_cells c = { .glyphs = &ui_glyphs_utf8 };

    return ui_name_cut(&c, name, w);
}

static void portals(const struct ui_dag *d, const struct ui_model *m,
                    int32_t node, bool in, struct ui_dag_mark *out)
{
    const struct ui_dag_node *n = &d->g.node[node];
    int32_t jumps = in ? n->jump_in : n->jump_out;
    int32_t away = in ? n->away_in : n->away_out;
    char name[UI_TEXT_MAX], more[16] = "";

    *out = (struct ui_dag_mark){ .cut = false };
    if (!jumps && !away)
        return;
    if (away)
        snprintf(more, sizeof(more), "+%" PRId32, away);
    if (jumps == 1 && !away) {
        size_t cut;

        ui_dag_name(d, m, in ? n->jump_from : n->jump_to, name, sizeof(name));
        cut = tail_of(name, PORTAL_MAX);
        out->cut = cut > 0;
        snprintf(out->text, sizeof(out->text), "%.40s", name + cut);
    } else if (jumps) {
        snprintf(out->text, sizeof(out->text), "%" PRId32 "%s", jumps, more);
    } else {
        snprintf(out->text, sizeof(out->text), "%s", more);
    }
}

void ui_dag_label(const struct ui_dag *d, const struct ui_model *m,
                  int32_t node, struct ui_dag_label *l)
{
    const struct ui_dag_node *n = &d->g.node[node];

    ui_dag_name(d, m, node, l->name, sizeof(l->name));
    l->count[0] = '\0';
    if (n->n > 1)
        snprintf(l->count, sizeof(l->count), "x%" PRId32, n->n);
    portals(d, m, node, true, &l->in);
    portals(d, m, node, false, &l->out);
}

int ui_dag_mark_w(const struct ui_dag_mark *k)
{
    return k->text[0] ? 1 + k->cut + ui_dag_columns(k->text) : 0;
}

/* Columns of a mark and the blank that parts it from the name. */
static int mark_room(const struct ui_dag_mark *k)
{
    int w = ui_dag_mark_w(k);

    return w ? w + 1 : 0;
}

/* Columns of a box of one line: its sides, the name as far as it can be told,
 * how many tasks it stands for, and where they run if that has room. */
static int name_w(const struct ui_dag *d, const struct ui_model *m,
                  int32_t node, int tight)
{
    int w, more = ui_dag_count_w(d, node),
           most = tight > 2 ? SHORT_W : UI_DAG_CARD_W - 2;
    struct ui_dag_label l;

    ui_dag_label(d, m, node, &l);
    w = ui_dag_name_columns(d, l.name, most - more);
    w = more + (w < NAME_MIN ? NAME_MIN : w);
    if (!tight && d->where_w && w + 2 + d->where_w <= most)
        w += 2 + d->where_w;
    if (w > most)
        w = most;
    return 2 + w + mark_room(&l.in) + mark_room(&l.out);
}

static int card_w(const struct ui_dag *d, const struct ui_model *m,
                  int32_t node)
{
    struct ui_dag_label l;
    int w;

    ui_dag_label(d, m, node, &l);
    w = 6 + ui_dag_columns(l.name) + 1 + ui_dag_columns(l.count);
    return w < CARD_MIN ? CARD_MIN : w > UI_DAG_CARD_W ? UI_DAG_CARD_W : w;
}

/* Columns that the places where tasks may run take: "cpu 2". */
static int where_w(const struct ui_model *m)
{
    char text[UI_TEXT_MAX];
    int most = 0;

    for (int32_t i = 0; i < weft_plan_nnode(m->plan); i++) {
        const struct weft_node *n = weft_plan_node(m->plan, i);
        int w;

        ui_node_text(text, sizeof(text), m->plan, i,
                     n->count > 1 ? n->count - 1 : WEFT_NONE);
        w = ui_dag_columns(text) + (n->ncapacity == 1 ? 2 : 0);
        if (w > most)
            most = w;
    }
    return most > WHERE_MAX ? WHERE_MAX : most;
}

void ui_dag_sizes(struct ui_dag *d, const struct ui_model *m,
                  struct ui_dag_look look)
{
    d->where_w = where_w(m);
    ui_dag_names(d, m, look.tight > 2 ? SHORT_W : UI_DAG_CARD_W - 2);
    for (int32_t i = 0; i < d->g.nnode; i++) {
        const struct ui_dag_node *n = &d->g.node[i];
        int w = 1, h = 1;

        if (look.step == UI_STEP_DOTS && !look.down)
            w += (n->jump_in || n->away_in) + (n->jump_out || n->away_out);
        if (look.step == UI_STEP_NAMES)
            w = name_w(d, m, i, look.tight);
        if (look.step == UI_STEP_CARDS) {
            w = card_w(d, m, i);
            h = UI_DAG_CARD_H;
        }
        d->along[i] = look.down ? h : w;
        d->across[i] = look.down ? w : h;
    }
}
