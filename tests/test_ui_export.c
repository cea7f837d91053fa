/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on screen in other formats. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include <unistd.h>

#include "ui/export.h"
#include "weft/io.h"

#define GENOME "../tests/plans/genome-planned.json"

static const char strange[] =
    "{\"weft\": \"1.0\", \"nodes\": [{\"id\": \"n\", \"capacity\": "
    "{\"c\": 1}}], \"tasks\": [{\"id\": \"a,b\", \"name\": \"x \\\"y\\\"\", "
    "\"duration\": 2, \"demand\": {\"c\": 1}}, {\"id\": \"c:d\", "
    "\"duration\": 0.5, \"demand\": {\"c\": 1}, \"after\": [\"a,b\"]}]}";

/* The text of a format by name; borrowed until the next. */
static const char *made(struct uitest *t, const char *name)
{
    int i = 0;

    while (strcmp(ui_export_formats()[i].name, name) != 0)
        i++;
    ui_export_make(t->ses.s, t->ses.m, i);
    assert_false(t->ses.s->export_text.oom);
    return t->ses.s->export_text.p;
}

static void a_line_of_csv_for_each_task(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, strange, 80, 24);
    assert_string_equal(made(&t, "csv"),
                        "id,name,node,start,finish,slack,critical\r\n"
                        "\"a,b\",\"x \"\"y\"\"\",n,0,2,0,1\r\n"
                        "c:d,c:d,n,2,2.5,0,1\r\n");
    uitest_close(&t);
}

static void links_for_graphviz(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, strange, 80, 24);
    assert_non_null(strstr(made(&t, "dot"), "\"a,b\" -> \"c:d\""));
    uitest_close(&t);
}

static void bars_for_mermaid(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, strange, 80, 24);
    assert_non_null(strstr(made(&t, "mermaid"),
                           "    a_b :crit, t0, 0, 2000\n"
                           "    c_d :crit, t1, 2000, 2500\n"));
    uitest_close(&t);
}

static void a_report_and_documents(void **state)
{
    struct uitest t;
    char *doc;

    (void)state;
    uitest_open(&t, GENOME, 80, 24);
    assert_non_null(strstr(made(&t, "report"), "29"));
    assert_non_null(strstr(made(&t, "plan"), "\"schedule\""));
    doc = uitest_doc(&t);
    assert_string_equal(made(&t, "document"), doc);
    free(doc);
    uitest_close(&t);
}

static void each_can_be_made_without_a_plan(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/empty.json", 80, 24);
    for (int i = 0; ui_export_formats()[i].name; i++)
        made(&t, ui_export_formats()[i].name);
    uitest_close(&t);
}

static void the_list_shows_the_first_lines(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, GENOME, 80, 24);
    uitest_keys(&t, "X j j");
    uitest_sees(&t, "id,name,node,start,finish");
    uitest_keys(&t, "y");
    assert_int_equal(strncmp(t.ses.s->reg.p, "id,name", 7), 0);
    uitest_close(&t);
}

/* Keys with a path in them; what the file holds then begins with want. */
static void writes(const char *before, const char *ext, const char *want)
{
    char path[] = "/tmp/weft-export-XXXXXX", script[256], file[64];
    struct uitest t;
    char *text;
    size_t len;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
    snprintf(file, sizeof(file), "%s%s", path, ext);
    uitest_open(&t, GENOME, 80, 24);
    snprintf(script, sizeof(script), "%s\"%s\" Enter", before, file);
    uitest_keys(&t, script);
    assert_i64(weft_file_read(file, &text, &len, NULL), WEFT_OK);
    if (strncmp(text, want, strlen(want)) != 0)
        fail_msg("%s begins with %.40s", file, text);
    free(text);
    unlink(file);
    unlink(path);
    uitest_close(&t);
}

static void the_format_is_chosen_or_follows_the_path(void **state)
{
    (void)state;
    writes("X j j j Enter Ctrl-U ", ".txt", "digraph plan {");
    writes(": \"export \" ", ".csv", "id,name,node");
    writes(": \"export \" ", ".json", "{");
    writes("X j j Esc : \"export \" ", ".mmd", "gantt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_csv_for_each_task),
        cmocka_unit_test(links_for_graphviz),
        cmocka_unit_test(bars_for_mermaid),
        cmocka_unit_test(a_report_and_documents),
        cmocka_unit_test(each_can_be_made_without_a_plan),
        cmocka_unit_test(the_list_shows_the_first_lines),
        cmocka_unit_test(the_format_is_chosen_or_follows_the_path),
    };

    return cmocka_run_group_tests_name("ui_export", tests, NULL, NULL);
}
