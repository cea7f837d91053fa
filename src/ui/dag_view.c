/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph pane: its title, the picture, what is not in it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/dag_draw.h"

static void plural(char *out, size_t size, int32_t n, const char *what)
{
    snprintf(out, size, "%" PRId32 " %s%s", n, what, n == 1 ? "" : "s");
}

static int32_t stages(const struct ui_dag *d)
{
    int32_t n = 0;

    for (int32_t i = 0; i < d->g.nnode; i++)
        n += d->g.node[i].stage != WEFT_NONE;
    return n;
}

/* Every element is a stage with all its tasks. */
static bool whole_stages(const struct ui_model *m, const struct ui_dag *d)
{
    return d->g.nnode == m->stages.nstage && d->g.nsight == m->pic.ntask;
}

static const char *step_name(enum ui_dag_step step)
{
    return step == UI_STEP_DOTS    ? "dots"
           : step == UI_STEP_NAMES ? "names"
                                   : "cards";
}

/* "DAG 28 tasks as 10 stages, names"; "DAG 2 links around align_5, cards" */
static void title(const struct ui_draw *d, const struct ui_dag *g, char *out,
                  size_t size)
{
    char tasks[48];

    if (!g) {
        snprintf(out, size, "DAG");
        return;
    }
    plural(tasks, sizeof(tasks), g->g.nsight, "task");
    if (g->g.focused && d->s->task != WEFT_NONE)
        snprintf(out, size, "DAG %d %s around %.100s, %s",
                 d->s->dag.hops ? d->s->dag.hops : UI_DAG_HOPS,
                 d->s->dag.hops == 1 ? "link" : "links",
                 weft_plan_task(d->m->plan, d->s->task)->id,
                 step_name(g->look.step));
    else if (stages(g))
        snprintf(out, size, "DAG %s as %" PRId32 " %s, %s", tasks, g->g.nnode,
                 whole_stages(d->m, g) ? "stages" : "boxes",
                 step_name(g->look.step));
    else
        snprintf(out, size, "DAG %s, %s", tasks, step_name(g->look.step));
}

/* Where there is more than the pane shows, at its upper edge. */
static void more(const struct ui_draw *d, const struct ui_dag *g,
                 struct ui_dag_box pane)
{
    int w = g->look.down ? g->lay.size_across : g->lay.size_along;
    int h = g->look.down ? g->lay.size_along : g->lay.size_across;
    int x = d->f.graph.x + d->f.graph.w - 2, y = d->f.graph_y;

    if (d->s->dag.x + pane.w < w)
        ui_glyph(d->p, x--, y, UI_TITLE, UI_G_MORE_RIGHT);
    if (d->s->dag.y + pane.h < h)
        ui_glyph(d->p, x--, y, UI_TITLE, UI_G_MORE_DOWN);
    if (d->s->dag.y > 0)
        ui_glyph(d->p, x--, y, UI_TITLE, UI_G_MORE_UP);
    if (d->s->dag.x > 0)
        ui_glyph(d->p, x--, y, UI_TITLE, UI_G_MORE_LEFT);
    if (x < d->f.graph.x + d->f.graph.w - 2)
        ui_put(d->p, x, y, UI_MUTED, ' ');
}

/* --- under the picture ------------------------------------------------------ */

static int32_t waiting(const struct ui_model *m, const struct ui_dag *g,
                       const struct ui_dag_node *n)
{
    int32_t count = 0;

    for (int32_t i = 0; i < n->n; i++) {
        const struct ui_place *pl = &m->pic.place[g->g.member[n->begin + i]];

        count += pl->placed && pl->start > pl->ready;
    }
    return count;
}

/* "align: 3 of 6 wait for capacity; 2 before, 14 after" */
static void about_selection(const struct ui_draw *d, const struct ui_dag *g,
                            char *out, size_t size)
{
    int32_t v = ui_dag_node_of(g, d->s->task), before = 0, after = 0;
    const struct ui_dag_node *n;
    struct ui_dag_label l;
    size_t len;

    if (v == WEFT_NONE)
        return;
    n = &g->g.node[v];
    for (int32_t i = 0; i < g->g.nnode; i++) {
        before += g->kin[i] == UI_KIN_BEFORE ? g->g.node[i].n : 0;
        after += g->kin[i] == UI_KIN_AFTER ? g->g.node[i].n : 0;
    }
    ui_dag_label(g, d->m, v, &l);
    len = (size_t)snprintf(out, size, "%.120s%s%s: ", l.name,
                           l.count[0] ? " " : "", l.count);
    if (n->n > 1 && !d->m->pic.stale && waiting(d->m, g, n) > 0)
        len += (size_t)snprintf(out + len, size - len,
                                "%" PRId32 " of %" PRId32 " wait, ",
                                waiting(d->m, g, n), n->n);
    if (g->g.focused)
        snprintf(out + len, size - len,
                 "+%" PRId32 " above, +%" PRId32 " below", g->g.above,
                 g->g.below);
    else
        snprintf(out + len, size - len,
                 "%" PRId32 " before it, %" PRId32 " after it", before, after);
}

