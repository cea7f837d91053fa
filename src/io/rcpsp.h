/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/rcpsp.h - a resource-constrained project, as PSPLIB and Patterson files
 * describe one, and the plan document it becomes. */
#ifndef WEFT_IO_RCPSP_H
#define WEFT_IO_RCPSP_H

#include "io/tokens.h"

struct weft_rcpsp {      /* zero-initialise; weft_rcpsp_release() */
    int32_t n;           /* jobs, 1..n in the file, 0..n-1 here */
    int32_t nren, nnon;  /* renewable and nonrenewable resources */
    int64_t *capacity;   /* nren + nnon */
    int64_t release;     /* of jobs without predecessors */
    int32_t *mode_begin; /* n + 1: the modes of job i */
    int32_t nmode, mode_cap;
    int64_t *mode;      /* per mode: duration, then nren + nnon demands */
    int32_t *from, *to; /* nlink precedences */
    int32_t nlink, link_cap;
};

/* Space for n jobs and their resources, all zero. */
bool weft_rcpsp_init(struct weft_rcpsp *p, int32_t n, int32_t nren,
                     int32_t nnon);
void weft_rcpsp_release(struct weft_rcpsp *p);
/* Append a mode to the job whose turn it is; where its values go, NULL
 * without memory. */
int64_t *weft_rcpsp_mode(struct weft_rcpsp *p);
bool weft_rcpsp_link(struct weft_rcpsp *p, int32_t from, int32_t to);

/* The plan document: node "project", resources R1.. and N1.., tasks 1..n. */
enum weft_rc weft_rcpsp_write(const struct weft_rcpsp *p, char **doc,
                              size_t *len, struct weft_err *err);

#endif
