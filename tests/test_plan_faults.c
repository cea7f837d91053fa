/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with documents, and where.
 *
 * tests/golden/plan_faults.txt holds documents, one a line, each with the
 * faults that must be found below it: line:column, JSON pointer ("-" where the
 * text is no JSON), message. */
#include "lib/tweft.h"

#include "lib/plans.h"
#include "lib/tplan.h"

static void add(char **out, size_t *n, const char *text)
{
    size_t k = strlen(text);
    char *wider = realloc(*out, *n + k + 1);

    assert_non_null(wider);
    memcpy(wider + *n, text, k + 1);
    *out = wider;
    *n += k;
}

static void add_faults(char **out, size_t *n, const char *doc)
{
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };
    char line[4096];

    weft_plan_load(doc, strlen(doc), &p, &d, NULL);
    assert_true((p != NULL) == (d.errors == 0));
    for (size_t i = 0; i < d.n; i++) {
        const struct weft_diag *x = &d.v[i];

        snprintf(line, sizeof(line), "  %s%d:%d %s %s\n",
                 x->warning ? "warning " : "", x->line, x->column,
                 x->pointer ? x->pointer : "-", x->msg);
        add(out, n, line);
    }
    weft_plan_free(p);
    weft_diags_release(&d);
}

static void every_bad_document_gets_its_messages(void **state)
{
    char path[512], *out = NULL;
    static char doc[65536];
    size_t n = 0;
    int documents = 0;
    FILE *f;

    (void)state;
    snprintf(path, sizeof(path), "%s/plan_faults.txt", getenv("GOLDEN_DIR"));
    f = fopen(path, "r");
    assert_non_null(f);
    add(&out, &n, "");
    while (fgets(doc, sizeof(doc), f)) {
        if (doc[0] == ' ' || doc[0] == '\n')
            continue;
        if (documents++ > 0)
            add(&out, &n, "\n");
        add(&out, &n, doc);
        doc[strcspn(doc, "\n")] = '\0';
        add_faults(&out, &n, doc);
    }
    fclose(f);
    assert_true(documents >= 140);
    golden("plan_faults", out);
    free(out);
}

/* --- one at a time ------------------------------------------------------- */

static struct weft_diags faults_of(const char *text, size_t n)
{
    struct weft_plan *p = NULL;
    struct weft_diags d = { 0 };

    if (weft_plan_load(text, n, &p, &d, NULL) == WEFT_OK)
        assert_i64(d.errors, 0);
    weft_plan_free(p);
    return d;
}

static void assert_fault(const struct weft_diags *d, size_t i, int line,
                         int column, const char *pointer, const char *msg)
{
    assert_true(i < d->n);
    assert_i64(d->v[i].line, line);
    assert_i64(d->v[i].column, column);
    if (pointer)
        assert_string_equal(d->v[i].pointer, pointer);
    else
        assert_null(d->v[i].pointer);
    assert_string_equal(d->v[i].msg, msg);
}

static void nothing_at_all_is_no_document(void **state)
{
    struct weft_diags d = faults_of("", 0);

    (void)state;
    assert_fault(&d, 0, 1, 1, NULL, "the document is empty");
    weft_diags_release(&d);
    d = faults_of(" \n\t\n ", 5);
    assert_fault(&d, 0, 3, 2, NULL, "the document is empty");
    weft_diags_release(&d);
    d = faults_of("\0", 1);
    assert_fault(&d, 0, 1, 1, NULL, "expected a value, found the byte 0x00");
    weft_diags_release(&d);
}

static void bytes_that_are_no_utf8_are_refused(void **state)
{
    static const char *const text[] = {
        "{\"weft\":\"1.0\",\"name\":\"\xff\"}",
        "{\"weft\":\"1.0\",\"name\":\"\xc0\x80\"}",
        "{\"weft\":\"1.0\",\"name\":\"\xed\xa0\x80\"}",
        "{\"weft\":\"1.0\",\"name\":\"\xe4\xbd\"}",
        "{\"weft\":\"1.0\",\"name\":\"\xf4\x90\x80\x80\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
        struct weft_diags d = faults_of(text[i], strlen(text[i]));

        assert_fault(&d, 0, 1, 23, NULL, "invalid UTF-8 in a string");
        weft_diags_release(&d);
    }
}

