/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/dag.h - the plan as boxes and lines.
 *
 *   plan, folds, focus -> elements and links   dag_graph.c
 *                      -> sizes, places        dag.c (graph/layout.h)
 *                      -> cells                dag_lines.c, dag_draw.c
 *
 * An element is a task, or several tasks of one stage. The picture is made
 * anew only where what it shows has changed: a better plan or another
 * selection recolours it, an edit of the structure moves as little as can be.
 * It has its own plane of cells; the pane is a window on it (state->dag.x, y).
 *
 * The model owns it (model->dag). */
#ifndef UI_DAG_H
#define UI_DAG_H

#include "graph/layout.h"
#include "ui/frame.h"
#include "ui/text.h"

#define UI_DAG_CAP  2000 /* elements that are drawn at most */
#define UI_DAG_MANY 60   /* tasks in sight above which stages stand for them */
#define UI_DAG_HOPS 2    /* of a focus, if no other number is given */

struct ui_dag_node {
    int32_t task;     /* it, or the first of its tasks */
    int32_t stage;    /* whose tasks it stands for; WEFT_NONE: one task */
    int32_t begin, n; /* its tasks: in `member` */
    int32_t in, out;  /* links drawn as lines */
    int32_t jump_in, jump_out;  /* links drawn as portals */
    int32_t jump_from, jump_to; /* other ends of the last of them */
    int32_t away_in, away_out;  /* links to tasks that are not in sight */
};

enum ui_dag_state_of {
    UI_DAG_DRAWN,
    UI_DAG_EMPTY, /* no tasks, or none in sight */
    UI_DAG_LARGE, /* more elements than UI_DAG_CAP */
    UI_DAG_LOST   /* no memory, or no problem to draw */
};

/* What is in sight. */
struct ui_dag_graph {
    enum ui_dag_state_of is;
    int32_t ntask;
    int32_t nnode, nlink;
    struct ui_dag_node *node;
    int32_t *member;
    int32_t *node_of;           /* by task; WEFT_NONE: not in sight */
    int32_t *from, *to;         /* links between elements, no two the same */
    int32_t nsight, ntask_link; /* tasks in sight, and links between them */
    bool grouped; /* tasks without a fold of their own are in stages */
    bool focused;
    int32_t above, below; /* focus: ancestors and descendants out of sight */
};

/* Where an element stands to the selected one: on a path to or from it. */
enum ui_kin { UI_KIN_NONE, UI_KIN_BEFORE, UI_KIN_SELF, UI_KIN_AFTER };

/* How an element is drawn. */
enum ui_dag_step { UI_STEP_DOTS, UI_STEP_NAMES, UI_STEP_CARDS };

struct ui_dag_look {
    enum ui_dag_step step;
    bool down; /* layers from top to bottom, else from left to right */
    int tight; /* 0: with room; 1: no more than lines need, and names without
                   the node they run on; 2: lines may be bent; 3: names short,
                   too */
};

struct ui_dag_box {
    int x, y, w, h; /* cells of the plane */
};

struct ui_dag {
    struct ui_dag_graph g;
    struct ui_dag_look look;
    struct weft_layout lay;
    bool drawn;              /* lay is of g */
    bool names_changed;      /* or may have: the document has */
    int32_t *along, *across; /* sizes of the elements */
    bool *jump;              /* links drawn as portals */
    size_t prefix; /* bytes at the front that all names have in common */
    bool middle;   /* names lose their middle, not their front */
    int where_w;   /* columns kept for the node a task runs on */

    /* what `g` was made from */
    uint64_t gen, fold_serial, filter_serial;
    int32_t focus_task, peek;
    int hops;
    enum ui_fold_mode fold;
    /* what the look was chosen for */
    int pane_w, pane_h;
    bool all_links;
    enum ui_dag_zoom zoom;
    enum ui_dag_dir dir;

    /* of the drawing before, by task: where lines met it (WEFT_NONE: it was
     * not in sight), and whether it was one of several in an element */
    int32_t *was_at;
    bool *was_several;
    int32_t nwas;
    bool fitted; /* the look is what fits best, as far as that goes */
    bool fresh;  /* the next drawing owes nothing to the one before */

    /* how it is coloured: by element and by link */
    bool *heavy, *link_heavy; /* critical */
    uint8_t *kin;             /* enum ui_kin, to the selected element */
    uint64_t colour_serial;   /* of the plan that the colours are of */
    int32_t colour_task;

    /* the selection, and where it was in the pane */
    int32_t at_task;
    int at_x, at_y;
};

/* Make the picture that the state asks for, and scroll to the selection. */
void ui_dag_settle(struct ui_state *s, struct ui_model *m,
                   const struct ui_frame *f);
void ui_dag_free(struct ui_dag *d);
/* The document has changed: m->map says where tasks went. */
void ui_dag_carry(struct ui_state *s, struct ui_model *m);

