/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list engines on public benchmark instances: read, planned, checked, and
 * compared with what is known. Needs the folder $WEFT_DATA. */
#include "lib/tweft.h"

#include "lib/valid.h"
#include "weft/io.h"

#define MAX_KNOWN 4000

/* A line of known.csv: no plan is shorter than lower, one as long as best is
 * published. */
struct known {
    char file[100];
    long long lower, best;
};

static struct known table[MAX_KNOWN];
static int ntable;

static void read_known(void)
{
    char path[1024], line[256];
    FILE *f;

    snprintf(path, sizeof(path), "%s/known.csv", getenv("WEFT_DATA"));
    f = fopen(path, "r");
    if (!f)
        return;
    while (ntable < MAX_KNOWN && fgets(line, sizeof(line), f)) {
        struct known *k = &table[ntable];

        ntable += sscanf(line, "%99[^,],%lld,%lld", k->file, &k->lower,
                         &k->best) == 3;
    }
    fclose(f);
}

static void path_of(const struct known *k, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", getenv("WEFT_DATA"), k->file);
}

static bool is_there(const struct known *k)
{
    char path[1024];
    FILE *f;

    path_of(k, path, sizeof(path));
    f = fopen(path, "r");
    if (f)
        fclose(f);
    return f;
}

/* How far above the best known the plans are, in hundredths of a percent. */
struct score {
    int n;
    long long gap;
};

static void plan_with(const struct weft_plan *p, const struct weft_problem *q,
                      const struct known *k, const char *engine,
                      struct score *score)
{
    struct weft_solve_opts o;
    struct weft_result r;
    struct weft_err err = { 0 };
    long long makespan, bound;
    char what[160];

    weft_solve_opts_init(&o);
    o.effort = 200;
    snprintf(what, sizeof(what), "%s of %s", engine, k->file);
    if (weft_solve(q, engine, &o, &r, &err))
        fail_msg("%s: %s", what, err.msg);
    assert_result(p, q, &r, what);
    assert_true(r.schedule.n > 0);
    makespan = r.makespan * q->tick / 1000;
    bound = r.bound * q->tick / 1000;
    if (makespan < k->lower)
        fail_msg("%s: %lld is below the known bound %lld", what, makespan,
                 k->lower);
    if (bound > k->best)
        fail_msg("%s: bound %lld is above the known plan %lld", what, bound,
                 k->best);
    score->n++;
    score->gap += (makespan - k->best) * 10000 / k->best;
    weft_result_release(&r);
}

static void plan_file(const struct known *k, const char *engine,
                      struct score *score)
{
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };
    char path[1024];

    path_of(k, path, sizeof(path));
    if (weft_open(path, NULL, &p, NULL, &d, &err) ||
        weft_problem_new(p, &q, &err))
        fail_msg("%s: %s", path, err.msg);
    plan_with(p, q, k, engine, score);
    weft_problem_free(q);
    weft_plan_free(p);
    weft_diags_release(&d);
}

/* Every step-th known file of a folder, by one engine; the mean gap must be
 * below `most` hundredths of a percent: what is measured, with some room. */
static void plan_folder(const char *folder, int step, const char *engine,
                        long long most)
{
    struct score score = { 0 };
    int seen = 0;

    for (int i = 0; i < ntable; i++)
        if (!strncmp(table[i].file, folder, strlen(folder)) &&
            is_there(&table[i]) && seen++ % step == 0)
            plan_file(&table[i], engine, &score);
    assert_true(score.n > 0);
    if (score.gap > most * score.n)
        fail_msg("%s on %s: %lld hundredths of a percent above the best known",
                 engine, folder, score.gap / score.n);
}

static void lists_plan_projects(void **state)
{
    (void)state;
    plan_folder("psplib/j30/", 8, "list", 150);
    plan_folder("psplib/j60/", 20, "list", 300);
    plan_folder("psplib/j120/", 40, "list", 700);
}

static void heft_and_greedy_plan_projects(void **state)
{
    (void)state;
    plan_folder("psplib/j30/", 8, "heft", 800);
    plan_folder("psplib/j30/", 8, "greedy", 1300);
}

static void lists_plan_flexible_job_shops(void **state)
{
    (void)state;
    plan_folder("fjsp/", 1, "list", 900);
    plan_folder("fjsp/", 1, "heft", 2000);
    plan_folder("fjsp/", 1, "greedy", 4500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_plan_projects),
        cmocka_unit_test(heft_and_greedy_plan_projects),
        cmocka_unit_test(lists_plan_flexible_job_shops),
    };

    read_known();
    if (!ntable) {
        puts("1..0 # SKIP no benchmark instances: set WEFT_DATA");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
