/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/report_json.h"
#include "cli/search.h"

static enum cli_exit tell(const struct cli *c, const char *file,
                          const struct weft_plan *p, const struct cli_search *s)
{
    const struct weft_report_opts opts = { .width = cli_width(),
                                           .ascii = c->ascii,
                                           .file = file };
    enum cli_exit rc;
    char *text;

    if (c->value[CLI_JSON])
        text = cli_report_json(p, s, file, cli_engine_name(c), c->seed);
    else
        text = weft_report_text(p, s->problem, &s->result, s->facts, &opts);
    if (!text)
        return cli_no_memory(c);
    rc = cli_print(c, text, strlen(text));
    free(text);
    return rc ? rc : cli_search_exit(s);
}

static enum cli_exit run(struct cli *c)
{
    const char *file = c->arg[0];
    struct weft_plan *p = NULL;
    struct cli_search s = { 0 };
    enum cli_exit rc = cli_load_edited(c, file, c->value[CLI_SCENARIO], &p,
                                       NULL);

    if (!rc)
        rc = cli_search(c, file, p, &s);
    if (!rc && s.result.status == WEFT_UNKNOWN) {
        cli_say_unknown(c, file, p, &s);
        rc = cli_search_exit(&s);
    } else if (!rc) {
        rc = tell(c, file, p, &s);
    }
    cli_search_release(&s);
    weft_plan_free(p);
    return rc;
}

const struct cli_command cli_report = {
    .name = "report",
    .usage = "FILE",
    .summary = "print order, critical path, placement, node use",
    .about = "Plan FILE and print order, critical path, makespan and bound, "
             "placement, a\nGantt chart and the use of the nodes. The text "
             "is as wide as the terminal,\nelse $COLUMNS or 80.",
    .options = CLI_PLANNING | CLI_BIT(CLI_JSON) | CLI_BIT(CLI_ASCII) |
               CLI_BIT(CLI_WORKER) | CLI_BIT(CLI_EFFORT),
    .min_arg = 1,
    .max_arg = 1,
    .run = run,
};
