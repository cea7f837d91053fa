/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The general problem: random plans with several nodes, two resources and
 * transfers, seeds fixed.
 *
 *     bench_general TASKS NODES [--count N] [--engine NAME] [--time SECONDS]
 *                   [--first SEED] [--preds TENTHS] [--cpu] [--write FOLDER]
 *
 * Plan number s has TASKS tasks in a random order-respecting graph (one and
 * a half predecessors on average, --preds says how many tenths, from the 15
 * tasks before), durations 1..20 that
 * differ by node, demands of 1..4 cores and 1..8 GB; nodes of 4..8 cores and
 * 8..16 GB; every link carries 0..5 time units of data, which it takes to
 * move to another node. --write also leaves the documents there. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/rng.h"
#include "weft/engine.h"

/* Predecessors come from so many tasks before. */
#define SPAN 15

struct settings {
    int tasks, nodes, count;
    int preds; /* on average, in tenths */
    const char *engine, *write;
    double time;
    uint64_t first;
    bool cpu;
};

struct answer {
    bool ok, proved;
    double makespan, bound, seconds;
};

static clockid_t clock_id = CLOCK_MONOTONIC;

static double seconds(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(clock_id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int between(struct weft_rng *r, int lo, int hi)
{
    return lo + (int)weft_rng_below(r, (uint64_t)(hi - lo + 1));
}

/* --- the document --------------------------------------------------------- */

static void write_links(struct weft_buf *b, struct weft_rng *r, int i,
                        int preds)
{
    int from = i > SPAN ? i - SPAN : 0, any = 0;

    weft_buf_adds(b, ",\"after\":[");
    for (int j = from; j < i; j++)
        if (between(r, 1, 10 * SPAN) <= preds)
            weft_buf_addf(b, "%s{\"task\":\"t%d\",\"data\":%d}",
                          any++ ? "," : "", j, between(r, 0, 5));
    weft_buf_addc(b, ']');
}

static void write_task(struct weft_buf *b, struct weft_rng *r, int i,
                       const struct settings *s)
{
    int work = between(r, 1, 20);

    weft_buf_addf(b,
                  "%s{\"id\":\"t%d\",\"duration\":%d,\"demand\":{\"cpu\":%d,"
                  "\"mem\":%d},\"durations\":{",
                  i ? ",\n" : "", i, work, between(r, 1, 4), between(r, 1, 8));
    for (int k = 0; k < s->nodes; k++)
        weft_buf_addf(b, "%s\"n%d\":%d", k ? "," : "", k,
                      work + between(r, 0, work / 2));
    weft_buf_addc(b, '}');
    write_links(b, r, i, s->preds);
    weft_buf_addc(b, '}');
}

static void write_plan(struct weft_buf *b, const struct settings *s,
                       uint64_t seed)
{
    struct weft_rng r;

    weft_rng_seed(&r, seed);
    weft_buf_adds(b, "{\"weft\":\"1.0\",\"time_unit\":\"s\",\"network\":"
                     "{\"bandwidth\":1},\n\"nodes\":[");
    for (int k = 0; k < s->nodes; k++)
        weft_buf_addf(b,
                      "%s{\"id\":\"n%d\",\"capacity\":{\"cpu\":%d,"
                      "\"mem\":%d}}",
                      k ? "," : "", k, between(&r, 4, 8), between(&r, 8, 16));
    weft_buf_adds(b, "],\n\"tasks\":[");
    for (int i = 0; i < s->tasks; i++)
        write_task(b, &r, i, s);
    weft_buf_adds(b, "]}\n");
}

/* --- solving -------------------------------------------------------------- */

static void solve(const struct settings *s, const struct weft_buf *text,
                  struct answer *a)
{
    double begin = seconds(NULL);
    struct weft_solve_opts o;
    struct weft_result r = { 0 };
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc = weft_plan_load(text->p, text->len, &p, &d, &err);

    if (!rc)
        rc = weft_problem_new(p, &q, &err);
    weft_solve_opts_init(&o);
    o.time = s->time;
    o.now = seconds;
    if (!rc)
        rc = weft_solve(q, s->engine, &o, &r, &err);
    a->seconds = seconds(NULL) - begin;
    a->ok = !rc && r.schedule.n;
    a->proved = r.status == WEFT_OPTIMAL;
    a->makespan = a->ok ? (double)r.makespan * (double)q->tick / 1000.0 : 0;
    a->bound = a->ok ? (double)r.bound * (double)q->tick / 1000.0 : 0;
    weft_result_release(&r);
    weft_problem_free(q);
    weft_plan_free(p);
    weft_diags_release(&d);
}

static struct answer run(const struct settings *s, const struct weft_buf *text)
{
    struct answer a = { 0 };
    int fd[2];
    pid_t pid;

    fflush(NULL);
    if (pipe(fd) || (pid = fork()) < 0) {
        perror("bench_general");
        exit(2);
    }
    if (pid == 0) {
        if (s->cpu)
            clock_id = CLOCK_PROCESS_CPUTIME_ID;
        solve(s, text, &a);
        _exit(write(fd[1], &a, sizeof(a)) == (ssize_t)sizeof(a) ? 0 : 1);
    }
    close(fd[1]);
    if (read(fd[0], &a, sizeof(a)) != (ssize_t)sizeof(a))
        a = (struct answer){ 0 };
    close(fd[0]);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return a;
}

static void save(const struct settings *s, const struct weft_buf *text,
                 uint64_t seed)
{
    char path[500];
    FILE *f;

    snprintf(path, sizeof(path), "%s/general_%dx%d_%llu.json", s->write,
             s->tasks, s->nodes, (unsigned long long)seed);
    f = fopen(path, "w");
    if (!f || fwrite(text->p, 1, text->len, f) != text->len || fclose(f)) {
        perror(path);
        exit(2);
    }
}

static int run_all(const struct settings *s)
{
    int proved = 0, failed = 0;
    double gap = 0, sum = 0, most = 0;

    for (int k = 0; k < s->count; k++) {
        uint64_t seed = s->first + (uint64_t)k;
        struct weft_buf text = { 0 };
        struct answer a;

        write_plan(&text, s, seed);
        if (text.oom)
            return 2;
        if (s->write)
            save(s, &text, seed);
        a = run(s, &text);
        weft_buf_release(&text);
        printf("%llu,%g,%g,%s,%.3f\n", (unsigned long long)seed, a.makespan,
               a.bound,
               a.proved ? "optimal"
               : a.ok   ? "feasible"
                        : "failed",
               a.seconds);
        failed += !a.ok;
        proved += a.proved;
        gap += a.ok ? (a.makespan - a.bound) / a.makespan : 0;
        sum += a.seconds;
        most = a.seconds > most ? a.seconds : most;
    }
    printf("%d tasks x %d nodes, %s, %g s%s: %d of %d proved, mean gap to the "
           "bound %.2f %%, mean %.3f s, longest %.3f s, %d failed\n",
           s->tasks, s->nodes, s->engine, s->time,
           s->cpu ? " of processor time" : "", proved, s->count,
           100 * gap / s->count, sum / s->count, most, failed);
    return failed ? 1 : 0;
}

static void usage(void)
{
    fprintf(stderr, "usage: bench_general TASKS NODES [--count N] [--engine "
                    "NAME] [--time SECONDS]\n       [--first SEED] [--preds "
                    "TENTHS] [--cpu] [--write FOLDER]\n");
    exit(2);
}

int main(int argc, char **argv)
{
    struct settings s = {

        .count = 20, .preds = 15, .engine = "auto", .time = 2, .first = 1
    };

    if (argc < 3)
        usage();
    s.tasks = (int)strtol(argv[1], NULL, 10);
    s.nodes = (int)strtol(argv[2], NULL, 10);
    for (int i = 3; i < argc; i++) {
        const char *v = i + 1 < argc ? argv[i + 1] : NULL;

        if (!strcmp(argv[i], "--cpu"))
            s.cpu = true;
        else if (!v)
            usage();
        else if (!strcmp(argv[i], "--count"))
            s.count = (int)strtol(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--preds"))
            s.preds = (int)strtol(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--engine"))
            s.engine = argv[++i];
        else if (!strcmp(argv[i], "--time"))
            s.time = strtod(argv[++i], NULL);
        else if (!strcmp(argv[i], "--first"))
            s.first = strtoull(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--write"))
            s.write = argv[++i];
        else
            usage();
    }
    if (s.tasks < 1 || s.nodes < 1 || s.count < 1)
        usage();
    return run_all(&s);
}
