/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp_model.h - an integer programme as data: min obj x, rows A x <= b
 * or = b, bounds; all numbers are integers.
 *
 * Rows are cleaned as they come: terms of one column are added up, common
 * factors divided out (the right side rounded down, which is exact: columns
 * of rows that are divided are integer), rows that always hold or that are
 * there already are dropped, rows of one term become bounds.
 *
 * Owner: weft_ilp_model_release(). Zero-initialise.
 */
#ifndef WEFT_ENGINE_ILP_MODEL_H
#define WEFT_ENGINE_ILP_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "weft/err.h"

/* What a column stands for; makes its name in an LP file. */
enum ilp_what {
    ILP_X,       /* x_<task>_<node>[_m<mode>]_<t>: started by then */
    ILP_PLACE,   /* x_<task>_<node>[_m<mode>]: runs there */
    ILP_END,     /* end_<t>: all finished by then */
    ILP_START,   /* s_<task>: start */
    ILP_BEFORE,  /* o_<task>_<task>: the first ends before the second starts */
    ILP_FLOW,    /* f_<task>_<task>_<cell>: units handed over */
    ILP_EARLY,   /* w_<task>_<node>_<window>: runs before the down window */
    ILP_MAKESPAN /* makespan */
};

struct ilp_col {
    int64_t lo, hi, obj;
    bool integer; /* else continuous; the rows have its values whole */
    enum ilp_what what;
    int32_t a, b, c; /* indices from 0 as in the name; mode: 0 = default */
    int64_t t;
};

struct ilp_row {
    int32_t begin, n; /* in term */
    int64_t rhs;
    bool equal; /* else at most */
};

struct ilp_term {
    int32_t col;
    int64_t coef;
};

/* Whoever has no more time; ask NULL: nobody. */
struct ilp_stop {
    bool (*ask)(void *ctx);
    void *ctx;
};

/* What a model must not exceed; terms 0: no limit. */
struct ilp_limit {
    int32_t terms;
    struct ilp_stop stop;
};

struct ilp_model {
    int32_t ncol, col_cap;
    struct ilp_col *col;
    int32_t nrow, row_cap;
    struct ilp_row *row;
    int32_t nterm, term_cap;
    struct ilp_term *term;
    int64_t obj_const; /* added to the objective */
    bool infeasible;   /* a row that cannot hold was added */
    bool oom, too_large;
    int32_t max_term; /* nterm never exceeds it: then too_large */
    struct ilp_stop stop;
    bool stopped; /* then too_large, too */
    uint32_t asked;

    /* the row being made */
    struct ilp_term *open;
    int32_t nopen, open_cap;
    int64_t open_const;
    int32_t *hash; /* of rows, row + 1; 0: free */
    int32_t hash_cap;
};

void weft_ilp_model_release(struct ilp_model *m);
/* limit may be NULL. Columns and rows are added after it. */
void weft_ilp_model_limit(struct ilp_model *m, const struct ilp_limit *limit);
/* Is it whole? WEFT_E_NOMEM; WEFT_E_LIMIT above the limit. */
enum weft_rc weft_ilp_model_whole(const struct ilp_model *m,
                                  struct weft_err *err);

/* Index of a new column; 0 without memory (m->oom is set). */
int32_t weft_ilp_col(struct ilp_model *m, struct ilp_col c);

/* A row: any number of terms and constants, then its end. */
void weft_ilp_term(struct ilp_model *m, int32_t col, int64_t coef);
void weft_ilp_const(struct ilp_model *m, int64_t value);
/* terms + constants <= rhs (equal: == rhs). */
void weft_ilp_row(struct ilp_model *m, int64_t rhs, bool equal);

#endif
