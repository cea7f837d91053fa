/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/keys.h"

#include <stdio.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/view.h"

#define GRAPH UI_CTX_GRAPH
#define TASKS UI_CTX_TASKS
#define NODES UI_CTX_NODES
#define PANES UI_CTX_PANES
#define ROW   UI_CTX_ROW
#define LINE  UI_CTX_LINE
#define FORM  UI_CTX_FORM
#define LINK  UI_CTX_LINK
#define PICK  UI_CTX_PICK
#define CHAIN UI_CTX_CHAIN
#define HELP  UI_CTX_HELP
#define QUIT  UI_CTX_QUIT
#define ITEMS (UI_CTX_GRAPH | UI_CTX_TASKS) /* a task is selected */
#define TIMES (UI_CTX_TASKS | UI_CTX_NODES | UI_CTX_WHY)
#define FOUND UI_CTX_FOUND
#define CHNGD UI_CTX_CHANGED
#define SWEEP UI_CTX_SWEEP
#define SCENS UI_CTX_SCENARIOS
#define RACE  UI_CTX_RACE
#define LISTS (UI_CTX_PICK | UI_CTX_CHAIN | UI_CTX_PAST | UI_CTX_EXPORT | UI_CTX_HELP | \
    SWEEP | SCENS | RACE)

