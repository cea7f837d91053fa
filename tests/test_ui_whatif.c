/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What-if, as a user does it: capacities tried, saved, compared, discarded. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "ui/baseline.h"
#include "ui/lanes.h"
#include "ui/sweep.h"
#include "ui/tries.h"
#include "ui/variants.h"

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

/* Two resources; which one is used more changes with every key. */
static const char two[] =
    "{\"weft\": \"1.0\", \"nodes\": [{\"id\": \"n\", \"capacity\": {\"cpu\": 8, "
    "\"gpu\": 1}}, {\"id\": \"o\", \"capacity\": {\"cpu\": 8, \"gpu\": 1}}], "
    "\"tasks\": [{\"id\": \"a\", \"duration\": 4, \"nodes\": [\"n\"], "
    "\"demand\": {\"gpu\": 1, \"cpu\": 2}}, {\"id\": \"b\", \"duration\": 4, "
    "\"nodes\": [\"o\"], \"demand\": {\"gpu\": 1, \"cpu\": 2}}]}";

static const char *lane_res(const struct uitest *t)
{
    return weft_plan_res(t->ses.m->plan, t->ses.s->lane.res)->id;
}

static void capacity_keys_stay_at_a_resource_without_a_plan(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    uitest_open_text(&t, two, 80, 24);
    before = uitest_doc(&t);
    uitest_keys(&t, "Tab j z M");
    assert_string_equal(lane_res(&t), "gpu");
    uitest_keys(&t, "[");
    assert_string_equal(lane_res(&t), "gpu");
    assert_null(t.ses.m->facts);
    uitest_keys(&t, "[ [ [");
    assert_string_equal(lane_res(&t), "gpu");
    doc_has(&t, "\"cpu\": 8");
    uitest_keys(&t, "]");
    doc_has(&t, "{\"cpu\": 8, \"gpu\": 1}}, {\"id\": \"o\"");
    assert_non_null(t.ses.m->facts);
    free(before);
    uitest_close(&t);
}

static void capacity_keys_stay_at_a_resource_that_has_plenty(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, two, 80, 24);
    uitest_keys(&t, "Tab j z M ] ] ] ] ] ] ] ]");
    assert_string_equal(lane_res(&t), "gpu");
    doc_has(&t, "\"cpu\": 8");
    doc_has(&t, "\"gpu\": 9");
    uitest_keys(&t, "Esc");
    assert_string_equal(lane_res(&t), "gpu");
    uitest_close(&t);
}

static void an_unfolded_line_stays_at_zero(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t, two, 80, 24);
    uitest_keys(&t, "Tab z R j");
    assert_string_equal(lane_res(&t), "gpu");
    uitest_keys(&t, "[");
    assert_string_equal(lane_res(&t), "gpu");
    uitest_keys(&t, "[ k");
    assert_string_equal(lane_res(&t), "cpu");
    uitest_keys(&t, "j ] ]");
    assert_string_equal(lane_res(&t), "gpu");
    doc_has(&t, "\"gpu\": 2");
    uitest_close(&t);
}

static void a_row_that_was_left_shows_what_was_tried(void **state)
{
    struct uitest t;
    struct ui_lane l;

    (void)state;
    uitest_open_text(&t, two, 80, 24);
    uitest_keys(&t, "Tab j z M ] ] ] ] ] ] ] ] j");
    assert_true(ui_lanes_at(t.ses.s, t.ses.m, 0, 0, &l));
    assert_string_equal(weft_plan_res(t.ses.m->plan, l.res)->id, "gpu");
    assert_string_equal(lane_res(&t), "gpu");
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
    uitest_sees(&t, "undid: what-if discarded");
    uitest_sees_not(&t, "(u brings it back)");
    uitest_sees(&t, "Esc drop what-if");
    uitest_sees(&t, "[what-if]");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 6}");
    uitest_keys(&t, "9 u");
    doc_is(&t, before);
    uitest_sees(&t, "[base]");
    free(before);
    uitest_close(&t);
}

static void without_a_plan_it_is_told_which_capacity_to_raise(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "infeasible.json", 80, 24);
    uitest_sees_not(&t, "u undoes");
    uitest_sees(&t, "Tab to gpu-b");
    uitest_sees(&t, "c types its capacity (80 is needed)");
    uitest_keys(&t, "Tab ]");
    uitest_sees(&t, "u undoes");
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

static void a_suggested_name_is_replaced_by_what_is_typed(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S \"big\"");
    uitest_sees(&t, "save as scenario: big");
    uitest_keys(&t, "Esc S End \"b\"");
    uitest_sees(&t, "save as scenario: cpu6b");
    uitest_keys(&t, "Esc S Home \"x\"");
    uitest_sees(&t, "save as scenario: xcpu6");
    uitest_keys(&t, "Esc X Enter \"out\"");
    uitest_sees(&t, "export to: out");
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

/* --- the table ------------------------------------------------------------- */

