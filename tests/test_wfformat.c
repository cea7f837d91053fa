/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tformat.h"

#include "base/rng.h"
#include "lib/oom.h"

static const char chain[] =
    "{\n"
    "  \"name\": \"Run\",\n"
    "  \"description\": \"two steps\",\n"
    "  \"createdAt\": \"2026-01-02T03:04:05Z\",\n"
    "  \"schemaVersion\": \"1.5\",\n"
    "  \"author\": {\"name\": \"A. Body\", \"email\": \"a@b.c\"},\n"
    "  \"workflow\": {\n"
    "    \"specification\": {\n"
    "      \"tasks\": [\n"
    "        {\"name\": \"split\", \"id\": \"s_1\", \"parents\": [], "
    "\"children\": [\"m_2\"], \"inputFiles\": [\"in\"], "
    "\"outputFiles\": [\"a\", \"b\"]},\n"
    "        {\"name\": \"m_2\", \"id\": \"m_2\", \"parents\": [\"s_1\"], "
    "\"children\": [], \"inputFiles\": [\"b\", \"a\", \"in\"], "
    "\"outputFiles\": []}\n"
    "      ],\n"
    "      \"files\": [{\"id\": \"a\", \"sizeInBytes\": 100}, "
    "{\"id\": \"b\", \"sizeInBytes\": 11}]\n"
    "    },\n"
    "    \"execution\": {\n"
    "      \"makespanInSeconds\": 20.5,\n"
    "      \"executedAt\": \"2026-01-02T03:04:05Z\",\n"
    "      \"tasks\": [\n"
    "        {\"id\": \"m_2\", \"runtimeInSeconds\": 0.0541, \"coreCount\": "
    "2, \"memoryInBytes\": 4096, \"command\": {\"program\": \"merge\", "
    "\"arguments\": [\"-n\", \"two words\", \"it's\"]}, \"priority\": 20},\n"
    "        {\"id\": \"s_1\", \"runtimeInSeconds\": 16.1, \"avgCPU\": "
    "157.2, \"machines\": [\"big\"]}\n"
    "      ],\n"
    "      \"machines\": [\n"
    "        {\"nodeName\": \"big\", \"cpu\": {\"coreCount\": 8, "
    "\"speedInMHz\": 2600}, \"memoryInBytes\": 8192}\n"
    "      ]\n"
    "    }\n"
    "  }\n"
    "}\n";

static char *replaced(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    size_t n = strlen(text) + strlen(new) + 1;
    char *out = malloc(n);

    assert_true(at && out);
    snprintf(out, n, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return out;
}

/* The chain with old replaced by new is read; the caller releases. */
static void read_with(struct import *m, const char *old, const char *new)
{
    char *text = replaced(chain, old, new);

    import(m, "wfformat", text, strlen(text));
    if (m->rc)
        fail_msg("refused: %s", m->err.msg);
    free(text);
}

static void refused_with(const char *old, const char *new, int line, int column,
                         const char *why)
{
    char *text = replaced(chain, old, new);

    is_refused("wfformat", text, line, column, why);
    free(text);
}

static void a_run_becomes_a_plan(void **state)
{
    struct import m;

    (void)state;
    becomes("wfformat", chain,
            "{\n"
            "  \"weft\": \"1.0\",\n"
            "  \"name\": \"Run\",\n"
            "  \"description\": \"two steps\",\n"
            "  \"time_unit\": \"s\",\n"
            "  \"resources\": {\"cpu\": {\"unit\": \"cores\"}, \"memory\": "
            "{\"unit\": \"bytes\"}},\n"
            "  \"nodes\": [\n"
            "    {\"id\": \"big\", \"capacity\": {\"cpu\": 8, \"memory\": "
            "8192}}\n"
            "  ],\n"
            "  \"tasks\": [\n"
            "    {\"id\": \"s_1\", \"name\": \"split\", \"duration\": 16.1, "
            "\"demand\": {\"cpu\": 2}},\n"
            "    {\"id\": \"m_2\", \"duration\": 0.055, \"demand\": {\"cpu\": "
            "2, \"memory\": 4096}, \"after\": [{\"task\": \"s_1\", \"data\": "
            "111}], \"priority\": 20, \"command\": \"merge -n 'two words' "
            "'it'\\\\''s'\"}\n"
            "  ],\n"
            "  \"meta\": {\"format\": \"WfFormat\", \"version\": \"1.5\", "
            "\"createdAt\": \"2026-01-02T03:04:05Z\", \"author\": \"A. Body\", "
            "\"recordedMakespan\": 20.5}\n"
            "}\n");
    import(&m, "wfformat", chain, sizeof(chain) - 1);
    assert_true(warned(&m, "rounded up to the millisecond: 1, the first is "
                           "'m_2'"));
    assert_true(warned(&m, "without coreCount"));
    release_import(&m);
}

static void run_times_are_rounded_up_but_not_beyond(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } want[] = { { "16.1", 16100 },  { "1.005", 1005 },
                 { "0.001", 1 },     { "0.0001", 1 },
                 { "0", 0 },         { "2.3000000001", 2301 },
                 { "1e3", 1000000 }, { "4.35", 4350 },
                 { "8.2", 8200 } };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
        struct import m;

        read_with(&m, "16.1", want[i].text);
        assert_i64(weft_plan_task(m.plan, 0)->duration, want[i].ms);
        release_import(&m);
    }
}

