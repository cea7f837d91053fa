/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/analysis.h"

/* The words for one task of a plan whose tasks run on the given copies (in the
 * default mode) at the given ticks. */
static void expect(const char *doc, const int32_t *copy, const int64_t *start,
                   int32_t task, const char *want)
{
    struct weft_plan *p = plan_of(doc);
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s = { 0 };
    struct weft_facts *f = NULL;
    struct weft_err err;
    char *text;

    assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
    for (int32_t i = 0; i < q->ntask; i++) {
        s.start[i] = start[i];
        for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++)
            if (q->option[o].copy == copy[i] && q->option[o].mode == 0)
                s.opt[i] = o;
    }
    if (weft_facts_new(q, &s, &f, &err))
        fail_msg("%s", err.msg);
    text = weft_why_text(p, q, &s, f, task);
    assert_string_equal(text, want);
    free(text);
    weft_facts_free(f);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
}

static const char *const waiting =
    "{'weft':'1.0','time_unit':'none','nodes':["
    "{'id':'n1','capacity':{'cpu':4}}],'tasks':["
    "{'id':'index','duration':5},{'id':'split','duration':5},"
    "{'id':'align_a','duration':5,'demand':{'cpu':2},'after':['index']},"
    "{'id':'align_b','duration':5,'demand':{'cpu':2},'after':['index']},"
    "{'id':'align_c','duration':5,'demand':{'cpu':2},"
    "'after':['index','split']},"
    "{'id':'qc','duration':1,'after':['align_a']}]}";
static const int32_t on_n1[] = { 0, 0, 0, 0, 0, 0 };
static const int64_t waits[] = { 0, 0, 1, 1, 2, 12 };

static void a_wait_names_need_node_and_holders(void **state)
{
    (void)state;
    expect(
        "{'weft':'1.0','time_unit':'none','nodes':["
        "{'id':'n1','capacity':{'cpu':4}}],'tasks':["
        "{'id':'index','duration':5},{'id':'split','duration':5},"
        "{'id':'align_a','duration':5,'demand':{'cpu':2},'after':['index']},"
        "{'id':'align_b','duration':5,'demand':{'cpu':2},'after':['index']},"
        "{'id':'align_c','duration':5,'demand':{'cpu':2},"
        "'after':['index','split']}]}",
        on_n1, waits, 4,
        "starts at 10, not 5: ready at 5 (after index, split) but needs cpu "
        "2 and n1 is 4/4 busy until 10 (align_a, align_b). Critical: a delay "
        "here delays the whole plan.");
}

static void a_task_with_slack_says_how_much(void **state)
{
    static const int64_t start[] = { 0, 0, 5, 5, 10, 10 };

    (void)state;
    expect(waiting, on_n1, start, 5,
           "starts at 10: after align_a. Can slip 4 before the plan takes "
           "longer.");
    expect(waiting, on_n1, start, 0,
           "starts at 0: nothing before it. Critical: a delay here delays the "
           "whole plan.");
}

static void a_late_task_says_when_it_could_start(void **state)
{
    static const int64_t start[] = { 0, 0, 5, 5, 10, 12 };

    (void)state;
    expect(waiting, on_n1, start, 5,
           "starts at 12, but could start at 10 without moving another task. "
           "Can slip 2 before the plan takes longer.");
}

static void a_link_tells_lag_and_transfer(void **state)
{
    static const int32_t copy[] = { 0, 1 };
    static const int64_t start[] = { 0, 11 };

    (void)state;
    expect("{'weft':'1.0','time_unit':'min','network':{'latency':2},"
           "'nodes':[{'id':'a','count':2}],'tasks':["
           "{'id':'t','duration':5},"
           "{'id':'u','duration':6,'after':["
           "{'task':'t','lag':4,'data':1}]}]}",
           copy, start, 1,
           "starts at 11m: after t, which ends at 5m, lag 4m, transfer 2m. "
           "Critical: a delay here delays the whole plan.");
}

static void pin_release_and_window_are_told(void **state)
{
    static const char *const doc =
        "{'weft':'1.0','nodes':[{'id':'a','count':2,'capacity':{'cpu':1},"
        "'down':[{'from':4,'to':6}]}],'tasks':["
        "{'id':'t','duration':2,'pin':{'start':1}},"
        "{'id':'u','duration':1,'release':3},"
        "{'id':'v','duration':3,'after':['t']},"
        "{'id':'end','duration':9,'nodes':[]}]}";
    static const int32_t copy[] = { 0, 0, 1, WEFT_NONE };
    static const int64_t start[] = { 1, 3, 6, 0 };

    (void)state;
    expect(doc, copy, start, 0, "starts at 1s: pinned. Pinned: cannot slip.");
    expect(doc, copy, start, 1,
           "starts at 3s: not released before. Cannot slip: a deadline, a pin "
           "or a down time is next.");
    expect(doc, copy, start, 2,
           "starts at 6s, not 3s: ready at 3s (after t) but a-2 is down until "
           "6s. Critical: a delay here delays the whole plan.");
}

static void long_lists_are_cut_and_reservations_marked(void **state)
{
    static const char *const doc =
        "{'weft':'1.0','resources':{'slot':{'scope':'global','capacity':6}},"
        "'nodes':[{'id':'a'}],'tasks':["
        "{'id':'r','duration':1,'hold':'plan','demand':{'slot':1}},"
        "{'id':'b1','duration':2,'demand':{'slot':1}},"
        "{'id':'b2','duration':2,'demand':{'slot':1}},"
        "{'id':'b3','duration':3,'demand':{'slot':1}},"
        "{'id':'b4','duration':3,'demand':{'slot':1}},"
        "{'id':'b5','duration':3,'demand':{'slot':1}},"
        "{'id':'t','duration':1,'release':1,'demand':{'slot':2}}]}";
    static const int32_t copy[] = { 0, 0, 0, 0, 0, 0, 0 };
    static const int64_t start[] = { 0, 0, 0, 0, 0, 0, 2 };

    (void)state;
    expect(doc, copy, start, 6,
           "starts at 2s, not 1s: ready at 1s (its release) but needs slot 2 "
           "and slot is 6/6 busy until 2s (b1, b2, b3, b4 and 2 more). "
           "Critical: a delay here delays the whole plan.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_names_need_node_and_holders),
        cmocka_unit_test(a_task_with_slack_says_how_much),
        cmocka_unit_test(a_late_task_says_when_it_could_start),
        cmocka_unit_test(a_link_tells_lag_and_transfer),
        cmocka_unit_test(pin_release_and_window_are_told),
        cmocka_unit_test(long_lists_are_cut_and_reservations_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
