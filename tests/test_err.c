/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "weft/err.h"

static void every_code_has_a_text(void **state)
{
    (void)state;
    for (int rc = 0; rc < WEFT_RC_COUNT; rc++)
        assert_true(strlen(weft_rc_text((enum weft_rc)rc)) > 0);
    assert_string_equal(weft_rc_text((enum weft_rc)99), "unknown result code");
}

static void set_returns_the_code_and_accepts_null(void **state)
{
    struct weft_err e;

    (void)state;
    assert_i64(weft_err_set(NULL, WEFT_E_REF, "x", "y"), WEFT_E_REF);
    assert_i64(weft_err_set(&e, WEFT_E_IO, "f", "no %s", "luck"), WEFT_E_IO);
    assert_string_equal(e.msg, "no luck");
    assert_string_equal(e.where, "f");
}

static void diags_beyond_the_limit_are_counted(void **state)
{
    struct weft_diags d = { 0 };

    (void)state;
    for (int i = 0; i < WEFT_DIAGS_MAX + 5; i++)
        weft_diags_add(&d, i % 2, WEFT_E_INVAL, 1, 2, "/a", "fault %d", i);
    assert_i64(d.n, WEFT_DIAGS_MAX);
    assert_i64(d.dropped, 5);
    assert_i64(d.errors, (WEFT_DIAGS_MAX + 5 + 1) / 2);
    assert_string_equal(d.v[3].msg, "fault 3");
    weft_diags_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_text),
        cmocka_unit_test(set_returns_the_code_and_accepts_null),
        cmocka_unit_test(diags_beyond_the_limit_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
