/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/search.h"
#include "cli/sweep_out.h"

#define CHEAP_SECONDS 0.5 /* for a cheaper plan of a length that is proved */
#define AGAIN_SECONDS 0.2 /* less time than this is not worth another round */

/* --- time ------------------------------------------------------------------ */

/* --time is for all plans together. Each gets an equal share of what is left,
 * so those that end sooner leave their time to others. */
struct budget {
    double end;      /* cli_now() */
    double overhead; /* seconds a plan takes besides its search, at most yet */
    double began;    /* of the turn: when it was made ready, */
    double search;   /* how long its search was allowed, */
    double searched; /* and how long it was */
    bool cut;        /* a search used all its time */
};

static double share(struct budget *b, int32_t left, bool decided)
{
    double now = cli_now();
    double each = (b->end - now) / (left > 0 ? left : 1);

    b->search = each - b->overhead;
    if (decided && b->search > CHEAP_SECONDS)
        b->search = CHEAP_SECONDS;
    b->searched = now;
    return b->search;
}

static void searched(struct budget *b, bool decided)
{
    b->searched = cli_now() - b->searched;
    if (!decided && b->searched >= 0.9 * b->search)
        b->cut = true;
}

static void turn_over(struct budget *b)
{
    double took = cli_now() - b->began - b->searched;

    if (took > b->overhead)
        b->overhead = took;
    b->began = cli_now();
    b->searched = 0;
}

/* Whether to go on with the next plan. The first one is always made. */
static bool goes_on(const struct budget *b)
{
    return !cli_search_interrupted() &&
           cli_now() + b->overhead <= b->end + AGAIN_SECONDS;
}

/* --- running ------------------------------------------------------------------ */

struct job {
    const struct cli *cli;
    const char *file;
    const struct weft_plan *plan;
    struct weft_sweep *sweep; /* one of these */
    struct weft_ranking *ranking;
    struct budget budget;
};

static int32_t left(const struct job *j)
{
    return j->sweep ? weft_sweep_left(j->sweep) : weft_ranking_left(j->ranking);
}

static enum weft_rc next(struct job *j, struct weft_trial *t,
                         struct weft_err *err)
{
    return j->sweep ? weft_sweep_next(j->sweep, t, err)
                    : weft_ranking_next(j->ranking, t, err);
}

static enum weft_rc put(struct job *j, const struct weft_result *r,
                        struct weft_err *err)
{
    return j->sweep ? weft_sweep_put(j->sweep, r, err)
                    : weft_ranking_put(j->ranking, r, err);
}

/* One turn. *done: there is none left. */
static enum cli_exit turn(struct job *j, bool *done)
{
    struct weft_trial t;
    struct weft_result r = { 0 };
    struct weft_err err = { 0 };
    enum cli_exit rc;

    if (next(j, &t, &err))
        return cli_fail(j->cli, j->file, &err);
    *done = !t.problem;
    if (*done)
        return CLI_DONE;
    rc = cli_search_trial(j->cli, j->file, &t,
                          share(&j->budget, left(j), t.decided), &r);
    searched(&j->budget, t.decided);
    if (!rc && put(j, &r, &err))
        rc = cli_fail(j->cli, j->file, &err);
    weft_result_release(&r);
    turn_over(&j->budget);
    return rc;
}

static enum cli_exit all_turns(struct job *j)
{
    bool done = false;
    enum cli_exit rc = CLI_DONE;

    j->budget.cut = false;
    j->budget.began = cli_now();
    do
        rc = turn(j, &done);
    while (!rc && !done && goes_on(&j->budget));
    return rc;
}

/* Every plan once; then those that had no time for a proof, as long as there
 * is some left. */
static enum cli_exit run_job(struct job *j)
{
    enum cli_exit rc;

