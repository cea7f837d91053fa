/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "io/file.h"
#include "weft/io.h"

/* Where to save: symlinks are followed to the end. */
struct target {
    char *path;       /* owned */
    char *dir;        /* owned */
    const char *name; /* in path */
    struct stat st;
    bool exists;
};

static void release_target(struct target *t)
{
    free(t->path);
    free(t->dir);
}

/* dir of path, "." if it has none; malloc'd. */
static char *dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* What the symlink at path points to, relative to its folder; malloc'd. */
static char *read_link(const char *path)
{
    char to[PATH_MAX], *dir, *out;
    ssize_t n = readlink(path, to, sizeof(to) - 1);
    size_t size;

    if (n < 0)
        return NULL;
    to[n] = '\0';
    if (to[0] == '/')
        return strdup(to);
    dir = dir_of(path);
    if (!dir)
        return NULL;
    size = strlen(dir) + (size_t)n + 2;
    out = malloc(size);
    if (out)
        snprintf(out, size, "%s/%s", dir, to);
    free(dir);
    return out;
}

char *weft_resolve(const char *path)
{
    char *at = realpath(path, NULL);

    if (at || errno != ENOENT)
        return at;
    at = strdup(path);
    for (int hops = 0; at; hops++) {
        char *next = read_link(at);

        if (!next && (errno == EINVAL || errno == ENOENT))
            return at; /* no symlink, or nothing there */
        free(at);
        at = next;
        if (hops == 40) {
            free(at);
            errno = ELOOP;
            return NULL;
        }
    }
    return NULL;
}

/* 0 or an errno. */
static int find_target(struct target *t, const char *path)
{
    const char *slash;

    t->path = weft_resolve(path);
    if (!t->path)
        return errno ? errno : ENOMEM;
    t->dir = dir_of(t->path);
    if (!t->dir)
        return ENOMEM;
    slash = strrchr(t->path, '/');
    t->name = slash ? slash + 1 : t->path;
    t->exists = stat(t->path, &t->st) == 0;
    if (!t->exists)
        return errno == ENOENT ? 0 : errno;
    if (S_ISDIR(t->st.st_mode))
        return EISDIR;
    /* a rename would need no right to the file: ask for it all the same */
    return faccessat(AT_FDCWD, t->path, W_OK, AT_EACCESS) ? errno : 0;
}

/* --- keeping what the old file was --------------------------------------- */

static bool same_value(int fd, const char *name, const char *value, size_t n)
{
    char *now = malloc(n + 1);
    bool same = now && fgetxattr(fd, name, now, n + 1) == (ssize_t)n &&
                memcmp(now, value, n) == 0;

    free(now);
    return same;
}

static bool copy_attribute(const char *path, int fd, const char *name)
{
    ssize_t n = getxattr(path, name, NULL, 0);
    char *value;
    bool ok;

    if (n < 0)
        return false;
    value = malloc((size_t)n + 1);
    if (!value)
        return false;
    ok = getxattr(path, name, value, (size_t)n + 1) == n &&
         (same_value(fd, name, value, (size_t)n) ||
          fsetxattr(fd, name, value, (size_t)n, 0) == 0);
    free(value);
    return ok;
}

/* Extended attributes, ACLs among them. */
static bool copy_attributes(const char *path, int fd)
{
    ssize_t n = listxattr(path, NULL, 0);
    char *names;
    bool ok;

    if (n < 0)
        return errno == ENOTSUP;
    if (n == 0)
        return true;
    names = malloc((size_t)n + 1);
    if (!names)
        return false;
    ok = listxattr(path, names, (size_t)n + 1) == n;
    for (ssize_t i = 0; ok && i < n; i += (ssize_t)strlen(names + i) + 1)
        ok = copy_attribute(path, fd, names + i);
    free(names);
    return ok;
}

/* Owner first: changing it takes set-id bits away. */
static bool keep_identity(const struct target *t, int fd)
{
    struct stat now;

    if (!t->exists)
        return true;
    if (fstat(fd, &now))
        return false;
    if ((now.st_uid != t->st.st_uid || now.st_gid != t->st.st_gid) &&
        fchown(fd, t->st.st_uid, t->st.st_gid))
        return false;
    if (fchmod(fd, t->st.st_mode & 07777))
        return false;
    return copy_attributes(t->path, fd);
}

/* --- replacing ----------------------------------------------------------- */

enum way { DONE, IN_PLACE, FAILED };

/* A rename cannot do: the folder may not be written to, or the file is a
 * mount point of its own. */
static bool wants_in_place(const struct target *t, int e)
{
    return t->exists && (e == EACCES || e == EPERM || e == EROFS ||
                         e == EBUSY || e == EXDEV);
}

static int write_synced(int fd, const char *text, size_t len)
{
    int e = weft_write_all(fd, text, len);

    if (!e && fsync(fd))
        e = errno;
    if (close(fd) && !e)
        e = errno;
    return e;
}

static enum way replace(const struct target *t, const char *text, size_t len,
                        int *e)
{
    char *temp = NULL;
    int fd = weft_open_beside(t->dir, t->name, t->exists ? 0600 : 0666, &temp);
    enum way way = FAILED;

    if (fd < 0) {
        *e = errno;
        return wants_in_place(t, *e) ? IN_PLACE : FAILED;
    }
    if (keep_identity(t, fd)) {
        *e = write_synced(fd, text, len);
        if (!*e && rename(temp, t->path))
            *e = errno;
        way = !*e ? DONE : wants_in_place(t, *e) ? IN_PLACE : FAILED;
    } else {
        close(fd);
        way = IN_PLACE;
    }
    if (way != DONE)
        unlink(temp);
    free(temp);
    return way;
}

static enum weft_rc save_file(const struct target *t, const char *text,
                              size_t len, struct weft_err *err)
{
    int e = 0;
    enum way way = IN_PLACE;

    if (!t->exists || t->st.st_nlink == 1)
        way = replace(t, text, len, &e);
    if (way == IN_PLACE)
        return weft_save_in_place(t->path, t->dir, t->name, text, len, err);
    if (way == FAILED)
        return weft_io_fail(err, t->path, "save", e);
    e = weft_sync_dir(t->dir);
    if (e)
        return weft_io_fail(err, t->path,
                            "be sure that the saved file survives a power "
                            "cut: its folder cannot be synced",
                            e);
    return WEFT_OK;
}

/* A pipe, a terminal, /dev/null: nothing to protect. */
static enum weft_rc write_through(const char *path, const char *text,
                                  size_t len, struct weft_err *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), e;

    if (fd < 0)
        return weft_io_fail(err, path, "write", errno);
    e = weft_write_all(fd, text, len);
    if (close(fd) && !e)
        e = errno;
    return e ? weft_io_fail(err, path, "write", e) : WEFT_OK;
}

enum weft_rc weft_file_save(const char *path, const char *text, size_t len,
                            struct weft_err *err)
{
    struct target t = { 0 };
    enum weft_rc rc;
    int e;

    if (strcmp(path, "-") == 0) {
        e = weft_write_all(STDOUT_FILENO, text, len);
        return e ? weft_io_fail(err, "stdout", "write", e) : WEFT_OK;
    }
    e = find_target(&t, path);
    if (e)
        rc = weft_io_fail(err, path, "save", e);
    else if (t.exists && !S_ISREG(t.st.st_mode))
        rc = write_through(t.path, text, len, err);
    else
        rc = save_file(&t, text, len, err);
    release_target(&t);
    return rc;
}