/* clang-format off */
static const struct ui_command table[] = {
    /* editing */
    { "add", "a", ITEMS | NODES, 1, "add",
      "add a task below this row, or in the node pane a node", ui_run_add,
      NULL },
    { "add-successor", "o", ITEMS, 0, "add after",
      "add a task that runs after this one", ui_run_add_succ,
      ui_off_no_task },
    { "add-predecessor", "O", ITEMS, 0, "add before",
      "add a task that runs before this one", ui_run_add_pred,
      ui_off_no_task },
    { "edit", "Enter", ITEMS | NODES, 2, "edit",
      "edit the row in place; Tab goes from field to field", ui_run_edit,
      ui_off_no_entry },
    { "form", "e", ITEMS | NODES, 0, "all fields",
      "edit every field of it in a form; of all marked tasks at once",
      ui_run_form, ui_off_no_entry },
    { "editor", "E", ITEMS, 0, "as text",
      "edit the task, or all marked ones, as JSON in $VISUAL or $EDITOR",
      ui_run_editor, ui_off_no_task },
    { "delete", "d", ITEMS | NODES, 0, "delete",
      "delete the task or node; u brings it back", ui_run_del,
      ui_off_no_entry },
    { "mark", "Space", ITEMS, 0, "mark",
      "mark the task, or end a range; what follows acts on all marked tasks",
      ui_run_mark, ui_off_no_task },
    { "mark-range", "v", ITEMS, 0, "mark a range",
      "mark from here to where you move; v again ends the range",
      ui_run_mark_range, ui_off_no_task },
    { "mark-invert", "*", ITEMS, 0, "invert marks",
      "mark every task shown that is not, and unmark the others",
      ui_run_mark_invert, ui_off_no_task },
    { "copy", "y", ITEMS, 0, "copy",
      "copy the task, or the marked ones, as JSON: for P, and for the "
      "clipboard of the terminal", ui_run_copy, ui_off_no_task },
    { "paste", "P", ITEMS, 0, "paste",
      "paste what was copied as new tasks; JSON that comes from the terminal "
      "is taken the same way", ui_run_paste, ui_off_no_copy },
    { "link", ">", ITEMS, 3, "link",
      "link to a task that runs after this one", ui_run_link_to,
      ui_off_no_task },
    { "link-from", "<", ITEMS, 3, "link",
      "link from a task that runs before this one", ui_run_link_from,
      ui_off_no_task },
    { "unlink", "x", ITEMS, 0, "unlink",
      "remove one of this task's links, from a list", ui_run_unlink,
      ui_off_no_link },
    { "capacity-down", "[", ITEMS | NODES, 4, "capacity",
      "one less of the resource under the cursor, or of the one this task "
      "waits for; with a count that many", ui_run_cap_down, ui_off_no_lane },
    { "capacity-up", "]", ITEMS | NODES, 4, "capacity",
      "one more of it; with a count that many", ui_run_cap_up,
      ui_off_no_lane },
    { "capacity-halve", "{", ITEMS | NODES, 0, "halve", "half of it",
      ui_run_cap_halve, ui_off_no_lane },
    { "capacity-double", "}", ITEMS | NODES, 0, "double", "twice of it",
      ui_run_cap_double, ui_off_no_lane },
    { "less", "-", NODES, 0, "less", "one less, as [", ui_run_cap_down,
      ui_off_no_lane },
    { "more", "+", NODES, 0, "more", "one more, as ]", ui_run_cap_up,
      ui_off_no_lane },
    { "capacity", "c", NODES, 5, "type",
      "type the capacity; digits do the same", ui_run_cap_type,
      ui_off_no_lane },
    { "fold", "z,a", NODES, 6, "unfold",
      "show each resource of this node, each copy, one line again",
      ui_run_fold, ui_off_no_lane },
    { "fold-all", "z,M", NODES, 0, "fold all", "one line for each node",
      ui_run_fold_all, NULL },
    { "unfold-all", "z,R", NODES, 0, "unfold all",
      "a line for each resource of every node", ui_run_unfold_all, NULL },
    { "undo", "u", PANES, 10, "undo",
      "undo; the plan of before returns with it", ui_run_undo,
      ui_off_no_undo },
    { "redo", "U Ctrl-R", PANES, 0, "redo", "redo", ui_run_redo,
      ui_off_no_redo },
    { "history", "g,u", PANES, 0, "history",
      "what was done, with the makespan after it; Enter goes back to a step",
      ui_run_past, NULL },

    /* moving */
    { "next", "j Down", PANES, 0, "down", "next row", ui_run_next, NULL },
    { "previous", "k Up", PANES, 0, "up", "previous row", ui_run_prev, NULL },
    { "first", "g,g Home", PANES, 0, "first",
      "first row, or with a count that row", ui_run_first, NULL },
    { "last", "G End", PANES, 0, "last",
      "last row, or with a count that row", ui_run_last, NULL },
    { "half-page-down", "Ctrl-D", PANES, 0, "half page down",
      "half a screen down", ui_run_half_down, NULL },
    { "half-page-up", "Ctrl-U", PANES, 0, "half page up",
      "half a screen up", ui_run_half_up, NULL },
    { "page-down", "PgDn Ctrl-F", PANES, 0, "page down",
      "a screen down", ui_run_page_down, NULL },
    { "page-up", "PgUp Ctrl-B", PANES, 0, "page up",
      "a screen up", ui_run_page_up, NULL },
    { "time-left", "h Left", TASKS | NODES, 0, "time cursor",
      "move the time cursor left; Esc hides it; in rows of nodes go to the "
      "task before", ui_run_time_left,
      ui_off_no_time },
    { "time-right", "l Right", TASKS | NODES, 0, "time cursor",
      "move the time cursor right; in rows of nodes go to the next task", ui_run_time_right,
      ui_off_no_time },
    { "goto-predecessor", "(", ITEMS, 0, "predecessors",
      "go to a predecessor; a list if there are several", ui_run_goto_pred,
      ui_off_no_pred },
    { "goto-successor", ")", ITEMS, 0, "successors",
      "go to a successor; a list if there are several", ui_run_goto_succ,
      ui_off_no_succ },
    { "back", "`", ITEMS, 0, "back", "back to where the last jump started",
      ui_run_back, ui_off_no_back },
    { "chain-next", "c", ITEMS, 0, "critical",
      "next task on the chain that fixes the makespan", ui_run_chain_next,
      ui_off_no_plan },
    { "chain-previous", "C", ITEMS, 0, "critical",
      "previous task on that chain", ui_run_chain_prev, ui_off_no_plan },
    { "find", "/", PANES, 8, "find",
      "search tasks by id, name, or what they are: node:gpu crit dur>5",
      ui_run_search, ui_off_empty },
    { "filter", "f", PANES, 0, "filter",
      "show only such tasks; Esc shows all again", ui_run_filter,
      ui_off_empty },
    { "find-next", "n", ITEMS, 0, "next match", "next match",
      ui_run_search_next, ui_off_no_search },
    { "find-previous", "N", ITEMS, 0, "previous match", "previous match",
      ui_run_search_prev, ui_off_no_search },

    /* panes, time */
    { "pane-next", "Tab", PANES, 9, "pane", "next pane", ui_run_pane_next,
      NULL },
    { "pane-previous", "Shift-Tab", PANES, 0, "pane", "previous pane",
      ui_run_pane_prev, NULL },
    { "pane-graph", "g,1", PANES, 0, "graph",
      "to the graph; to a view that has it", ui_run_pane_1, NULL },
    { "pane-tasks", "g,2", PANES, 0, "tasks",
      "to the tasks; to a view that has them", ui_run_pane_2, NULL },
    { "pane-nodes", "g,3", PANES, 0, "nodes", "to the nodes", ui_run_pane_3,
      NULL },
    { "pane-why", "g,4", PANES, 0, "why", "to the text that says why",
      ui_run_pane_4, NULL },
    { "maximise", "m", PANES, 0, "maximise",
      "give this pane the whole screen, and back", ui_run_whole, NULL },
    { "view", "V", PANES, 0, "view",
      "next view: rail and time line, graph and time line, graph alone, time "
      "line alone", ui_run_view, NULL },
    { "rows", "t", PANES, 0, "rows",
      "rows of the time line: tasks, stages (tasks of one kind), nodes (where "
      "h and l go along a row); 1 t, 2 t, 3 t", ui_run_rows, ui_off_no_time },
    { "stage-fold", "z,a", TASKS, 0, "fold",
      "rows by stage: open the stage, or fold it again", ui_run_stage_fold,
      ui_off_no_stages },
    { "stage-fold-all", "z,M", TASKS, 0, "fold all", "fold all stages",
      ui_run_stage_fold_all, ui_off_no_stages },
    { "stage-open-all", "z,R", TASKS, 0, "open all", "open all stages",
      ui_run_stage_open_all, ui_off_no_stages },
    { "zoom-in", "+", TASKS | UI_CTX_WHY, 0, "zoom",
      "show less time, in more detail", ui_run_zoom_in, ui_off_no_time },
    { "zoom-out", "-", TASKS | UI_CTX_WHY, 0, "zoom",
      "show more time", ui_run_zoom_out, ui_off_no_time },
    { "zoom-fit", "0", TIMES, 0, "zoom", "fit the whole plan",
      ui_run_zoom_fit, ui_off_no_time },
    { "zoom-selection", "z,z", TIMES, 0, "zoom",
      "fit the selected task, or the marked ones, from when they are ready to "
      "the end of their float", ui_run_zoom_selection, ui_off_no_time },
    { "pan-left", "H Shift-Left", TIMES, 0, "pan",
      "half a window earlier", ui_run_pan_left, ui_off_no_time },
    { "pan-right", "L Shift-Right", TIMES, 0, "pan",
      "half a window later", ui_run_pan_right, ui_off_no_time },

    /* the graph */
    { "graph-left", "h Left", GRAPH, 0, "left",
      "next box to the left: back along the links where they run to the "
      "right", ui_run_graph_left, NULL },
    { "graph-right", "l Right", GRAPH, 0, "right",
      "next box to the right", ui_run_graph_right, NULL },
    { "graph-pan-left", "H Shift-Left", GRAPH, 0, "pan",
      "half a pane to the left", ui_run_graph_pan_left, ui_off_no_graph },
    { "graph-pan-down", "J Shift-Down", GRAPH, 0, "pan",
      "half a pane down", ui_run_graph_pan_down, ui_off_no_graph },
    { "graph-pan-up", "K Shift-Up", GRAPH, 0, "pan",
      "half a pane up", ui_run_graph_pan_up, ui_off_no_graph },
    { "graph-pan-right", "L Shift-Right", GRAPH, 0, "pan",
      "half a pane to the right", ui_run_graph_pan_right, ui_off_no_graph },
    { "graph-larger", "+", GRAPH, 11, "zoom",
      "from dots to names, to cards, to a focus on the selected task",
      ui_run_graph_larger, ui_off_no_graph },
    { "graph-smaller", "-", GRAPH, 11, "zoom", "the other way",
      ui_run_graph_smaller, ui_off_no_graph },
    { "graph-fit", "0", GRAPH, 0, "fit",
      "the largest boxes with which the whole graph fits", ui_run_graph_fit,
      ui_off_no_graph },
    { "graph-turn", "|", PANES, 0, "turn",
      "the graph from left to right, or from top to bottom",
      ui_run_graph_turn, ui_off_no_graph },
    { "graph-fold", "z,a", GRAPH, 6, "fold",
      "open the selected stage, or fold the stage of the selected task",
      ui_run_graph_fold, ui_off_no_graph },
    { "graph-fold-all", "z,M", GRAPH, 0, "fold all", "fold all stages",
      ui_run_graph_fold_all, ui_off_no_graph },
    { "graph-open-all", "z,R", GRAPH, 0, "open all", "open all stages",
      ui_run_graph_open_all, ui_off_no_graph },
    { "graph-fold-auto", "z,A", GRAPH, 0, "as it was",
      "fold stages only if there are more than 60 tasks in sight",
      ui_run_graph_fold_auto, ui_off_no_graph },
    { "graph-focus", "z,f", GRAPH, 6, "focus",
      "show only what is within 2 links of the selected task, or as many as "
      "the count says; again shows all", ui_run_graph_focus,
      ui_off_no_graph },
    { "focus", "z,f", TASKS, 0, "focus", "the same in the graph beside",
      ui_run_graph_focus, ui_off_no_graph },
    { "graph-wider", "z,+", ITEMS, 0, "wider", "a link farther around it",
      ui_run_graph_wider, ui_off_no_focus },
    { "graph-narrower", "z,-", ITEMS, 0, "narrower", "a link less around it",
      ui_run_graph_narrower, ui_off_no_focus },
    { "graph-implied", "z,i", ITEMS, 0, "implied",
      "show links that other links imply, and hide them again",
      ui_run_graph_implied, ui_off_no_graph },
    { "graph-tidy", "z,t", ITEMS, 0, "tidy",
      "lay the graph out anew, with nothing kept of how it stands",
      ui_run_graph_tidy, ui_off_no_graph },

    /* the plan */
    { "why", "w", PANES, 7, "why",
      "the chain of links and waits that fixes the makespan", ui_run_why,
      ui_off_no_plan },
    { "solve", "R", PANES, 0, "solve longer", "search again, three times as "
      "long, for a better plan or a proof", ui_run_solve, ui_off_optimal },
    { "race", "g,r", PANES, 0, "race",
      "every engine on this plan, side by side; a number before it is how many "
      "seconds each has", ui_run_race, ui_off_no_problem },
    { "stop", "Ctrl-C", PANES, 0, "stop",
      "stop the search and keep the best plan", ui_run_stop,
      ui_off_not_searching },

    /* what-if */
    { "scenario-save", "S", PANES, 0, "save scenario",
      "make what is being tried a scenario; what it was tried on is as before",
      ui_run_scenario_save, NULL },
    { "scenario-next", ".", PANES, 0, "scenario",
      "show the next scenario in place; after the last one the base",
      ui_run_scenario_next, ui_off_no_scenario },
    { "scenario-previous", ",", PANES, 0, "scenario",
      "show the previous scenario", ui_run_scenario_prev,
      ui_off_no_scenario },
    { "scenarios", "s", PANES, 0, "scenarios",
      "the table of the base and all scenarios", ui_run_scenarios,
      ui_off_no_scenario },
    { "sweep-capacity", "p", TASKS | NODES, 0, "sweep",
      "plans for less and more of the capacity under the cursor, or of the "
      "one this task waits for", ui_run_sweep, ui_off_no_lane },
    { "compare", "=", PANES, 0, "compare",
      "compare with the baseline, or no longer: where bars were, and how much "
      "later each task ends", ui_run_compare, NULL },
    { "baseline", "b", PANES, 0, "baseline",
      "compare with what is shown now", ui_run_baseline, NULL },

    /* files and the rest */
    { "command", ":", PANES, 0, "command",
      "type a command or an edit line; Tab completes", ui_run_command, NULL },
    { "write", "W Ctrl-S", PANES, 0, "write", "write the document",
      ui_run_write, NULL },
    { "export", "X", PANES, 0, "export",
      "write the plan in another format: a list of them", ui_run_export_plan,
      NULL },
    { "help", "?", PANES, 90, "help", "all keys; / searches them",
      ui_run_help, NULL },
    { "quit", "q Z,Z", PANES, 0, "quit",
      "leave; asks if something is not written", ui_run_quit, NULL },
    { "escape", "Esc", PANES, 0, "leave",
      "hide the time cursor, drop a count, leave a full-screen pane, take back "
      "the capacities being tried",
      ui_run_escape, NULL },
    { "redraw", "Ctrl-L",
      PANES | ROW | FORM | LINE | LINK | LISTS | QUIT | FOUND | CHNGD, 0,
      "redraw", "draw the whole screen again", ui_run_redraw, NULL },
    { "suspend", "Ctrl-Z", PANES, 0, "suspend",
      "stop the program; fg in the shell continues", ui_run_suspend, NULL },

    /* a row being typed */
    { "row-accept", "Enter", ROW, 1, "accept",
      "take the row: one undo step, planned at once", ui_run_row_enter,
      NULL },
    { "row-field", "Tab", ROW, 2, "next field",
      "next field; completes what was begun", ui_run_row_next, NULL },
    { "row-field-back", "Shift-Tab", ROW, 0, "previous field",
      "previous field", ui_run_row_prev, NULL },
    { "row-choice", "Ctrl-N Down", ROW, 3, "choices",
      "put in the next of the choices", ui_run_row_down, NULL },
    { "row-choice-back", "Ctrl-P Up", ROW, 0, "choices",
      "put in the previous of the choices", ui_run_row_up, NULL },
    { "row-cancel", "Esc Ctrl-C", ROW, 4, "give up",
      "give up; the text stays in the history of :", ui_run_row_cancel,
      NULL },

    /* a form */
    { "form-accept", "Enter", FORM, 1, "accept",
      "take the form: one undo step, planned at once", ui_run_form_enter,
      NULL },
    { "form-next", "Tab", FORM, 2, "next field",
      "complete what was begun, or go to the next field", ui_run_form_tab,
      NULL },
    { "form-down", "Down", FORM, 0, "next field", "next field",
      ui_run_form_next, NULL },
    { "form-up", "Shift-Tab Up", FORM, 0, "previous field",
      "previous field", ui_run_form_prev, NULL },
    { "form-choice", "Ctrl-N", FORM, 3, "choices",
      "put in the next of the choices", ui_run_form_choice, NULL },
    { "form-choice-back", "Ctrl-P", FORM, 0, "choices",
      "put in the previous of the choices", ui_run_form_choice_back, NULL },
    { "form-cancel", "Esc Ctrl-C", FORM, 4, "give up",
      "give up; the text stays in the history of :", ui_run_form_cancel,
      NULL },

    /* the line at the bottom */
    { "line-accept", "Enter", LINE, 1, "accept", "take the line",
      ui_run_line_enter, NULL },
    { "line-complete", "Tab", LINE, 2, "complete",
      "complete the word, then the next choice", ui_run_line_tab, NULL },
    { "line-complete-back", "Shift-Tab", LINE, 0, "complete",
      "the choice before", ui_run_line_back_tab, NULL },
    { "line-older", "Up Ctrl-P", LINE, 3, "history",
      "the line typed before this one", ui_run_line_older, NULL },
    { "line-newer", "Down Ctrl-N", LINE, 0, "history",
      "the line typed after it", ui_run_line_newer, NULL },
    { "line-cancel", "Esc Ctrl-C", LINE, 4, "leave", "leave it",
      ui_run_line_cancel, NULL },

    /* the other end of a link */
    { "link-next", "j Down", LINK, 2, "move", "next task", ui_run_link_next,
      NULL },
    { "link-previous", "k Up", LINK, 2, "move", "previous task",
      ui_run_link_prev, NULL },
    { "link-page-down", "PgDn Ctrl-D", LINK, 0, "page down", "a screen down",
      ui_run_link_page_down, NULL },
    { "link-page-up", "PgUp Ctrl-U", LINK, 0, "page up", "a screen up",
      ui_run_link_page_up, NULL },
    { "link-name", "/", LINK, 3, "type a name",
      "type a name; letters other than j and k begin one too",
      ui_run_link_search, NULL },
    { "link-accept", "Enter > <", LINK, 1, "link",
      "make the link; x marks tasks that would close a cycle",
      ui_run_link_enter, NULL },
    { "link-cancel", "Esc q Ctrl-C", LINK, 4, "give up", "no link",
      ui_run_link_cancel, NULL },

    /* lists */
    { "list-next", "j Down", LISTS | FOUND, 1, "move", "next line", ui_run_pop_next,
      NULL },
    { "list-previous", "k Up", LISTS | FOUND, 1, "move", "previous line",
      ui_run_pop_prev, NULL },
    { "list-page-down", "PgDn Ctrl-D Ctrl-F Space", LISTS | FOUND, 0, "page down",
      "a page down", ui_run_pop_page_down, NULL },
    { "list-page-up", "PgUp Ctrl-U Ctrl-B", LISTS | FOUND, 0, "page up",
      "a page up", ui_run_pop_page_up, NULL },
    { "list-first", "g,g Home", LISTS | FOUND, 0, "first", "first line",
      ui_run_pop_first, NULL },
    { "list-last", "G End", LISTS | FOUND, 0, "last", "last line", ui_run_pop_last,
      NULL },
    { "pick", "Enter", PICK, 2, "choose", "take this one", ui_run_pick_enter,
      NULL },
    { "pick-edit", "e", PICK, 2, "edit the link",
      "edit the lag and data of this link", ui_run_pick_edit, NULL },
    { "chain-goto", "Enter", CHAIN, 2, "go there", "go to this task",
      ui_run_chain_enter, NULL },
    { "export-path", "Enter", UI_CTX_EXPORT, 2, "write to",
      "ask for the file and write it in this format", ui_run_export_path,
      NULL },
    { "export-copy", "y", UI_CTX_EXPORT, 2, "copy",
      "copy it to the terminal's clipboard", ui_run_export_copy, NULL },
    { "past-goto", "Enter", UI_CTX_PAST, 2, "go there",
      "undo or redo to this step", ui_run_past_goto, NULL },
    { "race-adopt", "Enter", RACE, 2, "take its plan",
      "make the plan of this engine the current one", ui_run_race_adopt, NULL },
    { "race-again", "r", RACE, 3, "again", "race again", ui_run_race, NULL },
    { "help-search", "/", HELP, 2, "search", "show only keys whose text has "
      "these letters", ui_run_help_search, NULL },
    { "sweep-apply", "Enter", SWEEP, 2, "apply",
      "set the capacity to this", ui_run_sweep_apply, NULL },
    { "sweep-save", "S", SWEEP, 2, "save as scenario",
      "set it to this and make a scenario of it", ui_run_sweep_save, NULL },
    { "sweep-copy", "y", SWEEP, 2, "copy",
      "copy the table, with tabs between its columns", ui_run_sweep_copy,
      NULL },
    { "sweep-all", "a", SWEEP, 2, "all",
      "the cheapest step of every capacity that makes the plan shorter",
      ui_run_sweep_all, ui_off_no_plan },
    { "sweep-close", "Esc q Ctrl-C", SWEEP, 3, "close", "close the sweep",
      ui_run_sweep_close, NULL },
    { "scenario-show", "Enter", SCENS, 2, "show", "show this scenario",
      ui_run_scenario_enter, NULL },
    { "scenario-sort", "o", SCENS, 2, "sort",
      "sort by makespan, by cost, by use, as in the document",
      ui_run_scenario_sort, NULL },
    { "scenario-baseline", "b", SCENS, 2, "baseline",
      "compare with this one", ui_run_scenario_baseline, NULL },
    { "scenario-delete", "d", SCENS, 2, "delete",
      "delete this scenario; u brings it back", ui_run_scenario_delete,
      NULL },
    { "list-close", "Esc q Ctrl-C", LISTS & ~SWEEP, 3, "close", "close the list",
      ui_run_pop_close, NULL },

    /* unsaved changes */
    { "quit-write", "w y Enter", QUIT, 1, "write and leave",
      "write the document, then leave", ui_run_quit_write, NULL },
    { "quit-discard", "d n", QUIT, 2, "discard and leave",
      "leave without writing", ui_run_quit_discard, NULL },
    { "quit-cancel", "Esc q Ctrl-C", QUIT, 3, "stay", "stay",
      ui_run_pop_close, NULL },

    /* unwritten commands of before */
    { "recover", "r Enter", FOUND, 1, "recover",
      "do the commands again; each can be undone", ui_run_recover, NULL },
    { "recover-view", "v", FOUND, 2, "view",
      "show the commands, and hide them again", ui_run_recover_view, NULL },
    { "recover-discard", "d", FOUND, 3, "discard",
      "forget them, and begin with the file as it is",
      ui_run_recover_discard, NULL },
    { "recover-later", "q Ctrl-C", FOUND, 4, "leave",
      "leave; the question comes again next time", ui_run_recover_later,
      NULL },

    /* the file was changed by another program */
    { "changed-reload", "r", CHNGD, 1, "reload",
      "take the file as it is, and drop what was not written",
      ui_run_reload, NULL },
    { "changed-merge", "a", CHNGD, 2, "apply mine to it",
      "take the file as it is, and do the unwritten commands on top of it",
      ui_run_merge, NULL },
    { "changed-mine", "m", CHNGD, 3, "mine to a file of its own",
      "write this document to NAME.mine.json", ui_run_write_mine, NULL },
    { "changed-overwrite", "o", CHNGD, 4, "overwrite",
      "write this document over the file", ui_run_write_over, NULL },
    { "changed-cancel", "Esc q Ctrl-C", CHNGD, 5, "not now",
      "write nothing now", ui_run_pop_close, NULL },

    { NULL, NULL, 0, 0, NULL, NULL, NULL, NULL }
};
/* clang-format on */

