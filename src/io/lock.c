/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"

/* A process, so that its number given to another is no mistake. */
struct process {
    long pid;
    unsigned long long started; /* ticks since the machine was; 0: unknown */
    char boot[40];              /* id of that start */
};

#define TEXT_MAX 512
#define WRITING  2 /* seconds that making a lock may take */

static bool read_small(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);

    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* 0: there is no such process, or no way to tell. One that has ended holds
 * nothing any more, though its parent has not asked how (a zombie). */
static unsigned long long start_of(long pid)
{
    char path[64], text[1024], *at;
    unsigned long long t = 0;

    snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    if (!read_small(path, text, sizeof(text)))
        return 0;
    at = strrchr(text, ')'); /* the name may have anything in it */
    if (at && at[1] == ' ' && at[2] && strchr("ZXx", at[2]))
        return 0;
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at && sscanf(at, " %llu", &t) == 1 ? t : 0;
}

static void this_process(struct process *p)
{
    *p = (struct process){ .pid = (long)getpid() };
    p->started = start_of(p->pid);
    if (!read_small("/proc/sys/kernel/random/boot_id", p->boot,
                    sizeof(p->boot)))
        snprintf(p->boot, sizeof(p->boot), "-");
    p->boot[strcspn(p->boot, "\n")] = '\0';
}

static void this_host(char *out, size_t size)
{
    if (gethostname(out, size))
        snprintf(out, size, "-");
    out[size - 1] = '\0';
    for (char *c = out; *c; c++)
        if (*c <= ' ')
            *c = '-';
}

static bool parse(const char *text, struct process *p, struct weft_holder *h)
{
    long long since;
    int at = 0;

    *p = (struct process){ 0 };
    *h = (struct weft_holder){ 0 };
    if (sscanf(text, "weft %ld %llu %39s %255s %lld %n", &p->pid, &p->started,
               p->boot, h->host, &since, &at) != 5 ||
        at == 0)
        return false;
    h->pid = p->pid;
    h->since = since;
    snprintf(h->who, sizeof(h->who), "%.*s", (int)strcspn(text + at, "\n"),
             text + at);
    return true;
}

/* The one who made it runs no more, on this machine. */
static bool is_stale(const struct process *p, const struct weft_holder *h)
{
    char host[256];
    struct process own;

    this_process(&own);
    this_host(host, sizeof(host));
    if (strcmp(host, h->host) != 0)
        return false;
    if (strcmp(own.boot, p->boot) != 0)
        return true;      /* the machine was started anew */
    if (own.started == 0) /* nothing is known of processes here */
        return false;
    return start_of(p->pid) != p->started;
}

/* 0 or an errno. */
static int make(const char *path, const char *who, int64_t now)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  0644);
    char text[TEXT_MAX], host[256];
    struct process own;
    int n, e;

    if (fd < 0)
        return errno;
    this_process(&own);
    this_host(host, sizeof(host));
    n = snprintf(text, sizeof(text), "weft %ld %llu %s %s %" PRId64 " %.60s\n",
                 own.pid, own.started, own.boot, host, now, who);
    e = weft_write_all(fd, text, (size_t)n);
    close(fd);
    if (e)
        unlink(path);
    return e;
}

/* Remove a stale lock, unless somebody has taken it over by now: whoever does
 * that holds a lock of the system on it meanwhile. One that cannot be read is
 * being written, unless it is old. */
static void clear_stale(const char *path, int64_t now)
{
    int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    struct stat mine, there;
    struct weft_holder h;
    struct process p;
    char text[TEXT_MAX] = "";

    if (fd < 0)
        return;
    if (flock(fd, LOCK_EX) == 0 && fstat(fd, &mine) == 0 &&
        stat(path, &there) == 0 && mine.st_ino == there.st_ino &&
        mine.st_dev == there.st_dev && read(fd, text, sizeof(text) - 1) >= 0 &&
        (parse(text, &p, &h) ? is_stale(&p, &h)
                             : there.st_mtim.tv_sec < now - WRITING))
        unlink(path);
    close(fd);
}

enum weft_lock weft_lock_take(const char *path, const char *who, int64_t now,
                              struct weft_holder *holder)
{
    char text[TEXT_MAX], host[256];
    struct process p;

    *holder = (struct weft_holder){ 0 };
    for (int attempt = 0; attempt < 10; attempt++) {
        int e = make(path, who, now);

        if (!e)
            return WEFT_LOCK_OURS;
        if (e != EEXIST)
            return WEFT_LOCK_NONE;
        if (read_small(path, text, sizeof(text)) && parse(text, &p, holder) &&
            !is_stale(&p, holder))
            break;
        clear_stale(path, now);
    }
    this_host(host, sizeof(host));
    return strcmp(host, holder->host) == 0 ? WEFT_LOCK_BUSY : WEFT_LOCK_REMOTE;
}

void weft_lock_drop(const char *path)
{
    char text[TEXT_MAX];
    struct weft_holder h;
    struct process p, own;

    this_process(&own);
    if (read_small(path, text, sizeof(text)) && parse(text, &p, &h) &&
        p.pid == own.pid && p.started == own.started &&
        strcmp(p.boot, own.boot) == 0)
        unlink(path);
}
