/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time and memory of loading, saving and editing large plans.
 *
 *     bench_load [TASKS [LINKS-PER-TASK]]     default: 1000000 3
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/buf.h"
#include "base/rng.h"
#include "weft/edit.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds this process has computed: what a busy machine cannot distort. */
static double cpu(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double peak_mib(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

static void add_task(struct weft_buf *b, struct weft_rng *r, int i, int links)
{
    weft_buf_addf(b,
                  "%s\n    {\"id\": \"task-%07d\", \"duration\": \"%dm\", "
                  "\"demand\": {\"cpu\": %d, \"memory\": \"%dGi\"}",
                  i ? "," : "", i, 1 + (int)weft_rng_below(r, 90),
                  1 + (int)weft_rng_below(r, 16),
                  1 + (int)weft_rng_below(r, 32));
    for (int k = 0; k < links && k < i; k++) {
        /* the first link makes a chain, the others reach back anywhere */
        int to = k == 0 ? i - 1 : (int)weft_rng_below(r, (uint64_t)i);

        weft_buf_addf(b, "%s\"task-%07d\"", k ? ", " : ", \"after\": [", to);
    }
    weft_buf_adds(b, links > 0 && i > 0 ? "]}" : "}");
}

static char *document(int n, int links, size_t *len)
{
    struct weft_buf b = { 0 };
    struct weft_rng r;

    weft_rng_seed(&r, 1);
    weft_buf_adds(&b, "{\n  \"weft\": \"1.0\",\n  \"resources\": {\"cpu\": {}, "
                      "\"memory\": {}},\n  \"nodes\": [\n    {\"id\": \"n\", "
                      "\"count\": 100, \"capacity\": {\"cpu\": 64, "
                      "\"memory\": \"256Gi\"}}\n  ],\n  \"tasks\": [");
    for (int i = 0; i < n; i++)
        add_task(&b, &r, i, links);
    weft_buf_adds(&b, "\n  ]\n}\n");
    *len = b.len;
    return weft_buf_take(&b);
}

static void report(const char *what, double t, double c)
{
    printf("%-10s %8.1f ms, cpu %8.1f ms, peak %5.0f MiB\n", what,
           (now() - t) * 1e3, (cpu() - c) * 1e3, peak_mib());
}

/* Best and worst of some runs, each with its undo. */
static void edit(struct weft_plan *p, const char *line)
{
    double best = 1e9, worst = 0, undo = 0;
    struct weft_err e;

    for (int i = 0; i < 7; i++) {
        double t = now(), d;

        if (weft_edit(p, line, NULL, &e)) {
            printf("%-34s refused in %.3f ms: %.60s\n", line, (now() - t) * 1e3,
                   e.msg);
            return;
        }
        d = now() - t;
        best = d < best ? d : best;
        worst = d > worst ? d : worst;
        t = now();
        weft_undo(p, NULL, NULL, NULL);
        d = now() - t;
        undo = d > undo ? d : undo;
    }
    printf("%-34s %9.3f .. %.3f ms, undo %.3f ms\n", line, best * 1e3,
           worst * 1e3, undo * 1e3);
}

static void edits(struct weft_plan *p, int n)
{
    static const char *const form[] = {
        "set task task-%07d duration=5m",
        "set task task-%07d name=x",
        "set task task-%07d demand.new=1",
        "set node n capacity.cpu=65",
        "set task task-%07d pin.node=n-7",
        "link task-%07d task-0000000",
        "add task t after=task-%07d",
        "add node m capacity.cpu=1",
        "delete task task-%07d",
        "move task task-%07d after task-0000000",
        "rename task task-%07d t",
        "rename node n m",
        "set plan resources.llm.scope=global resources.llm.capacity=4",
        "set plan name=x",
        "set task nobody-%07d duration=5m"
    };
    char line[128];

    for (size_t i = 0; i < sizeof(form) / sizeof(*form); i++) {
        const char *number = strstr(form[i], "%07d");

        if (number)
            snprintf(line, sizeof(line), "%.*s%07d%s", (int)(number - form[i]),
                     form[i], n / 2, number + 4);
        else
            snprintf(line, sizeof(line), "%s", form[i]);
        edit(p, line);
    }
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1000000;
    int links = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
    struct weft_plan *p = NULL;
    struct weft_err e;
    size_t len, out;
    char *text = document(n, links, &len), *saved;
    double t, c;

    if (!text)
        return 1;
    printf("%d tasks, %d links each, %.1f MB\n", n, links, (double)len / 1e6);
    t = now();
    c = cpu();
    if (weft_plan_load(text, len, &p, NULL, &e)) {
        printf("not loaded: %s\n", e.msg);
        return 1;
    }
    report("load", t, c);
    t = now();
    c = cpu();
    if (weft_plan_text(p, &saved, &out, &e))
        return 1;
    report("text", t, c);
    if (out != len || memcmp(saved, text, len) != 0)
        return 1;
    free(saved);
    edits(p, n);
    t = now();
    c = cpu();
    weft_plan_free(p);
    report("free", t, c);
    free(text);
    return 0;
}
