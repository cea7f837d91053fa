/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history: steps of changes, undo and redo. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

struct step {
    struct weft_change *first, *last;
    char *text; /* its edit lines, newline-separated */
};

struct weft_history {
    struct step *step;
    size_t n;    /* steps, those undone included */
    size_t done; /* steps that are applied */
    size_t cap;
    bool open;    /* a group is open */
    bool started; /* the newest step is the open group's */
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

void weft_history_free(struct weft_history *h)
{
    if (!h)
        return;
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

/* a, a newline, b; malloc'd. */
static char *join(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    char *s = malloc(na + nb + 2);

    if (!s)
        return NULL;
    memcpy(s, a, na);
    s[na] = '\n';
    memcpy(s + na + 1, b, nb + 1);
    return s;
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

enum weft_rc weft_history_add(struct weft_plan *p, struct weft_change *c,
                              const char *line, struct weft_err *err)
{
    struct weft_history *h = p->history;
    bool more = h->open && h->started;
    char *text;

    if (!more && !reserve_step(h))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    text = more ? join(h->step[h->done - 1].text, line) : strdup(line);
    if (!text)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    drop_redo(h);
    if (!more) {
        h->step[h->n++] = (struct step){ 0 };
        h->done = h->n;
        h->started = h->open;
    }
    free(h->step[h->done - 1].text);
    h->step[h->done - 1].text = text;
    append(&h->step[h->done - 1], c);
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
    char *text;

    if (h->done < 2 || h->done != h->n || h->open)
        return;
    a = &h->step[h->n - 2];
    b = &h->step[h->n - 1];
    text = join(a->text, b->text);
    if (!text) /* then they stay two steps */
        return;
    free(a->text);
    free(b->text);
    a->text = text;
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
static void keep_lines(char *text, size_t n)
{
    while (*text && (n > 1 || *text != '\n'))
        n -= *text++ == '\n';
    *text = '\0';
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
        keep_lines(s->text, lines);
    } else {
        s->first = NULL;
        free_step(s);
        h->done = --h->n;
        h->started = false;
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
