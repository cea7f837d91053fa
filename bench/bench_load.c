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
#include "weft/plan.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
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

static void report(const char *what, double t)
{
    printf("%-34s %9.2f ms   peak %5.0f MiB\n", what, (now() - t) * 1e3,
           peak_mib());
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1000000;
    int links = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
    struct weft_plan *p = NULL;
    struct weft_err e;
    size_t len, out;
    char *text = document(n, links, &len), *saved;
    double t;

    if (!text)
        return 1;
    printf("%d tasks, %d links each, %.1f MB\n", n, links, (double)len / 1e6);
    t = now();
    if (weft_plan_load(text, len, &p, NULL, &e)) {
        printf("not loaded: %s\n", e.msg);
        return 1;
    }
    report("load", t);
    t = now();
    if (weft_plan_text(p, &saved, &out, &e))
        return 1;
    report("text", t);
    if (out != len || memcmp(saved, text, len) != 0)
        return 1;
    free(saved);
    t = now();
    weft_plan_free(p);
    report("free", t);
    free(text);
    return 0;
}
