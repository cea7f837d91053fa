/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/map.h"
#include "lib/oom.h"

enum { MANY = 5000 };

static char key[MANY][12];

static int make_keys(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++)
        snprintf(key[i], sizeof(key[i]), "k%d", i * 7919);
    return 0;
}

static int32_t get(const struct weft_map *m, const char *k)
{
    return weft_map_get(m, k, strlen(k));
}

static enum weft_rc put(struct weft_map *m, const char *k, int32_t v)
{
    return weft_map_put(m, k, strlen(k), v);
}

static void a_zeroed_map_is_empty(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    assert_i64(get(&m, "a"), WEFT_NONE);
    weft_map_del(&m, "a", 1);
    weft_map_clear(&m);
    weft_map_release(&m);
}

static void put_overwrites(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    assert_i64(put(&m, "a", 1), WEFT_OK);
    assert_i64(put(&m, "a", 2), WEFT_OK);
    assert_i64(get(&m, "a"), 2);
    assert_i64(m.n, 1);
    weft_map_release(&m);
}

static void keys_are_bytes_of_a_length(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    weft_map_put(&m, "ab", 1, 1);
    weft_map_put(&m, "ab", 2, 2);
    weft_map_put(&m, "", 0, 3);
    weft_map_put(&m, "a\0c", 3, 4);
    assert_i64(get(&m, "a"), 1);
    assert_i64(get(&m, "ab"), 2);
    assert_i64(get(&m, ""), 3);
    assert_i64(weft_map_get(&m, "a\0c", 3), 4);
    assert_i64(weft_map_get(&m, "a\0d", 3), WEFT_NONE);
    weft_map_release(&m);
}

static void many_keys_are_found_again(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    for (int i = 0; i < MANY; i++)
        assert_i64(put(&m, key[i], i), WEFT_OK);
    for (int i = 0; i < MANY; i++)
        assert_i64(get(&m, key[i]), i);
    assert_i64(get(&m, "absent"), WEFT_NONE);
    assert_i64(m.n, MANY);
    weft_map_release(&m);
}

static void deleted_keys_are_gone_and_the_others_stay(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    for (int i = 0; i < MANY; i++)
        put(&m, key[i], i);
    for (int i = 0; i < MANY; i += 2)
        weft_map_del(&m, key[i], strlen(key[i]));
    assert_i64(m.n, MANY / 2);
    for (int i = 0; i < MANY; i++)
        assert_i64(get(&m, key[i]), i % 2 ? i : WEFT_NONE);
    weft_map_release(&m);
}

static void putting_and_deleting_for_ever_stays_small(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    for (int round = 0; round < 100; round++)
        for (int i = 0; i < 100; i++) {
            put(&m, key[i + round], i);
            weft_map_del(&m, key[i + round], strlen(key[i + round]));
        }
    assert_i64(m.n, 0);
    assert_true(m.cap <= 64);
    weft_map_release(&m);
}

static void clear_empties_and_keeps_the_memory(void **state)
{
    struct weft_map m = { 0 };
    size_t cap;

    (void)state;
    for (int i = 0; i < 100; i++)
        put(&m, key[i], i);
    cap = m.cap;
    weft_map_clear(&m);
    assert_i64(get(&m, key[5]), WEFT_NONE);
    assert_i64(m.cap, cap);
    assert_i64(put(&m, key[5], 9), WEFT_OK);
    assert_i64(get(&m, key[5]), 9);
    weft_map_release(&m);
}

static void without_memory_the_map_stays_as_it_was(void **state)
{
    struct weft_map m = { 0 };
    int n = 0;

    (void)state;
    for (int i = 0; i < 200; i++) {
        oom_at(1);
        if (put(&m, key[i], i) == WEFT_OK) {
            n++;
            oom_stop();
            continue;
        }
        assert_true(oom_stop());
        assert_i64(m.n, n);
        assert_i64(get(&m, key[i]), WEFT_NONE);
        for (int k = 0; k < i; k++)
            assert_i64(get(&m, key[k]), k);
        assert_i64(put(&m, key[i], i), WEFT_OK);
        n++;
    }
    weft_map_release(&m);
}

static void what_was_reserved_needs_no_memory(void **state)
{
    struct weft_map m = { 0 };

    (void)state;
    for (int i = 0; i < 200; i += 20) {
        assert_i64(weft_map_reserve(&m, 20), WEFT_OK);
        oom_at(1);
        for (int k = i; k < i + 20; k++) /* a tombstone for every entry */
            assert_i64(put(&m, key[k], k), WEFT_OK);
        assert_false(oom_stop());
        for (int k = i; k < i + 20; k++)
            weft_map_del(&m, key[k], strlen(key[k]));
    }
    weft_map_release(&m);
}

/* The reference implementation's values for the key 00 01 .. 0f and the
 * messages "", 00, 00 01, ... */
static void siphash_gives_the_reference_values(void **state)
{
    static const uint64_t want[] = {
        0xabac0158050fc4dcu, 0xc9f49bf37d57ca93u, 0x82cb9b024dc7d44du,
        0x8bf80ab8e7ddf7fbu, 0xcf75576088d38328u, 0xdef9d52f49533b67u,
        0xc50d2b50c59f22a7u, 0xd3927d989bb11140u, 0x369095118d299a8eu,
        0x25a48eb36c063de4u, 0x79de85ee92ff097fu, 0x70c118c1f94dc352u,
        0x78a384b157b4d9a2u, 0x306f760c1229ffa7u, 0x605aa111c0f95d34u,
        0xd320d86d2a519956u, 0xcc4fdd1a7d908b66u,
    };
    unsigned char in[16];

    (void)state;
    for (unsigned char i = 0; i < 16; i++)
        in[i] = i;
    for (size_t n = 0; n <= 16; n++)
        if (weft_siphash(in, n, 0x0706050403020100u, 0x0f0e0d0c0b0a0908u) !=
            want[n])
            fail_msg("wrong hash of %zu bytes", n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zeroed_map_is_empty),
        cmocka_unit_test(put_overwrites),
        cmocka_unit_test(keys_are_bytes_of_a_length),
        cmocka_unit_test(many_keys_are_found_again),
        cmocka_unit_test(deleted_keys_are_gone_and_the_others_stay),
        cmocka_unit_test(putting_and_deleting_for_ever_stays_small),
        cmocka_unit_test(clear_empties_and_keeps_the_memory),
        cmocka_unit_test(without_memory_the_map_stays_as_it_was),
        cmocka_unit_test(what_was_reserved_needs_no_memory),
        cmocka_unit_test(siphash_gives_the_reference_values),
    };

    return cmocka_run_group_tests(tests, make_keys, NULL);
}
