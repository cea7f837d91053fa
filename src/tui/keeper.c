/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/keeper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io/file.h"
#include "io/lock.h"
#include "tui/guard.h"
#include "tui/session.h"
#include "weft/io.h"

#define SYNC_MS   250  /* without a command before the journal is synced */
#define SYNC_MOST 20   /* commands after which it is synced at once */
#define LOOK_MS   2000 /* between looks at the file */

static int64_t seconds_now(void)
{
    return (int64_t)time(NULL);
}

static void tell(struct tui_session *t, enum ui_event_kind kind,
                 const char *text)
{
    tui_session_event(
        t, &(struct ui_event){ .kind = kind, .now = t->s->now, .text = text });
}

/* "10:42", with the day if that is another one. */
static void clock_text(int64_t when, char *out, size_t size)
{
    time_t t = (time_t)when, now = time(NULL);
    struct tm a = { 0 }, b = { 0 };

    localtime_r(&t, &a);
    localtime_r(&now, &b);
    if (a.tm_yday == b.tm_yday && a.tm_year == b.tm_year)
        strftime(out, size, "%H:%M", &a);
    else
        strftime(out, size, "%Y-%m-%d %H:%M", &a);
}

static const char *document_name(const struct tui_session *t)
{
    const char *slash = t->s->path ? strrchr(t->s->path, '/') : NULL;

    return slash ? slash + 1 : t->s->path ? t->s->path : "the example";
}

/* --- where they are -------------------------------------------------------- */

/* $XDG_STATE_HOME/weft, made if need be; malloc'd, NULL: cannot be. */
static char *state_folder(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char path[4096];

    if (state && state[0] == '/')
        snprintf(path, sizeof(path), "%s/weft", state);
    else if (home && home[0] == '/')
        snprintf(path, sizeof(path), "%s/.local/state/weft", home);
    else
        return NULL;
    for (char *c = path + 1; *c; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        mkdir(path, 0700);
        *c = '/';
    }
    mkdir(path, 0700);
    return access(path, W_OK | X_OK) == 0 ? strdup(path) : NULL;
}

/* DIR/.NAME.ENDING; the name in it is cut where it would be too long. */
static char *hidden(const char *dir, const char *name, const char *ending)
{
    size_t size = strlen(dir) + strlen(name) + strlen(ending) + 32;
    char *path = malloc(size);

    if (path && strlen(name) <= 200)
        snprintf(path, size, "%s/.%s.%s", dir, name, ending);
    else if (path)
        snprintf(path, size, "%s/.%.180s-%08x.%s", dir, name,
                 (unsigned)weft_stamp_hash(name, strlen(name)), ending);
    return path;
}

/* Where nothing can be written beside the document: its path as a name. */
static void place_in_state(struct tui_keeper *k)
{
    char *dir = state_folder(), *name = strdup(k->file ? k->file : "example");

    for (char *c = name; c && *c; c++)
        if (*c == '/')
            *c = '%';
    if (dir && name) {
        k->lock = hidden(dir, name, "lock");
        k->journal = hidden(dir, name, "jnl");
    }
    free(dir);
    free(name);
}

static void place(struct tui_keeper *k)
{
    const char *slash = k->file ? strrchr(k->file, '/') : NULL;
    char *dir;

    if (!k->file) {
        place_in_state(k);
        return;
    }
    dir = slash ? strndup(k->file, (size_t)(slash - k->file)) : strdup(".");
    if (dir && access(dir[0] ? dir : "/", W_OK | X_OK) == 0) {
        k->lock = hidden(dir, slash ? slash + 1 : k->file, "lock");
        k->journal = hidden(dir, slash ? slash + 1 : k->file, "jnl");
    } else {
        place_in_state(k);
    }
    free(dir);
}

static void forget_places(struct tui_keeper *k)
{
    if (k->locked)
        weft_lock_drop(k->lock);
    k->locked = false;
    free(k->file);
    free(k->lock);
    free(k->journal);
    k->file = k->lock = k->journal = NULL;
}

/* What a crash has to tell. */
static void share_path(const struct tui_session *t)
{
    struct tui_shared *sh = tui_shared();

    snprintf(sh->journal, sizeof(sh->journal), "%s",
             t->keeper.jnl.fd >= 0 && ui_model_dirty(t->m) ? t->keeper.journal
                                                           : "");
}

/* --- lock ------------------------------------------------------------------- */

