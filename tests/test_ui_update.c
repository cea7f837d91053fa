/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys do: flows fed as scripts, then looked at. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include <unistd.h>

#include "ui/ui.h"
#include "weft/edit.h"
#include "weft/io.h"

#define GENOME "../tests/plans/genome.json"

static void open_genome(struct uitest *t)
{
    uitest_open(t, GENOME, 80, 24);
}

static void message_is(const struct uitest *t, const char *want)
{
    if (strcmp(t->ses.s->msg, want) != 0)
        fail_msg("the message is '%s', not '%s'", t->ses.s->msg, want);
}

static void message_has(const struct uitest *t, const char *want)
{
    if (!strstr(t->ses.s->msg, want))
        fail_msg("the message is '%s', without '%s'", t->ses.s->msg, want);
}

static void doc_has(const struct uitest *t, const char *want)
{
    char *doc = uitest_doc(t);

    if (!strstr(doc, want))
        fail_msg("'%s' is not in the document:\n%s", want, doc);
    free(doc);
}

static void doc_lacks(const struct uitest *t, const char *want)
{
    char *doc = uitest_doc(t);

    if (strstr(doc, want))
        fail_msg("'%s' is in the document:\n%s", want, doc);
    free(doc);
}

/* All undo steps are taken back: nothing is left of them. */
static void undone_it_is(struct uitest *t, size_t steps, const char *before)
{
    char *doc;

    assert_i64((long long)weft_undo_count(t->plan), (long long)steps);
    for (size_t i = 0; i < steps; i++)
        uitest_keys(t, "u");
    doc = uitest_doc(t);
    assert_string_equal(doc, before);
    free(doc);
}

/* --- moving ----------------------------------------------------------------- */

static void rows_are_walked_with_letters_arrows_and_counts(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    assert_string_equal(uitest_task(&t), "fetch");
    uitest_keys(&t, "j Down");
    assert_string_equal(uitest_task(&t), "split");
    uitest_keys(&t, "k");
    assert_string_equal(uitest_task(&t), "index");
    uitest_keys(&t, "G");
    assert_string_equal(uitest_task(&t), "report");
    uitest_keys(&t, "2 k");
    assert_string_equal(uitest_task(&t), "qc");
    uitest_keys(&t, "g g 9 9 9 9 9 9 9 9 j");
    assert_string_equal(uitest_task(&t), "report");
    uitest_keys(&t, "3 G");
    assert_string_equal(uitest_task(&t), "split");
    uitest_close(&t);
}

static void the_selected_row_stays_on_screen(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "@size 60x14 G");
    uitest_sees(&t, "report");
    uitest_keys(&t, "g g");
    uitest_sees(&t, "fetch");
    uitest_keys(&t, "5 j @size 40x10");
    uitest_sees(&t, uitest_task(&t));
    uitest_close(&t);
}

static void links_are_walked_and_jumped_back(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ")"); /* the only successor */
    assert_string_equal(uitest_task(&t), "split");
    uitest_keys(&t, ") j Enter"); /* the second of a list */
    assert_string_equal(uitest_task(&t), "align_b");
    uitest_keys(&t, "` `");
    assert_string_equal(uitest_task(&t), "fetch");
    uitest_keys(&t, "(");
    message_is(&t, "predecessors: it has no predecessor");
    uitest_close(&t);
}

static void the_critical_chain_is_walked(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "c");
    assert_string_equal(uitest_task(&t), "split");
    uitest_keys(&t, "9 9 c");
    assert_string_equal(uitest_task(&t), "report");
    uitest_keys(&t, "C");
    assert_string_equal(uitest_task(&t), "score");
    uitest_close(&t);
}

static void search_goes_round(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "n");
    message_has(&t, "nothing was searched");
    uitest_keys(&t, "/ \"align\" Enter");
    assert_string_equal(uitest_task(&t), "align_a");
    message_has(&t, "3 tasks match");
    uitest_keys(&t, "n n n");
    assert_string_equal(uitest_task(&t), "align_a");
    uitest_keys(&t, "N");
    assert_string_equal(uitest_task(&t), "align_c");
    uitest_keys(&t, "/ \"nosuch\" Enter");
    message_is(&t, "no task matches 'nosuch'");
    uitest_close(&t);
}

static void a_key_without_meaning_says_so(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Alt-x");
    message_is(&t, "Alt-x does nothing here; ? lists the keys");
    uitest_keys(&t, "g x");
    message_is(&t, "g x does nothing here; ? lists the keys");
    uitest_close(&t);
}

