/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history: steps of changes, undo and redo. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

struct step {
    struct weft_change *first, *last;
    char *text;      /* its edit lines, newline-separated */
    size_t len, cap; /* of text, without and with its NUL */
};

struct weft_history {
    struct step *step;
    size_t n;    /* steps, those undone included */
    size_t done; /* steps that are applied */
    size_t cap;
    bool open;    /* a group is open */
    bool started; /* the newest step is the open group's */
    /* what could be redone when the open group began: an abort brings it back,
     * the end of the group forgets it */
    struct step *parked;
    size_t nparked;
};

void weft_change_free(struct weft_change *c)
{
    for (size_t i = 0; i < c->nop; i++)
        weft_op_release(&c->op[i]);
    free(c->op);
    free(c);
}

static void free_step(struct step *s)
{
    while (s->first) {
        struct weft_change *next = s->first->next;

        weft_change_free(s->first);
        s->first = next;
    }
    free(s->text);
}

static void drop_parked(struct weft_history *h)
{
    while (h->nparked > 0)
        free_step(&h->parked[--h->nparked]);
    free(h->parked);
    h->parked = NULL;
}

void weft_history_free(struct weft_history *h)
{
    if (!h)
        return;
    drop_parked(h);
    /* newest first: what is not current depends on nothing older */
    while (h->n > 0)
        free_step(&h->step[--h->n]);
    free(h->step);
    free(h);
}

struct weft_history *weft_history_new(void)
{
    return calloc(1, sizeof(struct weft_history));
}

/* --- adding -------------------------------------------------------------- */

/* Room for n bytes more, a newline and a NUL. */
static bool reserve_text(struct step *s, size_t n)
{
    size_t cap = s->cap + s->cap / 2;
    char *text;

    if (s->len + n + 2 <= s->cap)
        return true;
    if (cap < s->len + n + 2)
        cap = s->len + n + 2;
    text = realloc(s->text, cap);
    if (!text)
        return false;
    s->text = text;
    s->cap = cap;
    return true;
}

/* Room was reserved. */
static void add_text(struct step *s, const char *line)
{
    size_t n = strlen(line);

    if (s->len > 0)
        s->text[s->len++] = '\n';
    memcpy(s->text + s->len, line, n + 1);
    s->len += n;
}

static bool reserve_step(struct weft_history *h)
{
    size_t cap = h->cap ? h->cap * 2 : 16;
    struct step *step;

    if (h->done < h->cap)
        return true;
    step = cap > SIZE_MAX / sizeof(*step)
               ? NULL
               : realloc(h->step, cap * sizeof(*step));
    if (!step)
        return false;
    h->step = step;
    h->cap = cap;
    return true;
}

static void append(struct step *s, struct weft_change *c)
{
    c->prev = s->last;
    c->next = NULL;
    if (s->last)
        s->last->next = c;
    else
        s->first = c;
    s->last = c;
}

static void drop_redo(struct weft_history *h)
{
    while (h->n > h->done)
        free_step(&h->step[--h->n]);
}

/* What could be redone gives way to a new step: of a group it may come back. */
static bool make_way(struct weft_history *h)
{
    size_t n = h->n - h->done;

    if (!h->open || n == 0) {
        drop_redo(h);
        return true;
    }
    h->parked = malloc(n * sizeof(*h->parked));
    if (!h->parked)
        return false;
    memcpy(h->parked, &h->step[h->done], n * sizeof(*h->parked));
    h->nparked = n;
    h->n = h->done;
    return true;
}

