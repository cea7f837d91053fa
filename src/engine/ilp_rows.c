/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ilp_rows.h"

#define SYMMETRY_TERMS 100000 /* such rows only help: not at any price */

void weft_ilp_add_x(struct ilp_model *m, const int32_t *at, int32_t o,
                    int64_t coef)
{
    if (at[o] == WEFT_NONE)
        weft_ilp_const(m, coef);
    else
        weft_ilp_term(m, at[o], coef);
}

struct ilp_col weft_ilp_place_col(const struct ilp_inst *x, int32_t o)
{
    return (struct ilp_col){ .hi = 1,
                             .integer = true,
                             .what = ILP_PLACE,
                             .a = x->opt[o].task,
                             .b = x->opt[o].place,
                             .c = x->q->option[x->opt[o].src].mode };
}

void weft_ilp_assign_rows(struct ilp_model *m, const struct ilp_inst *x,
                          const int32_t *at)
{
    for (int32_t i = 0; i < x->n; i++) {
        for (int32_t o = x->opt_begin[i]; o < x->opt_begin[i + 1]; o++)
            weft_ilp_add_x(m, at, o, 1);
        weft_ilp_row(m, 1, true);
    }
}

void weft_ilp_budget_rows(struct ilp_model *m, const struct ilp_inst *x,
                          const int32_t *at)
{
    for (int32_t b = 0; b < x->q->nbudget; b++) {
        for (int32_t o = 0; o < x->nopt; o++)
            for (int32_t k = 0; k < x->opt[o].nspend; k++) {
                const struct weft_use *u = &x->spend[x->opt[o].spend_begin + k];

                if (u->cell == b)
                    weft_ilp_add_x(m, at, o, u->qty);
            }
        weft_ilp_row(m, x->q->budget[b].cap, false);
    }
}

static void symmetry_row(struct ilp_model *m, const struct ilp_inst *x,
                         const int32_t *at, int32_t task, int32_t copy,
                         int32_t before)
{
    bool any = false;

    for (int32_t o = x->opt_begin[task]; o < x->opt_begin[task + 1]; o++)
        if (x->opt[o].place == copy) {
            weft_ilp_add_x(m, at, o, 1);
            any = true;
        }
    for (int32_t o = 0; o < x->opt_begin[task] && any; o++)
        if (x->opt[o].place == before)
            weft_ilp_add_x(m, at, o, -1);
    weft_ilp_row(m, 0, false);
}

void weft_ilp_symmetry_rows(struct ilp_model *m, const struct ilp_inst *x,
                            const int32_t *at)
{
    int32_t most = m->nterm + SYMMETRY_TERMS;

    for (int32_t c = 1; c < x->q->ncopy && x->group; c++) {
        int32_t before = c - 1;

        if (x->group[c] == WEFT_NONE || x->group[c] == c)
            continue;
        while (x->group[before] != x->group[c])
            before--;
        for (int32_t i = 0; i < x->n && m->nterm < most; i++)
            symmetry_row(m, x, at, i, c, before);
    }
}
