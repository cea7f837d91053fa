/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include <inttypes.h>

#include "base/decimal.h"
#include "base/rng.h"

static void decimal_is(const char *s, int64_t scale, int64_t want)
{
    struct weft_err e = { 0 };
    int64_t got = -1;

    if (weft_decimal(s, strlen(s), scale, &got, &e))
        fail_msg("%s: %s", s, e.msg);
    if (got != want)
        fail_msg("%s: got %" PRId64 ", want %" PRId64, s, got, want);
}

static void time_is(const char *s, enum weft_unit unit, int64_t want)
{
    struct weft_err e = { 0 };
    int64_t got = -1;

    if (weft_time_parse(s, strlen(s), unit, &got, &e))
        fail_msg("%s: %s", s, e.msg);
    if (got != want)
        fail_msg("%s: got %" PRId64 ", want %" PRId64, s, got, want);
}

static void quantity_is(const char *s, int64_t want)
{
    struct weft_err e = { 0 };
    int64_t got = -1;

    if (weft_quantity_parse(s, strlen(s), &got, &e))
        fail_msg("%s: %s", s, e.msg);
    if (got != want)
        fail_msg("%s: got %" PRId64 ", want %" PRId64, s, got, want);
}

/* Refused with this code and these words; the output is untouched. */
static void refused(const char *s, enum weft_rc got, enum weft_rc want,
                    const struct weft_err *e, int64_t out, const char *why)
{
    if (got != want)
        fail_msg("%s: rc %d, want %d", s, got, want);
    if (!strstr(e->msg, why))
        fail_msg("%s: message '%s', want '%s'", s, e->msg, why);
    assert_i64(out, -7);
}

static void bad_decimal(const char *s, int64_t scale, enum weft_rc want,
                        const char *why)
{
    struct weft_err e = { 0 };
    int64_t out = -7;

    refused(s, weft_decimal(s, strlen(s), scale, &out, &e), want, &e, out, why);
}

static void bad_time(const char *s, enum weft_unit unit, enum weft_rc want,
                     const char *why)
{
    struct weft_err e = { 0 };
    int64_t out = -7;

    refused(s, weft_time_parse(s, strlen(s), unit, &out, &e), want, &e, out,
            why);
}

static void bad_quantity(const char *s, enum weft_rc want, const char *why)
{
    struct weft_err e = { 0 };
    int64_t out = -7;

    refused(s, weft_quantity_parse(s, strlen(s), &out, &e), want, &e, out, why);
}

static void decimals_are_exact(void **state)
{
    (void)state;
    decimal_is("0", 1000, 0);
    decimal_is("-0", 1000, 0);
    decimal_is("1.5", 1000, 1500);
    decimal_is("-2.125", 1000, -2125);
    decimal_is("1e3", 1000, 1000000);
    decimal_is("1.25E-2", WEFT_NANO, 12500000);
    decimal_is("1.50000000000000000000000000000000000000000000000", 1000, 1500);
    decimal_is("0.0000000000000000000000000000000000000000000001e46", 1000,
               1000);
    decimal_is("9223372036854775.807", 1000, INT64_MAX);
    decimal_is("0e999999999999999999999", 1000, 0);
    decimal_is("0.000e-999999999999999999999", 1000, 0);
    decimal_is("100000000000000000000e-20", 1000, 1000);
}

static void decimals_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    bad_decimal("9223372036854775.808", 1000, WEFT_E_LIMIT, "too large");
    bad_decimal("1e400", 1000, WEFT_E_LIMIT, "'1e400' is too large");
    bad_decimal("1e99999999999999999999", 1000, WEFT_E_LIMIT, "too large");
    bad_decimal("99999999999999999999999999999999999999999999", 1000,
                WEFT_E_LIMIT, "too large");
    bad_decimal("0.0005", 1000, WEFT_E_LIMIT, "finer than a thousandth");
    bad_decimal("1e-400", 1000, WEFT_E_LIMIT, "finer than a thousandth");
    bad_decimal("1e-99999999999999999999", WEFT_NANO, WEFT_E_LIMIT,
                "finer than a billionth");
    bad_decimal("0.111111111111111111111111111111111111111111111", 1000,
                WEFT_E_LIMIT, "too many digits");
}

static void what_is_no_json_number_is_refused(void **state)
{
    static const char *const bad[] = { "",    "-",   "+1",  "01",   "1.", ".5",
                                       "1e",  "1e+", "x",   "1x",   " 1", "1 ",
                                       "0x1", "NaN", "--1", "1.2.3" };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        bad_decimal(bad[i], 1000, WEFT_E_PARSE, "is not a number");
}

