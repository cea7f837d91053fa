/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <string.h>

#include "weft/engine.h"

static void add_text(struct weft_buf *b, const char *kind, const char *name,
                     const char *summary)
{
    weft_buf_addf(b, "%-8s%-10s %s\n", kind, name, summary);
}

static void add_json(struct weft_buf *b, bool first, const char *name,
                     const char *summary)
{
    weft_buf_adds(b, first ? "\n    {\"name\": " : ",\n    {\"name\": ");
    weft_buf_add_json(b, name, strlen(name));
    weft_buf_adds(b, ", \"summary\": ");
    weft_buf_add_json(b, summary, strlen(summary));
    weft_buf_addc(b, '}');
}

static void list_text(struct weft_buf *b)
{
    const struct weft_engine *const *e = weft_engines();
    const struct weft_rule *r = weft_rules();

    for (size_t i = 0; e[i]; i++)
        add_text(b, "engine", e[i]->name, e[i]->summary);
    for (size_t i = 0; r[i].name; i++)
        add_text(b, "rule", r[i].name, r[i].summary);
}

static void list_json(struct weft_buf *b)
{
    const struct weft_engine *const *e = weft_engines();
    const struct weft_rule *r = weft_rules();

    weft_buf_adds(b, "{\n  \"engines\": [");
    for (size_t i = 0; e[i]; i++)
        add_json(b, !i, e[i]->name, e[i]->summary);
    weft_buf_adds(b, "\n  ],\n  \"rules\": [");
    for (size_t i = 0; r[i].name; i++)
        add_json(b, !i, r[i].name, r[i].summary);
    weft_buf_adds(b, "\n  ]\n}\n");
}

static enum cli_exit run(struct cli *c)
{
    struct weft_buf b = { 0 };

    if (c->value[CLI_JSON])
        list_json(&b);
    else
        list_text(&b);
    return cli_print_buf(c, &b);
}

const struct cli_command cli_engines = {
    .name = "engines",
    .usage = "",
    .summary = "list the engines and the priority rules, a line each",
    .options = CLI_BIT(CLI_JSON),
    .run = run,
};
