/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/rng.h"
#include "base/utf8.h"

static void every_code_point_survives_a_round_trip(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char s[4];
        uint32_t got;
        size_t n;

        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        n = weft_utf8_encode(cp, s);
        if (weft_utf8_decode(s, n, &got) != n || got != cp ||
            weft_utf8_sequence(s, n) != n)
            fail_msg("U+%04X comes back as U+%04X", cp, got);
    }
}

static void surrogates_and_giants_are_not_encoded(void **state)
{
    static const uint32_t bad[] = { 0xd800, 0xdfff, 0x110000, 0xffffffff };
    char s[4];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_i64(weft_utf8_encode(bad[i], s), 3);
        assert_memory_equal(s, "\xef\xbf\xbd", 3);
    }
}

static void decodes_to(const char *s, size_t n, size_t used)
{
    uint32_t cp = 0;

    assert_i64(weft_utf8_decode(s, n, &cp), used);
    assert_i64(cp, 0xfffd);
    assert_i64(weft_utf8_sequence(s, n), 0);
    assert_false(weft_utf8_valid(s, n));
}

/* The cases of the Unicode standard, section 3.9, tables 3-8 to 3-11. */
static void invalid_sequences_use_their_maximal_prefix(void **state)
{
    (void)state;
    decodes_to("\x80", 1, 1);
    decodes_to("\xc0\xaf", 2, 1);
    decodes_to("\xe0\x80\xbf", 3, 1);
    decodes_to("\xed\xa0\x80", 3, 1);
    decodes_to("\xf4\x91\x92\x93", 4, 1);
    decodes_to("\xe1\x80\xe2", 3, 2);
    decodes_to("\xf0\x91\x92\xf1", 4, 3);
    decodes_to("\xf1\xbf", 2, 2);
    decodes_to("\xff", 1, 1);
    decodes_to("\xc3", 1, 1);
}

static void valid_looks_at_the_whole_text(void **state)
{
    (void)state;
    assert_true(weft_utf8_valid("", 0));
    assert_true(weft_utf8_valid("a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80", 10));
    assert_false(weft_utf8_valid("abc\xc3", 4));
}