static void time_is_zoomed_and_panned(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "L");
    message_has(&t, "the whole plan is on screen");
    uitest_keys(&t, "G + +");
    assert_true(t.ses.s->cell > 0 && t.ses.s->t0 > 0);
    uitest_keys(&t, "H H H H H H");
    assert_i64(t.ses.s->t0, 0);
    uitest_keys(&t, "0");
    assert_i64(t.ses.s->cell, 0);
    uitest_keys(&t, "g g l 4 l");
    message_has(&t, "running");
    uitest_keys(&t, "Esc");
    assert_i64(t.ses.s->cursor, -1);
    uitest_close(&t);
}

/* --- rows -------------------------------------------------------------------- */

static void a_task_is_added_in_its_row(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "2 j a \"dedup\" Tab \"cpu\" Tab \"2\" Tab \"4\" Enter");
    message_has(&t, "added dedup; makespan 29 -> ");
    doc_has(&t, "{\"id\": \"dedup\", \"duration\": 4");
    assert_string_equal(uitest_task(&t), "dedup");
    uitest_sees(&t, "dedup");
    undone_it_is(&t, 1, before);
    message_has(&t, "undid: ");
    free(before);
    uitest_close(&t);
}

static void a_node_name_is_completed(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "a \"x\" Tab \"g\" Tab Tab \"1\" Enter");
    doc_has(&t, "\"nodes\": [\"gpu\"]");
    uitest_close(&t);
}

static void an_unknown_node_is_made_on_request(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "a \"x\" Tab \"tpu\" Tab \"slots=3\" Tab \"1\" Enter");
    message_has(&t, "there is no node 'tpu': Enter again makes it");
    doc_lacks(&t, "tpu");
    uitest_keys(&t, "Enter");
    doc_has(&t, "\"id\": \"tpu\"");
    undone_it_is(&t, 1, before);
    free(before);
    uitest_close(&t);
}

static void a_task_without_a_duration_is_not_taken(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "a \"x\" Enter");
    message_has(&t, "how long does it run");
    assert_i64(t.ses.s->mode, UI_MODE_ROW);
    uitest_keys(&t, "\"soon\" Enter");
    message_has(&t, "'soon' is no time");
    assert_i64(t.ses.s->mode, UI_MODE_ROW);
    uitest_keys(&t, "Ctrl-U \"2\" Enter");
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_close(&t);
}

static void a_name_with_blanks_becomes_title_and_id(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "a \"Align all reads\" Tab Tab Tab \"2\" Enter");
    doc_has(&t, "\"id\": \"Align-all-reads\"");
    doc_has(&t, "\"name\": \"Align all reads\"");
    assert_string_equal(uitest_task(&t), "Align-all-reads");
    uitest_close(&t);
}

static void successors_and_predecessors_come_linked(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "G o \"mail\" Tab \"cpu\" Tab \"1\" Tab \"1\" Enter");
    doc_has(&t, "\"after\": [\"report\"]");
    uitest_keys(&t, "g g O \"dns\" Tab \"cpu\" Tab \"1\" Tab \"1\" Enter");
    doc_has(&t, "\"after\": [\"dns\"]");
    uitest_close(&t);
}

static void a_field_is_edited_in_place(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "Enter Ctrl-U \"7\" Enter");
    doc_has(&t, "{\"id\": \"fetch\", \"duration\": 7");
    message_has(&t, "changed fetch; makespan 29 -> ");
    uitest_keys(&t,
                "Enter Shift-Tab Ctrl-U \"slots=2\" Tab Tab \"index\" Enter");
    doc_has(&t, "\"slots\": 2");
    doc_has(&t, "\"after\": [\"index\"]");
    undone_it_is(&t, 2, before);
    free(before);
    uitest_close(&t);
}

static void typing_replaces_a_field_just_entered(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Enter \"7\" Enter");
    doc_has(&t, "{\"id\": \"fetch\", \"duration\": 7");
    uitest_keys(&t, "Enter End \"1\" Enter"); /* moving keeps it */
    doc_has(&t, "{\"id\": \"fetch\", \"duration\": 71");
    uitest_keys(&t, "Enter Shift-Tab Shift-Tab Shift-Tab \"get\" Enter");
    doc_has(&t, "{\"id\": \"get\"");
    doc_has(&t, "\"after\": [\"get\"]");
    assert_string_equal(uitest_task(&t), "get");
    uitest_close(&t);
}