/* The picture, if there is one to look at; else NULL. */
const struct ui_dag *ui_dag_of(const struct ui_model *m);
/* The element of a task; WEFT_NONE: it is not in sight. */
int32_t ui_dag_node_of(const struct ui_dag *d, int32_t task);
struct ui_dag_box ui_dag_box(const struct ui_dag *d, int32_t node);
/* A task is drawn as one of several in an element. */
bool ui_dag_is_stage(const struct ui *u, int32_t task);

enum ui_towards { UI_LEFT, UI_RIGHT, UI_UP, UI_DOWN };
/* Open or fold the tasks of a stage. */
void ui_dag_fold_stage(struct ui *u, int32_t stage, enum ui_fold f);
/* Select the next element in a direction, `by` times. */
void ui_dag_move(struct ui *u, enum ui_towards to, int64_t by);

/* --- parts ---------------------------------------------------------------- */

/* The part of the graph pane that the picture is drawn in. */
struct ui_dag_box ui_dag_window(const struct ui_frame *f);
/* Lines of text under it. */
int ui_dag_text_lines(const struct ui_frame *f);

/* What is in sight, into *g (zero-initialised by the caller). False: no
 * memory. */
bool ui_dag_graph_make(struct ui_dag_graph *g, const struct ui_state *s,
                       const struct ui_model *m);
void ui_dag_graph_release(struct ui_dag_graph *g);

#define UI_DAG_CARD_W 24 /* a box is as wide at most */
#define UI_DAG_CARD_H 4
#define UI_DAG_TIGHT  3 /* the last of the looks of names */

/* The other end of a portal, or how many there are, and links out of sight:
 * "merge", "3+2". */
struct ui_dag_mark {
    char text[48];
    bool cut; /* it has lost its front */
};

/* What stands in an element's box. */
struct ui_dag_label {
    struct ui_dag_mark in, out; /* "" in most */
    char name[UI_TEXT_MAX];
    char count[16]; /* "x6"; "" for one task */
};
/* Columns of a portal's mark with its arrow; 0: there is none. */
int ui_dag_mark_w(const struct ui_dag_mark *k);
void ui_dag_label(const struct ui_dag *d, const struct ui_model *m,
                  int32_t node, struct ui_dag_label *l);
/* Make the colours those of the plan and the selection. False: no memory. */
bool ui_dag_colour(struct ui_dag *d, const struct ui_state *s,
                   const struct ui_model *m);
bool ui_dag_link_lit(const struct ui_dag *d, int32_t link);

/* A line comes into another one from a lower or a higher cell across. */
enum ui_merge { UI_MERGE_NONE, UI_MERGE_UP, UI_MERGE_DOWN };

/* The lines in a window of the plane. */
struct ui_dag_cell {
    struct ui_arms arms;
    bool joined;    /* a line turns off here */
    uint8_t merges; /* enum ui_merge */
    bool arrow;     /* a line ends here, at a box */
    bool lit;       /* on a path to or from the selection */
};
struct ui_dag_lines {
    int x, y, w, h;
    struct ui_dag_cell *cell; /* owned */
};
/* False: no memory. */
bool ui_dag_lines_make(struct ui_dag_lines *c, const struct ui_dag *d,
                       struct ui_dag_box window);
void ui_dag_lines_release(struct ui_dag_lines *c);
void ui_dag_lines_draw(const struct ui_dag_lines *c, const struct ui_dag *d,
                       struct ui_pad p);
/* The cell of the plane; NULL: outside the window. */
const struct ui_dag_cell *ui_dag_cell_at(const struct ui_dag_lines *c, int x,
                                         int y);

/* Columns of text, in a glyph set with wide characters. */
int ui_dag_columns(const char *text);
/* What is left of a name that is too long: `head` bytes from `begin` on, an
 * ellipsis, and all from `tail` on. All 0: the name is whole. */
struct ui_dag_cut {
    size_t begin, head, tail;
};
struct ui_dag_cut ui_dag_cut(const struct ui_dag *d, const char *name, int w);
/* An element's name without the qualifiers that all have in common. */
void ui_dag_name(const struct ui_dag *d, const struct ui_model *m, int32_t node,
                 char *out, size_t size);
/* Columns that a name likes, of w. */
int ui_dag_name_columns(const struct ui_dag *d, const char *name, int w);
/* Draw it in w columns; returns how many it takes. */
int ui_dag_name_draw(const struct ui_dag *d, struct ui_pad p, int x, int y,
                     int w, enum ui_role role, const char *name);
/* Columns of how many tasks an element stands for. */
int ui_dag_count_w(const struct ui_dag *d, int32_t node);
/* How names are cut in this picture, where boxes have w columns. */
void ui_dag_names(struct ui_dag *d, const struct ui_model *m, int w);
/* The sizes of all elements for a look, into d->along and d->across. */
void ui_dag_sizes(struct ui_dag *d, const struct ui_model *m,
                  struct ui_dag_look look);

#endif
