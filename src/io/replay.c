/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal done again. */
#include <stdlib.h>
#include <string.h>

#include "io/journal.h"
#include "weft/edit.h"

/* The steps of the journal's history; one that was refused has no step in the
 * plan's. */
struct replay {
    struct weft_plan *plan;
    bool *done; /* by step */
    size_t at, top;
    size_t refused;
    struct weft_err *err;
};

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

static void refuse(struct replay *r, const struct weft_err *why)
{
    if (r->refused++ == 0 && r->err)
        *r->err = *why;
}

/* Lines parted by newlines, as one step or not at all. */
static enum weft_rc apply(struct weft_plan *p, const char *text,
                          struct weft_err *err)
{
    char *lines = strdup(text), *line = lines;
    enum weft_rc rc = WEFT_OK;

    if (!lines)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    weft_edit_begin(p);
    while (line && !rc) {
        char *end = strchr(line, '\n');

        if (end)
            *end = '\0';
        rc = weft_edit(p, line, NULL, err);
        line = end ? end + 1 : NULL;
    }
    if (rc)
        weft_edit_abort(p, NULL);
    else
        weft_edit_end(p);
    free(lines);
    return rc;
}

static enum weft_rc edit(struct replay *r, const char *lines, bool merge)
{
    struct weft_err err = { 0 };
    enum weft_rc rc = apply(r->plan, lines, &err);
    bool *last = merge && r->at > 0 ? &r->done[r->at - 1] : NULL;

    if (rc == WEFT_E_NOMEM)
        return rc;
    if (rc)
        refuse(r, &err);
    if (last) {
        if (!rc && *last)
            weft_undo_merge(r->plan);
        *last |= !rc;
    } else {
        r->done[r->at++] = !rc;
    }
    r->top = r->at;
    return WEFT_OK;
}

static enum weft_rc step(struct replay *r, bool redo)
{
    struct weft_err err = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (redo ? r->at == r->top : r->at == 0)
        return WEFT_OK; /* not written by us */
    if (r->done[redo ? r->at : r->at - 1])
        rc = redo ? weft_redo(r->plan, NULL, NULL, &err)
                  : weft_undo(r->plan, NULL, NULL, &err);
    r->at = redo ? r->at + 1 : r->at - 1;
    if (rc == WEFT_E_NOMEM)
        return rc;
    if (rc)
        refuse(r, &err);
    return WEFT_OK;
}

static enum weft_rc replace(struct replay *r, const char *text, size_t len)
{
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };
    struct weft_plan *p;
    enum weft_rc rc = weft_plan_load(text, len, &p, &d, &err);

    weft_diags_release(&d);
    if (rc == WEFT_E_NOMEM)
        return rc;
    if (rc) {
        refuse(r, &err);
        return WEFT_OK;
    }
    weft_plan_free(r->plan);
    r->plan = p;
    r->at = r->top = 0;
    return WEFT_OK;
}

static enum weft_rc one(struct replay *r, const struct weft_journal_record *k)
{
    static const char document[] = "document\n";

    if (starts(k->text, "edit\n"))
        return edit(r, k->text + 5, false);
    if (starts(k->text, "merge\n"))
        return edit(r, k->text + 6, true);
    if (strcmp(k->text, "undo") == 0 || strcmp(k->text, "redo") == 0)
        return step(r, k->text[0] == 'r');
    if (starts(k->text, document))
        return replace(r, k->text + sizeof(document) - 1,
                       k->len - (sizeof(document) - 1));
    return WEFT_OK; /* "writing" */
}

enum weft_rc weft_journal_replay(const struct weft_loaded *l,
                                 struct weft_plan **p, size_t *refused,
                                 struct weft_err *err)
{
    struct replay r = { .plan = *p, .err = err };
    enum weft_rc rc = WEFT_OK;

    r.done = calloc(l->n + 1, sizeof(*r.done));
    if (!r.done)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    for (size_t i = 0; i < l->n && !rc; i++)
        rc = one(&r, &l->record[i]);
    free(r.done);
    *p = r.plan;
    *refused = r.refused;
    if (rc)
        weft_err_set(err, rc, NULL, "out of memory");
    return rc;
}
