/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

void cli_system_init(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        /* The wrong way round, so that using it still fails. */
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static double read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double cli_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double cli_worked(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

int cli_width(void)
{
    const char *text = getenv("COLUMNS");
    long columns = text ? strtol(text, NULL, 10) : 0;
    struct winsize w = { 0 };

    if (columns <= 0 && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &w))
        columns = w.ws_col;
    if (columns <= 0)
        return 80;
    if (columns < 40)
        return 40;
    return columns > 1000 ? 1000 : (int)columns;
}
