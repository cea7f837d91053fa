/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON Schema that is printed describes what the loader reads. */
#include "lib/tweft.h"

#include "base/json.h"
#include "model/schema.h"
#include "weft/io.h"

static struct weft_json doc;

static int parse_schema(void **state)
{
    const char *text = weft_schema_text();

    (void)state;
    return weft_json_parse(&doc, text, strlen(text), true, NULL, NULL) ? -1 : 0;
}

static int release_schema(void **state)
{
    (void)state;
    weft_json_release(&doc);
    return 0;
}

/* The value at "a/b/c" below the root. */
static int32_t at(const char *path)
{
    int32_t i = 0;

    while (*path) {
        char key[64];
        size_t n = strcspn(path, "/");

        snprintf(key, sizeof(key), "%.*s", (int)n, path);
        path += n + (path[n] == '/');
        i = weft_json_get(&doc, i, key);
        if (i == WEFT_NONE)
            fail_msg("the schema has no %s", key);
    }
    return i;
}

static bool is_required(int32_t object, const char *key)
{
    int32_t list = weft_json_get(&doc, object, "required");

    for (int32_t c = list == WEFT_NONE ? WEFT_NONE : doc.v[list].child;
         c != WEFT_NONE; c = doc.v[c].next) {
        const struct weft_json_val *v = &doc.v[c];

        if (v->end - v->begin == strlen(key) + 2 &&
            memcmp(doc.text + v->begin + 1, key, strlen(key)) == 0)
            return true;
    }
    return false;
}

/* The object at path has the members of table, in that order, and requires
 * the same ones. */
static void has_members(const char *path, const struct weft_schema *table)
{
    int32_t object = at(path);
    int32_t c = doc.v[weft_json_get(&doc, object, "properties")].child;

    for (int i = 0; table[i].key; i++) {
        struct weft_buf key = { 0 };

        if (c == WEFT_NONE)
            fail_msg("%s: no member %s", path, table[i].key);
        weft_json_key(&doc, c, &key);
        if (strcmp(key.p, table[i].key))
            fail_msg("%s: %s where the loader has %s", path, key.p,
                     table[i].key);
        if (is_required(object, key.p) != table[i].required)
            fail_msg("%s: who requires %s?", path, key.p);
        weft_buf_release(&key);
        c = doc.v[c].next;
    }
    if (c != WEFT_NONE)
        fail_msg("%s has more members than the loader", path);
}

static void the_members_are_those_the_loader_knows(void **state)
{
    (void)state;
    has_members("", weft_plan_schema);
    has_members("$defs/resource", weft_res_schema);
    has_members("$defs/node", weft_node_schema);
    has_members("$defs/node/properties/price", weft_price_schema);
    has_members("$defs/node/properties/down/items", weft_down_schema);
    has_members("$defs/task", weft_task_schema);
    has_members("$defs/task/properties/pin", weft_pin_schema);
    has_members("$defs/mode", weft_mode_schema);
    has_members("$defs/network", weft_net_schema);
    has_members("$defs/scenario", weft_scen_schema);
}

static void every_reference_has_a_target(void **state)
{
    (void)state;
    for (int32_t i = 0; i < doc.n; i++) {
        const struct weft_json_val *v = &doc.v[i];
        char path[64];

        if (v->key_end - v->key != 6 ||
            memcmp(doc.text + v->key, "\"$ref\"", 6) != 0)
            continue;
        assert_memory_equal(doc.text + v->begin, "\"#/", 3);
        snprintf(path, sizeof(path), "%.*s", (int)(v->end - v->begin - 4),
                 doc.text + v->begin + 3);
        assert_i64(doc.v[at(path)].kind, WEFT_JSON_OBJECT);
    }
}

/* Every property says what it is, itself or through what it refers to. */
static void every_member_is_described(void **state)
{
    int32_t task = at("$defs/task/properties");

    (void)state;
    for (int32_t c = doc.v[task].child; c != WEFT_NONE; c = doc.v[c].next)
        assert_true(weft_json_get(&doc, c, "description") != WEFT_NONE ||
                    weft_json_get(&doc, c, "$ref") != WEFT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_members_are_those_the_loader_knows),
        cmocka_unit_test(every_reference_has_a_target),
        cmocka_unit_test(every_member_is_described),
    };

    return cmocka_run_group_tests(tests, parse_schema, release_schema);
}
