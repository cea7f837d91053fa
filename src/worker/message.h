/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker/message.h - the lines that client and server exchange, as structs.
 *
 * The protocol is described in worker/worker.h. Pure: text in, text out.
 */
#ifndef WORKER_MESSAGE_H
#define WORKER_MESSAGE_H

#include "base/buf.h"
#include "weft/check.h"
#include "worker/worker.h"

#define MESSAGE_PROTOCOL 1

/* First line of a request, read. Times in thousandths. Zero-initialise; owner
 * message_request_release(). */
struct message_request {
    uint64_t generation;
    char engine[32], rule[32]; /* rule "": default */
    double time;               /* seconds; 0: no limit */
    int64_t effort, bound, threads;
    uint64_t seed, memory;
    bool has_policy;
    struct weft_policy policy;
    struct weft_place *start; /* NULL: none; finish is not set */
    int32_t nstart;
};
void message_request_release(struct message_request *m);

enum message_event_kind {
    MESSAGE_ACCEPTED,
    MESSAGE_PLAN,
    MESSAGE_BOUND,
    MESSAGE_POLICY,
    MESSAGE_DONE,
    MESSAGE_FAILED
};

/* One line of an answer. Times in thousandths. Zero-initialise; reusable:
 * place is reallocated. Owner message_event_release(). */
struct message_event {
    enum message_event_kind kind;
    uint64_t generation;
    char engine[32];
    int64_t makespan, bound;
    enum weft_status status;
    enum weft_rc code;
    struct weft_policy policy;
    char text[512];
    struct weft_place *place; /* finish is not set */
    int32_t nplace;
};
void message_event_release(struct message_event *m);

/* Append both lines of a request. WEFT_E_NOMEM: b is as it was. O(document). */
enum weft_rc message_write_request(struct weft_buf *b,
                                   const struct worker_request *r,
                                   struct weft_err *err);
/* Read the first line. WEFT_E_PARSE (not JSON), WEFT_E_INVAL (a member is
 * missing or wrong; generation is set if it could be read), WEFT_E_NOMEM. */
enum weft_rc message_read_request(const char *line, size_t len,
                                  struct message_request *out,
                                  struct weft_err *err);

/* Append one line. place has n entries in task order. Sets b->oom without
 * memory. */
void message_write_event(struct weft_buf *b, const struct message_event *m);
/* Read one. WEFT_E_PARSE: not JSON or not an event; WEFT_E_NOMEM. */
enum weft_rc message_read_event(const char *line, size_t len,
                                struct message_event *out,
                                struct weft_err *err);

/* Places of a schedule of q without their finish: what a plan's line says.
 * place has room for q->ntask. Tasks need an option. */
void message_places(const struct weft_problem *q, const struct weft_schedule *s,
                    struct weft_place *place);

#endif
