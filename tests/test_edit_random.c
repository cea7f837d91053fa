/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random sequences of edits, valid and not, on random documents: the plan
 * always means what its text means, a refused edit changes nothing, undoing
 * all gives the original bytes and redoing all the final ones. */
#include "lib/tweft.h"

#include "lib/plans.h"
#include "lib/randplan.h"
#include "lib/tplan.h"

enum { DOCUMENTS = 150, EDITS = 40 };

struct gen {
    uint64_t seed;
    const struct weft_plan *p;
    char line[2048];
    size_t n;
    int fresh; /* numbers new ids */
};

static int below(struct gen *g, int n)
{
    return rand_below(&g->seed, n);
}

static void say(struct gen *g, const char *text)
{
    size_t n = strlen(text);

    if (g->n + n < sizeof(g->line))
        memcpy(g->line + g->n, text, n + 1);
    g->n += n < sizeof(g->line) - g->n ? n : 0;
}

static const char *pick(struct gen *g, const char *const *words, int n)
{
    return words[below(g, n)];
}
#define PICK(g, words) pick(g, words, (int)(sizeof(words) / sizeof(*(words))))

static void number(struct gen *g, int n)
{
    char s[16];

    snprintf(s, sizeof(s), "%d", n);
    say(g, s);
}

/* An existing id, mostly. */
static void task_id(struct gen *g)
{
    int n = weft_plan_ntask(g->p);

    say(g, n > 0 && below(g, 25) ? weft_plan_task(g->p, below(g, n))->id
                                 : "nobody");
}

static void node_id(struct gen *g)
{
    int n = weft_plan_nnode(g->p);

    say(g, n > 0 && below(g, 25) ? weft_plan_node(g->p, below(g, n))->id
                                 : "nowhere");
    if (below(g, 5) == 0) {
        say(g, "-");
        number(g, 1 + below(g, 3));
    }
}

static void new_id(struct gen *g)
{
    static const char *const base[] = { "x",    "a.b",   "na=me",
                                        "[odd", "q,r",   "\xc3\xa9t\xc3\xa9",
                                        "n-",   "back\\" };

    say(g, PICK(g, base));
    number(g, below(g, 4) ? g->fresh++ : 1);
}

static void time_value(struct gen *g)
{
    static const char *const bad[] = { "-1",      "soon", "1e99", "[]",
                                       "0.00001", "true", "\"\"", "1x" };
    static const char *const good[] = { "0",     "7",     "2.5", "\"90s\"",
                                        "1h30m", "250ms", "1e1" };

    say(g, below(g, 8) ? PICK(g, good) : PICK(g, bad));
}

static void quantity(struct gen *g)
{
    static const char *const word[] = { "0",    "1",     "2",   "3",
                                        "500m", "1.5",   "1Ki", "-2",
                                        "x",    "\"4\"", "null" };

    say(g, PICK(g, word));
}

static void resource(struct gen *g)
{
    static const char *const word[] = { "cpu", "gpu", "mem.x", "r0",
                                        "r1",  "llm", "new",   "\"od d\"" };
    int n = weft_plan_nres(g->p);

    if (n > 0 && below(g, 2))
        say(g, weft_plan_res(g->p, below(g, n))->id);
    else
        say(g, PICK(g, word));
}

static void node_list(struct gen *g)
{
    bool json = below(g, 2);

    say(g, json ? "[" : "");
    for (int i = 0, n = below(g, 3); i <= n; i++) {
        if (i > 0)
            say(g, json && below(g, 2) ? ", " : ",");
        say(g, json ? "\"" : "");
        node_id(g);
        say(g, json ? "\"" : "");
    }
    say(g, json ? "]" : "");
}

static void after_list(struct gen *g)
{
    say(g, "[");
    for (int i = 0, n = below(g, 3); i <= n; i++) {
        say(g, i > 0 ? ", " : "");
        say(g, below(g, 3) ? "\"" : "{\"lag\": 1, \"task\": \"");
        if (g->line[g->n - 2] == ' ' && g->line[g->n - 3] == ':') {
            task_id(g);
            say(g, "\"}");
        } else {
            task_id(g);
            say(g, "\"");
        }
    }
    say(g, "]");
}

