/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks as text in the user's editor. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ui/commands.h"
#include "ui/copy.h"
#include "ui/tasks_json.h"

void ui_run_editor(struct ui *u, int count)
{
    struct ui_editing *e = &u->s->editing;
    struct weft_buf b = { 0 };

    (void)count;
    if (!e->text) { /* else what could not be taken is gone on with */
        if (!ui_copy_text(u, &b))
            return;
        free(e->was);
        e->was = weft_buf_take(&b);
        e->text = e->was ? strdup(e->was) : NULL;
    }
    if (e->text)
        u->fx->bits |= UI_FX_EDITOR;
}

static void forget(struct ui_editing *e)
{
    free(e->was);
    free(e->text);
    *e = (struct ui_editing){ 0 };
}

/* Keep the text: E goes on with it. */
static void keep(struct ui *u, const char *text, const char *why)
{
    struct ui_editing *e = &u->s->editing;
    char *copy = strdup(text);

    if (copy) {
        free(e->text);
        e->text = copy;
    }
    ui_say(u, UI_BAD, "%.300s; E goes on with that text, Esc drops it", why);
}

static void apply(struct ui *u, struct ui_lines *l, const char *text)
{
    struct weft_err err = { 0 };
    size_t bad = 0;
    struct ui_edits e = { .line = (const char *const *)l->v,
                          .n = l->n,
                          .bad = &bad };
    char why[300];
    int line, column;

    if (ui_apply(u, &e, "edited as text", &err)) {
        forget(&u->s->editing);
        return;
    }
    weft_json_place(text, (size_t)l->field[bad], &line, &column);
    snprintf(why, sizeof(why), "line %d: %.250s", line, err.msg);
    keep(u, text, why);
}

void ui_edited(struct ui *u, const char *text, const char *why)
{
    struct ui_editing *e = &u->s->editing;
    struct ui_lines l = { 0 };
    struct weft_err err = { 0 };

    if (!text) {
        ui_say(u, UI_BAD, "editor: %s", why);
        forget(e);
        return;
    }
    if (!e->was)
        return;
    if (ui_tasks_change(e->was, text, &l, &err)) {
        keep(u, text, err.msg);
    } else if (l.n == 0) {
        ui_say(u, UI_TEXT, "nothing changed");
        forget(e);
    } else {
        apply(u, &l, text);
    }
    ui_lines_release(&l);
}

bool ui_editing_drop(struct ui *u)
{
    bool any = u->s->editing.text != NULL;

    forget(&u->s->editing);
    return any;
}

void ui_editing_release(struct ui_state *s)
{
    forget(&s->editing);
}
