/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/randplan.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_RES  3
#define MAX_HOLD 2

/* SplitMix64 (Steele, Lea, Flood 2014). Not the library's generator: a change
 * there must not change the tests. */
uint64_t rand_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int rand_below(uint64_t *state, int n)
{
    return (int)(rand_next(state) % (uint64_t)n);
}

struct node {
    int cap[MAX_RES], copies;
    bool east;
};

struct task {
    int home, duration;
    int demand[MAX_RES];
    bool hold, nowhere;
};

struct maker {
    const struct rand_opts *o;
    uint64_t rng;
    FILE *f;
    int nres, nnode;
    struct node *node;
    struct task *task;
    int slots;   /* capacity of the global renewable */
    int horizon; /* every sensible plan ends before */
};

static bool has(const struct maker *m, unsigned feature)
{
    return (m->o->features & feature) != 0;
}

static int below(struct maker *m, int n)
{
    return rand_below(&m->rng, n);
}

static bool chance(struct maker *m, int percent)
{
    return below(m, 100) < percent;
}

static int between(struct maker *m, int low, int high)
{
    return low + below(m, high - low + 1);
}

static void separate(FILE *f, bool *first)
{
    if (!*first)
        fputs(", ", f);
    *first = false;
}

static void put_resources(struct maker *m)
{
    bool first = true;

    fputs("  \"resources\": {", m->f);
    for (int r = 0; r < m->nres; r++) {
        separate(m->f, &first);
        fprintf(m->f, "\"r%d\": {", r);
        if (has(m, RAND_PRICE) && chance(m, 50))
            fprintf(m->f, "\"price\": 0.%d", between(m, 1, 9));
        fputc('}', m->f);
    }
    if (has(m, RAND_GLOBAL))
        fprintf(m->f, ", \"slots\": {\"scope\": \"global\", \"capacity\": %d}",
                m->slots);
    if (has(m, RAND_BUDGET)) {
        int most = 9 * (m->o->tasks + 1);

        fprintf(m->f,
                ", \"tokens\": {\"scope\": \"global\", \"kind\": "
                "\"consumable\", \"capacity\": %d",
                has(m, RAND_TIGHT) ? between(m, most / 4, most) : most);
        if (has(m, RAND_PRICE))
            fprintf(m->f, ", \"price\": 0.%d", between(m, 1, 9));
        fputc('}', m->f);
    }
    fputs("},\n", m->f);
}

static void put_node_extras(struct maker *m)
{
    static const char *const speed[] = { "0.5", "1.5", "2", "3" };
    static const char *const billing[] = { "use", "lease", "fixed" };
    int at = 0;

    if (has(m, RAND_SPEED) && chance(m, 60))
        fprintf(m->f, ", \"speed\": %s", speed[below(m, 4)]);
    if (has(m, RAND_PRICE) && chance(m, 70))
        fprintf(m->f, ", \"price\": {\"per_hour\": %d.%d, \"billing\": \"%s\"}",
                below(m, 4), below(m, 10), billing[below(m, 3)]);
    if (!has(m, RAND_DOWN) || !chance(m, 70))
        return;
    fputs(", \"down\": [", m->f);
    for (int k = between(m, 1, 2); k > 0; k--) {
        int from = at + between(m, 1, 2 * m->o->max_duration);

        at = from + between(m, 1, m->o->max_duration);
        fprintf(m->f, "{\"from\": %d, \"to\": %d}%s", from, at,
                k > 1 ? ", " : "");
    }
    fputc(']', m->f);
}

static void put_nodes(struct maker *m)
{
    fputs("  \"nodes\": [", m->f);
    for (int i = 0; i < m->nnode; i++) {
        const struct node *n = &m->node[i];
        bool first = true;

        fprintf(m->f, "%s\n    {\"id\": \"n%d\"", i ? "," : "", i);
        if (n->copies > 1)
            fprintf(m->f, ", \"count\": %d", n->copies);
        fputs(", \"capacity\": {", m->f);
        for (int r = 0; r < m->nres; r++)
            if (n->cap[r]) {
                separate(m->f, &first);
                fprintf(m->f, "\"r%d\": %d", r, n->cap[r]);
            }
        fprintf(m->f, "}, \"labels\": {\"zone\": \"%s\"}",
                n->east ? "east" : "west");
        put_node_extras(m);
        fputc('}', m->f);
    }
    fputs("\n  ],\n", m->f);
}

