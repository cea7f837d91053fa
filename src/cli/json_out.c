/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/json_out.h"

#include <string.h>

void cli_json_text(struct weft_buf *b, const char *s)
{
    weft_buf_add_json(b, s, strlen(s));
}

void cli_json_member(struct weft_buf *b, bool comma, const char *key,
                     const char *s)
{
    weft_buf_addf(b, "%s\"%s\": ", comma ? ", " : "", key);
    cli_json_text(b, s);
}

static void add_diag(struct weft_buf *b, const struct weft_diag *d)
{
    weft_buf_addc(b, '{');
    cli_json_member(b, false, "severity", d->warning ? "warning" : "error");
    if (d->line > 0)
        weft_buf_addf(b, ", \"line\": %d, \"column\": %d", d->line, d->column);
    if (d->pointer)
        cli_json_member(b, true, "pointer", d->pointer);
    cli_json_member(b, true, "message", d->msg);
    weft_buf_addc(b, '}');
}

void cli_json_diags(struct weft_buf *b, const struct weft_diags *diags,
                    const char *indent)
{
    weft_buf_addc(b, '[');
    for (size_t i = 0; i < diags->n; i++) {
        weft_buf_addf(b, "%s\n%s  ", i ? "," : "", indent);
        add_diag(b, &diags->v[i]);
    }
    if (diags->n)
        weft_buf_addf(b, "\n%s", indent);
    weft_buf_addc(b, ']');
}
