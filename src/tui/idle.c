/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/idle.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

void tui_idle_init(struct tui_idle *i)
{
    const char *v = getenv("WEFT_IDLE_FD");
    long fd = v && *v ? strtol(v, NULL, 10) : -1;

    i->fd = -1;
    if (fd <= STDERR_FILENO || fd > 1000000 || fcntl((int)fd, F_GETFD) < 0)
        return;
    i->fd = (int)fd;
    fcntl(i->fd, F_SETFL, O_NONBLOCK);
    fcntl(i->fd, F_SETFD, FD_CLOEXEC);
}

void tui_idle_mark(const struct tui_idle *i, uint64_t events, int w, int h,
                   bool searching)
{
    char line[80];
    int pending = 0, n;

    if (i->fd < 0 ||
        (ioctl(STDIN_FILENO, FIONREAD, &pending) == 0 && pending > 0))
        return;
    n = snprintf(line, sizeof(line), "%" PRIu64 " %dx%d %d\n", events, w, h,
                 searching);
    if (write(i->fd, line, (size_t)n) < 0)
        return; /* nobody reads */
}
