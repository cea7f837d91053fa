/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/check.h"

/* The plan on lines 1 to 9; its schedule begins on line 10. */
static const char *const plan =
    "{'weft':'1.0','time_unit':'min',\n"
    "'nodes':[{'id':'a','capacity':{'cpu':2}},\n"
    "{'id':'b','capacity':{'cpu':2},'count':2}],\n"
    "'tasks':[\n"
    "{'id':'v1','duration':10,'demand':{'cpu':2}},\n"
    "{'id':'v2','duration':20,'demand':{'cpu':2},'after':['v1']},\n"
    "{'id':'v3','duration':30,'demand':{'cpu':2},'after':['v1'],\n"
    "'modes':[{'name':'half','duration':60,'demand':{'cpu':1}}]},\n"
    "{'id':'v4','duration':5,'demand':{'cpu':2},'after':['v2']}],\n"
    "'schedule':\n";

/* v3 waits for v2 on a: critical v1 v2 v3; v4 can slip until 60. */
#define HEAD                                                                   \
    "'engine':'ilp','seed':7,'status':'feasible','makespan':60,'bound':50,"    \
    "'cost':0.5,"
#define ORDER    "'order':['v1','v2','v3','v4'],"
#define CRITICAL "'critical':['v1','v2','v3'],"
#define TASKS                                                                  \
    "'tasks':["                                                                \
    "{'id':'v1','node':'a','start':0,'finish':10,'slack':0},"                  \
    "{'id':'v2','node':'a','start':10,'finish':30,'slack':0},"                 \
    "{'id':'v3','node':'a','mode':'default','start':30,'finish':60,"           \
    "'slack':0},"                                                              \
    "{'id':'v4','node':'b-2','start':30,'finish':35,'slack':25}]"

static char *document(const char *schedule)
{
    char *doc = malloc(strlen(plan) + strlen(schedule) + 2);

    assert_non_null(doc);
    snprintf(doc, strlen(plan) + strlen(schedule) + 2, "%s%s}", plan, schedule);
    return doc;
}

static struct weft_plan *plan_with(const char *schedule)
{
    char *doc = document(schedule);
    struct weft_plan *p = plan_of(doc);

    free(doc);
    return p;
}

/* Read and check the schedule; the faults one a line, "line:col pointer:
 * message". */
static void expect(const char *schedule, const char *want)
{
    struct weft_plan *p = plan_with(schedule);
    struct weft_stored s;
    struct weft_diags diags = { 0 };
    char got[2000] = "";

    if (!weft_stored_read(p, &s, &diags, NULL)) {
        enum weft_rc rc = weft_check_stored(p, &s, &diags, NULL);

        assert_i64(rc, diags.errors ? WEFT_E_INVAL : WEFT_OK);
        weft_stored_release(&s);
    }
    for (size_t i = 0; i < diags.n; i++)
        snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%d:%d %s: %s",
                 i ? "\n" : "", diags.v[i].line, diags.v[i].column,
                 diags.v[i].pointer, diags.v[i].msg);
    assert_string_equal(got, want);
    weft_diags_release(&diags);
    weft_plan_free(p);
}

static void a_document_without_schedule_has_none(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_stored s;
    struct weft_diags diags = { 0 };

    (void)state;
    assert_i64(weft_stored_read(p, &s, &diags, NULL), WEFT_OK);
    assert_false(s.present);
    assert_i64(weft_check_stored(p, &s, &diags, NULL), WEFT_OK);
    weft_stored_release(&s);
    weft_plan_free(p);
}

