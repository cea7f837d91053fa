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

/* Longer lists are not compared with what they were. */
#define LINKS_COMPARED 64

/* Is this predecessor a new one? Links that were there close no cycle. */
static bool is_new(const struct weft_task *was, int32_t pred)
{
    return was->nafter > LINKS_COMPARED || !is_in(was, pred);
}

static bool any_new(const struct weft_task *was, const struct weft_task *now)
{
    for (int32_t k = 0; k < now->nafter; k++)
        if (is_new(was, now->after[k].task))
            return true;
    return false;
}

/* Search against the links from the new predecessors of task i until i is
 * found. via[x] - 1 is the task that x was reached from (x comes right before
 * it); the search starts at those with via[x] - 1 == i. Finds a shortest
 * path. */
static bool search(const struct weft_plan *p, int32_t i,
                   const struct weft_task *now, int32_t *via, int32_t *queue)
{
    int32_t head = 0, n = 0;

    for (int32_t k = 0; k < now->nafter; k++) {
        int32_t u = now->after[k].task;

        if (via[u] || !is_new(task(p, i), u))
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

    if (!any_new(task(p, i), now))
        return WEFT_OK;
    mem = calloc(2 * n, sizeof(*mem));
    if (!mem)
        return weft_stage_no_memory(s);
    if (search(p, i, now, mem, mem + n))
        rc = weft_edit_refuse_cycle(s, i, mem[i] - 1, mem);
    free(mem);
    return rc;
}
