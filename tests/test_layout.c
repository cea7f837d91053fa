/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "lib/oom.h"

#include "base/rng.h"
#include "graph/layout.h"
#include "lib/trace.h"

struct drawing {
    struct weft_layout_in in;
    int32_t *from, *to, *along, *across;
    struct weft_layout out;
};

static void drawing_init(struct drawing *d, int32_t n, int32_t m)
{
    *d = (struct drawing){ 0 };
    weft_layout_in_init(&d->in);
    d->from = calloc((size_t)m + 1, sizeof(*d->from));
    d->to = calloc((size_t)m + 1, sizeof(*d->to));
    d->along = calloc((size_t)n + 1, sizeof(*d->along));
    d->across = calloc((size_t)n + 1, sizeof(*d->across));
    d->in.n = n;
    d->in.m = m;
    d->in.from = d->from;
    d->in.to = d->to;
    d->in.along = d->along;
    d->in.across = d->across;
    for (int32_t v = 0; v < n; v++)
        d->along[v] = d->across[v] = 1;
}

static void drawing_release(struct drawing *d)
{
    weft_layout_release(&d->out);
    free(d->from);
    free(d->to);
    free(d->along);
    free(d->across);
}

/* Links go from lower to higher numbers of a random permutation; `reach`
 * limits how far. Some nodes stay alone. */
static void random_drawing(struct drawing *d, uint64_t seed)
{
    struct weft_rng r;
    int32_t n, m, reach;
    int32_t *name;

    weft_rng_seed(&r, seed);
    n = 1 + (int32_t)weft_rng_below(&r, 60);
    m = n > 1 ? (int32_t)weft_rng_below(&r, (uint64_t)n * 3) : 0;
    reach = 1 + (int32_t)weft_rng_below(&r, (uint64_t)n);
    drawing_init(d, n, m);
    name = calloc((size_t)n, sizeof(*name));
    for (int32_t i = 0; i < n; i++) {
        int32_t j = (int32_t)weft_rng_below(&r, (uint64_t)i + 1);

        name[i] = name[j];
        name[j] = i;
    }
    for (int32_t l = 0; l < m; l++) {
        int32_t a = (int32_t)weft_rng_below(&r, (uint64_t)n - 1);
        int32_t b = a + 1 + (int32_t)weft_rng_below(&r, (uint64_t)reach);

        d->from[l] = name[a];
        d->to[l] = name[b < n ? b : n - 1];
    }
    free(name);
    for (int32_t v = 0; v < n; v++) {
        d->along[v] = 1 + (int32_t)weft_rng_below(&r, 20);
        d->across[v] = 1 + (int32_t)weft_rng_below(&r, 4);
    }
    d->in.gap = (int32_t)weft_rng_below(&r, 3);
    d->in.track_gap = 1 + (int32_t)weft_rng_below(&r, 2);
    d->in.max_span = (int32_t)weft_rng_below(&r, 8);
    d->in.max_track = (int32_t)weft_rng_below(&r, 3) * 6;
    d->in.keep_implied = weft_rng_below(&r, 4) == 0;
}

static void run(struct drawing *d)
{
    struct weft_err err;

    if (weft_layout_run(&d->in, &d->out, &err))
        fail_msg("layout: %s", err.msg);
}

static const struct weft_layout *layout_of(uint64_t seed, struct drawing *d)
{
    random_drawing(d, seed);
    run(d);
    return &d->out;
}

static bool touch(const struct drawing *d, int32_t u, int32_t v)
{
    const struct weft_layout *o = &d->out;

    return o->x_along[u] < o->x_along[v] + d->along[v] &&
           o->x_along[v] < o->x_along[u] + d->along[u] &&
           o->x_across[u] < o->x_across[v] + d->across[v] &&
           o->x_across[v] < o->x_across[u] + d->across[u];
}

#define SEEDS 400

