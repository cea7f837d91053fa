/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/ui.h - the interface without a terminal: state, events, effects.
 *
 *     event -> ui_update() -> effects for the loop (save, search, quit)
 *                  |
 *              ui_view() -> cells
 *
 * Both are pure: no curses, clock, file or process. The state holds indices
 * and typed text, never a pointer into the plan; all changes of the plan are
 * edit lines that go through the model. */
#ifndef UI_UI_H
#define UI_UI_H

#include "io/journal.h"
#include "ui/cells.h"
#include "ui/key.h"
#include "ui/line.h"
#include "ui/model.h"
#include "ui/query.h"
#include "ui/settings.h"

#define UI_MIN_W    40
#define UI_MIN_H    10
#define UI_WIDE     120 /* columns from which on there is room for more */
#define UI_TALL     30  /* lines */
#define UI_PORTRAIT 48  /* lines from which on a graph stands above the table */

/* --- events -------------------------------------------------------------- */

struct race_board; /* worker/race.h */

enum ui_event_kind {
    UI_EV_KEY,
    UI_EV_PASTE, /* text: to be taken as typed */
    UI_EV_MOUSE, /* mouse */
    UI_EV_RESIZE,
    UI_EV_TICK,   /* only time has passed */
    UI_EV_IDLE,   /* nothing is waiting: see ui/job.h */
    UI_EV_SEARCH, /* a search of generation gen has started */
    UI_EV_PLAN,   /* it found a plan: place, nplace, engine */
    UI_EV_BOUND,  /* it proved a bound, thousandths: bound, engine */
    UI_EV_RACE,   /* how the engines are doing: board */
    UI_EV_ADOPT,  /* a plan that was chosen there: place, nplace, engine, gen */
    UI_EV_DONE,   /* it has ended: status, text says why */
    UI_EV_FAILED, /* it could not work: text */
    UI_EV_SAVED,  /* a UI_FX_SAVE or UI_FX_EXPORT was done (rc, text: the path
                     or the reason it was not) */
    UI_EV_FOUND,  /* commands that were not written before: found, text */
    UI_EV_HELD,   /* another program has the document: text says which; NULL:
                     no more */
    UI_EV_DOC,    /* the document is now doc: saved, text tells of it */
    UI_EV_NOTICE, /* text, something to know */
    UI_EV_OPENABLE, /* of a UI_FX_OPEN: rc, and text: why not */
    UI_EV_EDITED    /* the editor has ended: text; rc: it could not be used, and
                     text says why */
};

enum ui_button {
    UI_BUTTON_LEFT,
    UI_BUTTON_MIDDLE,
    UI_BUTTON_RIGHT,
    UI_WHEEL_UP,
    UI_WHEEL_DOWN,
    UI_WHEEL_LEFT,
    UI_WHEEL_RIGHT
};
enum ui_mouse_act { UI_PRESS, UI_DRAG, UI_RELEASE };

struct ui_mouse {
    enum ui_button button;
    enum ui_mouse_act act;
    int x, y;
    uint32_t mods; /* UI_SHIFT | UI_CTRL | UI_ALT */
    /* what is there on the screen that was drawn last: ui_hot_at() */
    struct ui_hot hot;
    int pane;
};

struct ui_event {
    enum ui_event_kind kind;
    int64_t now; /* milliseconds of a clock that never goes back */
    uint32_t key;
    struct ui_mouse mouse;
    const char *text; /* borrowed for the call */
    int w, h;
    uint64_t gen;
    const struct weft_place *place;
    size_t nplace;
    int64_t bound;
    enum weft_status status;
    const char *engine;
    const struct race_board *board;
    enum weft_rc rc;
    bool exported; /* UI_EV_SAVED of an export: the document stays unsaved */
    bool changed;  /* UI_EV_SAVED: not written, the file is another by now */
    const struct weft_loaded *found; /* borrowed until recovered or discarded */
    struct weft_plan *doc;           /* borrowed until the next one */
    bool saved;                      /* doc: see ui_model_swap() */
};

/* --- effects: what the loop is to do ------------------------------------- */

