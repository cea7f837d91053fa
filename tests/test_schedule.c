/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/problem.h"

#define NANO 1000000000LL

/* A schedule written down: option (absolute copy number) and start of every
 * task. */
static struct weft_schedule written(const struct weft_problem *q,
                                    const int32_t *copy, const int64_t *start)
{
    struct weft_schedule s = { 0 };

    assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
    for (int32_t i = 0; i < q->ntask; i++)
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            if (q->option[o].copy == copy[i]) {
                s.opt[i] = o;
                s.start[i] = start[i];
            }
    return s;
}

static int64_t cost_of(const char *doc, const int32_t *copy,
                       const int64_t *start)
{
    struct weft_plan *p = plan_of(doc);
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s = written(q, copy, start);
    int64_t cost = weft_schedule_cost(q, &s);

    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
    return cost;
}

static void a_new_schedule_has_no_options(void **state)
{
    struct weft_schedule s = { 0 }, t = { 0 };

    (void)state;
    assert_i64(weft_schedule_init(&s, 3, NULL), WEFT_OK);
    for (int i = 0; i < 3; i++)
        assert_i64(s.opt[i], WEFT_NONE);
    s.opt[1] = 7;
    s.start[1] = 9;
    assert_i64(weft_schedule_init(&t, 0, NULL), WEFT_OK);
    assert_i64(weft_schedule_copy(&t, &s, NULL), WEFT_OK);
    assert_i64(t.n, 3);
    assert_i64(t.opt[1], 7);
    assert_i64(t.start[1], 9);
    weft_schedule_release(&s);
    weft_schedule_release(&t);
    weft_schedule_release(&t);
}

static void makespan_is_the_latest_finish(void **state)
{
    static const int32_t copy[] = { 0, 0 };
    static const int64_t start[] = { 10, 3 };
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','nodes':[{'id':'a'}],'tasks':["
        "{'id':'t','duration':1},{'id':'u','duration':20}]}");
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s = written(q, copy, start);

    (void)state;
    assert_i64(weft_schedule_makespan(q, &s), 23);
    s.opt[1] = WEFT_NONE;
    assert_i64(weft_schedule_makespan(q, &s), 11);
    assert_i64(weft_schedule_nodes_used(q, &s), 1);
    s.opt[0] = WEFT_NONE;
    assert_i64(weft_schedule_makespan(q, &s), 0);
    assert_i64(weft_schedule_nodes_used(q, &s), 0);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
}

#define TWO_TASKS(price)                                                       \
    "{'weft':'1.0','time_unit':'h','nodes':[{'id':'a','price':" price          \
    "},{'id':'b'}],'tasks':[{'id':'t','duration':2},"                          \
    "{'id':'u','duration':3},{'id':'v','duration':1}]}"

static void used_nodes_cost_the_union_of_their_runs(void **state)
{
    static const int32_t copy[] = { 0, 0, 0 };
    static const int64_t apart[] = { 0, 1, 8 }, same[] = { 0, 0, 1 };

    (void)state;
    assert_i64(cost_of(TWO_TASKS("{'per_hour':1.5}"), copy, apart),
               15 * NANO / 10 * 5);
    assert_i64(cost_of(TWO_TASKS("{'per_hour':1.5}"), copy, same),
               15 * NANO / 10 * 3);
}

static void leased_nodes_cost_from_first_start_to_last_end(void **state)
{
    static const int32_t copy[] = { 0, 0, 0 }, other[] = { 1, 1, 1 };
    static const int64_t start[] = { 1, 2, 8 };

    (void)state;
    assert_i64(
        cost_of(TWO_TASKS("{'per_hour':2,'billing':'lease'}"), copy, start),
        16 * NANO);
    assert_i64(
        cost_of(TWO_TASKS("{'per_hour':2,'billing':'lease'}"), other, start),
        0);
}

static void fixed_nodes_cost_the_makespan_used_or_not(void **state)
{
    static const int32_t other[] = { 1, 1, 1 };
    static const int64_t start[] = { 1, 2, 8 };

    (void)state;
    assert_i64(
        cost_of(TWO_TASKS("{'per_hour':2,'billing':'fixed'}"), other, start),
        18 * NANO);
}

static void a_hold_task_keeps_its_node_busy_all_the_time(void **state)
{
    static const int32_t copy[] = { 0, 1 };
    static const int64_t start[] = { 3, 0 };
    static const char *const doc =
        "{'weft':'1.0','time_unit':'h','resources':{'cpu':{'price':0.5}},"
        "'nodes':[{'id':'a','capacity':{'cpu':4},'price':{'per_hour':1}},"
        "{'id':'b'}],'tasks':[{'id':'t','duration':1,'hold':'plan',"
        "'demand':{'cpu':2}},{'id':'u','duration':10}]}";

    (void)state;
    assert_i64(cost_of(doc, copy, start), 20 * NANO);
}

static void renewables_cost_use_x_hours_and_consumables_spending(void **state)
{
    static const int32_t copy[] = { 0, 0 };
    static const int64_t start[] = { 0, 0 };
    static const char *const doc =
        "{'weft':'1.0','time_unit':'min','resources':{"
        "'gpu':{'price':3},'slot':{'scope':'global','capacity':4,'price':0.6},"
        "'tok':{'scope':'global','kind':'consumable','capacity':'1M',"
        "'price':0.000002}},"
        "'nodes':[{'id':'a','capacity':{'gpu':2}}],'tasks':["
        "{'id':'t','duration':30,'demand':{'gpu':1,'slot':2,'tok':'250k'}},"
        "{'id':'u','duration':30,'demand':{'tok':'1k'}}]}";

    (void)state;
    assert_i64(cost_of(doc, copy, start),
               15 * NANO / 10 + 6 * NANO / 10 + 502 * NANO / 1000);
}

