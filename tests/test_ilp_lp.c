/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LP file: what another solver makes of it. Here that is GLPK reading the
 * text. */
#include "lib/tweft.h"

#include <glpk.h>
#include <unistd.h>

#include "lib/oom.h"
#include "lib/oracle.h"
#include "lib/tplan.h"
#include "weft/engine.h"

/* Larger ones take GLPK seconds. */
#define MAX_LEN 20000

static char *lp_of(const struct weft_problem *q,
                   const struct weft_schedule *plan, size_t *len)
{
    struct weft_err err = { 0 };
    char *text = NULL;

    if (weft_lp_text(q, plan, NULL, &text, len, &err))
        fail_msg("%s", err.msg);
    return text;
}

static glp_prob *read_lp(const char *text, size_t len)
{
    char path[] = "/tmp/weft-lp-XXXXXX";
    int fd = mkstemp(path);
    glp_prob *p = glp_create_prob();

    assert_true(fd >= 0);
    assert_i64(write(fd, text, len), len);
    close(fd);
    glp_term_out(GLP_OFF);
    if (glp_read_lp(p, NULL, path))
        fail_msg("GLPK cannot read %s:\n%s", path, text);
    unlink(path);
    return p;
}

/* Optimum of the model; -1: it has no solution. */
static int64_t optimum_of(const char *text, size_t len)
{
    glp_prob *p = read_lp(text, len);
    glp_iocp parm;
    int64_t best = -1;

    glp_init_iocp(&parm);
    parm.presolve = GLP_ON;
    glp_intopt(p, &parm);
    if (glp_mip_status(p) == GLP_OPT)
        best = (int64_t)(glp_mip_obj_val(p) + 0.5);
    glp_delete_prob(p);
    glp_free_env();
    return best;
}

static int64_t optimum_of_problem(const struct weft_problem *q)
{
    size_t len;
    char *text = lp_of(q, NULL, &len);
    int64_t best = optimum_of(text, len);

    free(text);
    return best;
}

static int64_t optimum_of_document(const char *quoted)
{
    struct weft_plan *p = plan_of(quoted);
    struct weft_problem *q = problem_of(p);
    int64_t best = optimum_of_problem(q) * q->tick;

    weft_problem_free(q);
    weft_plan_free(p);
    return best;
}

static const char article[] =
    "{'weft':'1.0','time_unit':'none','nodes':["
    "{'id':'n1','capacity':{'cpu':2,'memory':8}},"
    "{'id':'n2','capacity':{'cpu':4,'memory':16}},"
    "{'id':'n3','capacity':{'cpu':8,'memory':32}}],'tasks':["
    "{'id':'v1','duration':10,'demand':{'cpu':1,'memory':4}%s},"
    "{'id':'v2','duration':20,'demand':{'cpu':2,'memory':8},'after':['v1']%s},"
    "{'id':'v3','duration':30,'demand':{'cpu':4,'memory':16},"
    "'after':['v1']%s},"
    "{'id':'v4','duration':20,'demand':{'cpu':2,'memory':8},"
    "'after':['v2','v3']%s},"
    "{'id':'v5','duration':10,'demand':{'cpu':1,'memory':4},"
    "'after':['v4']%s}]}";

static void the_article_s_example_is_70_with_both_kinds_of_tasks(void **state)
{
    static const char *const with[] = { "", ",'hold':'plan'" };
    char doc[2048];

    (void)state;
    for (int k = 0; k < 2; k++) {
        const char *h = with[k];

        snprintf(doc, sizeof(doc), article, h, h, h, h, h);
        assert_i64(optimum_of_document(doc), 70000);
    }
}

