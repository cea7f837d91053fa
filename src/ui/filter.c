/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/filter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/picture.h"

static struct ui_query_at at_now(const struct ui_state *s)
{
    return (struct ui_query_at){ .mark = s->marks.on,
                                 .nmark = s->marks.n,
                                 .now = s->cursor };
}

bool ui_is_hidden(const struct ui_model *m, int32_t task)
{
    return m->left_out && m->left_out[task];
}

static void show_all(struct ui_model *m)
{
    if (!m->left_out)
        return;
    free(m->left_out);
    m->left_out = NULL;
    m->filter_serial++;
    ui_picture_rows(&m->pic, NULL);
}

/* Without memory everything is shown. */
static void leave_out(struct ui_state *s, struct ui_model *m)
{
    struct ui_query_at at = at_now(s);
    int32_t n = m->pic.ntask;
    bool *out = calloc((size_t)n + 1, sizeof(*out));

    if (!out) {
        show_all(m);
        return;
    }
    for (int32_t i = 0; i < n; i++)
        out[i] = i != s->filter.also &&
                 !ui_query_holds(&s->filter.query, m, &at, i);
    free(m->left_out);
    m->left_out = out;
    m->filter_serial++;
    ui_picture_rows(&m->pic, out);
}

static bool is_up_to_date(const struct ui_state *s, const struct ui_model *m)
{
    const struct ui_filter *f = &s->filter;

    return f->settled && f->serial == m->serial &&
           f->mark_serial == s->marks.serial && f->now == s->cursor;
}

void ui_filter_settle(struct ui_state *s, struct ui_model *m)
{
    struct ui_filter *f = &s->filter;
    char why[2];

    if (s->search[0] && f->search_serial != m->serial)
        ui_query_read(&f->found, s->search, m->plan, why, sizeof(why));
    f->search_serial = m->serial;
    if (is_up_to_date(s, m))
        return;
    f->settled = true;
    f->serial = m->serial;
    f->mark_serial = s->marks.serial;
    f->now = s->cursor;
    ui_query_read(&f->query, f->text, m->plan, why, sizeof(why));
    if (f->query.n == 0)
        show_all(m);
    else
        leave_out(s, m);
}

void ui_filter_admit(struct ui_state *s, struct ui_model *m, int32_t task)
{
    s->filter.also = task;
    s->filter.settled = false;
    ui_filter_settle(s, m);
}

bool ui_is_found(const struct ui_state *s, const struct ui_model *m,
                 int32_t task)
{
    struct ui_query_at at = at_now(s);

    return s->search[0] && s->filter.found.n > 0 &&
           ui_query_holds(&s->filter.found, m, &at, task);
}

void ui_search_set(struct ui_state *s, const struct ui_model *m,
                   const char *text)
{
    char why[2];

    snprintf(s->search, sizeof(s->search), "%.*s", (int)sizeof(s->search) - 1,
             text);
    ui_query_read(&s->filter.found, s->search, m->plan, why, sizeof(why));
}

/* --- the filter's line ------------------------------------------------------ */

static void set_filter(struct ui_state *s, struct ui_model *m, const char *text)
{
    struct ui_filter *f = &s->filter;

    snprintf(f->text, sizeof(f->text), "%.*s", (int)sizeof(f->text) - 1, text);
    f->also = WEFT_NONE;
    f->settled = false;
    ui_filter_settle(s, m);
}

void ui_filter_off(struct ui *u)
{
    set_filter(u->s, u->m, "");
}

void ui_run_filter(struct ui *u, int count)
{
    struct ui_filter *f = &u->s->filter;

    (void)count;
    f->from = u->s->task;
    snprintf(f->kept, sizeof(f->kept), "%s", f->text);
    ui_ask(u, UI_ASK_FILTER, f->text);
}

void ui_filter_typed(struct ui *u)
{
    struct ui_query q;
    char why[256];

    if (!ui_query_read(&q, u->s->line.text, u->m->plan, why, sizeof(why)))
        ui_say(u, UI_WARN, "%s", why);
    u->s->task = u->s->filter.from;
    set_filter(u->s, u->m, u->s->line.text);
}

void ui_filter_cancel(struct ui *u)
{
    u->s->task = u->s->filter.from;
    set_filter(u->s, u->m, u->s->filter.kept);
}

