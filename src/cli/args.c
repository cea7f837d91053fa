/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "weft/engine.h"
#include "weft/io.h"

#define TIME_MAX    1e9 /* seconds: thirty years are as good as for ever */
#define THREADS_MAX 64
#define MEMORY_MAX  1000000 /* MiB */

const struct cli_option_info cli_options[CLI_OPTION_COUNT] = {
#define X(id, name, letter, arg, text) { name, letter, arg, text },
    CLI_OPTION_MAP(X)
#undef X
};

static void keep(struct cli *c, enum cli_option o, const char *value)
{
    c->value[o] = value;
    if (o == CLI_EDIT)
        c->edit[c->nedit++] = value;
}

static enum cli_exit unknown_option(const struct cli *c, const char *name,
                                    size_t len)
{
    char *typed = strndup(name, len);
    struct cli_nearest near = { .typed = typed };
    enum cli_exit rc;

    if (!typed)
        return cli_no_memory(c);
    for (int o = 0; o < CLI_OPTION_COUNT; o++)
        cli_nearest_offer(&near, cli_options[o].name);
    if (near.name)
        rc = cli_usage(c, "unknown option '--%s'; did you mean '--%s'?", typed,
                       near.name);
    else
        rc = cli_usage(c, "unknown option '--%s'", typed);
    free(typed);
    return rc;
}

/* argv[*i] is "--NAME", "--NAME=VALUE" or "--NAME" "VALUE". */
static enum cli_exit parse_long(struct cli *c, int argc, char **argv, int *i)
{
    const char *name = argv[*i] + 2, *value = strchr(name, '=');
    size_t len = value ? (size_t)(value - name) : strlen(name);
    int o = 0;

    while (o < CLI_OPTION_COUNT && (strlen(cli_options[o].name) != len ||
                                    strncmp(cli_options[o].name, name, len)))
        o++;
    if (o == CLI_OPTION_COUNT)
        return unknown_option(c, name, len);
    if (!cli_options[o].arg) {
        if (value)
            return cli_usage(c, "option '--%s' takes no value",
                             cli_options[o].name);
        value = "";
    } else if (value) {
        value++;
    } else if (*i + 1 < argc) {
        value = argv[++*i];
    } else {
        return cli_usage(c, "option '--%s' needs %s", cli_options[o].name,
                         cli_options[o].arg);
    }
    keep(c, (enum cli_option)o, value);
    return CLI_DONE;
}

/* argv[*i] is "-abc", of which the last may take a value: "-oOUT", "-o OUT". */
static enum cli_exit parse_short(struct cli *c, int argc, char **argv, int *i)
{
    for (const char *s = argv[*i] + 1; *s; s++) {
        int o = 0;

        while (o < CLI_OPTION_COUNT && cli_options[o].letter != *s)
            o++;
        if (o == CLI_OPTION_COUNT)
            return cli_usage(c, "unknown option '%s'", argv[*i]);
        if (!cli_options[o].arg) {
            keep(c, (enum cli_option)o, "");
            continue;
        }
        if (s[1])
            keep(c, (enum cli_option)o, s + 1);
        else if (*i + 1 < argc)
            keep(c, (enum cli_option)o, argv[++*i]);
        else
            return cli_usage(c, "option '-%c' needs %s", *s,
                             cli_options[o].arg);
        return CLI_DONE;
    }
    return CLI_DONE;
}

/* The first argument names the sub-command, unless it came after "--". */
static void keep_arg(struct cli *c, const char *text, bool literal)
{
    if (!c->command && !literal) {
        for (size_t k = 0; cli_commands[k]; k++) {
            if (!strcmp(cli_commands[k]->name, text)) {
                c->command = cli_commands[k];
                return;
            }
        }
    }
    if (!c->command)
        c->command = &cli_open;
    c->arg[c->narg++] = text;
}

static enum cli_exit parse_words(struct cli *c, int argc, char **argv)
{
    bool literal = false;
    enum cli_exit rc = CLI_DONE;