const struct ui_command *ui_commands(void)
{
    return table;
}

enum ui_context ui_context(const struct ui_state *s)
{
    switch (s->mode) {
    case UI_MODE_ROW:
        return UI_CTX_ROW;
    case UI_MODE_FORM:
        return UI_CTX_FORM;
    case UI_MODE_LINE:
        return UI_CTX_LINE;
    case UI_MODE_LINK:
        return UI_CTX_LINK;
    case UI_MODE_PICK:
        return UI_CTX_PICK;
    case UI_MODE_CHAIN:
        return UI_CTX_CHAIN;
    case UI_MODE_PAST:
        return UI_CTX_PAST;
    case UI_MODE_RACE:
        return UI_CTX_RACE;
    case UI_MODE_EXPORT:
        return UI_CTX_EXPORT;
    case UI_MODE_HELP:
        return UI_CTX_HELP;
    case UI_MODE_SWEEP:
        return UI_CTX_SWEEP;
    case UI_MODE_SCENARIOS:
        return UI_CTX_SCENARIOS;
    case UI_MODE_QUIT:
        return UI_CTX_QUIT;
    case UI_MODE_FOUND:
        return UI_CTX_FOUND;
    case UI_MODE_CHANGED:
        return UI_CTX_CHANGED;
    case UI_MODE_NORMAL:
        break;
    }
    return ui_pane(s->pane)->context;
}

const struct ui_command *ui_command_find(const char *name, size_t len,
                                         unsigned contexts)
{
    for (const struct ui_command *c = table; c->name; c++)
        if ((c->contexts & contexts) && strlen(c->name) == len &&
            strncmp(c->name, name, len) == 0)
            return c;
    return NULL;
}

void ui_run(struct ui *u, const struct ui_command *cmd, int count)
{
    const char *why = cmd->off ? cmd->off(u->s, u->m) : NULL;

    if (!why)
        cmd->run(u, count);
    else
        ui_say(u, UI_WARN, "%s: %s", cmd->hint, why);
}
