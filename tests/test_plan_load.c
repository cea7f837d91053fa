/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading documents: what they mean, and that their text survives. */
#include "lib/tweft.h"

#include <dirent.h>

#include "weft/plan.h"

static struct weft_plan *load(const char *text)
{
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };
    enum weft_rc rc = weft_plan_load(text, strlen(text), &p, &d, &e);

    if (rc)
        fail_msg("not loaded: %d:%d %s\n%s", e.line, e.column, e.msg, text);
    weft_diags_release(&d);
    return p;
}

static void assert_same_text(const struct weft_plan *p, const char *want,
                             size_t len)
{
    char *text;
    size_t n;

    assert_i64(weft_plan_text(p, &text, &n, NULL), WEFT_OK);
    if (n != len || memcmp(text, want, n) != 0)
        fail_msg("saved otherwise:\n--- want\n%s\n--- got\n%s", want, text);
    free(text);
}

static char *read_file(const char *dir, const char *name, size_t *len)
{
    static char text[1 << 20];
    char path[1024];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "rb");
    if (!f)
        fail_msg("cannot open %s", path);
    *len = fread(text, 1, sizeof(text) - 1, f);
    text[*len] = '\0';
    fclose(f);
    return text;
}

static void every_valid_sample_is_saved_byte_for_byte(void **state)
{
    const char *dir = getenv("SAMPLES_DIR");
    DIR *d = opendir(dir);
    int n = 0;

    (void)state;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        struct weft_plan *p;
        size_t len;
        char *text;

        if (!strstr(e->d_name, ".json") || !strcmp(e->d_name, "cycle.json"))
            continue;
        text = read_file(dir, e->d_name, &len);
        p = load(text);
        assert_same_text(p, text, len);
        weft_plan_free(p);
        n++;
    }
    closedir(d);
    assert_true(n >= 7);
}

static void odd_texts_are_saved_byte_for_byte(void **state)
{
    static const char *const text[] = {
        "{\"weft\":\"1.0\"}",
        " \t\r\n{ \"weft\" : \"1.0\" } \n\n",
        "{\"weft\":\"1.0\",\"tasks\":[]}",
        "{\"weft\":\"1.0\",\"tasks\":[ \n ],\"nodes\":[\t]}",
        "{\"tasks\" :\n[{\"duration\":1e0,\"id\":\"a\"} ,\n\n {\"id\":\"b\" , "
        "\"duration\":0.10} ] , \"weft\"\t:\"1.0\" ,\"x\":[1,{\"y\":null}]}",
        "{\"w\\u0065ft\":\"1.0\",\"x-\\ud83d\\ude00\":\"\\u0041\\/\","
        "\"big\":123456789012345678901234567890,\"odd\":-0.0e-0}",
        "{\"weft\":\"1.0\",\"nodes\":[{\"id\":\"n\",\"rack\":{\"a\":[]}},\n"
        "{\"count\":2.0,\"id\":\"m\",\"speed\":15e-1}\n],\"tasks\":["
        "{\"id\":\"\\u0061\",\"note\":\"\xc3\xa9\",\"duration\":\"1h30m\"}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
        struct weft_plan *p = load(text[i]);

        assert_same_text(p, text[i], strlen(text[i]));
        weft_plan_free(p);
    }
}

static void a_new_plan_is_empty_and_valid(void **state)
{
    struct weft_plan *p;

    (void)state;
    assert_i64(weft_plan_new(&p, NULL), WEFT_OK);
    assert_i64(weft_plan_ntask(p), 0);
    assert_i64(weft_plan_nnode(p), 0);
    assert_i64(weft_plan_unit(p), WEFT_UNIT_S);
    assert_string_equal(weft_plan_name(p), "");
    weft_plan_free(p);
}

