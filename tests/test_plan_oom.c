/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation fails once: loading, editing, undoing and the rest say so
 * and leave the plan as it was. */
#include "lib/tweft.h"

#include "lib/oom.h"
#include "lib/plans.h"
#include "lib/tplan.h"

static const char document[] =
    "{'weft':'1.0','name':'n\\u0061me','time_unit':'s','resources':{'cpu':{"
    "'unit':'cores'},'llm':{'scope':'global','capacity':3}},'nodes':[{'id':"
    "'n','count':3,'capacity':{'cpu':4,'g\\u0070u':1},'price':{'per_hour':1},"
    "'labels':{'zone':'eu'},'down':[{'from':5,'to':9},{'from':1,'to':2}]},{"
    "'id':'m','capacity':{'zz':1}}],'tasks':[{'id':'a','name':'A','duration':"
    "5,'demand':{'cpu':1,'llm':1,'aa':2},'nodes':['n','m']},{'id':'b',"
    "'duration':'2m','after':['a',{'task':'a','lag':3,'data':'1Gi'}],"
    "'durations':{'n-2':4},'pin':{'node':'n-3','start':3},'modes':[{'name':"
    "'x','duration':1,'demand':{'bb':1},'nodes':['n','m']}],'where':{'zone':"
    "'eu'},'command':'r\\u0075n'},{'id':'c','duration':1,'after':['b']}],"
    "'network':{'latency':1,'bandwidth':10},'scenarios':[{'name':'base',"
    "'edits':['set task a duration=9','rename task b beta']},{'name':'top',"
    "'parent':'base','edits':['add task d after=a,beta nodes=n','delete task "
    "c']}],'schedule':{'order':['a','b','c'],'tasks':[{'id':'a','node':'n-2'}"
    "]},'x-own':[1,2]}";

static char *text(void)
{
    static char s[sizeof(document)];

    for (size_t i = 0; i < sizeof(document); i++)
        s[i] = document[i] == '\'' ? '"' : document[i];
    return s;
}

static void loading_survives_every_failure(void **state)
{
    (void)state;
    for (long k = 1;; k++) {
        struct weft_plan *p = NULL;
        struct weft_diags d = { 0 };
        struct weft_err e = { 0 };
        enum weft_rc rc;

        oom_at(k);
        rc = weft_plan_load(text(), strlen(text()), &p, &d, &e);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_OK);
            weft_plan_free(p);
            weft_diags_release(&d);
            break;
        }
        if (rc) {
            assert_i64(rc, WEFT_E_NOMEM);
            assert_null(p);
        }
        weft_plan_free(p);
        weft_diags_release(&d);
    }
}

/* Without memory for the texts the faults are still counted. */
static void reporting_faults_survives_every_failure(void **state)
{
    const char *bad = "{\"weft\":\"1.0\",\"taks\":1,\"tasks\":[{\"id\":\"a\","
                      "\"duration\":-1,\"after\":[\"b\"]},{\"id\":\"b\","
                      "\"duration\":1,\"after\":[\"a\",\"q\"],\"hold\":\"x\"}]"
                      "}";

    (void)state;
    for (long k = 1;; k++) {
        struct weft_plan *p = NULL;
        struct weft_diags d = { 0 };
        enum weft_rc rc;

        oom_at(k);
        rc = weft_plan_load(bad, strlen(bad), &p, &d, NULL);
        assert_true(rc != WEFT_OK);
        assert_null(p);
        if (rc != WEFT_E_NOMEM)
            assert_i64(d.errors, 4);
        weft_diags_release(&d);
        if (!oom_stop())
            break;
    }
}

/* Everything that changes a plan, as one call. */
static enum weft_rc act(struct weft_plan *p, const char *line,
                        struct weft_err *e)
{
    if (strncmp(line, "scenario ", 9) == 0)
        return weft_scenario_apply(p, line + 9, e);
    return weft_edit(p, line, NULL, e);
}

static void one_edit(const char *line)
{
    struct weft_plan *p = plan_of_json(text());

    for (long k = 1;; k++) {
        struct weft_err e = { 0 };
        enum weft_rc rc;
        bool failed;

        oom_at(k);
        rc = act(p, line, &e);
        failed = oom_stop();
        if (rc && rc != WEFT_E_NOMEM)
            fail_msg("%s: allocation %ld: %s", line, k, e.msg);
        if (rc == WEFT_OK) {
            assert_meaning_is_that_of_text(p);
            assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
        }
        assert_text(p, text());
        assert_meaning_is_that_of_text(p);
        assert_i64(weft_undo_count(p), 0);
        if (!failed) {
            assert_i64(rc, WEFT_OK);
            break;
        }
    }
    weft_plan_free(p);
}