static void widths_are_those_of_a_terminal(void **state)
{
    static const struct {
        uint32_t cp;
        int width;
    } want[] = {
        { 'a', 1 },    { 0xe9, 1 },   { 0x2500, 1 },   { 0x4e2d, 2 },
        { 0xff21, 2 }, { 0xff71, 1 }, { 0x1f600, 2 },  { 0x300, 0 },
        { 0x20dd, 0 }, { 0x1161, 0 }, { 0x1100, 2 },   { 0xac00, 2 },
        { 0x903, 1 },  { 0xfffd, 1 }, { 0x3000, 2 },   { 0xa0, 1 },
        { 0x2603, 1 }, { 0x231a, 2 }, { 0x1f1e6, 1 },  { 0x20000, 2 },
        { 0x1b, 1 },   { 0xfe0f, 0 }, { 0x10ffff, 1 }, { 0x110000, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        if (weft_utf8_width(want[i].cp) != want[i].width)
            fail_msg("U+%04X has %d cells", want[i].cp,
                     weft_utf8_width(want[i].cp));
}

static void ranges_that_must_not_reach_a_terminal(void **state)
{
    static const uint32_t range[][2] = {
        { 0x00, 0x1f },        { 0x7f, 0x9f },         { 0xad, 0xad },
        { 0x61c, 0x61c },      { 0x180e, 0x180e },     { 0x200b, 0x200f },
        { 0x2028, 0x202e },    { 0x2060, 0x206f },     { 0xd800, 0xf8ff },
        { 0xfdd0, 0xfdef },    { 0xfeff, 0xfeff },     { 0xfff9, 0xfffb },
        { 0xfffe, 0xffff },    { 0x1fffe, 0x1ffff },   { 0xe0000, 0xe007f },
        { 0xf0000, 0x10ffff }, { 0x110000, 0x110010 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(range) / sizeof(range[0]); i++)
        for (uint32_t cp = range[i][0]; cp <= range[i][1]; cp++)
            if (!weft_utf8_dangerous(cp))
                fail_msg("U+%04X counts as harmless", cp);
}

static void ordinary_text_is_not_dangerous(void **state)
{
    static const uint32_t cp[] = { ' ',    '~',     0xa0,   0xe9,
                                   0x3bb,  0x5d0,   0x4e2d, 0x301,
                                   0x2500, 0x1f600, 0xfffd, 0xfe0f };

    (void)state;
    for (size_t i = 0; i < sizeof(cp) / sizeof(cp[0]); i++)
        assert_false(weft_utf8_dangerous(cp[i]));
}

static void shows(const char *in, const char *want, bool ascii)
{
    struct weft_buf b = { 0 };

    weft_utf8_show(&b, in, strlen(in), ascii);
    if (strcmp(b.p ? b.p : "", want))
        fail_msg("shown as '%s', want '%s'", b.p, want);
    weft_buf_release(&b);
}

static void show_keeps_text_and_replaces_dangers(void **state)
{
    (void)state;
    shows("plain text 1.5", "plain text 1.5", false);
    shows("caf\xc3\xa9 \xe4\xb8\xad", "caf\xc3\xa9 \xe4\xb8\xad", false);
    shows("a\x1b[31mb\n", "a\xef\xbf\xbd[31mb\xef\xbf\xbd", false);
    shows("a\xe2\x80\xae"
          "b",
          "a\xef\xbf\xbd"
          "b",
          false);
    shows("a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd", false);
    shows("", "", false);
}

static void show_in_ascii_has_only_ascii(void **state)
{
    (void)state;
    shows("caf\xc3\xa9\x07\xe4\xb8\xad!~",
          "caf??"
          "?!~",
          true);
}

static void show_limits_combining_marks(void **state)
{
    (void)state;
    shows("a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
          "z",
          "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81z", false);
    shows("\xcc\x81z", "\xef\xbf\xbdz", false);
}

static void show_leaves_variation_selectors_out(void **state)
{
    (void)state;
    shows("\xe2\x9d\xa4\xef\xb8\x8fx", "\xe2\x9d\xa4x", false);
}

static void shown_text_is_safe_whatever_comes_in(void **state)
{
    struct weft_rng r;
    struct weft_buf b = { 0 };

    (void)state;
    weft_rng_seed(&r, 11);
    for (int round = 0; round < 20000; round++) {
        char s[24];
        size_t n = weft_rng_below(&r, sizeof(s));

        for (size_t i = 0; i < n; i++)
            s[i] = (char)weft_rng_below(&r, 256);
        weft_buf_clear(&b);
        weft_utf8_show(&b, s, n, false);
        for (size_t i = 0; i < b.len;) {
            uint32_t cp;

            assert_true(weft_utf8_sequence(b.p + i, b.len - i) > 0);
            i += weft_utf8_decode(b.p + i, b.len - i, &cp);
            assert_false(weft_utf8_dangerous(cp));
        }
    }
    weft_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_survives_a_round_trip),
        cmocka_unit_test(surrogates_and_giants_are_not_encoded),
        cmocka_unit_test(invalid_sequences_use_their_maximal_prefix),
        cmocka_unit_test(valid_looks_at_the_whole_text),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(ranges_that_must_not_reach_a_terminal),
        cmocka_unit_test(ordinary_text_is_not_dangerous),
        cmocka_unit_test(show_keeps_text_and_replaces_dangers),
        cmocka_unit_test(show_in_ascii_has_only_ascii),
        cmocka_unit_test(show_limits_combining_marks),
        cmocka_unit_test(show_leaves_variation_selectors_out),
        cmocka_unit_test(shown_text_is_safe_whatever_comes_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
