/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/commands.h - what keys do, and the helpers they share. */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "ui/frame.h"
#include "ui/keys.h"
#include "ui/lanes.h"
#include "ui/link.h"

/* --- shared --------------------------------------------------------------- */

/* The message line. */
void ui_say(struct ui *u, enum ui_role role, const char *fmt, ...)
    WEFT_PRINTF(3, 4);
/* What was said stays until a key is pressed: no search talks over it. */
void ui_say_stays(struct ui *u);
/* Apply edit lines as one undo step: state and search follow, and the message
 * line tells what changed: "WHAT; makespan 29 -> 24 (-5, -17%)". False: they
 * were refused, and the message line tells why; err (may be NULL) too. */
bool ui_apply(struct ui *u, const struct ui_edits *e, const char *what,
              struct weft_err *err);
/* One line, told as it is. */
bool ui_apply_line(struct ui *u, const char *line);
/* Before any change: what ui_changed() needs to know of it. */
void ui_note_row(struct ui *u);
/* The document is another one now (see ui_model_swap). */
void ui_swap(struct ui *u, struct weft_plan *doc, bool saved, const char *what);
/* After any change of the document: carry the state over, begin a search. */
void ui_changed(struct ui *u, const struct ui_change *c, const char *what);
/* The same after another scenario was shown, which is no step. */
void ui_turned(struct ui *u, const struct ui_change *c, const char *what);
/* Begin the search that the plan on screen wants, or the next one. */
void ui_want_search(struct ui *u);
/* A better plan has come: the message about the last change follows. */
void ui_tell_better(struct ui *u);
/* Tell of several changes as one, since `before` (-1: there was no plan). */
void ui_tell_since(struct ui *u, int64_t before, const char *what);
/* Select a task and bring it on screen; jump: remember where from. */
void ui_goto(struct ui *u, int32_t task, bool jump);
/* Keep everything in range and the selection on screen. */
void ui_settle(struct ui_state *s, struct ui_model *m);
/* Leave a mode for the panes. */
void ui_normal(struct ui *u);
void ui_ask(struct ui *u, enum ui_ask ask, const char *text);
/* Remember what was typed. */
void ui_remember(struct ui_state *s, enum ui_ask ask, const char *text);
/* Run what was typed after ":". */
void ui_exec(struct ui *u, const char *line);
void ui_undo_steps(struct ui *u, int n, bool redo);
void ui_write(struct ui *u, const char *path);
/* Leave for another document, "": a new one. */
void ui_go_on_with(struct ui *u, const char *path);
/* It can be opened, or (why) it cannot. */
void ui_openable(struct ui *u, const char *why);
/* A file beside the document's with another ending: NAME.TAIL. */
void ui_suggest_path(const struct ui_state *s, const char *tail, char *out,
                     size_t size);
void ui_find(struct ui *u, int dir, bool here);
/* Add copies of the tasks in this JSON, one or a list; false: it is none. */
/* A mouse button or wheel. */
void ui_mouse(struct ui *u, const struct ui_mouse *e);
/* Say what runs at the time cursor. */
void ui_tell_time(struct ui *u);
/* Link mode: s->line has changed. */
void ui_link_typed(struct ui *u);

/* The lane keys act on: the selected one, or in the other panes the resource
 * that the selected task waits for, else the most used one of its node. */
bool ui_target_lane(const struct ui_state *s, const struct ui_model *m,
                    struct ui_lane *lane);

/* --- run and off functions of the table ------------------------------------ */

