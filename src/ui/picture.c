/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/picture.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ui/text.h"

void ui_picture_release(struct ui_picture *pic)
{
    free(pic->place);
    free(pic->order);
    free(pic->row_task);
    free(pic->task_row);
    free(pic->chain);
    free(pic->chain_wait);
    free(pic->load);
    free(pic->step);
    free(pic->ids);
    *pic = (struct ui_picture){ 0 };
}

static void *array(int32_t n, size_t size)
{
    return calloc((size_t)n + 1, size);
}

/* Ids of tasks, nodes and resources one after the other. */
static char *collect_ids(const struct weft_plan *p)
{
    struct weft_buf b = { 0 };
    int32_t i;

    for (i = 0; i < weft_plan_ntask(p); i++) {
        const char *id = weft_plan_task(p, i)->id;

        weft_buf_add(&b, id, strlen(id) + 1);
    }
    for (i = 0; i < weft_plan_nnode(p); i++) {
        const char *id = weft_plan_node(p, i)->id;

        weft_buf_add(&b, id, strlen(id) + 1);
    }
    for (i = 0; i < weft_plan_nres(p); i++) {
        const char *id = weft_plan_res(p, i)->id;

        weft_buf_add(&b, id, strlen(id) + 1);
    }
    return weft_buf_take(&b);
}

/* An empty picture of the size of p, every task unplaced, rows as they come. */
static enum weft_rc start(struct ui_picture *pic, const struct weft_plan *p,
                          struct weft_err *err)
{
    int32_t n = weft_plan_ntask(p);

    *pic = (struct ui_picture){ .ntask = n,
                                .nrow = n,
                                .nnode = weft_plan_nnode(p),
                                .nres = weft_plan_nres(p) };
    pic->place = array(n, sizeof(*pic->place));
    pic->order = array(n, sizeof(*pic->order));
    pic->row_task = array(n, sizeof(*pic->row_task));
    pic->task_row = array(n, sizeof(*pic->task_row));
    pic->ids = collect_ids(p);
    if (!pic->place || !pic->order || !pic->row_task || !pic->task_row ||
        !pic->ids) {
        ui_picture_release(pic);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    for (int32_t i = 0; i < n; i++) {
        pic->place[i].node = WEFT_NONE;
        pic->order[i] = pic->row_task[i] = pic->task_row[i] = i;
    }
    return WEFT_OK;
}

void ui_picture_rows(struct ui_picture *pic, const bool *left_out)
{
    int32_t r = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < pic->ntask; i++) {
            int32_t task = pic->order[i];

            if ((left_out && left_out[task]) != (pass == 1))
                continue;
            pic->row_task[r] = task;
            pic->task_row[task] = r++;
        }
        if (pass == 0)
            pic->nrow = r;
    }
}

static void set_rows(struct ui_picture *pic, const int32_t *order)
{
    memcpy(pic->order, order, (size_t)pic->ntask * sizeof(*order));
    ui_picture_rows(pic, NULL);
}

static void set_places(struct ui_picture *pic, const struct weft_problem *q,
                       const struct weft_schedule *s,
                       const struct weft_facts *f)
{
    for (int32_t i = 0; i < pic->ntask; i++) {
        const struct weft_option *o = &q->option[s->opt[i]];
        const struct weft_copy *c = o->copy < 0 ? NULL : &q->copy[o->copy];

        pic->place[i] = (struct ui_place){
            .placed = true,
            .critical = f->critical[i],
            .node = c ? c->node : WEFT_NONE,
            .copy = c ? c->index : 0,
            .mode = o->mode,
            .ready = f->cause[i].ready * q->tick,
            .start = s->start[i] * q->tick,
            .finish = f->finish[i] * q->tick,
            .slack = f->slack[i] * q->tick,
        };
    }
}