static void an_edit_that_closes_a_cycle_is_refused_with_the_path(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Enter Tab \"merge\" Enter");
    message_has(&t, "cannot: would close a cycle: ");
    assert_i64(t.ses.s->mode, UI_MODE_ROW);
    uitest_keys(&t, "Esc");
    assert_i64((long long)weft_undo_count(t.plan), 0);
    uitest_close(&t);
}

static void giving_up_a_row_keeps_its_text_in_the_history(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "a \"x\" Tab Tab Tab \"2\" Esc");
    doc_lacks(&t, "\"x\"");
    uitest_keys(&t, ": Up Enter");
    doc_has(&t, "\"id\": \"x\"");
    uitest_close(&t);
}

static void deleting_leaves_the_cursor_on_its_row(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "2 j d");
    doc_lacks(&t, "split");
    assert_i64(t.ses.m->pic.task_row[t.ses.s->task], 2);
    undone_it_is(&t, 1, before);
    assert_string_equal(uitest_task(&t), "split");
    free(before);
    uitest_close(&t);
}

static void the_last_task_can_go(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_text(&t,
                     "{\"weft\":\"1.0\",\"tasks\":[{\"id\":\"a\","
                     "\"duration\":1}]}",
                     80, 24);
    uitest_keys(&t, "d");
    uitest_sees(&t, "No tasks yet");
    uitest_keys(&t, "d");
    message_has(&t, "there is no task");
    uitest_keys(&t, "a \"b\" Tab Tab Tab \"2\" Enter");
    assert_string_equal(uitest_task(&t), "b");
    uitest_close(&t);
}

/* --- links -------------------------------------------------------------------- */

static void a_link_is_made_by_moving(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "> j Enter");
    doc_has(&t, "{\"id\": \"index\", \"duration\": 4, \"demand\": {\"slots\": "
                "2}, \"after\": [\"fetch\"]");
    message_has(&t, "link fetch > index; makespan 29 -> ");
    assert_string_equal(uitest_task(&t), "fetch");
    undone_it_is(&t, 1, before);
    free(before);
    uitest_close(&t);
}

static void a_link_is_made_by_typing_a_name(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "> \"sco\" Enter");
    doc_has(&t, "\"after\": [\"call\", \"train\", \"fetch\"]");
    uitest_keys(&t, "G < / \"index\" Enter");
    doc_has(&t, "\"after\": [\"qc\", \"score\", \"index\"]");
    uitest_close(&t);
}

static void link_mode_marks_cycles_and_refuses_them_with_the_path(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "G >");
    uitest_sees(&t, "x fetch");
    uitest_keys(&t, "\"fetch\" Enter");
    message_has(&t, "cannot: would close a cycle: fetch > split > ");
    assert_i64(t.ses.s->mode, UI_MODE_LINK);
    uitest_keys(&t, "Esc");
    assert_string_equal(uitest_task(&t), "report");
    uitest_close(&t);
}

static void a_link_is_removed_from_a_list(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "2 j x");
    uitest_sees(&t, "split: remove a link");
    uitest_keys(&t, "Enter");
    message_has(&t, "unlink fetch split; makespan 29 -> ");
    doc_lacks(&t, "\"after\": [\"fetch\"]");
    uitest_close(&t);
}

/* --- capacities and nodes ---------------------------------------------------------- */

static void a_run_of_capacity_keys_is_one_step(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "/ \"align_c\" Enter ] ]");
    doc_has(&t, "{\"id\": \"cpu\", \"capacity\": {\"slots\": 6}}");
    message_is(&t, "cpu 4 -> 6: makespan 29 -> 24 (-5, -17%)");
    undone_it_is(&t, 1, before);
    free(before);
    uitest_close(&t);
}

static void what_more_capacity_would_give_is_told_and_true(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "6 j");
    uitest_sees(&t, "cpu 6 would make it 29 -> 24 (-5, -17%); 2 ] tries");
    undone_it_is(&t, 0, before); /* nothing was changed by looking */
    uitest_keys(&t, "2 ]");
    assert_i64(t.ses.m->pic.makespan, 24000);
    free(before);
    uitest_close(&t);
}

static void an_edit_between_begins_a_new_step(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] ] : \"set task qc duration=2\" Enter ]");
    assert_i64((long long)weft_undo_count(t.plan), 3);
    uitest_close(&t);
}

