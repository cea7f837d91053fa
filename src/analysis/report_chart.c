/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the report that has a time axis: a row for every task, and one
 * for every cell with its use. */
#include <stdlib.h>
#include <string.h>

#include "analysis/report.h"
#include "base/decimal.h"

#define ROWS_MAX  400
#define CELLS_MAX 100
#define IDLE_MAX  10
#define CHART_MIN 8 /* columns; with fewer there are only the numbers */
#define GAP       2

__extension__ typedef __int128 wide;

enum glyph { BLANK, CRITICAL, OTHER, WAITING, SLACK, MOMENT, NGLYPH };

static const char *const glyphs[NGLYPH][2] = {
    [BLANK] = { " ", " " },      [CRITICAL] = { "\u2588", "#" },
    [OTHER] = { "\u2592", "=" }, [WAITING] = { "\u2591", "." },
    [SLACK] = { "\u00b7", "-" }, [MOMENT] = { "\u25c6", "*" },
};

/* Widths of the columns left of the chart. */
struct columns {
    int name, node, start, end, slack; /* of a task */
    int at, res, cap, mean, full;      /* of a cell */
    int left;                          /* the chart begins here */
};

struct chart {
    struct report *rep;
    struct columns col;
    int64_t num, den; /* num columns for den ticks */
    int ncolumn;      /* 0: no room for a chart */
    unsigned char *row;
    bool used[NGLYPH];
};

/* --- the scale ----------------------------------------------------------- */

/* Column of a moment, to the nearest. */
static int column(const struct chart *c, int64_t ticks)
{
    return (int)((ticks * c->num + c->den / 2) / c->den);
}

/* The largest whole number of columns a tick that fits; n/2, n/3 or n/4, which
 * round, only where the chart gets a third larger by it; or a column for so
 * many ticks. */
static void choose_scale(struct chart *c)
{
    int64_t makespan = c->rep->f->makespan;
    int64_t room = c->rep->width - c->col.left;

    c->num = c->den = 1;
    if (room < CHART_MIN)
        return;
    c->num = 0;
    for (int64_t den = 1; den <= 4 && makespan > 0; den++) {
        int64_t num = room * den / makespan;

        if (3 * num * c->den > 4 * c->num * den) {
            c->num = num;
            c->den = den;
        }
    }
    if (c->num == 0) {
        c->num = 1;
        c->den = makespan > 0 ? (makespan + room - 1) / room : 1;
    }
    c->ncolumn = column(c, makespan);
    c->ncolumn = c->ncolumn > 0 ? c->ncolumn : 1;
}

/* Steps that read well, in thousandths. Beyond the last one, and in plans
 * without a unit, steps are 1, 2 and 5 times a power of ten. */
static const int64_t clock_steps[] = {
    1,       2,       5,        10,       20,       50,       100,
    200,     500,     1000,     2000,     5000,     10000,    15000,
    30000,   60000,   120000,   300000,   600000,   900000,   1800000,
    3600000, 7200000, 10800000, 21600000, 43200000, 86400000,
};
#define NCLOCK ((int)(sizeof(clock_steps) / sizeof(*clock_steps)))

static int64_t axis_step(enum weft_unit unit, int k)
{
    static const int digit[] = { 1, 2, 5 };
    int64_t step;

    if (unit != WEFT_UNIT_NONE && k < NCLOCK)
        return clock_steps[k];
    step = 1;
    if (unit != WEFT_UNIT_NONE) {
        k -= NCLOCK - 1;
        step = clock_steps[NCLOCK - 1];
    }
    for (int i = 0; i < k / 3; i++)
        if (__builtin_mul_overflow(step, 10, &step))
            return INT64_MAX;
    if (__builtin_mul_overflow(step, digit[k % 3], &step))
        return INT64_MAX;
    return step;
}

/* Column of a moment in thousandths, which need not be a whole tick. */
static int64_t label_column(const struct chart *c, int64_t milli)
{
    wide den = (wide)c->rep->w.q->tick * c->den;

    return (int64_t)(((wide)milli * c->num + den / 2) / den);
}

