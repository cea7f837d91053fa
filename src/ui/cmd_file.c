/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, searching for better plans, leaving. */
#include <stdio.h>
#include <string.h>

#include "ui/commands.h"

/* --- writing -------------------------------------------------------------------- */

void ui_write(struct ui *u, const char *path)
{
    u->fx->bits |= UI_FX_SAVE;
    snprintf(u->fx->path, sizeof(u->fx->path), "%s", path);
}

/* NAME.json beside an imported NAME.sm. */
void ui_suggest_path(const struct ui_state *s, const char *tail, char *out,
                     size_t size)
{
    const char *path = s->path ? s->path : "plan.json";
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    int n = dot ? (int)(dot - path) : (int)strlen(path);

    snprintf(out, size, "%.*s%s", n, path, tail);
}

void ui_run_write(struct ui *u, int count)
{
    char path[UI_LINE_MAX];

    (void)count;
    if (u->s->path && !u->s->imported && !u->s->holder[0]) {
        ui_write(u, u->s->path);
        return;
    }
    ui_suggest_path(u->s, u->s->holder[0] ? ".mine.json" : ".json", path,
                    sizeof(path));
    ui_ask(u, UI_ASK_WRITE, path);
    if (u->s->holder[0])
        ui_say(u, UI_WARN, "read-only: write a copy as (%s)", u->s->holder);
    else if (u->s->imported)
        ui_say(u, UI_TEXT,
               "the file is of another format; write a weft plan "
               "as");
}

/* --- another document ----------------------------------------------------------- */

void ui_go_on_with(struct ui *u, const char *path)
{
    u->s->going = true;
    snprintf(u->s->next, sizeof(u->s->next), "%s", path);
    if (!path[0]) {
        ui_run_quit(u, 0);
        return;
    }
    u->fx->bits |= UI_FX_OPEN; /* before this one is left */
    snprintf(u->fx->path, sizeof(u->fx->path), "%s", path);
}

void ui_openable(struct ui *u, const char *why)
{
    if (!why) {
        ui_run_quit(u, 0);
        return;
    }
    u->s->going = false;
    ui_say(u, UI_BAD, "cannot open: %s", why);
}

/* --- leaving --------------------------------------------------------------------- */

void ui_run_quit(struct ui *u, int count)
{
    (void)count;
    if (ui_model_dirty(u->m))
        u->s->mode = UI_MODE_QUIT;
    else
        u->fx->bits |= UI_FX_QUIT;
}

void ui_run_quit_write(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    u->s->quitting = true; /* once it is written: UI_EV_SAVED */
    ui_run_write(u, 0);
}

void ui_run_quit_discard(struct ui *u, int count)
{
    (void)count;
    u->fx->bits |= UI_FX_QUIT;
}

void ui_run_suspend(struct ui *u, int count)
{
    (void)count;
    u->fx->bits |= UI_FX_SUSPEND;
}

void ui_run_redraw(struct ui *u, int count)
{
    (void)count;
    u->fx->bits |= UI_FX_REDRAW;
}

/* --- searching -------------------------------------------------------------------- */

const char *ui_off_optimal(const struct ui_state *s, const struct ui_model *m)
{
    (void)s;
    if (m->status == WEFT_OPTIMAL)
        return "the plan is proved best already";
    if (!m->problem || m->problem->reason[0])
        return "there is no plan to improve";
    return m->pic.ntask ? NULL : "there are no tasks";
}

void ui_run_solve(struct ui *u, int count)
{
    u->s->searching = (struct ui_search){ .on = true,
                                          .since = u->s->now,
                                          .gen = u->m->gen };
    u->fx->bits |= UI_FX_SEARCH;
    u->fx->seconds = count > 0 ? count : -3; /* three times as long */
    if (count > 0)
        ui_say(u, UI_TEXT, "searching for %d s; Ctrl-C stops", count);
    else
        ui_say(u, UI_TEXT, "searching longer; Ctrl-C stops");
}

const char *ui_off_not_searching(const struct ui_state *s,
                                 const struct ui_model *m)
{
    (void)m;
    return s->searching.on ? NULL : "nothing is being searched; q leaves";
}

void ui_run_stop(struct ui *u, int count)
{
    (void)count;
    u->s->searching.on = u->s->searching.running = false;
    u->fx->bits |= UI_FX_STOP;
    u->fx->bits &= ~(unsigned)UI_FX_SEARCH;
    ui_say(u, UI_TEXT, "stopped; the best plan so far stays. R goes on");
}
