/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface, measured from outside: weft on a pseudo-terminal of 160x48,
 * from the key that is sent to the mark that says it waits again (tui/idle.h).
 *
 *     bench/bench_ui [-r ROUNDS] [-s COLSxROWS] [TASKS ... | FILE ...]
 *
 * Without arguments plans of 10, 100, 1,000 and 10,000 tasks in layers. Times
 * are milliseconds of the wall clock, so run it on a machine that is quiet:
 *
 *     first    from the start of the program to its first frame
 *     move     a cursor key that keeps the rows in place
 *     scroll   one that makes them scroll
 *     graph    one in the graph pane
 *     capacity ] and [ in turn: edit, quick plan, facts, picture, frame
 *     undo     of such a step, and redo
 *     idle     bytes that come in a second when nothing happens
 *
 * WEFT names the program (default: ./weft). */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "lib/pty.h"

#define SAMPLES 4096
#define LAYER   40 /* tasks; at most */

struct series {
    double ms[SAMPLES];
    uint64_t bytes[SAMPLES];
    int n;
};

static char folder[64];

/* --- plans --------------------------------------------------------------- */

static const char *const kinds[] = { "fetch", "trim",  "align", "call",
                                     "merge", "score", "train", "report" };

static void put_task(FILE *f, struct weft_rng *r, int i, int n, int layer)
{
    int first = i / layer * layer, links = 1 + (int)weft_rng_below(r, 3);

    fprintf(
        f,
        "  {\"id\": \"%s_%d\", \"duration\": \"%ds\", \"demand\": {\"cpu\": "
        "%d, \"memory\": \"%dGi\"}",
        kinds[i / layer % 8], i, 10 + (int)weft_rng_below(r, 600),
        1 + (int)weft_rng_below(r, 4), 1 + (int)weft_rng_below(r, 8));
    for (int k = 0; first > 0 && k < links; k++) {
        int p = first - layer + (i % layer + k * 7) % layer;

        fprintf(f, "%s\"%s_%d\"", k ? ", " : ", \"after\": [",
                kinds[p / layer % 8], p);
    }
    fprintf(f, "%s}%s\n", first > 0 ? "]" : "", i + 1 < n ? "," : "");
}

/* A workflow in layers of the same kind, as large ones are. */
static bool make_plan(const char *path, int n)
{
    FILE *f = fopen(path, "w");
    struct weft_rng r;
    int layer = n < 4 * LAYER ? (n + 3) / 4 : n < 2000 ? LAYER : n / 25;

    if (!f)
        return false;
    weft_rng_seed(&r, (uint64_t)n);
    fprintf(f, "{\"weft\": \"1.0\", \"name\": \"bench %d\", \"nodes\": [\n", n);
    for (int i = 0; i < 4; i++)
        fprintf(f,
                "  {\"id\": \"node-%d\", \"capacity\": {\"cpu\": %d, "
                "\"memory\": \"64Gi\"}}%s\n",
                i, 8 + 4 * i, i < 3 ? "," : "");
    fprintf(f, "], \"tasks\": [\n");
    for (int i = 0; i < n; i++)
        put_task(f, &r, i, n, layer);
    fprintf(f, "]}\n");
    return fclose(f) == 0;
}

/* --- measuring ----------------------------------------------------------- */

static void add(struct series *s, double ms, uint64_t bytes)
{
    if (s->n == SAMPLES)
        return;
    s->ms[s->n] = ms;
    s->bytes[s->n++] = bytes;
}

static bool start(struct pty *p, const char *plan, const char *home, int w,
                  int h, double *ms)
{
    const char *program = getenv("WEFT");
    const char *argv[] = { program ? program : "./weft", "--time", "1", plan,
                           NULL };
    const char *env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", home,
                          "XDG_CONFIG_HOME",     "XDG_STATE_HOME", NULL };
    double from = pty_now();

    *p = (struct pty){ 0 };
    if (!pty_start(p, argv, env, w, h) || !pty_idle(p)) {
        fprintf(stderr, "bench_ui: it does not start: %s\n", p->errors);
        return false;
    }
    *ms = p->at - from;
    return true;
}

static bool press(struct pty *p, const char *key, unsigned events,
                  struct series *s)
{
    uint64_t before = p->bytes;
    double from = pty_now();

    pty_send(p, key, strlen(key), events);
    if (!pty_idle(p)) {
        fprintf(stderr, "bench_ui: it has ended: %s\n", p->errors);
        return false;
    }
    if (s)
        add(s, p->at - from, p->bytes - before);
    return true;
}

static bool moves(struct pty *p, int rounds, struct series *move,
                  struct series *scroll)
{
    bool ok = press(p, "g2", 2, NULL) && press(p, "gg", 2, NULL);

