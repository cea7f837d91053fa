/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker/worker.h - solving in a child process.
 *
 * A worker is the same binary run as `weft worker`, or any command that speaks
 * the protocol below on its stdin and stdout (`ssh host weft worker`). It can
 * be killed at once, is limited in memory, and may crash without harm: a crash
 * is one event with one line of text. Nothing in this header blocks but
 * worker_run() and worker_serve().
 *
 * A client (struct worker) has at most one live child and one request under
 * way. The child stays for the next request; a newer request overtakes the
 * running one. The child has a session of its own, so keys and signals of the
 * terminal do not reach it; it ends when its client does, however that ended.
 *
 *     worker_new(&w, &cmd, err);
 *     worker_start(w, &request, err);           every edit: generation + 1
 *     n = worker_fds(w, fd);                    + the caller's own fds
 *     poll(fd, n, worker_timeout(w));
 *     while (worker_next(w, &ev))
 *         worker_apply(&ev, plan, problem, &result, &changed, err);
 *
 * Owner of a client: worker_free(). One thread.
 *
 * Protocol (version 1): JSON lines. All times are integers, thousandths
 * of a second (of the unit, where that is "none").
 * A request is two lines, what to do and the plan document on one line (line
 * breaks in JSON are only white space, so a client replaces them by spaces):
 *
 *     {"weft_worker":1,"generation":7,"engine":"auto","rule":"lft","time":10,
 *      "effort":0,"seed":1,"memory":0,"threads":0,"bound":0,
 *      "start":[[0,0,0,0],[1,2,0,30]]}
 *     {"weft":"1.0",...}
 *
 * Only weft_worker, generation and engine are required. time is seconds (<= 0
 * or absent: none), memory bytes, threads 0 or absent: as many as the worker's
 * machine has processors. start has an entry [node, copy, mode, start]
 * for each task: index of the node in the document, which of its copies (from
 * 0), mode (0: the default, k: modes[k-1]), start; node and copy are -1 for a
 * task on no node. The first request may be followed by others at any time:
 * the running one is then dropped. At the end of its input a worker ends the
 * last one and exits; as soon as nobody reads its answers it exits at once.
 * A worker answers with lines
 *
 *     {"generation":7,"event":"accepted"}       at once
 *     {"generation":7,"event":"plan","engine":"ilp","makespan":70,
 *      "tasks":[[0,0,0,0],[1,2,0,30]]}          a better plan, as in start
 *     {"generation":7,"event":"bound","engine":"ilp","bound":60}
 *     {"generation":7,"event":"policy","policy":[30000000,0,-120000,...,5120]}
 *     {"generation":7,"event":"done","status":"optimal","reason":""}
 *     {"generation":7,"event":"failed","code":"limit","reason":"..."}
 *
 * policy (in a request: what engine rl starts from): see weft/policy.h, the
 * weights in their order, then the episodes.
 *
 * status: unknown, feasible, optimal, infeasible (a proof, like bound). code:
 * nomem, inval, parse, limit, solver. Every request that is not overtaken ends
 * with one done or failed. Members a reader does not know are ignored.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "weft/check.h"
#include "weft/engine.h"

struct pollfd; /* <poll.h> */

/* What runs as worker. Strings are copied. */
struct worker_command {
    const char *program; /* path of weft, run as `PROGRAM worker` */
    const char *shell;   /* not NULL: run by /bin/sh -c instead */
};

struct worker_request { /* worker_request_init() first; copied by a start */
    uint64_t generation;
    const char *doc; /* the document, edits applied */
    size_t len;
    const struct weft_problem *problem; /* compiled from doc; required */
    const char *engine;                 /* "auto" */
    const char *rule;                   /* NULL: the engine's default */
    double time;                        /* seconds; <= 0: no limit */
    int64_t effort;                     /* 0: no limit */
    uint64_t seed;                      /* 1 */
    size_t memory;                      /* bytes for the search; 0: default */
    int threads; /* for the search; 0: one for each processor */
    const struct weft_policy *policy;   /* NULL: what this worker has learned */
    const struct weft_schedule *start;  /* of problem, complete; NULL: none */
    int64_t bound;                      /* proved beforehand, ticks; 0 */
};
void worker_request_init(struct worker_request *r);

enum worker_kind {
    WORKER_PLAN,  /* place, makespan, engine */
    WORKER_BOUND, /* bound, engine */
    WORKER_DONE,  /* status, text: why (infeasible, stopped), may be "" */
    WORKER_FAILED /* code, text: one line that says what happened */
};

/* Pointers are borrowed until the next call with the same worker. Ticks are
 * those of the request's problem. */
struct worker_event {
    enum worker_kind kind;
    uint64_t generation;
    char engine[32];
    const struct weft_place *place; /* one per task, in task order; not yet
                                       verified: see worker_apply */
    int32_t nplace;
    int64_t makespan, bound; /* ticks */
    enum weft_status status;
    enum weft_rc code; /* FAILED: E_LIMIT (the engine refuses the problem),
                          E_NOMEM, E_INVAL, E_PARSE (not the protocol),
                          E_SOLVER (crash, early exit, no answer), E_IO
                          (cannot be run) */
    char text[512];    /* safe to show */
};

