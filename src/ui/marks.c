/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/marks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/dag.h"

/* --- what is marked ---------------------------------------------------------- */

/* Rows of the range; false: there is none. */
static bool range(const struct ui_state *s, const struct ui_model *m,
                  int32_t *from, int32_t *to)
{
    int32_t a = s->marks.anchor, b = s->task;

    if (a == WEFT_NONE || b == WEFT_NONE || a >= m->pic.ntask ||
        b >= m->pic.ntask)
        return false;
    a = m->pic.task_row[a];
    b = m->pic.task_row[b];
    *from = a < b ? a : b;
    *to = a < b ? b : a;
    return true;
}

bool ui_is_marked(const struct ui_state *s, const struct ui_model *m,
                  int32_t task)
{
    int32_t from, to;

    if (task < s->marks.n && s->marks.on[task])
        return true;
    return range(s, m, &from, &to) && m->pic.task_row[task] >= from &&
           m->pic.task_row[task] <= to;
}

int32_t ui_mark_count(const struct ui_state *s, const struct ui_model *m)
{
    int32_t n = s->marks.count, from, to;

    if (!range(s, m, &from, &to))
        return n;
    for (int32_t r = from; r <= to; r++) {
        int32_t task = m->pic.row_task[r];

        n += task >= s->marks.n || !s->marks.on[task];
    }
    return n;
}

int32_t *ui_targets(const struct ui_state *s, const struct ui_model *m,
                    int32_t *n)
{
    int32_t count = ui_mark_count(s, m);
    int32_t *v;

    *n = 0;
    if (count == 0 && s->task == WEFT_NONE)
        return NULL;
    v = calloc((size_t)count + 1, sizeof(*v));
    if (!v)
        return NULL;
    if (count == 0)
        v[(*n)++] = s->task;
    for (int32_t r = 0; count > 0 && r < m->pic.ntask; r++)
        if (ui_is_marked(s, m, m->pic.order[r]))
            v[(*n)++] = m->pic.order[r];
    return v;
}

void ui_targets_text(const struct ui_state *s, const struct ui_model *m,
                     char *out, size_t size)
{
    int32_t n = ui_mark_count(s, m);

    if (n > 1)
        snprintf(out, size, "%" PRId32 " tasks", n);
    else if (n == 0 && s->task != WEFT_NONE)
        snprintf(out, size, "%.200s", weft_plan_task(m->plan, s->task)->id);
    else
        snprintf(out, size, "the marked task");
}

/* --- marking ------------------------------------------------------------------ */

void ui_marks_release(struct ui_marks *k)
{
    free(k->on);
    *k = (struct ui_marks){ .anchor = WEFT_NONE, .serial = k->serial + 1 };
}

void ui_marks_clear(struct ui_state *s)
{
    ui_marks_release(&s->marks);
}

static bool room(struct ui_state *s, const struct ui_model *m)
{
    int32_t n = m->pic.ntask;
    uint8_t *on;

    if (s->marks.n >= n)
        return true;
    on = realloc(s->marks.on, (size_t)n);
    if (!on)
        return false;
    memset(on + s->marks.n, 0, (size_t)(n - s->marks.n));
    s->marks.on = on;
    s->marks.n = n;
    return true;
}

static void set(struct ui_state *s, int32_t task, bool on)
{
    s->marks.count += on - s->marks.on[task];
    s->marks.on[task] = on;
    s->marks.serial++;
}

void ui_range_end(struct ui_state *s, const struct ui_model *m)
{
    int32_t from, to;

    if (range(s, m, &from, &to) && room(s, m))
        for (int32_t r = from; r <= to; r++)
            set(s, m->pic.row_task[r], true);
    s->marks.anchor = WEFT_NONE;
}

void ui_marks_carry(struct ui_state *s, const struct ui_model *m)
{
    const struct ui_map *map = &m->map;
    struct ui_marks was = s->marks;
    int32_t a = was.anchor;

    s->marks.anchor = a >= 0 && a < map->ntask ? map->task[a] : WEFT_NONE;
    if (was.n == 0)
        return;
    s->marks.on = NULL;
    s->marks.n = s->marks.count = 0;
    s->marks.serial++;
    if (room(s, m))
        for (int32_t i = 0; i < was.n && i < map->ntask; i++)
            if (was.on[i] && map->task[i] != WEFT_NONE)
                set(s, map->task[i], true);
    free(was.on);
}

static void tell(struct ui *u)
{
    int32_t n = ui_mark_count(u->s, u->m);

    if (n == 0)
        ui_say(u, UI_TEXT, "no marks");
    else
        ui_say(u, UI_TEXT,
               "%" PRId32 " marked: d deletes, e edits, > links, y copies "
               "them; Esc unmarks",
               n);
}

/* What the selection stands for: a task, or a whole stage. */
static const int32_t *selected(const struct ui *u, int32_t *n)
{
    const struct ui_dag *dag = u->m->dag;
    int32_t at = u->s->task;

    if (u->s->pane == UI_PANE_TASKS && ui_track_is_stage(u->m, at)) {
        struct ui_track t = ui_track_at(u->m, ui_track_of(u->m, at));

        *n = t.n;
        return u->m->tracks.member + t.begin;
    }

    if (u->s->pane == UI_PANE_GRAPH && dag && dag->g.node_of &&
        at < dag->g.ntask && dag->g.node_of[at] != WEFT_NONE) {
        const struct ui_dag_node *e = &dag->g.node[dag->g.node_of[at]];

        *n = e->n;
        return dag->g.member + e->begin;
    }
    *n = 1;
    return &u->s->task;
}

/* Whatever is not marked yet, else none of it. */
static bool toggle(struct ui *u)
{
    struct ui_state *s = u->s;
    int32_t n;
    const int32_t *v = selected(u, &n);
    bool on = false;

    if (!room(s, u->m)) {
        ui_say(u, UI_BAD, "out of memory");
        return false;
    }
    for (int32_t i = 0; i < n; i++)
        on |= !s->marks.on[v[i]];
    for (int32_t i = 0; i < n; i++)
        set(s, v[i], on);
    return true;
}

void ui_mark_stage(struct ui *u)
{
    int32_t n;

    if (u->s->task == WEFT_NONE || ui_mark_count(u->s, u->m) > 0)
        return;
    selected(u, &n);
    if (n > 1)
        toggle(u);
}

void ui_run_mark(struct ui *u, int count)
{
    bool rows = u->s->pane == UI_PANE_TASKS;

    if (u->s->marks.anchor != WEFT_NONE) {
        ui_range_end(u->s, u->m);
        tell(u);
        return;
    }
    for (int i = 0; i < (count > 0 ? count : 1) && i < ui_track_count(u->m);
         i++) {
        if (!toggle(u))
            return;
        if (rows)
            ui_run_next(u, 1);
    }
    tell(u);
}

void ui_run_mark_range(struct ui *u, int count)
{
    (void)count;
    if (u->s->marks.anchor != WEFT_NONE) {
        ui_range_end(u->s, u->m);
        tell(u);
        return;
    }
    u->s->marks.anchor = u->s->task;
    ui_say(u, UI_TEXT,
           "move to the other end; v or Space ends the range, or "
           "act on it at once");
}

void ui_run_mark_invert(struct ui *u, int count)
{
    struct ui_state *s = u->s;

    (void)count;
    ui_range_end(s, u->m);
    if (!room(s, u->m))
        return;
    for (int32_t r = 0; r < u->m->pic.nrow; r++)
        set(s, u->m->pic.row_task[r], !s->marks.on[u->m->pic.row_task[r]]);
    tell(u);
}
