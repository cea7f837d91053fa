/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double pty_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* --- starting ------------------------------------------------------------ */

static void set_env(const char *const *env)
{
    for (; env && *env; env++) {
        const char *eq = strchr(*env, '=');
        char name[64];

        snprintf(name, sizeof(name), "%.*s",
                 eq ? (int)(eq - *env) : (int)strlen(*env), *env);
        if (eq)
            setenv(name, eq + 1, 1);
        else
            unsetenv(name);
    }
}

static void child(int slave, int idle, int err, const char *const *argv,
                  const char *const *env)
{
    char number[16];

    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    dup2(slave, 0);
    dup2(slave, 1);
    dup2(err, 2);
    snprintf(number, sizeof(number), "%d", idle);
    setenv("WEFT_IDLE_FD", number, 1);
    set_env(env);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static void no_inherit(int fd)
{
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool pty_start(struct pty *p, const char *const *argv, const char *const *env,
               int w, int h)
{
    int idle[2], err[2];
    struct winsize ws = { .ws_col = (unsigned short)w,
                          .ws_row = (unsigned short)h };

    p->fd = posix_openpt(O_RDWR | O_NOCTTY);
    if (p->fd < 0 || grantpt(p->fd) || unlockpt(p->fd))
        return false;
    p->slave = open(ptsname(p->fd), O_RDWR | O_NOCTTY);
    if (p->slave < 0 || pipe(idle) || pipe(err))
        return false;
    ioctl(p->fd, TIOCSWINSZ, &ws);
    tcgetattr(p->slave, &p->before);
    no_inherit(p->fd);
    no_inherit(p->slave);
    no_inherit(idle[0]);
    no_inherit(err[0]);
    p->w = p->h = 0;
    p->idle = idle[0];
    p->err = err[0];
    p->pid = fork();
    if (p->pid == 0)
        child(p->slave, idle[1], err[1], argv, env);
    close(idle[1]);
    close(err[1]);
    fcntl(p->idle, F_SETFL, O_NONBLOCK);
    fcntl(p->err, F_SETFL, O_NONBLOCK);
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
    return p->pid > 0;
}

/* --- reading ------------------------------------------------------------- */

static void take_line(struct pty *p)
{
    unsigned long long events;
    int w, h, searching;

    p->line[p->nline] = '\0';
    p->nline = 0;
    if (sscanf(p->line, "%llu %dx%d %d", &events, &w, &h, &searching) != 4)
        return;
    p->events = events;
    p->w = w;
    p->h = h;
    p->searching = searching != 0;
    p->marks++;
    p->at = pty_now();
}

static bool read_idle(struct pty *p)
{
    char buf[512];
    ssize_t n = read(p->idle, buf, sizeof(buf));

    for (ssize_t i = 0; i < n; i++) {
        if (buf[i] == '\n')
            take_line(p);
        else if (p->nline < sizeof(p->line) - 1)
            p->line[p->nline++] = buf[i];
    }
    return n > 0;
}

static bool read_err(struct pty *p)
{
    ssize_t n = read(p->err, p->errors + p->nerrors,
                     sizeof(p->errors) - 1 - p->nerrors);

    if (n > 0)
        p->nerrors += (size_t)n;
    p->errors[p->nerrors] = '\0';
    return n > 0;
}

static bool read_out(struct pty *p)
{
    char buf[65536];
    ssize_t n = p->fd >= 0 ? read(p->fd, buf, sizeof(buf)) : -1;

    if (n <= 0)
        return false;
    p->bytes += (uint64_t)n;
    if (p->output)
        p->output(p->ctx, buf, (size_t)n);
    return true;
}

void pty_pump(struct pty *p, int ms)
{
    struct pollfd fd[] = { { .fd = p->fd, .events = POLLIN },
                           { .fd = p->idle, .events = POLLIN },
                           { .fd = p->err, .events = POLLIN } };

    poll(fd, 3, ms);
    /* the mark is read first: what it tells of has been written by then */
    read_idle(p);
    while (read_out(p))
        ;
    read_err(p);
}

/* The system hands on what was written a moment later. */
static void pump_rest(struct pty *p, int ms)
{
    uint64_t before;

    do {
        before = p->bytes;
        pty_pump(p, ms);
    } while (p->bytes != before);
}

static bool reap(struct pty *p)
{
    if (!p->ended && waitpid(p->pid, &p->status, WNOHANG) == p->pid)
        p->ended = true;
    return p->ended;
}

/* --- driving ------------------------------------------------------------- */

void pty_send(struct pty *p, const char *bytes, size_t n, unsigned events)
{
    double until = pty_now() + PTY_WAIT_MS;

    p->sent += events;
    while (n > 0 && pty_now() < until) {
        ssize_t k = write(p->fd, bytes, n);

        if (k > 0) {
            bytes += k;
            n -= (size_t)k;
        } else if (errno == EAGAIN) {
            pty_pump(p, 10);
        } else if (errno != EINTR) {
            return;
        }
    }
}

void pty_keys(struct pty *p, const char *ascii)
{
    pty_send(p, ascii, strlen(ascii), (unsigned)strlen(ascii));
}

void pty_resize(struct pty *p, int w, int h)
{
    struct winsize ws = { .ws_col = (unsigned short)w,
                          .ws_row = (unsigned short)h };

    ioctl(p->fd, TIOCSWINSZ, &ws);
}

static bool up_to_date(const struct pty *p)
{
    struct winsize ws = { 0 };

    ioctl(p->fd, TIOCGWINSZ, &ws);
    return p->marks > 0 && p->events >= p->sent && p->w == ws.ws_col &&
           p->h == ws.ws_row;
}

static bool wait_for(struct pty *p, bool settled)
{
    double until = pty_now() + PTY_WAIT_MS;

    while (!up_to_date(p) || (settled && p->searching)) {
        if (reap(p) || pty_now() > until)
            return false;
        pty_pump(p, 100);
    }
    pump_rest(p, 2);
    return true;
}

bool pty_idle(struct pty *p)
{
    return wait_for(p, false);
}

bool pty_settled(struct pty *p)
{
    return wait_for(p, true);
}

bool pty_ended(struct pty *p)
{
    double until = pty_now() + PTY_WAIT_MS;

    while (!reap(p) && pty_now() < until)
        pty_pump(p, 20);
    pump_rest(p, 20); /* its last words */
    return p->ended;
}

bool pty_restored(const struct pty *p)
{
    struct termios now;

    return tcgetattr(p->slave, &now) == 0 && now.c_iflag == p->before.c_iflag &&
           now.c_oflag == p->before.c_oflag &&
           now.c_cflag == p->before.c_cflag &&
           now.c_lflag == p->before.c_lflag &&
           memcmp(now.c_cc, p->before.c_cc, sizeof(now.c_cc)) == 0;
}

void pty_stop(struct pty *p)
{
    int *fds[] = { &p->fd, &p->slave, &p->idle, &p->err };

    if (p->pid > 0 && !reap(p)) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, &p->status, 0);
        p->ended = true;
    }
    for (int i = 0; i < 4; i++) {
        if (*fds[i] >= 0)
            close(*fds[i]);
        *fds[i] = -1;
    }
}