static int time_width(struct report *rep, int64_t milli)
{
    struct weft_buf b = { 0 };
    int width;

    weft_time_text(&b, milli, rep->w.q->unit);
    width = (int)b.len;
    rep->w.b.oom |= b.oom;
    weft_buf_release(&b);
    return width;
}

/* The smallest step whose labels do not touch, nor crowd a wide chart. */
static int64_t choose_step(const struct chart *c)
{
    int64_t end = c->rep->f->makespan * c->rep->w.q->tick, step;
    int k = 0;

    for (;; k++) {
        int widest = 0;

        step = axis_step(c->rep->w.q->unit, k);
        if (step >= end)
            return step;
        if (label_column(c, step) < 4)
            continue; /* too many to try */
        for (int64_t t = 0; t <= end && t <= INT64_MAX - step; t += step) {
            int width = time_width(c->rep, t);

            widest = width > widest ? width : widest;
        }
        if (label_column(c, step) >= widest + GAP &&
            label_column(c, step) >= c->rep->width / 20)
            return step;
    }
}

static void put_axis(struct chart *c)
{
    struct weft_buf *b = &c->rep->w.b;
    int64_t end = c->rep->f->makespan * c->rep->w.q->tick;
    int64_t step = choose_step(c);
    int at = 0;

    for (int64_t t = 0; t <= end; t += step) {
        int to = (int)label_column(c, t);

        if (to + time_width(c->rep, t) > c->ncolumn && t > 0)
            break;
        for (; at < to; at++)
            weft_buf_addc(b, ' ');
        weft_time_text(b, t, c->rep->w.q->unit);
        at += time_width(c->rep, t);
        if (t > INT64_MAX - step)
            break;
    }
}

/* --- rows ---------------------------------------------------------------- */

static void put_glyph(struct chart *c, enum glyph g)
{
    weft_buf_adds(&c->rep->w.b, glyphs[g][c->rep->w.ascii]);
    c->used[g] = true;
}

static void fill(struct chart *c, int64_t from, int64_t to, enum glyph g)
{
    for (int k = column(c, from); k < column(c, to) && k < c->ncolumn; k++)
        c->row[k] = (unsigned char)g;
}

static void put_bar(struct chart *c, int32_t i)
{
    const struct weft_facts *f = c->rep->f;
    int64_t start = c->rep->s->start[i], finish = f->finish[i];
    enum glyph g = f->critical[i] ? CRITICAL : OTHER;
    int last = c->ncolumn - 1, at = column(c, start);

    memset(c->row, BLANK, (size_t)c->ncolumn);
    fill(c, f->cause[i].ready, start, WAITING);
    fill(c, finish, finish + f->slack[i], SLACK);
    fill(c, start, finish, g);
    if (start == finish)
        c->row[at < last ? at : last] = MOMENT;
    else if (column(c, finish) == at)
        c->row[at < last ? at : last] = (unsigned char)g;
    while (last >= 0 && c->row[last] == BLANK)
        last--;
    for (int k = 0; k <= last; k++)
        put_glyph(c, (enum glyph)c->row[k]);
}

/* End a cell of a table that began at `from`. */
static void put_cell(struct chart *c, size_t from, int width, bool right)
{
    words_cut(&c->rep->w, from, width);
    words_pad(&c->rep->w, from, width, right);
    for (int i = 0; i < GAP; i++)
        weft_buf_addc(&c->rep->w.b, ' ');
}

static void put_text(struct chart *c, const char *text, int width, bool right)
{
    size_t from = c->rep->w.b.len;

    weft_buf_adds(&c->rep->w.b, text);
    put_cell(c, from, width, right);
}

static void put_time(struct chart *c, int64_t ticks, int width)
{
    size_t from = c->rep->w.b.len;

    words_time(&c->rep->w, ticks);
    put_cell(c, from, width, true);
}

