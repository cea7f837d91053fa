/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/journal.h - what was done to a document since it was written, on disk.
 *
 * A file that is only appended to: the line "weft-journal 1", then records of
 * {length, CRC-32, text}, both numbers 32 bits little-endian. A record that was
 * cut off by a crash or a power cut ends the journal. The texts:
 *
 *     base SIZE HASH TIME   first: the document it belongs to
 *     edit LINES            edit lines, one step of the history
 *     merge LINES           the same, joined to the step before
 *     undo, redo            of one step
 *     document TEXT         the whole document, without a history: what an
 *                           undo beyond the base leads to
 *     writing SIZE HASH     the document with this content is being written;
 *                           once it is, the journal has nothing more to tell
 *
 * with a newline between the word and LINES or TEXT.
 * Owner: weft_journal_close() or weft_journal_remove(). */
#ifndef WEFT_IO_JOURNAL_H
#define WEFT_IO_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "weft/plan.h"

struct weft_journal_base {
    uint64_t size, hash; /* of the document, see io/stamp.h */
    int64_t time;        /* seconds since 1970: when the journal was begun */
};

/* --- writing --------------------------------------------------------------- */

struct weft_journal {
    int fd;     /* -1: none */
    char *path; /* owned */
    /* steps that a reader of it can undo and redo */
    size_t undos, redos;
    size_t unsynced; /* records since the last weft_journal_sync() */
};

void weft_journal_init(struct weft_journal *j); /* none */
/* Begin one at path, where nothing may be. WEFT_E_IO. */
enum weft_rc weft_journal_begin(struct weft_journal *j, const char *path,
                                const struct weft_journal_base *base,
                                struct weft_err *err);
/* Append a record; it survives the end of this process. After WEFT_E_IO the
 * journal is closed: what is in it stays good. */
enum weft_rc weft_journal_add(struct weft_journal *j, const char *text,
                              size_t len, struct weft_err *err);
/* Can a reader of the journal follow this record ("undo", "redo", ...)? If
 * not, it takes a "document". */
bool weft_journal_follows(const struct weft_journal *j, const char *text);
/* Make what was added survive a power cut. */
enum weft_rc weft_journal_sync(struct weft_journal *j, struct weft_err *err);
void weft_journal_close(struct weft_journal *j);
void weft_journal_remove(struct weft_journal *j); /* the file, too */

/* --- reading --------------------------------------------------------------- */

struct weft_journal_record {
    const char *text; /* of len bytes, then a NUL; in the loaded journal */
    size_t len;
};

struct weft_loaded { /* zero-initialise */
    char *bytes;     /* owned */
    struct weft_journal_base base;
    struct weft_journal_record *record; /* without the first; owned */
    size_t n;
    size_t undos, redos;
    size_t commands; /* records that somebody's work led to */
    bool torn;       /* the last record was cut off */
    size_t good;     /* bytes before that */
    bool writing;    /* see above: */
    uint64_t wrote_size, wrote_hash;
};

/* Read the journal at path. *found: there is one. WEFT_E_IO, WEFT_E_PARSE (not
 * a journal, or not even its first record is whole), WEFT_E_NOMEM. */
enum weft_rc weft_journal_load(const char *path, struct weft_loaded *out,
                               bool *found, struct weft_err *err);
void weft_loaded_release(struct weft_loaded *l);
/* Go on writing a journal that was loaded, after its good records. */
enum weft_rc weft_journal_resume(struct weft_journal *j, const char *path,
                                 const struct weft_loaded *l,
                                 struct weft_err *err);

/* Do to *p what the records say, as steps of its history. A "document" takes
 * the place of *p, which is freed then. What is refused (the document may have
 * been changed since) is left out, *refused counts that, and err has the
 * reason for the first. WEFT_E_NOMEM: *p is in some state between. */
enum weft_rc weft_journal_replay(const struct weft_loaded *l,
                                 struct weft_plan **p, size_t *refused,
                                 struct weft_err *err);

#endif
