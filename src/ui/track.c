/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/track.h"

#include <stdlib.h>
#include <string.h>

#include "ui/track_make.h"
#include "ui/ui.h"

void ui_tracks_release(struct ui_tracks *t)
{
    free(t->v);
    free(t->member);
    free(t->of);
    *t = (struct ui_tracks){ 0 };
}

/* --- up to date ------------------------------------------------------------- */

static bool current(const struct ui_model *m)
{
    const struct ui_tracks *t = &m->tracks;

    return t->v && t->serial == m->serial &&
           t->filter_serial == m->filter_serial && t->ntask == m->pic.ntask;
}

static enum ui_by wanted(const struct ui_state *s, const struct ui_model *m)
{
    enum ui_by by = s->tracks.by;

    if (by == UI_BY_AUTO)
        by = m->pic.ntask >= UI_TRACK_MANY ? UI_BY_STAGE : UI_BY_TASK;
    return m->pic.any ? by : UI_BY_TASK;
}

void ui_tracks_settle(struct ui_state *s, struct ui_model *m)
{
    enum ui_by by = wanted(s, m);
    struct ui_tracks *t = &m->tracks;

    if (by == UI_BY_TASK) {
        ui_tracks_release(t);
        return;
    }
    if (current(m) && t->by == by && t->fold_serial == s->tracks.serial)
        return;
    ui_tracks_release(t);
    if (!(by == UI_BY_STAGE ? ui_tracks_make_stages(t, s, m)
                            : ui_tracks_make_nodes(t, m))) {
        ui_tracks_release(t);
        return;
    }
    t->by = by;
    t->ntask = m->pic.ntask;
    t->serial = m->serial;
    t->filter_serial = m->filter_serial;
    t->fold_serial = s->tracks.serial;
}

/* --- folds ------------------------------------------------------------------ */

void ui_tracks_fold_all(struct ui_state *s)
{
    free(s->tracks.open);
    s->tracks.open = NULL;
    s->tracks.nopen = 0;
    s->tracks.serial++;
}

/* Room for n tasks; what is known of the first ones stays. */
static bool room(struct ui_track_state *k, int32_t n)
{
    uint8_t *open;

    if (k->open && k->nopen >= n)
        return true;
    open = realloc(k->open, (size_t)n + 1);
    if (!open)
        return false;
    memset(open + k->nopen, 0, (size_t)n + 1 - (size_t)k->nopen);
    k->open = open;
    k->nopen = n;
    return true;
}

bool ui_tracks_open(struct ui_state *s, const struct ui_model *m, int32_t stage,
                    bool open)
{
    const struct ui_stages *st = &m->stages;
    const struct ui_stage *g = &st->stage[stage];

    if (!room(&s->tracks, m->pic.ntask))
        return false;
    for (int32_t i = 0; i < g->n; i++)
        s->tracks.open[st->member[g->begin + i]] = open;
    s->tracks.serial++;
    return true;
}

void ui_tracks_carry(struct ui_state *s, const struct ui_model *m)
{
    struct ui_track_state was = s->tracks;

    if (!was.open)
        return;
    s->tracks.open = NULL;
    s->tracks.nopen = 0;
    s->tracks.serial++;
    if (!room(&s->tracks, weft_plan_ntask(m->plan))) {
        free(was.open);
        return;
    }
    for (int32_t i = 0; i < was.nopen && i < m->map.ntask; i++)
        if (m->map.task[i] != WEFT_NONE)
            s->tracks.open[m->map.task[i]] = was.open[i];
    free(was.open);
}

/* --- rows ------------------------------------------------------------------- */

enum ui_by ui_tracks_by(const struct ui_model *m)
{
    return current(m) ? m->tracks.by : UI_BY_TASK;
}

int32_t ui_track_count(const struct ui_model *m)
{
    return current(m) ? m->tracks.n : m->pic.nrow;
}

struct ui_track ui_track_at(const struct ui_model *m, int32_t row)
{
    if (current(m))
        return m->tracks.v[row];
    return (struct ui_track){ .kind = UI_TRACK_TASK,
                              .task = m->pic.row_task[row],
                              .stage = WEFT_NONE,
                              .node = WEFT_NONE,
                              .res = WEFT_NONE,
                              .n = 1 };
}

