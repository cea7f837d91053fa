/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each edit line makes of a document, byte by byte, and why others are
 * refused. Every edit here is also undone and redone. */
#include "lib/tweft.h"

#include "lib/plans.h"
#include "lib/tplan.h"

/* In documents and lines ' stands for ". */
static char *unquoted(const char *s)
{
    char *t = strdup(s);

    assert_non_null(t);
    for (char *c = t; *c; c++)
        if (*c == '\'')
            *c = '"';
    return t;
}

struct example {
    const char *before, *line, *after;
};

/* The document with the edit, its meaning, and back. */
static void check_example(const struct example *x)
{
    char *before = unquoted(x->before), *line = unquoted(x->line);
    char *after = unquoted(x->after);
    struct weft_plan *p = plan_of_json(before);
    struct weft_err e = { 0 };
    const char *text;

    if (weft_edit(p, line, NULL, &e))
        fail_msg("%s: refused: %s", line, e.msg);
    assert_text(p, after);
    assert_meaning_is_that_of_text(p);
    assert_i64(weft_undo(p, &text, NULL, NULL), WEFT_OK);
    assert_string_equal(text, line);
    assert_text(p, before);
    assert_meaning_is_that_of_text(p);
    assert_i64(weft_redo(p, &text, NULL, NULL), WEFT_OK);
    assert_string_equal(text, line);
    assert_text(p, after);
    assert_meaning_is_that_of_text(p);
    weft_plan_free(p);
    free(before);
    free(line);
    free(after);
}

static void check_examples(const struct example *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_example(&x[i]);
}
#define CHECK(x) check_examples(x, sizeof(x) / sizeof(*(x)))

/* One task a, which is all there is. */
#define DOC_TASK(t) "{'weft':'1.0','tasks':[" t "]}"

static void set_changes_only_the_value(void **state)
{
    static const struct example x[] = {
        { DOC_TASK("{'id':'a','duration':10}"), "set task a duration=5",
          DOC_TASK("{'id':'a','duration':5}") },
        { DOC_TASK("{ 'duration' :  '10m'\n, 'id': 'a' , 'x':1e5 }"),
          "set task a duration=1h30m",
          DOC_TASK("{ 'duration' :  '1h30m'\n, 'id': 'a' , 'x':1e5 }") },
        { DOC_TASK("{'id':'a','duration':1,'demand':{'cpu': 2 , 'gpu':1}}"),
          "set task a demand.cpu=500m demand.gpu=2",
          DOC_TASK("{'id':'a','duration':1,'demand':{'cpu': '500m' , "
                   "'gpu':2}}") },
        { DOC_TASK("{'id':'a','duration':1,'pin':{'start':3}}"),
          "set task a pin.start='4s'",
          DOC_TASK("{'id':'a','duration':1,'pin':{'start':'4s'}}") },
        { DOC_TASK("{'id':'a','dur\\u0061tion':1}"), "set task a duration=2",
          DOC_TASK("{'id':'a','dur\\u0061tion':2}") },
        { "{'weft':'1.0','nodes':[{'id':'n','capacity':{'cpu':4}}]}",
          "set node n capacity.cpu=6",
          "{'weft':'1.0','nodes':[{'id':'n','capacity':{'cpu':6}}]}" },
    };

    (void)state;
    CHECK(x);
}

static void new_members_go_to_their_place_in_saving_order(void **state)
{
    static const struct example x[] = {
        { DOC_TASK("{'id':'a','duration':1,'after':[],'image':'i'}"),
          "set task a demand.cpu=1",
          DOC_TASK("{'id':'a','duration':1,'demand':{'cpu':1},'after':[],"
                   "'image':'i'}") },
        { DOC_TASK("{'duration': 1, 'id': 'a'}"), "set task a name=A",
          DOC_TASK("{'duration': 1, 'id': 'a', 'name': 'A'}") },
        { DOC_TASK("{'x':0, 'duration': 1, 'y':0, 'id': 'a'}"),
          "set task a hold=plan priority=3",
          DOC_TASK("{'x':0, 'duration': 1, 'hold':'plan', 'priority':3, "
                   "'y':0, 'id': 'a'}") },
        { "{'weft':'1.0','nodes':[{'count':2,'id':'n'}]}",
          "set node n price.per_hour=1.5 labels.zone=eu",
          "{'weft':'1.0','nodes':[{'count':2,'price':{'per_hour':1.5},"
          "'labels':{'zone':'eu'},'id':'n'}]}" },
        { "{\n \"weft\": \"1.0\",\n \"tasks\": []\n}\n", "set plan name=N",
          "{\n 'weft': '1.0',\n 'name': 'N',\n 'tasks': []\n}\n" },
        { "{'weft':'1.0','tasks':[]}", "set plan network.latency=5",
          "{'weft':'1.0','tasks':[],'network':{'latency':5}}" },
        { "{ 'weft' : '1.0' }", "set plan resources.cpu={}",
          "{ 'weft' : '1.0', 'resources' : {'cpu': {}} }" },
    };

    (void)state;
    CHECK(x);
}

static void additions_follow_the_style_around_them(void **state)
{
    static const struct example x[] = {
        /* several lines, expanded containers */
        { DOC_TASK("{\n  'id': 'a',\n  'duration': 1,\n  'after': [\n    "
                   "'b'\n  ]\n},{'id':'b','duration':1}"),
          "set task a demand.cpu=1",
          DOC_TASK("{\n  'id': 'a',\n  'duration': 1,\n  'demand': {\n    "
                   "'cpu': 1\n  },\n  'after': [\n    'b'\n  ]\n},{'id':'b',"
                   "'duration':1}") },
        /* several lines, containers on one */
        { DOC_TASK("{\n  'id': 'a',\n  'duration': 1,\n  'demand': {'cpu': 1}"
                   "\n},{'id':'b','duration':1}"),
          "link b a",
          DOC_TASK("{\n  'id': 'a',\n  'duration': 1,\n  'demand': {'cpu': 1}"
                   ",\n  'after': ['b']\n},{'id':'b','duration':1}") },
        { DOC_TASK("{'id' : 'a' , 'duration' : 1}, {'id' : 'b' , 'duration' : "
                   "1}"),
          "link b a lag=2",
          DOC_TASK("{'id' : 'a' , 'duration' : 1 , 'after' : [{'task': 'b', "
                   "'lag': 2}]}, {'id' : 'b' , 'duration' : 1}") },
        { DOC_TASK("{'id':'a','duration':1,'after':['b']},{'id':'b',"
                   "'duration':1},{'id':'c','duration':1}"),
          "link c a",
          DOC_TASK("{'id':'a','duration':1,'after':['b','c']},{'id':'b',"
                   "'duration':1},{'id':'c','duration':1}") },
        { DOC_TASK("{'id': 'a', 'duration': 1, 'after': [ 'b' ]}, {'id':'b',"
                   "'duration':1},{'id':'c','duration':1}"),
          "link c a",
          DOC_TASK("{'id': 'a', 'duration': 1, 'after': [ 'b', 'c' ]}, "
                   "{'id':'b','duration':1},{'id':'c','duration':1}") },
        { DOC_TASK("{'id':'a','duration':1,'demand':{ }}"),
          "set task a demand.cpu=1",
          DOC_TASK("{'id':'a','duration':1,'demand':{'cpu':1}}") },
    };

    (void)state;
    CHECK(x);
}