static void a_step_is_not_joined_to_one_that_was_undone(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab ] u : \"set task qc duration=2\" Enter ]");
    assert_i64((long long)weft_undo_count(t.plan), 2);
    uitest_close(&t);
}

static void a_folded_lane_keeps_the_resource_being_changed(void **state)
{
    struct uitest t;
    int32_t res;

    (void)state;
    uitest_open(&t, "../tests/plans/rag-index.json", 80, 24);
    uitest_keys(&t, "Tab z M j j j ]");
    res = t.ses.s->lane.res;
    for (int i = 0; i < 40; i++) {
        uitest_keys(&t, "]");
        assert_i64(t.ses.s->lane.res, res);
    }
    assert_i64((long long)weft_undo_count(t.plan), 1);
    uitest_close(&t);
}

static void capacities_take_counts_numbers_and_factors(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab 4 ]");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 8}");
    uitest_keys(&t, "}");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 16}");
    uitest_keys(&t, "{ { -");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 3}");
    uitest_keys(&t, "1 2 Enter");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 12}");
    uitest_keys(&t, "c Ctrl-U \"5\" Enter");
    doc_has(&t, "\"cpu\", \"capacity\": {\"slots\": 5}");
    uitest_close(&t);
}

static void nodes_are_added_edited_and_deleted(void **state)
{
    struct uitest t;
    char *before;

    (void)state;
    open_genome(&t);
    before = uitest_doc(&t);
    uitest_keys(&t, "Tab a \"big\" Tab \"slots=8 memory=64Gi\" Tab Tab "
                    "\"speed=2\" Enter");
    doc_has(&t, "\"id\": \"big\"");
    doc_has(&t, "\"memory\": \"64Gi\"");
    doc_has(&t, "\"speed\": 2");
    uitest_sees(&t, "NODE big");
    uitest_keys(&t, "Enter Ctrl-U \"slots=9\" Shift-Tab Ctrl-U \"huge\" Enter");
    doc_has(&t, "\"id\": \"huge\"");
    doc_lacks(&t, "64Gi");
    uitest_keys(&t, "d");
    doc_lacks(&t, "huge");
    undone_it_is(&t, 3, before);
    free(before);
    uitest_close(&t);
}

static void lanes_unfold_by_resource(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/rag-index.json", 80, 24);
    uitest_sees_not(&t, "[64Gi]");
    uitest_keys(&t, "Tab z a");
    uitest_sees(&t, "[64Gi]");
    uitest_keys(&t, "z a");
    uitest_sees_not(&t, "[64Gi]");
    uitest_keys(&t, "z R m");
    uitest_sees(&t, "llm-slots");
    uitest_close(&t);
}

static void a_global_resource_is_a_lane_with_a_capacity(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "../tests/plans/deep-research.json", 80, 40);
    uitest_keys(&t, "Tab G k k ]");
    doc_has(&t, "\"llm-slots\": {\"scope\": \"global\", \"capacity\": 5}");
    message_has(&t, "llm-slots 4 -> 5: makespan ");
    uitest_close(&t);
}

/* --- plans ---------------------------------------------------------------------------- */

static bool same_schedule(const struct weft_schedule *a,
                          const struct weft_schedule *b)
{
    return a->n == b->n &&
           !memcmp(a->opt, b->opt, (size_t)a->n * sizeof(*a->opt)) &&
           !memcmp(a->start, b->start, (size_t)a->n * sizeof(*a->start));
}

static void undo_returns_the_plan_that_was_there(void **state)
{
    struct uitest t;
    struct weft_schedule was;

    (void)state;
    uitest_open(&t, "rag-index.json", 80, 24);
    uitest_keys(&t, "@solve");
    assert_i64(weft_schedule_init(&was, t.ses.m->schedule.n, NULL), WEFT_OK);
    weft_schedule_copy(&was, &t.ses.m->schedule, NULL);
    uitest_keys(&t, ": \"set task crawl duration=1h\" Enter @solve u");
    assert_true(same_schedule(&was, &t.ses.m->schedule));
    uitest_keys(&t, "U u");
    assert_true(same_schedule(&was, &t.ses.m->schedule));
    weft_schedule_release(&was);
    uitest_close(&t);
}

static void more_capacity_never_shows_a_worse_plan(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "rag-index.json", 80, 24);
    uitest_keys(&t, "@solve Tab");
    for (int i = 0; i < 20; i++) {
        int64_t was = t.ses.m->pic.makespan;

        uitest_keys(&t, i % 3 ? "]" : "j ]");
        if (t.ses.m->pic.makespan > was)
            fail_msg("step %d: %s", i, t.ses.s->msg);
    }
    uitest_close(&t);
}

