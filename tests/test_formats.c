/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats that are lists of numbers, recognition, and opening. */
#include "lib/tformat.h"

#include <dirent.h>
#include <unistd.h>

#include "base/rng.h"
#include "lib/oom.h"

static const char sm[] =
    "************************************************************\n"
    "file with basedata            : small.bas\n"
    "************************************************************\n"
    "projects                      :  1\n"
    "jobs (incl. supersource/sink ):  4\n"
    "horizon                       :  9\n"
    "RESOURCES\n"
    "  - renewable                 :  2   R\n"
    "  - nonrenewable              :  0   N\n"
    "  - doubly constrained        :  0   D\n"
    "************************************************************\n"
    "PROJECT INFORMATION:\n"
    "pronr.  #jobs rel.date duedate tardcost  MPM-Time\n"
    "    1      2      0        8        3        7\n"
    "************************************************************\n"
    "PRECEDENCE RELATIONS:\n"
    "jobnr.    #modes  #successors   successors\n"
    "   1        1          2           2   3\n"
    "   2        1          1           4\n"
    "   3        1          1           4\n"
    "   4        1          0\n"
    "************************************************************\n"
    "REQUESTS/DURATIONS:\n"
    "jobnr. mode duration  R 1  R 2\n"
    "------------------------------------------------------------\n"
    "  1      1     0       0    0\n"
    "  2      1     3       2    0\n"
    "  3      1     4       1    5\n"
    "  4      1     0       0    0\n"
    "************************************************************\n"
    "RESOURCEAVAILABILITIES:\n"
    "  R 1  R 2\n"
    "    2    6\n"
    "************************************************************\n";

static const char small_doc[] =
    "{\n"
    "  \"weft\": \"1.0\",\n"
    "  \"time_unit\": \"none\",\n"
    "  \"resources\": {\"R1\": {}, \"R2\": {}},\n"
    "  \"nodes\": [\n"
    "    {\"id\": \"project\", \"capacity\": {\"R1\": 2, \"R2\": 6}}\n"
    "  ],\n"
    "  \"tasks\": [\n"
    "    {\"id\": \"1\", \"duration\": 0},\n"
    "    {\"id\": \"2\", \"duration\": 3, \"demand\": {\"R1\": 2}, "
    "\"after\": [\"1\"]},\n"
    "    {\"id\": \"3\", \"duration\": 4, \"demand\": {\"R1\": 1, \"R2\": 5}, "
    "\"after\": [\"1\"]},\n"
    "    {\"id\": \"4\", \"duration\": 0, \"after\": [\"2\", \"3\"]}\n"
    "  ]\n"
    "}\n";

static const char rcp[] = "4 2\n2 6\n0 0 0 2 2 3\n3 2 0 1\n4\n4 1 5 1 4\n"
                          "0 0 0 0\n";

static const char fjs[] = "2 3 1.5\n2 2 1 5 3 4 1 2 7\n1  1 3 9\n";