static void add_appends_an_element_like_the_last_one(void **state)
{
    static const struct example x[] = {
        { DOC_TASK("{'id':'a','duration':1}"), "add task b",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':0}") },
        { DOC_TASK("\n {'id': 'a', 'duration': 1}\n"),
          "add task b duration=5m after=a demand.cpu=2",
          DOC_TASK("\n {'id': 'a', 'duration': 1},\n {'id': 'b', 'duration': "
                   "'5m', 'demand': {'cpu': 2}, 'after': ['a']}\n") },
        { DOC_TASK("{'id': 'a', 'duration': 1} ,\n\n{'id': 'b', 'duration': "
                   "1}"),
          "add task c",
          DOC_TASK("{'id': 'a', 'duration': 1} ,\n\n{'id': 'b', 'duration': 1}"
                   " ,\n\n{'id': 'c', 'duration': 0}") },
        { DOC_TASK("{\n  'id' : 'a',\n  'duration' : 1\n}"), "add task b",
          DOC_TASK("{\n  'id' : 'a',\n  'duration' : 1\n}, {\n  'id' : 'b',\n"
                   "  'duration' : 0\n}") },
        { "{\n  'weft': '1.0',\n  'tasks': []\n}\n", "add task a",
          "{\n  'weft': '1.0',\n  'tasks': [\n    {'id': 'a', 'duration': 0}\n"
          "  ]\n}\n" },
        { "{'weft':'1.0'}", "add task a name='The first'",
          "{'weft':'1.0','tasks':[{'id':'a','name':'The first','duration':0}"
          "]}" },
        { "{'weft':'1.0','tasks':[]}", "add node n capacity.cpu=4 count=2",
          "{'weft':'1.0','nodes':[{'id':'n','count':2,'capacity':{'cpu':4}}],"
          "'tasks':[]}" },
        { "{'weft': '1.0', 'nodes': [{'id': 'n'}]}", "add node m",
          "{'weft': '1.0', 'nodes': [{'id': 'n'}, {'id': 'm'}]}" },
    };

    (void)state;
    CHECK(x);
}

static void values_are_words_or_json(void **state)
{
    static const struct example x[] = {
        { DOC_TASK("{'id':'a','duration':1}"),
          "set task a name=7 command='echo \\'hi\\' ' image=true",
          DOC_TASK("{'id':'a','name':'7','duration':1,'command':'echo "
                   "\\'hi\\' ','image':'true'}") },
        { DOC_TASK("{'id':'a','duration':1}"),
          "set task a name=", DOC_TASK("{'id':'a','name':'','duration':1}") },
        { DOC_TASK("{'id':'a','duration':1}"),
          "set  task\ta   where.zone=eu where.'my zone'='x y' ",
          DOC_TASK("{'id':'a','duration':1,'where':{'zone':'eu','my "
                   "zone':'x y'}}") },
        { DOC_TASK("{'id':'a','duration':1}"),
          "set task a demand.nvidia.com/gpu=1 demand.'a=b'=2",
          DOC_TASK("{'id':'a','duration':1,'demand':{'nvidia.com/gpu':1,"
                   "'a=b':2}}") },
        { DOC_TASK("{'id':'a','duration':1}"), "set task a duration=0.25",
          DOC_TASK("{'id':'a','duration':0.25}") },
        { DOC_TASK("{'id':'a','duration':1}"), "set task a duration='0.25'",
          DOC_TASK("{'id':'a','duration':'0.25'}") },
        { DOC_TASK("{'id':'a','duration':1}"),
          "set task a demand={ 'cpu' : 1 }",
          DOC_TASK("{'id':'a','duration':1,'demand':{ 'cpu' : 1 }}") },
        { DOC_TASK("{'id':'a','duration':1}"),
          "set task a x-note={'any': [1, 'thing']} x-n=1e5 x-s=word",
          DOC_TASK("{'id':'a','duration':1,'x-note':{'any': [1, 'thing']},"
                   "'x-n':1e5,'x-s':'word'}") },
        { DOC_TASK("{'id':'a','duration':1,'note':'n'}"), "set task a note=2",
          DOC_TASK("{'id':'a','duration':1,'note':2}") },
        { DOC_TASK("{'id':'a','duration':1,'modes':[{'name':'f.x',"
                   "'duration':1}]}"),
          "set task a modes.f.x.duration=2 modes.f.x.demand.gpu=1 "
          "modes.new={'name': 'new', 'duration': 3}",
          DOC_TASK("{'id':'a','duration':1,'modes':[{'name':'f.x',"
                   "'duration':2,'demand':{'gpu':1}},{'name': 'new', "
                   "'duration': 3}]}") },
        { "{'weft':'1.0','nodes':[{'id':'n'},{'id':'[m,'}],'tasks':[{'id':"
          "'a','duration':1}]}",
          "set task a nodes=n pin.node=n durations.[m,=3",
          "{'weft':'1.0','nodes':[{'id':'n'},{'id':'[m,'}],'tasks':[{'id':"
          "'a','duration':1,'nodes':['n'],'durations':{'[m,':3},'pin':{"
          "'node':'n'}}]}" },
        { DOC_TASK("{'id':'a=b','duration':1},{'id':'x\\\\\\u00e9','duration'"
                   ":1}"),
          "link a=b 'x\\\\\\u00e9'",
          DOC_TASK("{'id':'a=b','duration':1},{'id':'x\\\\\\u00e9','duration'"
                   ":1,'after':['a=b']}") },
    };

    (void)state;
    CHECK(x);
}

static void unset_removes_and_leaves_no_empty_container(void **state)
{
    static const struct example x[] = {
        { DOC_TASK("{'id':'a','name':'n','duration':1, 'image':'i'}"),
          "unset task a name image", DOC_TASK("{'id':'a','duration':1}") },
        { DOC_TASK("{ 'name':'n', 'id':'a','duration':1}"), "unset task a name",
          DOC_TASK("{ 'id':'a','duration':1}") },
        { DOC_TASK("{'id':'a','duration':1,'demand':{'cpu':1,'gpu':2}}"),
          "unset task a demand.cpu",
          DOC_TASK("{'id':'a','duration':1,'demand':{'gpu':2}}") },
        { DOC_TASK("{'id':'a','duration':1,'demand':{'cpu':1}}"),
          "unset task a demand.cpu", DOC_TASK("{'id':'a','duration':1}") },
        { DOC_TASK("{'id':'a','duration':1,'modes':[{'name':'m','duration':1}"
                   "]}"),
          "unset task a modes.m", DOC_TASK("{'id':'a','duration':1}") },
        { DOC_TASK("{'id':'a','duration':1,'x':{'y':1}}"), "unset task a x.y",
          DOC_TASK("{'id':'a','duration':1,'x':{}}") },
        { "{'weft':'1.0','nodes':[{'id':'n','price':{'per_hour':1}}]}",
          "unset node n price.per_hour",
          "{'weft':'1.0','nodes':[{'id':'n'}]}" },
        { "{'weft':'1.0', 'name':'x', 'tasks':[]}", "unset plan name",
          "{'weft':'1.0', 'tasks':[]}" },
        { "{'name':'x', 'weft':'1.0' , 'schedule':{}}",
          "unset plan name schedule", "{ 'weft':'1.0' }" },
        { "{'weft':'1.0','resources':{'a':{'unit':'u'},'b':{}}}",
          "unset plan resources.a.unit resources.b",
          "{'weft':'1.0','resources':{'a':{}}}" },
        { "{'weft':'1.0','network':{'latency':1,'bandwidth':1}}",
          "unset plan network.latency",
          "{'weft':'1.0','network':{'bandwidth':1}}" },
    };

    (void)state;
    CHECK(x);
}

#define AB                                                                     \
    "{'id':'a','duration':1},{'id':'b','duration':1,'after':['a']},{'id':'c'," \
    "'duration':1}"

static void links_are_made_changed_and_taken_away(void **state)
{
    static const struct example x[] = {
        { DOC_TASK(AB), "link a c",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "['a']},{'id':'c','duration':1,'after':['a']}") },
        { DOC_TASK(AB), "link a b lag=5m data=1Gi",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "[{'task':'a','lag':'5m','data':'1Gi'}]},{'id':'c',"
                   "'duration':1}") },
        { DOC_TASK(AB), "link a b", DOC_TASK(AB) },
        { DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "[{'lag':1,'task':'a'},{'task':'a','data':2},'a']}"),
          "link a b lag=3 data=4",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "[{'lag':3,'data':4,'task':'a'}]}") },
        { DOC_TASK(AB), "unlink a b",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1},{'id':'c',"
                   "'duration':1}") },
        { DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "['a', 'c', {'task':'a'}]},{'id':'c','duration':1}"),
          "unlink a b",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "['c']},{'id':'c','duration':1}") },
        { DOC_TASK(AB), "set task c after=a,b",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "['a']},{'id':'c','duration':1,'after':['a','b']}") },
    };

    (void)state;
    CHECK(x);
}

