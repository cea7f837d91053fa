/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/sweep_out.h - what `weft sweep` found, as text and as JSON. */
#ifndef WEFT_CLI_SWEEP_OUT_H
#define WEFT_CLI_SWEEP_OUT_H

#include "cli/cli.h"
#include "weft/whatif.h"

struct sweep_view {
    const struct cli *cli;
    const char *file;
    const struct weft_plan *plan;
    int32_t naxis;
    struct weft_knob knob[2];
    int32_t n[2]; /* values of each; of one axis n[1] is 1 */
    int width;    /* columns of text */
};

/* All malloc'd; NULL without memory. */
char *cli_sweep_text(const struct sweep_view *v, const struct weft_sweep *s);
char *cli_sweep_json(const struct sweep_view *v, const struct weft_sweep *s);
/* plan, file, cli and width of v are looked at. */
char *cli_ranking_text(const struct sweep_view *v,
                       const struct weft_ranking *k);
char *cli_ranking_json(const struct sweep_view *v,
                       const struct weft_ranking *k);

#endif