static char *replaced(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    size_t n = strlen(text) + strlen(new) + 1;
    char *out = malloc(n);

    assert_true(at && out);
    snprintf(out, n, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return out;
}

static void psplib_becomes_one_node_and_its_tasks(void **state)
{
    struct import m;

    (void)state;
    becomes("psplib", sm, small_doc);
    import(&m, "psplib", sm, sizeof(sm) - 1);
    assert_true(warned(&m, "due date 8 and tardiness cost 3"));
    release_import(&m);
}

static void psplib_with_carriage_returns_is_read(void **state)
{
    char *text = malloc(2 * sizeof(sm)), *to = text;

    (void)state;
    assert_non_null(text);
    for (const char *s = sm; *s; s++) {
        if (*s == '\n')
            *to++ = '\r';
        *to++ = *s;
    }
    *to = '\0';
    becomes("psplib", text, small_doc);
    free(text);
}

static void psplib_modes_and_budgets_are_kept(void **state)
{
    static const char mm[] = "jobs (incl. supersource/sink ):  2\n"
                             "  - renewable : 1 R\n"
                             "  - nonrenewable : 1 N\n"
                             "  - doubly constrained : 0 D\n"
                             "PROJECT INFORMATION:\n"
                             "pronr. #jobs rel.date duedate tardcost MPM\n"
                             " 1 1 5 0 0 7\n"
                             "PRECEDENCE RELATIONS:\n"
                             "jobnr. #modes #successors successors\n"
                             " 1 2 1 2\n 2 1 0\n"
                             "REQUESTS/DURATIONS:\n"
                             "jobnr. mode duration R 1 N 1\n"
                             "----\n"
                             " 1 1 3 2 0\n   2 9 1 4\n 2 1 0 0 0\n"
                             "RESOURCEAVAILABILITIES:\n"
                             " R 1 N 1\n 2 8\n";

    (void)state;
    becomes("psplib", mm,
            "{\n"
            "  \"weft\": \"1.0\",\n"
            "  \"time_unit\": \"none\",\n"
            "  \"resources\": {\"R1\": {}, \"N1\": {\"scope\": \"global\", "
            "\"kind\": \"consumable\", \"capacity\": 8}},\n"
            "  \"nodes\": [\n"
            "    {\"id\": \"project\", \"capacity\": {\"R1\": 2}}\n"
            "  ],\n"
            "  \"tasks\": [\n"
            "    {\"id\": \"1\", \"duration\": 3, \"demand\": {\"R1\": 2}, "
            "\"release\": 5, \"modes\": [{\"name\": \"2\", \"duration\": 9, "
            "\"demand\": {\"R1\": 1, \"N1\": 4}}]},\n"
            "    {\"id\": \"2\", \"duration\": 0, \"after\": [\"1\"]}\n"
            "  ]\n"
            "}\n");
}

static void psplib_is_refused_with_the_place(const char *old, const char *new,
                                             int line, int column,
                                             const char *why)
{
    char *text = replaced(sm, old, new);

    is_refused("psplib", text, line, column, why);
    free(text);
}

static void faults_of_psplib_are_placed(void **state)
{
    (void)state;
    psplib_is_refused_with_the_place("RESOURCEAVAIL", "X", 1, 1,
                                     "no section 'AVAILABILITIES'");
    psplib_is_refused_with_the_place("           2   3\n", "           2   9\n",
                                     18, 40,
                                     "expected a successor of job 1, a number "
                                     "from 1 to 4, found '9'");
    psplib_is_refused_with_the_place(
        "     3       2    0\n", "     3       2\n", 28, 10,
        "expected the next job number, 3, found '1'");
    psplib_is_refused_with_the_place("sink ):  4", "sink ):  99999", 5, 34,
                                     "too short for so many");
    psplib_is_refused_with_the_place(":  0   D", ":  1   D", 10, 35,
                                     "doubly constrained");
    psplib_is_refused_with_the_place("  2      1     3", "  2      1    -3", 27,
                                     15, "duration of job 2");
    psplib_is_refused_with_the_place("    2    6\n", "    2    1e9\n", 33, 10,
                                     "availability of resource 2");
    psplib_is_refused_with_the_place("  3      1     4",
                                     "  3      1     99999999999999999999", 28,
                                     16, "duration of job 3");
}

static void patterson_is_the_same_project_wrapped_at_will(void **state)
{
    (void)state;
    becomes("patterson", rcp, small_doc);
    becomes("patterson", "4 2 2 6 0 0 0 2 2 3 3 2 0 1 4 4 1 5 1 4 0 0 0 0",
            small_doc);
}

static void faults_of_patterson_are_placed(void **state)
{
    (void)state;
    is_refused("patterson", "", 1, 1, "found the end of the file");
    is_refused("patterson", "1 1\n5\n3 2 0 7\n", 3, 7,
               "expected the end of the file, found '7'");
    is_refused("patterson", "1 1\n5\n3 x 0\n", 3, 3, "a demand of job 1");
    is_refused("patterson", "2000000000 1\n5\n", 1, 1, "too short");
    is_refused("patterson", "2 0 1 1 3 1 0", 1, 9, "a successor of job 1");
}

static void a_link_given_twice_is_one(void **state)
{
    struct import m;

    (void)state;
    import(&m, "patterson", "2 0 1 2 2 2 1 0", 15);
    assert_i64(m.rc, WEFT_OK);
    assert_i64(weft_plan_task(m.plan, 1)->nafter, 1);
    release_import(&m);
}

static void a_cycle_in_a_foreign_file_is_named(void **state)
{
    struct import m;

    (void)state;
    import(&m, "patterson", "2 0 1 1 2 1 1 1", 15);
    assert_i64(m.rc, WEFT_E_CYCLE);
    assert_non_null(strstr(m.diags.v[0].msg, "1 > 2 > 1"));
    release_import(&m);
}

static void a_job_shop_becomes_nodes_and_choices(void **state)
{
    (void)state;
    becomes("fjsp", fjs,
            "{\n"
            "  \"weft\": \"1.0\",\n"
            "  \"time_unit\": \"none\",\n"
            "  \"resources\": {\"slot\": {}},\n"
            "  \"nodes\": [\n"
            "    {\"id\": \"m1\", \"capacity\": {\"slot\": 1}},\n"
            "    {\"id\": \"m2\", \"capacity\": {\"slot\": 1}},\n"
            "    {\"id\": \"m3\", \"capacity\": {\"slot\": 1}}\n"
            "  ],\n"
            "  \"tasks\": [\n"
            "    {\"id\": \"1.1\", \"duration\": 4, \"demand\": {\"slot\": 1}, "
            "\"nodes\": [\"m1\", \"m3\"], \"durations\": {\"m1\": 5, "
            "\"m3\": 4}},\n"
            "    {\"id\": \"1.2\", \"duration\": 7, \"demand\": {\"slot\": 1}, "
            "\"after\": [\"1.1\"], \"nodes\": [\"m2\"], \"durations\": "
            "{\"m2\": 7}},\n"
            "    {\"id\": \"2.1\", \"duration\": 9, \"demand\": {\"slot\": 1}, "
            "\"nodes\": [\"m3\"], \"durations\": {\"m3\": 9}}\n"
            "  ]\n"
            "}\n");
}

static void faults_of_job_shops_are_placed(void **state)
{
    (void)state;
    is_refused("fjsp", "1 2\n1 1 3 5\n", 2, 5,
               "expected a machine of operation 1.1, a number from 1 to 2, "
               "found '3'");
    is_refused("fjsp", "1 2\n1 2 1 5 1 6\n", 2, 9, "names machine 1 twice");
    is_refused("fjsp", "1 2\n1 0\n", 2, 3, "the number of machines");
    is_refused("fjsp", "2 2\n1 1 1 5\n", 3, 1, "the number of operations");
    is_refused("fjsp", "1 2\n1 1 1 \xe2\x80\xae\n", 2, 7,
               "found '\xef\xbf\xbd'");
}

static const char *recognised(const char *text, const char *path)
{
    const struct weft_format *const *f = weft_formats();
    const struct weft_format *best = NULL;
    int most = 0;

    for (; *f; f++) {
        int score = (*f)->probe(text, strlen(text), path);

        if (score > most) {
            most = score;
            best = *f;
        }
    }
    return best ? best->name : "none";
}

static void formats_are_recognised_by_content_then_name(void **state)
{
    (void)state;
    assert_string_equal(recognised(small_doc, "x"), "weft");
    assert_string_equal(recognised(" {\"a\": {\"weft\": 1}}", "x"), "weft");
    assert_string_equal(
        recognised("{\"name\": \"weft\", \"schemaVersion\": \"1.5\", "
                   "\"workflow\": {}}",
                   "x.json"),
        "wfformat");
    assert_string_equal(recognised(sm, "x"), "psplib");
    assert_string_equal(recognised(rcp, "x"), "patterson");
    assert_string_equal(recognised(fjs, "x"), "fjsp");
    assert_string_equal(recognised("1 x", "d/a.FJS"), "fjsp");
    assert_string_equal(recognised("1 x", "a.rcp"), "patterson");
    assert_string_equal(recognised("", "a.sm"), "psplib");
    assert_string_equal(recognised("", NULL), "weft");
    assert_string_equal(recognised("garbage", "-"), "weft");
}

static void a_member_is_seen_at_the_top_level_only(void **state)
{
    (void)state;
    assert_string_equal(
        recognised("{\"workflow\": {\"schemaVersion\": 1, \"weft\": 2}, "
                   "\"schemaVersion\": \"1.4\", \"x\": [\"weft\"], "
                   "\"y\": \"\\\"weft\"}",
                   "x"),
        "wfformat");
}

static void formats_are_found_by_name(void **state)
{
    (void)state;
    for (const struct weft_format *const *f = weft_formats(); *f; f++) {
        assert_ptr_equal(weft_format_find((*f)->name), *f);
        assert_true((*f)->read || (*f)->write);
        assert_true((*f)->ext[0] == '.' && (*f)->summary[0]);
    }
    assert_null(weft_format_find("nosuch"));
}

/* --- opening ------------------------------------------------------------- */

static char file[] = "/tmp/weft-formats-XXXXXX";

static void put(const char *text)
{
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static enum weft_rc open_file(const char *from, struct weft_diags *d,
                              struct weft_err *e, const char **name)
{
    const struct weft_format *f = NULL;
    struct weft_plan *p = NULL;
    enum weft_rc rc = weft_open(file, from, &p, &f, d, e);

    *name = f ? f->name : "";
    weft_plan_free(p);
    return rc;
}

static void a_file_is_opened_by_what_it_holds(void **state)
{
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };
    const char *name;

    (void)state;
    put(sm);
    assert_i64(open_file(NULL, &d, &e, &name), WEFT_OK);
    assert_string_equal(name, "psplib");
    put(small_doc);
    assert_i64(open_file(NULL, &d, &e, &name), WEFT_OK);
    assert_string_equal(name, "weft");
    put(rcp);
    assert_i64(open_file("patterson", &d, &e, &name), WEFT_OK);
    weft_diags_release(&d);
}

static void a_format_can_be_forced_and_must_exist(void **state)
{
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };
    const char *name;

    (void)state;
    put(rcp);
    assert_i64(open_file("fjsp", &d, &e, &name), WEFT_E_PARSE);
    assert_i64(open_file("nosuch", &d, &e, &name), WEFT_E_INVAL);
    assert_string_equal(e.msg, "unknown format 'nosuch'; known are weft, "
                               "wfformat, psplib, patterson, fjsp");
    weft_diags_release(&d);
}