bool ui_filter_accept(struct ui *u, const char *text)
{
    struct ui_query q;
    char why[256];

    if (!ui_query_read(&q, text, u->m->plan, why, sizeof(why))) {
        ui_say(u, UI_BAD, "%s", why);
        return false;
    }
    set_filter(u->s, u->m, text);
    if (q.n == 0)
        ui_say(u, UI_TEXT, "no filter: every task is shown");
    else
        ui_say(u, UI_TEXT,
               "%" PRId32 " of %" PRId32 " tasks; f changes the filter, Esc "
               "removes it",
               u->m->pic.nrow, u->m->pic.ntask);
    return true;
}

/* --- the search's line ------------------------------------------------------ */

void ui_run_search(struct ui *u, int count)
{
    struct ui_state *s = u->s;

    (void)count;
    s->search_from = s->task;
    s->search_top = s->top;
    snprintf(s->search_kept, sizeof(s->search_kept), "%s", s->search);
    ui_ask(u, UI_ASK_SEARCH, "");
}

/* The next match in row order from row `from` on, around the end. */
static int32_t next_match(const struct ui *u, int32_t from, int dir, bool here)
{
    const struct ui_picture *p = &u->m->pic;
    int64_t n = p->nrow;

    for (int64_t i = here ? 0 : 1; i <= n && n > 0; i++) {
        int64_t at = (from + dir * i + 2 * n) % n;

        if (ui_is_found(u->s, u->m, p->row_task[at]))
            return p->row_task[at];
    }
    return WEFT_NONE;
}

static int32_t row_of(const struct ui *u, int32_t task)
{
    return task == WEFT_NONE || task >= u->m->pic.ntask
               ? 0
               : u->m->pic.task_row[task];
}

/* While it is typed the selection goes to the first match. */
void ui_search_typed(struct ui *u)
{
    struct ui_state *s = u->s;
    int32_t to;
    struct ui_query q;
    char why[256];

    if (!ui_query_read(&q, s->line.text, u->m->plan, why, sizeof(why)))
        ui_say(u, UI_WARN, "%s", why);
    ui_search_set(s, u->m, s->line.text);
    s->task = s->search_from;
    s->top = s->search_top;
    to = next_match(u, row_of(u, s->search_from), 1, true);
    if (to != WEFT_NONE)
        ui_goto(u, to, false);
}

void ui_search_cancel(struct ui *u)
{
    struct ui_state *s = u->s;

    ui_search_set(s, u->m, s->search_kept);
    s->task = s->search_from;
    s->top = s->search_top;
}

void ui_search_accept(struct ui *u, const char *text)
{
    struct ui_state *s = u->s;

    ui_search_set(s, u->m, text[0] ? text : s->search_kept);
    s->task = s->search_from;
    s->top = s->search_top;
    ui_find(u, 1, true);
}

const char *ui_off_no_search(const struct ui_state *s, const struct ui_model *m)
{
    (void)m;
    return s->search[0] ? NULL : "nothing was searched yet; / searches";
}

void ui_find(struct ui *u, int dir, bool here)
{
    int32_t found = 0, out = 0, to;

    if (!u->s->search[0])
        return;
    for (int32_t i = 0; i < u->m->pic.ntask; i++) {
        bool is = ui_is_found(u->s, u->m, i);

        found += is;
        out += is && ui_is_hidden(u->m, i);
    }
    to = next_match(u, row_of(u, u->s->task), dir, here);
    if (to == WEFT_NONE) {
        ui_say(u, UI_WARN, "no task matches '%s'%s", u->s->search,
               out ? " and the filter" : "");
        return;
    }
    ui_goto(u, to, true);
    u->s->dag.peek = to;
    if (u->s->pane != UI_PANE_GRAPH)
        u->s->pane = UI_PANE_TASKS;
    if (out)
        ui_say(u, UI_TEXT,
               "%" PRId32 " task%s '%s', %" PRId32 " of them filtered out",
               found, found == 1 ? " matches" : "s match", u->s->search, out);
    else
        ui_say(u, UI_TEXT, "%" PRId32 " task%s '%s'; n and N go on", found,
               found == 1 ? " matches" : "s match", u->s->search);
}

void ui_run_search_next(struct ui *u, int count)
{
    for (int i = 0; i < (count > 0 ? count : 1) && i < 1000; i++)
        ui_find(u, 1, false);
}

void ui_run_search_prev(struct ui *u, int count)
{
    for (int i = 0; i < (count > 0 ? count : 1) && i < 1000; i++)
        ui_find(u, -1, false);
}