static void rename_changes_every_reference(void **state)
{
    static const struct example x[] = {
        { DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "['a',{'task':'\\u0061'}]}"),
          "rename task a z",
          DOC_TASK("{'id':'z','duration':1},{'id':'b','duration':1,'after':"
                   "['z',{'task':'z'}]}") },
        { "{'weft':'1.0','nodes':[{'id':'n','count':3},{'id':'n-2'}],'tasks':["
          "{'id':'a','duration':1,'nodes':['n','n-1','n-2'],'durations':{"
          "'n-3':1,'n-2':2},'pin':{'node':'n-3'},'where':{'n':'n'},'modes':[{"
          "'name':'n','duration':1,'nodes':['n-1']}]}]}",
          "rename node n m",
          "{'weft':'1.0','nodes':[{'id':'m','count':3},{'id':'n-2'}],'tasks':["
          "{'id':'a','duration':1,'nodes':['m','m-1','n-2'],'durations':{"
          "'m-3':1,'n-2':2},'pin':{'node':'m-3'},'where':{'n':'n'},'modes':[{"
          "'name':'n','duration':1,'nodes':['m-1']}]}]}" },
        { "{'weft':'1.0','tasks':[{'id':'a','duration':1}],'schedule':{"
          "'order':['a'],'critical':['a'],'tasks':[{'id':'a','start':0}],"
          "'reason':'a'}}",
          "rename task a z",
          "{'weft':'1.0','tasks':[{'id':'z','duration':1}],'schedule':{"
          "'order':['z'],'critical':['z'],'tasks':[{'id':'z','start':0}],"
          "'reason':'a'}}" },
        { "{'weft':'1.0','nodes':[{'id':'n','count':2}],'tasks':[],'schedule':"
          "{'tasks':[{'id':'a','node':'n-2'}]}}",
          "rename node n [m",
          "{'weft':'1.0','nodes':[{'id':'[m','count':2}],'tasks':[],"
          "'schedule':{'tasks':[{'id':'a','node':'[m-2'}]}}" },
    };

    (void)state;
    CHECK(x);
}

static void rename_reaches_into_scenarios(void **state)
{
    static const struct example x[] = {
        { "{'weft':'1.0','tasks':[{'id':'a','duration':1},{'id':'b',"
          "'duration':1}],'scenarios':[{'name':'s','edits':['set task a "
          "duration=2','link a b lag=1','link b a','unlink a b','move task b "
          "after a','add task a','add task x after=a,b','add task y after=["
          "\\'a\\', {\\'task\\': \\'a\\'}]','set node a speed=2','set task b "
          "name=a','delete task a','set task a duration=3']},{'parent':'s',"
          "'name':'t','edits':['set task a duration=4']},{'name':'u','edits':"
          "['rename task a q','set task q duration=1','rename task b a',"
          "'set task a duration=1']}]}",
          "rename task a z",
          "{'weft':'1.0','tasks':[{'id':'z','duration':1},{'id':'b',"
          "'duration':1}],'scenarios':[{'name':'s','edits':['set task z "
          "duration=2','link z b lag=1','link b z','unlink z b','move task b "
          "after z','add task a','add task x after=[\\'z\\',\\'b\\']','add "
          "task y after=[\\'z\\', {\\'task\\': \\'z\\'}]','set node a speed=2',"
          "'set task b name=a','delete task z','set task a duration=3']},{"
          "'parent':'s','name':'t','edits':['set task a duration=4']},{'name':"
          "'u','edits':['rename task z q','set task q duration=1','rename task "
          "b a','set task a duration=1']}]}" },
        { "{'weft':'1.0','nodes':[{'id':'n','count':2}],'scenarios':[{'name':"
          "'s','edits':['set node n count=3','add task a nodes=n,n-2 "
          "durations.n-1=4 pin.node=n pin={\\'node\\': \\'n-2\\'} "
          "durations={\\'n\\': 1} modes=[{\\'name\\': \\'n\\', "
          "\\'duration\\': 1, \\'nodes\\': [\\'n\\']}]','unset task a "
          "durations.n-1']}]}",
          "rename node n m",
          "{'weft':'1.0','nodes':[{'id':'m','count':2}],'scenarios':[{'name':"
          "'s','edits':['set node m count=3','add task a "
          "nodes=[\\'m\\',\\'m-2\\'] durations.m-1=4 pin.node=m pin={"
          "\\'node\\': \\'m-2\\'} durations={\\'m\\': 1} modes=[{\\'name\\': "
          "\\'n\\', \\'duration\\': 1, \\'nodes\\': [\\'m\\']}]','unset task a "
          "durations.m-1']}]}" },
        { "{'weft':'1.0','nodes':[{'id':'n'}],'scenarios':[{'name':'s',"
          "'edits':['add task a pin.node=n durations.n=1']}]}",
          "rename node n {=",
          "{'weft':'1.0','nodes':[{'id':'{='}],'scenarios':[{'name':'s',"
          "'edits':['add task a pin.node=\\'{=\\' durations.\\'{=\\'=1']}]}" },
    };

    (void)state;
    CHECK(x);
}

static void delete_takes_references_along(void **state)
{
    static const struct example x[] = {
        { DOC_TASK(AB), "delete task c",
          DOC_TASK("{'id':'a','duration':1},{'id':'b','duration':1,'after':"
                   "['a']}") },
        { DOC_TASK(AB), "delete task a",
          DOC_TASK("{'id':'b','duration':1},{'id':'c','duration':1}") },
        { DOC_TASK("\n{'id':'a','duration':1},\n{'id':'b','duration':1,"
                   "'after':['c','a']},\n{'id':'c','duration':1}\n"),
          "delete task a",
          DOC_TASK("\n{'id':'b','duration':1,'after':['c']},\n{'id':'c',"
                   "'duration':1}\n") },
        { DOC_TASK("\n{'id':'a','duration':1},\n{'id':'b','duration':1}\n"),
          "delete task b", DOC_TASK("\n{'id':'a','duration':1}\n") },
        { DOC_TASK("\n{'id':'a','duration':1}\n"), "delete task a",
          DOC_TASK("\n") },
        { "{'weft':'1.0','nodes':[{'id':'n','count':3},{'id':'m'}],'tasks':["
          "{'id':'a','duration':1,'nodes':['n','m','n-1'],'durations':{'n-3':1"
          "},'pin':{'node':'n'},'modes':[{'name':'n','duration':1,'nodes':["
          "'m','n-1']}]},{'id':'b','duration':1,'durations':{'m':1,'n':2},"
          "'pin':{'start':3,'node':'n-2'}}]}",
          "delete node n",
          "{'weft':'1.0','nodes':[{'id':'m'}],'tasks':["
          "{'id':'a','duration':1,'nodes':['m'],'modes':[{'name':'n',"
          "'duration':1,'nodes':['m']}]},{'id':'b','duration':1,'durations':{"
          "'m':1},'pin':{'start':3}}]}" },
        { "{'weft':'1.0','nodes':[{'id':'n'}],'tasks':[{'id':'a','duration':1,"
          "'nodes':[]}]}",
          "delete node n",
          "{'weft':'1.0','nodes':[],'tasks':[{'id':'a','duration':1,"
          "'nodes':[]}]}" },
    };

    (void)state;
    CHECK(x);
}

