/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/problem.h"

static int32_t noption(const struct weft_problem *q, int32_t task)
{
    return q->option_begin[task + 1] - q->option_begin[task];
}

/* Option k of a task. */
static const struct weft_option *option(const struct weft_problem *q,
                                        int32_t task, int32_t k)
{
    assert_true(k < noption(q, task));
    return &q->option[q->option_begin[task] + k];
}

#define NODES3                                                                 \
    "'nodes':[{'id':'a','capacity':{'cpu':2},'labels':{'zone':'x'}},"          \
    "{'id':'b','capacity':{'cpu':4},'labels':{'zone':'y'}},"                   \
    "{'id':'c','capacity':{'cpu':4},'count':2,'labels':{'zone':'y'}}]"
#define DOC(nodes, tasks)                                                      \
    "{'weft':'1.0','time_unit':'none'," nodes ",'tasks':[" tasks "]}"

/* --- options ------------------------------------------------------------- */

static void article_compiles_to_the_problem_it_is(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_problem *q = problem_of(p);
    static const int32_t options[] = { 3, 3, 2, 3, 3 };
    static const int64_t ticks[] = { 1, 2, 3, 2, 1 };

    (void)state;
    assert_i64(q->tick, 10000);
    assert_i64(q->ntask, 5);
    assert_i64(q->ncopy, 3);
    assert_i64(q->ncell, 6);
    assert_i64(q->nbudget, 0);
    assert_false(q->no_nodes);
    assert_string_equal(q->reason, "");
    for (int32_t i = 0; i < 5; i++) {
        assert_i64(noption(q, i), options[i]);
        assert_i64(q->min_dur[i], ticks[i]);
        assert_i64(option(q, i, 0)->nuse, 2);
    }
    assert_i64(option(q, 2, 0)->copy, 1); /* v3 does not fit n1 */
    assert_i64(q->graph.m, 5);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void run_time_is_rounded_up_to_a_thousandth(void **state)
{
    struct weft_plan *p = plan_of(
        DOC("'nodes':[{'id':'a','speed':3},{'id':'b','speed':0.5},"
            "{'id':'c'}]",
            "{'id':'t','duration':10}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(option(q, 0, 0)->dur * q->tick, 3334);
    assert_i64(option(q, 0, 1)->dur * q->tick, 20000);
    assert_i64(option(q, 0, 2)->dur * q->tick, 10000);
    assert_i64(q->min_dur[0] * q->tick, 3334);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void durations_of_a_copy_go_before_those_of_its_node(void **state)
{
    struct weft_plan *p = plan_of(
        DOC("'nodes':[{'id':'a','count':3,'speed':2},{'id':'b'}]",
            "{'id':'t','duration':10,"
            "'durations':{'a-2':7,'a':9}}"));
    struct weft_problem *q = problem_of(p);
    static const int64_t want[] = { 9, 7, 9, 10 };

    (void)state;
    for (int32_t k = 0; k < 4; k++)
        assert_i64(option(q, 0, k)->dur, want[k]);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void modes_have_their_own_demand_nodes_and_duration(void **state)
{
    struct weft_plan *p = plan_of(
        DOC(NODES3, "{'id':'t','duration':6,'demand':{'cpu':3},'nodes':['b'],"
                    "'durations':{'b':5},'modes':["
                    "{'name':'slow','duration':12,'demand':{'cpu':1},"
                    "'nodes':['a','c-2']},"
                    "{'name':'same','duration':9}]}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(noption(q, 0), 4);
    assert_i64(option(q, 0, 0)->copy, 1);
    assert_i64(option(q, 0, 0)->dur, 5);
    assert_i64(option(q, 0, 1)->copy, 0);
    assert_i64(option(q, 0, 1)->mode, 1);
    assert_i64(option(q, 0, 1)->dur, 12); /* "durations": default mode only */
    assert_i64(option(q, 0, 2)->copy, 3);
    assert_i64(option(q, 0, 3)->mode, 2);
    assert_i64(option(q, 0, 3)->copy, 1); /* the task's nodes */
    assert_i64(option(q, 0, 3)->nuse, 0);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void where_nodes_and_pin_narrow_each_other(void **state)
{
    struct weft_plan *p = plan_of(
        DOC(NODES3,
            "{'id':'t','duration':1,'where':{'zone':'y'}},"
            "{'id':'u','duration':1,'where':{'zone':'y'},'nodes':['a','b']},"
            "{'id':'v','duration':1,'pin':{'node':'c'}},"
            "{'id':'w','duration':1,'pin':{'node':'c-1'}},"
            "{'id':'x','duration':1,'nodes':['c','a']}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(noption(q, 0), 3);
    assert_i64(noption(q, 1), 1);
    assert_i64(option(q, 1, 0)->copy, 1);
    assert_i64(noption(q, 2), 2);
    assert_i64(noption(q, 3), 1);
    assert_i64(option(q, 3, 0)->copy, 2);
    assert_i64(option(q, 4, 0)->copy, 0); /* ascending, whatever the order */
    weft_problem_free(q);
    weft_plan_free(p);
}

static void options_that_do_not_fit_are_dropped(void **state)
{
    struct weft_plan *p = plan_of(
        DOC(NODES3, "{'id':'t','duration':1,'demand':{'cpu':3}}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(noption(q, 0), 3);
    assert_i64(option(q, 0, 0)->copy, 1);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void options_without_room_in_time_are_dropped(void **state)
{
    struct weft_plan *p = plan_of(
        DOC("'nodes':[{'id':'a','down':[{'from':3,'to':8}]},{'id':'b'}]",
            "{'id':'t','duration':4,'deadline':10},"
            "{'id':'u','duration':3,'deadline':10},"
            "{'id':'v','duration':2,'pin':{'start':2}},"
            "{'id':'w','duration':4},"
            "{'id':'x','duration':2,'release':7,'deadline':10}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(noption(q, 0), 1); /* on a not before 8, so until 12 */
    assert_i64(noption(q, 1), 2);
    assert_i64(noption(q, 2), 1);
    assert_i64(noption(q, 3), 2);
    assert_i64(noption(q, 4), 2); /* on a from 8 to 10 */
    assert_i64(q->release[2], 2);
    assert_i64(q->latest[2], 2);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_task_on_no_node_uses_globals_only(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','resources':{'slots':{'scope':'global','capacity':2}},"
        "'nodes':[{'id':'a','speed':2}],"
        "'tasks':[{'id':'t','duration':10,'nodes':[],"
        "'demand':{'slots':1,'cpu':5}}]}");
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(noption(q, 0), 1);
    assert_i64(option(q, 0, 0)->copy, WEFT_NONE);
    assert_i64(option(q, 0, 0)->dur * q->tick, 10000);
    assert_i64(option(q, 0, 0)->nuse, 1);
    assert_i64(q->cell[q->use[option(q, 0, 0)->use_begin].cell].copy,
               WEFT_NONE);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_plan_without_nodes_has_no_capacities_but_global_ones(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','resources':{'slots':{'scope':'global','capacity':2}},"
        "'tasks':[{'id':'t','duration':10,'demand':{'slots':1,'cpu':99}},"
        "{'id':'u','duration':5,'where':{'zone':'x'},'after':['t']}]}");
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_true(q->no_nodes);
    assert_i64(q->ncopy, 0);
    assert_i64(q->ncell, 1);
    assert_i64(noption(q, 0), 1);
    assert_i64(noption(q, 1), 1);
    assert_string_equal(q->reason, "");
    weft_problem_free(q);
    weft_plan_free(p);
}

static void consumables_are_budgets_not_cells(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','resources':{'tokens':{'scope':'global',"
        "'kind':'consumable','capacity':100}},'nodes':[{'id':'a'}],"
        "'tasks':[{'id':'t','duration':1,'demand':{'tokens':30},"
        "'modes':[{'name':'m','duration':2,'demand':{'tokens':10}}]}]}");
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(q->ncell, 0);
    assert_i64(q->nbudget, 1);
    assert_i64(q->budget[0].cap, 100000);
    assert_i64(option(q, 0, 1)->nspend, 1);
    assert_i64(q->spend[option(q, 0, 1)->spend_begin].qty, 10000);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void equal_demands_share_their_uses(void **state)
{
    struct weft_plan *p = plan_of(
        DOC(NODES3, "{'id':'t','duration':1,'demand':{'cpu':1}},"
                    "{'id':'u','duration':2,'demand':{'cpu':1}}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(q->nuse, 4);
    assert_i64(option(q, 0, 2)->use_begin, option(q, 1, 2)->use_begin);
    weft_problem_free(q);
    weft_plan_free(p);
}

/* --- times --------------------------------------------------------------- */

static void tick_divides_every_time_of_the_plan(void **state)
{
    static const struct {
        const char *doc;
        int64_t tick;
    } row[] = {
        { DOC("'nodes':[]", "{'id':'t','duration':0}"), 1 },
        { DOC("'nodes':[]", "{'id':'t','duration':12},{'id':'u','duration':8}"),
          4000 },
        { DOC("'nodes':[]", "{'id':'t','duration':12,'release':6}"), 6000 },
        { DOC("'nodes':[]", "{'id':'t','duration':12,'deadline':15}"), 3000 },
        { DOC("'nodes':[]", "{'id':'t','duration':12,'pin':{'start':2}}"),
          2000 },
        { DOC("'nodes':[]", "{'id':'t','duration':12},{'id':'u','duration':12,"
                            "'after':[{'task':'t','lag':4}]}"),
          4000 },
        { DOC("'nodes':[{'id':'a','down':[{'from':6,'to':9}]}]",
              "{'id':'t','duration':12}"),
          3000 },
        { DOC("'network':{'latency':1,'bandwidth':2},'nodes':[{'id':'a'}]",
              "{'id':'t','duration':12},{'id':'u','duration':12,"
              "'after':[{'task':'t','data':5}]}"),
          500 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
        struct weft_plan *p = plan_of(row[i].doc);
        struct weft_problem *q = problem_of(p);

        assert_i64(q->tick, row[i].tick);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void transfer_is_latency_and_data_over_bandwidth_rounded_up(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q;
    int32_t t, n, u;

    (void)state;
    p = plan_of(DOC("'network':{'latency':1,'bandwidth':3},"
                    "'nodes':[{'id':'a','count':2}]",
                    "{'id':'t','duration':1},"
                    "{'id':'n','duration':1,'nodes':[]},"
                    "{'id':'u','duration':1,"
                    "'after':[{'task':'t','data':10,'lag':2},"
                    "{'task':'n','data':9}]}"));
    q = problem_of(p);
    t = q->option_begin[0];
    n = q->option_begin[1];
    u = q->option_begin[2];
    assert_i64(q->link_xfer[0] * q->tick, 1000 + 3334);
    assert_i64(weft_problem_delay(q, 0, 2000 / q->tick, t, u) * q->tick, 2000);
    assert_i64(weft_problem_delay(q, 0, 2000 / q->tick, t, u + 1) * q->tick,
               2000 + 4334);
    assert_i64(weft_problem_delay(q, 1, 0, n, u), 0);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void links_without_data_are_free(void **state)
{
    struct weft_plan *p = plan_of(
        DOC("'network':{'latency':5},'nodes':[{'id':'a','count':2}]",
            "{'id':'t','duration':1},"
            "{'id':'u','duration':1,'after':['t']}"));
    struct weft_problem *q = problem_of(p);

    (void)state;
    assert_i64(q->link_xfer[0], 0);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void what_cannot_be_counted_is_refused(void **state)
{
    static const char *const doc[] = {
        DOC("'nodes':[{'id':'a','speed':0.000000001}]",
            "{'id':'t','duration':9000000000}"),
        DOC("'nodes':[{'id':'a','speed':0.5}]",
            "{'id':'t','duration':600000000000000},"
            "{'id':'u','duration':600000000000000}"),
        DOC("'network':{'bandwidth':0.001},'nodes':[{'id':'a'}]",
            "{'id':'t','duration':1},{'id':'u','duration':1,"
            "'after':[{'task':'t','data':9000000000000000}]}"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(doc) / sizeof(*doc); i++) {
        struct weft_plan *p = plan_of(doc[i]);
        struct weft_problem *q = NULL;
        struct weft_err err;

        assert_i64(weft_problem_new(p, &q, &err), WEFT_E_LIMIT);
        assert_null(q);
        assert_true(strlen(err.msg) > 0);
        weft_plan_free(p);
    }
}

static void more_than_fifty_million_options_are_refused(void **state)
{
    struct weft_plan *p;
    struct weft_problem *q = NULL;
    struct weft_err err;
    char doc[8000] = "{'weft':'1.0','nodes':[{'id':'a','count':600000}],"
                     "'tasks':[";

    (void)state;
    for (int i = 0; i < 90; i++)
        snprintf(doc + strlen(doc), sizeof(doc) - strlen(doc),
                 "%s{'id':'t%d','duration':1}", i ? "," : "", i);
    snprintf(doc + strlen(doc), sizeof(doc) - strlen(doc), "]}");
    p = plan_of(doc);
    assert_i64(weft_problem_new(p, &q, &err), WEFT_E_LIMIT);
    assert_non_null(strstr(err.msg, "too many options"));
    weft_plan_free(p);
}

/* --- reasons ------------------------------------------------------------- */

static void reasons_name_task_resource_node_and_shortage(void **state)
{
    static const struct {
        const char *doc, *reason;
        int32_t task;
    } row[] = {
        { DOC("'nodes':[{'id':'gpu-xl','capacity':{'gpu':2}},"
              "{'id':'s','capacity':{'gpu':1}}]",
              "{'id':'ok','duration':1},"
              "{'id':'train','duration':1,'demand':{'gpu':4}}"),
          "train needs gpu 4; the largest node, gpu-xl, has 2", 1 },
        { DOC("'nodes':[{'id':'s','capacity':{'gpu':1}}]",
              "{'id':'train','duration':1,'demand':{'gpu':4}}"),
          "train needs gpu 4; s has 1", 0 },
        { DOC(NODES3, "{'id':'train','duration':1,'demand':{'gpu':4}}"),
          "train needs gpu 4; no node has any", 0 },
        { DOC(NODES3, "{'id':'t','duration':1,'demand':{'cpu':5},"
                      "'nodes':['a','b']}"),
          "t needs cpu 5; the largest node it may run on, b, has 4", 0 },
        { DOC(NODES3, "{'id':'t','duration':1,'demand':{'cpu':5},"
                      "'nodes':['a','b'],'modes':[{'name':'m','duration':1,"
                      "'demand':{'cpu':9}}]}"),
          "t needs cpu 5; the largest node it may run on, b, has 4; its other "
          "mode does not fit",
          0 },
        { DOC("'nodes':[{'id':'a','capacity':{'cpu':8,'mem':'1Gi'}},"
              "{'id':'b','capacity':{'cpu':2,'mem':'4Gi'}}]",
              "{'id':'t','duration':1,'demand':{'cpu':4,'mem':'2Gi'}}"),
          "t needs cpu 4 and mem 2Gi on one node; a comes nearest, with mem "
          "1Gi",
          0 },
        { DOC("'resources':{'llm':{'scope':'global','capacity':3}},"
              "'nodes':[{'id':'a'}]",
              "{'id':'t','duration':1,'demand':{'llm':4}}"),
          "t needs llm 4; there is 3", 0 },
        { DOC("'resources':{'usd':{'scope':'global','kind':'consumable',"
              "'capacity':3}},'nodes':[{'id':'a'}]",
              "{'id':'t','duration':1,'demand':{'usd':4}}"),
          "t needs usd 4; the budget is 3", 0 },
        { DOC(NODES3, "{'id':'t','duration':1,'where':{'zone':'q'}}"),
          "t may only run where zone is q, and no node has that label", 0 },
        { DOC(NODES3, "{'id':'t','duration':1,'where':{'zone':'x'},"
                      "'nodes':['b']}"),
          "t may only run where zone is x, and none of its nodes has that "
          "label",
          0 },
        { DOC(NODES3, "{'id':'t','duration':1,'nodes':['a'],"
                      "'pin':{'node':'b'}}"),
          "t is pinned to b, where it may not run", 0 },
        { DOC(NODES3, "{'id':'t','duration':1,'nodes':[],"
                      "'pin':{'node':'b'}}"),
          "t is pinned to b, but its \"nodes\" is empty: it runs on no node",
          0 },
        { DOC("'nodes':[{'id':'a','count':0}]", "{'id':'t','duration':1}"),
          "t needs a node, but every node has count 0", 0 },
        { DOC("'nodes':[{'id':'a','count':0},{'id':'b'}]",
              "{'id':'t','duration':1,'nodes':['a']}"),
          "t may only run on nodes that have count 0", 0 },
        { DOC("'nodes':[{'id':'a'}]", "{'id':'t','duration':4,'deadline':3}"),
          "t may start at 0 and cannot finish by its deadline 3", 0 },
        { DOC("'nodes':[{'id':'a'}]",
              "{'id':'t','duration':4,'release':5,'pin':{'start':3}}"),
          "t is pinned to start at 3, before its release at 5", 0 },
        { DOC("'nodes':[{'id':'a','down':[{'from':4,'to':6}]}]",
              "{'id':'t','duration':4,'pin':{'start':3}}"),
          "t is pinned to start at 3, when the nodes it fits are down", 0 },
        { DOC("'nodes':[{'id':'a','capacity':{'cpu':1}}]",
              "{'id':'t','duration':4,'demand':{'cpu':2}},"
              "{'id':'u','duration':4,'demand':{'cpu':2}},"
              "{'id':'v','duration':4,'demand':{'cpu':2}}"),
          "t needs cpu 2; a has 1 (and 2 more tasks fit nowhere)", 0 },
        { DOC("'nodes':[{'id':'a'}]",
              "{'id':'t','duration':4},"
              "{'id':'u','duration':4,'after':['t'],'deadline':7}"),
          "u has its deadline at 7, but cannot finish before 8 (after t, which "
          "ends at 4 at best)",
          1 },
        { DOC("'nodes':[{'id':'a'}]",
              "{'id':'t','duration':4},"
              "{'id':'u','duration':4,'after':['t'],'pin':{'start':3}}"),
          "u is pinned to start at 3, but cannot start before 4 (after t, "
          "which ends at 4 at best)",
          1 },
        { DOC("'resources':{'usd':{'scope':'global','kind':'consumable',"
              "'capacity':5}},'nodes':[{'id':'a'}]",
              "{'id':'t','duration':1,'demand':{'usd':3}},"
              "{'id':'u','duration':1,'demand':{'usd':4},'modes':["
              "{'name':'m','duration':2,'demand':{'usd':3}}]}"),
          "the tasks need usd 6 at least; the budget is 5", WEFT_NONE },
        { DOC("'nodes':[{'id':'a','capacity':{'cpu':3}}]",
              "{'id':'t','duration':1,'hold':'plan','demand':{'cpu':2}},"
              "{'id':'u','duration':1,'hold':'plan','demand':{'cpu':2}}"),
          "the tasks that hold for the whole plan reserve cpu 4; there is 3 in "
          "all",
          WEFT_NONE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
        struct weft_plan *p = plan_of(row[i].doc);
        struct weft_problem *q = problem_of(p);

        assert_string_equal(q->reason, row[i].reason);
        assert_i64(q->reason_task, row[i].task);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void a_long_reason_is_cut_between_characters(void **state)
{
    char doc[1200] = "{'weft':'1.0','nodes':[{'id':'a'}],'tasks':[{'id':'t";
    struct weft_plan *p;
    struct weft_problem *q;

    (void)state;
    for (int i = 0; i < 123; i++)
        snprintf(doc + strlen(doc), sizeof(doc) - strlen(doc), "\u00e9");
    snprintf(doc + strlen(doc), sizeof(doc) - strlen(doc),
             "','duration':1,'demand':{'\u00e9\u00e9':1}}]}");
    p = plan_of(doc);
    q = problem_of(p);
    assert_i64(strlen(q->reason), 254);
    assert_non_null(strstr(q->reason, " needs "));
    weft_problem_free(q);
    weft_plan_free(p);
}

/* --- interchangeable copies ---------------------------------------------- */

static void
copies_are_interchangeable_until_a_task_tells_them_apart(void **state)
{
    static const struct {
        const char *doc;
        int32_t group[4], ngroup;
    } row[] = {
        /* a, b, c-1, c-2: b looks like c */
        { DOC(NODES3, "{'id':'t','duration':1}"), { 0, 1, 1, 1 }, 2 },
        { DOC(NODES3, "{'id':'t','duration':1,'nodes':['a','b','c']}"),
          { 0, 1, 1, 1 },
          2 },
        { DOC(NODES3, "{'id':'t','duration':1,'nodes':['c']}"),
          { 0, 1, 2, 2 },
          3 },
        { DOC(NODES3, "{'id':'t','duration':1,'pin':{'node':'c-2'}}"),
          { 0, 1, 1, 2 },
          3 },
        { DOC(NODES3, "{'id':'t','duration':1,'durations':{'b':2,'c':2}}"),
          { 0, 1, 1, 1 },
          2 },
        { DOC(NODES3, "{'id':'t','duration':1,'durations':{'b':2,'c':3}}"),
          { 0, 1, 2, 2 },
          3 },
        { DOC(NODES3, "{'id':'t','duration':1,'durations':{'c':2,'c-1':3}}"),
          { 0, 1, 2, 3 },
          4 },
        { DOC(NODES3, "{'id':'t','duration':1,'modes':[{'name':'m',"
                      "'duration':1,'nodes':['b']}]}"),
          { 0, 1, 2, 2 },
          3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
        struct weft_plan *p = plan_of(row[i].doc);
        struct weft_problem *q = problem_of(p);

        assert_i64(q->ngroup, row[i].ngroup);
        for (int32_t c = 0; c < 4; c++)
            assert_i64(q->copy[c].group, row[i].group[c]);
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

/* What one copy means to one task, as text: mode and duration of each option,
 * and what they use. */
static void options_on(const struct weft_problem *q, int32_t i, int32_t copy,
                       char *out, size_t size)
{
    out[0] = '\0';
    for (int32_t o = q->option_begin[i]; o < q->option_begin[i + 1]; o++) {
        const struct weft_option *op = &q->option[o];
        size_t n = strlen(out);

        if (op->copy != copy)
            continue;
        snprintf(out + n, size - n, "m%d d%lld", (int)op->mode,
                 (long long)op->dur);
        for (int32_t k = op->use_begin; k < op->use_begin + op->nuse; k++) {
            n = strlen(out);
            snprintf(out + n, size - n, " %d:%lld",
                     (int)q->cell[q->use[k].cell].res,
                     (long long)q->use[k].qty);
        }
    }
}

static void copies_of_a_group_offer_every_task_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct rand_opts o = rand_small(seed);
        struct weft_plan *p;
        struct weft_problem *q;

        o.nodes = 4;
        o.max_capacity = 2;
        o.features |= RAND_COPIES;
        p = plan_of_rand(&o);
        q = problem_of(p);
        for (int32_t c = 0; c < q->ncopy; c++)
            for (int32_t d = 0; d < c; d++)
                for (int32_t i = 0;
                     i < q->ntask && q->copy[c].group == q->copy[d].group;
                     i++) {
                    char a[500], b[500];

                    options_on(q, i, c, a, sizeof(a));
                    options_on(q, i, d, b, sizeof(b));
                    if (strcmp(a, b))
                        fail_msg("seed %llu, task %d, copies %d and %d: %s "
                                 "and %s",
                                 (unsigned long long)seed, (int)i, (int)c,
                                 (int)d, a, b);
                }
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

/* --- against the document ------------------------------------------------ */

static bool named(const struct weft_node_ref *ref, int32_t n, int32_t node,
                  int32_t copy)
{
    for (int32_t i = 0; i < n; i++)
        if (ref[i].node == node &&
            (ref[i].copy == WEFT_NONE || ref[i].copy == copy))
            return true;
    return false;
}

static int64_t capacity(const struct weft_plan *p, int32_t node, int32_t res)
{
    const struct weft_node *n = weft_plan_node(p, node);

    if (weft_plan_res(p, res)->global)
        return weft_plan_res(p, res)->capacity;
    for (int32_t i = 0; i < n->ncapacity; i++)
        if (n->capacity[i].res == res)
            return n->capacity[i].qty;
    return 0;
}

/* Thousandths that task t takes on a copy in a mode, -1 where it may not run:
 * the rules of weft-plan(5) without anything clever. Times are left aside. */
static int64_t allowed(const struct weft_plan *p, const struct weft_task *t,
                       int32_t mode, int32_t node, int32_t copy)
{
    const struct weft_mode *m = mode ? &t->mode[mode - 1] : NULL;
    const struct weft_amount *v = m ? m->demand : t->demand;
    int32_t n = m ? m->ndemand : t->ndemand;
    int64_t dur = m ? m->duration : t->duration;
    int64_t speed = weft_plan_node(p, node)->speed;
    bool own = m && m->has_nodes;

    if ((own || t->has_nodes) &&
        !named(own ? m->node : t->node, own ? m->nnode : t->nnode, node, copy))
        return -1;
    if (t->pin.node != WEFT_NONE && !named(&t->pin, 1, node, copy))
        return -1;
    for (int32_t k = 0; k < t->nwhere; k++) {
        const struct weft_node *at = weft_plan_node(p, node);
        bool found = false;

        for (int32_t l = 0; l < at->nlabel; l++)
            found |= !strcmp(at->label[l].key, t->where[k].key) &&
                     !strcmp(at->label[l].value, t->where[k].value);
        if (!found)
            return -1;
    }
    for (int32_t k = 0; k < n; k++)
        if (v[k].qty > capacity(p, node, v[k].res))
            return -1;
    for (int32_t k = 0; k < t->non && !m; k++)
        if (t->on[k].at.node == node && t->on[k].at.copy == WEFT_NONE)
            return t->on[k].duration;
    return (dur * 1000000 + speed / 1000 - 1) / (speed / 1000);
}

static void options_are_what_the_document_allows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct rand_opts o = rand_small(seed);
        struct weft_plan *p;
        struct weft_problem *q;

        o.features &= ~(unsigned)(RAND_NOWHERE | RAND_DEADLINE);
        o.nodes = 3;
        p = plan_of_rand(&o);
        q = problem_of(p);
        for (int32_t i = 0; i < q->ntask; i++) {
            const struct weft_task *t = weft_plan_task(p, i);
            int32_t at = q->option_begin[i];

            for (int32_t mode = 0; mode <= t->nmode; mode++)
                for (int32_t c = 0; c < q->ncopy; c++) {
                    int64_t dur = allowed(p, t, mode, q->copy[c].node,
                                          q->copy[c].index);

                    if (dur < 0)
                        continue;
                    if (at == q->option_begin[i + 1] ||
                        q->option[at].copy != c || q->option[at].mode != mode ||
                        q->option[at].dur * q->tick != dur)
                        fail_msg("seed %llu, task %s, mode %d, copy %d, "
                                 "duration %lld",
                                 (unsigned long long)seed, t->id, (int)mode,
                                 (int)c, (long long)dur);
                    at++;
                }
            assert_i64(at, q->option_begin[i + 1]);
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void uses_are_sorted_and_within_capacity(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct rand_opts o = rand_small(seed);
        struct weft_plan *p;
        struct weft_problem *q;

        o.features |= RAND_RESOURCES | RAND_GLOBAL;
        p = plan_of_rand(&o);
        q = problem_of(p);
        for (int32_t k = 0; k < q->option_begin[q->ntask]; k++) {
            const struct weft_option *op = &q->option[k];

            for (int32_t u = op->use_begin; u < op->use_begin + op->nuse; u++) {
                const struct weft_use *use = &q->use[u];
                int32_t copy = q->cell[use->cell].copy;

                assert_true(copy == WEFT_NONE || copy == op->copy);
                assert_in_range(use->qty, 1, q->cell[use->cell].cap);
                assert_true(u == op->use_begin || use[-1].cell < use->cell);
            }
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

static void ids_and_copies_have_names(void **state)
{
    struct weft_plan *p = plan_of(
        DOC(NODES3, "{'id':'t','duration':1,'demand':{'cpu':1}}"));
    struct weft_problem *q = problem_of(p);
    char id[32];

    (void)state;
    weft_copy_id(p, q, 0, id, sizeof(id));
    assert_string_equal(id, "a");
    weft_copy_id(p, q, 3, id, sizeof(id));
    assert_string_equal(id, "c-2");
    assert_string_equal(weft_problem_task_id(q, 0), "t");
    assert_string_equal(weft_problem_node_id(q, 1), "b");
    assert_string_equal(weft_problem_res_id(q, q->cell[0].res), "cpu");
    weft_problem_free(q);
    weft_plan_free(p);
}

static void running_out_of_memory_is_returned(void **state)
{
    struct rand_opts o = rand_small(1);
    struct weft_plan *p;

    (void)state;
    o.features = RAND_ALL | RAND_TIGHT;
    p = plan_of_rand(&o);
    for (long k = 1;; k++) {
        struct weft_problem *q = NULL;
        enum weft_rc rc;

        oom_at(k);
        rc = weft_problem_new(p, &q, NULL);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_OK);
            weft_problem_free(q);
            break;
        }
        assert_i64(rc, WEFT_E_NOMEM);
        assert_null(q);
    }
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(article_compiles_to_the_problem_it_is),
        cmocka_unit_test(run_time_is_rounded_up_to_a_thousandth),
        cmocka_unit_test(durations_of_a_copy_go_before_those_of_its_node),
        cmocka_unit_test(modes_have_their_own_demand_nodes_and_duration),
        cmocka_unit_test(where_nodes_and_pin_narrow_each_other),
        cmocka_unit_test(options_that_do_not_fit_are_dropped),
        cmocka_unit_test(options_without_room_in_time_are_dropped),
        cmocka_unit_test(a_task_on_no_node_uses_globals_only),
        cmocka_unit_test(
            a_plan_without_nodes_has_no_capacities_but_global_ones),
        cmocka_unit_test(consumables_are_budgets_not_cells),
        cmocka_unit_test(equal_demands_share_their_uses),
        cmocka_unit_test(tick_divides_every_time_of_the_plan),
        cmocka_unit_test(
            transfer_is_latency_and_data_over_bandwidth_rounded_up),
        cmocka_unit_test(links_without_data_are_free),
        cmocka_unit_test(what_cannot_be_counted_is_refused),
        cmocka_unit_test(more_than_fifty_million_options_are_refused),
        cmocka_unit_test(reasons_name_task_resource_node_and_shortage),
        cmocka_unit_test(a_long_reason_is_cut_between_characters),
        cmocka_unit_test(
            copies_are_interchangeable_until_a_task_tells_them_apart),
        cmocka_unit_test(copies_of_a_group_offer_every_task_the_same),
        cmocka_unit_test(options_are_what_the_document_allows),
        cmocka_unit_test(uses_are_sorted_and_within_capacity),
        cmocka_unit_test(ids_and_copies_have_names),
        cmocka_unit_test(running_out_of_memory_is_returned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
