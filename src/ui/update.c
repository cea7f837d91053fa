/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/copy.h"
#include "ui/filter.h"
#include "ui/job.h"
#include "ui/race.h"
#include "ui/recover.h"
#include "ui/tasks_json.h"
#include "ui/text.h"
#include "ui/tries.h"
#include "ui/variants.h"

#define COUNT_MAX 99999

/* --- keys ------------------------------------------------------------------------ */

/* A field that was just entered, or a suggestion, is replaced by what is typed
 * into it. */
static void drop_fresh(struct ui_state *s)
{
    struct ui_line *l = &s->row.f[s->row.field].line;

    if (s->mode == UI_MODE_LINE && s->line_fresh)
        ui_line_set(&s->line, "");
    if (s->mode == UI_MODE_ROW && s->row.f[s->row.field].fresh)
        ui_line_set(l, "");
    if (s->mode == UI_MODE_FORM && s->form.f[s->form.at].fresh)
        ui_line_set(&s->form.f[s->form.at].line, "");
}

static struct ui_line *typing(struct ui_state *s)
{
    if (s->mode == UI_MODE_LINE)
        return &s->line;
    if (s->mode == UI_MODE_ROW)
        return &s->row.f[s->row.field].line;
    if (s->mode == UI_MODE_FORM)
        return &s->form.f[s->form.at].line;
    if (s->mode == UI_MODE_LINK && s->link_typing)
        return &s->line;
    return NULL;
}

static void typed(struct ui *u)
{
    struct ui_state *s = u->s;

    s->choice = -1;
    s->history_at = -1;
    s->line_fresh = false;
    s->msg[0] = '\0';
    if (s->mode == UI_MODE_ROW) {
        s->row.create = false;
        s->row.f[s->row.field].fresh = false;
    }
    if (s->mode == UI_MODE_FORM) {
        s->form.f[s->form.at].fresh = false;
        if (s->form.bad == s->form.at)
            s->form.bad = -1;
    }
    if (s->mode == UI_MODE_LINK)
        ui_link_typed(u);
    if (s->mode == UI_MODE_LINE && s->ask == UI_ASK_HELP)
        s->popup_top = 0;
    if (s->mode == UI_MODE_LINE && s->ask == UI_ASK_FILTER)
        ui_filter_typed(u);
    if (s->mode == UI_MODE_LINE && s->ask == UI_ASK_SEARCH)
        ui_search_typed(u);
}

static bool is_digit(const struct ui_state *s, uint32_t key)
{
    if (s->npending > 0 || s->mode != UI_MODE_NORMAL)
        return false;
    return (key >= '1' && key <= '9') || (key == '0' && s->count > 0);
}

static void unbound(struct ui *u, const uint32_t *key, int n)
{
    char text[64] = "";
    size_t len = 0;

    for (int i = 0; i < n && len < sizeof(text); i++) {
        char word[32];

        ui_key_word(key[i], word, sizeof(word));
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
                                i ? " " : "", word);
    }
    ui_say(u, UI_WARN, "%s does nothing here; ? lists the keys", text);
}

/* In link mode a letter that is no command begins a name. */
static bool begins_name(struct ui *u, uint32_t key)
{
    if (u->s->mode != UI_MODE_LINK || !ui_key_is_text(key) || key == ' ')
        return false;
    u->s->link_typing = true;
    ui_line_key(&u->s->line, key);
    typed(u);
    return true;
}

static void command_key(struct ui *u, uint32_t key)
{
    struct ui_state *s = u->s;
    const struct ui_command *cmd;
    int count = s->count;

    s->pending[s->npending++] = key;
    switch (ui_keys_match(&s->set.binds, ui_context(s), s->pending, s->npending,
                          &cmd)) {
    case UI_MATCH_PREFIX:
        if (s->npending < (int)(sizeof(s->pending) / sizeof(*s->pending)))
            return;
        break;
    case UI_MATCH_FULL:
        s->npending = 0;
        s->count = 0;
        if (s->mode == UI_MODE_NORMAL)
            s->msg[0] = '\0';
        ui_run(u, cmd, count);
        return;
    case UI_MATCH_NONE:
        if (s->npending == 1 && begins_name(u, key))
            break;
        unbound(u, s->pending, s->npending);
        break;
    }
    s->npending = 0;
    s->count = 0;
}

