/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/lock.h - one program at a time writes a document.
 *
 * A lock is a file that says who made it. One whose program is gone is taken
 * over; that of another machine cannot be judged from here. */
#ifndef WEFT_IO_LOCK_H
#define WEFT_IO_LOCK_H

#include <stdbool.h>
#include <stdint.h>

enum weft_lock {
    WEFT_LOCK_OURS,
    WEFT_LOCK_BUSY,   /* another program of this machine has it */
    WEFT_LOCK_REMOTE, /* a program on another machine has it, or had */
    WEFT_LOCK_NONE    /* there can be none here: a folder one may not write */
};

struct weft_holder {
    long pid;
    int64_t since; /* seconds since 1970 */
    char host[256], who[64];
};

/* Take the lock file at path for this process. BUSY, REMOTE: *holder says who
 * has it. who: a name for others to read; now: seconds since 1970. */
enum weft_lock weft_lock_take(const char *path, const char *who, int64_t now,
                              struct weft_holder *holder);
/* Give it back, if it is still this process's. */
void weft_lock_drop(const char *path);

#endif
