/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/file.h"
#include "weft/io.h"

static const char magic[] = "weft-journal 1\n";

#define MAGIC_LEN (sizeof(magic) - 1)
#define HEAD      8 /* bytes before a record's text */

/* --- records ------------------------------------------------------------- */

/* CRC-32 as of ISO 3309 and zip, a bit at a time: records are short. */
static uint32_t crc32(const char *p, size_t n)
{
    uint32_t c = 0xffffffff;

    for (size_t i = 0; i < n; i++) {
        c ^= (unsigned char)p[i];
        for (int bit = 0; bit < 8; bit++)
            c = (c >> 1) ^ (0xedb88320u & (0u - (c & 1)));
    }
    return ~c;
}

static void put32(char *to, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(v >> (8 * i));
}

static uint32_t get32(const char *from)
{
    uint32_t v = 0;

    for (int i = 3; i >= 0; i--)
        v = v << 8 | (unsigned char)from[i];
    return v;
}

static bool is(const char *text, const char *word)
{
    size_t n = strlen(word);

    return strncmp(text, word, n) == 0 &&
           (text[n] == '\0' || text[n] == '\n' || text[n] == ' ');
}

/* The steps that can be undone and redone after a record. */
static void track(const char *text, size_t *undos, size_t *redos)
{
    if (is(text, "edit") || is(text, "merge")) {
        *undos += is(text, "edit") || *undos == 0;
        *redos = 0;
    } else if (is(text, "undo") && *undos > 0) {
        --*undos;
        ++*redos;
    } else if (is(text, "redo") && *redos > 0) {
        ++*undos;
        --*redos;
    } else if (is(text, "document")) {
        *undos = *redos = 0;
    }
}

/* --- writing --------------------------------------------------------------- */

void weft_journal_init(struct weft_journal *j)
{
    *j = (struct weft_journal){ .fd = -1 };
}

bool weft_journal_follows(const struct weft_journal *j, const char *text)
{
    if (is(text, "undo"))
        return j->undos > 0;
    if (is(text, "redo"))
        return j->redos > 0;
    return true;
}

enum weft_rc weft_journal_add(struct weft_journal *j, const char *text,
                              size_t len, struct weft_err *err)
{
    struct weft_buf b = { 0 };
    char head[HEAD];
    off_t end;
    int e;

    if (len > WEFT_FILE_MAX)
        return weft_err_set(err, WEFT_E_LIMIT, NULL, "the record is too large");
    put32(head, (uint32_t)len);
    put32(head + 4, crc32(text, len));
    weft_buf_add(&b, head, sizeof(head));
    weft_buf_add(&b, text, len);
    end = lseek(j->fd, 0, SEEK_END);
    e = b.oom ? ENOMEM : weft_write_all(j->fd, b.p, b.len);
    weft_buf_release(&b);
    if (e) {
        if (end >= 0 && ftruncate(j->fd, end)) /* half a record */
            e = errno;
        weft_io_fail(err, j->path, "write the journal", e);
        weft_journal_close(j);
        return WEFT_E_IO;
    }
    track(text, &j->undos, &j->redos);
    j->unsynced++;
    return WEFT_OK;
}

enum weft_rc weft_journal_begin(struct weft_journal *j, const char *path,
                                const struct weft_journal_base *base,
                                struct weft_err *err)
{
    char text[128];
    enum weft_rc rc;
    int e, n;

    weft_journal_init(j);
    j->path = strdup(path);
    if (!j->path)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    j->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                 0600);
    e = j->fd < 0 ? errno : weft_write_all(j->fd, magic, MAGIC_LEN);
    if (e) {
        weft_io_fail(err, path, "begin the journal", e);
        weft_journal_remove(j);
        return WEFT_E_IO;
    }
    n = snprintf(text, sizeof(text), "base %" PRIu64 " %016" PRIx64 " %" PRId64,
                 base->size, base->hash, base->time);
    rc = weft_journal_add(j, text, (size_t)n, err);
    if (rc)
        unlink(path);
    return rc;
}