static void nodes_do_not_overlap(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct drawing d;
        const struct weft_layout *o = layout_of(seed, &d);

        for (int32_t u = 0; u < d.in.n; u++) {
            if (o->x_along[u] < 0 || o->x_across[u] < 0 ||
                o->x_along[u] + d.along[u] > o->size_along ||
                o->x_across[u] + d.across[u] > o->size_across)
                fail_msg("seed %d: node %d is outside", (int)seed, u);
            for (int32_t v = 0; v < u; v++)
                if (touch(&d, u, v))
                    fail_msg("seed %d: %d and %d overlap", (int)seed, u, v);
        }
        drawing_release(&d);
    }
}

static void every_link_goes_forward(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct drawing d;
        const struct weft_layout *o = layout_of(seed, &d);

        for (int32_t l = 0; l < d.in.m; l++)
            if (o->layer[d.from[l]] >= o->layer[d.to[l]])
                fail_msg("seed %d: link %d goes back", (int)seed, l);
        drawing_release(&d);
    }
}

static void every_drawn_link_reaches_both_ends(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct drawing d;
        const struct weft_layout *o = layout_of(seed, &d);

        for (int32_t l = 0; l < d.in.m; l++) {
            int32_t at = o->meet[d.from[l]], layer = o->layer[d.from[l]];

            if (o->shape[l] != WEFT_LINK_DRAWN)
                continue;
            for (int32_t k = o->leg_begin[l]; k < o->leg_begin[l + 1]; k++) {
                const struct weft_leg *g = &o->leg[k];

                assert_i64(g->from, at);
                if (g->track == WEFT_NONE) {
                    assert_i64(g->to, at);
                } else {
                    assert_true(g->track >=
                                o->layer_at[layer] + o->layer_size[layer]);
                    assert_true(weft_leg_last_track(g) >= g->track);
                    assert_true(weft_leg_last_track(g) <
                                o->layer_at[layer + 1]);
                }
                at = g->to;
                layer++;
            }
            assert_i64(layer, o->layer[d.to[l]]);
            assert_i64(at, o->meet[d.to[l]]);
        }
        drawing_release(&d);
    }
}

static void no_line_runs_through_a_node(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct drawing d;
        const struct weft_layout *o = layout_of(seed, &d);

        for (int32_t l = 0; l < d.in.m; l++) {
            int32_t layer = o->layer[d.from[l]] + 1;

            /* between two legs a line crosses a whole layer */
            for (int32_t k = o->leg_begin[l]; k + 1 < o->leg_begin[l + 1];
                 k++, layer++)
                for (int32_t v = 0; v < d.in.n; v++)
                    if (o->layer[v] == layer &&
                        o->leg[k].to >= o->x_across[v] &&
                        o->leg[k].to < o->x_across[v] + d.across[v])
                        fail_msg("seed %d: link %d runs through %d", (int)seed,
                                 l, v);
        }
        drawing_release(&d);
    }
}

static void arms(struct trace *t, int along, int across, bool back, bool on,
                 bool minus, bool plus)
{
    struct trace_cell *c = &t->cell[across * t->w + along];

    c->left |= back;
    c->right |= on;
    c->up |= minus;
    c->down |= plus;
    c->joined |= (back || on) && (minus || plus);
}

static void run_along(struct trace *t, int across, int a, int end)
{
    for (; a < end; a++)
        arms(t, a, across, true, true, false, false);
}

static void change_over(struct trace *t, int track, int from, int to)
{
    bool up = to < from;

    arms(t, track, from, true, false, up, !up);
    for (int y = (up ? to : from) + 1; y < (up ? from : to); y++)
        arms(t, track, y, false, false, true, true);
    arms(t, track, to, false, true, !up, up);
}

static void draw_leg(struct trace *t, const struct weft_leg *g, int a, int end)
{
    int from = g->from, track = g->track;

    if (track == WEFT_NONE) {
        run_along(t, from, a, end);
        return;
    }
    if (g->via != WEFT_NONE) {
        run_along(t, from, a, track);
        change_over(t, track, from, g->via);
        a = track + 1;
        from = g->via;
        track = g->track2;
    }
    run_along(t, from, a, track);
    change_over(t, track, from, g->to);
    t->cell[g->to * t->w + track].merges |= g->merges;
    run_along(t, g->to, track + 1, end);
}

