/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_lp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "weft/engine.h"

#define ASK_ROWS 1024 /* from one look at the clock to the next */
#define LINE     72   /* readers have limits, the lowest known is 255 */

/* x_<task>_<node>, with _m<mode> where it is not the default one. */
static int place_name(char *out, size_t size, char letter,
                      const struct ilp_col *c)
{
    int n = snprintf(out, size, "%c_%" PRId32 "_%" PRId32, letter, c->a + 1,
                     c->b + 1);

    if (c->c)
        n += snprintf(out + n, size - (size_t)n, "_m%" PRId32, c->c);
    return n;
}

void weft_ilp_col_name(const struct ilp_col *c, char out[ILP_NAME_MAX])
{
    const size_t size = ILP_NAME_MAX;
    int n;

    switch (c->what) {
    case ILP_X:
    case ILP_EARLY:
        n = place_name(out, size, c->what == ILP_X ? 'x' : 'w', c);
        snprintf(out + n, size - (size_t)n, "_%" PRId64, c->t);
        break;
    case ILP_PLACE:
        place_name(out, size, 'x', c);
        break;
    case ILP_END:
        snprintf(out, size, "end_%" PRId64, c->t);
        break;
    case ILP_START:
        snprintf(out, size, "s_%" PRId32, c->a + 1);
        break;
    case ILP_BEFORE:
        snprintf(out, size, "o_%" PRId32 "_%" PRId32, c->a + 1, c->b + 1);
        break;
    case ILP_FLOW:
        snprintf(out, size, "f_%" PRId32 "_%" PRId32 "_%" PRId32, c->a + 1,
                 c->b + 1, c->c + 1);
        break;
    case ILP_MAKESPAN:
        snprintf(out, size, "makespan");
        break;
    }
}

struct lp {
    struct weft_buf *b;
    const struct ilp_inst *x;
    const struct ilp_model *m;
    const struct ilp_stop *stop;
    int64_t bound; /* of the makespan */
    int column;    /* of the line being written */
};

static bool is_over(const struct ilp_stop *stop)
{
    return stop->ask && stop->ask(stop->ctx);
}

/* --- comments ------------------------------------------------------------- */

static void node_name(const struct lp *w, int32_t copy, char *out, size_t size)
{
    const struct weft_problem *q = w->x->q;
    const struct weft_copy *c = &q->copy[copy];
    bool several = c->index > 0 ||
                   (copy + 1 < q->ncopy && q->copy[copy + 1].node == c->node);

    snprintf(out, size, "%s", weft_problem_node_id(q, c->node));
    if (several) {
        size_t n = strlen(out);

        snprintf(out + n, size - n, "-%" PRId32, c->index + 1);
    }
}

/* A pool goes by its first copy: name them all. */
static void pool_comment(const struct lp *w, int32_t o)
{
    const struct ilp_opt *p = &w->x->opt[o];
    char name[300];

    weft_buf_addf(w->b, "\\ node %" PRId32 " stands for", p->place + 1);
    for (int32_t k = 0; k < w->x->pool[p->pool].ncopy; k++) {
        int32_t src = w->x->alt[p->alt + k];

        node_name(w, w->x->q->option[src].copy, name, sizeof(name));
        weft_buf_addf(w->b, "%s %s", k ? "," : "", name);
    }
    weft_buf_addf(w->b, "\n");
}

static void node_comments(const struct lp *w)
{
    char name[300];
    int32_t told = 0; /* pools so far */

    for (int32_t c = 0; c < w->x->q->ncopy; c++) {
        node_name(w, c, name, sizeof(name));
        weft_buf_addf(w->b, "\\ node %" PRId32 " = %s\n", c + 1, name);
    }
    for (; told < w->x->npool; told++)
        for (int32_t o = 0; o < w->x->nopt; o++)
            if (w->x->opt[o].pool == told) {
                pool_comment(w, o);
                break;
            }
}

static void cell_comments(const struct lp *w)
{
    const struct weft_problem *q = w->x->q;
    char name[300];

    for (int32_t c = 0; c < w->x->ncell; c++) {
        if (c >= q->ncell) {
            weft_buf_addf(w->b, "\\ cell %" PRId32 " = slots of a pool\n",
                          c + 1);
            continue;
        }
        if (q->cell[c].copy == WEFT_NONE)
            snprintf(name, sizeof(name), "all nodes");
        else
            node_name(w, q->cell[c].copy, name, sizeof(name));
        weft_buf_addf(w->b, "\\ cell %" PRId32 " = %s of %s\n", c + 1,
                      weft_problem_res_id(q, q->cell[c].res), name);
    }
}

