/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/options.h - every option of the command line, once.
 *
 * The parser, --help and the tests of the manual and the completions all read
 * this table. Which sub-command takes an option stands in the command. */
#ifndef WEFT_CLI_OPTIONS_H
#define WEFT_CLI_OPTIONS_H

/* X(ID, long name, short name or 0, argument or NULL, what it does) */
#define CLI_OPTION_MAP(X)                                                      \
    X(ENGINE, "engine", 0, "NAME",                                             \
      "how to plan; 'weft engines' lists them (default auto)")                 \
    X(RULE, "rule", 0, "NAME", "priority rule of the list engines")            \
    X(POLICY, "policy", 0, "FILE",                                             \
      "with --engine rl: keep what it learns in FILE")                          \
    X(TIME, "time", 0, "SECONDS",                                              \
      "end with the best plan after SECONDS (default 10)")                     \
    X(EFFORT, "effort", 0, "N",                                                \
      "end after N schedules; without --time, then alone")                     \
    X(SEED, "seed", 0, "N", "start of the random numbers (default 1)")         \
    X(THREADS, "threads", 0, "N",                                              \
      "processors for engine auto (default: all there are)")                   \
    X(MEMORY, "memory", 0, "MIB", "mebibytes for the search")                  \
    X(EDIT, "edit", 0, "LINE",                                                 \
      "apply this edit before planning; may be repeated")                      \
    X(SCENARIO, "scenario", 0, "NAME",                                         \
      "apply this scenario of the document before the edits")                  \
    X(OUTPUT, "output", 'o', "OUT",                                            \
      "write to the file OUT (default: standard output)")                      \
    X(WRITE_LP, "write-lp", 0, "FILE",                                         \
      "with --engine ilp: also write the model, CPLEX LP")                     \
    X(RACE, "race", 0, NULL, "compare the engines instead, each for --time")   \
    X(JSON, "json", 0, NULL, "print JSON instead of text")                     \
    X(FROM, "from", 0, "FORMAT", "format of IN (default: recognised)")         \
    X(TO, "to", 0, "FORMAT",                                                   \
      "format of OUT (default: by its name, else weft)")                       \
    X(WORKER, "worker", 0, "COMMAND",                                          \
      "search with this command instead of 'weft worker'")                     \
    X(ASCII, "ascii", 0, NULL, "use ASCII characters only")                    \
    X(LINEAR, "linear", 0, NULL,                                               \
      "no screen: commands line by line, for screen readers")                  \
    X(AMBIGUOUS, "ambiguous-width", 0, "N",                                    \
      "columns of line drawing and the like: 2 is ASCII")                      \
    X(MONO, "mono", 0, NULL, "use attributes, no colours")                     \
    X(KEYS, "keys", 0, "SCRIPT", "no terminal: press the keys in this file")   \
    X(SIZE, "size", 0, "COLSxROWS",                                            \
      "no terminal: a screen this large (80x24)")                              \
    X(DUMP, "dump", 0, NULL, "no terminal: print the screen")                  \
    X(ROLES, "roles", 0, NULL, "no terminal: and what each cell means")        \
    X(HELP, "help", 'h', NULL, "print this help")                              \
    X(VERSION, "version", 'V', NULL,                                           \
      "print the version and what it is built with")

enum cli_option {
#define X(id, name, letter, arg, text) CLI_##id,
    CLI_OPTION_MAP(X)
#undef X
        CLI_OPTION_COUNT
};

#define CLI_BIT(option) (1u << (option))
/* What everything that plans understands. --worker is one of them too, but
 * few will ever need it. */
#define CLI_PLANNING                                                           \
    (CLI_BIT(CLI_ENGINE) | CLI_BIT(CLI_RULE) | CLI_BIT(CLI_TIME) |             \
     CLI_BIT(CLI_SEED) | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_MEMORY) |          \
     CLI_BIT(CLI_EDIT) | CLI_BIT(CLI_SCENARIO))
/* Those of them that --help of weft itself only names. */
#define CLI_RARE                                                               \
    (CLI_BIT(CLI_SEED) | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_MEMORY))

struct cli_option_info {
    const char *name;
    char letter;     /* 0: none */
    const char *arg; /* NULL: takes none */
    const char *text;
};
extern const struct cli_option_info cli_options[CLI_OPTION_COUNT];

#endif