static void move_changes_only_the_order(void **state)
{
    static const struct example x[] = {
        { DOC_TASK(AB), "move task c before b",
          DOC_TASK("{'id':'a','duration':1},{'id':'c','duration':1},{'id':'b',"
                   "'duration':1,'after':['a']}") },
        { DOC_TASK("\n {'id':'a','duration':1},\n\n{'id':'b','duration':1},\n"
                   "{'id':'c','duration':1}"),
          "move task a after c",
          DOC_TASK("\n {'id':'b','duration':1},\n{'id':'c','duration':1},\n\n"
                   "{'id':'a','duration':1}") },
        { DOC_TASK("\n {'id':'a','duration':1},\n\n{'id':'b','duration':1},\n"
                   "{'id':'c','duration':1}"),
          "move task c before a",
          DOC_TASK("\n {'id':'c','duration':1},\n{'id':'a','duration':1},\n\n"
                   "{'id':'b','duration':1}") },
        { DOC_TASK(AB), "move task a before b", DOC_TASK(AB) },
    };

    (void)state;
    CHECK(x);
}

static void the_plan_itself_is_edited(void **state)
{
    static const struct example x[] = {
        { "{'weft':'1.0','name':'x'}", "set plan name='A new name'",
          "{'weft':'1.0','name':'A new name'}" },
        { "{'weft':'1.0','resources':{'llm':{'scope':'global','capacity':2}}}",
          "set plan resources.llm.capacity=4",
          "{'weft':'1.0','resources':{'llm':{'scope':'global','capacity':4}}"
          "}" },
        { "{'weft':'1.0','resources':{'a.capacity':{'unit':'x'}}}",
          "set plan resources.'a.capacity'.unit=y resources.b.c={'unit': 'z'}",
          "{'weft':'1.0','resources':{'a.capacity':{'unit':'y'},'b.c':{"
          "'unit': 'z'}}}" },
        { "{'weft':'1.0','tasks':[{'id':'a','duration':2,'demand':{'cpu':1}}"
          "]}",
          "set plan time_unit=min resources.cpu.unit=cores",
          "{'weft':'1.0','time_unit':'min','resources':{'cpu':{'unit':'cores'"
          "}},'tasks':[{'id':'a','duration':2,'demand':{'cpu':1}}]}" },
        { "{'weft':'1.0','network':{'latency':1}}",
          "set plan time_unit=h network.bandwidth=1G",
          "{'weft':'1.0','time_unit':'h','network':{'latency':1,'bandwidth':"
          "'1G'}}" },
        { "{'weft':'1.0'}",
          "set plan scenarios=[{'name': 's', 'edits': ['add task a']}]",
          "{'weft':'1.0','scenarios':[{'name': 's', 'edits': ['add task a']}]"
          "}" },
        { "{'weft':'1.0','scenarios':[{'name':'s'}]}",
          "set plan scenarios.s.edits=['add task a'] x-owner=me",
          "{'weft':'1.0','scenarios':[{'name':'s','edits':['add task a']}],"
          "'x-owner':'me'}" },
    };

    (void)state;
    CHECK(x);
}

/* --- refusals ------------------------------------------------------------ */

static const char refusing[] =
    "{'weft':'1.0','resources':{'llm':{'scope':'global','capacity':1},'cpu':{}"
    "},'nodes':[{'id':'n1','count':2,'capacity':{'cpu':4}},{'id':'m'}],"
    "'tasks':[{'id':'v1','duration':10},{'id':'v2','duration':'20s','after':["
    "'v1'],'nodes':['m']},{'id':'v3','duration':1,'after':['v2'],'pin':{"
    "'node':'n1-2'},'nodes':['n1','m']},{'id':'v4','duration':1,'nodes':["
    "'m']}],'scenarios':[{'name':'s','edits':[]}]}";

