/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"

__extension__ typedef unsigned __int128 u128;

enum {
    DIGITS_MAX = 38,        /* of a coefficient; 10^38 < 2^128 */
    EXPONENT_MAX = 1000000, /* larger ones saturate: all is lost anyway */
    PLACES_MAX = 64         /* after the point; 2^-60 needs 60 */
};

/* (-1)^negative * coef * 10^exp; without trailing zeros in coef. */
struct number {
    bool negative;
    u128 coef;
    int digits; /* of the coefficient, also those that did not fit */
    int exp;
};

/* A text being read; the message quotes all of it. */
struct input {
    const char *s;
    size_t n, at;
    struct weft_err *err;
};

static enum weft_rc complain(const struct input *in, enum weft_rc rc,
                             const char *what)
{
    struct weft_buf shown = { 0 };

    weft_utf8_show(&shown, in->s, in->n < 60 ? in->n : 60, false);
    weft_err_set(in->err, rc, NULL, "'%s%s' %s", shown.p ? shown.p : "",
                 in->n < 60 ? "" : "...", what);
    weft_buf_release(&shown);
    return rc;
}

/* --- reading numbers ----------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(const struct input *in)
{
    if (in->at < in->n)
        return in->s[in->at];
    return '\0';
}

/* Zeros are held back until a digit follows, so none is left at the end. */
struct coefficient {
    u128 coef;
    int digits, zeros;
};

static void push_digit(struct coefficient *c, int digit)
{
    if (digit == 0) {
        if (c->digits && c->zeros < EXPONENT_MAX)
            c->zeros++;
        return;
    }
    for (; c->zeros; c->zeros--) {
        if (c->digits < DIGITS_MAX)
            c->coef *= 10;
        if (c->digits < EXPONENT_MAX)
            c->digits++;
    }
    if (c->digits < DIGITS_MAX)
        c->coef = c->coef * 10 + (unsigned)digit;
    if (c->digits < EXPONENT_MAX)
        c->digits++;
}

/* Digits at in->at; how many (saturating). */
static int scan_digits(struct input *in, struct coefficient *c)
{
    int n = 0;

    for (; is_digit(peek(in)); in->at++) {
        push_digit(c, peek(in) - '0');
        if (n < EXPONENT_MAX)
            n++;
    }
    return n;
}

/* An optional exponent; "E" without a number is none (it means exa). */
static int scan_exponent(struct input *in)
{
    size_t begin = in->at;
    bool negative;
    int x = 0;

    if ((peek(in) | 0x20) != 'e')
        return 0;
    in->at++;
    negative = peek(in) == '-';
    if (peek(in) == '-' || peek(in) == '+')
        in->at++;
    if (!is_digit(peek(in))) {
        in->at = begin;
        return 0;
    }
    for (; is_digit(peek(in)); in->at++)
        if (x < 2 * EXPONENT_MAX)
            x = x * 10 + (peek(in) - '0');
    return negative ? -x : x;
}

/* An unsigned decimal: digits, point, digits, exponent. False without any
 * digit. */
static bool scan_number(struct input *in, bool exponent, struct number *x)
{
    struct coefficient c = { 0 };
    int whole = scan_digits(in, &c), places = 0;

    if (peek(in) == '.') {
        in->at++;
        places = scan_digits(in, &c);
    }
    *x = (struct number){ .coef = c.coef,
                          .digits = c.digits,
                          .exp = c.zeros - places };
    if (exponent && (whole || places))
        x->exp += scan_exponent(in);
    return whole || places;
}

/* --- exact conversion ---------------------------------------------------- */

/* Remove one factor from a or else from b. */
static bool take_factor(u128 *a, u128 *b, unsigned factor)
{
    u128 *from = *a % factor == 0 ? a : b;

    if (*from % factor)
        return false;
    *from /= factor;
    return true;
}