static int64_t cores_of(const struct import *m, int32_t task)
{
    const struct weft_task *t = weft_plan_task(m->plan, task);
    int32_t cpu = weft_plan_find_res(m->plan, "cpu");

    for (int32_t i = 0; i < t->ndemand; i++)
        if (t->demand[i].res == cpu)
            return t->demand[i].qty;
    return 0;
}

static void cores_come_from_processor_use_or_are_one(void **state)
{
    static const struct {
        const char *use;
        int64_t cores;
    } want[] = { { "157.2", 2000 }, { "100", 1000 }, { "100.001", 2000 },
                 { "0", 1000 },     { "12", 1000 },  { "301", 4000 } };
    struct import m;

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
        read_with(&m, "157.2", want[i].use);
        assert_i64(cores_of(&m, 0), want[i].cores);
        release_import(&m);
    }
    read_with(&m, "\"avgCPU\": 157.2, ", "");
    assert_i64(cores_of(&m, 0), 1000);
    release_import(&m);
}

static void no_task_gets_more_cores_than_the_largest_machine(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, "\"coreCount\": 8", "\"coreCount\": 1");
    assert_i64(cores_of(&m, 0), 1000);
    assert_i64(cores_of(&m, 1), 1000);
    assert_true(warned(&m, "more cores than the largest machine"));
    release_import(&m);
}

static void a_machine_without_cores_has_one(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, "\"coreCount\": 8, ", "");
    assert_i64(weft_plan_node(m.plan, 0)->capacity[0].qty, 1000);
    assert_true(warned(&m, "machines without coreCount"));
    release_import(&m);
}

static void memory_is_dropped_if_a_machine_does_not_tell(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, ", \"memoryInBytes\": 8192", "");
    assert_i64(weft_plan_find_res(m.plan, "memory"), WEFT_NONE);
    assert_i64(weft_plan_task(m.plan, 1)->ndemand, 1);
    assert_true(warned(&m, "dropped: all memory demands"));
    release_import(&m);
}

static void a_run_without_machines_has_no_nodes(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, "\"machines\": [\n", "\"machinery\": [\n");
    assert_i64(weft_plan_nnode(m.plan), 0);
    assert_true(warned(&m, "no machines are given"));
    release_import(&m);
}

static void a_workflow_without_execution_is_read(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, "\"execution\"", "\"plan\"");
    assert_i64(weft_plan_task(m.plan, 0)->duration, 1000);
    assert_true(warned(&m, "without a run time"));
    release_import(&m);
}

