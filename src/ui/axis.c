/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/axis.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SECOND    INT64_C(1000)
#define MINUTE    (60 * SECOND)
#define HOUR      (60 * MINUTE)
#define DAY       (24 * HOUR)
#define LONGEST   (INT64_MAX / 1000) /* steps end here */
#define LABEL_GAP 2                  /* blank cells between labels */
#define LABEL_MIN 5                  /* cells from label to label */

/* Round numbers within one power of ten; and by the clock from a second on. */
static const int64_t scale_ten[] = { 100, 125, 150, 200, 250,
                                     300, 400, 500, 600, 800 };
static const int64_t scale_clock[] = {
    SECOND,       3 * SECOND / 2, 2 * SECOND,  5 * SECOND / 2, 3 * SECOND,
    4 * SECOND,   5 * SECOND,     6 * SECOND,  8 * SECOND,     10 * SECOND,
    12 * SECOND,  15 * SECOND,    20 * SECOND, 25 * SECOND,    30 * SECOND,
    40 * SECOND,  MINUTE,         90 * SECOND, 2 * MINUTE,     150 * SECOND,
    3 * MINUTE,   4 * MINUTE,     5 * MINUTE,  6 * MINUTE,     8 * MINUTE,
    10 * MINUTE,  12 * MINUTE,    15 * MINUTE, 20 * MINUTE,    25 * MINUTE,
    30 * MINUTE,  40 * MINUTE,    HOUR,        90 * MINUTE,    2 * HOUR,
    150 * MINUTE, 3 * HOUR,       4 * HOUR,    5 * HOUR,       6 * HOUR,
    8 * HOUR,     12 * HOUR,      18 * HOUR
};
static const int64_t label_ten[] = { 100, 200, 500 };
static const int64_t label_clock[] = {
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
    MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR,   2 * HOUR,   3 * HOUR,   6 * HOUR,    12 * HOUR
};

#define LEN(a) ((int)(sizeof(a) / sizeof((a)[0])))

/* A rising series: powers of ten of `ten`, with `clock` in their place between
 * a second and a day where time has a unit. */
struct series {
    const int64_t *ten;
    int nten;
    const int64_t *clock;
    int nclock;
};
static const struct series scales = { scale_ten, LEN(scale_ten), scale_clock,
                                      LEN(scale_clock) };
static const struct series labels = { label_ten, LEN(label_ten), label_clock,
                                      LEN(label_clock) };

/* unit x ten / 100 for unit = base, 10 base, ...: the first value > t; 0 when
 * there is none below limit. */
static int64_t next_ten(const struct series *s, int64_t base, int64_t limit,
                        int64_t t)
{
    int64_t v = 0;

    for (int64_t unit = base; unit < limit; unit *= 10) {
        for (int i = 0; i < s->nten; i++) {
            if (unit * s->ten[i] % 100)
                continue; /* no whole number of thousandths */
            v = unit * s->ten[i] / 100;
            if (v > t)
                return v < limit ? v : 0;
        }
        if (unit > INT64_MAX / 10000)
            break;
    }
    return 0;
}

/* The first value of the series above t. */
static int64_t next(const struct series *s, enum weft_unit unit, int64_t t)
{
    int64_t v;

    if (unit == WEFT_UNIT_NONE) {
        v = next_ten(s, 1, LONGEST, t);
        return v ? v : LONGEST;
    }
    v = next_ten(s, 1, SECOND, t);
    if (v)
        return v;
    for (int i = 0; i < s->nclock; i++)
        if (s->clock[i] > t)
            return s->clock[i];
    v = next_ten(s, DAY, LONGEST, t);
    return v ? v : LONGEST;
}

int64_t ui_axis_fit(enum weft_unit unit, int64_t span, int w, int64_t tick)
{
    int64_t need = w > 0 ? span / w + (span % w != 0) : span;
    int64_t fit = next(&scales, unit, need > 0 ? need - 1 : 0);

    for (int64_t v = fit; v <= fit + fit / 2 && v < LONGEST && v <= tick;
         v = next(&scales, unit, v))
        if (tick % v == 0)
            return v;
    return fit;
}

