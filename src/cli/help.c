/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include <string.h>

#include "tui/tui.h"
#include "weft/engine.h"
#include "weft/io.h"

#define WIDTH       79
#define TEXT_COLUMN 26

static void pad(struct weft_buf *b, size_t line_began)
{
    do
        weft_buf_addc(b, ' ');
    while (b->len - line_began < TEXT_COLUMN && !b->oom);
}

static void add_option(struct weft_buf *b, const struct cli_option_info *o)
{
    size_t began = b->len;

    if (o->letter)
        weft_buf_addf(b, "  -%c, --%s", o->letter, o->name);
    else
        weft_buf_addf(b, "      --%s", o->name);
    if (o->arg)
        weft_buf_addf(b, " %s", o->arg);
    pad(b, began);
    weft_buf_addf(b, "%s\n", o->text);
}

static void add_options(struct weft_buf *b, unsigned options)
{
    for (int o = 0; o < CLI_OPTION_COUNT; o++) {
        if (options & CLI_BIT(o))
            add_option(b, &cli_options[o]);
    }
}

static void add_command(struct weft_buf *b, const struct cli_command *k)
{
    size_t began = b->len;

    weft_buf_addf(b, "  %s %s", k->name, k->usage);
    pad(b, began);
    weft_buf_addf(b, "%s\n", k->summary);
}

/* What is rarely needed shares lines: the overview must fit a screen. */
static void add_others(struct weft_buf *b, unsigned options)
{
    size_t begin = b->len;

    weft_buf_adds(b, "     ");
    for (int o = 0; o < CLI_OPTION_COUNT; o++) {
        if (!(options & CLI_BIT(o)))
            continue;
        if (b->len - begin + strlen(cli_options[o].name) + 3 > WIDTH) {
            weft_buf_adds(b, "\n     ");
            begin = b->len - 5;
        }
        weft_buf_addf(b, " --%s", cli_options[o].name);
    }
    weft_buf_addc(b, '\n');
}

static void add_overview(struct weft_buf *b)
{
    weft_buf_adds(b, "usage: weft [OPTION...] [FILE]    open FILE, or an "
                     "example, in the terminal\n"
                     "       weft COMMAND [OPTION...] ARGUMENT...\n\n"
                     "commands ('weft COMMAND --help' tells more):\n");
    for (size_t k = 0; cli_commands[k]; k++)
        add_command(b, cli_commands[k]);
    weft_buf_adds(
        b,
        "\noptions (of weft FILE, report and solve; weft(1) has all of it):\n");
    add_options(b, CLI_PLANNING & ~CLI_RARE);
    add_others(b, CLI_RARE | (cli_open.options & ~CLI_PLANNING));
    add_options(b, CLI_BIT(CLI_HELP) | CLI_BIT(CLI_VERSION));
}

static void add_one(struct weft_buf *b, const struct cli_command *k)
{
    weft_buf_addf(b, "usage: weft %s [OPTION...]%s%s\n\n%s\n\noptions:\n",
                  k->name, *k->usage ? " " : "", k->usage,
                  k->about ? k->about : k->summary);
    add_options(b, k->options | CLI_BIT(CLI_HELP));
    if (k->more)
        k->more(b);
}

enum cli_exit cli_print_help(struct cli *c)
{
    struct weft_buf b = { 0 };

    if (c->command == &cli_open)
        add_overview(&b);
    else
        add_one(&b, c->command);
    return cli_print_buf(c, &b);
}

enum cli_exit cli_print_version(struct cli *c)
{
    struct weft_buf b = { 0 };

    weft_buf_addf(&b, "%s %s\nbuilt with %s, %s, %s\n", PACKAGE,
                  PACKAGE_VERSION, weft_engine_library(), weft_io_library(),
                  tui_library());
    weft_buf_adds(&b, "licence GPL-3.0-or-later; there is no warranty\n");
    return cli_print_buf(c, &b);
}
