/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run an engine on every instance of a folder and compare with known.csv.
 *
 *     bench_set DIR [--engine NAME] [--time SECONDS] [--effort N] [--seed N]
 *               [--memory MIB] [--every K] [--cpu] [--csv FILE] [--quiet]
 *
 * known.csv (file,lower_bound,best_known) is looked for in DIR and above; the
 * instances are those of its files that lie under DIR. Each runs in a process
 * of its own, from opening the file to the plan, by the wall clock or, with
 * --cpu, by its processor time, so that a busy machine does not matter. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "weft/engine.h"
#include "weft/io.h"

#define MAX_KNOWN 20000

struct settings {
    const char *dir, *engine, *csv;
    double time;
    int64_t effort;
    uint64_t seed;
    size_t memory;
    int every;
    bool cpu, quiet;
};

struct known {
    char file[200];
    double lower, best; /* in the unit of the plan */
};

/* What a child has to say; plain bytes through a pipe. */
struct answer {
    bool ok;
    enum weft_status status;
    double makespan, bound; /* in the unit of the plan; makespan < 0: none */
    double path;            /* the critical path, likewise */
    double seconds, first;  /* first: when the first plan was there */
    char engine[24], text[200];
};

static clockid_t clock_id = CLOCK_MONOTONIC;
static double first_plan;