static void every_member_is_read(void **state)
{
    struct weft_plan *p = plan_with("{" HEAD ORDER CRITICAL TASKS
                                    ",'reason':'none'}");
    struct weft_stored s;
    struct weft_diags diags = { 0 };

    (void)state;
    assert_i64(weft_stored_read(p, &s, &diags, NULL), WEFT_OK);
    assert_true(s.present);
    assert_string_equal(s.engine, "ilp");
    assert_string_equal(s.status, "feasible");
    assert_string_equal(s.reason, "none");
    assert_i64(s.seed, 7);
    assert_i64(s.makespan, 3600000);
    assert_i64(s.bound, 3000000);
    assert_i64(s.cost, 500000000);
    assert_i64(s.norder, 4);
    assert_i64(s.ncritical, 3);
    assert_string_equal(s.order[3], "v4");
    assert_i64(s.n, 4);
    assert_i64(s.place[3].node, 1);
    assert_i64(s.place[3].copy, 1);
    assert_i64(s.place[2].mode, 0);
    assert_i64(s.place[1].finish, 1800000);
    assert_i64(s.slack[3], 1500000);
    weft_stored_release(&s);
    weft_plan_free(p);
}

static void a_true_schedule_passes(void **state)
{
    (void)state;
    expect("{" HEAD ORDER CRITICAL TASKS "}", "");
}

static void what_is_not_said_is_not_missed(void **state)
{
    (void)state;
    expect("{'tasks':[{'id':'v1','node':'a','start':0,'finish':10},"
           "{'id':'v2','node':'a','start':10,'finish':30},"
           "{'id':'v3','node':'b-1','mode':'half','start':10,'finish':70},"
           "{'id':'v4','node':'b-2','start':30,'finish':35}]}",
           "");
}

