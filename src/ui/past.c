/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/commands.h"

void ui_past_release(struct ui_past *p)
{
    free(p->v);
    *p = (struct ui_past){ 0 };
}

/* Room for state i; false: no memory. */
static bool reach(struct ui_past *p, size_t i)
{
    size_t n = i + 1 > 2 * p->n ? i + 1 : 2 * p->n;
    struct ui_step *v;

    if (i < p->n)
        return true;
    v = realloc(p->v, n * sizeof(*v));
    if (!v)
        return false;
    for (size_t k = p->n; k < n; k++)
        v[k] = (struct ui_step){ .makespan = -1, .when = -1 };
    p->v = v;
    p->n = n;
    return true;
}

void ui_past_note(struct ui_state *s, const struct ui_model *m,
                  const char *what)
{
    struct ui_step *step;
    size_t n;

    if (!reach(&s->past, m->pos))
        return;
    step = &s->past.v[m->pos];
    n = strlen(what);
    n -= n > 0 && what[n - 1] == ':'; /* what follows is not kept */
    snprintf(step->what, sizeof(step->what), "%.*s", (int)n, what);
    step->when = s->now;
    ui_past_settle(s, m);
}

void ui_past_settle(struct ui_state *s, const struct ui_model *m)
{
    if (!m->lost && reach(&s->past, m->pos))
        s->past.v[m->pos].makespan = m->facts ? m->pic.makespan : -1;
}

size_t ui_past_count(const struct ui_model *m)
{
    return weft_undo_count(m->doc) + weft_redo_count(m->doc) + 1;
}

void ui_past_text(const struct ui_state *s, const struct ui_model *m, size_t i,
                  char *out, size_t size)
{
    const char *text;
    size_t n, more = 0;

    if (i < s->past.n && s->past.v[i].when >= 0) {
        snprintf(out, size, "%s", s->past.v[i].what);
        return;
    }
    text = weft_undo_text(m->doc, i - 1);
    n = strcspn(text, "\n");
    for (const char *p = text + n; *p; p++)
        more += *p == '\n' && p[1];
    if (more)
        snprintf(out, size, "%.*s (and %zu more)", (int)n, text, more);
    else
        snprintf(out, size, "%.*s", (int)n, text);
}

int64_t ui_past_makespan(const struct ui_state *s, size_t i)
{
    return i < s->past.n ? s->past.v[i].makespan : -1;
}

int64_t ui_past_age(const struct ui_state *s, size_t i)
{
    return i < s->past.n && s->past.v[i].when >= 0 ? s->now - s->past.v[i].when
                                                   : -1;
}

/* --- the list ----------------------------------------------------------------- */

void ui_run_past(struct ui *u, int count)
{
    (void)count;
    u->s->mode = UI_MODE_PAST;
    u->s->popup_top = 0;
    u->s->popup_at = (int)u->m->pos;
}

void ui_run_past_goto(struct ui *u, int count)
{
    int by = u->s->popup_at - (int)u->m->pos;

    (void)count;
    ui_normal(u);
    if (by == 0)
        ui_say(u, UI_TEXT, "that is where you are");
    else
        ui_undo_steps(u, by < 0 ? -by : by, by > 0);
}