static void on_key(struct ui *u, uint32_t key)
{
    struct ui_state *s = u->s;
    struct ui_line *l = typing(s);

    if ((s->w < UI_MIN_W || s->h < UI_MIN_H) && s->mode != UI_MODE_QUIT) {
        if (key == 'q' || key == (UI_CTRL | 'c')) /* all one can see to do */
            ui_run_quit(u, 0);
        return;
    }
    if (l && s->npending == 0 && ui_key_is_text(key)) {
        drop_fresh(s);
        ui_line_key(l, key);
        typed(u);
        return;
    }
    if (is_digit(s, key)) {
        s->count = s->count * 10 + (int)(key - '0');
        if (s->count > COUNT_MAX)
            s->count = COUNT_MAX;
        return;
    }
    if (l) { /* command keys first: Ctrl-U is a command elsewhere */
        const struct ui_command *cmd;

        if (ui_keys_match(&s->set.binds, ui_context(s), &key, 1, &cmd) ==
            UI_MATCH_NONE) {
            if (ui_line_key(l, key))
                typed(u);
            return;
        }
    }
    command_key(u, key);
}

static void on_paste(struct ui *u, const char *text)
{
    struct ui_line *l = typing(u->s);

    if (!l && u->s->mode == UI_MODE_NORMAL && ui_is_tasks(text)) {
        ui_paste_tasks(u, text);
        return;
    }
    if (!l) {
        ui_say(u, UI_WARN, "paste: nothing is being typed; : takes it");
        return;
    }
    drop_fresh(u->s);
    if (ui_line_insert(l, text, (int)strnlen(text, UI_LINE_MAX)))
        typed(u);
    else
        ui_say(u, UI_WARN, "paste: too long for one line");
}

/* --- searching --------------------------------------------------------------------- */

static void tell_better(struct ui *u, int64_t before)
{
    char by[96];

    if (u->s->telling) {
        ui_tell_better(u);
        return;
    }
    ui_makespan_change(by, sizeof(by), u->m, before, u->m->pic.makespan);
    ui_say(u, UI_GOOD, "better plan: makespan %s", by);
}

static void on_plan(struct ui *u, const struct ui_event *ev)
{
    int64_t before = u->m->pic.makespan;
    bool had = u->m->facts != NULL;
    struct ui_state *s = u->s;
    int32_t line = s->task == WEFT_NONE ? 0
                                        : ui_track_of(u->m, s->task) - s->top;

    if (!ui_model_offer(u->m, ev->gen, ev->place, ev->nplace, ev->engine))
        return;
    ui_filter_settle(s, u->m);
    ui_tracks_settle(s, u->m);
    if (s->task != WEFT_NONE) { /* the selection keeps its line */
        s->top = ui_track_of(u->m, s->task) - line;
        if (s->top < 0)
            s->top = 0;
    }
    if (s->mode == UI_MODE_NORMAL && !s->msg_stays &&
        (!had || u->m->pic.makespan < before))
        tell_better(u, had ? before : 0);
}

static void tell_proved(struct ui *u)
{
    const char *by = u->m->bound_by, *plan = u->m->engine;

    ui_say(u, UI_GOOD, "proved%s%s: no plan is shorter%s%s%s",
           by[0] ? " by " : "", by, plan[0] ? " (plan by " : "", plan,
           plan[0] ? ")" : "");
}

static void on_done(struct ui *u, const struct ui_event *ev)
{
    struct ui_search *r = &u->s->searching;

    if (ev->gen != u->m->gen)
        return;
    r->on = r->running = false;
    if (ev->kind == UI_EV_FAILED) {
        snprintf(r->note, sizeof(r->note), "%.150s", ev->text);
        ui_say(u, UI_WARN, "search: %s", ev->text);
        return;
    }
    ui_model_searched(u->m, ev->gen);
    if (ev->status == WEFT_INFEASIBLE)
        ui_model_infeasible(u->m, ev->gen, ev->text ? ev->text : "");
    snprintf(r->note, sizeof(r->note), "%.150s", ev->text ? ev->text : "");
    ui_variants_settle(u->m);
    ui_job_ask(u); /* what comes after it */
    if (u->s->mode != UI_MODE_NORMAL || u->s->telling || u->s->msg_stays)
        return; /* the first line says how it stands */
    if (u->m->status == WEFT_OPTIMAL)
        tell_proved(u);
    else if (u->m->status == WEFT_FEASIBLE)
        ui_say(u, UI_TEXT, "the search has ended without a proof; R goes on");
    else
        ui_say(u, UI_BAD, "%.300s",
               u->m->reason[0] ? u->m->reason : "no plan was found");
}

