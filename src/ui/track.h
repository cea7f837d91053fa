/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/track.h - the rows of the time line: tasks, stages, or nodes.
 *
 *   by task   a row for each task: those of the picture
 *   by stage  a row for each stage (ui/stage.h); an open one is followed by a
 *             row for each of its tasks
 *   by node   for each copy of a node a row for each unit of its most used
 *             resource, in which tasks stand one after the other; where there
 *             are more than UI_SLOTS units, or parts of units, a row for each
 *             task that runs at a time; where those are too many, one row
 *
 * The selection is a task in all of them: a row is selected if it is the first
 * one on which that task stands. The model owns the rows (model->tracks); they
 * follow from state and picture, and are brought up to date after every event
 * by ui_tracks_settle(). Until then, and without memory, rows are by task. */
#ifndef UI_TRACK_H
#define UI_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#define UI_SLOTS 8
/* Tasks from which on the rows are stages unless others were asked for. */
#define UI_TRACK_MANY 1000

struct ui_state;
struct ui_model;

enum ui_by { UI_BY_AUTO, UI_BY_TASK, UI_BY_STAGE, UI_BY_NODE };

struct ui_track_state {
    enum ui_by by;
    uint8_t *open; /* by task: its stage is unfolded; owned, NULL: none is */
    int32_t nopen;
    uint64_t serial; /* changes with them */
};

enum ui_track_kind {
    UI_TRACK_TASK,  /* `task`; of an open stage where stage != WEFT_NONE */
    UI_TRACK_STAGE, /* a folded stage of several tasks */
    UI_TRACK_HEAD,  /* an open one; cannot be selected */
    UI_TRACK_SLOT,  /* a unit of a resource of a copy */
    UI_TRACK_COPY   /* a copy as a whole */
};

struct ui_track {
    enum ui_track_kind kind;
    int32_t task;
    int32_t stage;
    int32_t node, copy;  /* node WEFT_NONE: tasks that run on none */
    int32_t res;         /* what slots are units of; WEFT_NONE */
    int32_t slot, nslot; /* slot >= nslot: of tasks that need none of it,
                            or nslot is 0 and none is counted */
    int32_t begin, n;    /* its tasks, by start (of a stage: by row) */
    int32_t peak;        /* STAGE, HEAD, COPY: most that run at a time */
};

struct ui_tracks { /* zero-initialise; owner: ui_tracks_release() */
    enum ui_by by; /* never AUTO, once settled */
    int32_t n, ntask;
    struct ui_track *v;
    int32_t *member;
    int32_t *of; /* by task: its first row; WEFT_NONE: filtered out */
    /* what they were made from */
    uint64_t serial, filter_serial, fold_serial;
};

/* O(n log n) where anything changed, else O(1). */
void ui_tracks_settle(struct ui_state *s, struct ui_model *m);
void ui_tracks_release(struct ui_tracks *t);
/* The document has changed: m->map says where tasks went. */
void ui_tracks_carry(struct ui_state *s, const struct ui_model *m);
/* Have the stage of each of the model's tasks open, or none. */
bool ui_tracks_open(struct ui_state *s, const struct ui_model *m, int32_t stage,
                    bool open);
void ui_tracks_fold_all(struct ui_state *s);

enum ui_by ui_tracks_by(const struct ui_model *m);
int32_t ui_track_count(const struct ui_model *m);
struct ui_track ui_track_at(const struct ui_model *m, int32_t row);
/* The row of a task that is shown. */
int32_t ui_track_of(const struct ui_model *m, int32_t task);
/* The k-th task of a row. */
int32_t ui_track_task(const struct ui_model *m, const struct ui_track *t,
                      int32_t k);
/* The task that is selected with a row: of a stage the one with the least
 * float, else the one that runs nearest to when `near` does. WEFT_NONE: the
 * row cannot be selected. O(its tasks) */
int32_t ui_track_pick(const struct ui_model *m, int32_t row, int32_t near);
/* The task `by` rows from the selected one (INT32_MAX: at the end), among rows
 * that can be selected; the selected one if there is none. */
int32_t ui_track_move(const struct ui_model *m, int32_t task, int64_t by);
/* The task before or after the selected one on its row. */
int32_t ui_track_beside(const struct ui_model *m, int32_t task, int64_t by);
/* The row stands for several tasks, and all are meant. */
bool ui_track_is_stage(const struct ui_model *m, int32_t task);

#endif