int64_t ui_axis_zoom(enum weft_unit unit, int64_t cell, int dir)
{
    int64_t v, to;

    if (dir > 0)
        return next(&labels, unit, cell);
    to = next(&labels, unit, 0);
    for (v = to; v < cell && v < LONGEST; v = next(&labels, unit, v))
        to = v;
    return to;
}

/* Eighths of a cell from the left edge, rounded to nearest; clamped well
 * outside of any screen. */
static int64_t eighths(const struct ui_axis *a, int64_t t)
{
    const int64_t far = INT64_C(1) << 20;
    int64_t d, cells, rest;

    if (__builtin_sub_overflow(t, a->t0, &d))
        return t < a->t0 ? -far : far;
    cells = d / a->cell;
    rest = d % a->cell;
    if (cells > far)
        return far;
    if (cells < -far)
        return -far;
    if (a->cell > INT64_MAX / 16)
        return cells * 8 + rest / (a->cell / 8);
    return cells * 8 +
           (rest * 16 + (d < 0 ? -a->cell : a->cell)) / (2 * a->cell);
}

/* The boundary between cells nearest to time t. */
static int64_t nearest(const struct ui_axis *a, int64_t t)
{
    int64_t e = eighths(a, t);

    return e >= 0 ? (e + 4) / 8 : -((-e + 3) / 8);
}

int ui_axis_column(const struct ui_axis *a, int64_t t)
{
    int64_t d;

    if (t < a->t0)
        return -1;
    if (__builtin_sub_overflow(t, a->t0, &d) || d / a->cell >= a->w)
        return a->w;
    return (int)(d / a->cell);
}

int64_t ui_axis_end(const struct ui_axis *a)
{
    int64_t span, end;

    if (__builtin_mul_overflow(a->cell, (int64_t)a->w, &span) ||
        __builtin_add_overflow(a->t0, span, &end))
        return INT64_MAX;
    return end;
}

/* Time from label to label: round and far enough apart; a whole number of
 * cells if one of up to half as much again is. */
static int64_t label_step(const struct ui_axis *a, int min_cells)
{
    int64_t first = 0, v = 0;

    do
        v = next(&labels, a->unit, v);
    while (v / a->cell < min_cells && v < LONGEST);
    first = v;
    while (v - first <= first / 2 && v < LONGEST) {
        if (v % a->cell == 0)
            return v;
        v = next(&labels, a->unit, v);
    }
    return first;
}

static int widest_label(const struct ui_axis *a, int64_t step)
{
    char text[32];
    int w = 0;
    int64_t end = ui_axis_end(a), t = a->t0 - a->t0 % step;

    for (int i = 0; t < end && i <= a->w; i++) {
        ui_time_text(text, sizeof(text), t, a->unit, 10);
        if ((int)strlen(text) > w)
            w = (int)strlen(text);
        if (__builtin_add_overflow(t, step, &t))
            break;
    }
    return w;
}

void ui_axis_draw(struct ui_pad p, int y, const struct ui_axis *a)
{
    int64_t step = label_step(a, LABEL_MIN), t, end = ui_axis_end(a);
    int w = widest_label(a, step) + LABEL_GAP;

    if (w > LABEL_MIN)
        step = label_step(a, w);
    t = a->t0 - a->t0 % step;
    if (t < a->t0 && __builtin_add_overflow(t, step, &t))
        return;
    while (t < end) {
        int x = ui_axis_column(a, t);
        char text[32];

        ui_time_text(text, sizeof(text), t, a->unit, 10);
        if (x + (int)strlen(text) <= a->w)
            ui_text(p, x, y, UI_MUTED, text);
        if (__builtin_add_overflow(t, step, &t))
            return;
    }
}

/* Cells [from, to) of the row, cut to the window. */
static void span(struct ui_pad p, int y, const struct ui_axis *a, int64_t from,
                 int64_t to, enum ui_role role, enum ui_glyph_id g)
{
    if (from < 0)
        from = 0;
    if (to > a->w)
        to = a->w;
    if (to > from)
        ui_hline(p, (int)from, y, (int)(to - from), role, g);
}

struct ink {
    enum ui_role role;
    enum ui_glyph_id g;
};

