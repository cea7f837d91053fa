/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/rng.h"

static void known_state_gives_the_authors_sequence(void **state)
{
    /* From the state 1 2 3 4, worked out by hand from the definition. */
    static const uint64_t want[] = { 11520u, 0u, 1509978240u,
                                     1215971899390074240u };
    struct weft_rng r = { { 1, 2, 3, 4 } };

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_true(weft_rng_next(&r) == want[i]);
}

static void seeding_uses_splitmix64(void **state)
{
    struct weft_rng r;

    (void)state;
    weft_rng_seed(&r, 0);
    assert_true(r.s[0] == 0xe220a8397b1dcdafu);
    assert_true(r.s[1] == 0x6e789e6aa1b965f4u);
}

static void equal_seeds_give_equal_numbers(void **state)
{
    struct weft_rng a, b, c;
    int same = 0;

    (void)state;
    weft_rng_seed(&a, 42);
    weft_rng_seed(&b, 42);
    weft_rng_seed(&c, 43);
    for (int i = 0; i < 100; i++) {
        uint64_t x = weft_rng_next(&a);

        assert_true(x == weft_rng_next(&b));
        same += x == weft_rng_next(&c);
    }
    assert_i64(same, 0);
}

static void below_is_uniform_and_in_range(void **state)
{
    struct weft_rng r;
    int count[6] = { 0 };

    (void)state;
    weft_rng_seed(&r, 1);
    for (int i = 0; i < 60000; i++) {
        uint64_t x = weft_rng_below(&r, 6);

        assert_true(x < 6);
        count[x]++;
    }
    for (int i = 0; i < 6; i++)
        assert_true(count[i] > 9600 && count[i] < 10400);
    assert_i64(weft_rng_below(&r, 1), 0);
}

static void unit_is_in_the_half_open_interval(void **state)
{
    struct weft_rng r;
    double sum = 0;

    (void)state;
    weft_rng_seed(&r, 3);
    for (int i = 0; i < 10000; i++) {
        double x = weft_rng_unit(&r);

        assert_true(x >= 0 && x < 1);
        sum += x;
    }
    assert_true(sum > 4900 && sum < 5100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_state_gives_the_authors_sequence),
        cmocka_unit_test(seeding_uses_splitmix64),
        cmocka_unit_test(equal_seeds_give_equal_numbers),
        cmocka_unit_test(below_is_uniform_and_in_range),
        cmocka_unit_test(unit_is_in_the_half_open_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
