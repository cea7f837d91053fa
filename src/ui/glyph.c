/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/glyph.h"

#include <stddef.h>

uint32_t ui_box(const struct ui_glyphs *g, struct ui_arms a)
{
    return g->box[a.up + 3 * a.down + 9 * a.left + 27 * a.right];
}

/* Where all corners look alike, those that lead down and those that lead up
 * are told apart, and one of two crossing lines passes over the other. */
static uint32_t ascii_line(const struct ui_glyphs *g, struct ui_arms a,
                           bool joined)
{
    bool across = a.left && a.right, down = a.up && a.down;
    int arms = !!a.up + !!a.down + !!a.left + !!a.right;

    if (across && down && !joined)
        return a.left > a.up ? '=' : '|';
    if (arms == 2 && !across && !down)
        return a.down ? '.' : '\'';
    return ui_box(g, a);
}

uint32_t ui_line_glyph(const struct ui_glyphs *g, struct ui_arms a, bool joined)
{
    if (g->ascii)
        return ascii_line(g, a, joined);
    if (joined && a.up && a.down && a.left && a.right)
        return g->g[UI_G_JOINT];
    return ui_box(g, a);
}

static const uint32_t eighth_blocks[8] = { 0x0020, 0x258f, 0x258e, 0x258d,
                                           0x258c, 0x258b, 0x258a, 0x2589 };

const struct ui_glyphs ui_glyphs_utf8 = {
    .name = "utf-8",
    .g = {
        [UI_G_BAR_CRITICAL] = 0x2588,
        [UI_G_BAR] = 0x2592,
        [UI_G_BAR_STALE] = 0x2592,
        [UI_G_WAIT] = 0x2591,
        [UI_G_FLOAT] = 0x00b7,
        [UI_G_BASELINE] = 0x254c,
        [UI_G_DIAMOND] = 0x25c6,
        [UI_G_DOT] = 0x25cf,
        [UI_G_MARK] = 0x25b8,
        [UI_G_RULE] = 0x2500,
        [UI_G_SIDE] = 0x2502,
        [UI_G_TIME] = 0x2506,
        [UI_G_METER] = 0x2588,
        [UI_G_METER_FREE] = 0x00b7,
        [UI_G_ELLIPSIS] = 0x2026,
        [UI_G_SEP] = 0x00b7,
        [UI_G_MORE_UP] = 0x25b4,
        [UI_G_MORE_DOWN] = 0x25be,
        [UI_G_MORE_LEFT] = 0x25c2,
        [UI_G_MORE_RIGHT] = 0x25b8,
        [UI_G_FOLDED] = 0x25b8,
        [UI_G_OPEN] = 0x25be,
        [UI_G_UNKNOWN] = 0xfffd,
        [UI_G_SIDE_HEAVY] = 0x2503,
        [UI_G_DOT_CRITICAL] = 0x25cf,
        [UI_G_DOT_OTHER] = 0x25cb,
        [UI_G_STAGE_CRITICAL] = 0x25c6,
        [UI_G_STAGE_OTHER] = 0x25c7,
        [UI_G_ARROW_RIGHT] = 0x25ba,
        [UI_G_ARROW_DOWN] = 0x25bc,
        [UI_G_ARROW_LEFT] = 0x25c4,
        [UI_G_ARROW_UP] = 0x25b2,
        [UI_G_JUMP_OUT] = 0x25ba,
        [UI_G_JUMP_IN] = 0x25c4,
        [UI_G_JOINT] = 0x256c,
        [UI_G_MAP] = 0x00b7,
        [UI_G_MAP_WINDOW] = 0x2591,
        [UI_G_MAP_BOTH] = 0x2593,
    },
    .nlevel = 8,
    .level = { 0x20, 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587,
               0x2588 },
    .eighth = eighth_blocks,
    .box = {
        0x0020, 0x2575, 0x2579, 0x2577, 0x2502, 0x257f, 0x257b, 0x257d, 0x2503,
        0x2574, 0x2518, 0x251a, 0x2510, 0x2524, 0x2526, 0x2512, 0x2527, 0x2528,
        0x2578, 0x2519, 0x251b, 0x2511, 0x2525, 0x2529, 0x2513, 0x252a, 0x252b,
        0x2576, 0x2514, 0x2516, 0x250c, 0x251c, 0x251e, 0x250e, 0x251f, 0x2520,
        0x2500, 0x2534, 0x2538, 0x252c, 0x253c, 0x2540, 0x2530, 0x2541, 0x2542,
        0x257e, 0x2535, 0x2539, 0x252d, 0x253d, 0x2543, 0x2531, 0x2545, 0x2549,
        0x257a, 0x2515, 0x2517, 0x250d, 0x251d, 0x2521, 0x250f, 0x2522, 0x2523,
        0x257c, 0x2536, 0x253a, 0x252e, 0x253e, 0x2544, 0x2532, 0x2546, 0x254a,
        0x2501, 0x2537, 0x253b, 0x252f, 0x253f, 0x2547, 0x2533, 0x2548, 0x254b
    },
};