    for (int i = 0; i < rounds && ok; i++)
        ok = press(p, i % 10 < 5 ? "j" : "k", 1, move);
    ok = ok && press(p, "G", 1, NULL);
    for (int i = 0; i < rounds && ok; i++) /* past the upper edge */
        ok = press(p, "k", 1, i < 60 ? NULL : scroll);
    return ok && press(p, "gg", 2, NULL);
}

static bool graph_moves(struct pty *p, int rounds, struct series *graph)
{
    bool ok = press(p, "g1", 2, NULL);

    for (int i = 0; i < rounds && ok; i++)
        ok = press(p, i % 8 < 4 ? "l" : "h", 1, graph);
    return ok && press(p, "g2", 2, NULL);
}

static bool capacities(struct pty *p, int rounds, struct series *cap,
                       struct series *undo)
{
    bool ok = true;

    for (int i = 0; i < rounds && ok; i++)
        ok = press(p, i % 2 ? "[" : "]", 1, cap);
    for (int i = 0; i < rounds / 4 && ok; i++)
        ok = press(p, i % 2 ? "U" : "u", 1, undo);
    return ok;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void tell(const char *name, struct series *s)
{
    uint64_t most = 0, sum = 0;

    if (s->n == 0)
        return;
    for (int i = 0; i < s->n; i++) {
        sum += s->bytes[i];
        most = s->bytes[i] > most ? s->bytes[i] : most;
    }
    qsort(s->ms, (size_t)s->n, sizeof(*s->ms), compare);
    printf("  %-9s %5d  %7.1f %7.1f %7.1f   %7" PRIu64 " %7" PRIu64 "\n", name,
           s->n, s->ms[s->n / 2], s->ms[(s->n * 99) / 100], s->ms[s->n - 1],
           sum / (uint64_t)s->n, most);
    fflush(stdout);
}

static bool measure(const char *plan, int rounds, int w, int h)
{
    static struct series first, move, scroll, graph, cap, undo;
    char home[80];
    struct pty p;
    uint64_t before;
    double ms;
    bool ok = true;

    first.n = move.n = scroll.n = graph.n = cap.n = undo.n = 0;
    snprintf(home, sizeof(home), "HOME=%s", folder);
    for (int i = 0; i < 10 && ok; i++) {
        ok = start(&p, plan, home, w, h, &ms);
        if (ok)
            add(&first, ms, p.bytes);
        pty_keys(&p, "q");
        pty_ended(&p);
        pty_stop(&p);
    }
    if (!ok || !start(&p, plan, home, w, h, &ms) || !pty_settled(&p))
        return false;
    before = p.bytes;
    for (double end = pty_now() + 1000; pty_now() < end;)
        pty_pump(&p, 100);
    before = p.bytes - before;
    ok = moves(&p, rounds, &move, &scroll) && graph_moves(&p, rounds, &graph) &&
         capacities(&p, rounds, &cap, &undo);
    pty_send(&p, "qd", 2, 0); /* nothing is to be recovered next time */
    pty_ended(&p);
    pty_stop(&p);
    tell("first", &first);
    tell("move", &move);
    tell("scroll", &scroll);
    tell("graph", &graph);
    tell("capacity", &cap);
    tell("undo", &undo);
    printf("  idle: %" PRIu64 " bytes in a second\n", before);
    return ok;
}

static bool one(const char *what, int rounds, int w, int h)
{
    char path[128], command[160];
    char *end;
    long n = strtol(what, &end, 10);
    bool ok;

    printf("%s%s, %dx%d\n", what, *end ? "" : " tasks", w, h);
    printf("  %-9s %5s  %7s %7s %7s   %7s %7s\n", "key", "times", "p50 ms",
           "p99", "most", "bytes", "most");
    snprintf(path, sizeof(path), "%s/plan.json", folder);
    if (*end)
        snprintf(command, sizeof(command), "cp '%.80s' '%.60s'", what, path);
    if (*end ? system(command) != 0 : !make_plan(path, (int)n))
        return false;
    ok = measure(path, rounds, w, h);
    unlink(path);
    return ok;
}

int main(int argc, char **argv)
{
    static const char *const usual[] = { "10", "100", "1000", "10000" };
    int rounds = 200, w = 160, h = 48, c;
    bool ok = true;
    char command[96];

    while ((c = getopt(argc, argv, "r:s:")) != -1) {
        if (c == 'r')
            rounds = (int)strtol(optarg, NULL, 10);
        else if (c != 's' || sscanf(optarg, "%dx%d", &w, &h) != 2)
            return 2;
    }
    snprintf(folder, sizeof(folder), "/tmp/weft-bench-XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    for (int i = optind; i < argc && ok; i++)
        ok = one(argv[i], rounds, w, h);
    for (int i = 0; i < 4 && optind >= argc && ok; i++)
        ok = one(usual[i], rounds, w, h);
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    if (system(command) != 0)
        ok = false;
    return ok ? 0 : 1;
}