static void put_demand(struct maker *m, const struct task *t, bool less)
{
    bool first = true;

    fputs(", \"demand\": {", m->f);
    for (int r = 0; r < m->nres; r++) {
        int q = less && t->demand[r] > 1 ? t->demand[r] - 1 : t->demand[r];

        if (q) {
            separate(m->f, &first);
            fprintf(m->f, "\"r%d\": %d", r, q);
        }
    }
    if (has(m, RAND_GLOBAL) && chance(m, 40)) {
        separate(m->f, &first);
        fprintf(m->f, "\"slots\": %d",
                t->hold ? 1 : between(m, 1, m->slots - MAX_HOLD));
    }
    if (has(m, RAND_BUDGET) && chance(m, 60)) {
        separate(m->f, &first);
        fprintf(m->f, "\"tokens\": %d", between(m, 1, less ? 4 : 9));
    }
    fputc('}', m->f);
}

/* The home node, and sometimes others or a single copy of it. */
static void put_allowed(struct maker *m, const struct task *t)
{
    const struct node *home = &m->node[t->home];

    if (chance(m, 50)) {
        fprintf(m->f, ", \"where\": {\"zone\": \"%s\"}",
                home->east ? "east" : "west");
        return;
    }
    fprintf(m->f, ", \"nodes\": [\"n%d", t->home);
    if (home->copies > 1 && chance(m, 30))
        fprintf(m->f, "-%d", between(m, 1, home->copies));
    fputc('"', m->f);
    for (int i = 0; i < m->nnode; i++)
        if (i != t->home && chance(m, 40))
            fprintf(m->f, ", \"n%d\"", i);
    fputc(']', m->f);
}

static void put_overrides(struct maker *m)
{
    bool first = true;

    fputs(", \"durations\": {", m->f);
    for (int i = 0; i < m->nnode; i++)
        if (chance(m, 50)) {
            separate(m->f, &first);
            fprintf(m->f, "\"n%d\": %d", i, between(m, 1, m->o->max_duration));
        }
    fputc('}', m->f);
}

static void put_modes(struct maker *m, const struct task *t)
{
    int n = between(m, 1, 2);

    fputs(", \"modes\": [", m->f);
    for (int k = 0; k < n; k++) {
        fprintf(m->f, "%s{\"name\": \"mode%d\", \"duration\": %d",
                k ? ", " : "", k + 1, between(m, 1, 2 * m->o->max_duration));
        put_demand(m, t, true);
        if (has(m, RAND_ALLOWED) && !t->nowhere && chance(m, 30))
            fprintf(m->f, ", \"nodes\": [\"n%d\"]", t->home);
        fputc('}', m->f);
    }
    fputc(']', m->f);
}

static void put_times(struct maker *m, const struct task *t)
{
    int release = 0;

    if (has(m, RAND_RELEASE) && chance(m, 30)) {
        release = between(m, 1, 3 * m->o->max_duration);
        fprintf(m->f, ", \"release\": %d", release);
    }
    if (has(m, RAND_DEADLINE) && chance(m, 30))
        fprintf(m->f, ", \"deadline\": %d",
                has(m, RAND_TIGHT)
                    ? release + between(m, t->duration, m->horizon / 2 + 9)
                    : 4 * m->horizon);
    if (!has(m, RAND_PIN))
        return;
    if (!t->nowhere && m->nnode && chance(m, 20))
        fprintf(m->f, ", \"pin\": {\"node\": \"n%d\"}", t->home);
    else if (has(m, RAND_TIGHT) && chance(m, 20))
        fprintf(m->f, ", \"pin\": {\"start\": %d}",
                release + below(m, m->horizon / 2 + 9));
}

static void put_links(struct maker *m, const int *place, int i)
{
    bool first = true;

    fputs(", \"after\": [", m->f);
    for (int k = 0; k < i; k++) {
        int lag = has(m, RAND_LAG) && chance(m, 30)
                      ? between(m, 1, m->o->max_duration)
                      : 0;
        int data = has(m, RAND_NETWORK) && chance(m, 50) ? between(m, 1, 9) : 0;

        if (below(m, 10 * i) >= m->o->links)
            continue;
        separate(m->f, &first);
        if (!lag && !data) {
            fprintf(m->f, "\"t%d\"", place[k]);
            continue;
        }
        fprintf(m->f, "{\"task\": \"t%d\"", place[k]);
        if (lag)
            fprintf(m->f, ", \"lag\": %d", lag);
        if (data)
            fprintf(m->f, ", \"data\": %d", data);
        fputc('}', m->f);
    }
    fputc(']', m->f);
}

/* Task i of the hidden order, under its name. */
static void put_task(struct maker *m, const int *place, int i)
{
    const struct task *t = &m->task[i];

    fprintf(m->f, "    {\"id\": \"t%d\", \"duration\": %d", place[i],
            t->duration);
    put_demand(m, t, false);
    put_links(m, place, i);
    if (t->nowhere)
        fputs(", \"nodes\": []", m->f);
    else if (has(m, RAND_ALLOWED) && m->nnode && chance(m, 30))
        put_allowed(m, t);
    if (has(m, RAND_OVERRIDE) && m->nnode && chance(m, 40))
        put_overrides(m);
    put_times(m, t);
    if (t->hold)
        fputs(", \"hold\": \"plan\"", m->f);
    if (has(m, RAND_MODES) && chance(m, 40))
        put_modes(m, t);
    fputc('}', m->f);
}