/* Section 4.2 of the article: x(v,n), one node for each task, what a node has. */
static void reservations_give_the_assignment_model(void **state)
{
    const char *h = ",'hold':'plan'";
    char doc[2048], *text;
    struct weft_plan *p;
    struct weft_problem *q;
    size_t len;

    (void)state;
    snprintf(doc, sizeof(doc), article, h, h, h, h, h);
    p = plan_of(doc);
    q = problem_of(p);
    text = lp_of(q, NULL, &len);
    assert_non_null(strstr(text, "\\ weft: the assignment model\n"));
    assert_non_null(strstr(text, "\\ task 3 = v3\n"));
    assert_non_null(strstr(text, "\\ node 3 = n3\n"));
    assert_non_null(strstr(text, "+ x_1_1 + x_1_2 + x_1_3 = 1\n"));
    /* 10 cores are asked for, n2 has 4; v1 and v5 need 1, v3 needs 4 */
    assert_non_null(
        strstr(text, "+ x_1_2 + 2 x_2_2 + 4 x_3_2 + 2 x_4_2 + x_5_2 <= 4\n"));
    free(text);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void names_are_numbers_only(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','nodes':[{'id':'a+b','capacity':{'c':1}},"
        "{'id':'n','count':2,'capacity':{'c':1}}],'tasks':["
        "{'id':'>=','duration':3,'demand':{'c':1}},"
        "{'id':'free','duration':2,'demand':{'c':1},'modes':["
        "{'name':'slow','duration':5,'nodes':['n-2']}]}]}");
    struct weft_problem *q = problem_of(p);
    size_t len;
    char *text = lp_of(q, NULL, &len);

    (void)state;
    assert_non_null(strstr(text, "\\ task 1 = >=\n"));
    assert_non_null(strstr(text, "\\ node 1 = a+b\n\\ node 2 = n-1\n"
                                 "\\ node 3 = n-2\n"));
    assert_i64(optimum_of(text, len), 3);
    free(text);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void known_infeasible_plans_have_no_model(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','tasks':[{'id':'a','duration':3,"
        "'deadline':2}]}");
    struct weft_problem *q = problem_of(p);
    char *text = NULL;
    size_t len;

    (void)state;
    assert_i64(weft_lp_text(q, NULL, NULL, &text, &len, NULL), WEFT_E_INVAL);
    assert_null(text);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_huge_model_is_refused_with_its_size(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n',"
        "'capacity':{'c':2}}],'tasks':["
        "{'id':'a','duration':40000000001,'demand':{'c':1}},"
        "{'id':'b','duration':50000000003,'demand':{'c':1}},"
        "{'id':'c','duration':60000000007,'demand':{'c':1}},"
        "{'id':'d','duration':30000000007,'demand':{'c':1}}]}");
    struct weft_problem *q = problem_of(p);
    struct weft_err err = { 0 };
    char *text = NULL;
    size_t len;

    (void)state;
    assert_i64(weft_lp_text(q, NULL, NULL, &text, &len, &err), WEFT_E_LIMIT);
    assert_non_null(strstr(err.msg, "columns"));
    weft_problem_free(q);
    weft_plan_free(p);
}

static bool stops_at(void *ctx)
{
    int *left = ctx;

    return (*left)-- <= 0;
}

/* Before the model is built, while it is, while it is written. */
static void a_model_is_given_up_when_time_is(void **state)
{
    struct weft_plan *p = plan_of_sample("article");
    struct weft_problem *q = problem_of(p);
    enum weft_rc rc = WEFT_E_LIMIT;
    int asked = 0;

    (void)state;
    for (; rc; asked++) {
        int left = asked;
        struct weft_err err = { 0 };
        struct weft_solve_opts o;
        char *text = NULL;
        size_t len;

        weft_solve_opts_init(&o);
        o.stop = stops_at;
        o.ctx = &left;
        rc = weft_lp_text(q, NULL, &o, &text, &len, &err);
        assert_true(!rc == (text != NULL));
        if (rc)
            assert_i64(rc, WEFT_E_LIMIT);
        if (rc && !strstr(err.msg, "no time left"))
            fail_msg("'%s'", err.msg);
        free(text);
    }
    assert_true(asked > 2);
    weft_problem_free(q);
    weft_plan_free(p);
}

