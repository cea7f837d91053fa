/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/stamp.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/map.h"
#include "weft/io.h"

/* A file written in the second it was looked at can be written again with the
 * same date (git's racy-git.adoc); two, for file systems of FAT's kind. */
#define RACY 2

uint64_t weft_stamp_hash(const char *text, size_t len)
{
    return weft_siphash(text, len, 0x77656674, 0x706c616e);
}

static int64_t nanoseconds(const struct timespec *t)
{
    return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static void take_dates(struct weft_stamp *s, const struct stat *st, int64_t now)
{
    s->exists = true;
    s->dev = (uint64_t)st->st_dev;
    s->ino = (uint64_t)st->st_ino;
    s->size = (uint64_t)st->st_size;
    s->mtime = nanoseconds(&st->st_mtim);
    s->ctime = nanoseconds(&st->st_ctim);
    s->taken = now;
}

static bool hash_file(const char *path, uint64_t *hash)
{
    char *text;
    size_t len;

    if (weft_file_read(path, &text, &len, NULL))
        return false;
    *hash = weft_stamp_hash(text, len);
    free(text);
    return true;
}

void weft_stamp_take(struct weft_stamp *s, const char *path, int64_t now)
{
    struct stat st;

    *s = (struct weft_stamp){ 0 };
    /* the dates first: what is written after them is noticed later */
    if (stat(path, &st) || !S_ISREG(st.st_mode) || !hash_file(path, &s->hash))
        return;
    take_dates(s, &st, now);
}

static bool dates_tell(const struct weft_stamp *s, const struct weft_stamp *n)
{
    return s->dev == n->dev && s->ino == n->ino && s->size == n->size &&
           s->mtime == n->mtime && s->ctime == n->ctime &&
           s->mtime / 1000000000 < s->taken - RACY;
}

enum weft_stamp_state weft_stamp_check(struct weft_stamp *s, const char *path,
                                       int64_t now)
{
    struct weft_stamp n = { 0 };
    struct stat st;

    if (stat(path, &st))
        return s->exists && errno == ENOENT ? WEFT_STAMP_GONE : WEFT_STAMP_SAME;
    if (!S_ISREG(st.st_mode))
        return WEFT_STAMP_SAME; /* nothing that could be lost */
    take_dates(&n, &st, now);
    if (s->exists && dates_tell(s, &n))
        return WEFT_STAMP_SAME;
    if (!hash_file(path, &n.hash))
        return WEFT_STAMP_SAME; /* saving will say why */
    if (!s->exists || n.hash != s->hash || n.size != s->size)
        return WEFT_STAMP_CHANGED;
    *s = n;
    return WEFT_STAMP_SAME;
}
