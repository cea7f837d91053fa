/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_layout.c - milliseconds of drawing a random graph.
 *
 *     bench/bench_layout [TASKS [LINKS_PER_TASK [REACH [SEED]]]]
 *
 * Links lead at most REACH tasks ahead in a topological order. Built by
 * `make bench`. The best of five runs counts; the second line is the drawing
 * after an edit, which starts from the one before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "graph/layout.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void measure(const char *what, const struct weft_layout_in *in,
                    struct weft_layout *out)
{
    struct weft_err err;
    double best = 0;

    for (int run = 0; run < 5; run++) {
        double start = now(), ms;

        if (weft_layout_run(in, out, &err)) {
            fprintf(stderr, "bench_layout: %s\n", err.msg);
            exit(1);
        }
        ms = now() - start;
        if (!run || ms < best)
            best = ms;
    }
    printf("%-6s %9.2f ms  %d layers, %lld crossings, %d x %d cells\n", what,
           best, out->nlayer, (long long)out->crossings, out->size_along,
           out->size_across);
}

int main(int argc, char **argv)
{
    int32_t arg[4] = { 1000, 2, 30, 1 };
    struct weft_layout out = { 0 };
    struct weft_layout_in in;
    struct weft_rng r;
    int32_t *v;

    for (int i = 1; i < argc && i <= 4; i++)
        arg[i - 1] = (int32_t)strtol(argv[i], NULL, 10);
    if (arg[0] < 2 || arg[1] < 1 || arg[2] < 1) {
        fputs("usage: bench_layout [TASKS [LINKS_PER_TASK [REACH [SEED]]]]\n",
              stderr);
        return 2;
    }
    weft_layout_in_init(&in);
    in.n = arg[0];
    in.m = arg[0] * arg[1];
    v = calloc(2 * (size_t)in.m + 3 * (size_t)in.n, sizeof(*v));
    if (!v)
        return 1;
    in.from = v;
    in.to = v + in.m;
    in.along = v + 2 * in.m;
    in.across = in.along + in.n;

    weft_rng_seed(&r, (uint64_t)arg[3]);
    for (int32_t l = 0; l < in.m; l++) {
        v[l] = (int32_t)weft_rng_below(&r, (uint64_t)in.n - 1);
        v[in.m + l] = v[l] + 1 + (int32_t)weft_rng_below(&r, (uint64_t)arg[2]);
        if (v[in.m + l] >= in.n)
            v[in.m + l] = in.n - 1;
    }
    for (int32_t i = 0; i < 2 * in.n; i++)
        v[2 * in.m + i] = i < in.n ? 16 : 1;
    in.hint = NULL;
    measure("new", &in, &out);
    memcpy(v + 2 * in.m + 2 * in.n, out.meet, (size_t)in.n * sizeof(*v));
    in.hint = v + 2 * in.m + 2 * in.n;
    measure("again", &in, &out);
    weft_layout_release(&out);
    free(v);
    return 0;
}