/* No spaces at the end of a line. */
static void end_line(struct chart *c)
{
    struct weft_buf *b = &c->rep->w.b;

    while (!b->oom && b->len > 0 && b->p[b->len - 1] == ' ')
        b->len--;
    weft_buf_addc(b, '\n');
}

static void put_task_row(struct chart *c, int32_t i)
{
    struct words *w = &c->rep->w;
    size_t from = w->b.len;

    words_task(w, i);
    put_cell(c, from, c->col.name, false);
    from = w->b.len;
    words_copy(w, w->q->option[c->rep->s->opt[i]].copy);
    put_cell(c, from, c->col.node, false);
    put_time(c, c->rep->s->start[i], c->col.start);
    put_time(c, c->rep->f->finish[i], c->col.end);
    put_time(c, c->rep->f->slack[i], c->col.slack);
    if (c->ncolumn)
        put_bar(c, i);
    end_line(c);
}

/* Under the chart, or further left where it would not fit. */
static void put_legend(struct chart *c)
{
    static const char *const meaning[NGLYPH] = {
        [CRITICAL] = "critical",    [OTHER] = "not critical",
        [WAITING] = "ready, waits", [SLACK] = "slack",
        [MOMENT] = "takes no time",
    };
    int left = c->rep->width + GAP;
    struct report_list l;

    for (int g = CRITICAL; g < NGLYPH; g++)
        if (c->used[g])
            left -= 2 + (int)strlen(meaning[g]) + GAP;
    left = left < c->col.left ? left : c->col.left;
    l = report_list_begin(c->rep, "", left > 0 ? left : 0);
    for (int g = CRITICAL; g < NGLYPH; g++) {
        if (!c->used[g])
            continue;
        weft_buf_adds(&l.word.b, glyphs[g][c->rep->w.ascii]);
        weft_buf_addf(&l.word.b, " %s", meaning[g]);
        report_list_add(&l, "  ");
    }
    report_list_end(&l);
}

static void put_tasks(struct chart *c)
{
    const struct weft_facts *f = c->rep->f;

    put_text(c, "task", c->col.name, false);
    put_text(c, "node", c->col.node, false);
    put_text(c, "start", c->col.start, true);
    put_text(c, "end", c->col.end, true);
    put_text(c, "slack", c->col.slack, true);
    if (c->ncolumn)
        put_axis(c);
    end_line(c);
    for (int32_t k = 0; k < f->n && k < ROWS_MAX; k++)
        put_task_row(c, f->order[k]);
    if (f->n > ROWS_MAX)
        weft_buf_addf(&c->rep->w.b, "and %d more task%s later\n",
                      (int)(f->n - ROWS_MAX),
                      f->n - ROWS_MAX == 1 ? " that starts" : "s that start");
    if (c->ncolumn && f->n)
        put_legend(c);
}

/* --- use ----------------------------------------------------------------- */

/* Mean use of a cell in column k, in `levels` parts of its capacity, rounded
 * up. *at: its step to begin with, which moves on. Times are multiplied by num
 * here, so that every column begins at a whole number. */
static int level(const struct chart *c, int32_t cell, int k, int levels,
                 int32_t *at)
{
    const struct weft_cell_use *u = &c->rep->f->cell[cell];
    const struct weft_step *step = c->rep->f->step + u->step_begin;
    int64_t end = c->rep->f->makespan * c->num;
    int64_t from = k * c->den - c->den / 2, to = from + c->den;
    wide area = 0, most;

    from = from < 0 ? 0 : from;
    to = to > end || k == c->ncolumn - 1 ? end : to;
    for (; *at + 1 < u->nstep && step[*at + 1].at * c->num <= from; ++*at)
        ;
    for (int32_t i = *at; i < u->nstep && step[i].at * c->num < to; i++) {
        int64_t a = step[i].at * c->num, b = to;

        if (i + 1 < u->nstep && step[i + 1].at * c->num < to)
            b = step[i + 1].at * c->num;
        area += (wide)step[i].use * (b - (a > from ? a : from));
    }
    most = (wide)c->rep->w.q->cell[cell].cap * (to - from);
    if (most <= 0)
        return 0;
    if (most > (wide)1 << 120) /* keep the product below in range */
        return (int)(area / (most / levels));
    return (int)((area * levels + most - 1) / most);
}