static const char *user_name(void)
{
    const char *name = getlogin();

    if (!name)
        name = getenv("LOGNAME");
    if (!name)
        name = getenv("USER");
    return name ? name : "";
}

static void say_holder(struct tui_session *t, const struct weft_holder *h,
                       bool remote)
{
    char text[512], since[32], who[80] = "", where[140] = "";
    const char *kept = t->keeper.journal;

    clock_text(h->since, since, sizeof(since));
    if (h->who[0] && strcmp(h->who, user_name()) != 0)
        snprintf(who, sizeof(who), " (%s)", h->who);
    if (remote)
        snprintf(where, sizeof(where), " on %.120s", h->host);
    snprintf(text, sizeof(text),
             "process %ld%s%s has %.60s open since %s%s%s%s", h->pid, who,
             where, document_name(t), since,
             kept && access(kept, F_OK) == 0 ? " with unwritten work" : "",
             remote ? "; if that is over, remove " : "",
             remote ? strrchr(t->keeper.lock, '/') + 1 : "");
    tell(t, remote ? UI_EV_NOTICE : UI_EV_HELD, text);
}

/* May this process write, and keep a journal? */
static bool take_lock(struct tui_session *t)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_holder h;

    if (!k->lock)
        return true;
    switch (weft_lock_take(k->lock, user_name(), seconds_now(), &h)) {
    case WEFT_LOCK_OURS:
        k->locked = true;
        return true;
    case WEFT_LOCK_BUSY:
        say_holder(t, &h, false);
        return false;
    case WEFT_LOCK_REMOTE:
        say_holder(t, &h, true);
        return false;
    case WEFT_LOCK_NONE:
        break;
    }
    return true;
}

static void no_journal(struct tui_session *t, const struct weft_err *err)
{
    char text[512];

    if (t->keeper.silent)
        return;
    t->keeper.silent = true;
    snprintf(text, sizeof(text), "no journal is kept: %.400s",
             err ? err->msg : "there is no folder to write it to");
    tell(t, UI_EV_NOTICE, text);
}

/* --- what is found ------------------------------------------------------------ */

static bool of_this_file(const struct tui_keeper *k)
{
    return k->found.base.hash == k->stamp.hash &&
           k->found.base.size == k->stamp.size;
}

/* It had been written when the journal should have gone. */
static bool is_written(const struct tui_keeper *k)
{
    return k->found.writing && k->found.wrote_hash == k->stamp.hash &&
           k->found.wrote_size == k->stamp.size;
}

static void drop_found(struct tui_keeper *k)
{
    unlink(k->journal);
    weft_loaded_release(&k->found);
}

/* A journal nobody can read is in the way: it is put aside. */
static void put_aside(struct tui_session *t)
{
    char aside[4200], text[512];

    snprintf(aside, sizeof(aside), "%s.damaged", t->keeper.journal);
    if (rename(t->keeper.journal, aside))
        return;
    snprintf(text, sizeof(text),
             "a journal that cannot be read was put aside: %.200s",
             strrchr(aside, '/') + 1);
    tell(t, UI_EV_NOTICE, text);
}

static void look_for_journal(struct tui_session *t)
{
    struct tui_keeper *k = &t->keeper;
    char text[256], when[32];
    struct weft_err err = { 0 };
    enum weft_rc rc;
    bool found;

    if (!k->journal)
        return;
    rc = weft_journal_load(k->journal, &k->found, &found, &err);
    if (rc == WEFT_E_PARSE)
        put_aside(t);
    else if (rc)
        no_journal(t, &err);
    if (rc)
        return;
    if (!found)
        return;
    if (k->found.commands == 0 || is_written(k)) {
        drop_found(k);
        return;
    }
    clock_text(k->found.base.time, when, sizeof(when));
    snprintf(text, sizeof(text), "%.80s: %zu unsaved command%s from %s%s",
             document_name(t), k->found.commands,
             k->found.commands == 1 ? "" : "s", when,
             of_this_file(k) ? "" : " (the file has changed since)");
    tui_session_event(t, &(struct ui_event){ .kind = UI_EV_FOUND,
                                             .now = t->s->now,
                                             .found = &k->found,
                                             .text = text });
}

void tui_keeper_open(struct tui_session *t, const struct weft_stamp *stamp)
{
    struct tui_keeper *k = &t->keeper;

    weft_journal_init(&k->jnl);
    if (!t->o->keep)
        return;
    k->on = true;
    if (stamp)
        k->stamp = *stamp;
    k->file = t->s->path ? weft_resolve(t->s->path) : NULL;
    place(k);
    if (take_lock(t)) {
        look_for_journal(t);
    } else {
        free(k->journal);
        k->journal = NULL;
        k->silent = true; /* that has been told */
    }
    k->look_at = k->file ? t->s->now + LOOK_MS : 0;
}