static void without_a_unit_prices_are_per_unit(void **state)
{
    static const int32_t copy[] = { 0 };
    static const int64_t start[] = { 0 };

    (void)state;
    assert_i64(cost_of("{'weft':'1.0','time_unit':'none','nodes':["
                       "{'id':'a','price':{'per_hour':0.25}}],"
                       "'tasks':[{'id':'t','duration':10}]}",
                       copy, start),
               25 * NANO / 10);
}

static void cost_is_rounded_to_the_nearest_billionth(void **state)
{
    static const int32_t copy[] = { 0 };
    static const int64_t start[] = { 0 };
    /* 0.000000001 an hour for 1799 and 1800 seconds */
    static const char *const fmt =
        "{'weft':'1.0','nodes':[{'id':'a','price':{'per_hour':0.000000001}}],"
        "'tasks':[{'id':'t','duration':%d}]}";
    char doc[200];

    (void)state;
    snprintf(doc, sizeof(doc), fmt, 1799);
    assert_i64(cost_of(doc, copy, start), 0);
    snprintf(doc, sizeof(doc), fmt, 1800);
    assert_i64(cost_of(doc, copy, start), 1);
}

static void cost_saturates(void **state)
{
    static const int32_t copy[] = { 0 };
    static const int64_t start[] = { 0 };

    (void)state;
    assert_i64(cost_of("{'weft':'1.0','time_unit':'d','nodes':[{'id':'a',"
                       "'capacity':{'x':9000000000000000},"
                       "'price':{'per_hour':9000000000}}],"
                       "'resources':{'x':{'price':9000000000}},"
                       "'tasks':[{'id':'t','duration':20000000,"
                       "'demand':{'x':9000000000000000}}]}",
                       copy, start),
               INT64_MAX);
}

/* --- against hours added up one by one ----------------------------------- */

static bool runs_at(const struct weft_problem *q, const struct weft_schedule *s,
                    int32_t i, int64_t t, int64_t makespan)
{
    if (q->hold[i])
        return t < makespan;
    return s->start[i] <= t && t < s->start[i] + q->option[s->opt[i]].dur;
}

/* In price x tick, for plans whose time unit is none. */
static double naive_cost(const struct weft_problem *q,
                         const struct weft_schedule *s)
{
    int64_t makespan = weft_schedule_makespan(q, s);
    double sum = 0, tick = (double)q->tick / 1000;

    for (int32_t c = 0; c < q->ncopy; c++) {
        int64_t busy = 0, first = INT64_MAX, last = 0;

        for (int64_t t = 0; t < makespan; t++) {
            bool any = false;

            for (int32_t i = 0; i < q->ntask; i++)
                any |= q->option[s->opt[i]].copy == c &&
                       runs_at(q, s, i, t, makespan);
            busy += any;
            if (any && first == INT64_MAX)
                first = t;
            if (any)
                last = t + 1;
        }
        /* a lease also covers runs of no length at its ends */
        for (int32_t i = 0; i < q->ntask; i++)
            if (q->option[s->opt[i]].copy == c && !q->hold[i]) {
                int64_t at = s->start[i];

                first = at < first ? at : first;
                at += q->option[s->opt[i]].dur;
                last = at > last ? at : last;
            }
        if (first == INT64_MAX)
            first = last = 0;
        sum += (double)q->copy[c].price *
               (double)(q->copy[c].billing == WEFT_BILL_USE     ? busy
                        : q->copy[c].billing == WEFT_BILL_LEASE ? last - first
                                                                : makespan) *
               tick;
    }
    for (int32_t i = 0; i < q->ntask; i++) {
        const struct weft_option *o = &q->option[s->opt[i]];

        for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
            sum += (double)q->res_price[q->cell[q->use[k].cell].res] *
                   (double)q->use[k].qty / 1000 *
                   (double)(q->hold[i] ? makespan : o->dur) * tick;
        for (int32_t k = o->spend_begin; k < o->spend_begin + o->nspend; k++)
            sum += (double)q->res_price[q->budget[q->spend[k].cell].res] *
                   (double)q->spend[k].qty / 1000;
    }
    return sum;
}

static void cost_agrees_with_adding_up_tick_by_tick(void **state)
{
    int compared = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct rand_opts o = rand_small(seed);
        uint64_t rng = seed;
        struct weft_plan *p;
        struct weft_problem *q;
        struct weft_schedule s;

        o.features = (o.features | RAND_PRICE) & ~(unsigned)RAND_SPEED;
        p = plan_of_rand(&o);
        q = problem_of(p);
        assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
        if (serial_random(q, &rng, &s)) {
            double want = naive_cost(q, &s);
            double got = (double)weft_schedule_cost(q, &s);

            if (got < want - 2 || got > want + 2)
                fail_msg("seed %llu: cost %.0f, want %.0f",
                         (unsigned long long)seed, got, want);
            compared++;
        }
        weft_schedule_release(&s);
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(compared > 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_schedule_has_no_options),
        cmocka_unit_test(makespan_is_the_latest_finish),
        cmocka_unit_test(used_nodes_cost_the_union_of_their_runs),
        cmocka_unit_test(leased_nodes_cost_from_first_start_to_last_end),
        cmocka_unit_test(fixed_nodes_cost_the_makespan_used_or_not),
        cmocka_unit_test(a_hold_task_keeps_its_node_busy_all_the_time),
        cmocka_unit_test(renewables_cost_use_x_hours_and_consumables_spending),
        cmocka_unit_test(without_a_unit_prices_are_per_unit),
        cmocka_unit_test(cost_is_rounded_to_the_nearest_billionth),
        cmocka_unit_test(cost_saturates),
        cmocka_unit_test(cost_agrees_with_adding_up_tick_by_tick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