static void an_infeasible_plan_keeps_the_last_one_on_screen(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t,
                "/ \"call\" Enter : \"set task call demand.slots=9\" Enter");
    assert_i64(t.ses.m->status, WEFT_INFEASIBLE);
    assert_true(t.ses.m->pic.stale);
    message_has(&t, "no plan: ");
    uitest_sees(&t, "infeasible");
    uitest_sees(&t, "last plan 29");
    uitest_sees(&t, "NO PLAN");
    uitest_keys(&t, "a \"x\" Tab Tab Tab \"1\" Enter"); /* edits go on */
    uitest_sees(&t, "not placed");
    uitest_keys(&t, "u u");
    assert_false(t.ses.m->pic.stale);
    uitest_sees(&t, "makespan 29");
    uitest_close(&t);
}

static void old_and_wrong_results_are_dropped(void **state)
{
    struct uitest t;
    struct ui_fx fx;
    struct weft_place *place;
    struct ui_event ev = { .kind = UI_EV_PLAN, .engine = "test" };
    uint64_t gen;
    int64_t was;

    (void)state;
    uitest_open(&t, "rag-index.json", 80, 24);
    gen = t.ses.m->gen;
    was = t.ses.m->pic.makespan;
    assert_i64(weft_schedule_places(t.ses.m->problem, &t.ses.m->schedule,
                                    &place, NULL),
               WEFT_OK);
    ev.place = place;
    ev.nplace = (size_t)t.ses.m->schedule.n;
    ev.gen = gen;
    for (size_t i = 0; i < ev.nplace; i++)
        place[i].start = place[i].finish = 0; /* all at once: not a plan */
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    assert_i64(t.ses.m->pic.makespan, was);
    uitest_keys(&t, ": \"set task crawl duration=16m\" Enter");
    was = t.ses.m->bound;
    ev = (struct ui_event){ .kind = UI_EV_BOUND,
                            .gen = gen,
                            .bound = t.ses.m->pic.makespan };
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    assert_i64(t.ses.m->bound, was);
    free(place);
    uitest_close(&t);
}

static void an_edit_asks_for_a_search_and_stop_ends_it(void **state)
{
    struct uitest t;
    struct ui_fx fx;
    struct ui_event stop = { .kind = UI_EV_KEY, .key = UI_CTRL | 'c' };

    (void)state;
    uitest_open(&t, "rag-index.json", 80, 24);
    uitest_keys(&t, ": \"set task crawl duration=16m\" Enter");
    assert_true(t.ses.search);
    assert_true(t.ses.s->searching.on);
    ui_update(t.ses.s, t.ses.m, &stop, &fx);
    assert_true(fx.bits & UI_FX_STOP);
    assert_false(t.ses.s->searching.on);
    ui_update(t.ses.s, t.ses.m, &stop, &fx);
    message_has(&t, "nothing is being searched");
    uitest_close(&t);
}

static void the_message_counts_down_with_better_plans(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "rag-index.json", 80, 24);
    uitest_keys(&t, ": \"set task crawl duration=16m\" Enter");
    message_has(&t, "set task crawl duration=16m; makespan 3h25m -> 3h26m");
    uitest_keys(&t, "@solve");
    message_has(&t, "set task crawl duration=16m; makespan 3h25m -> ");
    uitest_keys(&t, "j");
    assert_string_equal(t.ses.s->msg, "");
    uitest_close(&t);
}

static void a_proof_is_told(void **state)
{
    struct uitest t;
    struct ui_fx fx;
    struct ui_event ev = { .kind = UI_EV_BOUND };

    (void)state;
    uitest_open(&t, "rag-index.json", 80, 24);
    ev.gen = t.ses.m->gen;
    ev.bound = t.ses.m->pic.makespan;
    ev.engine = "dp";
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    ev.kind = UI_EV_DONE;
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    assert_i64(t.ses.m->status, WEFT_OPTIMAL);
    uitest_sees(&t, "optimal by dp, plan by list");
    message_has(&t, "proved by dp: no plan is shorter (plan by list)");
    uitest_close(&t);
}