void tui_keeper_close(struct tui_session *t, bool left)
{
    struct tui_keeper *k = &t->keeper;

    if (!k->on)
        return;
    if (t->m && (left || !ui_model_dirty(t->m))) {
        weft_journal_remove(&k->jnl);
    } else {
        weft_journal_sync(&k->jnl, NULL);
        weft_journal_close(&k->jnl);
    }
    tui_shared()->journal[0] = '\0';
    forget_places(k);
    weft_loaded_release(&k->found);
    k->on = false;
}

/* --- the journal ---------------------------------------------------------------- */

static enum weft_rc add_document(struct tui_session *t, struct weft_err *err)
{
    struct weft_buf b = { 0 };
    char *text = NULL;
    size_t len;
    enum weft_rc rc = weft_plan_text(t->m->doc, &text, &len, err);

    if (rc)
        return rc;
    weft_buf_adds(&b, "document\n");
    weft_buf_add(&b, text, len);
    free(text);
    rc = b.oom ? weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory")
               : weft_journal_add(&t->keeper.jnl, b.p, b.len, err);
    weft_buf_release(&b);
    return rc;
}

/* Edits of the command line, which the document came with. */
static enum weft_rc add_given(struct tui_session *t, size_t n,
                              struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (size_t i = 0; i < n && !rc; i++) {
        struct weft_buf b = { 0 };
        size_t end;

        weft_buf_addf(&b, "edit\n%s", weft_undo_text(t->m->doc, i));
        for (end = b.len; end > 0 && b.p[end - 1] == '\n';)
            b.p[--end] = '\0';
        rc = b.oom ? weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory")
                   : weft_journal_add(&t->keeper.jnl, b.p, end, err);
        weft_buf_release(&b);
    }
    return rc;
}

static enum weft_rc begin(struct tui_session *t, struct weft_err *err)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_journal_base base = { k->stamp.size, k->stamp.hash,
                                      seconds_now() };

    return weft_journal_begin(&k->jnl, k->journal, &base, err);
}

/* All of the model's log; what cannot be told in commands as the document. */
static enum weft_rc add_log(struct tui_session *t, struct weft_err *err)
{
    const struct weft_buf *log = &t->m->log;
    struct weft_journal *j = &t->keeper.jnl;
    enum weft_rc rc = WEFT_OK;

    if (log->oom)
        return add_document(t, err);
    for (size_t at = 0; at < log->len && !rc; at += strlen(log->p + at) + 1) {
        if (!weft_journal_follows(j, log->p + at))
            return add_document(t, err); /* as it is after all of them */
        rc = weft_journal_add(j, log->p + at, strlen(log->p + at), err);
    }
    return rc;
}

void tui_keeper_note(struct tui_session *t)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_err err = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (!t->m->log.len && !t->m->log.oom)
        return;
    if (k->on && k->journal && k->jnl.fd < 0) {
        rc = begin(t, &err);
        if (!rc)
            rc = add_given(t, t->given, &err);
    }
    if (k->on && k->journal && !rc)
        rc = add_log(t, &err);
    weft_buf_release(&t->m->log);
    if (!k->on)
        return;
    share_path(t);
    if (!k->journal || rc) {
        no_journal(t, rc ? &err : NULL);
        return;
    }
    k->sync_at = t->s->now + SYNC_MS;
    if (k->jnl.unsynced >= SYNC_MOST)
        tui_keeper_sync(t);
}

void tui_keeper_sync(struct tui_session *t)
{
    struct weft_err err = { 0 };

    if (!t->keeper.on)
        return;
    t->keeper.sync_at = 0;
    if (weft_journal_sync(&t->keeper.jnl, &err))
        no_journal(t, &err);
}

/* --- what others do to the file ---------------------------------------------------- */

static void look(struct tui_session *t, int64_t now)
{
    struct tui_keeper *k = &t->keeper;
    char text[256];

    k->look_at = now + LOOK_MS;
    if (k->told || weft_stamp_check(&k->stamp, k->file, seconds_now()) !=
                       WEFT_STAMP_CHANGED)
        return;
    k->told = true;
    snprintf(text, sizeof(text),
             "%.100s was changed by another program; :reload takes it%s",
             document_name(t),
             ui_model_dirty(t->m) ? ", W asks what to do" : "");
    tell(t, UI_EV_NOTICE, text);
}