static void task_argument(struct gen *g)
{
    static const char *const other[] = {
        "name=\"A name\"",
        "name=plain",
        "hold=plan",
        "hold=run",
        "hold=maybe",
        "priority=-2",
        "priority=high",
        "command=\"echo \\\"hi\\\"\"",
        "image=img:1",
        "where.zone=eu",
        "where.\"my zone\"=\"x y\"",
        "where={\"zone\": \"us\"}",
        "nodes=[]",
        "x-note={\"a\": [1, 2]}",
        "x-flag=true",
        "unheard=1",
        "demand={}",
        "id=other",
        "modes=[{\"name\": \"m\", \"duration\": 1}]",
        "modes.m.duration=3",
        "modes.m.demand.cpu=1",
        "pin={}"
    };

    switch (below(g, 12)) {
    case 0:
    case 1:
        say(g, "duration=");
        time_value(g);
        break;
    case 2:
    case 3:
        say(g, "demand.");
        resource(g);
        say(g, "=");
        quantity(g);
        break;
    case 4:
        say(g, "nodes=");
        node_list(g);
        break;
    case 5:
        say(g, "durations.");
        node_id(g);
        say(g, "=");
        time_value(g);
        break;
    case 6:
        say(g, "pin.node=");
        node_id(g);
        break;
    case 7:
        say(g, below(g, 2) ? "pin.start=" : "release=");
        time_value(g);
        break;
    case 8:
        say(g, "deadline=");
        time_value(g);
        break;
    case 9:
        say(g, "after=");
        after_list(g);
        break;
    default:
        say(g, PICK(g, other));
    }
}

static void node_argument(struct gen *g)
{
    static const char *const other[] = { "count=1",
                                         "count=2",
                                         "count=3",
                                         "count=0",
                                         "count=1.5",
                                         "speed=2",
                                         "speed=0",
                                         "speed=0.5",
                                         "price.per_hour=1.25",
                                         "price.billing=lease",
                                         "price.billing=rent",
                                         "labels.zone=eu",
                                         "labels.zone=us",
                                         "down=[{\"from\": 3, \"to\": 5}]",
                                         "down=[{\"from\": 5, \"to\": 5}]",
                                         "name=Box",
                                         "x-rack=7",
                                         "capacity={\"cpu\": 9}" };

    if (below(g, 2)) {
        say(g, PICK(g, other));
        return;
    }
    say(g, "capacity.");
    resource(g);
    say(g, "=");
    quantity(g);
}

static void plan_argument(struct gen *g)
{
    static const char *const other[] = {
        "name=Plan",
        "description=\"what it is\"",
        "time_unit=min",
        "time_unit=s",
        "time_unit=none",
        "time_unit=week",
        "network.latency=2",
        "network.bandwidth=1k",
        "network.bandwidth=0",
        "scenarios=[{\"name\": \"s\", \"edits\": [\"set task t1 "
        "duration=3\"]}]",
        "scenarios=[]",
        "x-owner=me",
        "weft=2.0",
        "tasks=[]",
        "resources.cpu.unit=cores",
        "resources.mem.x.unit=B",
        "resources.new={}",
        "resources={}"
    };

    if (below(g, 4)) {
        say(g, PICK(g, other));
        return;
    }
    say(g, "resources.");
    resource(g);
    say(g, below(g, 2) ? ".scope=global resources." : ".capacity=3 resources.");
    resource(g);
    say(g, ".capacity=");
    quantity(g);
}

static void unset_key(struct gen *g, int on)
{
    static const char *const task[] = {
        "name",      "demand",   "demand.cpu", "after", "nodes",
        "where",     "duration", "durations",  "pin",   "pin.node",
        "pin.start", "release",  "deadline",   "hold",  "modes",
        "modes.m",   "priority", "x-note",     "id",    "demand.r0"
    };
    static const char *const node[] = {
        "name",        "count", "capacity",       "capacity.cpu",
        "speed",       "price", "price.per_hour", "labels",
        "labels.zone", "down",  "x-rack"
    };
    static const char *const plan[] = { "name",
                                        "description",
                                        "time_unit",
                                        "network",
                                        "network.latency",
                                        "resources",
                                        "resources.cpu",
                                        "resources.new",
                                        "scenarios",
                                        "x-owner",
                                        "weft" };

    say(g, on == 0 ? PICK(g, task) : on == 1 ? PICK(g, node) : PICK(g, plan));
}

static void set_or_unset(struct gen *g)
{
    bool unset = below(g, 4) == 0;
    int on = below(g, 10) < 5 ? 0 : below(g, 10) < 7 ? 1 : 2;

    say(g, unset ? "unset " : "set ");
    say(g, on == 0 ? "task " : on == 1 ? "node " : "plan");
    if (on == 0)
        task_id(g);
    else if (on == 1)
        node_id(g);
    for (int i = 0, n = 1 + (below(g, 4) == 0); i < n; i++) {
        say(g, " ");
        if (unset)
            unset_key(g, on);
        else if (on == 0)
            task_argument(g);
        else if (on == 1)
            node_argument(g);
        else
            plan_argument(g);
    }
}