static void places_in_a_converted_document_are_not_reported(void **state)
{
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };
    const char *name;

    (void)state;
    put("2 0 1 1 2 1 1 1");
    assert_i64(open_file(NULL, &d, &e, &name), WEFT_E_CYCLE);
    assert_i64(d.errors, 1);
    assert_i64(d.v[0].line + d.v[0].column + e.line + e.column, 0);
    assert_null(d.v[0].pointer);
    weft_diags_release(&d);
}

static void what_is_no_format_is_reported_as_json(void **state)
{
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };
    const char *name;

    (void)state;
    put("hello\n");
    assert_i64(open_file(NULL, &d, &e, &name), WEFT_E_PARSE);
    assert_i64(d.v[0].line * 100 + d.v[0].column, 101);
    weft_diags_release(&d);
}

/* --- hostile texts ------------------------------------------------------- */

static void mutate(const char *format, const char *seed, int rounds)
{
    static const char alphabet[] = "0123456789 -\n\r:x*\xff{}\",.";
    size_t size = strlen(seed);
    char *text = malloc(size + 1);
    struct weft_rng r;

    assert_non_null(text);
    weft_rng_seed(&r, size);
    for (int round = 0; round < rounds; round++) {
        size_t len = round % 4 ? size : weft_rng_below(&r, size + 1);
        struct import m;

        memcpy(text, seed, size + 1);
        for (uint64_t k = weft_rng_below(&r, 5); k > 0; k--)
            text[weft_rng_below(&r, size)] =
                alphabet[weft_rng_below(&r, sizeof(alphabet) - 1)];
        import(&m, format, text, len);
        if (m.rc) {
            assert_true(m.diags.errors > 0);
            assert_true(m.err.msg[0] != '\0');
        }
        release_import(&m);
    }
    free(text);
}

