/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "cli/load.h"

/* A stored schedule answers the question the document asked before. */
static enum cli_exit drop_schedule(const struct cli *c, const char *file,
                                   struct weft_plan *p)
{
    struct weft_err err = { 0 };
    size_t len;

    if (!weft_plan_member(p, "schedule", &len))
        return CLI_DONE;
    if (weft_plan_put_member(p, "schedule", NULL, &err))
        return cli_fail(c, file, &err);
    cli_say(c,
            "%s: the stored schedule was for the plan before the edit and "
            "is left out; 'weft solve' makes a new one",
            file);
    return CLI_DONE;
}

static enum cli_exit run(struct cli *c)
{
    const char *file = c->arg[0];
    const char *out = c->value[CLI_OUTPUT] ? c->value[CLI_OUTPUT] : "-";
    struct weft_plan *p = NULL;
    bool replan = false;
    enum cli_exit rc = cli_load(c, file, &p);

    for (size_t i = 1; i < c->narg && !rc; i++)
        rc = cli_apply_edit(c, file, p, c->arg[i], &replan);
    if (!rc && replan)
        rc = drop_schedule(c, file, p);
    if (!rc)
        rc = cli_write_plan(c, file, p, out);
    weft_plan_free(p);
    return rc;
}

const struct cli_command cli_edit = {
    .name = "edit",
    .usage = "FILE EDIT...",
    .summary = "apply edits and write the document",
    .about = "Apply edits, in order, and write the document to OUT. An edit is "
             "one argument,\nsuch as 'set task v3 duration=20' or 'link v3 "
             "v5'; weft-plan(5) has them all.\nIf one is refused, nothing is "
             "written.",
    .options = CLI_BIT(CLI_OUTPUT),
    .min_arg = 2,
    .max_arg = SIZE_MAX,
    .run = run,
};