/* A task with one place left has no column for it. */
static void task_comment(const struct lp *w, int32_t i)
{
    const struct ilp_inst *x = w->x;

    weft_buf_addf(w->b, "\\ task %" PRId32 " = %s", i + 1,
                  weft_problem_task_id(x->q, i));
    if (x->opt_begin[i + 1] - x->opt_begin[i] == 1) {
        const struct ilp_opt *o = &x->opt[x->opt_begin[i]];
        int32_t mode = x->q->option[o->src].mode;

        weft_buf_addf(w->b, ", on node %" PRId32, o->place + 1);
        if (mode)
            weft_buf_addf(w->b, " in mode %" PRId32, mode);
    }
    weft_buf_addc(w->b, '\n');
}

static void comments(const struct lp *w, const char *what)
{
    bool cells = false;

    weft_buf_addf(
        w->b,
        "\\ weft: %s\n"
        "\\ The makespan is in ticks of %" PRId64 " thousandths of a "
        "second (of the plan's unit\n"
        "\\ where that is none); the model has every plan that ends by "
        "%" PRId64 ".\n",
        what, w->x->q->tick, w->x->horizon);
    for (int32_t i = 0; i < w->x->n; i++)
        task_comment(w, i);
    node_comments(w);
    for (int32_t j = 0; j < w->m->ncol; j++)
        cells = cells || w->m->col[j].what == ILP_FLOW;
    if (cells)
        cell_comments(w);
}

/* --- the model ------------------------------------------------------------ */

static void put(struct lp *w, const char *text)
{
    int n = (int)strlen(text);

    if (w->column + n > LINE) {
        weft_buf_addf(w->b, "\n ");
        w->column = 1;
    }
    weft_buf_addf(w->b, " %s", text);
    w->column += n + 1;
}

static void end_line(struct lp *w)
{
    weft_buf_addf(w->b, "\n");
    w->column = 0;
}

static void put_term(struct lp *w, int64_t coef, const struct ilp_col *c)
{
    char name[ILP_NAME_MAX], text[ILP_NAME_MAX + 32];
    uint64_t size = coef < 0 ? 0 - (uint64_t)coef : (uint64_t)coef;

    weft_ilp_col_name(c, name);
    if (size == 1)
        snprintf(text, sizeof(text), "%c %s", coef < 0 ? '-' : '+', name);
    else
        snprintf(text, sizeof(text), "%c %" PRIu64 " %s", coef < 0 ? '-' : '+',
                 size, name);
    put(w, text);
}

/* Is the objective a column of its own already? Else a row defines it. */
static bool has_makespan(const struct ilp_model *m)
{
    for (int32_t j = 0; j < m->ncol; j++)
        if (m->col[j].what == ILP_MAKESPAN)
            return true;
    return false;
}

static void put_rhs(struct lp *w, const char *sign, int64_t rhs)
{
    char text[40];

    snprintf(text, sizeof(text), "%s %" PRId64, sign, rhs);
    put(w, text);
    end_line(w);
}

static bool rows(struct lp *w)
{
    const struct ilp_model *m = w->m;
    char name[32];

    weft_buf_addf(w->b,
                  "Minimize\n obj: makespan\nSubject To\n"
                  " bound: makespan >= %" PRId64 "\n",
                  w->bound);
    if (!has_makespan(m)) {
        put(w, "length: makespan");
        for (int32_t j = 0; j < m->ncol; j++)
            if (m->col[j].obj)
                put_term(w, -m->col[j].obj, &m->col[j]);
        put_rhs(w, "=", m->obj_const);
    }
    for (int32_t r = 0; r < m->nrow; r++) {
        const struct ilp_row *row = &m->row[r];

        if (r % ASK_ROWS == 0 && is_over(w->stop))
            return false;
        snprintf(name, sizeof(name), "r%" PRId32 ":", r + 1);
        put(w, name);
        for (int32_t k = row->begin; k < row->begin + row->n; k++)
            put_term(w, m->term[k].coef, &m->col[m->term[k].col]);
        put_rhs(w, row->equal ? "=" : "<=", row->rhs);
    }
    if (m->infeasible)
        weft_buf_addf(w->b, " none: makespan <= -1\n");
    return true;
}