/* Both ends to an eighth of a cell. */
static void fine_bar(struct ui_pad p, int y, const struct ui_axis *a,
                     int64_t from, int64_t to, struct ink ink)
{
    const uint32_t *eighth = p.c->glyphs->eighth;
    int64_t first = from / 8, last = to / 8;

    if (from >= 0 && (first == last || to == from + 1)) {
        if (first < a->w)
            ui_put(p, (int)first, y, ink.role, eighth[to - from]);
        return;
    }
    span(p, y, a, from <= 0 ? 0 : (from + 7) / 8, last, ink.role, ink.g);
    if (from > 0 && from % 8 && first < a->w) {
        ui_put(p, (int)first, y, ink.role, eighth[from % 8]);
        ui_attr(p, (int)first, y, 1, UI_REVERSE);
    }
    if (to % 8 && last < a->w)
        ui_put(p, (int)last, y, ink.role, eighth[to % 8]);
}

static void point(struct ui_pad p, int y, const struct ui_axis *a, int64_t t,
                  enum ui_role role)
{
    int64_t x = nearest(a, t);

    if (x == a->w)
        x--;
    if (x >= 0 && x < a->w)
        ui_glyph(p, (int)x, y, role, UI_G_DIAMOND);
}

/* Ends are solid: a bar that is not keeps a whole cell between them. */
static bool has_fine_ends(const struct ui_pad *p, enum ui_glyph_id g,
                          int64_t from, int64_t to)
{
    if (!p->c->glyphs->eighth || to <= 0)
        return false;
    return g == UI_G_BAR_CRITICAL ||
           (g == UI_G_BAR && to / 8 > (from > 0 ? from + 7 : 0) / 8);
}

static void solid_bar(struct ui_pad p, int y, const struct ui_axis *a,
                      const struct ui_bar *b)
{
    struct ink ink = { .role = b->stale      ? UI_MUTED
                               : b->lit      ? UI_MATCH
                               : b->critical ? UI_CRITICAL
                                             : UI_TEXT,
                       .g = b->stale      ? UI_G_BAR_STALE
                            : b->critical ? UI_G_BAR_CRITICAL
                                          : UI_G_BAR };
    int64_t from = nearest(a, b->start), to = nearest(a, b->finish);
    int64_t e = eighths(a, b->start), f = eighths(a, b->finish);

    if (b->start == b->finish) {
        point(p, y, a, b->start, ink.role);
        return;
    }
    if (f == e)
        f++; /* never invisible */
    if (e / 8 >= a->w && b->start < ui_axis_end(a)) {
        f = 8 * (int64_t)a->w; /* rounded out of the window */
        e = f - 1;
    }
    if (has_fine_ends(&p, ink.g, e, f)) {
        fine_bar(p, y, a, e, f, ink);
        return;
    }
    if (to > from) {
        span(p, y, a, from, to, ink.role, ink.g);
    } else if (f > 0 && e >= 0 && e / 8 < a->w) {
        if (p.c->glyphs->eighth)
            ui_put(p, (int)(e / 8), y, ink.role,
                   p.c->glyphs->eighth[f - e < 8 ? f - e : 7]);
        else
            ui_glyph(p, (int)(e / 8), y, ink.role, ink.g);
    }
}

bool ui_bar_cells(const struct ui_axis *a, int64_t start, int64_t finish,
                  int *from, int *to)
{
    if (finish < a->t0 || (finish == a->t0 && start < finish) ||
        start >= ui_axis_end(a))
        return false;
    *from = start < a->t0 ? 0 : ui_axis_column(a, start);
    *to = finish > start ? ui_axis_column(a, finish - 1) + 1 : *from + 1;
    *to = *to > a->w ? a->w : *to;
    return *to > *from;
}

void ui_bar_draw_room(struct ui_pad p, int y, const struct ui_axis *a,
                      const struct ui_bar *b)
{
    if (b->late > b->finish)
        span(p, y, a, nearest(a, b->finish), nearest(a, b->late), UI_FLOAT,
             UI_G_FLOAT);
    if (b->was_finish > b->was_start)
        span(p, y, a, nearest(a, b->was_start), nearest(a, b->was_finish),
             UI_BASELINE, UI_G_BASELINE);
    if (b->start > b->ready && !b->stale)
        span(p, y, a, nearest(a, b->ready), nearest(a, b->start), UI_WAITING,
             UI_G_WAIT);
}

