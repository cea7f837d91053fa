/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what was done. */
#include <inttypes.h>
#include <stdio.h>

#include "ui/past.h"
#include "ui/popup.h"
#include "ui/text.h"
#include "ui/view.h"

#define PAST_W 100

static void age_text(int64_t ms, char *out, size_t size)
{
    int64_t s = ms / 1000;

    if (ms < 0)
        out[0] = '\0';
    else if (s < 60)
        snprintf(out, size, "%" PRId64 "s", s);
    else if (s < 3600)
        snprintf(out, size, "%" PRId64 "m", s / 60);
    else
        snprintf(out, size, "%" PRId64 "h%02" PRId64, s / 3600, s / 60 % 60);
}

/* The makespan after step i, and how it differs from the one before. */
static void result_text(const struct ui_draw *d, size_t i, char *out,
                        size_t size, char *by, size_t bysize)
{
    int64_t after = ui_past_makespan(d->s, i);
    int64_t before = i > 0 ? ui_past_makespan(d->s, i - 1) : -1;
    int64_t diff = after - before;

    by[0] = '\0';
    snprintf(out, size, "-");
    if (after < 0)
        return;
    ui_short_time(out, size, d->m, after);
    if (before < 0 || diff == 0)
        return;
    by[0] = diff < 0 ? '-' : '+';
    ui_short_time(by + 1, bysize - 1, d->m, diff < 0 ? -diff : diff);
}

static void step(const struct ui_draw *d, struct ui_pad p, int y, size_t i)
{
    bool undone = i > d->m->pos;
    enum ui_role role = undone ? UI_MUTED : UI_TEXT;
    char text[UI_TEXT_MAX], by[32];
    int text_w = p.w - 30;

    if (i == d->m->pos)
        ui_glyph(p, 0, y, UI_TITLE, UI_G_MARK);
    age_text(ui_past_age(d->s, i), text, sizeof(text));
    ui_text_right(p, 1, y, 6, UI_MUTED, text);
    if (i == 0)
        snprintf(text, sizeof(text), "as it was opened");
    else
        ui_past_text(d->s, d->m, i, text, sizeof(text));
    ui_textw(p, 9, y, text_w, role, text);
    result_text(d, i, text, sizeof(text), by, sizeof(by));
    ui_text_right(p, p.w - 20, y, 9, role, text);
    ui_text_right(p, p.w - 10, y, 9,
                  undone         ? UI_MUTED
                  : by[0] == '-' ? UI_GOOD
                                 : UI_WARN,
                  by);
}

void ui_view_past(const struct ui_draw *d)
{
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int w = d->f.w - 4 < PAST_W ? d->f.w - 4 : PAST_W;
    int top = d->s->popup_at >= h ? d->s->popup_at - h + 1 : 0;
    struct ui_pad p = ui_box_at(d, w, h + 3,
                                "what was done, and the makespan after it");

    ui_text_right(p, 1, 0, 6, UI_TITLE, "ago");
    ui_textw(p, 9, 0, 10, UI_TITLE, "step");
    ui_text_right(p, p.w - 20, 0, 9, UI_TITLE, "makespan");
    for (int i = 0; i < h && top + i < n; i++) {
        step(d, p, i + 1, (size_t)(top + i));
        ui_list_line(p, i + 1, top + i, top + i == d->s->popup_at);
    }
    ui_more_marks(ui_pad_sub(p, 0, 1, p.w, h), top, h, n);
}