enum ui_fx_bit {
    UI_FX_QUIT = 1u << 0,
    UI_FX_SAVE = 1u << 1,   /* write the document to path */
    UI_FX_EXPORT = 1u << 2, /* write it with its schedule to path */
    UI_FX_SEARCH = 1u << 3, /* search from the model's plan, soon */
    UI_FX_STOP = 1u << 4,   /* stop searching */
    UI_FX_SUSPEND = 1u << 5,
    UI_FX_REDRAW = 1u << 6,   /* the whole screen */
    UI_FX_SETTINGS = 1u << 7, /* the state's settings have changed */
    UI_FX_COPY = 1u << 8,     /* copied to the clipboard: the state's reg */
    UI_FX_FORCE = 1u << 9,    /* with SAVE: whatever there is by now */
    UI_FX_RECOVER = 1u << 10, /* what was found */
    UI_FX_DISCARD = 1u << 11, /* that */
    UI_FX_RELOAD = 1u << 12,  /* the document as it is on disk */
    UI_FX_MERGE = 1u << 13,   /* that, and the unwritten commands on top */
    UI_FX_OPEN = 1u << 21,    /* can the document at path be opened? */
    UI_FX_EDITOR = 1u << 20,  /* the state's text in the user's editor */
    UI_FX_DUMP = 1u << 14,    /* the screen as text to path */
    UI_FX_RACE = 1u << 15,    /* run every engine, for `seconds`; 0: as usual.
                                 It ends when the mode does */
    UI_FX_ADOPT = 1u << 16    /* hand over the plan of the race's `row` */
};

#define UI_PATH_MAX 4096

struct ui_fx {
    unsigned bits;
    char path[UI_PATH_MAX];
    int row;
    int64_t seconds; /* UI_FX_SEARCH: how long; 0: as usual, -k: k times that */
};

/* --- state --------------------------------------------------------------- */

enum ui_pane {
    UI_PANE_GRAPH,
    UI_PANE_TASKS,
    UI_PANE_NODES,
    UI_PANE_WHY,
    UI_PANES
};

/* What the table of scenarios is sorted by. */
enum ui_table_sort {
    UI_SORT_NONE,
    UI_SORT_MAKESPAN,
    UI_SORT_COST,
    UI_SORT_USE,
    UI_SORTS
};

/* What the keys go to. */
enum ui_mode {
    UI_MODE_NORMAL,
    UI_MODE_ROW,    /* the fields of a task or node, in its row */
    UI_MODE_FORM,   /* a form over the screen */
    UI_MODE_LINE,   /* the line at the bottom */
    UI_MODE_LINK,   /* choosing the other end of a link */
    UI_MODE_PICK,   /* a short list of tasks */
    UI_MODE_PAST,   /* what was done */
    UI_MODE_RACE,   /* the engines side by side */
    UI_MODE_EXPORT, /* formats to export to */
    UI_MODE_CHAIN,  /* what fixes the makespan */
    UI_MODE_HELP,
    UI_MODE_SWEEP,     /* plans for other capacities */
    UI_MODE_SCENARIOS, /* the table of scenarios */
    UI_MODE_QUIT,      /* there are unsaved changes */
    UI_MODE_FOUND,     /* there are some of before */
    UI_MODE_CHANGED    /* the file on disk is another by now */
};

/* What stands above the nodes. ui_shown() chooses where it is left to the
 * size of the screen. */
enum ui_show {
    UI_SHOW_AUTO,
    UI_SHOW_RAIL_TIME,
    UI_SHOW_GRAPH_TIME,
    UI_SHOW_GRAPH,
    UI_SHOW_TIME,
    UI_SHOWS
};

/* The graph pane (ui/dag.h). */
enum ui_dag_zoom { UI_DAG_AUTO, UI_DAG_DOTS, UI_DAG_NAMES, UI_DAG_CARDS };
enum ui_dag_dir { UI_DIR_AUTO, UI_DIR_RIGHT, UI_DIR_DOWN };
enum ui_fold_mode {
    UI_FOLD_AUTO, /* by stage if there are many tasks */
    UI_FOLD_NONE,
    UI_FOLD_ALL
};
enum ui_fold { UI_FOLD_ASIS, UI_FOLD_OPEN, UI_FOLD_FOUND, UI_FOLD_CLOSED };

struct ui_dag_state {
    enum ui_dag_zoom zoom;
    enum ui_dag_dir dir;
    int hops;       /* links away from the selection that are shown; 0: all */
    bool all_links; /* also those that other links imply */
    int x, y;       /* cell of the picture at the pane's upper left corner */
    int32_t from;   /* task that the last move came from; WEFT_NONE */
    int32_t peek;   /* task that was searched for: drawn beside its stage, if
                       that is folded; WEFT_NONE */