/* The drawing in cells, along to the right. */
static void draw(struct trace *t, const struct drawing *d)
{
    const struct weft_layout *o = &d->out;

    trace_init(t, o->size_along, o->size_across, false, d->in.n);
    for (int32_t v = 0; v < d->in.n; v++)
        trace_box(t, o->x_along[v], o->x_across[v], d->along[v], d->across[v],
                  v);
    for (int32_t l = 0; l < d->in.m; l++) {
        int32_t u = d->from[l], layer = o->layer[u];
        int32_t a = o->x_along[u] + d->along[u];

        for (int32_t k = o->leg_begin[l]; k < o->leg_begin[l + 1]; k++) {
            layer++;
            draw_leg(t, &o->leg[k], a, o->layer_at[layer]);
            a = o->layer_at[layer];
        }
    }
}

/* What is drawn from u to v and what can be followed from u to v. */
static void lines_lead_to_the_ends_of_links_and_nowhere_else(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct drawing d;
        const struct weft_layout *o = layout_of(seed, &d);
        struct trace t;

        draw(&t, &d);
        for (int32_t u = 0; u < d.in.n; u++) {
            bool linked[64] = { false };

            for (int32_t l = 0; l < d.in.m; l++)
                if (d.from[l] == u && o->shape[l] == WEFT_LINK_DRAWN)
                    linked[d.to[l]] = true;
            trace_follow(&t, o->x_along[u] + d.along[u] - 1, o->meet[u]);
            for (int32_t v = 0; v < d.in.n; v++)
                if (linked[v] != t.reached[v])
                    fail_msg("seed %d: %d %s %d", (int)seed, u,
                             linked[v] ? "does not reach" : "seems to reach",
                             v);
        }
        trace_release(&t);
        drawing_release(&d);
    }
}

static bool same(const struct drawing *a, const struct drawing *b)
{
    size_t n = (size_t)a->in.n * sizeof(int32_t);

    return a->out.size_along == b->out.size_along &&
           !memcmp(a->out.x_along, b->out.x_along, n) &&
           !memcmp(a->out.x_across, b->out.x_across, n) &&
           a->out.leg_begin[a->in.m] == b->out.leg_begin[b->in.m] &&
           !memcmp(a->out.leg, b->out.leg,
                   (size_t)a->out.leg_begin[a->in.m] * sizeof(*a->out.leg));
}

static void the_same_input_gives_the_same_picture(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct drawing a, b;

        layout_of(seed, &a);
        layout_of(seed, &b);
        assert_true(same(&a, &b));
        drawing_release(&a);
        drawing_release(&b);
    }
}

static void a_hint_keeps_the_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct drawing a, b;
        const struct weft_layout *before = layout_of(seed, &a);

        random_drawing(&b, seed);
        b.in.hint = before->meet;
        run(&b);
        for (int32_t u = 0; u < a.in.n; u++)
            for (int32_t v = 0; v < a.in.n; v++)
                if (before->layer[u] == before->layer[v] &&
                    before->rank[u] < before->rank[v] &&
                    b.out.rank[u] >= b.out.rank[v])
                    fail_msg("seed %d: %d and %d changed", (int)seed, u, v);
        drawing_release(&a);
        drawing_release(&b);
    }
}

static bool path(const struct drawing *d, int32_t u, int32_t v, int32_t skip)
{
    bool seen[64] = { false };
    bool again = true;

    seen[u] = true;
    while (again) {
        again = false;
        for (int32_t l = 0; l < d->in.m; l++)
            if (l != skip && seen[d->from[l]] && !seen[d->to[l]])
                again = seen[d->to[l]] = true;
    }
    return seen[v];
}