static const struct {
    enum weft_rc rc;
    const char *line, *msg;
} refusal[] = {
    { WEFT_E_PARSE, "", "the edit is empty" },
    { WEFT_E_PARSE, "  ", "the edit is empty" },
    { WEFT_E_PARSE, "sett task v1 a=1",
      "unknown edit 'sett'; did you mean 'set'?" },
    { WEFT_E_PARSE, "quit",
      "unknown edit 'quit'; edits start with add, set, unset, link, ..." },
    { WEFT_E_PARSE, "set",
      "the edit is incomplete; usage: set task|node ID KEY=VALUE ..., or set "
      "plan KEY=VALUE ..." },
    { WEFT_E_PARSE, "set tusk v1 a=1",
      "expected what to edit; usage: set task|node ID KEY=VALUE ..., or set "
      "plan KEY=VALUE ..." },
    { WEFT_E_PARSE, "set task",
      "expected an id; usage: set task|node ID KEY=VALUE ..., or set plan "
      "KEY=VALUE ..." },
    { WEFT_E_PARSE, "set task v1",
      "expected KEY=VALUE; usage: set task|node ID KEY=VALUE ..., or set plan "
      "KEY=VALUE ..." },
    { WEFT_E_PARSE, "set task v1 duration",
      "expected KEY=VALUE, found 'duration'" },
    { WEFT_E_PARSE, "set task v1 =5",
      "expected KEY=VALUE, found '='; usage: set task|node ID KEY=VALUE ..., "
      "or set plan KEY=VALUE ..." },
    { WEFT_E_PARSE, "unset task v1 duration=5",
      "expected only a KEY, found '='; usage: unset task|node ID KEY ..., or "
      "unset plan KEY ..." },
    { WEFT_E_PARSE, "link v1",
      "expected the task TO; usage: link FROM TO [lag=TIME] "
      "[data=QUANTITY]" },
    { WEFT_E_PARSE, "unlink v1 v2 lag=3",
      "the edit goes on after its end; usage: unlink FROM TO" },
    { WEFT_E_PARSE, "move task v1 behind v2",
      "expected 'before' or 'after'; usage: move task ID before|after "
      "OTHER" },
    { WEFT_E_PARSE, "move node m after n1",
      "expected what to edit; usage: move task ID before|after OTHER" },
    { WEFT_E_PARSE, "delete task v1 v2",
      "the edit goes on after its end; usage: delete task|node ID" },
    { WEFT_E_PARSE, "set task v1 name='open",
      "at byte 18: this string is never closed" },
    { WEFT_E_PARSE, "set task v1 nodes=['n1'",
      "at byte 24: expected ',' or ']' after an item, found the end of the "
      "text" },
    { WEFT_E_PARSE, "set task v1 nodes=['n1']x",
      "at byte 25: expected a blank after the value" },
    { WEFT_E_PARSE, "set task v1 name=a\nset task v1 name=b",
      "an edit is one line of text" },
    { WEFT_E_PARSE, "set task v1 name=\xff", "the edit is not valid UTF-8" },
    { WEFT_E_PARSE, "set task v1 demand.=1", "a part of the key is empty" },
    { WEFT_E_PARSE, "set task v1 duration=", "a value is missing after '='" },
    { WEFT_E_REF, "set task v5 duration=1", "no task 'v5'" },
    { WEFT_E_REF, "set task unheard duration=1", "no task 'unheard'" },
    { WEFT_E_REF, "set node n2 speed=1", "no node 'n2'" },
    { WEFT_E_REF, "set node n1-2 speed=1",
      "no node 'n1-2'; node 'n1' has 2 copies" },
    { WEFT_E_REF, "set task v1 durtion=1",
      "task 'v1': no member 'durtion'; did you mean 'duration'?" },
    { WEFT_E_REF, "set task v1 cpu=1",
      "task 'v1': no member 'cpu'; did you mean 'demand.cpu'?" },
    { WEFT_E_REF, "set node m cpu=1",
      "node 'm': no member 'cpu'; did you mean 'capacity.cpu'?" },
    { WEFT_E_REF, "set task v1 owner=me",
      "task 'v1': no member 'owner'; members of your own start with 'x-'" },
    { WEFT_E_REF, "set plan foo=1",
      "the plan: no member 'foo'; members of your own start with 'x-'" },
    { WEFT_E_REF, "set plan nme=1",
      "the plan: no member 'nme'; did you mean 'name'?" },
    { WEFT_E_REF, "set task v1 duration.x=1",
      "'duration' has no members to name; set it as a whole" },
    { WEFT_E_REF, "set task v1 modes.fast.duration=1",
      "task 'v1' has no 'modes'" },
    { WEFT_E_REF, "unset task v1 deadline", "task 'v1' has no 'deadline'" },
    { WEFT_E_REF, "unset plan name", "the plan has no 'name'" },
    { WEFT_E_REF, "unset plan resources.gpu", "'resources' has no 'gpu'" },
    { WEFT_E_REF, "set plan scenarios.t.parent=s", "'scenarios' has no 't'" },
    { WEFT_E_INVAL, "unset task v1 duration",
      "task 'v1': missing member 'duration'" },
    { WEFT_E_INVAL, "set task v1 id=v9",
      "an id is changed by: rename task 'v1' NEW" },
    { WEFT_E_INVAL, "set task v1 duration=-1",
      "task 'v1', duration: must not be negative" },
    { WEFT_E_INVAL, "set task v1 duration=[]",
      "task 'v1', duration: expected a time (90, \"90s\", \"1h30m\"), found "
      "an array" },
    { WEFT_E_LIMIT, "set task v1 duration=0.0001",
      "task 'v1', duration: '0.0001' is finer than a thousandth" },
    { WEFT_E_LIMIT, "set task v1 duration=1e30",
      "task 'v1', duration: '1e30' is too large" },
    { WEFT_E_LIMIT, "set task v1 duration=2400000000000000",
      "the times of all tasks would add up to more than 2^61 thousandths" },
    { WEFT_E_INVAL, "set task v1 hold=maybe",
      "task 'v1', hold: expected \"run\" or \"plan\", found 'maybe'" },
    { WEFT_E_REF, "set task v1 nodes=n1,m2",
      "task 'v1', nodes[1]: no node 'm2'" },
    { WEFT_E_REF, "set task v1 pin.node=n1-3",
      "task 'v1', pin.node: no node 'n1-3'; node 'n1' has 2 copies" },
    { WEFT_E_INVAL, "set task v1 demand.'a b'=1",
      "task 'v1', demand.a b: an id must not contain white space" },
    { WEFT_E_INVAL, "set node m capacity.llm=1",
      "node 'm', capacity.llm: a global resource has its capacity in "
      "\"resources\", not on a node" },
    { WEFT_E_INVAL, "set plan resources.cpu.scope=global",
      "resources.cpu: missing member 'capacity': a global resource needs it" },
    { WEFT_E_INVAL,
      "set plan resources.cpu.scope=global resources.cpu.capacity=1",
      "resource 'cpu' cannot be global while node 'n1' has a capacity of "
      "it" },
    { WEFT_E_INVAL, "set plan time_unit=none",
      "task 'v2', duration: '20s' has a unit, but the plan's time_unit is "
      "none" },
    { WEFT_E_INVAL, "set plan weft=2.0",
      "the version of the format is not edited" },
    { WEFT_E_INVAL, "set plan tasks=[]",
      "nodes and tasks are edited one by one: add, set, delete" },
    { WEFT_E_INVAL, "set plan schedule={}",
      "the schedule is computed, not edited" },
    { WEFT_E_INVAL, "set plan scenarios=[{'name': 's', 'edits': ['x']}]",
      "scenarios[0].edits[0]: unknown edit 'x'; edits start with add, set, "
      "unset, link, ..." },
    { WEFT_E_INVAL, "add task v1", "task 'v1' exists already" },
    { WEFT_E_INVAL, "add node n1", "node 'n1' exists already" },
    { WEFT_E_INVAL, "add task ''", "task '': an id must not be empty" },
    { WEFT_E_INVAL, "add task 'a b'",
      "task 'a b': an id must not contain white space" },
    { WEFT_E_INVAL, "rename task v1 v2", "task 'v2' exists already" },
    { WEFT_E_INVAL, "add node n1-2",
      "the name of node 'n1-2' would also be that of copy 2 of node 'n1'" },
    { WEFT_E_INVAL, "rename node m n1-1",
      "the name of node 'n1-1' would also be that of copy 1 of node 'n1'" },
    { WEFT_E_REF, "set node n1 count=1",
      "task 'v3' names a copy that node 'n1' would no longer have" },
    { WEFT_E_LIMIT, "set node n1 count=1000000",
      "more than 1000000 copies of nodes together" },
    { WEFT_E_CYCLE, "link v3 v1", "would close a cycle: v1 > v2 > v3 > v1" },
    { WEFT_E_CYCLE, "link v2 v2", "would close a cycle: v2 > v2" },
    { WEFT_E_CYCLE, "set task v1 after=v4,v2",
      "would close a cycle: v1 > v2 > v1" },
    { WEFT_E_CYCLE, "set task v1 after=v1",
      "task 'v1', after[0]: a task cannot come after itself" },
    { WEFT_E_CYCLE, "add task x after=x",
      "task 'x', after[0]: a task cannot come after itself" },
    { WEFT_E_REF, "link v1 v9", "no task 'v9'" },
    { WEFT_E_REF, "unlink v3 v4", "task 'v4' does not come after 'v3'" },
    { WEFT_E_REF, "link v1 v4 weight=1",
      "a link has lag=TIME and data=QUANTITY only" },
    { WEFT_E_INVAL, "link v1 v4 lag=-1",
      "task 'v4', after[0].lag: must not be negative" },
    { WEFT_E_REF, "delete node m",
      "task 'v2' may be run by no other node than this and 1 other task: "
      "change 'nodes' there first" },
    { WEFT_E_INVAL, "move task v1 after v1",
      "a task cannot move next to itself" },
};

static void refused_edits_say_why_and_change_nothing(void **state)
{
    char *text = unquoted(refusing);
    struct weft_plan *p = plan_of_json(text);

    (void)state;
    for (size_t i = 0; i < sizeof(refusal) / sizeof(*refusal); i++) {
        char *line = unquoted(refusal[i].line);
        struct weft_err e = { 0 };
        enum weft_rc rc = weft_edit(p, line, NULL, &e);
        /* the document's own quotes are apostrophes in the table */
        const char *msg = refusal[i].msg;

        if (rc != refusal[i].rc || strcmp(e.msg, msg) != 0)
            fail_msg("%s\nwant %d %s\ngot  %d %s", line, refusal[i].rc, msg, rc,
                     e.msg);
        assert_text(p, text);
        assert_i64(weft_undo_count(p), 0);
        free(line);
    }
    assert_meaning_is_that_of_text(p);
    weft_plan_free(p);
    free(text);
}

