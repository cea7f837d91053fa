/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ui/lanes.h"
#include "ui/rowedit.h"
#include "ui/scenario_view.h"
#include "ui/text.h"

#define NAMES_MAX 6 /* tasks named in a list before "..." */

static void add_names(struct weft_buf *b, const struct ui_model *m,
                      int32_t task, bool succ)
{
    int32_t n = succ ? ui_model_nsucc(m, task) : ui_model_npred(m, task);

    for (int32_t k = 0; k < n && k < NAMES_MAX; k++) {
        int32_t t = succ ? ui_model_succ(m, task, k)
                         : ui_model_pred(m, task, k);

        weft_buf_addf(b, "%s%s", k ? ", " : "", weft_plan_task(m->plan, t)->id);
    }
    if (n > NAMES_MAX)
        weft_buf_addf(b, ", and %" PRId32 " more", n - NAMES_MAX);
    if (n == 0)
        weft_buf_adds(b, "nothing");
}

static void add_task(struct weft_buf *b, const struct ui_model *m, int32_t task,
                     bool hint)
{
    const struct weft_task *t = weft_plan_task(m->plan, task);
    const struct weft_amount *demand;
    int32_t ndemand;
    char text[UI_TEXT_MAX];
    char *why = NULL;

    if (m->facts && m->problem)
        why = weft_why_text(m->plan, m->problem, &m->schedule, m->facts, task);
    if (why)
        weft_buf_adds(b, why);
    free(why);
    if (hint && ui_model_hint_of(m, task)[0])
        weft_buf_addf(b, "\n%s", ui_model_hint_of(m, task));
    weft_buf_adds(b, b->len ? "\nAfter " : "After ");
    add_names(b, m, task, false);
    weft_buf_adds(b, "; before ");
    add_names(b, m, task, true);
    demand = ui_run_demand(m->plan, &m->pic.place[task], task, &ndemand);
    ui_amounts_text(text, sizeof(text), m->plan, demand, ndemand);
    weft_buf_addf(b, ".\nNeeds %s", text[0] ? text : "nothing");
    if (t->nnode > 0) {
        weft_buf_adds(b, " on");
        for (int32_t k = 0; k < t->nnode; k++) {
            ui_node_text(text, sizeof(text), m->plan, t->node[k].node,
                         t->node[k].copy);
            weft_buf_addf(b, "%s %s", k ? " or" : "", text);
        }
    }
    if (t->nmode > 0)
        weft_buf_addf(b, "; %" PRId32 " other mode%s", t->nmode,
                      t->nmode > 1 ? "s" : "");
    weft_buf_addc(b, '.');
    if (t->hold_plan)
        weft_buf_adds(b, " Its demand is held for the whole plan.");
    if (t->command[0])
        weft_buf_addf(b, "\n$ %s", t->command);
}

static int64_t capacity(const struct ui_model *m, int32_t node, int32_t res)
{
    const struct weft_node *n = weft_plan_node(m->plan, node);

    return ui_amount(n->capacity, n->ncapacity, res);
}

/* Which capacity is short for the task that cannot run, and of the nodes that
 * it may use the one that is nearest. */
static bool short_of(const struct ui_model *m, struct ui_lane *lane,
                     int64_t *need)
{
    int32_t task = m->reason_task;
    const struct weft_task *t;
    int64_t most = -1;

    if (task == WEFT_NONE || task >= weft_plan_ntask(m->plan))
        return false;
    t = weft_plan_task(m->plan, task);
    for (int32_t k = 0; k < t->ndemand && most < 0; k++) {
        const struct weft_amount *a = &t->demand[k];
        const struct weft_resource *r = weft_plan_res(m->plan, a->res);
        int32_t n = r->global  ? 1
                    : t->nnode ? t->nnode
                               : weft_plan_nnode(m->plan);

        for (int32_t i = 0; i < n; i++) {
            int32_t node = r->global  ? WEFT_NONE
                           : t->nnode ? t->node[i].node
                                      : i;
            int64_t cap = r->global ? r->capacity : capacity(m, node, a->res);

            if (cap >= a->qty) { /* this is not what it lacks */
                most = -1;
                break;
            }
            if (cap <= most)
                continue;
            most = cap;
            *need = a->qty;
            *lane = (struct ui_lane){ .node = node,
                                      .copy = WEFT_NONE,
                                      .res = a->res };
        }
    }
    return most >= 0;
}

