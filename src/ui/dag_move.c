/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving the selection in the graph: along links from layer to layer, from
 * neighbour to neighbour within a layer; where neither leads on, to whatever
 * is nearest in that direction. */
#include <stdlib.h>

#include "ui/commands.h"
#include "ui/dag.h"

/* The task that stands for an element in the other panes: the one that the
 * selection is at already, else the first in the table. */
static int32_t task_of(const struct ui *u, const struct ui_dag *d, int32_t v)
{
    const struct ui_dag_node *n = &d->g.node[v];
    const int32_t *row = u->m->pic.task_row;
    int32_t best = d->g.member[n->begin];

    if (ui_dag_node_of(d, u->s->task) == v)
        return u->s->task;
    for (int32_t i = 1; i < n->n; i++)
        if (row[d->g.member[n->begin + i]] < row[best])
            best = d->g.member[n->begin + i];
    return best;
}

/* Of the elements that a link joins with v on one side, the one that the last
 * move came from, else the nearest across. */
static int32_t along_link(const struct ui_dag *d, int32_t v, bool on,
                          int32_t from)
{
    int32_t best = WEFT_NONE, least = 0;

    for (int32_t l = 0; l < d->g.nlink; l++) {
        int32_t x = on ? d->g.to[l] : d->g.from[l], far;

        if ((on ? d->g.from[l] : d->g.to[l]) != v ||
            d->lay.shape[l] == WEFT_LINK_IMPLIED)
            continue;
        if (x == from)
            return x;
        far = abs(d->lay.meet[x] - d->lay.meet[v]) * 2 +
              (d->lay.shape[l] == WEFT_LINK_PORTAL ? 100000 : 0) +
              !d->link_heavy[l];
        if (best == WEFT_NONE || far < least) {
            best = x;
            least = far;
        }
    }
    return best;
}

static int32_t within_layer(const struct ui_dag *d, int32_t v, bool on)
{
    const struct weft_layout *o = &d->lay;
    int32_t best = WEFT_NONE;

    for (int32_t x = 0; x < d->g.nnode; x++) {
        if (o->layer[x] != o->layer[v] ||
            (on ? o->rank[x] <= o->rank[v] : o->rank[x] >= o->rank[v]))
            continue;
        if (best == WEFT_NONE ||
            (on ? o->rank[x] < o->rank[best] : o->rank[x] > o->rank[best]))
            best = x;
    }
    return best;
}

/* The nearest element whose middle lies in a direction, sideways distance
 * counting double; rows are about twice as high as columns are wide. */
static int32_t nearest(const struct ui_dag *d, int32_t v, enum ui_towards to)
{
    struct ui_dag_box a = ui_dag_box(d, v);
    int32_t best = WEFT_NONE;
    int64_t least = 0;

    for (int32_t x = 0; x < d->g.nnode; x++) {
        struct ui_dag_box b = ui_dag_box(d, x);
        int dx = b.x + b.w / 2 - a.x - a.w / 2;
        int dy = 2 * (b.y + b.h / 2 - a.y - a.h / 2);
        int ahead = to == UI_LEFT    ? -dx
                    : to == UI_RIGHT ? dx
                    : to == UI_UP    ? -dy
                                     : dy;
        int aside = to == UI_LEFT || to == UI_RIGHT ? abs(dy) : abs(dx);
        int64_t far = (int64_t)ahead + 2 * (int64_t)aside;

        if (x == v || ahead <= 0 || aside > 2 * ahead)
            continue;
        if (best == WEFT_NONE || far < least) {
            best = x;
            least = far;
        }
    }
    return best;
}

static int32_t next_of(const struct ui_dag *d, int32_t v, enum ui_towards to,
                       int32_t from)
{
    bool on = to == UI_RIGHT || to == UI_DOWN;
    bool layers = d->look.down ? to == UI_UP || to == UI_DOWN
                               : to == UI_LEFT || to == UI_RIGHT;
    int32_t x = layers ? along_link(d, v, on, from) : within_layer(d, v, on);

    return x != WEFT_NONE ? x : nearest(d, v, to);
}

static void no_graph(struct ui *u)
{
    const char *why = ui_off_no_graph(u->s, u->m);

    ui_say(u, UI_WARN, "%s", why ? why : "there is no graph");
}

void ui_dag_move(struct ui *u, enum ui_towards to, int64_t by)
{
    static const char *const name[] = { "left", "right", "above", "below" };
    const struct ui_dag *d = ui_dag_of(u->m);
    struct ui_state *s = u->s;
    int32_t v, from;

    if (!d) {
        no_graph(u);
        return;
    }
    v = ui_dag_node_of(d, s->task);
    from = ui_dag_node_of(d, s->dag.from);
    if (v == WEFT_NONE)
        v = 0;
    for (int64_t i = 0; i < by && i < d->g.nnode; i++) {
        int32_t x = next_of(d, v, to, from);

        if (x == WEFT_NONE) {
            if (i == 0)
                ui_say(u, UI_TEXT, "nothing more %s%s",
                       to == UI_LEFT || to == UI_RIGHT ? "to the " : "",
                       name[to]);
            break;
        }
        from = v;
        v = x;
        s->dag.from = d->g.node[from].task;
    }
    ui_goto(u, task_of(u, d, v), false);
}
