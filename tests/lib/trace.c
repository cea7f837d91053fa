/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/trace.h"

#include "lib/tweft.h"

/* With the arrows; to lower and higher cells across. */
enum { ON, MINUS, PLUS };

void trace_init(struct trace *t, int w, int h, bool down, int nbox)
{
    size_t n = (size_t)w * (size_t)h + 1;

    *t = (struct trace){ .w = w, .h = h, .down = down, .nbox = nbox };
    t->cell = calloc(n, sizeof(*t->cell));
    t->box = malloc(n * sizeof(*t->box));
    t->seen = malloc(n);
    t->stack = malloc(3 * n * sizeof(*t->stack));
    t->reached = calloc((size_t)nbox + 1, sizeof(*t->reached));
    assert_true(t->cell && t->box && t->seen && t->stack && t->reached);
    for (size_t i = 0; i < n; i++)
        t->box[i] = -1;
}

void trace_release(struct trace *t)
{
    free(t->cell);
    free(t->box);
    free(t->seen);
    free(t->stack);
    free(t->reached);
}

void trace_box(struct trace *t, int x, int y, int w, int h, int32_t box)
{
    for (int j = y; j < y + h; j++)
        for (int i = x; i < x + w; i++) {
            assert_true(i >= 0 && j >= 0 && i < t->w && j < t->h);
            assert_int_equal(t->box[j * t->w + i], -1); /* no overlap */
            t->box[j * t->w + i] = box;
        }
}

/* The cell has an arm to where one comes from. */
static bool takes(const struct trace *t, int32_t c, int dir)
{
    const struct trace_cell *e = &t->cell[c];

    if (t->box[c] >= 0 || e->merges)
        return true;
    if (dir == ON)
        return t->down ? e->up : e->left;
    if (dir == MINUS)
        return t->down ? e->right : e->down;
    return t->down ? e->left : e->up;
}

static void push(struct trace *t, int *n, int32_t from, int dir)
{
    int x = from % t->w, y = from / t->w;
    int along = dir == ON, across = (dir == PLUS) - (dir == MINUS);
    int32_t c;

    x += t->down ? across : along;
    y += t->down ? along : across;
    if (x < 0 || y < 0 || x >= t->w || y >= t->h)
        return;
    c = y * t->w + x;
    if (t->seen[c] & 1 << dir || !takes(t, c, dir))
        return;
    t->seen[c] |= (uint8_t)(1 << dir);
    t->stack[(*n)++] = c * 3 + dir;
}

static void visit(struct trace *t, int *n, int32_t c, int dir)
{
    const struct trace_cell *e = &t->cell[c];
    bool on = t->down ? e->down : e->right;
    bool back = t->down ? e->up : e->left;
    bool minus = t->down ? e->left : e->up;
    bool plus = t->down ? e->right : e->down;

    if (t->box[c] >= 0) {
        if (dir == ON)
            t->reached[t->box[c]] = true;
    } else if (e->merges) {
        push(t, n, c, ON);
    } else if (on && back && minus && plus && !e->joined) {
        push(t, n, c, dir);
    } else {
        if (on)
            push(t, n, c, ON);
        if (minus && dir != PLUS)
            push(t, n, c, MINUS);
        if (plus && dir != MINUS)
            push(t, n, c, PLUS);
    }
}

void trace_follow(struct trace *t, int x, int y)
{
    int n = 0;

    memset(t->seen, 0, (size_t)t->w * (size_t)t->h);
    memset(t->reached, 0, (size_t)t->nbox * sizeof(*t->reached));
    push(t, &n, y * t->w + x, ON);
    while (n > 0) {
        int32_t s = t->stack[--n];

        visit(t, &n, s / 3, s % 3);
    }
}
