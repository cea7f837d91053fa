/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was not written before, and what other programs do to the file. The
 * loop does the work (UI_FX_RECOVER and the like); here it is asked for. */
#include "ui/recover.h"

#include <stdio.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/text.h"

void ui_on_found(struct ui *u, const struct ui_event *ev)
{
    struct ui_state *s = u->s;

    s->found = ev->found;
    snprintf(s->found_text, sizeof(s->found_text), "%.159s", ev->text);
    s->found_list = false;
    s->popup_at = s->popup_top = 0;
    s->mode = UI_MODE_FOUND;
    ui_say(u, UI_WARN, "%s. r recover, v view, d discard", s->found_text);
}

void ui_on_held(struct ui *u, const struct ui_event *ev)
{
    struct ui_state *s = u->s;

    snprintf(s->holder, sizeof(s->holder), "%.159s", ev->text ? ev->text : "");
    s->holder_told = false;
    if (!ev->text)
        return;
    ui_say(u, UI_WARN, "read-only: %s; W writes a copy", s->holder);
    ui_say_stays(u);
}

void ui_tell_held(struct ui *u)
{
    const struct ui_state *s = u->s;
    const char *since = strstr(s->holder, " since ");
    size_t n = since ? (size_t)(since - s->holder) : strlen(s->holder);

    if (!s->holder[0] || s->holder_told)
        return;
    u->s->holder_told = true;
    ui_say(u, UI_WARN, "kept in memory only: %.*s; :w NAME writes elsewhere",
           (int)n, s->holder);
    ui_say_stays(u);
}

void ui_on_doc(struct ui *u, const struct ui_event *ev)
{
    ui_normal(u);
    u->s->found = NULL;
    ui_swap(u, ev->doc, ev->saved, ev->text);
}

/* --- commands of before ---------------------------------------------------- */

void ui_run_recover(struct ui *u, int count)
{
    (void)count;
    u->fx->bits |= UI_FX_RECOVER;
}

void ui_run_recover_view(struct ui *u, int count)
{
    (void)count;
    u->s->found_list = !u->s->found_list;
    u->s->popup_at = u->s->popup_top = 0;
}

void ui_run_recover_discard(struct ui *u, int count)
{
    (void)count;
    u->s->found = NULL;
    u->fx->bits |= UI_FX_DISCARD;
    ui_normal(u);
    ui_say(u, UI_TEXT, "discarded; this is the file as it was written");
}

void ui_run_recover_later(struct ui *u, int count)
{
    (void)count;
    u->fx->bits |= UI_FX_QUIT;
}

void ui_found_line(const struct ui_state *s, int i, char *out, size_t size)
{
    const char *text = s->found && (size_t)i < s->found->n
                           ? s->found->record[i].text
                           : "";
    size_t n = 0;

    if (strncmp(text, "edit\n", 5) == 0 || strncmp(text, "merge\n", 6) == 0)
        text = strchr(text, '\n') + 1;
    else if (strncmp(text, "document\n", 9) == 0)
        text = "(undone beyond what was written then)";
    else if (strncmp(text, "writing", 7) == 0)
        text = "(could not be written)";
    for (; *text && n + 3 < size; text++) {
        if (*text == '\n')
            out[n++] = ';';
        out[n++] = *text == '\n' ? ' ' : *text;
    }
    out[n] = '\0';
}

/* --- a file that is another by now ----------------------------------------- */

void ui_on_changed(struct ui *u)
{
    u->s->quitting = false;
    u->s->mode = UI_MODE_CHANGED;
    ui_say(u, UI_WARN, "not written: another program has changed the file");
}

void ui_run_reload(struct ui *u, int count)
{
    (void)count;
    if (!u->s->path) {
        ui_say(u, UI_WARN, "reload: the document has no file yet");
        return;
    }
    ui_normal(u);
    u->fx->bits |= UI_FX_RELOAD;
}

void ui_run_merge(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    u->fx->bits |= UI_FX_MERGE;
}

void ui_run_write_mine(struct ui *u, int count)
{
    char path[UI_PATH_MAX];

    (void)count;
    ui_normal(u);
    ui_suggest_path(u->s, ".mine.json", path, sizeof(path));
    ui_write(u, path);
}

void ui_run_write_over(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    if (!u->s->path || u->s->imported) {
        ui_run_write(u, 0);
        return;
    }
    ui_write(u, u->s->path);
    u->fx->bits |= UI_FX_FORCE;
}
