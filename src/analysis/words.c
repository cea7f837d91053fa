/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"

void words_name(struct words *w, const char *id)
{
    weft_utf8_show(&w->b, id, strlen(id), w->ascii);
}

void words_task(struct words *w, int32_t task)
{
    words_name(w, weft_plan_task(w->p, task)->id);
}

void words_copy(struct words *w, int32_t copy)
{
    const struct weft_copy *c;
    const struct weft_node *node;

    if (copy == WEFT_NONE) {
        weft_buf_addc(&w->b, '-');
        return;
    }
    c = &w->q->copy[copy];
    node = weft_plan_node(w->p, c->node);
    words_name(w, node->id);
    if (node->count > 1)
        weft_buf_addf(&w->b, "-%d", (int)c->index + 1);
}

void words_res(struct words *w, int32_t res)
{
    words_name(w, weft_plan_res(w->p, res)->id);
}

void words_cell(struct words *w, int32_t cell)
{
    const struct weft_cell *c = &w->q->cell[cell];

    if (c->copy == WEFT_NONE)
        words_res(w, c->res);
    else
        words_copy(w, c->copy);
}

void words_cell_res(struct words *w, int32_t cell)
{
    const struct weft_cell *c = &w->q->cell[cell];

    words_res(w, c->res);
    if (c->copy == WEFT_NONE)
        return;
    weft_buf_adds(&w->b, " on ");
    words_copy(w, c->copy);
}

void words_time(struct words *w, int64_t ticks)
{
    weft_time_text(&w->b, ticks * w->q->tick, w->q->unit);
}

void words_quantity(struct words *w, int64_t qty)
{
    weft_quantity_text(&w->b, qty);
}

int words_width(const char *s, size_t n)
{
    int width = 0;

    while (n > 0) {
        uint32_t cp;
        size_t used = weft_utf8_decode(s, n, &cp);

        width += weft_utf8_width(cp);
        s += used;
        n -= used;
    }
    return width;
}

void words_cut(struct words *w, size_t from, int width)
{
    const char *mark = w->ascii ? "~" : "\u2026";
    struct weft_buf tail = { 0 };
    const char *s;
    size_t n;

    if (w->b.oom || !w->b.p)
        return;
    s = w->b.p + from;
    n = w->b.len - from;
    if (words_width(s, n) <= width)
        return;
    while (n > 0 && words_width(s, n) > width - 1) {
        uint32_t cp;
        size_t used = weft_utf8_decode(s, n, &cp);

        /* with the marks that combine with it */
        do {
            s += used;
            n -= used;
            used = n ? weft_utf8_decode(s, n, &cp) : 0;
        } while (n && weft_utf8_width(cp) == 0);
    }
    weft_buf_adds(&tail, mark);
    weft_buf_add(&tail, s, n);
    w->b.len = from;
    w->b.p[from] = '\0';
    weft_buf_add(&w->b, tail.p ? tail.p : "", tail.len);
    w->b.oom |= tail.oom;
    weft_buf_release(&tail);
}

void words_pad(struct words *w, size_t from, int width, bool right)
{
    int have, pad;

    if (w->b.oom)
        return;
    have = w->b.p ? words_width(w->b.p + from, w->b.len - from) : 0;
    pad = width > have ? width - have : 0;
    for (int i = 0; i < pad; i++)
        weft_buf_addc(&w->b, ' ');
    if (!right || pad == 0 || w->b.oom)
        return;
    memmove(w->b.p + from + pad, w->b.p + from, w->b.len - from - (size_t)pad);
    memset(w->b.p + from, ' ', (size_t)pad);
}