static void a_byte_order_mark_is_named(void **state)
{
    const char *text = "\xef\xbb\xbf{\"weft\":\"1.0\"}";
    struct weft_diags d = faults_of(text, strlen(text));

    (void)state;
    assert_fault(&d, 0, 1, 1, NULL,
                 "expected a value, found a byte order mark: save the file as "
                 "UTF-8 without one");
    weft_diags_release(&d);
}

static void places_count_lines_and_bytes(void **state)
{
    const char *text = "{\n  \"weft\": \"1.0\",\r\n"
                       "  \"name\": \"\xc3\xa9\", \"time_unit\": 1,\n"
                       "  \"tasks\": [\n"
                       "    {\"id\": \"a\", \"duration\": 1},\n"
                       "    {\"id\": \"b\",\n"
                       "     \"duration\": []}\n  ]\n}\n";
    struct weft_diags d = faults_of(text, strlen(text));

    (void)state;
    assert_i64(d.n, 2);
    assert_fault(&d, 0, 3, 30, "/time_unit",
                 "time_unit: expected a string, found a number");
    assert_fault(&d, 1, 7, 18, "/tasks/1/duration",
                 "task 'b', duration: expected a time (90, \"90s\", "
                 "\"1h30m\"), found an array");
    weft_diags_release(&d);
}

static void names_that_pointers_escape_are_escaped(void **state)
{
    const char *text = "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"a\","
                       "\"duration\":1,\"demand\":{\"a/b~c\":-1}}]}";
    struct weft_diags d = faults_of(text, strlen(text));

    (void)state;
    assert_string_equal(d.v[0].pointer, "/tasks/0/demand/a~1b~0c");
    weft_diags_release(&d);
}

/* Reports the same code as err, and the first error's text. */
static void the_first_error_is_the_one_returned(void **state)
{
    const char *text = "{\"weft\":\"1.0\",\"nots\":1,\"tasks\":[{\"id\":\"a\","
                       "\"duration\":1,\"after\":[\"q\"],\"hold\":3}]}";
    struct weft_plan *p = NULL;
    struct weft_err e = { 0 };

    (void)state;
    assert_i64(weft_plan_load(text, strlen(text), &p, NULL, &e), WEFT_E_REF);
    assert_string_equal(e.msg, "task 'a', after[0]: no task 'q'");
    assert_i64(e.line, 1);
    assert_i64(e.column, 65);
    assert_null(p);
}

/* --- many ---------------------------------------------------------------- */

static void the_first_hundred_faults_are_kept_in_order(void **state)
{
    char *text = NULL;
    size_t n = 0;
    struct weft_diags d;
    char item[80];

    (void)state;
    add(&text, &n, "{\"weft\":\"1.0\",\n\"tasks\":[\n");
    for (int i = 0; i < 300; i++) {
        snprintf(item, sizeof(item), "{\"id\":\"t%d\",\"duration\":-1}%s\n", i,
                 i < 299 ? "," : "");
        add(&text, &n, item);
    }
    add(&text, &n, "],\"nodes\":[");
    for (int i = 0; i < 150; i++)
        add(&text, &n, i < 149 ? "{\"id\":1}," : "{\"id\":1}");
    add(&text, &n, "]}");
    d = faults_of(text, n);
    assert_i64(d.n, WEFT_DIAGS_MAX);
    assert_i64(d.errors, 450);
    assert_i64(d.dropped, 350);
    for (int i = 0; i < WEFT_DIAGS_MAX; i++)
        assert_i64(d.v[i].line, i + 3);
    weft_diags_release(&d);
    free(text);
}