    for (int i = 1; i < argc && !rc; i++) {
        const char *s = argv[i];

        if (literal || s[0] != '-' || !s[1])
            keep_arg(c, s, literal);
        else if (!strcmp(s, "--"))
            literal = true;
        else if (s[1] == '-')
            rc = parse_long(c, argc, argv, &i);
        else
            rc = parse_short(c, argc, argv, &i);
    }
    return rc;
}

/* --- values -------------------------------------------------------------- */

/* Digits with at most one point: what strtod takes besides (signs, "nan",
 * "inf", hexadecimal, exponents) is no number of seconds. */
static enum cli_exit parse_time(struct cli *c, const char *s)
{
    size_t whole = strspn(s, "0123456789");
    size_t part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    size_t len = whole + (s[whole] == '.') + part;

    if (!(whole + part) || s[len] || (c->time = strtod(s, NULL)) > TIME_MAX)
        return cli_usage(c,
                         "--time: expected a number of seconds from 0 to "
                         "%.0f, not '%s'",
                         TIME_MAX, s);
    return CLI_DONE;
}

/* The value of option o, if it was given. */
static enum cli_exit parse_count(const struct cli *c, enum cli_option o,
                                 uint64_t least, uint64_t most, uint64_t *out)
{
    const char *s = c->value[o];
    size_t n = s ? strspn(s, "0123456789") : 0;
    uint64_t v = 0;
    bool fits = true;

    if (!s)
        return CLI_DONE;
    for (size_t i = 0; i < n && fits; i++)
        fits = !__builtin_mul_overflow(v, 10, &v) &&
               !__builtin_add_overflow(v, (uint64_t)(s[i] - '0'), &v);
    if (!n || s[n] || !fits || v < least || v > most)
        return cli_usage(c,
                         "--%s: expected a whole number from %llu to %llu, "
                         "not '%s'",
                         cli_options[o].name, (unsigned long long)least,
                         (unsigned long long)most, s);
    *out = v;
    return CLI_DONE;
}

static enum cli_exit parse_counts(struct cli *c)
{
    uint64_t threads = 0, memory = 0, effort = 0;
    enum cli_exit rc = parse_count(c, CLI_SEED, 0, UINT64_MAX, &c->seed);

    if (!rc)
        rc = parse_count(c, CLI_EFFORT, 1, INT64_MAX, &effort);
    if (!rc)
        rc = parse_count(c, CLI_THREADS, 1, THREADS_MAX, &threads);
    if (!rc)
        rc = parse_count(c, CLI_MEMORY, 1, MEMORY_MAX, &memory);
    c->effort = (int64_t)effort;
    if (effort && !c->value[CLI_TIME]) /* then nothing else ends the search */
        c->time = TIME_MAX;
    c->threads = (int)threads;
    c->memory = (size_t)memory << 20;
    return rc;
}

/* A whole number from 1 to 1000, ended by end. Returns where, NULL if it is
 * none. */
static const char *parse_cells(const char *s, char end, int *out)
{
    size_t n = strspn(s, "0123456789");
    long v = n && n <= 4 && s[n] == end ? strtol(s, NULL, 10) : 0;

    if (v < 1 || v > 1000)
        return NULL;
    *out = (int)v;
    return s + n;
}

static enum cli_exit parse_size(struct cli *c, const char *s)
{
    const char *x = parse_cells(s, 'x', &c->columns);

    if (!x || !parse_cells(x + 1, '\0', &c->rows))
        return cli_usage(c,
                         "--size: expected COLSxROWS such as 80x24, 1 to "
                         "1000 each, not '%s'",
                         s);
    return CLI_DONE;
}

/* A name from a table that is read with next(k), NULL at its end. */
static enum cli_exit check_name(const struct cli *c, enum cli_option o,
                                const char *what, const char *(*next)(size_t))
{
    struct cli_nearest near = { .typed = c->value[o] };
    const char *name;

    if (!c->value[o])
        return CLI_DONE;
    for (size_t k = 0; (name = next(k)); k++) {
        if (!strcmp(name, c->value[o]))
            return CLI_DONE;
        cli_nearest_offer(&near, name);
    }
    if (near.name)
        return cli_usage(c, "--%s: there is no %s '%s'; did you mean '%s'?",
                         cli_options[o].name, what, c->value[o], near.name);
    return cli_usage(c, "--%s: there is no %s '%s'", cli_options[o].name, what,
                     c->value[o]);
}