static void add(struct gen *g)
{
    bool task = below(g, 3);

    say(g, task ? "add task " : "add node ");
    if (below(g, 20) == 0)
        task_id(g);
    else
        new_id(g);
    for (int i = 0, n = below(g, 4); i < n; i++) {
        say(g, " ");
        if (task)
            task_argument(g);
        else
            node_argument(g);
    }
}

static void link_or_unlink(struct gen *g)
{
    bool unlink = below(g, 3) == 0;
    int32_t t = weft_plan_ntask(g->p) ? below(g, weft_plan_ntask(g->p)) : 0;

    say(g, unlink ? "unlink " : "link ");
    if (unlink && weft_plan_ntask(g->p) && weft_plan_task(g->p, t)->nafter) {
        int32_t u = weft_plan_task(g->p, t)->after[0].task;

        say(g, weft_plan_task(g->p, u)->id);
        say(g, " ");
        say(g, weft_plan_task(g->p, t)->id);
        return;
    }
    task_id(g);
    say(g, " ");
    task_id(g);
    if (!unlink && below(g, 3) == 0) {
        say(g, " lag=");
        time_value(g);
    }
    if (!unlink && below(g, 4) == 0) {
        say(g, " data=");
        quantity(g);
    }
}

static void rename_delete_move(struct gen *g)
{
    bool task = below(g, 3);

    switch (below(g, 3)) {
    case 0:
        say(g, task ? "rename task " : "rename node ");
        if (task)
            task_id(g);
        else
            node_id(g);
        say(g, " ");
        new_id(g);
        break;
    case 1:
        say(g, task ? "delete task " : "delete node ");
        if (task)
            task_id(g);
        else
            node_id(g);
        break;
    default:
        say(g, "move task ");
        task_id(g);
        say(g, below(g, 2) ? " before " : " after ");
        task_id(g);
    }
}

/* A typo or two, or the end is missing. */
static void garble(struct gen *g)
{
    static const char put[] = "\"{}[],:=. \\0-a\t\n\x01\xc3\xa9\xff";

    for (int i = below(g, 3); i >= 0 && g->n > 0; i--)
        g->line[below(g, (int)g->n)] = put[below(g, sizeof(put) - 1)];
    if (g->n > 0 && below(g, 3) == 0)
        g->line[below(g, (int)g->n)] = '\0';
}

static const char *random_edit(struct gen *g)
{
    static const char *const nonsense[] = { "",
                                            "set",
                                            "set task",
                                            "frob x",
                                            "link a",
                                            "set plan name",
                                            "add task a b",
                                            "unset task x a=b",
                                            "delete plan",
                                            "move node a "
                                            "before b" };
    int k = below(g, 20);

    g->n = 0;
    g->line[0] = '\0';
    if (k < 9)
        set_or_unset(g);
    else if (k < 12)
        add(g);
    else if (k < 15)
        link_or_unlink(g);
    else if (k < 19)
        rename_delete_move(g);
    else
        say(g, PICK(g, nonsense));
    if (below(g, 12) == 0)
        garble(g);
    return g->line;
}

/* One edit. Returns whether it was applied. */
static bool try_edit(struct weft_plan *p, const char *line)
{
    char *before = text_of(p);
    struct weft_err e = { 0 };
    struct weft_touch t;
    enum weft_rc rc = weft_edit(p, line, &t, &e);

    if (getenv("WEFT_SEED"))
        print_message("# %s: %s\n", line, rc ? e.msg : "done");
    if (rc == WEFT_OK) {
        assert_meaning_is_that_of_text(p);
    } else {
        if (!*e.msg)
            fail_msg("refused without a reason: %s", line);
        assert_text(p, before);
        assert_meaning_is_that_of_text(p);
    }
    free(before);
    return rc == WEFT_OK;
}

/* Undo or redo a few, at random; the texts must come back. */
static void wander(struct gen *g, struct weft_plan *p)
{
    int n = below(g, 4);
    char *now = text_of(p);
    int undone = 0;

    while (undone < n && weft_undo(p, NULL, NULL, NULL) == WEFT_OK) {
        undone++;
        assert_meaning_is_that_of_text(p);
    }
    if (below(g, 3) > 0) {
        for (int i = 0; i < undone; i++)
            assert_i64(weft_redo(p, NULL, NULL, NULL), WEFT_OK);
        assert_text(p, now);
        assert_meaning_is_that_of_text(p);
    }
    free(now);
}

static void group(struct gen *g, struct weft_plan *p)
{
    char *now = text_of(p);
    size_t steps = weft_undo_count(p);
    bool any = false;

    weft_edit_begin(p);
    for (int i = 0; i < 3; i++)
        any = try_edit(p, random_edit(g)) || any;
    if (below(g, 2)) {
        assert_i64(weft_edit_abort(p, NULL), WEFT_OK);
        assert_text(p, now);
        assert_i64(weft_undo_count(p), steps);
    } else {
        weft_edit_end(p);
        assert_i64(weft_undo_count(p), steps + any);
    }
    assert_meaning_is_that_of_text(p);
    free(now);
}