static void either_direction_of_a_link_is_enough(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, "[\"s_1\"]", "[]");
    assert_i64(weft_plan_task(m.plan, 1)->nafter, 1);
    assert_i64(weft_plan_task(m.plan, 1)->after[0].data, 111000);
    release_import(&m);
    read_with(&m, "[\"m_2\"]", "[]");
    assert_i64(weft_plan_task(m.plan, 1)->nafter, 1);
    release_import(&m);
}

static void a_file_read_without_a_link_is_reported(void **state)
{
    char *text = replaced(chain, "[\"s_1\"]", "[]");
    struct import m;
    char *lone = replaced(text, "[\"m_2\"]", "[]");

    (void)state;
    import(&m, "wfformat", lone, strlen(lone));
    assert_i64(m.rc, WEFT_OK);
    assert_true(warned(&m, "read a file of a task that they do not come "
                           "after: 1, the first is 'm_2'"));
    release_import(&m);
    free(text);
    free(lone);
}

static void ids_that_are_not_allowed_are_renamed(void **state)
{
    struct import m;
    char *text = replaced(chain, "\"id\": \"s_1\", \"parents\"",
                          "\"id\": \"m 2\", \"parents\"");
    char *again = replaced(text, "[\"s_1\"]", "[\"m 2\"]");

    (void)state;
    import(&m, "wfformat", again, strlen(again));
    assert_i64(m.rc, WEFT_OK);
    assert_string_equal(weft_plan_task(m.plan, 0)->id, "m_2-2");
    assert_i64(weft_plan_task(m.plan, 1)->after[0].task, 0);
    assert_true(warned(&m, "renamed: tasks whose id weft does not allow: 1, "
                           "the first is 'm 2'"));
    release_import(&m);
    free(text);
    free(again);
}

static void machines_of_one_name_are_told_apart(void **state)
{
    struct import m;

    (void)state;
    read_with(&m, "      \"machines\": [\n",
              "      \"machines\": [{\"nodeName\": \"big\"}, {}, {},\n");
    assert_i64(weft_plan_nnode(m.plan), 4);
    assert_string_equal(weft_plan_node(m.plan, 1)->id, "machine");
    assert_string_equal(weft_plan_node(m.plan, 3)->id, "big-3");
    release_import(&m);
}

static void the_form_before_1_5_is_read(void **state)
{
    static const char old[] =
        "{\"name\": \"old\", \"schemaVersion\": \"1.3\", \"workflow\": {"
        "\"makespan\": 9, \"machines\": [{\"nodeName\": \"n\", \"cpu\": "
        "{\"count\": 4}}], \"tasks\": ["
        "{\"name\": \"a\", \"runtime\": 2, \"cores\": 3, \"parents\": [], "
        "\"files\": [{\"link\": \"output\", \"name\": \"f\", "
        "\"sizeInBytes\": 5}]},"
        "{\"name\": \"b\", \"runtime\": 3, \"parents\": [\"a\"], \"files\": "
        "[{\"link\": \"input\", \"name\": \"f\", \"sizeInBytes\": 5}]}]}}";
    struct import m;

    (void)state;
    import(&m, "wfformat", old, sizeof(old) - 1);
    assert_i64(m.rc, WEFT_OK);
    assert_i64(weft_plan_task(m.plan, 0)->duration, 2000);
    assert_i64(cores_of(&m, 0), 3000);
    assert_i64(weft_plan_task(m.plan, 1)->after[0].data, 5000);
    assert_i64(weft_plan_node(m.plan, 0)->capacity[0].qty, 4000);
    release_import(&m);
}