static void long_cycles_are_cut_in_the_middle(void **state)
{
    struct weft_plan *p;
    struct weft_err e = { 0 };
    char line[64];

    (void)state;
    assert_i64(weft_plan_new(&p, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "add task t0", NULL, NULL), WEFT_OK);
    for (int i = 1; i < 100; i++) {
        snprintf(line, sizeof(line), "add task t%d after=t%d", i, i - 1);
        assert_i64(weft_edit(p, line, NULL, NULL), WEFT_OK);
    }
    assert_i64(weft_edit(p, "link t99 t0", NULL, &e), WEFT_E_CYCLE);
    assert_string_equal(e.msg, "would close a cycle: t0 > t1 > t2 > t3 > t4 > "
                               "t5 > t6 > t7 > t8 > t9 > t10 > t11 > t12 > "
                               "... 85 more ... > t98 > t99 > t0");
    weft_plan_free(p);
}

/* --- undo ---------------------------------------------------------------- */

static struct weft_plan *two_tasks(void)
{
    return plan_of("{'weft':'1.0','tasks':[{'id':'a','duration':1},{'id':'b',"
                   "'duration':1}]}");
}

static void must(struct weft_plan *p, const char *line)
{
    struct weft_err e = { 0 };

    if (weft_edit(p, line, NULL, &e))
        fail_msg("%s: %s", line, e.msg);
}

static void undo_and_redo_end_with_a_reason(void **state)
{
    struct weft_plan *p = two_tasks();
    struct weft_err e = { 0 };

    (void)state;
    assert_i64(weft_undo(p, NULL, NULL, &e), WEFT_E_INVAL);
    assert_string_equal(e.msg, "nothing to undo");
    assert_i64(weft_redo(p, NULL, NULL, &e), WEFT_E_INVAL);
    assert_string_equal(e.msg, "nothing to redo");
    assert_null(weft_undo_text(p, 0));
    weft_plan_free(p);
}

static void a_group_is_one_step(void **state)
{
    struct weft_plan *p = two_tasks();
    char *before = text_of(p);
    const char *text;

    (void)state;
    must(p, "set task a name=A");
    weft_edit_begin(p);
    must(p, "set task a duration=2");
    assert_i64(weft_edit(p, "link b b", NULL, NULL), WEFT_E_CYCLE);
    must(p, "link a b");
    weft_edit_end(p);
    assert_i64(weft_undo_count(p), 2);
    assert_string_equal(weft_undo_text(p, 1), "set task a duration=2\n"
                                              "link a b");
    assert_i64(weft_undo(p, &text, NULL, NULL), WEFT_OK);
    assert_string_equal(text, "set task a duration=2\nlink a b");
    assert_i64(weft_redo_count(p), 1);
    assert_i64(weft_undo(p, &text, NULL, NULL), WEFT_OK);
    assert_string_equal(text, "set task a name=A");
    assert_text(p, before);
    weft_plan_free(p);
    free(before);
}

static void an_empty_group_is_no_step(void **state)
{
    struct weft_plan *p = two_tasks();

    (void)state;
    weft_edit_begin(p);
    weft_edit_end(p);
    weft_edit_begin(p);
    assert_i64(weft_edit_abort(p, NULL), WEFT_OK);
    assert_i64(weft_undo_count(p), 0);
    weft_plan_free(p);
}

static void an_aborted_group_leaves_nothing(void **state)
{
    struct weft_plan *p = two_tasks();
    char *before;

    (void)state;
    must(p, "set task a name=A");
    before = text_of(p);
    weft_edit_begin(p);
    must(p, "delete task a");
    must(p, "add task c");
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_E_INVAL);
    assert_i64(weft_edit_abort(p, NULL), WEFT_OK);
    assert_text(p, before);
    assert_i64(weft_undo_count(p), 1);
    must(p, "add task d"); /* no longer part of a group */
    assert_i64(weft_undo_count(p), 2);
    weft_plan_free(p);
    free(before);
}

static void an_aborted_group_keeps_what_can_be_redone(void **state)
{
    struct weft_plan *p = plan_of(DOC_TASK("{'id':'a','duration':1}"));
    const char *text;

    (void)state;
    must(p, "set task a duration=2");
    must(p, "set task a duration=3");
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    weft_edit_begin(p);
    must(p, "add task b duration=7");
    must(p, "link a b");
    assert_i64(weft_edit_abort(p, NULL), WEFT_OK);
    assert_i64((long long)weft_redo_count(p), 2);
    assert_i64(weft_redo(p, &text, NULL, NULL), WEFT_OK);
    assert_string_equal(text, "set task a duration=2");
    weft_edit_begin(p);
    must(p, "add task b duration=7");
    weft_edit_end(p);
    assert_i64((long long)weft_redo_count(p), 0);
    weft_plan_free(p);
}

static void a_check_answers_as_the_edit_would_and_changes_nothing(void **state)
{
    struct weft_plan *p = plan_of(DOC_TASK("{'id':'a','duration':1}"));
    struct weft_err e = { 0 };
    char *before = text_of(p), *after;

    (void)state;
    must(p, "set task a duration=2");
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_i64(weft_edit_check(p, "set task a demand.new=5", &e), WEFT_OK);
    assert_i64(weft_edit_check(p, "add task b after=a", &e), WEFT_OK);
    assert_i64(weft_edit_check(p, "set task a duration=soon", &e),
               weft_edit(p, "set task a duration=soon", NULL, NULL));
    assert_non_null(strstr(e.msg, "duration"));
    assert_i64(weft_edit_check(p, "link a a", &e), WEFT_E_CYCLE);
    after = text_of(p);
    assert_string_equal(after, before);
    assert_i64((long long)weft_redo_count(p), 1);
    assert_i64(weft_redo(p, NULL, NULL, NULL), WEFT_OK);
    assert_meaning_is_that_of_text(p);
    free(before);
    free(after);
    weft_plan_free(p);
}

static void merged_steps_are_undone_together(void **state)
{
    struct weft_plan *p = two_tasks();
    char *before = text_of(p);

    (void)state;
    weft_undo_merge(p); /* nothing to merge */
    must(p, "set task a duration=2");
    must(p, "set task a duration=3");
    weft_undo_merge(p);
    must(p, "set task a duration=4");
    weft_undo_merge(p);
    assert_i64(weft_undo_count(p), 1);
    assert_string_equal(weft_undo_text(p, 0),
                        "set task a duration=2\nset task a duration=3\n"
                        "set task a duration=4");
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, before);
    assert_i64(weft_redo(p, NULL, NULL, NULL), WEFT_OK);
    assert_i64(weft_plan_task(p, 0)->duration, 4000);
    weft_plan_free(p);
    free(before);
}

static void a_new_edit_forgets_what_was_undone(void **state)
{
    struct weft_plan *p = two_tasks();

    (void)state;
    must(p, "set task a duration=2");
    must(p, "set task a duration=3");
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_i64(weft_edit(p, "set task a duration=-1", NULL, NULL),
               WEFT_E_INVAL);
    assert_i64(weft_redo_count(p), 1); /* a refused edit forgets nothing */
    must(p, "set task b duration=9");
    assert_i64(weft_redo_count(p), 0);
    assert_i64(weft_undo_count(p), 2);
    weft_plan_free(p);
}

