/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/popup.h"

#include <stdio.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/export.h"
#include "ui/past.h"
#include "ui/race.h"
#include "ui/sweep.h"
#include "ui/variants.h"

#define PICK_HEIGHT  12
#define CHAIN_HEIGHT 30

/* --- lists of tasks ------------------------------------------------------------ */

static int pick_count(const struct ui_state *s, const struct ui_model *m)
{
    int n = 0;

    if (s->task == WEFT_NONE)
        return 0;
    if (s->pick != UI_PICK_SUCC)
        n += (int)ui_model_npred(m, s->task);
    if (s->pick != UI_PICK_PRED)
        n += (int)ui_model_nsucc(m, s->task);
    return n;
}

bool ui_pick_at(const struct ui_state *s, const struct ui_model *m, int i,
                int32_t *task, bool *succ)
{
    int32_t npred = s->pick == UI_PICK_SUCC ? 0 : ui_model_npred(m, s->task);

    if (i < 0 || i >= pick_count(s, m))
        return false;
    *succ = i >= npred;
    *task = *succ ? ui_model_succ(m, s->task, i - npred)
                  : ui_model_pred(m, s->task, i);
    return true;
}

void ui_run_unlink(struct ui *u, int count)
{
    (void)count;
    u->s->mode = UI_MODE_PICK;
    u->s->pick = UI_PICK_UNLINK;
    u->s->popup_at = u->s->popup_top = 0;
}

const char *ui_off_no_link(const struct ui_state *s, const struct ui_model *m)
{
    if (s->task == WEFT_NONE)
        return "there is no task";
    if (ui_model_npred(m, s->task) + ui_model_nsucc(m, s->task))
        return NULL;
    return "it has no links";
}

void ui_run_pick_enter(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    char line[2 * UI_LINE_MAX];
    int32_t other;
    bool succ;

    (void)count;
    if (!ui_pick_at(s, u->m, s->popup_at, &other, &succ)) {
        ui_normal(u);
        return;
    }
    ui_normal(u);
    if (s->pick != UI_PICK_UNLINK) {
        ui_goto(u, other, true);
        return;
    }
    snprintf(line, sizeof(line), "unlink %s %s",
             weft_plan_task(u->m->plan, succ ? s->task : other)->id,
             weft_plan_task(u->m->plan, succ ? other : s->task)->id);
    if (ui_apply_line(u, line))
        ui_remember(s, UI_ASK_COMMAND, line);
}

/* --- the chain -------------------------------------------------------------------- */

void ui_run_why(struct ui *u, int count)
{
    (void)count;
    u->s->mode = UI_MODE_CHAIN;
    u->s->popup_at = u->s->popup_top = 0;
    for (int32_t i = 0; i < u->m->pic.nchain; i++)
        if (u->m->pic.chain[i] == u->s->task)
            u->s->popup_at = i;
}

void ui_run_chain_enter(struct ui *u, int count)
{
    int at = u->s->popup_at;

    (void)count;
    ui_normal(u);
    if (u->s->pane != UI_PANE_GRAPH)
        u->s->pane = UI_PANE_TASKS;
    if (at < u->m->pic.nchain)
        ui_goto(u, u->m->pic.chain[at], true);
}

/* --- help --------------------------------------------------------------------------- */

static bool wanted(const struct ui_state *s, const struct ui_command *c,
                   const char *filter)
{
    char keys[64];

    ui_keys_text(&s->set.binds, c, keys, sizeof(keys));
    return !filter[0] || strstr(keys, filter) || strstr(c->help, filter) ||
           strstr(c->name, filter) || strstr(c->hint, filter);
}

static const char *filter_of(const struct ui_state *s)
{
    return s->mode == UI_MODE_LINE && s->ask == UI_ASK_HELP ? s->line.text
                                                            : s->help_filter;
}

int ui_help_width(const struct ui_state *s, int *keys)
{
    int w = (s->w - 4 < 92 ? s->w - 4 : 92) - 4; /* within its box */

    *keys = w > 60 ? 20 : 12;
    return w;
}

/* As much of a text as fits in w columns, up to a blank if it can be. */
static int fold(const char *text, int w)
{
    int n = (int)strlen(text), at = w;

    if (n <= w)
        return n;
    while (at > 0 && text[at] != ' ')
        at--;
    return at > 0 ? at : w;
}

/* A command, on as many lines as its text needs. */
static int add_help(struct ui_help_line *out, int n, const struct ui_state *s,
                    const struct ui_command *c)
{
    const char *text = c->help;
    int keys, w = ui_help_width(s, &keys) - 3;

    w = w - keys > 8 ? w - keys : 8;
    do {
        int len = fold(text, w);

        out[n++] = (struct ui_help_line){ NULL, c, text, len };
        text += len;
        text += *text == ' ';
    } while (*text && n < UI_HELP_MAX);
    return n;
}

/* Commands whose contexts, of those not listed yet, are met first here. */
static int group(struct ui_help_line *out, int n, unsigned contexts,
                 const char *title, unsigned *done, const struct ui_state *s)
{
    int head = n++;
    const struct ui_command *t = ui_commands();
    const char *filter = filter_of(s);

    for (int i = 0; t[i].name && n < UI_HELP_MAX; i++) {
        bool all = (t[i].contexts & UI_CTX_PANES) == UI_CTX_PANES;

        if ((contexts == UI_CTX_PANES) != all || !(t[i].contexts & contexts) ||
            (t[i].contexts & *done && !all) || !wanted(s, &t[i], filter))
            continue;
        n = add_help(out, n, s, &t[i]);
    }
    if (n == head + 1)
        return head; /* nothing below the title */
    out[head] = (struct ui_help_line){ title, NULL, NULL, 0 };
    *done |= contexts == UI_CTX_PANES ? 0 : contexts;
    return n;
}

