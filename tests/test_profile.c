/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles against arrays of plain numbers. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "lib/tweft.h"

#include "engine/profile.h"
#include "lib/oom.h"
#include "lib/randplan.h"
#include "weft/problem.h"

#define HORIZON 120
#define FIELDS  3

/* Three cells in a word: capacities 5, 1 and 200. */
static const int64_t cap[FIELDS] = { 5, 1, 200 };
static const int shift[FIELDS] = { 0, 4, 6 };
static const uint64_t guard = 1u << 3 | 1u << 5 | 1u << 14;

static uint64_t word_of(const int64_t *v)
{
    uint64_t w = 0;

    for (int f = 0; f < FIELDS; f++)
        w |= (uint64_t)v[f] << shift[f];
    return w;
}

struct model {
    int64_t free[HORIZON][FIELDS];
};

static bool model_fits(const struct model *m, int64_t t, int64_t dur,
                       const int64_t *need)
{
    for (int64_t u = t; u < t + dur; u++)
        for (int f = 0; f < FIELDS; f++)
            if (m->free[u][f] < need[f])
                return false;
    return true;
}

static int64_t model_first(const struct model *m, int64_t from, int64_t last,
                           int64_t dur, const int64_t *need)
{
    for (int64_t t = from; t <= last && t + dur <= HORIZON; t++)
        if (model_fits(m, t, dur, need))
            return t;
    return WEFT_FOREVER;
}

static int64_t model_last(const struct model *m, int64_t from, int64_t last,
                          int64_t dur, const int64_t *need)
{
    for (int64_t t = last; t >= from; t--)
        if (model_fits(m, t, dur, need))
            return t;
    return WEFT_NONE;
}

static void model_take(struct model *m, int64_t from, int64_t to,
                       const int64_t *need, int64_t sign)
{
    for (int64_t t = from; t < to; t++)
        for (int f = 0; f < FIELDS; f++)
            m->free[t][f] -= sign * need[f];
}

static void random_need(uint64_t *rng, int64_t *need)
{
    need[0] = rand_below(rng, 4);
    need[1] = rand_below(rng, 4) == 0;
    need[2] = rand_below(rng, 90);
}

static void check_profile(const struct weft_profile *p)
{
#ifdef WEFT_DEBUG
    weft_profile_check(p);
#else
    (void)p;
#endif
}

struct run {
    int64_t from, to, need[FIELDS];
};

/* A profile and what it should be. */
struct pair {
    struct weft_profile p;
    struct model m, ground;
    struct run runs[200];
    int nrun;
    uint64_t seed, rng;
};

static void setup(struct pair *x, int64_t horizon, uint64_t seed)
{
    static const int64_t up[FIELDS] = { 0, 1, 0 };
    int nblock;

    *x = (struct pair){ .seed = seed, .rng = seed };
    assert_true(weft_profile_init(&x->p, word_of(cap), guard, horizon));
    for (int t = 0; t < HORIZON; t++)
        memcpy(x->m.free[t], cap, sizeof(cap));
    nblock = rand_below(&x->rng, 3);
    for (int b = 0; b < nblock; b++) {
        int64_t from = b * 40 + rand_below(&x->rng, 20);
        int64_t to = from + rand_below(&x->rng, 20);

        assert_true(weft_profile_block(&x->p, from, to, word_of(up)));
        model_take(&x->m, from, to, up, 1);
    }
    x->ground = x->m;
}

static void assert_same(const struct pair *x, const char *what, int64_t got,
                        int64_t want)
{
    if (got != want)
        fail_msg("seed %llu: %s %lld, want %lld", (unsigned long long)x->seed,
                 what, (long long)got, (long long)want);
}

static void compare_searches(struct pair *x, int64_t dur, const int64_t *need)
{
    int64_t from = rand_below(&x->rng, 100);
    int64_t last = from + rand_below(&x->rng, HORIZON);

    if (last > HORIZON - dur)
        last = HORIZON - dur;
    assert_same(x, "first fit",
                weft_profile_fit(&x->p, from, last, dur, word_of(need)),
                model_first(&x->m, from, last, dur, need));
    if (last >= from)
        assert_same(
            x, "last fit",
            weft_profile_fit_last(&x->p, from, last, dur, word_of(need)),
            model_last(&x->m, from, last, dur, need));
}

