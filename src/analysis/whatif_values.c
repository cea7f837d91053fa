/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of a knob to try. */
#include <stdlib.h>
#include <string.h>

#include "analysis/sweep_int.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "model/fault.h"

#define UNITS_MAX                                                              \
    32 /* values of a range with a unit, before they are doubled */

/* --- lists of values ------------------------------------------------------ */

struct values {
    int64_t *v;
    int32_t n;
};

static enum weft_rc too_many(struct weft_err *err)
{
    return weft_err_set(err, WEFT_E_LIMIT, NULL,
                        "more than %d values; give a larger step, as in "
                        "1..5000..100, or a factor, as in 1..5000..x2",
                        WEFT_VALUES_MAX);
}

static enum weft_rc add(struct values *l, int64_t v, struct weft_err *err)
{
    int64_t *more;

    if (l->n == WEFT_VALUES_MAX)
        return too_many(err);
    more = realloc(l->v, ((size_t)l->n + 1) * sizeof(*more));
    if (!more)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    l->v = more;
    l->v[l->n++] = v;
    return WEFT_OK;
}

static enum weft_rc add_steps(struct values *l, int64_t a, int64_t b,
                              int64_t step, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    if ((b - a) / step >= WEFT_VALUES_MAX)
        return too_many(err);
    for (int64_t v = a; !rc && v < b;) {
        rc = add(l, v, err);
        if (__builtin_add_overflow(v, step, &v))
            break;
    }
    return rc ? rc : add(l, b, err);
}

/* a, then `first` where a is 0, then times factor. */
static enum weft_rc add_times(struct values *l, int64_t a, int64_t b,
                              int64_t factor, int64_t first,
                              struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;

    for (int64_t v = a; !rc && v < b;) {
        rc = add(l, v, err);
        if (v == 0)
            v = first;
        else if (__builtin_mul_overflow(v, factor, &v))
            break;
    }
    return rc ? rc : add(l, b, err);
}

/* --- reading --------------------------------------------------------------- */

static enum weft_rc wrong(const char *text, size_t n, const char *why,
                          struct weft_err *err)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_quote(&b, text, n);
    rc = weft_err_set(err, WEFT_E_PARSE, NULL, "values %s: %s",
                      b.p ? b.p : "''", why);
    weft_buf_release(&b);
    return rc;
}

static enum weft_rc read_value(const struct weft_knob *k, const char *s,
                               size_t n, int64_t *v, struct weft_err *err)
{
    struct weft_err e = { 0 };
    enum weft_rc rc = weft_quantity_parse(s, n, v, &e);

    if (n == 0)
        return wrong(s, n, "expected A..B, A..B..STEP or A,B,...", err);
    if (rc)
        return wrong(s, n, e.msg, err);
    if (k->kind == WEFT_KNOB_COUNT && *v % 1000)
        return wrong(s, n, "a count is a whole number", err);
    return WEFT_OK;
}

static bool has_unit(const char *s, size_t n)
{
    return n > 0 && s[n - 1] >= 'A';
}

/* The largest step of everyday units that both values are a multiple of. */
static int64_t unit_of(int64_t a, int64_t b)
{
    static const int64_t unit[] = {
        INT64_C(1024) * 1024 * 1024 * 1024 * 1000,
        INT64_C(1024) * 1024 * 1024 * 1000,
        INT64_C(1024) * 1024 * 1000,
        INT64_C(1024) * 1000,
        INT64_C(1000000000000) * 1000,
        INT64_C(1000000000) * 1000,
        INT64_C(1000000) * 1000,
        INT64_C(1000) * 1000,
        1000,
        100,
        10,
    };

    for (size_t i = 0; i < sizeof(unit) / sizeof(*unit); i++)
        if (a % unit[i] == 0 && b % unit[i] == 0 && b > 0)
            return unit[i];
    return 1;
}

int64_t knob_gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t c = a % b;

        a = b;
        b = c;
    }
    return a;
}

/* A..B without a step. units: one of them is written with one. */
static enum weft_rc add_range(struct values *l, int64_t a, int64_t b,
                              bool units, struct weft_err *err)
{
    int64_t step = 1000;

    if (a % 1000 || b % 1000)
        step = knob_gcd(knob_gcd(a, b), 1000); /* 500m..2: 500m */
    else if (units)
        step = unit_of(a, b);
    if (units && (b - a) / step >= UNITS_MAX)
        return add_times(l, a, b, 2, step, err);
    return add_steps(l, a, b, step, err);
}

/* The parts of A..B..STEP. */
struct range {
    const char *part[3];
    size_t len[3];
    int n;
};

static struct range split(const char *s, size_t n)
{
    struct range r = { .n = 0 };
    const char *end = s + n;

