/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/view.h - drawing the parts of the screen.
 *
 * A pane is a line in the table ui_panes: its title, its context of keys, and
 * the function that draws it. Views read state, model and frame, and draw;
 * they change nothing and keep nothing. */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include "ui/frame.h"
#include "ui/keys.h"

/* A pane of reasons with as many lines has room for what more capacity would
 * give; else it stands in the message line. */
#define UI_HINT_LINES 5

struct ui_draw {
    const struct ui_state *s;
    const struct ui_model *m;
    struct ui_frame f;
    struct ui_axis a;
    struct ui_pad p; /* the whole screen */
};

struct ui_pane_ops {
    const char *title;
    enum ui_context context;
    bool (*shown)(const struct ui_frame *f);
    void (*draw)(const struct ui_draw *d);
    /* the pane in one line, for the accordion */
    void (*summary)(const struct ui_draw *d, char *out, size_t size);
};
const struct ui_pane_ops *ui_pane(enum ui_pane p);

void ui_view_status(const struct ui_draw *d);
void ui_view_graph(const struct ui_draw *d);
void ui_view_tasks(const struct ui_draw *d);
void ui_view_nodes(const struct ui_draw *d);
void ui_view_why(const struct ui_draw *d);
void ui_view_bottom(const struct ui_draw *d); /* message, hints or prompt */
void ui_view_popup(const struct ui_draw *d);  /* list, chain, help, question */
void ui_view_found(const struct ui_draw *d);  /* questions of ui/recover.h */
void ui_view_changed(const struct ui_draw *d);
void ui_view_row(const struct ui_draw *d, int y); /* a row being typed */

/* A row that is not of one task. */
struct ui_track;
void ui_view_track(const struct ui_draw *d, int y, int32_t row,
                   const struct ui_track *t);
/* The time cursor in one line of the time line. */
void ui_draw_cursor(const struct ui_draw *d, struct ui_pad p);
/* What the pane says of a task or a lane; m->hint included. */
void ui_why_task(struct weft_buf *b, const struct ui_model *m, int32_t task);
void ui_why_lane(struct weft_buf *b, const struct ui_model *m,
                 const struct ui_lane *lane);

void ui_nodes_summary(const struct ui_draw *d, char *out, size_t size);

void ui_view_form(const struct ui_draw *d);
void ui_view_past(const struct ui_draw *d);
void ui_view_export(const struct ui_draw *d);
/* In a list: that line y is its line i, selected or not; that there is more
 * of its n lines than the h from `first` on. */
void ui_list_line(struct ui_pad p, int y, int i, bool on);
void ui_more_marks(struct ui_pad p, int first, int h, int n);
/* The first line on screen (it was top), so that line `at` is among the h
 * shown. */
int ui_list_first(int top, int at, int h);
/* Text with a cursor in w columns from x on, scrolled so that the cursor is
 * in sight. */
void ui_draw_line(struct ui_pad p, int x, int y, int w,
                  const struct ui_line *l);

/* A rule with a title: "- TITLE ----". Returns the column after the title. */
int ui_rule(struct ui_pad p, int y, bool focus, const char *title);
/* Text broken into lines at spaces, from line y on; the first `skip` lines are
 * left out. Returns the lines that all of it takes. */
int ui_wrap(struct ui_pad p, int y, int skip, enum ui_role role,
            const char *text);
/* A box of w x h in the middle of the screen; the pad inside it. */
struct ui_pad ui_box_at(const struct ui_draw *d, int w, int h,
                        const char *title);

#endif
