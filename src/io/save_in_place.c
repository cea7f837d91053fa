/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"

/* The old content, in memory and on disk. */
struct backup {
    char *text;
    size_t len;
    char *path; /* of the copy; NULL: none made */
};

static int write_copy(struct backup *b, const char *dir, const char *name)
{
    int fd = weft_open_beside(dir, name, 0600, &b->path), e;

    if (fd < 0)
        return errno;
    e = weft_write_all(fd, b->text, b->len);
    if (!e && fsync(fd))
        e = errno;
    if (close(fd) && !e)
        e = errno;
    if (!e)
        e = weft_sync_dir(dir);
    if (e) {
        unlink(b->path);
        free(b->path);
        b->path = NULL;
    }
    return e;
}

static int make_backup(struct backup *b, int fd, const char *dir,
                       const char *name)
{
    struct stat st;
    int e;

    if (fstat(fd, &st))
        return errno;
    e = weft_read_all(fd, (size_t)st.st_size, &b->text, &b->len);
    if (!e && write_copy(b, dir, name))
        e = write_copy(b, "/var/tmp", name);
    return e;
}

static void drop_backup(struct backup *b)
{
    if (b->path)
        unlink(b->path);
    free(b->path);
    free(b->text);
}

/* Write over what is there and cut off the rest. Room is taken first, so a
 * full disk is noticed while nothing has changed. */
static int overwrite(int fd, const char *text, size_t len, size_t old)
{
    int e = 0;

    if (len > old)
        e = posix_fallocate(fd, 0, (off_t)len);
    if (e && e != EOPNOTSUPP && e != EINVAL)
        return e;
    if (lseek(fd, 0, SEEK_SET) < 0)
        return errno;
    e = weft_write_all(fd, text, len);
    if (!e && ftruncate(fd, (off_t)len))
        e = errno;
    if (!e && fsync(fd))
        e = errno;
    return e;
}

enum weft_rc weft_save_in_place(const char *path, const char *dir,
                                const char *name, const char *text, size_t len,
                                struct weft_err *err)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY), e;
    struct backup b = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (fd < 0)
        return weft_io_fail(err, path, "save", errno);
    e = make_backup(&b, fd, dir, name);
    if (e) {
        drop_backup(&b);
        close(fd);
        return weft_io_fail(err, path,
                            "save: the file must be written in place, and no "
                            "backup of it can be made",
                            e);
    }
    e = overwrite(fd, text, len, b.len);
    if (e && overwrite(fd, b.text, b.len, b.len)) {
        rc = weft_err_set(err, WEFT_E_IO, path,
                          "cannot save: %s; the file is damaged, its old "
                          "content is in %s",
                          strerror(e), b.path);
        free(b.path); /* forget it, keep the file */
        b.path = NULL;
    } else if (e) {
        rc = weft_io_fail(err, path, "save", e);
    }
    close(fd);
    drop_backup(&b);
    return rc;
}