/* A random plan, few options, with or without a plan to start from. */
static bool compare(uint64_t seed)
{
    struct rand_opts o = rand_small(seed);
    struct weft_plan *p;
    struct weft_problem *q;
    int64_t want = -1, choices = 1;
    size_t len;
    char *text;
    bool small;

    o.tasks = 1 + (int)(seed % 5);
    o.nodes = 1 + (int)(seed % 3);
    p = plan_of_rand(&o);
    q = problem_of(p);
    for (int32_t i = 0; i < q->ntask && choices < 1000; i++)
        choices *= q->option_begin[i + 1] - q->option_begin[i];
    text = lp_of(q, NULL, &len);
    small = choices < 1000 && len < MAX_LEN && oracle(q, &want);
    if (small && optimum_of(text, len) != want)
        fail_msg("seed %llu: the optimum is %lld, not that of\n%s",
                 (unsigned long long)seed, (long long)want, text);
    free(text);
    weft_problem_free(q);
    weft_plan_free(p);
    return small;
}

static void other_solvers_get_the_optimum(void **state)
{
    int compared = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++)
        compared += compare(seed);
    assert_true(compared > 150);
}

/* Pools, symmetries, transfers, down windows; then the assignment model. */
static void lack_of_memory_is_reported(void **state)
{
    static const char *const doc[] = {
        "{'weft':'1.0','time_unit':'none','network':{'latency':1},'nodes':["
        "{'id':'m','count':3,'capacity':{'s':1}},{'id':'n','count':2,"
        "'capacity':{'c':3},'down':[{'from':2,'to':3}]}],'tasks':["
        "{'id':'a','duration':2,'demand':{'s':1}},"
        "{'id':'b','duration':3,'demand':{'s':1}},"
        "{'id':'c','duration':1,'demand':{'c':2}},"
        "{'id':'d','duration':2,'demand':{'c':2},"
        "'after':[{'task':'c','data':1}]}]}",
        "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','capacity':"
        "{'c':3}},{'id':'m','capacity':{'c':3}}],'tasks':["
        "{'id':'a','duration':2,'demand':{'c':2},'hold':'plan'},"
        "{'id':'b','duration':30011,'demand':{'c':1}},"
        "{'id':'c','duration':20011,'demand':{'c':2},'after':['a']}]}",
    };

    (void)state;
    for (size_t d = 0; d < sizeof(doc) / sizeof(*doc); d++) {
        struct weft_plan *p = plan_of(doc[d]);
        struct weft_problem *q = problem_of(p);
        bool failed = true;

        for (long k = 1; failed; k++) {
            struct weft_solve_opts o;
            struct weft_result r;
            char *text = NULL;
            size_t len;
            enum weft_rc rc;

            weft_solve_opts_init(&o);
            o.effort = 250;
            oom_at(k);
            rc = weft_lp_text(q, NULL, NULL, &text, &len, NULL);
            if (rc && rc != WEFT_E_NOMEM)
                fail_msg("allocation %ld: %d", k, rc);
            rc = weft_solve(q, "ilp", &o, &r, NULL);
            failed = oom_stop();
            if (rc && rc != WEFT_E_NOMEM)
                fail_msg("allocation %ld: %d", k, rc);
            weft_result_release(&r);
            free(text);
        }
        weft_problem_free(q);
        weft_plan_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_article_s_example_is_70_with_both_kinds_of_tasks),
        cmocka_unit_test(reservations_give_the_assignment_model),
        cmocka_unit_test(names_are_numbers_only),
        cmocka_unit_test(known_infeasible_plans_have_no_model),
        cmocka_unit_test(a_huge_model_is_refused_with_its_size),
        cmocka_unit_test(a_model_is_given_up_when_time_is),
        cmocka_unit_test(other_solvers_get_the_optimum),
        cmocka_unit_test(lack_of_memory_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
