/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_lp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINE 72 /* readers have limits, the lowest known is 255 */

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
    FILE *f;
    const struct ilp_inst *x;
    const struct ilp_model *m;
    int column; /* of the line being written */
};

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

    fprintf(w->f, "\\ node %" PRId32 " stands for", p->place + 1);
    for (int32_t k = 0; k < w->x->pool[p->pool].ncopy; k++) {
        int32_t src = w->x->alt[p->alt + k];

        node_name(w, w->x->q->option[src].copy, name, sizeof(name));
        fprintf(w->f, "%s %s", k ? "," : "", name);
    }
    fprintf(w->f, "\n");
}

static void node_comments(const struct lp *w)
{
    char name[300];
    int32_t told = 0; /* pools so far */

    for (int32_t c = 0; c < w->x->q->ncopy; c++) {
        node_name(w, c, name, sizeof(name));
        fprintf(w->f, "\\ node %" PRId32 " = %s\n", c + 1, name);
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
            fprintf(w->f, "\\ cell %" PRId32 " = slots of a pool\n", c + 1);
            continue;
        }
        if (q->cell[c].copy == WEFT_NONE)
            snprintf(name, sizeof(name), "all nodes");
        else
            node_name(w, q->cell[c].copy, name, sizeof(name));
        fprintf(w->f, "\\ cell %" PRId32 " = %s of %s\n", c + 1,
                weft_problem_res_id(q, q->cell[c].res), name);
    }
}

static void comments(const struct lp *w, const char *what)
{
    const struct weft_problem *q = w->x->q;
    bool cells = false;

    fprintf(w->f,
            "\\ weft: %s\n"
            "\\ The makespan is in ticks of %" PRId64 " thousandths of a "
            "second (of the plan's unit\n"
            "\\ where that is none); the model has every plan that ends by "
            "%" PRId64 ".\n",
            what, q->tick, w->x->horizon);
    for (int32_t i = 0; i < q->ntask; i++)
        fprintf(w->f, "\\ task %" PRId32 " = %s\n", i + 1,
                weft_problem_task_id(q, i));
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
        fprintf(w->f, "\n ");
        w->column = 1;
    }
    fprintf(w->f, " %s", text);
    w->column += n + 1;
}

static void end_line(struct lp *w)
{
    fprintf(w->f, "\n");
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

static void rows(struct lp *w)
{
    const struct ilp_model *m = w->m;
    char name[32];

    fprintf(w->f, "Minimize\n obj: makespan\nSubject To\n");
    if (!has_makespan(m)) {
        put(w, "length: makespan");
        for (int32_t j = 0; j < m->ncol; j++)
            if (m->col[j].obj)
                put_term(w, -m->col[j].obj, &m->col[j]);
        put_rhs(w, "=", m->obj_const);
    }
    for (int32_t r = 0; r < m->nrow; r++) {
        const struct ilp_row *row = &m->row[r];

        snprintf(name, sizeof(name), "r%" PRId32 ":", r + 1);
        put(w, name);
        for (int32_t k = row->begin; k < row->begin + row->n; k++)
            put_term(w, m->term[k].coef, &m->col[m->term[k].col]);
        put_rhs(w, row->equal ? "=" : "<=", row->rhs);
    }
    if (m->infeasible)
        fprintf(w->f, " none: makespan <= -1\n");
}

static void bounds(struct lp *w)
{
    char name[ILP_NAME_MAX];

    fprintf(w->f, "Bounds\n");
    if (!has_makespan(w->m))
        fprintf(w->f, " 0 <= makespan <= %" PRId64 "\n", w->x->horizon);
    for (int32_t j = 0; j < w->m->ncol; j++) {
        const struct ilp_col *c = &w->m->col[j];

        weft_ilp_col_name(c, name);
        fprintf(w->f, " %" PRId64 " <= %s <= %" PRId64 "\n", c->lo, name,
                c->hi);
    }
}

static void kinds(struct lp *w)
{
    char name[ILP_NAME_MAX];

    /* bounds are given above: "Binary" would reset those that are fixed */
    fprintf(w->f, "General\n");
    if (!has_makespan(w->m))
        put(w, "makespan");
    for (int32_t j = 0; j < w->m->ncol; j++)
        if (w->m->col[j].integer) {
            weft_ilp_col_name(&w->m->col[j], name);
            put(w, name);
        }
    end_line(w);
    fprintf(w->f, "End\n");
}

enum weft_rc weft_ilp_write_lp(const struct ilp_inst *x,
                               const struct ilp_model *m, const char *what,
                               const char *path, struct weft_err *err)
{
    struct lp w = { .x = x, .m = m };
    bool failed;

    errno = 0;
    w.f = fopen(path, "w");
    if (!w.f)
        return weft_err_set(err, WEFT_E_IO, path, "cannot be written: %s",
                            strerror(errno));
    comments(&w, what);
    rows(&w);
    bounds(&w);
    kinds(&w);
    failed = ferror(w.f) != 0;
    if (fclose(w.f) || failed) {
        int why = errno;

        remove(path);
        return weft_err_set(err, WEFT_E_IO, path, "cannot be written: %s",
                            strerror(why));
    }
    return WEFT_OK;
}
