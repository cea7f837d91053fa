/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusing a link that would close a cycle. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

static const struct weft_task *task(const struct weft_plan *p, int32_t i)
{
    return &weft_task_at(p, i)->t;
}

static bool is_in(const struct weft_task *t, int32_t pred)
{
    for (int32_t k = 0; k < t->nafter; k++)
        if (t->after[k].task == pred)
            return true;
    return false;
}

/* Search against the links from the predecessors of `now` until task i is
 * found. via[x] - 1 is the task that x was reached from (x comes right before
 * it), via[x] - 1 == i a task the search started at. Shortest paths first. */
static bool search(const struct weft_plan *p, int32_t i,
                   const struct weft_task *now, int32_t *via, int32_t *queue)
{
    const struct weft_task *was = i < p->tasks.n ? task(p, i) : NULL;
    int32_t head = 0, n = 0;

    for (int32_t k = 0; k < now->nafter; k++) {
        int32_t u = now->after[k].task;

        /* links that were there close no cycle: few enough to compare */
        if (via[u] || (was && was->nafter <= 64 && is_in(was, u)))
            continue;
        via[u] = i + 1;
        queue[n++] = u;
    }
    while (head < n) {
        int32_t x = queue[head++];

        for (int32_t k = 0; k < task(p, x)->nafter; k++) {
            int32_t u = task(p, x)->after[k].task;

            if (via[u])
                continue;
            via[u] = x + 1;
            if (u == i)
                return true;
            queue[n++] = u;
        }
    }
    return false;
}

enum weft_rc weft_edit_refuse_cycle(struct weft_stage *s, int32_t i,
                                    int32_t next, const int32_t *via)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_cycle_text(&b, s->p, i, next, via);
    rc = b.oom ? weft_stage_no_memory(s)
               : weft_err_set(s->err, WEFT_E_CYCLE, task(s->p, i)->id,
                              "would close a cycle: %s", b.p);
    weft_buf_release(&b);
    return rc;
}

enum weft_rc weft_edit_check_cycle(struct weft_stage *s, int32_t i,
                                   const struct weft_task *now)
{
    const struct weft_plan *p = s->p;
    size_t n = (size_t)p->tasks.n + 1;
    int32_t *mem;
    enum weft_rc rc = WEFT_OK;

    if (i >= p->tasks.n || now->nafter == 0)
        return WEFT_OK; /* nothing can come after a new task yet */
    mem = calloc(2 * n, sizeof(*mem));
    if (!mem)
        return weft_stage_no_memory(s);
    if (search(p, i, now, mem, mem + n))
        rc = weft_edit_refuse_cycle(s, i, mem[i] - 1, mem);
    free(mem);
    return rc;
}
