/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cycles of a document that was just read. O(tasks + links) but for the text of
 * each cycle that is named. */
#include <stdlib.h>
#include <string.h>

#include "model/read.h"
#include "weft/graph.h"

/* Names of a cycle that are printed first (but no more bytes than this) and
 * last; those between are counted. */
#define PATH_HEAD       12
#define PATH_HEAD_BYTES 240
#define PATH_TAIL       2

struct knots {
    struct weft_plan *p;
    struct weft_faults *f;
    int32_t n, m;
    struct weft_graph g;
    int32_t *cycle, *begin; /* see weft_graph_cycles() */
    bool *behind;
    int32_t *via; /* along the cycle that is being named */
    int32_t *queue;
    int32_t *stamp; /* last search that saw the task */
};

static const struct weft_task *task(const struct knots *k, int32_t i)
{
    return &weft_task_at(k->p, i)->t;
}

/* Take away, again and again, tasks that nothing left waits for. Are there
 * any that stay? A plan without cycles needs no graph. */
static bool has_knot(struct knots *k)
{
    int32_t *out = k->stamp, n = 0, left = k->n;

    for (int32_t i = 0; i < k->n; i++) {
        k->m += task(k, i)->nafter;
        for (int32_t l = 0; l < task(k, i)->nafter; l++)
            out[task(k, i)->after[l].task]++;
    }
    for (int32_t i = 0; i < k->n; i++)
        if (out[i] == 0)
            k->queue[n++] = i;
    while (n > 0) {
        const struct weft_task *t = task(k, k->queue[--n]);

        left--;
        for (int32_t l = 0; l < t->nafter; l++)
            if (--out[t->after[l].task] == 0)
                k->queue[n++] = t->after[l].task;
    }
    memset(out, 0, (size_t)k->n * sizeof(*out));
    return left > 0;
}

static bool build_graph(struct knots *k)
{
    int32_t *from = malloc(((size_t)k->m + 1) * sizeof(*from));
    int32_t *to = malloc(((size_t)k->m + 1) * sizeof(*to));
    bool ok = from && to;
    int32_t m = 0;

    for (int32_t i = 0; ok && i < k->n; i++) {
        for (int32_t l = 0; l < task(k, i)->nafter; l++, m++) {
            from[m] = task(k, i)->after[l].task;
            to[m] = i;
        }
    }
    ok = ok &&
         weft_graph_build(&k->g, k->n, m, from, to, NULL, NULL) == WEFT_OK;
    free(from);
    free(to);
    return ok;
}

static void add_name(struct weft_buf *b, const struct weft_plan *p, int32_t i)
{
    const char *id = weft_task_at(p, i)->t.id;
    struct weft_buf quoted = { 0 };

    weft_quote(&quoted, id, strlen(id));
    if (quoted.p) /* without the quotes: the arrows separate */
        weft_buf_add(b, quoted.p + 1, quoted.len - 2);
    weft_buf_release(&quoted);
}

void weft_cycle_text(struct weft_buf *b, const struct weft_plan *p,
                     int32_t first, int32_t next, const int32_t *via)
{
    size_t begin = b->len;
    int32_t len = 0, at = 0, left_out = 0;

    for (int32_t i = next; i != first; i = via[i] - 1)
        len++;
    add_name(b, p, first);
    for (int32_t i = next; i != first; i = via[i] - 1, at++) {
        bool head = at < PATH_HEAD && b->len - begin < PATH_HEAD_BYTES;

        if (at < len - PATH_TAIL && (left_out > 0 || !head)) {
            left_out++;
            continue;
        }
        if (left_out > 0 && at == len - PATH_TAIL)
            weft_buf_addf(b, " > ... %d more ...", (int)left_out);
        weft_buf_adds(b, " > ");
        add_name(b, p, i);
    }
    weft_buf_adds(b, " > ");
    add_name(b, p, first);
}

