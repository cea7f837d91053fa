/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/buf.h"
#include "lib/oom.h"

static void an_empty_buffer_is_taken_as_an_empty_string(void **state)
{
    struct weft_buf b = { 0 };
    char *s = weft_buf_take(&b);

    (void)state;
    assert_string_equal(s, "");
    free(s);
    assert_null(b.p);
}

static void text_is_terminated_after_every_addition(void **state)
{
    struct weft_buf b = { 0 };

    (void)state;
    weft_buf_adds(&b, "ab");
    assert_string_equal(b.p, "ab");
    weft_buf_addc(&b, 'c');
    assert_string_equal(b.p, "abc");
    weft_buf_addf(&b, "%d-%s", 42, "x");
    assert_string_equal(b.p, "abc42-x");
    weft_buf_add(&b, "\0z", 2);
    assert_i64(b.len, 9);
    assert_i64(b.p[9], 0);
    weft_buf_release(&b);
}

static void a_long_text_grows_the_buffer(void **state)
{
    struct weft_buf b = { 0 };

    (void)state;
    for (int i = 0; i < 10000; i++)
        weft_buf_addf(&b, "%04d", i);
    assert_i64(b.len, 40000);
    assert_memory_equal(b.p + 39996, "9999", 5);
    weft_buf_release(&b);
}

static void clear_keeps_the_memory(void **state)
{
    struct weft_buf b = { 0 };
    size_t cap;

    (void)state;
    weft_buf_adds(&b, "some text that is longer than the first allocation");
    cap = b.cap;
    weft_buf_clear(&b);
    assert_i64(b.len, 0);
    assert_i64(b.cap, cap);
    assert_string_equal(b.p, "");
    weft_buf_release(&b);
}

static void json_strings_are_escaped(void **state)
{
    static const char in[] = "a\"b\\c\n\t\x01\xc3\xa9/\x7f";
    struct weft_buf b = { 0 };

    (void)state;
    weft_buf_add_json(&b, in, sizeof(in) - 1);
    assert_string_equal(b.p, "\"a\\\"b\\\\c\\n\\t\\u0001\xc3\xa9/\x7f\"");
    weft_buf_clear(&b);
    weft_buf_add_json(&b, "", 0);
    assert_string_equal(b.p, "\"\"");
    weft_buf_release(&b);
}

static void no_memory_is_remembered(void **state)
{
    struct weft_buf b = { 0 };

    (void)state;
    oom_at(1);
    weft_buf_adds(&b, "x");
    assert_true(oom_stop());
    weft_buf_adds(&b, "y");
    weft_buf_clear(&b);
    weft_buf_addf(&b, "%d", 1);
    assert_true(b.oom);
    assert_i64(b.len, 0);
    assert_null(weft_buf_take(&b));
    assert_false(b.oom);
}

static void text_before_the_failure_is_kept(void **state)
{
    struct weft_buf b = { 0 };

    (void)state;
    weft_buf_adds(&b, "kept");
    oom_at(1);
    while (!b.oom)
        weft_buf_adds(&b, "0123456789");
    oom_stop();
    assert_memory_equal(b.p, "kept0123", 8);
    assert_i64(b.p[b.len], 0);
    weft_buf_release(&b);
}

static void an_impossible_length_is_out_of_memory(void **state)
{
    struct weft_buf b = { 0 };

    (void)state;
    weft_buf_adds(&b, "x");
    weft_buf_add(&b, "y", SIZE_MAX - 1);
    assert_true(b.oom);
    weft_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_taken_as_an_empty_string),
        cmocka_unit_test(text_is_terminated_after_every_addition),
        cmocka_unit_test(a_long_text_grows_the_buffer),
        cmocka_unit_test(clear_keeps_the_memory),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(no_memory_is_remembered),
        cmocka_unit_test(text_before_the_failure_is_kept),
        cmocka_unit_test(an_impossible_length_is_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
