/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/guard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct tui_shared own;
static struct tui_shared *shared = &own;
static struct termios before;
static bool noted, is_terminal;
static volatile sig_atomic_t child;

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* What somebody may send to the program, meaning the interface. */
static const int passed[] = { SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGUSR1,
                              SIGUSR2, SIGTSTP, SIGCONT, SIGSEGV, SIGBUS,
                              SIGFPE,  SIGILL,  SIGABRT };

struct tui_shared *tui_shared(void)
{
    return shared;
}

void tui_guard_note(void)
{
    if (noted)
        return;
    is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    noted = true;
}

static void write_out(const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = write(STDOUT_FILENO, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return; /* a terminal that is gone, or that blocks */
        p += k;
        n -= (size_t)k;
    }
}

void tui_guard_restore(void)
{
    sigset_t ttou, was;

    sigemptyset(&ttou);
    sigaddset(&ttou, SIGTTOU); /* also from the background */
    sigprocmask(SIG_BLOCK, &ttou, &was);
    if (shared->open)
        write_out(shared->bytes, (size_t)shared->len);
    if (noted && is_terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    sigprocmask(SIG_SETMASK, &was, NULL);
}

/* --- the parent ---------------------------------------------------------- */

static void set(int sig, void (*f)(int, siginfo_t *, void *))
{
    struct sigaction a = { 0 };

    a.sa_flags = f ? SA_SIGINFO : 0;
    if (f)
        a.sa_sigaction = f;
    else
        a.sa_handler = SIG_DFL;
    sigemptyset(&a.sa_mask);
    sigaction(sig, &a, NULL);
}

/* A fault of the parent itself is not the child's. */
static void pass_on(int sig, siginfo_t *info, void *context)
{
    int e = errno;

    (void)context;
    if (info->si_code > 0 && sig != SIGCONT) {
        if (sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGILL) {
            set(sig, NULL);
            raise(sig);
        }
    }
    if (child > 0)
        kill(child, sig);
    errno = e;
}

/* The child has stopped: so does the parent, until the shell goes on. */
static void stop(void)
{
    sigset_t tstp, was;

    /* not when it stopped because another program has the terminal */
    if (shared->open && tcgetpgrp(STDIN_FILENO) == getpgrp()) {
        tui_guard_restore();
        shared->parked = 1;
    }
    sigemptyset(&tstp);
    sigaddset(&tstp, SIGTSTP);
    set(SIGTSTP, NULL);
    raise(SIGTSTP); /* stops here, unless nobody could continue it */
    sigprocmask(SIG_BLOCK, &tstp, &was);
    set(SIGTSTP, pass_on);
    sigprocmask(SIG_SETMASK, &was, NULL);
    kill(child, SIGCONT);
}

static void say_killed(int sig)
{
    fprintf(stderr, "weft: killed by signal %d (%s)\n", sig, strsignal(sig));
    if (shared->journal[0])
        fprintf(stderr,
                "weft: what was not written is safe in %s;\n"
                "weft: open the plan again to recover it\n",
                shared->journal);
}

/* Die of what the child died of, without a second core. */
static void die(int sig)
{
    struct rlimit none = { 0, 0 };

    setrlimit(RLIMIT_CORE, &none);
    set(sig, NULL);
    raise(sig);
}

static bool orderly(int sig)
{
    return sig == SIGINT || sig == SIGTERM || sig == SIGHUP || sig == SIGQUIT;
}

/* A crash that could still speak has told of itself. */
static bool has_told(int sig)
{
    return orderly(sig) || (sig != SIGKILL && !shared->open);
}

static int watch(void)
{
    int status = 0;

    for (;;) {
        pid_t p = waitpid(child, &status, WUNTRACED);

        if (p < 0 && errno == EINTR)
            continue;
        if (p < 0)
            return 5;
        if (!WIFSTOPPED(status))
            break;
        stop();
    }
    for (size_t i = 0; i < LEN(passed); i++) /* nobody to pass them to */
        signal(passed[i], SIG_IGN);
    if (WIFSIGNALED(status)) {
        bool told = has_told(WTERMSIG(status));

        tui_guard_restore();
        if (!told)
            say_killed(WTERMSIG(status));
        die(WTERMSIG(status));
    }
    if (shared->open)
        tui_guard_restore();
    return WEXITSTATUS(status);
}

/* --- the child ----------------------------------------------------------- */

static void be_child(pid_t parent)
{
    child = 0;
    for (size_t i = 0; i < LEN(passed); i++)
        set(passed[i], NULL);
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    if (getppid() != parent) /* it died in between */
        raise(SIGHUP);
}

bool tui_guard(int *code)
{
    sigset_t all, was;
    pid_t parent = getpid(), pid;
    struct tui_shared *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    tui_guard_note();
    if (page == MAP_FAILED)
        return false;
    shared = page;
    sigfillset(&all); /* no signal is lost between fork and handlers */
    sigprocmask(SIG_BLOCK, &all, &was);
    pid = fork();
    if (pid > 0) {
        child = (sig_atomic_t)pid;
        for (size_t i = 0; i < LEN(passed); i++)
            set(passed[i], pass_on);
    } else if (pid == 0) {
        be_child(parent);
    }
    sigprocmask(SIG_SETMASK, &was, NULL);
    if (pid <= 0)
        return false;
    *code = watch();
    return true;
}
