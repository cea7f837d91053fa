/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker/race.h - every engine on one plan, each for the same time.
 *
 * Each engine runs in a worker of its own, in one thread and from nothing, as
 * many side by side as asked for, so that they can be compared. Nothing blocks:
 *
 *     race_new(&r, &opts, err);
 *     while (!race_is_over(r)) {
 *         n = race_fds(r, fd);
 *         poll(fd, n, race_timeout(r));
 *         race_step(r);
 *     }
 *
 * Owner: race_free(). One thread. */
#ifndef WORKER_RACE_H
#define WORKER_RACE_H

#include "worker/worker.h"

#define RACE_MAX    24 /* engines */
#define RACE_SLOTS  8  /* workers at once, at most */
#define RACE_POINTS 48 /* of a makespan over time */
#define RACE_FDS    (RACE_SLOTS * WORKER_FDS)

enum race_stage {
    RACE_WAITING,
    RACE_RUNNING,
    RACE_ENDED,  /* by itself or because its time was over */
    RACE_REFUSED /* it cannot take the plan, or failed: text */
};

struct race_point {
    int64_t at;       /* ms from the start of the engine */
    int64_t makespan; /* ticks */
};

/* What there is to see of an engine: plain data, no pointers but of text that
 * is static. */
struct race_row {
    const char *engine; /* static */
    enum race_stage stage;
    enum weft_status status;
    int64_t makespan, bound;  /* ticks; a plan only if npoint > 0 */
    const char *bound_engine; /* static; NULL: there is no bound */
    int64_t cost;             /* weft_schedule_cost(); < 0: too large */
    int64_t ran;              /* ms, up to now */
    /* its makespan over time, each shorter than the one before; the first and
     * the last plan are always there */
    struct race_point point[RACE_POINTS];
    int npoint;
    char text[512]; /* why it refused or has no plan; safe to show */
};

struct race_board {
    struct race_row row[RACE_MAX];
    int n;
    int64_t time;    /* ms for each */
    int64_t bound;   /* the best that any proved, ticks */
    uint64_t serial; /* changes with every change of rows but `ran` */
};

/* The row with the best plan: the shortest, then the cheapest, then what was
 * found first; -1: there is none. */
int race_leader(const struct race_board *b);

/* The makespan over time in `columns` columns, from a millisecond to the end,
 * each as many times later as the one before: how long the plan is at the end
 * of column c, from 0 (the best plan of all) to `levels` - 1 (the worst that any
 * began with); -1: there is none yet. */
int race_level(const struct race_board *b, const struct race_row *w, int c,
               int columns, int levels);

struct race_opts {
    struct worker_command command;
    const struct weft_plan *plan;       /* borrowed until race_free() */
    const struct weft_problem *problem; /* the same; of plan */
    double time;                        /* seconds for each, > 0 */
    int64_t effort;                     /* 0: no limit */
    uint64_t seed;
    size_t memory; /* bytes for each; 0: default */
    int slots;     /* side by side; 0: one for each processor */
};

struct race;

/* All engines of the registry. Starts nothing yet. WEFT_E_NOMEM, WEFT_E_IO. */
enum weft_rc race_new(struct race **out, const struct race_opts *o,
                      struct weft_err *err);
/* Kills what still runs. NULL is fine. */
void race_free(struct race *r);

/* As of worker.h, for all at once. fd has room for RACE_FDS. */
int race_fds(const struct race *r, struct pollfd *fd);
int race_timeout(const struct race *r);
/* Start whom there is room for, take what came, without blocking. */
void race_step(struct race *r);
bool race_is_over(const struct race *r);

/* Borrowed; as of the last step. */
const struct race_board *race_board(const struct race *r);
/* The best plan of row k, verified; n == 0: none. Borrowed until the next
 * step. */
const struct weft_result *race_result(const struct race *r, int k);

#endif