int ui_help_lines(const struct ui_state *s, struct ui_help_line *out)
{
    static const struct {
        unsigned contexts;
        const char *title;
    } rest[] = {
        { UI_CTX_TASKS, "Tasks" },
        { UI_CTX_GRAPH, "Graph" },
        { UI_CTX_NODES, "Nodes" },
        { UI_CTX_WHY, "Why" },
        { UI_CTX_ROW, "While a row is typed" },
        { UI_CTX_FORM, "In a form" },
        { UI_CTX_LINE, "In the line at the bottom" },
        { UI_CTX_LINK, "Choosing the other end of a link" },
        { UI_CTX_SWEEP, "In a sweep" },
        { UI_CTX_SCENARIOS, "In the table of scenarios" },
        { UI_CTX_PICK | UI_CTX_CHAIN | UI_CTX_PAST | UI_CTX_RACE |
              UI_CTX_EXPORT | UI_CTX_HELP,
          "In lists" },
        { UI_CTX_QUIT, "When something is not written" },
        { UI_CTX_FOUND, "When something was not written before" },
        { UI_CTX_CHANGED, "When another program has changed the file" },
    };
    int pane = s->pane == UI_PANE_NODES ? 2 : s->pane == UI_PANE_GRAPH ? 1 : 0;
    unsigned done = 0, first = rest[pane].contexts;
    int n = group(out, 0, first, rest[pane].title, &done, s);

    n = group(out, n, UI_CTX_PANES, "In every pane", &done, s);
    for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++)
        if (rest[i].contexts != first)
            n = group(out, n, rest[i].contexts, rest[i].title, &done, s);
    return n;
}

void ui_run_help(struct ui *u, int count)
{
    (void)count;
    u->s->mode = UI_MODE_HELP;
    u->s->popup_at = u->s->popup_top = 0;
    u->s->help_filter[0] = '\0';
}

void ui_run_help_search(struct ui *u, int count)
{
    (void)count;
    ui_ask(u, UI_ASK_HELP, "");
    u->s->popup_at = u->s->popup_top = 0;
}

/* --- moving in any of them --------------------------------------------------------- */

int ui_popup_count(const struct ui_state *s, const struct ui_model *m)
{
    struct ui_help_line lines[UI_HELP_MAX];

    switch (s->mode) {
    case UI_MODE_PICK:
        return pick_count(s, m);
    case UI_MODE_CHAIN:
        return (int)m->pic.nchain;
    case UI_MODE_RACE:
        return s->race ? s->race->n : 0;
    case UI_MODE_PAST:
        return (int)ui_past_count(m);
    case UI_MODE_EXPORT: {
        int n = 0;

        while (ui_export_formats()[n].name)
            n++;
        return n;
    }
    case UI_MODE_LINE:
        if (s->ask != UI_ASK_HELP)
            return 0;
        return ui_help_lines(s, lines);
    case UI_MODE_HELP:
        return ui_help_lines(s, lines);
    case UI_MODE_SWEEP:
        return ui_sweep_count(m);
    case UI_MODE_SCENARIOS:
        return (int)ui_variants_count(m);
    case UI_MODE_FOUND:
        return s->found && s->found_list ? (int)s->found->n : 0;
    case UI_MODE_NORMAL:
    case UI_MODE_FORM:
    case UI_MODE_ROW:
    case UI_MODE_LINK:
    case UI_MODE_QUIT:
    case UI_MODE_CHANGED:
        break;
    }
    return 0;
}

int ui_popup_height(const struct ui_state *s, const struct ui_model *m)
{
    int n = ui_popup_count(s, m), most = s->h - 6;

    if (s->mode == UI_MODE_PICK && most > PICK_HEIGHT)
        most = PICK_HEIGHT;
    if (s->mode == UI_MODE_PAST)
        most--; /* it has headings */
    if (s->mode == UI_MODE_CHAIN && most > CHAIN_HEIGHT)
        most = CHAIN_HEIGHT;
    if (n > most)
        n = most;
    return n > 1 ? n : 1;
}

static void move(struct ui *u, int64_t by)
{
    struct ui_state *s = u->s;
    int n = ui_popup_count(s, u->m), h = ui_popup_height(s, u->m);
    int64_t at;

    if (s->mode == UI_MODE_HELP ||
        s->mode == UI_MODE_FOUND) { /* scrolls; it has no cursor */
        at = s->popup_top + by;
        at = at > n - h ? n - h : at;
        s->popup_top = at < 0 ? 0 : (int)at;
        return;
    }
    at = s->popup_at + by;
    at = at >= n ? n - 1 : at;
    s->popup_at = at < 0 ? 0 : (int)at;
}

void ui_run_pop_next(struct ui *u, int count)
{
    move(u, count > 0 ? count : 1);
}

void ui_run_pop_prev(struct ui *u, int count)
{
    move(u, count > 0 ? -(int64_t)count : -1);
}

void ui_run_pop_page_down(struct ui *u, int count)
{
    (void)count;
    move(u, ui_popup_height(u->s, u->m));
}

void ui_run_pop_page_up(struct ui *u, int count)
{
    (void)count;
    move(u, -ui_popup_height(u->s, u->m));
}

void ui_run_pop_first(struct ui *u, int count)
{
    (void)count;
    move(u, -(int64_t)INT32_MAX);
}

void ui_run_pop_last(struct ui *u, int count)
{
    (void)count;
    move(u, INT32_MAX);
}

void ui_run_pop_close(struct ui *u, int count)
{
    (void)count;
    u->s->quitting = u->s->going = false;
    ui_normal(u);
}