static void only_implied_links_are_hidden(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct drawing d;
        const struct weft_layout *o = layout_of(seed, &d);
        int32_t hidden = 0;

        for (int32_t l = 0; l < d.in.m && !d.in.keep_implied; l++) {
            bool parallel = false;

            for (int32_t k = 0; k < l; k++)
                parallel |= d.from[k] == d.from[l] && d.to[k] == d.to[l];
            hidden += o->shape[l] == WEFT_LINK_IMPLIED;
            if (o->shape[l] == WEFT_LINK_IMPLIED)
                assert_true(path(&d, d.from[l], d.to[l], l));
            else
                assert_true(!parallel);
        }
        assert_i64(o->nimplied, hidden);
        drawing_release(&d);
    }
}

static void a_long_link_is_a_portal(void **state)
{
    struct drawing d;

    (void)state;
    drawing_init(&d, 9, 9);
    for (int32_t l = 0; l < 8; l++) {
        d.from[l] = l;
        d.to[l] = l + 1;
    }
    d.from[8] = 0;
    d.to[8] = 8;
    d.in.keep_implied = true;
    run(&d);
    assert_i64(d.out.shape[8], WEFT_LINK_PORTAL);
    assert_i64(d.out.nportal, 1);
    weft_layout_release(&d.out);
    d.in.max_span = 8;
    run(&d);
    assert_i64(d.out.shape[8], WEFT_LINK_DRAWN);
    drawing_release(&d);
}

static void a_chain_is_one_straight_line(void **state)
{
    struct drawing d;

    (void)state;
    drawing_init(&d, 5, 4);
    for (int32_t l = 0; l < 4; l++) {
        d.from[l] = l;
        d.to[l] = l + 1;
        d.across[l] = 1 + l % 3;
    }
    run(&d);
    for (int32_t v = 0; v < 5; v++) {
        assert_i64(d.out.layer[v], v);
        assert_i64(d.out.meet[v], d.out.meet[0]);
    }
    drawing_release(&d);
}

static void a_fan_shares_one_trunk(void **state)
{
    struct drawing d;

    (void)state;
    drawing_init(&d, 12, 20); /* 0 -> 1..10 -> 11 */
    for (int32_t v = 1; v <= 10; v++) {
        d.from[v - 1] = 0;
        d.to[v - 1] = v;
        d.from[v + 9] = v;
        d.to[v + 9] = 11;
    }
    run(&d);
    assert_i64(d.out.crossings, 0);
    for (int32_t l = 1; l < 20; l++)
        if (d.out.leg[l].track != WEFT_NONE &&
            d.out.leg[l - l % 10].track != WEFT_NONE)
            assert_i64(d.out.leg[l].track, d.out.leg[l - l % 10].track);
    drawing_release(&d);
}

/* 0, 1 -> 2..5; 1 -> 6, 7, too: one trunk to what they have in common. */
static void common_targets_share_a_trunk(void **state)
{
    struct drawing d;
    int32_t track = WEFT_NONE;

    (void)state;
    drawing_init(&d, 8, 10);
    for (int32_t l = 0; l < 10; l++) {
        d.from[l] = l >= 4;
        d.to[l] = l < 4 ? 2 + l : l - 2;
    }
    for (int32_t v = 0; v < 8; v++)
        d.across[v] = v < 2 ? 2 : 1; /* level with none of them */
    d.in.gap = 1;
    run(&d);
    for (int32_t l = 0; l < 8; l++) {
        if (track == WEFT_NONE)
            track = d.out.leg[l].track;
        if (d.out.leg[l].track != WEFT_NONE)
            assert_i64(d.out.leg[l].track, track);
    }
    assert_true(track != WEFT_NONE);
    drawing_release(&d);
}

