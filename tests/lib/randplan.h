/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/randplan.h - random plan documents from a seed.
 *
 * The same options give the same text, on every machine. Unless RAND_TIGHT is
 * set, the plan is feasible: every task fits some node, reservations leave
 * room for every task, windows end, deadlines and budgets are generous. */
#ifndef RANDPLAN_H
#define RANDPLAN_H

#include <stdint.h>

enum {
    RAND_RESOURCES = 1u << 0, /* up to 3 node resources instead of 1 */
    RAND_COPIES = 1u << 1,    /* nodes with count 1..3 */
    RAND_SPEED = 1u << 2,     /* nodes with other speeds than 1 */
    RAND_OVERRIDE = 1u << 3,  /* durations per node */
    RAND_MODES = 1u << 4,     /* other modes, some with own nodes */
    RAND_ALLOWED = 1u << 5,   /* nodes and where */
    RAND_GLOBAL = 1u << 6,    /* a global renewable */
    RAND_BUDGET = 1u << 7,    /* a consumable */
    RAND_LAG = 1u << 8,       /* links with lag */
    RAND_NETWORK = 1u << 9,   /* links with data, and a network */
    RAND_RELEASE = 1u << 10,
    RAND_DEADLINE = 1u << 11,
    RAND_PIN = 1u << 12,      /* to a node or copy, and a late start pin */
    RAND_DOWN = 1u << 13,     /* down windows */
    RAND_HOLD = 1u << 14,     /* up to 2 tasks with hold: plan */
    RAND_NOWHERE = 1u << 15,  /* tasks with nodes: [] */
    RAND_ZERO = 1u << 16,     /* tasks of duration 0, some with demand */
    RAND_SHUFFLE = 1u << 17,  /* links do not follow document order */
    RAND_PRICE = 1u << 18,    /* prices of nodes and resources */
    RAND_NO_NODES = 1u << 19, /* no nodes at all */
    RAND_TIGHT = 1u << 20,    /* deadlines, start pins and budgets that may
                                 make the plan infeasible */
    /* what one search engine handles; all that keeps a plan feasible */
    RAND_ALL = (1u << 19) - 1
};

struct rand_opts {
    uint64_t seed;
    unsigned features;
    int tasks;        /* >= 0 */
    int nodes;        /* >= 1; ignored with RAND_NO_NODES */
    int links;        /* mean number of predecessors, in tenths: 15 = 1.5 */
    int max_duration; /* in units, >= 1 */
    int max_capacity; /* >= 1 */
};

/* 8 tasks, 2 nodes, 1.2 predecessors, durations to 6, capacities to 4, the
 * features a random subset of RAND_ALL: what oracle tests want. */
struct rand_opts rand_small(uint64_t seed);

/* The document as JSON text, malloc'd. Aborts the test without memory. */
char *rand_plan(const struct rand_opts *o);

/* The generator itself, for tests that need more numbers. */
uint64_t rand_next(uint64_t *state);
/* 0 .. n - 1, n > 0. */
int rand_below(uint64_t *state, int n);

#endif