void ui_bar_draw(struct ui_pad p, int y, const struct ui_axis *a,
                 const struct ui_bar *b)
{
    ui_bar_draw_room(p, y, a, b);
    solid_bar(p, y, a, b);
    if (b->finish <= a->t0 && b->start < a->t0)
        ui_glyph(p, 0, y, UI_MUTED, UI_G_MORE_LEFT);
    else if (b->start >= ui_axis_end(a) && nearest(a, b->start) > a->w)
        ui_glyph(p, a->w - 1, y, UI_MUTED, UI_G_MORE_RIGHT);
}

void ui_load_draw(struct ui_pad p, int x, int y, double used, double room)
{
    const struct ui_glyphs *g = p.c->glyphs;
    double part = room > 0 ? used / room : 0;
    int level;

    if (used <= 0)
        return;
    if (part > 1 - 1e-9) { /* full looks unlike nearly full */
        ui_put(p, x, y, UI_WARN, g->level[g->nlevel]);
        return;
    }
    level = 1 + (int)(part * (g->nlevel - 1));
    ui_put(p, x, y, UI_TEXT,
           g->level[level < g->nlevel ? level : g->nlevel - 1]);
}

/* The largest `parts` units of t, from the first that is not zero on. */
static void clock_text(char *out, size_t size, int64_t t, int parts)
{
    static const struct {
        int64_t len;
        const char *name;
    } unit[] = { { DAY, "d" },
                 { HOUR, "h" },
                 { MINUTE, "m" },
                 { SECOND, "s" },
                 { 1, "ms" } };
    size_t n = 0;

    for (int i = 0; i < LEN(unit) && parts > 0; i++) {
        int64_t v = t / unit[i].len;

        t %= unit[i].len;
        if (v && n < size)
            n += (size_t)snprintf(out + n, size - n, "%" PRId64 "%s", v,
                                  unit[i].name);
        if (n > 0)
            parts--;
    }
    if (n == 0)
        snprintf(out, size, "0");
}

static void plain_text(char *out, size_t size, int64_t t, int w)
{
    int64_t whole = t / 1000, rest = t % 1000;
    int digits = 3, n;

    while (rest && rest % 10 == 0) {
        rest /= 10;
        digits--;
    }
    n = snprintf(out, size, "%" PRId64, whole);
    if (rest && n + 1 + digits <= w)
        snprintf(out + n, size - (size_t)n, ".%0*d", digits, (int)rest);
    else if (rest && n + 2 <= w)
        snprintf(out + n, size - (size_t)n, ".%d", (int)(t % 1000 / 100));
    else if (n > w)
        snprintf(out, size, "%.1e", (double)whole);
}

/* 1 s <= t < 1 min with a fraction: "44.772s", with as many digits as fit. */
static void second_text(char *out, size_t size, int64_t t, int w)
{
    int64_t rest = t % SECOND;
    int digits = 3;

    for (; digits > 0 && rest % 10 == 0; rest /= 10)
        digits--;
    for (; digits > 0; digits--) {
        int64_t tens = digits == 3 ? 1 : digits == 2 ? 10 : 100;
        int64_t v = (t + tens / 2) / tens * tens;

        snprintf(out, size, "%" PRId64 ".%0*" PRId64 "s", v / SECOND, digits,
                 v % SECOND / tens);
        if ((int)strlen(out) <= w && v < MINUTE)
            return;
    }
    clock_text(out, size, t, 1);
}

void ui_time_text(char *out, size_t size, int64_t t, enum weft_unit unit, int w)
{
    if (unit == WEFT_UNIT_NONE) {
        plain_text(out, size, t, w);
        return;
    }
    if (t >= SECOND && t < MINUTE && t % SECOND) {
        second_text(out, size, t, w);
        return;
    }
    for (int parts = 5; parts > 0; parts--) {
        clock_text(out, size, t, parts);
        if ((int)strlen(out) <= w)
            return;
    }
}