static void
every_scenario_is_planned_and_searched_beside_the_one_shown(void **state)
{
    struct uitest t;
    const struct ui_variant *v;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S Enter , [ S Enter @solve");
    assert_i64(ui_variants_count(t.ses.m), 3);
    v = ui_variants_at(t.ses.m, 0);
    assert_true(v->known && v->status == WEFT_OPTIMAL);
    assert_i64(v->makespan, 29000);
    v = ui_variants_at(t.ses.m, 1);
    assert_i64(v->makespan, 24000);
    v = ui_variants_at(t.ses.m, 2);
    assert_string_equal(v->name, "cpu3");
    assert_i64(v->makespan, 34000);
    uitest_keys(&t, "s");
    uitest_sees(&t, "cpu6     6*         24      -5       24");
    uitest_sees(&t, "cpu3     3*         34      +5");
    uitest_close(&t);
}

static void an_edit_of_a_task_plans_every_scenario_again(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] S Enter : \"set task report duration=12\" Enter");
    assert_i64(ui_variants_at(t.ses.m, 0)->makespan, 39000);
    assert_i64(ui_variants_at(t.ses.m, 1)->makespan, 34000);
    uitest_keys(&t, "u");
    assert_i64(ui_variants_at(t.ses.m, 0)->makespan, 29000);
    uitest_close(&t);
}

/* A plan that comes for less is a plan for more. */
static void a_better_plan_of_one_scenario_is_taken_by_the_others(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/rag-index.json", 80, 24);
    uitest_keys(&t, ": \"set node cpu-b capacity.cpu=33\" Enter "
                    "Tab ] S Enter , @solve");
    assert_true(ui_variants_at(t.ses.m, 1)->makespan <=
                ui_variants_at(t.ses.m, 0)->makespan);
    uitest_close(&t);
}

static void the_table_shows_sorts_and_deletes(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "s");
    uitest_sees(&t, "there are no scenarios");
    uitest_keys(&t, "Tab ] ] S Enter s g g Enter");
    uitest_sees(&t, "[base]");
    uitest_keys(&t, "s o g g Enter"); /* by makespan: cpu6 is first */
    uitest_sees(&t, "[cpu6]");
    uitest_keys(&t, "s d");
    uitest_sees(&t, "scenario cpu6 deleted");
    uitest_sees(&t, "[base]");
    uitest_keys(&t, "u");
    assert_i64(weft_plan_nscenario(t.plan), 1);
    uitest_sees(&t, "[cpu6]");
    uitest_close(&t);
}

static void a_scenario_that_is_refused_says_why_in_the_table(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"add node x capacity.slots=1\" Enter "
                    ": \"set plan scenarios=[{\\\"name\\\": \\\"s\\\", "
                    "\\\"edits\\\": [\\\"delete node x\\\"]}]\" Enter "
                    ": \"delete node x\" Enter s");
    uitest_sees(&t, "no node 'x'");
    uitest_close(&t);
}

static void scenarios_may_have_other_nodes(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/scenarios.json", 80, 24);
    uitest_keys(&t, ". . .");
    uitest_sees(&t, "[less.cpu]");
    assert_i64(ui_variants_moved(t.ses.m, 3), 1); /* v2, to n1 */
    uitest_keys(&t, "."); /* the one that is refused is passed over */
    uitest_sees(&t, "[base]");
    uitest_keys(&t, ",");
    uitest_sees(&t, "[less.cpu]");
    uitest_close(&t);
}

/* --- sweeps ------------------------------------------------------------------ */

static void a_sweep_shows_what_each_capacity_gives(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "/ \"align_c\" Enter p");
    uitest_sees(&t, "SWEEP cpu");
    uitest_sees(&t, "infeasible: call needs slots 3; cpu has 2");
    uitest_sees(&t, "now");
    uitest_sees(&t, "knee");
    uitest_sees(&t, "bound 24 reached at 6");
    uitest_keys(&t, "y");
    uitest_sees(&t, "copied the table");
    assert_non_null(strstr(t.ses.s->reg.p, "\n6\t24\t24\t"));
    uitest_keys(&t, "Esc");
    assert_null(t.ses.m->sweep);
    doc_is(&t, before);
    free(before);
    uitest_close(&t);
}

static void a_value_of_a_sweep_is_applied_with_its_plan(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "/ \"align_c\" Enter p j j Enter");
    uitest_sees(&t, "[what-if]  makespan 24");
    uitest_sees(&t, "cpu 4 -> 6: makespan 29 -> 24");
    uitest_keys(&t, "u p j j S Enter");
    uitest_sees(&t, "[cpu6]  makespan 24");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 4}");
    uitest_close(&t);
}

static void a_sweep_is_planned_one_value_at_a_time(void **state)
{
    struct uitest t;
    struct ui_fx fx;
    int steps = 0;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "/ \"align_c\" Enter");
    ui_update(t.ses.s, t.ses.m,
              &(struct ui_event){ .kind = UI_EV_KEY, .key = 'p' }, &fx);
    uitest_sees(&t, "planning: 0 done");
    while (ui_idle_wanted(t.ses.m) && steps < 100) {
        ui_update(t.ses.s, t.ses.m, &(struct ui_event){ .kind = UI_EV_IDLE },
                  &fx);
        steps++;
    }
    assert_true(steps > 3 && steps <= 8); /* about one for each value */
    assert_true(fx.bits & UI_FX_SEARCH);
    /* keys are taken between the steps */
    ui_update(t.ses.s, t.ses.m,
              &(struct ui_event){ .kind = UI_EV_KEY, .key = UI_K_ESC }, &fx);
    assert_null(t.ses.m->sweep);
    assert_false(ui_idle_wanted(t.ses.m));
    uitest_close(&t);
}