static void put_lane(struct chart *c, int32_t cell)
{
    static const char *const block[] = { " ",      "\u2581", "\u2582",
                                         "\u2583", "\u2584", "\u2585",
                                         "\u2586", "\u2587", "\u2588" };
    int32_t at = 0;

    for (int k = 0; k < c->ncolumn; k++) {
        if (c->rep->w.ascii)
            weft_buf_addc(&c->rep->w.b,
                          " 123456789#"[level(c, cell, k, 10, &at)]);
        else
            weft_buf_adds(&c->rep->w.b, block[level(c, cell, k, 8, &at)]);
    }
}

static void add_full(struct chart *c, int32_t cell)
{
    int64_t full = c->rep->f->cell[cell].full;

    words_time(&c->rep->w, full);
    if (full == 0)
        return;
    weft_buf_addc(&c->rep->w.b, '/');
    words_time(&c->rep->w, c->rep->f->makespan);
}

static void put_cell_row(struct chart *c, int32_t cell)
{
    const struct weft_cell *at = &c->rep->w.q->cell[cell];
    struct words *w = &c->rep->w;
    size_t from = w->b.len;

    if (at->copy == WEFT_NONE)
        weft_buf_adds(&w->b, "global");
    else
        words_copy(w, at->copy);
    put_cell(c, from, c->col.at, false);
    from = w->b.len;
    words_res(w, at->res);
    put_cell(c, from, c->col.res, false);
    from = w->b.len;
    words_quantity(w, at->cap);
    put_cell(c, from, c->col.cap, true);
    from = w->b.len;
    weft_buf_addf(&w->b, "%d%%",
                  (int)((c->rep->f->cell[cell].mean + 5000) / 10000));
    put_cell(c, from, c->col.mean, true);
    from = w->b.len;
    add_full(c, cell);
    put_cell(c, from, c->col.full, true);
    put_lane(c, cell);
    end_line(c);
}

static void put_idle(struct chart *c)
{
    struct report_list l = report_list_begin(c->rep, "not used: ", 10);
    int32_t shown = 0;

    for (int32_t k = 0; k < c->rep->w.q->ncell; k++)
        if (c->rep->f->cell[k].peak == 0 && shown++ < IDLE_MAX) {
            words_cell_res(&l.word, k);
            report_list_add(&l, ", ");
        }
    report_list_more(&l, shown - IDLE_MAX);
    report_list_end(&l);
}

static void put_meaning(struct report *rep)
{
    struct report_list l = report_list_begin(rep, "", 0);

    weft_buf_adds(&l.word.b, "mean: use of the capacity over the plan");
    report_list_add(&l, "");
    weft_buf_adds(&l.word.b, "full: time without room for any task");
    report_list_add(&l, "; ");
    report_list_end(&l);
}

static void put_cells(struct chart *c)
{
    int32_t n = c->rep->w.q->ncell, shown = 0;

    if (n == 0)
        return;
    weft_buf_addc(&c->rep->w.b, '\n');
    put_text(c, "node", c->col.at, false);
    put_text(c, "resource", c->col.res, false);
    put_text(c, "cap", c->col.cap, true);
    put_text(c, "mean", c->col.mean, true);
    put_text(c, "full", c->col.full, true);
    if (c->ncolumn)
        put_axis(c);
    end_line(c);
    for (int32_t k = 0; k < n; k++)
        if (c->rep->f->cell[k].peak && shown++ < CELLS_MAX)
            put_cell_row(c, k);
    if (shown > CELLS_MAX)
        weft_buf_addf(&c->rep->w.b, "and %d more that are used\n",
                      (int)(shown - CELLS_MAX));
    if (shown < n)
        put_idle(c);
    put_meaning(c->rep);
}

