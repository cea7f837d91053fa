/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json_out.h"
#include "cli/load.h"
#include "weft/io.h"

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);

    return n >= m && !strcmp(s + n - m, end);
}

/* --to, or the format that has OUT's suffix, rather one that can be written:
 * other programs would take a file by its name for what it is not. */
static const struct weft_format *target_format(const struct cli *c,
                                               const char *out)
{
    const struct weft_format *const *all = weft_formats(), *known = NULL;

    if (c->value[CLI_TO])
        return weft_format_find(c->value[CLI_TO]);
    for (size_t i = 0; all[i]; i++) {
        if (!ends_with(out, all[i]->ext))
            continue;
        if (all[i]->write)
            return all[i];
        known = all[i];
    }
    return known ? known : weft_format_find("weft");
}

static enum cli_exit refuse_target(const struct cli *c, const char *name)
{
    const struct weft_format *const *all = weft_formats();
    char list[256] = "";

    for (size_t i = 0; all[i]; i++) {
        size_t used = strlen(list);

        if (all[i]->write)
            snprintf(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
                     all[i]->name);
    }
    if (c->value[CLI_TO])
        return cli_usage(
            c, "--to: weft reads %s but cannot write it; it writes %s", name,
            list);
    return cli_usage(c,
                     "%s: weft reads %s but cannot write it; it writes %s "
                     "(--to NAME for a file of any name)",
                     c->arg[1], name, list);
}

static void say_loss(const struct cli *c, const char *file,
                     const struct weft_diags *loss)
{
    struct weft_buf b = { 0 };

    if (!c->value[CLI_JSON]) {
        cli_say_diags(c, file, loss);
        return;
    }
    cli_json_diags(&b, loss, "");
    if (b.oom)
        cli_no_memory(c);
    else
        fprintf(stderr, "%s\n", b.p);
    weft_buf_release(&b);
}

static enum cli_exit write_plan(const struct cli *c,
                                const struct weft_format *to,
                                const struct weft_plan *p, const char *in,
                                struct weft_diags *loss)
{
    const char *out = c->arg[1];
    struct weft_err err = { 0 };
    enum cli_exit rc;
    char *text;
    size_t len;

    if (to->write(p, &text, &len, loss, &err))
        return loss->errors ? CLI_INVALID : cli_fail(c, in, &err);
    rc = cli_save(c, out, text, len);
    free(text);
    return rc;
}

static enum cli_exit run(struct cli *c)
{
    const char *in = c->arg[0], *out = c->arg[1];
    const struct weft_format *to = target_format(c, out);
    struct weft_plan *p = NULL;
    struct weft_diags loss = { 0 };
    enum cli_exit rc;

    if (!to->write)
        return refuse_target(c, to->name);
    rc = cli_check_target(c, out);
    if (rc)
        return rc;
    rc = cli_open_plan(c, in, c->value[CLI_FROM], &p, NULL, &loss);
    if (!rc)
        rc = write_plan(c, to, p, in, &loss);
    say_loss(c, in, &loss);
    weft_plan_free(p);
    weft_diags_release(&loss);
    return rc;
}

static void add_formats(struct weft_buf *b)
{
    const struct weft_format *const *all = weft_formats();

    weft_buf_adds(b, "\nformats:\n");
    for (size_t i = 0; all[i]; i++)
        weft_buf_addf(b, "  %-12s%-12s%s\n", all[i]->name,
                      !all[i]->write  ? "read"
                      : !all[i]->read ? "write"
                                      : "read, write",
                      all[i]->summary);
}

const struct cli_command cli_convert = {
    .name = "convert",
    .usage = "IN OUT",
    .summary = "read one format, write another",
    .about = "Read IN and write it as OUT, each a file or '-'. What the target "
             "cannot hold,\nor had to be rounded, renamed or assumed, is "
             "listed on standard error\n(with --json: as a JSON array).",
    .options = CLI_BIT(CLI_FROM) | CLI_BIT(CLI_TO) | CLI_BIT(CLI_JSON),
    .min_arg = 2,
    .max_arg = 2,
    .more = add_formats,
    .run = run,
};