/* What to press for it. */
static void add_help(struct weft_buf *b, const struct ui_model *m)
{
    struct ui_lane l;
    int64_t need;
    char name[UI_TEXT_MAX], q[32];

    if (!short_of(m, &l, &need)) {
        weft_buf_adds(b, " ] on a node (Tab) adds capacity, c types it.");
        return;
    }
    ui_quantity_text(q, sizeof(q), need);
    if (l.node != WEFT_NONE && capacity(m, l.node, l.res) == 0) {
        weft_buf_addf(b, " Enter on node %s (Tab) can give it %s %s.",
                      weft_plan_node(m->plan, l.node)->id,
                      weft_plan_res(m->plan, l.res)->id, q);
        return;
    }
    ui_capacity_name(name, sizeof(name), m->plan, l.node, l.res);
    weft_buf_addf(
        b, " Tab to %s: c types its capacity (%s is needed), ] adds to it.",
        name, q);
}

static void add_no_plan(struct weft_buf *b, const struct ui_model *m)
{
    weft_buf_addf(b, "%s.", m->reason[0] ? m->reason : "no plan was found");
    if (m->pic.any)
        weft_buf_adds(b, " What is shown is the last plan that was possible.");
    if (weft_undo_count(m->doc))
        weft_buf_adds(b, " u undoes the last edit.");
    add_help(b, m);
}

/* Tasks in the picture that run on a node (or use a global resource). */
static int32_t users(const struct ui_model *m, const struct ui_lane *lane)
{
    int32_t n = 0;

    for (int32_t i = 0; i < m->pic.ntask; i++) {
        const struct ui_place *pl = &m->pic.place[i];
        int32_t k;
        const struct weft_amount *a = ui_run_demand(m->plan, pl, i, &k);

        if (lane->node == WEFT_NONE)
            n += ui_amount(a, k, lane->res) > 0;
        else
            n += pl->placed && pl->node == lane->node;
    }
    return n;
}

/* Tasks that wait for a lane, and how long all together. */
static void add_waits(struct weft_buf *b, const struct ui_model *m,
                      const struct ui_lane *lane)
{
    int32_t n = 0, most = WEFT_NONE;
    int64_t worst = 0;
    char t[32];

    if (!m->facts)
        return;
    for (int32_t i = 0; i < m->pic.ntask; i++) {
        const struct weft_cause *c = &m->facts->cause[i];
        const struct ui_place *pl = &m->pic.place[i];
        const struct weft_cell *cell;

        if (c->kind != WEFT_CAUSE_CAPACITY)
            continue;
        cell = &m->problem->cell[c->cell];
        if (cell->res != lane->res ||
            (cell->copy < 0 ? WEFT_NONE : m->problem->copy[cell->copy].node) !=
                lane->node)
            continue;
        n++;
        if (pl->start - pl->ready > worst) {
            worst = pl->start - pl->ready;
            most = i;
        }
    }
    if (most == WEFT_NONE) {
        weft_buf_adds(b, "Nothing waits for it: more of it would not help.");
        return;
    }
    ui_short_time(t, sizeof(t), m, worst);
    weft_buf_addf(b, "%" PRId32 " task%s for it, longest %s: %s.", n,
                  n > 1 ? "s wait" : " waits",
                  weft_plan_task(m->plan, most)->id, t);
}

static void add_lane(struct weft_buf *b, const struct ui_model *m,
                     const struct ui_lane *lane)
{
    struct ui_lane_use u;
    char full[32], whole[32], cap[UI_TEXT_MAX];

    ui_lane_use(m, lane, &u);
    if (lane->node != WEFT_NONE) {
        const struct weft_node *n = weft_plan_node(m->plan, lane->node);

        ui_amounts_text(cap, sizeof(cap), m->plan, n->capacity, n->ncapacity);
        weft_buf_addf(b, "Has %s%s.", cap[0] ? cap : "no capacity",
                      n->count > 1 ? " in each copy" : "");
    }
    weft_buf_addf(b, " %" PRId32 " task%s it.", users(m, lane),
                  users(m, lane) == 1 ? " uses" : "s use");
    if (lane->res == WEFT_NONE || !m->pic.any)
        return;
    ui_short_time(full, sizeof(full), m, u.full);
    ui_short_time(whole, sizeof(whole), m, m->pic.makespan);
    weft_buf_addf(b, " %s is at its limit for %s of %s. ",
                  weft_plan_res(m->plan, lane->res)->id, full, whole);
    add_waits(b, m, lane);
}

