/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text at all: loaded, compiled, planned for a moment, checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "weft/analysis.h"
#include "weft/check.h"
#include "weft/engine.h"

#define MOST_TEXT    65536
#define MOST_TASKS   400 /* planned; larger ones are compiled only */
#define MOST_OPTIONS 4000
#define MOST_COPIES  400

const char *const fuzz_seeds[] = { "article.json",
                                   "cycle.json",
                                   "deep-research.json",
                                   "diamond.json",
                                   "infeasible.json",
                                   "nightly-longpole.json",
                                   "rag-index.json",
                                   "train-deploy.json",
                                   "variant-calling.json",
                                   "../tests/plans/genome.json",
                                   "../tests/plans/names.json",
                                   "../tests/plans/stages.json",
                                   NULL };
const char fuzz_claim[] = "any_text_is_refused_or_planned_soundly";

static void broken(const char *what)
{
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

/* Texts of errors are for people: they must be there, and be safe to show. */
static void read_error(const struct weft_diags *d, const struct weft_err *err)
{
    struct weft_buf b = { 0 };

    if (!err->msg[0])
        broken("an error without a text");
    for (size_t i = 0; i < d->n; i++)
        weft_utf8_show(&b, d->v[i].msg, strlen(d->v[i].msg), true);
    weft_buf_release(&b);
}

static void check_plan(const struct weft_plan *p, const struct weft_problem *q,
                       const struct weft_result *r)
{
    struct weft_place *place = NULL;
    struct weft_diags d = { 0 };
    enum weft_rc rc = weft_schedule_places(q, &r->schedule, &place, NULL);

    if (!rc)
        rc = weft_check(p, place, (size_t)r->schedule.n, NULL, &d, NULL);
    if (rc)
        broken("a plan that fails the check");
    if (r->bound > r->makespan)
        broken("a bound above a plan");
    weft_diags_release(&d);
    free(place);
}

static void plan(const struct weft_plan *p, const struct weft_problem *q)
{
    struct weft_result r = { 0 };
    enum weft_rc rc;

    if (q->ntask > MOST_TASKS || q->ncopy > MOST_COPIES ||
        q->option_begin[q->ntask] > MOST_OPTIONS)
        return;
    rc = weft_quick(q, NULL, &r, NULL);
    if (rc)
        broken("no quick plan and no reason");
    if (r.schedule.n)
        check_plan(p, q, &r);
    else if (q->ntask && !r.reason[0])
        broken("no plan and no reason");
    weft_result_release(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };

    if (size > MOST_TEXT)
        return 0;
    if (weft_plan_load((const char *)data, size, &p, &d, &err))
        read_error(&d, &err);
    else if (weft_problem_new(p, &q, &err))
        read_error(&d, &err);
    else
        plan(p, q);
    weft_problem_free(q);
    weft_plan_free(p);
    weft_diags_release(&d);
    return 0;
}
