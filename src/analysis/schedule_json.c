/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "weft/analysis.h"

struct writer {
    const struct weft_plan *p;
    const struct weft_problem *q;
    const struct weft_schedule *s;
    const struct weft_facts *f;
    struct weft_buf b;
};

static void put_string(struct writer *w, const char *s)
{
    weft_buf_add_json(&w->b, s, strlen(s));
}

static void put_time(struct writer *w, const char *name, int64_t ticks)
{
    weft_buf_adds(&w->b, name);
    weft_time_number(&w->b, ticks * w->q->tick, w->q->unit);
}

static void put_ids(struct writer *w, const char *name, const int32_t *task,
                    int32_t n)
{
    weft_buf_addf(&w->b, ",\n    \"%s\": [", name);
    for (int32_t i = 0; i < n; i++) {
        weft_buf_adds(&w->b, i ? ", " : "");
        put_string(w, weft_plan_task(w->p, task[i])->id);
    }
    weft_buf_addc(&w->b, ']');
}

static void put_node(struct writer *w, int32_t copy)
{
    const struct weft_copy *c;
    const struct weft_node *node;

    weft_buf_adds(&w->b, ", \"node\": ");
    if (copy == WEFT_NONE) {
        weft_buf_adds(&w->b, "null");
        return;
    }
    c = &w->q->copy[copy];
    node = weft_plan_node(w->p, c->node);
    put_string(w, node->id);
    if (node->count > 1 && !w->b.oom) {
        w->b.len--; /* into the quotes */
        weft_buf_addf(&w->b, "-%d\"", (int)c->index + 1);
    }
}

static void put_task(struct writer *w, int32_t i)
{
    const struct weft_task *t = weft_plan_task(w->p, i);
    const struct weft_option *o = &w->q->option[w->s->opt[i]];

    weft_buf_adds(&w->b, "{\"id\": ");
    put_string(w, t->id);
    put_node(w, o->copy);
    if (t->nmode) {
        weft_buf_adds(&w->b, ", \"mode\": ");
        put_string(w, o->mode ? t->mode[o->mode - 1].name : "default");
    }
    put_time(w, ", \"start\": ", w->s->start[i]);
    put_time(w, ", \"finish\": ", w->f->finish[i]);
    put_time(w, ", \"slack\": ", w->f->slack[i]);
    weft_buf_addc(&w->b, '}');
}

static void put_plan(struct writer *w, int64_t bound)
{
    put_time(w, ",\n    \"makespan\": ", w->f->makespan);
    put_time(w, ", \"bound\": ", bound);
    weft_buf_adds(&w->b, ", \"cost\": ");
    weft_decimal_text(&w->b, w->f->cost, WEFT_NANO);
    put_ids(w, "order", w->f->order, w->f->n);
    put_ids(w, "critical", w->f->chain, w->f->nchain);
    weft_buf_adds(&w->b, ",\n    \"tasks\": [");
    for (int32_t i = 0; i < w->f->n; i++) {
        weft_buf_adds(&w->b, i ? ",\n      " : "\n      ");
        put_task(w, i);
    }
    weft_buf_adds(&w->b, w->f->n ? "\n    ]" : "]");
}

char *weft_schedule_json(const struct weft_plan *p,
                         const struct weft_problem *q,
                         const struct weft_result *r,
                         const struct weft_facts *f, const char *engine,
                         uint64_t seed)
{
    struct writer w = { .p = p, .q = q, .s = &r->schedule, .f = f };
    const char *status = r->status == WEFT_OPTIMAL    ? "optimal"
                         : r->status == WEFT_FEASIBLE ? "feasible"
                                                      : "infeasible";

    assert(r->status != WEFT_UNKNOWN && (f || r->status == WEFT_INFEASIBLE));
    weft_buf_adds(&w.b, "{\n    \"engine\": ");
    put_string(&w, engine);
    weft_buf_addf(&w.b, ", \"seed\": %" PRIu64 ", \"status\": \"%s\"", seed,
                  status);
    if (r->status == WEFT_INFEASIBLE) {
        weft_buf_adds(&w.b, ",\n    \"reason\": ");
        put_string(&w, r->reason);
    } else {
        put_plan(&w, r->bound);
    }
    weft_buf_adds(&w.b, "\n  }");
    return weft_buf_take(&w.b);
}
