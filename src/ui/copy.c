/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/marks.h"
#include "ui/tasks_json.h"

bool ui_copy_text(struct ui *u, struct weft_buf *b)
{
    int32_t n;
    int32_t *v;

    ui_range_end(u->s, u->m);
    v = ui_targets(u->s, u->m, &n);
    if (v)
        ui_tasks_text(u->m->plan, v, n, b);
    free(v);
    if (v && !b->oom)
        return true;
    weft_buf_release(b);
    ui_say(u, UI_BAD, "out of memory");
    return false;
}

void ui_run_copy(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    char who[256];

    (void)count;
    weft_buf_release(&s->reg);
    if (!ui_copy_text(u, &s->reg))
        return;
    ui_targets_text(s, u->m, who, sizeof(who));
    if (s->set.clipboard)
        u->fx->bits |= UI_FX_COPY;
    ui_say(u, UI_TEXT, "copied %s; P pastes below the selected row", who);
}

const char *ui_off_no_copy(const struct ui_state *s, const struct ui_model *m)
{
    (void)m;
    return s->reg.len ? NULL : "nothing is copied; y copies";
}

void ui_paste_tasks(struct ui *u, const char *text)
{
    struct ui_lines l = { 0 };
    struct weft_err err = { 0 };
    size_t bad = 0, n = 0;
    char first[256], what[300];
    struct ui_edits e = { .bad = &bad };

    if (ui_tasks_paste(u->m->plan, text, u->s->task, &l, first, &err)) {
        ui_say(u, UI_BAD, "paste: %s", err.msg);
        ui_lines_release(&l);
        return;
    }
    for (size_t i = 0; i < l.n; i++)
        n += strncmp(l.v[i], "add ", 4) == 0;
    e.line = (const char *const *)l.v;
    e.n = l.n;
    if (n == 1)
        snprintf(what, sizeof(what), "pasted %s", first);
    else
        snprintf(what, sizeof(what), "pasted %zu tasks", n);
    if (l.n == 0)
        ui_say(u, UI_WARN, "paste: there are no tasks in it");
    else if (ui_apply(u, &e, what, NULL))
        ui_goto(u, weft_plan_find_task(u->m->plan, first), false);
    ui_lines_release(&l);
}

void ui_run_paste(struct ui *u, int count)
{
    (void)count;
    ui_paste_tasks(u, u->s->reg.p);
}