/* --- touch --------------------------------------------------------------- */

static const char touchy[] =
    "{'weft':'1.0','resources':{'llm':{'scope':'global','capacity':2}},"
    "'nodes':[{'id':'n','capacity':{'cpu':4},'labels':{'zone':'eu','row':'1'},"
    "'down':[{'from':1,'to':9}]}],'tasks':[{'id':'a','duration':5,'demand':{"
    "'cpu':2},'release':3,'deadline':99},{'id':'b','duration':5,'after':[{"
    "'task':'a','lag':2}],'nodes':['n'],'where':{'zone':'eu'},'pin':{'start':"
    "50}},{'id':'z','duration':1,'nodes':[]}],'network':{'latency':5,"
    "'bandwidth':10}}";

static const struct {
    const char *line;
    enum weft_subject kind;
    int index;
    bool replan, looser, looser_back;
} touch[] = {
    { "set task a name=A", WEFT_ON_TASK, 0, false, true, true },
    { "set task b command=x image=y", WEFT_ON_TASK, 1, false, true, true },
    { "set task a x-note=1", WEFT_ON_TASK, 0, false, true, true },
    { "set task a duration='5s'", WEFT_ON_TASK, 0, false, true, true },
    { "set task a duration=4", WEFT_ON_TASK, 0, true, false, false },
    { "set task a duration=6", WEFT_ON_TASK, 0, true, false, false },
    { "set task a demand.cpu=1", WEFT_ON_TASK, 0, true, true, false },
    { "set task a demand.cpu=3", WEFT_ON_TASK, 0, true, false, true },
    { "set task a demand.gpu=1", WEFT_ON_TASK, 0, true, false, true },
    { "unset task a demand", WEFT_ON_TASK, 0, true, true, false },
    { "set task a release=2", WEFT_ON_TASK, 0, true, true, false },
    { "set task a deadline=100", WEFT_ON_TASK, 0, true, true, false },
    { "unset task a deadline", WEFT_ON_TASK, 0, true, true, false },
    { "set task a hold=plan", WEFT_ON_TASK, 0, true, false, true },
    { "set task a priority=7", WEFT_ON_TASK, 0, true, true, true },
    { "set task a nodes=n", WEFT_ON_TASK, 0, true, false, true },
    { "set task b nodes=n,n-1", WEFT_ON_TASK, 1, true, true, true },
    { "unset task b nodes", WEFT_ON_TASK, 1, true, true, false },
    { "unset task z nodes", WEFT_ON_TASK, 2, true, false, false },
    { "unset task b where", WEFT_ON_TASK, 1, true, true, false },
    { "unset task b pin", WEFT_ON_TASK, 1, true, true, false },
    { "set task b durations.n=3", WEFT_ON_TASK, 1, true, false, false },
    { "set task a modes=[{'name': 'm', 'duration': 1}]", WEFT_ON_TASK, 0, true,
      true, false },
    { "link a b lag=1", WEFT_ON_TASK, 1, true, true, false },
    { "link a b data=1", WEFT_ON_TASK, 1, true, false, true },
    { "link a z", WEFT_ON_TASK, 2, true, false, true },
    { "unlink a b", WEFT_ON_TASK, 1, true, true, false },
    { "rename task a q", WEFT_ON_TASK, 0, false, true, true },
    { "rename node n q", WEFT_ON_NODE, 0, false, true, true },
    { "move task z before a", WEFT_ON_TASK, 0, true, false, false },
    { "delete task a", WEFT_ON_TASK, WEFT_NONE, true, false, false },
    { "add task c", WEFT_ON_TASK, 3, true, false, false },
    { "set node n name=N labels.row=2", WEFT_ON_NODE, 0, false, true, true },
    { "set node n labels.zone=us", WEFT_ON_NODE, 0, true, false, false },
    { "set node n capacity.cpu=5", WEFT_ON_NODE, 0, true, true, false },
    { "set node n capacity.cpu=3", WEFT_ON_NODE, 0, true, false, true },
    { "set node n count=2", WEFT_ON_NODE, 0, true, true, false },
    { "set node n speed=2", WEFT_ON_NODE, 0, true, false, false },
    { "set node n price.per_hour=1", WEFT_ON_NODE, 0, true, true, true },
    { "unset node n down", WEFT_ON_NODE, 0, true, true, false },
    { "set node n down=[{'from':2,'to':8}]", WEFT_ON_NODE, 0, true, true,
      false },
    { "add node m", WEFT_ON_NODE, 1, true, true, false },
    { "set plan name=x description=y", WEFT_ON_PLAN, WEFT_NONE, false, true,
      true },
    { "set plan resources.llm.capacity=3", WEFT_ON_PLAN, WEFT_NONE, true, true,
      false },
    { "set plan resources.llm.unit=slots", WEFT_ON_PLAN, WEFT_NONE, false, true,
      true },
    { "set plan network.latency=4", WEFT_ON_PLAN, WEFT_NONE, true, true,
      false },
    { "unset plan network.bandwidth", WEFT_ON_PLAN, WEFT_NONE, true, true,
      false },
    { "set plan time_unit=min", WEFT_ON_PLAN, WEFT_NONE, true, false, false },
};

static void a_touch_tells_what_an_edit_means_for_the_schedule(void **state)
{
    char *text = unquoted(touchy);

    (void)state;
    for (size_t i = 0; i < sizeof(touch) / sizeof(*touch); i++) {
        struct weft_plan *p = plan_of_json(text);
        char *line = unquoted(touch[i].line);
        struct weft_touch t, back, again;
        struct weft_err e = { 0 };

        if (weft_edit(p, line, &t, &e))
            fail_msg("%s: %s", line, e.msg);
        if (t.kind != touch[i].kind || t.index != touch[i].index ||
            t.replan != touch[i].replan || t.looser != touch[i].looser)
            fail_msg("%s: kind %d index %d replan %d looser %d", line, t.kind,
                     t.index, t.replan, t.looser);
        assert_i64(weft_undo(p, NULL, &back, NULL), WEFT_OK);
        if (back.replan != touch[i].replan ||
            back.looser != touch[i].looser_back)
            fail_msg("undo %s: replan %d looser %d", line, back.replan,
                     back.looser);
        assert_i64(weft_redo(p, NULL, &again, NULL), WEFT_OK);
        assert_i64(again.index, t.index);
        assert_i64(again.looser, t.looser);
        weft_plan_free(p);
        free(line);
    }
    free(text);
}

static void undo_touches_where_the_entity_was(void **state)
{
    struct weft_plan *p = two_tasks();
    struct weft_touch t;

    (void)state;
    must(p, "delete task b");
    assert_i64(weft_undo(p, NULL, &t, NULL), WEFT_OK);
    assert_i64(t.index, 1);
    must(p, "add task c");
    assert_i64(weft_undo(p, NULL, &t, NULL), WEFT_OK);
    assert_i64(t.index, WEFT_NONE);
    must(p, "move task a after b");
    assert_i64(weft_undo(p, NULL, &t, NULL), WEFT_OK);
    assert_i64(t.index, 0);
    weft_plan_free(p);
}

static void the_first_node_is_not_looser(void **state)
{
    struct weft_plan *p = two_tasks();
    struct weft_touch t;

    (void)state;
    assert_i64(weft_edit(p, "add node n", &t, NULL), WEFT_OK);
    assert_false(t.looser); /* without nodes there were no capacities */
    assert_i64(weft_edit(p, "add node m", &t, NULL), WEFT_OK);
    assert_true(t.looser);
    weft_plan_free(p);
}

/* --- put_member ---------------------------------------------------------- */

