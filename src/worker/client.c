/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/utf8.h"
#include "worker/message.h"
#include "worker/process.h"

#define FIRST_ANSWER_MS 30000 /* a login may come before it */
#define ANSWER_MS       5000  /* of a child that has answered before */
#define DONE_GRACE_MS   3000  /* for `done` beyond the request's time */
#define END_MS          200   /* from the end of output to the end of it */
#define READ_SIZE       65536
#define READ_CALLS      16  /* a megabyte per worker_next */
#define STALE_LINES     256 /* of dropped requests, per worker_next */
#define LINE_MAX_BYTES  65536
#define LINE_TASK_BYTES 128 /* more than [node, copy, mode, start] takes */
#define ERRORS_KEPT     256

struct worker {
    char *program, *shell;
    struct process child;
    struct process_dying dying;
    bool served;   /* the child has accepted a request */
    int64_t ended; /* when the child closed its output; 0: it has not */
    char errors[ERRORS_KEPT]; /* the last it wrote to stderr */
    size_t nerrors;

    struct weft_buf rest; /* of an older request, partly sent */
    size_t rest_sent;
    struct weft_buf request; /* the newest, kept until accepted */
    size_t request_sent;
    struct weft_buf in;
    size_t scanned, used; /* in[0 .. used) is done with, no '\n' in
                             in[used .. scanned) */

    bool busy, accepted, retried;
    uint64_t generation;
    int64_t tick;
    int32_t ntask;
    bool has_policy;
    struct weft_policy policy; /* learned by older requests, too */
    int64_t time_ms;   /* of the request; 0: no limit */
    int64_t answer_by; /* until accepted */
    int64_t done_by;   /* once accepted; INT64_MAX: no limit */
    struct message_event message;
};

void worker_request_init(struct worker_request *r)
{
    *r = (struct worker_request){ .engine = "auto", .seed = 1 };
}

enum weft_rc worker_new(const struct worker_command *c, struct worker **out,
                        struct weft_err *err)
{
    struct worker *w = calloc(1, sizeof(*w));

    if (w) {
        w->program = c->program ? strdup(c->program) : NULL;
        w->shell = c->shell ? strdup(c->shell) : NULL;
    }
    if (!w || (c->program && !w->program) || (c->shell && !w->shell)) {
        worker_free(w);
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    }
    process_forget(&w->child);
    *out = w;
    return WEFT_OK;
}

void worker_free(struct worker *w)
{
    if (!w)
        return;
    process_end(&w->dying, &w->child, true);
    process_kill_all(&w->dying);
    weft_buf_release(&w->rest);
    weft_buf_release(&w->request);
    weft_buf_release(&w->in);
    message_event_release(&w->message);
    free(w->program);
    free(w->shell);
    free(w);
}

bool worker_busy(const struct worker *w)
{
    return w->busy;
}

/* --- the child ------------------------------------------------------------ */

static enum weft_rc start_child(struct worker *w, struct weft_err *err)
{
    const char *const self[] = { w->program, "worker", NULL };
    const char *const shell[] = { "/bin/sh", "-c", w->shell, NULL };

    w->served = false;
    w->ended = 0;
    w->nerrors = 0;
    weft_buf_clear(&w->rest);
    w->rest_sent = w->request_sent = 0;
    return process_start(&w->child, w->shell ? shell : self, err);
}

static void stop_child(struct worker *w, bool at_once)
{
    process_end(&w->dying, &w->child, at_once);
    weft_buf_release(&w->in);
    w->scanned = w->used = 0;
}

static void await_answer(struct worker *w)
{
    w->answer_by = process_now() + (w->served ? ANSWER_MS : FIRST_ANSWER_MS);
}

int worker_fds(const struct worker *w, struct pollfd *fd)
{
    int n = 0;

    if (!w->child.pid)
        return 0;
    if (!w->ended)
        fd[n++] = (struct pollfd){ .fd = w->child.from, .events = POLLIN };
    if (w->child.errors >= 0)
        fd[n++] = (struct pollfd){ .fd = w->child.errors, .events = POLLIN };
    if (w->child.to >= 0 &&
        (w->rest_sent < w->rest.len || w->request_sent < w->request.len))
        fd[n++] = (struct pollfd){ .fd = w->child.to, .events = POLLOUT };
    return n;
}

