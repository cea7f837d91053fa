/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/glyph.h - the three sets of characters that pictures are made of.
 *
 * UTF-8: line drawing with light and heavy arms, eighth blocks. CP437: what a
 * Linux console font has, double lines for heavy ones. ASCII: bytes < 0x7f.
 */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

enum ui_glyph_id {
    UI_G_BAR_CRITICAL, /* a bar of a critical task */
    UI_G_BAR,          /* of another one */
    UI_G_BAR_STALE,    /* of a plan that no longer holds */
    UI_G_WAIT,         /* ready, waiting for capacity */
    UI_G_FLOAT,        /* could slip as far */
    UI_G_BASELINE,     /* where the bar was */
    UI_G_DIAMOND,      /* a task of no length */
    UI_G_DOT,          /* a task in the rail */
    UI_G_MARK,         /* the selected row */
    UI_G_RULE,         /* between panes */
    UI_G_SIDE,         /* left of the time line */
    UI_G_TIME,         /* the time cursor */
    UI_G_METER,        /* used part of a meter */
    UI_G_METER_FREE,
    UI_G_ELLIPSIS,
    UI_G_SEP,     /* between parts of a line of text */
    UI_G_MORE_UP, /* there are rows above */
    UI_G_MORE_DOWN,
    UI_G_MORE_LEFT, /* the bar is left of the window of time */
    UI_G_MORE_RIGHT,
    UI_G_FOLDED,
    UI_G_OPEN,
    UI_G_UNKNOWN,        /* for a character that may not be shown */
    UI_G_SIDE_HEAVY,     /* of a box of one line, where its task is critical */
    UI_G_DOT_CRITICAL,   /* a task drawn as a dot, if it is critical */
    UI_G_DOT_OTHER,      /* and if it is not */
    UI_G_STAGE_CRITICAL, /* several tasks drawn as a dot */
    UI_G_STAGE_OTHER,
    UI_G_ARROW_RIGHT,
    UI_G_ARROW_DOWN,
    UI_G_ARROW_LEFT,
    UI_G_ARROW_UP,
    UI_G_JUMP_OUT, /* before the name of a task that a link jumps to */
    UI_G_JUMP_IN,
    UI_G_JOINT, /* lines that cross and are joined */
    UI_G_MAP,   /* in the small map: tasks, a window, tasks in the window */
    UI_G_MAP_WINDOW,
    UI_G_MAP_BOTH,
    UI_G_COUNT
};

struct ui_glyphs {
    const char *name; /* "utf-8", "cp437", "ascii" */
    uint32_t g[UI_G_COUNT];
    int nlevel; /* steps of load; level[0] is blank, the last full */
    uint32_t level[11];
    /* the leftmost k eighths of a cell, 1 <= k <= 7; NULL: whole cells only */
    const uint32_t *eighth;
    bool ascii; /* foreign text too: everything above 0x7e becomes "?" */
    /* a line's arms: 0 none, 1 light, 2 heavy; index up + 3 down + 9 left +
     * 27 right */
    uint32_t box[81];
};

extern const struct ui_glyphs ui_glyphs_utf8;
extern const struct ui_glyphs ui_glyphs_cp437;
extern const struct ui_glyphs ui_glyphs_ascii;

/* Arms of a cell of line drawing, each 0, 1 or 2. */
struct ui_arms {
    uint8_t up, down, left, right;
};
uint32_t ui_box(const struct ui_glyphs *g, struct ui_arms a);
/* The same in a picture of crossing lines, where joined says whether lines that
 * meet here are one: those that only cross never look like a joint. */
uint32_t ui_line_glyph(const struct ui_glyphs *g, struct ui_arms a,
                       bool joined);

#endif
