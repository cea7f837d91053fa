/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/analysis.h"
#include "weft/graph.h"

/* The longest path with the shortest options: a bound that is proved. */
static int64_t path_bound(const struct weft_problem *q)
{
    struct weft_cpm c = { 0 };
    int64_t bound;

    assert_i64(weft_cpm_init(&c, q->ntask, NULL), WEFT_OK);
    assert_i64(
        weft_cpm_run(&c, &q->graph, q->order, q->min_dur, q->release, NULL),
        WEFT_OK);
    bound = c.makespan;
    weft_cpm_release(&c);
    return bound;
}

/* The report of p with the plain serial schedule, or of its infeasibility. */
static char *report_of(const struct weft_plan *p, int width, bool ascii,
                       const char *file)
{
    struct weft_problem *q = problem_of(p);
    struct weft_facts *f = NULL;
    struct weft_result r = { .status = WEFT_FEASIBLE,
                             .engine = "list",
                             .bound_engine = "path" };
    struct weft_report_opts o = { .width = width,
                                  .ascii = ascii,
                                  .file = file };
    char *text;

    assert_i64(weft_schedule_init(&r.schedule, q->ntask, NULL), WEFT_OK);
    if (q->reason[0]) {
        r.status = WEFT_INFEASIBLE;
        snprintf(r.reason, sizeof(r.reason), "%s", q->reason);
    } else {
        assert_true(serial_schedule(q, &r.schedule));
        assert_i64(weft_facts_new(q, &r.schedule, &f, NULL), WEFT_OK);
        r.makespan = f->makespan;
        r.bound = path_bound(q);
        if (r.bound == r.makespan)
            r.status = WEFT_OPTIMAL;
    }
    text = weft_report_text(p, q, &r, f, &o);
    weft_facts_free(f);
    weft_schedule_release(&r.schedule);
    weft_problem_free(q);
    return text;
}

static void golden_report(const char *sample)
{
    struct weft_plan *p = plan_of_sample(sample);
    char name[64], file[64];
    char *text;

    snprintf(file, sizeof(file), "%s.json", sample);
    text = report_of(p, 80, false, file);
    snprintf(name, sizeof(name), "report_%s", sample);
    golden(name, text);
    free(text);
    text = report_of(p, 80, true, file);
    snprintf(name, sizeof(name), "report_%s_ascii", sample);
    golden(name, text);
    free(text);
    weft_plan_free(p);
}

static void the_report_of_the_article_is_golden(void **state)
{
    (void)state;
    golden_report("article");
}

static void the_report_of_rag_index_is_golden(void **state)
{
    (void)state;
    golden_report("rag-index");
}

static void the_report_of_deep_research_is_golden(void **state)
{
    (void)state;
    golden_report("deep-research");
}

static void the_article_shows_all_that_is_asked_of_it(void **state)
{
    static const char *const want[] = {
        "makespan 70 (optimal)",       "topological order  v1 v3 v2 v4 v5\n",
        "v1 > v3 > v4 > v5\n",         "placement          n1  v1",
        "v1         n1        0   10", "n1      cpu         2   71%  40/70",
    };
    struct weft_plan *p = plan_of_sample("article");
    char *text = report_of(p, 80, false, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
        if (!strstr(text, want[i]))
            fail_msg("no '%s' in\n%s", want[i], text);
    free(text);
    weft_plan_free(p);
}

static void modes_budgets_holds_and_moments_are_shown(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','name':'All kinds','time_unit':'min','resources':{"
        "'tokens':{'scope':'global','kind':'consumable','capacity':'200k',"
        "'price':0.00001},'slots':{'scope':'global','capacity':2}},"
        "'nodes':[{'id':'gpu','count':2,'capacity':{'cpu':4,'gpu':1}},"
        "{'id':'spare','capacity':{'cpu':4}}],'tasks':["
        "{'id':'serve','duration':5,'hold':'plan',"
        "'demand':{'cpu':1,'slots':1}},"
        "{'id':'fast','duration':90,'demand':{'gpu':1,'tokens':'80k'}},"
        "{'id':'also-fast','duration':90,'demand':{'gpu':1,'tokens':'40k'}},"
        "{'id':'either','duration':60,'demand':{'gpu':1},"
        "'modes':[{'name':'on-cpu','duration':75,'demand':{'cpu':4}}]},"
        "{'id':'ask','duration':30,'nodes':[],'after':['fast'],"
        "'demand':{'slots':1}},"
        "{'id':'done','duration':0,'after':['ask','either','also-fast']}]}");
    char *text = report_of(p, 80, false, NULL);

    (void)state;
    golden("report_all_kinds", text);
    free(text);
    weft_plan_free(p);
}