static void a_search_of_a_sweep_ends_with_it(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/rag-index.json", 80, 24);
    uitest_keys(&t, ": \"sweep node gpu-b capacity.gpu 1..3\" Enter @solve");
    assert_i64(t.ses.m->sweep->stage, UI_SWEEP_DONE);
    uitest_keys(&t, "Esc @solve");
    assert_null(t.ses.m->sweep);
    assert_true(t.ses.m->status == WEFT_OPTIMAL ||
                !ui_model_wants_search(t.ses.m));
    uitest_close(&t);
}

static void what_is_typed_after_sweep_is_read(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"sweep node cpu capacity.slots 3,4,6\" Enter");
    assert_i64(ui_sweep_count(t.ses.m), 3);
    uitest_keys(&t, "Esc : \"sweep node cpu capacity.slots\" Enter");
    assert_true(ui_sweep_count(t.ses.m) > 3);
    uitest_keys(&t, "Esc : \"sweep cpu slots 3..6\" Enter");
    assert_i64(ui_sweep_count(t.ses.m), 4);
    uitest_keys(&t, "Esc : \"sweep cpu 3..5\" Enter");
    assert_i64(ui_sweep_count(t.ses.m), 3);
    uitest_keys(&t, "Esc : \"sweep node cpu\" Enter");
    uitest_sees(&t, "'NODE RES', 'NODE count' or 'RES'");
    uitest_keys(&t, "Esc : \"sweep node cpx capacity.slots\" Enter");
    uitest_sees(&t, "cannot: no node 'cpx'");
    uitest_close(&t);
}

static void the_cheapest_step_that_helps_is_ranked_and_applied(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/rag-index.json", 80, 24);
    uitest_keys(&t, "@solve : \"sweep all\" Enter");
    uitest_sees(&t, "the cheapest step that helps");
    uitest_sees(&t, "1 -> 2");
    uitest_sees(&t, "the critical path alone takes 3h5m");
    uitest_keys(&t, "Enter");
    uitest_sees(&t, "makespan 3h5m");
    assert_true(ui_tries_on(t.ses.m));
    uitest_keys(&t, "Esc");
    uitest_sees(&t, "discarded");
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capacity_key_compares_with_what_was_there),
        cmocka_unit_test(rows_stay_where_they_are_while_capacities_are_tried),
        cmocka_unit_test(capacity_keys_stay_at_a_resource_without_a_plan),
        cmocka_unit_test(capacity_keys_stay_at_a_resource_that_has_plenty),
        cmocka_unit_test(an_unfolded_line_stays_at_zero),
        cmocka_unit_test(a_row_that_was_left_shows_what_was_tried),
        cmocka_unit_test(esc_takes_back_what_was_tried_and_undo_brings_it_back),
        cmocka_unit_test(without_a_plan_it_is_told_which_capacity_to_raise),
        cmocka_unit_test(saving_makes_a_scenario_and_leaves_the_base_as_it_was),
        cmocka_unit_test(a_suggested_name_is_replaced_by_what_is_typed),
        cmocka_unit_test(what_is_tried_on_a_scenario_becomes_its_child),
        cmocka_unit_test(a_name_that_is_taken_is_refused),
        cmocka_unit_test(the_baseline_can_be_a_scenario),
        cmocka_unit_test(edits_of_tasks_are_told_to_be_shared),
        cmocka_unit_test(writing_keeps_what_was_tried),
        cmocka_unit_test(an_edit_between_is_no_part_of_what_is_tried),
        cmocka_unit_test(too_small_a_capacity_names_what_the_plan_is_for),
        cmocka_unit_test(
            every_scenario_is_planned_and_searched_beside_the_one_shown),
        cmocka_unit_test(an_edit_of_a_task_plans_every_scenario_again),
        cmocka_unit_test(a_better_plan_of_one_scenario_is_taken_by_the_others),
        cmocka_unit_test(the_table_shows_sorts_and_deletes),
        cmocka_unit_test(a_scenario_that_is_refused_says_why_in_the_table),
        cmocka_unit_test(scenarios_may_have_other_nodes),
        cmocka_unit_test(a_sweep_shows_what_each_capacity_gives),
        cmocka_unit_test(a_value_of_a_sweep_is_applied_with_its_plan),
        cmocka_unit_test(a_sweep_is_planned_one_value_at_a_time),
        cmocka_unit_test(a_search_of_a_sweep_ends_with_it),
        cmocka_unit_test(what_is_typed_after_sweep_is_read),
        cmocka_unit_test(the_cheapest_step_that_helps_is_ranked_and_applied),
    };

    return cmocka_run_group_tests_name("ui_whatif", tests, NULL, NULL);
}