/* Chains that begin in one node and end in another. */
static void links_alone_at_both_ends_are_straight(void **state)
{
    struct drawing d;

    (void)state;
    drawing_init(&d, 22, 25);
    for (int32_t l = 0; l < 25; l++) { /* 1 + 4 k .. 4 + 4 k are a chain */
        d.from[l] = l < 5    ? 0
                    : l < 10 ? (l - 4) * 4
                             : 1 + (l - 10) / 3 * 4 + (l - 10) % 3;
        d.to[l] = l < 5 ? 1 + l * 4 : l < 10 ? 21 : d.from[l] + 1;
    }
    for (int32_t v = 0; v < 22; v++)
        d.across[v] = 8 + v * 7 % 5;
    d.in.room = 5 * (12 + d.in.gap);
    run(&d);
    assert_true(d.out.size_across <= d.in.room);
    for (int32_t l = 10; l < 25; l++)
        assert_i64(d.out.meet[d.from[l]], d.out.meet[d.to[l]]);
    drawing_release(&d);
}

static void crossings_that_can_be_avoided_are(void **state)
{
    struct drawing d;

    (void)state;
    drawing_init(&d, 8, 4); /* i -> 7 - i */
    for (int32_t l = 0; l < 4; l++) {
        d.from[l] = l;
        d.to[l] = 7 - l;
    }
    run(&d);
    assert_i64(d.out.crossings, 0);
    drawing_release(&d);
}

static void nodes_without_links_fill_a_grid(void **state)
{
    struct drawing d;

    (void)state;
    drawing_init(&d, 60, 0);
    d.in.wrap = 6;
    run(&d);
    assert_i64(d.out.nlayer, 6);
    assert_i64(d.out.size_across, 10 + 9);
    drawing_release(&d);
}

static void bad_input_is_refused(void **state)
{
    struct drawing d;
    struct weft_err err;

    (void)state;
    drawing_init(&d, 2, 2);
    d.from[0] = d.to[1] = 0;
    d.from[1] = d.to[0] = 1;
    assert_i64(weft_layout_run(&d.in, &d.out, &err), WEFT_E_CYCLE);
    d.in.m = 1;
    d.across[1] = 0;
    assert_i64(weft_layout_run(&d.in, &d.out, &err), WEFT_E_INVAL);
    drawing_release(&d);
    drawing_init(&d, 0, 0);
    run(&d);
    assert_i64(d.out.nlayer, 0);
    drawing_release(&d);
}

static void without_memory_the_old_picture_stays(void **state)
{
    struct drawing d;
    const struct weft_layout *before = layout_of(3, &d);
    const int32_t *old = before->x_along;
    struct weft_err err;
    enum weft_rc rc;

    (void)state;
    for (long k = 1;; k++) {
        oom_at(k);
        rc = weft_layout_run(&d.in, &d.out, &err);
        if (!oom_stop())
            break;
        assert_i64(rc, WEFT_E_NOMEM);
        assert_ptr_equal(d.out.x_along, old);
    }
    assert_i64(rc, WEFT_OK);
    drawing_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_do_not_overlap),
        cmocka_unit_test(every_link_goes_forward),
        cmocka_unit_test(every_drawn_link_reaches_both_ends),
        cmocka_unit_test(no_line_runs_through_a_node),
        cmocka_unit_test(lines_lead_to_the_ends_of_links_and_nowhere_else),
        cmocka_unit_test(the_same_input_gives_the_same_picture),
        cmocka_unit_test(a_hint_keeps_the_order),
        cmocka_unit_test(only_implied_links_are_hidden),
        cmocka_unit_test(a_long_link_is_a_portal),
        cmocka_unit_test(a_chain_is_one_straight_line),
        cmocka_unit_test(a_fan_shares_one_trunk),
        cmocka_unit_test(common_targets_share_a_trunk),
        cmocka_unit_test(links_alone_at_both_ends_are_straight),
        cmocka_unit_test(crossings_that_can_be_avoided_are),
        cmocka_unit_test(nodes_without_links_fill_a_grid),
        cmocka_unit_test(bad_input_is_refused),
        cmocka_unit_test(without_memory_the_old_picture_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