static double seconds(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(clock_id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void on_plan(void *ctx, const char *engine,
                    const struct weft_schedule *s, int64_t makespan)
{
    (void)engine;
    (void)s;
    (void)makespan;
    if (first_plan < 0)
        first_plan = seconds(NULL) - *(double *)ctx;
}

/* --- one instance --------------------------------------------------------- */

static enum weft_rc load(const char *path, struct weft_plan **p,
                         struct weft_problem **q, struct weft_err *err)
{
    struct weft_diags d = { 0 };
    enum weft_rc rc = weft_open(path, NULL, p, NULL, &d, err);

    weft_diags_release(&d);
    return rc ? rc : weft_problem_new(*p, q, err);
}

static double in_units(const struct weft_problem *q, int64_t ticks)
{
    return (double)ticks * (double)q->tick / 1000.0;
}

static void solve(const struct settings *s, const char *path, double begin,
                  struct answer *a)
{
    struct weft_solve_opts o;
    struct weft_result r = { 0 };
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_err err = { 0 };
    struct weft_bounds bounds = { 0 };
    enum weft_rc rc = load(path, &p, &q, &err);

    weft_solve_opts_init(&o);
    o.time = s->time > 0 ? s->time - (seconds(NULL) - begin) : 0;
    o.effort = s->effort;
    o.seed = s->seed;
    o.memory = s->memory;
    o.now = seconds;
    o.on_plan = on_plan;
    o.ctx = &begin;
    first_plan = -1;
    if (!rc)
        rc = weft_solve(q, s->engine, &o, &r, &err);
    a->ok = !rc;
    a->seconds = seconds(NULL) - begin;
    a->first = first_plan;
    a->makespan = -1;
    snprintf(a->text, sizeof(a->text), "%.199s", rc ? err.msg : r.reason);
    if (!rc && !weft_bounds(q, &bounds, NULL))
        a->path = in_units(q, bounds.critical_path);
    if (!rc) {
        a->status = r.status;
        a->bound = in_units(q, r.bound);
        if (r.schedule.n)
            a->makespan = in_units(q, r.makespan);
        snprintf(a->engine, sizeof(a->engine), "%s", r.engine ? r.engine : "-");
    }
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void run_child(const struct settings *s, const char *path, int fd)
{
    struct answer a = { 0 };

    if (s->cpu)
        clock_id = CLOCK_PROCESS_CPUTIME_ID;
    solve(s, path, seconds(NULL), &a);
    _exit(write(fd, &a, sizeof(a)) == (ssize_t)sizeof(a) ? 0 : 1);
}

static struct answer run(const struct settings *s, const char *path)
{
    struct answer a = { .makespan = -1, .text = "the process died" };
    int fd[2], status;
    pid_t pid;

    fflush(NULL);
    if (pipe(fd) || (pid = fork()) < 0) {
        perror("bench_set");
        exit(2);
    }
    if (pid == 0) {
        close(fd[0]);
        run_child(s, path, fd[1]);
    }
    close(fd[1]);
    if (read(fd[0], &a, sizeof(a)) != (ssize_t)sizeof(a))
        a = (struct answer){ .makespan = -1, .text = "the process died" };
    close(fd[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return a;
}

/* --- the table ------------------------------------------------------------ */

struct sums {
    int n, proved, wrong, failed, none;
    double gap, bound_gap, over_path, seconds;
};

static const char *status_name(const struct answer *a)
{
    static const char *const name[] = { "unknown", "feasible", "optimal",
                                        "infeasible" };

    return a->ok ? name[a->status] : "failed";
}

/* Proofs and plans against what is published. */
static bool is_wrong(const struct known *k, const struct answer *a)
{
    if (!a->ok)
        return false;
    if (a->status == WEFT_INFEASIBLE || a->bound > k->best + 1e-6)
        return true;
    return a->makespan >= 0 && a->makespan < k->lower - 1e-6;
}

static void add(struct sums *sum, const struct known *k, const struct answer *a)
{
    sum->n++;
    sum->seconds += a->seconds;
    sum->failed += !a->ok;
    sum->wrong += is_wrong(k, a);
    sum->proved += a->ok && a->status == WEFT_OPTIMAL;
    sum->none += a->makespan < 0;
    if (a->makespan >= 0) {
        sum->gap += (a->makespan - k->best) / k->best;
        if (a->path > 0)
            sum->over_path += (a->makespan - a->path) / a->path;
    }
    if (a->ok)
        sum->bound_gap += (k->best - a->bound) / k->best;
}

static void print_row(FILE *f, const struct known *k, const struct answer *a)
{
    fprintf(f, "%s,%g,%g,%g,%g,%s,%s,%.3f,%.3f,%s\n", k->file, k->lower,
            k->best, a->makespan, a->bound, status_name(a), a->engine,
            a->seconds, a->first,
            is_wrong(k, a) ? "WRONG" : (a->ok ? "" : a->text));
    fflush(f);
}

static void print_sums(const struct settings *s, const struct sums *sum)
{
    int plans = sum->n - sum->none;

    printf("%s, %s, %g s%s: %d instances, %d proved (%.1f %%), mean gap to "
           "best known %.3f %%, bounds %.3f %% below, plans %.3f %% over the "
           "critical path, %.1f s in all",
           s->dir, s->engine, s->time, s->cpu ? " of processor time" : "",
           sum->n, sum->proved, 100.0 * sum->proved / sum->n,
           plans ? 100.0 * sum->gap / plans : 0.0,
           100.0 * sum->bound_gap / sum->n,
           plans ? 100.0 * sum->over_path / plans : 0.0, sum->seconds);
    if (sum->none)
        printf(", %d without a plan", sum->none);
    printf(", %d failed, %d wrong\n", sum->failed, sum->wrong);
}

/* --- the folder ----------------------------------------------------------- */

static bool starts_with(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

/* Find known.csv in dir or above: its folder in root, dir relative to that
 * ("" or "psplib/j30/") in below. */
static bool find_known(const char *dir, char *root, char *below)
{
    char path[3 * PATH_MAX];
    char *slash;
    FILE *f;

    if (!realpath(dir, root))
        return false;
    below[0] = '\0';
    for (;;) {
        snprintf(path, sizeof(path), "%s/known.csv", root);
        f = fopen(path, "r");
        if (f) {
            fclose(f);
            return true;
        }
        slash = strrchr(root, '/');
        if (!slash || slash == root)
            return false;
        snprintf(path, sizeof(path), "%s/%s", slash + 1, below);
        if (strlen(path) >= PATH_MAX)
            return false;
        memcpy(below, path, strlen(path) + 1);
        *slash = '\0';
    }
}

/* Run the lines of known.csv that lie under the folder. */
static int run_all(const struct settings *s, FILE *csv)
{
    char root[PATH_MAX], below[PATH_MAX], line[400], path[2 * PATH_MAX];
    struct sums sum = { 0 };
    struct known k;
    int seen = 0;
    FILE *f;

    if (!find_known(s->dir, root, below)) {
        fprintf(stderr, "bench_set: no known.csv in %s or above\n", s->dir);
        return 2;
    }
    snprintf(path, sizeof(path), "%s/known.csv", root);
    f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f)) {
        struct answer a;

        if (sscanf(line, "%199[^,],%lf,%lf", k.file, &k.lower, &k.best) != 3 ||
            !starts_with(k.file, below) || seen++ % s->every)
            continue;
        snprintf(path, sizeof(path), "%s/%s", root, k.file);
        if (access(path, R_OK))
            continue;
        a = run(s, path);
        add(&sum, &k, &a);
        if (csv)
            print_row(csv, &k, &a);
        if (!s->quiet &&
            (!a.ok || a.status != WEFT_OPTIMAL || is_wrong(&k, &a)))
            print_row(stdout, &k, &a);
    }
    if (f)
        fclose(f);
    if (sum.n)
        print_sums(s, &sum);
    return sum.n && !sum.wrong && !sum.failed ? 0 : 1;
}

static void usage(void)
{
    fprintf(
        stderr,
        "usage: bench_set DIR [--engine NAME] [--time SECONDS] [--effort N]"
        "\n       [--seed N] [--memory MIB] [--every K] [--cpu] [--csv FILE]"
        " [--quiet]\n");
    exit(2);
}

static void read_args(struct settings *s, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *v = i + 1 < argc ? argv[i + 1] : NULL;

        if (!strcmp(argv[i], "--cpu"))
            s->cpu = true;
        else if (!strcmp(argv[i], "--quiet"))
            s->quiet = true;
        else if (argv[i][0] != '-' && !s->dir)
            s->dir = argv[i];
        else if (!v)
            usage();
        else if (!strcmp(argv[i], "--engine"))
            s->engine = argv[++i];
        else if (!strcmp(argv[i], "--csv"))
            s->csv = argv[++i];
        else if (!strcmp(argv[i], "--time"))
            s->time = strtod(argv[++i], NULL);
        else if (!strcmp(argv[i], "--effort"))
            s->effort = strtoll(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--seed"))
            s->seed = strtoull(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--memory"))
            s->memory = (size_t)strtoull(argv[++i], NULL, 10) << 20;
        else if (!strcmp(argv[i], "--every"))
            s->every = (int)strtol(argv[++i], NULL, 10);
        else
            usage();
    }
    if (!s->dir || s->every < 1)
        usage();
}

int main(int argc, char **argv)
{
    struct settings s = { .engine = "auto", .time = 1, .seed = 1, .every = 1 };
    FILE *csv = NULL;
    int rc;

    read_args(&s, argc, argv);
    if (!weft_engine_find(s.engine)) {
        fprintf(stderr, "bench_set: no engine '%s'\n", s.engine);
        return 2;
    }
    if (s.csv && !(csv = fopen(s.csv, "w"))) {
        perror(s.csv);
        return 2;
    }
    if (csv)
        fprintf(csv, "file,lower_bound,best_known,makespan,bound,status,"
                     "engine,seconds,first_plan,note\n");
    rc = run_all(&s, csv);
    if (csv)
        fclose(csv);
    return rc;
}
