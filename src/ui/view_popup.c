/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/popup.h"
#include "ui/race.h"
#include "ui/scenario_view.h"
#include "ui/sweep_view.h"
#include "ui/text.h"
#include "ui/view.h"

int ui_list_first(int top, int at, int h)
{
    if (at < top)
        top = at;
    if (at >= top + h)
        top = at - h + 1;
    return top;
}

void ui_list_line(struct ui_pad p, int y, int i, bool on)
{
    ui_hot(p, 0, y, p.w, 1, (struct ui_hot){ .kind = UI_HOT_LINE, .id = i });
    if (!on)
        return;
    ui_paint(p, 0, y, p.w, UI_SELECTED, UI_REVERSE);
    ui_cursor(p, 0, y, false);
}

void ui_more_marks(struct ui_pad p, int first, int h, int n)
{
    if (first > 0)
        ui_glyph(p, p.w - 1, 0, UI_MUTED, UI_G_MORE_UP);
    if (first + h < n)
        ui_glyph(p, p.w - 1, h - 1, UI_MUTED, UI_G_MORE_DOWN);
}

static void pick(const struct ui_draw *d)
{
    static const char *const title[] = { [UI_PICK_PRED] = "runs after",
                                         [UI_PICK_SUCC] = "runs before",
                                         [UI_PICK_UNLINK] = "remove a link" };
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int first = ui_list_first(0, d->s->popup_at, h);
    char text[UI_TEXT_MAX];
    struct ui_pad p;

    if (d->s->task == WEFT_NONE)
        return;
    snprintf(text, sizeof(text), "%s: %s",
             weft_plan_task(d->m->plan, d->s->task)->id, title[d->s->pick]);
    p = ui_box_at(d, 50, h + 2, text);
    for (int i = 0; i < h; i++) {
        int32_t task;
        bool succ;
        char at[32] = "";

        if (!ui_pick_at(d->s, d->m, first + i, &task, &succ))
            break;
        ui_textw(p, 1, i, 7, UI_MUTED, succ ? "before" : "after");
        ui_name(p, 8, i, p.w - 18, UI_TEXT,
                weft_plan_task(d->m->plan, task)->id);
        if (d->m->pic.place[task].placed)
            ui_short_time(at, sizeof(at), d->m, d->m->pic.place[task].start);
        ui_text_right(p, p.w - 9, i, 8, UI_MUTED, at);
        ui_list_line(p, i, first + i, first + i == d->s->popup_at);
    }
    ui_more_marks(p, first, h, n);
}

/* Why a task of the chain starts when it does, in a few words. */
static void reason(const struct ui_draw *d, int32_t i, char *out, size_t size)
{
    const struct ui_model *m = d->m;
    int32_t task = m->pic.chain[i];
    const struct weft_cause *c = &m->facts->cause[task];
    char node[UI_TEXT_MAX] = "", wait[32];

    out[0] = '\0';
    switch (c->kind) {
    case WEFT_CAUSE_START:
        snprintf(out, size, "at the start");
        break;
    case WEFT_CAUSE_LINK:
        snprintf(out, size, "after %s", weft_plan_task(m->plan, c->pred)->id);
        break;
    case WEFT_CAUSE_RELEASE:
        snprintf(out, size, "released then");
        break;
    case WEFT_CAUSE_PIN:
        snprintf(out, size, "pinned there");
        break;
    case WEFT_CAUSE_DOWN:
        snprintf(out, size, "its node is down until then");
        break;
    case WEFT_CAUSE_CAPACITY:
        if (m->problem->cell[c->cell].copy >= 0)
            weft_copy_id(m->plan, m->problem, m->problem->cell[c->cell].copy,
                         node, sizeof(node));
        ui_short_time(wait, sizeof(wait), m,
                      m->pic.place[task].start - m->pic.place[task].ready);
        snprintf(out, size, "waits %s for %.100s%s%s (%s)", wait, node,
                 node[0] ? " " : "",
                 weft_plan_res(m->plan, m->problem->cell[c->cell].res)->id,
                 weft_plan_task(m->plan, c->pred)->id);
        break;
    case WEFT_CAUSE_NONE:
        snprintf(out, size, "could start earlier");
        break;
    }
}