int32_t ui_track_of(const struct ui_model *m, int32_t task)
{
    int32_t row;

    if (!current(m))
        return m->pic.task_row[task];
    row = m->tracks.of[task];
    return row == WEFT_NONE ? 0 : row;
}

int32_t ui_track_task(const struct ui_model *m, const struct ui_track *t,
                      int32_t k)
{
    return t->kind == UI_TRACK_TASK ? t->task : m->tracks.member[t->begin + k];
}

bool ui_track_is_stage(const struct ui_model *m, int32_t task)
{
    return current(m) && m->tracks.of[task] != WEFT_NONE &&
           m->tracks.v[m->tracks.of[task]].kind == UI_TRACK_STAGE;
}

/* --- moving ----------------------------------------------------------------- */

static int32_t most_pressing(const struct ui_model *m, const struct ui_track *t)
{
    int32_t best = ui_track_task(m, t, 0);

    for (int32_t k = 1; k < t->n; k++) {
        int32_t i = ui_track_task(m, t, k);

        if (m->pic.place[i].slack < m->pic.place[best].slack)
            best = i;
    }
    return best;
}

/* How far a task's run is from time t. */
static int64_t distance(const struct ui_place *pl, int64_t t)
{
    return t < pl->start ? pl->start - t : t >= pl->finish ? t - pl->finish : 0;
}

/* A task stands on several rows; it is selected on the first of them. */
static int32_t nearest(const struct ui_model *m, int32_t row, int64_t t)
{
    const struct ui_track *k = &m->tracks.v[row];
    int32_t best = WEFT_NONE;

    for (int32_t i = 0; i < k->n; i++) {
        int32_t task = ui_track_task(m, k, i);

        if (m->tracks.of[task] != row)
            continue;
        if (best == WEFT_NONE ||
            distance(&m->pic.place[task], t) < distance(&m->pic.place[best], t))
            best = task;
    }
    return best;
}

int32_t ui_track_pick(const struct ui_model *m, int32_t row, int32_t near)
{
    struct ui_track t = ui_track_at(m, row);

    switch (t.kind) {
    case UI_TRACK_TASK:
        return t.task;
    case UI_TRACK_STAGE:
        return most_pressing(m, &t);
    case UI_TRACK_HEAD:
        return WEFT_NONE;
    case UI_TRACK_SLOT:
    case UI_TRACK_COPY:
        break;
    }
    return nearest(m, row, near == WEFT_NONE ? 0 : m->pic.place[near].start);
}

int32_t ui_track_move(const struct ui_model *m, int32_t task, int64_t by)
{
    int32_t n = ui_track_count(m), here = ui_track_of(m, task);
    int64_t to = here + by;
    int dir = by < 0 ? -1 : 1;

    to = to < 0 ? 0 : to >= n ? n - 1 : to;
    if (by == 0 || to == here)
        return task;
    for (int64_t r = to; r >= 0 && r < n; r += dir) {
        int32_t t = ui_track_pick(m, (int32_t)r, task);

        if (t != WEFT_NONE)
            return t;
    }
    for (int64_t r = to - dir; r != here; r -= dir) { /* the last before it */
        int32_t t = ui_track_pick(m, (int32_t)r, task);

        if (t != WEFT_NONE)
            return t;
    }
    return task;
}

int32_t ui_track_beside(const struct ui_model *m, int32_t task, int64_t by)
{
    int32_t row = ui_track_of(m, task);
    struct ui_track t = ui_track_at(m, row);
    int dir = by < 0 ? -1 : 1;
    int32_t k = 0;

    if (t.kind != UI_TRACK_SLOT && t.kind != UI_TRACK_COPY)
        return task;
    while (k < t.n && ui_track_task(m, &t, k) != task)
        k++;
    for (k += dir; by != 0 && k >= 0 && k < t.n; k += dir) {
        if (m->tracks.of[ui_track_task(m, &t, k)] != row)
            continue;
        task = ui_track_task(m, &t, k);
        by -= dir;
    }
    return task;
}