static enum weft_rc set_chain(struct ui_picture *pic,
                              const struct weft_facts *f, struct weft_err *err)
{
    pic->nchain = f->nchain;
    pic->chain = array(f->nchain, sizeof(*pic->chain));
    pic->chain_wait = array(f->nchain, sizeof(*pic->chain_wait));
    if (!pic->chain || !pic->chain_wait)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    for (int32_t i = 0; i < f->nchain; i++) {
        pic->chain[i] = f->chain[i];
        pic->chain_wait[i] = f->chain_wait[i];
    }
    return WEFT_OK;
}

static enum weft_rc set_loads(struct ui_picture *pic,
                              const struct weft_problem *q,
                              const struct weft_facts *f, struct weft_err *err)
{
    int32_t nstep = 0;

    for (int32_t i = 0; i < q->ncell; i++)
        nstep += f->cell[i].nstep;
    pic->nload = q->ncell;
    pic->load = array(q->ncell, sizeof(*pic->load));
    pic->step = array(nstep, sizeof(*pic->step));
    if (!pic->load || !pic->step)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    for (int32_t i = 0; i < q->ncell; i++) {
        const struct weft_cell *c = &q->cell[i];
        const struct weft_cell_use *u = &f->cell[i];

        pic->load[i] = (struct ui_load){
            .node = c->copy < 0 ? WEFT_NONE : q->copy[c->copy].node,
            .copy = c->copy < 0 ? 0 : q->copy[c->copy].index,
            .res = c->res,
            .cap = c->cap,
            .peak = u->peak,
            .full = u->full * q->tick,
            .mean = u->mean,
            .step_begin = pic->nstep,
            .nstep = u->nstep,
        };
        for (int32_t k = 0; k < u->nstep; k++)
            pic->step[pic->nstep++] = (struct weft_step){
                f->step[u->step_begin + k].at * q->tick,
                f->step[u->step_begin + k].use
            };
    }
    return WEFT_OK;
}

enum weft_rc ui_picture_make(struct ui_picture *out, const struct weft_plan *p,
                             const struct weft_problem *q,
                             const struct weft_schedule *s,
                             const struct weft_facts *f, struct weft_err *err)
{
    struct ui_picture pic;
    enum weft_rc rc = start(&pic, p, err);

    if (rc)
        return rc;
    set_rows(&pic, f->order);
    set_places(&pic, q, s, f);
    rc = set_chain(&pic, f, err);
    if (!rc)
        rc = set_loads(&pic, q, f, err);
    if (rc) {
        ui_picture_release(&pic);
        return rc;
    }
    pic.any = true;
    pic.makespan = f->makespan * q->tick;
    ui_widths_of(&pic, p);
    ui_picture_release(out);
    *out = pic;
    return WEFT_OK;
}

/* A rename leaves the index but not the id. */
static int32_t renamed(const struct weft_touch *touch, enum weft_subject kind,
                       int32_t i, int32_t before, int32_t now)
{
    if (touch && touch->kind == kind && touch->index == i && before == now)
        return i;
    return WEFT_NONE;
}

void ui_map_release(struct ui_map *m)
{
    free(m->task);
    free(m->node);
    free(m->res);
    *m = (struct ui_map){ 0 };
}

enum weft_rc ui_picture_map(const struct ui_picture *pic,
                            const struct weft_plan *p,
                            const struct weft_touch *touch, struct ui_map *out,
                            struct weft_err *err)
{
    const char *id = pic->ids;
    struct ui_map m = { .ntask = pic->ntask,
                        .nnode = pic->nnode,
                        .nres = pic->nres };

