/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line at the bottom: commands, searches, paths, numbers. */
#include <stdio.h>
#include <string.h>

#include "ui/choices.h"
#include "ui/commands.h"
#include "ui/export.h"
#include "ui/filter.h"
#include "ui/scenario.h"
#include "ui/text.h"
#include "ui/typed.h"

/* What a prompt begins with is a suggestion, unless it is what was typed. */
static bool suggests(enum ui_ask ask)
{
    return ask == UI_ASK_WRITE || ask == UI_ASK_EXPORT ||
           ask == UI_ASK_CAPACITY || ask == UI_ASK_SCENARIO;
}

void ui_ask(struct ui *u, enum ui_ask ask, const char *text)
{
    struct ui_state *s = u->s;

    s->mode = UI_MODE_LINE;
    s->ask = ask;
    s->history_at = -1;
    s->choice = -1;
    s->msg[0] = '\0';
    ui_line_set(&s->line, text);
    s->line_fresh = s->line.len > 0 && suggests(ask);
}

/* With the message about what was wrong with it. */
static void ask_again(struct ui *u, enum ui_ask ask, const char *text)
{
    char msg[sizeof(u->s->msg)];

    memcpy(msg, u->s->msg, sizeof(msg));
    ui_ask(u, ask, text);
    memcpy(u->s->msg, msg, sizeof(msg));
}

static void leave(struct ui *u)
{
    if (u->s->ask == UI_ASK_HELP)
        u->s->mode = UI_MODE_HELP;
    else
        ui_normal(u);
}

static void took_capacity(struct ui *u, const char *text)
{
    struct ui_lane l;
    char line[2 * UI_LINE_MAX];

    if (!ui_target_lane(u->s, u->m, &l) || !text[0])
        return;
    ui_capacity_line(line, sizeof(line), u->m->plan, l.node, l.res, text);
    ui_apply_line(u, line);
}

void ui_run_line_enter(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    char text[UI_LINE_MAX];
    enum ui_ask ask = s->ask;

    (void)count;
    snprintf(text, sizeof(text), "%s", s->line.text);
    ui_remember(s, ask, text);
    leave(u);
    switch (ask) {
    case UI_ASK_COMMAND:
        ui_exec(u, text);
        break;
    case UI_ASK_SEARCH:
        ui_search_accept(u, text);
        break;
    case UI_ASK_WRITE:
        if (text[0])
            ui_write(u, text);
        break;
    case UI_ASK_EXPORT:
        if (!text[0])
            break;
        ui_export_to(u, text);
        break;
    case UI_ASK_CAPACITY:
        took_capacity(u, text);
        break;
    case UI_ASK_SCENARIO:
        ui_scenario_save(u, text);
        break;
    case UI_ASK_HELP:
        snprintf(s->help_filter, sizeof(s->help_filter), "%.*s",
                 (int)sizeof(s->help_filter) - 1, text);
        break;
    case UI_ASK_FILTER:
        if (!ui_filter_accept(u, text))
            ask_again(u, UI_ASK_FILTER, text);
        break;
    case UI_ASKS:
        break;
    }
}

void ui_run_line_tab(struct ui *u, int count)
{
    (void)count;
    if (u->s->choice < 0) {
        char before[UI_LINE_MAX];

        snprintf(before, sizeof(before), "%s", u->s->line.text);
        if (ui_complete(u->s, u->m)) { /* one whole word: on to the next */
            const char *t = u->s->line.text;
            int n = u->s->line.at;

            if (n > 0 && !strchr("=.:~<> ", t[n - 1]))
                ui_line_insert(&u->s->line, " ", 1);
            return;
        }
        if (strcmp(before, u->s->line.text) != 0)
            return;
    }
    ui_choose(u->s, u->m, 1);
}

void ui_run_line_back_tab(struct ui *u, int count)
{
    (void)count;
    ui_choose(u->s, u->m, -1);
}

static void from_history(struct ui *u, int by)
{
    struct ui_state *s = u->s;
    const struct ui_history *h = &s->history[s->ask];
    int at;

    if (s->history_at < 0)
        snprintf(s->line_kept, sizeof(s->line_kept), "%s", s->line.text);
    at = ui_recall(h, s->history_at, by, s->line_kept);
    if (at == s->history_at)
        return;
    s->history_at = at;
    s->choice = -1;
    s->line_fresh = false;
    ui_line_set(&s->line, at < 0 ? s->line_kept : h->text[at]);
}

void ui_run_line_older(struct ui *u, int count)
{
    (void)count;
    from_history(u, 1);
}

void ui_run_line_newer(struct ui *u, int count)
{
    (void)count;
    from_history(u, -1);
}

void ui_run_line_cancel(struct ui *u, int count)
{
    (void)count;
    ui_remember(u->s, u->s->ask, u->s->line.text);
    u->s->quitting = false;
    if (u->s->ask == UI_ASK_SEARCH)
        ui_search_cancel(u);
    if (u->s->ask == UI_ASK_FILTER)
        ui_filter_cancel(u);
    leave(u);
}

void ui_run_command(struct ui *u, int count)
{
    (void)count;
    ui_ask(u, UI_ASK_COMMAND, "");
}
