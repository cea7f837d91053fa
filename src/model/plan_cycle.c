/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cycles of a document that was just read. Works on the "after" lists; no
 * recursion, O(tasks + links) but for the text of each cycle that is named. */
#include <stdlib.h>
#include <string.h>

#include "model/read.h"

/* Names of a cycle that are printed first (but no more bytes than this) and
 * last; those between are counted. */
#define PATH_HEAD       12
#define PATH_HEAD_BYTES 240
#define PATH_TAIL       2

struct knots {
    struct weft_plan *p;
    struct weft_faults *f;
    int32_t n;
    int32_t *out;  /* links to tasks that are left */
    int32_t *comp; /* task -> strongly connected component, -1: on none */
    int32_t *low, *num, *stack, *call, *next; /* Tarjan's */
    int32_t *via;                             /* search tree */
    int32_t *queue;
    int32_t *stamp;             /* last search that saw the task */
    int32_t *succ_begin, *succ; /* successors */
    int32_t searches;
};

static const struct weft_task *task(const struct knots *k, int32_t i)
{
    return &weft_task_at(k->p, i)->t;
}

/* Take away, again and again, tasks that nothing left waits for. What stays
 * is on a cycle or before one. Returns how many stay. */
static int32_t peel(struct knots *k)
{
    int32_t n = 0, left = k->n;

    for (int32_t i = 0; i < k->n; i++)
        for (int32_t l = 0; l < task(k, i)->nafter; l++)
            k->out[task(k, i)->after[l].task]++;
    for (int32_t i = 0; i < k->n; i++)
        if (k->out[i] == 0)
            k->queue[n++] = i;
    while (n > 0) {
        const struct weft_task *t = task(k, k->queue[--n]);

        left--;
        for (int32_t l = 0; l < t->nafter; l++)
            if (--k->out[t->after[l].task] == 0)
                k->queue[n++] = t->after[l].task;
    }
    return left;
}

/* --- strongly connected components --------------------------------------- */

/* A component is complete: its tasks are on top of the stack. Components of
 * one task are no knots. */
static void pop_component(struct knots *k, int32_t root, int32_t *top,
                          int32_t *ncomp)
{
    bool alone = k->stack[*top - 1] == root;
    int32_t i;

    do {
        i = k->stack[--*top];
        k->num[i] = k->n; /* done: larger than any number */
        k->comp[i] = alone ? -1 : *ncomp;
    } while (i != root);
    if (!alone)
        ++*ncomp;
}

/* Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput.
 * 1(2), 1972, along the "after" lists, with its own call stack. */
static void visit(struct knots *k, int32_t start, int32_t *count, int32_t *top,
                  int32_t *ncomp)
{
    int32_t depth = 0;

    k->call[depth++] = start;
    while (depth > 0) {
        int32_t i = k->call[depth - 1];

        if (k->num[i] < 0) {
            k->num[i] = k->low[i] = (*count)++;
            k->stack[(*top)++] = i;
            k->next[i] = 0;
        }
        if (k->next[i] < task(k, i)->nafter) {
            int32_t u = task(k, i)->after[k->next[i]++].task;

            if (k->num[u] < 0)
                k->call[depth++] = u;
            else if (k->num[u] < k->low[i])
                k->low[i] = k->num[u];
            continue;
        }
        if (k->low[i] == k->num[i])
            pop_component(k, i, top, ncomp);
        depth--;
        if (depth > 0 && k->low[i] < k->low[k->call[depth - 1]])
            k->low[k->call[depth - 1]] = k->low[i];
    }
}

static int32_t components(struct knots *k)
{
    int32_t count = 0, top = 0, ncomp = 0;

    for (int32_t i = 0; i < k->n; i++) {
        k->num[i] = -1;
        k->comp[i] = -1;
    }
    for (int32_t i = 0; i < k->n; i++)
        if (k->out[i] > 0 && k->num[i] < 0)
            visit(k, i, &count, &top, &ncomp);
    return ncomp;
}

/* --- naming them --------------------------------------------------------- */

/* A shortest cycle through first, within its component: from first along
 * "after" until first is found again. Returns the last task of the search;
 * via leads from it back to first, in the order of the links. */
