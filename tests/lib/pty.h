/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/pty.h - a program on a pseudo-terminal, driven without sleeping.
 *
 * What it prints goes to a function; what it waits for is known from the lines
 * it writes to $WEFT_IDLE_FD (tui/idle.h). Nothing here is cmocka's, so that
 * measurements can use it. Every wait ends after PTY_WAIT_MS. */
#ifndef PTY_H
#define PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

#define PTY_WAIT_MS 20000

struct pty {
    int fd;    /* the master's side; -1: closed */
    int slave; /* kept open, to look at the terminal after the program */
    pid_t pid;
    int idle, err; /* read ends: of the marks, of standard error */
    bool ended;
    int status; /* of waitpid */
    /* the last mark */
    uint64_t events;
    int w, h;
    bool searching;
    uint64_t marks; /* how many have come */
    double at;      /* when it came; see pty_now() */
    char line[64];
    size_t nline;
    char errors[4096]; /* what came on standard error */
    size_t nerrors;
    uint64_t bytes; /* of output so far */
    uint64_t sent;  /* events the program has to have taken */
    void *ctx;
    void (*output)(void *ctx, const char *bytes, size_t n); /* NULL: dropped */
    struct termios before;
};

/* Run argv on a terminal of w x h. env: NULL-terminated "NAME=VALUE" or "NAME"
 * (removed). False: no terminal to be had. Set ctx and output first, the rest
 * zero. */
bool pty_start(struct pty *p, const char *const *argv, const char *const *env,
               int w, int h);
/* Bytes that are `events` keys, pastes or mouse events. */
void pty_send(struct pty *p, const char *bytes, size_t n, unsigned events);
void pty_keys(struct pty *p, const char *ascii); /* each byte an event */
void pty_resize(struct pty *p, int w, int h);
/* Wait until all that was sent is taken and drawn at the size of the terminal;
 * false: it ended, or time is over. */
bool pty_idle(struct pty *p);
/* The same, and no search is under way. */
bool pty_settled(struct pty *p);
/* Wait for the end. false: time is over. */
bool pty_ended(struct pty *p);
/* Take what has come, waiting at most ms for the first. */
void pty_pump(struct pty *p, int ms);
/* The terminal's settings are those of the start. */
bool pty_restored(const struct pty *p);
/* Kill what is left, close all. */
void pty_stop(struct pty *p);

/* Milliseconds, for waiting and for measurements. */
double pty_now(void);

#endif
