/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h" /* pipe2, CPU_COUNT */

#include "worker/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_MS 200 /* between SIGTERM and SIGKILL */
#define REAP_MS  10  /* how often to look after a signal was sent */
#define WAIT_MS  100 /* the most process_kill_all waits */

int64_t process_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int process_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set))
        return 1;
    return CPU_COUNT(&set);
}

/* Signals that the parent ignores or blocks must not stay so in the child. */
static void default_signals(void)
{
    static const int sig[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE, SIGALRM,
                               SIGTERM, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU,
                               SIGUSR1, SIGUSR2, SIGXFSZ };
    struct sigaction sa = { .sa_handler = SIG_DFL };
    sigset_t none;

    for (size_t i = 0; i < sizeof(sig) / sizeof(sig[0]); i++)
        sigaction(sig[i], &sa, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void child_run(const char *const *argv, const int fd[3],
                                pid_t parent)
{
    char *const *args;
    char line[256];
    int len;

    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before the line above */
        _exit(1);
    for (int i = 0; i < 3; i++)
        if (dup2(fd[i], i) < 0)
            _exit(127);
    default_signals();
    memcpy(&args, &argv, sizeof(args)); /* execv lacks a const, no more */
    execv(argv[0], args);
    len = snprintf(line, sizeof(line), "%.180s: %s\n", argv[0],
                   strerror(errno));
    if (len > 0 && write(2, line, (size_t)len) < 0)
        _exit(126);
    _exit(127);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A dup2 of a descriptor onto itself would keep it close-on-exec, so the
 * child's ends must not be 0, 1 or 2 even if the parent closed those. */
static int above_stderr(int fd)
{
    int up;

    if (fd < 0 || fd > 2)
        return fd;
    up = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    close(fd);
    return up;
}

/* stdin of the child is a socket, so that writing to one that has ended is
 * EPIPE without SIGPIPE (send with MSG_NOSIGNAL). */
static bool open_ends(int ours[3], int theirs[3])
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return false;
    ours[0] = above_stderr(pair[0]);
    theirs[0] = above_stderr(pair[1]);
    for (int i = 1; i < 3; i++) {
        if (pipe2(pair, O_CLOEXEC))
            return false;
        ours[i] = above_stderr(pair[0]);
        theirs[i] = above_stderr(pair[1]);
    }
    for (int i = 0; i < 3; i++)
        if (theirs[i] < 0 || fcntl(ours[i], F_SETFL, O_NONBLOCK) < 0)
            return false;
    return shutdown(ours[0], SHUT_RD) == 0;
}

enum weft_rc process_start(struct process *p, const char *const *argv,
                           struct weft_err *err)
{
    int ours[3] = { -1, -1, -1 }, theirs[3] = { -1, -1, -1 };
    pid_t self = getpid(), pid = -1;
    enum weft_rc rc = WEFT_OK;

    if (open_ends(ours, theirs))
        pid = fork();
    if (pid == 0)
        child_run(argv, theirs, self);
    if (pid < 0)
        rc = weft_err_set(err, WEFT_E_IO, argv[0], "no child process: %s",
                          strerror(errno));
    for (int i = 0; i < 3; i++) {
        close_fd(&theirs[i]);
        if (rc)
            close_fd(&ours[i]);
    }
    if (!rc)
        *p = (struct process){
            .pid = pid, .to = ours[0], .from = ours[1], .errors = ours[2]
        };
    return rc;
}

void process_forget(struct process *p)
{
    if (p->pid) {
        close_fd(&p->to);
        close_fd(&p->from);
        close_fd(&p->errors);
    }
    *p = (struct process){ .to = -1, .from = -1, .errors = -1 };
}

void process_how(int status, char *out, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(out, size, "was killed by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(out, size, "ended with status %d", WEXITSTATUS(status));
}

/* The group; the child itself too, should it not have become a leader yet. */
static void send_signal(pid_t pid, int sig)
{
    kill(-pid, sig);
    kill(pid, sig);
}

void process_end(struct process_dying *d, struct process *p, bool at_once)
{
    pid_t pid = p->pid;

    process_forget(p);
    if (!pid)
        return;
    if (d->n == PROCESS_DYING_MAX)
        process_kill_all(d); /* SIGKILL was sent long ago to most of them */
    if (d->n == PROCESS_DYING_MAX)
        d->n--; /* stuck in the kernel: init's when we end */
    send_signal(pid, at_once ? SIGKILL : SIGTERM);
    d->v[d->n].pid = pid;
    d->v[d->n].kill_at = process_now() + GRACE_MS;
    d->v[d->n++].killed = at_once;
}

bool process_ended(pid_t pid, int *status)
{
    siginfo_t info = { 0 };

    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid == 0)
        return false;
    /* While it is a zombie its number cannot belong to somebody else: whoever
     * is left of its group (a shell's pipeline) goes too. */
    kill(-pid, SIGKILL);
    waitpid(pid, status, 0);
    return true;
}

void process_reap(struct process_dying *d)
{
    int64_t now = d->n ? process_now() : 0;
    int kept = 0;

    for (int i = 0; i < d->n; i++) {
        pid_t pid = d->v[i].pid;

        if (process_ended(pid, NULL))
            continue;
        if (!d->v[i].killed && now >= d->v[i].kill_at) {
            send_signal(pid, SIGKILL);
            d->v[i].killed = true;
        }
        d->v[kept++] = d->v[i];
    }
    d->n = kept;
}

int process_timeout(const struct process_dying *d)
{
    return d->n ? REAP_MS : -1;
}

void process_kill_all(struct process_dying *d)
{
    const struct timespec nap = { .tv_nsec = 1000000 };
    int64_t until = process_now() + WAIT_MS;

    for (int i = 0; i < d->n; i++) {
        send_signal(d->v[i].pid, SIGKILL);
        d->v[i].killed = true;
    }
    for (process_reap(d); d->n && process_now() < until; process_reap(d))
        nanosleep(&nap, NULL);
}