static void faults_are_placed(void **state)
{
    (void)state;
    refused_with("[\"s_1\"]", "[\"s_1\", \"no\"]", 11, 57, "unknown task 'no'");
    refused_with("[\"s_1\"]", "[7]", 11, 50, "expected an id");
    refused_with("16.1", "-1", 20, 9, "not negative");
    refused_with("16.1", "\"1\"", 20, 9, "expected a number");
    refused_with("16.1", "1e300", 20, 9, "too large");
    refused_with("\"id\": \"s_1\", \"parents\"", "\"id\": \"m_2\", \"parents\"",
                 11, 9, "duplicate id 'm_2'");
    refused_with("\"1.5\"", "\"2.0\"", 5, 20, "expected version 1.x");
    refused_with("\"tasks\": [\n        {\"name\": \"split\"",
                 "\"jobs\": [\n        {\"name\": \"split\"", 8, 22,
                 "expected the list of tasks");
    refused_with("\"workflow\": {", "\"work\": {", 1, 1,
                 "expected the object 'workflow'");
}

static void what_is_no_strict_json_is_refused(void **state)
{
    (void)state;
    refused_with("16.1", "016.1", 20, 43, "leading zeros");
    refused_with("\"name\": \"Run\"", "\"name\": \"R\\u0000n\"", 2, 13,
                 "U+0000");
    refused_with("\"name\": \"Run\"", "\"name\": 1, \"name\": 2", 2, 14,
                 "appears twice");
}

/* --- writing ------------------------------------------------------------- */

static char *written(const struct weft_plan *p, struct weft_diags *loss)
{
    char *text = NULL;
    size_t len = 0;
    struct weft_err e = { 0 };

    if (weft_format_find("wfformat")->write(p, &text, &len, loss, &e))
        fail_msg("not written: %s", e.msg);
    assert_i64(len, strlen(text));
    return text;
}

static struct weft_plan *load(const char *doc)
{
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };

    if (weft_plan_load(doc, strlen(doc), &p, &d, &e))
        fail_msg("%s: %s", e.msg, doc);
    weft_diags_release(&d);
    return p;
}

static void a_plan_is_written_with_its_schedule(void **state)
{
    struct weft_plan *p = load(
        "{\"weft\": \"1.0\", \"name\": \"P\", \"nodes\": [{\"id\": \"n\", "
        "\"count\": 2, \"speed\": 2, \"capacity\": {\"cpu\": 4, \"memory\": "
        "\"1Gi\"}}], \"tasks\": [{\"id\": \"a/1\", \"duration\": 10, "
        "\"demand\": {\"cpu\": \"1500m\"}, \"command\": \"run me\"}, {\"id\": "
        "\"a_1\", \"duration\": 1, \"after\": [{\"task\": \"a/1\", \"data\": "
        "64}], \"nodes\": []}], \"schedule\": {\"status\": \"feasible\", "
        "\"makespan\": 86401, \"bound\": 6, \"tasks\": [{\"id\": \"a/1\", "
        "\"node\": \"n-2\", \"start\": 0, \"finish\": 5}, {\"id\": \"a_1\", "
        "\"node\": null, \"start\": 86400, \"finish\": 86401}]}}");
    struct weft_diags loss = { 0 };
    struct import m = { .diags = loss };
    char *text = written(p, &m.diags);

    (void)state;
    assert_string_equal(
        text,
        "{\n"
        "  \"name\": \"P\",\n"
        "  \"schemaVersion\": \"1.5\",\n"
        "  \"runtimeSystem\": {\"name\": \"weft\", \"version\": \"1.0\"},\n"
        "  \"workflow\": {\n"
        "    \"specification\": {\n"
        "      \"tasks\": [\n"
        "        {\"name\": \"a/1\", \"id\": \"a_1-2\", \"parents\": [], "
        "\"children\": [\"a_1\"], \"inputFiles\": [], \"outputFiles\": "
        "[\"data_1\"]},\n"
        "        {\"name\": \"a_1\", \"id\": \"a_1\", \"parents\": "
        "[\"a_1-2\"], \"children\": [], \"inputFiles\": [\"data_1\"], "
        "\"outputFiles\": []}\n"
        "      ],\n"
        "      \"files\": [\n"
        "        {\"id\": \"data_1\", \"sizeInBytes\": 64}\n"
        "      ]\n"
        "    },\n"
        "    \"execution\": {\n"
        "      \"makespanInSeconds\": 86401,\n"
        "      \"executedAt\": \"1970-01-01T00:00:00.000Z\",\n"
        "      \"tasks\": [\n"
        "        {\"id\": \"a_1-2\", \"runtimeInSeconds\": 5, \"coreCount\": "
        "2, \"command\": {\"program\": \"run me\"}, \"executedAt\": "
        "\"1970-01-01T00:00:00.000Z\", \"machines\": [\"n-2\"]},\n"
        "        {\"id\": \"a_1\", \"runtimeInSeconds\": 1, \"executedAt\": "
        "\"1970-01-02T00:00:00.000Z\"}\n"
        "      ],\n"
        "      \"machines\": [\n"
        "        {\"nodeName\": \"n-1\", \"cpu\": {\"coreCount\": 4}, "
        "\"memoryInBytes\": 1073741824},\n"
        "        {\"nodeName\": \"n-2\", \"cpu\": {\"coreCount\": 4}, "
        "\"memoryInBytes\": 1073741824}\n"
        "      ]\n"
        "    }\n"
        "  }\n"
        "}\n");
    assert_true(warned(&m, "rounded up; tasks: 1"));
    assert_true(warned(&m, "renamed: ids"));
    assert_true(warned(&m, "dropped: speeds; nodes: 1"));
    assert_true(warned(&m, "may run; tasks: 1"));
    weft_diags_release(&m.diags);
    weft_plan_free(p);
    free(text);
}

