/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "base/rng.h"
#include "ui/rail.h"

static void draws(const struct ui_glyphs *g, struct ui_arc *arc, int32_t n,
                  int32_t rows, const char *want)
{
    struct ui_rail r = { 0 };
    struct ui_cells c;
    char *got;

    assert_true(ui_rail_build(&r, arc, n, UI_RAIL_LANES));
    assert_true(ui_cells_init(&c, ui_rail_width(r.nlane), rows, g));
    for (int32_t y = 0; y < rows; y++)
        ui_rail_draw(ui_pad_all(&c), 0, y, &r, y, UI_TEXT);
    got = ui_cells_dump(&c, false);
    assert_string_equal(got, want);
    free(got);
    ui_cells_release(&c);
    ui_rail_release(&r);
}

static void a_chain_alternates_lanes(void **state)
{
    struct ui_arc a[] = { { 0, 1, true }, { 1, 2, true }, { 2, 3, false } };

    (void)state;
    draws(&ui_glyphs_utf8, a, 3, 4, "●━┓\n●━┻━┓\n●━┯━┛\n●─┘\n");
}

/* The example of the design: two sources, one join, a far successor. */
static const struct ui_arc genome[] = {
    { 0, 2, true },  { 1, 3, false },  { 1, 4, false }, { 1, 5, false },
    { 2, 3, false }, { 2, 4, true },   { 2, 5, true },  { 2, 6, false },
    { 3, 7, false }, { 4, 7, false },  { 5, 7, true },  { 7, 8, true },
    { 7, 9, false }, { 6, 10, false }, { 8, 10, true }, { 9, 11, false },
    { 10, 11, true }
};
#define NGENOME ((int32_t)(sizeof(genome) / sizeof(*genome)))

static void critical_links_are_heavy_and_pass_over(void **state)
{
    struct ui_arc a[NGENOME];

    (void)state;
    memcpy(a, genome, sizeof(genome));
    draws(&ui_glyphs_utf8, a, NGENOME, 12,
          "●━┓\n"
          "●─┃─┐\n"
          "●━┻━━━━━┓\n"
          "●───┼───╂─┐\n"
          "●━━━┿━┯━┫ │\n"
          "●━┳━┷━━━┩ │\n"
          "●─┃───│─┴─│─┐\n"
          "●━┻━┱─┴───┘ │\n"
          "●━━━╇━┓     │\n"
          "●───┴─┃─┐   │\n"
          "●━┳━━━┹─│───┘\n"
          "●━┹─────┘\n");
}

static void ascii_joints_differ_from_crossings(void **state)
{
    struct ui_arc a[NGENOME];

    (void)state;
    memcpy(a, genome, sizeof(genome));
    draws(&ui_glyphs_ascii, a, NGENOME, 12,
          "o=+\n"
          "o-|-+\n"
          "o=+=====+\n"
          "o---+---+-+\n"
          "o===+=+=+ |\n"
          "o=+=+===+ |\n"
          "o-|---|-+-|-+\n"
          "o=+=+-+---+ |\n"
          "o===+=+     |\n"
          "o---+-|-+   |\n"
          "o=+===+-|---+\n"
          "o=+-----+\n");
}

static void doubled_links_are_one_and_critical_wins(void **state)
{
    struct ui_arc a[] = { { 0, 1, false }, { 0, 1, true }, { 0, 1, false } };

    (void)state;
    draws(&ui_glyphs_utf8, a, 3, 2, "●━┓\n●━┛\n");
}

static void nothing_draws_dots_alone(void **state)
{
    (void)state;
    draws(&ui_glyphs_utf8, NULL, 0, 2, "●\n●\n");
}

static void too_many_lanes_are_refused(void **state)
{
    struct ui_arc a[12];
    struct ui_rail r = { 0 };

    (void)state;
    for (int i = 0; i < 12; i++)
        a[i] = (struct ui_arc){ i, 20 + i, false };
    assert_true(ui_rail_build(&r, a, 12, 6));
    assert_true(r.nlane > 6);
    ui_rail_release(&r);
}

static bool reaches(const struct ui_rail *r, const struct ui_arc *a)
{
    for (int32_t t = 0; t < r->ntrunk; t++)
        for (int32_t k = 0; k < r->trunk[t].nto; k++)
            if (r->trunk[t].from == a->from &&
                r->to[r->trunk[t].to_begin + k].to == a->to)
                return true;
    return false;
}

/* Random links: all kept, and no lane has two trunks on one row. */
static void trunks_of_a_lane_never_touch(void **state)
{
    struct weft_rng rng;

    (void)state;
    weft_rng_seed(&rng, 11);
    for (int round = 0; round < 300; round++) {
        struct ui_arc a[60];
        struct ui_rail r = { 0 };
        int32_t n = 1 + (int32_t)weft_rng_below(&rng, 60);

        for (int32_t i = 0; i < n; i++) {
            a[i].from = (int32_t)weft_rng_below(&rng, 30);
            a[i].to = a[i].from + 1 + (int32_t)weft_rng_below(&rng, 8);
            a[i].critical = weft_rng_below(&rng, 2);
        }
        struct ui_arc in[60];
        memcpy(in, a, sizeof(a));
        assert_true(ui_rail_build(&r, a, n, UI_RAIL_LANES));
        for (int32_t i = 0; i < n; i++)
            if (!reaches(&r, &in[i]))
                fail_msg("round %d: link %d is lost", round, i);
        for (int32_t i = 0; r.nlane <= UI_RAIL_LANES && i < r.ntrunk; i++)
            for (int32_t k = 0; k < i; k++)
                if (r.trunk[i].lane == r.trunk[k].lane &&
                    r.trunk[i].from <= r.trunk[k].last &&
                    r.trunk[k].from <= r.trunk[i].last)
                    fail_msg("round %d: trunks %d and %d touch", round, i, k);
        ui_rail_release(&r);
    }
}

/* 10,000 rows in a few lanes: no quadratic work (the test would take minutes). */
static void long_chains_are_quick(void **state)
{
    const int32_t n = 200000;
    struct ui_arc *a = calloc((size_t)n, sizeof(*a));
    struct ui_rail r = { 0 };

    (void)state;
    assert_non_null(a);
    for (int32_t i = 0; i < n; i++)
        a[i] = (struct ui_arc){ i, i + 1 + i % 3, false };
    assert_true(ui_rail_build(&r, a, n, 6));
    assert_true(r.nlane <= 6);
    ui_rail_release(&r);
    free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_alternates_lanes),
        cmocka_unit_test(critical_links_are_heavy_and_pass_over),
        cmocka_unit_test(ascii_joints_differ_from_crossings),
        cmocka_unit_test(doubled_links_are_one_and_critical_wins),
        cmocka_unit_test(nothing_draws_dots_alone),
        cmocka_unit_test(too_many_lanes_are_refused),
        cmocka_unit_test(trunks_of_a_lane_never_touch),
        cmocka_unit_test(long_chains_are_quick),
    };

    return cmocka_run_group_tests_name("ui_rail", tests, NULL, NULL);
}
