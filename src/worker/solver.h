/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker/solver.h - the process that solves one request. */
#ifndef WORKER_SOLVER_H
#define WORKER_SOLVER_H

#include "worker/message.h"
#include "worker/worker.h"

struct solver_task {
    const struct message_request *request;
    const char *doc;
    size_t len;
    int out; /* events go here, blocking */
    int64_t
        begin; /* process_now() when the request came: time counts from it */
    worker_solve_fn *solve;
};

/* Solve and report; the last line written is done or failed. Meant for a child
 * process that ends afterwards. false: the lines could not be written. */
bool solver_run(const struct solver_task *t);

#endif