    j->budget.end = cli_search_end(j->cli);
    cli_search_guard(true);
    rc = all_turns(j);
    while (!rc && j->sweep && j->budget.cut && !cli_search_interrupted() &&
           j->budget.end - cli_now() > AGAIN_SECONDS &&
           weft_sweep_again(j->sweep) > 0)
        rc = all_turns(j);
    cli_search_guard(false);
    return rc;
}

/* --- what is known ------------------------------------------------------------- */

/* The schedule that is stored in the document is a plan of it, if it still
 * is one. As elsewhere, only for auto: who names an engine wants to see what
 * that engine does. */
static enum weft_rc know(struct job *j, struct weft_err *err)
{
    struct weft_stored st = { 0 };
    struct weft_diags d = { 0 };
    enum weft_rc rc = WEFT_OK;

    if (!strcmp(cli_engine_name(j->cli), "auto") &&
        !weft_stored_read(j->plan, &st, &d, NULL) && st.n)
        rc = j->sweep
                 ? weft_sweep_know(j->sweep, st.place, st.n, 0, st.engine, err)
                 : weft_ranking_know(j->ranking, st.place, st.n, 0, st.engine,
                                     err);
    weft_stored_release(&st);
    weft_diags_release(&d);
    return rc;
}

/* --- the two kinds --------------------------------------------------------------- */

static enum cli_exit print_owned(const struct cli *c, char *text)
{
    enum cli_exit rc = text ? cli_print(c, text, strlen(text))
                            : cli_no_memory(c);

    free(text);
    return rc;
}

static enum cli_exit exit_of(bool any)
{
    if (cli_search_interrupted())
        return CLI_INTERRUPTED;
    return any ? CLI_DONE : CLI_NO;
}

static enum cli_exit rank_all(struct job *j, struct sweep_view *v)
{
    struct weft_err err = { 0 };
    enum cli_exit rc;

    if (weft_ranking_new(j->plan, &j->ranking, &err) || know(j, &err))
        return cli_fail(j->cli, j->file, &err);
    rc = run_job(j);
    if (!rc)
        rc = print_owned(j->cli, j->cli->value[CLI_JSON]
                                     ? cli_ranking_json(v, j->ranking)
                                     : cli_ranking_text(v, j->ranking));
    if (rc)
        return rc;
    return exit_of(weft_ranking_base(j->ranking)->from != WEFT_NONE);
}

static bool any_plan(const struct weft_sweep *s)
{
    for (int32_t i = 0; i < weft_sweep_count(s); i++)
        if (weft_sweep_point(s, i)->from != WEFT_NONE)
            return true;
    return false;
}

/* "node n cpu" as typed, and its values. A knob that the plan does not have is
 * as wrong as an edit of what is not there. */
static enum cli_exit read_axis(const struct job *j, struct weft_axis *a,
                               const char *knob, const char *values)
{
    struct weft_err err = { 0 };
    enum weft_rc rc = weft_knob_parse(j->plan, knob, &a->knob, &err);
    int64_t *v = NULL;

    if (rc == WEFT_E_PARSE)
        return cli_usage(j->cli, "'%s': %s", knob, err.msg);
    if (!rc) {
        rc = weft_knob_range(&a->knob, values, &v, &a->n, &err);
        if (rc == WEFT_E_PARSE || rc == WEFT_E_LIMIT)
            return cli_usage(j->cli, "%s", err.msg);
    }
    a->value = v;
    return rc ? cli_fail(j->cli, j->file, &err) : CLI_DONE;
}

static enum cli_exit sweep_axes(struct job *j, struct sweep_view *v,
                                const struct weft_axis *axis)
{
    struct weft_err err = { 0 };
    enum cli_exit rc;

    if (weft_sweep_new(j->plan, axis, v->naxis, &j->sweep, &err))
        return err.code == WEFT_E_INVAL || err.code == WEFT_E_LIMIT
                   ? cli_usage(j->cli, "%s", err.msg)
                   : cli_fail(j->cli, j->file, &err);
    if (know(j, &err))
        return cli_fail(j->cli, j->file, &err);
    rc = run_job(j);
    if (!rc)
        rc = print_owned(j->cli, j->cli->value[CLI_JSON]
                                     ? cli_sweep_json(v, j->sweep)
                                     : cli_sweep_text(v, j->sweep));
    return rc ? rc : exit_of(any_plan(j->sweep));
}

