/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h" /* memrchr */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/message.h"
#include "worker/process.h"
#include "worker/solver.h"
#include "worker/worker.h"

#define LATE_MS    100 /* what a solver may take beyond its time */
#define READ_SIZE  65536
#define HEADER_MAX (64u << 20) /* the first line: a start plan may be in it */
#define DOC_MAX    (1u << 30)

struct server {
    int in, out;
    worker_solve_fn *solve;
    struct weft_buf input;
    size_t scanned;         /* no line break in input[line .. scanned) */
    size_t line;            /* where the line being read begins */
    size_t header;          /* length of the first line, 0: not read yet */
    pid_t pid;              /* of the solver, 0: none */
    int from;               /* its output */
    struct weft_buf answer; /* of it, up to a line not yet complete */
    uint64_t generation;
    int64_t kill_at; /* INT64_MAX: never */
    bool broken;     /* out cannot be written */
};

static bool write_all(struct server *s, const char *p, size_t n)
{
    while (n && !s->broken) {
        ssize_t w = write(s->out, p, n);

        if (w < 0 && errno == EAGAIN) {
            struct pollfd fd = { .fd = s->out, .events = POLLOUT };

            poll(&fd, 1, -1);
        } else if (w < 0 && errno != EINTR) {
            s->broken = true;
        } else if (w > 0) {
            p += w;
            n -= (size_t)w;
        }
    }
    return !s->broken;
}

static void answer(struct server *s, const struct message_event *m)
{
    struct weft_buf b = { 0 };

    message_write_event(&b, m);
    if (b.oom)
        s->broken = true;
    else
        write_all(s, b.p, b.len);
    weft_buf_release(&b);
}

static void answer_failed(struct server *s, uint64_t generation,
                          enum weft_rc code, const char *text)
{
    struct message_event m = { .kind = MESSAGE_FAILED,
                               .generation = generation,
                               .code = code };

    snprintf(m.text, sizeof(m.text), "%s", text);
    answer(s, &m);
}

/* --- the solver ----------------------------------------------------------- */

/* Ends it, whatever it does. Returns its status. */
static int end_solver(struct server *s)
{
    int status = 0;

    if (s->pid) {
        kill(s->pid, SIGKILL);
        while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
            ;
        close(s->from);
    }
    s->pid = 0;
    s->kill_at = INT64_MAX;
    weft_buf_clear(&s->answer);
    return status;
}

/* Nothing a library prints may get between the lines. */
static void detach(const struct server *s)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0 || dup2(null, s->in) < 0 || dup2(null, s->out) < 0)
        _exit(1);
}

static _Noreturn void solver_main(const struct server *s,
                                  const struct solver_task *t, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    detach(s);
    _exit(solver_run(t) ? 0 : 1);
}

static void start_solver(struct server *s, const struct message_request *m,
                         const char *doc, size_t len)
{
    int fd[2];
    pid_t self = getpid(), pid;
    struct solver_task t = { .request = m,
                             .doc = doc,
                             .len = len,
                             .begin = process_now(),
                             .solve = s->solve };

    if (pipe(fd)) {
        answer_failed(s, m->generation, WEFT_E_SOLVER, strerror(errno));
        return;
    }
    t.out = fd[1];
    pid = fork();
    if (pid == 0) {
        close(fd[0]);
        solver_main(s, &t, self);
    }
    close(fd[1]);
    if (pid < 0) {
        answer_failed(s, m->generation, WEFT_E_SOLVER, strerror(errno));
        close(fd[0]);
        return;
    }
    s->pid = pid;
    s->from = fd[0];
    if (m->time > 0)
        s->kill_at = t.begin + (int64_t)(m->time * 1000) + LATE_MS;
}

/* The solver is past its time and does not return: its plans so far stand. */
static void solver_late(struct server *s)
{
    struct message_event m = { .kind = MESSAGE_DONE,
                               .generation = s->generation,
                               .status = WEFT_UNKNOWN,
                               .text = "stopped at the time limit" };

    end_solver(s);
    answer(s, &m);
}

/* Its output ended: unless it said so itself, say how. */
static void solver_ended(struct server *s)
{
    char how[128], text[160];
    int status = 0;

    close(s->from);
    while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
        ;
    s->pid = 0;
    s->kill_at = INT64_MAX;
    weft_buf_clear(&s->answer);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    process_how(status, how, sizeof(how));
    snprintf(text, sizeof(text), "the solver %s", how);
    answer_failed(s, s->generation, WEFT_E_SOLVER, text);
}