static void without_nodes_the_report_says_so(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','tasks':[{'id':'t','duration':3},"
        "{'id':'u','duration':4,'after':['t']}]}");
    char *text = report_of(p, 60, true, "plan.json");

    (void)state;
    assert_string_equal(
        text, "plan.json                              makespan 7s (optimal)\n"
              "2 tasks, 1 link - no nodes: planned without capacities\n"
              "plan by list, bound by path\n"
              "\n"
              "topological order  t u\n"
              "critical path      t > u\n"
              "\n"
              "task  node  start  end  slack  0   1s  2s  3s  4s  5s  6s\n"
              "t     -         0   3s      0  ############\n"
              "u     -        3s   7s      0              ################\n"
              "                               # critical\n");
    free(text);
    weft_plan_free(p);
}

static void an_infeasible_plan_shows_its_reason(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','name':'too big','nodes':[{'id':'a'}],'tasks':["
        "{'id':'t','duration':3,'demand':{'gpu':1}}]}");
    char *text = report_of(p, 60, false, "big.json");

    (void)state;
    assert_string_equal(
        text, "too big                                           infeasible\n"
              "big.json \u00b7 1 task, 0 links, 1 node\n"
              "\n"
              "t needs gpu 1; a has 0\n");
    free(text);
    weft_plan_free(p);
}

static void an_empty_plan_has_a_report(void **state)
{
    struct weft_plan *p = plan_of("{'weft':'1.0','tasks':[]}");
    char *text = report_of(p, 60, false, NULL);

    (void)state;
    assert_non_null(text);
    assert_non_null(strstr(text, "untitled plan"));
    assert_non_null(strstr(text, "makespan 0 (optimal)"));
    free(text);
    weft_plan_free(p);
}

/* --- on anything --------------------------------------------------------- */

/* Cells of a line of the report: all its glyphs are one cell wide. */
static int cells(const char *line, size_t n)
{
    int width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)line[i] & 0xc0) != 0x80;
    return width;
}

static void lines_keep_the_width_and_end_without_spaces(void **state)
{
    static const int widths[] = { 60, 72, 80, 132, 300 };

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct rand_opts o = rand_small(seed);
        struct weft_plan *p;

        o.tasks = 1 + (int)(seed % 40);
        o.nodes = 1 + (int)(seed % 4);
        p = plan_of_rand(&o);
        for (int w = 0; w < 5; w++) {
            char *text = report_of(p, widths[w], seed % 2, "random.json");

            for (const char *at = text; *at;) {
                size_t n = strcspn(at, "\n");

                if (cells(at, n) > widths[w])
                    fail_msg("seed %llu, width %d: %.*s",
                             (unsigned long long)seed, widths[w], (int)n, at);
                if (n && at[n - 1] == ' ')
                    fail_msg("seed %llu: a space ends '%.*s'",
                             (unsigned long long)seed, (int)n, at);
                at += n + (at[n] == '\n');
            }
            free(text);
        }
        weft_plan_free(p);
    }
}

