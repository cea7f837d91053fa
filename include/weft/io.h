/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/io.h - files in and out: formats, loss reports, atomic saving. */
#ifndef WEFT_IO_H
#define WEFT_IO_H

#include "weft/plan.h"
#include "weft/policy.h"

/* One line of a loss report: what an import or export dropped, approximated,
 * defaulted or renamed. Kept as warnings in a weft_diags. */

struct weft_format {
    const char *name; /* "weft", "wfformat", "psplib", "patterson", "fjsp" */
    const char *summary;
    const char *ext; /* ".json", ".sm", ... */
    /* 0 = not this format, 100 = sure; by content, then by name */
    int (*probe)(const char *text, size_t len, const char *path);
    /* text -> weft document (malloc'd) with a loss report; NULL: cannot */
    enum weft_rc (*read)(const char *text, size_t len, char **doc,
                         size_t *doclen, struct weft_diags *diags,
                         struct weft_err *err);
    /* plan -> text; NULL: cannot */
    enum weft_rc (*write)(const struct weft_plan *p, char **text, size_t *len,
                          struct weft_diags *loss, struct weft_err *err);
};

const struct weft_format *const *weft_formats(void); /* NULL-terminated */
const struct weft_format *weft_format_find(const char *name);

/* Read a whole file ("-": stdin), at most 1 GiB. WEFT_E_IO with the system's
 * reason (also for a directory). */
enum weft_rc weft_file_read(const char *path, char **text, size_t *len,
                            struct weft_err *err);

/* Load a plan from any known format. from NULL: recognised by content, then
 * by name. *format (may be NULL) says which. WEFT_E_IO: could not be read;
 * else see weft_plan_load. */
enum weft_rc weft_open(const char *path, const char *from,
                       struct weft_plan **out,
                       const struct weft_format **format,
                       struct weft_diags *diags, struct weft_err *err);

/* Replace the file at path (symlinks are followed) by these bytes, atomically
 * or not at all: temporary file beside it, owner and mode kept, fsync,
 * rename, fsync of the folder. "-": stdout. WEFT_E_IO with the reason; the
 * old file is then unharmed. Where a rename would break something (hard link,
 * foreign owner, read-only folder) the file is rewritten in place after a
 * synced backup, beside it or in /var/tmp. A pipe or device is written to as
 * it is. Two failures leave the new content there, and msg says so: the folder
 * cannot be synced, or a file rewritten in place can neither be finished nor
 * put back. The caller ignores SIGXFSZ and SIGPIPE. */
enum weft_rc weft_file_save(const char *path, const char *text, size_t len,
                            struct weft_err *err);

/* What engine rl has learned, as a small JSON file. Reading: WEFT_E_IO, or
 * WEFT_E_INVAL if it is not such a file (err->msg says why). Writing is atomic,
 * like weft_file_save(). */
enum weft_rc weft_policy_read(const char *path, struct weft_policy *p,
                              struct weft_err *err);
enum weft_rc weft_policy_write(const char *path, const struct weft_policy *p,
                               struct weft_err *err);

/* Name and version of the JSON library the importers are built with, static. */
const char *weft_io_library(void);

/* JSON Schema (draft 2020-12) of the plan document; static text. */
const char *weft_schema_text(void);

#endif
