/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the graph pane. */
#include <inttypes.h>
#include <stdlib.h>

#include "ui/commands.h"
#include "ui/dag.h"

static int times(int count)
{
    return count > 0 ? count : 1;
}

const char *ui_off_no_graph(const struct ui_state *s, const struct ui_model *m)
{
    enum ui_show show = ui_shown(s);

    if (show != UI_SHOW_GRAPH && show != UI_SHOW_GRAPH_TIME)
        return "this view has no graph; V changes the view";
    return m->dag && m->dag->g.node ? NULL : "there is no graph";
}

const char *ui_off_no_focus(const struct ui_state *s, const struct ui_model *m)
{
    const char *why = ui_off_no_graph(s, m);

    if (why)
        return why;
    return s->dag.hops ? NULL
                       : "the whole graph is shown; z f focuses on a task";
}

/* --- moving ----------------------------------------------------------------- */

void ui_run_graph_left(struct ui *u, int count)
{
    ui_dag_move(u, UI_LEFT, times(count));
}

void ui_run_graph_right(struct ui *u, int count)
{
    ui_dag_move(u, UI_RIGHT, times(count));
}

static void pan(struct ui *u, int x, int y, int count)
{
    const struct ui_dag *d = u->m->dag;
    int n = times(count) < 100 ? times(count) : 100;

    u->s->dag.x += x * n * (d->pane_w / 2);
    u->s->dag.y += y * n * (d->pane_h / 2);
}

void ui_run_graph_pan_left(struct ui *u, int count)
{
    pan(u, -1, 0, count);
}

void ui_run_graph_pan_right(struct ui *u, int count)
{
    pan(u, 1, 0, count);
}

void ui_run_graph_pan_up(struct ui *u, int count)
{
    pan(u, 0, -1, count);
}

void ui_run_graph_pan_down(struct ui *u, int count)
{
    pan(u, 0, 1, count);
}

/* --- how it is drawn ----------------------------------------------------------- */

/* The next drawing keeps nothing of the one before. */
static void anew(struct ui *u)
{
    u->m->dag->fresh = true;
}

static void focus(struct ui *u, int hops)
{
    if ((hops > 0) != (u->s->dag.hops > 0))
        anew(u);
    u->s->dag.hops = hops;
    if (hops > 0)
        ui_say(u, UI_TEXT,
               "within %d link%s of the selected task; z + z - change that, "
               "z f shows all",
               hops, hops == 1 ? "" : "s");
    else
        ui_say(u, UI_TEXT, "the whole graph");
}

void ui_run_graph_larger(struct ui *u, int count)
{
    struct ui_dag_state *g = &u->s->dag;
    int step = (int)u->m->dag->look.step + times(count);

    if (step > UI_STEP_CARDS) {
        if (g->hops) {
            ui_say(u, UI_TEXT, "the largest boxes; z - shows fewer");
            return;
        }
        focus(u, UI_DAG_HOPS);
        step = UI_STEP_CARDS;
    }
    g->zoom = (enum ui_dag_zoom)(UI_DAG_DOTS + step);
}

void ui_run_graph_smaller(struct ui *u, int count)
{
    struct ui_dag_state *g = &u->s->dag;
    int step = (int)u->m->dag->look.step - times(count);

    if (g->hops && u->m->dag->look.step == UI_STEP_CARDS) {
        focus(u, 0);
        g->zoom = UI_DAG_CARDS;
        return;
    }
    if (step < UI_STEP_DOTS) {
        ui_say(u, UI_TEXT, "the smallest there is; z M folds stages");
        step = UI_STEP_DOTS;
    }
    g->zoom = (enum ui_dag_zoom)(UI_DAG_DOTS + step);
}

void ui_run_graph_fit(struct ui *u, int count)
{
    (void)count;
    u->s->dag.zoom = UI_DAG_AUTO;
    u->m->dag->fitted = false;
}

void ui_run_graph_turn(struct ui *u, int count)
{
    (void)count;
    u->s->dag.dir = u->m->dag->look.down ? UI_DIR_RIGHT : UI_DIR_DOWN;
    ui_say(u, UI_TEXT, "the graph runs %s",
           u->m->dag->look.down ? "from left to right" : "from top to bottom");
}

