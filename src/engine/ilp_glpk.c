/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_glpk.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ilp_dual.h"

#define PRINT_MS 20    /* how often the simplex method "prints": see on_print */
#define DTH_COLS 1000  /* above, that rule takes seconds for one node */
#define ROUND_UP 1e-5  /* what a bound may lack of the next integer */
#define NO_BOUND 1e300 /* GLPK says -DBL_MAX where it knows none */

struct ilp_glpk {
    struct ilp_solver *s;
    glp_prob *prob;
    double *value, *better; /* by column */
    int *ind;               /* a row's columns, from 1 */
    double *dual;           /* by row */
    double *spread;         /* by task: how fractional its columns are */
    int32_t ntask;          /* of columns ILP_X; 0: none */
    double best;            /* objective of the last solution reported */
    int64_t bound;
    bool is_proof; /* the numbers are small: see ILP_PROOF_MAX */
    bool mine;     /* the environment was made by this run */
    bool stopped;  /* the jump came from on_print, not from an error */
    jmp_buf jump;
};

/* --- what GLPK calls ------------------------------------------------------ */

static bool must_stop(struct ilp_glpk *g)
{
    return g->s->stop && g->s->stop(g->s->ctx);
}

/* GLPK has no way to interrupt the simplex method but its output. So it is
 * told to print often, and nothing is printed. */
static int on_print(void *info, const char *text)
{
    struct ilp_glpk *g = info;
    size_t len = strlen(g->s->text);

    if (glp_at_error()) { /* the last thing it says before on_error */
        for (; *text && len + 1 < sizeof(g->s->text); text++)
            g->s->text[len++] = (char)(*text == '\n' ? ' ' : *text);
        g->s->text[len] = '\0';
    } else if (g->mine && must_stop(g)) {
        g->stopped = true;
        longjmp(g->jump, 1);
    }
    return 1;
}

static void on_error(void *info)
{
    longjmp(((struct ilp_glpk *)info)->jump, 1);
}

static void report_bound(struct ilp_glpk *g, int64_t bound)
{
    if (bound <= g->bound)
        return;
    g->bound = bound;
    if (g->s->on_bound)
        g->s->on_bound(g->s->ctx, bound);
}

/* In a search that is a proof the objective is a small integer. */
static void report_value(struct ilp_glpk *g, double value)
{
    if (g->is_proof && fabs(value) < NO_BOUND)
        report_bound(g, (int64_t)ceil(value - ROUND_UP));
}

static void report_solution(struct ilp_glpk *g)
{
    double obj = glp_mip_obj_val(g->prob);

    if ((glp_mip_status(g->prob) != GLP_FEAS &&
         glp_mip_status(g->prob) != GLP_OPT) ||
        obj >= g->best - 0.5)
        return;
    g->best = obj;
    for (int j = 0; j < g->s->m->ncol; j++)
        g->value[j] = glp_mip_col_val(g->prob, j + 1);
    if (g->s->on_solution)
        g->s->on_solution(g->s->ctx, g->value);
}

static void offer(glp_tree *tree, struct ilp_glpk *g)
{
    for (int j = 0; j < g->s->m->ncol; j++)
        g->value[j] = glp_get_col_prim(g->prob, j + 1);
    if (!g->s->on_relaxed(g->s->ctx, g->value, g->better + 1))
        return;
    glp_ios_heur_sol(tree, g->better);
}

/* The bound of the whole tree, unless a solution is below it. */
static void tree_bound(glp_tree *tree, struct ilp_glpk *g)
{
    int p = glp_ios_best_node(tree);
    double bound = p ? glp_ios_node_bound(tree, p) : NO_BOUND;

    report_value(g, bound < g->best ? bound : g->best);
}

/* How far the value of column j is from an integer. */
static double fraction(const struct ilp_glpk *g, int j)
{
    double v = glp_get_col_prim(g->prob, j + 1);

    return fabs(v - floor(v + 0.5));
}

/* Branch on the task that is the most undecided, halfway through its starts.
 * GLPK's own rules know columns only, and its best one (pseudo-costs) cannot be
 * stopped for seconds. */
static void branch(glp_tree *tree, struct ilp_glpk *g)
{
    const struct ilp_model *m = g->s->m;
    int32_t task = 0, col = -1;

    for (int32_t i = 0; i < g->ntask; i++)
        g->spread[i] = 0;
    for (int32_t j = 0; j < m->ncol; j++)
        if (m->col[j].what == ILP_X)
            g->spread[m->col[j].a] += fraction(g, j);
    for (int32_t i = 1; i < g->ntask; i++)
        if (g->spread[i] > g->spread[task])
            task = i;
    for (int32_t j = 0; j < m->ncol; j++)
        if (m->col[j].what == ILP_X && m->col[j].a == task &&
            glp_ios_can_branch(tree, j + 1) &&
            (col < 0 || fraction(g, j) > fraction(g, col)))
            col = j;
    if (col >= 0)
        glp_ios_branch_upon(tree, col + 1, GLP_NO_BRNCH);
}