static void chain(const struct ui_draw *d)
{
    const struct ui_picture *pic = &d->m->pic;
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int first = ui_list_first(0, d->s->popup_at, h), w = d->f.w - 8;
    int name_w = w / 4 > 24 ? 24 : w / 4;
    char title[64], time[32];
    struct ui_pad p;

    if (!d->m->facts)
        return;
    ui_short_time(time, sizeof(time), d->m, pic->makespan);
    snprintf(title, sizeof(title), "what makes it take %s", time);
    p = ui_box_at(d, w > 96 ? 96 : w, h + 2, title);
    for (int i = 0; i < h && first + i < pic->nchain; i++) {
        int32_t task = pic->chain[first + i];
        bool wait = pic->chain_wait[first + i] && first + i > 0;
        char text[UI_TEXT_MAX];

        ui_short_time(time, sizeof(time), d->m, pic->place[task].start);
        ui_text_right(p, 0, i, 8, UI_MUTED, time);
        ui_name(p, 9, i, name_w, UI_CRITICAL,
                weft_plan_task(d->m->plan, task)->id);
        ui_short_time(time, sizeof(time), d->m, ui_run_time(d->m, task));
        ui_text_right(p, 9 + name_w, i, 8, UI_TEXT, time);
        reason(d, first + i, text, sizeof(text));
        ui_textw(p, 19 + name_w, i, p.w - 20 - name_w,
                 wait ? UI_WAITING : UI_MUTED, text);
        ui_list_line(p, i, first + i, first + i == d->s->popup_at);
    }
    ui_more_marks(p, first, h, n);
}

static void help(const struct ui_draw *d)
{
    struct ui_help_line lines[UI_HELP_MAX];
    int n = ui_help_lines(d->s, lines), h = ui_popup_height(d->s, d->m);
    int first = d->s->popup_top, keys_w, w = ui_help_width(d->s, &keys_w);
    struct ui_pad p = ui_box_at(d, w + 4, h + 2, "keys");

    if (n == 0)
        ui_text(p, 0, 0, UI_MUTED, "no key has to do with that");
    for (int i = 0; i < h && first + i < n; i++) {
        const struct ui_help_line *l = &lines[first + i];
        char keys[64], text[UI_TEXT_MAX];

        if (!l->cmd) {
            ui_textw(p, 0, i, p.w, UI_TITLE, l->title);
            continue;
        }
        ui_keys_text(&d->s->set.binds, l->cmd, keys, sizeof(keys));
        if (l->text == l->cmd->help)
            ui_textw(p, 1, i, keys_w, UI_TEXT, keys);
        snprintf(text, sizeof(text), "%.*s", l->len, l->text);
        ui_textw(p, keys_w + 2, i, p.w - keys_w - 3, UI_MUTED, text);
    }
    ui_more_marks(p, first, h, n);
    ui_cursor(p, 0, 0, false);
}

static void question(const struct ui_draw *d)
{
    struct ui_pad p = ui_box_at(d, 38, 6, "not written yet");

    ui_text(p, 1, 0, UI_TEXT, "The document has changed.");
    ui_text(p, 1, 1, UI_TITLE, "w");
    ui_text(p, 5, 1, UI_TEXT, "write it and leave");
    ui_text(p, 1, 2, UI_TITLE, "d");
    ui_text(p, 5, 2, UI_TEXT, "discard the changes and leave");
    ui_text(p, 1, 3, UI_TITLE, "Esc");
    ui_text(p, 5, 3, UI_TEXT, "stay");
    ui_cursor(p, 1, 1, false);
}

void ui_view_popup(const struct ui_draw *d)
{
    switch (d->s->mode) {
    case UI_MODE_PICK:
        pick(d);
        break;
    case UI_MODE_CHAIN:
        chain(d);
        break;
    case UI_MODE_HELP:
        help(d);
        break;
    case UI_MODE_SWEEP:
        ui_view_sweep(d);
        break;
    case UI_MODE_SCENARIOS:
        ui_view_scenarios(d);
        break;
    case UI_MODE_QUIT:
        question(d);
        break;
    case UI_MODE_FOUND:
        ui_view_found(d);
        break;
    case UI_MODE_CHANGED:
        ui_view_changed(d);
        break;
    case UI_MODE_LINE:
        if (d->s->ask == UI_ASK_HELP)
            help(d);
        break;
    case UI_MODE_FORM:
        ui_view_form(d);
        break;
    case UI_MODE_RACE:
        ui_view_race(d);
        break;
    case UI_MODE_PAST:
        ui_view_past(d);
        break;
    case UI_MODE_EXPORT:
        ui_view_export(d);
        break;
    case UI_MODE_NORMAL:
    case UI_MODE_ROW:
    case UI_MODE_LINK:
        break;
    }
}