void ui_run_graph_implied(struct ui *u, int count)
{
    (void)count;
    u->s->dag.all_links = !u->s->dag.all_links;
    ui_say(u, UI_TEXT,
           u->s->dag.all_links ? "all links are drawn"
                               : "links that others imply are hidden");
}

void ui_run_graph_tidy(struct ui *u, int count)
{
    (void)count;
    anew(u);
}

/* --- focus ------------------------------------------------------------------------ */

void ui_run_graph_focus(struct ui *u, int count)
{
    if (u->s->dag.hops && !count)
        focus(u, 0);
    else
        focus(u, count > 0 ? count : UI_DAG_HOPS);
}

void ui_run_graph_wider(struct ui *u, int count)
{
    focus(u, u->s->dag.hops + times(count));
}

void ui_run_graph_narrower(struct ui *u, int count)
{
    int hops = u->s->dag.hops - times(count);

    focus(u, hops > 1 ? hops : 1);
}

/* --- folds ------------------------------------------------------------------------ */

static bool fold_tasks(struct ui *u)
{
    struct ui_dag_state *g = &u->s->dag;
    int32_t n = u->m->pic.ntask;

    if (g->task_fold && g->nfold == n)
        return true;
    free(g->task_fold);
    g->task_fold = calloc((size_t)n + 1, sizeof(*g->task_fold));
    g->nfold = g->task_fold ? n : 0;
    if (!g->task_fold)
        ui_say(u, UI_BAD, "no memory for folds");
    return g->task_fold != NULL;
}

void ui_dag_fold_stage(struct ui *u, int32_t stage, enum ui_fold f)
{
    const struct ui_stages *st = &u->m->stages;
    const struct ui_stage *g = &st->stage[stage];

    if (!fold_tasks(u))
        return;
    if (u->s->dag.peek != WEFT_NONE && st->of[u->s->dag.peek] == stage)
        u->s->dag.peek = WEFT_NONE;
    for (int32_t i = 0; i < g->n; i++)
        u->s->dag.task_fold[st->member[g->begin + i]] = (uint8_t)f;
    u->s->dag.fold_serial++;
}

/* Boxes there would be with so many more. */
static bool too_many(struct ui *u, int32_t boxes)
{
    if (boxes <= UI_DAG_CAP)
        return false;
    ui_say(u, UI_WARN,
           "%" PRId32 " boxes would be too many (%d at most); z f shows what "
           "is around the selected task",
           boxes, UI_DAG_CAP);
    return true;
}

void ui_run_graph_fold(struct ui *u, int count)
{
    const struct ui_dag *d = ui_dag_of(u->m);
    int32_t v, stage;

    (void)count;
    if (!d || u->s->task == WEFT_NONE)
        return;
    v = ui_dag_node_of(d, u->s->task);
    stage = u->m->stages.of[u->s->task];
    if (u->m->stages.stage[stage].n < 2) {
        ui_say(u, UI_WARN, "this task is a stage of its own");
    } else if (v != WEFT_NONE && d->g.node[v].n > 1) {
        if (!too_many(u, d->g.nnode + d->g.node[v].n - 1))
            ui_dag_fold_stage(u, stage, UI_FOLD_OPEN);
    } else {
        ui_dag_fold_stage(u, stage, UI_FOLD_CLOSED);
    }
}

static void fold_mode(struct ui *u, enum ui_fold_mode mode)
{
    struct ui_dag_state *g = &u->s->dag;

    free(g->task_fold);
    g->task_fold = NULL;
    g->nfold = 0;
    g->peek = WEFT_NONE;
    g->fold = mode;
    g->fold_serial++;
    anew(u);
}

void ui_run_graph_fold_all(struct ui *u, int count)
{
    const struct ui_model *m = u->m;

    (void)count;
    fold_mode(u, UI_FOLD_ALL);
    if (m->stages.nstage == m->pic.ntask)
        ui_say(u, UI_WARN,
               "no stages: no names differ only in the number at their end");
    else
        ui_say(u, UI_TEXT, "%" PRId32 " tasks as %" PRId32 " stages",
               m->pic.ntask, m->stages.nstage);
}

void ui_run_graph_open_all(struct ui *u, int count)
{
    (void)count;
    if (!too_many(u, u->m->dag->g.nsight))
        fold_mode(u, UI_FOLD_NONE);
}

void ui_run_graph_fold_auto(struct ui *u, int count)
{
    (void)count;
    fold_mode(u, UI_FOLD_AUTO);
}