static void faults_of_form_are_all_named_with_their_place(void **state)
{
    static const struct {
        const char *schedule, *fault;
    } row[] = {
        { "{}", "11:1 /schedule: member \"tasks\" is missing" },
        { "{'tasks':7}", "11:10 /schedule/tasks: expected an array" },
        { "{'tasks':[7]}", "11:11 /schedule/tasks/0: expected an object" },
        { "{'tasks':[{'id':'v9','start':-1,'finish':'x'}]}",
          "11:17 /schedule/tasks/0/id: no task 'v9'\n"
          "11:30 /schedule/tasks/0/start: expected a time of 0 or later\n"
          "11:42 /schedule/tasks/0/finish: expected a number, a time" },
        { "{'tasks':[{'id':7,'node':7,'mode':7}]}",
          "11:11 /schedule/tasks/0: member \"start\" is missing\n"
          "11:11 /schedule/tasks/0: member \"finish\" is missing\n"
          "11:17 /schedule/tasks/0/id: expected a string\n"
          "11:26 /schedule/tasks/0/node: expected a string\n"
          "11:35 /schedule/tasks/0/mode: expected a string" },
        { "{'tasks':[{'id':'v1','node':'q','start':0,'finish':1},\n"
          "{'id':'v1','node':'b','start':0,'finish':1},\n"
          "{'id':'v3','node':'b-3','mode':'quarter','start':0,'finish':1}]}",
          "11:29 /schedule/tasks/0/node: no node 'q'\n"
          "12:19 /schedule/tasks/1/node: node 'b' has 2 copies: name one, like "
          "'b-1'\n"
          "13:19 /schedule/tasks/2/node: no node 'b-3'\n"
          "13:32 /schedule/tasks/2/mode: the task has no mode 'quarter'" },
        { "{'engine':1,'seed':-1,'status':'good','makespan':'x','bound':[],"
          "'cost':'1','order':{},'critical':[1],'reason':2,'tasks':[]}",
          "11:11 /schedule/engine: expected a string\n"
          "11:20 /schedule/seed: expected a whole number below 2^64\n"
          "11:32 /schedule/status: expected \"optimal\", \"feasible\" or "
          "\"infeasible\"\n"
          "11:50 /schedule/makespan: expected a number, a time\n"
          "11:62 /schedule/bound: expected a number, a time\n"
          "11:72 /schedule/cost: expected a number\n"
          "11:84 /schedule/order: expected an array of task ids\n"
          "11:99 /schedule/critical/0: expected a string\n"
          "11:111 /schedule/reason: expected a string" },
        { "{'seed':18446744073709551616,'tasks':[]}",
          "11:9 /schedule/seed: expected a whole number below 2^64" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++)
        expect(row[i].schedule, row[i].fault);
}

static void what_is_not_so_is_named(void **state)
{
    static const struct {
        const char *schedule, *fault;
    } row[] = {
        { "{'makespan':59," TASKS "}",
          "11:13 /schedule/makespan: says 59m, but the last task ends at 1h" },
        { "{'bound':61," TASKS "}",
          "11:10 /schedule/bound: says 1h1m, but the plan takes only 1h" },
        { "{'status':'optimal','bound':50," TASKS "}",
          "11:11 /schedule/status: says optimal, but the bound is not the "
          "makespan 1h" },
        { "{'status':'optimal'," TASKS "}",
          "11:11 /schedule/status: says optimal, but the bound is not the "
          "makespan 1h" },
        { "{'status':'feasible','bound':60," TASKS "}",
          "11:11 /schedule/status: says feasible, but the bound is met: "
          "optimal" },
        { "{'status':'optimal','bound':60," TASKS "}", "" },
        { "{'status':'infeasible'," TASKS "}",
          "11:11 /schedule/status: says infeasible, but there is a plan\n"
          "11:1 /schedule: says infeasible, but gives no reason" },
        { "{'status':'infeasible','reason':'v3 needs gpu 4'}", "" },
        { "{'order':['v1','v2','v3']," TASKS "}",
          "11:10 /schedule/order: 'v4' is missing" },
        { "{'order':['v1','v2','v3','v4','v4','v9']," TASKS "}",
          "11:31 /schedule/order/4: 'v4' is here twice\n"
          "11:36 /schedule/order/5: no task 'v9'" },
        { "{'order':['v1','v3','v2','v4']," TASKS "}",
          "11:21 /schedule/order/2: 'v2' starts before 'v3' and must come "
          "first" },
        { "{'critical':[]," TASKS "}", "11:13 /schedule/critical: is empty" },
        { "{'critical':['v1','v9']," TASKS "}",
          "11:19 /schedule/critical/1: no task 'v9'" },
        { "{'critical':['v1','v3']," TASKS "}",
          "11:19 /schedule/critical/1: 'v3' does not start because 'v1' ends: "
          "neither a link nor a resource ties them at 30m" },
        { "{'critical':['v1','v2']," TASKS "}",
          "11:13 /schedule/critical: ends with 'v2' at 30m, the plan at 1h" },
        { "{'tasks':[{'id':'v1','node':'a','start':0,'finish':10,'slack':1},"
          "{'id':'v2','node':'a','start':10,'finish':30,'slack':26},"
          "{'id':'v3','node':'a','start':30,'finish':60},"
          "{'id':'v4','node':'b-2','start':30,'finish':35,'slack':26}]}",
          "11:119 /schedule/tasks/1/slack: 'v2' has slack 26m, but links and "
          "times leave 25m\n"
          "11:224 /schedule/tasks/3/slack: 'v4' has slack 26m, but links and "
          "times leave 25m" },
        { "{'critical':['v1','v2','v3'],"
          "'tasks':[{'id':'v1','node':'a','start':0,'finish':10,'slack':5},"
          "{'id':'v2','node':'a','start':10,'finish':30},"
          "{'id':'v3','node':'a','start':30,'finish':60},"
          "{'id':'v4','node':'b-2','start':30,'finish':35}]}",
          "11:14 /schedule/critical/0: 'v1' has slack 5m" },
        { "{'tasks':[{'id':'v1','node':'a','start':0,'finish':10},"
          "{'id':'v2','node':'a','start':9,'finish':29},"
          "{'id':'v3','node':'a','start':30,'finish':60},"
          "{'id':'v4','node':'b-2','start':30,'finish':35}]}",
          "11:56 /schedule/tasks/1: task 'v2' starts at 9m, too early after "
          "'v1', which finishes at 10m\n"
          "11:56 /schedule/tasks/1: task 'v2' overloads cpu of node 'a' at 9m: "
          "4 in use, capacity 2" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++)
        expect(row[i].schedule, row[i].fault);
}

static void an_order_against_a_link_of_no_length_is_named(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','tasks':[{'id':'t','duration':0},"
        "{'id':'u','duration':0,'after':['t']}],'schedule':{"
        "'order':['u','t'],'tasks':["
        "{'id':'t','start':0,'finish':0},"
        "{'id':'u','start':0,'finish':0}]}}");
    struct weft_stored s;
    struct weft_diags diags = { 0 };

    (void)state;
    assert_i64(weft_stored_read(p, &s, &diags, NULL), WEFT_OK);
    assert_i64(weft_check_stored(p, &s, &diags, NULL), WEFT_E_INVAL);
    assert_i64(diags.n, 1);
    assert_string_equal(diags.v[0].msg,
                        "'u' comes before 't', which it waits for");
    weft_stored_release(&s);
    weft_diags_release(&diags);
    weft_plan_free(p);
}

/* Whatever stands in the place of a value, it is told or read. */
static void any_value_anywhere_is_survived(void **state)
{
    static const char *const value[] = {
        "null", "[]",       "{}",          "1e999",  "-1",
        "'x'",  "true",     "'v1'",        "0.0001", "99999999999999999999",
        "'b'",  "[['v1']]", "{'id':'v1'}", "''",     "9223372036854775807",
    };
    static const char *const whole = "{" HEAD ORDER CRITICAL TASKS "}";
    uint64_t rng = 1;
    int told = 0;

    (void)state;
    for (int k = 0; k < 3000; k++) {
        char schedule[1000];
        struct weft_stored s;
        struct weft_diags diags = { 0 };
        struct weft_plan *p;
        size_t at = (size_t)rand_below(&rng, (int)strlen(whole));
        size_t end;

        /* the value after the next colon or bracket */
        at += strcspn(whole + at, ":[");
        if (!whole[at] || whole[at + 1] == '[' || whole[at + 1] == '{')
            continue;
        end = at + 1 + strcspn(whole + at + 1, ",]}");
        snprintf(schedule, sizeof(schedule), "%.*s%s%s", (int)at + 1, whole,
                 value[rand_below(&rng, 15)], whole + end);
        p = plan_with(schedule);
        if (!weft_stored_read(p, &s, &diags, NULL)) {
            weft_check_stored(p, &s, &diags, NULL);
            weft_stored_release(&s);
        }
        for (size_t i = 0; i < diags.n; i++)
            assert_true(diags.v[i].line >= 10 && strlen(diags.v[i].msg) > 0);
        told += diags.n > 0;
        weft_diags_release(&diags);
        weft_plan_free(p);
    }
    assert_true(told > 1000);
}

static void running_out_of_memory_is_said_and_loses_nothing(void **state)
{
    struct weft_plan *p = plan_with(
        "{" HEAD ORDER CRITICAL
        "'tasks':[{'id':'v1','node':'a','start':0,'finish':9},"
        "{'id':'v2','node':'a','start':10,'finish':30,'slack':26},"
        "{'id':'v3','node':'a','start':30,'finish':60},"
        "{'id':'v4','node':'b-2','start':30,'finish':35,'slack':26}],"
        "'reason':'none'}");

    (void)state;
    for (long k = 1;; k++) {
        struct weft_stored s;
        struct weft_diags diags = { 0 };
        enum weft_rc rc;

        oom_at(k);
        rc = weft_stored_read(p, &s, &diags, NULL);
        if (!rc)
            rc = weft_check_stored(p, &s, &diags, NULL);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_E_INVAL);
            weft_stored_release(&s);
            weft_diags_release(&diags);
            break;
        }
        assert_true(rc == WEFT_E_NOMEM || rc == WEFT_E_INVAL);
        weft_stored_release(&s);
        weft_diags_release(&diags);
    }
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_without_schedule_has_none),
        cmocka_unit_test(every_member_is_read),
        cmocka_unit_test(a_true_schedule_passes),
        cmocka_unit_test(what_is_not_said_is_not_missed),
        cmocka_unit_test(faults_of_form_are_all_named_with_their_place),
        cmocka_unit_test(what_is_not_so_is_named),
        cmocka_unit_test(an_order_against_a_link_of_no_length_is_named),
        cmocka_unit_test(any_value_anywhere_is_survived),
        cmocka_unit_test(running_out_of_memory_is_said_and_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