static void hostile_texts_are_refused_or_read(void **state)
{
    (void)state;
    mutate("psplib", sm, 6000);
    mutate("patterson", rcp, 6000);
    mutate("fjsp", fjs, 6000);
}

static void every_failed_allocation_is_reported(void **state)
{
    static const struct {
        const char *format, *text;
    } in[] = { { "psplib", sm }, { "patterson", rcp }, { "fjsp", fjs } };

    (void)state;
    for (size_t i = 0; i < sizeof(in) / sizeof(in[0]); i++) {
        const struct weft_format *f = weft_format_find(in[i].format);

        for (long k = 1;; k++) {
            struct import m = { 0 };

            oom_at(k);
            m.rc = f->read(in[i].text, strlen(in[i].text), &m.doc, &m.len, NULL,
                           &m.err);
            if (!oom_stop()) {
                assert_i64(m.rc, WEFT_OK);
                release_import(&m);
                break;
            }
            assert_i64(m.rc, WEFT_E_NOMEM);
            assert_null(m.doc);
        }
    }
}

static int make_file(void **state)
{
    int fd = mkstemp(file);

    (void)state;
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return remove(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(psplib_becomes_one_node_and_its_tasks),
        cmocka_unit_test(psplib_with_carriage_returns_is_read),
        cmocka_unit_test(psplib_modes_and_budgets_are_kept),
        cmocka_unit_test(faults_of_psplib_are_placed),
        cmocka_unit_test(patterson_is_the_same_project_wrapped_at_will),
        cmocka_unit_test(faults_of_patterson_are_placed),
        cmocka_unit_test(a_link_given_twice_is_one),
        cmocka_unit_test(a_cycle_in_a_foreign_file_is_named),
        cmocka_unit_test(a_job_shop_becomes_nodes_and_choices),
        cmocka_unit_test(faults_of_job_shops_are_placed),
        cmocka_unit_test(formats_are_recognised_by_content_then_name),
        cmocka_unit_test(a_member_is_seen_at_the_top_level_only),
        cmocka_unit_test(formats_are_found_by_name),
        cmocka_unit_test(a_file_is_opened_by_what_it_holds),
        cmocka_unit_test(a_format_can_be_forced_and_must_exist),
        cmocka_unit_test(places_in_a_converted_document_are_not_reported),
        cmocka_unit_test(what_is_no_format_is_reported_as_json),
        cmocka_unit_test(hostile_texts_are_refused_or_read),
        cmocka_unit_test(every_failed_allocation_is_reported),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
