/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterson files (.rcp): jobs and resources, capacities, then for each job
 * its duration, demands, number of successors and successors. A plain list of
 * numbers: records wrap over lines. */
#include <stdlib.h>

#include "io/format.h"
#include "io/rcpsp.h"

static bool read_job(struct weft_tokens *t, struct weft_rcpsp *p, int32_t i)
{
    int64_t *row = weft_rcpsp_mode(p);
    int32_t nsucc;

    if (!row)
        return weft_token_nomem(t);
    p->mode_begin[i + 1] = p->nmode;
    if (!weft_token_int(t, 0, WEFT_NUMBER_MAX, &row[0],
                        "the duration of job %d", (int)(i + 1)))
        return false;
    for (int32_t k = 0; k < p->nren; k++)
        if (!weft_token_int(t, 0, WEFT_NUMBER_MAX, &row[1 + k],
                            "a demand of job %d", (int)(i + 1)))
            return false;
    if (!weft_token_count(t, 0, 2, &nsucc, "the number of successors"))
        return false;
    for (int32_t k = 0; k < nsucc; k++) {
        int64_t to;

        if (!weft_token_int(t, 1, p->n, &to, "a successor of job %d",
                            (int)(i + 1)))
            return false;
        if (!weft_rcpsp_link(p, i, (int32_t)to - 1))
            return weft_token_nomem(t);
    }
    return true;
}

static bool read_file(struct weft_tokens *t, struct weft_rcpsp *p)
{
    int32_t n, nren;

    /* a job takes two numbers at least, a resource one */
    if (!weft_token_count(t, 1, 4, &n, "the number of jobs") ||
        !weft_token_count(t, 0, 2, &nren, "the number of resources"))
        return false;
    if (!weft_rcpsp_init(p, n, nren, 0))
        return weft_token_nomem(t);
    for (int32_t k = 0; k < nren; k++)
        if (!weft_token_int(t, 0, WEFT_NUMBER_MAX, &p->capacity[k],
                            "the capacity of resource %d", (int)(k + 1)))
            return false;
    for (int32_t i = 0; i < n; i++)
        if (!read_job(t, p, i))
            return false;
    return weft_token_end(t);
}

/* Other formats are lists of numbers too: only reading all of it tells. */
static int probe(const char *text, size_t len, const char *path)
{
    struct weft_tokens t = { .s = text, .len = len };
    struct weft_rcpsp p = { 0 };
    bool fits = read_file(&t, &p), named = weft_has_ext(path, ".rcp");

    weft_rcpsp_release(&p);
    return fits ? (named ? 100 : 80) : named ? 50 : 0;
}

static enum weft_rc read_patterson(const char *text, size_t len, char **doc,
                                   size_t *doclen, struct weft_diags *diags,
                                   struct weft_err *err)
{
    struct weft_err e = { .code = WEFT_E_NOMEM };
    struct weft_tokens t = { .s = text, .len = len, .diags = diags, .err = &e };
    struct weft_rcpsp p = { 0 };
    enum weft_rc rc;

    if (read_file(&t, &p)) {
        rc = weft_rcpsp_write(&p, doc, doclen, err);
    } else {
        rc = e.code;
        if (err)
            *err = e;
    }
    weft_rcpsp_release(&p);
    return rc;
}

const struct weft_format weft_format_patterson = {
    .name = "patterson",
    .summary = "Patterson project (ProGen, RanGen)",
    .ext = ".rcp",
    .probe = probe,
    .read = read_patterson,
};
