/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_sgs.c - microseconds of one schedule.
 *
 *     bench/bench_sgs FILE...
 *
 * Plans in any format weft reads. For each of them, orders drawn by chance are
 * scheduled serially and in parallel, and improved by justification; then the
 * plan of a frame and the root bounds are timed. Means over all files.
 * Built by `make bench`. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rng.h"
#include "engine/base.h"
#include "engine/rules.h"
#include "engine/sgs.h"
#include "weft/engine.h"
#include "weft/io.h"

enum { ORDERS = 20, REPEATS = 5 };

struct phase {
    const char *name;
    double seconds;
    int64_t n;
};

enum { SERIAL, PARALLEL, PASS, BOUNDS, QUICK, NPHASE };

static struct phase phase[NPHASE] = {
    { "serial schedule", 0, 0 },    { "parallel schedule", 0, 0 },
    { "justification pass", 0, 0 }, { "root bounds", 0, 0 },
    { "plan of a frame", 0, 0 },
};

/* Processor time: this machine may be busy with other things. */
static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void note(int which, double start, int64_t n)
{
    phase[which].seconds += now() - start;
    phase[which].n += n;
}

static void time_orders(struct weft_sgs *g, struct weft_orders *w,
                        int32_t *order)
{
    struct weft_rng rng;

    weft_rng_seed(&rng, 1);
    if (weft_rule_values(w, 0, NULL))
        return;
    for (int k = 0; k < ORDERS; k++) {
        int64_t passes = 0;
        double t;

        weft_order_sample(w, 0, &rng, order);
        t = now();
        for (int r = 0; r < REPEATS; r++)
            weft_sgs_parallel(g, order, NULL, NULL);
        note(PARALLEL, t, REPEATS);
        t = now();
        for (int r = 0; r < REPEATS; r++)
            weft_sgs_serial(g, order, NULL, NULL);
        note(SERIAL, t, REPEATS);
        if (g->failed != WEFT_NONE)
            continue;
        t = now();
        weft_sgs_improve(g, true, 10, &passes, NULL);
        note(PASS, t, passes);
    }
}

static void time_root(const struct weft_problem *q)
{
    struct weft_bounds b;
    struct weft_result r;
    double t = now();

    for (int k = 0; k < REPEATS; k++)
        if (weft_bounds(q, &b, NULL))
            return;
    note(BOUNDS, t, REPEATS);
    for (int k = 0; k < REPEATS; k++) {
        t = now();
        if (weft_quick(q, NULL, &r, NULL))
            return;
        note(QUICK, t, 1);
        weft_result_release(&r);
    }
}

static enum weft_rc time_problem(const struct weft_problem *q,
                                 struct weft_err *err)
{
    struct weft_sgs *g = NULL;
    struct weft_orders w = { 0 };
    struct weft_rng rng = { { 1, 2, 3, 4 } };
    enum weft_found found;
    int32_t *order = malloc(((size_t)q->ntask + 1) * sizeof(*order));
    enum weft_rc rc;

    if (!order)
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    rc = weft_sgs_new(q, &g, err);
    if (!rc)
        rc = weft_orders_init(&w, q, err);
    if (!rc)
        rc = weft_base_find(g, WEFT_BASE_FAST, &rng, &found, err);
    if (!rc) {
        time_orders(g, &w, order);
        time_root(q);
    }
    weft_orders_release(&w);
    weft_sgs_free(g);
    free(order);
    return rc;
}

static enum weft_rc time_file(const char *path, struct weft_err *err)
{
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_diags d = { 0 };
    enum weft_rc rc = weft_open(path, NULL, &p, NULL, &d, err);

    if (!rc)
        rc = weft_problem_new(p, &q, err);
    if (!rc)
        rc = time_problem(q, err);
    weft_problem_free(q);
    weft_plan_free(p);
    weft_diags_release(&d);
    return rc;
}

int main(int argc, char **argv)
{
    for (int k = 1; k < argc; k++) {
        struct weft_err err = { 0 };

        if (time_file(argv[k], &err)) {
            fprintf(stderr, "%s: %s\n", argv[k], err.msg);
            return 1;
        }
    }
    for (int k = 0; k < NPHASE; k++)
        if (phase[k].n)
            printf("%-20s %10.2f us\n", phase[k].name,
                   phase[k].seconds * 1e6 / (double)phase[k].n);
    return 0;
}
