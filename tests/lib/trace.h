/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/trace.h - reads a drawn graph back: to which boxes do the lines
 * that leave a box lead? Lines are followed as people do: with the arrows,
 * along a trunk in both directions, straight on where two only cross. */
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>
#include <stdint.h>

struct trace_cell {
    bool up, down, left, right;
    bool joined; /* four arms are a joint, not a crossing */
    bool merges; /* whatever comes here goes on with the arrows */
};

struct trace {
    int w, h;
    bool down; /* the arrows point down, else to the right */
    struct trace_cell *cell;
    int32_t *box; /* by cell: number of the box there, or -1 */
    int nbox;
    bool *reached; /* by box: see trace_follow */
    uint8_t *seen;
    int32_t *stack;
};

void trace_init(struct trace *t, int w, int h, bool down, int nbox);
void trace_release(struct trace *t);
void trace_box(struct trace *t, int x, int y, int w, int h, int32_t box);
/* Follow what leaves a box at cell x, y (of the box); t->reached says which
 * boxes that leads to. */
void trace_follow(struct trace *t, int x, int y);

#endif