    m.task = array(pic->ntask, sizeof(*m.task));
    m.node = array(pic->nnode, sizeof(*m.node));
    m.res = array(pic->nres, sizeof(*m.res));
    if (!m.task || !m.node || !m.res) {
        ui_map_release(&m);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    for (int32_t i = 0; i < pic->ntask; i++, id += strlen(id) + 1) {
        m.task[i] = weft_plan_find_task(p, id);
        if (m.task[i] == WEFT_NONE)
            m.task[i] = renamed(touch, WEFT_ON_TASK, i, pic->ntask,
                                weft_plan_ntask(p));
    }
    for (int32_t i = 0; i < pic->nnode; i++, id += strlen(id) + 1) {
        m.node[i] = weft_plan_find_node(p, id);
        if (m.node[i] == WEFT_NONE)
            m.node[i] = renamed(touch, WEFT_ON_NODE, i, pic->nnode,
                                weft_plan_nnode(p));
    }
    for (int32_t i = 0; i < pic->nres; i++, id += strlen(id) + 1)
        m.res[i] = weft_plan_find_res(p, id);
    ui_map_release(out);
    *out = m;
    return WEFT_OK;
}

struct row_key {
    int64_t at;    /* no earlier than any predecessor's */
    int32_t order; /* place in a topological order */
    int32_t task;
};

static int by_start(const void *a, const void *b)
{
    const struct row_key *p = a, *q = b;

    if (p->at != q->at)
        return p->at < q->at ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

/* Rows for a picture that no schedule of q made: a topological order of q's
 * links, near to the starts there are; without any, by earliest start. */
static enum weft_rc carry_rows(struct ui_picture *pic,
                               const struct weft_problem *q,
                               struct weft_err *err)
{
    int32_t n = pic->ntask;
    struct row_key *key = array(n, sizeof(*key));
    int64_t *at = array(n, sizeof(*at));

    if (!key || !at) {
        free(key);
        free(at);
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t i = q->order[k];
        const struct ui_place *pl = &pic->place[i];
        int64_t dur = pl->placed ? pl->finish - pl->start
                                 : q->min_dur[i] * q->tick;

        if (pl->placed && pl->start > at[i])
            at[i] = pl->start;
        for (int32_t e = q->graph.succ_begin[i]; e < q->graph.succ_begin[i + 1];
             e++)
            if (at[q->graph.succ[e]] < at[i] + dur)
                at[q->graph.succ[e]] = at[i] + dur;
        key[k] = (struct row_key){ at[i], k, i };
    }
    qsort(key, (size_t)n, sizeof(*key), by_start);
    for (int32_t r = 0; r < n; r++)
        pic->order[r] = key[r].task;
    ui_picture_rows(pic, NULL);
    free(key);
    free(at);
    return WEFT_OK;
}

/* The lanes of the old picture that still have a node and a resource. */
static void carry_loads(struct ui_picture *to, struct ui_picture *from,
                        const struct ui_map *map)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < from->nload; i++) {
        struct ui_load l = from->load[i];

        l.res = map->res[l.res];
        if (l.node != WEFT_NONE) {
            l.node = map->node[l.node];
            if (l.node == WEFT_NONE)
                continue;
        }
        if (l.res != WEFT_NONE)
            from->load[kept++] = l;
    }
    to->load = from->load;
    to->nload = kept;
    to->step = from->step;
    to->nstep = from->nstep;
    from->load = NULL;
    from->step = NULL;
}

static void carry_places(struct ui_picture *to, const struct ui_picture *from,
                         const struct ui_map *map)
{
    assert(to->place && (from->place || !from->ntask));
    for (int32_t i = 0; i < from->ntask; i++) {
        struct ui_place pl = from->place[i];

        if (map->task[i] == WEFT_NONE)
            continue;
        if (pl.node != WEFT_NONE)
            pl.node = map->node[pl.node];
        to->place[map->task[i]] = pl;
    }
}

enum weft_rc ui_picture_carry(struct ui_picture *pic, const struct weft_plan *p,
                              const struct weft_problem *q,
                              const struct ui_map *map, struct weft_err *err)
{
    struct ui_picture to;
    enum weft_rc rc = start(&to, p, err);

    if (rc)
        return rc;
    to.any = pic->any;
    to.stale = true;
    to.makespan = pic->makespan;
    carry_places(&to, pic, map);
    rc = q ? carry_rows(&to, q, err) : WEFT_OK;
    if (rc) {
        ui_picture_release(&to);
        return rc;
    }
    carry_loads(&to, pic, map);
    ui_widths_of(&to, p);
    ui_picture_release(pic);
    *pic = to;
    return WEFT_OK;
}