    /* what of each task's stage is folded; owned, NULL: all as it is */
    enum ui_fold_mode fold;
    uint8_t *task_fold; /* enum ui_fold, by task */
    int32_t nfold;
    uint64_t fold_serial; /* changes with them */
};

enum ui_ask {
    UI_ASK_COMMAND,
    UI_ASK_SEARCH,
    UI_ASK_WRITE,
    UI_ASK_EXPORT,
    UI_ASK_CAPACITY,
    UI_ASK_SCENARIO,
    UI_ASK_HELP,
    UI_ASK_FILTER,
    UI_ASKS
};

enum ui_pick { UI_PICK_PRED, UI_PICK_SUCC, UI_PICK_UNLINK };

/* One line of the node pane: a node (copy WEFT_NONE: all its copies together)
 * or, with node WEFT_NONE, a global resource. res WEFT_NONE: no resource. */
struct ui_lane {
    int32_t node, copy, res;
    bool first;  /* the node's name stands here */
    bool folded; /* the most used of several resources stands for all */
};

enum ui_field_kind {
    UI_FIELD_ID,
    UI_FIELD_NODES,
    UI_FIELD_DEMAND,
    UI_FIELD_DURATION,
    UI_FIELD_AFTER,
    UI_FIELD_CAPACITY,
    UI_FIELD_COUNT,
    UI_FIELD_MORE,
    UI_FIELD_KINDS
};

#define UI_ROW_FIELDS 6

/* A row being typed. */
struct ui_row {
    bool node;        /* of a node, else of a task */
    bool add;         /* a new one, shown below `index` */
    int32_t index;    /* WEFT_NONE: first of its kind */
    int32_t from, to; /* links that come with a new task; WEFT_NONE */
    bool create;      /* nodes it names that do not exist are to be made */
    int nfield, field;
    struct {
        enum ui_field_kind kind;
        struct ui_line line;
        bool fresh;            /* just entered: typing replaces the text */
        char was[UI_LINE_MAX]; /* the text it began with */
    } f[UI_ROW_FIELDS];
};

enum ui_form_type {
    UI_FORM_TASK,
    UI_FORM_NODE,
    UI_FORM_RESOURCE,
    UI_FORM_LINK
};

#define UI_FORM_FIELDS 18

struct ui_form { /* see ui/form.h */
    enum ui_form_type type;
    int32_t index, other; /* what it is of; other: of a link */
    bool many;            /* of the marked tasks */
    int n, at, top;
    struct {
        struct ui_line line;
        char was[UI_LINE_MAX];
        bool fresh, mixed; /* mixed: the tasks differ in it */
    } f[UI_FORM_FIELDS];
    int bad; /* field that cannot be taken; -1: none */
    char fault[200];
};

#define UI_HISTORY 32
#define UI_BACK    16
#define UI_OPEN    64

struct ui_history {
    char text[UI_HISTORY][UI_LINE_MAX]; /* [0] is the newest */
    int n;
};

struct ui_step { /* see ui/past.h */
    char what[160];
    int64_t when;     /* ms; -1: nothing was noted */
    int64_t makespan; /* after it; -1: there was no plan */
};

struct ui_editing {   /* tasks in the user's editor; both owned */
    char *was, *text; /* before, and now; NULL: none are */
};

struct ui_past {
    struct ui_step *v; /* by undo position; owned */
    size_t n;
};

struct ui_search {
    bool on; /* asked for, or running */
    bool running;
    int64_t since; /* ms; of the start */
    uint64_t gen;
    char note[160]; /* how it ended */
};

struct ui_marks { /* see ui/marks.h */
    uint8_t *on;  /* by task; owned */
    int32_t n, count;
    int32_t anchor;  /* task where a range began; WEFT_NONE: no range */
    uint64_t serial; /* changes with them */
};

struct ui_filter {          /* see ui/filter.h */
    char text[UI_LINE_MAX]; /* "": everything is shown */
    char kept[UI_LINE_MAX]; /* before it was changed */
    struct ui_query query;
    int32_t from;          /* selected before it was changed */
    int32_t also;          /* task shown whatever the filter says; WEFT_NONE */
    struct ui_query found; /* what is searched for */
    /* what the rows were filtered by */
    bool settled;
    uint64_t serial, mark_serial, search_serial;
    int64_t now;
};

struct ui_press { /* of the left button */
    int64_t at;   /* when it began; ms */
    int x, y;
    bool twice;         /* the second one of a double click */
    struct ui_hot held; /* what is being dragged */
};

