/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/marks.h"

/* The word "@" in line; NULL: it has none. */
static const char *find_at(const char *line)
{
    for (const char *p = line; (p = strchr(p, '@')); p++)
        if ((p == line || p[-1] == ' ') && (p[1] == ' ' || p[1] == '\0'))
            return p;
    return NULL;
}

bool ui_is_bulk(const struct ui_model *m, const char *line)
{
    return find_at(line) && weft_plan_find_task(m->plan, "@") == WEFT_NONE;
}

void ui_bulk_lines(const struct ui_state *s, const struct ui_model *m,
                   const char *line, struct ui_lines *out)
{
    const char *at = find_at(line);
    int32_t n;
    int32_t *v = ui_targets(s, m, &n);

    for (int32_t i = 0; i < n; i++) {
        struct weft_buf b = { 0 };

        weft_buf_add(&b, line, (size_t)(at - line));
        weft_buf_adds(&b, weft_plan_task(m->plan, v[i])->id);
        weft_buf_adds(&b, at + 1);
        ui_lines_add(out, 0, &b);
    }
    free(v);
}

void ui_bulk_verb(const struct ui_state *s, const struct ui_model *m,
                  const char *verb, struct ui_lines *out)
{
    char line[64];

    snprintf(line, sizeof(line), "%s task @", verb);
    ui_bulk_lines(s, m, line, out);
}

bool ui_bulk_apply(struct ui *u, struct ui_lines *l, const char *what)
{
    struct ui_edits e = { .line = (const char *const *)l->v, .n = l->n };
    bool ok = false;

    if (l->oom)
        ui_say(u, UI_BAD, "out of memory");
    else if (l->n > 0)
        ok = ui_apply(u, &e, what, NULL);
    ui_lines_release(l);
    return ok;
}
