/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cli.h - what the sub-commands share: the command line as parsed,
 * messages, exit codes.
 *
 * A sub-command is a file with one struct cli_command and a line in the table
 * of commands.c. Strings in struct cli are borrowed from argv. */
#ifndef WEFT_CLI_CLI_H
#define WEFT_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "cli/options.h"
#include "weft/err.h"

enum cli_exit {
    CLI_DONE = 0,
    CLI_NO = 1, /* infeasible, no plan found, or check failed */
    CLI_USAGE = 2,
    CLI_INVALID = 3, /* the input */
    CLI_FILE = 4,    /* cannot be read or written */
    CLI_INTERNAL = 5,
    CLI_INTERRUPTED = 130
};

struct cli {
    const struct cli_command *command;
    const char *value[CLI_OPTION_COUNT]; /* the last one given; "" for an
                                            option without argument; NULL:
                                            not given */
    const char **arg, **edit;            /* arguments, --edit lines; owned */
    size_t narg, nedit;
    size_t warnings; /* of the input that was opened */
    double time; /* seconds, >= 0 */
    int64_t effort; /* 0: no limit */
    uint64_t seed;
    int threads;    /* 0: as many as there are processors */
    size_t memory;  /* bytes, 0: the default */
    int columns, rows; /* --size, 0: not given */
    double began;      /* cli_now() when --time began to count: at the start
                          of the program, or when stdin had been read */
    bool ascii;        /* print no byte above 0x7e */
};

struct cli_command {
    const char *name;                 /* "": weft FILE */
    const char *usage;                /* its arguments */
    const char *summary;              /* a line of `weft --help` */
    const char *about;                /* more, for its own --help; NULL */
    void (*more)(struct weft_buf *b); /* adds to the end of its --help; NULL */
    unsigned options; /* CLI_BIT of those it takes, besides --help */
    size_t min_arg, max_arg;
    enum cli_exit (*run)(struct cli *c);
};

extern const struct cli_command cli_open, cli_report, cli_solve, cli_check,
    cli_edit, cli_convert, cli_sweep, cli_engines, cli_schema, cli_worker;
/* NULL-terminated, in the order of `weft --help`; cli_open is not in it. */
extern const struct cli_command *const cli_commands[];

/* --- args.c -------------------------------------------------------------- */

/* Parse argv. Anything but CLI_DONE has been reported on stderr. With --help
 * or --version given nothing else is asked for. Release *c in either case. */
enum cli_exit cli_parse(struct cli *c, int argc, char **argv);
void cli_release(struct cli *c);
/* The command that was probably meant; NULL if none is near. */
const char *cli_nearest_command(const char *typed);

/* --- suggest.c ----------------------------------------------------------- */

/* Remembers which of the names offered is nearest to what was typed. */
struct cli_nearest {
    const char *typed;
    const char *name; /* the best so far, NULL if none is near */
    size_t distance;
};
/* Offer a name (borrowed). Near: at most a third of it wrong, counting an
 * exchange of neighbours as one mistake (Damerau 1964, restricted). */
void cli_nearest_offer(struct cli_nearest *n, const char *name);

/* --- help.c -------------------------------------------------------------- */

enum cli_exit cli_print_help(struct cli *c);
enum cli_exit cli_print_version(struct cli *c);

/* --- say.c: stderr; text is made safe to show ---------------------------- */

/* "weft: MESSAGE" */
void cli_say(const struct cli *c, const char *fmt, ...) WEFT_PRINTF(2, 3);
/* The same and how to get help; returns CLI_USAGE. */
enum cli_exit cli_usage(const struct cli *c, const char *fmt, ...)
    WEFT_PRINTF(2, 3);
/* Every fault and warning as "weft: FILE:LINE:COL: /pointer: message", then
 * how many more there were. */
void cli_say_diags(const struct cli *c, const char *file,
                   const struct weft_diags *diags);
/* err as "weft: FILE: message" and the exit code that belongs to it. */
enum cli_exit cli_fail(const struct cli *c, const char *file,
                       const struct weft_err *err);
enum cli_exit cli_no_memory(const struct cli *c);

/* --- out.c --------------------------------------------------------------- */

/* Everything a program prints goes through here. A reader that went away
 * (EPIPE) gives CLI_FILE silently, every other failure with a message. */
enum cli_exit cli_print(const struct cli *c, const char *text, size_t len);
/* Print and release b. */
enum cli_exit cli_print_buf(const struct cli *c, struct weft_buf *b);
/* Replace the file at path; "-": print. */
enum cli_exit cli_save(const struct cli *c, const char *path, const char *text,
                       size_t len);
/* Is there any sense in starting? Refuses, with a message, a path whose
 * folder does not exist or that is a folder itself. */
enum cli_exit cli_check_target(const struct cli *c, const char *path);

/* --- system.c ------------------------------------------------------------ */

/* Make sure descriptors 0 to 2 are open (a file opened later must not become
 * stdout) and that a closed pipe or a full disk is an error, not a signal. */
void cli_system_init(void);
double cli_now(void);    /* monotonic seconds */
double cli_worked(void); /* seconds of processor time used until now */
int cli_width(void);     /* columns for text on stdout, 40 .. 1000 */

#endif
