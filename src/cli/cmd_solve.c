/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/race.h"
#include "cli/search.h"

#define SEARCH_SHARE 0.75 /* of the time, if a model is to be written, too, */
#define LP_LEAST     1    /* which has a second in any case */

static const char *target(const struct cli *c)
{
    return c->value[CLI_OUTPUT] ? c->value[CLI_OUTPUT] : "-";
}

/* What would only fail after the search must fail before it. */
static enum cli_exit check_targets(const struct cli *c)
{
    const char *lp = c->value[CLI_WRITE_LP];
    enum cli_exit rc = cli_check_target(c, target(c));

    if (!rc && c->value[CLI_RACE] && (c->value[CLI_ENGINE] || lp))
        return cli_usage(c, "--race is of every engine: neither --engine nor "
                            "--write-lp goes with it");
    if (!rc && c->value[CLI_RACE] && c->value[CLI_OUTPUT] &&
        !strcmp(target(c), "-"))
        return cli_usage(c, "-o -: the table goes to standard output too; send "
                            "the document elsewhere");
    if (!rc && c->value[CLI_POLICY] && strcmp(cli_engine_name(c), "rl"))
        return cli_usage(c, "--policy needs --engine rl");
    if (!rc && c->value[CLI_POLICY])
        rc = cli_check_target(c, c->value[CLI_POLICY]);
    if (rc || !lp)
        return rc;
    if (strcmp(cli_engine_name(c), "ilp"))
        return cli_usage(c, "--write-lp needs --engine ilp");
    if (!strcmp(lp, "-") && !strcmp(target(c), "-"))
        return cli_usage(c, "--write-lp -: the document goes to standard "
                            "output too; send it elsewhere with -o");
    return cli_check_target(c, lp);
}

static enum cli_exit put_schedule(const struct cli *c, const char *file,
                                  struct weft_plan *p,
                                  const struct cli_search *s)
{
    struct weft_err err = { 0 };
    char *json = weft_schedule_json(p, s->problem, &s->result, s->facts,
                                    cli_engine_name(c), c->seed);
    enum cli_exit rc = CLI_DONE;

    if (!json)
        return cli_no_memory(c);
    if (weft_plan_put_member(p, "schedule", json, &err))
        rc = cli_fail(c, file, &err);
    free(json);
    return rc;
}

static enum cli_exit write_document(const struct cli *c, const char *file,
                                    struct weft_plan *p,
                                    const struct cli_search *s)
{
    enum cli_exit rc = put_schedule(c, file, p, s);

    return rc ? rc : cli_write_plan(c, file, p, target(c));
}

static bool is_late(void *ctx)
{
    return cli_now() >= *(const double *)ctx;
}

/* The model goes up to the plan that was found: the shorter, the smaller. */
static enum cli_exit write_lp(const struct cli *c, const char *file,
                              const struct cli_search *s)
{
    const struct weft_schedule *plan = &s->result.schedule;
    double end = c->began + c->time / SEARCH_SHARE,
           least = cli_now() + LP_LEAST;
    struct weft_solve_opts o;
    struct weft_err err = { 0 };
    char *text;
    size_t len;
    enum cli_exit rc;

    if (!c->value[CLI_WRITE_LP] || s->result.status == WEFT_INFEASIBLE)
        return CLI_DONE;
    end = end > least ? end : least;
    weft_solve_opts_init(&o);
    o.stop = is_late;
    o.ctx = &end;
    if (weft_lp_text(s->problem, plan->n ? plan : NULL, &o, &text, &len,
                     &err)) {
        rc = cli_fail(c, file, &err);
        return err.code == WEFT_E_NOMEM ? rc : CLI_NO;
    }
    rc = cli_save(c, c->value[CLI_WRITE_LP], text, len);
    free(text);
    return rc;
}

/* A model that cannot be written must not cost the plan that was found. */
static enum cli_exit write_both(const struct cli *c, const char *file,
                                struct weft_plan *p, const struct cli_search *s)
{
    enum cli_exit rc = CLI_DONE, lp;

    if (s->result.status == WEFT_UNKNOWN)
        cli_say_unknown(c, file, p, s);
    else
        rc = write_document(c, file, p, s);
    lp = write_lp(c, file, s);
    if (rc || lp)
        return rc ? rc : lp;
    return cli_search_exit(s);
}

/* Every engine; then the document with the best plan, if a file was named. */
static enum cli_exit run_race(struct cli *c, const char *file,
                              struct weft_plan *p)
{
    struct cli_search s = { 0 };
    enum cli_exit rc = cli_race(c, file, p, &s);

    if (!rc && c->value[CLI_OUTPUT] && s.facts)
        rc = write_document(c, file, p, &s);
    if (!rc)
        rc = cli_search_exit(&s);
    cli_search_release(&s);
    return rc;
}

static enum cli_exit run(struct cli *c)
{
    const char *file = c->arg[0];
    struct weft_plan *p = NULL;
    struct cli_search s = { 0 };
    enum cli_exit rc = check_targets(c);

    if (!rc)
        rc = cli_load_edited(c, file, c->value[CLI_SCENARIO], &p, NULL);
    if (!rc && c->value[CLI_RACE]) {
        rc = run_race(c, file, p);
        weft_plan_free(p);
        return rc;
    }
    if (c->value[CLI_WRITE_LP])
        c->time *= SEARCH_SHARE;
    if (!rc)
        rc = cli_search(c, file, p, &s);
    if (!rc)
        rc = write_both(c, file, p, &s);
    else if (rc == CLI_NO) /* too large for ilp: perhaps not for others */
        write_lp(c, file, &s);
    cli_search_release(&s);
    weft_plan_free(p);
    return rc;
}

const struct cli_command cli_solve = {
    .name = "solve",
    .usage = "FILE",
    .summary = "compute a schedule and write the document with it",
    .about =
        "Compute a schedule for FILE and write the document with it as "
        "its member\n'schedule'. Edits and scenario become part of the "
        "document that is written.\nOUT may be FILE. With --race: a table of what each engine finds in "
        "--time;\nthe document, with the best plan, goes to an OUT only.",
    .options = CLI_PLANNING | CLI_BIT(CLI_OUTPUT) | CLI_BIT(CLI_WRITE_LP) |
               CLI_BIT(CLI_RACE) | CLI_BIT(CLI_ASCII) | CLI_BIT(CLI_JSON) |
               CLI_BIT(CLI_WORKER) | CLI_BIT(CLI_EFFORT) | CLI_BIT(CLI_POLICY),
    .min_arg = 1,
    .max_arg = 1,
    .run = run,
};