static void errors_are_kept_before_warnings(void **state)
{
    char *text = NULL;
    size_t n = 0;
    struct weft_diags d;
    char item[80];

    (void)state;
    add(&text, &n, "{\"weft\":\"1.0\",\"tasks\":[");
    for (int i = 0; i < 150; i++) {
        snprintf(item, sizeof(item),
                 "{\"id\":\"t%d\",\"duration\":1,\"demands\":1},", i);
        add(&text, &n, item);
    }
    add(&text, &n, "{\"id\":\"last\",\"duration\":[]}]}");
    d = faults_of(text, n);
    assert_i64(d.n, WEFT_DIAGS_MAX);
    assert_i64(d.errors, 1);
    assert_i64(d.dropped, 51);
    assert_false(d.v[WEFT_DIAGS_MAX - 1].warning);
    assert_true(d.v[WEFT_DIAGS_MAX - 2].warning);
    weft_diags_release(&d);
    free(text);
}

/* --- hostile texts ------------------------------------------------------- */

static void deep_nesting_is_refused(void **state)
{
    size_t n = 200000;
    char *text = malloc(2 * n + 64), *c = text;
    struct weft_diags d;

    (void)state;
    assert_non_null(text);
    c += sprintf(c, "{\"weft\":\"1.0\",\"x\":");
    memset(c, '[', n);
    memset(c + n, ']', n);
    c[2 * n] = '}';
    d = faults_of(text, (size_t)(c - text) + 2 * n + 1);
    assert_fault(&d, 0, 1, 83, NULL, "nested more than 64 levels deep");
    assert_i64(d.v[0].code, WEFT_E_LIMIT);
    weft_diags_release(&d);
    free(text);
}

/* A document with everything in it, cut anywhere, is a fault and no crash. */
static void every_prefix_of_a_document_is_refused(void **state)
{
    struct rand_opts o = rand_small(77);
    char *text;
    size_t n;

    (void)state;
    o.features = RAND_ALL;
    text = rand_plan(&o);
    n = strlen(text);
    while (n > 0 && text[n - 1] != '}')
        n--; /* white space at the end may go */
    for (size_t i = 0; i < n; i++) {
        char *cut = malloc(i + 1); /* so that reading beyond is seen */
        struct weft_diags d;

        assert_non_null(cut);
        memcpy(cut, text, i);
        d = faults_of(cut, i);
        assert_i64(d.errors, 1);
        weft_diags_release(&d);
        free(cut);
    }
    free(text);
}

/* One byte changed, anywhere: faults or a plan that is saved as it is. */
static void any_changed_byte_is_survived(void **state)
{
    static const char put[] = "\"{}[],:\\0-9a \n\x01\x80\xff";
    struct rand_opts o = rand_small(78);
    uint64_t seed = 5;
    char *text;
    size_t n;

    (void)state;
    o.features = RAND_ALL;
    text = rand_plan(&o);
    n = strlen(text);
    for (int i = 0; i < 4000; i++) {
        size_t at = (size_t)rand_below(&seed, (int)n);
        char was = text[at];
        struct weft_plan *p = NULL;
        struct weft_diags d = { 0 };

        text[at] = put[rand_below(&seed, sizeof(put) - 1)];
        if (weft_plan_load(text, n, &p, &d, NULL) == WEFT_OK)
            assert_text(p, text);
        else
            assert_true(d.errors > 0);
        weft_plan_free(p);
        weft_diags_release(&d);
        text[at] = was;
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bad_document_gets_its_messages),
        cmocka_unit_test(nothing_at_all_is_no_document),
        cmocka_unit_test(bytes_that_are_no_utf8_are_refused),
        cmocka_unit_test(a_byte_order_mark_is_named),
        cmocka_unit_test(places_count_lines_and_bytes),
        cmocka_unit_test(names_that_pointers_escape_are_escaped),
        cmocka_unit_test(the_first_error_is_the_one_returned),
        cmocka_unit_test(the_first_hundred_faults_are_kept_in_order),
        cmocka_unit_test(errors_are_kept_before_warnings),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(every_prefix_of_a_document_is_refused),
        cmocka_unit_test(any_changed_byte_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