static void on_tree(glp_tree *tree, void *info)
{
    struct ilp_glpk *g = info;

    report_solution(g);
    if (glp_ios_reason(tree) == GLP_ISELECT)
        tree_bound(tree, g);
    if (glp_ios_reason(tree) == GLP_IHEUR && g->s->on_relaxed)
        offer(tree, g);
    if (glp_ios_reason(tree) == GLP_IBRANCH && g->ntask)
        branch(tree, g);
    if (must_stop(g))
        glp_ios_terminate(tree);
}

/* --- the run -------------------------------------------------------------- */

static void set_bounds(glp_prob *p, const struct ilp_col *c, int j)
{
    glp_set_col_bnds(p, j, c->lo == c->hi ? GLP_FX : GLP_DB, (double)c->lo,
                     (double)c->hi);
    glp_set_col_kind(p, j, c->integer ? GLP_IV : GLP_CV);
    glp_set_obj_coef(p, j, (double)c->obj);
}

static void load_rows(struct ilp_glpk *g, int *ind, double *val)
{
    const struct ilp_model *m = g->s->m;

    for (int i = 0; i < m->nrow; i++) {
        const struct ilp_row *r = &m->row[i];

        for (int k = 0; k < r->n; k++) {
            ind[k + 1] = m->term[r->begin + k].col + 1;
            val[k + 1] = (double)m->term[r->begin + k].coef;
        }
        glp_set_row_bnds(g->prob, i + 1, r->equal ? GLP_FX : GLP_UP,
                         (double)r->rhs, (double)r->rhs);
        glp_set_mat_row(g->prob, i + 1, r->n, ind, val);
    }
}

static void load(struct ilp_glpk *g)
{
    const struct ilp_model *m = g->s->m;

    g->prob = glp_create_prob();
    glp_add_cols(g->prob, m->ncol);
    glp_set_obj_coef(g->prob, 0, (double)m->obj_const);
    for (int j = 0; j < m->ncol; j++)
        set_bounds(g->prob, &m->col[j], j + 1);
    if (m->nrow) {
        glp_add_rows(g->prob, m->nrow);
        load_rows(g, g->ind, g->better);
    }
}

static int limit_ms(double seconds)
{
    if (!(seconds > 0))
        return INT_MAX;
    return seconds >= INT_MAX / 1000 ? INT_MAX : (int)(seconds * 1000) + 1;
}

/* From the multipliers of the relaxation, in integers. */
static void report_root_bound(struct ilp_glpk *g)
{
    int64_t bound;

    for (int i = 0; i < g->s->m->nrow; i++)
        g->dual[i] = -glp_get_row_dual(g->prob, i + 1);
    if (weft_ilp_dual_bound(g->s->m, g->dual, &bound))
        report_bound(g, bound);
}

/* The relaxation, from scratch. Returns whether it has an optimum; else the
 * run is over. */
static bool solve_root(struct ilp_glpk *g)
{
    glp_smcp p;
    int rc;

    glp_init_smcp(&p);
    p.msg_lev = GLP_MSG_ON;
    p.out_frq = PRINT_MS;
    p.meth = GLP_DUALP;
    p.tm_lim = limit_ms(g->s->time);
    if (!g->is_proof)
        glp_scale_prob(g->prob, GLP_SF_GM | GLP_SF_EQ | GLP_SF_2N);
    glp_adv_basis(g->prob, 0);
    rc = glp_simplex(g->prob, &p);
    if (rc == GLP_EFAIL || rc == GLP_ESING || rc == GLP_ECOND) {
        glp_std_basis(g->prob);
        p.meth = GLP_PRIMAL;
        rc = glp_simplex(g->prob, &p);
    }
    if (rc == GLP_ETMLIM) {
        g->s->end = ILP_STOPPED;
        return false;
    }
    if (rc == 0 && glp_get_status(g->prob) == GLP_OPT) {
        report_root_bound(g);
        g->s->end = ILP_OPTIMAL;
        return true;
    }
    if (rc == 0 && glp_get_status(g->prob) == GLP_NOFEAS)
        g->s->end = ILP_INFEASIBLE;
    return false;
}