bool tui_keeper_step(struct tui_session *t, int64_t now)
{
    struct tui_keeper *k = &t->keeper;
    bool silent = k->silent, told = k->told;

    if (k->sync_at && now >= k->sync_at)
        tui_keeper_sync(t);
    if (k->look_at && now >= k->look_at)
        look(t, now);
    return k->silent != silent || k->told != told;
}

int tui_keeper_timeout(const struct tui_session *t, int64_t now)
{
    const struct tui_keeper *k = &t->keeper;
    int64_t due = k->sync_at;

    if (k->look_at && (!due || k->look_at < due))
        due = k->look_at;
    if (!due)
        return -1;
    return due > now ? (int)(due - now) : 0;
}

/* --- writing -------------------------------------------------------------------- */

static bool is_own(const struct tui_session *t, const char *path)
{
    return t->s->path && !t->s->imported && strcmp(path, t->s->path) == 0;
}

/* The holder may have gone. */
static bool still_held(struct tui_session *t)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_holder h;

    if (!t->s->holder[0])
        return false;
    if (weft_lock_take(k->lock, user_name(), seconds_now(), &h) !=
        WEFT_LOCK_OURS)
        return true;
    k->locked = true;
    tell(t, UI_EV_HELD, NULL);
    return false;
}

/* The document is at path now, as it is there. */
static void settle(struct tui_session *t, const char *path)
{
    struct tui_keeper *k = &t->keeper;

    weft_journal_remove(&k->jnl);
    t->given = 0;
    k->told = k->silent = false;
    if (!is_own(t, path)) { /* its first name, to be */
        forget_places(k);
        k->file = weft_resolve(path);
        place(k);
        if (!take_lock(t)) {
            free(k->journal);
            k->journal = NULL;
        }
    }
    weft_stamp_take(&k->stamp, path, seconds_now());
    k->sync_at = 0;
    k->look_at = t->s->now + LOOK_MS;
    tui_shared()->journal[0] = '\0';
}

static void note_writing(struct tui_session *t, const char *text, size_t len)
{
    char line[80];
    int n = snprintf(line, sizeof(line), "writing %zu %016llx", len,
                     (unsigned long long)weft_stamp_hash(text, len));

    if (t->keeper.jnl.fd >= 0)
        weft_journal_add(&t->keeper.jnl, line, (size_t)n, NULL);
}

/* It may be there although not all went well. */
static bool is_there(const char *path, const char *text, size_t len)
{
    struct weft_stamp s;

    weft_stamp_take(&s, path, seconds_now());
    return s.exists && s.size == len && s.hash == weft_stamp_hash(text, len);
}

void tui_keeper_save(struct tui_session *t, const struct ui_fx *fx,
                     const char *text, size_t len, struct ui_event *ev,
                     struct weft_err *err)
{
    struct tui_keeper *k = &t->keeper;
    bool export = fx->bits & UI_FX_EXPORT, own = is_own(t, fx->path);
    bool first = !export && (!t->s->path || t->s->imported);

    if (k->on && own && !(fx->bits & UI_FX_FORCE)) {
        if (still_held(t)) {
            ev->rc = weft_err_set(err, WEFT_E_IO, NULL,
                                  "read-only: %s; :w! writes all the same",
                                  t->s->holder);
            return;
        }
        ev->changed = weft_stamp_check(&k->stamp, k->file, seconds_now()) ==
                      WEFT_STAMP_CHANGED;
        if (ev->changed)
            return;
    }
    if (k->on && own)
        note_writing(t, text, len);
    ev->rc = weft_file_save(fx->path, text, len, err);
    if (k->on && (own || first) && !export &&
        (!ev->rc || is_there(fx->path, text, len)))
        settle(t, fx->path);
}

/* --- documents that take the place of this one ------------------------------------- */

static void take_over(struct tui_session *t, struct weft_plan *p, bool saved,
                      const char *text)
{
    struct weft_plan *was = t->keeper.own;

    t->keeper.own = p;
    tui_session_event(t, &(struct ui_event){ .kind = UI_EV_DOC,
                                             .now = t->s->now,
                                             .doc = p,
                                             .saved = saved,
                                             .text = text });
    weft_plan_free(was);
    share_path(t);
}

/* The document as it is on disk, or as it was given. */
static enum weft_rc fresh(struct tui_session *t, struct weft_plan **out,
                          struct weft_err *err)
{
    struct weft_diags d = { 0 };
    enum weft_rc rc;

