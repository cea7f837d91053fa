/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/link.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ui/commands.h"

/* --- matching ---------------------------------------------------------------- */

static bool has_capital(const char *s)
{
    for (; *s; s++)
        if (isupper((unsigned char)*s))
            return true;
    return false;
}

static bool contains(const char *s, const char *text, bool exact)
{
    size_t n = strlen(text);

    for (; *s; s++) {
        size_t i = 0;

        while (i < n && (exact ? s[i] == text[i]
                               : tolower((unsigned char)s[i]) ==
                                     tolower((unsigned char)text[i])))
            i++;
        if (i == n)
            return true;
    }
    return n == 0;
}

bool ui_task_matches(const struct ui_model *m, int32_t task, const char *text)
{
    const struct weft_task *t = weft_plan_task(m->plan, task);
    bool exact = has_capital(text);

    return contains(t->id, text, exact) || contains(t->name, text, exact);
}

/* --- link mode ----------------------------------------------------------------- */

enum ui_link_state ui_link_state(const struct ui_state *s,
                                 const struct ui_model *m, int32_t task)
{
    int32_t self = s->link_from;
    int32_t from = s->link_back ? task : self, to = s->link_back ? self : task;

    if (self == WEFT_NONE || self == task)
        return UI_LINK_SELF;
    for (int32_t k = 0; k < ui_model_npred(m, to); k++)
        if (ui_model_pred(m, to, k) == from)
            return UI_LINK_THERE;
    return m->reach && m->reach[task] ? UI_LINK_CYCLE : UI_LINK_FREE;
}

static void begin(struct ui *u, bool back)
{
    u->s->link_from = u->s->task;
    u->s->link_back = back;
    u->s->mode = UI_MODE_LINK;
    u->s->link_typing = false;
    if (u->s->pane != UI_PANE_GRAPH)
        u->s->pane = UI_PANE_TASKS;
    ui_line_set(&u->s->line, "");
    u->s->msg[0] = '\0';
}

void ui_run_link_to(struct ui *u, int count)
{
    (void)count;
    begin(u, false);
}

void ui_run_link_from(struct ui *u, int count)
{
    (void)count;
    begin(u, true);
}

void ui_run_link_next(struct ui *u, int count)
{
    ui_run_next(u, count);
}

void ui_run_link_prev(struct ui *u, int count)
{
    ui_run_prev(u, count);
}

void ui_run_link_page_down(struct ui *u, int count)
{
    ui_run_page_down(u, count);
}

void ui_run_link_page_up(struct ui *u, int count)
{
    ui_run_page_up(u, count);
}

void ui_run_link_search(struct ui *u, int count)
{
    (void)count;
    u->s->link_typing = true;
}

/* Typed letters lead to the first task that begins with them, else contains
 * them; one that could be linked is preferred. */
void ui_link_typed(struct ui *u)
{
    const char *text = u->s->line.text;
    size_t n = strlen(text);
    int32_t best = WEFT_NONE;
    int rank = 0;

    for (int32_t r = 0; n > 0 && r < u->m->pic.ntask; r++) {
        int32_t i = u->m->pic.row_task[r];
        bool begins = strncmp(weft_plan_task(u->m->plan, i)->id, text, n) == 0;
        int k;

        if (!ui_task_matches(u->m, i, text))
            continue;
        k = 1 + (begins ? 2 : 0) +
            (ui_link_state(u->s, u->m, i) == UI_LINK_FREE);
        if (k > rank) {
            rank = k;
            best = i;
        }
    }
    if (best != WEFT_NONE)
        ui_goto(u, best, false);
    else if (n > 0)
        ui_say(u, UI_WARN, "no task matches '%s'", text);
}

void ui_run_link_enter(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    int32_t self = s->link_from, other = s->task;
    const char *from, *to;
    char line[2 * UI_LINE_MAX];

    (void)count;
    if (self == WEFT_NONE || other == WEFT_NONE) {
        ui_normal(u);
        return;
    }
    if (self == other) {
        ui_say(u, UI_WARN, "a task cannot wait for itself: move to another");
        return;
    }
    from = weft_plan_task(u->m->plan, s->link_back ? other : self)->id;
    to = weft_plan_task(u->m->plan, s->link_back ? self : other)->id;
    snprintf(line, sizeof(line), "link %s %s", from, to);
    if (!ui_apply_line(u, line))
        return; /* the message says why; choose another */
    ui_normal(u);
    s->link_typing = false;
    ui_remember(s, UI_ASK_COMMAND, line);
    if (s->link_from != WEFT_NONE)
        ui_goto(u, s->link_from, false);
}

void ui_run_link_cancel(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    u->s->link_typing = false;
    ui_goto(u, u->s->link_from, false);
}