static const char *engine_name(size_t k)
{
    return weft_engines()[k] ? weft_engines()[k]->name : NULL;
}

static const char *rule_name(size_t k)
{
    return weft_rules()[k].name;
}

static const char *format_name(size_t k)
{
    return weft_formats()[k] ? weft_formats()[k]->name : NULL;
}

static enum cli_exit check_values(struct cli *c)
{
    enum cli_exit rc = CLI_DONE;

    if (c->value[CLI_TIME])
        rc = parse_time(c, c->value[CLI_TIME]);
    if (!rc)
        rc = parse_counts(c);
    if (!rc && c->value[CLI_SIZE])
        rc = parse_size(c, c->value[CLI_SIZE]);
    if (!rc)
        rc = check_name(c, CLI_ENGINE, "engine", engine_name);
    if (!rc)
        rc = check_name(c, CLI_RULE, "rule", rule_name);
    if (!rc)
        rc = check_name(c, CLI_FROM, "format", format_name);
    if (!rc)
        rc = check_name(c, CLI_TO, "format", format_name);
    return rc;
}

/* --- the whole ----------------------------------------------------------- */

static enum cli_exit check_options(const struct cli *c)
{
    unsigned allowed = c->command->options | CLI_BIT(CLI_HELP);

    for (int o = 0; o < CLI_OPTION_COUNT; o++) {
        if (c->value[o] && !(allowed & CLI_BIT(o)))
            return cli_usage(c, "'weft%s%s' has no option '--%s'",
                             *c->command->name ? " " : "", c->command->name,
                             cli_options[o].name);
    }
    return CLI_DONE;
}

const char *cli_nearest_command(const char *typed)
{
    struct cli_nearest near = { .typed = typed };

    for (size_t k = 0; cli_commands[k]; k++)
        cli_nearest_offer(&near, cli_commands[k]->name);
    /* "weft help" is what other programs want */
    cli_nearest_offer(&near, "--help");
    cli_nearest_offer(&near, "--version");
    return near.name;
}

static enum cli_exit unknown_command(const struct cli *c, const char *typed)
{
    const char *near = cli_nearest_command(typed);

    if (near)
        return cli_usage(c, "unknown command '%s'; did you mean '%s'?", typed,
                         near);
    return cli_usage(c, "unknown command '%s'", typed);
}

static enum cli_exit check_count(const struct cli *c)
{
    if (c->narg < c->command->min_arg)
        return cli_usage(c, "missing argument; usage: weft %s %s",
                         c->command->name, c->command->usage);
    if (c->narg <= c->command->max_arg)
        return CLI_DONE;
    if (c->command == &cli_open)
        return unknown_command(c, c->arg[0]);
    return cli_usage(c, "unexpected argument '%s'; usage: weft %s %s",
                     c->arg[c->command->max_arg], c->command->name,
                     c->command->usage);
}

enum cli_exit cli_parse(struct cli *c, int argc, char **argv)
{
    size_t room = argc > 0 ? (size_t)argc : 1;
    enum cli_exit rc;

    c->time = 10;
    c->seed = 1;
    c->arg = calloc(room, sizeof(*c->arg));
    c->edit = calloc(room, sizeof(*c->edit));
    if (!c->arg || !c->edit)
        return cli_no_memory(c);
    rc = parse_words(c, argc, argv);
    if (!c->command)
        c->command = &cli_open;
    if (rc || c->value[CLI_HELP] || c->value[CLI_VERSION])
        return rc;
    rc = check_count(c);
    if (!rc)
        rc = check_options(c);
    if (!rc)
        rc = check_values(c);
    c->ascii |= c->value[CLI_ASCII] != NULL;
    return rc;
}

void cli_release(struct cli *c)
{
    free(c->arg);
    free(c->edit);
    *c = (struct cli){ 0 };
}