/* The status line while a search is on, in a window that is w columns wide. */
static void searching_sees(int w, const char *text)
{
    struct uitest t;
    struct ui_fx fx;
    struct ui_event ev = { .kind = UI_EV_SEARCH };

    uitest_open(&t, "rag-index.json", w, 24);
    ev.gen = t.ses.m->gen;
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    ev = (struct ui_event){ .kind = UI_EV_BOUND,
                            .gen = ev.gen,
                            .now = 1200,
                            .engine = "dp",
                            .bound = t.ses.m->bound + 60000 };
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    uitest_sees(&t, text);
    uitest_close(&t);
}

static void the_status_line_names_who_holds_plan_and_bound(void **state)
{
    (void)state;
    searching_sees(120,
                   "improving 1.2 s, plan by list, bound 3h11m by dp, gap 6%");
    searching_sees(100, "improving 1.2 s, plan by list, bound 3h11m by dp");
    searching_sees(80, "1.2 s, list, bound 3h11m by dp");
    searching_sees(72, "improving 1.2 s, bound 3h11m, gap 6%");
    searching_sees(60, "gap 6%");
}

static void a_hair_above_the_bound_is_a_gap_under_one_percent(void **state)
{
    struct uitest t;
    struct ui_fx fx;
    struct ui_event ev = { .kind = UI_EV_BOUND };

    (void)state;
    uitest_open(&t, "rag-index.json", 60, 24);
    ev.gen = t.ses.m->gen;
    ev.bound = t.ses.m->pic.makespan - 1;
    ev.engine = "dp";
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    ev.kind = UI_EV_DONE;
    ui_update(t.ses.s, t.ses.m, &ev, &fx);
    uitest_sees(&t, "gap <1%");
    uitest_close(&t);
}

/* --- the line at the bottom --------------------------------------------------------- */

static void edit_lines_are_typed_with_completion(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t,
                ": \"se\" Tab \"no\" Tab \"gp\" Tab \"ca\" Tab \"2\" Enter");
    doc_has(&t, "\"gpu\", \"capacity\": {\"slots\": 2}");
    uitest_close(&t);
}

static void a_refused_line_says_why(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"set task nosuch duration=1\" Enter");
    message_has(&t, "cannot: ");
    message_has(&t, "nosuch");
    uitest_keys(&t, ": \"unod\" Enter");
    message_has(&t, "did you mean undo?");
    uitest_keys(&t, ": \"xyzzy\" Enter");
    message_has(&t, "no command 'xyzzy'");
    uitest_close(&t);
}

static void the_history_goes_both_ways(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"set task fetch duration=4\" Enter "
                    ": \"set task index duration=5\" Enter : \"s\" Up Up");
    assert_string_equal(t.ses.s->line.text, "set task fetch duration=4");
    uitest_keys(&t, "Down");
    assert_string_equal(t.ses.s->line.text, "set task index duration=5");
    uitest_keys(&t, "Down");
    assert_string_equal(t.ses.s->line.text, "s");
    uitest_keys(&t, "Ctrl-U \"link\" Up"); /* none begins so */
    assert_string_equal(t.ses.s->line.text, "link");
    uitest_close(&t);
}

static void a_paste_is_one_text(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "@paste \"d\"");
    doc_has(&t, "fetch"); /* not the key d */
    message_has(&t, "nothing is being typed");
    uitest_keys(&t, ": @paste \"set task fetch\\nduration=9\" Enter");
    doc_has(&t, "{\"id\": \"fetch\", \"duration\": 9");
    uitest_close(&t);
}

static void commands_of_keys_can_be_typed(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, ": \"last\" Enter : \"undo\" Enter");
    assert_string_equal(uitest_task(&t), "report");
    message_has(&t, "nothing to undo");
    uitest_keys(&t, ": \"goto merge\" Enter");
    assert_string_equal(uitest_task(&t), "merge");
    uitest_close(&t);
}

/* --- files and leaving ----------------------------------------------------------------- */

static char *temporary(void)
{
    static char path[64];

    snprintf(path, sizeof(path), "/tmp/weft-ui-XXXXXX");
    close(mkstemp(path));
    return path;
}

static char *contents(const char *path)
{
    char *text;
    size_t len;

    assert_i64(weft_file_read(path, &text, &len, NULL), WEFT_OK);
    return text;
}

