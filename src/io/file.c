/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "weft/io.h"

enum weft_rc weft_io_fail(struct weft_err *err, const char *path,
                          const char *what, int e)
{
    return weft_err_set(err, WEFT_E_IO, path, "cannot %s: %s", what,
                        strerror(e));
}

int weft_write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return errno;
        if (k == 0)
            return ENOSPC;
        p += k;
        n -= (size_t)k;
    }
    return 0;
}

int weft_read_all(int fd, size_t hint, char **text, size_t *len)
{
    size_t cap = hint < WEFT_FILE_MAX ? hint + 2 : 65536, n = 0;
    char *p = malloc(cap), *q;
    ssize_t k;

    if (!p)
        return ENOMEM;
    for (;;) {
        k = read(fd, p + n, cap - n - 1);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            break;
        n += (size_t)k;
        if (n > WEFT_FILE_MAX) {
            free(p);
            return EFBIG;
        }
        if (cap - n > 1)
            continue;
        q = realloc(p, cap * 2);
        if (!q) {
            free(p);
            return ENOMEM;
        }
        p = q;
        cap *= 2;
    }
    if (k < 0) {
        int e = errno;

        free(p);
        return e;
    }
    p[n] = '\0';
    *text = p;
    *len = n;
    return 0;
}

enum weft_rc weft_file_read(const char *path, char **text, size_t *len,
                            struct weft_err *err)
{
    static const char what[] = "read the file";
    bool std = strcmp(path, "-") == 0;
    int fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st = { 0 };
    int e = 0;

    if (fd < 0)
        return weft_io_fail(err, path, what, errno);
    if (fstat(fd, &st))
        e = errno;
    else if (S_ISDIR(st.st_mode))
        e = EISDIR;
    else if (S_ISREG(st.st_mode) && st.st_size > WEFT_FILE_MAX)
        e = EFBIG;
    if (!e)
        e = weft_read_all(fd, S_ISREG(st.st_mode) ? (size_t)st.st_size : 65536,
                          text, len);
    if (!std)
        close(fd);
    if (e == EFBIG)
        return weft_err_set(err, WEFT_E_IO, path,
                            "cannot %s: it is larger than 1 GiB", what);
    if (e == ENOMEM)
        return weft_err_set(err, WEFT_E_NOMEM, path, "out of memory");
    return e ? weft_io_fail(err, path, what, e) : WEFT_OK;
}

/* --- names for new files ------------------------------------------------- */

static char *beside(const char *dir, const char *name)
{
    enum { NAME_SHOWN = 200 /* of at most 255 bytes of a file name */ };
    const char *slash = dir[strlen(dir) - 1] == '/' ? "" : "/";
    unsigned char r[4];
    char *path;
    size_t n;

    if (getrandom(r, sizeof(r), GRND_NONBLOCK) != (ssize_t)sizeof(r))
        memset(r, 0, sizeof(r)); /* O_EXCL guards; the caller tries again */
    n = strlen(dir) + NAME_SHOWN + 32;
    path = malloc(n);
    if (path)
        snprintf(path, n, "%s%s.%.*s.weft-%02x%02x%02x%02x", dir, slash,
                 (int)NAME_SHOWN, name, r[0], r[1], r[2], r[3]);
    return path;
}

int weft_open_beside(const char *dir, const char *name, unsigned mode,
                     char **path)
{
    for (int attempt = 0; attempt < 100; attempt++) {
        int fd;

        *path = beside(dir, name);
        if (!*path) {
            errno = ENOMEM;
            return -1;
        }
        fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  mode);
        if (fd >= 0)
            return fd;
        free(*path);
        *path = NULL;
        if (errno != EEXIST && errno != EINTR)
            return -1;
    }
    return -1;
}

int weft_sync_dir(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), e = 0;

    if (fd < 0)
        return errno == EACCES ? 0 : errno;
    if (fsync(fd) && errno != EINVAL)
        e = errno;
    close(fd);
    return e;
}