/* Pass on whole lines only: it may be killed within one. */
static void relay(struct server *s)
{
    char chunk[READ_SIZE], *last;
    ssize_t n = read(s->from, chunk, sizeof(chunk));
    size_t whole;

    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0) {
        solver_ended(s);
        return;
    }
    last = memrchr(chunk, '\n', (size_t)n);
    whole = last ? (size_t)(last - chunk) + 1 : 0;
    if (whole) {
        write_all(s, s->answer.p ? s->answer.p : "", s->answer.len);
        write_all(s, chunk, whole);
        weft_buf_clear(&s->answer);
    }
    weft_buf_add(&s->answer, chunk + whole, (size_t)n - whole);
    if (s->answer.oom)
        s->broken = true;
}

/* --- requests ------------------------------------------------------------- */

static void take_request(struct server *s, size_t doc, size_t len)
{
    struct message_request m = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc = message_read_request(s->input.p, s->header, &m, &err);

    end_solver(s);
    s->generation = m.generation;
    if (rc) {
        answer_failed(s, m.generation, rc, err.msg);
    } else {
        answer(s, &(struct message_event){ .kind = MESSAGE_ACCEPTED,
                                           .generation = m.generation });
        start_solver(s, &m, s->input.p + doc, len);
    }
    message_request_release(&m);
}

/* Take every whole request out of the input. */
static void take_lines(struct server *s)
{
    const char *nl;

    while (s->scanned < s->input.len &&
           (nl = memchr(s->input.p + s->scanned, '\n',
                        s->input.len - s->scanned))) {
        size_t end = (size_t)(nl - s->input.p);

        if (!s->header && end) {
            s->header = end;
            s->line = s->scanned = end + 1;
            continue;
        }
        if (s->header) /* else a blank line between requests */
            take_request(s, s->line, end - s->line);
        memmove(s->input.p, s->input.p + end + 1, s->input.len - end - 1);
        s->input.len -= end + 1;
        s->header = s->line = s->scanned = 0;
    }
    s->scanned = s->input.len;
}

/* The last line needs no line break. */
static void end_input(struct server *s)
{
    if (s->input.len > s->line)
        weft_buf_addc(&s->input, '\n');
    take_lines(s);
}

/* false at the end of the input. */
static bool read_input(struct server *s)
{
    char chunk[READ_SIZE];
    ssize_t n = read(s->in, chunk, sizeof(chunk));

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n < 0)
        s->broken = true;
    if (n == 0)
        end_input(s);
    if (n <= 0)
        return false;
    weft_buf_add(&s->input, chunk, (size_t)n);
    if (s->input.oom ||
        s->input.len - s->line > (s->header ? DOC_MAX : HEADER_MAX)) {
        s->broken = true;
        return false;
    }
    take_lines(s);
    return !s->broken;
}

static int wait_ms(const struct server *s)
{
    int64_t left;

    if (s->kill_at == INT64_MAX)
        return -1;
    left = s->kill_at - process_now();
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

int worker_serve(int in, int out, worker_solve_fn *solve)
{
    const struct rlimit no_core = { 0, 0 };
    struct server s = { .in = in,
                        .out = out,
                        .solve = solve ? solve : weft_solve,
                        .kill_at = INT64_MAX };
    bool more = true;

    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGPIPE, SIG_IGN);
    while ((more || s.pid) && !s.broken) {
        /* no events of out are asked for: an error is told anyway, and means
         * that nobody is there to read the answers */
        struct pollfd fd[3] = { { .fd = more ? in : -1, .events = POLLIN },
                                { .fd = out },
                                { .fd = s.from, .events = POLLIN } };

        poll(fd, s.pid ? 3 : 2, wait_ms(&s));
        if (fd[1].revents)
            s.broken = true;
        else if (s.pid && fd[2].revents)
            relay(&s);
        else if (s.pid && process_now() >= s.kill_at)
            solver_late(&s);
        if (fd[0].revents)
            more = read_input(&s);
    }
    end_solver(&s);
    weft_buf_release(&s.input);
    weft_buf_release(&s.answer);
    return s.broken;
}
