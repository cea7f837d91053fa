/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <unistd.h>

#include "worker/worker.h"

static enum cli_exit run(struct cli *c)
{
    (void)c;
    return worker_serve(STDIN_FILENO, STDOUT_FILENO, NULL) ? CLI_FILE
                                                           : CLI_DONE;
}

const struct cli_command cli_worker = {
    .name = "worker",
    .usage = "",
    .summary = "(internal) solve requests from standard input",
    .about = "Solve the requests on standard input and answer on standard "
             "output, JSON lines;\nweft(1) describes the protocol. weft starts "
             "this itself.",
    .run = run,
};
