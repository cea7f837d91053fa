/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/graph.h - order, cycles and critical path of a weighted digraph.
 *
 * Works on plain arrays (tasks are 0..n-1), knows nothing of plans. All
 * functions are iterative and linear: 1,000,000 tasks and 3,000,000 links
 * take well under a second. */
#ifndef WEFT_GRAPH_H
#define WEFT_GRAPH_H

#include <stdint.h>

#include "weft/err.h"

/* Compressed adjacency in both directions; parallel links are kept. Links of
 * a task are in input order. Owner calls weft_graph_release(). */
struct weft_graph {
    int32_t n, m;
    int32_t *succ_begin, *succ; /* n + 1, m */
    int32_t *pred_begin, *pred;
    int64_t *succ_w, *pred_w; /* weight (lag) beside each entry; NULL: all 0 */
    int32_t *succ_link, *pred_link; /* index of the input link */
};

/* Build from m links from[i] -> to[i] with weight w[i] (w may be NULL).
 * WEFT_E_INVAL if an end is out of range. O(n + m). */
enum weft_rc weft_graph_build(struct weft_graph *g, int32_t n, int32_t m,
                              const int32_t *from, const int32_t *to,
                              const int64_t *w, struct weft_err *err);
void weft_graph_release(struct weft_graph *g);

/* Kahn's algorithm (Kahn 1962), among ready tasks the one first in input
 * order. order[n] receives the tasks; *count < n means there is a cycle, and
 * the first *count entries are the tasks that are on none and behind none.
 * O(n + m); the ready tasks are kept in a hierarchy of bit sets, which costs
 * log64(n) words a task. */
enum weft_rc weft_graph_order(const struct weft_graph *g, int32_t *order,
                              int32_t *count, struct weft_err *err);

/* A cycle, as a path: cycle[0] > cycle[1] > ... > cycle[*len - 1] > cycle[0],
 * shortest through its lowest-numbered task. *len = 0 if there is none.
 * cycle has room for n. behind[i] (may be NULL, n entries) is set for tasks
 * that are on no cycle but cannot start because of one. */
enum weft_rc weft_graph_cycle(const struct weft_graph *g, int32_t *cycle,
                              int32_t *len, bool *behind, struct weft_err *err);

/* The same for every strongly connected component that has a cycle, in the
 * order of their lowest-numbered tasks, at most max of them: the k-th cycle is
 * cycle[begin[k]] .. cycle[begin[k + 1] - 1]. cycle has room for n (cycles of
 * different components share no task), begin for max + 1. O(n + m). Source of
 * the components: Tarjan, "Depth-first search and linear graph algorithms",
 * SIAM J. Comput. 1(2), 1972. */
enum weft_rc weft_graph_cycles(const struct weft_graph *g, int32_t *cycle,
                               int32_t *begin, int32_t max, int32_t *count,
                               bool *behind, struct weft_err *err);

/* Shortest path from -> ... -> to (both included; only `from` where to is the
 * same); *len = 0 if none. Used to refuse a link to -> from before it closes
 * a cycle. path has room for n. O(n + m). */
enum weft_rc weft_graph_path(const struct weft_graph *g, int32_t from,
                             int32_t to, int32_t *path, int32_t *len,
                             struct weft_err *err);

/* Critical path method. dur[n] >= 0; weights of links >= 0; release[n] (may
 * be NULL) earliest starts; order of all n tasks from weft_graph_order. All in
 * the caller's unit; n entries each, any may be NULL. ls, lf are relative to
 * the makespan. */
struct weft_cpm {
    int64_t *es, *ef, *ls, *lf;
    int64_t *total; /* total slack: ls - es */
    int64_t *free_; /* free slack: earliest successor start - ef */
    int64_t makespan;
};
enum weft_rc weft_cpm_init(struct weft_cpm *c, int32_t n, struct weft_err *err);
void weft_cpm_release(struct weft_cpm *c);
/* WEFT_E_LIMIT on overflow of int64_t. */
enum weft_rc weft_cpm_run(struct weft_cpm *c, const struct weft_graph *g,
                          const int32_t *order, const int64_t *dur,
                          const int64_t *release, struct weft_err *err);
/* One longest path, first to last: path has room for n; returns its length.
 * Needs c->es of a run. Among equals the last task in order, then each time
 * the first predecessor. */
int32_t weft_cpm_path(const struct weft_cpm *c, const struct weft_graph *g,
                      const int32_t *order, const int64_t *dur, int32_t *path);

#endif