/* "heavy = critical   > folded, za opens   3 implied links hidden" */
static void legend(const struct ui_dag *g, char *out, size_t size)
{
    char links[48], folded[48];
    size_t len;

    plural(links, sizeof(links), g->g.nlink, "link");
    len = (size_t)snprintf(out, size, "%s", links);
    if (g->lay.nimplied)
        len += (size_t)snprintf(out + len, size - len,
                                ", %" PRId32 " implied hidden (zi)",
                                g->lay.nimplied);
    if (g->lay.nportal)
        len += (size_t)snprintf(out + len, size - len,
                                ", %" PRId32 " as jump%s", g->lay.nportal,
                                g->lay.nportal == 1 ? "" : "s");
    plural(folded, sizeof(folded), stages(g), "stage");
    if (stages(g))
        snprintf(out + len, size - len, ", %s folded (za)", folded);
}

static void text_under(const struct ui_draw *d, const struct ui_dag *g)
{
    int lines = ui_dag_text_lines(&d->f);
    int y = d->f.graph_y + 1 + d->f.graph_h - lines;
    struct ui_pad p = ui_pad_sub(d->p, d->f.graph.x + 1, y, d->f.graph.w - 2,
                                 lines);
    char text[UI_TEXT_MAX] = "";

    if (lines > 0) {
        about_selection(d, g, text, sizeof(text));
        ui_textw(p, 0, 0, p.w, UI_TEXT, text);
    }
    if (lines > 1) {
        legend(g, text, sizeof(text));
        ui_textw(p, 0, 1, p.w, UI_MUTED, text);
    }
}

/* --- the picture --------------------------------------------------------------- */

static void picture(const struct ui_draw *d, const struct ui_dag *g,
                    struct ui_dag_box pane)
{
    struct ui_pad p = ui_pad_sub(d->p, pane.x, pane.y, pane.w, pane.h);
    struct ui_dag_lines lines;
    struct ui_dag_art art = { .d = d,
                              .dag = g,
                              .lines = &lines,
                              .p = p,
                              .focus = d->s->pane == UI_PANE_GRAPH };

    if (!ui_dag_lines_make(
            &lines, g,
            (struct ui_dag_box){ d->s->dag.x, d->s->dag.y, pane.w, pane.h }))
        return;
    ui_dag_lines_draw(&lines, g, p);
    for (int32_t i = 0; i < g->g.nnode; i++)
        ui_dag_node_draw(&art, i);
    ui_dag_map(&art);
    ui_dag_lines_release(&lines);
}

/* Why there is nothing to see. */
static void nothing(const struct ui_draw *d)
{
    struct ui_pad p = ui_pad_sub(d->p, d->f.graph.x + 1, d->f.graph_y + 1,
                                 d->f.graph.w - 2, d->f.graph_h);
    const struct ui_dag *g = d->m->dag;
    char text[UI_TEXT_MAX];

    if (d->m->pic.ntask == 0)
        snprintf(text, sizeof(text), "No tasks yet: a adds one.");
    else if (g && g->g.is == UI_DAG_EMPTY)
        snprintf(text, sizeof(text), "The filter leaves no task in sight.");
    else if (g && g->g.is == UI_DAG_LARGE)
        snprintf(text, sizeof(text),
                 "%" PRId32 " boxes are too many to draw (%d at most), also "
                 "around this task alone. z f with a count of 1 shows less.",
                 g->g.nnode, UI_DAG_CAP);
    else
        snprintf(text, sizeof(text), "There is no graph to draw%s%.200s",
                 d->m->reason[0] ? ": " : "", d->m->reason);
    ui_wrap(p, 0, 0, UI_MUTED, text);
}

void ui_view_graph(const struct ui_draw *d)
{
    const struct ui_dag *g = ui_dag_of(d->m);
    struct ui_pad rule = ui_pad_sub(d->p, d->f.graph.x, d->f.graph_y,
                                    d->f.graph.w, 1);
    struct ui_dag_box pane = ui_dag_window(&d->f);
    bool focus = d->s->pane == UI_PANE_GRAPH;
    char text[UI_TEXT_MAX];

    if (focus)
        ui_cursor(rule, 0, 0, false);
    title(d, g, text, sizeof(text));
    ui_rule(rule, 0, focus, text);
    for (int y = 0; y <= d->f.graph_h && d->f.div_x >= 0; y++)
        ui_glyph(d->p, d->f.div_x, d->f.graph_y + y, UI_MUTED, UI_G_SIDE);
    if (!g) {
        nothing(d);
        return;
    }
    more(d, g, pane);
    picture(d, g, pane);
    text_under(d, g);
}