static void bounds(struct lp *w)
{
    char name[ILP_NAME_MAX];

    weft_buf_addf(w->b, "Bounds\n");
    if (!has_makespan(w->m))
        weft_buf_addf(w->b, " 0 <= makespan <= %" PRId64 "\n", w->x->horizon);
    for (int32_t j = 0; j < w->m->ncol; j++) {
        const struct ilp_col *c = &w->m->col[j];

        weft_ilp_col_name(c, name);
        weft_buf_addf(w->b, " %" PRId64 " <= %s <= %" PRId64 "\n", c->lo, name,
                      c->hi);
    }
}

static void kinds(struct lp *w)
{
    char name[ILP_NAME_MAX];

    /* bounds are given above: "Binary" would reset those that are fixed */
    weft_buf_addf(w->b, "General\n");
    if (!has_makespan(w->m))
        put(w, "makespan");
    for (int32_t j = 0; j < w->m->ncol; j++)
        if (w->m->col[j].integer) {
            weft_ilp_col_name(&w->m->col[j], name);
            put(w, name);
        }
    end_line(w);
    weft_buf_addf(w->b, "End\n");
}

bool weft_ilp_lp(struct weft_buf *b, const struct ilp_prog *p,
                 const struct ilp_stop *stop)
{
    struct lp w = { .b = b,
                    .stop = stop,
                    .x = &p->x,
                    .m = weft_ilp_prog_model(p),
                    .bound = p->kind == ILP_STEP ? p->step.bound
                                                 : p->order.bound };

    comments(&w, p->kind == ILP_STEP ? "the time-dynamic model"
                                     : "the assignment model");
    if (!rows(&w))
        return false;
    bounds(&w);
    kinds(&w);
    return true;
}

/* --- the whole way -------------------------------------------------------- */

/* What is written at the most: some 200 MB. */
static const struct ilp_size write_max = { 2000000, 4000000, 10000000 };

/* Up to the makespan of a plan: then an optimal one is among them. Bounds are
 * left to the other solver, so that its answer checks ours. */
static enum weft_rc find_horizon(const struct weft_problem *q,
                                 const struct weft_schedule *plan,
                                 struct ilp_prog_opts *o, struct weft_err *err)
{
    struct weft_result r;
    enum weft_rc rc = weft_quick(q, plan, &r, err);

    if (rc)
        return rc;
    o->horizon = r.schedule.n ? r.makespan : weft_ilp_safe_horizon(q);
    weft_result_release(&r);
    return WEFT_OK;
}

enum weft_rc weft_lp_text(const struct weft_problem *q,
                          const struct weft_schedule *plan,
                          const struct weft_solve_opts *opts, char **text,
                          size_t *len, struct weft_err *err)
{
    struct ilp_prog_opts o = { .whole = true, .max = write_max };
    struct weft_buf b = { 0 };
    struct ilp_prog p;
    enum weft_rc rc;

    if (q->reason[0])
        return weft_err_set(err, WEFT_E_INVAL, "ilp", "%s", q->reason);
    if (opts)
        o.stop = (struct ilp_stop){ opts->stop, opts->ctx };
    rc = find_horizon(q, plan, &o, err);
    if (!rc)
        rc = weft_ilp_prog_init(&p, q, &o, err);
    if (rc == WEFT_E_LIMIT && !is_over(&o.stop)) { /* less of it may fit */
        o.whole = false;
        rc = weft_ilp_prog_init(&p, q, &o, err);
    }
    if (!rc && p.x.infeasible)
        rc = weft_err_set(err, WEFT_E_INVAL, "ilp",
                          "deadlines and fixed starts leave no plan");
    if (rc)
        return rc;
    if (!weft_ilp_lp(&b, &p, &o.stop))
        rc = weft_err_set(err, WEFT_E_LIMIT, "ilp",
                          "there is no time left to write the integer "
                          "programme, of %lld terms",
                          (long long)weft_ilp_prog_model(&p)->nterm);
    weft_ilp_prog_release(&p);
    if (rc) {
        weft_buf_release(&b);
        return rc;
    }
    *len = b.len;
    *text = weft_buf_take(&b);
    return *text ? WEFT_OK
                 : weft_err_set(err, WEFT_E_NOMEM, "ilp", "out of memory");
}