enum weft_rc weft_journal_sync(struct weft_journal *j, struct weft_err *err)
{
    if (j->fd < 0 || j->unsynced == 0)
        return WEFT_OK;
    j->unsynced = 0;
    if (fdatasync(j->fd) == 0 || errno == EINVAL)
        return WEFT_OK;
    return weft_io_fail(err, j->path, "sync the journal", errno);
}

void weft_journal_close(struct weft_journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    free(j->path);
    weft_journal_init(j);
}

void weft_journal_remove(struct weft_journal *j)
{
    if (j->fd >= 0)
        unlink(j->path);
    weft_journal_close(j);
}

/* --- reading --------------------------------------------------------------- */

void weft_loaded_release(struct weft_loaded *l)
{
    free(l->bytes);
    free(l->record);
    *l = (struct weft_loaded){ 0 };
}

/* Is a whole record at byte `at`? */
static bool whole(const char *p, size_t len, size_t at)
{
    uint32_t n;

    if (len - at < HEAD)
        return false;
    n = get32(p + at);
    return n <= len - at - HEAD && n > 0 &&
           crc32(p + at + HEAD, n) == get32(p + at + 4);
}

static bool keep(struct weft_loaded *l, const char *text, size_t len)
{
    if ((l->n & (l->n - 1)) == 0) { /* grows at powers of two */
        size_t cap = l->n ? 2 * l->n : 1;
        struct weft_journal_record *r = realloc(l->record, cap * sizeof(*r));

        if (!r)
            return false;
        l->record = r;
    }
    l->record[l->n++] = (struct weft_journal_record){ text, len };
    track(text, &l->undos, &l->redos);
    l->commands += !is(text, "writing");
    l->writing = sscanf(text, "writing %" SCNu64 " %" SCNx64, &l->wrote_size,
                        &l->wrote_hash) == 2;
    return true;
}

static enum weft_rc not_one(struct weft_err *err, const char *path)
{
    return weft_err_set(err, WEFT_E_PARSE, path,
                        "this is no journal of weft, or it is damaged from "
                        "the start");
}

/* Texts move to the front, each with a NUL behind it: their heads make room. */
static enum weft_rc split(struct weft_loaded *l, const char *path, size_t len,
                          struct weft_err *err)
{
    char *to = l->bytes;
    size_t at = MAGIC_LEN;

    if (len < MAGIC_LEN || memcmp(l->bytes, magic, MAGIC_LEN) != 0)
        return not_one(err, path);
    for (bool first = true; whole(l->bytes, len, at); first = false) {
        size_t n = get32(l->bytes + at);

        memmove(to, l->bytes + at + HEAD, n);
        to[n] = '\0';
        at += HEAD + n;
        if (first && sscanf(to, "base %" SCNu64 " %" SCNx64 " %" SCNd64,
                            &l->base.size, &l->base.hash, &l->base.time) != 3)
            return not_one(err, path);
        if (!first && !keep(l, to, n))
            return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        l->good = at;
        to += n + 1;
    }
    l->torn = at < len;
    return l->good ? WEFT_OK : not_one(err, path);
}

enum weft_rc weft_journal_load(const char *path, struct weft_loaded *out,
                               bool *found, struct weft_err *err)
{
    struct weft_loaded l = { 0 };
    size_t len = 0;
    enum weft_rc rc;

    *found = faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    if (!*found)
        return WEFT_OK;
    rc = weft_file_read(path, &l.bytes, &len, err);
    if (!rc)
        rc = split(&l, path, len, err);
    if (rc)
        weft_loaded_release(&l);
    else
        *out = l;
    return rc;
}

enum weft_rc weft_journal_resume(struct weft_journal *j, const char *path,
                                 const struct weft_loaded *l,
                                 struct weft_err *err)
{
    weft_journal_init(j);
    j->path = strdup(path);
    if (!j->path)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    j->fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (j->fd < 0 || ftruncate(j->fd, (off_t)l->good)) {
        weft_io_fail(err, path, "go on with the journal", errno);
        weft_journal_close(j);
        return WEFT_E_IO;
    }
    j->undos = l->undos;
    j->redos = l->redos;
    return WEFT_OK;
}