static void writing_clears_the_star(void **state)
{
    struct uitest t;
    char *path = temporary(), *got, *want;

    (void)state;
    open_genome(&t);
    t.ses.s->path = path;
    uitest_keys(&t, ": \"set task fetch duration=4\" Enter");
    assert_true(ui_model_dirty(t.ses.m));
    uitest_keys(&t, "W");
    assert_false(ui_model_dirty(t.ses.m));
    message_has(&t, "written to ");
    got = contents(path);
    want = uitest_doc(&t);
    assert_string_equal(got, want);
    uitest_keys(&t, "u");
    assert_true(ui_model_dirty(t.ses.m));
    uitest_keys(&t, "U");
    assert_false(ui_model_dirty(t.ses.m));
    free(got);
    free(want);
    unlink(path);
    uitest_close(&t);
}

static void a_failed_write_is_told_and_leaves_the_star(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    t.ses.s->path = "/nonexistent/plan.json";
    uitest_keys(&t, ": \"set task fetch duration=4\" Enter : \"wq\" Enter");
    message_has(&t, "not written: ");
    assert_true(ui_model_dirty(t.ses.m));
    assert_false(t.ses.quit);
    uitest_close(&t);
}

static void the_export_has_the_schedule(void **state)
{
    struct uitest t;
    char script[128];
    char *path = temporary(), *got;

    (void)state;
    open_genome(&t);
    snprintf(script, sizeof(script), "X Enter Ctrl-U \"%s\" Enter", path);
    uitest_keys(&t, script);
    message_has(&t, "exported to ");
    got = contents(path);
    assert_non_null(strstr(got, "\"schedule\""));
    assert_non_null(strstr(got, "\"makespan\": 29"));
    free(got);
    doc_lacks(&t, "\"schedule\"");
    unlink(path);
    uitest_close(&t);
}

static void a_stored_schedule_is_brought_up_to_date(void **state)
{
    struct uitest t;
    char *path = temporary(), *got, *want;

    (void)state;
    uitest_open(&t, "../tests/plans/article.json", 80, 24);
    t.ses.s->path = path;
    uitest_keys(&t, "W"); /* nothing has changed: the same bytes */
    got = contents(path);
    want = uitest_doc(&t);
    assert_string_equal(got, want);
    free(got);
    free(want);
    uitest_keys(&t, ": \"set task v1 duration=15\" Enter W");
    got = contents(path);
    assert_non_null(strstr(got, "\"makespan\": 75"));
    free(got);
    unlink(path);
    uitest_close(&t);
}

static void leaving_asks_only_when_something_is_unsaved(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "q");
    assert_true(t.ses.quit);
    t.ses.quit = false;
    uitest_keys(&t, "] q");
    assert_false(t.ses.quit);
    uitest_sees(&t, "The document has changed");
    uitest_keys(&t, "Esc");
    assert_i64(t.ses.s->mode, UI_MODE_NORMAL);
    uitest_keys(&t, "q d");
    assert_true(t.ses.quit);
    uitest_close(&t);
}

static void leaving_can_write_first(void **state)
{
    struct uitest t;
    char *path = temporary(), *got;

    (void)state;
    open_genome(&t);
    t.ses.s->path = path;
    uitest_keys(&t, ": \"set task fetch duration=4\" Enter q w");
    assert_true(t.ses.quit);
    got = contents(path);
    assert_non_null(strstr(got, "\"duration\": 4"));
    free(got);
    unlink(path);
    uitest_close(&t);
}

static void an_imported_file_is_not_written_over(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    t.ses.s->path = "/nonexistent/j301.sm";
    t.ses.s->imported = true;
    uitest_keys(&t, "W");
    assert_i64(t.ses.s->mode, UI_MODE_LINE);
    assert_string_equal(t.ses.s->line.text, "/nonexistent/j301.json");
    uitest_close(&t);
}

static void the_worked_example_comes_with_a_tour(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "article.json", 80, 24);
    t.ses.s->example = true;
    uitest_sees(&t, "worked example");
    uitest_keys(&t, ": \"set task v1 duration=11\" Enter");
    uitest_sees_not(&t, "worked example");
    uitest_close(&t);
}

/* --- sizes -------------------------------------------------------------------------------- */

static void too_small_a_screen_says_so_and_can_be_left(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "@size 33x8 j d");
    uitest_sees(&t, "40x10 needed, have 33x8");
    assert_string_equal(uitest_task(&t), "fetch");
    uitest_keys(&t, "q");
    assert_true(t.ses.quit);
    uitest_close(&t);
}