/* Tasks on no cycle that cannot start because of cycle c. */
static int32_t count_behind(struct knots *k, int32_t c)
{
    const struct weft_graph *g = &k->g;
    int32_t first = k->cycle[k->begin[c]], n = 0, count = 0;

    k->queue[n++] = first;
    k->stamp[first] = c + 1;
    for (int32_t head = 0; head < n; head++) {
        int32_t i = k->queue[head];

        count += k->behind[i];
        for (int32_t s = g->succ_begin[i]; s < g->succ_begin[i + 1]; s++) {
            if (k->stamp[g->succ[s]] != c + 1) {
                k->stamp[g->succ[s]] = c + 1;
                k->queue[n++] = g->succ[s];
            }
        }
    }
    return count;
}

/* The entry of "after" in the parsed piece that names this id; else 0. */
static int32_t entry_naming(struct weft_reader *r, const char *id)
{
    int32_t after = weft_json_get(r->j, 0, "after");

    for (int32_t c = after == WEFT_NONE ? WEFT_NONE : r->j->v[after].child;
         c != WEFT_NONE; c = r->j->v[c].next) {
        int32_t v = c;
        struct weft_slice s;

        if (r->j->v[c].kind == WEFT_JSON_OBJECT)
            v = weft_json_get(r->j, c, "task");
        if (v == WEFT_NONE || r->j->v[v].kind != WEFT_JSON_STRING)
            continue;
        s = weft_read_slice(r, v);
        if (s.p && s.n == strlen(id) && memcmp(s.p, id, s.n) == 0)
            return c;
    }
    return 0;
}

static void add_text(struct knots *k, int32_t c, struct weft_buf *b)
{
    const int32_t *cycle = k->cycle + k->begin[c];
    int32_t len = k->begin[c + 1] - k->begin[c], more = count_behind(k, c);

    for (int32_t i = 0; i < len; i++)
        k->via[cycle[i]] = cycle[(i + 1) % len] + 1;
    weft_cycle_text(b, k->p, cycle[0], k->via[cycle[0]] - 1, k->via);
    if (more > 0)
        weft_buf_addf(b, "; %d other task%s only behind it", (int)more,
                      more == 1 ? " is" : "s are");
}

static bool report(struct knots *k, int32_t c)
{
    struct weft_plan *p = k->p;
    int32_t first = k->cycle[k->begin[c]], last = k->cycle[k->begin[c + 1] - 1];
    const struct weft_piece *piece = &weft_task_at(p, first)->piece;
    struct weft_reader r = { .p = p,
                             .f = k->f,
                             .j = &p->json,
                             .list = "tasks",
                             .nlist = 5,
                             .pos = first,
                             .id = task(k, first)->id };
    struct weft_buf b = { 0 };
    bool ok;

    add_text(k, c, &b);
    r.base = (size_t)(piece->text + piece->lead - p->doc);
    ok = !b.oom &&
         weft_json_parse(&p->json, piece->text + piece->lead, piece->len, true,
                         &(size_t){ 0 }, NULL) == WEFT_OK;
    if (ok)
        weft_fault(&r, entry_naming(&r, task(k, last)->id), WEFT_E_CYCLE,
                   "dependency cycle: %s", b.p);
    weft_buf_release(&b);
    weft_reader_release(&r);
    return ok && !r.oom;
}

static bool name_them(struct knots *k)
{
    int32_t count = 0;

    if (!build_graph(k) ||
        weft_graph_cycles(&k->g, k->cycle, k->begin, k->n, &count, k->behind,
                          NULL) != WEFT_OK)
        return false;
    for (int32_t c = 0; c < count; c++) {
        if (c >= WEFT_DIAGS_MAX) {
            k->f->errors++;
            k->f->dropped++;
        } else if (!report(k, c)) {
            return false;
        }
    }
    return true;
}

bool weft_plan_cycles(struct weft_plan *p, struct weft_faults *f)
{
    struct knots k = { .p = p, .f = f, .n = p->tasks.n };
    size_t n = (size_t)k.n + 1;
    int32_t *mem = calloc(n * 5, sizeof(*mem));
    bool ok;

    k.behind = calloc(n, sizeof(*k.behind));
    ok = mem && k.behind;
    if (ok) {
        k.cycle = mem;
        k.begin = mem + n;
        k.via = mem + 2 * n;
        k.queue = mem + 3 * n;
        k.stamp = mem + 4 * n;
        if (has_knot(&k))
            ok = name_them(&k);
    }
    weft_graph_release(&k.g);
    free(k.behind);
    free(mem);
    return ok;
}
