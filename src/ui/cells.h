/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/cells.h - a rectangle of characters with a meaning; what views draw into.
 *
 * No curses here. Drawing goes through a pad: a rectangle of the cells with
 * its own origin, so a view never needs to know where it stands. Everything
 * outside the pad is clipped, never an error. All text is made safe on the
 * way in: a control, format or bidi character of a file cannot reach the
 * terminal through a cell.
 *
 * Owner of the cells: ui_cells_release(). Pads are values, they own nothing.
 */
#ifndef UI_CELLS_H
#define UI_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/glyph.h"

/* Meaning, not colour; a theme maps roles to attributes. The letter stands
 * for it in dumps. */
#define UI_ROLE_MAP(X)                                                         \
    X(TEXT, '.')                                                               \
    X(MUTED, 'm')                                                              \
    X(SELECTED, 's')                                                           \
    X(CRITICAL, 'c')                                                           \
    X(WAITING, 'w')                                                            \
    X(FLOAT, 'f')                                                              \
    X(BASELINE, 'b')                                                           \
    X(GOOD, 'g')                                                               \
    X(BAD, 'x')                                                                \
    X(WARN, 'a')                                                               \
    X(TITLE, 't')                                                              \
    X(MATCH, 'h')

enum ui_role {
#define X(name, letter) UI_##name,
    UI_ROLE_MAP(X)
#undef X
        UI_ROLES
};

enum {
    UI_REVERSE = 1u << 0,
    UI_BOLD = 1u << 1,
    UI_UNDERLINE = 1u << 2,
    UI_DIM = 1u << 3 /* of themes only */
};

struct ui_cell {
    uint32_t ch;      /* code point; 0: right half of a wide character */
    uint32_t mark[2]; /* combining marks on ch; 0: none */
    uint8_t width;    /* 1, 2, or 0 for the right half */
    uint8_t role;     /* enum ui_role */
    uint8_t attr;     /* UI_REVERSE | ... */
};

/* What a part of the screen stands for, for the mouse. */
enum ui_hot_kind {
    UI_HOT_NONE,
    UI_HOT_PANE,    /* id: enum ui_pane */
    UI_HOT_TASK,    /* id: task */
    UI_HOT_LANE,    /* id, sub, res: node, copy, resource */
    UI_HOT_CAP,     /* the same: the capacity in it */
    UI_HOT_AXIS,    /* the labels of the time line */
    UI_HOT_BORDER,  /* id: the pane below it */
    UI_HOT_COMMAND, /* id: index in ui_commands() */
    UI_HOT_POPUP,   /* a list that is open */
    UI_HOT_LINE     /* id: line of that list */
};

struct ui_hot {
    enum ui_hot_kind kind;
    int32_t id, sub, res;
    int x, y, w, h; /* cells */
};

#define UI_HOTS 1024

struct ui_cells {
    int w, h;
    struct ui_cell *cell; /* w * h, row-major; owned */
    int cx, cy;           /* where the terminal's cursor goes */
    bool cursor;          /* it is visible there: text is being typed */
    const struct ui_glyphs *glyphs;
    struct ui_hot *hot; /* UI_HOTS; owned */
    int nhot;
};

/* Blank cells of w x h (negative counts as 0). False: no memory. */
bool ui_cells_init(struct ui_cells *c, int w, int h,
                   const struct ui_glyphs *glyphs);
void ui_cells_release(struct ui_cells *c);

struct ui_pad {
    struct ui_cells *c;
    int x, y, w, h; /* in cells of c; may reach outside it */
    /* the cells that can be drawn in: those that all pads it is part of share,
     * up to right and bottom, not with them */
    int left, top, right, bottom;
};

struct ui_pad ui_pad_all(struct ui_cells *c);
/* The part x, y, w, h of pad p, cut to p. */
struct ui_pad ui_pad_sub(struct ui_pad p, int x, int y, int w, int h);

void ui_put(struct ui_pad p, int x, int y, enum ui_role role, uint32_t ch);
/* One glyph of the table in use. */
void ui_glyph(struct ui_pad p, int x, int y, enum ui_role role,
              enum ui_glyph_id g);
/* Draw UTF-8 from x on, to the edge of the pad. Returns the columns used. */
int ui_text(struct ui_pad p, int x, int y, enum ui_role role, const char *s);
/* The same in at most w columns; what does not fit loses its tail to an
 * ellipsis. Returns the columns used. */
int ui_textw(struct ui_pad p, int x, int y, int w, enum ui_role role,
             const char *s);
/* The same, right-aligned to end before column x + w. */
void ui_text_right(struct ui_pad p, int x, int y, int w, enum ui_role role,
                   const char *s);
/* A name in w columns: too long, it loses its front, because the ends of
 * names tell them apart ("...:ALIGN_12"). Returns the columns used. */
int ui_name(struct ui_pad p, int x, int y, int w, enum ui_role role,
            const char *s);
/* Bytes that it loses; an ellipsis takes the first column then. */
size_t ui_name_cut(const struct ui_cells *c, const char *s, int w);
/* w copies of glyph g. */
void ui_hline(struct ui_pad p, int x, int y, int w, enum ui_role role,
              enum ui_glyph_id g);
void ui_blank(struct ui_pad p, enum ui_role role);
/* Set role and or-in attributes of w cells, keeping what is drawn there. */
void ui_paint(struct ui_pad p, int x, int y, int w, enum ui_role role,
              unsigned attr);
void ui_attr(struct ui_pad p, int x, int y, int w, unsigned attr);
/* Put the terminal's cursor here. */
void ui_cursor(struct ui_pad p, int x, int y, bool visible);

/* Say what w x h cells stand for (what.x to .h are set here). Where two
 * overlap the later one counts; above UI_HOTS they are forgotten. */
void ui_hot(struct ui_pad p, int x, int y, int w, int h, struct ui_hot what);
/* The last one at a cell of the screen, of kind UI_HOT_NONE if there is none;
 * *pane: of the pane there, -1 if none. */
struct ui_hot ui_hot_at(const struct ui_cells *c, int x, int y, int *pane);

/* Columns that s takes when drawn. */
int ui_width(const struct ui_cells *c, const char *s);

/* Text picture for tests: h lines of characters (trailing blanks cut), and
 * with roles set "--" and h lines of role letters, upper case where reversed.
 * malloc'd, caller frees; NULL: no memory. */
char *ui_cells_dump(const struct ui_cells *c, bool roles);

#endif