static void bare_times_count_in_the_unit(void **state)
{
    (void)state;
    time_is("10", WEFT_UNIT_NONE, 10000);
    time_is("250", WEFT_UNIT_MS, 250);
    time_is("1.5", WEFT_UNIT_S, 1500);
    time_is("1.5", WEFT_UNIT_MIN, 90000);
    time_is("0.5", WEFT_UNIT_H, 1800000);
    time_is("2", WEFT_UNIT_D, 172800000);
    time_is("0.0000003125", WEFT_UNIT_D, 27);
    time_is("1e3", WEFT_UNIT_S, 1000000);
    time_is("-0", WEFT_UNIT_S, 0);
    time_is("0", WEFT_UNIT_NONE, 0);
}

static void times_with_units_add_up(void **state)
{
    (void)state;
    time_is("1h30m", WEFT_UNIT_S, 5400000);
    time_is("90s", WEFT_UNIT_H, 90000);
    time_is("250ms", WEFT_UNIT_S, 250);
    time_is("2d", WEFT_UNIT_MS, 172800000);
    time_is("1d2h3m4s5ms", WEFT_UNIT_MIN, 93784005);
    time_is("1.5h", WEFT_UNIT_S, 5400000);
    time_is("0s", WEFT_UNIT_S, 0);
    time_is("1m1ms", WEFT_UNIT_S, 60001);
}

static void bad_times_are_refused(void **state)
{
    static const char *const bad[] = { "",    "h",      "1x",   "1h30",  "1 h",
                                       "1H",  "-1h",    "1min", "1hour", "1.h",
                                       "abc", "1h-30m", "1e3s", "1h 30m" };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        bad_time(bad[i], WEFT_UNIT_S, WEFT_E_PARSE, "is not a time");
    bad_time("30m1h", WEFT_UNIT_S, WEFT_E_PARSE, "from the largest unit");
    bad_time("1h2h", WEFT_UNIT_S, WEFT_E_PARSE, "from the largest unit");
    bad_time("1h", WEFT_UNIT_NONE, WEFT_E_PARSE, "time_unit is none");
    bad_time("-5", WEFT_UNIT_S, WEFT_E_PARSE, "'-5' is negative");
}

static void times_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    bad_time("0.5", WEFT_UNIT_MS, WEFT_E_LIMIT, "thousandth of a second");
    bad_time("0.5ms", WEFT_UNIT_S, WEFT_E_LIMIT, "thousandth of a second");
    bad_time("0.0001", WEFT_UNIT_NONE, WEFT_E_LIMIT, "thousandth of the unit");
    bad_time("1e16", WEFT_UNIT_S, WEFT_E_LIMIT, "too large");
    bad_time("106751991168d", WEFT_UNIT_S, WEFT_E_LIMIT, "too large");
    bad_time("106751991167d23h", WEFT_UNIT_S, WEFT_E_LIMIT, "too large");
    time_is("106751991167d7h12m55s807ms", WEFT_UNIT_S, INT64_MAX);
}

static void quantities_follow_kubernetes(void **state)
{
    (void)state;
    quantity_is("1", 1000);
    quantity_is("500m", 500);
    quantity_is("1.5", 1500);
    quantity_is("8Gi", 8589934592000);
    quantity_is("512Mi", 536870912000);
    quantity_is("2G", 2000000000000);
    quantity_is("1k", 1000000);
    quantity_is("1Ki", 1024000);
    quantity_is("1E3", 1000000);
    quantity_is("12e6", 12000000000);
    quantity_is("1e-3", 1);
    quantity_is("0.5Ki", 512000);
    quantity_is("8Pi", 9007199254740992000);
    quantity_is("9P", 9000000000000000000);
    quantity_is("1000000n", 1);
    quantity_is("2000u", 2);
    quantity_is(".5", 500);
    quantity_is("5.", 5000);
    quantity_is("+3", 3000);
    quantity_is("0Ei", 0);
}

static void bad_quantities_are_refused(void **state)
{
    static const char *const bad[] = { "",      "Gi",  "1K",  "1GiB", "1 Gi",
                                       "1e3Gi", "1gi", "1e",  "x",    ".",
                                       "1..2",  "1mm", "--1", "0x10" };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        bad_quantity(bad[i], WEFT_E_PARSE, "is not a quantity");
    bad_quantity("-1", WEFT_E_PARSE, "'-1' is negative");
    bad_quantity("1E", WEFT_E_LIMIT, "too large");
    bad_quantity("8Ei", WEFT_E_LIMIT, "too large");
    bad_quantity("9007199254740993Ki", WEFT_E_LIMIT, "too large");
    bad_quantity("1e30", WEFT_E_LIMIT, "too large");
    bad_quantity("0.5m", WEFT_E_LIMIT, "finer than a thousandth");
    bad_quantity("1n", WEFT_E_LIMIT, "finer than a thousandth");
}