static void solve_tree(struct ilp_glpk *g, double seconds)
{
    glp_iocp p;
    int rc;

    glp_init_iocp(&p);
    p.msg_lev = GLP_MSG_ON;
    p.out_frq = PRINT_MS;
    p.out_dly = 0;
    p.br_tech = g->s->m->ncol > DTH_COLS ? GLP_BR_MFV : GLP_BR_DTH;
    p.bt_tech = GLP_BT_BLB;
    p.tm_lim = limit_ms(seconds);
    p.cb_func = on_tree;
    p.cb_info = g;
    rc = glp_intopt(g->prob, &p);
    report_solution(g);
    if (rc == GLP_ESTOP || rc == GLP_ETMLIM)
        g->s->end = ILP_STOPPED;
    else if (rc == 0 && glp_mip_status(g->prob) == GLP_OPT)
        g->s->end = ILP_OPTIMAL;
    else if (rc == 0 && glp_mip_status(g->prob) == GLP_NOFEAS)
        g->s->end = ILP_INFEASIBLE;
    else
        g->s->end = ILP_FAILED;
    if (g->s->end == ILP_OPTIMAL)
        report_value(g, glp_mip_obj_val(g->prob));
}

static void report_root(struct ilp_glpk *g)
{
    for (int j = 0; j < g->s->m->ncol; j++)
        g->value[j] = glp_get_col_prim(g->prob, j + 1);
    if (g->s->on_relaxed)
        g->s->on_relaxed(g->s->ctx, g->value, NULL);
}

static void run(struct ilp_glpk *g)
{
    double begin = glp_time();

    load(g);
    if (solve_root(g) && g->s->root_only) {
        report_root(g);
    } else if (g->s->end == ILP_OPTIMAL) {
        double spent = glp_difftime(glp_time(), begin);

        solve_tree(g, g->s->time > 0 ? g->s->time - spent + 0.001 : 0);
    }
    glp_delete_prob(g->prob);
}

/* GLPK's errors and on_print come back here; g is all there is to clean up. */
static void run_guarded(struct ilp_glpk *g)
{
    if (setjmp(g->jump) == 0) {
        run(g);
        if (!g->mine) {
            glp_term_hook(NULL, NULL);
            glp_error_hook(NULL, NULL);
        } else {
            glp_free_env();
        }
        return;
    }
    if (g->stopped)
        g->s->end = ILP_STOPPED;
    else if (strstr(g->s->text, "memory"))
        g->s->end = ILP_MEMORY;
    glp_free_env();
}

static bool is_small(int64_t v)
{
    return v <= ILP_PROOF_MAX && v >= -ILP_PROOF_MAX;
}

static bool has_small_numbers(const struct ilp_model *m)
{
    bool small = is_small(m->obj_const);

    for (int32_t j = 0; j < m->ncol && small; j++)
        small = is_small(m->col[j].lo) && is_small(m->col[j].hi) &&
                is_small(m->col[j].obj);
    for (int32_t r = 0; r < m->nrow && small; r++)
        small = is_small(m->row[r].rhs);
    for (int32_t t = 0; t < m->nterm && small; t++)
        small = is_small(m->term[t].coef);
    return small;
}

enum weft_rc weft_ilp_solve(struct ilp_solver *s, struct weft_err *err)
{
    size_t n = (size_t)s->m->ncol + 1;
    struct ilp_glpk g = { .s = s, .best = NO_BOUND, .bound = INT64_MIN };
    enum weft_rc rc = WEFT_OK;
    int init;

    s->text[0] = '\0';
    s->end = ILP_FAILED;
    g.is_proof = has_small_numbers(s->m);
    g.value = calloc(n, sizeof(*g.value));
    g.better = calloc(n, sizeof(*g.better));
    g.ind = calloc(n, sizeof(*g.ind));
    g.dual = calloc((size_t)s->m->nrow + 1, sizeof(*g.dual));
    for (int32_t j = 0; j < s->m->ncol; j++)
        if (s->m->col[j].what == ILP_X && s->m->col[j].a >= g.ntask)
            g.ntask = s->m->col[j].a + 1;
    g.spread = calloc((size_t)g.ntask + 1, sizeof(*g.spread));
    if (!g.value || !g.better || !g.ind || !g.dual || !g.spread) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        goto out;
    }
    init = glp_init_env(); /* 0: made now, 1: there already, else an error */
    if (init > 1) {
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        goto out;
    }
    g.mine = init == 0;
    glp_term_hook(on_print, &g);
    glp_error_hook(on_error, &g);
    if (g.mine && s->memory)
        glp_mem_limit(
            (int)(s->memory >> 20 < INT_MAX ? (s->memory >> 20) + 1 : INT_MAX));
    run_guarded(&g);
    if (!g.is_proof &&
        (s->end == ILP_INFEASIBLE || (s->end == ILP_OPTIMAL && !s->root_only)))
        s->end = ILP_UNPROVED;
out:
    free(g.value);
    free(g.better);
    free(g.ind);
    free(g.dual);
    free(g.spread);
    return rc;
}