/* x * scale, exactly. grain names the finest value, for the message. */
static enum weft_rc convert(const struct input *in, struct number x, u128 scale,
                            const char *grain, int64_t *out)
{
    if (x.coef == 0) {
        *out = 0;
        return WEFT_OK;
    }
    if (x.digits + x.exp > 20)
        return complain(in, WEFT_E_LIMIT, "is too large");
    if (x.digits > DIGITS_MAX)
        return complain(in, WEFT_E_LIMIT, "has too many digits");
    for (; x.exp < 0; x.exp++)
        if (!take_factor(&x.coef, &scale, 2) ||
            !take_factor(&x.coef, &scale, 5))
            return complain(in, WEFT_E_LIMIT, grain);
    for (; x.exp > 0; x.exp--)
        scale *= 10; /* at most 10^20 times 2^70 */
    if (x.coef > INT64_MAX || scale > INT64_MAX ||
        x.coef * scale > (u128)INT64_MAX)
        return complain(in, WEFT_E_LIMIT, "is too large");
    *out = (int64_t)(x.coef * scale);
    if (x.negative)
        *out = -*out;
    return WEFT_OK;
}

static size_t skip_digits(const char *s, size_t n, size_t i)
{
    while (i < n && is_digit(s[i]))
        i++;
    return i;
}

static bool is_json_number(const char *s, size_t n)
{
    size_t i = n && s[0] == '-', begin = i;

    i = skip_digits(s, n, i);
    if (i == begin || (s[begin] == '0' && i > begin + 1))
        return false;
    if (i < n && s[i] == '.') {
        begin = i + 1;
        i = skip_digits(s, n, begin);
        if (i == begin)
            return false;
    }
    if (i < n && (s[i] | 0x20) == 'e') {
        i++;
        if (i < n && (s[i] == '+' || s[i] == '-'))
            i++;
        begin = i;
        i = skip_digits(s, n, i);
        if (i == begin)
            return false;
    }
    return i == n;
}

/* The whole text as a JSON number. */
static bool json_number(struct input *in, struct number *x)
{
    if (!is_json_number(in->s, in->n))
        return false;
    in->at = in->s[0] == '-';
    scan_number(in, true, x);
    x->negative = in->s[0] == '-';
    return true;
}

enum weft_rc weft_decimal(const char *s, size_t n, int64_t scale, int64_t *out,
                          struct weft_err *err)
{
    struct input in = { .s = s, .n = n, .err = err };
    struct number x;

    assert(scale > 0);
    if (!json_number(&in, &x))
        return complain(&in, WEFT_E_PARSE, "is not a number");
    return convert(&in, x, (u128)scale,
                   scale == WEFT_NANO    ? "is finer than a billionth"
                   : scale == WEFT_MILLI ? "is finer than a thousandth"
                                         : "is finer than the resolution",
                   out);
}

/* --- times --------------------------------------------------------------- */

int64_t weft_unit_milli(enum weft_unit unit)
{
    static const int64_t milli[] = {
        [WEFT_UNIT_MS] = 1,       [WEFT_UNIT_S] = 1000,
        [WEFT_UNIT_MIN] = 60000,  [WEFT_UNIT_H] = 3600000,
        [WEFT_UNIT_D] = 86400000, [WEFT_UNIT_NONE] = 1000,
    };

    return milli[unit];
}

static const struct {
    const char *name;
    int64_t milli;
} part[] = { { "d", 86400000 },
             { "h", 3600000 },
             { "m", 60000 },
             { "s", 1000 },
             { "ms", 1 } };

enum { NPART = sizeof(part) / sizeof(part[0]) };

/* The index of the unit at in->at, moved behind it; NPART if it is none. */
static int scan_part_unit(struct input *in)
{
    size_t begin = in->at, n;
    int i = 0;

    while (peek(in) >= 'a' && peek(in) <= 'z')
        in->at++;
    n = in->at - begin;
    while (i < NPART && (strlen(part[i].name) != n ||
                         memcmp(part[i].name, in->s + begin, n) != 0))
        i++;
    return i;
}

static const char *time_grain(enum weft_unit unit)
{
    return unit == WEFT_UNIT_NONE ? "is finer than a thousandth of the unit"
                                  : "is finer than a thousandth of a second";
}

#define NOT_A_TIME                                                             \
    "is not a time: expected a number, or parts such as '1h30m', '90s', "      \
    "'250ms'"

/* "1h30m": numbers with units, each unit smaller than the one before. */
static enum weft_rc time_parts(struct input *in, int64_t *out)
{
    int64_t sum = 0;
    int last = -1;