static enum cli_exit sweep(struct job *j, struct sweep_view *v)
{
    const struct cli *c = j->cli;
    struct weft_axis axis[2] = { 0 };
    enum cli_exit rc = CLI_DONE;

    v->naxis = c->narg == 5 ? 2 : 1;
    v->n[1] = 1;
    for (int32_t k = 0; k < v->naxis && !rc; k++) {
        rc = read_axis(j, &axis[k], c->arg[1 + 2 * k], c->arg[2 + 2 * k]);
        v->knob[k] = axis[k].knob;
        v->n[k] = axis[k].n;
    }
    if (!rc)
        rc = sweep_axes(j, v, axis);
    free((void *)(uintptr_t)axis[0].value);
    free((void *)(uintptr_t)axis[1].value);
    return rc;
}

/* A WHAT whose words came as arguments of their own? */
static enum cli_exit judge_words(const struct cli *c)
{
    bool values = c->narg > 2 && c->arg[2][0] >= '0' && c->arg[2][0] <= '9';

    if (c->narg == 4 && !values)
        return cli_usage(c, "what to change is one argument: '%s %s' %s",
                         c->arg[1], c->arg[2], c->arg[3]);
    if (c->narg == 5 && !values)
        return cli_usage(c, "what to change is one argument: '%s %s %s' %s",
                         c->arg[1], c->arg[2], c->arg[3], c->arg[4]);
    if (c->narg != 3 && c->narg != 5)
        return cli_usage(c, "expected 'all', or what to change and the values "
                            "to try");
    return CLI_DONE;
}

static enum cli_exit run(struct cli *c)
{
    bool all = c->narg == 2 && !strcmp(c->arg[1], "all");
    struct job j = { .cli = c, .file = c->arg[0] };
    struct sweep_view v = { .cli = c, .file = j.file, .width = cli_width() };
    struct weft_plan *p = NULL;
    enum cli_exit rc;

    rc = all ? CLI_DONE : judge_words(c);
    if (rc)
        return rc;
    rc = cli_load_edited(c, j.file, c->value[CLI_SCENARIO], &p, NULL);
    if (!rc) {
        j.plan = v.plan = p;
        rc = all ? rank_all(&j, &v) : sweep(&j, &v);
    }
    weft_sweep_free(j.sweep);
    weft_ranking_free(j.ranking);
    weft_plan_free(p);
    return rc;
}

const struct cli_command cli_sweep = {
    .name = "sweep",
    .usage = "FILE WHAT VALUES",
    .summary = "one plan for each value of a capacity",
    .about =
        "Plan FILE once for each of several values of one of its numbers, and "
        "print a\ntable of the plans. WHAT is one argument, so quote it: 'node "
        "ID capacity.RES',\n'node ID count' or 'resource ID capacity'; in "
        "short 'NODE RES', 'NODE count' or\nRES. VALUES are A..B, A..B..STEP, "
        "A..B..xFACTOR or A,B,... For example:\n"
        "  weft sweep plan.json 'node gpu-a capacity.gpu' 1..4\n"
        "With a second WHAT and VALUES: a table of both. With 'all' in place "
        "of them: the\nsmallest step of everything that makes the plan "
        "shorter, the best first.\n--time is for all plans together.",
    .options = CLI_PLANNING | CLI_BIT(CLI_JSON) | CLI_BIT(CLI_ASCII) |
               CLI_BIT(CLI_WORKER),
    .min_arg = 2,
    .max_arg = 5,
    .run = run,
};
