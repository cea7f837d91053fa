/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_graph.c - milliseconds of each phase on a random graph.
 *
 *     bench/bench_graph [TASKS [LINKS_PER_TASK [SEED]]]
 *
 * Built by `make bench`. The best of five runs counts. Twice: with tasks in an
 * order that links follow, as in most documents, and numbered at random, where
 * every step misses the caches. With igraph found by configure, its topological
 * sort and a longest path along it (igraph_incident() for each vertex, the
 * usual way; igraph has none for this) stand beside ours, which is all of the
 * critical path method: earliest, latest, both slacks. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef HAVE_IGRAPH
#include <igraph.h>
#endif

#include "base/rng.h"
#include "weft/graph.h"

enum { RUNS = 5 };

struct input {
    int32_t n, m;
    int32_t *from, *to;
    int64_t *w, *dur;
};

struct phase {
    const char *name;
    double ms; /* best so far; 0: not run yet */
};

enum {
    BUILD,
    ORDER,
    CPM,
    PATH,
    CYCLE,
    IGRAPH_BUILD,
    IGRAPH_SORT,
    IGRAPH_PATH,
    NPHASE
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void note(struct phase *p, double start)
{
    double ms = now() - start;

    if (p->ms <= 0 || ms < p->ms)
        p->ms = ms;
}

static void *array(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);