static const char *const line[] = {
    "set task a duration=3 name=x demand.new=2 x-own=1",
    "set task a nodes=n,m where.zone=eu durations.n-2=4",
    "set task a modes=[{\"name\": \"q\", \"duration\": 1}]",
    "unset task a demand.aa name",
    "unset task b pin.node modes.x",
    "set node n capacity.cpu=9 count=4 labels.zone=us",
    "set node m capacity.zz=0",
    "add task d after=a,b demand.fresh=1",
    "add node o capacity.cpu=1 count=2",
    "link a c lag=1",
    "link a b data=5",
    "link c b",
    "unlink a b",
    "rename task a z",
    "rename node n z",
    "delete task a",
    "delete task b",
    "delete node n",
    "move task c before a",
    "move task a after c",
    "set plan name=x description=y x-note=[1]",
    "set plan resources.new.scope=global resources.new.capacity=1",
    "set plan time_unit=min",
    "set plan network.latency=3 scenarios.base.edits=[\"add task q\"]",
    "unset plan network scenarios name",
    "unset plan schedule",
    "unset plan resources.cpu",
    "scenario top",
};

static void edits_survive_every_failure(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++)
        if (strcmp(line[i], "link c b") != 0) /* refused: a cycle */
            one_edit(line[i]);
}

/* A refusal without memory for its text is still a refusal. */
static void refusals_survive_every_failure(void **state)
{
    static const char *const bad[] = { "link c a",
                                       "set task q duration=1",
                                       "set task a durtion=1",
                                       "set task a duration=-1",
                                       "delete node m",
                                       "set node n count=1",
                                       "frob",
                                       "add node n-2" };
    struct weft_plan *p = plan_of_json(text());

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        for (long k = 1;; k++) {
            struct weft_err e = { 0 };
            enum weft_rc rc;

            oom_at(k);
            rc = weft_edit(p, bad[i], NULL, &e);
            if (bad[i][0] == 'd') /* this one is fine: other nodes are left */
                rc = rc                               ? rc
                     : weft_undo(p, NULL, NULL, NULL) ? WEFT_E_INVAL
                                                      : WEFT_E_NOMEM;
            assert_true(rc != WEFT_OK);
            if (!oom_stop())
                break;
            assert_text(p, text());
        }
        assert_text(p, text());
    }
    weft_plan_free(p);
}

static void undo_and_redo_survive_every_failure(void **state)
{
    struct weft_plan *p = plan_of_json(text());
    char *final;

    (void)state;
    for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++)
        if (strncmp(line[i], "scenario", 8) != 0)
            weft_edit(p, line[i], NULL, NULL);
    final = text_of(p);
    for (long k = 1; weft_undo_count(p) > 0; k++) {
        oom_at(1 + k % 3);
        weft_undo(p, NULL, NULL, NULL);
        oom_stop();
        assert_meaning_is_that_of_text(p);
    }
    assert_text(p, text());
    for (long k = 1; weft_redo_count(p) > 0; k++) {
        oom_at(1 + k % 3);
        weft_redo(p, NULL, NULL, NULL);
        oom_stop();
    }
    assert_text(p, final);
    assert_meaning_is_that_of_text(p);
    weft_plan_free(p);
    free(final);
}

static void groups_survive_every_failure(void **state)
{
    struct weft_plan *p = plan_of_json(text());

    (void)state;
    for (long k = 1;; k++) {
        bool failed;

        oom_at(k);
        weft_edit_begin(p);
        for (size_t i = 0; i < 12; i++)
            weft_edit(p, line[i], NULL, NULL);
        failed = oom_stop();
        assert_meaning_is_that_of_text(p);
        assert_i64(weft_edit_abort(p, NULL), WEFT_OK);
        assert_text(p, text());
        if (!failed)
            break;
    }
    weft_plan_free(p);
}

static void merging_survives_every_failure(void **state)
{
    struct weft_plan *p = plan_of_json(text());

    (void)state;
    assert_i64(weft_edit(p, "set task a duration=1", NULL, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "set task a duration=2", NULL, NULL), WEFT_OK);
    oom_at(1);
    weft_undo_merge(p);
    assert_true(oom_stop());
    assert_i64(weft_undo_count(p), 2);
    weft_undo_merge(p);
    assert_i64(weft_undo_count(p), 1);
    weft_plan_free(p);
}

static void copies_texts_and_members_survive_every_failure(void **state)
{
    struct weft_plan *p = plan_of_json(text());

    (void)state;
    for (long k = 1;; k++) {
        struct weft_plan *q = NULL;
        enum weft_rc rc;

        oom_at(k);
        rc = weft_plan_copy(p, &q, NULL);
        if (!oom_stop()) {
            assert_text(q, text());
            weft_plan_free(q);
            break;
        }
        assert_true(rc == WEFT_E_NOMEM ? !q : q != NULL);
        weft_plan_free(q);
    }
    for (long k = 1;; k++) {
        enum weft_rc rc;

        oom_at(k);
        rc = weft_plan_put_member(p, "schedule", "{}", NULL);
        if (!oom_stop())
            break;
        if (rc)
            assert_text(p, text());
        else
            assert_non_null(weft_plan_member(p, "schedule", &(size_t){ 0 }));
    }
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loading_survives_every_failure),
        cmocka_unit_test(reporting_faults_survives_every_failure),
        cmocka_unit_test(edits_survive_every_failure),
        cmocka_unit_test(refusals_survive_every_failure),
        cmocka_unit_test(undo_and_redo_survive_every_failure),
        cmocka_unit_test(groups_survive_every_failure),
        cmocka_unit_test(merging_survives_every_failure),
        cmocka_unit_test(copies_texts_and_members_survive_every_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
