/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <string.h>

#include "weft/io.h"

static enum cli_exit run(struct cli *c)
{
    const char *text = weft_schema_text();

    return cli_print(c, text, strlen(text));
}

const struct cli_command cli_schema = {
    .name = "schema",
    .usage = "",
    .summary = "print the JSON Schema of the plan document",
    .run = run,
};