/* No heavy lines there: double ones. A cell mixes the two only by axis. */
const struct ui_glyphs ui_glyphs_cp437 = {
    .name = "cp437",
    .g = {
        [UI_G_BAR_CRITICAL] = 0x2588,
        [UI_G_BAR] = 0x2592,
        [UI_G_BAR_STALE] = 0x2592,
        [UI_G_WAIT] = 0x2591,
        [UI_G_FLOAT] = 0x00b7,
        [UI_G_BASELINE] = '~',
        [UI_G_DIAMOND] = 0x25a0,
        [UI_G_DOT] = 'o',
        [UI_G_MARK] = '>',
        [UI_G_RULE] = 0x2500,
        [UI_G_SIDE] = 0x2502,
        [UI_G_TIME] = ':',
        [UI_G_METER] = 0x2588,
        [UI_G_METER_FREE] = 0x00b7,
        [UI_G_ELLIPSIS] = '~',
        [UI_G_SEP] = 0x00b7,
        [UI_G_MORE_UP] = '^',
        [UI_G_MORE_DOWN] = 'v',
        [UI_G_MORE_LEFT] = '<',
        [UI_G_MORE_RIGHT] = '>',
        [UI_G_FOLDED] = '+',
        [UI_G_OPEN] = '-',
        [UI_G_UNKNOWN] = '?',
        [UI_G_SIDE_HEAVY] = 0x2551,
        [UI_G_DOT_CRITICAL] = '@',
        [UI_G_DOT_OTHER] = 'o',
        [UI_G_STAGE_CRITICAL] = 0x25a0,
        [UI_G_STAGE_OTHER] = '*',
        [UI_G_ARROW_RIGHT] = 0x25ba,
        [UI_G_ARROW_DOWN] = 0x25bc,
        [UI_G_ARROW_LEFT] = 0x25c4,
        [UI_G_ARROW_UP] = 0x25b2,
        [UI_G_JUMP_OUT] = 0x25ba,
        [UI_G_JUMP_IN] = 0x25c4,
        [UI_G_JOINT] = 0x25a0,
        [UI_G_MAP] = 0x00b7,
        [UI_G_MAP_WINDOW] = 0x2591,
        [UI_G_MAP_BOTH] = 0x2593,
    },
    .nlevel = 4,
    .level = { 0x20, 0x2591, 0x2592, 0x2593, 0x2588 },
    .box = {
        0x0020, 0x2502, 0x2551, 0x2502, 0x2502, 0x2551, 0x2551, 0x2551, 0x2551,
        0x2500, 0x2518, 0x255c, 0x2510, 0x2524, 0x2562, 0x2556, 0x2562, 0x2562,
        0x2550, 0x255b, 0x255d, 0x2555, 0x2561, 0x2563, 0x2557, 0x2563, 0x2563,
        0x2500, 0x2514, 0x2559, 0x250c, 0x251c, 0x255f, 0x2553, 0x255f, 0x255f,
        0x2500, 0x2534, 0x2568, 0x252c, 0x253c, 0x256b, 0x2565, 0x256b, 0x256b,
        0x2550, 0x2567, 0x2569, 0x2564, 0x256a, 0x256c, 0x2566, 0x256c, 0x256c,
        0x2550, 0x2558, 0x255a, 0x2552, 0x255e, 0x2560, 0x2554, 0x2560, 0x2560,
        0x2550, 0x2567, 0x2569, 0x2564, 0x256a, 0x256c, 0x2566, 0x256c, 0x256c,
        0x2550, 0x2567, 0x2569, 0x2564, 0x256a, 0x256c, 0x2566, 0x256c, 0x256c
    },
};

const struct ui_glyphs ui_glyphs_ascii = {
    .name = "ascii",
    .g = {
        [UI_G_BAR_CRITICAL] = '#',
        [UI_G_BAR] = '=',
        [UI_G_BAR_STALE] = ':',
        [UI_G_WAIT] = '.',
        [UI_G_FLOAT] = '-',
        [UI_G_BASELINE] = '~',
        [UI_G_DIAMOND] = '*',
        [UI_G_DOT] = 'o',
        [UI_G_MARK] = '>',
        [UI_G_RULE] = '-',
        [UI_G_SIDE] = '|',
        [UI_G_TIME] = ':',
        [UI_G_METER] = '#',
        [UI_G_METER_FREE] = '.',
        [UI_G_ELLIPSIS] = '~',
        [UI_G_SEP] = '-',
        [UI_G_MORE_UP] = '^',
        [UI_G_MORE_DOWN] = 'v',
        [UI_G_MORE_LEFT] = '<',
        [UI_G_MORE_RIGHT] = '>',
        [UI_G_FOLDED] = '+',
        [UI_G_OPEN] = '-',
        [UI_G_UNKNOWN] = '?',
        [UI_G_SIDE_HEAVY] = '#',
        [UI_G_DOT_CRITICAL] = '@',
        [UI_G_DOT_OTHER] = 'o',
        [UI_G_STAGE_CRITICAL] = '#',
        [UI_G_STAGE_OTHER] = '*',
        [UI_G_ARROW_RIGHT] = '>',
        [UI_G_ARROW_DOWN] = 'v',
        [UI_G_ARROW_LEFT] = '<',
        [UI_G_ARROW_UP] = '^',
        [UI_G_JUMP_OUT] = '>',
        [UI_G_JUMP_IN] = '<',
        [UI_G_JOINT] = '+',
        [UI_G_MAP] = '.',
        [UI_G_MAP_WINDOW] = ':',
        [UI_G_MAP_BOTH] = '#',
    },
    .nlevel = 10,
    .level = { ' ', '1', '2', '3', '4', '5', '6', '7', '8', '9', '#' },
    .ascii = true,
    .box = {
        0x0020, 0x007c, 0x007c, 0x007c, 0x007c, 0x007c, 0x007c, 0x007c, 0x007c,
        0x002d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x003d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x002d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x002d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x003d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x003d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x003d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b,
        0x003d, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b, 0x002b
    },
};
