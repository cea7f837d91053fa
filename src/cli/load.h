/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/load.h - the plan that a command line asks for: reading, writing. */
#ifndef WEFT_CLI_LOAD_H
#define WEFT_CLI_LOAD_H

#include "cli/cli.h"
#include "weft/plan.h"

/* When something is wrong *out is untouched and, unless said otherwise, it has
 * been reported on stderr. Owner of *out: weft_plan_free(). */

struct weft_format;

/* The plan in file ("-": stdin), in format from (NULL: recognised). Faults of
 * the input are left to the caller, in diags. *format (may be NULL) says which
 * format it was. */
enum cli_exit cli_open_plan(const struct cli *c, const char *file,
                            const char *from, struct weft_plan **out,
                            const struct weft_format **format,
                            struct weft_diags *diags);
/* The plan in file, in any format weft recognises. */
enum cli_exit cli_load(const struct cli *c, const char *file,
                       struct weft_plan **out);
/* The plan in file (NULL: the built-in example) with this scenario (NULL: none)
 * and then every --edit applied. *format (may be NULL): see cli_open_plan. With "-" the time
 * begins when the plan has come: who sends it may have been slow. */
enum cli_exit cli_load_edited(struct cli *c, const char *file,
                              const char *scenario, struct weft_plan **out,
                              const struct weft_format **format);
/* Apply an edit line; *replan is set if it can change the schedule. */
enum cli_exit cli_apply_edit(const struct cli *c, const char *file,
                             struct weft_plan *p, const char *line,
                             bool *replan);

/* Write the document of p, which came from file, to out ("-": print). */
enum cli_exit cli_write_plan(const struct cli *c, const char *file,
                             const struct weft_plan *p, const char *out);

#endif