/* Take where it fits first, or give one of the runs back. */
static void change(struct pair *x, int64_t dur, const int64_t *need)
{
    int64_t from = rand_below(&x->rng, 100);

    from = model_first(&x->m, from, HORIZON - dur, dur, need);
    if (from != WEFT_FOREVER && x->nrun < 200 && rand_below(&x->rng, 3)) {
        x->runs[x->nrun++] = (struct run){ from,
                                           from + dur,
                                           { need[0], need[1], need[2] } };
        assert_true(weft_profile_take(&x->p, from, from + dur, word_of(need)));
        model_take(&x->m, from, from + dur, need, 1);
    } else if (x->nrun && rand_below(&x->rng, 2)) {
        int at = rand_below(&x->rng, x->nrun);
        struct run r = x->runs[at];

        x->runs[at] = x->runs[--x->nrun];
        assert_true(weft_profile_give(&x->p, r.from, r.to, word_of(r.need)));
        model_take(&x->m, r.from, r.to, r.need, -1);
    }
}

static void reset(struct pair *x)
{
    int64_t held[FIELDS] = { rand_below(&x->rng, 3), 0, 0 };

    assert_true(weft_profile_reset(&x->p, word_of(held)));
    x->m = x->ground;
    model_take(&x->m, 0, HORIZON, held, 1);
    x->nrun = 0;
}

/* Searches, takes, gives and resets by chance: always what the model says. */
static void compare(int64_t horizon, uint64_t seed)
{
    static struct pair x;

    setup(&x, horizon, seed);
    for (int k = 0; k < 400; k++) {
        int64_t need[FIELDS], dur = 1 + rand_below(&x.rng, 15);

        random_need(&x.rng, need);
        compare_searches(&x, dur, need);
        change(&x, dur, need);
        if (rand_below(&x.rng, 150) == 0)
            reset(&x);
        for (int t = 0; t < HORIZON; t++)
            assert_same(&x, "free", (int64_t)weft_profile_at(&x.p, t),
                        (int64_t)word_of(x.m.free[t]));
        check_profile(&x.p);
    }
    weft_profile_release(&x.p);
}

static void a_word_per_tick_agrees_with_arrays(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        compare(HORIZON, seed);
}

static void break_points_agree_with_arrays(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        compare(0, seed);
}

static void break_points_reach_to_the_end_of_time(void **state)
{
    struct weft_profile p;
    int64_t far = INT64_MAX / 4, need[FIELDS] = { 5, 1, 200 };

    (void)state;
    assert_true(weft_profile_init(&p, word_of(cap), guard, 0));
    assert_true(weft_profile_take(&p, far, 2 * far, word_of(need)));
    assert_i64(weft_profile_fit(&p, 0, WEFT_FOREVER, far, word_of(need)), 0);
    assert_i64(weft_profile_fit(&p, 1, WEFT_FOREVER, far, word_of(need)),
               2 * far);
    assert_i64(weft_profile_fit_last(&p, 0, 2 * far - 1, far, word_of(need)),
               0);
    weft_profile_release(&p);
}

static void a_field_may_be_63_bits_wide(void **state)
{
    struct weft_profile p;
    uint64_t all = INT64_MAX;

    (void)state;
    assert_true(weft_profile_init(&p, all, UINT64_C(1) << 63, 0));
    assert_true(weft_profile_take(&p, 5, 10, all - 3));
    assert_i64(weft_profile_fit(&p, 0, WEFT_FOREVER, 6, 4), 10);
    assert_i64(weft_profile_fit(&p, 0, WEFT_FOREVER, 6, 3), 0);
    weft_profile_release(&p);
}

static void without_memory_nothing_changes(void **state)
{
    struct weft_profile p;
    int64_t one[FIELDS] = { 1, 0, 1 };

    (void)state;
    for (long k = 1;; k++) {
        bool ok;

        oom_at(k);
        ok = weft_profile_init(&p, word_of(cap), guard, 0);
        for (int64_t t = 0; ok && t < 40; t += 2) {
            ok = weft_profile_take(&p, t, t + 1, word_of(one));
            if (!ok)
                assert_i64(weft_profile_at(&p, t), word_of(cap));
        }
        if (!oom_stop()) {
            assert_true(ok);
            weft_profile_release(&p);
            break;
        }
        assert_false(ok);
        if (p.at)
            weft_profile_release(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_per_tick_agrees_with_arrays),
        cmocka_unit_test(break_points_agree_with_arrays),
        cmocka_unit_test(break_points_reach_to_the_end_of_time),
        cmocka_unit_test(a_field_may_be_63_bits_wide),
        cmocka_unit_test(without_memory_nothing_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