struct ui_state {
    int w, h;
    int64_t now;
    struct ui_settings set;
    struct ui_press press;
    const char *path; /* borrowed; NULL: the document has no file yet */
    char path_own[UI_PATH_MAX]; /* what path points to once named here */
    bool imported, example;     /* see tui_opts */

    enum ui_mode mode;
    enum ui_pane pane;
    enum ui_show show;
    bool whole; /* the pane has the screen to itself */

    int32_t task;        /* selected; WEFT_NONE if there is none */
    int32_t top;         /* first row on screen */
    int32_t changed_row; /* row of the selection before a change */
    int32_t touched;     /* task that the last edit was about; WEFT_NONE */
    struct ui_lane lane; /* selected in the node pane */
    int32_t lane_top;
    int why_top;
    int popup_top, popup_at;
    int32_t open_node[UI_OPEN]; /* nodes whose fold was chosen by hand */
    uint8_t open_depth[UI_OPEN];
    int nopen;
    int lanes_all; /* -1: unfold if there is room; else a depth */

    struct ui_dag_state dag;
    struct ui_track_state tracks; /* the rows of the time line */

    int64_t t0;     /* left edge of the window of time */
    int64_t cell;   /* time per cell; 0: fit the plan */
    int64_t cursor; /* time cursor; -1: off */

    int count;           /* typed before a command; 0: none */
    uint32_t pending[4]; /* keys of an unfinished command */
    int npending;
    char msg[512];
    enum ui_role msg_role;
    bool msg_stays; /* until a key is pressed, whatever a search finds */
    /* the message tells of this change; a better plan brings it up to date */
    bool telling;
    char told[256];
    int64_t told_before; /* makespan; -1: there was no plan */

    struct ui_row row;
    struct ui_form form;
    enum ui_ask ask;
    struct ui_line line;
    bool line_fresh; /* as it was suggested: typing replaces it */
    char line_kept[UI_LINE_MAX]; /* typed before history was looked at */
    int history_at;              /* -1: not in the history */
    struct ui_history history[UI_ASKS];
    int choice; /* of the completions; -1: none */

    int32_t link_from; /* task that a link starts at (or ends) */
    bool link_back;    /* it is the successor */
    bool link_marked;  /* the marked tasks stand for link_from */
    bool link_typing;  /* letters are a name, not moves */
    enum ui_pick pick;
    char search[UI_LINE_MAX];
    char search_kept[UI_LINE_MAX]; /* while another is typed */
    int32_t search_from, search_top;
    struct ui_filter filter;
    struct ui_marks marks;
    char help_filter[64];
    int32_t back[UI_BACK]; /* where jumps came from */
    int nback;

    /* a capacity that was just changed: more of the same is one undo step */
    struct ui_lane cap_lane;
    size_t cap_pos;            /* undo position it led to */
    int64_t cap_from, cap_was; /* capacity and makespan before the run */
    enum ui_table_sort table_sort;
    char plan_for[96]; /* what a plan that no longer holds was made for;
                                  "" if that is not one capacity */

    struct ui_past past;
    struct weft_buf export_text; /* in the format chosen; owned */
    int export_at;               /* that format; see ui/export.h */
    struct ui_editing editing;
    struct ui_search searching;
    struct race_board *race; /* of the race that is shown; owned; NULL: none */
    bool going;              /* another document follows this one: */
    char next[UI_PATH_MAX];  /* it; "": a new one */
    bool quitting;           /* once the save has succeeded */

    struct weft_buf reg; /* what was copied, JSON; owned */

    const struct weft_loaded *found; /* see UI_EV_FOUND; NULL: nothing */
    char found_text[160];
    bool found_list;  /* its commands are shown */
    char holder[160]; /* who has the document, which is not to be written
                         then; "": nobody else */
    bool holder_told; /* that edits are not for the file */
};

void ui_state_init(struct ui_state *s, int w, int h);
void ui_state_release(struct ui_state *s);
/* The view that is on: what was chosen, else what suits the size. */
enum ui_show ui_shown(const struct ui_state *s);

/* Everything a command works with. */
struct ui {
    struct ui_state *s;
    struct ui_model *m;
    struct ui_fx *fx;
};

/* Take one event. *fx is overwritten. */
void ui_update(struct ui_state *s, struct ui_model *m,
               const struct ui_event *ev, struct ui_fx *fx);

/* Draw the whole screen into c, which has the size of the state. */
void ui_view(const struct ui_state *s, const struct ui_model *m,
             struct ui_cells *c);

#endif