    while (in->at < in->n) {
        struct number x;
        int64_t t;
        int i;
        enum weft_rc rc;

        if (!is_digit(peek(in)) || !scan_number(in, false, &x) ||
            in->s[in->at - 1] == '.' || (i = scan_part_unit(in)) == NPART)
            return complain(in, WEFT_E_PARSE, NOT_A_TIME);
        if (i <= last)
            return complain(in, WEFT_E_PARSE,
                            "is not a time: its parts must go from the "
                            "largest unit to the smallest");
        rc = convert(in, x, (u128)part[i].milli, time_grain(WEFT_UNIT_S), &t);
        if (rc)
            return rc;
        if (__builtin_add_overflow(sum, t, &sum))
            return complain(in, WEFT_E_LIMIT, "is too large");
        last = i;
    }
    *out = sum;
    return WEFT_OK;
}

enum weft_rc weft_time_parse(const char *s, size_t n, enum weft_unit unit,
                             int64_t *out, struct weft_err *err)
{
    struct input in = { .s = s, .n = n, .err = err };
    bool parts = n && is_digit(s[0]) && s[n - 1] >= 'a' && s[n - 1] <= 'z';
    struct number x;

    if (parts && unit == WEFT_UNIT_NONE)
        return complain(&in, WEFT_E_PARSE,
                        "has a unit, but the plan's time_unit is none");
    if (parts)
        return time_parts(&in, out);
    if (!json_number(&in, &x))
        return complain(&in, WEFT_E_PARSE,
                        unit == WEFT_UNIT_NONE
                            ? "is not a time: expected a number"
                            : NOT_A_TIME);
    if (x.negative && x.coef)
        return complain(&in, WEFT_E_PARSE, "is negative");
    return convert(&in, x, (u128)weft_unit_milli(unit), time_grain(unit), out);
}

enum weft_rc weft_time_near(const char *s, size_t n, enum weft_unit unit,
                            int64_t *out, struct weft_err *err)
{
    struct input in = { .s = s, .n = n, .err = err };
    u128 scale = (u128)weft_unit_milli(unit), den = 1, t;
    struct number x;

    if (!json_number(&in, &x))
        return complain(&in, WEFT_E_PARSE, "is not a number");
    if (x.digits > DIGITS_MAX)
        x.exp += x.digits - DIGITS_MAX;
    /* What lies more than 18 places behind the point decides nothing. */
    for (; x.exp < -18 && x.coef; x.exp++)
        x.coef /= 10;
    if (x.exp >= 0 || x.coef == 0)
        return convert(&in, x, scale, time_grain(unit), out);
    for (; x.exp < 0; x.exp++)
        den *= 10;
    if (x.coef / den > (u128)INT64_MAX / scale)
        return complain(&in, WEFT_E_LIMIT, "is too large");
    t = x.coef / den * scale + (x.coef % den * scale + den / 2) / den;
    if (t > (u128)INT64_MAX)
        return complain(&in, WEFT_E_LIMIT, "is too large");
    *out = x.negative ? -(int64_t)t : (int64_t)t;
    return WEFT_OK;
}

/* --- quantities ---------------------------------------------------------- */

static const struct suffix {
    const char *name;
    int exp10, exp2;
} suffix[] = {
    { "", 0, 0 },    { "n", -9, 0 },  { "u", -6, 0 },  { "m", -3, 0 },
    { "k", 3, 0 },   { "M", 6, 0 },   { "G", 9, 0 },   { "T", 12, 0 },
    { "P", 15, 0 },  { "E", 18, 0 },  { "Ki", 0, 10 }, { "Mi", 0, 20 },
    { "Gi", 0, 30 }, { "Ti", 0, 40 }, { "Pi", 0, 50 }, { "Ei", 0, 60 },
};

enum { NSUFFIX = sizeof(suffix) / sizeof(suffix[0]) };

static const struct suffix *find_suffix(const char *s, size_t n)
{
    for (int i = 0; i < NSUFFIX; i++)
        if (strlen(suffix[i].name) == n && memcmp(suffix[i].name, s, n) == 0)
            return &suffix[i];
    return NULL;
}

enum weft_rc weft_quantity_parse(const char *s, size_t n, int64_t *out,
                                 struct weft_err *err)
{
    struct input in = { .s = s, .n = n, .err = err };
    const struct suffix *f = NULL;
    bool negative = peek(&in) == '-';
    struct number x;
    size_t end;