static void messages_never_carry_raw_control_characters(void **state)
{
    (void)state;
    bad_time("\x1b[31m", WEFT_UNIT_S, WEFT_E_PARSE, "'\xef\xbf\xbd[31m'");
    bad_quantity("\xff", WEFT_E_PARSE, "'\xef\xbf\xbd'");
}

static void text_is(void (*write)(struct weft_buf *, int64_t, enum weft_unit),
                    int64_t t, enum weft_unit unit, const char *want)
{
    struct weft_buf b = { 0 };

    write(&b, t, unit);
    assert_string_equal(b.p, want);
    weft_buf_release(&b);
}

static void times_are_shown_in_parts(void **state)
{
    (void)state;
    text_is(weft_time_text, 0, WEFT_UNIT_S, "0");
    text_is(weft_time_text, 5400000, WEFT_UNIT_S, "1h30m");
    text_is(weft_time_text, 250, WEFT_UNIT_H, "250ms");
    text_is(weft_time_text, 90061001, WEFT_UNIT_MS, "1d1h1m1s1ms");
    text_is(weft_time_text, -60000, WEFT_UNIT_S, "-1m");
    text_is(weft_time_text, 70000, WEFT_UNIT_NONE, "70");
    text_is(weft_time_text, 1250, WEFT_UNIT_NONE, "1.25");
    text_is(weft_time_text, INT64_MIN, WEFT_UNIT_NONE, "-9223372036854775.808");
}

static void times_are_written_as_numbers(void **state)
{
    (void)state;
    text_is(weft_time_number, 70000, WEFT_UNIT_NONE, "70");
    text_is(weft_time_number, 1, WEFT_UNIT_S, "0.001");
    text_is(weft_time_number, 90000, WEFT_UNIT_MIN, "1.5");
    text_is(weft_time_number, 1200000, WEFT_UNIT_H, "0.333333333");
    text_is(weft_time_number, 2400000, WEFT_UNIT_H, "0.666666667");
    text_is(weft_time_number, 27, WEFT_UNIT_D, "0.0000003125");
    text_is(weft_time_number, -1500, WEFT_UNIT_S, "-1.5");
    text_is(weft_time_number, 0, WEFT_UNIT_D, "0");
}

static void a_written_time_is_read_back(void **state)
{
    struct weft_rng r;
    struct weft_buf b = { 0 };

    (void)state;
    weft_rng_seed(&r, 5);
    for (int round = 0; round < 20000; round++) {
        enum weft_unit unit = (enum weft_unit)weft_rng_below(&r, 6);
        int64_t t = (int64_t)(weft_rng_next(&r) >> weft_rng_below(&r, 64) >> 1);
        int64_t got = -1;

        weft_buf_clear(&b);
        weft_time_number(&b, t, unit);
        if (weft_time_near(b.p, b.len, unit, &got, NULL) || got != t)
            fail_msg("%" PRId64 " in unit %d is written %s, read %" PRId64, t,
                     unit, b.p, got);
        if (unit == WEFT_UNIT_NONE)
            continue;
        weft_buf_clear(&b);
        weft_time_text(&b, t, unit);
        if (t && (weft_time_parse(b.p, b.len, unit, &got, NULL) || got != t))
            fail_msg("%" PRId64 " is shown as %s", t, b.p);
    }
    weft_buf_release(&b);
}

static void near_rounds_to_the_nearest_thousandth(void **state)
{
    int64_t t;

    (void)state;
    assert_i64(weft_time_near("0.0004999", 9, WEFT_UNIT_S, &t, NULL), WEFT_OK);
    assert_i64(t, 0);
    assert_i64(weft_time_near("0.0005", 6, WEFT_UNIT_S, &t, NULL), WEFT_OK);
    assert_i64(t, 1);
    assert_i64(weft_time_near("-1.0005", 7, WEFT_UNIT_S, &t, NULL), WEFT_OK);
    assert_i64(t, -1001);
    assert_i64(weft_time_near("1e-999999999", 12, WEFT_UNIT_S, &t, NULL),
               WEFT_OK);
    assert_i64(t, 0);
    assert_i64(weft_time_near("1e30", 4, WEFT_UNIT_S, &t, NULL), WEFT_E_LIMIT);
    assert_i64(weft_time_near("1.5h", 4, WEFT_UNIT_S, &t, NULL), WEFT_E_PARSE);
    assert_i64(
        weft_time_near("9223372036854775.8079", 21, WEFT_UNIT_S, &t, NULL),
        WEFT_E_LIMIT);
}