static int64_t due(const struct worker *w)
{
    if (!w->busy)
        return INT64_MAX;
    if (w->ended)
        return process_now(); /* it is reaped with process_timeout's step */
    return w->accepted ? w->done_by : w->answer_by;
}

int worker_timeout(const struct worker *w)
{
    int reap = process_timeout(&w->dying);
    int64_t at = due(w), left;

    /* lines that were read but not looked at: now */
    if (w->busy && w->used < w->in.len &&
        memchr(w->in.p + w->used, '\n', w->in.len - w->used))
        return 0;
    if (w->ended)
        return 5;
    if (at == INT64_MAX)
        return reap;
    left = at - process_now();
    left = left < 0 ? 0 : left > 60000 ? 60000 : left;
    return reap >= 0 && reap < left ? reap : (int)left;
}

/* --- reading and writing -------------------------------------------------- */

static bool send_from(struct worker *w, const struct weft_buf *b, size_t *sent)
{
    while (*sent < b->len) {
        ssize_t n = send(w->child.to, b->p + *sent, b->len - *sent,
                         MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false; /* full; an end is seen on its output */
        *sent += (size_t)n;
        await_answer(w);
    }
    return true;
}

static void flush(struct worker *w)
{
    if (w->child.to < 0)
        return;
    if (w->rest.len && send_from(w, &w->rest, &w->rest_sent)) {
        weft_buf_clear(&w->rest);
        w->rest_sent = 0;
    }
    if (!w->rest.len)
        send_from(w, &w->request, &w->request_sent);
}

const struct weft_policy *worker_policy(const struct worker *w)
{
    return w->has_policy ? &w->policy : NULL;
}

enum weft_rc worker_start(struct worker *w, const struct worker_request *r,
                          struct weft_err *err)
{
    struct worker_request own = *r;
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    if (!own.policy)
        own.policy = worker_policy(w);
    rc = message_write_request(&b, &own, err);

    if (!rc && w->child.pid && w->request_sent &&
        w->request_sent < w->request.len) {
        weft_buf_add(&w->rest, w->request.p + w->request_sent,
                     w->request.len - w->request_sent);
        if (w->rest.oom) /* the child has half a request: useless */
            stop_child(w, true);
        w->rest.oom = false;
    }
    if (!rc && !w->child.pid)
        rc = start_child(w, err);
    if (rc) {
        weft_buf_release(&b);
        return rc;
    }
    weft_buf_release(&w->request);
    w->request = b;
    w->request_sent = 0;
    w->busy = true;
    w->accepted = w->retried = false;
    w->generation = r->generation;
    w->tick = r->problem->tick;
    w->ntask = r->problem->ntask;
    w->time_ms = r->time > 0 && r->time < 1e12 ? (int64_t)(r->time * 1000) : 0;
    await_answer(w);
    flush(w); /* it may fit at once */
    return WEFT_OK;
}

void worker_cancel(struct worker *w)
{
    if (!w->busy)
        return;
    w->busy = false;
    stop_child(w, false);
}

/* Keep the last ERRORS_KEPT bytes. */
static void read_errors(struct worker *w)
{
    char chunk[1024];
    ssize_t n;

    while (w->child.errors >= 0 &&
           (n = read(w->child.errors, chunk, sizeof(chunk))) != 0) {
        size_t keep, got = n > 0 ? (size_t)n : 0;

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return;
        keep = got < ERRORS_KEPT ? ERRORS_KEPT - got : 0;
        if (keep > w->nerrors)
            keep = w->nerrors;
        memmove(w->errors, w->errors + w->nerrors - keep, keep);
        if (got > ERRORS_KEPT)
            got = ERRORS_KEPT;
        memcpy(w->errors + keep, chunk + (size_t)n - got, got);
        w->nerrors = keep + got;
    }
    if (w->child.errors >= 0) {
        close(w->child.errors);
        w->child.errors = -1;
    }
}

enum got { GOT_LINE, GOT_NOTHING, GOT_END, GOT_LONG, GOT_NOMEM };

/* The next whole line of the child, without its line break. */
static enum got next_line(struct worker *w, const char **line, size_t *len,
                          int *calls)
{
    for (;;) {
        const char *nl = NULL;
        ssize_t n;
        char chunk[READ_SIZE];

        if (w->scanned < w->in.len)
            nl = memchr(w->in.p + w->scanned, '\n', w->in.len - w->scanned);
        if (nl) {
            *line = w->in.p + w->used;
            *len = (size_t)(nl - *line);
            w->used = w->scanned = (size_t)(nl - w->in.p) + 1;
            return GOT_LINE;
        }
        w->scanned = w->in.len;
        if (w->used) { /* what is done with goes */
            memmove(w->in.p, w->in.p + w->used, w->in.len - w->used);
            w->in.len -= w->used;
            w->scanned -= w->used;
            w->used = 0;
        }
        if (w->ended || (*calls)-- <= 0)
            return w->ended ? GOT_END : GOT_NOTHING;
        if (w->in.len > LINE_MAX_BYTES + LINE_TASK_BYTES * (size_t)w->ntask)
            return GOT_LONG;
        n = read(w->child.from, chunk, sizeof(chunk));
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            return GOT_NOTHING;
        if (n <= 0) {
            w->ended = process_now();
            return GOT_END;
        }
        weft_buf_add(&w->in, chunk, (size_t)n);
        if (w->in.oom)
            return GOT_NOMEM;
    }
}

/* --- events --------------------------------------------------------------- */

static void set_text(struct worker_event *ev, const char *text)
{
    struct weft_buf b = { 0 };

    weft_utf8_show(&b, text, strlen(text), false);
    snprintf(ev->text, sizeof(ev->text), "%s", b.p ? b.p : "");
    weft_buf_release(&b);
}

/* The request has failed: its child is of no use any more. */
static bool fail(struct worker *w, struct worker_event *ev, enum weft_rc code,
                 const char *text)
{
    *ev = (struct worker_event){ .kind = WORKER_FAILED,
                                 .generation = w->generation,
                                 .code = code };
    set_text(ev, text);
    w->busy = false;
    stop_child(w, true);
    return true;
}

/* A child that worked before and is gone or mute now (a lost connection) gets
 * one successor. Returns whether there is one. */
static bool retry(struct worker *w)
{
    if (w->accepted || w->retried || !w->served)
        return false;
    stop_child(w, true);
    if (start_child(w, NULL))
        return false;
    w->retried = true;
    await_answer(w);
    flush(w);
    return true;
}

/* The last line the child wrote to stderr, "" if none. */
static void last_error(struct worker *w, char *out, size_t size)
{
    size_t end, begin;

    read_errors(w);
    end = w->nerrors;
    while (end && (w->errors[end - 1] == '\n' || w->errors[end - 1] == '\r'))
        end--;
    for (begin = end; begin && w->errors[begin - 1] != '\n';)
        begin--;
    snprintf(out, size, "%s%.*s", end > begin ? ": " : "", (int)(end - begin),
             w->errors + begin);
}

/* The child closed its output: say how it ended, once that is known. */
static bool child_ended(struct worker *w, struct worker_event *ev)
{
    char how[128], why[ERRORS_KEPT + 8], text[512];
    int status = 0;
    bool reaped = process_ended(w->child.pid, &status), no_start;

    if (!reaped && process_now() < w->ended + END_MS)
        return false;
    if (reaped)
        process_how(status, how, sizeof(how));
    else
        snprintf(how, sizeof(how), "closed its output");
    last_error(w, why, sizeof(why));
    if (reaped) /* nothing is left to kill */
        process_forget(&w->child);
    if (!w->busy)
        stop_child(w, true);
    if (!w->busy || retry(w))
        return false;
    no_start = reaped && !w->served && WIFEXITED(status) &&
               (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127);
    snprintf(text, sizeof(text), "the worker %s%s", how, why);
    return fail(w, ev, no_start ? WEFT_E_IO : WEFT_E_SOLVER, text);
}

static bool garbage(struct worker *w, struct worker_event *ev, const char *line,
                    size_t len, const char *what)
{
    char text[512];

    snprintf(text, sizeof(text),
             "the worker does not speak the protocol (%.200s): '%.*s%s'", what,
             (int)(len < 80 ? len : 80), line, len > 80 ? "..." : "");
    return fail(w, ev, WEFT_E_PARSE, text);
}

static void accept_request(struct worker *w)
{
    w->accepted = w->served = true;
    w->done_by = w->time_ms ? process_now() + w->time_ms + DONE_GRACE_MS
                            : INT64_MAX;
    weft_buf_release(&w->request);
    w->request_sent = 0;
}

static void fill_event(struct worker *w, struct worker_event *ev)
{
    static const enum worker_kind kind[] = {
        [MESSAGE_PLAN] = WORKER_PLAN,
        [MESSAGE_BOUND] = WORKER_BOUND,
        [MESSAGE_DONE] = WORKER_DONE,
        [MESSAGE_FAILED] = WORKER_FAILED,
    };
    const struct message_event *m = &w->message;

    *ev = (struct worker_event){
        .kind = kind[m->kind],
        .generation = m->generation,
        .place = m->place,
        .nplace = m->nplace,
        .makespan = m->makespan / w->tick,
        /* a bound holds for whole ticks only */
        .bound = m->bound / w->tick + (m->bound % w->tick > 0),
        .status = m->status,
        .code = m->code,
    };
    memcpy(ev->engine, m->engine, sizeof(ev->engine));
    memcpy(ev->text, m->text, sizeof(ev->text));
}

enum line { LINE_EVENT, LINE_SKIPPED, LINE_FAILED };

static enum line take_line(struct worker *w, const char *line, size_t len,
                           struct worker_event *ev)
{
    struct message_event *m = &w->message;
    struct weft_err e = { 0 };

    if (message_read_event(line, len, m, &e)) {
        if (e.code == WEFT_E_NOMEM)
            fail(w, ev, WEFT_E_NOMEM, "out of memory");
        else
            garbage(w, ev, line, len, e.msg);
        return LINE_FAILED;
    }
    if (m->generation != w->generation)
        return LINE_SKIPPED;
    if (!w->accepted) {
        accept_request(w);
        if (m->kind == MESSAGE_ACCEPTED)
            return LINE_SKIPPED;
    }
    if (m->kind == MESSAGE_ACCEPTED ||
        (m->kind == MESSAGE_PLAN && m->nplace != w->ntask)) {
        garbage(w, ev, line, len, "out of place");
        return LINE_FAILED;
    }
    if (m->kind == MESSAGE_POLICY) {
        w->policy = m->policy;
        w->has_policy = true;
        return LINE_SKIPPED;
    }
    fill_event(w, ev);
    if (m->kind == MESSAGE_DONE || m->kind == MESSAGE_FAILED)
        w->busy = false;
    return LINE_EVENT;
}

/* The child took too long. */
static bool overdue(struct worker *w, struct worker_event *ev)
{
    if (due(w) > process_now())
        return false;
    if (w->accepted)
        return fail(w, ev, WEFT_E_SOLVER,
                    "the worker gave no answer within its time");
    return !retry(w) &&
           fail(w, ev, WEFT_E_SOLVER, "the worker does not answer");
}

bool worker_next(struct worker *w, struct worker_event *ev)
{
    int calls = READ_CALLS, stale = STALE_LINES;

    process_reap(&w->dying);
    if (!w->child.pid)
        return false;
    flush(w);
    read_errors(w);
    while (stale-- > 0) {
        const char *line;
        size_t len;

        switch (next_line(w, &line, &len, &calls)) {
        case GOT_LINE:
            if (!w->busy) /* of a request that was done with */
                continue;
            if (take_line(w, line, len, ev) != LINE_SKIPPED)
                return true;
            continue;
        case GOT_NOTHING:
            return w->busy && overdue(w, ev);
        case GOT_END:
            return child_ended(w, ev);
        case GOT_LONG:
            return w->busy && garbage(w, ev, w->in.p, w->in.len, "no line");
        case GOT_NOMEM:
            return fail(w, ev, WEFT_E_NOMEM, "out of memory");
        }
    }
    return false;
}