/* --- columns ------------------------------------------------------------- */

static void widen(int *width, int to, int most)
{
    to = to > most ? most : to;
    *width = to > *width ? to : *width;
}

/* Width of what `add` would put into the report. */
static int measured(struct chart *c, void (*add)(struct chart *c, int32_t i),
                    int32_t i)
{
    struct weft_buf kept = c->rep->w.b;
    int width;

    c->rep->w.b = (struct weft_buf){ 0 };
    add(c, i);
    width = c->rep->w.b.p ? words_width(c->rep->w.b.p, c->rep->w.b.len) : 0;
    kept.oom |= c->rep->w.b.oom;
    weft_buf_release(&c->rep->w.b);
    c->rep->w.b = kept;
    return width;
}

static void add_task(struct chart *c, int32_t i)
{
    words_task(&c->rep->w, i);
}

static void add_copy(struct chart *c, int32_t copy)
{
    words_copy(&c->rep->w, copy);
}

static void add_res(struct chart *c, int32_t res)
{
    words_res(&c->rep->w, res);
}

static void add_cap(struct chart *c, int32_t cell)
{
    words_quantity(&c->rep->w, c->rep->w.q->cell[cell].cap);
}

static void measure_tasks(struct chart *c)
{
    const struct weft_facts *f = c->rep->f;
    const struct weft_problem *q = c->rep->w.q;
    struct columns *col = &c->col;
    int wide_name = c->rep->width * 3 / 10, wide_node = c->rep->width / 6;

    col->name = 4;
    col->node = 4;
    col->start = 5;
    col->end = 3;
    col->slack = 5;
    for (int32_t k = 0; k < f->n && k < ROWS_MAX; k++) {
        int32_t i = f->order[k];

        widen(&col->name, measured(c, add_task, i), wide_name);
        widen(&col->node,
              measured(c, add_copy, q->option[c->rep->s->opt[i]].copy),
              wide_node);
        widen(&col->start, time_width(c->rep, c->rep->s->start[i] * q->tick),
              99);
        widen(&col->end, time_width(c->rep, f->finish[i] * q->tick), 99);
        widen(&col->slack, time_width(c->rep, f->slack[i] * q->tick), 99);
    }
}

static void measure_cells(struct chart *c)
{
    const struct weft_problem *q = c->rep->w.q;
    struct columns *col = &c->col;
    int shown = 0;

    col->at = 6;
    col->res = 8;
    col->cap = 3;
    col->mean = 4;
    col->full = 4;
    for (int32_t k = 0; k < q->ncell && shown < CELLS_MAX; k++) {
        if (c->rep->f->cell[k].peak == 0)
            continue;
        shown++;
        if (q->cell[k].copy != WEFT_NONE)
            widen(&col->at, measured(c, add_copy, q->cell[k].copy),
                  c->rep->width / 6);
        widen(&col->res, measured(c, add_res, q->cell[k].res),
              c->rep->width / 6);
        widen(&col->cap, measured(c, add_cap, k), 99);
        widen(&col->full, measured(c, add_full, k), 99);
    }
}

/* Both tables have their charts at the same column. */
static void choose_columns(struct chart *c)
{
    struct columns *col = &c->col;
    int task, cell;

    measure_tasks(c);
    task = col->name + col->node + col->start + col->end + col->slack;
    if (c->rep->w.q->ncell) {
        measure_cells(c);
        cell = col->at + col->res + col->cap + col->mean + col->full;
        if (cell > task)
            col->name += cell - task;
        else
            col->res += task - cell;
        task = cell > task ? cell : task;
    }
    col->left = task + 5 * GAP;
}

bool report_chart(struct report *rep)
{
    struct chart c = { .rep = rep };

    choose_columns(&c);
    choose_scale(&c);
    c.row = malloc((size_t)c.ncolumn + 1);
    if (!c.row)
        return false;
    put_tasks(&c);
    put_cells(&c);
    free(c.row);
    return true;
}