static void choose_nodes(struct maker *m)
{
    int low = has(m, RAND_HOLD) ? 1 + MAX_HOLD : 1;

    for (int i = 0; i < m->nnode; i++) {
        struct node *n = &m->node[i];

        n->copies = has(m, RAND_COPIES) ? between(m, 1, 3) : 1;
        n->east = chance(m, 50);
        for (int r = 0; r < m->nres; r++) {
            n->cap[r] = low - 1 + between(m, 1, m->o->max_capacity);
            if (r > 0 && chance(m, 30))
                n->cap[r] = 0;
        }
    }
}

static void choose_tasks(struct maker *m)
{
    int holds = 0;

    m->horizon = 1;
    for (int i = 0; i < m->o->tasks; i++) {
        struct task *t = &m->task[i];
        const struct node *home;

        t->duration = between(m, 1, m->o->max_duration);
        if (has(m, RAND_ZERO) && chance(m, 15))
            t->duration = 0;
        t->home = m->nnode ? below(m, m->nnode) : 0;
        t->hold = has(m, RAND_HOLD) && holds < MAX_HOLD && chance(m, 20);
        t->nowhere = has(m, RAND_NOWHERE) && chance(m, 15);
        holds += t->hold;
        m->horizon += 9 * m->o->max_duration;
        home = m->nnode ? &m->node[t->home] : NULL;
        for (int r = 0; r < m->nres; r++) {
            int room = home ? home->cap[r] : m->o->max_capacity;

            if (has(m, RAND_HOLD))
                room = t->hold ? room > 0 : room - MAX_HOLD;
            t->demand[r] = room > 0 && !t->nowhere ? between(m, 0, room) : 0;
        }
    }
}

static void put_tasks(struct maker *m)
{
    int n = m->o->tasks;
    int *place = malloc((size_t)(n + 1) * sizeof(*place)); /* name of i */
    char **text = calloc((size_t)n + 1, sizeof(*text));    /* by name */
    FILE *whole = m->f;

    if (!place || !text)
        abort();
    for (int i = 0; i < n; i++) {
        int k = has(m, RAND_SHUFFLE) ? below(m, i + 1) : i;

        place[i] = place[k];
        place[k] = i;
    }
    for (int i = 0; i < n; i++) {
        size_t len;

        m->f = open_memstream(&text[place[i]], &len);
        if (!m->f)
            abort();
        put_task(m, place, i);
        fclose(m->f);
    }
    m->f = whole;
    fputs("  \"tasks\": [\n", m->f);
    for (int i = 0; i < n; i++) {
        fprintf(m->f, "%s%s\n", text[i], i + 1 < n ? "," : "");
        free(text[i]);
    }
    fputs("  ]", m->f);
    free(text);
    free(place);
}

struct rand_opts rand_small(uint64_t seed)
{
    uint64_t s = seed;
    unsigned features = (unsigned)(rand_next(&s) & rand_next(&s)) & RAND_ALL;

    return (struct rand_opts){ .seed = seed,
                               .features = features,
                               .tasks = 8,
                               .nodes = 2,
                               .links = 12,
                               .max_duration = 6,
                               .max_capacity = 4 };
}

char *rand_plan(const struct rand_opts *o)
{
    struct maker m = { .o = o, .rng = o->seed };
    char *text = NULL;
    size_t len;

    m.nres = has(&m, RAND_RESOURCES) ? between(&m, 1, MAX_RES) : 1;
    m.nnode = has(&m, RAND_NO_NODES) ? 0 : o->nodes;
    m.slots = MAX_HOLD + between(&m, 1, 3);
    m.node = calloc((size_t)m.nnode + 1, sizeof(*m.node));
    m.task = calloc((size_t)o->tasks + 1, sizeof(*m.task));
    m.f = open_memstream(&text, &len);
    if (!m.node || !m.task || !m.f)
        abort();
    choose_nodes(&m);
    choose_tasks(&m);
    fprintf(m.f, "{\n  \"weft\": \"1.0\",\n  \"name\": \"random %llu\",\n",
            (unsigned long long)o->seed);
    fputs("  \"time_unit\": \"none\",\n", m.f);
    put_resources(&m);
    if (m.nnode)
        put_nodes(&m);
    put_tasks(&m);
    if (has(&m, RAND_NETWORK))
        fprintf(m.f, ",\n  \"network\": {\"latency\": %d, \"bandwidth\": %d}",
                below(&m, 3), between(&m, 1, 4));
    fputs("\n}\n", m.f);
    fclose(m.f);
    free(m.node);
    free(m.task);
    return text;
}
