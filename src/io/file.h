/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/file.h - shared by reading and saving files. */
#ifndef WEFT_IO_FILE_H
#define WEFT_IO_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "weft/err.h"

enum { WEFT_FILE_MAX = 1 << 30 };

/* WEFT_E_IO "cannot WHAT: REASON", with the system's text of error number e. */
enum weft_rc weft_io_fail(struct weft_err *err, const char *path,
                          const char *what, int e);

/* All or nothing of n bytes at the current offset of fd; 0 or an errno.
 * Interrupted and short writes go on. */
int weft_write_all(int fd, const char *p, size_t n);
/* The whole of fd from its offset, NUL-terminated; 0 or an errno (EFBIG:
 * larger than WEFT_FILE_MAX). hint: expected size. */
int weft_read_all(int fd, size_t hint, char **text, size_t *len);

/* realpath() for a file that need not exist, at the end of a chain of
 * symlinks; malloc'd, NULL with errno. */
char *weft_resolve(const char *path);

/* Open a new file with a name of its own, ".NAME.weft-XXXXXXXX", in folder
 * dir for writing. Returns the descriptor or -1 (errno is set); *path is
 * malloc'd. */
int weft_open_beside(const char *dir, const char *name, unsigned mode,
                     char **path);

/* Make the names in a folder last; 0 or an errno. Folders that may not be read
 * and file systems that cannot sync one are passed over. */
int weft_sync_dir(const char *dir);

/* Rewrite an existing file, keeping its identity (links, owner, attributes).
 * dir is the folder, name the name in it. A synced copy of the old content is
 * kept beside it, or in /var/tmp where that cannot be, until all is written.
 * WEFT_E_IO: the old content is back in its place, or the message says where
 * its copy is. */
enum weft_rc weft_save_in_place(const char *path, const char *dir,
                                const char *name, const char *text, size_t len,
                                struct weft_err *err);

#endif
