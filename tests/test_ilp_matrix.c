/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of integer programmes as they are kept, and bounds from multipliers. */
#include "lib/tweft.h"

#include "engine/ilp_dual.h"
#include "engine/ilp_model.h"

static int32_t col(struct ilp_model *m, int64_t lo, int64_t hi, int64_t obj)
{
    return weft_ilp_col(
        m, (struct ilp_col){ .lo = lo, .hi = hi, .obj = obj, .integer = true });
}

/* a x + b y <= rhs (== with equal) */
static void row(struct ilp_model *m, int64_t a, int64_t b, int64_t rhs,
                bool equal)
{
    weft_ilp_term(m, 0, a);
    weft_ilp_term(m, 1, b);
    weft_ilp_row(m, rhs, equal);
}

static struct ilp_model two_columns(void)
{
    struct ilp_model m = { 0 };

    col(&m, 0, 10, 1);
    col(&m, 0, 10, 1);
    return m;
}

static void common_factors_go_and_the_right_side_is_rounded_down(void **state)
{
    struct ilp_model m = two_columns();

    (void)state;
    row(&m, 4000, 6000, 7000, false);
    assert_i64(m.nrow, 1);
    assert_i64(m.term[0].coef, 2);
    assert_i64(m.term[1].coef, 3);
    assert_i64(m.row[0].rhs, 3);
    row(&m, -4, -6, -7, false); /* 2x + 3y >= 3.5 */
    assert_i64(m.row[1].rhs, -4);
    weft_ilp_model_release(&m);
}

static void rows_that_always_hold_are_dropped(void **state)
{
    struct ilp_model m = two_columns();

    (void)state;
    row(&m, 1, 1, 20, false);
    row(&m, -1, -1, 0, false);
    row(&m, 0, 0, 0, true);
    assert_i64(m.nrow, 0);
    assert_false(m.infeasible);
    weft_ilp_model_release(&m);
}

static void rows_that_cannot_hold_are_noticed(void **state)
{
    static const struct {
        int64_t a, b, rhs;
        bool equal;
    } wrong[] = { { -1, -1, -21, false },
                  { 1, 1, 21, true },
                  { 2, 2, 3, true }, /* no whole numbers */
                  { 0, 0, -1, false } };

    (void)state;
    for (size_t k = 0; k < sizeof(wrong) / sizeof(*wrong); k++) {
        struct ilp_model m = two_columns();

        row(&m, wrong[k].a, wrong[k].b, wrong[k].rhs, wrong[k].equal);
        assert_true(m.infeasible);
        weft_ilp_model_release(&m);
    }
}

static void one_term_is_a_bound(void **state)
{
    struct ilp_model m = two_columns();

    (void)state;
    row(&m, 3, 0, 14, false);
    row(&m, 0, -3, -7, false);
    assert_i64(m.nrow, 0);
    assert_i64(m.col[0].hi, 4);
    assert_i64(m.col[1].lo, 3);
    row(&m, -1, 0, -5, false);
    assert_true(m.infeasible);
    weft_ilp_model_release(&m);
}

static void of_equal_rows_the_tightest_is_kept(void **state)
{
    struct ilp_model m = two_columns();

    (void)state;
    row(&m, 1, 2, 9, false);
    row(&m, 2, 4, 14, false);
    row(&m, 1, 2, 8, false);
    assert_i64(m.nrow, 1);
    assert_i64(m.row[0].rhs, 7);
    row(&m, 1, 2, 5, true);
    assert_i64(m.nrow, 2);
    row(&m, 1, 2, 6, true);
    assert_true(m.infeasible);
    weft_ilp_model_release(&m);
}

