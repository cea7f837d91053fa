/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/stamp.h - what a file was when it was read, to notice that another
 * program has changed it since. */
#ifndef WEFT_IO_STAMP_H
#define WEFT_IO_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct weft_stamp {
    bool exists; /* false: there was no regular file */
    uint64_t dev, ino, size;
    int64_t mtime, ctime; /* nanoseconds */
    int64_t taken;        /* seconds; of the clock that files are dated by */
    uint64_t hash;        /* of the content */
};

enum weft_stamp_state {
    WEFT_STAMP_SAME,
    WEFT_STAMP_CHANGED,
    WEFT_STAMP_GONE /* it was there */
};

/* Of the content alone, for journals. */
uint64_t weft_stamp_hash(const char *text, size_t len);

/* Look at the file at path. now: seconds since 1970. A file that cannot be
 * read counts as none. */
void weft_stamp_take(struct weft_stamp *s, const char *path, int64_t now);
/* Is the content still that of the stamp? Only the dates are looked at where
 * they can tell; where a file was written with the same content the stamp is
 * brought up to date. */
enum weft_stamp_state weft_stamp_check(struct weft_stamp *s, const char *path,
                                       int64_t now);

#endif
