/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/json.h"
#include "base/rng.h"
#include "lib/oom.h"

static enum weft_rc parse(struct weft_json *j, const char *text, size_t *at,
                          struct weft_err *err)
{
    return weft_json_parse(j, text, strlen(text), true, at, err);
}

static void accepts(const char *text)
{
    struct weft_json j = { 0 };
    struct weft_err e = { 0 };
    size_t at = 0;

    if (parse(&j, text, &at, &e))
        fail_msg("refused at %zu: %s: %s", at, e.msg, text);
    weft_json_release(&j);
}

/* text is refused at offset `at` with a message that holds `why`. */
static void refuses(const char *text, size_t at, const char *why)
{
    struct weft_json j = { 0 };
    struct weft_err e = { 0 };
    size_t got = 999;
    enum weft_rc rc = parse(&j, text, &got, &e);

    if (rc != WEFT_E_PARSE)
        fail_msg("rc %d for %s", rc, text);
    if (got != at)
        fail_msg("fault at %zu, want %zu, in %s (%s)", got, at, text, e.msg);
    if (!strstr(e.msg, why))
        fail_msg("message '%s', want '%s', for %s", e.msg, why, text);
    weft_json_release(&j);
}

static void every_kind_of_value_is_accepted(void **state)
{
    static const char *const good[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1.5e+10",
        "1E400",
        "\"\"",
        "\"a\\n\\u00e9\\ud83d\\ude00\"",
        "[]",
        "{}",
        " [1, 2,\t3]\r\n",
        "{\"a\":{\"b\":[{}]}}",
        "123456789012345678901234567890",
        "\"\x7f\"",
        "\"\xf0\x9f\x98\x80\"",
        "\"\\/\\\\\\\"\\b\\f\\r\\t\"",
        "{\"\":1,\"a\":2}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        accepts(good[i]);
}

static void a_fault_of_structure_is_placed_and_explained(void **state)
{
    (void)state;
    refuses("", 0, "expected a value, found the end of the text");
    refuses("  ", 2, "found the end of the text");
    refuses("{", 1, "expected a member name in double quotes or '}'");
    refuses("{\"a\" 1}", 5, "expected ':' after a member name, found '1'");
    refuses("{\"a\":1 \"b\":2}", 7,
            "expected ',' or '}' after a member, found '\"'");
    refuses("{\"a\":1,}", 7, "expected a member name");
    refuses("{a:1}", 1, "expected a member name in double quotes");
    refuses("[1 2]", 3, "expected ',' or ']' after an item, found '2'");
    refuses("[1,]", 3, "expected a value, found ']'");
    refuses("[1", 2, "expected ',' or ']' after an item, found the end");
    refuses("[1}", 2, "expected ',' or ']'");
    refuses("{} x", 3, "expected nothing after the end of the document");
    refuses("\xef\xbb\xbf{}", 0, "byte order mark");
    refuses("[1]\x01", 3, "the byte 0x01");
}

static void hand_written_mistakes_get_a_hint(void **state)
{
    (void)state;
    refuses("{'a':1}", 1, "in double quotes");
    refuses("['a']", 1, "double quotes");
    refuses("[1, // one\n2]", 4, "comments are not allowed");
    refuses("[NaN]", 1, "a bare word");
    refuses("[True]", 1, "a bare word");
    refuses("[nul]", 1, "a bare word");
    refuses("[nulls]", 1, "a bare word");
    refuses("[+1]", 1, "cannot start with '+'");
    refuses("[.5]", 1, "a digit before the point");
}

static void faults_of_numbers_are_refused(void **state)
{
    (void)state;
    refuses("[01]", 1, "leading zeros");
    refuses("[-01]", 2, "leading zeros");
    refuses("[-]", 2, "expected a digit, found ']'");
    refuses("[1.]", 3, "a digit after the decimal point");
    refuses("[1.e3]", 3, "a digit after the decimal point");
    refuses("[1e]", 3, "a digit in the exponent");
    refuses("[1e+]", 4, "a digit in the exponent");
    refuses("[0x10]", 2, "expected ',' or ']'");
    refuses("[1a]", 2, "expected ',' or ']'");
}

static void faults_of_strings_are_refused(void **state)
{
    (void)state;
    refuses("[\"abc", 1, "never closed");
    refuses("\"abc\\", 4, "unknown escape");
    refuses("\"a\nb\"", 2, "control character 0x0a");
    refuses("\"\\x41\"", 1, "unknown escape");
    refuses("\"\\u12g4\"", 1, "four hex digits");
    refuses("\"\\u12\"", 1, "four hex digits");
    refuses("\"\\u0000\"", 1, "U+0000");
    refuses("\"\\ud800\"", 1, "surrogate");
    refuses("\"\\ud800\\u0041\"", 1, "surrogate");
    refuses("\"\\udc00\"", 1, "surrogate");
}

static void invalid_utf8_is_refused(void **state)
{
    (void)state;
    refuses("\"a\x80\"", 2, "invalid UTF-8");
    refuses("\"\xc3\"", 1, "invalid UTF-8");
    refuses("\"\xc0\xaf\"", 1, "invalid UTF-8");         /* overlong */
    refuses("\"\xed\xa0\x80\"", 1, "invalid UTF-8");     /* surrogate */
    refuses("\"\xf4\x90\x80\x80\"", 1, "invalid UTF-8"); /* over U+10FFFF */
    refuses("\"ok\" \xff", 5, "the byte 0xff");
}

static void a_nul_byte_is_refused(void **state)
{
    static const char text[] = "[1,\0 2]";
    struct weft_json j = { 0 };
    struct weft_err e;
    size_t at;

    (void)state;
    assert_i64(weft_json_parse(&j, text, sizeof(text) - 1, true, &at, &e),
               WEFT_E_PARSE);
    assert_i64(at, 3);
    weft_json_release(&j);
}

static void duplicate_keys_are_refused_at_the_second(void **state)
{
    (void)state;
    refuses("{\"a\":1,\"b\":2,\"a\":3}", 13, "\"a\" appears twice");
    refuses("[{\"x\":{\"a\":1,\"a\":1}}]", 13, "\"a\" appears twice");
    refuses("{\"a\":1,\"\\u0061\":2}", 7, "appears twice");
    refuses("{\"\\/\":1,\"/\":2}", 8, "appears twice");
    accepts("{\"a\":1,\"A\":2}");
    accepts("{\"a\":{\"a\":{\"a\":1}}}");
}

/* An object with n members k0..; the last is named k<dup>. */
static char *large_object(int n, int dup)
{
    struct weft_buf b = { 0 };

    weft_buf_addc(&b, '{');
    for (int i = 0; i < n - 1; i++)
        weft_buf_addf(&b, "\"k%d\":%d,", i, i);
    weft_buf_addf(&b, "\"k%d\":0}", dup);
    return weft_buf_take(&b);
}

static void duplicates_are_found_among_many_members(void **state)
{
    static const int size[] = { 15, 16, 17, 18, 100000 };

    (void)state;
    for (size_t i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
        char *bad = large_object(size[i], size[i] / 2);
        char *good = large_object(size[i], size[i]);
        const char *last = strrchr(bad, 'k') - 1;

        refuses(bad, (size_t)(last - bad), "appears twice");
        accepts(good);
        free(bad);
        free(good);
    }
}

static void a_dangerous_key_is_not_printed_raw(void **state)
{
    (void)state;
    refuses("{\"\xe2\x80\xae\":1,\"\xe2\x80\xae\":2}", 9,
            "\"\xef\xbf\xbd\" appears twice");
}

static void depth_is_limited_to_64(void **state)
{
    char text[200] = "";
    struct weft_json j = { 0 };
    struct weft_err e;
    size_t at = 0;

    (void)state;
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    accepts(text);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_i64(parse(&j, text, &at, &e), WEFT_E_LIMIT);
    assert_i64(at, 64);
    assert_string_equal(e.msg, "nested more than 64 levels deep");
    weft_json_release(&j);
}

static void values_point_into_the_text(void **state)
{
    static const char text[] =
        " {\"id\": \"v1\", \"n\": [1.50, {}], \"z\":null}";
    struct weft_json j = { 0 };
    int32_t id, n, z;

    (void)state;
    assert_i64(parse(&j, text, NULL, NULL), WEFT_OK);
    assert_i64(j.v[0].kind, WEFT_JSON_OBJECT);
    assert_i64(j.v[0].nchild, 3);
    assert_i64(j.v[0].parent, WEFT_NONE);
    assert_i64(j.v[0].begin, 1);
    assert_i64(j.v[0].end, strlen(text));
    id = weft_json_get(&j, 0, "id");
    n = weft_json_get(&j, 0, "n");
    z = weft_json_get(&j, 0, "z");
    assert_i64(weft_json_get(&j, 0, "y"), WEFT_NONE);
    assert_memory_equal(text + j.v[id].begin, "\"v1\"", 4);
    assert_memory_equal(text + j.v[id].key, "\"id\"", 4);
    assert_i64(j.v[id].next, n);
    assert_i64(j.v[n].next, z);
    assert_i64(j.v[z].next, WEFT_NONE);
    assert_i64(j.v[j.v[n].child].end - j.v[j.v[n].child].begin, 4);
    assert_i64(j.v[j.v[n].child].key_end, j.v[j.v[n].child].key);
    assert_i64(j.v[j.v[n].child].parent, n);
    weft_json_release(&j);
}

static void a_part_of_a_text_can_be_parsed(void **state)
{
    static const char text[] = " {\"a\":1} , {\"b\":2}]";
    struct weft_json j = { 0 };

    (void)state;
    assert_i64(weft_json_parse(&j, text, strlen(text), false, NULL, NULL),
               WEFT_OK);
    assert_i64(j.stop, 8);
    assert_i64(weft_json_space(text, strlen(text), j.stop), 9);
    weft_json_release(&j);
}

static void strings_are_unescaped(void **state)
{
    struct weft_json j = { 0 };
    struct weft_buf b = { 0 };

    (void)state;
    parse(&j, "{\"k\\u00e9\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00 x\"}",
          NULL, NULL);
    weft_json_string(&j, 1, &b);
    assert_string_equal(b.p, "\"\\/\b\f\n\r\t\xf0\x9f\x98\x80 x");
    weft_buf_clear(&b);
    weft_json_key(&j, 1, &b);
    assert_string_equal(b.p, "k\xc3\xa9");
    assert_i64(weft_json_get(&j, 0, "k\xc3\xa9"), 1);
    assert_i64(weft_json_get(&j, 0, "k\xc3"), WEFT_NONE);
    assert_i64(weft_json_get(&j, 0, "k\xc3\xa9x"), WEFT_NONE);
    weft_buf_release(&b);
    weft_json_release(&j);
}

static void a_struct_is_reusable_after_success_and_failure(void **state)
{
    struct weft_json j = { 0 };

    (void)state;
    assert_i64(parse(&j, "[1,2,3]", NULL, NULL), WEFT_OK);
    assert_i64(parse(&j, "[1,2", NULL, NULL), WEFT_E_PARSE);
    assert_i64(parse(&j, "{\"a\":7}", NULL, NULL), WEFT_OK);
    assert_i64(j.n, 2);
    assert_i64(weft_json_get(&j, 0, "a"), 1);
    weft_json_release(&j);
}

static void places_count_lines_and_bytes_from_one(void **state)
{
    static const char text[] = "ab\n\nc\xc3\xa9"
                               "d";
    int line, column;

    (void)state;
    weft_json_place(text, 0, &line, &column);
    assert_i64(line * 100 + column, 101);
    weft_json_place(text, 2, &line, &column);
    assert_i64(line * 100 + column, 103);
    weft_json_place(text, 3, &line, &column);
    assert_i64(line * 100 + column, 201);
    weft_json_place(text, 7, &line, &column);
    assert_i64(line * 100 + column, 304);
}

static void every_failed_allocation_is_reported(void **state)
{
    char *many = large_object(60, 60);
    const char *text[] = { many, "{\"a\\n\":[1,2,{\"b\":3}],\"c\":\"d\"}" };

    (void)state;
    for (int t = 0; t < 2; t++) {
        for (long k = 1;; k++) {
            struct weft_json j = { 0 };
            struct weft_err e = { 0 };
            enum weft_rc rc;

            oom_at(k);
            rc = parse(&j, text[t], NULL, &e);
            weft_json_release(&j);
            if (!oom_stop()) {
                assert_i64(rc, WEFT_OK);
                assert_true(k > 1);
                break;
            }
            assert_i64(rc, WEFT_E_NOMEM);
            assert_string_equal(e.msg, "out of memory");
        }
    }
    free(many);
}

/* What was parsed is whole: children lie inside their parents, in order. */
static void check_tree(const struct weft_json *j)
{
    for (int32_t i = 0; i < j->n; i++) {
        const struct weft_json_val *v = &j->v[i];
        int32_t n = 0;
        size_t from = v->begin + 1;

        for (int32_t c = v->child; c != WEFT_NONE; c = j->v[c].next) {
            assert_i64(j->v[c].parent, i);
            assert_true(j->v[c].begin >= from && j->v[c].end < v->end);
            from = j->v[c].end + 1;
            n++;
        }
        assert_i64(n, v->nchild);
    }
}

static void mutated_texts_never_break_the_parser(void **state)
{
    static const char seed[] =
        "{\"a\":[1,-2.5e3,true,null],\"b\\n\":{\"c\":\"\\u00e9\xc3\xa9\"}}";
    static const char alphabet[] = "{}[]\",:\\u0e1-.+ntf \n\xc3\xa9\xff";
    struct weft_rng r;
    struct weft_json j = { 0 };

    (void)state;
    weft_rng_seed(&r, 7);
    for (int round = 0; round < 50000; round++) {
        char t[sizeof(seed)];
        size_t len = weft_rng_below(&r, sizeof(seed)), at = 0;
        struct weft_err e = { 0 };

        memcpy(t, seed, sizeof(seed));
        if (round % 3)
            len = sizeof(seed) - 1;
        for (uint64_t k = weft_rng_below(&r, 4); k > 0; k--)
            t[weft_rng_below(&r, sizeof(t))] =
                alphabet[weft_rng_below(&r, sizeof(alphabet) - 1)];
        if (weft_json_parse(&j, t, len, true, &at, &e) == WEFT_OK) {
            check_tree(&j);
        } else {
            assert_true(at <= len);
            assert_true(e.msg[0] != '\0');
        }
    }
    weft_json_release(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_accepted),
        cmocka_unit_test(a_fault_of_structure_is_placed_and_explained),
        cmocka_unit_test(hand_written_mistakes_get_a_hint),
        cmocka_unit_test(faults_of_numbers_are_refused),
        cmocka_unit_test(faults_of_strings_are_refused),
        cmocka_unit_test(invalid_utf8_is_refused),
        cmocka_unit_test(a_nul_byte_is_refused),
        cmocka_unit_test(duplicate_keys_are_refused_at_the_second),
        cmocka_unit_test(duplicates_are_found_among_many_members),
        cmocka_unit_test(a_dangerous_key_is_not_printed_raw),
        cmocka_unit_test(depth_is_limited_to_64),
        cmocka_unit_test(values_point_into_the_text),
        cmocka_unit_test(a_part_of_a_text_can_be_parsed),
        cmocka_unit_test(strings_are_unescaped),
        cmocka_unit_test(a_struct_is_reusable_after_success_and_failure),
        cmocka_unit_test(places_count_lines_and_bytes_from_one),
        cmocka_unit_test(every_failed_allocation_is_reported),
        cmocka_unit_test(mutated_texts_never_break_the_parser),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