static void terms_add_up_and_fixed_columns_are_constants(void **state)
{
    struct ilp_model m = two_columns();
    int32_t z = col(&m, 2, 2, 0);

    (void)state;
    weft_ilp_term(&m, 0, 2);
    weft_ilp_term(&m, z, 5);
    weft_ilp_term(&m, 1, 7);
    weft_ilp_term(&m, 0, 1);
    weft_ilp_const(&m, 3);
    weft_ilp_row(&m, 20, false); /* 3x + 7y <= 7 */
    assert_i64(m.nrow, 1);
    assert_i64(m.row[0].n, 2);
    assert_i64(m.term[0].coef, 3);
    assert_i64(m.row[0].rhs, 7);
    weft_ilp_model_release(&m);
}

static void too_large_is_said_not_wrapped(void **state)
{
    struct ilp_model m = two_columns();

    (void)state;
    row(&m, INT64_MAX, INT64_MAX, 5, false);
    assert_true(m.too_large);
    weft_ilp_model_release(&m);
    m = two_columns();
    m.max_term = 3;
    row(&m, 1, 2, 5, false);
    assert_false(m.too_large);
    row(&m, 1, 3, 5, false);
    assert_true(m.too_large);
    weft_ilp_model_release(&m);
}

/* min x + y, x + y >= 7: one multiplier. */
static int64_t bound_with(double y)
{
    struct ilp_model m = two_columns();
    int64_t bound = -1;

    row(&m, -1, -1, -7, false);
    assert_i64(m.nrow, 1);
    assert_true(weft_ilp_dual_bound(&m, &y, &bound));
    weft_ilp_model_release(&m);
    return bound;
}

static void multipliers_give_a_bound_whatever_they_are(void **state)
{
    (void)state;
    assert_i64(bound_with(1), 7);
    assert_i64(bound_with(1 - 1e-9), 7); /* 6.99.. rounded up */
    assert_i64(bound_with(1 + 1e-9), 7);
    assert_i64(bound_with(0.5), 4);
    assert_i64(bound_with(0), 0);
    assert_i64(bound_with(-3), 0); /* the wrong sign says nothing */
    assert_i64(bound_with(3), -19);
}

static void multipliers_of_equalities_have_any_sign(void **state)
{
    struct ilp_model m = two_columns();
    double y = -1;
    int64_t bound;

    (void)state;
    row(&m, 1, 1, 7, true);
    assert_true(weft_ilp_dual_bound(&m, &y, &bound));
    assert_i64(bound, 7);
    weft_ilp_model_release(&m);
}

static void large_numbers_lose_nothing_or_are_refused(void **state)
{
    const int64_t huge = (int64_t)1 << 57;
    struct ilp_model m = { 0 };
    double y = 1.0 / (double)huge, nan = 0.0 / 0.0, far = 1e300;
    int64_t bound;

    (void)state;
    col(&m, 0, 10, 1);
    weft_ilp_term(&m, 0, -huge);
    weft_ilp_term(&m, col(&m, 0, 3, 0), -huge - 1);
    weft_ilp_row(&m, -5 * huge, false);
    assert_i64(m.nrow, 1);
    assert_true(weft_ilp_dual_bound(&m, &y, &bound));
    assert_true(bound <= 2); /* the optimum: x = 2, y = 3 */
    assert_false(weft_ilp_dual_bound(&m, &nan, &bound));
    assert_false(weft_ilp_dual_bound(&m, &far, &bound));
    weft_ilp_model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_factors_go_and_the_right_side_is_rounded_down),
        cmocka_unit_test(rows_that_always_hold_are_dropped),
        cmocka_unit_test(rows_that_cannot_hold_are_noticed),
        cmocka_unit_test(one_term_is_a_bound),
        cmocka_unit_test(of_equal_rows_the_tightest_is_kept),
        cmocka_unit_test(terms_add_up_and_fixed_columns_are_constants),
        cmocka_unit_test(too_large_is_said_not_wrapped),
        cmocka_unit_test(multipliers_give_a_bound_whatever_they_are),
        cmocka_unit_test(multipliers_of_equalities_have_any_sign),
        cmocka_unit_test(large_numbers_lose_nothing_or_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