static void defaults_are_those_of_the_format(void **state)
{
    struct weft_plan *p = load("{\"weft\":\"1.0\",\"nodes\":[{\"id\":\"n\"}],"
                               "\"tasks\":[{\"id\":\"a\",\"duration\":2}]}");
    const struct weft_task *t = weft_plan_task(p, 0);
    const struct weft_node *n = weft_plan_node(p, 0);

    (void)state;
    assert_string_equal(t->id, "a");
    assert_string_equal(t->name, "a");
    assert_i64(t->duration, 2000);
    assert_i64(
        t->ndemand + t->nafter + t->nnode + t->nwhere + t->non + t->nmode, 0);
    assert_false(t->has_nodes || t->has_pin_start || t->has_deadline ||
                 t->hold_plan);
    assert_i64(t->pin.node, WEFT_NONE);
    assert_i64(t->priority, 0);
    assert_string_equal(t->command, "");
    assert_string_equal(t->image, "");
    assert_string_equal(n->name, "n");
    assert_i64(n->count, 1);
    assert_i64(n->speed, 1000000000);
    assert_i64(n->price, 0);
    assert_i64(n->billing, WEFT_BILL_USE);
    assert_i64(n->ncapacity + n->nlabel + n->ndown, 0);
    assert_false(weft_plan_has_network(p));
    assert_i64(weft_plan_nscenario(p), 0);
    weft_plan_free(p);
}

static const char full[] =
    "{\"weft\":\"1.0\",\"name\":\"all of it\",\"description\":\"x\","
    "\"time_unit\":\"min\","
    "\"resources\":{\"llm\":{\"scope\":\"global\",\"capacity\":4,"
    "\"price\":0.5},\"cpu\":{\"unit\":\"cores\"},"
    "\"usd\":{\"kind\":\"consumable\",\"capacity\":\"2k\"}},"
    "\"nodes\":[{\"id\":\"n\",\"name\":\"big\",\"count\":3,\"capacity\":"
    "{\"gpu\":1,\"cpu\":\"1500m\",\"none\":0},\"speed\":1.25,\"price\":"
    "{\"per_hour\":2.5,\"billing\":\"lease\"},\"labels\":{\"zone\":\"eu\"},"
    "\"down\":[{\"from\":50,\"to\":60},{\"from\":10,\"to\":20},{\"from\":20,"
    "\"to\":\"25m\"}]},{\"id\":\"m\"}],"
    "\"tasks\":[{\"id\":\"b\",\"name\":\"Bee\",\"duration\":\"1h30m\","
    "\"demand\":{\"cpu\":1,\"llm\":2,\"usd\":3,\"ram\":0},\"after\":[\"a\","
    "{\"task\":\"c\",\"lag\":2,\"data\":\"1Ki\"}],\"nodes\":[\"n-2\",\"m\"],"
    "\"where\":{\"zone\":\"eu\"},\"durations\":{\"m\":5,\"n-3\":\"90s\"},"
    "\"pin\":{\"node\":\"m\",\"start\":7},\"release\":1,\"deadline\":9,"
    "\"hold\":\"plan\",\"modes\":[{\"name\":\"slow\",\"duration\":3,"
    "\"demand\":{\"cpu\":0.5},\"nodes\":[]},{\"name\":\"x\",\"duration\":1}],"
    "\"priority\":-1.5,\"command\":\"run\",\"image\":\"img\"},"
    "{\"id\":\"a\",\"duration\":0.001},{\"id\":\"c\",\"duration\":0}],"
    "\"network\":{\"latency\":\"250ms\",\"bandwidth\":\"1M\"},"
    "\"scenarios\":[{\"name\":\"s\",\"edits\":[]},{\"name\":\"t\","
    "\"parent\":\"s\"}],\"schedule\":{}}";