static void panes_take_turns_and_the_whole_screen(void **state)
{
    struct uitest t;

    (void)state;
    open_genome(&t);
    uitest_keys(&t, "Tab");
    assert_i64(t.ses.s->pane, UI_PANE_NODES);
    uitest_keys(&t, "m");
    uitest_sees_not(&t, "align_a");
    uitest_keys(&t, "m Shift-Tab");
    assert_i64(t.ses.s->pane, UI_PANE_TASKS);
    uitest_keys(&t, "g 4");
    assert_i64(t.ses.s->pane, UI_PANE_WHY);
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_walked_with_letters_arrows_and_counts),
        cmocka_unit_test(the_selected_row_stays_on_screen),
        cmocka_unit_test(links_are_walked_and_jumped_back),
        cmocka_unit_test(the_critical_chain_is_walked),
        cmocka_unit_test(search_goes_round),
        cmocka_unit_test(a_key_without_meaning_says_so),
        cmocka_unit_test(time_is_zoomed_and_panned),
        cmocka_unit_test(a_task_is_added_in_its_row),
        cmocka_unit_test(a_node_name_is_completed),
        cmocka_unit_test(an_unknown_node_is_made_on_request),
        cmocka_unit_test(a_task_without_a_duration_is_not_taken),
        cmocka_unit_test(a_name_with_blanks_becomes_title_and_id),
        cmocka_unit_test(successors_and_predecessors_come_linked),
        cmocka_unit_test(a_field_is_edited_in_place),
        cmocka_unit_test(typing_replaces_a_field_just_entered),
        cmocka_unit_test(an_edit_that_closes_a_cycle_is_refused_with_the_path),
        cmocka_unit_test(giving_up_a_row_keeps_its_text_in_the_history),
        cmocka_unit_test(deleting_leaves_the_cursor_on_its_row),
        cmocka_unit_test(the_last_task_can_go),
        cmocka_unit_test(a_link_is_made_by_moving),
        cmocka_unit_test(a_link_is_made_by_typing_a_name),
        cmocka_unit_test(link_mode_marks_cycles_and_refuses_them_with_the_path),
        cmocka_unit_test(a_link_is_removed_from_a_list),
        cmocka_unit_test(a_run_of_capacity_keys_is_one_step),
        cmocka_unit_test(what_more_capacity_would_give_is_told_and_true),
        cmocka_unit_test(an_edit_between_begins_a_new_step),
        cmocka_unit_test(a_step_is_not_joined_to_one_that_was_undone),
        cmocka_unit_test(a_folded_lane_keeps_the_resource_being_changed),
        cmocka_unit_test(capacities_take_counts_numbers_and_factors),
        cmocka_unit_test(nodes_are_added_edited_and_deleted),
        cmocka_unit_test(lanes_unfold_by_resource),
        cmocka_unit_test(a_global_resource_is_a_lane_with_a_capacity),
        cmocka_unit_test(undo_returns_the_plan_that_was_there),
        cmocka_unit_test(more_capacity_never_shows_a_worse_plan),
        cmocka_unit_test(an_infeasible_plan_keeps_the_last_one_on_screen),
        cmocka_unit_test(old_and_wrong_results_are_dropped),
        cmocka_unit_test(an_edit_asks_for_a_search_and_stop_ends_it),
        cmocka_unit_test(the_message_counts_down_with_better_plans),
        cmocka_unit_test(a_proof_is_told),
        cmocka_unit_test(the_status_line_names_who_holds_plan_and_bound),
        cmocka_unit_test(a_hair_above_the_bound_is_a_gap_under_one_percent),
        cmocka_unit_test(edit_lines_are_typed_with_completion),
        cmocka_unit_test(a_refused_line_says_why),
        cmocka_unit_test(the_history_goes_both_ways),
        cmocka_unit_test(a_paste_is_one_text),
        cmocka_unit_test(commands_of_keys_can_be_typed),
        cmocka_unit_test(writing_clears_the_star),
        cmocka_unit_test(a_failed_write_is_told_and_leaves_the_star),
        cmocka_unit_test(the_export_has_the_schedule),
        cmocka_unit_test(a_stored_schedule_is_brought_up_to_date),
        cmocka_unit_test(leaving_asks_only_when_something_is_unsaved),
        cmocka_unit_test(leaving_can_write_first),
        cmocka_unit_test(an_imported_file_is_not_written_over),
        cmocka_unit_test(the_worked_example_comes_with_a_tour),
        cmocka_unit_test(too_small_a_screen_says_so_and_can_be_left),
        cmocka_unit_test(panes_take_turns_and_the_whole_screen),
    };

    return cmocka_run_group_tests_name("ui_update", tests, NULL, NULL);
}