struct worker;

/* No child is started yet. */
enum weft_rc worker_new(const struct worker_command *c, struct worker **out,
                        struct weft_err *err);
/* Kills what is left (SIGKILL) and waits for it at most 0.1 s. */
void worker_free(struct worker *w);

/* Ask for r, starting a child if there is none. What ran before is dropped:
 * no event of an older generation comes after this. Generations must grow.
 * Fails (WEFT_E_NOMEM, WEFT_E_IO: no process) without an effect; a command
 * that cannot be executed is reported as an event. O(document). */
enum weft_rc worker_start(struct worker *w, const struct worker_request *r,
                          struct weft_err *err);
/* Drop the running request and its child: SIGTERM to its process group,
 * SIGKILL after 0.2 s (by a later worker_next). No event of it comes after
 * this. */
void worker_cancel(struct worker *w);
/* A request is under way: done or failed has not been delivered. */
bool worker_busy(const struct worker *w);
/* What engine rl has learned in the requests so far; NULL: nothing. Requests
 * that bring no policy start from it. Borrowed. */
const struct weft_policy *worker_policy(const struct worker *w);

/* What to wait for: fills fd[0 .. WORKER_FDS - 1], returns how many. */
#define WORKER_FDS 3
int worker_fds(const struct worker *w, struct pollfd *fd);
/* Milliseconds until worker_next must be called even if no descriptor is
 * ready; -1: not needed. */
int worker_timeout(const struct worker *w);

/* Read, write, reap and kill what is due, without blocking. true: *ev is the
 * next event of the running request (call again); false: none for now.
 * Reads at most about a megabyte and parses at most one event a call. */
bool worker_next(struct worker *w, struct worker_event *ev);

/* The plan of a WORKER_PLAN event as a schedule of q, verified by weft_check
 * against p. q must be compiled from p, and both mean the document of the
 * request. out: uninitialised, then the caller's (weft_schedule_release);
 * makespan in ticks. WEFT_E_SOLVER if the plan is wrong (err says how, the
 * first violation), WEFT_E_NOMEM; then *out is untouched. O(n log n). */
enum weft_rc worker_schedule(const struct worker_event *ev,
                             const struct weft_plan *p,
                             const struct weft_problem *q,
                             struct weft_schedule *out, int64_t *makespan,
                             struct weft_err *err);

/* Fold an event into what is known: a verified better plan replaces
 * r->schedule, a higher bound r->bound, DONE sets reason; status follows
 * (optimal if and only if makespan == bound). r starts zeroed or as weft_quick
 * left it. *changed (may be NULL): anything but reason is new.
 * WEFT_E_SOLVER if the event is wrong or contradicts what is verified (a bound
 * above a plan), FAILED gives its code; r is then as it was. */
enum weft_rc worker_apply(const struct worker_event *ev,
                          const struct weft_plan *p,
                          const struct weft_problem *q, struct weft_result *r,
                          bool *changed, struct weft_err *err);

/* One request from start to end, for callers without a loop. */
struct worker_run_opts {
    struct worker_command command;
    struct weft_policy *policy; /* what engine rl starts from, and has learned
                                   in the end; NULL: nobody asks */
    const volatile sig_atomic_t *stop; /* becomes non-zero: return the best so
                                          far; may be NULL */
    void *ctx;
    /* something is new in *r; may be NULL */
    void (*on_change)(void *ctx, const struct weft_result *r);
    int every; /* > 0: on_change is called also when this many milliseconds
                  have passed without news, so that a clock can be shown */
};
/* r->time counts from this call; the search is stopped then, and killed 0.1 s
 * later if it does not. Returns within 0.2 s of r->time, and within 0.1 s of
 * *stop, whatever the child does. *out is always set (weft_result_release) and
 * holds the best so far, verified, also when an error is returned: what
 * WORKER_FAILED says, or WEFT_E_SOLVER for a wrong answer. Interrupted or out
 * of time is WEFT_OK; out->reason says so. */
enum weft_rc worker_run(const struct worker_run_opts *o,
                        const struct worker_request *r,
                        const struct weft_plan *p, struct weft_result *out,
                        struct weft_err *err);

/* The other side. Serve requests from `in` on `out` until the end of `in`, the
 * last one to its end; returns 0, or 1 if `out` or `in` failed, or nobody reads
 * `out` any more. Each request is solved in a forked
 * child of its own: a newer one kills it, so does its time limit + 0.1 s;
 * what the child may allocate for the search is limited to `memory`.
 * Expects to be a process of its own with one thread. solve: NULL is
 * weft_solve. */
typedef enum weft_rc worker_solve_fn(const struct weft_problem *q,
                                     const char *engine,
                                     const struct weft_solve_opts *o,
                                     struct weft_result *r,
                                     struct weft_err *err);
int worker_serve(int in, int out, worker_solve_fn *solve);

#endif