    if (!p) {
        fputs("bench_graph: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

static void must(enum weft_rc rc)
{
    if (rc) {
        fprintf(stderr, "bench_graph: %s\n", weft_rc_text(rc));
        exit(1);
    }
}

/* shuffle: tasks are numbered at random, else links go to higher numbers. */
static void make_input(struct input *in, int32_t n, int32_t links, bool shuffle,
                       uint64_t seed)
{
    struct weft_rng r;
    int32_t *number = array((size_t)n, sizeof(*number));
    size_t m = (size_t)n * (size_t)links;

    weft_rng_seed(&r, seed);
    *in = (struct input){ .n = n,
                          .from = array(m, sizeof(*in->from)),
                          .to = array(m, sizeof(*in->to)),
                          .w = array(m, sizeof(*in->w)),
                          .dur = array((size_t)n, sizeof(*in->dur)) };
    for (int32_t i = 0; i < n; i++) {
        int32_t k = (int32_t)weft_rng_below(&r, (uint64_t)i + 1);

        number[i] = shuffle ? number[k] : i;
        if (shuffle)
            number[k] = i;
        in->dur[i] = (int64_t)weft_rng_below(&r, 1000);
    }
    for (int32_t i = 1; i < n; i++)
        for (int32_t k = 0; k < links; k++) {
            in->from[in->m] = number[weft_rng_below(&r, (uint64_t)i)];
            in->to[in->m] = number[i];
            in->w[in->m++] = (int64_t)weft_rng_below(&r, 10);
        }
    free(number);
}

/* Returns the makespan. */
static int64_t run_weft(const struct input *in, struct phase *phase)
{
    int32_t *v = array((size_t)in->n, sizeof(*v));
    int32_t *order = array((size_t)in->n, sizeof(*order));
    struct weft_graph g = { 0 };
    struct weft_cpm c = { 0 };
    int32_t count, len;
    int64_t makespan;
    double t = now();

    must(weft_graph_build(&g, in->n, in->m, in->from, in->to, in->w, NULL));
    note(&phase[BUILD], t);
    t = now();
    must(weft_graph_order(&g, order, &count, NULL));
    note(&phase[ORDER], t);
    must(weft_cpm_init(&c, in->n, NULL));
    t = now();
    must(weft_cpm_run(&c, &g, order, in->dur, NULL, NULL));
    note(&phase[CPM], t);
    t = now();
    weft_cpm_path(&c, &g, order, in->dur, v);
    note(&phase[PATH], t);
    t = now();
    must(weft_graph_cycle(&g, v, &len, NULL, NULL));
    note(&phase[CYCLE], t);
    makespan = c.makespan;
    weft_cpm_release(&c);
    weft_graph_release(&g);
    free(order);
    free(v);
    return makespan;
}

#ifdef HAVE_IGRAPH
static void run_igraph(const struct input *in, int64_t makespan,
                       struct phase *phase)
{
    igraph_vector_int_t edges, order, out;
    int64_t *start = array((size_t)in->n, sizeof(*start)), end = 0;
    igraph_t g;
    double t;

    igraph_vector_int_init(&edges, 2 * (igraph_integer_t)in->m);
    igraph_vector_int_init(&order, 0);
    for (int32_t e = 0; e < in->m; e++) {
        VECTOR(edges)[2 * e] = in->from[e];
        VECTOR(edges)[2 * e + 1] = in->to[e];
    }
    t = now();
    igraph_create(&g, &edges, in->n, IGRAPH_DIRECTED);
    note(&phase[IGRAPH_BUILD], t);
    t = now();
    igraph_topological_sorting(&g, &order, IGRAPH_OUT);
    note(&phase[IGRAPH_SORT], t);
    t = now();
    igraph_vector_int_init(&out, 0);
    for (igraph_integer_t k = 0; k < in->n; k++) {
        igraph_integer_t v = VECTOR(order)[k];
        int64_t f = start[v] + in->dur[v];

        end = f > end ? f : end;
        igraph_incident(&g, &out, v, IGRAPH_OUT);
        for (igraph_integer_t x = 0; x < igraph_vector_int_size(&out); x++) {
            igraph_integer_t e = VECTOR(out)[x], u = IGRAPH_TO(&g, e);

            if (start[u] < f + in->w[e])
                start[u] = f + in->w[e];
        }
    }
    igraph_vector_int_destroy(&out);
    note(&phase[IGRAPH_PATH], t);
    if (end != makespan) {
        fputs("bench_graph: igraph has another longest path\n", stderr);
        exit(1);
    }
    free(start);
    igraph_destroy(&g);
    igraph_vector_int_destroy(&order);
    igraph_vector_int_destroy(&edges);
}
#endif

static void run_all(long n, long links, bool shuffle, uint64_t seed)
{
    struct phase phase[NPHASE] = {
        { "build", 0 },       { "order", 0 },        { "critical path", 0 },
        { "path walk", 0 },   { "cycle search", 0 }, { "igraph build", 0 },
        { "igraph sort", 0 }, { "igraph path", 0 },
    };
    struct input in;

    make_input(&in, (int32_t)n, (int32_t)links, shuffle, seed);
    for (int run = 0; run < RUNS; run++) {
        int64_t makespan = run_weft(&in, phase);

#ifdef HAVE_IGRAPH
        run_igraph(&in, makespan, phase);
#else
        (void)makespan;
#endif
    }
    printf("%d tasks, %d links, %s\n", in.n, in.m,
           shuffle ? "numbered at random" : "in order");
    for (int i = 0; i < NPHASE; i++)
        if (phase[i].ms > 0)
            printf("%-14s %9.3f ms\n", phase[i].name, phase[i].ms);
    if (phase[IGRAPH_SORT].ms > 0)
        printf("igraph sort + path / our order + critical path: %.1f\n",
               (phase[IGRAPH_SORT].ms + phase[IGRAPH_PATH].ms) /
                   (phase[ORDER].ms + phase[CPM].ms));
    free(in.from);
    free(in.to);
    free(in.w);
    free(in.dur);
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    long links = argc > 2 ? strtol(argv[2], NULL, 10) : 3;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;

    if (n < 1 || links < 0 || n > INT32_MAX / (links ? links : 1)) {
        fputs("usage: bench_graph [TASKS [LINKS_PER_TASK [SEED]]]\n", stderr);
        return 2;
    }
    run_all(n, links, false, seed);
    run_all(n, links, true, seed);
    return 0;
}