static int32_t shortest(struct knots *k, int32_t first)
{
    int32_t head = 0, n = 0, stamp = ++k->searches;

    k->queue[n++] = first;
    k->stamp[first] = stamp;
    while (head < n) {
        int32_t i = k->queue[head++];
        const struct weft_task *t = task(k, i);

        for (int32_t l = 0; l < t->nafter; l++) {
            int32_t u = t->after[l].task;

            if (u == first)
                return i;
            if (k->comp[u] != k->comp[first] || k->stamp[u] == stamp)
                continue;
            k->stamp[u] = stamp;
            k->via[u] = i + 1;
            k->queue[n++] = u;
        }
    }
    return first;
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

/* Successor lists, to look behind a knot. */
static bool successors(struct knots *k)
{
    size_t m = 0;

    k->succ_begin = calloc((size_t)k->n + 2, sizeof(*k->succ_begin));
    if (!k->succ_begin)
        return false;
    for (int32_t i = 0; i < k->n; i++)
        for (int32_t l = 0; l < task(k, i)->nafter; l++, m++)
            k->succ_begin[task(k, i)->after[l].task + 2]++;
    k->succ = malloc((m + 1) * sizeof(*k->succ));
    if (!k->succ)
        return false;
    for (int32_t i = 2; i <= k->n + 1; i++)
        k->succ_begin[i] += k->succ_begin[i - 1];
    for (int32_t i = 0; i < k->n; i++)
        for (int32_t l = 0; l < task(k, i)->nafter; l++)
            k->succ[k->succ_begin[task(k, i)->after[l].task + 1]++] = i;
    return true;
}

/* Tasks on no cycle that cannot start because of the knot of first. */
static int32_t behind(struct knots *k, int32_t first)
{
    int32_t head = 0, n = 0, count = 0, stamp = ++k->searches;

    k->queue[n++] = first;
    k->stamp[first] = stamp;
    while (head < n) {
        int32_t i = k->queue[head++];

        count += k->comp[i] < 0;
        for (int32_t s = k->succ_begin[i]; s < k->succ_begin[i + 1]; s++) {
            if (k->stamp[k->succ[s]] != stamp) {
                k->stamp[k->succ[s]] = stamp;
                k->queue[n++] = k->succ[s];
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

static bool report(struct knots *k, int32_t first)
{
    struct weft_plan *p = k->p;
    const struct weft_piece *piece = &weft_task_at(p, first)->piece;
    int32_t last = shortest(k, first), before = last, more;
    struct weft_reader r = { .p = p,
                             .f = k->f,
                             .j = &p->json,
                             .list = "tasks",
                             .nlist = 5,
                             .pos = first,
                             .id = task(k, first)->id };
    struct weft_buf b = { 0 };
    bool ok;

    while (k->via[before] - 1 != first)
        before = k->via[before] - 1;
    weft_cycle_text(&b, p, first, last, k->via);
    more = behind(k, first);
    if (more > 0)
        weft_buf_addf(&b, "; %d other task%s only behind it", (int)more,
                      more == 1 ? " is" : "s are");
    r.base = (size_t)(piece->text + piece->lead - p->doc);
    ok = !b.oom &&
         weft_json_parse(&p->json, piece->text + piece->lead, piece->len, true,
                         &(size_t){ 0 }, NULL) == WEFT_OK;
    if (ok)
        weft_fault(&r, entry_naming(&r, task(k, before)->id), WEFT_E_CYCLE,
                   "dependency cycle: %s", b.p);
    weft_buf_release(&b);
    weft_reader_release(&r);
    return ok && !r.oom;
}

static bool name_them(struct knots *k, int32_t ncomp)
{
    int32_t named = 0;

    if (!successors(k))
        return false;
    memset(k->low, 0, (size_t)k->n * sizeof(*k->low)); /* reused: named */
    for (int32_t i = 0; i < k->n && named < ncomp; i++) {
        if (k->comp[i] < 0 || k->low[k->comp[i]])
            continue;
        k->low[k->comp[i]] = 1;
        if (named++ < WEFT_DIAGS_MAX) {
            if (!report(k, i))
                return false;
        } else {
            k->f->errors++;
            k->f->dropped++;
        }
    }
    return true;
}

bool weft_plan_cycles(struct weft_plan *p, struct weft_faults *f)
{
    struct knots k = { .p = p, .f = f, .n = p->tasks.n };
    size_t n = (size_t)k.n + 1;
    int32_t *mem = calloc(n * 9, sizeof(*mem));
    bool ok = mem != NULL;

    if (ok) {
        k.out = mem;
        k.comp = mem + n;
        k.low = mem + 2 * n;
        k.num = mem + 3 * n;
        k.stack = mem + 4 * n;
        k.call = mem + 5 * n;
        k.next = mem + 6 * n;
        k.via = k.next; /* a search starts when Tarjan's is over */
        k.queue = mem + 7 * n;
        k.stamp = mem + 8 * n;
        if (peel(&k) > 0)
            ok = name_them(&k, components(&k));
    }
    free(k.succ_begin);
    free(k.succ);
    free(mem);
    return ok;
}
