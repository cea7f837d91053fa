/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/report_json.h - `weft report --json`; weft(1) documents its members. */
#ifndef WEFT_CLI_REPORT_JSON_H
#define WEFT_CLI_REPORT_JSON_H

#include "cli/search.h"

/* malloc'd text, NULL without memory. */
char *cli_report_json(const struct weft_plan *p, const struct cli_search *s,
                      const char *file, const char *engine, uint64_t seed);

#endif