    if (!t->keeper.file)
        return weft_plan_copy(t->m->doc, out, err);
    rc = weft_open(t->keeper.file, NULL, out, NULL, &d, err);
    if (rc && d.n)
        weft_err_set(err, rc, NULL, "%s", d.v[0].msg);
    weft_diags_release(&d);
    return rc;
}

static void failed(struct tui_session *t, const char *what,
                   const struct weft_err *err)
{
    char text[512];

    snprintf(text, sizeof(text), "%s: %.400s", what, err->msg);
    tell(t, UI_EV_NOTICE, text);
}

static void done_text(char *out, size_t size, const char *what, size_t n,
                      size_t refused, const struct weft_err *err)
{
    int k = snprintf(out, size, "%s %zu command%s", what, n - refused,
                     n - refused == 1 ? "" : "s");

    if (refused && k > 0 && (size_t)k < size)
        snprintf(out + k, size - (size_t)k, ", %zu could not be done: %.200s",
                 refused, err->msg);
}

/* The journal goes on as it is if its reader ends where the document is now. */
static void go_on(struct tui_session *t, bool same)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_err err = { 0 };
    enum weft_rc rc;

    if (same) {
        rc = weft_journal_resume(&k->jnl, k->journal, &k->found, &err);
    } else {
        unlink(k->journal);
        rc = begin(t, &err);
        if (!rc)
            rc = add_document(t, &err);
    }
    if (rc)
        no_journal(t, &err);
    weft_loaded_release(&k->found);
    t->given = 0;
}

static bool has_document(const struct weft_loaded *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (strncmp(l->record[i].text, "document\n", 9) == 0)
            return true;
    return false;
}

void tui_keeper_recover(struct tui_session *t)
{
    struct tui_keeper *k = &t->keeper;
    bool same = of_this_file(k), saved;
    struct weft_plan *p = NULL;
    struct weft_err err = { 0 };
    char text[400];
    size_t refused = 0;
    enum weft_rc rc = fresh(t, &p, &err);

    if (!rc)
        rc = weft_journal_replay(&k->found, &p, &refused, &err);
    if (rc) {
        weft_plan_free(p);
        failed(t, "recover", &err);
        return;
    }
    done_text(text, sizeof(text), "recovered", k->found.commands, refused,
              &err);
    saved = same && !has_document(&k->found);
    take_over(t, p, saved, text);
    go_on(t, same && !refused);
    share_path(t);
}

void tui_keeper_discard(struct tui_session *t)
{
    if (t->keeper.journal)
        drop_found(&t->keeper);
}

/* The unwritten commands, on top of what is on disk. */
static enum weft_rc do_again(struct tui_session *t, struct weft_plan **p,
                             char *text, size_t size, struct weft_err *err)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_loaded l = { 0 };
    size_t refused = 0;
    bool found = false;
    enum weft_rc rc;

    if (k->jnl.fd < 0)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "no journal of what was done is kept");
    rc = weft_journal_load(k->journal, &l, &found, err);
    if (!rc && has_document(&l))
        rc = weft_err_set(err, WEFT_E_INVAL, NULL,
                          "what was undone goes back beyond what was written; "
                          "write a copy and compare");
    if (!rc)
        rc = weft_journal_replay(&l, p, &refused, err);
    if (!rc)
        done_text(text, size, "read again; applied", l.commands, refused, err);
    weft_loaded_release(&l);
    return rc;
}

void tui_keeper_reload(struct tui_session *t, bool merge)
{
    struct tui_keeper *k = &t->keeper;
    struct weft_stamp stamp;
    struct weft_plan *p = NULL;
    struct weft_err err = { 0 };
    char text[400];
    enum weft_rc rc;

    if (!k->on || !k->file) {
        tell(t, UI_EV_NOTICE, "reload: there is no file to read again");
        return;
    }
    weft_stamp_take(&stamp, k->file, seconds_now());
    rc = fresh(t, &p, &err);
    snprintf(text, sizeof(text), "read %s again", document_name(t));
    if (!rc && merge)
        rc = do_again(t, &p, text, sizeof(text), &err);
    if (rc) {
        weft_plan_free(p);
        failed(t, "not read again", &err);
        return;
    }
    weft_journal_remove(&k->jnl);
    k->stamp = stamp;
    k->told = false;
    take_over(t, p, true, text);
    if (merge)
        go_on(t, false);
    share_path(t);
}
