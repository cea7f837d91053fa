/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

const struct cli_command *const cli_commands[] = {
    &cli_report, &cli_solve,   &cli_check,  &cli_edit,   &cli_convert,
    &cli_sweep,  &cli_engines, &cli_schema, &cli_worker, NULL,
};