static void every_member_of_a_task_is_read(void **state)
{
    struct weft_plan *p = load(full);
    const struct weft_task *t = weft_plan_task(p, 0);

    (void)state;
    assert_i64(weft_plan_ntask(p), 3);
    assert_string_equal(t->name, "Bee");
    assert_i64(t->duration, 90 * 60000);
    assert_i64(t->ndemand, 3);
    assert_i64(t->demand[0].res, weft_plan_find_res(p, "llm"));
    assert_i64(t->demand[0].qty, 2000);
    assert_i64(t->demand[1].res, weft_plan_find_res(p, "cpu"));
    assert_i64(t->demand[2].res, weft_plan_find_res(p, "usd"));
    assert_i64(t->nafter, 2);
    assert_i64(t->after[0].task, 1);
    assert_i64(t->after[0].lag, 0);
    assert_i64(t->after[1].task, 2);
    assert_i64(t->after[1].lag, 2 * 60000);
    assert_i64(t->after[1].data, 1024000);
    assert_true(t->has_nodes);
    assert_i64(t->nnode, 2);
    assert_i64(t->node[0].node, 0);
    assert_i64(t->node[0].copy, 1);
    assert_i64(t->node[1].node, 1);
    assert_i64(t->node[1].copy, WEFT_NONE);
    assert_i64(t->nwhere, 1);
    assert_string_equal(t->where[0].key, "zone");
    assert_string_equal(t->where[0].value, "eu");
    assert_i64(t->non, 2);
    assert_i64(t->on[1].at.copy, 2);
    assert_i64(t->on[1].duration, 90000);
    assert_i64(t->pin.node, 1);
    assert_true(t->has_pin_start && t->has_deadline && t->hold_plan);
    assert_i64(t->pin_start, 7 * 60000);
    assert_i64(t->release, 60000);
    assert_i64(t->deadline, 9 * 60000);
    assert_i64(t->nmode, 2);
    assert_string_equal(t->mode[0].name, "slow");
    assert_true(t->mode[0].has_nodes);
    assert_i64(t->mode[0].nnode, 0);
    assert_i64(t->mode[0].demand[0].qty, 500);
    assert_false(t->mode[1].has_nodes);
    assert_i64(t->priority, -1500000000);
    assert_string_equal(t->command, "run");
    assert_string_equal(t->image, "img");
    weft_plan_free(p);
}

static void every_member_of_a_node_is_read(void **state)
{
    struct weft_plan *p = load(full);
    const struct weft_node *n = weft_plan_node(p, 0);

    (void)state;
    assert_i64(weft_plan_nnode(p), 2);
    assert_string_equal(n->name, "big");
    assert_i64(n->count, 3);
    assert_i64(n->ncapacity, 2);
    assert_i64(n->capacity[0].res, weft_plan_find_res(p, "cpu"));
    assert_i64(n->capacity[0].qty, 1500);
    assert_i64(n->capacity[1].res, weft_plan_find_res(p, "gpu"));
    assert_i64(n->speed, 1250000000);
    assert_i64(n->price, 2500000000);
    assert_i64(n->billing, WEFT_BILL_LEASE);
    assert_i64(n->nlabel, 1);
    assert_i64(n->ndown, 2);
    assert_i64(n->down[0].from, 600000);
    assert_i64(n->down[0].to, 1500000);
    assert_i64(n->down[1].from, 3000000);
    weft_plan_free(p);
}

static void resources_are_declared_first_then_named_by_id(void **state)
{
    struct weft_plan *p = load(full);
    const struct weft_resource *llm = weft_plan_res(p, 0);
    const struct weft_resource *cpu = weft_plan_res(p, 1);
    const struct weft_resource *usd = weft_plan_res(p, 2);
    const struct weft_resource *gpu = weft_plan_res(p, 3);

    (void)state;
    assert_i64(weft_plan_nres(p), 4); /* ram and none: only zero amounts */
    assert_string_equal(llm->id, "llm");
    assert_true(llm->declared && llm->global && !llm->consumable);
    assert_i64(llm->capacity, 4000);
    assert_i64(llm->price, 500000000);
    assert_string_equal(cpu->unit, "cores");
    assert_false(cpu->global);
    assert_true(usd->global && usd->consumable);
    assert_i64(usd->capacity, 2000000);
    assert_string_equal(gpu->id, "gpu");
    assert_false(gpu->declared);
    assert_i64(weft_plan_find_res(p, "ram"), WEFT_NONE);
    assert_i64(weft_plan_find_res(p, "nope"), WEFT_NONE);
    weft_plan_free(p);
}

