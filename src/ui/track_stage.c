/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by stage. */
#include <stdlib.h>

#include "ui/track_make.h"

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

int32_t ui_tracks_peak(const struct ui_model *m, const int32_t *task, int32_t n,
                       int64_t *room)
{
    int64_t *from = room, *to = room + n;
    int32_t peak = 0, done = 0;

    for (int32_t i = 0; i < n; i++) {
        from[i] = m->pic.place[task[i]].start;
        to[i] = m->pic.place[task[i]].finish;
    }
    qsort(from, (size_t)n, sizeof(*from), by_value);
    qsort(to, (size_t)n, sizeof(*to), by_value);
    for (int32_t i = 0; i < n; i++) {
        while (to[done] <= from[i] && done < i)
            done++;
        if (i + 1 - done > peak)
            peak = i + 1 - done;
    }
    return peak;
}

/* The tasks that are shown, by stage: those of stage k from begin[k] on, in
 * order of their rows. Returns the stages in order of their first rows. */
static int32_t collect(struct ui_tracks *t, const struct ui_model *m,
                       int32_t *begin, int32_t *order)
{
    const struct ui_stages *st = &m->stages;
    int32_t n = 0, at = 0;

    for (int32_t r = 0; r < m->pic.nrow; r++) {
        int32_t k = st->of[m->pic.row_task[r]];

        if (begin[k]++ == 0)
            order[n++] = k;
    }
    for (int32_t i = 0; i < n; i++) {
        int32_t count = begin[order[i]];

        begin[order[i]] = at;
        at += count;
    }
    for (int32_t r = 0; r < m->pic.nrow; r++) {
        int32_t task = m->pic.row_task[r];

        t->member[begin[st->of[task]]++] = task;
    }
    return n;
}

static bool is_open(const struct ui_state *s, int32_t task)
{
    return s->tracks.open && task < s->tracks.nopen && s->tracks.open[task];
}

/* The rows of one stage, whose tasks are member[from .. to). */
static void add_stage(struct ui_tracks *t, const struct ui_state *s,
                      const struct ui_model *m, int32_t stage, int32_t from,
                      int32_t to, int64_t *room)
{
    bool several = to - from > 1, open = is_open(s, t->member[from]);
    struct ui_track k = { .kind = open ? UI_TRACK_HEAD : UI_TRACK_STAGE,
                          .task = t->member[from],
                          .stage = stage,
                          .node = WEFT_NONE,
                          .res = WEFT_NONE,
                          .begin = from,
                          .n = to - from };

    if (several) {
        k.peak = ui_tracks_peak(m, t->member + from, k.n, room);
        t->v[t->n++] = k;
    }
    for (int32_t i = from; i < to; i++) {
        t->of[t->member[i]] = t->n - 1;
        if (several && !open)
            continue;
        k = (struct ui_track){ .kind = UI_TRACK_TASK,
                               .task = t->member[i],
                               .stage = several ? stage : WEFT_NONE,
                               .node = WEFT_NONE,
                               .res = WEFT_NONE,
                               .begin = i,
                               .n = 1 };
        t->of[k.task] = t->n;
        t->v[t->n++] = k;
    }
}

static void make(struct ui_tracks *t, const struct ui_state *s,
                 const struct ui_model *m, int32_t *begin, int32_t *order,
                 int64_t *room)
{
    int32_t n, from = 0;

    n = collect(t, m, begin, order);
    for (int32_t i = 0; i < n; i++) {
        int32_t to = begin[order[i]]; /* where its tasks end by now */

        add_stage(t, s, m, order[i], from, to, room);
        from = to;
    }
}

bool ui_tracks_make_stages(struct ui_tracks *t, const struct ui_state *s,
                           struct ui_model *m)
{
    size_t n = (size_t)m->pic.ntask + 1;
    int32_t *begin, *order;
    int64_t *room;
    bool ok;

    if (!ui_model_stages(m) || m->stages.ntask != m->pic.ntask)
        return false;
    t->v = malloc(2 * n * sizeof(*t->v));
    t->member = calloc(n, sizeof(*t->member));
    t->of = malloc(n * sizeof(*t->of));
    begin = calloc((size_t)m->stages.nstage + 1, sizeof(*begin));
    order = malloc(((size_t)m->stages.nstage + 1) * sizeof(*order));
    room = malloc(2 * n * sizeof(*room));
    ok = t->v && t->member && t->of && begin && order && room;
    for (size_t i = 0; ok && i < n; i++)
        t->of[i] = WEFT_NONE;
    if (ok)
        make(t, s, m, begin, order, room);
    free(begin);
    free(order);
    free(room);
    return ok;
}
