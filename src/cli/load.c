/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/load.h"

#include <stdlib.h>
#include <string.h>

#include "cli/example.h"
#include "weft/edit.h"
#include "weft/io.h"

enum cli_exit cli_open_plan(const struct cli *c, const char *file,
                            const char *from, struct weft_plan **out,
                            const struct weft_format **format,
                            struct weft_diags *diags)
{
    struct weft_err err = { 0 };

    if (!weft_open(file, from, out, format, diags, &err))
        return CLI_DONE;
    /* Faults of the input are listed in diags; what else went wrong (no such
     * file, no memory) stands only in err. */
    return diags->errors ? CLI_INVALID : cli_fail(c, file, &err);
}

static enum cli_exit load(const struct cli *c, const char *file,
                          struct weft_plan **out,
                          const struct weft_format **format, size_t *warnings)
{
    struct weft_diags diags = { 0 };
    enum cli_exit rc = cli_open_plan(c, file, NULL, out, format, &diags);

    cli_say_diags(c, file, &diags);
    if (warnings)
        *warnings = diags.n + diags.dropped;
    weft_diags_release(&diags);
    return rc;
}

enum cli_exit cli_load(const struct cli *c, const char *file,
                       struct weft_plan **out)
{
    return load(c, file, out, NULL, NULL);
}

static enum cli_exit load_example(const struct cli *c, struct weft_plan **out)
{
    struct weft_diags diags = { 0 };
    struct weft_err err = { 0 };
    enum cli_exit rc = CLI_DONE;

    if (weft_plan_load(cli_example, strlen(cli_example), out, &diags, &err))
        rc = cli_fail(c, "example", &err);
    weft_diags_release(&diags);
    return rc;
}

enum cli_exit cli_apply_edit(const struct cli *c, const char *file,
                             struct weft_plan *p, const char *line,
                             bool *replan)
{
    struct weft_touch touch = { 0 };
    struct weft_err err = { 0 };

    if (weft_edit(p, line, &touch, &err)) {
        cli_say(c, "%s: edit '%s': %s", file, line, err.msg);
        return err.code == WEFT_E_NOMEM ? CLI_INTERNAL : CLI_INVALID;
    }
    *replan |= touch.replan;
    return CLI_DONE;
}

enum cli_exit cli_load_edited(struct cli *c, const char *file,
                              const char *scenario, struct weft_plan **out,
                              const struct weft_format **format)
{
    const char *name = file ? file : "example";
    struct weft_plan *p = NULL;
    struct weft_err err = { 0 };
    enum cli_exit rc = file ? load(c, file, &p, format, &c->warnings)
                            : load_example(c, &p);
    bool replan = false;

    if (file && !strcmp(file, "-"))
        c->began = cli_now();
    if (!rc && scenario && weft_scenario_apply(p, scenario, &err))
        rc = cli_fail(c, name, &err);
    for (size_t i = 0; i < c->nedit && !rc; i++)
        rc = cli_apply_edit(c, name, p, c->edit[i], &replan);
    if (rc)
        weft_plan_free(p);
    else
        *out = p;
    return rc;
}

enum cli_exit cli_write_plan(const struct cli *c, const char *file,
                             const struct weft_plan *p, const char *out)
{
    struct weft_err err = { 0 };
    enum cli_exit rc;
    char *text;
    size_t len;

    if (weft_plan_text(p, &text, &len, &err))
        return cli_fail(c, file, &err);
    rc = cli_save(c, out, text, len);
    free(text);
    return rc;
}
