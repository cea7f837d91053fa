/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/analysis.h"
#include "weft/check.h"

static struct weft_schedule planned(const struct weft_problem *q)
{
    struct weft_schedule s = { 0 };

    assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
    assert_true(serial_schedule(q, &s));
    return s;
}

static char *json_of(const struct weft_plan *p, const struct weft_problem *q,
                     const struct weft_schedule *s, int64_t bound)
{
    struct weft_facts *f = NULL;
    struct weft_result r = { .status = WEFT_FEASIBLE, .schedule = *s };
    char *text;

    assert_i64(weft_facts_new(q, s, &f, NULL), WEFT_OK);
    r.makespan = f->makespan;
    r.bound = bound < 0 ? f->makespan : bound;
    if (r.bound == r.makespan)
        r.status = WEFT_OPTIMAL;
    text = weft_schedule_json(p, q, &r, f, "auto", 18446744073709551615u);
    weft_facts_free(f);
    return text;
}

static void the_member_has_its_order_and_form(void **state)
{
    static const char *const want =
        "{\n"
        "    \"engine\": \"auto\", \"seed\": 18446744073709551615, "
        "\"status\": \"optimal\",\n"
        "    \"makespan\": 2.5, \"bound\": 2.5, \"cost\": 10,\n"
        "    \"order\": [\"t1\", \"u\"],\n"
        "    \"critical\": [\"t1\", \"u\"],\n"
        "    \"tasks\": [\n"
        "      {\"id\": \"t1\", \"node\": \"a-1\", \"mode\": \"default\", "
        "\"start\": 0, \"finish\": 1.5, \"slack\": 0},\n"
        "      {\"id\": \"u\", \"node\": null, \"start\": 1.5, \"finish\": 2.5, "
        "\"slack\": 0}\n"
        "    ]\n"
        "  }";
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','time_unit':'h','nodes':[{'id':'a','count':2,"
        "'price':{'per_hour':2,'billing':'fixed'}},{'id':'b','speed':0.5}],"
        "'tasks':[{'id':'t1','duration':1.5,"
        "'modes':[{'name':'slow','duration':2}]},"
        "{'id':'u','duration':1,'nodes':[],'after':['t1']}]}");
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s = planned(q);
    char *got = json_of(p, q, &s, -1);

    (void)state;
    assert_string_equal(got, want);
    free(got);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void an_infeasible_plan_gives_its_reason(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_problem *q = problem_of(p);
    struct weft_result r = { .status = WEFT_INFEASIBLE,
                             .reason = "train needs gpu 4; a has 2" };
    char *got = weft_schedule_json(p, q, &r, NULL, "ilp", 1);

    (void)state;
    assert_string_equal(got,
                        "{\n    \"engine\": \"ilp\", \"seed\": 1, \"status\": "
                        "\"infeasible\",\n    \"reason\": \"train needs gpu "
                        "4; a has 2\"\n  }");
    free(got);
    weft_problem_free(q);
    weft_plan_free(p);
}

/* The document with the schedule in it, loaded again. */
static struct weft_plan *stored(const struct weft_plan *p, const char *json)
{
    char *text = NULL, *both;
    size_t len, size;
    struct weft_plan *again;

    assert_i64(weft_plan_text(p, &text, &len, NULL), WEFT_OK);
    *strrchr(text, '}') = '\0';
    size = len + strlen(json) + 20;
    both = malloc(size);
    assert_non_null(both);
    snprintf(both, size, "%s, \"schedule\": %s}", text, json);
    again = plan_of_json(both);
    free(both);
    free(text);
    return again;
}

static void what_is_written_is_read_back_and_true(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct rand_opts o = rand_small(seed);
        struct weft_plan *p = plan_of_rand(&o), *again;
        struct weft_problem *q = problem_of(p);
        struct weft_schedule s = { 0 };
        struct weft_stored st;
        struct weft_diags diags = { 0 };
        uint64_t rng = seed;
        char *json;

        assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
        assert_true(serial_random(q, &rng, &s));
        json = json_of(p, q, &s, seed % 2 ? 0 : -1);
        again = stored(p, json);
        if (weft_stored_read(again, &st, &diags, NULL) ||
            weft_check_stored(again, &st, &diags, NULL))
            fail_msg("seed %llu: %s %s\n%s", (unsigned long long)seed,
                     diags.n ? diags.v[0].pointer : "",
                     diags.n ? diags.v[0].msg : "", json);
        assert_i64(st.cost, weft_schedule_cost(q, &s));
        for (int32_t i = 0; i < q->ntask; i++)
            assert_i64(st.place[i].start, s.start[i] * q->tick);
        free(json);
        weft_stored_release(&st);
        weft_plan_free(again);
        weft_schedule_release(&s);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void without_memory_there_is_no_text(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s = planned(q);
    struct weft_facts *f = NULL;
    struct weft_result r = { .status = WEFT_FEASIBLE, .schedule = s };

    (void)state;
    assert_i64(weft_facts_new(q, &s, &f, NULL), WEFT_OK);
    for (long k = 1;; k++) {
        char *json, *why;
        bool failed;

        oom_at(k);
        json = weft_schedule_json(p, q, &r, f, "auto", 1);
        why = json ? weft_why_text(p, q, &s, f, 1) : NULL;
        failed = oom_stop();
        assert_i64(json && why, !failed);
        free(json);
        free(why);
        if (!failed)
            break;
    }
    weft_facts_free(f);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_member_has_its_order_and_form),
        cmocka_unit_test(an_infeasible_plan_gives_its_reason),
        cmocka_unit_test(what_is_written_is_read_back_and_true),
        cmocka_unit_test(without_memory_there_is_no_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