static void a_schedule_is_put_outside_the_history(void **state)
{
    struct weft_plan *p = plan_of_json(
        "{\n  \"weft\": \"1.0\",\n  \"tasks\": []\n}\n");
    struct weft_err e = { 0 };

    (void)state;
    must(p, "set plan name=x");
    assert_i64(weft_plan_put_member(p, "schedule", "{\"makespan\": 1}", NULL),
               WEFT_OK);
    assert_text(p, "{\n  \"weft\": \"1.0\",\n  \"name\": \"x\",\n  \"tasks\": "
                   "[],\n  \"schedule\": {\"makespan\": 1}\n}\n");
    assert_i64(weft_plan_put_member(p, "schedule", "{}", NULL), WEFT_OK);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, "{\n  \"weft\": \"1.0\",\n  \"tasks\": "
                   "[],\n  \"schedule\": {}\n}\n");
    assert_i64(weft_plan_put_member(p, "schedule", NULL, NULL), WEFT_OK);
    assert_i64(weft_plan_put_member(p, "schedule", NULL, NULL), WEFT_OK);
    assert_text(p, "{\n  \"weft\": \"1.0\",\n  \"tasks\": []\n}\n");
    assert_i64(weft_plan_put_member(p, "schedule", "[]", &e), WEFT_E_INVAL);
    assert_i64(weft_plan_put_member(p, "schedule", "{", &e), WEFT_E_INVAL);
    assert_i64(weft_plan_put_member(p, "name", "\"y\"", &e), WEFT_E_INVAL);
    assert_i64(weft_plan_put_member(p, "x-more", "{}", &e), WEFT_E_INVAL);
    weft_plan_free(p);
}

static void a_schedule_put_since_survives_undo(void **state)
{
    struct weft_plan *p = plan_of("{'weft':'1.0','tasks':[{'id':'a',"
                                  "'duration':1}],'schedule':{'order':['a']}}");

    (void)state;
    must(p, "rename task a b");
    assert_i64(weft_plan_put_member(p, "schedule",
                                    "{\"order\":[\"b\"],"
                                    "\"seed\":7}",
                                    NULL),
               WEFT_OK);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"a\",\"duration\":1}"
                   "],\"schedule\":{\"order\":[\"b\"],\"seed\":7}}");
    assert_i64(weft_redo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"b\",\"duration\":1}"
                   "],\"schedule\":{\"order\":[\"b\"],\"seed\":7}}");
    weft_plan_free(p);
}

/* --- scenarios ----------------------------------------------------------- */

static const char scenic[] =
    "{'weft':'1.0','tasks':[{'id':'a','duration':1}],'scenarios':[{'name':"
    "'top','parent':'mid','edits':['set task b duration=7']},{'name':'base',"
    "'edits':['add task b duration=2 after=a']},{'parent':'base','name':'mid',"
    "'edits':['rename task a first','set task b name=B']},{'name':'bad',"
    "'parent':'base','edits':['set task b duration=3','link b a']},{'name':"
    "'empty'}]}";

static void a_scenario_applies_its_parents_first(void **state)
{
    char *text = unquoted(scenic);
    struct weft_plan *p = plan_of_json(text);

    (void)state;
    assert_i64(weft_scenario_apply(p, "top", NULL), WEFT_OK);
    assert_i64(weft_plan_find_task(p, "first"), 0);
    assert_string_equal(weft_plan_task(p, 1)->name, "B");
    assert_i64(weft_plan_task(p, 1)->duration, 7000);
    assert_i64(weft_undo_count(p), 1);
    assert_string_equal(weft_undo_text(p, 0), "add task b duration=2 after=a\n"
                                              "rename task a first\n"
                                              "set task b name=B\n"
                                              "set task b duration=7");
    assert_meaning_is_that_of_text(p);
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, text);
    assert_i64(weft_scenario_apply(p, "empty", NULL), WEFT_OK);
    assert_i64(weft_undo_count(p), 0);
    weft_plan_free(p);
    free(text);
}

static void a_refused_scenario_names_the_line_and_changes_nothing(void **state)
{
    char *text = unquoted(scenic);
    struct weft_plan *p = plan_of_json(text);
    struct weft_err e = { 0 };

    (void)state;
    assert_i64(weft_scenario_apply(p, "bad", &e), WEFT_E_CYCLE);
    assert_string_equal(e.msg, "scenario 'bad', edit 2, 'link b a': would "
                               "close a cycle: a > b > a");
    assert_text(p, text);
    assert_i64(weft_undo_count(p), 0);
    assert_i64(weft_scenario_apply(p, "nope", &e), WEFT_E_REF);
    assert_string_equal(e.msg, "no scenario 'nope'");
    weft_plan_free(p);
    free(text);
}

static void a_scenario_joins_the_open_group(void **state)
{
    char *text = unquoted(scenic);
    struct weft_plan *p = plan_of_json(text);

    (void)state;
    weft_edit_begin(p);
    must(p, "set task a name=A");
    assert_i64(weft_scenario_apply(p, "bad", NULL), WEFT_E_CYCLE);
    assert_string_equal(weft_plan_task(p, 0)->name, "A"); /* still there */
    assert_i64(weft_plan_ntask(p), 1);
    assert_i64(weft_scenario_apply(p, "base", NULL), WEFT_OK);
    weft_edit_end(p);
    assert_string_equal(weft_undo_text(p, 0),
                        "set task a name=A\nadd task b duration=2 after=a");
    assert_i64(weft_undo(p, NULL, NULL, NULL), WEFT_OK);
    assert_text(p, text);
    weft_plan_free(p);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_changes_only_the_value),
        cmocka_unit_test(new_members_go_to_their_place_in_saving_order),
        cmocka_unit_test(additions_follow_the_style_around_them),
        cmocka_unit_test(add_appends_an_element_like_the_last_one),
        cmocka_unit_test(values_are_words_or_json),
        cmocka_unit_test(unset_removes_and_leaves_no_empty_container),
        cmocka_unit_test(links_are_made_changed_and_taken_away),
        cmocka_unit_test(rename_changes_every_reference),
        cmocka_unit_test(rename_reaches_into_scenarios),
        cmocka_unit_test(delete_takes_references_along),
        cmocka_unit_test(move_changes_only_the_order),
        cmocka_unit_test(the_plan_itself_is_edited),
        cmocka_unit_test(refused_edits_say_why_and_change_nothing),
        cmocka_unit_test(long_cycles_are_cut_in_the_middle),
        cmocka_unit_test(undo_and_redo_end_with_a_reason),
        cmocka_unit_test(a_group_is_one_step),
        cmocka_unit_test(an_empty_group_is_no_step),
        cmocka_unit_test(an_aborted_group_leaves_nothing),
        cmocka_unit_test(an_aborted_group_keeps_what_can_be_redone),
        cmocka_unit_test(a_check_answers_as_the_edit_would_and_changes_nothing),
        cmocka_unit_test(merged_steps_are_undone_together),
        cmocka_unit_test(a_new_edit_forgets_what_was_undone),
        cmocka_unit_test(a_touch_tells_what_an_edit_means_for_the_schedule),
        cmocka_unit_test(undo_touches_where_the_entity_was),
        cmocka_unit_test(the_first_node_is_not_looser),
        cmocka_unit_test(a_schedule_is_put_outside_the_history),
        cmocka_unit_test(a_schedule_put_since_survives_undo),
        cmocka_unit_test(a_scenario_applies_its_parents_first),
        cmocka_unit_test(a_refused_scenario_names_the_line_and_changes_nothing),
        cmocka_unit_test(a_scenario_joins_the_open_group),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
