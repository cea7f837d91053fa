/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker/process.h - child processes that are spoken to through pipes.
 *
 * A child leads a session of its own (so its process group is its pid, and it
 * has no terminal) and is killed by the kernel when its parent dies. Nothing
 * here blocks but process_kill_all().
 */
#ifndef WORKER_PROCESS_H
#define WORKER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "weft/err.h"

/* Descriptors are our ends, non-blocking, close-on-exec; -1: closed. */
struct process {
    pid_t pid;  /* 0: none */
    int to;     /* its stdin */
    int from;   /* its stdout */
    int errors; /* its stderr */
};

/* Run argv[0] (a path) with argv. WEFT_E_IO if there is no process or
 * descriptor to be had. A path that cannot be executed ends the child with
 * status 127 and a line on its stderr. */
enum weft_rc process_start(struct process *p, const char *const *argv,
                           struct weft_err *err);

/* Close the descriptors and forget the child (not ended, not reaped). */
void process_forget(struct process *p);

/* Whether it has ended; if so it is reaped and the rest of its process group
 * killed. status (may be NULL): as from waitpid(). */
bool process_ended(pid_t pid, int *status);
/* "ended with status 3", "was killed by signal 11 (Segmentation fault)". */
void process_how(int status, char *out, size_t size);

/* Milliseconds of a monotonic clock. */
int64_t process_now(void);

/* Processors that this process may run on, at least 1. */
int process_processors(void);

/* Children on their way out: SIGTERM now, SIGKILL 0.2 s later, reaped. */
#define PROCESS_DYING_MAX 16
struct process_dying {
    struct {
        pid_t pid;
        int64_t kill_at;
        bool killed;
    } v[PROCESS_DYING_MAX];
    int n;
};
/* Take over the end of p: its descriptors are closed, *p is forgotten. With
 * at_once, SIGKILL now. */
void process_end(struct process_dying *d, struct process *p, bool at_once);
/* Kill and reap what is due. */
void process_reap(struct process_dying *d);
/* Milliseconds until process_reap has something to do; -1: nothing. */
int process_timeout(const struct process_dying *d);
/* SIGKILL for all, and wait for them at most 0.1 s. */
void process_kill_all(struct process_dying *d);

#endif