/* --- saving --------------------------------------------------------------------------- */

static void on_saved(struct ui *u, const struct ui_event *ev)
{
    struct ui_state *s = u->s;

    if (ev->changed) {
        ui_on_changed(u);
        return;
    }
    if (ev->rc) {
        s->quitting = false;
        ui_say(u, UI_BAD, "not written: %s", ev->text);
        return;
    }
    if (ev->exported) {
        ui_say(u, UI_GOOD, "exported to %s", ev->text);
        weft_buf_release(&s->export_text);
        return;
    }
    if (!s->path || strcmp(s->path, ev->text) != 0) {
        /* the first name it gets is its file from now on */
        if (!s->path || s->imported) {
            snprintf(s->path_own, sizeof(s->path_own), "%s", ev->text);
            s->path = s->path_own;
            s->imported = false;
        }
    }
    if (s->path && strcmp(s->path, ev->text) == 0) {
        ui_model_saved(u->m);
        ui_tries_keep(u->m);
    }
    s->example = false;
    ui_say(u, UI_GOOD, "written to %s", ev->text);
    if (s->quitting)
        u->fx->bits |= UI_FX_QUIT;
    s->quitting = false;
}

static bool is_of_search(const struct ui_event *ev)
{
    return ev->kind == UI_EV_SEARCH || ev->kind == UI_EV_PLAN ||
           ev->kind == UI_EV_BOUND || ev->kind == UI_EV_DONE ||
           ev->kind == UI_EV_FAILED;
}

void ui_update(struct ui_state *s, struct ui_model *m,
               const struct ui_event *ev, struct ui_fx *fx)
{
    struct ui u = { .s = s, .m = m, .fx = fx };

    fx->bits = 0;
    fx->seconds = 0;
    s->now = ev->now;
    if (m->lost && ui_model_refresh(m, NULL) == WEFT_OK)
        s->task = WEFT_NONE;
    if (is_of_search(ev) && ui_job_event(&u, ev)) {
        ui_settle(s, m);
        return;
    }
    switch (ev->kind) {
    case UI_EV_KEY:
        s->msg_stays = false;
        on_key(&u, ev->key);
        break;
    case UI_EV_PASTE:
        s->msg_stays = false;
        on_paste(&u, ev->text);
        break;
    case UI_EV_MOUSE:
        ui_mouse(&u, &ev->mouse);
        break;
    case UI_EV_RESIZE:
        s->w = ev->w;
        s->h = ev->h;
        break;
    case UI_EV_TICK:
        break;
    case UI_EV_IDLE:
        ui_idle(&u);
        break;
    case UI_EV_SEARCH:
        if (ev->gen == m->gen) {
            s->searching.on = s->searching.running = true;
            s->searching.since = ev->now;
        }
        break;
    case UI_EV_PLAN:
        on_plan(&u, ev);
        break;
    case UI_EV_RACE:
        ui_race_event(&u, ev);
        break;
    case UI_EV_ADOPT:
        ui_race_adopted(&u, ev);
        break;
    case UI_EV_BOUND:
        ui_model_bound(m, ev->gen, ev->bound, ev->engine);
        break;
    case UI_EV_DONE:
    case UI_EV_FAILED:
        on_done(&u, ev);
        break;
    case UI_EV_OPENABLE:
        ui_openable(&u, ev->rc ? ev->text : NULL);
        break;
    case UI_EV_EDITED:
        ui_edited(&u, ev->rc ? NULL : ev->text, ev->text);
        break;
    case UI_EV_SAVED:
        on_saved(&u, ev);
        break;
    case UI_EV_FOUND:
        ui_on_found(&u, ev);
        break;
    case UI_EV_HELD:
        ui_on_held(&u, ev);
        break;
    case UI_EV_DOC:
        ui_on_doc(&u, ev);
        break;
    case UI_EV_NOTICE:
        ui_say(&u, UI_WARN, "%s", ev->text);
        ui_say_stays(&u);
        break;
    }
    ui_settle(s, m);
}