static void quantity_text_is(int64_t q, const char *want)
{
    struct weft_buf b = { 0 };

    weft_quantity_text(&b, q);
    assert_string_equal(b.p, want);
    weft_buf_release(&b);
}

static void quantities_are_written_short(void **state)
{
    (void)state;
    quantity_text_is(0, "0");
    quantity_text_is(1000, "1");
    quantity_text_is(500, "500m");
    quantity_text_is(1, "1m");
    quantity_text_is(1500, "1.5");
    quantity_text_is(8589934592000, "8Gi");
    quantity_text_is(536870912000, "512Mi");
    quantity_text_is(2000000000000, "2G");
    quantity_text_is(64000, "64");
    quantity_text_is(1024000, "1Ki");
    quantity_text_is(1500000, "1500");
    quantity_text_is(1000000, "1k");
    quantity_text_is(1234567000, "1234567");
    quantity_text_is(1610612736000, "1.5Gi");
}

static void a_written_quantity_is_read_back(void **state)
{
    struct weft_rng r;
    struct weft_buf b = { 0 };

    (void)state;
    weft_rng_seed(&r, 6);
    for (int round = 0; round < 20000; round++) {
        int64_t q = (int64_t)(weft_rng_next(&r) >> weft_rng_below(&r, 64) >> 1);
        int64_t got = -1;

        weft_buf_clear(&b);
        weft_quantity_text(&b, q);
        if (weft_quantity_parse(b.p, b.len, &got, NULL) || got != q)
            fail_msg("%" PRId64 " is written %s", q, b.p);
    }
    weft_buf_release(&b);
}

static void factors_are_written_without_trailing_zeros(void **state)
{
    struct weft_buf b = { 0 };

    (void)state;
    weft_decimal_text(&b, 1250000000, WEFT_NANO);
    weft_buf_addc(&b, ' ');
    weft_decimal_text(&b, -1, WEFT_NANO);
    weft_buf_addc(&b, ' ');
    weft_decimal_text(&b, 3000, WEFT_MILLI);
    assert_string_equal(b.p, "1.25 -0.000000001 3");
    weft_buf_release(&b);
}

static void random_text_is_never_misread(void **state)
{
    static const char alphabet[] = "0123456789.eE+-mskMGiPdh";
    struct weft_rng r;

    (void)state;
    weft_rng_seed(&r, 8);
    for (int round = 0; round < 100000; round++) {
        char s[12];
        size_t n = weft_rng_below(&r, sizeof(s));
        int64_t v = 0;

        for (size_t i = 0; i < n; i++)
            s[i] = alphabet[weft_rng_below(&r, sizeof(alphabet) - 1)];
        if (weft_time_parse(s, n, WEFT_UNIT_S, &v, NULL) == WEFT_OK)
            assert_true(v >= 0);
        if (weft_quantity_parse(s, n, &v, NULL) == WEFT_OK)
            assert_true(v >= 0);
        weft_decimal(s, n, WEFT_NANO, &v, NULL);
        weft_time_near(s, n, WEFT_UNIT_D, &v, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_exact),
        cmocka_unit_test(decimals_that_do_not_fit_are_refused),
        cmocka_unit_test(what_is_no_json_number_is_refused),
        cmocka_unit_test(bare_times_count_in_the_unit),
        cmocka_unit_test(times_with_units_add_up),
        cmocka_unit_test(bad_times_are_refused),
        cmocka_unit_test(times_that_do_not_fit_are_refused),
        cmocka_unit_test(quantities_follow_kubernetes),
        cmocka_unit_test(bad_quantities_are_refused),
        cmocka_unit_test(messages_never_carry_raw_control_characters),
        cmocka_unit_test(times_are_shown_in_parts),
        cmocka_unit_test(times_are_written_as_numbers),
        cmocka_unit_test(a_written_time_is_read_back),
        cmocka_unit_test(near_rounds_to_the_nearest_thousandth),
        cmocka_unit_test(quantities_are_written_short),
        cmocka_unit_test(a_written_quantity_is_read_back),
        cmocka_unit_test(factors_are_written_without_trailing_zeros),
        cmocka_unit_test(random_text_is_never_misread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
