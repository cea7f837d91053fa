/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What-if, as a user does it: capacities tried, saved, compared, discarded. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/baseline.h"
#include "ui/tries.h"

static void open_genome(struct uitest *t)
{
    uitest_open(t, "../tests/plans/genome-planned.json", 80, 24);
}

static void doc_has(const struct uitest *t, const char *what)
{
    char *doc = uitest_doc(t);

    if (!strstr(doc, what))
        fail_msg("no '%s' in\n%s", what, doc);
    free(doc);
}

static void doc_is(const struct uitest *t, const char *what)
{
    char *doc = uitest_doc(t);

    assert_string_equal(doc, what);
    free(doc);
}

static void a_capacity_key_compares_with_what_was_there(void **state)
{
    struct uitest t;
    const struct ui_place *was;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "/ \"merge\" Enter Esc Tab ] ]");
    uitest_sees(&t, "[what-if]  makespan 24  -5 (-17%) vs base");
    uitest_sees(&t, "cpu 4 -> 6: makespan 29 -> 24 (-5, -17%)");
    uitest_sees(&t, "was 4");
    was = ui_baseline_place(t.ses.m, t.ses.s->task);
    assert_i64(was->finish, 17000);
    assert_i64(t.ses.m->pic.place[t.ses.s->task].finish, 12000);
    assert_i64(ui_baseline(t.ses.m)->makespan, 29000);
    uitest_close(&t);
}

static void rows_stay_where_they_are_while_capacities_are_tried(void **state)
{
    struct uitest t;
    int32_t before[64], n;

    (void)state;
    open_genome(&t);
    n = t.ses.m->pic.ntask;
    memcpy(before, t.ses.m->pic.row_task, (size_t)n * sizeof(*before));
    uitest_keys(&t, "Tab ] ] ] @solve [ [ [ [");
    assert_memory_equal(before, t.ses.m->pic.row_task,
                        (size_t)n * sizeof(*before));
    uitest_close(&t);
}

static void esc_takes_back_what_was_tried_and_undo_brings_it_back(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "Tab ] ] j ] Esc");
    uitest_sees(&t, "what-if discarded (u brings it back)");
    uitest_sees(&t, "makespan 24 -> 29");
    doc_is(&t, before);
    assert_false(ui_tries_on(t.ses.m));
    uitest_keys(&t, "u");
    uitest_sees(&t, "[what-if]");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 6}");
    uitest_keys(&t, "9 u");
    doc_is(&t, before);
    uitest_sees(&t, "[base]");
    free(before);
    uitest_close(&t);
}

static void saving_makes_a_scenario_and_leaves_the_base_as_it_was(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "Tab ] ] S");
    uitest_sees(&t, "save as scenario: cpu6");
    uitest_keys(&t, "Enter");
    uitest_sees(&t, "[cpu6]  makespan 24");
    uitest_sees(&t, "saved as scenario cpu6; base is as before");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 4}");
    doc_has(&t, "\"scenarios\": [{\"name\": \"cpu6\", \"edits\": "
                "[\"set node cpu capacity.slots=6\"]}]");
    uitest_keys(&t, "=");
    uitest_sees(&t, "-5 (-17%) vs base");
    uitest_sees(&t, "compared with base; 6 tasks moved");
    uitest_keys(&t, ".");
    uitest_sees(&t, "[base]  makespan 29");
    uitest_sees_not(&t, "vs base");
    uitest_keys(&t, ",");
    uitest_sees(&t, "[cpu6]  makespan 24");
    uitest_keys(&t, "u");
    uitest_sees(&t, "[what-if]  makespan 24");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 6}");
    uitest_keys(&t, "u");
    doc_is(&t, before);
    free(before);
    uitest_close(&t);
}

static void what_is_tried_on_a_scenario_becomes_its_child(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S Enter G ] S");
    uitest_sees(&t, "save as scenario: cpu6+disk3");
    uitest_keys(&t, "Enter");
    doc_has(&t, "{\"name\": \"cpu6\", \"edits\": "
                "[\"set node cpu capacity.slots=6\", "
                "\"set node disk capacity.slots=2\"]}");
    doc_has(&t, "{\"name\": \"cpu6+disk3\", \"parent\": \"cpu6\", \"edits\": "
                "[\"set node disk capacity.slots=3\"]}");
    uitest_close(&t);
}

static void a_name_that_is_taken_is_refused(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S Enter , ] S Ctrl-U \"cpu6\" Enter");
    uitest_sees(&t, "there is a scenario 'cpu6'");
    uitest_keys(&t, "S Ctrl-U \"base\" Enter");
    uitest_sees(&t, "a scenario needs a name of its own");
    uitest_keys(&t, "S Ctrl-U Enter");
    uitest_sees(&t, "a scenario needs a name of its own");
    assert_i64(weft_plan_nscenario(t.plan), 1);
    uitest_close(&t);
}

static void the_baseline_can_be_a_scenario(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S Enter b . =");
    uitest_sees(&t, "makespan 29  +5 (+21%) vs cpu6");
    uitest_close(&t);
}

static void edits_of_tasks_are_told_to_be_shared(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S Enter : \"set task qc duration=4\" Enter");
    uitest_sees(&t, "set task qc duration=4, in all scenarios; makespan 24");
    uitest_keys(&t, ": \"set node gpu capacity.slots=2\" Enter");
    uitest_sees(&t, "set node gpu capacity.slots=2; makespan 24");
    uitest_close(&t);
}

static void writing_keeps_what_was_tried(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ]");
    assert_true(ui_tries_on(t.ses.m));
    ui_tries_keep(t.ses.m); /* as a written document does */
    uitest_keys(&t, "Esc");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 6}");
    uitest_sees(&t, "[base]");
    uitest_close(&t);
}

static void an_edit_between_is_no_part_of_what_is_tried(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] : \"set task qc duration=4\" Enter ]");
    assert_true(ui_tries_on(t.ses.m));
    uitest_sees(&t, "[what-if]");
    uitest_keys(&t, "Esc");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 4}");
    doc_has(&t, "\"id\": \"qc\", \"duration\": 4");
    uitest_close(&t);
}

static void too_small_a_capacity_names_what_the_plan_is_for(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab [ [");
    uitest_sees(&t, "plan is for cpu 3");
    uitest_sees(&t, "infeasible");
    assert_true(t.ses.m->pic.stale);
    uitest_keys(&t, "u");
    uitest_sees(&t, "makespan 29");
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capacity_key_compares_with_what_was_there),
        cmocka_unit_test(rows_stay_where_they_are_while_capacities_are_tried),
        cmocka_unit_test(esc_takes_back_what_was_tried_and_undo_brings_it_back),
        cmocka_unit_test(saving_makes_a_scenario_and_leaves_the_base_as_it_was),
        cmocka_unit_test(what_is_tried_on_a_scenario_becomes_its_child),
        cmocka_unit_test(a_name_that_is_taken_is_refused),
        cmocka_unit_test(the_baseline_can_be_a_scenario),
        cmocka_unit_test(edits_of_tasks_are_told_to_be_shared),
        cmocka_unit_test(writing_keeps_what_was_tried),
        cmocka_unit_test(an_edit_between_is_no_part_of_what_is_tried),
        cmocka_unit_test(too_small_a_capacity_names_what_the_plan_is_for),
    };

    return cmocka_run_group_tests_name("ui_whatif", tests, NULL, NULL);
}
