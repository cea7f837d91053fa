/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "cli/cli.h"
#include "cli/example.h"

static void example_is_the_sample_to_the_byte(void **state)
{
    char path[512], text[8192];
    size_t n;
    FILE *f;

    (void)state;
    snprintf(path, sizeof(path), "%s/article.json", getenv("SAMPLES_DIR"));
    f = fopen(path, "r");
    assert_non_null(f);
    n = fread(text, 1, sizeof(text) - 1, f);
    fclose(f);
    text[n] = '\0';
    assert_string_equal(cli_example, text);
}

static const char *nearest(const char *typed)
{
    static const char *const names[] = { "report",  "solve",   "check", "edit",
                                         "convert", "engines", "seed",  NULL };
    struct cli_nearest n = { .typed = typed };

    for (size_t i = 0; names[i]; i++)
        cli_nearest_offer(&n, names[i]);
    return n.name ? n.name : "";
}

static void nearest_finds_each_kind_of_slip(void **state)
{
    (void)state;
    assert_string_equal(nearest("reprot"), "report");  /* exchanged */
    assert_string_equal(nearest("repot"), "report");   /* missing */
    assert_string_equal(nearest("reportt"), "report"); /* doubled */
    assert_string_equal(nearest("rebort"), "report");  /* wrong */
    assert_string_equal(nearest("conv"), "convert");   /* begun */
    assert_string_equal(nearest("sede"), "seed");
}

static void nearest_finds_nothing_in_other_words(void **state)
{
    (void)state;
    assert_string_equal(nearest("frobnicate"), "");
    assert_string_equal(nearest("x"), "");
    assert_string_equal(nearest(""), "");
    assert_string_equal(nearest("reportreportreportreportreportreportreport"),
                        "");
}

static void nearest_prefers_the_first_of_equals(void **state)
{
    struct cli_nearest n = { .typed = "ab" };

    (void)state;
    cli_nearest_offer(&n, "ac");
    cli_nearest_offer(&n, "ad");
    assert_string_equal(n.name, "ac");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_is_the_sample_to_the_byte),
        cmocka_unit_test(nearest_finds_each_kind_of_slip),
        cmocka_unit_test(nearest_finds_nothing_in_other_words),
        cmocka_unit_test(nearest_prefers_the_first_of_equals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