static void what_is_read_is_written_and_read_again(void **state)
{
    struct import m, again;
    struct weft_diags loss = { 0 };
    char *text;

    (void)state;
    import(&m, "wfformat", chain, sizeof(chain) - 1);
    text = written(m.plan, &loss);
    import(&again, "wfformat", text, strlen(text));
    if (again.rc)
        fail_msg("%s: %s", again.err.msg, text);
    for (int32_t i = 0; i < 2; i++) {
        const struct weft_task *a = weft_plan_task(m.plan, i);
        const struct weft_task *b = weft_plan_task(again.plan, i);

        assert_string_equal(a->id, b->id);
        assert_string_equal(a->name, b->name);
        assert_string_equal(a->command, b->command);
        assert_i64(a->duration, b->duration);
        assert_i64(a->priority, b->priority);
        assert_i64(a->nafter, b->nafter);
        assert_i64(cores_of(&m, i), cores_of(&again, i));
    }
    assert_i64(weft_plan_task(again.plan, 1)->after[0].data, 111000);
    weft_diags_release(&loss);
    release_import(&m);
    release_import(&again);
    free(text);
}

static void the_empty_plan_is_written(void **state)
{
    struct weft_plan *p = load("{\"weft\": \"1.0\", \"tasks\": []}");
    struct weft_diags loss = { 0 };
    char *text = written(p, &loss);

    (void)state;
    assert_non_null(strstr(text, "\"name\": \"plan\""));
    weft_diags_release(&loss);
    weft_plan_free(p);
    free(text);
}

static void writing_without_memory_is_reported(void **state)
{
    struct import m;

    (void)state;
    import(&m, "wfformat", chain, sizeof(chain) - 1);
    for (long k = 1;; k++) {
        char *text = NULL;
        struct weft_diags loss = { 0 };
        size_t len;
        enum weft_rc rc;
        bool failed;

        oom_at(k);
        rc = weft_format_find("wfformat")
                 ->write(m.plan, &text, &len, &loss, NULL);
        failed = oom_stop();
        if (rc) {
            assert_i64(rc, WEFT_E_NOMEM);
            assert_null(text);
        }
        free(text);
        weft_diags_release(&loss);
        if (!failed)
            break;
    }
    release_import(&m);
}