static void the_top_level_is_read(void **state)
{
    struct weft_plan *p = load(full);
    size_t n;

    (void)state;
    assert_string_equal(weft_plan_name(p), "all of it");
    assert_i64(weft_plan_unit(p), WEFT_UNIT_MIN);
    assert_true(weft_plan_has_network(p));
    assert_i64(weft_plan_latency(p), 250);
    assert_i64(weft_plan_bandwidth(p), 1000000000);
    assert_i64(weft_plan_nscenario(p), 2);
    assert_string_equal(weft_plan_scenario_name(p, 1), "t");
    assert_memory_equal(weft_plan_member(p, "schedule", &n), "{}", 2);
    assert_i64(n, 2);
    assert_null(weft_plan_member(p, "nope", &n));
    assert_memory_equal(weft_plan_node_text(p, 1, &n), "{\"id\":\"m\"}", 10);
    assert_i64(n, 10);
    assert_memory_equal(weft_plan_task_text(p, 1, &n), "{\"id\":\"a\"", 9);
    weft_plan_free(p);
}

static void names_of_nodes_and_copies_are_found(void **state)
{
    struct weft_plan *p = load(
        "{\"weft\":\"1.0\",\"nodes\":[{\"id\":\"n\",\"count\":12},"
        "{\"id\":\"n-2\"},{\"id\":\"a-b\",\"count\":2},{\"id\":\"z\","
        "\"count\":0}]}");

    (void)state;
    assert_i64(weft_plan_find_ref(p, "n").node, 0);
    assert_i64(weft_plan_find_ref(p, "n").copy, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "n-1").copy, 0);
    assert_i64(weft_plan_find_ref(p, "n-12").copy, 11);
    assert_i64(weft_plan_find_ref(p, "n-2").node, 1); /* the node wins */
    assert_i64(weft_plan_find_ref(p, "n-2").copy, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "a-b-2").node, 2);
    assert_i64(weft_plan_find_ref(p, "z").node, 3);
    assert_i64(weft_plan_find_ref(p, "n-13").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "n-0").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "n-01").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "n-").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "-1").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "z-1").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "n-99999999999").node, WEFT_NONE);
    assert_i64(weft_plan_find_ref(p, "").node, WEFT_NONE);
    assert_i64(weft_plan_find_node(p, "n-1"), WEFT_NONE);
    weft_plan_free(p);
}

static void a_copy_has_the_same_text_and_is_independent(void **state)
{
    struct weft_plan *p = load(full), *q;

    (void)state;
    assert_i64(weft_plan_copy(p, &q, NULL), WEFT_OK);
    weft_plan_free(p);
    assert_same_text(q, full, strlen(full));
    assert_i64(weft_plan_find_task(q, "c"), 2);
    weft_plan_free(q);
}

static void ids_of_every_length_and_script_are_found(void **state)
{
    char id[254], text[600];
    struct weft_plan *p;

    (void)state;
    memset(id, 'i', 253);
    id[253] = '\0';
    snprintf(text, sizeof(text),
             "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"%s\",\"duration\":1},"
             "{\"id\":\"\\u00e4\\/\\\\\",\"duration\":1},"
             "{\"id\":\"\xe4\xbd\xa0=[{\",\"duration\":1}]}",
             id);
    p = load(text);
    assert_i64(weft_plan_find_task(p, id), 0);
    assert_i64(weft_plan_find_task(p, "\xc3\xa4/\\"), 1);
    assert_i64(weft_plan_find_task(p, "\xe4\xbd\xa0=[{"), 2);
    weft_plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_valid_sample_is_saved_byte_for_byte),
        cmocka_unit_test(odd_texts_are_saved_byte_for_byte),
        cmocka_unit_test(a_new_plan_is_empty_and_valid),
        cmocka_unit_test(defaults_are_those_of_the_format),
        cmocka_unit_test(every_member_of_a_task_is_read),
        cmocka_unit_test(every_member_of_a_node_is_read),
        cmocka_unit_test(resources_are_declared_first_then_named_by_id),
        cmocka_unit_test(the_top_level_is_read),
        cmocka_unit_test(names_of_nodes_and_copies_are_found),
        cmocka_unit_test(a_copy_has_the_same_text_and_is_independent),
        cmocka_unit_test(ids_of_every_length_and_script_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