static void undo_all_and_redo_all(struct weft_plan *p, const char *original)
{
    char *final;
    size_t n = 0;

    while (weft_redo(p, NULL, NULL, NULL) == WEFT_OK)
        ;
    final = text_of(p);
    for (; weft_undo(p, NULL, NULL, NULL) == WEFT_OK; n++)
        assert_meaning_is_that_of_text(p);
    assert_text(p, original);
    assert_i64(weft_redo_count(p), n);
    while (weft_redo(p, NULL, NULL, NULL) == WEFT_OK)
        ;
    assert_text(p, final);
    assert_meaning_is_that_of_text(p);
    assert_i64(weft_undo_count(p), n);
    free(final);
}

/* Scenarios, foreign members and a schedule, as edits write them. */
static char *decorated(char *plain, uint64_t seed)
{
    static const char *const line[] = {
        "set plan scenarios=[{\"name\":\"s\",\"edits\":[\"set task t0 "
        "duration=3\",\"add task z after=t0\",\"rename task t0 y\",\"link y "
        "t1\"]},{\"name\":\"u\",\"parent\":\"s\",\"edits\":[\"set task y "
        "nodes=n0\",\"delete task t1\"]}]",
        "set plan x-deep={\"a\":[{\"b\":null}]}",
        "set task t0 x-1=\"one\" command=c", "set task t1 x-2=[2]",
        "set node n0 x-3=3 labels.zone=eu"
    };
    struct weft_plan *p = plan_of_json(plain);
    char *text;

    for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++)
        weft_edit(p, line[i], NULL, NULL);
    if (seed % 2)
        assert_i64(weft_plan_put_member(p, "schedule",
                                        "{\"order\":[\"t0\",\"t1\"],"
                                        "\"tasks\":[{\"id\":\"t0\","
                                        "\"node\":\"n0\"}]}",
                                        NULL),
                   WEFT_OK);
    text = text_of(p);
    weft_plan_free(p);
    free(plain);
    return text;
}

/* A schedule comes and goes outside the history. */
static void put_schedule(struct gen *g, struct weft_plan *p)
{
    assert_i64(weft_plan_put_member(p, "schedule",
                                    below(g, 3) ? "{\"order\":[\"t0\"]}" : NULL,
                                    NULL),
               WEFT_OK);
    assert_meaning_is_that_of_text(p);
}

static void scenario(struct gen *g, struct weft_plan *p)
{
    char *before = text_of(p);

    if (weft_scenario_apply(p, below(g, 2) ? "s" : "u", NULL))
        assert_text(p, before);
    assert_meaning_is_that_of_text(p);
    free(before);
}

static void one_document(uint64_t seed)
{
    struct rand_opts o = rand_small(seed);
    struct gen g = { .seed = seed * 2654435761u + 1 };
    char *plain, *text;
    struct weft_plan *p;

    o.tasks = 1 + (int)(seed % 9);
    if (seed % 7 == 0)
        o.features = RAND_NO_NODES | RAND_LAG | RAND_RELEASE;
    plain = rand_plan(&o);
    if (seed % 3 == 0)
        plain = decorated(plain, seed);
    text = restyled(plain, (int)(seed % 4), seed);
    p = plan_of_json(text);
    g.p = p;
    for (int i = 0; i < EDITS; i++) {
        int k = below(&g, 20);

        if (k == 0)
            wander(&g, p);
        else if (k == 1)
            group(&g, p);
        else if (k == 2)
            weft_undo_merge(p);
        else if (k == 3)
            scenario(&g, p);
        else if (k == 4 && seed % 5 == 1 && seed % 3 != 0)
            put_schedule(&g, p);
        else
            try_edit(p, random_edit(&g));
    }
    if (seed % 5 == 1 && seed % 3 != 0)
        weft_plan_put_member(p, "schedule", NULL, NULL);
    undo_all_and_redo_all(p, text);
    weft_plan_free(p);
    free(text);
    free(plain);
}

static void random_edits_undo_and_redo_exactly(void **state)
{
    const char *only = getenv("WEFT_SEED");

    (void)state;
    for (uint64_t seed = 1; seed <= DOCUMENTS; seed++) {
        if (only)
            seed = strtoull(only, NULL, 10);
        print_message("# seed %llu\n", (unsigned long long)seed);
        one_document(seed);
        if (only)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_edits_undo_and_redo_exactly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