    if (negative || peek(&in) == '+')
        in.at++;
    if (scan_number(&in, false, &x)) {
        end = in.at;
        x.exp += scan_exponent(&in);
        /* an exponent and a suffix exclude each other */
        if (in.at == end || in.at == n)
            f = find_suffix(s + in.at, n - in.at);
    }
    if (!f)
        return complain(&in, WEFT_E_PARSE,
                        "is not a quantity: expected a number, or one with a "
                        "suffix such as '500m', '1.5', '2G', '8Gi'");
    if (negative && x.coef)
        return complain(&in, WEFT_E_PARSE, "is negative");
    x.exp += f->exp10;
    return convert(&in, x, (u128)WEFT_MILLI << f->exp2,
                   "is finer than a thousandth", out);
}

/* --- writing ------------------------------------------------------------- */

/* Append num / den with at most `places` digits after the point; false if
 * that is not exact (what was added is cut off). den < 2^124. */
static bool add_ratio(struct weft_buf *b, u128 num, u128 den, int places)
{
    u128 whole = num / den, rest = num % den;
    char digit[PLACES_MAX];
    size_t n = 0;

    weft_buf_addf(b, "%llu", (unsigned long long)whole);
    if (rest)
        weft_buf_addc(b, '.');
    for (; rest && places > 0; places--) {
        rest *= 10;
        digit[n++] = (char)('0' + (int)(rest / den));
        rest %= den;
    }
    weft_buf_add(b, digit, n);
    return rest == 0;
}

static uint64_t magnitude(struct weft_buf *b, int64_t v)
{
    if (v >= 0)
        return (uint64_t)v;
    weft_buf_addc(b, '-');
    return 0 - (uint64_t)v;
}

void weft_decimal_text(struct weft_buf *b, int64_t v, int64_t scale)
{
    uint64_t m = magnitude(b, v);

    add_ratio(b, m, (u128)scale, PLACES_MAX);
}

void weft_time_text(struct weft_buf *b, int64_t t, enum weft_unit unit)
{
    uint64_t m;

    if (unit == WEFT_UNIT_NONE || t == 0) {
        weft_decimal_text(b, t, WEFT_MILLI);
        return;
    }
    m = magnitude(b, t);
    for (int i = 0; i < NPART; i++) {
        uint64_t milli = (uint64_t)part[i].milli;

        if (m >= milli)
            weft_buf_addf(b, "%llu%s", (unsigned long long)(m / milli),
                          part[i].name);
        m %= milli;
    }
}

void weft_time_number(struct weft_buf *b, int64_t t, enum weft_unit unit)
{
    enum { PLACES = 9, EXACT_PLACES = 10 /* 86400000 holds 2^10 */ };
    u128 den = (u128)weft_unit_milli(unit), nano = WEFT_NANO;
    uint64_t m = magnitude(b, t);
    size_t begin = b->len;

    if (add_ratio(b, m, den, EXACT_PLACES) || b->oom)
        return;
    b->len = begin;
    add_ratio(b, (m * nano * 2 + den) / (den * 2), nano, PLACES);
}

void weft_quantity_text(struct weft_buf *b, int64_t q)
{
    uint64_t m = magnitude(b, q);
    size_t begin = b->len, best = SIZE_MAX;

    if (m && m < WEFT_MILLI) {
        weft_buf_addf(b, "%dm", (int)m);
        return;
    }
    for (int pass = 0, chosen = 0; pass <= NSUFFIX && !b->oom; pass++) {
        int i = pass < NSUFFIX ? pass : chosen;
        u128 den = (u128)WEFT_MILLI << suffix[i].exp2;

        if (suffix[i].exp10 < 0)
            continue;
        for (int k = 0; k < suffix[i].exp10; k++)
            den *= 10;
        b->len = begin;
        /* more digits than the shortest text so far need not be found */
        if (add_ratio(b, m, den,
                      best < PLACES_MAX && pass < NSUFFIX ? (int)best
                                                          : PLACES_MAX))
            weft_buf_adds(b, suffix[i].name);
        if (b->len - begin < best) {
            best = b->len - begin;
            chosen = i;
        }
    }
}