/* clang-format off */
#define UI_RUNS(X) \
    /* rows */ \
    X(next) X(prev) X(first) X(last) X(half_down) X(half_up) X(page_down) \
    X(page_up) \
    /* time */ \
    X(time_left) X(time_right) X(pan_left) X(pan_right) X(zoom_in) \
    X(zoom_out) X(zoom_fit) X(zoom_selection) \
    /* rows of the time line */ \
    X(rows) X(stage_fold) X(stage_fold_all) X(stage_open_all) \
    /* panes */ \
    X(pane_next) X(pane_prev) X(pane_1) X(pane_2) X(pane_3) X(pane_4) \
    X(whole) X(view) X(fold) X(fold_all) X(unfold_all) \
    /* the graph */ \
    X(graph_left) X(graph_right) X(graph_pan_left) X(graph_pan_right) \
    X(graph_pan_up) X(graph_pan_down) X(graph_larger) X(graph_smaller) \
    X(graph_fit) X(graph_turn) X(graph_fold) X(graph_fold_all) \
    X(graph_open_all) X(graph_fold_auto) X(graph_focus) X(graph_wider) \
    X(graph_narrower) X(graph_implied) X(graph_tidy) \
    /* links and the chain */ \
    X(chain_next) X(chain_prev) X(goto_pred) X(goto_succ) X(back) X(why) \
    /* edits */ \
    X(add) X(add_succ) X(add_pred) X(edit) X(del) X(link_to) X(link_from) \
    X(unlink) X(copy) X(paste) X(cap_up) X(cap_down) X(cap_double) X(cap_halve) X(cap_type) \
    X(undo) X(redo) \
    /* marks */ \
    X(mark) X(mark_range) X(mark_invert) \
    /* searching */ \
    X(search) X(search_next) X(search_prev) X(filter) X(solve) X(stop) \
    /* scenarios */ \
    X(scenario_save) X(scenario_next) X(scenario_prev) X(compare) X(baseline) \
    X(scenarios) X(scenario_enter) X(scenario_sort) X(scenario_baseline) \
    X(scenario_delete) \
    X(sweep) X(sweep_all) X(sweep_apply) X(sweep_save) X(sweep_copy) \
    X(sweep_close) \
    /* files and the rest */ \
    X(command) X(help) X(write) X(export_plan) X(export_path) X(export_copy) X(quit) X(redraw) X(suspend) \
    X(escape) \
    /* nothing lost: ui/recover.h */ \
    X(recover) X(recover_view) X(recover_discard) X(recover_later) \
    X(reload) X(merge) X(write_mine) X(write_over) \
    /* rows being typed */ \
    X(row_enter) X(row_next) X(row_prev) X(row_down) X(row_up) X(row_cancel) \
    /* forms */ \
    X(editor) X(past) X(past_goto) X(form) X(form_enter) X(form_tab) X(form_next) X(form_prev) \
    X(form_choice) X(form_choice_back) X(form_cancel) X(pick_edit) \
    /* lines */ \
    X(line_enter) X(line_tab) X(line_back_tab) X(line_older) X(line_newer) \
    X(line_cancel) \
    /* link mode */ \
    X(link_next) X(link_prev) X(link_enter) X(link_cancel) X(link_search) \
    X(link_page_down) X(link_page_up) \
    /* popups */ \
    X(pop_next) X(pop_prev) X(pop_page_down) X(pop_page_up) X(pop_first) \
    X(pop_last) X(pop_close) X(pick_enter) X(chain_enter) X(help_search) \
    X(quit_write) X(quit_discard) X(race) X(race_adopt)
/* clang-format on */

#define X(name) void ui_run_##name(struct ui *u, int count);
UI_RUNS(X)
#undef X

const char *ui_off_no_task(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_copy(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_empty(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_plan(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_lane(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_entry(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_pred(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_succ(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_scenario(const struct ui_state *s,
                               const struct ui_model *m);
const char *ui_off_no_link(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_undo(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_redo(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_search(const struct ui_state *s,
                             const struct ui_model *m);
const char *ui_off_not_searching(const struct ui_state *s,
                                 const struct ui_model *m);
const char *ui_off_no_back(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_problem(const struct ui_state *s,
                              const struct ui_model *m);
const char *ui_off_optimal(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_time(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_stages(const struct ui_state *s,
                             const struct ui_model *m);
const char *ui_off_no_graph(const struct ui_state *s, const struct ui_model *m);
const char *ui_off_no_focus(const struct ui_state *s, const struct ui_model *m);

#endif