enum weft_rc weft_history_add(struct weft_plan *p, struct weft_change *c,
                              const char *line, struct weft_err *err)
{
    struct weft_history *h = p->history;
    bool more = h->open && h->started;
    struct step new = { 0 }, *s = more ? &h->step[h->done - 1] : &new;

    if ((!more && !reserve_step(h)) || !reserve_text(s, strlen(line)))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (!more && !make_way(h)) {
        free(new.text);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    if (!more) {
        h->step[h->n++] = new;
        h->done = h->n;
        h->started = h->open;
        s = &h->step[h->done - 1];
    }
    add_text(s, line);
    append(s, c);
    return WEFT_OK;
}

/* --- undo and redo ------------------------------------------------------- */

static size_t count_ops(const struct step *s)
{
    size_t n = 0;

    for (const struct weft_change *c = s->first; c; c = c->next)
        n += c->nop;
    return n;
}

static void merge_touch(struct weft_touch *all, const struct weft_touch *one)
{
    bool replan = all->replan || one->replan;
    bool looser = all->looser && one->looser;

    *all = *one; /* the cursor goes to the last one */
    all->replan = replan;
    all->looser = looser;
}

static void revert_change(struct weft_plan *p, struct weft_change *c)
{
    for (size_t i = c->nop; i > 0; i--)
        weft_op_revert(p, &c->op[i - 1]);
}

static void revert_step(struct weft_plan *p, const struct step *s,
                        struct weft_touch *touch)
{
    for (struct weft_change *c = s->last; c; c = c->prev) {
        revert_change(p, c);
        merge_touch(touch, &c->before);
    }
}

static void apply_step(struct weft_plan *p, const struct step *s,
                       struct weft_touch *touch)
{
    for (struct weft_change *c = s->first; c; c = c->next) {
        for (size_t i = 0; i < c->nop; i++)
            weft_op_apply(p, &c->op[i]);
        merge_touch(touch, &c->after);
    }
}

enum weft_rc weft_undo(struct weft_plan *p, const char **text,
                       struct weft_touch *touch, struct weft_err *err)
{
    struct weft_history *h = p->history;
    struct weft_touch t = { .looser = true, .index = WEFT_NONE };

    if (h->done == 0)
        return weft_err_set(err, WEFT_E_INVAL, NULL, "nothing to undo");
    if (h->open)
        return weft_err_set(err, WEFT_E_INVAL, NULL, "a group is open");
    if (!weft_op_reserve(p, count_ops(&h->step[h->done - 1])))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    h->done--;
    revert_step(p, &h->step[h->done], &t);
    if (text)
        *text = h->step[h->done].text;
    if (touch)
        *touch = t;
    return WEFT_OK;
}

enum weft_rc weft_redo(struct weft_plan *p, const char **text,
                       struct weft_touch *touch, struct weft_err *err)
{
    struct weft_history *h = p->history;
    struct weft_touch t = { .looser = true, .index = WEFT_NONE };

    if (h->done == h->n)
        return weft_err_set(err, WEFT_E_INVAL, NULL, "nothing to redo");
    if (h->open)
        return weft_err_set(err, WEFT_E_INVAL, NULL, "a group is open");
    if (!weft_op_reserve(p, count_ops(&h->step[h->done])))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    apply_step(p, &h->step[h->done], &t);
    if (text)
        *text = h->step[h->done].text;
    if (touch)
        *touch = t;
    h->done++;
    return WEFT_OK;
}

size_t weft_undo_count(const struct weft_plan *p)
{
    return p->history->done;
}

size_t weft_redo_count(const struct weft_plan *p)
{
    return p->history->n - p->history->done;
}

const char *weft_undo_text(const struct weft_plan *p, size_t i)
{
    return i < p->history->n ? p->history->step[i].text : NULL;
}

void weft_undo_merge(struct weft_plan *p)
{
    struct weft_history *h = p->history;
    struct step *a, *b;

    if (h->done < 2 || h->done != h->n || h->open)
        return;
    a = &h->step[h->n - 2];
    b = &h->step[h->n - 1];
    if (!reserve_text(a, b->len)) /* then they stay two steps */
        return;
    add_text(a, b->text);
    free(b->text);
    b->first->prev = a->last;
    a->last->next = b->first;
    a->last = b->last;
    h->done = --h->n;
}

/* --- groups -------------------------------------------------------------- */

void weft_edit_begin(struct weft_plan *p)
{
    p->history->open = true;
    p->history->started = false;
}

void weft_edit_end(struct weft_plan *p)
{
    p->history->open = p->history->started = false;
    drop_parked(p->history);
}

bool weft_history_is_open(const struct weft_plan *p)
{
    return p->history->open;
}

struct weft_change *weft_history_mark(const struct weft_plan *p)
{
    const struct weft_history *h = p->history;

    return h->open && h->started ? h->step[h->done - 1].last : NULL;
}

/* Cut the joined text back to its first n lines. */
static void keep_lines(struct step *s, size_t n)
{
    char *text = s->text;

    while (*text && (n > 1 || *text != '\n'))
        n -= *text++ == '\n';
    *text = '\0';
    s->len = (size_t)(text - s->text);
}

/* The group has done nothing: what could be redone before it can be again.
 * The room it had is still there. */
static void unpark(struct weft_history *h)
{
    if (h->nparked > 0)
        memcpy(&h->step[h->n], h->parked, h->nparked * sizeof(*h->parked));
    h->n += h->nparked;
    free(h->parked);
    h->parked = NULL;
    h->nparked = 0;
}

enum weft_rc weft_history_rewind(struct weft_plan *p, struct weft_change *mark,
                                 struct weft_err *err)
{
    struct weft_history *h = p->history;
    struct step *s;
    size_t lines = 0;

    if (!h->open || !h->started)
        return WEFT_OK;
    s = &h->step[h->done - 1];
    if (!weft_op_reserve(p, count_ops(s)))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    while (s->last != mark) {
        struct weft_change *c = s->last;

        revert_change(p, c);
        s->last = c->prev;
        weft_change_free(c);
    }
    if (mark) {
        mark->next = NULL;
        for (const struct weft_change *c = s->first; c; c = c->next)
            lines++;
        keep_lines(s, lines);
    } else {
        s->first = NULL;
        free_step(s);
        h->done = --h->n;
        h->started = false;
        unpark(h);
    }
    return WEFT_OK;
}

enum weft_rc weft_edit_abort(struct weft_plan *p, struct weft_err *err)
{
    enum weft_rc rc = weft_history_rewind(p, NULL, err);

    if (!rc)
        weft_edit_end(p);
    return rc;
}
