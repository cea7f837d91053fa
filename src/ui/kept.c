/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_BYTES ((size_t)64 << 20) /* of plans that undo can return to */

static void release(struct ui_kept *k)
{
    weft_schedule_release(&k->schedule);
    free(k->reason);
    *k = (struct ui_kept){ 0 };
}

static void release_state(struct ui_kept_state *st)
{
    for (int32_t i = 0; i < st->n; i++)
        release(&st->v[i]);
    free(st->v);
    *st = (struct ui_kept_state){ 0 };
}

void ui_kept_free(struct ui_model *m)
{
    for (size_t i = 0; i < m->nkept; i++)
        release_state(&m->kept[i]);
    free(m->kept);
    m->kept = NULL;
    m->nkept = 0;
}

enum weft_rc ui_kept_reach(struct ui_model *m, size_t pos, bool redoable,
                           struct weft_err *err)
{
    while (!redoable && m->nkept > pos)
        release_state(&m->kept[--m->nkept]);
    if (m->nkept <= pos) {
        struct ui_kept_state *k = realloc(m->kept, (pos + 1) * sizeof(*k));

        if (!k)
            return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
        m->kept = k;
        memset(&k[m->nkept], 0, (pos + 1 - m->nkept) * sizeof(*k));
        m->nkept = pos + 1;
    }
    return WEFT_OK;
}

struct ui_kept *ui_kept_at(const struct ui_model *m, size_t pos,
                           int32_t variant)
{
    struct ui_kept_state *st = pos < m->nkept ? &m->kept[pos] : NULL;

    if (!st || variant >= st->n || !st->v[variant].reason)
        return NULL;
    return &st->v[variant];
}

struct ui_kept *ui_kept_of(const struct ui_model *m, int32_t variant)
{
    return ui_kept_at(m, m->pos, variant);
}

/* The slot of a variant; NULL: no memory. */
static struct ui_kept *slot(struct ui_model *m, int32_t variant)
{
    struct ui_kept_state *st = m->pos < m->nkept ? &m->kept[m->pos] : NULL;

    if (st && st->n <= variant) {
        size_t n = (size_t)variant + 1;
        struct ui_kept *v = realloc(st->v, n * sizeof(*v));

        if (!v)
            return NULL;
        memset(&v[st->n], 0, (n - (size_t)st->n) * sizeof(*v));
        st->v = v;
        st->n = variant + 1;
    }
    return st ? &st->v[variant] : NULL;
}

void ui_kept_put(struct ui_model *m, int32_t variant,
                 const struct ui_kept_facts *f)
{
    struct ui_kept *k = slot(m, variant);
    struct ui_kept new_ = { .status = f->status,
                            .makespan = f->makespan,
                            .bound = f->bound };

    if (!k)
        return;
    /* names may be lent from what was kept before */
    snprintf(new_.engine, sizeof(new_.engine), "%s", f->engine);
    snprintf(new_.bound_by, sizeof(new_.bound_by), "%s", f->bound_by);
    release(k);
    if (f->schedule->n &&
        (weft_schedule_init(&new_.schedule, f->schedule->n, NULL) ||
         weft_schedule_copy(&new_.schedule, f->schedule, NULL))) {
        weft_schedule_release(&new_.schedule);
        return;
    }
    new_.reason = strdup(f->reason);
    *k = new_;
}

static size_t size_of(const struct ui_kept_state *st)
{
    size_t sum = 0;

    for (int32_t i = 0; i < st->n; i++)
        sum += (size_t)st->v[i].schedule.n * (sizeof(*st->v[i].schedule.opt) +
                                              sizeof(*st->v[i].schedule.start));
    return sum;
}

void ui_kept_trim(struct ui_model *m)
{
    size_t sum = 0;

    for (size_t i = m->nkept; i-- > 0;) {
        sum += size_of(&m->kept[i]);
        if (sum > KEPT_BYTES && i != m->pos)
            release_state(&m->kept[i]);
    }
}