static void odd_values_do_not_harm(void **state)
{
    static const char *const odd[] = {
        "{\"workflow\": {\"tasks\": []}}",
        "{\"workflow\": {\"tasks\": [{\"id\": \"a\", \"parents\": {\"x\": "
        "\"a\"}, \"files\": 3}]}}",
        "{\"workflow\": {\"tasks\": [{\"id\": \"a\"}], \"machines\": {\"x\": "
        "1}, \"execution\": 7}}",
        "{\"workflow\": {\"specification\": {\"tasks\": [{\"id\": \"a\"}], "
        "\"files\": [3, null, {\"id\": 4}, {\"id\": \"f\", \"sizeInBytes\": "
        "-1}]}, \"execution\": {\"tasks\": [1, {\"id\": \"a\", "
        "\"command\": [], \"priority\": 1e300}], \"machines\": [5]}}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        struct import m;

        import(&m, "wfformat", odd[i], strlen(odd[i]));
        if (m.rc)
            fail_msg("%s: %s", odd[i], m.err.msg);
        release_import(&m);
    }
}

static void hostile_texts_are_refused_or_read(void **state)
{
    static const char alphabet[] = "0123456789-.e{}[],:\" antf\xff\\";
    char text[sizeof(chain)];
    struct weft_rng r;

    (void)state;
    weft_rng_seed(&r, 3);
    for (int round = 0; round < 8000; round++) {
        size_t len = sizeof(chain) - 1;
        struct import m;

        if (round % 4 == 0)
            len = weft_rng_below(&r, len + 1);
        memcpy(text, chain, sizeof(chain));
        for (uint64_t k = 1 + weft_rng_below(&r, 3); k > 0; k--)
            text[weft_rng_below(&r, sizeof(chain) - 1)] =
                alphabet[weft_rng_below(&r, sizeof(alphabet) - 1)];
        import(&m, "wfformat", text, len);
        if (m.rc) {
            assert_true(m.diags.errors > 0);
            assert_true(m.err.msg[0] != '\0');
        }
        release_import(&m);
    }
}

static void every_failed_allocation_is_reported(void **state)
{
    const struct weft_format *f = weft_format_find("wfformat");

    (void)state;
    for (long k = 1;; k++) {
        struct import m = { 0 };

        oom_at(k);
        m.rc = f->read(chain, sizeof(chain) - 1, &m.doc, &m.len, &m.diags,
                       &m.err);
        if (!oom_stop()) {
            assert_i64(m.rc, WEFT_OK);
            release_import(&m);
            break;
        }
        /* a line of the loss report may be lost, the document may not */
        if (m.rc) {
            assert_i64(m.rc, WEFT_E_NOMEM);
            assert_null(m.doc);
        } else {
            assert_true(m.diags.dropped > 0 || m.diags.n > 0);
        }
        release_import(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_becomes_a_plan),
        cmocka_unit_test(run_times_are_rounded_up_but_not_beyond),
        cmocka_unit_test(cores_come_from_processor_use_or_are_one),
        cmocka_unit_test(no_task_gets_more_cores_than_the_largest_machine),
        cmocka_unit_test(a_machine_without_cores_has_one),
        cmocka_unit_test(memory_is_dropped_if_a_machine_does_not_tell),
        cmocka_unit_test(a_run_without_machines_has_no_nodes),
        cmocka_unit_test(a_workflow_without_execution_is_read),
        cmocka_unit_test(either_direction_of_a_link_is_enough),
        cmocka_unit_test(a_file_read_without_a_link_is_reported),
        cmocka_unit_test(ids_that_are_not_allowed_are_renamed),
        cmocka_unit_test(machines_of_one_name_are_told_apart),
        cmocka_unit_test(the_form_before_1_5_is_read),
        cmocka_unit_test(faults_are_placed),
        cmocka_unit_test(what_is_no_strict_json_is_refused),
        cmocka_unit_test(a_plan_is_written_with_its_schedule),
        cmocka_unit_test(what_is_read_is_written_and_read_again),
        cmocka_unit_test(the_empty_plan_is_written),
        cmocka_unit_test(writing_without_memory_is_reported),
        cmocka_unit_test(odd_values_do_not_harm),
        cmocka_unit_test(hostile_texts_are_refused_or_read),
        cmocka_unit_test(every_failed_allocation_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