    while (r.n < 3) {
        const char *dots = s;

        while (dots + 1 < end && (dots[0] != '.' || dots[1] != '.'))
            dots++;
        if (dots + 1 >= end || r.n == 2)
            dots = end;
        r.part[r.n] = s;
        r.len[r.n++] = (size_t)(dots - s);
        if (dots == end)
            break;
        s = dots + 2;
    }
    return r;
}

static enum weft_rc add_stepped(struct values *l, const struct weft_knob *k,
                                const struct range *r, int64_t a, int64_t b,
                                struct weft_err *err)
{
    bool times = r->len[2] > 0 && *r->part[2] == 'x';
    int64_t step;
    enum weft_rc rc;

    if (times) {
        rc = weft_decimal(r->part[2] + 1, r->len[2] - 1, 1, &step, NULL);
        if (rc || step < 2)
            return wrong(r->part[2], r->len[2],
                         "expected a factor of at least 2, as in x2", err);
        return add_times(l, a, b, step, unit_of(b, b), err);
    }
    rc = read_value(k, r->part[2], r->len[2], &step, err);
    if (!rc && step <= 0)
        rc = wrong(r->part[2], r->len[2], "a step is above 0", err);
    return rc ? rc : add_steps(l, a, b, step, err);
}

static enum weft_rc add_item(struct values *l, const struct weft_knob *k,
                             const char *s, size_t n, struct weft_err *err)
{
    struct range r = split(s, n);
    int64_t a, b;
    enum weft_rc rc = read_value(k, r.part[0], r.len[0], &a, err);

    if (rc)
        return rc;
    if (r.n == 1)
        return add(l, a, err);
    rc = read_value(k, r.part[1], r.len[1], &b, err);
    if (rc)
        return rc;
    if (b < a)
        return wrong(s, n, "the first value is the smaller one", err);
    if (r.n == 3)
        return add_stepped(l, k, &r, a, b, err);
    return add_range(
        l, a, b, has_unit(r.part[0], r.len[0]) || has_unit(r.part[1], r.len[1]),
        err);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Sort, and drop what stands there twice. */
static void settle(struct values *l)
{
    int32_t n = 0;

    qsort(l->v, (size_t)l->n, sizeof(*l->v), by_value);
    for (int32_t i = 0; i < l->n; i++)
        if (n == 0 || l->v[i] != l->v[n - 1])
            l->v[n++] = l->v[i];
    l->n = n;
}

enum weft_rc weft_knob_range(const struct weft_knob *k, const char *text,
                             int64_t **value, int32_t *n, struct weft_err *err)
{
    struct values l = { 0 };
    enum weft_rc rc;

    do {
        size_t len = strcspn(text, ",");

        rc = add_item(&l, k, text, len, err);
        text += len;
    } while (!rc && *text++ == ',');
    if (rc) {
        free(l.v);
        return rc;
    }
    settle(&l);
    *value = l.v;
    *n = l.n;
    return WEFT_OK;
}

/* --- around a value ---------------------------------------------------------- */

int64_t knob_round_step(int64_t now)
{
    int64_t unit = unit_of(now, now);
    int64_t step = now / 4;

    if (now / unit < 4 && unit > 1000)
        unit = unit % 1024 == 0 ? unit / 1024 : unit / 1000; /* 2Gi: in Mi */
    if (unit > 1000 || now % 1000)
        step -= step % unit;
    else
        step -= step % 1000;
    return step > 0 ? step : now % 1000 ? unit : 1000;
}

int64_t knob_fine_step(int64_t now)
{
    int64_t most = now / 16, step = now % 1000 ? 1 : 1000;

    if (now % 1024000 == 0) {
        while (step <= most / 2)
            step *= 2;
        return step;
    }
    while (step <= most / 10)
        step *= 10;
    return step <= most / 5 ? 5 * step : step <= most / 2 ? 2 * step : step;
}

enum weft_rc weft_knob_around(const struct weft_plan *p,
                              const struct weft_knob *k, int64_t **value,
                              int32_t *n, struct weft_err *err)
{
    int64_t now = weft_knob_value(p, k), step = knob_round_step(now);
    int64_t first = now, last = now;
    struct values l = { 0 };
    enum weft_rc rc;

    while (first - step >= (now + 1) / 2 || (first == now && first >= step))
        first -= step;
    for (int i = 0; i < 4; i++)
        if (__builtin_add_overflow(last, step, &last))
            last = now;
    while (last - now < now && !__builtin_add_overflow(last, step, &last))
        continue;
    rc = add_steps(&l, first, last, step, err);
    if (rc) {
        free(l.v);
        return rc;
    }
    settle(&l);
    *value = l.v;
    *n = l.n;
    return WEFT_OK;
}