void ui_why_task(struct weft_buf *b, const struct ui_model *m, int32_t task)
{
    add_task(b, m, task, true);
}

void ui_why_lane(struct weft_buf *b, const struct ui_model *m,
                 const struct ui_lane *lane)
{
    add_lane(b, m, lane);
}

static void add_tour(struct weft_buf *b)
{
    weft_buf_adds(b,
                  "This is a worked example: five tasks on three nodes.\n"
                  "j and k move, ] and [ change a capacity, a adds a task, > "
                  "links it, u undoes.\n"
                  "Every edit is planned at once; the status line says when it "
                  "is proved best.\n"
                  "? lists all keys, : takes commands, :w FILE writes, q "
                  "leaves.");
}

static void task_title(const struct ui_draw *d, char *out, size_t size)
{
    const struct weft_task *t = weft_plan_task(d->m->plan, d->s->task);

    if (strcmp(t->id, t->name) == 0)
        snprintf(out, size, "WHY %s", t->id);
    else
        snprintf(out, size, "WHY %s: %s", t->id, t->name);
}

static void title_of(const struct ui_draw *d, char *out, size_t size)
{
    const struct ui_state *s = d->s;
    const struct ui_lane *l = &s->lane;

    if (s->mode == UI_MODE_ROW)
        snprintf(out, size, "%s %s", s->row.add ? "NEW" : "EDIT",
                 s->row.node ? "NODE" : "TASK");
    else if (!d->m->facts && d->m->pic.ntask > 0)
        snprintf(out, size, "NO PLAN");
    else if (s->pane == UI_PANE_NODES && l->node != WEFT_NONE)
        snprintf(out, size, "NODE %s", weft_plan_node(d->m->plan, l->node)->id);
    else if (s->pane == UI_PANE_NODES && l->res != WEFT_NONE)
        snprintf(out, size, "RESOURCE %s",
                 weft_plan_res(d->m->plan, l->res)->id);
    else if (s->task != WEFT_NONE)
        task_title(d, out, size);
    else
        snprintf(out, size, "WHY");
}

static void text_of(const struct ui_draw *d, struct weft_buf *b)
{
    const struct ui_state *s = d->s;

    if (s->mode == UI_MODE_ROW)
        ui_row_help(s, d->m, b);
    else if (!d->m->facts && d->m->pic.ntask > 0)
        add_no_plan(b, d->m);
    else if (s->example && d->m->pos == 0)
        add_tour(b);
    else if (s->pane == UI_PANE_NODES &&
             (s->lane.node != WEFT_NONE || s->lane.res != WEFT_NONE))
        add_lane(b, d->m, &s->lane);
    else if (s->task != WEFT_NONE)
        add_task(b, d->m, s->task, d->f.why_h >= UI_HINT_LINES);
}

void ui_view_why(const struct ui_draw *d)
{
    bool ruled = d->f.strip_y < 0 || d->f.strip_y != d->f.why_y;
    struct ui_pad rule = ui_pad_sub(d->p, d->f.why.x, d->f.why_y, d->f.why.w,
                                    1);
    struct ui_pad p = ui_pad_sub(d->p, d->f.why.x + 1, d->f.why_y + 1,
                                 d->f.why.w - 2, d->f.why_h);
    struct weft_buf b = { 0 };
    char title[UI_TEXT_MAX];
    int lines, table = d->f.beside ? ui_scenario_lines(d, d->f.why_h) : 0;

    if (table) { /* below the text */
        p.h -= table;
        ui_view_scenario_part(d,
                              ui_pad_sub(d->p, d->f.why.x, d->f.why_y + 1 + p.h,
                                         d->f.why.w, table));
    }
    if (ruled) {
        title_of(d, title, sizeof(title));
        ui_rule(rule, 0, d->s->pane == UI_PANE_WHY, title);
    }
    text_of(d, &b);
    lines = ui_wrap(p, 0, d->s->pane == UI_PANE_WHY ? d->s->why_top : 0,
                    UI_TEXT, b.p ? b.p : "");
    if (lines - d->s->why_top > p.h && ruled)
        ui_glyph(rule, rule.w - 2, 0, UI_MUTED, UI_G_MORE_DOWN);
    if (d->s->pane == UI_PANE_WHY)
        ui_cursor(p, 0, 0, false);
    weft_buf_release(&b);
}
