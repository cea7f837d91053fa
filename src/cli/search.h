/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/search.h - planning as the command line asks for it: in a worker that
 * can be killed at the deadline, with progress on stderr. */
#ifndef WEFT_CLI_SEARCH_H
#define WEFT_CLI_SEARCH_H

#include "cli/cli.h"
#include "weft/analysis.h"
#include "weft/whatif.h"

/* Zero-initialise; cli_search_release() once, whatever happened. */
struct cli_search {
    struct weft_problem *problem;
    struct weft_result result;
    struct weft_facts *facts; /* NULL without a schedule */
    bool interrupted;         /* by a signal; result is the best until then */
};

/* Plan p (of file, for messages) until the engine ends, --time is over or a
 * signal comes. CLI_DONE: *s holds the answer, whose schedule has passed
 * weft_check. Anything else has been reported on stderr. */
enum cli_exit cli_search(const struct cli *c, const char *file,
                         const struct weft_plan *p, struct cli_search *s);
void cli_search_release(struct cli_search *s);

/* Plan a document among others of a sweep, for so many seconds; <= 0: only the
 * quick plan. An engine that refuses it is an answer: *r unknown, its reason
 * says why. *r: weft_result_release(). */
enum cli_exit cli_search_trial(const struct cli *c, const char *file,
                               const struct weft_trial *t, double seconds,
                               struct weft_result *r);
/* While it is on, a signal ends neither the program nor only one of several
 * searches: cli_search_interrupted() says so. */
void cli_search_guard(bool on);
bool cli_search_interrupted(void);
/* When all searching has to end so that the program can end at --time;
 * cli_now(). */
double cli_search_end(const struct cli *c);

/* The engine as asked for. */
const char *cli_engine_name(const struct cli *c);
/* The exit code of an answer, once it has been written. */
enum cli_exit cli_search_exit(const struct cli_search *s);
/* Say on stderr that there is no plan and why. */
void cli_say_unknown(const struct cli *c, const char *file,
                     const struct weft_plan *p, const struct cli_search *s);

#endif