static void ascii_reports_have_no_byte_above_tilde(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','name':'\u6f14\u793a','nodes':[{'id':'\u8282\u70b9',"
        "'capacity':{'\u5185\u5b58':'1Gi'}}],'tasks':["
        "{'id':'\u4efb\u52a1-with-a-very-long-name-that-has-to-be-cut',"
        "'duration':3,'demand':{'\u5185\u5b58':1}},"
        "{'id':'b\u202ea','duration':0}]}");
    char *text = report_of(p, 80, true, "\u6f14.json");

    (void)state;
    for (const char *c = text; *c; c++)
        if ((*c < ' ' && *c != '\n') || *c > '~')
            fail_msg("byte %02x in\n%s", (unsigned char)*c, text);
    free(text);
    text = report_of(p, 80, false, NULL);
    assert_null(strstr(text, "\u202e"));
    assert_non_null(strstr(text, "\u2026ery-long-name-that-has-to-be-cut") ||
                    strstr(text, "\u2026"));
    free(text);
    weft_plan_free(p);
}

static void wide_names_keep_the_columns_aligned(void **state)
{
    struct weft_plan *p = plan_of("{'weft':'1.0','nodes':[{'id':'n'}],'tasks':["
                                  "{'id':'\u4efb\u52a1','duration':3},"
                                  "{'id':'long-name','duration':3}]}");
    char *text = report_of(p, 60, false, NULL);

    (void)state;
    assert_non_null(strstr(text, "\n\u4efb\u52a1       n         0   3s"));
    assert_non_null(strstr(text, "\nlong-name  n         0   3s"));
    free(text);
    weft_plan_free(p);
}

static void what_is_left_out_of_a_large_plan_is_counted(void **state)
{
    enum { N = 450 };
    static char doc[N * 60 + 100];
    struct weft_plan *p;
    char *text;

    (void)state;
    strcpy(doc, "{'weft':'1.0','tasks':[");
    for (int i = 0; i < N; i++)
        snprintf(doc + strlen(doc), sizeof(doc) - strlen(doc),
                 "%s{'id':'t%d','duration':1}", i ? "," : "", i);
    strcat(doc, "]}");
    p = plan_of(doc);
    text = report_of(p, 80, false, NULL);
    assert_non_null(strstr(text, "and 150 more\n"));
    assert_non_null(strstr(text, "and 50 more tasks that start later\n"));
    free(text);
    weft_plan_free(p);
}

static void without_memory_there_is_no_report(void **state)
{
    struct weft_plan *p = plan_of_sample("train-deploy");
    struct weft_problem *q = problem_of(p);
    struct weft_facts *f = NULL;
    struct weft_result r = { .status = WEFT_FEASIBLE };
    struct weft_report_opts o = { .width = 80, .file = "t.json" };

    (void)state;
    assert_i64(weft_schedule_init(&r.schedule, q->ntask, NULL), WEFT_OK);
    assert_true(serial_schedule(q, &r.schedule));
    assert_i64(weft_facts_new(q, &r.schedule, &f, NULL), WEFT_OK);
    for (long k = 1;; k++) {
        char *text;
        bool failed;

        oom_at(k);
        text = weft_report_text(p, q, &r, f, &o);
        failed = oom_stop();
        assert_i64(text != NULL, !failed);
        free(text);
        if (!failed)
            break;
    }
    weft_facts_free(f);
    weft_schedule_release(&r.schedule);
    weft_problem_free(q);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_of_the_article_is_golden),
        cmocka_unit_test(the_report_of_rag_index_is_golden),
        cmocka_unit_test(the_report_of_deep_research_is_golden),
        cmocka_unit_test(the_article_shows_all_that_is_asked_of_it),
        cmocka_unit_test(modes_budgets_holds_and_moments_are_shown),
        cmocka_unit_test(without_nodes_the_report_says_so),
        cmocka_unit_test(an_infeasible_plan_shows_its_reason),
        cmocka_unit_test(an_empty_plan_has_a_report),
        cmocka_unit_test(lines_keep_the_width_and_end_without_spaces),
        cmocka_unit_test(ascii_reports_have_no_byte_above_tilde),
        cmocka_unit_test(wide_names_keep_the_columns_aligned),
        cmocka_unit_test(what_is_left_out_of_a_large_plan_is_counted),
        cmocka_unit_test(without_memory_there_is_no_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
